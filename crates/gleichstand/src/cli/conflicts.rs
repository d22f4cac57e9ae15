//! `gleichstand conflicts`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use clap::ValueEnum;
use jiff::Timestamp;
use office::StoredDecision;
use serde::Serialize;
use serde_json::Value as Json;
use sync::{Hold, Job, Kind, Message, Name, Value};

use super::args::{ChoiceArg, ConflictsCommand, ConflictsResolveArgs};
use super::exchange::told;
use super::terminal::with_terminal;
use super::{Context, Done};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::{Choice, Decided, ExchangeRequest, FieldMatter, Matter, choices};
use crate::show::json::plain;
use crate::show::table::{Align, table};
use crate::words::Words;

/// Runs a command.
pub fn run(command: ConflictsCommand, context: &mut Context) -> Done {
    match command {
        ConflictsCommand::List => list(context),
        ConflictsCommand::Show(args) => show(&args.id, context),
        ConflictsCommand::Resolve(args) => resolve(args, context),
    }
}

#[derive(Serialize)]
struct Document {
    id: i64,
    row: u8,
    kind: Kind,
    office: String,
    outlook: String,
    why: String,
    file: String,
    run: i64,
    since: Timestamp,
    fields: Vec<FieldDocument>,
    /// Of these, the ones that are asked about since they were mapped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    newly_mapped: Vec<String>,
    choices: Vec<&'static str>,
}

/// A newly mapped field, about which the same question is open for several records.
#[derive(Serialize)]
struct FieldMatterDocument {
    id: String,
    kind: Kind,
    field: Name,
    why: String,
    decisions: Vec<Document>,
    choices: Vec<&'static str>,
}

#[derive(Serialize)]
struct FieldDocument {
    field: Name,
    office: Json,
    outlook: Json,
}

impl Document {
    fn of(stored: &StoredDecision, words: &Words) -> Self {
        let decision = &stored.decision;
        let field =
            |(field, office, outlook): &(Name, Option<Value>, Option<Value>)| FieldDocument {
                field: field.clone(),
                office: plain(office.as_ref()),
                outlook: plain(outlook.as_ref()),
            };
        Self {
            id: decision.id,
            row: decision.row,
            kind: decision.kind,
            office: decision.office_name.clone(),
            outlook: decision.item_name.clone(),
            why: words.say(&decision.why),
            file: stored.path.clone(),
            run: stored.run,
            since: stored.created_at,
            fields: decision.fields.iter().map(field).collect(),
            newly_mapped: decision.newly_mapped().map(str::to_owned).collect(),
            choices: words_of(&Matter::Record(Box::new(stored.clone()))),
        }
    }
}

fn words_of(matter: &Matter) -> Vec<&'static str> {
    choices(matter).iter().map(|(choice, _)| choice.word()).collect()
}

fn list(context: &mut Context) -> Done {
    let matters = context.session.matters()?;
    let words = Arc::clone(&context.words);
    if context.json {
        // One of several fields belongs to several matters.
        let decisions = matters.iter().flat_map(Matter::decisions);
        let all: BTreeMap<i64, Document> =
            decisions.map(|stored| (stored.decision.id, Document::of(stored, &words))).collect();
        context.out.json(&all.into_values().collect::<Vec<_>>());
    } else if matters.is_empty() {
        context.out.line(words.text("decisions-none"));
    } else {
        let row = |matter: &Matter| {
            let since = matter.decisions().iter().map(|stored| stored.created_at).min();
            let since = since.map(|since| words.instant(since)).unwrap_or_default();
            vec![matter.id(), since, words.say(&matter.why())]
        };
        let headings = [
            ("head-number", Align::Right),
            ("head-since", Align::Left),
            ("head-question", Align::Left),
        ];
        let headings = headings.map(|(id, align)| (words.text(id), align));
        let rows: Vec<_> = matters.iter().map(row).collect();
        context.out.line(table(&headings, &rows));
        context.out.line(format!("\n{}", words.text("decisions-how")));
    }
    Ok(Exit::Done)
}

fn show(which: &str, context: &mut Context) -> Done {
    let matter = context.session.matter(which, Path::new(""))?;
    let words = Arc::clone(&context.words);
    match &matter {
        Matter::Record(stored) if context.json => context.out.json(&Document::of(stored, &words)),
        Matter::Field(of) if context.json => context.out.json(&FieldMatterDocument {
            id: matter.id(),
            kind: of.kind,
            field: of.field.clone(),
            why: words.say(&matter.why()),
            decisions: of.decisions.iter().map(|stored| Document::of(stored, &words)).collect(),
            choices: words_of(&matter),
        }),
        _ => {
            context.out.line(words.say(&matter.why()));
            match &matter {
                Matter::Record(stored) => show_record(stored, context),
                Matter::Field(of) => show_field(of, context),
            }
            show_choices(&matter, context);
        }
    }
    Ok(Exit::Done)
}

/// A value as a person reads it; nothing for none.
fn shown(value: Option<&Value>, words: &Words) -> String {
    value.map(|value| words.value(value)).unwrap_or_default()
}

/// In which fields both sides differ.
fn show_record(stored: &StoredDecision, context: &mut Context) {
    let words = Arc::clone(&context.words);
    let head = Message::new("decision-head")
        .with("file", &stored.path)
        .with("run", stored.run)
        .with("since", stored.created_at);
    context.out.line(words.say(&head));
    let fields = &stored.decision.fields;
    if !fields.is_empty() {
        let row = |(field, office, outlook): &(Name, Option<Value>, Option<Value>)| {
            let values = [office, outlook].map(|value| shown(value.as_ref(), &words));
            [vec![words.label(field)], values.to_vec()].concat()
        };
        let headings = ["head-field", "head-office", "head-outlook-field"];
        let headings = headings.map(|id| (words.text(id), Align::Left));
        let rows: Vec<_> = fields.iter().map(row).collect();
        context.out.line(format!("\n{}", table(&headings, &rows)));
    }
}

/// In which records both sides differ.
fn show_field(matter: &FieldMatter, context: &mut Context) {
    /// Records that are shown when nothing else is asked for.
    const SHOWN: usize = 10;
    let words = Arc::clone(&context.words);
    let row = |stored: &StoredDecision| {
        let decision = &stored.decision;
        let mut fields = decision.fields.iter();
        let (_, office, outlook) = fields.find(|(field, ..)| *field == matter.field)?;
        let values = [office, outlook].map(|value| shown(value.as_ref(), &words));
        let head = vec![decision.id.to_string(), decision.office_name.clone()];
        Some([head, values.to_vec()].concat())
    };
    let headings = ["head-number", "head-record", "head-office", "head-outlook-field"];
    let headings = headings.map(|id| (words.text(id), Align::Left));
    let count = matter.decisions.len();
    let most = if context.verbose { count } else { SHOWN };
    let rows: Vec<_> = matter.decisions.iter().take(most).filter_map(row).collect();
    context.out.line(format!("\n{}", table(&headings, &rows)));
    if count > most {
        let more = Message::new("report-more").with("count", count - most);
        context.out.line(words.say(&more));
    }
}

fn choice(arg: ChoiceArg) -> Choice {
    match arg {
        ChoiceArg::Office => Choice::Office,
        ChoiceArg::Outlook => Choice::Outlook,
        ChoiceArg::Both => Choice::Both,
        ChoiceArg::Link => Choice::Link,
        ChoiceArg::Unlink => Choice::Unlink,
        ChoiceArg::New => Choice::New,
        ChoiceArg::Ignore => Choice::Ignore,
    }
}

/// `FIELD=CHOICE`: what holds for one field.
fn field(text: &str) -> Result<(Name, Hold), Failure> {
    let held = text.split_once('=').and_then(|(field, hold)| {
        let hold = ChoiceArg::from_str(hold.trim(), false).ok().map(choice)?.hold()?;
        Some((field.trim().to_owned().into(), hold))
    });
    held.ok_or_else(|| Failure::usage(Message::new("usage-no-field-choice").with("text", text)))
}

/// What can be decided, each with what it does.
fn show_choices(matter: &Matter, context: &mut Context) {
    let words = Arc::clone(&context.words);
    let first = matter.first().map(|stored| &stored.decision);
    let row = |(choice, does): &(Choice, &str)| {
        let does = Message::new(does)
            .with("office", first.map(|one| one.office_name.as_str()).unwrap_or_default())
            .with("what", first.map(|one| one.item_name.as_str()).unwrap_or_default());
        vec![choice.word().to_owned(), words.say(&does)]
    };
    let headings = ["head-choice", "head-effect"].map(|id| (words.text(id), Align::Left));
    let rows: Vec<_> = choices(matter).iter().map(row).collect();
    context.out.line(format!("\n{}", table(&headings, &rows)));
    if choices(matter).iter().any(|(choice, _)| *choice == Choice::Link) {
        let what = first.map(|one| one.item_name.as_str()).unwrap_or_default();
        let other = Message::new("decision-with").with("what", what);
        context.out.line(format!("\n{}", words.say(&other)));
    }
    let how = Message::new("decision-choices").with("id", matter.id());
    context.out.line(format!("\n{}", words.say(&how)));
}

fn resolve(args: ConflictsResolveArgs, context: &mut Context) -> Done {
    let request = ExchangeRequest {
        mapping: context.session.mapping(&args.mapping)?,
        password: args.password.into(),
        backup: !args.no_backup,
        ..ExchangeRequest::new(Job::Sync, args.outlook.unwrap_or_default())
    };
    let decided = Decided {
        choice: args.choice.map(choice),
        fields: args.field.iter().map(|text| field(text)).collect::<Result<_, _>>()?,
        with: args.with,
    };
    let work = |session: &mut crate::session::Session, face: &mut dyn crate::session::Face| {
        session.resolve(&args.id, &decided, &request, face)
    };
    let (done, _) = with_terminal(context, work);
    let (document, exit) = told(&done?, Vec::new(), context);
    if context.json {
        context.out.json(&document);
    }
    Ok(exit)
}
