//! What Outlook makes from other fields, filled in where a record does not say it.
//!
//! What must hold: what the record says stays; all that belongs together agrees (an e-mail
//! address of which only one property is changed is shown, and written to, under the old one).

use jiff::civil::Date;
use jiff::tz::TimeZone;
use sync::{Record, Value};

use super::{names, one_off, postal};
use crate::filetime;
use crate::user::Target;

/// The e-mail fields by their index in the list of addresses.
const EMAILS: [&str; 3] = ["contact.email1", "contact.email2", "contact.email3"];
/// The fax fields; business, home and other fax are 3, 4 and 5 in the list of addresses.
const FAXES: [&str; 3] = ["contact.fax.business", "contact.fax.home", "contact.fax.other"];

/// The record with everything that Outlook derives.
pub fn complete(mut record: Record, zone: &TimeZone, target: Target) -> Record {
    fill(&mut record, "contact.full_name", names::full_name);
    fill(&mut record, "contact.subject", names::subject);
    names::complete_file_as(&mut record);
    if record.is_empty("contact.file_as_choices") {
        record.set("contact.file_as_choices", numbers(&names::CHOICES));
    }
    postal::complete(&mut record);
    EMAILS.iter().for_each(|field| email(&mut record, field, target));
    FAXES.iter().for_each(|field| fax(&mut record, field, target));
    address_list(&mut record);
    fill(&mut record, "contact.web_page", |record| {
        record.text("contact.business_home_page").into()
    });
    date(&mut record, "contact.birthday", zone);
    date(&mut record, "contact.anniversary", zone);
    record
}

fn fill(record: &mut Record, name: &'static str, make: impl Fn(&Record) -> String) {
    if record.is_empty(name) {
        record.set(name, Value::Text(make(record)));
    }
}

fn fill_part(record: &mut Record, field: &str, part: &str, value: Value) {
    let name = format!("{field}.{part}");
    if record.is_empty(&name) {
        record.set(name, value);
    }
}

fn numbers<T: ToString>(numbers: &[T]) -> Value {
    Value::List(numbers.iter().map(ToString::to_string).collect())
}

/// The five properties of an e-mail address.
fn email(record: &mut Record, field: &str, target: Target) {
    let address = record.text(field).to_owned();
    if address.is_empty() {
        return;
    }
    let display = match names::display_name(record) {
        name if name.is_empty() => address.clone(),
        name => format!("{name} ({address})"),
    };
    fill_part(record, field, "display_name", Value::Text(display));
    fill_part(record, field, "type", Value::text("SMTP"));
    fill_part(record, field, "original_display_name", Value::Text(address));
    entry_id(record, field, "display_name", field, target);
}

/// A fax number's entry in the address book: "Name@number".
fn fax(record: &mut Record, field: &str, target: Target) {
    let number = record.text(field).to_owned();
    if number.is_empty() {
        return;
    }
    let name = names::subject(record);
    fill_part(record, field, "type", Value::text("FAX"));
    fill_part(record, field, "address", Value::Text(format!("{name}@{number}")));
    fill_part(record, field, "display_name", Value::Text(name));
    entry_id(record, field, "display_name", &format!("{field}.address"), target);
}

fn entry_id(record: &mut Record, field: &str, name: &str, address: &str, target: Target) {
    let name = record.text(&format!("{field}.{name}"));
    let kind = record.text(&format!("{field}.type"));
    let bytes = one_off(name, kind, record.text(address), target);
    fill_part(record, field, "entry_id", Value::Bytes(bytes));
}

/// Which addresses there are: PidLidAddressBookProviderEmailList and the same as bits.
fn address_list(record: &mut Record) {
    let fields = EMAILS.iter().chain(&FAXES);
    let filled = fields.zip(0_u32..).filter(|(field, _)| !record.is_empty(field));
    let list: Vec<u32> = filled.map(|(_, index)| index).collect();
    let mask = list.iter().fold(0_i64, |mask, index| mask | 1 << index);
    if list.is_empty() {
        return;
    }
    if record.is_empty("contact.address_list") {
        record.set("contact.address_list", numbers(&list));
    }
    if record.is_empty("contact.address_mask") {
        record.set("contact.address_mask", Value::Int(mask));
    }
}

/// Local midnight in UTC, and the unshifted twin.
fn date(record: &mut Record, field: &str, zone: &TimeZone) {
    let Some(Value::Date(day)) = record.get(field).cloned() else { return };
    fill_part(record, field, "local", Value::Date(day));
    if let Some(at) = midnight(day, zone) {
        fill_part(record, field, "utc", at);
    }
}

fn midnight(day: Date, zone: &TimeZone) -> Option<Value> {
    filetime::to_timestamp(filetime::midnight(day, zone)?).map(Value::Instant)
}
