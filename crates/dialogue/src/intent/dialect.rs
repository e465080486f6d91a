//! What Arabic dialects say, as the standard language has it: questions, wishes, negations, money, time, verbs as they are
//! conjugated, and the nouns of accounts, cards and telephones.
//!
//! A word is looked up as it is, then without what is joined to it: "and", "the", "my", "to him", "not".

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use wasl_model::fold::fold;

mod verbs;

/// A line a word of the standard language: the word, a colon, and what dialects say for it, with an underscore between
/// words; after an empty line the nouns, to which others are joined. What begins with a tatweel is an ending of the noun
/// before.
const TABLE: &str = include_str!("dialect.txt");

/// Words in the longest phrase of the table.
const PHRASE: usize = 3;
const ENDING: char = 'ـ';
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

/// Words before a verb that deny it, and whether the standard language says them too.
const NOT: [(&str, bool); 9] = [
    ("ما", true),
    ("مش", false),
    ("موش", false),
    ("مو", false),
    ("مب", false),
    ("مهب", false),
    ("مهو", false),
    ("ماني", false),
    ("مانيش", false),
];

/// What follows "what" as often as "not".
const WHAT: [&str; 4] = ["في", "تم", "قد", "دام"];

/// What makes "what" of "ما": "whenever", "until", "as".
const EVER: [&str; 22] = [
    "كل",
    "علي",
    "لحد",
    "لغايه",
    "لحتي",
    "لين",
    "قبل",
    "بعد",
    "زي",
    "متل",
    "مثل",
    "كيف",
    "بلا",
    "غير",
    "بدون",
    "بدل",
    "قد",
    "اول",
    "وقت",
    "حسب",
    "طول",
    "يوم",
];

/// What denials of the table begin with.
const DENIED: [&str; 4] = ["لا ", "لم ", "لن ", "ليس ل"];

static WORDS: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| entries(TABLE));
static NOUNS: LazyLock<BTreeMap<String, &'static str>> =
    LazyLock::new(|| entries(TABLE.split_once("\n\n").map_or("", |(_, nouns)| nouns)));

/// What the table gives.
static STANDARD: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let words = TABLE.lines().filter_map(|line| line.split_once(':')).flat_map(|(word, _)| word.split(' '));
    words.map(fold).collect()
});

fn entries(table: &'static str) -> BTreeMap<String, &'static str> {
    let lines = table.lines().filter_map(|line| line.split_once(':'));
    lines.flat_map(|(word, said)| said.split_whitespace().map(move |said| (fold(said), word))).collect()
}

/// The words of a sentence, those of dialects as the standard language has them.
pub(super) fn standard<'a>(words: &[&'a str]) -> Vec<Cow<'a, str>> {
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let mut read: Vec<Cow<'_, str>> = Vec::with_capacity(words.len());
    let mut i = 0;
    while let Some(&word) = words.get(i) {
        let rest = &folded[i..];
        let ever = i > 0 && EVER.contains(&folded[i - 1].as_str());
        let denied = || if ever { None } else { denied_apart(rest) };
        let (found, taken) = match phrase(rest).or_else(|| Some((denied()?, 2))) {
            Some((found, taken)) => (Some(found), taken),
            None => (alone(&rest[0], !word.ends_with('ة')), 1),
        };
        match found {
            None => read.push(Cow::Borrowed(word)),
            Some(found) => match found.strip_prefix(ENDING) {
                Some(ending) => own(&mut read, ending),
                None => read.extend(found.split(' ').map(|word| Cow::Owned(word.to_owned()))),
            },
        }
        i += taken;
    }
    read
}

/// The standard words for the longest phrase these words begin with, and how many it takes.
fn phrase(words: &[String]) -> Option<(String, usize)> {
    (2..=PHRASE.min(words.len())).rev().find_map(|taken| {
        let said = words[..taken].join("_");
        let found = WORDS.get(&said).map(|found| (*found).to_owned());
        let after_and = || Some(format!("و{}", WORDS.get(said.strip_prefix('و')?)?));
        Some((found.or_else(after_and)?, taken))
    })
}

/// "Not" and what is denied.
fn denied_apart(words: &[String]) -> Option<String> {
    let [first, word, ..] = words else { return None };
    let find = |said: &str| NOT.iter().find(|(not, _)| *not == said);
    let and = if find(first).is_none() { first.strip_prefix('و') } else { None };
    let &(not, is_standard) = find(and.unwrap_or(first))?;
    if STANDARD.contains(word) || WHAT.contains(&word.as_str()) {
        return None;
    }
    let listed =
        WORDS.get(&format!("{not}{word}")).filter(|found| DENIED.iter().any(|denied| found.starts_with(denied)));
    let found = match listed {
        Some(found) => (*found).to_owned(),
        None => {
            let found = word.strip_suffix('ش').and_then(denied).or_else(|| denied(word))?;
            Some(found).filter(|_| !is_standard || word.ends_with('ش') || alone(word, true).is_some())?
        }
    };
    Some(if and.is_some() { format!("و{found}") } else { found })
}

/// A folded word's standard one, if it is a dialect's. `open` is whether something may be joined to its end.
fn alone(word: &str, open: bool) -> Option<String> {
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
        (!found.contains(' ')).then(|| join(found, joined))
    })
}

fn with_object(word: &str, of: impl Fn(verbs::Form) -> String) -> Option<String> {
    AFTER_VERB.iter().find_map(|(after, joined, apart)| {
        let rest = word.strip_suffix(after).filter(|rest| letters(rest) >= SHORTEST_VERB)?;
        let rest = Some(rest).filter(|rest| apart.is_empty() || !rest.ends_with('ي'))?;
        Some(join(&of(verbs::form(rest)?), joined) + apart)
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
    after_and.map(|found| format!("و{found}")).or_else(joined).or_else(|| this(word))
}

/// Of "this" and "in the", as no standard word begins.
fn this(word: &str) -> Option<String> {
    if let Some(rest) = word.strip_prefix("فال").filter(|rest| letters(rest) >= SHORTEST) {
        return Some(format!("في ال{rest}"));
    }
    let (before, rest) = ["", "ب", "ل", "ف", "و"].iter().find_map(|before| {
        Some((before, word.strip_prefix(before)?.strip_prefix("هال").filter(|rest| letters(rest) >= SHORTEST)?))
    })?;
    let this = if rest.ends_with('ه') { "هذه" } else { "هذا" };
    Some(format!("{before}{this} ال{rest}").replacen("فهذ", "في هذ", 1))
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
    let rest = word.strip_prefix("ما").or_else(|| word.strip_prefix('م'))?;
    match rest.strip_suffix('ش') {
        Some(rest) => denied(rest),
        None => word.strip_prefix("ما").filter(|rest| alone(rest, true).is_some()).and_then(denied),
    }
}

/// The denial of a verb, of which something may be joined to the end.
fn denied(word: &str) -> Option<String> {
    let alone = if letters(word) >= SHORTEST_VERB { verbs::form(word) } else { None };
    alone.map(|form| form.denied).or_else(|| with_object(word, |form| form.denied))
}

fn letters(word: &str) -> usize {
    word.chars().count()
}

/// The word with this after it, as it is spelt then.
fn join(word: &str, ending: &str) -> String {
    let last = word.chars().last().filter(|_| !ending.is_empty());
    let rest = |letters| &word[..word.len() - letters];
    match last {
        Some('ة') => format!("{}ت{ending}", rest('ة'.len_utf8())),
        Some('ى') => format!("{}ا{ending}", rest('ى'.len_utf8())),
        Some('ا') if word.ends_with("وا") => format!("{}{ending}", rest('ا'.len_utf8())),
        _ => format!("{word}{ending}"),
    }
}

/// Gives the noun before, where an adjective may follow it, this ending.
fn own(read: &mut Vec<Cow<'_, str>>, ending: &str) {
    let is_definite = |word: &str| without_article(word).is_some();
    let Some(mut noun) = read.len().checked_sub(1) else { return };
    if read[noun].is_ascii() {
        read.extend(["الخاص".to_owned(), format!("ب{ending}")].map(Cow::Owned));
        return;
    }
    while noun > 0 && is_definite(&read[noun]) && is_definite(&read[noun - 1]) {
        noun -= 1;
    }
    if ending.is_empty() && noun + 1 < read.len() {
        return;
    }
    let bare = without_article(&read[noun]).unwrap_or_else(|| read[noun].to_string());
    read[noun] = Cow::Owned(join(&bare, ending));
}

fn without_article(word: &str) -> Option<String> {
    let (before, rest) = [("لل", "ل"), ("وال", "و"), ("بال", "ب"), ("ال", "")]
        .iter()
        .find_map(|(article, stays)| Some((stays, word.strip_prefix(article)?)))?;
    Some(format!("{before}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        standard(&text.split(' ').collect::<Vec<_>>()).join(" ")
    }

    #[test]
    fn no_word_has_two_meanings_and_none_leads_to_another() {
        let mut seen = BTreeMap::new();
        for (word, said) in TABLE.lines().filter_map(|line| line.split_once(':')) {
            assert!(!WORDS.contains_key(&fold(word)), "{word} stands on both sides");
            for said in said.split_whitespace() {
                assert_eq!(seen.insert(fold(said), word), None, "{said} stands twice");
            }
        }
        assert!(seen.len() > 1400, "{}", seen.len());
    }

    #[test]
    fn other_words_stay() {
        for text in [
            "بطاقتي",
            "card",
            "بأن بطاقتي",
            "فقد سحبت",
            "شخص ما سرق هاتفي",
            "كل ما أريد",
            "بعد ما هي المدة",
            "دفعتي عملتي شخصيات",
            "أتوقع تعبئتها",
            "إلغاؤها وتبين",
            "ماذا قد تم",
            "والتي خلالها",
        ] {
            assert_eq!(said(text), text);
        }
    }

    #[test]
    fn what_is_mine_is_said_at_the_noun() {
        assert_eq!(said("لاكارط ديالي"), "بطاقتي");
        assert_eq!(said("بالكارت بتاعي"), "ببطاقتي");
        assert_eq!(said("للكارطة متاعكم"), "لبطاقتكم");
        assert_eq!(said("الكارت الجديد بتاعي"), "بطاقتي الجديد");
        assert_eq!(said("الكود متاع الكارطة"), "رمز البطاقة");
        assert_eq!(said("PIN بتاعي"), "PIN الخاص بي");
        assert_eq!(said("بتاعي"), "");
    }

    #[test]
    fn what_is_joined_to_a_noun_stays_joined() {
        for (dialect, standard) in [
            ("والكارطة", "والبطاقة"),
            ("كارطتي", "بطاقتي"),
            ("بكارطتك", "ببطاقتك"),
            ("فلابليكاسيون", "في التطبيق"),
            ("عالانترنات", "على الإنترنت"),
            ("هالبنك", "هذا البنك"),
            ("بهالبطاقة", "بهذه البطاقه"),
            ("للفيرمون", "للتحويل"),
            ("فالروليفي", "في كشف الحساب"),
            ("وعلاش", "ولماذا"),
            ("شنعمل", "ماذا أفعل"),
        ] {
            assert_eq!(said(dialect), standard, "{dialect}");
        }
    }

    #[test]
    fn what_is_joined_to_a_verb_stays_joined_or_is_written_apart() {
        for (dialect, standard) in [
            ("جبدتها", "سحبتها"),
            ("صيفطوهم", "أرسلوهم"),
            ("صيفطتهاله", "أرسلتها له"),
            ("رجعولي", "أعادوا لي"),
            ("لقيتو", "وجدته"),
            ("كيعاونوني", "يساعدونني"),
        ] {
            assert_eq!(said(dialect), standard, "{dialect}");
        }
    }

    #[test]
    fn not_is_said_in_every_way() {
        for (dialect, standard) in [
            ("ماجبدتش", "لم أسحب"),
            ("ما جبدتش", "لم أسحب"),
            ("مجبدتهاش", "لم أسحبها"),
            ("وما جبدتش", "ولم أسحب"),
            ("مش هقدر", "لن أستطيع"),
            ("مابيقبلش", "لا يقبل"),
            ("ما عندي", "ليس لدي"),
            ("كل ما تجبد", "كل ما تسحب"),
        ] {
            assert_eq!(said(dialect), standard, "{dialect}");
        }
    }

    #[test]
    fn letters_for_sounds_arabic_has_not_do_not_count() {
        for (dialect, standard) in [
            ("لگيشي", "الصراف الآلي"),
            ("اگدر", "أستطيع"),
            ("ڨوڨل", "جوجل"),
            ("ڤيرمون", "تحويل"),
            ("لاپليكاسيون", "التطبيق"),
            ("هيچ", "هكذا"),
        ] {
            assert_eq!(said(dialect), standard, "{dialect}");
        }
    }

    #[test]
    fn phrases_go_before_words() {
        assert_eq!(said("قد إيه"), "كم");
        assert_eq!(said("الكارت مش راضي يشتغل"), "البطاقة لا يعمل");
    }
}
