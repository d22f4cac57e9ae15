//! Values and items of every form.

use pst::{Contents, Guid, NewAttachment, NewItem, PropValue, Props};

/// A moment, in 100 ns since 1601.
pub const TIME: i64 = 132_000_000_000_000_000;

pub fn text(text: impl Into<String>) -> PropValue {
    PropValue::Text(text.into())
}

/// Text of so many characters, some of them beyond ASCII.
pub fn long(len: usize) -> PropValue {
    PropValue::Text("größer ".chars().cycle().take(len).collect())
}

pub fn props<const N: usize>(props: [(u16, PropValue); N]) -> Props {
    props.into_iter().collect()
}

/// A contact with a note of so many characters; every other one is unread.
pub fn contact(i: usize, note: usize) -> Props {
    props([
        (0x001A, text("IPM.Contact")),
        (0x0037, text(format!("Kunde {i} Größe"))),
        (0x3001, text(format!("Kunde {i}"))),
        (0x3007, PropValue::Time(TIME)),
        (0x0E07, PropValue::I32(i32::try_from(i % 2).unwrap())),
        (0x3A06, text("Größe")),
        (0x3A11, text(format!("Kunde {i}"))),
        (0x1000, long(note)),
    ])
}

pub fn recipient(i: usize, kind: i32) -> Props {
    props([
        (0x0C15, PropValue::I32(kind)),
        (0x3001, text(format!("Anna Beispiel {i}"))),
        (0x3002, text("SMTP")),
        (0x3003, text(format!("anna{i}@example.org"))),
    ])
}

/// An attachment with a name.
pub fn attachment(name: &str, contents: Contents) -> NewAttachment {
    NewAttachment { props: props([(0x3704, text(name)), (0x3707, text(name))]), contents }
}

/// A mail; `depth` messages are nested in it.
pub fn mail(i: usize, depth: usize) -> NewItem {
    let mut attachments = vec![
        attachment("kurz.txt", Contents::Bytes(vec![1; 10])),
        attachment("lang.bin", Contents::Bytes(vec![2; 3000])),
        attachment("bild.ole", Contents::Object(vec![3; 500])),
        attachment("verweis.lnk", Contents::None),
    ];
    if depth > 0 {
        let inner = Contents::Message(Box::new(mail(i + 1, depth - 1)));
        attachments.push(attachment("innen.msg", inner));
    }
    NewItem {
        props: props([
            (0x001A, text("IPM.Note")),
            (0x0037, text(format!("Angebot {i}"))),
            (0x0039, PropValue::Time(TIME + 1)),
            (0x0E07, PropValue::I32(0)),
            (0x3007, PropValue::Time(TIME)),
            (0x1000, long(600)),
        ]),
        recipients: vec![recipient(1, 1), recipient(2, 2), recipient(3, 3), recipient(4, 1)],
        attachments,
    }
}

/// An empty mail.
pub fn note(subject: &str) -> Props {
    props([
        (0x001A, text("IPM.Note")),
        (0x0037, text(subject)),
        (0x0E07, PropValue::I32(1)),
        (0x3007, PropValue::Time(TIME)),
    ])
}

/// A value of each type that can be written, each with `count` parts where it can have several.
pub fn every_type(count: usize) -> Props {
    let number = |i: usize| i32::try_from(i).unwrap();
    let guid = |i: usize| -> Guid { [i.to_le_bytes()[0]; 16] };
    let part = |i: usize| format!("Teil {i} ß");
    fn all<T>(count: usize, make: impl Fn(usize) -> T) -> Vec<T> {
        (0..count).map(make).collect()
    }
    props([
        (0x6000, PropValue::I16(-2)),
        (0x6001, PropValue::I32(-3)),
        (0x6002, PropValue::F32(1.5)),
        (0x6003, PropValue::F64(-2.5)),
        (0x6004, PropValue::Currency(12_345)),
        (0x6005, PropValue::AppTime(44_000.25)),
        (0x6006, PropValue::Error(0x8004_010F)),
        (0x6007, PropValue::Bool(true)),
        (0x6008, PropValue::I64(-1)),
        (0x6009, text("ä".repeat(count))),
        (0x600A, PropValue::Time(TIME)),
        (0x600B, PropValue::Guid(guid(7))),
        (0x600C, PropValue::Binary(vec![5; count])),
        (0x6010, PropValue::MvI16(all(count, |i| number(i) as i16))),
        (0x6011, PropValue::MvI32(all(count, number))),
        (0x6012, PropValue::MvF32(all(count, |i| i as f32 / 2.0))),
        (0x6013, PropValue::MvF64(all(count, |i| i as f64 / 4.0))),
        (0x6014, PropValue::MvCurrency(all(count, |i| i64::from(number(i))))),
        (0x6015, PropValue::MvAppTime(all(count, |i| i as f64 / 8.0))),
        (0x6016, PropValue::MvI64(all(count, |i| -i64::from(number(i))))),
        (0x6017, PropValue::MvText(all(count, part))),
        (0x6018, PropValue::MvTime(all(count, |i| TIME + i64::from(number(i))))),
        (0x6019, PropValue::MvGuid(all(count, guid))),
        (0x601A, PropValue::MvBinary(all(count, |i| vec![1; i % 40]))),
    ])
}
