//! Carrying a plan out, batch by batch: everything is read again and must still be what the plan
//! was made on; then numbers are given out, written, and the office settles.

use std::collections::HashSet;

use super::Run;
use super::journal::restore_line;
use super::settle::Settled;
use super::survey::Stage;
use crate::claim::folded_number;
use crate::merge::merge;
use crate::plan::{KindPlan, Op, PairStep, Question, Step, Tally};
use crate::report::Owed;
use crate::settings::Phase;
use crate::{
    Base, Full, Intent, Key, LedgerTxn, Link, Message, Outcome, Side, StoreError, StoreTxn, Touch,
    Write,
};

/// Steps that are carried out together.
const BATCH: usize = 1000;

/// What became of a step so far.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fate {
    /// It goes on.
    Going,
    /// Something was changed since the plan was made: left for the next run.
    Stale,
    /// It failed.
    Failed(Message),
}

/// A step on its way.
pub(super) struct Work<'p> {
    pub(super) step: &'p Step,
    pub(super) fate: Fate,
    /// The item as read, later as read back.
    pub(super) item: Option<Full>,
    /// The office record as read, later as brought back.
    pub(super) office: Option<Full>,
    /// The bases of the link.
    pub(super) bases: Option<(Base, Base)>,
    /// The number that the item is to carry.
    pub(super) number: String,
    /// The number that the item carried before.
    pub(super) number_before: String,
    /// The number was written by this run, or by the one that was interrupted.
    pub(super) number_new: bool,
    /// The number could not be written on the item.
    pub(super) number_failed: Option<Message>,
    /// The question of [`Op::Ask`], about the records as they are now.
    pub(super) question: Option<Question>,
}

impl<'p> Work<'p> {
    fn new(step: &'p Step) -> Self {
        Self {
            step,
            fate: Fate::Going,
            item: None,
            office: None,
            bases: None,
            number: String::new(),
            number_before: String::new(),
            number_new: false,
            number_failed: None,
            question: None,
        }
    }

    pub(super) fn going(&self) -> bool {
        self.fate == Fate::Going
    }

    pub(super) fn name(&self) -> &str {
        self.item.as_ref().map_or("", |item| &item.name)
    }

    /// The step's pair, where it has one.
    pub(super) fn pair(&self) -> Option<&'p PairStep> {
        match &self.step.op {
            Op::Update(pair) | Op::Link(pair) | Op::Restore(pair) => Some(pair),
            _ => None,
        }
    }

    fn creates(&self) -> bool {
        matches!(self.step.op, Op::Create { .. })
    }

    fn restores(&self) -> bool {
        matches!(self.step.op, Op::Restore(_))
    }

    /// A new contact that carried no number. It need not be read before its number is written: the
    /// write names the version it expects, and what is read back becomes the record.
    fn plain_creation(&self) -> bool {
        matches!(&self.step.op, Op::Create { wish: None, .. } if self.step.row == 2)
    }

    /// Whether the number is still to be written on the item.
    fn owes_number(&self) -> bool {
        let on_item = self.item.as_ref().map(|item| folded_number(&item.number));
        let wanted = folded_number(&self.number);
        let writes = self.creates() || self.step.writes_outlook();
        self.going() && writes && !wanted.is_empty() && on_item.is_none_or(|on| on != wanted)
    }
}

impl Run<'_> {
    /// Carries the plan of one kind out.
    pub(super) fn execute(
        &mut self,
        run: i64,
        plan: &KindPlan,
        stage: &Stage,
    ) -> Result<(), StoreError> {
        let (steps, off): (Vec<&Step>, Vec<&Step>) =
            plan.steps.iter().partition(|step| step.enabled);
        let left = off.iter().filter(|step| step.tally() != Tally::Uncounted).count();
        self.report.counters(plan.kind).add(Tally::Skipped, left as u64);
        // Questions first: the numbers they are about must not be given to others.
        let (asks, changes): (Vec<&Step>, Vec<&Step>) =
            steps.into_iter().partition(|step| matches!(step.op, Op::Ask(_)));
        let total = (asks.len() + changes.len()) as u64;
        let mut done = 0;
        for batch in asks.chunks(BATCH).chain(changes.chunks(BATCH)) {
            let works = self.batch(run, stage, batch)?;
            self.count(stage, &works);
            done += batch.len() as u64;
            self.hooks.progress(Phase::Write, done, total);
        }
        // And once more, where an office record concerned was changed by this run itself.
        let written: HashSet<i64> =
            changes.iter().filter_map(|step| step.office_written()).collect();
        let stale = |step: &&Step| step.asks_about().is_some_and(|id| written.contains(&id));
        let stale: Vec<&Step> = asks.into_iter().filter(stale).collect();
        for batch in stale.chunks(BATCH) {
            self.batch(run, stage, batch)?;
        }
        Ok(())
    }

    fn batch<'p>(
        &mut self,
        run: i64,
        stage: &Stage,
        steps: &[&'p Step],
    ) -> Result<Vec<Settled<'p>>, StoreError> {
        let mut works = Vec::with_capacity(steps.len());
        for step in steps {
            works.push(self.prepare(stage, step)?);
        }
        self.give_numbers(run, stage, &mut works)?;
        self.write_numbers(stage, &mut works)?;
        self.bring_back_all(run, stage, &mut works)?;
        self.settle(run, stage, works)
    }

    /// Reads again what the step needs.
    fn prepare<'p>(&mut self, stage: &Stage, step: &'p Step) -> Result<Work<'p>, StoreError> {
        let mut work = Work::new(step);
        match &step.op {
            Op::Create { .. } if work.plain_creation() && self.outlook.writable() => {}
            Op::Create { .. } => self.take_item(stage, &mut work)?,
            Op::Number { .. } => {
                self.take_item(stage, &mut work)?;
                work.number =
                    stage.link_of(&step.item).map(|link| link.number.clone()).unwrap_or_default();
            }
            Op::Update(pair) | Op::Link(pair) | Op::Restore(pair) => {
                self.take_item(stage, &mut work)?;
                self.take_office(stage, pair, &mut work)?;
            }
            Op::Ask(question) => {
                work.question = Some(self.up_to_date(stage, &step.item, question)?);
            }
            Op::Mark { .. } | Op::Copy(_) | Op::Unlink { .. } => {}
        }
        Ok(work)
    }

    fn take_item(&mut self, stage: &Stage, work: &mut Work) -> Result<(), StoreError> {
        match self.outlook.read(stage.kind(), &work.step.item)? {
            Ok(item) => {
                if !item.version.agrees_with(&work.step.version) {
                    work.fate = Fate::Stale;
                }
                work.number_before.clone_from(&item.number);
                work.item = Some(item);
            }
            Err(what) => work.fate = Fate::Failed(what),
        }
        Ok(())
    }

    /// The office record and the bases; the merge must come out as it was planned.
    fn take_office(
        &mut self,
        stage: &Stage,
        pair: &PairStep,
        work: &mut Work,
    ) -> Result<(), StoreError> {
        let office = match self.office.read(stage.kind(), &Key::office(pair.office))? {
            Ok(office) => office,
            Err(what) => {
                work.fate = Fate::Failed(what);
                return Ok(());
            }
        };
        let link = pair.known_link(stage, &work.step.item);
        work.bases = match link {
            Some(link) => Some(self.office.bases(link.id)?),
            None => None,
        };
        if let Some(item) = &work.item {
            let link = link.zip(work.bases.as_ref());
            let now = merge(&self.pair(stage, pair.slot, link, (item, &office)));
            let as_planned = office.version.row == pair.office_version.row && now == pair.merged;
            if !as_planned {
                work.fate = Fate::Stale;
            }
        }
        let own = if office.number.is_empty() { "" } else { &office.number };
        own.clone_into(&mut work.number);
        if let (true, Some(link)) = (work.number.is_empty(), link) {
            work.number.clone_from(&link.number);
        }
        work.office = Some(office);
        Ok(())
    }

    /// Gives the new records their numbers; durable before anything else is written.
    fn give_numbers(
        &mut self,
        run: i64,
        stage: &Stage,
        works: &mut [Work],
    ) -> Result<(), StoreError> {
        let new = || works.iter().filter(|work| work.going() && work.creates());
        let intents: Vec<Intent> = new().map(|work| intent(stage, work.step)).collect();
        if intents.is_empty() {
            return Ok(());
        }
        let numbers = self.office.intend(run, &self.file, &intents)?;
        let new = works.iter_mut().filter(|work| work.going() && work.creates());
        for (work, number) in new.zip(numbers) {
            work.number = number;
            let promised = stage.link_of(&work.step.item).is_some_and(Link::promises);
            work.number_new =
                promised && folded_number(&work.number) == folded_number(&work.number_before);
        }
        let replaced: Vec<Message> = works.iter().filter_map(replaced_number).collect();
        self.report.warnings.extend(replaced);
        Ok(())
    }

    /// Writes the numbers on the items; in a read-only file they are owed.
    fn write_numbers(&mut self, stage: &Stage, works: &mut [Work]) -> Result<(), StoreError> {
        if !self.outlook.writable() {
            let owing = works.iter().filter(|work| work.owes_number());
            let owed = owing
                .map(|work| Owed { number: work.number.clone(), item: work.name().to_owned() });
            self.report.numbers_owed.extend(owed);
            return Ok(());
        }
        let writes = works.iter().filter(|work| work.owes_number());
        let writes: Vec<Write> = writes.map(|work| number_write(stage, work)).collect();
        if writes.is_empty() {
            return Ok(());
        }
        let outcomes = self.outlook.commit(StoreTxn { writes })?;
        let owing = works.iter_mut().filter(|work| work.owes_number());
        for (work, outcome) in owing.zip(outcomes) {
            self.take_outcome(stage, work, outcome)?;
        }
        Ok(())
    }

    /// A number that could not be written does not keep the address from being stored.
    fn take_outcome(
        &mut self,
        stage: &Stage,
        work: &mut Work,
        outcome: Outcome,
    ) -> Result<(), StoreError> {
        match outcome {
            Outcome::Done { full, .. } => {
                work.item = Some(*full);
                work.number_new = true;
                self.report.counters(stage.kind()).wrote(Side::Outlook, false);
                return Ok(());
            }
            Outcome::Stale => work.fate = Fate::Stale,
            Outcome::Failed(what) => work.number_failed = Some(what),
        }
        if work.item.is_none() {
            self.take_item(stage, work)?;
        }
        Ok(())
    }

    /// Takes office records out of the trash, before their fields are written: so the versions
    /// that the writes expect are those after it.
    fn bring_back_all(
        &mut self,
        run: i64,
        stage: &Stage,
        works: &mut [Work],
    ) -> Result<(), StoreError> {
        let back = || works.iter().filter(|work| work.going() && work.restores());
        let mut txn = LedgerTxn::default();
        for (at, (work, pair)) in back().filter_map(|work| Some((work, work.pair()?))).enumerate() {
            let (kind, key) = (stage.kind(), Key::office(pair.office));
            txn.records.writes.push(Write::Restore { kind, key });
            txn.journal.push((Some(at), restore_line(stage, work, pair)));
        }
        if txn.records.writes.is_empty() {
            return Ok(());
        }
        let outcomes = self.office.settle(run, &self.file, txn)?;
        let back = works.iter_mut().filter(|work| work.going() && work.restores());
        for (work, outcome) in back.zip(outcomes) {
            match outcome {
                Outcome::Done { full, .. } => {
                    work.office = Some(*full);
                    self.report.counters(stage.kind()).wrote(Side::Office, false);
                }
                Outcome::Stale => work.fate = Fate::Stale,
                Outcome::Failed(what) => work.fate = Fate::Failed(what),
            }
        }
        Ok(())
    }
}

impl PairStep {
    /// The link that the pair had before: its own, or the one of the item that is gone.
    pub(super) fn known_link<'s>(&self, stage: &'s Stage, item: &Key) -> Option<&'s Link> {
        let link = stage.link_of(self.from.as_ref().unwrap_or(item))?;
        (self.link != 0 && link.id == self.link).then_some(link)
    }
}

impl Link {
    fn promises(&self) -> bool {
        self.state == crate::LinkState::Pending
    }
}

impl Stage {
    /// The link of an item, as it was before the run.
    pub(super) fn link_of(&self, item: &Key) -> Option<&Link> {
        let at = self.census.find(item)?;
        self.census.links.get(at).map(|linked| &linked.link)
    }
}

fn intent(stage: &Stage, step: &Step) -> Intent {
    let wish = match &step.op {
        Op::Create { wish, .. } => wish.as_deref().map(str::to_owned),
        _ => None,
    };
    Intent { kind: stage.kind(), item: step.item.clone(), number: wish }
}

/// The item carried another number than it gets: rows 18 and 21.
fn replaced_number(work: &Work) -> Option<Message> {
    let Op::Create { restored, .. } = work.step.op else { return None };
    let (old, new) = (folded_number(&work.number_before), folded_number(&work.number));
    let replaced = work.going() && !old.is_empty() && old != new;
    let id = if work.step.row == 18 { "row-18-new-customer" } else { "number-replaced" };
    let message = Message::new(id)
        .with("item", work.name())
        .with("old", &work.number_before)
        .with("new", &work.number);
    (replaced && !restored).then_some(message)
}

fn number_write(stage: &Stage, work: &Work) -> Write {
    Write::Update {
        kind: stage.kind(),
        key: work.step.item.clone(),
        expected: work.item.as_ref().map_or(work.step.version, |item| item.version),
        changes: Vec::new(),
        number: Some(work.number.clone()),
        touch: Touch::Keep,
    }
}
