//! Exports and synchronisations that are interrupted at every step: the next run ends like an
//! undisturbed one, and the history is whole.

use std::collections::BTreeMap;

use sync::memory::Faults;
use sync::{Deletions, Job, Record, Silent};

use crate::synchronisation::in_step;
use crate::world::{World, address, person};

/// What a person would compare: addresses and items, by number and contents.
pub fn state(world: &World) -> (BTreeMap<String, (Record, bool)>, Vec<String>) {
    let rows = world.office.rows.iter();
    let rows =
        rows.map(|(id, row)| (format!("{} {id}", row.number), (row.record.clone(), row.deleted)));
    let items = world.outlook.items.values();
    let item = |item: &sync::memory::Item| {
        format!("{} {} {:?} {:?}", item.folder, item.number, item.exported_at, item.record)
    };
    let mut items: Vec<String> = items.map(item).collect();
    items.sort();
    (rows.collect(), items)
}

/// Every field that was written in Outlook, by any run.
fn history(world: &World) -> Vec<String> {
    let lines = world.office.journal.iter().map(|(_, line)| line);
    let lines = lines.filter(|line| line.side == sync::Side::Outlook && line.what == "update");
    let lines = lines.filter(|line| line.before.is_some());
    let mut lines: Vec<String> = lines
        .map(|line| format!("{:?} {} {:?} {:?}", line.office, line.field, line.before, line.after))
        .collect();
    lines.sort();
    lines
}

fn stopped_at_every_step(world: &World, job: Job) -> u64 {
    let mut undisturbed = world.clone();
    undisturbed.outlook.faults = Faults::default();
    undisturbed.share_faults();
    undisturbed.run(job);
    let steps = undisturbed.outlook.faults.steps();
    // A deletion in Outlook is certain after a second complete run.
    undisturbed.run(job);
    for step in 1..=steps {
        let mut world = world.clone();
        world.outlook.faults = Faults::default();
        let faults = world.share_faults();
        faults.stop_at(step);
        let stopped = world.attempt(job, &mut Silent);
        assert!(stopped.map_or(true, |report| report.exit_code() == 3), "step {step}");
        faults.revive();
        world.run(job);
        world.run(job);
        assert_eq!(state(&world), state(&undisturbed), "step {step} of {steps}");
        assert_eq!(history(&world), history(&undisturbed), "step {step} of {steps}");
        let again = world.run(job);
        let counters = again.kinds[&sync::Kind::Addresses];
        assert_eq!((counters.written_to_outlook, counters.office.updated), (0, 0), "step {step}");
        assert!(world.office.promises.values().all(Vec::is_empty), "step {step}");
    }
    steps
}

#[test]
fn a_first_export_stopped_at_any_step_ends_like_an_undisturbed_one() {
    let mut world = World::default();
    world.at(1_000_000);
    world.office.add("K-1", address("Beispiel"));
    world.office.add("", address("Prospekt"));
    world.office.add("", address("Zweiter"));
    let key = world.outlook.add(person("Nummer"));
    world.outlook.set_number(&key, "K-2");
    world.office.add("K-2", address("Nummer"));
    let steps = stopped_at_every_step(&world, Job::Export);
    println!("{steps} interruptions");
    assert!(steps > 15);
}

/// Everything that can happen to a pair, at once.
pub fn eventful() -> World {
    let words = ["A", "Bb", "Ccc", "Dddd", "Eeeee", "Ffffff", "Ggggggg", "Hhhhhhhh", "Iiiiiiiii"];
    let (mut world, pairs) = in_step(&words);
    world.office.edit(pairs[0].1, "city", "Trier");
    world.outlook.edit(&pairs[0].0, "contact.nickname", "Anni");
    world.outlook.edit(&pairs[1].0, "contact.business.city", "Bonn");
    world.office.delete(pairs[2].1);
    world.outlook.edit(&pairs[2].0, "contact.business.city", "Ulm");
    world.office.delete(pairs[3].1);
    world.outlook.delete(&pairs[4].0);
    world.office.edit(pairs[4].1, "city", "Jena");
    world.outlook.items.remove(&pairs[5].0);
    world.outlook.move_to(&pairs[6].0, "/Kontakte/Kunden");
    world.office.renumber(pairs[7].1, "4711");
    world.office.edit(pairs[8].1, "city", "");
    world.outlook.add(person("Neu"));
    world.office.add("", address("Interessent"));
    world.office.add("900", address("Kunde"));
    world.pass(10);
    world
}

#[test]
fn a_synchronisation_of_everything_at_once_may_be_interrupted_anywhere() {
    let steps = stopped_at_every_step(&eventful(), Job::Sync);
    println!("{steps} interruptions");
    assert!(steps > 50);
}

#[test]
fn so_it_is_where_deletions_travel() {
    let mut world = eventful();
    world.settings.policy.deletions = Deletions::Propagate;
    world.settings.confirmed = true;
    assert!(stopped_at_every_step(&world, Job::Sync) > 50);
}

#[test]
fn an_export_of_everything_at_once_may_be_interrupted_anywhere() {
    assert!(stopped_at_every_step(&eventful(), Job::Export) > 40);
}

#[test]
fn what_the_office_changes_after_an_interruption_is_no_conflict() {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    let (key, id) = pairs[0].clone();
    world.office.edit(id, "city", "Bonn");
    let mut stopped = None;
    for step in 1..100 {
        let mut attempt = world.clone();
        attempt.outlook.faults = Faults::default();
        let faults = attempt.share_faults();
        faults.stop_at(step);
        let _ = attempt.attempt(Job::Sync, &mut Silent);
        faults.revive();
        let written = attempt.outlook.items[&key].record.text("contact.business.city") == "Bonn";
        if written && attempt.office.promises.values().any(|lines| !lines.is_empty()) {
            stopped = Some(attempt);
            break;
        }
    }
    let mut world = stopped.expect("a step between the data file and the office");
    world.office.edit(id, "city", "Trier");
    let report = world.sync();
    assert_eq!((report.exit_code(), report.open.len()), (0, 0));
    assert_eq!(world.outlook.items[&key].record.text("contact.business.city"), "Trier");
}
