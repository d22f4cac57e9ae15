//! The follow-up flag of a mail (\[MS-OXOFLAG\]) as one text: `flagged`, `complete`, either with a
//! colon and what the flag says, as in `flagged: Zur Nachverfolgung`; empty without one.
//!
//! What must hold: a flagged mail is a task too, and both say the same of being done.

use pst::PropValue;

use super::fields::{
    FLAG_COLOUR, FLAG_COMPLETED, FLAG_STATUS, FLAG_TEXT, TASK_COMPLETE, TASK_COMPLETED,
    TASK_PERCENT, TASK_STATUS, TODO_DATE, TODO_FLAGS, TODO_ORDER, TODO_TITLE,
};
use crate::filetime;
use crate::item::{Context, Stored};
use crate::property::Values;

/// PidTagFollowupIcon of a red flag.
const RED: i32 = 6;
/// PidTagTodoItemFlags: the mail is in the list of tasks.
const IN_TASKS: i32 = 1;
/// Where PidLidToDoSubOrdinal begins.
const FIRST_ORDER: &str = "5555555";

/// A flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flag {
    complete: bool,
    text: String,
}

impl Flag {
    /// The flag of a mail; an error where its status is none that is known.
    pub fn read(item: Stored<'_>) -> Result<Option<Self>, ()> {
        let complete = match item.get(FLAG_STATUS) {
            None | Some(PropValue::I32(0)) => return Ok(None),
            Some(PropValue::I32(1)) => true,
            Some(PropValue::I32(2)) => false,
            Some(_) => return Err(()),
        };
        let text = item.text(FLAG_TEXT).unwrap_or_default().to_owned();
        Ok(Some(Self { complete, text }))
    }

    /// The flag that a text stands for; `None` for no such text.
    pub fn parse(text: &str) -> Option<Self> {
        let (status, text) = text.split_once(": ").unwrap_or((text, ""));
        let complete = match status.trim() {
            "flagged" => false,
            "complete" => true,
            _ => return None,
        };
        Some(Self { complete, text: text.to_owned() })
    }

    pub fn to_text(&self) -> String {
        let status = if self.complete { "complete" } else { "flagged" };
        if self.text.is_empty() {
            return status.to_owned();
        }
        format!("{status}: {}", self.text)
    }

    /// Sets the flag on a mail with that subject; `held` is the mail as it is.
    pub fn put(&self, values: &mut Values, subject: &str, held: Option<Stored<'_>>, ctx: &Context) {
        let now = PropValue::Time(filetime::from_timestamp(ctx.now));
        let held_int = |prop| held.and_then(|held| held.int(prop)).filter(|number| *number != 0);
        let todo = held_int(TODO_FLAGS).unwrap_or(0) | IN_TASKS;
        values.set(TODO_FLAGS, PropValue::I32(todo));
        values.text(FLAG_TEXT, &self.text);
        values.text(TODO_TITLE, subject);
        values.set(TODO_DATE, now.clone());
        values.text(TODO_ORDER, FIRST_ORDER);
        values.set(FLAG_STATUS, PropValue::I32(if self.complete { 1 } else { 2 }));
        values.set(TASK_STATUS, PropValue::I32(if self.complete { 2 } else { 0 }));
        values.set(TASK_PERCENT, PropValue::F64(if self.complete { 1.0 } else { 0.0 }));
        values.set(TASK_COMPLETE, PropValue::Bool(self.complete));
        if self.complete {
            values.remove(FLAG_COLOUR);
            values.set(FLAG_COMPLETED, now.clone());
            values.set(TASK_COMPLETED, now);
        } else {
            let colour = held_int(FLAG_COLOUR).unwrap_or(RED);
            values.set(FLAG_COLOUR, PropValue::I32(colour));
            values.remove(FLAG_COMPLETED);
            values.remove(TASK_COMPLETED);
        }
    }
}

/// Takes the flag from a mail.
pub(super) fn clear(values: &mut Values, held: Stored<'_>) {
    match held.int(TODO_FLAGS).map(|flags| flags & !IN_TASKS) {
        Some(others) if others != 0 => values.set(TODO_FLAGS, PropValue::I32(others)),
        _ => values.remove(TODO_FLAGS),
    }
    let all = [
        FLAG_STATUS,
        FLAG_COMPLETED,
        FLAG_COLOUR,
        FLAG_TEXT,
        TODO_DATE,
        TODO_ORDER,
        TODO_TITLE,
        TASK_STATUS,
        TASK_PERCENT,
        TASK_COMPLETE,
        TASK_COMPLETED,
    ];
    all.into_iter().for_each(|prop| values.remove(prop));
}
