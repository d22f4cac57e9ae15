//! What can be read of a web page on a terminal.
//!
//! No parser: whatever the text is, it ends, and costs one pass. Tags, comments, scripts and styles
//! are left out; what begins a block begins a line.

/// Elements whose text nobody reads.
const HIDDEN: [&str; 4] = ["script", "style", "head", "title"];
/// Elements that begin a line.
const BLOCKS: [&str; 16] = [
    "address",
    "blockquote",
    "br",
    "dd",
    "div",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "li",
    "ol",
    "p",
    "tr",
    "ul",
];
/// Elements that part words.
const CELLS: [&str; 2] = ["td", "th"];
/// The longest name of a character.
const LONGEST: usize = 10;
#[rustfmt::skip]
const NAMED: [(&str, char); 24] = [
    ("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", ' '),
    ("auml", 'ä'), ("ouml", 'ö'), ("uuml", 'ü'), ("Auml", 'Ä'), ("Ouml", 'Ö'), ("Uuml", 'Ü'),
    ("szlig", 'ß'), ("euro", '€'), ("eacute", 'é'), ("egrave", 'è'), ("agrave", 'à'),
    ("ndash", '–'), ("mdash", '—'), ("bdquo", '„'), ("ldquo", '“'), ("rdquo", '”'),
    ("hellip", '…'), ("copy", '©'),
];

/// The text of a web page.
pub fn visible_text(html: &str) -> String {
    let mut page = Page::default();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        page.words(before);
        rest = page.tag(tag);
    }
    page.words(rest);
    page.text.trim().to_owned()
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    /// Takes a tag; gives what follows it, or what follows an element that nobody reads.
    fn tag<'a>(&mut self, tag: &'a str) -> &'a str {
        if let Some(comment) = tag.strip_prefix("!--") {
            return comment.split_once("-->").map_or("", |(_, rest)| rest);
        }
        let Some((inside, rest)) = tag.split_once('>') else { return "" };
        let end = |c: char| c.is_whitespace() || c == '/';
        let name = inside.trim_start_matches('/').split(end).next().unwrap_or_default();
        let is = |known: &str| known.eq_ignore_ascii_case(name);
        if BLOCKS.iter().any(|known| is(known)) {
            self.end_line(name.eq_ignore_ascii_case("br"));
        } else if CELLS.iter().any(|known| is(known)) {
            self.blank();
        }
        match HIDDEN.iter().find(|known| is(known)) {
            Some(hidden) if !inside.starts_with('/') => after(rest, hidden),
            _ => rest,
        }
    }

    /// Ends the line; an empty one only where it is meant.
    fn end_line(&mut self, also_empty: bool) {
        let kept = self.text.trim_end_matches(' ').len();
        self.text.truncate(kept);
        let begun = !self.text.is_empty() && !self.text.ends_with('\n');
        if begun || (also_empty && !self.text.ends_with("\n\n") && !self.text.is_empty()) {
            self.text.push('\n');
        }
    }

    fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            self.text.push(' ');
        }
    }

    /// Text between tags: blanks and lines of the source are one blank.
    fn words(&mut self, source: &str) {
        let mut rest = source;
        while let Some(c) = rest.chars().next() {
            let (sign, taken) = if c == '&' { named(rest) } else { (c, c.len_utf8()) };
            if sign.is_whitespace() {
                self.blank();
            } else {
                self.text.push(sign);
            }
            rest = rest.get(taken..).unwrap_or_default();
        }
    }
}

/// The character that a text begins with by its name, and how long the name is.
fn named(text: &str) -> (char, usize) {
    let end = text.bytes().take(LONGEST + 2).position(|byte| byte == b';');
    let name = end.and_then(|end| text.get(1..end));
    let sign = name.and_then(|name| match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(digits) => char::from_u32(u32::from_str_radix(digits, 16).ok()?),
            None => char::from_u32(number.parse().ok()?),
        },
        None => NAMED.iter().find(|(known, _)| *known == name).map(|(_, sign)| *sign),
    });
    match (sign, end) {
        (Some(sign), Some(end)) => (sign, end + 1),
        _ => ('&', 1),
    }
}

/// What follows the end of an element; nothing where it has none.
fn after<'a>(mut rest: &'a str, name: &str) -> &'a str {
    while let Some((_, tag)) = rest.split_once("</") {
        if tag.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return tag.split_once('>').map_or("", |(_, rest)| rest);
        }
        rest = tag;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_line_by_line_without_what_nobody_sees() {
        for (html, text) in [
            ("<p>Guten Tag,</p><p>bis <b>morgen</b>!</p>", "Guten Tag,\nbis morgen!"),
            ("<head><title>x</title><style>p{}</style></head><body>a<br>b<br/><br>c", "a\nb\n\nc"),
            ("Gr&uuml;&szlig;e &amp; &#8364;&#x41; &kaputt; &", "Grüße & €A &kaputt; &"),
            ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3"),
            ("a<!-- <b> -->b<script>x</script", "ab"),
            ("nur Text", "nur Text"),
            ("<", ""),
        ] {
            assert_eq!(visible_text(html), text, "{html}");
        }
    }
}
