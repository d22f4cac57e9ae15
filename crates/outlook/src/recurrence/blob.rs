//! The blobs as a whole: AppointmentRecurrencePattern (\[MS-OXOCAL\] 2.2.1.44.5), and the bare
//! RecurrencePattern of tasks (\[MS-OXOTASK\] 2.2.2.2.15).
//!
//! A blob that was cut is an error; bytes after its end are kept as its tail.

use jiff::Timestamp;
use jiff::civil::{DateTime, datetime};
use jiff::tz::TimeZone;

use super::exception::{Exception, block, put_block};
use super::minutes;
use super::pattern::{EndType, RecurrencePattern};
use crate::user::cursor::Cursor;

/// Why bytes are no recurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BlobError {
    /// The bytes end before a field.
    #[error("ends before {field}")]
    Truncated {
        /// The field, by its name in the specification.
        field: &'static str,
    },
    /// What follows an unknown pattern type cannot be read.
    #[error("unknown pattern type {number:#x}")]
    PatternType {
        /// The type.
        number: u16,
    },
}

pub(super) fn need<T>(value: Option<T>, field: &'static str) -> Result<T, BlobError> {
    value.ok_or(BlobError::Truncated { field })
}

/// From this WriterVersion2 on, an extended exception begins with a ChangeHighlight.
const WITH_HIGHLIGHT: u32 = 0x3009;

/// PidLidAppointmentRecur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppointmentRecurrence {
    /// When it recurs.
    pub pattern: RecurrencePattern,
    /// ReaderVersion2, 0x3006.
    pub reader_version: u32,
    /// WriterVersion2, 0x3009; 0x3008 before Outlook 2007.
    pub writer_version: u32,
    /// StartTimeOffset: minutes from midnight to the start.
    pub start_offset: u32,
    /// EndTimeOffset: minutes from midnight of the start day to the end.
    pub end_offset: u32,
    /// The changed occurrences.
    pub exceptions: Vec<Exception>,
    /// ReservedBlock1.
    pub reserved1: Vec<u8>,
    /// ReservedBlock2.
    pub reserved2: Vec<u8>,
    /// What follows the end.
    pub tail: Vec<u8>,
}

impl AppointmentRecurrence {
    /// The blob as its fields.
    ///
    /// # Errors
    /// The blob was cut, or has a pattern type that is not known.
    pub fn parse(bytes: &[u8]) -> Result<Self, BlobError> {
        let from = &mut Cursor(bytes);
        let mut found = Self::parse_head(from)?;
        let count = need(from.u16(), "ExceptionCount")?;
        for _ in 0..count {
            found.exceptions.push(Exception::parse(from)?);
        }
        found.reserved1 = need(block(from), "ReservedBlock1")?;
        let highlight = found.writer_version >= WITH_HIGHLIGHT;
        for exception in &mut found.exceptions {
            exception.parse_extended(from, highlight)?;
        }
        found.reserved2 = need(block(from), "ReservedBlock2")?;
        found.tail = from.0.to_vec();
        Ok(found)
    }

    /// PidLidClipStart and PidLidClipEnd: midnight of the first and of the last day, in the zone of
    /// the series. A series without end ends in 4500.
    #[must_use]
    pub fn clip(&self, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let instant = |local: DateTime| zone.to_ambiguous_timestamp(local).compatible().ok();
        let start = minutes::to_time(self.pattern.start_date)?;
        let end = match self.pattern.end_type {
            EndType::DATE | EndType::COUNT => minutes::to_time(self.pattern.end_date)?,
            _ => datetime(4500, 8, 31, 23, 59, 0, 0),
        };
        Some((instant(start)?, instant(end)?))
    }

    fn parse_head(from: &mut Cursor<'_>) -> Result<Self, BlobError> {
        Ok(Self {
            pattern: RecurrencePattern::parse(from)?,
            reader_version: need(from.u32(), "ReaderVersion2")?,
            writer_version: need(from.u32(), "WriterVersion2")?,
            start_offset: need(from.u32(), "StartTimeOffset")?,
            end_offset: need(from.u32(), "EndTimeOffset")?,
            exceptions: Vec::new(),
            reserved1: Vec::new(),
            reserved2: Vec::new(),
            tail: Vec::new(),
        })
    }

    /// The blob as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.pattern.put(&mut out);
        let head = [self.reader_version, self.writer_version, self.start_offset, self.end_offset];
        head.iter().for_each(|value| out.extend(value.to_le_bytes()));
        let count = u16::try_from(self.exceptions.len()).unwrap_or(u16::MAX);
        let exceptions = self.exceptions.iter().take(usize::from(count));
        out.extend(count.to_le_bytes());
        exceptions.clone().for_each(|exception| exception.put(&mut out));
        put_block(&mut out, &self.reserved1);
        exceptions.for_each(|exception| exception.put_extended(&mut out));
        put_block(&mut out, &self.reserved2);
        out.extend(&self.tail);
        out
    }
}

/// PidLidTaskRecurrence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRecurrence {
    /// When it recurs.
    pub pattern: RecurrencePattern,
    /// What follows the end.
    pub tail: Vec<u8>,
}

impl TaskRecurrence {
    /// The blob as its fields.
    ///
    /// # Errors
    /// The blob was cut, or has a pattern type that is not known.
    pub fn parse(bytes: &[u8]) -> Result<Self, BlobError> {
        let from = &mut Cursor(bytes);
        let pattern = RecurrencePattern::parse(from)?;
        Ok(Self { pattern, tail: from.0.to_vec() })
    }

    /// The blob as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.pattern.put(&mut out);
        out.extend(&self.tail);
        out
    }
}
