//! Names of files that every system takes.

use std::collections::HashSet;

/// The longest name of a file in bytes, without its ending and a number: systems take 255 in all.
const LONGEST: usize = 120;
/// Names that Windows keeps for devices.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];
/// Devices with a number behind them.
const PORTS: &[&str] = &["com", "lpt"];

/// A text as the name of a file or folder; `usual` where nothing is left of it.
pub fn file_name(text: &str, usual: &str) -> String {
    let safe = |c: char| match c {
        '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' => '_',
        c if c.is_control() || turns(c) => ' ',
        c => c,
    };
    let name: String = text.chars().map(safe).take(LONGEST).collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = beginning(&name, LONGEST);
    let name = name.trim_matches(|c: char| c == '.' || c.is_whitespace());
    match name {
        "" => usual.to_owned(),
        name if is_device(name) => format!("{name}_"),
        name => name.to_owned(),
    }
}

/// As much of a text as is no longer than so many bytes.
pub fn beginning(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or_default()).unwrap_or_default()
}

/// Whether a character turns the direction of the text: a name would look as another one.
fn turns(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim().to_lowercase();
    let port = |port: &str| {
        let number = stem.strip_prefix(port);
        number.is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    DEVICES.contains(&stem.as_str()) || PORTS.iter().any(|known| port(known))
}

/// Names that are taken; letters of either case are the same.
#[derive(Debug, Default)]
pub struct Taken(HashSet<String>);

impl Taken {
    /// A name that is free, and is taken from now on.
    pub fn take(&mut self, folder: &str, name: &str, ending: &str) -> String {
        let mut number = 1_u64;
        loop {
            let own = if number == 1 { String::new() } else { format!(" ({number})") };
            let file = format!("{name}{own}.{ending}");
            if self.0.insert(format!("{folder}/{file}").to_lowercase()) {
                return file;
            }
            number += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_takes_the_name_of_a_file() {
        for (text, name) in [
            ("Angebot: Müller/Söhne?", "Angebot_ Müller_Söhne_"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("  Zeile 1\r\nZeile 2  ", "Zeile 1 Zeile 2"),
            ("con", "con_"),
            ("LPT1.txt", "LPT1.txt_"),
            ("Comet", "Comet"),
            (" . ", "Ohne Namen"),
        ] {
            assert_eq!(file_name(text, "Ohne Namen"), name);
        }
        for long in ["ä", "😀", "漢"] {
            assert!(file_name(&long.repeat(500), "").len() <= LONGEST);
        }
    }

    #[test]
    fn two_files_never_have_one_name() {
        let mut taken = Taken::default();
        let names = ["Müller", "müller", "Müller"].map(|name| taken.take("a", name, "vcf"));
        assert_eq!(names, ["Müller.vcf", "müller (2).vcf", "Müller (3).vcf"]);
        assert_eq!(taken.take("b", "Müller", "vcf"), "Müller.vcf");
    }
}
