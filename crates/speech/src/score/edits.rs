//! The edit distance (Levenshtein 1966) with its insertions, deletions and substitutions counted.

/// The fewest edits that make one sequence of another, over the length of what was said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    /// Heard but not said.
    pub insertions: u64,
    /// Said but not heard.
    pub deletions: u64,
    /// Heard as something else.
    pub substitutions: u64,
    /// How many were said.
    pub reference: u64,
}

impl Edits {
    /// Counts the edits from `said` to `heard`. Of equally short ways the one with most substitutions is taken.
    #[must_use]
    pub fn between<T: PartialEq>(said: &[T], heard: &[T]) -> Self {
        let reference = said.len() as u64;
        let start = said.iter().zip(heard).take_while(|(a, b)| a == b).count();
        let (said, heard) = (&said[start..], &heard[start..]);
        let end = said.iter().rev().zip(heard.iter().rev()).take_while(|(a, b)| a == b).count();
        let (said, heard) = (&said[..said.len() - end], &heard[..heard.len() - end]);

        // The way to each prefix of `heard` from the prefix of `said` that ends at the row's.
        let mut row: Vec<Self> = (0..=heard.len() as u64).map(|n| Self { insertions: n, ..Self::default() }).collect();
        for one in said {
            let mut diagonal = row[0];
            row[0].deletions += 1;
            for (n, other) in heard.iter().enumerate() {
                let (above, left) = (row[n + 1], row[n]);
                let mut best = diagonal;
                if one != other {
                    best.substitutions += 1;
                    best = best.shorter(Self { deletions: above.deletions + 1, ..above });
                    best = best.shorter(Self { insertions: left.insertions + 1, ..left });
                }
                diagonal = above;
                row[n + 1] = best;
            }
        }
        Self { reference, ..row[heard.len()] }
    }

    /// All edits.
    #[must_use]
    pub const fn errors(&self) -> u64 {
        self.insertions + self.deletions + self.substitutions
    }

    /// Edits for each that was said: the error rate, which may exceed 1. `None` when nothing was said.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        (self.reference > 0).then(|| self.errors() as f64 / self.reference as f64)
    }

    fn shorter(self, other: Self) -> Self {
        if other.errors() < self.errors() { other } else { self }
    }
}

impl std::ops::AddAssign for Edits {
    fn add_assign(&mut self, other: Self) {
        self.insertions += other.insertions;
        self.deletions += other.deletions;
        self.substitutions += other.substitutions;
        self.reference += other.reference;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_kind_of_edit_is_counted_as_what_it_is() {
        let count = |said: &str, heard: &str| {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            let edits = Edits::between(&letters(said), &letters(heard));
            (edits.insertions, edits.deletions, edits.substitutions)
        };
        assert_eq!(count("abcd", "abcd"), (0, 0, 0));
        assert_eq!(count("abcd", "abxd"), (0, 0, 1));
        assert_eq!(count("abcd", "acd"), (0, 1, 0));
        assert_eq!(count("abcd", "abxcd"), (1, 0, 0));
        assert_eq!(count("", "ab"), (2, 0, 0));
        assert_eq!(count("kitten", "sitting"), (1, 0, 2));
    }

    /// The plain recursion, without tables or shortcuts.
    fn slow(a: &[u8], b: &[u8]) -> u64 {
        match (a, b) {
            ([], rest) | (rest, []) => rest.len() as u64,
            ([x, a_rest @ ..], [y, b_rest @ ..]) => {
                let kept = slow(a_rest, b_rest) + u64::from(x != y);
                kept.min(slow(a_rest, b) + 1).min(slow(a, b_rest) + 1)
            }
        }
    }

    fn short() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(0u8..3, 0..7)
    }

    fn sequence() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(0u8..4, 0..40)
    }

    proptest! {
        #[test]
        fn it_is_the_distance_of_the_plain_definition(a in short(), b in short()) {
            prop_assert_eq!(Edits::between(&a, &b).errors(), slow(&a, &b));
        }

        #[test]
        fn nothing_separates_equals(a in sequence()) {
            prop_assert_eq!(Edits::between(&a, &a).errors(), 0);
        }

        #[test]
        fn it_is_bounded_and_symmetric(a in sequence(), b in sequence()) {
            let (there, back) = (Edits::between(&a, &b), Edits::between(&b, &a));
            prop_assert_eq!(there.errors(), back.errors());
            prop_assert!(there.errors() >= a.len().abs_diff(b.len()) as u64);
            prop_assert!(there.errors() <= a.len().max(b.len()) as u64);
            prop_assert_eq!(there.reference + there.insertions, b.len() as u64 + there.deletions);
            prop_assert!((there.errors() == 0) == (a == b));
        }

        #[test]
        fn a_detour_is_never_shorter(a in sequence(), b in sequence(), c in sequence()) {
            let direct = Edits::between(&a, &c).errors();
            prop_assert!(direct <= Edits::between(&a, &b).errors() + Edits::between(&b, &c).errors());
        }
    }
}
