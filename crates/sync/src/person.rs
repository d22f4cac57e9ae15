//! Who an address is: is a number plausible, is a copy another person, do two records match?
//!
//! Everything here compares two office-side views. Numbers are no evidence; contents are.

use std::collections::BTreeSet;

use crate::{Record, normalised, phone_digits};

/// What of an address tells who it is, folded for comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    name: String,
    company: String,
    emails: BTreeSet<String>,
    phones: BTreeSet<String>,
    mobile: String,
    postal_code: String,
    street: String,
}

/// How sure it is that two records are the same thing by their contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// Nothing says so.
    None,
    /// Name and company, or the mobile number.
    Likely,
    /// The e-mail address, or name and address.
    Sure,
}

impl Evidence {
    /// The evidence in an office-side view of an address.
    #[must_use]
    pub fn of(address: &Record) -> Self {
        let parts = ["first_name", "middle_name", "last_name"].map(|part| folded(address, part));
        let filled: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Self {
            name: filled.join(" "),
            company: folded(address, "company"),
            emails: set(address, &["email", "email2", "email3"], fold),
            phones: set(address, &["phone", "phone2", "phone_home", "mobile"], phone_digits),
            mobile: phone_digits(address.text("mobile")),
            postal_code: folded(address, "postal_code"),
            street: folded(address, "street"),
        }
    }

    /// Row 23: at least two of name, company, e-mail and phone are filled on both sides, and all
    /// of those differ.
    #[must_use]
    pub fn clearly_other(&self, other: &Self) -> bool {
        let verdicts = [
            differ(&self.name, &other.name),
            differ(&self.company, &other.company),
            disjoint(&self.emails, &other.emails),
            disjoint(&self.phones, &other.phones),
        ];
        let comparable: Vec<bool> = verdicts.into_iter().flatten().collect();
        comparable.len() >= 2 && comparable.into_iter().all(|differs| differs)
    }

    /// Row 18: a copy is another person when both name and e-mail are filled on both sides and
    /// differ. A company without a person is named by its company.
    #[must_use]
    pub fn other_person(&self, other: &Self) -> bool {
        differ(self.called(), other.called()) == Some(true)
            && disjoint(&self.emails, &other.emails) == Some(true)
    }

    /// The match search: e-mail → name and address → name and company → mobile number.
    #[must_use]
    pub fn matches(&self, other: &Self) -> Match {
        let name = same(&self.name, &other.name);
        let place =
            same(&self.postal_code, &other.postal_code) || same(&self.street, &other.street);
        let company = same(&self.company, &other.company);
        if disjoint(&self.emails, &other.emails) == Some(false) || name && place {
            Match::Sure
        } else if name && company || same(&self.mobile, &other.mobile) {
            Match::Likely
        } else {
            Match::None
        }
    }

    fn called(&self) -> &str {
        if self.name.is_empty() { &self.company } else { &self.name }
    }
}

fn fold(text: &str) -> String {
    normalised(text).to_lowercase()
}

fn folded(record: &Record, field: &str) -> String {
    fold(record.text(field))
}

fn set(record: &Record, fields: &[&str], key: fn(&str) -> String) -> BTreeSet<String> {
    fields.iter().map(|field| key(record.text(field))).filter(|key| !key.is_empty()).collect()
}

fn same(a: &str, b: &str) -> bool {
    differ(a, b) == Some(false)
}

/// Whether two texts differ; `None` where one of them is missing.
fn differ(a: &str, b: &str) -> Option<bool> {
    (!a.is_empty() && !b.is_empty()).then(|| a != b)
}

fn disjoint(a: &BTreeSet<String>, b: &BTreeSet<String>) -> Option<bool> {
    (!a.is_empty() && !b.is_empty()).then(|| a.is_disjoint(b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Value;

    fn person(fields: &[(&'static str, &str)]) -> Evidence {
        Evidence::of(&fields.iter().map(|(name, text)| (*name, Value::text(*text))).collect())
    }

    #[test]
    fn one_difference_alone_is_never_clearly_another_person() {
        let a = person(&[("last_name", "Beispiel"), ("company", "ACME")]);
        assert!(!a.clearly_other(&person(&[("last_name", "Muster")])));
        assert!(!a.clearly_other(&person(&[("last_name", "Muster"), ("email", "m@x.de")])));
    }

    #[test]
    fn two_filled_pairs_that_both_differ_are_clearly_another_person() {
        let a = person(&[("last_name", "Beispiel"), ("phone", "030 1")]);
        assert!(a.clearly_other(&person(&[("last_name", "Muster"), ("mobile", "0171 2")])));
    }

    #[test]
    fn one_agreement_outweighs_any_number_of_differences() {
        let a = person(&[("last_name", "A"), ("company", "B"), ("email", "c@d"), ("phone", "1 2")]);
        let b = person(&[("last_name", "X"), ("company", "Y"), ("email", "Z@z"), ("mobile", "12")]);
        assert!(!a.clearly_other(&b));
    }

    #[test]
    fn letter_case_and_blanks_do_not_make_another_person() {
        let a = person(&[("first_name", "Anna "), ("last_name", "BEISPIEL"), ("email", "A@x.de")]);
        let b = person(&[("first_name", "anna"), ("last_name", "Beispiel"), ("email2", "a@X.de")]);
        assert!(!a.clearly_other(&b) && !a.other_person(&b));
        assert_eq!(a.matches(&b), Match::Sure);
    }

    #[test]
    fn a_copy_is_another_person_only_by_name_and_e_mail() {
        let a = person(&[("last_name", "Beispiel"), ("email", "b@x.de")]);
        assert!(a.other_person(&person(&[("last_name", "Muster"), ("email", "m@x.de")])));
        assert!(!a.other_person(&person(&[("last_name", "Muster"), ("email", "b@x.de")])));
        assert!(!a.other_person(&person(&[("last_name", "Muster")])));
    }

    #[test]
    fn the_match_search_follows_its_order_of_strength() {
        let a =
            person(&[("last_name", "B"), ("postal_code", "1"), ("company", "C"), ("mobile", "9")]);
        let sure = person(&[("last_name", "b"), ("postal_code", "1")]);
        let likely = person(&[("last_name", "b"), ("company", "c")]);
        let mobile = person(&[("last_name", "x"), ("mobile", " 9")]);
        assert_eq!(a.matches(&sure), Match::Sure);
        assert_eq!(a.matches(&likely), Match::Likely);
        assert_eq!(a.matches(&mobile), Match::Likely);
        assert_eq!(a.matches(&person(&[("last_name", "b")])), Match::None);
    }

    fn anyone() -> impl Strategy<Value = Evidence> {
        let text = || prop::sample::select(vec!["", "a", "b"]);
        let digits = || prop::sample::select(vec!["", "1", "2"]);
        (text(), text(), text(), digits(), digits(), text()).prop_map(
            |(name, company, email, phone, mobile, street)| {
                person(&[
                    ("last_name", name),
                    ("company", company),
                    ("email", email),
                    ("phone", phone),
                    ("mobile", mobile),
                    ("street", street),
                ])
            },
        )
    }

    proptest! {
        #[test]
        fn every_verdict_is_symmetric(a in anyone(), b in anyone()) {
            prop_assert_eq!(a.clearly_other(&b), b.clearly_other(&a));
            prop_assert_eq!(a.other_person(&b), b.other_person(&a));
            prop_assert_eq!(a.matches(&b), b.matches(&a));
        }

        #[test]
        fn nobody_is_another_person_than_oneself(a in anyone()) {
            prop_assert!(!a.clearly_other(&a) && !a.other_person(&a));
        }
    }
}
