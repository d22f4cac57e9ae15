//! Opening a database, and every way in which that fails.

use std::fs;
use std::thread;

use sync::{Job, Ledger, Store};
use tempfile::TempDir;

use super::{Fresh, fields, for_each_database, server};
use crate::db::{Db, Dialect};
use crate::tests::AddressQuery;
use crate::{Language, NewNumber, Office, OfficeError};

fn refused(url: &str) -> OfficeError {
    Office::open(url).err().expect("it must be refused")
}

#[test]
fn an_office_keeps_its_identity_and_its_language() {
    for_each_database(|fresh| {
        let mut first = fresh.open();
        first.set_language(Language::En).unwrap();
        let second = fresh.open();
        assert_eq!(first.uuid(), second.uuid());
        assert_eq!(first.id().0, second.uuid());
        assert_eq!(second.language(), Language::En);
        assert!(first.writable());
    });
}

#[test]
fn an_office_can_be_passed_to_another_thread() {
    fn passes<T: Send>() {}
    passes::<Office>();
}

#[test]
fn an_office_that_many_programs_open_first_at_once_is_made_once() {
    for_each_database(|fresh| {
        let mut ids: Vec<String> = thread::scope(|scope| {
            let open = || scope.spawn(|| fresh.open().uuid().to_owned());
            let threads: Vec<_> = (0..6).map(|_| open()).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        ids.dedup();
        assert_eq!(ids.len(), 1);
    });
}

#[test]
fn an_office_of_a_newer_version_is_not_touched() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        office.db.batch("UPDATE setting SET value = '999' WHERE name = 'version'").unwrap();
        assert_eq!(refused(&fresh.url), OfficeError::Newer { found: 999, known: 6 });
    });
}

#[test]
fn another_programs_database_is_not_touched() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("other.db").display().to_string();
    for sql in ["CREATE TABLE customers (id)", "CREATE TABLE setting (x)"] {
        rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        assert_eq!(refused(&path), OfficeError::NotAnOffice);
    }
}

#[test]
fn a_directory_is_named_as_such() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().display().to_string();
    assert_eq!(refused(&path), OfficeError::Directory { path: path.clone() });
}

#[test]
fn a_file_that_is_no_database_stays_as_it_is() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("letter.txt");
    for content in ["Hallo".to_owned(), "!BDN and so on ".repeat(4000)] {
        fs::write(&path, &content).unwrap();
        let name = path.display().to_string();
        assert_eq!(refused(&name), OfficeError::NotADatabase { path: name.clone() });
        assert_eq!(fs::read_to_string(&path).unwrap(), content);
    }
}

#[test]
fn a_place_that_does_not_exist_is_named() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("nowhere/office.db").display().to_string();
    assert!(matches!(refused(&path), OfficeError::CannotOpen { path: named, .. } if named == path));
}

#[test]
fn an_office_that_can_only_be_read_can_be_read() {
    let fresh = Fresh::sqlite();
    fresh.open().add_address(&fields(&[("last_name", "Beispiel")]), NewNumber::Next).unwrap();
    let mut permissions = fs::metadata(&fresh.url).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&fresh.url, permissions).unwrap();
    let mut office = fresh.open();
    assert_eq!(office.addresses(&AddressQuery::default()).unwrap().total, 1);
    // The superuser may write in spite of the permissions.
    if !office.writable() {
        let added = office.add_address(&fields(&[("city", "Ulm")]), NewNumber::Next);
        assert_eq!(added, Err(OfficeError::ReadOnly));
    }
}

#[test]
fn a_full_disk_is_named_and_nothing_is_lost() {
    let fresh = Fresh::sqlite();
    let mut office = fresh.open();
    let kept = office.add_address(&fields(&[("last_name", "Beispiel")]), NewNumber::Next).unwrap();
    let Db::Sqlite(file) = &mut office.db else { unreachable!("it is a file") };
    file.fill_up(3).unwrap();
    let notes = "x".repeat(1_000_000);
    let large = office.add_address(&fields(&[("notes", &notes)]), NewNumber::Next);
    assert_eq!(large, Err(OfficeError::DiskFull));
    let page = fresh.open().addresses(&AddressQuery::default()).unwrap();
    assert_eq!(page.addresses, [kept]);
}

#[test]
fn a_server_that_does_not_answer_is_named() {
    let folder = TempDir::new().unwrap();
    let socket = folder.path().display().to_string().replace('/', "%2F");
    let error = refused(&format!("postgres://anna:geheim@{socket}/office"));
    assert!(matches!(error, OfficeError::Unreachable { .. }), "{error:?}");
    assert!(!error.message().to_string().contains("geheim"));
}

#[test]
fn a_url_that_makes_no_sense_is_named() {
    for url in ["postgres://host:port/office", "postgresql://host/office?colour=blue"] {
        let error = refused(url);
        assert!(matches!(error, OfficeError::BadUrl { .. }), "{error:?}");
    }
}

#[test]
fn a_database_that_the_server_does_not_have_is_named() {
    let Some(server) = server() else { return };
    let url = server.replace("/postgres", "/nowhere");
    assert_eq!(refused(&url), OfficeError::NoSuchDatabase { name: "nowhere".to_owned() });
}

#[test]
fn a_user_that_the_server_does_not_know_is_named() {
    let Some(server) = server() else { return };
    let url = server.replace("office@", "stranger@");
    assert_eq!(refused(&url), OfficeError::WrongPassword { user: "stranger".to_owned() });
}

#[test]
fn a_lost_connection_is_made_again() {
    for_each_database(|fresh| {
        if fresh.dialect == Dialect::Sqlite {
            return;
        }
        let mut office = fresh.open();
        let add = |office: &mut Office| {
            end_connection(fresh, office);
            office.add_address(&fields(&[("city", "Ulm")]), NewNumber::Next)
        };
        assert_eq!(add(&mut office).map(|address| address.number), Ok("10000".to_owned()));
        end_connection(fresh, &mut office);
        assert_eq!(office.addresses(&AddressQuery::default()).unwrap().total, 1);
        // The lock of a run is lost with the connection: the run must not go on.
        office.lock(Job::Import, "/daten/anna.pst").unwrap();
        assert!(matches!(add(&mut office), Err(OfficeError::Unreachable { .. })));
    });
}

/// Makes the server end the connection.
fn end_connection(fresh: &Fresh, office: &mut Office) {
    let own = "SELECT CAST(pg_backend_pid() AS BIGINT)";
    let pid = office.db.one(own, &[], |row| row.int(0)).unwrap().unwrap();
    let ended = format!("SELECT pg_terminate_backend({pid}, 10000)");
    fresh.open().db.query(&ended, &[], &mut |_| Ok(())).unwrap();
}

#[test]
fn what_is_no_file_is_no_database_that_forgets() {
    for url in ["", " ", ":memory:", "file:x.db?mode=memory", "mysql://server/db", "sqlite://x.db"]
    {
        assert!(matches!(Office::open(url), Err(OfficeError::BadUrl { .. })), "{url}");
    }
}

/// What takes the tables back to those of the first version.
const BACK: &str = "DROP INDEX address_deleted_at; DROP TABLE promise; DROP TABLE mail; DROP TABLE appointment; DROP TABLE task; \
     DROP TABLE content; DROP TABLE content_chunk; DROP TABLE correspondent; \
     DROP TABLE mail_search; DROP TABLE appointment_search; DROP TABLE task_search; \
     DROP TABLE address_search; {search table}; \
     DELETE FROM counter WHERE name IN ('content', 'change'); \
     UPDATE counter SET name = 'address' WHERE name = 'record'; \
     UPDATE setting SET value = '1' WHERE name = 'version'";

#[test]
fn an_office_of_the_first_version_is_brought_up_to_date_and_keeps_its_records() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let names = ["Müller", "Meier"].map(|name| fields(&[("last_name", name)]));
        let [first, last] = names.map(|name| office.add_address(&name, NewNumber::Next).unwrap());
        office.db.batch(&fresh.dialect.words(BACK)).unwrap();
        drop(office);
        let mut office = fresh.open();
        for address in [&first, &last] {
            assert_eq!(office.address(&address.number.parse().unwrap()).as_ref(), Ok(address));
        }
        let query = AddressQuery { search: "mueller".to_owned(), ..AddressQuery::default() };
        assert_eq!(office.addresses(&query).unwrap().addresses, [first]);
        let mail = office.add_record(sync::Kind::Mails, &fields(&[]), NewNumber::Next).unwrap();
        assert!(mail.id > last.id);
    });
}

#[test]
fn links_of_an_office_of_an_earlier_version_still_lead_to_their_items() {
    for_each_database(|fresh| {
        let (mut office, run) = super::in_run(fresh);
        let links = [1, 2, 0x0102_0304].map(|number| super::link(number, None, ""));
        let links: Vec<_> = links.map(super::link_write).into();
        let txn = sync::LedgerTxn { links, ..Default::default() };
        office.settle(run, &super::file(), txn).unwrap();
        let listed = |office: &mut Office| {
            let mut items = Vec::new();
            let mut visit = |link: sync::Link| items.push(link.item);
            office.links(&super::file(), sync::Kind::Addresses, &mut visit).unwrap();
            items
        };
        let items = listed(&mut office);
        assert_eq!(items, [1, 2, 0x0102_0304].map(super::item));
        for (id, item) in (1..).zip(&items) {
            let set = "UPDATE link SET item = ?2 WHERE id = ?1";
            office.db.execute(set, &[i64::from(id).into(), (&*item.0).into()]).unwrap();
        }
        office.db.batch("UPDATE setting SET value = '5' WHERE name = 'version'").unwrap();
        assert_eq!(listed(&mut fresh.open()), items);
    });
}

#[test]
fn whoever_keeps_watch_sees_that_a_record_was_written() {
    for_each_database(|fresh| {
        let (mut office, mut other) = (fresh.open(), fresh.open());
        let mut seen = office.changes().unwrap();
        let kind = sync::Kind::Tasks;
        let made = other.add_record(kind, &fields(&[("subject", "a")]), NewNumber::Next).unwrap();
        assert!(office.changes().unwrap() > seen);
        seen = office.changes().unwrap();
        other.records(&crate::RecordQuery::all(kind)).unwrap();
        assert_eq!(office.changes().unwrap(), seen, "reading is no writing");
        let change = [super::change("subject", "b")];
        other.edit_record(kind, made.id, Some(made.version), &change).unwrap();
        assert!(office.changes().unwrap() > seen);
        seen = office.changes().unwrap();
        other.edit_record(kind, made.id, Some(made.version), &change).unwrap_err();
        assert_eq!(office.changes().unwrap(), seen, "nothing was written");
        other.delete_record(kind, made.id, None).unwrap();
        assert!(office.changes().unwrap() > seen);
    });
}
