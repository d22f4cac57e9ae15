//! What the command line promises of its help.

use std::collections::BTreeSet;

use clap::{Arg, Command, CommandFactory};
use jiff::tz::TimeZone;

use super::args::Arguments;
use super::localise::{about_id, below, help_ids, localised};
use crate::words::{Language, Words};

fn each(command: &Command, path: &str, visit: &mut dyn FnMut(&Command, &str)) {
    visit(command, path);
    for sub in command.get_subcommands() {
        each(sub, &below(path, sub.get_name()), visit);
    }
}

fn arguments(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments()
}

#[test]
fn every_command_and_argument_has_its_help_in_both_languages() {
    for language in [Language::German, Language::English] {
        let words = Words::new(language, TimeZone::UTC);
        each(&Arguments::command(), "", &mut |command, path| {
            let id = about_id(path);
            assert!(words.find(&id).is_some(), "{id}");
            for arg in arguments(command) {
                let ids = help_ids(path, arg);
                assert!(ids.iter().any(|id| words.find(id).is_some()), "{ids:?}");
            }
        });
    }
}

#[test]
fn no_help_is_left_of_what_is_gone() {
    let mut used = BTreeSet::new();
    each(&Arguments::command(), "", &mut |command, path| {
        used.insert(about_id(path));
        used.extend(arguments(command).flat_map(|arg| help_ids(path, arg)));
    });
    let catalogue = include_str!("../words/en/help.ftl");
    let ids = catalogue.lines().filter_map(|line| line.split_once(" = ")).map(|(id, _)| id);
    for id in ids.filter(|id| id.starts_with("command-") || id.starts_with("argument-")) {
        assert!(used.contains(id), "{id}");
    }
}

#[test]
fn the_command_line_is_sound_in_both_languages() {
    for language in [Language::German, Language::English] {
        localised(Arguments::command(), &Words::new(language, TimeZone::UTC)).debug_assert();
    }
}
