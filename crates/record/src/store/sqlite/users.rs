//! Users, phones' secrets, and who opened what.

use sqlx::Row;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use wasl_model::{AgentId, Timestamp};

use super::said;
use crate::people::{Role, SipSecret, User};
use crate::store::{AuditRow, StoreError};

const USER: &str = "SELECT name, display_name, role, disabled, created_ms, password, password_ms, \
                    EXISTS (SELECT 1 FROM sip_secrets WHERE agent = users.name) AS has_phone FROM users ";

pub(super) async fn add(pool: &SqlitePool, user: &User, hash: &str) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO users (name, display_name, role, disabled, created_ms, password, password_ms) VALUES (?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (name) DO NOTHING",
    )
    .bind(user.name.as_str())
    .bind(&user.display_name)
    .bind(user.role.name())
    .bind(user.disabled)
    .bind(user.created.as_millis())
    .bind(hash)
    .bind(user.password_set.as_millis())
    .execute(pool)
    .await
    .map_err(said)?;
    Ok(done.rows_affected() > 0)
}

pub(super) async fn all(pool: &SqlitePool) -> Result<Vec<User>, StoreError> {
    let rows = sqlx::query(&format!("{USER} ORDER BY name")).fetch_all(pool).await.map_err(said)?;
    rows.iter().map(user_of).collect()
}

pub(super) async fn one(pool: &SqlitePool, name: &AgentId) -> Result<Option<(User, String)>, StoreError> {
    let row = sqlx::query(&format!("{USER} WHERE name = ?")).bind(name.as_str()).fetch_optional(pool).await;
    let Some(row) = row.map_err(said)? else { return Ok(None) };
    Ok(Some((user_of(&row)?, row.try_get("password").map_err(said)?)))
}

pub(super) async fn set_password(
    pool: &SqlitePool,
    name: &AgentId,
    hash: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let done = sqlx::query("UPDATE users SET password = ?, password_ms = ? WHERE name = ?");
    let done = done.bind(hash).bind(at.as_millis()).bind(name.as_str()).execute(pool).await;
    Ok(done.map_err(said)?.rows_affected() > 0)
}

pub(super) async fn set_disabled(pool: &SqlitePool, name: &AgentId, disabled: bool) -> Result<bool, StoreError> {
    let done = sqlx::query("UPDATE users SET disabled = ? WHERE name = ?").bind(disabled).bind(name.as_str());
    Ok(done.execute(pool).await.map_err(said)?.rows_affected() > 0)
}

pub(super) async fn set_sip_secret(pool: &SqlitePool, secret: &SipSecret) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO sip_secrets (agent, username, realm, ha1_md5, ha1_sha256) VALUES (?, ?, ?, ?, ?) \
         ON CONFLICT (agent) DO UPDATE SET username = excluded.username, realm = excluded.realm, \
         ha1_md5 = excluded.ha1_md5, ha1_sha256 = excluded.ha1_sha256",
    )
    .bind(secret.agent.as_str())
    .bind(&secret.username)
    .bind(&secret.realm)
    .bind(&secret.ha1_md5)
    .bind(&secret.ha1_sha256)
    .execute(pool)
    .await
    .map_err(said)?;
    Ok(())
}

pub(super) async fn sip_secrets(pool: &SqlitePool) -> Result<Vec<SipSecret>, StoreError> {
    let rows = sqlx::query(
        "SELECT agent, username, realm, ha1_md5, ha1_sha256 FROM sip_secrets \
         JOIN users ON users.name = sip_secrets.agent WHERE NOT users.disabled ORDER BY agent",
    )
    .fetch_all(pool)
    .await
    .map_err(said)?;
    let secret = |row: &SqliteRow| {
        Ok(SipSecret {
            agent: AgentId(row.try_get("agent").map_err(said)?),
            username: row.try_get("username").map_err(said)?,
            realm: row.try_get("realm").map_err(said)?,
            ha1_md5: row.try_get("ha1_md5").map_err(said)?,
            ha1_sha256: row.try_get("ha1_sha256").map_err(said)?,
        })
    };
    rows.iter().map(secret).collect()
}

pub(super) async fn audit(pool: &SqlitePool, row: &AuditRow) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO audit (at_ms, user, action, call_id) VALUES (?, ?, ?, ?)")
        .bind(row.at.as_millis())
        .bind(row.user.as_str())
        .bind(&row.action)
        .bind(row.call.map(|call| call.to_string()))
        .execute(pool)
        .await
        .map_err(said)?;
    Ok(())
}

pub(super) async fn audit_rows(pool: &SqlitePool, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
    let rows = sqlx::query("SELECT at_ms, user, action, call_id FROM audit ORDER BY id DESC LIMIT ?")
        .bind(limit)
        .fetch_all(pool)
        .await
        .map_err(said)?;
    let audit = |row: &SqliteRow| {
        let call: Option<String> = row.try_get("call_id").map_err(said)?;
        Ok(AuditRow {
            at: Timestamp(row.try_get("at_ms").map_err(said)?),
            user: AgentId(row.try_get("user").map_err(said)?),
            action: row.try_get("action").map_err(said)?,
            call: call.and_then(|call| call.parse().ok()),
        })
    };
    rows.iter().map(audit).collect()
}

fn user_of(row: &SqliteRow) -> Result<User, StoreError> {
    let role: String = row.try_get("role").map_err(said)?;
    Ok(User {
        name: AgentId(row.try_get("name").map_err(said)?),
        display_name: row.try_get("display_name").map_err(said)?,
        role: Role::from_name(&role).ok_or_else(|| StoreError::Damaged("a user has no valid role".to_owned()))?,
        disabled: row.try_get("disabled").map_err(said)?,
        has_phone: row.try_get("has_phone").map_err(said)?,
        created: Timestamp(row.try_get("created_ms").map_err(said)?),
        password_set: Timestamp(row.try_get("password_ms").map_err(said)?),
    })
}
