//! OST files of Outlook 2013 and later, with pages of 4 KiB and compressed blocks: each property of
//! each item is what pypff reads.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use pst::{Access, FileFormat, PropValue, Pst, Reader};

use crate::programs;
use crate::support::corpus;

/// Properties of an item, as lines: id, type, value.
type Lines = BTreeMap<u32, Vec<String>>;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A value as the judge's script writes it.
fn value(value: &PropValue) -> String {
    match value {
        PropValue::Null => String::new(),
        PropValue::I16(number) => hex(&number.to_le_bytes()),
        PropValue::I32(number) => hex(&number.to_le_bytes()),
        PropValue::Error(number) => hex(&number.to_le_bytes()),
        PropValue::F32(number) => hex(&number.to_le_bytes()),
        PropValue::F64(number) | PropValue::AppTime(number) => hex(&number.to_le_bytes()),
        PropValue::Currency(number) | PropValue::I64(number) | PropValue::Time(number) => {
            hex(&number.to_le_bytes())
        }
        PropValue::Bool(yes) => hex(&[u8::from(*yes)]),
        PropValue::Text(text) => hex(text.trim_end_matches('\0').as_bytes()),
        PropValue::Binary(bytes) | PropValue::Other { bytes, .. } => hex(bytes),
        _ => "-".to_owned(),
    }
}

fn ours(path: &Path) -> Lines {
    let pst = Pst::open(path, Access::Read).unwrap();
    assert_eq!(pst.info().format, FileFormat::Unicode4K);
    let reader = pst.read();
    let mut lines = Lines::new();
    for folder in reader.folders().unwrap().folders.iter().filter(|folder| !folder.search) {
        let mut nids = Vec::new();
        reader.contents(folder.nid, &mut |row| nids.push(row.nid)).unwrap();
        for nid in nids {
            let item = reader.message(nid).unwrap();
            let props = item.props.0.iter().map(|(id, found)| {
                let id = if *id < 0x8000 { id.to_string() } else { "named".to_owned() };
                let prop_type = found.prop_type(FileFormat::Unicode);
                format!("{id}\t{prop_type}\t{}", value(found))
            });
            let mut props: Vec<String> = props.collect();
            props.sort();
            lines.insert(nid.0, props);
        }
    }
    lines
}

#[test]
fn every_property_of_a_newer_ost_is_what_another_reader_finds() {
    let Some(files) = corpus::files() else { return };
    let is_ost = |path: &Path| path.extension().is_some_and(|ending| ending == "ost");
    let files = files.into_iter().filter(|path| is_ost(path));
    let mut met = 0;
    for path in files {
        let Some(text) = programs::pypff_props(&path) else { return };
        let mut theirs = Lines::new();
        for line in text.lines() {
            let (nid, rest) = line.split_once('\t').unwrap();
            theirs.entry(nid.parse().unwrap()).or_default().push(rest.to_owned());
        }
        theirs.values_mut().for_each(|lines| lines.sort());
        let ours = ours(&path);
        assert_eq!(ours.len(), 183, "{}", path.display());
        assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
        for (nid, lines) in &ours {
            assert_eq!(lines, &theirs[nid], "item 0x{nid:X}");
            met += lines.len();
        }
    }
    println!("pypff: {met} properties as we see them");
    assert!(met > 10_000, "only {met} properties");
}
