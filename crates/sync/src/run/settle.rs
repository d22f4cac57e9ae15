//! What the office stores of a batch: records, links, bases, journal, decisions; and the counting
//! of what became of every step.

use super::Run;
use super::execute::{Fate, Work};
use super::journal::{
    create_lines, delete_line, made_line, number_line, pair_lines, recover_line, stamp_lines,
};
use super::questions::field_conflict;
use super::survey::Stage;
use crate::answer::VALUES;
use crate::census::in_place;
use crate::plan::{Claim, NewItem, Op, PairStep, Question, Removal, Tally};
use crate::report::Written;
use crate::{
    Base, Change, Full, Job, Key, LedgerTxn, Left, Link, LinkState, LinkWrite, Message, Outcome,
    Record, Side, StoreError, Touch, Value, Version, Write, folded_number,
};

/// A step that was carried out, and the outcome of its office write.
pub(super) struct Settled<'p> {
    work: Work<'p>,
    outcome: Option<Outcome>,
}

impl Run<'_> {
    /// Settles a batch in one transaction.
    pub(super) fn settle<'p>(
        &mut self,
        run: i64,
        stage: &Stage,
        works: Vec<Work<'p>>,
        promised: bool,
    ) -> Result<Vec<Settled<'p>>, StoreError> {
        let mut txn =
            LedgerTxn { promises: promised.then(|| self.carried.clone()), ..LedgerTxn::default() };
        // A list that doubles while it grows would be the largest part of a batch.
        let items = works.iter().filter_map(|work| work.item.as_ref());
        txn.journal.reserve_exact(items.map(|item| item.record.0.len() + 2).sum());
        let mut written: Vec<Option<usize>> = Vec::with_capacity(works.len());
        for work in &works {
            written.push(if work.going() { self.add(stage, work, &mut txn) } else { None });
        }
        let mut outcomes = match txn == LedgerTxn::default() {
            true => Vec::new(),
            false => self.office.settle_from(run, &self.file, txn, self.outlook)?,
        };
        let mut taken =
            |at: usize| outcomes.get_mut(at).map(|of| std::mem::replace(of, Outcome::Stale));
        let written = written.into_iter().map(|at| at.and_then(&mut taken));
        let settled = works.into_iter().zip(written);
        let settled: Vec<_> = settled.map(|(work, outcome)| Settled { work, outcome }).collect();
        self.correct(run, stage, &settled)?;
        Ok(settled)
    }

    /// Where the office read back something else than was written, its base is what was read back.
    fn correct(&mut self, run: i64, stage: &Stage, settled: &[Settled]) -> Result<(), StoreError> {
        let links = settled.iter().filter_map(|one| self.corrected(stage, one));
        let txn = LedgerTxn { links: links.collect(), ..LedgerTxn::default() };
        if !txn.links.is_empty() {
            self.office.settle(run, &self.file, txn)?;
        }
        Ok(())
    }

    /// Adds a step to the transaction; gives the index of its office write.
    fn add(&self, stage: &Stage, work: &Work, txn: &mut LedgerTxn) -> Option<usize> {
        let step = work.step;
        if stage.settles(work) {
            txn.settled.push(step.item.clone());
        }
        let mut at = None;
        match &step.op {
            Op::Create { .. } => at = add_create(stage, work, txn),
            Op::CreateItem(new) => add_item(stage, work, new, txn),
            Op::Delete(removal) => at = add_removal(stage, work, removal, txn),
            Op::Update(pair) | Op::Link(pair) | Op::Restore(pair) | Op::Recover(pair) => {
                at = self.add_pair(stage, work, pair, txn);
            }
            Op::Number { .. } => txn.links.extend(stage.number_link(work).map(alone)),
            Op::Mark { state, .. } => {
                let link = stage.link_of(&step.item);
                txn.links.extend(link.map(|link| alone(marked(link, *state, step.version))));
            }
            Op::Copy(claim) => {
                txn.links.push(alone(stage.claim_link(work, claim, LinkState::Duplicate)));
            }
            Op::Ask(planned) => {
                let question = work.question.as_ref().unwrap_or(planned);
                if stage.asked_before(question, &step.version) {
                    return None;
                }
                txn.links.push(alone(stage.question_link(work, question)));
                txn.open.push(question.decision.clone());
            }
            Op::Leave(question) => txn.links.push(alone(stage.question_link(work, question))),
            Op::Unlink { link } => txn.unlink.push(*link),
        }
        if work.number_new {
            txn.journal.push((at, number_line(stage, work)));
        }
        at
    }

    fn add_pair(
        &self,
        stage: &Stage,
        work: &Work,
        pair: &PairStep,
        txn: &mut LedgerTxn,
    ) -> Option<usize> {
        let (item, office) = (work.item.as_ref()?, work.office.as_ref()?);
        let write = office_update(stage, pair, office);
        let at = write.is_some().then_some(txn.records.writes.len());
        txn.records.writes.extend(write);
        let link = self.pair_link(stage, work, pair, at)?;
        txn.links.push(link);
        let replaced = stage.link_of(&work.step.item).map(|link| link.id);
        txn.unlink.extend(replaced.filter(|held| pair.link != 0 && *held != pair.link));
        txn.settled.extend(pair.from.clone().filter(|from| stage.was_open(from)));
        if !pair.merged.asks.is_empty() {
            txn.open.push(field_conflict(stage, &work.step.item, pair, (item, office)));
        }
        if matches!(work.step.op, Op::Recover(_)) {
            txn.journal.push((None, recover_line(stage, work)));
        }
        txn.journal.extend(pair_lines(stage, work, pair).map(|line| match line.side {
            Side::Office => (at, line),
            Side::Outlook => (None, line),
        }));
        let stamps = stamp_lines(stage, work, pair, self.settings.now);
        txn.journal.extend(stamps.map(|line| (None, line)));
        at
    }

    /// The link of a pair after its step. While the giving side of a one-way job is behind in some
    /// field, the link takes the receiving side for unseen, so that a later job looks at it; a pair
    /// that waits for a person is looked at again only when something changes.
    fn pair_link(
        &self,
        stage: &Stage,
        work: &Work,
        pair: &PairStep,
        at: Option<usize>,
    ) -> Option<LinkWrite> {
        let (item, office) = (work.item.as_ref()?, work.office.as_ref()?);
        let asked = !pair.merged.asks.is_empty();
        let on_item = folded_number(&item.number);
        let renumbered = !on_item.is_empty() && on_item != folded_number(&work.number);
        let ahead = !asked && (!pair.merged.in_step() || renumbered);
        // What a person took out of the plan is planned again by the next run.
        let taken_out = pair.planned.is_some();
        let behind = |job| taken_out || ahead && self.job == job;
        let (in_step, item_in_step) = (!behind(Job::Import), !behind(Job::Export));
        let seen = |version: Version, seen| if seen { version } else { version.unseen() };
        let link = Link {
            id: pair.link,
            office: Some(pair.office),
            office_version: seen(office.version, in_step),
            item_version: seen(item.version, item_in_step),
            state: if asked { LinkState::Open } else { stage.in_place(work) },
            slot: pair.slot,
            ..stage.link(work, item)
        };
        let (office_base, item_base) = self.bases_after(stage, work, pair)?;
        let (office_base, item_base) = (Some(office_base), Some(item_base));
        Some(LinkWrite { link, office_from: at, in_step, office_base, item_base })
    }

    fn bases_after(&self, stage: &Stage, work: &Work, pair: &PairStep) -> Option<(Base, Base)> {
        let (item, office) = (work.item.as_ref()?, work.office.as_ref()?);
        let link = pair.known_link(stage, &work.step.item).zip(work.bases.as_ref());
        let terms = self.pair(stage, pair.slot, link, (item, office));
        let after = pair.merged.applied(Side::Office, &office.record);
        let office_base = pair.merged.base(&terms, Side::Office, &after);
        Some((office_base, pair.merged.base(&terms, Side::Outlook, &item.record)))
    }

    fn corrected(&self, stage: &Stage, settled: &Settled) -> Option<LinkWrite> {
        let Some(Outcome::Done { key, full }) = &settled.outcome else { return None };
        let work = &settled.work;
        if work.creates() && kept_all(stage, work, &full.record) {
            return None;
        }
        let mut link = match work.pair() {
            Some(pair) => self.pair_link(stage, work, pair, None)?,
            None if work.creates() => created_link(stage, work, &full.record)?,
            None => return None,
        };
        let expected = match work.pair() {
            Some(_) => link.office_base.clone()?,
            None => stage.mapped.base(Side::Office, &new_record(stage, work)?, link.link.slot),
        };
        let held = work.pair().map(|pair| pair.merged.held.as_slice()).unwrap_or_default();
        let mut back = stage.mapped.base(Side::Office, &full.record, link.link.slot);
        held.iter().for_each(|name| back.put(name.clone(), expected.get(name).cloned()));
        if back == expected {
            return None;
        }
        link.link.office = key.office_id();
        if link.in_step {
            link.link.office_version = full.version;
        }
        Some(LinkWrite { office_from: None, office_base: Some(back), ..link })
    }

    /// Counts what became of the steps of a batch.
    pub(super) fn count(&mut self, stage: &Stage, settled: &[Settled]) {
        settled.iter().for_each(|one| self.count_one(stage, &one.work, one.outcome.as_ref()));
    }

    /// Counts what became of a step, and lists what a person should know.
    fn count_one(&mut self, stage: &Stage, work: &Work, outcome: Option<&Outcome>) {
        let fate = match (&work.fate, outcome) {
            (Fate::Going, Some(Outcome::Stale)) => Fate::Stale,
            (Fate::Going, Some(Outcome::Failed(what))) => Fate::Failed(what.clone()),
            (fate, _) => fate.clone(),
        };
        let mut tally = work.step.tally();
        let how = match work.step.op {
            Op::Restore(_) => None,
            Op::Create { .. } => Some(Written::New),
            Op::Delete(_) => Some(Written::Deleted),
            _ => Some(Written::Changed),
        };
        if let (Fate::Going, Some(_), Some(how)) = (&fate, outcome, how) {
            self.report.counters(stage.kind()).wrote(Side::Office, how);
        }
        match fate {
            Fate::Going => {
                self.list_decided(work);
                self.list_left(stage, work);
            }
            Fate::Stale => {
                tally = Tally::Skipped;
                let warning = Message::new("changed-meanwhile").with("item", work.name());
                self.report.warnings.push(warning);
            }
            Fate::Failed(what) => {
                tally = Tally::Error;
                self.report.error(work.name(), what);
            }
        }
        if let Some(what) = &work.number_failed {
            tally = Tally::Error;
            self.report.error(work.name(), what.clone());
        }
        self.report.counters(stage.kind()).count(tally);
    }

    /// Every value that did not fit is named, with the reason.
    fn list_left(&mut self, stage: &Stage, work: &Work) {
        match (&work.step.op, &work.item, &work.office) {
            (Op::Create { .. }, Some(item), _) => {
                let slot = stage.mapped.choose_slot(&item.record);
                let left = stage.mapped.left(Side::Office, &item.record, slot);
                self.note_left(work.name(), &left);
            }
            (Op::CreateItem(new), _, Some(office)) => {
                let left = stage.mapped.left(Side::Outlook, &office.record, new.slot);
                self.note_left(work.name(), &left);
            }
            _ => {
                let left = work.pair().map(|pair| pair.merged.left.as_slice());
                self.note_left(work.name(), left.unwrap_or_default());
            }
        }
    }

    /// Names values that were left where they are.
    pub(super) fn note_left(&mut self, item: &str, left: &[Left]) {
        let message = |left: &Left| {
            Message::new("mapping-value-left")
                .with("item", item)
                .with("field", &left.field)
                .with("side", left.side.name())
                .with("value", crate::digest::canonical(&left.value))
                .with("why", left.why.name())
        };
        self.report.warnings.extend(left.iter().map(message));
    }

    /// Row 8: every value that lost, or that was not written, is named.
    fn list_decided(&mut self, work: &Work) {
        let Some(pair) = work.pair() else { return };
        let number = work.number.clone();
        for lost in &pair.merged.decided {
            let (kept, gone) = match lost.stands {
                Some(Side::Office) => (&lost.office, &lost.outlook),
                _ => (&lost.outlook, &lost.office),
            };
            let text = |value: &Option<Value>| {
                value.as_ref().map(crate::digest::canonical).unwrap_or_default()
            };
            let stands = lost.stands.map(Side::name).unwrap_or_default();
            let chosen = self.answer(&work.step.item, VALUES).is_some();
            let id = format!("row-8-{stands}-{}", if chosen { "chosen" } else { "stands" });
            let message = Message::new(&id)
                .with("number", &number)
                .with("item", work.name())
                .with("field", &lost.field)
                .with("kept", text(kept))
                .with("lost", text(gone));
            self.report.warnings.push(message);
        }
    }
}

/// A link write without an office record of its own, and without touching the bases.
fn alone(link: Link) -> LinkWrite {
    LinkWrite { link, office_from: None, in_step: true, office_base: None, item_base: None }
}

fn new_record(stage: &Stage, work: &Work) -> Option<Record> {
    let item = work.item.as_ref()?;
    let slot = stage.mapped.choose_slot(&item.record);
    Some(stage.mapped.new_office(&item.record, slot))
}

/// Whether the office keeps of a new record just what the item says.
fn kept_all(stage: &Stage, work: &Work, office: &Record) -> bool {
    let Some(item) = &work.item else { return false };
    let slot = stage.mapped.choose_slot(&item.record);
    stage.mapped.says_the_same(office, &item.record, slot)
}

fn add_create(stage: &Stage, work: &Work, txn: &mut LedgerTxn) -> Option<usize> {
    let record = new_record(stage, work)?;
    let at = txn.records.writes.len();
    let link = created_link(stage, work, &record)?;
    txn.links.push(LinkWrite { office_from: Some(at), ..link });
    let lines = create_lines(stage, work, (Side::Office, &record));
    txn.journal.extend(lines.map(|line| (Some(at), line)));
    txn.records.writes.push(Write::Create {
        kind: stage.kind(),
        record,
        number: work.number.clone(),
        touch: Touch::Keep,
    });
    Some(at)
}

/// The link of an item that was made from an office record.
fn add_item(stage: &Stage, work: &Work, new: &NewItem, txn: &mut LedgerTxn) {
    let Some((item, office)) = work.item.as_ref().zip(work.office.as_ref()) else { return };
    let slot = new.slot;
    let link = Link {
        id: new.link,
        office: Some(new.office),
        office_version: office.version,
        state: LinkState::Linked,
        ..stage.link(work, item)
    };
    // What only an import writes is still to be read: the next one compares the pair.
    let owed = stage.mapped.owes(Side::Office, &office.record, &item.record, slot);
    let item_version = if owed { Version::default() } else { link.item_version };
    let link = Link { item_version, ..link };
    txn.links.push(LinkWrite {
        link,
        office_from: None,
        in_step: true,
        office_base: Some(stage.mapped.base(Side::Office, &office.record, slot)),
        item_base: Some(stage.mapped.base(Side::Outlook, &item.record, slot)),
    });
    let written = stage.mapped.new_item(&office.record, slot);
    let lines = create_lines(stage, work, (Side::Outlook, &written));
    let made = item.exported_at.map(|at| made_line(stage, work, at));
    let lines = lines.chain(made);
    txn.journal.extend(lines.map(|line| (None, line)));
}

/// A deletion that travelled leaves a tombstone.
fn add_removal(
    stage: &Stage,
    work: &Work,
    removal: &Removal,
    txn: &mut LedgerTxn,
) -> Option<usize> {
    let old = stage.link_of(&work.step.item)?;
    let at = match removal.side {
        Side::Outlook => None,
        Side::Office => {
            let at = txn.records.writes.len();
            txn.records.writes.push(Write::Delete {
                kind: stage.kind(),
                key: Key::office(removal.office),
                expected: removal.office_version,
            });
            Some(at)
        }
    };
    let item_version = match removal.side {
        Side::Outlook => work.item_version(),
        Side::Office => old.item_version,
    };
    let state = LinkState::Tombstone;
    let link = Link { state, item: work.key.clone(), item_version, ..old.clone() };
    txn.links.push(LinkWrite { office_from: at, ..alone(link) });
    txn.journal.push((at, delete_line(stage, work, removal.side)));
    at
}

fn created_link(stage: &Stage, work: &Work, record: &Record) -> Option<LinkWrite> {
    let item = work.item.as_ref()?;
    let slot = stage.mapped.choose_slot(&item.record);
    let link = Link { slot, ..stage.link(work, item) };
    // What only an export writes is still to be written: the next one compares the pair.
    let owed = stage.mapped.owes(Side::Outlook, record, &item.record, slot);
    let office_version = if owed { Version::default() } else { link.office_version };
    let link = Link { office_version, ..link };
    Some(LinkWrite {
        office_from: None,
        in_step: !owed,
        office_base: Some(stage.mapped.base(Side::Office, record, slot)),
        item_base: Some(stage.mapped.base(Side::Outlook, &item.record, slot)),
        link,
    })
}

fn office_update(stage: &Stage, pair: &PairStep, office: &Full) -> Option<Write> {
    let steps = pair.merged.of(Side::Office);
    let changes = steps.map(|step| Change { field: step.field.clone(), value: step.after.clone() });
    let changes: Vec<Change> = changes.collect();
    (!changes.is_empty()).then(|| Write::Update {
        kind: stage.kind(),
        key: Key::office(pair.office),
        expected: office.version,
        changes,
        number: None,
        touch: Touch::Keep,
    })
}

/// The number as it stands on the item: the office's, or one that the office gave up since.
fn standing_number<'a>(work: &'a Work, item: &'a Full) -> &'a str {
    let on_item = folded_number(&item.number);
    let agrees = on_item.is_empty() || on_item == folded_number(&work.number);
    if agrees { &work.number } else { &item.number }
}

impl Stage {
    /// A link of the step's item as it is now; not yet to an office record.
    fn link(&self, work: &Work, item: &Full) -> Link {
        let slot = match &work.step.op {
            Op::CreateItem(new) => Some(new.slot),
            _ => work.pair().map(|pair| pair.slot),
        };
        let slot = slot.unwrap_or_else(|| self.mapped.choose_slot(&item.record));
        Link {
            id: 0,
            kind: self.kind(),
            office: None,
            number: standing_number(work, item).to_owned(),
            item: work.key.clone(),
            item_version: item.version,
            office_version: Version::default(),
            slot,
            mapping: self.mapped.version,
            state: self.in_place(work),
            number_written: !item.number.is_empty(),
            fingerprint: self.mapped.fingerprint(&item.record, slot),
        }
    }

    fn in_place(&self, work: &Work) -> LinkState {
        in_place(self.census.in_trash(&work.step.item))
    }

    /// The link of an item whose number was written at last; its bases stay.
    fn number_link(&self, work: &Work) -> Option<Link> {
        let (old, item) = (self.link_of(&work.step.item)?, work.item.as_ref()?);
        let number_written = !item.number.is_empty();
        let state = self.in_place(work);
        Some(Link { item_version: item.version, number_written, state, ..old.clone() })
    }

    /// What is remembered of an item that only claims a number.
    fn claim_link(&self, work: &Work, claim: &Claim, state: LinkState) -> Link {
        Link {
            id: 0,
            kind: self.kind(),
            office: None,
            number: claim.number.clone(),
            item: work.step.item.clone(),
            item_version: work.step.version,
            office_version: claim.office_version,
            slot: claim.slot,
            mapping: self.mapped.version,
            state,
            number_written: true,
            fingerprint: claim.fingerprint,
        }
    }

    /// The link of an item that a question is about: its own, or the memory of a claim.
    fn question_link(&self, work: &Work, question: &Question) -> Link {
        let claimed = self.claim_link(work, &question.claim, question.state);
        match self.link_of(&work.step.item).filter(|link| link.id == question.link) {
            Some(old) => Link {
                item_version: work.step.version,
                office_version: question.claim.office_version,
                state: question.state,
                fingerprint: question.claim.fingerprint,
                ..old.clone()
            },
            None => claimed,
        }
    }

    /// Whether decisions about the item are settled by the step: they were open, and it asks
    /// nothing, or something else.
    fn settles(&self, work: &Work) -> bool {
        let step = work.step;
        let Some(open) = self.decisions.get(&step.item) else { return false };
        match &step.op {
            Op::Mark { state, .. } => *state == LinkState::Tombstone,
            Op::Ask(question) => open.iter().any(|one| one.row != question.decision.row),
            _ if step.asks() => open.iter().any(|one| one.row != 8),
            _ => true,
        }
    }
}

/// A link in another state; one that is in it already has only its item seen as it is now.
fn marked(link: &Link, state: LinkState, now: Version) -> Link {
    let item_version = if link.state == state { now } else { link.item_version };
    Link { state, item_version, ..link.clone() }
}
