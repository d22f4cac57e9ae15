//! Reading single items.

use std::collections::BTreeMap;

use pst::{Nid, Oddity, Reader};
use sync::{Full, Kind, Record, Value, Version};

use super::{OutlookStore, kinds};
use crate::contact;
use crate::explain::explain_warning;
use crate::filetime;
use crate::item::Found;
use crate::user::{EXPORT_DATE, FieldKind, UserFields, can_be_field, names_equal};

/// PidTagLastModificationTime.
pub(super) const MODIFIED: u16 = 0x3008;

/// So many items are looked at for the types of fields that no folder defines.
const LOOKED_AT: usize = 5000;

/// PidTagSubject.
const SUBJECT: u16 = 0x0037;

impl OutlookStore<'_> {
    /// One item with all its fields.
    pub(super) fn full(&mut self, kind: Kind, nid: Nid) -> pst::Result<Full> {
        let version = self.version(nid)?;
        let message = self.snapshot()?.message(nid)?;
        let mut found = Found::default();
        let hanging = self.hanging(kind, &message, &mut found)?;
        let snapshot = self.snapshot.as_ref().ok_or(pst::Error::Busy)?;
        let names = self.state.names.as_ref().ok_or(pst::Error::Busy)?;
        for warning in &message.warnings {
            match warning.what {
                Oddity::Unreadable(_) => found.losses.push(explain_warning(warning)),
                _ => found.warnings.push(explain_warning(warning)),
            }
        }
        let zone = names.zones.read(&message.props);
        let zone = zone.as_ref().unwrap_or(&self.file.options.zone);
        let mut record = names.fields.read(kind, (&message, &hanging), zone, &mut found);
        let path = self.state.folders.path(message.parent).to_owned();
        record.put(kinds::FOLDER, (kind == Kind::Mails).then_some(Value::Text(path)));
        let Found { mut warnings, losses } = found;
        let user = names.user_fields(&message.props);
        let definitions =
            &self.state.folders.definitions(snapshot, message.parent, &mut warnings).fields;
        user.fill(definitions, message.code_page.number(), &mut record, &mut warnings);
        let (number, number_spellings) = user.number(kind.number_field());
        let changed_at = message.props.get(MODIFIED).and_then(|value| value.as_time());
        let full = Full {
            name: self.name(&message, &record),
            exported_at: exported_at(&user),
            changed_at: changed_at.and_then(filetime::to_timestamp),
            record,
            number,
            number_spellings,
            version,
            warnings,
            losses,
        };
        self.learn(&user, message.code_page.number());
        Ok(full)
    }

    /// How a person would name an item: its folder and its name there.
    fn name(&self, message: &pst::Message, record: &Record) -> String {
        let texts = ["contact.full_name", "contact.company", "contact.file_as", "contact.email1"];
        let subject = contact::without_marker(message.props.text(SUBJECT));
        let texts = texts.into_iter().map(|name| record.text(name));
        let name = [subject].into_iter().chain(texts).find(|text| !text.trim().is_empty());
        let id = message.nid.to_string();
        format!("{}: {}", self.state.folders.path(message.parent), name.unwrap_or(&id))
    }

    /// The version of an item: as listed or written, else looked up in its folder's table.
    pub(super) fn version(&mut self, nid: Nid) -> pst::Result<Version> {
        if let Some(version) = self.state.versions.get(nid) {
            return Ok(version);
        }
        let snapshot = self.snapshot.as_ref().ok_or(pst::Error::Busy)?;
        let state = &mut self.state;
        let folder = snapshot.parent(nid)?;
        snapshot.contents(folder, &mut |row| {
            state.note(folder, &row);
        })?;
        Ok(state.versions.get(nid).unwrap_or_default())
    }

    fn learn(&mut self, user: &UserFields, code_page: u16) {
        let Some(stream) = &user.definitions else { return };
        for (name, kind) in stream.user_fields(code_page) {
            if let Some(kind) = kind
                && !self.state.kinds.contains_key(&name)
            {
                self.state.kinds.insert(name, kind);
            }
        }
    }

    /// Reads the user-defined fields of every folder.
    pub(super) fn load_folder_fields(&mut self) -> pst::Result<()> {
        let snapshot = self.snapshot.as_ref().ok_or(pst::Error::Busy)?;
        let visible = self.state.folders.tree.iter().filter(|entry| entry.visible && !entry.search);
        let folders: Vec<Nid> = visible.map(|entry| entry.nid).collect();
        for folder in folders {
            self.state.folders.definitions(snapshot, folder, &mut Vec::new());
        }
        Ok(())
    }

    /// Learns the types of fields that are to be written and that no folder defines: from the first
    /// items that carry them.
    pub(super) fn learn_declared(&mut self) -> pst::Result<()> {
        let mut wanted = self.undefined();
        if wanted.is_empty() {
            return Ok(());
        }
        let visible = self.state.folders.tree.iter().filter(|entry| entry.visible && !entry.search);
        let folders: Vec<Nid> = visible.map(|entry| entry.nid).collect();
        let mut items = Vec::new();
        for folder in folders {
            self.snapshot()?.contents(folder, &mut |row| items.push(row.nid))?;
        }
        for item in items.into_iter().take(LOOKED_AT) {
            // What cannot be read teaches nothing.
            let Ok(message) = self.snapshot()?.message(item) else { continue };
            let Some(names) = &self.state.names else { break };
            let user = names.user_fields(&message.props);
            self.learn(&user, message.code_page.number());
            wanted.retain(|name| !self.state.kinds.keys().any(|known| names_equal(known, name)));
            if wanted.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// The fields that are to be written, that the name map knows, and whose types nothing tells.
    fn undefined(&self) -> Vec<String> {
        let known = self.state.names.iter().flat_map(|names| names.known());
        let known: Vec<String> = known.collect();
        let defined: Vec<String> = self.state.folders.defined().map(|(name, _)| name).collect();
        let among = |names: &[String], name: &str| names.iter().any(|of| names_equal(of, name));
        let declared = self.file.options.user_fields.keys();
        let open = declared.filter(|name| among(&known, name) && !among(&defined, name));
        open.filter(|name| !self.state.kinds.keys().any(|of| names_equal(of, name)))
            .cloned()
            .collect()
    }

    /// Every user-defined field that the data file knows, with its type: as a folder or an item
    /// defines it, else as it is declared, else text.
    pub(super) fn user_fields(&self) -> BTreeMap<String, FieldKind> {
        let names = self.state.names.iter().flat_map(|names| names.known());
        let declared = |name: &str| self.file.options.declared(name).unwrap_or(FieldKind::Text);
        let mut fields: BTreeMap<String, FieldKind> =
            names.map(|name| (name.clone(), declared(&name))).collect();
        fields.extend(self.state.kinds.clone());
        let defined = self.state.folders.defined();
        fields.extend(defined.filter_map(|(name, kind)| Some((name, kind?))));
        for (name, kind) in &self.file.options.user_fields {
            if !fields.keys().any(|known| names_equal(known, name)) {
                fields.insert(name.clone(), *kind);
            }
        }
        fields.retain(|name, _| can_be_field(name));
        fields
    }
}

fn exported_at(user: &UserFields) -> Option<jiff::Timestamp> {
    let mut stored = user.spellings(EXPORT_DATE);
    match stored.find_map(|field| FieldKind::DateTime.read(&field.value))? {
        Value::Instant(at) => Some(at),
        _ => None,
    }
}
