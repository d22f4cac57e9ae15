//! Senders, recipients and where answers go (\[MS-OXOMSG\] 2.2.1, \[MS-OXCMSG\] 2.2.1): names
//! with addresses, in properties of the mail and in its recipient table.
//!
//! What must hold: an SMTP address is preferred wherever it stands; an address of Exchange is kept
//! where there is none.

use pst::{PropValue, Props};
use sync::form::Mailbox;

use super::entry_id;
use super::fields::{REPLY_ENTRIES, REPLY_NAMES};
use crate::contact::one_off;
use crate::item::Stored;
use crate::property::Prop::Tag;
use crate::property::Values;
use crate::user::Target;
use crate::user::cursor::Cursor;

/// PidTagRecipientType.
const TYPE: u16 = 0x0C15;
/// The lists of a mail, as PidTagRecipientType numbers them.
pub(super) const TO: i32 = 1;
pub(super) const CC: i32 = 2;
pub(super) const BCC: i32 = 3;
/// PidTagRecipientType of the one who wrote the mail.
const ORIGINATOR: i32 = 0;
/// What PidTagRecipientType says beside the list.
const LIST: i32 = 0xF;

/// An address as it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Address {
    pub name: String,
    /// SMTP, EX, FAX…
    pub kind: String,
    pub address: String,
}

/// The properties that a sender stands in.
#[derive(Debug, Clone, Copy)]
pub(super) struct SenderProps {
    name: u16,
    kind: u16,
    address: u16,
    smtp: u16,
    entry: u16,
    search_key: u16,
}

/// In whose name the mail was sent: what Outlook shows as "From".
pub(super) const REPRESENTED: SenderProps = SenderProps {
    name: 0x0042,
    kind: 0x0064,
    address: 0x0065,
    smtp: 0x5D02,
    entry: 0x0041,
    search_key: 0x003B,
};

/// Who sent it.
pub(super) const SENDER: SenderProps = SenderProps {
    name: 0x0C1A,
    kind: 0x0C1E,
    address: 0x0C1F,
    smtp: 0x5D01,
    entry: 0x0C19,
    search_key: 0x0C1D,
};

/// The properties of a row of the recipient table, in the same places.
const RECIPIENT: SenderProps = SenderProps {
    name: 0x3001,
    kind: 0x3002,
    address: 0x3003,
    smtp: 0x39FE,
    entry: 0x0FFF,
    search_key: 0x300B,
};

/// Name and address without what only repeats the address; `None` where nothing is left.
fn mailbox(name: &str, address: &str) -> Option<Mailbox> {
    let (name, address) = (name.trim(), address.trim());
    let bare = name.strip_prefix('\'').and_then(|name| name.strip_suffix('\'')).unwrap_or(name);
    let repeats = !address.is_empty() && bare.eq_ignore_ascii_case(address);
    let name = if repeats { "" } else { name };
    let found = !name.is_empty() || !address.is_empty();
    found.then(|| Mailbox { name: name.to_owned(), address: address.to_owned() })
}

/// The mailbox of an address by itself.
fn of_address(found: &Address) -> Option<Mailbox> {
    mailbox(&found.name, &found.address)
}

/// The sender, or the one that is represented.
pub(super) fn sender(item: Stored<'_>, ids: SenderProps, code_page: u16) -> Option<Mailbox> {
    let text = |id| item.text(Tag(id)).unwrap_or_default();
    let entry = item.binary(Tag(ids.entry)).unwrap_or_default();
    read(text, ids, entry, code_page)
}

/// A row of the recipient table: its list, and who it is.
pub(super) fn recipient(row: &Props, code_page: u16) -> Option<(i32, Mailbox)> {
    let list = match row.i32(TYPE).map(|list| list & LIST) {
        Some(ORIGINATOR) => return None,
        Some(list @ (CC | BCC)) => list,
        _ => TO,
    };
    let entry = row.get(RECIPIENT.entry).and_then(PropValue::as_binary).unwrap_or_default();
    let found = read(|id| row.text(id), RECIPIENT, entry, code_page);
    // Some programs name recipients elsewhere only.
    let other = [0x5FF6, 0x3A20].map(|id| row.text(id).trim());
    let other = other.into_iter().find(|name| !name.is_empty());
    let found = match other.filter(|_| row.text(RECIPIENT.name).trim().is_empty()) {
        Some(name) => mailbox(name, &found.unwrap_or_default().address),
        None => found,
    };
    Some((list, found?))
}

fn read<'a>(
    text: impl Fn(u16) -> &'a str,
    ids: SenderProps,
    entry: &[u8],
    code_page: u16,
) -> Option<Mailbox> {
    let [kind, address, smtp] = [ids.kind, ids.address, ids.smtp].map(|id| text(id).trim());
    let inner = entry_id::address(entry, code_page).unwrap_or_default();
    let mail = kind.eq_ignore_ascii_case("SMTP") || address.contains('@');
    let candidates = match mail {
        true => [smtp, address, inner.address.trim()],
        false if inner.kind.eq_ignore_ascii_case("SMTP") => [smtp, inner.address.trim(), address],
        false => [smtp, address, inner.address.trim()],
    };
    let address = candidates.into_iter().find(|address| !address.is_empty()).unwrap_or_default();
    let names = [text(ids.name).trim(), inner.name.trim()];
    let name = names.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
    mailbox(name, address)
}

/// Whom a mail without a recipient table shows: names, joined by semicolons.
pub(super) fn shown(names: &str) -> Vec<Mailbox> {
    names.split(';').filter_map(|name| mailbox(name, "")).collect()
}

/// Where answers go: the addresses, else the names.
pub(super) fn reply_to(item: Stored<'_>, code_page: u16) -> Vec<Mailbox> {
    let names = item.text(REPLY_NAMES).map(shown).unwrap_or_default();
    let entries = item.binary(REPLY_ENTRIES).map(flat_entries).unwrap_or_default();
    let known = |entry: &&[u8]| entry_id::address(entry, code_page);
    let found: Vec<Option<Address>> = entries.iter().map(known).collect();
    if !found.iter().any(Option::is_some) {
        return names;
    }
    // Names belong to addresses one by one only where there are as many.
    let paired = names.len() == found.len();
    let named = |at: usize| names.get(at).filter(|_| paired).cloned();
    let all = found.into_iter().enumerate();
    all.filter_map(|(at, address)| match address {
        Some(found) if found.name.trim().is_empty() => {
            let name = named(at).map(|named| named.name).unwrap_or_default();
            mailbox(&name, &found.address)
        }
        Some(found) => of_address(&found),
        None => named(at),
    })
    .collect()
}

/// The EntryIDs of a FlatEntryList (\[MS-OXCDATA\] 2.3.3), as far as they are there.
fn flat_entries(list: &[u8]) -> Vec<&[u8]> {
    let mut from = Cursor(list);
    let Some(count) = from.u32() else { return Vec::new() };
    from.u32();
    let mut entries = Vec::new();
    for _ in 0..count {
        let len = from.u32().and_then(|len| usize::try_from(len).ok());
        let Some(entry) = len.and_then(|len| from.take(len)) else { break };
        from.take(entry.len().next_multiple_of(4) - entry.len());
        entries.push(entry);
    }
    entries
}

/// The type of an address: that of Exchange begins with its organisation.
fn address_type(address: &str) -> &'static str {
    let exchange = address.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("/o="));
    if exchange { "EX" } else { "SMTP" }
}

/// What a mailbox is shown as.
fn name_of(mailbox: &Mailbox) -> &str {
    if mailbox.name.is_empty() { &mailbox.address } else { &mailbox.name }
}

fn entry_id(mailbox: &Mailbox, target: Target) -> Vec<u8> {
    one_off(name_of(mailbox), address_type(&mailbox.address), &mailbox.address, target)
}

/// Sets a sender.
pub(super) fn put(values: &mut Values, ids: SenderProps, mailbox: &Mailbox, target: Target) {
    values.text(Tag(ids.name), name_of(mailbox));
    let address = mailbox.address.as_str();
    if address.is_empty() {
        return;
    }
    let kind = address_type(address);
    values.text(Tag(ids.kind), kind);
    values.text(Tag(ids.address), address);
    if kind == "SMTP" {
        values.text(Tag(ids.smtp), address);
    }
    values.set(Tag(ids.entry), PropValue::Binary(entry_id(mailbox, target)));
    let key = format!("{kind}:{address}\0").to_uppercase().into_bytes();
    values.set(Tag(ids.search_key), PropValue::Binary(key));
}

/// The row of a recipient.
pub(super) fn row(list: i32, mailbox: &Mailbox, target: Target) -> Values {
    let mut values = Values::new();
    put(&mut values, RECIPIENT, mailbox, target);
    // A mail user, neither organizer nor asked to answer.
    for (id, value) in [(TYPE, list), (0x0FFE, 6), (0x3900, 0), (0x5FFD, 1), (0x5FFF, 0)] {
        values.set(Tag(id), PropValue::I32(value));
    }
    values.text(Tag(0x5FF6), name_of(mailbox));
    if !mailbox.address.is_empty() {
        values.set(Tag(0x5FF7), PropValue::Binary(entry_id(mailbox, target)));
    }
    values.set(Tag(0x0E0F), PropValue::Bool(true));
    values
}

/// Names as the lists of a mail show them.
pub(super) fn joined(mailboxes: &[Mailbox]) -> String {
    mailboxes.iter().map(name_of).collect::<Vec<_>>().join("; ")
}

/// Sets where answers go.
pub(super) fn put_reply_to(values: &mut Values, mailboxes: &[Mailbox], target: Target) {
    let mut entries = Vec::new();
    for mailbox in mailboxes {
        let entry = entry_id(mailbox, target);
        entries.extend(u32::try_from(entry.len()).unwrap_or(u32::MAX).to_le_bytes());
        let end = entries.len().saturating_add(entry.len()).next_multiple_of(4);
        entries.extend(entry);
        entries.resize(end, 0);
    }
    let sizes = [mailboxes.len(), entries.len()];
    let head = sizes.map(|size| u32::try_from(size).unwrap_or(u32::MAX).to_le_bytes());
    let list = [head.concat(), entries].concat();
    values.set(REPLY_ENTRIES, PropValue::Binary(list));
    values.text(REPLY_NAMES, &joined(mailboxes));
}
