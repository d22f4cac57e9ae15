//! What can go wrong with the office database, as types; the words are in the catalogues.

use sync::{Message, StoreError};

pub(crate) type Result<T> = std::result::Result<T, OfficeError>;

/// Why the office could not do what was asked. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum OfficeError {
    /// The database server does not answer.
    Unreachable {
        /// What the system said.
        detail: String,
    },
    /// The server does not accept user or password.
    WrongPassword {
        /// The user's name.
        user: String,
    },
    /// The server has no database of that name.
    NoSuchDatabase {
        /// The database's name.
        name: String,
    },
    /// The address of the database cannot be understood.
    BadUrl {
        /// What is wrong with it.
        detail: String,
    },
    /// The encrypted connection could not be made.
    Tls {
        /// What is wrong.
        detail: String,
    },
    /// The server's database does not hold Unicode.
    Encoding {
        /// What it holds.
        encoding: String,
    },
    /// The path is a directory.
    Directory {
        /// The path.
        path: String,
    },
    /// The file cannot be made or opened.
    CannotOpen {
        /// The path.
        path: String,
        /// What the system said.
        detail: String,
    },
    /// The file is no database.
    NotADatabase {
        /// The path.
        path: String,
    },
    /// The database belongs to another program.
    NotAnOffice,
    /// The database can only be read.
    ReadOnly,
    /// The database was made by a newer version of this program.
    Newer {
        /// Version of its tables.
        found: i64,
        /// Newest version known here.
        known: i64,
    },
    /// No space left.
    DiskFull,
    /// Another program writes to the database and did not finish in time.
    Busy,
    /// The database is damaged, or holds what this program never wrote.
    Damaged {
        /// Where.
        detail: String,
    },
    /// Anything else that the database refused.
    Failed {
        /// What it said.
        detail: String,
    },
    /// A run is under way.
    RunLocked {
        /// Its job, file, process, computer and start, where they are known.
        holder: Vec<(String, String)>,
    },
    /// No such record.
    NotFound {
        /// Number, or `id:N`.
        which: String,
    },
    /// The record lies in the trash.
    InTrash {
        /// Number, or `id:N`.
        which: String,
    },
    /// The record was changed by somebody else since it was read.
    Stale {
        /// Number, or `id:N`.
        which: String,
    },
    /// The number is in use.
    NumberTaken {
        /// The number.
        number: String,
        /// Who has it.
        name: String,
    },
    /// The number is longer than 8 characters.
    NumberTooLong {
        /// The number.
        number: String,
    },
    /// The number has characters that cannot be seen.
    NumberInvalid {
        /// The number.
        number: String,
    },
    /// The number range has no number of 8 characters left.
    NumbersExhausted {
        /// Kind of record.
        kind: String,
    },
    /// No field of that name.
    UnknownField {
        /// The name.
        field: String,
    },
    /// The field is kept by the program.
    NotWritable {
        /// The field.
        field: String,
    },
    /// The value is not of the field's type.
    WrongValue {
        /// The field.
        field: String,
        /// The type's name.
        field_type: String,
        /// The value.
        value: String,
    },
    /// The text is longer than the field.
    TooLong {
        /// The field.
        field: String,
        /// Its limit in characters.
        max: u32,
    },
    /// A content that a record names cannot be had.
    Content {
        /// Why.
        message: Message,
    },
    /// Where contents come from cannot be read.
    Source {
        /// What it said.
        error: StoreError,
    },
}

impl OfficeError {
    /// What is wrong, for a person.
    #[must_use]
    pub fn message(&self) -> Message {
        self.opening_message().unwrap_or_else(|| self.record_message())
    }

    /// Whether the database as a whole is concerned (and not one record or one word of input).
    #[must_use]
    pub fn startup(&self) -> bool {
        self.opening_message().is_some()
    }

    /// Whether another attempt later may succeed.
    #[must_use]
    pub fn transient(&self) -> bool {
        match self {
            Self::Source { error } => error.transient,
            _ => matches!(self, Self::Unreachable { .. } | Self::Busy | Self::RunLocked { .. }),
        }
    }

    fn opening_message(&self) -> Option<Message> {
        Some(match self {
            Self::Unreachable { detail } => {
                Message::new("office-unreachable").with("detail", detail)
            }
            Self::WrongPassword { user } => {
                Message::new("office-wrong-password").with("user", user)
            }
            Self::NoSuchDatabase { name } => {
                Message::new("office-no-such-database").with("name", name)
            }
            Self::BadUrl { detail } => Message::new("office-bad-url").with("detail", detail),
            Self::Tls { detail } => Message::new("office-tls").with("detail", detail),
            Self::Encoding { encoding } => {
                Message::new("office-encoding").with("encoding", encoding)
            }
            Self::Directory { path } => Message::new("office-is-directory").with("path", path),
            Self::CannotOpen { path, detail } => {
                Message::new("office-cannot-open").with("path", path).with("detail", detail)
            }
            Self::NotADatabase { path } => Message::new("office-not-a-database").with("path", path),
            _ => return self.state_message(),
        })
    }

    fn state_message(&self) -> Option<Message> {
        Some(match self {
            Self::NotAnOffice => Message::new("office-not-an-office"),
            Self::ReadOnly => Message::new("office-read-only"),
            Self::Newer { found, known } => {
                Message::new("office-newer").with("found", found).with("known", known)
            }
            Self::DiskFull => Message::new("office-disk-full"),
            Self::Busy => Message::new("office-busy"),
            Self::Damaged { detail } => Message::new("office-damaged").with("detail", detail),
            Self::Failed { detail } => Message::new("office-failed").with("detail", detail),
            Self::RunLocked { holder } => run_locked(holder),
            _ => return None,
        })
    }

    fn record_message(&self) -> Message {
        match self {
            Self::NotFound { which } => Message::new("record-not-found").with("which", which),
            Self::InTrash { which } => Message::new("record-in-trash").with("which", which),
            Self::Stale { which } => Message::new("record-stale").with("which", which),
            Self::NumberTaken { number, name } => {
                Message::new("number-taken").with("number", number).with("name", name)
            }
            Self::NumberTooLong { number } => {
                Message::new("number-too-long").with("number", number)
            }
            Self::NumberInvalid { number } => Message::new("number-invalid").with("number", number),
            Self::NumbersExhausted { kind } => Message::new("numbers-exhausted").with("kind", kind),
            _ => self.field_message(),
        }
    }

    fn field_message(&self) -> Message {
        match self {
            Self::UnknownField { field } => Message::new("field-unknown").with("field", field),
            Self::NotWritable { field } => Message::new("field-not-writable").with("field", field),
            Self::WrongValue { field, field_type, value } => Message::new("field-wrong-value")
                .with("field", field)
                .with("type", field_type)
                .with("value", value),
            Self::TooLong { field, max } => {
                Message::new("field-too-long").with("field", field).with("max", max)
            }
            Self::Content { message } => message.clone(),
            Self::Source { error } => error.message.clone(),
            _ => Message::new("office-failed").with("detail", ""),
        }
    }
}

fn run_locked(holder: &[(String, String)]) -> Message {
    if holder.is_empty() {
        return Message::new("run-locked-by-unknown");
    }
    Message { id: "run-locked".to_owned(), args: holder.to_vec() }
}

impl From<OfficeError> for StoreError {
    fn from(error: OfficeError) -> Self {
        Self { message: error.message(), transient: error.transient() }
    }
}
