//! Faults in the store, special nodes, folders, items and attachments.

use super::*;

fn data(s: &Surgeon, nid: u32) -> u64 {
    s.node(nid).data
}

fn table(s: &Surgeon, nid: u32) -> (u64, u64) {
    (s.node(nid).data, s.node(nid).sub)
}

/// The mail's attachment `i`: its number and its data and subnode trees.
fn attachment(s: &Surgeon, i: usize) -> (u32, u64, u64) {
    let (rows, sub) = attachments(s);
    let nid = s.u32(s.row(rows, sub, i));
    let (data, sub) = s.sub(s.node(MAIL).sub, nid);
    (nid, data, sub)
}

/// The mail's attachment table.
fn attachments(s: &Surgeon) -> (u64, u64) {
    s.sub(s.node(MAIL).sub, 0x671)
}

/// Adds to a number of an item or folder and to the same number in its row.
fn add(s: &mut Surgeon, nid: u32, id: u16, more: u32) {
    s.add(s.record(data(s, nid), id) + 4, more);
}

/// Flips flags of an item in its properties.
fn flip(s: &mut Surgeon, nid: u32, flags: u32) {
    let at = s.record(data(s, nid), 0x0E07) + 4;
    let flags = s.u32(at) ^ flags;
    s.block(at, &flags.to_le_bytes());
}

const MORE: &[&str] = &["*"];
const ROW: &[&str] = &["check-contents-row"];
const CELL: &[&str] = &["check-contents-cell"];
const HIERARCHY: &[&str] = &["check-hierarchy-row"];
const ATTACHMENT: &[&str] = &["check-attachment-row"];

pub const RULES: &[Rule] = &[
    rule("check-node-required", MORE, Base::Small, |s| s.set_nid(0x21, 0x41)),
    rule("check-node-special", &[], Base::Small, |s| s.set_nid(0x1E1, 0x1C1)),
    rule("check-node-expected", &[], Base::Small, |s| s.set_nid(0xEC1, 0xEA1)),
    rule("check-table-empty", &["check-block-unreferenced"], Base::Small, |s| {
        s.set_data(0x64C, 0);
    }),
    rule("check-node-form", &[], Base::Small, |s| {
        let list = data(s, 0x201);
        s.set_data(0x1E1, list);
        s.refer(list, 1);
    }),
    rule("check-template-column", &[], Base::Small, |s| {
        s.block(s.column(data(s, TEMPLATE), 0x3007_0040) + 2, &[8]);
    }),
    rule("check-store-subtree", &[], Base::Small, |s| s.set_id(data(s, 0x21), 0x35E0, 0x35E1)),
    rule("check-store-property", &[], Base::Small, |s| s.set_id(data(s, 0x21), 0x35DF, 0x35DE)),
    rule("check-store-entry-size", &[], Base::Small, |s| {
        let key = s.u32(s.record(data(s, 0x21), 0x0FF9) + 4);
        s.set_value(data(s, 0x21), 0x35E7, key);
    }),
    rule("check-store-entry-missing", &[], Base::Ansi, |s| {
        s.block(s.value(data(s, 0x21), 0x35E3).start + 20, &[0xE2, 0xFF]);
    }),
    rule("check-store-entry-key", &[], Base::Ansi, |s| {
        s.block(s.value(data(s, 0x21), 0x35E3).start + 4, &[0xAA]);
    }),
    rule("check-receive-folder", &[], Base::Small, |s| {
        s.block(s.cell(table(s, 0x62B), 0, 0x6605_0003), &[0xE2, 0xFF]);
    }),
    rule("check-id-map", &["check-block-unreferenced"], Base::Small, |s| {
        // Header, root, header of the tree, one record that ends with a node.
        let mut heap = vec![0; 44];
        heap[..8].copy_from_slice(&[44, 0, 0xEC, 0x9C, 0x20, 0, 0, 0]);
        heap[12] = 0x40;
        heap[16..21].copy_from_slice(&[0xB5, 16, 4, 0, 0x60]);
        heap[40..43].copy_from_slice(&[0xE4, 0xFF, 0xFF]);
        heap.extend_from_slice(&[3, 0, 0, 0, 12, 0, 16, 0, 24, 0, 44, 0]);
        let bid = s.add_block(&heap, false);
        s.refer(bid, 1);
        s.set_data(0xC01, bid);
    }),
    rule(
        "check-message-index",
        &["check-block-unreferenced", "check-node-expected"],
        Base::Small,
        |s| {
            // Header, root, header of an empty tree: instead of the map of replication ids.
            let mut heap = vec![0; 24];
            heap[..8].copy_from_slice(&[24, 0, 0xEC, 0xCC, 0x20, 0, 0, 0]);
            heap[12] = 0x40;
            heap[16..19].copy_from_slice(&[0xB5, 4, 4]);
            heap.extend_from_slice(&[2, 0, 0, 0, 12, 0, 16, 0, 24, 0]);
            let bid = s.add_block(&heap, false);
            s.refer(bid, 1);
            s.set_data(0xC01, bid);
            s.set_nid(0xC01, 0xE01);
        },
    ),
    rule("check-node-index", MORE, Base::Small, |s| s.set_nid(0x2223, 0x2222)),
    rule("check-node-parent", &[], Base::Small, |s| s.set_parent(0x201, 0x122)),
    rule("check-search-node", &[], Base::Small, |s| s.set_nid(0x2230, 0x2233)),
    rule("check-search-list", &[], Base::Small, |s| {
        s.block(s.blocks[&data(s, 0x201)].ib, &[0x43]);
    }),
    rule("check-parent-missing", &["check-listed-foreign"], Base::Small, |s| {
        s.set_parent(CONTACT, 0x9992);
    }),
    rule("check-root-parent", &[], Base::Small, |s| s.set_parent(0x122, 0x8022)),
    rule("check-folder-table", &[], Base::Small, |s| s.set_nid(BELOW + 13, BELOW + 21)),
    rule("check-table-parent", &[], Base::Small, |s| s.set_parent(CONTENTS, 0x8022)),
    rule("check-table-orphan", &["check-folder-table"], Base::Small, |s| {
        s.set_nid(BELOW + 13, BELOW + 13 + 32);
    }),
    rule("check-listed-missing", &["check-unlisted"], Base::Small, |s| {
        let (data, sub) = table(s, CONTENTS);
        let records = s.records(data, s.u32(s.table(data) + 10));
        let last = records.len() - 1;
        s.add(records[last], 32 * 999);
        s.add(s.row(data, sub, last), 32 * 999);
    }),
    rule("check-listed-foreign", &["check-unlisted"], Base::Small, |s| {
        s.set_parent(CONTACT, 0x8022);
    }),
    rule("check-unlisted", &["check-listed-foreign"], Base::Small, |s| s.set_parent(MAIL, BELOW)),
    rule("check-unlisted-search", &["check-listed-foreign"], Base::Small, |s| {
        s.set_parent(0x2223, 0x8022);
    }),
    rule("check-folder-column", &[], Base::Small, |s| {
        s.block(s.column(data(s, CONTENTS), 0x0E3D_0102) + 2, &[0x3E]);
    }),
    rule("check-folder-count", HIERARCHY, Base::Small, |s| add(s, CONTACTS, 0x3602, 1)),
    rule("check-folder-unread", HIERARCHY, Base::Small, |s| add(s, CONTACTS, 0x3603, 1)),
    rule("check-folder-subfolders", HIERARCHY, Base::Small, |s| add(s, BELOW, 0x360A, 1)),
    rule("check-folder-property", HIERARCHY, Base::Small, |s| {
        s.set_id(data(s, CONTACTS), 0x3603, 0x3604);
    }),
    rule("check-hierarchy-row", &[], Base::Small, |s| {
        s.add(s.cell(table(s, 0x802D), 1, 0x3602_0003), 1);
    }),
    rule("check-contents-row", &[], Base::Small, |s| {
        s.add(s.cell(table(s, CONTENTS), 1, 0x0E08_0003), 1);
    }),
    rule("check-contents-cell", &[], Base::Small, |s| {
        let (data, sub) = table(s, CONTENTS);
        let bit = usize::from(s.bytes[s.column(data, 0x3008_0040) + 7]);
        let at = s.row(data, sub, 1) + usize::from(s.u16(s.table(data) + 6)) + bit / 8;
        s.block(at, &[s.bytes[at] & !(0x80 >> (bit % 8))]);
    }),
    rule("check-item-class", CELL, Base::Small, |s| s.set_id(data(s, CONTACT), 0x001A, 0x001B)),
    rule("check-item-property", &[], Base::Small, |s| {
        s.set_id(data(s, CONTACT), 0x300B, 0x300C);
    }),
    rule("check-item-recipients", MORE, Base::Small, |s| {
        s.block(s.sub_at(s.node(MAIL).sub, 0x692), &[0x93]);
    }),
    rule("check-item-attachments", MORE, Base::Small, |s| {
        let (data, _) = attachments(s);
        let record = *s.records(data, s.u32(s.table(data) + 10)).last().unwrap();
        s.add(record, 32);
    }),
    rule("check-attachment-table", MORE, Base::Small, |s| {
        s.block(s.sub_at(s.node(MAIL).sub, 0x671), &[0x73]);
    }),
    rule("check-item-has-attachments", ROW, Base::Small, |s| flip(s, CONTACT, 0x10)),
    rule("check-item-associated", ROW, Base::Small, |s| flip(s, CONTACT, 0x40)),
    rule("check-item-submitted", CELL, Base::Small, |s| {
        s.set_id(data(s, MAIL), 0x0039, 0x003A);
    }),
    rule("check-item-size", ROW, Base::Small, |s| s.set_value(data(s, CONTACT), 0x0E08, 1)),
    rule("check-item-empty-list", &[], Base::Small, |s| {
        let (memory, pst) = sample::open(s.bytes.clone());
        let mut txn = pst.write().unwrap();
        let patch = pst::Patch::new().set(0x0E04, sample::text(""));
        txn.patch_message(pst::Nid(CONTACT), &patch).unwrap();
        txn.commit().unwrap();
        s.bytes = memory.bytes();
    }),
    rule("check-item-list", ROW, Base::Small, |s| {
        s.block(s.value(data(s, MAIL), 0x0E04).start, b"E");
    }),
    rule("check-attachment-method", ATTACHMENT, Base::Small, |s| {
        s.set_id(attachment(s, 0).1, 0x3705, 0x3706);
    }),
    rule("check-attachment-data", MORE, Base::Small, |s| {
        s.set_id(attachment(s, 0).1, 0x3701, 0x3702);
    }),
    rule("check-attachment-size-missing", ATTACHMENT, Base::Small, |s| {
        s.set_id(attachment(s, 0).1, 0x0E20, 0x0E21);
    }),
    rule("check-attachment-size", ATTACHMENT, Base::Small, |s| {
        s.add(s.record(attachment(s, 0).1, 0x0E20) + 4, 1);
    }),
    rule("check-attachment-position", ATTACHMENT, Base::Small, |s| {
        s.set_id(attachment(s, 0).1, 0x370B, 0x370C);
    }),
    rule("check-attachment-object", &["check-attachment-size"], Base::Small, |s| {
        s.add(s.value(attachment(s, 1).1, 0x3701).start + 4, 1);
    }),
    rule("check-attachment-row", &[], Base::Small, |s| {
        s.add(s.cell(attachments(s), 0, 0x370B_0003), 1);
    }),
    rule("check-object-value", MORE, Base::Small, |s| {
        let name = s.u32(s.record(attachment(s, 1).1, 0x3704) + 4);
        s.set_value(attachment(s, 1).1, 0x3701, name);
    }),
    rule("check-object-missing", MORE, Base::Small, |s| {
        s.add(s.value(attachment(s, 1).1, 0x3701).start, 32);
    }),
];
