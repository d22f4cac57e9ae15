//! The SQL texts of each kind, made once from its description.

use std::collections::HashMap;
use std::sync::LazyLock;

use sync::Kind;

use super::column::Column;
use super::kind::{Description, description};
use crate::db::{InList, Rows};

/// Columns before the fields when read.
const READ: &[&str] = &["id", "version", "created_at", "changed_at", "deleted_at"];
/// How many columns stand before the fields when read: those and the number.
pub(super) const BEFORE: usize = READ.len() + 1;
/// Keys that every kind has: of the number and of the name.
const KEYS: &[&str] = &["number_key", "number_sort", "sort_key"];

/// Columns to read: their names as SQL, and the fields among them.
pub(crate) struct Selection {
    pub(super) names: String,
    pub(super) fields: Vec<&'static Column>,
    pub(super) computed: &'static [Column],
}

/// The SQL texts of a kind.
pub(crate) struct Texts {
    /// Everything.
    pub(super) whole: Selection,
    /// Without what may be large.
    pub(super) light: Selection,
    pub(super) by_ids: InList,
    pub(super) add: Rows,
    /// Writes rows whose version is still the one before; tells which.
    pub(super) put: Rows,
    /// Columns written of a row.
    pub(super) width: usize,
    /// Where the column of a field stands among those of its kind.
    pub(super) places: HashMap<&'static str, usize>,
    pub(super) add_words: Rows,
    pub(super) put_words: Rows,
    pub(super) id_of_number: String,
    pub(super) set_sort_key: String,
    pub(super) after: String,
    pub(crate) survey: String,
    /// Finds a row if there is any.
    pub(crate) any: String,
    pub(crate) trashed: String,
    pub(crate) numbers: InList,
    /// Records of an identity that are not linked to a data file, for kinds that have one.
    pub(crate) by_identity: Option<String>,
}

static TEXTS: [LazyLock<Texts>; 4] = [
    LazyLock::new(|| Texts::of(description(Kind::Addresses))),
    LazyLock::new(|| Texts::of(description(Kind::Mails))),
    LazyLock::new(|| Texts::of(description(Kind::Appointments))),
    LazyLock::new(|| Texts::of(description(Kind::Tasks))),
];

/// The SQL texts of a kind.
pub(crate) fn texts(kind: Kind) -> &'static Texts {
    let [addresses, mails, appointments, tasks] = &TEXTS;
    match kind {
        Kind::Addresses => addresses,
        Kind::Mails => mails,
        Kind::Appointments => appointments,
        Kind::Tasks => tasks,
    }
}

/// How many rows are looked at in one go when all are.
pub(super) const CHUNK: usize = 500;

impl Texts {
    fn of(of: &'static Description) -> Self {
        let (table, written) = (of.table, written(of));
        let (whole, light) = (Selection::of(of, |_| true), Selection::of(of, |c| !c.heavy));
        let insert = format!("INSERT INTO {table} ({}) VALUES", written.join(", "));
        let words = format!("{table}_search (rowid, words) VALUES");
        let put_words = Rows::new(format!("{{search put}} {words}"), 2, "{search replace}");
        let after =
            format!("SELECT {} FROM {table} WHERE id > ?1 ORDER BY id LIMIT {CHUNK}", whole.names);
        Self {
            by_ids: whole.by_ids(table),
            add: Rows::new(&*insert, written.len(), ""),
            put: Rows::new(insert, written.len(), update(table, &written)),
            width: written.len(),
            places: of.columns.iter().map(|column| column.name).zip(0..).collect(),
            add_words: Rows::new(format!("INSERT INTO {words}"), 2, "").wrapped(search_parameter),
            put_words: put_words.wrapped(search_parameter),
            id_of_number: format!("SELECT id FROM {table} WHERE number_key = ?1"),
            set_sort_key: format!("UPDATE {table} SET sort_key = ?1 WHERE id = ?2"),
            after,
            survey: format!("SELECT id, version, changed_at, deleted_at FROM {table} ORDER BY id"),
            any: format!("SELECT id FROM {table} LIMIT 1"),
            trashed: format!("SELECT deleted_at FROM {table} WHERE id = ?1"),
            numbers: InList::made(
                format!("SELECT number_key, id FROM {table} WHERE number_key IN ({{list}})"),
                0,
            ),
            by_identity: by_identity(of),
            whole,
            light,
        }
    }

    /// Every SQL text of the kind.
    #[cfg(test)]
    pub(super) fn all(&self) -> Vec<String> {
        let fixed = [
            &self.id_of_number,
            &self.set_sort_key,
            &self.after,
            &self.survey,
            &self.any,
            &self.trashed,
        ];
        let fixed = fixed.into_iter().chain(&self.by_identity).cloned().collect();
        let rows = [&self.add, &self.put, &self.add_words, &self.put_words];
        let rows = rows.into_iter().flat_map(Rows::every_text).collect();
        [fixed, rows, self.by_ids.every_text(), self.numbers.every_text()].concat()
    }
}

impl Selection {
    fn of(of: &'static Description, wanted: fn(&Column) -> bool) -> Self {
        let fields: Vec<&Column> = of.columns.iter().filter(|column| wanted(column)).collect();
        let names = READ.iter().copied().chain([of.number.name]);
        let inside = fields.iter().copied().chain(of.computed).map(|column| column.name);
        let names = quoted(names.chain(inside)).join(", ");
        Self { names, fields, computed: of.computed }
    }

    /// Columns.
    pub(super) fn width(&self) -> usize {
        READ.len() + 1 + self.fields.len() + self.computed.len()
    }

    fn by_ids(&self, table: &str) -> InList {
        InList::made(format!("SELECT {} FROM {table} WHERE id IN ({{list}})", self.names), 0)
    }
}

fn quoted(names: impl Iterator<Item = &'static str>) -> Vec<String> {
    names.map(|name| format!("\"{name}\"")).collect()
}

/// The columns of a row in the order in which they are written.
fn written(of: &'static Description) -> Vec<String> {
    let before = READ.iter().copied().chain([of.number.name]);
    let keys = KEYS.iter().chain(of.keys).copied();
    let fields = of.computed.iter().chain(of.columns).map(|column| column.name);
    quoted(before.chain(keys).chain(fields))
}

fn update(table: &str, written: &[String]) -> String {
    let set: Vec<String> = written
        .iter()
        .filter(|name| !["\"id\"", "\"created_at\""].contains(&name.as_str()))
        .map(|name| format!("{name} = excluded.{name}"))
        .collect();
    format!(
        "ON CONFLICT (id) DO UPDATE SET {} WHERE {table}.version = excluded.version - 1 \
         RETURNING id",
        set.join(", ")
    )
}

fn by_identity(of: &Description) -> Option<String> {
    of.keys.contains(&"identity_key").then(|| {
        format!(
            "SELECT a.id FROM {} a WHERE a.deleted_at IS NULL AND a.identity_key = ?2 \
             AND NOT EXISTS (SELECT 1 FROM link l WHERE l.office = a.id AND l.file = ?1 \
             AND l.kind = '{}' AND l.state <> 'tombstone') ORDER BY a.id LIMIT 20",
            of.table,
            of.kind.name()
        )
    })
}

/// PostgreSQL is given the words themselves, so that its own parser has no say.
fn search_parameter(column: usize, parameter: String) -> String {
    if column == 0 { parameter } else { format!("{{words}}{parameter}{{/words}}") }
}
