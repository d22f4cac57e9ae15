//! What a judge can show of a file, as facts that can be compared.

use std::collections::{BTreeMap, BTreeSet};

use pst::NidType;

use crate::support::seen::{Seen, SeenAttachment, SeenItem};

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A folder and how many items it has; empty folders do not count.
    Folder,
    /// The subject of an item that has one.
    Subject,
    /// How many recipients an item has, if there are any.
    Recipients,
    /// Name and size of an attachment.
    Attachment,
}

/// Facts, and how often each was met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts(pub BTreeMap<(Kind, String), usize>);

impl Facts {
    pub fn add(&mut self, kind: Kind, fact: impl Into<String>) {
        *self.0.entry((kind, fact.into())).or_default() += 1;
    }

    pub fn folder(&mut self, path: &str, items: usize) {
        if items > 0 {
            self.add(Kind::Folder, format!("{path}: {items}"));
        }
    }

    /// An item without a subject has no such fact: some show nothing, some an empty line.
    pub fn subject(&mut self, path: &str, subject: &str) {
        if !subject.is_empty() {
            self.add(Kind::Subject, format!("{path}: {subject}"));
        }
    }

    pub fn recipients(&mut self, path: &str, count: usize) {
        if count > 0 {
            self.add(Kind::Recipients, format!("{path}: {count}"));
        }
    }

    /// Facts that only one of two has, or that one has more often.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let count = |facts: &Self, key| facts.0.get(key).copied().unwrap_or(0);
        let keys: BTreeSet<_> = self.0.keys().chain(other.0.keys()).collect();
        let differ = keys.into_iter().filter(|key| count(self, key) != count(other, key));
        differ
            .map(|key| format!("{key:?}: {} and {}", count(self, key), count(other, key)))
            .collect()
    }
}

/// What a judge should show of an attachment; `None` for what it has no way to show.
pub type Shows = fn(&SeenAttachment) -> Option<String>;

/// What a judge has a way to show.
#[derive(Clone, Copy)]
pub struct Scope {
    /// Items whose subject it shows.
    pub subject: fn(&SeenItem) -> bool,
    /// What it shows of an attachment.
    pub attachment: Shows,
    /// Whether it shows how many recipients there are.
    pub recipients: bool,
}

impl Scope {
    /// What it should show of a file that we see like that.
    pub fn expected(&self, seen: &Seen) -> Facts {
        let mut facts = Facts::default();
        for folder in seen.folders.iter().filter(|folder| folder.entry.visible) {
            let is_item = |item: &&SeenItem| item.nid.kind() == NidType::MESSAGE;
            let items: Vec<_> = folder.items.iter().filter(is_item).collect();
            facts.folder(&folder.entry.path, items.len());
            items.iter().for_each(|item| self.expect_item(&mut facts, &folder.entry.path, item));
        }
        facts
    }

    fn expect_item(&self, facts: &mut Facts, path: &str, item: &SeenItem) {
        if (self.subject)(item) {
            facts.subject(path, item.props.text(0x0037));
        }
        if self.recipients {
            facts.recipients(path, item.recipients.len());
        }
        for shown in item.attachments.iter().filter_map(self.attachment) {
            facts.add(Kind::Attachment, format!("{path}: {shown}"));
        }
    }
}

/// Name and size of what is attached; of a message only that it is one.
pub fn name_and_size(attachment: &SeenAttachment) -> Option<String> {
    let name = attachment.props.text(0x3707);
    match (&attachment.inner, attachment.method) {
        (Some(_), _) => Some(format!("{name} message")),
        (None, 0) => Some(format!("{name} nothing")),
        (None, _) => Some(format!("{name} {}", attachment.data.len())),
    }
}

/// As [`name_and_size`], for judges that show files only.
pub fn files_only(attachment: &SeenAttachment) -> Option<String> {
    name_and_size(attachment).filter(|_| attachment.inner.is_none() && attachment.method != 0)
}
