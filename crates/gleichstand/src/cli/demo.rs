//! `gleichstand demo`.

use std::sync::Arc;

use serde::Serialize;
use sync::{Message, Said};

use super::args::DemoArgs;
use super::terminal::with_terminal;
use super::{Context, Done};
use crate::exit::Exit;
use crate::session::{Demo, DemoRequest};
use crate::show;
use crate::words::Words;

#[derive(Serialize)]
struct Document {
    outlook: String,
    office: String,
    runs: [Said; 2],
    changed: Changed,
}

#[derive(Serialize)]
struct Changed {
    item: String,
    field: &'static str,
    before: String,
    after: String,
}

/// Creates sample data, imports it, changes a contact, imports again.
pub fn run(args: DemoArgs, context: &mut Context) -> Done {
    let request = DemoRequest { folder: args.folder, size: args.size, seed: args.seed };
    let (done, _) = with_terminal(context, |session, face| session.demo(&request, face));
    let demo = done?;
    let exit = [&demo.first, &demo.second].map(|report| Exit::of_report(report.exit_code()));
    if context.json {
        let words = Arc::clone(&context.words);
        context.out.json(&document(&demo, &words));
    } else if !context.quiet {
        show(&demo, &request, context);
    }
    Ok(exit[0].and(exit[1]))
}

fn document(demo: &Demo, words: &Words) -> Document {
    let said = |report: &sync::Report| report.said(&|message| words.say(message));
    Document {
        outlook: demo.outlook.display().to_string(),
        office: demo.office.display().to_string(),
        runs: [said(&demo.first), said(&demo.second)],
        changed: Changed {
            item: demo.contact.clone(),
            field: demo.field,
            before: demo.before.clone(),
            after: demo.after.clone(),
        },
    }
}

/// The story in four steps, and what to try next.
fn show(demo: &Demo, request: &DemoRequest, context: &mut Context) {
    let words = Arc::clone(&context.words);
    let (file, office) = (demo.outlook.display(), demo.office.display());
    let step = |id: &str| {
        Message::new(id).with("file", file.to_string()).with("office", office.to_string())
    };
    let out = &mut context.out;
    out.line(words.say(&step("demo-step-create").with("count", request.size)));
    out.line(format!("\n{}\n", words.say(&step("demo-step-import"))));
    show::report::report(&demo.first, &words, context.verbose, out);
    out.line(format!("\n{}\n", words.text("demo-step-addresses")));
    show::address::list(&demo.page, &words, out);
    let change = step("demo-step-change").with("contact", &demo.contact);
    let change =
        change.with("field", demo.field).with("before", &demo.before).with("after", &demo.after);
    out.line(format!("\n{}\n", words.say(&change)));
    show::report::report(&demo.second, &words, context.verbose, out);
    out.line(format!("\n{}", words.say(&step("demo-next"))));
}
