//! A mail: its head, its page as its sender made it, and harmless, and what is attached.
//!
//! What must hold of the page: it is cleaned, in a frame of its own in which nothing runs, and
//! without anything from elsewhere unless a person asks for pictures.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use office::OfficeRecord;
use serde::Deserialize;
use sync::form::{Attached, AttachedKind};
use sync::{Kind, Value};

use super::desk::Desk;
use super::door::Tongue;
use super::page::failed;
use super::uploads::{Send, download, pieces};
use crate::failure::Failure;
use crate::session::{Session, attached};
use crate::show::attachments::what;
use crate::words::Words;

/// Nothing but styles that stand in the page itself, and pictures that are in it.
const POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
    frame-ancestors 'self'; base-uri 'none'; form-action 'none'";
/// The same with pictures from elsewhere, which a person asked for.
const POLICY_WITH_PICTURES: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; \
    img-src data: https: http:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";
/// Pictures that come with a mail are shown up to so many bytes together.
const PICTURES: u64 = 4 << 20;
/// The longest page that is cleaned, in bytes, and the deepest.
const LONGEST: usize = 8 << 20;
const DEEPEST: usize = 2000;
/// Pictures that are shown: nothing that could hold a script.
const SHOWN: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"];

/// A mail as a page shows it.
pub struct MailView {
    pub id: i64,
    pub subject: String,
    pub head: Vec<(String, String)>,
    /// It has a page of its own; otherwise its text is shown.
    pub has_page: bool,
    /// The page names pictures elsewhere.
    pub has_remote: bool,
    pub text: String,
    pub attached: Vec<AttachedView>,
}

/// Something that is attached.
pub struct AttachedView {
    pub name: String,
    pub about: String,
    /// Where it is had; none if there is nothing to have.
    pub href: Option<String>,
}

impl MailView {
    /// A mail in words.
    pub fn of(record: &OfficeRecord, words: &Words) -> Self {
        let head = ["from", "to", "cc", "received_at", "sent_at", "folder"].iter();
        let head = head.filter_map(|name| {
            let value = record.fields.get(name)?;
            Some((words.label(name), words.field_value(record.kind, name, value, "\n")))
        });
        let html = record.fields.text("body_html");
        let attached = attached(record.fields.get("attachments"));
        let shown = attached.iter().enumerate().map(|(at, one)| AttachedView {
            name: if one.name.is_empty() { words.text("web-nameless") } else { one.name.clone() },
            about: match one.hash {
                Some(_) => format!("{}, {}", words.bytes(one.size), what(one, words)),
                None => what(one, words),
            },
            href: one.hash.map(|_| format!("/mails/{}/attachments/{}", record.id, at + 1)),
        });
        Self {
            id: record.id,
            subject: record.fields.text("subject").to_owned(),
            head: head.collect(),
            has_page: !html.trim().is_empty(),
            has_remote: names_remote(html),
            text: record.fields.text("body_text").to_owned(),
            attached: shown.collect(),
        }
    }
}

/// Whether a page would fetch pictures. Every part is looked at once, however hostile it is.
fn names_remote(html: &str) -> bool {
    let lower = html.to_ascii_lowercase();
    lower.split("<img").skip(1).any(|part| {
        let tag = part.split('>').next().unwrap_or_default();
        tag.contains("http:") || tag.contains("https:")
    })
}

/// How the page is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    pictures: bool,
}

/// The page.
pub async fn page(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Path(id): Path<i64>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let words = desk.words(language);
    let said = Arc::clone(&words);
    let asked = desk.ask(language, move |session| {
        let record = session.record(Kind::Mails, &format!("id:{id}"))?;
        let own = pictures(session, record.fields.get("attachments"))?;
        if is_too_much(record.fields.text("body_html")) {
            return Ok(said.text("web-page-too-much"));
        }
        Ok(cleaned(record.fields.text("body_html"), own, wanted.pictures))
    });
    let clean = match asked.await {
        Ok(clean) => clean,
        Err(failure) => return failed(&failure, &words),
    };
    let page = format!("<!doctype html><meta charset=\"utf-8\"><title></title>{clean}");
    let policy = if wanted.pictures { POLICY_WITH_PICTURES } else { POLICY };
    let heads = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    (heads, page).into_response()
}

/// Whether a page is longer, or nested deeper, than any that a person writes: to clean it would
/// take minutes.
fn is_too_much(html: &str) -> bool {
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    for part in html.split('<').skip(1) {
        match part.bytes().next() {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(first) if first.is_ascii_alphabetic() && !is_single(part) => depth += 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    html.len() > LONGEST || deepest > DEEPEST
}

/// Whether a tag has no end of its own.
fn is_single(tag: &str) -> bool {
    let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let name = name.to_ascii_lowercase();
    // Ends of paragraphs, cells and list items are left out by many.
    ["br", "img", "hr", "meta", "link", "input", "col", "p", "li", "td", "tr", "th", "option"]
        .contains(&name.as_str())
}

/// The pictures that come with a mail, by the names by which its page shows them.
fn pictures(
    session: &mut Session,
    value: Option<&Value>,
) -> Result<HashMap<String, String>, Failure> {
    let mut found = HashMap::new();
    let mut room = PICTURES;
    for one in attached(value) {
        let media = one.media_type.to_ascii_lowercase();
        let Some(hash) = one.hash.filter(|_| !one.content_id.is_empty()) else { continue };
        if !SHOWN.contains(&media.as_str()) || one.size > room {
            continue;
        }
        let mut bytes = Vec::new();
        // More than the record says is not taken.
        let most = usize::try_from(room).unwrap_or_default();
        let whole = session.attached_content(&hash, &mut |piece| {
            if bytes.len() <= most {
                bytes.extend_from_slice(piece);
            }
        })?;
        if whole && bytes.len() <= most {
            room = room.saturating_sub(bytes.len() as u64);
            found.insert(one.content_id, format!("data:{media};base64,{}", base64(&bytes)));
        }
    }
    Ok(found)
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// What of a page is harmless. `own`: the pictures that come with it, by their names; `remote`:
/// pictures from elsewhere stay, too.
fn cleaned(html: &str, own: HashMap<String, String>, remote: bool) -> String {
    let mut cleaner = ammonia::Builder::default();
    cleaner.add_generic_attributes(["align", "bgcolor", "valign", "width", "height"]);
    // A link opens nothing by itself, and when a person follows it, a page of its own that knows
    // nothing of this one.
    cleaner.set_tag_attribute_value("a", "target", "_blank");
    cleaner.url_schemes(["http", "https", "mailto", "cid", "data"].into());
    cleaner.link_rel(Some("noopener noreferrer"));
    cleaner.attribute_filter(move |element, attribute, value| match (element, attribute) {
        ("img", "src") => {
            let name = value.strip_prefix("cid:");
            if let Some(picture) = name.and_then(|name| own.get(name)) {
                return Some(Cow::Owned(picture.clone()));
            }
            let lower = value.trim_start().to_ascii_lowercase();
            let elsewhere = lower.starts_with("http:") || lower.starts_with("https:");
            (remote && elsewhere).then_some(Cow::Borrowed(value))
        }
        (_, "href") => {
            let lower = value.trim_start().to_ascii_lowercase();
            let known = ["http:", "https:", "mailto:"].iter().any(|name| lower.starts_with(name));
            known.then_some(Cow::Borrowed(value))
        }
        // Whatever else names a place is fetched, or leads there.
        (_, "src" | "cite" | "background" | "longdesc" | "poster" | "srcset") => None,
        _ => Some(Cow::Borrowed(value)),
    });
    cleaner.clean(html).to_string()
}

/// Something that is attached to a mail, to be saved.
pub async fn attachment(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Path((id, number)): Path<(i64, usize)>,
) -> Response {
    let words = desk.words(language);
    let asked = desk.ask(language, move |session| session.record(Kind::Mails, &format!("id:{id}")));
    let record = match asked.await {
        Ok(record) => record,
        Err(failure) => return failed(&failure, &words),
    };
    let attached = attached(record.fields.get("attachments"));
    let found = number.checked_sub(1).and_then(|at| attached.get(at));
    let Some((one, hash)) = found.and_then(|one| Some((one, one.hash?))) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut session = desk.session(language);
    let body = pieces(move |send: Send<'_>| {
        let mut wanted = true;
        let whole = session.attached_content(&hash, &mut |piece| {
            wanted = wanted && send(piece.to_vec());
        });
        wanted && whole.is_ok_and(|whole| whole)
    });
    (download(&crate::session::file_name(&named(one, &words))), body).into_response()
}

/// With a name, where it has none.
fn named(one: &Attached, words: &Words) -> Attached {
    let nameless = one.name.trim().is_empty() && one.kind == AttachedKind::File;
    let name = if nameless { words.text("web-nameless") } else { one.name.clone() };
    Attached { name, ..one.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(html: &str, remote: bool) -> String {
        let own = HashMap::from([("bild1".to_owned(), "data:image/png;base64,AAAA".to_owned())]);
        cleaned(html, own, remote)
    }

    #[test]
    fn nothing_of_a_hostile_mail_is_left_that_runs_or_fetches() {
        for hostile in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<img src='http://spy.example/1.gif'>",
            "<img src='//spy.example/1.gif'>",
            "<img srcset='http://spy.example/1.gif 2x'>",
            "<a href='javascript:alert(1)'>x</a>",
            "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
            "<blockquote cite='http://spy.example'>x</blockquote>",
            "<style>@import 'http://spy.example'; body { background: url(http://spy.example) }</style>",
            "<div style='background:url(http://spy.example)'>x</div>",
            "<td background='http://spy.example'>x</td>",
            "<iframe src='http://spy.example'></iframe>",
            "<svg><script>alert(1)</script></svg>",
            "<form action='http://spy.example'><input name=a></form>",
            "<base href='http://spy.example'>",
            "<meta http-equiv=refresh content='0;url=http://spy.example'>",
            "</title><script>alert(1)</script>",
        ] {
            let clean = clean(hostile, false).to_lowercase();
            for word in ["script", "spy.example", "onerror", "<style", "<iframe", "<form", "<svg"] {
                assert!(!clean.contains(word), "{hostile}: {clean}");
            }
        }
        assert_eq!(clean("<p>Guten <b>Tag</b></p>", false), "<p>Guten <b>Tag</b></p>");
    }

    #[test]
    fn a_page_that_would_take_minutes_to_clean_is_recognised() {
        assert!(is_too_much(&"<div>".repeat(3000)) && is_too_much(&"x".repeat(9 << 20)));
        assert!(!is_too_much(&"<p>a<br><div>b</div>".repeat(30_000)));
    }

    #[test]
    fn pictures_of_the_mail_are_shown_those_from_elsewhere_only_when_asked_for() {
        let html = "<img src='cid:bild1'><img src='https://bilder.example/2.png'><img src='data:text/html,x'>";
        let (without, with) = (clean(html, false), clean(html, true));
        assert!(
            without.contains("base64,AAAA") && !without.contains("bilder.example"),
            "{without}"
        );
        assert!(with.contains("https://bilder.example/2.png"), "{with}");
        assert!(!with.contains("text/html"), "{with}");
        assert!(names_remote(html) && !names_remote("<img src='cid:1'> https://x"));
        // A megabyte of beginnings takes no longer than any other.
        assert!(!names_remote(&"<img".repeat(300_000)));
    }
}
