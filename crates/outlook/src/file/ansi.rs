//! What an ANSI file cannot hold: text with characters that its code page lacks.
//!
//! What must hold: such a field is left as it is and named in a warning, never written with other
//! characters; all other fields of the item are written. Of a value with parts the others are
//! kept: a recipient is not lost with the name, nor a file with its own.

mod parts;

use pst::representable;
use sync::{Change, Message, Record, Value};

use crate::mail;
use crate::user::Target;

/// Characters that a warning shows at most.
const SHOWN: usize = 5;

/// The record without what the file cannot hold.
pub(super) fn without_lacking(
    record: &Record,
    target: Target,
    warnings: &mut Vec<Message>,
) -> Record {
    let mut left = record.clone();
    for (field, value) in record.iter() {
        if let Some((rest, warning)) = lacking(field, value, target) {
            left.put(field.to_owned(), rest);
            warnings.push(warning);
        }
    }
    left
}

/// The changes without what the file cannot hold.
pub(super) fn holdable(
    changes: &[Change],
    target: Target,
    warnings: &mut Vec<Message>,
) -> Vec<Change> {
    let mut left = Vec::with_capacity(changes.len());
    for change in changes {
        let value = change.value.as_ref();
        match value.and_then(|value| lacking(&change.field, value, target)) {
            Some((None, warning)) => warnings.push(warning),
            Some((rest, warning)) => {
                left.push(Change { field: change.field.clone(), value: rest });
                warnings.push(warning);
            }
            None => left.push(change.clone()),
        }
    }
    left
}

/// What is left of a value that the file cannot hold, and the warning.
fn lacking(field: &str, value: &Value, target: Target) -> Option<(Option<Value>, Message)> {
    let texts: &[String] = match value {
        Value::Text(text) => std::slice::from_ref(text),
        Value::List(texts) => texts,
        _ => return None,
    };
    let fits = |text: &str| representable(text, target.code_page);
    if !target.ansi
        || mail::OF_ANY_CHARACTERS.contains(&field)
        || texts.iter().all(|text| fits(text))
    {
        return None;
    }
    let message = Message::new("outlook-left-out").with("field", field);
    let message = message.with("code_page", target.code_page);
    let message = message.with("characters", characters(texts, target.code_page));
    Some((parts::rest(field, value, &fits), message))
}

/// The first characters that the code page lacks, each once.
fn characters(texts: &[String], code_page: u16) -> String {
    let mut found: Vec<char> = Vec::new();
    for c in texts.iter().flat_map(|text| text.chars()) {
        if found.len() < SHOWN
            && !found.contains(&c)
            && !representable(c.encode_utf8(&mut [0; 4]), code_page)
        {
            found.push(c);
        }
    }
    let shown: Vec<String> = found.iter().map(char::to_string).collect();
    shown.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSI: Target = Target { ansi: true, code_page: 1252 };

    #[test]
    fn what_the_code_page_lacks_is_left_out_and_named() {
        let record: Record = [
            ("contact.first_name", Value::text("Jürgen")),
            ("contact.body", Value::text("漢字 漢 😀 €")),
            ("contact.categories", Value::List(vec!["A".to_owned(), "č".to_owned()])),
        ]
        .into_iter()
        .collect();
        let mut warnings = Vec::new();
        let left = without_lacking(&record, ANSI, &mut warnings);
        let names: Vec<&str> = left.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["contact.first_name"]);
        let body = Message::new("outlook-left-out").with("field", "contact.body");
        let body = body.with("code_page", 1252).with("characters", "漢 字 😀");
        assert!(warnings.contains(&body), "{warnings:?}");
        assert_eq!(warnings.len(), 2);
    }

    #[test]
    fn a_unicode_file_holds_everything() {
        let change = Change { field: "contact.body".into(), value: Some(Value::text("漢😀")) };
        let unicode = Target { ansi: false, ..ANSI };
        let mut warnings = Vec::new();
        assert_eq!(holdable(std::slice::from_ref(&change), unicode, &mut warnings), [change]);
        assert_eq!(warnings, []);
    }
}
