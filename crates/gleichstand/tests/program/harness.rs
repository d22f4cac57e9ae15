//! A folder of its own for every test, and the program run in it.

#![allow(dead_code, reason = "each test target needs its part")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use outlook::sample::Amounts;
use outlook::{Cipher, Format, NewFile, Options, OutlookFile, sample};
use pst::{Access, Nid, Patch, PropName, PropValue, Pst, Reader, guid};
use serde_json::Value;
use tempfile::TempDir;

/// Between fork and exec a child holds copies of all open files, and with them their locks. So no
/// data file is open in a test while another test starts the program.
static STARTING: RwLock<()> = RwLock::new(());

/// Held while a data file is open in a test.
pub fn nothing_starts() -> RwLockReadGuard<'static, ()> {
    STARTING.read().unwrap_or_else(PoisonError::into_inner)
}

/// Does something that starts programs, while no data file is open here.
pub fn while_none_is_open<T>(work: impl FnOnce() -> T) -> T {
    let _gate = STARTING.write().unwrap_or_else(PoisonError::into_inner);
    work()
}

/// Starts any program while no data file is open here.
pub fn start(command: &mut Command) -> Child {
    while_none_is_open(|| command.stderr(Stdio::piped()).spawn().unwrap())
}

/// What the program answered.
#[derive(Debug)]
pub struct Answer {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Answer {
    /// The one JSON document on the standard output.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The answer of a run that did what was asked.
    pub fn done(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        assert_eq!(self.err, "", "{self:?}");
        self
    }
}

/// A folder in which the program runs.
pub struct Desk {
    folder: TempDir,
    office: Option<String>,
    locale: &'static str,
}

impl Desk {
    pub fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), office: None, locale: "en_US.UTF-8" }
    }

    /// The same in another locale.
    pub fn speaking(mut self, locale: &'static str) -> Self {
        self.locale = locale;
        self
    }

    /// The same with an office elsewhere.
    pub fn with_office(mut self, url: &str) -> Self {
        self.office = Some(url.to_owned());
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gleichstand"));
        command.current_dir(self.folder.path()).stdin(Stdio::null()).env("TZ", "UTC");
        for name in ["LC_ALL", "LC_MESSAGES", "LANG", "GLEICHSTAND_OFFICE"] {
            command.env_remove(name);
        }
        command.env("LC_ALL", self.locale);
        if let Some(office) = &self.office {
            command.env("GLEICHSTAND_OFFICE", office);
        }
        command
    }

    /// Runs a command line, its words parted by blanks.
    pub fn run(&self, line: &str) -> Answer {
        self.run_args(&line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>())
    }

    pub fn run_args(&self, args: &[&str]) -> Answer {
        let output = self.start(args).wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap_or(-1);
        Answer { code, out: text(output.stdout), err: text(output.stderr) }
    }

    /// Starts the program; its output is read by nobody yet.
    pub fn start(&self, args: &[&str]) -> Child {
        let mut command = self.command();
        start(command.args(args).stdout(Stdio::piped()))
    }

    /// The JSON of a command that did what was asked.
    pub fn json(&self, line: &str) -> Value {
        self.run(&format!("{line} --json")).done().json()
    }

    /// A data file with sample contacts.
    pub fn sample(&self, name: &str, format: Format, cipher: Cipher, count: u64) -> PathBuf {
        let path = self.path(name);
        let new = NewFile { format, cipher, ..NewFile::default() };
        let _quiet = nothing_starts();
        drop(sample::create(&path, &new, options(), (7, count)).unwrap());
        path
    }

    /// A data file with sample items of all kinds.
    pub fn sample_of(&self, name: &str, amounts: Amounts) -> PathBuf {
        let path = self.path(name);
        let _quiet = nothing_starts();
        let file = OutlookFile::create(&path, &NewFile::default(), options()).unwrap();
        file.add_sample(7, amounts, &mut |_| {}).unwrap();
        path
    }

    /// A data file with one item of each kind that has a value in every field.
    pub fn every_field(&self, name: &str, format: Format) -> PathBuf {
        let path = self.path(name);
        let new = NewFile { format, ..NewFile::default() };
        let _quiet = nothing_starts();
        OutlookFile::create(&path, &new, options()).unwrap().add_every_field().unwrap();
        path
    }
}

pub fn options() -> Options {
    Options { zone: jiff::tz::TimeZone::UTC, ..Options::default() }
}

pub const KINDS: [(Format, Cipher); 6] = [
    (Format::Ansi, Cipher::None),
    (Format::Ansi, Cipher::Permute),
    (Format::Ansi, Cipher::Cyclic),
    (Format::Unicode, Cipher::None),
    (Format::Unicode, Cipher::Permute),
    (Format::Unicode, Cipher::Cyclic),
];

/// The real files, where they are; else it is said that the test is skipped.
pub fn corpus() -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus/pst"));
    if !path.is_dir() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path.to_owned())
}

/// The real files that hold contacts.
pub fn real_files_with_contacts() -> Vec<PathBuf> {
    let Some(corpus) = corpus() else { return Vec::new() };
    let table = std::fs::read_to_string(corpus.join("EXPECTED.tsv")).unwrap();
    let count = |word: &str| word.strip_prefix('C').and_then(|n| n.parse::<u64>().ok());
    let lines = table.lines().filter(|line| line.split(['\t', ' ']).any(|w| count(w).is_some()));
    let files: Vec<PathBuf> =
        lines.filter_map(|line| Some(corpus.join(line.split('\t').next()?))).collect();
    assert!(files.len() >= 8, "only {} files", files.len());
    files
}

/// What an independent checker says, where it is and python3 runs it.
fn checker(args: &[&str], path: &Path) -> Option<(bool, String)> {
    let tool = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/tools/pstcheck.py"));
    if !tool.is_file() {
        eprintln!("skipped: {} is not there", tool.display());
        return None;
    }
    let mut command = Command::new("python3");
    command.arg(tool).args(args).arg(path).stdout(Stdio::piped());
    let child = while_none_is_open(|| command.stderr(Stdio::piped()).spawn());
    let done = child.ok()?.wait_with_output().unwrap();
    Some((done.status.success(), String::from_utf8(done.stdout).unwrap()))
}

/// What the checker has against a file, if anything.
pub fn checked(path: &Path) -> Option<String> {
    let (fine, said) = checker(&["--strict"], path)?;
    (!fine).then_some(said)
}

/// The checker's findings by kind.
pub fn findings(path: &Path) -> Option<BTreeMap<String, u64>> {
    let (_, said) = checker(&["--json"], path)?;
    let report: Value = serde_json::from_str(&said).unwrap();
    let kinds = report["kinds"].as_object().unwrap();
    Some(kinds.iter().map(|(kind, count)| (kind.clone(), count.as_u64().unwrap_or(1))).collect())
}

/// Every folder and item as the checker sees it, by node.
pub fn dump(path: &Path) -> Option<BTreeMap<String, Value>> {
    let (_, said) = checker(&["--dump"], path)?;
    let items = said.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    Some(items.map(|item| (item["nid"].as_str().unwrap().to_owned(), item)).collect())
}

/// The contacts of a data file, in the order of its folders.
pub fn contacts(path: &Path) -> Vec<Nid> {
    items(path, "IPM.Contact")
}

/// The items of a class, in the order of the folders.
pub fn items(path: &Path, class: &str) -> Vec<Nid> {
    let _quiet = nothing_starts();
    let pst = Pst::open(path, Access::Read).unwrap();
    let reader = pst.read();
    let mut found = Vec::new();
    for folder in reader.folders().unwrap().folders.iter().filter(|folder| !folder.search) {
        let rows = reader.contents(folder.nid, &mut |row| {
            found.extend(row.class.starts_with(class).then_some(row.nid));
        });
        rows.unwrap();
    }
    found
}

/// The customer number on each contact.
pub fn numbers(path: &Path) -> Vec<String> {
    let contacts = contacts(path);
    let _quiet = nothing_starts();
    let pst = Pst::open(path, Access::Read).unwrap();
    let reader = pst.read();
    let name = PropName::Text { set: guid::PUBLIC_STRINGS, name: "Kundennr".to_owned() };
    let id = reader.names().unwrap().id_of(&name).expect("the field is in the name map");
    let number = |nid: &Nid| reader.message(*nid).unwrap().props.text(id).to_owned();
    contacts.iter().map(number).collect()
}

/// The export date of each contact, with its modification stamp.
pub fn exports(path: &Path) -> Vec<Option<(i64, i64)>> {
    let contacts = contacts(path);
    let _quiet = nothing_starts();
    let pst = Pst::open(path, Access::Read).unwrap();
    let reader = pst.read();
    let name = PropName::Text { set: guid::PUBLIC_STRINGS, name: "Exportdatum".to_owned() };
    let id = reader.names().unwrap().id_of(&name);
    let dates = |nid: &Nid| {
        let props = reader.message(*nid).unwrap().props;
        let time = |id: u16| props.get(id).and_then(PropValue::as_time);
        Some((time(id?)?, time(0x3008)?))
    };
    contacts.iter().map(dates).collect()
}

/// Changes a contact's telephone number, as another program would.
pub fn change_phone(path: &Path, contact: Nid, phone: &str) {
    let _quiet = nothing_starts();
    let pst = Pst::open(path, Access::Write).unwrap();
    let mut txn = pst.write().unwrap();
    let patch = Patch::new().set(0x3A08, PropValue::Text(phone.to_owned()));
    txn.patch_message(contact, &patch).unwrap();
    txn.commit().unwrap();
}

/// Changes the customer number on a contact, as another program would.
pub fn change_number(path: &Path, contact: Nid, number: &str) {
    let _quiet = nothing_starts();
    let pst = Pst::open(path, Access::Write).unwrap();
    let mut txn = pst.write().unwrap();
    let name = PropName::Text { set: guid::PUBLIC_STRINGS, name: "Kundennr".into() };
    let id = txn.named_prop(&name).unwrap();
    let patch = Patch::new().set(id, PropValue::Text(number.to_owned()));
    txn.patch_message(contact, &patch).unwrap();
    txn.commit().unwrap();
}

/// Moves an item to Deleted Items, as its owner would in Outlook.
pub fn move_to_trash(path: &Path, item: Nid) {
    let _quiet = nothing_starts();
    let pst = Pst::open(path, Access::Write).unwrap();
    let mut txn = pst.write().unwrap();
    let trash = txn.store().unwrap().deleted_items.unwrap();
    txn.move_message(item, trash).unwrap();
    txn.commit().unwrap();
}

pub fn make_writable(path: &Path) {
    let mut permissions = std::fs::metadata(path).unwrap().permissions();
    #[allow(clippy::permissions_set_readonly_false, reason = "a copy in a folder of the test")]
    permissions.set_readonly(false);
    std::fs::set_permissions(path, permissions).unwrap();
}

/// The counters of addresses in the JSON of a run.
pub fn addresses(run: &Value) -> &Value {
    &run["kinds"]["addresses"]
}
