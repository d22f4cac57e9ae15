//! The lines of the journal: every field written, before and after, on which side and why.

use super::execute::Work;
use super::survey::Stage;
use crate::plan::PairStep;
use crate::{JournalLine, Message, Record, Side, Value};

/// Why a field was written: the row of the decision table.
fn why(row: u8) -> Message {
    Message::new(&format!("why-row-{row}"))
}

fn line(stage: &Stage, work: &Work, side: Side, what: &str) -> JournalLine {
    JournalLine {
        kind: stage.kind(),
        side,
        office: match work.pair() {
            Some(pair) => Some(pair.office),
            None => stage.link_of(&work.step.item).and_then(|link| link.office),
        },
        item: Some(work.step.item.clone()),
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

/// A new record: its number, and every field that is filled.
pub(super) fn create_lines<'a>(
    stage: &'a Stage,
    work: &'a Work,
    record: &'a Record,
) -> impl Iterator<Item = JournalLine> + 'a {
    let create = || line(stage, work, Side::Office, "create");
    let number = JournalLine { after: text(&work.number), ..create() };
    let fields = record.0.iter().map(move |(name, value)| JournalLine {
        field: name.clone(),
        after: Some(value.clone()),
        ..create()
    });
    std::iter::once(number).chain(fields)
}

pub(super) fn pair_lines<'a>(
    stage: &'a Stage,
    work: &'a Work,
    pair: &'a PairStep,
) -> impl Iterator<Item = JournalLine> + 'a {
    pair.merged.of(Side::Office).map(move |step| JournalLine {
        field: step.field.clone(),
        before: step.before.clone(),
        after: step.after.clone(),
        row: step.row,
        why: why(step.row),
        ..line(stage, work, Side::Office, "update")
    })
}

/// The office record came out of the trash.
pub(super) fn restore_line(stage: &Stage, work: &Work, pair: &PairStep) -> JournalLine {
    let number = work.office.as_ref().map(|office| office.number.clone()).unwrap_or_default();
    JournalLine {
        kind: stage.kind(),
        side: Side::Office,
        office: Some(pair.office),
        item: Some(work.step.item.clone()),
        name: work.name().to_owned(),
        what: "restore".to_owned(),
        field: stage.kind().number_field().into(),
        before: None,
        after: Some(Value::Text(number)),
        row: work.step.row,
        why: why(work.step.row),
    }
}
