//! Transcribing whole recordings: cut at the pauses, read piece by piece.

use std::time::Duration;

use serde::Serialize;
use wasl_infer::{Expected, Infer, InferError, Priority, Request, Transcript, Vocabulary};
use wasl_model::spoken::{self, SpokenValue};
use wasl_model::{FRAME_MS, FRAME_SAMPLES, Language, MediaTime, PhraseMatch, Pii};

use crate::EarConfig;
use crate::hearing::{Cut, Hearing, Output};
use crate::sense::holds_words;

/// How a recording is to be read.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The language if it is known.
    pub language: Option<Language>,
    /// Phrases that may be said, scored beside the open transcript of every piece.
    pub expected: Option<Expected>,
    /// The site's own words.
    pub vocabulary: Vocabulary,
}

impl From<Option<Language>> for Asked {
    fn from(language: Option<Language>) -> Self {
        Self { language, ..Self::default() }
    }
}

/// What a recording says. Serialises in the clear: it is the answer to whoever asked for the words.
#[derive(Clone, Debug, Serialize)]
pub struct FileTranscript {
    /// All of it.
    pub text: Pii<String>,
    /// The language most of it is in.
    pub language: Language,
    /// Its pieces.
    pub segments: Vec<Segment>,
    /// The expected phrase that was said, if one was: of several the surest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matched: Option<PhraseMatch>,
    /// The expected phrase most like what was said, however unlike: for whoever knows that one of them was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<PhraseMatch>,
    /// Length of the recording, in milliseconds.
    pub audio_ms: u64,
    /// Processor time spent, in milliseconds.
    pub cpu_ms: u64,
}

/// A piece between pauses.
#[derive(Clone, Debug, Serialize)]
pub struct Segment {
    /// Its start in the recording.
    pub start_ms: u64,
    /// Its end in the recording.
    pub end_ms: u64,
    /// Its language.
    pub language: Language,
    /// Its words.
    pub text: Pii<String>,
    /// Its words with times.
    pub words: Vec<SegmentWord>,
    /// The expected phrase that was said in it, if one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matched: Option<PhraseMatch>,
    /// Numbers, amounts, dates, times and digits in it, with their places in `text`.
    pub values: Vec<SpokenValue>,
}

/// A word of a segment.
#[derive(Clone, Debug, Serialize)]
pub struct SegmentWord {
    /// The word.
    pub text: Pii<String>,
    /// Its start in the recording.
    pub start_ms: u64,
    /// Its end in the recording.
    pub end_ms: u64,
    /// 0..=1.
    pub confidence: f32,
}

/// Pieces closer than this are read together: a small model needs the context.
const JOINED_GAP: Duration = Duration::from_millis(1500);
const JOINED_LENGTH: Duration = Duration::from_secs(20);
/// A recording is nobody's turn: it may wait in line.
const DEADLINE: Duration = Duration::from_secs(3600);
/// Pieces in the engine's queue at once.
const AHEAD: usize = 4;

/// Transcribes a mono recording of 16 kHz samples (see [`to_16k`](crate::to_16k) for other rates).
///
/// # Errors
/// When the engine fails or stops.
pub async fn transcribe_samples(
    infer: &dyn Infer,
    samples: &[i16],
    asked: impl Into<Asked>,
) -> Result<FileTranscript, InferError> {
    let asked = asked.into();
    let mut pieces = joined(cuts(samples), samples).into_iter();
    let mut waiting = std::collections::VecDeque::new();
    let mut read = Vec::new();
    loop {
        while waiting.len() < AHEAD
            && let Some(cut) = pieces.next()
        {
            let guess = read.last().map_or(Language::En, |(_, transcript): &(Cut, Transcript)| transcript.language);
            let request = Request {
                language: asked.language,
                guess,
                expected: asked.expected.clone(),
                vocabulary: asked.vocabulary.clone(),
                priority: Priority::CatchUp,
                deadline: DEADLINE,
                ..Request::new(cut.samples.clone())
            };
            waiting.push_back((cut, infer.submit(request)));
        }
        let Some((cut, pending)) = waiting.pop_front() else { break };
        read.push((cut, pending.await?));
    }
    Ok(assemble(&read, asked.language, (samples.len() / 16) as u64))
}

pub(crate) fn cuts(samples: &[i16]) -> Vec<Cut> {
    let mut hearing = Hearing::new(EarConfig { read_ahead: false, ..EarConfig::default() });
    let mut outputs = Vec::new();
    for (chunk, n) in samples.chunks(FRAME_SAMPLES).zip(0..) {
        let mut frame = [0; FRAME_SAMPLES];
        frame[..chunk.len()].copy_from_slice(chunk);
        outputs.extend(hearing.handle_frame(MediaTime(n * FRAME_MS), &frame));
    }
    outputs.extend(hearing.finish());
    let finals = outputs.into_iter().filter_map(|output| match output {
        Output::Final(cut) => Some(cut),
        Output::Started { .. } | Output::Partial(_) | Output::Ahead(_) | Output::GoesOn => None,
    });
    finals.collect()
}

fn joined(cuts: Vec<Cut>, samples: &[i16]) -> Vec<Cut> {
    let mut pieces: Vec<Cut> = Vec::new();
    for cut in cuts {
        match pieces.last_mut() {
            Some(last)
                if cut.span.start.since(last.span.end) <= JOINED_GAP
                    && cut.span.end.since(last.span.start) <= JOINED_LENGTH =>
            {
                last.span.end = cut.span.end;
                let index = |at: MediaTime| (at.as_millis() as usize * 16).min(samples.len());
                last.samples = samples[index(last.span.start)..index(last.span.end)].to_vec();
            }
            Some(_) | None => pieces.push(cut),
        }
    }
    pieces
}

fn assemble(read: &[(Cut, Transcript)], language: Option<Language>, audio_ms: u64) -> FileTranscript {
    let segments: Vec<Segment> = read
        .iter()
        .filter(|(cut, transcript)| holds_words(transcript, &cut.samples, &Vocabulary::default()))
        .map(|(cut, t)| segment(cut, t))
        .collect();
    let english: i64 = segments.iter().map(|s| sign(s.language) * (s.end_ms - s.start_ms).cast_signed()).sum();
    let most = if english > 0 { Language::En } else { Language::Ar };
    let text = segments.iter().map(|s| s.text.reveal().as_str()).collect::<Vec<_>>().join(" ");
    let surest =
        |phrases: Vec<&PhraseMatch>| phrases.into_iter().max_by(|a, b| a.confidence.total_cmp(&b.confidence)).cloned();
    FileTranscript {
        text: Pii::new(text),
        language: language.unwrap_or(most),
        matched: surest(segments.iter().filter_map(|segment| segment.matched.as_ref()).collect()),
        nearest: surest(read.iter().filter_map(|(_, transcript)| transcript.nearest.as_ref()).collect()),
        segments,
        audio_ms,
        cpu_ms: read.iter().map(|(_, transcript)| transcript.cpu_ms).sum(),
    }
}

const fn sign(language: Language) -> i64 {
    match language {
        Language::En => 1,
        Language::Ar => -1,
    }
}

fn segment(cut: &Cut, transcript: &Transcript) -> Segment {
    let start = cut.span.start.as_millis();
    let words = transcript.words.iter().map(|word| SegmentWord {
        text: word.text.clone(),
        start_ms: start + word.start_ms,
        end_ms: start + word.end_ms,
        confidence: word.confidence,
    });
    Segment {
        start_ms: start,
        end_ms: cut.span.end.as_millis(),
        language: transcript.language,
        text: transcript.text.clone(),
        words: words.collect(),
        matched: transcript.matched.clone(),
        values: spoken::values(transcript.text.reveal(), Some(transcript.language)),
    }
}
