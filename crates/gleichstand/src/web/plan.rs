//! What an exchange would do, record by record and field by field, old → new; what a person switches
//! off is left alone.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use askama::Template;
use axum::Extension;
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sync::{Kind, Message, Op, PlanFile, PlanLine, PreviewLine, Report, Tally};

use super::desk::Desk;
use super::door::{FormKey, Tongue};
use super::page::{Choice, FieldLine, ReportView, W, failed, link, shown, wrong_key};
use super::work::Task;
use crate::failure::Failure;
use crate::session::ExchangeRequest;
use crate::words::{Language, Words};

/// Plans that are remembered.
const KEPT: usize = 3;
/// Records on a page.
const PAGE: usize = 20;
/// What can become of a record, as it is asked for.
const TALLIES: [(&str, Tally); 6] = [
    ("created", Tally::Created),
    ("updated", Tally::Updated),
    ("restored", Tally::Restored),
    ("deleted", Tally::Deleted),
    ("skipped", Tally::Skipped),
    ("open", Tally::Open),
];

/// What an exchange would do.
pub struct Planned {
    pub request: ExchangeRequest,
    pub report: Report,
    /// `None` where lines cannot be switched off.
    pub plan: Option<Arc<PlanFile>>,
    /// Whether there was something at the path.
    pub existed: bool,
    /// The job that carries it out.
    pub work: Option<u64>,
    /// The first lines, where there is no plan.
    pub lines: Vec<PreviewLine>,
    /// How many more there are.
    pub more: u64,
    /// The data file's password.
    pub password: Option<String>,
}

/// The plans of late.
#[derive(Default)]
pub struct Plans {
    next: AtomicU64,
    known: Mutex<BTreeMap<u64, Arc<Mutex<Planned>>>>,
}

impl Plans {
    /// Remembers a plan; gives its number.
    pub fn add(&self, planned: Planned) -> u64 {
        let id = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        let mut known = self.known();
        known.insert(id, Arc::new(Mutex::new(planned)));
        while known.len() > KEPT {
            known.pop_first();
        }
        id
    }

    /// Forgets a plan that was carried out.
    pub fn forget(&self, id: u64) {
        self.known().remove(&id);
    }

    fn find(&self, id: u64) -> Option<Arc<Mutex<Planned>>> {
        self.known().get(&id).map(Arc::clone)
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Mutex<Planned>>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn open(planned: &Mutex<Planned>) -> MutexGuard<'_, Planned> {
    planned.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Which lines are asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    kind: String,
    what: String,
    page: usize,
}

impl Asked {
    fn at(&self, id: u64, page: usize) -> String {
        let page = if page == 0 { String::new() } else { page.to_string() };
        let pairs = [("q", &self.q), ("kind", &self.kind), ("what", &self.what), ("page", &page)];
        link(&format!("/plans/{id}"), &pairs.map(|(name, value)| (name, value.as_str())))
    }

    /// Whether a line is asked for; what nobody would miss never is.
    fn wants(&self, kind: Kind, line: &PlanLine, words: &Words) -> bool {
        let tally = TALLIES.iter().find(|(name, _)| *name == self.what).map(|(_, tally)| *tally);
        does_something(line)
            && Kind::parse(&self.kind).is_none_or(|asked| asked == kind)
            && tally.is_none_or(|tally| tally == line.tally)
            && self.finds(kind, line, words)
    }

    /// Whether every word occurs in the record's name, number or values.
    fn finds(&self, kind: Kind, line: &PlanLine, words: &Words) -> bool {
        if self.q.trim().is_empty() {
            return true;
        }
        let mut text = format!("{} {}", line.name, line.number);
        for field in &line.fields {
            for value in [&field.before, &field.after].into_iter().flatten() {
                text.push(' ');
                text.push_str(&words.field_value(kind, &field.field, value, "; "));
            }
        }
        let text = text.to_lowercase();
        self.q.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }
}

/// The place of a line: of its kind, and in it.
type Place = (usize, usize);

fn placed(plan: &PlanFile) -> impl Iterator<Item = (Place, Kind, &PlanLine)> {
    plan.kinds.iter().enumerate().flat_map(|(at, kind)| {
        let lines = kind.lines.iter().enumerate();
        lines.map(move |(line_at, line)| ((at, line_at), kind.kind, line))
    })
}

/// Whether single fields can be switched off: a new record is made whole or not at all.
fn has_parts(line: &PlanLine) -> bool {
    line.step.op.pair().is_some() && line.fields.len() > 1
}

/// Whether anybody would miss a line: links that are only noted anew are not shown.
fn does_something(line: &PlanLine) -> bool {
    let silent = matches!(line.tally, Tally::Uncounted | Tally::Unchanged);
    let touched = line.step.op.pair().is_some_and(|pair| pair.merged.asks.is_empty());
    !(silent || touched && line.fields.is_empty())
}

/// Whether a line does anything that can be left.
fn can_be_left(line: &PlanLine) -> bool {
    let asked = line.step.op.pair().is_some() && line.fields.is_empty();
    !asked && !matches!(line.step.op, Op::Ask(_) | Op::Leave(_) | Op::Copy(_) | Op::Mark { .. })
}

#[derive(Template)]
#[template(path = "plan.html")]
struct Page<'a> {
    w: W<'a>,
    at: &'static str,
    key: String,
    fault: Option<String>,
    /// Safety limits that it exceeds.
    limits: Vec<String>,
    report: ReportView,
    asked: Asked,
    kinds: Vec<Choice>,
    whats: Vec<Choice>,
    here: String,
    count: String,
    on: String,
    /// How many are ticked in all, also where they are not shown.
    whole_on: String,
    records: Vec<Record>,
    before: Option<usize>,
    after: Option<usize>,
    /// Where there is no plan: the first lines.
    lines: Vec<FieldLine>,
    more: u64,
    whole: bool,
}

struct Record {
    place: String,
    what: String,
    name: String,
    on: bool,
    can_be_left: bool,
    has_parts: bool,
    why: String,
    fields: Vec<Part>,
}

struct Part {
    place: String,
    on: bool,
    line: FieldLine,
}

/// Shows a page of it.
pub async fn show(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Path(id): Path<u64>,
    Query(asked): Query<Asked>,
) -> Response {
    let words = desk.words(language);
    let Some(planned) = desk.plans.find(id) else { return gone(&words) };
    let make = move || shown(&page(id, &open(&planned), asked, (key, None), &words));
    desk.think(language, make).await
}

/// A plan that is not remembered: it is made anew.
fn gone(words: &Words) -> Response {
    failed(&Failure::usage(Message::new("web-plan-gone")), words)
}

fn page<'a>(
    id: u64,
    planned: &Planned,
    asked: Asked,
    (key, fault): (String, Option<String>),
    words: &'a Words,
) -> Page<'a> {
    let wanted: Vec<_> = match &planned.plan {
        Some(plan) => {
            placed(plan).filter(|(_, kind, line)| asked.wants(*kind, line, words)).collect()
        }
        None => Vec::new(),
    };
    let (total, first) = (wanted.len(), asked.page.saturating_mul(PAGE));
    let shown = wanted.iter().skip(first).take(PAGE);
    let on = wanted.iter().filter(|(_, _, line)| line.enabled && can_be_left(line)).count();
    let count = Message::new("web-plan-count").with("total", total as u64);
    let kind = |kind: &Kind| {
        Choice::new(kind.name(), words.text(&format!("kinds-{}", kind.name())), &asked.kind)
    };
    let what = |(name, _): &(&str, Tally)| {
        Choice::new(*name, words.text(&format!("tally-{name}")), &asked.what)
    };
    Page {
        w: W(words),
        at: "exchange",
        key,
        fault,
        limits: planned.report.limits.iter().map(|limit| words.say(limit)).collect(),
        report: ReportView::of(&planned.report, words),
        kinds: planned.request.kinds.iter().map(kind).collect(),
        whats: TALLIES.iter().map(what).collect(),
        here: asked.at(id, asked.page),
        count: words.say(&count),
        on: words.say(&Message::new("web-plan-on").with("count", on as u64)),
        whole_on: words.say(&Message::new("web-plan-all").with("count", all_on(planned))),
        records: shown.map(|found| record(found, words)).collect(),
        before: asked.page.checked_sub(1),
        after: (first.saturating_add(PAGE) < total).then_some(asked.page + 1),
        lines: planned.lines.iter().map(|line| FieldLine::planned(line, words)).collect(),
        more: planned.more,
        whole: planned.plan.is_none(),
        asked,
    }
}

/// Records that are ticked, shown or not.
fn all_on(planned: &Planned) -> u64 {
    let lines = planned.plan.iter().flat_map(|plan| placed(plan)).map(|(_, _, line)| line);
    let on = lines.filter(|line| line.enabled && does_something(line) && can_be_left(line));
    on.count() as u64
}

fn record(((at, line_at), kind, line): &(Place, Kind, &PlanLine), words: &Words) -> Record {
    let place = format!("{at}.{line_at}");
    let part = |(index, field): (usize, &sync::FieldLine)| Part {
        place: format!("{place}.{index}"),
        on: field.enabled,
        line: FieldLine::of_plan(*kind, field, words),
    };
    let why = match &line.step.op {
        Op::Ask(question) | Op::Leave(question) => words.say(&question.decision.why),
        _ => String::new(),
    };
    let tally = TALLIES.iter().find(|(_, tally)| *tally == line.tally);
    Record {
        what: tally.map(|(name, _)| words.text(&format!("tally-{name}"))).unwrap_or_default(),
        name: crate::show::changes::with_number(&line.number, &line.name),
        on: line.enabled,
        can_be_left: can_be_left(line),
        has_parts: has_parts(line),
        why,
        fields: line.fields.iter().enumerate().map(part).collect(),
        place,
    }
}

/// What the form of a page says.
#[derive(Default)]
struct Said {
    key: String,
    act: String,
    confirmed: bool,
    shown: Vec<Place>,
    on: HashSet<String>,
    /// What is to be shown.
    asked: Asked,
}

impl Said {
    fn of(fields: Vec<(String, String)>) -> Self {
        let mut said = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "key" => said.key = value,
                "act" => said.act = value,
                "confirmed" => said.confirmed = true,
                "shown" => said.shown.extend(place(&value)),
                "on" => drop(said.on.insert(value)),
                "q" => said.asked.q = value,
                "kind" => said.asked.kind = value,
                "what" => said.asked.what = value,
                _ => {}
            }
        }
        said
    }

    /// Takes the ticks of the records that were shown.
    fn take(&self, plan: &mut PlanFile) {
        for (at, line_at) in &self.shown {
            let lines = plan.kinds.get_mut(*at).map(|kind| &mut kind.lines);
            let Some(line) = lines.and_then(|lines| lines.get_mut(*line_at)) else { continue };
            if !can_be_left(line) {
                continue;
            }
            let place = format!("{at}.{line_at}");
            line.enabled = self.on.contains(&place);
            if has_parts(line) {
                for (index, field) in line.fields.iter_mut().enumerate() {
                    field.enabled = self.on.contains(&format!("{place}.{index}"));
                }
            }
        }
    }
}

fn place(text: &str) -> Option<Place> {
    let (at, line) = text.split_once('.')?;
    Some((at.parse().ok()?, line.parse().ok()?))
}

/// Takes the ticks; shows another page, or carries the plan out.
pub async fn act(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Path(id): Path<u64>,
    Query(asked): Query<Asked>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let said = Said::of(fields);
    if said.key != key {
        return wrong_key();
    }
    let words = desk.words(language);
    let Some(planned) = desk.plans.find(id) else { return gone(&words) };
    let own = Arc::clone(&desk);
    let answer = move || {
        let mut planned = open(&planned);
        // While it is carried out it is as it was begun.
        if let Some(work) = planned.work.filter(|work| own.works.is_going(*work)) {
            return Redirect::to(&format!("/work/{work}")).into_response();
        }
        if let Some(plan) = &mut planned.plan {
            let plan = Arc::make_mut(plan);
            said.take(plan);
            match said.act.as_str() {
                "on" => set_all(plan, &asked, true, &words),
                "off" => set_all(plan, &asked, false, &words),
                _ => {}
            }
        }
        let page = said.act.strip_prefix("page:").and_then(|page| page.parse().ok());
        match said.act.as_str() {
            "run" if planned.report.limits.is_empty() || said.confirmed => {
                let work = begin(id, &mut planned, &own, language);
                Redirect::to(&format!("/work/{work}")).into_response()
            }
            "run" => {
                let fault = Some(words.text("web-not-confirmed"));
                shown(&self::page(id, &planned, asked, (key, fault), &words))
            }
            "filter" => Redirect::to(&said.asked.at(id, 0)).into_response(),
            _ => Redirect::to(&asked.at(id, page.unwrap_or(asked.page))).into_response(),
        }
    };
    desk.think(language, answer).await
}

/// Begins to carry a plan out. It is remembered until it has written something.
fn begin(id: u64, planned: &mut Planned, desk: &Arc<Desk>, language: Language) -> u64 {
    // What a person has seen and wants needs no second question.
    let request = Box::new(ExchangeRequest { confirmed: true, ..planned.request.clone() });
    let task = match &planned.plan {
        Some(plan) => Task::Apply(id, Arc::clone(plan), request),
        None => Task::Exchange(id, planned.existed, request),
    };
    let work = desk.works.begin(desk, language, planned.password.clone(), task);
    planned.work = Some(work);
    work
}

/// Switches everything on or off that is asked for; single fields only where they can be.
fn set_all(plan: &mut PlanFile, asked: &Asked, on: bool, words: &Words) {
    for kind in &mut plan.kinds {
        for line in &mut kind.lines {
            if can_be_left(line) && asked.wants(kind.kind, line, words) {
                line.enabled = on;
                if has_parts(line) {
                    line.fields.iter_mut().for_each(|field| field.enabled = on);
                }
            }
        }
    }
}
