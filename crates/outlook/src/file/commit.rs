//! Carrying out a transaction: checked write by write, committed together, read back.
//!
//! What must hold: an item that cannot be written spoils no other; a write that changes nothing
//! writes nothing; what fails the file as a whole leaves it as it was.

use pst::{Nid, Reader};
use sync::{Contents, Kind, Message, Outcome, StoreError, StoreTxn, Version, Write};

use super::ansi;
use super::folders::Folders;
use super::stage::{Draft, New, Refusal, Stage};
use super::update::Update;
use super::{OutlookStore, fault};
use crate::explain::explain;

/// What became of a write before the transaction is committed.
enum Staged {
    /// To be read back.
    Written { kind: Kind, nid: Nid, warnings: Vec<Message> },
    /// Nothing was done.
    Not(Outcome),
}

impl OutlookStore<'_> {
    /// Carries out a transaction; see [`sync::Store::commit`].
    pub(super) fn carry_out(
        &mut self,
        txn: StoreTxn,
        contents: &mut dyn Contents,
    ) -> Result<Vec<Outcome>, StoreError> {
        if !self.file.writable() {
            return Err(fault(&pst::Error::ReadOnly));
        }
        self.prepare().map_err(|error| fault(&error))?;
        let staged = match self.stage_all(txn, contents) {
            Ok(staged) => staged,
            Err(error) => {
                self.state.folders = Folders::default();
                return Err(error);
            }
        };
        self.prepare().map_err(|error| fault(&error))?;
        staged.into_iter().map(|staged| self.read_back(staged)).collect()
    }

    /// Adds items of which nothing is read back; all or none. What an ANSI file cannot hold is left
    /// out of them.
    pub(crate) fn add_items(
        &mut self,
        drafts: Vec<Draft>,
        contents: &mut dyn Contents,
    ) -> Result<(), StoreError> {
        self.prepare().map_err(|error| fault(&error))?;
        let added = self.stage_drafts(drafts, contents);
        if added.is_err() {
            self.state.folders = Folders::default();
        }
        added.map_err(|refusal| match refusal {
            Refusal::Item(message) => StoreError::new(message),
            Refusal::File(error) => fault(&error),
            Refusal::Source(error) => error,
        })
    }

    fn stage_drafts(
        &mut self,
        drafts: Vec<Draft>,
        contents: &mut dyn Contents,
    ) -> Result<(), Refusal> {
        let mut stage = Stage::new(self)?;
        for draft in drafts {
            let record = ansi::without_lacking(&draft.record, draft.ctx.target, &mut Vec::new());
            let draft = Draft { record, ..draft };
            stage.add(self, &draft, contents, &mut Vec::new())?;
        }
        stage.written.clear();
        self.snapshot = None;
        Ok(stage.finish(self)?)
    }

    fn stage_all(
        &mut self,
        txn: StoreTxn,
        contents: &mut dyn Contents,
    ) -> Result<Vec<Staged>, StoreError> {
        let mut stage = Stage::new(self).map_err(|error| fault(&error))?;
        let mut staged = Vec::with_capacity(txn.writes.len());
        for write in txn.writes {
            staged.push(match self.stage(&mut stage, write, contents) {
                Ok(staged) => staged,
                Err(Refusal::Item(message)) => Staged::Not(Outcome::Failed(message)),
                Err(Refusal::File(error)) => return Err(fault(&error)),
                Err(Refusal::Source(error)) => return Err(error),
            });
        }
        // Space that only this snapshot holds may be used by the next transaction.
        self.snapshot = None;
        stage.finish(self).map_err(|error| fault(&error))?;
        Ok(staged)
    }

    fn stage(
        &mut self,
        stage: &mut Stage<'_>,
        write: Write,
        contents: &mut dyn Contents,
    ) -> Result<Staged, Refusal> {
        match write {
            Write::Create { kind, record, number, touch } => {
                let new = New { kind, record: &record, number, touch };
                let (nid, warnings) = stage.create(self, new, contents)?;
                Ok(Staged::Written { kind, nid, warnings })
            }
            Write::Update { kind, key, expected, changes, number, touch } => {
                let nid = self.nid_of(&key)?;
                if !self.is_current(nid, expected)? {
                    return Ok(Staged::Not(Outcome::Stale));
                }
                let update = Update { kind, nid, changes, number, touch };
                let warnings = stage.update(self, update)?;
                Ok(Staged::Written { kind, nid, warnings })
            }
            Write::Delete { kind, key, expected } => {
                let nid = self.nid_of(&key)?;
                if !self.is_current(nid, expected)? {
                    return Ok(Staged::Not(Outcome::Stale));
                }
                stage.delete(self, nid)?;
                Ok(Staged::Written { kind, nid, warnings: Vec::new() })
            }
            Write::Purge { kind, key, expected } => {
                let nid = self.nid_of(&key)?;
                if !self.is_current(nid, expected)? {
                    return Ok(Staged::Not(Outcome::Stale));
                }
                let full = self.full(kind, nid)?;
                stage.purge(self, nid)?;
                Ok(Staged::Not(Outcome::Done { key, full: Box::new(full) }))
            }
            Write::Restore { kind, key } => {
                let nid = self.nid_of(&key)?;
                if !self.snapshot()?.exists(nid)? {
                    return Ok(Staged::Not(Outcome::Stale));
                }
                stage.restore(self, kind, nid)?;
                Ok(Staged::Written { kind, nid, warnings: Vec::new() })
            }
        }
    }

    /// Whether an item still has the version that the plan was made for.
    fn is_current(&mut self, nid: Nid, expected: Version) -> pst::Result<bool> {
        if !self.snapshot()?.exists(nid)? {
            return Ok(false);
        }
        Ok(self.version(nid)?.agrees_with(&expected))
    }

    fn read_back(&mut self, staged: Staged) -> Result<Outcome, StoreError> {
        let (kind, nid, warnings) = match staged {
            Staged::Not(outcome) => return Ok(outcome),
            Staged::Written { kind, nid, warnings } => (kind, nid, warnings),
        };
        match self.full(kind, nid) {
            Ok(mut full) => {
                full.warnings.extend(warnings);
                Ok(Outcome::Done { key: self.file.key_of(nid), full: Box::new(full) })
            }
            Err(error @ pst::Error::Io(_)) => Err(fault(&error)),
            Err(error) => Ok(Outcome::Failed(explain(&error))),
        }
    }
}
