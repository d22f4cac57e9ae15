//! What can be read of a web page, for searching.
//!
//! No parser: whatever the text is, it ends, and costs one pass. Tags, comments, scripts and styles
//! are left out; tags that stand between words become blanks.

/// Elements whose text nobody reads.
const HIDDEN: [&str; 4] = ["script", "style", "head", "title"];
/// Elements that may stand inside a word.
const INLINE: [&str; 12] =
    ["a", "abbr", "b", "em", "font", "i", "mark", "o:p", "s", "span", "strong", "u"];
/// Longest name of a character.
const ENTITY_BYTES: usize = 10;
#[rustfmt::skip]
const ENTITIES: [(&str, char); 22] = [
    ("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", ' '),
    ("auml", 'ä'), ("ouml", 'ö'), ("uuml", 'ü'), ("Auml", 'Ä'), ("Ouml", 'Ö'), ("Uuml", 'Ü'),
    ("szlig", 'ß'), ("euro", '€'), ("eacute", 'é'), ("egrave", 'è'), ("agrave", 'à'),
    ("aacute", 'á'), ("ccedil", 'ç'), ("ntilde", 'ñ'), ("shy", '\u{ad}'), ("copy", '©'),
];

/// The text of a web page.
pub(crate) fn visible_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 4);
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        push_decoded(&mut text, before);
        rest = after_tag(tag, &mut text);
    }
    push_decoded(&mut text, rest);
    text
}

/// What follows a tag, a comment, or an element whose text nobody reads.
fn after_tag<'a>(tag: &'a str, text: &mut String) -> &'a str {
    if let Some(comment) = tag.strip_prefix("!--") {
        return comment.split_once("-->").map_or("", |(_, rest)| rest);
    }
    let Some((inside, rest)) = tag.split_once('>') else { return "" };
    let closing = inside.starts_with('/');
    let end = |c: char| c.is_whitespace() || c == '/';
    let name = inside.trim_start_matches('/').split(end).next().unwrap_or_default();
    let is = |known: &str| known.eq_ignore_ascii_case(name);
    if !INLINE.iter().any(|known| is(known)) {
        text.push(' ');
    }
    match HIDDEN.iter().find(|known| is(known)) {
        Some(hidden) if !closing => after_element(rest, hidden),
        _ => rest,
    }
}

/// What follows the end of an element; all of it is left out where there is none.
fn after_element<'a>(mut rest: &'a str, name: &str) -> &'a str {
    while let Some((_, tag)) = rest.split_once("</") {
        if tag.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return tag.split_once('>').map_or("", |(_, rest)| rest);
        }
        rest = tag;
    }
    ""
}

fn push_decoded(text: &mut String, mut rest: &str) {
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let end = after.bytes().take(ENTITY_BYTES).position(|byte| byte == b';');
        let found = end.and_then(|end| Some((decoded(after.get(..end)?)?, after.get(end + 1..)?)));
        match found {
            Some((character, later)) => {
                text.push(character);
                rest = later;
            }
            None => {
                text.push('&');
                rest = after;
            }
        }
    }
    text.push_str(rest);
}

fn decoded(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else {
        return ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, character)| *character);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(html: &str) -> Vec<String> {
        visible_text(html).split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn what_a_reader_sees_is_left_of_a_page() {
        let page = "<html><HEAD><title>T</title><style>p{x}</style></head><body class=\"a\">\
                    <p>Gr&uuml;&#223;e<br>aus <b>K</b>&#xF6;ln</p><!-- <p>nie</p> --><td>A&B</td>\
                    <script>if (a<b) x()</script><p>1 &lt; 2";
        assert_eq!(words(page), ["Grüße", "aus", "Köln", "A&B", "1", "<", "2"]);
    }

    #[test]
    fn broken_pages_end() {
        for page in ["<", "a<b", "<!--", "<style>", "&", "&#;", "&#x110000;", "&amp", "</"] {
            visible_text(page);
        }
        assert_eq!(words("x &auml y"), ["x", "&auml", "y"]);
    }

    proptest! {
        #[test]
        fn any_text_is_a_page(page in "[<>/&;#x!\\-a ä]{0,40}") {
            let bound = page.len() + page.matches('<').count();
            prop_assert!(visible_text(&page).len() <= bound);
        }
    }
}
