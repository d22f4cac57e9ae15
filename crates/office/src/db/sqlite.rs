//! SQLite: a file in write-ahead mode, synced at every commit.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{Dialect, Param, Row};
use crate::error::{OfficeError, Result};

/// How long a write waits for another program's write.
const PATIENCE: Duration = Duration::from_secs(10);
/// Prepared statements kept.
const STATEMENTS: usize = 256;

/// Most pages of a large batch stay in memory until they are committed, and that memory is bounded;
/// the log is put back into the file only now and then.
const SETTINGS: &str = "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; \
     PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 8000; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;";

/// A connection to a file.
pub(crate) struct Sqlite {
    connection: Connection,
    path: String,
    writable: bool,
    /// Texts with words of the dialect, and what they become.
    worded: HashMap<String, String>,
}

impl Sqlite {
    /// Opens the file; it is made where there is none.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        if path.is_dir() {
            return Err(OfficeError::Directory { path: name });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(path, flags)
            .and_then(|connection| prepare(&connection).map(|writable| (connection, writable)));
        match opened {
            Ok((connection, writable)) => Ok(Self::of(connection, name, writable)),
            Err(error) if path.exists() && needs_room(&error) => {
                Self::open_unwritable(path, &error)
            }
            Err(error) => Err(fault(&error, &name)),
        }
    }

    /// A database in a place where nothing can be written, not even the file that readers share.
    fn open_unwritable(path: &Path, first: &rusqlite::Error) -> Result<Self> {
        let name = path.display().to_string();
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_URI;
        let connection = Connection::open_with_flags(immutable_uri(&name), flags)
            .map_err(|_| fault(first, &name))?;
        connection.execute_batch(SETTINGS).map_err(|error| fault(&error, &name))?;
        Ok(Self::of(connection, name, false))
    }

    fn of(connection: Connection, path: String, writable: bool) -> Self {
        Self { connection, path, writable, worded: HashMap::new() }
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn writable(&self) -> bool {
        self.writable
    }

    pub(super) fn begin(&mut self) -> Result<()> {
        // At once as a writer: a reader that becomes one may be refused without any waiting.
        self.batch("BEGIN IMMEDIATE")
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<()> {
        self.connection.execute_batch(sql).map_err(|error| fault(&error, &self.path))
    }

    /// Makes an index. What is sorted for it may be large: most of it lies in a file, and of what is
    /// in memory there is as much again as the cache takes.
    pub(super) fn make_index(&mut self, sql: &str) -> Result<()> {
        self.batch("PRAGMA temp_store = FILE; PRAGMA cache_size = -2000")?;
        let made = self.batch(sql);
        self.batch(SETTINGS)?;
        made
    }

    pub(super) fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        self.query(sql, params, &mut |_| Ok(()))?;
        Ok(self.connection.changes())
    }

    pub(super) fn query(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        self.query_each(sql, params.len(), params, visit)
    }

    /// Carries a text out once for each so many parameters.
    pub(super) fn query_each(
        &mut self,
        sql: &str,
        width: usize,
        params: &[Param<'_>],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let fail = |error| fault(&error, &self.path);
        let mut statement =
            self.connection.prepare_cached(worded(&mut self.worded, sql)).map_err(fail)?;
        let mut rest = params;
        loop {
            let (now, later) = rest.split_at(width);
            for (number, param) in (1..).zip(now) {
                statement.raw_bind_parameter(number, param).map_err(fail)?;
            }
            let mut rows = statement.raw_query();
            while let Some(row) = rows.next().map_err(fail)? {
                visit(&Row::Sqlite(row))?;
            }
            drop(rows);
            rest = later;
            if rest.is_empty() {
                return Ok(());
            }
        }
    }

    /// Prepares a text as it would be sent.
    #[cfg(test)]
    pub(super) fn prepare(&mut self, sql: &str) -> Result<()> {
        let prepared = self.connection.prepare(worded(&mut self.worded, sql)).map(|_| ());
        prepared.map_err(|error| fault(&error, &self.path))
    }

    /// Limits the file's size, so that a test sees a full disk.
    #[cfg(test)]
    pub(crate) fn fill_up(&mut self, spare_pages: i64) -> Result<()> {
        let pages: i64 = self
            .connection
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .map_err(|error| fault(&error, &self.path))?;
        self.batch(&format!("PRAGMA max_page_count = {}", pages + spare_pages))
    }
}

/// The text with its words put in; those that have any are remembered.
fn worded<'a>(known: &'a mut HashMap<String, String>, sql: &'a str) -> &'a str {
    if !sql.contains('{') {
        return sql;
    }
    if !known.contains_key(sql) {
        // Texts with numbers of pages in them are many.
        if known.len() >= STATEMENTS {
            known.clear();
        }
        known.insert(sql.to_owned(), Dialect::Sqlite.words(sql));
    }
    known.get(sql).map_or(sql, String::as_str)
}

/// Makes a connection ready; whether it can be written.
fn prepare(connection: &Connection) -> rusqlite::Result<bool> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.execute_batch(SETTINGS)?;
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    let writable = !connection.is_readonly("main")?;
    if writable && mode != "wal" {
        connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    }
    // The first look into the file: only now a foreign one is noticed.
    connection.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(writable)
}

/// Whether the file is there but SQLite found no place for the files beside it.
fn needs_room(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

fn immutable_uri(path: &str) -> String {
    let escaped = path.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{escaped}?mode=ro&immutable=1")
}

fn fault(error: &rusqlite::Error, path: &str) -> OfficeError {
    let (path, detail) = (path.to_owned(), error.to_string());
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => OfficeError::Busy,
        Some(ErrorCode::DiskFull) => OfficeError::DiskFull,
        Some(ErrorCode::ReadOnly) => OfficeError::ReadOnly,
        Some(ErrorCode::NotADatabase) => OfficeError::NotADatabase { path },
        Some(ErrorCode::DatabaseCorrupt) => OfficeError::Damaged { detail },
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            OfficeError::CannotOpen { path, detail }
        }
        _ => OfficeError::Failed { detail },
    }
}
