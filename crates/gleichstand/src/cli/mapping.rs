//! `gleichstand mapping`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use sync::mapping::file::{Finding, Reading};
use sync::{
    Companies, Direction, Field, FileAs, Kind, Line, Mapping, Message, Ready, Scope, Side, Slot,
    SlotRule, Tongue, WriteRule,
};

use super::args::MappingTryArgs;
use super::args::{AddressArg, CompaniesArg, DirectionArg, FileAsArg, MappingCommand, RuleArg};
use super::args::{MappingFieldsArgs, MappingInitArgs, MappingRemoveArgs, MappingSetArgs};
use super::exchange::{kind, kinds};
use super::terminal::with_terminal;
use super::{Context, Done};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::TryRequest;
use crate::show::mapping::{labels, rule, specials};
use crate::show::table::{Align, table};
use crate::show::tried::{TriedDocument, tried};
use crate::words::{Language, Words};

/// So many records of each kind are shown to a person who does not say how many.
const SHOWN: u64 = 20;

/// Runs a command.
pub fn run(command: MappingCommand, context: &mut Context) -> Done {
    match command {
        MappingCommand::Init(args) => init(args, context),
        MappingCommand::Show(args) => show(&context.session.mapping(&args.name)?, context),
        MappingCommand::Check(args) => check(&args.file, context),
        MappingCommand::Try(args) => try_out(args, context),
        MappingCommand::Set(args) => set(&args, context),
        MappingCommand::Remove(args) => remove(&args, context),
        MappingCommand::Fields(args) => fields(args, context),
        MappingCommand::List => list(context),
    }
}

fn list(context: &mut Context) -> Done {
    let names = context.session.mapping_names();
    if context.json {
        context.out.json(&names);
    } else {
        names.iter().for_each(|name| context.out.line(name));
    }
    Ok(Exit::Done)
}

fn init(args: MappingInitArgs, context: &mut Context) -> Done {
    let ready = ready(&args, context.words.language())?;
    let (text, path) = context.session.init_mapping(&ready, args.file.as_deref())?;
    let Some(path) = path else {
        context.out.raw(text.as_bytes());
        return Ok(Exit::Done);
    };
    let file = path.display().to_string();
    if context.json {
        context.out.json(&serde_json::json!({ "file": file }));
    } else if context.shows() {
        let which = args.file.unwrap_or_default();
        let message = Message::new("mapping-made").with("file", file).with("mapping", which);
        context.out.line(context.words.say(&message));
    }
    Ok(Exit::Done)
}

fn ready(args: &MappingInitArgs, language: Language) -> Result<Ready, Failure> {
    let pair = |text: &String| {
        let pair = text.split_once('=').map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned()));
        pair.ok_or_else(|| Failure::usage(Message::new("mapping-phone-form").with("text", text)))
    };
    let name = args.file.as_deref().map(|file| Path::new(file).file_stem().unwrap_or_default());
    Ok(Ready {
        name: name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        address: args.address.map(|address| match address {
            AddressArg::Business => Slot::Business,
            AddressArg::Home => Slot::Home,
            AddressArg::Other => Slot::Other,
        }),
        email: args.email.map(usize::from),
        phones: args.phone.iter().map(pair).collect::<Result<_, _>>()?,
        companies: match args.companies {
            CompaniesArg::Company => Companies::Company,
            CompaniesArg::Name => Companies::Name,
        },
        file_as: match args.file_as {
            FileAsArg::Outlook => FileAs::Outlook,
            FileAsArg::LastFirst => FileAs::LastFirst,
            FileAsArg::FirstLast => FileAs::FirstLast,
            FileAsArg::Company => FileAs::Company,
        },
        texts: match language {
            Language::German => Tongue::De,
            Language::English => Tongue::En,
        },
    })
}

/// What is wrong with a mapping, for scripts.
#[derive(Serialize)]
struct Checked {
    ok: bool,
    mistakes: Vec<Said>,
    hints: Vec<Said>,
}

#[derive(Serialize)]
struct Said {
    line: usize,
    column: usize,
    what: String,
    #[serde(rename = "do", skip_serializing_if = "String::is_empty")]
    advice: String,
}

impl Said {
    fn new(finding: &Finding, words: &Words) -> Self {
        let Finding { line, column, what, .. } = finding;
        let (line, column) = (*line, *column);
        Self { line, column, what: words.say(what), advice: words.advice(what) }
    }
}

fn check(which: &str, context: &mut Context) -> Done {
    let file = context.session.read_mapping(which)?;
    let shown = file.path.map_or_else(|| which.to_owned(), |path| path.display().to_string());
    let mistakes = file.reading.mistakes().count();
    let exit = if mistakes > 0 { Exit::Usage } else { Exit::Done };
    if context.json {
        let said = |mistake: bool| {
            let findings = file.reading.findings.iter();
            let of = findings.filter(|finding| finding.mistake == mistake);
            of.map(|finding| Said::new(finding, &context.words)).collect()
        };
        let document = Checked { ok: mistakes == 0, mistakes: said(true), hints: said(false) };
        context.out.json(&document);
    } else if context.shows() {
        let words = Arc::clone(&context.words);
        tell(&file.reading, &shown, &words, context);
    }
    Ok(exit)
}

fn tell(reading: &Reading, file: &str, words: &Words, context: &mut Context) {
    for finding in &reading.findings {
        let said = Said::new(finding, words);
        let kind = words.text(if finding.mistake { "mapping-mistake" } else { "mapping-hint" });
        let advice =
            if said.advice.is_empty() { String::new() } else { format!(" {}", said.advice) };
        let place = format!("{file}:{}:{}", said.line, said.column);
        context.out.line(format!("{place}: {kind}: {}{advice}", said.what));
    }
    let sum = Message::new("mapping-checked")
        .with("mistakes", reading.mistakes().count())
        .with("hints", reading.findings.iter().filter(|finding| !finding.mistake).count())
        .with("lines", reading.lines);
    context.out.line(words.say(&sum));
}

fn try_out(args: MappingTryArgs, context: &mut Context) -> Done {
    let limit = args.limit.unwrap_or(if context.json { 0 } else { SHOWN });
    let request = TryRequest {
        path: args.outlook,
        mapping: context.session.mapping(&args.mapping)?,
        kinds: kinds(&args.only),
        scope: Scope { folders: args.folder, with_deleted: args.with_deleted, since: None },
        limit,
        password: args.password.into(),
    };
    let mut items = Vec::new();
    let (total, _) = with_terminal(context, |session, face| {
        session.try_mapping(&request, face, &mut |item| items.push(item))
    });
    let total = total?;
    if context.json {
        let documents: Vec<TriedDocument> = items.iter().map(TriedDocument::new).collect();
        context.out.json(&documents);
        return Ok(Exit::Done);
    }
    let words = Arc::clone(&context.words);
    for item in &items {
        context.out.line(tried(item, &words));
        context.out.line("");
    }
    let shown = items.len() as u64;
    let message = Message::new("mapping-tried").with("shown", shown).with("total", total);
    context.out.line(words.say(&message));
    Ok(Exit::Done)
}

fn set(args: &MappingSetArgs, context: &mut Context) -> Done {
    let line = Line {
        direction: match args.direction {
            DirectionArg::Both => Direction::Both,
            DirectionArg::Import => Direction::Import,
            DirectionArg::Export => Direction::Export,
        },
        rule: match args.rule {
            RuleArg::Overwrite => WriteRule::Overwrite,
            RuleArg::OnlyIfEmpty => WriteRule::OnlyIfEmpty,
            RuleArg::NeverEmpty => WriteRule::NeverEmpty,
            RuleArg::Append => WriteRule::Append,
        },
        ..Line::both(args.office_field.clone(), args.outlook_field.clone())
    };
    let path = context.session.set_mapping_line(&args.file, kind(args.kind), &line)?;
    changed(&path, context)
}

fn remove(args: &MappingRemoveArgs, context: &mut Context) -> Done {
    let path = context.session.remove_mapping_line(&args.file, kind(args.kind), &args.field)?;
    changed(&path, context)
}

fn changed(path: &Path, context: &mut Context) -> Done {
    let file = path.display().to_string();
    if context.json {
        context.out.json(&serde_json::json!({ "file": file }));
    } else if context.shows() {
        let message = Message::new("mapping-changed").with("file", file);
        context.out.line(context.words.say(&message));
    }
    Ok(Exit::Done)
}

/// The fields of one kind on both sides.
#[derive(Serialize)]
struct FieldsOf<'f> {
    office: &'f [Field],
    outlook: &'f [Field],
}

fn fields(args: MappingFieldsArgs, context: &mut Context) -> Done {
    let schemas = context.session.schemas(args.outlook.as_deref())?;
    let kinds = kinds(&args.only);
    if context.json {
        let of = |kind: &Kind| {
            let (office, outlook) = schemas.kinds.get(kind)?;
            let fields = FieldsOf { office: &office.fields, outlook: &outlook.fields };
            Some((kind.name(), fields))
        };
        let document: BTreeMap<_, _> = kinds.iter().filter_map(of).collect();
        context.out.json(&document);
        return Ok(Exit::Done);
    }
    let words = Arc::clone(&context.words);
    let mut parts = Vec::new();
    for kind in kinds {
        let Some((office, outlook)) = schemas.kinds.get(&kind) else { continue };
        for (schema, side) in [(office, Side::Office), (outlook, Side::Outlook)] {
            let kind = words.text(&format!("kinds-{}", kind.name()));
            let side = words.text(match side {
                Side::Office => "mapping-side-office",
                Side::Outlook => "mapping-side-outlook",
            });
            parts.push(format!("{kind}: {side}\n\n{}", field_table(&schema.fields, &words)));
        }
    }
    context.out.line(parts.join("\n\n"));
    Ok(Exit::Done)
}

fn field_table(fields: &[Field], words: &Words) -> String {
    let headings =
        ["head-field", "head-name-in-files", "head-type", "head-length", "head-writable"];
    let headings: Vec<_> = headings.iter().map(|id| (words.text(id), Align::Left)).collect();
    let row = |field: &Field| {
        let of = format!("{:?}", field.field_type).to_lowercase();
        vec![
            words.label_of(field),
            field.name.to_string(),
            words.text(&format!("word-type-{of}")),
            field.max_chars.map(|most| most.to_string()).unwrap_or_default(),
            words.text(if field.writable { "value-yes" } else { "value-no" }),
        ]
    };
    table(&headings, &fields.iter().map(row).collect::<Vec<_>>())
}

fn show(mapping: &Mapping, context: &mut Context) -> Done {
    if context.json {
        context.out.json(mapping);
        return Ok(Exit::Done);
    }
    let words = Arc::clone(&context.words);
    let mut parts = Vec::new();
    for kind in Kind::ALL.into_iter().filter(|kind| !mapping.lines(*kind).is_empty()) {
        parts.push(words.text(&format!("kinds-{}", kind.name())));
        parts.push(lines(kind, mapping.lines(kind), &words));
        if kind == Kind::Addresses {
            parts.push(words.text(match mapping.slot {
                SlotRule::Auto => "mapping-slot-auto",
                SlotRule::Fixed => "mapping-slot-fixed",
            }));
            if mapping.companies == Companies::Name {
                parts.push(words.text("mapping-companies-name"));
            }
        }
    }
    context.out.line(parts.join("\n\n"));
    Ok(Exit::Done)
}

fn lines(kind: Kind, lines: &[Line], words: &Words) -> String {
    let office = words.text(&format!("word-record-{}", kind.name()));
    let others = ["head-name-in-files", "head-direction", "head-outlook-field"]
        .into_iter()
        .chain(["head-name-in-files", "head-rule"]);
    let headings = std::iter::once(office).chain(others.map(|id| words.text(id)));
    let special = lines.iter().any(|line| !specials(line, words).is_empty());
    let headings = headings.chain(special.then(|| words.text("head-special")));
    let headings: Vec<_> = headings.map(|heading| (heading, Align::Left)).collect();
    let row = |line: &Line| {
        let direction = match line.direction {
            Direction::Both => "↔",
            Direction::Import => "←",
            Direction::Export => "→",
        };
        let mut row = vec![
            labels(&line.office, words),
            line.office.to_string(),
            direction.to_owned(),
            labels(&line.outlook, words),
            line.outlook.to_string(),
            words.text(rule(line.rule)),
        ];
        row.extend(special.then(|| specials(line, words)));
        row
    };
    table(&headings, &lines.iter().map(row).collect::<Vec<_>>())
}
