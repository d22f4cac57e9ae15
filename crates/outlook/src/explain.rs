//! Faults of a data file as messages of the catalogues.
//!
//! Every message has an id and arguments, no words: `at` and `id` say where (`page`, `0x4400`),
//! `what` says which contradiction, as a word of the catalogues.

use std::io;

use pst::{At, Damage, Error, Oddity, Warning};
use sync::Message;

/// What went wrong, for a person.
#[must_use]
pub fn explain(error: &Error) -> Message {
    match error {
        Error::Io(error) => explain_io(error),
        Error::Locked => Message::new("outlook-locked"),
        Error::ReadOnly => Message::new("outlook-read-only"),
        Error::IsDirectory => Message::new("outlook-is-folder"),
        Error::Empty => Message::new("outlook-empty"),
        Error::NotPst => Message::new("outlook-not-pst"),
        Error::Truncated { len, expected } => {
            Message::new("outlook-truncated").with("len", len).with("expected", expected)
        }
        Error::FourK => Message::new("outlook-4k"),
        Error::UnknownVersion(version) => {
            Message::new("outlook-unknown-version").with("version", version)
        }
        Error::UnknownEncryption(method) => {
            Message::new("outlook-unknown-encryption").with("method", method)
        }
        Error::Damaged { at, what } => located("outlook-damaged", *at).with("what", word(*what)),
        Error::NotFound(nid) => Message::new("outlook-not-found").with("id", nid),
        Error::NotRepresentable { prop, code_page } => Message::new("outlook-not-representable")
            .with("field", format!("0x{prop:04X}"))
            .with("code_page", code_page),
        Error::Full { limit } => Message::new("outlook-file-full").with("limit", limit),
        Error::TooLarge { what } => Message::new("outlook-too-large").with("what", what),
        Error::Busy => Message::new("outlook-busy"),
    }
}

/// What the system said, for a person.
#[must_use]
pub fn explain_io(error: &io::Error) -> Message {
    match error.kind() {
        io::ErrorKind::NotFound => Message::new("outlook-no-such-file"),
        io::ErrorKind::PermissionDenied => Message::new("outlook-permission"),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Message::new("outlook-disk-full")
        }
        _ => Message::new("outlook-io").with("what", error),
    }
}

/// What was odd and worked around, for a person.
#[must_use]
pub fn explain_warning(warning: &Warning) -> Message {
    let id = match warning.what {
        Oddity::Unreadable(what) => {
            return located("outlook-odd-unreadable", warning.at).with("what", word(what));
        }
        Oddity::HeaderChecksum => "outlook-odd-header-checksum",
        Oddity::TornHeader => "outlook-odd-torn-header",
        Oddity::MapsInvalid => "outlook-odd-maps-invalid",
        Oddity::LongerThanHeader => "outlook-odd-longer",
        Oddity::CounterBehind => "outlook-odd-counter",
        Oddity::DanglingRow => "outlook-odd-dangling-row",
        Oddity::CountDiffers => "outlook-odd-count",
    };
    located(id, warning.at)
}

fn located(id: &str, at: At) -> Message {
    let (place, number) = match at {
        At::Header => ("header", None),
        At::Page(ib) => ("page", Some(format!("0x{ib:X}"))),
        At::Block(bid) => ("block", Some(format!("0x{bid:X}"))),
        At::Node(nid) => ("node", Some(nid.to_string())),
        At::Property(prop) => ("property", Some(format!("0x{prop:04X}"))),
        At::Column(tag) => ("column", Some(format!("0x{tag:08X}"))),
        At::Item(hid) => ("heap-item", Some(format!("0x{hid:X}"))),
        At::Names => ("names", None),
        At::Maps => ("maps", None),
    };
    // The number stands behind the place; where there is none, no space does.
    let number = number.map_or(String::new(), |number| format!(" {number}"));
    Message::new(id).with("at", place).with("id", number)
}

fn word(damage: Damage) -> &'static str {
    match damage {
        Damage::Checksum => "checksum",
        Damage::Compression => "compression",
        Damage::Type => "type",
        Damage::Id => "id",
        Damage::Outside => "outside",
        Damage::Alignment => "alignment",
        Damage::Overlap => "overlap",
        Damage::Size => "size",
        Damage::Order => "order",
        Damage::Level => "level",
        Damage::Depth => "depth",
        Damage::MissingBlock => "missing-block",
        Damage::MissingSubnode => "missing-subnode",
        Damage::NotAHeap => "no-heap",
        Damage::MissingItem => "missing-item",
        Damage::Tree => "tree",
        Damage::Table => "table",
        Damage::Value => "value",
        Damage::TooLarge => "too-large",
        Damage::Counter => "counter",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_without_a_number_leaves_no_gap() {
        let said = |at, id| {
            let damaged = Message::new("outlook-damaged").with("at", at).with("id", id);
            damaged.with("what", "value")
        };
        let explained = |at| explain(&Error::Damaged { at, what: Damage::Value });
        assert_eq!(explained(At::Names), said("names", ""));
        assert_eq!(explained(At::Page(0x4400)), said("page", " 0x4400"));
    }
}
