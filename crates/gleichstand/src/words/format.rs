//! Numbers, dates and values as people of a language write them.

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};
use sync::Value;

use super::{Language, Words};

/// A whole number with its thousands set apart: 1.234 or 1,234.
pub(super) fn count(language: Language, number: u64) -> String {
    let digits = number.to_string();
    let separator = if language == Language::German { '.' } else { ',' };
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

impl Words {
    /// A whole number.
    pub fn count(&self, number: u64) -> String {
        count(self.language, number)
    }

    /// A number with a fraction, in as many digits as it has.
    pub fn number(&self, number: f64) -> String {
        self.decimal(number.to_string())
    }

    /// Seconds.
    pub fn seconds(&self, seconds: f64) -> String {
        format!("{} s", self.decimal(format!("{seconds:.2}")))
    }

    fn decimal(&self, text: String) -> String {
        if self.language == Language::German { text.replace('.', ",") } else { text }
    }

    /// A date: 23.11.2026 or 2026-11-23.
    pub fn date(&self, date: Date) -> String {
        match self.language {
            Language::German => date.strftime("%d.%m.%Y").to_string(),
            Language::English => date.strftime("%Y-%m-%d").to_string(),
        }
    }

    /// A point in time, to the minute, in the user's zone.
    pub fn instant(&self, at: Timestamp) -> String {
        let local = at.to_zoned(self.zone.clone());
        format!("{} {}", self.date(local.date()), local.strftime("%H:%M"))
    }

    /// What time it is for the user.
    pub fn now(&self) -> Zoned {
        Zoned::now().with_time_zone(self.zone.clone())
    }

    /// A size in bytes.
    pub fn bytes(&self, bytes: u64) -> String {
        format!("{} {}", self.count(bytes), self.text("unit-bytes"))
    }

    /// A field's value. Lines of a text stay lines.
    pub fn value(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => text.clone(),
            Value::Int(number) => number.to_string(),
            Value::Number(number) => self.number(*number),
            Value::Currency(amount) => self.currency(*amount),
            Value::Duration(minutes) => format!("{minutes} min"),
            Value::Bool(true) => self.text("value-yes"),
            Value::Bool(false) => self.text("value-no"),
            Value::Date(date) => self.date(*date),
            Value::Instant(at) => self.instant(*at),
            Value::List(items) => items.join("; "),
            Value::Bytes(bytes) => self.bytes(bytes.len() as u64),
        }
    }

    /// Ten-thousandths as an amount with two to four decimals.
    fn currency(&self, amount: i64) -> String {
        let (whole, rest) = (amount.unsigned_abs() / 10_000, amount.unsigned_abs() % 10_000);
        let decimals = format!("{rest:04}");
        let shown = decimals.strip_suffix("00").unwrap_or(&decimals);
        let sign = if amount < 0 { "-" } else { "" };
        let point = if self.language == Language::German { ',' } else { '.' };
        format!("{sign}{}{point}{shown}", self.count(whole))
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    fn words(language: Language) -> Words {
        Words::new(language, TimeZone::get("Europe/Berlin").unwrap())
    }

    #[test]
    fn numbers_and_dates_follow_the_language() {
        let (de, en) = (words(Language::German), words(Language::English));
        for (number, german, english) in
            [(0, "0", "0"), (999, "999", "999"), (1234, "1.234", "1,234")]
        {
            assert_eq!((de.count(number), en.count(number)), (german.into(), english.into()));
        }
        assert_eq!(en.count(u64::MAX), "18,446,744,073,709,551,615");
        let date = Date::constant(2026, 11, 3);
        assert_eq!((de.date(date), en.date(date)), ("03.11.2026".into(), "2026-11-03".into()));
        assert_eq!((de.number(0.5), en.number(0.5)), ("0,5".into(), "0.5".into()));
    }

    #[test]
    fn a_point_in_time_is_shown_in_the_users_zone() {
        let at: Timestamp = "2026-07-31T22:30:00Z".parse().unwrap();
        assert_eq!(words(Language::German).instant(at), "01.08.2026 00:30");
        assert_eq!(words(Language::English).instant(at), "2026-08-01 00:30");
    }

    #[test]
    fn values_read_as_a_person_writes_them() {
        let (de, en) = (words(Language::German), words(Language::English));
        for (value, german, english) in [
            (Value::Bool(true), "ja", "yes"),
            (Value::Currency(12_345_600), "1.234,56", "1,234.56"),
            (Value::Currency(-5), "-0,0005", "-0.0005"),
            (Value::Int(-7), "-7", "-7"),
            (Value::List(vec!["a".into(), "b".into()]), "a; b", "a; b"),
            (Value::Bytes(vec![0; 2000]), "2.000 Bytes", "2,000 bytes"),
        ] {
            assert_eq!((de.value(&value), en.value(&value)), (german.into(), english.into()));
        }
    }
}
