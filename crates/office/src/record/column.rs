//! A column that holds a field: its names, its type, and what a person sees of it.

use std::borrow::Cow;

use sync::{Compare, Field, FieldType, Name};

/// What the text of a field, or of each element of a list, stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Itself.
    Plain,
    /// A web page.
    Html,
    /// A date or a point in time.
    When,
    /// Name and address as one text.
    Shown,
    /// JSON of a [`sync::form::Mailbox`].
    Mailbox,
    /// JSON of a [`sync::form::Person`].
    Person,
    /// JSON of a [`sync::form::Attached`].
    Attached,
    /// JSON of another kind.
    Json,
    /// The internal number of another record.
    Id,
}

/// A column that holds a field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) de: &'static str,
    pub(crate) en: &'static str,
    pub(crate) field_type: FieldType,
    pub(crate) max_chars: Option<u32>,
    pub(crate) compare: Compare,
    pub(crate) form: Form,
    /// The program keeps it: the exchange and the user read it only.
    pub(crate) kept: bool,
    /// Records are found by its words.
    pub(crate) searched: bool,
    /// It may be large: lists leave it out.
    pub(crate) heavy: bool,
    /// The people in it are correspondents.
    pub(crate) correspondents: bool,
}

pub(crate) const fn typed(
    field_type: FieldType,
    name: &'static str,
    de: &'static str,
    en: &'static str,
) -> Column {
    Column {
        name,
        de,
        en,
        field_type,
        max_chars: None,
        compare: Compare::Plain,
        form: Form::Plain,
        kept: false,
        searched: matches!(field_type, FieldType::Text | FieldType::List),
        heavy: false,
        correspondents: false,
    }
}

pub(crate) const fn text(name: &'static str, de: &'static str, en: &'static str) -> Column {
    typed(FieldType::Text, name, de, en)
}

pub(crate) const fn list(name: &'static str, de: &'static str, en: &'static str) -> Column {
    typed(FieldType::List, name, de, en)
}

pub(crate) const fn phone(name: &'static str, de: &'static str, en: &'static str) -> Column {
    Column { compare: Compare::Phone, ..text(name, de, en) }
}

/// A text that says how something is, or names it for programs: no record is searched by it.
pub(crate) const fn code(name: &'static str, de: &'static str, en: &'static str) -> Column {
    Column { searched: false, ..text(name, de, en) }
}

impl Column {
    pub(crate) const fn form(self, form: Form) -> Self {
        Self { form, ..self }
    }

    pub(crate) const fn kept(self) -> Self {
        Self { kept: true, searched: false, ..self }
    }

    pub(crate) const fn heavy(self) -> Self {
        Self { heavy: true, ..self }
    }

    pub(crate) const fn correspondents(self) -> Self {
        Self { correspondents: true, ..self }
    }

    pub(crate) const fn at_most(self, chars: u32) -> Self {
        Self { max_chars: Some(chars), ..self }
    }

    pub(crate) fn key(&self) -> Name {
        Cow::Borrowed(self.name)
    }

    pub(crate) fn field(&self) -> Field {
        Field {
            name: Cow::Borrowed(self.name),
            de: Cow::Borrowed(self.de),
            en: Cow::Borrowed(self.en),
            field_type: self.field_type,
            max_chars: self.max_chars,
            writable: !self.kept,
            compare: self.compare,
        }
    }
}
