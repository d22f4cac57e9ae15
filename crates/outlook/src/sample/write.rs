//! Writing sample items into data files of any size, a batch at a time.

use std::ops::Range;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use sync::memory::MemoryContents;
use sync::{Kind, Record, StoreError};

use super::random::Random;
use super::{Calendar, Contacts, Mails, every_field_of, every_user_field};
use crate::file::{Draft, NewFile, Options, OutlookFile, OutlookStore};
use crate::item::Context;

/// Items of one transaction.
const BATCH: u64 = 500;
/// When the sample items begin to be made.
const FIRST: Timestamp = Timestamp::constant(1_704_441_600, 0);

/// How many sample items of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amounts {
    /// Contacts.
    pub contacts: u64,
    /// Mails, one in five with an attachment.
    pub mails: u64,
    /// Appointments.
    pub appointments: u64,
    /// Tasks.
    pub tasks: u64,
}

impl Amounts {
    /// So many contacts and nothing else.
    #[must_use]
    pub fn contacts(contacts: u64) -> Self {
        Self { contacts, ..Self::default() }
    }

    /// How many of all kinds.
    #[must_use]
    pub fn total(&self) -> u64 {
        let parts = [self.contacts, self.mails, self.appointments, self.tasks];
        parts.into_iter().fold(0, u64::saturating_add)
    }

    fn of(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Addresses => self.contacts,
            Kind::Mails => self.mails,
            Kind::Appointments => self.appointments,
            Kind::Tasks => self.tasks,
        }
    }
}

impl OutlookFile {
    /// Writes sample items of a seed. `progress` is told after each batch how many there are.
    ///
    /// # Errors
    /// What the system says.
    pub fn add_sample(
        &self,
        seed: u64,
        amounts: Amounts,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), StoreError> {
        // One view for all batches: a new one lists every node of the file for its folders.
        let mut store = self.store();
        let mut written: u64 = 0;
        for kind in Kind::ALL {
            let count = amounts.of(kind);
            let mut done: u64 = 0;
            while done < count {
                let end = done.saturating_add(BATCH).min(count);
                self.add_batch(&mut store, seed, kind, done..end)?;
                written = written.saturating_add(end.saturating_sub(done));
                done = end;
                progress(written);
            }
        }
        Ok(())
    }

    fn add_batch(
        &self,
        store: &mut OutlookStore<'_>,
        seed: u64,
        kind: Kind,
        range: Range<u64>,
    ) -> Result<(), StoreError> {
        let mut contents = MemoryContents::default();
        let drafts = range
            .map(|index| Draft {
                kind,
                record: record(seed, kind, index, &mut contents),
                user: Vec::new(),
                ctx: self.sample_context(seed, index),
            })
            .collect();
        store.add_items(drafts, &mut contents)
    }

    /// Writes one item of each kind with a value of its own in every field, the contact with a
    /// user-defined field of each type.
    ///
    /// # Errors
    /// What the system says.
    pub fn add_every_field(&self) -> Result<(), StoreError> {
        let mut contents = MemoryContents::default();
        let mut drafts = Vec::new();
        for kind in Kind::ALL {
            let user = if kind == Kind::Addresses { every_user_field() } else { Vec::new() };
            let record = every_field_of(kind, &mut contents);
            drafts.push(Draft { kind, record, user, ctx: self.sample_context(0, 0) });
        }
        self.store().add_items(drafts, &mut contents)
    }
}

/// The record at an index.
fn record(seed: u64, kind: Kind, index: u64, contents: &mut MemoryContents) -> Record {
    match kind {
        Kind::Addresses => Contacts::new(seed).get(index),
        Kind::Mails => Mails::new(seed).get(index, contents),
        Kind::Appointments => Calendar::new(seed).appointment(index),
        Kind::Tasks => Calendar::new(seed).task(index),
    }
}

impl OutlookFile {
    fn sample_context(&self, seed: u64, index: u64) -> Context {
        let mut random = Random::new(seed.rotate_left(32), index);
        let mut search_key = [0; 16];
        let bytes = random.next().to_le_bytes().into_iter().chain(random.next().to_le_bytes());
        search_key.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
        let minutes = i64::try_from(index % 1_000_000).unwrap_or(0);
        let later = SignedDuration::from_mins(minutes);
        Context {
            now: FIRST.saturating_add(later).unwrap_or(FIRST),
            search_key,
            zone: self.zone().clone(),
            target: self.target(),
            pattern_text: String::new(),
        }
    }
}

/// Creates a data file with sample contacts.
///
/// # Errors
/// As [`OutlookFile::create`].
pub fn create(
    path: impl AsRef<Path>,
    new: &NewFile,
    options: Options,
    (seed, count): (u64, u64),
) -> Result<OutlookFile, StoreError> {
    let file = OutlookFile::create(path, new, options)?;
    file.add_sample(seed, Amounts::contacts(count), &mut |_| {})?;
    Ok(file)
}
