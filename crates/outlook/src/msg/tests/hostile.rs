//! Bytes that are no message file, or pretend to be one: reading ends, and takes memory in
//! proportion to them.

use proptest::prelude::*;

use super::super::*;
use super::support::*;
use crate::item::Found;

fn read_anything(bytes: &[u8]) -> Result<MsgItem, MsgError> {
    read(bytes, &mut Found::default())
}

/// Bytes in an item's values and contents.
fn weight(item: &MsgItem) -> usize {
    let props = |props: &MsgProps| -> usize {
        props
            .iter()
            .map(|(_, value)| {
                value::store(value).map_or(0, |stored| match stored {
                    value::Stored::Inline(_) => 8,
                    value::Stored::Stream(bytes, _) => bytes.len(),
                    value::Stored::Several(_, parts) => parts.iter().map(Vec::len).sum(),
                })
            })
            .sum()
    };
    let attachments = item.attachments.iter().map(|attachment| {
        let contents = match &attachment.contents {
            MsgContents::None => 0,
            MsgContents::Bytes(bytes) | MsgContents::Object(bytes) => bytes.len(),
            MsgContents::Item(inner) => weight(inner),
        };
        contents + props(&attachment.props)
    });
    props(&item.props)
        + item.recipients.iter().map(props).sum::<usize>()
        + attachments.sum::<usize>()
}

#[test]
fn a_file_that_is_cut_anywhere_is_an_error_or_a_smaller_item() {
    let bytes = write(&mail()).unwrap();
    for cut in (0..bytes.len()).step_by(512).chain([1, 511, 513, bytes.len() - 1]) {
        if let Ok(item) = read_anything(&bytes[..cut]) {
            assert!(weight(&item) <= weight(&mail()) + 4096, "{cut}");
        }
    }
}

#[test]
fn every_byte_may_be_another() {
    let bytes = write(&mail()).unwrap();
    for at in 0..bytes.len() {
        for flip in [0x01, 0x80, 0xFF] {
            let mut damaged = bytes.clone();
            damaged[at] ^= flip;
            if let Ok(item) = read_anything(&damaged) {
                assert!(weight(&item) <= 4 * bytes.len(), "{at}");
            }
        }
    }
}

#[test]
fn streams_that_share_their_sectors_are_refused_before_they_fill_the_memory() {
    let big = PropValue::Binary(vec![7; 200_000]);
    let ids = 0x6000..0x6040;
    let props =
        ids.clone().map(|id| tag(id, if id == 0x6000 { big.clone() } else { text("kurz") }));
    let bytes = write(&MsgItem { props: props.collect(), ..MsgItem::default() }).unwrap();
    // Every directory entry of a text is given start and size of the big one.
    let name = |id: u16, kind: u16| -> Vec<u8> {
        layout::of_property(id, kind).encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    let find = |name: &[u8]| bytes.windows(name.len()).position(|window| window == name).unwrap();
    let at = find(&name(0x6000, 0x0102));
    let place = bytes[at + 0x74..at + 0x80].to_vec();
    let mut damaged = bytes.clone();
    for id in ids.skip(1) {
        let at = find(&name(id, 0x001F));
        damaged[at + 0x74..at + 0x80].copy_from_slice(&place);
    }
    assert_eq!(read_anything(&damaged), Err(MsgError::TooLarge));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_in_any_places_are_read_to_an_end(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40)
    ) {
        let mut bytes = write(&mail()).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(item) = read_anything(&bytes) {
            prop_assert!(weight(&item) <= 4 * bytes.len());
            // What could be read can be written, and read again.
            let again = write(&item).unwrap();
            prop_assert!(read_anything(&again).is_ok());
        }
    }
}
