//! What takes place in a span of time, for people.

use outlook::item::When;
use sync::Message;

use super::output::Output;
use super::table::{Align, table};
use crate::session::{Occurrence, Occurrences};
use crate::words::Words;

/// A list in the order of the starts.
pub fn list(page: &Occurrences, words: &Words, out: &mut Output) {
    let headings = vec![
        (words.label("start"), Align::Left),
        (words.label("end"), Align::Left),
        (words.label("appointment_no"), Align::Right),
        (words.label("subject"), Align::Left),
        (words.label("location"), Align::Left),
        (words.text("head-remark"), Align::Left),
    ];
    let rows: Vec<Vec<String>> = page.occurrences.iter().map(|one| row(one, words)).collect();
    if !rows.is_empty() {
        out.line(table(&headings, &rows));
        out.line("");
    }
    let part = if (rows.len() as u64) < page.total { "yes" } else { "no" };
    let count = Message::new("occurrence-count").with("total", page.total);
    let count = count.with("shown", rows.len()).with("part", part);
    let count = count.with("from", words.date(page.from)).with("to", words.date(page.to));
    out.line(words.say(&count));
}

fn row(one: &Occurrence, words: &Words) -> Vec<String> {
    let number = Some(one.appointment_no.clone()).filter(|number| !number.is_empty());
    vec![
        shown(one.start, words),
        end(one, words),
        number.unwrap_or_else(|| format!("id:{}", one.id)),
        one.subject.clone(),
        one.location.clone(),
        remark(one, words),
    ]
}

fn shown(when: When, words: &Words) -> String {
    match when {
        When::Date(day) => words.date(day),
        When::Instant(at) => words.instant(at),
    }
}

/// The end as far as it does not go without saying: on the same day only the time, of all-day
/// ones the last day.
fn end(one: &Occurrence, words: &Words) -> String {
    match (one.start, one.end) {
        (When::Date(start), When::Date(end)) => {
            let last = end.yesterday().unwrap_or(end);
            if last > start { words.date(last) } else { words.text("all-day") }
        }
        (When::Instant(start), When::Instant(end)) => {
            let local = |at: jiff::Timestamp| at.to_zoned(words.zone().clone());
            let (start, end) = (local(start), local(end));
            if start.date() == end.date() {
                end.strftime("%H:%M").to_string()
            } else {
                words.instant(end.timestamp())
            }
        }
        (_, end) => shown(end, words),
    }
}

/// That it belongs to a series, and how it differs from it.
fn remark(one: &Occurrence, words: &Words) -> String {
    let moved = one.original.filter(|original| one.changed && *original != one.start);
    match (one.series, one.changed, moved) {
        (false, ..) => String::new(),
        (_, _, Some(original)) => {
            words.say(&Message::new("mark-moved").with("from", shown(original, words)))
        }
        (_, true, None) => words.text("mark-changed"),
        (_, false, None) => words.text("mark-series"),
    }
}
