//! One line of a mapping: which fields, which way, by which rule, and what is done to a value on
//! the way.

use serde::{Deserialize, Serialize};

use super::{Direction, WriteRule};
use crate::{FieldType, Name};

/// The fields of one side of a line: mostly one; several are joined, or split into.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "OneOrMany", into = "OneOrMany")]
pub struct Names(pub Vec<Name>);

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(Name),
    Many(Vec<Name>),
}

impl From<OneOrMany> for Names {
    fn from(names: OneOrMany) -> Self {
        match names {
            OneOrMany::One(name) => Self(vec![name]),
            OneOrMany::Many(names) => Self(names),
        }
    }
}

impl From<Names> for OneOrMany {
    fn from(mut names: Names) -> Self {
        match names.0.len() {
            1 => Self::One(names.0.remove(0)),
            _ => Self::Many(names.0),
        }
    }
}

impl<N: Into<Name>> From<N> for Names {
    fn from(name: N) -> Self {
        Self(vec![name.into()])
    }
}

impl Names {
    /// No field: the line has a constant instead.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// More than one field.
    #[must_use]
    pub fn are_several(&self) -> bool {
        self.0.len() > 1
    }

    /// The first field; by it the line is named.
    #[must_use]
    pub fn first(&self) -> Option<&Name> {
        self.0.first()
    }

    /// All fields.
    pub fn iter(&self) -> std::slice::Iter<'_, Name> {
        self.0.iter()
    }
}

impl std::fmt::Display for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

/// Letters, as a line writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Case {
    /// MUSTER.
    Upper,
    /// muster.
    Lower,
    /// Muster.
    Title,
}

impl Case {
    /// All of them, by their words.
    pub const ALL: [(&'static str, Self); 3] =
        [("upper", Self::Upper), ("lower", Self::Lower), ("title", Self::Title)];

    /// The text in these letters.
    #[must_use]
    pub fn apply(self, text: &str) -> String {
        match self {
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::Title => titled(text),
        }
    }
}

/// The first letter of every word large, the others small.
fn titled(text: &str) -> String {
    let mut titled = String::with_capacity(text.len());
    let mut inside = false;
    for letter in text.chars() {
        match inside {
            true => titled.extend(letter.to_lowercase()),
            false => {
                let mut large = letter.to_uppercase();
                titled.extend(large.next());
                titled.extend(large.flat_map(char::to_lowercase));
            }
        }
        inside = letter.is_alphanumeric() || (inside && letter == '\'');
    }
    titled
}

/// Where a text is divided among several fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Split {
    /// At every separator; what is left over stays with the last field.
    Each,
    /// At the last separator: "Eva Maria" and "Muster".
    Last,
    /// Before the number of the house: "Am Markt" and "12 a".
    HouseNumber,
}

impl Split {
    /// All of them, by their words.
    pub const ALL: [(&'static str, Self); 3] =
        [("each", Self::Each), ("last", Self::Last), ("house-number", Self::HouseNumber)];

    /// Divides a text into so many parts; those that get nothing are empty.
    #[must_use]
    pub fn apply(self, text: &str, separator: &str, parts: usize) -> Vec<String> {
        let text = text.trim();
        let divided = match self {
            Self::Each => each(text, separator, parts),
            Self::Last => match text.rsplit_once(separator) {
                Some((first, last)) => vec![first.to_owned(), last.to_owned()],
                // One word is the last name, the town, …: the part that is never missing.
                None => vec![String::new(), text.to_owned()],
            },
            Self::HouseNumber => house_number(text),
        };
        let trimmed = divided.into_iter().map(|part| part.trim().to_owned());
        trimmed.chain(std::iter::repeat_with(String::new)).take(parts).collect()
    }
}

fn each(text: &str, separator: &str, parts: usize) -> Vec<String> {
    if separator.is_empty() {
        return vec![text.to_owned()];
    }
    text.splitn(parts, separator).map(str::to_owned).collect()
}

/// The number of the house begins with the last word that begins with a digit, unless the text does.
fn house_number(text: &str) -> Vec<String> {
    let mut starts = text.match_indices(char::is_whitespace).map(|(at, blank)| at + blank.len());
    let digit = |at: &usize| {
        text.get(*at..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    match starts.rfind(digit).and_then(|at| text.split_at_checked(at)) {
        Some((street, number)) => vec![street.to_owned(), number.to_owned()],
        None => vec![text.to_owned()],
    }
}

/// One line: office fields and Outlook fields. Several stand on one side at most; none, where the
/// line writes a constant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Line {
    /// Office fields.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub office: Names,
    /// Outlook fields.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub outlook: Names,
    /// Direction.
    #[serde(default)]
    pub direction: Direction,
    /// Rule.
    #[serde(default)]
    pub rule: WriteRule,
    /// What stands for what: office text, Outlook text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<(String, String)>,
    /// Letters of what is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Case>,
    /// What stands between several fields; a blank where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub join: Option<String>,
    /// How one field is divided among several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<Split>,
    /// Written instead of a field's value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// The type of a user-defined field that the data file does not have yet.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub field_type: Option<FieldType>,
}

impl Line {
    /// A line that carries both ways and overwrites.
    #[must_use]
    pub fn both(office: impl Into<Name>, outlook: impl Into<Name>) -> Self {
        Self { office: office.into().into(), outlook: outlook.into().into(), ..Self::default() }
    }

    /// What stands between several fields.
    #[must_use]
    pub fn separator(&self) -> &str {
        self.join.as_deref().unwrap_or(" ")
    }

    /// Everything that the line says, in one form on every machine.
    pub(super) fn canonical(&self) -> String {
        let (direction, rule) = (self.direction.word(), self.rule.word());
        let mut text = format!("{}\t{}\t{direction}\t{rule}", self.office, self.outlook);
        let mut more = |name: &str, said: String| text.push_str(&format!("\t{name} {said}"));
        let mut values = self.values.clone();
        values.sort();
        values.iter().for_each(|(office, outlook)| more("value", format!("{office}={outlook}")));
        self.case.iter().for_each(|case| more("case", format!("{case:?}")));
        self.join.iter().for_each(|join| more("join", join.clone()));
        self.split.iter().for_each(|split| more("split", format!("{split:?}")));
        self.constant.iter().for_each(|constant| more("constant", constant.clone()));
        self.field_type.iter().for_each(|of| more("type", format!("{of:?}")));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_house_is_found_at_the_end() {
        let cases = [
            ("Am Markt 1", ["Am Markt", "1"]),
            ("Musterstr. 12 a", ["Musterstr.", "12 a"]),
            ("Straße des 17. Juni 135", ["Straße des 17. Juni", "135"]),
            ("Platz der Republik", ["Platz der Republik", ""]),
            ("7", ["7", ""]),
            ("C4, 12", ["C4,", "12"]),
            ("", ["", ""]),
        ];
        for (text, parts) in cases {
            assert_eq!(Split::HouseNumber.apply(text, " ", 2), parts, "{text}");
        }
    }

    #[test]
    fn a_name_is_divided_before_its_last_word() {
        assert_eq!(Split::Last.apply("Eva Maria Muster", " ", 2), ["Eva Maria", "Muster"]);
        assert_eq!(Split::Last.apply("Muster", " ", 2), ["", "Muster"]);
        assert_eq!(Split::Each.apply("a, b, c, d", ", ", 3), ["a", "b", "c, d"]);
    }

    #[test]
    fn letters_become_large_small_or_large_at_the_beginning() {
        assert_eq!(Case::Upper.apply("Müller & Söhne"), "MÜLLER & SÖHNE");
        assert_eq!(Case::Lower.apply("ÄRZTE"), "ärzte");
        assert_eq!(Case::Title.apply("hans-peter o'neill GMBH"), "Hans-Peter O'neill Gmbh");
        assert_eq!(Case::Title.apply("ßtraße"), "Sstraße");
    }

    #[test]
    fn one_field_is_a_text_in_the_serialised_form_and_several_are_a_list() {
        let line = Line::both("street", "contact.home.street");
        let text = serde_json::to_string(&line).unwrap();
        assert!(text.contains(r#""office":"street""#), "{text}");
        let many = Line { office: Names(vec!["street".into(), "free5".into()]), ..line };
        let text = serde_json::to_string(&many).unwrap();
        assert!(text.contains(r#""office":["street","free5"]"#), "{text}");
        assert_eq!(serde_json::from_str::<Line>(&text).unwrap(), many);
    }
}
