//! `session` and `me`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::Extension;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, BranchId, Pii};
use wasl_record::{Role, User};

use crate::access::{Asker, by_tls};
use crate::ask::Json;
use crate::problem::Problem;
use crate::session::{COOKIE, LONGEST, Token};
use crate::state::ConsoleState;

/// No user's name has more bytes.
const LONGEST_NAME: usize = 64;

/// What signing in asks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// The name.
    pub name: AgentId,
    /// The password.
    #[schema(value_type = String, format = Password)]
    pub password: Pii<String>,
}

/// Somebody has signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignedIn {
    /// Who.
    pub user: Me,
    /// See [`Me::csrf`].
    pub csrf: String,
}

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The name.
    pub name: AgentId,
    /// The name colleagues see.
    pub display_name: String,
    /// What they may see and do.
    pub role: Role,
    /// To be sent back as `X-Wasl-CSRF` with every request that changes something.
    pub csrf: String,
    /// Has a desk: is an agent of this centre.
    pub agent: bool,
    /// The branch they serve in.
    pub branch: Option<BranchId>,
    /// The house's time, in minutes east of UTC.
    pub zone_offset_min: i16,
}

impl Me {
    async fn of(user: User, token: &Token, state: &ConsoleState) -> Result<Self, Problem> {
        let agent = state.live.desk(&user.name).is_some();
        let branch = state.book.branch_of(&user.name).await?;
        let User { name, display_name, role, .. } = user;
        Ok(Self {
            name,
            display_name,
            role,
            csrf: token.csrf.clone(),
            agent,
            branch,
            zone_offset_min: state.zone.whole_minutes(),
        })
    }
}

/// Signs in: sets an HttpOnly, SameSite=Strict cookie.
#[utoipa::path(post, path = "/api/v1/session", request_body = Credentials, responses(
    (status = 200, body = SignedIn), (status = 400, body = Problem), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub async fn sign_in(State(state): State<ConsoleState>, request: Request) -> Result<impl IntoResponse, Problem> {
    let address = address_of(&request);
    let secure = is_secure(&request);
    let Json(Credentials { name, password }) = axum::RequestExt::extract(request).await?;
    if name.as_str().len() > LONGEST_NAME {
        return Err(wrong());
    }
    state.lock_out.try_once(address, &name).map_err(|wait| {
        let detail = "too many wrong passwords; wait before the next try";
        Problem::new(StatusCode::TOO_MANY_REQUESTS, detail).retry_after(wait.as_secs().max(1))
    })?;
    let user = {
        let _turn = state.hashing.acquire().await.expect("the semaphore is never closed");
        state.book.verify(&name, password).await?
    };
    let user = user.ok_or_else(wrong)?;
    state.lock_out.succeeded(address, &name);
    state.book.audit(&user.name, "session.open", None).await?;
    let cookie = state.sessions.begin(&user).await?;
    let me = Me::of(user, &Token::of(&cookie), &state).await?;
    let cookie = set_cookie(&cookie, LONGEST.as_secs(), secure);
    let signed_in = SignedIn { csrf: me.csrf.clone(), user: me };
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), axum::Json(signed_in)))
}

/// Signs out.
#[utoipa::path(delete, path = "/api/v1/session", responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn sign_out(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
    request: Request,
) -> Result<impl IntoResponse, Problem> {
    state.sessions.end(&asker.token).await?;
    state.book.audit(&asker.user.name, "session.close", None).await?;
    let cookie = set_cookie("", 0, is_secure(&request));
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie)])))
}

/// Who is signed in.
#[utoipa::path(get, path = "/api/v1/me", responses((status = 200, body = Me), (status = 401, body = Problem)))]
pub async fn me(
    State(state): State<ConsoleState>,
    Extension(asker): Extension<Asker>,
) -> Result<axum::Json<Me>, Problem> {
    Ok(axum::Json(Me::of(asker.user, &asker.token, &state).await?))
}

/// The same words whether the name or the password is wrong.
fn wrong() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "the name or the password is wrong")
}

fn set_cookie(value: &str, max_age_s: u64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE}={value}; HttpOnly; SameSite=Strict; Path=/; Max-Age={max_age_s}{secure}")
}

/// Over TLS, ours or a proxy's, the cookie is for TLS only. (A client that lies about it harms only its own cookie.)
fn is_secure(request: &Request) -> bool {
    by_tls(request.headers(), request.extensions().get().copied())
}

fn address_of(request: &Request) -> IpAddr {
    let known = request.extensions().get::<ConnectInfo<SocketAddr>>();
    known.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip())
}
