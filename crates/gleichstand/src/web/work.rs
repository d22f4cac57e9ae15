//! What takes long: a job on a thread of its own, how far it is, and what became of it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use askama::Template;
use axum::Extension;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use sync::{Message, Phase, PlanFile, PreviewLine, Report};
use tokio::sync::watch;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

use super::desk::Desk;
use super::door::{FormKey, Tongue};
use super::page::{ReportView, W, failed, shown, wrong_key};
use super::plan::Planned;
use super::runs::Keyed;
use crate::failure::Failure;
use crate::session::{Decided, ExchangeRequest, Face, Session};
use crate::words::{Language, Words};

/// Jobs that are remembered.
const KEPT: usize = 20;
/// Fields of a preview without a plan that are kept.
const LINES: usize = 500;

/// What is to be done.
pub enum Task {
    /// What an exchange would do is found out.
    Preview(Box<ExchangeRequest>),
    /// An exchange whose preview was seen: its number, and whether there was something at the path.
    Exchange(u64, bool, Box<ExchangeRequest>),
    /// A plan is carried out: its number.
    Apply(u64, Arc<PlanFile>, Box<ExchangeRequest>),
    /// A run is taken back.
    Undo(i64, Box<ExchangeRequest>),
    /// What a person decided about a matter is carried out.
    Resolve(String, Box<Decided>, Box<ExchangeRequest>),
}

impl Task {
    /// A preview can be left at any time, a run between two batches; a decision is short.
    fn stoppable(&self) -> bool {
        !matches!(self, Self::Resolve(..))
    }

    /// The plan that is carried out.
    fn plan(&self) -> Option<u64> {
        match self {
            Self::Exchange(plan, ..) | Self::Apply(plan, ..) => Some(*plan),
            _ => None,
        }
    }

    fn heading(&self) -> &'static str {
        match self {
            Self::Preview(_) => "web-work-preview",
            Self::Exchange(..) | Self::Apply(..) => "web-work-exchange",
            Self::Undo(..) => "web-work-undo",
            Self::Resolve(..) => "web-work-resolve",
        }
    }
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
enum Outcome {
    /// It ran.
    Ran(Box<Report>),
    /// It was found out what would be done: the number of the plan.
    Planned(u64),
}

struct Work {
    heading: &'static str,
    /// The plan that is carried out: where it fails, it is still there.
    plan: Option<u64>,
    stoppable: bool,
    progress: watch::Receiver<Progress>,
    stop: Arc<AtomicBool>,
    ended: Arc<Mutex<Option<Result<Outcome, Failure>>>>,
}

impl Work {
    fn is_going(&self) -> bool {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }
}

/// All that was begun since the start.
#[derive(Default)]
pub struct Works {
    next: AtomicU64,
    known: Mutex<BTreeMap<u64, Work>>,
}

impl Works {
    /// Begins something; gives its number. `password` is that of the data file, where one is known.
    pub fn begin(
        &self,
        desk: &Arc<Desk>,
        language: Language,
        password: Option<String>,
        task: Task,
    ) -> u64 {
        let id = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        let begun = Progress { done: 0, total: 0, text: String::new(), ended: false };
        let (tell, progress) = watch::channel(begun);
        let (ended, stop) = (Arc::new(Mutex::new(None)), Arc::new(AtomicBool::new(false)));
        let (heading, stoppable, plan) = (task.heading(), task.stoppable(), task.plan());
        let work = Work {
            heading,
            plan,
            stoppable,
            progress,
            stop: Arc::clone(&stop),
            ended: Arc::clone(&ended),
        };
        let desk = Arc::clone(desk);
        thread::spawn(move || {
            let words = desk.words(language);
            let lines = Vec::new();
            let mut face =
                WebFace { words: &words, tell: &tell, stop: &stop, password, lines, more: 0 };
            let mut session = desk.session(language);
            let work = AssertUnwindSafe(|| carry_out(task, &mut session, &mut face, &desk));
            let fault = |_| Err(Failure::start(Message::new("internal-fault")));
            let done = catch_unwind(work).unwrap_or_else(fault);
            *ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(done);
            tell.send_modify(|progress| progress.ended = true);
        });
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(id, work);
        // What is under way can be seen and stopped, however much came after it.
        let old: Vec<u64> =
            known.iter().filter(|(_, work)| !work.is_going()).map(|(id, _)| *id).collect();
        let too_many = known.len().saturating_sub(KEPT);
        old.iter().take(too_many).for_each(|id| drop(known.remove(id)));
        id
    }

    /// What is under way: numbers and what it is.
    pub fn going(&self) -> Vec<(u64, &'static str)> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let going = known.iter().filter(|(_, work)| work.is_going());
        going.map(|(id, work)| (*id, work.heading)).collect()
    }

    /// Whether something is under way.
    pub fn is_going(&self, id: u64) -> bool {
        self.find(id, Work::is_going).unwrap_or(false)
    }

    fn find<T>(&self, id: u64, of: impl FnOnce(&Work) -> T) -> Option<T> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&id).map(of)
    }
}

fn carry_out(
    task: Task,
    session: &mut Session,
    face: &mut WebFace<'_>,
    desk: &Desk,
) -> Result<Outcome, Failure> {
    let report = match task {
        Task::Preview(request) => {
            let (report, plan) = session.preview(&request, face)?;
            if report.stopped.is_none() {
                let password = face.password.take();
                let (lines, more) = (std::mem::take(&mut face.lines), face.more);
                let existed = request.path.exists();
                let (request, plan) = (*request, plan.map(Arc::new));
                let planned =
                    Planned { request, report, plan, existed, work: None, lines, more, password };
                return Ok(Outcome::Planned(desk.plans.add(planned)));
            }
            report
        }
        Task::Exchange(id, existed, request) => {
            carried_out(session.exchange_seen(&request, existed, face)?, id, desk)
        }
        Task::Apply(id, plan, request) => {
            carried_out(session.apply(&plan, &request, face)?, id, desk)
        }
        Task::Undo(run, request) => session.undo(run, &request, face)?,
        Task::Resolve(which, decided, request) => {
            session.resolve(&which, &decided, &request, face)?
        }
    };
    Ok(Outcome::Ran(Box::new(report)))
}

/// A plan that wrote something is carried out; one that could not begin is still there.
fn carried_out(report: Report, plan: u64, desk: &Desk) -> Report {
    if report.run.is_some() {
        desk.plans.forget(plan);
    }
    report
}

/// A run's questions cannot be asked here: what is not sure stops it.
struct WebFace<'a> {
    words: &'a Words,
    tell: &'a watch::Sender<Progress>,
    stop: &'a AtomicBool,
    password: Option<String>,
    lines: Vec<PreviewLine>,
    more: u64,
}

impl Face for WebFace<'_> {
    fn progress(&mut self, phase: Phase, done: u64, total: u64) {
        let id = match phase {
            Phase::Survey => "web-phase-survey",
            Phase::Compare => "web-phase-compare",
            Phase::Write => "web-phase-write",
        };
        let text = self.words.say(&Message::new(id).with("done", done).with("total", total));
        self.tell.send_replace(Progress { done, total, text, ended: false });
    }

    fn line(&mut self, line: &PreviewLine) {
        match self.lines.len() {
            LINES.. => self.more += 1,
            _ => self.lines.push(line.clone()),
        }
    }

    fn stops(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn confirm(&mut self, _question: &Message) -> bool {
        false
    }

    fn password(&mut self, _file: &str) -> Option<String> {
        self.password.clone()
    }
}

#[derive(Template)]
#[template(path = "work.html")]
struct Page<'a> {
    w: W<'a>,
    at: &'static str,
    id: u64,
    key: String,
    heading: String,
    going: bool,
    stoppable: bool,
    stopping: bool,
    fault: Option<String>,
    report: Option<ReportView>,
    run: Option<i64>,
    open: bool,
    download: Option<String>,
    /// The plan to go back to.
    plan: Option<u64>,
}

/// How far it is, or what became of it.
pub async fn show(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Path(id): Path<u64>,
) -> Response {
    let words = desk.words(language);
    let uploads = desk.session(language).uploads_folder();
    let told = |work: &Work| {
        let ended = work.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let report = match ended.as_ref() {
            Some(Ok(Outcome::Planned(plan))) => return Err(*plan),
            Some(Ok(Outcome::Ran(report))) => Some(report),
            _ => None,
        };
        let fault = ended.as_ref().and_then(|ended| ended.as_ref().err());
        // What was brought here goes back there.
        let brought = report.map(|report| std::path::Path::new(&report.file));
        let brought = brought.filter(|path| path.starts_with(&uploads));
        Ok(Page {
            w: W(&words),
            at: "exchange",
            id,
            key,
            heading: words.text(work.heading),
            going: ended.is_none(),
            stoppable: work.stoppable,
            stopping: work.stop.load(Ordering::Relaxed),
            fault: fault.map(|failure| failure.said(&words).line()),
            report: report.map(|report| ReportView::of(report, &words)),
            run: report.and_then(|report| report.run),
            open: report.is_some_and(|report| !report.open.is_empty()),
            plan: work.plan.filter(|_| report.is_none_or(|report| report.run.is_none())),
            download: brought.and_then(|path| Some(path.file_name()?.to_str()?.to_owned())),
        })
    };
    match desk.works.find(id, told) {
        Some(Ok(page)) => shown(&page),
        Some(Err(plan)) => Redirect::to(&format!("/plans/{plan}")).into_response(),
        None => failed(&Failure::usage(Message::new("web-plan-gone")), &words),
    }
}

/// Lets a job end as soon as it can.
pub async fn stop(
    State(desk): State<Arc<Desk>>,
    Extension(FormKey(key)): Extension<FormKey>,
    Path(id): Path<u64>,
    Form(form): Form<Keyed>,
) -> Response {
    if form.key != key {
        return wrong_key();
    }
    match desk.works.find(id, |work| work.stop.store(work.stoppable, Ordering::Relaxed)) {
        Some(()) => Redirect::to(&format!("/work/{id}")).into_response(),
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
