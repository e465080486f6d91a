//! The chain's rows.

use async_trait::async_trait;
use sha2::{Digest, Sha256};
use wasl_model::{CallId, Timestamp, VisitId};

use super::dialect::said;
use super::link::Row;
use super::read::{parsed, text, unsigned};
use super::statement::sql;
use super::{SqlStore, Writing};
use crate::chain::{Content, Link, LinkKind};
use crate::people::hex;
use crate::store::{ChainStore, StoreError};

#[async_trait]
impl ChainStore for SqlStore {
    async fn unsealed(&self, quiet: Timestamp, patience: Timestamp, limit: u32) -> Result<Vec<CallId>, StoreError> {
        let rows = sql("SELECT c.id AS id FROM sealing s JOIN calls c ON c.id = s.call_id WHERE c.ended_ms < $1 \
             AND (c.ended_ms < $2 OR NOT EXISTS (SELECT 1 FROM unheard u WHERE u.call_id = c.id) \
             AND NOT EXISTS (SELECT 1 FROM second_readings r WHERE r.call_id = c.id) \
             AND NOT EXISTS (SELECT 1 FROM masking m WHERE m.call_id = c.id)) \
             ORDER BY c.ended_ms, c.id LIMIT $3")
        .bind(quiet)
        .bind(patience)
        .bind(limit)
        .all(&self.pool)
        .await?;
        rows.iter().map(|row| parsed(row, "id")).collect()
    }

    async fn words_hash(&self, call: CallId, first: u64, until: u64) -> Result<Option<(u64, String)>, StoreError> {
        let rows = sql("SELECT seq, at_ms, media_ms, event FROM timeline WHERE call_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq")
            .bind(call.to_string())
            .bind(first)
            .bind(until)
            .all(&self.pool)
            .await?;
        let mut hash = Sha256::new();
        let mut until = None;
        for row in &rows {
            let number = |column| row.try_get::<i64, _>(column).map_err(said);
            let (seq, at, media) = (number("seq")?, number("at_ms")?, number("media_ms")?);
            let event: String = row.try_get("event").map_err(said)?;
            hash.update(format!("{seq} {at} {media} {} {event}\n", event.len()));
            until = Some(unsigned(seq) + 1);
        }
        Ok(until.map(|until| (until, hex(&hash.finalize()))))
    }

    async fn links(&self, call: Option<CallId>, after: u64, limit: u32) -> Result<Vec<Link>, StoreError> {
        let mut query =
            sql("SELECT n, at_ms, call_id, kind, first, until, content, reason, hash FROM chain WHERE n > ");
        query.value(after);
        if let Some(call) = call {
            query.push(" AND call_id = ").value(call.to_string());
        }
        query.push(" ORDER BY n LIMIT ").value(limit);
        query.all(&self.pool).await?.iter().map(link_of).collect()
    }

    async fn add_links(
        &self,
        call: CallId,
        contents: &[Content],
        reason: Option<&str>,
        at: Timestamp,
    ) -> Result<Vec<Link>, StoreError> {
        let mut tx = self.begin().await?;
        let last = sql("SELECT n, hash FROM chain ORDER BY n DESC LIMIT 1").maybe(&mut tx).await?;
        let (mut n, mut before) = match &last {
            Some(row) => (unsigned(row.try_get("n").map_err(said)?), row.try_get::<String, _>("hash").map_err(said)?),
            None => (0, String::new()),
        };
        let mut links = Vec::new();
        for content in contents {
            n += 1;
            let link = Link::tied(n, at, call, content.clone(), reason.map(str::to_owned), &before);
            before.clone_from(&link.hash);
            put(&mut tx, &link).await?;
            links.push(link);
        }
        let until =
            contents.iter().filter(|content| content.kind == LinkKind::Words).map(|content| content.until).max();
        settled(&mut tx, call, until).await?;
        sql("UPDATE visits SET linked = 1 WHERE id = $1").bind(call.to_string()).run(&mut tx).await?;
        if reason.is_some() {
            sql("DELETE FROM relinking WHERE what = $1").bind(call.to_string()).run(&mut tx).await?;
        }
        tx.commit().await.map_err(said)?;
        Ok(links)
    }

    async fn unlinked(&self, limit: u32) -> Result<Vec<CallId>, StoreError> {
        let rows = sql("SELECT id FROM calls c WHERE c.ended_ms IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM sealing s WHERE s.call_id = c.id) \
             AND NOT EXISTS (SELECT 1 FROM chain l WHERE l.call_id = c.id) ORDER BY c.began_ms LIMIT $1")
        .bind(limit)
        .all(&self.pool)
        .await?;
        let visits = sql("SELECT id FROM visits v WHERE v.linked <> 0 \
             AND NOT EXISTS (SELECT 1 FROM chain l WHERE l.call_id = v.id) ORDER BY v.at_ms, v.id LIMIT $1");
        let visits = visits.bind(limit).all(&self.pool).await?;
        rows.iter().chain(&visits).map(|row| parsed(row, "id")).collect()
    }

    async fn visits_unlinked(&self, quiet: Timestamp, limit: u32) -> Result<Vec<VisitId>, StoreError> {
        let rows = sql("SELECT id FROM visits WHERE linked = 0 AND recording IN ('read', 'unreadable') \
             AND logged_ms < $1 ORDER BY logged_ms, id LIMIT $2")
        .bind(quiet)
        .bind(limit)
        .all(&self.pool)
        .await?;
        rows.iter().map(|row| parsed(row, "id")).collect()
    }

    async fn is_sealing(&self, call: CallId) -> Result<bool, StoreError> {
        let row =
            sql("SELECT call_id FROM sealing WHERE call_id = $1").bind(call.to_string()).maybe(&self.pool).await?;
        Ok(row.is_some())
    }
}

/// Something of a call that is over was written: a link is owed.
pub(super) async fn owe_link(tx: Writing<'_>, call: CallId) -> Result<(), StoreError> {
    sql("INSERT INTO sealing (call_id) VALUES ($1) ON CONFLICT DO NOTHING")
        .bind(call.to_string())
        .run(&mut *tx)
        .await
        .map(drop)
}

/// A call is sealed when its links cover every event it has by now.
async fn settled(tx: Writing<'_>, call: CallId, until: Option<u64>) -> Result<(), StoreError> {
    let covered = match until {
        Some(until) => until,
        None => {
            let row = sql("SELECT max(until) AS until FROM chain WHERE call_id = $1 AND kind = 'words'")
                .bind(call.to_string())
                .one(&mut *tx)
                .await?;
            unsigned(row.try_get::<Option<i64>, _>("until").map_err(said)?.unwrap_or(0))
        }
    };
    sql("DELETE FROM sealing WHERE call_id = $1 \
         AND NOT EXISTS (SELECT 1 FROM timeline WHERE call_id = $1 AND seq >= $2)")
    .bind(call.to_string())
    .bind(covered)
    .run(&mut *tx)
    .await
    .map(drop)
}

async fn put(tx: Writing<'_>, link: &Link) -> Result<(), StoreError> {
    sql("INSERT INTO chain (n, at_ms, call_id, kind, first, until, content, reason, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
    .bind(link.n)
    .bind(link.at)
    .bind(link.call.to_string())
    .bind(link.content.kind.name())
    .bind(link.content.first)
    .bind(link.content.until)
    .bind(&link.content.hash)
    .bind(link.reason.clone())
    .bind(&link.hash)
    .run(&mut *tx)
    .await
    .map(drop)
}

fn link_of(row: &Row) -> Result<Link, StoreError> {
    let number = |column| Ok(unsigned(row.try_get::<i64, _>(column).map_err(said)?));
    let kind: String = row.try_get("kind").map_err(said)?;
    let kind = LinkKind::from_name(&kind).ok_or_else(|| StoreError::Damaged("a link has no valid kind".to_owned()))?;
    Ok(Link {
        n: number("n")?,
        at: Timestamp(row.try_get("at_ms").map_err(said)?),
        call: parsed(row, "call_id")?,
        content: Content {
            kind,
            first: number("first")?,
            until: number("until")?,
            hash: row.try_get("content").map_err(said)?,
        },
        reason: text(row, "reason")?,
        hash: row.try_get("hash").map_err(said)?,
    })
}
