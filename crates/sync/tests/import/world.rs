//! An Outlook data file, an office and a clock.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use sync::memory::{Faults, Item, MemoryOffice, MemoryOutlook};
use sync::{
    Hooks, Job, Key, Limit, LinkState, Phase, Plan, PreviewLine, Record, Report, Settings,
    StoreError, Touch, Value, Words, Write, exchange, import,
};

/// Row of the decision table, setting, promise, and the scenario that proves it.
pub type Row = (u8, &'static str, &'static str, fn());

/// Proves every row of a table.
pub fn prove(rows: &[Row]) {
    for (row, setting, promise, scenario) in rows {
        println!("row {row} ({setting}): {promise}");
        scenario();
    }
}

/// How many histories: `GLEICHSTAND_HISTORIES`, which `./check` sets so that they take about a
/// minute, else enough for every kind of deed to meet every other.
pub fn cases() -> u32 {
    let asked = std::env::var("GLEICHSTAND_HISTORIES").ok();
    asked.and_then(|cases| cases.parse().ok()).unwrap_or(1500)
}

/// Hooks that remember what they were shown.
#[derive(Default)]
pub struct Witness {
    pub lines: Vec<PreviewLine>,
    pub plan: Option<Plan>,
    pub limits: Vec<Limit>,
    pub before_writing: Vec<bool>,
    pub stop_at_preview: bool,
    /// A person stops the run when so many steps are carried out.
    pub stop_after: Option<u64>,
    pub written: u64,
}

impl Words for Witness {}

impl Hooks for Witness {
    fn preview(&mut self, plan: &Plan) -> bool {
        self.plan = Some(plan.clone());
        !self.stop_at_preview
    }

    fn progress(&mut self, phase: Phase, done: u64, _total: u64) {
        if phase == Phase::Write {
            self.written = done;
        }
    }

    fn stops(&self) -> bool {
        self.stop_after.is_some_and(|after| self.written >= after)
    }

    fn line(&mut self, line: &PreviewLine) {
        self.lines.push(line.clone());
    }

    fn confirm(&mut self, limit: &Limit) -> bool {
        self.limits.push(limit.clone());
        false
    }

    fn before_writing(&mut self, to_outlook: bool) -> Result<(), StoreError> {
        self.before_writing.push(to_outlook);
        Ok(())
    }
}

#[derive(Clone, Default)]
pub struct World {
    pub outlook: MemoryOutlook,
    pub office: MemoryOffice,
    pub settings: Settings,
}

/// A contact in Outlook's names.
pub fn contact(fields: &[(&'static str, &str)]) -> Record {
    fields.iter().map(|(name, value)| (*name, Value::text(*value))).collect()
}

/// A person with name, company, e-mail and telephone made from a word.
pub fn person(word: &str) -> Record {
    contact(&[
        ("contact.first_name", "Anna"),
        ("contact.last_name", word),
        ("contact.email1", &format!("{}@beispiel.de", word.to_lowercase())),
        ("contact.phone.business", &format!("030 {}", word.len() * 1117)),
        ("contact.business.city", "Kiel"),
        ("user.Vertreter", "bleibt"),
    ])
}

/// The same person as an address.
pub fn address(word: &str) -> Record {
    contact(&[
        ("first_name", "Anna"),
        ("last_name", word),
        ("email", &format!("{}@beispiel.de", word.to_lowercase())),
        ("phone", &format!("030 {}", word.len() * 1117)),
        ("city", "Kiel"),
    ])
}

impl World {
    /// Lets the clocks of both sides run.
    pub fn pass(&mut self, minutes: i64) {
        let now = self.outlook.now + SignedDuration::from_mins(minutes);
        (self.outlook.now, self.office.now) = (now, now);
    }

    pub fn at(&mut self, second: i64) {
        let now = Timestamp::from_second(second).unwrap();
        (self.outlook.now, self.office.now) = (now, now);
    }

    pub fn share_faults(&mut self) -> Faults {
        self.office.faults = self.outlook.faults.clone();
        self.office.faults.clone()
    }

    /// Imports and checks what holds for every import.
    pub fn import(&mut self) -> Report {
        self.import_watched(&mut Witness::default())
    }

    pub fn import_watched(&mut self, witness: &mut Witness) -> Report {
        let before = self.outlook.clone();
        let settings = self.settings.clone();
        let report = import(&mut self.outlook, &mut self.office, &settings, witness).unwrap();
        self.only_numbers_were_written(&before);
        for (kind, counters) in &report.kinds {
            assert!(counters.add_up(), "{kind:?}: {counters:?}");
        }
        self.numbers_are_distinct();
        report
    }

    /// Carries out a job and checks what holds for every run of it.
    pub fn run(&mut self, job: Job) -> Report {
        self.run_watched(job, &mut Witness::default())
    }

    pub fn run_watched(&mut self, job: Job, witness: &mut Witness) -> Report {
        let (office, outlook) = (self.office.rows.clone(), self.outlook.clone());
        let report = self.attempt(job, witness).unwrap();
        if job == Job::Export {
            assert_eq!(self.office.rows, office, "an export changed the office");
        }
        if job == Job::Import {
            self.only_numbers_were_written(&outlook);
        }
        for (kind, counters) in &report.kinds {
            assert!(counters.add_up(), "{kind:?}: {counters:?}");
        }
        self.numbers_are_distinct();
        report
    }

    /// Carries out a job, whatever comes of it.
    pub fn attempt(&mut self, job: Job, hooks: &mut dyn Hooks) -> Result<Report, StoreError> {
        let settings = Settings { now: self.outlook.now, ..self.settings.clone() };
        exchange(job, &mut self.outlook, &mut self.office, &settings, hooks)
    }

    pub fn export(&mut self) -> Report {
        self.run(Job::Export)
    }

    pub fn sync(&mut self) -> Report {
        self.run(Job::Sync)
    }

    /// The item of an address, by its link.
    pub fn item_of(&self, office: i64) -> Option<(&Key, &Item)> {
        let mut links = self.office.links.values();
        let held = links.find(|held| {
            held.link.office == Some(office) && held.link.state != LinkState::Tombstone
        })?;
        self.outlook.items.get_key_value(&held.link.item)
    }

    /// The items with this number.
    pub fn items_with(&self, number: &str) -> Vec<Key> {
        let items = self.outlook.items.iter();
        items.filter(|(_, item)| item.number == number).map(|(key, _)| key.clone()).collect()
    }

    /// An import writes nothing but numbers into the data file, and leaves the stamps.
    pub fn only_numbers_were_written(&self, before: &MemoryOutlook) {
        for write in &self.outlook.written[before.written.len()..] {
            let Write::Update { changes, touch, number, .. } = write else {
                panic!("not an update: {write:?}");
            };
            assert!(changes.is_empty() && *touch == Touch::Keep && number.is_some());
        }
        assert_eq!(self.outlook.items.len(), before.items.len());
        for (key, item) in &self.outlook.items {
            let was = &before.items[key];
            assert_eq!((&item.record, item.changed_at), (&was.record, was.changed_at));
            assert_eq!((&item.folder, item.exported_at), (&was.folder, was.exported_at));
        }
    }

    pub fn numbers_are_distinct(&self) {
        let mut numbers: Vec<_> = self.office.rows.values().map(|row| &row.number).collect();
        numbers.retain(|number| !number.is_empty());
        let all = numbers.len();
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), all, "a number was given twice");
        let items: HashSet<_> = self.office.links.values().map(|held| &held.link.item).collect();
        assert_eq!(items.len(), self.office.links.len(), "two links hold one item");
    }

    /// The state of an item's link.
    pub fn state(&self, item: &Key) -> Option<LinkState> {
        self.link(item).map(|link| link.state)
    }

    pub fn link(&self, item: &Key) -> Option<&sync::Link> {
        let mut links = self.office.links.values();
        links.find(|held| held.link.item == *item).map(|held| &held.link)
    }

    /// The number on an item.
    pub fn number(&self, item: &Key) -> &str {
        &self.outlook.items[item].number
    }

    /// The value of an address found by the number on an item.
    pub fn field(&self, item: &Key, field: &str) -> String {
        let (_, row) = self.office.by_number(self.number(item)).expect("an address");
        row.record.text(field).to_owned()
    }

    /// The internal number of an item's address.
    pub fn id(&self, item: &Key) -> i64 {
        self.office.by_number(self.number(item)).expect("an address").0
    }

    /// How often anything was opened on either side.
    pub fn opened(&self) -> u64 {
        self.outlook.opened + self.office.opened
    }
}

/// A world in which these persons were imported.
pub fn imported(words: &[&str]) -> (World, Vec<Key>) {
    let mut world = World::default();
    world.at(1_000_000);
    let keys = words.iter().map(|word| world.outlook.add(person(word))).collect();
    assert_eq!(world.import().exit_code(), 0);
    world.pass(60);
    (world, keys)
}

/// The counters of addresses: created, updated, unchanged, restored, skipped, open, errors.
pub fn counts(report: &Report) -> [u64; 7] {
    let c = report.kinds[&sync::Kind::Addresses];
    [c.created, c.updated, c.unchanged, c.restored, c.skipped, c.open, c.errors]
}
