//! Open decisions: what waits for a person, and the answer to it.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use office::StoredDecision;
use outlook::Purpose;
use sync::{
    Answer, Answered, Answers, Hold, Holding, Job, Key, Message, Name, Op, OpenDecision, PlanFile,
    Policy, Report, Settings,
};

use super::exchange::RunHooks;
use super::matter::{self, Matter};
use super::preview::Preview;
use super::source::Place;
use super::{ExchangeRequest, Face, Session, password, source};
use crate::failure::Failure;

/// What can be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The office is right: its values, or that its record is gone.
    Office,
    /// Outlook is right.
    Outlook,
    /// The newer values, and the other ones go into the notes.
    Both,
    /// Item and office record are the same thing.
    Link,
    /// They are not: the item becomes a record of its own.
    Unlink,
    /// The item becomes a record of its own, with a number of its own.
    New,
    /// All stays as it is.
    Ignore,
}

impl Choice {
    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Outlook => "outlook",
            Self::Both => "both",
            Self::Link => "link",
            Self::Unlink => "unlink",
            Self::New => "new",
            Self::Ignore => "ignore",
        }
    }

    /// What it means for values, where it is about them.
    pub fn hold(self) -> Option<Hold> {
        match self {
            Self::Office => Some(Hold::Office),
            Self::Outlook => Some(Hold::Outlook),
            Self::Both => Some(Hold::Both),
            Self::Ignore => Some(Hold::Leave),
            _ => None,
        }
    }
}

/// What a person decided.
#[derive(Debug, Clone, Default)]
pub struct Decided {
    /// For the record.
    pub choice: Option<Choice>,
    /// For single fields, by office name: in their place.
    pub fields: BTreeMap<Name, Hold>,
    /// The office record that the item belongs to, where it is another than the question names.
    pub with: Option<String>,
}

/// What can be decided about a matter, each with the id of its words.
pub fn choices(matter: &Matter) -> &'static [(Choice, &'static str)] {
    use Choice::{Both, Ignore, Link, New, Office, Outlook, Unlink};
    let decision = match matter {
        Matter::Record(stored) => &stored.decision,
        Matter::Field(_) => {
            return &[
                (Office, "choice-hold-office"),
                (Outlook, "choice-hold-outlook"),
                (Both, "choice-hold-both"),
                (Ignore, "choice-ignore"),
            ];
        }
    };
    match decision.row {
        8 => &[
            (Office, "choice-hold-office"),
            (Outlook, "choice-hold-outlook"),
            (Both, "choice-hold-both"),
            (Unlink, "choice-unlink"),
            (Ignore, "choice-ignore"),
        ],
        11 | 12 => &[
            (Outlook, "choice-restore-record"),
            (Office, "choice-delete-item"),
            (Ignore, "choice-ignore"),
        ],
        13 | 14 => &[
            (Office, "choice-restore-item"),
            (Outlook, "choice-delete-record"),
            (Ignore, "choice-ignore"),
        ],
        18 => &[(New, "choice-new"), (Ignore, "choice-ignore")],
        23 if decision.why.id == "number-altered" => {
            &[(Office, "choice-number-back"), (Unlink, "choice-unlink"), (Ignore, "choice-ignore")]
        }
        22 => &[(Link, "choice-restore-linked"), (New, "choice-new"), (Ignore, "choice-ignore")],
        _ => &[(Link, "choice-link"), (New, "choice-new"), (Ignore, "choice-ignore")],
    }
}

/// The row of the decision table that asks for values: both sides changed the same field.
const DIFFERENT: u8 = 8;

impl Session {
    /// What is open, of all data files.
    pub fn matters(&mut self) -> Result<Vec<Matter>, Failure> {
        let decisions = self.with_office(|office| office.decisions())?;
        Ok(matter::matters(&decisions))
    }

    /// One matter: by the number of an open decision, or by kind and field. `path`: the data file,
    /// where it was named.
    pub fn matter(&mut self, which: &str, path: &Path) -> Result<Matter, Failure> {
        let unknown = || Failure::usage(Message::new("usage-unknown-decision").with("id", which));
        if let Ok(id) = which.parse::<i64>() {
            let decisions = self.with_office(|office| office.decisions())?;
            let found = decisions.into_iter().find(|stored| stored.decision.id == id);
            return found.map(|stored| Matter::Record(Box::new(stored))).ok_or_else(unknown);
        }
        let mut found = self.matters()?;
        found.retain(|matter| matter.id() == which);
        let here = source::shown(path);
        let lies_here = |matter: &Matter| matter.first().is_some_and(|one| one.path == here);
        if found.iter().any(lies_here) {
            found.retain(lies_here);
        }
        match found.len() {
            0 => Err(unknown()),
            1 => Ok(found.remove(0)),
            _ => Err(Failure::usage(Message::new("decision-several-files").with("id", which))),
        }
    }

    /// The name of the mapping by which the record of a matter was linked last; `None` if none of
    /// those that there are is it.
    pub fn mapping_of(&mut self, matter: &Matter) -> Result<Option<String>, Failure> {
        let Some(first) = matter.first().cloned() else { return Ok(None) };
        let (kind, item) = (first.decision.kind, &first.decision.item);
        let mut version = None;
        self.with_office(|office| {
            let links = sync::Ledger::links(office, &first.file, kind, &mut |link| {
                version = version.or((link.item == *item).then_some(link.mapping));
            });
            links.map_err(|error| office::OfficeError::Failed { detail: error.message.id })
        })?;
        let names = self.mapping_names();
        Ok(names.into_iter().find(|name| {
            self.mapping(name).is_ok_and(|mapping| Some(mapping.version(kind)) == version)
        }))
    }

    /// Carries out what a person decided. Nothing else is written.
    pub fn resolve(
        &mut self,
        which: &str,
        decided: &Decided,
        request: &ExchangeRequest,
        face: &mut dyn Face,
    ) -> Result<Report, Failure> {
        let matter = self.matter(which, &request.path)?;
        let answers = self.answers(&matter, decided)?;
        let Some(first) = matter.first() else {
            return Err(Failure::usage(Message::new("decision-settled").with("id", which)));
        };
        let path = match request.path.as_os_str().is_empty() {
            true => PathBuf::from(&first.path),
            false => request.path.clone(),
        };
        let kinds = vec![first.decision.kind];
        let policy = Policy::of_answers();
        let request = ExchangeRequest { path, kinds, policy, job: Job::Sync, ..request.clone() };
        if matches!(source::check(&request.path, Job::Import), Ok(Place::Files)) {
            return self.resolve_in_files(&matter, answers, &request, face);
        }
        let plan = self.planned(&matter, answers, &request, face)?;
        self.apply(&plan, &request, face)
    }

    /// What was decided, for every record concerned.
    fn answers(&mut self, matter: &Matter, decided: &Decided) -> Result<Answers, Failure> {
        must_fit(matter, decided)?;
        match matter {
            Matter::Record(stored) => {
                let OpenDecision { row, item, .. } = &stored.decision;
                let answer = self.answer(&stored.decision, decided)?;
                Ok(Answers::from([(item.clone(), Answered { row: *row, answer })]))
            }
            Matter::Field(of) => {
                let hold = decided.choice.and_then(Choice::hold);
                let fields: BTreeMap<Name, Hold> =
                    hold.map(|hold| (of.field.clone(), hold)).into_iter().collect();
                let answer = Answer::Hold(Holding { all: None, fields });
                let answered = |stored: &StoredDecision| {
                    let OpenDecision { row, item, .. } = &stored.decision;
                    (item.clone(), Answered { row: *row, answer: answer.clone() })
                };
                Ok(of.decisions.iter().map(answered).collect())
            }
        }
    }

    /// What was decided, as the exchange understands it.
    fn answer(&mut self, decision: &OpenDecision, decided: &Decided) -> Result<Answer, Failure> {
        self.must_differ(decision, decided)?;
        Ok(match decided.choice {
            Some(Choice::Link) => Answer::Link { office: self.other_record(decision, decided)? },
            Some(Choice::Unlink | Choice::New) => Answer::New,
            Some(Choice::Ignore) => Answer::Ignore,
            values => Answer::Hold(Holding {
                all: values.and_then(Choice::hold),
                fields: decided.fields.clone(),
            }),
        })
    }

    /// Fields that are decided singly are among those that differ.
    fn must_differ(&self, decision: &OpenDecision, decided: &Decided) -> Result<(), Failure> {
        let differs = |name: &&Name| {
            decision.row == DIFFERENT && decision.fields.iter().any(|(field, ..)| field == *name)
        };
        let Some(other) = decided.fields.keys().find(|name| !differs(name)) else { return Ok(()) };
        let message = Message::new("decision-other-field").with("id", decision.id);
        Err(Failure::usage(message.with("field", other)))
    }

    /// The office record that a person named.
    fn other_record(
        &mut self,
        decision: &OpenDecision,
        decided: &Decided,
    ) -> Result<Option<i64>, Failure> {
        let Some(which) = &decided.with else { return Ok(None) };
        self.record(decision.kind, which).map(|record| Some(record.id))
    }

    /// The plan that the answers make, and of it only what concerns this matter.
    fn planned(
        &mut self,
        matter: &Matter,
        answers: Answers,
        request: &ExchangeRequest,
        face: &mut dyn Face,
    ) -> Result<PlanFile, Failure> {
        source::check(&request.path, Job::Sync)?;
        let file = self.open(&request.path, Purpose::Read, &request.mapping)?;
        password::check(&file, &request.password, face)?;
        let id = matter.id();
        if matter.decisions().iter().any(|stored| stored.file != file.id()) {
            let other = Message::new("decision-other-file").with("id", id);
            return Err(Failure::start(other).with_file(source::shown(&request.path)));
        }
        let concerned: HashSet<Key> = answers.keys().cloned().collect();
        let settings = Settings { answers, ..request.settings(self.words.zone()) };
        let words = Arc::clone(&self.words);
        let mut silent = Quiet { face };
        let mut hooks = RunHooks::looking(&mut silent, &words, Instant::now(), &file);
        let mut store = Preview { store: file.store(), writable: true };
        if let Some(stored) = asks_for_values(matter) {
            // What the person saw is what is decided about.
            let asking = Settings { answers: Answers::new(), ..settings.clone() };
            let office = self.office()?;
            let asked = sync::plan(Job::Sync, &mut store, office, &asking, &mut hooks);
            let (report, _) =
                asked.map_err(|error| self.exchange_failure(error, &settings.path))?;
            let now = report.open.iter().find(|open| open.item == stored.decision.item);
            if now.is_some_and(|now| now.fields != stored.decision.fields) {
                return Err(Failure::usage(Message::new("decision-changed").with("id", id)));
            }
        }
        let planned = sync::plan(Job::Sync, &mut store, self.office()?, &settings, &mut hooks);
        let (_, plan) = planned.map_err(|error| self.exchange_failure(error, &settings.path))?;
        concerning(plan, &concerned, &id)
    }
}

/// The question, where it is about values of one record: each field can be decided by itself.
pub fn asks_for_values(matter: &Matter) -> Option<&StoredDecision> {
    match matter {
        Matter::Record(stored) if stored.decision.row == DIFFERENT => Some(stored),
        _ => None,
    }
}

/// Of a plan only what concerns the records that were decided about: something that can be done.
pub(super) fn concerning(
    mut plan: PlanFile,
    concerned: &HashSet<Key>,
    id: &str,
) -> Result<PlanFile, Failure> {
    plan.keep_only(|item| concerned.contains(item));
    let mut lines = plan.kinds.iter().flat_map(|kind| &kind.lines).peekable();
    if lines.peek().is_none() {
        return Err(Failure::usage(Message::new("decision-settled").with("id", id)));
    }
    if lines.any(|line| matches!(line.step.op, Op::Ask(_))) {
        return Err(Failure::usage(Message::new("decision-not-possible").with("id", id)));
    }
    Ok(plan)
}

/// Whether the choice is one of those that there are.
fn must_fit(matter: &Matter, decided: &Decided) -> Result<(), Failure> {
    let can = choices(matter);
    let fits = |choice: Choice| can.iter().any(|(can, _)| *can == choice);
    let single = matches!(matter, Matter::Record(_));
    let whole = decided.fields.is_empty() && decided.with.is_none();
    if (single || whole) && decided.choice.is_none_or(fits) {
        return Ok(());
    }
    let words = can.iter().map(|(choice, _)| choice.word()).collect::<Vec<_>>();
    let message = Message::new("decision-other-choices").with("id", matter.id());
    Err(Failure::usage(message.with("choices", words.join(", "))))
}

/// A face that is shown nothing of what is only looked at.
struct Quiet<'f> {
    face: &'f mut dyn Face,
}

impl Face for Quiet<'_> {
    fn progress(&mut self, phase: sync::Phase, done: u64, total: u64) {
        self.face.progress(phase, done, total);
    }

    fn line(&mut self, _: &sync::PreviewLine) {}

    fn stops(&self) -> bool {
        self.face.stops()
    }

    fn confirm(&mut self, question: &Message) -> bool {
        self.face.confirm(question)
    }

    fn password(&mut self, file: &str) -> Option<String> {
        self.face.password(file)
    }
}
