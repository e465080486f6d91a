//! A text as folded words that know where they stand in it.

use wasl_model::fold::fold;

/// One word or number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// Folded.
    pub(crate) word: String,
    /// First byte in the text.
    pub(crate) start: usize,
    /// First byte after it.
    pub(crate) end: usize,
}

impl Token {
    /// Is it this word, alone or with a particle before it («وبكرة», «ليوم», «للأحد»).
    pub(crate) fn is(&self, word: &str) -> bool {
        let bare = |text: &str| {
            text == word
                || text.strip_prefix("لل").zip(word.strip_prefix("ال")).is_some_and(|(a, b)| !b.is_empty() && a == b)
        };
        let stripped = |text: &str| text.strip_prefix(['و', 'ف', 'ب', 'ل', 'ع']).map(str::to_owned);
        // A particle before two letters is more often a word of its own.
        let long = word.chars().count() > 2;
        bare(&self.word)
            || long
                && stripped(&self.word)
                    .is_some_and(|once| bare(&once) || stripped(&once).is_some_and(|twice| bare(&twice)))
    }

    /// Is it one of these words.
    pub(crate) fn any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    /// Its number, if it is digits.
    pub(crate) fn digits(&self) -> Option<u32> {
        let all = !self.word.is_empty() && self.word.bytes().all(|byte| byte.is_ascii_digit());
        if all { self.word.parse().ok() } else { None }
    }
}

/// How many tokens from `at` on are this phrase, if they are.
pub(crate) fn phrase_at(tokens: &[Token], at: usize, phrase: &str) -> Option<usize> {
    let mut length = 0;
    for word in phrase.split(' ') {
        let token = tokens.get(at + length)?;
        if !(if length == 0 { token.is(word) } else { token.word == word }) {
            return None;
        }
        length += 1;
    }
    Some(length)
}

/// The words of a text, at most `most`. Digits and letters are split («3pm»), a number keeps its `:`, `/`, `-` and `.`.
pub(crate) fn tokens(text: &str, most: usize) -> Vec<Token> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() && found.len() < most {
        let end = end_of(&chars, at);
        if end > at {
            let (start, stop) = (chars[at].0, chars.get(end).map_or(text.len(), |(place, _)| *place));
            let word: String = fold(&text[start..stop]).chars().filter(|c| !is_apostrophe(*c)).collect();
            if !word.is_empty() {
                found.push(Token { word, start, end: stop });
            }
        }
        at = end.max(at + 1);
    }
    found
}

fn end_of(chars: &[(usize, char)], at: usize) -> usize {
    let kind = |place: usize| chars.get(place).map_or(Kind::Gap, |(_, c)| kind_of(*c));
    let first = kind(at);
    if matches!(first, Kind::Gap | Kind::Mark | Kind::Joint) {
        return at;
    }
    let mut end = at + 1;
    while kind(end) == first
        || kind(end) == Kind::Mark
        || (first == Kind::Digit && kind(end) == Kind::Joint && kind(end + 1) == Kind::Digit)
    {
        end += 1;
    }
    end
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    /// Joins digits: times and dates.
    Joint,
    /// Belongs to the letter before it: tashkeel, apostrophes, marks of direction.
    Mark,
    Gap,
}

fn kind_of(c: char) -> Kind {
    match c {
        ':' | '/' | '-' | '.' => Kind::Joint,
        '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}' | '\u{200B}'..='\u{200F}' => Kind::Mark,
        c if is_apostrophe(c) => Kind::Mark,
        c if c.is_numeric() => Kind::Digit,
        c if c.is_alphabetic() => Kind::Letter,
        _ => Kind::Gap,
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{02BC}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_where_they_stand() {
        let text = "يَومُ الأحد، 3pm — ٢٥/١١ o’clock 3:30.";
        let found = tokens(text, 20);
        let words: Vec<_> = found.iter().map(|token| token.word.as_str()).collect();
        assert_eq!(words, ["يوم", "الاحد", "3", "pm", "25/11", "oclock", "3:30"]);
        assert_eq!(&text[found[1].start..found[1].end], "الأحد");
    }

    #[test]
    fn particles_are_no_part_of_a_word() {
        let is = |text: &str, word| tokens(text, 1)[0].is(word);
        assert!(is("للأحد", "الاحد") && is("والأحد", "الاحد") && is("ولبكرة", "بكره") && is("ليومين", "يومين"));
        assert!(!is("احد", "الاحد") && !is("بغد", "غد"));
    }
}
