//! Help in the user's language: every text of the command line from the catalogues.
//!
//! A command's text is `command-PATH`, an argument's `argument-PATH-NAME`, or `argument-NAME`
//! where it means the same in several commands; a placeholder's is `value-NAME`.

use clap::{Arg, Command};

use crate::words::Words;

/// The command with all its texts.
pub fn localised(command: Command, words: &Words) -> Command {
    let name = words.text("value-command");
    let command = localise(command, "", words, &name);
    let mut built = command.clone();
    built.build();
    with_usage(command, &mut built, words).after_help(words.text("help-examples"))
}

fn localise(command: Command, path: &str, words: &Words, placeholder: &str) -> Command {
    let about = words.text(&about_id(path));
    command
        .about(about)
        .long_about(None)
        .help_template(template(words))
        .subcommand_help_heading(words.text("help-commands"))
        .subcommand_value_name(placeholder.to_owned())
        .disable_help_subcommand(true)
        .mut_args(|arg| argument(arg, path, words))
        .mut_subcommands(|sub| {
            let below = below(path, sub.get_name());
            localise(sub, &below, words, placeholder)
        })
}

/// The id of a command's text.
pub fn about_id(path: &str) -> String {
    if path.is_empty() { "help-about".to_owned() } else { format!("command-{path}") }
}

/// The path of a subcommand.
pub fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}-{name}") }
}

/// The ids under which an argument's text may stand.
pub fn help_ids(path: &str, arg: &Arg) -> [String; 2] {
    let name = arg.get_id().as_str().replace('_', "-");
    [format!("argument-{path}-{name}"), format!("argument-{name}")]
}

fn template(words: &Words) -> String {
    format!(
        "{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}",
        words.text("help-usage")
    )
}

fn argument(arg: Arg, path: &str, words: &Words) -> Arg {
    let help = help_ids(path, &arg).iter().find_map(|id| words.find(id)).unwrap_or_default();
    let heading = match (arg.is_positional(), arg.is_global_set() || is_everywhere(&arg)) {
        (true, _) => "help-arguments",
        (false, true) => "help-global-options",
        (false, false) => "help-options",
    };
    let help = with_values(help, &arg, words);
    let names: Vec<String> = arg
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|name| placeholder(name, words))
        .collect();
    let arg = arg.help(help).long_help(None).help_heading(words.text(heading));
    if !arg.get_action().takes_values() {
        return arg;
    }
    arg.value_names(names).hide_default_value(true).hide_possible_values(true).hide_env(true)
}

fn is_everywhere(arg: &Arg) -> bool {
    arg.get_id() == "version"
}

/// The values that an argument may have, and the one it has when nothing is said.
fn with_values(help: String, arg: &Arg, words: &Words) -> String {
    let values: Vec<String> =
        arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let takes_value = arg.get_action().takes_values();
    let default: Vec<String> = arg
        .get_default_values()
        .iter()
        .filter(|_| takes_value)
        .map(|value| value.to_string_lossy().into_owned())
        .filter(|value| value != "0")
        .collect();
    let mut notes = Vec::new();
    if takes_value && !values.is_empty() {
        notes.push(values.join(", "));
    }
    if !default.is_empty() {
        notes.push(format!("{} {}", words.text("help-default"), default.join(",")));
    }
    if notes.is_empty() { help } else { format!("{help} ({})", notes.join("; ")) }
}

fn placeholder(name: &str, words: &Words) -> String {
    let id = format!("value-{}", name.to_ascii_lowercase().replace('=', "-"));
    words.find(&id).unwrap_or_else(|| name.to_owned())
}

/// The usage lines with their placeholder for options in the user's language. Only a command that
/// is built knows its usage line, and one that is built can no longer be changed.
fn with_usage(command: Command, built: &mut Command, words: &Words) -> Command {
    let usage = built.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    let usage = usage.replace("[OPTIONS]", &format!("[{}]", words.text("value-options")));
    let command = command.override_usage(usage);
    command.mut_subcommands(|sub| match built.find_subcommand_mut(sub.get_name()) {
        Some(built) => with_usage(sub, built, words),
        None => sub,
    })
}
