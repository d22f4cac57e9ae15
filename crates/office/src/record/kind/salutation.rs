//! The letter salutation, made from salutation and name where none was entered. Never stored: it
//! follows the name.

use sync::Record;

use crate::Language;

#[derive(Clone, Copy, PartialEq)]
enum Addressed {
    Man,
    Woman,
}

/// "Sehr geehrter Herr Dr. Müller", "Dear Ms Smith".
pub(crate) fn letter_salutation(fields: &Record, language: Language) -> String {
    let last_name = fields.text("last_name").trim();
    match addressed(fields.text("salutation")) {
        Some(who) if !last_name.is_empty() => {
            let mut salutation = opening(who, language).to_owned();
            for word in [fields.text("title").trim(), last_name] {
                if !word.is_empty() {
                    salutation.push(' ');
                    salutation.push_str(word);
                }
            }
            salutation
        }
        _ => unknown(language).to_owned(),
    }
}

fn addressed(salutation: &str) -> Option<Addressed> {
    let word = salutation.split_whitespace().next()?.trim_end_matches('.').to_lowercase();
    match word.as_str() {
        "herr" | "herrn" | "hr" | "hrn" | "mr" => Some(Addressed::Man),
        "frau" | "fr" | "fräulein" | "ms" | "mrs" | "miss" => Some(Addressed::Woman),
        _ => None,
    }
}

fn opening(who: Addressed, language: Language) -> &'static str {
    match (who, language) {
        (Addressed::Man, Language::De) => "Sehr geehrter Herr",
        (Addressed::Woman, Language::De) => "Sehr geehrte Frau",
        (Addressed::Man, Language::En) => "Dear Mr",
        (Addressed::Woman, Language::En) => "Dear Ms",
    }
}

fn unknown(language: Language) -> &'static str {
    match language {
        Language::De => "Sehr geehrte Damen und Herren",
        Language::En => "Dear Sir or Madam",
    }
}

#[cfg(test)]
mod tests {
    use sync::Value;

    use super::*;

    #[test]
    fn the_letter_salutation_follows_salutation_title_and_name() {
        for (salutation, title, last, expected) in [
            ("Herr", "", "Müller", "Sehr geehrter Herr Müller"),
            ("Herrn", "Dr.", "Müller", "Sehr geehrter Herr Dr. Müller"),
            ("Frau", "", "von Arnim", "Sehr geehrte Frau von Arnim"),
            ("Frau", "", "", "Sehr geehrte Damen und Herren"),
            ("Firma", "", "Müller", "Sehr geehrte Damen und Herren"),
            ("", "", "Müller", "Sehr geehrte Damen und Herren"),
        ] {
            let fields: Record = [
                ("salutation", Value::text(salutation)),
                ("title", Value::text(title)),
                ("last_name", Value::text(last)),
            ]
            .into_iter()
            .collect();
            assert_eq!(letter_salutation(&fields, Language::De), expected);
        }
    }
}
