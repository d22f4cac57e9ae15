//! Senders and recipients, as the several programs store them.

use pst::PropValue;
use sync::Value;
use sync::form::Mailbox;

use super::support::*;
use crate::contact::one_off;
use crate::property::Prop::Tag;
use crate::user::Target;

const UNICODE: Target = Target { ansi: false, code_page: 1252 };
const ANSI: Target = Target { ansi: true, code_page: 1252 };

/// The EntryID of somebody in an Exchange address book.
fn exchange(name: &str) -> PropValue {
    let provider = [
        0xDC, 0xA7, 0x40, 0xC8, 0xC0, 0x42, 0x10, 0x1A, 0xB4, 0xB9, 0x08, 0x00, 0x2B, 0x2F, 0xE1,
        0x82,
    ];
    let head = [&[0; 4], &provider[..], &[1, 0, 0, 0, 0, 0, 0, 0]].concat();
    PropValue::Binary([&head[..], name.as_bytes(), &[0]].concat())
}

/// The first recipient of a mail that has this one.
fn recipient(props: &[(u16, PropValue)]) -> String {
    let mut mail = stage(Vec::new());
    mail.recipients = vec![row(props)];
    match read(&mail).get("mail.to") {
        Some(Value::List(texts)) => Mailbox::parse(&texts[0]).unwrap().shown(),
        _ => String::new(),
    }
}

#[test]
fn an_smtp_address_is_found_wherever_it_stands() {
    let inner = |kind, target| PropValue::Binary(one_off("Jörg", kind, "joerg@x.example", target));
    let dn = "/o=Firma/cn=joerg";
    for props in [
        vec![(0x3002, text("EX")), (0x3003, text(dn)), (0x39FE, text("joerg@x.example"))],
        vec![(0x3002, text("SMTP")), (0x3003, text("joerg@x.example"))],
        vec![(0x3003, text(" joerg@x.example "))],
        vec![(0x3003, text("alt@x.example")), (0x39FE, text("joerg@x.example"))],
        vec![(0x3002, text("EX")), (0x3003, text(dn)), (0x0FFF, inner("SMTP", UNICODE))],
        vec![(0x0FFF, inner("SMTP", ANSI))],
    ] {
        let props = [&[(0x3001, text("Jörg"))], &props[..]].concat();
        assert_eq!(recipient(&props), "Jörg <joerg@x.example>", "{props:?}");
    }
}

#[test]
fn an_exchange_address_is_kept_where_there_is_nothing_better() {
    let dn = "/o=Firma/cn=joerg";
    let named = (0x3001, text("Jörg"));
    let told = [named.clone(), (0x3002, text("EX")), (0x3003, text(dn))];
    assert_eq!(recipient(&told), format!("Jörg <{dn}>"));
    assert_eq!(recipient(&[named, (0x0FFF, exchange(dn))]), format!("Jörg <{dn}>"));
}

#[test]
fn a_name_that_only_repeats_the_address_is_none() {
    for name in ["a@x.example", "'A@X.example'", " a@x.example "] {
        assert_eq!(
            recipient(&[(0x3001, text(name)), (0x3003, text("a@x.example"))]),
            "a@x.example"
        );
    }
    assert_eq!(recipient(&[(0x3001, text("'Eva'"))]), "'Eva'");
    assert_eq!(recipient(&[(0x5FF6, text("Eva"))]), "Eva");
    assert_eq!(recipient(&[(0x3001, text(" "))]), "");
}

#[test]
fn every_list_keeps_its_order_and_who_wrote_the_mail_is_in_none() {
    let mut mail = stage(vec![(Tag(0x0E04), text("wird nicht gebraucht"))]);
    let rows = [(3, "c"), (1, "b"), (0x1000_0002, "d"), (1, "a"), (0, "ich"), (9, "e")];
    mail.recipients = rows
        .map(|(kind, name)| row(&[(0x0C15, PropValue::I32(kind)), (0x3001, text(name))]))
        .into();
    let record = read(&mail);
    let list =
        |names: &[&str]| Some(Value::List(names.iter().map(|name| mailbox(name, "")).collect()));
    assert_eq!(record.get("mail.to").cloned(), list(&["b", "a", "e"]));
    assert_eq!(record.get("mail.cc").cloned(), list(&["d"]));
    assert_eq!(record.get("mail.bcc").cloned(), list(&["c"]));
}

#[test]
fn without_a_recipient_table_the_names_that_are_shown_are_taken() {
    let mail = stage(vec![(Tag(0x0E04), text("Groß, Eva; Jörg ;")), (Tag(0x0E03), text("C"))]);
    let record = read(&mail);
    let list = Value::List(vec![mailbox("Groß, Eva", ""), mailbox("Jörg", "")]);
    assert_eq!(record.get("mail.to"), Some(&list));
    assert_eq!(record.get("mail.cc"), Some(&Value::List(vec![mailbox("C", "")])));
}

#[test]
fn a_sender_is_told_only_where_it_is_another() {
    let from = [(Tag(0x0042), text("Eva")), (Tag(0x0065), text("eva@x.example"))];
    let sender = [(Tag(0x0C1A), text("Büro")), (Tag(0x0C1F), text("buero@x.example"))];
    let eva = mailbox("Eva", "eva@x.example");
    let office = mailbox("Büro", "buero@x.example");
    let both = read(&stage([from.clone(), sender.clone()].concat()));
    assert_eq!((both.text("mail.from"), both.text("mail.sender")), (&*eva, &*office));
    let one = read(&stage(from.to_vec()));
    assert_eq!((one.text("mail.from"), one.text("mail.sender")), (&*eva, ""));
    let other = read(&stage(sender.to_vec()));
    assert_eq!((other.text("mail.from"), other.text("mail.sender")), (&*office, ""));
    let same = [(Tag(0x0C1A), text("Eva")), (Tag(0x0C1F), text("eva@x.example"))];
    let same = read(&stage([from, same].concat()));
    assert_eq!((same.text("mail.from"), same.text("mail.sender")), (&*eva, ""));
}

#[test]
fn answers_go_to_addresses_with_the_names_beside_them() {
    let one = |entry: Vec<u8>| {
        let len = u32::try_from(entry.len()).unwrap();
        let padding = vec![0; entry.len().next_multiple_of(4) - entry.len()];
        [len.to_le_bytes().to_vec(), entry, padding].concat()
    };
    let eva = one_off("", "SMTP", "eva@x.example", ANSI);
    let PropValue::Binary(unknown) = exchange("/o=Firma/cn=b") else { unreachable!() };
    let entries = [one(eva), one(vec![1, 2, 3]), one(unknown)].concat();
    let size = u32::try_from(entries.len()).unwrap();
    let list = [&3_u32.to_le_bytes()[..], &size.to_le_bytes(), &entries].concat();
    let names = (Tag(0x0050), text("Eva; Unbekannt; B"));
    let record = read(&stage(vec![(Tag(0x004F), PropValue::Binary(list)), names.clone()]));
    let expected =
        [mailbox("Eva", "eva@x.example"), mailbox("Unbekannt", ""), mailbox("B", "/o=Firma/cn=b")];
    assert_eq!(record.get("mail.reply_to"), Some(&Value::List(expected.into())));
    let names_only = read(&stage(vec![names]));
    let expected = ["Eva", "Unbekannt", "B"].map(|name| mailbox(name, ""));
    assert_eq!(names_only.get("mail.reply_to"), Some(&Value::List(expected.into())));
}
