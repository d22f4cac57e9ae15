//! Several programs that write at once.

use std::sync::Barrier;
use std::thread;

use sync::{Kind, Ledger, LedgerTxn, StoreTxn, Touch, Write};

use super::{change, fields, file, for_each_database, in_run};
use crate::tests::AddressQuery;
use crate::{NewNumber, OfficeError, RecordId};

#[test]
fn writers_wait_for_each_other_and_nothing_is_lost() {
    const ROUNDS: usize = 40;
    for_each_database(|fresh| {
        fresh.open();
        let start = Barrier::new(3);
        thread::scope(|scope| {
            for name in ["Anna", "Bert"] {
                let (start, fresh) = (&start, &fresh);
                scope.spawn(move || {
                    let mut office = fresh.open();
                    start.wait();
                    for _ in 0..ROUNDS {
                        let fields = fields(&[("last_name", name)]);
                        office.add_address(&fields, NewNumber::Next).unwrap();
                    }
                });
            }
            scope.spawn(|| {
                let (mut office, run) = in_run(fresh);
                start.wait();
                for _ in 0..ROUNDS {
                    let writes = vec![create("Import"), create("Import")];
                    let records = StoreTxn { writes };
                    let txn = LedgerTxn { records, ..LedgerTxn::default() };
                    office.settle(run, &file(), txn).unwrap();
                }
            });
        });
        let total = fresh.open().addresses(&AddressQuery::default()).unwrap().total;
        assert_eq!(total, 4 * ROUNDS as u64);
    });
}

fn create(name: &str) -> Write {
    Write::Create {
        kind: Kind::Addresses,
        record: fields(&[("last_name", name)]),
        number: String::new(),
        touch: Touch::Keep,
    }
}

#[test]
fn of_two_edits_of_one_version_exactly_one_is_made() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let seen = office.add_address(&fields(&[("city", "Köln")]), NewNumber::Next).unwrap();
        for round in 0..20 {
            let version = office.address(&RecordId::Id(seen.id)).unwrap().version;
            let start = Barrier::new(2);
            let results: Vec<_> = thread::scope(|scope| {
                let edit = |name: &'static str| {
                    let (start, fresh) = (&start, &fresh);
                    scope.spawn(move || {
                        let mut office = fresh.open();
                        start.wait();
                        let city = format!("{name} {round}");
                        office.edit_address(seen.id, Some(version), &[change("city", &city)])
                    })
                };
                let edits = ["Ulm", "Bonn"].map(edit);
                edits.map(|edit| edit.join().unwrap()).into_iter().collect()
            });
            let done: Vec<_> = results.iter().filter_map(|result| result.as_ref().ok()).collect();
            assert_eq!(done.len(), 1, "{results:?}");
            assert_eq!(office.address(&RecordId::Id(seen.id)).as_ref(), Ok(done[0]));
            let lost = results.iter().find_map(|result| result.as_ref().err());
            assert!(matches!(lost, Some(OfficeError::Stale { .. })));
        }
    });
}
