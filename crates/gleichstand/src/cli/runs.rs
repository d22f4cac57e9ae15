//! `gleichstand runs`.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use sync::{Job, JournalLine, Message, Said};

use super::args::{RunsCommand, RunsListArgs, RunsShowArgs};
use super::{Context, Done};
use crate::exit::Exit;
use crate::session::RunDetails;
use crate::show::changes::Changes;
use crate::show::report::{job_name, report, summary};
use crate::show::table::{Align, table};
use crate::words::Words;

/// Runs a command.
pub fn run(command: RunsCommand, context: &mut Context) -> Done {
    match command {
        RunsCommand::List(args) => list(&args, context),
        RunsCommand::Show(args) => show(&args, context),
    }
}

#[derive(Serialize)]
struct Listed {
    run: i64,
    job: Job,
    file: String,
    started_at: Timestamp,
    ended_at: Option<Timestamp>,
    exit: Option<i32>,
}

impl Listed {
    fn of(details: &RunDetails) -> Self {
        let info = &details.info;
        Self {
            run: info.id,
            job: info.job,
            file: info.path.clone(),
            started_at: info.started_at,
            ended_at: info.ended_at,
            exit: info.exit,
        }
    }
}

/// A run with everything it wrote.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    listed: Listed,
    report: Option<Said>,
    lines: Vec<SaidLine>,
}

#[derive(Serialize)]
struct SaidLine {
    #[serde(flatten)]
    line: JournalLine,
    /// The reason in words, in place of the message.
    why: String,
}

fn list(args: &RunsListArgs, context: &mut Context) -> Done {
    let runs = context.session.runs(args.limit)?;
    if context.json {
        context.out.json(&runs.iter().map(Listed::of).collect::<Vec<_>>());
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
    let head = Message::new("run-head").with("run", info.id.to_string());
    let head = head.with("since", info.started_at).with("job", job_name(info.job));
    out.line(words.say(&head));
    match &details.report {
        Some(done) => report(done, &words, context.verbose, out),
        None => out.line(words.text("run-not-ended")),
    }
    out.line("");
    let mut changes = Changes::new(&words);
    context.session.journal(args.run, &mut |line| changes.journal(&line, out))?;
    if !changes.finish(out) {
        out.line(words.text("run-wrote-nothing"));
    }
    Ok(Exit::Done)
}

fn show_json(details: &RunDetails, context: &mut Context) -> Done {
    let words = Arc::clone(&context.words);
    let mut lines = Vec::new();
    context.session.journal(details.info.id, &mut |line| {
        lines.push(SaidLine { why: words.say(&line.why), line });
    })?;
    let report = details.report.as_ref().map(|report| report.said(&|message| words.say(message)));
    context.out.json(&Shown { listed: Listed::of(details), report, lines });
    Ok(Exit::Done)
}
