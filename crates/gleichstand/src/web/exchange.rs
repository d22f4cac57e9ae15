//! Exchange, step by step: which file; what is in it, which direction, which kinds, which mapping;
//! then what would be written ([`super::plan`]), and the run ([`super::work`]).

use std::path::Path;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use outlook::Format;
use serde::Deserialize;
use sync::{Conflicts, Deletions, Job, Kind, Message};

use super::desk::{Desk, Profile};
use super::door::{FormKey, Tongue};
use super::page::{Choice, W, failed, link, shown, wrong_key};
use super::work::Task;
use crate::failure::Failure;
use crate::session::{ExchangeRequest, Overview, Password, Session, Upload, What, since};
use crate::words::Words;

/// Runs among which known files are searched for.
const RUNS: u32 = 200;
/// Known files that are shown.
const FILES: usize = 10;

#[derive(Template)]
#[template(path = "exchange.html")]
struct First<'a> {
    w: W<'a>,
    at: &'static str,
    key: String,
    fault: Option<String>,
    profiles: Vec<Known>,
    files: Vec<Known>,
    uploads: Vec<Brought>,
}

/// A file that can be chosen.
struct Known {
    href: String,
    name: String,
    about: String,
}

/// A file that was brought here.
struct Brought {
    href: String,
    name: String,
    size: String,
}

impl Brought {
    fn of(upload: &Upload, words: &Words) -> Self {
        Self {
            href: link("/exchange/file", &[("path", &upload.path.display().to_string())]),
            name: upload.name.clone(),
            size: words.bytes(upload.size),
        }
    }
}

/// The first step: which file.
pub async fn show(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
) -> Response {
    first(&desk, language, key, None).await
}

/// The first step, with what went wrong.
pub async fn first(
    desk: &Arc<Desk>,
    language: crate::words::Language,
    key: String,
    fault: Option<String>,
) -> Response {
    let words = desk.words(language);
    let asked = desk.ask(language, |session| Ok((session.runs(RUNS)?, session.uploads())));
    let (runs, uploads) = match asked.await {
        Ok(found) => found,
        Err(failure) => return failed(&failure, &words),
    };
    let mut files: Vec<Known> = Vec::new();
    for run in runs.iter().filter(|run| run.info.job != Job::Undo) {
        let path = &run.info.path;
        if files.len() < FILES && files.iter().all(|known| known.name != *path) {
            let last = Message::new("web-last-run").with("at", words.instant(run.info.started_at));
            let href = link("/exchange/file", &[("path", path)]);
            files.push(Known { href, name: path.clone(), about: words.say(&last) });
        }
    }
    let profile = |profile: &Profile| Known {
        href: link("/exchange/file", &[("profile", &profile.name)]),
        name: profile.name.clone(),
        about: profile.request.path.display().to_string(),
    };
    shown(&First {
        w: W(&words),
        at: "exchange",
        key,
        fault,
        profiles: desk.profiles.iter().map(profile).collect(),
        files,
        uploads: uploads.iter().map(|upload| Brought::of(upload, &words)).collect(),
    })
}

#[derive(Template)]
#[template(path = "file.html")]
struct Second<'a> {
    w: W<'a>,
    at: &'static str,
    key: String,
    fault: Option<String>,
    path: String,
    profile: String,
    about: Vec<(String, String)>,
    folders: Vec<FolderRow>,
    warnings: Vec<String>,
    heads: Vec<String>,
    asks_password: bool,
    can_import: bool,
    can_export: bool,
    import: bool,
    export: bool,
    kinds: Vec<KindBox>,
    mappings: Vec<Choice>,
    conflicts: Vec<Choice>,
    deletions: Vec<Choice>,
    since: String,
    with_deleted: bool,
    matches: bool,
}

struct FolderRow {
    path: String,
    counts: Vec<String>,
    on: bool,
    deleted: bool,
}

struct KindBox {
    name: &'static str,
    label: String,
    count: String,
    on: bool,
}

/// Which file is meant.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    path: String,
    profile: String,
    /// The job that went on before it was interrupted.
    job: String,
}

/// What the form of the second step says.
#[derive(Debug, Default, Clone)]
struct Asked {
    key: String,
    path: String,
    profile: String,
    import: bool,
    export: bool,
    kinds: Vec<Kind>,
    folders: Vec<String>,
    mapping: String,
    conflicts: String,
    deletions: String,
    since: String,
    with_deleted: bool,
    matches: bool,
    password: String,
    /// The owner of a file opens it without its password.
    own: bool,
}

impl Asked {
    /// A form whose boxes may come several times.
    fn of(fields: Vec<(String, String)>) -> Self {
        let mut asked = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "key" => asked.key = value,
                "path" => value.trim().clone_into(&mut asked.path),
                "profile" => asked.profile = value,
                "import" => asked.import = true,
                "export" => asked.export = true,
                "kind" => asked.kinds.extend(Kind::parse(&value)),
                "folder" => asked.folders.push(value),
                "mapping" => asked.mapping = value,
                "conflicts" => asked.conflicts = value,
                "deletions" => asked.deletions = value,
                "since" => value.trim().clone_into(&mut asked.since),
                "with_deleted" => asked.with_deleted = true,
                "match" => asked.matches = true,
                "password" => asked.password = value,
                "own" => asked.own = true,
                _ => {}
            }
        }
        asked
    }

    /// What goes without saying about a file, or as a profile says.
    fn usual(which: &Which, profile: Option<&Profile>) -> Self {
        let request = profile.map(|profile| profile.request.clone());
        let path = request.as_ref().map(|request| request.path.display().to_string());
        let request = request.unwrap_or_else(|| ExchangeRequest::new(Job::Sync, ""));
        Self {
            path: path.unwrap_or_else(|| which.path.trim().to_owned()),
            profile: which.profile.clone(),
            import: which.job != "export",
            export: which.job != "import",
            kinds: request.kinds,
            folders: request.scope.folders,
            mapping: profile.map_or_else(|| "default".to_owned(), |one| one.mapping.clone()),
            conflicts: word(&request.policy.conflicts),
            deletions: word(&request.policy.deletions),
            since: request.scope.since.map(|since| since.day.to_string()).unwrap_or_default(),
            with_deleted: request.scope.with_deleted,
            matches: request.match_contents,
            ..Self::default()
        }
    }

    fn job(&self) -> Option<Job> {
        match (self.import, self.export) {
            (true, true) => Some(Job::Sync),
            (true, false) => Some(Job::Import),
            (false, true) => Some(Job::Export),
            (false, false) => None,
        }
    }

    fn request(
        &self,
        profile: Option<&Profile>,
        session: &Session,
        words: &Words,
    ) -> Result<ExchangeRequest, Failure> {
        let job = self.job().ok_or_else(|| Failure::usage(Message::new("web-no-direction")))?;
        if self.kinds.is_empty() {
            return Err(Failure::usage(Message::new("web-no-kind")));
        }
        let mut request = profile.map(|profile| profile.request.clone());
        let request = request.get_or_insert_with(|| ExchangeRequest::new(job, &self.path));
        let mut scope = request.scope.clone();
        scope.folders.clone_from(&self.folders);
        scope.with_deleted = self.with_deleted;
        let day = Some(self.since.as_str()).filter(|day| !day.is_empty());
        scope.since = day.map(|day| since(day, words.zone())).transpose()?;
        let mut policy = request.policy;
        policy.conflicts = parsed(&self.conflicts).unwrap_or(policy.conflicts);
        policy.deletions = parsed(&self.deletions).unwrap_or(policy.deletions);
        Ok(ExchangeRequest {
            job,
            path: self.path.clone().into(),
            kinds: self.kinds.clone(),
            scope,
            policy,
            mapping: session.mapping(&self.mapping)?,
            match_contents: self.matches,
            password: if self.own { Password::Ignore } else { request.password.clone() },
            ..request.clone()
        })
    }
}

/// The stable word of a policy.
fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// The policy of a stable word.
fn parsed<T: serde::de::DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::from(word)).ok()
}

/// The second step: what is in the file, and what is to be done with it.
pub async fn file(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Query(which): Query<Which>,
) -> Response {
    let profile = desk.profiles.iter().find(|profile| profile.name == which.profile).cloned();
    second(&desk, language, key, (Asked::usual(&which, profile.as_ref()), None)).await
}

async fn second(
    desk: &Arc<Desk>,
    language: crate::words::Language,
    key: String,
    (asked, fault): (Asked, Option<String>),
) -> Response {
    let words = desk.words(language);
    let path = asked.path.clone();
    let found = desk.ask(language, move |session| {
        let overview = session.overview(Path::new(&path))?;
        // What was exchanged with and is gone is not taken for a new file.
        let known = session.runs(RUNS)?.iter().any(|run| run.info.path == path);
        if known && overview.what == What::Free {
            let gone = Failure::start(Message::new("web-file-gone"));
            return Err(gone.with_file(path));
        }
        Ok((overview, session.mapping_names()))
    });
    match found.await {
        Ok((overview, names)) => shown(&page(asked, &overview, names, (key, fault), &words)),
        Err(failure) => first(desk, language, key, Some(failure.said(&words).line())).await,
    }
}

fn page<'a>(
    asked: Asked,
    overview: &Overview,
    mut mappings: Vec<String>,
    (key, fault): (String, Option<String>),
    words: &'a Words,
) -> Second<'a> {
    let text = |id: &str| words.text(id);
    if !mappings.contains(&asked.mapping) {
        mappings.push(asked.mapping.clone());
    }
    let totals = overview.totals();
    let kinds = Kind::ALL.into_iter().zip(totals).map(|(kind, count)| KindBox {
        name: kind.name(),
        label: text(&format!("kinds-{}", kind.name())),
        count: words.count(count),
        on: asked.kinds.contains(&kind),
    });
    let folders = overview.folders.iter().map(|folder| FolderRow {
        path: folder.path.clone(),
        counts: folder.counts.iter().map(|count| nothing_for_none(*count, words)).collect(),
        on: asked.folders.contains(&folder.path),
        deleted: folder.deleted,
    });
    // What a profile names in another way, or what holds nothing now, is chosen all the same.
    let listed = |path: &String| overview.folders.iter().any(|folder| folder.path == *path);
    let named = asked.folders.iter().filter(|path| !listed(path)).map(|path| FolderRow {
        path: path.clone(),
        counts: vec![String::new(); 4],
        on: true,
        deleted: false,
    });
    let folders = named.chain(folders);
    let choice = |prefix: &str, value: String, chosen: &str| {
        let label = text(&format!("{prefix}{value}"));
        Choice::new(value, label, chosen)
    };
    let (can_import, can_export) = match overview.what {
        What::DataFile { read_only, .. } => (true, !read_only),
        What::Files => (true, false),
        What::Free | What::Copy => (false, true),
    };
    let name = |name: &String| {
        let label = if name == "default" { text("web-mapping-default") } else { name.clone() };
        Choice::new(name, label, &asked.mapping)
    };
    Second {
        w: W(words),
        at: "exchange",
        key,
        fault,
        about: about(overview, words),
        folders: folders.collect(),
        warnings: overview.warnings.iter().map(|warning| words.say(warning)).collect(),
        heads: Kind::ALL.map(|kind| text(&format!("kinds-{}", kind.name()))).into(),
        asks_password: matches!(overview.what, What::DataFile { password: true, .. }),
        can_import,
        can_export,
        import: asked.import && can_import,
        export: asked.export && can_export,
        kinds: kinds.collect(),
        mappings: mappings.iter().map(name).collect(),
        conflicts: Conflicts::ALL
            .iter()
            .map(|one| choice("conflicts-", word(one), &asked.conflicts))
            .collect(),
        deletions: Deletions::ALL
            .iter()
            .map(|one| choice("deletions-", word(one), &asked.deletions))
            .collect(),
        since: asked.since,
        with_deleted: asked.with_deleted,
        matches: asked.matches,
        path: asked.path,
        profile: asked.profile,
    }
}

fn nothing_for_none(count: u64, words: &Words) -> String {
    if count == 0 { String::new() } else { words.count(count) }
}

/// What a path holds, in a few lines.
fn about(overview: &Overview, words: &Words) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let mut line = |label: &str, value: String| lines.push((words.text(label), value));
    match overview.what {
        What::DataFile { format, version, read_only, .. } => {
            let format = if format == Format::Ansi { "ansi" } else { "unicode" };
            let format = Message::new("pst-format").with("format", format);
            line("pst-format-label", words.say(&format.with("version", version)));
            if read_only {
                line("pst-read-only", words.text("web-read-only"));
            }
        }
        What::Files => line("web-what-it-is", words.text("web-what-files")),
        What::Free => line("web-what-it-is", words.text("web-what-free")),
        What::Copy => line("web-what-it-is", words.text("web-what-copy")),
    }
    if overview.size > 0 {
        line("pst-size", words.bytes(overview.size));
    }
    lines
}

/// Begins to find out what would be written.
pub async fn act(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let (words, asked) = (desk.words(language), Asked::of(fields));
    if asked.key != key {
        return wrong_key();
    }
    let profile = desk.profiles.iter().find(|profile| profile.name == asked.profile);
    let (profile, said, wanted) = (profile.cloned(), Arc::clone(&words), asked.clone());
    let request =
        desk.ask(language, move |session| wanted.request(profile.as_ref(), session, &said));
    match request.await {
        Ok(request) => {
            let password = Some(asked.password).filter(|password| !password.is_empty());
            let task = Task::Preview(Box::new(request));
            let work = desk.works.begin(&desk, language, password, task);
            Redirect::to(&format!("/work/{work}")).into_response()
        }
        Err(failure) => {
            let fault = Some(failure.said(&words).line());
            second(&desk, language, key, (asked, fault)).await
        }
    }
}
