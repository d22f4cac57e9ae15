//! Contents in memory.

use std::collections::BTreeMap;

use crate::form::Attached;
use crate::{ContentHash, Contents, Message, Record, StoreError, Value, Write, no_such_content};

/// The contents that a store holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MemoryContents(pub BTreeMap<ContentHash, Vec<u8>>);

impl MemoryContents {
    /// Adds a content.
    pub fn add(&mut self, bytes: &[u8]) -> ContentHash {
        let hash = ContentHash::of(bytes);
        self.0.insert(hash, bytes.to_vec());
        hash
    }

    /// Takes what a write names and this store lacks; why that cannot be had.
    pub(super) fn take(
        &mut self,
        write: &Write,
        from: &mut dyn Contents,
    ) -> Result<Result<(), Message>, StoreError> {
        let Write::Create { record, .. } = write else { return Ok(Ok(())) };
        for hash in named(record) {
            let mut bytes = Vec::new();
            if self.0.contains_key(&hash) {
                continue;
            }
            match from.content(&hash, &mut |piece| bytes.extend_from_slice(piece))? {
                Ok(()) => drop(self.0.insert(hash, bytes)),
                refused => return Ok(refused),
            }
        }
        Ok(Ok(()))
    }
}

fn named(record: &Record) -> impl Iterator<Item = ContentHash> + '_ {
    let lists = ["attachments", "mail.attachments"].into_iter().filter_map(|name| record.get(name));
    let texts = lists.flat_map(|value| match value {
        Value::List(texts) => texts.as_slice(),
        _ => &[],
    });
    texts.filter_map(|text| Attached::parse(text).ok()?.hash)
}

impl Contents for MemoryContents {
    fn content(
        &mut self,
        hash: &ContentHash,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<Result<(), Message>, StoreError> {
        Ok(self.0.get(hash).map(|bytes| take(bytes)).ok_or_else(|| no_such_content(hash)))
    }
}
