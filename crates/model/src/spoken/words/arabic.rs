//! Arabic number words as folded: the written language, Gulf, Egypt, the Levant, Iraq, the Maghreb.
//!
//! Unreviewed by native reviewers.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Part::{Hundred, Hundreds, Repeat, Scale, Teen, Tens, TwoScale, Unit};
use super::{Part, Said, by_word};
use crate::Language;

#[rustfmt::skip]
pub(super) const WORDS: &[(Part, &[&str])] = &[
    (Unit(0), &["صفر", "زيرو"]),
    (Unit(1), &["واحد", "واحده", "وحده", "وحد", "احدي"]),
    (Unit(2), &[
        "اثنين", "اثنان", "اثنتين", "اثنتان", "اثنا", "اثني", "اثنتا", "اثنتي", "اتنين", "اتنان", "ثنين", "ثنتين", "ثنتان",
        "تنين", "تنتين", "جوج", "زوز",
    ]),
    (Unit(3), &["ثلاثه", "ثلاث", "ثلاثت", "تلاته", "تلات", "تلت", "تلاتت", "ثلثه", "تلته", "ثلاته", "تلاثه"]),
    (Unit(4), &["اربعه", "اربع", "اربعت", "اربعا"]),
    (Unit(5), &["خمسه", "خمس", "خمست", "خمسا"]),
    (Unit(6), &["سته", "ست", "ستت"]),
    (Unit(7), &["سبعه", "سبع", "سبعت", "سبعا"]),
    (Unit(8), &["ثمانيه", "ثماني", "ثمان", "ثمنيه", "تمانيه", "تماني", "تمان", "تمنيه", "تمنت", "ثمنت", "تمن", "ثمانيا"]),
    (Unit(9), &["تسعه", "تسع", "تسعت", "تسعا", "تسعود"]),
    (Teen(10), &["عشره", "عشر", "عشرت"]),
    (Teen(11), &["احدعشر", "احدعش", "حداشر", "حدعشر", "حدعش", "احداشر", "ايدعش", "ادعش", "حداعش", "حضاش", "حداش"]),
    (Teen(12), &[
        "اثنعشر", "اثناعشر", "اثنيعشر", "اتناشر", "اطناشر", "اثناشر", "اثنعش", "اثناعش", "اتنعش", "تنعش", "طنعش", "ثنعش",
        "طناش", "اطناش", "تناش", "ثناعش", "اطنعش", "تنعشر", "طنعشر",
    ]),
    (Teen(13), &[
        "ثلاثتعش", "ثلاثتعشر", "ثلاثطعش", "ثلطعش", "ثلتعش", "تلتاشر", "تلطاشر", "تلاتاشر", "تلتعش", "تلطعش", "تلاتعش",
        "تلطاش", "تلتاش", "ثلاثعشر", "ثلطعشر", "تلتعشر", "ثلاثطعشر", "تلطعشر", "ثلثطعش", "ثلثتعش", "ثلاثعش",
    ]),
    (Teen(14), &[
        "اربعتعش", "اربعطعش", "اربعتاشر", "اربعطاشر", "اربعتعشر", "اربعطعشر", "اربعطاش", "اربعتاش", "ربعطاش",
        "اربعاتعش", "اربعاطعش", "اربعاطاشر", "اربعتاعش", "رباطعش", "اربعهعشر",
    ]),
    (Teen(15), &[
        "خمستعش", "خمسطعش", "خمستاشر", "خمسطاشر", "خمستعشر", "خمسطعشر", "خمسطاش", "خمستاش", "خمصطعش",
        "خمساتعش", "خمسعشر", "خمسعش", "خمصطاشر", "خمستاعش", "خمصتعش",
    ]),
    (Teen(16), &["ستعش", "سطعش", "ستاشر", "سطاشر", "ستعشر", "سطعشر", "صطعش", "سطاش", "ستاش", "ستطعش", "صطاشر", "سطاعش"]),
    (Teen(17), &[
        "سبعتعش", "سبعطعش", "سبعتاشر", "سبعطاشر", "سبعتعشر", "سبعطعشر", "سبعطاش", "سبعتاش", "سباطعش", "سبعاتعش", "سبعتاعش",
    ]),
    (Teen(18), &[
        "ثمنتعش", "ثمنطعش", "ثمانتعش", "ثمانطعش", "تمنتاشر", "تمنطاشر", "تمانتاشر", "تمنتعش", "تمنطعش", "تمنطاش",
        "تمنتاش", "ثمنطعشر", "ثمنتعشر", "تمنتعشر", "تمانطعش", "ثمانطعشر", "تمنطعشر", "ثمانتعشر", "تمانتعش",
    ]),
    (Teen(19), &[
        "تسعتعش", "تسعطعش", "تسعتاشر", "تسعطاشر", "تسعتعشر", "تسعطعشر", "تسعطاش", "تسعتاش", "تسعاتعش", "تساطعش", "تسعتاعش",
    ]),
    (Tens(20), &["عشرين", "عشرون"]),
    (Tens(30), &["ثلاثين", "ثلاثون", "تلاتين", "تلتين", "ثلثين", "تلاثين"]),
    (Tens(40), &["اربعين", "اربعون", "ربعين"]),
    (Tens(50), &["خمسين", "خمسون"]),
    (Tens(60), &["ستين", "ستون"]),
    (Tens(70), &["سبعين", "سبعون"]),
    (Tens(80), &["ثمانين", "ثمانون", "تمانين", "تمنين", "ثمنين"]),
    (Tens(90), &["تسعين", "تسعون"]),
    (Hundred, &["ميه", "مايه", "ميت", "مايت", "ميا"]),
    (Hundreds(200), &["ميتين", "مايتين", "ميتان", "مايتان", "متين", "مايتي"]),
    (Scale(1_000), &["الف", "الاف", "تلاف", "الفا", "تالاف", "ثلاف"]),
    (TwoScale(1_000), &["الفين", "الفان", "الفي"]),
    (Scale(1_000_000), &["مليون", "ملايين", "مليونا"]),
    (TwoScale(1_000_000), &["مليونين", "مليونان", "مليوني"]),
    (Scale(1_000_000_000), &["مليار", "مليارات", "بليون"]),
    (TwoScale(1_000_000_000), &["مليارين", "ملياران"]),
    (Repeat(2), &["دبل", "دوبل"]),
    (Repeat(3), &["تربل", "تريبل"]),
];

static BY_WORD: LazyLock<HashMap<&str, Part>> = LazyLock::new(|| by_word(WORDS));

/// What stands before «مية» in one word, by its hundreds.
const HUNDREDS: &[(u16, &[&str])] = &[
    (300, &["ثلاث", "ثلاثه", "ثلث", "تلات", "تلت", "تلاته", "تلتو"]),
    (400, &["اربع", "اربعه", "ربع", "اربعو"]),
    (500, &["خمس", "خمسه", "خمسو"]),
    (600, &["ست", "سته", "ستو"]),
    (700, &["سبع", "سبعه", "سبعو"]),
    (800, &["ثمان", "ثماني", "ثمن", "تمن", "تمان", "تماني", "ثمانيه", "تمنو"]),
    (900, &["تسع", "تسعه", "تسعو"]),
];
const HUNDRED_ENDS: &[&str] = &["ميه", "مايه", "ميت", "مايت", "ميا"];

/// Shorter than this a word with a particle is more often another word: «لست», «بست».
const SHORTEST_WITH_PARTICLE: usize = 3;
/// With the article these are a day, a lady, an animal and "the both": no numbers.
const NOT_WITH_ARTICLE: &[&str] =
    &["احد", "اثنين", "اتنين", "ثنين", "تنين", "ست", "سبع", "وحده", "تمن", "واحد", "تلت", "احدي", "واحده", "عشر"];

/// What a folded word means, with «و», particles and the article before it.
pub(super) fn said(word: &str) -> Option<Said> {
    bare(word, false).or_else(|| bare(word.strip_prefix('و')?, true))
}

fn bare(word: &str, and: bool) -> Option<Said> {
    let said = |part, particle| Said { part, language: Language::Ar, and, particle };
    if let Some(part) = part(word) {
        return Some(said(part, false));
    }
    let long = |rest: &&str| rest.chars().count() >= SHORTEST_WITH_PARTICLE;
    let article =
        |with| word.strip_prefix(with).filter(long).filter(|rest| !NOT_WITH_ARTICLE.contains(rest)).and_then(part);
    if let Some(part) = article("ال") {
        return Some(said(part, false));
    }
    let particle = || word.strip_prefix(['ب', 'ل', 'ف', 'ك']).filter(long).and_then(part);
    ["بال", "لل", "هال", "عال"].into_iter().find_map(article).or_else(particle).map(|part| said(part, true))
}

fn part(word: &str) -> Option<Part> {
    BY_WORD.get(word).copied().or_else(|| hundreds(word))
}

fn hundreds(word: &str) -> Option<Part> {
    let count = HUNDRED_ENDS.iter().find_map(|end| word.strip_suffix(end)).filter(|count| !count.is_empty())?;
    HUNDREDS.iter().find(|(_, names)| names.contains(&count)).map(|(value, _)| Hundreds(*value))
}
