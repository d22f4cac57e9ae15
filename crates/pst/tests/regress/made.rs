//! Items and values to make, by small numbers, and whether they are there afterwards.

use pst::{Attachment, Contents, Message, NewAttachment, NewItem, Nid, PropValue, Props, Reader};

/// PidTagMessageFlags and PidTagMessageSize follow from what an item has.
const COMPUTED: [u16; 2] = [0x0E07, 0x0E08];

/// An item that was made.
pub struct Made {
    /// Its folder.
    pub folder: Nid,
    /// Made as an associated item.
    pub hidden: bool,
    /// What it was made of.
    pub item: NewItem,
}

impl Made {
    /// Whether the item is listed in its folder and is what it was made as.
    pub fn find(&self, reader: &impl Reader, nid: Nid) -> Result<(), String> {
        let mut listed = false;
        let mut visit = |row: pst::ContentsRow| listed |= row.nid == nid;
        let seen = match self.hidden {
            true => reader.associated(self.folder, &mut visit),
            false => reader.contents(self.folder, &mut visit),
        };
        seen.map_err(|error| error.to_string())?;
        if !listed {
            return Err("not in its folder".into());
        }
        let found = reader.message(nid).map_err(|error| error.to_string())?;
        same_item(reader, &self.item, &found)
    }
}

fn same_item(reader: &impl Reader, made: &NewItem, found: &Message) -> Result<(), String> {
    same_props(&made.props, &found.props)?;
    if made.recipients.len() != found.recipients.len() {
        return Err(format!("{} recipients", found.recipients.len()));
    }
    for (made, found) in made.recipients.iter().zip(&found.recipients) {
        same_props(made, found)?;
    }
    if made.attachments.len() != found.attachments.len() {
        return Err(format!("{} attachments", found.attachments.len()));
    }
    for (made, found) in made.attachments.iter().zip(&found.attachments) {
        same_contents(reader, made, found)?;
    }
    Ok(())
}

fn same_contents(
    reader: &impl Reader,
    made: &NewAttachment,
    found: &Attachment,
) -> Result<(), String> {
    same_props(&made.props, &found.props)?;
    match &made.contents {
        Contents::None => Ok(()),
        Contents::Bytes(bytes) | Contents::Object(bytes) => {
            let data = reader.attachment_data(found).map_err(|error| error.to_string())?;
            if data == *bytes { Ok(()) } else { Err("attachment".into()) }
        }
        Contents::Message(inner) => {
            let data = reader.embedded(found).map_err(|error| error.to_string())?;
            same_item(reader, inner, &data.ok_or("no embedded message")?)
        }
    }
}

fn same_props(made: &Props, found: &Props) -> Result<(), String> {
    let differs =
        |(id, value): &(&u16, &PropValue)| !COMPUTED.contains(id) && found.get(**id) != Some(value);
    match made.0.iter().find(differs) {
        Some((id, _)) => Err(format!("property {id:04X}")),
        None => Ok(()),
    }
}

/// An item as it is, with the contents of its attachments.
#[derive(Debug, PartialEq)]
pub struct Print(Message, Vec<Option<Vec<u8>>>);

impl Print {
    /// Takes it of an item that was read.
    pub fn of(reader: &impl Reader, item: Message) -> Self {
        let data = |attachment| reader.attachment_data(attachment).ok();
        let contents = item.attachments.iter().map(data).collect();
        Self(item, contents)
    }

    /// Numbers that are none differ from themselves: then the texts are compared.
    pub fn is(&self, other: &Self) -> bool {
        self == other || format!("{self:?}") == format!("{other:?}")
    }
}

/// Lengths around the borders of cells, heap items and blocks.
fn length(size: u8) -> usize {
    let step = usize::from(size & 31);
    match size >> 5 {
        0..=3 => usize::from(size),
        4 => 880 + step,
        5 => 1750 + step * 4,
        6 => 3560 + step * 2,
        _ => 8100 + step * 300,
    }
}

/// A text of so many letters that every code page has.
pub fn words(size: u8) -> String {
    "größer / ".chars().cycle().take(length(size)).collect()
}

/// A property that an operation may set.
pub fn prop_id(number: u8) -> u16 {
    const IDS: [u16; 12] = [
        0x001A, 0x0037, 0x0E07, 0x1000, 0x3001, 0x3007, 0x3008, 0x0E06, 0x300B, 0x0017, 0x0E08,
        0x3FFA,
    ];
    let at = usize::from(number & 31);
    IDS.get(at).copied().unwrap_or(0x6000 + u16::from(number))
}

/// A value that fits the property where Outlook has a type for it.
pub fn value(id: u16, kind: u8, size: u8) -> PropValue {
    let number = i32::from(size);
    match id {
        0x0E07 | 0x0E08 | 0x0017 => PropValue::I32(number),
        0x3007 | 0x3008 | 0x0E06 => PropValue::Time(i64::from(number)),
        0x300B => PropValue::Binary(vec![size; length(size)]),
        0x001A | 0x0037 | 0x1000 | 0x3001 | 0x3FFA => PropValue::Text(words(size)),
        _ => any_value(kind, size),
    }
}

fn any_value(kind: u8, size: u8) -> PropValue {
    let few = usize::from(size & 15);
    match kind >> 4 {
        0 => PropValue::I16(i16::from(size)),
        1 => PropValue::I64(i64::from(size)),
        2 => PropValue::Bool(size & 1 == 1),
        3 => PropValue::F64(f64::from(size)),
        4 => PropValue::Guid([size; 16]),
        5 => PropValue::Binary(vec![size; length(size)]),
        6 => PropValue::MvI32(vec![1; few]),
        7 => PropValue::MvText(vec![words(size); few]),
        8 => PropValue::MvBinary(vec![vec![size; few]; few]),
        9 => PropValue::MvTime(vec![7; few]),
        10 => PropValue::Text(words(size)),
        11 => PropValue::Currency(5),
        12 => PropValue::F32(0.5),
        13 => PropValue::MvGuid(vec![[size; 16]; few]),
        14 => PropValue::Error(3),
        _ => PropValue::AppTime(1.5),
    }
}

/// A recipient by a number.
pub fn recipient(number: u8) -> Props {
    [
        (0x0C15, PropValue::I32(i32::from(number % 3) + 1)),
        (0x3001, PropValue::Text(format!("Anna {number}"))),
        (0x3003, PropValue::Text(words(number))),
    ]
    .into_iter()
    .collect()
}

/// An attachment of a kind.
pub fn attachment(kind: u8, size: u8) -> NewAttachment {
    let bytes = vec![size; length(size)];
    let contents = match kind & 3 {
        0 => Contents::None,
        1 => Contents::Bytes(bytes),
        2 => Contents::Object(bytes),
        _ => Contents::Message(Box::new(item(kind >> 2, size))),
    };
    let name = (0x3704, PropValue::Text("a.bin".into()));
    NewAttachment { props: [name].into_iter().collect(), contents }
}

/// An item of a kind. Embedded messages end, because every level takes bits of the number.
pub fn item(kind: u8, size: u8) -> NewItem {
    let class = if kind & 1 == 0 { "IPM.Contact" } else { "IPM.Note" };
    let mut item = NewItem::default();
    item.props.set(0x001A, PropValue::Text(class.into()));
    item.props.set(0x0037, PropValue::Text(words(size / 2)));
    item.props.set(0x1000, PropValue::Text(words(size)));
    item.props.set(0x0E07, PropValue::I32(i32::from(size & 1)));
    if kind & 2 != 0 {
        item.props.set(0x6010, any_value(size, kind));
        item.recipients = (0..kind >> 6).map(recipient).collect();
    }
    if kind & 4 != 0 {
        let count = usize::from(kind >> 3 & 3);
        item.attachments = vec![attachment(kind >> 3, size); count];
    }
    item
}
