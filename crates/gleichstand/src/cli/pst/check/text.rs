//! The report for people: what the file is, what was found, the gravest first, and what to do.

use std::path::Path;

use pst::{CheckReport, Facts, Finding, Flaw};
use sync::Message;

use super::super::format_name;
use super::place::{self, Names};
use super::said;
use crate::show::table::pairs_within;
use crate::words::Words;

/// Findings of one rule that are shown unless all are wanted.
const SHOWN: usize = 5;

/// What has lost data, or loses it with the next write, comes before the rest of its level.
const GRAVEST: [&str; 4] =
    ["check-file-short", "check-used-free", "check-overlap", "check-refs-low"];

/// How a report is shown.
pub struct View<'a> {
    pub words: &'a Words,
    pub names: &'a Names,
    /// Columns of the terminal; `None` where lines may be of any length.
    pub width: Option<u16>,
    /// Every finding is shown.
    pub all: bool,
}

impl View<'_> {
    /// The whole report.
    pub fn report(&self, report: &CheckReport, path: &Path) -> String {
        let mut parts = vec![self.facts(report, path)];
        parts.push(self.findings("check-errors", &report.errors));
        parts.push(self.findings("check-warnings", &report.warnings));
        if report.left_out > 0 {
            let left_out = Message::new("check-left-out").with("count", report.left_out);
            parts.push(self.wrapped(&self.words.say(&left_out), 0));
        }
        parts.push(self.verdict(report));
        parts.retain(|part| !part.is_empty());
        parts.join("\n\n")
    }

    fn facts(&self, report: &CheckReport, path: &Path) -> String {
        let facts: &Facts = &report.facts;
        let format = Message::new("pst-format").with("format", format_name(facts.format));
        let contents = Message::new("check-contents").with("items", report.items);
        let contents = contents.with("hidden", facts.associated).with("folders", facts.folders);
        let parts = Message::new("check-parts").with("pages", report.pages);
        let parts = parts.with("blocks", report.blocks).with("nodes", facts.nodes);
        let free = Message::new("check-free").with("free", facts.free_bytes);
        let lines = [
            ("pst-file", path.display().to_string()),
            ("pst-format-label", self.words.say(&format.with("version", facts.version))),
            ("pst-size", self.words.bytes(facts.size)),
            ("check-contents-label", self.words.say(&contents)),
            ("check-parts-label", self.words.say(&parts.with("subnodes", facts.subnodes))),
            ("check-free-label", self.words.say(&free.with("idle", facts.lost_bytes))),
        ];
        pairs_within(&lines.map(|(id, value)| (self.words.text(id), value)), self.width)
    }

    /// Findings of one level below their heading; nothing where there are none.
    pub fn findings(&self, heading: &str, findings: &[Finding]) -> String {
        if findings.is_empty() {
            return String::new();
        }
        let count = Message::new(heading).with("count", findings.len());
        let mut lines = vec![self.words.say(&count)];
        let rules = by_rule(findings);
        rules.iter().for_each(|group| self.rule(group, &mut lines));
        if !self.all && rules.iter().any(|group| group.len() > SHOWN) {
            lines.push(self.wrapped(&self.words.text("check-more-hint"), 2));
        }
        lines.join("\n")
    }

    /// Findings of one rule: what is wrong, and below it the places where just that is wrong.
    fn rule(&self, group: &[&Finding], lines: &mut Vec<String>) {
        let shown = if self.all { group.len() } else { SHOWN };
        let mut last = String::new();
        for finding in group.iter().take(shown) {
            let what = said(finding, self.words);
            if what != last {
                lines.push(self.wrapped(&what, 2));
                last = what;
            }
            lines.push(self.wrapped(&place::of(finding, self.names, self.words), 6));
        }
        let rest = group.len().saturating_sub(shown);
        if rest > 0 {
            let more = Message::new("check-more").with("count", rest);
            lines.push(self.wrapped(&self.words.say(&more), 6));
        }
    }

    /// Whether the file is in order, and what to do if not.
    fn verdict(&self, report: &CheckReport) -> String {
        let id = match (report.errors.is_empty(), report.warnings.is_empty()) {
            (true, true) => "check-clean",
            (true, false) => "check-sound",
            (false, _) => "check-broken",
        };
        let verdict = Message::new(id);
        let text = format!("{} {}", self.words.say(&verdict), self.words.advice(&verdict));
        self.wrapped(text.trim_end(), 0)
    }

    /// A text set in; what is too long goes on two columns further, unless it is a paragraph.
    fn wrapped(&self, text: &str, indent: usize) -> String {
        let width = self.width.map_or(usize::MAX, usize::from);
        let mut lines = vec![" ".repeat(indent)];
        let mut used = indent;
        for word in text.split(' ') {
            let (begun, len) = (used > indent, console::measure_text_width(word));
            if begun && used + 1 + len > width {
                used = if indent == 0 { 0 } else { indent + 2 };
                lines.push(" ".repeat(used));
            } else if begun {
                used += 1;
                lines.last_mut().into_iter().for_each(|line| line.push(' '));
            }
            used += len;
            lines.last_mut().into_iter().for_each(|line| line.push_str(word));
        }
        lines.join("\n")
    }
}

/// The findings of each rule, the gravest rule first, each in the order in which it was found.
fn by_rule(findings: &[Finding]) -> Vec<Vec<&Finding>> {
    let rank = |id: &str| {
        let layer = Flaw::IDS.iter().position(|known| *known == id);
        (GRAVEST.iter().position(|grave| *grave == id).unwrap_or(GRAVEST.len()), layer)
    };
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_cached_key(|finding| rank(finding.what.id()));
    sorted.chunk_by(|a, b| a.what.id() == b.what.id()).map(<[&Finding]>::to_vec).collect()
}
