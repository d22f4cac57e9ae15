//! Interrupted runs: what was about to be written into the data file is promised to the office
//! before, and looked for afterwards.
//!
//! What must hold: a field that holds what was promised was written by us: that value is its base,
//! and its history is kept; one that holds what it held before was not; an item that was made and
//! has no number is found again by stamp and contents, and not made twice.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Run;
use super::comparison::{Comparison, Seen};
use super::execute::Work;
use super::journal::{
    MODIFIED, create_lines, delete_line, made_line, number_line, pair_lines, recover_line,
    stamp_lines,
};
use super::survey::Stage;
use crate::census::ItemState;
use crate::digest::digested_as;
use crate::mapping::MappedField;
use crate::plan::{Op, Plan};
use crate::{
    Base, Full, JournalLine, Key, Kind, LedgerTxn, Link, Promised, Record, Side, StoreError, Value,
    digest, same,
};

impl Run<'_> {
    /// Tells the office what a batch is about to write into the data file; whether there is
    /// anything to tell. Numbers given to items that had none are promised by their links.
    pub(super) fn promise(
        &mut self,
        run: i64,
        stage: &Stage,
        works: &[Work],
    ) -> Result<bool, StoreError> {
        if !self.outlook.writable() {
            return Ok(false);
        }
        let going = works.iter().filter(|work| work.going());
        let stamp = self.settings.now;
        let lines = going.flat_map(|work| promised_lines(stage, work, stamp));
        let lines: Vec<JournalLine> = lines.collect();
        if lines.is_empty() {
            return Ok(false);
        }
        let new = lines.into_iter().map(|line| Promised { run, stamp, line });
        let all: Vec<Promised> = self.carried.iter().cloned().chain(new).collect();
        self.office.promise(&self.file, &all)?;
        Ok(true)
    }

    /// Brings the history of an interrupted run to its end. What this run is to look for again,
    /// should it be interrupted too, stays promised.
    pub(super) fn recover(&mut self, plan: &Plan, stages: &[Stage]) -> Result<(), StoreError> {
        if self.interrupted.is_empty() {
            return Ok(());
        }
        let adopted = adopted(plan);
        let mut journal: BTreeMap<i64, Vec<(Option<usize>, JournalLine)>> = BTreeMap::new();
        for promised in self.interrupted.clone() {
            let Promised { run, line, .. } = &promised;
            let Some(stage) = stages.iter().find(|stage| stage.kind() == line.kind) else {
                self.carried.push(promised);
                continue;
            };
            if let Some(line) = self.carried_out(stage, line, &adopted)? {
                journal.entry(*run).or_default().push((None, line));
            }
            if line.item.is_none() && line.office.is_some_and(|id| adopted.contains_key(&id)) {
                self.carried.push(promised);
            }
        }
        let promises = Some(self.carried.clone());
        let last = self.interrupted.last().map_or(0, |promised| promised.run);
        let rest = journal.remove(&last).unwrap_or_default();
        for (run, journal) in journal {
            let txn = LedgerTxn { journal, ..LedgerTxn::default() };
            self.office.settle(run, &self.file, txn)?;
        }
        let txn = LedgerTxn { journal: rest, promises, ..LedgerTxn::default() };
        self.office.settle(last, &self.file, txn)?;
        Ok(())
    }

    /// A kind is done: nothing of it is promised any more.
    pub(super) fn let_go(&mut self, run: i64, kind: Kind) -> Result<(), StoreError> {
        let held = self.carried.len();
        self.carried.retain(|promised| promised.line.kind != kind);
        if self.carried.len() == held {
            return Ok(());
        }
        let promises = Some(self.carried.clone());
        self.office.settle(run, &self.file, LedgerTxn { promises, ..LedgerTxn::default() })?;
        Ok(())
    }

    /// The line, where what it says was done, or may have been.
    fn carried_out(
        &mut self,
        stage: &Stage,
        line: &JournalLine,
        adopted: &BTreeMap<i64, Key>,
    ) -> Result<Option<JournalLine>, StoreError> {
        let Some(item) = line.item.clone() else {
            let held = line.office.and_then(|office| {
                let at = stage.census.of_office(office)?;
                stage.census.links.get(at).map(|held| &held.link.item)
            });
            let item = line.office.and_then(|office| adopted.get(&office)).or(held).cloned();
            return Ok(item.map(|item| JournalLine { item: Some(item), ..line.clone() }));
        };
        let held = stage.census.find(&item).and_then(|at| stage.census.links.get(at));
        let missing = held.is_none_or(|held| held.item == ItemState::Missing);
        let done = match line.what.as_str() {
            "delete" => missing,
            "restore" => !missing,
            _ => match self.outlook.read(line.kind, &item)? {
                Ok(full) => !holds(&full, stage, line, line.before.as_ref()),
                Err(_) => true,
            },
        };
        Ok(done.then(|| line.clone()))
    }

    /// The bases of a link. What an interrupted run wrote on the item belongs to them.
    pub(super) fn bases(
        &mut self,
        stage: &Stage,
        link: &Link,
        item: &Full,
    ) -> Result<(Base, Base), StoreError> {
        let (mut office, mut outlook) = self.office.bases(link.id)?;
        let lines = self.interrupted.iter().map(|promised| &promised.line);
        let of_item = lines.filter(|line| line.item.as_ref() == Some(&link.item));
        for line in of_item.filter(|line| holds(item, stage, line, line.after.as_ref())) {
            let of_line =
                |field: &&MappedField| field.names(Side::Outlook, link.slot).contains(&line.field);
            let Some(field) = stage.mapped.fields.iter().find(of_line) else { continue };
            if line.takes_back() {
                // As at the end of an undoing: neither side's value is news.
                let names = |side| field.names(side, link.slot);
                names(Side::Office).iter().for_each(|name| office.put(name.clone(), None));
                names(Side::Outlook).iter().for_each(|name| outlook.put(name.clone(), None));
                continue;
            }
            outlook.put(line.field.clone(), line.after.as_ref().map(digest::base_value));
            // The office held what was written there.
            let said = field.value(Side::Outlook, link.slot, &item.record);
            let said = said.as_deref().and_then(|of| field.carried(of, Side::Office).ok());
            let said = said.map(Cow::into_owned);
            for (name, value) in field.spread(Side::Office, link.slot, said) {
                office.put(name, value.map(|value| digest::base_value(&value)));
            }
        }
        Ok((office, outlook))
    }

    /// An item without number that an interrupted run made from an office record: it is linked.
    pub(super) fn adopt_interrupted(
        &mut self,
        stage: &Stage,
        seen: &Seen,
        item: &Full,
        work: &mut Comparison,
    ) -> Result<bool, StoreError> {
        let Some(id) = self.made_from(item).filter(|id| stage.census.is_loose(*id)) else {
            return Ok(false);
        };
        if work.taken.contains(&id) {
            return Ok(false);
        }
        let Ok(office) = self.office.read(stage.kind(), &Key::office(id))? else {
            return Ok(false);
        };
        work.taken.insert(id);
        let pair = self.link_step(stage, (seen, item), (id, &office), None)?;
        work.push(1, seen.key.clone(), seen.version, Op::Link(Box::new(pair)));
        Ok(true)
    }

    /// The office record that an interrupted run made this item from.
    fn made_from(&self, item: &Full) -> Option<i64> {
        let mut made: BTreeMap<i64, Record> = BTreeMap::new();
        let then = self.interrupted.iter().filter(|of| item.exported_at == Some(of.stamp));
        let creations = then.map(|of| &of.line).filter(|line| line.what == "create");
        for line in creations.filter(|line| line.side == Side::Outlook) {
            let record = made.entry(line.office?).or_default();
            record.put(line.field.clone(), line.after.clone());
        }
        let is_it = |record: &Record| {
            record.0.iter().all(|(name, promised)| {
                let now = item.record.get(name);
                // A folder is found by its name, whatever the case.
                name == "mail.folder"
                    || now == Some(promised)
                    || now.is_some_and(|now| digested_as(now, promised))
            })
        };
        made.into_iter().find(|(_, record)| is_it(record)).map(|(id, _)| id)
    }
}

/// What a step writes into the data file, as lines of the journal to come.
fn promised_lines(stage: &Stage, work: &Work, stamp: Timestamp) -> Vec<JournalLine> {
    match &work.step.op {
        Op::CreateItem(new) => {
            let Some(office) = &work.office else { return Vec::new() };
            let record = stage.mapped.new_item(&office.record, new.slot);
            let lines = create_lines(stage, work, (Side::Outlook, &record));
            let named = !work.number.is_empty();
            let lines = lines.map(|line| JournalLine { item: None, ..line });
            let lines = lines.filter(|line| line.after.is_some());
            let most = if named { 1 } else { usize::MAX };
            let made = JournalLine { item: None, ..made_line(stage, work, stamp) };
            lines.take(most).chain([made]).collect()
        }
        Op::Delete(removal) if removal.side == Side::Outlook => {
            vec![delete_line(stage, work, Side::Outlook)]
        }
        op => {
            let recovered = matches!(op, Op::Recover(_)).then(|| recover_line(stage, work));
            let replaces = work.owes_number() && !work.number_before.is_empty();
            let number = replaces.then(|| number_line(stage, work));
            let fields = op.pair().into_iter().flat_map(|pair| pair_lines(stage, work, pair));
            let fields = fields.filter(|line| line.side == Side::Outlook);
            let stamps =
                op.pair().into_iter().flat_map(|pair| stamp_lines(stage, work, pair, stamp));
            recovered.into_iter().chain(number).chain(fields).chain(stamps).collect()
        }
    }
}

/// Whether the item holds this value in the field of a line.
fn holds(item: &Full, stage: &Stage, line: &JournalLine, value: Option<&Value>) -> bool {
    let number = (!item.number.is_empty()).then(|| Value::text(item.number.as_str()));
    let modified = item.changed_at.map(Value::Instant);
    let now = match () {
        () if line.field == stage.kind().number_field() => number.as_ref(),
        () if line.field == MODIFIED => modified.as_ref(),
        () => item.record.get(&line.field),
    };
    same(now, value, crate::Compare::Plain)
}

/// The items that office records get in this run without being made.
fn adopted(plan: &Plan) -> BTreeMap<i64, Key> {
    let steps = plan.kinds.iter().flat_map(|kind| kind.steps.iter());
    let links = steps.filter_map(|step| match &step.op {
        Op::Link(pair) => Some((pair.office, step.item.clone())),
        _ => None,
    });
    links.collect()
}
