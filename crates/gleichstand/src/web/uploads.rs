//! Files that a browser brings, and takes away again.
//!
//! What must hold: nothing of a file is kept that is longer than is allowed, that was cut off, or
//! that nothing can be imported from; a name leads nowhere but into the folder of uploads.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use sync::Message;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::desk::Desk;
use super::door::{FormKey, Tongue};
use super::page::{failed, link, wrong_key};
use super::runs::Keyed;
use crate::failure::Failure;
use crate::session::{Incoming, Session, What};

/// Bytes of a file that are sent at a time.
const PIECE: usize = 64 << 10;

/// Takes a file.
pub async fn take(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    headers: HeaderMap,
    mut form: Multipart,
) -> Response {
    let words = desk.words(language);
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let length = length.and_then(|length| length.parse::<u64>().ok()).unwrap_or_default();
    // The form around a file is no longer than that.
    if length > desk.longest.saturating_add(64 << 10) {
        return too_long(&desk, &words);
    }
    // The key comes first: before it nothing is kept.
    let known = match form.next_field().await {
        Ok(Some(field)) => field.name() == Some("key") && is_key(field, &key).await,
        _ => false,
    };
    if !known {
        return wrong_key();
    }
    let Ok(Some(field)) = form.next_field().await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let name = field.file_name().unwrap_or_default().to_owned();
    let incoming = desk.ask(language, move |session| session.new_upload(&name)).await;
    let kept = match incoming {
        Ok(incoming) => keep(field, incoming, desk.longest).await,
        Err(failure) => Err(Refused::Failed(failure)),
    };
    let found = match kept {
        Ok(incoming) => desk.ask(language, move |session| looked_at(session, incoming)).await,
        Err(Refused::Failed(failure)) => Err(failure),
        Err(Refused::TooLong) => return too_long(&desk, &words),
    };
    match found {
        Ok(path) => {
            let place = link("/exchange/file", &[("path", &path.display().to_string())]);
            Redirect::to(&place).into_response()
        }
        Err(failure) => {
            let fault = failure.said(&words).line();
            super::exchange::first(&desk, language, key, Some(fault)).await
        }
    }
}

/// Whether a field holds the key; no more of it is read than that is long.
async fn is_key(mut field: Field<'_>, key: &str) -> bool {
    let mut given = Vec::new();
    while let Ok(Some(piece)) = field.chunk().await {
        given.extend_from_slice(&piece);
        if given.len() > key.len() {
            return false;
        }
    }
    given == key.as_bytes()
}

enum Refused {
    TooLong,
    Failed(Failure),
}

/// Writes what comes, as it comes.
async fn keep(
    mut field: Field<'_>,
    mut incoming: Incoming,
    longest: u64,
) -> Result<Incoming, Refused> {
    let cut_off = |_| Refused::Failed(Failure::usage(Message::new("upload-cut-off")));
    let disk = |error: std::io::Error| Refused::Failed(Failure::start(outlook::explain_io(&error)));
    let mut length: u64 = 0;
    while let Some(piece) = field.chunk().await.map_err(cut_off)? {
        length = length.saturating_add(piece.len() as u64);
        if length > longest {
            return Err(Refused::TooLong);
        }
        tokio::task::block_in_place(|| incoming.file.write_all(&piece)).map_err(disk)?;
    }
    Ok(incoming)
}

/// Where a file lies that arrived: one from which nothing can be imported is not kept.
fn looked_at(session: &mut Session, incoming: Incoming) -> Result<PathBuf, Failure> {
    let path = incoming.finish()?;
    let found = session.overview(&path).and_then(|found| match found.what {
        What::DataFile { .. } | What::Files => Ok(()),
        What::Free | What::Copy => Err(Failure::usage(Message::new("upload-cut-off"))),
    });
    if found.is_err() {
        drop(std::fs::remove_file(&path));
    }
    found.map(|()| path)
}

fn too_long(desk: &Desk, words: &crate::words::Words) -> Response {
    let what = Message::new("upload-too-long").with("most", words.bytes(desk.longest));
    let mut page = failed(&Failure::usage(what), words);
    *page.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
    page
}

/// Gives a file back.
pub async fn give(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Path(name): Path<String>,
) -> Response {
    let words = desk.words(language);
    let found = desk.ask(language, move |session| {
        let upload = session.upload(&name)?;
        let opened = File::open(&upload.path);
        let opened = opened.map_err(|error| Failure::start(outlook::explain_io(&error)));
        Ok((upload, opened?))
    });
    let (upload, file) = match found.await {
        Ok(found) => found,
        Err(failure) => return failed(&failure, &words),
    };
    (download(&upload.name), pieces(move |send| read(file, send))).into_response()
}

/// What lets a browser save what comes under a name, whatever is in it.
pub fn download(name: &str) -> [(header::HeaderName, String); 2] {
    let encoded: String = name.bytes().fold(String::new(), |mut text, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => text.push(byte.into()),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
        text
    });
    [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{encoded}")),
    ]
}

/// Where pieces of an answer go; whether more is wanted.
pub type Send<'s> = &'s mut dyn FnMut(Vec<u8>) -> bool;

/// An answer that is made piece by piece, on a thread that may wait.
pub fn pieces(make: impl FnOnce(Send<'_>) -> bool + std::marker::Send + 'static) -> Body {
    let (send, receive) = mpsc::channel::<std::io::Result<Vec<u8>>>(4);
    tokio::task::spawn_blocking(move || {
        let whole = make(&mut |piece| send.blocking_send(Ok(piece)).is_ok());
        if !whole {
            // What is not whole must not look as if it were.
            let _ = send.blocking_send(Err(std::io::Error::other("cut off")));
        }
    });
    Body::from_stream(ReceiverStream::new(receive))
}

fn read(mut file: File, send: Send<'_>) -> bool {
    loop {
        let mut piece = vec![0; PIECE];
        match std::io::Read::read(&mut file, &mut piece) {
            Ok(0) => return true,
            Ok(length) => {
                piece.truncate(length);
                if !send(piece) {
                    return false;
                }
            }
            Err(_) => return false,
        }
    }
}

/// Deletes a file.
pub async fn delete(
    State(desk): State<Arc<Desk>>,
    Extension(Tongue(language)): Extension<Tongue>,
    Extension(FormKey(key)): Extension<FormKey>,
    Path(name): Path<String>,
    Form(form): Form<Keyed>,
) -> Response {
    if form.key != key {
        return wrong_key();
    }
    match desk.ask(language, move |session| session.delete_upload(&name)).await {
        Ok(()) => Redirect::to("/exchange").into_response(),
        Err(failure) => failed(&failure, &desk.words(language)),
    }
}
