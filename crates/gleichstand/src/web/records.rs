//! Records of every kind: lists with search, one record, and its form.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use office::{OfficeRecord, record_schema};
use serde::Deserialize;
use sync::{FieldType, Kind, Value};

use super::desk::Desk;
use super::door::{FormKey, Tongue};
use super::page::{W, failed, shown, wrong_key};
use crate::session::{Listed, which_of};
use crate::show::record::{Details, count, row};
use crate::words::Words;

/// Records on a page.
const PAGE: u64 = 50;
/// Fields whose texts are long.
const LONG: [&str; 3] = ["notes", "body_text", "street"];

#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: u64,
}

#[derive(Template)]
#[template(path = "list.html")]
struct List<'a> {
    w: W<'a>,
    at: &'static str,
    title: String,
    search: String,
    count: String,
    heads: Vec<String>,
    rows: Vec<Row>,
    before: Option<u64>,
    after: Option<u64>,
}

struct Row {
    href: String,
    cells: Vec<String>,
}

/// A page of the records of a kind.
pub async fn list(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(kind) = Kind::parse(&kind) else { return StatusCode::NOT_FOUND.into_response() };
    let words = desk.words(language);
    let listed = Listed {
        search: asked.q.clone(),
        limit: PAGE,
        offset: asked.page.saturating_mul(PAGE),
        ..Listed::all(kind)
    };
    let page = match desk.ask(language, move |session| session.list(&listed)).await {
        Ok(page) => page,
        Err(failure) => return failed(&failure, &words),
    };
    let cells = |record: &OfficeRecord| Row {
        href: format!("/{}/{}", kind.name(), record.id),
        cells: row(record, &words),
    };
    shown(&List {
        w: W(&words),
        at: kind.name(),
        title: words.text(&format!("kinds-{}", kind.name())),
        search: asked.q.clone(),
        count: count(kind, &page, &words),
        heads: crate::show::record::heads(kind, &words),
        rows: page.records.iter().map(cells).collect(),
        before: asked.page.checked_sub(1),
        after: ((asked.page + 1) * PAGE < page.total).then_some(asked.page + 1),
    })
}

#[derive(Template)]
#[template(path = "record.html")]
struct One<'a> {
    w: W<'a>,
    at: &'static str,
    title: String,
    href: String,
    key: String,
    fault: Option<String>,
    told: Option<String>,
    lines: Vec<(String, String)>,
    text: String,
    has_page: bool,
    form: Vec<Input>,
}

/// A field of a form.
struct Input {
    name: String,
    label: String,
    value: String,
    long: bool,
}

#[derive(Debug, Deserialize)]
pub struct Saved {
    #[serde(default)]
    saved: bool,
}

/// One record.
pub async fn show(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Path((kind, id)): Path<(String, i64)>,
    Query(saved): Query<Saved>,
) -> Response {
    let Some(kind) = Kind::parse(&kind) else { return StatusCode::NOT_FOUND.into_response() };
    let words = desk.words(language);
    let told = saved.saved.then(|| words.text("web-saved"));
    page_of(&desk, (kind, id), &words, key, (None, told, None)).await
}

/// What is said above a record: a fault, a word, and what was typed.
type Above = (Option<String>, Option<String>, Option<BTreeMap<String, String>>);

async fn page_of(
    desk: &Arc<Desk>,
    (kind, id): (Kind, i64),
    words: &Words,
    key: String,
    (fault, told, typed): Above,
) -> Response {
    let asked = desk.ask(words.language(), move |session| {
        let record = session.record(kind, &format!("id:{id}"))?;
        let addresses = session.addresses_of(&record)?;
        Ok((record, addresses))
    });
    let (record, addresses) = match asked.await {
        Ok(found) => found,
        Err(failure) => return failed(&failure, words),
    };
    let mail = kind == Kind::Mails;
    shown(&One {
        w: W(words),
        at: kind.name(),
        title: format!("{} {}", which_of(&record), record.name()),
        href: format!("/{}/{id}", kind.name()),
        key,
        fault,
        told,
        lines: Details { words, all: false }.lines(&record, &addresses),
        text: if mail { record.fields.text("body_text").to_owned() } else { String::new() },
        has_page: mail && !record.fields.is_empty("body_html"),
        form: if mail { Vec::new() } else { form(&record, typed.as_ref(), words) },
    })
}

/// The fields that a person types, with what stands in them.
fn form(
    record: &OfficeRecord,
    typed: Option<&BTreeMap<String, String>>,
    words: &Words,
) -> Vec<Input> {
    let schema = record_schema(record.kind);
    let plain = |field: &&sync::Field| {
        let simple = !matches!(field.field_type, FieldType::Bytes);
        let made = ["address_ids", "recurrence", "attendees", "uid"].contains(&field.name.as_ref());
        field.writable && simple && !made
    };
    let input = |field: &sync::Field| {
        let stands = record.fields.get(&field.name).map(|value| typable(value, words));
        let typed = typed.and_then(|typed| typed.get(field.name.as_ref()).cloned());
        Input {
            name: field.name.to_string(),
            label: words.label_of(field),
            value: typed.or(stands).unwrap_or_default(),
            long: LONG.contains(&field.name.as_ref()),
        }
    };
    schema.fields.iter().filter(plain).map(input).collect()
}

/// A value as a person types it.
fn typable(value: &Value, words: &Words) -> String {
    match value {
        Value::Text(text) => text.replace("\r\n", "\n"),
        Value::List(items) => items.join("; "),
        Value::Date(date) => date.to_string(),
        value => words.value(value),
    }
}

/// Saves what was typed: only what is other than before.
pub async fn save(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Path((kind, id)): Path<(String, i64)>,
    Form(typed): Form<BTreeMap<String, String>>,
) -> Response {
    let Some(kind) = Kind::parse(&kind).filter(|kind| *kind != Kind::Mails) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if typed.get("key") != Some(&key) {
        return wrong_key();
    }
    let words = desk.words(language);
    let (said, given) = (Arc::clone(&words), typed.clone());
    let done = desk.ask(language, move |session| {
        let which = format!("id:{id}");
        let record = session.record(kind, &which)?;
        let changed = form(&record, None, &said).into_iter().filter_map(|input| {
            let now = given.get(&input.name)?.replace("\r\n", "\n");
            (now != input.value.replace("\r\n", "\n")).then(|| format!("{}={now}", input.name))
        });
        let changed: Vec<String> = changed.collect();
        if !changed.is_empty() {
            session.edit_record(kind, &which, &changed)?;
        }
        Ok(())
    });
    match done.await {
        Ok(()) => Redirect::to(&format!("/{}/{id}?saved=true", kind.name())).into_response(),
        Err(failure) => {
            let fault = Some(failure.said(&words).line());
            page_of(&desk, (kind, id), &words, key, (fault, None, Some(typed))).await
        }
    }
}
