//! Fields whose texts have a form of their own: times, people, series, codes. Nothing else fits into
//! them, so each belongs to its counterpart on the other side.

use super::{Findings, Placed};
use crate::mapping::{Line, default_mapping};
use crate::{Kind, Message, Name, Side};

/// Outlook's fields that only their counterparts may write.
const FORMED: [&str; 25] = [
    "mail.message_class",
    "mail.from",
    "mail.sender",
    "mail.reply_to",
    "mail.to",
    "mail.cc",
    "mail.bcc",
    "mail.importance",
    "mail.sensitivity",
    "mail.flag",
    "mail.attachments",
    "appointment.start",
    "appointment.end",
    "appointment.all_day",
    "appointment.time_zone",
    "appointment.recurrence",
    "appointment.busy",
    "appointment.organizer",
    "appointment.attendees",
    "appointment.meeting_state",
    "appointment.response",
    "appointment.priority",
    "task.status",
    "task.priority",
    "task.recurrence",
];

/// What may stand in some of them.
const CHOICES: [(&str, &[&str]); 6] = [
    ("mail.importance", &["low", "normal", "high"]),
    ("mail.sensitivity", &["normal", "personal", "private", "confidential"]),
    ("appointment.busy", &["free", "tentative", "busy", "out", "elsewhere"]),
    ("appointment.priority", &["low", "normal", "high"]),
    ("task.status", &["open", "in_progress", "done", "waiting", "deferred"]),
    ("task.priority", &["low", "normal", "high"]),
];

/// These say nothing outside their own record: they are not read for other fields either.
const BOUND: [&str; 1] = ["mail.attachments"];

/// A formed field and its counterpart: office, Outlook.
fn pair(kind: Kind, side: Side, name: &Name) -> Option<(Name, Name)> {
    let mapping = default_mapping();
    let named = |line: &&Line| match side {
        Side::Office => line.office.first() == Some(name),
        Side::Outlook => line.outlook.first() == Some(name),
    };
    let line = mapping.lines(kind).iter().find(named)?;
    let (office, outlook) = (line.office.first()?.clone(), line.outlook.first()?.clone());
    FORMED.contains(&outlook.as_ref()).then_some((office, outlook))
}

pub(super) fn check(placed: &Placed, findings: &mut Findings) {
    let line = &placed.line;
    let sides = [
        (Side::Office, &line.office, &placed.office),
        (Side::Outlook, &line.outlook, &placed.outlook),
    ];
    for (side, names, places) in sides {
        for (name, at) in names.iter().zip(places) {
            let Some((office, outlook)) = pair(placed.kind, side, name) else { continue };
            let bound = BOUND.contains(&outlook.as_ref());
            let own = line.office.first() == Some(&office)
                && line.outlook.first() == Some(&outlook)
                && line.values.is_empty()
                && line.case.is_none();
            if own || !(bound || line.direction.writes(side)) {
                continue;
            }
            let choices = CHOICES.iter().find(|(of, _)| *of == outlook).map(|(_, of)| *of);
            if let (Some(constant), Some(choices)) = (&line.constant, choices) {
                if !choices.contains(&constant.as_str()) {
                    let what = Message::new("mapping-unknown-word").with("key", name);
                    let what = what.with("word", constant).with("words", choices.join(", "));
                    findings.mistake(placed.place("constant"), what);
                }
                continue;
            }
            let other = if side == Side::Office { outlook } else { office };
            let what = Message::new("mapping-own-form").with("field", name);
            return findings.mistake(at, what.with("other", other));
        }
    }
}
