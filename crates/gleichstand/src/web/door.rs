//! Who comes in. The program prints a link that works once; whoever opens it is known by a cookie
//! from then on. Beyond the own machine there is a password, too.
//!
//! What must hold: a request for another host, or from a page of another origin, is refused before
//! anything is looked at; a refusal says nothing of what there is behind the door; no answer may be
//! shown inside another page, or kept by a browser.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use axum::extract::{Form, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Router, routing};
use jiff::tz::TimeZone;
use serde::Deserialize;
use sync::Message;
use uuid::Uuid;

use super::page::{DoorPage, W, failed, shown};
use crate::failure::Failure;
use crate::words::{Language, Words};

/// The cookie of somebody who is known, with the port behind it, since browsers do not tell ports
/// apart; and that of the language.
const KNOWN: &str = "gleichstand";
const LANGUAGE: &str = "language";
/// After a wrong password or link.
const PAUSE: Duration = Duration::from_secs(1);
/// What a page of ours may load: its own styles, its one script.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
    connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

/// The door of a running interface.
pub struct Door {
    place: SocketAddr,
    /// Hosts by which it may be called.
    hosts: Vec<String>,
    /// The link's word, until it is used.
    token: Mutex<Option<String>>,
    password: Option<String>,
    /// Those who are known: cookie, and the key of their forms.
    known: Mutex<HashMap<String, String>>,
}

/// The key of the forms of whoever asks; forms without it are refused.
#[derive(Debug, Clone)]
pub struct FormKey(pub String);

/// The language of whoever asks.
#[derive(Debug, Clone, Copy)]
pub struct Tongue(pub Language);

/// A word that nobody guesses: 244 random bits.
fn secret() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

/// Compares without telling by the time it takes how much is right.
fn same(a: &str, b: &str) -> bool {
    let differ = a.bytes().zip(b.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b));
    a.len() == b.len() && differ == 0
}

impl Door {
    /// The door of an interface at a place.
    pub fn new(place: SocketAddr, password: Option<&str>) -> Result<Self, Failure> {
        let hash = |password: &str| {
            let hashed = Argon2::default().hash_password(password.as_bytes());
            let failed = |_| Failure::usage(Message::new("serve-needs-password"));
            hashed.map(|hash| hash.to_string()).map_err(failed)
        };
        let port = place.port();
        let mut hosts = vec![place.to_string()];
        if place.ip().is_loopback() || place.ip().is_unspecified() {
            let own = ["127.0.0.1", "localhost", "[::1]"];
            hosts.extend(own.map(|host| format!("{host}:{port}")));
        }
        Ok(Self {
            place,
            hosts,
            token: Mutex::new(Some(secret())),
            password: password.map(hash).transpose()?,
            known: Mutex::default(),
        })
    }

    /// The link that works once.
    pub fn link(&self) -> String {
        let token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        let host = match self.place.ip().is_unspecified() {
            true => format!("localhost:{}", self.place.port()),
            false => self.place.to_string(),
        };
        format!("http://{host}/login?token={}", token.as_deref().unwrap_or_default())
    }

    /// Whether a request names a host by which the interface may be called. With a password it may
    /// be called by any: its address has names that it does not know.
    fn is_host(&self, host: &str) -> bool {
        self.password.is_some() || self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host))
    }

    fn use_token(&self, given: &str) -> bool {
        let mut token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        let right = token.as_deref().is_some_and(|token| same(token, given));
        if right {
            *token = None;
        }
        right
    }

    fn is_password(&self, given: &str) -> bool {
        let hash = self.password.as_deref().and_then(|hash| PasswordHash::new(hash).ok());
        hash.is_some_and(|hash| Argon2::default().verify_password(given.as_bytes(), &hash).is_ok())
    }

    /// Lets somebody in.
    fn let_in(&self) -> Response {
        let cookie = secret();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(cookie.clone(), secret());
        let name = self.cookie_name();
        let cookie =
            format!("{name}={cookie}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000");
        ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
    }

    fn cookie_name(&self) -> String {
        format!("{KNOWN}-{}", self.place.port())
    }

    fn key_of(&self, headers: &HeaderMap) -> Option<String> {
        let cookie = cookie(headers, &self.cookie_name())?;
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&cookie).cloned()
    }
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find(|(known, _)| known.trim() == name).map(|(_, value)| value.trim().to_owned())
}

/// The language that somebody chose, else that of the browser.
fn tongue(headers: &HeaderMap) -> Language {
    let chosen = cookie(headers, LANGUAGE).and_then(|name| Language::parse(&name));
    let browser = headers.get(header::ACCEPT_LANGUAGE).and_then(|line| line.to_str().ok());
    let browser = browser.and_then(|line| line.get(..2)).and_then(Language::parse);
    chosen.or(browser).unwrap_or(Language::German)
}

/// Looks at every request before anything else does.
pub async fn guard(State(door): State<Arc<Door>>, mut request: Request, next: Next) -> Response {
    let language = tongue(request.headers());
    let answer = match door.refusal(&mut request) {
        Some(refusal) => refusal,
        None => explained(next.run(request).await, language),
    };
    with_policy(answer)
}

impl Door {
    /// Why a request does not come in; what it needs inside is put on it.
    fn refusal(&self, request: &mut Request) -> Option<Response> {
        let headers = request.headers();
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let host = text(header::HOST).unwrap_or_default().to_owned();
        let language = tongue(headers);
        if !self.is_host(&host) || !self.is_own_origin(request.method(), headers, &host) {
            return Some(StatusCode::FORBIDDEN.into_response());
        }
        let path = request.uri().path();
        if path == "/login" || path.starts_with("/assets/") {
            request.extensions_mut().insert(Tongue(language));
            return None;
        }
        let Some(key) = self.key_of(headers) else {
            return Some(self.closed(language, None));
        };
        request.extensions_mut().insert(Tongue(language));
        request.extensions_mut().insert(FormKey(key));
        None
    }

    /// What changes something must come from a page of our own.
    fn is_own_origin(&self, method: &Method, headers: &HeaderMap, host: &str) -> bool {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
        let own = |origin: &str| {
            origin == format!("http://{host}") || origin == format!("https://{host}")
        };
        let origin = text("origin");
        let site = text("sec-fetch-site");
        let stranger = site.is_some_and(|site| !["same-origin", "none"].contains(&site));
        match *method {
            // A link on another page may lead to the login link; nothing else is reached from there.
            Method::GET | Method::HEAD => origin.is_none_or(own),
            _ => origin.is_some_and(own) && !stranger,
        }
    }

    /// The page before the door.
    fn closed(&self, language: Language, fault: Option<&str>) -> Response {
        let words = Words::new(language, TimeZone::UTC);
        let text = fault.unwrap_or(match self.password {
            Some(_) => "web-needs-password",
            None => "web-needs-link",
        });
        let page = DoorPage {
            w: W(&words),
            title: words.text("web-closed"),
            text: words.text(text),
            fault: fault.is_some(),
            password: self.password.is_some(),
        };
        (StatusCode::UNAUTHORIZED, shown(&page)).into_response()
    }
}

/// A refusal that says nothing to a person gets a page that does.
fn explained(answer: Response, language: Language) -> Response {
    let id = match answer.status() {
        StatusCode::FORBIDDEN => "web-form-expired",
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => "web-nowhere",
        StatusCode::PAYLOAD_TOO_LARGE => "web-form-too-long",
        status if status.is_client_error() => "web-not-understood",
        _ => return answer,
    };
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("text/html")) {
        return answer;
    }
    let words = Words::new(language, TimeZone::UTC);
    let mut page = failed(&Failure::usage(Message::new(id)), &words);
    *page.status_mut() = answer.status();
    page
}

fn with_policy(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "SAMEORIGIN"),
        // Without any, browsers would hide the origin of our own forms, too.
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        // The page of a mail has a stricter policy of its own.
        if !headers.contains_key(name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    answer
}

#[derive(Debug, Deserialize)]
struct Login {
    #[serde(default)]
    token: String,
    #[serde(default)]
    password: String,
}

/// The routes before the door.
pub fn routes(door: Arc<Door>) -> Router {
    Router::new().route("/login", routing::get(by_link).post(by_password)).with_state(door)
}

async fn by_link(
    State(door): State<Arc<Door>>,
    Query(login): Query<Login>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    // Who only looks whether there is something does not use the link up.
    if method == Method::HEAD {
        return StatusCode::OK.into_response();
    }
    if door.use_token(&login.token) {
        return door.let_in();
    }
    if door.key_of(&headers).is_some() {
        return Redirect::to("/").into_response();
    }
    tokio::time::sleep(PAUSE).await;
    let fault = (!login.token.is_empty()).then_some("web-link-used");
    door.closed(tongue(&headers), fault)
}

async fn by_password(
    State(door): State<Arc<Door>>,
    headers: HeaderMap,
    Form(login): Form<Login>,
) -> Response {
    let judge = Arc::clone(&door);
    let right = tokio::task::spawn_blocking(move || judge.is_password(&login.password)).await;
    if right.unwrap_or(false) {
        return door.let_in();
    }
    tokio::time::sleep(PAUSE).await;
    door.closed(tongue(&headers), Some("web-wrong-password"))
}

/// Takes another language.
pub async fn language(Path(name): Path<String>) -> Response {
    let Some(_) = Language::parse(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let cookie = format!("{LANGUAGE}={name}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000");
    ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
}
