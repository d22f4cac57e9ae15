//! What RTF was made from comes out again, in the right characters.

use proptest::prelude::*;

use super::super::*;
use crate::streams::bodies_of_messages;

fn read(rtf: &[u8]) -> (Source, String) {
    let body = Body::read(rtf).unwrap();
    (body.source, body.text)
}

fn html(rtf: &str) -> String {
    let (source, text) = read(rtf.as_bytes());
    assert_eq!(source, Source::Html);
    text
}

const FONTS: &str = "{\\fonttbl{\\f0\\fswiss\\fcharset0 Arial;}{\\f1\\fnil\\fcharset204 Arial Cyr;}\
    {\\f2\\fmodern\\fcharset128 MS Gothic;}{\\f3\\fnil\\fcharset1 X;}}";

#[test]
fn html_comes_out_as_it_went_in() {
    let text = html(concat!(
        "{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 \\deff0",
        "{\\fonttbl {\\f0\\fmodern Courier New;}{\\f1\\fswiss\\fcharset238 Arial;}}",
        "{\\colortbl\\red0\\green0\\blue0;}\r\n",
        "{\\*\\htmltag64}\r\n\\uc1\\pard\\plain\\deftab360 \\f0\\fs24",
        "{\\*\\htmltag19 <html>}{\\*\\htmltag2 \\par }",
        "{\\*\\htmltag50 <body>}\\htmlrtf {\\htmlrtf0 ",
        "{\\*\\htmltag64 <p class=\"a\\\\b\\{c\\}\">}\\htmlrtf \\par \\htmlrtf0 ",
        "\\f1 Text with \\'b3\\u322?\\htmlrtf\\f0\\htmlrtf0 ",
        "{\\*\\htmltag84 &nbsp;}\\htmlrtf \\'a0\\htmlrtf0 ",
        "{\\*\\mhtmltag84 <img src=\"x\">}{\\*\\htmltag84 <img src=\"y\">}",
        "\\lquote q\\rquote\\~\\_\\tab",
        "{\\*\\htmltag58 </body>}\\htmlrtf }\\htmlrtf0 ",
        "{\\*\\htmltag27 </html>}}"
    ));
    let expected = concat!(
        "<html>\r\n<body><p class=\"a\\b{c}\">Text with łł&nbsp;<img src=\"y\">",
        "&lsquo;q&rsquo;&nbsp;&shy;\t</body></html>"
    );
    assert_eq!(text, expected);
}

#[test]
fn bytes_are_in_the_code_page_of_their_font_and_tags_in_that_of_the_document() {
    let text = html(&format!(
        "{{\\rtf1\\ansi\\ansicpg1252\\fromhtml1\\deff0{FONTS}\
         {{\\*\\htmltag84 \\'fc}}\\'fc\\f1 \\'fc{{\\*\\htmltag84 \\'fc}}{{\\f0 \\'fc}}\\'fc\
         \\f2 \\'93\\'fa\\'96{{\\*\\htmltag84 x}}\\f3 \\'fc\\plain\\'fc}}"
    ));
    assert_eq!(text, "üüьüüь日\u{FFFD}xüü");
}

#[test]
fn plain_text_comes_out_as_it_went_in() {
    let rtf = "{\\rtf1\\ansi\\ansicpg1252\\fromtext \\deff0{\\fonttbl\r\n{\\f0\\fswiss Arial;}}\r\n\
        \\uc1\\pard\\plain\\deftab360 \\f0\\fs20 Gr\\'fc\\'dfe \\{a\\}\\par\r\n\\u8364? \\tab 5\\par\r\n}";
    assert_eq!(read(rtf.as_bytes()), (Source::Text, "Grüße {a}\r\n€ \t5\r\n".to_owned()));
}

#[test]
fn unicode_replaces_its_stand_ins_however_they_are_written() {
    let text = |body: &str| read(format!("{{\\rtf1\\ansi\\ansicpg1252 {body}}}").as_bytes()).1;
    assert_eq!(text("\\uc2\\u28450\\'8a\\'bf!"), "漢!");
    assert_eq!(text("\\u-10179?\\u-8704?"), "😀");
    assert_eq!(text("\\uc0\\u228 \\u246 x"), "äöx");
    assert_eq!(text("{\\uc3\\u228 ab}c"), "äc");
    assert_eq!(text("\\u228\\emdash x"), "äx");
    assert_eq!(text("\\u-10179?x"), "\u{FFFD}x");
}

#[test]
fn of_real_rtf_the_readable_text_is_taken() {
    let rtf = "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Times;}}{\\colortbl;\\red255\\green0\\blue0;}\
        {\\stylesheet{\\s0 Normal;}}{\\info{\\title T}{\\author A}}{\\*\\generator G;}\
        \\pard\\b Betreff:\\b0  {\\v versteckt }Hallo\\line Welt\\par\
        {\\pntext\\'95\\tab}{\\*\\pn\\pnlvlblt}eins\\par\
        {\\field{\\*\\fldinst HYPERLINK \"http://x\"}{\\fldrslt hier}}\
        {\\pict\\wmetafile8 0102}{\\*\\shppict{\\pict 00}}\\par\
        \\trowd a\\cell b\\cell\\row \\ldblquote z\\rdblquote\\bin2 }}}";
    let text = "Betreff: Hallo\r\nWelt\r\n•\teins\r\nhier\r\na\tb\t\r\n“z”";
    assert_eq!(read(rtf.as_bytes()), (Source::Rtf, text.to_owned()));
}

#[test]
fn the_readable_text_of_real_bodies_is_the_plain_text_beside_them() {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let bodies = bodies_of_messages();
    let mut compared = 0;
    for (rich, plain) in &bodies {
        let Some(rtf) = decompress(rich) else { continue };
        let body = Body::read(&rtf.rtf).unwrap();
        if body.source != Source::Html {
            assert_eq!(words(&body.text), words(plain));
            compared += 1;
        }
    }
    println!("{compared} bodies");
    assert!(bodies.is_empty() || compared >= 30, "{compared}");
}

#[test]
fn real_bodies_with_bytes_changed_do_no_harm() {
    let mut seed = 1_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(seed >> 33).unwrap() % below
    };
    for (rich, _) in bodies_of_messages() {
        let Some(mut found) = decompress(&rich) else { continue };
        for _ in 0..20 {
            let mut damaged = rich.clone();
            let at = random(damaged.len());
            damaged[at] ^= 1 << random(8);
            let limit = damaged.len() * 9;
            assert!(decompress(&damaged).is_none_or(|found| found.rtf.len() <= limit));
            let (from, to) = (random(found.rtf.len()), random(found.rtf.len()));
            found.rtf[to] = found.rtf[from];
            let limit = found.rtf.len() * 3;
            assert!(Body::read(&found.rtf).is_none_or(|body| body.text.len() <= limit));
        }
    }
}

#[test]
fn what_is_no_rtf_is_none() {
    assert_eq!(Body::read(b""), None);
    assert_eq!(Body::read(b"<html>"), None);
    assert_eq!(Body::read(b"\r\n{\\rtf1 x}").map(|body| body.text).as_deref(), Some("x"));
}

#[test]
fn groups_may_be_nested_beyond_reason() {
    let mut rtf = b"{\\rtf1 a".to_vec();
    rtf.extend(b"{".repeat(100_000));
    rtf.extend(b"b");
    rtf.extend(b"}".repeat(100_000));
    rtf.extend(b"c}}}}d");
    assert_eq!(read(&rtf).1, "abcd");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_text_survives_its_wrapping(text in "[ -~äöüß€漢😀\n\t\\\\{}]{0,60}") {
        let (source, found) = read(&from_text(&text));
        prop_assert_eq!(source, Source::Text);
        prop_assert_eq!(found.replace("\r\n", "\n"), text);
    }

    #[test]
    fn no_rtf_is_too_odd(parts in prop::collection::vec(prop::sample::select(vec![
        "{", "}", "\\", "\\*", "\\htmltag64 ", "\\htmlrtf ", "\\htmlrtf0 ", "\\u-1 ", "\\u99999999999 ",
        "\\uc", "\\uc9", "\\'", "\\'e", "\\'e4", "\\f", "\\f7", "\\fonttbl", "\\fcharset128", "\\bin",
        "\\bin99", "\\fromhtml1", "\\par", "\\plain", "\\ansicpg932", "\\ansicpg-3", "x", "ä", "\r\n",
    ]), 0..60)) {
        let rtf = format!("{{\\rtf1{}", parts.concat());
        let body = Body::read(rtf.as_bytes()).unwrap();
        prop_assert!(body.text.len() <= rtf.len() * 3);
    }

    #[test]
    fn no_bytes_are_too_odd(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Body::read(&[b"{\\rtf1\\fromhtml1 ", bytes.as_slice()].concat());
    }
}
