//! What cards of all kinds of programs say.

use jiff::civil::date;
use proptest::prelude::*;
use sync::Message;

use super::*;

#[test]
fn quoted_printable_is_read_in_its_character_set_over_soft_breaks() {
    let entry = card(
        "2.1",
        &[
            "N;LANGUAGE=de;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg",
            "NOTE;CHARSET=UTF-8;QUOTED-PRINTABLE:Gr=C3=",
            "=BC=C3=9Fe=0D=0A=",
            "END:VCARD folgt=3B",
            "ORG;CHARSET=ISO-8859-15;ENCODING=quoted-printable:100 =A4;a=3Bb\\;c",
        ],
    );
    let expected = record(&[
        ("contact.last_name", "Müller"),
        ("contact.first_name", "Jörg"),
        ("contact.body", "Grüße\r\nEND:VCARD folgt;"),
        ("contact.company", "100 €"),
        ("contact.department", "a;b;c"),
    ]);
    assert_eq!(entry.record, expected);
    assert_eq!((entry.warnings, entry.losses), (vec![], vec![]));
}

#[test]
fn bytes_without_a_character_set_are_utf_8_or_else_a_guess_that_is_named() {
    let read = entry(b"BEGIN:VCARD\nVERSION:2.1\nN:M\xFCller\nEND:VCARD\n");
    assert_eq!(read.record, record(&[("contact.last_name", "Müller")]));
    assert_eq!(read.warnings, [Message::new("vcard-text-guessed").with("page", 1252)]);
    let read = entry("BEGIN:VCARD\nVERSION:2.1\nN:Müller\nEND:VCARD\n");
    assert_eq!(read.record, record(&[("contact.last_name", "Müller")]));
    assert_eq!(read.warnings, []);
    let read = entry(b"BEGIN:VCARD\nN;CHARSET=UTF-8:M\xFCller\nEND:VCARD\n");
    assert_eq!(read.record, record(&[("contact.last_name", "M\u{fffd}ller")]));
    assert_eq!(read.losses, [Message::new("vcard-text-damaged")]);
}

#[test]
fn each_version_has_its_own_escapes_and_folding() {
    let old = card("2.1", &["N:a\\;b;C:\\neu\\,", "NOTE:one", "  two"]);
    let expected = record(&[
        ("contact.last_name", "a;b"),
        ("contact.first_name", "C:\\neu\\,"),
        ("contact.body", "one  two"),
    ]);
    assert_eq!(old.record, expected);
    for version in ["3.0", "4.0"] {
        let new = card(version, &["N:a\\;b\\,\\\\n;c\\x", "NO", " TE:one\\Ntw", "\to"]);
        let expected = record(&[
            ("contact.last_name", "a;b,\\n"),
            ("contact.first_name", "c\\x"),
            ("contact.body", "one\r\ntwo"),
        ]);
        assert_eq!(new.record, expected);
    }
}

#[test]
fn pictures_and_keys_end_where_they_end_and_are_named() {
    for block in [
        "PHOTO;TYPE=JPEG;ENCODING=BASE64:\r\n /9j/\r\n 4AAQ==\r\n",
        "PHOTO;JPEG;BASE64:\r\n\r\n/9j/\r\n4AAQ==\r\n\r\n",
        "PHOTO;ENCODING=b:/9j/\r\n  4AAQ==",
        "PHOTO;ENCODING=BASE64:/9j/\r\n4AAQ==",
    ] {
        let entry = card("2.1", &[block, "N:a", "PHOTO:b"]);
        assert_eq!(entry.record, record(&[("contact.last_name", "a")]), "{block}");
        assert_eq!((entry.left, entry.losses), (vec!["PHOTO".to_owned()], vec![]));
    }
}

#[test]
fn apples_labels_say_what_their_group_is() {
    let entry = card(
        "3.0",
        &[
            "N:a",
            "item1.TEL:1",
            "item1.X-ABLabel:_$!<AssistantPhone>!$_",
            "item2.TEL;type=VOICE:2",
            "item2.X-ABLabel:_$!<Work>!$_",
            "item3.X-ABDATE:1970-06-02",
            "item3.X-ABLabel:_$!<Anniversary>!$_",
            "item4.X-ABRELATEDNAMES:Eva",
            "item4.X-ABLabel:_$!<Spouse>!$_",
            "item5.X-ABRELATEDNAMES:Max",
            "item5.X-ABLabel:_$!<Child>!$_",
            "item6.X-ABRELATEDNAMES:Rex",
            "item6.X-ABLabel:Hund",
        ],
    );
    let mut expected = record(&[
        ("contact.last_name", "a"),
        ("contact.phone.assistant", "1"),
        ("contact.phone.business", "2"),
        ("contact.spouse", "Eva"),
    ]);
    expected.set("contact.anniversary", Value::Date(date(1970, 6, 2)));
    expected.set("contact.children", Value::List(vec!["Max".to_owned()]));
    assert_eq!(entry.record, expected);
    assert_eq!(entry.left, ["X-ABRELATEDNAMES", "X-ABLABEL"]);
}

#[test]
fn a_number_without_its_own_place_takes_a_free_one_and_no_others() {
    let lines =
        ["N:a", "TEL;CELL:1", "TEL;CELL:2", "TEL;VOICE:3", "TEL;WORK;FAX:4", "TEL;FAX;WORK:5"];
    let entry = card("2.1", &lines);
    let expected = record(&[
        ("contact.last_name", "a"),
        ("contact.phone.mobile", "1"),
        ("contact.phone.other", "3"),
        ("contact.fax.business", "4"),
        ("contact.fax.other", "5"),
    ]);
    assert_eq!(entry.record, expected);
    assert_eq!(entry.left, ["TEL"]);
}

#[test]
fn numbers_of_version_4_lose_their_scheme() {
    let lines = [
        "FN:a",
        "TEL;VALUE=uri;TYPE=\"voice,work\";PREF=1:tel:+49-30-1234",
        "TEL;TYPE=textphone:7",
    ];
    let expected = record(&[
        ("contact.last_name", "a"),
        ("contact.phone.business", "+49-30-1234"),
        ("contact.phone.tty", "7"),
    ]);
    assert_eq!(card("4.0", &lines).record, expected);
}

#[test]
fn the_preferred_mail_address_comes_first_and_a_fourth_is_named() {
    let lines = ["FN:a", "EMAIL:1@x", "EMAIL;PREF=2:2@x", "EMAIL;PREF=1:3@x", "EMAIL:4@x"];
    let entry = card("4.0", &lines);
    let expected = record(&[
        ("contact.last_name", "a"),
        ("contact.email1", "3@x"),
        ("contact.email2", "2@x"),
        ("contact.email3", "1@x"),
    ]);
    assert_eq!((entry.record, entry.left), (expected, vec!["EMAIL".to_owned()]));
}

#[test]
fn a_full_name_is_a_name_only_where_there_is_no_other() {
    let company = card("3.0", &["FN:Muster GmbH", "ORG:Muster GmbH"]);
    assert_eq!(company.record, record(&[("contact.company", "Muster GmbH")]));
    let person = card("3.0", &["N:;;;;", "FN:Eva Muster", "ORG:Muster GmbH"]);
    let expected = [("contact.last_name", "Eva Muster"), ("contact.company", "Muster GmbH")];
    assert_eq!(person.record, record(&expected));
    let same = card("3.0", &["FN:Dr. Eva Muster", "N:Muster;Eva;;Dr.;"]);
    assert_eq!(same.left, [""; 0]);
    let other = card("3.0", &["FN:Evi", "N:Muster;Eva"]);
    assert_eq!(other.left, ["FN"]);
}

#[test]
fn dates_are_read_in_every_form_that_has_a_year() {
    let birthday = |line: &str| card("4.0", &["FN:a", line]);
    for line in ["BDAY:19800321", "BDAY;VALUE=date:1980-03-21", "BDAY:1980-03-21T10:00:00Z"] {
        let entry = birthday(line);
        assert_eq!(entry.record.get("contact.birthday"), Some(&Value::Date(date(1980, 3, 21))));
    }
    for line in [
        "BDAY:--0321",
        "BDAY;VALUE=text:im März",
        "BDAY:1980-02-30",
        "BDAY:1980-03",
        "BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-21",
    ] {
        let entry = birthday(line);
        assert!(entry.record.is_empty("contact.birthday"), "{line}");
        assert_eq!(entry.left, ["BDAY"], "{line}");
    }
}

#[test]
fn addresses_go_to_their_slots_and_the_preferred_one_is_the_mailing_address() {
    let entry = card(
        "3.0",
        &[
            "N:a",
            "ADR;TYPE=work:;Raum 5;Weg 1;Ort;;12345;",
            "ADR;TYPE=home,pref;CC=DE:;Hinterhof;Gasse 2;Dorf;;54321;",
            "ADR;TYPE=work:9;;;;;;",
            "ADR;TYPE=home:;;Zuviel;;;;",
            "LABEL:Weg 1",
        ],
    );
    let mut expected = record(&[
        ("contact.last_name", "a"),
        ("contact.office_location", "Raum 5"),
        ("contact.business.street", "Weg 1"),
        ("contact.business.city", "Ort"),
        ("contact.business.postal_code", "12345"),
        ("contact.home.street", "Hinterhof\r\nGasse 2"),
        ("contact.home.city", "Dorf"),
        ("contact.home.postal_code", "54321"),
        ("contact.home.country_code", "DE"),
        ("contact.other.po_box", "9"),
    ]);
    expected.set("contact.mailing.selector", Value::Int(1));
    assert_eq!((entry.record, entry.left), (expected, vec!["ADR".to_owned()]));
}

#[test]
fn the_rest_of_a_card_is_taken_over_or_named() {
    let entry = card(
        "4.0",
        &[
            "KIND:individual",
            "N:a",
            "UID:urn:uuid:1",
            "REV:2024-07-01T12:00:00",
            "X-KUNDENNR:4711",
            "GENDER:F;weiblich",
            "CLASS:PRIVATE",
            "CATEGORIES:eins,zwei;drei\\,vier",
            "RELATED;TYPE=spouse;VALUE=text:Eva",
            "RELATED;TYPE=friend:urn:uuid:2",
            "X-MS-TEXT:",
            "X-MS-TEXT:zweitens",
            "GEO:geo:1,2",
            "LANG:de",
            "PRODID:x",
            "no content line",
            "X-MS-CHILD:Max",
        ],
    );
    let mut expected = record(&[
        ("contact.last_name", "a"),
        ("contact.spouse", "Eva"),
        ("contact.user2", "zweitens"),
    ]);
    let categories = ["eins", "zwei", "drei,vier"].map(str::to_owned).to_vec();
    expected.set("contact.categories", Value::List(categories));
    expected.set("contact.children", Value::List(vec!["Max".to_owned()]));
    expected.set("contact.gender", Value::Int(1));
    expected.set("contact.private", Value::Bool(true));
    assert_eq!(entry.record, expected);
    assert_eq!(entry.left, ["RELATED", "GEO", "LANG"]);
    assert_eq!((entry.uid.as_str(), entry.number.as_str()), ("urn:uuid:1", "4711"));
    assert_eq!(entry.changed_at, Some("2024-07-01T10:00:00Z".parse().unwrap()));
    assert_eq!(entry.losses, [Message::new("vcard-lines-unreadable").with("count", 1)]);
}

#[test]
fn what_is_no_persons_card_is_refused_with_a_reason() {
    let refused = |card: &str| read(card.as_bytes(), &ground()).unwrap_err();
    assert_eq!(refused("N:a\n"), Message::new("vcard-damaged"));
    assert_eq!(refused("BEGIN:VCARD\nVERSION:3.0\nEND:VCARD"), Message::new("vcard-empty"));
    let group = "BEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:Verein\nMEMBER:urn:uuid:1\nEND:VCARD";
    assert_eq!(refused(group), Message::new("vcard-group").with("name", "Verein"));
}

/// Pieces of cards, whole and broken.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known: &[&[u8]] = &[
        b"BEGIN:VCARD",
        b"END:VCARD",
        b"VERSION:2.1",
        b"VERSION:4.0",
        b"AGENT:",
        b"\r\n",
        b"\n",
        b"\n ",
        b"N",
        b"ADR",
        b"TEL",
        b"EMAIL",
        b"BDAY",
        b"ORG",
        b"NOTE",
        b":",
        b";",
        b",",
        b"=",
        b"=\n",
        b"\\",
        b"\"",
        b";ENCODING=QUOTED-PRINTABLE:",
        b";BASE64:",
        b";TYPE=",
        b"PREF",
        b"WORK",
        b"=C3",
        b"\xFC",
        b";CHARSET=",
        b"shift_jis",
        b"utf-8",
        b"a.",
        b"1980-03-21",
        b"X-ABLABEL:",
        b"\0",
        b"\r",
    ];
    let any = prop::collection::vec(any::<u8>(), 0..8);
    prop_oneof![9 => prop::sample::select(known).prop_map(<[u8]>::to_vec), 1 => any]
}

proptest! {
    #[test]
    fn no_bytes_stop_the_reader(pieces in prop::collection::vec(piece(), 0..60)) {
        let bytes = pieces.concat();
        for place in places(&mut &*bytes).unwrap() {
            let from = usize::try_from(place.start).unwrap();
            let to = usize::try_from(place.end).unwrap();
            prop_assert!(read(&bytes[from..to], &ground()) != Err(Message::new("vcard-damaged")));
        }
        let _ = read(&[b"BEGIN:VCARD\n", bytes.as_slice()].concat(), &ground());
    }
}
