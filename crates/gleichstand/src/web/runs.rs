//! History: runs, what they wrote and why, and taking one back.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sync::Job;

use super::desk::Desk;
use super::door::{FormKey, Tongue};
use super::page::{FieldLine, ReportView, W, failed, shown, wrong_key};
use super::work::Task;
use crate::session::{ExchangeRequest, RunDetails};
use crate::show::report::{job_name, summary};
use crate::words::Words;

/// Runs on a page.
const RUNS: u32 = 200;
/// Fields on a page.
const LINES: usize = 500;

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

#[derive(Template)]
#[template(path = "run.html")]
struct One<'a> {
    w: W<'a>,
    at: &'static str,
    id: i64,
    key: String,
    report: Option<ReportView>,
    lines: Vec<FieldLine>,
    more: u64,
    undoable: bool,
}

/// One run, with every field that it wrote.
pub async fn show(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Path(id): Path<i64>,
) -> Response {
    let words = desk.words(language);
    let said = Arc::clone(&words);
    let asked = desk.ask(language, move |session| {
        let details = session.run_details(id)?;
        let (mut lines, mut more) = (Vec::new(), 0);
        session.journal(id, &mut |line| match lines.len() {
            LINES.. => more += 1,
            _ => lines.push(FieldLine::written(&line, &said)),
        })?;
        Ok((details, lines, more))
    });
    let (details, lines, more) = match asked.await {
        Ok(found) => found,
        Err(failure) => return failed(&failure, &words),
    };
    let undoable = details.report.is_some() && details.info.job != Job::Undo && !lines.is_empty();
    let report = details.report.as_ref().map(|report| ReportView::of(report, &words));
    shown(&One { w: W(&words), at: "runs", id, key, report, lines, more, undoable })
}

/// What a form of a page says besides its fields.
#[derive(Debug, Deserialize)]
pub struct Keyed {
    pub key: String,
}

/// Takes a run back.
pub async fn undo(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Path(id): Path<i64>,
    Form(form): Form<Keyed>,
) -> Response {
    if form.key != key {
        return wrong_key();
    }
    let request = ExchangeRequest::new(Job::Undo, "");
    let work = desk.works.begin(&desk, language, Task::Undo(id, Box::new(request)));
    Redirect::to(&format!("/work/{work}")).into_response()
}
