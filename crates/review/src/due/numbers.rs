//! Numbers in digits and in words, Arabic and English.

use super::tokens::Token;

const WORDS: &[(u32, &[&str])] = &[
    (1, &["واحد", "واحده", "وحده", "one", "a", "an"]),
    (2, &["اثنين", "اثنان", "اثنتين", "اتنين", "ثنين", "ثنتين", "تنين", "تنتين", "two", "couple"]),
    (3, &["ثلاث", "ثلاثه", "تلات", "تلاته", "تلت", "ثلاثت", "three", "few", "بضعه", "بضع", "كم"]),
    (4, &["اربع", "اربعه", "اربعت", "four"]),
    (5, &["خمس", "خمسه", "خمست", "five"]),
    (6, &["ست", "سته", "ستت", "six"]),
    (7, &["سبع", "سبعه", "سبعت", "seven"]),
    (8, &["ثمان", "ثماني", "ثمانيه", "تمن", "تمان", "تماني", "تمانيه", "تمنيه", "تمنت", "eight"]),
    (9, &["تسع", "تسعه", "تسعت", "nine"]),
    (10, &["عشر", "عشره", "عشرت", "ten"]),
    (11, &["احدعشر", "حداشر", "حدعش", "احدعش", "ايدعش", "eleven"]),
    (12, &["اثنعشر", "اتناشر", "اطناشر", "اثنعش", "تنعش", "طنعش", "twelve"]),
    (13, &["ثلاثتعش", "تلتاشر", "تلطاشر", "ثلطعش", "تلتعش", "thirteen"]),
    (14, &["اربعتعش", "اربعتاشر", "اربعطاشر", "اربعطعش", "fourteen"]),
    (15, &["خمستعش", "خمستاشر", "خمسطاشر", "خمسطعش", "fifteen"]),
    (16, &["ستعش", "ستاشر", "سطاشر", "سطعش", "sixteen"]),
    (17, &["سبعتعش", "سبعتاشر", "سبعطاشر", "سبعطعش", "seventeen"]),
    (18, &["ثمنتعش", "تمنتاشر", "تمنطاشر", "ثمنطعش", "eighteen"]),
    (19, &["تسعتعش", "تسعتاشر", "تسعطاشر", "تسعطعش", "nineteen"]),
    (20, &["عشرين", "عشرون", "twenty"]),
    (30, &["ثلاثين", "ثلاثون", "تلاتين", "thirty"]),
    (40, &["اربعين", "اربعون", "forty"]),
    (50, &["خمسين", "خمسون", "fifty"]),
    (60, &["ستين", "ستون", "sixty"]),
    (70, &["سبعين", "سبعون", "seventy"]),
    (80, &["ثمانين", "ثمانون", "تمانين", "eighty"]),
    (90, &["تسعين", "تسعون", "ninety"]),
    (100, &["ميه", "مايه", "hundred"]),
];

/// The number that stands at `at`, and how many tokens it takes: `24`, «أربع وعشرين», "twenty four", «خمسة عشر».
pub(crate) fn number_at(tokens: &[Token], at: usize) -> Option<(u32, usize)> {
    let first = tokens.get(at)?;
    if let Some(digits) = first.digits().or_else(|| end_of_range(&first.word)) {
        return Some((digits, 1));
    }
    let one = word(&first.word)?;
    let next = tokens.get(at + 1).map(|token| token.word.as_str()).unwrap_or_default();
    match (one, next) {
        (1, _) if first.word == "a" && matches!(next, "couple" | "few") => pair(tokens, at),
        (1 | 2, "of") => Some((one, 1)),
        (1..=9, "عشر" | "عشره") => Some((one + 10, 2)),
        (1..=9, _) => match next.strip_prefix('و').and_then(word) {
            Some(tens @ 20..=90) => Some((tens + one, 2)),
            _ => Some((one, 1)),
        },
        (20..=90, _) => match word(next) {
            Some(units @ 1..=9) if !matches!(next, "a" | "an") && next.is_ascii() => Some((one + units, 2)),
            _ => Some((one, 1)),
        },
        _ => Some((one, 1)),
    }
}

/// `2-3` is at most 3.
fn end_of_range(word: &str) -> Option<u32> {
    let (from, to) = word.split_once('-')?;
    let (from, to) = (from.parse::<u32>().ok()?, to.parse().ok()?);
    (from < to).then_some(to)
}

/// "a couple of", "a few".
fn pair(tokens: &[Token], at: usize) -> Option<(u32, usize)> {
    let amount = word(&tokens.get(at + 1)?.word)?;
    let of = tokens.get(at + 2).is_some_and(|token| token.word == "of");
    Some((amount, if of { 3 } else { 2 }))
}

fn word(text: &str) -> Option<u32> {
    WORDS.iter().find(|(_, words)| words.contains(&text)).map(|(number, _)| *number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::due::tokens::tokens;

    #[test]
    fn numbers_are_read_in_digits_and_words() {
        for (text, number) in [
            ("24", 24),
            ("٤٨", 48),
            ("أربع وعشرين ساعة", 24),
            ("ثمان وأربعين", 48),
            ("خمسة عشر يوما", 15),
            ("خمسطعش", 15),
            ("twenty four hours", 24),
            ("forty-eight", 48),
            ("a couple of days", 2),
            ("a few days", 3),
            ("an hour", 1),
            ("تلت تيام", 3),
        ] {
            let found = number_at(&tokens(text, 9), 0).map(|(number, _)| number);
            assert_eq!(found, Some(number), "{text}");
        }
        assert_eq!(number_at(&tokens("يوم", 9), 0), None);
        assert_eq!(number_at(&[], 0), None);
    }
}
