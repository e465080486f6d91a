//! What a recogniser makes of a turn over the telephone: words dropped, misspelled, split, joined, replaced by words
//! that sound alike, pieces of another language. Deterministic by seed, about one word in five wrong.

use wasl_model::Language;

/// A small generator of random numbers (splitmix64).
#[derive(Clone, Debug)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() * n as f64) as usize
    }
}

/// Letters that sound alike over the telephone.
const ALIKE: &[&str] = &["ثسصت", "ضظدز", "قكغأ", "حهخ", "طت", "ذزد", "عأا", "ةه", "يى", "جغش", "بف", "نم"];
const CLITICS: &[&str] = &["و", "ف", "ب", "ل", "ال"];
const HOMOPHONES: &[(&str, &str)] = &[
    ("their", "there"),
    ("there", "their"),
    ("your", "you're"),
    ("you're", "your"),
    ("to", "two"),
    ("too", "to"),
    ("four", "for"),
    ("for", "four"),
    ("by", "buy"),
    ("hear", "here"),
    ("here", "hear"),
    ("no", "know"),
    ("know", "no"),
    ("right", "write"),
    ("week", "weak"),
    ("wait", "weight"),
    ("weight", "wait"),
    ("been", "bin"),
    ("whole", "hole"),
    ("hold", "old"),
    ("where", "wear"),
    ("which", "witch"),
    ("would", "wood"),
    ("piece", "peace"),
    ("it's", "its"),
    ("can't", "can"),
    ("don't", "don"),
    ("didn't", "did"),
    ("isn't", "is"),
    ("won't", "want"),
    ("want", "won't"),
    ("angry", "hungry"),
    ("lost", "last"),
    ("last", "lost"),
    ("call", "car"),
    ("phone", "fun"),
    ("bill", "bell"),
    ("fee", "free"),
    ("money", "many"),
    ("told", "tall"),
    ("still", "steel"),
    ("again", "a gain"),
    ("form", "from"),
    ("from", "form"),
    ("working", "walking"),
    ("thanks", "tanks"),
    ("great", "grade"),
];
const DROPPED: &[&str] = &["a", "an", "the", "of", "to", "is", "and", "that", "it", "in", "i", "me", "so", "at"];
const FRAGMENTS: &[&str] = &["okay", "yes", "bonjour", "si", "نعم", "شكرا", "you", "uh"];

/// The turn as a weak recogniser might write it, and how many of its words are wrong.
pub(crate) fn heard(text: &str, language: Language, dice: &mut Dice) -> (String, usize) {
    let mut out: Vec<String> = Vec::new();
    let mut wrong = 0;
    let mut join = false;
    for word in text.split_whitespace() {
        let (said, mistaken) = match language {
            Language::Ar => arabic(word, dice),
            Language::En => english(word, dice),
        };
        wrong += usize::from(mistaken);
        for piece in said {
            match out.last_mut() {
                Some(last) if join => last.push_str(&piece),
                Some(_) | None => out.push(piece),
            }
            join = false;
        }
        join = dice.next() < 0.02;
        wrong += usize::from(join);
        if dice.next() < 0.01 {
            out.push(FRAGMENTS[dice.below(FRAGMENTS.len())].to_owned());
            wrong += 1;
        }
    }
    (out.join(" "), wrong)
}

fn arabic(word: &str, dice: &mut Dice) -> (Vec<String>, bool) {
    let chance = dice.next();
    let letters: Vec<char> = word.chars().collect();
    if chance < 0.03 {
        return (Vec::new(), true);
    }
    if chance < 0.11 {
        return (vec![confused(&letters, dice)], true);
    }
    if chance < 0.125 {
        return (vec![format!("{}{word}", CLITICS[dice.below(CLITICS.len())])], true);
    }
    if chance < 0.14 && letters.len() > 4 {
        let bare = CLITICS.iter().find_map(|clitic| word.strip_prefix(clitic));
        return (vec![bare.unwrap_or(word).to_owned()], bare.is_some());
    }
    slip(word, &letters, chance - 0.14, dice)
}

fn english(word: &str, dice: &mut Dice) -> (Vec<String>, bool) {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'').to_lowercase();
    let chance = dice.next();
    if chance < 0.25 && DROPPED.contains(&bare.as_str()) {
        return (Vec::new(), true);
    }
    if chance < 0.45
        && let Some((_, other)) = HOMOPHONES.iter().find(|(known, _)| *known == bare)
    {
        return (vec![(*other).to_owned()], true);
    }
    let letters: Vec<char> = word.chars().collect();
    if chance < 0.03 {
        return (Vec::new(), true);
    }
    slip(word, &letters, chance - 0.03, dice)
}

/// A letter dropped, doubled or replaced, or the word in two.
fn slip(word: &str, letters: &[char], chance: f64, dice: &mut Dice) -> (Vec<String>, bool) {
    if letters.len() < 4 || !(0.0..0.065).contains(&chance) {
        return (vec![word.to_owned()], false);
    }
    let at = 1 + dice.below(letters.len() - 2);
    let (front, back): (String, String) = (letters[..at].iter().collect(), letters[at..].iter().collect());
    match dice.below(4) {
        0 => (vec![front, back], true),
        1 => (vec![format!("{front}{}", back.chars().skip(1).collect::<String>())], true),
        2 => (vec![format!("{front}{}{back}", letters[at])], true),
        _ => (vec![format!("{front}{}{}", letters[at - 1], back.chars().skip(1).collect::<String>())], true),
    }
}

fn confused(letters: &[char], dice: &mut Dice) -> String {
    let start = dice.below(letters.len());
    let mut out = letters.to_vec();
    for at in (start..letters.len()).chain(0..start) {
        if let Some(group) = ALIKE.iter().find(|group| group.contains(letters[at])) {
            let others: Vec<char> = group.chars().filter(|c| *c != letters[at]).collect();
            out[at] = others[dice.below(others.len())];
            break;
        }
    }
    out.into_iter().collect()
}
