//! Lists the folders of a data file and the subjects in them.
//!
//! ```text
//! cargo run -p pst --example list_mailbox -- Kunden.pst
//! ```

use std::error::Error;
use std::io::Write;
use std::path::Path;

use pst::{Access, Pst, Reader};

const PID_TAG_SUBJECT: u16 = 0x0037;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: list_mailbox FILE")?;
    list(Path::new(&path), &mut std::io::stdout().lock())
}

/// Writes each folder of the mailbox with its items below it.
pub fn list(path: &Path, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let pst = Pst::open(path, Access::Read)?;
    let reader = pst.read();
    let tree = reader.folders()?;
    for folder in tree.folders.iter().filter(|folder| folder.visible && !folder.search) {
        writeln!(out, "{} ({})", folder.path, folder.items)?;
        let mut items = Vec::new();
        reader.contents(folder.nid, &mut |row| items.push(row.nid))?;
        for nid in items {
            // An item that cannot be read does not hide the others.
            match reader.message(nid) {
                Ok(item) => writeln!(out, "    {}", subject(item.props.text(PID_TAG_SUBJECT)))?,
                Err(error) => writeln!(out, "    {nid}: {error}")?,
            }
        }
    }
    Ok(())
}

/// A stored subject may begin with two characters that say how long its prefix ("RE: ") is.
fn subject(stored: &str) -> &str {
    let mut chars = stored.chars();
    match (chars.next(), chars.next()) {
        (Some('\u{1}'), Some(_)) => chars.as_str(),
        _ => stored,
    }
}
