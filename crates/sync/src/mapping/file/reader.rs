//! From the text to lines: keys and words, and the fields that names and labels mean.

use std::collections::BTreeMap;

use toml_edit::{Document, Item, TableLike};

use super::super::{Case, Companies, Direction, Line, Mapping, Names, SlotRule, Split, WriteRule};
use super::field;
use super::toml::{entries, pairs, place, text, texts, word};
use super::{Findings, Place, Placed, Schemas};
use crate::mapping::Tongue;
use crate::{FieldType, Kind, Message, Side};

/// The keys of the file as a whole.
const KEYS: [&str; 4] = ["name", "address", "companies", "texts"];
/// The keys of a line.
const LINE_KEYS: [&str; 10] = [
    "office",
    "outlook",
    "direction",
    "rule",
    "values",
    "case",
    "join",
    "split",
    "constant",
    "type",
];
/// The types that a user-defined field can have, by their words.
pub(super) const TYPES: [(&str, FieldType); 9] = [
    ("text", FieldType::Text),
    ("number", FieldType::Number),
    ("percent", FieldType::Percent),
    ("currency", FieldType::Currency),
    ("yes-no", FieldType::Bool),
    ("date", FieldType::Instant),
    ("duration", FieldType::Duration),
    ("keywords", FieldType::List),
    ("integer", FieldType::Int),
];

pub(super) fn read(
    source: &str,
    schemas: &Schemas,
    findings: &mut Findings,
) -> (Mapping, Vec<Placed>, usize) {
    let mut mapping = Mapping::default();
    let (mut lines, mut all) = (Vec::new(), 0);
    let document = match Document::parse(source) {
        Ok(document) => document,
        Err(error) => {
            let detail = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
            let what = Message::new("mapping-syntax").with("detail", detail);
            findings.mistake(&error.span().unwrap_or_default(), what);
            return (mapping, lines, all);
        }
    };
    let whole = 0..source.len();
    for (key, at, item) in entries(document.as_table(), &whole) {
        match Kind::parse(key) {
            Some(kind) => {
                all += read_kind(kind, (item, &at), schemas, &mut lines, findings);
            }
            None => read_setting(key, (item, &at), &mut mapping, findings),
        }
    }
    (mapping, lines, all)
}

fn read_setting(
    key: &str,
    (item, at): (&Item, &Place),
    mapping: &mut Mapping,
    findings: &mut Findings,
) {
    let known = KEYS.contains(&key);
    if !known {
        let kinds = Kind::ALL.map(Kind::name);
        let words = KEYS.into_iter().chain(kinds);
        return findings.mistake(at, unknown_key(key, words));
    }
    let said = text(key, item, at, findings);
    let slots = [("auto", SlotRule::Auto), ("fixed", SlotRule::Fixed)];
    let companies = [("company", Companies::Company), ("name", Companies::Name)];
    let tongues = [("de", Tongue::De), ("en", Tongue::En)];
    match key {
        "name" => mapping.name = said.map(|(name, _)| name).unwrap_or_default(),
        "address" => mapping.slot = word(key, said, &slots, findings).unwrap_or_default(),
        "companies" => {
            mapping.companies = word(key, said, &companies, findings).unwrap_or_default();
        }
        _ => mapping.texts = word(key, said, &tongues, findings).unwrap_or_default(),
    }
}

fn unknown_key<'k>(key: &str, words: impl Iterator<Item = &'k str>) -> Message {
    let words: Vec<&str> = words.collect();
    Message::new("mapping-unknown-key").with("key", key).with("words", words.join(", "))
}

/// The lines of a kind; gives how many there are.
fn read_kind(
    kind: Kind,
    (item, at): (&Item, &Place),
    schemas: &Schemas,
    lines: &mut Vec<Placed>,
    findings: &mut Findings,
) -> usize {
    let mut read = |table: &dyn TableLike, span: Option<Place>| {
        let at = place(span, at);
        lines.extend(read_line(kind, (table, &at), schemas, findings));
    };
    if let Some(tables) = item.as_array_of_tables() {
        tables.iter().for_each(|table| read(table, table.span()));
        tables.len()
    } else if let Some(array) =
        item.as_array().filter(|array| array.iter().all(toml_edit::Value::is_inline_table))
    {
        let tables = array.iter().filter_map(toml_edit::Value::as_inline_table);
        tables.for_each(|table| read(table, table.span()));
        array.len()
    } else {
        let what = Message::new("mapping-not-lines").with("key", kind.name());
        findings.mistake(at, what);
        0
    }
}

/// One line; `None` where it names no field that it could work with.
fn read_line(
    kind: Kind,
    (table, at): (&dyn TableLike, &Place),
    schemas: &Schemas,
    findings: &mut Findings,
) -> Option<Placed> {
    let before = findings.0.len();
    let mut line = Line::default();
    let mut placed = Placed {
        kind,
        line: Line::default(),
        at: at.clone(),
        office: Vec::new(),
        outlook: Vec::new(),
        keys: BTreeMap::new(),
    };
    for (key, at, item) in entries(table, at) {
        let Some(known) = LINE_KEYS.into_iter().find(|known| *known == key) else {
            findings.mistake(&at, unknown_key(key, LINE_KEYS.into_iter()));
            continue;
        };
        placed.keys.insert(known, place(item.span(), &at));
        match known {
            "office" => {
                line.office =
                    fields(Side::Office, kind, (item, &at), schemas, &mut placed.office, findings);
            }
            "outlook" => {
                line.outlook = fields(
                    Side::Outlook,
                    kind,
                    (item, &at),
                    schemas,
                    &mut placed.outlook,
                    findings,
                );
            }
            "values" => {
                let pairs = pairs(key, item, &at, findings);
                line.values = pairs.into_iter().map(|(a, b)| (a.0, b.0)).collect();
            }
            _ => read_word(known, (item, &at), &mut line, findings),
        }
    }
    let whole = findings.0.len() == before;
    let sides = line.constant.is_some() || !(line.office.is_empty() || line.outlook.is_empty());
    if whole && !sides {
        let id = if line.office.is_empty() { "mapping-no-office" } else { "mapping-no-outlook" };
        findings.mistake(at, Message::new(id));
        return None;
    }
    placed.line = line;
    whole.then_some(placed)
}

fn read_word(key: &str, (item, at): (&Item, &Place), line: &mut Line, findings: &mut Findings) {
    let said = text(key, item, at, findings);
    let directions = Direction::ALL.map(|of| (of.word(), of));
    let rules = WriteRule::ALL.map(|of| (of.word(), of));
    match key {
        "direction" => {
            line.direction = word(key, said, &directions, findings).unwrap_or_default();
        }
        "rule" => line.rule = word(key, said, &rules, findings).unwrap_or_default(),
        "case" => line.case = word(key, said, &Case::ALL, findings),
        "split" => line.split = word(key, said, &Split::ALL, findings),
        "type" => line.field_type = word(key, said, &TYPES, findings),
        "join" => line.join = said.map(|(text, _)| text),
        _ => line.constant = said.map(|(text, _)| text),
    }
}

/// The fields that a side of a line names, by stable name or by label.
fn fields(
    side: Side,
    kind: Kind,
    (item, at): (&Item, &Place),
    schemas: &Schemas,
    places: &mut Vec<Place>,
    findings: &mut Findings,
) -> Names {
    let key = side.name();
    let mut names = Names::default();
    for (name, at) in texts(key, item, at, findings) {
        match field::find(side, kind, &name, schemas) {
            Ok(field) => {
                names.0.push(field);
                places.push(at);
            }
            Err(what) => findings.mistake(&at, what),
        }
    }
    names
}
