//! Sentences as a recogniser might mishear them, to learn from: words lost, added, joined, and written by ear.
//! Of ten wrong words about five are misspelled, two or three lost, one or two added, one joined to the next.

use super::dice::Dice;

/// Words that are added: what people say while they think.
const ADDED: [&[&str]; 2] = [&["يعني", "اه", "طيب", "هو", "من", "في"], &["uh", "the", "a", "so", "and", "to"]];

/// Letters that sound alike by telephone, in Arabic.
const ALIKE: [&str; 12] = ["سصث", "تط", "دضذ", "زظذ", "كق", "حهخ", "اعأ", "غخق", "ةه", "يى", "نم", "بف"];

/// Spellings that sound alike by telephone, in English.
const SOUNDS: [(&str, &str); 28] = [
    ("ph", "f"),
    ("f", "th"),
    ("ck", "k"),
    ("c", "k"),
    ("k", "c"),
    ("s", "z"),
    ("ce", "se"),
    ("b", "p"),
    ("p", "b"),
    ("d", "t"),
    ("t", "d"),
    ("v", "f"),
    ("g", "k"),
    ("m", "n"),
    ("n", "m"),
    ("ee", "i"),
    ("ea", "ee"),
    ("i", "e"),
    ("e", "i"),
    ("a", "e"),
    ("o", "a"),
    ("ou", "u"),
    ("u", "o"),
    ("th", "d"),
    ("sh", "ch"),
    ("wh", "w"),
    ("ght", "t"),
    ("ing", "in"),
];

/// The sentence with about this share of its words wrong, 0..=1.
pub(super) fn misheard(text: &str, share: f32, dice: &mut Dice) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut join = false;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut heard = vec![word.to_owned()];
        let mut joins = false;
        if dice.share() < share {
            let kind = dice.share();
            if kind < 0.25 {
                heard.clear();
            } else if kind < 0.40 {
                heard.push(added(word, dice));
            } else if kind < 0.50 {
                joins = true;
            } else {
                heard[0] = misspelled(word, dice);
            }
        }
        for piece in heard {
            match out.last_mut() {
                Some(last) if join => last.push_str(&piece),
                Some(_) | None => out.push(piece),
            }
            join = joins;
        }
    }
    if out.is_empty() { text.to_owned() } else { out.join(" ") }
}

fn is_arabic(word: &str) -> bool {
    word.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c))
}

fn added(beside: &str, dice: &mut Dice) -> String {
    let words = ADDED[usize::from(!is_arabic(beside))];
    words[dice.below(words.len())].to_owned()
}

fn misspelled(word: &str, dice: &mut Dice) -> String {
    let ways = if is_arabic(word) { sounds_like(word) } else { english(word) };
    if ways.is_empty() { word.to_owned() } else { ways[dice.below(ways.len())].clone() }
}

/// Every way to write one letter of an Arabic word as another that sounds like it.
pub(super) fn sounds_like(word: &str) -> Vec<String> {
    let others = |c: char| {
        let groups = ALIKE.iter().filter(move |group| group.contains(c));
        groups.flat_map(|group| group.chars()).filter(move |other| *other != c)
    };
    let letters = word.char_indices();
    letters.flat_map(|(at, c)| others(c).map(move |other| replaced(word, at, c.len_utf8(), other))).collect()
}

fn replaced(word: &str, at: usize, length: usize, by: char) -> String {
    format!("{}{by}{}", &word[..at], &word[at + length..])
}

/// Every way to write one sound otherwise.
fn english(word: &str) -> Vec<String> {
    let places =
        SOUNDS.iter().flat_map(|&(sound, other)| word.match_indices(sound).map(move |(at, _)| (at, sound, other)));
    places.map(|(at, sound, other)| format!("{}{other}{}", &word[..at], &word[at + sound.len()..])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "i still have not received my new card where is it now ما وصلتني البطاقة الجديدة الى الان";

    #[test]
    fn about_as_many_words_are_wrong_as_asked() {
        let mut dice = Dice::new(3);
        let said: Vec<&str> = SAID.split(' ').collect();
        let mut kept = 0;
        for _ in 0..200 {
            let heard = misheard(SAID, 0.3, &mut dice);
            let heard: Vec<&str> = heard.split(' ').collect();
            kept += said.iter().filter(|word| heard.contains(word)).count();
        }
        let share = f64::from(u32::try_from(kept).unwrap()) / (200.0 * said.len() as f64);
        assert!((0.68..0.82).contains(&share), "{share}: an added word spoils no other, a joined one spoils two");
    }

    #[test]
    fn the_same_dice_mishear_alike_and_no_share_changes_nothing() {
        let heard = |seed| misheard(SAID, 0.5, &mut Dice::new(seed));
        assert_eq!(heard(1), heard(1));
        assert_ne!(heard(1), heard(2));
        assert_eq!(misheard(SAID, 0.0, &mut Dice::new(1)), SAID);
        assert!(!misheard("بطاقة", 1.0, &mut Dice::new(4)).is_empty());
    }

    #[test]
    fn letters_are_taken_for_those_that_sound_alike() {
        assert!(sounds_like("قلب").contains(&"كلب".to_owned()));
        assert!(english("phone").contains(&"fone".to_owned()));
        assert!(sounds_like("قلب").iter().all(|word| word.chars().count() == 3));
    }
}
