//! Judges that are programs: readpst, pffexport and pypff. `GLEICHSTAND_JUDGES` demands them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::files::File;
use crate::shown::{Facts, Kind};

/// Whether a program can be run.
fn there(program: &Path, args: &[&str]) -> bool {
    let mut command = Command::new(program);
    let status = command.args(args).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let there = status.is_ok_and(|status| status.success());
    let name = program.display();
    assert!(there || std::env::var_os("GLEICHSTAND_JUDGES").is_none(), "{name} is missing");
    if !there {
        println!("skipped: {name} is not installed");
    }
    there
}

/// All files below a folder, each with its path from there.
fn below(dir: &Path) -> Vec<(PathBuf, PathBuf)> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.strip_prefix(dir).unwrap().to_owned(), path));
            }
        }
    }
    found.sort();
    found
}

fn run(command: &mut Command) {
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?}");
}

/// The folder of a file, as a path below the mailbox.
fn folder_of(parts: &[String]) -> String {
    if parts.is_empty() { "/".to_owned() } else { format!("/{}", parts.join("/")) }
}

fn parts(path: &Path) -> Vec<String> {
    path.iter().map(|part| part.to_string_lossy().into_owned()).collect()
}

/// readpst: an item is a file with a number for its name, an attachment `number-name`.
pub fn readpst(file: &File) -> Option<Facts> {
    there(Path::new("readpst"), &["-V"]).then(|| {
        let dir = tempfile::tempdir().unwrap();
        let mut command = Command::new("readpst");
        run(command.args(["-D", "-S", "-j0", "-o"]).arg(dir.path()).arg(&file.path));
        let mut facts = Facts::default();
        let mut folders = BTreeMap::<String, usize>::new();
        for (path, full) in below(dir.path()) {
            let parts = parts(&path);
            let (name, above) = parts.split_last().unwrap();
            // The first folder is the store; a slash in a name is a `_`.
            let folder = folder_of(&above[1..]).replace("A_B", "A\\/B");
            if let Some((_, attached)) = name.split_once('-') {
                let size = full.metadata().unwrap().len();
                facts.add(Kind::Attachment, format!("{folder}: {attached} {size}"));
            } else {
                facts.subject(&folder, &mail_subject(&full));
                *folders.entry(folder).or_default() += 1;
            }
        }
        folders.iter().for_each(|(path, items)| facts.folder(path, *items));
        facts
    })
}

/// The subject in the head of a mail; empty for other items.
fn mail_subject(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let head = text.split("\n\n").next().unwrap_or_default();
    let subject = head.lines().find_map(|line| line.strip_prefix("Subject: "));
    subject.filter(|_| head.contains("MIME-Version")).unwrap_or_default().to_owned()
}

/// pffexport: an item is a folder `Kind00001`, an attachment `Attachments/1_name` in it.
pub fn pffexport(file: &File) -> Option<Facts> {
    there(Path::new("pffexport"), &["-V"]).then(|| {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("out");
        run(Command::new("pffexport")
            .args(["-q", "-m", "items", "-t"])
            .arg(&target)
            .arg(&file.path));
        let mut facts = Facts::default();
        let mut items = BTreeMap::<String, BTreeSet<String>>::new();
        for (path, full) in below(&dir.path().join("out.export")) {
            let parts = parts(&path);
            let Some(at) = parts.iter().position(|part| is_item(part)) else { continue };
            // The first folder is the mailbox; a slash in a name is a `_`.
            let folder = folder_of(&parts[1..at]).replace("A_B", "A\\/B");
            items.entry(folder.clone()).or_default().insert(parts[at].clone());
            match &parts[at + 1..] {
                [name] => read_export(&mut facts, &folder, name, &full),
                [within, name] if within == "Attachments" => {
                    let (_, attached) = name.split_once('_').unwrap();
                    let size = full.metadata().unwrap().len();
                    facts.add(Kind::Attachment, format!("{folder}: {attached} {size}"));
                }
                _ => {}
            }
        }
        items.iter().for_each(|(path, items)| facts.folder(path, items.len()));
        facts
    })
}

/// Whether a folder of the export is an item: a word and five digits.
fn is_item(name: &str) -> bool {
    let Some(at) = name.len().checked_sub(5).filter(|at| name.is_char_boundary(*at)) else {
        return false;
    };
    let (word, number) = name.split_at(at);
    !word.is_empty()
        && word.bytes().all(|b| b.is_ascii_alphabetic())
        && number.bytes().all(|b| b.is_ascii_digit())
}

fn read_export(facts: &mut Facts, folder: &str, name: &str, path: &Path) {
    let text = std::fs::read(path).unwrap();
    let text = String::from_utf8_lossy(&text);
    if name == "Recipients.txt" {
        let count = text.lines().filter(|line| line.starts_with("Display name:")).count();
        facts.recipients(folder, count);
    } else if name != "Message.txt" {
        let subject = text.lines().find_map(|line| line.strip_prefix("Subject:"));
        facts.subject(folder, subject.unwrap_or_default().trim());
    }
}

/// The interpreter that has pypff: the one that the tests' tools were installed for, or any.
fn python() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/judges/bin/python3");
    std::env::var_os("GLEICHSTAND_PYTHON").map(PathBuf::from).unwrap_or(if own.exists() {
        own
    } else {
        PathBuf::from("python3")
    })
}

/// pypff: one run for all files.
pub fn pypff(files: &[File]) -> Option<Vec<Facts>> {
    let python = python();
    there(&python, &["-c", "import pypff"]).then(|| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges/pypff_facts.py");
        let mut command = Command::new(python);
        command.env("PYTHONIOENCODING", "utf-8").arg(script);
        let out = command.args(files.iter().map(|file| &file.path)).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let text = String::from_utf8(out.stdout).unwrap();
        text.split("file\t").skip(1).map(pypff_facts).collect()
    })
}

/// Every property of every item of a file, as `pypff_props.py` writes them.
pub fn pypff_props(path: &Path) -> Option<String> {
    let python = python();
    there(&python, &["-c", "import pypff"]).then(|| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges/pypff_props.py");
        let out = Command::new(python).arg(script).arg(path).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    })
}

fn pypff_facts(text: &str) -> Facts {
    let mut facts = Facts::default();
    for line in text.lines().skip(1) {
        let words: Vec<&str> = line.split('\t').collect();
        match words[..] {
            ["folder", path, count] => facts.folder(path, count.parse().unwrap()),
            ["item", path, people, subject] => {
                facts.recipients(path, people.parse().unwrap());
                facts.subject(path, subject);
            }
            ["attachment", path, name, size] => {
                facts.add(Kind::Attachment, format!("{path}: {name} {size}"));
            }
            _ => panic!("{line}"),
        }
    }
    facts
}
