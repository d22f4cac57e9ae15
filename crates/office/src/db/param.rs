//! Parameters of SQL texts, bound alike by both drivers.

use std::borrow::Cow;
use std::error::Error;

use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use rusqlite::types::{ToSqlOutput, ValueRef};

/// Stands before a character that PostgreSQL cannot store in text. It is a noncharacter of
/// Unicode, so it hardly ever occurs in text itself; where it does, it is doubled.
const ESCAPE: char = '\u{FFFE}';

/// The first byte of that character in UTF-8, and of few others.
const LEAD: u8 = 0xef;

/// A parameter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Param<'a> {
    /// NULL.
    Null,
    /// A whole number, also a time in microseconds.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// Text.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
}

impl<'a> Param<'a> {
    /// Text that may be missing.
    pub(crate) fn opt_text(text: Option<impl Into<Cow<'a, str>>>) -> Self {
        text.map_or(Self::Null, |text| Self::Text(text.into()))
    }
}

impl From<i64> for Param<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<Option<i64>> for Param<'_> {
    fn from(value: Option<i64>) -> Self {
        value.map_or(Self::Null, Self::Int)
    }
}

impl From<bool> for Param<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl<'a> From<&'a str> for Param<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(Cow::Borrowed(value))
    }
}

impl<'a> From<&'a String> for Param<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(Cow::Borrowed(value))
    }
}

impl From<String> for Param<'_> {
    fn from(value: String) -> Self {
        Self::Text(Cow::Owned(value))
    }
}

impl<'a> From<&'a [u8]> for Param<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Bytes(Cow::Borrowed(value))
    }
}

/// Text as both databases can store it: U+0000 written as two other characters.
fn escaped(text: &str) -> Cow<'_, str> {
    if !suspicious(text.as_bytes()) || !text.contains(['\0', ESCAPE]) {
        return Cow::Borrowed(text);
    }
    let mut stored = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\0' => stored.extend([ESCAPE, '0']),
            ESCAPE => stored.extend([ESCAPE, ESCAPE]),
            other => stored.push(other),
        }
    }
    Cow::Owned(stored)
}

/// Whether one of the bytes may belong to a character that is escaped. Texts may be long, and
/// these are rare: many bytes are looked at in one go.
fn suspicious(bytes: &[u8]) -> bool {
    let odd = |byte: &u8| u8::from(*byte == 0) | u8::from(*byte == LEAD);
    let any = |bytes: &[u8]| bytes.iter().fold(0, |all, byte| all | odd(byte)) != 0;
    let (pieces, rest) = bytes.as_chunks::<64>();
    pieces.iter().any(|piece| any(piece)) || any(rest)
}

/// The reverse of [`escaped`].
pub(super) fn unescaped(stored: &str) -> String {
    if !stored.contains(ESCAPE) {
        return stored.to_owned();
    }
    let mut text = String::with_capacity(stored.len());
    let mut characters = stored.chars();
    while let Some(character) = characters.next() {
        match character {
            ESCAPE if characters.next() == Some('0') => text.push('\0'),
            other => text.push(other),
        }
    }
    text
}

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Int(value) => ToSqlOutput::from(*value),
            Self::Bool(value) => ToSqlOutput::from(*value),
            Self::Text(text) => match escaped(text) {
                Cow::Borrowed(text) => ToSqlOutput::from(text),
                Cow::Owned(text) => ToSqlOutput::from(text),
            },
            Self::Bytes(bytes) => ToSqlOutput::from(bytes.as_ref()),
        })
    }
}

impl ToSql for Param<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(value) => value.to_sql(ty, out),
            Self::Bool(value) => value.to_sql(ty, out),
            Self::Text(text) => escaped(text).as_ref().to_sql(ty, out),
            Self::Bytes(bytes) => bytes.as_ref().to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        [Type::INT8, Type::BOOL, Type::TEXT, Type::BYTEA].contains(ty)
    }

    to_sql_checked!();
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{escaped, unescaped};

    proptest! {
        #[test]
        fn stored_text_holds_no_nul_and_comes_back_as_it_was(text in "[\\x00\u{FFFE}0a\u{1F600}]{0,12}") {
            prop_assert!(!escaped(&text).contains('\0'));
            prop_assert_eq!(unescaped(&escaped(&text)), text);
        }
    }
}
