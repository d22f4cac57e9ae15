//! Message files (.msg, \[MS-OXMSG\]) as properties: real items that no data file here holds.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use cfb::CompoundFile;
use pst::{Guid, PropName, PropValue, Props, guid};

/// A message of a file.
pub struct MessageFile {
    pub props: Props,
    pub recipients: Vec<Props>,
    names: Vec<(PropName, u16)>,
}

impl MessageFile {
    pub fn open(path: &Path) -> Option<Self> {
        let mut file = cfb::open(path).ok()?;
        let props = props(&mut file, "/", 32);
        let storages: Vec<String> = file
            .read_root_storage()
            .map(|entry| entry.path().to_string_lossy().into_owned())
            .filter(|path| path.starts_with("/__recip"))
            .collect();
        let recipients = storages.iter().map(|path| props_of(&mut file, path)).collect();
        let names = names(&mut file);
        Some(Self { props, recipients, names })
    }

    pub fn id_of(&self, name: &PropName) -> Option<u16> {
        self.names.iter().find(|(known, _)| known == name).map(|(_, id)| *id)
    }
}

fn stream(file: &mut CompoundFile<File>, path: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Ok(mut stream) = file.open_stream(path) {
        stream.read_to_end(&mut bytes).unwrap();
    }
    bytes
}

fn props_of(file: &mut CompoundFile<File>, storage: &str) -> Props {
    props(file, &format!("{storage}/"), 8)
}

fn props(file: &mut CompoundFile<File>, storage: &str, header: usize) -> Props {
    let table = stream(file, &format!("{storage}__properties_version1.0"));
    let mut props = Props::default();
    for entry in table.get(header..).unwrap_or_default().chunks_exact(16) {
        let tag = u32::from_le_bytes(entry[..4].try_into().unwrap());
        let value: [u8; 8] = entry[8..].try_into().unwrap();
        let path = format!("{storage}__substg1.0_{tag:08X}");
        if let Some(value) = read(file, tag & 0xFFFF, value, &path) {
            props.set((tag >> 16) as u16, value);
        }
    }
    props
}

fn read(file: &mut CompoundFile<File>, kind: u32, value: [u8; 8], path: &str) -> Option<PropValue> {
    let long = i64::from_le_bytes(value);
    Some(match kind {
        0x02 => PropValue::I16(long as i16),
        0x03 => PropValue::I32(long as i32),
        0x05 => PropValue::F64(f64::from_le_bytes(value)),
        0x0B => PropValue::Bool(value[0] != 0),
        0x40 => PropValue::Time(long),
        0x1E => {
            let text = outlook::code_page::decode(&stream(file, path), 1252);
            PropValue::Text(text.trim_end_matches('\0').to_owned())
        }
        0x1F => PropValue::Text(wide(&stream(file, path))),
        0x102 => PropValue::Binary(stream(file, path)),
        0x101F => {
            let count = stream(file, path).len() / 4;
            let items = (0..count).map(|n| wide(&stream(file, &format!("{path}-{n:08X}"))));
            PropValue::MvText(items.collect())
        }
        _ => return None,
    })
}

fn wide(bytes: &[u8]) -> String {
    let units: Vec<u16> =
        bytes.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    String::from_utf16_lossy(&units).trim_end_matches('\0').to_owned()
}

fn names(file: &mut CompoundFile<File>) -> Vec<(PropName, u16)> {
    let [guids, entries, strings] = ["00020102", "00030102", "00040102"]
        .map(|id| stream(file, &format!("/__nameid_version1.0/__substg1.0_{id}")));
    let of_entry = |entry: &[u8]| {
        let value = u32::from_le_bytes(entry[..4].try_into().unwrap());
        let kind = u16::from_le_bytes([entry[4], entry[5]]);
        let id = 0x8000 + u16::from_le_bytes([entry[6], entry[7]]);
        let set: Guid = match kind >> 1 {
            1 => guid::MAPI,
            2 => guid::PUBLIC_STRINGS,
            n => guids.get(16 * usize::from(n.checked_sub(3)?)..)?.get(..16)?.try_into().ok()?,
        };
        if kind & 1 == 0 {
            return Some((PropName::Id { set, lid: value }, id));
        }
        let text = strings.get(value as usize..)?;
        let len = u32::from_le_bytes(text.get(..4)?.try_into().ok()?) as usize;
        Some((PropName::Text { set, name: wide(text.get(4..4 + len)?) }, id))
    };
    entries.chunks_exact(8).filter_map(of_entry).collect()
}
