//! Whatever happens while a transaction is written, the file holds the old state or the new one.
//!
//! A transaction is recorded as a list of writes and syncs. For every place where the machine can
//! stop, files are made in which the writes since the last sync are lost, reordered or torn at 512
//! bytes; each is opened for reading, then for writing, and compared.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use pst::{
    Access, Backend, Encryption, FileFormat, MemoryBackend, NewStore, Nid, Patch, PropName,
    PropValue, Props, Pst, Reader, guid,
};

const SECTOR: usize = 512;

#[derive(Debug, Clone)]
enum Op {
    Write(u64, Vec<u8>),
    SetLen(u64),
    Sync,
}

/// Does what it is told, and remembers it.
struct Recorder {
    memory: MemoryBackend,
    ops: Arc<Mutex<Vec<Op>>>,
}

impl Backend for Recorder {
    fn len(&self) -> io::Result<u64> {
        self.memory.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        self.memory.read_at(offset, buf)
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.ops.lock().unwrap().push(Op::Write(offset, data.to_vec()));
        self.memory.write_at(offset, data)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.ops.lock().unwrap().push(Op::SetLen(len));
        self.memory.set_len(len)
    }

    fn sync(&self) -> io::Result<()> {
        self.ops.lock().unwrap().push(Op::Sync);
        Ok(())
    }
}

/// A fixed sequence of numbers (splitmix64), so that every run meets the same cases.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

fn apply(image: &mut Vec<u8>, op: &Op, mut keep: impl FnMut(usize) -> bool) {
    match op {
        Op::Write(offset, data) => {
            let start = usize::try_from(*offset).unwrap();
            if image.len() < start + data.len() {
                image.resize(start + data.len(), 0);
            }
            // Sectors of the disk, not of the write.
            for (i, byte) in data.iter().enumerate() {
                if keep((start + i) / SECTOR) {
                    image[start + i] = *byte;
                }
            }
        }
        Op::SetLen(len) => image.resize(usize::try_from(*len).unwrap(), 0),
        Op::Sync => {}
    }
}

/// Files that can be on the disk when the machine stops before operation `n`.
fn images_at(base: &[u8], ops: &[Op], n: usize, dice: &mut Dice) -> Vec<Vec<u8>> {
    let synced = ops[..n].iter().rposition(|op| matches!(op, Op::Sync)).map_or(0, |at| at + 1);
    let mut durable = base.to_vec();
    ops[..synced].iter().for_each(|op| apply(&mut durable, op, |_| true));
    let loose = &ops[synced..n];
    let mut images = vec![durable.clone()];
    if loose.is_empty() {
        return images;
    }
    let mut all = durable.clone();
    loose.iter().for_each(|op| apply(&mut all, op, |_| true));
    images.push(all);
    for skipped in 0..loose.len() {
        let mut image = durable.clone();
        let kept = loose.iter().enumerate().filter(|(i, _)| *i != skipped);
        kept.for_each(|(_, op)| apply(&mut image, op, |_| true));
        images.push(image);
        let mut only = durable.clone();
        apply(&mut only, &loose[skipped], |_| true);
        images.push(only);
    }
    for _ in 0..12 {
        let mut image = durable.clone();
        for op in loose {
            let seed = dice.roll();
            apply(&mut image, op, |sector| Dice(seed ^ sector as u64).roll().is_multiple_of(2));
        }
        images.push(image);
    }
    // The first sector without the second, and the other way round: a torn header.
    for half in 0..2 {
        let mut image = durable.clone();
        loose.iter().for_each(|op| apply(&mut image, op, |sector| sector % 2 == half));
        images.push(image);
    }
    images
}

/// Everything that a reader can see.
type Seen = BTreeMap<Nid, (String, Vec<(Nid, Props)>)>;

fn see(pst: &Pst) -> Seen {
    let txn = pst.read();
    let tree = txn.folders().unwrap();
    assert_eq!(tree.warnings, []);
    let mut seen = Seen::new();
    for folder in tree.folders {
        let mut items = Vec::new();
        let mut add =
            |row: pst::ContentsRow| items.push((row.nid, txn.message(row.nid).unwrap().props));
        assert_eq!(txn.contents(folder.nid, &mut add).unwrap(), []);
        assert_eq!(txn.associated(folder.nid, &mut add).unwrap(), []);
        seen.insert(folder.nid, (format!("{} {}", folder.path, folder.unread), items));
    }
    let names: Vec<_> =
        txn.names().unwrap().iter().map(|(id, name)| format!("{id} {name:?}")).collect();
    seen.insert(Nid(0), (names.join("\n"), Vec::new()));
    seen
}

fn item(i: usize, extra: usize) -> Props {
    [
        (0x001A, PropValue::Text("IPM.Contact".into())),
        (0x3001, PropValue::Text(format!("Kunde {i}"))),
        (0x3007, PropValue::Time(132_000_000_000_000_000)),
        (0x0E07, PropValue::I32(i32::try_from(i % 2).unwrap())),
        (0x1000, PropValue::Text("z".repeat(extra))),
    ]
    .into_iter()
    .collect()
}

fn base_file(format: FileFormat, encryption: Encryption) -> Vec<u8> {
    let memory = Arc::new(MemoryBackend::default());
    let new = NewStore { format, encryption, ..NewStore::new("Kunden", [3; 16], [4; 16]) };
    let pst = Pst::create_on(Box::new(Arc::clone(&memory)), &new).unwrap();
    let root = pst.read().store().unwrap().ipm_subtree.unwrap();
    let mut txn = pst.write().unwrap();
    let folder = txn.create_folder(root, "Kontakte", "IPF.Contact").unwrap();
    for i in 0..40 {
        txn.create_message(folder, item(i, i * 100)).unwrap();
    }
    txn.commit().unwrap();
    memory.bytes()
}

type Step = fn(&Pst);

/// Gives the last item of the contacts another long text.
fn rewrite_last(pst: &Pst, letter: &str) {
    let mut nid = None;
    let folders = pst.read().folders().unwrap().folders;
    let folder = folders.iter().find(|f| f.path == "/Kontakte").unwrap();
    pst.read().contents(folder.nid, &mut |row| nid = Some(row.nid)).unwrap();
    let mut txn = pst.write().unwrap();
    let patch = Patch::new().set(0x1000, PropValue::Text(letter.repeat(50_000)));
    txn.patch_message(nid.unwrap(), &patch).unwrap();
    txn.commit().unwrap();
}

/// The transactions: together they use every operation there is.
fn transactions() -> [(&'static str, Vec<Step>); 4] {
    fn folder(pst: &Pst) -> Nid {
        pst.read().folders().unwrap().folders.iter().find(|f| f.path == "/Kontakte").unwrap().nid
    }
    [
        (
            "patch all items with a new name, and an associated item",
            vec![|pst| {
                let folder = folder(pst);
                let mut nids = Vec::new();
                pst.read().contents(folder, &mut |row| nids.push(row.nid)).unwrap();
                let mut txn = pst.write().unwrap();
                let name = PropName::Text { set: guid::PUBLIC_STRINGS, name: "Kundennr".into() };
                let id = txn.named_prop(&name).unwrap();
                for nid in nids {
                    let patch = Patch::new().set(id, PropValue::Text(nid.to_string()));
                    txn.patch_message(nid, &patch).unwrap();
                }
                txn.create_associated(folder, item(1, 300)).unwrap();
                txn.commit().unwrap();
            }],
        ),
        (
            "grow by several regions",
            vec![|pst| {
                let folder = folder(pst);
                let mut txn = pst.write().unwrap();
                txn.create_message(folder, item(5, 400_000)).unwrap();
                txn.commit().unwrap();
            }],
        ),
        (
            "folders in folders",
            vec![|pst| {
                let folder = folder(pst);
                let mut txn = pst.write().unwrap();
                let below = txn.create_folder(folder, "A", "IPF.Contact").unwrap();
                txn.create_folder(below, "B", "IPF.Note").unwrap();
                txn.create_message(below, item(6, 10)).unwrap();
                txn.commit().unwrap();
            }],
        ),
        (
            "two transactions, the second reusing what the first freed",
            vec![|pst| rewrite_last(pst, "a"), |pst| rewrite_last(pst, "b")],
        ),
    ]
}

#[test]
fn a_crash_at_any_write_leaves_the_old_or_the_new_state_and_is_clean_after_the_next_opening() {
    let mut cases = 0;
    let mut dice = Dice(1);
    let mut recovered = BTreeSet::new();
    for format in [FileFormat::Ansi, FileFormat::Unicode] {
        for encryption in [Encryption::None, Encryption::Permute, Encryption::Cyclic] {
            let base = base_file(format, encryption);
            for (name, steps) in transactions() {
                let case = format!("{format:?} {encryption:?}: {name}");
                let ops = Arc::new(Mutex::new(Vec::new()));
                let memory = MemoryBackend::new(base.clone());
                let recorder = Recorder { memory, ops: Arc::clone(&ops) };
                let pst = Pst::open_backend(Box::new(recorder), Access::Write).unwrap();
                let mut allowed = vec![see(&pst)];
                for step in steps {
                    step(&pst);
                    allowed.push(see(&pst));
                }
                let ops = ops.lock().unwrap().clone();
                for n in 0..=ops.len() {
                    for image in images_at(&base, &ops, n, &mut dice) {
                        cases += 1;
                        check_image(
                            image,
                            &allowed,
                            &format!("{case}, stop at {n}"),
                            &mut recovered,
                        );
                    }
                }
            }
        }
    }
    println!("{cases} crashes, {} different files after recovery", recovered.len());
    assert!(cases > 2000);
    judge(&recovered);
}

fn check_image(image: Vec<u8>, allowed: &[Seen], case: &str, recovered: &mut BTreeSet<Vec<u8>>) {
    let reading = Pst::open_backend(Box::new(MemoryBackend::new(image.clone())), Access::Read);
    let reading = reading.unwrap_or_else(|error| panic!("{case}: {error}"));
    let seen = see(&reading);
    assert!(allowed.contains(&seen), "{case}: neither old nor new");
    let memory = Arc::new(MemoryBackend::new(image));
    let pst = Pst::open_backend(Box::new(Arc::clone(&memory)), Access::Write)
        .unwrap_or_else(|error| panic!("{case}: {error}"));
    assert_eq!(see(&pst), seen, "{case}: recovery changed what is there");
    assert!(!pst.info().needs_recovery, "{case}");
    // The next transaction works, and does not overwrite what is in use.
    let folder = pst.read().folders().unwrap().folders.last().unwrap().nid;
    recovered.insert(memory.bytes());
    let mut txn = pst.write().unwrap();
    txn.create_message(folder, item(9, 20_000)).unwrap();
    txn.commit().unwrap();
    let after = see(&pst);
    for (nid, (_, items)) in &seen {
        assert!(
            items.iter().all(|item| after[nid].1.contains(item)),
            "{case}: lost after recovery"
        );
    }
}

/// The independent checker looks at every different file.
fn judge(files: &BTreeSet<Vec<u8>>) {
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/tools/pstcheck.py");
    if !tool.exists() {
        println!("skipped: no independent checker beside the project");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut command = Command::new("python3");
    command.arg(tool).arg("--strict");
    for (i, bytes) in files.iter().enumerate().step_by(files.len() / 150 + 1) {
        let path = dir.path().join(format!("{i}.pst"));
        std::fs::write(&path, bytes).unwrap();
        command.arg(path);
    }
    let out = command.output().unwrap();
    let text = String::from_utf8_lossy(&out.stdout);
    let faults: Vec<&str> = text.lines().filter(|line| !line.starts_with("ok")).take(20).collect();
    assert!(out.status.success(), "{faults:#?}");
}

#[test]
fn a_write_that_fails_takes_the_transaction_back() {
    for limit in 0..40 {
        let memory =
            Arc::new(MemoryBackend::new(base_file(FileFormat::Unicode, Encryption::Permute)));
        let failing = Failing { memory: Arc::clone(&memory), left: Mutex::new(limit) };
        let Ok(pst) = Pst::open_backend(Box::new(failing), Access::Write) else { continue };
        let before = see(&pst);
        let folder = pst.read().folders().unwrap().folders.last().unwrap().nid;
        let mut txn = pst.write().unwrap();
        let made = txn.create_message(folder, item(9, 600_000)).and_then(|_| txn.commit());
        let reopened =
            Pst::open_backend(Box::new(MemoryBackend::new(memory.bytes())), Access::Write).unwrap();
        let after = see(&reopened);
        match made {
            Ok(()) => assert_ne!(after, before),
            // The failure may have come after the commit point.
            Err(_) => {
                assert!(after == before || after[&folder].1.len() == before[&folder].1.len() + 1)
            }
        }
    }
}

/// A disk that is full after some writes, and stays so.
struct Failing {
    memory: Arc<MemoryBackend>,
    left: Mutex<usize>,
}

impl Failing {
    fn spend(&self) -> io::Result<()> {
        let mut left = self.left.lock().unwrap();
        *left = left.checked_sub(1).ok_or(io::ErrorKind::StorageFull)?;
        Ok(())
    }
}

impl Backend for Failing {
    fn len(&self) -> io::Result<u64> {
        self.memory.len()
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<()> {
        self.memory.read_at(offset, buf)
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.spend()?;
        self.memory.write_at(offset, data)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.spend()?;
        self.memory.set_len(len)
    }

    fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}
