//! What pages share: words, faults, and how a page becomes an answer.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use sync::{JournalLine, Kind, Message, Name, PreviewLine, Report, Side, Value};

use crate::failure::Failure;
use crate::show::report::{counters, title};
use crate::words::{Language, Words};

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

/// A failure as a page.
pub fn failed(failure: &Failure, words: &Words) -> Response {
    let status = match failure.what.id.as_str() {
        "record-not-found" | "usage-unknown-run" => StatusCode::NOT_FOUND,
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
}

impl FieldLine {
    /// As the journal has it.
    pub fn written(line: &JournalLine, words: &Words) -> Self {
        let values = (&line.before, &line.after);
        let of = Self::of(line.kind, (&line.name, &line.field), values, words);
        Self { side: side(line.side, words), why: words.say(&line.why), ..of }
    }

    /// As a dry run shows it.
    pub fn planned(line: &PreviewLine, words: &Words) -> Self {
        let values = (&line.before, &line.after);
        let of = Self::of(line.kind, (&line.name, &line.field), values, words);
        Self { side: side(line.side, words), ..of }
    }

    fn of(
        kind: Kind,
        (name, field): (&str, &Name),
        (before, after): (&Option<Value>, &Option<Value>),
        words: &Words,
    ) -> Self {
        let value = |value: &Option<Value>| {
            let value = value.as_ref();
            value.map(|value| words.field_value(kind, field, value, "; ")).unwrap_or_default()
        };
        Self {
            side: String::new(),
            name: name.to_owned(),
            field: words.label(field),
            before: value(before),
            after: value(after),
            why: String::new(),
        }
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
        let open = open.map(|one| format!("{}: {}", one.item_name, words.say(&one.why)));
        let mut lists: Vec<(String, Vec<String>)> = vec![
            (words.text("web-stopped"), report.stopped.iter().map(|why| words.say(why)).collect()),
            (words.text("web-errors"), errors.collect()),
            (words.text("web-open"), open.collect()),
            (words.text("web-warnings"), say(&report.warnings)),
        ];
        lists.retain(|(_, lines)| !lines.is_empty());
        Self { title: title(report, words), heads, rows, lists }
    }
}
