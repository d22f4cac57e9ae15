//! An address as it is stored: reading rows, writing rows, and the keys made from its fields.

use std::borrow::Cow;
use std::sync::LazyLock;

use jiff::Timestamp;
use sync::{Key, Record, Value, Version, phone_digits};

use super::cells;
use super::columns::COLUMNS;
use super::salutation::letter_salutation;
use crate::Language;
use crate::db::{Db, InList, Param, Row, Rows};
use crate::error::{OfficeError, Result};
use crate::fold::{SearchWords, index_key, phone_key, sort_key};
use crate::number::{number_key, number_sort};

/// Columns before the fields when read.
const READ: &[&str] = &["id", "version", "created_at", "changed_at", "deleted_at", "customer_no"];
/// Columns before the fields when written: those above and the keys made from the fields.
const KEYS: &[&str] = &[
    "number_key",
    "number_sort",
    "sort_key",
    "name_key",
    "email_key",
    "email2_key",
    "email3_key",
    "mobile_key",
];

/// An address as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stored {
    pub(crate) id: i64,
    pub(crate) version: i64,
    pub(crate) created_at: Timestamp,
    pub(crate) changed_at: Timestamp,
    pub(crate) deleted_at: Option<Timestamp>,
    pub(crate) number: String,
    /// The fields as they were given: nothing generated, nothing that the program keeps.
    pub(crate) fields: Record,
}

fn quoted(names: impl Iterator<Item = &'static str>) -> Vec<String> {
    names.map(|name| format!("\"{name}\"")).collect()
}

fn fields() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().map(|column| column.name)
}

/// The columns of a row as [`Stored::read`] expects them.
pub(crate) static SELECTED: LazyLock<String> =
    LazyLock::new(|| quoted(READ.iter().copied().chain(fields())).join(", "));

static BY_IDS: LazyLock<InList> = LazyLock::new(|| {
    InList::made(format!("SELECT {} FROM address WHERE id IN ({{list}})", *SELECTED), 0)
});

fn written() -> Vec<String> {
    quoted(READ.iter().chain(KEYS).copied().chain(fields()))
}

/// Writes new rows.
static ADD: LazyLock<Rows> = LazyLock::new(|| {
    let names = written();
    Rows::new(format!("INSERT INTO address ({}) VALUES", names.join(", ")), names.len(), "")
});

/// Writes rows whose version is still the one before; tells which.
static PUT: LazyLock<Rows> = LazyLock::new(|| {
    let names = written();
    let set: Vec<String> = names
        .iter()
        .filter(|name| !["\"id\"", "\"created_at\""].contains(&name.as_str()))
        .map(|name| format!("{name} = excluded.{name}"))
        .collect();
    Rows::new(
        format!("INSERT INTO address ({}) VALUES", names.join(", ")),
        names.len(),
        format!(
            "ON CONFLICT (id) DO UPDATE SET {} WHERE address.version = excluded.version - 1 \
             RETURNING id",
            set.join(", ")
        ),
    )
});

static PUT_WORDS: LazyLock<Rows> =
    LazyLock::new(|| Rows::new("{search put}", 2, "{search replace}").wrapped(search_parameter));

/// PostgreSQL is given the words themselves, so that its own parser has no say.
fn search_parameter(column: usize, parameter: String) -> String {
    if column == 0 { parameter } else { format!("{{words}}{parameter}{{/words}}") }
}

impl Stored {
    /// Reads a row of [`SELECTED`].
    pub(crate) fn read(row: &Row<'_>) -> Result<Self> {
        let mut fields = Record::new();
        for (at, column) in (READ.len()..).zip(COLUMNS) {
            if let Some(value) = cells::value(column, row, at)? {
                fields.0.insert(Cow::Borrowed(column.name), value);
            }
        }
        Ok(Self {
            id: row.int(0)?,
            version: row.int(1)?,
            created_at: instant(row.int(2)?)?,
            changed_at: instant(row.int(3)?)?,
            deleted_at: row.opt_int(4)?.map(instant).transpose()?,
            number: row.text(5)?,
            fields,
        })
    }

    /// Reads the rows of these internal numbers, in any order.
    pub(crate) fn load(db: &mut Db, ids: &[i64]) -> Result<Vec<Self>> {
        let mut found = Vec::with_capacity(ids.len());
        BY_IDS.query(db, &[], ids.iter().map(|id| Param::Int(*id)), &mut |row| {
            found.push(Self::read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Writes new rows.
    pub(crate) fn add(db: &mut Db, rows: &[&Self], language: Language) -> Result<()> {
        ADD.put(db, &Self::params(rows, language))
    }

    /// Writes rows, each of the version after the stored one; the internal numbers of those that
    /// were written. The others were changed by somebody else.
    pub(crate) fn put(db: &mut Db, rows: &[&Self], language: Language) -> Result<Vec<i64>> {
        let mut written = Vec::with_capacity(rows.len());
        PUT.run(db, &Self::params(rows, language), &mut |row| {
            written.push(row.int(0)?);
            Ok(())
        })?;
        Ok(written)
    }

    fn params<'a>(rows: &[&'a Self], language: Language) -> Vec<Param<'a>> {
        let width = READ.len() + KEYS.len() + COLUMNS.len();
        let mut params = Vec::with_capacity(rows.len() * width);
        rows.iter().for_each(|row| row.push_params(language, &mut params));
        params
    }

    /// Makes rows findable by their words.
    pub(crate) fn put_words(db: &mut Db, words: Vec<(i64, String)>) -> Result<()> {
        let params: Vec<Param<'_>> =
            words.into_iter().flat_map(|(id, words)| [id.into(), words.into()]).collect();
        PUT_WORDS.put(db, &params)
    }

    fn push_params<'a>(&'a self, language: Language, params: &mut Vec<Param<'a>>) {
        params.extend([
            self.id.into(),
            self.version.into(),
            self.created_at.as_microsecond().into(),
            self.changed_at.as_microsecond().into(),
            self.deleted_at.map(Timestamp::as_microsecond).into(),
            (&self.number).into(),
            Param::opt_text(number_key(&self.number)),
            number_sort(&self.number).into(),
            self.sort_key(language).into(),
        ]);
        params.extend(MatchKeys::of(&self.fields).into_params());
        params
            .extend(COLUMNS.iter().map(|column| cells::cell(column, self.fields.get(column.name))));
    }

    /// The key by which addresses sort: surname or company first.
    pub(crate) fn sort_key(&self, language: Language) -> String {
        let field = |name| self.fields.text(name);
        let person = !field("last_name").trim().is_empty();
        let parts = if person {
            [field("last_name"), field("first_name"), field("middle_name"), field("company")]
        } else {
            [field("company"), field("first_name"), field("email"), ""]
        };
        sort_key(&parts, language)
    }

    /// Every word of every field, once, separated by blanks.
    pub(crate) fn search_words(&self) -> String {
        let mut words = SearchWords::default();
        words.add(&self.number);
        phone_key(&self.number).iter().for_each(|key| words.add(key));
        for column in COLUMNS {
            match self.fields.get(column.name) {
                Some(Value::Text(text)) => {
                    words.add(text);
                    whole_phone(column.compare, text).iter().for_each(|digits| words.add(digits));
                    phone_key(text).iter().for_each(|key| words.add(key));
                }
                Some(Value::List(items)) => items.iter().for_each(|item| words.add(item)),
                _ => {}
            }
        }
        words.joined()
    }

    /// How a person would name it: surname and first name, else company, else e-mail.
    pub(crate) fn name(&self) -> String {
        let field = |name| self.fields.text(name).trim();
        let (last, first) = (field("last_name"), field("first_name"));
        let found = match (last, first) {
            ("", "") => [field("company"), field("email"), field("nickname")]
                .into_iter()
                .find(|name| !name.is_empty())
                .unwrap_or_default()
                .to_owned(),
            ("", first) => first.to_owned(),
            (last, "") => last.to_owned(),
            (last, first) => format!("{last}, {first}"),
        };
        if found.is_empty() { format!("id:{}", self.id) } else { found }
    }

    pub(crate) fn full_version(&self) -> Version {
        Version { row: self.version, stamp: Some(self.changed_at) }
    }

    pub(crate) fn key(&self) -> Key {
        Key::office(self.id)
    }

    /// The fields with what is generated where nothing was entered.
    pub(crate) fn with_generated(&self, language: Language) -> Record {
        let mut fields = self.fields.clone();
        if fields.is_empty("letter_salutation") {
            let salutation = letter_salutation(&fields, language);
            fields.set("letter_salutation", Value::Text(salutation));
        }
        fields
    }
}

/// A telephone number in one piece, so that it is found however it is written.
fn whole_phone(compare: sync::Compare, text: &str) -> Option<String> {
    if compare != sync::Compare::Phone {
        return None;
    }
    let digits = phone_digits(text).trim_start_matches('+').to_owned();
    (digits.len() > 3).then_some(digits)
}

/// What candidates for a content match share with an address.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct MatchKeys {
    pub(crate) name: Option<String>,
    pub(crate) emails: [Option<String>; 3],
    pub(crate) mobile: Option<String>,
}

impl MatchKeys {
    pub(crate) fn of(fields: &Record) -> Self {
        let text = |name| Some(fields.text(name).trim()).filter(|text| !text.is_empty());
        let email =
            |name| text(name).map(|email| index_key(sync::normalised(email).to_lowercase()));
        let person = ["first_name", "middle_name", "last_name"].map(|name| fields.text(name));
        let person = sort_key(&[&person.join(" ")], Language::De);
        let company = || text("company").map(|name| sort_key(&[name], Language::De));
        let filled = |key: String| (!key.is_empty()).then_some(key);
        Self {
            name: filled(person).or_else(company).and_then(filled),
            emails: ["email", "email2", "email3"].map(email),
            mobile: text("mobile").map(|number| index_key(phone_digits(number))).and_then(filled),
        }
    }

    fn into_params(self) -> [Param<'static>; 5] {
        let [first, second, third] = self.emails;
        [self.name, first, second, third, self.mobile].map(Param::opt_text)
    }
}

fn instant(microseconds: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(microseconds)
        .map_err(|_| OfficeError::Damaged { detail: format!("instant {microseconds}") })
}

/// Every SQL text of this file.
#[cfg(test)]
pub(crate) fn texts() -> Vec<String> {
    [ADD.every_text(), PUT.every_text(), PUT_WORDS.every_text(), BY_IDS.every_text()].concat()
}
