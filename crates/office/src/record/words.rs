//! The words by which a record is found.
//!
//! Every word of the fields that a person reads: texts, lists, names and addresses of people,
//! names of attachments, the number. Of a mail's texts the plain one counts, else the words of
//! the web page. What must hold: a record has at most so many words as both databases take
//! ([`SearchWords`] says how many); a longer one is found by its first words.

use sync::form::{Attached, Mailbox, Person};
use sync::{Compare, Kind, Record, Value, phone_digits};

use super::column::{Column, Form};
use super::stored::Stored;
use super::texts::texts;
use crate::db::{Db, Param};
use crate::error::Result;
use crate::fold::{SearchWords, phone_key};
use crate::html::visible_text;

/// Makes rows findable by their words; new ones have none yet.
pub(super) fn put_words(
    db: &mut Db,
    kind: Kind,
    new: bool,
    words: impl Iterator<Item = (i64, String)>,
) -> Result<()> {
    let params: Vec<Param<'_>> =
        words.flat_map(|(id, words)| [Param::from(id), Param::from(words)]).collect();
    let texts = texts(kind);
    let rows = if new { &texts.add_words } else { &texts.put_words };
    rows.put(db, &params)
}

/// Makes every record of a kind findable anew.
pub(crate) fn rebuild_words(db: &mut Db, kind: Kind) -> Result<()> {
    Stored::each(db, kind, &mut |db, rows| {
        put_words(db, kind, true, rows.iter().map(|row| (row.id, search_words(row))))
    })
}

/// Every word, once, separated by blanks.
pub(super) fn search_words(row: &Stored) -> String {
    let mut words = SearchWords::default();
    words.add(&row.number);
    phone_key(&row.number).iter().for_each(|key| words.add(key));
    for (place, value) in row.filled() {
        let Some(column) = row.of.columns.get(place).filter(|column| column.searched) else {
            continue;
        };
        match value {
            Value::Text(text) => add(&mut words, column, text, &row.fields),
            Value::List(items) => {
                items.iter().for_each(|item| add(&mut words, column, item, &row.fields));
            }
            _ => {}
        }
    }
    words.joined()
}

fn add(words: &mut SearchWords, column: &Column, text: &str, fields: &Record) {
    match column.form {
        Form::Mailbox => {
            let Mailbox { name, address } = Mailbox::parse(text).unwrap_or_default();
            words.add(&name);
            words.add(&address);
        }
        Form::Person => {
            let Person { name, address, .. } = Person::parse(text).unwrap_or_default();
            words.add(&name);
            words.add(&address);
        }
        Form::Attached => words.add(&Attached::parse(text).unwrap_or_default().name),
        // Mails mostly say the same twice.
        Form::Html if fields.is_empty("body_text") => words.add(&visible_text(text)),
        Form::Html => {}
        _ => add_plain(words, column, text),
    }
}

fn add_plain(words: &mut SearchWords, column: &Column, text: &str) {
    words.add(text);
    if column.compare == Compare::Phone {
        whole_phone(text).iter().for_each(|digits| words.add(digits));
    }
    if column.compare == Compare::Phone || !column.heavy {
        phone_key(text).iter().for_each(|key| words.add(key));
    }
}

/// A telephone number in one piece, so that it is found however it is written.
fn whole_phone(text: &str) -> Option<String> {
    let digits = phone_digits(text).trim_start_matches('+').to_owned();
    (digits.len() > 3).then_some(digits)
}
