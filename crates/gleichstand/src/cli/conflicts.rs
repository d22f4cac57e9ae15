//! `gleichstand conflicts`.

use std::sync::Arc;

use clap::ValueEnum;
use jiff::Timestamp;
use office::StoredDecision;
use serde::Serialize;
use serde_json::Value as Json;
use sync::{Hold, Job, Kind, Message, Name, OpenDecision, Value};

use super::args::{ChoiceArg, ConflictsCommand, ConflictsResolveArgs};
use super::exchange::told;
use super::terminal::with_terminal;
use super::{Context, Done};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::{Choice, Decided, ExchangeRequest, choices};
use crate::show::json::plain;
use crate::show::table::{Align, table};
use crate::words::Words;

/// Runs a command.
pub fn run(command: ConflictsCommand, context: &mut Context) -> Done {
    match command {
        ConflictsCommand::List => list(context),
        ConflictsCommand::Show(args) => show(args.id, context),
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
            choices: choices(decision).iter().map(|(choice, _)| choice.word()).collect(),
        }
    }
}

fn list(context: &mut Context) -> Done {
    let decisions = context.session.decisions()?;
    let words = Arc::clone(&context.words);
    if context.json {
        let all: Vec<_> = decisions.iter().map(|stored| Document::of(stored, &words)).collect();
        context.out.json(&all);
    } else if decisions.is_empty() {
        context.out.line(words.text("decisions-none"));
    } else {
        let row = |stored: &StoredDecision| {
            let decision = &stored.decision;
            let since = words.instant(stored.created_at);
            vec![decision.id.to_string(), since, words.say(&decision.why)]
        };
        let headings = [
            ("head-number", Align::Right),
            ("head-since", Align::Left),
            ("head-question", Align::Left),
        ];
        let headings = headings.map(|(id, align)| (words.text(id), align));
        let rows: Vec<_> = decisions.iter().map(row).collect();
        context.out.line(table(&headings, &rows));
        context.out.line(format!("\n{}", words.text("decisions-how")));
    }
    Ok(Exit::Done)
}

fn show(id: i64, context: &mut Context) -> Done {
    let stored = context.session.decision(id)?;
    let words = Arc::clone(&context.words);
    if context.json {
        context.out.json(&Document::of(&stored, &words));
        return Ok(Exit::Done);
    }
    let decision = &stored.decision;
    context.out.line(words.say(&decision.why));
    let head = Message::new("decision-head")
        .with("file", &stored.path)
        .with("run", stored.run)
        .with("since", stored.created_at);
    context.out.line(words.say(&head));
    if !decision.fields.is_empty() {
        let value = |value: &Option<Value>| {
            value.as_ref().map(|value| words.value(value)).unwrap_or_default()
        };
        let row = |(field, office, outlook): &(Name, Option<Value>, Option<Value>)| {
            vec![words.label(field), value(office), value(outlook)]
        };
        let headings = ["head-field", "head-office", "head-outlook-field"];
        let headings = headings.map(|id| (words.text(id), Align::Left));
        let rows: Vec<_> = decision.fields.iter().map(row).collect();
        context.out.line(format!("\n{}", table(&headings, &rows)));
    }
    show_choices(&stored.decision, context);
    Ok(Exit::Done)
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
fn show_choices(decision: &OpenDecision, context: &mut Context) {
    let words = Arc::clone(&context.words);
    let row = |(choice, does): &(Choice, &str)| {
        let does = Message::new(does)
            .with("office", &decision.office_name)
            .with("what", &decision.item_name);
        vec![choice.word().to_owned(), words.say(&does)]
    };
    let headings = ["head-choice", "head-effect"].map(|id| (words.text(id), Align::Left));
    let rows: Vec<_> = choices(decision).iter().map(row).collect();
    context.out.line(format!("\n{}", table(&headings, &rows)));
    let how = Message::new("decision-choices").with("id", decision.id);
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
        session.resolve(args.id, &decided, &request, face)
    };
    let (done, _) = with_terminal(context, work);
    let (document, exit) = told(&done?, Vec::new(), context);
    if context.json {
        context.out.json(&document);
    }
    Ok(exit)
}
