//! `gleichstand address`.

use std::sync::Arc;

use office::{Address, AddressQuery, Filter, Sort};
use sync::Message;

use super::args::{
    AddressAddArgs, AddressCommand, AddressEditArgs, AddressIdArgs, AddressListArgs,
    AddressSearchArgs, PageArgs, SortArg,
};
use super::{Context, Done};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::address::{details, list};

/// Runs a command.
pub fn run(command: AddressCommand, context: &mut Context) -> Done {
    match command {
        AddressCommand::List(args) => query(&listed(args), context),
        AddressCommand::Search(args) => query(&searched(args), context),
        AddressCommand::Show(args) => show(&args, context),
        AddressCommand::Add(args) => add(&args, context),
        AddressCommand::Edit(args) => edit(&args, context),
        AddressCommand::Delete(args) => delete(&args, context),
        AddressCommand::Restore(args) => restore(&args, context),
    }
}

fn listed(args: AddressListArgs) -> AddressQuery {
    let mut query = page(&args.page);
    query.filter.extend(args.group.map(Filter::Group));
    query.filter.extend(args.customers.then_some(Filter::Customers));
    query.filter.extend(args.prospects.then_some(Filter::Prospects));
    query.trash = args.trash;
    query
}

fn searched(args: AddressSearchArgs) -> AddressQuery {
    AddressQuery { search: args.words.join(" "), ..page(&args.page) }
}

fn page(args: &PageArgs) -> AddressQuery {
    let sort = match args.sort {
        SortArg::Name => Sort::Name,
        SortArg::Number => Sort::Number,
        SortArg::Created => Sort::Created,
        SortArg::Changed => Sort::Changed,
        SortArg::Id => Sort::Id,
    };
    AddressQuery {
        sort,
        descending: args.descending,
        limit: args.limit,
        offset: args.offset,
        ..AddressQuery::default()
    }
}

fn query(query: &AddressQuery, context: &mut Context) -> Done {
    let page = context.session.addresses(query)?;
    if context.json {
        context.out.json(&page.addresses);
    } else {
        list(&page, &context.words, &mut context.out);
    }
    Ok(Exit::Done)
}

fn show(args: &AddressIdArgs, context: &mut Context) -> Done {
    let address = context.session.address(&args.id)?;
    if context.json {
        context.out.json(&address);
    } else {
        details(&address, &context.words, &mut context.out);
    }
    Ok(Exit::Done)
}

fn add(args: &AddressAddArgs, context: &mut Context) -> Done {
    let done = context.session.add_address(&args.fields);
    say(done, "address-added", context)
}

fn edit(args: &AddressEditArgs, context: &mut Context) -> Done {
    let done = context.session.edit_address(&args.id, &args.fields);
    say(done, "address-edited", context)
}

fn delete(args: &AddressIdArgs, context: &mut Context) -> Done {
    let done = context.session.delete_address(&args.id);
    say(done, "address-deleted", context)
}

fn restore(args: &AddressIdArgs, context: &mut Context) -> Done {
    let done = context.session.restore_address(&args.id);
    say(done, "address-restored", context)
}

/// Says in a line what was done, or shows the record.
fn say(done: Result<Address, Failure>, id: &str, context: &mut Context) -> Done {
    let address = done?;
    let words = Arc::clone(&context.words);
    if context.json {
        context.out.json(&address);
    } else if !context.quiet {
        let number = Some(address.number.clone()).filter(|number| !number.is_empty());
        let number = number.unwrap_or_else(|| format!("id:{}", address.id));
        let message = Message::new(id).with("which", number).with("name", address.name());
        context.out.line(words.say(&message));
    }
    Ok(Exit::Done)
}
