//! Synchronising beside vdirsyncer, on the same contacts in one run.
//!
//!     cargo bench -p gleichstand --bench sync [-- --contacts 1000,10000]
//!
//! The contacts of a sample data file lie in the file and, as vCards, in a folder. The first
//! synchronisation fills an empty office, and an empty folder; then nothing has changed; then one
//! contact in a hundred was changed on each side. Every figure is that of a process of its own with
//! its start, the better of some runs; peak memory is ours. `VDIRSYNCER` names the other program
//! (`pip install vdirsyncer`), else it is looked for on the path; without it our figures stand alone.
//! `prepare FILE N`, `sync FILE OFFICE` and `change DIR TOWN` do one thing each, for a profiler.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use office::Office;
use outlook::sample::Amounts;
use outlook::{NewFile, Options, OutlookFile, Purpose};
use sync::{
    Change, Job, Key, Kind, Ledger, Record, Scope, Settings, Silent, Store, StoreTxn, Touch, Value,
    Write,
};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    match args.get(1).map(String::as_str) {
        Some("sync") => {
            synchronise(Path::new(&args[2]), &args[3]);
            return println!("{}", peak());
        }
        Some("prepare") => return prepare(Path::new(&args[2]), args[3].parse().unwrap()),
        Some("change") => return change_ours(Path::new(&args[2]), &args[3]),
        _ => {}
    }
    let after = |flag: &str| args.iter().position(|arg| arg == flag).and_then(|i| args.get(i + 1));
    let sizes = after("--contacts").map_or("10000", String::as_str);
    for contacts in sizes.split(',') {
        compare(contacts.parse().expect("a number of contacts"));
    }
}

/// Peak memory of this process in MiB, where the system tells it.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}

fn open(path: &Path, purpose: Purpose) -> OutlookFile {
    OutlookFile::open(path, purpose, Options::default()).unwrap()
}

fn prepare(path: &Path, contacts: u64) {
    let file = OutlookFile::create(path, &NewFile::default(), Options::default()).unwrap();
    file.add_sample(1, Amounts { contacts, ..Amounts::default() }, &mut |_| {}).unwrap();
}

fn synchronise(path: &Path, office: &str) {
    let mut office = Office::open(office).unwrap();
    let file = open(path, Purpose::Write);
    let now = jiff::Timestamp::from_microsecond(jiff::Timestamp::now().as_microsecond()).unwrap();
    let path = path.display().to_string();
    let kinds = vec![Kind::Addresses];
    let settings = Settings { path, now, kinds, ..Settings::default() };
    let report =
        sync::exchange(Job::Sync, &mut file.store(), &mut office, &settings, &mut Silent).unwrap();
    assert_eq!(report.exit_code(), 0);
}

/// A folder with both pairs: data file and office, and two folders of vCards.
struct Place {
    dir: PathBuf,
    other: Option<PathBuf>,
}

impl Place {
    /// Seconds and peak memory of a synchronisation of ours.
    fn ours(&self) -> (f64, f64) {
        let start = Instant::now();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("sync").args([self.dir.join("a.pst"), self.dir.join("office.db")]);
        let out = command.output().unwrap();
        let seconds = start.elapsed().as_secs_f64();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        (seconds, String::from_utf8_lossy(&out.stdout).trim().parse().unwrap())
    }

    fn vdirsyncer(&self, arg: &str) -> Option<f64> {
        let start = Instant::now();
        let mut command = Command::new(self.other.as_ref()?);
        command.arg("-c").arg(self.dir.join("config")).args(["-v", "ERROR", arg]);
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status().ok()?;
        status.success().then(|| start.elapsed().as_secs_f64())
    }

    /// One line of the table, and the ratio.
    fn line(&self, what: &str, runs: usize) {
        let best = (0..runs).map(|_| self.ours()).min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
        let other = (0..runs).filter_map(|_| self.vdirsyncer("sync")).min_by(f64::total_cmp);
        let (ours, memory) = best;
        print!("{what:<28} {ours:>8.3} s {memory:>7.1} MiB");
        match other {
            Some(other) => println!("   vdirsyncer {other:>8.3} s   {:>6.1} ×", other / ours),
            None => println!("   vdirsyncer is not there"),
        }
    }
}

fn compare(contacts: u64) {
    let dir = tempfile::tempdir().unwrap();
    let other = std::env::var_os("VDIRSYNCER").map(PathBuf::from).or_else(on_path);
    let place = Place { dir: dir.path().to_owned(), other };
    let path = place.dir.join("a.pst");
    prepare(&path, contacts);
    let cards = cards(&path);
    write_cards(&place.dir, &cards);
    place.vdirsyncer("discover");
    println!("{contacts} contacts");
    place.line("first synchronisation", 1);
    place.line("nothing changed", 5);
    let some = |offset: usize| (offset..cards.len()).step_by(100);
    for round in 0..3 {
        let town = format!("Neustadt {round}");
        change_ours(&place.dir, &town);
        for (folder, offset) in [("left", 0), ("right", 50)] {
            for at in some(offset) {
                let card = cards[at].replace("END:VCARD", &format!("NOTE:{town}\r\nEND:VCARD"));
                std::fs::write(place.dir.join(folder).join(format!("{at}.vcf")), card).unwrap();
            }
        }
        place.line("1 % changed on each side", 1);
    }
}

fn on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join("vdirsyncer")).find(|file| file.is_file())
}

fn keys(store: &mut dyn Store) -> Vec<Key> {
    let mut keys = Vec::new();
    store.survey(&Scope::default(), &mut |item| keys.push(item.key)).unwrap();
    keys
}

/// The contacts as vCards.
fn cards(path: &Path) -> Vec<String> {
    let file = open(path, Purpose::Read);
    let mut store = file.store();
    let keys = keys(&mut store);
    let read = |(at, key): (usize, &Key)| {
        card(at, &store.read(Kind::Addresses, key).unwrap().unwrap().record)
    };
    keys.iter().enumerate().map(read).collect()
}

fn card(at: usize, record: &Record) -> String {
    let text = |name: &str| record.text(name).replace(['\r', '\n'], " ");
    let (first, last) = (text("contact.first_name"), text("contact.last_name"));
    let mut card = format!("BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{at}\r\nFN:{first} {last}\r\n");
    let lines = [
        ("N", format!("{last};{first};;;")),
        ("ORG", text("contact.company")),
        ("EMAIL", text("contact.email1")),
        ("TEL", text("contact.phone.business")),
        (
            "ADR;TYPE=work",
            format!(
                ";;{};{};;{};",
                text("contact.business.street"),
                text("contact.business.city"),
                text("contact.business.postal_code")
            ),
        ),
    ];
    for (name, value) in lines {
        let _ = write!(card, "{name}:{value}\r\n");
    }
    card + "END:VCARD\r\n"
}

fn write_cards(dir: &Path, cards: &[String]) {
    for folder in ["left", "right"] {
        std::fs::create_dir(dir.join(folder)).unwrap();
    }
    for (at, card) in cards.iter().enumerate() {
        std::fs::write(dir.join("left").join(format!("{at}.vcf")), card).unwrap();
    }
    let folder = |name: &str| {
        let path = dir.join(name);
        format!(
            "[storage {name}]\ntype = \"filesystem\"\nfileext = \".vcf\"\npath = \"{}\"\n",
            path.display()
        )
    };
    let config = format!(
        "[general]\nstatus_path = \"{}\"\n[pair both]\na = \"left\"\nb = \"right\"\n\
         collections = null\n{}{}",
        dir.join("status").display(),
        folder("left"),
        folder("right")
    );
    std::fs::write(dir.join("config"), config).unwrap();
}

/// Changes every hundredth contact of the data file, and as many other addresses of the office.
fn change_ours(dir: &Path, town: &str) {
    let file = open(&dir.join("a.pst"), Purpose::Write);
    let mut office = Office::open(dir.join("office.db").to_str().unwrap()).unwrap();
    let mut of_office = Vec::new();
    let mut see = |id, version, _| of_office.push((Key::office(id), version));
    office.versions(Kind::Addresses, &mut see).unwrap();
    of_office.sort_by(|a, b| a.0.cmp(&b.0));
    change(&mut office, of_office.into_iter().skip(50).step_by(100), "city", town);
    let mut store = file.store();
    let mut items = Vec::new();
    store.survey(&Scope::default(), &mut |item| items.push((item.key, item.version))).unwrap();
    change(&mut store, items.into_iter().step_by(100), "contact.business.city", town);
}

fn change(
    store: &mut dyn Store,
    records: impl Iterator<Item = (Key, sync::Version)>,
    field: &'static str,
    town: &str,
) {
    let write = |(key, expected)| Write::Update {
        kind: Kind::Addresses,
        key,
        expected,
        changes: vec![Change { field: field.into(), value: Some(Value::text(town)) }],
        number: None,
        touch: Touch::Keep,
    };
    store.commit(StoreTxn { writes: records.map(write).collect() }).unwrap();
}
