//! Every field of a contact: one table (\[MS-OXOCNTC\] 2.2.1).
//!
//! What must hold: names and labels are unique; every property is named once; a field that Outlook
//! derives from others is marked so, and is read but not offered for writing.

use sync::{Compare, FieldType};

use crate::property::Prop::{self, Lid, Public, Tag};
use crate::property::Set::{Address, Common};

/// How a field's value is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text.
    Text,
    /// Text with Outlook's two-character marker before it.
    Subject,
    /// 16-bit number.
    Short,
    /// 32-bit number.
    Long,
    /// 32-bit number without sign.
    Unsigned,
    /// Yes or no.
    Bool,
    /// Local midnight in UTC, with an unshifted twin.
    Date {
        /// The twin.
        twin: Prop,
    },
    /// A date at 00:00, not converted.
    Unshifted,
    /// Point in time.
    Time,
    /// Several texts.
    Texts,
    /// Several 32-bit numbers, shown as decimal texts.
    Longs,
    /// Bytes.
    Binary,
    /// Sensitivity "private", with a twin flag.
    Private,
}

impl Form {
    /// The type a record's value has.
    #[must_use]
    pub fn field_type(self) -> FieldType {
        match self {
            Self::Text | Self::Subject => FieldType::Text,
            Self::Short | Self::Long | Self::Unsigned => FieldType::Int,
            Self::Bool | Self::Private => FieldType::Bool,
            Self::Date { .. } | Self::Unshifted => FieldType::Date,
            Self::Time => FieldType::Instant,
            Self::Texts | Self::Longs => FieldType::List,
            Self::Binary => FieldType::Bytes,
        }
    }
}

/// What must be written together with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Nothing.
    Alone,
    /// Full name, subject, file-as.
    Name,
    /// An e-mail address, 0 to 2, and the list of addresses.
    Email(u8),
    /// Fax numbers with their address-book entries, and the list of addresses.
    Fax,
    /// Postal addresses, their texts and the mailing copy.
    Postal,
    /// The two web page properties.
    Web,
    /// A date and its twin.
    Dates,
    /// Text body; a formatted one would win over it.
    Body,
    /// Sensitivity and its twin.
    Private,
}

/// A field of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContactField {
    /// Stable name.
    pub name: &'static str,
    /// Where it is stored.
    pub prop: Prop,
    /// How.
    pub form: Form,
    /// English label.
    pub en: &'static str,
    /// German label.
    pub de: &'static str,
    /// How two values are compared.
    pub compare: Compare,
    /// What goes with it.
    pub group: Group,
    /// Outlook makes it from other fields.
    pub derived: bool,
}

impl ContactField {
    const fn of(mut self, group: Group) -> Self {
        self.group = group;
        self
    }

    const fn derived(mut self) -> Self {
        self.derived = true;
        self
    }

    const fn phone(mut self) -> Self {
        self.compare = Compare::Phone;
        self
    }

    /// As a field of the schema.
    #[must_use]
    pub fn schema(&self) -> sync::Field {
        sync::Field {
            name: self.name.into(),
            de: self.de.into(),
            en: self.en.into(),
            field_type: self.form.field_type(),
            max_chars: None,
            writable: !self.derived,
            compare: self.compare,
        }
    }
}

/// The field of that stable name.
#[must_use]
pub fn field(name: &str) -> Option<&'static ContactField> {
    FIELDS.iter().find(|field| field.name == name)
}

const fn new(
    name: &'static str,
    prop: Prop,
    form: Form,
    en: &'static str,
    de: &'static str,
) -> ContactField {
    let (compare, group, derived) = (Compare::Plain, Group::Alone, false);
    ContactField { name, prop, form, en, de, compare, group, derived }
}

const fn tag(name: &'static str, id: u16, en: &'static str, de: &'static str) -> ContactField {
    new(name, Tag(id), Form::Text, en, de)
}

const fn lid(name: &'static str, lid: u32, en: &'static str, de: &'static str) -> ContactField {
    new(name, Lid(Address, lid), Form::Text, en, de)
}

const fn long(name: &'static str, id: u32, en: &'static str, de: &'static str) -> ContactField {
    new(name, Lid(Address, id), Form::Long, en, de)
}

const fn longs(name: &'static str, id: u32, en: &'static str, de: &'static str) -> ContactField {
    new(name, Lid(Address, id), Form::Longs, en, de)
}

const fn binary(name: &'static str, id: u32, en: &'static str, de: &'static str) -> ContactField {
    new(name, Lid(Address, id), Form::Binary, en, de)
}

const fn phone(name: &'static str, id: u16, en: &'static str, de: &'static str) -> ContactField {
    tag(name, id, en, de).phone()
}

/// Every field, in the order in which a person wants to see them.
#[rustfmt::skip]
pub static FIELDS: &[ContactField] = &[
    // Name
    tag("contact.prefix", 0x3A45, "Title", "Anrede").of(Group::Name),
    tag("contact.first_name", 0x3A06, "First Name", "Vorname").of(Group::Name),
    tag("contact.middle_name", 0x3A44, "Middle Name", "Weitere Vornamen").of(Group::Name),
    tag("contact.last_name", 0x3A11, "Last Name", "Nachname").of(Group::Name),
    tag("contact.suffix", 0x3A05, "Suffix", "Suffix").of(Group::Name),
    tag("contact.initials", 0x3A0A, "Initials", "Initialen"),
    tag("contact.nickname", 0x3A4F, "Nickname", "Spitzname"),
    tag("contact.full_name", 0x3001, "Full Name", "Name").of(Group::Name).derived(),
    new("contact.subject", Tag(0x0037), Form::Subject, "Subject", "Betreff").of(Group::Name).derived(),
    lid("contact.file_as", 0x8005, "File As", "Speichern unter").of(Group::Name),
    new("contact.file_as_rule", Lid(Address, 0x8006), Form::Unsigned, "File As Rule", "Regel für „Speichern unter“").of(Group::Name).derived(),
    longs("contact.file_as_choices", 0x8026, "File As Choices", "Auswahl für „Speichern unter“").of(Group::Name).derived(),
    lid("contact.yomi_first_name", 0x802C, "Yomi First Name", "Vorname Yomi"),
    lid("contact.yomi_last_name", 0x802D, "Yomi Last Name", "Nachname Yomi"),
    // Work
    tag("contact.company", 0x3A16, "Company", "Firma").of(Group::Name),
    lid("contact.yomi_company", 0x802E, "Yomi Company Name", "Firma Yomi"),
    tag("contact.department", 0x3A18, "Department", "Abteilung"),
    tag("contact.job_title", 0x3A17, "Job Title", "Position"),
    tag("contact.office_location", 0x3A19, "Office Location", "Büro"),
    tag("contact.profession", 0x3A46, "Profession", "Beruf"),
    tag("contact.manager", 0x3A4E, "Manager's Name", "Name des/der Vorgesetzten"),
    tag("contact.assistant", 0x3A30, "Assistant's Name", "Name Assistent"),
    // Business address
    lid("contact.business.street", 0x8045, "Business Street", "Straße geschäftlich").of(Group::Postal),
    lid("contact.business.postal_code", 0x8048, "Business Postal Code", "Postleitzahl geschäftlich").of(Group::Postal),
    lid("contact.business.city", 0x8046, "Business City", "Ort geschäftlich").of(Group::Postal),
    lid("contact.business.state", 0x8047, "Business State", "Region geschäftlich").of(Group::Postal),
    lid("contact.business.country", 0x8049, "Business Country/Region", "Land/Region geschäftlich").of(Group::Postal),
    lid("contact.business.po_box", 0x804A, "Business PO Box", "Postfach geschäftlich").of(Group::Postal),
    lid("contact.business.country_code", 0x80DB, "Business Country Code", "Ländercode geschäftlich").of(Group::Postal),
    lid("contact.business.block", 0x801B, "Business Address", "Adresse geschäftlich").of(Group::Postal).derived(),
    // Home address
    tag("contact.home.street", 0x3A5D, "Home Street", "Straße privat").of(Group::Postal),
    tag("contact.home.postal_code", 0x3A5B, "Home Postal Code", "Postleitzahl privat").of(Group::Postal),
    tag("contact.home.city", 0x3A59, "Home City", "Ort privat").of(Group::Postal),
    tag("contact.home.state", 0x3A5C, "Home State", "Bundesland/Kanton privat").of(Group::Postal),
    tag("contact.home.country", 0x3A5A, "Home Country/Region", "Land/Region privat").of(Group::Postal),
    tag("contact.home.po_box", 0x3A5E, "Home PO Box", "Postfach privat").of(Group::Postal),
    lid("contact.home.country_code", 0x80DA, "Home Country Code", "Ländercode privat").of(Group::Postal),
    lid("contact.home.block", 0x801A, "Home Address", "Adresse privat").of(Group::Postal).derived(),
    // Other address
    tag("contact.other.street", 0x3A63, "Other Street", "Weitere Straße").of(Group::Postal),
    tag("contact.other.postal_code", 0x3A61, "Other Postal Code", "Weitere Postleitzahl").of(Group::Postal),
    tag("contact.other.city", 0x3A5F, "Other City", "Weiterer Ort").of(Group::Postal),
    tag("contact.other.state", 0x3A62, "Other State", "Weiteres/r Bundesland/Kanton").of(Group::Postal),
    tag("contact.other.country", 0x3A60, "Other Country/Region", "Weiteres/e Land/Region").of(Group::Postal),
    tag("contact.other.po_box", 0x3A64, "Other PO Box", "Weiteres Postfach").of(Group::Postal),
    lid("contact.other.country_code", 0x80DC, "Other Country Code", "Weiterer Ländercode").of(Group::Postal),
    lid("contact.other.block", 0x801C, "Other Address", "Weitere Adresse").of(Group::Postal).derived(),
    // Mailing address: which of the three, and a copy of it
    long("contact.mailing.selector", 0x8022, "Mailing Address Selector", "Auswahl Postanschrift").of(Group::Postal),
    tag("contact.mailing.street", 0x3A29, "Mailing Street", "Straße Postanschrift").of(Group::Postal).derived(),
    tag("contact.mailing.postal_code", 0x3A2A, "Mailing Postal Code", "Postleitzahl Postanschrift").of(Group::Postal).derived(),
    tag("contact.mailing.city", 0x3A27, "Mailing City", "Ort Postanschrift").of(Group::Postal).derived(),
    tag("contact.mailing.state", 0x3A28, "Mailing State", "Bundesland/Kanton Postanschrift").of(Group::Postal).derived(),
    tag("contact.mailing.country", 0x3A26, "Mailing Country/Region", "Land/Region Postanschrift").of(Group::Postal).derived(),
    tag("contact.mailing.po_box", 0x3A2B, "Mailing PO Box", "Postfach Postanschrift").of(Group::Postal).derived(),
    lid("contact.mailing.country_code", 0x80DD, "Mailing Country Code", "Ländercode Postanschrift").of(Group::Postal).derived(),
    tag("contact.mailing.block", 0x3A15, "Mailing Address", "Postanschrift").of(Group::Postal).derived(),
    // Telephone
    phone("contact.phone.business", 0x3A08, "Business Phone", "Telefon geschäftlich"),
    phone("contact.phone.business2", 0x3A1B, "Business Phone 2", "Telefon geschäftlich 2"),
    phone("contact.phone.home", 0x3A09, "Home Phone", "Telefon privat"),
    phone("contact.phone.home2", 0x3A2F, "Home Phone 2", "Telefon privat 2"),
    phone("contact.phone.mobile", 0x3A1C, "Mobile Phone", "Mobiltelefon"),
    phone("contact.phone.other", 0x3A1F, "Other Phone", "Weiteres Telefon"),
    phone("contact.phone.primary", 0x3A1A, "Primary Phone", "Haupttelefon"),
    phone("contact.phone.company", 0x3A57, "Company Main Phone", "Telefon Firma"),
    phone("contact.phone.assistant", 0x3A2E, "Assistant's Phone", "Telefon Assistent"),
    phone("contact.phone.callback", 0x3A02, "Callback", "Rückmeldung"),
    phone("contact.phone.car", 0x3A1E, "Car Phone", "Autotelefon"),
    phone("contact.phone.radio", 0x3A1D, "Radio Phone", "Mobiltelefon 2"),
    phone("contact.phone.pager", 0x3A21, "Pager", "Pager"),
    phone("contact.phone.isdn", 0x3A2D, "ISDN", "ISDN"),
    phone("contact.phone.telex", 0x3A2C, "Telex", "Telex"),
    phone("contact.phone.tty", 0x3A4B, "TTY/TDD Phone", "Telefon für Hörbehinderte"),
    // Fax, each with its entry in the address book
    phone("contact.fax.business", 0x3A24, "Business Fax", "Fax geschäftlich").of(Group::Fax),
    lid("contact.fax.business.type", 0x80C2, "Business Fax Type", "Fax geschäftlich: Typ").of(Group::Fax).derived(),
    lid("contact.fax.business.address", 0x80C3, "Business Fax Address", "Fax geschäftlich: Adresse").of(Group::Fax).derived(),
    lid("contact.fax.business.display_name", 0x80C4, "Business Fax Display Name", "Fax geschäftlich: Angezeigter Name").of(Group::Fax).derived(),
    binary("contact.fax.business.entry_id", 0x80C5, "Business Fax EntryID", "Fax geschäftlich: EntryID").of(Group::Fax).derived(),
    phone("contact.fax.home", 0x3A25, "Home Fax", "Fax privat").of(Group::Fax),
    lid("contact.fax.home.type", 0x80D2, "Home Fax Type", "Fax privat: Typ").of(Group::Fax).derived(),
    lid("contact.fax.home.address", 0x80D3, "Home Fax Address", "Fax privat: Adresse").of(Group::Fax).derived(),
    lid("contact.fax.home.display_name", 0x80D4, "Home Fax Display Name", "Fax privat: Angezeigter Name").of(Group::Fax).derived(),
    binary("contact.fax.home.entry_id", 0x80D5, "Home Fax EntryID", "Fax privat: EntryID").of(Group::Fax).derived(),
    phone("contact.fax.other", 0x3A23, "Other Fax", "Weiteres Fax").of(Group::Fax),
    lid("contact.fax.other.type", 0x80B2, "Other Fax Type", "Weiteres Fax: Typ").of(Group::Fax).derived(),
    lid("contact.fax.other.address", 0x80B3, "Other Fax Address", "Weiteres Fax: Adresse").of(Group::Fax).derived(),
    lid("contact.fax.other.display_name", 0x80B4, "Other Fax Display Name", "Weiteres Fax: Angezeigter Name").of(Group::Fax).derived(),
    binary("contact.fax.other.entry_id", 0x80B5, "Other Fax EntryID", "Weiteres Fax: EntryID").of(Group::Fax).derived(),
    // E-mail
    lid("contact.email1", 0x8083, "E-mail", "E-Mail-Adresse").of(Group::Email(0)),
    lid("contact.email1.display_name", 0x8080, "E-mail Display Name", "E-Mail: Angezeigter Name").of(Group::Email(0)),
    lid("contact.email1.type", 0x8082, "E-mail Type", "E-Mail-Typ").of(Group::Email(0)),
    lid("contact.email1.original_display_name", 0x8084, "E-mail Original Display Name", "E-Mail: Ursprünglicher Name").of(Group::Email(0)).derived(),
    binary("contact.email1.entry_id", 0x8085, "E-mail EntryID", "E-Mail: EntryID").of(Group::Email(0)).derived(),
    lid("contact.email2", 0x8093, "E-mail 2", "E-Mail 2: Adresse").of(Group::Email(1)),
    lid("contact.email2.display_name", 0x8090, "E-mail 2 Display Name", "E-Mail 2: Angezeigter Name").of(Group::Email(1)),
    lid("contact.email2.type", 0x8092, "E-mail 2 Type", "E-Mail 2: Typ").of(Group::Email(1)),
    lid("contact.email2.original_display_name", 0x8094, "E-mail 2 Original Display Name", "E-Mail 2: Ursprünglicher Name").of(Group::Email(1)).derived(),
    binary("contact.email2.entry_id", 0x8095, "E-mail 2 EntryID", "E-Mail 2: EntryID").of(Group::Email(1)).derived(),
    lid("contact.email3", 0x80A3, "E-mail 3", "E-Mail 3: Adresse").of(Group::Email(2)),
    lid("contact.email3.display_name", 0x80A0, "E-mail 3 Display Name", "E-Mail 3: Angezeigter Name").of(Group::Email(2)),
    lid("contact.email3.type", 0x80A2, "E-mail 3 Type", "E-Mail 3: Typ").of(Group::Email(2)),
    lid("contact.email3.original_display_name", 0x80A4, "E-mail 3 Original Display Name", "E-Mail 3: Ursprünglicher Name").of(Group::Email(2)).derived(),
    binary("contact.email3.entry_id", 0x80A5, "E-mail 3 EntryID", "E-Mail 3: EntryID").of(Group::Email(2)).derived(),
    longs("contact.address_list", 0x8028, "Address Book List", "Adressbuchliste").derived(),
    long("contact.address_mask", 0x8029, "Address Book Mask", "Adressbuchmaske").derived(),
    // Internet
    tag("contact.business_home_page", 0x3A51, "Business Web Page", "Webseite geschäftlich").of(Group::Web),
    lid("contact.web_page", 0x802B, "Web Page", "Webseite").of(Group::Web).derived(),
    tag("contact.personal_home_page", 0x3A50, "Personal Home Page", "Private Homepage"),
    lid("contact.im_address", 0x8062, "IM Address", "Chatadresse"),
    tag("contact.ftp_site", 0x3A4C, "FTP Site", "FTP-Site"),
    lid("contact.free_busy_address", 0x80D8, "Internet Free Busy Address", "Internet-Frei/Gebucht"),
    tag("contact.computer_network_name", 0x3A49, "Computer Network Name", "Computernetzwerkname"),
    // Person
    new("contact.birthday", Tag(0x3A42), Form::Date { twin: BIRTHDAY_LOCAL }, "Birthday", "Geburtstag").of(Group::Dates),
    new("contact.birthday.utc", Tag(0x3A42), Form::Time, "Birthday (UTC)", "Geburtstag (UTC)").of(Group::Dates).derived(),
    new("contact.birthday.local", BIRTHDAY_LOCAL, Form::Unshifted, "Birthday (local date)", "Geburtstag (Ortsdatum)").of(Group::Dates).derived(),
    new("contact.anniversary", Tag(0x3A41), Form::Date { twin: ANNIVERSARY_LOCAL }, "Anniversary", "Jahrestag").of(Group::Dates),
    new("contact.anniversary.utc", Tag(0x3A41), Form::Time, "Anniversary (UTC)", "Jahrestag (UTC)").of(Group::Dates).derived(),
    new("contact.anniversary.local", ANNIVERSARY_LOCAL, Form::Unshifted, "Anniversary (local date)", "Jahrestag (Ortsdatum)").of(Group::Dates).derived(),
    tag("contact.spouse", 0x3A48, "Spouse/Partner", "Partner"),
    new("contact.children", Tag(0x3A58), Form::Texts, "Children", "Kinder"),
    tag("contact.hobbies", 0x3A43, "Hobbies", "Hobby"),
    new("contact.gender", Tag(0x3A4D), Form::Short, "Gender", "Geschlecht"),
    tag("contact.language", 0x3A0C, "Language", "Sprache"),
    tag("contact.location", 0x3A0D, "Location", "Ort"),
    tag("contact.referred_by", 0x3A47, "Referred By", "Empfohlen von"),
    // Numbers and accounts
    tag("contact.account", 0x3A00, "Account", "Konto"),
    tag("contact.customer_id", 0x3A4A, "Customer ID", "Kundennummer"),
    tag("contact.government_id", 0x3A07, "Government ID No.", "Regierungsnr."),
    tag("contact.organizational_id", 0x3A10, "Organizational ID No.", "Organisationsnr."),
    new("contact.billing", Lid(Common, 0x8535), Form::Text, "Billing Information", "Abrechnungsinformation"),
    new("contact.mileage", Lid(Common, 0x8534), Form::Text, "Mileage", "Reisekilometer"),
    lid("contact.user1", 0x804F, "User Field 1", "Benutzer 1"),
    lid("contact.user2", 0x8050, "User Field 2", "Benutzer 2"),
    lid("contact.user3", 0x8051, "User Field 3", "Benutzer 3"),
    lid("contact.user4", 0x8052, "User Field 4", "Benutzer 4"),
    // The item
    new("contact.categories", Public("Keywords"), Form::Texts, "Categories", "Kategorien"),
    new("contact.body", Tag(0x1000), Form::Text, "Notes", "Notizen").of(Group::Body),
    new("contact.private", Tag(0x0036), Form::Private, "Private", "Privat").of(Group::Private),
    new("contact.links", Lid(Common, 0x8586), Form::Text, "Contacts", "Kontakte"),
    new("contact.has_picture", Lid(Address, 0x8015), Form::Bool, "Has Picture", "Hat Bild").derived(),
    new("contact.journal", Lid(Address, 0x8025), Form::Bool, "Journal", "Journal"),
    new("contact.reference_entry_id", Lid(Common, 0x85BD), Form::Binary, "Reference EntryID", "Verweis-EntryID").derived(),
];

/// The birthday as an unshifted date (PidLidBirthdayLocal).
pub const BIRTHDAY_LOCAL: Prop = Lid(Address, 0x80DE);
/// The anniversary as an unshifted date (PidLidWeddingAnniversaryLocal).
pub const ANNIVERSARY_LOCAL: Prop = Lid(Address, 0x80DF);

/// The flag beside the sensitivity (PidLidPrivate).
pub const PRIVATE_FLAG: Prop = Lid(Common, 0x8506);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn unique<T: Ord>(of: impl Fn(&ContactField) -> T) -> bool {
        FIELDS.iter().map(of).collect::<BTreeSet<T>>().len() == FIELDS.len()
    }

    #[test]
    fn names_and_labels_are_unique() {
        assert!(unique(|field| field.name));
        assert!(unique(|field| field.de.to_lowercase()));
        assert!(unique(|field| field.en.to_lowercase()));
    }

    #[test]
    fn every_property_is_named_once_save_the_two_readings_of_a_date() {
        let mut seen = BTreeSet::new();
        for field in FIELDS.iter().filter(|field| field.form != Form::Time) {
            assert!(seen.insert(field.prop), "{} is named twice", field.name);
        }
    }

    #[test]
    fn every_row_of_the_facts_is_in_the_table() {
        let path =
            concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/facts/outlook-properties.md");
        let Ok(facts) = std::fs::read_to_string(path) else {
            eprintln!("skipped: {path} is not there");
            return;
        };
        let rows = facts_rows(&facts);
        assert!(rows.len() > 120, "only {} rows found", rows.len());
        let known: BTreeSet<Prop> = FIELDS.iter().map(|field| field.prop).collect();
        for (name, prop, _) in &rows {
            assert!(known.contains(prop), "{name} {prop:?} is missing");
        }
        for (name, prop, german) in rows.iter().filter(|row| !row.2.is_empty()) {
            if *prop == Tag(0x3A51) {
                continue; // two rows of one label; the other one has it
            }
            let field = FIELDS.iter().find(|field| field.prop == *prop).unwrap();
            assert!(
                german.split('/').any(|part| part == field.de) || german == field.de,
                "{name}: {german}"
            );
        }
    }

    /// Name, property and starred German label of every row of section 4.
    fn facts_rows(facts: &str) -> Vec<(String, Prop, String)> {
        let begin = facts.find("## 4 Contact").unwrap();
        let end = facts.find("### 4.1").unwrap();
        facts[begin..end].lines().filter_map(facts_row).collect()
    }

    fn facts_row(line: &str) -> Option<(String, Prop, String)> {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let id = u32::from_str_radix(cells.get(3)?.strip_prefix("0x")?, 16).ok()?;
        let prop = match *cells.get(2)? {
            "tag" => Tag(u16::try_from(id).ok()?),
            "C" => Lid(Common, id),
            "A" if id == 0x85BD => Lid(Common, id),
            "A" => Lid(Address, id),
            _ => return None,
        };
        let german = cells.get(6)?;
        let starred = german.strip_suffix('*').unwrap_or("");
        Some((cells[1].to_owned(), prop, starred.to_owned()))
    }
}
