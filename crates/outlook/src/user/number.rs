//! The number of a record as a user-defined field stores it.
//!
//! Numbers compare as text, leading zeros kept. A field of type text holds any number; one of type
//! number only what comes out of it again as the same text.

use pst::PropValue;

use super::FieldKind;

/// The largest whole number up to which every whole number is exact in 64-bit floating point.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The number that a stored value says, trimmed; `None` where it says nothing.
#[must_use]
pub fn number_text(stored: &PropValue) -> Option<String> {
    let text = match stored {
        PropValue::Text(text) => text.trim().to_owned(),
        PropValue::I16(n) => n.to_string(),
        PropValue::I32(n) => n.to_string(),
        PropValue::I64(n) => n.to_string(),
        PropValue::F64(n) if n.is_finite() && n.abs() < EXACT => n.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The stored value of a number in a field of that type; `None` where it would come out as
/// another text, or the type cannot hold numbers.
#[must_use]
pub fn number_value(number: &str, kind: FieldKind) -> Option<PropValue> {
    let value = match kind {
        FieldKind::Text => PropValue::Text(number.to_owned()),
        FieldKind::Number => PropValue::F64(number.parse().ok()?),
        FieldKind::Integer => PropValue::I32(number.parse().ok()?),
        _ => return None,
    };
    (number_text(&value).as_deref() == Some(number)).then_some(value)
}
