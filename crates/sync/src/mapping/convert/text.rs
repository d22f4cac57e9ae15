//! Values in texts: written so that they are read as the same value again.
//!
//! Written in one language, read in both where that is not ambiguous. Points in time are written
//! in the user's zone, with the offset where the clock shows the same time twice.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::{Manner, Tongue, Unfit, split};
use crate::{FieldType, Value};

/// Digits of money behind the decimal sign.
const MONEY_DIGITS: usize = 4;

pub(super) fn write(value: &Value, from: FieldType, manner: &Manner) -> Result<String, Unfit> {
    let tongue = manner.tongue;
    Ok(match value {
        Value::Text(text) => text.clone(),
        Value::List(items) => items.join("; "),
        Value::Int(n) => n.to_string(),
        Value::Number(n) if !n.is_finite() => return Err(Unfit::Unreadable),
        Value::Number(n) if from == FieldType::Percent => {
            format!("{} %", in_tongue(&shifted(&n.to_string(), 2), tongue))
        }
        Value::Number(n) => in_tongue(&n.to_string(), tongue),
        Value::Currency(parts) => in_tongue(&money(*parts), tongue),
        Value::Duration(minutes) => format!("{minutes} min"),
        Value::Bool(yes) => truth(*yes, tongue).to_owned(),
        Value::Date(date) => date_text(*date, tongue),
        Value::Instant(at) => instant_text(*at, manner),
        Value::Bytes(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    })
}

pub(super) fn read(text: &str, to: FieldType, manner: &Manner) -> Result<Value, Unfit> {
    let text = text.trim();
    let read = match to {
        FieldType::Text => Some(Value::text(text)),
        FieldType::List => Some(Value::List(split(text))),
        FieldType::Int => plain(text, manner.tongue).and_then(|n| n.parse().ok()).map(Value::Int),
        FieldType::Number => float(&plain(text, manner.tongue)).map(Value::Number),
        FieldType::Percent => percent(text, manner.tongue).map(Value::Number),
        FieldType::Currency => plain(text, manner.tongue).and_then(|n| money_of(&n)),
        FieldType::Duration => minutes(text).map(Value::Duration),
        FieldType::Bool => truth_of(text).map(Value::Bool),
        FieldType::Date => date_of(text).map(Value::Date),
        FieldType::Instant => instant_of(text, &manner.zone).map(Value::Instant),
        FieldType::Bytes => bytes(text).map(Value::Bytes),
    };
    read.ok_or(Unfit::Unreadable)
}

fn in_tongue(number: &str, tongue: Tongue) -> String {
    match tongue {
        Tongue::De => number.replace('.', ","),
        Tongue::En => number.to_owned(),
    }
}

/// A number with a decimal point and without grouping; `None` where it is none.
fn plain(text: &str, tongue: Tongue) -> Option<String> {
    let (sign, digits) = match text.strip_prefix(['-', '−']) {
        Some(digits) => ("-", digits.trim_start()),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (decimal, group) = match tongue {
        Tongue::De => (',', '.'),
        Tongue::En => ('.', ','),
    };
    let (whole, fraction) = match digits.split_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        // A point that groups nothing is a decimal point in every language.
        None if group == '.' && !is_grouped(digits, group) => match digits.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (digits, None),
        },
        None => (digits, None),
    };
    let whole = if is_grouped(whole, group) { whole.replace(group, "") } else { whole.to_owned() };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match fraction {
        None => is_digits(&whole).then(|| format!("{sign}{whole}")),
        Some(fraction) if is_digits(&whole) && is_digits(fraction) => {
            Some(format!("{sign}{whole}.{fraction}"))
        }
        Some(_) => None,
    }
}

/// `1.234.567`: groups of three after the first.
fn is_grouped(digits: &str, group: char) -> bool {
    let mut groups = digits.split(group);
    let first = groups.next().is_some_and(|first| matches!(first.len(), 1..=3));
    let rest: Vec<&str> = groups.collect();
    first && !rest.is_empty() && rest.iter().all(|group| group.len() == 3)
}

fn float(plain: &Option<String>) -> Option<f64> {
    plain.as_ref()?.parse().ok().filter(|n: &f64| n.is_finite())
}

/// 12,5 % is 0.125; the sign may be left out.
fn percent(text: &str, tongue: Tongue) -> Option<f64> {
    let text = text.strip_suffix('%').map_or(text, str::trim_end);
    float(&Some(shifted(&plain(text, tongue)?, -2)))
}

/// A decimal number with its point moved, digit by digit: nothing is rounded.
fn shifted(number: &str, places: i32) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let by = usize::try_from(places.unsigned_abs()).unwrap_or(0);
    let all = format!("{}{whole}{fraction}{}", "0".repeat(by), "0".repeat(by));
    let point = match places {
        0.. => by * 2 + whole.len(),
        _ => whole.len(),
    };
    let (whole, fraction) = all.split_at_checked(point).unwrap_or((&all, ""));
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    match fraction {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    }
}

/// At least two digits behind the point.
fn money(parts: i64) -> String {
    let sign = if parts < 0 { "-" } else { "" };
    let (whole, rest) = (parts.unsigned_abs() / 10_000, parts.unsigned_abs() % 10_000);
    let fraction = format!("{rest:04}");
    let short = fraction.strip_suffix("00").unwrap_or(fraction.trim_end_matches('0'));
    format!("{sign}{whole}.{short}")
}

fn money_of(plain: &str) -> Option<Value> {
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    if fraction.len() > MONEY_DIGITS {
        return None;
    }
    let digits = format!("{whole}{fraction:0<MONEY_DIGITS$}");
    digits.parse().ok().map(Value::Currency)
}

/// `90`, `90 min`, `1:30`, `1 h`, `1 h 30 min`.
fn minutes(text: &str) -> Option<i64> {
    let part = |text: &str| text.trim().parse::<i64>().ok();
    if let Some((hours, minutes)) = text.split_once(':') {
        let within = part(minutes).filter(|minutes| (0..60).contains(minutes))?;
        return part(hours).filter(|hours| *hours >= 0)?.checked_mul(60)?.checked_add(within);
    }
    if let Some((hours, minutes)) = text.split_once('h') {
        let rest = minutes.trim().trim_end_matches("min");
        let rest = if rest.is_empty() { 0 } else { part(rest)? };
        return part(hours)?.checked_mul(60)?.checked_add(rest);
    }
    part(text.strip_suffix("min").unwrap_or(text))
}

fn truth(yes: bool, tongue: Tongue) -> &'static str {
    match (tongue, yes) {
        (Tongue::De, true) => "ja",
        (Tongue::De, false) => "nein",
        (Tongue::En, true) => "yes",
        (Tongue::En, false) => "no",
    }
}

fn truth_of(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "ja" | "yes" | "wahr" | "true" | "x" | "1" => Some(true),
        "nein" | "no" | "falsch" | "false" | "0" => Some(false),
        _ => None,
    }
}

fn date_text(date: Date, tongue: Tongue) -> String {
    match tongue {
        Tongue::De if date.year() >= 1000 => {
            format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
        }
        _ => date.to_string(),
    }
}

/// `2026-12-24` or `24.12.2026`. A year of two digits could be any of several.
fn date_of(text: &str) -> Option<Date> {
    if let Ok(date) = text.parse::<Date>()
        && !text.contains('T')
    {
        return Some(date);
    }
    let parts: Vec<&str> = text.split('.').map(str::trim).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let year = Some(*year).filter(|year| year.len() == 4)?.parse().ok()?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

fn instant_text(at: Timestamp, manner: &Manner) -> String {
    let zoned = at.to_zoned(manner.zone.clone());
    let (date, time) = (date_text(zoned.date(), manner.tongue), zoned.time());
    let exact = time.second() != 0 || time.subsec_nanosecond() != 0;
    let time = match exact {
        true => time.to_string(),
        false => format!("{:02}:{:02}", time.hour(), time.minute()),
    };
    let once = manner.zone.to_ambiguous_zoned(zoned.datetime());
    match once.offset() {
        AmbiguousOffset::Unambiguous { .. } => format!("{date} {time}"),
        _ => format!("{date} {time} {}", signed_hours(zoned.offset().seconds())),
    }
}

/// `+02:00`, with seconds where there are any.
fn signed_hours(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let all = seconds.unsigned_abs();
    let (hours, minutes, rest) = (all / 3600, all / 60 % 60, all % 60);
    match rest {
        0 => format!("{sign}{hours:02}:{minutes:02}"),
        _ => format!("{sign}{hours:02}:{minutes:02}:{rest:02}"),
    }
}

/// A date with a time, in the user's zone or with an offset; a date alone is its midnight.
fn instant_of(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let mut words = text.split([' ', 'T']).filter(|word| !word.is_empty());
    let date = date_of(words.next()?.trim_end_matches(','))?;
    let time = match words.next() {
        Some(time) => time.parse::<Time>().ok()?,
        None => Time::midnight(),
    };
    let offset = words.next();
    if words.next().is_some() {
        return None;
    }
    let local = DateTime::from_parts(date, time);
    match offset {
        None => local.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp()),
        Some(offset) => {
            let utc = local.to_zoned(TimeZone::UTC).ok()?.timestamp();
            utc.checked_sub(SignedDuration::from_secs(seconds_of(offset)?)).ok()
        }
    }
}

fn seconds_of(offset: &str) -> Option<i64> {
    let (sign, clock) = match offset.strip_prefix('-') {
        Some(clock) => (-1, clock),
        None => (1, offset.strip_prefix('+')?),
    };
    let parts: Vec<i64> = clock.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let seconds = match parts.as_slice() {
        [hours, minutes] => hours * 3600 + minutes * 60,
        [hours, minutes, seconds] => hours * 3600 + minutes * 60 + seconds,
        _ => return None,
    };
    (seconds.abs() <= 93_599).then_some(sign * seconds)
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let byte = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok()
    };
    let even = text.len().is_multiple_of(2) && !text.is_empty();
    even.then(|| text.as_bytes().chunks(2).map(byte).collect::<Option<_>>()).flatten()
}
