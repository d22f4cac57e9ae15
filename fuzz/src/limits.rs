//! What a file may cost: memory bounded by its size, and time.

use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Nothing that is done to a small file takes this long on a machine that has anything to spare;
/// `FUZZ_SLOW` sets another number of milliseconds.
const SLOW: u64 = 5000;

/// Runs `work` on a file of so many bytes.
///
/// # Panics
/// If it takes more memory than four times the file and 64 MiB, or too long.
pub fn within<T>(size: usize, work: impl FnOnce() -> T) -> T {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let start = Instant::now();
    let done = work();
    let took = start.elapsed();
    let used = MEMORY.peak_usage().saturating_sub(before);
    assert!(used <= 4 * size + (64 << 20), "{used} bytes for a file of {size}");
    assert!(took < slow(), "{took:?} for a file of {size} bytes");
    done
}

fn slow() -> Duration {
    static SET: std::sync::LazyLock<Duration> = std::sync::LazyLock::new(|| {
        let set = std::env::var("FUZZ_SLOW").ok().and_then(|text| text.parse().ok());
        Duration::from_millis(set.unwrap_or(SLOW))
    });
    *SET
}
