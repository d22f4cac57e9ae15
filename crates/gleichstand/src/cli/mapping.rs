//! `gleichstand mapping`.

use std::sync::Arc;

use sync::{Direction, Kind, Line, Mapping, SlotRule, WriteRule};

use super::args::MappingCommand;
use super::{Context, Done};
use crate::exit::Exit;
use crate::session::{mapping, mapping_names};
use crate::show::table::{Align, table};
use crate::words::Words;

/// Runs a command.
pub fn run(command: MappingCommand, context: &mut Context) -> Done {
    match command {
        MappingCommand::Show(args) => show(&mapping(&args.name)?, context),
        MappingCommand::List => list(&mapping_names(), context),
    }
}

fn list(names: &[String], context: &mut Context) -> Done {
    if context.json {
        context.out.json(&names);
    } else {
        names.iter().for_each(|name| context.out.line(name));
    }
    Ok(Exit::Done)
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
    let headings: Vec<_> = headings.map(|heading| (heading, Align::Left)).collect();
    let row = |line: &Line| {
        let direction = match line.direction {
            Direction::Both => "↔",
            Direction::Import => "←",
            Direction::Export => "→",
        };
        vec![
            words.label(&line.office),
            line.office.to_string(),
            direction.to_owned(),
            words.label(&line.outlook),
            line.outlook.to_string(),
            words.text(rule(line.rule)),
        ]
    };
    table(&headings, &lines.iter().map(row).collect::<Vec<_>>())
}

fn rule(rule: WriteRule) -> &'static str {
    match rule {
        WriteRule::Overwrite => "rule-overwrite",
        WriteRule::OnlyIfEmpty => "rule-only-if-empty",
        WriteRule::NeverEmpty => "rule-never-empty",
        WriteRule::Append => "rule-append",
    }
}
