//! Leaving out what lies before a date (`--since`).
//!
//! Mails count by when they were received, appointments by their end, series by that of their last
//! occurrence; tasks if they are open or were done since. Addresses have no such date. What must
//! hold: a record that does not say when it was is not left out; one that is left out is neither
//! written nor taken for missing.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Kind, Value};

/// The date from which on records are exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Since {
    /// Its beginning, in the user's zone.
    pub at: Timestamp,
    /// The date.
    pub day: Date,
}

impl Since {
    /// Whether a record is of that date or later. `value` gives its fields by their office names,
    /// `series_end` the end of a series' last occurrence, where there is one and it is known.
    #[must_use]
    pub fn concerns<'v>(
        &self,
        kind: Kind,
        value: &dyn Fn(&str) -> Option<&'v Value>,
        series_end: &dyn Fn() -> Option<Timestamp>,
    ) -> bool {
        let not_before = |name| value(name).and_then(|value| self.not_before(value));
        match kind {
            Kind::Addresses => true,
            Kind::Mails => {
                not_before("received_at").or_else(|| not_before("sent_at")).unwrap_or(true)
            }
            Kind::Appointments if value("recurrence").is_some() => {
                series_end().is_none_or(|end| end >= self.at)
            }
            Kind::Appointments => not_before("end").or_else(|| not_before("start")).unwrap_or(true),
            Kind::Tasks => {
                let done = matches!(value("status"), Some(Value::Text(text)) if text == "done");
                !done || not_before("completed_date").unwrap_or(true)
            }
        }
    }

    /// Whether a time is not before the date; `None` for what is no time.
    fn not_before(&self, value: &Value) -> Option<bool> {
        match value {
            Value::Instant(at) => Some(*at >= self.at),
            Value::Date(day) => Some(*day >= self.day),
            Value::Text(text) => {
                let instant = text.parse::<Timestamp>().ok().map(|at| at >= self.at);
                instant.or_else(|| text.parse::<Date>().ok().map(|day| day >= self.day))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Record;

    fn concerns(kind: Kind, fields: &[(&'static str, Value)], end: Option<&str>) -> bool {
        let since =
            Since { at: "2026-01-09T23:00:00Z".parse().unwrap(), day: Date::constant(2026, 1, 10) };
        let record: Record = fields.iter().cloned().collect();
        let end = end.map(|end| end.parse().unwrap());
        since.concerns(kind, &|name| record.get(name), &|| end)
    }

    fn at(text: &str) -> Value {
        Value::Instant(text.parse().unwrap())
    }

    #[test]
    fn mails_count_by_when_they_were_received_else_sent() {
        let (old, new) = (at("2026-01-09T22:59:59Z"), at("2026-01-09T23:00:00Z"));
        let received = |value: &Value| vec![("received_at", value.clone())];
        assert!(!concerns(Kind::Mails, &received(&old), None));
        assert!(concerns(Kind::Mails, &received(&new), None));
        assert!(!concerns(Kind::Mails, &[("sent_at", old.clone())], None));
        assert!(concerns(Kind::Mails, &[("sent_at", old), ("received_at", new)], None));
        assert!(concerns(Kind::Mails, &[], None));
    }

    #[test]
    fn appointments_count_by_their_end_and_series_by_their_last_occurrence() {
        let day = |end: &str| vec![("start", Value::text("2026-01-02")), ("end", Value::text(end))];
        assert!(!concerns(Kind::Appointments, &day("2026-01-09"), None));
        assert!(concerns(Kind::Appointments, &day("2026-01-10"), None));
        let mut series = day("2026-01-03");
        series.push(("recurrence", Value::text("{}")));
        assert!(concerns(Kind::Appointments, &series, None), "without end");
        assert!(concerns(Kind::Appointments, &series, Some("2026-02-01T00:00:00Z")));
        assert!(!concerns(Kind::Appointments, &series, Some("2026-01-05T00:00:00Z")));
    }

    #[test]
    fn tasks_count_while_they_are_open_and_if_they_were_done_since() {
        let done =
            |day: Date| vec![("status", Value::text("done")), ("completed_date", Value::Date(day))];
        assert!(concerns(
            Kind::Tasks,
            &[("due_date", Value::Date(Date::constant(2001, 1, 1)))],
            None
        ));
        assert!(concerns(Kind::Tasks, &done(Date::constant(2026, 1, 10)), None));
        assert!(!concerns(Kind::Tasks, &done(Date::constant(2026, 1, 9)), None));
    }

    #[test]
    fn addresses_are_never_left_out() {
        assert!(concerns(
            Kind::Addresses,
            &[("birthday", Value::Date(Date::constant(1950, 1, 1)))],
            None
        ));
    }
}
