//! Addresses.

use sync::{FieldType, Kind, Record, Value, phone_digits};

use super::salutation::letter_salutation;
use super::{Description, nothing_computed};
use crate::Language;
use crate::db::Param;
use crate::fold::{email_key, index_key, sort_key};
use crate::record::column::{Column, list, phone, text, typed};

pub(super) const DESCRIPTION: Description = Description {
    kind: Kind::Addresses,
    table: "address",
    number: text("customer_no", "Kundennummer", "Customer number").kept().at_most(8),
    columns: COLUMNS,
    computed: &[],
    looked_up: &[],
    keys: &["name_key", "email_key", "email2_key", "email3_key", "mobile_key"],
    by_date: &["created_at"],
    by_people: &["sort_key"],
    push_keys: |fields, params| params.extend(MatchKeys::of(fields).into_params()),
    compute: nothing_computed,
    name,
    sort_key: name_key,
    generate,
};

/// The fields of an address, in the order in which they are shown and stored.
const COLUMNS: &[Column] = &[
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
    list("children", "Kinder", "Children"),
    text("assistant", "Assistent", "Assistant"),
    text("manager", "Vorgesetzter", "Manager"),
    text("letter_salutation", "Briefanrede", "Letter salutation"),
    list("groups", "Gruppe", "Group"),
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

/// The key by which addresses sort: surname or company first.
fn name_key(fields: &Record, language: Language) -> String {
    let field = |name| fields.text(name);
    let person = !field("last_name").trim().is_empty();
    let parts = if person {
        [field("last_name"), field("first_name"), field("middle_name"), field("company")]
    } else {
        [field("company"), field("first_name"), field("email"), ""]
    };
    sort_key(&parts, language)
}

/// Surname and first name, else company, else e-mail.
fn name(fields: &Record) -> String {
    let field = |name| fields.text(name).trim();
    match (field("last_name"), field("first_name")) {
        ("", "") => {
            let others = [field("company"), field("email"), field("nickname")];
            others.into_iter().find(|name| !name.is_empty()).unwrap_or_default().to_owned()
        }
        ("", first) => first.to_owned(),
        (last, "") => last.to_owned(),
        (last, first) => format!("{last}, {first}"),
    }
}

fn generate(fields: &mut Record, language: Language) {
    if fields.is_empty("letter_salutation") {
        let salutation = letter_salutation(fields, language);
        fields.set("letter_salutation", Value::Text(salutation));
    }
}

/// What candidates for a content match share with an address.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct MatchKeys {
    pub(crate) name: Option<String>,
    pub(crate) emails: [Option<String>; 3],
    pub(crate) mobile: Option<String>,
}

impl MatchKeys {
    pub(crate) fn of(fields: &Record) -> Self {
        let text = |name| Some(fields.text(name).trim()).filter(|text| !text.is_empty());
        let person = ["first_name", "middle_name", "last_name"].map(|name| fields.text(name));
        let person = sort_key(&[&person.join(" ")], Language::De);
        let company = || text("company").map(|name| sort_key(&[name], Language::De));
        let filled = |key: String| (!key.is_empty()).then_some(key);
        Self {
            name: filled(person).or_else(company).and_then(filled),
            emails: ["email", "email2", "email3"].map(|name| email_key(fields.text(name))),
            mobile: text("mobile").map(|number| index_key(phone_digits(number))).and_then(filled),
        }
    }

    fn into_params(self) -> [Param<'static>; 5] {
        let [first, second, third] = self.emails;
        [self.name, first, second, third, self.mobile].map(Param::opt_text)
    }
}
