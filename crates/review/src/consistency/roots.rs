//! What a clause is about in its own words, for what no list names: Arabic and English roots, lightly taken.

use std::collections::BTreeSet;

use super::lexicon::{ACTIONS, CONDITIONS, DOCUMENTS, FIELDS, Hit, Lexicon, MONEY, SERVICES, STOP};
use super::words::{Clause, Word};

/// A clause's words that tell something, each with the roots it may have and the fields it is of.
pub(super) type Roots = BTreeSet<Vec<String>>;

/// The roots of a clause; words that tell a value are left to it.
pub(super) fn roots(clause: &Clause, value: std::ops::Range<usize>) -> Roots {
    let fields = fields_of(clause);
    let mut found = Roots::new();
    let mut at = 0;
    while at < clause.words.len() {
        let here = fields.iter().filter(|hit| hit.from == at);
        let to = here.clone().map(|hit| hit.to).max().unwrap_or(at + 1);
        let in_value = (at..to).all(|word| value.contains(&word));
        let of_fields: Vec<String> = here.map(|hit| format!("#{}", hit.name)).collect();
        let of_words = clause.words[at..to].iter().filter(|word| !STOP.has(word)).flat_map(of);
        let mut all: Vec<String> = of_fields.into_iter().chain(of_words).collect();
        all.sort();
        all.dedup();
        if !in_value && !all.is_empty() {
            found.insert(all);
        }
        at = to;
    }
    found
}

/// What is meant, whichever the word or the language: of every list the longest names.
fn fields_of(clause: &Clause) -> Vec<Hit<'static>> {
    let lists: [&'static Lexicon; 6] = [&FIELDS, &DOCUMENTS, &SERVICES, &MONEY, &CONDITIONS, &ACTIONS];
    let mut hits: Vec<Hit<'static>> = lists.into_iter().flat_map(|list| list.hits(clause)).collect();
    hits.sort_by_key(|hit| (hit.from, std::cmp::Reverse(hit.to)));
    hits
}

fn of(word: &Word) -> Vec<String> {
    if word.text.chars().all(|c| c.is_ascii_digit() || !c.is_alphanumeric()) {
        return Vec::new();
    }
    if word.text.is_ascii() {
        return Some(english(&word.text)).filter(|root| root.len() >= 3).into_iter().collect();
    }
    let mut roots: Vec<String> = word.stems.iter().flat_map(|stem| [arabic(stem), arabic(passive(stem))]).collect();
    roots.retain(|root| root.chars().count() >= 2);
    roots.sort();
    roots.dedup();
    roots
}

/// Before a verb of today in the dialects.
const VERBAL: &[&str] = &["بت", "بي", "بن", "من", "هت", "هي", "هن", "حن", "حت", "سن", "ست", "سي", "ت", "ي", "ن", "م"];

/// «بتترجع», «تنباع»: of what is done by nobody named, without the sign of it.
fn passive(stem: &str) -> &str {
    let signs = ["بتت", "بيت", "هتت", "هيت", "تت", "يت", "بين", "بتن", "ين", "تن", "ات", "ان"];
    let rest = signs.into_iter().find_map(|sign| stem.strip_prefix(sign));
    rest.filter(|rest| rest.chars().count() >= 3).unwrap_or(stem)
}

fn arabic(stem: &str) -> String {
    let verb = VERBAL.iter().find_map(|prefix| stem.strip_prefix(prefix).filter(|rest| rest.chars().count() >= 3));
    let word = verb.unwrap_or(stem);
    let many = ["يين", "ين", "ون", "يه"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|rest| rest.chars().count() >= 3));
    many.unwrap_or(word).chars().filter(|c| !matches!(c, 'ا' | 'و' | 'ي' | 'ء')).collect()
}

fn english(word: &str) -> String {
    let long = |rest: &&str| rest.len() >= 3;
    // "Tastings" and "tasting".
    let word = word.strip_suffix('s').filter(|one| one.ends_with("ing") && one.len() > 5).unwrap_or(word);
    let bare = ["ing", "able", "en", "ed", "es", "s", "e"]
        .into_iter()
        .find_map(|ending| word.strip_suffix(ending).filter(long));
    let bare = bare.unwrap_or(word);
    let longer = |rest: &&str| rest.len() >= 4;
    let bare = ["ation", "ment", "at", "ly", "er", "or"]
        .into_iter()
        .find_map(|ending| bare.strip_suffix(ending).filter(longer))
        .unwrap_or(bare);
    // "Subletting" and "sublet", "carried" and "carry".
    let twice =
        bare.as_bytes().windows(2).last().is_some_and(|two| two[0] == two[1] && !matches!(two[0], b's' | b'l' | b'e'));
    if twice {
        bare[..bare.len() - 1].to_owned()
    } else {
        bare.strip_suffix('i').map_or_else(|| bare.to_owned(), |bare| format!("{bare}y"))
    }
}

/// How many words of `a` are also in `b`.
pub(super) fn shared(a: &Roots, b: &Roots) -> usize {
    let all: BTreeSet<&String> = b.iter().flatten().collect();
    a.iter().filter(|word| word.iter().any(|root| all.contains(root))).count()
}

/// How far two clauses are about one thing, 0..=1: the shared part of the shorter one's words. One shared word of a
/// longer clause is not enough.
pub(super) fn overlap(a: &Roots, b: &Roots) -> f32 {
    let (shorter, longer) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let shared = shared(shorter, longer);
    if shared == 0 || shared == 1 && shorter.len() > 2 {
        return 0.0;
    }
    #[allow(clippy::cast_precision_loss, reason = "a clause has few words")]
    let part = shared as f32 / shorter.len() as f32;
    part
}
