//! Correspondents: which records have to do with which e-mail address.
//!
//! Every mail and appointment stands here under the e-mail addresses of its people, in the form in
//! which those of addresses compare. So whose it is follows from the addresses of the moment, and
//! stays right when they change.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use sync::form::{Mailbox, Person};
use sync::{Kind, Record, Value};

use crate::Office;
use crate::db::{Db, InList, Param, Rows};
use crate::error::Result;
use crate::fold::email_key;
use crate::record::{Description, Form, RecordId, Stored};

static ADD: LazyLock<Rows> = LazyLock::new(|| {
    Rows::new(
        "INSERT INTO correspondent (email_key, kind, record) VALUES",
        3,
        "ON CONFLICT DO NOTHING",
    )
});
const REMOVE: &str = "DELETE FROM correspondent WHERE email_key = ?1 AND kind = ?2 AND record = ?3";
/// One list for each column, so that each has its index.
static ADDRESSES: [InList; 3] = [
    InList::new(
        "SELECT id, email_key FROM address WHERE email_key IN ({list}) AND deleted_at IS NULL",
        0,
    ),
    InList::new(
        "SELECT id, email2_key FROM address WHERE email2_key IN ({list}) AND deleted_at IS NULL",
        0,
    ),
    InList::new(
        "SELECT id, email3_key FROM address WHERE email3_key IN ({list}) AND deleted_at IS NULL",
        0,
    ),
];
const RECORDS: &str = "SELECT DISTINCT c.record FROM address a JOIN correspondent c \
     ON c.email_key IN (a.email_key, a.email2_key, a.email3_key) \
     WHERE a.id = ?1 AND c.kind = ?2";

impl Office {
    /// Internal numbers of the records of a kind that an address has to do with, oldest first:
    /// those that one of its e-mail addresses occurs in. The trash is left out.
    ///
    /// # Errors
    /// The database refuses.
    pub fn records_of_address(&mut self, id: i64, kind: Kind) -> Result<Vec<i64>> {
        let table = crate::record::description(kind).table;
        let sql = format!(
            "SELECT id FROM {table} WHERE deleted_at IS NULL AND id IN ({RECORDS}) ORDER BY id"
        );
        self.db.all(&sql, &[id.into(), kind.name().into()], |row| row.int(0))
    }

    /// Internal numbers of the addresses that a record has to do with. The trash is left out.
    ///
    /// # Errors
    /// There is no such record, or the database refuses.
    pub fn address_ids(&mut self, kind: Kind, which: &RecordId) -> Result<Vec<i64>> {
        let row = self.stored(kind, which)?;
        addresses_of(&mut self.db, row.of, &row.fields)
    }
}

/// The condition under which a record has to do with the address of a parameter.
pub(crate) fn condition(kind: Kind, parameter: usize) -> String {
    // The kind first: the parameter may be the second one.
    let records = RECORDS.replace("?2", &format!("'{}'", kind.name()));
    format!("id IN ({})", records.replace("?1", &format!("?{parameter}")))
}

/// The addresses that a record has to do with, by their internal numbers.
pub(crate) fn addresses_of(db: &mut Db, of: &Description, fields: &Record) -> Result<Vec<i64>> {
    let keys = email_keys(of, fields);
    let mut found = BTreeSet::new();
    for list in &ADDRESSES {
        list.query(db, &[], keys.iter().map(Param::from), &mut |row| {
            found.insert(row.int(0)?);
            Ok(())
        })?;
    }
    Ok(found.into_iter().collect())
}

/// Stores whose records are, where that has changed: each as it was, if it was there, and is now.
pub(crate) fn put<'a>(
    db: &mut Db,
    of: &Description,
    turns: impl Iterator<Item = (Option<&'a Stored>, &'a Stored)>,
) -> Result<()> {
    if !of.columns.iter().any(|column| column.correspondents) {
        return Ok(());
    }
    let mut added = Vec::new();
    for (before, now) in turns {
        let then = before.map(|row| email_keys(of, &row.fields)).unwrap_or_default();
        let keys = email_keys(of, &now.fields);
        for gone in then.difference(&keys) {
            db.execute(REMOVE, &[gone.into(), of.kind.name().into(), now.id.into()])?;
        }
        let fresh = keys.difference(&then).cloned();
        added
            .extend(fresh.flat_map(|key| [Param::from(key), of.kind.name().into(), now.id.into()]));
    }
    ADD.put(db, &added)
}

/// The e-mail addresses of a record's people, as they compare.
fn email_keys(of: &Description, fields: &Record) -> BTreeSet<String> {
    let columns = of.columns.iter().filter(|column| column.correspondents);
    let mut keys = BTreeSet::new();
    for column in columns {
        let texts = match fields.get(column.name) {
            Some(Value::Text(text)) => std::slice::from_ref(text),
            Some(Value::List(texts)) => texts.as_slice(),
            _ => &[],
        };
        let address = |text: &String| email_key(&email(column.form, text));
        keys.extend(texts.iter().filter_map(address));
    }
    keys
}

/// The e-mail address in a text of that form; empty for none.
fn email(form: Form, text: &str) -> String {
    match form {
        Form::Mailbox => Mailbox::parse(text).unwrap_or_default().address,
        Form::Person => Person::parse(text).unwrap_or_default().address,
        _ => Mailbox::from_shown(text).address,
    }
}

/// Every SQL text of this file.
#[cfg(test)]
pub(crate) fn texts() -> Vec<String> {
    let lists = ADDRESSES.iter().flat_map(InList::every_text).collect();
    let fixed = vec![REMOVE.to_owned(), RECORDS.to_owned()];
    [fixed, lists, ADD.every_text()].concat()
}
