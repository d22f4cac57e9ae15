//! When a series is over.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sync::{Record, Value};

use super::place;
use super::span::Span;
use crate::item::Recurrence;
use crate::recurrence::End;

/// The end of the last occurrence of a series, or of a changed one that ends later; `None` if it
/// never ends or cannot be told. `value` gives the appointment's fields by their office names;
/// `zone` is that of appointments that name none.
#[must_use]
pub fn series_end<'v>(
    value: &dyn Fn(&str) -> Option<&'v Value>,
    zone: &TimeZone,
) -> Option<Timestamp> {
    let text = |name: &str| match value(name) {
        Some(Value::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    let recurrence = Recurrence::parse(text("recurrence")?).ok()?;
    if recurrence.rrule.end == End::Never {
        return None;
    }
    let zone = text("time_zone").and_then(|name| place::named(name).ok()).unwrap_or(zone.clone());
    let mut record = Record::new();
    for name in ["start", "end", "all_day"] {
        record.put(format!("appointment.{name}"), value(name).cloned());
    }
    let (start, lasting) = Span::of(&record, &zone).ok()?.local(&zone);
    let series = recurrence.series(start, lasting);
    let last = series.dates(&zone).last()?.to_datetime(start.time());
    let changed = series.exceptions.iter().map(|change| change.end);
    let end = changed.chain(last.checked_add(lasting)).max()?;
    zone.to_ambiguous_timestamp(end).compatible().ok()
}
