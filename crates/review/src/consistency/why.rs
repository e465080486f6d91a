//! A difference in one plain sentence of each language.

use wasl_model::{Mood, PromiseOutcome};

use super::claim::{ENOUGH, OTHER};
use super::lexicon::{ACTIONS, CONDITIONS, Concept, DOCUMENTS, EVENTS, MONEY, SERVICES};
use super::stances::FRAMES;
use super::{Fact, Topic, Value};

/// Why two facts differ, in Arabic and English.
pub(super) fn why(phone: &Fact, branch: &Fact) -> (String, String) {
    let (ar, en) = names(phone.topic, &phone.about);
    match phone.topic {
        Topic::Mood => {
            let mood = |fact: &Fact| if let Value::Mood { mood } = fact.value { mood } else { Mood::Neutral };
            let (before, after) = (mood(phone), mood(branch));
            (
                format!("أنهى العميل المكالمة وهو {}، وغادر الفرع وهو {}.", mood_ar(before), mood_ar(after)),
                format!("The customer ended the call {} and left the branch {}.", before.name(), after.name()),
            )
        }
        Topic::Promise => {
            let partly = branch.value == Value::Outcome { outcome: PromiseOutcome::PartlyKept };
            let (ar, en) = if partly {
                ("لم يوف به الفرع كاملا", "kept it only in part")
            } else {
                ("لم يوف به الفرع", "did not keep it")
            };
            (format!("وُعد العميل في الهاتف، و{ar}."), format!("It was promised by phone, and the branch {en}."))
        }
        Topic::Amount | Topic::Date | Topic::Document | Topic::Fee | Topic::Condition | Topic::YesNo => {
            let (p_ar, p_en) = told(phone);
            let (b_ar, b_en) = told(branch);
            (
                format!("{ar}: قيل في الهاتف «{p_ar}»، وقيل في الفرع «{b_ar}»."),
                format!("{en}: by phone “{p_en}”, in the branch “{b_en}”."),
            )
        }
    }
}

fn names(topic: Topic, about: &str) -> (String, String) {
    let lists = match topic {
        Topic::Amount => &MONEY,
        Topic::Fee => &SERVICES,
        Topic::Document => &DOCUMENTS,
        Topic::Condition => &CONDITIONS,
        Topic::Date => &EVENTS,
        Topic::YesNo | Topic::Promise | Topic::Mood => &ACTIONS,
    };
    let named = |concept: &Concept| (concept.ar.clone(), upper(&concept.en));
    let found = lists.get(about).or_else(|| FRAMES.get(topic, about)).map(named);
    let (ar, en) = found.unwrap_or_else(|| match about {
        "original" => ("أصل المستند".to_owned(), "The original".to_owned()),
        ENOUGH => ("كفاية المستند".to_owned(), "Whether the paper is enough".to_owned()),
        OTHER => match topic {
            Topic::Document => ("المستند".to_owned(), "The paper".to_owned()),
            Topic::Condition => ("الشرط".to_owned(), "The condition".to_owned()),
            Topic::Fee => ("الخدمة".to_owned(), "The service".to_owned()),
            Topic::Amount => ("المبلغ".to_owned(), "The amount".to_owned()),
            Topic::Date | Topic::YesNo | Topic::Promise | Topic::Mood => ("الأمر".to_owned(), "The matter".to_owned()),
        },
        _ => ("الخدمة".to_owned(), "The service".to_owned()),
    });
    match topic {
        Topic::Fee => (format!("رسوم {ar}"), format!("The fee for {}", lower(&en))),
        Topic::Date => (format!("موعد {ar}"), format!("When: {}", lower(&en))),
        Topic::Amount | Topic::Document | Topic::Condition | Topic::YesNo | Topic::Promise | Topic::Mood => (ar, en),
    }
}

fn told(fact: &Fact) -> (String, String) {
    let pair = |ar: &str, en: &str| (ar.to_owned(), en.to_owned());
    match &fact.value {
        Value::Yes { yes } => match (fact.topic, yes) {
            (Topic::Fee, true) => pair("توجد رسوم", "there is a fee"),
            (Topic::Fee, false) => pair("بدون رسوم", "free of charge"),
            (Topic::Document, true) if fact.about == ENOUGH => pair("يكفي", "enough"),
            (Topic::Document, false) if fact.about == ENOUGH => pair("لا يكفي", "not enough"),
            (Topic::Document | Topic::Condition, true) => pair("مطلوب", "required"),
            (Topic::Document | Topic::Condition, false) => pair("غير مطلوب", "not required"),
            (_, true) => pair("نعم", "yes"),
            (_, false) => pair("لا", "no"),
        },
        Value::Money { minor, scale, coin } => {
            let amount = decimal(*minor, *scale);
            let text = coin.as_ref().map_or_else(|| amount.clone(), |coin| format!("{amount} {coin}"));
            let arabic = coin.as_deref().map_or_else(|| amount.clone(), |coin| format!("{amount} {}", coin_ar(coin)));
            (arabic, text)
        }
        Value::Percent { percent } => (format!("{percent}%"), format!("{percent}%")),
        Value::Day { day } => (day.to_string(), day.to_string()),
        Value::Within { hours: 0, .. } => pair("فورا", "at once"),
        Value::Within { hours, .. } if hours % 24 == 0 => {
            let days = hours / 24;
            (format!("خلال {}", days_ar(days)), format!("within {days} {}", if days == 1 { "day" } else { "days" }))
        }
        Value::Within { hours, .. } => {
            (format!("خلال {hours} ساعة"), format!("within {hours} {}", if *hours == 1 { "hour" } else { "hours" }))
        }
        Value::Clock { minute } => {
            let text = format!("{}:{:02}", minute / 60, minute % 60);
            (text.clone(), text)
        }
        Value::Number { number } if fact.topic == Topic::Condition && fact.about != OTHER => {
            (format!("{number} شهرا"), format!("{number} months"))
        }
        Value::Number { number } => (number.to_string(), number.to_string()),
        Value::Outcome { .. } | Value::Mood { .. } => pair("", ""),
    }
}

fn decimal(minor: u64, scale: u8) -> String {
    let one = 10_u64.checked_pow(u32::from(scale)).unwrap_or(u64::MAX);
    let (whole, part) = (minor / one, minor % one);
    if part == 0 { whole.to_string() } else { format!("{whole}.{part:0width$}", width = usize::from(scale)) }
}

fn days_ar(days: u32) -> String {
    match days {
        1 => "يوم".to_owned(),
        2 => "يومين".to_owned(),
        _ if (3..=10).contains(&(days % 100)) => format!("{days} أيام"),
        _ => format!("{days} يوما"),
    }
}

fn coin_ar(coin: &str) -> &str {
    match coin {
        "riyal" => "ريال",
        "dirham" => "درهم",
        "pound" => "جنيه",
        "dinar" => "دينار",
        "lira" => "ليرة",
        "dollar" => "دولار",
        "euro" => "يورو",
        "rupee" => "روبية",
        other => other,
    }
}

const fn mood_ar(mood: Mood) -> &'static str {
    match mood {
        Mood::Angry => "غاضب",
        Mood::Frustrated => "محبط",
        Mood::Lost => "تائه",
        Mood::Neutral => "هادئ",
        Mood::Satisfied => "راض",
        Mood::Sad => "حزين",
    }
}

fn upper(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
