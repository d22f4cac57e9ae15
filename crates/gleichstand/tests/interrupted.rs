//! A run that is killed at any write ends, with the next run, where an undisturbed one does.
//!
//! The data file lies on a backend that kills the run (a panic that nothing catches but the test)
//! at its n-th write, or fails from there on as a full disk does. What was written since the last
//! sync is then lost, kept, or torn at 512 bytes. The office is as the killed run left it. The next
//! run must give the same addresses under the same numbers, the same items, none twice, and the same
//! history of every field, on SQLite and on PostgreSQL. Import, export and synchronisation.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::{Arc, Mutex};

use office::{AddressQuery, NewNumber, Office, RecordId};
use outlook::{NewFile, Options, OutlookFile};
use pst::{Access, Backend, Encryption, FileFormat, MemoryBackend, Patch, PropValue, Pst, Reader};
use sync::{Change, Job, Kind, Record, Scope, Settings, Side, Silent, Store, Value};
use tempfile::TempDir;

const SERVER: &str = "GLEICHSTAND_TEST_POSTGRES";
const CONTACTS: u64 = 6;

/// An office database of a case, gone after it.
struct Fresh {
    url: String,
    _folder: Option<TempDir>,
    schema: Option<(String, String)>,
}

impl Fresh {
    fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let url = folder.path().join("office.db").display().to_string();
        Self { url, _folder: Some(folder), schema: None }
    }

    fn postgres(server: &str) -> Self {
        let schema = format!("interrupted_{}", uuid::Uuid::new_v4().simple());
        administrate(server, &format!("CREATE SCHEMA {schema}"));
        let joint = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{joint}options=-csearch_path%3D{schema}");
        Self { url, _folder: None, schema: Some((server.to_owned(), schema)) }
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if let Some((server, schema)) = &self.schema {
            administrate(server, &format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}

fn administrate(server: &str, sql: &str) {
    postgres::Client::connect(server, postgres::NoTls).unwrap().batch_execute(sql).unwrap();
}

/// How the run ends at its n-th write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The process is gone.
    Killed,
    /// Every write fails from then on.
    Full,
}

/// What becomes of the writes since the last sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loose {
    Lost,
    Kept,
    Torn,
    OnlyLast,
}

#[derive(Debug, Clone)]
enum Op {
    Write(u64, Vec<u8>),
    SetLen(u64),
    Sync,
}

struct Killed;

/// A disk that ends a run.
struct Dying {
    memory: Arc<MemoryBackend>,
    log: Arc<Mutex<Vec<Op>>>,
    at: usize,
    end: End,
}

impl Dying {
    fn note(&self, op: Op) -> io::Result<()> {
        let mut log = self.log.lock().unwrap();
        if log.len() > self.at {
            return Err(io::ErrorKind::StorageFull.into());
        }
        log.push(op);
        if log.len() > self.at {
            drop(log);
            match self.end {
                End::Killed => panic_any(Killed),
                End::Full => return Err(io::ErrorKind::StorageFull.into()),
            }
        }
        Ok(())
    }
}

impl Backend for Dying {
    fn len(&self) -> io::Result<u64> {
        self.memory.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        self.memory.read_at(offset, buf)
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.note(Op::Write(offset, data.to_vec()))?;
        self.memory.write_at(offset, data)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.note(Op::SetLen(len))?;
        self.memory.set_len(len)
    }

    fn sync(&self) -> io::Result<()> {
        self.note(Op::Sync)
    }
}

fn apply(image: &mut Vec<u8>, op: &Op, keep: impl Fn(usize) -> bool) {
    match op {
        Op::Write(offset, data) => {
            let start = usize::try_from(*offset).unwrap();
            if image.len() < start + data.len() {
                image.resize(start + data.len(), 0);
            }
            for (i, byte) in data.iter().enumerate().filter(|(i, _)| keep((start + i) / 512)) {
                image[start + i] = *byte;
            }
        }
        Op::SetLen(len) => image.resize(usize::try_from(*len).unwrap(), 0),
        Op::Sync => {}
    }
}

/// The disk after the end: synced writes, and of the others what `loose` says.
fn image(base: &[u8], log: &[Op], loose: Loose) -> Vec<u8> {
    let synced = log.iter().rposition(|op| matches!(op, Op::Sync)).map_or(0, |at| at + 1);
    let mut image = base.to_vec();
    log[..synced].iter().for_each(|op| apply(&mut image, op, |_| true));
    let rest = &log[synced..];
    match loose {
        Loose::Lost => {}
        Loose::Kept => rest.iter().for_each(|op| apply(&mut image, op, |_| true)),
        Loose::Torn => rest.iter().for_each(|op| apply(&mut image, op, |sector| sector % 2 == 0)),
        Loose::OnlyLast => {
            rest.last().into_iter().for_each(|op| apply(&mut image, op, |_| true));
        }
    }
    image
}

/// A data file of some contacts, in memory.
fn data_file(format: FileFormat, encryption: Encryption) -> Vec<u8> {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("kunden.pst");
    let new = NewFile {
        format: if format == FileFormat::Ansi {
            outlook::Format::Ansi
        } else {
            outlook::Format::Unicode
        },
        cipher: match encryption {
            Encryption::None => outlook::Cipher::None,
            Encryption::Permute => outlook::Cipher::Permute,
            Encryption::Cyclic => outlook::Cipher::Cyclic,
        },
        identity: Some([[1; 16], [2; 16]]),
        ..NewFile::default()
    };
    drop(outlook::sample::create(&path, &new, Options::default(), (7, CONTACTS)).unwrap());
    std::fs::read(path).unwrap()
}

/// Carries out a job with a data file on that backend; what the run says.
fn exchange(job: Job, backend: Box<dyn Backend>, office: &str) -> Option<sync::Report> {
    let mut office = Office::open(office).unwrap();
    let pst = Pst::open_backend(backend, Access::Write).ok()?;
    let file = OutlookFile::over(pst, "kunden.pst", Options::default()).unwrap();
    let now = jiff::Timestamp::now().as_microsecond();
    let (path, now) = ("kunden.pst".to_owned(), jiff::Timestamp::from_microsecond(now).unwrap());
    let settings = Settings { path, now, ..Settings::default() };
    sync::exchange(job, &mut file.store(), &mut office, &settings, &mut Silent).ok()
}

/// What a run leaves.
struct World {
    addresses: Vec<(String, Record)>,
    /// Items with their numbers, but for the export date.
    items: Vec<(String, String)>,
    /// Fields written into the data file, of all runs; of a new item, that it was made.
    written: Vec<String>,
}

impl World {
    fn must_be(&self, wanted: &Self, case: &str) {
        let differing = |(a, b): &(&_, &_)| a != b;
        let pairs = self.addresses.iter().zip(&wanted.addresses);
        assert_eq!(pairs.filter(differing).collect::<Vec<_>>(), [], "{case}");
        assert_eq!(self.addresses.len(), wanted.addresses.len(), "{case}");
        let numbers = |world: &Self| world.items.iter().map(|of| of.0.clone()).collect::<Vec<_>>();
        assert_eq!(numbers(self), numbers(wanted), "{case}");
        assert_eq!(self.items, wanted.items, "{case}");
        assert_eq!(self.written, wanted.written, "{case}");
    }
}

fn world(bytes: Vec<u8>, office: &str) -> World {
    let mut office = Office::open(office).unwrap();
    let page = office.addresses(&AddressQuery::default()).unwrap();
    let address = |mut address: office::Address| {
        // "No" and nothing are the same.
        if address.fields.get("private") == Some(&Value::Bool(false)) {
            address.fields.put("private", None);
        }
        (address.number, address.fields)
    };
    let mut addresses: Vec<_> = page.addresses.into_iter().map(address).collect();
    addresses.sort_by(|a, b| a.0.cmp(&b.0));
    World { addresses, items: items(bytes), written: written(&mut office) }
}

fn items(bytes: Vec<u8>) -> Vec<(String, String)> {
    let pst = Pst::open_backend(Box::new(MemoryBackend::new(bytes)), Access::Read).unwrap();
    assert_eq!(pst.read().folders().unwrap().warnings, []);
    let file = OutlookFile::over(pst, "kunden.pst", Options::default()).unwrap();
    let mut store = file.store();
    let mut keys = Vec::new();
    store.survey(&Scope::default(), &mut |item| keys.push(item.key)).unwrap();
    let item = |key: sync::Key| {
        let mut full = store.read(Kind::Addresses, &key).unwrap().unwrap();
        full.record.put("user.Exportdatum", None);
        (full.number, format!("{:?}", full.record))
    };
    let mut items: Vec<_> = keys.into_iter().map(item).collect();
    items.sort();
    items
}

fn written(office: &mut Office) -> Vec<String> {
    let mut written = Vec::new();
    for run in office.runs(100).unwrap() {
        let mut note = |line: sync::JournalLine| {
            let value = match line.what.as_str() {
                _ if line.side != Side::Outlook => return,
                "create" => String::new(),
                _ => format!("{} {:?} {:?}", line.field, line.before, line.after),
            };
            written.push(format!("{:?} {} {value}", line.office, line.what));
        };
        office.journal(run.id, &mut note).unwrap();
    }
    written.sort();
    written.dedup_by(|a, b| a == b && a.contains(" create "));
    written
}

/// A data file and an office before the run that is disturbed.
struct Start {
    job: Job,
    bytes: Vec<u8>,
}

impl Start {
    /// Brings an empty office to where the run begins; the same every time.
    fn prepare(job: Job, base: &[u8], office: &str) -> Self {
        if job == Job::Import {
            return Self { job, bytes: base.to_vec() };
        }
        let memory = Arc::new(MemoryBackend::new(base.to_vec()));
        exchange(Job::Import, Box::new(Arc::clone(&memory)), office).unwrap();
        edit(office);
        if job == Job::Sync {
            change_phone(&memory);
        }
        Self { job, bytes: memory.bytes() }
    }

    /// The run without any disturbance.
    fn undisturbed(&self, office: &str) -> (World, usize) {
        let memory = Arc::new(MemoryBackend::new(self.bytes.clone()));
        let log = Arc::new(Mutex::new(Vec::new()));
        let backend = Dying {
            memory: Arc::clone(&memory),
            log: Arc::clone(&log),
            at: usize::MAX,
            end: End::Killed,
        };
        assert_eq!(exchange(self.job, Box::new(backend), office).unwrap().exit_code(), 0);
        let writes = log.lock().unwrap().len();
        (world(memory.bytes(), office), writes)
    }

    fn disturbed(&self, office: &str, at: usize, end: End, loose: Loose) -> World {
        let memory = Arc::new(MemoryBackend::new(self.bytes.clone()));
        let log = Arc::new(Mutex::new(Vec::new()));
        let backend = Dying { memory, log: Arc::clone(&log), at, end };
        let run = catch_unwind(AssertUnwindSafe(|| exchange(self.job, Box::new(backend), office)));
        if let Err(payload) = run {
            assert!(payload.is::<Killed>(), "the run panicked on its own");
        }
        let log: Vec<Op> = std::mem::take(&mut *log.lock().unwrap());
        let left = image(&self.bytes, &log, loose);
        let memory = Arc::new(MemoryBackend::new(left));
        let report = exchange(self.job, Box::new(Arc::clone(&memory)), office);
        let report = report.expect("the next run works");
        assert_eq!(report.exit_code(), 0, "{report:?}");
        world(memory.bytes(), office)
    }
}

/// Changes in the office: fields, a number, a new customer and a new prospect.
fn edit(office: &str) {
    let mut office = Office::open(office).unwrap();
    let text = |name: &'static str, text: &str| Change {
        field: name.into(),
        value: Some(Value::text(text)),
    };
    let changes: [(&str, Vec<Change>); 2] = [
        ("10001", vec![text("phone", "0800 1"), text("city", "Buxtehude")]),
        ("10003", vec![text("customer_no", "K-3"), text("email", "neu@post.example")]),
    ];
    for (number, changes) in changes {
        let Ok(id) = number.parse::<RecordId>();
        let found = office.address(&id).unwrap();
        office.edit_address(found.id, Some(found.version), &changes).unwrap();
    }
    for (name, number) in [("Zander", NewNumber::Next), ("Ohne", NewNumber::None)] {
        let fields = [("last_name", Value::text(name)), ("city", Value::text("Ulm"))];
        office.add_address(&fields.into_iter().collect(), number).unwrap();
    }
}

/// What a person changes in Outlook meanwhile.
fn change_phone(memory: &Arc<MemoryBackend>) {
    let pst = Pst::open_backend(Box::new(Arc::clone(memory)), Access::Write).unwrap();
    let mut txn = pst.write().unwrap();
    let folder = txn.folders().unwrap().folders.into_iter().find(|f| f.items > 0).unwrap();
    let mut items = Vec::new();
    txn.contents(folder.nid, &mut |row| items.push(row.nid)).unwrap();
    let patch = Patch::new().set(0x3A08, PropValue::Text("0900 9".to_owned()));
    txn.patch_message(items[4], &patch).unwrap();
    txn.commit().unwrap();
}

/// The panics that kill runs are meant; all others are shown.
fn quiet_kills() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !info.payload().is::<Killed>() {
            before(info);
        }
    }));
}

/// Ends a job at every write in every way.
fn ends_well(job: Job, kinds: &[(FileFormat, Encryption)]) {
    quiet_kills();
    let server = std::env::var(SERVER).ok();
    if server.is_none() {
        assert!(std::env::var_os("CI").is_none(), "{SERVER} is not set");
        println!("PostgreSQL is not tested: {SERVER} is not set");
    }
    let mut cases = 0;
    for (format, encryption) in kinds {
        let base = data_file(*format, *encryption);
        let fresh = Fresh::sqlite();
        let (wanted, writes) = Start::prepare(job, &base, &fresh.url).undisturbed(&fresh.url);
        assert!(wanted.addresses.len() as u64 >= CONTACTS && !wanted.written.is_empty());
        for at in 0..=writes {
            for end in [End::Killed, End::Full] {
                for loose in [Loose::Lost, Loose::Kept, Loose::Torn, Loose::OnlyLast] {
                    // A disk that is full loses nothing that it took.
                    if end == End::Full && loose != Loose::Kept {
                        continue;
                    }
                    let mut offices = vec![Fresh::sqlite()];
                    let server = server.iter().filter(|_| job == Job::Import || cases % 5 == 0);
                    offices.extend(server.map(|server| Fresh::postgres(server)));
                    for fresh in offices {
                        cases += 1;
                        let start = Start::prepare(job, &base, &fresh.url);
                        let got = start.disturbed(&fresh.url, at, end, loose);
                        let case = format!("{format:?}, write {at}, {end:?}, {loose:?}");
                        got.must_be(&wanted, &case);
                    }
                }
            }
        }
    }
    println!("{cases} interrupted runs");
}

const UNICODE: (FileFormat, Encryption) = (FileFormat::Unicode, Encryption::Permute);
const ANSI: (FileFormat, Encryption) = (FileFormat::Ansi, Encryption::Cyclic);

#[test]
fn an_import_killed_at_any_write_ends_like_an_undisturbed_one() {
    ends_well(Job::Import, &[UNICODE, ANSI]);
}

#[test]
fn an_export_killed_at_any_write_ends_like_an_undisturbed_one() {
    ends_well(Job::Export, &[UNICODE, ANSI]);
}

#[test]
fn a_synchronisation_killed_at_any_write_ends_like_an_undisturbed_one() {
    ends_well(Job::Sync, &[UNICODE]);
}
