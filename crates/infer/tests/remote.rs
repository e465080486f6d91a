//! Workers on other machines, here scripted ones on loopback: what travels, what is refused, who takes over.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use wasl_infer::remote::worker::{self, WorkerConfig};
use wasl_infer::{
    EngineStats, Expected, Infer, InferError, Pending, Priority, Remote, RemoteConfig, Request, Source, Transcript,
    TranscriptWord, Vocabulary, VoiceFeatures, VoiceRequest,
};
use wasl_model::{CallId, Language, PhraseMatch, Pii, Speaker};

type Answer = oneshot::Sender<Result<Transcript, InferError>>;

/// Answers with its name, or keeps the request.
#[derive(Debug)]
struct Script {
    name: &'static str,
    answers: bool,
    asked: Mutex<Vec<(Request, Answer)>>,
    prepared: Mutex<Vec<Vec<String>>>,
}

impl Script {
    fn new(name: &'static str, answers: bool) -> Arc<Self> {
        Arc::new(Self { name, answers, asked: Mutex::default(), prepared: Mutex::default() })
    }
}

fn heard(text: &str) -> Transcript {
    Transcript {
        text: text.into(),
        language_confidence: 0.9,
        words: vec![TranscriptWord { text: text.into(), start_ms: 10, end_ms: 900, confidence: 0.8 }],
        confidence: 0.7,
        no_speech_prob: 0.1,
        matched: Some(PhraseMatch { phrase: "أريد موظفا".to_owned(), confidence: 0.6 }),
        cpu_ms: 80,
        ..Transcript::silence(Language::Ar, 1_000)
    }
}

impl Infer for Script {
    fn submit(&self, request: Request) -> Pending {
        let (answer, pending) = Pending::new();
        if self.answers {
            answer.send(Ok(heard(self.name))).unwrap();
            self.asked.lock().unwrap().push((request, Pending::new().0));
        } else {
            self.asked.lock().unwrap().push((request, answer));
        }
        pending
    }

    fn prepare(&self, _: Language, phrases: &[String]) {
        self.prepared.lock().unwrap().push(phrases.to_vec());
    }

    fn voice(&self, request: VoiceRequest) -> Pending<VoiceFeatures> {
        let (answer, pending) = Pending::new();
        let mean = request.samples.iter().map(|sample| f32::from(*sample)).collect();
        answer.send(Ok(VoiceFeatures { mean, cpu_ms: 3 })).unwrap();
        pending
    }

    fn stats(&self) -> EngineStats {
        EngineStats { threads: 2, ..EngineStats::default() }
    }
}

struct Worker {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Worker {
    async fn start(engine: &Arc<Script>, secret: &str) -> Self {
        Self::start_at("127.0.0.1:0".parse().unwrap(), engine, secret).await
    }

    async fn start_at(address: SocketAddr, engine: &Arc<Script>, secret: &str) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let engine: Arc<dyn Infer> = Arc::<Script>::clone(engine);
        let config = WorkerConfig { secret: Pii::from(secret), model: "script".to_owned() };
        let task = tokio::spawn(async move { worker::serve(listener, engine, config).await.unwrap() });
        Self { address, task }
    }

    async fn stop(self) -> SocketAddr {
        self.task.abort();
        let _ = self.task.await;
        self.address
    }
}

fn remote(workers: &[&Worker]) -> Remote {
    let workers = workers.iter().map(|worker| worker.address.to_string()).collect();
    Remote::start(RemoteConfig::new(workers, Pii::from("secret")))
}

async fn until(what: &str, done: impl Fn() -> bool) {
    let limit = Instant::now() + Duration::from_secs(30);
    while !done() {
        assert!(Instant::now() < limit, "{what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn request(seconds: u64) -> Request {
    Request { deadline: Duration::from_secs(seconds), ..Request::new(vec![1, -2, 3]) }
}

#[tokio::test]
async fn a_request_travels_whole_and_its_answer_comes_back() {
    let script = Script::new("far", true);
    let worker = Worker::start(&script, "secret").await;
    let remote = remote(&[&worker]);
    until("it connects", || remote.reachable() == 1).await;
    let source = Source { call: CallId::numbered(7), speaker: Speaker::Agent };
    let expected = Expected { digits: true, ..Expected::phrases(Language::Ar, vec!["نعم".to_owned()]) };
    let asked = Request {
        language: Some(Language::Ar),
        expected: Some(expected.clone()),
        vocabulary: Vocabulary { ar: Some("وصل".into()), en: Some("Wasl".into()) },
        source: Some(source),
        priority: Priority::Ivr,
        ..request(8)
    };
    assert_eq!(remote.submit(asked).await.unwrap(), heard("far"));
    let (there, _) = script.asked.lock().unwrap().pop().unwrap();
    assert_eq!((there.samples, there.language, there.expected), (vec![1, -2, 3], Some(Language::Ar), Some(expected)));
    assert_eq!((there.source, there.priority), (Some(source), Priority::Ivr));
    assert_eq!((there.vocabulary.ar.as_deref(), there.vocabulary.en.as_deref()), (Some("وصل"), Some("Wasl")));
    assert!(
        there.deadline <= Duration::from_secs(8) && there.deadline > Duration::from_secs(6),
        "{:?}",
        there.deadline
    );
    let voice = VoiceRequest { samples: vec![4, 5], source: Some(source), deadline: Duration::from_secs(5) };
    assert_eq!(remote.voice(voice).await.unwrap(), VoiceFeatures { mean: vec![4.0, 5.0], cpu_ms: 3 });
    let stats = remote.stats();
    assert_eq!((stats.threads, stats.of(Priority::Ivr).answered, stats.of(Priority::Ivr).cpu_ms), (2, 1, 80));
    assert_eq!((stats.of(Priority::Voice).answered, stats.running()), (1, 0));
}

#[tokio::test]
async fn whoever_does_not_know_the_secret_is_not_served_and_serves_nobody() {
    let script = Script::new("far", true);
    let worker = Worker::start(&script, "another secret").await;
    let remote = remote(&[&worker]);
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(remote.reachable(), 0);
    assert_eq!(remote.submit(request(5)).await, Err(InferError::Away));
    assert!(script.asked.lock().unwrap().is_empty());
    assert_eq!(remote.stats().of(Priority::Final).refused, 1);
}

#[tokio::test]
async fn what_a_lost_worker_had_is_read_by_another_one_and_a_worker_that_comes_back_is_used_again() {
    let (stuck, quick) = (Script::new("stuck", false), Script::new("quick", true));
    let worker = Worker::start(&stuck, "secret").await;
    let other = Worker::start(&quick, "secret").await;
    let remote = remote(&[&worker, &other]);
    until("both connect", || remote.reachable() == 2).await;
    remote.prepare(Language::Ar, &["نعم".to_owned()]);
    // The first request goes to the first of equals, and hangs there.
    let pending = remote.submit(request(60));
    until("it is asked", || stuck.asked.lock().unwrap().len() == 1).await;
    let address = worker.stop().await;
    assert_eq!(pending.await.unwrap(), heard("quick"));

    other.stop().await;
    until("both are lost", || remote.reachable() == 0).await;
    assert_eq!(remote.submit(request(5)).await, Err(InferError::Away));

    let back = Script::new("back", true);
    let _worker = Worker::start_at(address, &back, "secret").await;
    until("it is found again", || remote.reachable() == 1).await;
    assert_eq!(remote.submit(request(5)).await.unwrap(), heard("back"));
    until("phrases are told again", || back.prepared.lock().unwrap().contains(&vec!["نعم".to_owned()])).await;
}

#[tokio::test]
async fn a_request_nobody_waits_for_is_withdrawn_and_one_that_is_late_is_given_up() {
    let script = Script::new("stuck", false);
    let worker = Worker::start(&script, "secret").await;
    let remote = remote(&[&worker]);
    until("it connects", || remote.reachable() == 1).await;
    let pending = remote.submit(request(60));
    until("it is asked", || script.asked.lock().unwrap().len() == 1).await;
    drop(pending);
    until("it is withdrawn there", || script.asked.lock().unwrap()[0].1.is_closed()).await;
    until("and here", || remote.stats().of(Priority::Final).withdrawn == 1).await;
    let late = Request { deadline: Duration::from_millis(50), ..request(1) };
    assert_eq!(remote.submit(late).await, Err(InferError::Deadline));
    until("the late one too", || script.asked.lock().unwrap()[1].1.is_closed()).await;
}

#[tokio::test]
async fn the_load_is_spread_and_bounded() {
    let (one, two) = (Script::new("one", false), Script::new("two", false));
    let workers = [Worker::start(&one, "secret").await, Worker::start(&two, "secret").await];
    let addresses = workers.iter().map(|worker| worker.address.to_string()).collect();
    let config = RemoteConfig { in_flight: 3, ..RemoteConfig::new(addresses, Pii::from("secret")) };
    let remote = Remote::start(config);
    until("both connect", || remote.reachable() == 2).await;
    let pending: Vec<_> = (0..6).map(|_| remote.submit(request(60))).collect();
    until("each has half", || [&one, &two].iter().all(|script| script.asked.lock().unwrap().len() == 3)).await;
    assert_eq!(remote.submit(request(60)).await, Err(InferError::Busy { queued: 6 }));
    for (request, answer) in one.asked.lock().unwrap().drain(..) {
        drop(request);
        answer.send(Err(InferError::Shed)).unwrap();
    }
    let mut shed = 0;
    for answer in pending {
        // The other worker keeps its half.
        if let Ok(answer) = tokio::time::timeout(Duration::from_millis(500), answer).await {
            assert_eq!(answer, Err(InferError::Shed));
            shed += 1;
        }
    }
    assert_eq!(shed, 3);
}
