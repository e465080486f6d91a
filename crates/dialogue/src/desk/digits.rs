//! A number told digit by digit, by voice or keys.

use std::time::Duration;

use wasl_model::spoken::{self, Meaning};
use wasl_model::{DeskAction, Language, Pii, Timestamp, Utterance};

use super::Desk;
use crate::flow::{Ask, DigitsAsked};

/// Pause after a key that ends the number.
const KEY_PAUSE: Duration = Duration::from_millis(3500);
/// Why the desk waits then.
const NO_MORE_KEYS: &str = "the number is typed";
const END_KEY: char = '#';
const AGAIN_KEY: char = '*';

impl Desk {
    /// The digits asked for here, if they are.
    pub(super) fn digits_here(&self) -> Option<DigitsAsked> {
        self.here().ask().and_then(Ask::digits).cloned()
    }

    pub(super) fn key_of_number(&mut self, now: Timestamp, asked: &DigitsAsked, key: char) {
        self.hush();
        match key {
            END_KEY => return self.typed_all(now, asked),
            AGAIN_KEY => {
                self.typed.clear();
                self.wait = None;
                return self.ask_again(now);
            }
            _ => self.typed.push(key),
        }
        if self.typed.len() >= usize::from(asked.most) {
            return self.typed_all(now, asked);
        }
        self.wait = Some((now + KEY_PAUSE, NO_MORE_KEYS));
    }

    /// The caller is done typing. Zeros alone are key 0.
    pub(super) fn typed_all(&mut self, now: Timestamp, asked: &DigitsAsked) {
        self.wait = None;
        let typed = std::mem::take(&mut self.typed);
        self.counts.turns += 1;
        let zeros = !typed.is_empty() && typed.bytes().all(|byte| byte == b'0');
        if zeros {
            return self.bring_person(now);
        }
        if self.turns_are_up() {
            return self.limit_reached(now);
        }
        if fits(&typed, asked) { self.told(now, asked, typed) } else { self.number_not_understood(now) }
    }

    fn number_not_understood(&mut self, now: Timestamp) {
        if let Some(ask) = self.here().ask().cloned() {
            self.not_understood(now, &ask);
        }
    }

    /// The number is told: it is kept, and the flow goes on.
    pub(super) fn told(&mut self, now: Timestamp, asked: &DigitsAsked, digits: String) {
        self.typed.clear();
        self.actions.push_back(DeskAction::Told { what: self.at.clone(), digits: Pii::new(digits.clone()) });
        self.told.insert(self.at.clone(), Pii::new(digits));
        self.move_on(now, asked.next.clone());
    }
}

/// The number in what was said, if it is one that may be meant.
pub(super) fn heard(utterance: &Utterance, asked: &DigitsAsked) -> Option<String> {
    let digits = digits_in(utterance.text.reveal(), utterance.language);
    fits(&digits, asked).then_some(digits)
}

fn fits(digits: &str, asked: &DigitsAsked) -> bool {
    (usize::from(asked.least)..=usize::from(asked.most)).contains(&digits.len())
}

/// Every digit told, in order. A number was asked for, so "twenty-five, thirty" is 2530.
fn digits_in(text: &str, language: Language) -> String {
    let hint = match language {
        Language::Ar => "الرقم",
        Language::En => "number",
    };
    let values = spoken::values(&format!("{hint} {text}"), Some(language));
    values.into_iter().map(|value| digits_of(value.value)).collect()
}

fn digits_of(value: Meaning) -> String {
    match value {
        Meaning::Phone { digits }
        | Meaning::Card { digits, .. }
        | Meaning::Id { digits }
        | Meaning::Digits { digits } => digits.reveal().trim_start_matches('+').to_owned(),
        Meaning::Number { number } if number >= 0.0 && number.fract() == 0.0 => format!("{number:.0}"),
        Meaning::Number { .. }
        | Meaning::Ordinal { .. }
        | Meaning::Percent { .. }
        | Meaning::Amount { .. }
        | Meaning::Date { .. }
        | Meaning::Time { .. }
        | Meaning::Iban { .. } => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_heard_as_people_tell_it() {
        for (text, digits) in [
            ("واحد اثنين ثلاثة أربعة خمسة ستة", "123456"),
            ("رقم حسابي هو صفر خمسة خمسة واحد", "0551"),
            ("خمسة وعشرين ثلاثين", "2530"),
            ("١٢٣٤", "1234"),
        ] {
            assert_eq!(digits_in(text, Language::Ar), digits, "{text}");
        }
        for (text, digits) in [
            ("it is one two three four", "1234"),
            ("oh five double seven", "0577"),
            ("12 34 56", "123456"),
            ("I do not know", ""),
        ] {
            assert_eq!(digits_in(text, Language::En), digits, "{text}");
        }
    }
}
