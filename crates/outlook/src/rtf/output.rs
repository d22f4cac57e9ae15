//! Text being put together from bytes of several code pages and UTF-16 units.
//!
//! Characters may be of two bytes or two units, so both wait until something else comes.

use crate::code_page;

/// The text so far.
#[derive(Debug, Default)]
pub(super) struct Output {
    text: String,
    bytes: Vec<u8>,
    page: u16,
    units: Vec<u16>,
}

impl Output {
    pub fn bytes(&mut self, bytes: &[u8], page: u16) {
        if bytes.is_empty() {
            return;
        }
        self.end_units();
        if self.page != page {
            self.end_bytes();
            self.page = page;
        }
        self.bytes.extend(bytes);
    }

    pub fn unit(&mut self, unit: u16) {
        self.end_bytes();
        self.units.push(unit);
    }

    pub fn text(&mut self, text: &str) {
        self.end_bytes();
        self.end_units();
        self.text.push_str(text);
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.bytes.is_empty() && self.units.is_empty()
    }

    pub fn into_text(mut self) -> String {
        self.end_bytes();
        self.end_units();
        self.text
    }

    fn end_bytes(&mut self) {
        if self.bytes.is_ascii() {
            self.text.extend(self.bytes.iter().map(|byte| char::from(*byte)));
        } else {
            self.text.push_str(&code_page::decode(&self.bytes, self.page));
        }
        self.bytes.clear();
    }

    fn end_units(&mut self) {
        let units = self.units.drain(..);
        let characters = char::decode_utf16(units);
        self.text.extend(characters.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
    }
}
