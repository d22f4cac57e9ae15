//! Undo: what a run wrote is taken back on both sides, field by field.
//!
//! Order, per batch: the office is told what will be written ([`super::undone`]), the data file is
//! committed, then the office takes its records, links and the journal. An interruption leaves a
//! run that can be undone again: what is back already is left alone. What must hold: what was
//! changed since stays and is named; a link whose fields came back has no base for them, so that a
//! later run takes neither side's value for news.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::must_be_writable;
use crate::plan::{PreviewLine, Tally};
use crate::report::{Report, Written};
use crate::settings::{Hooks, Phase, Settings};
use crate::undo::{Undo, UndoAct, undo};
use crate::{
    Full, Job, JournalLine, Key, Kind, Ledger, LedgerTxn, Link, LinkState, LinkWrite, Mapped,
    Message, Name, Outcome, Promised, Side, Store, StoreError, StoreId, StoreTxn, Touch, Value,
    Version, Write,
};

/// Records that are taken back in one transaction.
const BATCH: usize = 500;
/// What an export notes on an item, in the journal.
const STAMP: &str = "stamp";
/// Why an undoing writes.
pub(super) const WHY: &str = "why-undo";
const EXPORTED: &str = "user.Exportdatum";

/// A run that is to be undone.
#[derive(Debug, Clone, PartialEq)]
pub struct Undoing {
    /// Its number.
    pub run: i64,
    /// Everything it wrote, in order.
    pub lines: Vec<JournalLine>,
}

/// Takes back what a run wrote. In a dry run it is only shown.
///
/// An error means that nothing was written. A store that fails later ends the undoing with a report
/// that says so; what is left can be undone again.
pub fn undo_run(
    undoing: &Undoing,
    outlook: &mut dyn Store,
    office: &mut dyn Ledger,
    settings: &Settings,
    hooks: &mut dyn Hooks,
) -> Result<Report, StoreError> {
    if undoing.lines.iter().any(|line| line.side == Side::Outlook) {
        must_be_writable(Job::Undo, outlook, settings)?;
    }
    let file = outlook.id();
    let report = Report { dry_run: settings.dry_run, ..Report::new(Job::Undo, &settings.path) };
    let carried = Vec::new();
    let run = UndoRun { undoing, outlook, office, settings, hooks, file, report, carried };
    run.go()
}

pub(super) struct UndoRun<'a> {
    pub(super) undoing: &'a Undoing,
    outlook: &'a mut dyn Store,
    pub(super) office: &'a mut dyn Ledger,
    pub(super) settings: &'a Settings,
    hooks: &'a mut dyn Hooks,
    pub(super) file: StoreId,
    report: Report,
    /// What other runs promised before they were interrupted.
    pub(super) carried: Vec<Promised>,
}

/// One record on one side, with what is known of it.
pub(super) struct Task {
    pub(super) undo: Undo,
    now: Full,
    /// Its counterpart's internal number, where the journal names one.
    office: Option<i64>,
    touch: Touch,
    /// Nobody changed it since the run made it.
    untouched: bool,
    done: bool,
}

impl Task {
    /// Whether the record is one of the two that a link joins.
    fn is_of(&self, link: &Link) -> bool {
        link.kind == self.undo.kind
            && match self.undo.side {
                Side::Outlook => link.item == self.undo.key,
                Side::Office => link.office.is_some() && link.office == self.office,
            }
    }
}

/// The fields that came back, by link.
type Returned = BTreeMap<i64, BTreeSet<(Side, Name)>>;

impl UndoRun<'_> {
    fn go(mut self) -> Result<Report, StoreError> {
        if self.settings.dry_run {
            let (tasks, _) = self.tasks()?;
            tasks.iter().for_each(|task| self.show(task));
            self.count(&tasks);
            self.report.seconds = self.hooks.seconds();
            return Ok(self.report);
        }
        self.office.lock(Job::Undo, &self.settings.path)?;
        let done = self.carry_out();
        self.office.unlock();
        done.map(|()| self.report)
    }

    fn carry_out(&mut self) -> Result<(), StoreError> {
        let (tasks, links) = self.tasks()?;
        let to_outlook = tasks.iter().any(|task| task.undo.side == Side::Outlook);
        self.hooks.before_writing(to_outlook && self.outlook.writable())?;
        self.recover(&tasks)?;
        let run = self.office.begin_run(Job::Undo, &self.file, &self.settings.path)?;
        self.report.run = Some(run);
        if let Err(error) = self.write(run, tasks, &links) {
            self.report.error(&self.settings.path, error.message);
        }
        self.report.seconds = self.hooks.seconds();
        let report = serde_json::to_string(&self.report).unwrap_or_default();
        if let Err(error) = self.office.end_run(run, self.report.exit_code(), &report) {
            self.report.error(&self.settings.path, error.message);
        }
        Ok(())
    }

    /// What is to be done, read from both sides as they are, and the links concerned.
    fn tasks(&mut self) -> Result<(Vec<Task>, Vec<Link>), StoreError> {
        let mut read: BTreeMap<(Kind, Side, Key), Full> = BTreeMap::new();
        let mut failed = None;
        let (outlook, office) = (&mut *self.outlook, &mut *self.office);
        let undos = undo(&self.undoing.lines, &mut |kind, side, key| {
            let full = match side {
                Side::Office => office.read(kind, key),
                Side::Outlook => outlook.read(kind, key),
            };
            let full = full.map_err(|error| failed = Some(error)).ok()?.ok()?;
            read.insert((kind, side, key.clone()), full.clone());
            Some(full)
        });
        if let Some(error) = failed {
            return Err(error);
        }
        let known = self.counterparts();
        let task = |undo: Undo| {
            let now = read.remove(&(undo.kind, undo.side, undo.key.clone()))?;
            let office = match undo.side {
                Side::Office => undo.key.office_id(),
                Side::Outlook => known.get(&undo.key).copied(),
            };
            let (touch, untouched) = (self.touch(&undo, &now), self.is_untouched(&undo, &now));
            Some(Task { undo, now, office, touch, untouched, done: false })
        };
        let mut tasks: Vec<Task> = undos.into_iter().filter_map(task).collect();
        let links = self.links(&tasks)?;
        for task in &mut tasks {
            self.keep_what_grew(task, &links)?;
        }
        keep_numbers(&mut tasks);
        Ok((tasks, links))
    }

    /// A record that the run made and that somebody added to since stays: only its link remembers
    /// what it was like.
    fn keep_what_grew(&mut self, task: &mut Task, links: &[Link]) -> Result<(), StoreError> {
        let Some(link) = links.iter().find(|link| task.is_of(link)) else { return Ok(()) };
        let known = match task.undo.side {
            Side::Office => link.office_version.row == task.now.version.row,
            Side::Outlook => task.now.version.agrees_with(&link.item_version),
        };
        if task.undo.act != UndoAct::Remove || known || !task.undo.left.is_empty() {
            return Ok(());
        }
        let (side, slot) = (task.undo.side, link.slot);
        let mapped = self.mapped(link.kind)?;
        let lines = self.undoing.lines.iter().filter(|line| match side {
            Side::Office => line.side == side && line.office == task.office,
            Side::Outlook => line.side == side && line.item.as_ref() == Some(&task.undo.key),
        });
        let written: BTreeSet<&Name> = lines.map(|line| &line.field).collect();
        let fields = mapped.fields.iter().flat_map(|field| field.names(side, slot));
        let record = &task.now.record;
        let grown = fields.filter(|name| !record.is_empty(name) && !written.contains(name));
        task.undo.left = grown.cloned().collect();
        if task.undo.left.is_empty() {
            task.undo.left.push(task.undo.kind.number_field().into());
        }
        Ok(())
    }

    /// The office record of every item that the journal names together.
    fn counterparts(&self) -> BTreeMap<Key, i64> {
        let lines = self.undoing.lines.iter();
        lines.filter_map(|line| Some((line.item.clone()?, line.office?))).collect()
    }

    /// Whether both stamps of an item are those that it was made with.
    fn is_untouched(&self, undo: &Undo, now: &Full) -> bool {
        let mut lines = self.undoing.lines.iter().filter(|line| {
            line.what == STAMP && line.field == EXPORTED && line.item.as_ref() == Some(&undo.key)
        });
        let made = lines.next().and_then(|line| instant(line.after.as_ref()));
        made.is_some() && made == now.exported_at && made == now.changed_at
    }

    /// How the stamps of an item come back: where it was exported, as before; but an item that
    /// somebody changed since keeps the moment of that change.
    fn touch(&self, undo: &Undo, now: &Full) -> Touch {
        let lines = self.undoing.lines.iter();
        let of_item = lines.filter(|line| {
            line.what == STAMP && line.side == undo.side && line.item.as_ref() == Some(&undo.key)
        });
        let (mut exported, mut modified) = (None, None);
        let mut stamped = false;
        for line in of_item {
            stamped = true;
            match line.field == EXPORTED {
                true => exported = instant(line.before.as_ref()),
                false if instant(line.after.as_ref()) == now.changed_at => {
                    modified = instant(line.before.as_ref());
                }
                false => {}
            }
        }
        match stamped && undo.left.is_empty() {
            true => Touch::Back { modified, exported },
            false => Touch::Keep,
        }
    }

    fn write(&mut self, run: i64, mut tasks: Vec<Task>, links: &[Link]) -> Result<(), StoreError> {
        let total = tasks.len() as u64;
        for (done, batch) in (0_u64..).step_by(BATCH).zip(tasks.chunks_mut(BATCH)) {
            self.hooks.progress(Phase::Write, done, total);
            if self.hooks.stops() {
                self.report.stopped = Some(Message::new("stopped-between"));
                break;
            }
            let promised = self.promise(run, batch)?;
            self.write_items(batch)?;
            self.settle(run, batch, links, promised)?;
        }
        self.outlook.forget_unused()?;
        self.count(&tasks);
        Ok(())
    }

    /// The links of the kinds concerned.
    fn links(&mut self, tasks: &[Task]) -> Result<Vec<Link>, StoreError> {
        let kinds: BTreeSet<Kind> = tasks.iter().map(|task| task.undo.kind).collect();
        let mut links = Vec::new();
        for kind in kinds {
            self.office.links(&self.file, kind, &mut |link| links.push(link))?;
        }
        Ok(links)
    }

    fn write_items(&mut self, tasks: &mut [Task]) -> Result<(), StoreError> {
        let is_item = |task: &&mut Task| task.undo.side == Side::Outlook;
        let writes = tasks.iter_mut().filter(is_item).map(|task| write_of(task));
        let writes: Vec<Write> = writes.flatten().collect();
        if writes.is_empty() {
            return Ok(());
        }
        let outcomes = self.outlook.commit_from(StoreTxn { writes }, self.office)?;
        let mut outcomes = outcomes.into_iter();
        for task in tasks.iter_mut().filter(is_item) {
            if write_of(task).is_some()
                && let Some(outcome) = outcomes.next()
            {
                self.take(task, &outcome);
            }
        }
        Ok(())
    }

    fn take(&mut self, task: &mut Task, outcome: &Outcome) {
        match outcome {
            Outcome::Done { full, .. } => {
                task.done = true;
                let (side, how) = (task.undo.side, written(task.undo.act));
                self.report.counters(task.undo.kind).wrote(side, how);
                // What came back from Deleted Items or the trash has its fields still to come.
                task.now.version = full.version;
            }
            Outcome::Stale => {
                let warning = Message::new("changed-meanwhile").with("item", &task.undo.name);
                self.report.warnings.push(warning);
            }
            Outcome::Failed(what) => self.report.error(&task.undo.name, what.clone()),
        }
    }

    /// Office records, links, and the journal of the undoing.
    fn settle(
        &mut self,
        run: i64,
        tasks: &mut [Task],
        links: &[Link],
        promised: bool,
    ) -> Result<(), StoreError> {
        let promises = promised.then(|| self.carried.clone());
        let mut txn = LedgerTxn { promises, ..LedgerTxn::default() };
        let mut places = Vec::new();
        for (at, task) in tasks.iter().enumerate() {
            if task.undo.side == Side::Office
                && let Some(write) = write_of(task)
            {
                places.push(at);
                txn.records.writes.push(write);
            }
        }
        self.unlink(tasks, links, &mut txn)?;
        for (at, task) in tasks.iter().enumerate() {
            let from = places.iter().position(|place| *place == at);
            if task.done || from.is_some() {
                let lines = journal(self.undoing.run, task);
                txn.journal.extend(lines.into_iter().map(|line| (from, line)));
            }
        }
        let items = tasks.iter().filter(|task| task.done && task.undo.side == Side::Outlook);
        txn.settled.extend(items.map(|task| task.undo.key.clone()));
        if txn == LedgerTxn::default() {
            return Ok(());
        }
        let outcomes = self.office.settle_from(run, &self.file, txn, self.outlook)?;
        for (at, outcome) in places.into_iter().zip(outcomes) {
            if let Some(task) = tasks.get_mut(at) {
                self.take(task, &outcome);
            }
        }
        Ok(())
    }

    /// Links of what was made go; of what came back the bases lose the fields that came back.
    fn unlink(
        &mut self,
        tasks: &[Task],
        links: &[Link],
        txn: &mut LedgerTxn,
    ) -> Result<(), StoreError> {
        let mut returned = Returned::new();
        for task in tasks {
            let undo = &task.undo;
            let Some(link) = links.iter().find(|link| task.is_of(link)) else { continue };
            // What was asked about the pair is asked anew.
            txn.settled.push(link.item.clone());
            let fields = returned.entry(link.id).or_default();
            fields.extend(undo.changes.iter().map(|change| (undo.side, change.field.clone())));
            if undo.act == UndoAct::Remove && undo.left.is_empty() {
                txn.unlink.push(link.id);
            }
        }
        txn.unlink.sort_unstable();
        txn.unlink.dedup();
        for (id, fields) in returned {
            let kept = links.iter().find(|link| link.id == id && !txn.unlink.contains(&id));
            if let Some(link) = kept {
                let write = self.without_bases(link, &fields)?;
                txn.links.push(write);
            }
        }
        Ok(())
    }

    /// The link, to be compared again, without bases for these fields on either side.
    fn without_bases(
        &mut self,
        link: &Link,
        fields: &BTreeSet<(Side, Name)>,
    ) -> Result<LinkWrite, StoreError> {
        let (mut office_base, mut item_base) = self.office.bases(link.id)?;
        let mapped = self.mapped(link.kind)?;
        let known = |(side, name): &(Side, Name)| {
            mapped.fields.iter().any(|field| field.names(*side, link.slot).contains(name))
        };
        if !fields.iter().all(known) {
            // Another mapping wrote them: of what it called in step nothing is taken for sure.
            (office_base, item_base) = Default::default();
        }
        for field in &mapped.fields {
            let names = |side| field.names(side, link.slot);
            let came_back =
                |side: Side| names(side).iter().any(|name| fields.contains(&(side, name.clone())));
            if came_back(Side::Office) || came_back(Side::Outlook) {
                names(Side::Office).iter().for_each(|name| office_base.put(name.clone(), None));
                names(Side::Outlook).iter().for_each(|name| item_base.put(name.clone(), None));
            }
        }
        let link = Link {
            state: LinkState::Linked,
            office_version: Version::default(),
            item_version: Version::default(),
            ..link.clone()
        };
        let (office_base, item_base) = (Some(office_base), Some(item_base));
        Ok(LinkWrite { link, office_from: None, in_step: false, office_base, item_base })
    }

    fn mapped(&mut self, kind: Kind) -> Result<Mapped, StoreError> {
        let (office, outlook) = (self.office.schema(kind)?, self.outlook.schema(kind)?);
        let Settings { mapping, zone, .. } = self.settings;
        Ok(mapping.resolve_in(zone, kind, &office, &outlook))
    }

    /// Counts records, both sides of a pair together, and names what was left.
    fn count(&mut self, tasks: &[Task]) {
        let mut pairs: BTreeMap<(Kind, Option<i64>, Option<&Key>), Tally> = BTreeMap::new();
        for task in tasks {
            let alone = task.office.is_none().then_some(&task.undo.key);
            let tally = tally(task, self.settings.dry_run);
            let held = pairs.entry((task.undo.kind, task.office, alone)).or_insert(tally);
            if rank(tally) > rank(*held) {
                *held = tally;
            }
        }
        for ((kind, ..), tally) in pairs {
            self.report.counters(kind).count(tally);
        }
        for undo in tasks.iter().map(|task| &task.undo).filter(|undo| !undo.left.is_empty()) {
            let fields: Vec<&str> = undo.left.iter().map(Name::as_ref).collect();
            let warning = Message::new("undo-left")
                .with("item", &undo.name)
                .with("side", undo.side.name())
                .with("fields", fields.join(", "));
            self.report.warnings.push(warning);
        }
    }

    /// Shows what would be taken back.
    fn show(&mut self, task: &Task) {
        for line in journal(self.undoing.run, task) {
            self.hooks.line(&PreviewLine {
                kind: line.kind,
                row: line.row,
                tally: tally(task, true),
                name: line.name,
                number: task.now.number.clone(),
                side: line.side,
                field: line.field,
                before: line.before,
                after: line.after,
            });
        }
    }
}

/// An address that stays keeps its number in Outlook, too.
fn keep_numbers(tasks: &mut [Task]) {
    let stays = |task: &&Task| {
        task.undo.side == Side::Office
            && task.undo.act == UndoAct::Remove
            && !task.undo.left.is_empty()
    };
    let staying: BTreeSet<i64> =
        tasks.iter().filter(stays).filter_map(|task| task.office).collect();
    for task in tasks.iter_mut().filter(|task| task.undo.side == Side::Outlook) {
        if task.office.is_some_and(|office| staying.contains(&office)) {
            task.undo.number = None;
        }
    }
}

fn instant(value: Option<&Value>) -> Option<Timestamp> {
    match value {
        Some(Value::Instant(at)) => Some(*at),
        _ => None,
    }
}

/// What is written to undo one record; `None` where nothing is to be done or all is left.
fn write_of(task: &Task) -> Option<Write> {
    let Undo { kind, key, act, changes, number, left, .. } = &task.undo;
    let (kind, key, expected) = (*kind, key.clone(), task.now.version);
    match act {
        // Where a person may have added something that nobody else knows, the item stays findable.
        UndoAct::Remove
            if left.is_empty() && (task.untouched || task.undo.side == Side::Office) =>
        {
            Some(Write::Purge { kind, key, expected })
        }
        UndoAct::Remove if left.is_empty() => Some(Write::Delete { kind, key, expected }),
        UndoAct::Remove => None,
        UndoAct::BringBack => Some(Write::Restore { kind, key }),
        UndoAct::PutAway => Some(Write::Delete { kind, key, expected }),
        UndoAct::Change => {
            let stamps = matches!(task.touch, Touch::Back { .. });
            if changes.is_empty() && number.is_none() && !stamps {
                return None;
            }
            let (changes, number, touch) = (changes.clone(), number.clone(), task.touch);
            Some(Write::Update { kind, key, expected, changes, number, touch })
        }
    }
}

fn written(act: UndoAct) -> Written {
    match act {
        UndoAct::Change | UndoAct::BringBack => Written::Changed,
        UndoAct::Remove | UndoAct::PutAway => Written::Deleted,
    }
}

fn tally(task: &Task, planned: bool) -> Tally {
    if write_of(task).is_none() {
        return if task.undo.left.is_empty() { Tally::Unchanged } else { Tally::Skipped };
    }
    match task.undo.act {
        _ if !task.done && !planned => Tally::Skipped,
        UndoAct::Change => Tally::Updated,
        UndoAct::Remove | UndoAct::PutAway => Tally::Deleted,
        UndoAct::BringBack => Tally::Restored,
    }
}

/// Of both sides of a pair the one that says more is counted.
fn rank(tally: Tally) -> u8 {
    match tally {
        Tally::Unchanged => 0,
        Tally::Updated => 1,
        Tally::Skipped => 2,
        Tally::Restored => 3,
        _ => 4,
    }
}

/// What the undoing wrote, for its own history.
pub(super) fn journal(run: i64, task: &Task) -> Vec<JournalLine> {
    let Undo { kind, side, key, name, act, changes, number, .. } = &task.undo;
    let line = |what: &str, field: Name, before: Option<Value>, after: Option<Value>| JournalLine {
        kind: *kind,
        side: *side,
        office: task.office,
        item: (*side == Side::Outlook).then(|| key.clone()),
        name: name.clone(),
        what: what.to_owned(),
        field,
        before,
        after,
        row: 0,
        why: Message::new(WHY).with("run", run),
    };
    let text = |text: &str| (!text.is_empty()).then(|| Value::text(text));
    let own = Name::from(kind.number_field());
    let now = || text(&task.now.number);
    match act {
        UndoAct::Remove | UndoAct::PutAway if write_of(task).is_none() => Vec::new(),
        UndoAct::Remove | UndoAct::PutAway => vec![line("delete", own, now(), None)],
        UndoAct::BringBack => vec![line("restore", own, None, now())],
        UndoAct::Change => {
            let number =
                number.iter().map(|number| line("update", own.clone(), now(), text(number)));
            let fields = changes.iter().map(|change| {
                let before = task.now.record.get(&change.field).cloned();
                line("update", change.field.clone(), before, change.value.clone())
            });
            number.chain(fields).collect()
        }
    }
}
