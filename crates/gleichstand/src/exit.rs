//! Exit codes: what scripts rely on.

use std::process::ExitCode;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Done; open decisions remain.
    Open,
    /// Wrong usage.
    Usage,
    /// Finished with errors in some records.
    Errors,
    /// Could not start: locked, not an Outlook file, unreadable, no password, no database.
    CannotStart,
    /// Stopped by a safety limit; nothing was written.
    Stopped,
}

impl Exit {
    /// Every code, the gravest first: of several files the gravest counts.
    const BY_GRAVITY: [Self; 6] =
        [Self::CannotStart, Self::Usage, Self::Stopped, Self::Errors, Self::Open, Self::Done];

    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Open => 1,
            Self::Usage => 2,
            Self::Errors => 3,
            Self::CannotStart => 4,
            Self::Stopped => 7,
        }
    }

    /// The exit of a run's report.
    pub fn of_report(code: i32) -> Self {
        let found = Self::BY_GRAVITY.into_iter().find(|exit| i32::from(exit.code()) == code);
        found.unwrap_or(Self::Errors)
    }

    /// The graver of two.
    pub fn and(self, other: Self) -> Self {
        let graver = |exit: &Self| *exit == self || *exit == other;
        Self::BY_GRAVITY.into_iter().find(graver).unwrap_or(self)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_files_the_gravest_counts() {
        assert_eq!(Exit::Done.and(Exit::Open), Exit::Open);
        assert_eq!(Exit::Errors.and(Exit::Open), Exit::Errors);
        assert_eq!(Exit::Done.and(Exit::CannotStart), Exit::CannotStart);
        assert_eq!(Exit::Done.and(Exit::Done), Exit::Done);
    }

    #[test]
    fn a_reports_code_is_the_programs() {
        for code in [0, 1, 3, 7] {
            assert_eq!(i32::from(Exit::of_report(code).code()), code);
        }
    }
}
