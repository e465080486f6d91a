//! One-letter slips of the recogniser in number words: «خمصة», "tvelve".
//!
//! A slip between letters that sound alike is forgiven anywhere. Any other slip is forgiven only beside a number or a
//! coin, where another word is not to be expected, and never where it makes a word of its own or may be two numbers.

use std::sync::LazyLock;

use super::coins;
use super::token::{Gap, Kind, Token};
use super::words::{Part, Said, all};
use crate::Language;

/// Shorter words are too many.
const SHORTEST: usize = 4;
/// And for slips between letters that do not sound alike, these.
const SHORTEST_OF_ANY: usize = 5;

/// Words one letter away from a number that are words.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "there", "these", "threw", "throe", "your", "hour", "tour", "pour", "fours", "sour", "for", "foul", "live", "give",
    "fine", "file", "fire", "hive", "dive", "fives", "mine", "line", "wine", "none", "nice", "nines", "right", "night",
    "light", "fight", "might", "sight", "tight", "weight", "height", "eights", "even", "sever", "sevens", "eighth",
    "tent", "then", "teen", "zeros", "hero", "zoro", "forth", "fort", "forts", "nifty", "party", "thirsty", "sixth",
    "fifth", "seventh", "ninth", "tenth", "twelfth", "plenty", "five's", "trouble", "ripple", "doubles", "doubt",
    "doubled", "tripled", "triples", "trip", "faulty", "flour", "free", "tree", "thee", "once", "ones", "onto", "side",
    "size", "sixty's", "mills", "bill", "billing", "pillion", "event", "seen", "sevent", "foot", "form", "fifths",
    "ثانيه", "سنين", "سرعه", "سمعه", "سلعه", "سبحه", "سبقه", "تسعي", "اربعاء", "رابعه", "خامسه", "سابعه", "تاسعه",
    "عاشره", "عشيره", "عشاء", "عشان", "خمسي", "خميس", "حصه", "ملون", "ميزان", "سنه", "سفر", "واجد", "واحد", "وحيد",
    "ثمينه", "امانه", "ثمن", "الفت", "ثلاجه", "تلاجه", "خمسات", "تعبين", "بعين", "ستات", "مليان", "ملابس", "تامين",
    "تمرين", "ستين", "سكين", "سنتين", "تسعير", "تسعيره", "قسمين", "خمسه", "شبعه", "بسبعه", "عشر", "يسعه", "حاسه",
    "لسعه", "وسعه", "تسمعه", "دفعه", "ربيعه", "اربعا", "اربعون", "مثنين", "اتنين", "ثلاثي", "ثنائي", "عشري", "خماسي",
    "كمان", "زمان", "ملينا", "اذني", "تسوون", "خمسمي", "سعه", "سبع", "مشرين", "عشرات", "ميات", "طمانيه", "يمانيه", "مانيه", "نمانيه",
];

/// Letters that sound alike to a recogniser.
const ALIKE: &[&str] = &["سصث", "تط", "دض", "ظذز", "هح", "قك", "اع", "vw", "sz", "td", "ckq", "mn", "aeiouy"];

static ARABIC: LazyLock<Vec<(Vec<char>, Part)>> = LazyLock::new(|| spelled(Language::Ar));
static ENGLISH: LazyLock<Vec<(Vec<char>, Part)>> = LazyLock::new(|| spelled(Language::En));

fn spelled(language: Language) -> Vec<(Vec<char>, Part)> {
    all(language).map(|(word, part)| (word.chars().collect(), part)).collect()
}

/// Gives slips the meaning of the word they should be.
pub(super) fn forgive(tokens: &[Token], meant: &mut [Option<Said>], language: Option<Language>) {
    let exact: Vec<bool> =
        tokens.iter().zip(meant.iter()).map(|(token, said)| said.is_some() || token.kind == Kind::Digits).collect();
    let beside = |place: usize| exact.get(place).copied().unwrap_or(false);
    for (place, token) in tokens.iter().enumerate() {
        if exact[place] || token.kind != Kind::Word || WORDS.contains(&token.word.as_str()) {
            continue;
        }
        let close_before = token.gap == Gap::Close && place > 0 && beside(place - 1);
        let close_after = tokens.get(place + 1).is_some_and(|next| next.gap == Gap::Close)
            && (beside(place + 1) || coins::is_coin(tokens, place + 1));
        meant[place] = meaning(&token.word, close_before || close_after, language);
    }
}

fn meaning(word: &str, expected: bool, hint: Option<Language>) -> Option<Said> {
    let language = if word.is_ascii() { Language::En } else { Language::Ar };
    if hint.is_some_and(|hint| hint != language) {
        return None;
    }
    let whole = one_of(word, language, expected).map(|part| (part, false));
    let rest = || word.strip_prefix('و').filter(|rest| !WORDS.contains(rest));
    let (part, and) = whole.or_else(|| Some((one_of(rest()?, language, expected)?, true)))?;
    Some(Said { part, language, and, particle: false })
}

/// The only meaning that is one letter away.
fn one_of(word: &str, language: Language, any_letter: bool) -> Option<Part> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < SHORTEST {
        return None;
    }
    let mut found = None;
    let all = match language {
        Language::Ar => &*ARABIC,
        Language::En => &*ENGLISH,
    };
    for (candidate, part) in all.iter().filter(|(word, _)| word.len().abs_diff(letters.len()) <= 1) {
        let any = any_letter && letters.len() >= SHORTEST_OF_ANY && candidate.len() >= SHORTEST_OF_ANY;
        let near =
            candidate.len() >= SHORTEST && (sounds_alike(&letters, candidate) || any && one_apart(&letters, candidate));
        if !near || found == Some(*part) {
            continue;
        }
        if found.is_some() {
            return None;
        }
        found = Some(*part);
    }
    found
}

/// One letter replaced by one that sounds like it, or doubled.
fn sounds_alike(a: &[char], b: &[char]) -> bool {
    let Some((left, right)) = difference(a, b) else {
        return false;
    };
    // English words that differ in their first letter are two words.
    if a[0].is_ascii() && a[0] != b[0] {
        return false;
    }
    match (left, right) {
        ([x], [y]) => ALIKE.iter().any(|group| group.contains(*x) && group.contains(*y)),
        ([x], []) | ([], [x]) => a.windows(2).chain(b.windows(2)).any(|pair| pair == [*x, *x]),
        _ => false,
    }
}

/// One letter replaced, missing, too many, or two exchanged.
fn one_apart(a: &[char], b: &[char]) -> bool {
    match difference(a, b) {
        Some(([_], [_]) | ([_], []) | ([], [_])) => true,
        Some(([x, y], [z, w])) => x == w && y == z,
        Some(_) | None => false,
    }
}

/// What is left of two words without their common beginning and end; none when the words are the same.
fn difference<'a>(a: &'a [char], b: &'a [char]) -> Option<(&'a [char], &'a [char])> {
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    (!a.is_empty() || !b.is_empty()).then_some((a, b))
}
