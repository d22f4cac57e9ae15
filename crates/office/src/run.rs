//! Runs and the data files they exchanged with.

use jiff::Timestamp;
use sync::{Job, StoreId};

use crate::Office;
use crate::db::{Db, Param, Row, indexes};
use crate::error::{OfficeError, Result};
use crate::filling::Filling;
use crate::record::now;
use crate::words::Word;

const FILE: &str = "SELECT id, path, backup FROM data_file WHERE store = ?1";
const NEW_FILE: &str = "INSERT INTO data_file (store, path, backup) VALUES (?1, ?2, '') \
     ON CONFLICT (store) DO UPDATE SET path = excluded.path RETURNING id";
const SET_BACKUP: &str = "INSERT INTO data_file (store, path, backup) VALUES (?1, '', ?2) \
     ON CONFLICT (store) DO UPDATE SET backup = excluded.backup";
const BEGIN: &str =
    "INSERT INTO run (job, file, path, started_at) VALUES (?1, ?2, ?3, ?4) RETURNING id";
const END: &str = "UPDATE run SET ended_at = ?2, exit_code = ?3, report = ?4 WHERE id = ?1";
const RUNS: &str = "SELECT r.id, r.job, f.store, r.path, r.started_at, r.ended_at, r.exit_code, \
     r.report FROM run r JOIN data_file f ON f.id = r.file ORDER BY r.id DESC";
const RUN: &str = "SELECT r.id, r.job, f.store, r.path, r.started_at, r.ended_at, r.exit_code, \
     r.report FROM run r JOIN data_file f ON f.id = r.file WHERE r.id = ?1";

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunInfo {
    /// Its number.
    pub id: i64,
    /// Its job.
    pub job: Job,
    /// The data file.
    pub file: StoreId,
    /// Where the data file lay.
    pub path: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; `None` while it is under way, and if it was interrupted.
    pub ended_at: Option<Timestamp>,
    /// Its exit code.
    pub exit: Option<i32>,
    /// Its report, as JSON.
    pub report: Option<String>,
}

/// A data file that the office has exchanged with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFile {
    /// Its internal number.
    pub id: i64,
    /// Where it lay in the last run.
    pub path: String,
    /// Where its copy lies that was made before the first write; empty for none.
    pub backup: String,
}

impl Office {
    /// The newest runs, the newest first.
    ///
    /// # Errors
    /// The database refuses.
    pub fn runs(&mut self, limit: u32) -> Result<Vec<RunInfo>> {
        self.db.all(&format!("{RUNS} LIMIT {limit}"), &[], read)
    }

    /// A run.
    ///
    /// # Errors
    /// There is none of that number, or the database refuses.
    pub fn run(&mut self, id: i64) -> Result<RunInfo> {
        let found = self.db.one(RUN, &[id.into()], read)?;
        found.ok_or_else(|| OfficeError::NotFound { which: id.to_string() })
    }

    /// What is known of a data file.
    ///
    /// # Errors
    /// The database refuses.
    pub fn data_file(&mut self, file: &StoreId) -> Result<Option<DataFile>> {
        data_file(&mut self.db, file)
    }

    /// Notes that a copy of a data file was made before the first write.
    ///
    /// # Errors
    /// The database refuses.
    pub fn set_backup(&mut self, file: &StoreId, path: &str) -> Result<()> {
        self.db.execute(SET_BACKUP, &[(&file.0).into(), path.into()]).map(|_| ())
    }

    pub(crate) fn begin(&mut self, job: Job, file: &StoreId, path: &str) -> Result<i64> {
        let (id, run) = self.db.transaction(|db| {
            let known = db.one(NEW_FILE, &[(&file.0).into(), path.into()], |row| row.int(0))?;
            let id = known.ok_or_else(|| lost("data_file"))?;
            let params = [job.word().into(), id.into(), path.into(), at(now())];
            let run = db.one(BEGIN, &params, |row| row.int(0))?;
            Ok((id, run.ok_or_else(|| lost("run"))?))
        })?;
        self.files.insert(file.0.clone(), id);
        indexes::try_rebuild(&mut self.db);
        self.filling = Filling::of(&mut self.db)?;
        Ok(run)
    }

    pub(crate) fn end(&mut self, run: i64, exit: i32, report: &str) -> Result<()> {
        let params = [run.into(), at(now()), i64::from(exit).into(), report.into()];
        self.db.execute(END, &params)?;
        // Search is right without it, only slower: whoever may not do it leaves it to the server.
        for kind in sync::Kind::ALL {
            let text = self.db.dialect().tidy_search(crate::record::description(kind).table);
            text.iter().for_each(|text| drop(self.db.query(text, &[], &mut |_| Ok(()))));
        }
        indexes::try_rebuild(&mut self.db);
        Ok(())
    }

    /// The internal number of a data file; `None` if the office has never seen it.
    pub(crate) fn file_id(&mut self, file: &StoreId) -> Result<Option<i64>> {
        if let Some(id) = self.files.get(&file.0) {
            return Ok(Some(*id));
        }
        let found = data_file(&mut self.db, file)?.map(|found| found.id);
        if let Some(id) = found {
            self.files.insert(file.0.clone(), id);
        }
        Ok(found)
    }
}

fn data_file(db: &mut Db, file: &StoreId) -> Result<Option<DataFile>> {
    db.one(FILE, &[(&file.0).into()], |row| {
        Ok(DataFile { id: row.int(0)?, path: row.text(1)?, backup: row.text(2)? })
    })
}

fn at(instant: Timestamp) -> Param<'static> {
    instant.as_microsecond().into()
}

fn lost(table: &str) -> OfficeError {
    OfficeError::Damaged { detail: table.to_owned() }
}

fn read(row: &Row<'_>) -> Result<RunInfo> {
    let instant = |at: i64| Timestamp::from_microsecond(at).unwrap_or_default();
    Ok(RunInfo {
        id: row.int(0)?,
        job: Job::read(row, 1)?,
        file: StoreId(row.text(2)?),
        path: row.text(3)?,
        started_at: instant(row.int(4)?),
        ended_at: row.opt_int(5)?.map(instant),
        exit: row.opt_int(6)?.and_then(|code| i32::try_from(code).ok()),
        report: row.opt_text(7)?,
    })
}

/// Every SQL text of this file.
#[cfg(test)]
pub(crate) const TEXTS: &[&str] = &[FILE, NEW_FILE, SET_BACKUP, BEGIN, END, RUNS, RUN];
