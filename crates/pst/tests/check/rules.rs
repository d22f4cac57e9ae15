//! Every rule once: a healthy file gets exactly one fault, and the check names it.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use pst::{Encryption, FileFormat, Flaw, MemoryBackend, PropValue, check_backend};

use crate::sample;
use crate::surgeon::Surgeon;

/// What a fault is made in.
#[derive(Clone, Copy)]
enum Base {
    /// Something of everything, Unicode.
    Small,
    /// The same, ANSI.
    Ansi,
    /// Tables in many blocks.
    Rows,
    /// An item with a value in an XXBLOCK, and few others.
    Long,
    /// The same with many others.
    LongMany,
    /// An item with more subnodes than an SLBLOCK holds.
    Wide,
    /// A heap of many blocks that many nodes can be made to share.
    Shared,
}

/// Folders, tables and items of the sample.
const CONTACTS: u32 = 0x8082;
const CONTENTS: u32 = 0x808E;
const BELOW: u32 = 0x80C2;
const FIRST: u32 = 0x20_0024;
const CONTACT: u32 = FIRST + 32;
const MAIL: u32 = FIRST + 32 * SMALL;
/// A template without rows that nothing shares.
const TEMPLATE: u32 = 0x6F8;
/// Contacts in the small sample.
const SMALL: u32 = 60;

struct Rule {
    id: &'static str,
    /// What follows from the fault; with a star, more may.
    follows: &'static [&'static str],
    base: Base,
    fault: fn(&mut Surgeon),
}

const fn rule(
    id: &'static str,
    follows: &'static [&'static str],
    base: Base,
    fault: fn(&mut Surgeon),
) -> Rule {
    Rule { id, follows, base, fault }
}

mod items;
mod layers;
mod places;

/// A file of each base, made when it is first needed.
#[derive(Default)]
struct Bases([OnceCell<Vec<u8>>; 7]);

impl Bases {
    fn get(&self, base: Base) -> &[u8] {
        let unicode = FileFormat::Unicode;
        let small = usize::try_from(SMALL).unwrap();
        let make = |base| match base {
            Base::Small => sample::build(unicode, Encryption::None, small),
            Base::Ansi => sample::build(FileFormat::Ansi, Encryption::None, small),
            Base::Rows => sample::build(unicode, Encryption::None, 600),
            Base::Long => sample::build_with(0, long),
            Base::LongMany => sample::build_with(1200, long),
            Base::Wide => sample::build_with(0, wide),
            Base::Shared => sample::build_with(3000, |_| {}),
        };
        self.0[base as usize].get_or_init(|| {
            let bytes = make(base);
            assert!(check_backend(&MemoryBackend::new(bytes.clone())).unwrap().is_clean());
            bytes
        })
    }
}

fn long(props: &mut pst::Props) {
    props.set(0x1000, sample::text("l".repeat(4_250_000)));
}

fn wide(props: &mut pst::Props) {
    for id in 0x6100..0x6100 + 400 {
        props.set(id, PropValue::Binary(vec![7; 3600]));
    }
}

#[test]
fn every_rule_is_named_when_it_is_broken_and_no_other() {
    let bases = Bases::default();
    let rules = layers::RULES.iter().chain(places::RULES).chain(items::RULES);
    let mut tested = BTreeSet::new();
    let mut wrong = Vec::new();
    for rule in rules {
        let mut surgeon = Surgeon::new(bases.get(rule.base).to_vec());
        (rule.fault)(&mut surgeon);
        let report = check_backend(&MemoryBackend::new(surgeon.bytes)).unwrap();
        let found: BTreeSet<&str> = report.findings().map(|finding| finding.what.id()).collect();
        let mut wanted: BTreeSet<&str> = rule.follows.iter().copied().collect();
        let more = wanted.remove("*");
        wanted.insert(rule.id);
        if found != wanted && !(more && found.is_superset(&wanted)) {
            wrong.push(format!("{}: {found:?}", rule.id));
        }
        tested.insert(rule.id);
    }
    let all: BTreeSet<&str> = Flaw::IDS.iter().copied().collect();
    let missing: Vec<&&str> = all.difference(&tested).collect();
    assert!(wrong.is_empty() && missing.is_empty(), "{wrong:#?}, without a test: {missing:?}");
}
