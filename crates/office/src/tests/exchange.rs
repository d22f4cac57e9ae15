//! The office as one side of the exchange.

use jiff::Timestamp;
use sync::{
    Change, Full, Key, Kind, Ledger, Listed, Name, Outcome, Record, Scope, Store, StoreTxn, Touch,
    Value, Version, Write,
};

use super::{change, fields, for_each_database};
use crate::{NewNumber, Office};

fn commit(office: &mut Office, writes: Vec<Write>) -> Vec<Outcome> {
    office.commit(StoreTxn { writes }).unwrap()
}

fn done(outcome: &Outcome) -> &Full {
    match outcome {
        Outcome::Done { full, .. } => full,
        other => panic!("not done: {other:?}"),
    }
}

fn create(record: Record, number: &str) -> Write {
    let stamp = Touch::Stamp("2004-05-06T07:08:09.123456Z".parse().unwrap());
    Write::Create { kind: Kind::Addresses, record, number: number.to_owned(), touch: stamp }
}

fn update(id: i64, row: i64, changes: Vec<Change>, touch: Touch) -> Write {
    Write::Update {
        kind: Kind::Addresses,
        key: Key::office(id),
        expected: Version { row, stamp: None },
        changes,
        number: None,
        touch,
    }
}

fn delete(id: i64, row: i64) -> Write {
    let expected = Version { row, stamp: None };
    Write::Delete { kind: Kind::Addresses, key: Key::office(id), expected }
}

fn restore(id: i64) -> Write {
    Write::Restore { kind: Kind::Addresses, key: Key::office(id) }
}

fn survey(office: &mut Office, with_deleted: bool) -> Vec<Listed> {
    let mut listed = Vec::new();
    let scope = Scope { with_deleted, ..Scope::default() };
    office.survey(&scope, &mut |one| listed.push(one)).unwrap();
    listed
}

#[test]
fn a_written_record_is_read_back_with_its_number_its_stamp_and_its_version() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let record = fields(&[("first_name", "Anna"), ("last_name", "Müller")]);
        let outcomes = commit(&mut office, vec![create(record, " K7 ")]);
        let full = done(&outcomes[0]);
        assert_eq!((full.number.as_str(), full.name.as_str()), ("K7", "K7 Müller, Anna"));
        let stamp: Timestamp = "2004-05-06T07:08:09.123456Z".parse().unwrap();
        assert_eq!(full.changed_at, Some(stamp));
        assert_eq!(full.version, Version { row: 1, stamp: Some(stamp) });
        assert_eq!(full.record.text("last_name"), "Müller");
        assert_eq!(full.record.text("customer_no"), "K7");
        let Outcome::Done { key, .. } = &outcomes[0] else { unreachable!("it is done") };
        assert_eq!(office.read(Kind::Addresses, key).unwrap().as_ref(), Ok(full));
        assert_eq!(survey(&mut office, false)[0].version, full.version);
    });
}

#[test]
fn every_field_read_is_a_field_of_the_schema_and_of_its_type() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let schema = office.schema(Kind::Addresses).unwrap();
        let outcomes = commit(&mut office, vec![create(fields(&[("city", "Ulm")]), "1")]);
        for (name, value) in done(&outcomes[0]).record.iter() {
            assert!(schema.field(name).unwrap().field_type.holds(value), "{name}");
        }
    });
}

#[test]
fn a_stale_write_leaves_the_others_of_its_transaction_alone() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let a = office.add_address(&fields(&[("city", "Aalen")]), NewNumber::Next).unwrap();
        let b = office.add_address(&fields(&[("city", "Bonn")]), NewNumber::Next).unwrap();
        office.edit_address(b.id, None, &[change("city", "Berlin")]).unwrap();
        let outcomes = commit(
            &mut office,
            vec![
                update(a.id, a.version, vec![change("city", "Ahlen")], Touch::Keep),
                update(b.id, b.version, vec![change("city", "Bern")], Touch::Keep),
                delete(b.id, b.version),
                update(999, 1, vec![change("city", "Ulm")], Touch::Keep),
                create(fields(&[("city", "Celle")]), "C1"),
            ],
        );
        assert_eq!(done(&outcomes[0]).record.text("city"), "Ahlen");
        assert_eq!(outcomes[1..4], [Outcome::Stale, Outcome::Stale, Outcome::Stale]);
        assert_eq!(done(&outcomes[4]).number, "C1");
        let cities: Vec<String> = survey(&mut office, false)
            .iter()
            .map(|one| office.read(Kind::Addresses, &one.key).unwrap().unwrap())
            .map(|full| full.record.text("city").to_owned())
            .collect();
        assert_eq!(cities, ["Ahlen", "Berlin", "Celle"]);
    });
}

#[test]
fn writes_of_one_record_in_one_transaction_follow_each_other() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let seen = office.add_address(&fields(&[("city", "Aalen")]), NewNumber::Next).unwrap();
        let gone = office.delete_address(seen.id, None).unwrap();
        let outcomes = commit(
            &mut office,
            vec![
                restore(seen.id),
                update(seen.id, gone.version, vec![change("city", "Bonn")], Touch::Keep),
                update(seen.id, gone.version, vec![change("street", "Weg 1")], Touch::Keep),
            ],
        );
        let last = done(&outcomes[2]);
        assert_eq!((last.record.text("city"), last.record.text("street")), ("Bonn", "Weg 1"));
        assert_eq!(last.version.row, gone.version + 1);
    });
}

#[test]
fn a_change_is_stamped_with_its_moment_or_with_what_the_write_says() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let seen = office.add_address(&fields(&[("city", "Aalen")]), NewNumber::Next).unwrap();
        let kept = vec![update(seen.id, 1, vec![change("city", "Bonn")], Touch::Keep)];
        assert!(done(&commit(&mut office, kept)[0]).changed_at > Some(seen.changed_at));
        let stamp: Timestamp = "1999-01-01T00:00:00.0000019Z".parse().unwrap();
        let set = vec![update(seen.id, 2, vec![change("city", "Celle")], Touch::Stamp(stamp))];
        let exact: Timestamp = "1999-01-01T00:00:00.000001Z".parse().unwrap();
        assert_eq!(done(&commit(&mut office, set)[0]).changed_at, Some(exact));
    });
}

#[test]
fn every_change_of_a_record_changes_its_version() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let first = office.add_address(&fields(&[("city", "Aalen")]), NewNumber::Next).unwrap();
        let mut versions = vec![first.version];
        let mut step = |writes: Vec<Write>| {
            let row = done(&commit(&mut office, writes)[0]).version.row;
            assert!(!versions.contains(&row));
            versions.push(row);
            row
        };
        let row = step(vec![update(first.id, 1, vec![change("city", "Bonn")], Touch::Keep)]);
        let row = step(vec![delete(first.id, row)]);
        let row = step(vec![restore(first.id)]) + row - row;
        let cleared = Change { field: Name::Borrowed("city"), value: None };
        step(vec![update(first.id, row, vec![cleared], Touch::Keep)]);
    });
}

#[test]
fn a_number_can_be_changed_but_not_to_one_in_use() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let a = office.add_address(&Record::new(), NewNumber::Given("A".to_owned())).unwrap();
        let b = office.add_address(&Record::new(), NewNumber::Given("B".to_owned())).unwrap();
        let renumber = |id: i64, number: &str| Write::Update {
            kind: Kind::Addresses,
            key: Key::office(id),
            expected: Version { row: 1, stamp: None },
            changes: Vec::new(),
            number: Some(number.to_owned()),
            touch: Touch::Keep,
        };
        let outcomes = commit(&mut office, vec![renumber(a.id, "b"), renumber(b.id, " C ")]);
        assert!(matches!(&outcomes[0], Outcome::Failed(why) if why.id == "number-taken"));
        assert_eq!(done(&outcomes[1]).number, "C");
    });
}

#[test]
fn two_new_records_of_one_transaction_cannot_have_one_number() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let writes = vec![create(Record::new(), "A1"), create(Record::new(), "a1")];
        let outcomes = commit(&mut office, writes);
        assert_eq!(done(&outcomes[0]).number, "A1");
        assert!(matches!(&outcomes[1], Outcome::Failed(why) if why.id == "number-taken"));
        assert_eq!(survey(&mut office, true).len(), 1);
    });
}

#[test]
fn the_trash_is_listed_as_deleted_and_can_be_read() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let seen = office.add_address(&fields(&[("city", "Aalen")]), NewNumber::Next).unwrap();
        let gone = office.delete_address(seen.id, None).unwrap();
        for with_deleted in [false, true] {
            let listed = &survey(&mut office, with_deleted)[0];
            assert_eq!((listed.deleted, listed.in_scope), (true, with_deleted));
        }
        let mut versions = Vec::new();
        office
            .versions(Kind::Addresses, &mut |id, version, gone| versions.push((id, version, gone)))
            .unwrap();
        let stamp = Some(gone.changed_at);
        assert_eq!(versions, [(seen.id, Version { row: gone.version, stamp }, true)]);
        let read = office.read(Kind::Addresses, &Key::office(seen.id)).unwrap().unwrap();
        assert_eq!(read.record.text("city"), "Aalen");
        let missing = office.read(Kind::Addresses, &Key::office(99)).unwrap();
        assert_eq!(missing.unwrap_err().id, "record-not-found");
    });
}

#[test]
fn a_yes_or_no_that_nobody_said_stays_unsaid() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let mut said = Record::new();
        said.set("private", Value::Bool(false));
        let outcomes = commit(&mut office, vec![create(said, ""), create(Record::new(), "")]);
        assert_eq!(done(&outcomes[0]).record.get("private"), Some(&Value::Bool(false)));
        assert_eq!(done(&outcomes[1]).record.get("private"), None);
    });
}
