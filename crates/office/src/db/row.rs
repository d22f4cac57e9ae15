//! Rows of a result, read alike from both drivers.

use rusqlite::types::ValueRef;

use super::param::unescaped;
use crate::error::{OfficeError, Result};

/// One row; columns are numbered from 0.
pub(crate) enum Row<'a> {
    /// From SQLite.
    Sqlite(&'a rusqlite::Row<'a>),
    /// From PostgreSQL.
    Postgres(&'a postgres::Row),
}

impl Row<'_> {
    /// A whole number; 0 for NULL.
    pub(crate) fn int(&self, column: usize) -> Result<i64> {
        Ok(self.opt_int(column)?.unwrap_or_default())
    }

    /// A whole number or NULL.
    pub(crate) fn opt_int(&self, column: usize) -> Result<Option<i64>> {
        match self {
            Self::Sqlite(row) => row.get(column).map_err(|_| odd(column)),
            Self::Postgres(row) => row.try_get(column).map_err(|_| odd(column)),
        }
    }

    /// Yes or no, or NULL.
    pub(crate) fn opt_bool(&self, column: usize) -> Result<Option<bool>> {
        match self {
            Self::Sqlite(row) => row.get(column).map_err(|_| odd(column)),
            Self::Postgres(row) => row.try_get(column).map_err(|_| odd(column)),
        }
    }

    /// Yes or no; no for NULL.
    pub(crate) fn flag(&self, column: usize) -> Result<bool> {
        Ok(self.opt_bool(column)?.unwrap_or_default())
    }

    /// Text; empty for NULL.
    pub(crate) fn text(&self, column: usize) -> Result<String> {
        self.with_text(column, |text| unescaped(text.unwrap_or_default()))
    }

    /// Text or NULL.
    pub(crate) fn opt_text(&self, column: usize) -> Result<Option<String>> {
        self.with_text(column, |text| text.map(unescaped))
    }

    /// Looks at text as it is stored, without a copy.
    pub(crate) fn with_text<T>(
        &self,
        column: usize,
        look: impl FnOnce(Option<&str>) -> T,
    ) -> Result<T> {
        match self {
            Self::Sqlite(row) => match row.get_ref(column) {
                Ok(ValueRef::Null) => Ok(look(None)),
                Ok(value) => value.as_str().map(|text| look(Some(text))).map_err(|_| odd(column)),
                Err(_) => Err(odd(column)),
            },
            Self::Postgres(row) => row.try_get(column).map(look).map_err(|_| odd(column)),
        }
    }

    /// Bytes; none for NULL.
    pub(crate) fn bytes(&self, column: usize) -> Result<Box<[u8]>> {
        let read = |bytes: Option<&[u8]>| bytes.unwrap_or_default().into();
        match self {
            Self::Sqlite(row) => match row.get_ref(column).map(|v| v.as_bytes_or_null()) {
                Ok(Ok(bytes)) => Ok(read(bytes)),
                _ => Err(odd(column)),
            },
            Self::Postgres(row) => row.try_get(column).map(read).map_err(|_| odd(column)),
        }
    }
}

/// A value that is not of its column's type: neither this program nor a strict table lets it in.
fn odd(column: usize) -> OfficeError {
    OfficeError::Damaged { detail: format!("column {column}") }
}
