//! What the columns of a table mean, and which of them Outlook writes.

mod appointment;
mod contact;
mod mail;
mod task;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use sync::Kind;
use sync::form::Role;

use super::words::Words;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Means {
    /// The text of a field, as it is.
    Text(&'static str),
    Date(&'static str),
    List(&'static str),
    Yes(&'static str),
    Word(&'static str, Words),
    /// A word that stands for a number.
    Gender,
    /// Of the four words one is the field "private".
    Private(&'static str),
    Minutes(&'static str),
    Percent,
    /// A line of a street.
    Street(Slot, usize),
    /// The name as it is shown.
    ShownName,
    /// Year, month, day of a birthday, each in a column.
    Birth(Birth),
    Moment(Moment, Half),
    ReminderSet,
    AllDay,
    People(Role),
    /// Name, address or type of senders and recipients.
    Mailbox(&'static str, Part),
    Number,
    Uid,
    /// Known, but no field; the word "normal" says nothing there.
    Nowhere,
}

/// A postal address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Business,
    Home,
    Other,
}

impl Slot {
    pub const ALL: [Self; 3] = [Self::Business, Self::Home, Self::Other];

    /// The field of its street.
    pub fn street(self) -> &'static str {
        match self {
            Self::Business => "contact.business.street",
            Self::Home => "contact.home.street",
            Self::Other => "contact.other.street",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Birth {
    Year,
    Month,
    Day,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    Start,
    End,
    Reminder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Date,
    Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Name,
    Address,
    Type,
}

/// Names and their meanings.
type Names = &'static [(&'static str, Means)];

/// The columns of a kind.
struct Set {
    kind: Kind,
    /// As Outlook 2007 and later writes them.
    en: Names,
    de: Names,
    /// Of other versions and programs.
    others_en: Names,
    others_de: Names,
    /// A table of this kind has at least one of these.
    decisive: fn(Means) -> bool,
}

static SETS: [&Set; 4] = [&contact::SET, &appointment::SET, &task::SET, &mail::SET];

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub name: Cow<'static, str>,
    pub means: Option<Means>,
}

/// What a name means, and in which languages it is a name.
#[derive(Debug, Clone, Copy)]
struct Known {
    means: Means,
    en: bool,
    de: bool,
}

type Index = HashMap<String, Known>;

static INDEXES: LazyLock<[Index; 4]> = LazyLock::new(|| SETS.map(index));

fn index(set: &Set) -> Index {
    let mut index = Index::new();
    let parts = [(set.en, true), (set.de, false), (set.others_en, true), (set.others_de, false)];
    for (names, english) in parts {
        for (name, means) in names {
            let fresh = Known { means: *means, en: false, de: false };
            let known = index.entry(key(name)).or_insert(fresh);
            known.en |= english;
            known.de |= !english;
        }
    }
    index
}

/// A name as it is compared.
fn key(name: &str) -> String {
    sync::normalised(name).to_lowercase()
}

/// The first line of a table, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub kind: Kind,
    pub columns: Vec<Column>,
    /// More of its names are German than English.
    pub german: bool,
    /// How many columns are known.
    pub known: usize,
}

/// The names as the columns of the kind that knows most of them; `None` where no kind does.
pub(super) fn header(names: &[&str]) -> Option<Header> {
    let keys: Vec<String> = names.iter().map(|name| key(name)).collect();
    let mut best: Option<Header> = None;
    for (set, index) in SETS.iter().zip(INDEXES.iter()) {
        let known: Vec<Option<&Known>> = keys.iter().map(|key| index.get(key)).collect();
        let found = || known.iter().flatten();
        let count = found().count();
        let better = best.as_ref().is_none_or(|best| count > best.known);
        if better && found().any(|known| (set.decisive)(known.means)) {
            let columns = names.iter().zip(&known).map(|(name, known)| Column {
                name: name.trim().to_owned().into(),
                means: known.map(|known| known.means),
            });
            let columns = columns.collect();
            let (de, en) = (found().filter(|k| k.de).count(), found().filter(|k| k.en).count());
            best = Some(Header { kind: set.kind, columns, german: de > en, known: count });
        }
    }
    best
}

/// The columns that are written.
pub(super) fn written(kind: Kind, german: bool) -> Vec<Column> {
    let set = SETS.iter().find(|set| set.kind == kind);
    let names = set.map_or(&[][..], |set| if german { set.de } else { set.en });
    let uid = matches!(kind, Kind::Appointments | Kind::Mails).then_some(("UID", Means::Uid));
    let own = [(kind.number_field(), Means::Number)].into_iter().chain(uid);
    let column = |(name, means): (&'static str, Means)| Column {
        name: Cow::Borrowed(name),
        means: Some(means),
    };
    names.iter().copied().chain(own).map(column).collect()
}

/// The fields that a column carries.
pub(super) fn fields(kind: Kind, means: Means) -> &'static [&'static str] {
    const TIMES: &[&str] = &["appointment.start", "appointment.time_zone"];
    match (means, kind) {
        (Means::Moment(Moment::Start, _), _) => TIMES,
        (Means::Moment(Moment::End, _), _) => &["appointment.end"],
        (Means::Moment(Moment::Reminder, _) | Means::ReminderSet, Kind::Tasks) => {
            &["task.reminder_at"]
        }
        (Means::Moment(Moment::Reminder, _) | Means::ReminderSet, _) => {
            &["appointment.reminder_minutes"]
        }
        (Means::AllDay, _) => &["appointment.all_day"],
        (Means::People(Role::Organizer), _) => &["appointment.organizer"],
        (Means::People(_), _) => &["appointment.attendees"],
        (Means::Uid, Kind::Mails) => &["mail.message_id"],
        (Means::Uid, Kind::Appointments) => &["appointment.uid"],
        (Means::Gender, _) => &["contact.gender"],
        (Means::Percent, _) => &["task.percent"],
        _ => &[],
    }
}

/// The one field of a column, where it is named by it.
pub(super) fn field(means: Means) -> Option<&'static str> {
    Some(match means {
        Means::Text(field)
        | Means::Date(field)
        | Means::List(field)
        | Means::Yes(field)
        | Means::Word(field, _)
        | Means::Private(field)
        | Means::Minutes(field)
        | Means::Mailbox(field, _) => field,
        Means::Street(slot, _) => slot.street(),
        _ => return None,
    })
}
