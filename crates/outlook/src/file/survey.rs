//! Listing what a data file holds, without opening an item.

use pst::{FolderEntry, FolderTree, Nid, Reader};
use sync::{Kind, Listed, Message, Scope, StoreError, Survey};

use super::{OutlookStore, fault};
use crate::explain::{explain, explain_warning};
use crate::folder_path::{in_folders, must_be_there};
use crate::kind::kind_of;

impl OutlookStore<'_> {
    /// Lists every item of the mailbox; see [`sync::Store::survey`].
    pub(super) fn list(
        &mut self,
        scope: &Scope,
        visit: &mut dyn FnMut(Listed),
    ) -> Result<Survey, StoreError> {
        self.prepare().map_err(|error| fault(&error))?;
        let tree = self.fresh_tree().map_err(|error| fault(&error))?;
        let visible = tree.folders.iter().filter(|folder| folder.visible);
        must_be_there(scope, visible.map(|folder| folder.path.as_str()))?;
        let mut survey = Survey {
            warnings: tree.warnings.iter().map(explain_warning).collect(),
            ..Survey::default()
        };
        self.state.versions.clear();
        for folder in tree.folders.iter().filter(|folder| folder.visible && !folder.search) {
            self.list_folder(folder, scope, &mut survey, visit)?;
        }
        self.state.folders.tree = tree.folders;
        Ok(survey)
    }

    /// The folders as they are in the snapshot at hand.
    fn fresh_tree(&mut self) -> pst::Result<FolderTree> {
        let folders = &mut self.state.folders;
        if let Some(warnings) = folders.fresh.take() {
            return Ok(FolderTree { folders: std::mem::take(&mut folders.tree), warnings });
        }
        self.snapshot()?.folders()
    }

    fn list_folder(
        &mut self,
        folder: &FolderEntry,
        scope: &Scope,
        survey: &mut Survey,
        visit: &mut dyn FnMut(Listed),
    ) -> Result<(), StoreError> {
        let in_scope =
            in_folders(&folder.path, &scope.folders) && (scope.with_deleted || !folder.deleted);
        let index = u32::try_from(survey.folders.len()).unwrap_or(u32::MAX);
        survey.folders.push(folder.path.clone());
        let Self { file, snapshot, state } = self;
        let snapshot = snapshot.as_ref().ok_or_else(|| fault(&pst::Error::Busy))?;
        let read = snapshot.contents(folder.nid, &mut |row| {
            let version = state.note(folder.nid, &row);
            let class = class_of(snapshot, row.nid, row.class);
            visit(Listed {
                key: file.key_of(row.nid),
                // An item that cannot be read may be a contact: reading it gives the error line.
                kind: class.as_deref().map_or(Some(Kind::Addresses), kind_of),
                class: class.unwrap_or_default(),
                version,
                folder: index,
                deleted: folder.deleted,
                in_scope,
            });
        });
        note(folder, read, survey)
    }
}

/// The class that the row names; where a table does not have it, the item's own; `None` if the item
/// cannot be read.
fn class_of(reader: &impl Reader, nid: Nid, class: String) -> Option<String> {
    match class.is_empty() {
        true => reader.message(nid).map(|item| item.props.text(0x001A).to_owned()).ok(),
        false => Some(class),
    }
}

/// Notes what reading a folder came to: absence proves nothing where a part was not read.
fn note(
    folder: &FolderEntry,
    read: pst::Result<Vec<pst::Warning>>,
    survey: &mut Survey,
) -> Result<(), StoreError> {
    let incomplete = |message: Message| message.with("folder", &folder.path);
    match read {
        Err(error @ pst::Error::Io(_)) => return Err(fault(&error)),
        Err(error) => survey.incomplete.push(incomplete(explain(&error))),
        Ok(warnings) => {
            for warning in warnings {
                let message = incomplete(explain_warning(&warning));
                match warning.what {
                    pst::Oddity::Unreadable(_) => survey.incomplete.push(message),
                    _ => survey.warnings.push(message),
                }
            }
        }
    }
    Ok(())
}
