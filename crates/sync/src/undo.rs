//! Undo: what would bring both sides back to where they were before a run.
//!
//! Pure: the journal of the run and the records as they are now go in, the changes come out. What
//! must hold: a field is brought back only where it still holds what the run wrote; what was
//! changed since is left and named; numbers are taken off items, but never given out again.

use std::collections::BTreeMap;

use crate::digest::digested_as;
use crate::{Change, Compare, Full, JournalLine, Key, Kind, Name, Record, Side, Value, same};

/// What is done with a record to undo what a run did with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UndoAct {
    /// Its fields are brought back.
    Change,
    /// It was made by the run: it goes to the trash, or to Deleted Items.
    Remove,
    /// It was deleted by the run: it comes back.
    BringBack,
    /// It was brought back by the run: it is deleted again.
    PutAway,
}

/// What is done with one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Undo {
    /// Kind.
    pub kind: Kind,
    /// Side.
    pub side: Side,
    /// The record on that side.
    pub key: Key,
    /// How a person would name it.
    pub name: String,
    /// What is done.
    pub act: UndoAct,
    /// The fields that are brought back.
    pub changes: Vec<Change>,
    /// The number that the item is to carry again; empty where it carried none.
    pub number: Option<String>,
    /// Fields that were changed since: they are left. A record that was made and changed since is
    /// left as a whole.
    pub left: Vec<Name>,
}

/// One field of one record: what it held before the run, and what the run left there.
struct Net<'a> {
    before: Option<&'a Value>,
    after: Option<&'a Value>,
}

/// What undoes the lines of a run, in the order in which its records were first written. `now`
/// reads a record as it is; a record that is gone for good is left out.
pub fn undo(
    lines: &[JournalLine],
    now: &mut dyn FnMut(Kind, Side, &Key) -> Option<Full>,
) -> Vec<Undo> {
    let mut order: Vec<(Kind, Side, Key)> = Vec::new();
    let mut records: BTreeMap<(Kind, Side, Key), Vec<&JournalLine>> = BTreeMap::new();
    for line in lines {
        let Some(key) = key_of(line) else { continue };
        let record = (line.kind, line.side, key);
        let held = records.entry(record.clone()).or_default();
        if held.is_empty() {
            order.push(record);
        }
        held.push(line);
    }
    let undone = order.into_iter().filter_map(|record| {
        let lines = records.get(&record)?;
        let full = now(record.0, record.1, &record.2)?;
        Some(undo_record(record, lines, &full))
    });
    undone.collect()
}

fn key_of(line: &JournalLine) -> Option<Key> {
    match line.side {
        Side::Office => line.office.map(Key::office),
        Side::Outlook => line.item.clone(),
    }
}

fn undo_record((kind, side, key): (Kind, Side, Key), lines: &[&JournalLine], now: &Full) -> Undo {
    let did = |what: &str| lines.iter().any(|line| line.what == what);
    let act = match () {
        () if did("create") => UndoAct::Remove,
        () if did("delete") => UndoAct::BringBack,
        () if did("restore") => UndoAct::PutAway,
        () => UndoAct::Change,
    };
    let name = lines.first().map(|line| line.name.clone()).unwrap_or_default();
    let mut undo =
        Undo { kind, side, key, name, act, changes: Vec::new(), number: None, left: Vec::new() };
    for (field, net) in net(lines, act) {
        undo.field(field, &net, now);
    }
    undo
}

/// The lines that wrote fields, first before and last after. The number that names a deleted or
/// restored record is no field that was written.
fn net<'a>(lines: &[&'a JournalLine], act: UndoAct) -> BTreeMap<&'a Name, Net<'a>> {
    let mut fields: BTreeMap<&Name, Net> = BTreeMap::new();
    let wrote = |line: &&&JournalLine| {
        line.what == "update" || act == UndoAct::Remove && line.what == "create"
    };
    for line in lines.iter().filter(wrote) {
        let net = fields
            .entry(&line.field)
            .or_insert_with(|| Net { before: line.before.as_ref(), after: None });
        net.after = line.after.as_ref();
    }
    fields
}

impl Undo {
    fn field(&mut self, field: &Name, net: &Net, now: &Full) {
        let is_number = *field == self.kind.number_field();
        let held = if is_number { number(now) } else { value(&now.record, field) };
        let holds = |value: Option<&Value>| {
            let digested =
                held.as_ref().zip(value).is_some_and(|(now, then)| digested_as(now, then));
            digested || same(held.as_ref(), value, Compare::Plain)
        };
        if holds(net.before) && self.act != UndoAct::Remove {
            return;
        }
        match (holds(net.after), self.act) {
            (false, _) => self.left.push(field.clone()),
            (true, UndoAct::Remove) => {}
            (true, _) if is_number => self.number = Some(text(net.before)),
            (true, _) => {
                self.changes.push(Change { field: field.clone(), value: net.before.cloned() });
            }
        }
    }
}

fn value(record: &Record, field: &Name) -> Option<Value> {
    record.get(field).cloned()
}

fn number(full: &Full) -> Option<Value> {
    (!full.number.is_empty()).then(|| Value::text(full.number.as_str()))
}

fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    }
}
