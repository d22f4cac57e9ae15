//! Values that a person types where a program's word is kept: "hoch" for `high`, a rule for a
//! series.

use office::record_field;
use outlook::item::{Form, ItemField, Recurrence};
use outlook::recurrence::Rule;
use sync::{Kind, Message};

use super::Session;
use crate::failure::Failure;

/// The states of a task.
const STATUS: [&str; 5] = ["open", "in_progress", "done", "waiting", "deferred"];

impl Session {
    /// What is kept for a text that a person typed; most texts are kept as they are.
    pub(super) fn typed(&self, kind: Kind, field: &str, text: &str) -> Result<String, Failure> {
        let Some(field) = record_field(kind, field) else { return Ok(text.to_owned()) };
        let typed = text.trim();
        if typed.is_empty() {
            return Ok(String::new());
        }
        if field.name == "recurrence" {
            return series(typed);
        }
        match codes(kind, &field.name) {
            Some(codes) => self.code(&field.name, &codes, typed),
            None => Ok(text.to_owned()),
        }
    }

    /// The stable word that a person means by itself or by how it is shown.
    fn code(&self, field: &str, codes: &[&str], typed: &str) -> Result<String, Failure> {
        let lower = typed.to_lowercase();
        let shown = |code: &str| self.words.code(field, code).to_lowercase();
        let meant = codes.iter().find(|code| **code == lower || shown(code) == lower);
        meant.map(|code| (*code).to_owned()).ok_or_else(|| {
            let choice: Vec<String> = codes
                .iter()
                .map(|code| format!("{code} ({})", self.words.code(field, code)))
                .collect();
            let what = Message::new("usage-wrong-code").with("field", field).with("value", typed);
            Failure::usage(what.with("choice", choice.join(", ")))
        })
    }
}

/// The words that a field knows; `None` if it takes any text.
fn codes(kind: Kind, name: &str) -> Option<Vec<&'static str>> {
    let fields: &[ItemField] = match kind {
        Kind::Addresses => return None,
        Kind::Tasks if name == "status" => return Some(STATUS.to_vec()),
        Kind::Mails => outlook::mail::FIELDS,
        Kind::Appointments => outlook::appointment::FIELDS,
        Kind::Tasks => outlook::task::FIELDS,
    };
    let same =
        |field: &&ItemField| field.name.split_once('.').is_some_and(|(_, rest)| rest == name);
    match fields.iter().find(same)?.form {
        Form::Code(codes, _) => Some(codes.iter().map(|(_, code)| *code).collect()),
        _ => None,
    }
}

/// A series as it is kept: from its whole text, or from the rule alone.
fn series(typed: &str) -> Result<String, Failure> {
    let of_rule = || {
        let rrule: Rule = typed.parse().ok()?;
        let (exdates, exceptions) = (Vec::new(), Vec::new());
        Some(Recurrence { rrule, start: None, exdates, exceptions, after_completion: false })
    };
    let recurrence = Recurrence::parse(typed).ok().or_else(of_rule);
    let wrong = || Failure::usage(Message::new("usage-wrong-series").with("value", typed));
    recurrence.map(|recurrence| recurrence.to_text()).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::tz::TimeZone;

    use super::*;
    use crate::words::{Language, Words};

    fn session(language: Language) -> Session {
        Session::new("nowhere.db", Arc::new(Words::new(language, TimeZone::UTC)))
    }

    #[test]
    fn a_stable_word_may_be_typed_as_it_is_shown() {
        let german = session(Language::German);
        for (kind, field, typed, kept) in [
            (Kind::Tasks, "status", "erledigt", "done"),
            (Kind::Tasks, "status", "in_progress", "in_progress"),
            (Kind::Tasks, "Priorität", " Hoch ", "high"),
            (Kind::Mails, "importance", "LOW", "low"),
            (Kind::Appointments, "busy", "abwesend", "out"),
            (Kind::Addresses, "city", " Ulm ", " Ulm "),
            (Kind::Mails, "subject", "hoch", "hoch"),
            (Kind::Tasks, "status", "", ""),
        ] {
            assert_eq!(german.typed(kind, field, typed), Ok(kept.to_owned()), "{field}={typed}");
        }
        let refused = german.typed(Kind::Tasks, "priority", "egal").unwrap_err();
        assert_eq!(refused.what.id, "usage-wrong-code");
        assert!(refused.what.arg("choice").unwrap().contains("high (hoch)"), "{refused:?}");
    }

    #[test]
    fn a_series_is_kept_in_its_one_form_and_what_is_none_is_refused() {
        let session = session(Language::English);
        let typed = |text| session.typed(Kind::Appointments, "recurrence", text);
        let kept = r#"{"rrule":"FREQ=WEEKLY;BYDAY=MO"}"#;
        for text in ["FREQ=WEEKLY;BYDAY=MO", "rrule:byday=mo;freq=weekly", kept] {
            assert_eq!(typed(text), Ok(kept.to_owned()));
        }
        for text in ["5", "jeden Montag", r#"{"rrule":"FREQ=HOURLY"}"#] {
            assert_eq!(typed(text).unwrap_err().what.id, "usage-wrong-series", "{text}");
        }
    }

    #[test]
    fn every_stable_word_has_words_for_people() {
        for language in [Language::German, Language::English] {
            let words = Words::new(language, TimeZone::UTC);
            for kind in Kind::ALL {
                for field in &office::record_schema(kind).fields {
                    for code in codes(kind, &field.name).unwrap_or_default() {
                        let id = format!("code-{}-{}", field.name, code.replace('_', "-"));
                        assert!(words.find(&id).is_some(), "{id}");
                    }
                }
            }
        }
    }
}
