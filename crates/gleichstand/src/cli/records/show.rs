//! One record: its fields, the web page in a mail, its attachments as files.

use std::path::Path;
use std::sync::Arc;

use sync::{Kind, Message};

use super::args::{IdArgs, MailShowArgs};
use crate::cli::{Context, Done};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Saved;
use crate::show;

/// What `show` of a kind is asked for.
pub trait Showing {
    /// Shows the record.
    fn show(self, kind: Kind, context: &mut Context) -> Done;
}

impl Showing for IdArgs {
    fn show(self, kind: Kind, context: &mut Context) -> Done {
        let record = context.session.record(kind, &self.id)?;
        if context.json {
            context.out.json(&record);
            return Ok(Exit::Done);
        }
        let addresses = context.session.addresses_of(&record)?;
        let words = Arc::clone(&context.words);
        let details = show::record::Details { words: &words, all: context.verbose };
        details.show(&record, &addresses, &mut context.out);
        Ok(Exit::Done)
    }
}

impl Showing for MailShowArgs {
    fn show(self, kind: Kind, context: &mut Context) -> Done {
        match self.save {
            Some(folder) => save(&self.id, &folder, context),
            None if self.html && !context.json => html(&self.id, context),
            None => IdArgs { id: self.id }.show(kind, context),
        }
    }
}

/// The web page as it is, but for what would steer a terminal.
fn html(which: &str, context: &mut Context) -> Done {
    let record = context.session.record(Kind::Mails, which)?;
    let html = record.fields.text("body_html");
    if html.trim().is_empty() {
        let none = Message::new("mail-no-html").with("which", which);
        return Err(Failure::usage(none));
    }
    context.out.line(html.replace("\r\n", "\n").replace('\r', "\n"));
    Ok(Exit::Done)
}

fn save(which: &str, folder: &Path, context: &mut Context) -> Done {
    let saved = context.session.save_attachments(which, folder)?;
    let whole = saved.iter().all(Saved::is_whole);
    if context.json {
        context.out.json(&saved);
    } else if !context.quiet {
        let words = Arc::clone(&context.words);
        show::attachments::saved(&saved, &words, &mut context.out);
    }
    Ok(if whole { Exit::Done } else { Exit::Errors })
}
