//! Text as comparable words: folded, contractions opened, clauses marked, Arabic clitics taken off on demand.

use wasl_model::fold::fold;

/// One folded word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The word.
    pub word: String,
    /// Punctuation or the start of the text stands before it.
    pub clause_start: bool,
}

/// The words of a text in order.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let folded = fold(text).replace(['\u{2019}', '\u{2018}', '\u{02BC}', '`'], "'");
    let mut found = Vec::new();
    let mut clause_start = true;
    for piece in folded.split_inclusive(|c: char| !c.is_alphanumeric() && c != '\'') {
        let word = piece.trim_matches(|c: char| !c.is_alphanumeric());
        for part in open_contraction(word) {
            found.push(Token { word: part, clause_start });
            clause_start = false;
        }
        clause_start |= piece.ends_with(|c: char| !c.is_alphanumeric() && !c.is_whitespace() && c != '\'' && c != '-');
    }
    found
}

/// The word and what remains of it without Arabic clitics: و ف (two letters must remain), ب ل ك ال (three),
/// and endings of persons and plurals (four).
#[must_use]
pub fn variants(word: &str) -> Vec<&str> {
    let mut all = vec![word];
    if !word.starts_with(|c: char| ('\u{0621}'..='\u{064A}').contains(&c)) {
        return all;
    }
    for (clitics, remain) in [(&["و", "ف"][..], 2), (&["ب", "ل", "ك"], 3), (&["ال", "ل"], 3)] {
        strip(&mut all, remain, |known| clitics.iter().filter_map(|clitic| known.strip_prefix(clitic)).collect());
    }
    strip(&mut all, 4, |known| ENDINGS.iter().filter_map(|ending| known.strip_suffix(ending)).collect());
    all
}

const ENDINGS: &[&str] = &["ه", "ها", "هم", "ك", "كم", "كن", "ني", "نا", "ين", "ون", "ات"];

fn strip<'a>(all: &mut Vec<&'a str>, remain: usize, rests: impl Fn(&'a str) -> Vec<&'a str>) {
    for known in all.clone() {
        for rest in rests(known) {
            if rest.chars().count() >= remain && !all.contains(&rest) {
                all.push(rest);
            }
        }
    }
}

/// Whether two words differ by at most one letter (inserted, dropped or replaced) and are long enough to tell.
#[must_use]
pub fn misheard_as(heard: &str, meant: &str) -> bool {
    if heard.len().abs_diff(meant.len()) > 4 {
        return false;
    }
    let (a, b) = (heard.chars().count(), meant.chars().count());
    if a.min(b) < 5 || a.abs_diff(b) > 1 {
        return false;
    }
    let front = heard.chars().zip(meant.chars()).take_while(|(x, y)| x == y).count();
    let back = heard.chars().rev().zip(meant.chars().rev()).take_while(|(x, y)| x == y).count();
    front + back + 1 >= a.max(b)
}

fn open_contraction(word: &str) -> Vec<String> {
    let pair = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
    match word {
        "" => return Vec::new(),
        "cannot" | "can't" | "cant" => return pair("can", "not"),
        "won't" | "wont" => return pair("will", "not"),
        "dont" => return pair("do", "not"),
        "didnt" => return pair("did", "not"),
        "doesnt" => return pair("does", "not"),
        "isnt" => return pair("is", "not"),
        "im" => return pair("i", "am"),
        "let's" => return pair("let", "us"),
        _ => {}
    }
    let endings =
        [("n't", "not"), ("'m", "am"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'d", "would"), ("'s", "is")];
    for (ending, full) in endings {
        if let Some(stem) = word.strip_suffix(ending) {
            return pair(stem, full);
        }
    }
    vec![word.replace('\'', "")]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| t.word).collect()
    }

    #[test]
    fn contractions_open_with_any_apostrophe() {
        assert_eq!(words("I don’t, can't, I'm, it's"), ["i", "do", "not", "can", "not", "i", "am", "it", "is"]);
    }

    #[test]
    fn punctuation_starts_a_clause() {
        let starts: Vec<bool> = tokens("لا، هذا غير مقبول! أريد المدير").into_iter().map(|t| t.clause_start).collect();
        assert_eq!(starts, [true, true, false, false, true, false]);
    }

    #[test]
    fn clitics_come_off_but_enough_letters_stay() {
        assert!(variants("والمدير").contains(&"مدير"));
        assert!(variants("للمدير").contains(&"مدير"));
        assert!(variants("وما").contains(&"ما"));
        assert!(variants("فهمته").contains(&"فهمت"));
        assert_eq!(variants("بلد"), ["بلد"]);
        assert_eq!(variants("lost"), ["lost"]);
    }

    #[test]
    fn one_wrong_letter_is_forgiven_in_long_words() {
        assert!(misheard_as("unaceptable", "unacceptable"));
        assert!(misheard_as("مسخره", "مصخره"));
        assert!(!misheard_as("lose", "lost"));
        assert!(!misheard_as("manger", "mangoes"));
    }
}
