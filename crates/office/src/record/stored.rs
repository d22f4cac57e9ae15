//! A record as it is stored: reading rows and writing rows.

use jiff::Timestamp;
use sync::{Key, Kind, Record, Value, Version};

use super::cells;
use super::column::Column;
use super::kind::{Description, description};
use super::texts::{BEFORE, Selection, texts};
use crate::Language;
use crate::db::{Db, Param, Row};
use crate::error::{OfficeError, Result};
use crate::number::{number_key, number_sort};

/// A record as it is stored.
#[derive(Clone)]
pub(crate) struct Stored {
    pub(crate) of: &'static Description,
    pub(crate) id: i64,
    pub(crate) version: i64,
    pub(crate) created_at: Timestamp,
    pub(crate) changed_at: Timestamp,
    pub(crate) deleted_at: Option<Timestamp>,
    pub(crate) number: String,
    /// The fields as they were given: nothing generated, nothing that the program keeps.
    pub(crate) fields: Record,
    /// What is computed of the fields.
    pub(crate) computed: Record,
}

impl Stored {
    /// Reads a row of a selection of a kind.
    pub(super) fn read(
        of: &'static Description,
        selection: &Selection,
        row: &Row<'_>,
    ) -> Result<Self> {
        let (fields, computed) = (&selection.fields, selection.computed);
        let after = BEFORE + fields.len();
        let (fields, computed) =
            (record(row, fields.iter().copied(), BEFORE)?, record(row, computed, after)?);
        Ok(Self {
            of,
            id: row.int(0)?,
            version: row.int(1)?,
            created_at: instant(row.int(2)?)?,
            changed_at: instant(row.int(3)?)?,
            deleted_at: row.opt_int(4)?.map(instant).transpose()?,
            number: row.text(5)?,
            fields,
            computed,
        })
    }

    /// Reads the rows of these internal numbers, in any order.
    pub(crate) fn load(db: &mut Db, kind: Kind, ids: &[i64]) -> Result<Vec<Self>> {
        let mut found = Vec::with_capacity(ids.len());
        let (of, texts) = (description(kind), texts(kind));
        texts.by_ids.query(db, &[], ids.iter().map(|id| Param::Int(*id)), &mut |row| {
            found.push(Self::read(of, &texts.whole, row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Reads a row, if it is there.
    pub(crate) fn one(db: &mut Db, kind: Kind, id: i64) -> Result<Option<Self>> {
        Ok(Self::load(db, kind, &[id])?.pop())
    }

    /// Visits every row of a kind, also while they are written.
    pub(crate) fn each(
        db: &mut Db,
        kind: Kind,
        visit: &mut dyn FnMut(&mut Db, &[Self]) -> Result<()>,
    ) -> Result<()> {
        let (of, texts, mut after) = (description(kind), texts(kind), i64::MIN);
        loop {
            let read = |row: &Row<'_>| Self::read(of, &texts.whole, row);
            let rows = db.all(&texts.after, &[Param::Int(after)], read)?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id;
            visit(db, &rows)?;
        }
    }

    /// Writes new rows.
    pub(crate) fn add(db: &mut Db, kind: Kind, rows: &[&Self], language: Language) -> Result<()> {
        texts(kind).add.put(db, &params(kind, rows, language))
    }

    /// Writes rows, each of the version after the stored one; the internal numbers of those that
    /// were written. The others were changed by somebody else.
    pub(crate) fn put(
        db: &mut Db,
        kind: Kind,
        rows: &[&Self],
        language: Language,
    ) -> Result<Vec<i64>> {
        let mut written = Vec::with_capacity(rows.len());
        texts(kind).put.run(db, &params(kind, rows, language), &mut |row| {
            written.push(row.int(0)?);
            Ok(())
        })?;
        Ok(written)
    }

    fn push_params<'a>(&'a self, language: Language, params: &mut Vec<Param<'a>>) {
        let of = self.of;
        params.extend([
            self.id.into(),
            self.version.into(),
            self.created_at.as_microsecond().into(),
            self.changed_at.as_microsecond().into(),
            self.deleted_at.map(Timestamp::as_microsecond).into(),
            (&self.number).into(),
            Param::opt_text(number_key(&self.number)),
            number_sort(&self.number).into(),
            (of.sort_key)(&self.fields, language).into(),
        ]);
        (of.push_keys)(&self.fields, params);
        let computed = of.computed.iter().map(|c| cells::cell(c, self.computed.get(c.name)));
        params.extend(computed);
        let mut filled = self.filled().into_iter().peekable();
        for (place, column) in of.columns.iter().enumerate() {
            let value = filled.next_if(|(at, _)| *at == place).map(|(_, value)| value);
            params.push(cells::cell(column, value));
        }
    }

    /// The filled fields in the order of their columns, and where these stand. Most fields of a
    /// record are empty: none is looked for.
    pub(super) fn filled(&self) -> Vec<(usize, &Value)> {
        let places = &texts(self.of.kind).places;
        let place = |(name, value)| Some((*places.get(name)?, value));
        let mut filled: Vec<(usize, &Value)> = self.fields.iter().filter_map(place).collect();
        filled.sort_unstable_by_key(|(place, _)| *place);
        filled
    }

    /// How a person would name it.
    pub(crate) fn name(&self) -> String {
        let name = (self.of.name)(&self.fields);
        if name.is_empty() { format!("id:{}", self.id) } else { name }
    }

    pub(crate) fn full_version(&self) -> Version {
        Version { row: self.version, stamp: Some(self.changed_at) }
    }

    pub(crate) fn key(&self) -> Key {
        Key::office(self.id)
    }

    /// The fields with what is computed of them, and what is generated where nothing was entered.
    pub(crate) fn with_generated(self, language: Language) -> Record {
        let (mut fields, computed) = (self.fields, self.computed);
        (self.of.generate)(&mut fields, language);
        fields.0.extend(computed.0);
        fields
    }

    /// Whether everything that a person can change is the same.
    pub(super) fn same_content(&self, other: &Self) -> bool {
        (&self.number, &self.fields) == (&other.number, &other.fields)
    }
}

fn params<'a>(kind: Kind, rows: &[&'a Stored], language: Language) -> Vec<Param<'a>> {
    let mut params = Vec::with_capacity(rows.len() * texts(kind).width);
    rows.iter().for_each(|row| row.push_params(language, &mut params));
    params
}

/// The fields of so many columns of a row.
fn record<'a>(
    row: &Row<'_>,
    columns: impl IntoIterator<Item = &'a Column>,
    first: usize,
) -> Result<Record> {
    let mut fields = Vec::new();
    for (at, column) in (first..).zip(columns) {
        fields.extend(cells::value(column, row, at)?.map(|value| (column.key(), value)));
    }
    Ok(Record(fields.into_iter().collect()))
}

fn instant(microseconds: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(microseconds)
        .map_err(|_| OfficeError::Damaged { detail: format!("instant {microseconds}") })
}
