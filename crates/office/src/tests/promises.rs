//! What is promised before a data file is written.

use jiff::Timestamp;
use sync::{Ledger, LedgerTxn, Promised, StoreId, Value};

use super::{file, for_each_database, in_run, line};
use crate::Office;

fn promised(run: i64, values: &[&str]) -> Vec<Promised> {
    let stamp = Timestamp::constant(1_700_000_000, 123_456_000);
    let line = |value: &&str| {
        let mut line = line("update", "contact.body", value);
        line.before = Some(Value::List(vec!["vorher".to_owned(), "\u{1}\"Ä€😀\r\n".to_owned()]));
        line
    };
    values.iter().map(|value| Promised { run, stamp, line: line(value) }).collect()
}

fn kept(office: &mut Office) -> Vec<Promised> {
    office.promises(&file()).unwrap()
}

#[test]
fn what_was_promised_comes_back_in_order_and_later_promises_replace_it() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        assert_eq!(kept(&mut office), []);
        let first = promised(run, &["b", "a", "c"]);
        office.promise(&file(), &first).unwrap();
        assert_eq!(kept(&mut fresh.open()), first);
        let second = promised(run, &["z"]);
        office.promise(&file(), &second).unwrap();
        assert_eq!(kept(&mut fresh.open()), second);
        office.promise(&file(), &[]).unwrap();
        assert_eq!(kept(&mut fresh.open()), []);
    });
}

#[test]
fn promises_are_kept_until_a_settlement_says_otherwise() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let all = promised(run, &["a", "b"]);
        office.promise(&file(), &all).unwrap();
        office.settle(run, &file(), LedgerTxn::default()).unwrap();
        assert_eq!(kept(&mut office), all);
        let rest = Some(promised(run, &["b"]));
        let txn = LedgerTxn { promises: rest.clone(), ..LedgerTxn::default() };
        office.settle(run, &file(), txn).unwrap();
        assert_eq!(Some(kept(&mut office)), rest);
        let txn = LedgerTxn { promises: Some(Vec::new()), ..LedgerTxn::default() };
        office.settle(run, &file(), txn).unwrap();
        assert_eq!(kept(&mut office), []);
    });
}

#[test]
fn a_settlement_that_fails_keeps_the_promises() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let all = promised(run, &["a"]);
        office.promise(&file(), &all).unwrap();
        office.db.batch("ALTER TABLE journal RENAME TO elsewhere").unwrap();
        let journal = vec![(None, line("update", "city", "Ulm"))];
        let txn = LedgerTxn { journal, promises: Some(Vec::new()), ..LedgerTxn::default() };
        office.settle(run, &file(), txn).unwrap_err();
        office.db.batch("ALTER TABLE elsewhere RENAME TO journal").unwrap();
        assert_eq!(kept(&mut fresh.open()), all);
    });
}

#[test]
fn promises_belong_to_one_data_file() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let all = promised(run, &["a"]);
        office.promise(&file(), &all).unwrap();
        let other = StoreId("fedcba9876543210fedcba9876543210".to_owned());
        assert_eq!(office.promises(&other).unwrap(), []);
        office.begin_run(sync::Job::Export, &other, "/daten/neu.pst").unwrap();
        office.promise(&other, &[]).unwrap();
        assert_eq!(kept(&mut office), all);
    });
}
