//! Listing and searching addresses.

use jiff::Timestamp;

use super::columns::column;
use super::{Address, SELECTED, Stored};
use crate::Office;
use crate::db::Param;
use crate::error::{OfficeError, Result};
use crate::fold::searched_words;

/// Which addresses, in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressQuery {
    /// Words that must all occur, each at least as the beginning of a word; empty for all.
    pub search: String,
    /// Conditions that must all hold.
    pub filter: Vec<Filter>,
    /// Order.
    pub sort: Sort,
    /// The other way round.
    pub descending: bool,
    /// Those in the trash instead of the others.
    pub trash: bool,
    /// How many to leave out at the beginning.
    pub offset: u64,
    /// How many to give at most; 0 for all.
    pub limit: u64,
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// A text field holds exactly this.
    Is(String, String),
    /// It belongs to the group.
    Group(String),
    /// It has a customer number.
    Customers,
    /// It has none.
    Prospects,
    /// It was changed then or later.
    ChangedSince(Timestamp),
}

/// An order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// By name, as in the phone book.
    #[default]
    Name,
    /// By customer number, decimal ones by value.
    Number,
    /// By the time it was added.
    Created,
    /// By the time it was last changed.
    Changed,
    /// By internal number.
    Id,
}

/// A part of the addresses asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct AddressPage {
    /// The addresses.
    pub addresses: Vec<Address>,
    /// How many there are in all.
    pub total: u64,
}

impl Sort {
    /// All orders.
    pub const ALL: [Self; 5] = [Self::Name, Self::Number, Self::Created, Self::Changed, Self::Id];

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Number => "number",
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Id => "id",
        }
    }

    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["sort_key", "id"],
            Self::Number => &["number_sort", "id"],
            Self::Created => &["created_at", "id"],
            Self::Changed => &["changed_at", "id"],
            Self::Id => &["id"],
        }
    }
}

impl Office {
    /// Lists or searches addresses.
    ///
    /// # Errors
    /// A filter names no text field, or the database refuses.
    pub fn addresses(&mut self, query: &AddressQuery) -> Result<AddressPage> {
        let Some(condition) = Condition::of(query)? else {
            return Ok(AddressPage { addresses: Vec::new(), total: 0 });
        };
        let language = self.language;
        let addresses = self.db.all(&condition.rows_text(query), &condition.params, |row| {
            Ok(Address::of(&Stored::read(row)?, language))
        })?;
        let total = self.total(query, &condition, addresses.len() as u64)?;
        Ok(AddressPage { addresses, total })
    }

    fn total(&mut self, query: &AddressQuery, condition: &Condition, given: u64) -> Result<u64> {
        if query.offset == 0 && (query.limit == 0 || given < query.limit) {
            return Ok(given);
        }
        let count = self.db.one(&condition.count_text(), &condition.params, |row| row.int(0))?;
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
    }
}

/// The condition of a query as SQL.
struct Condition {
    from: &'static str,
    terms: Vec<String>,
    params: Vec<Param<'static>>,
}

impl Condition {
    /// `None` if nothing can meet it: a search for words in a text that has none.
    fn of(query: &AddressQuery) -> Result<Option<Self>> {
        let trash = if query.trash { "deleted_at IS NOT NULL" } else { "deleted_at IS NULL" };
        let (from, terms) = ("address", vec![trash.to_owned()]);
        let mut condition = Self { from, terms, params: Vec::new() };
        if !query.search.trim().is_empty() {
            let Some(words) = searched_words(&query.search) else { return Ok(None) };
            condition.from = "address JOIN address_search ON address_search.rowid = address.id";
            condition.terms.push("{search matches ?1}".to_owned());
            condition.params.push(words.into());
        }
        query.filter.iter().try_for_each(|filter| condition.add(filter))?;
        Ok(Some(condition))
    }

    fn add(&mut self, filter: &Filter) -> Result<()> {
        let next = self.params.len() + 1;
        match filter {
            Filter::Is(field, text) => {
                let name = text_column(field)?;
                self.terms.push(format!("\"{name}\" = ?{next}"));
                self.params.push(text.clone().into());
            }
            Filter::Group(name) => {
                // A list is stored as JSON: the name stands in it between quotation marks.
                self.terms.push(format!("replace(\"groups\", ?{next}, '') <> \"groups\""));
                self.params.push(serde_json::Value::from(name.as_str()).to_string().into());
            }
            Filter::Customers => self.terms.push("number_key IS NOT NULL".to_owned()),
            Filter::Prospects => self.terms.push("number_key IS NULL".to_owned()),
            Filter::ChangedSince(instant) => {
                self.terms.push(format!("changed_at >= ?{next}"));
                self.params.push(instant.as_microsecond().into());
            }
        }
        Ok(())
    }

    fn rows_text(&self, query: &AddressQuery) -> String {
        let direction = if query.descending { " DESC" } else { "" };
        let order: Vec<String> =
            query.sort.columns().iter().map(|name| format!("{name}{direction}")).collect();
        // Not as parameters: planners take a bound limit for a large one.
        let page = match (query.limit, query.offset) {
            (0, 0) => String::new(),
            (0, offset) => format!(" LIMIT {} OFFSET {offset}", i64::MAX),
            (limit, offset) => format!(" LIMIT {limit} OFFSET {offset}"),
        };
        format!(
            "SELECT {} FROM {} WHERE {} ORDER BY {}{page}",
            *SELECTED,
            self.from,
            self.terms.join(" AND "),
            order.join(", ")
        )
    }

    fn count_text(&self) -> String {
        format!("SELECT COUNT(*) FROM {} WHERE {}", self.from, self.terms.join(" AND "))
    }
}

fn text_column(field: &str) -> Result<&'static str> {
    let name = if field == "customer_no" { Some("customer_no") } else { None };
    name.or_else(|| column(field).map(|column| column.name))
        .ok_or_else(|| OfficeError::UnknownField { field: field.to_owned() })
}

/// Every kind of SQL text of this file.
#[cfg(test)]
pub(crate) fn texts() -> Vec<String> {
    let filter = vec![
        Filter::Is("city".to_owned(), "Ulm".to_owned()),
        Filter::Group("Kunden".to_owned()),
        Filter::Customers,
        Filter::Prospects,
        Filter::ChangedSince(Timestamp::UNIX_EPOCH),
    ];
    let mut texts = Vec::new();
    for sort in Sort::ALL {
        let (search, filter) = ("Anna Müller".to_owned(), filter.clone());
        let query = AddressQuery { search, filter, sort, limit: 7, ..AddressQuery::default() };
        let condition = Condition::of(&query).ok().flatten();
        texts.extend(condition.map(|condition| condition.rows_text(&query)));
    }
    let query = AddressQuery { offset: 3, ..AddressQuery::default() };
    let condition = Condition::of(&query).ok().flatten();
    texts.extend(condition.iter().flat_map(|c| [c.rows_text(&query), c.count_text()]));
    texts
}
