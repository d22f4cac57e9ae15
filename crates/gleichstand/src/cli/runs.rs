//! `gleichstand runs`.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Map;
use sync::{JournalLine, Key, Kind, Message, Name, Side};

use super::args::{RunsCommand, RunsListArgs, RunsShowArgs};
use super::exchange::undo;
use super::{Context, Done};
use crate::exit::Exit;
use crate::session::RunDetails;
use crate::show::changes::Changes;
use crate::show::json::plain;
use crate::show::report::{job_name, report, summary};
use crate::show::table::{Align, table};
use crate::words::Words;

/// Runs a command.
pub fn run(command: RunsCommand, context: &mut Context) -> Done {
    match command {
        RunsCommand::List(args) => list(&args, context),
        RunsCommand::Show(args) => show(&args, context),
        RunsCommand::Undo(args) => undo(args, context),
    }
}

/// The JSON of a run, with when it was and, where asked for, every field it wrote.
#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    run: Map<String, serde_json::Value>,
    started_at: Timestamp,
    ended_at: Option<Timestamp>,
    exit: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<Vec<SaidLine>>,
}

#[derive(Serialize)]
struct SaidLine {
    kind: Kind,
    side: Side,
    office: Option<i64>,
    item: Option<Key>,
    name: String,
    what: String,
    field: Name,
    before: serde_json::Value,
    after: serde_json::Value,
    row: u8,
    why: String,
}

impl Document {
    fn of(details: &RunDetails, words: &Words) -> Self {
        let info = &details.info;
        let said = details.report.as_ref().map(|report| report.said(&|message| words.say(message)));
        let mut run = Map::new();
        run.insert("run".to_owned(), info.id.into());
        run.insert("job".to_owned(), job_name(info.job).into());
        run.insert("file".to_owned(), info.path.as_str().into());
        if let Ok(serde_json::Value::Object(said)) = serde_json::to_value(said) {
            run.extend(said);
        }
        let (started_at, ended_at) = (info.started_at, info.ended_at);
        Self { run, started_at, ended_at, exit: info.exit, lines: None }
    }
}

impl SaidLine {
    fn of(line: JournalLine, words: &Words) -> Self {
        Self {
            kind: line.kind,
            side: line.side,
            office: line.office,
            item: line.item,
            why: words.say(&line.why),
            name: line.name,
            what: line.what,
            field: line.field,
            before: plain(line.before.as_ref()),
            after: plain(line.after.as_ref()),
            row: line.row,
        }
    }
}

fn list(args: &RunsListArgs, context: &mut Context) -> Done {
    let runs = context.session.runs(args.limit)?;
    if context.json {
        let words = Arc::clone(&context.words);
        let runs: Vec<_> = runs.iter().map(|run| Document::of(run, &words)).collect();
        context.out.json(&runs);
    } else if runs.is_empty() {
        context.out.line(context.words.text("runs-none"));
    } else {
        let rows: Vec<_> = runs.iter().map(|run| row(run, &context.words)).collect();
        context.out.line(table(&headings(&context.words), &rows));
    }
    Ok(Exit::Done)
}

fn headings(words: &Words) -> Vec<(String, Align)> {
    let left = ["head-job", "head-started", "head-file", "head-result"];
    let mut headings = vec![(words.text("head-run"), Align::Right)];
    headings.extend(left.map(|id| (words.text(id), Align::Left)));
    headings
}

fn row(details: &RunDetails, words: &Words) -> Vec<String> {
    let info = &details.info;
    let result = match &details.report {
        Some(report) => summary(report, words),
        None => words.text("run-not-ended"),
    };
    vec![
        info.id.to_string(),
        words.text(&format!("word-job-{}", job_name(info.job))),
        words.instant(info.started_at),
        info.path.clone(),
        result,
    ]
}

fn show(args: &RunsShowArgs, context: &mut Context) -> Done {
    let details = context.session.run_details(args.run)?;
    if context.json {
        return show_json(&details, context);
    }
    let words = Arc::clone(&context.words);
    let (info, out) = (&details.info, &mut context.out);
    match &details.report {
        Some(done) => report(done, &words, context.verbose, out),
        None => out.line(words.text("run-not-ended")),
    }
    let head = Message::new("run-head").with("since", info.started_at);
    out.line(format!("\n{}\n", words.say(&head)));
    let mut changes = Changes::written(&words);
    context.session.journal(args.run, &mut |line| changes.journal(&line, out))?;
    if !changes.finish(out) {
        out.line(words.text("run-wrote-nothing"));
    }
    Ok(Exit::Done)
}

fn show_json(details: &RunDetails, context: &mut Context) -> Done {
    let words = Arc::clone(&context.words);
    let mut lines = Vec::new();
    let journal = &mut |line| lines.push(SaidLine::of(line, &words));
    context.session.journal(details.info.id, journal)?;
    context.out.json(&Document { lines: Some(lines), ..Document::of(details, &words) });
    Ok(Exit::Done)
}
