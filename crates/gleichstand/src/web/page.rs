//! What pages share: words, faults, and how a page becomes an answer.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use sync::{JournalLine, Kind, Message, Name, PreviewLine, Report, Side, Value};

use crate::failure::Failure;
use crate::show::report::{counters, title};
use crate::words::{Language, Words};

/// Lines of a list in a report that are shown.
const LINES: usize = 100;
/// So many characters of a value are shown in a table.
const LONGEST: usize = 300;

/// Words, as pages ask for them.
#[derive(Clone, Copy)]
pub struct W<'a>(pub &'a Words);

impl W<'_> {
    /// A text.
    pub fn text(&self, id: &str) -> String {
        self.0.text(id)
    }

    /// The language of the page.
    pub fn lang(&self) -> &'static str {
        if self.0.language() == Language::German { "de" } else { "en" }
    }

    /// The other one.
    pub fn other(&self) -> &'static str {
        if self.0.language() == Language::German { "en" } else { "de" }
    }

    /// So many more than are shown.
    pub fn more(&self, count: &u64) -> String {
        self.0.say(&Message::new("web-more").with("count", count))
    }
}

/// The page before the door.
#[derive(Template)]
#[template(path = "door.html")]
pub struct DoorPage<'a> {
    pub w: W<'a>,
    pub title: String,
    pub text: String,
    pub fault: bool,
    pub password: bool,
}

/// A page as an answer.
pub fn shown(page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => Html(text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A path with a query; what is empty is left out.
pub fn link(path: &str, pairs: &[(&str, &str)]) -> String {
    let said: Vec<_> = pairs.iter().filter(|(_, value)| !value.is_empty()).collect();
    match serde_urlencoded::to_string(said) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    }
}

/// Something that can be chosen.
#[derive(Debug, Clone)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub on: bool,
}

impl Choice {
    /// Something that can be chosen, where `chosen` is what is.
    pub fn new(value: impl Into<String>, label: impl Into<String>, chosen: &str) -> Self {
        let value = value.into();
        Self { on: value == chosen, value, label: label.into() }
    }
}

/// A failure as a page.
pub fn failed(failure: &Failure, words: &Words) -> Response {
    let status = match failure.what.id.as_str() {
        "record-not-found"
        | "usage-unknown-run"
        | "usage-unknown-decision"
        | "usage-unknown-mapping"
        | "upload-unknown"
        | "web-plan-gone" => StatusCode::NOT_FOUND,
        _ => StatusCode::BAD_REQUEST,
    };
    let page = DoorPage {
        w: W(words),
        title: words.text("web-not-done"),
        text: failure.said(words).line(),
        fault: true,
        password: false,
    };
    (status, shown(&page)).into_response()
}

/// A form that did not come from one of our pages.
pub fn wrong_key() -> Response {
    StatusCode::FORBIDDEN.into_response()
}

/// A field that was or would be written.
pub struct FieldLine {
    pub side: String,
    pub name: String,
    pub field: String,
    pub before: String,
    pub after: String,
    pub why: String,
    /// The office record.
    pub href: Option<String>,
}

impl FieldLine {
    /// As the journal has it.
    pub fn written(line: &JournalLine, words: &Words) -> Self {
        let values = (&line.before, &line.after);
        let of = Self::of(line.kind, (&line.name, &line.field), values, words);
        let href = line.office.map(|id| format!("/{}/{id}", line.kind.name()));
        Self { side: side(line.side, words), why: words.say(&line.why), href, ..of }
    }

    /// As a dry run shows it.
    pub fn planned(line: &PreviewLine, words: &Words) -> Self {
        let values = (&line.before, &line.after);
        let of = Self::of(line.kind, (&line.name, &line.field), values, words);
        Self { side: side(line.side, words), ..of }
    }

    /// As a plan has it.
    pub fn of_plan(kind: Kind, line: &sync::FieldLine, words: &Words) -> Self {
        let values = (&line.before, &line.after);
        let of = Self::of(kind, ("", &line.field), values, words);
        // Which number it will be is not known before it is given.
        let given = line.side == Side::Outlook && line.before.is_none() && line.after.is_none();
        let after = if given { words.text("value-next-number") } else { of.after };
        Self { side: side(line.side, words), after, ..of }
    }

    fn of(
        kind: Kind,
        (name, field): (&str, &Name),
        (before, after): (&Option<Value>, &Option<Value>),
        words: &Words,
    ) -> Self {
        let value = |value: &Option<Value>| {
            let value = value.as_ref();
            let text = value.map(|value| words.field_value(kind, field, value, "; "));
            beginning(text.unwrap_or_default())
        };
        Self {
            side: String::new(),
            name: name.to_owned(),
            field: words.label(field),
            before: value(before),
            after: value(after),
            why: String::new(),
            href: None,
        }
    }
}

/// The beginning of a long text.
fn beginning(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

fn side(side: Side, words: &Words) -> String {
    words.text(match side {
        Side::Office => "web-side-office",
        Side::Outlook => "web-side-outlook",
    })
}

/// A report, as a page shows it.
pub struct ReportView {
    pub title: String,
    pub heads: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// What is to be read beside the counters: a heading and sentences.
    pub lists: Vec<(String, Vec<String>)>,
}

impl ReportView {
    /// A report in words.
    pub fn of(report: &Report, words: &Words) -> Self {
        let (heads, rows) = counters(report, words);
        let say = |messages: &[Message]| messages.iter().map(|one| words.say(one)).collect();
        let errors = report.errors.iter();
        let errors = errors.map(|error| format!("{}: {}", error.item, words.say(&error.what)));
        let open = report.open.iter();
        let open = open.map(|one| {
            let why = words.say(&one.why);
            let named = why.contains(&one.item_name);
            if named { why } else { format!("{}: {why}", one.item_name) }
        });
        let mut lists: Vec<(String, Vec<String>)> = vec![
            (words.text("web-stopped"), report.stopped.iter().map(|why| words.say(why)).collect()),
            (words.text("web-errors"), errors.collect()),
            (words.text("web-open"), open.collect()),
            (words.text("web-warnings"), say(&report.warnings)),
        ];
        for (_, lines) in &mut lists {
            let more = lines.len().saturating_sub(LINES);
            if more > 0 {
                lines.truncate(LINES);
                lines.push(W(words).more(&(more as u64)));
            }
        }
        lists.retain(|(_, lines)| !lines.is_empty());
        Self { title: title(report, words), heads, rows, lists }
    }
}
