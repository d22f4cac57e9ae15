//! What an item is: its message class decides, never its folder.

use sync::Kind;

/// Classes and what they are; a class stands for itself and for all that begins with it and a dot.
/// Requests and answers to tasks, meetings and shared folders travel as mails, and so do reports.
const CLASSES: &[(&str, Kind)] = &[
    ("IPM.Contact", Kind::Addresses),
    ("IPM.Note", Kind::Mails),
    ("IPM.Post", Kind::Mails),
    ("REPORT", Kind::Mails),
    ("IPM.Schedule.Meeting", Kind::Mails),
    ("IPM.TaskRequest", Kind::Mails),
    ("IPM.Sharing", Kind::Mails),
    ("IPM.Recall.Report", Kind::Mails),
    ("IPM.Outlook.Recall", Kind::Mails),
    ("IPM.Appointment", Kind::Appointments),
    ("IPM.Task", Kind::Tasks),
];

/// The kind of a message class; `None` for what is not transferred.
#[must_use]
pub fn kind_of(class: &str) -> Option<Kind> {
    CLASSES.iter().find(|(known, _)| is_below(class, known)).map(|(_, kind)| *kind)
}

fn is_below(class: &str, known: &str) -> bool {
    let head = class.get(..known.len());
    let same = head.is_some_and(|head| head.eq_ignore_ascii_case(known));
    same && class.get(known.len()..).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_decides_and_custom_forms_stay_what_they_are() {
        for (class, kind) in [
            ("IPM.Contact", Some(Kind::Addresses)),
            ("ipm.contact.MeinFormular", Some(Kind::Addresses)),
            ("IPM.ContactX", None),
            ("IPM.DistList", None),
            ("IPM.Note.SMIME", Some(Kind::Mails)),
            ("REPORT.IPM.Note.NDR", Some(Kind::Mails)),
            ("IPM.Schedule.Meeting.Resp.Pos", Some(Kind::Mails)),
            ("IPM.TaskRequest.Accept", Some(Kind::Mails)),
            ("IPM.Task", Some(Kind::Tasks)),
            ("IPM.Appointment", Some(Kind::Appointments)),
            ("IPM.StickyNote", None),
            ("IPM.Activity", None),
            ("IPM", None),
            ("", None),
            ("IPM.Köntact", None),
        ] {
            assert_eq!(kind_of(class), kind, "{class}");
        }
    }
}
