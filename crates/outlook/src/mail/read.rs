//! Reading a mail's properties, recipients and attachments as fields.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use pst::Props;
use sync::form::{Attached, Mailbox};
use sync::{Change, Message, Record, Value};

use super::fields::{
    DISPLAY_BCC, DISPLAY_CC, DISPLAY_TO, FIELDS, FLAGS, HEADERS, IN_REPLY_TO, MESSAGE_ID, OTHERS,
    RECEIVED, SENT,
};
use super::flag::Flag;
use super::headers::header;
use super::mailbox::{BCC, CC, REPRESENTED, SENDER, TO};
use super::{body, mailbox, write};
use crate::item::{Context, Found, Places, Stored, Written, read_plain};
use crate::property::Prop;

/// PidTagMessageFlags: read; not sent yet.
pub(super) const IS_READ: i32 = 1;
pub(super) const IS_DRAFT: i32 = 8;

/// A mail as it is stored.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// Its properties.
    pub props: &'a Props,
    /// Its recipient table.
    pub recipients: &'a [Props],
    /// What is attached, as [`super::attached`] describes it.
    pub attachments: &'a [Attached],
    /// The code page of its old texts.
    pub code_page: u16,
}

/// Where one data file keeps the fields of mails.
#[derive(Debug, Clone)]
pub struct ReadFields(Places);

impl ReadFields {
    /// Resolves every property that mails have.
    pub fn new(id_of: impl Fn(Prop) -> Option<u16>) -> Self {
        let props = FIELDS.iter().map(|field| field.prop).chain(OTHERS.iter().copied());
        Self(Places::new(props, id_of))
    }

    /// A mail's fields, save its folder, which its properties do not tell.
    pub fn read(&self, item: Item<'_>, _zone: &TimeZone, found: &mut Found) -> Record {
        let stored = self.0.of(item.props);
        let mut record = state(stored, found);
        put_people(&mut record, item, stored);
        put_origin(&mut record, stored);
        let bodies = body::read(stored, item.code_page, found);
        let html = bodies.html.as_deref().unwrap_or_default();
        let attachments = attachments(item.attachments, html);
        record.set("mail.attachments", Value::List(attachments));
        record.put("mail.body_text", bodies.text.map(Value::Text));
        record.put("mail.body_html", bodies.html.map(Value::Text));
        record.put("mail.body_rtf", bodies.rtf.map(Value::Text));
        record
    }

    /// What changes of a mail set and remove: nothing where they say what is there.
    ///
    /// # Errors
    /// A field that mails do not have or that does not change, a value that does not fit its
    /// field.
    pub fn change(
        &self,
        item: Item<'_>,
        changes: &[Change],
        ctx: &Context,
    ) -> Result<Written, Message> {
        let stored = self.0.of(item.props);
        // Most changes concern the state of a mail: then nobody needs its bodies.
        let of_state = changes.iter().all(|change| write::CHANGEABLE.contains(&&*change.field));
        let mut found = Found::default();
        let before = match of_state {
            true => state(stored, &mut found),
            false => self.read(item, &ctx.zone, &mut found),
        };
        write::change(stored, &before, changes, ctx)
    }
}

/// The fields that stand in one property, and the state of a mail.
fn state(stored: Stored<'_>, found: &mut Found) -> Record {
    let mut record = read_plain(FIELDS, stored, &mut found.warnings);
    for (name, usual) in [
        ("mail.message_class", write::CLASS),
        ("mail.importance", "normal"),
        ("mail.sensitivity", "normal"),
    ] {
        if record.is_empty(name) {
            record.set(name, Value::text(usual));
        }
    }
    let flags = stored.int(FLAGS).unwrap_or(0);
    record.set("mail.read", Value::Bool(flags & IS_READ != 0));
    record.set("mail.draft", Value::Bool(flags & IS_DRAFT != 0));
    match Flag::read(stored) {
        Ok(flag) => record.put("mail.flag", flag.map(|flag| Value::Text(flag.to_text()))),
        Err(()) => {
            let odd = Message::new("outlook-value-type").with("field", "mail.flag");
            found.warnings.push(odd);
        }
    }
    record
}

fn put_people(record: &mut Record, item: Item<'_>, stored: Stored<'_>) {
    let from = mailbox::sender(stored, REPRESENTED, item.code_page);
    let sender = mailbox::sender(stored, SENDER, item.code_page);
    let other = sender.clone().filter(|sender| from.as_ref().is_some_and(|from| from != sender));
    let text = |mailbox: Mailbox| Value::Text(mailbox.to_text());
    record.put("mail.from", from.or(sender).map(text));
    record.put("mail.sender", other.map(text));
    record.set("mail.reply_to", list(mailbox::reply_to(stored, item.code_page)));
    let rows = item.recipients.iter();
    let rows: Vec<_> = rows.filter_map(|row| mailbox::recipient(row, item.code_page)).collect();
    for (name, wanted, shown) in
        [("mail.to", TO, DISPLAY_TO), ("mail.cc", CC, DISPLAY_CC), ("mail.bcc", BCC, DISPLAY_BCC)]
    {
        let of_list = rows.iter().filter(|(list, _)| *list == wanted);
        let mut people: Vec<Mailbox> = of_list.map(|(_, mailbox)| mailbox.clone()).collect();
        if rows.is_empty() {
            people = stored.text(shown).map(mailbox::shown).unwrap_or_default();
        }
        record.set(name, list(people));
    }
}

fn list(mailboxes: Vec<Mailbox>) -> Value {
    Value::List(mailboxes.iter().map(Mailbox::to_text).collect())
}

/// When a mail came, and what it belongs to.
fn put_origin(record: &mut Record, stored: Stored<'_>) {
    record.put("mail.sent_at", stored.time(SENT).map(Value::Instant));
    record.put("mail.received_at", stored.time(RECEIVED).map(Value::Instant));
    for (name, prop, of_header) in [
        ("mail.message_id", MESSAGE_ID, "Message-ID"),
        ("mail.in_reply_to", IN_REPLY_TO, "In-Reply-To"),
    ] {
        let told = stored.text(prop).map(str::to_owned);
        let told = told.or_else(|| header(stored.text(HEADERS)?, of_header));
        record.put(name, told.map(Value::Text));
    }
}

/// The descriptors of the attachments; those that the HTML shows are inline.
fn attachments(attached: &[Attached], html: &str) -> Vec<String> {
    let shown = content_ids(html);
    let text = |attached: &Attached| {
        let id = attached.content_id.trim().trim_start_matches('<').trim_end_matches('>');
        let inline = attached.inline || !id.is_empty() && shown.contains(&id.to_lowercase());
        Attached { inline, ..attached.clone() }.to_text()
    };
    attached.iter().map(text).collect()
}

/// The content ids that HTML refers to, in lower case.
fn content_ids(html: &str) -> BTreeSet<String> {
    let html = html.to_lowercase();
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '>' | '<' | ')');
    let ids = html.split("cid:").skip(1).map(|rest| rest.split(ends).next().unwrap_or_default());
    ids.map(str::to_owned).collect()
}
