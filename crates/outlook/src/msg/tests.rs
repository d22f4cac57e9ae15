//! What must hold for message files.

mod data_file;
mod hostile;
mod support;
mod there_and_back;
