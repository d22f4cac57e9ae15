//! How fast the books of a run are kept: `cargo test -p office --release -- speed --ignored
//! --nocapture` prints it.

use std::io::Write as _;
use std::time::{Duration, Instant};

use sync::{
    Intent, Kind, Ledger, LedgerTxn, LinkWrite, Record, StoreTxn, Touch, Value, Version, Write,
};

use super::{Fresh, file, for_each_database, in_run, item, line, link, link_write};
use crate::AddressQuery;

const COUNT: u32 = 10_000;
const BATCH: u32 = 500;

fn contact(number: u32) -> Record {
    let text = |name: &'static str, text: String| (name, Value::Text(text));
    [
        text("first_name", format!("Annegret {number}")),
        text("last_name", format!("Müller-{number}")),
        text("company", format!("Beispiel & Söhne {} GmbH", number % 997)),
        text("street", format!("Lange Straße {number}")),
        text("postal_code", format!("{:05}", number % 99_999)),
        text("city", "Köln".to_owned()),
        text("phone", format!("0221 / {number}")),
        text("mobile", format!("0171 {number}")),
        text("email", format!("anna.{number}@beispiel.de")),
        text("notes", "Ein Satz über diese Kundin, wie man ihn so schreibt.".to_owned()),
    ]
    .into_iter()
    .collect()
}

fn batch(numbers: &[(u32, String)]) -> LedgerTxn {
    let mut txn = LedgerTxn::default();
    for (at, (number, given)) in numbers.iter().enumerate() {
        let record = contact(*number);
        txn.links.push(LinkWrite {
            office_from: Some(at),
            in_step: true,
            office_base: Some(record.clone()),
            item_base: Some(record.clone()),
            ..link_write(link(*number, None, given))
        });
        for (name, value) in &record.0 {
            let after = Some(value.clone());
            let line = line("create", "", "");
            let line =
                sync::JournalLine { field: name.clone(), after, item: Some(item(*number)), ..line };
            txn.journal.push((Some(at), line));
        }
        txn.journal.push((Some(at), line("update", "user.Kundennr", given)));
        txn.records.writes.push(Write::Create {
            kind: Kind::Addresses,
            record,
            number: given.clone(),
            touch: Touch::Keep,
        });
    }
    txn
}

/// When something began, by the clock and by the processor time of this thread.
struct Watch {
    clock: Instant,
    busy: Option<Duration>,
}

impl Watch {
    fn start() -> Self {
        Self { clock: Instant::now(), busy: busy() }
    }

    fn say(&self, fresh: &Fresh, what: &str) {
        let millis = |time: Duration| time.as_secs_f64() * 1000.0;
        let clock = millis(self.clock.elapsed());
        let busy = busy().zip(self.busy).map_or(0.0, |(now, then)| millis(now - then));
        let line = format!("{:?}: {what}: {clock:.1} ms ({busy:.1} ms busy)", fresh.dialect);
        writeln!(std::io::stdout(), "{line}").unwrap();
    }
}

/// Processor time of this thread, where the system tells it: other work does not count.
fn busy() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

#[test]
#[ignore = "a measurement"]
fn speed_of_a_run() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let start = Watch::start();
        for first in (0..COUNT).step_by(BATCH as usize) {
            let numbers: Vec<u32> = (first..first + BATCH).collect();
            let intent = |n: &u32| Intent { kind: Kind::Addresses, item: item(*n), number: None };
            let intents: Vec<Intent> = numbers.iter().map(intent).collect();
            let given = office.intend(run, &file(), &intents).unwrap();
            let txn = batch(&numbers.into_iter().zip(given).collect::<Vec<_>>());
            office.settle(run, &file(), txn).unwrap();
        }
        start.say(fresh, "10,000 new addresses with links, bases, journal");
        measure_reading(fresh);
        measure_updates(fresh);
    });
}

fn measure_reading(fresh: &Fresh) {
    let mut office = fresh.open();
    let (start, mut seen) = (Watch::start(), 0);
    office.links(&file(), Kind::Addresses, &mut |_| seen += 1).unwrap();
    start.say(fresh, "10,000 links read");
    let start = Watch::start();
    office.versions(Kind::Addresses, &mut |_, _, _| seen += 1).unwrap();
    start.say(fresh, "10,000 versions read");
    assert_eq!(seen, 2 * COUNT);
    let search = "koeln muel".to_owned();
    let query = AddressQuery { search, limit: 50, ..AddressQuery::default() };
    let start = Watch::start();
    assert_eq!(office.addresses(&query).unwrap().total, u64::from(COUNT));
    start.say(fresh, "a search with 10,000 hits, 50 shown");
    let start = Watch::start();
    assert_eq!(office.addresses(&AddressQuery::default()).unwrap().total, u64::from(COUNT));
    start.say(fresh, "10,000 addresses listed");
}

#[inline(never)]
fn measure_updates(fresh: &Fresh) {
    let (mut office, run) = in_run(fresh);
    let mut versions = Vec::new();
    office.versions(Kind::Addresses, &mut |id, version, _| versions.push((id, version))).unwrap();
    let update = |(id, expected): &(i64, Version)| Write::Update {
        kind: Kind::Addresses,
        key: sync::Key::office(*id),
        expected: *expected,
        changes: vec![super::change("city", "Bonn")],
        number: None,
        touch: Touch::Keep,
    };
    let start = Watch::start();
    for chunk in versions.chunks(BATCH as usize) {
        let records = StoreTxn { writes: chunk.iter().map(update).collect() };
        let txn = LedgerTxn { records, ..LedgerTxn::default() };
        office.settle(run, &file(), txn).unwrap();
    }
    start.say(fresh, "10,000 addresses updated");
}
