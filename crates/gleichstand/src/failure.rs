//! Why a command could not do what was asked: exit code, file, what is wrong, what to do.

use serde::Serialize;
use sync::{Message, StoreError};

use crate::exit::Exit;
use crate::words::Words;

/// A failed command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// How the program ends.
    pub exit: Exit,
    /// The file, folder or database concerned.
    pub file: Option<String>,
    /// What is wrong. What to do is its attribute in the catalogues.
    pub what: Message,
    /// Another attempt later may succeed: locked, busy, not reachable.
    pub passes: bool,
}

/// A failure in words, as JSON shows it.
#[derive(Debug, Serialize)]
pub struct SaidFailure {
    code: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    what: String,
    #[serde(rename = "do")]
    advice: String,
}

impl Failure {
    /// A failure that concerns no file.
    pub fn new(exit: Exit, what: Message) -> Self {
        Self { exit, file: None, what, passes: false }
    }

    /// Wrong usage.
    pub fn usage(what: Message) -> Self {
        Self::new(Exit::Usage, what)
    }

    /// Nothing could be begun.
    pub fn start(what: Message) -> Self {
        Self::new(Exit::CannotStart, what)
    }

    /// The same failure with the file it concerns.
    pub fn with_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// A store that refused, and where it lies. What the user asked for and is not there is wrong
    /// usage.
    pub fn of_store(error: StoreError, file: &str) -> Self {
        let usage = error.message.id == "outlook-no-such-folder";
        let exit = if usage { Exit::Usage } else { Exit::CannotStart };
        let failure = Self::new(exit, error.message).with_file(file);
        Self { passes: error.transient, ..failure }
    }

    /// In words.
    pub fn said(&self, words: &Words) -> SaidFailure {
        SaidFailure {
            code: self.exit.code(),
            file: self.file.clone(),
            what: words.say(&self.what),
            advice: words.advice(&self.what),
        }
    }
}

impl SaidFailure {
    /// As a line for people.
    pub fn line(&self) -> String {
        let file = self.file.as_ref().map(|file| format!("{file}: ")).unwrap_or_default();
        let blank = if self.advice.is_empty() { "" } else { " " };
        format!("{file}{}{blank}{}", self.what, self.advice)
    }
}
