//! `gleichstand import`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use sync::{Kind, Name, PreviewLine, Said, Scope, Side, Tally};

use super::args::{ImportArgs, KindArg};
use super::terminal::with_terminal;
use super::{Context, Done};
use crate::exit::Exit;
use crate::failure::{Failure, SaidFailure};
use crate::session::{ImportRequest, Password, mapping};
use crate::show::json::plain;
use crate::show::output::complain;
use crate::show::report::report;

/// One data file's part of the answer.
#[derive(Serialize)]
#[serde(untagged)]
enum Document {
    Done(Box<Run>),
    Failed { error: SaidFailure },
}

#[derive(Serialize)]
struct Run {
    #[serde(flatten)]
    said: Said,
    /// A dry run's fields, old → new.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
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
pub fn run(args: ImportArgs, context: &mut Context) -> Done {
    let (request, files) = checked(args)?;
    if let [file] = files.as_slice() {
        let (document, exit) = import(&request, file, context)?;
        if context.json {
            context.out.json(&document);
        }
        return Ok(exit);
    }
    let (mut documents, mut exit) = (Vec::new(), Exit::Done);
    for file in &files {
        let (document, of_file) = match import(&request, file, context) {
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

/// The request, but for the file.
fn checked(args: ImportArgs) -> Result<(ImportRequest, Vec<PathBuf>), Failure> {
    let password = match (args.ignore_password, args.password_file) {
        (true, _) => Password::Ignore,
        (false, Some(path)) => Password::File(path),
        (false, None) => Password::Ask,
    };
    let request = ImportRequest {
        kinds: kinds(&args.only),
        scope: Scope { folders: args.folder, with_deleted: args.with_deleted },
        mapping: mapping(&args.mapping)?,
        match_contents: args.match_contents,
        dry_run: args.dry_run,
        confirmed: args.yes,
        backup: !args.no_backup,
        password,
        ..ImportRequest::new("")
    };
    Ok((request, args.outlook))
}

/// The kinds asked for, in their order; all where none is named.
fn kinds(only: &[KindArg]) -> Vec<Kind> {
    let kind = |arg: &KindArg| match arg {
        KindArg::Addresses => Kind::Addresses,
        KindArg::Mails => Kind::Mails,
        KindArg::Appointments => Kind::Appointments,
        KindArg::Tasks => Kind::Tasks,
    };
    let asked: Vec<Kind> = only.iter().map(kind).collect();
    Kind::ALL.into_iter().filter(|kind| asked.is_empty() || asked.contains(kind)).collect()
}

fn import(
    request: &ImportRequest,
    file: &Path,
    context: &mut Context,
) -> Result<(Document, Exit), Failure> {
    let request = ImportRequest { path: file.to_owned(), ..request.clone() };
    let words = Arc::clone(&context.words);
    let (done, lines) = with_terminal(context, |session, face| session.import(&request, face));
    let done = done?;
    if context.shows() {
        report(&done, &words, context.verbose, &mut context.out);
        context.out.flush();
    }
    let exit = Exit::of_report(done.exit_code());
    let said = done.said(&|message| words.say(message));
    let lines = lines.into_iter().map(Line::of).collect();
    Ok((Document::Done(Box::new(Run { said, lines })), exit))
}

/// A file that failed among others: the others go on.
fn failed(failure: &Failure, context: &Context) -> (Document, Exit) {
    let said = failure.said(&context.words);
    if !context.json {
        complain(&format!("{} {}", context.words.text("error-prefix"), said.line()));
    }
    (Document::Failed { error: said }, failure.exit)
}
