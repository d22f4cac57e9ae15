//! What every store promises (see [`sync::Store`]), on either side and for every kind of record.

use std::collections::BTreeMap;

use sync::{
    Change, Full, Key, Listed, Outcome, Record, Scope, Side, Store, StoreTxn, Survey, Touch, Value,
    Version, Write,
};

use crate::world::{Part, World};
use Part::{One, Two};

type Promise = (&'static str, fn(&mut Desk<'_>));

const PROMISES: &[Promise] = &[
    ("what is made is listed once, as it was read back", made),
    ("the order of the list stays the same", order),
    ("what is changed has another version, and the rest of it stays", changed),
    ("what is cleared is gone", cleared),
    ("a record that has moved on is not written", stale),
    ("a record that fails costs the others nothing", alone),
    ("what is deleted is marked, can be read, and comes back under its key", deleted),
    ("what is deleted once cannot be deleted by its old version", deleted_once),
    ("a key that is gone can be read as an error, and is never given out again", gone),
    ("a key of nobody is an error of that record alone", nobody),
    ("nothing to write writes nothing", nothing),
    ("reading and listing change nothing", reading),
    ("the number is kept trimmed and can be changed", number),
    ("every field that is read is in the schema", schema),
];

/// Every promise on a side, in a world of its own.
pub fn prove(new: &dyn Fn() -> World, side: Side) {
    for (promise, proof) in PROMISES {
        let mut world = new();
        println!("{:?}, {side:?}: {promise}", world.kind);
        proof(&mut Desk { world: &mut world, side });
    }
}

/// One side of a world.
struct Desk<'w> {
    world: &'w mut World,
    side: Side,
}

impl Desk<'_> {
    fn with<T>(&mut self, work: impl FnOnce(&mut dyn Store) -> T) -> T {
        match self.side {
            Side::Office => work(self.world.office.as_mut()),
            Side::Outlook => self.world.in_outlook(work),
        }
    }

    fn record(&self, word: &str) -> Record {
        match self.side {
            Side::Office => self.world.record(word),
            Side::Outlook => self.world.item(word),
        }
    }

    fn touch(&self) -> Touch {
        match self.side {
            Side::Office => Touch::Stamp(self.world.now),
            Side::Outlook => Touch::Back { modified: Some(self.world.now), exported: None },
        }
    }

    fn commit(&mut self, writes: Vec<Write>) -> Vec<Outcome> {
        self.world.pass(1);
        self.with(|store| store.commit(StoreTxn { writes })).unwrap()
    }

    fn one(&mut self, write: Write) -> Outcome {
        let mut outcomes = self.commit(vec![write]);
        assert_eq!(outcomes.len(), 1);
        outcomes.remove(0)
    }

    fn creation(&self, word: &str, number: &str) -> Write {
        let (kind, record, touch) = (self.world.kind, self.record(word), self.touch());
        Write::Create { kind, record, number: number.to_owned(), touch }
    }

    fn make(&mut self, word: &str, number: &str) -> (Key, Full) {
        let write = self.creation(word, number);
        done(self.one(write))
    }

    fn update(&self, key: &Key, expected: Version, part: Part, text: &str) -> Write {
        let (field, value) = self.world.change_on(self.side, part, text);
        let changes = vec![Change { field, value }];
        let (kind, key, touch) = (self.world.kind, key.clone(), self.touch());
        Write::Update { kind, key, expected, changes, number: None, touch }
    }

    fn delete(&self, key: &Key, expected: Version) -> Write {
        Write::Delete { kind: self.world.kind, key: key.clone(), expected }
    }

    fn read(&mut self, key: &Key) -> Result<Full, sync::Message> {
        let kind = self.world.kind;
        self.with(|store| store.read(kind, key)).unwrap()
    }

    fn list(&mut self) -> (Survey, Vec<Listed>) {
        let mut listed = Vec::new();
        let survey =
            self.with(|store| store.survey(&Scope::default(), &mut |item| listed.push(item)));
        let survey = survey.unwrap();
        assert_eq!((&survey.incomplete, &survey.warnings), (&Vec::new(), &Vec::new()));
        assert!(listed.iter().all(|item| (item.folder as usize) < survey.folders.len()));
        (survey, listed)
    }

    fn listed(&mut self, key: &Key) -> Option<Listed> {
        let mut found = self.list().1.into_iter().filter(|item| item.key == *key);
        let first = found.next();
        assert!(found.next().is_none(), "listed twice");
        first
    }

    fn text(&mut self, key: &Key, part: Part) -> String {
        let full = self.read(key).unwrap();
        let (name, _) = self.world.change_on(self.side, part, "");
        crate::world::shown(full.record.get(&name))
    }
}

/// Mapped fields and those of other programs: what follows from them is not asked, nor where an item
/// lies.
fn own(d: &Desk<'_>, full: &Full) -> BTreeMap<String, Value> {
    let mapping = sync::default_mapping();
    let names = mapping.lines(d.world.kind).iter().flat_map(|line| match d.side {
        Side::Office => &line.office.0,
        Side::Outlook => &line.outlook.0,
    });
    let names: Vec<&str> = names.map(AsRef::as_ref).filter(|name| *name != "mail.folder").collect();
    let own = |name: &str| name.starts_with("user.") || names.contains(&name);
    let fields = full.record.iter().filter(|(field, _)| own(field));
    fields.map(|(field, value)| (field.to_owned(), value.clone())).collect()
}

fn done(outcome: Outcome) -> (Key, Full) {
    match outcome {
        Outcome::Done { key, full } => (key, *full),
        other => panic!("{other:?}"),
    }
}

fn made(d: &mut Desk<'_>) {
    for (word, number) in [("Beispiel", "700"), ("Muster", "")] {
        let record = d.record(word);
        let (key, full) = d.make(word, number);
        for (name, value) in record.iter() {
            assert_eq!(full.record.get(name), Some(value), "{name}");
        }
        assert_eq!(full.number, number);
        assert_eq!(d.read(&key), Ok(full.clone()));
        let listed = d.listed(&key).expect("it is listed");
        assert_eq!((listed.version, listed.kind), (full.version, Some(d.world.kind)));
        assert!(listed.in_scope && !listed.deleted);
    }
    assert_eq!(d.list().1.len(), 2);
}

fn order(d: &mut Desk<'_>) {
    let mut keys: Vec<Key> = Vec::new();
    for word in ["Beispiel", "Muster", "Adam"] {
        keys.push(d.make(word, "").0);
    }
    let key = keys[1].clone();
    let version = d.read(&key).unwrap().version;
    let write = d.update(&key, version, One, "Bonn");
    done(d.one(write));
    let first = d.list();
    assert_eq!(d.list(), first);
    let mut listed: Vec<Key> = first.1.into_iter().map(|item| item.key).collect();
    listed.sort();
    keys.sort();
    assert_eq!(listed, keys);
}

fn changed(d: &mut Desk<'_>) {
    let (key, before) = d.make("Beispiel", "700");
    let write = d.update(&key, before.version, One, "Bonn");
    let (same, after) = done(d.one(write));
    assert_eq!(same, key);
    assert_ne!(after.version, before.version);
    assert_eq!(d.listed(&key).unwrap().version, after.version);
    assert_eq!((d.text(&key, One).as_str(), after.number.as_str()), ("Bonn", "700"));
    let (name, _) = d.world.change_on(d.side, One, "");
    let others = |full: &Full| {
        let mut own = own(d, full);
        own.remove(name.as_ref());
        own
    };
    assert_eq!(others(&after), others(&before));
}

fn cleared(d: &mut Desk<'_>) {
    let (key, full) = d.make("Beispiel", "");
    assert_eq!(d.text(&key, One), "Kiel");
    let write = d.update(&key, full.version, One, "");
    done(d.one(write));
    assert_eq!(d.text(&key, One), "");
}

fn stale(d: &mut Desk<'_>) {
    let (key, first) = d.make("Beispiel", "");
    let write = d.update(&key, first.version, One, "Bonn");
    let (_, second) = done(d.one(write));
    let late = d.update(&key, first.version, One, "Trier");
    assert_eq!(d.one(late), Outcome::Stale);
    assert_eq!(d.read(&key), Ok(second.clone()));
    assert_eq!(d.listed(&key).unwrap().version, second.version);
}

fn alone(d: &mut Desk<'_>) {
    let (key, full) = d.make("Beispiel", "");
    let (other, old) = d.make("Muster", "");
    let write = d.update(&other, old.version, One, "Bonn");
    done(d.one(write));
    let late = d.update(&other, old.version, One, "Trier");
    let good = d.update(&key, full.version, One, "Ulm");
    let new = d.creation("Neue", "");
    let outcomes = d.commit(vec![late, good, new]);
    assert_eq!(outcomes[0], Outcome::Stale);
    assert!(matches!(outcomes[1], Outcome::Done { .. }), "{:?}", outcomes[1]);
    assert!(matches!(outcomes[2], Outcome::Done { .. }), "{:?}", outcomes[2]);
    assert_eq!((d.text(&key, One), d.text(&other, One)), ("Ulm".to_owned(), "Bonn".to_owned()));
    assert_eq!(d.list().1.len(), 3);
}

fn deleted(d: &mut Desk<'_>) {
    let (key, full) = d.make("Beispiel", "700");
    d.make("Muster", "");
    let write = d.delete(&key, full.version);
    done(d.one(write));
    let listed = d.listed(&key).expect("it is still listed");
    assert!(listed.deleted && !listed.in_scope);
    let lying = d.read(&key).unwrap();
    assert_eq!((own(d, &lying), &lying.number), (own(d, &full), &full.number));
    let kind = d.world.kind;
    let (same, back) = done(d.one(Write::Restore { kind, key: key.clone() }));
    assert_eq!((&same, own(d, &back), &back.number), (&key, own(d, &full), &full.number));
    let listed = d.listed(&key).expect("it is back");
    assert!(!listed.deleted && listed.in_scope);
    assert_eq!(listed.version, back.version);
    let write = d.update(&key, back.version, Two, crate::world::SECOND);
    done(d.one(write));
}

fn deleted_once(d: &mut Desk<'_>) {
    let (key, first) = d.make("Beispiel", "");
    let write = d.update(&key, first.version, One, "Bonn");
    done(d.one(write));
    let write = d.delete(&key, first.version);
    assert_eq!(d.one(write), Outcome::Stale);
    assert!(!d.listed(&key).unwrap().deleted);
}

fn gone(d: &mut Desk<'_>) {
    let (key, full) = d.make("Beispiel", "");
    let (kind, expected) = (d.world.kind, full.version);
    done(d.one(Write::Purge { kind, key: key.clone(), expected }));
    match d.side {
        Side::Outlook => {
            assert_eq!(d.listed(&key), None);
            assert!(d.read(&key).is_err());
        }
        // The office lays it into its trash.
        Side::Office => assert!(d.listed(&key).unwrap().deleted),
    }
    for word in ["Muster", "Neue", "Andere"] {
        assert_ne!(d.make(word, "").0, key);
    }
}

fn nobody(d: &mut Desk<'_>) {
    let (key, full) = d.make("Beispiel", "");
    let (kind, expected) = (d.world.kind, full.version);
    let (other, there) = d.make("Muster", "");
    for gone in [d.nobodys_key(&key), Key(Box::new([1, 2, 3])), Key(Box::new([]))] {
        assert!(d.read(&gone).is_err(), "{gone:?}");
        let expected_there = d.read(&other).unwrap().version;
        let writes = vec![
            d.update(&gone, expected, One, "Bonn"),
            d.delete(&gone, expected),
            Write::Purge { kind, key: gone.clone(), expected },
            Write::Restore { kind, key: gone.clone() },
            d.update(&other, expected_there, One, "Ulm"),
        ];
        let outcomes = d.commit(writes);
        for outcome in &outcomes[..4] {
            assert!(!matches!(outcome, Outcome::Done { .. }), "{gone:?}: {outcome:?}");
        }
        assert_eq!(done(outcomes[4].clone()).0, other);
        assert_eq!((d.list().1.len(), d.text(&other, One)), (2, "Ulm".to_owned()));
    }
    assert_eq!(d.read(&key), Ok(full));
    assert_ne!(d.read(&other).unwrap().version, there.version);
}

impl Desk<'_> {
    /// A key of the right shape that nothing has.
    fn nobodys_key(&self, like: &Key) -> Key {
        let mut bytes = like.0.to_vec();
        match self.side {
            Side::Office => return Key::office(999_999),
            Side::Outlook => {
                let last = bytes.len() - 1;
                bytes[last] ^= 0x40;
            }
        }
        Key(bytes.into())
    }
}

fn nothing(d: &mut Desk<'_>) {
    let (key, full) = d.make("Beispiel", "");
    assert_eq!(d.commit(Vec::new()), []);
    assert_eq!(d.read(&key), Ok(full));
}

fn reading(d: &mut Desk<'_>) {
    let (key, full) = d.make("Beispiel", "700");
    for _ in 0..3 {
        assert_eq!(d.read(&key), Ok(full.clone()));
        assert_eq!(d.listed(&key).unwrap().version, full.version);
    }
    let (first, second) = (d.with(|store| store.id()), d.with(|store| store.id()));
    assert_eq!(first, second);
    assert_eq!(d.with(|store| store.side()), d.side);
    assert!(d.with(|store| store.writable()));
}

fn number(d: &mut Desk<'_>) {
    let (key, full) = d.make("Beispiel", " 007 ");
    assert_eq!(full.number, "007");
    let (kind, expected, touch) = (d.world.kind, full.version, d.touch());
    let number = Some(" K-1".to_owned());
    let changes = Vec::new();
    let (_, full) =
        done(d.one(Write::Update { kind, key: key.clone(), expected, changes, number, touch }));
    assert_eq!(full.number, "K-1");
    assert_eq!(d.read(&key).unwrap().number, "K-1");
    assert_eq!(d.text(&key, One), "Kiel");
}

fn schema(d: &mut Desk<'_>) {
    let kind = d.world.kind;
    let (key, full) = d.make("Beispiel", "");
    let schema = d.with(|store| store.schema(kind)).unwrap();
    for (name, value) in full.record.iter().filter(|(name, _)| !name.starts_with("user.")) {
        let field = schema.fields.iter().find(|field| field.name == name);
        assert!(field.is_some(), "{name}");
        assert!(*value != Value::text(""), "{name}: nothing is no value");
    }
    for word in [One, Two] {
        let (name, _) = d.world.change_on(d.side, word, "");
        let field = schema.fields.iter().find(|field| field.name == name).expect("a field");
        assert!(field.writable, "{name}");
    }
    assert!(d.read(&key).is_ok());
}
