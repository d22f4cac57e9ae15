//! `gleichstand serve`.

use std::io::Write;

use serde::Serialize;
use sync::Message;

use super::args::ServeArgs;
use super::{Context, Done};
use crate::exit::Exit;
use crate::session::first_line;
use crate::web::{Desk, Serving, serve};

/// Where it serves.
#[derive(Serialize)]
struct Document<'a> {
    url: &'a str,
}

/// Serves the web interface until the process ends.
pub fn run(args: ServeArgs, context: &mut Context) -> Done {
    let password = args.password_file.as_deref().map(first_line).transpose()?;
    let serving = Serving { address: args.listen, port: args.port, password };
    let (office, mappings) = context.office.clone();
    let desk = Desk::new(office, mappings, context.words.zone());
    serve(serving, desk, |url| {
        if context.json {
            context.out.json(&Document { url });
        } else {
            let told = Message::new("serve-ready").with("url", url);
            context.out.line(context.words.say(&told));
        }
        context.out.flush();
        drop(std::io::stdout().flush());
    })?;
    Ok(Exit::Done)
}
