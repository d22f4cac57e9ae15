//! Open decisions: what waits for a person, and the answer to it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use office::StoredDecision;
use outlook::Purpose;
use sync::{
    Answer, Answered, Answers, Hold, Holding, Job, Message, Name, Op, OpenDecision, PlanFile,
    Policy, Report, Settings,
};

use super::exchange::RunHooks;
use super::preview::Preview;
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

/// What can be decided about a decision, each with the id of its words.
pub fn choices(decision: &OpenDecision) -> &'static [(Choice, &'static str)] {
    use Choice::{Both, Ignore, Link, New, Office, Outlook, Unlink};
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
    /// The open decisions of all data files.
    pub fn decisions(&mut self) -> Result<Vec<StoredDecision>, Failure> {
        self.with_office(|office| office.decisions())
    }

    /// One open decision.
    pub fn decision(&mut self, id: i64) -> Result<StoredDecision, Failure> {
        let found = self.decisions()?.into_iter().find(|stored| stored.decision.id == id);
        found.ok_or_else(|| Failure::usage(Message::new("usage-unknown-decision").with("id", id)))
    }

    /// Carries out what a person decided. Nothing else is written.
    pub fn resolve(
        &mut self,
        id: i64,
        decided: &Decided,
        request: &ExchangeRequest,
        face: &mut dyn Face,
    ) -> Result<Report, Failure> {
        let stored = self.decision(id)?;
        let answer = self.answer(&stored.decision, decided)?;
        let path = match request.path.as_os_str().is_empty() {
            true => PathBuf::from(&stored.path),
            false => request.path.clone(),
        };
        let kinds = vec![stored.decision.kind];
        let policy = Policy::of_answers();
        let request = ExchangeRequest { path, kinds, policy, job: Job::Sync, ..request.clone() };
        let plan = self.planned(&stored, answer, &request, face)?;
        self.apply(&plan, &request, face)
    }

    /// What was decided, as the exchange understands it.
    fn answer(&mut self, decision: &OpenDecision, decided: &Decided) -> Result<Answer, Failure> {
        let can = choices(decision);
        let fits = |choice: Choice| can.iter().any(|(can, _)| *can == choice);
        if decided.choice.is_some_and(|choice| !fits(choice)) {
            let words = can.iter().map(|(choice, _)| choice.word()).collect::<Vec<_>>();
            let message = Message::new("decision-other-choices").with("id", decision.id);
            return Err(Failure::usage(message.with("choices", words.join(", "))));
        }
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

    /// The plan that the answer makes, and of it only what concerns this decision.
    fn planned(
        &mut self,
        stored: &StoredDecision,
        answer: Answer,
        request: &ExchangeRequest,
        face: &mut dyn Face,
    ) -> Result<PlanFile, Failure> {
        source::check(&request.path, Job::Sync)?;
        let file = self.open(&request.path, Purpose::Read, &request.mapping)?;
        password::check(&file, &request.password, face)?;
        let id = stored.decision.id;
        if file.id() != stored.file {
            let other = Message::new("decision-other-file").with("id", id);
            return Err(Failure::start(other).with_file(source::shown(&request.path)));
        }
        let item = &stored.decision.item;
        let answers =
            Answers::from([(item.clone(), Answered { row: stored.decision.row, answer })]);
        let settings = Settings { answers, ..request.settings(self.words.zone()) };
        let words = Arc::clone(&self.words);
        let mut silent = Quiet { face };
        let mut hooks = RunHooks::looking(&mut silent, &words, Instant::now(), &file);
        let mut store = Preview { store: file.store(), writable: true };
        let planned = sync::plan(Job::Sync, &mut store, self.office()?, &settings, &mut hooks);
        let (_, mut plan) =
            planned.map_err(|error| self.exchange_failure(error, &settings.path))?;
        plan.keep_only(item);
        let mut lines = plan.kinds.iter().flat_map(|kind| &kind.lines).peekable();
        if lines.peek().is_none() {
            return Err(Failure::usage(Message::new("decision-settled").with("id", id)));
        }
        if lines.any(|line| matches!(line.step.op, Op::Ask(_))) {
            return Err(Failure::usage(Message::new("decision-not-possible").with("id", id)));
        }
        Ok(plan)
    }
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

    fn confirm(&mut self, question: &Message) -> bool {
        self.face.confirm(question)
    }

    fn password(&mut self, file: &str) -> Option<String> {
        self.face.password(file)
    }
}
