//! Cards on their shelves, and what the reader has not read yet.

use async_trait::async_trait;
use wasl_model::{AgentId, BranchId, CallId, Pii, PromiseId, Timestamp, VisitId};

use super::dialect::said;
use super::link::{On, Row, Secret};
use super::read::{parsed, text, word};
use super::statement::{Sql, sql};
use super::write::signed;
use super::{SqlStore, Writing, customers, promises, quotes};
use crate::CallSummary;
use crate::owed::{OwedPromise, PromiseChange};
use crate::store::StoreError;
use crate::store::shelf::{Card, CardFilter, Shelf, ShelfStore, Spine, Step, Unread};

/// Under this name the steps of promises are kept.
const PROMISES: &str = "promises";

#[async_trait]
impl ShelfStore for SqlStore {
    async fn add_card(&self, shelf: Shelf, card: &Card, step: Option<&Step>) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let put = sql(format!(
            "INSERT INTO {} (id, call_id, customer, branch, owner, kind, state, place, at_ms, edition, json) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING",
            shelf.name()
        ));
        if bound(put, card).run(&mut tx).await? == 0 {
            tx.rollback().await.map_err(said)?;
            return Ok(false);
        }
        put_step(&mut tx, shelf.name(), &card.id, step).await?;
        note_words(&mut tx, shelf, card).await?;
        tx.commit().await.map_err(said)?;
        Ok(true)
    }

    async fn card(&self, shelf: Shelf, id: &str) -> Result<Option<Card>, StoreError> {
        let row = sql(format!("{} WHERE id = $1", select(shelf))).bind(id).maybe(&self.pool).await?;
        row.as_ref().map(card_of).transpose()
    }

    async fn cards(&self, shelf: Shelf, filter: &CardFilter, limit: u32) -> Result<Vec<Card>, StoreError> {
        let mut query = sql(format!("{} WHERE 1 = 1", select(shelf)));
        narrow(&mut query, shelf, filter);
        query.push(" ORDER BY place, id LIMIT ").value(limit);
        query.all(&self.pool).await?.iter().map(card_of).collect()
    }

    async fn change_card(&self, shelf: Shelf, card: &Card, step: Option<&Step>) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let change = sql(format!(
            "UPDATE {} SET call_id = $2, customer = $3, branch = $4, owner = $5, kind = $6, state = $7, place = $8, \
             at_ms = $9, edition = edition + 1, json = $11 WHERE id = $1 AND edition = $10",
            shelf.name()
        ));
        if bound(change, card).run(&mut tx).await? == 0 {
            tx.rollback().await.map_err(said)?;
            return Ok(false);
        }
        put_step(&mut tx, shelf.name(), &card.id, step).await?;
        note_words(&mut tx, shelf, card).await?;
        tx.commit().await.map_err(said)?;
        Ok(true)
    }

    async fn drop_card(&self, shelf: Shelf, id: &str) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let dropped = sql(format!("DELETE FROM {} WHERE id = $1", shelf.name())).bind(id).run(&mut tx).await?;
        let steps = sql("DELETE FROM card_steps WHERE shelf = $1 AND card = $2");
        steps.bind(shelf.name()).bind(id).run(&mut tx).await?;
        tx.commit().await.map_err(said)?;
        Ok(dropped > 0)
    }

    async fn steps(&self, shelf: Shelf, id: &str) -> Result<Vec<Step>, StoreError> {
        self.steps_of(shelf.name(), id).await
    }

    async fn unread(&self, now: Timestamp, limit: u32) -> Result<Vec<Unread>, StoreError> {
        let calls = sql("SELECT o.call_id AS call_id, o.events AS events FROM reviews_owed o \
             JOIN calls c ON c.id = o.call_id WHERE c.ended_ms IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM unheard u WHERE u.call_id = o.call_id) \
             AND NOT EXISTS (SELECT 1 FROM masking m WHERE m.call_id = o.call_id) \
             ORDER BY o.since_ms, o.call_id LIMIT $1");
        let persons = sql("SELECT person, at_ms FROM persons_owed WHERE at_ms <= $1 ORDER BY at_ms, person LIMIT $2");
        let calls = calls.bind(limit).all(&self.pool).await?;
        let persons = persons.bind(now).bind(limit).all(&self.pool).await?;
        let call = |row: &Row| {
            Ok(Unread::Call { call: parsed(row, "call_id")?, events: row.try_get("events").map_err(said)? })
        };
        let person = |row: &Row| {
            let person = Pii::new(row.try_get("person").map_err(said)?);
            Ok(Unread::Person { person, at: Timestamp(row.try_get("at_ms").map_err(said)?) })
        };
        calls.iter().map(call).chain(persons.iter().map(person)).collect()
    }

    async fn have_read(&self, unread: &Unread) -> Result<(), StoreError> {
        let done = match unread {
            Unread::Call { call, events } => {
                sql("DELETE FROM reviews_owed WHERE call_id = $1 AND events <= $2").bind(call.to_string()).bind(*events)
            }
            Unread::Person { person, at } => {
                sql("DELETE FROM persons_owed WHERE person = $1 AND at_ms <= $2").bind(person.reveal()).bind(*at)
            }
        };
        done.run(&self.pool).await.map(drop)
    }

    async fn owe_person(&self, person: &str, at: Timestamp) -> Result<(), StoreError> {
        let owe =
            sql("INSERT INTO persons_owed (person, at_ms) VALUES ($1, $2) ON CONFLICT (person) DO UPDATE SET at_ms = \
             CASE WHEN excluded.at_ms < persons_owed.at_ms THEN excluded.at_ms ELSE persons_owed.at_ms END");
        owe.bind(person).bind(at).run(&self.pool).await.map(drop)
    }

    async fn suggest_promise(&self, owed: &OwedPromise, visit: Option<VisitId>) -> Result<bool, StoreError> {
        let promise = &owed.promise;
        let (call, span) = promise.made_in.unzip();
        if let Some(call) = call {
            quotes::there((&self.pool).into(), &call.to_string()).await?;
        }
        let put = sql(
            "INSERT INTO promises (id, kind, call_id, customer, caller, caller_key, agent, utterance, start_ms, end_ms, \
             what, keeper, branch, due_ms, state, made_ms, of_visit) \
             SELECT $1, 'heard', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16 WHERE NOT EXISTS \
             (SELECT 1 FROM promises p WHERE p.call_id = $2 AND p.utterance = $7) ON CONFLICT (id) DO UPDATE SET \
             of_visit = excluded.of_visit WHERE promises.of_visit IS NULL AND excluded.of_visit IS NOT NULL",
        );
        let put = put
            .bind(promise.id.to_string())
            .bind(call.map(|call| call.to_string()))
            .bind(promise.customer.as_ref().map(|customer| customer.as_str()))
            .bind(owed.number.as_ref().map(|number| number.reveal().as_str()))
            .bind(owed.number.as_ref().map(customers::key_of))
            .bind(owed.agent.as_ref().map(AgentId::as_str))
            .bind(owed.utterance.map(|utterance| utterance.to_string()))
            .bind(span.map(|span| signed(span.start.as_millis())))
            .bind(span.map(|span| signed(span.end.as_millis())))
            .bind(Secret(promise.what.reveal()))
            .bind(word(&owed.keeper))
            .bind(promise.branch.as_ref().map(BranchId::as_str))
            .bind(promise.due)
            .bind(word(&promise.state))
            .bind(owed.made_at)
            .bind(visit.map(|visit| visit.to_string()));
        Ok(put.run(&self.pool).await? > 0)
    }

    async fn change_promise(&self, id: PromiseId, change: &PromiseChange, step: &Step) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let update = sql("UPDATE promises SET state = COALESCE($2, state), due_ms = COALESCE($3, due_ms), \
             owner = COALESCE($4, owner), \
             alerted_ms = CASE WHEN $3 IS NULL AND $4 IS NULL THEN alerted_ms ELSE NULL END, \
             kept_ms = CASE WHEN $2 IS NULL THEN kept_ms WHEN $2 IN ('suggested', 'open') THEN NULL ELSE $5 END \
             WHERE id = $1 AND withdrawn_ms IS NULL");
        let update = update
            .bind(id.to_string())
            .bind(change.state.map(|state| word(&state)))
            .bind(change.due)
            .bind(change.owner.as_ref().map(AgentId::as_str))
            .bind(step.at);
        if update.run(&mut tx).await? == 0 {
            tx.rollback().await.map_err(said)?;
            return Ok(false);
        }
        put_step(&mut tx, PROMISES, &id.to_string(), Some(step)).await?;
        tx.commit().await.map_err(said)?;
        Ok(true)
    }

    async fn dismiss_promise(&self, id: PromiseId, step: &Step) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let take =
            sql("UPDATE promises SET withdrawn_ms = $2 WHERE id = $1 AND state = 'suggested' AND withdrawn_ms IS NULL");
        if take.bind(id.to_string()).bind(step.at).run(&mut tx).await? == 0 {
            tx.rollback().await.map_err(said)?;
            return Ok(false);
        }
        put_step(&mut tx, PROMISES, &id.to_string(), Some(step)).await?;
        tx.commit().await.map_err(said)?;
        Ok(true)
    }

    async fn promise_steps(&self, id: PromiseId) -> Result<Vec<Step>, StoreError> {
        self.steps_of(PROMISES, &id.to_string()).await
    }

    async fn unalerted(&self, due_before: Timestamp, limit: u32) -> Result<Vec<OwedPromise>, StoreError> {
        promises::unalerted(&self.pool, due_before, limit).await
    }

    async fn note_alert(&self, id: PromiseId, at: Timestamp) -> Result<bool, StoreError> {
        let note = sql("UPDATE promises SET alerted_ms = $2 WHERE id = $1 AND alerted_ms IS NULL");
        Ok(note.bind(id.to_string()).bind(at).run(&self.pool).await? > 0)
    }
}

impl SqlStore {
    async fn steps_of(&self, shelf: &str, id: &str) -> Result<Vec<Step>, StoreError> {
        let steps = sql("SELECT at_ms, who, action, note FROM card_steps WHERE shelf = $1 AND card = $2 ORDER BY seq");
        steps.bind(shelf).bind(id).all(&self.pool).await?.iter().map(step_of).collect()
    }
}

/// A card that may quote its call is about to be kept.
async fn note_words(tx: Writing<'_>, shelf: Shelf, card: &Card) -> Result<(), StoreError> {
    match card.spine.call {
        Some(call) if quotes::QUOTING.contains(&shelf.name()) => {
            quotes::there((&mut *tx).into(), &call.to_string()).await
        }
        _ => Ok(()),
    }
}

/// An ended call that got new entries is to be read, once more if it was read before.
pub(super) async fn owe_review(tx: Writing<'_>, call: &CallSummary) -> Result<(), StoreError> {
    let Some(ended) = call.ended else { return Ok(()) };
    let owe = sql("INSERT INTO reviews_owed (call_id, events, since_ms) VALUES ($1, $2, $3) \
         ON CONFLICT (call_id) DO UPDATE SET events = excluded.events");
    owe.bind(call.id.to_string()).bind(signed(call.events)).bind(ended).run(&mut *tx).await.map(drop)
}

/// Whoever came is looked at, since they came or since their words are there.
pub(super) async fn owe_visit(on: On<'_>, visit: VisitId) -> Result<(), StoreError> {
    let owe = sql("INSERT INTO persons_owed (person, at_ms) SELECT customer, logged_ms FROM visits WHERE id = $1 \
         ON CONFLICT (person) DO UPDATE SET at_ms = \
         CASE WHEN excluded.at_ms < persons_owed.at_ms THEN excluded.at_ms ELSE persons_owed.at_ms END");
    owe.bind(visit.to_string()).run(on).await.map(drop)
}

fn bound(query: Sql, card: &Card) -> Sql {
    let Spine { call, customer, branch, owner, kind, state, place, at } = &card.spine;
    query
        .bind(card.id.as_str())
        .bind(call.map(|call| call.to_string()))
        .bind(customer.as_deref())
        .bind(branch.as_ref().map(BranchId::as_str))
        .bind(owner.as_ref().map(AgentId::as_str))
        .bind(kind.as_deref())
        .bind(state.as_deref())
        .bind(*place)
        .bind(*at)
        .bind(card.edition)
        .bind(Secret(card.json.reveal().as_str()))
}

fn select(shelf: Shelf) -> String {
    let columns = "id, call_id, customer, branch, owner, kind, state, place, at_ms, edition, json";
    format!("SELECT {columns} FROM {}", shelf.name())
}

fn narrow(query: &mut Sql, shelf: Shelf, filter: &CardFilter) {
    let CardFilter { call, customers, branches, owner, kind, states, since, until, after } = filter;
    let equal = [
        ("call_id", call.map(|call| call.to_string())),
        ("owner", owner.as_ref().map(|owner| owner.0.clone())),
        ("kind", kind.clone()),
    ];
    for (column, value) in equal {
        if let Some(value) = value {
            query.push(&format!(" AND {column} = ")).value(value);
        }
    }
    let branches = branches.as_ref().map(|branches| branches.iter().map(|branch| branch.0.clone()).collect());
    for (column, values) in [("customer", customers), ("branch", &branches), ("state", states)] {
        if let Some(values) = values {
            query.push(&format!(" AND {column} IN (")).list(values).push(")");
        }
    }
    if let Some(since) = since {
        query.push(" AND at_ms >= ").value(*since);
    }
    if let Some(until) = until {
        query.push(" AND at_ms < ").value(*until);
    }
    if let Some(after) = after {
        let places = format!(" AND (place, id) > (SELECT place, id FROM {} WHERE id = ", shelf.name());
        query.push(&places).value(after).push(")");
    }
}

async fn put_step(tx: Writing<'_>, shelf: &str, card: &str, step: Option<&Step>) -> Result<(), StoreError> {
    let Some(step) = step else { return Ok(()) };
    let put = sql("INSERT INTO card_steps (shelf, card, seq, at_ms, who, action, note) \
         SELECT $1, $2, COALESCE(MAX(seq), 0) + 1, $3, $4, $5, $6 FROM card_steps WHERE shelf = $1 AND card = $2");
    put.bind(shelf)
        .bind(card)
        .bind(step.at)
        .bind(step.user.as_str())
        .bind(&step.action)
        .bind(Secret(step.note.as_ref().map(|note| note.reveal().as_str())))
        .run(&mut *tx)
        .await
        .map(drop)
}

fn card_of(row: &Row) -> Result<Card, StoreError> {
    let call: Option<CallId> = match text(row, "call_id")? {
        Some(_) => Some(parsed(row, "call_id")?),
        None => None,
    };
    Ok(Card {
        id: row.try_get("id").map_err(said)?,
        spine: Spine {
            call,
            customer: text(row, "customer")?,
            branch: text(row, "branch")?.map(BranchId),
            owner: text(row, "owner")?.map(AgentId),
            kind: text(row, "kind")?,
            state: text(row, "state")?,
            place: row.try_get("place").map_err(said)?,
            at: Timestamp(row.try_get("at_ms").map_err(said)?),
        },
        edition: row.try_get("edition").map_err(said)?,
        json: Pii::new(row.try_get("json").map_err(said)?),
    })
}

fn step_of(row: &Row) -> Result<Step, StoreError> {
    Ok(Step {
        at: Timestamp(row.try_get("at_ms").map_err(said)?),
        user: AgentId(row.try_get("who").map_err(said)?),
        action: row.try_get("action").map_err(said)?,
        note: text(row, "note")?.map(Pii::new),
    })
}
