//! A mapping as a file: TOML, read to its last line whatever is wrong with it.
//!
//! What must hold: every mistake is found in one reading and named with its place; a mapping with a
//! mistake is never worked with.

mod between;
mod edit;
mod field;
mod formed;
mod reader;
mod toml;
mod write;

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Line, Mapping};
use crate::{Kind, Message, Schema};

pub use edit::{remove, remove_line, set};
pub use field::find;
pub use write::{Heading, text};

/// The fields of a kind on both sides, as a mapping may name them.
#[derive(Debug, Clone, Default)]
pub struct Schemas {
    /// The office's and Outlook's, per kind.
    pub kinds: BTreeMap<Kind, (Schema, Schema)>,
}

/// What was found in a mapping file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// A mistake: nothing runs with this mapping. Otherwise a hint.
    pub mistake: bool,
    /// What it is.
    pub what: Message,
}

/// A mapping file, read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The mapping, as far as it was understood.
    pub mapping: Mapping,
    /// What was found, in the order of its places.
    pub findings: Vec<Finding>,
    /// How many lines it has, those with mistakes included.
    pub lines: usize,
}

impl Reading {
    /// The mistakes among what was found.
    pub fn mistakes(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.mistake)
    }
}

/// A place in the text, in bytes.
type Place = Range<usize>;

/// Something found at a place.
struct Found {
    at: Place,
    mistake: bool,
    what: Message,
}

/// Collects what is found.
#[derive(Default)]
struct Findings(Vec<Found>);

impl Findings {
    fn mistake(&mut self, at: &Place, what: Message) {
        self.0.push(Found { at: at.clone(), mistake: true, what });
    }

    fn hint(&mut self, at: &Place, what: Message) {
        self.0.push(Found { at: at.clone(), mistake: false, what });
    }
}

/// One line and where its parts stand.
struct Placed {
    kind: Kind,
    line: Line,
    at: Place,
    office: Vec<Place>,
    outlook: Vec<Place>,
    /// Of every other key: where its value stands.
    keys: BTreeMap<&'static str, Place>,
}

impl Placed {
    /// Where a key's value stands, else where the line begins.
    fn place(&self, key: &str) -> &Place {
        self.keys.get(key).unwrap_or(&self.at)
    }
}

/// Reads a mapping file and checks it.
#[must_use]
pub fn read(text: &str, schemas: &Schemas) -> Reading {
    let mut findings = Findings::default();
    let (mut mapping, lines, all) = reader::read(text, schemas, &mut findings);
    for line in &lines {
        if let Some(schemas) = schemas.kinds.get(&line.kind) {
            field::check(line, schemas, mapping.texts, &mut findings);
        }
    }
    between::check(&mapping, &lines, schemas, &mut findings);
    for placed in lines {
        mapping.kinds.entry(placed.kind).or_default().push(placed.line);
    }
    findings.0.sort_by_key(|found| (found.at.start, !found.mistake));
    let findings = findings.0.into_iter().map(|found| finding(text, found)).collect();
    Reading { mapping, findings, lines: all }
}

fn finding(text: &str, Found { at, mistake, what }: Found) -> Finding {
    let before = text.get(..at.start).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Finding { line, column, mistake, what }
}

#[cfg(test)]
mod tests;
