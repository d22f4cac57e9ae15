//! `gleichstand completions` and `gleichstand man`.

use clap::{Command, CommandFactory};
use sync::Message;

use super::args::{Arguments, CompletionsArgs, ManArgs};
use super::localise::localised;
use super::{Context, Done};
use crate::exit::Exit;
use crate::failure::Failure;

/// Headings of a manual page as they are made, and their ids.
const HEADINGS: [(&str, &str); 6] = [
    ("NAME", "man-name"),
    ("SYNOPSIS", "man-synopsis"),
    ("DESCRIPTION", "man-description"),
    ("SUBCOMMANDS", "man-commands"),
    ("VERSION", "man-version"),
    ("OPTIONS", "man-options"),
];

/// Writes a script that lets a shell complete commands and options.
pub fn completions(args: &CompletionsArgs, context: &mut Context) -> Done {
    let mut command = localised(Arguments::command(), &context.words);
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "gleichstand", &mut script);
    context.out.raw(&script);
    Ok(Exit::Done)
}

/// Writes the manual page of the program, or of one of its commands.
pub fn man(args: &ManArgs, context: &mut Context) -> Done {
    let mut command = localised(Arguments::command(), &context.words);
    command.build();
    let wanted = args.command.iter().try_fold(command, |command, name| below(&command, name))?;
    let name = wanted.get_bin_name().unwrap_or("gleichstand").replace(' ', "-");
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(wanted.name(name)).render(&mut page);
    rendered.map_err(|error| Failure::start(outlook::explain_io(&error)))?;
    let mut page = String::from_utf8_lossy(&page).into_owned();
    for (heading, id) in HEADINGS {
        let (from, to) = (format!(".SH {heading}\n"), format!(".SH {}\n", context.words.text(id)));
        page = page.replace(&from, &to);
    }
    context.out.raw(page.as_bytes());
    Ok(Exit::Done)
}

fn below(command: &Command, name: &str) -> Result<Command, Failure> {
    let found = command.find_subcommand(name).cloned();
    let unknown = Message::new("usage-unknown-command").with("command", name);
    found.ok_or_else(|| Failure::usage(unknown.with("suggestion", "")))
}
