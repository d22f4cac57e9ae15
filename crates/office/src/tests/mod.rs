//! What the office promises, on both databases.
//!
//! Every test runs on an SQLite file and, where `GLEICHSTAND_TEST_POSTGRES` names a server, in a
//! schema of its own there. `scripts/postgres run -- cargo test -p office` provides a server.

mod addresses;
mod busy;
mod by_address;
mod conformance;
mod contents;
mod correspondents;
mod exchange;
mod indexes;
mod kinds;
mod ledger;
mod lock;
mod numbers;
mod opening;
mod promises;
mod search;
mod speed;
mod sql;
mod values;

use std::io::Write;
use std::sync::Once;

use sync::{
    Change, Intent, Job, JournalLine, Key, Kind, Link, LinkState, LinkWrite, Message, Name, Record,
    Side, Slot, StoreId, Value, Version,
};
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) use by_address::AddressQuery;

use crate::Office;
use crate::db::Dialect;

const SERVER: &str = "GLEICHSTAND_TEST_POSTGRES";

/// A database of a test, empty at first and gone after it.
pub(crate) struct Fresh {
    pub(crate) url: String,
    pub(crate) dialect: Dialect,
    folder: Option<TempDir>,
    schema: Option<(String, String)>,
}

impl Fresh {
    fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let url = folder.path().join("office.db").display().to_string();
        Self { url, dialect: Dialect::Sqlite, folder: Some(folder), schema: None }
    }

    fn postgres(server: &str) -> Self {
        let schema = format!("t_{}", Uuid::new_v4().simple());
        administrate(server, &format!("CREATE SCHEMA {schema}"));
        let joint = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{joint}options=-csearch_path%3D{schema}");
        let schema = Some((server.to_owned(), schema));
        Self { url, dialect: Dialect::Postgres, folder: None, schema }
    }

    /// Opens it; every call is another connection.
    pub(crate) fn open(&self) -> Office {
        Office::open(&self.url).unwrap()
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        drop(self.folder.take());
        if let Some((server, schema)) = self.schema.take() {
            administrate(&server, &format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}

fn administrate(server: &str, sql: &str) {
    postgres::Client::connect(server, postgres::NoTls).unwrap().batch_execute(sql).unwrap();
}

/// The server to test with, if there is one. In CI there must be one.
pub(crate) fn server() -> Option<String> {
    static SAID: Once = Once::new();
    let server = std::env::var(SERVER).ok();
    if server.is_none() {
        assert!(std::env::var_os("CI").is_none(), "{SERVER} is not set");
        // Past the test harness, which keeps what a passing test prints.
        SAID.call_once(|| {
            let line = "PostgreSQL is not tested: run scripts/postgres run -- cargo test";
            writeln!(std::io::stderr(), "{line}").unwrap();
        });
    }
    server
}

/// Runs a test on every database.
pub(crate) fn for_each_database(test: impl Fn(&Fresh)) {
    test(&Fresh::sqlite());
    if let Some(server) = server() {
        test(&Fresh::postgres(&server));
    }
}

/// Fields of a record.
pub(crate) fn fields(pairs: &[(&'static str, &str)]) -> Record {
    pairs.iter().map(|(name, text)| (*name, Value::text(*text))).collect()
}

pub(crate) fn change(field: &'static str, text: &str) -> Change {
    Change { field: Name::Borrowed(field), value: Some(Value::text(text)) }
}

pub(crate) fn file() -> StoreId {
    StoreId("0123456789abcdef0123456789abcdef".to_owned())
}

pub(crate) fn item(number: u32) -> Key {
    let mut id = vec![0; 20];
    id.extend(number.to_le_bytes());
    Key(id.into())
}

pub(crate) fn intent(number: u32, wish: Option<&str>) -> Intent {
    Intent { kind: Kind::Addresses, item: item(number), number: wish.map(str::to_owned) }
}

pub(crate) fn link(item_number: u32, office: Option<i64>, number: &str) -> Link {
    Link {
        id: 0,
        kind: Kind::Addresses,
        office,
        number: number.to_owned(),
        item: item(item_number),
        item_version: Version { row: 7, stamp: None },
        office_version: Version::default(),
        slot: Slot::Home,
        mapping: u64::MAX - 3,
        state: LinkState::Linked,
        number_written: true,
        fingerprint: u64::MAX - 5,
    }
}

pub(crate) fn link_write(link: Link) -> LinkWrite {
    LinkWrite { link, office_from: None, in_step: false, office_base: None, item_base: None }
}

pub(crate) fn line(what: &str, field: &'static str, after: &str) -> JournalLine {
    JournalLine {
        kind: Kind::Addresses,
        side: Side::Office,
        office: None,
        item: Some(item(1)),
        name: "10000 Beispiel, Anna".to_owned(),
        what: what.to_owned(),
        field: Name::Borrowed(field),
        before: None,
        after: Some(Value::text(after)),
        row: 2,
        why: Message::new("row-2-new").with("item", "a \"quoted\" name"),
    }
}

/// An office in which a run of an import has begun.
pub(crate) fn in_run(fresh: &Fresh) -> (Office, i64) {
    use sync::Ledger;
    let mut office = fresh.open();
    let run = office.begin_run(Job::Import, &file(), "/daten/anna.pst").unwrap();
    (office, run)
}
