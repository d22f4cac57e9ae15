//! The face behind which SQLite and PostgreSQL look alike.
//!
//! One SQL text serves both: parameters are numbered (`?1`), types are those of [`Param`] and
//! [`Row`]. Only a few words differ; they stand in braces and are put in by [`Dialect::words`].
//! What must hold: no driver type leaves this folder, and text comes back as it was given on both
//! databases, U+0000 included.

mod dialect;
pub(crate) mod indexes;
mod migrations;
mod param;
mod postgres;
mod row;
mod rows;
mod server;
mod sqlite;
mod tls;

pub(crate) use dialect::Dialect;
pub(crate) use param::Param;
pub(crate) use row::Row;
pub(crate) use rows::{InList, Rows};

use self::postgres::Postgres;
use self::sqlite::Sqlite;
use crate::error::{OfficeError, Result};

/// How often a transaction is begun again when the server has ended it for the sake of another.
const ATTEMPTS: u32 = 5;

/// What SQLite calls a database in memory.
const NOWHERE: &str = ":memory:";

/// The path of a file. What SQLite would take for a database in memory, and addresses of other
/// databases, are no files: what is written there would be gone.
fn file_path(url: &str) -> Result<&str> {
    let other = url.trim().is_empty() || url.starts_with(':') || url.starts_with("file:");
    match other || url.contains("://") {
        true => Err(OfficeError::BadUrl { detail: url.to_owned() }),
        false => Ok(url),
    }
}

/// A connection to one of the two databases.
pub(crate) enum Db {
    /// A file.
    Sqlite(Sqlite),
    /// A server.
    Postgres(Box<Postgres>),
}

impl Db {
    /// Opens the database of that path or URL and brings its tables up to date.
    pub(crate) fn open(url: &str) -> Result<Self> {
        let mut db = if server::is_url(url) {
            Self::Postgres(Box::new(Postgres::connect(url)?))
        } else {
            file_path(url).and_then(|path| Sqlite::open(path.as_ref())).map(Self::Sqlite)?
        };
        migrations::migrate(&mut db)?;
        Ok(db)
    }

    /// A database in memory.
    pub(crate) fn nowhere() -> Result<Self> {
        migrations::model(migrations::newest())
    }

    /// Whether what is written there is gone when it is closed, and nobody else sees it.
    pub(crate) fn is_nowhere(&self) -> bool {
        self.location() == NOWHERE
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Whether it can be written.
    pub(crate) fn writable(&self) -> bool {
        match self {
            Self::Sqlite(db) => db.writable(),
            Self::Postgres(db) => db.writable(),
        }
    }

    /// Path, or URL without password.
    pub(crate) fn location(&self) -> &str {
        match self {
            Self::Sqlite(db) => db.path(),
            Self::Postgres(db) => db.location(),
        }
    }

    /// Visits every row of a query.
    pub(crate) fn query(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        match self {
            Self::Sqlite(db) => db.query(sql, params, visit),
            Self::Postgres(db) => db.query(sql, params, visit),
        }
    }

    /// Carries a text out once for each so many parameters, at least once; visits every row.
    fn query_each(
        &mut self,
        sql: &str,
        width: usize,
        params: &[Param<'_>],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        match self {
            Self::Sqlite(db) => db.query_each(sql, width, params, visit),
            Self::Postgres(db) => {
                params.chunks(width).try_for_each(|params| db.query(sql, params, visit))
            }
        }
    }

    /// Every row of a query.
    pub(crate) fn all<T>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut found = Vec::new();
        self.query(sql, params, &mut |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The last row of a query that has at most one.
    pub(crate) fn one<T>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.all(sql, params, read)?.pop())
    }

    /// Carries out a statement that gives no rows; how many it concerned.
    pub(crate) fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        match self {
            Self::Sqlite(db) => db.execute(sql, params),
            Self::Postgres(db) => db.execute(sql, params),
        }
    }

    /// Carries out several statements without parameters.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(db) => db.batch(sql),
            Self::Postgres(db) => db.batch(sql),
        }
    }

    /// Makes an index.
    fn make_index(&mut self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(db) => db.make_index(sql),
            Self::Postgres(db) => db.batch(sql),
        }
    }

    /// Does the work in one transaction: all of it is stored, durably, or nothing.
    ///
    /// The work may be done again from the start when the server gives another transaction
    /// precedence, so it must not change anything but the database.
    pub(crate) fn transaction<T>(
        &mut self,
        mut work: impl FnMut(&mut Self) -> Result<T>,
    ) -> Result<T> {
        for _ in 1..ATTEMPTS {
            match self.attempt(&mut work) {
                Err(Failure { again: true, .. }) => {}
                done => return done.map_err(|failure| failure.error),
            }
        }
        self.attempt(&mut work).map_err(|failure| failure.error)
    }

    /// Whether the work of a transaction may be done again from the start.
    pub(crate) fn repeats(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Makes every other program wait that wants to bring the tables up to date.
    fn lock_migration(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(db) => db.lock_migration(),
        }
    }

    /// The server's lock of that key, held until given back or until the connection ends. A file
    /// has none: its lock is one of the operating system.
    pub(crate) fn lock_on_server(&mut self, key: i64, patient: bool) -> Result<bool> {
        match self {
            Self::Sqlite(_) => Ok(true),
            Self::Postgres(db) => db.lock_run(key, patient),
        }
    }

    /// Gives the server's lock back.
    pub(crate) fn unlock_on_server(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(db) => db.unlock_run(),
        }
    }

    /// Prepares a text as it would be sent.
    #[cfg(test)]
    pub(crate) fn prepare(&mut self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(db) => db.prepare(sql),
            Self::Postgres(db) => db.prepare(sql),
        }
    }

    /// Every SQL text of this folder that goes to this database.
    #[cfg(test)]
    pub(crate) fn own_texts(&self) -> Vec<String> {
        let server = match self {
            Self::Sqlite(_) => &[],
            Self::Postgres(_) => postgres::TEXTS,
        };
        [migrations::TEXTS, server].concat().into_iter().map(str::to_owned).collect()
    }

    fn attempt<T>(
        &mut self,
        work: &mut impl FnMut(&mut Self) -> Result<T>,
    ) -> std::result::Result<T, Failure> {
        self.begin().map_err(Failure::last)?;
        let done = work(self).and_then(|done| self.batch("COMMIT").map(|()| done));
        done.map_err(|error| {
            let again = self.take_conflict();
            // The transaction may be gone already; what went wrong first is what matters.
            let _ = self.batch("ROLLBACK");
            Failure { error, again }
        })
    }

    fn begin(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(db) => db.begin(),
            Self::Postgres(db) => db.begin(),
        }
    }

    /// Whether the last error was that of two transactions in each other's way.
    fn take_conflict(&mut self) -> bool {
        match self {
            Self::Sqlite(_) => false,
            Self::Postgres(db) => db.take_conflict(),
        }
    }
}

struct Failure {
    error: OfficeError,
    again: bool,
}

impl Failure {
    fn last(error: OfficeError) -> Self {
        Self { error, again: false }
    }
}
