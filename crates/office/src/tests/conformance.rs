//! The office does what the exchange's own office in memory does.
//!
//! Random histories are carried out on both. After every step everything that the exchange can
//! ask for is asked of both, with internal numbers replaced by the order of creation, and must be
//! the same.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::Timestamp;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sync::memory::MemoryOffice;
use sync::{
    Intent, Job, JournalLine, Key, Kind, Known, Ledger, LedgerTxn, Link, LinkState, LinkWrite,
    Message, OpenDecision, Outcome, Promised, Touch, Version, Write,
};

use crate::db::Dialect;

use super::{change, fields, file, for_each_database, item, line, link, link_write};

/// Different identities of records.
const IDENTITIES: u32 = 3;
const NAMES: [&str; 3] = ["Müller", "Meier", "Schmidt"];

/// Two text fields of a kind: one that names a record, and another; and one that identifies it.
fn names(kind: Kind) -> [&'static str; 3] {
    match kind {
        Kind::Addresses => ["last_name", "city", "notes"],
        Kind::Mails => ["subject", "flag", "message_id"],
        Kind::Appointments => ["subject", "location", "uid"],
        Kind::Tasks => ["subject", "owner", "notes"],
    }
}

/// A step of a history. Records are named by the order of their creation.
#[derive(Debug, Clone)]
enum Step {
    Intend(Vec<(u32, Option<u32>)>),
    Settle(Vec<Part>),
    Promise(u32),
}

/// A part of a settlement.
#[derive(Debug, Clone)]
enum Part {
    Create { item: u32, number: Option<u32>, linked: bool, in_step: bool },
    Update { record: usize, old: bool },
    Delete { record: usize, old: bool },
    Restore { record: usize },
    Link { item: u32, record: usize, state: LinkState },
    Unlink { item: u32 },
    Open { row: u8, item: u32 },
    Settled { item: u32 },
    Promised { count: u32 },
}

fn part() -> impl Strategy<Value = Part> {
    let items = || 0..6_u32;
    let states = prop_oneof![
        Just(LinkState::Linked),
        Just(LinkState::MissingOnce),
        Just(LinkState::Open),
        Just(LinkState::Duplicate),
        Just(LinkState::Ignored),
    ];
    prop_oneof![
        4 => (items(), proptest::option::of(9998..10008_u32), any::<bool>(), any::<bool>())
            .prop_map(|(item, number, linked, in_step)| {
                Part::Create { item, number, linked, in_step }
            }),
        3 => (0..8_usize, any::<bool>()).prop_map(|(record, old)| Part::Update { record, old }),
        2 => (0..8_usize, any::<bool>()).prop_map(|(record, old)| Part::Delete { record, old }),
        2 => (0..8_usize).prop_map(|record| Part::Restore { record }),
        2 => (items(), 0..8_usize, states)
            .prop_map(|(item, record, state)| Part::Link { item, record, state }),
        1 => items().prop_map(|item| Part::Unlink { item }),
        2 => (18..21_u8, items()).prop_map(|(row, item)| Part::Open { row, item }),
        1 => items().prop_map(|item| Part::Settled { item }),
        1 => (0..3_u32).prop_map(|count| Part::Promised { count }),
    ]
}

fn history() -> impl Strategy<Value = Vec<Step>> {
    let intent = (0..6_u32, proptest::option::weighted(0.3, 9998..10008_u32));
    // One wish, and it comes first: whether a later wish goes before the next free number is left
    // open.
    let intents = proptest::collection::vec(intent, 1..4).prop_map(|mut intents| {
        intents.sort_by_key(|(item, _)| *item);
        intents.dedup_by_key(|(item, _)| *item);
        intents.iter_mut().skip(1).for_each(|(_, wish)| *wish = None);
        intents
    });
    let step = prop_oneof![
        1 => intents.prop_map(Step::Intend),
        3 => proptest::collection::vec(part(), 1..5).prop_map(Step::Settle),
        1 => (0..3_u32).prop_map(Step::Promise),
    ];
    proptest::collection::vec(step, 1..12)
}

/// An office, and what a history knows of it.
struct World<'a, L> {
    office: &'a mut L,
    kind: Kind,
    run: i64,
    /// Internal numbers in the order of creation.
    ids: Vec<i64>,
    /// Values written so far: every one is new, so that every write is a change.
    writes: u32,
}

impl<'a, L: Ledger> World<'a, L> {
    fn new(office: &'a mut L, kind: Kind) -> Self {
        let run = office.begin_run(Job::Sync, &file(), "/daten/anna.pst").unwrap();
        Self { office, kind, run, ids: Vec::new(), writes: 0 }
    }

    /// Takes a step and says what came of it.
    fn take(&mut self, step: &Step) -> String {
        let mut said = match step {
            Step::Intend(intents) => self.intend(intents),
            Step::Settle(parts) => self.settle(parts),
            Step::Promise(count) => self.promise(*count),
        };
        self.tell_records(&mut said);
        self.tell_candidates(&mut said);
        self.tell_books(&mut said);
        said
    }

    fn intend(&mut self, intents: &[(u32, Option<u32>)]) -> String {
        let intent = |(at, wish): &(u32, Option<u32>)| {
            let number = wish.map(|number| number.to_string());
            Intent { kind: self.kind, item: item(*at), number }
        };
        let intents: Vec<Intent> = intents.iter().map(intent).collect();
        format!("{:?}\n", self.office.intend(self.run, &file(), &intents).unwrap())
    }

    fn promise(&mut self, count: u32) -> String {
        self.writes += 1;
        self.office.promise(&file(), &promised(count, self.writes)).unwrap();
        String::new()
    }

    fn settle(&mut self, parts: &[Part]) -> String {
        let mut draft = Draft {
            kind: Some(self.kind),
            versions: self.versions(),
            links: self.links(),
            ids: self.ids.clone(),
            ..Draft::default()
        };
        for part in parts {
            self.writes += 1;
            draft.number = self.writes;
            draft.add(part);
        }
        let outcomes = self.office.settle(self.run, &file(), draft.txn).unwrap();
        for outcome in &outcomes {
            if let Outcome::Done { key, .. } = outcome {
                let id = key.office_id().unwrap();
                if !self.ids.contains(&id) {
                    self.ids.push(id);
                }
            }
        }
        outcomes.iter().fold(String::new(), |said, outcome| said + &self.told(outcome) + "\n")
    }

    fn versions(&mut self) -> Vec<(i64, Version, bool)> {
        let mut versions = Vec::new();
        self.office
            .versions(self.kind, &mut |id, version, deleted| versions.push((id, version, deleted)))
            .unwrap();
        versions
    }

    fn links(&mut self) -> Vec<Link> {
        let mut links = Vec::new();
        self.office.links(&file(), self.kind, &mut |link| links.push(link)).unwrap();
        links.sort_by(|a, b| a.item.cmp(&b.item));
        links
    }

    fn order(&self, id: Option<i64>) -> Option<usize> {
        self.ids.iter().position(|of| Some(*of) == id)
    }

    fn told(&self, outcome: &Outcome) -> String {
        match outcome {
            Outcome::Done { key, full } => {
                let [name, city, _] = names(self.kind).map(|name| full.record.text(name));
                format!("{:?} {} {name} {city}", self.order(key.office_id()), full.number)
            }
            Outcome::Stale => "stale".to_owned(),
            Outcome::Failed(_) => "failed".to_owned(),
        }
    }

    fn tell_records(&mut self, said: &mut String) {
        for (id, _, deleted) in self.versions() {
            let full = self.office.read(self.kind, &Key::office(id)).unwrap().unwrap();
            let outcome = Outcome::Done { key: Key::office(id), full: Box::new(full) };
            writeln!(said, "{} deleted: {deleted}", self.told(&outcome)).unwrap();
        }
        for number in 9998..10010 {
            let known = match self.office.known(self.kind, &number.to_string()).unwrap() {
                Known::No => continue,
                Known::Here { office } => format!("{:?}", self.order(Some(office))),
                Known::Deleted { office } => format!("deleted {:?}", self.order(office)),
            };
            writeln!(said, "{number}: {known}").unwrap();
        }
    }

    /// Mails and appointments are recognised by what identifies them. Addresses are compared in
    /// other ways by the two.
    fn tell_candidates(&mut self, said: &mut String) {
        let [_, _, identity] = names(self.kind);
        for key in 0..IDENTITIES {
            let record = fields(&[(identity, &format!("<{key}>"))]);
            let found = match self.kind {
                Kind::Addresses => Vec::new(),
                kind => self.office.candidates(&file(), kind, &record).unwrap(),
            };
            let found: Vec<_> = found.into_iter().map(|id| self.order(Some(id))).collect();
            writeln!(said, "<{key}>: {found:?}").unwrap();
        }
    }

    fn tell_books(&mut self, said: &mut String) {
        for link in self.links() {
            let bases = self.office.bases(link.id).unwrap();
            let in_step = link.office_version.row != 0;
            let (office, link) = (self.order(link.office), Link { id: 0, office: None, ..link });
            let link = Link { office_version: Version::default(), ..link };
            writeln!(said, "{office:?} {in_step} {link:?} {bases:?}").unwrap();
        }
        let mut open = self.office.open_decisions(&file()).unwrap();
        open.sort_by(|a, b| (a.row, &a.item).cmp(&(b.row, &b.item)));
        for decision in open {
            writeln!(said, "{:?}", OpenDecision { id: 0, ..decision }).unwrap();
        }
        for promised in self.office.promises(&file()).unwrap() {
            writeln!(said, "promised {:?} {:?}", promised.stamp, promised.line).unwrap();
        }
    }
}

/// A settlement in the making.
#[derive(Default)]
struct Draft {
    kind: Option<Kind>,
    versions: Vec<(i64, Version, bool)>,
    links: Vec<Link>,
    ids: Vec<i64>,
    /// The number of the present part in the history: makes every value a new one.
    number: u32,
    txn: LedgerTxn,
    /// Records and items that were written: each is once in a settlement.
    touched: BTreeSet<String>,
}

impl Draft {
    fn kind(&self) -> Kind {
        self.kind.unwrap_or(Kind::Addresses)
    }

    /// A link to an item of the kind.
    fn link_to(&self, at: u32, office: Option<i64>, number: &str) -> Link {
        Link { kind: self.kind(), ..link(at, office, number) }
    }

    fn add(&mut self, part: &Part) {
        match *part {
            Part::Create { item, number, linked, in_step } => {
                self.create(item, number, linked, in_step);
            }
            Part::Update { record, old } => self.update(record, old),
            Part::Delete { record, old } => {
                if let Some((key, expected)) = self.existing(record, old) {
                    let kind = self.kind();
                    self.txn.records.writes.push(Write::Delete { kind, key, expected });
                }
            }
            Part::Restore { record } => {
                if let Some((key, _)) = self.existing(record, false) {
                    let kind = self.kind();
                    self.txn.records.writes.push(Write::Restore { kind, key });
                }
            }
            Part::Link { item, record, state } => self.link(item, record, state),
            Part::Unlink { item: at } => {
                if self.touched.insert(format!("item {at}")) {
                    let of_item = self.links.iter().filter(|link| link.item == item(at));
                    self.txn.unlink.extend(of_item.map(|link| link.id));
                }
            }
            Part::Open { row, item } => self.txn.open.push(decision(row, item, self.number)),
            Part::Settled { item: at } => self.txn.settled.push(item(at)),
            Part::Promised { count } => self.txn.promises = Some(promised(count, self.number)),
        }
    }

    fn create(&mut self, at: u32, number: Option<u32>, linked: bool, in_step: bool) {
        let number = number.map(|number| number.to_string()).unwrap_or_default();
        let office_from = Some(self.txn.records.writes.len());
        if linked && self.touched.insert(format!("item {at}")) {
            let write = with_bases(self.link_to(at, None, &number), self.number);
            self.txn.links.push(LinkWrite { office_from, in_step, ..write });
        }
        let name = NAMES[self.number as usize % NAMES.len()];
        let [first, second, identity] = names(self.kind());
        self.txn.journal.push((office_from, line("create", first, name)));
        let own = format!("<{}>", self.number % IDENTITIES);
        let record = fields(&[(first, name), (second, "Ulm"), (identity, &own)]);
        let write = Write::Create { kind: self.kind(), record, number, touch: Touch::Keep };
        self.txn.records.writes.push(write);
    }

    fn update(&mut self, record: usize, old: bool) {
        let Some((key, expected)) = self.existing(record, old) else { return };
        let city = format!("Ort {}", self.number);
        let from = Some(self.txn.records.writes.len());
        let [_, field, _] = names(self.kind());
        self.txn.journal.push((from, line("update", field, &city)));
        let (kind, number, touch) = (self.kind(), None, Touch::Keep);
        let changes = vec![change(field, &city)];
        let write = Write::Update { kind, key, expected, changes, number, touch };
        self.txn.records.writes.push(write);
    }

    fn link(&mut self, at: u32, record: usize, state: LinkState) {
        if self.touched.insert(format!("item {at}")) {
            let known = self.links.iter().find(|link| link.item == item(at));
            let mut link = self.link_to(at, self.ids.get(record).copied(), "K7");
            (link.id, link.state) = (known.map_or(0, |link| link.id), state);
            self.txn.links.push(with_bases(link, self.number));
        }
    }

    /// Key and version of a record that is not yet written here; an old version if so wished.
    fn existing(&mut self, record: usize, old: bool) -> Option<(Key, Version)> {
        let id = *self.ids.get(record)?;
        let (_, version, _) = self.versions.iter().find(|(of, ..)| *of == id)?;
        let version = Version { row: version.row - i64::from(old), ..*version };
        let first = self.touched.insert(format!("record {record}"));
        first.then(|| (Key::office(id), version))
    }
}

fn with_bases(link: Link, number: u32) -> LinkWrite {
    let base = |side: &str| Some(fields(&[("street", &format!("{side} {number}"))]));
    // Now and then a side is left as it was.
    let (office, item) = (!number.is_multiple_of(3), !number.is_multiple_of(4));
    LinkWrite {
        office_base: base("office").filter(|_| office),
        item_base: base("item").filter(|_| item),
        ..link_write(link)
    }
}

fn promised(count: u32, number: u32) -> Vec<Promised> {
    let stamp = Timestamp::from_second(i64::from(number)).unwrap();
    let line = |at| line("update", "contact.city", &format!("Ort {number} {at}"));
    (0..count).map(|at| Promised { run: 1, stamp, line: line(at) }).collect()
}

fn decision(row: u8, at: u32, number: u32) -> OpenDecision {
    OpenDecision {
        id: 0,
        row,
        kind: Kind::Addresses,
        office: None,
        office_name: String::new(),
        item: item(at),
        item_name: format!("/Kontakte: {number}"),
        fields: Vec::new(),
        why: Message::new("row-18").with("number", number),
    }
}

fn journal(world: &mut World<'_, crate::Office>) -> Vec<JournalLine> {
    let mut lines = Vec::new();
    world.office.journal(world.run, &mut |line| lines.push(line)).unwrap();
    lines
}

#[test]
fn the_office_does_what_the_office_in_memory_does() {
    for_each_database(|fresh| {
        let office = RefCell::new(fresh.open());
        if fresh.dialect == Dialect::Sqlite {
            // Nothing here is about power cuts.
            office.borrow_mut().db.batch("PRAGMA synchronous = OFF").unwrap();
        }
        let mut runner = TestRunner::new(ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::with_cases(160)
        });
        let kinds = proptest::sample::select(Kind::ALL.to_vec());
        let result = runner.run(&(kinds, history()), |(kind, history)| {
            let (office, memory) = (&mut *office.borrow_mut(), &mut MemoryOffice::default());
            empty(office);
            let (mut real, mut model) = (World::new(office, kind), World::new(memory, kind));
            for step in &history {
                prop_assert_eq!(real.take(step), model.take(step), "after {:?}", step);
            }
            let written = model.office.journal.iter().map(|(_, line)| line);
            let written: Vec<_> = written.map(|line| (&line.what, &line.after)).collect();
            let lines = journal(&mut real);
            let read: Vec<_> = lines.iter().map(|line| (&line.what, &line.after)).collect();
            prop_assert_eq!(read, written);
            Ok(())
        });
        result.unwrap();
    });
}

/// Cheaper than another database for every history.
fn empty(office: &mut crate::Office) {
    office
        .db
        .batch(
            "DELETE FROM promise; DELETE FROM journal; DELETE FROM open_decision; DELETE FROM base; DELETE FROM link; \
             DELETE FROM run; DELETE FROM address; DELETE FROM mail; DELETE FROM appointment; \
             DELETE FROM task; \
             UPDATE number_range SET start = 10000, next = 10000;",
        )
        .unwrap();
}
