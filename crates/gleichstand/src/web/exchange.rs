//! Exchange with an Outlook file: which file, which direction, which kinds; what would be written;
//! and then the run.

use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use axum::Extension;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use sync::{Job, Kind, Message, Phase, PreviewLine};

use super::desk::Desk;
use super::door::{FormKey, Tongue};
use super::page::{FieldLine, ReportView, W, shown, wrong_key};
use super::work::Task;
use crate::failure::Failure;
use crate::session::{ExchangeRequest, Face};
use crate::words::Words;

/// Fields of a preview that are shown.
const LINES: usize = 500;

#[derive(Template)]
#[template(path = "exchange.html")]
struct Page<'a> {
    w: W<'a>,
    at: &'static str,
    key: String,
    fault: Option<String>,
    path: String,
    import: bool,
    export: bool,
    kinds: Vec<KindBox>,
    preview: Option<PreviewView>,
}

struct KindBox {
    name: &'static str,
    label: String,
    on: bool,
}

struct PreviewView {
    report: ReportView,
    lines: Vec<FieldLine>,
    more: u64,
}

/// What the form says.
#[derive(Debug, Default, Clone)]
struct Asked {
    key: String,
    path: String,
    import: bool,
    export: bool,
    kinds: Vec<Kind>,
    act: String,
}

impl Asked {
    /// A form whose boxes may come several times.
    fn of(fields: Vec<(String, String)>) -> Self {
        let mut asked = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "key" => asked.key = value,
                "path" => value.trim().clone_into(&mut asked.path),
                "import" => asked.import = true,
                "export" => asked.export = true,
                "kind" => asked.kinds.extend(Kind::parse(&value)),
                "act" => asked.act = value,
                _ => {}
            }
        }
        asked
    }

    fn job(&self) -> Option<Job> {
        match (self.import, self.export) {
            (true, true) => Some(Job::Sync),
            (true, false) => Some(Job::Import),
            (false, true) => Some(Job::Export),
            (false, false) => None,
        }
    }

    fn request(&self) -> Result<ExchangeRequest, Failure> {
        let job = self.job().ok_or_else(|| Failure::usage(Message::new("web-no-direction")))?;
        if self.kinds.is_empty() {
            return Err(Failure::usage(Message::new("web-no-kind")));
        }
        let request = ExchangeRequest::new(job, &self.path);
        Ok(ExchangeRequest { kinds: self.kinds.clone(), ..request })
    }

    fn page<'a>(self, words: &'a Words, key: String, fault: Option<String>) -> Page<'a> {
        let kind = |kind: Kind| KindBox {
            name: kind.name(),
            label: words.text(&format!("kinds-{}", kind.name())),
            on: self.kinds.contains(&kind),
        };
        Page {
            w: W(words),
            at: "exchange",
            key,
            fault,
            import: self.import,
            export: self.export,
            kinds: Kind::ALL.map(kind).into(),
            path: self.path,
            preview: None,
        }
    }
}

/// The empty form: both directions, every kind.
pub async fn show(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
) -> Response {
    let words = desk.words(language);
    let asked = Asked { import: true, export: true, kinds: Kind::ALL.to_vec(), ..Asked::default() };
    shown(&asked.page(&words, key, None))
}

/// Shows what would be written, or does it.
pub async fn act(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let (words, asked) = (desk.words(language), Asked::of(fields));
    if asked.key != key {
        return wrong_key();
    }
    let fault = |asked: Asked, failure: &Failure| {
        shown(&asked.page(&words, key.clone(), Some(failure.said(&words).line())))
    };
    let request = match asked.request() {
        Ok(request) => request,
        Err(failure) => return fault(asked, &failure),
    };
    if asked.act == "run" {
        let work = desk.works.begin(&desk, language, Task::Exchange(Box::new(request)));
        return Redirect::to(&format!("/work/{work}")).into_response();
    }
    let lines = Arc::new(Mutex::new((Vec::new(), 0_u64)));
    let (said, seen) = (Arc::clone(&words), Arc::clone(&lines));
    let request = ExchangeRequest { dry_run: true, ..request };
    let done = desk.ask_apart(language, move |session| {
        session.exchange(&request, &mut Watching { words: &said, lines: &seen })
    });
    match done.await {
        Ok(report) => {
            let report = ReportView::of(&report, &words);
            let (lines, more) =
                std::mem::take(&mut *lines.lock().unwrap_or_else(PoisonError::into_inner));
            let preview = Some(PreviewView { report, lines, more });
            shown(&Page { preview, ..asked.page(&words, key, None) })
        }
        Err(failure) => fault(asked, &failure),
    }
}

/// Keeps the first lines of a preview.
struct Watching<'a> {
    words: &'a Words,
    lines: &'a Mutex<(Vec<FieldLine>, u64)>,
}

impl Face for Watching<'_> {
    fn progress(&mut self, _phase: Phase, _done: u64, _total: u64) {}

    fn line(&mut self, line: &PreviewLine) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        match lines.0.len() {
            LINES.. => lines.1 += 1,
            _ => lines.0.push(FieldLine::planned(line, self.words)),
        }
    }

    fn confirm(&mut self, _question: &Message) -> bool {
        false
    }

    fn password(&mut self, _file: &str) -> Option<String> {
        None
    }
}
