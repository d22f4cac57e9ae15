//! Property values as JSON and as a line of text.

use jiff::Timestamp;
use pst::{Guid, PropValue};
use serde_json::{Value, json};

/// The name of a property type (\[MS-OXCDATA\] 2.11.1); its number where it has none.
pub fn type_name(number: u16) -> String {
    let name = match number & 0x0FFF {
        0x001 => "PtypNull",
        0x002 => "PtypInteger16",
        0x003 => "PtypInteger32",
        0x004 => "PtypFloating32",
        0x005 => "PtypFloating64",
        0x006 => "PtypCurrency",
        0x007 => "PtypFloatingTime",
        0x00A => "PtypErrorCode",
        0x00B => "PtypBoolean",
        0x00D => "PtypObject",
        0x014 => "PtypInteger64",
        0x01E => "PtypString8",
        0x01F => "PtypString",
        0x040 => "PtypTime",
        0x048 => "PtypGuid",
        0x102 => "PtypBinary",
        _ => return format!("0x{number:04X}"),
    };
    match name.strip_prefix("Ptyp").filter(|_| number & 0x1000 != 0) {
        Some(single) => format!("PtypMultiple{single}"),
        None => name.to_owned(),
    }
}

/// A value as JSON: bytes in hexadecimal, points in time as text in UTC.
pub fn json(value: &PropValue) -> Value {
    match value {
        PropValue::Null => Value::Null,
        PropValue::I16(number) => (*number).into(),
        PropValue::I32(number) => (*number).into(),
        PropValue::F32(number) => float(f64::from(*number)),
        PropValue::F64(number) | PropValue::AppTime(number) => float(*number),
        PropValue::Currency(amount) => currency(*amount).into(),
        PropValue::Error(code) => format!("0x{code:08X}").into(),
        PropValue::Bool(flag) => (*flag).into(),
        PropValue::I64(number) => (*number).into(),
        PropValue::Text(text) => text.as_str().into(),
        PropValue::Time(time) => instant(*time),
        PropValue::Guid(guid) => guid_text(guid).into(),
        PropValue::Binary(bytes) | PropValue::Other { bytes, .. } => hex(bytes).into(),
        PropValue::Object { nid, size } => json!({"id": nid.to_string(), "size": size}),
        several => Value::Array(elements(several)),
    }
}

fn elements(value: &PropValue) -> Vec<Value> {
    fn each<T>(values: &[T], one: impl Fn(&T) -> Value) -> Vec<Value> {
        values.iter().map(one).collect()
    }
    match value {
        PropValue::MvI16(values) => each(values, |number| (*number).into()),
        PropValue::MvI32(values) => each(values, |number| (*number).into()),
        PropValue::MvF32(values) => each(values, |number| float(f64::from(*number))),
        PropValue::MvF64(values) | PropValue::MvAppTime(values) => {
            each(values, |number| float(*number))
        }
        PropValue::MvCurrency(values) => each(values, |amount| currency(*amount).into()),
        PropValue::MvI64(values) => each(values, |number| (*number).into()),
        PropValue::MvText(values) => each(values, |text| text.as_str().into()),
        PropValue::MvTime(values) => each(values, |time| instant(*time)),
        PropValue::MvGuid(values) => each(values, |guid| guid_text(guid).into()),
        PropValue::MvBinary(values) => each(values, |bytes| hex(bytes).into()),
        _ => Vec::new(),
    }
}

/// A value in a line; long ones are cut by the table.
pub fn line(value: &PropValue) -> String {
    match json(value) {
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// Numbers that JSON cannot write become text.
fn float(number: f64) -> Value {
    if number.is_finite() { number.into() } else { number.to_string().into() }
}

fn currency(amount: i64) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    format!("{sign}{}.{:04}", amount.unsigned_abs() / 10_000, amount.unsigned_abs() % 10_000)
}

/// 1970 as a FILETIME, in 100 ns since 1601.
const UNIX_EPOCH: i128 = 116_444_736_000_000_000;

/// A FILETIME to its last digit; one that no calendar holds stays a number.
fn instant(time: i64) -> Value {
    match timestamp(time) {
        Some(at) => at.to_string().into(),
        None => time.into(),
    }
}

/// A FILETIME as a point in time, if a calendar holds it.
pub fn timestamp(time: i64) -> Option<Timestamp> {
    Timestamp::from_nanosecond((i128::from(time) - UNIX_EPOCH) * 100).ok()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// A GUID as it is written: its first three fields are stored little endian.
pub fn guid_text(guid: &Guid) -> String {
    let [a, b, c, d, e, f, g, h, rest @ ..] = guid;
    let head = hex(&[*d, *c, *b, *a]);
    let (second, third) = (hex(&[*f, *e]), hex(&[*h, *g]));
    let (fourth, last) = rest.split_at(2);
    format!("{{{head}-{second}-{third}-{}-{}}}", hex(fourth), hex(last))
}

#[cfg(test)]
mod tests {
    use pst::guid;

    use super::*;

    #[test]
    fn types_have_the_names_of_the_specification() {
        assert_eq!(type_name(0x001F), "PtypString");
        assert_eq!(type_name(0x101F), "PtypMultipleString");
        assert_eq!(type_name(0x1102), "PtypMultipleBinary");
        assert_eq!(type_name(0x00FB), "0x00FB");
    }

    #[test]
    fn guids_are_written_as_the_specification_writes_them() {
        assert_eq!(guid_text(&guid::ADDRESS), "{00062004-0000-0000-c000-000000000046}");
    }

    #[test]
    fn values_become_json_without_loss() {
        for (value, expected) in [
            (PropValue::Currency(-12_345), json!("-1.2345")),
            (PropValue::Time(0), json!("1601-01-01T00:00:00Z")),
            (PropValue::Time(i64::MAX), json!(i64::MAX)),
            (PropValue::Time(116_444_736_000_000_001), json!("1970-01-01T00:00:00.0000001Z")),
            (PropValue::Binary(vec![0, 255]), json!("00ff")),
            (PropValue::F64(f64::NAN), json!("NaN")),
            (PropValue::MvText(vec!["ä".into()]), json!(["ä"])),
            (PropValue::MvI32(Vec::new()), json!([])),
        ] {
            assert_eq!(super::json(&value), expected);
        }
    }
}
