//! Contents of attachments.

use std::collections::HashMap;

use proptest::prelude::*;
use sync::form::Attached;
use sync::memory::MemoryContents;
use sync::{
    ContentHash, Contents, Kind, Ledger, LedgerTxn, Message, Outcome, Record, Store, StoreError,
    StoreTxn, Touch, Value, Write,
};

use super::{file, for_each_database, in_run};
use crate::Office;

/// A mail with these contents attached.
fn mail(contents: &[ContentHash]) -> Write {
    let attached = |hash: &ContentHash| {
        Attached { name: "A.pdf".into(), hash: Some(*hash), ..Attached::default() }.to_text()
    };
    let mut record = Record::new();
    record.set("subject", Value::text("Angebot"));
    record.set("attachments", Value::List(contents.iter().map(attached).collect()));
    Write::Create { kind: Kind::Mails, record, number: String::new(), touch: Touch::Keep }
}

fn commit(office: &mut Office, writes: Vec<Write>, from: &mut dyn Contents) -> Vec<Outcome> {
    office.commit_from(StoreTxn { writes }, from).unwrap()
}

fn stored(office: &mut Office, hash: &ContentHash) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let found = office.content(hash, &mut |piece| bytes.extend_from_slice(piece)).unwrap();
    found.ok().map(|()| bytes)
}

fn count(office: &mut Office, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {table}");
    office.db.one(&sql, &[], |row| row.int(0)).unwrap().unwrap()
}

/// Bytes that look like nothing in particular.
fn noise(size: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(next).take(size).collect()
}

/// Hands contents over in small and large pieces, and counts how often it was asked.
struct Pieces {
    contents: HashMap<ContentHash, Vec<u8>>,
    piece: usize,
    asked: usize,
}

impl Contents for Pieces {
    fn content(
        &mut self,
        hash: &ContentHash,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<Result<(), Message>, StoreError> {
        self.asked += 1;
        let Some(bytes) = self.contents.get(hash) else {
            return Ok(Err(Message::new("cannot-be-had")));
        };
        bytes.chunks(self.piece).for_each(take);
        Ok(Ok(()))
    }
}

#[test]
fn a_content_of_any_size_comes_back_and_is_stored_once() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let sizes = [0, 1, 262_143, 262_144, 262_145, 1_000_000];
        for piece in [1_000, 100_000, 262_144, 2_000_000] {
            let all = sizes.map(|size| noise(size + piece % 7));
            let hashes = all.each_ref().map(|bytes| ContentHash::of(bytes));
            let contents = hashes.into_iter().zip(all.clone()).collect();
            let mut from = Pieces { contents, piece, asked: 0 };
            let writes = vec![mail(&hashes), mail(&hashes[..1]), mail(&hashes[1..])];
            let outcomes = commit(&mut office, writes.clone(), &mut from);
            assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Done { .. })));
            let asked = from.asked;
            commit(&mut office, writes, &mut from);
            assert_eq!(from.asked, asked);
            for (hash, bytes) in hashes.iter().zip(all) {
                assert_eq!(office.content_size(hash), Ok(Some(bytes.len() as u64)));
                assert!(stored(&mut office, hash) == Some(bytes), "{hash}");
            }
        }
    });
}

#[test]
fn a_content_that_nobody_has_is_named() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let hash = ContentHash::of(b"x");
        let missing = office.content(&hash, &mut |_| {}).unwrap().unwrap_err();
        assert_eq!(missing, sync::no_such_content(&hash));
        assert_eq!(office.content_to(&hash, &mut |_| {}), Ok(false));
    });
}

#[test]
fn a_mail_whose_content_cannot_be_had_fails_alone_with_the_reason_given() {
    for_each_database(|fresh| {
        let (mut office, run) = in_run(fresh);
        let good = MemoryContents::default().add(b"gut");
        let lost = ContentHash::of(b"weg");
        let contents = [(good, b"gut".to_vec())].into_iter().collect();
        let mut from = Pieces { contents, piece: 2, asked: 0 };
        let records = StoreTxn { writes: vec![mail(&[good, lost]), mail(&[good]), mail(&[lost])] };
        let txn = LedgerTxn { records, ..LedgerTxn::default() };
        let outcomes = office.settle_from(run, &file(), txn, &mut from).unwrap();
        let failed = Outcome::Failed(Message::new("cannot-be-had"));
        assert_eq!((&outcomes[0], &outcomes[2]), (&failed, &failed));
        assert!(matches!(&outcomes[1], Outcome::Done { .. }));
        assert_eq!((from.asked, count(&mut office, "mail")), (2, 1));
    });
}

#[test]
fn bytes_that_do_not_have_the_hash_they_are_named_by_are_not_stored() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        for size in [10, 300_000, 600_000] {
            let hash = ContentHash::of(&size.to_string().into_bytes());
            let contents = [(hash, noise(size))].into_iter().collect();
            let mut from = Pieces { contents, piece: 70_000, asked: 0 };
            let outcomes = commit(&mut office, vec![mail(&[hash])], &mut from);
            let damaged = Message::new("content-damaged").with("hash", hash);
            assert_eq!(outcomes, [Outcome::Failed(damaged)]);
            assert_eq!(stored(&mut office, &hash), None);
        }
        let tables = ["mail", "content", "content_chunk"];
        assert_eq!(tables.map(|table| count(&mut office, table)), [0, 0, 0]);
    });
}

#[test]
fn a_source_that_cannot_be_read_leaves_everything_as_it_was() {
    struct Broken;
    impl Contents for Broken {
        fn content(
            &mut self,
            _: &ContentHash,
            take: &mut dyn FnMut(&[u8]),
        ) -> Result<Result<(), Message>, StoreError> {
            take(&noise(300_000));
            Err(StoreError { message: Message::new("broken"), transient: true })
        }
    }
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let writes = vec![mail(&[]), mail(&[ContentHash::of(b"x")])];
        let error = office.commit_from(StoreTxn { writes }, &mut Broken).unwrap_err();
        assert_eq!(error, StoreError { message: Message::new("broken"), transient: true });
        assert_eq!(["mail", "content_chunk"].map(|t| count(&mut office, t)), [0, 0]);
    });
}

#[test]
fn an_attachment_added_later_is_fetched_too() {
    for_each_database(|fresh| {
        let mut office = fresh.open();
        let outcomes = commit(&mut office, vec![mail(&[])], &mut MemoryContents::default());
        let Outcome::Done { key, full } = &outcomes[0] else { panic!("{outcomes:?}") };
        let mut from = MemoryContents::default();
        let hash = from.add(b"neu");
        let Write::Create { record, .. } = mail(&[hash]) else { unreachable!("it is one") };
        let value = record.get("attachments").cloned();
        let update = Write::Update {
            kind: Kind::Mails,
            key: key.clone(),
            expected: full.version,
            changes: vec![sync::Change { field: "attachments".into(), value }],
            number: None,
            touch: Touch::Keep,
        };
        commit(&mut office, vec![update], &mut from);
        assert_eq!(stored(&mut office, &hash), Some(b"neu".to_vec()));
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn pieces_of_any_size_make_the_same_content(
        sizes in proptest::collection::vec(0..400_000_usize, 0..6)
    ) {
        struct Cut<'a>(&'a [u8], &'a [usize]);
        impl Contents for Cut<'_> {
            fn content(
                &mut self,
                _: &ContentHash,
                take: &mut dyn FnMut(&[u8]),
            ) -> Result<Result<(), Message>, StoreError> {
                let mut rest = self.0;
                for size in self.1 {
                    let (now, later) = rest.split_at(*size);
                    take(now);
                    rest = later;
                }
                Ok(Ok(()))
            }
        }
        let bytes = noise(sizes.iter().sum());
        let hash = ContentHash::of(&bytes);
        let mut office = Office::nowhere().unwrap();
        commit(&mut office, vec![mail(&[hash])], &mut Cut(&bytes, &sizes));
        prop_assert!(stored(&mut office, &hash) == Some(bytes));
    }
}
