//! A value in the type of the field it goes to.

use std::borrow::Cow;

use crate::digest::canonical;
use crate::{FieldType, Value};

/// The value as the target type holds it; `None` where it says nothing there.
#[must_use]
pub fn convert(value: &Value, to: FieldType) -> Option<Cow<'_, Value>> {
    if to.holds(value) {
        return Some(Cow::Borrowed(value));
    }
    let converted = match (to, value) {
        (FieldType::List, Value::Text(text)) => Value::List(split(text)),
        (FieldType::Text, Value::List(items)) => Value::Text(items.join("; ")),
        (FieldType::Text, other) => Value::Text(canonical(other)),
        (FieldType::Int, Value::Text(text)) => Value::Int(text.trim().parse().ok()?),
        (FieldType::Date, Value::Text(text)) => Value::Date(text.trim().parse().ok()?),
        (FieldType::Bool, Value::Int(number)) => Value::Bool(*number != 0),
        (FieldType::Int, Value::Bool(yes)) => Value::Int(i64::from(*yes)),
        _ => return None,
    };
    Some(Cow::Owned(converted))
}

fn split(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_the_right_type_is_not_touched() {
        let value = Value::text("  as it is ");
        assert_eq!(convert(&value, FieldType::Text).as_deref(), Some(&value));
    }

    #[test]
    fn lists_and_texts_become_each_other() {
        let text = Value::text("Kunden; Presse ;");
        let list = Value::List(vec!["Kunden".into(), "Presse".into()]);
        assert_eq!(convert(&text, FieldType::List).as_deref(), Some(&list));
        assert_eq!(
            convert(&list, FieldType::Text).as_deref(),
            Some(&Value::text("Kunden; Presse"))
        );
    }

    #[test]
    fn what_cannot_be_converted_says_nothing() {
        assert_eq!(convert(&Value::text("bald"), FieldType::Date), None);
    }
}
