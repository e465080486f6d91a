//! What dialects join to words, taken off and joined again as the standard language has it: "and", "the", "my", "to him",
//! "not".

use wasl_model::fold::fold;

use super::{NOUNS, STANDARD, WORDS, verbs};

/// Letters of the shortest word that something is joined to, and of the shortest verb.
const SHORTEST: usize = 3;
const SHORTEST_VERB: usize = 2;

/// What dialects join to a noun's beginning, the longer first.
const BEFORE: [(&str, &str); 17] = [
    ("وبال", "وبال"),
    ("وهال", "وهذا ال"),
    ("وال", "وال"),
    ("بال", "بال"),
    ("بهال", "بهذا ال"),
    ("فال", "في ال"),
    ("كال", "كال"),
    ("هال", "هذا ال"),
    ("عال", "على ال"),
    ("مال", "من ال"),
    ("لل", "لل"),
    ("ال", "ال"),
    ("و", "و"),
    ("ف", "في "),
    ("ب", "ب"),
    ("ل", "ل"),
    ("ع", "على "),
];

/// French articles, some with a preposition, before what is never anybody's own.
const FRENCH: [(&str, &str); 8] = [
    ("فلا", "في ال"),
    ("بلا", "بال"),
    ("للا", "لل"),
    ("لا", "ال"),
    ("فلو", "في ال"),
    ("بلو", "بال"),
    ("لو", "ال"),
    ("لي", "ال"),
];

/// What they join to a verb's end, the longer first: as joined in the standard language, and as written apart.
const AFTER_VERB: [(&str, &str, &str); 31] = [
    ("هالي", "ها", " لي"),
    ("هالك", "ها", " لك"),
    ("هاله", "ها", " له"),
    ("هالو", "ها", " له"),
    ("هالها", "ها", " لها"),
    ("هولي", "ه", " لي"),
    ("هوله", "ه", " له"),
    ("هملي", "هم", " لي"),
    ("هملو", "هم", " له"),
    ("لكم", "", " لكم"),
    ("لكو", "", " لكم"),
    ("لها", "", " لها"),
    ("لهم", "", " لهم"),
    ("لهن", "", " لهم"),
    ("لنا", "", " لنا"),
    ("ليا", "", " لي"),
    ("لي", "", " لي"),
    ("لك", "", " لك"),
    ("له", "", " له"),
    ("لو", "", " له"),
    ("كم", "كم", ""),
    ("كو", "كم", ""),
    ("كن", "كم", ""),
    ("ها", "ها", ""),
    ("هم", "هم", ""),
    ("هن", "هم", ""),
    ("نا", "نا", ""),
    ("ني", "ني", ""),
    ("ه", "ه", ""),
    ("و", "ه", ""),
    ("ك", "ك", ""),
];

/// What they join to a noun's end.
const AFTER_NOUN: [(&str, &str); 10] = [
    ("كم", "كم"),
    ("كو", "كم"),
    ("كن", "كم"),
    ("ها", "ها"),
    ("هم", "هم"),
    ("نا", "نا"),
    ("ه", "ه"),
    ("و", "ه"),
    ("ك", "ك"),
    ("ي", "ي"),
];

/// Letters of other alphabets for sounds the Arabic one lacks, and what the words of the table may have instead.
const LETTERS: [(&str, &str); 4] = [("گڨپڤچ", "ققبفج"), ("گڨپڤچ", "كقبفش"), ("گڨپڤچ", "جقبفك"), ("گڨپڤچ", "غقبفج")];

/// A folded word's standard one, if it is a dialect's. `open` is whether something may be joined to its end.
pub(super) fn alone(word: &str, open: bool) -> Option<String> {
    if STANDARD.contains(word) || !word.chars().any(|c| c.is_alphabetic() && !c.is_ascii()) {
        return None;
    }
    let found = spellings(word).find_map(|word| read(&word, open))?;
    (fold(&found) != word).then_some(found)
}

/// The word, and with Arabic letters for others it has.
fn spellings(word: &str) -> impl Iterator<Item = String> {
    let foreign = word.contains(|c| LETTERS[0].0.contains(c));
    let spelt = LETTERS.iter().filter(move |_| foreign).map(move |(from, to)| {
        word.chars().map(|c| from.chars().zip(to.chars()).find(|pair| pair.0 == c).map_or(c, |pair| pair.1)).collect()
    });
    std::iter::once(word.to_owned()).chain(spelt)
}

fn read(word: &str, open: bool) -> Option<String> {
    let with_ending = || if open { with_ending(word) } else { None };
    plain(word).or_else(with_ending).or_else(|| with_beginning(word, open)).or_else(|| denied_joined(word))
}

fn plain(word: &str) -> Option<String> {
    let what = || {
        let rest = word.strip_prefix('ش').filter(|rest| rest.starts_with(['ن', 'ت', 'ي', 'س', 'ص']))?;
        let does = WORDS.get(rest).map(|found| (*found).to_owned()).or_else(|| Some(verbs::form(rest)?.said))?;
        Some(format!("ماذا {does}"))
    };
    let listed = WORDS.get(word).map(|found| (*found).to_owned());
    listed.or_else(|| verbs::form(word).map(|form| form.said)).or_else(what)
}

/// Of "my card" and "gave him it".
fn with_ending(word: &str) -> Option<String> {
    owned(word).or_else(|| with_object(word, |form| form.said))
}

fn owned(word: &str) -> Option<String> {
    AFTER_NOUN.iter().find_map(|(after, joined)| {
        let rest = word.strip_suffix(after).filter(|rest| letters(rest) >= SHORTEST)?;
        let with_t = || NOUNS.get(&format!("{}ه", rest.strip_suffix('ت')?));
        let found = NOUNS.get(rest).or_else(with_t)?;
        // "مشكله" is the word itself, spelt so.
        (!found.contains(' ') && fold(found) != word).then(|| join(found, joined))
    })
}

fn with_object(word: &str, of: impl Fn(verbs::Form) -> String) -> Option<String> {
    AFTER_VERB.iter().find_map(|(after, joined, apart)| {
        let rest = word.strip_suffix(after).filter(|rest| letters(rest) >= SHORTEST_VERB)?;
        let rest = Some(rest).filter(|rest| apart.is_empty() || !rest.ends_with('ي'))?;
        // Of "you" only the first letter of the ending stays before another.
        let you = || if rest.ends_with("تو") { verbs::form(&format!("{rest}ا")) } else { None };
        Some(join(&of(verbs::form(rest).or_else(you)?), joined) + apart)
    })
}

/// Of "and", "the", "in the".
fn with_beginning(word: &str, open: bool) -> Option<String> {
    let after_and = word.strip_prefix('و').filter(|rest| letters(rest) >= SHORTEST && !STANDARD.contains(*rest));
    let after_and = after_and.and_then(|rest| {
        let with_ending = || if open { with_ending(rest) } else { None };
        plain(rest).or_else(with_ending).or_else(|| denied_joined(rest))
    });
    let joined = || {
        BEFORE.iter().find_map(|&(before, standard)| {
            let rest = word.strip_prefix(before).filter(|rest| letters(rest) >= SHORTEST)?;
            let owned = || if open { owned(rest) } else { None };
            let definite = before.ends_with("ال") || before == "لل";
            match if definite { NOUNS.get(&format!("ال{rest}")) } else { None } {
                Some(found) => Some(begin(standard.strip_suffix("ال").unwrap_or("ل"), found)),
                None => Some(begin(standard, &NOUNS.get(rest).map(|found| (*found).to_owned()).or_else(owned)?)),
            }
        })
    };
    let french = || {
        FRENCH.iter().find_map(|&(before, standard)| {
            let found = NOUNS.get(word.strip_prefix(before)?)?;
            (!found.ends_with('ي')).then(|| begin(standard, found))
        })
    };
    after_and.map(|found| format!("و{found}")).or_else(joined).or_else(french).or_else(|| open_beginning(word))
}

/// Of "this", "in the" and "on the", as no standard word begins.
fn open_beginning(word: &str) -> Option<String> {
    let the = |before, shortest| word.strip_prefix(before).filter(|rest| letters(rest) >= shortest);
    if let Some(rest) = the("فال", SHORTEST) {
        return Some(format!("في ال{rest}"));
    }
    if let Some(rest) = the("عال", SHORTEST + 1) {
        return Some(format!("على ال{rest}"));
    }
    let (before, rest) = ["", "ب", "ل", "في ", "و"].iter().find_map(|before| {
        let joined = before.trim_end_matches("ي ");
        Some((before, word.strip_prefix(joined)?.strip_prefix("هال").filter(|rest| letters(rest) >= SHORTEST)?))
    })?;
    let this = if rest.ends_with('ه') { "هذه" } else { "هذا" };
    Some(format!("{before}{this} ال{rest}"))
}

/// "The" is said once.
fn begin(before: &str, word: &str) -> String {
    match (word.strip_prefix("ال"), before) {
        (Some(bare), "ل") => format!("لل{bare}"),
        (Some(bare), _) if before == "لل" || before.ends_with("ال") => format!("{before}{bare}"),
        _ => format!("{before}{word}"),
    }
}

/// Of "did not do".
fn denied_joined(word: &str) -> Option<String> {
    let is_dialect = |rest: &&str| alone(rest, true).is_some();
    let rest = word.strip_prefix("ما").or_else(|| word.strip_prefix('م'));
    match (rest, word.strip_suffix('ش')) {
        (Some(rest), Some(_)) => rest.strip_suffix('ش').and_then(denied),
        (Some(_), None) => word.strip_prefix("ما").filter(is_dialect).and_then(denied),
        (None, Some(rest)) => Some(rest).filter(is_dialect).and_then(denied),
        (None, None) => None,
    }
}

/// The denial of a verb, of which something may be joined to the end.
pub(super) fn denied(word: &str) -> Option<String> {
    let alone = if letters(word) >= SHORTEST_VERB { verbs::form(word) } else { None };
    alone.map(|form| form.denied).or_else(|| with_object(word, |form| form.denied))
}

fn letters(word: &str) -> usize {
    word.chars().count()
}

/// The word with this after it, as it is spelt then.
pub(super) fn join(word: &str, ending: &str) -> String {
    let last = word.chars().last().filter(|_| !ending.is_empty());
    let rest = |letters| &word[..word.len() - letters];
    match last {
        Some('ة') => format!("{}ت{ending}", rest('ة'.len_utf8())),
        Some('ى') => format!("{}ا{ending}", rest('ى'.len_utf8())),
        Some('م') if word.ends_with("تم") => format!("{word}و{ending}"),
        Some('ا') if word.ends_with("وا") => format!("{}{ending}", rest('ا'.len_utf8())),
        _ => format!("{word}{ending}"),
    }
}
