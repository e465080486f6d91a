//! Values read out of words, on tables of texts: `text <tab> values`.

use std::fmt::Write as _;

use wasl_model::Language;
use wasl_model::spoken::{Calendar, Meaning, SpokenValue, values};

/// As the tables write it: `amount 50.2 SAR`, `date sunday 5/3/2026`, `time 15:30`, `time 3:30?` for either half.
fn written(value: &Meaning) -> String {
    match value {
        Meaning::Number { number } => format!("number {number}"),
        Meaning::Ordinal { number } => format!("ordinal {number}"),
        Meaning::Percent { number } => format!("percent {number}"),
        Meaning::Amount { currency, coin, minor, scale } => {
            let one = 10_u64.pow(u32::from(*scale));
            let places = format!("{:0width$}", minor % one, width = usize::from(*scale));
            let places = places.trim_end_matches('0');
            let point = if places.is_empty() { "" } else { "." };
            format!("amount {}{point}{places} {}", minor / one, currency.as_ref().unwrap_or(coin))
        }
        Meaning::Date { day, month, year, weekday, calendar } => {
            let mut text = "date".to_owned();
            if let Some(weekday) = weekday {
                write!(text, " {}", format!("{weekday:?}").to_lowercase()).expect("a string");
            }
            if let Some(month) = month {
                write!(text, " {}/{month}", day.map_or("-".to_owned(), |day| day.to_string())).expect("a string");
            }
            if let Some(year) = year {
                write!(text, "/{year}").expect("a string");
            }
            text + if *calendar == Calendar::Hijri { " hijri" } else { "" }
        }
        Meaning::Time { hour, minute, twelve: true } => format!("time {hour}:{minute:02}?"),
        Meaning::Time { hour, minute, twelve: false } => format!("time {hour:02}:{minute:02}"),
        Meaning::Phone { digits } => format!("phone {}", digits.reveal()),
        Meaning::Card { digits, .. } => format!("card {}", digits.reveal()),
        Meaning::Id { digits } => format!("id {}", digits.reveal()),
        Meaning::Iban { iban, .. } => format!("iban {}", iban.reveal()),
        Meaning::Digits { digits } => format!("digits {}", digits.reveal()),
    }
}

fn read(text: &str, language: Option<Language>) -> String {
    let all: Vec<_> = values(text, language).iter().map(|found: &SpokenValue| written(&found.value)).collect();
    if all.is_empty() { "-".to_owned() } else { all.join(" ; ") }
}

#[allow(clippy::print_stdout, reason = "the figure is what the test is for")]
/// The share of a table's texts whose values are all as they should be; the others are told.
fn exact(name: &str, table: &str, language: Language) -> f64 {
    let rows: Vec<(&str, &str)> = table.lines().filter_map(|line| line.split_once('\t')).collect();
    let mut wrong = String::new();
    let mut right = 0;
    for (text, expected) in &rows {
        let found = read(text, Some(language));
        assert_eq!(found, read(text, None), "{text}: the language is a hint only");
        if found == *expected {
            right += 1;
        } else {
            writeln!(wrong, "  {text}: {found}, not {expected}").expect("a string");
        }
    }
    let share = f64::from(right) / rows.len() as f64;
    println!("{name}: {right} of {} exact ({:.1} %)\n{wrong}", rows.len(), share * 100.0);
    share
}

#[test]
fn arabic_words_have_their_values() {
    assert!(exact("ar", include_str!("spoken/ar.tsv"), Language::Ar) >= 0.95);
}

#[test]
fn english_words_have_their_values() {
    assert!(exact("en", include_str!("spoken/en.tsv"), Language::En) >= 0.95);
}

#[test]
fn words_not_tuned_for_have_their_values_too() {
    assert!(exact("ar, unseen", include_str!("spoken/ar-unseen.tsv"), Language::Ar) >= 0.9);
    assert!(exact("en, unseen", include_str!("spoken/en-unseen.tsv"), Language::En) >= 0.9);
}
