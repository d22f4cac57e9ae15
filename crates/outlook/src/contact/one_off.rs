//! One-off EntryIDs (\[MS-OXCDATA\] 2.2.5.1): an address in itself, not in an address book.

use crate::code_page;
use crate::user::Target;

/// MAPIUID of one-off addresses.
const PROVIDER: [u8; 16] = [
    0x81, 0x2B, 0x1F, 0xA4, 0xBE, 0xA3, 0x10, 0x19, 0x9D, 0x6E, 0x00, 0xDD, 0x01, 0x0F, 0x54, 0x02,
];

/// Strings are UTF-16.
const UNICODE: u16 = 0x8000;
/// Send as plain Internet mail; Outlook sets it for e-mail addresses in Unicode files.
const PLAIN: u16 = 0x0001;

/// The EntryID of an address.
#[must_use]
pub fn one_off(display_name: &str, kind: &str, address: &str, target: Target) -> Vec<u8> {
    let flags = match (target.ansi, kind) {
        (true, _) => 0,
        (false, "SMTP") => UNICODE | PLAIN,
        (false, _) => UNICODE,
    };
    let mut out = vec![0; 4];
    out.extend(PROVIDER);
    out.extend(0_u16.to_le_bytes());
    out.extend(flags.to_le_bytes());
    for text in [display_name, kind, address] {
        put_terminated(&mut out, text, target);
    }
    out
}

fn put_terminated(out: &mut Vec<u8>, text: &str, target: Target) {
    if target.ansi {
        out.extend(code_page::encode(text, target.code_page));
        out.push(0);
    } else {
        text.encode_utf16().chain([0]).for_each(|unit| out.extend(unit.to_le_bytes()));
    }
}
