//! A file cut into items.
//!
//! What must hold: whatever is missing or nested wrongly, cutting takes one pass, and of an item
//! nothing but its place, kind and UID is kept.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;

use sync::{Kind, Message};

use super::component::{Component, Nesting, boundary};
use super::line::{Dialect, Line};
use super::lines::{Lines, unfolded};
use super::place::Place;
use super::{event, todo};
use crate::code_page;
use crate::interchange::{Entry, Ground};

/// A calendar file.
#[derive(Debug)]
pub struct Calendar {
    text: String,
    ground: Ground,
    scopes: Vec<Scope>,
    items: Vec<Item>,
    others: BTreeMap<String, usize>,
    whole: bool,
}

/// What is said of all items of one VCALENDAR; a file may have several.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// vCalendar 1.0.
    old: bool,
    /// The calendar is an invitation.
    pub request: bool,
    zones: HashMap<String, Zone>,
}

#[derive(Debug)]
struct Zone {
    range: Range<usize>,
    place: OnceLock<Place>,
}

#[derive(Debug)]
struct Item {
    kind: Kind,
    uid: String,
    /// The event or task itself, then the changed occurrences of an event.
    parts: Vec<Part>,
    /// Its UID is that of another item before it.
    twin: bool,
}

/// Where a component stands.
#[derive(Debug, Clone)]
struct Part {
    range: Range<usize>,
    scope: usize,
}

/// A component of an item, as it is read.
pub(super) struct Read<'a> {
    /// The component.
    pub component: Component,
    /// Its calendar.
    pub scope: &'a Scope,
}

impl Calendar {
    /// Cuts a file into its items.
    ///
    /// # Errors
    /// It is no calendar.
    pub fn open(bytes: Vec<u8>, ground: &Ground) -> Result<Self, Message> {
        let text = decoded(bytes, ground.code_page);
        let cut = Cut::of(&text);
        if cut.calendars == 0 && cut.drafts.is_empty() {
            return Err(Message::new("ical-no-calendar"));
        }
        let Cut { scopes, drafts, others, .. } = cut;
        let items = assembled(drafts);
        let end = text.trim_end().as_bytes().last_chunk::<13>();
        let whole = end.is_some_and(|end| end.eq_ignore_ascii_case(b"END:VCALENDAR"));
        Ok(Self { text, ground: ground.clone(), scopes, items, others, whole })
    }

    /// Whether its end is there.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The kind of an item.
    #[must_use]
    pub fn kind(&self, index: usize) -> Option<Kind> {
        self.items.get(index).map(|item| item.kind)
    }

    /// What the file calls an item; empty for nothing.
    #[must_use]
    pub fn uid(&self, index: usize) -> Option<&str> {
        self.items.get(index).map(|item| item.uid.as_str())
    }

    /// Components that are no appointments, tasks or zones, by their names, and how many.
    #[must_use]
    pub fn others(&self) -> &BTreeMap<String, usize> {
        &self.others
    }

    /// Reads an item.
    ///
    /// # Errors
    /// There is no such item, or an appointment has no start.
    pub fn read(&self, index: usize) -> Result<Entry, Message> {
        let item = self.items.get(index).ok_or_else(|| Message::new("ical-no-calendar"))?;
        let parts: Vec<Read<'_>> = item.parts.iter().filter_map(|part| self.part(part)).collect();
        let mut entry = Entry::new(item.kind);
        entry.uid.clone_from(&item.uid);
        if item.twin {
            entry.warnings.push(Message::new("ical-uid-twice"));
        }
        let (first, occurrences) =
            parts.split_first().ok_or_else(|| Message::new("ical-no-calendar"))?;
        match item.kind {
            Kind::Tasks => todo::read(self, first, &mut entry),
            _ => event::read(self, first, occurrences, &mut entry)?,
        }
        Ok(entry)
    }

    /// The ground that the file was opened on.
    pub(super) fn ground(&self) -> &Ground {
        &self.ground
    }

    /// The zone of a TZID in a calendar.
    pub(super) fn place(&self, tzid: &str, scope: &Scope) -> Place {
        let own = &self.ground.zone;
        let Some(zone) = scope.zones.get(tzid.trim()) else { return Place::of(tzid, None, own) };
        let place = zone.place.get_or_init(|| {
            let component = self.component(&zone.range, scope);
            Place::of(tzid, component.as_ref(), own)
        });
        place.clone()
    }

    fn part(&self, part: &Part) -> Option<Read<'_>> {
        let scope = self.scopes.get(part.scope)?;
        Some(Read { component: self.component(&part.range, scope)?, scope })
    }

    fn component(&self, range: &Range<usize>, scope: &Scope) -> Option<Component> {
        let dialect = Dialect { old: scope.old, code_page: self.ground.code_page };
        self.text.get(range.clone()).map(|text| Component::parse(text, dialect))
    }
}

/// UTF-8 if it is, also where letters are folded apart; the code page else.
fn decoded(bytes: Vec<u8>, code_page: u16) -> String {
    let bytes = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(refused) => {
            let bytes = refused.into_bytes();
            String::from_utf8(unfolded(&bytes))
                .unwrap_or_else(|_| code_page::decode(&bytes, code_page))
        }
    }
}

/// A component on its way to an item.
#[derive(Debug, Default)]
struct Draft {
    name: String,
    part: Option<Part>,
    uid: String,
    occurrence: String,
}

/// Components that never stand within others of them.
const TOP: [&str; 6] = ["VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VCALENDAR"];

/// A text on its way to items.
struct Cut {
    calendars: usize,
    scopes: Vec<Scope>,
    drafts: Vec<Draft>,
    others: BTreeMap<String, usize>,
    /// The component that is open, where it begins, and the components that are open in it.
    open: Option<(Draft, usize, Nesting)>,
    /// TZID of the component that is open.
    tzid: String,
}

impl Cut {
    fn of(text: &str) -> Self {
        let mut cut = Self {
            calendars: 0,
            scopes: vec![Scope::default()],
            drafts: Vec::new(),
            others: BTreeMap::new(),
            open: None,
            tzid: String::new(),
        };
        for (range, line) in Lines::new(text) {
            if let Some(name) = boundary(&line, "BEGIN") {
                cut.begin(&name.to_ascii_uppercase(), range.start);
            } else if let Some(name) = boundary(&line, "END") {
                cut.end(&name.to_ascii_uppercase(), &range);
            } else {
                cut.line(&line);
            }
        }
        cut.finish(text.len());
        cut
    }

    fn begin(&mut self, name: &str, at: usize) {
        if TOP.contains(&name) {
            self.finish(at);
        }
        match &mut self.open {
            Some((_, _, nesting)) => nesting.open(name),
            None if name == "VCALENDAR" => {
                self.calendars = self.calendars.saturating_add(1);
                self.scopes.push(Scope::default());
            }
            None => {
                let draft = Draft { name: name.to_owned(), ..Draft::default() };
                self.open = Some((draft, at, Nesting::default()));
            }
        }
    }

    fn end(&mut self, name: &str, line: &Range<usize>) {
        let Some((draft, _, nesting)) = &mut self.open else { return };
        if nesting.close(name) {
            return;
        }
        if draft.name == name {
            self.finish(line.end);
        } else if name == "VCALENDAR" {
            self.finish(line.start);
        }
    }

    fn line(&mut self, line: &str) {
        let Some((draft, _, nesting)) = &mut self.open else {
            self.of_calendar(line);
            return;
        };
        if nesting.depth() > 0 {
            return;
        }
        let held = match (draft.name.as_str(), name_of(line)) {
            (_, "UID") => &mut draft.uid,
            (_, "RECURRENCE-ID") => &mut draft.occurrence,
            ("VTIMEZONE", "TZID") => &mut self.tzid,
            _ => return,
        };
        let dialect = Dialect { old: false, code_page: code_page::DEFAULT };
        let value = Line::parse(line, dialect).map(|line| line.text().trim().to_owned());
        if let Some(value) = value.filter(|_| held.is_empty()) {
            *held = value;
        }
    }

    fn of_calendar(&mut self, line: &str) {
        let Some(scope) = self.scopes.last_mut() else { return };
        let value = line.rsplit(':').next().unwrap_or_default().trim();
        match name_of(line) {
            "VERSION" => scope.old = value.starts_with("1."),
            "METHOD" => scope.request = value.eq_ignore_ascii_case("REQUEST"),
            _ => {}
        }
    }

    /// The component that is open ends here.
    fn finish(&mut self, at: usize) {
        let Some((mut draft, from, _)) = self.open.take() else { return };
        let (range, scope) = (from..at, self.scopes.len().saturating_sub(1));
        let tzid = std::mem::take(&mut self.tzid);
        match draft.name.as_str() {
            "VEVENT" | "VTODO" => {
                draft.part = Some(Part { range, scope });
                self.drafts.push(draft);
            }
            "VTIMEZONE" => {
                let zone = Zone { range, place: OnceLock::new() };
                if let Some(scope) = self.scopes.last_mut() {
                    scope.zones.entry(tzid.trim_matches('"').to_owned()).or_insert(zone);
                }
            }
            _ => {
                let count = self.others.entry(draft.name).or_default();
                *count = count.saturating_add(1);
            }
        }
    }
}

/// The name of a property that cutting wants to know.
fn name_of(line: &str) -> &'static str {
    const KNOWN: [&str; 5] = ["UID", "RECURRENCE-ID", "TZID", "VERSION", "METHOD"];
    let len = line.find([':', ';']).unwrap_or(0);
    let name = line.get(..len).unwrap_or_default().trim();
    KNOWN.into_iter().find(|known| known.eq_ignore_ascii_case(name)).unwrap_or_default()
}

/// Events of one UID as one item, everything else as one each.
fn assembled(drafts: Vec<Draft>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::with_capacity(drafts.len());
    let mut known: HashMap<(Kind, String), usize> = HashMap::new();
    let (changed, whole): (Vec<Draft>, Vec<Draft>) =
        drafts.into_iter().partition(|draft| !draft.occurrence.is_empty() && !draft.uid.is_empty());
    let mut twins = HashSet::new();
    for draft in whole {
        add(&mut items, &mut known, &mut twins, draft);
    }
    for mut draft in changed {
        let uid = canonical(&draft);
        let series =
            known.get(&(Kind::Appointments, uid.clone())).filter(|_| draft.name == "VEVENT");
        match series.and_then(|index| items.get_mut(*index)) {
            Some(series) => series.parts.extend(draft.part),
            None => {
                draft.uid = format!("{uid}/{}", draft.occurrence);
                add(&mut items, &mut HashMap::new(), &mut twins, draft);
            }
        }
    }
    items
}

fn add(
    items: &mut Vec<Item>,
    known: &mut HashMap<(Kind, String), usize>,
    twins: &mut HashSet<(Kind, String)>,
    draft: Draft,
) {
    let kind = kind_of(&draft);
    let uid = canonical(&draft);
    let twin = !uid.is_empty() && !twins.insert((kind, uid.clone()));
    if !twin && !uid.is_empty() {
        known.insert((kind, uid.clone()), items.len());
    }
    let uid = if twin { String::new() } else { uid };
    items.push(Item { kind, uid, parts: draft.part.into_iter().collect(), twin });
}

fn kind_of(draft: &Draft) -> Kind {
    if draft.name == "VTODO" { Kind::Tasks } else { Kind::Appointments }
}

/// The UID in the spelling of data files.
fn canonical(draft: &Draft) -> String {
    let uid = draft.uid.trim();
    if uid.is_empty() || draft.name == "VTODO" {
        return uid.to_owned();
    }
    crate::appointment::uid_of(uid).unwrap_or_default()
}
