//! Windows names of zones and their IANA names, in both directions.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The table; its head says where it comes from.
const TABLE: &str = include_str!("zones.txt");

struct Names {
    /// By lower-case Windows name.
    iana: HashMap<String, &'static str>,
    /// By lower-case IANA name.
    windows: HashMap<String, &'static str>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names { iana: HashMap::new(), windows: HashMap::new() };
    for (windows, main, others) in rows() {
        names.iana.insert(windows.to_ascii_lowercase(), main);
        for iana in others.chain([main]) {
            names.windows.insert(iana.to_ascii_lowercase(), windows);
        }
    }
    names
});

/// Windows name, main IANA name, other IANA names.
pub(super) fn rows()
-> impl Iterator<Item = (&'static str, &'static str, impl Iterator<Item = &'static str>)> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let mut cells = line.split('|');
        let (windows, main) = (cells.next()?, cells.next()?);
        Some((windows, main, cells.next().unwrap_or_default().split_ascii_whitespace()))
    })
}

/// The IANA zone of a Windows zone.
#[must_use]
pub fn iana_name(windows: &str) -> Option<&'static str> {
    NAMES.iana.get(&windows.trim().to_ascii_lowercase()).copied()
}

/// The Windows zone of an IANA zone.
#[must_use]
pub fn windows_name(iana: &str) -> Option<&'static str> {
    NAMES.windows.get(&iana.to_ascii_lowercase()).copied()
}
