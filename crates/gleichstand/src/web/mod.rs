//! The web interface: `gleichstand serve`. One face of the session, as the command line is the
//! other; it asks the session and shows what it answers.
//!
//! Everything is in the program: pages (`pages/`, checked when it is built), styles and the one
//! script. Only here is a runtime; a session works on a thread of its own.
//!
//! What must hold: nobody comes in but by the link that was printed at the start, or by the password
//! where one is asked for ([`door`]); nothing of a record is ever markup ([`mail`] cleans and shuts
//! off the pages of mails).

mod assets;
mod calendar;
mod decisions;
mod desk;
mod door;
mod exchange;
mod mail;
mod mappings;
mod page;
mod plan;
mod records;
mod runs;
mod start;
mod uploads;
mod work;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use sync::Message;

use crate::failure::Failure;

pub use desk::{Desk, Profile};
pub use door::Door;

/// Where and for whom it serves.
pub struct Serving {
    /// The address.
    pub address: IpAddr,
    /// The port; 0 for any that is free.
    pub port: u16,
    /// The password that people give who do not have the link.
    pub password: Option<String>,
}

/// Serves until the process ends. `ready` is told where.
pub fn serve(serving: Serving, desk: Desk, ready: impl FnOnce(&str)) -> Result<(), Failure> {
    if !serving.address.is_loopback() && serving.password.is_none() {
        return Err(Failure::usage(Message::new("serve-needs-password")));
    }
    let system = |error: std::io::Error| {
        let place = format!("{}:{}", serving.address, serving.port);
        Failure::start(outlook::explain_io(&error)).with_file(place)
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(system)?;
    runtime.block_on(async {
        let place = SocketAddr::new(serving.address, serving.port);
        let listener = tokio::net::TcpListener::bind(place).await.map_err(system)?;
        let place = listener.local_addr().map_err(system)?;
        let door = Arc::new(Door::new(place, serving.password.as_deref())?);
        desk.session(crate::words::Language::German).forget_parts();
        ready(&door.link());
        axum::serve(listener, routes(door, Arc::new(desk))).await.map_err(system)
    })
}

fn routes(door: Arc<Door>, desk: Arc<Desk>) -> Router {
    // The form around a file is no longer than that.
    let most = usize::try_from(desk.longest).unwrap_or(usize::MAX).saturating_add(64 << 10);
    let upload = post(uploads::take).layer(DefaultBodyLimit::max(most));
    let rooms = Router::new()
        .route("/", get(start::show))
        .route("/{kind}", get(records::list))
        .route("/{kind}/new", get(records::blank).post(records::add))
        .route("/{kind}/{id}", get(records::show).post(records::save))
        .route("/{kind}/{id}/{deed}", post(records::trash))
        .route("/mails/{id}/page", get(mail::page))
        .route("/mails/{id}/attachments/{number}", get(mail::attachment))
        .route("/calendar", get(calendar::show))
        .route("/decisions", get(decisions::list))
        .route("/decisions/{id}", get(decisions::show).post(decisions::resolve))
        .route("/mappings", get(mappings::list).post(mappings::make))
        .route("/mappings/one", get(mappings::show).post(mappings::change))
        .route("/mappings/try", post(mappings::attempt))
        .route("/runs", get(runs::list))
        .route("/runs/{id}", get(runs::show))
        .route("/runs/{id}/undo", post(runs::undo))
        .route("/exchange", get(exchange::show).post(exchange::act))
        .route("/exchange/file", get(exchange::file))
        .route("/uploads", upload)
        .route("/uploads/{name}", get(uploads::give))
        .route("/uploads/{name}/delete", post(uploads::delete))
        .route("/plans/{id}", get(plan::show).post(plan::act))
        .route("/work/{id}", get(work::show))
        .route("/work/{id}/events", get(work::events))
        .route("/work/{id}/stop", post(work::stop))
        .route("/language/{name}", get(door::language))
        .with_state(desk);
    Router::new()
        .merge(rooms)
        .merge(door::routes(Arc::clone(&door)))
        .route("/assets/{name}", get(assets::get))
        .layer(DefaultBodyLimit::max(1 << 20))
        .layer(axum::middleware::from_fn_with_state(door, door::guard))
}
