//! The office: an open database, its identity and its settings.

use std::collections::HashMap;

use sync::Kind;
use uuid::Uuid;

use crate::Language;
use crate::counter;
use crate::db::{Db, indexes};
use crate::error::{OfficeError, Result};
use crate::filling::Filling;
use crate::lock::RunLock;
use crate::number::{self, NumberRange};
use crate::record::rebuild_keys;

const SETTING: &str = "SELECT value FROM setting WHERE name = ?1";
const NEW_SETTING: &str =
    "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING";
const SET_SETTING: &str = "INSERT INTO setting (name, value) VALUES (?1, ?2) \
     ON CONFLICT (name) DO UPDATE SET value = excluded.value";

/// An office database.
pub struct Office {
    pub(crate) db: Db,
    uuid: String,
    pub(crate) language: Language,
    /// Internal numbers of data files, by their identity.
    pub(crate) files: HashMap<String, i64>,
    pub(crate) lock: Option<RunLock>,
    /// Tables that the run fills.
    pub(crate) filling: Filling,
}

impl Office {
    /// Opens the database of a URL: `postgres://…` or `postgresql://…` is a server, anything else
    /// the path of an SQLite file, which is made where there is none.
    ///
    /// # Errors
    /// The database cannot be reached, opened, understood or brought up to date.
    pub fn open(url: &str) -> Result<Self> {
        Self::over(Db::open(url)?)
    }

    /// An office without records that keeps nothing: for showing what a first import would do.
    ///
    /// # Errors
    /// The database refuses.
    pub fn nowhere() -> Result<Self> {
        Self::over(Db::nowhere()?)
    }

    fn over(mut db: Db) -> Result<Self> {
        let uuid = identity(&mut db)?;
        let language = setting(&mut db, "language")?;
        let language = language.and_then(|name| Language::parse(&name)).unwrap_or_default();
        let (files, filling) = (HashMap::new(), Filling::default());
        let mut office = Self { db, uuid, language, files, lock: None, filling };
        office.rebuild_indexes();
        Ok(office)
    }

    /// Rebuilds the indexes that an interrupted run has dropped, unless a run is under way.
    fn rebuild_indexes(&mut self) {
        let writable = self.db.writable();
        let any = writable && indexes::dropped(&mut self.db).is_ok_and(|kinds| !kinds.is_empty());
        if any && self.is_locked() == Ok(false) {
            indexes::try_rebuild(&mut self.db);
        }
    }

    /// The office's identity: another database is another world.
    #[must_use]
    pub fn uuid(&self) -> &str {
        &self.uuid
    }

    /// The path, or the URL without its password, for messages.
    #[must_use]
    pub fn location(&self) -> &str {
        self.db.location()
    }

    /// The language of sort keys and of generated letter salutations.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// Sets that language and makes all sort keys anew.
    ///
    /// # Errors
    /// The database refuses.
    pub fn set_language(&mut self, language: Language) -> Result<()> {
        self.db.transaction(|db| {
            rebuild_keys(db, language)?;
            set_setting(db, "language", language.name())
        })?;
        self.language = language;
        Ok(())
    }

    /// How often records were written so far: another number, other records.
    ///
    /// # Errors
    /// The database refuses.
    pub fn changes(&mut self) -> Result<i64> {
        counter::next(&mut self.db, "change")
    }

    /// The number range of a kind.
    ///
    /// # Errors
    /// The database refuses.
    pub fn number_range(&mut self, kind: Kind) -> Result<NumberRange> {
        number::range(&mut self.db, kind)
    }

    /// Lets a number range begin elsewhere; a number that was given out is not given out again.
    ///
    /// # Errors
    /// The number has more than 8 digits, or the database refuses.
    pub fn set_number_start(&mut self, kind: Kind, start: u64) -> Result<NumberRange> {
        number::set_start(&mut self.db, kind, start)
    }

    /// Raises a number range above a number that was seen (the office was restored from a
    /// backup). A number that is not decimal needs no raising.
    ///
    /// # Errors
    /// The database refuses.
    pub fn raise_numbers_above(&mut self, kind: Kind, number: &str) -> Result<()> {
        number::raise_above(&mut self.db, kind, number)
    }
}

/// The identity, made at the first opening; several programs may open at the same time.
fn identity(db: &mut Db) -> Result<String> {
    if let Some(uuid) = setting(db, "office")? {
        return Ok(uuid);
    }
    if !db.writable() {
        return Err(OfficeError::ReadOnly);
    }
    let new = Uuid::new_v4().to_string();
    db.execute(NEW_SETTING, &["office".into(), (&new).into()])?;
    Ok(setting(db, "office")?.unwrap_or(new))
}

pub(crate) fn setting(db: &mut Db, name: &str) -> Result<Option<String>> {
    db.one(SETTING, &[name.into()], |row| row.text(0))
}

pub(crate) fn set_setting(db: &mut Db, name: &str, value: &str) -> Result<()> {
    db.execute(SET_SETTING, &[name.into(), value.into()]).map(|_| ())
}

/// Every SQL text of this file.
#[cfg(test)]
pub(crate) const TEXTS: &[&str] = &[SETTING, NEW_SETTING, SET_SETTING];
