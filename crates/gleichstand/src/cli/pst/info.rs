//! `gleichstand pst info` and `pst ls`.

use std::path::Path;

use pst::{FolderEntry, Pst, Reader};
use serde::Serialize;
use sync::Message;

use super::super::{Context, Done};
use super::{encryption_name, failure, format_name, open, said};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::is_protected;
use crate::show::table::{Align, pairs, table};
use crate::words::Words;

/// What a data file says of itself.
#[derive(Serialize)]
struct Info {
    format: &'static str,
    version: u16,
    encryption: &'static str,
    size: u64,
    name: String,
    password: bool,
    maps_valid: bool,
    read_only: bool,
    warnings: Vec<String>,
}

/// The same with its folders.
#[derive(Serialize)]
struct Listing {
    #[serde(flatten)]
    info: Info,
    items: u64,
    folders: Vec<Folder>,
}

#[derive(Serialize)]
struct Folder {
    id: String,
    path: String,
    class: String,
    visible: bool,
    search: bool,
    items: u64,
    unread: u64,
    hidden: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<u64>,
}

impl Folder {
    fn of(entry: FolderEntry) -> Self {
        Self {
            id: entry.nid.to_string(),
            path: entry.path,
            class: entry.class,
            visible: entry.visible,
            search: entry.search,
            items: entry.items,
            unread: entry.unread,
            hidden: entry.hidden,
            found: entry.search.then_some(entry.found),
        }
    }
}

/// Shows what a data file says of itself.
pub fn info(path: &Path, context: &mut Context) -> Done {
    let pst = open(path)?;
    let info = info_of(&pst, path, &context.words)?;
    if context.json {
        context.out.json(&info);
    } else {
        context.out.line(described(&info, path, &context.words));
        warn(&info.warnings, context);
    }
    Ok(Exit::Done)
}

/// Lists the folders of a data file.
pub fn ls(path: &Path, context: &mut Context) -> Done {
    let pst = open(path)?;
    let tree = pst.read().folders().map_err(|error| failure(&error, path))?;
    let mut info = info_of(&pst, path, &context.words)?;
    info.warnings.extend(said(&tree.warnings, &context.words));
    let items = tree.folders.iter().map(|folder| folder.items).sum();
    let listing =
        Listing { info, items, folders: tree.folders.into_iter().map(Folder::of).collect() };
    if context.json {
        context.out.json(&listing);
    } else {
        context.out.line(folders(&listing.folders, &context.words));
        let count = Message::new("pst-items").with("count", items);
        let count = count.with("folders", listing.folders.len());
        context.out.line(format!("\n{}", context.words.say(&count)));
        warn(&listing.info.warnings, context);
    }
    Ok(Exit::Done)
}

fn info_of(pst: &Pst, path: &Path, words: &Words) -> Result<Info, Failure> {
    let info = pst.info();
    let store = pst.read().store().map_err(|error| failure(&error, path))?;
    Ok(Info {
        format: format_name(info.format),
        version: info.version,
        encryption: encryption_name(info.encryption),
        size: info.size,
        password: store.password != 0,
        name: store.name,
        maps_valid: info.maps_valid,
        read_only: is_protected(path),
        warnings: said(&info.warnings, words),
    })
}

fn described(info: &Info, path: &Path, words: &Words) -> String {
    let yes_no = |yes: bool| words.text(if yes { "value-yes" } else { "value-no" });
    let format = Message::new("pst-format").with("format", info.format);
    let lines = [
        ("pst-file", path.display().to_string()),
        ("pst-name", info.name.clone()),
        ("pst-format-label", words.say(&format.with("version", info.version))),
        ("pst-encryption", words.text(&format!("encryption-{}", info.encryption))),
        ("pst-size", words.bytes(info.size)),
        ("pst-password", yes_no(info.password)),
        ("pst-maps", yes_no(info.maps_valid)),
        ("pst-read-only", yes_no(info.read_only)),
    ];
    pairs(&lines.map(|(id, value)| (words.text(id), value)))
}

fn folders(folders: &[Folder], words: &Words) -> String {
    let headings = [
        ("head-id", Align::Right),
        ("head-folder", Align::Left),
        ("head-class", Align::Left),
        ("head-items", Align::Right),
        ("head-unread", Align::Right),
        ("head-hidden", Align::Right),
        ("head-remark", Align::Left),
    ];
    let headings = headings.map(|(id, align)| (words.text(id), align));
    let row = |folder: &Folder| {
        let count = |count: u64| words.count(count);
        let (items, remark) = match folder.found {
            Some(found) => {
                (String::new(), words.say(&Message::new("pst-search-folder").with("count", found)))
            }
            None => (count(folder.items), String::new()),
        };
        let (id, path, class) = (folder.id.clone(), folder.path.clone(), folder.class.clone());
        vec![id, path, class, items, count(folder.unread), count(folder.hidden), remark]
    };
    table(&headings, &folders.iter().map(row).collect::<Vec<_>>())
}

/// What was odd, below what was asked for.
pub fn warn(warnings: &[String], context: &mut Context) {
    if !warnings.is_empty() {
        let heading = Message::new("report-warnings").with("count", warnings.len());
        context.out.line(format!("\n{}", context.words.say(&heading)));
        warnings.iter().for_each(|warning| context.out.line(format!("  {warning}")));
    }
}
