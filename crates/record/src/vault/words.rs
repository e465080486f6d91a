//! Words in a database server: sealed one by one (AES-256-GCM) by whoever keeps the book, under a key that is wrapped by the
//! house's master key and lies in the database itself. The server, its files, its log and copies of it hold no word.
//!
//! A sealed text is `sealed:1:` and the base64 of a nonce (12 bytes), the words and a tag (16 bytes).
//!
//! What is searched for stands in the index as the beginning of its HMAC-SHA256: equal words are equal there, and that is
//! all it tells. Beginnings of words are kept as words of their own, as nothing can be seen from half of a hash.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use ring::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::hmac;

use super::MasterKey;
use super::sealed::{NONCE, TAG, random, unwrap_key, wrap_key};

/// How a sealed text begins.
pub(crate) const MARK: &str = "sealed:1:";

/// Bytes of a hash in the index: of a word, and of its beginnings, of which there are many. What two of them are taken for
/// one is seen when the turn is opened.
const WORD: usize = 8;
const BEGINNING: usize = 4;
/// Letters of the longest beginning that is kept; a longer one is looked for by so many.
const LONGEST: usize = 6;
/// Letters of the shortest.
const SHORTEST: usize = 2;

/// The key of a database's words.
pub(crate) struct WordsKey {
    seal: LessSafeKey,
    index: hmac::Key,
}

impl std::fmt::Debug for WordsKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WordsKey")
    }
}

impl WordsKey {
    /// A new one, and the form in which the database keeps it.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub(crate) fn make(master: &MasterKey) -> io::Result<(Self, Vec<u8>)> {
        let key = random()?;
        Ok((Self::of(&key), wrap_key(&key, master)?))
    }

    /// The one that was wrapped.
    ///
    /// # Errors
    /// When another master key wraps it, or it was changed.
    pub(crate) fn unwrap(wrapped: &[u8], master: &MasterKey) -> io::Result<Self> {
        Ok(Self::of(&unwrap_key(wrapped, master)?))
    }

    fn of(key: &[u8; 32]) -> Self {
        let part = |of: &[u8]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), of);
        let seal = UnboundKey::new(&aead::AES_256_GCM, part(b"seal").as_ref());
        let seal = seal.expect("a hash of SHA-256 has the 32 bytes of a key of AES-256");
        Self { seal: LessSafeKey::new(seal), index: hmac::Key::new(hmac::HMAC_SHA256, part(b"index").as_ref()) }
    }

    /// The text sealed. An empty one tells nothing and stays.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub(crate) fn seal(&self, text: &str) -> io::Result<String> {
        if text.is_empty() {
            return Ok(String::new());
        }
        let nonce: [u8; NONCE] = random()?;
        let mut sealed = text.as_bytes().to_vec();
        let tag = self.seal.seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed);
        let tag = tag.map_err(|_| io::Error::other("a text could not be sealed"))?;
        Ok(format!("{MARK}{}", STANDARD_NO_PAD.encode([&nonce[..], &sealed, tag.as_ref()].concat())))
    }

    /// A sealed text opened; any other is as it was.
    pub(crate) fn open(&self, text: String) -> String {
        self.opened(&text).unwrap_or(text)
    }

    fn opened(&self, text: &str) -> Option<String> {
        let mut bytes = STANDARD_NO_PAD.decode(text.strip_prefix(MARK)?).ok().filter(|all| all.len() > NONCE + TAG)?;
        let (nonce, sealed) = bytes.split_at_mut(NONCE);
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let clear = self.seal.open_in_place(nonce, Aad::empty(), sealed).ok()?;
        String::from_utf8(clear.to_vec()).ok()
    }

    /// A word as it stands in the index.
    pub(crate) fn word(&self, word: &str) -> String {
        hashed(&self.index, word, WORD)
    }

    /// The beginnings of a word as they stand there.
    pub(crate) fn beginnings(&self, word: &str) -> impl Iterator<Item = String> {
        // A beginning of n letters ends where letter n + 1 begins: the first ends, of fewer letters, are no beginnings.
        let ends = word.char_indices().map(|(at, _)| at).chain([word.len()]).skip(SHORTEST);
        ends.take(LONGEST + 1 - SHORTEST).map(|end| self.beginning(&word[..end])).collect::<Vec<_>>().into_iter()
    }

    /// What is looked for when this beginning is.
    pub(crate) fn beginning(&self, beginning: &str) -> String {
        let end = beginning.char_indices().nth(LONGEST).map_or(beginning.len(), |(end, _)| end);
        hashed(&self.index, &format!("{}*", &beginning[..end]), BEGINNING)
    }
}

fn hashed(key: &hmac::Key, text: &str, bytes: usize) -> String {
    crate::people::hex(&hmac::sign(key, text.as_bytes()).as_ref()[..bytes])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> WordsKey {
        WordsKey::of(&[3; 32])
    }

    #[test]
    fn a_text_is_opened_by_its_key_alone_and_never_sealed_alike() {
        let (key, other) = (key(), WordsKey::of(&[4; 32]));
        for text in ["كلمة", "a", "sealed:1:x", "{\"type\":\"heard\"}"] {
            let sealed = key.seal(text).unwrap();
            assert!(sealed.starts_with(MARK) && !sealed.ends_with(text));
            assert_ne!(sealed, key.seal(text).unwrap());
            assert_eq!(key.open(sealed.clone()), text);
            assert_eq!(other.open(sealed.clone()), sealed);
        }
        assert_eq!(key.seal("").unwrap(), "");
        for whole in ["", "words", "sealed:1:", "sealed:1:%%", "sealed:1:AAAA"] {
            assert_eq!(key.open(whole.to_owned()), whole, "what is not sealed is as it was");
        }
    }

    #[test]
    fn the_words_key_is_wrapped_by_the_master_key() {
        let (master, other) = (MasterKey::of(&[7; 32]), MasterKey::of(&[8; 32]));
        let (made, wrapped) = WordsKey::make(&master).unwrap();
        let sealed = made.seal("كلمة").unwrap();
        assert_eq!(WordsKey::unwrap(&wrapped, &master).unwrap().open(sealed), "كلمة");
        assert!(WordsKey::unwrap(&wrapped, &other).is_err());
        assert!(WordsKey::unwrap(&wrapped[1..], &master).is_err());
    }

    #[test]
    fn a_beginning_is_found_among_a_word_s_beginnings_and_tells_nothing() {
        let key = key();
        let kept: Vec<String> = key.beginnings("فاتورتها").collect();
        assert_eq!(kept.len(), 5, "of two to six letters");
        for beginning in ["فا", "فات", "فاتورت", "فاتورتها"] {
            assert!(kept.contains(&key.beginning(beginning)), "{beginning}");
        }
        assert!(!kept.contains(&key.beginning("مات")) && !kept.contains(&key.word("فات")));
        assert_eq!(key.beginnings("في").count(), 1);
        assert_eq!(key.beginnings("و").count(), 0);
        assert_eq!(key.word("فاتورة").len(), 2 * WORD);
    }
}
