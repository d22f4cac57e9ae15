//! The lines of the journal: every field written, before and after, on which side and why.

use jiff::Timestamp;

use super::execute::Work;
use super::survey::Stage;
use crate::digest::digest_above;
use crate::plan::{Op, PairStep};
use crate::{JournalLine, Kind, Message, Record, Side, Value};

/// Why a field was written: the row of the decision table.
fn why(row: u8) -> Message {
    Message::new(&format!("why-row-{row}"))
}

fn office_of(stage: &Stage, work: &Work) -> Option<i64> {
    match &work.step.op {
        Op::CreateItem(new) => Some(new.office),
        op => match op.pair() {
            Some(pair) => Some(pair.office),
            None => stage.link_of(&work.step.item).and_then(|link| link.office),
        },
    }
}

fn line(stage: &Stage, work: &Work, side: Side, what: &str) -> JournalLine {
    JournalLine {
        kind: stage.kind(),
        side,
        office: office_of(stage, work),
        item: Some(work.key.clone()),
        name: work.name().to_owned(),
        what: what.to_owned(),
        field: stage.kind().number_field().into(),
        before: None,
        after: None,
        row: work.step.row,
        why: why(work.step.row),
    }
}

fn text(number: &str) -> Option<Value> {
    (!number.is_empty()).then(|| Value::text(number))
}

/// The number written on the item.
pub(super) fn number_line(stage: &Stage, work: &Work) -> JournalLine {
    let before = Some(&work.number_before).filter(|before| **before != work.number);
    JournalLine {
        before: before.and_then(|before| text(before)),
        after: text(&work.number),
        ..line(stage, work, Side::Outlook, "update")
    }
}

/// Longer values of a new mail, in bytes, stand in the journal as their digest.
const MAIL_IN_JOURNAL: usize = 512;

/// A new record: its number, and every field that is filled. A mail is written once and does not
/// change: of its long values the digest is enough.
pub(super) fn create_lines<'a>(
    stage: &'a Stage,
    work: &'a Work,
    (side, record): (Side, &'a Record),
) -> impl Iterator<Item = JournalLine> + 'a {
    let create = move || line(stage, work, side, "create");
    let number = JournalLine { after: text(&work.number), ..create() };
    let fields = record.0.iter().map(move |(name, value)| JournalLine {
        field: name.clone(),
        after: Some(match stage.kind() {
            Kind::Mails => digest_above(MAIL_IN_JOURNAL, value),
            _ => value.clone(),
        }),
        ..create()
    });
    std::iter::once(number).chain(fields)
}

pub(super) fn pair_lines<'a>(
    stage: &'a Stage,
    work: &'a Work,
    pair: &'a PairStep,
) -> impl Iterator<Item = JournalLine> + 'a {
    pair.merged.writes.iter().map(move |step| JournalLine {
        field: step.field.clone(),
        before: step.before.clone(),
        after: step.after.clone(),
        row: step.row,
        why: why(step.row),
        ..line(stage, work, step.side, "update")
    })
}

/// What an export notes on an item beside its fields: when it was.
const EXPORTED: &str = "user.Exportdatum";
/// The item's modification stamp.
pub(super) const MODIFIED: &str = "changed_at";

/// The stamps that go with changed fields, as they were before.
pub(super) fn stamp_lines<'a>(
    stage: &'a Stage,
    work: &'a Work,
    pair: &'a PairStep,
    stamp: Timestamp,
) -> impl Iterator<Item = JournalLine> + 'a {
    let writes = pair.merged.of(Side::Outlook).next().is_some();
    let (exported, modified) = work.stamps_before;
    let lines = [(EXPORTED, exported), (MODIFIED, modified)].into_iter();
    lines.filter(move |_| writes).map(move |(field, before)| JournalLine {
        field: field.into(),
        before: before.map(Value::Instant),
        after: Some(Value::Instant(stamp)),
        ..line(stage, work, Side::Outlook, "stamp")
    })
}

/// When an item was made: while both its stamps say so, nobody has changed it.
pub(super) fn made_line(stage: &Stage, work: &Work, stamp: Timestamp) -> JournalLine {
    JournalLine {
        field: EXPORTED.into(),
        after: Some(Value::Instant(stamp)),
        ..line(stage, work, Side::Outlook, "stamp")
    }
}

/// The record was deleted because its counterpart was.
pub(super) fn delete_line(stage: &Stage, work: &Work, side: Side) -> JournalLine {
    let full = work.item.as_ref().or(work.office.as_ref());
    let number = full.map(|full| full.number.clone()).unwrap_or_default();
    JournalLine { before: text(&number), ..line(stage, work, side, "delete") }
}

/// The item came out of Deleted Items.
pub(super) fn recover_line(stage: &Stage, work: &Work) -> JournalLine {
    JournalLine { after: text(&work.number), ..line(stage, work, Side::Outlook, "restore") }
}

/// The office record came out of the trash.
pub(super) fn restore_line(stage: &Stage, work: &Work, pair: &PairStep) -> JournalLine {
    let number = work.office.as_ref().map(|office| office.number.clone()).unwrap_or_default();
    JournalLine {
        kind: stage.kind(),
        side: Side::Office,
        office: Some(pair.office),
        item: Some(work.key.clone()),
        name: work.name().to_owned(),
        what: "restore".to_owned(),
        field: stage.kind().number_field().into(),
        before: None,
        after: Some(Value::Text(number)),
        row: work.step.row,
        why: why(work.step.row),
    }
}
