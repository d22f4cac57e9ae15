//! Mistakes on the command line, in the user's language.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use sync::Message;

use crate::failure::Failure;

/// Whether only the beginning of a command was typed: its help says how to go on.
pub fn is_bare(error: &clap::Error) -> bool {
    error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

/// What is wrong with a command line.
pub fn failure(error: &clap::Error) -> Failure {
    let context = |kind| error.get(kind).map(words).unwrap_or_default();
    let (arg, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    let message = match error.kind() {
        ErrorKind::InvalidSubcommand => unknown_command(error),
        ErrorKind::UnknownArgument => unknown_argument(error, &arg),
        ErrorKind::MissingRequiredArgument => {
            Message::new("usage-missing-argument").with("argument", arg)
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Message::new("usage-missing-command")
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            Message::new("usage-missing-value").with("argument", arg)
        }
        ErrorKind::InvalidValue => with_choice(error, &arg, &value),
        ErrorKind::ValueValidation => {
            Message::new("usage-wrong-value").with("argument", arg).with("value", value)
        }
        ErrorKind::ArgumentConflict if context(ContextKind::PriorArg) == arg => {
            Message::new("usage-twice").with("argument", arg)
        }
        ErrorKind::ArgumentConflict => {
            let other = context(ContextKind::PriorArg);
            Message::new("usage-conflict").with("argument", arg).with("other", other)
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            Message::new("usage-missing-value").with("argument", arg)
        }
        ErrorKind::TooManyValues => {
            Message::new("usage-unexpected").with("argument", value).with("suggestion", "")
        }
        _ => Message::new("usage-other"),
    };
    Failure::usage(message)
}

fn unknown_command(error: &clap::Error) -> Message {
    let name = error.get(ContextKind::InvalidSubcommand).map(words).unwrap_or_default();
    let near = error.get(ContextKind::SuggestedSubcommand).map(nearest).unwrap_or_default();
    Message::new("usage-unknown-command").with("command", name).with("suggestion", near)
}

fn unknown_argument(error: &clap::Error, arg: &str) -> Message {
    let id = if arg.starts_with('-') { "usage-unknown-option" } else { "usage-unexpected" };
    let near = error.get(ContextKind::SuggestedArg).map(words).unwrap_or_default();
    Message::new(id).with("argument", arg).with("suggestion", near)
}

fn with_choice(error: &clap::Error, arg: &str, value: &str) -> Message {
    let choice = error.get(ContextKind::ValidValue).map(words).unwrap_or_default();
    let message = Message::new("usage-wrong-choice").with("argument", arg);
    message.with("value", value).with("choice", choice)
}

/// The likeliest of several suggestions, which is the last one.
fn nearest(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(texts) => texts.last().cloned().unwrap_or_default(),
        other => words(other),
    }
}

/// A context value as text, without the dots that mean "several".
fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.trim_end_matches("...").to_owned(),
        ContextValue::Strings(texts) => {
            let texts: Vec<&str> = texts.iter().map(|text| text.trim_end_matches("...")).collect();
            texts.join(", ")
        }
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
