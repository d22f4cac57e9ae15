//! Where the cards of a file are.

use super::*;

fn texts(file: &str) -> Vec<&str> {
    let range = |place: std::ops::Range<u64>| {
        usize::try_from(place.start).unwrap()..usize::try_from(place.end).unwrap()
    };
    places(&mut file.as_bytes()).unwrap().into_iter().map(|place| &file[range(place)]).collect()
}

#[test]
fn cards_are_found_between_anything_else() {
    let file =
        "\u{feff}BEGIN:VCARD\r\nN:a\r\nEND:VCARD\r\n\r\nrubbish\r\nbegin:vcard \nN:b\nend:vCard\n";
    let [first, second] = texts(file).try_into().unwrap();
    assert_eq!(first, "BEGIN:VCARD\r\nN:a\r\nEND:VCARD");
    assert_eq!(second, "begin:vcard \nN:b\nend:vCard");
}

#[test]
fn an_agents_card_belongs_to_the_card_around_it() {
    let inner = "BEGIN:VCARD\nN:Agent\nEND:VCARD\n";
    let file = format!("BEGIN:VCARD\nN:a\nAGENT:\n{inner}NOTE:after\nEND:VCARD");
    assert_eq!(texts(&file), [file.as_str()]);
    let entry = entry(&file);
    assert_eq!(entry.record, record(&[("contact.last_name", "a"), ("contact.body", "after")]));
    assert_eq!(entry.left, ["AGENT"]);
}

#[test]
fn a_card_without_an_end_does_not_swallow_the_next() {
    let file = "BEGIN:VCARD\nN:a\nBEGIN:VCARD\nN:b\nEND:VCARD\nBEGIN:VCARD\nN:c";
    let found = texts(file);
    assert_eq!(found, ["BEGIN:VCARD\nN:a\n", "BEGIN:VCARD\nN:b\nEND:VCARD", "BEGIN:VCARD\nN:c"]);
    assert_eq!(entry(found[0]).losses, [sync::Message::new("vcard-cut-off")]);
    assert_eq!(entry(found[1]).losses, []);
}

#[test]
fn a_long_line_or_a_folded_one_neither_begins_nor_ends_a_card() {
    let long = format!("END:VCARD{}x", " ".repeat(100));
    let file = format!("BEGIN:VCARD\nNOTE:x\n END:VCARD\n{long}\nEND:VCARD");
    assert_eq!(texts(&file), [file.as_str()]);
}

#[test]
fn files_of_old_macintoshes_have_cards_too() {
    let file = "BEGIN:VCARD\rN:a;b\rEND:VCARD\rBEGIN:VCARD\rN:c\rEND:VCARD\r";
    let found = texts(file);
    assert_eq!(found.len(), 2);
    let expected = record(&[("contact.last_name", "a"), ("contact.first_name", "b")]);
    assert_eq!(entry(found[0]).record, expected);
}
