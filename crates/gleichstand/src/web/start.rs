//! The first page: what is in the office, what is open, what ran last.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use sync::Kind;

use super::decisions::Row;
use super::desk::{Desk, Profile};
use super::door::Tongue;
use super::page::{W, failed, link, shown};
use super::runs::{Interrupted, RunRow};
use crate::session::{Listed, RunDetails};
use crate::words::Words;

/// Runs that are shown.
const RUNS: usize = 10;
/// Runs among which the last ones of files are searched for.
const KNOWN: u32 = 200;
/// Open questions that are shown.
const OPEN: usize = 20;

#[derive(Template)]
#[template(path = "start.html")]
struct Page<'a> {
    w: W<'a>,
    at: &'static str,
    place: String,
    cards: Vec<Card>,
    profiles: Vec<ProfileRow>,
    going: Vec<(u64, String)>,
    interrupted: Vec<Interrupted>,
    open: Vec<Row>,
    more: u64,
    runs: Vec<RunRow>,
}

struct Card {
    href: String,
    count: String,
    name: String,
}

/// A profile, and what became of its last run.
struct ProfileRow {
    href: String,
    name: String,
    file: String,
    last: String,
}

fn profile_row(profile: &Profile, runs: &[RunDetails], words: &Words) -> ProfileRow {
    let file = profile.request.path.display().to_string();
    let last = runs.iter().find(|run| run.info.path == file);
    let last = last.map(|run| RunRow::of(run, words));
    ProfileRow {
        href: link("/exchange/file", &[("profile", &profile.name)]),
        name: profile.name.clone(),
        last: last.map(|run| format!("{}: {}", run.started, run.result)).unwrap_or_default(),
        file,
    }
}

/// Shows it.
pub async fn show(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
) -> Response {
    let words = desk.words(language);
    let asked = desk.ask(language, |session| {
        let mut counts = Vec::new();
        for kind in Kind::ALL {
            counts.push((kind, session.list(&Listed { limit: 1, ..Listed::all(kind) })?.total));
        }
        let (open, runs) = (session.matters()?, session.runs(KNOWN)?);
        let interrupted = session.interrupted(&runs)?;
        Ok((session.location(), counts, open, runs, interrupted))
    });
    let (place, counts, open, runs, interrupted) = match asked.await {
        Ok(found) => found,
        Err(failure) => return failed(&failure, &words),
    };
    let card = |(kind, total): (Kind, u64)| Card {
        href: match kind {
            Kind::Appointments => "/calendar".to_owned(),
            _ => format!("/{}", kind.name()),
        },
        count: words.count(total),
        name: words.text(&format!("kinds-{}", kind.name())),
    };
    let profiles = desk.profiles.iter().map(|profile| profile_row(profile, &runs, &words));
    shown(&Page {
        w: W(&words),
        at: "start",
        place,
        cards: counts.into_iter().map(card).collect(),
        profiles: profiles.collect(),
        going: desk.works.going().into_iter().map(|(id, text)| (id, words.text(text))).collect(),
        interrupted: interrupted.iter().map(|run| Interrupted::of(run, &words)).collect(),
        more: open.len().saturating_sub(OPEN) as u64,
        open: open.iter().take(OPEN).map(|matter| Row::of(matter, &words)).collect(),
        runs: runs.iter().take(RUNS).map(|run| RunRow::of(run, &words)).collect(),
    })
}
