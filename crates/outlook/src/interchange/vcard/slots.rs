//! Values of which a contact has few places: telephone numbers, web pages, e-mail addresses.
//!
//! What must hold: first every value gets the place that it asks for, only then the leftovers get
//! what is free; what finds none is named.

use sync::{Record, Value};

type Places = &'static [&'static str];

/// A value in search of a place.
pub(super) struct Wish {
    /// The property it is from.
    pub property: &'static str,
    /// Where it belongs.
    pub own: Places,
    /// Where it may stand if that is taken.
    pub spare: Places,
    pub text: String,
}

/// Puts values into their places; the properties of those that found none.
pub(super) fn settle(record: &mut Record, wishes: Vec<Wish>) -> Vec<&'static str> {
    let mut late = Vec::new();
    for wish in wishes {
        late.extend(put(record, wish.own, wish.text).map(|text| (wish.property, wish.spare, text)));
    }
    let mut left = Vec::new();
    for (property, spare, text) in late {
        left.extend(put(record, spare, text).map(|_| property));
    }
    left
}

/// Puts a text into the first free place; gives it back where there is none.
fn put(record: &mut Record, places: Places, text: String) -> Option<String> {
    match places.iter().find(|place| record.is_empty(place)) {
        Some(place) => {
            record.set(*place, Value::Text(text));
            None
        }
        None => Some(text),
    }
}

const OTHER: Places = &["contact.phone.other"];
const OTHER_FAX: Places = &["contact.fax.other"];

/// The wish of a telephone number of these types.
pub(super) fn telephone(types: &[&str], text: String) -> Wish {
    let has = |of: &str| types.contains(&of);
    let own = own_places(&has);
    let own = match own {
        [_, second] if has(SECOND) => std::slice::from_ref(second),
        own => own,
    };
    let spare = if has("FAX") { OTHER_FAX } else { OTHER };
    Wish { property: "TEL", own, spare, text }
}

/// The type that marks the second number of its types where there is no first: of use only to
/// those who know it, and no harm to others.
pub(super) const SECOND: &str = "X-SECOND";
/// The same for the third.
pub(super) const THIRD: &str = "X-THIRD";

/// The more a type says, the earlier it is asked for.
fn own_places(has: &impl Fn(&str) -> bool) -> Places {
    match () {
        () if has("FAX") && has("WORK") => &["contact.fax.business"],
        () if has("FAX") && has("HOME") => &["contact.fax.home"],
        () if has("FAX") => OTHER_FAX,
        () => special_places(has).unwrap_or_else(|| usual_places(has)),
    }
}

fn special_places(has: &impl Fn(&str) -> bool) -> Option<Places> {
    const SPECIAL: [(&str, Places); 17] = [
        ("PAGER", &["contact.phone.pager"]),
        ("ASSISTANT", &["contact.phone.assistant"]),
        ("CALLBACK", &["contact.phone.callback"]),
        ("COMPANY", &["contact.phone.company"]),
        ("RADIO", &["contact.phone.radio"]),
        ("CAR", &["contact.phone.car"]),
        ("ISDN", &["contact.phone.isdn"]),
        ("TTYTDD", &["contact.phone.tty"]),
        ("TTY/TDD", &["contact.phone.tty"]),
        ("TTY-TDD", &["contact.phone.tty"]),
        ("TTY", &["contact.phone.tty"]),
        ("TTD", &["contact.phone.tty"]),
        ("TDD", &["contact.phone.tty"]),
        ("TEXTPHONE", &["contact.phone.tty"]),
        ("TLX", &["contact.phone.telex"]),
        ("TELEX", &["contact.phone.telex"]),
        ("CELL", &["contact.phone.mobile"]),
    ];
    SPECIAL.iter().find(|(of, _)| has(of)).map(|(_, places)| *places)
}

fn usual_places(has: &impl Fn(&str) -> bool) -> Places {
    match () {
        () if has("MOBILE") || has("IPHONE") => &["contact.phone.mobile"],
        () if has("WORK") => &["contact.phone.business", "contact.phone.business2"],
        () if has("HOME") => &["contact.phone.home", "contact.phone.home2"],
        () if has("PREF") || has("MAIN") => &["contact.phone.primary"],
        () => OTHER,
    }
}

/// The wish of a web page of these types.
pub(super) fn web_page(types: &[&str], text: String) -> Wish {
    const BUSINESS: Places = &["contact.business_home_page"];
    let (own, spare): (Places, Places) = match () {
        () if types.contains(&"WORK") => (BUSINESS, &[]),
        () if types.contains(&"HOME") => (&["contact.personal_home_page"], &[]),
        () => (&[], BUSINESS),
    };
    Wish { property: "URL", own, spare, text }
}

/// The three e-mail addresses.
pub(super) const EMAILS: Places = &["contact.email1", "contact.email2", "contact.email3"];

/// The wishes of e-mail addresses, each with its rank and its mark: the preferred one first.
pub(super) fn emails(mut found: Vec<(u8, Option<&'static str>, String)>) -> Vec<Wish> {
    found.sort_by_key(|(rank, ..)| *rank);
    let wish = |(_, mark, text): (u8, Option<&str>, String)| {
        let marked = match mark {
            Some(SECOND) => EMAILS.get(1..2),
            Some(THIRD) => EMAILS.get(2..3),
            _ => None,
        };
        let own = marked.unwrap_or(EMAILS);
        Wish { property: "EMAIL", own, spare: EMAILS, text }
    };
    found.into_iter().map(wish).collect()
}
