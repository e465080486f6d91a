//! English words in one spelling, after the normaliser of the Whisper paper (Radford et al. 2022, appendix C):
//! lower case, no punctuation, contractions written out, one spelling of a word, numbers digit by digit.

mod numbers;

use unicode_normalization::UnicodeNormalization;

/// Whole words that stand for others.
const WORDS: [(&str, &str); 52] = [
    ("won't", "will not"),
    ("can't", "can not"),
    ("cannot", "can not"),
    ("let's", "let us"),
    ("ain't", "is not"),
    ("y'all", "you all"),
    ("ma'am", "madam"),
    ("o'clock", "oclock"),
    ("wanna", "want to"),
    ("gonna", "going to"),
    ("gotta", "got to"),
    ("mr", "mister"),
    ("mrs", "missus"),
    ("dr", "doctor"),
    ("ok", "okay"),
    ("alright", "all right"),
    ("hash", "pound"),
    ("cheque", "check"),
    ("cheques", "checks"),
    ("colour", "color"),
    ("colours", "colors"),
    ("favour", "favor"),
    ("favourite", "favorite"),
    ("honour", "honor"),
    ("labour", "labor"),
    ("neighbour", "neighbor"),
    ("behaviour", "behavior"),
    ("centre", "center"),
    ("centres", "centers"),
    ("metre", "meter"),
    ("metres", "meters"),
    ("litre", "liter"),
    ("theatre", "theater"),
    ("cancelled", "canceled"),
    ("cancelling", "canceling"),
    ("travelled", "traveled"),
    ("travelling", "traveling"),
    ("dialled", "dialed"),
    ("dialling", "dialing"),
    ("labelled", "labeled"),
    ("signalling", "signaling"),
    ("grey", "gray"),
    ("programme", "program"),
    ("catalogue", "catalog"),
    ("dialogue", "dialog"),
    ("enquiry", "inquiry"),
    ("enquiries", "inquiries"),
    ("licence", "license"),
    ("defence", "defense"),
    ("judgement", "judgment"),
    ("jewellery", "jewelry"),
    ("mum", "mom"),
];
/// Two words that are also written as one.
const PAIRS: [(&str, &str); 12] = [
    ("voice", "mail"),
    ("mail", "box"),
    ("e", "mail"),
    ("log", "in"),
    ("log", "on"),
    ("log", "out"),
    ("log", "off"),
    ("web", "site"),
    ("on", "line"),
    ("call", "back"),
    ("per", "cent"),
    ("smart", "phone"),
];
const FILLERS: [&str; 8] = ["um", "uhm", "uh", "hm", "hmm", "mm", "mhm", "erm"];
const ENDINGS: [(&str, &str); 7] =
    [("n't", "not"), ("'re", "are"), ("'s", "is"), ("'d", "would"), ("'ll", "will"), ("'ve", "have"), ("'m", "am")];
/// -ise and -ize are both in use.
const ISE: [(&str, &str); 5] =
    [("isation", "ization"), ("isations", "izations"), ("ise", "ize"), ("ised", "ized"), ("ising", "izing")];

/// The words of a text as they are compared.
pub(super) fn words(text: &str) -> Vec<String> {
    let text: String = text.nfkc().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }).collect();
    let mut words = Vec::new();
    for token in tokens(&without_brackets(&text)) {
        written_out(&token, &mut words);
    }
    words.retain(|word| !FILLERS.contains(&word.as_str()));
    joined(numbers::in_digits(&words))
}

/// Notes such as `[music]` were not said.
fn without_brackets(text: &str) -> String {
    let mut depth = 0u32;
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '[' | '(' | '<' => depth += 1,
            ']' | ')' | '>' => depth = depth.saturating_sub(1),
            said if depth == 0 => kept.push(said),
            _ => {}
        }
    }
    kept
}

/// Words and runs of digits; signs that are spoken become words, the others separate.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for raw in text.split_whitespace() {
        let raw = raw.trim_matches(|c: char| ".,;:!?\"'".contains(c));
        let chars: Vec<char> = abbreviation(raw).unwrap_or_else(|| raw.to_owned()).chars().collect();
        let mut currency = None;
        let mut word = String::new();
        for (n, &c) in chars.iter().enumerate() {
            let digit = |n: Option<usize>| n.and_then(|n| chars.get(n)).is_some_and(char::is_ascii_digit);
            let (before, after) = (digit(n.checked_sub(1)), digit(Some(n + 1)));
            let breaks = word.chars().next().is_some_and(|first| first.is_ascii_digit() != c.is_ascii_digit());
            if c.is_alphanumeric() && !breaks || c == '\'' && !word.is_empty() {
                word.push(c);
                continue;
            }
            if c == ',' && before && after {
                continue;
            }
            tokens.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            match c {
                '.' if before && after => tokens.push("point".to_owned()),
                '$' => currency = Some("dollars"),
                '£' => currency = Some("pounds"),
                '€' => currency = Some("euros"),
                '%' => tokens.push("percent".to_owned()),
                '&' => tokens.push("and".to_owned()),
                '*' => tokens.push("star".to_owned()),
                '#' if !after => tokens.push("pound".to_owned()),
                letter if letter.is_alphanumeric() => word.push(letter),
                _ => {}
            }
        }
        tokens.extend((!word.is_empty()).then_some(word));
        tokens.extend(currency.map(str::to_owned));
    }
    tokens
}

/// `p.i.n` is "pin".
fn abbreviation(raw: &str) -> Option<String> {
    let letters: Vec<&str> = raw.split('.').collect();
    let spelled = letters.len() > 1 && letters.iter().all(|l| l.len() == 1 && l.chars().all(char::is_alphabetic));
    spelled.then(|| letters.concat())
}

fn written_out(token: &str, words: &mut Vec<String>) {
    let word = token.trim_matches('\'');
    if let Some((_, whole)) = WORDS.iter().find(|(short, _)| *short == word) {
        words.extend(whole.split(' ').map(str::to_owned));
        return;
    }
    for (ending, whole) in ENDINGS {
        if let Some(stem) = word.strip_suffix(ending)
            && !stem.is_empty()
        {
            written_out(stem, words);
            words.push(whole.to_owned());
            return;
        }
    }
    let word: String = word.chars().filter(|&c| c != '\'').collect();
    let respelled = ISE.iter().find_map(|(from, to)| Some(format!("{}{to}", word.strip_suffix(from)?)));
    words.extend(Some(respelled.unwrap_or(word)).filter(|word| !word.is_empty()));
}

fn joined(words: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        match joined.last_mut() {
            Some(last) if PAIRS.iter().any(|(a, b)| last == a && word == *b) => last.push_str(&word),
            Some(_) | None => joined.push(word),
        }
    }
    joined
}
