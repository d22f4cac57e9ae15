//! One item alone in a data file in memory: so an item of a message file means what it would mean
//! in a data file, and a record becomes the message file of the item that it would become there.

use std::path::Path;

use pst::Reader;
use sync::{
    Contents, Key, Kind, Message, Outcome, Record, Store, StoreError, StoreTxn, Touch, Write,
};

use super::open::unreadable;
use super::{NewFile, Options, OutlookFile};
use crate::item::Found;
use crate::msg::{self, MsgItem};

impl OutlookFile {
    /// A data file in memory with one item, and the item's key.
    ///
    /// # Errors
    /// The item cannot be in a data file.
    pub(crate) fn of_item(item: &MsgItem, options: Options) -> Result<(Self, Key), StoreError> {
        let file = Self::in_memory(Path::new(""), &NewFile::default(), options)?;
        let nid = file.put_in(item).map_err(|error| unreadable(&error))?;
        let key = file.key_of(nid);
        Ok((file, key))
    }

    fn put_in(&self, item: &MsgItem) -> pst::Result<pst::Nid> {
        let mut txn = self.pst.write()?;
        let root = txn.store()?.ipm_subtree.ok_or(pst::Error::NotFound(pst::Nid::ROOT_FOLDER))?;
        let new = msg::new_item(item, &mut txn)?;
        let nid = txn.create_message(root, new)?;
        txn.commit()?;
        Ok(nid)
    }

    /// An item of the file by its key, as a message file has it. What of it cannot be read is named
    /// in `found`.
    ///
    /// # Errors
    /// It is not there, or cannot be read.
    fn item(&self, key: &Key, found: &mut Found) -> Result<MsgItem, StoreError> {
        let nid = self.store().nid_of(key).map_err(StoreError::new)?;
        let txn = self.pst.read();
        let taken = txn.message(nid).and_then(|message| msg::of_message(&txn, &message, found));
        taken.map_err(|error| unreadable(&error))
    }
}

/// The item that a record becomes, with its number. What Outlook holds only nearly is told in
/// `warnings`.
///
/// # Errors
/// The outer one: contents cannot be had. The inner one: what the record says that such an item
/// cannot hold.
pub(crate) fn item_of_record(
    (kind, record, number): (Kind, &Record, &str),
    touch: Touch,
    options: Options,
    contents: &mut dyn Contents,
    warnings: &mut Vec<Message>,
) -> Result<Result<MsgItem, Message>, StoreError> {
    let file = OutlookFile::in_memory(Path::new(""), &NewFile::default(), options)?;
    let (record, number) = (record.clone(), number.to_owned());
    let create = Write::Create { kind, record, number, touch };
    let outcomes = file.store().commit_from(StoreTxn { writes: vec![create] }, contents)?;
    match outcomes.into_iter().next() {
        Some(Outcome::Done { key, full }) => {
            warnings.extend(full.warnings);
            let mut found = Found::default();
            let item = file.item(&key, &mut found)?;
            Ok(found.losses.into_iter().next().map_or(Ok(item), Err))
        }
        Some(Outcome::Failed(what)) => Ok(Err(what)),
        _ => Ok(Err(Message::new("outlook-other-file"))),
    }
}
