//! The folders of mails: there is no list of them, they are where mails say that they are.

use crate::Office;
use crate::error::Result;

/// By their keys in the index: of a very long path its beginning.
const FOLDERS: &str = "SELECT substr(folder, 1, 600), COUNT(*), \
     SUM(CASE WHEN \"read\" THEN 0 ELSE 1 END) FROM mail WHERE deleted_at IS NULL \
     GROUP BY substr(folder, 1, 600) ORDER BY substr(folder, 1, 600)";

/// A folder of mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFolder {
    /// Its path; empty for mails that name none.
    pub path: String,
    /// Mails in it, not below it.
    pub mails: u64,
    /// Of these, those that nobody has read.
    pub unread: u64,
}

impl Office {
    /// The folders of all mails that are not in the trash, by their paths.
    ///
    /// # Errors
    /// The database refuses.
    pub fn mail_folders(&mut self) -> Result<Vec<MailFolder>> {
        let count = |number: i64| u64::try_from(number).unwrap_or_default();
        self.db.all(FOLDERS, &[], |row| {
            let (mails, unread) = (count(row.int(1)?), count(row.int(2)?));
            Ok(MailFolder { path: row.text(0)?, mails, unread })
        })
    }
}

/// Every SQL text of this file.
#[cfg(test)]
pub(crate) const TEXTS: &[&str] = &[FOLDERS];
