//! The columns of mails. A table of mails has no dates.

use sync::Kind;

use super::Means::{self, List, Mailbox, Nowhere, Number, Text, Uid, Word};
use super::{Names, Part, Set, Words};

pub(super) static SET: Set =
    Set { kind: Kind::Mails, en: EN, de: DE, others_en: OTHERS_EN, others_de: OTHERS_DE, decisive };

/// Someone who wrote it, someone who got it, or what it says.
fn decisive(means: Means) -> bool {
    matches!(means, Mailbox(..)) || means == Text("mail.body_text")
}

/// All versions.
#[rustfmt::skip]
static EN: Names = &[
    ("Subject", Text("mail.subject")),
    ("Body", Text("mail.body_text")),
    ("From: (Name)", Mailbox("mail.from", Part::Name)),
    ("From: (Address)", Mailbox("mail.from", Part::Address)),
    ("From: (Type)", Mailbox("mail.from", Part::Type)),
    ("To: (Name)", Mailbox("mail.to", Part::Name)),
    ("To: (Address)", Mailbox("mail.to", Part::Address)),
    ("To: (Type)", Mailbox("mail.to", Part::Type)),
    ("CC: (Name)", Mailbox("mail.cc", Part::Name)),
    ("CC: (Address)", Mailbox("mail.cc", Part::Address)),
    ("CC: (Type)", Mailbox("mail.cc", Part::Type)),
    ("BCC: (Name)", Mailbox("mail.bcc", Part::Name)),
    ("BCC: (Address)", Mailbox("mail.bcc", Part::Address)),
    ("BCC: (Type)", Mailbox("mail.bcc", Part::Type)),
    ("Billing Information", Nowhere),
    ("Categories", List("mail.categories")),
    ("Importance", Word("mail.importance", Words::Priority)),
    ("Mileage", Nowhere),
    ("Sensitivity", Word("mail.sensitivity", Words::Sensitivity)),
];

/// No whole export was found: five of the names were seen, the others are built like them.
#[rustfmt::skip]
static DE: Names = &[
    ("Betreff", Text("mail.subject")),
    ("Text", Text("mail.body_text")),
    ("Von: (Name)", Mailbox("mail.from", Part::Name)),
    ("Von: (Adresse)", Mailbox("mail.from", Part::Address)),
    ("Von: (Typ)", Mailbox("mail.from", Part::Type)),
    ("An: (Name)", Mailbox("mail.to", Part::Name)),
    ("An: (Adresse)", Mailbox("mail.to", Part::Address)),
    ("An: (Typ)", Mailbox("mail.to", Part::Type)),
    ("CC: (Name)", Mailbox("mail.cc", Part::Name)),
    ("CC: (Adresse)", Mailbox("mail.cc", Part::Address)),
    ("CC: (Typ)", Mailbox("mail.cc", Part::Type)),
    ("BCC: (Name)", Mailbox("mail.bcc", Part::Name)),
    ("BCC: (Adresse)", Mailbox("mail.bcc", Part::Address)),
    ("BCC: (Typ)", Mailbox("mail.bcc", Part::Type)),
    ("Abrechnungsinformationen", Nowhere),
    ("Kategorien", List("mail.categories")),
    ("Reisekilometer", Nowhere),
    ("Vertraulichkeit", Word("mail.sensitivity", Words::Sensitivity)),
    ("Wichtigkeit", Word("mail.importance", Words::Priority)),
];

/// Ours.
#[rustfmt::skip]
static OTHERS_EN: Names = &[
    ("Msgnr", Number),
    ("Message No", Number),
    ("UID", Uid),
];

/// What others may be called.
#[rustfmt::skip]
static OTHERS_DE: Names = &[
    ("Priorität", Word("mail.importance", Words::Priority)),
    ("Abrechnungsinformation", Nowhere),
    ("Nachricht", Text("mail.body_text")),
];
