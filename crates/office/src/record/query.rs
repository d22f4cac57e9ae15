//! Listing and searching records.
//!
//! Lists are light: fields that may be large (texts of mails, their headers, notes of appointments
//! and tasks) are left out, and so is what is looked up for one record. [`Office::record`] gives
//! them.

use jiff::civil::Time;
use jiff::{Timestamp, Zoned};
use sync::{FieldType, Kind};

use super::cells::ticks;
use super::kind::{Description, description};
use super::texts::texts as texts_of;
use super::{OfficeRecord, Stored};
use crate::Office;
use crate::correspondent;
use crate::db::Param;
use crate::error::{OfficeError, Result};
use crate::fold::searched_words;

/// Which records, in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordQuery {
    /// Kind.
    pub kind: Kind,
    /// Words that must all occur, each at least as the beginning of a word; empty for all.
    pub search: String,
    /// Conditions that must all hold.
    pub filter: Vec<Filter>,
    /// Order.
    pub sort: Sort,
    /// The other way round.
    pub descending: bool,
    /// Those in the trash instead of the others.
    pub trash: bool,
    /// How many to leave out at the beginning.
    pub offset: u64,
    /// How many to give at most; 0 for all.
    pub limit: u64,
}

impl RecordQuery {
    /// All records of a kind in its usual order: addresses by name, the others by date.
    #[must_use]
    pub fn all(kind: Kind) -> Self {
        Self {
            kind,
            search: String::new(),
            filter: Vec::new(),
            sort: if kind == Kind::Addresses { Sort::Name } else { Sort::Date },
            descending: false,
            trash: false,
            offset: 0,
            limit: 0,
        }
    }
}

/// A condition. One that says nothing about a kind (unread tasks) is an unknown field there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// A text field holds exactly this.
    Is(String, String),
    /// It belongs to the group or category.
    Group(String),
    /// It has a number.
    Customers,
    /// It has none.
    Prospects,
    /// It was changed then or later.
    ChangedSince(Timestamp),
    /// Mails in this folder or below it.
    Folder(String),
    /// Mails that nobody has read.
    Unread,
    /// Records that the address of this internal number has to do with.
    Address(i64),
    /// Mails received (else sent) then or later; appointments that end later, and all series;
    /// tasks due on that day or later. Days are those of the zone.
    Since(Zoned),
    /// Mails received (else sent) before; appointments that start before, and all series; tasks
    /// due on a day that begins before.
    Until(Zoned),
}

/// An order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// By name, as in the phone book; what has none by its subject.
    #[default]
    Name,
    /// By number, decimal ones by value.
    Number,
    /// By the time it was added.
    Created,
    /// By the time it was last changed.
    Changed,
    /// By internal number.
    Id,
    /// Mails by when they were received, else sent; appointments by their start; tasks by the day
    /// they are due, then by priority.
    Date,
    /// Mails by who wrote them.
    From,
}

/// A part of the records asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordPage {
    /// The records, without what may be large.
    pub records: Vec<OfficeRecord>,
    /// How many there are in all.
    pub total: u64,
}

impl Sort {
    /// All orders.
    pub const ALL: [Self; 7] =
        [Self::Name, Self::Number, Self::Created, Self::Changed, Self::Id, Self::Date, Self::From];

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Number => "number",
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Id => "id",
            Self::Date => "date",
            Self::From => "from",
        }
    }

    /// The order of that stable name; `subject` is another one for `name`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = if name == "subject" { "name" } else { name };
        Self::ALL.into_iter().find(|sort| sort.name() == name)
    }

    fn columns(self, of: &Description) -> &'static [&'static str] {
        match self {
            Self::Name => &["sort_key"],
            Self::Number => &["number_sort"],
            Self::Created => &["created_at"],
            Self::Changed => &["changed_at"],
            Self::Id => &[],
            Self::Date => of.by_date,
            Self::From => of.by_people,
        }
    }
}

impl Office {
    /// Lists or searches records.
    ///
    /// # Errors
    /// A filter names no field of the kind, or the database refuses.
    pub fn records(&mut self, query: &RecordQuery) -> Result<RecordPage> {
        let folders = self.folders_meant(query)?;
        let Some(condition) = Condition::of(query, folders.as_deref())? else {
            return Ok(RecordPage { records: Vec::new(), total: 0 });
        };
        let (language, of, texts) = (self.language, condition.of, texts_of(query.kind));
        let (counts, last) = (condition.counts(query), texts.light.width());
        let mut total = None;
        let records = self.db.all(&condition.rows_text(query), &condition.params, |row| {
            if counts {
                total = u64::try_from(row.int(last)?).ok();
            }
            Ok(OfficeRecord::of(Stored::read(of, &texts.light, row)?, language))
        })?;
        let total = match total {
            Some(total) => total,
            None => self.total(query, &condition, records.len() as u64)?,
        };
        Ok(RecordPage { records, total })
    }

    /// The folders in which mails lie that are asked for by a folder and what is below it. By their
    /// names each is found in an index, in the order in which mails are shown.
    fn folders_meant(&mut self, query: &RecordQuery) -> Result<Option<Vec<String>>> {
        let asked = query.filter.iter().find_map(|filter| match filter {
            Filter::Folder(path) => Some(path.trim_end_matches('/')),
            _ => None,
        });
        let Some(path) = asked.filter(|_| query.kind == Kind::Mails && !query.trash) else {
            return Ok(None);
        };
        // Long ones have no key of their own in the index.
        if path.chars().count() > FOLDER_KEY {
            return Ok(None);
        }
        // What is called so, and what lies directly in the mailbox.
        let mut folders = vec![path.to_owned(), format!("{path}/")];
        // What lies below sorts between the path with a stroke and the path with the sign that
        // follows the stroke.
        let (mut from, to) = (format!("{path}/"), format!("{path}0"));
        while folders.len() <= MOST_FOLDERS {
            let params = [from.as_str().into(), to.as_str().into()];
            match self.db.one(NEXT_FOLDER, &params, |row| row.text(0))? {
                None => return Ok(Some(folders)),
                Some(found) if found.chars().count() >= FOLDER_KEY => return Ok(None),
                Some(found) => {
                    from.clone_from(&found);
                    folders.push(found);
                }
            }
        }
        Ok(None)
    }

    fn total(&mut self, query: &RecordQuery, condition: &Condition, given: u64) -> Result<u64> {
        if query.offset == 0 && (query.limit == 0 || given < query.limit) {
            return Ok(given);
        }
        let count = self.db.one(&condition.count_text(), &condition.params, |row| row.int(0))?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
    }
}

/// So many characters of a folder's path are its key in the index: PostgreSQL takes no longer ones.
const FOLDER_KEY: usize = 600;
/// The next folder after one, before another.
const NEXT_FOLDER: &str = "SELECT substr(folder, 1, 600) FROM mail WHERE deleted_at IS NULL \
     AND substr(folder, 1, 600) > ?1 AND substr(folder, 1, 600) < ?2 \
     ORDER BY substr(folder, 1, 600) LIMIT 1";
/// With more folders than that they are not named one by one.
const MOST_FOLDERS: usize = 500;

/// The condition of a query as SQL.
struct Condition {
    of: &'static Description,
    /// What a search finds, as a table `hits` of internal numbers; empty where nothing is searched.
    with: String,
    terms: Vec<String>,
    params: Vec<Param<'static>>,
}

impl Condition {
    /// `None` if nothing can meet it: a search for words in a text that has none.
    fn of(query: &RecordQuery, folders: Option<&[String]>) -> Result<Option<Self>> {
        let of = description(query.kind);
        let trash = if query.trash { "deleted_at IS NOT NULL" } else { "deleted_at IS NULL" };
        let (with, terms) = (String::new(), vec![trash.to_owned()]);
        let mut condition = Self { of, with, terms, params: Vec::new() };
        if !query.search.trim().is_empty() {
            let Some(words) = searched_words(&query.search) else { return Ok(None) };
            // Searched once, and looked up while the records are gone through in their order: with
            // the sign before it no number is looked up in the records one by one.
            let search = format!("{}_search", of.table);
            condition.with = format!(
                "WITH hits AS MATERIALIZED \
                 (SELECT rowid AS id FROM {search} WHERE {search}{{ matches ?1}}) "
            );
            condition.terms.push("+id IN (SELECT id FROM hits)".to_owned());
            condition.params.push(words.into());
        }
        for filter in &query.filter {
            match (filter, folders) {
                (Filter::Folder(_), Some(folders)) => condition.within(folders),
                _ => condition.add(filter)?,
            }
        }
        Ok(Some(condition))
    }

    /// Whether every row says how many there are: where nothing but words is asked for, what was
    /// found need only be counted.
    fn counts(&self, query: &RecordQuery) -> bool {
        !self.with.is_empty() && query.filter.is_empty() && !query.trash
    }

    /// In one of these folders.
    fn within(&mut self, folders: &[String]) {
        let places = folders.iter().map(|folder| {
            self.params.push(folder.clone().into());
            format!("?{}", self.params.len())
        });
        let places: Vec<String> = places.collect();
        self.terms.push(format!("substr(folder, 1, 600) IN ({})", places.join(", ")));
    }

    fn add(&mut self, filter: &Filter) -> Result<()> {
        match filter {
            Filter::Is(field, text) => {
                let name = self.text_column(field)?;
                self.meet(&format!("\"{name}\" = {{}}"), text.clone());
            }
            Filter::Group(name) => {
                // A list is stored as JSON: the name stands in it between quotation marks.
                let column = self.field(["groups", "categories"])?;
                let name = serde_json::Value::from(name.as_str()).to_string();
                self.meet(&format!("replace(\"{column}\", {{}}, '') <> \"{column}\""), name);
            }
            Filter::Customers => self.terms.push("number_key IS NOT NULL".to_owned()),
            Filter::Prospects => self.terms.push("number_key IS NULL".to_owned()),
            Filter::ChangedSince(at) => self.meet("changed_at >= {}", at.as_microsecond()),
            Filter::Folder(path) => self.below(path)?,
            Filter::Unread => {
                let column = self.field(["read"])?;
                self.terms.push(format!("(\"{column}\" IS NULL OR NOT \"{column}\")"));
            }
            Filter::Address(id) => {
                self.params.push((*id).into());
                self.terms.push(correspondent::condition(self.of.kind, self.params.len()));
            }
            Filter::Since(at) => self.since(at)?,
            Filter::Until(at) => self.until(at)?,
        }
        Ok(())
    }

    /// Adds a term; `{}` is where the parameter goes.
    fn meet(&mut self, term: &str, value: impl Into<Param<'static>>) {
        self.params.push(value.into());
        self.terms.push(term.replace("{}", &format!("?{}", self.params.len())));
    }

    fn below(&mut self, path: &str) -> Result<()> {
        self.field(["folder"])?;
        let path = path.trim_end_matches('/').to_owned();
        // What lies below sorts between the path with a stroke and the path with the sign that
        // follows the stroke.
        let term = "(folder = {} OR (folder >= {} || '/' AND folder < {} || '0'))";
        self.meet(term, path);
        Ok(())
    }

    fn since(&mut self, at: &Zoned) -> Result<()> {
        match self.of.kind {
            Kind::Mails => self.meet("date_key >= {}", ticks(at.timestamp())),
            Kind::Tasks => self.meet("due_date >= {}", at.date().to_string()),
            Kind::Appointments => {
                self.params.push(at.date().to_string().into());
                let days = self.params.len();
                let term = format!(
                    "(recurrence <> '' OR (length(\"end\") > 10 AND \"end\" > {{}}) \
                     OR (length(\"end\") <= 10 AND \"end\" > ?{days}))"
                );
                self.meet(&term, at.timestamp().to_string());
            }
            Kind::Addresses => return Err(unknown("since")),
        }
        Ok(())
    }

    fn until(&mut self, at: &Zoned) -> Result<()> {
        // The first day that begins too late.
        let midnight = at.time() == Time::midnight();
        let next = if midnight { Ok(at.date()) } else { at.date().tomorrow() };
        let day = next.unwrap_or(at.date()).to_string();
        match self.of.kind {
            Kind::Mails => {
                let none = i64::MIN;
                self.meet(
                    &format!("(date_key < {{}} AND date_key > {none})"),
                    ticks(at.timestamp()),
                );
            }
            Kind::Tasks => self.meet("(due_date < {} AND due_date <> '')", day),
            Kind::Appointments => {
                self.params.push(day.into());
                let days = self.params.len();
                let term = format!(
                    "(recurrence <> '' OR (length(start) > 10 AND start < {{}}) \
                     OR (length(start) <= 10 AND start < ?{days} AND start <> ''))"
                );
                self.meet(&term, at.timestamp().to_string());
            }
            Kind::Addresses => return Err(unknown("until")),
        }
        Ok(())
    }

    /// The first of these fields that the kind has.
    fn field<const N: usize>(&self, names: [&'static str; N]) -> Result<&'static str> {
        let found = names.iter().find(|name| self.of.column(name).is_some());
        found.copied().ok_or_else(|| unknown(names.first().unwrap_or(&"")))
    }

    fn text_column(&self, field: &str) -> Result<&'static str> {
        if field == self.of.number.name {
            return Ok(self.of.number.name);
        }
        let text = [FieldType::Text, FieldType::List, FieldType::Date];
        let column = self.of.column(field).filter(|column| text.contains(&column.field_type));
        column.map(|column| column.name).ok_or_else(|| unknown(field))
    }

    fn rows_text(&self, query: &RecordQuery) -> String {
        let direction = if query.descending { " DESC" } else { "" };
        let columns = query.sort.columns(self.of).iter().chain(&["id"]);
        let order: Vec<String> = columns.map(|name| format!("{name}{direction}")).collect();
        // Not as parameters: planners take a bound limit for a large one.
        let page = match (query.limit, query.offset) {
            (0, 0) => String::new(),
            (0, offset) => format!(" LIMIT {} OFFSET {offset}", i64::MAX),
            (limit, offset) => format!(" LIMIT {limit} OFFSET {offset}"),
        };
        let table = self.of.table;
        let total = match self.counts(query) {
            true => format!(
                ", (SELECT COUNT(*) FROM hits) - (SELECT COUNT(*) FROM {table} t \
                 WHERE t.deleted_at IS NOT NULL AND +t.id IN (SELECT id FROM hits))"
            ),
            false => String::new(),
        };
        let (with, terms, order) = (&self.with, self.terms.join(" AND "), order.join(", "));
        let names = &texts_of(query.kind).light.names;
        if page.is_empty() {
            return format!(
                "{with}SELECT {names}{total} FROM {table} WHERE {terms} ORDER BY {order}"
            );
        }
        // Which records are on the page is told by their numbers alone: what must be sorted is light.
        format!(
            "{with}SELECT {names}{total} FROM {table} WHERE id IN \
             (SELECT id FROM {table} WHERE {terms} ORDER BY {order}{page}) ORDER BY {order}"
        )
    }

    fn count_text(&self) -> String {
        let (table, terms) = (self.of.table, self.terms.join(" AND "));
        format!("{}SELECT COUNT(*) FROM {table} WHERE {terms}", self.with)
    }
}

fn unknown(field: &str) -> OfficeError {
    OfficeError::UnknownField { field: field.to_owned() }
}

/// Every kind of SQL text of this file.
#[cfg(test)]
pub(crate) fn texts() -> Vec<String> {
    let day = Zoned::new(Timestamp::UNIX_EPOCH, jiff::tz::TimeZone::UTC);
    let filter = [
        Filter::Is("city".to_owned(), "Ulm".to_owned()),
        Filter::Is("subject".to_owned(), "Ulm".to_owned()),
        Filter::Group("Kunden".to_owned()),
        Filter::Customers,
        Filter::Prospects,
        Filter::ChangedSince(Timestamp::UNIX_EPOCH),
        Filter::Folder("Posteingang".to_owned()),
        Filter::Unread,
        Filter::Address(7),
        Filter::Since(day.clone()),
        Filter::Until(day),
    ];
    let mut texts = vec![NEXT_FOLDER.to_owned()];
    let within = ["/A".to_owned(), "/B".to_owned()];
    let folder = vec![Filter::Folder("/A".to_owned())];
    let query = RecordQuery { filter: folder, ..RecordQuery::all(Kind::Mails) };
    let condition = Condition::of(&query, Some(&within)).ok().flatten();
    texts.extend(condition.iter().flat_map(|c| [c.rows_text(&query), c.count_text()]));
    let query = RecordQuery { search: "Anna".to_owned(), ..RecordQuery::all(Kind::Mails) };
    let condition = Condition::of(&query, None).ok().flatten();
    texts.extend(condition.iter().flat_map(|c| [c.rows_text(&query), c.count_text()]));
    for (kind, sort) in Kind::ALL.into_iter().flat_map(|kind| Sort::ALL.map(|sort| (kind, sort))) {
        let search = "Anna Müller".to_owned();
        let mut query = RecordQuery { search, sort, limit: 7, ..RecordQuery::all(kind) };
        let says = |filter: &&Filter| {
            let query = RecordQuery { filter: vec![(*filter).clone()], ..RecordQuery::all(kind) };
            Condition::of(&query, None).is_ok()
        };
        query.filter = filter.iter().filter(says).cloned().collect();
        let condition = Condition::of(&query, None).ok().flatten();
        texts.extend(condition.iter().flat_map(|c| [c.rows_text(&query), c.count_text()]));
        let query = RecordQuery { offset: 3, ..RecordQuery::all(kind) };
        let condition = Condition::of(&query, None).ok().flatten();
        texts.extend(condition.map(|condition| condition.rows_text(&query)));
    }
    texts
}
