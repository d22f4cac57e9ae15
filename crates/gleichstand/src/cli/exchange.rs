//! `gleichstand import`, `export` and `sync`.

use std::path::Path;
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
use crate::session::{ExchangeRequest, since};
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
    let files = args.outlook.iter();
    let requests = files.map(|file| request(Job::Import, args.exchange.clone(), file, context));
    let requests: Vec<ExchangeRequest> = requests.collect::<Result<_, _>>()?;
    if let [request] = requests.as_slice() {
        return single(request, context);
    }
    let (mut documents, mut exit) = (Vec::new(), Exit::Done);
    for request in &requests {
        let (document, of_file) = match exchange(request, context) {
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
    let request = request(Job::Export, args.exchange, &args.outlook, context)?;
    let (format, copy_as) = (args.format.into(), args.format.into());
    single(&ExchangeRequest { format, copy_as, ..request }, context)
}

/// Synchronises with a data file.
pub fn sync(args: SyncArgs, context: &mut Context) -> Done {
    single(&request(Job::Sync, args.exchange, &args.outlook, context)?, context)
}

/// Takes back what a run wrote.
pub fn undo(args: RunsUndoArgs, context: &mut Context) -> Done {
    let request = ExchangeRequest {
        mapping: context.session.mapping(&args.mapping)?,
        dry_run: args.dry_run,
        password: args.password.into(),
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
    let request =
        ExchangeRequest { password: args.password.into(), backup: !args.no_backup, ..request };
    let (done, _) = with_terminal(context, |session, face| session.apply(&plan, &request, face));
    let (document, exit) = told(&done?, Vec::new(), context);
    if context.json {
        context.out.json(&document);
    }
    Ok(exit)
}

fn single(request: &ExchangeRequest, context: &mut Context) -> Done {
    let (document, exit) = exchange(request, context)?;
    if context.json {
        context.out.json(&document);
    }
    Ok(exit)
}

/// What is asked for, by the command line and, where OUTLOOK is the name of one, a profile.
pub fn request(
    job: Job,
    mut args: ExchangeArgs,
    outlook: &Path,
    context: &Context,
) -> Result<ExchangeRequest, Failure> {
    let profile = profile(outlook, context);
    if let Some(profile) = profile {
        fill_in(&mut args, profile);
    }
    if let Some(page) = args.code_page.filter(|page| !outlook::code_page::is_known(*page)) {
        return Err(Failure::usage(Message::new("usage-code-page").with("page", page)));
    }
    let zone = context.words.zone();
    let file = profile.map_or(outlook, |profile| &profile.file).to_owned();
    Ok(ExchangeRequest {
        kinds: match profile {
            Some(profile) if args.only.is_empty() => in_order(&profile.only),
            _ => kinds(&args.only),
        },
        policy: policy(&args, profile),
        scope: Scope {
            folders: args.folder,
            with_deleted: args.with_deleted,
            since: args.since.as_deref().map(|text| since(text, zone)).transpose()?,
        },
        mapping: context.session.mapping(args.mapping.as_deref().unwrap_or("default"))?,
        numbers_only: args.like_original,
        match_contents: args.match_contents,
        dry_run: args.dry_run || args.plan.is_some(),
        plan: args.plan,
        confirmed: args.yes,
        backup: !args.no_backup,
        password: args.password.into(),
        code_page: args.code_page,
        ..ExchangeRequest::new(job, file)
    })
}

/// The profile of that name, unless a file is called so.
fn profile<'c>(outlook: &Path, context: &'c Context) -> Option<&'c Profile> {
    context.profiles.get(outlook.to_str()?).filter(|_| !outlook.exists())
}

/// What the command line does not say is as the profile says.
fn fill_in(args: &mut ExchangeArgs, profile: &Profile) {
    if args.folder.is_empty() {
        args.folder.clone_from(&profile.folders);
    }
    args.with_deleted |= profile.with_deleted;
    args.since = args.since.take().or_else(|| profile.since.clone());
    args.mapping = args.mapping.take().or_else(|| profile.mapping.clone());
    let password = &mut args.password;
    if !password.ignore_password && password.password_file.is_none() {
        password.password_file.clone_from(&profile.password_file);
    }
    let policies = args.conflicts.is_some() || args.deletions.is_some() || args.match_contents;
    args.like_original |= profile.like_original && !policies;
    args.match_contents |= profile.r#match && !args.like_original;
}

fn policy(args: &ExchangeArgs, profile: Option<&Profile>) -> Policy {
    if args.like_original {
        return Policy::like_original();
    }
    let conflicts = args.conflicts.map(conflicts).or(profile.and_then(|profile| profile.conflicts));
    let deletions = args.deletions.map(deletions).or(profile.and_then(|profile| profile.deletions));
    Policy {
        conflicts: conflicts.unwrap_or_default(),
        deletions: deletions.unwrap_or_default(),
        ..Policy::default()
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
    in_order(&asked)
}

fn in_order(asked: &[Kind]) -> Vec<Kind> {
    Kind::ALL.into_iter().filter(|kind| asked.is_empty() || asked.contains(kind)).collect()
}

fn exchange(request: &ExchangeRequest, context: &mut Context) -> Result<(Document, Exit), Failure> {
    let (done, lines) = with_terminal(context, |session, face| session.exchange(request, face));
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
