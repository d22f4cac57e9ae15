//! How text is folded for sorting and searching: sort keys, words, keys for matching.
//!
//! German follows the phone book (DIN 5007-2): ä is ae, ö is oe, ü is ue, ß is ss. What must hold:
//! the same text always gives the same key, however its accents are composed; keys sort by their
//! bytes. The databases' own collations are never used.

use std::collections::HashSet;
use std::hash::{BuildHasher, Hasher, RandomState};

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The language of sort keys and of generated letter salutations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// German: ä sorts as ae.
    #[default]
    De,
    /// English: ä sorts as a.
    En,
}

impl Language {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// The language of that stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::De, Self::En].into_iter().find(|language| language.name() == name)
    }
}

/// Lower case without accents.
pub(crate) fn folded(text: &str, language: Language) -> String {
    let mut folded = String::with_capacity(text.len() + 4);
    fold_into(&mut folded, text, language);
    folded
}

fn fold_into(folded: &mut String, text: &str, language: Language) {
    if text.is_ascii() {
        let start = folded.len();
        folded.push_str(text);
        if let Some(fresh) = folded.get_mut(start..) {
            fresh.make_ascii_lowercase();
        }
    } else if is_nfc(text) {
        text.chars().for_each(|character| push_folded(folded, character, language));
    } else {
        text.nfc().for_each(|character| push_folded(folded, character, language));
    }
}

fn push_folded(folded: &mut String, character: char, language: Language) {
    if character.is_ascii() {
        return folded.push(character.to_ascii_lowercase());
    }
    if let Some(letters) = expansion(character, language) {
        return folded.push_str(letters);
    }
    for character in character.to_lowercase() {
        match expansion(character, language) {
            Some(letters) => folded.push_str(letters),
            None => push_bare(folded, character, language),
        }
    }
}

fn expansion(character: char, language: Language) -> Option<&'static str> {
    Some(match (character, language) {
        ('ä', Language::De) | ('æ', _) => "ae",
        ('ö', Language::De) | ('œ', _) => "oe",
        ('ü', Language::De) => "ue",
        ('ß', _) => "ss",
        ('ø', _) => "o",
        ('ł', _) => "l",
        ('đ' | 'ð', _) => "d",
        ('þ', _) => "th",
        ('ı', _) => "i",
        _ => return None,
    })
}

/// The letter under the accents, which may be one that is written with two: ǽ is æ with an accent.
fn push_bare(folded: &mut String, character: char, language: Language) {
    let start = folded.len();
    for bare in std::iter::once(character).nfd().filter(|c| !is_combining_mark(*c)) {
        match expansion(bare, language) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(bare),
        }
    }
    if folded.len() == start && !is_combining_mark(character) {
        folded.push(character);
    }
}

/// The key by which names sort: words folded, one blank between them, parts in their order.
pub(crate) fn sort_key(parts: &[&str], language: Language) -> String {
    let mut key = String::new();
    for part in parts {
        let folded = folded(part, language);
        for (at, word) in words(&folded).enumerate() {
            // Parts are separated by what sorts below a blank, so that "Meier, Anna" comes before
            // "Meier Schmidt".
            let joint = if at == 0 { '\u{1}' } else { ' ' };
            key.extend((!key.is_empty()).then_some(joint));
            key.push_str(word);
        }
    }
    index_key(key)
}

/// The words of a folded text: runs of letters and digits.
fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Longest word that is searched for, in characters: databases limit it.
const WORD_CHARS: usize = 60;
/// How much text of a record is looked at, in bytes.
const TEXT_BYTES: usize = 1024 * 1024;
/// Different words of a record that are kept, the first ones.
const WORDS: usize = 20_000;
/// All words of a record together, in bytes: PostgreSQL takes less than 1 MiB.
const WORDS_BYTES: usize = 400_000;
/// Longest key, in characters: what an index takes.
const KEY_CHARS: usize = 120;

/// The beginning of a key, short enough for an index of either database.
pub(crate) fn index_key(mut key: String) -> String {
    if let Some((end, _)) = key.char_indices().nth(KEY_CHARS) {
        key.truncate(end);
    }
    key
}

/// The form in which e-mail addresses compare; `None` for none.
pub(crate) fn email_key(address: &str) -> Option<String> {
    let address = address.trim();
    (!address.is_empty()).then(|| index_key(sync::normalised(address).to_lowercase()))
}

/// The words by which a record is found: "Müller" as "mueller" and as "muller".
///
/// Of a record at most 1 MiB of text is looked at, and of that the first 20,000 different words
/// are kept, if they are no more than 400,000 bytes.
pub(crate) struct SearchWords {
    /// Folded texts, with a blank after each.
    folded: String,
    /// Bytes of text that may still be looked at.
    left: usize,
}

impl Default for SearchWords {
    fn default() -> Self {
        Self { folded: String::new(), left: TEXT_BYTES }
    }
}

impl SearchWords {
    pub(crate) fn add(&mut self, text: &str) {
        let text = start_of(text, self.left);
        self.left -= text.len();
        self.folded.reserve(text.len() + 1);
        let mut rest = text;
        while let Some(odd) = rest.bytes().position(|byte| !byte.is_ascii()) {
            let (plain, later) = rest.split_at(word_before(rest, odd));
            let end = later.find(|c: char| c.is_ascii_whitespace()).unwrap_or(later.len());
            let (word, later) = later.split_at(end);
            fold_into(&mut self.folded, plain, Language::De);
            for language in [Language::De, Language::En] {
                fold_into(&mut self.folded, word, language);
                self.folded.push(' ');
            }
            rest = later;
        }
        fold_into(&mut self.folded, rest, Language::De);
        self.folded.push(' ');
    }

    /// All words, each once, with a blank between them.
    pub(crate) fn joined(&self) -> String {
        let likely = self.folded.len() / 12;
        let mut seen = HashSet::with_capacity_and_hasher(likely.min(WORDS), Mixing::default());
        let mut joined = String::with_capacity(self.folded.len() / 2);
        for word in words(&self.folded).map(beginning) {
            if seen.len() == WORDS || joined.len() + word.len() > WORDS_BYTES {
                break;
            }
            if seen.insert(word) {
                joined.push_str(if joined.is_empty() { "" } else { " " });
                joined.push_str(word);
            }
        }
        joined
    }
}

/// Where the word begins that a byte belongs to.
fn word_before(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    before.iter().rposition(u8::is_ascii_whitespace).map_or(0, |blank| blank + 1)
}

/// The beginning of a text, of at most so many bytes.
fn start_of(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Makes what tells words apart quickly, each time by another number, so that nobody can choose
/// words that it takes for one another.
struct Mixing(u64);

impl Default for Mixing {
    fn default() -> Self {
        Self(RandomState::new().hash_one(0))
    }
}

impl BuildHasher for Mixing {
    type Hasher = Mixed;

    fn build_hasher(&self) -> Mixed {
        Mixed(self.0)
    }
}

struct Mixed(u64);

impl Hasher for Mixed {
    fn write(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(8) {
            let eight = piece.iter().fold(0, |eight, byte| eight << 8 | u64::from(*byte));
            let mixed = (self.0.rotate_left(5) ^ eight).wrapping_mul(MIX);
            self.0 = mixed ^ (mixed >> 32);
        }
    }

    /// Nothing: it would be the end of a text.
    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

/// An odd number without a pattern: the golden ratio.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// Fewest digits of what is taken for a telephone number.
const PHONE_DIGITS: usize = 7;

/// The digits by which a telephone number is found however it is spelled: without the country code
/// of Germany, the leading zero and all signs. `None` for what is no telephone number.
pub(crate) fn phone_key(text: &str) -> Option<String> {
    let text = text.trim();
    let spelled = |c: char| c.is_ascii_digit() || " +()/-.".contains(c);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if !text.chars().all(spelled) || digits.len() < PHONE_DIGITS {
        return None;
    }
    let abroad = if text.starts_with('+') { Some(&*digits) } else { digits.strip_prefix("00") };
    let key = match abroad {
        // "+49 (0)221": the zero in brackets is not dialled.
        Some(abroad) => abroad.strip_prefix("49").unwrap_or(abroad).trim_start_matches('0'),
        None => digits.trim_start_matches('0'),
    };
    Some(key.to_owned())
}

/// The words of a search, with one blank between them; `None` if there are none.
pub(crate) fn searched_words(search: &str) -> Option<String> {
    if let Some(key) = phone_key(search) {
        return Some(key);
    }
    let folded = folded(search, Language::De);
    let words: Vec<&str> = words(&folded).map(beginning).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The beginning of a word, as far as it is stored.
fn beginning(word: &str) -> &str {
    if word.len() <= WORD_CHARS {
        return word;
    }
    word.char_indices().nth(WORD_CHARS).and_then(|(end, _)| word.get(..end)).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn german_umlauts_sort_as_in_the_phone_book() {
        let mut names = ["Muller", "Straße", "Öhm", "Müller", "Ohm", "Muffel", "Mueller"];
        names.sort_by_key(|name| (sort_key(&[name], Language::De), *name));
        assert_eq!(names, ["Mueller", "Müller", "Muffel", "Muller", "Öhm", "Ohm", "Straße"]);
        names.sort_by_key(|name| (sort_key(&[name], Language::En), *name));
        assert_eq!(names, ["Mueller", "Muffel", "Muller", "Müller", "Ohm", "Öhm", "Straße"]);
    }

    #[test]
    fn a_short_surname_comes_before_a_double_one() {
        let single = sort_key(&["Meier", "Zoe"], Language::De);
        let double = sort_key(&["Meier Schmidt", "Anna"], Language::De);
        assert!(single < double);
    }

    #[test]
    fn an_accent_is_the_same_composed_or_not() {
        assert_eq!(folded("Mu\u{308}ller", Language::De), "mueller");
        assert_eq!(folded("André Ångström", Language::De), "andre angstroem");
        assert_eq!(folded("Müller", Language::En), "muller");
    }

    #[test]
    fn a_telephone_number_is_one_however_it_is_spelled() {
        let spellings = [
            "+49 221 555 0199",
            "0221 555 0199",
            "02215550199",
            "0221/5550199",
            "(0221) 555-0199",
            "0049 221 555 0199",
            "+49 (0)221 5550199",
        ];
        assert!(spellings.iter().all(|text| phone_key(text).as_deref() == Some("2215550199")));
        assert_eq!(phone_key("+43 1 58858"), Some("43158858".to_owned()));
        assert_eq!(phone_key("10000"), None);
        assert_eq!(phone_key("Haus 2215550199"), None);
    }

    #[test]
    fn no_letter_folds_further_than_once() {
        assert_eq!(folded("Ǽ", Language::De), "ae");
        for language in [Language::De, Language::En] {
            let again = |c: &char| {
                let once = folded(&c.to_string(), language);
                folded(&once, language) != once
            };
            assert_eq!((char::MIN..=char::MAX).filter(again).collect::<Vec<_>>(), []);
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,24}") {
            for language in [Language::De, Language::En] {
                let once = folded(&text, language);
                prop_assert_eq!(folded(&once, language), once);
            }
        }

        #[test]
        fn upper_and_lower_case_german_have_one_key(text in "[a-zA-ZäöüßÄÖÜéàñ \\-]{0,16}") {
            let upper = text.to_uppercase();
            prop_assert_eq!(
                sort_key(&[&text], Language::De), sort_key(&[&upper], Language::De)
            );
        }
    }
}
