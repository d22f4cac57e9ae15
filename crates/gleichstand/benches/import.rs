//! Import and export beside the programs a user would pick instead, on the same items in one run.
//!
//!     cargo bench -p gleichstand --bench import [-- --contacts 10000 --mails 10000]
//!
//! A data file of sample contacts and mails, one mail in five with an attachment, is read, imported
//! into SQLite, and imported again with nothing changed; its addresses are exported to a new file,
//! and once more with nothing changed, then everything; all is synchronised with nothing changed.
//! `readpst` and the outlook-pst crate read the same file. Every figure is that of a process of its
//! own: seconds without its start, peak memory.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use office::Office;
use outlook::sample::Amounts;
use outlook::{NewFile, Options, OutlookFile, Purpose};
use sync::{Job, Kind, Scope, Settings, Silent, Store};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let path = |i: usize| Path::new(&args[i]);
    match args.get(1).map(String::as_str) {
        Some("read") => timed(|| read(path(2))),
        Some("import") => timed(|| exchange(Job::Import, path(2), &args[3])),
        Some("export") => timed(|| exchange(Job::Export, path(2), &args[3])),
        Some("export-addresses") => timed(|| addresses(path(2), &args[3])),
        Some("sync") => timed(|| exchange(Job::Sync, path(2), &args[3])),
        Some("outlook-pst") => timed(|| outlook_pst(path(2))),
        _ => compare(&args),
    }
}

/// Runs one job and prints its figures: items, seconds, peak memory in MiB.
fn timed(job: impl FnOnce() -> u64) {
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

/// Every item as a record with all its fields.
fn read(path: &Path) -> u64 {
    let file = OutlookFile::open(path, Purpose::Read, Options::default()).unwrap();
    let mut store = file.store();
    let mut keys = Vec::new();
    store.survey(&Scope::default(), &mut |item| keys.push((item.kind, item.key))).unwrap();
    for (kind, key) in &keys {
        std::hint::black_box(store.read(kind.unwrap(), key).unwrap().unwrap());
    }
    keys.len() as u64
}

fn exchange(job: Job, path: &Path, office: &str) -> u64 {
    exchange_kinds(job, path, office, Kind::ALL.to_vec())
}

fn addresses(path: &Path, office: &str) -> u64 {
    exchange_kinds(Job::Export, path, office, vec![Kind::Addresses])
}

fn exchange_kinds(job: Job, path: &Path, office: &str, kinds: Vec<Kind>) -> u64 {
    let mut office = Office::open(office).unwrap();
    let file = match path.exists() {
        true => OutlookFile::open(path, Purpose::Write, Options::default()),
        false => OutlookFile::create(path, &NewFile::default(), Options::default()),
    };
    let now = jiff::Timestamp::now().as_microsecond();
    let now = jiff::Timestamp::from_microsecond(now).unwrap();
    let path = path.display().to_string();
    let settings = Settings { path, now, kinds, ..Settings::default() };
    let (mut store, office) = (file.as_ref().unwrap().store(), &mut office);
    let report = sync::exchange(job, &mut store, office, &settings, &mut Silent).unwrap();
    assert_eq!(report.exit_code(), 0);
    report.kinds.values().map(|counters| counters.read).sum()
}

fn outlook_pst(path: &Path) -> u64 {
    let store = outlook_pst::open_store(path).unwrap();
    let top = store.properties().ipm_sub_tree_entry_id().unwrap();
    walk(&store, &top)
}

/// Items that the crate can open; it refuses those without subnodes, such as most contacts, so for
/// them the rows of the contents table are read.
fn walk(
    store: &std::rc::Rc<dyn outlook_pst::messaging::store::Store>,
    folder: &outlook_pst::messaging::store::EntryId,
) -> u64 {
    use outlook_pst::ndb::node_id::NodeId;
    let folder = store.open_folder(folder).unwrap();
    let entry = |row: u32| store.properties().make_entry_id(NodeId::from(row)).unwrap();
    let mut count = 0;
    if let Some(table) = folder.contents_table() {
        let context = table.context();
        for row in table.rows_matrix() {
            count += 1;
            if store.open_message(&entry(u32::from(row.id())), None).is_ok() {
                continue;
            }
            for (column, value) in context.columns().iter().zip(row.columns(context).unwrap()) {
                if let Some(value) = value {
                    std::hint::black_box(table.read_column(&value, column.prop_type()).is_ok());
                }
            }
        }
    }
    if let Some(table) = folder.hierarchy_table() {
        count +=
            table.rows_matrix().map(|row| walk(store, &entry(u32::from(row.id())))).sum::<u64>();
    }
    count
}

struct Figure {
    count: f64,
    seconds: f64,
    memory: f64,
}

fn run(args: &[&str]) -> Option<Figure> {
    let out = Command::new(std::env::current_exe().ok()?).args(args).output().ok()?;
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let mut words = text.split_whitespace().map(|word| word.parse::<f64>().ok());
    Some(Figure { count: words.next()??, seconds: words.next()??, memory: words.next()?? })
}

/// The fastest of some runs.
fn best(args: &[&str], runs: usize) -> Option<Figure> {
    let figures = (0..runs).filter_map(|_| run(args));
    figures.min_by(|a, b| a.seconds.total_cmp(&b.seconds))
}

fn readpst(path: &Path, dir: &Path) -> Option<f64> {
    let seconds = (0..3).filter_map(|i| {
        let out = dir.join(format!("readpst{i}"));
        std::fs::create_dir(&out).ok()?;
        let start = Instant::now();
        let mut command = Command::new("readpst");
        command.args(["-D", "-j0", "-o"]).arg(&out).arg(path);
        let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
        status.success().then(|| start.elapsed().as_secs_f64())
    });
    seconds.min_by(f64::total_cmp)
}

/// Exports to new files, and to one of them again with nothing changed. The figure of the first.
fn exports(dir: &Path, job: &str, office: &str, line: &dyn Fn(&str, &Figure)) {
    let path = |i: usize| dir.join(format!("{job}{i}.pst")).to_str().unwrap().to_owned();
    let figures = (0..3).filter_map(|i| run(&[job, &path(i), office]));
    let first = figures.min_by(|a, b| a.seconds.total_cmp(&b.seconds)).unwrap();
    line(&format!("{job} to a new file"), &first);
    line(&format!("{job} again, no change"), &best(&[job, &path(0), office], 5).unwrap());
}

fn compare(args: &[String]) {
    let after = |flag: &str| args.iter().position(|arg| arg == flag).and_then(|i| args.get(i + 1));
    let amount = |flag| after(flag).and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let amounts =
        Amounts { contacts: amount("--contacts"), mails: amount("--mails"), ..Amounts::default() };
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("kunden.pst");
    let file = OutlookFile::create(&path, &NewFile::default(), Options::default()).unwrap();
    file.add_sample(1, amounts, &mut |_| {}).unwrap();
    drop(file);
    let name = path.to_str().unwrap();
    let office = |i: usize| dir.path().join(format!("office{i}.db")).to_str().unwrap().to_owned();
    let size = path.metadata().unwrap().len() as f64 / 1e6;
    println!("{} contacts, {} mails, {size:.1} MB", amounts.contacts, amounts.mails);
    let line = |what: &str, figure: &Figure| {
        let rate = figure.count / figure.seconds;
        println!("{what:<34} {:>8.3} s {rate:>9.0}/s {:>7.1} MiB", figure.seconds, figure.memory);
    };
    let reading = best(&["read", name], 3).unwrap();
    line("read every item", &reading);
    // An import of its own file each time: the numbers are written into it.
    let imports = (0..3).filter_map(|i| {
        let copy = dir.path().join(format!("copy{i}.pst"));
        std::fs::copy(&path, &copy).ok()?;
        run(&["import", copy.to_str()?, &office(i)])
    });
    let first = imports.min_by(|a, b| a.seconds.total_cmp(&b.seconds)).unwrap();
    line("import into SQLite", &first);
    let imported = dir.path().join("copy0.pst");
    let (imported, office) = (imported.to_str().unwrap(), office(0));
    line("import again, nothing changed", &best(&["import", imported, &office], 5).unwrap());
    line("sync, nothing changed", &best(&["sync", imported, &office], 5).unwrap());
    exports(dir.path(), "export-addresses", &office, &line);
    exports(dir.path(), "export", &office, &line);
    match readpst(&path, dir.path()) {
        Some(seconds) => println!(
            "{:<34} {seconds:>8.3} s   our reading takes {:.2} ×, our import {:.2} × its time",
            "readpst -D -j0",
            reading.seconds / seconds,
            first.seconds / seconds
        ),
        None => println!("{:<34} not installed", "readpst -D -j0"),
    }
    match best(&["outlook-pst", name], 2) {
        Some(other) => {
            line("outlook-pst crate (rows only)", &other);
            println!("{:<34} reading is {:.1} × as fast", "", other.seconds / reading.seconds);
        }
        None => println!("{:<34} could not read the file", "outlook-pst crate"),
    }
}
