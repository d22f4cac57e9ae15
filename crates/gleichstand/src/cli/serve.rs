//! `gleichstand serve`.

use std::io::Write;
use std::path::Path;

use serde::Serialize;
use sync::{Job, Message};

use super::args::{ExchangeArgs, ServeArgs};
use super::exchange::request;
use super::{Context, Done};
use crate::exit::Exit;
use crate::session::first_line;
use crate::web::{Desk, Profile, Serving, serve};

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
    let mut desk = Desk::new(office, mappings, context.words.zone());
    desk.longest = args.upload_limit << 20;
    desk.profiles = profiles(context);
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

/// The profiles that can be carried out: one whose mapping is not there is offered by the command
/// line alone, which says so.
fn profiles(context: &Context) -> Vec<Profile> {
    let named = context.profiles.iter().filter_map(|(name, profile)| {
        let asked = request(Job::Sync, ExchangeArgs::default(), Path::new(name), context);
        let mapping = profile.mapping.clone().unwrap_or_else(|| "default".into());
        Some(Profile { name: name.clone(), request: asked.ok()?, mapping })
    });
    named.collect()
}
