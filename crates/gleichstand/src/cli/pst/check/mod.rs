//! `gleichstand pst check`: everything that is wrong with a data file, for people and for scripts.
//!
//! What must hold: nothing is written, whatever the file is; a file too damaged to be opened is
//! checked all the same, as long as its header can be read.

pub(super) mod place;
mod text;
mod watched;

#[cfg(test)]
mod tests;

use std::path::Path;

use pst::{Access, CheckReport, Facts, FileBackend, Finding, check_backend};
use serde::Serialize;
use sync::Message;

use super::super::args::PstFileArgs;
use super::super::{Context, Done};
use super::{encryption_name, failure, format_name};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::progress::Progress;
use crate::show::table;
use crate::words::Words;
use place::Names;
use watched::Watched;

/// The answer for scripts.
#[derive(Serialize)]
struct Document {
    ok: bool,
    errors: Vec<Found>,
    warnings: Vec<Found>,
    left_out: u64,
    pages: u64,
    blocks: u64,
    items: u64,
    facts: SaidFacts,
}

#[derive(Serialize)]
struct Found {
    #[serde(rename = "where")]
    place: String,
    what: String,
    /// The rule: `docs/check.md` lists them all.
    rule: &'static str,
}

#[derive(Serialize)]
struct SaidFacts {
    format: &'static str,
    version: u16,
    encryption: &'static str,
    size: u64,
    maps_valid: bool,
    nodes: u64,
    subnodes: u64,
    block_bytes: u64,
    properties: u64,
    names: u64,
    folders: u64,
    hidden: u64,
    regions: u64,
    free_bytes: u64,
    lost_bytes: u64,
}

impl From<&Facts> for SaidFacts {
    fn from(facts: &Facts) -> Self {
        Self {
            format: format_name(facts.format),
            version: facts.version,
            encryption: encryption_name(facts.encryption),
            size: facts.size,
            maps_valid: facts.maps_valid != 0,
            nodes: facts.nodes,
            subnodes: facts.subnodes,
            block_bytes: facts.block_bytes,
            properties: facts.properties,
            names: facts.names,
            folders: facts.folders,
            hidden: facts.associated,
            regions: facts.regions,
            free_bytes: facts.free_bytes,
            lost_bytes: facts.lost_bytes,
        }
    }
}

/// Checks a data file.
pub fn run(args: &PstFileArgs, context: &mut Context) -> Done {
    let report = checked(&args.file, context)?;
    let names = Names::of(&args.file, !report.is_clean());
    let words = &context.words;
    if context.json {
        let document = document(&report, &names, words);
        context.out.json(&document);
    } else {
        let view = text::View { words, names: &names, width: table::width(), all: context.verbose };
        let text = match context.quiet {
            true => view.findings("check-errors", &report.errors),
            false => view.report(&report, &args.file),
        };
        if !text.is_empty() {
            context.out.line(text);
        }
    }
    Ok(if report.errors.is_empty() { Exit::Done } else { Exit::Errors })
}

/// The file is locked against writers and read where it lies; it need not be one that opens.
fn checked(path: &Path, context: &Context) -> Result<CheckReport, Failure> {
    let checked = FileBackend::open(path, Access::Read).and_then(|file| {
        let progress = Progress::new(context.progress);
        check_backend(&Watched::new(file, progress, &context.words)?)
    });
    checked.map_err(|error| failure(&error, path))
}

fn document(report: &CheckReport, names: &Names, words: &Words) -> Document {
    let found = |finding: &Finding| Found {
        place: place::of(finding, names, words),
        what: said(finding, words),
        rule: finding.what.id(),
    };
    Document {
        ok: report.errors.is_empty(),
        errors: report.errors.iter().map(found).collect(),
        warnings: report.warnings.iter().map(found).collect(),
        left_out: report.left_out,
        pages: report.pages,
        blocks: report.blocks,
        items: report.items,
        facts: SaidFacts::from(&report.facts),
    }
}

/// What was found, in words.
fn said(finding: &Finding, words: &Words) -> String {
    let message = Message::new(finding.what.id());
    let args = finding.what.args().into_iter();
    words.say(&args.fold(message, |message, (name, value)| message.with(name, value)))
}
