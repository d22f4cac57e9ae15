//! The rule of a series, in the form in which a data file gives it.
//!
//! What must hold: a rule that Outlook can hold reads as it would from Outlook's own store, which
//! says every part (a weekly rule its day, a yearly one its month) and ends by a date.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::recurrence::{End, Rule, Series, Until};

/// A rule's text as programs write it, folded with blanks.
pub(super) fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The rule of a text for a series that starts then. Parts that say no more than the start are
/// left out.
pub(super) fn parse(text: &str, start: DateTime) -> Option<Rule> {
    let text = without_blanks(text).to_ascii_uppercase();
    let text = text.trim_start_matches("RRULE:");
    let told =
        [("BYHOUR", start.hour()), ("BYMINUTE", start.minute()), ("BYSECOND", start.second())];
    let redundant = |part: &&str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let same = |(by, number): &(&str, i8)| *by == name && value.parse() == Ok(*number);
        told.iter().any(same) || matches!((name, value), ("RSCALE", "GREGORIAN") | ("SKIP", "OMIT"))
    };
    let parts: Vec<&str> = text.split(';').filter(|part| !redundant(part)).collect();
    parts.join(";").parse().ok()
}

/// The end as a date, as Outlook knows it: of the last day on which an occurrence may start.
pub(super) fn ends_on_a_day(rule: Rule, start: DateTime, days: bool, zone: &TimeZone) -> Rule {
    let End::Until(until) = rule.end else { return rule };
    let local = match until {
        Until::Date(_) => return rule,
        Until::Instant(at) if days && is_midnight(TimeZone::UTC.to_datetime(at)) => {
            TimeZone::UTC.to_datetime(at)
        }
        other => other.local(zone),
    };
    let before = (local.time() < start.time()).then(|| local.date().yesterday().ok()).flatten();
    Rule { end: End::Until(Until::Date(before.unwrap_or(local.date()))), ..rule }
}

fn is_midnight(time: DateTime) -> bool {
    time.time() == jiff::civil::Time::midnight()
}

/// The first day of a series: the first that fits its rule.
pub(super) fn first_day(rule: &Rule, start: Date) -> Option<Date> {
    rule.dates_from(start, start).next()
}

/// The rule of an appointment, said as a data file says it, if it can.
pub(super) fn of_appointment(rule: Rule, start: DateTime, zone: &TimeZone) -> Rule {
    let series = Series::new(start, SignedDuration::ZERO, rule);
    let blob = series.write(zone, crate::code_page::DEFAULT).ok();
    let blob = blob.filter(|(_, warnings)| warnings.is_empty());
    let again = blob.and_then(|(blob, _)| Series::read(&blob, crate::code_page::DEFAULT).ok());
    said_again(series, again)
}

/// The same of a task.
pub(super) fn of_task(rule: Rule, start: DateTime, zone: &TimeZone) -> Rule {
    let series = Series::new(start, SignedDuration::ZERO, rule);
    let blob = series.write_task(zone).ok().filter(|(_, warnings)| warnings.is_empty());
    let again = blob.and_then(|(blob, _)| Series::read_task(&blob).ok());
    said_again(series, again)
}

fn said_again(series: Series, again: Option<Series>) -> Rule {
    let again = again.filter(|again| again.start.date() == series.start.date());
    again.map_or(series.rule, |again| again.rule)
}
