//! Spoken and written English numbers, both digit by digit: "twenty five" and "25" are `2 5`.

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES: [(&str, u64); 3] = [("thousand", 1000), ("million", 1_000_000), ("billion", 1_000_000_000)];
const ORDINALS: [&str; 21] = [
    "",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];
const SUFFIXES: [&str; 4] = ["st", "nd", "rd", "th"];

/// The words with every number as its digits, one word each.
pub(super) fn in_digits(words: &[String]) -> Vec<String> {
    let mut said = Vec::with_capacity(words.len());
    let mut open: Option<Number> = None;
    let word_at = |n: usize| words.get(n).map(String::as_str);
    let mut n = 0;
    while let Some(word) = word_at(n) {
        let next = word_at(n + 1);
        n += 1;
        if let Some(number) = &mut open
            && word == "and"
            && number.last >= 100
            && next.and_then(small).is_some_and(|value| value > 0)
        {
            continue;
        }
        if let Some(number) = &mut open
            && number.add(word)
        {
            continue;
        }
        let followed = open.is_some() || said.last().is_some_and(|last: &String| is_digits(last));
        close(&mut open, &mut said);
        let repeats = repeats(word);
        if let Some(digit) = next.and_then(small).filter(|digit| *digit < 10 && repeats > 1) {
            said.extend(std::iter::repeat_n(digit.to_string(), repeats));
            n += 1;
        } else if matches!(word, "o" | "oh") && (followed || next.is_some_and(is_number)) {
            said.push("0".to_owned());
        } else if word == "a" && next.is_some_and(|next| scale(next).is_some()) {
            // "a hundred" is "one hundred"
        } else if let Some(number) = Number::begin(word, next) {
            open = Some(number);
        } else if is_digits(word) {
            said.extend(word.chars().map(String::from));
        } else if let Some(value) = ORDINALS.iter().skip(1).position(|ordinal| *ordinal == word) {
            said.extend((value + 1).to_string().chars().map(String::from));
            said.push("th".to_owned());
        } else if SUFFIXES.contains(&word) && said.last().is_some_and(|last| is_digits(last)) {
            said.push("th".to_owned());
        } else {
            said.push(word.to_owned());
        }
    }
    close(&mut open, &mut said);
    said
}

fn close(open: &mut Option<Number>, said: &mut Vec<String>) {
    if let Some(number) = open.take() {
        said.extend((number.upper + number.lower).to_string().chars().map(String::from));
    }
}

/// A number being told.
struct Number {
    /// Thousands and more.
    upper: u64,
    /// Below a thousand.
    lower: u64,
    /// The last piece.
    last: u64,
}

impl Number {
    fn begin(word: &str, next: Option<&str>) -> Option<Self> {
        if let Some(value) = small(word) {
            return Some(Self { upper: 0, lower: value, last: value });
        }
        if let Some(scale) = scale(word) {
            let (upper, lower) = if scale == 100 { (0, 100) } else { (scale, 0) };
            return Some(Self { upper, lower, last: scale });
        }
        // "5 million"
        let value = word.parse().ok().filter(|value: &u64| *value < 1000 && !word.starts_with('0'))?;
        next.and_then(scale).map(|_| Self { upper: 0, lower: value, last: value })
    }

    /// True when the word belongs to this number.
    fn add(&mut self, word: &str) -> bool {
        if let Some(value) = small(word) {
            let fits = match self.last {
                20..=90 => (1..10).contains(&value),
                last => last >= 100 && value > 0,
            };
            if fits {
                self.lower += value;
                self.last = value;
            }
            return fits;
        }
        match scale(word) {
            Some(100) if (1..100).contains(&self.lower) => self.lower *= 100,
            Some(scale) if scale > 100 && self.lower > 0 && (self.upper == 0 || scale < self.upper) => {
                self.upper += self.lower * scale;
                self.lower = 0;
            }
            Some(_) | None => return false,
        }
        self.last = scale(word).unwrap_or_default();
        true
    }
}

/// The value of a word below a hundred.
fn small(word: &str) -> Option<u64> {
    let ones = ONES.iter().position(|one| *one == word);
    let tens = || TENS.iter().skip(2).position(|ten| *ten == word).map(|n| (n + 2) * 10);
    ones.or_else(tens).map(|value| value as u64)
}

fn scale(word: &str) -> Option<u64> {
    if word == "hundred" { Some(100) } else { SCALES.iter().find(|(name, _)| *name == word).map(|(_, value)| *value) }
}

fn repeats(word: &str) -> usize {
    match word {
        "double" => 2,
        "triple" => 3,
        _ => 1,
    }
}

fn is_number(word: &str) -> bool {
    small(word).is_some() || is_digits(word)
}

fn is_digits(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit())
}
