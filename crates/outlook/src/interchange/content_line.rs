//! Content lines (RFC 5545, 3.1; RFC 6350, 3.2; quoted-printable of versit's older formats): what
//! cards and calendars share.

/// The most bytes of a line.
const LONGEST: usize = 75;

/// A line in pieces of at most 75 bytes, none of which ends within a character.
pub fn fold(line: &str, out: &mut Vec<u8>) {
    let (mut rest, mut room) = (line, LONGEST);
    while rest.len() > room {
        let cut = (1..=room).rev().find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at_checked(cut).unwrap_or((rest, ""));
        out.extend(piece.as_bytes());
        out.extend(b"\r\n ");
        (rest, room) = (after, LONGEST - 1);
    }
    out.extend(rest.as_bytes());
    out.extend(b"\r\n");
}

/// Quoted-printable as bytes; an equals sign that begins nothing stays.
pub fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, tail)) = rest.split_first() {
        let coded = (*first == b'=').then(|| tail.split_at_checked(2)).flatten();
        match coded.and_then(|(digits, after)| Some((hex(digits)?, after))) {
            Some((byte, after)) => {
                bytes.push(byte);
                rest = after;
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    bytes
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok().filter(|text| !text.starts_with('+'))?;
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_folded_line_is_short_and_unfolds_to_itself(line in "[ -~äß€漢😀]{0,300}") {
            let mut folded = Vec::new();
            fold(&line, &mut folded);
            let folded = String::from_utf8(folded).unwrap();
            prop_assert!(folded.split("\r\n").all(|piece| piece.len() <= LONGEST));
            prop_assert_eq!(folded.replace("\r\n ", ""), format!("{line}\r\n"));
        }
    }

    #[test]
    fn an_equals_sign_that_begins_nothing_stays() {
        let text = b"a=C3=a4 1=2 =+1 =";
        assert_eq!(String::from_utf8_lossy(&quoted_printable(text)), "aä 1=2 =+1 =");
    }
}
