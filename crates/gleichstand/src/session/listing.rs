//! Lists of records: what a person asks for becomes a query of the office.

use office::{Filter, MailFolder, OfficeRecord, RecordPage, RecordQuery, Sort};
use sync::Kind;

use super::Session;
use super::day::{after, day, midnight};
use crate::failure::Failure;

/// Which records a person wants to see.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Kind.
    pub kind: Kind,
    /// Words that must all occur.
    pub search: String,
    /// Mails in this folder or below it.
    pub folder: Option<String>,
    /// Mails that nobody has read.
    pub unread: bool,
    /// Tasks that are not done.
    pub open: bool,
    /// What this address has to do with, by its number.
    pub address: Option<String>,
    /// From this day on.
    pub since: Option<String>,
    /// Until this day, which is part of it.
    pub until: Option<String>,
    /// Of this group or category.
    pub group: Option<String>,
    /// Addresses with a number.
    pub customers: bool,
    /// Addresses without one.
    pub prospects: bool,
    /// Those in the trash.
    pub trash: bool,
    /// Order: of mails by date the newest is the first, everything else ascends.
    pub sort: Sort,
    /// The other way round.
    pub turned: bool,
    /// How many at most; 0 for all.
    pub limit: u64,
    /// How many to leave out at the beginning.
    pub offset: u64,
}

impl Listed {
    /// All records of a kind in its usual order.
    pub fn all(kind: Kind) -> Self {
        Self {
            kind,
            search: String::new(),
            folder: None,
            unread: false,
            open: false,
            address: None,
            since: None,
            until: None,
            group: None,
            customers: false,
            prospects: false,
            trash: false,
            sort: RecordQuery::all(kind).sort,
            turned: false,
            limit: 0,
            offset: 0,
        }
    }

    fn descends(&self) -> bool {
        let newest_first = self.kind == Kind::Mails && self.sort == Sort::Date;
        newest_first != self.turned
    }
}

impl Session {
    /// Lists or searches records.
    pub fn list(&mut self, listed: &Listed) -> Result<RecordPage, Failure> {
        let query = self.query(listed)?;
        if !listed.open {
            return self.with_office(|office| office.records(&query));
        }
        // The office cannot ask for what is not done, so the part is taken here.
        let whole = RecordQuery { limit: 0, offset: 0, ..query };
        let page = self.with_office(|office| office.records(&whole))?;
        Ok(part(page.records.into_iter().filter(is_open).collect(), listed))
    }

    /// Rises with everything that is written into the office.
    pub fn written(&mut self) -> Result<i64, Failure> {
        self.with_office(|office| office.changes())
    }

    /// The folders of mails.
    pub fn mail_folders(&mut self) -> Result<Vec<MailFolder>, Failure> {
        self.with_office(|office| office.mail_folders())
    }

    /// What a person asks for as a query of the office.
    pub(super) fn query(&mut self, listed: &Listed) -> Result<RecordQuery, Failure> {
        let mut filter = Vec::new();
        filter.extend(listed.folder.as_deref().map(|path| Filter::Folder(absolute(path))));
        filter.extend(listed.group.clone().map(Filter::Group));
        filter.extend(listed.unread.then_some(Filter::Unread));
        filter.extend(listed.customers.then_some(Filter::Customers));
        filter.extend(listed.prospects.then_some(Filter::Prospects));
        if let Some(which) = &listed.address {
            filter.push(Filter::Address(self.record(Kind::Addresses, which)?.id));
        }
        if let Some(text) = &listed.since {
            filter.push(Filter::Since(midnight(day(text)?, self.words.zone())?));
        }
        if let Some(text) = &listed.until {
            filter.push(Filter::Until(midnight(after(day(text)?), self.words.zone())?));
        }
        Ok(RecordQuery {
            kind: listed.kind,
            search: listed.search.clone(),
            filter,
            sort: listed.sort,
            descending: listed.descends(),
            trash: listed.trash,
            offset: listed.offset,
            limit: listed.limit,
        })
    }
}

/// Folders are paths below the mailbox; who leaves out the first stroke means the same.
fn absolute(path: &str) -> String {
    let path = path.trim();
    if path.starts_with('/') { path.to_owned() } else { format!("/{path}") }
}

fn is_open(task: &OfficeRecord) -> bool {
    task.fields.text("status") != "done"
}

fn part(records: Vec<OfficeRecord>, listed: &Listed) -> RecordPage {
    let total = records.len() as u64;
    let (offset, limit) = (count(listed.offset), count(listed.limit));
    let limit = if limit == 0 { usize::MAX } else { limit };
    RecordPage { records: records.into_iter().skip(offset).take(limit).collect(), total }
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
