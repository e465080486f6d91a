//! Text as numbers: word 1-2-grams and character 2-5-grams within words, TF-IDF with sublinear counts.
//! Both halves have length 1.

use std::collections::HashMap;

use wasl_model::fold::fold_words;

/// A sparse vector: feature and weight, ascending by feature.
pub(crate) type Sparse = Vec<(u32, f32)>;

const WORD_GRAMS: std::ops::RangeInclusive<usize> = 1..=2;
const CHAR_GRAMS: std::ops::RangeInclusive<usize> = 2..=5;

/// Which n-grams are known and how rare each is. The map is only looked up, never walked: its order decides nothing.
#[derive(Clone, Debug)]
pub(crate) struct Vectorizer {
    features: HashMap<u64, u32>,
    rarity: Vec<f32>,
}

/// One text's n-grams, hashed to 64 bits, each half apart.
struct Grams {
    words: Vec<u64>,
    chars: Vec<u64>,
}

impl Vectorizer {
    /// Learns the n-grams of these texts.
    pub(crate) fn fit<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut features = HashMap::new();
        let mut document_counts: Vec<u32> = Vec::new();
        let mut documents = 0_u32;
        for text in texts {
            documents += 1;
            let grams = Grams::of(text);
            let mut seen: Vec<u64> = grams.words.into_iter().chain(grams.chars).collect();
            seen.sort_unstable();
            seen.dedup();
            for gram in seen {
                let fresh = u32::try_from(document_counts.len()).expect("fewer than four thousand million n-grams");
                let feature = *features.entry(gram).or_insert(fresh);
                if feature == fresh {
                    document_counts.push(0);
                }
                document_counts[feature as usize] += 1;
            }
        }
        let rarity = document_counts.into_iter().map(|count| inverse_frequency(documents, count)).collect();
        Self { features, rarity }
    }

    /// How many n-grams are known.
    pub(crate) fn len(&self) -> usize {
        self.rarity.len()
    }

    /// The text's vector, and the share of its words that are known, 0..=1.
    pub(crate) fn vector(&self, text: &str) -> (Sparse, f32) {
        let grams = Grams::of(text);
        let words = self.half(&grams.words);
        let known = known_share(words.len(), &grams.words);
        let mut vector = words;
        vector.extend(self.half(&grams.chars));
        vector.sort_unstable_by_key(|&(feature, _)| feature);
        (vector, known)
    }

    fn half(&self, grams: &[u64]) -> Sparse {
        let mut found: Vec<u32> = grams.iter().filter_map(|gram| self.features.get(gram).copied()).collect();
        found.sort_unstable();
        let mut half: Sparse =
            found.chunk_by(|a, b| a == b).map(|run| (run[0], self.weight(run[0], run.len()))).collect();
        let length = half.iter().map(|&(_, weight)| weight * weight).sum::<f32>().sqrt();
        if length > 0.0 {
            half.iter_mut().for_each(|(_, weight)| *weight /= length);
        }
        half
    }

    fn weight(&self, feature: u32, count: usize) -> f32 {
        (1.0 + (count as f32).ln()) * self.rarity[feature as usize]
    }
}

fn inverse_frequency(documents: u32, count: u32) -> f32 {
    (f64::from(1 + documents) / f64::from(1 + count)).ln() as f32 + 1.0
}

fn known_share(found: usize, grams: &[u64]) -> f32 {
    let mut distinct = grams.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.is_empty() { 0.0 } else { found as f32 / distinct.len() as f32 }
}

impl Grams {
    fn of(text: &str) -> Self {
        let words = fold_words(text);
        let chars = words.iter().flat_map(|word| char_grams(word)).collect();
        Self { words: WORD_GRAMS.flat_map(|n| word_grams(&words, n)).collect(), chars }
    }
}

fn word_grams(words: &[String], n: usize) -> impl Iterator<Item = u64> {
    words
        .windows(n)
        .map(|window| hash(b'w', window.iter().map(String::as_str).flat_map(|word| word.chars().chain([' ']))))
}

/// N-grams of a word between blanks, so that its beginning and end count.
fn char_grams(word: &str) -> Vec<u64> {
    let padded: Vec<char> = std::iter::once(' ').chain(word.chars()).chain([' ']).collect();
    CHAR_GRAMS.flat_map(|n| padded.windows(n).map(|gram| hash(b'c', gram.iter().copied()))).collect()
}

/// FNV-1a, 64 bit: the same on every machine, and two n-grams of a site do not meet in 2^64.
fn hash(kind: u8, chars: impl Iterator<Item = char>) -> u64 {
    let step = |state: u64, byte: u8| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    chars.flat_map(|c| u32::from(c).to_le_bytes()).fold(step(0xcbf2_9ce4_8422_2325, kind), step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_halves_of_a_vector_have_length_one() {
        let vectorizer = Vectorizer::fit(["card lost", "lost my phone"].into_iter());
        let (vector, known) = vectorizer.vector("lost card");
        let squares: f32 = vector.iter().map(|&(_, weight)| weight * weight).sum();
        assert!((squares - 2.0).abs() < 1e-5, "{squares}");
        assert!(vector.is_sorted_by_key(|&(feature, _)| feature));
        assert!((known - 2.0 / 3.0).abs() < 1e-6, "\"lost\" and \"card\" are known, \"lost card\" is not: {known}");
    }

    #[test]
    fn text_of_unknown_letters_is_an_empty_vector() {
        let vectorizer = Vectorizer::fit(["card"].into_iter());
        assert_eq!(vectorizer.vector("ζωή"), (vec![], 0.0));
        assert_eq!(vectorizer.vector("?!"), (vec![], 0.0));
        assert!(vectorizer.len() > 5);
    }

    #[test]
    fn spelling_variants_are_the_same_vector() {
        let vectorizer = Vectorizer::fit(["أريد إلغاء البطاقة"].into_iter());
        assert_eq!(vectorizer.vector("اريد الغاء البطاقه"), vectorizer.vector("أُريدُ إلغاءَ البطاقةِ"));
    }
}
