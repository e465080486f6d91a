//! Slots of prompts, filled when they are said.

use wasl_model::{Language, PromptId, Timestamp};

use super::Desk;
use crate::flow::{Piece, Slot};
use crate::speak::{self, Case, Value, day};
use crate::{Hours, Standing};

/// Until this hour what is open is open "tonight", whatever the date.
const NIGHT_ENDS: i8 = 6;

impl Desk {
    /// The prompts that say these pieces now. A slot that is not known says nothing.
    pub(super) fn filled(&self, now: Timestamp, pieces: &[Piece]) -> Vec<PromptId> {
        self.filled_in(now, pieces, self.language)
    }

    pub(super) fn filled_in(&self, now: Timestamp, pieces: &[Piece], language: Language) -> Vec<PromptId> {
        let fill = |piece: &Piece| match piece {
            Piece::Prompt(prompt) => vec![prompt.clone()],
            Piece::Slot(slot) => self.slot(now, slot, language),
        };
        pieces.iter().flat_map(fill).collect()
    }

    fn slot(&self, now: Timestamp, slot: &Slot, language: Language) -> Vec<PromptId> {
        match slot {
            Slot::Opens => self.opens(now, language).unwrap_or_default(),
            Slot::Closes => self.closes(now, language).unwrap_or_default(),
            Slot::Holiday => self.holiday(now).into_iter().collect(),
            Slot::Told(state) => {
                let told = self.told.get(state).map(|digits| Value::Digits(digits.reveal().clone()));
                told.map(|digits| speak::pieces(&digits, language, Case::Oblique)).unwrap_or_default()
            }
            Slot::Value(name) => {
                let value = self.flow().spec().values.get(name);
                value.and_then(|value| value.pieces(language)).unwrap_or_default()
            }
        }
    }

    fn hours_here(&self) -> Option<&Hours> {
        self.site.hours(self.hours.as_ref()?)
    }

    fn opens(&self, now: Timestamp, language: Language) -> Option<Vec<PromptId>> {
        let hours = self.hours_here()?;
        let Standing::Closed { opens: Some(opens), .. } = hours.at(now) else { return None };
        let (opens, today) = (hours.local(opens), hours.local(now).date());
        Some(day::day(opens.date(), today).into_iter().chain(day::time(opens.time(), language)).collect())
    }

    fn closes(&self, now: Timestamp, language: Language) -> Option<Vec<PromptId>> {
        let hours = self.hours_here()?;
        let Standing::Open { until: Some(until) } = hours.at(now) else { return None };
        let (until, today) = (hours.local(until), hours.local(now).date());
        let tonight = today.tomorrow().is_ok_and(|tomorrow| tomorrow == until.date()) && until.hour() < NIGHT_ENDS;
        let another = until.date() != today && !tonight;
        let day = if another { day::day(until.date(), today) } else { Vec::new() };
        Some(day.into_iter().chain(day::time(until.time(), language)).collect())
    }

    fn holiday(&self, now: Timestamp) -> Option<PromptId> {
        match self.hours_here()?.at(now) {
            Standing::Closed { holiday, .. } => holiday.flatten(),
            Standing::Open { .. } => None,
        }
    }
}
