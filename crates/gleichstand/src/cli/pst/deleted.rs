//! `gleichstand pst ls --deleted` and `pst restore`: items that are gone from their folder but
//! still in the file.

use std::collections::HashMap;
use std::path::Path;

use jiff::Timestamp;
use pst::{Access, DeletedId, DeletedItem, Nid, Pst, Reader, Restored};
use serde::Serialize;
use sync::Message;

use super::super::args::PstRestoreArgs;
use super::super::{Context, Done};
use super::{failure, open, value};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::table::{Align, table};
use crate::words::Words;

/// The answer for scripts.
#[derive(Serialize)]
struct Listing {
    /// Deleted items, earlier versions not counted.
    count: usize,
    deleted: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    folder: Option<String>,
    class: String,
    subject: String,
    modified: Option<String>,
    size: i32,
    /// Nothing of it is missing.
    whole: bool,
    hidden: bool,
    /// The item of which it is an earlier version.
    version_of: Option<String>,
    #[serde(skip)]
    at: Option<Timestamp>,
}

impl Item {
    fn of(item: &DeletedItem, folders: &HashMap<Nid, String>) -> Self {
        let at = item.modified.and_then(value::timestamp);
        Self {
            id: item.id.to_string(),
            folder: item.folder.and_then(|nid| folders.get(&nid).cloned()),
            class: item.class.clone(),
            subject: item.subject.clone(),
            modified: at.map(|at| at.to_string()),
            size: item.size,
            whole: item.whole,
            hidden: item.hidden,
            version_of: item.version_of.map(|id| id.to_string()),
            at,
        }
    }
}

/// Lists what was deleted.
pub fn ls(path: &Path, context: &mut Context) -> Done {
    let pst = open(path)?;
    let deleted = pst.deleted().map_err(|error| failure(&error, path))?;
    let folders = folders(&pst, path)?;
    let items: Vec<Item> = deleted.items().map(|item| Item::of(item, &folders)).collect();
    let count = items.iter().filter(|item| item.version_of.is_none() && !item.hidden).count();
    if context.json {
        context.out.json(&Listing { count, deleted: items });
        return Ok(Exit::Done);
    }
    if !items.is_empty() {
        let text = shown(&items, &context.words);
        context.out.line(text);
    }
    let summary = Message::new("deleted-count").with("count", count);
    let summary =
        summary.with("versions", items.iter().filter(|item| item.version_of.is_some()).count());
    let advice = if items.is_empty() { String::new() } else { context.words.advice(&summary) };
    let text = format!("{} {advice}", context.words.say(&summary));
    context.out.line(text.trim_end());
    Ok(Exit::Done)
}

fn folders(pst: &Pst, path: &Path) -> Result<HashMap<Nid, String>, Failure> {
    let tree = pst.read().folders().map_err(|error| failure(&error, path))?;
    Ok(tree.folders.into_iter().map(|folder| (folder.nid, folder.path)).collect())
}

fn shown(items: &[Item], words: &Words) -> String {
    let headings = [
        ("head-id", Align::Left),
        ("head-folder", Align::Left),
        ("head-class", Align::Left),
        ("head-subject", Align::Left),
        ("head-changed", Align::Left),
        ("head-remark", Align::Left),
    ];
    let headings = headings.map(|(id, align)| (words.text(id), align));
    let row = |item: &Item| {
        let version = item.version_of.as_ref();
        let version = version.map(|id| words.say(&Message::new("deleted-version").with("id", id)));
        let incomplete = (!item.whole).then(|| words.text("deleted-incomplete"));
        let hidden = item.hidden.then(|| words.text("deleted-hidden"));
        let remarks: Vec<String> = version.into_iter().chain(incomplete).chain(hidden).collect();
        vec![
            item.id.clone(),
            item.folder.clone().unwrap_or_default(),
            item.class.clone(),
            item.subject.clone(),
            item.at.map(|at| words.instant(at)).unwrap_or_default(),
            remarks.join(", "),
        ]
    };
    table(&headings, &items.iter().map(row).collect::<Vec<_>>())
}

/// Brings deleted items back.
pub fn restore(args: &PstRestoreArgs, context: &mut Context) -> Done {
    let path = &args.file;
    let pst = Pst::open(path, Access::Write).map_err(|error| failure(&error, path))?;
    let (ids, names) = chosen(&pst, args)?;
    if !args.no_backup && !ids.is_empty() {
        let today = context.words.now().date();
        let made = outlook::backup_of(path, today);
        let made = made.map_err(|error| Failure::of_store(error, &path.display().to_string()))?;
        if !context.json && !context.quiet {
            let made = Message::new("restore-backup").with("file", made.display());
            context.out.line(context.words.say(&made));
        }
    }
    let recovered = context.words.text("folder-recovered");
    let restored = pst.restore(&ids, &recovered).map_err(|error| failure(&error, path))?;
    told(&pst, &restored, &names, args, context)
}

/// What is to be brought back, with the subjects.
fn chosen(
    pst: &Pst,
    args: &PstRestoreArgs,
) -> Result<(Vec<DeletedId>, HashMap<DeletedId, String>), Failure> {
    let deleted = pst.deleted().map_err(|error| failure(&error, &args.file))?;
    let names = deleted.items().map(|item| (item.id, item.subject.clone())).collect();
    if args.all {
        let whole = deleted.items().filter(|item| item.version_of.is_none() && !item.hidden);
        return Ok((whole.map(|item| item.id).collect(), names));
    }
    let mut ids = Vec::new();
    for wanted in &args.id {
        let found = deleted.items().find(|item| item.id.to_string() == wanted.to_lowercase());
        let item = found
            .ok_or_else(|| Failure::usage(Message::new("restore-no-such-id").with("id", wanted)))?;
        if !ids.contains(&item.id) {
            ids.push(item.id);
        }
    }
    Ok((ids, names))
}

#[derive(Serialize)]
struct Back {
    from: String,
    id: String,
    folder: Option<String>,
    subject: String,
    /// Parts that could not be taken along.
    losses: usize,
}

fn told(
    pst: &Pst,
    restored: &[Restored],
    names: &HashMap<DeletedId, String>,
    args: &PstRestoreArgs,
    context: &mut Context,
) -> Done {
    let folders = folders(pst, &args.file)?;
    let back = restored.iter().map(|one| Back {
        from: one.id.to_string(),
        id: one.nid.to_string(),
        folder: folders.get(&one.folder).cloned(),
        subject: names.get(&one.id).cloned().unwrap_or_default(),
        losses: one.losses,
    });
    let back: Vec<Back> = back.collect();
    if context.json {
        context.out.json(&serde_json::json!({ "restored": back }));
        return Ok(Exit::Done);
    }
    if !context.quiet {
        for one in &back {
            let line = Message::new("restore-line").with("subject", &one.subject);
            let line = line.with("folder", one.folder.clone().unwrap_or_default());
            context
                .out
                .line(context.words.say(&line.with("id", &one.id).with("losses", one.losses)));
        }
    }
    let count = Message::new("restore-count").with("count", back.len());
    context.out.line(context.words.say(&count));
    Ok(Exit::Done)
}
