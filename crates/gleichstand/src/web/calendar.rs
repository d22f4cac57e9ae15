//! The calendar: a month, a week, or the next weeks as a list; series opened out.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::{Date, Weekday};
use jiff::{Span as Length, ToSpan};
use outlook::item::When;
use serde::Deserialize;
use sync::{Kind, Message};

use super::desk::Desk;
use super::door::Tongue;
use super::page::{W, failed, link, shown};
use crate::session::{Listed, Occurrence, Span};
use crate::words::Words;

/// Days of a list.
const LISTED: i32 = 42;
/// Appointments of one day that a month shows.
const PER_DAY: usize = 6;

/// The days of a week.
const WEEKDAYS: [&str; 7] = [
    "day-monday",
    "day-tuesday",
    "day-wednesday",
    "day-thursday",
    "day-friday",
    "day-saturday",
    "day-sunday",
];

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    view: String,
    day: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    Month,
    Week,
    List,
}

impl View {
    const ALL: [(&str, &str, Self); 3] = [
        ("month", "web-month", Self::Month),
        ("week", "web-week", Self::Week),
        ("list", "web-list", Self::List),
    ];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, _, view)| *view == self).map_or("", |(name, ..)| name)
    }

    /// The first day that is shown, and the last.
    fn days(self, day: Date) -> (Date, Date) {
        match self {
            Self::Month => {
                let (first, last) = (day.first_of_month(), day.last_of_month());
                (monday(first), plus(monday(last), 6.days()))
            }
            Self::Week => (monday(day), plus(monday(day), 6.days())),
            Self::List => (day, plus(day, (LISTED - 1).days())),
        }
    }

    fn step(self) -> Length {
        match self {
            Self::Month => 1.month(),
            Self::Week => 7.days(),
            Self::List => LISTED.days(),
        }
    }
}

/// The Monday of a week.
fn monday(day: Date) -> Date {
    let since = day.weekday().since(Weekday::Monday);
    plus(day, (-i32::from(since)).days())
}

/// A day so much later; at the ends of time the last one that there is.
fn plus(day: Date, length: Length) -> Date {
    day.saturating_add(length)
}

#[derive(Template)]
#[template(path = "calendar.html")]
struct Page<'a> {
    w: W<'a>,
    at: &'static str,
    title: String,
    views: Vec<(String, String, bool)>,
    before: String,
    today: String,
    after: String,
    month: bool,
    heads: Vec<String>,
    weeks: Vec<Vec<Day>>,
    empty: bool,
}

struct Day {
    label: String,
    long: String,
    href: String,
    today: bool,
    /// It belongs to the month before or after.
    other: bool,
    events: Vec<Event>,
    more: usize,
}

struct Event {
    href: String,
    time: String,
    subject: String,
    location: String,
    /// A series, or that it differs from it.
    mark: String,
}

/// Shows it.
pub async fn show(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Query(asked): Query<Asked>,
) -> Response {
    let words = desk.words(language);
    let today = words.now().date();
    let view = View::ALL.iter().find(|(name, ..)| *name == asked.view);
    let view = view.map_or(View::Month, |(.., view)| *view);
    let day: Date = asked.day.parse().unwrap_or(today);
    let (from, to) = view.days(day);
    let span = Span { from: Some(from.to_string()), to: Some(to.to_string()) };
    let listed = Listed::all(Kind::Appointments);
    let found = desk.ask(language, move |session| session.occurrences(&span, &listed)).await;
    match found {
        Ok(found) => shown(&page(view, (day, today), &found.occurrences, &words)),
        Err(failure) => failed(&failure, &words),
    }
}

fn page<'a>(
    view: View,
    (day, today): (Date, Date),
    occurrences: &[Occurrence],
    words: &'a Words,
) -> Page<'a> {
    let (from, to) = view.days(day);
    let to_day = |view: View, day: Date| {
        link("/calendar", &[("view", view.name()), ("day", &day.to_string())])
    };
    let days = from.series(1.day()).take_while(|day| *day <= to);
    let mut all: Vec<Day> = days
        .map(|date| {
            let mut events: Vec<Event> = occurrences
                .iter()
                .filter(|one| touches(one, date, words))
                .map(|one| event(one, date, words))
                .collect();
            let most = if view == View::Month { PER_DAY } else { usize::MAX };
            let more = events.len().saturating_sub(most);
            events.truncate(most);
            Day {
                label: date.day().to_string(),
                long: long(date, words),
                href: to_day(View::Week, date),
                today: date == today,
                other: view == View::Month && date.month() != day.month(),
                events,
                more,
            }
        })
        .collect();
    if view == View::List {
        all.retain(|day| !day.events.is_empty());
    }
    let empty = all.iter().all(|day| day.events.is_empty());
    let mut weeks: Vec<Vec<Day>> = Vec::new();
    for (at, day) in all.into_iter().enumerate() {
        if at % 7 == 0 {
            weeks.push(Vec::new());
        }
        if let Some(week) = weeks.last_mut() {
            week.push(day);
        }
    }
    Page {
        w: W(words),
        at: "calendar",
        title: title(view, day, (from, to), words),
        views: View::ALL
            .iter()
            .map(|(_, label, one)| (to_day(*one, day), words.text(label), *one == view))
            .collect(),
        before: to_day(view, plus(day, -view.step())),
        today: to_day(view, today),
        after: to_day(view, plus(day, view.step())),
        month: view == View::Month,
        heads: WEEKDAYS.map(|day| words.text(day)).into(),
        weeks,
        empty,
    }
}

fn title(view: View, day: Date, (from, to): (Date, Date), words: &Words) -> String {
    match view {
        View::Month => {
            let month = words.text(&format!("month-{}", day.month()));
            format!("{month} {}", day.year())
        }
        View::Week | View::List => {
            let title = Message::new("web-span").with("from", from).with("to", to);
            words.say(&title)
        }
    }
}

/// A day with its name.
fn long(day: Date, words: &Words) -> String {
    let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default();
    let name = WEEKDAYS.get(weekday).copied().unwrap_or_default();
    format!("{}, {}", words.text(name), words.date(day))
}

/// The days of an occurrence: the first one, and the last.
fn days(one: &Occurrence, words: &Words) -> (Date, Date) {
    let local = |at: jiff::Timestamp| at.to_zoned(words.zone().clone());
    match (one.start, one.end) {
        (When::Date(start), When::Date(end)) => (start, end.yesterday().unwrap_or(end).max(start)),
        (When::Instant(start), When::Instant(end)) => {
            // What ends at midnight does not touch the day that begins there.
            let before = end.checked_sub(jiff::SignedDuration::from_nanos(1)).unwrap_or(end);
            let last = if end > start { before } else { end };
            (local(start).date(), local(last).date())
        }
        (When::Date(day), _) => (day, day),
        (When::Instant(at), _) => (local(at).date(), local(at).date()),
    }
}

fn touches(one: &Occurrence, day: Date, words: &Words) -> bool {
    let (first, last) = days(one, words);
    first <= day && day <= last
}

fn event(one: &Occurrence, day: Date, words: &Words) -> Event {
    let (first, _) = days(one, words);
    let time = match one.start {
        When::Date(_) => words.text("all-day"),
        When::Instant(_) if first < day => "…".to_owned(),
        When::Instant(at) => at.to_zoned(words.zone().clone()).strftime("%H:%M").to_string(),
    };
    let mark = match (one.series, one.changed) {
        (false, _) => "",
        (true, false) => "mark-series",
        (true, true) => "mark-changed",
    };
    Event {
        href: format!("/appointments/{}", one.id),
        time,
        subject: match one.subject.trim() {
            "" => words.text("web-nameless"),
            subject => subject.to_owned(),
        },
        location: one.location.clone(),
        mark: if mark.is_empty() { String::new() } else { words.text(mark) },
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::words::Language;

    #[test]
    fn a_month_is_shown_from_monday_to_sunday() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let month = View::Month.days(day("2026-11-15"));
        assert_eq!(month, (day("2026-10-26"), day("2026-12-06")));
        assert_eq!(View::Week.days(day("2026-11-29")), (day("2026-11-23"), day("2026-11-29")));
        assert_eq!(View::Month.days(Date::MAX).1, Date::MAX);
    }

    #[test]
    fn what_lasts_over_midnight_is_shown_on_every_day_that_it_touches() {
        let words = Words::new(Language::German, TimeZone::UTC);
        let at = |text: &str| When::Instant(text.parse().unwrap());
        let one = Occurrence {
            id: 1,
            appointment_no: String::new(),
            subject: String::new(),
            location: String::new(),
            start: at("2026-11-02T22:00:00Z"),
            end: at("2026-11-04T00:00:00Z"),
            all_day: false,
            time_zone: String::new(),
            busy: String::new(),
            series: false,
            original: None,
            changed: false,
        };
        let touched = |day: i8| touches(&one, Date::constant(2026, 11, day), &words);
        assert_eq!([1, 2, 3, 4].map(touched), [false, true, true, false]);
        assert_eq!(event(&one, Date::constant(2026, 11, 3), &words).time, "…");
    }
}
