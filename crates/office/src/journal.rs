//! The journal: every field that was written, what it held before and after, by which rule, why.
//!
//! The fields of a new record stand in one row as JSON; they are given out one by one.

use std::sync::LazyLock;

use jiff::Timestamp;
use sync::{Job, JournalLine, Key, Kind, Name, Record, Side};

use crate::Office;
use crate::db::{Db, Param, Row, Rows};
use crate::error::Result;
use crate::words::{Word, fields_json, from_json, json, value_json};

/// Rows that a part has at the most.
const PART: usize = 200;
/// What is done when a record is made.
const CREATE: &str = "create";

const OF_RUN: &str = "SELECT kind, side, office, item, name, what, field, before_value, \
     after_value, rule, why FROM journal WHERE run = ?1 ORDER BY id";
const PART_OF_RUN: &str = "SELECT kind, side, office, item, name, what, field, before_value, \
     after_value, rule, why, id FROM journal WHERE run = ?1 AND id > ?2 ORDER BY id LIMIT 200";
const OF_RECORD: &str = "SELECT j.kind, j.side, j.office, j.item, j.name, j.what, j.field, \
     j.before_value, j.after_value, j.rule, j.why, j.run, r.started_at, r.job \
     FROM journal j JOIN run r ON r.id = j.run WHERE j.office = ?1 AND j.kind = ?2 ORDER BY j.id";

static PUT: LazyLock<Rows> = LazyLock::new(|| {
    Rows::new(
        "INSERT INTO journal (run, kind, side, office, item, name, what, field, before_value, \
         after_value, rule, why) VALUES",
        12,
        "",
    )
});

/// A field that was written, and in which run.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryLine {
    /// The run's number.
    pub run: i64,
    /// When the run began.
    pub at: Timestamp,
    /// The run's job.
    pub job: Job,
    /// The field.
    pub line: JournalLine,
}

impl Office {
    /// Visits every field that a run wrote, in order.
    ///
    /// # Errors
    /// The database refuses.
    pub fn journal(&mut self, run: i64, visit: &mut dyn FnMut(JournalLine)) -> Result<()> {
        self.db.query(OF_RUN, &[run.into()], &mut |row| {
            Entry::read(row)?.lines().for_each(&mut *visit);
            Ok(())
        })
    }

    /// A part of what a run wrote: at least `lines` fields where there are so many, from where the
    /// part before ended (0 at first). Where the next one begins; none after the last.
    ///
    /// # Errors
    /// The database refuses.
    pub fn journal_part(
        &mut self,
        run: i64,
        after: i64,
        lines: usize,
    ) -> Result<(Vec<JournalLine>, Option<i64>)> {
        let (mut found, mut last, mut rows, mut more) = (Vec::new(), after, 0, false);
        self.db.query(PART_OF_RUN, &[run.into(), after.into()], &mut |row| {
            if found.len() >= lines {
                more = true;
                return Ok(());
            }
            found.extend(Entry::read(row)?.lines());
            (last, rows) = (row.int(11)?, rows + 1);
            Ok(())
        })?;
        let full = more || found.len() >= lines || rows == PART;
        Ok((found, full.then_some(last)))
    }

    /// Visits every field of a record that was ever written by a run, on both sides, in order.
    ///
    /// # Errors
    /// The database refuses.
    pub fn history(
        &mut self,
        kind: Kind,
        office: i64,
        visit: &mut dyn FnMut(HistoryLine),
    ) -> Result<()> {
        self.db.query(OF_RECORD, &[office.into(), kind.word().into()], &mut |row| {
            let (run, job) = (row.int(11)?, Job::read(row, 13)?);
            let at = Timestamp::from_microsecond(row.int(12)?).unwrap_or_default();
            let lines = Entry::read(row)?.lines();
            lines.for_each(|line| visit(HistoryLine { run, at, job, line }));
            Ok(())
        })
    }
}

/// Writes lines; those of one new record that follow each other become one row.
pub(crate) fn put(db: &mut Db, run: i64, lines: &[Entered<'_>]) -> Result<()> {
    let mut params = Vec::with_capacity(lines.len());
    for group in lines.chunk_by(Entered::one_record) {
        let Some(entered) = group.first() else { continue };
        let first = entered.line;
        let (field, before, after) = if first.what == CREATE {
            (None, None, Some(created(group)?))
        } else {
            let (before, after) =
                (value_json(first.before.as_ref())?, value_json(first.after.as_ref())?);
            (Some(first.field.as_ref()), before, after)
        };
        params.extend(entered.head(run));
        params.extend([
            Param::opt_text(field),
            Param::opt_text(before),
            Param::opt_text(after),
            i64::from(first.row).into(),
            json(&first.why)?.into(),
        ]);
    }
    PUT.put(db, &params)
}

/// A line to be written, with the office record that it belongs to.
pub(crate) struct Entered<'a> {
    pub(crate) office: Option<i64>,
    pub(crate) line: &'a JournalLine,
}

impl<'a> Entered<'a> {
    fn head(&self, run: i64) -> [Param<'a>; 7] {
        let line = self.line;
        [
            run.into(),
            line.kind.word().into(),
            line.side.word().into(),
            self.office.into(),
            line.item.as_ref().map_or(Param::Null, |item| Param::from(&*item.0)),
            (&line.name).into(),
            (&line.what).into(),
        ]
    }

    /// Whether both lines are fields of the same new record, written for the same reason.
    fn one_record(&self, next: &Self) -> bool {
        let (a, b) = (self.line, next.line);
        let same = |line: &JournalLine| (line.kind, line.side, line.row);
        a.what == CREATE
            && b.what == CREATE
            && self.office == next.office
            && same(a) == same(b)
            && (&a.item, &a.name, &a.why) == (&b.item, &b.name, &b.why)
            && a.before.is_none()
            && b.before.is_none()
    }
}

fn created<'a>(lines: &[Entered<'a>]) -> Result<String> {
    let filled = |entered: &Entered<'a>| Some((&*entered.line.field, entered.line.after.as_ref()?));
    fields_json(lines.iter().filter_map(filled))
}

/// A row of the journal.
struct Entry {
    line: JournalLine,
    /// The fields of a new record, instead of the one of the line.
    fields: Option<Record>,
}

impl Entry {
    fn read(row: &Row<'_>) -> Result<Self> {
        let (field, after) = (row.opt_text(6)?, row.opt_text(8)?);
        let fields = match (&field, &after) {
            (None, Some(json)) => Some(from_json(json)?),
            _ => None,
        };
        let item = row.bytes(3)?;
        let line = JournalLine {
            kind: Kind::read(row, 0)?,
            side: Side::read(row, 1)?,
            office: row.opt_int(2)?,
            item: (!item.is_empty()).then_some(Key(item)),
            name: row.text(4)?,
            what: row.text(5)?,
            before: row.opt_text(7)?.map(|json| from_json(&json)).transpose()?,
            after: match &field {
                Some(_) => after.map(|json| from_json(&json)).transpose()?,
                None => None,
            },
            field: Name::Owned(field.unwrap_or_default()),
            row: u8::try_from(row.int(9)?).unwrap_or_default(),
            why: from_json(&row.text(10)?)?,
        };
        Ok(Self { line, fields })
    }

    /// The lines that the row stands for.
    fn lines(self) -> impl Iterator<Item = JournalLine> {
        let (line, fields) = (self.line, self.fields);
        let single = fields.is_none().then(|| line.clone());
        let many = fields
            .unwrap_or_default()
            .0
            .into_iter()
            .map(move |(field, after)| JournalLine { field, after: Some(after), ..line.clone() });
        single.into_iter().chain(many)
    }
}

/// Every SQL text of this file.
#[cfg(test)]
pub(crate) fn texts() -> Vec<String> {
    let fixed = [OF_RUN, PART_OF_RUN, OF_RECORD].map(str::to_owned).to_vec();
    [fixed, PUT.every_text()].concat()
}
