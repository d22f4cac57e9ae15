//! Every field of a mail: one table (\[MS-OXCMSG\] 2.2.1, \[MS-OXOMSG\] 2.2.1).

use sync::FieldType;

use crate::item::Form::{self, Several};
use crate::item::{ItemField, PRIORITY, new_field as new};
use crate::property::Prop::{self, Lid, Public, Tag};
use crate::property::Set::{Common, Task};

/// PidTagSensitivity.
const SENSITIVITY: &[(i32, &str)] =
    &[(0, "normal"), (1, "personal"), (2, "private"), (3, "confidential")];

pub(super) const SUBJECT: Prop = Tag(0x0037);
/// PidTagConversationTopic.
pub(super) const TOPIC: Prop = Tag(0x0070);
/// PidTagPriority, the importance as mail transports know it.
pub(super) const TRANSPORT_PRIORITY: Prop = Tag(0x0026);
/// PidTagMessageFlags.
pub(super) const FLAGS: Prop = Tag(0x0E07);
/// PidTagRead, beside the flag on some items.
pub(super) const READ: Prop = Tag(0x0E69);
/// PidTagIconIndex.
pub(super) const ICON: Prop = Tag(0x1080);
pub(super) const SENT: Prop = Tag(0x0039);
pub(super) const RECEIVED: Prop = Tag(0x0E06);
pub(super) const MESSAGE_ID: Prop = Tag(0x1035);
pub(super) const IN_REPLY_TO: Prop = Tag(0x1042);
pub(super) const HEADERS: Prop = Tag(0x007D);
/// PidTagBody, PidTagHtml, PidTagRtfCompressed: the bodies.
pub(super) const TEXT: Prop = Tag(0x1000);
pub(super) const HTML: Prop = Tag(0x1013);
pub(super) const RTF: Prop = Tag(0x1009);
/// PidTagRtfInSync: the rich text is as new as the plain one.
pub(super) const RTF_IN_SYNC: Prop = Tag(0x0E1F);
/// PidTagNativeBody: which of the bodies counts.
pub(super) const NATIVE_BODY: Prop = Tag(0x1016);
/// PidTagInternetCodepage: that of the HTML.
pub(super) const CODE_PAGE: Prop = Tag(0x3FDE);
/// PidTagReplyRecipientEntries and PidTagReplyRecipientNames.
pub(super) const REPLY_ENTRIES: Prop = Tag(0x004F);
pub(super) const REPLY_NAMES: Prop = Tag(0x0050);
/// PidTagDisplayTo, PidTagDisplayCc, PidTagDisplayBcc.
pub(super) const DISPLAY_TO: Prop = Tag(0x0E04);
pub(super) const DISPLAY_CC: Prop = Tag(0x0E03);
pub(super) const DISPLAY_BCC: Prop = Tag(0x0E02);
/// PidTagFlagStatus, PidTagFlagCompleteTime, PidTagFollowupIcon, PidTagTodoItemFlags.
pub(super) const FLAG_STATUS: Prop = Tag(0x1090);
pub(super) const FLAG_COMPLETED: Prop = Tag(0x1091);
pub(super) const FLAG_COLOUR: Prop = Tag(0x1095);
pub(super) const TODO_FLAGS: Prop = Tag(0x0E2B);
pub(super) const FLAG_TEXT: Prop = Lid(Common, 0x8530);
/// PidLidToDoOrdinalDate, PidLidToDoSubOrdinal, PidLidToDoTitle.
pub(super) const TODO_DATE: Prop = Lid(Common, 0x85A0);
pub(super) const TODO_ORDER: Prop = Lid(Common, 0x85A1);
pub(super) const TODO_TITLE: Prop = Lid(Common, 0x85A4);
/// PidLidTaskStatus, PidLidPercentComplete, PidLidTaskComplete, PidLidTaskDateCompleted: a flagged
/// mail stands in the list of tasks.
pub(super) const TASK_STATUS: Prop = Lid(Task, 0x8101);
pub(super) const TASK_PERCENT: Prop = Lid(Task, 0x8102);
pub(super) const TASK_COMPLETE: Prop = Lid(Task, 0x811C);
pub(super) const TASK_COMPLETED: Prop = Lid(Task, 0x810F);
/// PidLidSmartNoAttach: no paper clip for what is shown in the text.
pub(super) const NO_CLIP: Prop = Lid(Common, 0x8514);

/// Properties beside those of the table that have a name.
pub(super) const OTHERS: &[Prop] = &[FLAG_TEXT, crate::item::PRIVATE_FLAG];

/// Fields that an ANSI file holds whatever their characters are: they are stored as bytes.
pub const OF_ANY_CHARACTERS: [&str; 3] = ["mail.body_text", "mail.body_html", "mail.body_rtf"];

/// The field of that stable name.
#[must_use]
pub fn field(name: &str) -> Option<&'static ItemField> {
    FIELDS.iter().find(|field| field.name == name)
}

/// Every field, in the order in which a person wants to see them. Which folder a mail is in, and
/// what is attached, is told by the data file, not by its properties.
#[rustfmt::skip]
pub static FIELDS: &[ItemField] = &[
    new("mail.folder", Tag(0x0E05), Several(FieldType::Text), "Folder", "Ordner"),
    new("mail.message_class", Tag(0x001A), Form::Text, "Message Class", "Nachrichtenklasse"),
    new("mail.subject", SUBJECT, Form::Subject, "Subject", "Betreff"),
    new("mail.from", Tag(0x0042), Several(FieldType::Text), "From", "Von"),
    new("mail.sender", Tag(0x0C1A), Several(FieldType::Text), "Sender", "Absender"),
    new("mail.reply_to", REPLY_ENTRIES, Several(FieldType::List), "Reply To", "Antwort an"),
    new("mail.to", DISPLAY_TO, Several(FieldType::List), "To", "An"),
    new("mail.cc", DISPLAY_CC, Several(FieldType::List), "Cc", "Cc"),
    new("mail.bcc", DISPLAY_BCC, Several(FieldType::List), "Bcc", "Bcc"),
    new("mail.sent_at", SENT, Several(FieldType::Instant), "Sent", "Gesendet"),
    new("mail.received_at", RECEIVED, Several(FieldType::Instant), "Received", "Erhalten"),
    new("mail.read", FLAGS, Several(FieldType::Bool), "Read", "Gelesen"),
    new("mail.draft", FLAGS, Several(FieldType::Bool), "Draft", "Entwurf"),
    new("mail.importance", Tag(0x0017), Form::Code(PRIORITY, "normal"), "Importance", "Wichtigkeit"),
    new("mail.sensitivity", Tag(0x0036), Form::Code(SENSITIVITY, "normal"), "Sensitivity", "Vertraulichkeit"),
    new("mail.flag", FLAG_STATUS, Several(FieldType::Text), "Flag", "Kennzeichnung"),
    new("mail.categories", Public("Keywords"), Form::Texts, "Categories", "Kategorien"),
    new("mail.message_id", MESSAGE_ID, Several(FieldType::Text), "Message ID", "Nachrichtenkennung"),
    new("mail.in_reply_to", IN_REPLY_TO, Several(FieldType::Text), "In Reply To", "Antwort auf"),
    new("mail.headers", HEADERS, Form::Text, "Internet Headers", "Internetkopfzeilen"),
    new("mail.body_text", TEXT, Several(FieldType::Text), "Text", "Text"),
    new("mail.body_html", HTML, Several(FieldType::Text), "HTML Text", "HTML-Text"),
    new("mail.body_rtf", RTF, Several(FieldType::Text), "Rich Text", "Rich-Text"),
    new("mail.attachments", Tag(0x0E13), Several(FieldType::List), "Attachments", "Anlagen"),
];
