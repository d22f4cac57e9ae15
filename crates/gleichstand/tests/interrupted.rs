//! An import that is killed at any write ends, with the next import, where an undisturbed one does.
//!
//! The data file lies on a backend that kills the run (a panic that nothing catches but the test)
//! at its n-th write, or fails from there on as a full disk does. What was written since the last
//! sync is then lost, kept, or torn at 512 bytes. The office is as the killed run left it. The next
//! import must give the same addresses under the same numbers, on SQLite and on PostgreSQL.

use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::{Arc, Mutex};

use office::{AddressQuery, Office};
use outlook::{NewFile, Options, OutlookFile};
use pst::{Access, Backend, Encryption, FileFormat, MemoryBackend, Pst, Reader};
use sync::{Kind, Record, Scope, Settings, Silent, Store};
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

    fn postgres(server: &str, case: usize) -> Self {
        let schema = format!("interrupted_{}_{case}", std::process::id());
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

/// Imports from a data file on that backend; what the run says.
fn import(backend: Box<dyn Backend>, office: &str) -> Option<sync::Report> {
    let mut office = Office::open(office).unwrap();
    let pst = Pst::open_backend(backend, Access::Write).ok()?;
    let file = OutlookFile::over(pst, "kunden.pst", Options::default()).unwrap();
    let settings = Settings { path: "kunden.pst".to_owned(), ..Settings::default() };
    sync::import(&mut file.store(), &mut office, &settings, &mut Silent).ok()
}

/// What an import leaves: addresses by number, and numbers by item.
type World = (BTreeMap<String, Record>, BTreeMap<Vec<u8>, String>);

fn world(bytes: Vec<u8>, office: &str) -> World {
    let mut office = Office::open(office).unwrap();
    let page = office.addresses(&AddressQuery::default()).unwrap();
    let addresses = page.addresses.into_iter().map(|address| (address.number, address.fields));
    let pst = Pst::open_backend(Box::new(MemoryBackend::new(bytes)), Access::Read).unwrap();
    assert_eq!(pst.read().folders().unwrap().warnings, []);
    let file = OutlookFile::over(pst, "kunden.pst", Options::default()).unwrap();
    let mut store = file.store();
    let mut keys = Vec::new();
    store.survey(&Scope::default(), &mut |item| keys.push(item.key)).unwrap();
    let number = |key: sync::Key| {
        let full = store.read(Kind::Addresses, &key).unwrap().unwrap();
        (key.0.to_vec(), full.number)
    };
    (addresses.collect(), keys.into_iter().map(number).collect())
}

/// An import without any disturbance.
fn undisturbed(base: &[u8]) -> (World, usize) {
    let fresh = Fresh::sqlite();
    let memory = Arc::new(MemoryBackend::new(base.to_vec()));
    let log = Arc::new(Mutex::new(Vec::new()));
    let backend = Dying {
        memory: Arc::clone(&memory),
        log: Arc::clone(&log),
        at: usize::MAX,
        end: End::Killed,
    };
    assert_eq!(import(Box::new(backend), &fresh.url).unwrap().exit_code(), 0);
    let writes = log.lock().unwrap().len();
    (world(memory.bytes(), &fresh.url), writes)
}

fn disturbed(base: &[u8], fresh: &Fresh, at: usize, end: End, loose: Loose) -> World {
    let memory = Arc::new(MemoryBackend::new(base.to_vec()));
    let log = Arc::new(Mutex::new(Vec::new()));
    let backend = Dying { memory, log: Arc::clone(&log), at, end };
    let run = catch_unwind(AssertUnwindSafe(|| import(Box::new(backend), &fresh.url)));
    if let Err(payload) = run {
        assert!(payload.is::<Killed>(), "the run panicked on its own");
    }
    let log: Vec<Op> = std::mem::take(&mut *log.lock().unwrap());
    let left = image(base, &log, loose);
    let memory = Arc::new(MemoryBackend::new(left));
    let report = import(Box::new(Arc::clone(&memory)), &fresh.url).expect("the next run works");
    assert_eq!(report.exit_code(), 0, "{report:?}");
    world(memory.bytes(), &fresh.url)
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

#[test]
fn an_import_killed_at_any_write_ends_like_an_undisturbed_one() {
    quiet_kills();
    let server = std::env::var(SERVER).ok();
    if server.is_none() {
        assert!(std::env::var_os("CI").is_none(), "{SERVER} is not set");
        println!("PostgreSQL is not tested: {SERVER} is not set");
    }
    let mut cases = 0;
    for (format, encryption) in
        [(FileFormat::Unicode, Encryption::Permute), (FileFormat::Ansi, Encryption::Cyclic)]
    {
        let base = data_file(format, encryption);
        let (wanted, writes) = undisturbed(&base);
        assert_eq!(wanted.0.len() as u64, CONTACTS);
        for at in 0..=writes {
            for end in [End::Killed, End::Full] {
                for loose in [Loose::Lost, Loose::Kept, Loose::Torn, Loose::OnlyLast] {
                    // A disk that is full loses nothing that it took.
                    if end == End::Full && loose != Loose::Kept {
                        continue;
                    }
                    let mut offices = vec![Fresh::sqlite()];
                    offices.extend(server.iter().map(|server| Fresh::postgres(server, cases)));
                    for fresh in offices {
                        cases += 1;
                        let got = disturbed(&base, &fresh, at, end, loose);
                        let case = format!("{format:?}, write {at}, {end:?}, {loose:?}");
                        assert_eq!(got, wanted, "{case}, {}", fresh.url);
                    }
                }
            }
        }
    }
    println!("{cases} interrupted imports");
}
