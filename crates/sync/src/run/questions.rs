//! Open decisions: what is asked, and what was asked before and needs no second asking.

use std::borrow::Cow;

use super::Run;
use super::comparison::{Comparison, Seen};
use super::survey::Stage;
use crate::answer::{ABSENT, CLAIM};
use crate::census::{ItemState, Linked, OfficeState};
use crate::mapping::Mapped;
use crate::merge::Difference;
use crate::plan::{Claim, Op, PairStep, Question};
use crate::{
    Answer, Full, Key, LinkState, Message, Name, OpenDecision, Record, Side, Slot, StoreError,
    Value, Version,
};

/// What a person is asked about: the item, and the office record where one is concerned.
pub(super) struct Matter<'a> {
    pub(super) row: u8,
    pub(super) state: LinkState,
    pub(super) why: &'a str,
    pub(super) item: &'a Full,
    pub(super) office: Option<(i64, &'a Full)>,
}

/// Names the newly mapped fields of a decision.
const NEWLY_MAPPED: &str = "newly_mapped";

type Fields = Vec<(Name, Option<Value>, Option<Value>)>;

impl Run<'_> {
    /// A linked item carries a number that is not its own: nothing is written for it until a
    /// person says what was meant.
    pub(super) fn ask_altered(
        &mut self,
        stage: &Stage,
        linked: &Linked,
        (item, office): (&Full, &Full),
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        let matter = Matter {
            row: 23,
            state: LinkState::Open,
            why: "number-altered",
            item,
            office: linked.link.office.map(|id| (id, office)),
        };
        self.ask_linked(stage, linked, &matter, work)
    }

    /// Rows 11 and 12 under `ask`.
    pub(super) fn ask_deleted(
        &mut self,
        stage: &Stage,
        linked: &Linked,
        (item, office): (&Full, Option<&Full>),
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        let changed = stage.changed_since_in_step(linked);
        let matter = Matter {
            row: if changed { 12 } else { 11 },
            state: LinkState::Open,
            why: if changed { "row-12-deleted-and-changed" } else { "row-11-deleted" },
            item,
            office: linked.link.office.zip(office),
        };
        self.ask_linked(stage, linked, &matter, work)
    }

    /// Rows 13 and 14 under `ask`.
    pub(super) fn ask_missing(
        &mut self,
        stage: &Stage,
        linked: &Linked,
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        let asked = self.decisions_of(stage, linked);
        if linked.link.state == LinkState::Open
            && asked
            && self.answer(&linked.link.item, ABSENT).is_none()
        {
            work.plan.open += 1;
            return Ok(());
        }
        let office = match self.office.read(stage.kind(), &linked.office_key())? {
            Ok(office) => office,
            Err(what) => return self.unreadable(stage, linked.folder, what, work),
        };
        let changed = linked.office == OfficeState::Changed;
        let (row, why) =
            if changed { (14, "row-14-missing-and-changed") } else { (13, "row-13-missing-asks") };
        let item = gone_item(linked, &office);
        let office = linked.link.office.map(|id| (id, &office));
        let matter = Matter { row, state: LinkState::Open, why, item: &item, office };
        self.ask_linked(stage, linked, &matter, work)
    }

    /// Whether a question about the missing item is open already, and still the same.
    fn decisions_of(&self, stage: &Stage, linked: &Linked) -> bool {
        let row = if linked.office == OfficeState::Changed { 14 } else { 13 };
        stage.is_open(&linked.link.item, row)
    }

    fn ask_linked(
        &mut self,
        stage: &Stage,
        linked: &Linked,
        matter: &Matter,
        work: &mut Comparison,
    ) -> Result<(), StoreError> {
        let link = &linked.link;
        let number = matter.office.map_or(&link.number, |(_, office)| &office.number);
        let why = Message::new(matter.why)
            .with("number", number)
            .with("found", &matter.item.number)
            .with("item", &matter.item.name);
        let decision = decision(stage, &link.item, matter, link.slot, why);
        let claim = Claim {
            number: link.number.clone(),
            slot: link.slot,
            fingerprint: stage.mapped.fingerprint(&matter.item.record, link.slot),
            // While an item is missing, the link remembers what the office held when both were in
            // step: whether it was changed since decides between rows 13 and 14.
            office_version: match linked.item {
                ItemState::Missing => link.office_version,
                _ => linked.office_now,
            },
        };
        let state = matter.state;
        let question = Question { decision, state, link: link.id, claim };
        let op = self.asking(question, linked.office_now);
        work.push(matter.row, link.item.clone(), matter.item.version, op);
        Ok(())
    }

    /// An item that is not linked: rows 18, 19, 21, 22, 23, 24.
    pub(super) fn ask_claim(
        &mut self,
        stage: &Stage,
        seen: &Seen,
        matter: &Matter,
        work: &mut Comparison,
    ) {
        let office = matter.office.map(|(_, office)| office.name.clone()).unwrap_or_default();
        let why = Message::new(matter.why)
            .with("number", &seen.number)
            .with("item", &matter.item.name)
            .with("office", office);
        let decision = decision(stage, &seen.key, matter, seen.slot, why);
        let office_version = matter.office.map(|(_, office)| office.version).unwrap_or_default();
        let claim = Claim {
            number: seen.number.clone(),
            slot: seen.slot,
            fingerprint: seen.fingerprint,
            office_version,
        };
        let question = Question { decision, state: matter.state, link: 0, claim };
        let op = self.asking(question, office_version);
        work.push(matter.row, seen.key.clone(), matter.item.version, op);
    }

    /// The question; or, where a person said so, its end without any change. `office_now`: the
    /// version up to which that holds.
    fn asking(&self, question: Question, office_now: Version) -> Op {
        let rows = match question.decision.row {
            11..=14 => ABSENT,
            _ => CLAIM,
        };
        if self.answer(&question.decision.item, rows) != Some(&Answer::Ignore) {
            return Op::Ask(Box::new(question));
        }
        let claim = Claim { office_version: office_now, ..question.claim };
        Op::Leave(Box::new(Question { state: LinkState::Ignored, claim, ..question }))
    }
}

/// An item of which only the link is left: it is called what the office calls its record.
fn gone_item(linked: &Linked, office: &Full) -> Full {
    Full {
        record: Record::new(),
        number: linked.link.number.clone(),
        number_spellings: 0,
        exported_at: None,
        changed_at: None,
        version: linked.link.item_version,
        name: office.name.clone(),
        warnings: Vec::new(),
        losses: Vec::new(),
    }
}

impl Run<'_> {
    /// The question about the office record as it is now: changes of the same run may have
    /// reached it since the question was planned.
    pub(super) fn up_to_date(
        &mut self,
        stage: &Stage,
        item: &Key,
        planned: &Question,
    ) -> Result<Question, StoreError> {
        let mut question = planned.clone();
        let missing = matches!(question.decision.row, 13 | 14);
        let Some(id) = question.decision.office.filter(|_| !missing) else { return Ok(question) };
        let office = self.office.read(stage.kind(), &Key::office(id))?;
        let item = self.outlook.read(stage.kind(), item)?;
        if let (Ok(office), Ok(item)) = (office, item) {
            let slot = question.claim.slot;
            question.claim.office_version = office.version;
            question.decision.fields =
                differences(&stage.mapped, &office.record, &item.record, slot);
            question.decision.why.set("office", &office.name);
            question.decision.office_name = office.name;
        }
        Ok(question)
    }
}

impl OpenDecision {
    /// The fields that are asked about since they were mapped, by office name: the same question is
    /// open for every record.
    pub fn newly_mapped(&self) -> impl Iterator<Item = &str> {
        let names = self.why.arg(NEWLY_MAPPED).unwrap_or_default();
        names.split(',').filter(|name| !name.is_empty())
    }
}

impl Stage {
    /// The newly mapped fields about which a question about an item is open, parted by commas.
    pub(super) fn newly_mapped(&self, item: &Key) -> &str {
        let mut open = self.decisions.get(item).into_iter().flatten();
        open.find_map(|one| one.why.arg(NEWLY_MAPPED)).unwrap_or_default()
    }

    fn is_open(&self, item: &Key, row: u8) -> bool {
        self.decisions.get(item).is_some_and(|open| open.iter().any(|one| one.row == row))
    }

    /// Whether an item whose office record is gone was changed since both were in step. The link
    /// knows the item's version at the last asking; that it was changed before, the question does.
    pub(super) fn changed_since_in_step(&self, linked: &Linked) -> bool {
        linked.item != ItemState::Same || self.is_open(&linked.link.item, 12)
    }

    /// Whether the same question about the same versions is open already.
    pub(super) fn asked_before(&self, question: &Question, version: &Version) -> bool {
        let Some(held) = self.link_of(&question.decision.item) else { return false };
        held.state == question.state
            && version.agrees_with(&held.item_version)
            && held.office_version.row == question.claim.office_version.row
            && self.is_asked(&question.decision)
    }

    fn is_asked(&self, decision: &OpenDecision) -> bool {
        let asked = self.decisions.get(&decision.item).map_or(&[][..], Vec::as_slice);
        match asked {
            [one] => OpenDecision { id: 0, ..one.clone() } == *decision,
            _ => false,
        }
    }

    /// Whether a conflict of fields is the one that is open already, and nothing else is to be
    /// done for the pair.
    pub(super) fn already_asked(&self, linked: &Linked, pair: &PairStep) -> bool {
        let unmoved = linked.item == ItemState::Same && linked.office == OfficeState::Same;
        let asked = self.decisions.get(&linked.link.item).map_or(&[][..], Vec::as_slice);
        let merged = &pair.merged;
        let idle = merged.writes.is_empty() && pair.number.is_none() && !merged.asks.is_empty();
        let same = |one: &OpenDecision| one.row == 8 && one.fields == fields(&merged.asks);
        unmoved && idle && matches!(asked, [one] if same(one))
    }
}

fn decision(stage: &Stage, item: &Key, matter: &Matter, slot: Slot, why: Message) -> OpenDecision {
    let office = matter.office.map(|(_, office)| office);
    let differing =
        office.map(|office| differences(&stage.mapped, &office.record, &matter.item.record, slot));
    OpenDecision {
        id: 0,
        row: matter.row,
        kind: stage.kind(),
        office: matter.office.map(|(id, _)| id),
        office_name: office.map(|office| office.name.clone()).unwrap_or_default(),
        item: item.clone(),
        item_name: matter.item.name.clone(),
        fields: differing.unwrap_or_default(),
        why,
    }
}

/// The fields in which an office record and an item differ, in office terms.
fn differences(mapped: &Mapped, office: &Record, item: &Record, slot: Slot) -> Fields {
    let differing = mapped.fields.iter().filter_map(|field| {
        let ours = field.value(Side::Office, slot, office);
        let theirs = field.value(Side::Outlook, slot, item);
        if field.equal(ours.as_deref(), theirs.as_deref()) {
            return None;
        }
        let theirs = theirs.as_deref().and_then(|value| field.carried(value, Side::Office).ok());
        let ours = ours.map(Cow::into_owned);
        Some((field.office.clone(), ours, theirs.map(Cow::into_owned)))
    });
    differing.collect()
}

fn fields(asks: &[Difference]) -> Fields {
    let asks = asks.iter();
    asks.map(|ask| (ask.field.clone(), ask.office.clone(), ask.outlook.clone())).collect()
}

/// The decision about fields of a linked pair that both sides changed (row 8).
pub(super) fn field_conflict(
    stage: &Stage,
    item_key: &Key,
    pair: &PairStep,
    (item, office): (&Full, &Full),
) -> OpenDecision {
    let asks = &pair.merged.asks;
    let names = |asked: &dyn Fn(&Difference) -> bool| {
        let asked = asks.iter().filter(|ask| asked(ask));
        asked.map(|ask| ask.field.as_ref()).collect::<Vec<&str>>()
    };
    let newly_mapped = names(&|ask| ask.newly_mapped);
    let all = newly_mapped.len() == asks.len();
    let mut why = Message::new(if all { "row-8-newly-mapped" } else { "row-8-conflict" })
        .with("number", &office.number)
        .with("item", &item.name)
        .with("fields", names(&|_| true).join(", "));
    if !newly_mapped.is_empty() {
        why = why.with(NEWLY_MAPPED, newly_mapped.join(","));
    }
    OpenDecision {
        id: 0,
        row: 8,
        kind: stage.kind(),
        office: Some(pair.office),
        office_name: office.name.clone(),
        item: item_key.clone(),
        item_name: item.name.clone(),
        fields: fields(asks),
        why,
    }
}

/// The version of an office record that a claim is about; none where none is.
pub(super) fn version_of(office: Option<&(i64, Full)>) -> Version {
    office.map(|(_, office)| office.version).unwrap_or_default()
}
