//! Carrying a plan out, batch by batch: everything is read again and must still be what the plan
//! was made on; then numbers are given out, written, and the office settles.

use std::borrow::Cow;
use std::collections::HashSet;

use jiff::Timestamp;

use super::Run;
use super::journal::restore_line;
use super::settle::Settled;
use super::survey::Stage;
use crate::claim::folded_number;
use crate::plan::{KindPlan, Op, PairStep, Question, Step, Tally};
use crate::report::Written;
use crate::settings::Phase;
use crate::{
    Base, Full, Intent, Key, LedgerTxn, Link, Message, Outcome, Side, StoreError, Version, Write,
};

/// Steps that are carried out together at the most, and the bytes of their records, about: a batch
/// holds each record several times, as it is read, written, remembered and noted in the journal.
const BATCH: usize = 1000;
const BATCH_WEIGHT: u64 = 4 << 20;

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
    /// The item: the step's, later the one that was made or that came back.
    pub(super) key: Key,
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
    /// `Exportdatum` and the modification stamp of the item before.
    pub(super) stamps_before: (Option<Timestamp>, Option<Timestamp>),
    /// The number was written by this run, or by the one that was interrupted.
    pub(super) number_new: bool,
    /// The number could not be written on the item.
    pub(super) number_failed: Option<Message>,
    /// The question of [`Op::Ask`], about the records as they are now.
    pub(super) question: Option<Question>,
}

impl<'p> Work<'p> {
    pub(super) fn new(step: &'p Step) -> Self {
        Self {
            step,
            fate: Fate::Going,
            key: step.item.clone(),
            item: None,
            office: None,
            bases: None,
            number: String::new(),
            number_before: String::new(),
            stamps_before: (None, None),
            number_new: false,
            number_failed: None,
            question: None,
        }
    }

    pub(super) fn going(&self) -> bool {
        self.fate == Fate::Going
    }

    pub(super) fn name(&self) -> &str {
        let full = self.item.as_ref().or(self.office.as_ref());
        full.map_or("", |full| &full.name)
    }

    /// About how many bytes was read for it.
    fn weight(&self) -> u64 {
        let read = self.item.iter().chain(&self.office);
        read.map(|full| full.record.weight()).sum()
    }

    /// The step's pair, where it has one.
    pub(super) fn pair(&self) -> Option<&'p PairStep> {
        self.step.op.pair()
    }

    /// The item's version as it was last read.
    pub(super) fn item_version(&self) -> Version {
        self.item.as_ref().map_or(self.step.version, |item| item.version)
    }

    pub(super) fn creates(&self) -> bool {
        matches!(self.step.op, Op::Create { .. })
    }

    /// It becomes a record with a number of its own.
    fn wants_number(&self) -> bool {
        self.going() && matches!(self.step.op, Op::Create { prospect: false, .. })
    }

    fn restores(&self) -> bool {
        matches!(self.step.op, Op::Restore(_))
    }

    /// A new contact that carried no number. It need not be read before its number is written: the
    /// write names the version it expects, and what is read back becomes the record.
    pub(super) fn plain_creation(&self) -> bool {
        let numbered = matches!(&self.step.op, Op::Create { wish: None, prospect: false, .. });
        numbered && self.step.row == 2
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
        let steps = || plan.steps.iter();
        self.leave(stage, steps().filter(|step| !step.enabled));
        let total = steps().filter(|step| step.enabled).count() as u64;
        // Questions first: the numbers they are about must not be given to others.
        let is_ask = |step: &Cow<Step>| matches!(step.op, Op::Ask(_));
        let asks = || steps().filter(|step| step.enabled && is_ask(step));
        let changes = || steps().filter(|step| step.enabled && !is_ask(step));
        let mut done = (0, total);
        self.execute_all(run, stage, &mut asks(), &mut done)?;
        self.execute_all(run, stage, &mut changes(), &mut done)?;
        // And once more, where an office record concerned was changed by this run itself.
        let written: HashSet<i64> = changes().filter_map(|step| step.office_written()).collect();
        let stale = |step: &Cow<Step>| step.asks_about().is_some_and(|id| written.contains(&id));
        let stale: Vec<Cow<Step>> = asks().filter(stale).collect();
        let mut left = stale.as_slice();
        while !left.is_empty() {
            let carried_out = self.batch(run, stage, left)?.len();
            left = left.get(carried_out..).unwrap_or_default();
        }
        Ok(())
    }

    /// Carries steps out, batch by batch, until a person stops it. Of the steps no more are in
    /// memory than a batch takes.
    fn execute_all(
        &mut self,
        run: i64,
        stage: &Stage,
        steps: &mut dyn Iterator<Item = Cow<'_, Step>>,
        (done, total): &mut (u64, u64),
    ) -> Result<(), StoreError> {
        let mut next: Vec<Cow<Step>> = Vec::new();
        loop {
            next.extend(steps.take(BATCH - next.len()));
            if next.is_empty() {
                return Ok(());
            }
            if self.hooks.stops() {
                self.report.stopped = Some(Message::new("stopped-between"));
                self.leave(stage, next.into_iter().chain(steps));
                return Ok(());
            }
            let works = self.batch(run, stage, &next)?;
            self.count(stage, &works);
            let carried_out = works.len();
            next.drain(..carried_out);
            *done += carried_out as u64;
            self.hooks.progress(Phase::Write, *done, *total);
        }
    }

    /// Steps that are not carried out count as left alone.
    fn leave<'p>(&mut self, stage: &Stage, steps: impl Iterator<Item = Cow<'p, Step>>) {
        let left = steps.filter(|step| step.tally() != Tally::Uncounted).count();
        self.report.counters(stage.kind()).add(Tally::Skipped, left as u64);
    }

    /// Carries out the first steps, as many as go together.
    fn batch<'p>(
        &mut self,
        run: i64,
        stage: &Stage,
        steps: &'p [Cow<'_, Step>],
    ) -> Result<Vec<Settled<'p>>, StoreError> {
        let (mut works, mut weight) = (Vec::new(), 0);
        for step in steps.iter().take(BATCH) {
            if weight >= BATCH_WEIGHT {
                break;
            }
            let work = self.prepare(stage, step)?;
            weight += work.weight().max(step.weight).max(self.weight_of(&step.item));
            works.push(work);
        }
        self.give_numbers(run, stage, &mut works)?;
        let promised = self.promise(run, stage, &works)?;
        self.recover_items(stage, &mut works)?;
        self.write_items(stage, &mut works)?;
        self.bring_back_all(run, stage, &mut works)?;
        self.settle(run, stage, works, promised)
    }

    /// Gives the new records their numbers; durable before anything else is written.
    fn give_numbers(
        &mut self,
        run: i64,
        stage: &Stage,
        works: &mut [Work],
    ) -> Result<(), StoreError> {
        let new = || works.iter().filter(|work| work.wants_number());
        let intents: Vec<Intent> = new().map(|work| intent(stage, work.step)).collect();
        if intents.is_empty() {
            return Ok(());
        }
        let numbers = self.office.intend(run, &self.file, &intents)?;
        let new = works.iter_mut().filter(|work| work.wants_number());
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
                    self.report.counters(stage.kind()).wrote(Side::Office, Written::Changed);
                }
                Outcome::Stale => work.fate = Fate::Stale,
                Outcome::Failed(what) => work.fate = Fate::Failed(what),
            }
        }
        Ok(())
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
