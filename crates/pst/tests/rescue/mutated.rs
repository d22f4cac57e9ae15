//! Files of Outlook and our own, damaged in every way: what no damage touched is there afterwards.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pst::{Encryption, FileFormat, Nid};

use crate::damage::{Victim, WAYS, Way};
use crate::items::{Print, Prints, count, listed, open, places};
use crate::judge::judge;
use crate::repair;
use crate::support::base::build;
use crate::support::corpus;
use crate::support::dice::Dice;
use crate::support::strict::checker;

/// Ten files of both formats and all encodings, small and large.
const FILES: [&str; 10] = [
    "HiraokaHyperTools_pst-extractor__contacts.pst",
    "MailbirdInc_pstsdknet__submessage.pst",
    "MailbirdInc_pstsdknet__sample2.pst",
    "MailbirdInc_pstsdknet__test_ansi.pst",
    "hughbe_PstReader__Personal_Folders.pst",
    "aquasync_ruby-msg__200_recipients.pst",
    "aspose_Aspose.Email-for-.NET__PersonalStorageFile1.pst",
    "aspose_Aspose.Email-for-.NET__passwordprotectedPST.pst",
    "hughbe_PstReader__hughbe_Outlook.pst",
    "hughbe_PstReader__2003_high-encryption_quickquick.pst",
];

/// Keeps a damaged file for a closer look where `GLEICHSTAND_KEEP` says.
fn keep(damaged: &[u8], name: &Path) {
    if let Some(dir) = std::env::var_os("GLEICHSTAND_KEEP") {
        std::fs::write(Path::new(&dir).join(name.file_name().unwrap()), damaged).unwrap();
    }
}

/// How many items `pffexport -m all` exports from the file as it is, and how many as recovered.
fn by_libpff(damaged: &[u8]) -> (usize, usize) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("damaged.pst");
    std::fs::write(&file, damaged).unwrap();
    let target = dir.path().join("out");
    let mut command = Command::new("timeout");
    command.args(["60", "pffexport", "-q", "-m", "all", "-t"]).arg(&target).arg(&file);
    // It may end as it likes: what it has written counts.
    drop(command.stdout(Stdio::null()).stderr(Stdio::null()).status());
    (exported(target.with_extension("export")), exported(target.with_extension("recovered")))
}

/// The items below a folder: each is a folder like `Message00012`.
fn exported(folder: PathBuf) -> usize {
    let (mut folders, mut count) = (vec![folder], 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = name.trim_end_matches(|c: char| c.is_ascii_digit());
            let item = name.len() == kind.len() + 5 && kind != "Folder";
            if entry.path().is_dir() && name != "Attachments" {
                count += usize::from(item);
                folders.extend((!item).then(|| entry.path()));
            }
        }
    }
    count
}

fn number(name: &str, otherwise: usize) -> usize {
    let given = std::env::var(name).ok();
    given.and_then(|given| given.parse().ok()).unwrap_or(otherwise)
}

/// A line of the table.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    files: usize,
    /// Items of the sound file, those of whose blocks nothing was touched, of these came back.
    items: usize,
    intact: usize,
    back: usize,
    /// Of the others: came back as they were, or in part.
    more: usize,
    parts: usize,
    hopeless: usize,
    /// Items that pffexport reads in the damaged file, and those that it recovers.
    read: usize,
    recovered: usize,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.files += other.files;
        self.items += other.items;
        self.intact += other.intact;
        self.back += other.back;
        self.more += other.more;
        self.parts += other.parts;
        self.hopeless += other.hopeless;
        self.read += other.read;
        self.recovered += other.recovered;
    }
}

struct Subject {
    victim: Victim,
    items: BTreeMap<Nid, Print>,
    places: BTreeMap<Nid, Vec<std::ops::Range<usize>>>,
}

impl Subject {
    fn new(bytes: Vec<u8>) -> Self {
        let items = listed(&open(bytes.clone()).unwrap());
        let places = places(&bytes, &items);
        Self { victim: Victim::new(bytes), items, places }
    }

    /// Items of whose blocks every byte is what and where it was.
    fn intact(&self, damaged: &[u8]) -> Prints {
        let whole = |range: &std::ops::Range<usize>| {
            damaged.get(range.clone()) == Some(&self.victim.bytes[range.clone()])
        };
        let mut intact = BTreeMap::new();
        for (nid, ranges) in self.places.iter().filter(|(_, ranges)| ranges.iter().all(whole)) {
            assert!(!ranges.is_empty());
            intact.insert(*nid, self.items[nid]);
        }
        count(&intact)
    }

    /// One damage and its repair; the repaired file goes to `out` for the judge.
    fn trial(&self, way: Way, seed: u64, out: &Path) -> Result<Tally, String> {
        let damaged = self.victim.damaged(way, &mut Dice(seed));
        keep(&damaged, out);
        let intact = self.intact(&damaged);
        let wanted: usize = intact.values().sum();
        let mut tally =
            Tally { files: 1, items: self.items.len(), intact: wanted, ..Tally::default() };
        if std::env::var_os("GLEICHSTAND_PFFEXPORT").is_some() {
            (tally.read, tally.recovered) = by_libpff(&damaged);
        }
        let repaired = match repair(damaged) {
            Ok((_, bytes)) => bytes,
            Err(_) if wanted == 0 => {
                tally.hopeless = 1;
                return Ok(tally);
            }
            Err(error) => return Err(format!("{way:?} {seed}: {error}, {wanted} items intact")),
        };
        std::fs::write(out, &repaired).unwrap();
        let found = listed(&open(repaired).map_err(|e| format!("{way:?} {seed}: {e}"))?);
        let there = count(&found);
        for (print, times) in &intact {
            tally.back += (*times).min(there.get(print).copied().unwrap_or(0));
        }
        let original = count(&self.items);
        let same: usize =
            original.iter().map(|(p, n)| (*n).min(there.get(p).copied().unwrap_or(0))).sum();
        tally.more = same.saturating_sub(tally.back);
        tally.parts = found.len().saturating_sub(same);
        match tally.back == wanted {
            true => Ok(tally),
            false => Err(format!("{way:?} {seed}: {} of {wanted} intact items", tally.back)),
        }
    }
}

/// Damages a file in every way so many times; answers what went wrong.
fn trials(name: &str, bytes: Vec<u8>, times: usize, dir: &Path) -> (Vec<String>, Vec<PathBuf>) {
    let subject = Subject::new(bytes);
    let (mut wrong, mut paths) = (Vec::new(), Vec::new());
    let start = number("GLEICHSTAND_SEED", 9) as u64;
    for way in WAYS {
        let mut sum = Tally::default();
        for i in 0..times {
            let seed = start.wrapping_mul(1_000_003).wrapping_add(i as u64);
            let out = dir.join(format!("{name}-{way:?}-{seed}.pst"));
            match subject.trial(way, seed, &out) {
                Ok(tally) => sum.add(tally),
                Err(what) => wrong.push(format!("{name}: {what}")),
            }
            if out.exists() {
                paths.push(out);
            }
        }
        let Tally { files, items, intact, back, more, parts, hopeless, read, recovered } = sum;
        println!(
            "{name:.40} {way:?}: {files} files, {items} items; intact {intact}, back {back}; \
             beside them whole {more}, in part {parts}; beyond repair {hopeless}; \
             pffexport {read} and {recovered}"
        );
    }
    (wrong, paths)
}

fn hold(name: &str, bytes: Vec<u8>, times: usize) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let (mut wrong, paths) = trials(name, bytes, times, dir.path());
    if let Some(tool) = checker() {
        for (path, verdict) in paths.iter().zip(judge(&tool, &paths)) {
            if verdict.errors() {
                let file = path.file_name().unwrap().to_string_lossy();
                wrong.push(format!("{file}: {verdict:?}"));
            }
        }
    }
    wrong
}

fn none_of(wrong: &[String]) {
    let first = &wrong[..wrong.len().min(40)];
    assert!(wrong.is_empty(), "{} faults: {first:#?}", wrong.len());
}

#[test]
fn what_no_damage_touched_comes_back_from_files_of_our_own() {
    let times = number("GLEICHSTAND_MUTATIONS", 12);
    let mut wrong = Vec::new();
    for format in [FileFormat::Unicode, FileFormat::Ansi] {
        for method in [Encryption::Permute, Encryption::Cyclic] {
            let name = format!("{format:?}-{method:?}");
            wrong.extend(hold(&name, build(format, method).0, times));
        }
    }
    none_of(&wrong);
}

#[test]
fn what_no_damage_touched_comes_back_from_files_of_outlook() {
    let Some(folder) = corpus::folder() else { return };
    let times = number("GLEICHSTAND_MUTATIONS", 6);
    let mut wrong = Vec::new();
    let only = std::env::var("GLEICHSTAND_FILE").unwrap_or_default();
    for name in FILES.into_iter().filter(|name| name.contains(&only)) {
        match std::fs::read(folder.join(name)) {
            Ok(bytes) => wrong.extend(hold(name, bytes, times)),
            Err(_) => println!("skipped: {name} is not there"),
        }
    }
    none_of(&wrong);
}
