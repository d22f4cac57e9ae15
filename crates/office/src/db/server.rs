//! The address of a PostgreSQL server: what the driver understands, and what it does not.
//!
//! `sslmode` and `sslrootcert` mean what they mean to PostgreSQL's own programs; the driver knows
//! only part of them.

use std::path::PathBuf;

use postgres::Config;
use postgres::config::{Host, SslMode};

use crate::error::{OfficeError, Result};

/// How much of the server's certificate is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verify {
    /// Nothing: the connection is encrypted, the server may be anybody.
    Nothing,
    /// That a known authority signed it.
    Authority,
    /// That, and the server's name.
    Full,
}

/// A server as its URL describes it.
pub(super) struct Server {
    pub(super) config: Config,
    pub(super) verify: Verify,
    /// Certificates of the authorities that are trusted.
    pub(super) roots: PathBuf,
    /// The URL without its password.
    pub(super) location: String,
}

pub(super) fn is_url(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

impl Server {
    pub(super) fn parse(url: &str) -> Result<Self> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let mut wanted = Wanted::default();
        let kept: Vec<&str> =
            query.split('&').filter(|pair| !pair.is_empty() && !wanted.take(pair)).collect();
        let plain =
            if kept.is_empty() { base.to_owned() } else { format!("{base}?{}", kept.join("&")) };
        let mut config: Config = plain.parse().map_err(|error: postgres::Error| bad(&error))?;
        complete(&mut config);
        let (ssl, verify) = wanted.mode()?;
        config.ssl_mode(ssl);
        Ok(Self { config, verify, roots: wanted.roots(), location: without_password(url) })
    }
}

impl Server {
    /// Whether an encrypted connection is at least tried: a socket of this computer has none.
    pub(super) fn encrypted(&self) -> bool {
        let network = self.config.get_hosts().iter().any(|host| matches!(host, Host::Tcp(_)));
        let required = self.config.get_ssl_mode() == SslMode::Require;
        required || (network && self.config.get_ssl_mode() != SslMode::Disable)
    }
}

/// The options that are ours to understand.
#[derive(Default)]
struct Wanted {
    mode: Option<String>,
    roots: Option<String>,
}

impl Wanted {
    fn take(&mut self, pair: &str) -> bool {
        match pair.split_once('=') {
            Some(("sslmode", mode)) => self.mode = Some(mode.to_owned()),
            Some(("sslrootcert", path)) => self.roots = Some(decoded(path)),
            _ => return false,
        }
        true
    }

    fn mode(&self) -> Result<(SslMode, Verify)> {
        // With authorities named, "require" checks them, as it does elsewhere.
        let required = if self.roots.is_some() { Verify::Authority } else { Verify::Nothing };
        match self.mode.as_deref() {
            Some("disable") => Ok((SslMode::Disable, Verify::Nothing)),
            None | Some("allow" | "prefer") => Ok((SslMode::Prefer, Verify::Nothing)),
            Some("require") => Ok((SslMode::Require, required)),
            Some("verify-ca") => Ok((SslMode::Require, Verify::Authority)),
            Some("verify-full") => Ok((SslMode::Require, Verify::Full)),
            Some(other) => Err(OfficeError::BadUrl { detail: format!("sslmode={other}") }),
        }
    }

    fn roots(&self) -> PathBuf {
        match &self.roots {
            Some(path) => path.into(),
            None => std::env::home_dir().unwrap_or_default().join(".postgresql/root.crt"),
        }
    }
}

fn complete(config: &mut Config) {
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(std::time::Duration::from_secs(10));
    }
    if config.get_application_name().is_none() {
        config.application_name("gleichstand");
    }
    if config.get_password().is_none()
        && let Ok(password) = std::env::var("PGPASSWORD")
    {
        config.password(password);
    }
}

fn bad(error: &postgres::Error) -> OfficeError {
    let detail = std::error::Error::source(error).map_or(error.to_string(), ToString::to_string);
    OfficeError::BadUrl { detail }
}

/// The URL as it may be shown.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let path = path.split_once("password=").map_or(path, |(before, _)| before);
    let shown = match authority.rsplit_once('@') {
        Some((user, host)) => format!("{}@{host}", user.split(':').next().unwrap_or_default()),
        None => authority.to_owned(),
    };
    format!("{scheme}://{shown}{}", path.trim_end_matches(['?', '&']))
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        match after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(b'%');
                rest = after;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for (url, shown) in [
            ("postgres://anna:geheim@host/office", "postgres://anna@host/office"),
            ("postgres://anna:a@b@host:5433/office?x=1", "postgres://anna@host:5433/office?x=1"),
            ("postgresql://host/office?user=a&password=geheim", "postgresql://host/office?user=a"),
            ("postgres://%2Frun%2Fpg/office", "postgres://%2Frun%2Fpg/office"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }

    #[test]
    fn ssl_options_mean_what_they_mean_to_postgresql() {
        let parsed = |options: &str| Server::parse(&format!("postgres://h/o{options}")).unwrap();
        for (options, mode, verify) in [
            ("", SslMode::Prefer, Verify::Nothing),
            ("?sslmode=disable", SslMode::Disable, Verify::Nothing),
            ("?sslmode=prefer", SslMode::Prefer, Verify::Nothing),
            ("?sslmode=require", SslMode::Require, Verify::Nothing),
            ("?sslmode=require&sslrootcert=a.pem", SslMode::Require, Verify::Authority),
            ("?connect_timeout=3&sslmode=verify-full", SslMode::Require, Verify::Full),
        ] {
            let server = parsed(options);
            assert_eq!((server.config.get_ssl_mode(), server.verify), (mode, verify), "{options}");
        }
        assert_eq!(parsed("?sslrootcert=%2Fa%20b.pem").roots, PathBuf::from("/a b.pem"));
        assert!(Server::parse("postgres://h/o?sslmode=perhaps").is_err());
    }
}
