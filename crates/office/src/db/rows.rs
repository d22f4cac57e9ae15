//! Statements over many rows: one text for 64 rows, one for 8, one for a single row.
//!
//! Both databases prepare each text once; a round trip to a server then carries 64 rows. SQLite has
//! no round trips and takes rows one by one: a statement that writes several rows would make it
//! keep a journal of its own, and its search index be written to the file, for each statement.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::{Db, Dialect, Param, Row};
use crate::error::Result;

const SIZES: [usize; 3] = [64, 8, 1];

/// `INSERT … VALUES (…), (…) …` for any number of rows.
pub(crate) struct Rows {
    /// What stands before the rows, up to and with `VALUES`.
    head: String,
    /// Parameters of a row.
    width: usize,
    /// What stands after the rows.
    tail: String,
    texts: [OnceLock<String>; SIZES.len()],
    /// How a parameter of a row is written, where it is not just the parameter.
    wrap: fn(usize, String) -> String,
}

impl Rows {
    pub(crate) fn new(head: impl Into<String>, width: usize, tail: impl Into<String>) -> Self {
        Self {
            head: head.into(),
            width,
            tail: tail.into(),
            texts: Default::default(),
            wrap: |_, parameter| parameter,
        }
    }

    /// The same, with parameters (counted from 0 in their row) written by a function.
    pub(crate) fn wrapped(mut self, wrap: fn(usize, String) -> String) -> Self {
        self.wrap = wrap;
        self
    }

    /// Carries the statement out for all rows; visits what it returns.
    pub(crate) fn run(
        &self,
        db: &mut Db,
        params: &[Param<'_>],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        debug_assert_eq!(params.len() % self.width, 0, "{}", self.head);
        let mut rest = params;
        let largest = match db.dialect() {
            Dialect::Sqlite => 1,
            Dialect::Postgres => usize::MAX,
        };
        let sizes = SIZES.into_iter().zip(&self.texts);
        for (size, text) in sizes.filter(|(size, _)| *size <= largest) {
            let step = size * self.width;
            let (now, later) = rest.split_at(rest.len() / step * step);
            if !now.is_empty() {
                db.query_each(text.get_or_init(|| self.text(size)), step, now, visit)?;
            }
            rest = later;
        }
        Ok(())
    }

    /// Carries the statement out for all rows.
    pub(crate) fn put(&self, db: &mut Db, params: &[Param<'_>]) -> Result<()> {
        self.run(db, params, &mut |_| Ok(()))
    }

    /// The text for so many rows.
    fn text(&self, rows: usize) -> String {
        let mut text = self.head.clone();
        for row in 0..rows {
            text.push_str(if row == 0 { " (" } else { ", (" });
            for column in 0..self.width {
                let parameter = format!("?{}", row * self.width + column + 1);
                text.push_str(if column == 0 { "" } else { ", " });
                text.push_str(&(self.wrap)(column, parameter));
            }
            text.push(')');
        }
        text.push(' ');
        text.push_str(&self.tail);
        text
    }

    /// Every text that can be sent.
    #[cfg(test)]
    pub(crate) fn every_text(&self) -> Vec<String> {
        SIZES.iter().map(|size| self.text(*size)).collect()
    }
}

/// `… IN (…)` over any number of keys, after the other parameters.
pub(crate) struct InList {
    /// The text; `{list}` is where the keys go.
    pattern: Cow<'static, str>,
    /// How many parameters come before the keys.
    before: usize,
    texts: [OnceLock<String>; SIZES.len()],
}

impl InList {
    pub(crate) const fn new(pattern: &'static str, before: usize) -> Self {
        Self {
            pattern: Cow::Borrowed(pattern),
            before,
            texts: [const { OnceLock::new() }; SIZES.len()],
        }
    }

    /// The same with a text made at run time.
    pub(crate) fn made(pattern: String, before: usize) -> Self {
        Self { pattern: Cow::Owned(pattern), ..Self::new("", before) }
    }

    /// Asks for all keys; visits what is found.
    pub(crate) fn query<'a>(
        &self,
        db: &mut Db,
        before: &[Param<'a>],
        keys: impl IntoIterator<Item = Param<'a>>,
        visit: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let keys: Vec<Param<'a>> = keys.into_iter().collect();
        let mut rest = keys.as_slice();
        for (size, text) in SIZES.into_iter().zip(&self.texts) {
            while rest.len() >= size {
                let (now, later) = rest.split_at(size);
                let params = [before, now].concat();
                db.query(text.get_or_init(|| self.text(size)), &params, visit)?;
                rest = later;
            }
        }
        Ok(())
    }

    fn text(&self, size: usize) -> String {
        let list: Vec<String> =
            (1..=size).map(|number| format!("?{}", self.before + number)).collect();
        self.pattern.replace("{list}", &list.join(", "))
    }

    /// Every text that can be sent.
    #[cfg(test)]
    pub(crate) fn every_text(&self) -> Vec<String> {
        SIZES.iter().map(|size| self.text(*size)).collect()
    }
}
