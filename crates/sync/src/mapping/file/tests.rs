use super::*;
use crate::mapping::{Case, Companies, Names, SlotRule, Split, Tongue};
use crate::memory::{office_schema, outlook_schema};
use crate::{Direction, FieldType, Name, Side, WriteRule, default_mapping};

fn schemas() -> Schemas {
    Schemas { kinds: [(Kind::Addresses, (office_schema(), outlook_schema()))].into() }
}

/// What is found in a text, by its place.
fn found(text: &str) -> Vec<(usize, usize, bool, String)> {
    let reading = read(text, &schemas());
    let findings = reading.findings.into_iter();
    findings.map(|found| (found.line, found.column, found.mistake, found.what.id)).collect()
}

/// The one thing that is found in a line of addresses.
fn one(line: &str) -> (bool, String) {
    let found = found(&format!("[[addresses]]\n{line}\n"));
    assert_eq!(found.len(), 1, "{line}: {found:?}");
    (found[0].2, found[0].3.clone())
}

struct Bare;

impl Heading for Bare {
    fn file(&self) -> String {
        "Eine Feldzuordnung.\nZweite Zeile.".to_owned()
    }

    fn kind(&self, kind: Kind) -> String {
        kind.name().to_owned()
    }

    fn label(&self, _: Side, name: &Name) -> String {
        name.to_string()
    }
}

#[test]
fn a_mapping_that_is_written_is_read_as_the_same() {
    let mut mapping = Mapping {
        name: "Büro \"Nord\"".to_owned(),
        slot: SlotRule::Fixed,
        companies: Companies::Name,
        texts: Tongue::En,
        kinds: [(Kind::Addresses, default_mapping().lines(Kind::Addresses)[1..].to_vec())].into(),
    };
    mapping.kinds.get_mut(&Kind::Addresses).unwrap().extend([
        Line {
            direction: Direction::Import,
            rule: WriteRule::NeverEmpty,
            values: vec![("Herr".into(), "Mr.".into()), ("Frau".into(), "Ms.".into())],
            case: Some(Case::Upper),
            ..Line::both("salutation", "contact.prefix")
        },
        Line {
            office: Names(vec!["street2".into(), "free5".into()]),
            split: Some(Split::HouseNumber),
            ..Line::both("street2", "contact.home.street")
        },
        Line {
            office: Names(Vec::new()),
            outlook: "user.Herkunft".into(),
            direction: Direction::Export,
            constant: Some("Gleichstand\nZeile 2".into()),
            field_type: Some(FieldType::Text),
            ..Line::default()
        },
    ]);
    mapping.kinds.get_mut(&Kind::Addresses).unwrap()[40].office =
        Names(vec!["street2".into(), "free5".into()]);
    let text = text(&mapping, &Bare);
    let reading = read(&text, &schemas());
    assert_eq!(reading.mistakes().collect::<Vec<_>>(), Vec::<&Finding>::new(), "{text}");
    assert_eq!(reading.mapping, mapping);
}

#[test]
fn labels_of_either_language_mean_their_fields_and_user_fields_need_none() {
    let text = "[[addresses]]\noffice = \"NOTES\"\noutlook = \"user.Bemerkung zwei\"\n";
    let mapping = read(text, &schemas()).mapping;
    assert_eq!(mapping.lines(Kind::Addresses), [Line::both("notes", "user.Bemerkung zwei")]);
}

#[test]
fn every_mistake_has_a_sentence_of_its_own() {
    let cases = [
        ("office = \"notes\"", "mapping-no-outlook"),
        ("outlook = \"contact.body\"", "mapping-no-office"),
        ("office = \"strasse\"\noutlook = \"contact.body\"", "mapping-no-such-field"),
        ("office = \"notes\"\noutlook = \"contact.bodi\"", "mapping-no-such-field"),
        ("office = \"notes\"\noutlook = 5", "mapping-wrong-type"),
        (
            "office = \"notes\"\noutlook = \"contact.body\"\nrichtung = \"import\"",
            "mapping-unknown-key",
        ),
        (
            "office = \"notes\"\noutlook = \"contact.body\"\ndirection = \"in\"",
            "mapping-unknown-word",
        ),
        ("office = \"notes\"\noutlook = \"contact.body\"\nvalues = [\"a\"]", "mapping-wrong-type"),
        ("office = \"notes\"\noutlook = \"contact.body\"\ntype = \"text\"", "mapping-type-useless"),
        ("office = \"notes\"\noutlook = \"contact.body\"\njoin = \"-\"", "mapping-one-field"),
        ("office = \"notes\"\noutlook = \"user.a_b\"", "mapping-user-name"),
        ("office = [\"free1\", \"free2\"]\noutlook = \"contact.body\"", "mapping-split-missing"),
        (
            "office = [\"free1\", \"free2\"]\noutlook = [\"contact.body\", \"contact.user1\"]",
            "mapping-several-both",
        ),
        (
            "office = [\"free1\", \"private\"]\noutlook = \"contact.body\"\nsplit = \"each\"",
            "mapping-several-texts",
        ),
        (
            "office = [\"free1\", \"free2\", \"free3\"]\noutlook = \"contact.body\"\nsplit = \"last\"",
            "mapping-split-two",
        ),
        (
            "office = [\"free1\", \"free2\"]\noutlook = \"contact.body\"\nsplit = \"each\"\ndirection = \"export\"",
            "mapping-split-useless",
        ),
        ("outlook = \"contact.body\"\nconstant = \"x\"", "mapping-constant-direction"),
        (
            "office = \"notes\"\noutlook = \"contact.body\"\nconstant = \"x\"",
            "mapping-constant-fields",
        ),
        (
            "outlook = \"contact.birthday\"\nconstant = \"x\"\ndirection = \"export\"",
            "mapping-constant-unfit",
        ),
        (
            "office = \"free1\"\noutlook = \"contact.body\"\nvalues = [[\"a\", \"b\"], [\"c\", \"b\"]]",
            "mapping-value-twice",
        ),
        (
            "office = \"free1\"\noutlook = \"contact.private\"\nvalues = [[\"a\", \"b\"]]",
            "mapping-value-unfit",
        ),
        ("office = \"birthday\"\noutlook = \"contact.private\"", "mapping-never"),
        (
            "office = \"private\"\noutlook = \"contact.private\"\nrule = \"append\"\ndirection = \"export\"",
            "mapping-append-type",
        ),
        (
            "office = \"notes\"\noutlook = \"contact.body\"\nrule = \"append\"",
            "mapping-append-both",
        ),
        ("office = \"free1\"\noutlook = \"user.\"", "mapping-user-nameless"),
        ("office = \"free1\"\noutlook = \"user.a \"", "mapping-user-name"),
        ("office = \"free1\"\noutlook = \"user.a\\u200bb\"", "mapping-user-name"),
        (
            "office = \"free1\"\noutlook = \"contact.user1\"\nvalues = [[\"\", \"b\"]]",
            "mapping-value-empty",
        ),
        (
            "office = \"free1\"\noutlook = \"contact.user1\"\nvalues = [[\"a\", \"\\u0000\"]]",
            "mapping-invisible",
        ),
        (
            "office = [\"free1\", \"free2\"]\noutlook = \"contact.body\"\nsplit = \"each\"\njoin = \"\"",
            "mapping-split-nowhere",
        ),
    ];
    for (line, id) in cases {
        assert_eq!(one(line), (true, id.to_owned()), "{line}");
    }
}

#[test]
fn what_may_be_lost_is_a_hint_and_no_mistake() {
    let cases = [
        ("office = \"free1\"\noutlook = \"contact.birthday\"", "mapping-lossy"),
        ("office = \"free1\"\noutlook = \"contact.user1\"\ncase = \"upper\"", "mapping-case-lossy"),
    ];
    for (line, id) in cases {
        assert_eq!(one(line), (false, id.to_owned()), "{line}");
    }
    let lossless = "[[addresses]]\noffice = \"free1\"\noutlook = \"contact.birthday\"\ndirection = \"import\"\n";
    assert_eq!(found(lossless), []);
}

#[test]
fn lines_that_write_the_same_field_are_found_and_directions_keep_them_apart() {
    let two = |first: &str, second: &str| {
        found(&format!(
            "[[addresses]]\noffice = \"free1\"\noutlook = \"contact.user1\"\n{first}\n[[addresses]]\noffice = \"free2\"\noutlook = \"contact.user1\"\n{second}\n"
        ))
    };
    assert_eq!(two("", ""), [(7, 11, true, "mapping-written-twice".to_owned())]);
    assert_eq!(two("direction = \"export\"", "direction = \"import\""), []);
}

#[test]
fn a_value_that_goes_round_in_a_circle_is_found() {
    let line = |office: &str, outlook: &str, direction: &str| {
        format!(
            "[[addresses]]\noffice = \"{office}\"\noutlook = \"{outlook}\"\ndirection = \"{direction}\"\n"
        )
    };
    let circle = line("free1", "contact.user1", "export")
        + &line("free2", "contact.user1", "import")
        + &line("free2", "contact.user2", "export")
        + &line("free1", "contact.user2", "import");
    assert_eq!(found(&circle), [(13, 1, true, "mapping-circle".to_owned())]);
    let there_and_back =
        line("free1", "contact.user1", "export") + &line("free1", "contact.user1", "import");
    assert_eq!(found(&there_and_back), [], "one pair of fields, a line for each direction");
}

#[test]
fn the_automatic_address_and_lines_for_home_exclude_each_other() {
    let lines = "[[addresses]]\noffice = \"street\"\noutlook = \"contact.business.street\"\n[[addresses]]\noffice = \"street2\"\noutlook = \"contact.home.street\"\n";
    assert_eq!(found(lines), [(6, 11, true, "mapping-address-auto".to_owned())]);
    assert_eq!(found(&format!("address = \"fixed\"\n{lines}")), []);
}

#[test]
fn what_is_no_toml_at_all_is_named_with_its_place() {
    let found = found("name = \"x\"\n[[addresses]\noffice = \"notes\"\n");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].0, found[0].3.as_str()), (2, "mapping-syntax"));
}

proptest::proptest! {
    #[test]
    fn no_text_whatever_makes_the_reader_fall(text in "(\\PC|[\\[\\]\"=\n]|addresses|office|values){0,80}") {
        let reading = read(&text, &schemas());
        for finding in reading.findings {
            proptest::prop_assert!(finding.line >= 1 && finding.column >= 1);
        }
    }
}
