//! Links, bases, journal, runs, open decisions, and that they are stored together or not at all.

use sync::{
    Base, Change, Job, Key, Kind, Ledger, LedgerTxn, Link, LinkState, LinkWrite, Message, Name,
    OpenDecision, Outcome, Record, Side, StoreId, StoreTxn, Touch, Value, Version, Write,
};

use super::{
    change, fields, file, for_each_database, in_run, intent, item, line, link, link_write,
};
use crate::{NewNumber, Office};

fn links(office: &mut Office) -> Vec<Link> {
    let mut found = Vec::new();
    office.links(&file(), Kind::Addresses, &mut |link| found.push(link)).unwrap();
    found
}

fn settle(office: &mut Office, run: i64, txn: LedgerTxn) -> Vec<Outcome> {
    office.settle(run, &file(), txn).unwrap()
}

fn put_links(office: &mut Office, run: i64, links: Vec<LinkWrite>) {
    settle(office, run, LedgerTxn { links, ..LedgerTxn::default() });
}

fn base(text: &str) -> Option<Base> {
    Some(fields(&[("street", text)]))
}

fn create(name: &str, number: &str) -> Write {
    Write::Create {
        kind: Kind::Addresses,
        record: fields(&[("last_name", name)]),
        number: number.to_owned(),
        touch: Touch::Keep,
    }
}

#[test]
fn a_link_comes_back_as_it_was_stored() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        for (at, state) in (1..).zip([
            LinkState::Linked,
            LinkState::Pending,
            LinkState::MissingOnce,
            LinkState::OutOfScope,
            LinkState::Open,
            LinkState::Quarantined,
            LinkState::Duplicate,
            LinkState::Ignored,
            LinkState::Tombstone,
        ]) {
            // An Outlook stamp: tenths of microseconds, here before 1970.
            let stamp = "1969-12-31T23:59:59.1234567Z".parse().unwrap();
            let mut given = link(at, Some(i64::from(at)), "0042");
            given.state = state;
            given.item_version = Version { row: i64::MIN, stamp: Some(stamp) };
            given.office_version = Version { row: i64::MAX, stamp: Some(stamp) };
            put_links(&mut office, run, vec![link_write(given.clone())]);
            let stored = links(&mut office).pop().unwrap();
            assert_eq!(stored, Link { id: stored.id, ..given });
        }
    });
}

#[test]
fn an_item_has_one_link_and_a_new_one_replaces_it() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        put_links(&mut office, run, vec![link_write(link(1, Some(1), "A"))]);
        let first = links(&mut office);
        let twice = [link_write(link(1, Some(2), "B")), link_write(link(1, Some(3), "C"))];
        put_links(&mut office, run, twice.to_vec());
        let second = links(&mut office);
        assert_eq!(second.len(), 1);
        assert_eq!((second[0].id, second[0].office), (first[0].id, Some(3)));
    });
}

#[test]
fn a_link_can_pass_to_another_item_whose_own_link_is_dropped() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let mut moved = link_write(link(1, Some(1), "A"));
        moved.office_base = base("kept");
        put_links(&mut office, run, vec![moved, link_write(link(2, None, "A"))]);
        let before = links(&mut office);
        let relinked = Link { item: item(2), ..before[0].clone() };
        put_links(&mut office, run, vec![link_write(relinked.clone())]);
        assert_eq!(links(&mut office), std::slice::from_ref(&relinked));
        assert_eq!(office.bases(relinked.id).unwrap().0, base("kept").unwrap());
        assert_eq!(office.bases(before[1].id).unwrap(), (Base::new(), Base::new()));
    });
}

#[test]
fn two_links_can_change_their_items() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let mut first = link_write(link(1, Some(1), "A"));
        first.item_base = base("first");
        put_links(&mut office, run, vec![first, link_write(link(2, Some(2), "B"))]);
        let before = links(&mut office);
        let swapped = [
            Link { item: item(2), ..before[0].clone() },
            Link { item: item(1), ..before[1].clone() },
        ];
        put_links(&mut office, run, swapped.iter().cloned().map(link_write).collect());
        assert_eq!(links(&mut office), swapped);
        assert_eq!(office.bases(before[0].id).unwrap().1, base("first").unwrap());
    });
}

#[test]
fn a_base_that_is_not_given_stays_as_it_is() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let mut write = link_write(link(1, Some(1), "A"));
        (write.office_base, write.item_base) = (base("o1"), base("i1"));
        put_links(&mut office, run, vec![write.clone()]);
        let id = links(&mut office)[0].id;
        for (office_base, item_base, expected) in [
            (None, None, ("o1", "i1")),
            (base("o2"), None, ("o2", "i1")),
            (None, base("i2"), ("o2", "i2")),
            (Some(Base::new()), base("i3"), ("", "i3")),
        ] {
            let write = LinkWrite { office_base, item_base, ..write.clone() };
            put_links(&mut office, run, vec![write]);
            let (office_base, item_base) = office.bases(id).unwrap();
            assert_eq!((office_base.text("street"), item_base.text("street")), expected);
        }
    });
}

#[test]
fn links_of_another_data_file_or_kind_are_not_shown() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        put_links(&mut office, run, vec![link_write(link(1, Some(1), "A"))]);
        let other = StoreId("another".to_owned());
        let mut seen = 0;
        office.links(&other, Kind::Addresses, &mut |_| seen += 1).unwrap();
        office.links(&file(), Kind::Mails, &mut |_| seen += 1).unwrap();
        assert_eq!(seen, 0);
        assert!(office.open_decisions(&other).unwrap().is_empty());
    });
}

#[test]
fn a_new_record_and_its_link_are_stored_together() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let number = office.intend(run, &file(), &[intent(1, None)]).unwrap().remove(0);
        let pending = links(&mut office).remove(0);
        assert_eq!((pending.state, pending.office), (LinkState::Pending, None));
        let mut write = link_write(link(1, None, &number));
        write.office_from = Some(0);
        write.in_step = true;
        let outcomes = settle(
            &mut office,
            run,
            LedgerTxn {
                records: StoreTxn { writes: vec![create("Müller", &number)] },
                links: vec![write],
                ..LedgerTxn::default()
            },
        );
        let Outcome::Done { key, full } = &outcomes[0] else { panic!("{outcomes:?}") };
        let stored = links(&mut office).remove(0);
        assert_eq!((stored.id, stored.state), (pending.id, LinkState::Linked));
        assert_eq!((stored.office, stored.office_version), (key.office_id(), full.version));
    });
}

#[test]
fn a_link_that_is_not_in_step_keeps_the_version_it_was_given() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let mut write = link_write(link(1, None, "A"));
        write.office_from = Some(0);
        let records = StoreTxn { writes: vec![create("Müller", "A")] };
        let txn = LedgerTxn { records, links: vec![write], ..LedgerTxn::default() };
        settle(&mut office, run, txn);
        let stored = links(&mut office).remove(0);
        assert_eq!((stored.office.is_some(), stored.office_version.row), (true, 0));
    });
}

#[test]
fn what_belongs_to_a_write_that_was_not_done_is_not_stored() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let seen = office.add_address(&fields(&[("city", "Bonn")]), NewNumber::Next).unwrap();
        let stale = Write::Update {
            kind: Kind::Addresses,
            key: Key::office(seen.id),
            expected: Version { row: seen.version + 1, stamp: None },
            changes: vec![change("city", "Ulm")],
            number: None,
            touch: Touch::Keep,
        };
        let from = |at: usize, number: u32| LinkWrite {
            office_from: Some(at),
            ..link_write(link(number, None, "A"))
        };
        let outcomes = settle(
            &mut office,
            run,
            LedgerTxn {
                records: StoreTxn { writes: vec![stale, create("Müller", "B")] },
                links: vec![from(0, 1), from(1, 2)],
                journal: vec![
                    (Some(0), line("update", "city", "Ulm")),
                    (Some(1), line("create", "last_name", "Müller")),
                    (None, line("update", "user.Kundennr", "B")),
                ],
                ..LedgerTxn::default()
            },
        );
        assert_eq!(outcomes[0], Outcome::Stale);
        let items: Vec<Key> = links(&mut office).into_iter().map(|link| link.item).collect();
        assert_eq!(items, [item(2)]);
        let mut written = Vec::new();
        office.journal(run, &mut |line| written.push((line.field, line.office))).unwrap();
        let created = outcomes.iter().find_map(|outcome| match outcome {
            Outcome::Done { key, .. } => key.office_id(),
            _ => None,
        });
        let expected =
            [(Name::Borrowed("last_name"), created), (Name::Borrowed("user.Kundennr"), None)];
        assert_eq!(written, expected);
    });
}

#[test]
fn a_settlement_that_cannot_be_stored_leaves_nothing_behind() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let links_before = links(&mut office);
        let records = StoreTxn { writes: vec![create("Müller", "B")] };
        let txn = LedgerTxn {
            records,
            links: vec![link_write(link(1, None, "A"))],
            // A run that never began: the journal cannot be stored.
            journal: vec![(None, line("update", "city", "Ulm"))],
            ..LedgerTxn::default()
        };
        assert!(office.settle(run + 1000, &file(), txn).is_err());
        assert_eq!(links(&mut office), links_before);
        assert_eq!(office.known(Kind::Addresses, "B").unwrap(), sync::Known::No);
    });
}

#[test]
fn an_intent_for_a_linked_item_drops_the_record_and_the_bases() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let mut write = link_write(link(1, Some(5), "A"));
        write.office_base = base("old");
        put_links(&mut office, run, vec![write]);
        let number = office.intend(run, &file(), &[intent(1, None)]).unwrap().remove(0);
        let pending = links(&mut office).remove(0);
        assert_eq!((pending.office, pending.number), (None, number));
        assert_eq!(pending.state, LinkState::Pending);
        assert_eq!(office.bases(pending.id).unwrap(), (Base::new(), Base::new()));
    });
}

#[test]
fn an_item_may_lose_a_link_and_get_another_in_one_transaction() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        put_links(&mut office, run, vec![link_write(link(1, Some(1), "A"))]);
        let old = links(&mut office).remove(0).id;
        let links_written = vec![link_write(link(1, Some(2), "B"))];
        let txn = LedgerTxn { unlink: vec![old], links: links_written, ..LedgerTxn::default() };
        settle(&mut office, run, txn);
        let new = links(&mut office);
        assert_eq!((new.len(), new[0].office), (1, Some(2)));
        assert_ne!(new[0].id, old);
    });
}

#[test]
fn the_journal_gives_every_field_back_line_by_line() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let mut second = line("create", "city", "Ulm");
        second.item = Some(item(2));
        let mut update = line("update", "user.Kundennr", "10000");
        update.side = Side::Outlook;
        update.before = Some(Value::Number(0.1));
        let cleared = sync::JournalLine { after: None, item: None, ..line("update", "city", "") };
        let lines = [
            line("create", "city", "Köln"),
            line("create", "notes", "a\r\n\u{0}b\u{1F600}"),
            second,
            update,
            cleared,
        ];
        let journal = lines.iter().cloned().map(|line| (None, line)).collect();
        settle(&mut office, run, LedgerTxn { journal, ..LedgerTxn::default() });
        let mut read = Vec::new();
        office.journal(run, &mut |line| read.push(line)).unwrap();
        assert_eq!(read, lines);
        // Part by part it is the same; a part ends with a record.
        let (mut parts, mut after) = (Vec::new(), Some(0));
        while let Some(from) = after {
            let (part, next) = office.journal_part(run, from, 1).unwrap();
            assert!(next.is_none() || !part.is_empty());
            (parts, after) = ([parts, part].concat(), next);
        }
        assert_eq!(parts, lines);
        let rows = "SELECT COUNT(*) FROM journal";
        assert_eq!(office.db.one(rows, &[], |row| row.int(0)), Ok(Some(4)));
    });
}

#[test]
fn the_history_of_a_record_names_the_runs_that_wrote_it() {
    for_each_database(|fresh| {
        let (mut office, first) = in_run(fresh);
        let second = office.begin_run(Job::Sync, &file(), "/daten/b.pst").unwrap();
        for (run, city) in [(first, "Bonn"), (second, "Ulm")] {
            let mut line = line("update", "city", city);
            line.office = Some(7);
            let journal = vec![(None, line), (None, self::line("update", "city", "other"))];
            settle(&mut office, run, LedgerTxn { journal, ..LedgerTxn::default() });
        }
        let mut seen = Vec::new();
        office
            .history(Kind::Addresses, 7, &mut |h| seen.push((h.run, h.job, h.line.after.unwrap())))
            .unwrap();
        let expected =
            [(first, Job::Import, Value::text("Bonn")), (second, Job::Sync, Value::text("Ulm"))];
        assert_eq!(seen, expected);
    });
}

fn decision(row: u8, number: u32, why: &str) -> OpenDecision {
    OpenDecision {
        id: 0,
        row,
        kind: Kind::Addresses,
        office: Some(3),
        office_name: "10007 Beispiel".to_owned(),
        item: item(number),
        item_name: "/Kontakte: Anna Beispiel".to_owned(),
        fields: vec![(Name::Borrowed("city"), None, Some(Value::text("Ulm")))],
        why: Message::new(why).with("name", "Anna"),
    }
}

#[test]
fn a_decision_about_the_same_item_and_row_replaces_the_older_one() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let mut open = |open: Vec<OpenDecision>, settled: Vec<Key>| {
            settle(&mut office, run, LedgerTxn { open, settled, ..LedgerTxn::default() });
            let open = office.open_decisions(&file()).unwrap();
            open.into_iter().map(|d| (d.row, d.item, d.why.id)).collect::<Vec<_>>()
        };
        let first = vec![decision(18, 1, "a"), decision(19, 1, "b"), decision(18, 2, "c")];
        assert_eq!(open(first, Vec::new()).len(), 3);
        let again = open(vec![decision(18, 1, "x"), decision(18, 1, "d")], Vec::new());
        assert_eq!(again.len(), 3);
        assert!(again.contains(&(18, item(1), "d".to_owned())));
        let settled = open(vec![decision(23, 1, "e")], vec![item(1), item(9)]);
        let kept = [(18, item(2), "c".to_owned()), (23, item(1), "e".to_owned())];
        assert_eq!(settled, kept);
    });
}

#[test]
fn open_decisions_of_all_data_files_are_listed_with_run_and_path() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let open = vec![decision(18, 1, "a")];
        settle(&mut office, run, LedgerTxn { open, ..LedgerTxn::default() });
        let stored = office.decisions().unwrap().remove(0);
        assert_eq!(
            (stored.run, stored.file, stored.path.as_str()),
            (run, file(), "/daten/anna.pst")
        );
        let id = stored.decision.id;
        assert_eq!(stored.decision, OpenDecision { id, ..decision(18, 1, "a") });
    });
}

#[test]
fn a_run_is_kept_with_its_report() {
    for_each_database(|fresh| {
        let (mut office, first) = in_run(fresh);
        let second = office.begin_run(Job::Export, &file(), "/daten/neu.pst").unwrap();
        office.end_run(first, 3, "{\"run\": 1}").unwrap();
        let runs = office.runs(10).unwrap();
        assert_eq!(runs.iter().map(|run| run.id).collect::<Vec<_>>(), [second, first]);
        assert_eq!((runs[0].job, runs[0].exit, runs[0].ended_at), (Job::Export, None, None));
        let ended = office.run(first).unwrap();
        assert_eq!((ended.exit, ended.report.as_deref()), (Some(3), Some("{\"run\": 1}")));
        assert_eq!((ended.path.as_str(), &ended.file), ("/daten/anna.pst", &file()));
        assert!(ended.ended_at.is_some_and(|end| end >= ended.started_at));
        assert_eq!(office.runs(1).unwrap().len(), 1);
        assert!(office.run(99).is_err());
    });
}

#[test]
fn the_backup_of_a_data_file_is_remembered() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        assert_eq!(office.data_file(&file()).unwrap(), None);
        office.set_backup(&file(), "/daten/anna.pst.bak").unwrap();
        office.begin_run(Job::Import, &file(), "/daten/anna.pst").unwrap();
        let known = office.data_file(&file()).unwrap().unwrap();
        assert_eq!(
            (known.path.as_str(), known.backup.as_str()),
            ("/daten/anna.pst", "/daten/anna.pst.bak")
        );
    });
}

fn candidates(office: &mut Office, pairs: &[(&'static str, &str)]) -> Vec<i64> {
    office.candidates(&file(), Kind::Addresses, &fields(pairs)).unwrap()
}

#[test]
fn candidates_share_an_email_a_name_or_a_mobile_number() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let mut add = |pairs: &[(&'static str, &str)]| {
            office.add_address(&fields(pairs), NewNumber::Next).unwrap().id
        };
        let anna = add(&[("first_name", "Anna"), ("last_name", "Müller"), ("email", "A@b.de")]);
        let bert = add(&[("last_name", "Bert"), ("email3", "bert@b.de"), ("mobile", "0171-23")]);
        let other = add(&[("first_name", "Anna"), ("last_name", "Meier")]);
        let linked = add(&[("last_name", "Bert")]);
        let gone = add(&[("last_name", "Bert")]);
        office.delete_address(gone, None).unwrap();
        put_links(&mut office, run, vec![link_write(link(1, Some(linked), "x"))]);
        for (wanted, expected) in [
            (&[("email2", " a@B.de ")][..], &[anna][..]),
            (&[("email", "BERT@b.de")], &[bert]),
            (&[("first_name", "anna"), ("last_name", "MUELLER")], &[anna]),
            (&[("first_name", "Anna Müller")], &[anna]),
            (&[("last_name", "bert")], &[bert]),
            (&[("mobile", "(0171) 23")], &[bert]),
            (&[("last_name", "Müller")], &[]),
            (&[("city", "Ulm")], &[]),
            (&[], &[]),
        ] {
            assert_eq!(candidates(&mut office, wanted), expected, "{wanted:?}");
        }
        let elsewhere = StoreId("another".to_owned());
        let bert_too = fields(&[("last_name", "Bert")]);
        let found = office.candidates(&elsewhere, Kind::Addresses, &bert_too).unwrap();
        assert_eq!(found, [bert, linked]);
        assert!(found.iter().all(|id| *id != other));
    });
}

#[test]
fn candidates_are_the_twenty_oldest() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let same: Record = fields(&[("last_name", "Bert")]);
        let ids: Vec<i64> =
            (0..25).map(|_| office.add_address(&same, NewNumber::None).unwrap().id).collect();
        assert_eq!(candidates(&mut office, &[("last_name", "Bert")]), ids[..20]);
    });
}

#[test]
fn an_update_of_many_records_is_one_settlement() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let writes = (0..150).map(|number| create(&format!("Nr {number}"), "")).collect();
        let records = StoreTxn { writes };
        let outcomes = settle(&mut office, run, LedgerTxn { records, ..LedgerTxn::default() });
        let update = |outcome: &Outcome| match outcome {
            Outcome::Done { key, full } => Write::Update {
                kind: Kind::Addresses,
                key: key.clone(),
                expected: full.version,
                changes: vec![Change { field: "city".into(), value: Some(Value::text("Ulm")) }],
                number: None,
                touch: Touch::Keep,
            },
            other => panic!("not done: {other:?}"),
        };
        let records = StoreTxn { writes: outcomes.iter().map(update).collect() };
        let outcomes = settle(&mut office, run, LedgerTxn { records, ..LedgerTxn::default() });
        for (number, outcome) in outcomes.iter().enumerate() {
            let Outcome::Done { full, .. } = outcome else { panic!("{outcome:?}") };
            assert_eq!(full.record.text("last_name"), format!("Nr {number}"));
            assert_eq!((full.record.text("city"), full.version.row), ("Ulm", 2));
        }
    });
}
