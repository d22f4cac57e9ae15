//! One pair of records: the decision of every mapped field, and the bases afterwards.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::field::{Both, Case, Conflicts, Newer, Terms, Verdict, decide};
use crate::digest::canonical;
use crate::identity::travels;
use crate::mapping::{Direction, Left, Mapped, MappedField, WriteRule};
use crate::{Answer, Base, FieldType, Hold, Name, Record, Side, Slot, Unfit, Value, normalised};

/// The office field that takes up values which lost a conflict, under [`Conflicts::Both`].
const NOTES: &str = "notes";

/// Two records that are the same thing, and the terms of their merge.
#[derive(Clone, Copy)]
pub struct Pair<'a> {
    /// The mapping.
    pub mapped: &'a Mapped,
    /// The address slot of the link.
    pub slot: Slot,
    /// What both sides hold now, each under its own names.
    pub now: Both<&'a Record>,
    /// What both held when last in step; `None` where they never were.
    pub base: Option<Both<&'a Base>>,
    /// The bases were made with this mapping. If not, a field that neither base holds has none.
    pub base_complete: bool,
    /// Office names, parted by commas, of fields that were newly mapped and about which a person is
    /// asked: they have no base, whatever the bases say.
    pub newly_mapped: &'a str,
    /// Which side is newer.
    pub newer: Newer,
    /// Row 8.
    pub conflicts: Conflicts,
    /// What a person decided.
    pub answer: Option<&'a Answer>,
    /// Row 6: where both sides were changed, the record goes as a whole.
    pub whole: bool,
    /// The job's direction.
    pub direction: Direction,
    /// Words a value that lost a conflict.
    pub words: &'a dyn Words,
}

/// Words values that lost a conflict, for the notes ([`Conflicts::Both`]).
pub trait Words {
    /// One line: which field, which value.
    fn lost(&self, lost: &Difference) -> String {
        let value = match lost.stands {
            Some(Side::Office) => &lost.outlook,
            _ => &lost.office,
        };
        let value = value.as_ref().map(canonical).unwrap_or_default();
        format!("{}: {value}", lost.field)
    }
}

/// One field to be written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldStep {
    /// The side that is written.
    pub side: Side,
    /// The field, under that side's name.
    pub field: Name,
    /// The field's office name.
    pub office_field: Name,
    /// Value before.
    pub before: Option<Value>,
    /// Value after.
    pub after: Option<Value>,
    /// Row of the decision table.
    pub row: u8,
    /// Row 8: the value before had been changed too, and loses.
    pub conflict: bool,
}

/// One field in which both sides differ, in office terms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Office name of the field.
    pub field: Name,
    /// The office's value.
    pub office: Option<Value>,
    /// Outlook's value, as an office value.
    pub outlook: Option<Value>,
    /// Whose value stands; `None` where a person decides.
    pub stands: Option<Side>,
    /// The field is new to the mapping.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub newly_mapped: bool,
}

/// The result of a merge.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Merged {
    /// Fields to be written, on either side.
    pub writes: Vec<FieldStep>,
    /// Row 8: fields that a person decides.
    pub asks: Vec<Difference>,
    /// Row 8: fields that were decided, with the value that lost; to be listed.
    pub decided: Vec<Difference>,
    /// Office names of the fields whose bases stay as they are.
    pub held: Vec<Name>,
    /// Something is written that nobody changed: the mapping wants it so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_mapping: bool,
    /// Values that did not fit and stay where they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<Left>,
}

/// Merges a pair.
#[must_use]
pub fn merge(pair: &Pair) -> Merged {
    let mut merged = Merged::default();
    let kind = pair.mapped.kind;
    let fields = pair.mapped.fields.iter().filter(|field| travels(kind, &field.office));
    let spots: Vec<Spot> = fields.map(|field| Spot::new(pair, field)).collect();
    let collided = pair.whole && collided(&spots);
    for at in &spots {
        at.settle(at.verdict(collided), &mut merged);
    }
    append_losers(pair, &mut merged);
    merged
}

impl Pair<'_> {
    /// What a person decided about a field, by its office name.
    fn hold(&self, field: &str) -> Option<Hold> {
        self.answer.and_then(|answer| answer.for_field(field))
    }

    /// Whether a value that lost is kept in the notes.
    fn keeps_both(&self, lost: &Difference) -> bool {
        match self.hold(&lost.field) {
            Some(hold) => hold == Hold::Both,
            None => self.conflicts == Conflicts::Both,
        }
    }
}

impl Merged {
    /// The writes of one side.
    pub fn of(&self, side: Side) -> impl Iterator<Item = &FieldStep> {
        self.writes.iter().filter(move |step| step.side == side)
    }

    /// The row that describes the record as a whole.
    #[must_use]
    pub fn row(&self) -> u8 {
        let first = self.writes.first().map(|step| step.row);
        match first {
            _ if !self.asks.is_empty() || !self.decided.is_empty() => 8,
            Some(4 | 5 | 9) if !self.held.is_empty() => 6,
            Some(row) => row,
            None if self.held.is_empty() => 3,
            None => 4,
        }
    }

    /// Whether the contents of a linked pair changed: more than being touched, or filled.
    #[must_use]
    pub fn changed(&self) -> bool {
        let conflicts = !self.asks.is_empty() || !self.decided.is_empty();
        conflicts || self.writes.iter().any(|step| step.row != 10)
    }

    /// Whether both sides are in step once the writes are done.
    #[must_use]
    pub fn in_step(&self) -> bool {
        self.held.is_empty()
    }

    /// The base of a side after the writes: what it holds then, save the fields that are held.
    #[must_use]
    pub fn base(&self, pair: &Pair, side: Side, after: &Record) -> Base {
        let mut base = pair.mapped.base(side, after, pair.slot);
        let held = pair.mapped.fields.iter().filter(|field| self.held.contains(&field.office));
        for field in held {
            // What is new to the mapping was never in step.
            let known = pair.base.filter(|_| Spot::new(pair, field).changed().is_some());
            for name in field.names(side, pair.slot) {
                let old = known.and_then(|base| base.of(side).get(name).cloned());
                base.put(name.clone(), old);
            }
        }
        base
    }

    /// A record of this side with the writes applied.
    #[must_use]
    pub fn applied(&self, side: Side, before: &Record) -> Record {
        let mut after = before.clone();
        self.of(side).for_each(|step| after.put(step.field.clone(), step.after.clone()));
        after
    }
}

/// Whether both sides were changed, be it in different fields. Lines with a direction or a rule
/// of their own go by themselves.
fn collided(spots: &[Spot]) -> bool {
    let changed = |side: Side| {
        let mut spots = spots.iter().filter(|at| at.field.is_plain() && !at.equal());
        spots.any(|at| at.changed().is_some_and(|changed| *changed.of(side)))
    };
    changed(Side::Office) && changed(Side::Outlook)
}

/// One field of one pair.
struct Spot<'a> {
    pair: &'a Pair<'a>,
    field: &'a MappedField,
    now: Both<Option<Cow<'a, Value>>>,
}

impl<'a> Spot<'a> {
    fn new(pair: &'a Pair<'a>, field: &'a MappedField) -> Self {
        let now = |side| field.value(side, pair.slot, pair.now.of(side));
        Self { pair, field, now: Both { office: now(Side::Office), outlook: now(Side::Outlook) } }
    }

    fn equal(&self) -> bool {
        self.field.equal(self.now.office.as_deref(), self.now.outlook.as_deref())
    }

    /// `collided`: what one side changed is in conflict with the other side as a whole.
    fn verdict(&self, collided: bool) -> Verdict {
        let pair = self.pair;
        let changed = self.changed().map(|changed| match changed.office || changed.outlook {
            true if collided && self.field.is_plain() => Both { office: true, outlook: true },
            _ => changed,
        });
        let case = Case {
            equal: self.equal(),
            empty: Both { office: self.now.office.is_none(), outlook: self.now.outlook.is_none() },
            changed,
        };
        let conflicts = match pair.hold(&self.field.office) {
            Some(Hold::Leave) => return Verdict::InStep,
            Some(hold) => hold.conflicts(pair.newer),
            None if pair.answer == Some(&Answer::Ignore) => return Verdict::InStep,
            // Dates never decide.
            None if self.newly_mapped() => Conflicts::Ask,
            None => pair.conflicts,
        };
        let line = self.field.direction;
        decide(&case, &Terms::new(pair.direction, line, conflicts, pair.newer))
    }

    /// Whether both sides have been in step, but not in this field.
    fn newly_mapped(&self) -> bool {
        self.pair.base.is_some() && self.changed().is_none()
    }

    /// Whether both sides hold what they held when last in step.
    fn untouched(&self) -> bool {
        let (field, slot) = (self.field, self.pair.slot);
        let as_in_base =
            |side, base: &Base| field.as_in_base(side, slot, self.pair.now.of(side), base);
        self.pair.base.is_some_and(|base| {
            as_in_base(Side::Office, base.office) && as_in_base(Side::Outlook, base.outlook)
        })
    }

    /// Which sides differ from their base; `None` without one.
    fn changed(&self) -> Option<Both<bool>> {
        let base = self.pair.base?;
        if self.pair.newly_mapped.split(',').any(|name| name == self.field.office) {
            return None;
        }
        let (field, slot) = (self.field, self.pair.slot);
        let known = |side| field.is_in_base(side, slot, base.of(side));
        if !(self.pair.base_complete || known(Side::Office) && known(Side::Outlook)) {
            return None;
        }
        // What a one-way line never carried is new to the side that it writes, where that is empty;
        // a constant is always as good as new.
        let empty = self.now.office.is_none() || self.now.outlook.is_none();
        let never = empty && field.never_carried(slot, base.office, base.outlook);
        if (never || field.is_constant()) && !self.equal() {
            let giving = |side: Side| !field.direction.writes(side);
            return Some(Both { office: giving(Side::Office), outlook: giving(Side::Outlook) });
        }
        let differs =
            |side: Side| !field.as_in_base(side, slot, self.pair.now.of(side), base.of(side));
        let changed = Both { office: differs(Side::Office), outlook: differs(Side::Outlook) };
        // The line that is new to this mapping is new to what stands on both sides, too.
        let untouched = !changed.office && !changed.outlook;
        (self.pair.base_complete || !untouched || self.equal()).then_some(changed)
    }

    fn settle(&self, verdict: Verdict, merged: &mut Merged) {
        match verdict {
            Verdict::InStep => {}
            Verdict::Ahead(_) => merged.held.push(self.field.office.clone()),
            Verdict::Stands(side) => {
                merged.held.push(self.field.office.clone());
                merged.decided.push(self.difference(Some(side)));
            }
            Verdict::Ask => {
                merged.held.push(self.field.office.clone());
                merged.asks.push(self.difference(None));
            }
            Verdict::Write { to, row, conflict } => self.write(to, row, conflict, merged),
        }
    }

    fn write(&self, to: Side, row: u8, conflict: bool, merged: &mut Merged) {
        let source = self.now.of(to.other()).as_deref();
        let source = match source.map(|value| self.field.carried(value, to)).transpose() {
            Ok(source) => source.map(Cow::into_owned),
            // A value that does not fit is not a cleared one.
            Err(why) => return merged.left.extend(self.left(to, why)),
        };
        let Some(after) = self.by_rule(to, source) else { return };
        let conflict = conflict && self.field.rule != WriteRule::Append;
        if conflict {
            merged.decided.push(self.difference(Some(to.other())));
        }
        merged.by_mapping |= self.newly_mapped() || self.untouched();
        let before = |name: &Name| filled(self.pair.now.of(to).get(name)).cloned();
        for (name, after) in self.field.spread(to, self.pair.slot, after) {
            let before = before(&name);
            if before == after && self.field.names(to, self.pair.slot).len() > 1 {
                continue;
            }
            merged.writes.push(FieldStep {
                side: to,
                office_field: self.field.office.clone(),
                field: name,
                before,
                after,
                row,
                conflict,
            });
        }
    }

    fn left(&self, to: Side, why: Unfit) -> Option<Left> {
        let value = self.now.of(to.other()).as_deref()?.clone();
        let field = self.field.name(to, self.pair.slot).clone();
        Some(Left { side: to, field, value, why })
    }

    /// The value to be written; `None` where the line's rule forbids it.
    fn by_rule(&self, to: Side, source: Option<Value>) -> Option<Option<Value>> {
        let target = self.now.of(to).as_deref();
        match self.field.rule {
            WriteRule::Overwrite => Some(source),
            WriteRule::OnlyIfEmpty => target.is_none().then_some(source),
            WriteRule::NeverEmpty => source.is_some().then_some(source),
            WriteRule::Append => appended(target, &source?).map(Some),
        }
    }

    /// Outlook's value as an office value; as it is, where it does not fit.
    fn in_office_terms(&self, value: &Value) -> Value {
        let carried = self.field.carried(value, Side::Office);
        carried.map_or_else(|_| value.clone(), Cow::into_owned)
    }

    fn difference(&self, stands: Option<Side>) -> Difference {
        Difference {
            field: self.field.office.clone(),
            office: self.now.office.as_deref().cloned(),
            outlook: self.now.outlook.as_deref().map(|value| self.in_office_terms(value)),
            stands,
            newly_mapped: self.newly_mapped(),
        }
    }
}

fn filled(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| !value.is_empty())
}

/// The target with the source added; `None` where it is there already.
fn appended(target: Option<&Value>, source: &Value) -> Option<Value> {
    match (target, source) {
        (None, source) => Some(source.clone()),
        (Some(Value::Text(target)), Value::Text(source)) => {
            let held = normalised(target).contains(&normalised(source));
            (!held).then(|| Value::Text(format!("{}\n{source}", target.trim_end())))
        }
        (Some(Value::List(target)), Value::List(source)) => {
            let new: Vec<_> = source.iter().filter(|item| !target.contains(item)).collect();
            let all = target.iter().chain(new.iter().copied()).cloned().collect();
            (!new.is_empty()).then_some(Value::List(all))
        }
        _ => None,
    }
}

/// Adds the values that lost a conflict to the notes of every side that may be written.
fn append_losers(pair: &Pair, merged: &mut Merged) {
    let notes = pair.mapped.fields.iter().find(|field| field.office == NOTES);
    let Some(notes) = notes else { return };
    let lost = merged.decided.iter().filter(|lost| pair.keeps_both(lost));
    let lines: Vec<String> = lost.map(|lost| pair.words.lost(lost)).collect();
    let asked = merged.asks.iter().any(|ask| ask.field == NOTES);
    if lines.is_empty() || asked || notes.field_type(Side::Office) != FieldType::Text {
        return;
    }
    let sides = [Side::Office, Side::Outlook];
    let writable = |side: &Side| pair.direction.writes(*side) && notes.direction.writes(*side);
    let written = sides.into_iter().filter(writable);
    let written = written.filter(|side| append_notes(pair, notes, *side, &lines, merged)).count();
    if written == 1 && !merged.held.contains(&notes.office) {
        merged.held.push(notes.office.clone());
    }
}

/// Appends the lines that the notes of a side do not hold yet; whether there were any.
fn append_notes(
    pair: &Pair,
    notes: &MappedField,
    side: Side,
    lines: &[String],
    merged: &mut Merged,
) -> bool {
    let name = notes.name(side, pair.slot);
    let before = filled(pair.now.of(side).get(name)).cloned();
    let planned = merged.writes.iter().position(|step| step.side == side && step.field == *name);
    let text = match planned.and_then(|at| merged.writes.get(at)).map(|step| &step.after) {
        Some(after) => after.clone(),
        None => before.clone(),
    };
    let extended = lines.iter().fold(text.clone(), |text, line| {
        appended(text.as_ref(), &Value::text(line.as_str())).or(text)
    });
    if extended == text {
        return false;
    }
    match planned.and_then(|at| merged.writes.get_mut(at)) {
        Some(step) => step.after = extended,
        None => merged.writes.push(FieldStep {
            side,
            field: name.clone(),
            office_field: notes.office.clone(),
            before,
            after: extended,
            row: 8,
            conflict: false,
        }),
    }
    true
}
