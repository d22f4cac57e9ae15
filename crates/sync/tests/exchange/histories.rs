//! Random histories: people edit, copy, move, delete and renumber on both sides, decide what is open,
//! change the mapping, put a side back from a backup, and clocks jump; runs of every job, whole and
//! interrupted, take place in between, and are undone.

use std::collections::{BTreeSet, HashSet};

use jiff::SignedDuration;
use proptest::prelude::*;
use sync::memory::DELETED_ITEMS;
use sync::{
    Answer, Conflicts, Deletions, Direction, Doubtful, Granularity, Hold, Job, JournalLine, Key,
    Kind, Line, LinkState, Mapping, Record, Settings, Silent, Undoing, Value, default_mapping,
    undo_run,
};

use crate::world::{World, address, cases, counts, person};

/// What someone does.
#[derive(Debug, Clone)]
enum Deed {
    Add(u8),
    AddOffice(u8, bool),
    Edit(u8, u8, u8),
    Office(u8, u8, u8),
    Number(u8, u8),
    Renumber(u8, u8),
    Copy(u8),
    Move(u8),
    Delete(u8),
    Purge(u8),
    OfficeDelete(u8),
    Break(u8),
    Scope(bool),
    Pass(u8),
    Run(Job),
    Crash(Job, u8),
    Undo(u8, Option<u8>),
    Decide(u8, u8),
    Map(u8),
    Clock(bool, u8),
    Save,
    PutBack(bool),
    Cautious(bool),
}

const FIELDS: [(&str, &str); 4] = [
    ("contact.business.city", "city"),
    ("contact.email1", "email"),
    ("contact.last_name", "last_name"),
    ("contact.nickname", "nickname"),
];
const NUMBERS: [&str; 6] = ["", "10000", "10001", " 10001 ", "K-1", "123456789"];

fn job() -> impl Strategy<Value = Job> {
    prop_oneof![1 => Just(Job::Import), 1 => Just(Job::Export), 3 => Just(Job::Sync)]
}

fn deed() -> impl Strategy<Value = Deed> {
    let any = || proptest::num::u8::ANY;
    prop_oneof![
        3 => any().prop_map(Deed::Add),
        3 => (any(), proptest::bool::ANY).prop_map(|(n, numbered)| Deed::AddOffice(n, numbered)),
        4 => (any(), any(), any()).prop_map(|(a, b, c)| Deed::Edit(a, b, c)),
        4 => (any(), any(), any()).prop_map(|(a, b, c)| Deed::Office(a, b, c)),
        1 => (any(), any()).prop_map(|(a, b)| Deed::Number(a, b)),
        1 => (any(), any()).prop_map(|(a, b)| Deed::Renumber(a, b)),
        2 => any().prop_map(Deed::Copy),
        1 => any().prop_map(Deed::Move),
        1 => any().prop_map(Deed::Delete),
        1 => any().prop_map(Deed::Purge),
        2 => any().prop_map(Deed::OfficeDelete),
        1 => any().prop_map(Deed::Break),
        1 => proptest::bool::ANY.prop_map(Deed::Scope),
        2 => any().prop_map(Deed::Pass),
        4 => job().prop_map(Deed::Run),
        2 => (job(), 1..60_u8).prop_map(|(job, step)| Deed::Crash(job, step)),
        1 => (any(), proptest::option::weighted(0.3, 1..20_u8))
            .prop_map(|(n, step)| Deed::Undo(n, step)),
        2 => (any(), any()).prop_map(|(n, choice)| Deed::Decide(n, choice)),
        1 => any().prop_map(Deed::Map),
        1 => (proptest::bool::ANY, any()).prop_map(|(office, hours)| Deed::Clock(office, hours)),
        1 => Just(Deed::Save),
        1 => proptest::bool::ANY.prop_map(Deed::PutBack),
        1 => proptest::bool::ANY.prop_map(Deed::Cautious),
    ]
}

/// A world, and how many values were entered in it: every one is new.
struct History {
    world: World,
    entered: u32,
    /// A backup of both sides.
    saved: Option<World>,
}

/// The usual mapping, one without the nickname, and one in which it travels one way.
fn mapping(n: u8) -> Mapping {
    let mut mapping = default_mapping();
    let lines = mapping.kinds.entry(Kind::Addresses).or_default();
    let nickname = |line: &Line| line.office.iter().any(|name| name == "nickname");
    match n % 3 {
        1 => lines.retain(|line| !nickname(line)),
        2 => lines.iter_mut().filter(|line| nickname(line)).for_each(|line| {
            line.direction = Direction::Import;
        }),
        _ => {}
    }
    mapping
}

fn of<T: Copy>(items: &[T], at: u8) -> T {
    items[usize::from(at) % items.len()]
}

impl History {
    fn item(&self, at: u8) -> Option<Key> {
        let keys: Vec<_> = self.world.outlook.items.keys().collect();
        (!keys.is_empty()).then(|| keys[usize::from(at) % keys.len()].clone())
    }

    fn id(&self, at: u8) -> Option<i64> {
        let ids: Vec<_> = self.world.office.rows.keys().collect();
        (!ids.is_empty()).then(|| *ids[usize::from(at) % ids.len()])
    }

    /// A text that was never entered before, or one that others may enter too.
    fn text(&mut self, how: u8) -> String {
        self.entered += 1;
        match how % 8 {
            0 => String::new(),
            1 => "Kiel".to_owned(),
            _ => format!("Wert{}", self.entered),
        }
    }

    fn live(&mut self, deed: &Deed) {
        // Nobody does two things in the same second: stamps tell them apart.
        self.world.outlook.now += SignedDuration::from_secs(1);
        self.world.office.now += SignedDuration::from_secs(1);
        match deed {
            Deed::Add(n) => drop(self.world.outlook.add(person(&format!("Person{}", n % 4)))),
            Deed::AddOffice(n, numbered) => self.add_office(*n, *numbered),
            Deed::Office(n, field, how) => {
                let text = self.text(*how);
                let id = self.id(*n).filter(|id| !self.world.office.rows[id].deleted);
                id.into_iter()
                    .for_each(|id| self.world.office.edit(id, of(&FIELDS, *field).1, &text));
            }
            Deed::Renumber(n, number) => self.renumber(*n, of(&NUMBERS, *number).trim()),
            Deed::OfficeDelete(n) => {
                self.id(*n).into_iter().for_each(|id| self.world.office.delete(id));
            }
            Deed::Scope(whole) => {
                let folders = if *whole { vec![] } else { vec!["/Kontakte/Kunden".to_owned()] };
                self.world.settings.scope.folders = folders;
            }
            Deed::Pass(minutes) => self.world.pass(i64::from(*minutes)),
            Deed::Run(job) => drop(self.run(*job)),
            Deed::Crash(job, step) => self.crash(*job, u64::from(*step)),
            Deed::Undo(n, step) => self.undo(*n, step.map(u64::from)),
            Deed::Decide(n, choice) => self.decide(*n, *choice),
            Deed::Map(n) => self.world.settings.mapping = mapping(*n),
            Deed::Clock(office, hours) => self.jump(*office, *hours),
            Deed::Save => self.saved = Some(self.world.clone()),
            Deed::PutBack(office) => self.put_back(*office),
            Deed::Cautious(cautious) => self.world.settings.confirmed = !cautious,
            Deed::Edit(n, ..)
            | Deed::Number(n, _)
            | Deed::Copy(n)
            | Deed::Move(n)
            | Deed::Delete(n)
            | Deed::Purge(n)
            | Deed::Break(n) => {
                if let Some(key) = self.item(*n) {
                    self.on_item(deed, &key);
                }
            }
        }
    }

    fn add_office(&mut self, n: u8, numbered: bool) {
        let number = format!("B{}", self.entered);
        self.entered += 1;
        let record = address(&format!("Person{}", n % 4));
        self.world.office.add(if numbered { &number } else { "" }, record);
    }

    fn renumber(&mut self, n: u8, number: &str) {
        let free = self.world.office.by_number(number).is_none();
        let valid = !number.is_empty() && number.len() < 9;
        let id = self.id(n).filter(|_| free && valid);
        id.into_iter().for_each(|id| self.world.office.renumber(id, number));
    }

    /// A clock goes wrong by up to five days either way.
    fn jump(&mut self, office: bool, hours: u8) {
        let by = SignedDuration::from_hours(i64::from(hours) - 128);
        let world = &mut self.world;
        let clock = if office { &mut world.office.now } else { &mut world.outlook.now };
        *clock += by;
    }

    fn put_back(&mut self, office: bool) {
        let Some(saved) = self.saved.clone() else { return };
        let World { outlook: item, office: row, .. } = &self.world;
        let (clocks, faults) = ((item.now, row.now), item.faults.clone());
        match office {
            true => self.world.office = saved.office,
            false => self.world.outlook = saved.outlook,
        }
        let World { outlook, office, .. } = &mut self.world;
        (outlook.now, office.now) = clocks;
        (outlook.faults, office.faults) = (faults.clone(), faults);
    }

    /// Answers an open question.
    fn decide(&mut self, n: u8, choice: u8) {
        let open: Vec<_> = self.world.office.decisions.values().map(|(_, one)| one).collect();
        if open.is_empty() {
            return;
        }
        let one = open[usize::from(n) % open.len()];
        let answers = match one.row {
            // What a person leaves as it is stays different.
            8 => vec![Hold::Office.into(), Hold::Outlook.into(), Hold::Both.into(), Answer::New],
            11..=14 => vec![Hold::Office.into(), Hold::Outlook.into(), Answer::Ignore],
            _ => vec![Answer::Link { office: None }, Answer::New, Answer::Ignore],
        };
        let answer = answers[usize::from(choice) % answers.len()].clone();
        let (item, before) = (one.item.clone(), self.values());
        crate::answers::answer(&mut self.world, &item, answer);
        self.nothing_is_lost(&before);
    }

    fn on_item(&mut self, deed: &Deed, key: &Key) {
        let text = self.text(if let Deed::Edit(_, _, how) = deed { *how } else { 0 });
        let outlook = &mut self.world.outlook;
        match deed {
            Deed::Edit(_, field, _) => outlook.edit(key, of(&FIELDS, *field).0, &text),
            Deed::Number(_, number) => outlook.set_number(key, of(&NUMBERS, *number)),
            Deed::Copy(_) => drop(outlook.copy(key)),
            Deed::Move(_) => drop(outlook.move_to(key, "/Kontakte/Kunden")),
            Deed::Delete(_) => outlook.delete(key),
            Deed::Purge(_) => drop(outlook.items.remove(key)),
            Deed::Break(_) => outlook.change(key, |item| item.unreadable = !item.unreadable),
            _ => {}
        }
    }

    fn run(&mut self, job: Job) -> sync::Report {
        let before = self.values();
        let deleted = self.deleted();
        let report = self.world.run(job);
        self.nothing_is_lost(&before);
        let gone = self.deleted().saturating_sub(deleted);
        let linked = self.world.office.links.len();
        let cautious = !self.world.settings.confirmed;
        assert!(!cautious || gone <= 5.max(linked / 10), "{gone} deletions in one run");
        report
    }

    fn crash(&mut self, job: Job, step: u64) {
        let before = self.values();
        let faults = self.world.share_faults();
        faults.stop_at(step);
        let _ = self.world.attempt(job, &mut Silent);
        faults.revive();
        self.world.numbers_are_distinct();
        self.nothing_is_lost(&before);
    }

    /// Takes back a run, perhaps one of some time ago; it may be stopped at a step.
    fn undo(&mut self, n: u8, step: Option<u64>) {
        let runs = self.world.office.runs.len();
        let run = i64::try_from(runs.saturating_sub(usize::from(n % 4))).unwrap();
        let lines = self.world.office.journal.iter().filter(|(of, _)| *of == run);
        let lines: Vec<_> = lines.map(|(_, line)| line.clone()).collect();
        if lines.is_empty() {
            return;
        }
        let before = self.values();
        let world = &mut self.world;
        let faults = world.share_faults();
        if let Some(step) = step {
            faults.stop_at(step);
        }
        let settings = Settings { now: world.outlook.now, ..world.settings.clone() };
        let undoing = Undoing { run, lines };
        let (outlook, office) = (&mut world.outlook, &mut world.office);
        let _ = undo_run(&undoing, outlook, office, &settings, &mut Silent);
        faults.revive();
        self.world.numbers_are_distinct();
        self.nothing_is_lost(&before);
    }

    /// How many records lie in the trash of their side.
    fn deleted(&self) -> usize {
        let items = self.world.outlook.items.values();
        let items = items.filter(|item| item.folder.starts_with(DELETED_ITEMS)).count();
        items + self.world.office.rows.values().filter(|row| row.deleted).count()
    }

    /// The values that people entered and that stand on a side.
    fn values(&self) -> BTreeSet<String> {
        let items = self.world.outlook.items.values().map(|item| &item.record);
        let rows = self.world.office.rows.values().map(|row| &row.record);
        items.chain(rows).flat_map(entered).collect()
    }

    /// No value that a person entered is unfindable: it is on a side, in the journal, or, after an
    /// interruption, among what becomes journal in the next run.
    fn nothing_is_lost(&self, before: &BTreeSet<String>) {
        let now = self.values();
        let lost: Vec<&String> = before.difference(&now).collect();
        if lost.is_empty() {
            return;
        }
        let journal = self.world.office.journal.iter().map(|(_, line)| line);
        let promised = self.world.office.promises.values().flatten().map(|of| &of.line);
        // What a run made and its undoing took away stands in the history of that run.
        let values = |line: &JournalLine| match line.what.as_str() {
            "create" => line.after.as_ref().and_then(text),
            _ => line.before.as_ref().and_then(text),
        };
        let kept: HashSet<String> = journal.chain(promised).filter_map(values).collect();
        lost.iter().for_each(|value| assert!(kept.contains(*value), "{value} is lost"));
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn entered(record: &Record) -> Vec<String> {
    let texts = record.iter().filter_map(|(_, value)| text(value));
    texts.filter(|text| text.starts_with("Wert")).collect()
}

/// After a synchronisation, every item and every address is accounted for.
fn check(world: &World) {
    let mut offices = HashSet::new();
    for held in world.office.links.values() {
        let link = &held.link;
        let tombstone = link.state == LinkState::Tombstone;
        if let Some(office) = link.office.filter(|_| !tombstone) {
            assert!(offices.insert(office), "one address is linked to two items");
        }
    }
    for (key, item) in &world.outlook.items {
        let in_scope = !item.folder.starts_with(DELETED_ITEMS) && !item.unreadable;
        // The number of a deleted address, where deletions travel: the item is left alone.
        let left = world.settings.policy.deletions == Deletions::Propagate;
        let left = left && !item.number.trim().is_empty();
        assert!(!in_scope || left || world.link(key).is_some(), "without a link: {item:?}");
    }
    let decisions = &world.office.decisions;
    let asked: HashSet<_> = decisions.values().map(|(_, decision)| &decision.item).collect();
    let rows: Vec<_> = decisions.values().map(|(_, one)| (one.row, &one.item)).collect();
    assert_eq!(asked.len(), decisions.len(), "two questions about one item: {rows:?}");
}

/// Every pair that is in step holds the same on both sides.
fn in_step(world: &World) {
    for held in world.office.links.values() {
        let link = &held.link;
        let item = world.outlook.items.get(&link.item);
        let (Some(office), Some(item)) = (link.office, item) else { continue };
        if link.state != LinkState::Linked || item.unreadable {
            continue;
        }
        let row = &world.office.rows[&office].record;
        for (outlook, office) in FIELDS {
            let (a, b) = (item.record.text(outlook).trim(), row.text(office).trim());
            assert_eq!(a, b, "{outlook}");
        }
    }
}

fn settings() -> impl Strategy<Value = (Conflicts, Deletions, Doubtful)> {
    let conflicts = prop::sample::select(vec![
        Conflicts::Newer,
        Conflicts::Office,
        Conflicts::Outlook,
        Conflicts::Both,
        Conflicts::Ask,
    ]);
    let deletions =
        prop::sample::select(vec![Deletions::Restore, Deletions::Ask, Deletions::Propagate]);
    let copies = prop::sample::select(vec![Doubtful::Decide, Doubtful::Ask, Doubtful::New]);
    (conflicts, deletions, copies)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_do_nothing_is_lost_and_a_second_synchronisation_does_nothing(
        deeds in prop::collection::vec(deed(), 1..40),
        (conflicts, deletions, copies) in settings(),
        whole in proptest::bool::ANY,
    ) {
        let mut world = World::default();
        world.at(1_000_000);
        world.settings.policy.conflicts = conflicts;
        world.settings.policy.deletions = deletions;
        world.settings.policy.copies = copies;
        world.settings.policy.granularity =
            if whole { Granularity::Record } else { Granularity::Fields };
        world.settings.confirmed = true;
        let mut history = History { world, entered: 0, saved: None };
        for deed in &deeds {
            history.live(deed);
        }
        history.world.settings.scope.folders.clear();
        history.world.settings.mapping = mapping(0);
        history.world.settings.confirmed = true;
        history.run(Job::Sync);
        // What was deleted is certain only now; what came out of it is settled by the next run.
        history.run(Job::Sync);
        let first = history.run(Job::Sync);
        check(&history.world);
        in_step(&history.world);
        let before = history.world.clone();
        let second = history.run(Job::Sync);
        let world = &history.world;
        prop_assert_eq!(&world.office.rows, &before.office.rows, "after {:?}", counts(&first));
        prop_assert_eq!(&world.outlook.items, &before.outlook.items);
        prop_assert_eq!(&world.office.decisions, &before.office.decisions);
        prop_assert_eq!(&second.open, &first.open);
        prop_assert_eq!(&world.office.journal, &before.office.journal);
    }
}
