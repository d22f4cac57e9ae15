//! A damaged file is repaired: what could be read can be read, and nothing is wrong with it.
#![no_main]

use fuzz::{limits, rescuing};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let Some(seed) = fuzz::seed(input) {
        let size = seed.image.len();
        let done = limits::within(size, || rescuing::rescue(seed.image));
        done.unwrap_or_else(|broken| panic!("{broken}"));
    }
});
