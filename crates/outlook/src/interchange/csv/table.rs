//! A table: what is true of the whole file, and where its rows begin.

use csv::{Position, Reader, ReaderBuilder, StringRecord};
use jiff::tz::TimeZone;
use sync::{Kind, Message};

use super::super::{Entry, Ground};
use super::columns::{self, Header, Means};
use super::dates::{self, Dates, Order};
use super::decode::decode;
use super::read::{self, Reading};

/// The most columns: Outlook writes fewer than a hundred.
const MOST_COLUMNS: usize = 4096;
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// A table as a file has it. Only the places of its rows are kept beside its text.
#[derive(Debug, Clone)]
pub struct Table {
    text: String,
    delimiter: u8,
    header: Header,
    rows: Vec<Row>,
    dates: Dates,
    zone: TimeZone,
    damaged: bool,
}

/// Where a row begins.
#[derive(Debug, Clone, Copy)]
struct Row {
    at: usize,
    line: u64,
}

impl Table {
    /// Reads the first line, and finds the rows that say something.
    ///
    /// # Errors
    /// No column of the first line is known.
    pub fn open(bytes: Vec<u8>, ground: &Ground) -> Result<Self, Message> {
        let decoded = decode(bytes, ground.code_page);
        let (begin, named) = separator_line(&decoded.text);
        let (header, delimiter) = header(decoded.text.get(begin..).unwrap_or_default(), named)
            .ok_or_else(|| Message::new("csv-no-known-columns"))?;
        let mut table = Self {
            text: decoded.text,
            delimiter,
            header,
            rows: Vec::new(),
            dates: Dates { order: Order::Month, certain: false },
            zone: ground.zone.clone(),
            damaged: decoded.damaged,
        };
        table.survey(begin);
        Ok(table)
    }

    /// Whether every quotation mark is closed: else what follows the last one is its text.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.text.bytes().filter(|byte| *byte == b'"').count() % 2 == 0
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What the rows are.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.header.kind
    }

    /// The entry of a row, counted from 0.
    ///
    /// # Errors
    /// There is no such row, or it lacks what its kind cannot do without.
    pub fn read(&self, index: usize) -> Result<Entry, Message> {
        let missing = || Message::new("csv-no-such-row").with("row", index.saturating_add(1));
        let row = self.rows.get(index).ok_or_else(missing)?;
        let mut cells = StringRecord::new();
        let read = reader(self.from(row.at), self.delimiter).read_record(&mut cells);
        if !read.is_ok_and(|there| there) {
            return Err(missing());
        }
        let cells: Vec<&str> = cells.iter().collect();
        let line = |message: Message| message.with("line", row.line);
        let mut entry = read::entry(&self.reading(), &cells).map_err(line)?;
        entry.warnings.extend(self.shape(&cells).map(line));
        if self.damaged && cells.iter().any(|cell| cell.contains(char::REPLACEMENT_CHARACTER)) {
            entry.losses.push(line(Message::new("csv-broken-characters")));
        }
        Ok(entry)
    }

    fn reading(&self) -> Reading<'_> {
        Reading {
            kind: self.header.kind,
            columns: &self.header.columns,
            dates: self.dates,
            zone: &self.zone,
        }
    }

    /// A row should have as many cells as the first line; blank ones at its end say nothing.
    fn shape(&self, cells: &[&str]) -> Option<Message> {
        let expected = self.header.columns.len();
        let blank = |cells: &[&str]| cells.iter().all(|cell| cell.trim().is_empty());
        let wrong = cells.len() < expected || !cells.get(expected..).is_none_or(blank);
        let message = Message::new("csv-field-count");
        wrong.then(|| message.with("expected", expected).with("found", cells.len()))
    }

    fn from(&self, at: usize) -> &[u8] {
        self.text.as_bytes().get(at..).unwrap_or_default()
    }

    /// Goes through all rows once: where they begin, and what their dates prove.
    fn survey(&mut self, begin: usize) {
        let is_date =
            |means| matches!(means, Means::Date(_) | Means::Moment(_, columns::Half::Date));
        let columns = self.header.columns.iter().enumerate();
        let dated = columns.filter(|(_, column)| column.means.is_some_and(is_date));
        let dated: Vec<usize> = dated.map(|(at, _)| at).collect();
        let (mut rows, mut by_day, mut by_month) = (Vec::new(), false, false);
        let mut reader = reader(self.from(begin), self.delimiter);
        let mut lines = Lines { text: self.text.as_bytes(), at: 0, line: 1 };
        let mut cells = StringRecord::new();
        let mut head = true;
        // Text in memory gives no error.
        while reader.read_record(&mut cells).is_ok_and(|there| there) {
            let blank = cells.iter().all(|cell| cell.trim().is_empty());
            if !std::mem::take(&mut head) && !blank {
                rows.extend(cells.position().and_then(|at| lines.row(at, begin)));
                for proof in dated.iter().filter_map(|at| dates::proof(cells.get(*at)?)) {
                    by_day |= proof == Order::Day;
                    by_month |= proof == Order::Month;
                }
            }
        }
        self.rows = rows;
        self.dates = self.order(by_day, by_month);
    }

    /// The order that the dates prove; where they prove none, or both, that of the language.
    fn order(&self, by_day: bool, by_month: bool) -> Dates {
        let (order, certain) = match (by_day, by_month) {
            (true, false) => (Order::Day, true),
            (false, true) => (Order::Month, true),
            _ if self.header.german => (Order::Day, true),
            _ => (Order::Month, false),
        };
        Dates { order, certain }
    }
}

/// Counts lines up to the rows, which come in order.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The row that is said to begin at a position: the line ends before it are not of it.
    fn row(&mut self, position: &Position, begin: usize) -> Option<Row> {
        let said = usize::try_from(position.byte()).ok()?.checked_add(begin)?;
        let ends = self.text.get(said..)?.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let at = said.checked_add(ends.count())?;
        let passed = self.text.get(self.at..at)?.iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(passed as u64);
        self.at = at;
        Some(Row { at, line: self.line })
    }
}

fn reader(text: &[u8], delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text)
}

/// Excel's `sep=;` before the first line: where that line begins, and the separator.
fn separator_line(text: &str) -> (usize, Option<u8>) {
    let line = text.split_inclusive('\n').next().unwrap_or_default();
    let named = line.trim_end_matches(['\r', '\n']).trim_matches('"');
    let is_sep = named.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("sep="));
    match named.as_bytes() {
        [_, _, _, _, delimiter] if is_sep && DELIMITERS.contains(delimiter) => {
            (line.len(), Some(*delimiter))
        }
        _ => (0, None),
    }
}

/// The first line, and the separator by which most of its columns are known.
fn header(text: &str, named: Option<u8>) -> Option<(Header, u8)> {
    let mut best: Option<(Header, u8)> = None;
    let candidates = DELIMITERS.iter().filter(|delimiter| named.is_none_or(|it| it == **delimiter));
    for delimiter in candidates {
        let mut cells = StringRecord::new();
        if !reader(text.as_bytes(), *delimiter).read_record(&mut cells).is_ok_and(|there| there) {
            continue;
        }
        if cells.len() > MOST_COLUMNS {
            continue;
        }
        let names: Vec<&str> = cells.iter().collect();
        let weight = |header: &Header| (header.known, header.columns.len());
        if let Some(found) = columns::header(&names)
            && best.as_ref().is_none_or(|(best, _)| weight(&found) > weight(best))
        {
            best = Some((found, *delimiter));
        }
    }
    best
}
