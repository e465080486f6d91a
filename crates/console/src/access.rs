//! The one table of who may ask what, and the door that reads it. What is not in the table is refused.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use wasl_record::{Role, StoreError, User};

use crate::Encrypted;
use crate::problem::Problem;
use crate::session::{self, Token};
use crate::state::ConsoleState;

/// The header that shows a change comes from a page of ours.
pub const CSRF: &str = "x-wasl-csrf";

/// Who may ask a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody, signed in or not.
    Anyone,
    /// Everybody signed in.
    SignedIn,
    /// These roles. An agent among them sees only the calls they were offered or answered.
    Roles(&'static [Role]),
}

/// Those who see calls.
const CALLS: Who = Who::Roles(&[Role::Agent, Role::Qa, Role::Supervisor, Role::Admin]);
/// Those who may have a desk; whoever has none is answered 404.
pub(crate) const DESK: Who = Who::Roles(&[Role::Agent, Role::Supervisor, Role::Admin]);
/// Those who write down who somebody is.
const CUSTOMERS: Who = Who::Roles(&[Role::Agent, Role::Branch, Role::Supervisor, Role::Admin]);
/// Those who work at a branch's desk.
const BRANCH: Who = Who::Roles(&[Role::Branch, Role::Supervisor, Role::Admin]);
/// Those who read what branches logged.
const VISITS: Who = Who::Roles(&[Role::Branch, Role::Qa, Role::Supervisor, Role::Admin]);
/// Those who look at the whole floor.
const FLOOR: Who = Who::Roles(&[Role::Supervisor, Role::Admin]);

/// Those who read reports over many calls.
const REPORTS: Who = Who::Roles(&[Role::Qa, Role::Supervisor, Role::Admin]);

/// Those who judge how people were served.
pub(crate) const QUALITY: Who = REPORTS;
/// Those who see what people said of a call: agents of their own.
const SHEETS: Who = CALLS;
/// Those who call silent customers: agents those given to them.
const OUTREACH: Who = CALLS;
/// Those who may be asked for their side of a difference.
const SIDES: Who = Who::Roles(&[Role::Branch, Role::Qa, Role::Supervisor, Role::Admin]);

/// Those who answer for what is kept.
const ADMIN: Who = Who::Roles(&[Role::Admin]);

/// Every route with its method.
pub const TABLE: [(Method, &str, Who); 131] = [
    (Method::GET, "/", Who::Anyone),
    (Method::GET, "/qa", Who::Anyone),
    (Method::GET, "/qa/{*rest}", Who::Anyone),
    (Method::GET, "/agent", Who::Anyone),
    (Method::GET, "/call", Who::Anyone),
    (Method::GET, "/branch", Who::Anyone),
    (Method::GET, "/branch-worker.js", Who::Anyone),
    (Method::GET, "/admin", Who::Anyone),
    (Method::GET, "/embed.js", Who::Anyone),
    (Method::GET, "/icon.svg", Who::Anyone),
    (Method::GET, "/assets/{*name}", Who::Anyone),
    (Method::GET, "/healthz", Who::Anyone),
    (Method::GET, "/readyz", Who::Anyone),
    (Method::GET, "/metrics", Who::Anyone),
    // The socket asks for a session or a ticket itself.
    (Method::GET, "/sip", Who::Anyone),
    (Method::GET, "/api/v1/openapi.json", Who::Anyone),
    (Method::GET, "/api/v1/setup", Who::Anyone),
    (Method::POST, "/api/v1/setup", Who::Anyone),
    (Method::POST, "/api/v1/session", Who::Anyone),
    (Method::DELETE, "/api/v1/session", Who::SignedIn),
    (Method::GET, "/api/v1/me", Who::SignedIn),
    (Method::GET, "/api/v1/support", Who::Anyone),
    (Method::POST, "/api/v1/guests", Who::Anyone),
    (Method::GET, "/api/v1/guests/{ticket}", Who::Anyone),
    (Method::POST, "/api/v1/guests/{ticket}/callback", Who::Anyone),
    (Method::POST, "/api/v1/guests/{ticket}/feeling", Who::Anyone),
    (Method::GET, "/api/v1/search", CALLS),
    (Method::GET, "/api/v1/search/visits", QUALITY),
    (Method::GET, "/api/v1/calls.csv", REPORTS),
    (Method::GET, "/api/v1/promises.csv", REPORTS),
    (Method::GET, "/api/v1/calls", CALLS),
    (Method::GET, "/api/v1/calls/{id}", CALLS),
    (Method::GET, "/api/v1/calls/{id}/timeline", CALLS),
    (Method::GET, "/api/v1/calls/{id}/transcript", CALLS),
    (Method::GET, "/api/v1/calls/{id}/recording", CALLS),
    (Method::GET, "/api/v1/calls/{id}/peaks", CALLS),
    (Method::GET, "/api/v1/calls/{id}/rail", CALLS),
    (Method::GET, "/api/v1/calls/{id}/person", CALLS),
    (Method::POST, "/api/v1/calls/{id}/notes", DESK),
    (Method::POST, "/api/v1/calls/{id}/mood", DESK),
    (Method::POST, "/api/v1/calls/{id}/intent", DESK),
    (Method::POST, "/api/v1/calls/{id}/steps", DESK),
    (Method::POST, "/api/v1/calls/{id}/promises", DESK),
    (Method::DELETE, "/api/v1/calls/{id}/promises/{promise}", DESK),
    (Method::PUT, "/api/v1/calls/{id}/wrap-up", DESK),
    (Method::GET, "/api/v1/calls/{id}/draft", DESK),
    (Method::PUT, "/api/v1/calls/{id}/draft", DESK),
    (Method::DELETE, "/api/v1/calls/{id}/draft", DESK),
    (Method::GET, "/api/v1/agents/me/desk", DESK),
    (Method::GET, "/api/v1/agents/me/state", DESK),
    (Method::PUT, "/api/v1/agents/me/state", DESK),
    (Method::POST, "/api/v1/agents/me/wrap-up/more", DESK),
    (Method::POST, "/api/v1/agents/me/rest", DESK),
    (Method::GET, "/api/v1/agents/me/today", DESK),
    (Method::POST, "/api/v1/agents/me/call/{order}", DESK),
    (Method::POST, "/api/v1/agents/me/call/transfer", DESK),
    (Method::POST, "/api/v1/agents/me/call/consult", DESK),
    (Method::GET, "/api/v1/directory", DESK),
    (Method::GET, "/api/v1/intents", Who::SignedIn),
    (Method::POST, "/api/v1/due", Who::SignedIn),
    // Those of a branch are told of their own branch's, agents of theirs.
    (Method::GET, "/api/v1/promises", Who::SignedIn),
    (Method::GET, "/api/v1/promises/counts", Who::SignedIn),
    (Method::GET, "/api/v1/customers", Who::SignedIn),
    (Method::POST, "/api/v1/customers", CUSTOMERS),
    (Method::PUT, "/api/v1/customers/{id}", CUSTOMERS),
    (Method::GET, "/api/v1/customers/{id}/profile", Who::SignedIn),
    (Method::GET, "/api/v1/customers/{id}/journey", Who::SignedIn),
    (Method::PUT, "/api/v1/customers/{id}/fields", CUSTOMERS),
    (Method::POST, "/api/v1/customers/{id}/fields/drop", CUSTOMERS),
    (Method::POST, "/api/v1/customers/{id}/merges", CUSTOMERS),
    (Method::DELETE, "/api/v1/customers/{id}/merges/{merge}", CUSTOMERS),
    (Method::GET, "/api/v1/promises/{promise}/clip", Who::SignedIn),
    (Method::GET, "/api/v1/branch/visits", VISITS),
    (Method::POST, "/api/v1/branch/visits", BRANCH),
    (Method::GET, "/api/v1/branch/visits/{id}/recording", VISITS),
    (Method::PUT, "/api/v1/branch/visits/{id}/recording", BRANCH),
    (Method::POST, "/api/v1/branch/visits/{id}/callback", BRANCH),
    (Method::GET, "/api/v1/branch/find", BRANCH),
    (Method::GET, "/api/v1/branch/person", BRANCH),
    (Method::GET, "/api/v1/branch/today", BRANCH),
    (Method::GET, "/api/v1/queues", DESK),
    (Method::GET, "/api/v1/agents", FLOOR),
    // Those of a branch hear what they are told, and of no call.
    (Method::GET, "/api/v1/events", Who::SignedIn),
    (Method::GET, "/api/v1/reports/human-access", REPORTS),
    (Method::GET, "/api/v1/calls/{id}/reviews", SHEETS),
    (Method::POST, "/api/v1/calls/{id}/reviews", QUALITY),
    (Method::PUT, "/api/v1/calls/{id}/reviews/{sheet}", QUALITY),
    (Method::POST, "/api/v1/calls/{id}/reviews/{sheet}/{action}", SHEETS),
    (Method::GET, "/api/v1/calls/{id}/comments", QUALITY),
    (Method::POST, "/api/v1/calls/{id}/comments", QUALITY),
    (Method::PUT, "/api/v1/calls/{id}/comments/{comment}", QUALITY),
    (Method::DELETE, "/api/v1/calls/{id}/comments/{comment}", QUALITY),
    (Method::GET, "/api/v1/reviews", SHEETS),
    (Method::GET, "/api/v1/forms", SHEETS),
    (Method::GET, "/api/v1/forms/{form}", SHEETS),
    (Method::PUT, "/api/v1/forms/{form}", QUALITY),
    (Method::GET, "/api/v1/sampling", QUALITY),
    (Method::PUT, "/api/v1/sampling", QUALITY),
    (Method::POST, "/api/v1/sampling/draw", QUALITY),
    (Method::PUT, "/api/v1/sampling/{call}", QUALITY),
    (Method::GET, "/api/v1/people", QUALITY),
    (Method::GET, "/api/v1/reviews/mine", SHEETS),
    (Method::GET, "/api/v1/branches", Who::SignedIn),
    (Method::GET, "/api/v1/views", QUALITY),
    (Method::POST, "/api/v1/views", QUALITY),
    (Method::DELETE, "/api/v1/views/{view}", QUALITY),
    (Method::GET, "/api/v1/consistency", SIDES),
    (Method::GET, "/api/v1/consistency/{finding}", SIDES),
    (Method::POST, "/api/v1/consistency/{finding}/verdict", QUALITY),
    (Method::POST, "/api/v1/consistency/{finding}/ask", QUALITY),
    (Method::POST, "/api/v1/consistency/{finding}/answer", SIDES),
    (Method::POST, "/api/v1/consistency/{finding}/close", QUALITY),
    (Method::GET, "/api/v1/silent-customers", OUTREACH),
    (Method::POST, "/api/v1/silent-customers/{outreach}/assign", QUALITY),
    (Method::POST, "/api/v1/silent-customers/{outreach}/outcome", OUTREACH),
    (Method::GET, "/api/v1/promises/alerts", Who::SignedIn),
    (Method::GET, "/api/v1/promises/{promise}", Who::SignedIn),
    (Method::PUT, "/api/v1/promises/{promise}", Who::SignedIn),
    (Method::DELETE, "/api/v1/promises/{promise}", Who::SignedIn),
    (Method::GET, "/api/v1/reports/calibration", REPORTS),
    (Method::GET, "/api/v1/reports/gaps", REPORTS),
    (Method::GET, "/api/v1/reports/silent", REPORTS),
    (Method::GET, "/api/v1/reports/executive", REPORTS),
    (Method::GET, "/api/v1/audit", ADMIN),
    (Method::GET, "/api/v1/prompts", FLOOR),
    (Method::GET, "/api/v1/prompts/{prompt}/{language}", FLOOR),
    (Method::PUT, "/api/v1/prompts/{prompt}/{language}", FLOOR),
    (Method::DELETE, "/api/v1/prompts/{prompt}/{language}", FLOOR),
    (Method::GET, "/api/v1/holds", ADMIN),
    (Method::POST, "/api/v1/holds", ADMIN),
    (Method::DELETE, "/api/v1/holds/{hold}", ADMIN),
];

/// Who asks: put into the request by the door.
#[derive(Clone, Debug)]
pub struct Asker {
    /// The user, as the book knows them now.
    pub user: User,
    pub(crate) token: Token,
}

/// May a user of that role ask it.
#[must_use]
pub fn allows(who: Who, role: Option<Role>) -> bool {
    match (who, role) {
        (Who::Anyone, _) | (Who::SignedIn, Some(_)) => true,
        (Who::Roles(roles), Some(role)) => roles.contains(&role),
        (Who::SignedIn | Who::Roles(_), None) => false,
    }
}

/// Lets a request in, or answers 401 or 403. The user is read from the book each time, so a lost role is lost at once.
pub(crate) async fn door(State(state): State<ConsoleState>, mut request: Request, next: Next) -> Response {
    let Some(who) = who_may(&request) else {
        // No such path or method: the fallbacks answer.
        return next.run(request).await;
    };
    let changes = !request.method().is_safe();
    let origin = !changes || same_origin(request.headers(), request.extensions().get().copied());
    match asks(&state, request.headers(), origin, changes, who).await {
        Err(problem) => problem.into_response(),
        Ok(asker) => {
            asker.map(|asker| request.extensions_mut().insert(asker));
            next.run(request).await
        }
    }
}

/// Who asks, if the table lets them; nobody when anyone may.
async fn asks(
    state: &ConsoleState,
    headers: &HeaderMap,
    origin: bool,
    changes: bool,
    who: Who,
) -> Result<Option<Asker>, Problem> {
    if !origin {
        return Err(Problem::new(StatusCode::FORBIDDEN, "changes are for pages of this server"));
    }
    if who == Who::Anyone {
        return Ok(None);
    }
    let sign_in = || Problem::new(StatusCode::UNAUTHORIZED, "sign in first: POST /api/v1/session");
    let bearer = bearer_of(headers);
    let asker = match bearer {
        Some(token) => by_bearer(state, token).await?,
        None => asker(state, session::token_of(headers)).await?,
    };
    let asker = asker.ok_or_else(sign_in)?;
    if !allows(who, Some(asker.user.role)) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "your role may not ask this"));
    }
    // A bearer's token is sent by nobody but who has it; a cookie is sent by every page.
    if changes
        && bearer.is_none()
        && headers.get(CSRF).is_none_or(|told| told.as_bytes() != asker.token.csrf.as_bytes())
    {
        let detail = "send the header X-Wasl-CSRF with the csrf of GET /api/v1/me";
        return Err(Problem::new(StatusCode::FORBIDDEN, detail));
    }
    Ok(Some(asker))
}

/// A page of another site may not use a user's cookie (the cookie is SameSite=Strict; this is the second lock).
/// What has no `Origin` is no page. Over TLS only pages that came over TLS are ours: others may be anybody's on the way.
pub(crate) fn same_origin(headers: &HeaderMap, encrypted: Option<Encrypted>) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else { return !headers.contains_key(header::ORIGIN) };
    let Some((scheme, host)) = origin.split_once("://") else { return false };
    let right_scheme = scheme == "https" || (scheme == "http" && !by_tls(headers, encrypted));
    // Behind a proxy the browser's host is in its header, which no page can set on a request of its own accord.
    let hosts = [header::HOST, HeaderName::from_static("x-forwarded-host")];
    right_scheme && hosts.into_iter().any(|name| text(name) == Some(host))
}

/// Over TLS, ours or a proxy's.
pub(crate) fn by_tls(headers: &HeaderMap, encrypted: Option<Encrypted>) -> bool {
    encrypted.is_some() || headers.get("x-forwarded-proto").is_some_and(|proto| proto.as_bytes() == b"https")
}

/// The table's line for a request; a route that has none is for nobody. HEAD is asked like GET.
fn who_may(request: &Request) -> Option<Who> {
    let path = request.extensions().get::<MatchedPath>()?.as_str();
    let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
    let mut of_path = TABLE.iter().filter(|(_, route, _)| *route == path).peekable();
    if of_path.peek().is_none() {
        return Some(Who::Roles(&[]));
    }
    of_path.find(|(wanted, ..)| wanted == method).map(|(.., who)| *who)
}

/// The token of another system (RFC 6750 §2.1).
fn bearer_of(headers: &HeaderMap) -> Option<&str> {
    let told = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = told.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

async fn by_bearer(state: &ConsoleState, token: &str) -> Result<Option<Asker>, Problem> {
    let Some(name) = state.book.user_of_token(token).await? else { return Ok(None) };
    let user = state.book.user(&name).await?.filter(|user| !user.disabled);
    Ok(user.map(|user| Asker { user, token: Token::of(token) }))
}

async fn asker(state: &ConsoleState, token: Option<Token>) -> Result<Option<Asker>, Problem> {
    let Some(token) = token else { return Ok(None) };
    let user = user_now(state, &token).await?;
    Ok(user.map(|user| Asker { user, token }))
}

/// The session's user as the book knows them now: still allowed in, and with the password the session was begun with.
pub(crate) async fn user_now(state: &ConsoleState, token: &Token) -> Result<Option<User>, StoreError> {
    let Some((name, password_set)) = state.sessions.user_of(token).await? else { return Ok(None) };
    let user = state.book.user(&name).await?;
    Ok(user.filter(|user| !user.disabled && user.password_set == password_set))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn pages_of_other_hosts_ports_and_schemes_are_not_ours() {
        let same = |origin: &'static str, proxy: bool, encrypted: Option<Encrypted>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static("wasl.example:8443"));
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            if proxy {
                headers.insert("x-forwarded-proto", HeaderValue::from_static("https"));
            }
            same_origin(&headers, encrypted)
        };
        for (plain, proxy, tls) in [(true, false, None), (false, true, None), (false, false, Some(Encrypted))] {
            assert!(same("https://wasl.example:8443", proxy, tls));
            assert_eq!(same("http://wasl.example:8443", proxy, tls), plain);
            for strange in ["http://wasl.example", "https://wasl.example:8444", "ftp://wasl.example:8443", "null", ""] {
                assert!(!same(strange, proxy, tls), "{strange}");
            }
        }
        assert!(same_origin(&HeaderMap::new(), Some(Encrypted)), "no page");
    }
}
