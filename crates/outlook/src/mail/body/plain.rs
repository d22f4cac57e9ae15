//! The readable text of HTML, for mails that have no plain text beside it.
//!
//! Blocks begin on a line of their own, blanks are one blank, what a person does not read is left
//! out. What must hold: it ends whatever the HTML is, and takes memory in proportion to it.

/// Elements whose content nobody reads.
const UNREAD: &[&str] = &["head", "script", "style", "template", "title"];
/// Elements that begin and end on a line of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "blockquote",
    "body",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
];
/// Of these, elements that have an empty line before and after them.
const APART: &[&str] = &["blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "p", "pre"];
/// The longest name of an entity.
const LONGEST: usize = 8;

#[rustfmt::skip]
const ENTITIES: &[(&str, &str)] = &[
    ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"), ("nbsp", "\u{A0}"),
    ("shy", "\u{AD}"), ("auml", "ä"), ("ouml", "ö"), ("uuml", "ü"), ("Auml", "Ä"), ("Ouml", "Ö"),
    ("Uuml", "Ü"), ("szlig", "ß"), ("euro", "€"), ("sect", "§"), ("copy", "©"), ("reg", "®"),
    ("trade", "™"), ("hellip", "…"), ("ndash", "–"), ("mdash", "—"), ("bull", "•"),
    ("middot", "·"), ("deg", "°"), ("eacute", "é"), ("egrave", "è"), ("agrave", "à"),
    ("aacute", "á"), ("ecirc", "ê"), ("ccedil", "ç"), ("ntilde", "ñ"), ("laquo", "«"),
    ("raquo", "»"), ("lsquo", "‘"), ("rsquo", "’"), ("sbquo", "‚"), ("ldquo", "“"),
    ("rdquo", "”"), ("bdquo", "„"), ("lsaquo", "‹"), ("rsaquo", "›"), ("frac12", "½"),
    ("sup2", "²"), ("sup3", "³"), ("times", "×"), ("rarr", "→"), ("larr", "←"),
    ("ensp", " "), ("emsp", " "), ("thinsp", " "), ("zwnj", "\u{200C}"), ("zwj", "\u{200D}"),
];

/// The text of HTML, with CR LF at the ends of its lines.
pub(super) fn text(html: &str) -> String {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        page.text(text);
        rest = page.tag(tag);
    }
    page.text(rest);
    page.finish()
}

/// The text so far.
#[derive(Debug, Default)]
struct Page {
    out: String,
    /// Line ends to be written before the next text.
    ends: usize,
    /// A blank stands before the next text.
    blank: bool,
    /// Within `pre`.
    verbatim: bool,
    /// Of the elements that nobody reads, those that end nowhere in the rest.
    unclosed: Vec<String>,
    /// A quotation mark was not closed: from there on none counts.
    unquoted: bool,
}

impl Page {
    fn finish(self) -> String {
        self.out.trim_end().to_owned()
    }

    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find('&') {
            let (before, entity) = rest.split_at(at);
            self.words(before);
            rest = self.entity(entity);
        }
        self.words(rest);
    }

    fn words(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' if self.verbatim => self.line_end(),
                ' ' | '\t' if self.verbatim => self.put(c),
                ' ' | '\t' | '\r' | '\n' | '\u{C}' => self.blank = true,
                c => self.put(c),
            }
        }
    }

    fn put(&mut self, c: char) {
        if self.ends > 0 && !self.out.is_empty() {
            (0..self.ends).for_each(|_| self.out.push_str("\r\n"));
        } else if self.blank && !self.out.is_empty() {
            self.out.push(' ');
        }
        (self.ends, self.blank) = (0, false);
        self.out.push(c);
    }

    /// One more line end; no more than one empty line comes of it.
    fn line_end(&mut self) {
        (self.ends, self.blank) = ((self.ends + 1).min(2), false);
    }

    fn block(&mut self, ends: usize) {
        (self.ends, self.blank) = (self.ends.max(ends), false);
    }

    /// What follows an ampersand; gives what is left.
    fn entity<'a>(&mut self, text: &'a str) -> &'a str {
        let inner = text.get(1..).unwrap_or_default();
        let end = inner.char_indices().take(LONGEST + 1).find(|(_, c)| *c == ';');
        let name = end.and_then(|(end, _)| Some((inner.get(..end)?, inner.get(end + 1..)?)));
        if let Some((name, rest)) = name
            && let Some(character) = character(name)
        {
            character.chars().for_each(|c| self.put(c));
            return rest;
        }
        self.put('&');
        inner
    }

    /// What follows a `<`; gives what is left.
    fn tag<'a>(&mut self, text: &'a str) -> &'a str {
        let inner = text.get(1..).unwrap_or_default();
        if let Some(comment) = inner.strip_prefix("!--") {
            return comment.split_once("-->").map_or("", |(_, rest)| rest);
        }
        let starts = |c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?');
        if !inner.starts_with(starts) {
            self.put('<');
            return inner;
        }
        let Some((tag, rest)) = self.split_tag(inner) else { return "" };
        let closing = tag.starts_with('/');
        let name = tag.trim_start_matches('/');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = name.get(..end).unwrap_or_default().to_ascii_lowercase();
        if !closing && UNREAD.contains(&name.as_str()) && !self.unclosed.contains(&name) {
            match after_element(rest, &name) {
                Some(rest) => return rest,
                // Then it is taken for an empty one; nobody looks for its end again.
                None => self.unclosed.push(name),
            }
            return rest;
        }
        self.element(&name, closing);
        rest
    }

    /// A tag without its bracket, and what follows it: brackets in quotation marks are none.
    fn split_tag<'t>(&mut self, text: &'t str) -> Option<(&'t str, &'t str)> {
        if self.unquoted {
            return text.split_once('>');
        }
        let mut quote = None;
        for (at, byte) in text.bytes().enumerate() {
            match (quote, byte) {
                (None, b'>') => return Some((text.get(..at)?, text.get(at + 1..)?)),
                (None, b'"' | b'\'') => quote = Some(byte),
                (Some(open), byte) if open == byte => quote = None,
                _ => {}
            }
        }
        // A quotation mark that is never closed is none, nor is any after it: nobody looks to the
        // end of the text again.
        self.unquoted = true;
        text.split_once('>')
    }

    fn element(&mut self, name: &str, closing: bool) {
        match name {
            "br" => self.line_end(),
            "td" | "th" if closing => self.blank = true,
            "pre" => self.verbatim = !closing,
            _ => {}
        }
        if BLOCKS.contains(&name) {
            self.block(if APART.contains(&name) { 2 } else { 1 });
        }
        if name == "li" && !closing {
            self.put('*');
            self.blank = true;
        }
    }
}

/// What follows the end of an element; `None` where it has no end.
fn after_element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = text;
    while let Some((_, inner)) = rest.split_once("</") {
        let same = inner.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
        if same {
            return Some(inner.split_once('>').map_or("", |(_, rest)| rest));
        }
        rest = inner;
    }
    None
}

/// The character of an entity.
fn character(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let code = match hex {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        let c = code.ok().and_then(char::from_u32).filter(|c| !c.is_control());
        return c.map(String::from);
    }
    ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned())
}
