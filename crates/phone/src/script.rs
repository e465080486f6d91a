//! What a phone plays and presses, and when.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// Steps, one after the other, from the answer on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script(pub Vec<Step>);

/// One step. As text: `play:FILE`, `listen`, `pause:MILLISECONDS`, `keys:DIGITS`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Plays a WAV file to its end.
    Play(PathBuf),
    /// Waits until the far end has spoken and finished, [`LISTEN_AT_MOST`] at most.
    Listen,
    /// Says nothing for a while.
    Pause(Duration),
    /// Presses keys.
    Keys(String),
}

/// A far end that has not finished by then is interrupted.
pub const LISTEN_AT_MOST: Duration = Duration::from_secs(20);

impl Script {
    /// Plays the first file at once and each further one when the far end has spoken in between.
    #[must_use]
    pub fn conversation(files: &[PathBuf]) -> Self {
        let turns = files.iter().flat_map(|file| [Step::Listen, Step::Play(file.clone())]);
        Self(turns.skip(1).collect())
    }
}

/// Keys to press at a time after the answer. As text: `DIGITS@MILLISECONDS`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeysAt {
    /// `0-9`, `*`, `#`, `A-D`.
    pub keys: String,
    /// When, after the answer.
    pub at: Duration,
}

/// A step or keys that cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    /// No such step.
    #[error("unknown step `{0}`: use play:FILE, listen, pause:MILLISECONDS or keys:DIGITS")]
    Step(String),
    /// Not a number of milliseconds.
    #[error("`{0}` is not a number of milliseconds")]
    Milliseconds(String),
    /// Not keys.
    #[error("`{0}` are not keys: use 0-9, *, #, A-D")]
    Keys(String),
    /// No `@`.
    #[error("`{0}` says no time: write DIGITS@MILLISECONDS, for example 12#@3000")]
    Time(String),
}

impl FromStr for Step {
    type Err = ScriptError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':').unwrap_or((text, "")) {
            ("play", file) if !file.is_empty() => Ok(Self::Play(file.into())),
            ("listen", "") => Ok(Self::Listen),
            ("pause", ms) => milliseconds(ms).map(Self::Pause),
            ("keys", keys) => check_keys(keys).map(Self::Keys),
            _ => Err(ScriptError::Step(text.to_owned())),
        }
    }
}

impl FromStr for KeysAt {
    type Err = ScriptError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (keys, ms) = text.split_once('@').ok_or_else(|| ScriptError::Time(text.to_owned()))?;
        Ok(Self { keys: check_keys(keys)?, at: milliseconds(ms)? })
    }
}

fn milliseconds(text: &str) -> Result<Duration, ScriptError> {
    text.parse().map(Duration::from_millis).map_err(|_| ScriptError::Milliseconds(text.to_owned()))
}

fn check_keys(keys: &str) -> Result<String, ScriptError> {
    let all_known = keys.chars().all(|key| matches!(key, '0'..='9' | '*' | '#' | 'A'..='D'));
    if all_known && !keys.is_empty() { Ok(keys.to_owned()) } else { Err(ScriptError::Keys(keys.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_and_keys_are_read_from_text() {
        assert_eq!("play:a b.wav".parse(), Ok(Step::Play("a b.wav".into())));
        assert_eq!("pause:1500".parse(), Ok(Step::Pause(Duration::from_millis(1500))));
        assert_eq!("keys:0#".parse(), Ok(Step::Keys("0#".to_owned())));
        assert_eq!("12#@3000".parse(), Ok(KeysAt { keys: "12#".to_owned(), at: Duration::from_secs(3) }));
        assert_eq!("sing".parse::<Step>(), Err(ScriptError::Step("sing".to_owned())));
        assert_eq!("12#".parse::<KeysAt>(), Err(ScriptError::Time("12#".to_owned())));
        assert_eq!("x@1".parse::<KeysAt>(), Err(ScriptError::Keys("x".to_owned())));
    }

    #[test]
    fn a_conversation_listens_between_its_files() {
        let script = Script::conversation(&["a.wav".into(), "b.wav".into()]);
        assert_eq!(script.0, [Step::Play("a.wav".into()), Step::Listen, Step::Play("b.wav".into())]);
    }
}
