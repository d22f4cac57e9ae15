//! `gleichstand import`, `export` and `sync`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use sync::{
    Conflicts, Deletions, Job, Kind, Message, Name, Policy, PreviewLine, Report, Said, Scope, Side,
    Tally,
};

use super::args::{ApplyArgs, RunsUndoArgs, SyncArgs};
use super::args::{ConflictsArg, DeletionsArg, ExchangeArgs, ExportArgs, ImportArgs, KindArg};
use super::config::Profile;
use super::terminal::with_terminal;
use super::{Context, Done};
use crate::exit::Exit;
use crate::failure::{Failure, SaidFailure};
use crate::session::{ExchangeRequest, Password, since};
use crate::show::json::plain;
use crate::show::output::complain;
use crate::show::report::report;

/// One data file's part of the answer.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Document {
    Done(Box<Run>),
    Failed { error: SaidFailure },
}

#[derive(Serialize)]
pub struct Run {
    #[serde(flatten)]
    said: Said,
    /// A dry run's fields, old → new.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lines: Vec<Line>,
}

#[derive(Serialize)]
pub struct Line {
    kind: Kind,
    row: u8,
    tally: Tally,
    name: String,
    number: String,
    side: Side,
    field: Name,
    before: serde_json::Value,
    after: serde_json::Value,
}

impl Line {
    fn of(line: PreviewLine) -> Self {
        Self {
            kind: line.kind,
            row: line.row,
            tally: line.tally,
            name: line.name,
            number: line.number,
            side: line.side,
            field: line.field,
            before: plain(line.before.as_ref()),
            after: plain(line.after.as_ref()),
        }
    }
}

/// Imports one data file after the other; the gravest exit counts.
pub fn import(args: ImportArgs, context: &mut Context) -> Done {
    if let [file] = args.outlook.as_slice() {
        let (request, file) = checked(Job::Import, args.exchange, file, context)?;
        return single(&request, &file, context);
    }
    let (request, _) = checked(Job::Import, args.exchange, Path::new(""), context)?;
    let (mut documents, mut exit) = (Vec::new(), Exit::Done);
    for file in &args.outlook {
        let (document, of_file) = match exchange(&request, file, context) {
            Ok(done) => done,
            Err(failure) => failed(&failure, context),
        };
        exit = exit.and(of_file);
        documents.push(document);
    }
    if context.json {
        context.out.json(&documents);
    }
    Ok(exit)
}

/// Exports to a data file, which is made where there is none.
pub fn export(args: ExportArgs, context: &mut Context) -> Done {
    let (request, file) = checked(Job::Export, args.exchange, &args.outlook, context)?;
    single(&ExchangeRequest { format: args.format.into(), ..request }, &file, context)
}

/// Synchronises with a data file.
pub fn sync(args: SyncArgs, context: &mut Context) -> Done {
    let (request, file) = checked(Job::Sync, args.exchange, &args.outlook, context)?;
    single(&request, &file, context)
}

/// Takes back what a run wrote.
pub fn undo(args: RunsUndoArgs, context: &mut Context) -> Done {
    let request = ExchangeRequest {
        mapping: context.session.mapping(&args.mapping)?,
        dry_run: args.dry_run,
        password: password(args.ignore_password, args.password_file),
        backup: !args.no_backup,
        ..ExchangeRequest::new(Job::Undo, args.outlook.unwrap_or_default())
    };
    let run = args.run;
    let (done, lines) = with_terminal(context, |session, face| session.undo(run, &request, face));
    let (document, exit) = told(&done?, lines, context);
    if context.json {
        context.out.json(&document);
    }
    Ok(exit)
}

/// Carries out a saved plan.
pub fn apply(args: ApplyArgs, context: &mut Context) -> Done {
    let (plan, request) = context.session.read_plan(&args.plan)?;
    let request = ExchangeRequest {
        password: password(args.ignore_password, args.password_file),
        backup: !args.no_backup,
        ..request
    };
    let (done, _) = with_terminal(context, |session, face| session.apply(&plan, &request, face));
    let (document, exit) = told(&done?, Vec::new(), context);
    if context.json {
        context.out.json(&document);
    }
    Ok(exit)
}

fn single(request: &ExchangeRequest, file: &Path, context: &mut Context) -> Done {
    let (document, exit) = exchange(request, file, context)?;
    if context.json {
        context.out.json(&document);
    }
    Ok(exit)
}

/// The profile of that name, unless a file is called so. What the command line says counts more.
fn with_profile(args: &mut ExchangeArgs, outlook: &Path, context: &Context) -> Option<Profile> {
    let profile = context.profiles.get(outlook.to_str()?).filter(|_| !outlook.exists())?.clone();
    if args.folder.is_empty() {
        args.folder.clone_from(&profile.folders);
    }
    args.with_deleted |= profile.with_deleted;
    args.since = args.since.take().or_else(|| profile.since.clone());
    args.mapping = args.mapping.take().or_else(|| profile.mapping.clone());
    if !args.ignore_password {
        args.password_file = args.password_file.take().or_else(|| profile.password_file.clone());
    }
    let policies = args.conflicts.is_some() || args.deletions.is_some() || args.match_contents;
    args.like_original |= profile.like_original && !policies;
    args.match_contents |= profile.r#match && !args.like_original;
    Some(profile)
}

/// The request, but for the file, and the file.
fn checked(
    job: Job,
    mut args: ExchangeArgs,
    outlook: &Path,
    context: &Context,
) -> Result<(ExchangeRequest, PathBuf), Failure> {
    let profile = with_profile(&mut args, outlook, context);
    let of = profile.as_ref();
    let only = match of.filter(|profile| args.only.is_empty() && !profile.only.is_empty()) {
        Some(profile) => Kind::ALL.into_iter().filter(|kind| profile.only.contains(kind)).collect(),
        None => kinds(&args.only),
    };
    let policy = match args.like_original {
        true => Policy::like_original(),
        false => Policy {
            conflicts: args
                .conflicts
                .map(conflicts)
                .or(of.and_then(|profile| profile.conflicts))
                .unwrap_or_default(),
            deletions: args
                .deletions
                .map(deletions)
                .or(of.and_then(|profile| profile.deletions))
                .unwrap_or_default(),
            ..Policy::default()
        },
    };
    let file = profile.as_ref().map_or(outlook, |profile| &profile.file).to_owned();
    Ok((request(job, args, only, policy, context)?, file))
}

fn request(
    job: Job,
    args: ExchangeArgs,
    kinds: Vec<Kind>,
    policy: Policy,
    context: &Context,
) -> Result<ExchangeRequest, Failure> {
    let zone = context.words.zone();
    let password = password(args.ignore_password, args.password_file);
    Ok(ExchangeRequest {
        kinds,
        scope: Scope {
            folders: args.folder,
            with_deleted: args.with_deleted,
            since: args.since.as_deref().map(|text| since(text, zone)).transpose()?,
        },
        mapping: context.session.mapping(args.mapping.as_deref().unwrap_or("default"))?,
        policy,
        numbers_only: args.like_original,
        match_contents: args.match_contents,
        dry_run: args.dry_run || args.plan.is_some(),
        plan: args.plan,
        confirmed: args.yes,
        backup: !args.no_backup,
        password,
        ..ExchangeRequest::new(job, "")
    })
}

/// Where the password comes from.
pub fn password(ignore: bool, file: Option<PathBuf>) -> Password {
    match (ignore, file) {
        (true, _) => Password::Ignore,
        (false, Some(path)) => Password::File(path),
        (false, None) => Password::Ask,
    }
}

fn conflicts(arg: ConflictsArg) -> Conflicts {
    match arg {
        ConflictsArg::Newer => Conflicts::Newer,
        ConflictsArg::Office => Conflicts::Office,
        ConflictsArg::Outlook => Conflicts::Outlook,
        ConflictsArg::Both => Conflicts::Both,
        ConflictsArg::Ask => Conflicts::Ask,
    }
}

fn deletions(arg: DeletionsArg) -> Deletions {
    match arg {
        DeletionsArg::Restore => Deletions::Restore,
        DeletionsArg::Ask => Deletions::Ask,
        DeletionsArg::Propagate => Deletions::Propagate,
    }
}

/// The kind of a word.
pub fn kind(arg: KindArg) -> Kind {
    match arg {
        KindArg::Addresses => Kind::Addresses,
        KindArg::Mails => Kind::Mails,
        KindArg::Appointments => Kind::Appointments,
        KindArg::Tasks => Kind::Tasks,
    }
}

/// The kinds asked for, in their order; all where none is named.
pub fn kinds(only: &[KindArg]) -> Vec<Kind> {
    let asked: Vec<Kind> = only.iter().map(|arg| kind(*arg)).collect();
    Kind::ALL.into_iter().filter(|kind| asked.is_empty() || asked.contains(kind)).collect()
}

fn exchange(
    request: &ExchangeRequest,
    file: &Path,
    context: &mut Context,
) -> Result<(Document, Exit), Failure> {
    let request = ExchangeRequest { path: file.to_owned(), ..request.clone() };
    let (done, lines) = with_terminal(context, |session, face| session.exchange(&request, face));
    let done = done?;
    let told = told(&done, lines, context);
    if let Some(plan) = request.plan.as_ref().filter(|_| context.shows()) {
        let message = Message::new("plan-saved").with("file", plan.display());
        context.out.line(format!("\n{}", context.words.say(&message)));
    }
    Ok(told)
}

/// Shows a report to a person, and puts it into the answer.
pub fn told(done: &Report, lines: Vec<PreviewLine>, context: &mut Context) -> (Document, Exit) {
    let words = Arc::clone(&context.words);
    if context.shows() {
        report(done, &words, context.verbose, &mut context.out);
        context.out.flush();
    }
    let said = done.said(&|message| words.say(message));
    let lines = lines.into_iter().map(Line::of).collect();
    (Document::Done(Box::new(Run { said, lines })), Exit::of_report(done.exit_code()))
}

/// A file that failed among others: the others go on.
fn failed(failure: &Failure, context: &Context) -> (Document, Exit) {
    let said = failure.said(&context.words);
    if !context.json {
        complain(&format!("{} {}", context.words.text("error-prefix"), said.line()));
    }
    (Document::Failed { error: said }, failure.exit)
}
