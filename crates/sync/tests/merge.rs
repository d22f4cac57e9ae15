//! The merge of a pair: laws that hold for all records, bases, policies and directions.
#![allow(missing_docs, clippy::unwrap_used)]

use jiff::Timestamp;
use proptest::prelude::*;
use sync::memory::{office_schema, outlook_schema};
use sync::{
    Both, Conflicts, Direction, FieldStep, Kind, Line, Mapped, Mapping, Merged, Newer, Pair,
    Record, Side, Silent, Slot, SlotRule, Value, WriteRule, merge, same,
};

/// Fields that are text on both sides, so that a mapping can be turned round.
const FIELDS: [(&str, &str); 4] = [
    ("city", "contact.business.city"),
    ("phone", "contact.phone.business"),
    ("last_name", "contact.last_name"),
    ("free1", "contact.user1"),
];
const TEXTS: [&str; 6] = ["", "Kiel", " Kiel ", "030 1", "030/1", "Bonn"];

#[derive(Debug, Clone)]
struct Scene {
    mapping: Mapping,
    office: Record,
    outlook: Record,
    base: Option<(Record, Record)>,
    newer: Newer,
    conflicts: Conflicts,
    whole: bool,
    direction: Direction,
}

fn record(side: Side) -> impl Strategy<Value = Record> {
    prop::collection::vec(prop::sample::select(TEXTS.to_vec()), FIELDS.len()).prop_map(
        move |texts| {
            let names = FIELDS.map(|(office, outlook)| match side {
                Side::Office => office,
                Side::Outlook => outlook,
            });
            names.into_iter().zip(texts).map(|(name, text)| (name, Value::text(text))).collect()
        },
    )
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let direction =
        prop::sample::select(vec![Direction::Both, Direction::Import, Direction::Export]);
    let rule = prop::sample::select(vec![
        WriteRule::Overwrite,
        WriteRule::Overwrite,
        WriteRule::OnlyIfEmpty,
        WriteRule::NeverEmpty,
        WriteRule::Append,
    ]);
    prop::collection::vec((direction, rule), FIELDS.len()).prop_map(|terms| {
        let line = |((office, outlook), (direction, rule))| {
            let line = Line::both(office, outlook);
            Line { direction, rule, ..line }
        };
        FIELDS.into_iter().zip(terms).map(line).collect()
    })
}

fn scene() -> impl Strategy<Value = Scene> {
    let newer = prop::sample::select(vec![
        Newer::Side(Side::Office),
        Newer::Side(Side::Outlook),
        Newer::Doubt,
    ]);
    let conflicts = prop::sample::select(vec![
        Conflicts::Newer,
        Conflicts::Office,
        Conflicts::Outlook,
        Conflicts::Ask,
    ]);
    let direction =
        prop::sample::select(vec![Direction::Both, Direction::Import, Direction::Export]);
    let base = prop::option::of((record(Side::Office), record(Side::Outlook)));
    let sides = (record(Side::Office), record(Side::Outlook), base);
    let terms = (conflicts, proptest::bool::ANY, direction);
    (lines(), sides, newer, terms).prop_map(
        |(lines, (office, outlook, base), newer, (conflicts, whole, direction))| Scene {
            mapping: Mapping {
                name: String::new(),
                slot: SlotRule::Fixed,
                kinds: [(Kind::Addresses, lines)].into(),
                ..Mapping::default()
            },
            office,
            outlook,
            base,
            newer,
            conflicts,
            whole,
            direction,
        },
    )
}

impl Scene {
    fn mapped(&self) -> Mapped {
        self.mapping.resolve(Kind::Addresses, &office_schema(), &outlook_schema())
    }

    fn with<T>(&self, mapped: &Mapped, use_it: impl FnOnce(&Pair) -> T) -> T {
        use_it(&Pair {
            mapped,
            slot: Slot::Business,
            now: Both { office: &self.office, outlook: &self.outlook },
            base: self.base.as_ref().map(|(office, outlook)| Both { office, outlook }),
            base_complete: true,
            newly_mapped: "",
            newer: self.newer,
            conflicts: self.conflicts,
            answer: None,
            whole: self.whole,
            direction: self.direction,
            words: &Silent,
        })
    }

    fn merge(&self) -> Merged {
        self.with(&self.mapped(), merge)
    }

    /// What is there after the merge was carried out on both sides, and its bases.
    fn done(&self, merged: &Merged) -> Self {
        let mapped = self.mapped();
        let office = merged.applied(Side::Office, &self.office);
        let outlook = merged.applied(Side::Outlook, &self.outlook);
        let base = self.with(&mapped, |pair| {
            (merged.base(pair, Side::Office, &office), merged.base(pair, Side::Outlook, &outlook))
        });
        Self { office, outlook, base: Some(base), ..self.clone() }
    }

    /// The same scene seen in a mirror: what the office holds is in Outlook and the reverse.
    fn mirrored(&self) -> Self {
        let rename = |record: &Record, to: Side| -> Record {
            let names = FIELDS.map(|(office, outlook)| match to {
                Side::Outlook => (office, outlook),
                Side::Office => (outlook, office),
            });
            names.iter().filter_map(|(from, to)| Some((*to, record.get(from)?.clone()))).collect()
        };
        let mut mapping = self.mapping.clone();
        for line in mapping.kinds.values_mut().flatten() {
            line.direction = line.direction.swapped();
        }
        Self {
            mapping,
            office: rename(&self.outlook, Side::Office),
            outlook: rename(&self.office, Side::Outlook),
            base: self.base.as_ref().map(|(office, outlook)| {
                (rename(outlook, Side::Office), rename(office, Side::Outlook))
            }),
            newer: match self.newer {
                Newer::Side(side) => Newer::Side(side.other()),
                Newer::Doubt => Newer::Doubt,
            },
            conflicts: self.conflicts.swapped(),
            whole: self.whole,
            direction: self.direction.swapped(),
        }
    }
}

/// What a step does, without the names that differ per side.
fn essence(step: &FieldStep, mirrored: bool) -> (Side, String, Option<Value>, Option<Value>, bool) {
    let side = if mirrored { step.side.other() } else { step.side };
    let field = step.office_field.to_string();
    (side, field, step.before.clone(), step.after.clone(), step.conflict)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn swapping_the_sides_swaps_the_result(scene in scene()) {
        let (here, there) = (scene.merge(), scene.mirrored().merge());
        let steps: Vec<_> = here.writes.iter().map(|step| essence(step, false)).collect();
        let mirror: Vec<_> = there.writes.iter().map(|step| essence(step, true)).collect();
        prop_assert_eq!(steps, mirror);
        prop_assert_eq!(&here.held, &there.held);
        let asked = |merged: &Merged| -> Vec<_> {
            merged.asks.iter().map(|ask| ask.field.clone()).collect()
        };
        prop_assert_eq!(asked(&here), asked(&there));
    }

    #[test]
    fn merging_twice_equals_merging_once(scene in scene()) {
        let once = scene.merge();
        let after = scene.done(&once);
        let twice = after.merge();
        prop_assert_eq!(&twice.writes, &vec![]);
        prop_assert_eq!(after.done(&twice).base, after.base);
    }

    #[test]
    fn a_side_that_may_not_be_written_is_not_written(scene in scene()) {
        for step in scene.merge().writes {
            let line = scene.mapping.lines(Kind::Addresses).iter()
                .find(|line| line.office.first() == Some(&step.office_field)).unwrap();
            prop_assert!(scene.direction.writes(step.side) && line.direction.writes(step.side));
        }
    }

    #[test]
    fn without_a_base_nothing_is_blanked(scene in scene()) {
        let scene = Scene { base: None, ..scene };
        for step in scene.merge().writes {
            prop_assert!(step.after.is_some_and(|value| !value.is_empty()));
        }
    }

    #[test]
    fn every_write_changes_something(scene in scene()) {
        for step in scene.merge().writes {
            prop_assert!(!same(step.before.as_ref(), step.after.as_ref(), sync::Compare::Plain));
        }
    }

    #[test]
    fn two_ways_and_with_nothing_asked_both_sides_end_equal(scene in scene()) {
        let mut mapping = scene.mapping.clone();
        for line in mapping.kinds.values_mut().flatten() {
            (line.direction, line.rule) = (Direction::Both, WriteRule::Overwrite);
        }
        // Both sides had the same when last in step; else they need not agree now.
        let office_base = scene.base.as_ref().map(|(office, _)| office.clone());
        let scene = Scene { mapping, direction: Direction::Both, ..scene };
        let base = office_base.map(|office| {
            let outlook = Scene { office: Record::new(), outlook: office.clone(), ..scene.clone() };
            let names = FIELDS.iter();
            let outlook = names.filter_map(|(from, to)| {
                Some((*to, outlook.outlook.get(from)?.clone()))
            }).collect();
            (office, outlook)
        });
        let scene = Scene { base, ..scene };
        let merged = scene.merge();
        let after = scene.done(&merged);
        for field in &scene.mapped().fields {
            let asked = merged.asks.iter().any(|ask| ask.field == field.office);
            let office = field.value(Side::Office, Slot::Business, &after.office);
            let outlook = field.value(Side::Outlook, Slot::Business, &after.outlook);
            prop_assert!(asked || field.equal(office.as_deref(), outlook.as_deref()));
        }
    }

    #[test]
    fn a_value_that_loses_is_always_listed(scene in scene()) {
        let merged = scene.merge();
        for step in merged.writes.iter().filter(|step| step.conflict) {
            prop_assert!(merged.decided.iter().any(|lost| lost.field == step.office_field));
        }
    }
}

#[test]
fn a_minute_between_two_changes_is_doubt_and_an_hour_is_not() {
    let at = |second| Some(Timestamp::from_second(second).unwrap());
    assert_eq!(Newer::of(at(0), at(60)), Newer::Doubt);
    assert_eq!(Newer::of(at(0), at(3600)), Newer::Side(Side::Outlook));
}
