//! Folder definitions of the exchange's own fields, taken away where no item carries them.

use pst::{Nid, PropName, Reader, guid};
use sync::Kind;

use super::OutlookStore;
use crate::user::{EXPORT_DATE, names_equal};

impl OutlookStore<'_> {
    /// Takes away what only this program defines in a folder and no item of it carries any more.
    pub(super) fn forget_definitions(&mut self) -> pst::Result<()> {
        let unused = self.unused_definitions()?;
        if unused.is_empty() {
            return Ok(());
        }
        // Space that only this snapshot holds may be used by the transaction.
        self.snapshot = None;
        let mut txn = self.file.pst.write()?;
        for (folder, name) in unused {
            let definitions = self.state.folders.definitions(&txn, folder, &mut Vec::new());
            definitions.remove(&mut txn, &name)?;
        }
        txn.commit()
    }

    fn unused_definitions(&mut self) -> pst::Result<Vec<(Nid, String)>> {
        let own = Kind::ALL.map(Kind::number_field).into_iter().chain([EXPORT_DATE]);
        let own: Vec<&str> = own.collect();
        let folders: Vec<Nid> = self.state.folders.tree.iter().map(|entry| entry.nid).collect();
        let snapshot = self.snapshot.as_ref().ok_or(pst::Error::Busy)?;
        let page = snapshot.default_code_page().number();
        let mut unused = Vec::new();
        for folder in folders {
            let fields = &self.state.folders.definitions(snapshot, folder, &mut Vec::new()).fields;
            let defined = fields.user_fields(page).into_iter().map(|(name, _)| name);
            let ours = defined.filter(|name| own.iter().any(|own| names_equal(own, name)));
            for name in ours.collect::<Vec<_>>() {
                if !carried(snapshot, folder, &name)? {
                    unused.push((folder, name));
                }
            }
        }
        Ok(unused)
    }
}

/// Whether any item of a folder carries a field.
fn carried(reader: &impl Reader, folder: Nid, name: &str) -> pst::Result<bool> {
    let names = reader.names()?;
    let spelled = names.iter().filter(|(_, of)| match of {
        PropName::Text { set, name: of } => *set == guid::PUBLIC_STRINGS && names_equal(of, name),
        PropName::Id { .. } => false,
    });
    let ids: Vec<u16> = spelled.map(|(id, _)| id).collect();
    let mut items = Vec::new();
    reader.contents(folder, &mut |row| items.push(row.nid))?;
    for item in items {
        // What cannot be read may carry it.
        let Ok(message) = reader.message(item) else { return Ok(true) };
        if ids.iter().any(|id| message.props.get(*id).is_some()) {
            return Ok(true);
        }
    }
    Ok(false)
}
