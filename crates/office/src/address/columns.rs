//! The columns of an address: the only place that lists them.
//!
//! The SQL texts, the schema of the exchange and the JSON form are all made from this table. A
//! test holds it against the tables of both databases.

use std::borrow::Cow;
use std::sync::LazyLock;

use sync::{Compare, Field, FieldType, Schema};

/// A column that holds a field.
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) de: &'static str,
    pub(crate) en: &'static str,
    pub(crate) field_type: FieldType,
    pub(crate) max_chars: Option<u32>,
    pub(crate) compare: Compare,
    /// The program keeps it: the exchange and the user read it only.
    kept: bool,
}

const fn text(name: &'static str, de: &'static str, en: &'static str) -> Column {
    let (field_type, compare) = (FieldType::Text, Compare::Plain);
    Column { name, de, en, field_type, max_chars: None, compare, kept: false }
}

const fn phone(name: &'static str, de: &'static str, en: &'static str) -> Column {
    Column { compare: Compare::Phone, ..text(name, de, en) }
}

const fn typed(
    field_type: FieldType,
    name: &'static str,
    de: &'static str,
    en: &'static str,
) -> Column {
    Column { field_type, ..text(name, de, en) }
}

const fn kept(
    field_type: FieldType,
    name: &'static str,
    de: &'static str,
    en: &'static str,
) -> Column {
    Column { kept: true, ..typed(field_type, name, de, en) }
}

/// Columns that the program keeps and shows before the fields.
const BEFORE: &[Column] = &[
    kept(FieldType::Int, "id", "LfdNr", "Internal number"),
    Column {
        max_chars: Some(8),
        ..kept(FieldType::Text, "customer_no", "Kundennummer", "Customer number")
    },
];

/// Columns that the program keeps and shows after the fields.
const AFTER: &[Column] = &[
    kept(FieldType::Instant, "created_at", "angelegt", "Created"),
    kept(FieldType::Instant, "changed_at", "geändert", "Changed"),
];

/// The fields of an address, in the order in which they are shown and stored.
pub(crate) const COLUMNS: &[Column] = &[
    text("salutation", "Anrede", "Salutation"),
    text("title", "Titel", "Title"),
    text("first_name", "Vorname", "First name"),
    text("middle_name", "Weitere Vornamen", "Middle names"),
    text("last_name", "Nachname", "Last name"),
    text("suffix", "Namenszusatz", "Suffix"),
    text("nickname", "Spitzname", "Nickname"),
    text("company", "Firma", "Company"),
    text("department", "Abteilung", "Department"),
    text("position", "Position", "Position"),
    text("office", "Büro", "Office"),
    text("profession", "Beruf", "Profession"),
    text("street", "Straße", "Street"),
    text("postal_code", "PLZ", "Postal code"),
    text("city", "Ort", "City"),
    text("state", "Bundesland", "State"),
    text("country", "Land", "Country"),
    text("po_box", "Postfach", "PO box"),
    text("street2", "Straße 2", "Street 2"),
    text("postal_code2", "PLZ 2", "Postal code 2"),
    text("city2", "Ort 2", "City 2"),
    text("state2", "Bundesland 2", "State 2"),
    text("country2", "Land 2", "Country 2"),
    text("po_box2", "Postfach 2", "PO box 2"),
    phone("phone", "Telefon", "Phone"),
    phone("phone2", "Telefon 2", "Phone 2"),
    phone("phone_home", "Telefon privat", "Phone (home)"),
    phone("mobile", "Mobil", "Mobile"),
    phone("fax", "Fax", "Fax"),
    phone("fax_home", "Fax privat", "Fax (home)"),
    text("email", "E-Mail", "E-mail"),
    text("email2", "E-Mail 2", "E-mail 2"),
    text("email3", "E-Mail 3", "E-mail 3"),
    text("website", "Internet", "Website"),
    typed(FieldType::Date, "birthday", "Geburtstag", "Birthday"),
    typed(FieldType::Date, "anniversary", "Jahrestag", "Anniversary"),
    text("spouse", "Partner", "Partner"),
    typed(FieldType::List, "children", "Kinder", "Children"),
    text("assistant", "Assistent", "Assistant"),
    text("manager", "Vorgesetzter", "Manager"),
    text("letter_salutation", "Briefanrede", "Letter salutation"),
    typed(FieldType::List, "groups", "Gruppe", "Group"),
    text("notes", "Bemerkung", "Notes"),
    text("vat_id", "USt-IdNr.", "VAT id"),
    text("debtor_account", "Fibu-Kontonummer", "Debtor account"),
    typed(FieldType::Date, "last_contact", "letzter Kontakt", "Last contact"),
    text("free1", "Freifeld 1", "Free field 1"),
    text("free2", "Freifeld 2", "Free field 2"),
    text("free3", "Freifeld 3", "Free field 3"),
    text("free4", "Freifeld 4", "Free field 4"),
    text("free5", "Freifeld 5", "Free field 5"),
    text("free6", "Freifeld 6", "Free field 6"),
    text("free7", "Freifeld 7", "Free field 7"),
    text("free8", "Freifeld 8", "Free field 8"),
    text("free9", "Freifeld 9", "Free field 9"),
    text("free10", "Freifeld 10", "Free field 10"),
    typed(FieldType::Bool, "private", "Privat", "Private"),
];

/// The column of a field that can be written.
pub(crate) fn column(name: &str) -> Option<&'static Column> {
    COLUMNS.iter().find(|column| column.name == name)
}

impl Column {
    fn field(&self) -> Field {
        Field {
            name: Cow::Borrowed(self.name),
            de: Cow::Borrowed(self.de),
            en: Cow::Borrowed(self.en),
            field_type: self.field_type,
            max_chars: self.max_chars,
            writable: !self.kept,
            compare: self.compare,
        }
    }
}

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema {
    fields: [BEFORE, COLUMNS, AFTER].into_iter().flatten().map(Column::field).collect(),
});

/// The fields of an address, those that the program keeps (number, times) marked not writable.
#[must_use]
pub fn address_schema() -> &'static Schema {
    &SCHEMA
}

/// The field of that stable name, or of that German or English label.
#[must_use]
pub fn address_field(name: &str) -> Option<&'static Field> {
    let wanted = name.trim().to_lowercase();
    let fields = &address_schema().fields;
    fields.iter().find(|field| field.name == wanted).or_else(|| {
        fields
            .iter()
            .find(|field| [&field.de, &field.en].iter().any(|l| l.to_lowercase() == wanted))
    })
}
