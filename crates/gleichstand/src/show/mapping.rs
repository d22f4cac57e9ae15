//! Lines of a mapping, for people.

use sync::{Line, Message, Names, WriteRule};

use crate::words::Words;

/// Fields, as a person knows them.
pub fn labels(names: &Names, words: &Words) -> String {
    names.iter().map(|name| words.label(name)).collect::<Vec<_>>().join(" + ")
}

/// What is done to a value on the way.
pub fn specials(line: &Line, words: &Words) -> String {
    let mut parts = Vec::new();
    let mut part = |id: &str, value: String| {
        parts.push(words.say(&Message::new(id).with("value", value)));
    };
    line.constant.iter().for_each(|constant| part("special-constant", constant.clone()));
    if !line.values.is_empty() {
        let pairs = line.values.iter().map(|(office, outlook)| format!("{office} = {outlook}"));
        part("special-values", pairs.collect::<Vec<_>>().join("; "));
    }
    line.split.iter().for_each(|split| part("special-split", format!("{split:?}").to_lowercase()));
    if line.office.are_several() || line.outlook.are_several() {
        part("special-join", line.separator().to_owned());
    }
    line.case.iter().for_each(|case| part("special-case", format!("{case:?}").to_lowercase()));
    line.field_type.iter().for_each(|of| part("special-type", format!("{of:?}").to_lowercase()));
    parts.join("; ")
}

/// The words of a rule.
pub fn rule(rule: WriteRule) -> &'static str {
    match rule {
        WriteRule::Overwrite => "rule-overwrite",
        WriteRule::OnlyIfEmpty => "rule-only-if-empty",
        WriteRule::NeverEmpty => "rule-never-empty",
        WriteRule::Append => "rule-append",
    }
}
