//! VALARM (RFC 5545, 3.6.6), and the alarms of vCalendar 1.0.

use jiff::{SignedDuration, Timestamp};
use sync::Message;

use super::component::Component;
use super::line::Line;
use super::moment::{Lasting, Moment};
use super::out::Out;

/// When an alarm rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alarm {
    /// At a time.
    At(Moment),
    /// So long after the start.
    Start(Lasting),
    /// So long after the end.
    End(Lasting),
}

/// The first alarm that rings, and whether there are more, of which Outlook has no room.
pub(super) fn first(component: &Component) -> (Option<Alarm>, bool) {
    let nested = component.children.iter().filter(|child| child.name == "VALARM");
    let nested = nested.filter(|alarm| !alarm.says("ACTION", "NONE"));
    let nested = nested.filter_map(|alarm| alarm.line("TRIGGER").and_then(of_trigger));
    let old = ["DALARM", "AALARM", "MALARM", "PALARM"].into_iter();
    let old = old.filter_map(|name| component.line(name).and_then(of_old));
    let mut alarms = nested.chain(old);
    let first = alarms.next();
    (first, alarms.any(|other| Some(other) != first))
}

fn of_trigger(line: &Line) -> Option<Alarm> {
    if let Some(lasting) = Lasting::parse(&line.value) {
        let end = line.has("RELATED", "END");
        return Some(if end { Alarm::End(lasting) } else { Alarm::Start(lasting) });
    }
    Moment::parse(&line.value).map(Alarm::At)
}

/// The time is the first of the parts.
fn of_old(line: &Line) -> Option<Alarm> {
    Moment::parse(line.value.split(';').next()?).map(Alarm::At)
}

impl Alarm {
    /// When it rings for something that starts and ends then.
    pub fn rings(
        self,
        start: Timestamp,
        end: Timestamp,
        at: impl Fn(Moment) -> Option<Timestamp>,
    ) -> Option<Timestamp> {
        let after = |from: Timestamp, lasting: Lasting| {
            from.checked_add(SignedDuration::from_secs(lasting.total())).ok()
        };
        match self {
            Self::At(moment) => at(moment),
            Self::Start(lasting) => after(start, lasting),
            Self::End(lasting) => after(end, lasting),
        }
    }
}

/// Whole minutes before the start. Outlook does not remind after it.
pub(super) fn minutes_before(start: Timestamp, rings: Timestamp) -> Result<i64, Message> {
    let seconds = start.duration_since(rings).as_secs();
    if seconds < 0 {
        return Err(Message::new("ical-alarm-after-start"));
    }
    let minutes = seconds.div_euclid(60).saturating_add(i64::from(seconds % 60 != 0));
    Ok(minutes.min(i64::from(i32::MAX)))
}

/// Writes an alarm that rings minutes before the start.
pub(super) fn put_before(out: &mut Out, minutes: i64) {
    let sign = if minutes == 0 { "" } else { "-" };
    put(out, &[], &format!("{sign}PT{minutes}M"));
}

/// Writes an alarm that rings at a time.
pub(super) fn put_at(out: &mut Out, at: Timestamp) {
    put(out, &[("VALUE", "DATE-TIME")], &super::out::utc(at));
}

fn put(out: &mut Out, params: &[(&str, &str)], trigger: &str) {
    out.begin("VALARM");
    out.line("ACTION", &[], "DISPLAY");
    out.line("DESCRIPTION", &[], "Reminder");
    out.line("TRIGGER", params, trigger);
    out.end("VALARM");
}
