//! History: runs, what they wrote and why, and taking one back.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use office::RunInfo;
use serde::Deserialize;
use sync::{Job, Message};

use super::desk::Desk;
use super::door::{FormKey, Tongue};
use super::page::{FieldLine, ReportView, W, failed, link, shown, wrong_key};
use super::work::Task;
use crate::session::{ExchangeRequest, RunDetails};
use crate::show::report::{job_name, summary};
use crate::words::Words;

/// Runs on a page.
const RUNS: u32 = 200;
/// Fields on a page.
const LINES: usize = 200;

/// A run in a list.
pub struct RunRow {
    pub id: i64,
    pub job: String,
    pub started: String,
    pub file: String,
    pub result: String,
}

impl RunRow {
    /// A run in words.
    pub fn of(run: &RunDetails, words: &Words) -> Self {
        let result = match &run.report {
            Some(report) => summary(report, words),
            None => words.text("run-not-ended"),
        };
        Self {
            id: run.info.id,
            job: words.text(&format!("word-job-{}", job_name(run.info.job))),
            started: words.instant(run.info.started_at),
            file: run.info.path.clone(),
            result,
        }
    }
}

#[derive(Template)]
#[template(path = "runs.html")]
struct List<'a> {
    w: W<'a>,
    at: &'static str,
    runs: Vec<RunRow>,
}

/// The runs, the newest first.
pub async fn list(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
) -> Response {
    let words = desk.words(language);
    match desk.ask(language, |session| session.runs(RUNS)).await {
        Ok(runs) => {
            let runs = runs.iter().map(|run| RunRow::of(run, &words)).collect();
            shown(&List { w: W(&words), at: "runs", runs })
        }
        Err(failure) => failed(&failure, &words),
    }
}

/// A run that was interrupted, and what to do about it.
pub struct Interrupted {
    pub id: i64,
    pub said: String,
    pub about: String,
    /// Where it goes on; none for an undoing, which is begun anew in the history.
    pub again: Option<String>,
}

impl Interrupted {
    /// Such a run in words.
    pub fn of(run: &RunInfo, words: &Words) -> Self {
        let said = Message::new("web-interrupted")
            .with("job", job_name(run.job))
            .with("file", &run.path)
            .with("at", words.instant(run.started_at));
        let undo = run.job == Job::Undo;
        let about = if undo { "web-interrupted-undo" } else { "web-interrupted-about" };
        Self {
            id: run.id,
            said: words.say(&said),
            about: words.text(about),
            again: (!undo).then(|| {
                link("/exchange/file", &[("path", &run.path), ("job", job_name(run.job))])
            }),
        }
    }
}

#[derive(Template)]
#[template(path = "run.html")]
struct One<'a> {
    w: W<'a>,
    at: &'static str,
    id: i64,
    key: String,
    report: Option<ReportView>,
    lines: Vec<FieldLine>,
    first: bool,
    next: Option<i64>,
    undoable: bool,
    /// It was interrupted: what finishes it.
    interrupted: Option<Interrupted>,
    mappings: Vec<String>,
}

/// Where a part of what a run wrote begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct After {
    after: i64,
}

/// One run, with every field that it wrote, part by part.
pub async fn show(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Path(id): Path<i64>,
    Query(After { after }): Query<After>,
) -> Response {
    let words = desk.words(language);
    let asked = desk.ask(language, move |session| {
        let details = session.run_details(id)?;
        let part = session.journal_part(id, after, LINES)?;
        let runs = session.runs(RUNS)?;
        let open = session.interrupted(&runs)?;
        let open = open.into_iter().find(|run| run.id == id);
        Ok((details, part, open, session.mapping_names()))
    });
    let (details, (lines, next), open, mappings) = match asked.await {
        Ok(found) => found,
        Err(failure) => return failed(&failure, &words),
    };
    let undoable = details.report.is_some() && !lines.is_empty();
    shown(&One {
        w: W(&words),
        at: "runs",
        id,
        key,
        report: details.report.as_ref().map(|report| ReportView::of(report, &words)),
        lines: lines.iter().map(|line| FieldLine::written(line, &words)).collect(),
        first: after == 0,
        next,
        undoable,
        interrupted: open.map(|run| Interrupted::of(&run, &words)),
        mappings,
    })
}

/// What a form of a page says besides its fields.
#[derive(Debug, Deserialize)]
pub struct Keyed {
    pub key: String,
}

/// What the form of an undoing says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct UndoForm {
    key: String,
    mapping: String,
    password: String,
}

/// Takes a run back.
pub async fn undo(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Path(id): Path<i64>,
    Form(form): Form<UndoForm>,
) -> Response {
    if form.key != key {
        return wrong_key();
    }
    let mapping = if form.mapping.is_empty() { "default".to_owned() } else { form.mapping };
    let mapping = match desk.ask(language, move |session| session.mapping(&mapping)).await {
        Ok(mapping) => mapping,
        Err(failure) => return failed(&failure, &desk.words(language)),
    };
    let password = Some(form.password).filter(|password| !password.is_empty());
    let request = ExchangeRequest { mapping, ..ExchangeRequest::new(Job::Undo, "") };
    let work = desk.works.begin(&desk, language, password, Task::Undo(id, Box::new(request)));
    Redirect::to(&format!("/work/{work}")).into_response()
}
