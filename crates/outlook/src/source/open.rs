//! A file that is open: which items it holds, and what they say.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

use sync::{Kind, Message};

use super::files::SourceFile;
use super::kind::SourceKind;
use super::mbox;
use crate::express::{Dbx, DbxKind, Entry as MailEntry, Fault, Index, LONGEST, Mbx, Place};
use crate::interchange::csv::Table;
use crate::interchange::encoding::utf8_of;
use crate::interchange::ical::Calendar;
use crate::interchange::wab::Wab;
use crate::interchange::{Entry, Ground, vcard};

/// A text that can be read from any place.
pub(super) trait Text: BufRead + Seek {}

impl<T: BufRead + Seek> Text for T {}

/// A file that is open.
pub(super) enum Open {
    Dbx(Box<Dbx<BufReader<File>>>),
    Mbx(Box<Mbx<BufReader<File>>>),
    Box(BufReader<File>),
    /// The file is a mail, or an item of Outlook.
    Whole(BufReader<File>),
    Cards(Box<dyn Text>),
    Calendar(Box<Calendar>),
    Table(Box<Table>),
    AddressBook(Box<Wab>),
}

/// Where an item is in its file.
#[derive(Debug, Clone)]
pub(super) enum At {
    /// A mail; whether its file says that it was read, or the mail itself may.
    Mail { entry: MailEntry, states: bool },
    /// The file is the item.
    Whole,
    /// These bytes.
    Bytes(Range<u64>),
    /// What begins here.
    Position(u64),
    /// The how manieth it is.
    Number(usize),
}

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub items: Vec<At>,
    /// The list is damaged: there may be more.
    pub incomplete: bool,
    /// What is not transferred: classes, and how many there are.
    pub others: Vec<(String, u64)>,
}

impl Listing {
    /// Whether the file holds nothing at all.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.others.is_empty()
    }
}

/// Why something cannot be had.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The file.
    Fault(Fault),
    /// What is to be said to a person.
    Message(Message),
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Message> for Trouble {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

impl Open {
    pub fn new(source: &SourceFile, ground: &Ground) -> Result<Self, Trouble> {
        let mut file = BufReader::new(File::open(&source.path)?);
        Ok(match source.kind {
            SourceKind::Dbx => Self::Dbx(Box::new(Dbx::open(file)?.ok_or(Fault::Damaged(0))?)),
            SourceKind::Mbx => Self::Mbx(Box::new(Mbx::open(file)?.ok_or(Fault::Damaged(0))?)),
            SourceKind::Mbox => Self::Box(file),
            SourceKind::Eml | SourceKind::Packed | SourceKind::Msg => Self::Whole(file),
            SourceKind::Cards => Self::Cards(text_of(file)?),
            SourceKind::Calendar => {
                Self::Calendar(Box::new(Calendar::open(utf8_of(whole(&mut file)?), ground)?))
            }
            SourceKind::Table => Self::Table(Box::new(Table::open(whole(&mut file)?, ground)?)),
            SourceKind::AddressBook => Self::AddressBook(Box::new(Wab::open(file)?)),
        })
    }

    /// The items.
    pub fn list(&mut self, source: &SourceFile) -> Result<Listing, Trouble> {
        let mail = |states: bool| move |entry| At::Mail { entry, states };
        let mut listing = Listing::default();
        match self {
            Self::Dbx(dbx) if dbx.kind() != DbxKind::Mail => {}
            Self::Dbx(dbx) => {
                let (entries, broken) = dbx.entries()?;
                listing.items = entries.into_iter().map(mail(true)).collect();
                listing.incomplete = !broken.is_empty();
            }
            Self::Mbx(mbx) => {
                let entries = mbx.entries(&index_of(&source.path)?)?;
                listing.items = entries.into_iter().map(mail(true)).collect();
            }
            Self::Box(file) => {
                let places = mbox::places(file)?.into_iter();
                listing.items = places.map(plain).map(mail(false)).collect();
            }
            Self::Whole(file) if source.kind != SourceKind::Msg => {
                let end = file.seek(SeekFrom::End(0))?;
                listing.items = vec![mail(false)(plain(0..end))];
            }
            Self::Whole(_) => listing.items = vec![At::Whole],
            Self::Cards(text) => {
                listing.items = vcard::places(text)?.into_iter().map(At::Bytes).collect();
            }
            Self::Calendar(calendar) => {
                listing.items = (0..calendar.len()).map(At::Number).collect();
                listing.incomplete = !calendar.is_whole();
                let others = calendar.others().iter();
                listing.others =
                    others.map(|(name, count)| (name.clone(), *count as u64)).collect();
            }
            Self::Table(table) => {
                listing.items = (0..table.len()).map(At::Number).collect();
                listing.incomplete = !table.is_whole();
            }
            Self::AddressBook(book) => {
                let found = book.contents();
                listing.items = found.people.into_iter().map(At::Position).collect();
                listing.incomplete = !found.broken.is_empty() || found.searched;
                listing.others = found.others.into_iter().collect();
            }
        }
        Ok(listing)
    }

    /// The text of a mail, or of an item that is a file.
    pub fn text(&mut self, at: &At) -> Result<Vec<u8>, Fault> {
        let place = match at {
            At::Mail { entry, .. } => entry.place.ok_or(Fault::Damaged(0))?,
            At::Whole => Place::Whole(0, LONGEST),
            At::Bytes(_) | At::Position(_) | At::Number(_) => return Err(Fault::Damaged(0)),
        };
        match (self, place) {
            (_, Place::Missing(at)) => Err(Fault::Damaged(at)),
            (Self::Dbx(dbx), Place::Pieces(first)) => dbx.text(first),
            (Self::Mbx(mbx), Place::Whole(at, length) | Place::Cut(at, length)) => {
                mbx.text(at, length)
            }
            (Self::Box(file), Place::Whole(at, length)) if length <= LONGEST => {
                Ok(mbox::unquoted(part(file, at, length)?))
            }
            (Self::Whole(file), Place::Whole(at, length)) if length <= LONGEST => {
                Ok(part(file, at, length)?)
            }
            (_, Place::Whole(at, _) | Place::Cut(at, _) | Place::Pieces(at)) => {
                Err(Fault::Damaged(at))
            }
        }
    }

    /// A record of an interchange file, and the bytes that it was read from where they are at hand.
    pub fn entry(&mut self, at: &At, ground: &Ground) -> Result<(Entry, Option<Vec<u8>>), Trouble> {
        Ok(match (self, at) {
            (Self::Cards(text), At::Bytes(place)) => {
                let length = place.end.saturating_sub(place.start);
                if length > LONGEST {
                    return Err(Fault::Damaged(place.start).into());
                }
                let card = part(text, place.start, length)?;
                (vcard::read(&card, ground)?, Some(card))
            }
            (Self::Calendar(calendar), At::Number(at)) => (calendar.read(*at)?, None),
            (Self::Table(table), At::Number(at)) => (table.read(*at)?, None),
            (Self::AddressBook(book), At::Position(at)) => (book.read(*at, ground)?, None),
            _ => return Err(Fault::Damaged(0).into()),
        })
    }

    /// The kind of an item that cannot be read, as far as its file tells.
    pub fn likely(&self, source: SourceKind) -> Kind {
        match self {
            Self::Cards(_) | Self::AddressBook(_) => Kind::Addresses,
            Self::Calendar(_) => Kind::Appointments,
            Self::Table(table) => table.kind(),
            _ => source.likely(),
        }
    }
}

/// A text of any encoding that says which it is.
fn text_of(mut file: BufReader<File>) -> Result<Box<dyn Text>, Trouble> {
    let start = file.fill_buf()?;
    let wide = matches!(start, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [_, 0, ..] | [0, _, ..]);
    Ok(match wide {
        true => Box::new(Cursor::new(utf8_of(whole(&mut file)?))),
        false => Box::new(file),
    })
}

/// A file that is read as a whole.
fn whole(file: &mut BufReader<File>) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        let size = LONGEST >> 20;
        return Err(Message::new("source-too-large").with("size", size).into());
    }
    Ok(bytes)
}

fn part(file: &mut (impl Read + Seek + ?Sized), at: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut text = Vec::new();
    file.take(length).read_to_end(&mut text)?;
    Ok(text)
}

fn plain(place: Range<u64>) -> MailEntry {
    MailEntry {
        place: Some(Place::Whole(place.start, place.end.saturating_sub(place.start))),
        read: false,
        draft: false,
        flagged: false,
        received: 0,
        subject: Vec::new(),
    }
}

/// What stands beside an `.mbx`.
fn index_of(path: &Path) -> Result<Index, Fault> {
    for name in ["idx", "IDX"] {
        match File::open(path.with_extension(name)) {
            Ok(file) => return Index::read(BufReader::new(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Index::default())
}
