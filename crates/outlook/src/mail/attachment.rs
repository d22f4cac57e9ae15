//! Attachments as descriptors, and descriptors as new attachments (\[MS-OXCMSG\] 2.2.2).
//!
//! What must hold: a new attachment made from a descriptor has that descriptor.

use pst::{Contents, NewAttachment, PropValue, Props};
use sync::ContentHash;
use sync::form::{Attached, AttachedKind};

use super::write::NO_TIME;
use crate::filetime;
use crate::item::Context;

const LONG_NAME: u16 = 0x3707;
const SHORT_NAME: u16 = 0x3704;
const DISPLAY_NAME: u16 = 0x3001;
const EXTENSION: u16 = 0x3703;
const MEDIA_TYPE: u16 = 0x370E;
const CONTENT_ID: u16 = 0x3712;
const LOCATION: u16 = 0x3713;
const LONG_PATH: u16 = 0x370D;
const PATH: u16 = 0x3708;
const METHOD: u16 = 0x3705;
const POSITION: u16 = 0x370B;
/// PidTagAttachFlags: an HTML body shows it.
const FLAGS: u16 = 0x3714;
const IN_HTML: i32 = 4;
/// PidTagAttachmentHidden.
const HIDDEN: u16 = 0x7FFE;
/// PidTagAttachMethod: the name of a file that lies elsewhere, and can only be found there.
const BY_REFERENCE: i32 = 4;

/// The descriptor of an attachment; `content` is the hash and the size of what is attached.
/// Whether an HTML body shows it is found out when the mail is read.
#[must_use]
pub fn attached(attachment: &pst::Attachment, content: Option<(ContentHash, u64)>) -> Attached {
    describe(&attachment.props, attachment.method, content)
}

pub(super) fn describe(
    props: &Props,
    method: i32,
    content: Option<(ContentHash, u64)>,
) -> Attached {
    let kind = match method {
        5 => AttachedKind::Message,
        6 => AttachedKind::Object,
        2 | 3 | 4 | 7 => AttachedKind::Link,
        _ => AttachedKind::File,
    };
    let content = content.filter(|_| kind != AttachedKind::Link);
    let location = match kind {
        AttachedKind::Link => first(props, &[LONG_PATH, PATH, LOCATION]),
        _ => first(props, &[LOCATION]),
    };
    let flags = props.i32(FLAGS).unwrap_or(0);
    let hidden = props.get(HIDDEN).and_then(PropValue::as_bool) == Some(true);
    Attached {
        name: first(props, &[LONG_NAME, SHORT_NAME, DISPLAY_NAME]),
        media_type: first(props, &[MEDIA_TYPE]),
        size: content.map_or(0, |(_, size)| size),
        hash: content.map(|(hash, _)| hash),
        kind,
        inline: hidden || flags & IN_HTML != 0,
        content_id: first(props, &[CONTENT_ID]),
        location,
        position: props.i32(POSITION).filter(|position| *position != -1),
    }
}

/// The first of some texts that says something.
fn first(props: &Props, ids: &[u16]) -> String {
    let texts = ids.iter().map(|id| props.text(*id));
    texts.into_iter().find(|text| !text.trim().is_empty()).unwrap_or_default().to_owned()
}

/// The attachment that a descriptor describes, with its contents.
#[must_use]
pub fn new_attachment(attached: &Attached, contents: Contents, ctx: &Context) -> NewAttachment {
    let mut props = Props::new();
    let method = match attached.kind {
        AttachedKind::File if contents == Contents::None => 0,
        AttachedKind::File => 1,
        AttachedKind::Message => 5,
        AttachedKind::Object => 6,
        AttachedKind::Link => BY_REFERENCE,
    };
    let shown = !attached.content_id.is_empty() || !attached.location.is_empty();
    let in_html = attached.inline && shown && attached.kind != AttachedKind::Link;
    let flags = if in_html { IN_HTML } else { 0 };
    let position = attached.position.unwrap_or(-1);
    let numbers =
        [(METHOD, method), (FLAGS, flags), (POSITION, position), (0x7FFA, 0), (0x7FFD, 0)];
    props.0.extend(numbers.map(|(id, number)| (id, PropValue::I32(number))));
    let now = filetime::from_timestamp(ctx.now);
    let times = [(0x3007, now), (0x3008, now), (0x7FFB, NO_TIME), (0x7FFC, NO_TIME)];
    props.0.extend(times.map(|(id, time)| (id, PropValue::Time(time))));
    props.set(HIDDEN, PropValue::Bool(attached.inline));
    put_names(&mut props, attached);
    for (id, text) in [
        (MEDIA_TYPE, &attached.media_type),
        (CONTENT_ID, &attached.content_id),
        (location_prop(attached.kind), &attached.location),
    ] {
        put_text(&mut props, id, text);
    }
    NewAttachment { props, contents }
}

fn put_text(props: &mut Props, id: u16, text: &str) {
    if !text.is_empty() {
        props.set(id, PropValue::Text(text.to_owned()));
    }
}

fn location_prop(kind: AttachedKind) -> u16 {
    if kind == AttachedKind::Link { LONG_PATH } else { LOCATION }
}

fn put_names(props: &mut Props, attached: &Attached) {
    let name = attached.name.as_str();
    put_text(props, DISPLAY_NAME, name);
    let file = matches!(attached.kind, AttachedKind::File | AttachedKind::Link);
    if name.is_empty() || !file {
        return;
    }
    put_text(props, LONG_NAME, name);
    put_text(props, SHORT_NAME, &short_name(name));
    if let Some((_, extension)) = name.rsplit_once('.') {
        put_text(props, EXTENSION, &format!(".{extension}"));
    }
}

/// A file name of eight characters and three, as old programs want it.
fn short_name(name: &str) -> String {
    let usable = |text: &str, most: usize| {
        let kept = text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        kept.take(most).collect::<String>().to_ascii_uppercase()
    };
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let (short, extension) = (usable(stem, 8), usable(extension, 3));
    let short = if short.is_empty() { "ATT".to_owned() } else { short };
    let cut = short.chars().count() < stem.chars().count();
    let short = if cut { format!("{}~1", usable(&short, 6)) } else { short };
    if extension.is_empty() { short } else { format!("{short}.{extension}") }
}
