//! Files that lie about their sizes: the check comes to its end, in memory bounded by the size of
//! the file.

#[allow(dead_code, reason = "shared with the tests of the check")]
#[path = "check/damage.rs"]
mod damage;
#[allow(dead_code, reason = "shared with the tests of the check")]
#[path = "check/sample.rs"]
mod sample;
#[path = "support/mod.rs"]
mod support;
#[allow(dead_code, reason = "shared with the tests of the check")]
#[path = "check/surgeon.rs"]
mod surgeon;

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;
use pst::{CheckReport, MemoryBackend, check_backend};
use support::dice::Dice;
use surgeon::Surgeon;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The memory of the whole process is measured: one test at a time.
static ALONE: Mutex<()> = Mutex::new(());

/// No file of these sizes takes so long, even on a slow and busy machine.
const LONG: Duration = Duration::from_secs(60);

fn check(bytes: Vec<u8>) -> Option<CheckReport> {
    let (size, start) = (bytes.len(), Instant::now());
    let backend = MemoryBackend::new(bytes);
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let report = check_backend(&backend).ok();
    let used = MEMORY.peak_usage().saturating_sub(before);
    assert!(used <= 4 * size + (64 << 20), "{used} bytes for a file of {size}");
    assert!(start.elapsed() < LONG, "{:?} for a file of {size} bytes", start.elapsed());
    report
}

/// Every item of a folder claims the folder's own large table as its properties.
fn shared_heap() -> Vec<u8> {
    let mut s = Surgeon::new(sample::build_with(3000, |_| {}));
    let heap = s.node(0x808E).data;
    let items: Vec<u32> = s.nodes.keys().copied().filter(|nid| nid & 31 == 4).collect();
    items.into_iter().for_each(|nid| s.set_data(nid, heap));
    s.bytes
}

/// An item whose many attachments are all the item itself.
fn nested_in_itself() -> Vec<u8> {
    let wide = |props: &mut pst::Props| {
        for id in 0x6100..0x6100 + 330 {
            props.set(id, pst::PropValue::Binary(vec![7; 3600]));
        }
    };
    let mut s = Surgeon::new(sample::build_with(0, wide));
    let item = s.node(0x20_0024);
    let ib = s.blocks[&item.sub].ib;
    for i in 0..usize::from(s.u16(ib + 2)) {
        let at = ib + 8 + 24 * i;
        s.block(at + 8, &item.data.to_le_bytes());
        s.block(at + 16, &item.sub.to_le_bytes());
        let attachment = s.u32(at) & !31 | 5;
        s.block(at, &attachment.to_le_bytes());
    }
    s.bytes
}

/// A value of a thousand leaves that are all the same block, in a list of texts.
fn repeated_leaves() -> Vec<u8> {
    let long = |props: &mut pst::Props| {
        props.set(0x1000, sample::text("l".repeat(4_000_000)));
    };
    let mut s = Surgeon::new(sample::build_with(0, long));
    let item = s.node(0x20_0024);
    let record = s.record(item.data, 0x1000);
    let x = s.blocks[&s.sub(item.sub, s.u32(record + 4)).0].ib;
    let leaf = s.bytes[x + 8..x + 16].to_vec();
    (1..usize::from(s.u16(x + 2))).for_each(|i| s.block(x + 8 + 8 * i, &leaf));
    s.set_type(item.data, 0x1000, 0x101F);
    s.bytes
}

#[test]
fn a_check_ends_and_stays_within_memory_whatever_the_file_says() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    for make in [shared_heap, nested_in_itself, repeated_leaves] {
        let report = check(make()).unwrap();
        assert!(!report.errors.is_empty());
        assert!(report.errors.len() < 100_000);
    }
    let mut reports = 0;
    for bytes in damage::damaged(12, &mut Dice(5)) {
        reports += usize::from(check(bytes).is_some());
    }
    println!("{reports} damaged files checked");
    assert!(reports > 50);
}

#[test]
fn twenty_thousand_items_are_checked_without_holding_them() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = sample::build_with(20_000, |_| {});
    let size = bytes.len();
    let backend = MemoryBackend::new(bytes);
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let report = check_backend(&backend).unwrap();
    let used = MEMORY.peak_usage() - before;
    assert!(report.is_clean());
    assert_eq!(report.items, 20_001);
    assert!(used < size / 5, "{used} bytes for {size}");
}
