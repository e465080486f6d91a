//! The protocol between a server and its workers, version 2, over one TCP connection:
//!
//! ```text
//! frame  = header length (u32, little endian), body length (u32), header (JSON), body (samples, i16, little endian)
//! server:  hello {version, nonce} → prove {proof} → read | voice | prepare | cancel | ping …
//! worker:  hello {version, nonce} → welcome {proof, model, threads} → heard | voice | refused | pong …
//! ```
//!
//! A header has at most 256 KiB and a body 30 s of sound; before the proof a frame has at most 1 KiB and no body. The proof
//! keeps strangers out; the words and the sound themselves go in the clear: between machines, put the connection into a
//! tunnel (WireGuard, stunnel, SSH) unless the network between them is your own.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use wasl_model::Language;

use crate::{Expected, InferError, Priority, Request, Source, Transcript, Vocabulary, VoiceFeatures, VoiceRequest};

/// Both sides speak the same or not at all.
pub(super) const VERSION: u32 = 2;
/// Nothing for so long: the other side is gone.
pub(super) const SILENCE: Duration = Duration::from_secs(15);
/// A server says something at least so often.
pub(super) const PING: Duration = Duration::from_secs(4);

const MOST_HEADER: usize = 256 << 10;
const MOST_SAMPLES: usize = 30 * 16_000;
/// For those who have proven nothing yet.
const MOST_STRANGE: usize = 1 << 10;

/// What a server says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub(super) enum Ask {
    Hello { version: u32, nonce: String },
    Prove { proof: String },
    Work { id: u64, within_ms: u64, work: Work },
    Prepare { language: Language, phrases: Vec<String> },
    Cancel { id: u64 },
    Ping,
}

/// What a worker says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub(super) enum Tell {
    Hello { version: u32, nonce: String },
    Welcome { proof: String, model: String, threads: usize },
    Done { id: u64, outcome: Outcome },
    Pong,
}

/// One job, without its sound.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub(super) enum Work {
    Read {
        language: Option<Language>,
        guess: Language,
        expected: Option<(Language, Vec<String>, bool)>,
        /// Before Arabic, before English.
        vocabulary: [Option<String>; 2],
        source: Option<Source>,
        priority: Priority,
    },
    Voice {
        source: Option<Source>,
    },
}

/// What became of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub(super) enum Outcome {
    Heard { transcript: Box<Transcript> },
    Voice { features: VoiceFeatures },
    Refused { error: InferError },
}

/// The answers there are, each out of its outcome.
pub(super) trait Answer: Sized + Send + 'static {
    fn of(outcome: Outcome) -> Result<Self, InferError>;
    /// Processor time and length of the sound, in milliseconds.
    fn spent(&self, samples: usize) -> (u64, u64);
}

impl Answer for Transcript {
    fn of(outcome: Outcome) -> Result<Self, InferError> {
        match outcome {
            Outcome::Heard { transcript } => Ok(*transcript),
            Outcome::Refused { error } => Err(error),
            Outcome::Voice { .. } => Err(InferError::Failed("the worker answered something else".to_owned())),
        }
    }

    fn spent(&self, _: usize) -> (u64, u64) {
        (self.cpu_ms, self.audio_ms)
    }
}

impl Answer for VoiceFeatures {
    fn of(outcome: Outcome) -> Result<Self, InferError> {
        match outcome {
            Outcome::Voice { features } => Ok(features),
            Outcome::Refused { error } => Err(error),
            Outcome::Heard { .. } => Err(InferError::Failed("the worker answered something else".to_owned())),
        }
    }

    fn spent(&self, samples: usize) -> (u64, u64) {
        (self.cpu_ms, (samples / 16) as u64)
    }
}

impl Work {
    /// A request as work and its sound.
    pub(super) fn read(request: Request) -> (Self, Vec<i16>) {
        let work = Self::Read {
            language: request.language,
            guess: request.guess,
            expected: request.expected.map(|expected| (expected.language, expected.phrases.to_vec(), expected.digits)),
            vocabulary: [request.vocabulary.ar, request.vocabulary.en]
                .map(|words| words.map(|words| words.to_string())),
            source: request.source,
            priority: request.priority,
        };
        (work, request.samples)
    }

    pub(super) const fn priority(&self) -> Priority {
        match self {
            Self::Read { priority, .. } => *priority,
            Self::Voice { .. } => Priority::Voice,
        }
    }

    /// The work as a request to an engine.
    pub(super) fn with(self, samples: Vec<i16>, deadline: Duration) -> Requested {
        match self {
            Self::Read { language, guess, expected, vocabulary, source, priority } => {
                let expected =
                    expected.map(|(language, phrases, digits)| Expected { language, phrases: phrases.into(), digits });
                let [ar, en] = vocabulary.map(|words| words.map(Arc::from));
                let vocabulary = Vocabulary { ar, en };
                Requested::Read(Request { samples, language, guess, expected, vocabulary, source, priority, deadline })
            }
            Self::Voice { source } => Requested::Voice(VoiceRequest { samples, source, deadline }),
        }
    }
}

/// What an engine is asked.
pub(super) enum Requested {
    Read(Request),
    Voice(VoiceRequest),
}

/// How much a frame may hold.
#[derive(Clone, Copy, Debug)]
pub(super) enum Trust {
    /// Nothing is proven yet.
    Stranger,
    /// The secret is known.
    Friend,
}

/// A frame as bytes.
pub(super) fn frame(header: &impl Serialize, samples: &[i16]) -> io::Result<Vec<u8>> {
    let header = serde_json::to_vec(header)?;
    let samples = &samples[..samples.len().min(MOST_SAMPLES)];
    if header.len() > MOST_HEADER {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the header of a frame is too long"));
    }
    let mut bytes = Vec::with_capacity(8 + header.len() + samples.len() * 2);
    for length in [header.len(), samples.len() * 2] {
        bytes.extend(u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
    }
    bytes.extend(header);
    bytes.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    Ok(bytes)
}

/// Writes one frame.
pub(super) async fn write(to: &mut (impl AsyncWrite + Unpin), header: &impl Serialize) -> io::Result<()> {
    to.write_all(&frame(header, &[])?).await
}

/// Reads one frame; nothing larger than `trust` allows is taken into memory. Not safe to be dropped half-way.
///
/// # Errors
/// At the end of the stream, when it is too large, or no frame of this protocol.
pub(super) async fn read<H: DeserializeOwned>(
    from: &mut (impl AsyncRead + Unpin),
    trust: Trust,
) -> io::Result<(H, Vec<i16>)> {
    let (header, body) = (from.read_u32_le().await? as usize, from.read_u32_le().await? as usize);
    let (most_header, most_body) = match trust {
        Trust::Stranger => (MOST_STRANGE, 0),
        Trust::Friend => (MOST_HEADER, MOST_SAMPLES * 2),
    };
    if header > most_header || body > most_body || body % 2 != 0 {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a frame is too large"));
    }
    let mut bytes = vec![0; header + body];
    from.read_exact(&mut bytes).await?;
    let parsed = serde_json::from_slice(&bytes[..header])?;
    let samples = bytes[header..].chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
    Ok((parsed, samples))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_frame_comes_back_as_it_was() {
        let vocabulary = Vocabulary { ar: Some("وصل".into()), en: None };
        let request = Request { vocabulary: vocabulary.clone(), ..Request::new(vec![1, -2, i16::MIN]) };
        let (work, samples) = Work::read(request);
        let bytes = frame(&Ask::Work { id: 7, within_ms: 900, work }, &samples).unwrap();
        let (ask, sound) = read::<Ask>(&mut bytes.as_slice(), Trust::Friend).await.unwrap();
        assert_eq!(sound, [1, -2, i16::MIN]);
        let Ask::Work { id: 7, within_ms: 900, work } = ask else { panic!("{ask:?}") };
        let Requested::Read(request) = work.with(sound, Duration::from_millis(900)) else { panic!("not a reading") };
        assert_eq!(request.vocabulary, vocabulary);
    }

    #[tokio::test]
    async fn no_stranger_fills_the_memory() {
        let sound = frame(&Ask::Ping, &[0; 4]).unwrap();
        assert!(read::<Ask>(&mut sound.as_slice(), Trust::Stranger).await.is_err(), "sound before the proof");
        for lengths in [[u32::MAX, 0], [0, u32::MAX], [2 << 20, 0], [2, 3], [2, 30 * 32_000 + 2]] {
            let bytes: Vec<u8> = lengths.into_iter().flat_map(u32::to_le_bytes).chain([b'{', b'}', 0, 0, 0]).collect();
            let error = read::<Ask>(&mut bytes.as_slice(), Trust::Friend).await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{lengths:?}");
        }
    }

    #[test]
    fn a_longer_sound_is_cut() {
        assert_eq!(frame(&Ask::Ping, &vec![0; 31 * 16_000]).unwrap().len(), 8 + 15 + 30 * 32_000);
    }
}
