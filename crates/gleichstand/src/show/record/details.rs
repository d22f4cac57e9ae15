//! One record with every filled field.

use office::{OfficeRecord, record_schema};
use sync::{Kind, Message, Value};

use super::html::visible_text;
use crate::session::attached;
use crate::show::attachments;
use crate::show::output::Output;
use crate::show::table::pairs;
use crate::words::Words;

/// Fields that are shown below the others, in full.
const BELOW: [&str; 2] = ["attachments", "body_text"];
/// Fields of which only the size is shown: nobody reads them in a terminal.
const LARGE: [&str; 2] = ["body_html", "body_rtf"];
/// Fields that are shown only where everything is asked for.
const TECHNICAL: [&str; 1] = ["headers"];
/// Lists that are shown a line each.
const PEOPLE: [&str; 5] = ["to", "cc", "bcc", "reply_to", "attendees"];

/// How a record is shown.
pub struct Details<'a> {
    /// Words.
    pub words: &'a Words,
    /// Also what only technicians read.
    pub all: bool,
}

impl Details<'_> {
    /// Shows a record with the addresses that it has to do with.
    pub fn show(&self, record: &OfficeRecord, addresses: &[String], out: &mut Output) {
        out.line(pairs(&self.lines(record, addresses)));
        let attached = attached(record.fields.get("attachments"));
        if !attached.is_empty() {
            out.line(format!("\n{}\n", self.words.label("attachments")));
            attachments::list(&attached, self.words, out);
        }
        if record.kind == Kind::Mails {
            self.text(record, out);
        }
    }

    /// Labels and values of what is filled.
    pub fn lines(&self, record: &OfficeRecord, addresses: &[String]) -> Vec<(String, String)> {
        let words = self.words;
        let fields = &record_schema(record.kind).fields;
        let mut lines = vec![(words.label("id"), record.id.to_string())];
        if let Some(number) = fields.get(1).filter(|_| !record.number.is_empty()) {
            lines.push((words.label_of(number), record.number.clone()));
        }
        for field in fields.iter().filter(|field| self.is_shown(&field.name)) {
            let value = match field.name.as_ref() {
                "address_ids" => addresses.join("\n"),
                name => self.value(record, name),
            };
            if !value.is_empty() {
                lines.push((words.label_of(field), value));
            }
        }
        lines.push((words.label("created_at"), words.instant(record.created_at)));
        lines.push((words.label("changed_at"), words.instant(record.changed_at)));
        if let Some(at) = record.deleted_at {
            lines.push((words.text("record-deleted-at"), words.instant(at)));
        }
        lines
    }

    fn is_shown(&self, name: &str) -> bool {
        !BELOW.contains(&name) && (self.all || !TECHNICAL.contains(&name))
    }

    /// A value for people.
    fn value(&self, record: &OfficeRecord, name: &str) -> String {
        let value = record.fields.get(name).filter(|value| !goes_without_saying(name, value));
        match value {
            Some(Value::Text(text)) if LARGE.contains(&name) => {
                let characters = Message::new("value-characters");
                self.words.say(&characters.with("count", text.chars().count()))
            }
            Some(Value::Text(text)) if name == "recurrence" => self.words.recurrence_in_full(text),
            Some(value) => {
                let between = if PEOPLE.contains(&name) { "\n" } else { "; " };
                self.words.field_value(record.kind, name, value, between).replace("\r\n", "\n")
            }
            None => String::new(),
        }
    }

    /// The text of a mail; of one that has but a web page, what can be read of that.
    fn text(&self, record: &OfficeRecord, out: &mut Output) {
        let plain = record.fields.text("body_text");
        let text = match plain.trim() {
            "" => visible_text(record.fields.text("body_html")),
            _ => plain.replace("\r\n", "\n").replace('\r', "\n"),
        };
        if !text.trim().is_empty() {
            out.line(format!("\n{}", text.trim_end()));
        }
    }
}

/// "No", no colour, no effort, no invitation. Of what is done or not, 0 percent says something.
fn goes_without_saying(name: &str, value: &Value) -> bool {
    match value {
        Value::Bool(yes) => !yes,
        Value::Int(0) => name != "percent" && name != "reminder_minutes",
        Value::Text(code) => name == "response" && code == "none",
        _ => false,
    }
}
