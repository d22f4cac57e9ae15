//! Indexes that a first import does without come back, however it ends.

use sync::{Job, Kind, Ledger, LedgerTxn, StoreTxn, Touch, Write};

use super::{Fresh, fields, file, for_each_database, in_run};
use crate::db::Dialect;
use crate::tests::AddressQuery;
use crate::{NewNumber, Office};

/// The texts of a table's indexes, save that of its key.
fn indexes(office: &mut Office, table: &str) -> Vec<String> {
    let texts = match office.db.dialect() {
        Dialect::Sqlite => {
            "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 ORDER BY name"
        }
        Dialect::Postgres => {
            "SELECT indexdef FROM pg_catalog.pg_indexes WHERE schemaname = current_schema() \
             AND CAST(tablename AS TEXT) = ?1 AND indexname NOT LIKE '%_pkey' ORDER BY indexname"
        }
    };
    office.db.all(texts, &[table.into()], |row| row.text(0)).unwrap()
}

fn only_of_numbers(indexes: &[String]) -> bool {
    matches!(indexes, [one] if one.starts_with("CREATE UNIQUE INDEX"))
}

/// Adds so many addresses in the run, in batches.
fn fill(office: &mut Office, run: i64, numbers: std::ops::Range<u32>) {
    let numbers: Vec<u32> = numbers.collect();
    for some in numbers.chunks(1000) {
        let write = |number: &u32| Write::Create {
            kind: Kind::Addresses,
            record: fields(&[("last_name", &format!("Name {number}"))]),
            number: number.to_string(),
            touch: Touch::Keep,
        };
        let records = StoreTxn { writes: some.iter().map(write).collect() };
        office.settle(run, &file(), LedgerTxn { records, ..LedgerTxn::default() }).unwrap();
    }
}

fn total(office: &mut Office) -> u64 {
    office.addresses(&AddressQuery::default()).unwrap().total
}

#[test]
fn a_first_import_of_many_does_without_indexes_that_only_save_time_until_it_ends() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let (addresses, tasks) = (indexes(&mut office, "address"), indexes(&mut office, "task"));
        assert!(addresses.len() > 5);
        fill(&mut office, run, 1..4001);
        assert_eq!(indexes(&mut office, "address"), addresses, "not many yet");
        fill(&mut office, run, 4001..6001);
        assert!(only_of_numbers(&indexes(&mut office, "address")));
        assert_eq!(indexes(&mut office, "task"), tasks);
        assert_eq!(total(&mut fresh.open()), 6000, "others see what is there");
        office.end_run(run, 0, "{}").unwrap();
        assert_eq!(indexes(&mut office, "address"), addresses);
        let again = office.begin_run(Job::Import, &file(), "/daten/anna.pst").unwrap();
        fill(&mut office, again, 6001..12_001);
        assert_eq!(indexes(&mut office, "address"), addresses, "the table was not empty");
    });
}

#[test]
fn a_few_records_more_make_no_difference_to_the_indexes() {
    for_each_database(|fresh| {
        fresh.open().add_address(&fields(&[("last_name", "A")]), NewNumber::Next).unwrap();
        let (mut office, run) = in_run(fresh);
        let addresses = indexes(&mut office, "address");
        fill(&mut office, run, 1..6001);
        assert_eq!(indexes(&mut office, "address"), addresses);
    });
}

/// An office in whose run the indexes of addresses were dropped, and what they were before.
fn without_indexes(fresh: &Fresh) -> (Office, Vec<String>) {
    let (mut office, run) = in_run(fresh);
    let addresses = indexes(&mut office, "address");
    office.lock(Job::Import, "/daten/anna.pst").unwrap();
    fill(&mut office, run, 1..6001);
    assert!(only_of_numbers(&indexes(&mut office, "address")));
    (office, addresses)
}

#[test]
fn indexes_that_an_interrupted_run_left_out_come_back_with_the_next_opening() {
    for_each_database(|fresh| {
        let (office, addresses) = without_indexes(fresh);
        let mut other = fresh.open();
        assert!(only_of_numbers(&indexes(&mut other, "address")), "the run still goes on");
        // The process ends here.
        drop(office);
        assert_eq!(indexes(&mut fresh.open(), "address"), addresses);
        assert_eq!(total(&mut other), 6000);
    });
}

#[test]
fn indexes_that_an_interrupted_run_left_out_come_back_with_the_next_run() {
    for_each_database(|fresh| {
        let (mut office, addresses) = without_indexes(fresh);
        office.begin_run(Job::Import, &file(), "/daten/anna.pst").unwrap();
        assert_eq!(indexes(&mut office, "address"), addresses);
    });
}

#[test]
fn indexes_are_there_again_before_the_tables_are_brought_up_to_date() {
    for_each_database(|fresh| {
        let (mut office, addresses) = without_indexes(fresh);
        // As the version before left it: its step to the next one changes no index.
        office.db.batch("UPDATE setting SET value = '5' WHERE name = 'version'").unwrap();
        assert_eq!(indexes(&mut fresh.open(), "address"), addresses);
    });
}
