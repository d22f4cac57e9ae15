//! A series as text.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{BUSY, FormError, code_of, name_of};
use crate::recurrence::{Change, Rule, Series};

/// When an appointment or a task recurs. Its text is a JSON object with these keys in this order;
/// all but `rrule` are left out where they say nothing. All times are local times of the item's
/// zone (`2024-05-03T09:00:00`); of all-day appointments and tasks they are midnights.
///
/// The first occurrence is the item's own start; a task that has moved on to a later occurrence
/// says in `start` when its series began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recurrence {
    /// The rule of RFC 5545, without `RRULE:`.
    #[serde(serialize_with = "rule_text", deserialize_with = "rule_of_text")]
    pub rrule: Rule,
    /// First day of the series, where it is not that of the item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
    /// Original starts of occurrences left out, ascending.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exdates: Vec<DateTime>,
    /// Changed occurrences, by their original starts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
    /// Tasks only: the next one comes an interval after the last was done.
    #[serde(default, skip_serializing_if = "is_false")]
    pub after_completion: bool,
}

/// A changed occurrence: keys that are left out are as in the series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// Its original start.
    pub original: DateTime,
    /// Its start.
    pub start: DateTime,
    /// Its end.
    pub end: DateTime,
    /// Subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Location.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// `free`, `tentative`, `busy`, `out` or `elsewhere`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub busy: Option<String>,
    /// Colour of the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<u32>,
    /// Whether it lasts all day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_day: Option<bool>,
    /// Whether there is a reminder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminder: Option<bool>,
    /// How many minutes before the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminder_minutes: Option<u32>,
    /// State of the meeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting_state: Option<u32>,
    /// Whether it has attachments of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachments: Option<bool>,
    /// Whether it has a text of its own.
    #[serde(default, skip_serializing_if = "is_false")]
    pub own_text: bool,
    /// That text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature is given by serde")]
fn is_false(yes: &bool) -> bool {
    !yes
}

fn rule_text<S: Serializer>(rule: &Rule, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(rule)
}

fn rule_of_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Rule, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(de::Error::custom)
}

impl Recurrence {
    /// The series that a text describes, in canonical order.
    ///
    /// # Errors
    /// The text is no such object, or the rule cannot be followed.
    pub fn parse(text: &str) -> Result<Self, FormError> {
        let refuse = |_| FormError::new(text);
        let parsed: Self = serde_json::from_str(text).map_err(refuse)?;
        let known = parsed.exceptions.iter().filter_map(|exception| exception.busy.as_deref());
        if known.into_iter().any(|busy| code_of(BUSY, busy).is_none()) {
            return Err(FormError::new(text));
        }
        Ok(parsed.in_order())
    }

    /// The canonical text.
    #[must_use]
    pub fn to_text(&self) -> String {
        // Texts, numbers and times always have a JSON form.
        serde_json::to_string(&self.clone().in_order()).unwrap_or_default()
    }

    fn in_order(mut self) -> Self {
        self.exdates.sort_unstable();
        self.exdates.dedup();
        self.exceptions.sort_by_key(|exception| exception.original);
        self
    }

    /// The series as an item with this start carries it.
    #[must_use]
    pub fn of(series: &Series, item_start: Option<Date>) -> Self {
        let first = series.start.date();
        Self {
            rrule: series.rule.clone(),
            start: (item_start != Some(first)).then_some(first),
            exdates: series.exdates.clone(),
            exceptions: series.exceptions.iter().map(Exception::of).collect(),
            after_completion: series.after_completion,
        }
        .in_order()
    }

    /// The series whose first occurrence starts and lasts so.
    #[must_use]
    pub fn series(&self, start: DateTime, duration: SignedDuration) -> Series {
        let first = self.start.map_or(start, |day| day.to_datetime(start.time()));
        Series {
            exdates: self.exdates.clone(),
            exceptions: self.exceptions.iter().map(Exception::change).collect(),
            after_completion: self.after_completion,
            ..Series::new(first, duration, self.rrule.clone())
        }
    }
}

impl Exception {
    fn of(change: &Change) -> Self {
        let busy = change.busy.and_then(|busy| name_of(BUSY, i32::try_from(busy).ok()?));
        Self {
            original: change.original,
            start: change.start,
            end: change.end,
            subject: change.subject.clone(),
            location: change.location.clone(),
            busy: busy.map(str::to_owned),
            label: change.label,
            all_day: change.all_day,
            reminder: change.reminder,
            reminder_minutes: change.reminder_minutes,
            meeting_state: change.meeting,
            attachments: change.attachments,
            own_text: change.own_text,
            notes: None,
        }
    }

    fn change(&self) -> Change {
        let busy = self.busy.as_deref().and_then(|busy| code_of(BUSY, busy));
        Change {
            subject: self.subject.clone(),
            location: self.location.clone(),
            busy: busy.and_then(|busy| u32::try_from(busy).ok()),
            reminder: self.reminder,
            reminder_minutes: self.reminder_minutes,
            all_day: self.all_day,
            label: self.label,
            meeting: self.meeting_state,
            attachments: self.attachments,
            own_text: self.own_text || self.notes.is_some(),
            ..Change::moved(self.original, self.start, self.end)
        }
    }
}
