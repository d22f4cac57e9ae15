//! What must hold for mails, without a data file.

mod attachments;
mod changes;
mod hostile;
mod people;
mod support;
mod there_and_back;
