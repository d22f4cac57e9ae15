//! The four kinds of items behind one face: which module reads, makes and changes an item.

use jiff::tz::TimeZone;
use pst::Message as StoredItem;
use sync::{Change, Field, Kind, Message, Record};

use super::contents::Hanging;
use crate::item::{Context, Found, Written};
use crate::property::Prop;
use crate::{appointment, contact, mail, task};

/// The field of a mail that names its folder: no property, the item lies there.
pub(super) const FOLDER: &str = "mail.folder";

/// Where one data file keeps the fields of every kind.
#[derive(Debug, Clone)]
pub(super) struct ReadFields {
    contact: contact::ReadFields,
    mail: mail::ReadFields,
    appointment: appointment::ReadFields,
    task: task::ReadFields,
}

/// The fields of a kind.
pub(super) fn schema(kind: Kind) -> Vec<Field> {
    match kind {
        Kind::Addresses => contact::FIELDS.iter().map(|field| field.schema()).collect(),
        Kind::Mails => mail::FIELDS.iter().map(|field| field.schema()).collect(),
        Kind::Appointments => appointment::FIELDS.iter().map(|field| field.schema()).collect(),
        Kind::Tasks => task::FIELDS.iter().map(|field| field.schema()).collect(),
    }
}

/// The field of any kind that is stored in a property.
pub(super) fn field_at(prop: impl Fn(Prop) -> bool) -> Option<&'static str> {
    let contact = contact::FIELDS.iter().map(|field| (field.prop, field.name));
    let others = mail::FIELDS.iter().chain(appointment::FIELDS).chain(task::FIELDS);
    let others = others.map(|field| (field.prop, field.name));
    contact.chain(others).find(|(of, _)| prop(*of)).map(|(_, name)| name)
}

/// What a new item of a kind is made of.
///
/// # Errors
/// What the record says that such an item cannot hold.
pub(super) fn new_item(kind: Kind, record: &Record, ctx: &Context) -> Result<Written, Message> {
    match kind {
        Kind::Addresses => {
            let values = contact::new_item(record, ctx)?;
            Ok(Written { values, ..Written::default() })
        }
        Kind::Mails => mail::new_item(record, ctx),
        Kind::Appointments => appointment::new_item(record, ctx),
        Kind::Tasks => task::new_item(record, ctx),
    }
}

impl ReadFields {
    /// Resolves the fields of every kind.
    pub fn new(id_of: impl Fn(Prop) -> Option<u16> + Copy) -> Self {
        Self {
            contact: contact::ReadFields::new(id_of),
            mail: mail::ReadFields::new(id_of),
            appointment: appointment::ReadFields::new(id_of),
            task: task::ReadFields::new(id_of),
        }
    }

    /// An item's fields. Where it names no zone, `zone` is taken for it.
    pub fn read(
        &self,
        kind: Kind,
        (item, hanging): (&StoredItem, &Hanging),
        zone: &TimeZone,
        found: &mut Found,
    ) -> Record {
        match kind {
            Kind::Addresses => self.contact.read(&item.props, zone, &mut found.warnings),
            Kind::Mails => self.mail.read(mail(item, hanging), zone, found),
            Kind::Appointments => self.appointment.read(appointment(item, hanging), zone, found),
            Kind::Tasks => self.task.read(&item.props, zone, found),
        }
    }

    /// What changes of an item set and remove.
    ///
    /// # Errors
    /// What the changes say that such an item cannot hold.
    pub fn change(
        &self,
        kind: Kind,
        (item, hanging): (&StoredItem, &Hanging),
        changes: &[Change],
        ctx: &Context,
    ) -> Result<Written, Message> {
        match kind {
            Kind::Addresses => {
                let before = self.contact.read(&item.props, &ctx.zone, &mut Vec::new());
                let values = contact::change(&before, changes, &ctx.zone, ctx.target)?;
                Ok(Written { values, ..Written::default() })
            }
            Kind::Mails => self.mail.change(mail(item, hanging), changes, ctx),
            Kind::Appointments => self.appointment.change(appointment(item, hanging), changes, ctx),
            Kind::Tasks => self.task.change(&item.props, changes, ctx),
        }
    }
}

fn mail<'a>(item: &'a StoredItem, hanging: &'a Hanging) -> mail::Item<'a> {
    mail::Item {
        props: &item.props,
        recipients: &item.recipients,
        attachments: &hanging.attached,
        code_page: item.code_page.number(),
    }
}

fn appointment<'a>(item: &'a StoredItem, hanging: &'a Hanging) -> appointment::Item<'a> {
    appointment::Item {
        props: &item.props,
        recipients: &item.recipients,
        code_page: item.code_page.number(),
        texts: &hanging.texts,
    }
}
