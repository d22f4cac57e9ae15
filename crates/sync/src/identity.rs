//! What tells by itself which mail or appointment a record is, where it has no number: the second
//! key after the number.
//!
//! Mails: Message-ID, date and sender together; without a Message-ID date, sender and subject.
//! Appointments: the GlobalObjectId, kept as `uid`. Addresses and tasks have none.

use crate::digest::canonical;
use crate::{Kind, Name, Record};

/// The fields of a mail that travel after it was first exchanged. A mail does not change: what it
/// says is written once.
const MAIL_TRAVELS: [&str; 4] = ["read", "flag", "categories", "address_ids"];
/// What tells which mail it is; the first must be there.
const MAIL_KEY: [&str; 3] = ["message_id", "sent_at", "from"];
/// What tells it of a mail without a Message-ID: all must be there.
const BARE_MAIL_KEY: [&str; 3] = ["sent_at", "from", "subject"];
/// What tells which appointment it is.
const APPOINTMENT_KEY: [&str; 1] = ["uid"];

/// The identity in an office-side view of a record; `None` where it has none.
#[must_use]
pub fn identity(kind: Kind, record: &Record) -> Option<String> {
    let fields: &[&str] = match kind {
        Kind::Mails => &MAIL_KEY,
        Kind::Appointments => &APPOINTMENT_KEY,
        Kind::Addresses | Kind::Tasks => return None,
    };
    let key = |fields: &[&str]| {
        let values = fields.iter().map(|field| record.get(field).map(canonical));
        values.map(Option::unwrap_or_default).collect::<Vec<_>>().join("\u{1f}")
    };
    if fields.first().is_some_and(|first| !record.is_empty(first)) {
        return Some(key(fields));
    }
    let bare = kind == Kind::Mails && BARE_MAIL_KEY.iter().all(|name| !record.is_empty(name));
    // It begins as no Message-ID does.
    bare.then(|| format!("\u{1f}{}", key(&BARE_MAIL_KEY)))
}

/// Whether a field travels between records that are linked.
#[must_use]
pub fn travels(kind: Kind, office_field: &Name) -> bool {
    kind != Kind::Mails || MAIL_TRAVELS.contains(&office_field.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;

    fn mail(fields: &[(&'static str, &str)]) -> Record {
        fields.iter().map(|(name, text)| (*name, Value::text(*text))).collect()
    }

    #[test]
    fn a_mail_without_message_id_is_known_by_date_sender_and_subject_together() {
        let bare = [("sent_at", "2026"), ("from", "a@x.de"), ("subject", "Hallo")];
        let whole = identity(Kind::Mails, &mail(&bare)).expect("an identity");
        for at in 0..bare.len() {
            let mut less = bare.to_vec();
            less.remove(at);
            assert_eq!(identity(Kind::Mails, &mail(&less)), None);
            let mut other = bare;
            other[at].1 = "anders";
            assert_ne!(identity(Kind::Mails, &mail(&other)).as_ref(), Some(&whole));
        }
        let named = [bare.to_vec(), vec![("message_id", "<1@x>")]].concat();
        assert_ne!(identity(Kind::Mails, &mail(&named)), Some(whole));
    }

    #[test]
    fn the_same_message_id_of_another_sender_is_another_mail() {
        let a = mail(&[("message_id", "<1@x>"), ("from", "a@x.de")]);
        let b = mail(&[("message_id", "<1@x>"), ("from", "b@x.de")]);
        assert_ne!(identity(Kind::Mails, &a), identity(Kind::Mails, &b));
        assert_eq!(identity(Kind::Mails, &a), identity(Kind::Mails, &a.clone()));
    }

    #[test]
    fn of_a_mail_only_read_state_flag_and_categories_travel() {
        assert!(travels(Kind::Mails, &"read".into()) && !travels(Kind::Mails, &"subject".into()));
        assert!(travels(Kind::Tasks, &"subject".into()));
    }
}
