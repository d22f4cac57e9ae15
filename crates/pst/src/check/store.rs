//! The message store (\[MS-PST\] 2.4.3).

use crate::bytes::wide;
use crate::check::props::Pc;
use crate::check::{Check, Flaw, Hex, Owner, Try};
use crate::messaging::entry_id::EntryId;
use crate::messaging::store::{FINDER, RECORD_KEY, SUBTREE, WASTEBASKET};
use crate::{At, Nid};

/// PidTagValidFolderMask.
const FOLDER_MASK: u16 = 0x35DF;

impl Check<'_> {
    pub(super) fn check_store(&mut self) -> Try<()> {
        let owner = Owner::node(Nid::STORE);
        let mut pc = self.known_pc(Nid::STORE)?;
        for id in [RECORD_KEY, SUBTREE, WASTEBASKET, FINDER, FOLDER_MASK] {
            let there = pc.as_ref().is_some_and(|(pc, _)| pc.find(id).is_some());
            let what = match id {
                SUBTREE => Flaw::StoreSubtree,
                _ => Flaw::StoreProperty { property: Hex(id.into()) },
            };
            self.demand(there, owner, At::Property(id), what);
        }
        let key = self.store_value(&mut pc, RECORD_KEY)?;
        for id in [SUBTREE, WASTEBASKET, FINDER] {
            let Some(value) = self.store_value(&mut pc, id)? else { continue };
            let at = At::Property(id);
            let Some(entry) = EntryId::parse(&value) else {
                let size = wide(value.len());
                self.note(Some(owner), at, Flaw::StoreEntrySize { size });
                continue;
            };
            let node = entry.nid;
            self.demand(self.has(node), owner, at, Flaw::StoreEntryMissing { node });
            let own = key.as_ref().is_none_or(|key| key.is_empty() || *key == entry.record_key);
            self.demand(own, owner, at, Flaw::StoreEntryKey);
        }
        Ok(())
    }

    fn store_value(
        &mut self,
        pc: &mut Option<(Pc, crate::check::data::Subs)>,
        id: u16,
    ) -> Try<Option<Vec<u8>>> {
        let Some((pc, subs)) = pc else { return Ok(None) };
        let Some(record) = pc.find(id) else { return Ok(None) };
        let value = self.property(Owner::node(Nid::STORE), pc, record, subs);
        self.silenced(value)
    }

    /// The property context of a node that was checked before; `None` if it cannot be read.
    pub(super) fn known_pc(&mut self, nid: Nid) -> Try<Option<(Pc, crate::check::data::Subs)>> {
        let Some(node) = self.node(nid) else { return Ok(None) };
        let owner = Owner::node(nid);
        let subs = self.subnodes(owner, node.sub);
        let Some(subs) = self.silenced(subs)? else { return Ok(None) };
        let pc = self.open_pc(owner, node.data, false);
        Ok(self.silenced(pc)?.map(|pc| (pc, subs)))
    }
}
