//! What is said: prompts, and slots that are filled when they are said.

use serde::Deserialize;
use wasl_model::PromptId;

use super::state::StateName;

/// A prompt by name, or a slot in braces: `"greeting"`, `"{opens}"`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Piece {
    /// It is played as it is.
    Prompt(PromptId),
    /// It is spoken from pieces, by grammar.
    Slot(Slot),
}

/// What a slot says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// `{opens}`: when people answer again: "tomorrow, eight o'clock in the morning".
    Opens,
    /// `{closes}`: until when they answer now.
    Closes,
    /// `{holiday}`: today's holiday, if it has a prompt.
    Holiday,
    /// `{told.STATE}`: the digits told in that state, one by one.
    Told(StateName),
    /// `{value.NAME}`: one of the flow's `[values]`.
    Value(String),
}

impl Piece {
    /// The prompt, if it is one.
    #[must_use]
    pub const fn prompt(&self) -> Option<&PromptId> {
        match self {
            Self::Prompt(prompt) => Some(prompt),
            Self::Slot(_) => None,
        }
    }

    /// The slot, if it is one.
    #[must_use]
    pub const fn slot(&self) -> Option<&Slot> {
        match self {
            Self::Slot(slot) => Some(slot),
            Self::Prompt(_) => None,
        }
    }
}

impl From<PromptId> for Piece {
    fn from(prompt: PromptId) -> Self {
        Self::Prompt(prompt)
    }
}

impl From<&str> for Piece {
    fn from(prompt: &str) -> Self {
        Self::Prompt(prompt.into())
    }
}

impl TryFrom<String> for Piece {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let Some(inner) = text.strip_prefix('{') else { return Ok(Self::Prompt(PromptId(text))) };
        let slot = match inner.strip_suffix('}').map(|inner| inner.split_once('.').unwrap_or((inner, ""))) {
            Some(("opens", "")) => Slot::Opens,
            Some(("closes", "")) => Slot::Closes,
            Some(("holiday", "")) => Slot::Holiday,
            Some(("told", state)) if !state.is_empty() => Slot::Told(state.to_owned()),
            Some(("value", name)) if !name.is_empty() => Slot::Value(name.to_owned()),
            Some(_) | None => {
                return Err(format!(
                    "\"{text}\" is no slot; write {{opens}}, {{closes}}, {{holiday}}, {{told.STATE}} or {{value.NAME}}"
                ));
            }
        };
        Ok(Self::Slot(slot))
    }
}
