//! The window: the HTTP API under `/api/v1`, live events, health and metrics, and the pages people work on.
//! It asks the book and the [`Live`] floor, and decides nothing about calls.
//!
//! - [`state`]: what the window is given: the book, the live floor, metrics
//! - [`live`]: the running house: queues, agents, desks, guests; told by the server, asked by the pages
//! - [`access`]: the one table of who may ask what, and the door that reads it
//! - [`session`]: who is signed in
//! - [`lock_out`]: the lock-out of those who guess passwords
//! - [`tickets`]: what callers from a web page may do without signing in, and how often
//! - [`setup`]: the first administrator
//! - [`sign_in`]: `session` and `me`
//! - [`calls`]: the list of calls and one call's story
//! - [`wanted`]: which calls are wanted: the filters of the list, the search and the export
//! - [`search`]: words of transcripts, found
//! - [`export`]: the list of calls as a table for other programs
//! - [`audit`]: who opened what
//! - [`holds`]: what may not leave the book
//! - [`recording`]: the sound, by ranges, and its outline
//! - [`rail`]: how far an agent is with Listen, Apologise, Solve, Thank
//! - [`person`]: who calls: name, history, open promises
//! - [`profile`]: what is known of a customer, their journey, two customers made one
//! - [`branch`]: the branch's desk: who comes, what was promised to them, what became of it
//! - [`clip`]: the seconds in which a promise was made
//! - [`telling`]: what an agent tells about a call: notes, corrections, the wrap-up
//! - [`promises`]: what an agent promises in a call, and dates as people say them
//! - [`draft`]: what an agent has typed and not sent yet
//! - [`shift`]: an agent's own desk: ready or away, the day so far
//! - [`orders`]: what an agent does with the call on the desk
//! - [`directory`]: where a caller can be sent, and what callers may want
//! - [`guests`]: the support line for those who call from a web page
//! - [`reader`]: what the machine reads in closed calls
//! - [`reviews`]: scorecards of a call
//! - [`forms`]: scorecards as forms
//! - [`sampling`]: which calls are reviewed
//! - [`comments`]: remarks on stretches of a call
//! - [`views`]: named lists of calls
//! - [`consistency`]: where phone and branch differ
//! - [`silent`]: silent customers
//! - [`ledger`]: promises listed, confirmed, put off, closed; and those about to lapse
//! - [`reports`]: figures over many calls
//! - [`kept`]: what of all this lies in the book in the reader's own words
//! - [`floor`]: queues and agents
//! - [`events`]: the live events over a WebSocket, whole after every interruption
//! - [`sip`]: SIP over a WebSocket
//! - [`health`]: `/healthz`, `/readyz`, `/metrics`
//! - [`problem`]: every error as an RFC 9457 problem
//! - [`ask`]: parts of a request, refused as problems
//! - [`pages`]: the pages and their parts, embedded
//! - [`openapi`]: the API described
//! - [`proxy`]: who asks when a proxy stands in front
//! - [`patience`]: how long slow clients are waited for
//! - [`headers`]: what every answer tells the browser

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{delete, get, post, put};
use axum::serve::{Listener, ListenerExt as _};
use std::net::SocketAddr;
use tower_http::catch_panic::CatchPanicLayer;

pub mod access;
pub mod ask;
pub mod audit;
pub mod branch;
pub mod calls;
pub mod clip;
pub mod comments;
pub mod consistency;
pub mod directory;
pub mod draft;
pub mod events;
pub mod export;
pub mod floor;
pub mod forms;
pub mod guests;
pub mod headers;
pub mod health;
pub mod holds;
pub mod inbox;
pub mod kept;
pub mod ledger;
pub mod live;
pub mod lock_out;
pub mod openapi;
pub mod orders;
pub mod pages;
pub mod patience;
pub mod person;
pub mod problem;
pub mod profile;
pub mod promises;
pub mod prompts;
pub mod proxy;
pub mod rail;
pub mod reader;
pub mod recording;
pub mod reports;
pub mod reviews;
pub mod sampling;
pub mod search;
pub mod session;
pub mod setup;
pub mod shift;
pub mod sign_in;
pub mod silent;
pub mod sip;
pub mod state;
pub mod telling;
pub mod tickets;
pub mod views;
pub mod wanted;

pub use branch::sound::{SentSound, SoundFiles, Unread};
pub use live::{
    AgentNow, Asking, CallPhase, DeskAsk, DeskCall, DeskNow, DeskState, GuestNow, GuestPhase, IntentName, Live, Names,
    OtherParty, OtherState, QueueNow, Refused, SipPipe, Support, Told, WebCaller,
};
use patience::Patient;
pub use problem::Problem;
pub use prompts::{PromptFault, PromptNow, Studio, Unmade};
pub use state::ConsoleState;
pub use wasl_model::Care;
use wasl_record::visits::LARGEST_RECORDING;

/// Largest body taken, in bytes.
const LARGEST_BODY: usize = 64 << 10;

/// All routes of the window. Every one of them is in [`access::TABLE`]; the door refuses what is not.
pub fn router(state: ConsoleState) -> Router {
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/sip", get(sip::open))
        .merge(pages::routes())
        .nest("/api/v1", api())
        .method_not_allowed_fallback(problem::method_not_allowed)
        .fallback(problem::not_found)
        .layer(middleware::from_fn_with_state(state.clone(), access::door))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn(patience::within))
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(middleware::from_fn(headers::add))
        .layer(middleware::from_fn_with_state(state.clone(), proxy::see_through))
        .with_state(state)
}

fn api() -> Router<ConsoleState> {
    Router::new()
        .route("/openapi.json", get(openapi::document))
        .route("/setup", get(setup::needed).post(setup::first_admin))
        .route("/session", post(sign_in::sign_in).delete(sign_in::sign_out))
        .route("/me", get(sign_in::me))
        .route("/support", get(guests::support))
        .route("/guests", post(guests::arrive))
        .route("/guests/{ticket}", get(guests::how))
        .route("/guests/{ticket}/callback", post(guests::call_back))
        .route("/guests/{ticket}/feeling", post(guests::feel))
        .route("/customers", get(person::find).post(person::add))
        .route("/customers/{id}", put(person::change))
        .route("/customers/{id}/profile", get(profile::read))
        .route("/customers/{id}/journey", get(profile::journey))
        .route("/customers/{id}/fields", put(profile::write))
        .route("/customers/{id}/fields/drop", post(profile::drop_one))
        .route("/customers/{id}/merges", post(profile::merge))
        .route("/customers/{id}/merges/{merge}", delete(profile::undo))
        .route("/promises", get(ledger::list::owed))
        .route("/promises/counts", get(ledger::list::counts))
        .route("/promises.csv", get(ledger::export::promises))
        .route("/promises/alerts", get(ledger::alerts))
        .route("/promises/{promise}", get(ledger::one).put(ledger::change).delete(ledger::dismiss))
        .route("/reviews", get(reader::marks))
        .route("/reviews/mine", get(inbox::mine))
        .route("/forms", get(forms::list))
        .route("/forms/{form}", get(forms::one).put(forms::write))
        .route("/sampling", get(sampling::read).put(sampling::write))
        .route("/sampling/draw", post(sampling::draw))
        .route("/sampling/{call}", put(sampling::assign))
        .route("/views", get(views::list).post(views::add))
        .route("/views/{view}", delete(views::remove))
        .nest("/consistency", of_findings())
        .route("/silent-customers", get(silent::list))
        .route("/silent-customers/{outreach}/assign", post(silent::assign))
        .route("/silent-customers/{outreach}/outcome", post(silent::outcome))
        .route("/promises/{promise}/clip", get(clip::clip))
        .route("/audit", get(audit::list))
        .route("/prompts", get(prompts::list))
        .route(
            "/prompts/{prompt}/{language}",
            get(prompts::hear)
                .put(prompts::record)
                .delete(prompts::take_back)
                .layer(DefaultBodyLimit::max(prompts::LARGEST_PROMPT)),
        )
        .route("/holds", get(holds::list).post(holds::place))
        .route("/holds/{hold}", delete(holds::lift))
        .route("/due", post(promises::due))
        .route("/directory", get(directory::look))
        .route("/intents", get(directory::intents))
        .route("/people", get(directory::people))
        .route("/branches", get(directory::branches))
        .route("/queues", get(floor::queues))
        .route("/agents", get(floor::agents))
        .route("/events", get(events::events))
        .route("/reports/human-access", get(reports::human_access))
        .route("/reports/calibration", get(reports::calibration::calibration))
        .route("/reports/gaps", get(reports::gaps::gaps))
        .route("/reports/silent", get(reports::outreach::silent))
        .route("/reports/executive", get(reports::executive::executive))
        .route("/search", get(search::hits))
        .route("/search/visits", get(search::visits))
        .route("/calls.csv", get(export::calls))
        .nest("/calls", of_calls())
        .nest("/agents/me", of_me())
        .nest("/branch", of_branch())
}

fn of_branch() -> Router<ConsoleState> {
    let recording = put(branch::sound::keep).get(branch::sound::hear);
    Router::new()
        .route("/visits", get(branch::list).post(branch::log))
        .route("/visits/{id}/recording", recording.layer(DefaultBodyLimit::max(LARGEST_RECORDING)))
        .route("/visits/{id}/callback", post(branch::call_back))
        .route("/find", get(branch::desk::find))
        .route("/person", get(branch::desk::person))
        .route("/today", get(branch::desk::today))
}

fn of_calls() -> Router<ConsoleState> {
    Router::new()
        .route("/", get(calls::list))
        .route("/{id}", get(calls::one))
        .route("/{id}/timeline", get(calls::timeline))
        .route("/{id}/transcript", get(calls::transcript))
        .route("/{id}/recording", get(recording::sound))
        .route("/{id}/peaks", get(recording::peaks))
        .route("/{id}/rail", get(rail::how_far))
        .route("/{id}/person", get(person::of_call))
        .route("/{id}/notes", post(telling::note))
        .route("/{id}/mood", post(telling::mood))
        .route("/{id}/intent", post(telling::intent))
        .route("/{id}/steps", post(telling::step))
        .route("/{id}/promises", post(promises::make))
        .route("/{id}/promises/{promise}", delete(promises::withdraw))
        .route("/{id}/reviews", get(reviews::of_call).post(reviews::begin))
        .route("/{id}/reviews/{sheet}", put(reviews::write))
        .route("/{id}/reviews/{sheet}/{action}", post(reviews::act))
        .route("/{id}/comments", get(comments::list).post(comments::write))
        .route("/{id}/comments/{comment}", put(comments::change).delete(comments::remove))
        .route("/{id}/wrap-up", put(telling::wrap_up))
        .route("/{id}/draft", get(draft::read).put(draft::write).delete(draft::forget))
}

fn of_findings() -> Router<ConsoleState> {
    Router::new()
        .route("/", get(consistency::list))
        .route("/{finding}", get(consistency::one))
        .route("/{finding}/verdict", post(consistency::judge))
        .route("/{finding}/ask", post(consistency::ask_branch))
        .route("/{finding}/answer", post(consistency::answer))
        .route("/{finding}/close", post(consistency::close))
}

fn of_me() -> Router<ConsoleState> {
    Router::new()
        .route("/desk", get(shift::desk))
        .route("/state", get(shift::shift).put(shift::set_shift))
        .route("/wrap-up/more", post(shift::more_wrap_up))
        .route("/rest", post(shift::rest))
        .route("/today", get(shift::today))
        .route("/call/transfer", post(orders::transfer))
        .route("/call/consult", post(orders::consult))
        .route("/call/{order}", post(orders::give))
}

/// Marks requests that came over TLS of our own: add it as an extension (`router.layer(Extension(Encrypted))`).
#[derive(Clone, Copy, Debug)]
pub struct Encrypted;

/// Serves the routes until `shutdown` resolves; requests under way are finished.
///
/// # Errors
/// When the listener fails.
pub async fn serve<L>(
    listener: L,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()>
where
    L: Listener<Addr = SocketAddr>,
{
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let listener = Patient::new(listener, patience::LONGEST_IDLE);
    axum::serve(listener.tap_io(|_| {}), service).with_graceful_shutdown(shutdown).await
}
