//! The engine with its real model and more to do than it can: who is read, who waits, who goes. Only where the model is.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use wasl_infer::{Engine, EngineConfig, Infer, InferError, Priority, Request, Source, Transcript, models};
use wasl_model::{CallId, Language, Speaker};

fn engine() -> Option<Engine> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let dir = std::env::var_os("WASL_MODELS_DIR").map_or_else(|| root.join("models"), PathBuf::from);
    let manifest = models::Manifest::load(&root.join("models")).unwrap();
    match models::verify(&dir, manifest.model("whisper-base").unwrap()) {
        Ok(file) => {
            let config = EngineConfig { threads: 2, queue_limit: 16, ..EngineConfig::new(file) };
            Some(Engine::load(&config).unwrap())
        }
        Err(error) => {
            eprintln!("NOT TESTED: {error}");
            None
        }
    }
}

/// Two seconds of a buzz: work like any other.
fn sound() -> Vec<i16> {
    (0..32_000_i32).map(|n| i16::try_from((n % 123 - 61) * 90).unwrap()).collect()
}

fn request(priority: Priority, call: u128, speaker: Speaker) -> Request {
    Request {
        language: Some(Language::En),
        source: Some(Source { call: CallId::numbered(call), speaker }),
        priority,
        deadline: Duration::from_secs(300),
        ..Request::new(sound())
    }
}

#[test]
fn partials_go_first_a_quiet_call_is_not_starved_and_everybody_is_answered() {
    let Some(engine) = engine() else { return };
    let (tell, told) = mpsc::channel::<(u128, Priority, Result<Transcript, InferError>)>();
    let mut submitted = 0;
    let mut submit = |priority, call, speaker| {
        let pending = engine.submit(request(priority, call, speaker));
        submitted += 1;
        let tell = tell.clone();
        std::thread::spawn(move || tell.send((call, priority, pending.wait())).unwrap())
    };
    // A talkative call fills the queue; then a quiet one says something, and others show words in the making.
    let mut threads: Vec<_> = (0..20).map(|_| submit(Priority::Final, 1, Speaker::Agent)).collect();
    threads.push(submit(Priority::Final, 2, Speaker::Caller));
    threads.extend((3..9).map(|call| submit(Priority::Partial, call, Speaker::Caller)));
    threads.push(submit(Priority::Ivr, 9, Speaker::Caller));
    drop(tell);
    let answers: Vec<_> = told.iter().collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(answers.len(), submitted, "everybody is answered");

    let read = |priority, call| {
        let mut read =
            answers.iter().filter(|(_, _, answer)| answer.is_ok()).map(|(call, priority, _)| (*priority, *call));
        read.position(|found| found == (priority, call))
    };
    assert!(
        read(Priority::Ivr, 9).unwrap() <= 4,
        "whoever waits for the machine is next: {:?}",
        read(Priority::Ivr, 9)
    );
    assert!(read(Priority::Final, 2).unwrap() <= 5, "a quiet call's turn comes soon: {:?}", read(Priority::Final, 2));
    for (call, priority, answer) in &answers {
        let full = matches!(answer, Err(InferError::Busy { .. } | InferError::Shed));
        assert!(answer.is_ok() || full, "{call} {priority:?}: {answer:?}");
    }
    let stats = engine.stats();
    // One may slip in before any turn has waited long enough to hold it back.
    assert!(stats.of(Priority::Partial).answered <= 1, "partials stand back while turns wait: {stats:?}");
    for priority in [Priority::Final, Priority::Partial, Priority::Ivr] {
        let part = stats.of(priority);
        let count = answers.iter().filter(|(_, found, _)| *found == priority).count() as u64;
        assert_eq!(part.answered + part.shed + part.refused + part.late + part.failed, count, "{priority:?}: {part:?}");
    }
    // A worker answers before it says that it is free.
    let idle = || (engine.stats().queued(), engine.stats().running()) == (0, 0);
    assert!(
        (0..100).any(|_| idle() || {
            std::thread::sleep(Duration::from_millis(20));
            false
        }),
        "{:?}",
        engine.stats()
    );
    // With room again, words in the making are read.
    let partial = engine.submit(request(Priority::Partial, 3, Speaker::Caller)).wait();
    assert!(partial.is_ok(), "{partial:?}");
}
