//! Values of fields with an inner form: people, attachments, series, stored codes.
//!
//! Records carry them as texts that programs read; people see names, words and dates. A field is
//! known by its name, on either side: `to` of the office, `mail.to` of Outlook.

use outlook::item::When;
use sync::form::{Attached, Mailbox, Person, Response, Role};
use sync::{Kind, Message, Value};

use super::Words;

/// Fields whose text is a stable word.
const CODES: [&str; 6] = ["importance", "sensitivity", "priority", "busy", "response", "status"];
/// PidLidAppointmentStateFlags.
const MEETING: [(i64, &str); 3] = [(1, "meeting"), (2, "received"), (4, "canceled")];
/// The size of the digest that stands for a long value.
const DIGEST: usize = 16;
/// What stands between the elements of a list that a message tells.
const BETWEEN: char = '\u{1f}';

impl Words {
    /// A field's value for people; the parts of a list with `between` between them.
    pub fn field_value(&self, kind: Kind, field: &str, value: &Value, between: &str) -> String {
        let field = field.rsplit('.').next().unwrap_or_default();
        match value {
            // The journal keeps but a digest of what is long.
            Value::Bytes(bytes) if bytes.len() == DIGEST => self.text("value-long-text"),
            _ if kind == Kind::Addresses => self.value(value),
            Value::Text(text) => self.said_text(field, text),
            Value::List(items) => {
                let items: Vec<String> =
                    items.iter().map(|item| self.said_item(field, item)).collect();
                items.join(between)
            }
            Value::Int(bits) if field == "meeting_state" => self.meeting_state(*bits),
            Value::Int(number) => self.said_number(field, *number),
            other => self.value(other),
        }
    }

    /// The value of a field as a message of the exchange tells it: one text, the elements of a list
    /// with a sign between them that nobody types.
    pub(super) fn told_value(&self, field: &str, told: &str) -> String {
        let field = field.rsplit('.').next().unwrap_or_default();
        match told.split_once(BETWEEN) {
            None if told.starts_with('{') && field != "recurrence" => self.said_part(field, told),
            None => self.said_text(field, told),
            Some(_) => {
                let items = told.split(BETWEEN).map(|item| self.said_item(field, item));
                items.collect::<Vec<_>>().join("; ")
            }
        }
    }

    /// A single person or attachment.
    fn said_part(&self, field: &str, text: &str) -> String {
        let said = self.said_item(field, text);
        if said == text { self.said_text(field, text) } else { said }
    }

    fn said_text(&self, field: &str, text: &str) -> String {
        match field {
            "from" | "sender" => mailbox(text),
            "recurrence" => self.recurrence(text),
            "start" | "end" => self.when(field == "end", text),
            "flag" => self.flag(text),
            _ if CODES.contains(&field) => self.code(field, text),
            _ => text.to_owned(),
        }
    }

    fn said_item(&self, field: &str, item: &str) -> String {
        match field {
            "to" | "cc" | "bcc" | "reply_to" => mailbox(item),
            "attendees" => self.attendee(item),
            "attachments" => self.attachment(item),
            _ => item.to_owned(),
        }
    }

    fn said_number(&self, field: &str, number: i64) -> String {
        let bytes = u64::try_from(number).ok().filter(|_| field == "size");
        bytes.map_or_else(|| number.to_string(), |bytes| self.bytes(bytes))
    }

    /// A stable word in the language; one that has none as it is.
    pub fn code(&self, field: &str, code: &str) -> String {
        self.find(&format!("code-{field}-{}", code.replace('_', "-")))
            .unwrap_or_else(|| code.into())
    }

    /// The start or the end of an appointment. An all-day one ends with the day before, for people.
    pub fn when(&self, is_end: bool, text: &str) -> String {
        match text.parse() {
            Ok(When::Instant(at)) => self.instant(at),
            Ok(When::Date(day)) if is_end => {
                let last = day.yesterday().unwrap_or(day);
                self.say(&Message::new("value-last-day").with("day", self.date(last)))
            }
            Ok(When::Date(day)) => self.date(day),
            Err(_) => text.to_owned(),
        }
    }

    fn flag(&self, text: &str) -> String {
        match text.split_once(": ") {
            Some((state, said)) => format!("{}: {said}", self.code("flag", state)),
            None => self.code("flag", text),
        }
    }

    fn attendee(&self, text: &str) -> String {
        let Ok(person) = Person::parse(text) else { return text.to_owned() };
        let role = self.text(match person.role {
            Role::Organizer => "role-organizer",
            Role::Required => "role-required",
            Role::Optional => "role-optional",
            Role::Resource => "role-resource",
        });
        let response = match person.response {
            Response::None | Response::Organizer => None,
            Response::Tentative => Some("tentative"),
            Response::Accepted => Some("accepted"),
            Response::Declined => Some("declined"),
            Response::NotResponded => Some("not_responded"),
        };
        let response = response.map(|response| format!(", {}", self.code("response", response)));
        format!("{} ({role}{})", person.shown(), response.unwrap_or_default())
    }

    fn attachment(&self, text: &str) -> String {
        match Attached::parse(text) {
            Ok(attached) => format!("{} ({})", attached.name, self.bytes(attached.size)),
            Err(_) => text.to_owned(),
        }
    }

    fn meeting_state(&self, bits: i64) -> String {
        let set = MEETING.iter().filter(|(bit, _)| bits & bit != 0);
        let said: Vec<String> = set.map(|(_, name)| self.code("meeting", name)).collect();
        if said.is_empty() { self.code("meeting", "none") } else { said.join(", ") }
    }
}

fn mailbox(text: &str) -> String {
    Mailbox::parse(text).map_or_else(|_| text.to_owned(), |mailbox| mailbox.shown())
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::words::Language;

    #[test]
    fn people_and_codes_read_as_people_say_them_on_both_sides() {
        let words = Words::new(Language::German, TimeZone::UTC);
        let say = |kind, field: &str, value: Value| words.field_value(kind, field, &value, "; ");
        let eva = r#"{"name":"Eva Groß","address":"eva@gross.example"}"#;
        for field in ["from", "mail.from"] {
            assert_eq!(say(Kind::Mails, field, Value::text(eva)), "Eva Groß <eva@gross.example>");
        }
        let list =
            Value::List(vec![eva.to_owned(), r#"{"name":"","address":"a@b.example"}"#.to_owned()]);
        assert_eq!(say(Kind::Mails, "mail.to", list), "Eva Groß <eva@gross.example>; a@b.example");
        let guest = r#"{"name":"Eva","address":"e@x.example","role":"optional","response":"not_responded"}"#;
        let guests = Value::List(vec![guest.to_owned()]);
        assert_eq!(
            say(Kind::Appointments, "attendees", guests),
            "Eva <e@x.example> (optional, keine Antwort)"
        );
        assert_eq!(say(Kind::Tasks, "task.status", Value::text("in_progress")), "in Bearbeitung");
        assert_eq!(
            say(Kind::Mails, "flag", Value::text("flagged: Heute")),
            "gekennzeichnet: Heute"
        );
        assert_eq!(
            say(Kind::Appointments, "meeting_state", Value::Int(5)),
            "Besprechung, abgesagt"
        );
        assert_eq!(say(Kind::Mails, "size", Value::Int(2000)), "2.000 Bytes");
    }

    #[test]
    fn what_a_run_tells_of_a_conflict_is_readable_too() {
        let words = Words::new(Language::German, TimeZone::UTC);
        let eva = r#"{"name":"Eva","address":"e@x.example"}"#;
        let both = format!("{eva}\u{1f}{}", eva.replace("Eva", "Max"));
        let message = |kept: &str| {
            let message = Message::new("row-8-office-stands").with("field", "to");
            words.say(
                &message.with("number", "7").with("item", "x").with("kept", kept).with("lost", ""),
            )
        };
        assert!(
            message(&both).contains("„Eva <e@x.example>; Max <e@x.example>“"),
            "{}",
            message(&both)
        );
        assert!(message(eva).contains("„Eva <e@x.example>“"), "{}", message(eva));
        assert_eq!(words.told_value("task.status", "done"), "erledigt");
        assert_eq!(words.told_value("phone", "0221 1"), "0221 1");
        assert_eq!(words.told_value("categories", "a\u{1f}b"), "a; b");
    }

    #[test]
    fn an_all_day_appointment_ends_with_its_last_day() {
        let words = Words::new(Language::German, TimeZone::UTC);
        assert_eq!(words.when(false, "2024-05-03"), "03.05.2024");
        assert_eq!(words.when(true, "2024-05-04"), "03.05.2024 (letzter Tag)");
        assert_eq!(words.when(true, "2024-05-04T08:00:00Z"), "04.05.2024 08:00");
        assert_eq!(words.when(true, "morgen"), "morgen");
    }

    #[test]
    fn what_is_no_such_text_is_shown_as_it_is_and_a_digest_as_what_it_stands_for() {
        let words = Words::new(Language::English, TimeZone::UTC);
        let say = |kind, field: &str, value: Value| words.field_value(kind, field, &value, "; ");
        assert_eq!(say(Kind::Mails, "from", Value::text("Eva")), "Eva");
        assert_eq!(say(Kind::Appointments, "busy", Value::text("sometimes")), "sometimes");
        assert_eq!(say(Kind::Mails, "body_text", Value::Bytes(vec![7; 16])), "(long text)");
        assert_eq!(say(Kind::Addresses, "from", Value::text("{}")), "{}");
    }
}
