//! The character set that an HTML document names.

use crate::code_page;

/// A declaration must be that near to the beginning.
const LOOKED_AT: usize = 4096;
const DECLARED: &[u8] = b"charset=";

/// The code page that an HTML document declares for itself.
pub(super) fn declared(html: &[u8]) -> Option<u16> {
    let head = html.get(..LOOKED_AT).unwrap_or(html).to_ascii_lowercase();
    let at = head.windows(DECLARED.len()).position(|window| window == DECLARED)?;
    let rest = head.get(at + DECLARED.len()..)?;
    let name = rest.iter().skip_while(|byte| matches!(byte, b'"' | b'\'' | b' '));
    let name = name.take_while(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte));
    let name: String = name.map(|byte| char::from(*byte)).collect();
    code_page::by_name(&name)
}
