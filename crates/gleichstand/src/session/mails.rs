//! Import from mail files: Outlook Express, boxes, single mails.

use std::sync::Arc;
use std::time::Instant;

use office::Office;
use outlook::source::{MailSource, SourceOptions};
use sync::{Message, Report};

use super::exchange::RunHooks;
use super::location::is_missing_file;
use super::{ExchangeRequest, Face, Session, source};
use crate::failure::Failure;

impl Session {
    /// Imports mail files.
    pub(super) fn import_mails(
        &mut self,
        request: &ExchangeRequest,
        face: &mut dyn Face,
        started: Instant,
    ) -> Result<Report, Failure> {
        let shown = source::shown(&request.path);
        if request.plan.is_some() {
            return Err(Failure::usage(Message::new("plan-needs-file")).with_file(shown));
        }
        let mut options = SourceOptions::default();
        options.code_page = request.code_page.unwrap_or(options.code_page);
        let opened = MailSource::open(&request.path, options);
        let mut files = opened.map_err(|error| Failure::of_store(error, &shown))?;
        if request.dry_run && is_missing_file(&self.url) {
            // A dry run on an office that does not exist yet makes none.
            let nowhere = Office::nowhere().map_err(|error| self.office_failure(&error))?;
            self.office = Some(nowhere);
        }
        let words = Arc::clone(&self.words);
        let settings = request.settings(words.zone());
        let mut hooks = RunHooks::reading(face, &words, started);
        let office = self.office()?;
        let done = sync::exchange(request.job, &mut files, office, &settings, &mut hooks);
        done.map_err(|error| self.exchange_failure(error, &settings.path))
    }
}
