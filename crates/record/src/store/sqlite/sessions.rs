//! Sessions, by the hash of their cookies.

use sqlx::Row;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use wasl_model::{AgentId, Timestamp};

use super::said;
use crate::sessions::{KeptSession, MOST_SESSIONS, TokenHash};
use crate::store::StoreError;

const SESSION: &str = "SELECT token, user, password_ms, began_ms, used_ms FROM sessions ";

pub(super) async fn keep(pool: &SqlitePool, session: &KeptSession) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO sessions (token, user, password_ms, began_ms, used_ms) VALUES (?, ?, ?, ?, ?) \
         ON CONFLICT (token) DO UPDATE SET user = excluded.user, password_ms = excluded.password_ms, \
         began_ms = excluded.began_ms, used_ms = excluded.used_ms",
    )
    .bind(&session.token.0[..])
    .bind(session.user.as_str())
    .bind(session.password_set.as_millis())
    .bind(session.began.as_millis())
    .bind(session.used.as_millis())
    .execute(pool)
    .await
    .map_err(said)?;
    drop_most_idle(pool).await
}

async fn drop_most_idle(pool: &SqlitePool) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM sessions WHERE token IN (SELECT token FROM sessions ORDER BY used_ms DESC LIMIT -1 OFFSET ?)",
    )
    .bind(MOST_SESSIONS)
    .execute(pool)
    .await
    .map_err(said)?;
    Ok(())
}

pub(super) async fn one(pool: &SqlitePool, token: &TokenHash) -> Result<Option<KeptSession>, StoreError> {
    let row = sqlx::query(&format!("{SESSION} WHERE token = ?")).bind(&token.0[..]).fetch_optional(pool).await;
    row.map_err(said)?.as_ref().map(session_of).transpose()
}

pub(super) async fn all(pool: &SqlitePool) -> Result<Vec<KeptSession>, StoreError> {
    let rows = sqlx::query(&format!("{SESSION} ORDER BY used_ms DESC")).fetch_all(pool).await.map_err(said)?;
    rows.iter().map(session_of).collect()
}

pub(super) async fn touch(pool: &SqlitePool, token: &TokenHash, at: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query("UPDATE sessions SET used_ms = max(used_ms, ?) WHERE token = ?")
        .bind(at.as_millis())
        .bind(&token.0[..])
        .execute(pool)
        .await;
    Ok(done.map_err(said)?.rows_affected() > 0)
}

pub(super) async fn end(pool: &SqlitePool, token: &TokenHash) -> Result<bool, StoreError> {
    let done = sqlx::query("DELETE FROM sessions WHERE token = ?").bind(&token.0[..]).execute(pool).await;
    Ok(done.map_err(said)?.rows_affected() > 0)
}

pub(super) async fn end_of(pool: &SqlitePool, user: &AgentId) -> Result<u64, StoreError> {
    let done = sqlx::query("DELETE FROM sessions WHERE user = ?").bind(user.as_str()).execute(pool).await;
    Ok(done.map_err(said)?.rows_affected())
}

pub(super) async fn end_stale(pool: &SqlitePool, began: Timestamp, used: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query("DELETE FROM sessions WHERE began_ms < ? OR used_ms < ?")
        .bind(began.as_millis())
        .bind(used.as_millis())
        .execute(pool)
        .await;
    Ok(done.map_err(said)?.rows_affected())
}

fn session_of(row: &SqliteRow) -> Result<KeptSession, StoreError> {
    let token: Vec<u8> = row.try_get("token").map_err(said)?;
    let token = token.try_into().map_err(|_| StoreError::Damaged("a session has no valid token".to_owned()))?;
    Ok(KeptSession {
        token: TokenHash(token),
        user: AgentId(row.try_get("user").map_err(said)?),
        password_set: Timestamp(row.try_get("password_ms").map_err(said)?),
        began: Timestamp(row.try_get("began_ms").map_err(said)?),
        used: Timestamp(row.try_get("used_ms").map_err(said)?),
    })
}
