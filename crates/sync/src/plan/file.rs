//! A plan as a file: what a person reads, switches lines off in, and has carried out later.
//!
//! JSON, one line per record, in it one per field:
//!
//! ```json
//! {"format": 1, "job": "sync", "file": "…", "path": "kunden.pst", "policy": {…}, "scope": {…},
//!  "match_contents": false, "mapping": {…}, "kinds": [{"kind": "addresses", "mapping": 1, "lines": [
//!   {"do": true, "row": 4, "tally": "updated", "number": "10000", "name": "…",
//!    "fields": [{"do": true, "side": "outlook", "field": "contact.business.city", "row": 4,
//!                "before": {"text": "Kiel"}, "after": {"text": "Bonn"}}],
//!    "step": {…}}]}]}
//! ```
//!
//! `"do": false` on a line leaves the record alone, on a field that field; a new record is made
//! whole or not at all. `step` is what is carried out; the rest is there to be read, and changing
//! it changes nothing. What must hold: a line whose records were changed since is refused.

use serde::{Deserialize, Serialize};

use super::{KindPlan, Op, PairStep, Plan, PreviewLine, Step, Tally, yes};
use crate::settings::Policy;
use crate::{Answers, Job, Key, Kind, Mapping, Name, OpenDecision, Scope, Side, StoreId, Value};

/// The format that is written and read.
pub const PLAN_FORMAT: u32 = 1;

/// A plan as a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanFile {
    /// [`PLAN_FORMAT`].
    pub format: u32,
    /// Job.
    pub job: Job,
    /// The data file.
    pub file: StoreId,
    /// Its path, for people.
    pub path: String,
    /// The policies that it was made with.
    pub policy: Policy,
    /// The items that it is about.
    pub scope: Scope,
    /// Contacts without a number were searched for by their contents.
    pub match_contents: bool,
    /// Records were recognised by their numbers alone.
    #[serde(default)]
    pub numbers_only: bool,
    /// The mapping that it was made with.
    pub mapping: Mapping,
    /// What a person had decided.
    #[serde(default, skip_serializing_if = "Answers::is_empty")]
    pub answers: Answers,
    /// Per kind.
    pub kinds: Vec<KindLines>,
}

/// The lines of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KindLines {
    /// Kind.
    pub kind: Kind,
    /// Version of the mapping.
    pub mapping: u64,
    /// One per record.
    pub lines: Vec<PlanLine>,
}

/// What is done with one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanLine {
    /// Whether it is to be done.
    #[serde(rename = "do", default = "yes")]
    pub enabled: bool,
    /// Row of the decision table.
    pub row: u8,
    /// What becomes of the record.
    pub tally: Tally,
    /// The record's number.
    pub number: String,
    /// How a person would name the record.
    pub name: String,
    /// Its fields.
    pub fields: Vec<FieldLine>,
    /// What is carried out.
    pub step: Step,
}

/// One field, old → new.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldLine {
    /// Whether it is to be written.
    #[serde(rename = "do", default = "yes")]
    pub enabled: bool,
    /// The side that is written.
    pub side: Side,
    /// The field, under that side's name.
    pub field: Name,
    /// Row of the decision table.
    pub row: u8,
    /// Value before.
    pub before: Option<Value>,
    /// Value after.
    pub after: Option<Value>,
}

impl PlanLine {
    /// The line of a step, with what a dry run shows of it.
    pub(crate) fn new(step: &Step, shown: Vec<PreviewLine>, asked: Option<&OpenDecision>) -> Self {
        let named = shown.first();
        let asked = match (&step.op, asked) {
            (Op::Leave(question), _) => question.decision.item_name.clone(),
            (_, asked) => asked.map(|decision| decision.item_name.clone()).unwrap_or_default(),
        };
        Self {
            enabled: step.enabled,
            row: step.row,
            tally: step.tally(),
            number: named.map(|line| line.number.clone()).unwrap_or_default(),
            name: named.map_or(asked, |line| line.name.clone()),
            fields: shown.into_iter().map(FieldLine::from).collect(),
            step: step.clone(),
        }
    }

    /// The step with the fields that are left on.
    fn step(&self) -> Step {
        let mut step = Step { enabled: self.enabled, ..self.step.clone() };
        let off = self.fields.iter().filter(|field| !field.enabled);
        let off: Vec<(Side, &Name)> = off.map(|field| (field.side, &field.field)).collect();
        if let Some(pair) = step.op.pair_mut().filter(|_| !off.is_empty()) {
            pair.switch_off(&off);
        }
        step
    }
}

impl From<PreviewLine> for FieldLine {
    fn from(line: PreviewLine) -> Self {
        Self {
            enabled: true,
            side: line.side,
            field: line.field,
            row: line.row,
            before: line.before,
            after: line.after,
        }
    }
}

impl PlanFile {
    /// Keeps of all lines those about these items.
    pub fn keep_only(&mut self, concerned: impl Fn(&Key) -> bool) {
        for kind in &mut self.kinds {
            kind.lines.retain(|line| concerned(&line.step.item));
        }
    }

    /// The plan with the lines and fields that are left on.
    #[must_use]
    pub fn plan(&self) -> Plan {
        let kinds = self.kinds.iter().map(|kind| KindPlan {
            steps: kind.lines.iter().map(PlanLine::step).collect(),
            ..KindPlan::new(kind.kind, kind.mapping)
        });
        Plan { job: self.job, file: self.file.clone(), kinds: kinds.collect() }
    }
}

impl PairStep {
    /// Takes fields out: they keep their values and their bases.
    fn switch_off(&mut self, off: &[(Side, &Name)]) {
        let planned = self.merged.clone();
        let is_off = |side: Side, field: &Name| off.contains(&(side, field));
        let held = planned.writes.iter().filter(|write| is_off(write.side, &write.field));
        self.merged.held.extend(held.map(|write| write.office_field.clone()));
        self.merged.writes.retain(|write| !is_off(write.side, &write.field));
        let held = &self.merged.held;
        self.merged.decided.retain(|decided| !held.contains(&decided.field));
        if off.iter().any(|(side, field)| *side == Side::Outlook && is_number(field)) {
            self.number = None;
        }
        self.planned = Some(planned);
    }
}

/// Whether a field is the number field of a kind.
fn is_number(name: &Name) -> bool {
    Kind::ALL.iter().any(|kind| name == kind.number_field())
}
