//! What Apple's programs say of a property in a second one of the same group (`item1.TEL` and
//! `item1.X-ABLabel`).

use std::collections::BTreeMap;

use super::dialect::Dialect;
use super::lines::Line;

/// The labels of a card, by group.
pub(super) struct Labels(BTreeMap<String, String>);

impl Labels {
    pub fn of(lines: &[Line], dialect: &mut Dialect<'_>) -> Self {
        let labels = lines.iter().filter(|line| line.name == "X-ABLABEL" && !line.group.is_empty());
        Self(labels.map(|line| (line.group.clone(), bare(&dialect.text(line)))).collect())
    }

    /// The label of a line, in upper case and without blanks; empty for none.
    pub fn label(&self, line: &Line) -> &str {
        self.0.get(&line.group).map_or("", String::as_str)
    }

    /// The types of a line, those that its label stands for among them.
    pub fn types<'a>(&'a self, line: &'a Line) -> Vec<&'a str> {
        let labelled = types(self.label(line)).unwrap_or_default().iter().copied();
        line.types.iter().map(String::as_str).chain(labelled).collect()
    }
}

/// A label's word: built-in ones stand between signs, and are in English in every language.
pub(super) fn bare(label: &str) -> String {
    let label = label.trim();
    let built_in = label.strip_prefix("_$!<").and_then(|rest| rest.strip_suffix(">!$_"));
    built_in.unwrap_or(label).to_uppercase()
}

/// The types that a label stands for; `None` for one that nobody knows.
pub(super) fn types(label: &str) -> Option<&'static [&'static str]> {
    Some(match label {
        "HOME" => &["HOME"],
        "WORK" => &["WORK"],
        "MOBILE" | "CELL" | "IPHONE" => &["CELL"],
        "MAIN" => &["MAIN"],
        "HOMEFAX" => &["HOME", "FAX"],
        "WORKFAX" => &["WORK", "FAX"],
        "OTHERFAX" => &["FAX"],
        "PAGER" => &["PAGER"],
        "ASSISTANTPHONE" => &["ASSISTANT"],
        "CALLBACKPHONE" => &["CALLBACK"],
        "CARPHONE" => &["CAR"],
        "COMPANYPHONE" => &["COMPANY"],
        "RADIO" => &["RADIO"],
        "TTYTDD" => &["TTYTDD"],
        "OTHER" | "HOMEPAGE" | "ANNIVERSARY" | "SPOUSE" | "PARTNER" | "CHILD" | "ASSISTANT"
        | "MANAGER" => &[],
        _ => return None,
    })
}
