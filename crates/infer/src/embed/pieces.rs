//! Text to pieces of words: the likeliest way to put the text together from pieces (SentencePiece's unigram model, Kudo
//! 2018).

use std::collections::BTreeMap;

/// What a space is in the vocabulary; a text begins with one.
const SPACE: char = '\u{2581}';
/// How much less likely than the rarest piece a character without a piece is (SentencePiece's).
const UNKNOWN_PENALTY: f32 = 10.0;

/// A piece's number for the network.
pub(super) type Piece = u32;

/// The vocabulary.
pub(super) struct Pieces {
    text: Vec<u8>,
    /// In the order of their bytes.
    known: Vec<Known>,
    unknown: Piece,
    unknown_score: f32,
    /// What characters are read as, where not as themselves.
    normal: BTreeMap<char, String>,
}

struct Known {
    from: u32,
    to: u32,
    piece: Piece,
    score: f32,
}

/// The best way to a place between two characters.
#[derive(Clone, Copy)]
struct Best {
    score: f32,
    piece: Piece,
    from: usize,
}

impl Pieces {
    /// From pieces and their scores, in the order of their numbers. `unknown` is read for a character without a piece.
    pub(super) fn new<'a>(
        pieces: impl IntoIterator<Item = (&'a [u8], f32)>,
        unknown: Piece,
        normal: BTreeMap<char, String>,
    ) -> Self {
        let mut text = Vec::new();
        let mut known = Vec::new();
        let mut rarest = 0.0_f32;
        for (piece, (bytes, score)) in (0..).zip(pieces) {
            // Marks such as <s> score 0 and are never read from a text.
            if score < 0.0 && !bytes.is_empty() {
                let from = text.len() as u32;
                text.extend(bytes);
                known.push(Known { from, to: text.len() as u32, piece, score });
                rarest = rarest.min(score);
            }
        }
        known.sort_unstable_by(|a, b| bytes(&text, a).cmp(bytes(&text, b)));
        Self { text, known, unknown, unknown_score: rarest - UNKNOWN_PENALTY, normal }
    }

    /// The pieces of a text.
    pub(super) fn of(&self, text: &str) -> Vec<Piece> {
        let text = self.normalised(text);
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let nowhere = Best { score: f32::NEG_INFINITY, piece: self.unknown, from: 0 };
        let mut best = vec![nowhere; places.len()];
        best[0].score = 0.0;
        for (from, start) in places.iter().enumerate().take(places.len() - 1) {
            let so_far = best[from].score;
            let mut reach = |to: usize, piece, score: f32| {
                if so_far + score > best[to].score {
                    best[to] = Best { score: so_far + score, piece, from };
                }
            };
            reach(from + 1, self.unknown, self.unknown_score);
            let mut candidates = self.known.as_slice();
            for (to, end) in places.iter().enumerate().skip(from + 1) {
                candidates = self.beginning_with(candidates, &text.as_bytes()[*start..*end]);
                let Some(first) = candidates.first() else { break };
                if bytes(&self.text, first).len() == end - start {
                    reach(to, first.piece, first.score);
                }
            }
        }
        let mut pieces = Vec::new();
        let mut at = places.len() - 1;
        while at > 0 {
            pieces.push(best[at].piece);
            at = best[at].from;
        }
        pieces.reverse();
        pieces
    }

    /// Characters as the vocabulary knows them, one space between words and one at the beginning.
    fn normalised(&self, text: &str) -> String {
        let mut out = String::from(SPACE);
        for character in text.chars() {
            let mut one = [0; 4];
            let normal = self.normal.get(&character).map_or_else(|| &*character.encode_utf8(&mut one), String::as_str);
            for character in normal.chars() {
                if character != ' ' {
                    out.push(character);
                } else if !out.ends_with(SPACE) {
                    out.push(SPACE);
                }
            }
        }
        out
    }

    fn beginning_with<'a>(&self, among: &'a [Known], prefix: &[u8]) -> &'a [Known] {
        let among = &among[among.partition_point(|known| bytes(&self.text, known) < prefix)..];
        &among[..among.partition_point(|known| bytes(&self.text, known).starts_with(prefix))]
    }
}

fn bytes<'a>(text: &'a [u8], known: &Known) -> &'a [u8] {
    &text[known.from as usize..known.to as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNKNOWN: Piece = 1;

    fn pieces(text: &str) -> Vec<Piece> {
        let all = [("<s>", 0.0), ("<unk>", 0.0), ("▁", -3.0), ("▁a", -2.0), ("b", -2.5), ("ab", -4.0), ("▁ab", -5.0)];
        let normal = [('\t', " "), ('\u{ad}', "")].map(|(from, to)| (from, to.to_owned()));
        Pieces::new(all.map(|(piece, score)| (piece.as_bytes(), score)), UNKNOWN, normal.into()).of(text)
    }

    #[test]
    fn the_likeliest_pieces_win() {
        assert_eq!(pieces("ab"), [3, 4]);
        assert_eq!(pieces("aab"), [3, 5]);
        assert_eq!(pieces(""), [2]);
    }

    #[test]
    fn spaces_are_one_and_soft_hyphens_none() {
        assert_eq!(pieces("  a \t a\u{ad}b"), pieces("a ab"));
    }

    #[test]
    fn a_character_without_a_piece_is_unknown_and_marks_are_text() {
        assert_eq!(pieces("a☎b"), [3, UNKNOWN, 4]);
        assert_eq!(pieces("<s>"), [2, UNKNOWN, UNKNOWN, UNKNOWN]);
    }
}
