//! The words: every sentence, label and help text, in German and English.
//!
//! The catalogues are Fluent files, one per subject and language, built into the program. A fault
//! may have an attribute `do`: what the person can do about it.
//!
//! What must hold: both catalogues have the same messages with the same variables; every message
//! that any crate of the workspace names is in them (both are tested).

mod arguments;
mod format;
mod labels;
mod language;
mod recurrence;
mod values;

#[cfg(test)]
mod tests;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentResource, FluentValue};
use jiff::tz::TimeZone;
use sync::Message;
use unic_langid::LanguageIdentifier;

pub use language::Language;

/// The catalogues of a language.
type Catalogue = &'static [&'static str];

macro_rules! catalogue {
    ($language:literal) => {
        &[
            include_str!(concat!($language, "/help.ftl")),
            include_str!(concat!($language, "/usage.ftl")),
            include_str!(concat!($language, "/outlook.ftl")),
            include_str!(concat!($language, "/office.ftl")),
            include_str!(concat!($language, "/exchange.ftl")),
            include_str!(concat!($language, "/formats.ftl")),
            include_str!(concat!($language, "/mapping.ftl")),
            include_str!(concat!($language, "/run.ftl")),
            include_str!(concat!($language, "/show.ftl")),
            include_str!(concat!($language, "/records.ftl")),
            include_str!(concat!($language, "/web.ftl")),
            include_str!(concat!($language, "/check.ftl")),
            include_str!(concat!($language, "/rescue.ftl")),
        ]
    };
}

const GERMAN: Catalogue = catalogue!("de");
const ENGLISH: Catalogue = catalogue!("en");

/// The words of one language, with dates in one time zone.
pub struct Words {
    language: Language,
    zone: TimeZone,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// The words of a language.
    pub fn new(language: Language, zone: TimeZone) -> Self {
        let (name, catalogue) = match language {
            Language::German => ("de", GERMAN),
            Language::English => ("en", ENGLISH),
        };
        let id: LanguageIdentifier = name.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        for text in catalogue {
            // A line that does not parse is left out; a test finds it.
            let resource = FluentResource::try_new((*text).to_owned());
            bundle.add_resource_overriding(resource.unwrap_or_else(|(rest, _)| rest));
        }
        // It can only fail for a second function of that name.
        let _ = bundle.add_function("COUNT", move |args, _| count(language, args));
        Self { language, zone, bundle }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The zone in which points in time are shown.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// A message in words. An item that it is about and that its sentence does not name comes
    /// first.
    pub fn say(&self, message: &Message) -> String {
        let text = self.pattern(message, None).unwrap_or_else(|| self.unknown(message));
        match message.arg("item") {
            Some(item) if !text.contains(item) => format!("{item}: {text}"),
            _ => text,
        }
    }

    /// What a person can do about a fault; empty where nothing is known.
    pub fn advice(&self, message: &Message) -> String {
        self.pattern(message, Some("do")).unwrap_or_default()
    }

    /// A text without arguments.
    pub fn text(&self, id: &str) -> String {
        self.say(&Message::new(id))
    }

    /// A text without arguments, if there is one of that id.
    pub fn find(&self, id: &str) -> Option<String> {
        self.pattern(&Message::new(id), None)
    }

    fn pattern(&self, message: &Message, attribute: Option<&str>) -> Option<String> {
        let found = self.bundle.get_message(&message.id)?;
        let pattern = match attribute {
            None => found.value()?,
            Some(name) => found.get_attribute(name)?.value(),
        };
        let args = self.arguments(message);
        // A variable that is missing shows as its name.
        Some(self.bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned())
    }

    /// Rules that have no words of their own are named by their number; what else is unknown is
    /// shown as it is.
    fn unknown(&self, message: &Message) -> String {
        match message.id.strip_prefix("why-row-") {
            Some(row) => self.say(&Message::new("why-other-row").with("row", row)),
            None => message.to_string(),
        }
    }
}

/// `COUNT($n)`: a number as people of the language write it.
fn count<'a>(language: Language, args: &[FluentValue<'a>]) -> FluentValue<'a> {
    let text = match args.first() {
        #[allow(clippy::cast_possible_truncation, reason = "counts are whole")]
        Some(FluentValue::Number(number)) => {
            let (number, minus) = (number.value as i64, if number.value < 0.0 { "-" } else { "" });
            format!("{minus}{}", format::count(language, number.unsigned_abs()))
        }
        Some(FluentValue::String(text)) => text.to_string(),
        _ => String::new(),
    };
    FluentValue::from(text)
}
