//! A query in a text: does it hold everything asked, where, and how well.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::fold::Folded;

use super::forms;
use super::words::{Term, Words, places};

/// Characters of the passage around the first hit, about.
const PASSAGE: usize = 120;
/// Of them before the hit.
const BEFORE: usize = 40;

/// Characters of a text that answer a query: Unicode scalars of the original, start inclusive, end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct Mark {
    /// First character.
    pub start: u32,
    /// First character after it.
    pub end: u32,
}

/// How near a text is to what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    /// Every word is there as it was asked for, spelling variants alike.
    Exact,
    /// A word is there only with و ف ب ل ال before it, or without the article it was asked with.
    Form,
}

/// What of a text answers a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// How near.
    pub rank: Rank,
    /// Where, in order, not overlapping.
    pub marks: Vec<Mark>,
    /// How well, 0 to 2000: words near each other count, and how much of the text they are.
    pub score: u32,
}

/// A word of the text.
struct Token<'a> {
    word: &'a str,
    at: std::ops::Range<usize>,
}

/// Where a term is found: its first token, how many, how near.
type Place = (usize, usize, Rank);

impl Words {
    /// What of this text answers the query; `None` when it does not hold everything.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Found> {
        let folded = Folded::of(text);
        let tokens: Vec<Token<'_>> = places(&folded.text).map(|(word, at)| Token { word, at }).collect();
        let mut hits: Vec<Vec<Place>> = Vec::with_capacity(self.terms().len());
        for term in self.terms() {
            let places = self.places_of(term, &tokens);
            if places.is_empty() {
                return None;
            }
            hits.push(places);
        }
        let rank = hits.iter().filter_map(|places| places.iter().map(|place| place.2).min()).max()?;
        let marks = marks(text, &folded, &tokens, &hits);
        Some(Found { rank, marks, score: score(&hits, tokens.len()) })
    }

    fn places_of(&self, term: &Term, tokens: &[Token<'_>]) -> Vec<Place> {
        let is = |token: &Token<'_>, test: &dyn Fn(&str) -> bool| {
            let any = |test: &dyn Fn(&str) -> bool| forms::forms(token.word).into_iter().any(test);
            if test(token.word) { Some(Rank::Exact) } else { (!self.is_exact() && any(test)).then_some(Rank::Form) }
        };
        let all = |word: &str, test: &dyn Fn(&str, &str) -> bool| -> Vec<Place> {
            let noun = forms::noun(word).filter(|_| !self.is_exact());
            let near = |token: &Token<'_>| {
                is(token, &|known| test(known, word))
                    .or_else(|| noun.and_then(|noun| is(token, &|known| test(known, noun))).map(|_| Rank::Form))
            };
            tokens.iter().enumerate().filter_map(|(n, token)| Some((n, 1, near(token)?))).collect()
        };
        match term {
            Term::Word(word) => all(word, &|known, asked| known == asked),
            Term::Beginning(word) => all(word, &|known, asked| known.starts_with(asked)),
            Term::Phrase(words) => tokens
                .windows(words.len())
                .enumerate()
                .filter(|(_, window)| window.iter().zip(words).all(|(token, word)| token.word == word))
                .map(|(n, _)| (n, words.len(), Rank::Exact))
                .collect(),
        }
    }
}

fn marks(text: &str, folded: &Folded, tokens: &[Token<'_>], hits: &[Vec<Place>]) -> Vec<Mark> {
    let mut bytes: Vec<_> = hits
        .iter()
        .flatten()
        .map(|(first, length, _)| folded.original(tokens[*first].at.start..tokens[first + length - 1].at.end))
        .collect();
    bytes.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<std::ops::Range<usize>> = Vec::with_capacity(bytes.len());
    for range in bytes {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    // One walk over the text turns bytes into characters.
    let (mut at, mut chars) = (0, 0);
    let mut char_of = |byte: usize| {
        chars += text[at..byte].chars().count();
        at = byte;
        u32::try_from(chars).unwrap_or(u32::MAX)
    };
    merged.into_iter().map(|range| Mark { start: char_of(range.start), end: char_of(range.end) }).collect()
}

fn score(hits: &[Vec<Place>], tokens: usize) -> u32 {
    let mut places: Vec<(usize, usize, usize)> = Vec::new();
    for (term, of_term) in hits.iter().enumerate() {
        places.extend(of_term.iter().map(|(first, length, _)| (*first, *length, term)));
    }
    places.sort_unstable();
    let wanted: usize = hits.iter().map(|of_term| of_term[0].1).sum();
    let lit: usize = places.iter().map(|place| place.1).sum();
    let share = |part: usize, whole: usize| u32::try_from(1000 * part.min(whole) / whole.max(1)).unwrap_or(1000);
    share(wanted, narrowest(&places, hits.len())) + share(lit, tokens)
}

/// Tokens of the narrowest stretch that holds every term.
fn narrowest(places: &[(usize, usize, usize)], terms: usize) -> usize {
    let (mut seen, mut missing, mut from, mut best) = (vec![0_u32; terms], terms, 0, usize::MAX);
    for (first, length, term) in places {
        missing -= usize::from(seen[*term] == 0);
        seen[*term] += 1;
        while missing == 0 {
            best = best.min(first + length - places[from].0);
            let left = places[from].2;
            seen[left] -= 1;
            missing += usize::from(seen[left] == 0);
            from += 1;
        }
    }
    best
}

/// The passage around the first hit, cut at spaces, and the marks in it.
#[must_use]
pub fn passage(text: &str, marks: &[Mark]) -> (String, Vec<Mark>) {
    let chars: Vec<char> = text.chars().collect();
    let first = marks.first().map_or(0, |mark| mark.start as usize);
    let from = match first.saturating_sub(BEFORE) {
        0 => 0,
        from => (from..first).find(|n| chars[n - 1].is_whitespace()).unwrap_or(first),
    };
    let end = match from + PASSAGE {
        end if end >= chars.len() => chars.len(),
        end => (first.max(from + 1)..end).rev().find(|n| chars[*n].is_whitespace()).unwrap_or(end),
    };
    let lead = if from > 0 { "…" } else { "" };
    let tail = if end < chars.len() { "…" } else { "" };
    let passage = chars[from..end].iter().collect::<String>();
    let shift = |at: u32| at - u32::try_from(from).unwrap_or(0) + u32::from(from > 0);
    let inside = marks.iter().filter(|mark| mark.start as usize >= from && mark.end as usize <= end);
    let marks = inside.map(|mark| Mark { start: shift(mark.start), end: shift(mark.end) }).collect();
    (format!("{lead}{passage}{tail}"), marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(query: &str) -> Words {
        Words::parse(query).unwrap()
    }

    /// The text with what was found in brackets.
    fn lit(query: &Words, text: &str) -> Option<(Rank, String)> {
        let found = query.find(text)?;
        let shown = text.chars().enumerate().flat_map(|(n, c)| {
            let n = u32::try_from(n).unwrap();
            let open = found.marks.iter().any(|mark| mark.start == n).then_some('[');
            let close = found.marks.iter().any(|mark| mark.end == n).then_some(']');
            [close, open, Some(c)].into_iter().flatten()
        });
        let end = u32::try_from(text.chars().count()).unwrap();
        let close = if found.marks.iter().any(|mark| mark.end == end) { "]" } else { "" };
        Some((found.rank, shown.collect::<String>() + close))
    }

    fn exact(text: &str) -> Option<(Rank, String)> {
        Some((Rank::Exact, text.to_owned()))
    }

    fn form(text: &str) -> Option<(Rank, String)> {
        Some((Rank::Form, text.to_owned()))
    }

    #[test]
    fn spelling_variants_are_found_and_the_original_is_lit() {
        assert_eq!(lit(&words("الاحد"), "يوم الأحَدِ، إن شاء الله"), exact("يوم [الأحَدِ]، إن شاء الله"));
        assert_eq!(lit(&words("فاتوره"), "هذه فاتورة."), exact("هذه [فاتورة]."));
        assert_eq!(lit(&words("3"), "بعد ٣ أيام"), exact("بعد [٣] أيام"));
        assert_eq!(lit(&words("REFUND"), "A refund, please: Refund!"), exact("A [refund], please: [Refund]!"));
        assert_eq!(lit(&words("موظف"), "الموظفين"), None);
    }

    #[test]
    fn phrases_go_across_signs_and_only_in_their_order() {
        assert_eq!(lit(&words("«شكرا جزيلا»"), "شكراً، جزيلاً لك"), exact("[شكراً، جزيلاً] لك"));
        assert_eq!(lit(&words("\"you thank\""), "thank you"), None);
        assert_eq!(lit(&words("\"a a\""), "a a a"), exact("[a a a]"));
        assert_eq!(lit(&words("don't"), "I don’t know"), exact("I [don’t] know"));
        assert_eq!(lit(&words("\"x y\""), "x"), None);
    }

    #[test]
    fn words_with_letters_before_them_rank_second() {
        assert_eq!(lit(&words("فاتورة"), "ادفع بالفاتورة"), form("ادفع [بالفاتورة]"));
        assert_eq!(lit(&words("الفاتورة"), "عندي فاتورة"), form("عندي [فاتورة]"));
        assert_eq!(lit(&words("الفاتورة"), "والفاتورة للفاتورة"), form("[والفاتورة] [للفاتورة]"));
        assert_eq!(lit(&words("فاتورة"), "الفاتورة فاتورة"), exact("[الفاتورة] [فاتورة]"));
        assert_eq!(lit(&words("فاتورة").exactly(), "الفاتورة"), None);
        assert_eq!(lit(&words("فات*"), "الفاتورة"), form("[الفاتورة]"));
        assert_eq!(lit(&words("\"فاتورة كهرباء\""), "الفاتورة كهرباء"), None, "a phrase is exact");
    }

    #[test]
    fn everything_asked_must_be_in_the_text() {
        assert_eq!(lit(&words("invoice paid"), "paid the invoice"), exact("[paid] the [invoice]"));
        assert_eq!(lit(&words("invoice paid"), "the invoice"), None);
        assert_eq!(lit(&words("inv* paid"), "paid, invoiced"), exact("[paid], [invoiced]"));
    }

    #[test]
    fn near_words_and_short_turns_score_higher() {
        let score = |query: &str, text: &str| words(query).find(text).unwrap().score;
        assert_eq!(score("thank you", "thank you"), 2000);
        assert!(score("thank you", "thank you so very much") > score("thank you", "thank her and you as well"));
        assert!(score("refund", "my refund") > score("refund", "where on earth is my refund now"));
    }

    #[test]
    fn a_passage_keeps_the_first_hit_and_its_neighbours() {
        let text = format!("{} here is the word we want {}", "before ".repeat(30), "after ".repeat(30));
        let found = words("word").find(&text).unwrap();
        let (passage, marks) = passage(&text, &found.marks);
        assert!(passage.starts_with('…') && passage.ends_with('…') && passage.chars().count() < 130, "{passage}");
        let lit: String =
            passage.chars().skip(marks[0].start as usize).take((marks[0].end - marks[0].start) as usize).collect();
        assert_eq!((lit.as_str(), marks.len()), ("word", 1));
        let found = words("short").find("a short text").unwrap();
        assert_eq!(super::passage("a short text", &found.marks), ("a short text".to_owned(), found.marks));
    }
}
