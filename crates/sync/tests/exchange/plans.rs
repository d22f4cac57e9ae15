//! Plans as files: what is saved, switched off and carried out later.

use sync::{Deletions, Job, Kind, PlanFile, PlanLine, Report, Settings, Side, Silent, apply, plan};

use crate::interrupted::{eventful, state};
use crate::synchronisation::in_step;
use crate::world::{World, address, person};

fn settings(world: &World) -> Settings {
    Settings { now: world.outlook.now, ..world.settings.clone() }
}

fn planned(world: &mut World, job: Job) -> PlanFile {
    let settings = settings(world);
    let made = plan(job, &mut world.outlook, &mut world.office, &settings, &mut Silent);
    made.unwrap().1
}

fn applied(world: &mut World, file: &PlanFile) -> Report {
    let settings = settings(world);
    let report = apply(file, &mut world.outlook, &mut world.office, &settings, &mut Silent);
    world.numbers_are_distinct();
    report.unwrap()
}

fn saved(file: &PlanFile) -> PlanFile {
    serde_json::from_str(&serde_json::to_string_pretty(file).unwrap()).unwrap()
}

fn line<'f>(file: &'f mut PlanFile, field: &str) -> &'f mut PlanLine {
    let mut lines = file.kinds[0].lines.iter_mut();
    lines.find(|line| line.fields.iter().any(|shown| shown.field == field)).unwrap()
}

#[test]
fn a_plan_survives_its_file() {
    for job in [Job::Import, Job::Export, Job::Sync] {
        let mut world = eventful();
        let file = planned(&mut world, job);
        assert!(file.kinds[0].lines.len() > 5);
        assert_eq!(saved(&file), file);
    }
}

#[test]
fn making_a_plan_writes_nothing() {
    let mut world = eventful();
    let (before, runs) = (state(&world), world.office.runs.len());
    planned(&mut world, Job::Sync);
    assert_eq!((state(&world), world.office.runs.len()), (before, runs));
}

#[test]
fn an_untouched_plan_does_what_the_job_does() {
    for job in [Job::Import, Job::Export, Job::Sync] {
        for deletions in [Deletions::Restore, Deletions::Ask, Deletions::Propagate] {
            let mut world = eventful();
            world.settings.policy.deletions = deletions;
            let mut direct = world.clone();
            direct.run(job);
            let file = saved(&planned(&mut world, job));
            applied(&mut world, &file);
            assert_eq!(state(&world), state(&direct), "{job:?} {deletions:?}");
        }
    }
}

#[test]
fn a_plan_carried_out_twice_is_carried_out_once() {
    for job in [Job::Import, Job::Export, Job::Sync] {
        let mut world = eventful();
        let file = planned(&mut world, job);
        applied(&mut world, &file);
        let (once, journal) = (state(&world), world.office.journal.len());
        applied(&mut world, &file);
        assert_eq!((state(&world), world.office.journal.len()), (once, journal), "{job:?}");
    }
}

#[test]
fn a_line_switched_off_is_left_and_planned_again() {
    let (mut world, pairs) = in_step(&["Beispiel", "Muster"]);
    world.office.edit(pairs[0].1, "city", "Bonn");
    world.office.edit(pairs[1].1, "nickname", "Anni");
    let mut file = planned(&mut world, Job::Sync);
    line(&mut file, "contact.nickname").enabled = false;
    applied(&mut world, &file);
    let item = |world: &World, at: usize, field: &str| {
        world.outlook.items[&pairs[at].0].record.text(field).to_owned()
    };
    assert_eq!(item(&world, 0, "contact.business.city"), "Bonn");
    assert_eq!(item(&world, 1, "contact.nickname"), "");
    let again = planned(&mut world, Job::Sync);
    assert_eq!(again.kinds[0].lines.len(), 1);
    world.sync();
    assert_eq!(item(&world, 1, "contact.nickname"), "Anni");
}

#[test]
fn a_field_switched_off_is_left_and_planned_again() {
    let (mut world, pairs) = in_step(&["Beispiel"]);
    let (key, id) = pairs[0].clone();
    world.office.edit(id, "city", "Bonn");
    world.office.edit(id, "nickname", "Anni");
    world.outlook.edit(&key, "contact.middle_name", "Maria");
    let mut file = planned(&mut world, Job::Sync);
    let fields = &mut line(&mut file, "contact.nickname").fields;
    assert_eq!(fields.len(), 3);
    fields.iter_mut().filter(|field| field.field == "contact.nickname").for_each(|field| {
        field.enabled = false;
    });
    assert_eq!(applied(&mut world, &file).exit_code(), 0);
    let item = |world: &World, field: &str| world.outlook.items[&key].record.text(field).to_owned();
    assert_eq!(item(&world, "contact.business.city"), "Bonn");
    assert_eq!(item(&world, "contact.nickname"), "");
    assert_eq!(world.office.rows[&id].record.text("middle_name"), "Maria");
    let again = planned(&mut world, Job::Sync);
    let lines: Vec<_> = again.kinds[0].lines.iter().flat_map(|line| &line.fields).collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!((lines[0].side, lines[0].field.as_ref()), (Side::Outlook, "contact.nickname"));
}

#[test]
fn lines_whose_records_were_changed_since_are_refused_and_the_others_done() {
    let (mut world, pairs) = in_step(&["Beispiel", "Muster", "Dritte"]);
    pairs.iter().for_each(|(_, id)| world.office.edit(*id, "city", "Bonn"));
    let new = world.office.add("900", address("Neue"));
    let item = world.outlook.add(person("Frische"));
    let file = planned(&mut world, Job::Sync);
    world.office.edit(pairs[0].1, "city", "Trier");
    world.outlook.edit(&pairs[1].0, "contact.nickname", "Anni");
    world.office.edit(new, "city", "Jena");
    world.outlook.edit(&item, "contact.nickname", "Fri");
    let report = applied(&mut world, &file);
    assert_eq!(report.kinds[&Kind::Addresses].skipped, 4);
    let stale = report.warnings.iter().filter(|warning| warning.id == "changed-meanwhile");
    assert_eq!(stale.count(), 4);
    let city = |key| world.outlook.items[key].record.text("contact.business.city").to_owned();
    assert_eq!([city(&pairs[0].0), city(&pairs[1].0), city(&pairs[2].0)], ["Kiel", "Kiel", "Bonn"]);
    assert!(world.item_of(new).is_none());
    assert!(world.office.rows.values().all(|row| row.record.text("last_name") != "Frische"));
    assert_eq!(world.sync().exit_code(), 0, "the next run takes care of them");
}

#[test]
fn a_plan_of_another_file_or_mapping_is_refused() {
    let (mut world, _) = in_step(&["Beispiel"]);
    let file = planned(&mut world, Job::Sync);
    let refused = |world: &mut World, file: &PlanFile| {
        let settings = settings(world);
        let result = apply(file, &mut world.outlook, &mut world.office, &settings, &mut Silent);
        result.unwrap_err().message.id
    };
    let other = PlanFile { file: sync::StoreId("other".to_owned()), ..file.clone() };
    assert_eq!(refused(&mut world, &other), "plan-other-file");
    assert_eq!(refused(&mut world, &PlanFile { format: 2, ..file.clone() }), "plan-other-format");
    let mut edited = file.clone();
    edited.mapping.kinds.get_mut(&Kind::Addresses).unwrap().pop();
    assert_eq!(refused(&mut world, &edited), "plan-other-mapping");
}
