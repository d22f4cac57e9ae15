//! Subjects: a data file keeps the length of the prefix in a marker before the subject
//! (\[MS-PST\] 2.5.3.1.1.1), a message file keeps prefix and rest as properties of their own.

use std::collections::BTreeMap;

use pst::PropValue;

use super::MsgProp;
use crate::contact::without_marker;

const SUBJECT: MsgProp = MsgProp::Tag(0x0037);
/// PidTagSubjectPrefix and PidTagNormalizedSubject.
const PREFIX: MsgProp = MsgProp::Tag(0x003D);
const NORMALIZED: MsgProp = MsgProp::Tag(0x0E1D);
/// What a marker begins with.
const MARK: char = '\u{1}';

fn text_of(props: &BTreeMap<MsgProp, PropValue>, prop: &MsgProp) -> Option<String> {
    props.get(prop).and_then(PropValue::as_text).map(str::to_owned)
}

/// The subject of a data file as that of a message file.
pub(super) fn split(props: &mut BTreeMap<MsgProp, PropValue>) {
    let Some(stored) = text_of(props, &SUBJECT) else { return };
    let subject = without_marker(&stored);
    let marked = stored.strip_prefix(MARK).and_then(|rest| rest.chars().next());
    let chars = marked.and_then(|mark| usize::try_from(u32::from(mark)).ok());
    let chars = chars.unwrap_or(1).saturating_sub(1);
    let end = subject.char_indices().nth(chars).map(|(end, _)| end);
    let end = end.or((subject.chars().count() == chars).then_some(subject.len()));
    let (prefix, rest) = subject.split_at_checked(end.unwrap_or(0)).unwrap_or(("", subject));
    props.remove(&PREFIX);
    if !prefix.is_empty() {
        props.insert(PREFIX, PropValue::Text(prefix.to_owned()));
    }
    props.insert(NORMALIZED, PropValue::Text(rest.to_owned()));
    props.insert(SUBJECT, PropValue::Text(subject.to_owned()));
}

/// The subject of a message file as that of a data file.
pub(super) fn join(props: &mut BTreeMap<MsgProp, PropValue>) {
    let prefix = text_of(props, &PREFIX).unwrap_or_default();
    let rest = text_of(props, &NORMALIZED);
    let told = || rest.map(|rest| format!("{prefix}{rest}"));
    if let Some(subject) = text_of(props, &SUBJECT).or_else(told) {
        let subject = without_marker(&subject);
        let chars = if subject.starts_with(&prefix) { prefix.chars().count() } else { 0 };
        let mark = u32::try_from(chars).ok().and_then(|chars| char::from_u32(chars + 1));
        let stored = format!("{MARK}{}{subject}", mark.unwrap_or(MARK));
        props.insert(SUBJECT, PropValue::Text(stored));
    }
    props.remove(&PREFIX);
    props.remove(&NORMALIZED);
}
