//! Which field of a contact has which property: one table, in the order in which Outlook writes.
//!
//! What must hold: a field that is not here is not carried; no field is here twice; none is one
//! that Outlook derives.

use super::Version;

/// How a field is carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// A property that holds the text.
    Text(&'static str),
    /// A property that holds an address of the net, of a type; empty for none.
    Web(&'static str, &'static str),
    /// A date, whose property depends on the version.
    Date([&'static str; 3]),
    /// A telephone number of these types: in `TEL`, in Outlook's `X-MS-TEL`, or as the second of
    /// its types after another field.
    Tel(&'static [&'static str]),
    /// See [`Way::Tel`].
    MsTel(&'static [&'static str]),
    /// See [`Way::Tel`].
    Second(&'static str, &'static [&'static str]),
    /// The telex number, which Outlook writes as an e-mail address.
    Telex,
    /// A part of a property that is written when its first field comes up.
    Part(Whole),
    /// The country code of an address, which only 4.0 knows (RFC 8605).
    CountryCode,
    /// Which address is the mailing address.
    Mailing,
    /// Several texts, each in a property of its own.
    Each(&'static str),
    /// Several texts in one property.
    Categories,
    /// An address for messages: `IMPP` where it has a scheme.
    Chat,
    /// A number.
    Gender,
    /// Yes or no.
    Private,
}

/// Properties and groups of properties that hold several fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    /// `N` and `FN`.
    Name,
    /// `ORG`.
    Org,
    /// `ADR` of this slot.
    Address(&'static str),
    /// All `EMAIL`.
    Emails,
    /// All `X-MS-TEXT`.
    Texts,
}

use Way::{
    Categories, Chat, CountryCode, Date, Each, Gender, Mailing, MsTel, Part, Private, Second, Tel,
    Telex, Text, Web,
};
use Whole::{Address, Emails, Name, Org, Texts};

/// Fields and how they are carried.
#[rustfmt::skip]
pub(super) static TABLE: &[(&str, Way)] = &[
    ("contact.last_name", Part(Name)),
    ("contact.first_name", Part(Name)),
    ("contact.middle_name", Part(Name)),
    ("contact.prefix", Part(Name)),
    ("contact.suffix", Part(Name)),
    ("contact.nickname", Text("NICKNAME")),
    ("contact.company", Part(Org)),
    ("contact.department", Part(Org)),
    ("contact.job_title", Text("TITLE")),
    ("contact.body", Text("NOTE")),
    ("contact.phone.business", Tel(&["WORK", "VOICE"])),
    ("contact.phone.business2", Second("contact.phone.business", &["WORK", "VOICE"])),
    ("contact.phone.home", Tel(&["HOME", "VOICE"])),
    ("contact.phone.home2", Second("contact.phone.home", &["HOME", "VOICE"])),
    ("contact.phone.mobile", Tel(&["CELL", "VOICE"])),
    ("contact.phone.car", Tel(&["CAR", "VOICE"])),
    ("contact.phone.other", Tel(&["VOICE"])),
    ("contact.phone.pager", Tel(&["PAGER", "VOICE"])),
    ("contact.fax.business", Tel(&["WORK", "FAX"])),
    ("contact.fax.home", Tel(&["HOME", "FAX"])),
    ("contact.fax.other", Tel(&["FAX"])),
    ("contact.phone.isdn", Tel(&["ISDN"])),
    ("contact.phone.primary", Tel(&["PREF"])),
    ("contact.phone.callback", MsTel(&["VOICE", "CALLBACK"])),
    ("contact.phone.company", MsTel(&["VOICE", "COMPANY"])),
    ("contact.phone.radio", MsTel(&["VOICE", "RADIO"])),
    ("contact.phone.assistant", MsTel(&["VOICE", "ASSISTANT"])),
    ("contact.phone.tty", MsTel(&["TTYTDD"])),
    ("contact.business.po_box", Part(Address("business"))),
    ("contact.office_location", Part(Address("business"))),
    ("contact.business.street", Part(Address("business"))),
    ("contact.business.city", Part(Address("business"))),
    ("contact.business.state", Part(Address("business"))),
    ("contact.business.postal_code", Part(Address("business"))),
    ("contact.business.country", Part(Address("business"))),
    ("contact.business.country_code", CountryCode),
    ("contact.home.po_box", Part(Address("home"))),
    ("contact.home.street", Part(Address("home"))),
    ("contact.home.city", Part(Address("home"))),
    ("contact.home.state", Part(Address("home"))),
    ("contact.home.postal_code", Part(Address("home"))),
    ("contact.home.country", Part(Address("home"))),
    ("contact.home.country_code", CountryCode),
    ("contact.other.po_box", Part(Address("other"))),
    ("contact.other.street", Part(Address("other"))),
    ("contact.other.city", Part(Address("other"))),
    ("contact.other.state", Part(Address("other"))),
    ("contact.other.postal_code", Part(Address("other"))),
    ("contact.other.country", Part(Address("other"))),
    ("contact.other.country_code", CountryCode),
    ("contact.mailing.selector", Mailing),
    ("contact.personal_home_page", Web("URL", "HOME")),
    ("contact.business_home_page", Web("URL", "WORK")),
    ("contact.profession", Text("ROLE")),
    ("contact.birthday", Date(["BDAY"; 3])),
    ("contact.anniversary", Date(["X-MS-ANNIVERSARY", "X-MS-ANNIVERSARY", "ANNIVERSARY"])),
    ("contact.phone.telex", Telex),
    ("contact.email1", Part(Emails)),
    ("contact.email2", Part(Emails)),
    ("contact.email3", Part(Emails)),
    ("contact.im_address", Chat),
    ("contact.hobbies", Text("X-MS-INTERESTS")),
    ("contact.user1", Part(Texts)),
    ("contact.user2", Part(Texts)),
    ("contact.user3", Part(Texts)),
    ("contact.user4", Part(Texts)),
    ("contact.manager", Text("X-MS-MANAGER")),
    ("contact.assistant", Text("X-MS-ASSISTANT")),
    ("contact.spouse", Text("X-MS-SPOUSE")),
    ("contact.children", Each("X-MS-CHILD")),
    ("contact.free_busy_address", Web("FBURL", "")),
    ("contact.file_as", Text("X-EVOLUTION-FILE-AS")),
    ("contact.yomi_first_name", Text("X-PHONETIC-FIRST-NAME")),
    ("contact.yomi_last_name", Text("X-PHONETIC-LAST-NAME")),
    ("contact.yomi_company", Text("X-PHONETIC-ORG")),
    ("contact.categories", Categories),
    ("contact.gender", Gender),
    ("contact.private", Private),
];

/// What other programs call a property of the table, or what stands for one.
static ALSO: &[(&str, &str)] = &[
    ("X-SPOUSE", "contact.spouse"),
    ("X-EVOLUTION-SPOUSE", "contact.spouse"),
    ("X-ASSISTANT", "contact.assistant"),
    ("X-EVOLUTION-ASSISTANT", "contact.assistant"),
    ("X-MANAGER", "contact.manager"),
    ("X-EVOLUTION-MANAGER", "contact.manager"),
    ("X-ANNIVERSARY", "contact.anniversary"),
    ("X-MS-ANNIVERSARY", "contact.anniversary"),
    ("X-EVOLUTION-ANNIVERSARY", "contact.anniversary"),
    ("HOBBY", "contact.hobbies"),
    ("X-HOBBY", "contact.hobbies"),
    ("X-MS-HOBBY", "contact.hobbies"),
    ("IMPP", "contact.im_address"),
    ("X-MS-IMADDRESS", "contact.im_address"),
    ("X-AIM", "contact.im_address"),
    ("X-ICQ", "contact.im_address"),
    ("X-JABBER", "contact.im_address"),
    ("X-MSN", "contact.im_address"),
    ("X-SKYPE", "contact.im_address"),
    ("X-SKYPE-USERNAME", "contact.im_address"),
    ("X-YAHOO", "contact.im_address"),
];

/// Whether a version carries a contact's field. A value can still be one that it does not.
#[must_use]
pub fn carries(field: &str, version: Version) -> bool {
    let row = TABLE.iter().find(|(name, _)| *name == field);
    row.is_some_and(|(_, way)| *way != CountryCode || version == Version::V40)
}

/// The field of a property that holds nothing but that field.
pub(super) fn field_of(property: &str) -> Option<&'static str> {
    let holds = |way: &Way| match way {
        Text(name) | Web(name, "") => *name == property,
        Date(names) => names.contains(&property),
        _ => false,
    };
    let row = TABLE.iter().find(|(_, way)| holds(way)).map(|(field, _)| *field);
    row.or_else(|| ALSO.iter().find(|(name, _)| *name == property).map(|(_, field)| *field))
}

/// Properties of the format itself and of programs' bookkeeping: nothing about the person.
pub(super) fn is_bookkeeping(property: &str) -> bool {
    const NAMES: [&str; 17] = [
        "CLIENTPIDMAP",
        "KIND",
        "MAILER",
        "NAME",
        "PRODID",
        "PROFILE",
        "REV",
        "SORT-STRING",
        "SOURCE",
        "UID",
        "VERSION",
        "X-ABSHOWAS",
        "X-ABUID",
        "X-ADDRESSBOOKSERVER-KIND",
        "X-ETAG",
        "X-KUNDENNR",
        "XML",
    ];
    NAMES.contains(&property)
}
