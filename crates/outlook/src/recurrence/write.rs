//! A series as a blob.
//!
//! What must hold: what was read from a blob and is written again means the same days; what Outlook
//! cannot say is refused, or said as near as can be and reported.

use std::collections::HashMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use sync::Message;

use super::anchor;
use super::blob::{AppointmentRecurrence, TaskRecurrence};
use super::days::{self, Days};
use super::exception::{AnsiText, Exception, Extended, Wide};
use super::minutes::{self, DAY, NO_END};
use super::pattern::{EndType, Frequency, Pattern, RecurrencePattern};
use super::rule::{ByDay, End, Freq, Rule};
use super::series::{Change, Series};
use crate::code_page;

/// OccurrenceCount of a series without end, as Outlook writes it.
const COUNT_WITHOUT_END: u32 = 10;

impl Series {
    /// The blob of an appointment, and what it says only nearly. Texts are put in a code page
    /// beside the Unicode ones.
    ///
    /// # Errors
    /// The rule cannot be said in Outlook.
    pub fn write(
        &self,
        zone: &TimeZone,
        code_page: u16,
    ) -> Result<(AppointmentRecurrence, Vec<Message>), Message> {
        let (mut pattern, mut warnings) = self.pattern(zone)?;
        let mut changes: Vec<&Change> = self.exceptions.iter().collect();
        changes.sort_by_key(|change| (change.start, change.original));
        let exceptions = changes.iter().map(|change| exception_of(change, code_page));
        let exceptions: Option<Vec<Exception>> = exceptions.collect();
        let left_out = self.exdates.iter().chain(changes.iter().map(|change| &change.original));
        pattern.deleted = midnights(left_out).ok_or_else(|| self.refused())?;
        pattern.deleted.dedup();
        let moved = changes.iter().map(|change| &change.start);
        pattern.modified = midnights(moved).ok_or_else(|| self.refused())?;
        warnings.extend(two_on_a_day(&changes));
        let start_offset = minutes::of_day(self.start).ok_or_else(|| self.refused())?;
        let lasting = u32::try_from(self.duration.as_mins()).unwrap_or(0);
        let blob = AppointmentRecurrence {
            pattern,
            reader_version: 0x3006,
            writer_version: 0x3009,
            start_offset,
            end_offset: start_offset.saturating_add(lasting),
            exceptions: exceptions.ok_or_else(|| self.refused())?,
            reserved1: Vec::new(),
            reserved2: Vec::new(),
            tail: Vec::new(),
        };
        Ok((blob, warnings))
    }

    /// The blob of an appointment that has one already: unchanged where it says what it should,
    /// so that it stays as Outlook wrote it, and each changed occurrence likewise.
    ///
    /// # Errors
    /// The rule cannot be said in Outlook.
    pub fn update(
        &self,
        held: &AppointmentRecurrence,
        zone: &TimeZone,
        code_page: u16,
    ) -> Result<(AppointmentRecurrence, Vec<Message>), Message> {
        if Self::read(held, code_page).as_ref() == Ok(self) {
            return Ok((held.clone(), Vec::new()));
        }
        let (mut blob, warnings) = self.write(zone, code_page)?;
        blob.reserved1.clone_from(&held.reserved1);
        blob.reserved2.clone_from(&held.reserved2);
        blob.tail.clone_from(&held.tail);
        if held.writer_version == blob.writer_version {
            keep_exceptions(&mut blob.exceptions, &held.exceptions);
        }
        Ok((blob, warnings))
    }

    /// The blob of a task, and what it says only nearly.
    ///
    /// # Errors
    /// The rule cannot be said in Outlook.
    pub fn write_task(&self, zone: &TimeZone) -> Result<(TaskRecurrence, Vec<Message>), Message> {
        let (mut pattern, warnings) = self.pattern(zone)?;
        pattern.sliding = u32::from(self.after_completion);
        Ok((TaskRecurrence { pattern, tail: Vec::new() }, warnings))
    }

    /// The same for a task that has a blob already.
    ///
    /// # Errors
    /// The rule cannot be said in Outlook.
    pub fn update_task(
        &self,
        held: &TaskRecurrence,
        zone: &TimeZone,
    ) -> Result<(TaskRecurrence, Vec<Message>), Message> {
        if Self::read_task(held).as_ref() == Ok(self) {
            return Ok((held.clone(), Vec::new()));
        }
        self.write_task(zone)
    }

    fn refused(&self) -> Message {
        Message::new("outlook-recurrence-rule").with("rule", &self.rule)
    }

    fn pattern(&self, zone: &TimeZone) -> Result<(RecurrencePattern, Vec<Message>), Message> {
        let start = self.start.date();
        let shape = Shape::of(&self.rule, start).ok_or_else(|| self.refused())?;
        let first = shape.first_date_time(start, &self.rule).ok_or_else(|| self.refused())?;
        let (end_type, occurrence_count, end_date) =
            self.end(zone).ok_or_else(|| self.refused())?;
        let pattern = RecurrencePattern {
            reader_version: 0x3004,
            writer_version: 0x3004,
            frequency: shape.frequency,
            pattern: shape.pattern,
            calendar: 0,
            first_date_time: first,
            period: shape.period,
            sliding: 0,
            end_type,
            occurrence_count,
            first_day: days::number(self.rule.week_start),
            deleted: Vec::new(),
            modified: Vec::new(),
            start_date: minutes::of_date(start).ok_or_else(|| self.refused())?,
            end_date,
        };
        Ok((pattern, shape.warning.into_iter().collect()))
    }

    /// EndType, OccurrenceCount and EndDate.
    fn end(&self, zone: &TimeZone) -> Option<(EndType, u32, u32)> {
        let last = |day: Option<Date>| minutes::of_date(day.unwrap_or(self.start.date()));
        Some(match self.rule.end {
            End::Never => (EndType::NEVER, COUNT_WITHOUT_END, NO_END),
            End::Count(count) => (EndType::COUNT, count, last(self.dates(zone).last())?),
            End::Until(until) => {
                let count = u32::try_from(self.dates(zone).count()).ok()?;
                (EndType::DATE, count, minutes::of_date(until.local(zone).date())?)
            }
        })
    }
}

/// The pattern of a rule, its end aside.
struct Shape {
    frequency: Frequency,
    pattern: Pattern,
    period: u32,
    warning: Option<Message>,
}

impl Shape {
    fn of(rule: &Rule, start: Date) -> Option<Self> {
        match rule.freq {
            Freq::Daily => Self::of_days(rule),
            Freq::Weekly => Self::of_weeks(rule, start),
            Freq::Monthly => Self::of_months(rule, start, Frequency::MONTHLY, rule.interval),
            Freq::Yearly => {
                let mut monthly = rule.clone();
                let month = monthly.by_month.pop().unwrap_or(start.month());
                let whole_year = rule.by_month.is_empty()
                    && !(rule.by_day.is_empty() && rule.by_month_day.is_empty());
                let fits = month == start.month() && !whole_year;
                let months = rule.interval.checked_mul(12).filter(|_| fits)?;
                Self::of_months(&monthly, start, Frequency::YEARLY, months)
            }
        }
    }

    fn new(frequency: Frequency, pattern: Pattern, period: u32) -> Self {
        Self { frequency, pattern, period, warning: None }
    }

    fn of_days(rule: &Rule) -> Option<Self> {
        let plain =
            rule.by_month.is_empty() && rule.by_month_day.is_empty() && rule.by_set_pos.is_empty();
        if rule.by_day.is_empty() {
            let period = rule.interval.checked_mul(DAY)?;
            return plain.then(|| Self::new(Frequency::DAILY, Pattern::Day, period));
        }
        let weekly = plain && rule.interval == 1;
        weekly.then(|| Self::new(Frequency::DAILY, Pattern::Week(week_days(rule)), 1))
    }

    fn of_weeks(rule: &Rule, start: Date) -> Option<Self> {
        let plain = rule.by_month.is_empty() && rule.by_set_pos.is_empty();
        let mut days = week_days(rule);
        if days == Days(0) {
            days = [start.weekday()].into_iter().collect();
        }
        plain.then(|| Self::new(Frequency::WEEKLY, Pattern::Week(days), rule.interval))
    }

    fn of_months(rule: &Rule, start: Date, frequency: Frequency, period: u32) -> Option<Self> {
        let found = match (rule.by_month_day.as_slice(), rule.by_day.as_slice()) {
            ([], []) => month_day(start.day(), &rule.by_set_pos),
            ([-1], []) if is_last_or_none(&rule.by_set_pos) => Some((Pattern::MonthEnd(31), None)),
            ([day], []) if *day > 0 => month_day(*day, &rule.by_set_pos),
            (days, []) => up_to(days, &rule.by_set_pos).map(|day| (Pattern::Month(day), None)),
            ([], [one]) if rule.by_set_pos.is_empty() => nth_day(*one),
            ([], several) => nth_of(several, &rule.by_set_pos).map(|pattern| (pattern, None)),
            _ => None,
        };
        let (pattern, warning) = found.filter(|_| rule.by_month.is_empty())?;
        Some(Self { frequency, pattern, period, warning })
    }

    fn first_date_time(&self, start: Date, rule: &Rule) -> Option<u32> {
        match self.pattern {
            Pattern::Day => anchor::of_days(start, self.period),
            Pattern::Week(_) => anchor::of_weeks(start, self.period, rule.week_start),
            _ => anchor::of_months(start, self.period),
        }
    }
}

fn week_days(rule: &Rule) -> Days {
    rule.by_day.iter().map(|day| day.day).collect()
}

fn is_last_or_none(positions: &[i16]) -> bool {
    matches!(positions, [] | [-1] | [1])
}

/// One day of the month. Of one that not all months have, Outlook takes the month's last day.
fn month_day(day: i8, positions: &[i16]) -> Option<(Pattern, Option<Message>)> {
    let day_number = u32::try_from(day).ok()?;
    let short = Message::new("outlook-recurrence-short-months").with("day", day);
    is_last_or_none(positions).then(|| (Pattern::Month(day_number), (day > 28).then_some(short)))
}

/// The last one of the days from the 28th to this.
fn up_to(days: &[i8], positions: &[i16]) -> Option<u32> {
    let last = *days.last()?;
    let consecutive = days.iter().copied().eq(28..=last);
    u32::try_from(last).ok().filter(|_| consecutive && positions == [-1])
}

/// The n-th of a day of the week; of the fifth, Outlook takes the last.
fn nth_day(one: ByDay) -> Option<(Pattern, Option<Message>)> {
    let days = [one.day].into_iter().collect();
    let fifth = || Message::new("outlook-recurrence-fifth");
    match one.nth {
        -1 => Some((Pattern::MonthNth(days, 5), None)),
        5 => Some((Pattern::MonthNth(days, 5), Some(fifth()))),
        nth @ 1..=4 => Some((Pattern::MonthNth(days, u32::try_from(nth).ok()?), None)),
        _ => None,
    }
}

/// The n-th of several days of the week.
fn nth_of(several: &[ByDay], positions: &[i16]) -> Option<Pattern> {
    let days = several.iter().map(|day| day.day).collect();
    let nth = match positions {
        [-1] => 5,
        [nth @ 1..=4] => u32::try_from(*nth).ok()?,
        _ => return None,
    };
    several.iter().all(|day| day.nth == 0).then_some(Pattern::MonthNth(days, nth))
}

/// The midnights before some times, in ascending order.
fn midnights<'a>(times: impl Iterator<Item = &'a DateTime>) -> Option<Vec<u32>> {
    let mut found: Vec<u32> =
        times.map(|time| minutes::of_date(time.date())).collect::<Option<_>>()?;
    found.sort_unstable();
    Some(found)
}

/// Outlook holds one occurrence a day.
fn two_on_a_day(changes: &[&Change]) -> Option<Message> {
    let twice = changes.windows(2).find_map(|pair| match pair {
        [a, b] => (a.start.date() == b.start.date()).then(|| a.start.date()),
        _ => None,
    });
    twice.map(|day| Message::new("outlook-recurrence-two-on-a-day").with("date", day))
}

fn exception_of(change: &Change, code_page: u16) -> Option<Exception> {
    let start = minutes::of_time(change.start)?;
    let end = minutes::of_time(change.end)?;
    let original = minutes::of_time(change.original)?;
    let ansi = |text: &String| AnsiText::new(code_page::encode(text, code_page));
    let units = |text: &String| text.encode_utf16().collect::<Vec<u16>>();
    let wide = Wide {
        start,
        end,
        original,
        subject: change.subject.as_ref().map(units),
        location: change.location.as_ref().map(units),
    };
    let wide = (wide.subject.is_some() || wide.location.is_some()).then_some(wide);
    Some(Exception {
        start,
        end,
        original,
        subject: change.subject.as_ref().map(ansi),
        meeting_type: change.meeting,
        reminder_delta: change.reminder_minutes,
        reminder_set: change.reminder.map(u32::from),
        location: change.location.as_ref().map(ansi),
        busy: change.busy,
        attachment: change.attachments.map(u32::from),
        all_day: change.all_day.map(u32::from),
        color: change.label,
        body: change.own_text,
        other_flags: 0,
        extended: Extended { highlight: Some(vec![0; 4]), wide, ..Extended::default() },
    })
}

/// Exceptions that say what they said stay as they were.
fn keep_exceptions(exceptions: &mut [Exception], held: &[Exception]) {
    let held: HashMap<u32, &Exception> = held.iter().map(|old| (old.original, old)).collect();
    for exception in exceptions {
        let old = held.get(&exception.original).filter(|old| says_the_same(old, exception));
        if let Some(old) = old {
            exception.clone_from(old);
        }
    }
}

/// Whether an exception says what another does, leaving aside what only Outlook understands.
fn says_the_same(old: &Exception, new: &Exception) -> bool {
    let plain = |exception: &Exception| Exception {
        other_flags: 0,
        extended: Extended { wide: exception.extended.wide.clone(), ..Extended::default() },
        ..exception.clone()
    };
    plain(old) == plain(new)
}
