//! What is needed, possible or so that no list names: compared where both sides use the same words.

use super::super::lexicon::CUES;
use super::super::roots::roots;
use super::super::{Topic, Value};
use super::{Found, Told, able, papers, rules};

/// The name of what no list names.
pub(in super::super) const OTHER: &str = "other";

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
        return vec![Found::new(topic, OTHER, Value::Yes { yes: needed }, whole).sure(0.7)];
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
    let never = |at: usize| {
        matches!(
            words[at].text.as_str(),
            "ما" | "لا" | "مش" | "مو" | "dont" | "doesnt" | "isnt" | "arent" | "not" | "no"
        )
    };
    let denied = (0..words.len()).any(never) || words.iter().any(|word| super::is_denial(&word.text));
    let over = words.iter().any(|word| matches!(word.text.as_str(), "لم" | "didnt" | "wasnt" | "تم" | "تمت"));
    let whole = (0, words.len());
    let about = roots(told.clause, 0..0).len();
    (!over && about >= 2).then(|| Found::new(Topic::YesNo, OTHER, Value::Yes { yes: !denied }, whole).sure(0.5))
}
