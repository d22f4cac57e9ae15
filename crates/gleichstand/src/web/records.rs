//! Records of every kind: lists with search, one record with what belongs to it, and its form.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use office::{HistoryLine, MailFolder, OfficeRecord, Sort, record_schema};
use serde::Deserialize;
use sync::{FieldType, Kind, Message, Value};

use super::desk::Desk;
use super::door::{FormKey, Tongue};
use super::mail::MailView;
use super::page::{FieldLine, W, failed, link, shown, wrong_key};
use crate::failure::Failure;
use crate::session::{Listed, Session, which_of};
use crate::show::record::{Details, count, heads, row, sorts};
use crate::words::Words;

/// Records on a page.
const PAGE: u64 = 50;
/// No list has more pages.
const LAST: u64 = 1 << 40;
/// Records of another kind that are shown beside one.
const BESIDE: u64 = 5;
/// Fields of the history that are shown, the newest.
const HISTORY: usize = 100;
/// Fields whose texts are long.
const LONG: [&str; 3] = ["notes", "body_text", "street"];
/// Texts that are days or points in time.
const TIMES: [&str; 2] = ["start", "end"];
/// What comes before the name of a field for what stood in it.
const STANDS: &str = "was:";
/// Fields that are typed in no form.
const MADE: [&str; 4] = ["address_ids", "recurrence", "attendees", "uid"];

/// What a list is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    page: u64,
    sort: String,
    turned: String,
    folder: String,
    unread: String,
    open: String,
    trash: String,
    address: String,
    /// The mail that is shown beside the list.
    show: String,
}

impl Asked {
    fn listed(&self, kind: Kind) -> Listed {
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let usual = Listed::all(kind);
        Listed {
            search: self.q.clone(),
            folder: some(&self.folder).filter(|_| kind == Kind::Mails),
            unread: kind == Kind::Mails && !self.unread.is_empty(),
            open: kind == Kind::Tasks && !self.open.is_empty(),
            trash: !self.trash.is_empty(),
            address: some(&self.address).map(|id| format!("id:{id}")),
            sort: Sort::parse(&self.sort).unwrap_or(usual.sort),
            turned: !self.turned.is_empty(),
            limit: PAGE,
            offset: self.page.min(LAST).saturating_mul(PAGE),
            ..usual
        }
    }

    /// The way to the list with something else of it.
    fn link(&self, kind: Kind, change: impl FnOnce(&mut Self)) -> String {
        let mut asked = self.clone();
        change(&mut asked);
        let page = if asked.page == 0 { String::new() } else { asked.page.to_string() };
        let pairs = [
            ("q", &asked.q),
            ("page", &page),
            ("sort", &asked.sort),
            ("turned", &asked.turned),
            ("folder", &asked.folder),
            ("unread", &asked.unread),
            ("open", &asked.open),
            ("trash", &asked.trash),
            ("address", &asked.address),
            ("show", &asked.show),
        ];
        link(&format!("/{}", kind.name()), &pairs.map(|(name, value)| (name, value.as_str())))
    }
}

#[derive(Template)]
#[template(path = "list.html")]
struct List<'a> {
    w: W<'a>,
    at: &'static str,
    title: String,
    asked: Asked,
    filters: Vec<(String, String, bool)>,
    folders: Vec<FolderLink>,
    count: String,
    heads: Vec<Head>,
    rows: Vec<Row>,
    before: Option<String>,
    after: Option<String>,
    can_add: bool,
    mail: Option<MailView>,
}

struct Head {
    label: String,
    /// The way to the list in that order.
    href: Option<String>,
    order: &'static str,
}

struct Row {
    href: String,
    cells: Vec<String>,
    on: bool,
    unread: bool,
}

struct FolderLink {
    href: String,
    path: String,
    count: String,
    on: bool,
}

/// A page of the records of a kind.
pub async fn list(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(kind) = Kind::parse(&kind) else { return StatusCode::NOT_FOUND.into_response() };
    let words = desk.words(language);
    let listed = asked.listed(kind);
    let beside: Option<i64> = asked.show.parse().ok().filter(|_| kind == Kind::Mails);
    let (own, said) = (Arc::clone(&desk), Arc::clone(&words));
    let found = desk.ask(language, move |session| {
        let page = session.list(&listed)?;
        let mails = kind == Kind::Mails;
        let folders = if mails { own.mail_folders(session)? } else { Vec::new() };
        let beside = beside.map(|id| session.record(kind, &format!("id:{id}"))).transpose()?;
        let beside = beside.map(|record| (record.id, MailView::of(&record, &said)));
        Ok((page, folders, beside))
    });
    let (page, folders, beside) = match found.await {
        Ok(found) => found,
        Err(failure) => return failed(&failure, &words),
    };
    let cells = |record: &OfficeRecord| Row {
        href: match kind {
            Kind::Mails => {
                let href = asked.link(kind, |asked| asked.show = record.id.to_string());
                format!("{href}#mail")
            }
            _ => format!("/{}/{}", kind.name(), record.id),
        },
        cells: row(record, &words),
        on: beside.as_ref().is_some_and(|(beside, _)| *beside == record.id),
        unread: kind == Kind::Mails && record.fields.get("read") != Some(&Value::Bool(true)),
    };
    let after = (asked.page.saturating_add(1)).saturating_mul(PAGE) < page.total;
    let to = |page: u64| {
        asked.link(kind, |asked| {
            asked.page = page;
            asked.show.clear();
        })
    };
    shown(&List {
        w: W(&words),
        at: place_of(kind),
        title: words.text(&format!("kinds-{}", kind.name())),
        filters: filters(kind, &asked, &words),
        folders: folder_links(&folders, &asked, &words),
        count: count(kind, &page, &words),
        heads: head_links(kind, &asked, &words),
        rows: page.records.iter().map(cells).collect(),
        before: asked.page.checked_sub(1).map(to),
        after: after.then(|| to(asked.page + 1)),
        can_add: kind != Kind::Mails,
        mail: beside.map(|(_, mail)| mail),
        asked,
    })
}

/// Where a kind stands in the menu.
fn place_of(kind: Kind) -> &'static str {
    if kind == Kind::Appointments { "calendar" } else { kind.name() }
}

/// What can be switched on and off: way, label, whether it is on.
fn filters(kind: Kind, asked: &Asked, words: &Words) -> Vec<(String, String, bool)> {
    let mut filters = Vec::new();
    let mut filter = |label: &str, on: bool, change: fn(&mut Asked, String)| {
        let turned = if on { String::new() } else { "1".to_owned() };
        let href = asked.link(kind, |asked| {
            asked.page = 0;
            change(asked, turned);
        });
        filters.push((href, words.text(label), on));
    };
    match kind {
        Kind::Mails => {
            filter("web-only-unread", !asked.unread.is_empty(), |asked, on| asked.unread = on);
        }
        Kind::Tasks => filter("web-only-open", !asked.open.is_empty(), |asked, on| asked.open = on),
        Kind::Addresses | Kind::Appointments => {}
    }
    filter("web-trash", !asked.trash.is_empty(), |asked, on| asked.trash = on);
    filters
}

fn folder_links(folders: &[MailFolder], asked: &Asked, words: &Words) -> Vec<FolderLink> {
    let to = |path: &str| {
        asked.link(Kind::Mails, |asked| {
            path.clone_into(&mut asked.folder);
            asked.page = 0;
            asked.show.clear();
        })
    };
    let of = |folder: &MailFolder| FolderLink {
        href: to(&folder.path),
        path: folder.path.clone(),
        count: match folder.unread {
            0 => words.count(folder.mails),
            unread => format!("{} / {}", words.count(unread), words.count(folder.mails)),
        },
        on: asked.folder == folder.path,
    };
    let named = folders.iter().filter(|folder| !folder.path.is_empty());
    let all: u64 = folders.iter().map(|folder| folder.mails).sum();
    let every = FolderLink {
        href: to(""),
        path: words.text("web-all-folders"),
        count: words.count(all),
        on: asked.folder.is_empty(),
    };
    let every = (!folders.is_empty()).then_some(every);
    every.into_iter().chain(named.map(of)).collect()
}

fn head_links(kind: Kind, asked: &Asked, words: &Words) -> Vec<Head> {
    let usual = Listed::all(kind).sort;
    let now = Sort::parse(&asked.sort).unwrap_or(usual);
    // Of mails the newest come first by themselves.
    let newest_first = kind == Kind::Mails && now == Sort::Date;
    let descends = newest_first == asked.turned.is_empty();
    let head = |(label, sort): (String, Option<Sort>)| Head {
        label,
        href: sort.map(|sort| {
            asked.link(kind, |asked| {
                let again = sort == now && asked.turned.is_empty();
                asked.turned = if again { "1".to_owned() } else { String::new() };
                asked.sort = if sort == usual { String::new() } else { sort.name().to_owned() };
                asked.page = 0;
            })
        }),
        order: match (sort == Some(now), descends) {
            (false, _) => "",
            (true, true) => "descending",
            (true, false) => "ascending",
        },
    };
    heads(kind, words).into_iter().zip(sorts(kind)).map(head).collect()
}

#[derive(Template)]
#[template(path = "record.html")]
struct One<'a> {
    w: W<'a>,
    at: &'static str,
    title: String,
    href: String,
    key: String,
    fault: Option<String>,
    told: Option<String>,
    lines: Vec<(String, String)>,
    mail: Option<MailView>,
    form: Vec<Input>,
    version: i64,
    deleted: bool,
    beside: Vec<Beside>,
    history: Vec<HistoryRow>,
    more: u64,
}

/// Records of another kind that belong to one.
struct Beside {
    title: String,
    href: String,
    rows: Vec<(String, String)>,
}

struct HistoryRow {
    run: i64,
    at: String,
    line: FieldLine,
}

/// A field of a form.
struct Input {
    name: String,
    label: String,
    value: String,
    /// What stands in the record, as the form is shown.
    stands: String,
    long: bool,
}

#[derive(Debug, Deserialize)]
pub struct Saved {
    #[serde(default)]
    saved: bool,
}

/// One record.
pub async fn show(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Path((kind, id)): Path<(String, i64)>,
    Query(saved): Query<Saved>,
) -> Response {
    let Some(kind) = Kind::parse(&kind) else { return StatusCode::NOT_FOUND.into_response() };
    let words = desk.words(language);
    let told = saved.saved.then(|| words.text("web-saved"));
    page_of(&desk, (kind, id), &words, key, (None, told, None)).await
}

/// What a form says: fields by their names, and what stood in them.
type Typed = BTreeMap<String, String>;

/// What is said above a record: a fault, a word, and what was typed.
type Above = (Option<String>, Option<String>, Option<Typed>);

/// All that a page shows of a record.
struct Found {
    record: OfficeRecord,
    mail: Option<MailView>,
    addresses: Vec<String>,
    beside: Vec<(Kind, Vec<OfficeRecord>, u64)>,
    history: Vec<HistoryLine>,
}

fn find(session: &mut Session, kind: Kind, id: i64, words: &Words) -> Result<Found, Failure> {
    let record = session.record(kind, &format!("id:{id}"))?;
    let addresses = session.addresses_of(&record)?;
    let mut beside = Vec::new();
    if kind == Kind::Addresses && record.deleted_at.is_none() {
        for other in [Kind::Mails, Kind::Appointments, Kind::Tasks] {
            let listed =
                Listed { address: Some(format!("id:{id}")), limit: BESIDE, ..Listed::all(other) };
            let page = session.list(&listed)?;
            beside.push((other, page.records, page.total));
        }
        beside.retain(|(_, _, total)| *total > 0);
    }
    let history = session.history(kind, id)?;
    let mail = (kind == Kind::Mails).then(|| MailView::of(&record, words));
    Ok(Found { record, mail, addresses, beside, history })
}

async fn page_of(
    desk: &Arc<Desk>,
    (kind, id): (Kind, i64),
    words: &Arc<Words>,
    key: String,
    (fault, told, typed): Above,
) -> Response {
    let said = Arc::clone(words);
    let asked = desk.ask(words.language(), move |session| find(session, kind, id, &said));
    let Found { record, mail, addresses, beside, history } = match asked.await {
        Ok(found) => found,
        Err(failure) => return failed(&failure, words),
    };
    let deleted = record.deleted_at.is_some();
    let more = history.len().saturating_sub(HISTORY) as u64;
    let shown_history = history.iter().rev().take(HISTORY);
    shown(&One {
        w: W(words),
        at: place_of(kind),
        title: format!("{} {}", which_of(&record), record.name()),
        href: format!("/{}/{id}", kind.name()),
        key,
        fault,
        told,
        lines: Details { words, all: false }.lines(&record, &addresses),
        form: match mail.is_some() || deleted {
            true => Vec::new(),
            false => form(kind, Some(&record), typed.as_ref(), words),
        },
        mail,
        version: record.version,
        deleted,
        beside: beside.iter().map(|found| beside_of(id, found, words)).collect(),
        history: shown_history.map(|line| history_row(line, words)).collect(),
        more,
    })
}

fn beside_of(
    id: i64,
    (kind, records, total): &(Kind, Vec<OfficeRecord>, u64),
    words: &Words,
) -> Beside {
    let title = words.text(&format!("kinds-{}", kind.name()));
    let line = |record: &OfficeRecord| {
        let cells = row(record, words).into_iter().skip(1).filter(|cell| !cell.is_empty());
        let href = format!("/{}/{}", kind.name(), record.id);
        (href, cells.take(3).collect::<Vec<_>>().join(" · "))
    };
    Beside {
        title: format!("{title} ({})", words.count(*total)),
        href: link(&format!("/{}", kind.name()), &[("address", &id.to_string())]),
        rows: records.iter().map(line).collect(),
    }
}

fn history_row(line: &HistoryLine, words: &Words) -> HistoryRow {
    HistoryRow {
        run: line.run,
        at: words.instant(line.at),
        line: FieldLine::written(&line.line, words),
    }
}

/// The fields that a person types, with what stands in them.
fn form(
    kind: Kind,
    record: Option<&OfficeRecord>,
    typed: Option<&Typed>,
    words: &Words,
) -> Vec<Input> {
    let plain = |field: &&sync::Field| {
        let simple = !matches!(field.field_type, FieldType::Bytes);
        field.writable && simple && !MADE.contains(&field.name.as_ref())
    };
    let input = |field: &sync::Field| {
        let value = record.and_then(|record| record.fields.get(&field.name));
        let stands = value.map(|value| typable(&field.name, value, words)).unwrap_or_default();
        // What a person typed stays; what nobody touched is what stands there now.
        let typed = typed.and_then(|typed| typed_over(typed, &field.name));
        let value = typed.unwrap_or_else(|| stands.clone());
        let lines = [&value, &stands].iter().any(|text| text.contains('\n'));
        Input {
            name: field.name.to_string(),
            label: words.label_of(field),
            long: lines || LONG.contains(&field.name.as_ref()),
            value,
            stands,
        }
    };
    record_schema(kind).fields.iter().filter(plain).map(input).collect()
}

/// What was typed over what stood there; `None` where a field was left as it was.
fn typed_over(typed: &Typed, name: &str) -> Option<String> {
    let text = |name: &str| typed.get(name).map(|text| plain_lines(text));
    let now = text(name)?;
    (now != text(&format!("{STANDS}{name}")).unwrap_or_default()).then_some(now)
}

/// Ends of lines as forms do not care about them.
fn plain_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// A value as a person types it.
fn typable(name: &str, value: &Value, words: &Words) -> String {
    let local = |at: Timestamp| at.to_zoned(words.zone().clone()).strftime("%Y-%m-%d %H:%M");
    match value {
        // A point in time as the clock on the wall shows it.
        Value::Text(text) if TIMES.contains(&name) => match text.parse() {
            Ok(at) => local(at).to_string(),
            Err(_) => text.clone(),
        },
        Value::Instant(at) => local(*at).to_string(),
        Value::Text(text) => plain_lines(text),
        Value::List(items) => items.join("; "),
        Value::Date(date) => date.to_string(),
        value => words.value(value),
    }
}

/// Saves what was typed: only what is other than before, and only if nobody changed the record
/// since it was shown.
pub async fn save(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Path((kind, id)): Path<(String, i64)>,
    Form(typed): Form<Typed>,
) -> Response {
    let Some(kind) = editable(&kind) else { return StatusCode::NOT_FOUND.into_response() };
    if typed.get("key") != Some(&key) {
        return wrong_key();
    }
    let Some(seen) = version_of(&typed) else { return StatusCode::BAD_REQUEST.into_response() };
    let (words, changed) = (desk.words(language), changes(kind, &typed));
    let done = desk.ask(language, move |session| {
        if !changed.is_empty() {
            session.edit_seen_record(kind, &format!("id:{id}"), Some(seen), &changed)?;
        }
        Ok(())
    });
    match done.await {
        Ok(()) => Redirect::to(&format!("/{}/{id}?saved=true", kind.name())).into_response(),
        Err(failure) => {
            let fault = Some(failure.said(&words).line());
            page_of(&desk, (kind, id), &words, key, (fault, None, Some(typed))).await
        }
    }
}

/// The version that a form was made of: without it nothing is written.
fn version_of(typed: &Typed) -> Option<i64> {
    typed.get("version")?.parse().ok()
}

fn editable(kind: &str) -> Option<Kind> {
    Kind::parse(kind).filter(|kind| *kind != Kind::Mails)
}

/// What was typed that did not stand there when the form was shown.
fn changes(kind: Kind, typed: &Typed) -> Vec<String> {
    let fields = record_schema(kind).fields.iter();
    let changed = fields.filter_map(|field| {
        let now = typed_over(typed, &field.name)?;
        Some(format!("{}={now}", field.name))
    });
    changed.collect()
}

#[derive(Template)]
#[template(path = "new.html")]
struct New<'a> {
    w: W<'a>,
    at: &'static str,
    title: String,
    href: String,
    key: String,
    fault: Option<String>,
    form: Vec<Input>,
}

fn new_page(
    kind: Kind,
    key: String,
    (fault, typed): (Option<String>, Option<&Typed>),
    words: &Words,
) -> Response {
    shown(&New {
        w: W(words),
        at: place_of(kind),
        title: words.say(&Message::new("web-new").with("kind", kind.name())),
        href: format!("/{}/new", kind.name()),
        key,
        fault,
        form: form(kind, None, typed, words),
    })
}

/// The form of a new record.
pub async fn blank(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Path(kind): Path<String>,
) -> Response {
    match editable(&kind) {
        Some(kind) => new_page(kind, key, (None, None), &desk.words(language)),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Adds a record.
pub async fn add(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Path(kind): Path<String>,
    Form(typed): Form<Typed>,
) -> Response {
    let Some(kind) = editable(&kind) else { return StatusCode::NOT_FOUND.into_response() };
    if typed.get("key") != Some(&key) {
        return wrong_key();
    }
    let words = desk.words(language);
    let typed_fields = changes(kind, &typed);
    let done = desk.ask(language, move |session| {
        if typed_fields.is_empty() {
            return Err(Failure::usage(Message::new("web-nothing-typed")));
        }
        session.add_record(kind, &typed_fields)
    });
    match done.await {
        Ok(record) => {
            Redirect::to(&format!("/{}/{}?saved=true", kind.name(), record.id)).into_response()
        }
        Err(failure) => {
            let fault = Some(failure.said(&words).line());
            new_page(kind, key, (fault, Some(&typed)), &words)
        }
    }
}

/// Moves a record to the trash, or takes it back from there.
pub async fn trash(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Path((kind, id, deed)): Path<(String, i64, String)>,
    Form(typed): Form<Typed>,
) -> Response {
    let Some(kind) = Kind::parse(&kind) else { return StatusCode::NOT_FOUND.into_response() };
    if typed.get("key") != Some(&key) {
        return wrong_key();
    }
    let Some(seen) = version_of(&typed) else { return StatusCode::BAD_REQUEST.into_response() };
    let which = format!("id:{id}");
    let done = match deed.as_str() {
        "delete" => {
            desk.ask(language, move |session| session.delete_seen_record(kind, &which, Some(seen)))
                .await
        }
        "restore" => desk.ask(language, move |session| session.restore_record(kind, &which)).await,
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    match done {
        Ok(_) => Redirect::to(&format!("/{}/{id}?saved=true", kind.name())).into_response(),
        Err(failure) => failed(&failure, &desk.words(language)),
    }
}
