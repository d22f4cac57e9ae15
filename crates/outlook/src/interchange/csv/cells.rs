//! The cells of a record's row.

use jiff::SignedDuration;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use sync::form::{Mailbox, Person, Role};
use sync::{Kind, Record, Value};

use super::columns::{Half, Means, Moment, Part, Slot};
use super::dates::{date_text, time_text};
use super::words::{self, Words};
use crate::item::When;

/// A record that is being written.
pub(super) struct Cells<'a> {
    record: &'a Record,
    number: &'a str,
    german: bool,
    moments: Moments,
}

/// The moments of a record on the user's clock.
#[derive(Default)]
struct Moments {
    start: Option<DateTime>,
    end: Option<DateTime>,
    reminder: Option<DateTime>,
}

impl<'a> Cells<'a> {
    pub fn new(
        kind: Kind,
        record: &'a Record,
        number: &'a str,
        german: bool,
        zone: &TimeZone,
    ) -> Self {
        let moments = match kind {
            Kind::Appointments => Moments::of_appointment(record, zone),
            Kind::Tasks => Moments::of_task(record, zone),
            Kind::Addresses | Kind::Mails => Moments::default(),
        };
        Self { record, number, german, moments }
    }

    /// The text of a cell; empty for nothing.
    pub fn cell(&self, means: Means) -> String {
        match means {
            Means::Text(field) => self.record.text(field).to_owned(),
            Means::Date(field) => self.date(field),
            Means::List(field) => words::list_text(self.list(field)),
            Means::Yes(field) => self.yes(field),
            Means::Word(field, set) => set.word(self.record.text(field), self.german).to_owned(),
            Means::Gender => self.gender(),
            Means::Private(field) => self.sensitivity(field),
            Means::Minutes(field) => self.int(field).map(|n| n.to_string()).unwrap_or_default(),
            Means::Percent => self.int("task.percent").map(|n| n.to_string()).unwrap_or_default(),
            Means::Street(slot, line) => self.street(slot, line),
            Means::Moment(moment, half) => self.moment(moment, half),
            Means::ReminderSet => self.word(self.moments.reminder.is_some()),
            Means::AllDay => self.word(self.all_day()),
            Means::People(Role::Organizer) => self.record.text("appointment.organizer").to_owned(),
            Means::People(role) => self.people(role),
            Means::Mailbox(field, part) => self.mailboxes(field, part),
            Means::Number => self.number.to_owned(),
            Means::Uid => self.uid(),
            Means::ShownName | Means::Birth(_) | Means::Nowhere => String::new(),
        }
    }

    fn word(&self, yes: bool) -> String {
        words::yes_word(yes, self.german).to_owned()
    }

    fn int(&self, field: &str) -> Option<i64> {
        match self.record.get(field) {
            Some(Value::Int(number)) => Some(*number),
            _ => None,
        }
    }

    fn bool(&self, field: &str) -> Option<bool> {
        match self.record.get(field) {
            Some(Value::Bool(yes)) => Some(*yes),
            _ => None,
        }
    }

    fn list(&self, field: &str) -> &[String] {
        match self.record.get(field) {
            Some(Value::List(items)) => items,
            _ => &[],
        }
    }

    fn date(&self, field: &str) -> String {
        match self.record.get(field) {
            Some(Value::Date(date)) => date_text(*date, self.german),
            _ => String::new(),
        }
    }

    fn yes(&self, field: &str) -> String {
        self.bool(field).map(|yes| self.word(yes)).unwrap_or_default()
    }

    fn sensitivity(&self, field: &str) -> String {
        let word = |private| if private { "private" } else { "normal" };
        let word =
            self.bool(field).map(|private| Words::Sensitivity.word(word(private), self.german));
        word.unwrap_or_default().to_owned()
    }

    fn gender(&self) -> String {
        let number = self.int("contact.gender").map(|number| number.to_string());
        number.map_or("", |number| Words::Gender.word(&number, self.german)).to_owned()
    }

    /// A line of a street; all lines behind the second are in the third cell.
    fn street(&self, slot: Slot, line: usize) -> String {
        let mut lines = self.record.text(slot.street()).splitn(3, '\n');
        let line = lines.nth(line).unwrap_or_default();
        line.strip_suffix('\r').unwrap_or(line).to_owned()
    }

    fn all_day(&self) -> bool {
        self.bool("appointment.all_day") == Some(true)
            || self.record.get("appointment.start").and_then(When::of).is_some_and(When::is_date)
    }

    fn moment(&self, moment: Moment, half: Half) -> String {
        let at = match moment {
            Moment::Start => self.moments.start,
            Moment::End => self.moments.end,
            Moment::Reminder => self.moments.reminder,
        };
        let text = |at: DateTime| match half {
            Half::Date => date_text(at.date(), self.german),
            Half::Time => time_text(at, self.german),
        };
        at.map(text).unwrap_or_default()
    }

    fn people(&self, role: Role) -> String {
        let texts = self.list("appointment.attendees").iter();
        let people = texts.filter_map(|text| Person::parse(text).ok());
        let shown = people.filter(|person| person.role == role).map(|person| person.shown());
        shown.collect::<Vec<String>>().join(";")
    }

    fn mailboxes(&self, field: &str, part: Part) -> String {
        let one = [self.record.text(field).to_owned()];
        let texts = if field == "mail.from" { &one } else { self.list(field) };
        let mailboxes = texts.iter().filter_map(|text| Mailbox::parse(text).ok());
        let parts = mailboxes.map(|mailbox| match part {
            // As Outlook does.
            Part::Name if mailbox.name.is_empty() => mailbox.address,
            Part::Name => mailbox.name,
            Part::Type => kind_of(&mailbox.address).to_owned(),
            Part::Address => mailbox.address,
        });
        parts.collect::<Vec<String>>().join(";")
    }

    fn uid(&self) -> String {
        let fields = ["appointment.uid", "mail.message_id"].iter();
        let mut texts = fields.map(|field| self.record.text(field));
        texts.find(|text| !text.is_empty()).unwrap_or_default().to_owned()
    }
}

/// The type of an address: that of Exchange begins with its organisation.
fn kind_of(address: &str) -> &'static str {
    match address {
        "" => "",
        address if address.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("/o=")) => "EX",
        _ => "SMTP",
    }
}

impl Moments {
    fn of_appointment(record: &Record, zone: &TimeZone) -> Self {
        let local = |when| match when {
            When::Date(date) => date.to_datetime(Time::midnight()),
            When::Instant(at) => zone.to_datetime(at),
        };
        let moment = |field| record.get(field).and_then(When::of).map(local);
        let start = moment("appointment.start");
        let minutes = match record.get("appointment.reminder_minutes") {
            Some(Value::Int(minutes)) => Some(*minutes),
            _ => None,
        };
        let reminder = start.zip(minutes).and_then(|(start, minutes)| before(start, minutes, zone));
        Self { start, end: moment("appointment.end").or(start), reminder }
    }

    fn of_task(record: &Record, zone: &TimeZone) -> Self {
        let reminder = match record.get("task.reminder_at") {
            Some(Value::Instant(at)) => Some(zone.to_datetime(*at)),
            _ => None,
        };
        Self { reminder, ..Self::default() }
    }
}

/// A time some minutes before another, by the clock.
fn before(start: DateTime, minutes: i64, zone: &TimeZone) -> Option<DateTime> {
    let at = zone.to_ambiguous_timestamp(start).compatible().ok()?;
    // Not even a millennium before.
    let minutes = minutes.min(i64::from(i32::MAX));
    Some(zone.to_datetime(at.checked_sub(SignedDuration::from_mins(minutes)).ok()?))
}
