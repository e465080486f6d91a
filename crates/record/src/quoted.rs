//! What somebody wrote about a call, without what it quotes of the call: stretches between quotation marks that were said
//! so, and, without marks, [`RUN`] words in a row. Spelling variants are alike.

use std::collections::BTreeSet;
use std::ops::Range;

use wasl_model::fold::Folded;

use crate::search::words::{places, split};

/// So many words in a row are no chance.
const RUN: usize = 4;
/// Stands where a quote was.
const GONE: &str = "…";
/// Quotation marks: what opens one, and what ends it.
const MARKS: [(char, char); 4] = [('«', '»'), ('“', '”'), ('"', '"'), ('‹', '›')];

/// Everything that was said and written in a call.
#[derive(Default)]
pub(crate) struct Said {
    /// Each text as folded words, a space before and after each.
    texts: Vec<String>,
    runs: BTreeSet<Vec<String>>,
}

impl Said {
    /// Of these texts.
    pub(crate) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut said = Self::default();
        for text in texts {
            let words = split(&Folded::of(text).text);
            said.runs.extend(words.windows(RUN).map(<[String]>::to_vec));
            said.texts.push(format!(" {} ", words.join(" ")));
        }
        said
    }

    /// A text without what it quotes; nothing when it quotes nothing.
    pub(crate) fn out_of(&self, text: &str) -> Option<String> {
        let folded = Folded::of(text);
        let tokens: Vec<(&str, Range<usize>)> =
            places(&folded.text).map(|(word, at)| (word, folded.original(at))).collect();
        let mut quoted = vec![false; tokens.len()];
        for (n, window) in tokens.windows(RUN).enumerate() {
            if self.runs.contains(&window.iter().map(|(word, _)| (*word).to_owned()).collect::<Vec<_>>()) {
                quoted[n..n + RUN].fill(true);
            }
        }
        for stretch in marked(text) {
            let inside = |at: &Range<usize>| stretch.start <= at.start && at.end <= stretch.end;
            let first = tokens.iter().position(|(_, at)| inside(at));
            let Some(first) = first else { continue };
            let count = tokens[first..].iter().take_while(|(_, at)| inside(at)).count();
            let words: Vec<&str> = tokens[first..first + count].iter().map(|(word, _)| *word).collect();
            let words = format!(" {} ", words.join(" "));
            if self.texts.iter().any(|text| text.contains(&words)) {
                quoted[first..first + count].fill(true);
            }
        }
        cut(text, &tokens, &quoted)
    }
}

/// What stands between quotation marks, in bytes.
fn marked(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (opens, ends) in MARKS {
        let mut from = 0;
        while let Some(start) = text[from..].find(opens).map(|at| from + at + opens.len_utf8())
            && let Some(end) = text[start..].find(ends).map(|at| start + at)
        {
            found.push(start..end);
            from = end + ends.len_utf8();
        }
    }
    found
}

fn cut(text: &str, tokens: &[(&str, Range<usize>)], quoted: &[bool]) -> Option<String> {
    let mut kept = String::with_capacity(text.len());
    let (mut from, mut open) = (0, false);
    for ((_, at), quoted) in tokens.iter().zip(quoted) {
        if !quoted {
            open = false;
        } else if open {
            from = at.end;
        } else {
            kept.push_str(&text[from..at.start]);
            kept.push_str(GONE);
            (from, open) = (at.end, true);
        }
    }
    kept.push_str(&text[from..]);
    quoted.contains(&true).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_go_and_what_the_writer_says_stays() {
        let said = Said::of(["أبغى ألغي البطاقة اليوم قبل المغرب", "I want my money back right now"]);
        let without = |text: &str| said.out_of(text);
        assert_eq!(without("قال «ألغي البطاقه» ولم يُعتذر له").unwrap(), "قال «…» ولم يُعتذر له");
        assert_eq!(without("He says my money back right now, twice").unwrap(), "He says …, twice");
        assert_eq!(without("العميل يبغى ألغي البطاقة اليوم قبل، وبعدها سكت").unwrap(), "العميل يبغى …، وبعدها سكت");
        assert_eq!(without("\"refund\" was never said, “want my” was").unwrap(), "\"refund\" was never said, “…” was");
        for own in ["اعتذر له عن البطاقة", "my money matters", "", "«»", "\"unclosed", "»«"] {
            assert_eq!(without(own), None, "{own}");
        }
        assert_eq!(Said::default().out_of("«قال»"), None);
    }
}
