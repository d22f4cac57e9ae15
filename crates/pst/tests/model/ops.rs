//! What can be done to a store, chosen by chance.

use proptest::prelude::*;
use pst::{Contents, NewItem, PropValue, Props};

use crate::support::values::{attachment, long, props, recipient, text};

/// An operation; numbers choose among what there is.
#[derive(Debug, Clone)]
pub enum Op {
    Folder(usize, String),
    Rename(usize, String),
    MoveFolder(usize, usize),
    DeleteFolder(usize),
    Item(usize, New),
    Hidden(usize, New),
    Patch(usize, Vec<(u16, Option<Form>)>),
    Named(usize, u8, Form),
    Move(usize, usize),
    Delete(usize),
    Attach(usize, Attached),
    Detach(usize, usize),
    Recipients(usize, usize),
    Columns(usize, usize),
    Commit,
    Abort,
    Reopen,
}

/// A value; large ones by their size, so that a failure can be read.
#[derive(Debug, Clone)]
pub enum Form {
    Text(usize),
    I32(i32),
    Time(i64),
    Bool(bool),
    F64(f64),
    Guid([u8; 16]),
    Binary(usize),
    MvI32(usize),
    MvText(usize),
    MvBinary(usize),
}

impl Form {
    pub fn value(&self) -> PropValue {
        match self {
            Self::Text(len) => long(*len),
            Self::I32(number) => PropValue::I32(*number),
            Self::Time(time) => PropValue::Time(*time),
            Self::Bool(set) => PropValue::Bool(*set),
            Self::F64(number) => PropValue::F64(*number),
            Self::Guid(guid) => PropValue::Guid(*guid),
            Self::Binary(len) => PropValue::Binary(vec![3; *len]),
            Self::MvI32(count) => PropValue::MvI32(vec![7; *count]),
            Self::MvText(count) => PropValue::MvText(vec!["Teil ß".into(); *count]),
            Self::MvBinary(count) => PropValue::MvBinary(vec![vec![1; count % 9]; *count]),
        }
    }
}

/// An item to be made.
#[derive(Debug, Clone)]
pub struct New {
    mail: bool,
    name: String,
    note: usize,
    recipients: usize,
    attached: Vec<Attached>,
}

/// Something to be attached.
#[derive(Debug, Clone)]
pub enum Attached {
    Nothing,
    Bytes(usize),
    Object(usize),
    Message(Box<New>),
}

/// Columns that folders get.
pub const COLUMNS: [(u16, fn() -> PropValue); 6] = [
    (0x3A0B, || text("")),
    (0x3A08, || text("")),
    (0x6001, || PropValue::I32(0)),
    (0x6002, || PropValue::Time(0)),
    (0x6003, || PropValue::Bool(false)),
    (0x1013, || PropValue::Binary(Vec::new())),
];

impl New {
    /// All its properties are given, so that the file adds none.
    pub fn item(&self) -> NewItem {
        let class = if self.mail { "IPM.Note" } else { "IPM.Contact" };
        let item = props([
            (0x001A, text(class)),
            (0x0037, text(self.name.clone())),
            (0x1000, long(self.note)),
            (0x0E07, PropValue::I32(i32::from(self.note.is_multiple_of(2)))),
            (0x3007, PropValue::Time(5)),
            (0x3008, PropValue::Time(6)),
            (0x0E06, PropValue::Time(7)),
            (0x300B, PropValue::Binary(vec![1; 16])),
        ]);
        let attachments = self.attached.iter().enumerate().map(|(i, a)| a.attachment(i)).collect();
        NewItem { props: item, recipients: people(self.recipients), attachments }
    }
}

impl Attached {
    /// The attachment, under a name of its own.
    pub fn attachment(&self, number: usize) -> pst::NewAttachment {
        let bytes = |len: usize| vec![len.to_le_bytes()[0]; len];
        let contents = match self {
            Self::Nothing => Contents::None,
            Self::Bytes(len) => Contents::Bytes(bytes(*len)),
            Self::Object(len) => Contents::Object(bytes(*len)),
            Self::Message(new) => Contents::Message(Box::new(new.item())),
        };
        attachment(&format!("Datei {number}"), contents)
    }
}

/// So many recipients of all types.
pub fn people(count: usize) -> Vec<Props> {
    (0..count).map(|i| recipient(i, [1, 2, 3, 1][i % 4])).collect()
}

fn name() -> impl Strategy<Value = String> {
    "[A-Za-zäöü/]{1,12}"
}

/// Around the sizes at which the place of a value changes.
fn size() -> impl Strategy<Value = usize> {
    prop_oneof![
        6 => 0usize..40,
        3 => 900usize..1200,
        2 => 3500usize..3700,
        2 => 8000usize..30_000,
        1 => 60_000usize..100_000,
    ]
}

fn value() -> impl Strategy<Value = (u16, Form)> {
    let count = 0usize..300;
    prop_oneof![
        3 => size().prop_map(|len| (0x1000, Form::Text(len))),
        1 => (0usize..60).prop_map(|len| (0x0037, Form::Text(len))),
        2 => any::<bool>().prop_map(|read| (0x0E07, Form::I32(i32::from(read)))),
        2 => (0x3A00u16..0x3A20, 0usize..60).prop_map(|(id, len)| (id, Form::Text(len))),
        1 => any::<i32>().prop_map(|number| (0x6001, Form::I32(number))),
        1 => any::<i64>().prop_map(|time| (0x6002, Form::Time(time))),
        1 => any::<bool>().prop_map(|set| (0x6003, Form::Bool(set))),
        1 => (-1e9..1e9).prop_map(|number| (0x6004, Form::F64(number))),
        1 => any::<[u8; 16]>().prop_map(|guid| (0x6005, Form::Guid(guid))),
        1 => size().prop_map(|len| (0x1013, Form::Binary(len))),
        1 => count.clone().prop_map(|count| (0x6006, Form::MvI32(count))),
        1 => count.clone().prop_map(|count| (0x6007, Form::MvText(count))),
        1 => count.prop_map(|count| (0x6008, Form::MvBinary(count))),
    ]
}

/// A property set or removed; every item keeps its flags.
fn change() -> impl Strategy<Value = (u16, Option<Form>)> {
    (value(), any::<bool>())
        .prop_map(|((id, form), set)| (id, (set || id == 0x0E07).then_some(form)))
}

fn attached(inner: impl Strategy<Value = New> + 'static) -> impl Strategy<Value = Attached> {
    prop_oneof![
        1 => Just(Attached::Nothing),
        4 => size().prop_map(Attached::Bytes),
        1 => size().prop_map(Attached::Object),
        2 => inner.prop_map(|new| Attached::Message(Box::new(new))),
    ]
}

fn new_item() -> impl Strategy<Value = New> {
    let plain =
        (any::<bool>(), name(), size(), 0usize..4).prop_map(|(mail, name, note, people)| New {
            mail,
            name,
            note,
            recipients: people,
            attached: Vec::new(),
        });
    plain.prop_recursive(3, 8, 3, |inner| {
        let attached = prop::collection::vec(attached(inner.clone()), 0..4);
        (inner, attached).prop_map(|(new, attached)| New { attached, ..new })
    })
}

/// Any operation.
pub fn op() -> impl Strategy<Value = Op> {
    let at = any::<usize>;
    prop_oneof![
        2 => (at(), name()).prop_map(|(at, name)| Op::Folder(at, name)),
        1 => (at(), name()).prop_map(|(at, name)| Op::Rename(at, name)),
        1 => (at(), at()).prop_map(|(at, to)| Op::MoveFolder(at, to)),
        1 => at().prop_map(Op::DeleteFolder),
        8 => (at(), new_item()).prop_map(|(at, new)| Op::Item(at, new)),
        1 => (at(), new_item()).prop_map(|(at, new)| Op::Hidden(at, new)),
        6 => (at(), prop::collection::vec(change(), 1..5)).prop_map(|(at, all)| Op::Patch(at, all)),
        2 => (at(), 0u8..12, value()).prop_map(|(at, name, (_, form))| Op::Named(at, name, form)),
        2 => (at(), at()).prop_map(|(at, to)| Op::Move(at, to)),
        3 => at().prop_map(Op::Delete),
        2 => (at(), attached(new_item())).prop_map(|(at, what)| Op::Attach(at, what)),
        2 => (at(), at()).prop_map(|(at, which)| Op::Detach(at, which)),
        1 => (at(), 0usize..40).prop_map(|(at, count)| Op::Recipients(at, count)),
        1 => (at(), at()).prop_map(|(at, which)| Op::Columns(at, which)),
        4 => Just(Op::Commit),
        1 => Just(Op::Abort),
        1 => Just(Op::Reopen),
    ]
}
