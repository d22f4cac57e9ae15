//! Arguments of messages: stable words become words of the language.
//!
//! Lower crates give arguments as they are: `kind=mails`, `at=page`, `field=phone`. A value with a
//! message `word-NAME-VALUE` is shown as that says; fields are shown by their labels, a field's value
//! (`kept`, `lost`) as people see it, a day as the language writes it; a `why` that names a message
//! is that message, with the same arguments. The word as it was given is there as `NAME_is`, for
//! sentences that differ by it; an empty one is called `nothing`.

use fluent_bundle::{FluentArgs, FluentValue};
use jiff::Timestamp;
use jiff::civil::Date;
use sync::Message;

use super::Words;

impl Words {
    /// The arguments of a message as its pattern gets them.
    pub(super) fn arguments<'m>(&self, message: &'m Message) -> FluentArgs<'m> {
        let mut args = FluentArgs::with_capacity(message.args.len());
        for (name, value) in &message.args {
            args.set(name.as_str(), self.argument(message, name, value));
            let given = if value.is_empty() { "nothing" } else { value };
            args.set(format!("{name}_is"), given);
        }
        args
    }

    fn argument(&self, message: &Message, name: &str, value: &str) -> FluentValue<'static> {
        match name {
            "field" => return self.label(value).into(),
            "fields" => return self.labels(value).into(),
            "from_type" | "to_type" => {
                return self.text(&format!("word-values-{value}")).into();
            }
            "since" => return self.since(value).into(),
            "date" | "from" | "to" => {
                if let Some(day) = whole_day(value) {
                    return self.date(day).into();
                }
            }
            "kept" | "lost" => {
                let field = message.arg("field").unwrap_or_default();
                return self.told_value(field, value).into();
            }
            "why" if message.id != value => {
                let inner = Message { id: value.to_owned(), args: message.args.clone() };
                if let Some(text) = self.pattern(&inner, None) {
                    return text.into();
                }
            }
            _ => {}
        }
        if let Some(text) = self.find(&format!("word-{name}-{value}")) {
            return text.into();
        }
        match whole_number(value) {
            Some(number) => number.into(),
            None => value.to_owned().into(),
        }
    }

    fn labels(&self, names: &str) -> String {
        let labels: Vec<String> = names.split(", ").map(|name| self.label(name)).collect();
        labels.join(", ")
    }

    fn since(&self, value: &str) -> String {
        value.parse::<Timestamp>().map_or_else(|_| value.to_owned(), |at| self.instant(at))
    }
}

/// A day without a time, as lower crates write it.
fn whole_day(value: &str) -> Option<Date> {
    value.parse().ok().filter(|day: &Date| day.to_string() == value)
}

/// A number that is written as numbers are: it may decide on singular and plural.
fn whole_number(value: &str) -> Option<i64> {
    let number: i64 = value.parse().ok().filter(|number: &i64| number.abs() < 1_000_000_000_000)?;
    (number.to_string() == value).then_some(number)
}
