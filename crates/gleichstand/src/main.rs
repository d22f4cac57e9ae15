//! Gleichstand keeps an office database in step with Microsoft Outlook, on the Outlook data file
//! itself.
//!
//! This crate is the program: a command line (`cli`) in front of a `session`, which is the one
//! place where office, Outlook and the exchange meet. All words come from the catalogues in
//! `words`.

mod cli;
mod exit;
mod failure;
mod session;
mod show;
mod web;
mod words;

#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static MEMORY: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    cli::main(std::env::args_os().collect()).into()
}
