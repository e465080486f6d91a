//! What the words around digits say they are.

use crate::fold::fold_words;

/// What is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Card,
    Code,
    Iban,
    Id,
    Phone,
    /// An order, a parcel, a bill: digits of which nothing is to be hidden.
    Other,
}

/// So many words before the digits are looked at.
const BEFORE: usize = 12;
/// And so many behind them: «هذا رقم الهوية».
const BEHIND: usize = 5;

/// Beginnings of folded words; of Arabic ones without «و», particles and the article.
#[rustfmt::skip]
const BEGINNINGS: &[(Topic, &[&str])] = &[
    (Topic::Card, &[
        "بطاق", "كارت", "كرت", "كارط", "فيزا", "ماستر", "ائتمان", "ايتمان", "card", "visa", "mastercard", "amex", "debit",
    ]),
    (Topic::Code, &[
        "سري", "تحقق", "رمز", "كود", "ورا", "خلف", "ضهر", "ظهر", "cvv", "cvc", "passcode", "password", "verification", "otp", "digit", "ارقام",
    ]),
    (Topic::Iban, &["ايبان", "اباني", "iban"]),
    (Topic::Id, &["هويه", "هويت", "اقامه", "اقامت", "قومي", "وطني", "مدني", "شخصيه", "iqama", "identity"]),
    (Topic::Phone, &[
        "جوال", "موبايل", "تلفون", "تليفون", "تيليفون", "هاتف", "واتس", "نمره", "نمرت", "محمول", "نقال", "اتصل", "كلم", "phone", "mobile",
        "whatsapp", "landline",
    ]),
    (Topic::Other, &[
        "طلب", "شحن", "تتبع", "بلاغ", "شكو", "فاتور", "معامل", "عقد", "عضوي", "عداد", "حجز", "تذكر", "رحل", "بوليص", "غرف", "بريدي",
        "عنوان", "لوح", "خصم", "خطا", "تحويل", "order", "tracking", "track", "shipment", "parcel", "ticket", "reference", "invoice", "contract",
        "membership", "meter", "transaction", "receipt", "complaint", "booking", "flight", "policy", "room", "plate", "postcode", "postal",
        "serial", "version", "extension", "discount", "promo", "voucher", "coupon", "error",
    ]),
];
/// Whole words.
#[rustfmt::skip]
const WORDS: &[(Topic, &[&str])] = &[
    (Topic::Card, &["مدي", "credit", "pan"]),
    (Topic::Code, &["امان", "back", "pin", "code", "cvv2", "csc", "في"]),
    (Topic::Id, &["id", "national", "civil", "emirates", "ids"]),
    (Topic::Phone, &["call", "cell", "text", "reach"]),
    (Topic::Other, &["zip", "area", "sv"]),
];
/// Before a number of a code's length these show that it is not one: "the last four digits", «تنتهي بـ».
const ENDINGS: &[&str] = &["تنتهي", "ينتهي", "منتهي", "اخر", "ending", "ends", "last", "end"];
/// Between pieces of one number.
#[rustfmt::skip]
const FILLERS: &[&str] = &[
    "dash", "hyphen", "space", "then", "uh", "um", "er", "شرطه", "اه", "ثم", "بعدين", "وبعدين", "يعني", "بعدها", "وبعدها", "طيب", "تمام",
];
/// Behind a number these are what it counts.
#[rustfmt::skip]
const COUNTED: &[&str] = &[
    "ثانيه", "ثواني", "دقيقه", "دقايق", "ساعه", "ساعات", "يوم", "ايام", "اسبوع", "اسابيع", "شهر", "اشهر", "شهور", "سنه", "سنوات", "مره", "مرات",
    "ارقام", "رقم", "خانات", "ريال", "second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month",
    "months", "year", "years", "times", "time", "digits", "digit", "people",
];

/// What the words before the bytes `start..end` of a text speak of, the nearest first, or else those behind them.
pub(super) fn around(text: &str, start: usize, end: usize) -> Vec<Topic> {
    let before = fold_words(&text[..start]);
    let found = by_nearness(&before[before.len().saturating_sub(BEFORE)..]);
    if !found.is_empty() {
        return found;
    }
    let mut behind = fold_words(&text[end..]);
    behind.truncate(BEHIND);
    behind.reverse();
    by_nearness(&behind)
}

/// What somebody asked for, the last thing they named first.
pub(super) fn asked(text: &str) -> Vec<Topic> {
    by_nearness(&fold_words(text))
}

/// Do these words tell nothing of their own, so that the number before them goes on behind them.
pub(super) fn says_nothing(between: &str) -> bool {
    fold_words(between).iter().all(|word| FILLERS.contains(&word.as_str()))
}

/// Does the text go on with what a number counts.
pub(super) fn counted(rest: &str) -> bool {
    fold_words(rest).first().is_some_and(|word| COUNTED.contains(&word.as_str()))
}

/// The topics of these words, the last first.
fn by_nearness(words: &[String]) -> Vec<Topic> {
    let mut found = Vec::new();
    for word in words.iter().rev() {
        if let Some(topic) = topic_of(word).filter(|topic| *topic != Topic::Code || is_code(word, words))
            && !found.contains(&topic)
        {
            found.push(topic);
        }
    }
    found
}

/// A code, and not «في» alone, the end of a card's number, or the code of a discount, a place or an error.
fn is_code(word: &str, all: &[String]) -> bool {
    let has = |wanted: &[&str]| all.iter().any(|word| wanted.contains(&bare(word)));
    let named = || all.iter().any(|word| topic_of(word) == Some(Topic::Other));
    let spelled = word != "في" || has(&["سي"]);
    spelled && !has(ENDINGS) && !(matches!(bare(word), "code" | "رمز" | "كود") && named())
}

fn topic_of(word: &str) -> Option<Topic> {
    let bare = bare(word);
    let begins = |(_, names): &&(Topic, &[&str])| names.iter().any(|name| bare.starts_with(name));
    let whole = |(_, names): &&(Topic, &[&str])| names.contains(&bare);
    WORDS.iter().find(whole).or_else(|| BEGINNINGS.iter().find(begins)).map(|(topic, _)| *topic)
}

/// A word without «و», particles and the article.
fn bare(word: &str) -> &str {
    if word.is_ascii() || word.chars().count() < 4 {
        return word;
    }
    let word = word.strip_prefix(['و', 'ف']).unwrap_or(word);
    let word = ["بال", "لل", "كال", "عال", "ال"].iter().find_map(|prefix| word.strip_prefix(prefix)).unwrap_or(word);
    let longer = word.chars().count() > 4;
    word.strip_prefix(['ب', 'ل']).filter(|rest| longer && known(rest)).unwrap_or(word)
}

/// Is it a topic's word without the particle («ببطاقتي»); «بطاقة» itself begins with a particle's letter.
fn known(rest: &str) -> bool {
    BEGINNINGS.iter().any(|(_, names)| names.iter().any(|name| rest.starts_with(name)))
}
