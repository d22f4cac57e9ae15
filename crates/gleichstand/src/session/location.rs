//! Where an office lies, without its password.

use std::path::Path;

fn is_server(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// Whether this is the path of a database that is not there yet.
pub fn is_missing_file(url: &str) -> bool {
    !is_server(url) && !Path::new(url).exists()
}

/// A path as it is; a URL as far as it may be shown.
pub fn shown_location(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://").filter(|_| is_server(url)) else {
        return url.to_owned();
    };
    let rest = rest.split('?').next().unwrap_or_default();
    let (authority, path) = rest.rsplit_once('/').unwrap_or((rest, ""));
    let shown = match authority.rsplit_once('@') {
        Some((user, host)) => format!("{}@{host}", user.split(':').next().unwrap_or_default()),
        None => authority.to_owned(),
    };
    format!("{scheme}://{shown}/{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for (url, shown) in [
            ("postgres://anna:geheim@host/office", "postgres://anna@host/office"),
            ("postgres://anna:a/b@c@host:5433/office", "postgres://anna@host:5433/office"),
            ("postgresql://host/o?user=a&password=geheim", "postgresql://host/o"),
            ("postgres://host", "postgres://host/"),
            ("C:\\Daten\\büro.db", "C:\\Daten\\büro.db"),
        ] {
            assert_eq!(shown_location(url), shown);
        }
    }
}
