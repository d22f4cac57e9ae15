//! What a card looks like.

use std::collections::BTreeSet;

use jiff::civil::date;

use super::super::table::TABLE;
use super::*;
use crate::contact;

/// A contact of the example office.
fn hans() -> Record {
    let mut hans = record(&[
        ("contact.prefix", "Herr"),
        ("contact.first_name", "Hans"),
        ("contact.last_name", "Müller"),
        ("contact.company", "Müller; Söhne"),
        ("contact.body", "Zahlt pünktlich.\r\nRuft freitags an."),
        ("contact.phone.business", "+49 30 1234"),
        ("contact.phone.callback", "+49 30 1235"),
        ("contact.fax.business", "+49 30 1236"),
        ("contact.office_location", "Raum 5"),
        ("contact.business.street", "Hauptstr. 1"),
        ("contact.business.postal_code", "10115"),
        ("contact.business.city", "Berlin"),
        ("contact.business.country_code", "DE"),
        ("contact.email1", "hans@mueller.example"),
        ("contact.user2", "zwei"),
    ]);
    hans.set("contact.mailing.selector", Value::Int(2));
    hans.set("contact.birthday", Value::Date(date(1980, 3, 21)));
    hans
}

fn lines(version: Version) -> Vec<String> {
    let text = String::from_utf8(write(&hans(), "4711", version).text).unwrap();
    assert!(text.ends_with("\r\n"));
    text.lines().map(str::to_owned).collect()
}

#[test]
fn a_card_of_version_2_1_is_as_outlook_writes_it() {
    let expected = [
        "BEGIN:VCARD",
        "VERSION:2.1",
        "N;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:M=FCller;Hans;;Herr;",
        "FN;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:Herr Hans M=FCller",
        "ORG;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:M=FCller\\; S=F6hne",
        "NOTE;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:Zahlt p=FCnktlich.=0D=",
        "=0ARuft freitags an.",
        "TEL;WORK;VOICE:+49 30 1234",
        "TEL;WORK;FAX:+49 30 1236",
        "X-MS-TEL;VOICE;CALLBACK:+49 30 1235",
        "ADR;WORK;PREF:;Raum 5;Hauptstr. 1;Berlin;;10115;",
        "LABEL;WORK;PREF;ENCODING=QUOTED-PRINTABLE:Hauptstr. 1=0D=0A10115 Berlin",
        "X-MS-OL-DEFAULT-POSTAL-ADDRESS:2",
        "BDAY:19800321",
        "EMAIL;PREF;INTERNET:hans@mueller.example",
        "X-MS-TEXT:",
        "X-MS-TEXT:zwei",
        "X-KUNDENNR:4711",
        "END:VCARD",
    ];
    assert_eq!(lines(Version::V21), expected);
}

#[test]
fn a_card_of_version_3_0_is_plain_utf_8() {
    let lines = lines(Version::V30);
    for line in [
        "N:Müller;Hans;;Herr;",
        "FN:Herr Hans Müller",
        "ORG:Müller\\; Söhne",
        "NOTE:Zahlt pünktlich.\\nRuft freitags an.",
        "TEL;TYPE=work,voice:+49 30 1234",
        "ADR;TYPE=work,pref:;Raum 5;Hauptstr. 1;Berlin;;10115;",
        "BDAY:1980-03-21",
        "EMAIL;TYPE=pref,internet:hans@mueller.example",
    ] {
        assert!(lines.iter().any(|held| held == line), "{line} {lines:#?}");
    }
}

#[test]
fn a_card_of_version_4_0_ranks_what_is_preferred_and_knows_country_codes() {
    let lines = lines(Version::V40);
    for line in [
        "ADR;TYPE=work;PREF=1;CC=DE:;Raum 5;Hauptstr. 1;Berlin;;10115;",
        "BDAY:19800321",
        "EMAIL;PREF=1:hans@mueller.example",
        "X-MS-TEL;TYPE=voice,callback:+49 30 1235",
    ] {
        assert!(lines.iter().any(|held| held == line), "{line} {lines:#?}");
    }
}

#[test]
fn what_windows_1252_lacks_is_written_in_utf_8() {
    let text = put(&[("contact.last_name", "漢"), ("contact.job_title", "50 €")], Version::V21);
    assert!(text.contains("N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E6=BC=A2;;;;\r\n"), "{text}");
    assert!(
        text.contains("TITLE;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:50 =80\r\n"),
        "{text}"
    );
}

#[test]
fn no_line_is_longer_than_its_version_allows_and_no_character_is_cut() {
    let note = "Grüße ".repeat(100) + "👩‍👩‍👧" + &"漢".repeat(50);
    for (version, longest) in [(Version::V21, 76), (Version::V30, 75), (Version::V40, 75)] {
        let text = put(&[("contact.body", &note)], version);
        assert!(text.split("\r\n").all(|line| line.len() <= longest), "{text}");
    }
}

#[test]
fn what_a_card_cannot_hold_is_named() {
    let mut record = record(&[
        ("contact.last_name", "a\u{7}b"),
        ("contact.account", "x"),
        ("contact.full_name", "made by Outlook"),
        ("contact.email1", "a@b.example"),
        ("contact.email1.type", "SMTP"),
        ("contact.email1.display_name", "A (a@b.example)"),
        ("contact.email2", "/o=x/cn=y"),
        ("contact.email2.type", "EX"),
        ("contact.business.country_code", "D:E"),
        ("user.Farbe", "rot"),
    ]);
    record.set("contact.mailing.selector", Value::Int(9));
    record.set("contact.birthday", Value::Date(date(-44, 3, 15)));
    record.set("contact.gender", Value::text("w"));
    let left = |version| {
        let put = write(&record, "", version);
        assert_eq!(entry(&put.text).record.text("contact.last_name"), "ab");
        put.left.into_iter().map(String::from).collect::<BTreeSet<String>>()
    };
    let expected = [
        "contact.account",
        "contact.birthday",
        "contact.business.country_code",
        "contact.email2.type",
        "contact.gender",
        "contact.last_name",
        "contact.mailing.selector",
        "user.Farbe",
    ];
    for version in Version::ALL {
        assert_eq!(left(version), expected.map(str::to_owned).into());
    }
}

#[test]
fn no_text_and_no_number_can_add_a_line() {
    let sly = "x\r\nEND:VCARD\r\nTEL:1";
    for version in Version::ALL {
        let put = write(
            &record(&[("contact.last_name", sly), ("contact.phone.home", sly)]),
            sly,
            version,
        );
        let entry = entry(&put.text);
        assert_eq!((entry.record.text("contact.last_name"), entry.number.as_str()), (sly, ""));
        assert_eq!(places(&mut &*put.text).unwrap().len(), 1);
    }
}

#[test]
fn the_table_names_fields_that_can_be_set_and_each_once() {
    let mut seen = BTreeSet::new();
    for (name, _) in TABLE {
        assert!(seen.insert(name), "{name} is there twice");
        assert!(contact::field(name).is_some_and(|field| !field.derived), "{name}");
    }
}
