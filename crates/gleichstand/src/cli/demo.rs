//! `gleichstand demo`.

use std::sync::Arc;

use serde::Serialize;
use sync::{Kind, Message, Said};

use super::args::DemoArgs;
use super::terminal::with_terminal;
use super::{Context, Done};
use crate::exit::Exit;
use crate::session::{Changed, Demo, DemoRequest};
use crate::show;
use crate::words::Words;

#[derive(Serialize)]
struct Document {
    outlook: String,
    office: String,
    exported: String,
    runs: Vec<Said>,
    changed: Vec<ChangedField>,
}

#[derive(Serialize)]
struct ChangedField {
    item: String,
    field: &'static str,
    before: String,
    after: &'static str,
}

/// Creates sample data and runs every job on it, with changes between.
pub fn run(args: DemoArgs, context: &mut Context) -> Done {
    let request = DemoRequest { folder: args.folder, size: args.size, seed: args.seed };
    let (done, _) = with_terminal(context, |session, face| session.demo(&request, face));
    let demo = done?;
    let exits = demo.runs.iter().map(|report| Exit::of_report(report.exit_code()));
    let exit = exits.fold(Exit::Done, Exit::and);
    if context.json {
        let words = Arc::clone(&context.words);
        context.out.json(&document(&demo, &words));
    } else if !context.quiet {
        show(&demo, &request, context);
    }
    Ok(exit)
}

fn document(demo: &Demo, words: &Words) -> Document {
    let said = |report: &sync::Report| report.said(&|message| words.say(message));
    let changed = |of: &Changed| ChangedField {
        item: of.record.clone(),
        field: of.field,
        before: of.before.clone(),
        after: of.after,
    };
    Document {
        outlook: demo.outlook.display().to_string(),
        office: demo.office.display().to_string(),
        exported: demo.exported.display().to_string(),
        runs: demo.runs.iter().map(said).collect(),
        changed: demo.changes.iter().map(changed).collect(),
    }
}

/// The story step by step, and what to try next.
fn show(demo: &Demo, request: &DemoRequest, context: &mut Context) {
    let words = Arc::clone(&context.words);
    let (file, office) = (demo.outlook.display(), demo.office.display());
    let step = |id: &str| {
        let step = Message::new(id).with("file", file.to_string());
        step.with("office", office.to_string())
            .with("exported", demo.exported.display().to_string())
    };
    let [first, second, both, export] = &demo.runs;
    let [once, again, edited] = &demo.changes;
    let out = &mut context.out;
    let verbose = context.verbose;
    out.line(words.say(&step("demo-step-create").with("count", request.size)));
    out.line(format!("\n{}\n", words.say(&step("demo-step-import"))));
    show::report::report(first, &words, verbose, out);
    out.line(format!("\n{}\n", words.text("demo-step-addresses")));
    show::record::list(Kind::Addresses, &demo.page, &words, out);
    out.line(format!("\n{} {}\n", words.text("demo-step-change"), change("outlook", once, &words)));
    show::report::report(second, &words, verbose, out);
    let changes = [change("outlook", again, &words), change("office", edited, &words)];
    out.line(format!("\n{} {}\n", words.text("demo-step-sync"), changes.join(" ")));
    show::report::report(both, &words, verbose, out);
    out.line(format!("\n{}\n", words.say(&step("demo-step-export"))));
    show::report::report(export, &words, verbose, out);
    out.line(format!("\n{}", words.say(&step("demo-next"))));
}

/// A change in words, and on which side it was made.
fn change(side: &str, changed: &Changed, words: &Words) -> String {
    let message = Message::new("demo-changed").with("side", side).with("record", &changed.record);
    let message = message.with("field", changed.field).with("before", &changed.before);
    words.say(&message.with("after", changed.after))
}
