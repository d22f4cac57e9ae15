//! Listing what a data file holds, without opening an item.

use pst::{FolderEntry, FolderTree, Nid, Reader};
use sync::{Kind, Listed, Message, Scope, StoreError, Survey};

use super::folders::components;
use super::{OutlookStore, fault};
use crate::explain::{explain, explain_warning};
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
        check_folders(scope, &tree.folders)?;
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

/// Every folder that is asked for must be there.
fn check_folders(scope: &Scope, tree: &[FolderEntry]) -> Result<(), StoreError> {
    let there = |wanted: &str| {
        let parts = components(wanted);
        tree.iter().any(|folder| folder.visible && same(&components(&folder.path), &parts))
    };
    match scope.folders.iter().find(|wanted| !there(wanted)) {
        Some(missing) => {
            Err(StoreError::new(Message::new("outlook-no-such-folder").with("folder", missing)))
        }
        None => Ok(()),
    }
}

/// Whether a folder is one of the wanted ones or lies below one; none wanted means all.
fn in_folders(path: &str, wanted: &[String]) -> bool {
    let parts = components(path);
    let below = |wanted: &String| {
        let wanted = components(wanted);
        parts.get(..wanted.len()).is_some_and(|head| same(head, &wanted))
    };
    wanted.is_empty() || wanted.iter().any(below)
}

fn same(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.to_lowercase() == b.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_in_scope_is_a_wanted_one_or_lies_below_it() {
        let wanted = ["/Kontakte".to_owned(), "/A\\/B".to_owned()];
        for (path, within) in [
            ("/Kontakte", true),
            ("/kontakte/Alte", true),
            ("/Kontakte2", false),
            ("/Posteingang/Kontakte", false),
            ("/A\\/B", true),
            ("/A\\/B/C", true),
            ("/A/B", false),
            ("/", false),
        ] {
            assert_eq!(in_folders(path, &wanted), within, "{path}");
        }
        assert!(in_folders("/Beliebig", &[]));
        assert!(in_folders("/Beliebig", &["/".to_owned()]));
    }
}
