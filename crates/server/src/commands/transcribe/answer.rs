//! What is told of one recording.

use std::path::Path;

use serde::Serialize;
use wasl_model::{Language, PhraseMatch, Pii, Speaker};
use wasl_speech::score::{self, Score};
use wasl_speech::{FileTranscript, Segment};

use super::reference::Said;
use super::summary::Rates;

/// One recording's answer. As JSON its shape is public: fields are only added.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    file: String,
    language: Language,
    text: Pii<String>,
    segments: Vec<Piece>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) matched: Option<PhraseMatch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) nearest: Option<PhraseMatch>,
    pub(super) audio_ms: u64,
    pub(super) cpu_ms: u64,
    /// What was really said.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<Pii<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<Rates>,
    #[serde(skip)]
    pub(super) scored: Option<(Said, Score)>,
}

#[derive(Debug, Serialize)]
struct Piece {
    /// Who spoke, where the channels tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<Speaker>,
    #[serde(flatten)]
    segment: Segment,
}

impl Answer {
    /// Puts the speakers' transcripts together in the order of time, and compares them with what was said.
    pub(super) fn new(file: &Path, heard: Vec<(Option<Speaker>, FileTranscript)>, said: Option<Said>) -> Self {
        let most = heard.iter().max_by_key(|(_, one)| one.text.reveal().len());
        let language = most.map(|(_, one)| one.language).unwrap_or_default();
        let surest = |of: fn(&FileTranscript) -> &Option<PhraseMatch>| {
            let phrases = heard.iter().filter_map(|(_, one)| of(one).as_ref());
            phrases.max_by(|a, b| a.confidence.total_cmp(&b.confidence)).cloned()
        };
        let matched = surest(|one| &one.matched);
        let nearest = surest(|one| &one.nearest);
        let audio_ms = heard.iter().map(|(_, one)| one.audio_ms).max().unwrap_or_default();
        let cpu_ms = heard.iter().map(|(_, one)| one.cpu_ms).sum();
        let pieces = heard
            .into_iter()
            .flat_map(|(speaker, one)| one.segments.into_iter().map(move |segment| Piece { speaker, segment }));
        let mut segments: Vec<Piece> = pieces.collect();
        segments.sort_by_key(|piece| piece.segment.start_ms);
        let text = segments.iter().map(|piece| piece.segment.text.reveal().trim()).collect::<Vec<_>>().join(" ");
        let scored = said.map(|said| {
            let score = score::score(said.language, said.text.reveal(), &text);
            (said, score)
        });
        Self {
            file: file.display().to_string(),
            language,
            text: text.into(),
            segments,
            matched,
            nearest,
            audio_ms,
            cpu_ms,
            reference: scored.as_ref().map(|(said, _)| said.text.clone()),
            score: scored.as_ref().map(|(_, score)| Rates::of(score)),
            scored,
        }
    }

    /// The recording in lines of text.
    pub(super) fn lines(&self) -> Vec<String> {
        let split = self.segments.iter().any(|piece| piece.speaker.is_some());
        let mut lines = if split {
            let spoken = self.segments.iter().map(Piece::line);
            std::iter::once(format!("{}:", self.file)).chain(spoken).collect()
        } else {
            vec![format!("{}: {}", self.file, self.text.reveal())]
        };
        lines.extend(self.matched.as_ref().map(|one| format!("  expected: {} ({:.2})", one.phrase, one.confidence)));
        lines.extend(self.score.as_ref().map(|rates| format!("  {}", rates.line())));
        lines
    }
}

impl Piece {
    fn line(&self) -> String {
        let tenths = self.segment.start_ms / 100;
        let at = format!("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10);
        let who = match self.speaker {
            Some(Speaker::Caller) => "caller",
            Some(Speaker::Agent) => "agent",
            Some(Speaker::Machine) | None => "",
        };
        format!("  {at} {who}: {}", self.segment.text.reveal().trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &str, start_ms: u64, confidence: f32) -> FileTranscript {
        let segment = Segment {
            start_ms,
            end_ms: start_ms + 500,
            language: Language::En,
            text: text.into(),
            words: Vec::new(),
            matched: None,
            values: Vec::new(),
        };
        let matched = (confidence > 0.0).then(|| PhraseMatch { phrase: text.to_owned(), confidence });
        let text = text.into();
        FileTranscript {
            text,
            language: Language::En,
            segments: vec![segment],
            nearest: matched.clone(),
            matched,
            audio_ms: 3000,
            cpu_ms: 20,
        }
    }

    fn call() -> Answer {
        let agent = (Some(Speaker::Agent), heard("welcome", 100, 0.5));
        let caller = (Some(Speaker::Caller), heard("I want an agent", 61_250, 0.75));
        let said = Said { text: "Welcome! I want agents.".into(), language: Language::En };
        Answer::new(Path::new("call.wav"), vec![caller, agent], Some(said))
    }

    #[test]
    fn both_speakers_are_told_in_the_order_of_time() {
        assert_eq!(
            call().lines(),
            [
                "call.wav:",
                "  0:00.1 agent: welcome",
                "  1:01.2 caller: I want an agent",
                "  expected: I want an agent (0.75)",
                "  WER 50.0 % (of 4 words 1 inserted, 0 missed, 1 mistaken), CER 19.0 %",
            ]
        );
    }

    #[test]
    fn the_json_shape_holds_what_scripts_rely_on() {
        let json = serde_json::to_value(call()).unwrap();
        assert_eq!(json["file"], "call.wav");
        assert_eq!(json["language"], "en");
        assert_eq!(json["text"], "welcome I want an agent");
        assert_eq!((json["audio_ms"].as_u64(), json["cpu_ms"].as_u64()), (Some(3000), Some(40)));
        let piece = &json["segments"][1];
        assert_eq!((piece["start_ms"].as_u64(), piece["end_ms"].as_u64()), (Some(61_250), Some(61_750)));
        assert_eq!((piece["text"].as_str(), piece["speaker"].as_str()), (Some("I want an agent"), Some("caller")));
        assert!(piece["words"].is_array());
        assert_eq!(json["matched"]["phrase"], "I want an agent");
        assert_eq!((json["score"]["wer"].as_f64(), json["score"]["words"].as_u64()), (Some(0.5), Some(4)));
        let plain = Answer::new(Path::new("a.wav"), vec![(None, heard("hello", 0, 0.0))], None);
        let plain = serde_json::to_value(plain).unwrap();
        let mut names: Vec<&String> = plain.as_object().unwrap().keys().collect();
        names.sort();
        assert_eq!(names, ["audio_ms", "cpu_ms", "file", "language", "segments", "text"]);
    }
}
