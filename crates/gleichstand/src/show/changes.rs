//! Fields old → new, as a table that is shown while it is made.

use sync::{JournalLine, Kind, PreviewLine, Side, Value};

use super::output::Output;
use super::table;
use crate::words::Words;

/// Lines of one part of the table.
const PART: usize = 200;
/// About as much of a value is shown.
const LONGEST: usize = 160;
/// Widths of record and value where there is no terminal.
const WIDE: (u16, u16) = (50, 50);
const HEADINGS: [&str; 7] = [
    "head-what",
    "head-record",
    "head-side",
    "head-field",
    "head-before",
    "head-after",
    "head-why",
];

/// What an export notes on an item beside its fields.
const STAMP: &str = "stamp";
/// A narrower terminal gets a line for each record and one below it for each field.
const NARROW: u16 = 140;

/// A table of fields, old → new.
pub struct Changes<'a> {
    words: &'a Words,
    narrow: bool,
    widths: Vec<u16>,
    rows: Vec<Vec<String>>,
    last: Option<String>,
    last_why: String,
    begun: bool,
}

impl<'a> Changes<'a> {
    /// An empty table of what would be written.
    pub fn planned(words: &'a Words) -> Self {
        Self::new(words, 0)
    }

    /// An empty table of what was written, with the reasons.
    pub fn written(words: &'a Words) -> Self {
        Self::new(words, 24)
    }

    fn new(words: &'a Words, why: u16) -> Self {
        let narrow = table::width().is_some_and(|width| width < NARROW);
        let rest = table::width().map(|width| width.saturating_sub(12 + 30 + 9 + 20 + why));
        let (record, value) = rest.map_or(WIDE, |rest| (30, (rest / 2).max(12)));
        let mut widths = vec![12, record, 9, 20, value, value];
        widths.extend((why > 0).then_some(why));
        let (last, last_why) = (None, String::new());
        Self { words, narrow, widths, rows: Vec::new(), last, last_why, begun: false }
    }

    /// A field that would be written.
    pub fn preview(&mut self, line: &PreviewLine, out: &mut Output) {
        if goes_without_saying(&line.before, &line.after) {
            return;
        }
        let what = self.words.text(&format!("tally-{}", tally(line.tally)));
        let record = with_number(&line.number, &line.name);
        // Which number it will be is not known before it is given.
        let given = line.side == Side::Outlook && line.after.is_none() && line.before.is_none();
        let after = match given {
            true => self.words.text("value-next-number"),
            false => self.value(line.kind, &line.field, &line.after),
        };
        let field = self.words.label(&line.field);
        let before = self.value(line.kind, &line.field, &line.before);
        self.add(
            (what, record),
            [self.side(line.kind, line.side), field, before, after],
            None,
            out,
        );
    }

    /// A field that was written.
    pub fn journal(&mut self, line: &JournalLine, out: &mut Output) {
        // That an export notes when it was goes without saying, too.
        if line.what == STAMP || goes_without_saying(&line.before, &line.after) {
            return;
        }
        let what = self.words.text(&format!("written-{}", line.what));
        let field = self.words.label(&line.field);
        let value = |value| self.value(line.kind, &line.field, value);
        let (before, after) = (value(&line.before), value(&line.after));
        let (side, why) = (self.side(line.kind, line.side), self.words.say(&line.why));
        self.add((what, line.name.clone()), [side, field, before, after], Some(why), out);
    }

    /// Shows what is left.
    pub fn finish(mut self, out: &mut Output) -> bool {
        self.flush(out);
        self.begun
    }

    /// The record is named in its first line only, a reason where it changes.
    fn add(
        &mut self,
        (what, record): (String, String),
        cells: [String; 4],
        why: Option<String>,
        out: &mut Output,
    ) {
        let key = format!("{what}\u{1f}{record}");
        let same = self.last.as_ref() == Some(&key);
        self.last = Some(key);
        let head = if same { [String::new(), String::new()] } else { [what, record] };
        let shown = why.map(|why| {
            let repeated = same && why == self.last_why;
            self.last_why.clone_from(&why);
            if repeated { String::new() } else { why }
        });
        self.rows.push(head.into_iter().chain(cells).chain(shown).collect());
        if self.rows.len() >= PART {
            self.flush(out);
        }
    }

    fn flush(&mut self, out: &mut Output) {
        if self.rows.is_empty() {
            return;
        }
        if self.narrow {
            self.begun = true;
            std::mem::take(&mut self.rows).iter().for_each(|row| out.line(stacked(row)));
            return;
        }
        let count = self.widths.len();
        let headings: Vec<String> =
            HEADINGS.iter().take(count).map(|id| self.words.text(id)).collect();
        let headings = (!self.begun).then_some(headings.as_slice());
        self.begun = true;
        out.line(table::part(headings, &self.widths, std::mem::take(&mut self.rows)));
    }

    /// The side; of the office by what it keeps there.
    fn side(&self, kind: Kind, side: Side) -> String {
        match (side, kind) {
            (Side::Outlook, _) | (_, Kind::Addresses) => {
                self.words.text(&format!("word-side-{}", side.name()))
            }
            (_, Kind::Mails) => self.words.text("side-mails"),
            (_, Kind::Appointments) => self.words.text("side-appointments"),
            (_, Kind::Tasks) => self.words.text("side-tasks"),
        }
    }

    /// A value in one line; of a long one the beginning.
    fn value(&self, kind: Kind, field: &str, value: &Option<Value>) -> String {
        let say = |value| self.words.field_value(kind, field, value, "; ");
        in_one_line(&value.as_ref().map(say).unwrap_or_default())
    }
}

fn in_one_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if line.len() >= LONGEST {
            line.push('…');
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().take(LONGEST));
    }
    line
}

/// A row below each other: the record where it is named, then the field.
fn stacked(row: &[String]) -> String {
    let [what, record, side, field, before, after, why @ ..] = row else { return String::new() };
    let head = if record.is_empty() { String::new() } else { format!("{what}: {record}\n") };
    let why = why.first().filter(|why| !why.is_empty());
    let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
    let arrow = if before.is_empty() { String::new() } else { format!("{before} → ") };
    let after = if after.is_empty() { "–" } else { after };
    format!("{head}  {side}, {field}: {arrow}{after}{why}")
}

/// A field of a new record that is "no".
fn goes_without_saying(before: &Option<Value>, after: &Option<Value>) -> bool {
    before.is_none() && *after == Some(Value::Bool(false))
}

/// Addresses are named by their number already.
pub fn with_number(number: &str, name: &str) -> String {
    let named = name.strip_prefix(number).is_some_and(|rest| rest.starts_with(' '));
    if number.is_empty() || named { name.to_owned() } else { format!("{number} {name}") }
}

fn tally(tally: sync::Tally) -> &'static str {
    use sync::Tally;
    match tally {
        Tally::Created => "created",
        Tally::Updated => "updated",
        Tally::Restored => "restored",
        Tally::Deleted => "deleted",
        Tally::Skipped => "skipped",
        Tally::Open => "open",
        Tally::Error => "error",
        Tally::Unchanged | Tally::Uncounted => "unchanged",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_once() {
        assert_eq!(with_number("10000", "10000 Horn, Jonas"), "10000 Horn, Jonas");
        assert_eq!(with_number("10000", "/Kontakte: Jonas Horn"), "10000 /Kontakte: Jonas Horn");
        assert_eq!(with_number("", "Horn, Jonas"), "Horn, Jonas");
    }

    #[test]
    fn of_a_long_text_the_beginning_is_shown_in_one_line() {
        assert_eq!(in_one_line(" a\r\n\tb  c "), "a b c");
        let long = in_one_line(&"Wort\n".repeat(100_000));
        assert!(long.starts_with("Wort Wort") && long.ends_with("…"), "{long}");
        assert!(long.len() < LONGEST + 10 && in_one_line(&"ü".repeat(9999)).len() < 3 * LONGEST);
    }

    #[test]
    fn a_narrow_terminal_gets_record_field_and_reason_below_each_other() {
        let row = |cells: [&str; 7]| stacked(&cells.map(str::to_owned));
        assert_eq!(
            row(["geändert", "Jonas Horn", "Adresse", "Telefon", "1", "2", "in Outlook geändert"]),
            "geändert: Jonas Horn\n  Adresse, Telefon: 1 → 2 (in Outlook geändert)"
        );
        assert_eq!(row(["", "", "Adresse", "Ort", "", "Ulm", ""]), "  Adresse, Ort: Ulm");
        assert_eq!(row(["", "", "Adresse", "Ort", "Ulm", "", ""]), "  Adresse, Ort: Ulm → –");
    }
}
