//! The configuration file: what need not be said every time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sync::{Conflicts, Deletions, Kind, Message};

use crate::failure::Failure;
use crate::words::Language;

/// The contents of the file. What the command line says counts more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The office database.
    pub office: Option<String>,
    /// `de` or `en`.
    pub lang: Option<Lang>,
    /// Time zone.
    pub timezone: Option<String>,
    /// The folder of mappings; a relative path begins at the folder of this file.
    pub mappings: Option<PathBuf>,
    /// What belongs together under a name: `sync NAME`.
    pub profile: BTreeMap<String, Profile>,
}

/// A data file, and how it is exchanged.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
    /// The data file; a relative path begins at the folder of the configuration file.
    pub file: PathBuf,
    /// Kinds; all where none is named.
    #[serde(default)]
    pub only: Vec<Kind>,
    /// Folders; all where none is named.
    #[serde(default)]
    pub folders: Vec<String>,
    /// Deleted Items too.
    #[serde(default)]
    pub with_deleted: bool,
    /// From this date on.
    pub since: Option<String>,
    /// The name or file of a mapping.
    pub mapping: Option<String>,
    /// Row 8.
    pub conflicts: Option<Conflicts>,
    /// Rows 11 to 14.
    pub deletions: Option<Deletions>,
    /// Contacts without a number are matched in one-way jobs, too.
    #[serde(default)]
    pub r#match: bool,
    /// As the original did it.
    #[serde(default)]
    pub like_original: bool,
    /// Where the data file's password stands; a relative path begins at the folder of this file.
    pub password_file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    De,
    En,
}

impl Config {
    /// Reads the file.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let failure = |failure: Failure| failure.with_file(path.display().to_string());
        let text = std::fs::read_to_string(path)
            .map_err(|error| failure(Failure::start(outlook::explain_io(&error))))?;
        let mut config: Self =
            toml::from_str(&text).map_err(|error| failure(wrong(&text, &error)))?;
        let beside = path.parent().unwrap_or(Path::new(""));
        config.mappings = config.mappings.map(|folder| beside.join(folder));
        for profile in config.profile.values_mut() {
            profile.file = beside.join(&profile.file);
            profile.password_file = profile.password_file.take().map(|path| beside.join(path));
        }
        Ok(config)
    }

    /// The language.
    pub fn language(&self) -> Option<Language> {
        Some(match self.lang? {
            Lang::De => Language::German,
            Lang::En => Language::English,
        })
    }
}

/// The place is ours to say; what the parser has against it is shown as it is.
fn wrong(text: &str, error: &toml::de::Error) -> Failure {
    let start = error.span().map_or(0, |span| span.start);
    let line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
    let detail = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
    Failure::usage(Message::new("config-wrong").with("line", line).with("detail", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_says_office_language_and_zone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.toml");
        std::fs::write(&path, "office = \"büro.db\"\nlang = \"de\"\ntimezone = \"Asia/Tokyo\"\n")
            .unwrap();
        let config = Config::read(&path).unwrap();
        assert_eq!(config.language(), Some(Language::German));
        assert_eq!(config.office.as_deref(), Some("büro.db"));
        assert_eq!(config.timezone.as_deref(), Some("Asia/Tokyo"));
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.toml");
        std::fs::write(&path, "lang = \"de\"\nfarbe = \"rot\"\n").unwrap();
        let failure = Config::read(&path).unwrap_err();
        assert_eq!((failure.exit.code(), failure.what.arg("line")), (2, Some("2")));
    }
}
