//! An Outlook data file, an office, a clock, and what a person does with them, for any kind of
//! record and any pair of stores.

use jiff::{SignedDuration, Timestamp, Unit};
use sync::form::Mailbox;
use sync::{
    Change, Full, Job, Key, Kind, Link, Message, Name, OpenDecision, Outcome, Record, Report,
    Scope, Settings, Side, Silent, Store, StoreId, StoreTxn, Touch, Value, Version, Write,
    default_mapping,
};

use crate::pair::{DataFile, Pair};

/// A field that the scenarios change, under a name for every kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Everybody has one: "Kiel".
    One,
    /// Empty in a new record; its only text is [`SECOND`].
    Two,
    /// The notes.
    Notes,
}

/// What stands in [`Part::Two`], if anything does.
pub const SECOND: &str = "Anni";

pub struct World {
    pub kind: Kind,
    pub settings: Settings,
    pub now: Timestamp,
    pub outlook: Box<dyn DataFile>,
    pub office: Box<dyn sync::Ledger>,
    _pair: Box<dyn std::any::Any>,
}

/// An item as it lies: key, folder, version, and number and fields, where they can be read.
type Lying = (Key, String, Version, Option<(String, Record)>);

/// What is on both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// Items.
    pub items: Vec<Lying>,
    /// Records: version, whether they lie in the trash, and contents.
    pub rows: Vec<(i64, Version, bool, String, Record)>,
}

impl World {
    pub fn new(pair: Pair, kind: Kind) -> Self {
        let now = Timestamp::now().round(Unit::Second).unwrap();
        let settings = Settings {
            kinds: vec![kind],
            path: "kunden.pst".to_owned(),
            now,
            ..Settings::default()
        };
        let Pair { outlook, office, kept } = pair;
        Self { kind, settings, now, outlook, office, _pair: Box::new(kept) }
    }

    pub fn pass(&mut self, minutes: i64) {
        self.now += SignedDuration::from_mins(minutes);
    }

    /// The office's name of a part.
    pub fn field(&self, part: Part) -> Name {
        let name = match (self.kind, part) {
            (Kind::Addresses, Part::One) => "city",
            (Kind::Addresses, Part::Two) => "nickname",
            (Kind::Mails, Part::One) => "categories",
            (Kind::Mails, Part::Two) => "read",
            (Kind::Appointments, Part::One) => "location",
            (Kind::Tasks, Part::One) => "billing",
            (_, Part::Two) => "mileage",
            (_, Part::Notes) => "notes",
        };
        Name::Borrowed(name)
    }

    fn item_field(&self, part: Part) -> Name {
        self.outlook_name(&self.field(part))
    }

    fn outlook_name(&self, office: &Name) -> Name {
        let mapping = default_mapping();
        let mut lines = mapping.lines(self.kind).iter();
        let line =
            lines.find(|line| line.office.0.first() == Some(office)).expect("a mapped field");
        line.outlook.0[0].clone()
    }

    /// A text as the value of a part; none for the empty text.
    fn value(&self, part: Part, text: &str) -> Option<Value> {
        if text.is_empty() {
            return None;
        }
        Some(match (self.kind, part) {
            (Kind::Mails, Part::One) => Value::List(vec![text.to_owned()]),
            (Kind::Mails, Part::Two) => Value::Bool(true),
            _ => Value::text(text),
        })
    }

    /// A part's name on a side, and a text as its value.
    pub fn change_on(&self, side: Side, part: Part, text: &str) -> (Name, Option<Value>) {
        let name = match side {
            Side::Office => self.field(part),
            Side::Outlook => self.item_field(part),
        };
        (name, self.value(part, text))
    }

    /// A record made from a word, in the office's names; another word, another person or thing.
    pub fn record(&self, word: &str) -> Record {
        let text = |name: &'static str, text: &str| (name, Value::text(text));
        let low = word.to_lowercase();
        let (name, address) = ("Anna".to_owned(), "anna@beispiel.de".to_owned());
        let from = Mailbox { name, address };
        let mut fields = match self.kind {
            Kind::Addresses => vec![
                text("first_name", "Anna"),
                text("last_name", word),
                text("email", &format!("{low}@beispiel.de")),
                text("phone", &format!("030 {}", word.len() * 1117)),
            ],
            Kind::Mails => vec![
                text("message_id", &format!("<{low}@beispiel.de>")),
                text("from", &from.to_text()),
                text("subject", word),
                text("body_text", &format!("Notiz {word}")),
                ("sent_at", Value::Instant("2026-03-01T10:00:00Z".parse().unwrap())),
            ],
            Kind::Appointments => vec![
                text("subject", word),
                text("start", "2026-03-01T10:00:00Z"),
                text("end", "2026-03-01T11:00:00Z"),
                text("uid", &format!("{low}-1")),
            ],
            Kind::Tasks => vec![
                text("subject", word),
                ("due_date", Value::Date("2026-03-01".parse().unwrap())),
            ],
        };
        if self.kind != Kind::Mails {
            fields.push(text("notes", &format!("Notiz {word}")));
        }
        let mut record: Record = fields.into_iter().collect();
        record.put(self.field(Part::One), self.value(Part::One, "Kiel"));
        record
    }

    /// The same in Outlook's names, with a field of another program.
    pub fn item(&self, word: &str) -> Record {
        let record = self.record(word);
        let fields = record.iter();
        let mut item = Record::default();
        for (name, value) in fields {
            item.put(self.outlook_name(&name.to_owned().into()), Some(value.clone()));
        }
        item.put("user.Vertreter", Some(Value::text("bleibt")));
        item
    }

    /// Works with the data file.
    pub fn in_outlook<T>(&mut self, work: impl FnOnce(&mut dyn Store) -> T) -> T {
        let (mut work, mut done) = (Some(work), None);
        self.outlook.with(&mut |store| done = work.take().map(|work| work(store)));
        done.expect("it was done")
    }

    pub fn file(&mut self) -> StoreId {
        self.in_outlook(|store| store.id())
    }

    fn write_item(&mut self, write: Write) -> (Key, Full) {
        done(self.in_outlook(|store| store.commit(StoreTxn { writes: vec![write] })).unwrap())
    }

    fn write_row(&mut self, write: Write) -> (Key, Full) {
        done(self.office.commit(StoreTxn { writes: vec![write] }).unwrap())
    }

    /// A person makes an item in Outlook.
    pub fn add_item(&mut self, word: &str) -> Key {
        self.add_numbered_item(word, "")
    }

    pub fn add_numbered_item(&mut self, word: &str, number: &str) -> Key {
        let (kind, record, number) = (self.kind, self.item(word), number.to_owned());
        let touch = Touch::Back { modified: Some(self.now), exported: None };
        self.write_item(Write::Create { kind, record, number, touch }).0
    }

    /// A person makes a record in the office.
    pub fn add_row(&mut self, word: &str, number: &str) -> i64 {
        let (kind, record, number) = (self.kind, self.record(word), number.to_owned());
        let touch = Touch::Stamp(self.now);
        self.write_row(Write::Create { kind, record, number, touch }).0.office_id().unwrap()
    }

    /// An item as it is.
    pub fn full(&mut self, key: &Key) -> Full {
        let kind = self.kind;
        self.in_outlook(|store| store.read(kind, key)).unwrap().unwrap()
    }

    /// A record as it is, also in the trash.
    pub fn row(&mut self, id: i64) -> Full {
        self.office.read(self.kind, &Key::office(id)).unwrap().unwrap()
    }

    fn patch_item(&mut self, key: &Key, changes: Vec<Change>, number: Option<String>) {
        let full = self.full(key);
        let touch = Touch::Back { modified: Some(self.now), exported: full.exported_at };
        let (kind, key, expected) = (self.kind, key.clone(), full.version);
        self.write_item(Write::Update { kind, key, expected, changes, number, touch });
    }

    fn patch_row(&mut self, id: i64, changes: Vec<Change>, number: Option<String>) {
        let (kind, key, expected) = (self.kind, Key::office(id), self.row(id).version);
        let touch = Touch::Stamp(self.now);
        self.write_row(Write::Update { kind, key, expected, changes, number, touch });
    }

    /// A person changes a field in Outlook.
    pub fn edit_item(&mut self, key: &Key, part: Part, text: &str) {
        let change = Change { field: self.item_field(part), value: self.value(part, text) };
        self.patch_item(key, vec![change], None);
    }

    /// A person changes a field in the office.
    pub fn edit_row(&mut self, id: i64, part: Part, text: &str) {
        let change = Change { field: self.field(part), value: self.value(part, text) };
        self.patch_row(id, vec![change], None);
    }

    pub fn renumber_row(&mut self, id: i64, number: &str) {
        self.patch_row(id, Vec::new(), Some(number.to_owned()));
    }

    /// Everything of an item becomes another's, but for its number. A mail cannot be changed so: it
    /// is another mail.
    pub fn become_another(&mut self, key: &Key, word: &str) -> Key {
        if self.kind == Kind::Mails {
            let number = self.number(key);
            self.purge_item(key);
            return self.add_numbered_item(word, &number);
        }
        let other = self.item(word);
        let changes = other.iter().map(|(name, value)| Change {
            field: name.to_owned().into(),
            value: Some(value.clone()),
        });
        self.patch_item(key, changes.collect(), None);
        key.clone()
    }

    /// A copy of an item, its number with it.
    pub fn copy(&mut self, key: &Key) -> Key {
        let Full { record, number, .. } = self.full(key);
        let touch = Touch::Back { modified: Some(self.now), exported: None };
        let kind = self.kind;
        self.write_item(Write::Create { kind, record, number, touch }).0
    }

    pub fn delete_item(&mut self, key: &Key) {
        let (kind, key, expected) = (self.kind, key.clone(), self.full(key).version);
        self.write_item(Write::Delete { kind, key, expected });
    }

    pub fn purge_item(&mut self, key: &Key) {
        let (kind, key, expected) = (self.kind, key.clone(), self.full(key).version);
        let writes = vec![Write::Purge { kind, key, expected }];
        self.in_outlook(|store| store.commit(StoreTxn { writes })).unwrap();
    }

    pub fn delete_row(&mut self, id: i64) {
        let (kind, key, expected) = (self.kind, Key::office(id), self.row(id).version);
        self.write_row(Write::Delete { kind, key, expected });
    }

    /// What stands in a part of an item.
    pub fn of_item(&mut self, key: &Key, part: Part) -> String {
        let name = self.item_field(part);
        shown(self.full(key).record.get(&name))
    }

    /// What stands in a part of a record.
    pub fn of_row(&mut self, id: i64, part: Part) -> String {
        let name = self.field(part);
        shown(self.row(id).record.get(&name))
    }

    /// The same part on both sides: office, Outlook.
    pub fn both(&mut self, key: &Key, id: i64, part: Part) -> (String, String) {
        (self.of_row(id, part), self.of_item(key, part))
    }

    pub fn number(&mut self, key: &Key) -> String {
        self.full(key).number
    }

    pub fn link(&mut self, key: &Key) -> Option<Link> {
        self.links().into_iter().find(|link| link.item == *key)
    }

    /// The item that a record is linked with.
    pub fn item_of(&mut self, id: i64) -> Key {
        let links = self.links().into_iter().filter(|link| link.office == Some(id));
        let mut links = links.filter(|link| link.state != sync::LinkState::Tombstone);
        links.next().expect("a link").item
    }

    fn links(&mut self) -> Vec<Link> {
        let (file, mut links) = (self.file(), Vec::new());
        self.office.links(&file, self.kind, &mut |link| links.push(link)).unwrap();
        links
    }

    pub fn decisions(&mut self) -> Vec<OpenDecision> {
        let file = self.file();
        self.office.open_decisions(&file).unwrap()
    }

    /// Everything on both sides.
    pub fn seen(&mut self) -> Seen {
        let kind = self.kind;
        let items = self.in_outlook(|store| {
            let mut listed = Vec::new();
            let found = store.survey(&Scope::default(), &mut |item| listed.push(item)).unwrap();
            let item = |item: sync::Listed| {
                let folder = found.folders[item.folder as usize].clone();
                let read = store.read(kind, &item.key).unwrap();
                let contents = read.ok().map(|full| (full.number, full.record));
                (item.key, folder, item.version, contents)
            };
            listed.into_iter().map(item).collect()
        });
        let mut rows = Vec::new();
        self.office
            .versions(kind, &mut |id, version, deleted| rows.push((id, version, deleted)))
            .unwrap();
        let rows = rows.into_iter().map(|(id, version, deleted)| {
            let full = self.office.read(kind, &Key::office(id)).unwrap().unwrap();
            (id, version, deleted, full.number, full.record)
        });
        Seen { items, rows: rows.collect() }
    }

    /// The folder of an item, and whether it lies in Deleted Items.
    pub fn place(&mut self, key: &Key) -> Option<(String, bool)> {
        self.in_outlook(|store| {
            let (mut at, scope) = (None, Scope::default());
            let found = store.survey(&scope, &mut |item| {
                if item.key == *key {
                    at = Some((item.folder, item.deleted));
                }
            });
            let folders = found.unwrap().folders;
            at.map(|(folder, deleted)| (folders[folder as usize].clone(), deleted))
        })
    }

    pub fn in_trash(&mut self, id: i64) -> bool {
        self.seen().rows.iter().any(|row| row.0 == id && row.2)
    }

    /// Live records.
    pub fn rows(&mut self) -> usize {
        self.seen().rows.iter().filter(|row| !row.2).count()
    }

    pub fn items(&mut self) -> usize {
        self.seen().items.len()
    }

    pub fn items_with(&mut self, number: &str) -> usize {
        let seen = self.seen().items.into_iter();
        seen.filter(|item| item.3.as_ref().is_some_and(|full| full.0 == number)).count()
    }

    /// Writes fields of an item by their Outlook names, as a person would.
    pub fn write_fields(&mut self, key: &Key, fields: &[(&'static str, Value)]) {
        let change = |(field, value): &(&'static str, Value)| Change {
            field: Name::Borrowed(field),
            value: Some(value.clone()),
        };
        self.patch_item(key, fields.iter().map(change).collect(), None);
    }

    pub fn attempt(&mut self, job: Job) -> Result<Report, Message> {
        let settings = Settings { now: self.now, ..self.settings.clone() };
        let office = self.office.as_mut();
        let mut done = None;
        self.outlook.with(&mut |store| {
            done = Some(sync::exchange(job, store, office, &settings, &mut Silent));
        });
        done.expect("a run").map_err(|error| error.message)
    }

    /// Synchronises, a while after what was done.
    pub fn sync(&mut self) -> Report {
        self.pass(60);
        let report = self.attempt(Job::Sync).unwrap();
        for (kind, counters) in &report.kinds {
            assert!(counters.add_up(), "{kind:?}: {counters:?}");
        }
        self.numbers_are_distinct();
        self.pass(60);
        report
    }

    /// Another run does nothing: no value, no stamp, no version.
    pub fn quiet(&mut self) {
        let before = self.seen();
        self.sync();
        assert_eq!(self.seen(), before);
    }

    fn numbers_are_distinct(&mut self) {
        let rows = self.seen().rows.into_iter().map(|row| row.3);
        let mut numbers: Vec<_> = rows.filter(|number| !number.is_empty()).collect();
        let all = numbers.len();
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), all, "a number was given twice");
    }

    /// Created, updated, unchanged, restored, open, errors.
    pub fn counts(&self, report: &Report) -> [u64; 6] {
        let c = report.kinds[&self.kind];
        [c.created, c.updated, c.unchanged, c.restored, c.open, c.errors]
    }

    pub fn deleted(&self, report: &Report) -> u64 {
        report.kinds[&self.kind].deleted
    }

    /// In step, with these things on both sides: items and records.
    pub fn in_step(&mut self, words: &[&str]) -> Vec<(Key, i64)> {
        let keys: Vec<Key> = words.iter().map(|word| self.add_item(word)).collect();
        let report = self.sync();
        assert_eq!(report.exit_code(), 0, "{report:?}");
        let id = |key: Key| {
            let id = self.link(&key).and_then(|link| link.office).expect("a record");
            (key, id)
        };
        keys.into_iter().map(id).collect()
    }
}

fn done(outcomes: Vec<Outcome>) -> (Key, Full) {
    match outcomes.into_iter().next() {
        Some(Outcome::Done { key, full }) => (key, *full),
        other => panic!("{other:?}"),
    }
}

pub fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Bool(false)) => String::new(),
        Some(Value::Bool(true)) => SECOND.to_owned(),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::List(texts)) => texts.join(", "),
        Some(other) => format!("{other:?}"),
    }
}
