//! The model's vocabulary: byte pairs of text, then tokens with a meaning of their own, then times.

use wasl_model::Language;

use crate::bpe::{Bpe, Token};

/// Text tokens of the multilingual models; the end of the text is the next.
const TEXT: Token = 50_257;
/// Vocabulary of the models with 99 languages; large-v3 has one more.
const WITH_99_LANGUAGES: usize = 51_865;
/// Steps of 20 ms between times.
pub(super) const STEPS_PER_S: usize = 50;

/// What Whisper writes for sounds that are no words (`suppress_tokens`, openai/whisper `tokenizer.py`).
const NO_WORDS: [&str; 44] = [
    "\"", "#", "(", ")", "*", "+", "/", ":", ";", "<", "=", ">", "@", "[", "\\", "]", "^", "_", "`", "{", "|", "}",
    "~", "「", "」", "『", "』", "<<", ">>", "<<<", ">>>", "--", "---", "-(", "-[", "('", "(\"", "((", "))", "(((",
    ")))", "[[", "]]", "{{",
];
/// Whose first byte pairs alone are suppressed too.
const MUSIC: [&str; 10] = ["♩", "♪", "♫", "♬", "♭", "♮", "♯", "♪♪", "♪♪♪", "}}"];

/// Ids of the special tokens.
#[derive(Debug)]
pub(super) struct Tokens {
    pub(super) bpe: Bpe,
    texts: Vec<Vec<u8>>,
    languages: Token,
    /// Never written: marks, brackets, music, and what only a prompt may hold.
    pub(super) never: Vec<Token>,
    /// A phrase may end with these: end of text, full stop and their like.
    pub(super) ends: Vec<Token>,
    /// A lone space.
    pub(super) blank: Option<Token>,
}

impl Tokens {
    /// From the tokens' bytes and the size of the whole vocabulary.
    pub(super) fn new(texts: &[Vec<u8>], vocabulary: usize) -> Result<Self, String> {
        if vocabulary < WITH_99_LANGUAGES || texts.len() < TEXT as usize {
            return Err("it is an English-only model; a multilingual one is needed".to_owned());
        }
        let texts = texts[..TEXT as usize].to_vec();
        let bpe = Bpe::new(texts.iter().cloned());
        let languages = 99 + Token::try_from(vocabulary - WITH_99_LANGUAGES).unwrap_or(0);
        let mut ends: Vec<Token> = [".", "!", "?", ",", "،", "؟"].into_iter().filter_map(|end| bpe.id(end)).collect();
        ends.push(TEXT);
        let mut tokens = Self { blank: bpe.id(" "), bpe, texts, languages, never: Vec::new(), ends };
        tokens.never = tokens.suppressed();
        Ok(tokens)
    }

    pub(super) const fn end(&self) -> Token {
        TEXT
    }

    pub(super) const fn start(&self) -> Token {
        TEXT + 1
    }

    pub(super) fn language(&self, language: Language) -> Token {
        // The order of the languages in openai/whisper `tokenizer.py`.
        let place = match language {
            Language::En => 0,
            Language::Ar => 13,
        };
        self.start() + 1 + place
    }

    const fn after_languages(&self, n: Token) -> Token {
        TEXT + 2 + self.languages + n
    }

    pub(super) const fn transcribe(&self) -> Token {
        self.after_languages(1)
    }

    /// Before the words that came before.
    pub(super) const fn earlier(&self) -> Token {
        self.after_languages(3)
    }

    pub(super) const fn nobody(&self) -> Token {
        self.after_languages(4)
    }

    pub(super) const fn without_times(&self) -> Token {
        self.after_languages(5)
    }

    /// The time 0.00; the later ones follow.
    pub(super) const fn time_zero(&self) -> Token {
        self.after_languages(6)
    }

    pub(super) const fn is_text(&self, token: Token) -> bool {
        token < TEXT
    }

    /// A text token's bytes.
    pub(super) fn bytes(&self, token: Token) -> &[u8] {
        usize::try_from(token).ok().and_then(|at| self.texts.get(at)).map_or(&[], Vec::as_slice)
    }

    fn suppressed(&self) -> Vec<Token> {
        let mut never: Vec<Token> = ["-", "'"].iter().filter_map(|mark| self.bpe.id(&format!(" {mark}"))).collect();
        for mark in NO_WORDS.iter().chain(&MUSIC) {
            let alone = self.bpe.id(mark);
            let spaced = self.bpe.encode(mark);
            let music = MUSIC.contains(mark);
            never.extend(alone);
            never.extend(spaced.first().filter(|_| spaced.len() == 1 || music));
        }
        never.extend(self.start()..self.without_times() + 1);
        never.sort_unstable();
        never.dedup();
        never
    }
}
