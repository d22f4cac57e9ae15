//! Dates and times as tables have them.

use jiff::civil::{Date, DateTime, Time};

/// What comes first in `3/5/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Day,
    Month,
}

/// How the dates of a table are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dates {
    pub order: Order,
    /// A date of the table, or who wrote it, tells the order.
    pub certain: bool,
}

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// That there is none.
    Nothing,
    Day(Day),
    NotUnderstood,
}

/// A date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    pub date: Date,
    /// A time behind the date, in one cell.
    pub time: Option<Time>,
    pub guess: Option<Guess>,
}

/// What of a date was guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guess {
    /// The century.
    Century,
    /// Which number is the day.
    Order,
}

/// Years that Outlook can hold; 4501 is its "none".
const YEARS: std::ops::RangeInclusive<i16> = 1601..=4500;
const NO_YEAR: i16 = 4501;
/// Two-digit years up to this one are of this century, as Windows has it.
const LAST_OF_CENTURY: i16 = 29;

/// The order that this date proves.
pub(super) fn proof(text: &str) -> Option<Order> {
    let ([first, second, _], separator) = numbers(date_part(text))?;
    let number = |digits: &str| digits.parse::<u16>().unwrap_or(0);
    match (number(first), number(second)) {
        _ if separator == '.' || first.len() > 2 => None,
        (13..=31, 1..=12) => Some(Order::Day),
        (1..=12, 13..=31) => Some(Order::Month),
        _ => None,
    }
}

/// A date, with a time behind it or without.
pub(super) fn read(text: &str, dates: Dates) -> Told {
    let text = text.trim();
    if text.is_empty() {
        return Told::Nothing;
    }
    let day = date_part(text);
    let rest = text.strip_prefix(day).unwrap_or_default();
    let rest = rest.trim_start_matches(['T', 't', ',']).trim();
    match (date(day, dates), rest) {
        (Told::Day(day), rest) if !rest.is_empty() => match time(rest) {
            Some(time) => Told::Day(Day { time: Some(time), ..day }),
            None => Told::NotUnderstood,
        },
        (told, _) => told,
    }
}

/// The text up to its time: blanks may stand between the parts of a date.
fn date_part(text: &str) -> &str {
    let text = text.trim();
    let (mut separators, mut last, mut end) = (0, 0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '.' | '/' | '-' => (separators, last) = (separators + 1, at),
            c if c.is_ascii_digit() => end = at + 1,
            c if c.is_whitespace() && (separators < 2 || end <= last) => {}
            _ => break,
        }
    }
    text.get(..end).unwrap_or(text)
}

/// Three numbers, and what stands between them.
fn numbers(text: &str) -> Option<([&str; 3], char)> {
    let separator = text.chars().find(|c| matches!(c, '.' | '/' | '-'))?;
    let mut parts = text.split(separator).map(str::trim);
    let three = [parts.next()?, parts.next()?, parts.next()?];
    let number = |part: &&str| {
        (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    (parts.next().is_none() && three.iter().all(number)).then_some((three, separator))
}

fn date(text: &str, dates: Dates) -> Told {
    let Some((texts, separator)) = numbers(text) else { return Told::NotUnderstood };
    let three = texts.map(|text| text.parse::<i16>().unwrap_or_default());
    if three == [0, 0, 0] {
        return Told::Nothing;
    }
    let by_day = separator == '.' || dates.order == Order::Day;
    let ([first, second, third], [head, _, tail]) = (three, texts.map(str::len));
    let (year, month, day, digits) = match by_day {
        _ if head > 2 => (first, second, third, head),
        true => (third, second, first, tail),
        false => (third, first, second, tail),
    };
    let open = separator != '.' && head <= 2 && !dates.certain && first != second;
    let guess = (open && first <= 12 && second <= 12).then_some(Guess::Order);
    let guess = guess.or((digits <= 2).then_some(Guess::Century));
    day_of(full_year(year, digits), month, day, guess)
}

fn full_year(year: i16, digits: usize) -> i16 {
    match year {
        year if digits > 2 => year,
        ..=LAST_OF_CENTURY => 2000 + year,
        year => 1900 + year,
    }
}

fn day_of(year: i16, month: i16, day: i16, guess: Option<Guess>) -> Told {
    if year == NO_YEAR {
        return Told::Nothing;
    }
    let date = |month, day| Date::new(year, month, day).ok();
    let parts = i8::try_from(month).ok().zip(i8::try_from(day).ok());
    match parts.and_then(|(month, day)| date(month, day)).filter(|_| YEARS.contains(&year)) {
        Some(date) => Told::Day(Day { date, time: None, guess }),
        None => Told::NotUnderstood,
    }
}

/// A time of day: `8:00`, `08:00:00`, `8:00:00 AM`, `8.00 Uhr`.
pub(super) fn time(text: &str) -> Option<Time> {
    let text = text.trim();
    let word = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.')));
    let end = word.unwrap_or(text.len());
    clock(text.get(..end)?, &half(text.get(end..)?))
}

/// The word behind a time, without points and blanks.
fn half(text: &str) -> String {
    text.chars().filter(|c| *c != '.' && !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn clock(digits: &str, half: &str) -> Option<Time> {
    let digits = digits.trim_end_matches(['.', ':']);
    let mut parts = digits.split([':', '.']).map(|part| part.parse::<i8>().ok());
    let hour = parts.next()??;
    let (minute, second) = (parts.next(), parts.next());
    // A number alone is no time, unless a word says so.
    if parts.next().is_some() || minute.is_none() && half.is_empty() {
        return None;
    }
    let hour = match (half, hour) {
        ("" | "uhr" | "h", hour) => hour,
        ("am" | "a", 12) => 0,
        ("am" | "a", hour @ 0..12) => hour,
        ("pm" | "p", 12) => 12,
        ("pm" | "p", hour @ 0..12) => hour + 12,
        // Some programs write 24 hours and the half of the day.
        ("am" | "pm", hour @ 13..) => hour,
        _ => return None,
    };
    Time::new(hour, minute.unwrap_or(Some(0))?, second.unwrap_or(Some(0))?, 0).ok()
}

/// A date in the form of the language.
pub(super) fn date_text(date: Date, german: bool) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    if german { format!("{day}.{month}.{year}") } else { format!("{month}/{day}/{year}") }
}

/// A time in the form of the language.
pub(super) fn time_text(at: DateTime, german: bool) -> String {
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    if german {
        return format!("{hour:02}:{minute:02}:{second:02}");
    }
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = match hour % 12 {
        0 => 12,
        hour => hour,
    };
    format!("{hour}:{minute:02}:{second:02} {half}")
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time as clock_time};

    use super::*;

    fn told(text: &str, order: Order) -> Told {
        read(text, Dates { order, certain: true })
    }

    fn day(text: &str, order: Order) -> Date {
        match told(text, order) {
            Told::Day(day) => day.date,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_date_is_read_in_every_form_that_tables_have() {
        let third = date(2024, 5, 3);
        for text in ["3.5.2024", "03.05.2024", "3. 5. 2024", "3/5/2024", "2024-05-03", "2024/5/3"] {
            assert_eq!(day(text, Order::Day), third, "{text}");
        }
        for text in ["5/3/2024", "05/03/2024", "5-3-2024", "3.5.2024", "3.5.24", "5/3/24"] {
            assert_eq!(day(text, Order::Month), third, "{text}");
        }
        assert_eq!(day("24.12.65", Order::Day), date(1965, 12, 24));
    }

    #[test]
    fn no_date_and_a_wrong_date_are_told_apart() {
        for text in ["", " ", "0/0/00", "0.0.00", "00.00.0000", "1.1.4501", "1/1/4501"] {
            assert_eq!(told(text, Order::Day), Told::Nothing, "{text}");
        }
        for text in ["31.2.2024", "13/13/2024", "gestern", "3.5.", "1.1.1200", "1.1.2024 zwölf"] {
            assert_eq!(told(text, Order::Day), Told::NotUnderstood, "{text}");
        }
    }

    #[test]
    fn a_time_is_read_with_and_without_halves_of_the_day() {
        for (text, wanted) in [
            ("8:00:00 AM", clock_time(8, 0, 0, 0)),
            ("12:00 AM", clock_time(0, 0, 0, 0)),
            ("12:30:15 p.m.", clock_time(12, 30, 15, 0)),
            ("11:59\u{202F}PM", clock_time(23, 59, 0, 0)),
            ("9 pm", clock_time(21, 0, 0, 0)),
        ] {
            assert_eq!(time(text), Some(wanted), "{text}");
        }
        for text in ["25:00", "8", "8:61", "acht", "1:2:3:4", "13:00 XM", "", "::"] {
            assert_eq!(time(text), None, "{text}");
        }
        assert_eq!(time("08:00"), Some(clock_time(8, 0, 0, 0)));
        assert_eq!(time("8.05 Uhr"), Some(clock_time(8, 5, 0, 0)));
    }

    #[test]
    fn a_time_may_stand_behind_the_date() {
        let Told::Day(day) = told("2024-05-03T08:30:00", Order::Day) else { panic!() };
        assert_eq!((day.date, day.time), (date(2024, 5, 3), Some(clock_time(8, 30, 0, 0))));
        let Told::Day(day) = told("3.5.2024 08:30", Order::Day) else { panic!() };
        assert_eq!((day.date, day.time), (date(2024, 5, 3), Some(clock_time(8, 30, 0, 0))));
    }

    #[test]
    fn a_date_beyond_the_twelfth_proves_the_order() {
        assert_eq!(proof("13/5/2024"), Some(Order::Day));
        assert_eq!(proof("5/13/2024"), Some(Order::Month));
        for text in ["5/3/2024", "13.5.2024", "2024-13-05", "", "0/0/00", "x"] {
            assert_eq!(proof(text), None, "{text}");
        }
    }
}
