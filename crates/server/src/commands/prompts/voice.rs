//! A voice: any program that reads a text aloud into a WAV file.

use std::io::Write;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use wasl_media::SoundFile;

const TEXT: &str = "{text}";
const FILE: &str = "{file}";

/// A program and its arguments, with places for the text and the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Voice {
    words: Vec<String>,
}

impl Voice {
    pub(super) const fn new(words: Vec<String>) -> Self {
        Self { words }
    }

    /// Words between spaces; those in quotation marks keep theirs. No shell reads them.
    pub(super) fn parse(command: &str) -> Result<Self> {
        let mut words: Vec<String> = Vec::new();
        let mut open: Option<(char, String)> = None;
        let mut word = String::new();
        for c in command.chars() {
            match (&mut open, c) {
                (Some((mark, quoted)), c) if c == *mark => {
                    words.push(std::mem::take(quoted));
                    open = None;
                }
                (Some((_, quoted)), c) => quoted.push(c),
                (None, '"' | '\'') if word.is_empty() => open = Some((c, String::new())),
                (None, c) if c.is_whitespace() => {
                    if !word.is_empty() {
                        words.push(std::mem::take(&mut word));
                    }
                }
                (None, c) => word.push(c),
            }
        }
        if open.is_some() {
            bail!("a quotation mark is not closed in: {command}");
        }
        words.extend((!word.is_empty()).then_some(word));
        if words.is_empty() {
            bail!("the voice's command is empty");
        }
        Ok(Self { words })
    }

    /// The text read aloud, at 16 kHz.
    pub(super) fn read(&self, text: &str) -> Result<Vec<i16>> {
        let folder = tempfile::tempdir().context("no folder for the voice")?;
        let file = folder.path().join("read.wav");
        let words = self.words.iter().map(|word| word.replace(FILE, &file.to_string_lossy()).replace(TEXT, text));
        let words: Vec<String> = words.collect();
        let (program, arguments) = words.split_first().context("the voice's command is empty")?;
        let by_input = !self.words.iter().any(|word| word.contains(TEXT));
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(if by_input { Stdio::piped() } else { Stdio::null() })
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("the voice '{program}' cannot be started; is it installed?"))?;
        if let Some(mut input) = child.stdin.take() {
            writeln!(input, "{text}").context("the voice does not take the text")?;
        }
        let output = child.wait_with_output().context("the voice did not end")?;
        if !output.status.success() {
            bail!("the voice '{program}' failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(SoundFile::read(&file).context("what the voice wrote cannot be read; does its command name {file}?")?.mono())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_words_and_quotation_marks_keep_spaces() {
        let voice = Voice::parse("say -v 'ar one' --out {file}  \"{text}\"").unwrap();
        assert_eq!(voice.words, ["say", "-v", "ar one", "--out", "{file}", "{text}"]);
        assert!(Voice::parse("say 'ar").is_err());
        assert!(Voice::parse("  ").is_err());
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = Voice::parse("no-such-voice {text} {file}").unwrap().read("a").unwrap_err();
        assert!(format!("{error:#}").contains("no-such-voice"));
    }
}
