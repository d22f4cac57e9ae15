//! Mappings: which field of the office belongs to which of Outlook; both sides beside each other,
//! line by line, and tried on real records.

use std::path::Path as FilePath;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sync::{
    Companies, Direction, Field, FileAs, Kind, Line, Mapping, Message, Phase, PreviewLine, Ready,
    Schema, Scope, Slot, Tongue as Texts, WriteRule,
};

use super::desk::Desk;
use super::door::{FormKey, Tongue};
use super::page::{Choice, W, failed, link, shown, wrong_key};
use crate::failure::Failure;
use crate::session::{Face, Password, Session, TriedItem, TryRequest, is_plain_name};
use crate::show::mapping::{labels, rule, specials};
use crate::show::tried::{heads, notes, rows};
use crate::words::{Language, Words};

/// The mapping that is always there.
const DEFAULT: &str = "default";
/// Records on which a mapping is tried.
const TRIED: u64 = 3;

#[derive(Template)]
#[template(path = "mappings.html")]
struct List<'a> {
    w: W<'a>,
    at: &'static str,
    key: String,
    fault: Option<String>,
    names: Vec<(String, String)>,
    typed: String,
    addresses: Vec<Choice>,
    file_as: Vec<Choice>,
}

/// All mappings.
pub async fn list(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
) -> Response {
    list_page(&desk, language, key, (None, String::new())).await
}

async fn list_page(
    desk: &Arc<Desk>,
    language: Language,
    key: String,
    (fault, typed): (Option<String>, String),
) -> Response {
    let words = desk.words(language);
    let names = match desk.ask(language, |session| Ok(session.mapping_names())).await {
        Ok(names) => names,
        Err(failure) => return failed(&failure, &words),
    };
    let named = |name: String| {
        let label = if name == DEFAULT { words.text("web-mapping-default") } else { name.clone() };
        (link("/mappings/one", &[("name", &name)]), label)
    };
    let choice = |prefix: &str, value: &str| {
        Choice::new(value, words.text(&format!("{prefix}{value}")), "auto")
    };
    shown(&List {
        w: W(&words),
        at: "mappings",
        key,
        fault,
        names: names.into_iter().map(named).collect(),
        typed,
        addresses: ["auto", "business", "home", "other"]
            .iter()
            .map(|value| choice("web-slot-", value))
            .collect(),
        file_as: ["outlook", "last-first", "first-last", "company"]
            .iter()
            .map(|value| choice("web-file-as-", value))
            .collect(),
    })
}

/// A new mapping.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Made {
    key: String,
    name: String,
    address: String,
    file_as: String,
    companies: String,
}

impl Made {
    fn ready(&self, language: Language) -> Ready {
        Ready {
            name: self.name.trim().to_owned(),
            address: match self.address.as_str() {
                "business" => Some(Slot::Business),
                "home" => Some(Slot::Home),
                "other" => Some(Slot::Other),
                _ => None,
            },
            companies: match self.companies.as_str() {
                "" => Companies::Company,
                _ => Companies::Name,
            },
            file_as: match self.file_as.as_str() {
                "last-first" => FileAs::LastFirst,
                "first-last" => FileAs::FirstLast,
                "company" => FileAs::Company,
                _ => FileAs::Outlook,
            },
            texts: if language == Language::German { Texts::De } else { Texts::En },
            ..Ready::default()
        }
    }
}

/// Makes a mapping.
pub async fn make(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Form(made): Form<Made>,
) -> Response {
    if made.key != key {
        return wrong_key();
    }
    let name = made.name.trim().to_owned();
    let (ready, wanted) = (made.ready(language), name.clone());
    // A name, and no path.
    let done = desk.ask(language, move |session| match is_plain_name(&wanted) {
        true => session.init_mapping(&ready, Some(&wanted)),
        false => Err(Failure::usage(Message::new("mapping-bad-name"))),
    });
    match done.await {
        Ok(_) => Redirect::to(&link("/mappings/one", &[("name", &name)])).into_response(),
        Err(failure) => {
            let fault = Some(failure.said(&desk.words(language)).line());
            list_page(&desk, language, key, (fault, made.name)).await
        }
    }
}

/// Tries a mapping: as [`show`], but what is said is in no address.
pub async fn attempt(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Form(asked): Form<Asked>,
) -> Response {
    if asked.key != key {
        return wrong_key();
    }
    page_of(&desk, language, key, asked, None).await
}

/// Which mapping is shown, and of it what.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    key: String,
    name: String,
    kind: String,
    /// The file on whose records it is tried, and its password.
    path: String,
    password: String,
}

impl Asked {
    fn kind(&self) -> Kind {
        Kind::parse(&self.kind).unwrap_or(Kind::Addresses)
    }

    fn link(&self, kind: Kind) -> String {
        let pairs = [("name", self.name.as_str()), ("kind", kind.name()), ("path", &self.path)];
        link("/mappings/one", &pairs)
    }
}

#[derive(Template)]
#[template(path = "mapping.html")]
struct One<'a> {
    w: W<'a>,
    at: &'static str,
    key: String,
    name: String,
    title: String,
    kind: &'static str,
    kind_label: String,
    path: String,
    fault: Option<String>,
    mistakes: Vec<String>,
    fixed: bool,
    kinds: Vec<(String, String, bool)>,
    lines: Vec<LineRow>,
    office: Vec<FieldRow>,
    outlook: Vec<FieldRow>,
    directions: Vec<Choice>,
    rules: Vec<Choice>,
    heads: Vec<String>,
    tried: Vec<TriedRow>,
    tried_fault: Option<String>,
}

struct LineRow {
    at: usize,
    office: String,
    office_name: String,
    outlook: String,
    outlook_name: String,
    directions: Vec<Choice>,
    rules: Vec<Choice>,
    direction: String,
    rule: String,
    special: String,
    /// One field on each side: direction and rule can be changed here.
    plain: bool,
}

struct FieldRow {
    name: String,
    label: String,
    of: String,
}

struct TriedRow {
    name: String,
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
}

/// A mapping.
pub async fn show(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Query(asked): Query<Asked>,
) -> Response {
    page_of(&desk, language, key, asked, None).await
}

/// What is known of a mapping and the sides.
struct Found {
    mapping: Mapping,
    mistakes: Vec<String>,
    sides: (Schema, Schema),
    tried: Result<Vec<TriedItem>, Failure>,
}

fn find(session: &mut Session, asked: &Asked, words: &Words) -> Result<Found, Failure> {
    must_be_known(session, &asked.name)?;
    let kind = asked.kind();
    let reading = session.read_mapping(&asked.name)?.reading;
    let mistakes = reading.mistakes().map(|mistake| words.say(&mistake.what)).collect();
    let path = Some(FilePath::new(&asked.path)).filter(|_| !asked.path.is_empty());
    // A file that cannot be read says so below, where it is tried.
    let schemas = session.schemas(path).or_else(|_| session.schemas(None))?;
    let sides = schemas.kinds.get(&kind).cloned().unwrap_or_default();
    let tried = match path {
        Some(path) if reading.mistakes().next().is_none() => {
            try_out(session, (path, &asked.password), &reading.mapping, kind)
        }
        _ => Ok(Vec::new()),
    };
    Ok(Found { mapping: reading.mapping, mistakes, sides, tried })
}

fn try_out(
    session: &mut Session,
    (path, password): (&FilePath, &str),
    mapping: &Mapping,
    kind: Kind,
) -> Result<Vec<TriedItem>, Failure> {
    let request = TryRequest {
        path: path.to_owned(),
        mapping: mapping.clone(),
        kinds: vec![kind],
        scope: Scope::default(),
        limit: TRIED,
        password: Password::Ask,
    };
    let mut items = Vec::new();
    let mut somebody = Somebody { password: Some(password.to_owned()) };
    session.try_mapping(&request, &mut somebody, &mut |item| items.push(item))?;
    Ok(items)
}

/// A person who said the password beforehand and is asked nothing else.
struct Somebody {
    password: Option<String>,
}

impl Face for Somebody {
    fn progress(&mut self, _phase: Phase, _done: u64, _total: u64) {}

    fn line(&mut self, _line: &PreviewLine) {}

    fn confirm(&mut self, _question: &Message) -> bool {
        false
    }

    fn password(&mut self, _file: &str) -> Option<String> {
        self.password.take().filter(|password| !password.is_empty())
    }
}

/// From here only mappings are reached that lie in their folder.
fn must_be_known(session: &Session, name: &str) -> Result<(), Failure> {
    match session.mapping_names().iter().any(|known| known == name) {
        true => Ok(()),
        false => Err(Failure::usage(Message::new("usage-unknown-mapping").with("name", name))),
    }
}

async fn page_of(
    desk: &Arc<Desk>,
    language: Language,
    key: String,
    asked: Asked,
    fault: Option<String>,
) -> Response {
    let words = desk.words(language);
    let (said, wanted) = (Arc::clone(&words), asked.clone());
    match desk.ask(language, move |session| find(session, &wanted, &said)).await {
        Ok(found) => shown(&page(asked, &found, (key, fault), &words)),
        Err(failure) => failed(&failure, &words),
    }
}

fn page<'a>(
    asked: Asked,
    found: &Found,
    (key, fault): (String, Option<String>),
    words: &'a Words,
) -> One<'a> {
    let kind = asked.kind();
    let lines = found.mapping.lines(kind);
    let named = |side: fn(&Line) -> &sync::Names| {
        lines.iter().flat_map(|line| side(line).iter().map(ToString::to_string)).collect()
    };
    let (used_office, used_outlook): (Vec<String>, Vec<String>) =
        (named(|line| &line.office), named(|line| &line.outlook));
    let fields = |schema: &Schema, used: &[String]| {
        let free = schema
            .fields
            .iter()
            .filter(|field| field.writable && !used.iter().any(|name| *name == *field.name));
        free.map(|field| field_row(field, words)).collect()
    };
    let fixed = asked.name == DEFAULT;
    let tried = found.tried.as_ref().map(Vec::as_slice).unwrap_or_default();
    One {
        w: W(words),
        at: "mappings",
        key,
        title: if fixed { words.text("web-mapping-default") } else { asked.name.clone() },
        kind: kind.name(),
        kind_label: words.text(&format!("kinds-{}", kind.name())),
        fault,
        mistakes: found.mistakes.clone(),
        fixed,
        kinds: Kind::ALL
            .iter()
            .map(|one| {
                (asked.link(*one), words.text(&format!("kinds-{}", one.name())), *one == kind)
            })
            .collect(),
        lines: lines.iter().enumerate().map(|(at, line)| line_row(at, line, words)).collect(),
        office: fields(&found.sides.0, &used_office),
        outlook: fields(&found.sides.1, &used_outlook),
        directions: directions(Direction::Both, words),
        rules: rules(WriteRule::Overwrite, words),
        heads: heads(words),
        tried: tried.iter().map(|item| tried_row(item, words)).collect(),
        tried_fault: found.tried.as_ref().err().map(|failure| failure.said(words).line()),
        name: asked.name,
        path: asked.path,
    }
}

fn directions(chosen: Direction, words: &Words) -> Vec<Choice> {
    let choice = |one: Direction| {
        Choice::new(one.word(), words.text(&format!("web-direction-{}", one.word())), chosen.word())
    };
    Direction::ALL.map(choice).into()
}

fn rules(chosen: WriteRule, words: &Words) -> Vec<Choice> {
    let choice = |one: WriteRule| Choice::new(one.word(), words.text(rule(one)), chosen.word());
    WriteRule::ALL.map(choice).into()
}

fn field_row(field: &Field, words: &Words) -> FieldRow {
    let of = format!("{:?}", field.field_type).to_lowercase();
    FieldRow {
        name: field.name.to_string(),
        label: words.label_of(field),
        of: words.text(&format!("word-type-{of}")),
    }
}

fn line_row(at: usize, line: &Line, words: &Words) -> LineRow {
    let several = line.office.are_several() || line.outlook.are_several();
    LineRow {
        at,
        office: labels(&line.office, words),
        office_name: line.office.to_string(),
        outlook: labels(&line.outlook, words),
        outlook_name: line.outlook.to_string(),
        directions: directions(line.direction, words),
        rules: rules(line.rule, words),
        direction: words.text(&format!("web-direction-{}", line.direction.word())),
        rule: words.text(rule(line.rule)),
        special: specials(line, words),
        plain: !several && !line.office.is_empty() && !line.outlook.is_empty(),
    }
}

fn tried_row(item: &TriedItem, words: &Words) -> TriedRow {
    TriedRow { name: item.name.clone(), rows: rows(item, words), notes: notes(item, words) }
}

/// A line that is set, or taken out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Changed {
    key: String,
    name: String,
    kind: String,
    path: String,
    office: String,
    outlook: String,
    /// A user-defined field of Outlook that is not there yet.
    user: String,
    direction: String,
    rule: String,
    act: String,
}

/// Sets a line, or takes it out.
pub async fn change(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Form(changed): Form<Changed>,
) -> Response {
    if changed.key != key {
        return wrong_key();
    }
    let asked = Asked {
        key: String::new(),
        name: changed.name.clone(),
        kind: changed.kind.clone(),
        path: changed.path.clone(),
        password: String::new(),
    };
    let (name, kind) = (asked.name.clone(), asked.kind());
    let done = desk.ask(language, move |session| {
        must_be_known(session, &name)?;
        carry_out(session, &changed, kind)
    });
    match done.await {
        Ok(()) => Redirect::to(&asked.link(asked.kind())).into_response(),
        Err(failure) => {
            let fault = Some(failure.said(&desk.words(language)).line());
            page_of(&desk, language, key, asked, fault).await
        }
    }
}

fn carry_out(session: &Session, changed: &Changed, kind: Kind) -> Result<(), Failure> {
    if changed.act == "remove" {
        // Of several fields each will do; a constant has but one side.
        let first = |names: &str| names.split(',').next().unwrap_or_default().trim().to_owned();
        let pair = (first(&changed.office), first(&changed.outlook));
        let done = session.remove_mapping_pair(&changed.name, kind, (&pair.0, &pair.1));
        return done.map(drop);
    }
    let user = changed.user.trim();
    let outlook = match user {
        "" => changed.outlook.clone(),
        user => format!("user.{user}"),
    };
    if changed.office.is_empty() || outlook.is_empty() {
        return Err(Failure::usage(Message::new("web-two-fields")));
    }
    let direction = Direction::ALL.into_iter().find(|one| one.word() == changed.direction);
    let rule = WriteRule::ALL.into_iter().find(|one| one.word() == changed.rule);
    let line = Line {
        direction: direction.unwrap_or_default(),
        rule: rule.unwrap_or_default(),
        ..Line::both(changed.office.clone(), outlook)
    };
    session.set_mapping_line(&changed.name, kind, &line).map(drop)
}
