//! The text of a rule: RFC 5545, 3.3.10. Read tolerantly (any case, any order, with or without
//! `RRULE:`), written in one form only, so that equal rules are equal texts.

use std::fmt::{Display, Formatter, Result as Written};
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;

use super::rule::{ByDay, End, Freq, Rule, Until};

/// Why a text is no rule, or none that can be followed here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot follow {part:?}")]
pub struct RuleError {
    /// The part of the text.
    pub part: String,
}

const FREQS: [(&str, Freq); 4] = [
    ("DAILY", Freq::Daily),
    ("WEEKLY", Freq::Weekly),
    ("MONTHLY", Freq::Monthly),
    ("YEARLY", Freq::Yearly),
];

const DAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Monday),
    ("TU", Weekday::Tuesday),
    ("WE", Weekday::Wednesday),
    ("TH", Weekday::Thursday),
    ("FR", Weekday::Friday),
    ("SA", Weekday::Saturday),
    ("SU", Weekday::Sunday),
];

/// The longest text that is read as a rule.
const LONGEST: usize = 2000;

impl FromStr for Rule {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        let text = text.trim().to_ascii_uppercase();
        let text = text.strip_prefix("RRULE:").unwrap_or(&text);
        let refuse = |part: &str| RuleError { part: part.chars().take(80).collect() };
        let freq = text.split(';').find_map(|part| part.strip_prefix("FREQ="));
        let freq = freq.and_then(|name| by_name(&FREQS, name)).ok_or_else(|| refuse(text))?;
        let mut rule = Self::new(freq, 1);
        if text.len() > LONGEST {
            return Err(refuse(text));
        }
        for part in text.split(';').filter(|part| !part.is_empty()) {
            rule.take_part(part).ok_or_else(|| refuse(part))?;
        }
        rule.makes_sense().then_some(rule).ok_or_else(|| refuse(text))
    }
}

impl Rule {
    fn take_part(&mut self, part: &str) -> Option<()> {
        let (name, value) = part.split_once('=')?;
        match name {
            "FREQ" => {}
            "INTERVAL" => self.interval = value.parse().ok().filter(|n| *n > 0)?,
            "COUNT" => self.end = End::Count(value.parse().ok().filter(|n| *n > 0)?),
            "UNTIL" => self.end = End::Until(until(value)?),
            "BYMONTH" => self.by_month = list(value, |n: &i8| (1..=12).contains(n))?,
            "BYMONTHDAY" => self.by_month_day = list(value, |n: &i8| in_range(i16::from(*n), 31))?,
            "BYDAY" => self.by_day = value.split(',').map(by_day).collect::<Option<_>>()?,
            "BYSETPOS" => self.by_set_pos = list(value, |n: &i16| in_range(*n, 366))?,
            "WKST" => self.week_start = by_name(&DAYS, value)?,
            _ => return None,
        }
        Some(())
    }

    /// What RFC 5545 forbids: numbered days in days and weeks, days of the month in weeks.
    fn makes_sense(&self) -> bool {
        let numbered = self.by_day.iter().any(|day| day.nth != 0);
        match self.freq {
            Freq::Daily => !numbered,
            Freq::Weekly => !numbered && self.by_month_day.is_empty(),
            Freq::Monthly | Freq::Yearly => true,
        }
    }
}

fn by_name<T: Copy>(names: &[(&str, T)], name: &str) -> Option<T> {
    names.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

fn in_range(number: i16, limit: u16) -> bool {
    (1..=limit).contains(&number.unsigned_abs())
}

fn list<T: FromStr>(value: &str, valid: impl Fn(&T) -> bool) -> Option<Vec<T>> {
    value.split(',').map(|number| number.parse().ok().filter(&valid)).collect()
}

fn by_day(text: &str) -> Option<ByDay> {
    let (nth, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let nth = if nth.is_empty() { 0 } else { nth.parse().ok().filter(|n: &i8| *n != 0)? };
    let plausible = nth == 0 || in_range(i16::from(nth), 53);
    plausible.then_some(ByDay { nth, day: by_name(&DAYS, name)? })
}

fn until(text: &str) -> Option<Until> {
    if let Some(utc) = text.strip_suffix('Z') {
        let time = DateTime::strptime("%Y%m%dT%H%M%S", utc).ok()?;
        return TimeZone::UTC.to_timestamp(time).ok().map(Until::Instant);
    }
    let date = || Date::strptime("%Y%m%d", text).ok().map(Until::Date);
    DateTime::strptime("%Y%m%dT%H%M%S", text).ok().map(Until::Local).or_else(date)
}

impl Display for Rule {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        write!(f, "FREQ={}", name_of(&FREQS, self.freq))?;
        if self.interval != 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        write_end(f, self.end)?;
        write_list(f, "BYMONTH", &self.by_month)?;
        write_list(f, "BYMONTHDAY", &self.by_month_day)?;
        write_list(f, "BYDAY", &self.by_day)?;
        write_list(f, "BYSETPOS", &self.by_set_pos)?;
        if self.week_start != Weekday::Monday {
            write!(f, ";WKST={}", name_of(&DAYS, self.week_start))?;
        }
        Ok(())
    }
}

impl Display for ByDay {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        if self.nth != 0 {
            write!(f, "{}", self.nth)?;
        }
        f.write_str(name_of(&DAYS, self.day))
    }
}

fn name_of<'a, T: PartialEq>(names: &[(&'a str, T)], value: T) -> &'a str {
    names.iter().find(|(_, known)| *known == value).map_or("", |(name, _)| name)
}

fn write_end(f: &mut Formatter<'_>, end: End) -> Written {
    match end {
        End::Never => Ok(()),
        End::Count(count) => write!(f, ";COUNT={count}"),
        End::Until(Until::Date(date)) => write!(f, ";UNTIL={}", date.strftime("%Y%m%d")),
        End::Until(Until::Local(time)) => {
            write!(f, ";UNTIL={}", time.strftime("%Y%m%dT%H%M%S"))
        }
        End::Until(Until::Instant(at)) => {
            let utc = TimeZone::UTC.to_datetime(at);
            write!(f, ";UNTIL={}Z", utc.strftime("%Y%m%dT%H%M%S"))
        }
    }
}

fn write_list<T: Display>(f: &mut Formatter<'_>, name: &str, values: &[T]) -> Written {
    for (index, value) in values.iter().enumerate() {
        if index == 0 {
            write!(f, ";{name}={value}")?;
        } else {
            write!(f, ",{value}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_written_as_it_is_read() {
        for text in [
            "FREQ=DAILY",
            "FREQ=DAILY;INTERVAL=3;COUNT=10",
            "FREQ=WEEKLY;INTERVAL=2;UNTIL=20241231;BYDAY=MO,WE;WKST=SU",
            "FREQ=MONTHLY;UNTIL=20241231T225959Z;BYDAY=TU;BYSETPOS=-1",
            "FREQ=MONTHLY;UNTIL=20241231T225959;BYMONTHDAY=28,29,30;BYSETPOS=-1",
            "FREQ=YEARLY;BYMONTH=2;BYDAY=-1SU,2TU",
        ] {
            assert_eq!(text.parse::<Rule>().unwrap().to_string(), text);
        }
        let loose = "rrule:byday=mo;freq=weekly;interval=1;wkst=MO".parse::<Rule>().unwrap();
        assert_eq!(loose.to_string(), "FREQ=WEEKLY;BYDAY=MO");
    }

    #[test]
    fn what_cannot_be_followed_is_refused_and_named() {
        for (text, part) in [
            ("FREQ=HOURLY", "FREQ=HOURLY"),
            ("INTERVAL=1", "INTERVAL=1"),
            ("FREQ=YEARLY;BYWEEKNO=20", "BYWEEKNO=20"),
            ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0"),
            ("FREQ=DAILY;UNTIL=2024", "UNTIL=2024"),
            ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY=32"),
            ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY=0MO"),
            ("FREQ=MONTHLY;BYDAY=ÄÖ", "BYDAY=äö"),
            ("FREQ=WEEKLY;BYDAY=1MO", "FREQ=WEEKLY;BYDAY=1MO"),
        ] {
            let refused = text.parse::<Rule>().unwrap_err();
            assert_eq!(refused.part.to_uppercase(), part.to_uppercase(), "{text}");
        }
    }
}
