//! What lines do to each other: two that write one field, and values that go round in circles.

use std::collections::BTreeMap;

use super::{Findings, Place, Placed, Schemas, field};
use crate::mapping::{Mapping, SlotRule};
use crate::schema::USER;
use crate::{FieldType, Kind, Message, Name, Side};

/// The postal addresses that an automatic one may stand in for.
const STAND_INS: [&str; 2] = ["contact.home.", "contact.other."];
const BUSINESS: &str = "contact.business.";

/// A field of a kind on a side.
type Node = (Kind, Side, String);

/// From where a field is written: by which line, from which fields.
struct Written {
    line: usize,
    from: Vec<Node>,
}

pub(super) fn check(
    mapping: &Mapping,
    lines: &[Placed],
    schemas: &Schemas,
    findings: &mut Findings,
) {
    one_type_each(lines, schemas, findings);
    appointments_have_times(lines, findings);
    let mut written: BTreeMap<Node, Written> = BTreeMap::new();
    for (at, placed) in lines.iter().enumerate() {
        for side in [Side::Office, Side::Outlook] {
            if !placed.line.direction.writes(side) {
                continue;
            }
            for (name, place) in placed.names(side) {
                let node = (placed.kind, side, folded(name));
                let from = placed
                    .names(side.other())
                    .map(|(name, _)| (placed.kind, side.other(), folded(name)));
                match written.get(&node) {
                    Some(_) => findings.mistake(place, twice(name, side)),
                    None => {
                        written.insert(node, Written { line: at, from: from.collect() });
                    }
                }
            }
        }
    }
    circles(lines, &written, findings);
    if mapping.slot == SlotRule::Auto {
        stand_ins(lines, findings);
    }
}

impl Placed {
    fn names(&self, side: Side) -> impl Iterator<Item = (&Name, &Place)> {
        match side {
            Side::Office => self.line.office.iter().zip(&self.office),
            Side::Outlook => self.line.outlook.iter().zip(&self.outlook),
        }
    }
}

/// What an appointment cannot be without.
const TIMES: [&str; 2] = ["appointment.start", "appointment.end"];

fn appointments_have_times(lines: &[Placed], findings: &mut Findings) {
    let of_kind = || lines.iter().filter(|placed| placed.kind == Kind::Appointments);
    let Some(first) = of_kind().next() else { return };
    for time in TIMES {
        if !of_kind().any(|placed| placed.line.outlook.iter().any(|name| name == time)) {
            findings.mistake(&first.at, Message::new("mapping-no-times").with("field", time));
        }
    }
}

/// A user-defined field has one type, whatever kinds of items carry it.
fn one_type_each(lines: &[Placed], schemas: &Schemas, findings: &mut Findings) {
    let mut types: BTreeMap<String, FieldType> = BTreeMap::new();
    for placed in lines.iter().filter(|placed| placed.line.direction.writes(Side::Outlook)) {
        let Some((office, _)) = schemas.kinds.get(&placed.kind) else { continue };
        let named = placed.line.office.iter().filter_map(|name| office.field(name)).cloned();
        let wanted = field::wanted(&placed.line, &named.collect::<Vec<_>>());
        for (name, at) in placed.names(Side::Outlook) {
            if !name.starts_with(USER) {
                continue;
            }
            let held = *types.entry(folded(name)).or_insert(wanted);
            if held != wanted {
                findings.mistake(at, Message::new("mapping-user-two-types").with("field", name));
            }
        }
    }
}

/// User-defined fields are the same whatever their letters.
fn folded(name: &Name) -> String {
    if name.starts_with(USER) { name.to_lowercase() } else { name.to_string() }
}

fn twice(name: &Name, side: Side) -> Message {
    Message::new("mapping-written-twice").with("field", name).with("side", side.name())
}

/// A value must not come back to the field it began in by way of other lines.
fn circles(lines: &[Placed], written: &BTreeMap<Node, Written>, findings: &mut Findings) {
    let mut told: Vec<Vec<usize>> = Vec::new();
    for start in written.keys() {
        let Some(path) = back_to(start, written) else { continue };
        let mut by: Vec<usize> = path.iter().map(|(line, _)| *line).collect();
        by.sort_unstable();
        by.dedup();
        if path.len() < 3 || by.len() < 2 || told.contains(&by) {
            continue;
        }
        let last = by.last().and_then(|at| lines.get(*at));
        let names = path.iter().rev().map(|(_, node)| node.2.as_str());
        let first = path.last().map(|(_, node)| node.2.as_str());
        let names: Vec<&str> = names.chain(first).collect();
        if let Some(placed) = last {
            let what = Message::new("mapping-circle").with("path", names.join(" → "));
            findings.mistake(&placed.at, what);
        }
        told.push(by);
    }
}

/// The way on which a field's value comes back to it: line and field, from the field backwards. What
/// leads straight back, in one line or in two, is no circle.
fn back_to(start: &Node, written: &BTreeMap<Node, Written>) -> Option<Vec<(usize, Node)>> {
    let mut path: Vec<(usize, Node)> = Vec::new();
    walk(start, start, written, &mut path).then_some(path)
}

fn walk(
    start: &Node,
    at: &Node,
    written: &BTreeMap<Node, Written>,
    path: &mut Vec<(usize, Node)>,
) -> bool {
    let Some(by) = written.get(at) else { return false };
    if path.iter().any(|(line, node)| *line == by.line || node == at) {
        return false;
    }
    path.push((by.line, at.clone()));
    for from in &by.from {
        if from == start || walk(start, from, written, path) {
            return true;
        }
    }
    path.pop();
    false
}

/// With the automatic address a business line may mean the home or the other address: lines for
/// those would write the same fields.
fn stand_ins(lines: &[Placed], findings: &mut Findings) {
    let of_contacts = || lines.iter().filter(|placed| placed.kind == Kind::Addresses);
    let business = of_contacts().flat_map(|placed| placed.line.outlook.iter());
    let parts: Vec<&str> = business.filter_map(|name| name.strip_prefix(BUSINESS)).collect();
    for placed in of_contacts() {
        let doubled = placed.names(Side::Outlook).find(|(name, _)| {
            let part = STAND_INS.iter().find_map(|prefix| name.strip_prefix(prefix));
            part.is_some_and(|part| parts.contains(&part))
        });
        if let Some((name, place)) = doubled {
            return findings
                .mistake(place, Message::new("mapping-address-auto").with("field", name));
        }
    }
}
