//! Users, phones' secrets, and who opened what.

use wasl_model::{AgentId, Timestamp};

use super::dialect::said;
use super::link::{On, Pool, Row};
use super::read::flag;
use super::statement::sql;
use crate::people::{Role, SipSecret, User};
use crate::store::{AuditFilter, AuditRow, StoreError};

const USER: &str = "SELECT name, display_name, role, disabled, created_ms, password, password_ms, \
                    CASE WHEN EXISTS (SELECT 1 FROM sip_secrets WHERE agent = users.name) THEN 1 ELSE 0 END AS has_phone FROM users ";

pub(super) async fn add(pool: &Pool, user: &User, hash: &str) -> Result<bool, StoreError> {
    let done = sql(
        "INSERT INTO users (name, display_name, role, disabled, created_ms, password, password_ms) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (name) DO NOTHING",
    )
    .bind(user.name.as_str())
    .bind(&user.display_name)
    .bind(user.role.name())
    .bind(user.disabled)
    .bind(user.created.as_millis())
    .bind(hash)
    .bind(user.password_set.as_millis()).run(pool).await?;
    Ok(done > 0)
}

pub(super) async fn all(pool: &Pool) -> Result<Vec<User>, StoreError> {
    let rows = sql(format!("{USER} ORDER BY name")).all(pool).await?;
    rows.iter().map(user_of).collect()
}

pub(super) async fn one(pool: &Pool, name: &AgentId) -> Result<Option<(User, String)>, StoreError> {
    let row = sql(format!("{USER} WHERE name = $1")).bind(name.as_str()).maybe(pool).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some((user_of(&row)?, row.try_get("password").map_err(said)?)))
}

pub(super) async fn set_password(pool: &Pool, name: &AgentId, hash: &str, at: Timestamp) -> Result<bool, StoreError> {
    let done = sql("UPDATE users SET password = $1, password_ms = $2 WHERE name = $3");
    let done = done.bind(hash).bind(at.as_millis()).bind(name.as_str()).run(pool).await?;
    Ok(done > 0)
}

pub(super) async fn set_disabled(pool: &Pool, name: &AgentId, disabled: bool) -> Result<bool, StoreError> {
    let done = sql("UPDATE users SET disabled = $1 WHERE name = $2").bind(disabled).bind(name.as_str());
    Ok(done.run(pool).await? > 0)
}

pub(super) async fn set_sip_secret(pool: &Pool, secret: &SipSecret) -> Result<(), StoreError> {
    sql("INSERT INTO sip_secrets (agent, username, realm, ha1_md5, ha1_sha256) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (agent) DO UPDATE SET username = excluded.username, realm = excluded.realm, \
         ha1_md5 = excluded.ha1_md5, ha1_sha256 = excluded.ha1_sha256")
    .bind(secret.agent.as_str())
    .bind(&secret.username)
    .bind(&secret.realm)
    .bind(&secret.ha1_md5)
    .bind(&secret.ha1_sha256)
    .run(pool)
    .await?;
    Ok(())
}

pub(super) async fn sip_secrets(pool: &Pool) -> Result<Vec<SipSecret>, StoreError> {
    let rows = sql("SELECT agent, username, realm, ha1_md5, ha1_sha256 FROM sip_secrets \
         JOIN users ON users.name = sip_secrets.agent WHERE users.disabled = 0 ORDER BY agent")
    .all(pool)
    .await?;
    let secret = |row: &Row| {
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

pub(super) async fn audit(on: On<'_>, row: &AuditRow) -> Result<(), StoreError> {
    sql("INSERT INTO audit (at_ms, \"user\", action, call_id) VALUES ($1, $2, $3, $4)")
        .bind(row.at.as_millis())
        .bind(row.user.as_str())
        .bind(&row.action)
        .bind(row.call.map(|call| call.to_string()))
        .run(on)
        .await?;
    Ok(())
}

pub(super) async fn audit_rows(pool: &Pool, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
    let rows = audit_of(pool, &AuditFilter::default(), limit).await?;
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

pub(super) async fn audit_of(
    pool: &Pool,
    filter: &AuditFilter,
    limit: u32,
) -> Result<Vec<(u64, AuditRow)>, StoreError> {
    let mut query = sql("SELECT id, at_ms, \"user\" AS whose, action, call_id FROM audit WHERE 1 = 1");
    if let Some(user) = &filter.user {
        query.push(" AND \"user\" = ").value(user.as_str());
    }
    if let Some(call) = filter.call {
        query.push(" AND call_id = ").value(call.to_string());
    }
    if let Some(action) = &filter.action {
        let characters = i64::try_from(action.chars().count()).unwrap_or(i64::MAX);
        query.push(" AND substr(action, 1, CAST(").value(characters).push(" AS INTEGER)) = ").value(action.as_str());
    }
    if let Some(since) = filter.since {
        query.push(" AND at_ms >= ").value(since);
    }
    if let Some(until) = filter.until {
        query.push(" AND at_ms < ").value(until);
    }
    if let Some(after) = filter.after {
        query.push(" AND id < ").value(after);
    }
    query.push(" ORDER BY id DESC LIMIT ").value(limit);
    let audit = |row: &Row| {
        let call: Option<String> = row.try_get("call_id").map_err(said)?;
        let id: i64 = row.try_get("id").map_err(said)?;
        let row = AuditRow {
            at: Timestamp(row.try_get("at_ms").map_err(said)?),
            user: AgentId(row.try_get("whose").map_err(said)?),
            action: row.try_get("action").map_err(said)?,
            call: call.and_then(|call| call.parse().ok()),
        };
        Ok((u64::try_from(id).unwrap_or(0), row))
    };
    query.all(pool).await?.iter().map(audit).collect()
}

fn user_of(row: &Row) -> Result<User, StoreError> {
    let role: String = row.try_get("role").map_err(said)?;
    Ok(User {
        name: AgentId(row.try_get("name").map_err(said)?),
        display_name: row.try_get("display_name").map_err(said)?,
        role: Role::from_name(&role).ok_or_else(|| StoreError::Damaged("a user has no valid role".to_owned()))?,
        disabled: flag(row, "disabled")?,
        has_phone: flag(row, "has_phone")?,
        created: Timestamp(row.try_get("created_ms").map_err(said)?),
        password_set: Timestamp(row.try_get("password_ms").map_err(said)?),
    })
}
