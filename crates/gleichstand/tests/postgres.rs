//! The program on PostgreSQL: the same promises as on SQLite.
//!
//! It runs where `GLEICHSTAND_TEST_POSTGRES` names a server; `scripts/postgres run -- cargo test`
//! provides one.

#[path = "program/harness.rs"]
mod harness;
#[path = "program/schema.rs"]
mod schema;

use std::fs;

use harness::{Desk, KINDS, addresses, change_phone, contacts, numbers};
use schema::{Schema, server};

#[test]
fn an_import_into_postgresql_keeps_its_promises() {
    let Some(server) = server() else { return };
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

#[test]
fn export_and_synchronisation_with_postgresql_keep_their_promises() {
    let Some(server) = server() else { return };
    for (format, cipher) in [KINDS[1], KINDS[4]] {
        let schema = Schema::new(server.clone());
        let desk = Desk::new().with_office(&schema.url());
        let path = desk.sample("Kunden.pst", format, cipher, 20);
        desk.run("import Kunden.pst").done();
        desk.run("address edit 10003 phone=0800/3").done();
        desk.run("address add last_name=Zander").done();
        let run = desk.json("export Kunden.pst");
        assert_eq!(addresses(&run)["outlook"]["created"], 1, "{run}");
        assert_eq!(addresses(&run)["outlook"]["updated"], 1, "{run}");
        change_phone(&path, contacts(&path)[7], "0221 98");
        desk.run("address edit 10004 phone=0800/4").done();
        let run = desk.json("sync Kunden.pst");
        assert_eq!(addresses(&run)["updated"], 2, "{run}");
        assert_eq!(desk.json("address show 10007")["phone"], "0221 98");
        let before = fs::read(&path).unwrap();
        for job in ["sync", "export", "import"] {
            let run = desk.json(&format!("{job} Kunden.pst"));
            assert_eq!(addresses(&run)["unchanged"], 21, "{run}");
        }
        assert!(before == fs::read(&path).unwrap(), "the data file changed");
        let second = Schema::new(server.clone());
        let there = Desk::new().with_office(&second.url());
        fs::copy(&path, there.path("Kunden.pst")).unwrap();
        there.run("import Kunden.pst").done();
        assert_eq!(there.json("address show 10004")["phone"], "0800/4");
        assert_eq!(there.json("address show 10020")["last_name"], "Zander");
    }
}
