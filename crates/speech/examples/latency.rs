//! How long after the end of speech its words are there, with several speakers at once, fed in real time:
//!
//! ```sh
//! cargo run --release -p wasl-speech --example latency -- MODELS_DIR [--ears 4] [--threads 0] [--language ar|en] \
//!     [--finals-only] [--each] FILE...
//! ```
//! Files are WAV or (with the `flac` command) FLAC, one turn each. They are dealt to the ears, which hear them one after
//! the other with pauses between; `--each` tells every turn's time and words. A turn's end is the last sound above 3 % of its loudest, found in the file itself.
#![allow(clippy::print_stdout, reason = "the table is its output")]

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;
use wasl_infer::{Engine, EngineConfig, Infer, models};
use wasl_model::{AudioFrame, Band, CallId, FRAME_MS, FRAME_SAMPLES, Language, MediaTime, Span, Speaker};
use wasl_speech::{Ear, EarConfig, EarPriority, SpeechEvent};

/// Silence between two turns.
const PAUSE_MS: usize = 2500;

#[derive(Debug)]
struct Wanted {
    models: String,
    ears: usize,
    threads: usize,
    language: Option<Language>,
    partials: bool,
    each: bool,
    files: Vec<String>,
}

/// What came of one ear's turns.
#[derive(Debug, Default)]
struct Outcome {
    /// From the end of speech to its final.
    finals: Vec<Duration>,
    /// From the newest sound of a partial to the partial.
    partials: Vec<Duration>,
    /// Turns that came as several finals, and turns without any.
    parted: usize,
    lost: usize,
    speech: Duration,
}

fn main() -> Result<(), Box<dyn Error>> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?.block_on(measure())
}

async fn measure() -> Result<(), Box<dyn Error>> {
    let wanted = wanted()?;
    let dir = Path::new(&wanted.models);
    let file = models::verify(dir, models::Manifest::load(dir)?.model("whisper-base")?)?;
    let engine = Arc::new(Engine::load(&EngineConfig { threads: wanted.threads, ..EngineConfig::new(file) })?);
    let mut clips = vec![Vec::new(); wanted.ears];
    for (n, file) in wanted.files.iter().enumerate() {
        clips[n % wanted.ears].push(read(file)?);
    }
    let ears = clips.into_iter().enumerate().map(|(n, clips)| {
        let config = EarConfig {
            call: Some(CallId::new()),
            language: wanted.language,
            partial_every: wanted.partials.then_some(Duration::from_secs(1)),
            priority: EarPriority::Conversation,
            ..EarConfig::default()
        };
        // They do not begin all at once.
        tokio::spawn(listen(
            Arc::<Engine>::clone(&engine) as _,
            config,
            clips,
            Duration::from_millis(900) * u32::try_from(n).unwrap_or(0),
            wanted.each,
        ))
    });
    let mut all = Outcome::default();
    for ear in ears.collect::<Vec<_>>() {
        let one = ear.await?;
        all.finals.extend(one.finals);
        all.partials.extend(one.partials);
        all.parted += one.parted;
        all.lost += one.lost;
        all.speech += one.speech;
    }
    print(&wanted, &mut all, &engine);
    Ok(())
}

fn print(wanted: &Wanted, all: &mut Outcome, engine: &Engine) {
    let stats = engine.stats();
    println!(
        "| ears | threads | turns | speech s | in parts | lost | final p50 s | p95 s | most s | partials | lag p50 s | p95 s | cpu s per speech s |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    let at = |sorted: &[Duration], share: f64| {
        let place = ((sorted.len() as f64 * share).ceil() as usize).saturating_sub(1);
        sorted.get(place).map_or(f64::NAN, Duration::as_secs_f64)
    };
    all.finals.sort();
    all.partials.sort();
    println!(
        "| {} | {} | {} | {:.0} | {} | {} | {:.2} | {:.2} | {:.2} | {} | {:.2} | {:.2} | {:.3} |",
        wanted.ears,
        stats.threads,
        wanted.files.len(),
        all.speech.as_secs_f64(),
        all.parted,
        all.lost,
        at(&all.finals, 0.5),
        at(&all.finals, 0.95),
        at(&all.finals, 1.0),
        all.partials.len(),
        at(&all.partials, 0.5),
        at(&all.partials, 0.95),
        stats.total(|part| part.cpu_ms) as f64 / 1000.0 / all.speech.as_secs_f64(),
    );
}

/// One speaker says the clips one after the other.
async fn listen(
    infer: Arc<dyn Infer>,
    config: EarConfig,
    clips: Vec<Vec<i16>>,
    after: Duration,
    each: bool,
) -> Outcome {
    let (samples, turns) = laid_out(&clips);
    let (frame_tx, frame_rx) = mpsc::channel(100);
    let (_control, control_rx) = mpsc::channel(1);
    let (event_tx, mut event_rx) = mpsc::channel(16);
    tokio::time::sleep(after).await;
    let began = Instant::now();
    tokio::spawn(Ear::new(config, Speaker::Caller, infer).run(frame_rx, control_rx, event_tx));
    tokio::spawn(feed(samples, began, frame_tx));
    let heard_at = |at: MediaTime| began.elapsed().saturating_sub(at.since(MediaTime::ZERO));
    let mut outcome = Outcome { speech: turns.iter().map(|turn| turn.duration()).sum(), ..Outcome::default() };
    let mut finals: Vec<Vec<Duration>> = vec![Vec::new(); turns.len()];
    while let Some(event) = event_rx.recv().await {
        match event {
            SpeechEvent::Partial(partial) => outcome.partials.push(heard_at(partial.span.end)),
            SpeechEvent::Final(utterance) => {
                if let Some(n) = turns.iter().position(|turn| !turn.overlap(utterance.span).is_zero()) {
                    let late = heard_at(turns[n].end);
                    if each {
                        println!(
                            "{:.2} s, {:.1} s long: {}",
                            late.as_secs_f64(),
                            utterance.span.duration().as_secs_f64(),
                            utterance.text.reveal()
                        );
                    }
                    finals[n].push(late);
                }
            }
            SpeechEvent::Started { .. }
            | SpeechEvent::Nothing { .. }
            | SpeechEvent::Later { .. }
            | SpeechEvent::Language { .. } => {}
        }
    }
    outcome.lost = finals.iter().filter(|finals| finals.is_empty()).count();
    outcome.parted = finals.iter().filter(|finals| finals.len() > 1).count();
    outcome.finals = finals.iter().filter_map(|finals| finals.last().copied()).collect();
    outcome
}

/// Frames as a telephone line brings them.
async fn feed(samples: Vec<i16>, began: Instant, frames: mpsc::Sender<AudioFrame>) {
    for (chunk, n) in samples.chunks_exact(FRAME_SAMPLES).zip(0u64..) {
        let mut frame = [0; FRAME_SAMPLES];
        frame.copy_from_slice(chunk);
        let at = MediaTime(n * FRAME_MS);
        tokio::time::sleep_until(began + at.since(MediaTime::ZERO) + Duration::from_millis(FRAME_MS)).await;
        let frame =
            AudioFrame { speaker: Speaker::Caller, at, band: Band::Narrow, heard: true, samples: Arc::new(frame) };
        if frames.send(frame).await.is_err() {
            return;
        }
    }
}

/// All clips in one stream, and where each one's speech lies.
fn laid_out(clips: &[Vec<i16>]) -> (Vec<i16>, Vec<Span>) {
    let ms = |samples: usize| MediaTime((samples / 16) as u64);
    let (mut samples, mut turns) = (vec![0; 8000], Vec::new());
    for clip in clips {
        let loud = clip.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0) / 33;
        let last = clip.iter().rposition(|sample| sample.unsigned_abs() > loud).unwrap_or(clip.len());
        turns.push(Span { start: ms(samples.len()), end: ms(samples.len() + last) });
        samples.extend(clip);
        samples.extend(vec![0; PAUSE_MS * 16]);
    }
    (samples, turns)
}

fn wanted() -> Result<Wanted, Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let models = words.next().ok_or("name the models' folder")?;
    let mut wanted =
        Wanted { models, ears: 4, threads: 0, language: None, partials: true, each: false, files: Vec::new() };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} wants a value"));
        match word.as_str() {
            "--ears" => wanted.ears = value()?.parse::<usize>()?.max(1),
            "--threads" => wanted.threads = value()?.parse()?,
            "--language" => wanted.language = Language::from_code(&value()?),
            "--finals-only" => wanted.partials = false,
            "--each" => wanted.each = true,
            _ => wanted.files.push(word),
        }
    }
    if wanted.files.is_empty() { Err("name some files".into()) } else { Ok(wanted) }
}

fn read(file: &str) -> Result<Vec<i16>, Box<dyn Error>> {
    let bytes = if file.ends_with(".flac") {
        let output = Command::new("flac").args(["-d", "-c", "-s", file]).output()?;
        if !output.status.success() {
            return Err(format!("flac cannot read {file}").into());
        }
        output.stdout
    } else {
        std::fs::read(file)?
    };
    let mut reader = hound::WavReader::new(std::io::Cursor::new(bytes))?;
    let rate = reader.spec().sample_rate;
    let samples = reader.samples::<i16>().collect::<Result<Vec<_>, _>>()?;
    Ok(wasl_speech::to_16k(&samples, rate))
}
