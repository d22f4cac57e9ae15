//! `gleichstand address`, `mail`, `appointment` and `task`: one set of commands for all kinds.

pub mod args;
mod list;
mod show;

use std::sync::Arc;

use clap::Args;
use office::OfficeRecord;
use sync::{Kind, Message};

use super::{Context, Done};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::{command_of, which_of};
use args::{AddArgs, EditArgs, IdArgs, Order, RecordCommand};
use list::Listing;
use show::Showing;

/// Runs a command on the records of a kind.
pub fn run<L, O, S>(kind: Kind, command: RecordCommand<L, O, S>, context: &mut Context) -> Done
where
    L: Args + Listing,
    O: Order,
    S: Args + Showing,
{
    match command {
        RecordCommand::List(args) => args.list(context),
        RecordCommand::Search(args) => list::search(kind, &args, context),
        RecordCommand::Show(args) => args.show(kind, context),
        RecordCommand::Add(args) => add(kind, &args, context),
        RecordCommand::Edit(args) => edit(kind, &args, context),
        RecordCommand::Delete(args) => delete(kind, &args, context),
        RecordCommand::Restore(args) => restore(kind, &args, context),
    }
}

fn add(kind: Kind, args: &AddArgs, context: &mut Context) -> Done {
    let done = context.session.add_record(kind, &args.fields);
    say(done, "record-added", context)
}

fn edit(kind: Kind, args: &EditArgs, context: &mut Context) -> Done {
    let done = context.session.edit_record(kind, &args.id, &args.fields);
    say(done, "record-edited", context)
}

fn delete(kind: Kind, args: &IdArgs, context: &mut Context) -> Done {
    let done = context.session.delete_record(kind, &args.id);
    say(done, "record-deleted", context)
}

fn restore(kind: Kind, args: &IdArgs, context: &mut Context) -> Done {
    let done = context.session.restore_record(kind, &args.id);
    say(done, "record-restored", context)
}

/// Says in a line what was done, or shows the record.
fn say(done: Result<OfficeRecord, Failure>, id: &str, context: &mut Context) -> Done {
    let record = done?;
    let words = Arc::clone(&context.words);
    if context.json {
        context.out.json(&record);
    } else if !context.quiet {
        let message = Message::new(id).with("record", record.kind.name());
        let message = message.with("which", which_of(&record)).with("name", record.name());
        context.out.line(words.say(&message.with("command", command_of(record.kind))));
    }
    Ok(Exit::Done)
}
