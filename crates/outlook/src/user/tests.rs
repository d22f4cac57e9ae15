//! Golden bytes of the documentation's own examples, and what must hold for every stream.

use std::collections::BTreeSet;

use proptest::prelude::*;
use pst::PropValue;
use sync::{Record, Value};

use super::*;

const ANSI: Target = Target { ansi: true, code_page: 1252 };
const UNICODE: Target = Target { ansi: false, code_page: 1252 };

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn kundennr() -> Vec<u8> {
    bytes(
        "03 01 01 00 00 00 45 00 00 00 08 00 00 00 00 00 08 00
         4B 00 75 00 6E 00 64 00 65 00 6E 00 6E 00 72 00
         08 4B 75 6E 64 65 6E 6E 72  00 00 00 00  00 00 00 00  11 00 00 00
         08 4B 00 75 00 6E 00 64 00 65 00 6E 00 6E 00 72 00  00 00 00 00",
    )
}

fn exportdatum() -> Vec<u8> {
    bytes(
        "03 01 01 00 00 00 45 00 00 00 07 00 00 00 00 00
         0B 00 45 00 78 00 70 00 6F 00 72 00 74 00 64 00
         61 00 74 00 75 00 6D 00 0B 45 78 70 6F 72 74 64
         61 74 75 6D 00 00 00 00 05 00 00 00 17 00 00 00
         0B 45 00 78 00 70 00 6F 00 72 00 74 00 64 00 61
         00 74 00 75 00 6D 00 00 00 00 00",
    )
}

fn umsatz() -> Vec<u8> {
    bytes(
        "03 01 01 00 00 00 45 00 00 00 05 00 00 00 00 00
         06 00 55 00 6D 00 73 00 61 00 74 00 7A 00 06 55
         6D 73 61 74 7A 00 00 00 00 01 00 00 00 0D 00 00
         00 06 55 00 6D 00 73 00 61 00 74 00 7A 00 00 00
         00 00",
    )
}

fn v1() -> Vec<u8> {
    let mut stream = kundennr()[..0x2F].to_vec();
    stream[0] = 2;
    stream
}

fn both() -> Vec<u8> {
    let mut stream = bytes("03 01 02 00 00 00");
    stream.extend(&kundennr()[6..]);
    stream.extend(&exportdatum()[6..]);
    stream
}

fn folder() -> Vec<u8> {
    let tail = "29 03 02 00 00 00 00 00 C0 00 00 00 00 00 00 46 07 00 00 80";
    let mut stream = bytes("02 00 00 00 01 00 00 00 08 00 4B 75 6E 64 65 6E 6E 72");
    stream.extend(bytes(tail));
    stream.extend([0; 18 + 44]);
    stream.extend(bytes(
        "02 00 00 00 01 00 00 00 08 00 4B 00 75 00 6E 00 64 00 65 00 6E 00 6E 00 72 00",
    ));
    stream.extend(bytes(tail));
    stream.extend([0; 18 + 44]);
    stream
}

fn made(fields: &[(&str, FieldKind)]) -> Vec<u8> {
    let mut stream = DefinitionStream::default();
    fields.iter().for_each(|(name, kind)| stream.add(name, *kind, 1252, false));
    stream.to_bytes()
}

#[test]
fn our_definitions_are_those_of_the_documentation() {
    use FieldKind::{DateTime, Number, Text};
    assert_eq!(kundennr().len(), 76);
    assert_eq!(exportdatum().len(), 91);
    assert_eq!(umsatz().len(), 66);
    assert_eq!(both().len(), 161);
    assert_eq!(made(&[("Kundennr", Text)]), kundennr());
    assert_eq!(made(&[("Exportdatum", DateTime)]), exportdatum());
    assert_eq!(made(&[("Umsatz", Number)]), umsatz());
    assert_eq!(made(&[("Kundennr", Text), ("Exportdatum", DateTime)]), both());
}

#[test]
fn our_folder_definition_is_that_of_the_documentation() {
    assert_eq!(folder().len(), 208);
    let mut fields = FolderFields::default();
    assert!(fields.add("Kundennr", FieldKind::Text, 1252));
    assert_eq!(fields.to_bytes(), folder());
    let parsed = FolderFields::parse(&folder()).unwrap();
    assert_eq!(parsed.find("KUNDENNR", 1252), Some(("Kundennr".into(), Some(FieldKind::Text))));
}

#[test]
fn every_type_comes_back_from_item_and_folder() {
    for kind in FieldKind::ALL {
        let stream = DefinitionStream::parse(&made(&[("Feld", kind)])).unwrap();
        assert_eq!(stream.find("feld", 1252), Some(("Feld".into(), Some(kind))));
        let mut fields = FolderFields::default();
        let known = fields.add("Feld", kind, 1252);
        assert_eq!(known, kind.folder_look().is_some());
        if known {
            assert_eq!(fields.find("Feld", 1252), Some(("Feld".into(), Some(kind))), "{kind:?}");
        }
    }
}

#[test]
fn a_version_1_stream_stays_one_in_an_ansi_file_and_becomes_version_2_elsewhere() {
    assert_eq!(v1().len(), 47);
    let stream = DefinitionStream::parse(&v1()).unwrap();
    assert_eq!(stream.find("Kundennr", 1252), Some(("Kundennr".into(), Some(FieldKind::Text))));
    let mut ansi = stream.clone();
    ansi.add("Exportdatum", FieldKind::DateTime, 1252, true);
    assert_eq!(ansi.version(), StreamVersion::V1);
    let written = DefinitionStream::parse(&ansi.to_bytes()).unwrap();
    assert_eq!(written.find("exportdatum", 1252).unwrap().1, Some(FieldKind::DateTime));
    let mut unicode = stream;
    unicode.add("Exportdatum", FieldKind::DateTime, 1252, false);
    assert_eq!(unicode.to_bytes(), both());
}

#[test]
fn what_follows_the_last_definition_or_breaks_off_is_refused() {
    for stream in [kundennr(), v1(), both()] {
        for end in 0..stream.len() {
            assert_eq!(DefinitionStream::parse(&stream[..end]), None, "cut at {end}");
        }
        assert_eq!(DefinitionStream::parse(&[stream, vec![0]].concat()), None);
    }
    assert_eq!(DefinitionStream::parse(&bytes("04 01 00 00 00 00")), None);
    for end in 0..folder().len() {
        // The first half alone is a whole stream: the second one is optional.
        assert_eq!(FolderFields::parse(&folder()[..end]).is_some(), end == 0x64, "cut at {end}");
    }
}

#[test]
fn a_false_count_costs_no_memory() {
    assert_eq!(DefinitionStream::parse(&bytes("03 01 FF FF FF FF")), None);
    assert_eq!(FolderFields::parse(&bytes("FF FF FF FF")), None);
}

#[test]
fn unknown_skip_blocks_survive_an_added_field() {
    let mut stream = kundennr();
    stream.splice(0x48.., bytes("03 00 00 00 AA BB CC 00 00 00 00"));
    let mut parsed = DefinitionStream::parse(&stream).unwrap();
    assert_eq!(parsed.to_bytes(), stream);
    parsed.add("Neu", FieldKind::Text, 1252, false);
    let bytes = parsed.to_bytes();
    assert_eq!(bytes[6..stream.len()], stream[6..]);
}

#[test]
fn a_definition_without_the_unicode_name_takes_the_ansi_one() {
    // Name length 0 and no skip block: real streams look so.
    let stream = bytes(
        "03 01 01 00 00 00 45 00 00 00 08 00 00 00 00 00 00 00 03 4E E4 68 00 00 00 00
         00 00 00 00 00 00 00 00",
    );
    let parsed = DefinitionStream::parse(&stream).unwrap();
    assert_eq!(parsed.user_fields(1252).next(), Some(("Näh".into(), Some(FieldKind::Text))));
}

#[test]
fn bindings_of_built_in_fields_are_no_user_fields() {
    let mut stream = kundennr();
    stream[6] = 0x44;
    let parsed = DefinitionStream::parse(&stream).unwrap();
    assert_eq!(parsed.user_fields(1252).count(), 0);
    assert_eq!(parsed.to_bytes(), stream);
}

fn text(name: &str, value: &str) -> StoredField {
    StoredField { name: name.into(), value: PropValue::Text(value.into()) }
}

fn number(number: &str) -> FieldWrite {
    FieldWrite::Number { name: "Kundennr", number: number.into() }
}

fn plan(
    item: &UserFields,
    folder: &FolderFields,
    known: &[&str],
    value: &str,
) -> Result<Merge, sync::Message> {
    let known: BTreeSet<String> = known.iter().map(|name| (*name).to_owned()).collect();
    Merge::plan(&[number(value)], item, folder, &known, UNICODE)
}

fn folder_with(name: &str, kind: FieldKind) -> FolderFields {
    let mut fields = FolderFields::default();
    fields.add(name, kind, 1252);
    fields
}

#[test]
fn a_first_number_is_value_item_definition_and_folder_definition() {
    let plan = plan(&UserFields::default(), &FolderFields::default(), &[], "10007").unwrap();
    assert_eq!(plan.values, [("Kundennr".into(), Some(PropValue::Text("10007".into())))]);
    assert_eq!(plan.definitions, Some(kundennr()));
    assert_eq!(plan.folder, [("Kundennr".to_owned(), FieldKind::Text)]);
}

#[test]
fn the_same_number_again_is_nothing_to_write() {
    let item = UserFields::new(vec![text("Kundennr", "10007")], Some(&kundennr()));
    let plan =
        plan(&item, &folder_with("Kundennr", FieldKind::Text), &["Kundennr"], "10007").unwrap();
    assert_eq!(plan, Merge::default());
}

#[test]
fn an_existing_spelling_is_kept() {
    let item = UserFields::new(vec![text("KundenNr", "1")], None);
    let written = plan(&item, &FolderFields::default(), &["KundenNr", "Kundennr"], "2").unwrap();
    assert_eq!(written.values[0].0, "KundenNr");
    let empty = UserFields::default();
    let folder = folder_with("KUNDENNR", FieldKind::Text);
    assert_eq!(plan(&empty, &folder, &[], "2").unwrap().values[0].0, "KUNDENNR");
    let none = FolderFields::default();
    assert_eq!(plan(&empty, &none, &["kundenNR"], "2").unwrap().values[0].0, "kundenNR");
    assert_eq!(
        plan(&empty, &none, &["kundenNR", "Kundennr"], "2").unwrap().values[0].0,
        "Kundennr"
    );
}

#[test]
fn a_field_of_type_number_takes_what_comes_out_the_same_and_refuses_the_rest() {
    let folder = folder_with("Kundennr", FieldKind::Number);
    let written = plan(&UserFields::default(), &folder, &[], "10007").unwrap();
    assert_eq!(written.values[0].1, Some(PropValue::F64(10007.0)));
    assert_eq!(
        DefinitionStream::parse(&written.definitions.unwrap())
            .unwrap()
            .find("Kundennr", 1252)
            .unwrap()
            .1,
        Some(FieldKind::Number)
    );
    for odd in ["K-17", "0017", "1e3", "12345678901234567890"] {
        let refused = plan(&UserFields::default(), &folder, &[], odd).unwrap_err();
        assert_eq!(refused.id, "outlook-number-type", "{odd}");
    }
    let dates = folder_with("Kundennr", FieldKind::Currency);
    assert!(plan(&UserFields::default(), &dates, &[], "1").is_err());
}

#[test]
fn a_definition_stream_that_does_not_parse_is_not_touched() {
    let item = UserFields::new(Vec::new(), Some(&kundennr()[..20]));
    let refused = plan(&item, &FolderFields::default(), &[], "1").unwrap_err();
    assert_eq!(refused.id, "outlook-definitions-unreadable");
}

#[test]
fn two_spellings_are_counted_and_the_exact_one_is_read() {
    let item = UserFields::new(vec![text("KUNDENNR", "7"), text("Kundennr", " 0008 ")], None);
    assert_eq!(item.number("Kundennr"), ("0008".into(), 2));
    assert_eq!(
        UserFields::new(vec![text("kundennr", "7")], None).number("Kundennr"),
        ("7".into(), 1)
    );
    assert_eq!(
        UserFields::new(vec![text("Kundennr", "  ")], None).number("Kundennr"),
        (String::new(), 0)
    );
}

#[test]
fn stored_numbers_of_every_type_read_as_text() {
    for (value, text) in [
        (PropValue::F64(10007.0), Some("10007")),
        (PropValue::F64(0.5), Some("0.5")),
        (PropValue::F64(f64::NAN), None),
        (PropValue::I32(-3), Some("-3")),
        (PropValue::Text("  A 1 ".into()), Some("A 1")),
        (PropValue::Bool(true), None),
    ] {
        assert_eq!(number_text(&value).as_deref(), text, "{value:?}");
    }
}

#[test]
fn the_export_date_is_defined_on_the_item_but_not_in_the_folder() {
    let at: jiff::Timestamp = "2024-05-03T10:00:00Z".parse().unwrap();
    let write = FieldWrite::Value {
        name: EXPORT_DATE.into(),
        kind: FieldKind::DateTime,
        value: Some(Value::Instant(at)),
    };
    let plan = Merge::plan(
        &[write],
        &UserFields::default(),
        &FolderFields::default(),
        &BTreeSet::new(),
        ANSI,
    )
    .unwrap();
    assert_eq!(plan.definitions, Some(exportdatum()));
    assert!(plan.folder.is_empty());
}

#[test]
fn undefined_text_and_numbers_are_fields_and_other_programs_names_are_not() {
    let stored = |name: &str, value| StoredField { name: name.into(), value };
    let item = UserFields::new(
        vec![
            stored("Frei", PropValue::Text("ja".into())),
            stored("Zahl", PropValue::F64(2.5)),
            stored("Wann", PropValue::Time(1)),
            stored("Keywords", PropValue::MvText(vec!["A".into()])),
            stored("urn:schemas:contacts", PropValue::Text("x".into())),
        ],
        None,
    );
    let (mut record, mut warnings) = (Record::new(), Vec::new());
    item.fill(&FolderFields::default(), 1252, &mut record, &mut warnings);
    let names: Vec<&str> = record.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["user.Frei", "user.Zahl"]);
    assert_eq!(warnings, []);
}

fn kinds() -> impl Strategy<Value = FieldKind> {
    proptest::sample::select(FieldKind::ALL.to_vec())
}

fn names() -> impl Strategy<Value = String> {
    "[A-Za-zÄÖÜäöüß€ 0-9]{1,40}|[a-z]{250,260}"
}

proptest! {
    #[test]
    fn what_is_defined_is_found_again(fields in proptest::collection::vec((names(), kinds()), 0..8)) {
        let mut stream = DefinitionStream::default();
        fields.iter().for_each(|(name, kind)| stream.add(name, *kind, 1252, false));
        let parsed = DefinitionStream::parse(&stream.to_bytes()).unwrap();
        prop_assert_eq!(&parsed, &stream);
        let read: Vec<_> = parsed.user_fields(1252).collect();
        let expected: Vec<_> = fields.iter().map(|(name, kind)| (name.chars().take(254).collect::<String>(), Some(*kind))).collect();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn folders_keep_what_they_are_given(fields in proptest::collection::vec((names(), kinds()), 0..8)) {
        let mut folder = FolderFields::default();
        fields.iter().for_each(|(name, kind)| { folder.add(name, *kind, 1252); });
        prop_assert_eq!(FolderFields::parse(&folder.to_bytes()), Some(folder));
    }

    #[test]
    fn what_parses_is_written_back_byte_for_byte(at in 0_usize..161, with: u8, noise in any::<Vec<u8>>()) {
        let mut stream = both();
        stream[at] = with;
        for bytes in [stream, noise.clone(), [both(), noise.clone()].concat()] {
            if let Some(parsed) = DefinitionStream::parse(&bytes) {
                prop_assert_eq!(parsed.to_bytes(), bytes);
            }
        }
        let mut stream = folder();
        stream[at] = with;
        for bytes in [stream, noise] {
            if let Some(parsed) = FolderFields::parse(&bytes) {
                prop_assert_eq!(parsed.to_bytes(), bytes);
            }
        }
    }

    #[test]
    fn a_number_that_is_written_is_the_number_that_is_read(number in "[ -~]{0,8}", kind in kinds()) {
        let number = number.trim();
        if let Some(value) = number_value(number, kind) {
            prop_assert_eq!(number_text(&value), Some(number.to_owned()));
        }
    }
}
