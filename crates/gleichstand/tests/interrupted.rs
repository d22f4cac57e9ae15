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

use office::{NewNumber, Office, RecordId, RecordQuery};
use outlook::sample::Amounts;
use outlook::{NewFile, Options, OutlookFile};
use pst::{Access, Backend, Encryption, FileFormat, MemoryBackend, Patch, PropValue, Pst, Reader};
use sync::form::Attached;
use sync::{
    Change, ContentHasher, Job, Kind, PlanFile, Record, Scope, Settings, Side, Silent, Store,
    Undoing, Value,
};
use tempfile::TempDir;

const SERVER: &str = "GLEICHSTAND_TEST_POSTGRES";
/// What the data file holds: contacts alone, or all kinds, a mail with an attachment among them.
const CONTACTS: Amounts = Amounts { contacts: 6, mails: 0, appointments: 0, tasks: 0 };
const ALL_KINDS: Amounts = Amounts { contacts: 2, mails: 3, appointments: 3, tasks: 2 };

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

/// A data file of some items, in memory.
fn data_file((format, encryption): (FileFormat, Encryption), amounts: Amounts) -> Vec<u8> {
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
        identity: Some([[u8::from(amounts.total() > 0); 16], [2; 16]]),
        ..NewFile::default()
    };
    let file = OutlookFile::create(&path, &new, Options::default()).unwrap();
    file.add_sample(7, amounts, &mut |_| {}).unwrap();
    drop(file);
    std::fs::read(path).unwrap()
}

/// What is carried out.
#[derive(Debug, Clone)]
enum Deed {
    Job(Job),
    /// A saved plan of a synchronisation.
    Apply(Box<PlanFile>),
    /// A run is taken back.
    Undo(i64),
}

impl Deed {
    /// What ends it well after an interruption.
    fn next(&self) -> Self {
        match self {
            Self::Apply(_) => Self::Job(Job::Sync),
            other => other.clone(),
        }
    }
}

/// Carries out a job with a data file on that backend; what the run says.
fn exchange(job: Job, backend: Box<dyn Backend>, office: &str) -> Option<sync::Report> {
    act(&Deed::Job(job), backend, office)
}

fn act(deed: &Deed, backend: Box<dyn Backend>, office: &str) -> Option<sync::Report> {
    let mut office = Office::open(office).unwrap();
    let pst = Pst::open_backend(backend, Access::Write).ok()?;
    let file = OutlookFile::over(pst, "kunden.pst", Options::default()).unwrap();
    let now = jiff::Timestamp::now().as_microsecond();
    let (path, now) = ("kunden.pst".to_owned(), jiff::Timestamp::from_microsecond(now).unwrap());
    let settings = Settings { path, now, ..Settings::default() };
    let (mut store, hooks) = (file.store(), &mut Silent);
    let done = match deed {
        Deed::Job(job) => sync::exchange(*job, &mut store, &mut office, &settings, hooks),
        Deed::Apply(plan) => sync::apply(plan, &mut store, &mut office, &settings, hooks),
        Deed::Undo(run) => {
            let mut undoing = Undoing { run: *run, lines: Vec::new() };
            office.journal(*run, &mut |line| undoing.lines.push(line)).unwrap();
            sync::undo_run(&undoing, &mut store, &mut office, &settings, hooks)
        }
    };
    done.inspect_err(|error| eprintln!("{error}")).ok()
}

/// The plan of a synchronisation.
fn planned(bytes: &[u8], office: &str) -> PlanFile {
    let mut office = Office::open(office).unwrap();
    let memory = Box::new(MemoryBackend::new(bytes.to_vec()));
    let pst = Pst::open_backend(memory, Access::Write).unwrap();
    let file = OutlookFile::over(pst, "kunden.pst", Options::default()).unwrap();
    let settings = Settings { path: "kunden.pst".to_owned(), dry_run: true, ..Settings::default() };
    let planned = sync::plan(Job::Sync, &mut file.store(), &mut office, &settings, &mut Silent);
    planned.unwrap().1
}

/// What a run leaves.
struct World {
    records: Vec<(Kind, String, Record)>,
    /// Items with their numbers, but for the export date.
    items: Vec<(String, String)>,
    /// Fields written into the data file, of all runs; of a new item, that it was made.
    written: Vec<String>,
}

impl World {
    fn must_be(&self, wanted: &Self, case: &str) {
        let differing = |(a, b): &(&_, &_)| a != b;
        let pairs = self.records.iter().zip(&wanted.records);
        assert_eq!(pairs.filter(differing).collect::<Vec<_>>(), [], "{case}");
        assert_eq!(self.records.len(), wanted.records.len(), "{case}");
        let numbers = |world: &Self| world.items.iter().map(|of| of.0.clone()).collect::<Vec<_>>();
        assert_eq!(numbers(self), numbers(wanted), "{case}");
        assert_eq!(self.items, wanted.items, "{case}");
        assert_eq!(self.written, wanted.written, "{case}");
    }
}

fn world(bytes: Vec<u8>, office: &str) -> World {
    let mut office = Office::open(office).unwrap();
    let mut records = Vec::new();
    for kind in Kind::ALL {
        for light in office.records(&RecordQuery::all(kind)).unwrap().records {
            let mut record = office.record(kind, &RecordId::Id(light.id)).unwrap();
            record.fields.put("address_ids", None);
            // "No" and nothing are the same.
            record.fields.0.retain(|_, value| *value != Value::Bool(false));
            check_attachments(&mut office, &record.fields);
            records.push((kind, record.number, record.fields));
        }
    }
    records.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    World { records, items: items(bytes), written: written(&mut office) }
}

/// What is attached to a mail is there as a whole.
fn check_attachments(office: &mut Office, fields: &Record) {
    let Some(Value::List(texts)) = fields.get("attachments") else { return };
    for text in texts {
        let attached = Attached::parse(text).unwrap();
        let mut hasher = ContentHasher::default();
        let hash = attached.hash.expect("a content");
        assert!(office.content_to(&hash, &mut |piece| hasher.take(piece)).unwrap());
        assert_eq!(hasher.finish(), (hash, attached.size));
    }
}

fn items(bytes: Vec<u8>) -> Vec<(String, String)> {
    let pst = Pst::open_backend(Box::new(MemoryBackend::new(bytes)), Access::Read).unwrap();
    assert_eq!(pst.read().folders().unwrap().warnings, []);
    let file = OutlookFile::over(pst, "kunden.pst", Options::default()).unwrap();
    let mut store = file.store();
    let mut keys = Vec::new();
    store.survey(&Scope::default(), &mut |item| keys.push((item.kind, item.key))).unwrap();
    let item = |(kind, key): (Option<Kind>, sync::Key)| {
        let mut full = store.read(kind.unwrap(), &key).unwrap().unwrap();
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
            // Of a new item one line: its number. Internal numbers may be others.
            let once = line.what != "create" || line.field == line.kind.number_field();
            if line.side == Side::Outlook && once {
                let (what, field) = (line.what, line.field);
                // The moment of a run differs from one to the other.
                let after = line.after.filter(|_| what != "stamp");
                written
                    .push(format!("{:?} {what} {field} {:?} {:?}", line.kind, line.before, after));
            }
        };
        office.journal(run.id, &mut note).unwrap();
    }
    written.sort();
    written
}

/// What is disturbed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Import,
    Export,
    Sync,
    Apply,
    Undo,
}

/// A data file and an office before the run that is disturbed.
struct Start {
    deed: Deed,
    bytes: Vec<u8>,
}

impl Start {
    /// Brings an empty office to where the run begins; the same every time. An export goes back into
    /// the file, or into an empty one.
    fn prepare(what: What, base: &[u8], into: Option<&[u8]>, office: &str) -> Self {
        let job = |job, bytes| Self { deed: Deed::Job(job), bytes };
        if what == What::Import {
            return job(Job::Import, base.to_vec());
        }
        if let Some(empty) = into {
            let memory = Box::new(MemoryBackend::new(base.to_vec()));
            exchange(Job::Import, memory, office).unwrap();
            return job(Job::Export, empty.to_vec());
        }
        let memory = Arc::new(MemoryBackend::new(base.to_vec()));
        exchange(Job::Import, Box::new(Arc::clone(&memory)), office).unwrap();
        edit(office);
        if what == What::Export {
            return job(Job::Export, memory.bytes());
        }
        change_phone(&memory);
        match what {
            What::Apply => {
                let plan = planned(&memory.bytes(), office);
                Self { deed: Deed::Apply(Box::new(plan)), bytes: memory.bytes() }
            }
            What::Undo => {
                let report = exchange(Job::Sync, Box::new(Arc::clone(&memory)), office);
                let run = report.and_then(|report| report.run).expect("a run");
                Self { deed: Deed::Undo(run), bytes: memory.bytes() }
            }
            _ => job(Job::Sync, memory.bytes()),
        }
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
        assert_eq!(act(&self.deed, Box::new(backend), office).unwrap().exit_code(), 0);
        let writes = log.lock().unwrap().len();
        (world(memory.bytes(), office), writes)
    }

    fn disturbed(&self, office: &str, at: usize, end: End, loose: Loose) -> World {
        let memory = Arc::new(MemoryBackend::new(self.bytes.clone()));
        let log = Arc::new(Mutex::new(Vec::new()));
        let backend = Dying { memory, log: Arc::clone(&log), at, end };
        let run = catch_unwind(AssertUnwindSafe(|| act(&self.deed, Box::new(backend), office)));
        if let Err(payload) = run {
            assert!(payload.is::<Killed>(), "the run panicked on its own");
        }
        let log: Vec<Op> = std::mem::take(&mut *log.lock().unwrap());
        let left = image(&self.bytes, &log, loose);
        let memory = Arc::new(MemoryBackend::new(left));
        let report = act(&self.deed.next(), Box::new(Arc::clone(&memory)), office);
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
        let found = office.record(Kind::Addresses, &id).unwrap();
        office.edit_record(Kind::Addresses, found.id, Some(found.version), &changes).unwrap();
    }
    for (name, number) in [("Zander", NewNumber::Next), ("Ohne", NewNumber::None)] {
        let fields = [("last_name", Value::text(name)), ("city", Value::text("Ulm"))];
        office.add_record(Kind::Addresses, &fields.into_iter().collect(), number).unwrap();
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

/// Ends a job at every write in every way; with all kinds, at one write in three.
fn ends_well(job: What, kinds: &[(FileFormat, Encryption)], amounts: Amounts) {
    quiet_kills();
    let server = std::env::var(SERVER).ok();
    if server.is_none() {
        assert!(std::env::var_os("CI").is_none(), "{SERVER} is not set");
        println!("PostgreSQL is not tested: {SERVER} is not set");
    }
    let mut cases = 0;
    for (format, encryption) in kinds {
        let base = data_file((*format, *encryption), amounts);
        let all = amounts == ALL_KINDS;
        let empty = data_file((*format, *encryption), Amounts::default());
        let into = all.then_some(empty.as_slice());
        let fresh = Fresh::sqlite();
        let start = Start::prepare(job, &base, into, &fresh.url);
        let (wanted, writes) = start.undisturbed(&fresh.url);
        assert!(wanted.records.len() as u64 >= amounts.total() && !wanted.written.is_empty());
        for at in (0..=writes).step_by(if all { 3 } else { 1 }) {
            for end in [End::Killed, End::Full] {
                for loose in [Loose::Lost, Loose::Kept, Loose::Torn, Loose::OnlyLast] {
                    // A disk that is full loses nothing that it took.
                    if end == End::Full && loose != Loose::Kept {
                        continue;
                    }
                    let mut offices = vec![Fresh::sqlite()];
                    let server =
                        server.iter().filter(|_| job == What::Import && !all || cases % 5 == 0);
                    offices.extend(server.map(|server| Fresh::postgres(server)));
                    for fresh in offices {
                        cases += 1;
                        let start = Start::prepare(job, &base, into, &fresh.url);
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
    ends_well(What::Import, &[UNICODE, ANSI], CONTACTS);
}

#[test]
fn an_import_of_all_kinds_killed_at_any_write_ends_like_an_undisturbed_one() {
    ends_well(What::Import, &[UNICODE], ALL_KINDS);
}

#[test]
fn an_export_of_all_kinds_killed_at_any_write_ends_like_an_undisturbed_one() {
    ends_well(What::Export, &[UNICODE, ANSI], ALL_KINDS);
}

#[test]
fn an_export_killed_at_any_write_ends_like_an_undisturbed_one() {
    ends_well(What::Export, &[UNICODE, ANSI], CONTACTS);
}

#[test]
fn a_synchronisation_killed_at_any_write_ends_like_an_undisturbed_one() {
    ends_well(What::Sync, &[UNICODE], CONTACTS);
}

#[test]
fn a_saved_plan_killed_at_any_write_is_finished_by_the_next_run() {
    ends_well(What::Apply, &[UNICODE], CONTACTS);
}

#[test]
fn an_undoing_killed_at_any_write_is_finished_by_the_next_one() {
    ends_well(What::Undo, &[UNICODE, ANSI], CONTACTS);
}
