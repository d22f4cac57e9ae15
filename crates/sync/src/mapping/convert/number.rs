//! Numbers of one type as numbers of another.
//!
//! Whole numbers and money mean the percentage itself (5 is 5 %); a number and a percentage are
//! the same quantity (0.05 is 5 %). Minutes are whole numbers.

use super::Unfit;
use crate::{FieldType, Value};

/// The largest whole number up to which every whole number is exact in 64-bit floating point.
const EXACT: f64 = 9_007_199_254_740_992.0;
/// Parts of a unit of money.
const PARTS: f64 = 10_000.0;
const WHOLE_PARTS: i64 = 10_000;

/// What a numeric value is, whatever its type.
enum Quantity {
    /// A whole number.
    Whole(i64),
    /// Money, in ten-thousandths.
    Money(i64),
    /// A number.
    Number(f64),
    /// A number that is shown in hundredths.
    Share(f64),
    /// Yes or no.
    Truth(bool),
}

pub(super) fn convert(value: &Value, from: FieldType, to: FieldType) -> Result<Value, Unfit> {
    let quantity = match value {
        Value::Duration(_) if to == FieldType::Bool => return Err(Unfit::Never),
        Value::Int(n) | Value::Duration(n) => Quantity::Whole(*n),
        Value::Currency(parts) => Quantity::Money(*parts),
        Value::Number(n) if from == FieldType::Percent => Quantity::Share(*n),
        Value::Number(n) => Quantity::Number(*n),
        Value::Bool(yes) => Quantity::Truth(*yes),
        _ => return Err(Unfit::Never),
    };
    match to {
        FieldType::Int => whole(quantity).map(Value::Int),
        FieldType::Duration if matches!(value, Value::Bool(_)) => Err(Unfit::Never),
        FieldType::Duration => whole(quantity).map(Value::Duration),
        FieldType::Currency => money(quantity).map(Value::Currency),
        FieldType::Number => number(quantity).map(Value::Number),
        FieldType::Percent => share(quantity).map(Value::Number),
        FieldType::Bool => truth(quantity).map(Value::Bool),
        _ => Err(Unfit::Never),
    }
}

fn whole(quantity: Quantity) -> Result<i64, Unfit> {
    match quantity {
        Quantity::Whole(n) => Ok(n),
        Quantity::Money(parts) if parts % WHOLE_PARTS == 0 => Ok(parts / WHOLE_PARTS),
        Quantity::Money(_) => Err(Unfit::Inexact),
        Quantity::Number(n) => exact(n, 1.0),
        Quantity::Share(n) => exact(n, 100.0),
        Quantity::Truth(yes) => Ok(i64::from(yes)),
    }
}

fn money(quantity: Quantity) -> Result<i64, Unfit> {
    match quantity {
        Quantity::Whole(n) => n.checked_mul(WHOLE_PARTS).ok_or(Unfit::TooLarge),
        Quantity::Money(parts) => Ok(parts),
        Quantity::Number(n) => exact(n, PARTS),
        Quantity::Share(n) => exact(n, PARTS * 100.0),
        Quantity::Truth(_) => Err(Unfit::Never),
    }
}

fn number(quantity: Quantity) -> Result<f64, Unfit> {
    match quantity {
        Quantity::Whole(n) => float(n, 1.0),
        Quantity::Money(parts) => float(parts, PARTS),
        Quantity::Number(n) | Quantity::Share(n) => Ok(n),
        Quantity::Truth(yes) => Ok(f64::from(u8::from(yes))),
    }
}

fn share(quantity: Quantity) -> Result<f64, Unfit> {
    match quantity {
        Quantity::Whole(n) => float(n, 100.0),
        Quantity::Money(parts) => float(parts, PARTS * 100.0),
        Quantity::Number(n) | Quantity::Share(n) => Ok(n),
        Quantity::Truth(_) => Err(Unfit::Never),
    }
}

fn truth(quantity: Quantity) -> Result<bool, Unfit> {
    let n = match quantity {
        Quantity::Whole(n) => n as f64,
        Quantity::Number(n) => n,
        _ => return Err(Unfit::Never),
    };
    match n {
        0.0 => Ok(false),
        1.0 => Ok(true),
        _ => Err(Unfit::TooLarge),
    }
}

/// A number in whole parts of a unit, if it is a multiple of them.
fn exact(n: f64, parts: f64) -> Result<i64, Unfit> {
    let whole = (n * parts).round();
    if !whole.is_finite() || whole.abs() > EXACT {
        return Err(Unfit::TooLarge);
    }
    if whole / parts == n { Ok(whole as i64) } else { Err(Unfit::Inexact) }
}

/// So many parts of a unit as a number, if they come out of it again.
fn float(whole: i64, parts: f64) -> Result<f64, Unfit> {
    let n = whole as f64 / parts;
    match exact(n, parts) {
        Ok(again) if again == whole => Ok(n),
        _ => Err(Unfit::TooLarge),
    }
}
