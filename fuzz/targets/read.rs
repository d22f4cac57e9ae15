//! A damaged file is read as far as it goes: no panic, no endless reading, bounded memory.
#![no_main]

use fuzz::{limits, reading};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let Some(seed) = fuzz::seed(input) {
        let size = seed.image.len();
        limits::within(size, || drop(reading::read(seed.image)));
    }
});
