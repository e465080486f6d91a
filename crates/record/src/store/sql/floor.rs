//! What the floor remembers of its day.

use std::collections::HashMap;
use std::time::Duration;

use async_trait::async_trait;
use wasl_model::{AgentId, CallId, Hangup, Mood, MoodReading, OfferOutcome, TimelineEntry, Timestamp};

use super::dialect::said;
use super::link::Row;
use super::read::{CALL, call_of, moment, named, parsed, word};
use super::statement::sql;
use super::{SqlStore, Writing};
use crate::CallSummary;
use crate::floor::Taken;
use crate::store::{FloorStore, StoreError};

/// One stretch of a talk.
struct Stretch {
    began: Timestamp,
    ended: Timestamp,
    weight: f64,
    readings: i64,
}

#[async_trait]
impl FloorStore for SqlStore {
    async fn taken_since(&self, since: Timestamp) -> Result<Vec<Taken>, StoreError> {
        let accepted = json(&OfferOutcome::Accepted)?;
        let offers = sql("SELECT o.call_id, o.agent, o.ended_ms, o.weight, \
             (SELECT count(*) FROM corrections k WHERE k.call_id = o.call_id AND k.agent = o.agent AND k.kind = 'abuse') \
             AS abuse, \
             (SELECT max(l.ended_ms) FROM legs l WHERE l.call_id = o.call_id AND l.agent = o.agent) AS left_ms \
             FROM offers o WHERE o.ended_ms >= $1 AND o.outcome = $2 ORDER BY o.ended_ms, o.id")
        .bind(since)
        .bind(accepted.as_str())
        .patiently()
        .all(&self.pool)
        .await?;
        let rows = sql("SELECT t.call_id, t.agent, t.began_ms, t.ended_ms, t.media_began_ms, t.media_ended_ms, \
             l.ended_ms AS left_ms, c.hangup, w.weight, w.readings \
             FROM talks t JOIN calls c ON c.id = t.call_id \
             LEFT JOIN legs l ON l.call_id = t.call_id AND l.leg = t.leg \
             LEFT JOIN talk_weights w ON w.call_id = t.call_id AND w.seq = t.seq \
             WHERE t.call_id IN (SELECT o.call_id FROM offers o WHERE o.ended_ms >= $1 AND o.outcome = $2)")
        .bind(since)
        .bind(accepted.as_str())
        .patiently()
        .all(&self.pool)
        .await?;
        let mut stretches: HashMap<(CallId, AgentId), Vec<Stretch>> = HashMap::new();
        for row in &rows {
            stretches.entry(whose(row)?).or_default().push(stretch(row)?);
        }
        let mut taken = offers.iter().map(taken_of).collect::<Result<Vec<_>, _>>()?;
        // Who took a call twice talked first until then.
        let mut next: HashMap<(CallId, AgentId), Timestamp> = HashMap::new();
        for (taken, left) in taken.iter_mut().rev() {
            let whose = (taken.call, taken.agent.clone());
            let until = next.insert(whose.clone(), taken.at);
            talked(taken, stretches.get(&whose).map_or(&[], Vec::as_slice), *left, until);
        }
        Ok(taken.into_iter().map(|(taken, _)| taken).collect())
    }

    async fn ended_since(&self, since: Timestamp, how: &[Hangup]) -> Result<Vec<CallSummary>, StoreError> {
        let mut query = sql(CALL);
        query.push("WHERE c.ended_ms >= ").value(since).push(" AND c.hangup IN (");
        query.list(&how.iter().map(word).collect::<Vec<_>>()).push(") ORDER BY c.ended_ms, c.id");
        let rows = query.patiently().all(&self.pool).await?;
        rows.iter().map(call_of).collect()
    }
}

/// What a reading weighs counts for everybody who talks with the caller then.
pub(super) async fn weigh(tx: Writing<'_>, entry: &TimelineEntry, reading: &MoodReading) -> Result<(), StoreError> {
    let scores = Mood::ALL.into_iter().zip(reading.scores.to_array());
    let weight: f64 = scores.map(|(mood, p)| mood.load_weight() * f64::from(p)).filter(|part| part.is_finite()).sum();
    sql("INSERT INTO talk_weights (call_id, seq, weight, readings) \
         SELECT call_id, seq, $1, 1 FROM talks WHERE call_id = $2 AND ended_ms IS NULL \
         ON CONFLICT (call_id, seq) DO UPDATE SET weight = talk_weights.weight + excluded.weight, \
         readings = talk_weights.readings + 1")
    .bind(weight)
    .bind(entry.call.to_string())
    .run(&mut *tx)
    .await?;
    Ok(())
}

fn json(outcome: &OfferOutcome) -> Result<String, StoreError> {
    serde_json::to_string(outcome).map_err(|error| StoreError::Refused(error.to_string()))
}

fn whose(row: &Row) -> Result<(CallId, AgentId), StoreError> {
    Ok((parsed(row, "call_id")?, AgentId(row.try_get("agent").map_err(said)?)))
}

/// With the last moment any line of the agent is known to have been there.
fn taken_of(row: &Row) -> Result<(Taken, Option<Timestamp>), StoreError> {
    let (call, agent) = whose(row)?;
    let at = Timestamp(row.try_get("ended_ms").map_err(said)?);
    let before: f64 = row.try_get::<Option<f64>, _>("weight").map_err(said)?.unwrap_or(0.0);
    let abuse = row.try_get::<i64, _>("abuse").map_err(said)? > 0;
    let taken = Taken { call, agent, at, before, ended: at, during: before, abuse };
    Ok((taken, moment(row, "left_ms")?))
}

/// A line that a crash cut has no end; the recording tells how far it went.
fn stretch(row: &Row) -> Result<Stretch, StoreError> {
    let whole = |column| row.try_get::<Option<i64>, _>(column).map_err(said);
    let began = Timestamp(row.try_get("began_ms").map_err(said)?);
    let ended = moment(row, "ended_ms")?.unwrap_or(began);
    let left = moment(row, "left_ms")?;
    let cut = named::<Hangup>(row, "hangup")? == Some(Hangup::Interrupted) && left.is_none();
    let recorded_ms = whole("media_ended_ms")?.unwrap_or(0) - whole("media_began_ms")?.unwrap_or(0);
    let recorded = began + Duration::from_millis(u64::try_from(recorded_ms).unwrap_or(0));
    let ended = if cut { ended.min(recorded) } else { left.map_or(ended, |left| left.max(ended)) };
    let weight: Option<f64> = row.try_get("weight").map_err(said)?;
    Ok(Stretch { began, ended, weight: weight.unwrap_or(0.0), readings: whole("readings")?.unwrap_or(0) })
}

/// Puts together the stretches of a talk, up to the next call the agent took in the same call. An agent who never spoke
/// with the caller (a colleague asked) is done when the line ends.
fn talked(taken: &mut Taken, stretches: &[Stretch], left: Option<Timestamp>, until: Option<Timestamp>) {
    let is_of_it = |one: &&Stretch| one.began >= taken.at && until.is_none_or(|until| one.began < until);
    let of_it: Vec<&Stretch> = stretches.iter().filter(is_of_it).collect();
    let alone = left.filter(|left| *left >= taken.at && until.is_none_or(|until| *left < until));
    let ended = of_it.iter().map(|one| one.ended).max().or(alone);
    taken.ended = ended.unwrap_or(taken.at).max(taken.at);
    let readings: i64 = of_it.iter().map(|one| one.readings).sum();
    if readings > 0 {
        taken.during = of_it.iter().map(|one| one.weight).sum::<f64>() / readings as f64;
    }
}
