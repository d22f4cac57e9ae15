//! The page of a mail, as its sender made it, and harmless: cleaned, in a frame of its own in which
//! nothing runs, and without anything from elsewhere.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sync::Kind;

use super::desk::Desk;
use super::door::Tongue;
use super::page::failed;

/// Nothing but styles that stand in the page itself, and pictures that are in it.
const POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
    frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

/// The page.
pub async fn page(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Path(id): Path<i64>,
) -> Response {
    let words = desk.words(language);
    let asked = desk.ask(language, move |session| session.record(Kind::Mails, &format!("id:{id}")));
    let record = match asked.await {
        Ok(record) => record,
        Err(failure) => return failed(&failure, &words),
    };
    let clean = cleaned(record.fields.text("body_html"));
    let page = format!("<!doctype html><meta charset=\"utf-8\"><title></title>{clean}");
    let heads = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    (heads, page).into_response()
}

/// What of a page is harmless.
fn cleaned(html: &str) -> String {
    let mut cleaner = ammonia::Builder::default();
    cleaner.add_generic_attributes(["align", "bgcolor", "valign", "width", "height"]);
    // Nothing is fetched, and a link opens nothing by itself.
    cleaner.url_schemes(["http", "https", "mailto"].into());
    cleaner.link_rel(Some("noopener noreferrer"));
    cleaner.rm_tags(["img"]);
    cleaner.clean(html).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_hostile_mail_is_left_that_runs_or_fetches() {
        for hostile in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<img src='http://spy.example/1.gif'>",
            "<a href='javascript:alert(1)'>x</a>",
            "<style>@import 'http://spy.example'; body { background: url(http://spy.example) }</style>",
            "<div style='background:url(http://spy.example)'>x</div>",
            "<iframe src='http://spy.example'></iframe>",
            "<svg><script>alert(1)</script></svg>",
            "<form action='http://spy.example'><input name=a></form>",
            "<base href='http://spy.example'>",
            "<meta http-equiv=refresh content='0;url=http://spy.example'>",
            "</title><script>alert(1)</script>",
        ] {
            let clean = cleaned(hostile).to_lowercase();
            for word in ["script", "spy.example", "onerror", "<style", "<iframe", "<form", "<svg"] {
                assert!(!clean.contains(word), "{hostile}: {clean}");
            }
        }
        assert_eq!(cleaned("<p>Guten <b>Tag</b></p>"), "<p>Guten <b>Tag</b></p>");
    }
}
