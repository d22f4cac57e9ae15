//! The readable text of HTML.

use proptest::prelude::*;

use super::plain::text;

#[test]
fn a_person_reads_the_same() {
    for (html, expected) in [
        ("<p>Guten Tag,</p><p>anbei.</p>", "Guten Tag,\r\n\r\nanbei."),
        ("<div>eins</div><div>zwei<br>drei<br><br>vier</div>", "eins\r\nzwei\r\ndrei\r\n\r\nvier"),
        ("a  \r\n b<b>c</b> d&nbsp;e", "a bc d\u{A0}e"),
        ("<ul><li>eins<li>zwei</ul>danach", "* eins\r\n* zwei\r\ndanach"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>", "a b\r\nc"),
        ("<pre>a  b\r\n  c</pre>d", "a  b\r\n  c\r\n\r\nd"),
        ("<head><title>T</title></head><style>p{}</style>x<SCRIPT>y<z</Script>z", "xz"),
        ("<!-- a > b --><!DOCTYPE html><?xml ?>x", "x"),
        ("<a href=\"a>b\" title='\"'>hier</a>", "hier"),
        (
            "&Auml;&szlig; &#8364;&#x20AC; &lt;b&gt; &unbekannt; & &amp;amp;",
            "Äß €€ <b> &unbekannt; & &amp;",
        ),
        ("1 < 2 und 3 <4", "1 < 2 und 3 <4"),
        ("<head>ohne Ende", "ohne Ende"),
        ("x<a href=\"offen>y", "xy"),
        ("x<b", "x"),
        ("x<!-- offen", "x"),
        ("&#0;&#xD800;&#99999999;", "&#0;&#xD800;&#99999999;"),
        ("", ""),
    ] {
        assert_eq!(text(html), expected, "{html}");
    }
}

#[test]
fn html_made_to_take_long_does_not() {
    for piece in ["<head>", "<a '\"", "<!--", "</", "&", "<style></x", "<p><br>"] {
        let html = piece.repeat(200_000);
        let began = std::time::Instant::now();
        let out = text(&html);
        assert!(out.len() <= html.len(), "{piece}");
        assert!(began.elapsed().as_secs() < 5, "{piece} {:?}", began.elapsed());
    }
}

proptest! {
    #[test]
    fn every_html_has_a_text_that_is_not_longer_than_allowed(html in "(<[a-z/!\"' =-]{0,6}>?|&[a-z#0-9;]{0,9}|\\PC|[ \r\n]){0,60}") {
        let out = text(&html);
        prop_assert!(out.len() <= 3 * html.len() + 8);
        prop_assert!(!out.contains("\r\n\r\n\r\n") || html.contains("pre"));
    }
}
