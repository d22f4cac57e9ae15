//! What the pages work with: sessions, one for each request at a time, and what is under way.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::response::Response;
use jiff::tz::TimeZone;
use office::MailFolder;

use super::page::failed;
use super::plan::Plans;
use super::work::Works;
use crate::failure::Failure;
use crate::session::{ExchangeRequest, Session};
use crate::words::{Language, Words};

/// Sessions that wait for the next request; more are closed.
const IDLE: usize = 4;

/// An office and what is known of how it is used.
pub struct Desk {
    url: String,
    mappings: Option<PathBuf>,
    words: [Arc<Words>; 2],
    idle: Mutex<Vec<(Language, Session)>>,
    /// The office was there.
    known: AtomicBool,
    /// The folders of mails, and the count of changes of the office they are from.
    folders: Mutex<Option<(i64, Vec<MailFolder>)>>,
    /// Runs that are under way or have ended.
    pub works: Works,
    /// What exchanges would do.
    pub plans: Plans,
    /// What belongs together under a name.
    pub profiles: Vec<Profile>,
    /// The longest file that is taken, in bytes.
    pub longest: u64,
}

/// A data file and how it is exchanged, under a name.
#[derive(Debug, Clone)]
pub struct Profile {
    pub name: String,
    pub request: ExchangeRequest,
    /// The name or file of its mapping.
    pub mapping: String,
}

impl Desk {
    /// The desk of an office.
    pub fn new(url: String, mappings: Option<PathBuf>, zone: &TimeZone) -> Self {
        let words = [Language::German, Language::English];
        let words = words.map(|language| Arc::new(Words::new(language, zone.clone())));
        Self {
            url,
            mappings,
            words,
            idle: Mutex::default(),
            known: AtomicBool::new(false),
            folders: Mutex::default(),
            works: Works::default(),
            plans: Plans::default(),
            profiles: Vec::new(),
            longest: u64::MAX,
        }
    }

    /// The words of a language.
    pub fn words(&self, language: Language) -> Arc<Words> {
        let [german, english] = &self.words;
        Arc::clone(if language == Language::German { german } else { english })
    }

    /// A session of its own, for what takes long.
    pub fn session(&self, language: Language) -> Session {
        let session = Session::new(self.url.clone(), self.words(language));
        let known = self.known.load(Ordering::Relaxed);
        session.with_mappings(self.mappings.clone()).with_known_office(known)
    }

    /// Works with a session on a thread that may wait.
    pub async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        language: Language,
        work: impl FnOnce(&mut Session) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let desk = Arc::clone(self);
        on_a_thread(move || {
            let mut session = desk.take(language);
            let done = work(&mut session);
            // Once it was there, it is not made anew.
            desk.known.fetch_or(session.has_office(), Ordering::Relaxed);
            desk.put_back(language, session);
            done
        })
        .await
    }

    /// Makes a page on a thread that may take its time.
    pub async fn think(
        self: &Arc<Self>,
        language: Language,
        work: impl FnOnce() -> Response + Send + 'static,
    ) -> Response {
        match on_a_thread(move || Ok(work())).await {
            Ok(page) => page,
            Err(failure) => failed(&failure, &self.words(language)),
        }
    }

    /// The folders of mails: counted anew only when the office was changed.
    pub fn mail_folders(&self, session: &mut Session) -> Result<Vec<MailFolder>, Failure> {
        let changes = session.written()?;
        let mut known = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, folders)) = known.as_ref().filter(|(at, _)| *at == changes) {
            return Ok(folders.clone());
        }
        let folders = session.mail_folders()?;
        *known = Some((changes, folders.clone()));
        Ok(folders)
    }

    fn take(&self, language: Language) -> Session {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let at = idle.iter().position(|(of, _)| *of == language);
        match at {
            Some(at) => idle.swap_remove(at).1,
            None => self.session(language),
        }
    }

    fn put_back(&self, language: Language, session: Session) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.push((language, session));
        }
    }
}

/// Does something that may wait; a fault in it is a failure of this request alone.
async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(Failure::start(sync::Message::new("internal-fault"))))
}
