//! What Arabic dialects say, as the standard language has it: questions, wishes, negations, money, time, verbs as they are
//! conjugated, and the nouns of accounts, cards and telephones.
//!
//! - [`verbs`]: their conjugation
//! - [`joined`]: a word without what is joined to it

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use wasl_model::fold::fold;

use joined::{alone, denied, join};

mod joined;
mod verbs;

/// A line a word of the standard language: the word, a colon, and what dialects say for it, with an underscore between
/// words; after an empty line the nouns, to which others are joined. What begins with a tatweel is an ending of the noun
/// before. Nothing is said for standard words that only look like others.
const TABLE: &str = include_str!("dialect.txt");

/// Words in the longest phrase of the table.
const PHRASE: usize = 3;
const ENDING: char = 'ـ';

/// "Not" before a verb, in the standard language and in dialects alone.
const NOT: &str = "ما";
const DIALECT_NOT: &str = "مش موش مو مب مهب مهو ماني مانيش منيش ماراهش ماراهيش ماراهوش ماراهمش مارانيش";
/// What follows the "ما" that is "what" as often as the one that is "not".
const AFTER_WHAT: [&str; 4] = ["في", "تم", "قد", "دام"];
/// What makes another of it: "whenever", "until", "as".
const BEFORE_WHAT: &str = "كل علي لحد لغايه لحتي لين قبل بعد زي متل مثل كيف بلا غير بدون بدل قد اول وقت حسب طول يوم";
/// What denials of the table begin with.
const DENIED: [&str; 4] = ["لا ", "لم ", "لن ", "ليس ل"];
/// What is said before a verb of what one is doing, and before a verb without the letter of its person.
const DOING: &str = "عم عمال عماله قاعد قاعده قاعدين كاعد جالس جالسه";
const BEFORE_BARE: &str = "بدي فيني فيي بقدر رح راح حابب حابه";
/// "Mine" after a noun with an article, "financial" after another.
const MINE: &str = "مالي";

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
        let ever = i > 0 && BEFORE_WHAT.split(' ').any(|before| before == folded[i - 1]);
        let of_two = || denied_apart(rest, ever).or_else(|| doing(rest)).map(|found| (found, 2));
        let (found, taken) = match phrase(rest).or_else(of_two) {
            Some((found, taken)) => (Some(found), taken),
            None => (alone(&rest[0], !word.ends_with('ة')), 1),
        };
        match found {
            None if rest[0] == MINE && read.last().is_some_and(|last| without_article(last).is_some()) => {
                own(&mut read, "ي");
            }
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

/// "Not" and what is denied. `ever` is whether a "ما" here is no "not".
fn denied_apart(words: &[String], ever: bool) -> Option<String> {
    let [first, word, ..] = words else { return None };
    let is_not = |said: &str| said == NOT && !ever || DIALECT_NOT.split(' ').any(|not| not == said);
    let and = if is_not(first) { None } else { first.strip_prefix('و') };
    let not = Some(and.unwrap_or(first)).filter(|said| is_not(said))?;
    if STANDARD.contains(word) || AFTER_WHAT.contains(&word.as_str()) {
        return None;
    }
    let listed =
        WORDS.get(&format!("{not}{word}")).filter(|found| DENIED.iter().any(|denied| found.starts_with(denied)));
    let found = match listed {
        Some(found) => (*found).to_owned(),
        None => {
            let found = word.strip_suffix('ش').and_then(denied).or_else(|| denied(word))?;
            Some(found).filter(|_| not != NOT || word.ends_with('ش') || alone(word, true).is_some())?
        }
    };
    Some(if and.is_some() { format!("و{found}") } else { found })
}

/// A verb of what one is doing or wants to do; some dialects leave out its first letter.
fn doing(words: &[String]) -> Option<String> {
    let [first, word, ..] = words else { return None };
    let is_whole = word.starts_with(['ا', 'ن', 'ت', 'ي', 'ب', 'ك', 'و']);
    let bare = || if is_whole { None } else { Some(verbs::bare(word)?.said) };
    if BEFORE_BARE.split(' ').any(|before| before == first) {
        return Some(format!("{} {}", WORDS.get(first)?, bare()?));
    }
    DOING.split(' ').find(|doing| doing == first)?;
    let whole = || alone(word, true).or_else(|| Some(verbs::form(word)?.said));
    if is_whole { whole() } else { bare() }
}

/// Gives the noun before this ending; to what more than one word name it is said apart.
fn own(read: &mut Vec<Cow<'_, str>>, ending: &str) {
    let Some(last) = read.len().checked_sub(1) else { return };
    let named_by_more = last > 0 && [last - 1, last].iter().all(|&i| without_article(&read[i]).is_some());
    if !ending.is_empty() && (named_by_more || read[last].is_ascii() || read[last].ends_with(ending)) {
        read.extend(["الخاص".to_owned(), format!("ب{ending}")].map(Cow::Owned));
    } else if !named_by_more {
        let bare = without_article(&read[last]).unwrap_or_else(|| read[last].to_string());
        read[last] = Cow::Owned(join(&bare, ending));
    }
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
        assert!(seen.len() > 3500, "{}", seen.len());
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
        assert_eq!(said("الكارت الجديد بتاعي"), "البطاقة الجديد الخاص بي");
        assert_eq!(said("رقم التعريف الشخصي تبعي"), "رقم التعريف الشخصي الخاص بي");
        assert_eq!(said("الكود متاع الكارطة"), "رمز البطاقة");
        assert_eq!(said("الكارت مالي مبلغ مالي"), "بطاقتي مبلغ مالي");
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
            ("رجعولي", "رجعوا لي"),
            ("لقيتو", "وجدته"),
            ("جبدتوها", "سحبتموها"),
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
    fn what_one_is_doing_is_a_verb_alone() {
        for doing in ["عم دوّر", "عم بدوّر", "قاعد ندور", "جالس أدور"] {
            assert_eq!(said(doing), "أبحث", "{doing}");
        }
        assert_eq!(said("بدي غير الكود"), "أريد أغير الرمز");
        assert_eq!(said("عم صديقي"), "عم صديقي");
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
