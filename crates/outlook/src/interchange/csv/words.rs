//! Words and amounts as tables have them, in both languages.

/// A set of words that stand for a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    Busy,
    Gender,
    Priority,
    Sensitivity,
    Status,
}

/// A value, Outlook's words for it, and others that are understood, in small letters.
struct Word {
    value: &'static str,
    en: &'static str,
    de: &'static str,
    others: &'static [&'static str],
}

const fn word(
    value: &'static str,
    en: &'static str,
    de: &'static str,
    others: &'static [&'static str],
) -> Word {
    Word { value, en, de, others }
}

/// The numbers are those that Outlook's tables are reported to have, not those of its data files.
#[rustfmt::skip]
static BUSY: &[Word] = &[
    word("tentative", "1", "1", &["tentative", "mit vorbehalt"]),
    word("busy", "2", "2", &["busy", "beschäftigt", "gebucht"]),
    word("free", "3", "3", &["0", "free", "frei"]),
    word("out", "4", "4", &["out of office", "abwesend", "außer haus"]),
    word("elsewhere", "5", "5", &["working elsewhere", "an anderem ort tätig"]),
];

/// The numbers of PidTagGender. The German word for none is not verified.
#[rustfmt::skip]
static GENDER: &[Word] = &[
    word("0", "Unspecified", "Keine Angabe", &["0", "nicht angegeben", "unbekannt"]),
    word("1", "Female", "Weiblich", &["1", "f", "w"]),
    word("2", "Male", "Männlich", &["2", "m"]),
];

#[rustfmt::skip]
static PRIORITY: &[Word] = &[
    word("low", "Low", "Niedrig", &["gering"]),
    word("normal", "Normal", "Normal", &["mittel"]),
    word("high", "High", "Hoch", &["wichtig"]),
];

#[rustfmt::skip]
static SENSITIVITY: &[Word] = &[
    word("normal", "Normal", "Normal", &["0"]),
    word("personal", "Personal", "Persönlich", &["1"]),
    word("private", "Private", "Privat", &["2"]),
    word("confidential", "Confidential", "Vertraulich", &["3"]),
];

#[rustfmt::skip]
static STATUS: &[Word] = &[
    word("open", "Not Started", "Nicht begonnen", &["0"]),
    word("in_progress", "In Progress", "In Bearbeitung", &["1"]),
    word("done", "Completed", "Erledigt", &["2", "complete"]),
    word("waiting", "Waiting on someone else", "Wartet auf jemand anderen", &["3", "warten auf andere"]),
    word("deferred", "Deferred", "Zurückgestellt", &["4"]),
];

impl Words {
    fn table(self) -> &'static [Word] {
        match self {
            Self::Busy => BUSY,
            Self::Gender => GENDER,
            Self::Priority => PRIORITY,
            Self::Sensitivity => SENSITIVITY,
            Self::Status => STATUS,
        }
    }

    /// The value that a word of either language stands for.
    pub fn value(self, text: &str) -> Option<&'static str> {
        let text = sync::normalised(text).to_lowercase();
        let means = |word: &&Word| {
            let own = [word.en, word.de].iter().any(|own| own.to_lowercase() == text);
            own || word.others.contains(&text.as_str())
        };
        self.table().iter().find(means).map(|word| word.value)
    }

    /// The word for a value; empty for one that has none.
    pub fn word(self, value: &str, german: bool) -> &'static str {
        let found = self.table().iter().find(|word| word.value == value);
        found.map_or("", |word| if german { word.de } else { word.en })
    }
}

/// Yes or no.
pub(super) fn yes(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "wahr" | "ein" | "on" | "yes" | "ja" | "1" | "-1" | "x" => Some(true),
        "false" | "falsch" | "aus" | "off" | "no" | "nein" | "0" => Some(false),
        _ => None,
    }
}

/// Yes or no, in the words of Outlook.
pub(super) fn yes_word(yes: bool, german: bool) -> &'static str {
    match (yes, german) {
        (true, true) => "Ein",
        (false, true) => "Aus",
        (true, false) => "True",
        (false, false) => "False",
    }
}

/// A number that is not negative, in thousandths.
fn thousandths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || !digits(whole) || !digits(part) {
        return None;
    }
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    Some(whole.parse::<i64>().ok()? * 1000 + part.parse::<i64>().ok()?)
}

/// Percent: `50`, `50%`, `0.5`. A lone 1 is one percent, or all of what is done.
pub(super) fn percent(text: &str, done: bool) -> Option<i64> {
    let text = text.trim();
    let bare = text.strip_suffix('%').map(str::trim_end);
    let number = thousandths(bare.unwrap_or(text))?;
    let fraction = bare.is_none() && number <= 1000 && (text.contains(['.', ',']) || done);
    let percent = if fraction { number / 10 } else { (number + 500) / 1000 };
    (0..=100).contains(&percent).then_some(percent)
}

/// Minutes: `90`, `1,5 Stunden`, `2 hours`, `1 Tag` (of eight hours, as Outlook has it).
pub(super) fn minutes(text: &str) -> Option<i64> {
    let text = text.trim().to_lowercase();
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let (mut sum, mut rest) = (0_i64, text.as_str());
    while !rest.is_empty() {
        let (number, after) = rest.split_at(rest.find(|c| !is_number(c)).unwrap_or(rest.len()));
        let after = after.trim_start();
        let end = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, next) = after.split_at(end);
        let part = thousandths(number)?.checked_mul(unit_minutes(unit.trim())?)?;
        sum = sum.checked_add((part + 500) / 1000)?;
        rest = next;
    }
    (!text.is_empty() && i32::try_from(sum).is_ok()).then_some(sum)
}

fn unit_minutes(unit: &str) -> Option<i64> {
    Some(match unit.trim_end_matches(['.', ',']) {
        "" | "m" | "min" | "minute" | "minuten" | "minutes" => 1,
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" => 60,
        "d" | "day" | "days" | "tag" | "tage" => 8 * 60,
        "w" | "wk" | "week" | "weeks" | "woche" | "wochen" => 5 * 8 * 60,
        _ => return None,
    })
}

/// The parts of a list: between semicolons, else between commas.
pub(super) fn list(text: &str) -> Vec<String> {
    let separator = if text.contains(';') { ';' } else { ',' };
    let parts = text.split(separator).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// A list as one text. A comma within a lone part must not be taken for a separator.
pub(super) fn list_text(items: &[String]) -> String {
    match items {
        [item] if item.contains(',') && !item.contains(';') => format!("{item};"),
        items => items.join(";"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_understood_in_both_languages_and_in_any_case() {
        assert_eq!(Words::Status.value("WARTET auf jemand anderen"), Some("waiting"));
        assert_eq!(Words::Status.value("Waiting on someone else "), Some("waiting"));
        assert_eq!(Words::Sensitivity.value("Persönlich"), Some("personal"));
        assert_eq!(Words::Sensitivity.value("Perso\u{308}nlich"), Some("personal"));
        assert_eq!(Words::Busy.value("0"), Some("free"));
        assert_eq!(Words::Priority.value("dringend"), None);
        assert_eq!(
            (yes("Ein"), yes("wahr"), yes("Aus"), yes("vielleicht")),
            (Some(true), Some(true), Some(false), None)
        );
    }

    #[test]
    fn percent_is_told_as_a_number_and_as_a_fraction() {
        for text in ["50", "50%", "50 %", "0.5", "0,5", "50.0"] {
            assert_eq!(percent(text, false), Some(50), "{text}");
        }
        assert_eq!(
            (percent("1", false), percent("1", true), percent("1.0", false)),
            (Some(1), Some(100), Some(100))
        );
        for text in ["", "halb", "-5", "101", "99999999999999999999", "."] {
            assert_eq!(percent(text, false), None, "{text}");
        }
    }

    #[test]
    fn work_is_told_in_minutes_and_in_words() {
        for text in ["90", "90 Minuten", "1,5 Stunden", "1.5 hours", "1 h 30 min", "1h30"] {
            assert_eq!(minutes(text), Some(90), "{text}");
        }
        assert_eq!(
            (minutes("8 Std."), minutes("1 day"), minutes("0")),
            (Some(480), Some(480), Some(0))
        );
        for text in ["", "viel", "8 Monde", "-3", "999999999 weeks"] {
            assert_eq!(minutes(text), None, "{text}");
        }
    }

    #[test]
    fn a_list_comes_back_from_its_text() {
        for items in [vec!["Kunde", "Presse"], vec!["Maier, Eva"], vec!["a, b", "c"], vec![]] {
            let items: Vec<String> = items.into_iter().map(str::to_owned).collect();
            assert_eq!(list(&list_text(&items)), items);
        }
        assert_eq!(list("Kunde, Presse"), ["Kunde", "Presse"]);
    }
}
