//! RecurrencePattern (\[MS-OXOCAL\] 2.2.1.44.1): the part that appointments and tasks share.
//!
//! Numbers that have names keep their number, so that one unknown here is written as it was read.

use super::blob::{BlobError, need};
use super::days::Days;
use crate::user::cursor::Cursor;

/// RecurFrequency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Frequency(pub u16);

impl Frequency {
    /// Every n days, or every working day.
    pub const DAILY: Self = Self(0x200A);
    /// Every n weeks.
    pub const WEEKLY: Self = Self(0x200B);
    /// Every n months.
    pub const MONTHLY: Self = Self(0x200C);
    /// Every n years; the period is in months all the same.
    pub const YEARLY: Self = Self(0x200D);
}

/// EndType.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EndType(pub u32);

impl EndType {
    /// Ends by a date.
    pub const DATE: Self = Self(0x2021);
    /// Ends after a number of occurrences.
    pub const COUNT: Self = Self(0x2022);
    /// Never ends. −1 means the same.
    pub const NEVER: Self = Self(0x2023);
}

/// PatternType and PatternTypeSpecific.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// Every n days; the period is in minutes.
    Day,
    /// On days of the week, every n weeks.
    Week(Days),
    /// On a day of the month, or its last day where it is shorter.
    Month(u32),
    /// On the n-th of the days that fit in the month; 5 is the last.
    MonthNth(Days, u32),
    /// On the last day of the month.
    MonthEnd(u32),
    /// On a day of the month of the Hijri calendar.
    HijriMonth(u32),
    /// On the n-th of the days that fit in the month of the Hijri calendar.
    HijriMonthNth(Days, u32),
    /// On the last day of the month of the Hijri calendar.
    HijriMonthEnd(u32),
}

impl Pattern {
    fn number(self) -> u16 {
        match self {
            Self::Day => 0,
            Self::Week(_) => 1,
            Self::Month(_) => 2,
            Self::MonthNth(..) => 3,
            Self::MonthEnd(_) => 4,
            Self::HijriMonth(_) => 0xA,
            Self::HijriMonthNth(..) => 0xB,
            Self::HijriMonthEnd(_) => 0xC,
        }
    }

    fn parse(number: u16, from: &mut Cursor<'_>) -> Result<Self, BlobError> {
        let mut next = || need(from.u32(), "PatternTypeSpecific");
        Ok(match number {
            0 => Self::Day,
            1 => Self::Week(Days(next()?)),
            2 => Self::Month(next()?),
            3 => Self::MonthNth(Days(next()?), next()?),
            4 => Self::MonthEnd(next()?),
            0xA => Self::HijriMonth(next()?),
            0xB => Self::HijriMonthNth(Days(next()?), next()?),
            0xC => Self::HijriMonthEnd(next()?),
            number => return Err(BlobError::PatternType { number }),
        })
    }

    fn put(self, out: &mut Vec<u8>) {
        match self {
            Self::Day => {}
            Self::Week(Days(value))
            | Self::Month(value)
            | Self::MonthEnd(value)
            | Self::HijriMonth(value)
            | Self::HijriMonthEnd(value) => out.extend(value.to_le_bytes()),
            Self::MonthNth(days, nth) | Self::HijriMonthNth(days, nth) => {
                out.extend(days.0.to_le_bytes());
                out.extend(nth.to_le_bytes());
            }
        }
    }
}

/// RecurrencePattern. Dates are minutes since 1601-01-01, local time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecurrencePattern {
    /// ReaderVersion, 0x3004.
    pub reader_version: u16,
    /// WriterVersion, 0x3004.
    pub writer_version: u16,
    /// RecurFrequency.
    pub frequency: Frequency,
    /// PatternType and PatternTypeSpecific.
    pub pattern: Pattern,
    /// CalendarType; 0 and 1 are Gregorian.
    pub calendar: u16,
    /// FirstDateTime: which of the periods are those of the series.
    pub first_date_time: u32,
    /// Period, in minutes, weeks or months.
    pub period: u32,
    /// SlidingFlag: not 0 for tasks that come again some time after they were done.
    pub sliding: u32,
    /// EndType.
    pub end_type: EndType,
    /// OccurrenceCount.
    pub occurrence_count: u32,
    /// FirstDOW: the first day of the week, Sunday being 0.
    pub first_day: u32,
    /// DeletedInstanceDates: midnights of the original days of deleted and changed occurrences.
    pub deleted: Vec<u32>,
    /// ModifiedInstanceDates: midnights of the new days of changed occurrences.
    pub modified: Vec<u32>,
    /// StartDate: midnight of the first occurrence.
    pub start_date: u32,
    /// EndDate: midnight of the last day.
    pub end_date: u32,
}

impl RecurrencePattern {
    pub(super) fn parse(from: &mut Cursor<'_>) -> Result<Self, BlobError> {
        let reader_version = need(from.u16(), "ReaderVersion")?;
        let writer_version = need(from.u16(), "WriterVersion")?;
        let frequency = Frequency(need(from.u16(), "RecurFrequency")?);
        let pattern_type = need(from.u16(), "PatternType")?;
        let calendar = need(from.u16(), "CalendarType")?;
        let first_date_time = need(from.u32(), "FirstDateTime")?;
        let period = need(from.u32(), "Period")?;
        let sliding = need(from.u32(), "SlidingFlag")?;
        Ok(Self {
            reader_version,
            writer_version,
            frequency,
            pattern: Pattern::parse(pattern_type, from)?,
            calendar,
            first_date_time,
            period,
            sliding,
            end_type: EndType(need(from.u32(), "EndType")?),
            occurrence_count: need(from.u32(), "OccurrenceCount")?,
            first_day: need(from.u32(), "FirstDOW")?,
            deleted: need(dates(from), "DeletedInstanceDates")?,
            modified: need(dates(from), "ModifiedInstanceDates")?,
            start_date: need(from.u32(), "StartDate")?,
            end_date: need(from.u32(), "EndDate")?,
        })
    }

    pub(super) fn put(&self, out: &mut Vec<u8>) {
        let head = [self.reader_version, self.writer_version, self.frequency.0];
        head.iter().for_each(|value| out.extend(value.to_le_bytes()));
        out.extend(self.pattern.number().to_le_bytes());
        out.extend(self.calendar.to_le_bytes());
        let times = [self.first_date_time, self.period, self.sliding];
        times.iter().for_each(|value| out.extend(value.to_le_bytes()));
        self.pattern.put(out);
        let end = [self.end_type.0, self.occurrence_count, self.first_day];
        end.iter().for_each(|value| out.extend(value.to_le_bytes()));
        put_dates(out, &self.deleted);
        put_dates(out, &self.modified);
        out.extend(self.start_date.to_le_bytes());
        out.extend(self.end_date.to_le_bytes());
    }
}

/// A count and as many dates; no more memory than the bytes that are there.
fn dates(from: &mut Cursor<'_>) -> Option<Vec<u32>> {
    let count = usize::try_from(from.u32()?).ok()?;
    let bytes = from.take(count.checked_mul(4)?)?;
    Some(bytes.as_chunks().0.iter().map(|date| u32::from_le_bytes(*date)).collect())
}

fn put_dates(out: &mut Vec<u8>, dates: &[u32]) {
    out.extend(u32::try_from(dates.len()).unwrap_or(u32::MAX).to_le_bytes());
    dates.iter().for_each(|date| out.extend(date.to_le_bytes()));
}
