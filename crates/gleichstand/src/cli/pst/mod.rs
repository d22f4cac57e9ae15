//! `gleichstand pst`: the data file itself. This folder is the only place of the program that
//! knows the crate `pst`.

mod info;
mod names;
mod show;
mod value;

use std::path::Path;

use outlook::{Cipher, Format, Options, OutlookFile};
use pst::{Access, Pst, Warning};
use sync::Message;

use super::args::{EncryptionArg, FormatArg, PstCommand, PstNewArgs};
use super::{Context, Done};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::words::Words;

impl PstCommand {
    /// Runs a command.
    pub fn run(self, context: &mut Context) -> Done {
        match self {
            Self::New(args) => new(args, context),
            Self::Info(args) => info::info(&args.file, context),
            Self::Ls(args) => info::ls(&args.file, context),
            Self::Show(args) => show::run(&args, context),
        }
    }
}

/// Creates a data file with the folders that Outlook expects and one for contacts.
fn new(args: PstNewArgs, context: &mut Context) -> Done {
    let name = args.name.unwrap_or_else(|| context.words.text("folder-file-name"));
    let mut new = context.session.new_file(&name);
    new.format = match args.format {
        FormatArg::Ansi => Format::Ansi,
        FormatArg::Unicode => Format::Unicode,
    };
    new.cipher = match args.encryption {
        EncryptionArg::None => Cipher::None,
        EncryptionArg::Permute => Cipher::Permute,
        EncryptionArg::Cyclic => Cipher::Cyclic,
    };
    let contacts_folder = context.words.text("folder-contacts");
    let options = Options { contacts_folder, ..Options::default() };
    let shown = args.file.display().to_string();
    if args.file.exists() {
        return Err(Failure::start(Message::new("pst-file-exists")).with_file(shown));
    }
    let made = OutlookFile::create(&args.file, &new, options);
    drop(made.map_err(|error| Failure::of_store(error, &shown))?);
    if context.json {
        return info::info(&args.file, context);
    }
    if !context.quiet {
        let created = Message::new("pst-created").with("file", shown);
        context.out.line(context.words.say(&created));
    }
    Ok(Exit::Done)
}

/// Opens a data file for reading; its password is not asked for.
fn open(path: &Path) -> Result<Pst, Failure> {
    Pst::open(path, Access::Read).map_err(|error| failure(&error, path))
}

/// A fault of the engine.
fn failure(error: &pst::Error, path: &Path) -> Failure {
    Failure::start(outlook::explain(error)).with_file(path.display().to_string())
}

fn said(warnings: &[Warning], words: &Words) -> Vec<String> {
    warnings.iter().map(|warning| words.say(&outlook::explain_warning(warning))).collect()
}
