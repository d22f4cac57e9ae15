//! The lock of a run: one at a time on an office.
//!
//! It is a lock of the operating system on a file beside the database, or an advisory lock of the
//! server. Both end with the process that holds them, however it ends. Who holds it is written
//! down as a setting; that text locks nothing and is only read while somebody else holds the lock.

use std::fs::{File, OpenOptions, TryLockError};

use sync::Job;
use uuid::Uuid;

use crate::Office;
use crate::db::{Db, Dialect};
use crate::error::{OfficeError, Result};
use crate::office::{set_setting, setting};
use crate::record::now;
use crate::words::job_name;

const HOLDER: &str = "run_lock";
/// How often a run tries to get it, and how long it waits in between.
const ATTEMPTS: u32 = 4;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(20);

/// A held lock.
pub(crate) enum RunLock {
    /// On the file beside an SQLite database.
    File {
        /// Unlocked when it is dropped.
        _file: LockFile,
    },
    /// On the server.
    Server,
    /// On a database that nobody else sees.
    Alone,
}

/// A locked file.
pub(crate) struct LockFile(File);

impl Drop for LockFile {
    /// Gives the lock back. Left to the system it would end with the last copy of the handle, and
    /// a program that is just being started holds a copy for a moment.
    fn drop(&mut self) {
        // Where the system cannot, the lock ends with the handle.
        let _ = self.0.unlock();
    }
}

impl Office {
    /// Takes the lock; another run gets an error that names this one.
    pub(crate) fn take_lock(&mut self, job: Job, file: &str) -> Result<()> {
        if self.lock.is_some() {
            return Err(OfficeError::RunLocked { holder: holder(&mut self.db)? });
        }
        let Some(lock) = self.free_lock(true)? else {
            return Err(OfficeError::RunLocked { holder: holder(&mut self.db)? });
        };
        self.lock = Some(lock);
        let written = set_setting(&mut self.db, HOLDER, &description(job, file));
        if written.is_err() {
            self.release_lock();
        }
        written
    }

    /// The lock; `None` if somebody else holds it. Who only looks holds it for a moment: `patient`
    /// waits for that.
    fn free_lock(&mut self, patient: bool) -> Result<Option<RunLock>> {
        Ok(match self.db.dialect() {
            _ if self.db.is_nowhere() => Some(RunLock::Alone),
            Dialect::Sqlite => file_lock(self.db.location(), patient)?,
            Dialect::Postgres => {
                self.db.lock_on_server(key(self.uuid()), patient)?.then_some(RunLock::Server)
            }
        })
    }

    /// Whether a run is under way, here or in another program.
    ///
    /// # Errors
    /// The database refuses.
    pub fn is_locked(&mut self) -> Result<bool> {
        if self.lock.is_some() {
            return Ok(true);
        }
        self.lock = self.free_lock(false)?;
        let locked = self.lock.is_none();
        self.release_lock();
        Ok(locked)
    }

    /// Gives the lock back, if it is held.
    pub(crate) fn release_lock(&mut self) {
        if self.lock.take().is_some() {
            // If the connection is lost the server has released the lock already.
            let _ = self.db.unlock_on_server();
        }
    }
}

/// The lock on the file beside the database; `None` if another process holds it.
fn file_lock(database: &str, patient: bool) -> Result<Option<RunLock>> {
    // The file's own place, however it was named: a second name must not be a second lock.
    let database = std::fs::canonicalize(database).unwrap_or_else(|_| database.into());
    let path = format!("{}.lock", database.display());
    let cannot = |error: std::io::Error| OfficeError::CannotOpen {
        path: path.clone(),
        detail: error.to_string(),
    };
    let file =
        OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(cannot)?;
    for attempt in 0..if patient { ATTEMPTS } else { 1 } {
        if attempt > 0 {
            std::thread::sleep(PAUSE);
        }
        match file.try_lock() {
            Ok(()) => return Ok(Some(RunLock::File { _file: LockFile(file) })),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(cannot(error)),
        }
    }
    Ok(None)
}

/// The server's number for the lock: offices in one database do not disturb each other.
fn key(uuid: &str) -> i64 {
    let (high, _) = Uuid::try_parse(uuid).unwrap_or_default().as_u64_pair();
    high.cast_signed()
}

fn description(job: Job, file: &str) -> String {
    let holder = [
        ("job", job_name(job).to_owned()),
        ("file", file.to_owned()),
        ("pid", std::process::id().to_string()),
        ("host", host()),
        ("since", now().to_string()),
    ];
    serde_json::json!(holder).to_string()
}

/// The computer's name, where it is easily told: it matters for a database on a server.
fn host() -> String {
    let named = ["HOSTNAME", "COMPUTERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    let asked = || std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    named.or_else(asked).unwrap_or_default().trim().to_owned()
}

fn holder(db: &mut Db) -> Result<Vec<(String, String)>> {
    let text = setting(db, HOLDER)?.unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_default())
}
