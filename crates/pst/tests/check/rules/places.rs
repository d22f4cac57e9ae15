//! Faults in heaps, property contexts, tables and the name map.

use super::*;

/// The heap of a contact's properties, and where its block lies.
fn heap(s: &Surgeon) -> (u64, usize) {
    let data = s.node(CONTACT).data;
    (data, s.blocks[&data].ib)
}

/// Where the page map of the contact's heap lies.
fn map(s: &Surgeon) -> usize {
    let ib = heap(s).1;
    ib + usize::from(s.u16(ib))
}

/// The header of the tree of a contact's properties.
fn bth(s: &Surgeon) -> usize {
    let data = heap(s).0;
    s.item(data, s.root(data)).start
}

/// The row index of a table.
fn index(s: &Surgeon, data: u64) -> u32 {
    s.u32(s.table(data) + 10)
}

fn template(s: &Surgeon) -> u64 {
    s.node(TEMPLATE).data
}

/// The first contact's attachment-free properties in an ANSI file are laid out alike.
fn contact(s: &Surgeon) -> u64 {
    s.node(CONTACT).data
}

fn receive(s: &Surgeon) -> u64 {
    s.node(0x62B).data
}

fn names(s: &Surgeon) -> u64 {
    s.node(0x61).data
}

/// Entry `i` of the name map's entry stream.
fn name(s: &Surgeon, i: usize) -> usize {
    s.value(names(s), 3).start + 8 * i
}

const MORE: &[&str] = &["*"];

pub const RULES: &[Rule] = &[
    rule("check-heap-empty", MORE, Base::Small, |s| s.set_data(CONTACT, 0)),
    rule("check-heap-short", MORE, Base::Small, |s| s.set_data(CONTACT, s.node(0x201).data)),
    rule("check-heap-signature", MORE, Base::Small, |s| s.block(heap(s).1 + 2, &[0])),
    rule("check-heap-client", MORE, Base::Small, |s| s.block(heap(s).1 + 3, &[0xB5])),
    rule("check-heap-map", MORE, Base::Small, |s| s.block(heap(s).1, &[0xFF, 0xFF])),
    rule("check-heap-items", MORE, Base::Small, |s| s.block(map(s) + 6, &[0xFF, 0xFF])),
    rule("check-heap-start", MORE, Base::Small, |s| {
        let at = map(s) + 4;
        s.block(at, &[s.bytes[at] - 1]);
    }),
    rule("check-heap-gap", MORE, Base::Small, |s| {
        let at = map(s) + 4 + 2 * usize::from(s.u16(map(s)));
        let end = s.u16(at) - 2;
        s.block(at, &end.to_le_bytes());
    }),
    rule("check-heap-odd", MORE, Base::Small, |s| {
        let (data, ib) = heap(s);
        let len = s.blocks[&data].len;
        let moved = s.bytes[map(s)..ib + len].to_vec();
        let at = map(s) + 1;
        s.set_len(data, len + 1);
        s.block(at, &moved);
        s.block(ib, &u16::try_from(at - ib).unwrap().to_le_bytes());
    }),
    rule("check-heap-not-full", &["check-xblock-total"], Base::Rows, |s| {
        s.set_len(s.leaves(s.node(CONTENTS).data)[1], 8170);
    }),
    rule("check-heap-free", &[], Base::Small, |s| s.block(map(s) + 2, &[1, 0])),
    rule("check-heap-fill", &[], Base::Small, |s| s.block(heap(s).1 + 8, &[0x0F])),
    rule("check-heap-item", MORE, Base::Small, |s| s.set_value(contact(s), 0x6002, 0x7FE0)),
    rule("check-heap-item-free", MORE, Base::Small, |s| {
        // The item of a value ends where it begins; so the next one begins there.
        let hid = s.u32(s.record(contact(s), 0x6006) + 4);
        let at = map(s) + 4 + 2 * usize::try_from(hid >> 5 & 0x7FF).unwrap();
        let start = s.u16(at - 2);
        s.block(at, &start.to_le_bytes());
    }),
    rule("check-bth-header", MORE, Base::Small, |s| s.block(bth(s), &[0])),
    rule("check-bth-sizes", MORE, Base::Small, |s| s.block(bth(s) + 2, &[5])),
    rule("check-bth-records", MORE, Base::Small, |s| {
        let text = s.u32(s.record(contact(s), 0x6006) + 4);
        s.block(bth(s) + 4, &text.to_le_bytes());
    }),
    rule("check-bth-key", MORE, Base::Rows, |s| {
        let data = s.node(CONTENTS).data;
        let root = s.u32(s.item(data, index(s, data)).start + 4);
        s.add(s.item(data, root).start + 8, 1);
    }),
    rule("check-bth-order", MORE, Base::Small, |s| {
        let at = s.record(contact(s), 0x6006);
        let (a, b) = (s.bytes[at..at + 8].to_vec(), s.bytes[at + 8..at + 16].to_vec());
        s.block(at, &[b, a].concat());
    }),
    rule("check-bth-levels", MORE, Base::Small, |s| s.block(bth(s) + 3, &[9])),
    rule("check-endless", MORE, Base::Shared, |s| {
        let heap = s.node(CONTENTS).data;
        let items: Vec<u32> = s.nodes.keys().copied().filter(|nid| nid & 31 == 4).collect();
        items.into_iter().for_each(|nid| s.set_data(nid, heap));
    }),
    rule("check-value-size", &[], Base::Small, |s| s.set_type(contact(s), 0x6004, 0x48)),
    rule("check-value-missing", &["check-subnode-loose"], Base::Small, |s| {
        s.set_value(s.node(FIRST).data, 0x1000, 0xFFFF);
    }),
    rule("check-value-too-large", MORE, Base::LongMany, |s| {
        let first = s.node(FIRST);
        let record = s.record(first.data, 0x1000);
        let ib = s.blocks[&s.sub(first.sub, s.u32(record + 4)).0].ib;
        let child = s.bytes[ib + 8..ib + 16].to_vec();
        s.block(ib + 16, &child);
        s.set_type(first.data, 0x1000, 0x101F);
    }),
    rule("check-text-odd", &[], Base::Small, |s| s.set_type(contact(s), 0x6006, 0x1F)),
    rule("check-type-unknown", &[], Base::Ansi, |s| s.set_type(contact(s), 0x6006, 0xFE)),
    rule("check-multiple-size", &[], Base::Ansi, |s| s.set_type(contact(s), 0x6006, 0x1003)),
    rule("check-multiple-offsets", &[], Base::Small, |s| {
        s.add(s.value(contact(s), 0x6002).start + 4, 1);
    }),
    rule("check-inline-bytes", &[], Base::Small, |s| {
        s.block(s.record(contact(s), 0x6005) + 6, &[1]);
    }),
    rule("check-wide-text", &[], Base::Ansi, |s| s.set_type(contact(s), 0x6007, 0x1F)),
    rule("check-table-info", MORE, Base::Small, |s| s.block(s.table(template(s)), &[0])),
    rule("check-table-info-size", MORE, Base::Small, |s| s.block(s.table(template(s)) + 1, &[3])),
    rule("check-table-groups", MORE, Base::Small, |s| s.block(s.table(template(s)) + 6, &[23])),
    rule("check-column-order", &[], Base::Small, |s| {
        let at = s.table(template(s)) + 22;
        let (a, b) = (s.bytes[at..at + 8].to_vec(), s.bytes[at + 8..at + 16].to_vec());
        s.block(at, &[b, a].concat());
    }),
    rule("check-table-hid-index", &[], Base::Ansi, |s| s.block(s.table(template(s)) + 18, &[1])),
    rule("check-column-width", &[], Base::Small, |s| {
        s.block(s.column(template(s), 0x3007_0040) + 6, &[4]);
    }),
    rule("check-column-bit", &[], Base::Small, |s| {
        s.block(s.column(template(s), 0x3007_0040) + 7, &[0]);
    }),
    rule("check-column-group", &[], Base::Small, |s| {
        s.block(s.column(template(s), 0x0E33_0014) + 4, &[17]);
    }),
    rule("check-column-overlap", &[], Base::Small, |s| {
        s.block(s.column(template(s), 0x0E33_0014) + 4, &[12]);
    }),
    rule("check-column-required", &[], Base::Small, |s| {
        s.block(s.column(template(s), 0x67F3_0003), &[4]);
    }),
    rule("check-index-width", MORE, Base::Small, |s| {
        let at = s.item(template(s), index(s, template(s))).start;
        s.block(at + 2, &[2]);
    }),
    rule("check-index-wide", &[], Base::Ansi, |s| {
        let at = s.item(template(s), index(s, template(s))).start;
        s.block(at + 2, &[4]);
    }),
    rule("check-row-count", &["check-receive-folder"], Base::Small, |s| {
        let at = s.item(receive(s), index(s, receive(s))).start;
        s.block(at + 4, &[0; 4]);
    }),
    rule("check-row-bytes", MORE, Base::Small, |s| s.add(s.table(receive(s)) + 8, 1)),
    rule("check-row-missing", &["check-receive-folder"], Base::Small, |s| {
        let at = s.records(receive(s), index(s, receive(s)))[0];
        s.block(at + 4, &[5]);
    }),
    rule("check-row-twice", MORE, Base::Small, |s| {
        let data = s.node(0x12D).data;
        let at = s.records(data, index(s, data))[1];
        s.block(at + 4, &[0]);
    }),
    rule("check-row-id", &[], Base::Small, |s| s.block(s.row(receive(s), 0, 0), &[2])),
    rule("check-row-bits", &[], Base::Small, |s| {
        let at = s.row(receive(s), 0, 0) + usize::from(s.u16(s.table(receive(s)) + 6));
        s.block(at, &[s.bytes[at] & 0x7F]);
    }),
    rule("check-row-version-twice", &[], Base::Small, |s| {
        let table = (s.node(CONTENTS).data, s.node(CONTENTS).sub);
        let version = s.u32(s.cell(table, 0, 0x67F3_0003));
        let at = s.cell(table, 1, 0x67F3_0003);
        s.block(at, &version.to_le_bytes());
    }),
    rule("check-recipient-row", &[], Base::Small, |s| {
        let (data, sub) = s.sub(s.node(MAIL).sub, 0x692);
        let at = s.row(data, sub, 0);
        s.block(at, &[0]);
        let at = s.records(data, index(s, data))[0];
        s.block(at, &[0]);
    }),
    rule("check-names-count", &[], Base::Small, |s| s.set_id(names(s), 1, 0)),
    rule("check-names-stream", MORE, Base::Small, |s| {
        let strings = s.u32(s.record(names(s), 4) + 4);
        s.set_value(names(s), 2, strings);
    }),
    rule("check-name-guid", MORE, Base::Small, |s| s.block(name(s, 4) + 4, &[200])),
    rule("check-name-text", &["check-name-bucket"], Base::Small, |s| {
        s.block(name(s, 0), &[0xFF, 0xFF]);
    }),
    rule("check-name-index-twice", MORE, Base::Small, |s| s.block(name(s, 1) + 6, &[0])),
    rule("check-name-index", &["check-name-bucket"], Base::Small, |s| {
        s.block(name(s, 4) + 6, &[9]);
    }),
    rule("check-name-twice", &["check-name-bucket"], Base::Small, |s| {
        let first = s.bytes[name(s, 2)..name(s, 2) + 6].to_vec();
        s.block(name(s, 3), &first);
    }),
    rule("check-name-bucket", &[], Base::Small, |s| {
        let at = s.value(names(s), 0x10A2).start;
        s.block(at, &[s.bytes[at] ^ 1]);
    }),
    rule("check-name-missing", &[], Base::Ansi, |s| s.set_id(contact(s), 0x8000, 0x9000)),
];
