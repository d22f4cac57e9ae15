//! The engine beside the programs a user would pick instead, on the same file in one run.
//!
//!     cargo bench -p pst --bench engine [-- --items 20000]
//!
//! A file of contacts, mails and attachments is made (20,000 items are about 180 MB), read whole by
//! this crate, by `readpst -D -j0` and by the outlook-pst crate, and changed. Every figure is that
//! of a process of its own: wall time without start, and peak memory. Growth is shown by a second
//! file of ten times the items with `--growth`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::time::Instant;

use pst::{
    Access, Contents, NewAttachment, NewItem, NewStore, Nid, Patch, PropName, PropValue, Props,
    Pst, Reader, guid,
};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    match args.get(1).map(String::as_str) {
        Some("create") => timed(|| create(Path::new(&args[2]), args[3].parse().unwrap())),
        Some("read") => timed(|| read_all(Path::new(&args[2]))),
        Some("patch") => timed(|| patch(Path::new(&args[2]))),
        Some("outlook-pst") => timed(|| outlook_pst(Path::new(&args[2]))),
        _ => compare(&args),
    }
}

/// Runs one job and prints its figures: things, seconds, peak memory in MiB.
fn timed(job: impl FnOnce() -> usize) {
    let start = Instant::now();
    let count = job();
    println!("{count} {} {}", start.elapsed().as_secs_f64(), peak());
}

/// Peak memory of this process in MiB, where the system tells it.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}

fn text(id: u16, text: impl Into<String>) -> (u16, PropValue) {
    (id, PropValue::Text(text.into()))
}

fn contact(i: usize) -> NewItem {
    let name = format!("Kunde {i} Müller");
    let words = "Lieferung frei Haus, Zahlung innerhalb von 30 Tagen ohne Abzug. ";
    let props: Props = [
        text(0x001A, "IPM.Contact"),
        text(0x3001, &name),
        text(0x0037, &name),
        text(0x3A06, "Erika"),
        text(0x3A11, format!("Müller {i}")),
        text(0x3A16, format!("Müller & Söhne {i} GmbH")),
        text(0x3A08, format!("+49 30 {i:07}")),
        text(0x3A29, format!("Hauptstraße {i}")),
        text(0x3A27, "Berlin"),
        text(0x1000, words.repeat(1 + i % 20)),
        (0x3007, PropValue::Time(132_000_000_000_000_000)),
        (0x3A58, PropValue::MvText(vec!["Anna".into(), "Jörg".into()])),
    ]
    .into_iter()
    .collect();
    props.into()
}

/// Bytes that attachments are cut from: no two neighbouring ones are alike.
fn scan() -> Vec<u8> {
    (0..60_000usize).map(|n| (n * n / 7 + n) as u8).collect()
}

fn mail(i: usize, scan: &[u8]) -> NewItem {
    let body = "Sehr geehrte Damen und Herren, anbei erhalten Sie unser Angebot. ";
    let mut item: NewItem = [
        text(0x001A, "IPM.Note"),
        text(0x0037, format!("Angebot {i}")),
        text(0x0070, format!("Angebot {i}")),
        text(0x0C1A, "Erika Müller"),
        text(0x0C1F, "erika@example.org"),
        text(0x1000, body.repeat(10 + i % 60)),
        (0x3007, PropValue::Time(132_000_000_000_000_000)),
    ]
    .into_iter()
    .collect::<Props>()
    .into();
    item.recipients.push(
        [
            text(0x3001, "Büro"),
            text(0x3002, "SMTP"),
            text(0x3003, "buero@example.org"),
            (0x0C15, PropValue::I32(1)),
        ]
        .into_iter()
        .collect(),
    );
    if i.is_multiple_of(5) {
        let bytes = scan[i % 1000..][..45_000 + i % 1000].to_vec();
        let props = [text(0x3704, "angebot.pdf"), text(0x3707, format!("Angebot {i}.pdf"))];
        let props = props.into_iter().collect();
        item.attachments.push(NewAttachment { props, contents: Contents::Bytes(bytes) });
    }
    item
}

/// Half contacts, half mails, an attachment in every fifth mail.
fn create(path: &Path, items: usize) -> usize {
    drop(std::fs::remove_file(path));
    let pst = Pst::create(path, &NewStore::new("Messung", [1; 16], [2; 16])).unwrap();
    let top = pst.read().store().unwrap().ipm_subtree.unwrap();
    let mut txn = pst.write().unwrap();
    let contacts = txn.create_folder(top, "Kontakte", "IPF.Contact").unwrap();
    let mails = txn.create_folder(top, "Posteingang", "IPF.Note").unwrap();
    txn.commit().unwrap();
    let scan = scan();
    // Transactions of bounded size keep memory bounded.
    for first in (0..items / 2).step_by(5000) {
        let mut txn = pst.write().unwrap();
        for i in first..(first + 5000).min(items / 2) {
            txn.create_message(contacts, contact(i)).unwrap();
            txn.create_message(mails, mail(i, &scan)).unwrap();
        }
        txn.commit().unwrap();
    }
    items
}

/// Every property of every item, recipients, and the contents of every attachment.
fn read_all(path: &Path) -> usize {
    let pst = Pst::open(path, Access::Read).unwrap();
    let txn = pst.read();
    let (mut count, mut bytes) = (0, 0);
    for folder in txn.folders().unwrap().folders {
        let mut nids = Vec::new();
        txn.contents(folder.nid, &mut |row| nids.push(row.nid)).unwrap();
        for nid in nids {
            let item = txn.message(nid).unwrap();
            count += 1;
            for attachment in &item.attachments {
                bytes += txn.attachment_data(attachment).unwrap().len();
            }
        }
    }
    assert!(bytes > 0);
    count
}

/// One field on every contact, in one transaction.
fn patch(path: &Path) -> usize {
    let pst = Pst::open(path, Access::Write).unwrap();
    let folders = pst.read().folders().unwrap().folders;
    let contacts = folders.iter().find(|folder| folder.path == "/Kontakte").unwrap().nid;
    let mut nids: Vec<Nid> = Vec::new();
    pst.read().contents(contacts, &mut |row| nids.push(row.nid)).unwrap();
    let mut txn = pst.write().unwrap();
    let name = PropName::Text { set: guid::PUBLIC_STRINGS, name: "Kundennr".into() };
    let id = txn.named_prop(&name).unwrap();
    for (i, nid) in nids.iter().enumerate() {
        let patch = Patch::new().set(id, PropValue::Text(format!("{}", 10_000 + i)));
        txn.patch_message(*nid, &patch).unwrap();
    }
    txn.commit().unwrap();
    nids.len()
}

/// The same walk with Microsoft's crate.
fn outlook_pst(path: &Path) -> usize {
    use outlook_pst::UnicodePstFile;
    use outlook_pst::messaging::folder::UnicodeFolder;
    use outlook_pst::messaging::store::{EntryId, Store, UnicodeStore};
    let file = Rc::new(UnicodePstFile::open(path).unwrap());
    let store = UnicodeStore::read(file).unwrap();
    let top: EntryId = store.properties().ipm_sub_tree_entry_id().unwrap();
    walk(&store, &UnicodeFolder::read(Rc::clone(&store), &top).unwrap())
}

fn walk(
    store: &Rc<outlook_pst::messaging::store::UnicodeStore>,
    folder: &Rc<outlook_pst::messaging::folder::UnicodeFolder>,
) -> usize {
    use outlook_pst::messaging::attachment::{Attachment, UnicodeAttachment};
    use outlook_pst::messaging::folder::{Folder, UnicodeFolder};
    use outlook_pst::messaging::message::{Message, UnicodeMessage};
    use outlook_pst::messaging::store::Store;
    use outlook_pst::ndb::node_id::NodeId;
    let entry = |row: u32| store.properties().make_entry_id(NodeId::from(row)).unwrap();
    let mut count = 0;
    for row in folder.contents_table().into_iter().flat_map(|table| table.rows_matrix()) {
        let id = entry(u32::from(row.id()));
        // That crate refuses items without subnodes, such as contacts: it walks the others only.
        let Ok(message) = UnicodeMessage::read(Rc::clone(store), &id, None) else { continue };
        count += 1;
        std::hint::black_box(message.properties().iter().count());
        for row in message.attachment_table().into_iter().flat_map(|table| table.rows_matrix()) {
            let nid = NodeId::from(u32::from(row.id()));
            let attachment = UnicodeAttachment::read(Rc::clone(&message), nid, None).unwrap();
            std::hint::black_box(attachment.data().is_some());
        }
    }
    for row in folder.hierarchy_table().into_iter().flat_map(|table| table.rows_matrix()) {
        let id = entry(u32::from(row.id()));
        count += walk(store, &UnicodeFolder::read(Rc::clone(store), &id).unwrap());
    }
    count
}

/// One line of the table.
struct Figure {
    count: f64,
    seconds: f64,
    memory: f64,
}

/// The best of some runs in processes of their own.
fn run(job: &str, args: &[&str], runs: usize) -> Option<Figure> {
    let figures = (0..runs).map(|_| {
        let exe = std::env::current_exe().unwrap();
        let out = Command::new(exe).arg(job).args(args).output().unwrap();
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        let mut words = text.split_whitespace().map(|word| word.parse::<f64>().ok());
        Some(Figure { count: words.next()??, seconds: words.next()??, memory: words.next()?? })
    });
    figures.flatten().min_by(|a, b| a.seconds.total_cmp(&b.seconds))
}

fn readpst(path: &Path, dir: &Path, runs: usize) -> Option<f64> {
    let seconds = (0..runs).map(|i| {
        let out = dir.join(format!("readpst{i}"));
        std::fs::create_dir(&out).ok()?;
        let start = Instant::now();
        let mut command = Command::new("readpst");
        command.args(["-D", "-j0", "-o"]).arg(&out).arg(path);
        let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
        let took = start.elapsed().as_secs_f64();
        std::fs::remove_dir_all(&out).ok()?;
        status.success().then_some(took)
    });
    seconds.flatten().min_by(f64::total_cmp)
}

fn compare(args: &[String]) {
    let after = |flag: &str| args.iter().position(|arg| arg == flag).and_then(|i| args.get(i + 1));
    let items: usize = after("--items").and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let dir = tempfile::tempdir().unwrap();
    let ours = table(dir.path(), items);
    if args.iter().any(|arg| arg == "--growth") {
        let larger = table(dir.path(), items * 10);
        println!(
            "\nten times the items: create × {:.1}, read × {:.1}, memory of reading × {:.1}",
            larger.0 / ours.0,
            larger.1 / ours.1,
            larger.2 / ours.2
        );
    }
}

/// Prints the figures of one file; answers seconds to create, seconds to read, memory of reading.
fn table(dir: &Path, items: usize) -> (f64, f64, f64) {
    let path: PathBuf = dir.join(format!("{items}.pst"));
    let name = path.to_str().unwrap();
    let create = run("create", &[name, &items.to_string()], 3).unwrap();
    let size = path.metadata().unwrap().len() as f64 / 1e6;
    println!("\n{items} items, {size:.0} MB");
    let line = |what: &str, figure: &Figure| {
        let rate = figure.count / figure.seconds;
        println!("{what:<28} {:>8.2} s {rate:>10.0}/s {:>8.1} MiB", figure.seconds, figure.memory);
    };
    line("create", &create);
    let read = run("read", &[name], 3).unwrap();
    line("read everything", &read);
    match readpst(&path, dir, 2) {
        Some(seconds) => {
            println!(
                "{:<28} {seconds:>8.2} s   we are {:.1} × as fast",
                "readpst -D -j0",
                seconds / read.seconds
            );
        }
        None => println!("{:<28} not installed", "readpst -D -j0"),
    }
    if let Some(other) = run("outlook-pst", &[name], 2) {
        line("outlook-pst crate", &other);
        println!("{:<28} we are {:.1} × as fast", "", other.seconds / read.seconds);
    } else {
        println!("{:<28} could not read the file", "outlook-pst crate");
    }
    line("one field on every contact", &run("patch", &[name], 1).unwrap());
    (create.seconds, read.seconds, read.memory)
}
