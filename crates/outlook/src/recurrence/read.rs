//! A blob as a series.
//!
//! What must hold: the dates of the series are those of the blob, day for day. A day of the month
//! that a month does not have is its last day in Outlook, while RFC 5545 skips the month; so the
//! 30th becomes "the last one of 28, 29 and 30".

use std::collections::HashSet;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use sync::Message;

use super::anchor;
use super::blob::{AppointmentRecurrence, TaskRecurrence};
use super::days::{Days, weekday};
use super::exception::{AnsiText, Exception};
use super::minutes::{self, DAY};
use super::pattern::{EndType, Frequency, Pattern, RecurrencePattern};
use super::rule::{ByDay, End, Freq, Rule, Until};
use super::series::{Change, Series};
use crate::code_page;

/// CalendarTypes whose months are those of the Gregorian calendar.
const GREGORIAN: [u16; 10] = [0, 1, 2, 3, 4, 5, 9, 10, 11, 12];

impl Series {
    /// The series of an appointment; texts that are there only in a code page are read by it.
    ///
    /// # Errors
    /// What cannot be said in the office's terms: another calendar, numbers that mean nothing.
    pub fn read(blob: &AppointmentRecurrence, code_page: u16) -> Result<Self, Message> {
        let (rule, first) = rule_of(&blob.pattern)?;
        let at =
            |day: Date, offset: u32| add(day.to_datetime(jiff::civil::Time::midnight()), offset);
        let start = at(first, blob.start_offset).ok_or_else(odd_times)?;
        let lasting = i64::from(blob.end_offset) - i64::from(blob.start_offset);
        let mut series = Self::new(start, SignedDuration::from_mins(lasting.max(0)), rule);
        let original = |minutes: u32| at(minutes::to_date(minutes)?, blob.start_offset);
        let changes =
            blob.exceptions.iter().map(|e| change_of(e, original(e.original)?, code_page));
        series.exceptions = changes.collect::<Option<_>>().ok_or_else(odd_times)?;
        let starts = blob.pattern.deleted.iter().map(|day| original(*day));
        let starts: Vec<DateTime> = starts.collect::<Option<_>>().ok_or_else(odd_times)?;
        series.exdates = left_out(starts, &series.exceptions);
        Ok(series)
    }

    /// The series of a task: starts are midnights, and nothing is left out or changed.
    ///
    /// # Errors
    /// What cannot be said in the office's terms.
    pub fn read_task(blob: &TaskRecurrence) -> Result<Self, Message> {
        let (rule, first) = rule_of(&blob.pattern)?;
        let start = first.to_datetime(jiff::civil::Time::midnight());
        let series = Self::new(start, SignedDuration::ZERO, rule);
        Ok(Self { after_completion: blob.pattern.sliding != 0, ..series })
    }
}

fn odd_times() -> Message {
    Message::new("outlook-recurrence-damaged")
}

fn add(time: DateTime, minutes: u32) -> Option<DateTime> {
    time.checked_add(SignedDuration::from_mins(i64::from(minutes))).ok()
}

/// The deleted occurrences that are not merely changed.
fn left_out(mut starts: Vec<DateTime>, changes: &[Change]) -> Vec<DateTime> {
    let changed: HashSet<Date> = changes.iter().map(|change| change.original.date()).collect();
    starts.retain(|at| !changed.contains(&at.date()));
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// The rule of a pattern, and the first day that fits it.
fn rule_of(pattern: &RecurrencePattern) -> Result<(Rule, Date), Message> {
    let foreign = matches!(
        pattern.pattern,
        Pattern::HijriMonth(_) | Pattern::HijriMonthNth(..) | Pattern::HijriMonthEnd(_)
    );
    if foreign || !GREGORIAN.contains(&pattern.calendar) {
        let calendar = pattern.calendar;
        return Err(Message::new("outlook-recurrence-calendar").with("calendar", calendar));
    }
    let anchor = anchor::before_start(pattern).ok_or_else(odd_times)?;
    let rule = repetition(pattern, anchor).ok_or_else(odd_times)?;
    let end = end_of(pattern).ok_or_else(odd_times)?;
    let rule = Rule { week_start: weekday(pattern.first_day), end, ..rule };
    let start = minutes::to_date(pattern.start_date).ok_or_else(odd_times)?;
    let first = rule.dates_from(anchor, start).next().unwrap_or(start);
    Ok((rule, first))
}

fn end_of(pattern: &RecurrencePattern) -> Option<End> {
    Some(match pattern.end_type {
        EndType::DATE => End::Until(Until::Date(minutes::to_date(pattern.end_date)?)),
        EndType::COUNT => End::Count(pattern.occurrence_count),
        _ => End::Never,
    })
}

fn repetition(pattern: &RecurrencePattern, anchor: Date) -> Option<Rule> {
    let every = |freq| Rule::new(freq, pattern.period);
    Some(match pattern.pattern {
        Pattern::Day => {
            let whole = pattern.period.is_multiple_of(DAY) && pattern.period > 0;
            whole.then(|| Rule::new(Freq::Daily, pattern.period / DAY))?
        }
        Pattern::Week(days) if pattern.frequency == Frequency::DAILY && pattern.period == 1 => {
            Rule::new(Freq::Daily, 1).on(some(days)?.iter())
        }
        Pattern::Week(days) => every(Freq::Weekly).on(some(days)?.iter()),
        Pattern::Month(day) => on_month_day(months_or_years(pattern, anchor), day)?,
        Pattern::MonthEnd(_) => Rule { by_month_day: vec![-1], ..months_or_years(pattern, anchor) },
        Pattern::MonthNth(days, nth) => on_nth(months_or_years(pattern, anchor), some(days)?, nth)?,
        _ => return None,
    })
}

fn some(days: Days) -> Option<Days> {
    (days.0 & 0x7F != 0).then_some(days)
}

/// Years where Outlook's window says years, and months otherwise.
fn months_or_years(pattern: &RecurrencePattern, anchor: Date) -> Rule {
    if pattern.frequency == Frequency::YEARLY && pattern.period.is_multiple_of(12) {
        let rule = Rule::new(Freq::Yearly, pattern.period / 12);
        return Rule { by_month: vec![anchor.month()], ..rule };
    }
    Rule::new(Freq::Monthly, pattern.period)
}

fn on_month_day(rule: Rule, day: u32) -> Option<Rule> {
    let day = i8::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
    let (by_month_day, by_set_pos) =
        if day > 28 { ((28..=day).collect(), vec![-1]) } else { (vec![day], Vec::new()) };
    Some(Rule { by_month_day, by_set_pos, ..rule })
}

fn on_nth(rule: Rule, days: Days, nth: u32) -> Option<Rule> {
    let nth = i8::try_from(nth).ok().filter(|nth| (1..=5).contains(nth))?;
    let nth = if nth == 5 { -1 } else { nth };
    let mut each = days.iter();
    if let (Some(day), None) = (each.next(), each.next()) {
        return Some(Rule { by_day: vec![ByDay { nth, day }], ..rule });
    }
    Some(Rule { by_set_pos: vec![i16::from(nth)], ..rule.on(days.iter()) })
}

fn change_of(exception: &Exception, original: DateTime, code_page: u16) -> Option<Change> {
    let start = minutes::to_time(exception.start)?;
    let end = minutes::to_time(exception.end)?.max(start);
    let wide = exception.extended.wide.as_ref();
    let subject = wide.and_then(|wide| wide.subject.as_deref());
    let location = wide.and_then(|wide| wide.location.as_deref());
    Some(Change {
        subject: text(subject, exception.subject.as_ref(), code_page),
        location: text(location, exception.location.as_ref(), code_page),
        busy: exception.busy,
        reminder: exception.reminder_set.map(|set| set != 0),
        reminder_minutes: exception.reminder_delta,
        all_day: exception.all_day.map(|set| set != 0),
        label: exception.color,
        meeting: exception.meeting_type,
        attachments: exception.attachment.map(|set| set != 0),
        own_text: exception.body,
        ..Change::moved(original, start, end)
    })
}

fn text(wide: Option<&[u16]>, ansi: Option<&AnsiText>, code_page: u16) -> Option<String> {
    let ansi = || ansi.map(|ansi| code_page::decode(&ansi.bytes, code_page));
    wide.map(String::from_utf16_lossy).or_else(ansi)
}
