//! How fast the books of a run are kept: `cargo test -p office --release -- speed --ignored
//! --nocapture` prints it.

use std::collections::HashMap;
use std::io::Write as _;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use sync::form::{Attached, Mailbox};
use sync::{
    ContentHash, Contents, Intent, JournalLine, Kind, Ledger, LedgerTxn, Link, LinkWrite, Message,
    Record, StoreError, StoreTxn, Touch, Value, Version, Write, base_value,
};

use super::{Fresh, file, for_each_database, in_run, item, line, link, link_write};
use crate::tests::AddressQuery;
use crate::{Filter, Office, RecordQuery};

const COUNT: u32 = 10_000;
const BATCH: u32 = 1000;
const ATTACHMENTS: usize = 2_000;
const ATTACHMENT_BYTES: usize = 80_000;

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
    left_out: [Duration; 2],
}

impl Watch {
    fn start() -> Self {
        Self { clock: Instant::now(), busy: busy(), left_out: [Duration::ZERO; 2] }
    }

    /// Time by the clock and of the processor.
    fn times(&self) -> [Duration; 2] {
        let busy = busy().zip(self.busy).map_or(Duration::ZERO, |(now, then)| now - then);
        let [clock, worked] = self.left_out;
        [self.clock.elapsed().saturating_sub(clock), busy.saturating_sub(worked)]
    }

    /// Leaves out what has passed since another one was started.
    fn leave_out(&mut self, pause: &Self) {
        let times = pause.times();
        self.left_out.iter_mut().zip(times).for_each(|(sum, time)| *sum += time);
    }

    fn say(&self, fresh: &Fresh, what: &str) {
        let [clock, busy] = self.times().map(|time| time.as_secs_f64() * 1000.0);
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

/// Numbers that look like nothing in particular.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 33) % sides
    }

    /// A word; some are much more frequent than others.
    fn word(&mut self) -> String {
        let most = 1 + self.roll(8_000);
        let number = self.roll(most);
        let syllables = ["ver", "kauf", "stu", "ro", "straß", "en", "tag", "mit", "ung", "ge"];
        let at = |place: u64| usize::try_from(number / place % 10).unwrap_or_default();
        // One word in ten has an umlaut.
        let umlaut = if number % 10 == 7 { "bü" } else { "bo" };
        [1, 10, 100].map(|place| syllables[at(place)]).concat() + umlaut
    }

    fn text(&mut self, words: u64) -> String {
        (0..words).fold(String::new(), |text, _| text + &self.word() + " ")
    }
}

/// The contents of the attachments of a first import.
struct Attachments(HashMap<ContentHash, Vec<u8>>);

impl Contents for Attachments {
    fn content(
        &mut self,
        hash: &ContentHash,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<Result<(), Message>, StoreError> {
        take(&self.0[hash]);
        Ok(Ok(()))
    }
}

/// A mail with 2 kB of text, 5 kB of HTML and some headers.
fn mail(number: u32, dice: &mut Dice, attachment: Option<ContentHash>) -> Record {
    let mailbox = |dice: &mut Dice| {
        let name = format!("{} {}", dice.word(), dice.word());
        let address = format!("{}@beispiel-{}.de", dice.roll(3_000), dice.roll(50));
        Mailbox { name, address }.to_text()
    };
    let body = dice.text(250);
    let at = Timestamp::from_second(1_500_000_000 + i64::from(number) * 600).unwrap();
    let headers = format!("Received: from x by y; id {number}\r\n").repeat(20);
    let html = format!("<html><body><p class=\"MsoNormal\">{body}</p></body></html>");
    let html = html.replace("tag ", "tag</span> <span lang=\"DE\" style=\"font-size:11pt\">");
    let mut record: Record = [
        ("folder", Value::text(format!("Posteingang/Ordner {}", number % 40))),
        ("message_class", Value::text("IPM.Note")),
        ("subject", Value::Text(dice.text(6))),
        ("from", Value::Text(mailbox(dice))),
        ("to", Value::List(vec![mailbox(dice), mailbox(dice)])),
        ("sent_at", Value::Instant(at)),
        ("received_at", Value::Instant(at)),
        ("read", Value::Bool(true)),
        ("message_id", Value::text(format!("<{number}.{}@beispiel.de>", dice.roll(1 << 30)))),
        ("headers", Value::Text(headers)),
        ("body_text", Value::Text(body)),
        ("body_html", Value::Text(html)),
    ]
    .into_iter()
    .collect();
    if let Some(hash) = attachment {
        let attached = Attached {
            name: format!("Angebot {number}.pdf"),
            size: ATTACHMENT_BYTES as u64,
            hash: Some(hash),
            ..Attached::default()
        };
        record.set("attachments", Value::List(vec![attached.to_text()]));
    }
    record
}

fn attachments() -> Vec<(ContentHash, Vec<u8>)> {
    let content = |number: usize| {
        let mut state = number as u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()
        };
        let bytes: Vec<u8> = (0..ATTACHMENT_BYTES / 4).flat_map(|_| next()).collect();
        (ContentHash::of(&bytes), bytes)
    };
    (0..ATTACHMENTS).map(content).collect()
}

fn mails(numbers: &[(u32, String)], dice: &mut Dice, hashes: &[ContentHash]) -> LedgerTxn {
    let mut txn = LedgerTxn::default();
    for (at, (number, given)) in numbers.iter().enumerate() {
        let attached = number.is_multiple_of(5).then(|| hashes[*number as usize / 5]);
        let record = mail(*number, dice, attached);
        let base: Record =
            record.0.iter().map(|(name, value)| (name.clone(), base_value(value))).collect();
        let link = Link { kind: Kind::Mails, ..link(*number, None, given) };
        txn.links.push(LinkWrite {
            office_from: Some(at),
            in_step: true,
            office_base: Some(base.clone()),
            item_base: Some(base.clone()),
            ..link_write(link)
        });
        for (field, value) in base.0 {
            let line = line("create", "", "");
            let (kind, item) = (Kind::Mails, Some(item(*number)));
            let line = JournalLine { kind, field, after: Some(value), item, ..line };
            txn.journal.push((Some(at), line));
        }
        let write =
            Write::Create { kind: Kind::Mails, record, number: given.clone(), touch: Touch::Keep };
        txn.records.writes.push(write);
    }
    txn
}

#[test]
#[ignore = "a measurement"]
fn speed_of_a_first_import_of_mails() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let contents = attachments();
        let hashes: Vec<ContentHash> = contents.iter().map(|(hash, _)| *hash).collect();
        let mut contents = Attachments(contents.into_iter().collect());
        let (mut dice, mut total) = (Dice(7), Watch::start());
        for first in (0..COUNT).step_by(BATCH as usize) {
            let numbers: Vec<u32> = (first..first + BATCH).collect();
            let intent = |n: &u32| Intent { kind: Kind::Mails, item: item(*n), number: None };
            let intents: Vec<Intent> = numbers.iter().map(intent).collect();
            let given = office.intend(run, &file(), &intents).unwrap();
            let pause = Watch::start();
            let numbers: Vec<_> = numbers.into_iter().zip(given).collect();
            let txn = mails(&numbers, &mut dice, &hashes);
            total.leave_out(&pause);
            office.settle_from(run, &file(), txn, &mut contents).unwrap();
        }
        office.end_run(run, 0, "{}").unwrap();
        total.say(fresh, "10,000 new mails with 2,000 attachments of 80 kB");
        measure_mails(&mut office, fresh);
    });
}

fn measure_mails(office: &mut Office, fresh: &Fresh) {
    let start = Watch::start();
    let query = RecordQuery { descending: true, limit: 50, ..RecordQuery::all(Kind::Mails) };
    assert_eq!(office.records(&query).unwrap().total, u64::from(COUNT));
    start.say(fresh, "the 50 newest of 10,000 mails");
    let start = Watch::start();
    let filter = vec![Filter::Folder("Posteingang/Ordner 7".to_owned())];
    assert_eq!(office.records(&RecordQuery { filter, ..query.clone() }).unwrap().total, 250);
    start.say(fresh, "the 50 newest mails of a folder");
    let start = Watch::start();
    let query = RecordQuery { search: "kaufver stuver".to_owned(), ..query };
    let total = office.records(&query).unwrap().total;
    start.say(fresh, &format!("a search in mails with {total} hits, 50 shown"));
    let start = Watch::start();
    assert_eq!(office.records(&RecordQuery::all(Kind::Mails)).unwrap().records.len(), 10_000);
    start.say(fresh, "10,000 mails listed");
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
