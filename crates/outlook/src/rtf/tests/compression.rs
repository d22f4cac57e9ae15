//! Compression is undone to the byte, and lies about sizes do no harm.

use proptest::prelude::*;

use super::super::*;
use crate::streams::streams_of_messages;

/// The two examples of \[MS-OXRTFCP\] 3.1.
const SIMPLE: (&[u8], &[u8]) = (
    b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n",
    &[
        0x2D, 0, 0, 0, 0x2B, 0, 0, 0, 0x4C, 0x5A, 0x46, 0x75, 0xF1, 0xC5, 0xC7, 0xA7, 0x03, 0,
        0x0A, 0, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0A, 0xF3, 0x20, 0x68,
        0x65, 0x6C, 0x09, 0, 0x20, 0x62, 0x77, 0x05, 0xB0, 0x6C, 0x64, 0x7D, 0x0A, 0x80, 0x0F,
        0xA0,
    ],
);
const CROSSING: (&[u8], &[u8]) = (
    b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}",
    &[
        0x1A, 0, 0, 0, 0x1C, 0, 0, 0, 0x4C, 0x5A, 0x46, 0x75, 0xE2, 0xD4, 0x4B, 0x51, 0x41, 0,
        0x04, 0x20, 0x57, 0x58, 0x59, 0x5A, 0x0D, 0x6E, 0x7D, 0x01, 0x0E, 0xB0,
    ],
);

fn whole(rtf: &[u8]) -> Option<Decompressed> {
    Some(Decompressed { rtf: rtf.to_vec(), fault: None })
}

#[test]
fn the_examples_of_the_specification_are_read() {
    for (rtf, compressed) in [SIMPLE, CROSSING] {
        assert_eq!(decompress(compressed), whole(rtf));
        assert_eq!(decompress(&compress(rtf)), whole(rtf));
    }
}

#[test]
fn contents_may_be_uncompressed() {
    let mela = |size: u32, text: &[u8]| {
        let mut bytes = (size + 12).to_le_bytes().to_vec();
        bytes.extend(size.to_le_bytes());
        bytes.extend(b"MELA\0\0\0\0");
        bytes.extend(text);
        bytes
    };
    assert_eq!(decompress(&mela(7, b"{\\rtf1}")), whole(b"{\\rtf1}"));
    assert_eq!(decompress(&mela(7, b"{\\rtf1}and more")), whole(b"{\\rtf1}"));
    let mut counted = mela(7, b"{\\rtf1}");
    counted[4] = 19;
    assert_eq!(decompress(&counted), whole(b"{\\rtf1}"));
    let cut = decompress(&mela(1 << 30, b"{\\rtf1}")).unwrap();
    assert_eq!((cut.rtf.as_slice(), cut.fault), (&b"{\\rtf1}"[..], Some(Fault::Truncated)));
}

#[test]
fn what_is_wrong_is_said_and_what_can_be_read_is_there() {
    let (rtf, compressed) = SIMPLE;
    let fault = |bytes: &[u8]| decompress(bytes).and_then(|found| found.fault);
    let cut = decompress(&compressed[..30]).unwrap();
    assert_eq!(cut.fault, Some(Fault::Truncated));
    assert!(rtf.starts_with(&cut.rtf) && cut.rtf.len() > 10);
    let mut other = compressed.to_vec();
    other[12] ^= 1;
    assert_eq!(fault(&other), Some(Fault::Checksum));
    let mut other = compressed.to_vec();
    other[4..8].copy_from_slice(&0x4000_0000_u32.to_le_bytes());
    let claimed = decompress(&other).unwrap();
    assert_eq!((claimed.rtf.as_slice(), claimed.fault), (rtf, Some(Fault::Size)));
    assert_eq!(decompress(&compressed[..15]), None);
    assert_eq!(decompress(b"\x20\0\0\0\x20\0\0\0NONE\0\0\0\0"), None);
}

#[test]
fn real_bodies_are_read_and_compressed_again() {
    let streams = streams_of_messages();
    let is_rtf = |bytes: &&Vec<u8>| bytes.get(8..12).is_some_and(|kind| kind == b"LZFu");
    let bodies: Vec<_> = streams.iter().filter(is_rtf).collect();
    let (mut sources, mut smaller) = ([0; 3], 0_i64);
    for compressed in &bodies {
        let found = decompress(compressed).unwrap();
        assert_eq!(found.fault, None);
        let body = Body::read(&found.rtf).unwrap();
        sources[body.source as usize] += 1;
        assert!(!body.text.contains("\\htmlrtf") && !body.text.contains("fonttbl"));
        let again = compress(&found.rtf);
        smaller += i64::try_from(compressed.len()).unwrap() - i64::try_from(again.len()).unwrap();
        assert_eq!(decompress(&again), Some(found));
    }
    println!("{} bodies, {sources:?} of HTML, text, RTF; {smaller} bytes saved", bodies.len());
    assert!(streams.is_empty() || bodies.len() >= 60);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_text_survives(
        parts in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..40), 1_usize..400), 0..12)
    ) {
        let text: Vec<u8> = parts.iter().flat_map(|(part, times)| part.repeat(*times)).collect();
        prop_assert_eq!(decompress(&compress(&text)), whole(&text));
    }

    #[test]
    fn no_bytes_are_too_odd(bytes in prop::collection::vec(any::<u8>(), 0..300), raw in any::<u32>()) {
        let mut odd = 1000_u32.to_le_bytes().to_vec();
        odd.extend(raw.to_le_bytes());
        odd.extend(b"LZFu\0\0\0\0");
        odd.extend(&bytes);
        let found = decompress(&odd).unwrap();
        prop_assert!(found.rtf.len() <= bytes.len() * 9);
        let _ = decompress(&bytes);
    }
}
