//! PostgreSQL: a connection to a server, with every text prepared once.

use std::collections::HashMap;
use std::error::Error;

use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use postgres::{Client, NoTls, Statement};

use super::server::Server;
use super::tls;
use super::{Dialect, Param, Row};
use crate::error::{OfficeError, Result};

/// Plans are made once, when a table may still be empty, and kept: without the last setting they
/// would go on reading whole tables when these have grown.
const SETTINGS: &str = "SET lock_timeout = '10s'; SET client_min_messages = warning; \
     SET enable_seqscan = off;";
const SERVER: &str = "SELECT current_setting('transaction_read_only'), \
     current_setting('server_encoding')";
const MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(5139418362107521348)";
/// Prepared texts that are kept.
const STATEMENTS: usize = 500;
/// How often the lock of a run is asked for, and the pause between.
const LOCK_ATTEMPTS: u32 = 10;
const LOCK_PAUSE: std::time::Duration = std::time::Duration::from_millis(50);
const RUN_LOCK: &str = "SELECT pg_try_advisory_lock(?1)";
const RUN_UNLOCK: &str = "SELECT pg_advisory_unlock(?1)";

/// A connection to a server.
pub(crate) struct Postgres {
    client: Client,
    server: Server,
    statements: HashMap<String, Statement>,
    writable: bool,
    /// The last error was that of two transactions in each other's way.
    conflict: bool,
    /// The key of the lock that this connection holds; it would be lost with the connection.
    run_lock: Option<i64>,
    in_transaction: bool,
}

impl Postgres {
    pub(super) fn connect(url: &str) -> Result<Self> {
        let server = Server::parse(url)?;
        let (client, writable) = connect(&server)?;
        Ok(Self {
            client,
            server,
            statements: HashMap::new(),
            writable,
            conflict: false,
            run_lock: None,
            in_transaction: false,
        })
    }

    pub(super) fn location(&self) -> &str {
        &self.server.location
    }

    pub(super) fn writable(&self) -> bool {
        self.writable
    }

    pub(super) fn begin(&mut self) -> Result<()> {
        self.conflict = false;
        self.in_transaction = false;
        let begun = self.batch("BEGIN");
        if self.regained(&begun)? {
            self.batch("BEGIN")?
        } else {
            begun?
        }
        self.in_transaction = true;
        Ok(())
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<()> {
        let done = self.client.batch_execute(sql);
        if matches!(sql, "COMMIT" | "ROLLBACK") {
            self.in_transaction = false;
        }
        done.map_err(|error| self.fault(&error))
    }

    pub(super) fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        let done = self.execute_once(sql, params);
        if self.regained(&done)? { self.execute_once(sql, params) } else { done }
    }

    fn execute_once(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        let statement = self.statement(sql)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as _).collect();
        self.client.execute(&statement, &params).map_err(|error| self.fault(&error))
    }

    pub(super) fn query(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut seen = 0_u64;
        let mut counted = |row: &Row<'_>| {
            seen += 1;
            visit(row)
        };
        let done = self.query_once(sql, params, &mut counted);
        if seen == 0 && self.regained(&done)? {
            return self.query_once(sql, params, visit);
        }
        done
    }

    fn query_once(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let statement = self.statement(sql)?;
        let result = self.client.query_raw(&statement, params).and_then(|mut rows| {
            while let Some(row) = rows.next()? {
                if let Err(error) = visit(&Row::Postgres(&row)) {
                    return Ok(Err(error));
                }
            }
            Ok(Ok(()))
        });
        result.map_err(|error| self.fault(&error))?
    }

    /// Makes every other program wait that wants to bring the tables up to date.
    pub(super) fn lock_migration(&mut self) -> Result<()> {
        self.query(MIGRATION_LOCK, &[], &mut |_| Ok(()))
    }

    /// Takes the lock of a run, until it is given back or the connection ends. A server notices a
    /// moment late that a process has ended: so long it is waited for.
    pub(super) fn lock_run(&mut self, key: i64, patient: bool) -> Result<bool> {
        let mut taken = false;
        for attempt in 0..if patient { LOCK_ATTEMPTS } else { 1 } {
            if attempt > 0 {
                std::thread::sleep(LOCK_PAUSE);
            }
            self.query(RUN_LOCK, &[key.into()], &mut |row| {
                taken = row.flag(0)?;
                Ok(())
            })?;
            if taken {
                break;
            }
        }
        self.run_lock = taken.then_some(key).or(self.run_lock);
        Ok(taken)
    }

    pub(super) fn unlock_run(&mut self) -> Result<()> {
        match self.run_lock.take() {
            Some(key) => self.query(RUN_UNLOCK, &[key.into()], &mut |_| Ok(())),
            None => Ok(()),
        }
    }

    pub(super) fn take_conflict(&mut self) -> bool {
        std::mem::take(&mut self.conflict)
    }

    /// Prepares a text as it would be sent.
    #[cfg(test)]
    pub(super) fn prepare(&mut self, sql: &str) -> Result<()> {
        self.statement(sql).map(|_| ())
    }

    fn statement(&mut self, sql: &str) -> Result<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        // Texts with numbers of pages in them are many: a server that runs for weeks keeps the last.
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        let text = Dialect::Postgres.words(sql).replace('?', "$");
        let statement = self.client.prepare(&text).map_err(|error| self.fault(&error))?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Connects again if the connection turned out to be lost (the server was restarted since the
    /// last word with it); whether it did. Not inside a transaction, which is lost too, and not
    /// in a run, whose lock is.
    fn regained<T>(&mut self, done: &Result<T>) -> Result<bool> {
        let lost = matches!(done, Err(OfficeError::Unreachable { .. }));
        if !lost || self.in_transaction || self.run_lock.is_some() {
            return Ok(false);
        }
        (self.client, self.writable) = connect(&self.server)?;
        self.statements.clear();
        Ok(true)
    }

    fn fault(&mut self, error: &postgres::Error) -> OfficeError {
        let conflicts = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
        self.conflict = error.code().is_some_and(|code| conflicts.contains(code));
        fault(error, &self.server)
    }
}

fn connect(server: &Server) -> Result<(Client, bool)> {
    let opened = if server.encrypted() {
        server.config.connect(tls::connector(server)?)
    } else {
        server.config.connect(NoTls)
    };
    let mut client = opened.map_err(|error| fault(&error, server))?;
    client.batch_execute(SETTINGS).map_err(|error| fault(&error, server))?;
    let row = client.query_one(SERVER, &[]).map_err(|error| fault(&error, server))?;
    let encoding: String = row.try_get(1).map_err(|error| fault(&error, server))?;
    if encoding != "UTF8" {
        return Err(OfficeError::Encoding { encoding });
    }
    let read_only: String = row.try_get(0).map_err(|error| fault(&error, server))?;
    Ok((client, read_only == "off"))
}

fn fault(error: &postgres::Error, server: &Server) -> OfficeError {
    let detail = detail(error);
    let Some(code) = error.code() else { return connection_fault(error, detail, server) };
    match code.code() {
        // One code for a stranger and for a way in that is not open, without encryption say.
        "28000" if detail.contains("pg_hba.conf") => OfficeError::Unreachable { detail },
        "28000" | "28P01" => OfficeError::WrongPassword { user: user(server) },
        "3D000" => {
            let name = server.config.get_dbname().unwrap_or_default().to_owned();
            OfficeError::NoSuchDatabase { name }
        }
        "40001" | "40P01" | "55P03" => OfficeError::Busy,
        "53100" => OfficeError::DiskFull,
        "25006" => OfficeError::ReadOnly,
        other => match other.get(..2) {
            Some("08" | "53" | "57") => OfficeError::Unreachable { detail },
            Some("XX") => OfficeError::Damaged { detail },
            _ => OfficeError::Failed { detail },
        },
    }
}

/// An error that the server did not send: it was not reached, or not understood.
fn connection_fault(error: &postgres::Error, detail: String, server: &Server) -> OfficeError {
    let text = error.to_string();
    if text.contains("TLS") {
        return OfficeError::Tls { detail };
    }
    // The driver has no type for a server that asks for a password where none was given.
    if detail.contains("password missing") {
        return OfficeError::WrongPassword { user: user(server) };
    }
    let io = error.source().is_some_and(|source| source.is::<std::io::Error>());
    if error.is_closed() || io || text.contains("connecting") || text.contains("timeout") {
        return OfficeError::Unreachable { detail };
    }
    OfficeError::Failed { detail }
}

fn user(server: &Server) -> String {
    server.config.get_user().unwrap_or_default().to_owned()
}

/// What the server or the system said; the error itself says only what kind it is.
fn detail(error: &postgres::Error) -> String {
    if let Some(said) = error.as_db_error() {
        return said.message().to_owned();
    }
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text = format!("{text}: {inner}");
        source = inner.source();
    }
    text
}

/// Every SQL text of this file.
#[cfg(test)]
pub(crate) const TEXTS: &[&str] = &[SERVER, MIGRATION_LOCK, RUN_LOCK, RUN_UNLOCK];
