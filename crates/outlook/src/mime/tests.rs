use std::collections::HashMap;

use proptest::prelude::*;
use sync::form::{Attached, AttachedKind, Mailbox};
use sync::{ContentHash, Contents, Message, Record, StoreError, Value, no_such_content};

use super::*;

#[derive(Debug, Default)]
struct Stock(HashMap<ContentHash, Vec<u8>>);

impl Contents for Stock {
    fn content(
        &mut self,
        hash: &ContentHash,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<Result<(), Message>, StoreError> {
        Ok(self.0.get(hash).map(|bytes| take(bytes)).ok_or_else(|| no_such_content(hash)))
    }
}

fn words() -> impl Strategy<Value = String> {
    "[A-Za-zÄÖÜß€漢😀\"<>,;:@()\\\\=?_]([ -~ÄÖÜäöüß€漢😀]{0,90}[A-Za-zß€漢.!?\"])?"
}

fn mailbox() -> impl Strategy<Value = String> {
    let address = "[a-z][a-z0-9.+-]{0,12}[a-z0-9]@[a-z0-9-]{1,12}\\.(de|example)";
    (prop_oneof![Just(String::new()), words()], address)
        .prop_map(|(name, address)| Mailbox { name: name.trim().to_owned(), address }.to_text())
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec("[ -~ÄÖÜäöüß€漢😀]{0,120}", 1..6)
        .prop_map(|lines| format!("x{}", lines.join("\r\n")).trim_end().to_owned())
}

prop_compose! {
    fn mails()(
        subject in words(), from in mailbox(), to in prop::collection::vec(mailbox(), 0..4),
        cc in prop::collection::vec(mailbox(), 0..3), plain in text(), html in text(),
        both in 0..3_u8, sent in 0..2_000_000_000_i64, read in any::<bool>(),
        importance in prop::sample::select(vec!["low", "normal", "high"]),
        sensitivity in prop::sample::select(vec!["normal", "personal", "private", "confidential"]),
        categories in prop::collection::vec("[A-Za-zÄß]{1,8}( [a-z]{1,5})?", 0..3),
        files in prop::collection::vec((words(), prop::collection::vec(any::<u8>(), 0..200)), 0..3),
    ) -> (Record, Stock) {
        let mut record = Record::new();
        let at = |seconds| Value::Instant(jiff::Timestamp::from_second(seconds).unwrap());
        for (name, value) in [
            ("message_class", Value::text("IPM.Note")), ("subject", Value::text(subject)),
            ("from", Value::text(from)), ("to", Value::List(to)), ("cc", Value::List(cc)),
            ("sent_at", at(sent)), ("received_at", at(sent + 7)), ("read", Value::Bool(read)),
            ("draft", Value::Bool(!read)), ("importance", Value::text(importance)),
            ("sensitivity", Value::text(sensitivity)), ("categories", Value::List(categories)),
            ("message_id", Value::text("<1.x@beispiel.example>")),
        ] {
            record.set(format!("mail.{name}"), value);
        }
        if both != 1 { record.set("mail.body_text", Value::text(plain)); }
        if both != 0 { record.set("mail.body_html", Value::text(format!("<p>{html}</p>"))); }
        let mut stock = Stock::default();
        let attached = files.into_iter().map(|(name, bytes)| {
            let hash = ContentHash::of(&bytes);
            let size = bytes.len() as u64;
            stock.0.insert(hash, bytes);
            let media_type = "application/octet-stream".to_owned();
            Attached { name: name.trim().to_owned(), media_type, size, hash: Some(hash), ..Attached::default() }.to_text()
        });
        record.set("mail.attachments", Value::List(attached.collect()));
        (record, stock)
    }
}

proptest! {
    #[test]
    fn a_mail_that_is_written_and_read_is_the_same_mail((record, mut stock) in mails()) {
        let put = write(&record, &mut stock).unwrap().unwrap();
        prop_assert!(put.left.is_empty());
        let mut letter = read(&put.text, 1252);
        let shown = String::from_utf8_lossy(&put.text).into_owned();
        letter.record.put("mail.headers", None);
        for (name, value) in record.iter() {
            prop_assert_eq!(letter.record.get(name), Some(value), "{}\n{}", name, shown);
        }
        prop_assert_eq!(letter.record, record, "{}", shown);
    }
}

#[test]
fn what_a_mail_cannot_say_is_named() {
    let link = Attached { name: "Plan".into(), kind: AttachedKind::Link, ..Attached::default() };
    let record: Record = [
        ("mail.body_rtf", Value::text("{\\rtf1 x}")),
        ("mail.message_class", Value::text("IPM.Note.SMIME")),
        ("mail.attachments", Value::List(vec![link.to_text()])),
    ]
    .into_iter()
    .collect();
    let mut left = write(&record, &mut Stock::default()).unwrap().unwrap().left;
    left.sort();
    assert_eq!(left, ["mail.attachments", "mail.body_rtf", "mail.message_class"]);
}

#[test]
fn nothing_in_a_field_begins_another_line() {
    let record: Record = [
        ("mail.subject", Value::text("a\r\nBcc: spy@example.org\r\n\r\nText")),
        ("mail.message_id", Value::text("<1@x>\r\nBcc: spy@example.org")),
        ("mail.headers", Value::text("Received: by x\r\nBcc: spy@example.org\r\n")),
    ]
    .into_iter()
    .collect();
    let put = write(&record, &mut Stock::default()).unwrap().unwrap();
    let text = String::from_utf8(put.text).unwrap();
    assert!(!text.lines().any(|line| line.starts_with("Bcc")), "{text}");
    assert!(text.starts_with("Received: by x\r\n"), "{text}");
}

#[test]
fn text_without_a_character_set_is_in_the_code_page_however_it_travels() {
    for (encoding, body) in
        [("8bit", &b"Gr\xF6\xDFe"[..]), ("quoted-printable", b"Gr=F6=DFe"), ("base64", b"R3L232U=")]
    {
        let head = format!("Subject: a\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n");
        let mail = [head.as_bytes(), body, b"\r\n"].concat();
        assert_eq!(read(&mail, 1252).record.text("mail.body_text").trim(), "Größe", "{encoding}");
    }
}

#[test]
fn a_text_that_is_attached_keeps_its_bytes() {
    let mail = b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nText\r\n--B\r\n\
        Content-Type: text/plain; charset=windows-1252; name=a.txt\r\n\
        Content-Disposition: attachment\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        Gr=F6=DFe=0D=0A\r\n--B--\r\n";
    assert_eq!(read(mail, 1252).contents, [b"Gr\xF6\xDFe\r\n".to_vec()]);
}
