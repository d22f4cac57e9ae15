//! ExceptionInfo and ExtendedException (\[MS-OXOCAL\] 2.2.1.44.2 and 2.2.1.44.4): a changed
//! occurrence. The first holds texts in the code page of its time, the second holds them again in
//! Unicode.

use super::blob::{BlobError, need};
use crate::user::cursor::{Cursor, put_utf16};

/// A text of ExceptionInfo, in bytes of a code page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnsiText {
    /// The length that stands first: one more than that of the text.
    pub declared: u16,
    /// The text.
    pub bytes: Vec<u8>,
}

impl AnsiText {
    /// A text with its lengths as they should be; cut at what they can say.
    #[must_use]
    pub fn new(mut bytes: Vec<u8>) -> Self {
        bytes.truncate(usize::from(u16::MAX - 1));
        let declared = u16::try_from(bytes.len()).unwrap_or(u16::MAX).saturating_add(1);
        Self { declared, bytes }
    }

    fn parse(from: &mut Cursor<'_>) -> Option<Self> {
        let declared = from.u16()?;
        let len = from.u16()?;
        Some(Self { declared, bytes: from.take(usize::from(len))?.to_vec() })
    }

    fn put(&self, out: &mut Vec<u8>) {
        let len = u16::try_from(self.bytes.len()).unwrap_or(u16::MAX);
        out.extend(self.declared.to_le_bytes());
        out.extend(len.to_le_bytes());
        out.extend(self.bytes.iter().take(usize::from(len)));
    }
}

/// OverrideFlags: which values the exception has of its own.
mod flag {
    pub const SUBJECT: u16 = 0x1;
    pub const MEETING_TYPE: u16 = 0x2;
    pub const REMINDER_DELTA: u16 = 0x4;
    pub const REMINDER_SET: u16 = 0x8;
    pub const LOCATION: u16 = 0x10;
    pub const BUSY: u16 = 0x20;
    pub const ATTACHMENT: u16 = 0x40;
    pub const ALL_DAY: u16 = 0x80;
    pub const COLOR: u16 = 0x100;
    pub const BODY: u16 = 0x200;
    /// Flags without a meaning here.
    pub const OTHER: u16 = 0xFC00;
}

/// A changed occurrence. Times are minutes since 1601-01-01, local time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exception {
    /// StartDateTime.
    pub start: u32,
    /// EndDateTime.
    pub end: u32,
    /// OriginalStartDate.
    pub original: u32,
    /// Subject.
    pub subject: Option<AnsiText>,
    /// MeetingType (PidLidAppointmentStateFlags).
    pub meeting_type: Option<u32>,
    /// ReminderDelta, in minutes.
    pub reminder_delta: Option<u32>,
    /// ReminderSet.
    pub reminder_set: Option<u32>,
    /// Location.
    pub location: Option<AnsiText>,
    /// BusyStatus.
    pub busy: Option<u32>,
    /// Attachment: whether the exception has attachments.
    pub attachment: Option<u32>,
    /// SubType: whether it is an all-day event.
    pub all_day: Option<u32>,
    /// AppointmentColor.
    pub color: Option<u32>,
    /// Whether its text differs; the text is in the exception's embedded message.
    pub body: bool,
    /// Flags that have no meaning here.
    pub other_flags: u16,
    /// ExtendedException.
    pub extended: Extended,
}

/// ExtendedException.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extended {
    /// ChangeHighlight, where the version has one: four bytes, or more in versions to come.
    pub highlight: Option<Vec<u8>>,
    /// ReservedBlockEE1.
    pub reserved1: Vec<u8>,
    /// Present where subject or location differ.
    pub wide: Option<Wide>,
    /// ReservedBlockEE2.
    pub reserved2: Vec<u8>,
}

/// Times and texts of an exception once more, in UTF-16.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wide {
    /// StartDateTime.
    pub start: u32,
    /// EndDateTime.
    pub end: u32,
    /// OriginalStartDate.
    pub original: u32,
    /// WideCharSubject.
    pub subject: Option<Vec<u16>>,
    /// WideCharLocation.
    pub location: Option<Vec<u16>>,
}

impl Exception {
    pub(super) fn parse(from: &mut Cursor<'_>) -> Result<Self, BlobError> {
        let mut found = Self {
            start: need(from.u32(), "StartDateTime")?,
            end: need(from.u32(), "EndDateTime")?,
            original: need(from.u32(), "OriginalStartDate")?,
            ..Self::default()
        };
        let flags = need(from.u16(), "OverrideFlags")?;
        need(found.parse_overrides(flags, from), "ExceptionInfo")?;
        Ok(found)
    }

    /// The values that flags announce, in the order of the flags.
    fn parse_overrides(&mut self, flags: u16, from: &mut Cursor<'_>) -> Option<()> {
        let has = |bit: u16| flags & bit != 0;
        self.subject = when(has(flag::SUBJECT), || AnsiText::parse(from))?;
        self.meeting_type = when(has(flag::MEETING_TYPE), || from.u32())?;
        self.reminder_delta = when(has(flag::REMINDER_DELTA), || from.u32())?;
        self.reminder_set = when(has(flag::REMINDER_SET), || from.u32())?;
        self.location = when(has(flag::LOCATION), || AnsiText::parse(from))?;
        self.busy = when(has(flag::BUSY), || from.u32())?;
        self.attachment = when(has(flag::ATTACHMENT), || from.u32())?;
        self.all_day = when(has(flag::ALL_DAY), || from.u32())?;
        self.color = when(has(flag::COLOR), || from.u32())?;
        self.body = has(flag::BODY);
        self.other_flags = flags & flag::OTHER;
        Some(())
    }

    fn flags(&self) -> u16 {
        let bits = [
            (flag::SUBJECT, self.subject.is_some()),
            (flag::MEETING_TYPE, self.meeting_type.is_some()),
            (flag::REMINDER_DELTA, self.reminder_delta.is_some()),
            (flag::REMINDER_SET, self.reminder_set.is_some()),
            (flag::LOCATION, self.location.is_some()),
            (flag::BUSY, self.busy.is_some()),
            (flag::ATTACHMENT, self.attachment.is_some()),
            (flag::ALL_DAY, self.all_day.is_some()),
            (flag::COLOR, self.color.is_some()),
            (flag::BODY, self.body),
        ];
        let set = bits.into_iter().filter(|(_, there)| *there).map(|(bit, _)| bit);
        set.fold(self.other_flags & flag::OTHER, |all, bit| all | bit)
    }

    pub(super) fn put(&self, out: &mut Vec<u8>) {
        let times = [self.start, self.end, self.original];
        times.iter().for_each(|value| out.extend(value.to_le_bytes()));
        out.extend(self.flags().to_le_bytes());
        let number = |out: &mut Vec<u8>, value: Option<u32>| {
            value.iter().for_each(|value| out.extend(value.to_le_bytes()));
        };
        self.subject.iter().for_each(|text| text.put(out));
        number(out, self.meeting_type);
        number(out, self.reminder_delta);
        number(out, self.reminder_set);
        self.location.iter().for_each(|text| text.put(out));
        number(out, self.busy);
        number(out, self.attachment);
        number(out, self.all_day);
        number(out, self.color);
    }

    pub(super) fn parse_extended(
        &mut self,
        from: &mut Cursor<'_>,
        highlight: bool,
    ) -> Result<(), BlobError> {
        let highlight = need(when(highlight, || block(from)), "ChangeHighlight")?;
        let reserved1 = need(block(from), "ReservedBlockEE1")?;
        let (subject, location) = (self.subject.is_some(), self.location.is_some());
        let wide = when(subject || location, || Wide::parse(from, subject, location));
        let wide = need(wide, "ExtendedException")?;
        let reserved2 = need(block(from), "ReservedBlockEE2")?;
        self.extended = Extended { highlight, reserved1, wide, reserved2 };
        Ok(())
    }

    pub(super) fn put_extended(&self, out: &mut Vec<u8>) {
        let Extended { highlight, reserved1, wide, reserved2 } = &self.extended;
        highlight.iter().for_each(|bytes| put_block(out, bytes));
        put_block(out, reserved1);
        wide.iter().for_each(|wide| wide.put(out));
        put_block(out, reserved2);
    }
}

impl Wide {
    fn parse(from: &mut Cursor<'_>, subject: bool, location: bool) -> Option<Self> {
        let (start, end, original) = (from.u32()?, from.u32()?, from.u32()?);
        let mut text = |there: bool| {
            when(there, || {
                let units = from.u16()?;
                from.utf16(units)
            })
        };
        Some(Self { start, end, original, subject: text(subject)?, location: text(location)? })
    }

    fn put(&self, out: &mut Vec<u8>) {
        let times = [self.start, self.end, self.original];
        times.iter().for_each(|value| out.extend(value.to_le_bytes()));
        for text in [&self.subject, &self.location].into_iter().flatten() {
            let len = u16::try_from(text.len()).unwrap_or(u16::MAX);
            out.extend(len.to_le_bytes());
            put_utf16(out, text.get(..usize::from(len)).unwrap_or(text));
        }
    }
}

/// `None` where it is not to be read, and where it cannot be, the outer `None`.
#[allow(clippy::option_option, reason = "not there by rule and missing are two things")]
fn when<T>(there: bool, read: impl FnOnce() -> Option<T>) -> Option<Option<T>> {
    if there { read().map(Some) } else { Some(None) }
}

/// A length and as many bytes.
pub(super) fn block(from: &mut Cursor<'_>) -> Option<Vec<u8>> {
    let len = usize::try_from(from.u32()?).ok()?;
    from.take(len).map(<[u8]>::to_vec)
}

pub(super) fn put_block(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend(bytes);
}
