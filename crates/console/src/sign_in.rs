//! `session` and `me`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::Extension;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, Pii};
use wasl_record::{Role, User};

use crate::access::Asker;
use crate::ask::Json;
use crate::problem::Problem;
use crate::session::{COOKIE, LONGEST};
use crate::state::ConsoleState;

/// What signing in asks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// The name.
    #[schema(value_type = String)]
    pub user: AgentId,
    /// The password.
    #[schema(value_type = String, format = Password)]
    pub password: Pii<String>,
}

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The name.
    #[schema(value_type = String)]
    pub user: AgentId,
    /// The name colleagues see.
    pub display_name: String,
    /// What they may see and do.
    #[schema(value_type = String)]
    pub role: Role,
}

impl From<User> for Me {
    fn from(user: User) -> Self {
        Self { user: user.name, display_name: user.display_name, role: user.role }
    }
}

/// Signs in: sets an HttpOnly, SameSite=Strict cookie.
#[utoipa::path(post, path = "/api/v1/session", request_body = Credentials, responses(
    (status = 200, body = Me), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub async fn sign_in(State(state): State<ConsoleState>, request: Request) -> Result<impl IntoResponse, Problem> {
    let address = address_of(&request);
    let secure = is_secure(request.headers());
    let Json(Credentials { user: name, password }) = axum::RequestExt::extract(request).await?;
    state.sessions.try_once(address, &name).map_err(|wait| {
        let detail = "too many wrong passwords; wait before the next try";
        Problem::new(StatusCode::TOO_MANY_REQUESTS, detail).retry_after(wait.as_secs().max(1))
    })?;
    let user = {
        let _turn = state.hashing.acquire().await.expect("the semaphore is never closed");
        state.book.verify(&name, password).await?
    };
    // The same words whether the name or the password is wrong.
    let user = user.ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, "the name or the password is wrong"))?;
    state.sessions.succeeded(address, &name);
    state.book.audit(&user.name, "session.open", None).await?;
    let cookie = state.sessions.begin(&user);
    let cookie = set_cookie(&cookie, LONGEST.as_secs(), secure);
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), axum::Json(Me::from(user))))
}

/// Signs out.
#[utoipa::path(delete, path = "/api/v1/session", responses((status = 204), (status = 401, body = Problem)))]
pub async fn sign_out(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    headers: HeaderMap,
) -> impl IntoResponse {
    state.sessions.end(&asker.token);
    let cookie = set_cookie("", 0, is_secure(&headers));
    (StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie)]))
}

/// Who is signed in.
#[utoipa::path(get, path = "/api/v1/me", responses((status = 200, body = Me), (status = 401, body = Problem)))]
pub async fn me(Extension(asker): Extension<Asker>) -> axum::Json<Me> {
    axum::Json(asker.user.into())
}

fn set_cookie(value: &str, max_age_s: u64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE}={value}; HttpOnly; SameSite=Strict; Path=/; Max-Age={max_age_s}{secure}")
}

/// Behind a proxy that ends TLS the cookie is for TLS only. (A client that lies about it harms only its own cookie.)
fn is_secure(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|proto| proto.as_bytes() == b"https")
}

fn address_of(request: &Request) -> IpAddr {
    let known = request.extensions().get::<ConnectInfo<SocketAddr>>();
    known.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip())
}
