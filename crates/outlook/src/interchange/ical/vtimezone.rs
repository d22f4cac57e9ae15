//! The rules of a VTIMEZONE (RFC 5545, 3.6.5), as Outlook understands one: standard time, daylight
//! saving time, and the day of the year on which each begins. Of several of a kind, the latest.

use jiff::civil::DateTime;

use super::component::Component;
use super::moment::Moment;
use crate::recurrence::{ByDay, Freq, Rule};
use crate::windows_zone::{SystemTime, ZoneRule};

/// One of the parts of a VTIMEZONE.
struct Observance {
    begins: DateTime,
    /// Minutes from UTC to local time.
    offset: i32,
    time: SystemTime,
}

/// The rule that a VTIMEZONE gives.
pub(super) fn rule_of(zone: &Component) -> Option<ZoneRule> {
    let standard = latest(zone, "STANDARD");
    let daylight = latest(zone, "DAYLIGHT");
    let base = standard.as_ref().or(daylight.as_ref())?;
    let fixed = ZoneRule { bias: base.offset.checked_neg()?, ..ZoneRule::default() };
    Some(match (&standard, &daylight) {
        (Some(standard), Some(daylight)) if standard.offset != daylight.offset => ZoneRule {
            daylight_bias: standard.offset.checked_sub(daylight.offset)?,
            standard: standard.time,
            daylight: daylight.time,
            ..fixed
        },
        _ => fixed,
    })
}

fn latest(zone: &Component, name: &str) -> Option<Observance> {
    let parts = zone.children.iter().filter(|part| part.name == name).filter_map(observance);
    parts.max_by_key(|part| part.begins)
}

fn observance(part: &Component) -> Option<Observance> {
    let begins = match Moment::parse(&part.line("DTSTART")?.value)? {
        Moment::Local(begins) => begins,
        Moment::Day(day) => day.at(0, 0, 0, 0),
        Moment::Utc(_) => return None,
    };
    let offset = offset(&part.line("TZOFFSETTO")?.value)?;
    let rule = part.line("RRULE").map(|line| super::rule::without_blanks(&line.value));
    let rule = rule.and_then(|text| text.parse::<Rule>().ok());
    let (month, week, day) = rule.and_then(|rule| yearly(&rule)).unwrap_or_else(|| day_of(begins));
    let number = |number: i8| u16::try_from(number).unwrap_or_default();
    let time = SystemTime {
        month: number(month),
        day_of_week: number(day),
        day: number(week),
        hour: number(begins.hour()),
        minute: number(begins.minute()),
        second: number(begins.second()),
        ..SystemTime::default()
    };
    Some(Observance { begins, offset, time })
}

/// Month, week (5 is the last) and day of the week (0 is Sunday) of a yearly rule.
fn yearly(rule: &Rule) -> Option<(i8, i8, i8)> {
    let (Freq::Yearly, [month], [ByDay { nth, day }]) =
        (rule.freq, rule.by_month.as_slice(), rule.by_day.as_slice())
    else {
        return None;
    };
    let by_position = rule.by_set_pos.first().and_then(|pos| i8::try_from(*pos).ok());
    let by_days = rule.by_month_day.iter().min().map(|first| (first - 1).div_euclid(7) + 1);
    let week = match (*nth, by_position, by_days) {
        (0, Some(pos), _) => pos,
        (0, None, week) => week?,
        (nth, ..) => nth,
    };
    let week = if week == -1 { 5 } else { week };
    (1..=5).contains(&week).then(|| (*month, week, day.to_sunday_zero_offset()))
}

/// The same of a date.
fn day_of(begins: DateTime) -> (i8, i8, i8) {
    let last = begins.day() + 7 > begins.date().days_in_month();
    let week = if last { 5 } else { (begins.day() - 1) / 7 + 1 };
    (begins.month(), week, begins.weekday().to_sunday_zero_offset())
}

/// Minutes of an offset like +0130.
fn offset(value: &str) -> Option<i32> {
    let value: String = value.trim().chars().filter(|c| *c != ':').collect();
    let (sign, digits) = value.split_at_checked(1)?;
    let digits = digits.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    let (hours, minutes) = digits.split_at_checked(2)?;
    let minutes = hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?;
    match sign {
        "+" => Some(minutes),
        "-" => Some(-minutes),
        _ => None,
    }
}
