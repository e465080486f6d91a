//! The one table of who may ask what, and the door that reads it. What is not in the table is refused.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use wasl_record::{CallSummary, Role, StoreError, User};

use crate::problem::Problem;
use crate::session::{self, Token};
use crate::state::ConsoleState;

/// Who may ask a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody, signed in or not.
    Anyone,
    /// Everybody signed in.
    SignedIn,
    /// These roles. An agent among them sees only the calls they answered.
    Roles(&'static [Role]),
}

const CALLS: Who = Who::Roles(&[Role::Agent, Role::Qa, Role::Supervisor, Role::Admin]);

/// Every route with its method.
pub const TABLE: [(Method, &str, Who); 19] = [
    (Method::GET, "/", Who::Anyone),
    (Method::GET, "/qa", Who::Anyone),
    (Method::GET, "/assets/{name}", Who::Anyone),
    (Method::GET, "/healthz", Who::Anyone),
    (Method::GET, "/readyz", Who::Anyone),
    (Method::GET, "/metrics", Who::Anyone),
    (Method::GET, "/api/v1/openapi.json", Who::Anyone),
    (Method::POST, "/api/v1/session", Who::Anyone),
    (Method::DELETE, "/api/v1/session", Who::SignedIn),
    (Method::GET, "/api/v1/me", Who::SignedIn),
    (Method::GET, "/api/v1/calls", CALLS),
    (Method::GET, "/api/v1/calls/{id}", CALLS),
    (Method::GET, "/api/v1/calls/{id}/timeline", CALLS),
    (Method::GET, "/api/v1/calls/{id}/transcript", CALLS),
    (Method::GET, "/api/v1/calls/{id}/recording", CALLS),
    (Method::GET, "/api/v1/calls/{id}/peaks", CALLS),
    (Method::GET, "/api/v1/queues", Who::Roles(&[Role::Agent, Role::Supervisor, Role::Admin])),
    (Method::GET, "/api/v1/agents", Who::Roles(&[Role::Supervisor, Role::Admin])),
    (Method::GET, "/api/v1/events", Who::Roles(&[Role::Qa, Role::Supervisor, Role::Admin])),
];

/// Who asks: put into the request by the door.
#[derive(Clone, Debug)]
pub struct Asker {
    /// The user, as the book knows them now.
    pub user: User,
    pub(crate) token: Token,
}

impl Asker {
    /// May this user know of that call.
    #[must_use]
    pub fn may_see(&self, call: &CallSummary) -> bool {
        self.user.role != Role::Agent || call.agent.as_ref() == Some(&self.user.name)
    }
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
    if who == Who::Anyone {
        return next.run(request).await;
    }
    match asker(&state, session::token_of(request.headers())).await {
        Err(problem) => problem.into_response(),
        Ok(None) => Problem::new(StatusCode::UNAUTHORIZED, "sign in first: POST /api/v1/session").into_response(),
        Ok(Some(asker)) if !allows(who, Some(asker.user.role)) => {
            Problem::new(StatusCode::FORBIDDEN, "your role may not ask this").into_response()
        }
        Ok(Some(asker)) => {
            request.extensions_mut().insert(asker);
            next.run(request).await
        }
    }
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

async fn asker(state: &ConsoleState, token: Option<Token>) -> Result<Option<Asker>, Problem> {
    let Some(token) = token else { return Ok(None) };
    let user = user_now(state, &token).await?;
    Ok(user.map(|user| Asker { user, token }))
}

/// The session's user as the book knows them now: still allowed in, and with the password the session was begun with.
pub(crate) async fn user_now(state: &ConsoleState, token: &Token) -> Result<Option<User>, StoreError> {
    let Some((name, password_set)) = state.sessions.user_of(token) else { return Ok(None) };
    let user = state.book.user(&name).await?;
    Ok(user.filter(|user| !user.disabled && user.password_set == password_set))
}
