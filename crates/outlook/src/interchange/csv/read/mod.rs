//! A row as an entry.

mod appointment;
mod contact;
mod mail;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use sync::{Kind, Message, Value};

use super::super::Entry;
use super::columns::{self, Column, Half, Means, Moment};
use super::dates::{self, Dates, Guess, Told};
use super::words::{self, Words};

/// Characters of a value that a message shows.
const SHOWN: usize = 80;

/// What is the same for all rows of a table.
pub(super) struct Reading<'a> {
    pub kind: Kind,
    pub columns: &'a [Column],
    pub dates: Dates,
    pub zone: &'a TimeZone,
}

/// An entry that is being made of a row.
struct Draft<'a> {
    reading: &'a Reading<'a>,
    cells: &'a [&'a str],
    entry: Entry,
}

/// What a cell becomes by itself.
enum Outcome {
    Field(&'static str, Value),
    /// It says nothing, or is read together with others.
    Nothing,
    /// It has no place in a record.
    Left,
    NotUnderstood,
}

/// The entry of a row.
///
/// # Errors
/// An appointment without its day.
pub(super) fn entry(reading: &Reading<'_>, cells: &[&str]) -> Result<Entry, Message> {
    let mut draft = Draft { reading, cells, entry: Entry::new(reading.kind) };
    draft.plain();
    match reading.kind {
        Kind::Addresses => draft.contact(),
        Kind::Appointments => draft.appointment()?,
        Kind::Tasks => draft.task(),
        Kind::Mails => draft.mail(),
    }
    draft.identity();
    Ok(draft.entry)
}

impl<'a> Draft<'a> {
    /// The columns and cells that say something.
    fn filled(&self) -> impl Iterator<Item = (&'a Column, &'a str)> + use<'a> {
        let cells = self.cells.iter().copied();
        self.reading.columns.iter().zip(cells).filter(|(_, cell)| !cell.trim().is_empty())
    }

    /// What the first column of a meaning says; empty for nothing.
    fn cell(&self, means: Means) -> &'a str {
        let found = self.filled().find(|(column, _)| column.means == Some(means));
        found.map(|(_, cell)| cell).unwrap_or_default()
    }

    /// The name of that column.
    fn name(&self, means: Means) -> &'a str {
        let found = self.filled().find(|(column, _)| column.means == Some(means));
        found.map(|(column, _)| column.name.as_ref()).unwrap_or_default()
    }

    fn is_empty(&self, field: &str) -> bool {
        self.entry.record.is_empty(field)
    }

    fn set(&mut self, field: &'static str, value: Value) {
        self.entry.record.set(field, value);
    }

    fn warn(&mut self, id: &str, text: &str) {
        self.entry.warnings.push(Message::new(id).with("value", short(text)));
    }

    fn lose(&mut self, column: &str, value: &str) {
        let message = Message::new("csv-value-not-understood").with("column", column);
        self.entry.losses.push(message.with("value", short(value)));
    }

    fn leave(&mut self, column: &str) {
        if !self.entry.left.iter().any(|left| left == column) {
            self.entry.left.push(column.to_owned());
        }
    }

    /// What each cell says by itself; what more cells say than there are columns is left.
    fn plain(&mut self) {
        for (column, cell) in self.filled() {
            let outcome = column.means.map_or(Outcome::Left, |means| self.outcome(means, cell));
            match outcome {
                Outcome::Nothing => {}
                Outcome::Left => self.leave(&column.name),
                Outcome::NotUnderstood => self.lose(&column.name, cell),
                Outcome::Field(field, value) => self.settle(&column.name, field, value),
            }
        }
        // The first of them stands for all: a hostile row has millions.
        let mut more = self.cells.iter().enumerate().skip(self.reading.columns.len());
        if let Some((at, _)) = more.find(|(_, cell)| !cell.trim().is_empty()) {
            self.leave(&format!("#{}", at.saturating_add(1)));
        }
    }

    /// The first column that says something of a field counts.
    fn settle(&mut self, column: &str, field: &'static str, value: Value) {
        match self.entry.record.get(field) {
            None => self.set(field, value),
            Some(held) if *held == value => {}
            Some(_) => self.leave(column),
        }
    }

    fn outcome(&mut self, means: Means, cell: &str) -> Outcome {
        let understood = |value: Option<Value>, field| {
            value.map_or(Outcome::NotUnderstood, |value| Outcome::Field(field, value))
        };
        match means {
            Means::Text(field) => Outcome::Field(field, Value::text(cell)),
            Means::List(field) => Outcome::Field(field, Value::List(words::list(cell))),
            Means::Yes(field) => understood(words::yes(cell).map(Value::Bool), field),
            Means::Word(field, set) => understood(set.value(cell).map(Value::text), field),
            Means::Minutes(field) => understood(words::minutes(cell).map(Value::Int), field),
            Means::Gender => {
                let number = Words::Gender.value(cell).and_then(|number| number.parse().ok());
                understood(number.map(Value::Int), "contact.gender")
            }
            Means::Percent => {
                let done = Words::Status.value(self.cell(STATUS)) == Some("done");
                understood(words::percent(cell, done).map(Value::Int), "task.percent")
            }
            Means::Date(field) => self.date(field, cell),
            Means::Private(field) => self.private(field, cell),
            Means::Nowhere if Words::Priority.value(cell) == Some("normal") => Outcome::Nothing,
            Means::Nowhere => Outcome::Left,
            Means::Street(..)
            | Means::ShownName
            | Means::Birth(_)
            | Means::Moment(..)
            | Means::ReminderSet
            | Means::AllDay
            | Means::People(_)
            | Means::Mailbox(..)
            | Means::Number
            | Means::Uid => Outcome::Nothing,
        }
    }

    fn date(&mut self, field: &'static str, cell: &str) -> Outcome {
        // Thunderbird has the day of the month under this name.
        let parts = !self.cell(Means::Birth(columns::Birth::Month)).is_empty();
        if field == "contact.birthday" && parts && cell.trim().parse::<i8>().is_ok() {
            return Outcome::Nothing;
        }
        match dates::read(cell, self.reading.dates) {
            Told::Nothing => Outcome::Nothing,
            Told::NotUnderstood => Outcome::NotUnderstood,
            Told::Day(day) => {
                self.guessed(day.guess, cell);
                Outcome::Field(field, Value::Date(day.date))
            }
        }
    }

    fn guessed(&mut self, guess: Option<Guess>, cell: &str) {
        match guess {
            Some(Guess::Century) => self.warn("csv-century-guessed", cell),
            Some(Guess::Order) => self.warn("csv-date-order-guessed", cell),
            None => {}
        }
    }

    /// The word of a sensitivity, where only "private" is a field. It wins over a "no" beside it.
    fn private(&mut self, field: &'static str, cell: &str) -> Outcome {
        match Words::Sensitivity.value(cell) {
            Some("private") => {
                self.set(field, Value::Bool(true));
                Outcome::Nothing
            }
            Some("normal") if !self.is_empty(field) => Outcome::Nothing,
            Some("normal") => Outcome::Field(field, Value::Bool(false)),
            Some(_) => Outcome::Left,
            None => Outcome::NotUnderstood,
        }
    }

    /// Date and time of a moment; what is not understood is a loss.
    fn moment(&mut self, moment: Moment) -> (Option<Date>, Option<Time>) {
        let [day, hour] = [Half::Date, Half::Time].map(|half| Means::Moment(moment, half));
        let (day_text, hour_text) = (self.cell(day), self.cell(hour));
        let (date, behind) = match dates::read(day_text, self.reading.dates) {
            Told::Nothing => (None, None),
            Told::NotUnderstood => {
                self.lose(self.name(day), day_text);
                (None, None)
            }
            Told::Day(read) => {
                self.guessed(read.guess, day_text);
                (Some(read.date), read.time)
            }
        };
        let time = dates::time(hour_text);
        if time.is_none() && !hour_text.is_empty() {
            self.lose(self.name(hour), hour_text);
        }
        (date, time.or(behind))
    }

    /// What a yes-or-no column says.
    fn yes(&mut self, means: Means) -> Option<bool> {
        let cell = self.cell(means);
        let yes = words::yes(cell);
        if yes.is_none() && !cell.is_empty() {
            self.lose(self.name(means), cell);
        }
        yes
    }

    fn task(&mut self) {
        let set = self.yes(Means::ReminderSet);
        let (date, time) = self.moment(Moment::Reminder);
        if set == Some(false) {
            return;
        }
        let Some(date) = date else {
            if set == Some(true) {
                self.lose(self.name(Means::ReminderSet), self.cell(Means::ReminderSet));
            }
            return;
        };
        if time.is_none() {
            self.warn("csv-reminder-without-time", &date.to_string());
        }
        let local = date.to_datetime(time.unwrap_or(Time::midnight()));
        match self.reading.zone.to_ambiguous_timestamp(local).compatible() {
            Ok(at) => self.set("task.reminder_at", Value::Instant(at)),
            Err(_) => self.lose("Reminder", &local.to_string()),
        }
    }

    /// Number and UID; the latter is a field of appointments and mails, too.
    fn identity(&mut self) {
        self.cell(Means::Number).trim().clone_into(&mut self.entry.number);
        self.cell(Means::Uid).trim().clone_into(&mut self.entry.uid);
        let field = match self.entry.kind {
            Kind::Appointments => "appointment.uid",
            Kind::Mails => "mail.message_id",
            Kind::Addresses | Kind::Tasks => return,
        };
        let uid = Value::text(self.entry.uid.as_str());
        self.set(field, uid);
    }
}

const STATUS: Means = Means::Word("task.status", Words::Status);

fn short(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}
