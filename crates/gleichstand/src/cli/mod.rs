//! The command line: low-level arguments (`args`) → checked arguments → work.
//!
//! Each family of commands has a file of its own. None of them knows how anything is done: they
//! ask the session and show what it answers.

mod args;
mod completions;
mod config;
mod conflicts;
mod demo;
mod early;
mod exchange;
mod localise;
mod mapping;
mod pst;
mod records;
mod runs;
mod serve;
mod terminal;
mod usage;
mod watch;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{CommandFactory, FromArgMatches};
use jiff::tz::TimeZone;
use serde::Serialize;
use sync::{Kind, Message};

use crate::exit::Exit;
use crate::failure::{Failure, SaidFailure};
use crate::session::Session;
use crate::show::output::{Output, complain};
use crate::words::{Language, Words};
use args::{Arguments, Command};
use config::{Config, Profile};
use early::Early;

/// The office of whoever says nothing.
const DEFAULT_OFFICE: &str = "office.db";

/// What every command works with.
pub struct Context {
    pub words: Arc<Words>,
    pub session: Session,
    pub out: Output,
    pub json: bool,
    pub quiet: bool,
    pub verbose: bool,
    pub progress: bool,
    pub profiles: BTreeMap<String, Profile>,
    /// The office as it was said, and the folder of mappings.
    pub office: (String, Option<PathBuf>),
}

impl Context {
    /// Whether a person reads what is shown.
    pub fn shows(&self) -> bool {
        !self.json && !self.quiet
    }
}

/// The answer of a command.
type Done = Result<Exit, Failure>;

/// Runs the program with its arguments, its name first.
pub fn main(args: Vec<OsString>) -> Exit {
    let args = with_help(args);
    let early = Early::of(args.get(1..).unwrap_or_default());
    if !cfg!(debug_assertions) {
        // Nobody but those who build the program is shown where in the sources a fault lies.
        std::panic::set_hook(Box::new(|_| {}));
    }
    let run = AssertUnwindSafe(|| start(args, &early));
    catch_unwind(run).unwrap_or_else(|_| {
        let words = Words::new(language(&early, None), TimeZone::UTC);
        let failure = Failure::new(Exit::Errors, Message::new("internal-fault"));
        report(&failure, &words, early.json, &mut Output::new())
    })
}

/// `help COMMAND` is `COMMAND --help`, whatever options stand before it.
fn with_help(mut args: Vec<OsString>) -> Vec<OsString> {
    let first = early::first_word(&args);
    if let Some(at) = first.filter(|at| args.get(*at).is_some_and(|word| word == "help")) {
        args.remove(at);
        args.push("--help".into());
    }
    args
}

fn language(early: &Early, config: Option<&Config>) -> Language {
    let configured = config.and_then(Config::language);
    let locale = || Language::of_locale(|name| std::env::var(name).ok());
    early.language.or(configured).unwrap_or_else(locale)
}

fn start(args: Vec<OsString>, early: &Early) -> Exit {
    let config = early.config.as_deref().map_or_else(|| Ok(Config::default()), Config::read);
    let words = Words::new(language(early, config.as_ref().ok()), TimeZone::system());
    let mut out = Output::new();
    let command = localise::localised(Arguments::command(), &words);
    let parsed = command
        .try_get_matches_from(args)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let done = match (parsed, config) {
        (Err(help), _) if !help.use_stderr() => {
            out.raw(help.to_string().as_bytes());
            Ok(Exit::Done)
        }
        (Err(error), _) if !early.json && usage::is_bare(&error) => {
            complain(error.to_string().trim_end());
            Ok(Exit::Usage)
        }
        (Err(error), _) => Err(usage::failure(&error)),
        (_, Err(failure)) => Err(failure),
        (Ok(args), Ok(config)) => return run(args, &config, words),
    };
    end(done, &words, early.json, &mut out)
}

fn run(args: Arguments, config: &Config, words: Words) -> Exit {
    let (global, command) = (args.global, args.command);
    let zone = global.timezone.as_deref().or(config.timezone.as_deref());
    let words = match zone.map(time_zone).transpose() {
        Ok(zone) => Arc::new(Words::new(words.language(), zone.unwrap_or_else(TimeZone::system))),
        Err(failure) => return end(Err(failure), &words, global.json, &mut Output::new()),
    };
    // An empty variable in a script means that nothing was said.
    let said = |office: &String| !office.trim().is_empty();
    let office = global.office.filter(said).or_else(|| config.office.clone().filter(said));
    let office = office.unwrap_or_else(|| DEFAULT_OFFICE.into());
    let mappings = config.mappings.clone();
    let session = Session::new(office.clone(), Arc::clone(&words)).with_mappings(mappings.clone());
    let mut context = Context {
        session,
        words: Arc::clone(&words),
        out: Output::new(),
        json: global.json,
        quiet: global.quiet,
        verbose: global.verbose,
        progress: !global.no_progress && !global.quiet,
        profiles: config.profile.clone(),
        office: (office, mappings),
    };
    let done = dispatch(command, &mut context);
    end(done, &words, context.json, &mut context.out)
}

fn time_zone(name: &str) -> Result<TimeZone, Failure> {
    let unknown = |_| Failure::usage(Message::new("usage-unknown-zone").with("zone", name));
    TimeZone::get(name).map_err(unknown)
}

fn dispatch(command: Command, context: &mut Context) -> Done {
    match command {
        Command::Demo(args) => demo::run(args, context),
        Command::Import(args) => exchange::import(args, context),
        Command::Export(args) => exchange::export(args, context),
        Command::Sync(args) => exchange::sync(args, context),
        Command::Watch(args) => watch::watch(args, context),
        Command::Apply(args) => exchange::apply(args, context),
        Command::Address(command) => records::run(Kind::Addresses, command, context),
        Command::Mail(command) => records::run(Kind::Mails, command, context),
        Command::Appointment(command) => records::run(Kind::Appointments, command, context),
        Command::Task(command) => records::run(Kind::Tasks, command, context),
        Command::Mapping(command) => mapping::run(command, context),
        Command::Conflicts(command) => conflicts::run(command, context),
        Command::Runs(command) => runs::run(command, context),
        Command::Serve(args) => serve::run(args, context),
        Command::Pst(command) => command.run(context),
        Command::Completions(args) => completions::completions(&args, context),
        Command::Man(args) => completions::man(&args, context),
    }
}

/// Shows a failure, and a fault of the output itself.
fn end(done: Done, words: &Words, json: bool, out: &mut Output) -> Exit {
    let exit = match done {
        Ok(exit) => exit,
        Err(failure) => report(&failure, words, json, out),
    };
    match out.finish() {
        None => exit,
        Some(fault) => {
            let failure = Failure::new(Exit::Errors, outlook::explain_io(&fault));
            let failure = failure.with_file(words.text("standard-output"));
            complain(&failure.said(words).line());
            exit.and(Exit::Errors)
        }
    }
}

fn report(failure: &Failure, words: &Words, json: bool, out: &mut Output) -> Exit {
    #[derive(Serialize)]
    struct Document {
        error: SaidFailure,
    }
    let said = failure.said(words);
    if json {
        out.json(&Document { error: said });
        out.flush();
    } else {
        out.flush();
        complain(&format!("{} {}", words.text("error-prefix"), said.line()));
    }
    failure.exit
}
