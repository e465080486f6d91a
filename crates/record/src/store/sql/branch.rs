//! Users' branches and tokens; and the door to all that branches ask of the store.

use async_trait::async_trait;
use uuid::Uuid;
use wasl_model::{AgentId, BranchId, CallId, CustomerId, Field, FieldKind, Merge, Mood, Timestamp, Utterance, VisitId};

use super::link::{Pool, Row};
use super::statement::sql;
use super::{SqlStore, profile, said, visits};
use crate::search::visits::{SaidFilter, SaidInVisit};
use crate::sessions::TokenHash;
use crate::store::{BranchStore, StoreError};
use crate::tokens::ApiToken;
use crate::visits::{LoggedVisit, VisitFilter, VisitRecording};

async fn branch_of(pool: &Pool, user: &AgentId) -> Result<Option<BranchId>, StoreError> {
    let row = sql("SELECT branch FROM user_branches WHERE user_name = $1").bind(user.as_str()).maybe(pool).await?;
    row.map(|row| row.try_get("branch").map(BranchId).map_err(said)).transpose()
}

async fn set_branch(pool: &Pool, user: &AgentId, branch: Option<&BranchId>) -> Result<(), StoreError> {
    let Some(branch) = branch else {
        let drop_it = sql("DELETE FROM user_branches WHERE user_name = $1").bind(user.as_str());
        return drop_it.run(pool).await.map(drop);
    };
    sql("INSERT INTO user_branches (user_name, branch) VALUES ($1, $2) \
         ON CONFLICT (user_name) DO UPDATE SET branch = excluded.branch")
    .bind(user.as_str())
    .bind(branch.as_str().trim())
    .run(pool)
    .await
    .map(drop)
}

async fn branches(pool: &Pool) -> Result<Vec<BranchId>, StoreError> {
    let all = "SELECT branch, 0 AS serves FROM visits \
         UNION SELECT branch, 0 AS serves FROM findings WHERE branch IS NOT NULL \
         UNION SELECT branch, 1 AS serves FROM user_branches ORDER BY serves, branch";
    let rows = sql(all).all(pool).await?;
    rows.iter().map(|row| row.try_get("branch").map(BranchId).map_err(said)).collect()
}

async fn keep_token(pool: &Pool, token: &ApiToken) -> Result<(), StoreError> {
    sql("INSERT INTO api_tokens (hash, user_name, made_ms) VALUES ($1, $2, $3)")
        .bind(hex(&token.hash))
        .bind(token.user.as_str())
        .bind(token.made)
        .run(pool)
        .await
        .map(drop)
}

async fn token(pool: &Pool, hash: &TokenHash) -> Result<Option<ApiToken>, StoreError> {
    let row = sql("SELECT user_name, made_ms FROM api_tokens WHERE hash = $1").bind(hex(hash)).maybe(pool).await?;
    let kept = |row: Row| {
        Ok(ApiToken {
            hash: *hash,
            user: AgentId(row.try_get("user_name").map_err(said)?),
            made: Timestamp(row.try_get("made_ms").map_err(said)?),
        })
    };
    row.map(kept).transpose()
}

fn hex(hash: &TokenHash) -> String {
    hash.0.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[async_trait]
impl BranchStore for SqlStore {
    async fn put_visit(&self, visit: &LoggedVisit) -> Result<bool, StoreError> {
        visits::put(self, visit).await
    }
    async fn visit(&self, id: VisitId) -> Result<Option<LoggedVisit>, StoreError> {
        visits::one(&self.pool, id).await
    }
    async fn visits(&self, filter: &VisitFilter, limit: u32) -> Result<Vec<LoggedVisit>, StoreError> {
        visits::all(&self.pool, filter, limit).await
    }
    async fn hand_over_visit(&self, id: VisitId, call: CallId) -> Result<bool, StoreError> {
        visits::hand_over(&self.pool, id, call).await
    }
    async fn set_visit_recording(&self, id: VisitId, state: VisitRecording) -> Result<(), StoreError> {
        visits::set_recording(&self.pool, id, state).await
    }
    async fn keep_visit_sound(&self, id: VisitId, sha256: &str) -> Result<bool, StoreError> {
        visits::keep_sound(&self.pool, id, sha256).await
    }
    async fn visit_sound_sent(&self, id: VisitId) -> Result<Option<String>, StoreError> {
        visits::sound_sent(&self.pool, id).await
    }
    async fn visits_unread(&self, limit: u32) -> Result<Vec<VisitId>, StoreError> {
        visits::unread(&self.pool, limit).await
    }
    async fn set_visit_said(&self, id: VisitId, said: &[Utterance]) -> Result<(), StoreError> {
        visits::set_said(&self.pool, id, said).await
    }
    async fn said_in_visits(&self, filter: &SaidFilter, limit: u32) -> Result<Vec<SaidInVisit>, StoreError> {
        visits::said_in(&self.pool, filter, limit).await
    }
    async fn last_mood_read(&self, call: CallId) -> Result<Option<(Mood, f32)>, StoreError> {
        visits::last_mood_read(&self.pool, call).await
    }
    async fn fields(&self, customer: &CustomerId) -> Result<Vec<Field>, StoreError> {
        profile::fields(&self.pool, customer).await
    }
    async fn put_field(&self, customer: &CustomerId, key: &str, field: &Field) -> Result<(), StoreError> {
        profile::put_field(&self.pool, customer, key, field).await
    }
    async fn drop_field(&self, customer: &CustomerId, kind: FieldKind, key: &str) -> Result<bool, StoreError> {
        profile::drop_field(&self.pool, customer, kind, key).await
    }
    async fn customers_with(&self, kind: FieldKind, folded: &str) -> Result<Vec<CustomerId>, StoreError> {
        profile::customers_with(&self.pool, kind, folded).await
    }
    async fn numbers_ending(
        &self,
        digits: &str,
        since: Timestamp,
    ) -> Result<Vec<(String, Option<CustomerId>)>, StoreError> {
        profile::numbers_ending(&self.pool, digits, since).await
    }
    async fn merge(&self, merge: &Merge) -> Result<(), StoreError> {
        profile::merge(self, merge).await
    }
    async fn undo_merge(&self, id: Uuid, at: Timestamp) -> Result<bool, StoreError> {
        profile::undo(self, id, at).await
    }
    async fn merges_of(&self, kept: &CustomerId) -> Result<Vec<Merge>, StoreError> {
        profile::merges_of(&self.pool, kept).await
    }
    async fn customer_now(&self, id: &CustomerId) -> Result<Option<CustomerId>, StoreError> {
        profile::now(&self.pool, id).await
    }
    async fn branch_of(&self, user: &AgentId) -> Result<Option<BranchId>, StoreError> {
        branch_of(&self.pool, user).await
    }
    async fn set_branch(&self, user: &AgentId, branch: Option<&BranchId>) -> Result<(), StoreError> {
        set_branch(&self.pool, user, branch).await
    }
    async fn branches(&self) -> Result<Vec<BranchId>, StoreError> {
        branches(&self.pool).await
    }
    async fn keep_token(&self, token: &ApiToken) -> Result<(), StoreError> {
        keep_token(&self.pool, token).await
    }
    async fn token(&self, hash: &TokenHash) -> Result<Option<ApiToken>, StoreError> {
        token(&self.pool, hash).await
    }
    async fn drop_tokens(&self, user: &AgentId) -> Result<u64, StoreError> {
        sql("DELETE FROM api_tokens WHERE user_name = $1").bind(user.as_str()).run(&self.pool).await
    }
}
