//! The types of user-defined fields, in the three places that have numbers of their own for them.

use jiff::Timestamp;
use pst::PropValue;
use sync::{FieldType, Value};

use crate::filetime;

/// The type of a user-defined field that stores a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FieldKind {
    /// Text.
    Text,
    /// Number.
    Number,
    /// Number shown as percent.
    Percent,
    /// Money.
    Currency,
    /// Yes or no.
    YesNo,
    /// Point in time.
    DateTime,
    /// Minutes.
    Duration,
    /// Several texts.
    Keywords,
    /// Whole number.
    Integer,
}

/// How a folder shows a field: words that Outlook expects to fit the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FolderLook {
    pub field_type: u32,
    pub capabilities: u32,
    pub display: [u32; 3],
    pub format: u32,
}

/// fcapm bit: the number is shown as percent.
const PERCENT: u32 = 0x0100_0000;

impl FieldKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Text,
        Self::Number,
        Self::Percent,
        Self::Currency,
        Self::YesNo,
        Self::DateTime,
        Self::Duration,
        Self::Keywords,
        Self::Integer,
    ];

    /// VARENUM type of the definition.
    pub(crate) fn vt(self) -> u16 {
        match self {
            Self::Text => 8,
            Self::Number | Self::Percent => 5,
            Self::Currency => 6,
            Self::YesNo => 0xB,
            Self::DateTime => 7,
            Self::Duration | Self::Integer => 3,
            Self::Keywords => 0x2008,
        }
    }

    /// The type that a V1 definition can only mean.
    pub(crate) fn from_vt(vt: u16) -> Option<Self> {
        let kinds = [
            Self::Text,
            Self::Number,
            Self::Currency,
            Self::YesNo,
            Self::DateTime,
            Self::Integer,
            Self::Keywords,
        ];
        kinds.into_iter().find(|kind| kind.vt() == vt)
    }

    /// InternalType of a V2 definition.
    pub(crate) fn internal_type(self) -> u32 {
        match self {
            Self::Text => 0,
            Self::Number => 1,
            Self::Percent => 2,
            Self::Currency => 3,
            Self::YesNo => 4,
            Self::DateTime => 5,
            Self::Duration => 6,
            Self::Keywords => 13,
            Self::Integer => 14,
        }
    }

    pub(crate) fn from_internal_type(internal: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.internal_type() == internal)
    }

    /// FldType of a folder definition.
    fn folder_type(self) -> u32 {
        match self {
            Self::Text => 1,
            Self::Integer => 3,
            Self::DateTime => 5,
            Self::YesNo => 6,
            Self::Duration => 7,
            Self::Keywords => 0xB,
            Self::Number | Self::Percent => 0xC,
            Self::Currency => 0xE,
        }
    }

    pub(crate) fn from_folder(field_type: u32, capabilities: u32) -> Option<Self> {
        if field_type == Self::Number.folder_type() && capabilities & PERCENT != 0 {
            return Some(Self::Percent);
        }
        Self::ALL.into_iter().find(|kind| kind.folder_type() == field_type)
    }

    /// How a folder shows it, as real folders do; `None` where no real folder was ever seen.
    pub(crate) fn folder_look(self) -> Option<FolderLook> {
        let (display, format) = match self {
            Self::Text => ([0; 3], 0),
            Self::Number => ([0, 0, 5], 5),
            Self::Percent | Self::Integer => ([0, 0, 2], 2),
            Self::Currency => ([0, 0, 1], 1),
            Self::YesNo => ([0x0002_0002, 0xFDCC_0202, 0x0004_0001], 1),
            Self::DateTime | Self::Duration | Self::Keywords => return None,
        };
        let capabilities = if self == Self::Percent { PERCENT } else { 0 };
        Some(FolderLook { field_type: self.folder_type(), capabilities, display, format })
    }

    /// The type of a record's value.
    #[must_use]
    pub fn field_type(self) -> FieldType {
        match self {
            Self::Text => FieldType::Text,
            Self::Number => FieldType::Number,
            Self::Percent => FieldType::Percent,
            Self::Currency => FieldType::Currency,
            Self::YesNo => FieldType::Bool,
            Self::DateTime => FieldType::Instant,
            Self::Duration => FieldType::Duration,
            Self::Keywords => FieldType::List,
            Self::Integer => FieldType::Int,
        }
    }

    /// The type that holds values of a field type.
    #[must_use]
    pub fn for_type(field_type: FieldType) -> Self {
        match field_type {
            FieldType::Text | FieldType::Bytes => Self::Text,
            FieldType::Int => Self::Integer,
            FieldType::Number => Self::Number,
            FieldType::Percent => Self::Percent,
            FieldType::Currency => Self::Currency,
            FieldType::Duration => Self::Duration,
            FieldType::Bool => Self::YesNo,
            FieldType::Date | FieldType::Instant => Self::DateTime,
            FieldType::List => Self::Keywords,
        }
    }

    /// The type for a value that has no definition yet.
    #[must_use]
    pub fn for_value(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Text(_) => Self::Text,
            Value::Int(_) => Self::Integer,
            Value::Number(_) => Self::Number,
            Value::Currency(_) => Self::Currency,
            Value::Duration(_) => Self::Duration,
            Value::Bool(_) => Self::YesNo,
            Value::Date(_) | Value::Instant(_) => Self::DateTime,
            Value::List(_) => Self::Keywords,
            Value::Bytes(_) => return None,
        })
    }

    /// The stored value as a record's; `None` where it is of another type, or "none".
    #[must_use]
    pub fn read(self, stored: &PropValue) -> Option<Value> {
        match (self, stored) {
            (Self::Text, PropValue::Text(text)) => Some(Value::Text(text.clone())),
            (Self::Number | Self::Percent, PropValue::F64(number)) => Some(Value::Number(*number)),
            (Self::Currency, PropValue::Currency(amount)) => Some(Value::Currency(*amount)),
            (Self::YesNo, PropValue::Bool(yes)) => Some(Value::Bool(*yes)),
            (Self::DateTime, PropValue::Time(at)) => {
                filetime::to_timestamp(*at).map(Value::Instant)
            }
            (Self::Duration, PropValue::I32(n)) => Some(Value::Duration(i64::from(*n))),
            (Self::Integer, PropValue::I32(n)) => Some(Value::Int(i64::from(*n))),
            (Self::Keywords, PropValue::MvText(items)) => Some(Value::List(items.clone())),
            _ => None,
        }
    }

    /// A record's value as it is stored, in the type that the field has, where it can be carried
    /// over without loss.
    #[must_use]
    pub fn fitted(self, value: &Value) -> Option<PropValue> {
        let own = Self::for_value(value)?.field_type();
        let carried = sync::convert(value, own, self.field_type(), &sync::Manner::default());
        self.write(value).or_else(|| self.write(&*carried.ok()?))
    }

    /// A record's value as it is stored; `None` where it does not fit the type.
    #[must_use]
    pub fn write(self, value: &Value) -> Option<PropValue> {
        match (self, value) {
            (Self::Text, Value::Text(text)) => Some(PropValue::Text(text.clone())),
            (Self::Number | Self::Percent, Value::Number(number)) => Some(PropValue::F64(*number)),
            (Self::Currency, Value::Currency(amount)) => Some(PropValue::Currency(*amount)),
            (Self::YesNo, Value::Bool(yes)) => Some(PropValue::Bool(*yes)),
            (Self::DateTime, Value::Instant(at)) => Some(stored_time(*at)),
            (Self::Duration, Value::Duration(n)) | (Self::Integer, Value::Int(n)) => {
                i32::try_from(*n).ok().map(PropValue::I32)
            }
            (Self::Keywords, Value::List(items)) => Some(PropValue::MvText(items.clone())),
            _ => None,
        }
    }
}

fn stored_time(at: Timestamp) -> PropValue {
    PropValue::Time(filetime::from_timestamp(at))
}
