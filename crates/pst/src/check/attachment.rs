//! Attachments (\[MS-PST\] 2.4.6).

use crate::bytes::{Bytes, wide};
use crate::check::data::Subs;
use crate::check::props::{Pc, Record};
use crate::check::{Check, Flaw, Owner, Try};
use crate::ltp::prop::{Storage, storage};
use crate::{At, Nid};

/// PidTagAttachSize.
const SIZE: u16 = 0x0E20;
/// PidTagAttachDataBinary and PidTagAttachDataObject share an id.
const DATA: u16 = 0x3701;
/// PidTagAttachMethod.
const METHOD: u16 = 0x3705;
/// PidTagRenderingPosition.
const POSITION: u16 = 0x370B;

impl Check<'_> {
    /// An attachment; `sizes` are those of its subnodes.
    pub(super) fn check_attachment(
        &mut self,
        owner: Owner,
        props: Option<Pc>,
        subs: &mut Subs,
        sizes: &[u64],
    ) -> Try<()> {
        let Some(mut pc) = props else { return Ok(()) };
        let at = At::Node(owner.nid());
        let data = pc.find(DATA);
        match pc.find(METHOD).map(|record| record.value) {
            None => self.note(Some(owner), at, Flaw::AttachmentMethod),
            // By value, embedded message, OLE object.
            Some(method @ (1 | 5 | 6)) => {
                let what = Flaw::AttachmentData { method: method.into() };
                self.demand(data.is_some(), owner, at, what);
            }
            Some(_) => {}
        }
        self.demand(pc.find(SIZE).is_some(), owner, at, Flaw::AttachmentSizeMissing);
        self.demand(pc.find(POSITION).is_some(), owner, at, Flaw::AttachmentPosition);
        let checked = self.check_attachment_size(owner, &mut pc, subs, sizes);
        self.silenced(checked).map(drop)
    }

    /// PidTagAttachSize is the sum of the values of all properties, its own included.
    fn check_attachment_size(
        &mut self,
        owner: Owner,
        pc: &mut Pc,
        subs: &mut Subs,
        sizes: &[u64],
    ) -> Try<()> {
        let mut expected = 0u64;
        for i in 0..pc.records.len() {
            let Some(record) = pc.records.get(i).copied() else { continue };
            let size = match storage(record.prop_type) {
                Storage::Inline(width) => wide(width),
                Storage::Fixed(width) => wide(width),
                Storage::Variable => self.value_len(owner, record.value, &mut pc.heap, subs)?,
                Storage::Object => self.check_object_size(owner, pc, record, subs, sizes)?,
            };
            expected = expected.saturating_add(size);
        }
        let Some(found) = pc.number(SIZE) else { return Ok(()) };
        let what = Flaw::AttachmentSize { found: found.into(), expected };
        self.demand(u64::from(found) == expected, owner, At::Property(SIZE), what);
        Ok(())
    }

    /// The size in an object's value, which is that of its subnode.
    fn check_object_size(
        &mut self,
        owner: Owner,
        pc: &mut Pc,
        record: Record,
        subs: &mut Subs,
        sizes: &[u64],
    ) -> Try<u64> {
        let bytes = self.value_bytes(owner, record.value, &mut pc.heap, subs)?;
        let found = bytes.u32_at(4).unwrap_or(0).into();
        let nid = Nid(bytes.u32_at(0).unwrap_or(0));
        let at = subs.list.iter().position(|sub| sub.nid == nid);
        let expected = at.and_then(|at| sizes.get(at)).copied().unwrap_or(found);
        let sound = found == expected || !self.modern();
        let what = Flaw::AttachmentObject { found, expected };
        self.demand(sound, owner, At::Property(record.id), what);
        Ok(found)
    }
}
