//! A text as sentences, clauses and words that know where they stand in it.

use wasl_model::spoken::TextSpan;

use crate::due::tokens::{Token, tokens};

/// Longer notes are not read further.
const MOST_TOKENS: usize = 3_000;

/// A word.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Folded.
    pub(super) text: String,
    /// Without particles, article and endings, in every way they may be taken off.
    pub(super) stems: Vec<String>,
    /// First byte in the text.
    pub(super) start: usize,
    /// First byte after it.
    pub(super) end: usize,
    /// Two words in one, as "we're".
    pub(super) contracted: bool,
}

/// Words between two marks.
#[derive(Clone, Debug, Default)]
pub(super) struct Clause {
    pub(super) words: Vec<Word>,
}

/// Clauses up to a full stop.
#[derive(Clone, Debug, Default)]
pub(super) struct Sentence {
    pub(super) clauses: Vec<Clause>,
    pub(super) is_question: bool,
}

impl Clause {
    /// First byte in the text.
    pub(super) fn start(&self) -> usize {
        self.words.first().map_or(0, |word| word.start)
    }

    /// First byte after it.
    pub(super) fn end(&self) -> usize {
        self.words.last().map_or(0, |word| word.end)
    }

    /// As the readers of days and spans want it.
    pub(super) fn tokens(&self) -> Vec<Token> {
        let token = |word: &Word| Token { word: word.text.clone(), start: word.start, end: word.end };
        self.words.iter().map(token).collect()
    }
}

impl Sentence {
    /// Its place in the text, in bytes.
    pub(super) fn span(&self) -> TextSpan {
        TextSpan {
            start: self.clauses.first().map_or(0, Clause::start),
            end: self.clauses.last().map_or(0, Clause::end),
        }
    }
}

/// Words that begin a clause of their own.
const BREAKS: &[&str] = &["but", "however", "whereas", "otherwise", "لكن", "ولكن", "بينما", "والا"];

/// "Anything but earrings": no turn, an exception.
fn excepts(open: &Sentence, word: &str) -> bool {
    let last = open.clauses.last().and_then(|clause| clause.words.last());
    let all =
        ["anything", "everything", "all", "nothing", "none", "nobody", "anyone", "everyone", "anybody", "everybody"];
    word == "but" && last.is_some_and(|word| all.contains(&word.text.as_str()))
}

/// «تقدر تجربه بس ما ينفع تاخذه»: behind «بس» another clause begins, where it does not narrow what stands before it.
fn turned(clause: Clause) -> Vec<Clause> {
    let begins =
        |word: &Word| TURNS.contains(&word.text.as_str()) || word.text.starts_with("ما") && word.text.ends_with('ش');
    let at = (2..clause.words.len().saturating_sub(1))
        .find(|at| clause.words[*at].text == "بس" && begins(&clause.words[at + 1]));
    let Some(at) = at else { return vec![clause] };
    let (before, after) = clause.words.split_at(at);
    vec![Clause { words: before.to_vec() }, Clause { words: after.to_vec() }]
}

/// A clause may begin with them behind «بس».
const TURNS: &[&str] = &["ما", "لا", "مو", "مش", "موب", "لازم", "ضروري", "اذا", "لو", "انت", "هو", "هي", "احنا", "عليك"];

/// The sentences of a text.
pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    let mut sentences = vec![Sentence { clauses: vec![Clause::default()], is_question: false }];
    let mut last_end = 0;
    for token in tokens(text, MOST_TOKENS) {
        let gap = text.get(last_end..token.start).unwrap_or_default();
        let between_digits = text[..last_end].ends_with(char::is_numeric) && gap.len() == 1;
        last_end = token.end;
        let open = sentences.last_mut().expect("there is always one");
        if gap.contains(['?', '؟']) {
            open.is_question = true;
        }
        if gap.contains(['.', '!', '?', '؟', ';', '؛', '\n', '…']) {
            sentences.push(Sentence { clauses: vec![Clause::default()], is_question: false });
        } else if gap.contains([',', '،', ':', '—', '–', '(', ')']) && !between_digits
            || BREAKS.contains(&token.word.as_str()) && !excepts(open, &token.word)
        {
            open.clauses.push(Clause::default());
        }
        let clause = sentences.last_mut().and_then(|sentence| sentence.clauses.last_mut());
        let contracted = text[token.start..token.end].contains(['\'', '\u{2019}']);
        let word = Word { stems: stems(&token.word), text: token.word, start: token.start, end: token.end, contracted };
        clause.expect("a sentence has a clause").words.push(word);
    }
    if text[last_end..].contains(['?', '؟']) {
        sentences.last_mut().expect("there is always one").is_question = true;
    }
    for sentence in &mut sentences {
        sentence.clauses.retain(|clause| !clause.words.is_empty());
        sentence.clauses = std::mem::take(&mut sentence.clauses).into_iter().flat_map(turned).collect();
    }
    sentences.retain(|sentence| !sentence.clauses.is_empty());
    sentences
}

/// A listed word's middle, without article and endings: the same for the forms of one word more often than not.
pub(super) fn stem(word: &str) -> String {
    if word.is_ascii() { english(word).to_owned() } else { without_ending(without_article(word)).to_owned() }
}

/// What the middle of a spoken word may be: particles before it may be its first letters, or not.
pub(super) fn stems(word: &str) -> Vec<String> {
    if word.is_ascii() {
        return vec![english(word).to_owned()];
    }
    let and = word.strip_prefix(['و', 'ف']).filter(|rest| letters(rest) >= 3);
    let with = [Some(word), and].into_iter().flatten();
    let with =
        with.flat_map(|word| [Some(word), word.strip_prefix(['ب', 'ل', 'ك', 'ع']).filter(|rest| letters(rest) >= 3)]);
    let mut stems: Vec<String> = with.flatten().map(stem).collect();
    stems.dedup();
    stems
}

fn english(word: &str) -> &str {
    let longer = |rest: &&str| rest.len() >= 3 && !rest.ends_with('s');
    word.strip_suffix('s').filter(longer).unwrap_or(word)
}

const ARTICLES: &[&str] = &["ال", "لل"];
const ENDINGS: &[&str] =
    &["تها", "تهم", "تكم", "تنا", "هما", "ته", "تك", "تي", "ها", "هم", "كم", "نا", "ات", "ه", "ك", "ي"];

fn without_article(word: &str) -> &str {
    ARTICLES.iter().find_map(|article| word.strip_prefix(article).filter(|rest| letters(rest) >= 3)).unwrap_or(word)
}

fn without_ending(word: &str) -> &str {
    ENDINGS.iter().find_map(|ending| word.strip_suffix(ending).filter(|rest| letters(rest) >= 3)).unwrap_or(word)
}

fn letters(word: &str) -> usize {
    word.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for (spoken, listed) in [
            ("بهويتك", "الهويه"),
            ("والفاتوره", "فاتوره"),
            ("فاتورتك", "فاتوره"),
            ("fees", "fee"),
            ("للتوكيل", "توكيل"),
            ("موعدك", "الموعد"),
            ("وبالوكاله", "وكاله"),
        ] {
            assert!(stems(spoken).contains(&stem(listed)), "{spoken} {listed} {:?}", stems(spoken));
        }
        assert_ne!(stem("pass"), stem("pas"));
    }

    #[test]
    fn a_text_is_cut_at_its_marks_but_not_within_a_number() {
        let read = sentences("الرصيد 24,000 ريال، والقسط 1,100. Do you agree? Yes but not now");
        let shape: Vec<(usize, bool)> = read.iter().map(|s| (s.clauses.len(), s.is_question)).collect();
        assert_eq!(shape, [(2, false), (1, true), (2, false)]);
    }
}
