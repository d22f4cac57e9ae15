//! Lists of records: what was asked for, checked, and shown.

use std::sync::Arc;

use sync::Kind;

use super::args::{
    AddressListArgs, AppointmentListArgs, MailListArgs, Order, PageArgs, SearchArgs, TaskListArgs,
};
use crate::cli::{Context, Done};
use crate::exit::Exit;
use crate::session::{Listed, Span};
use crate::show;

/// What `list` of a kind is asked for.
pub trait Listing {
    /// Shows the list.
    fn list(self, context: &mut Context) -> Done;
}

/// Shows what a search finds.
pub fn search<O: Order>(kind: Kind, args: &SearchArgs<O>, context: &mut Context) -> Done {
    records(&Listed { search: args.words.join(" "), ..page(kind, &args.page) }, context)
}

fn page<O: Order>(kind: Kind, args: &PageArgs<O>) -> Listed {
    Listed {
        sort: args.sort.sort(),
        turned: args.descending,
        limit: args.limit,
        offset: args.offset,
        ..Listed::all(kind)
    }
}

fn records(listed: &Listed, context: &mut Context) -> Done {
    let page = context.session.list(listed)?;
    if context.json {
        context.out.json(&page.records);
    } else {
        show::record::list(listed.kind, &page, &context.words, &mut context.out);
    }
    Ok(Exit::Done)
}

impl Listing for AddressListArgs {
    fn list(self, context: &mut Context) -> Done {
        let listed = Listed {
            group: self.group,
            customers: self.customers,
            prospects: self.prospects,
            trash: self.trash,
            ..page(Kind::Addresses, &self.page)
        };
        records(&listed, context)
    }
}

impl Listing for MailListArgs {
    fn list(self, context: &mut Context) -> Done {
        let listed = Listed {
            folder: self.folder,
            unread: self.unread,
            address: self.address,
            since: self.since,
            until: self.until,
            group: self.category,
            trash: self.trash,
            ..page(Kind::Mails, &self.page)
        };
        records(&listed, context)
    }
}

impl Listing for AppointmentListArgs {
    fn list(self, context: &mut Context) -> Done {
        let listed = Listed {
            address: self.address,
            group: self.category,
            trash: self.trash,
            ..page(Kind::Appointments, &self.page)
        };
        if self.from.is_none() && self.to.is_none() {
            return records(&listed, context);
        }
        occurrences(&Span { from: self.from, to: self.to }, &listed, context)
    }
}

fn occurrences(span: &Span, listed: &Listed, context: &mut Context) -> Done {
    let page = context.session.occurrences(span, listed)?;
    if context.json {
        context.out.json(&page.occurrences);
    } else {
        let words = Arc::clone(&context.words);
        show::occurrences::list(&page, &words, &mut context.out);
    }
    Ok(Exit::Done)
}

impl Listing for TaskListArgs {
    fn list(self, context: &mut Context) -> Done {
        let listed = Listed {
            open: self.open,
            until: self.due,
            group: self.category,
            trash: self.trash,
            ..page(Kind::Tasks, &self.page)
        };
        records(&listed, context)
    }
}
