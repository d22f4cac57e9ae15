//! Reading the bodies of a mail.

use pst::PropValue;
use sync::Message;

use super::super::fields::{CODE_PAGE, HTML, RTF, TEXT};
use super::{decode, plain};
use crate::item::{Found, Stored};
use crate::rtf::{self, Fault, Source};

/// The bodies of a mail, each where there is one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Bodies {
    pub text: Option<String>,
    pub html: Option<String>,
    /// Rich text that is not made from one of the others.
    pub rtf: Option<String>,
}

/// Rich text as stored, and what it was made from.
struct Rich {
    rtf: Vec<u8>,
    fault: Option<Fault>,
    body: rtf::Body,
}

/// The bodies of a mail; `code_page` is that of its old texts.
pub(in super::super) fn read(item: Stored<'_>, code_page: u16, found: &mut Found) -> Bodies {
    let text = plain_text(item, found);
    let explicit = html(item, code_page, found);
    let rich = rich(item, explicit.is_none(), found);
    let source = rich.as_ref().map(|rich| rich.body.source);
    let wrapped = rich.as_ref().filter(|_| source == Some(Source::Html) && explicit.is_none());
    let readable = rich.as_ref().filter(|_| text.is_none() && source != Some(Source::Html));
    let own = rich.as_ref().filter(|_| source == Some(Source::Rtf));
    for (used, field) in
        [(wrapped, "mail.body_html"), (own, "mail.body_rtf"), (readable, "mail.body_text")]
    {
        if let Some(fault) = used.and_then(|rich| rich.fault) {
            report(fault, field, found);
            break;
        }
    }
    let html = explicit.or_else(|| filled(wrapped?.body.text.clone()));
    let text = text
        .or_else(|| filled(readable?.body.text.clone()))
        .or_else(|| filled(plain::text(html.as_ref()?)));
    let rtf = own.map(|rich| rtf::printable(&rich.rtf));
    Bodies { text, html, rtf }
}

fn filled(text: String) -> Option<String> {
    let text = if text.contains('\0') { text.replace('\0', "") } else { text };
    Some(text).filter(|text| !text.trim().is_empty())
}

fn wrong_type(field: &str, found: &mut Found) {
    found.losses.push(Message::new("outlook-value-type").with("field", field));
}

fn plain_text(item: Stored<'_>, found: &mut Found) -> Option<String> {
    match item.get(TEXT)? {
        PropValue::Text(text) => filled(text.clone()),
        _ => {
            wrong_type("mail.body_text", found);
            None
        }
    }
}

/// PidTagHtml.
fn html(item: Stored<'_>, code_page: u16, found: &mut Found) -> Option<String> {
    let bytes = match item.get(HTML)? {
        PropValue::Binary(bytes) => bytes,
        PropValue::Text(text) => return filled(text.clone()),
        _ => {
            wrong_type("mail.body_html", found);
            return None;
        }
    };
    let decoded = decode::html(bytes, item.int(CODE_PAGE), code_page);
    if let Some(number) = decoded.unknown {
        let unknown = Message::new("outlook-code-page-unknown").with("field", "mail.body_html");
        found.losses.push(unknown.with("code_page", number));
    }
    filled(decoded.text)
}

/// PidTagRtfCompressed; where it cannot be read and is `needed`, that is a loss.
fn rich(item: Stored<'_>, needed: bool, found: &mut Found) -> Option<Rich> {
    let bytes = match item.get(RTF)? {
        PropValue::Binary(bytes) => bytes,
        _ => {
            wrong_type("mail.body_rtf", found);
            return None;
        }
    };
    let decompressed = rtf::decompress(bytes);
    let nothing = |rtf: &[u8]| rtf.iter().all(|byte| matches!(byte, 0 | b'\r' | b'\n' | b' '));
    let empty = match &decompressed {
        Some(read) => nothing(&read.rtf) && read.fault.is_none(),
        None => nothing(bytes),
    };
    let body = decompressed.as_ref().and_then(|read| rtf::Body::read(&read.rtf));
    let rich = decompressed.zip(body);
    if rich.is_none() && needed && !empty {
        found.losses.push(Message::new("outlook-mail-body-damaged").with("field", "mail.body_rtf"));
    }
    rich.map(|(read, body)| Rich { rtf: read.rtf, fault: read.fault, body })
}

/// What ends too early is missing. Where length or checksum is wrong nobody knows: a person should.
fn report(fault: Fault, field: &str, found: &mut Found) {
    match fault {
        Fault::Truncated => {
            let damaged = Message::new("outlook-mail-body-damaged").with("field", field);
            found.losses.push(damaged);
        }
        Fault::Checksum | Fault::Size => {
            found.losses.push(Message::new("outlook-mail-body-odd").with("field", field));
        }
    }
}
