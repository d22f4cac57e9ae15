//! From RTF back to what it was made from (\[MS-OXRTFEX\] 2.2.3), or to its readable text.
//!
//! In RTF made from HTML the tags stand in `\*\htmltag` groups; what lies between `\htmlrtf` and
//! `\htmlrtf0` is for readers of RTF and is left out. In RTF made from plain text there is nothing
//! but the text. Of any other RTF, what a person would read is taken.

use std::collections::BTreeMap;

use super::character_set::code_page;
use super::output::Output;
use super::token::{Token, Tokens};

/// What RTF was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// HTML.
    Html,
    /// Plain text.
    Text,
    /// Nothing: it is RTF by itself.
    Rtf,
}

/// A body taken out of RTF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// What the RTF was made from.
    pub source: Source,
    /// The HTML, or the text.
    pub text: String,
}

impl Body {
    /// The body in RTF; `None` where it is no RTF.
    #[must_use]
    pub fn read(rtf: &[u8]) -> Option<Self> {
        let start = rtf.trim_ascii_start();
        start.starts_with(b"{\\rtf").then(|| {
            let mut reader = Reader::new();
            Tokens(start).for_each(|token| reader.take(token));
            Self { source: reader.source, text: reader.out.into_text() }
        })
    }
}

/// Groups nested deeper than this are read as if they were one.
const DEEPEST: usize = 512;
/// More fonts than this are not told apart.
const MOST_FONTS: usize = 4096;

/// What a group is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Destination {
    Body,
    HtmlTag,
    Fonts,
    Skipped,
}

/// What a group has, and gives back when it ends.
#[derive(Debug, Clone, Copy)]
struct State {
    destination: Destination,
    /// `\htmlrtf`: not part of the HTML.
    rtf_only: bool,
    /// `\v`
    hidden: bool,
    /// `\uc`: how many characters stand in for a Unicode one.
    stand_ins: usize,
    font: Option<i32>,
}

struct Reader {
    out: Output,
    source: Source,
    state: State,
    stack: Vec<State>,
    /// Groups too deep to be remembered.
    deeper: usize,
    fonts: BTreeMap<i32, u16>,
    default_font: Option<i32>,
    default_page: u16,
    /// Whether the group began with `\*`: to be skipped if not known.
    starred: bool,
    /// Characters still to be skipped after a Unicode one.
    skip: usize,
}

impl Reader {
    fn new() -> Self {
        let state = State {
            destination: Destination::Body,
            rtf_only: false,
            hidden: false,
            stand_ins: 1,
            font: None,
        };
        Self {
            out: Output::default(),
            source: Source::Rtf,
            state,
            stack: Vec::new(),
            deeper: 0,
            fonts: BTreeMap::new(),
            default_font: None,
            default_page: crate::code_page::DEFAULT,
            starred: false,
            skip: 0,
        }
    }

    fn take(&mut self, token: Token<'_>) {
        match token {
            Token::Open => self.open(),
            Token::Close => self.close(),
            Token::Text(bytes) => self.bytes(bytes),
            Token::Hex(byte) => self.bytes(&[byte]),
            _ if self.skip > 0 => self.skip -= 1,
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Word(name, number) => {
                let starred = std::mem::take(&mut self.starred);
                if !self.destination(name, starred) {
                    self.word(name, number);
                }
            }
        }
    }

    fn open(&mut self) {
        self.skip = 0;
        if self.stack.len() < DEEPEST {
            self.stack.push(self.state);
        } else {
            self.deeper += 1;
        }
    }

    fn close(&mut self) {
        self.skip = 0;
        self.starred = false;
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if let Some(state) = self.stack.pop() {
            self.state = state;
        }
    }

    /// Whether what comes now is part of the body.
    fn is_shown(&self) -> bool {
        let State { destination, rtf_only, hidden, .. } = self.state;
        match (self.source, destination) {
            (_, Destination::Fonts | Destination::Skipped) => false,
            (Source::Html, _) => !rtf_only,
            (_, Destination::HtmlTag) => false,
            _ => !hidden,
        }
    }

    /// The code page of bytes here: tags are in that of the document, text in that of its font.
    fn page(&self) -> u16 {
        if self.state.destination == Destination::HtmlTag {
            return self.default_page;
        }
        let font = self.state.font.or(self.default_font);
        font.and_then(|font| self.fonts.get(&font)).copied().unwrap_or(self.default_page)
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let skipped = self.skip.min(bytes.len());
        self.skip -= skipped;
        if self.is_shown() {
            let page = self.page();
            self.out.bytes(bytes.get(skipped..).unwrap_or_default(), page);
        }
    }

    fn show(&mut self, text: &str) {
        if self.is_shown() {
            self.out.text(text);
        }
    }

    fn symbol(&mut self, symbol: u8) {
        let html = self.source == Source::Html;
        match symbol {
            b'*' => self.starred = true,
            b'{' | b'}' | b'\\' => self.bytes(&[symbol]),
            b'\r' | b'\n' => self.show("\r\n"),
            b'\t' => self.show("\t"),
            b'~' => self.show(if html { "&nbsp;" } else { "\u{A0}" }),
            b'_' => self.show(if html { "&shy;" } else { "\u{2011}" }),
            _ => {}
        }
    }

    /// Whether a word says what the group is there for.
    fn destination(&mut self, name: &[u8], starred: bool) -> bool {
        let destination = match name {
            b"htmltag" if starred => Destination::HtmlTag,
            b"fonttbl" => Destination::Fonts,
            b"pntext" if self.source == Source::Rtf => return false,
            b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"header" | b"headerl"
            | b"headerr" | b"headerf" | b"footer" | b"footerl" | b"footerr" | b"footerf"
            | b"fldinst" | b"objdata" | b"nonshppict" | b"filetbl" | b"revtbl" | b"xe" | b"tc"
            | b"pntext" => Destination::Skipped,
            _ if starred => Destination::Skipped,
            _ => return false,
        };
        // A group inside one that is skipped is skipped with it.
        if self.state.destination != Destination::Skipped {
            self.state.destination = destination;
        }
        true
    }

    fn word(&mut self, name: &[u8], number: Option<i32>) {
        let on = number != Some(0);
        match name {
            b"fromhtml" if on => self.made_from(Source::Html),
            b"fromtext" => self.made_from(Source::Text),
            b"htmlrtf" => self.state.rtf_only = on,
            b"v" => self.state.hidden = on,
            b"plain" => (self.state.hidden, self.state.font) = (false, self.default_font),
            b"f" => self.state.font = number,
            b"deff" => self.default_font = number,
            b"ansicpg" => self.set_default_page(number),
            b"mac" => self.default_page = 10_000,
            b"pc" => self.default_page = 437,
            b"pca" => self.default_page = 850,
            b"fcharset" => self.set_font_page(number.and_then(code_page)),
            b"cpg" => self.set_font_page(number.and_then(|page| u16::try_from(page).ok())),
            b"uc" => {
                self.state.stand_ins =
                    number.and_then(|count| usize::try_from(count).ok()).unwrap_or(1);
            }
            b"u" => self.unicode(number),
            _ => self.character(name),
        }
    }

    /// Only at the beginning, before any text.
    fn made_from(&mut self, source: Source) {
        if self.out.is_empty() && self.source == Source::Rtf {
            self.source = source;
        }
    }

    fn set_default_page(&mut self, number: Option<i32>) {
        let page = number.and_then(|page| u16::try_from(page).ok()).filter(|page| *page != 0);
        self.default_page = page.unwrap_or(self.default_page);
    }

    fn set_font_page(&mut self, page: Option<u16>) {
        let known = self.state.destination == Destination::Fonts && self.fonts.len() < MOST_FONTS;
        if let (Some(font), Some(page), true) = (self.state.font, page, known) {
            self.fonts.insert(font, page);
        }
    }

    /// `\u`: a UTF-16 unit as a signed number, and stand-ins for readers that know none.
    fn unicode(&mut self, number: Option<i32>) {
        let unit = number.and_then(|n| u16::try_from(n.rem_euclid(0x1_0000)).ok());
        if let Some(unit) = unit.filter(|_| self.is_shown()) {
            self.out.unit(unit);
        }
        self.skip = self.state.stand_ins;
    }

    /// Words that stand for a character.
    fn character(&mut self, name: &[u8]) {
        let (text, html) = match name {
            b"par" | b"line" | b"row" | b"sect" | b"page" => ("\r\n", "\r\n"),
            b"tab" | b"cell" | b"nestcell" => ("\t", "\t"),
            b"lquote" => ("\u{2018}", "&lsquo;"),
            b"rquote" => ("\u{2019}", "&rsquo;"),
            b"ldblquote" => ("\u{201C}", "&ldquo;"),
            b"rdblquote" => ("\u{201D}", "&rdquo;"),
            b"bullet" => ("\u{2022}", "&bull;"),
            b"endash" => ("\u{2013}", "&ndash;"),
            b"emdash" => ("\u{2014}", "&mdash;"),
            b"enspace" => ("\u{2002}", "&ensp;"),
            b"emspace" => ("\u{2003}", "&emsp;"),
            _ => return,
        };
        self.show(if self.source == Source::Html { html } else { text });
    }
}
