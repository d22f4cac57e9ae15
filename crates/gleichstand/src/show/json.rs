//! Values as JSON, plain: texts, numbers, dates as text.

use sync::Value;

/// A value as scripts read it; nothing is null.
pub fn plain(value: Option<&Value>) -> serde_json::Value {
    match value {
        None => serde_json::Value::Null,
        Some(Value::Text(text)) => text.as_str().into(),
        Some(Value::Int(number) | Value::Duration(number)) => (*number).into(),
        Some(Value::Number(number)) => (*number).into(),
        Some(Value::Currency(amount)) => (*amount as f64 / 10_000.0).into(),
        Some(Value::Bool(flag)) => (*flag).into(),
        Some(Value::Date(date)) => date.to_string().into(),
        Some(Value::Instant(at)) => at.to_string().into(),
        Some(Value::List(items)) => items.as_slice().into(),
        Some(Value::Bytes(bytes)) => bytes.as_slice().into(),
    }
}
