//! The first page: what is in the office, what is open, what ran last.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use sync::{Kind, Message};

use super::desk::Desk;
use super::door::Tongue;
use super::page::{W, failed, shown};
use super::runs::RunRow;
use crate::session::{Listed, Matter};

/// Runs that are shown.
const RUNS: u32 = 10;
/// Open questions that are shown.
const OPEN: usize = 20;

#[derive(Template)]
#[template(path = "start.html")]
struct Page<'a> {
    w: W<'a>,
    at: &'static str,
    place: String,
    cards: Vec<Card>,
    open: Vec<String>,
    runs: Vec<RunRow>,
}

struct Card {
    href: String,
    count: String,
    name: String,
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
        let open = session.matters()?;
        Ok((session.location(), counts, open, session.runs(RUNS)?))
    });
    let (place, counts, open, runs) = match asked.await {
        Ok(found) => found,
        Err(failure) => return failed(&failure, &words),
    };
    let card = |(kind, total): (Kind, u64)| Card {
        href: format!("/{}", kind.name()),
        count: words.count(total),
        name: words.text(&format!("kinds-{}", kind.name())),
    };
    let more = open.len().saturating_sub(OPEN);
    let said = |matter: &Matter| match matter {
        Matter::Record(one) => {
            format!("{}: {}", one.decision.item_name, words.say(&one.decision.why))
        }
        Matter::Field(field) => words.label(&field.field),
    };
    let mut open: Vec<String> = open.iter().take(OPEN).map(said).collect();
    open.extend((more > 0).then(|| words.say(&Message::new("web-more").with("count", more))));
    shown(&Page {
        w: W(&words),
        at: "start",
        place,
        cards: counts.into_iter().map(card).collect(),
        open,
        runs: runs.iter().map(|run| RunRow::of(run, &words)).collect(),
    })
}
