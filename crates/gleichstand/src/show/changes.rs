//! Fields old → new, as a table that is shown while it is made.

use sync::{JournalLine, PreviewLine, Side, Value};

use super::output::Output;
use super::table;
use crate::words::Words;

/// Lines of one part of the table.
const PART: usize = 200;
/// Widths of record and value where there is no terminal.
const WIDE: (u16, u16) = (50, 50);
const HEADINGS: [&str; 6] =
    ["head-what", "head-record", "head-side", "head-field", "head-before", "head-after"];

/// A table of fields, old → new.
pub struct Changes<'a> {
    words: &'a Words,
    widths: [u16; 6],
    rows: Vec<Vec<String>>,
    last: Option<String>,
    begun: bool,
}

impl<'a> Changes<'a> {
    /// An empty table.
    pub fn new(words: &'a Words) -> Self {
        let rest = table::width().map(|width| width.saturating_sub(12 + 30 + 9 + 20));
        let (record, value) = rest.map_or(WIDE, |rest| (30, (rest / 2).max(12)));
        let widths = [12, record, 9, 20, value, value];
        Self { words, widths, rows: Vec::new(), last: None, begun: false }
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
        let after =
            if given { self.words.text("value-next-number") } else { self.value(&line.after) };
        let field = self.words.label(&line.field);
        let cells = [self.side(line.side), field, self.value(&line.before), after];
        self.add((what, record), cells, out);
    }

    /// A field that was written.
    pub fn journal(&mut self, line: &JournalLine, out: &mut Output) {
        if goes_without_saying(&line.before, &line.after) {
            return;
        }
        let what = self.words.text(&format!("written-{}", line.what));
        let field = self.words.label(&line.field);
        let values = [self.value(&line.before), self.value(&line.after)];
        let [before, after] = values;
        self.add((what, line.name.clone()), [self.side(line.side), field, before, after], out);
    }

    /// Shows what is left.
    pub fn finish(mut self, out: &mut Output) -> bool {
        self.flush(out);
        self.begun
    }

    /// The record is named in its first line only.
    fn add(&mut self, (what, record): (String, String), cells: [String; 4], out: &mut Output) {
        let key = format!("{what}\u{1f}{record}");
        let same = self.last.as_ref() == Some(&key);
        self.last = Some(key);
        let head = if same { [String::new(), String::new()] } else { [what, record] };
        self.rows.push(head.into_iter().chain(cells).collect());
        if self.rows.len() >= PART {
            self.flush(out);
        }
    }

    fn flush(&mut self, out: &mut Output) {
        if self.rows.is_empty() {
            return;
        }
        let headings = HEADINGS.map(|id| self.words.text(id));
        let headings = (!self.begun).then_some(headings.as_slice());
        self.begun = true;
        out.line(table::part(headings, &self.widths, std::mem::take(&mut self.rows)));
    }

    fn side(&self, side: Side) -> String {
        self.words.text(&format!("word-side-{}", side.name()))
    }

    /// A value in one line.
    fn value(&self, value: &Option<Value>) -> String {
        let text = value.as_ref().map(|value| self.words.value(value)).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A field of a new record that is "no".
fn goes_without_saying(before: &Option<Value>, after: &Option<Value>) -> bool {
    before.is_none() && *after == Some(Value::Bool(false))
}

fn with_number(number: &str, name: &str) -> String {
    if number.is_empty() { name.to_owned() } else { format!("{number} {name}") }
}

fn tally(tally: sync::Tally) -> &'static str {
    use sync::Tally;
    match tally {
        Tally::Created => "created",
        Tally::Updated => "updated",
        Tally::Restored => "restored",
        Tally::Skipped => "skipped",
        Tally::Open => "open",
        Tally::Error => "error",
        Tally::Unchanged | Tally::Uncounted => "unchanged",
    }
}
