//! What the report of a check promises.

use std::path::Path;

use jiff::tz::TimeZone;
use pst::{At, Encryption, FileFormat, Finding, Flaw, Hex, Nid, Owner};

use super::*;
use crate::words::Language;

fn words(language: Language) -> Words {
    Words::new(language, TimeZone::UTC)
}

fn facts() -> Facts {
    Facts {
        format: FileFormat::Unicode,
        version: 23,
        encryption: Encryption::Permute,
        size: 271_360,
        maps_valid: 2,
        nodes: 40,
        subnodes: 12,
        block_bytes: 4000,
        properties: 312,
        names: 4,
        folders: 5,
        associated: 1,
        regions: 1,
        free_bytes: 123_456,
        lost_bytes: 64,
    }
}

fn report(errors: Vec<Finding>, warnings: Vec<Finding>) -> CheckReport {
    let facts = facts();
    let left_out = if errors.is_empty() { 0 } else { 1200 };
    CheckReport { errors, warnings, left_out, facts, pages: 8, blocks: 71, items: 3 }
}

fn finding(node: u32, row: Option<u32>, at: At, what: Flaw) -> Finding {
    Finding { owner: Some(Owner { node: Nid(node), sub: None, row }), at, what }
}

fn damaged() -> CheckReport {
    let block = |id| Finding { owner: None, at: At::Block(id), what: Flaw::BlockChecksum };
    let mut errors: Vec<Finding> = (1..=8).map(|id| block(id * 4)).collect();
    let count = Flaw::FolderCount { found: 4, expected: 3 };
    errors.push(finding(0x8082, None, At::Property(0x3602), count));
    let used_free = Flaw::UsedFree { bytes: 8192, first: Hex(0x4A40) };
    errors.push(Finding { owner: None, at: At::Maps, what: used_free });
    let row = finding(0x808E, Some(0x20_0024), At::Column(0x0E08_0003), Flaw::ContentsRow);
    report(errors, vec![row])
}

fn shown(report: &CheckReport, language: Language, width: Option<u16>, all: bool) -> String {
    let (words, names) = (words(language), Names::default());
    text::View { words: &words, names: &names, width, all }.report(report, Path::new("Kunden.pst"))
}

#[test]
fn a_damaged_file_is_described_worst_first_within_the_terminal() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../../tests/program/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (name, language) in [("de", Language::German), ("en", Language::English)] {
        for width in [80, 60] {
            let text = shown(&damaged(), language, Some(width), false);
            let widest = text.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(width.into()), "{text}");
            settings.bind(|| insta::assert_snapshot!(format!("check-{width}-{name}"), text));
        }
    }
}

#[test]
fn what_loses_data_comes_first_and_a_rule_is_named_once_for_all_its_places() {
    let text = shown(&damaged(), Language::English, None, false);
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}: {text}"));
    assert!(at("marked free") < at("contents are damaged"));
    assert!(at("contents are damaged") < at("number of items"));
    assert!(at("number of items") < at("One warning"));
    assert_eq!(text.matches("contents are damaged").count(), 1);
    assert!(text.contains("block 0x14") && !text.contains("block 0x18"), "{text}");
    assert!(text.contains("3 more of this kind") && text.contains("--verbose"), "{text}");
    assert!(text.contains("1,200 more findings"), "{text}");
    let all = shown(&damaged(), Language::English, None, true);
    assert!(all.contains("block 0x20") && !all.contains("--verbose"), "{all}");
}

#[test]
fn the_last_line_is_the_verdict() {
    let last = |report: &CheckReport| {
        let text = shown(report, Language::English, None, false);
        text.lines().last().unwrap_or_default().to_owned()
    };
    let warning = finding(0x8082, None, At::Property(0x3603), Flaw::HierarchyRow);
    assert_eq!(last(&report(vec![], vec![])), "The file is in order: no findings.");
    assert!(last(&report(vec![], vec![warning])).contains("nothing to do"));
    assert!(last(&damaged()).contains("pst repair"));
}

#[test]
fn every_rule_has_words_in_both_languages() {
    for language in [Language::German, Language::English] {
        let words = words(language);
        let missing: Vec<_> = Flaw::IDS.iter().filter(|id| words.find(id).is_none()).collect();
        assert_eq!(missing, Vec::<&&str>::new());
    }
}

#[test]
fn objects_are_named_for_what_they_are() {
    let words = words(Language::German);
    let place = |finding: &Finding| place::of(finding, &Names::default(), &words);
    let at = At::Property(0x3602);
    assert_eq!(
        place(&finding(0x8082, None, at, Flaw::WideText)),
        "Ordner 8082, Eigenschaft 0x3602 (PidTagContentCount)"
    );
    let whole = finding(0x808E, Some(0x20_0024), At::Node(Nid(0x808E)), Flaw::ContentsRow);
    assert_eq!(place(&whole), "Elementtabelle 808e, Zeile 200024");
    let mut recipient = finding(0x20_0024, Some(3), At::Column(0x0C15_0003), Flaw::RecipientRow);
    recipient.owner = recipient.owner.map(|owner| Owner { sub: Some(Nid::RECIPIENTS), ..owner });
    assert_eq!(
        place(&recipient),
        "Element 200024, Empfängertabelle 692, Zeile 3, Spalte 0x0C150003 (PidTagRecipientType)"
    );
    let header = Finding { owner: None, at: At::Header, what: Flaw::MapsOld };
    assert_eq!(place(&header), "Dateikopf");
}

#[test]
fn numbers_are_written_as_people_of_the_language_write_them() {
    let what = Flaw::ItemSize { found: -12_345, expected: 1_234_567 };
    let finding = finding(0x20_0024, None, At::Property(0x0E08), what);
    assert_eq!(
        said(&finding, &words(Language::German)),
        "Das Element gibt seine Größe mit -12.345 Bytes an, es sind 1.234.567."
    );
    assert!(said(&finding, &words(Language::English)).contains("-12,345"));
}
