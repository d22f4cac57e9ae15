//! What an EntryID says of an address by itself (\[MS-OXCDATA\] 2.2.5.1, 2.2.5.2).

use super::mailbox::Address;
use crate::code_page;
use crate::user::cursor::Cursor;

/// MAPIUID of one-off addresses.
const ONE_OFF: [u8; 16] = [
    0x81, 0x2B, 0x1F, 0xA4, 0xBE, 0xA3, 0x10, 0x19, 0x9D, 0x6E, 0x00, 0xDD, 0x01, 0x0F, 0x54, 0x02,
];
/// MAPIUID of the Exchange address book.
const EXCHANGE: [u8; 16] = [
    0xDC, 0xA7, 0x40, 0xC8, 0xC0, 0x42, 0x10, 0x1A, 0xB4, 0xB9, 0x08, 0x00, 0x2B, 0x2F, 0xE1, 0x82,
];
/// The flag of a one-off address whose strings are UTF-16.
const UNICODE: u16 = 0x8000;

/// The address in an EntryID; `None` where it only points to an entry of an address book.
pub(super) fn address(entry: &[u8], code_page: u16) -> Option<Address> {
    let mut from = Cursor(entry);
    from.u32()?;
    match from.array()? {
        ONE_OFF => one_off(from, code_page),
        EXCHANGE => {
            // Version and type; then the distinguished name.
            from.take(8)?;
            let name = code_page::decode(until_zero(&mut from), code_page);
            Some(Address { name: String::new(), kind: "EX".to_owned(), address: name })
        }
        _ => None,
    }
}

fn one_off(mut from: Cursor<'_>, code_page: u16) -> Option<Address> {
    from.u16()?;
    let wide = from.u16()? & UNICODE != 0;
    let mut text = || {
        if wide {
            utf16_until_zero(&mut from)
        } else {
            code_page::decode(until_zero(&mut from), code_page)
        }
    };
    let (name, kind) = (text(), text());
    Some(Address { name, kind, address: text() })
}

fn until_zero<'a>(from: &mut Cursor<'a>) -> &'a [u8] {
    let len = from.0.iter().position(|byte| *byte == 0).unwrap_or(from.0.len());
    let text = from.take(len).unwrap_or_default();
    from.take(1);
    text
}

fn utf16_until_zero(from: &mut Cursor<'_>) -> String {
    let mut units = Vec::new();
    while let Some(unit) = from.u16().filter(|unit| *unit != 0) {
        units.push(unit);
    }
    String::from_utf16_lossy(&units)
}
