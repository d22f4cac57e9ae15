//! What the tests over data files share: the independent checker, copies, the corpus.

#![allow(dead_code, reason = "each test binary uses its part")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::tz::TimeZone;
use outlook::{Cipher, Format, NewFile, Options, OutlookFile, OutlookStore, Purpose};
use pst::{Access, Message, NamedProps, Pst, Reader};
use serde_json::Value as Json;
use sync::{Full, Key, Kind, Listed, Outcome, Scope, Store, StoreTxn, Touch, Version, Write};

/// Where facts, checker and real files lie, if they are there.
pub fn shared() -> Option<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let there = dir.join("tools/pstcheck.py").is_file() && python();
    if !there {
        eprintln!("skipped: needs {} and python3", dir.display());
    }
    there.then_some(dir)
}

fn python() -> bool {
    Command::new("python3").arg("--version").output().is_ok()
}

/// The real files, by name.
pub fn corpus() -> Vec<PathBuf> {
    let Some(dir) = shared() else { return Vec::new() };
    let entries = std::fs::read_dir(dir.join("corpus/pst")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "pst"));
    files.sort();
    files
}

/// Visits every item of a file that can be read, with the file's names.
pub fn every_item(file: &Path, mut visit: impl FnMut(&NamedProps, &Message)) {
    let Ok(pst) = Pst::open(file, Access::Read) else { return };
    let store = pst.read();
    let (Ok(names), Ok(tree)) = (store.names(), store.folders()) else { return };
    for folder in tree.folders.iter().filter(|folder| !folder.search) {
        let mut items = Vec::new();
        let _ = store.contents(folder.nid, &mut |row| items.push(row.nid));
        let readable = items.into_iter().filter_map(|nid| store.message(nid).ok());
        readable.for_each(|message| visit(names, &message));
    }
}

/// What the independent checker prints of a file: every folder and item by its node.
pub fn dump(shared: &Path, file: &Path) -> BTreeMap<String, Json> {
    let out = run(shared, &["--dump"], file);
    let lines = out.lines().map(|line| serde_json::from_str::<Json>(line).unwrap());
    lines.map(|item| (item["nid"].as_str().unwrap().to_owned(), item)).collect()
}

/// Number of findings of each kind.
pub fn findings(shared: &Path, file: &Path) -> BTreeMap<String, i64> {
    let out = run(shared, &["--json"], file);
    let report: Json = serde_json::from_str(&out).unwrap();
    let kinds = report["kinds"].as_object().unwrap();
    kinds.iter().map(|(kind, n)| (kind.clone(), n.as_i64().unwrap_or(1))).collect()
}

/// Whether the checker finds nothing at all.
pub fn assert_strict(shared: &Path, file: &Path) {
    let out = Command::new("python3")
        .arg(shared.join("tools/pstcheck.py"))
        .args(["--strict", file.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
}

fn run(shared: &Path, args: &[&str], file: &Path) -> String {
    let out = Command::new("python3")
        .arg(shared.join("tools/pstcheck.py"))
        .args(args)
        .arg(file)
        .output()
        .unwrap();
    String::from_utf8(out.stdout).unwrap()
}

pub fn options() -> Options {
    Options { zone: TimeZone::get("Europe/Berlin").unwrap(), ..Options::default() }
}

pub fn open(path: &Path) -> OutlookFile {
    OutlookFile::open(path, Purpose::Write, options()).unwrap()
}

/// A new file of one of the six kinds.
pub fn create(path: &Path, format: Format, cipher: Cipher) -> OutlookFile {
    let new = NewFile { format, cipher, ..NewFile::default() };
    OutlookFile::create(path, &new, options()).unwrap()
}

/// Every format with every cipher.
pub fn kinds_of_file() -> impl Iterator<Item = (Format, Cipher)> {
    let ciphers = [Cipher::None, Cipher::Permute, Cipher::Cyclic];
    [Format::Ansi, Format::Unicode].into_iter().flat_map(move |f| ciphers.map(|c| (f, c)))
}

pub fn list(store: &mut OutlookStore<'_>, scope: &Scope) -> Vec<Listed> {
    let mut listed = Vec::new();
    let survey = store.survey(scope, &mut |item| listed.push(item)).unwrap();
    assert_eq!(survey.incomplete, []);
    listed
}

/// All contacts, in scope or not.
pub fn contacts(store: &mut OutlookStore<'_>) -> Vec<Listed> {
    let mut listed = list(store, &Scope::default());
    listed.retain(|item| item.kind == Some(Kind::Addresses));
    listed
}

pub fn read(store: &mut OutlookStore<'_>, key: &Key) -> Full {
    store.read(Kind::Addresses, key).unwrap().unwrap()
}

pub fn number(item: &Listed, number: &str) -> Write {
    update(&item.key, item.version, number)
}

pub fn update(key: &Key, expected: Version, number: &str) -> Write {
    Write::Update {
        kind: Kind::Addresses,
        key: key.clone(),
        expected,
        changes: Vec::new(),
        number: Some(number.to_owned()),
        touch: Touch::Keep,
    }
}

pub fn commit(store: &mut OutlookStore<'_>, writes: Vec<Write>) -> Vec<Outcome> {
    store.commit(StoreTxn { writes }).unwrap()
}

pub fn done(outcome: &Outcome) -> &Full {
    match outcome {
        Outcome::Done { full, .. } => full,
        other => panic!("{other:?}"),
    }
}

/// Numbers every contact, 10000 and on; gives how many there are.
pub fn number_all(path: &Path) -> usize {
    let file = open(path);
    let mut store = file.store();
    let items = contacts(&mut store);
    let writes = items.iter().zip(10_000..).map(|(item, n)| number(item, &n.to_string()));
    let outcomes = commit(&mut store, writes.collect());
    for (outcome, n) in outcomes.iter().zip(10_000..) {
        assert_eq!(done(outcome).number, n.to_string());
    }
    items.len()
}

const PUBLIC: &str = "{00020329-0000-0000-c000-000000000046}:";
const DEFINITIONS: &str = "{00062008-0000-0000-c000-000000000046}:8540";

/// Two dumps differ only in what writing numbers may change.
pub fn assert_only_numbers_differ(before: &BTreeMap<String, Json>, after: &BTreeMap<String, Json>) {
    for (nid, old) in before {
        let new = after.get(nid).unwrap_or_else(|| panic!("{nid} is gone"));
        assert_eq!(without_numbers(old), without_numbers(new), "{nid}");
    }
    for (nid, new) in after.iter().filter(|(nid, _)| !before.contains_key(*nid)) {
        assert_eq!(new["kind"], "assoc", "{nid} is new");
        assert_eq!(text(&new["props"]["001a"]), "IPC.MS.REN.USERFIELDS");
    }
}

fn without_numbers(item: &Json) -> Json {
    let mut item = item.clone();
    let props = item["props"].as_object_mut().unwrap();
    props.remove(&format!("{PUBLIC}Kundennr"));
    props.remove(DEFINITIONS);
    props.remove("0e08");
    item
}

/// A text of a dump; that of an ANSI file is printed as bytes.
pub fn text(value: &Json) -> String {
    let text = value.as_str().unwrap_or_default();
    match text.strip_prefix("hex:") {
        Some(hex) => outlook::code_page::decode(&bytes(hex), 1252),
        None => text.to_owned(),
    }
}

/// The bytes of hexadecimal digits.
pub fn bytes(hex: &str) -> Vec<u8> {
    let digit = |c: u8| char::from(c).to_digit(16).unwrap() as u8;
    hex.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}
