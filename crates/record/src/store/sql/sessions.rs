//! Sessions, by the hash of their cookies.

use wasl_model::{AgentId, Timestamp};

use super::dialect::said;
use super::link::{Pool, Row};
use super::statement::sql;
use crate::sessions::{KeptSession, MOST_SESSIONS, TokenHash};
use crate::store::StoreError;

const SESSION: &str = "SELECT token, \"user\" AS whose, password_ms, began_ms, used_ms FROM sessions ";

pub(super) async fn keep(pool: &Pool, session: &KeptSession) -> Result<(), StoreError> {
    sql("INSERT INTO sessions (token, \"user\", password_ms, began_ms, used_ms) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (token) DO UPDATE SET \"user\" = excluded.\"user\", password_ms = excluded.password_ms, \
         began_ms = excluded.began_ms, used_ms = excluded.used_ms")
    .bind(&session.token.0[..])
    .bind(session.user.as_str())
    .bind(session.password_set.as_millis())
    .bind(session.began.as_millis())
    .bind(session.used.as_millis())
    .run(pool)
    .await?;
    drop_most_idle(pool).await
}

async fn drop_most_idle(pool: &Pool) -> Result<(), StoreError> {
    sql(
        "DELETE FROM sessions WHERE token IN (SELECT token FROM sessions ORDER BY used_ms DESC LIMIT 9223372036854775807 OFFSET $1)",
    )
    .bind(MOST_SESSIONS).run(pool).await?;
    Ok(())
}

pub(super) async fn one(pool: &Pool, token: &TokenHash) -> Result<Option<KeptSession>, StoreError> {
    let row = sql(format!("{SESSION} WHERE token = $1")).bind(&token.0[..]).maybe(pool).await?;
    row.as_ref().map(session_of).transpose()
}

pub(super) async fn all(pool: &Pool) -> Result<Vec<KeptSession>, StoreError> {
    let rows = sql(format!("{SESSION} ORDER BY used_ms DESC")).all(pool).await?;
    rows.iter().map(session_of).collect()
}

pub(super) async fn touch(pool: &Pool, token: &TokenHash, at: Timestamp) -> Result<bool, StoreError> {
    let done = sql("UPDATE sessions SET used_ms = CASE WHEN used_ms > $1 THEN used_ms ELSE $1 END WHERE token = $2")
        .bind(at.as_millis())
        .bind(&token.0[..])
        .run(pool)
        .await?;
    Ok(done > 0)
}

pub(super) async fn end(pool: &Pool, token: &TokenHash) -> Result<bool, StoreError> {
    let done = sql("DELETE FROM sessions WHERE token = $1").bind(&token.0[..]).run(pool).await?;
    Ok(done > 0)
}

pub(super) async fn end_of(pool: &Pool, user: &AgentId) -> Result<u64, StoreError> {
    let done = sql("DELETE FROM sessions WHERE \"user\" = $1").bind(user.as_str()).run(pool).await?;
    Ok(done)
}

pub(super) async fn end_stale(pool: &Pool, began: Timestamp, used: Timestamp) -> Result<u64, StoreError> {
    let done = sql("DELETE FROM sessions WHERE began_ms < $1 OR used_ms < $2")
        .bind(began.as_millis())
        .bind(used.as_millis())
        .run(pool)
        .await?;
    Ok(done)
}

fn session_of(row: &Row) -> Result<KeptSession, StoreError> {
    let token: Vec<u8> = row.try_get("token").map_err(said)?;
    let token = token.try_into().map_err(|_| StoreError::Damaged("a session has no valid token".to_owned()))?;
    Ok(KeptSession {
        token: TokenHash(token),
        user: AgentId(row.try_get("whose").map_err(said)?),
        password_set: Timestamp(row.try_get("password_ms").map_err(said)?),
        began: Timestamp(row.try_get("began_ms").map_err(said)?),
        used: Timestamp(row.try_get("used_ms").map_err(said)?),
    })
}
