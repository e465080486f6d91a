//! What findings quote of a call or a visit whose words are over their time.

use serde_json::{Value, json};

use super::Writing;
use super::dialect::said;
use super::link::Secret;
use super::statement::{Sql, sql};
use crate::store::StoreError;

/// The phone's quotes of these calls leave the findings about them.
pub(super) async fn of_calls(tx: Writing<'_>, calls: &[String]) -> Result<u64, StoreError> {
    let mut query = sql("SELECT id, json FROM findings WHERE call_id IN (");
    query.list(calls).push(")");
    unquote(tx, query, |_| true, "phone").await
}

/// The branch's quotes of these visits leave the findings about them. A finding names its customer beside its card, and the
/// visit in it; the rows of the visits must be there still.
pub(super) async fn of_visits(tx: Writing<'_>, visits: &[String]) -> Result<u64, StoreError> {
    // One who went into another has findings under their old id.
    let mut query = sql("SELECT f.id, f.json FROM findings f LEFT JOIN customers c ON c.id = f.customer \
         WHERE COALESCE(c.merged_into, f.customer) IN (SELECT customer FROM visits WHERE id IN (");
    query.list(visits).push("))");
    let of_these = |card: &Value| card["visit"].as_str().is_some_and(|id| visits.iter().any(|visit| visit == id));
    unquote(tx, query, of_these, "branch").await
}

async fn unquote(
    tx: Writing<'_>,
    cards: Sql,
    is_about: impl Fn(&Value) -> bool,
    side: &str,
) -> Result<u64, StoreError> {
    let mut changed = 0;
    for row in cards.all(&mut *tx).await? {
        let (id, card): (String, String) = (row.try_get("id").map_err(said)?, row.try_get("json").map_err(said)?);
        // The error of serde_json may quote what it read, and that is somebody's words.
        let damaged = |_| StoreError::Damaged("a finding cannot be read".to_owned());
        let mut card: Value = serde_json::from_str(&card).map_err(damaged)?;
        if is_about(&card) && without_quotes(&mut card, side) {
            let put = sql("UPDATE findings SET json = $1, edition = edition + 1 WHERE id = $2");
            changed += put.bind(Secret(card.to_string())).bind(id).run(&mut *tx).await?;
        }
    }
    Ok(changed)
}

/// The machine's quote and the one a verdict rests on lose their words; what was told, and where, stays.
fn without_quotes(card: &mut Value, side: &str) -> bool {
    let mut some = false;
    for holder in ["finding", "verdict"] {
        let quote = card.get_mut(holder).and_then(|holder| holder.get_mut(side)).and_then(Value::as_object_mut);
        let Some(quote) = quote else { continue };
        if let Some(words) = quote.get_mut("words").filter(|words| words.as_str() != Some("")) {
            *words = json!("");
            some = true;
        }
        if let Some(part) = quote.get_mut("part") {
            *part = json!({ "start": 0, "end": 0 });
        }
    }
    some
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_side_loses_its_words_and_the_other_keeps_them() {
        let quote = |words: &str| json!({ "words": words, "part": { "start": 0, "end": words.len() }, "fact": 1 });
        let mut card = json!({
            "finding": { "phone": quote("أ"), "branch": quote("ب"), "why_en": "why" },
            "verdict": { "phone": { "kind": "quote", "span": null, "words": "أ" }, "branch": { "kind": "not_recorded" } },
        });
        let mut after = card.clone();
        after["finding"]["phone"] = json!({ "words": "", "part": { "start": 0, "end": 0 }, "fact": 1 });
        after["verdict"]["phone"]["words"] = json!("");
        assert!(without_quotes(&mut card, "phone"));
        assert_eq!(card, after);
        assert!(!without_quotes(&mut card, "phone"), "a second time nothing changes");
        assert!(!without_quotes(&mut json!({ "finding": {}, "verdict": null }), "branch"));
    }
}
