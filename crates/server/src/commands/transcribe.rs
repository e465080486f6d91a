//! `wasl transcribe`: recordings to text, and how right the text is.

mod answer;
pub(in crate::commands) mod files;
mod job;
mod progress;
mod reference;
mod summary;

use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::json;
use tokio::task::JoinSet;
use wasl_infer::{Backend, Engine, EngineConfig, Infer};

use crate::cli::{BackendChoice, TranscribeArgs};
use crate::house::opening;
use answer::Answer;
use files::Found;
use job::Job;
use progress::Progress;
use summary::Tally;

/// Each file has up to four pieces in the engine's line, which is this many times longer.
const FILES_AT_ONCE: usize = 16;
/// What a shell says of a command that Ctrl-C ended.
const STOPPED: u8 = 130;

pub(super) fn run(args: &TranscribeArgs) -> Result<ExitCode> {
    let job = Arc::new(Job::new(args)?);
    let mut tally = Tally::new(job.phrases());
    let mut found = Vec::new();
    for path in &args.files {
        match files::find(path) {
            Ok(more) => found.extend(more),
            Err(error) => {
                eprintln!("wasl: {error:#}");
                tally.fail();
            }
        }
    }
    if found.is_empty() {
        bail!("there is nothing to read; name recordings, or folders that hold some");
    }
    let file = opening::model_file(&args.models, &args.model)?;
    let backend = match args.backend {
        BackendChoice::Native => Backend::Native,
        BackendChoice::WhisperCpp => Backend::WhisperCpp,
    };
    let config = EngineConfig { threads: args.threads, backend, beam: args.beam, ..EngineConfig::new(file) };
    let engine = Engine::load(&config)?;
    let at_once = engine.stats().threads.clamp(1, FILES_AT_ONCE);
    let engine: Arc<dyn Infer> = Arc::new(engine);
    let mut work = Work { json: args.json, progress: Progress::new(&found, args.quiet), tally };
    let began = Instant::now();
    let stopped = super::runtime()?.block_on(work.read_all(found, &job, &engine, at_once));
    work.progress.end();
    if args.reference.is_some() {
        let summary = work.tally.summary(u64::try_from(began.elapsed().as_millis())?, stopped);
        if args.json {
            super::say_json(&json!({ "summary": summary }))?;
        } else {
            summary.lines().iter().for_each(|line| super::say(line));
        }
    }
    Ok(match (stopped, work.tally.failures()) {
        (true, _) => ExitCode::from(STOPPED),
        (false, 0) => ExitCode::SUCCESS,
        (false, _) => ExitCode::FAILURE,
    })
}

struct Work {
    json: bool,
    progress: Progress,
    tally: Tally,
}

impl Work {
    /// Reads several files at once and tells each as it is done; true when Ctrl-C ended it.
    async fn read_all(&mut self, found: Vec<Found>, job: &Arc<Job>, engine: &Arc<dyn Infer>, at_once: usize) -> bool {
        job.prepare(engine.as_ref());
        let mut waiting = found.into_iter();
        let mut reading = JoinSet::new();
        let mut stop = pin!(tokio::signal::ctrl_c());
        let mut tick = tokio::time::interval(Duration::from_millis(500));
        loop {
            while reading.len() < at_once
                && let Some(file) = waiting.next()
            {
                let (job, engine) = (Arc::clone(job), Arc::clone(engine));
                reading.spawn(async move {
                    let answer = job.read(engine.as_ref(), &file).await;
                    (file, answer)
                });
            }
            tokio::select! {
                done = reading.join_next() => match done {
                    Some(Ok((file, answer))) => self.tell(&file, answer),
                    Some(Err(_)) => self.tally.fail(),
                    None => return false,
                },
                signal = &mut stop => if signal.is_ok() {
                    self.progress.clear();
                    eprintln!("wasl: stopped; what was read is kept");
                    return true;
                },
                _ = tick.tick() => self.progress.draw(),
            }
        }
    }

    fn tell(&mut self, file: &Found, answer: Result<Answer>) {
        self.progress.clear();
        match answer.and_then(|answer| self.say(&answer).map(|()| answer)) {
            Ok(answer) => {
                self.tally.add(&answer);
                self.progress.done(file, answer.audio_ms);
            }
            Err(error) => {
                eprintln!("wasl: {}: {error:#}", file.path.display());
                self.tally.fail();
                self.progress.done(file, 0);
            }
        }
        self.progress.draw();
    }

    fn say(&self, answer: &Answer) -> Result<()> {
        if self.json {
            return super::say_json(answer);
        }
        answer.lines().iter().for_each(|line| super::say(line));
        Ok(())
    }
}
