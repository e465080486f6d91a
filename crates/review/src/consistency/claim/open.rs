//! What is needed, possible or so that no list names: compared where both sides use the same words.

use super::super::lexicon::CUES;
use super::super::roots::roots;
use super::super::{Topic, Value};
use super::{Found, Told, able, papers, rules};

/// The name of what no list names.
pub(in super::super) const OTHER: &str = "other";

/// The name of papers that no list names and that are all.
const OTHER_ONLY: &str = "these";

/// Everything a clause tells of things that are in no list.
pub(super) fn read(told: &Told<'_>) -> Vec<Found> {
    let whole = (0, told.clause.words.len());
    let listed = papers::named(told);
    let other_paper = CUES
        .hits("paper", told.clause)
        .iter()
        .any(|(from, _)| listed.iter().all(|hit| !(hit.from..hit.to).contains(from)));
    let is_open = (listed.is_empty() || other_paper) && rules::read(told).is_empty();
    if let Some(needed) = papers::needed(told).filter(|_| is_open) {
        let is_paper = other_paper || told.has("bring");
        let topic = if is_paper { Topic::Document } else { Topic::Condition };
        let closed = (is_paper && needed && told.has("only")).then(|| vec![OTHER_ONLY.to_owned()]);
        return vec![Found { closed, ..Found::new(topic, OTHER, Value::Yes { yes: needed }, whole).sure(0.7) }];
    }
    let able = able::ability(told).filter(|_| is_open);
    if let Some((_, yes)) = able {
        return vec![Found::new(Topic::YesNo, OTHER, Value::Yes { yes }, whole).sure(0.65)];
    }
    Vec::new()
}

/// "We exchange old notes", «العملة القديمة ما نستبدلها»: so or not so, today and always.
pub(super) fn plain(told: &Told<'_>) -> Option<Found> {
    let words = &told.clause.words;
    let denied = told.has("never") || words.iter().any(|word| super::is_denial(&word.text));
    let denied = denied != told.has("negative") && !told.has("no_objection");
    if told.has("worry") {
        return None;
    }
    let over = words.iter().any(|word| matches!(word.text.as_str(), "لم" | "didnt" | "wasnt" | "تم" | "تمت"));
    let whole = (0, words.len());
    // "The black one is in stock, the white one isn't": the rest of a sentence needs no more words.
    let goes_on = told.at > 0 && denied && words.len() <= 5;
    let about = roots(told.clause, 0..0).len() + usize::from(!told.asked.is_empty() || goes_on);
    (!over && about >= 2).then(|| Found::new(Topic::YesNo, OTHER, Value::Yes { yes: !denied }, whole).sure(0.5))
}
