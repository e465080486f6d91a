//! A line as words to look for phrases and verbs in: folded, contractions spelled out, each knowing its place.
//!
//! Dialects and recognisers write ث ذ ظ as ت د ض, so these compare equal; "I'll", "Ill" and "I will" are the same words.

use wasl_model::fold::fold;

/// One word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Folded and loosened.
    pub(crate) text: String,
    /// First byte in the line.
    pub(crate) start: usize,
    /// First byte after it.
    pub(crate) end: usize,
    /// A question mark follows.
    pub(crate) asks: bool,
    /// A sentence ends here.
    pub(crate) stops: bool,
}

impl Word {
    /// Is it this word, alone or behind «و» or «ف».
    pub(crate) fn is(&self, word: &str) -> bool {
        same(&self.text, word) || self.text.strip_prefix(['و', 'ف']).is_some_and(|rest| same(rest, word))
    }

    /// Is it one of these words.
    pub(crate) fn any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }
}

/// Equal after loosening the second, which is written by hand.
fn same(text: &str, written: &str) -> bool {
    text.chars().eq(written.chars().map(loose))
}

/// A letter as it is compared, once folded.
pub(crate) const fn loose(c: char) -> char {
    match c {
        'ث' => 'ت',
        'ذ' => 'د',
        'ظ' => 'ض',
        'ة' => 'ه',
        'ى' | 'ئ' => 'ي',
        'ؤ' => 'و',
        'أ' | 'إ' | 'آ' => 'ا',
        'گ' => 'ك',
        other => other,
    }
}

/// The words of a line.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut start = None;
    let is_word =
        |c: char| c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}' | '\u{0640}' | '\u{064B}'..='\u{0652}');
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if is_word(c) {
            start.get_or_insert(at);
            continue;
        }
        if let Some(from) = start.take() {
            spell(&text[from..at], from, at, &mut found);
        }
        if let Some(last) = found.last_mut() {
            last.asks |= matches!(c, '?' | '؟');
            last.stops |= matches!(c, '?' | '؟' | '.' | '!' | ';' | '؛' | '\n');
        }
    }
    found
}

fn spell(raw: &str, start: usize, end: usize, found: &mut Vec<Word>) {
    let folded: String = fold(raw).chars().map(|c| if c == '\u{2019}' { '\'' } else { loose(c) }).collect();
    let mut push = |text: &str| {
        if !text.is_empty() {
            found.push(Word { text: text.to_owned(), start, end, asks: false, stops: false });
        }
    };
    if let Some((_, spelled)) = WHOLE.iter().find(|(short, _)| *short == folded) {
        return spelled.split(' ').for_each(push);
    }
    let ending = ENDINGS.iter().find_map(|(short, spelled)| Some((folded.strip_suffix(short)?, *spelled)));
    if let Some((stem, spelled)) = ending {
        push(stem);
        return push(spelled);
    }
    push(&folded.replace('\'', ""));
}

const ENDINGS: &[(&str, &str)] =
    &[("n't", "not"), ("'ll", "will"), ("'ve", "have"), ("'re", "are"), ("'m", "am"), ("'d", "would"), ("'s", "is")];

const WHOLE: &[(&str, &str)] = &[
    ("won't", "will not"),
    ("wont", "will not"),
    ("can't", "can not"),
    ("cant", "can not"),
    ("cannot", "can not"),
    ("dont", "do not"),
    ("doesnt", "does not"),
    ("didnt", "did not"),
    ("isnt", "is not"),
    ("im", "i am"),
    ("ive", "i have"),
    ("ill", "i will"),
    ("youll", "you will"),
    ("theyll", "they will"),
    ("itll", "it will"),
    ("weve", "we have"),
    ("youre", "you are"),
    ("thats", "that is"),
    ("gonna", "going to"),
    ("gotta", "have to"),
    ("let's", "let us"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contractions_and_spellings_are_the_same_words() {
        let told = |text: &str| words(text).into_iter().map(|word| word.text).collect::<Vec<_>>();
        assert_eq!(told("I'll call, I won’t wait"), ["i", "will", "call", "i", "will", "not", "wait"]);
        assert_eq!(told("Ill call"), told("I will call"));
        assert_eq!(told("ثلاثة أيام"), told("تلاته ايام"));
        assert!(words("وين؟")[0].asks && words("وين؟")[0].is("وين"));
        assert!(words("وآسف").first().is_some_and(|word| word.is("آسف")));
    }
}
