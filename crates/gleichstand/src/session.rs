//! The program behind its faces: the one place where office, Outlook and the exchange meet.
//!
//! Command line and web interface ask a [`Session`] for everything; neither knows how it is done.
//! What a session must ask a person while it works it asks through a [`Face`].

mod attachments;
mod calendar;
mod copies;
mod day;
mod decisions;
mod demo;
mod exchange;
mod files;
mod listing;
mod location;
mod mapping;
mod matter;
mod overview;
mod password;
mod plan;
mod preview;
mod records;
mod runs;
mod source;
mod typed;
mod uploads;
mod usual;
mod watch;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use office::{Office, OfficeError};
use sync::{Message, StoreError};

use crate::failure::Failure;
use crate::words::{Language, Words};

pub use attachments::{Saved, attached, file_name, is_plain_name};
pub use calendar::{Occurrence, Occurrences, Span};
pub use copies::CopyForm;
pub use day::since;
pub use decisions::{Choice, Decided, asks_for_values, choices};
pub use demo::{Changed, Demo, DemoRequest};
pub use exchange::{ExchangeRequest, Face, folder_names};
pub use listing::Listed;
pub use location::shown_location;
pub use mapping::{TriedItem, TryRequest};
pub use matter::{FieldMatter, Matter, field_question, grouped};
pub use overview::{Overview, What};
pub use password::{Password, first_line};
pub use records::{command_of, number_field, which_of};
pub use runs::RunDetails;
pub use source::is_protected;
pub use uploads::{Incoming, Upload};
pub use watch::Watch;

/// An office, opened when it is first needed, and what the user said about language and zone.
pub struct Session {
    url: String,
    words: Arc<Words>,
    office: Option<Office>,
    /// The folder of mappings; `None` for the one beside the office.
    mappings: Option<PathBuf>,
    /// The office was there once, as a watch saw.
    watched: bool,
}

impl Session {
    /// A session on the office of a URL.
    pub fn new(url: impl Into<String>, words: Arc<Words>) -> Self {
        Self { url: url.into(), words, office: None, mappings: None, watched: false }
    }

    /// The same with a folder of mappings of its own.
    pub fn with_mappings(mut self, folder: Option<PathBuf>) -> Self {
        self.mappings = folder;
        self
    }

    /// The same of an office that was there: it is not made anew.
    pub fn with_known_office(mut self, known: bool) -> Self {
        self.watched = known;
        self
    }

    /// The office database, for people: a URL without its password.
    pub fn location(&self) -> String {
        shown_location(&self.url)
    }

    /// A folder beside the office; of one on a server, where the program runs.
    fn beside(&self, name: &str) -> PathBuf {
        let folder = Path::new(&self.url).parent().filter(|_| !self.url.contains("://"));
        folder.map_or_else(|| PathBuf::from(name), |folder| folder.join(name))
    }

    /// Whether the office is open.
    pub fn has_office(&self) -> bool {
        self.office.is_some()
    }

    /// The office.
    fn office(&mut self) -> Result<&mut Office, Failure> {
        if self.office.is_none() {
            self.office = Some(self.open_office()?);
        }
        self.office.as_mut().ok_or_else(|| Failure::start(Message::new("office-failed")))
    }

    /// Opens the office; a new one takes the user's language.
    fn open_office(&self) -> Result<Office, Failure> {
        if self.watched && location::is_missing_file(&self.url) {
            // A new one in its place would be another office.
            return Err(Failure::start(Message::new("office-gone")).with_file(self.location()));
        }
        let new = location::is_missing_file(&self.url);
        let mut office = Office::open(&self.url).map_err(|error| self.office_failure(&error))?;
        if new && self.words.language() == Language::English {
            let set = office.set_language(self.words.language().into());
            set.map_err(|error| self.office_failure(&error))?;
        }
        Ok(office)
    }

    /// What the office refused: as a whole, or one record or word of input.
    fn office_failure(&self, error: &OfficeError) -> Failure {
        if error.startup() {
            let failure = Failure::start(error.message()).with_file(self.location());
            Failure { passes: error.transient(), ..failure }
        } else {
            Failure::usage(error.message())
        }
    }

    /// What stopped an exchange before it began, at the side that it concerns.
    fn exchange_failure(&self, error: StoreError, data_file: &str) -> Failure {
        let id = &error.message.id;
        if id.starts_with("office-") || id.starts_with("run-locked") {
            Failure::of_store(error, &self.location())
        } else {
            Failure::of_store(error, data_file)
        }
    }

    /// Works with the office and puts its refusals into failures.
    fn with_office<T>(
        &mut self,
        work: impl FnOnce(&mut Office) -> Result<T, OfficeError>,
    ) -> Result<T, Failure> {
        let done = work(self.office()?);
        done.map_err(|error| self.office_failure(&error))
    }
}
