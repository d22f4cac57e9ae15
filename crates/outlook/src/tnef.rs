//! `winmail.dat` (\[MS-OXTNEF\]): what Outlook packs a mail into for its own kind, bodies and
//! attachments in one.
//!
//! What must hold: lengths are checked, properties of a type that is not known end their list, and
//! what stands before a break is given out.

use jiff::tz::TimeZone;
use pst::{PropValue, Props};

use crate::code_page;
use crate::item::Found;
use crate::mail::{Item, ReadFields};
use crate::property::Prop;

const SIGNATURE: [u8; 4] = [0x78, 0x9F, 0x3E, 0x22];
/// Attributes: level and number as one.
const CODE_PAGE: u32 = 0x0006_9007;
const BODY: u32 = 0x0002_800C;
const PROPERTIES: u32 = 0x0006_9003;
const ATTACHMENT: u32 = 0x0006_9002;
const TITLE: u32 = 0x0001_8010;
const DATA: u32 = 0x0006_800F;
const ATTACHED: u32 = 0x0006_9005;
/// Properties of an attachment.
const ATTACH_DATA: u16 = 0x3701;
const LONG_NAME: u16 = 0x3707;
const NAME: u16 = 0x3704;
const MEDIA_TYPE: u16 = 0x370E;
const CONTENT_ID: u16 = 0x3712;
/// Values of a property that has several; no real one has more.
const MOST_VALUES: usize = 4096;

/// What was packed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Unpacked {
    /// Bodies.
    pub text: Option<String>,
    /// As HTML.
    pub html: Option<String>,
    /// As rich text.
    pub rtf: Option<String>,
    /// Attachments.
    pub files: Vec<File>,
}

/// A packed attachment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct File {
    /// File name.
    pub name: String,
    /// Media type; empty where it is not said.
    pub media_type: String,
    /// The name by which an HTML body shows it.
    pub content_id: String,
    /// Its content; `None` for what is no file (an OLE object, another item).
    pub content: Option<Vec<u8>>,
}

/// Unpacks; `None` if it is something else.
#[must_use]
pub fn unpack(bytes: &[u8], page: u16) -> Option<Unpacked> {
    let mut reader = Reader { bytes, at: 0 };
    if reader.take(4)? != SIGNATURE {
        return None;
    }
    reader.take(2)?;
    let mut packed = Packed { page, ..Packed::default() };
    let mut read = 0;
    while let Some((attribute, data)) = reader.attribute() {
        packed.put(attribute, data);
        read += 1;
    }
    // It begins as one and says nothing.
    (read > 0).then(|| packed.finish())
}

#[derive(Default)]
struct Packed {
    page: u16,
    text: Option<String>,
    props: Props,
    files: Vec<File>,
}

impl Packed {
    fn put(&mut self, attribute: u32, data: &[u8]) {
        let page = self.page;
        let text = |data: &[u8]| {
            let end = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
            code_page::decode(data.get(..end).unwrap_or_default(), page)
        };
        match attribute {
            CODE_PAGE => {
                let said = data.first_chunk::<2>().map(|two| u16::from_le_bytes(*two));
                self.page = said.filter(|page| *page > 0).unwrap_or(page);
            }
            BODY => self.text = Some(text(data)),
            PROPERTIES => self.props = properties(data, page),
            ATTACHMENT => self.files.push(File::default()),
            _ => {
                let Some(file) = self.files.last_mut() else { return };
                match attribute {
                    TITLE => file.name = text(data),
                    DATA => file.content = Some(data.to_vec()),
                    ATTACHED => file.describe(&properties(data, page)),
                    _ => {}
                }
            }
        }
    }

    fn finish(self) -> Unpacked {
        let fixed = |prop: Prop| match prop {
            Prop::Tag(id) => Some(id),
            _ => None,
        };
        let item =
            Item { props: &self.props, recipients: &[], attachments: &[], code_page: self.page };
        let record = ReadFields::new(fixed).read(item, &TimeZone::UTC, &mut Found::default());
        let of = |name: &str| (!record.is_empty(name)).then(|| record.text(name).to_owned());
        Unpacked {
            text: self.text.filter(|text| !text.is_empty()).or_else(|| of("mail.body_text")),
            html: of("mail.body_html"),
            rtf: of("mail.body_rtf"),
            files: self.files,
        }
    }
}

impl File {
    fn describe(&mut self, props: &Props) {
        let names = [LONG_NAME, NAME].map(|id| props.text(id));
        if let Some(name) = names.iter().find(|name| !name.is_empty()) {
            self.name = (*name).to_owned();
        }
        self.media_type = props.text(MEDIA_TYPE).to_lowercase();
        self.content_id = props.text(CONTENT_ID).to_owned();
        if let (None, Some(PropValue::Binary(content))) = (&self.content, props.get(ATTACH_DATA)) {
            self.content = Some(content.clone());
        }
    }
}

/// The properties of fixed ids.
fn properties(data: &[u8], page: u16) -> Props {
    let (mut reader, mut props) = (Reader { bytes: data, at: 0 }, Props::new());
    let count = reader.word().unwrap_or_default();
    for _ in 0..count {
        let Some((id, value)) = reader.property(page) else { break };
        if let Some(value) = value.filter(|_| id < 0x8000) {
            props.set(id, value);
        }
    }
    props
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(count)?;
        let part = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(part)
    }

    fn word(&mut self) -> Option<u32> {
        self.take(4)?.first_chunk::<4>().map(|four| u32::from_le_bytes(*four))
    }

    fn short(&mut self) -> Option<u16> {
        self.take(2)?.first_chunk::<2>().map(|two| u16::from_le_bytes(*two))
    }

    fn length(&mut self) -> Option<usize> {
        usize::try_from(self.word()?).ok()
    }

    /// Level, number, length, data, checksum: the last is not looked at, what it would tell is told
    /// by the contents. Of one that is cut off the rest is taken.
    fn attribute(&mut self) -> Option<(u32, &'a [u8])> {
        self.take(1)?;
        let (attribute, length) = (self.word()?, self.length()?);
        let left = self.bytes.len().saturating_sub(self.at);
        let data = self.take(length.min(left))?;
        let _ = self.take(2);
        Some((attribute, data))
    }

    /// Bytes that are filled up to a multiple of four.
    fn padded(&mut self, length: usize) -> Option<&'a [u8]> {
        let data = self.take(length)?;
        let _ = self.take(length.next_multiple_of(4) - length);
        Some(data)
    }

    fn property(&mut self, page: u16) -> Option<(u16, Option<PropValue>)> {
        let (kind, id) = (self.short()?, self.short()?);
        if id >= 0x8000 {
            self.take(16)?;
            match self.word()? {
                0 => drop(self.word()?),
                _ => {
                    let length = self.length()?;
                    self.padded(length)?;
                }
            }
        }
        let variable = matches!(kind & 0x0FFF, 0x0D | 0x1E | 0x1F | 0x0102);
        let several = kind & 0x1000 != 0;
        let count = if several || variable { self.length()? } else { 1 };
        let mut value = None;
        for _ in 0..count.min(MOST_VALUES) {
            value = Some(self.value(kind & 0x0FFF, page)?);
        }
        Some((id, value.filter(|value| !several && *value != PropValue::Null)))
    }

    fn value(&mut self, kind: u16, page: u16) -> Option<PropValue> {
        let eight = |part: &[u8]| part.first_chunk::<8>().map(|eight| i64::from_le_bytes(*eight));
        Some(match kind {
            0x02 | 0x03 | 0x0A => PropValue::I32(i32::from_le_bytes(*self.take(4)?.first_chunk()?)),
            0x0B => PropValue::Bool(self.word()? & 0xFFFF != 0),
            0x04 => PropValue::F32(f32::from_le_bytes(*self.take(4)?.first_chunk()?)),
            0x05 | 0x07 => PropValue::F64(f64::from_le_bytes(*self.take(8)?.first_chunk()?)),
            0x06 | 0x14 => PropValue::I64(eight(self.take(8)?)?),
            0x40 => PropValue::Time(eight(self.take(8)?)?),
            0x48 => {
                self.take(16)?;
                PropValue::Null
            }
            0x0D | 0x0102 => {
                let length = self.length()?;
                PropValue::Binary(self.padded(length)?.to_vec())
            }
            0x1E => {
                let length = self.length()?;
                let bytes = self.padded(length)?;
                let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
                PropValue::Text(code_page::decode(bytes.get(..end).unwrap_or_default(), page))
            }
            0x1F => {
                let length = self.length()?;
                let pairs = self.padded(length)?.chunks_exact(2);
                let units = pairs.filter_map(|pair| pair.first_chunk::<2>());
                let units: Vec<u16> =
                    units.map(|pair| u16::from_le_bytes(*pair)).take_while(|of| *of != 0).collect();
                PropValue::Text(String::from_utf16_lossy(&units))
            }
            _ => return None,
        })
    }
}
