//! English number words, with the misspellings that are common.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Part::{Hundred, Oh, Repeat, Scale, Teen, Tens, Unit};
use super::{Part, by_word};

pub(super) const WORDS: &[(Part, &[&str])] = &[
    (Unit(0), &["zero", "nought", "naught"]),
    (Oh, &["oh", "o"]),
    (Unit(1), &["one"]),
    (Unit(2), &["two"]),
    (Unit(3), &["three"]),
    (Unit(4), &["four"]),
    (Unit(5), &["five"]),
    (Unit(6), &["six"]),
    (Unit(7), &["seven"]),
    (Unit(8), &["eight"]),
    (Unit(9), &["nine"]),
    (Teen(10), &["ten"]),
    (Teen(11), &["eleven"]),
    (Teen(12), &["twelve"]),
    (Teen(13), &["thirteen"]),
    (Teen(14), &["fourteen", "forteen"]),
    (Teen(15), &["fifteen", "fiveteen"]),
    (Teen(16), &["sixteen"]),
    (Teen(17), &["seventeen"]),
    (Teen(18), &["eighteen", "eightteen"]),
    (Teen(19), &["nineteen", "ninteen"]),
    (Tens(20), &["twenty"]),
    (Tens(30), &["thirty"]),
    (Tens(40), &["forty", "fourty"]),
    (Tens(50), &["fifty", "fivety"]),
    (Tens(60), &["sixty"]),
    (Tens(70), &["seventy"]),
    (Tens(80), &["eighty", "eightty"]),
    (Tens(90), &["ninety", "ninty"]),
    (Hundred, &["hundred", "hundreds"]),
    (Scale(1_000), &["thousand", "thousands"]),
    (Scale(1_000_000), &["million", "millions"]),
    (Scale(1_000_000_000), &["billion", "billions"]),
    (Repeat(2), &["double"]),
    (Repeat(3), &["triple", "treble"]),
];

static BY_WORD: LazyLock<HashMap<&str, Part>> = LazyLock::new(|| by_word(WORDS));

pub(super) fn part(word: &str) -> Option<Part> {
    BY_WORD.get(word).copied()
}
