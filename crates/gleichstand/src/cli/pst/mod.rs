//! `gleichstand pst`: the data file itself. This folder is the only place of the program that
//! knows the crate `pst`.

mod check;
mod deleted;
mod info;
mod names;
mod repair;
mod show;
mod value;

use std::path::Path;

use outlook::{Cipher, Options, OutlookFile};
use pst::{Access, Encryption, FileFormat, Pst, Warning, representable};
use sync::Message;

use super::args::{EncryptionArg, PstCommand, PstNewArgs};
use super::{Context, Done};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::{first_line, folder_names};
use crate::words::Words;

/// Windows-1252, where nothing else is said.
const CODE_PAGE: u16 = 1252;

impl PstCommand {
    /// Runs a command.
    pub fn run(self, context: &mut Context) -> Done {
        match self {
            Self::New(args) => new(args, context),
            Self::Info(args) => info::info(&args.file, context),
            Self::Ls(args) if args.deleted => deleted::ls(&args.file, context),
            Self::Ls(args) => info::ls(&args.file, context),
            Self::Show(args) => show::run(&args, context),
            Self::Check(args) => check::run(&args, context),
            Self::Repair(args) => repair::run(&args, context),
            Self::Restore(args) => deleted::restore(&args, context),
        }
    }
}

/// Creates a data file with the folders that Outlook expects and one for contacts.
fn new(args: PstNewArgs, context: &mut Context) -> Done {
    let name = args.name.unwrap_or_else(|| context.words.text("folder-file-name"));
    let mut new = context.session.new_file(&name);
    new.format = args.format.into();
    new.cipher = match args.encryption {
        EncryptionArg::None => Cipher::None,
        EncryptionArg::Permute => Cipher::Permute,
        EncryptionArg::Cyclic => Cipher::Cyclic,
    };
    let folders = folder_names(&context.words);
    let options = Options { folders, ..Options::default() };
    let shown = args.file.display().to_string();
    if args.file.exists() {
        return Err(Failure::start(Message::new("pst-file-exists")).with_file(shown));
    }
    new.password = args.password_file.as_deref().map(password).transpose()?;
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

/// A password for a new file, from a file. Its hash is made in the default code page.
fn password(path: &Path) -> Result<String, Failure> {
    let password = first_line(path)?;
    let fault = if password.is_empty() {
        "pst-password-empty"
    } else if representable(&password, CODE_PAGE) {
        return Ok(password);
    } else {
        "pst-password-characters"
    };
    Err(Failure::start(Message::new(fault)).with_file(path.display().to_string()))
}

/// Opens a data file for reading; its password is not asked for.
fn open(path: &Path) -> Result<Pst, Failure> {
    Pst::open(path, Access::Read).map_err(|error| failure(&error, path))
}

/// A format as scripts know it.
fn format_name(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Ansi => "ansi",
        FileFormat::Unicode => "unicode",
        FileFormat::Unicode4K => "unicode_4k",
    }
}

/// An encryption method as scripts know it.
fn encryption_name(encryption: Encryption) -> &'static str {
    match encryption {
        Encryption::None => "none",
        Encryption::Permute => "permute",
        Encryption::Cyclic => "cyclic",
    }
}

/// A fault of the engine.
fn failure(error: &pst::Error, path: &Path) -> Failure {
    Failure::start(outlook::explain(error)).with_file(path.display().to_string())
}

fn said(warnings: &[Warning], words: &Words) -> Vec<String> {
    warnings.iter().map(|warning| words.say(&outlook::explain_warning(warning))).collect()
}
