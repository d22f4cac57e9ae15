//! A first import of many items by the program itself: whether time and memory stay in proportion.
//!
//!     cargo bench -p gleichstand --bench load [-- --items 10000,100000,1000000] [--folder DIR]
//!
//! Data files of contacts, mails (one in five with an attachment), appointments and tasks are made in
//! small transactions and imported into a fresh SQLite office, each by a process of its own with its
//! start; the numbers are written into the data file, without a backup copy of it (`--no-backup`):
//! a million items need some 15 GB as it is. Of the smaller sizes the fastest of some runs counts. The
//! exit code is 1 where an item costs more than a fifth more than in the first row, or a process takes
//! 96 MiB or more. `busy` is the time of the processor, where the system tells it: it says whether a
//! row that is too slow was disturbed by other work. In a folder that is named the files made are
//! kept, and used again.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use outlook::sample::Amounts;
use outlook::{NewFile, Options, OutlookFile};

/// What an item may cost, as a multiple of the first row.
const DEAREST: f64 = 1.2;
/// Peak memory of a process stays below so many MiB.
const MEMORY: f64 = 96.0;
/// Up to so many items the fastest of so many runs counts: a short run is easily disturbed.
const REPEATED: (u64, usize) = (100_000, 3);
/// How often a process is asked for its memory. The peak only grows, so little is missed.
const ASK_EVERY: Duration = Duration::from_millis(10);

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let after = |flag: &str| args.iter().position(|arg| arg == flag).and_then(|i| args.get(i + 1));
    let sizes = after("--items").map_or("10000,100000,1000000", String::as_str);
    let temporary = tempfile::tempdir().unwrap();
    let folder = after("--folder").map_or(temporary.path(), Path::new);
    std::fs::create_dir_all(folder).unwrap();
    println!("    items     file MB   office MB   seconds      busy   µs/item   ratio   peak MiB");
    let (mut first, mut missed) = (None, 0);
    for items in sizes.split(',').map(|text| text.parse().expect("a number of items")) {
        let load = Load::new(folder, items);
        let figure = load.fastest();
        let each = figure.seconds * 1e6 / items as f64;
        let ratio = each / *first.get_or_insert(each);
        let over = ratio > DEAREST || figure.watched.memory >= MEMORY;
        missed += u32::from(over);
        println!(
            "{items:>9} {:>11.1} {:>11.1} {:>9.2} {:>9.2} {each:>9.1} {ratio:>7.2} {:>10.1}{}",
            load.made.metadata().unwrap().len() as f64 / 1e6,
            figure.office as f64 / 1e6,
            figure.seconds,
            figure.watched.busy,
            figure.watched.memory,
            if over { "   too much" } else { "" }
        );
    }
    drop(temporary);
    std::process::exit(i32::from(missed > 0));
}

/// A data file of so many items, and the folder for its imports.
struct Load {
    items: u64,
    made: PathBuf,
    folder: tempfile::TempDir,
}

/// What an import came to.
struct Figure {
    seconds: f64,
    watched: Watched,
    /// Bytes of the office database.
    office: u64,
}

impl Load {
    fn new(folder: &Path, items: u64) -> Self {
        let made = folder.join(format!("{items}.pst"));
        let folder = tempfile::tempdir_in(folder).unwrap();
        if !made.exists() {
            let path = folder.path().join("made.pst");
            let file = OutlookFile::create(&path, &NewFile::default(), Options::default()).unwrap();
            file.add_sample(1, amounts(items), &mut |_| {}).unwrap();
            drop(file);
            std::fs::rename(path, &made).unwrap();
        }
        Self { items, made, folder }
    }

    fn fastest(&self) -> Figure {
        let (repeated, times) = REPEATED;
        let runs = if self.items <= repeated { times } else { 1 };
        let figures = (0..runs).map(|_| self.run());
        figures.min_by(|a, b| a.seconds.total_cmp(&b.seconds)).unwrap()
    }

    /// An import of a copy into an office of its own.
    fn run(&self) -> Figure {
        let [copy, office] = ["load.pst", "office.db"].map(|name| self.folder.path().join(name));
        std::fs::copy(&self.made, &copy).unwrap();
        // Else the import's first sync would write the copy.
        File::open(&copy).unwrap().sync_all().unwrap();
        let start = Instant::now();
        let (watched, status) = watch(self.import().spawn().unwrap());
        let seconds = start.elapsed().as_secs_f64();
        assert!(status.success(), "the import failed: {status}");
        let figure = Figure { seconds, watched, office: office.metadata().unwrap().len() };
        [copy, office].iter().for_each(|path| std::fs::remove_file(path).unwrap());
        figure
    }

    fn import(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gleichstand"));
        command
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .env_remove("GLEICHSTAND_OFFICE");
        command.args(["import", "load.pst", "--office", "office.db", "--no-backup", "--quiet"]);
        command
    }
}

/// Four contacts in ten; of the other kinds, two.
fn amounts(items: u64) -> Amounts {
    let part = items / 5;
    Amounts { contacts: items - 3 * part, mails: part, appointments: part, tasks: part }
}

/// What the system tells of a process: seconds of the processor, and peak memory in MiB.
#[derive(Default)]
struct Watched {
    busy: f64,
    memory: f64,
}

/// Waits for the end of a process.
fn watch(mut child: Child) -> (Watched, ExitStatus) {
    let mut watched = Watched::default();
    loop {
        let process = child.id();
        watched.busy = watched.busy.max(busy(process).unwrap_or(0.0));
        watched.memory = watched.memory.max(peak(process).unwrap_or(0.0));
        if let Some(status) = child.try_wait().unwrap() {
            return (watched, status);
        }
        std::thread::sleep(ASK_EVERY);
    }
}

fn busy(process: u32) -> Option<f64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/schedstat")).ok()?;
    let nanoseconds: f64 = text.split(' ').next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

fn peak(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}
