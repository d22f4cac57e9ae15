//! Files made by this crate, read by programs that others wrote. Each is held to what it can show:
//! folders and the number of their items, subjects, the number of recipients, attachments.
//!
//! Together the files use every operation of a transaction, in every format and encryption. Where
//! a judge shows something else than this crate, the table below says so once, and why; a
//! difference that is not in the table fails, and so does a listed one that is gone.

mod files;
mod newer;
mod outlook_pst;
mod programs;
mod shown;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;

use files::File;
use pst::{Nid, NidType};
use shown::{Facts, Scope, files_only, name_and_size};
use support::seen::{Seen, SeenItem};
use support::strict::assert_strictly_clean;

/// What a judge shows otherwise than we do.
struct Known {
    judge: &'static str,
    why: &'static str,
    /// Makes of what we see what it shows.
    adjust: fn(&mut Seen),
}

const KNOWN: [Known; 3] = [
    Known {
        judge: "readpst",
        why: "it shows associated items as items",
        adjust: |seen| {
            for item in seen.folders.iter_mut().flat_map(|folder| &mut folder.items) {
                item.nid = Nid::new(item.nid.index(), NidType::MESSAGE);
            }
        },
    },
    Known { judge: "readpst", why: "it leaves out posts without any text", adjust: without_posts },
    Known { judge: "pffexport", why: "it does not export posts", adjust: without_posts },
];

fn without_posts(seen: &mut Seen) {
    for folder in &mut seen.folders {
        folder.items.retain(|item| item.props.text(0x001A) != "IPM.Post");
    }
}

fn every_item(_: &SeenItem) -> bool {
    true
}

fn mails_only(item: &SeenItem) -> bool {
    item.props.text(0x001A) == "IPM.Note"
}

/// The judges and what each has a way to show.
#[rustfmt::skip]
const JUDGES: [(&str, Scope); 4] = [
    ("outlook-pst", Scope { subject: every_item, attachment: outlook_pst::table_row, recipients: true }),
    ("pypff", Scope { subject: every_item, attachment: name_and_size, recipients: true }),
    ("pffexport", Scope { subject: every_item, attachment: files_only, recipients: true }),
    ("readpst", Scope { subject: mails_only, attachment: files_only, recipients: false }),
];

/// What a judge shows of each file; `None` if it is not there.
fn hear(judge: &str, files: &[File]) -> Option<Vec<Facts>> {
    match judge {
        "outlook-pst" => Some(files.iter().map(outlook_pst::outlook_pst).collect()),
        "pypff" => programs::pypff(files),
        "pffexport" => files.iter().map(programs::pffexport).collect(),
        _ => files.iter().map(programs::readpst).collect(),
    }
}

/// What a judge should show of a file, with the adjustments of the table but one.
fn should(judge: &str, scope: &Scope, file: &File, but: Option<usize>) -> Facts {
    let mut seen = file.seen.clone();
    for (i, known) in KNOWN.iter().enumerate() {
        if known.judge == judge && but != Some(i) {
            (known.adjust)(&mut seen);
        }
    }
    scope.expected(&seen)
}

#[test]
fn other_readers_see_in_our_files_what_we_see() {
    let dir = tempfile::tempdir().unwrap();
    let files = files::write(dir.path());
    assert!(files.len() >= 30);
    let paths: Vec<_> = files.iter().map(|file| file.path.clone()).collect();
    assert_strictly_clean(&paths);
    for (judge, scope) in JUDGES {
        let Some(shown) = hear(judge, &files) else { continue };
        let (mut facts, mut differ) = (0, BTreeMap::new());
        for (file, shown) in files.iter().zip(&shown) {
            let should = should(judge, &scope, file, None);
            facts += should.0.values().sum::<usize>();
            let found = should.differences(shown);
            if !found.is_empty() {
                differ.insert(&file.name, found);
            }
        }
        assert!(differ.is_empty(), "{judge} shows something else: {differ:#?}");
        println!("{judge}: {} files, {facts} facts as we see them", files.len());
        assert_known_differences_are_met(judge, &scope, &files, &shown);
    }
}

/// A difference that is listed and does not occur any more has no place in the table.
fn assert_known_differences_are_met(judge: &str, scope: &Scope, files: &[File], shown: &[Facts]) {
    for (i, known) in KNOWN.iter().enumerate().filter(|(_, known)| known.judge == judge) {
        let without = |file| should(judge, scope, file, Some(i));
        let met = files.iter().zip(shown).filter(|(file, shown)| without(file) != **shown).count();
        println!("{judge}: {}: {met} files", known.why);
        assert!(met > 0, "{judge}: not met any more: {}", known.why);
    }
}
