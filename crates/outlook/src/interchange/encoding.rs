//! Texts in UTF-16, as Windows programs save them.

/// How many bytes are looked at to tell UTF-16 without a mark.
const SAMPLE: usize = 1024;

/// A text in UTF-16: by the mark at its beginning, else by its zero bytes; and whether some bytes
/// were no characters. `None` if it is something else.
pub fn utf16(bytes: &[u8]) -> Option<(String, bool)> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => Some(decoded(rest, u16::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => Some(decoded(rest, u16::from_be_bytes)),
        whole => match zeros(whole) {
            (0, 0) => None,
            (even, odd) if odd > 4 * even => Some(decoded(whole, u16::from_le_bytes)),
            (even, odd) if even > 4 * odd => Some(decoded(whole, u16::from_be_bytes)),
            _ => None,
        },
    }
}

/// Text in UTF-16 as UTF-8; any other stays as it is.
pub fn utf8_of(text: Vec<u8>) -> Vec<u8> {
    utf16(&text).map_or(text, |(text, _)| text.into_bytes())
}

/// Zero bytes at even and at odd places. Some alone say nothing: half of them must be zero.
fn zeros(bytes: &[u8]) -> (usize, usize) {
    let (pairs, _) = bytes.get(..SAMPLE).unwrap_or(bytes).as_chunks::<2>();
    let even = pairs.iter().filter(|[first, _]| *first == 0).count();
    let odd = pairs.iter().filter(|[_, second]| *second == 0).count();
    if (even + odd) * 2 < pairs.len() { (0, 0) } else { (even, odd) }
}

fn decoded(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, bool) {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let mut damaged = !rest.is_empty();
    let chars = char::decode_utf16(units).map(|read| {
        damaged |= read.is_err();
        read.unwrap_or(char::REPLACEMENT_CHARACTER)
    });
    (chars.collect(), damaged)
}
