//! Open decisions: both sides beside each other, and what can be decided.

use std::path::Path as FilePath;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use office::StoredDecision;
use sync::{Hold, Job, Message, Name, Value};

use super::desk::Desk;
use super::door::{FormKey, Tongue};
use super::page::{Choice as PageChoice, W, failed, shown, wrong_key};
use super::work::Task;
use crate::failure::Failure;
use crate::session::{Choice, Decided, ExchangeRequest, Matter, asks_for_values, choices};
use crate::words::Words;

/// Records of a newly mapped field that are shown.
const RECORDS: usize = 50;

#[derive(Template)]
#[template(path = "decisions.html")]
struct List<'a> {
    w: W<'a>,
    at: &'static str,
    rows: Vec<Row>,
}

/// An open matter in a list.
pub struct Row {
    pub href: String,
    pub question: String,
    pub about: String,
    pub since: String,
}

impl Row {
    /// A matter in words.
    pub fn of(matter: &Matter, words: &Words) -> Self {
        let since = matter.decisions().iter().map(|stored| stored.created_at).min();
        Self {
            href: format!("/decisions/{}", matter.id()),
            question: words.say(&matter.why()),
            about: about(matter, words),
            since: since.map(|since| words.instant(since)).unwrap_or_default(),
        }
    }
}

/// What a matter is about.
fn about(matter: &Matter, words: &Words) -> String {
    match matter {
        Matter::Record(stored) => stored.decision.item_name.clone(),
        Matter::Field(of) => words.label(&of.field),
    }
}

/// What is open.
pub async fn list(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
) -> Response {
    let words = desk.words(language);
    match desk.ask(language, |session| session.matters()).await {
        Ok(matters) => {
            let rows = matters.iter().map(|matter| Row::of(matter, &words)).collect();
            shown(&List { w: W(&words), at: "decisions", rows })
        }
        Err(failure) => failed(&failure, &words),
    }
}

#[derive(Template)]
#[template(path = "decision.html")]
struct One<'a> {
    w: W<'a>,
    at: &'static str,
    id: String,
    key: String,
    fault: Option<String>,
    about: String,
    question: String,
    head: String,
    office: String,
    outlook: String,
    fields: Vec<FieldRow>,
    /// Each field can be decided by itself.
    single: bool,
    holds: Vec<(String, String)>,
    records: Vec<RecordRow>,
    more: u64,
    choices: Vec<ChoiceRow>,
    can_link: bool,
    mappings: Vec<PageChoice>,
}

/// A field in which both sides differ.
struct FieldRow {
    name: String,
    label: String,
    office: String,
    outlook: String,
    differs: bool,
}

/// A record in which a newly mapped field differs.
struct RecordRow {
    name: String,
    office: String,
    outlook: String,
}

struct ChoiceRow {
    word: &'static str,
    does: String,
}

/// One matter.
pub async fn show(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Path(id): Path<String>,
) -> Response {
    page_of(&desk, language, id, key, None).await
}

async fn page_of(
    desk: &Arc<Desk>,
    language: crate::words::Language,
    id: String,
    key: String,
    fault: Option<String>,
) -> Response {
    let words = desk.words(language);
    let which = id.clone();
    let asked = desk.ask(language, move |session| {
        let matter = session.matter(&which, FilePath::new(""))?;
        let own = session.mapping_of(&matter)?.unwrap_or_else(|| "default".to_owned());
        let names = session.mapping_names().into_iter();
        let mappings = names.map(|name| PageChoice::new(name.clone(), name, &own)).collect();
        Ok((matter, mappings))
    });
    match asked.await {
        Ok((matter, mappings)) => shown(&page(&matter, mappings, key, fault, &words)),
        Err(failure) => failed(&failure, &words),
    }
}

fn page<'a>(
    matter: &Matter,
    mappings: Vec<PageChoice>,
    key: String,
    fault: Option<String>,
    words: &'a Words,
) -> One<'a> {
    let first = matter.first();
    let head = first.map(|stored| {
        let head = Message::new("decision-head").with("file", &stored.path);
        words.say(&head.with("run", stored.run).with("since", stored.created_at))
    });
    let (fields, records, more) = match matter {
        Matter::Record(stored) => (field_rows(stored, words), Vec::new(), 0),
        Matter::Field(of) => {
            let rows = of.decisions.iter().take(RECORDS);
            let rows = rows.filter_map(|stored| record_row(stored, &of.field, words)).collect();
            (Vec::new(), rows, of.decisions.len().saturating_sub(RECORDS) as u64)
        }
    };
    let named = |side: fn(&StoredDecision) -> &String| first.map(side).cloned().unwrap_or_default();
    let office = named(|stored| &stored.decision.office_name);
    let outlook = named(|stored| &stored.decision.item_name);
    let can = choices(matter);
    let holds = ["office", "outlook", "both", "ignore"];
    One {
        w: W(words),
        at: "decisions",
        id: matter.id(),
        key,
        fault,
        about: about(matter, words),
        question: words.say(&matter.why()),
        head: head.unwrap_or_default(),
        single: asks_for_values(matter).is_some(),
        holds: holds.map(|hold| (hold.to_owned(), words.text(&format!("hold-{hold}")))).into(),
        choices: can.iter().map(|choice| choice_row(choice, (&office, &outlook), words)).collect(),
        can_link: can.iter().any(|(choice, _)| *choice == Choice::Link),
        fields,
        records,
        more,
        office,
        outlook,
        mappings,
    }
}

fn choice_row(
    (choice, does): &(Choice, &'static str),
    (office, outlook): (&str, &str),
    words: &Words,
) -> ChoiceRow {
    let does = Message::new(does).with("office", office).with("what", outlook);
    ChoiceRow { word: choice.word(), does: words.say(&does) }
}

fn field_rows(stored: &StoredDecision, words: &Words) -> Vec<FieldRow> {
    let kind = stored.decision.kind;
    let row = |(name, office, outlook): &(Name, Option<Value>, Option<Value>)| {
        let say = |value: &Option<Value>| {
            let value = value.as_ref();
            value.map(|value| words.field_value(kind, name, value, "; ")).unwrap_or_default()
        };
        FieldRow {
            name: name.to_string(),
            label: words.label(name),
            office: say(office),
            outlook: say(outlook),
            differs: office != outlook,
        }
    };
    stored.decision.fields.iter().map(row).collect()
}

fn record_row(stored: &StoredDecision, field: &Name, words: &Words) -> Option<RecordRow> {
    let rows = field_rows(stored, words);
    let row = rows.into_iter().find(|row| row.name == **field)?;
    let name = stored.decision.office_name.clone();
    Some(RecordRow { name, office: row.office, outlook: row.outlook })
}

/// What the form says.
#[derive(Default)]
struct Said {
    key: String,
    choice: String,
    with: String,
    mapping: String,
    password: String,
    fields: Vec<(String, String)>,
}

impl Said {
    fn of(fields: Vec<(String, String)>) -> Self {
        let mut said = Self::default();
        for (name, value) in fields {
            match (name.as_str(), name.strip_prefix("field:")) {
                ("key", _) => said.key = value,
                ("choice", _) => said.choice = value,
                ("with", _) => value.trim().clone_into(&mut said.with),
                ("mapping", _) => said.mapping = value,
                ("password", _) => said.password = value,
                (_, Some(field)) if !value.is_empty() => {
                    said.fields.push((field.to_owned(), value));
                }
                _ => {}
            }
        }
        said
    }

    fn decided(&self, matter: &Matter) -> Result<Decided, Failure> {
        let can = choices(matter);
        let choice = can.iter().map(|(choice, _)| *choice);
        let choice = choice.into_iter().find(|choice| choice.word() == self.choice);
        let mut fields = std::collections::BTreeMap::new();
        for (field, word) in &self.fields {
            fields.extend(hold(word).map(|hold| (Name::Owned(field.clone()), hold)));
        }
        if choice.is_none() && fields.is_empty() {
            return Err(Failure::usage(Message::new("web-nothing-decided")));
        }
        let with = Some(self.with.clone()).filter(|with| !with.is_empty());
        Ok(Decided { choice, fields, with: with.filter(|_| choice == Some(Choice::Link)) })
    }
}

fn hold(word: &str) -> Option<Hold> {
    let values = [Choice::Office, Choice::Outlook, Choice::Both, Choice::Ignore];
    values.into_iter().find(|choice| choice.word() == word)?.hold()
}

/// Carries out what was decided.
pub async fn resolve(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let said = Said::of(fields);
    if said.key != key {
        return wrong_key();
    }
    let words = desk.words(language);
    let which = id.clone();
    let matter = desk.ask(language, move |session| session.matter(&which, FilePath::new(""))).await;
    let matter = match matter {
        Ok(matter) => matter,
        Err(failure) => return failed(&failure, &words),
    };
    let mapping = if said.mapping.is_empty() { "default".to_owned() } else { said.mapping.clone() };
    let decided = said.decided(&matter);
    let asked = desk.ask(language, move |session| {
        let (decided, mapping) = (decided?, session.mapping(&mapping)?);
        Ok((decided, ExchangeRequest { mapping, ..ExchangeRequest::new(Job::Sync, "") }))
    });
    match asked.await {
        Ok((decided, request)) => {
            let password = Some(said.password).filter(|password| !password.is_empty());
            let task = Task::Resolve(id, Box::new(decided), Box::new(request));
            let work = desk.works.begin(&desk, language, password, task);
            Redirect::to(&format!("/work/{work}")).into_response()
        }
        Err(failure) => {
            let fault = Some(failure.said(&words).line());
            page_of(&desk, language, id, key, fault).await
        }
    }
}
