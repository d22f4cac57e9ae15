//! The program as it is run: what it does, what a person sees, what scripts rely on.

mod calendar;
mod check;
mod copies;
mod corpus;
mod decisions;
mod export;
mod fields;
mod harness;
mod import;
mod interchange;
mod json;
mod mail_files;
mod mapping;
mod pictures;
mod plans;
mod profiles;
mod records;
mod refused;
mod saving;
mod seen;
mod served;
mod sync;
mod undo;
mod user_fields;
mod watch;
mod web;
