//! Nodes and subnodes: what each must hold by its type (\[MS-PST\] 2.2.2.1, 2.4).

use crate::bytes::{Bytes, index, wide};
use crate::check::data::{Sub, Subs};
use crate::check::props::Pc;
use crate::check::{Check, Flaw, Hex, Owner, Stop, Try};
use crate::ltp::heap::{PROPERTIES, SIGNATURE, TABLE};
use crate::ndb::btree::NodeEntry;
use crate::ndb::ids::Bid;
use crate::ndb::subnodes::MAX_DEPTH;
use crate::{At, Nid, NidType};

/// The index of a contents table, whose subnodes are not documented.
const CONTENTS_INDEX: NidType = NidType(0x0A);
/// Client signature of an undocumented form of search tables.
const SEARCH_HEAP: u8 = 0xAC;

/// What an object of a type must be.
enum Form {
    Properties,
    Table,
    /// A table, or an undocumented form of one.
    Search,
    /// Whatever its first bytes say.
    Any,
    /// Bytes.
    Raw,
}

fn form(owner: Owner) -> Form {
    let (nid, sub) = (owner.nid(), owner.sub.is_some());
    match nid.kind().0 {
        _ if sub && owner.node.kind() == CONTENTS_INDEX => Form::Raw,
        _ if nid == Nid::STORE || nid == Nid::NAMES => Form::Properties,
        4 | 5 => Form::Properties,
        2 | 3 | 8 if !sub => Form::Properties,
        0x0B..=0x0F | 0x11 | 0x12 => Form::Table,
        0x10 | 0x13 if !sub => Form::Search,
        _ if sub => Form::Raw,
        _ => Form::Any,
    }
}

impl Check<'_> {
    /// Every node with everything below it.
    pub(super) fn check_nodes(&mut self) -> Try<()> {
        let nodes = std::mem::take(&mut self.nodes);
        for node in &nodes {
            self.refer(node.data);
            self.refer(node.sub);
        }
        for node in &nodes {
            let result = self.check_node(node);
            self.caught(Owner::node(node.nid), result)?;
            if self.account == 0 {
                break;
            }
        }
        self.nodes = nodes;
        Ok(())
    }

    fn check_node(&mut self, node: &NodeEntry) -> Try<()> {
        let owner = Owner::node(node.nid);
        let subs = self.subnodes(owner, node.sub)?;
        self.object(owner, node.data, subs, 0).map(drop)
    }

    /// An object with everything below it. Answers the bytes that it takes (2.5.2.2.2).
    fn object(&mut self, owner: Owner, data: Bid, subs: Subs, depth: usize) -> Try<u64> {
        let count = subs.list.len();
        self.held += count;
        let room = index(self.len) * 2 + (16 << 20);
        if depth > MAX_DEPTH || self.held * size_of::<Sub>() > room {
            self.held -= count;
            let what = Flaw::SubnodeDepth { depth: wide(depth) };
            return Err(Stop::Fault(At::Node(owner.nid()), what));
        }
        let size = self.object_within(owner, data, subs, depth);
        self.held -= count;
        size
    }

    fn object_within(&mut self, owner: Owner, data: Bid, mut subs: Subs, depth: usize) -> Try<u64> {
        let own = self.data_tree(owner, data)?.len;
        let parsed = self.parse(owner, data, &mut subs);
        let mut props = self.caught(owner, parsed)?.flatten();
        // Below this object there may be many more: nothing that can be read again is kept.
        props.iter_mut().for_each(|pc| pc.heap.forget());
        let loose = subs.list.iter().find(|sub| sub.nid.kind() == NidType::LTP && !sub.used);
        if let Some(Sub { nid: subnode, .. }) = loose.copied() {
            let at = At::Node(owner.nid());
            self.note(Some(owner), at, Flaw::SubnodeLoose { subnode });
        }
        let sizes = self.subobjects(owner, &subs, depth)?;
        let size = sizes.iter().fold(own, |sum, size| sum.saturating_add(*size));
        match owner.nid().kind() {
            NidType::ATTACHMENT => self.check_attachment(owner, props, &mut subs, &sizes)?,
            NidType::MESSAGE => self.check_item(owner, props, &mut subs, size)?,
            NidType::ASSOCIATED if owner.sub.is_none() => {
                self.check_item(owner, props, &mut subs, size)?;
            }
            _ => {}
        }
        Ok(size)
    }

    /// The sizes of all subnodes, in their order.
    fn subobjects(&mut self, owner: Owner, subs: &Subs, depth: usize) -> Try<Vec<u64>> {
        let mut sizes = Vec::with_capacity(subs.list.len());
        for sub in &subs.list {
            let below = owner.below(sub.nid);
            let result = self.subobject(below, *sub, depth);
            sizes.push(self.caught(below, result)?.unwrap_or(0));
        }
        Ok(sizes)
    }

    fn subobject(&mut self, owner: Owner, sub: Sub, depth: usize) -> Try<u64> {
        self.facts.subnodes += 1;
        let inner = self.subnodes(owner, sub.sub)?;
        self.object(owner, sub.data, inner, depth + 1)
    }

    /// Holds an object against what its type demands; answers its properties if it has such.
    fn parse(&mut self, owner: Owner, data: Bid, subs: &mut Subs) -> Try<Option<Pc>> {
        match form(owner) {
            Form::Properties => self.check_pc(owner, data, subs).map(Some),
            Form::Table if data.is_none() => {
                let whole = owner.sub.is_none();
                self.demand(!whole, owner, At::Node(owner.nid()), Flaw::TableEmpty);
                Ok(None)
            }
            Form::Table => self.check_table(owner, data, subs),
            Form::Search | Form::Any if data.is_none() => Ok(None),
            Form::Search => self.check_search(owner, data, subs),
            Form::Any => match self.client(owner, data)? {
                Some(PROPERTIES) => self.check_pc(owner, data, subs).map(Some),
                Some(TABLE) => self.check_table(owner, data, subs),
                Some(_) => self.heap(owner, data, true).map(|_| None),
                None => self.check_bytes(owner, data),
            },
            Form::Raw => self.check_bytes(owner, data),
        }
    }

    fn check_bytes(&mut self, owner: Owner, data: Bid) -> Try<Option<Pc>> {
        let tree = self.data_tree(owner, data)?;
        self.check_full(owner, &tree);
        Ok(None)
    }

    fn check_table(&mut self, owner: Owner, data: Bid, subs: &mut Subs) -> Try<Option<Pc>> {
        let mut table = self.open_table(owner, data, subs, true)?;
        self.check_rows(owner, &mut table, subs)?;
        Ok(None)
    }

    fn check_search(&mut self, owner: Owner, data: Bid, subs: &mut Subs) -> Try<Option<Pc>> {
        match self.client(owner, data)? {
            Some(TABLE) => self.check_table(owner, data, subs),
            Some(SEARCH_HEAP) => {
                subs.list.iter_mut().for_each(|sub| sub.used = true);
                self.heap(owner, data, true).map(|_| None)
            }
            found => {
                let found = Hex(found.unwrap_or(0).into());
                let what = Flaw::HeapClient { found, expected: Hex(TABLE.into()) };
                Err(Stop::Fault(At::Node(owner.nid()), what))
            }
        }
    }

    /// The client signature of a node that looks like a heap.
    fn client(&mut self, owner: Owner, data: Bid) -> Try<Option<u8>> {
        let tree = self.data_tree(owner, data)?;
        let Some(first) = tree.leaves.first().copied() else { return Ok(None) };
        let bytes = self.block(first)?;
        let heap = bytes.len() > 12 && bytes.u8_at(2) == Some(SIGNATURE);
        Ok(bytes.u8_at(3).filter(|_| heap))
    }
}
