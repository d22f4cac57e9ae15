//! What must be known before the command line can be parsed: the language of its errors, and
//! whether they are wanted as JSON.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::CommandFactory;

use super::args::Arguments;
use crate::words::Language;

/// The first look at the command line.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Early {
    /// `--lang`, where it names a language.
    pub language: Option<Language>,
    /// `--config`.
    pub config: Option<PathBuf>,
    /// `--json`.
    pub json: bool,
}

impl Early {
    /// Looks at arguments, without the program's name. What follows `--` is no option.
    pub fn of(args: &[OsString]) -> Self {
        let mut early = Self::default();
        let mut rest = args.iter().take_while(|arg| *arg != "--").peekable();
        while let Some(arg) = rest.next() {
            let text = arg.to_string_lossy();
            let (name, value) = match text.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(OsString::from(value))),
                None => (text.into_owned(), None),
            };
            match name.as_str() {
                "--json" => early.json = true,
                "--lang" => {
                    let value = value.or_else(|| rest.next().cloned()).unwrap_or_default();
                    early.language = Language::parse(&value.to_string_lossy());
                }
                "--config" => {
                    early.config = value.or_else(|| rest.next().cloned()).map(PathBuf::from);
                }
                _ => {}
            }
        }
        early
    }
}

/// Where the first word stands that is neither the program's name, nor an option, nor its value.
pub fn first_word(args: &[OsString]) -> Option<usize> {
    let command = Arguments::command();
    let valued = |text: &str| {
        let long = |arg: &clap::Arg| arg.get_long() == text.strip_prefix("--");
        let mut globals = command.get_arguments().filter(|arg| arg.get_long().is_some());
        globals.any(|arg| long(arg) && arg.get_action().takes_values())
    };
    let mut at = 1;
    loop {
        let text = args.get(at)?.to_string_lossy();
        if !text.starts_with('-') {
            return Some(at);
        }
        at += if valued(&text) { 2 } else { 1 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Early {
        Early::of(&line.split(' ').map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn language_configuration_and_json_are_found_wherever_they_stand() {
        let early = of("address list --json --lang=de --config c.toml");
        assert_eq!((early.language, early.json), (Some(Language::German), true));
        assert_eq!(early.config, Some("c.toml".into()));
        assert_eq!(of("--lang en demo").language, Some(Language::English));
        assert_eq!(of("--lang xx demo").language, None);
        assert_eq!(of("address add -- --json"), Early::default());
    }

    #[test]
    fn the_first_word_is_no_option_and_no_value_of_one() {
        let word =
            |line: &str| first_word(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(word("g help import"), Some(1));
        assert_eq!(word("g --lang de --json -q help import"), Some(5));
        assert_eq!(word("g --lang=de help"), Some(2));
        assert_eq!(word("g --office help address"), Some(3));
        assert_eq!(word("g --lang"), None);
    }
}
