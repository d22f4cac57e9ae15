//! A mapping as text: a file that a person reads, changes and comments.

use super::reader::TYPES;
use crate::mapping::WriteRule;
use crate::mapping::{Case, Companies, Direction, Line, Mapping, Names, SlotRule, Split, Tongue};
use crate::{Kind, Name, Side};

/// The words that a person reads in the file beside the mapping itself.
pub trait Heading {
    /// The comment at the top of the file, without `#`.
    fn file(&self) -> String;
    /// The comment above the lines of a kind.
    fn kind(&self, kind: Kind) -> String;
    /// The label of a field.
    fn label(&self, side: Side, name: &Name) -> String;
}

/// The text of a mapping.
#[must_use]
pub fn text(mapping: &Mapping, heading: &dyn Heading) -> String {
    let mut text = comment(&heading.file());
    text.push_str(&format!("\nname = {}\n", quoted(&mapping.name)));
    let slot = if mapping.slot == SlotRule::Auto { "auto" } else { "fixed" };
    let companies = if mapping.companies == Companies::Name { "name" } else { "company" };
    let texts = if mapping.texts == Tongue::En { "en" } else { "de" };
    for (key, word) in [("address", slot), ("companies", companies), ("texts", texts)] {
        text.push_str(&format!("{key} = \"{word}\"\n"));
    }
    for kind in Kind::ALL.into_iter().filter(|kind| !mapping.lines(*kind).is_empty()) {
        text.push_str(&format!("\n{}", comment(&heading.kind(kind))));
        for line in mapping.lines(kind) {
            text.push_str(&format!("\n[[{}]]  # {}\n", kind.name(), label(line, heading)));
            text.push_str(&line_text(line));
        }
    }
    text
}

fn comment(text: &str) -> String {
    text.lines().map(|line| format!("# {line}").trim_end().to_owned() + "\n").collect()
}

fn label(line: &Line, heading: &dyn Heading) -> String {
    let labels = |side, names: &Names| {
        let labels: Vec<String> = names.iter().map(|name| heading.label(side, name)).collect();
        labels.join(" + ")
    };
    let sign = match line.direction {
        Direction::Both => "↔",
        Direction::Import => "←",
        Direction::Export => "→",
    };
    let (mut office, mut outlook) =
        (labels(Side::Office, &line.office), labels(Side::Outlook, &line.outlook));
    if let Some(constant) = &line.constant {
        let empty = if line.office.is_empty() { &mut office } else { &mut outlook };
        *empty = format!("„{constant}“");
    }
    format!("{office} {sign} {outlook}").replace(['\r', '\n'], " ")
}

fn line_text(line: &Line) -> String {
    let mut text = String::new();
    let mut put = |key: &str, value: String| text.push_str(&format!("{key} = {value}\n"));
    for (key, names) in [("office", &line.office), ("outlook", &line.outlook)] {
        match names.0.as_slice() {
            [] => {}
            [name] => put(key, quoted(name)),
            names => put(key, list(names.iter().map(|name| quoted(name)))),
        }
    }
    if line.direction != Direction::Both {
        put("direction", quoted(line.direction.word()));
    }
    if line.rule != WriteRule::Overwrite {
        put("rule", quoted(line.rule.word()));
    }
    let word = |found: Option<&'static str>| found.map(quoted);
    let case = Case::ALL.iter().find(|(_, of)| Some(*of) == line.case).map(|(word, _)| *word);
    let split = Split::ALL.iter().find(|(_, of)| Some(*of) == line.split).map(|(word, _)| *word);
    let of = TYPES.iter().find(|(_, of)| Some(*of) == line.field_type).map(|(word, _)| *word);
    word(split).into_iter().for_each(|word| put("split", word));
    line.join.iter().for_each(|join| put("join", quoted(join)));
    if !line.values.is_empty() {
        let pair = |(a, b): &(String, String)| list([quoted(a), quoted(b)].into_iter());
        put("values", list(line.values.iter().map(pair)));
    }
    word(case).into_iter().for_each(|word| put("case", word));
    line.constant.iter().for_each(|constant| put("constant", quoted(constant)));
    word(of).into_iter().for_each(|word| put("type", word));
    text
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}
