//! What of a conversation is not kept as it was said: card numbers, codes, bank accounts, national ids, phone numbers.
//!
//! [`crate::spoken`] reads the digits out of words and figures, in Arabic and English; here their check digits, their
//! shape and the words around them say what they are. Orders, amounts, dates and times are none of it. A number told
//! in pieces, over several turns and with the other side's "yes" between, is one number ([`Talk`]).
//!
//! - [`SecretKind`], [`Secret`], [`secrets`]: in one text
//! - [`Talk`]: in a whole conversation, with the places in its sound
//! - [`hide`]: an utterance without them

mod cut;
mod keys;
mod shape;
mod talk;
mod topic;

pub use cut::{hide, hide_sound, hide_text};
pub use keys::keyed;
pub use talk::Talk;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Language;
use crate::spoken::{Meaning, SpokenValue, TextSpan, values};
use topic::Topic;

/// What is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecretKind {
    /// A card's number.
    Card,
    /// A card's security code, a PIN, a one-time code. PCI DSS 3.3.1: never kept, whatever it is kept in.
    SecurityCode,
    /// A bank account's number.
    Iban,
    /// A national id or a residence permit's number.
    NationalId,
    /// A phone number.
    Phone,
}

impl SecretKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Card, Self::SecurityCode, Self::Iban, Self::NationalId, Self::Phone];
}

/// Something to be hidden, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Secret {
    /// What it is.
    pub kind: SecretKind,
    /// The bytes of the text that tell it (UTF-8).
    pub span: TextSpan,
}

/// What a text tells that is not to be kept, in order.
///
/// `asked` is what the other side said just before: "and your card number, please?".
#[must_use]
pub fn secrets(text: &str, language: Option<Language>, asked: Option<&str>) -> Vec<Secret> {
    let pieces: Vec<Piece> = values(text, language).iter().filter_map(Piece::of).collect();
    let asked = asked.map(topic::asked).unwrap_or_default();
    let mut found = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let chain = chain_end(text, &pieces, at);
        let mut topics = topic::around(text, pieces[at].span.start, pieces[chain - 1].span.end);
        topics.extend(if topics.is_empty() { &asked[..] } else { &[] });
        let ends = (at + 1..=chain).rev();
        let whole = ends.filter_map(|to| Some((kind_of(text, &pieces[at..to], &topics)?, to))).next();
        match whole {
            Some((kind, to)) => {
                let span = TextSpan { start: pieces[at].span.start, end: pieces[to - 1].span.end };
                found.push(Secret { kind, span });
                at = to;
            }
            None => at += 1,
        }
    }
    found
}

/// Digits somebody told, in one go.
struct Piece {
    digits: String,
    span: TextSpan,
    /// It may as well be a number that counts something.
    counts: bool,
    told: Option<SecretKind>,
}

impl Piece {
    fn of(value: &SpokenValue) -> Option<Self> {
        let span = value.span;
        let personal = |digits: &str, told| Some(Self { digits: digits.to_owned(), span, counts: false, told });
        match &value.value {
            Meaning::Phone { digits } => personal(digits.reveal(), Some(SecretKind::Phone)),
            Meaning::Card { digits, .. } => personal(digits.reveal(), Some(SecretKind::Card)),
            Meaning::Id { digits } => personal(digits.reveal(), Some(SecretKind::NationalId)),
            Meaning::Iban { iban, .. } => personal(iban.reveal(), Some(SecretKind::Iban)),
            Meaning::Digits { digits } => personal(digits.reveal(), None),
            Meaning::Number { number } if number.fract() == 0.0 && *number >= 0.0 && *number < 1e12 => {
                Some(Self { digits: format!("{number:.0}"), span, counts: true, told: None })
            }
            Meaning::Number { .. }
            | Meaning::Ordinal { .. }
            | Meaning::Percent { .. }
            | Meaning::Amount { .. }
            | Meaning::Date { .. }
            | Meaning::Time { .. } => None,
        }
    }
}

/// Up to where pieces follow each other with nothing told between.
fn chain_end(text: &str, pieces: &[Piece], from: usize) -> usize {
    let joined = |to: &usize| topic::says_nothing(&text[pieces[*to - 1].span.end..pieces[*to].span.start]);
    (from + 1..pieces.len()).find(|to| !joined(to)).unwrap_or(pieces.len())
}

fn kind_of(text: &str, pieces: &[Piece], topics: &[Topic]) -> Option<SecretKind> {
    let digits: String = pieces.iter().map(|piece| piece.digits.as_str()).collect();
    let [only] = pieces else { return shape::joined(&digits, topics) };
    if only.counts && topic::counted(&text[only.span.end..]) {
        return None;
    }
    shape::single(&digits, only.told, only.counts, topics)
}
