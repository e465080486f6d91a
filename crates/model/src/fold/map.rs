//! A folded text that knows where it came from.

use std::ops::Range;

use super::letters;

/// A folded text with its map to the original: what is found in the one can be shown in the other.
#[derive(Clone, PartialEq, Eq)]
pub struct Folded {
    /// As [`fold`](super::fold()) gives it.
    pub text: String,
    map: Vec<Place>,
}

#[derive(Clone, PartialEq, Eq)]
struct Place {
    /// The character's first byte in the folded text.
    at: usize,
    /// Its bytes in the original.
    from: Range<usize>,
}

impl Folded {
    /// Folds a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), map: Vec::with_capacity(text.len()) };
        letters::each(text, |c, from| {
            folded.map.push(Place { at: folded.text.len(), from });
            folded.text.push(c);
        });
        folded
    }

    /// For every character of the folded text, its bytes in the original.
    ///
    /// The ranges are in order and cover the original; characters that were one (a ligature) share theirs.
    pub fn map(&self) -> impl ExactSizeIterator<Item = Range<usize>> {
        self.map.iter().map(|place| place.from.clone())
    }

    /// The bytes of the original that these bytes of the folded text came from.
    ///
    /// Both ends are widened to whole characters. An empty range is the place before its character.
    #[must_use]
    pub fn original(&self, folded: Range<usize>) -> Range<usize> {
        let end = self.map.last().map_or(0, |last| last.from.end);
        let Some(first) = self.map.get(self.index(folded.start)).filter(|_| folded.start < self.text.len()) else {
            return end..end;
        };
        if folded.is_empty() {
            return first.from.start..first.from.start;
        }
        first.from.start..self.map.get(self.index(folded.end - 1)).map_or(end, |last| last.from.end)
    }

    /// Where a text stands in the original, however it is written there; hits do not overlap.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        let wanted = super::fold(text);
        if wanted.is_empty() {
            return Vec::new();
        }
        self.text.match_indices(&wanted).map(|(at, hit)| self.original(at..at + hit.len())).collect()
    }

    /// The character a byte of the folded text belongs to.
    fn index(&self, byte: usize) -> usize {
        self.map.partition_point(|place| place.at <= byte).saturating_sub(1)
    }
}

/// Words never reach a log.
impl std::fmt::Debug for Folded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Folded(‹pii›)")
    }
}
