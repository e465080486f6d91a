//! Numbers in digits and in words, Arabic and English.

use wasl_model::spoken::number_in_words;

use super::tokens::Token;

/// Words that are numbers only where somebody counts days and hours. The others are [`spoken`](wasl_model::spoken)'s.
const WORDS: &[(u32, &[&str])] =
    &[(1, &["a", "an"]), (2, &["couple"]), (3, &["few", "بضعه", "بضع", "كم"]), (100, &["hundred"])];

/// The number that stands at `at`, and how many tokens it takes: `24`, «أربع وعشرين», "twenty four", «خمسة عشر».
pub(crate) fn number_at(tokens: &[Token], at: usize) -> Option<(u32, usize)> {
    let first = tokens.get(at)?;
    if let Some(digits) = first.digits().or_else(|| end_of_range(&first.word)) {
        return Some((digits, 1));
    }
    let next = tokens.get(at + 1).map(|token| token.word.as_str()).unwrap_or_default();
    if first.word == "a" && matches!(next, "couple" | "few") {
        return pair(tokens, at);
    }
    let words: Vec<&str> = tokens[at..].iter().take(MOST_WORDS).map(|token| token.word.as_str()).collect();
    let spoken = number_in_words(&words).and_then(|(number, length)| Some((u32::try_from(number).ok()?, length)));
    spoken.or_else(|| word(&first.word).map(|number| (number, 1)))
}

/// A number has no more words than this.
const MOST_WORDS: usize = 8;

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
