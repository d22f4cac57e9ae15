//! OLE objects: compound files in a compound file (\[MS-OXMSG\] 2.2.2.2).
//!
//! A data file keeps an object as the bytes of a compound file; a message file keeps its storages
//! and streams beside its own. What must hold: an object that was one and then the other is the
//! same storages and streams, with their classes.

use std::io::{Cursor, Read, Seek};

use cfb::CompoundFile;

use super::container::{Budget, Writer, parts, stream};
use super::{MAX_NESTING, MsgError};

/// Writes an object's storages and streams below `path`; false where it is no compound file.
pub(super) fn unpack(bytes: &[u8], path: &str, out: &mut Writer) -> Result<bool, MsgError> {
    let Ok(mut object) = CompoundFile::open(Cursor::new(bytes)) else { return Ok(false) };
    // What cannot be read as a whole is kept as bytes.
    let mut budget = Budget::of(bytes);
    let mut trial = Writer::new(uuid::Uuid::nil())?;
    let mut copy = Copy { from: &mut object, budget: &mut budget, out: &mut trial };
    if copy.below("", "", 0).is_err() {
        return Ok(false);
    }
    let mut budget = Budget::of(bytes);
    out.storage(path)?;
    Copy { from: &mut object, budget: &mut budget, out }.storage("", path, 0)?;
    Ok(true)
}

/// The bytes of the object whose storages and streams are below `path`.
pub(super) fn pack<F: Read + Seek>(
    from: &mut CompoundFile<F>,
    path: &str,
    budget: &mut Budget,
) -> Result<Vec<u8>, MsgError> {
    let mut out = Writer::new(uuid::Uuid::nil())?;
    Copy { from, budget, out: &mut out }.storage(path, "", 0)?;
    out.finish()
}

/// A copy of storages and streams.
struct Copy<'a, F> {
    from: &'a mut CompoundFile<F>,
    budget: &'a mut Budget,
    out: &'a mut Writer,
}

impl<F: Read + Seek> Copy<'_, F> {
    /// A storage that is there already: its class, and what is in it.
    fn storage(&mut self, from: &str, to: &str, depth: usize) -> Result<(), MsgError> {
        let entry = self.from.entry(format!("/{from}"))?;
        let (class, bits, path) = (*entry.clsid(), entry.state_bits(), format!("/{to}"));
        self.out.file().set_storage_clsid(&path, class)?;
        self.out.file().set_state_bits(&path, bits)?;
        self.below(from, to, depth)
    }

    fn below(&mut self, from: &str, to: &str, depth: usize) -> Result<(), MsgError> {
        if depth > MAX_NESTING {
            return Err(MsgError::TooDeep);
        }
        let inside = |storage: &str, name: &str| match storage {
            "" => name.to_owned(),
            storage => format!("{storage}/{name}"),
        };
        for part in parts(self.from, from) {
            let (from, to) = (inside(from, &part.name), inside(to, &part.name));
            if part.is_stream {
                let damaged = || MsgError::Container(from.clone());
                let bytes = stream(self.from, &from, self.budget)?.ok_or_else(damaged)?;
                self.out.stream(&to, &bytes)?;
            } else {
                self.out.storage(&to)?;
                self.storage(&from, &to, depth + 1)?;
            }
        }
        Ok(())
    }
}
