//! What several columns of an appointment say together.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use sync::form::{Person, Role};
use sync::{Message, Value};

use super::super::columns::{Means, Moment};
use super::Draft;
use crate::item::When;

impl Draft<'_> {
    pub(super) fn appointment(&mut self) -> Result<(), Message> {
        let start = self.span()?;
        self.reminder(start);
        self.people();
        Ok(())
    }

    /// Sets start and end; gives the start.
    fn span(&mut self) -> Result<DateTime, Message> {
        let (date, time) = self.moment(Moment::Start);
        let date = date.ok_or_else(|| Message::new("csv-no-start"))?;
        let all_day = self.yes(Means::AllDay);
        if all_day.is_none() && time.is_none() {
            self.warn("csv-no-time", &date.to_string());
        }
        let days = all_day.unwrap_or(time.is_none());
        let start = date.to_datetime(time.filter(|_| !days).unwrap_or(Time::midnight()));
        if let Some(name) = self.reading.zone.iana_name() {
            self.set("appointment.time_zone", Value::text(name));
        }
        let (start_when, end_when) = match days {
            true => (When::Date(date), When::Date(self.last_day(date))),
            false => {
                let at = self.instant(start).ok_or_else(|| Message::new("csv-no-start"))?;
                (When::Instant(at), When::Instant(self.end(start, at)))
            }
        };
        self.set("appointment.start", start_when.value());
        self.set("appointment.end", end_when.value());
        self.set("appointment.all_day", Value::Bool(days));
        Ok(start)
    }

    /// The day after the last one: Outlook ends whole days at midnight, which is that of the day
    /// after. Without a time, the last day itself is meant.
    fn last_day(&mut self, start: Date) -> Date {
        let next = start.tomorrow().unwrap_or(start);
        let end = match self.moment(Moment::End) {
            (None, _) => next,
            (Some(date), Some(time)) if time == Time::midnight() => date,
            (Some(date), time) => {
                if time.is_none() && date > start {
                    self.warn("csv-last-day-guessed", &date.to_string());
                }
                date.tomorrow().unwrap_or(date)
            }
        };
        end.max(next)
    }

    fn end(&mut self, start: DateTime, start_at: Timestamp) -> Timestamp {
        let (date, time) = self.moment(Moment::End);
        let end = match (date, time) {
            (None, None) => start,
            (date, Some(time)) => date.unwrap_or(start.date()).to_datetime(time),
            (Some(date), None) => date.to_datetime(Time::midnight()).max(start),
        };
        let at = self.instant(end).unwrap_or(start_at);
        if at < start_at {
            self.entry.losses.push(Message::new("csv-end-before-start").with("value", end));
        }
        at.max(start_at)
    }

    /// A time on the user's clock. One that the change to summer time leaves out is an hour later.
    fn instant(&self, local: DateTime) -> Option<Timestamp> {
        self.reading.zone.to_ambiguous_timestamp(local).compatible().ok()
    }

    /// How long before the start; whole days start at midnight.
    fn reminder(&mut self, start: DateTime) {
        let set = self.yes(Means::ReminderSet);
        let (date, time) = self.moment(Moment::Reminder);
        if set == Some(false) || (set.is_none() && date.is_none() && time.is_none()) {
            return;
        }
        if date.is_none() && time.is_none() {
            self.warn("csv-reminder-without-time", &start.to_string());
            self.set("appointment.reminder_minutes", Value::Int(0));
            return;
        }
        let date = date.unwrap_or(start.date());
        let at = date.to_datetime(time.unwrap_or(Time::midnight()));
        let before = self
            .instant(start)
            .zip(self.instant(at))
            .map(|(start, at)| start.duration_since(at).as_mins());
        match before.filter(|minutes| (0..=i64::from(i32::MAX)).contains(minutes)) {
            Some(minutes) => self.set("appointment.reminder_minutes", Value::Int(minutes)),
            None => {
                let column = self.name(Means::Moment(Moment::Reminder, super::Half::Date));
                self.lose(column, &at.to_string());
            }
        }
    }

    fn people(&mut self) {
        let organizer = Person::from_shown(self.cell(Means::People(Role::Organizer)));
        self.set("appointment.organizer", Value::Text(organizer.shown()));
        let mut people = Vec::new();
        for role in [Role::Required, Role::Optional, Role::Resource] {
            let texts = self.cell(Means::People(role)).split(';').map(str::trim);
            let person = |text| Person { role, ..Person::from_shown(text) };
            people.extend(texts.filter(|text| !text.is_empty()).map(person));
        }
        let texts = people.iter().map(Person::to_text).collect();
        self.set("appointment.attendees", Value::List(texts));
    }
}
