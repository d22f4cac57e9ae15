//! Files that once broke a promise, found by the fuzz targets (docs/fuzzing.md): each is kept as a
//! seed and held to the promise again.

mod editing;
mod made;
mod reading;
mod rescuing;
mod sandbox;
mod seed;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;
use pst::{Error, MemoryBackend, NewStore, Nid, Patch, PropValue, Props, Pst, Reader};

use crate::sandbox::Sandbox;
use crate::seed::Seed;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The memory of the whole process is measured: one test at a time.
static ALONE: Mutex<()> = Mutex::new(());

/// No file of these sizes takes so long, even on a slow and busy machine.
const LONG: Duration = Duration::from_secs(60);

/// The seeds that are kept for a target, with their names.
fn seeds(target: &str) -> Vec<(String, Seed)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seeds").join(target);
    let files = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = files.map(|entry| entry.path()).collect();
    paths.sort();
    let seed = |path: &PathBuf| Seed::unpack(&std::fs::read(path).unwrap()).unwrap();
    paths.iter().map(|path| (path.display().to_string(), seed(path))).collect()
}

/// Does something with every seed, within the limits of memory and time.
fn hold(target: &str, promise: fn(Seed)) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    for (name, seed) in seeds(target) {
        let (size, start) = (seed.image.len(), Instant::now());
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        println!("{name}");
        promise(seed);
        let used = MEMORY.peak_usage().saturating_sub(before);
        assert!(used <= 4 * size + (64 << 20), "{name}: {used} bytes for a file of {size}");
        assert!(start.elapsed() < LONG, "{name}: {:?}", start.elapsed());
    }
}

#[test]
fn files_that_once_made_reading_fail_are_read_as_far_as_they_go() {
    hold("read", |seed| drop(reading::read(seed.image)));
}

#[test]
fn files_that_once_made_the_check_fail_are_checked_to_their_end() {
    hold("check", |seed| drop(pst::check_backend(&Sandbox::new(seed.image))));
}

#[test]
fn files_that_once_were_harmed_by_changes_keep_what_they_hold() {
    hold("edit", |seed| editing::edit(seed.image, &seed.ops).unwrap());
}

#[test]
fn files_that_once_were_harmed_by_a_repair_keep_what_they_hold() {
    hold("rescue", |seed| rescuing::rescue(seed.image).unwrap());
}

#[test]
fn a_seed_is_unpacked_as_it_was_packed() {
    let mut image = vec![0; 1000];
    image[3] = 7;
    image[500..600].fill(9);
    for len in [0, 1, 10, 550, 1000] {
        let seed = Seed { image: image[..len].to_vec(), ops: vec![1, 2] };
        assert_eq!(Seed::unpack(&seed.pack()), Some(seed));
    }
}

fn empty() -> Pst {
    let new = NewStore::new("Leer", [1; 16], [2; 16]);
    Pst::create_on(Box::new(MemoryBackend::default()), &new).unwrap()
}

#[test]
fn folders_that_the_store_names_are_never_deleted() {
    let pst = empty();
    let store = pst.read().store().unwrap();
    let named = [store.ipm_subtree, store.deleted_items, store.finder];
    let mut txn = pst.write().unwrap();
    for nid in named.into_iter().flatten().chain([Nid::ROOT_FOLDER]) {
        assert!(matches!(txn.delete_folder(nid), Err(Error::NotFound(_))), "{nid}");
    }
    // Nor is a folder around them.
    let around = txn.create_folder(Nid::ROOT_FOLDER, "Rahmen", "").unwrap();
    txn.move_folder(store.deleted_items.unwrap(), around).unwrap();
    assert!(txn.delete_folder(around).is_err());
    txn.commit().unwrap();
    assert_eq!(pst.check().unwrap().errors, []);
}

/// Another caller's mistake must not cost anybody a file.
#[test]
fn what_is_no_item_or_folder_is_not_found_for_changing() {
    let pst = empty();
    let root = pst.read().store().unwrap().ipm_subtree.unwrap();
    let item: Props = [(0x001A, PropValue::Text("IPM.Note".into()))].into_iter().collect();
    let mut txn = pst.write().unwrap();
    let message = txn.create_message(root, item.clone()).unwrap();
    for nid in [Nid::STORE, Nid::NAMES, root, Nid(root.0 & !31 | 14), Nid::CONTENTS_TEMPLATE] {
        assert!(txn.delete_message(nid).is_err(), "{nid}");
        assert!(txn.move_message(nid, root).is_err(), "{nid}");
        assert!(txn.patch_message(nid, &Patch::new().remove(0x3001)).is_err(), "{nid}");
        assert!(txn.set_recipients(nid, &[]).is_err(), "{nid}");
    }
    for nid in [Nid::STORE, message, Nid(root.0 & !31 | 14), Nid::CONTENTS_TEMPLATE] {
        assert!(txn.create_message(nid, item.clone()).is_err(), "{nid}");
        assert!(txn.create_folder(nid, "Neu", "").is_err(), "{nid}");
        assert!(txn.move_message(message, nid).is_err(), "{nid}");
        assert!(txn.patch_folder(nid, &Patch::new().remove(0x3613)).is_err(), "{nid}");
        assert!(txn.delete_folder(nid).is_err(), "{nid}");
    }
    txn.commit().unwrap();
    assert_eq!(pst.check().unwrap().errors, []);
}
