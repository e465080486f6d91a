//! What is quoted beside a call or a visit whose words are over their time, wherever it is kept: findings, scorecards,
//! remarks, the list of silent customers, histories, promises.

use serde_json::{Value, json};

use super::Writing;
use super::dialect;
use super::link::{On, Secret};
use super::statement::{Sql, sql};
use crate::quoted::Said;
use crate::store::StoreError;

/// Shelves whose cards may quote their call.
pub(super) const QUOTING: [&str; 4] = ["findings", "sheets", "comments", "outreach"];
/// Fields of cards that people write.
const WRITTEN: [&str; 4] = ["text", "note", "comment", "why"];

/// A word is about to be kept beside this call, which may have had none.
pub(super) async fn there(on: On<'_>, call: &str) -> Result<(), StoreError> {
    sql("UPDATE calls SET wordless = 0 WHERE id = $1 AND wordless <> 0").bind(call).run(on).await.map(drop)
}

/// Everything that was quoted from a call in which this was said and written.
pub(super) async fn of_call(tx: Writing<'_>, call: &str, said: &Said) -> Result<(), StoreError> {
    for table in QUOTING {
        let cards = sql(format!("SELECT id, json FROM {table} WHERE call_id = $1")).bind(call);
        unquote(tx, table, cards, |card| without_words(card, table, said)).await?;
    }
    steps_of_call(tx, call, said).await?;
    // That a callback was promised is no word of anybody.
    let promises = sql("UPDATE promises SET what = '' WHERE call_id = $1 AND kind <> 'callback' AND what <> ''");
    promises.bind(call).run(&mut *tx).await.map(drop)
}

/// The branch's quotes of these visits, and the words of what was promised in them. A finding names its customer beside its
/// card, and the visit in it; where words are sealed nothing in a card can be looked for. Whoever went into another has
/// findings under their old id.
pub(super) async fn of_visits(tx: Writing<'_>, visits: &[String]) -> Result<(), StoreError> {
    let mut query = sql("SELECT f.id, f.json FROM findings f LEFT JOIN customers c ON c.id = f.customer \
         WHERE COALESCE(c.merged_into, f.customer) IN (SELECT customer FROM visits WHERE id IN (");
    query.list(visits).push("))");
    let of_these = |card: &Value| card["visit"].as_str().is_some_and(|id| visits.iter().any(|visit| visit == id));
    unquote(tx, "findings", query, |card| of_these(card) && without_quotes(card, "branch")).await?;
    let mut promises = sql("UPDATE promises SET what = '' WHERE of_visit IN (");
    promises.list(visits).push(")");
    promises.run(&mut *tx).await.map(drop)
}

async fn unquote(
    tx: Writing<'_>,
    table: &str,
    cards: Sql,
    change: impl Fn(&mut Value) -> bool,
) -> Result<(), StoreError> {
    for row in cards.all(&mut *tx).await? {
        let (id, card): (String, String) =
            (row.try_get("id").map_err(dialect::said)?, row.try_get("json").map_err(dialect::said)?);
        // The error of serde_json may quote what it read, and that is somebody's words.
        let damaged = |_| StoreError::Damaged(format!("a card on the shelf {table} cannot be read"));
        let mut card: Value = serde_json::from_str(&card).map_err(damaged)?;
        if change(&mut card) {
            let put = sql(format!("UPDATE {table} SET json = $1, edition = edition + 1 WHERE id = $2"));
            put.bind(Secret(card.to_string())).bind(id).run(&mut *tx).await?;
        }
    }
    Ok(())
}

/// What was noted in the histories of a call's cards and promises.
async fn steps_of_call(tx: Writing<'_>, call: &str, said: &Said) -> Result<(), StoreError> {
    for table in QUOTING.into_iter().chain(["promises"]) {
        let steps = sql(format!(
            "SELECT card, seq, note FROM card_steps WHERE shelf = $2 AND note IS NOT NULL \
             AND card IN (SELECT id FROM {table} WHERE call_id = $1)"
        ));
        for row in steps.bind(call).bind(table).all(&mut *tx).await? {
            let note: String = row.try_get("note").map_err(dialect::said)?;
            let Some(note) = said.out_of(&note) else { continue };
            let (card, seq): (String, i64) =
                (row.try_get("card").map_err(dialect::said)?, row.try_get("seq").map_err(dialect::said)?);
            let put = sql("UPDATE card_steps SET note = $1 WHERE shelf = $2 AND card = $3 AND seq = $4");
            put.bind(Secret(note)).bind(table).bind(card).bind(seq).run(&mut *tx).await?;
        }
    }
    Ok(())
}

/// A card loses what it quotes of its call; true when there was something.
fn without_words(card: &mut Value, table: &str, said: &Said) -> bool {
    let quotes = match table {
        "findings" => without_quotes(card, "phone"),
        "sheets" => without_evidence(card),
        _ => false,
    };
    let written = without_written(card, said);
    quotes || written
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

/// What marks rest on loses its words; where it was said stays.
fn without_evidence(card: &mut Value) -> bool {
    let marks = card.get_mut("sheet").and_then(|sheet| sheet.get_mut("marks")).and_then(Value::as_object_mut);
    let evidence = marks.into_iter().flat_map(|marks| marks.values_mut()).filter_map(|mark| mark.get_mut("evidence"));
    let pieces = evidence.filter_map(Value::as_array_mut).flatten().filter_map(|piece| piece.get_mut("words"));
    pieces.filter(|words| !words.is_null()).map(|words| *words = Value::Null).count() > 0
}

/// What people wrote stays without what it quotes.
fn without_written(card: &mut Value, said: &Said) -> bool {
    match card {
        Value::Array(items) => {
            items.iter_mut().map(|item| without_written(item, said)).filter(|some| *some).count() > 0
        }
        Value::Object(fields) => {
            let mut some = false;
            for (name, value) in fields {
                if let Value::String(text) = value
                    && WRITTEN.contains(&name.as_str())
                {
                    let without = said.out_of(text);
                    some |= without.is_some();
                    *text = without.unwrap_or_else(|| std::mem::take(text));
                } else {
                    some |= without_written(value, said);
                }
            }
            some
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
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

    #[test]
    fn a_scorecard_keeps_its_marks_and_their_places_and_no_words() {
        let mark = |words: Value, comment: &str| json!({ "answer": { "yes": true }, "evidence": [{ "span": 7, "words": words }], "comment": comment });
        let marks =
            |a: Value, comment: &str| json!({ "sheet": { "marks": { "a": a, "b": mark(Value::Null, comment) } } });
        let said = Said::of(["معك حق تماما"]);
        let mut card = marks(mark(json!("معك حق"), ""), "قال «معك حق» وأنصت");
        assert!(without_words(&mut card, "sheets", &said));
        assert_eq!(card, marks(mark(Value::Null, ""), "قال «…» وأنصت"));
        assert!(!without_words(&mut card, "sheets", &said), "a second time nothing changes");
    }
}
