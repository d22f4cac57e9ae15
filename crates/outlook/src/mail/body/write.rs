//! Writing the bodies of a mail.
//!
//! HTML is written as UTF-8, which every version of Outlook reads. Plain text that an ANSI file
//! cannot hold is written as rich text made from it, which holds every character.

use pst::{PropValue, representable};
use sync::{Message, Record};

use super::super::fields::{CODE_PAGE, HTML, NATIVE_BODY, RTF, RTF_IN_SYNC, TEXT};
use super::super::write::text_field;
use super::plain;
use crate::code_page::UTF_8;
use crate::item::{text_of, wrong_value};
use crate::property::Values;
use crate::rtf::{self, Source};
use crate::user::Target;

/// PidTagNativeBody.
const IS_TEXT: i32 = 1;
const IS_RTF: i32 = 2;
const IS_HTML: i32 = 3;

/// Sets the bodies that a record has.
pub(in super::super) fn put(
    values: &mut Values,
    record: &Record,
    target: Target,
    warnings: &mut Vec<Message>,
) -> Result<(), Message> {
    for name in ["mail.body_text", "mail.body_html", "mail.body_rtf"] {
        text_field(record, name)?;
    }
    let html = text_of(record, "mail.body_html");
    let rich = text_of(record, "mail.body_rtf");
    values.set(CODE_PAGE, PropValue::I32(UTF_8.into()));
    if let Some(html) = html {
        values.set(HTML, PropValue::Binary(html.as_bytes().to_vec()));
    }
    if let Some(rich) = rich {
        put_rich(values, rich)?;
    }
    let native = match (html, rich) {
        (Some(_), _) => IS_HTML,
        (None, Some(_)) => IS_RTF,
        (None, None) => IS_TEXT,
    };
    let text = text_of(record, "mail.body_text");
    if let Some(text) = text {
        put_text(values, text, html, target, warnings);
    }
    if native != IS_TEXT || text.is_some() {
        values.set(NATIVE_BODY, PropValue::I32(native));
    }
    values.set(RTF_IN_SYNC, PropValue::Bool(values.get(RTF).is_some()));
    Ok(())
}

fn put_rich(values: &mut Values, text: &str) -> Result<(), Message> {
    let bytes = rtf::from_printable(text);
    // Made from another body it would be taken for that one.
    let own = rtf::Body::read(&bytes).filter(|body| body.source == Source::Rtf);
    if own.is_none() {
        let value = sync::Value::text(text);
        let field = super::super::field("mail.body_rtf");
        let refused = field.map(|field| wrong_value(field, &value));
        return Err(refused.unwrap_or_else(|| Message::new("outlook-unknown-field")));
    }
    values.set(RTF, PropValue::Binary(rtf::compress(&bytes)));
    Ok(())
}

fn put_text(
    values: &mut Values,
    text: &str,
    html: Option<&str>,
    target: Target,
    warnings: &mut Vec<Message>,
) {
    if !target.ansi || representable(text, target.code_page) {
        values.text(TEXT, text);
    } else if html.is_some_and(|html| plain::text(html) == text) {
        // It is made from the HTML again when it is read.
    } else if values.get(RTF).is_none() {
        values.set(RTF, PropValue::Binary(rtf::compress(&rtf::from_text(text))));
    } else {
        let left_out = Message::new("outlook-left-out").with("field", "mail.body_text");
        let left_out = left_out.with("code_page", target.code_page);
        warnings.push(left_out.with("characters", characters(text, target.code_page)));
    }
}

/// The first characters that a code page lacks.
fn characters(text: &str, code_page: u16) -> String {
    let lacking = |c: &char| !representable(c.encode_utf8(&mut [0; 4]), code_page);
    let shown: Vec<String> = text.chars().filter(lacking).take(5).map(String::from).collect();
    shown.join(" ")
}
