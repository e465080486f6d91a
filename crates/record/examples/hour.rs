//! A book with one long call, for `loadtest/playback`: `hour DIR MINUTES` fills `DIR/wasl.db` and `DIR/recordings` and
//! prints the call's id.
//!
//! Two speakers take turns of three to eight seconds; their sound is noise that rises and falls as syllables do, so that
//! neither the archive nor the outline has it easy.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a chore of the load tests")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasl_model::{
    AudioFrame, Band, CallEvent, CallId, FRAME_SAMPLES, Hangup, Language, LegId, MediaTime, Mood, MoodReading,
    MoodScores, Pii, Span, Speaker, Timestamp, Utterance, UtteranceId, Word,
};
use wasl_record::{Book, CallBook, StereoRecorder};

const BEGAN: Timestamp = Timestamp::from_millis(1_795_348_800_000);
const FRAME_MS: u64 = 20;
const WORD_MS: u64 = 380;
const WORDS: [&str; 12] = ["المبلغ", "لم", "يصل", "حتى", "الآن", "من", "فضلك", "موعدي", "في", "الفرع", "غدًا", "شكرًا"];

/// Who speaks from when to when.
type Turn = (Speaker, u64, u64);

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    let usage = "usage: hour DIR MINUTES";
    let dir = args.next().expect(usage);
    let minutes: u64 = args.next().and_then(|minutes| minutes.parse().ok()).expect(usage);
    let dir = Path::new(&dir);
    let book =
        Book::open(&format!("sqlite://{}", dir.join("wasl.db").display()), &dir.join("recordings")).await.unwrap();
    let mut dice = ChaCha8Rng::seed_from_u64(1);
    let turns = turns(&mut dice, minutes * 60_000);
    let id = CallId::new();
    let call = book.begin(id, BEGAN).await;
    told(&call, &mut dice, &turns, minutes * 60_000).await;
    call.close().await;
    let path = book.recording_path(id).await.unwrap().expect("the call has sound");
    spoken(StereoRecorder::new(path), &mut dice, &turns, minutes * 60_000);
    book.shutdown().await;
    println!("{id}");
}

fn turns(dice: &mut ChaCha8Rng, length_ms: u64) -> Vec<Turn> {
    let (mut turns, mut at) = (Vec::new(), 500);
    for speaker in [Speaker::Agent, Speaker::Caller].into_iter().cycle() {
        let end = at + dice.random_range(3_000..8_000);
        if end > length_ms {
            return turns;
        }
        turns.push((speaker, at, end));
        at = end + dice.random_range(200..900);
    }
    turns
}

async fn told(call: &CallBook, dice: &mut ChaCha8Rng, turns: &[Turn], length_ms: u64) {
    let leg = LegId::numbered(1);
    let arrived = CallEvent::Arrived { leg, from: None, dialled: "support".into(), trunk: None };
    call.append(BEGAN, MediaTime::ZERO, arrived).await;
    call.append(BEGAN, MediaTime::ZERO, CallEvent::Bridged { leg, agent: Some("noura".into()) }).await;
    // The file comes with a first frame; its sound is written afterwards.
    call.frames().try_send(frame(Speaker::Caller, 0, [1; FRAME_SAMPLES])).unwrap();
    for (n, (speaker, start, end)) in turns.iter().enumerate() {
        let at = BEGAN + Duration::from_millis(*end);
        let utterance = utterance(dice, *speaker, *start, *end);
        call.append(at, MediaTime::from_millis(*end), CallEvent::Heard { utterance }).await;
        if *speaker == Speaker::Caller {
            let reading = reading(n, *start, *end);
            call.append(at, MediaTime::from_millis(*end), CallEvent::Mood { reading }).await;
        }
    }
    let end = MediaTime::from_millis(length_ms);
    call.append(BEGAN + Duration::from_millis(length_ms), end, CallEvent::Ended { hangup: Hangup::ByCaller }).await;
}

fn utterance(dice: &mut ChaCha8Rng, speaker: Speaker, start: u64, end: u64) -> Utterance {
    let words: Vec<Word> = (start..end - WORD_MS)
        .step_by(usize::try_from(WORD_MS).unwrap())
        .map(|at| Word {
            text: Pii::from(WORDS[dice.random_range(0..WORDS.len())]),
            span: Span { start: MediaTime::from_millis(at), end: MediaTime::from_millis(at + WORD_MS - 40) },
            confidence: 0.9,
        })
        .collect();
    let text: Vec<&str> = words.iter().map(|word| word.text.reveal().as_str()).collect();
    Utterance {
        id: UtteranceId::new(),
        speaker,
        span: Span { start: MediaTime::from_millis(start), end: MediaTime::from_millis(end) },
        language: Language::Ar,
        text: Pii::new(text.join(" ")),
        confidence: 0.9,
        words,
        matched: None,
        values: Vec::new(),
    }
}

fn reading(n: usize, start: u64, end: u64) -> MoodReading {
    let label = [Mood::Neutral, Mood::Frustrated, Mood::Angry, Mood::Neutral, Mood::Satisfied][n / 2 % 5];
    MoodReading {
        span: Span { start: MediaTime::from_millis(start), end: MediaTime::from_millis(end) },
        label,
        confidence: 0.7,
        scores: MoodScores::NEUTRAL,
        arousal: None,
        valence: None,
        evidence: Vec::new(),
    }
}

fn spoken(mut recorder: StereoRecorder, dice: &mut ChaCha8Rng, turns: &[Turn], length_ms: u64) {
    let mut turns = turns.iter().peekable();
    for (n, at) in (0..length_ms).step_by(usize::try_from(FRAME_MS).unwrap()).enumerate() {
        while turns.next_if(|(_, _, end)| *end <= at).is_some() {}
        for speaker in [Speaker::Caller, Speaker::Agent] {
            let speaks = turns.peek().is_some_and(|(who, start, _)| *who == speaker && *start <= at);
            // Four syllables a second, over the hum of a line.
            let loud = if speaks {
                3_000.0 * (at as f64 / 1_000.0 * std::f64::consts::TAU * 4.0).sin().abs() + 200.0
            } else {
                12.0
            };
            let samples = std::array::from_fn(|_| (dice.random_range(-1.0..1.0) * loud) as i16);
            recorder.push(frame(speaker, at, samples));
        }
        if n % 50 == 49 {
            recorder.flush().unwrap();
        }
    }
    recorder.finish().unwrap();
}

fn frame(speaker: Speaker, at: u64, samples: [i16; FRAME_SAMPLES]) -> AudioFrame {
    AudioFrame { speaker, at: MediaTime::from_millis(at), band: Band::Wide, heard: true, samples: Arc::new(samples) }
}
