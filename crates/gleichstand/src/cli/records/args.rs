//! The arguments of `address`, `mail`, `appointment` and `task`: the same commands for every kind,
//! each with the lists and orders that the kind has.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use office::Sort;

/// The commands of a kind: with the arguments of its list `L`, its orders `O`, and the arguments
/// with which a record is shown `S`.
#[derive(Debug, Subcommand)]
pub enum RecordCommand<L: Args, O: Order, S: Args> {
    List(L),
    Show(S),
    Search(SearchArgs<O>),
    Add(AddArgs),
    Edit(EditArgs),
    Delete(IdArgs),
    Restore(IdArgs),
}

pub type AddressCommand = RecordCommand<AddressListArgs, AddressOrder, IdArgs>;
pub type MailCommand = RecordCommand<MailListArgs, MailOrder, MailShowArgs>;
pub type AppointmentCommand = RecordCommand<AppointmentListArgs, AppointmentOrder, IdArgs>;
pub type TaskCommand = RecordCommand<TaskListArgs, TaskOrder, IdArgs>;

/// The orders of a kind.
pub trait Order: ValueEnum + Copy + std::fmt::Debug + Send + Sync + 'static {
    /// The name of the one that is meant when nothing is said.
    const USUAL: &'static str;

    /// What it sorts by.
    fn sort(self) -> Sort;
}

/// Order and part of a list.
#[derive(Debug, Args)]
pub struct PageArgs<O: Order> {
    #[arg(long, value_name = "ORDER", value_enum, default_value = O::USUAL)]
    pub sort: O,
    #[arg(long)]
    pub descending: bool,
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub limit: u64,
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: u64,
}

#[derive(Debug, Args)]
pub struct SearchArgs<O: Order> {
    #[arg(value_name = "WORDS", required = true)]
    pub words: Vec<String>,
    #[command(flatten)]
    pub page: PageArgs<O>,
}

#[derive(Debug, Args)]
pub struct IdArgs {
    #[arg(value_name = "ID")]
    pub id: String,
}

#[derive(Debug, Args)]
pub struct AddArgs {
    #[arg(value_name = "FIELD=VALUE", required = true)]
    pub fields: Vec<String>,
}

#[derive(Debug, Args)]
pub struct EditArgs {
    #[arg(value_name = "ID")]
    pub id: String,
    #[arg(value_name = "FIELD=VALUE", required = true)]
    pub fields: Vec<String>,
}

#[derive(Debug, Args)]
pub struct AddressListArgs {
    #[command(flatten)]
    pub page: PageArgs<AddressOrder>,
    #[arg(long, value_name = "GROUP")]
    pub group: Option<String>,
    #[arg(long, conflicts_with = "prospects")]
    pub customers: bool,
    #[arg(long)]
    pub prospects: bool,
    #[arg(long)]
    pub trash: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum AddressOrder {
    Name,
    Number,
    Created,
    Changed,
    Id,
}

impl Order for AddressOrder {
    const USUAL: &'static str = "name";

    fn sort(self) -> Sort {
        match self {
            Self::Name => Sort::Name,
            Self::Number => Sort::Number,
            Self::Created => Sort::Created,
            Self::Changed => Sort::Changed,
            Self::Id => Sort::Id,
        }
    }
}

#[derive(Debug, Args)]
pub struct MailListArgs {
    #[arg(long, value_name = "PATH")]
    pub folder: Option<String>,
    #[arg(long)]
    pub unread: bool,
    #[arg(long, value_name = "ID")]
    pub address: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    #[command(flatten)]
    pub page: PageArgs<MailOrder>,
    #[arg(long, value_name = "CATEGORY")]
    pub category: Option<String>,
    #[arg(long)]
    pub trash: bool,
}

#[derive(Debug, Args)]
pub struct MailShowArgs {
    #[arg(value_name = "ID")]
    pub id: String,
    #[arg(long, conflicts_with = "save")]
    pub html: bool,
    #[arg(long, value_name = "DIR")]
    pub save: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum MailOrder {
    Date,
    Subject,
    From,
    Number,
    Created,
    Changed,
    Id,
}

impl Order for MailOrder {
    const USUAL: &'static str = "date";

    fn sort(self) -> Sort {
        match self {
            Self::Date => Sort::Date,
            Self::Subject => Sort::Name,
            Self::From => Sort::From,
            Self::Number => Sort::Number,
            Self::Created => Sort::Created,
            Self::Changed => Sort::Changed,
            Self::Id => Sort::Id,
        }
    }
}

#[derive(Debug, Args)]
pub struct AppointmentListArgs {
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    #[arg(long, value_name = "ID")]
    pub address: Option<String>,
    #[command(flatten)]
    pub page: PageArgs<AppointmentOrder>,
    #[arg(long, value_name = "CATEGORY")]
    pub category: Option<String>,
    #[arg(long, conflicts_with_all = ["from", "to"])]
    pub trash: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum AppointmentOrder {
    Date,
    Subject,
    Number,
    Created,
    Changed,
    Id,
}

impl Order for AppointmentOrder {
    const USUAL: &'static str = "date";

    fn sort(self) -> Sort {
        match self {
            Self::Date => Sort::Date,
            Self::Subject => Sort::Name,
            Self::Number => Sort::Number,
            Self::Created => Sort::Created,
            Self::Changed => Sort::Changed,
            Self::Id => Sort::Id,
        }
    }
}

#[derive(Debug, Args)]
pub struct TaskListArgs {
    #[arg(long)]
    pub open: bool,
    #[arg(long, value_name = "DATE")]
    pub due: Option<String>,
    #[command(flatten)]
    pub page: PageArgs<TaskOrder>,
    #[arg(long, value_name = "CATEGORY")]
    pub category: Option<String>,
    #[arg(long)]
    pub trash: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum TaskOrder {
    Due,
    Subject,
    Number,
    Created,
    Changed,
    Id,
}

impl Order for TaskOrder {
    const USUAL: &'static str = "due";

    fn sort(self) -> Sort {
        match self {
            Self::Due => Sort::Date,
            Self::Subject => Sort::Name,
            Self::Number => Sort::Number,
            Self::Created => Sort::Created,
            Self::Changed => Sort::Changed,
            Self::Id => Sort::Id,
        }
    }
}
