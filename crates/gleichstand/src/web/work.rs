//! What takes long: a run on a thread of its own, how far it is, and its report.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sync::{Message, Phase, PreviewLine, Report};
use tokio::sync::watch;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

use super::desk::Desk;
use super::door::Tongue;
use super::page::{ReportView, W, shown};
use crate::failure::Failure;
use crate::session::{ExchangeRequest, Face};
use crate::words::{Language, Words};

/// Works that are remembered.
const KEPT: usize = 20;

/// What is to be done.
pub enum Task {
    /// An exchange.
    Exchange(Box<ExchangeRequest>),
    /// A run is taken back.
    Undo(i64, Box<ExchangeRequest>),
}

/// How far something is.
#[derive(Debug, Clone, Serialize, PartialEq)]
struct Progress {
    done: u64,
    total: u64,
    text: String,
    #[serde(skip)]
    ended: bool,
}

/// What became of it.
type Ended = Result<Report, Failure>;

struct Work {
    progress: watch::Receiver<Progress>,
    ended: Arc<Mutex<Option<Ended>>>,
}

/// All that was begun since the start.
#[derive(Default)]
pub struct Works {
    next: AtomicU64,
    known: Mutex<BTreeMap<u64, Work>>,
}

impl Works {
    /// Begins something; gives its number.
    pub fn begin(&self, desk: &Arc<Desk>, language: Language, task: Task) -> u64 {
        let id = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        let begun = Progress { done: 0, total: 0, text: String::new(), ended: false };
        let (tell, progress) = watch::channel(begun);
        let ended = Arc::new(Mutex::new(None));
        let (words, result) = (desk.words(language), Arc::clone(&ended));
        let mut session = desk.session(language);
        thread::spawn(move || {
            let mut face = WebFace { words: &words, tell: &tell };
            let done = match task {
                Task::Exchange(request) => session.exchange(&request, &mut face),
                Task::Undo(run, request) => session.undo(run, &request, &mut face),
            };
            *result.lock().unwrap_or_else(PoisonError::into_inner) = Some(done);
            tell.send_modify(|progress| progress.ended = true);
        });
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(id, Work { progress, ended });
        while known.len() > KEPT {
            known.pop_first();
        }
        id
    }

    fn find<T>(&self, id: u64, of: impl FnOnce(&Work) -> T) -> Option<T> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&id).map(of)
    }
}

/// A run's questions cannot be asked here: what is not sure stops it.
struct WebFace<'a> {
    words: &'a Words,
    tell: &'a watch::Sender<Progress>,
}

impl Face for WebFace<'_> {
    fn progress(&mut self, phase: Phase, done: u64, total: u64) {
        let id = match phase {
            Phase::Survey => "web-phase-survey",
            Phase::Compare => "web-phase-compare",
            _ => "web-phase-write",
        };
        let text = self.words.text(id);
        self.tell.send_replace(Progress { done, total, text, ended: false });
    }

    fn line(&mut self, _line: &PreviewLine) {}

    fn confirm(&mut self, _question: &Message) -> bool {
        false
    }

    fn password(&mut self, _file: &str) -> Option<String> {
        None
    }
}

#[derive(Template)]
#[template(path = "work.html")]
struct Page<'a> {
    w: W<'a>,
    at: &'static str,
    id: u64,
    going: bool,
    fault: Option<String>,
    report: Option<ReportView>,
    run: Option<i64>,
}

/// How far it is, or what became of it.
pub async fn show(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Path(id): Path<u64>,
) -> Response {
    let words = desk.words(language);
    let told = |work: &Work| {
        let ended = work.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let report = ended.as_ref().and_then(|ended| ended.as_ref().ok());
        let fault = ended.as_ref().and_then(|ended| ended.as_ref().err());
        Page {
            w: W(&words),
            at: "exchange",
            id,
            going: ended.is_none(),
            fault: fault.map(|failure| failure.said(&words).line()),
            report: report.map(|report| ReportView::of(report, &words)),
            run: report.and_then(|report| report.run),
        }
    };
    match desk.works.find(id, told) {
        Some(page) => shown(&page),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// How far it is, as it goes on.
pub async fn events(State(desk): State<Arc<Desk>>, Path(id): Path<u64>) -> Response {
    let Some(progress) = desk.works.find(id, |work| work.progress.clone()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let event = |progress: Progress| {
        let name = if progress.ended { "end" } else { "progress" };
        let text = serde_json::to_string(&progress).unwrap_or_default();
        Ok::<_, std::convert::Infallible>(Event::default().event(name).data(text))
    };
    Sse::new(WatchStream::new(progress).map(event)).keep_alive(KeepAlive::default()).into_response()
}
