//! The command line as it is typed: low-level arguments, checked by the commands.
//!
//! Help texts come from the catalogues (`localise`): a command or argument without one fails a
//! test.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::records::args::{AddressCommand, AppointmentCommand, MailCommand, TaskCommand};
use outlook::interchange::vcard::Version;

use crate::session::{CopyForm, Password};

#[derive(Debug, Parser)]
#[command(name = "gleichstand", version, disable_help_flag = true, disable_version_flag = true)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command understands.
#[derive(Debug, Args)]
pub struct Global {
    #[arg(long, global = true, value_name = "URL", env = "GLEICHSTAND_OFFICE")]
    pub office: Option<String>,
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<Lang>,
    #[arg(long, global = true, value_name = "ZONE")]
    pub timezone: Option<String>,
    #[arg(long, global = true)]
    pub json: bool,
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    #[arg(long, short, global = true)]
    pub verbose: bool,
    #[arg(long, global = true)]
    pub no_progress: bool,
    #[arg(long, short, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    #[arg(long, short = 'V', action = clap::ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Lang {
    De,
    En,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Demo(DemoArgs),
    Import(ImportArgs),
    Export(ExportArgs),
    Sync(SyncArgs),
    Watch(WatchArgs),
    Apply(ApplyArgs),
    #[command(subcommand)]
    Address(AddressCommand),
    #[command(subcommand)]
    Mail(MailCommand),
    #[command(subcommand)]
    Appointment(AppointmentCommand),
    #[command(subcommand)]
    Task(TaskCommand),
    #[command(subcommand)]
    Mapping(MappingCommand),
    #[command(subcommand)]
    Conflicts(ConflictsCommand),
    #[command(subcommand)]
    Runs(RunsCommand),
    #[command(subcommand)]
    Pst(PstCommand),
    Serve(ServeArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

#[derive(Debug, Args)]
pub struct DemoArgs {
    #[arg(value_name = "DIR", default_value = "gleichstand-demo")]
    pub folder: PathBuf,
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub size: u64,
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
}

#[derive(Debug, Args)]
pub struct ImportArgs {
    #[arg(value_name = "OUTLOOK", required = true)]
    pub outlook: Vec<PathBuf>,
    #[command(flatten)]
    pub exchange: ExchangeArgs,
}

/// The web interface.
#[derive(Debug, Args)]
pub struct ServeArgs {
    #[arg(long, value_name = "N", default_value_t = 8080)]
    pub port: u16,
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub listen: IpAddr,
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    #[arg(long, value_name = "MB", default_value_t = 4096, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub upload_limit: u64,
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    #[arg(value_name = "OUTLOOK")]
    pub outlook: PathBuf,
    #[arg(long, value_name = "FORMAT", default_value = "unicode")]
    pub format: ExportFormatArg,
    #[command(flatten)]
    pub exchange: ExchangeArgs,
}

#[derive(Debug, Args)]
pub struct SyncArgs {
    #[arg(value_name = "OUTLOOK")]
    pub outlook: PathBuf,
    #[command(flatten)]
    pub exchange: ExchangeArgs,
}

/// A synchronisation that goes on. Nobody answers its questions, and what it does beside the file
/// stands in a profile.
#[derive(Debug, Args)]
pub struct WatchArgs {
    #[arg(value_name = "OUTLOOK")]
    pub outlook: PathBuf,
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u64).range(1..=10_080))]
    pub every: Option<u64>,
    #[command(flatten)]
    pub password: PasswordArgs,
    #[arg(long)]
    pub no_backup: bool,
}

impl WatchArgs {
    /// What a synchronisation is told.
    pub fn exchange(&self) -> ExchangeArgs {
        let (password, no_backup) = (self.password.clone(), self.no_backup);
        ExchangeArgs { password, no_backup, ..ExchangeArgs::default() }
    }
}

/// How the password of a data file is come by.
#[derive(Debug, Clone, Default, Args)]
pub struct PasswordArgs {
    #[arg(long, value_name = "FILE", conflicts_with = "ignore_password")]
    pub password_file: Option<PathBuf>,
    #[arg(long)]
    pub ignore_password: bool,
}

impl From<PasswordArgs> for Password {
    fn from(args: PasswordArgs) -> Self {
        match (args.ignore_password, args.password_file) {
            (true, _) => Self::Ignore,
            (false, Some(path)) => Self::File(path),
            (false, None) => Self::Ask,
        }
    }
}

#[derive(Debug, Args)]
pub struct ApplyArgs {
    #[arg(value_name = "PLAN")]
    pub plan: PathBuf,
    #[command(flatten)]
    pub password: PasswordArgs,
    #[arg(long)]
    pub no_backup: bool,
}

/// What import, export and synchronisation have in common.
#[derive(Debug, Clone, Default, Args)]
pub struct ExchangeArgs {
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub only: Vec<KindArg>,
    #[arg(long, value_name = "PATH")]
    pub folder: Vec<String>,
    #[arg(long)]
    pub with_deleted: bool,
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,
    #[arg(long, conflicts_with_all = ["match_contents", "conflicts", "deletions"])]
    pub like_original: bool,
    #[arg(long = "match")]
    pub match_contents: bool,
    #[arg(long, value_name = "WHO")]
    pub conflicts: Option<ConflictsArg>,
    #[arg(long, value_name = "WHAT")]
    pub deletions: Option<DeletionsArg>,
    #[arg(long, value_name = "NAME")]
    pub mapping: Option<String>,
    #[arg(long, value_name = "N")]
    pub code_page: Option<u16>,
    #[command(flatten)]
    pub password: PasswordArgs,
    #[arg(long)]
    pub no_backup: bool,
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KindArg {
    Addresses,
    Mails,
    Appointments,
    Tasks,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ConflictsArg {
    Newer,
    Office,
    Outlook,
    Both,
    Ask,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum DeletionsArg {
    Restore,
    Ask,
    Propagate,
}

#[derive(Debug, Subcommand)]
pub enum MappingCommand {
    Init(MappingInitArgs),
    Show(MappingShowArgs),
    Check(MappingCheckArgs),
    Try(MappingTryArgs),
    Set(MappingSetArgs),
    Remove(MappingRemoveArgs),
    Fields(MappingFieldsArgs),
    List,
}

#[derive(Debug, Args)]
pub struct MappingSetArgs {
    #[arg(value_name = "FILE")]
    pub file: String,
    #[arg(value_name = "FIELD")]
    pub office_field: String,
    #[arg(value_name = "FIELD")]
    pub outlook_field: String,
    #[arg(long, value_name = "KIND", default_value = "addresses")]
    pub kind: KindArg,
    #[arg(long, value_name = "DIRECTION", default_value = "both")]
    pub direction: DirectionArg,
    #[arg(long, value_name = "RULE", default_value = "overwrite")]
    pub rule: RuleArg,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum DirectionArg {
    Both,
    Import,
    Export,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum RuleArg {
    Overwrite,
    OnlyIfEmpty,
    NeverEmpty,
    Append,
}

#[derive(Debug, Args)]
pub struct MappingRemoveArgs {
    #[arg(value_name = "FILE")]
    pub file: String,
    #[arg(value_name = "FIELD")]
    pub field: String,
    #[arg(long, value_name = "KIND", default_value = "addresses")]
    pub kind: KindArg,
}

#[derive(Debug, Args)]
pub struct MappingFieldsArgs {
    #[arg(value_name = "OUTLOOK")]
    pub outlook: Option<PathBuf>,
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub only: Vec<KindArg>,
}

#[derive(Debug, Args)]
pub struct MappingInitArgs {
    #[arg(value_name = "FILE")]
    pub file: Option<String>,
    #[arg(long, value_name = "ADDRESS")]
    pub address: Option<AddressArg>,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=3))]
    pub email: Option<u8>,
    #[arg(long, value_name = "FIELD=NUMBER")]
    pub phone: Vec<String>,
    #[arg(long, value_name = "WHERE", default_value = "company")]
    pub companies: CompaniesArg,
    #[arg(long, value_name = "FORM", default_value = "outlook")]
    pub file_as: FileAsArg,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum AddressArg {
    Business,
    Home,
    Other,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum CompaniesArg {
    Company,
    Name,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FileAsArg {
    Outlook,
    LastFirst,
    FirstLast,
    Company,
}

#[derive(Debug, Args)]
pub struct MappingCheckArgs {
    #[arg(value_name = "FILE", default_value = "default")]
    pub file: String,
}

#[derive(Debug, Args)]
pub struct MappingTryArgs {
    #[arg(value_name = "OUTLOOK")]
    pub outlook: PathBuf,
    #[arg(long, value_name = "NAME", default_value = "default")]
    pub mapping: String,
    #[arg(long, value_name = "KINDS", value_delimiter = ',', default_value = "addresses")]
    pub only: Vec<KindArg>,
    #[arg(long, value_name = "PATH")]
    pub folder: Vec<String>,
    #[arg(long)]
    pub with_deleted: bool,
    #[arg(long, value_name = "N")]
    pub limit: Option<u64>,
    #[command(flatten)]
    pub password: PasswordArgs,
}

#[derive(Debug, Args)]
pub struct MappingShowArgs {
    #[arg(value_name = "NAME", default_value = "default")]
    pub name: String,
}

#[derive(Debug, Subcommand)]
pub enum ConflictsCommand {
    List,
    Show(ConflictsShowArgs),
    Resolve(ConflictsResolveArgs),
}

#[derive(Debug, Args)]
pub struct ConflictsShowArgs {
    #[arg(value_name = "N")]
    pub id: String,
}

#[derive(Debug, Args)]
pub struct ConflictsResolveArgs {
    #[arg(value_name = "N")]
    pub id: String,
    #[arg(value_name = "CHOICE", required_unless_present = "field")]
    pub choice: Option<ChoiceArg>,
    #[arg(long, value_name = "FIELD=CHOICE")]
    pub field: Vec<String>,
    #[arg(long, value_name = "ID")]
    pub with: Option<String>,
    #[arg(long, value_name = "OUTLOOK")]
    pub outlook: Option<PathBuf>,
    #[arg(long, value_name = "NAME", default_value = "default")]
    pub mapping: String,
    #[command(flatten)]
    pub password: PasswordArgs,
    #[arg(long)]
    pub no_backup: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ChoiceArg {
    Office,
    Outlook,
    Both,
    Link,
    Unlink,
    New,
    Ignore,
}

#[derive(Debug, Subcommand)]
pub enum RunsCommand {
    List(RunsListArgs),
    Show(RunsShowArgs),
    Undo(RunsUndoArgs),
}

#[derive(Debug, Args)]
pub struct RunsUndoArgs {
    #[arg(value_name = "N")]
    pub run: i64,
    #[arg(long, value_name = "OUTLOOK")]
    pub outlook: Option<PathBuf>,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long, value_name = "NAME", default_value = "default")]
    pub mapping: String,
    #[command(flatten)]
    pub password: PasswordArgs,
    #[arg(long)]
    pub no_backup: bool,
}

#[derive(Debug, Args)]
pub struct RunsListArgs {
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: u32,
}

#[derive(Debug, Args)]
pub struct RunsShowArgs {
    #[arg(value_name = "N")]
    pub run: i64,
}

#[derive(Debug, Subcommand)]
pub enum PstCommand {
    New(PstNewArgs),
    Info(PstFileArgs),
    Ls(PstLsArgs),
    Show(PstShowArgs),
    Check(PstFileArgs),
    Repair(PstRepairArgs),
    Restore(PstRestoreArgs),
}

#[derive(Debug, Args)]
pub struct PstNewArgs {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long, value_name = "FORMAT", default_value = "unicode")]
    pub format: FormatArg,
    #[arg(long, value_name = "METHOD", default_value = "permute")]
    pub encryption: EncryptionArg,
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FormatArg {
    Unicode,
    Ansi,
}

/// What an export writes: a data file, or a copy.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ExportFormatArg {
    Unicode,
    Ansi,
    Msg,
    #[value(name = "vcard2")]
    Vcard2,
    #[value(name = "vcard3")]
    Vcard3,
    #[value(name = "vcard4")]
    Vcard4,
}

impl From<ExportFormatArg> for outlook::Format {
    fn from(arg: ExportFormatArg) -> Self {
        match arg {
            ExportFormatArg::Ansi => Self::Ansi,
            _ => Self::Unicode,
        }
    }
}

impl From<ExportFormatArg> for CopyForm {
    fn from(arg: ExportFormatArg) -> Self {
        match arg {
            ExportFormatArg::Msg => Self { msg: true, ..Self::default() },
            ExportFormatArg::Vcard3 => Self { vcard: Version::V30, ..Self::default() },
            ExportFormatArg::Vcard4 => Self { vcard: Version::V40, ..Self::default() },
            ExportFormatArg::Unicode | ExportFormatArg::Ansi | ExportFormatArg::Vcard2 => {
                Self::default()
            }
        }
    }
}

impl From<FormatArg> for outlook::Format {
    fn from(arg: FormatArg) -> Self {
        match arg {
            FormatArg::Ansi => Self::Ansi,
            FormatArg::Unicode => Self::Unicode,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum EncryptionArg {
    None,
    Permute,
    Cyclic,
}

#[derive(Debug, Args)]
pub struct PstFileArgs {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct PstLsArgs {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long)]
    pub deleted: bool,
}

#[derive(Debug, Args)]
pub struct PstRepairArgs {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct PstRestoreArgs {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(value_name = "ID", required_unless_present = "all")]
    pub id: Vec<String>,
    #[arg(long, conflicts_with = "id")]
    pub all: bool,
    #[arg(long)]
    pub no_backup: bool,
}

#[derive(Debug, Args)]
pub struct PstShowArgs {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(value_name = "ID")]
    pub id: String,
}

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct ManArgs {
    #[arg(value_name = "COMMAND")]
    pub command: Vec<String>,
}
