//! Records as components.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use sync::{Kind, Name, Record, Value};

use super::out::{Out, is_clean, utc};
use super::table::{self, Form};
use super::{put_event, put_todo, zones::Zones};
use crate::interchange::{Ground, Put};
use crate::item::text_of;

/// How a UID begins that we made for a record without one.
pub(super) const MADE_UID: &str = "gleichstand-";

/// The head of a file.
#[must_use]
pub fn begin() -> Vec<u8> {
    let mut out = Out::default();
    out.begin("VCALENDAR");
    out.line("PRODID", &[], "-//Gleichstand//Gleichstand//DE");
    out.line("VERSION", &[], "2.0");
    out.line("METHOD", &[], "PUBLISH");
    out.0
}

/// The end of a file.
#[must_use]
pub fn end() -> Vec<u8> {
    let mut out = Out::default();
    out.end("VCALENDAR");
    out.0
}

/// A record as a component, after the zones that come up in it for the first time. The text is
/// empty for a kind that has no component, and for an appointment without a start.
#[must_use]
pub fn write(kind: Kind, record: &Record, number: &str, ground: &Ground, zones: &mut Zones) -> Put {
    let mut writing = Writing {
        kind,
        record,
        number: number.trim(),
        ground,
        out: Out::default(),
        left: BTreeSet::new(),
    };
    writing.name_strangers();
    let written = match kind {
        Kind::Appointments => put_event::put(&mut writing, zones),
        Kind::Tasks => {
            put_todo::put(&mut writing, zones);
            true
        }
        Kind::Addresses | Kind::Mails => false,
    };
    let left = if written { writing.left } else { everything(kind, record) };
    let mut text = zones.take_pending();
    text.extend(writing.out.0);
    let text = if written { text } else { Vec::new() };
    Put { text, left: left.into_iter().collect() }
}

fn everything(kind: Kind, record: &Record) -> BTreeSet<Name> {
    let names = record.iter().map(|(name, _)| name);
    names.filter(|name| !table::is_derived(kind, name)).map(|name| name.to_owned().into()).collect()
}

/// A record that is being written.
pub(super) struct Writing<'a> {
    pub kind: Kind,
    pub record: &'a Record,
    pub number: &'a str,
    pub ground: &'a Ground,
    pub out: Out,
    /// Fields that are not carried, or not as they are.
    pub left: BTreeSet<Name>,
}

impl Writing<'_> {
    /// Fields that have no property. The number has one of its own.
    fn name_strangers(&mut self) {
        let number = format!("{}{}", crate::user::PREFIX, self.kind.number_field());
        let names = self.record.iter().map(|(name, _)| name);
        let strangers = names.filter(|name| {
            !table::carries(self.kind, name)
                && !table::is_derived(self.kind, name)
                && **name != number
        });
        self.left.extend(strangers.map(|name| Name::from(name.to_owned())));
    }

    /// A field is not carried as it is.
    pub fn leave(&mut self, field: &'static str) {
        self.left.insert(field.into());
    }

    /// UID and the time of writing.
    pub fn put_head(&mut self, uid: &str, zones: &Zones) {
        self.out.text("UID", uid);
        self.out.line("DTSTAMP", &[], &utc(zones.written_at()));
    }

    /// The UID of a record that has none: the same for the same number, else for the same content.
    pub fn made_uid(&self) -> String {
        let what = match self.number {
            "" => format!("{} {:?}", self.kind.name(), self.record),
            number => format!("{} {number}", self.kind.name()),
        };
        let digest = Sha256::digest(what.as_bytes());
        let digits: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        format!("{MADE_UID}{digits}")
    }

    /// The fields that stand in a property each.
    pub fn put_plain(&mut self, record: &Record) {
        for (field, property, form) in table::rows(self.kind).iter().copied() {
            let Some(value) = record.get(field).filter(|value| !value.is_empty()) else { continue };
            match (form, value) {
                (Form::Own, _) => {}
                (Form::Text, Value::Text(text)) => {
                    self.out.text(property, text);
                    if !is_clean(text) {
                        self.leave(field);
                    }
                }
                (Form::Texts, Value::List(texts)) => {
                    self.out.texts(property, texts);
                    if texts.iter().any(|text| text.trim() != text || !is_clean(text)) {
                        self.leave(field);
                    }
                }
                (Form::Int, Value::Int(number)) => {
                    self.out.line(property, &[], &number.to_string());
                }
                (Form::Bool, Value::Bool(yes)) => {
                    if *yes {
                        self.out.line(property, &[], "TRUE");
                    }
                }
                _ => self.leave(field),
            }
        }
    }

    /// How important it is, and whether it is private.
    pub fn put_standing(&mut self, priority: &'static str, private: &'static str) {
        let found = text_of(self.record, priority).map(|name| match name {
            "high" => Some(("1", "2")),
            "normal" => Some(("5", "1")),
            "low" => Some(("9", "0")),
            _ => None,
        });
        match found {
            Some(Some((step, importance))) => {
                self.out.line("PRIORITY", &[], step);
                self.out.line("X-MICROSOFT-CDO-IMPORTANCE", &[], importance);
            }
            Some(None) => self.leave(priority),
            None if !self.record.is_empty(priority) => self.leave(priority),
            None => {}
        }
        match self.record.get(private) {
            Some(Value::Bool(true)) => self.out.line("CLASS", &[], "PRIVATE"),
            Some(Value::Bool(false)) => self.out.line("CLASS", &[], "PUBLIC"),
            Some(_) => self.leave(private),
            None => {}
        }
    }

    /// A number of the record.
    pub fn int(&mut self, record: &Record, field: &'static str) -> Option<i64> {
        match record.get(field) {
            Some(Value::Int(number)) => Some(*number),
            Some(_) => {
                self.leave(field);
                None
            }
            None => None,
        }
    }
}
