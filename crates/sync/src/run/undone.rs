//! An undoing that is interrupted: what it is about to write into the data file is promised to the
//! office before, so that its history is whole afterwards.
//!
//! What must hold: a line of the same undoing that is not to be done any more was done by the one
//! that was interrupted, and belongs to its history; promises of other runs stay as they are.

use std::collections::{BTreeMap, BTreeSet};

use super::undo::{Task, UndoRun, WHY, journal};
use crate::{JournalLine, Key, LedgerTxn, Name, Promised, Side, StoreError};

/// What an undoing promises of one field, to be told from others.
type Mark = (Option<Key>, String, Name);

fn mark(line: &JournalLine) -> Mark {
    (line.item.clone(), line.what.clone(), line.field.clone())
}

impl JournalLine {
    /// Whether the line is of an undoing: what it says is not in step, but taken back.
    pub(super) fn takes_back(&self) -> bool {
        self.why.id == WHY
    }
}

impl UndoRun<'_> {
    /// Completes the history of an interrupted undoing of the same run.
    pub(super) fn recover(&mut self, tasks: &[Task]) -> Result<(), StoreError> {
        let run = self.undoing.run.to_string();
        let same = |line: &JournalLine| line.takes_back() && line.why.arg("run") == Some(&run);
        let promises = self.office.promises(&self.file)?;
        let (ours, carried): (Vec<Promised>, Vec<Promised>) =
            promises.into_iter().partition(|promised| same(&promised.line));
        self.carried = carried;
        let to_do: BTreeSet<Mark> = tasks
            .iter()
            .flat_map(|task| journal(self.undoing.run, task))
            .map(|line| mark(&line))
            .collect();
        let mut done: BTreeMap<i64, Vec<(Option<usize>, JournalLine)>> = BTreeMap::new();
        for promised in ours {
            let of_run = done.entry(promised.run).or_default();
            if !to_do.contains(&mark(&promised.line)) {
                of_run.push((None, promised.line));
            }
        }
        for (run, journal) in done {
            let promises = Some(self.carried.clone());
            let txn = LedgerTxn { journal, promises, ..LedgerTxn::default() };
            self.office.settle(run, &self.file, txn)?;
        }
        Ok(())
    }

    /// Tells the office what a batch is about to write into the data file; whether there is
    /// anything to tell.
    pub(super) fn promise(&mut self, run: i64, batch: &[Task]) -> Result<bool, StoreError> {
        let items = batch.iter().filter(|task| task.undo.side == Side::Outlook);
        let lines = items.flat_map(|task| journal(self.undoing.run, task));
        let stamp = self.settings.now;
        let new: Vec<Promised> = lines.map(|line| Promised { run, stamp, line }).collect();
        if new.is_empty() {
            return Ok(false);
        }
        let all: Vec<Promised> = self.carried.iter().cloned().chain(new).collect();
        self.office.promise(&self.file, &all)?;
        Ok(true)
    }
}
