//! The program on PostgreSQL: the same promises as on SQLite.
//!
//! It runs where `GLEICHSTAND_TEST_POSTGRES` names a server; `scripts/postgres run -- cargo test`
//! provides one.

#[path = "program/harness.rs"]
mod harness;

use std::fs;

use harness::{Desk, KINDS, addresses, change_phone, contacts, numbers};

const SERVER: &str = "GLEICHSTAND_TEST_POSTGRES";

/// A schema of its own on the server, gone after the test.
struct Schema {
    server: String,
    name: String,
}

impl Schema {
    fn new(server: String) -> Self {
        let name = format!("program_{}", uuid::Uuid::new_v4().simple());
        administrate(&server, &format!("CREATE SCHEMA {name}"));
        Self { server, name }
    }

    fn url(&self) -> String {
        let joint = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{joint}options=-csearch_path%3D{}", self.server, self.name)
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        administrate(&self.server, &format!("DROP SCHEMA {} CASCADE", self.name));
    }
}

fn administrate(server: &str, sql: &str) {
    postgres::Client::connect(server, postgres::NoTls).unwrap().batch_execute(sql).unwrap();
}

#[test]
fn an_import_into_postgresql_keeps_its_promises() {
    let Ok(server) = std::env::var(SERVER) else {
        assert!(std::env::var_os("CI").is_none(), "{SERVER} is not set");
        eprintln!("skipped: {SERVER} is not set");
        return;
    };
    for (format, cipher) in KINDS {
        let schema = Schema::new(server.clone());
        let desk = Desk::new().with_office(&schema.url());
        let path = desk.sample("Kunden.pst", format, cipher, 30);
        assert_eq!(addresses(&desk.json("import Kunden.pst"))["created"], 30);
        assert_eq!(numbers(&path).len(), 30);
        let before = fs::read(&path).unwrap();
        assert_eq!(addresses(&desk.json("import Kunden.pst"))["unchanged"], 30);
        assert!(before == fs::read(&path).unwrap(), "the data file changed");
        change_phone(&path, contacts(&path)[7], "0221 98");
        assert_eq!(addresses(&desk.json("import Kunden.pst"))["updated"], 1);
        let number = &numbers(&path)[7];
        assert_eq!(desk.json(&format!("address show {number}"))["phone"], "0221 98");
        assert_eq!(desk.json("runs list").as_array().unwrap().len(), 3);
    }
}
