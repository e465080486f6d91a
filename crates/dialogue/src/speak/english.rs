//! English numbers and what they count.

use wasl_model::PromptId;

use super::noun::Noun;

const GROUPS: [(&str, u64); 2] = [("million", 1_000_000), ("thousand", 1_000)];

/// A bare number.
#[must_use]
pub fn number(n: u64) -> Vec<PromptId> {
    let mut rest = n;
    let mut said: Vec<PromptId> = Vec::new();
    for (name, size) in GROUPS {
        if rest >= size {
            said.extend(under_thousand(rest / size));
            said.push(PromptId(format!("en_{name}")));
            rest %= size;
        }
    }
    match (said.is_empty(), rest) {
        (true, _) => under_thousand(rest),
        (false, 0) => said,
        (false, 1..=99) => said.into_iter().chain(["en_and".into()]).chain(under_hundred(rest)).collect(),
        (false, _) => said.into_iter().chain(under_thousand(rest)).collect(),
    }
}

/// So many of something.
#[must_use]
pub fn counted(n: u64, noun: Noun) -> Vec<PromptId> {
    let form = if n == 1 { "one" } else { "many" };
    number(n).into_iter().chain([PromptId(format!("en_{}_{form}", noun.name()))]).collect()
}

fn under_thousand(n: u64) -> Vec<PromptId> {
    match (n / 100, n % 100) {
        (0, rest) => under_hundred(rest),
        (hundreds, 0) => under_hundred(hundreds).into_iter().chain(["en_hundred".into()]).collect(),
        (hundreds, rest) => {
            let hundreds = under_hundred(hundreds).into_iter().chain(["en_hundred".into(), "en_and".into()]);
            hundreds.chain(under_hundred(rest)).collect()
        }
    }
}

fn under_hundred(n: u64) -> Vec<PromptId> {
    let piece = |n: u64| PromptId(format!("en_n{n}"));
    match (n, n % 10) {
        (0..=20, _) | (_, 0) => vec![piece(n)],
        (_, unit) => vec![piece(n - unit), piece(unit)],
    }
}
