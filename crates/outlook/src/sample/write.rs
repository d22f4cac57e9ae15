//! Writing sample contacts into data files of any size, a batch at a time.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use sync::{Kind, NoContents, StoreError};

use super::{Contacts, every_field, every_user_field, random::Random};
use crate::file::{Draft, NewFile, Options, OutlookFile};
use crate::item::Context;

/// Contacts of one transaction.
const BATCH: u64 = 1000;
/// When the sample contacts begin to be made.
const FIRST: Timestamp = Timestamp::constant(1_704_441_600, 0);

impl OutlookFile {
    /// Writes `count` sample contacts of a seed into the folder for contacts. `progress` is told
    /// after each batch how many there are.
    ///
    /// # Errors
    /// What the system says.
    pub fn add_sample(
        &self,
        seed: u64,
        count: u64,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), StoreError> {
        let contacts = Contacts::new(seed);
        let mut store = self.store();
        let mut done: u64 = 0;
        while done < count {
            let end = done.saturating_add(BATCH).min(count);
            let batch = (done..end).map(|index| Draft {
                kind: Kind::Addresses,
                record: contacts.get(index),
                user: Vec::new(),
                ctx: self.sample_context(seed, index),
            });
            let batch: Vec<Draft> = batch.collect();
            store.add_items(&batch, &mut NoContents)?;
            done = end;
            progress(done);
        }
        Ok(())
    }

    /// Writes one contact with a value of its own in every field and a user-defined field of each
    /// type.
    ///
    /// # Errors
    /// What the system says.
    pub fn add_every_field(&self) -> Result<(), StoreError> {
        let mut store = self.store();
        let ctx = self.sample_context(0, 0);
        let (kind, record, user) = (Kind::Addresses, every_field(), every_user_field());
        store.add_items(&[Draft { kind, record, user, ctx }], &mut NoContents)
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
    file.add_sample(seed, count, &mut |_| {})?;
    Ok(file)
}
