//! A contact's names: the full name, the subject, and what it is filed as.

use sync::{Record, Value};

/// File-as rules (PidLidFileUnderId, \[MS-OXOCNTC\] 2.2.1.1.12).
pub const FULL_NAME: u32 = 0x3001;
/// Given name.
pub const GIVEN_NAME: u32 = 0x3A06;
/// Surname.
pub const SURNAME: u32 = 0x3A11;
/// Company.
pub const COMPANY: u32 = 0x3A16;
/// "Surname, Given Middle".
pub const SURNAME_GIVEN: u32 = 0x8017;
/// Company, then "Surname, Given Middle" on a line of its own.
pub const COMPANY_NAME: u32 = 0x8018;
/// "Surname, Given Middle", then the company on a line of its own.
pub const NAME_COMPANY: u32 = 0x8019;
/// "Given Middle Surname Suffix".
pub const GIVEN_SURNAME: u32 = 0x8037;
/// What the user typed: never made anew.
pub const TYPED: u32 = 0xFFFF_FFFF;

/// What Outlook offers for file-as, in its order.
pub const CHOICES: [u32; 5] = [SURNAME_GIVEN, GIVEN_SURNAME, COMPANY, NAME_COMPANY, COMPANY_NAME];

/// Subjects and names in tables end here.
const LONGEST: usize = 255;

/// Not empty parts, with a separator between them.
pub fn join(parts: &[&str], separator: &str) -> String {
    let filled: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    filled.join(separator)
}

/// The full name: "Herr Dr. Hans Georg Müller jun.".
pub fn full_name(record: &Record) -> String {
    join(&[record.text("contact.prefix"), &display_name(record)], " ")
}

/// The full name without the form of address.
pub fn display_name(record: &Record) -> String {
    let text = |name| record.text(name);
    join(
        &[
            text("contact.first_name"),
            text("contact.middle_name"),
            text("contact.last_name"),
            text("contact.suffix"),
        ],
        " ",
    )
}

/// What the item is called in lists: the name, else the company, else an address.
pub fn subject(record: &Record) -> String {
    let name = display_name(record);
    let candidates = [
        name.as_str(),
        record.text("contact.full_name"),
        record.text("contact.company"),
        record.text("contact.file_as"),
        record.text("contact.email1"),
    ];
    let subject = candidates.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    subject.chars().take(LONGEST).collect()
}

/// File-as by a rule; `None` for rules that the user's own text or nothing stands for.
pub fn file_as(rule: u32, record: &Record) -> Option<String> {
    let text = |name| record.text(name);
    let given = join(&[text("contact.first_name"), text("contact.middle_name")], " ");
    let name = join(&[text("contact.last_name"), &given], ", ");
    let company = text("contact.company");
    let text = match rule {
        FULL_NAME => full_name(record),
        GIVEN_NAME => text("contact.first_name").to_owned(),
        SURNAME => text("contact.last_name").to_owned(),
        COMPANY => company.to_owned(),
        SURNAME_GIVEN => name,
        COMPANY_NAME => join(&[company, &name], "\r\n"),
        NAME_COMPANY => join(&[&name, company], "\r\n"),
        GIVEN_SURNAME => display_name(record),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// Fills file-as and its rule: a given text keeps its rule or finds the one that makes it.
pub fn complete_file_as(record: &mut Record) {
    let given = record.text("contact.file_as").to_owned();
    let makes =
        |rule: &u32| file_as(*rule, record).is_some_and(|made| given.is_empty() || made == given);
    let rule = match record.get("contact.file_as_rule") {
        Some(Value::Int(rule)) => u32::try_from(*rule).unwrap_or(TYPED),
        _ => [SURNAME_GIVEN, COMPANY].iter().chain(&CHOICES).copied().find(makes).unwrap_or(TYPED),
    };
    let made = if given.is_empty() {
        file_as(rule, record).unwrap_or_else(|| subject(record))
    } else {
        given
    };
    if made.is_empty() {
        return;
    }
    record.set("contact.file_as", Value::Text(made));
    record.set("contact.file_as_rule", Value::Int(i64::from(rule)));
}
