//! The language of a run: said by the user, else by the locale.

/// A language of the catalogues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// German.
    German,
    /// English.
    English,
}

impl Language {
    /// The language of a name as in `--lang`.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "de" => Some(Self::German),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The language of the locale: German for a German one, else English.
    pub fn of_locale(variable: impl Fn(&str) -> Option<String>) -> Self {
        let said = |name: &&str| variable(name).filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(said);
        let locale = locale.unwrap_or_default().to_ascii_lowercase();
        let language = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        if language == "de" { Self::German } else { Self::English }
    }
}

impl From<Language> for office::Language {
    fn from(language: Language) -> Self {
        match language {
            Language::German => Self::De,
            Language::English => Self::En,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_german_locale_speaks_german_and_every_other_english() {
        let cases: [(&[(&str, &str)], Language); 8] = [
            (&[("LANG", "de_DE.UTF-8")], Language::German),
            (&[("LANG", "de")], Language::German),
            (&[("LANG", "de_AT@euro")], Language::German),
            (&[("LANG", "del_XX")], Language::English),
            (&[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "de_DE")], Language::German),
            (&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")], Language::English),
            (&[("LC_ALL", ""), ("LANG", "de_DE.UTF-8")], Language::German),
            (&[], Language::English),
        ];
        for (variables, language) in cases {
            let value = |name: &str| {
                let found = variables.iter().find(|(of, _)| *of == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(Language::of_locale(value), language, "{variables:?}");
        }
    }
}
