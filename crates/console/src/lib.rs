//! The window: the HTTP API under `/api/v1`, live events, health and metrics, and the pages people work on.
//! It asks the book and the [`Live`] floor, and decides nothing about calls.
//!
//! - [`state`]: what the window is given: the book, the live floor, metrics
//! - [`live`]: the running house: queues, agents, desks, guests; told by the server, asked by the pages
//! - [`access`]: the one table of who may ask what, and the door that reads it
//! - [`session`]: who is signed in, and the lock-out of those who guess
//! - [`sign_in`]: `session` and `me`
//! - [`calls`]: the list of calls and one call's story
//! - [`recording`]: the sound, by ranges, and its outline
//! - [`floor`]: queues and agents
//! - [`events`]: the live events over a WebSocket, whole after every interruption
//! - [`health`]: `/healthz`, `/readyz`, `/metrics`
//! - [`problem`]: every error as an RFC 9457 problem
//! - [`ask`]: parts of a request, refused as problems
//! - [`pages`]: the pages and their parts, embedded
//! - [`openapi`]: the API described
//! - [`headers`]: what every answer tells the browser

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;

pub mod access;
pub mod ask;
pub mod calls;
pub mod events;
pub mod floor;
pub mod headers;
pub mod health;
pub mod live;
pub mod openapi;
pub mod pages;
pub mod problem;
pub mod recording;
pub mod session;
pub mod sign_in;
pub mod state;

pub use live::{
    AgentNow, Asking, CallPhase, Care, DeskAsk, DeskCall, DeskNow, DeskState, GuestNow, GuestPhase, IntentName, Live,
    Names, OtherParty, OtherState, QueueNow, Refused, SipPipe, Support, Told, WebCaller,
};
pub use problem::Problem;
pub use state::ConsoleState;

/// Largest body taken, in bytes.
const LARGEST_BODY: usize = 64 << 10;

/// All routes of the window. Every one of them is in [`access::TABLE`]; the door refuses what is not.
pub fn router(state: ConsoleState) -> Router {
    Router::new()
        .route("/", get(pages::page))
        .route("/qa", get(pages::page))
        .route("/assets/{name}", get(pages::asset))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/api/v1/openapi.json", get(openapi::document))
        .route("/api/v1/session", post(sign_in::sign_in).delete(sign_in::sign_out))
        .route("/api/v1/me", get(sign_in::me))
        .route("/api/v1/calls", get(calls::list))
        .route("/api/v1/calls/{id}", get(calls::one))
        .route("/api/v1/calls/{id}/timeline", get(calls::timeline))
        .route("/api/v1/calls/{id}/transcript", get(calls::transcript))
        .route("/api/v1/calls/{id}/recording", get(recording::sound))
        .route("/api/v1/calls/{id}/peaks", get(recording::peaks))
        .route("/api/v1/queues", get(floor::queues))
        .route("/api/v1/agents", get(floor::agents))
        .route("/api/v1/events", get(events::events))
        .method_not_allowed_fallback(problem::method_not_allowed)
        .fallback(problem::not_found)
        .layer(middleware::from_fn_with_state(state.clone(), access::door))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(middleware::from_fn(headers::add))
        .with_state(state)
}

/// Serves the routes until `shutdown` resolves; requests under way are finished.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(shutdown).await
}
