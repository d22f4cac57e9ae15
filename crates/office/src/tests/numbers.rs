//! Numbers of records.

use std::collections::HashSet;
use std::thread;

use proptest::prelude::*;
use sync::{Kind, Known, Ledger, Record};

use super::{change, fields, file, for_each_database, in_run, intent, link, link_write};
use crate::{NewNumber, Office, OfficeError};

fn add(office: &mut Office, number: NewNumber) -> Result<String, OfficeError> {
    office.add_address(&fields(&[("last_name", "Müller")]), number).map(|added| added.number)
}

fn given(number: &str) -> NewNumber {
    NewNumber::Given(number.to_owned())
}

#[test]
fn numbers_in_use_are_skipped_also_those_in_the_trash() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        for number in ["10001", "10002"] {
            add(&mut office, given(number)).unwrap();
        }
        let trashed = office.add_address(&Record::new(), given("10003")).unwrap();
        office.delete_address(trashed.id, None).unwrap();
        let next = |office: &mut Office| add(office, NewNumber::Next).unwrap();
        assert_eq!([next(&mut office), next(&mut office)], ["10000", "10004"]);
    });
}

#[test]
fn a_number_in_use_is_refused_whatever_its_case_also_against_the_trash() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let first = office.add_address(&fields(&[("company", "ÄB AG")]), given("äb7")).unwrap();
        let taken = |number: &str| {
            Err(OfficeError::NumberTaken { number: number.to_owned(), name: "ÄB AG".to_owned() })
        };
        assert_eq!(add(&mut office, given(" ÄB7 ")), taken("ÄB7"));
        office.delete_address(first.id, None).unwrap();
        assert_eq!(add(&mut office, given("Äb7")), taken("Äb7"));
        let other = office.add_address(&Record::new(), NewNumber::None).unwrap();
        let edited = office.edit_address(other.id, None, &[change("customer_no", "äB7")]);
        assert_eq!(edited.map(|address| address.number), taken("äB7"));
    });
}

#[test]
fn numbers_are_kept_trimmed_with_their_leading_zeros() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        assert_eq!(add(&mut office, given(" 007 ")), Ok("007".to_owned()));
        assert_eq!(add(&mut office, given("7")), Ok("7".to_owned()));
        for _ in 0..2 {
            assert_eq!(add(&mut office, NewNumber::None), Ok(String::new()));
        }
    });
}

#[test]
fn a_range_that_has_grown_past_eight_digits_is_exhausted() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        office.set_number_start(Kind::Addresses, 99_999_998).unwrap();
        for number in ["99999998", "99999999"] {
            assert_eq!(add(&mut office, NewNumber::Next), Ok(number.to_owned()));
        }
        let exhausted = OfficeError::NumbersExhausted { kind: "addresses".to_owned() };
        assert_eq!(add(&mut office, NewNumber::Next), Err(exhausted));
        let (mut office, run) = in_run(fresh);
        assert!(office.intend(run, &file(), &[intent(1, None)]).is_err());
        assert!(office.set_number_start(Kind::Addresses, 100_000_000).is_err());
    });
}

#[test]
fn a_range_begins_where_it_is_told_and_never_gives_a_number_again() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        assert_eq!(office.set_number_start(Kind::Addresses, 500).unwrap().next, 500);
        assert_eq!(office.set_number_start(Kind::Addresses, 100).unwrap().next, 100);
        assert_eq!(add(&mut office, NewNumber::Next), Ok("100".to_owned()));
        assert_eq!(office.set_number_start(Kind::Addresses, 1).unwrap().next, 101);
        assert_eq!(office.set_number_start(Kind::Addresses, 700).unwrap().next, 700);
        assert_eq!(office.number_range(Kind::Tasks).unwrap().next, 10000);
    });
}

#[test]
fn a_range_is_raised_above_a_number_that_was_seen() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        for (seen, next) in [
            ("10007", 10008),
            ("9", 10008),
            ("K20000", 10008),
            ("", 10008),
            ("123456789", 10008),
            (" 00020000 ", 20001),
        ] {
            office.raise_numbers_above(Kind::Addresses, seen).unwrap();
            assert_eq!(office.number_range(Kind::Addresses).unwrap().next, next, "{seen}");
        }
    });
}

#[test]
fn programs_that_add_at_once_never_give_a_number_twice() {
    const PROGRAMS: usize = 4;
    const EACH: usize = 25;
    for_each_database(|fresh| {
        fresh.open();
        let numbers: Vec<String> = thread::scope(|scope| {
            let program = || {
                let mut office = fresh.open();
                (0..EACH).map(|_| add(&mut office, NewNumber::Next).unwrap()).collect::<Vec<_>>()
            };
            let threads: Vec<_> = (0..PROGRAMS).map(|_| scope.spawn(program)).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        let different: HashSet<&String> = numbers.iter().collect();
        assert_eq!(different.len(), PROGRAMS * EACH);
        let next = fresh.open().number_range(Kind::Addresses).unwrap().next;
        assert_eq!(next, 10000 + (PROGRAMS * EACH) as u64);
    });
}

#[test]
fn an_item_keeps_the_number_that_an_interrupted_run_gave_it() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let first = office.intend(run, &file(), &[intent(1, None), intent(2, None)]).unwrap();
        assert_eq!(first, ["10000", "10001"]);
        drop(office);
        let (mut office, run) = in_run(fresh);
        let intents = [intent(2, Some("77")), intent(3, None), intent(1, None), intent(3, None)];
        let again = office.intend(run, &file(), &intents).unwrap();
        assert_eq!(again, ["10001", "10002", "10000", "10002"]);
    });
}

#[test]
fn a_wished_number_is_given_if_it_is_free_and_valid_else_the_next_one() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        add(&mut office, given("K1")).unwrap();
        let wishes = [
            intent(1, Some(" 007 ")),
            intent(2, Some("k1")),
            intent(3, Some("123456789")),
            intent(4, Some("007")),
            intent(5, Some("10001")),
            intent(6, None),
        ];
        let numbers = office.intend(run, &file(), &wishes).unwrap();
        assert_eq!(numbers, ["007", "10000", "10002", "10003", "10001", "10004"]);
    });
}

#[test]
fn a_number_given_out_for_an_item_is_nobody_elses() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        office.intend(run, &file(), &[intent(1, Some("K7")), intent(2, None)]).unwrap();
        for number in ["k7", "10000"] {
            let refused = add(&mut office, given(number));
            assert!(matches!(refused, Err(OfficeError::NumberTaken { .. })), "{number}");
        }
        assert_eq!(office.intend(run, &file(), &[intent(3, Some("k7"))]).unwrap(), ["10001"]);
        assert_eq!(add(&mut office, NewNumber::Next), Ok("10002".to_owned()));
    });
}

#[test]
fn the_office_knows_the_numbers_of_records_that_are_gone() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let here = office.add_address(&Record::new(), given("K1")).unwrap();
        let trashed = office.add_address(&Record::new(), given("K2")).unwrap();
        office.delete_address(trashed.id, None).unwrap();
        let mut gone = link(3, None, "K3");
        gone.state = sync::LinkState::Tombstone;
        let links = vec![link_write(gone), link_write(link(4, None, "K4"))];
        let txn = sync::LedgerTxn { links, ..sync::LedgerTxn::default() };
        office.settle(run, &file(), txn).unwrap();
        for (number, known) in [
            (" k1 ", Known::Here { office: here.id }),
            ("k2", Known::Deleted { office: Some(trashed.id) }),
            ("k3", Known::Deleted { office: None }),
            ("k4", Known::No),
            ("k5", Known::No),
            ("", Known::No),
        ] {
            assert_eq!(office.known(Kind::Addresses, number).unwrap(), known, "{number}");
            assert_eq!(office.known(Kind::Mails, number).unwrap(), Known::No);
        }
        assert_eq!(office.intend(run, &file(), &[intent(9, Some("K3"))]).unwrap(), ["K3"]);
    });
}

#[derive(Debug, Clone)]
enum Step {
    Next,
    Given(u32),
    Intend(u32, Option<u32>),
    Start(u32),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let number = || 96..112_u32;
    let step = prop_oneof![
        3 => Just(Step::Next),
        3 => number().prop_map(Step::Given),
        4 => (0..8_u32, proptest::option::of(number())).prop_map(|(i, n)| Step::Intend(i, n)),
        1 => number().prop_map(Step::Start),
    ];
    proptest::collection::vec(step, 1..24)
}

/// Takes the steps; every number given out with its owner: an address, or an item of the file.
fn numbers_given(office: &mut Office, run: i64, steps: &[Step]) -> Vec<(String, String)> {
    let mut owners = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        match step {
            Step::Next => {
                let number = add(office, NewNumber::Next).unwrap();
                owners.push((number, format!("address {at}")));
            }
            Step::Given(number) => {
                let added = add(office, given(&number.to_string()));
                owners.extend(added.map(|number| (number, format!("address {at}"))));
            }
            Step::Intend(item, wish) => {
                let wish = wish.map(|number| number.to_string());
                let intents = [intent(*item, wish.as_deref())];
                let numbers = office.intend(run, &file(), &intents).unwrap();
                owners.extend(numbers.into_iter().map(|number| (number, format!("item {item}"))));
            }
            Step::Start(start) => {
                office.set_number_start(Kind::Addresses, u64::from(*start)).unwrap();
            }
        }
    }
    owners
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_number_ever_has_two_owners(steps in steps()) {
        for_each_database(|fresh| {
            let (mut office, run) = in_run(fresh);
            office.set_number_start(Kind::Addresses, 98).unwrap();
            let mut owners = numbers_given(&mut office, run, &steps);
            owners.sort();
            owners.dedup();
            let numbers: HashSet<&String> = owners.iter().map(|(number, _)| number).collect();
            assert_eq!(numbers.len(), owners.len(), "{owners:?}");
        });
    }
}
