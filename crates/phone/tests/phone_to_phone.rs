//! Two phones on loopback, nothing between them: what one plays or presses, the other hears.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::f64::consts::TAU;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use wasl_media::CodecName;
use wasl_model::{AgentId, EndCause, Pii};
use wasl_phone::{
    Account, AgentEvent, AnswerOptions, CallOptions, CallReport, Ending, LineOptions, Reply, Script, Step, Transport,
    Trust, answer, call,
};
use wasl_signal::{
    Algorithm, Certificate, Directory, DoorEvent, Incoming, Invite, LegEvent, Signal, SignalConfig, SipUser, Target,
    ha1,
};

/// More than half of the two seconds of a tone: on a busy machine some of it comes too late and is concealed.
const LONG: Duration = Duration::from_millis(1100);

/// A phone that answers in a task of its own.
struct Agent {
    address: SocketAddr,
    reports: mpsc::Receiver<CallReport>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Agent {
    async fn start(options: AnswerOptions) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (ready, is_ready) = oneshot::channel();
        let (report, reports) = mpsc::channel(16);
        let task = tokio::spawn(async move {
            let mut ready = Some(ready);
            let stopped = async { drop(stopped.await) };
            let answered = answer(&options, stopped, |event| match event {
                AgentEvent::Ready { listening } => drop(ready.take().unwrap().send(listening)),
                AgentEvent::Call(ended) => report.try_send(ended.clone()).unwrap(),
            });
            answered.await.unwrap();
        });
        let address = is_ready.await.unwrap();
        Self { address, reports, stop, task }
    }

    fn uri(&self) -> String {
        format!("sip:agent@{}", self.address)
    }

    async fn report(&mut self) -> CallReport {
        tokio::time::timeout(Duration::from_secs(60), self.reports.recv()).await.expect("a call ends").unwrap()
    }

    async fn stop(self) {
        let _ = self.stop.send(());
        self.task.await.unwrap();
    }
}

fn line(transport: Transport, codec: CodecName) -> LineOptions {
    LineOptions { transport, codecs: vec![codec], ..LineOptions::default() }
}

/// A file with two seconds of a tone.
fn tone(folder: &Path, tone_hz: f64) -> PathBuf {
    let path = folder.join(format!("{tone_hz}.wav"));
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 16_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = hound::WavWriter::create(&path, spec).unwrap();
    for n in 0..32_000 {
        #[allow(clippy::cast_possible_truncation, reason = "half scale fits 16 bit")]
        file.write_sample(((TAU * tone_hz * f64::from(n) / 16_000.0).sin() * 12_000.0) as i16).unwrap();
    }
    file.finalize().unwrap();
    path
}

/// For how long a tone is clearly heard in a file.
fn heard(path: &Path, tone_hz: f64) -> Duration {
    let samples: Vec<f64> =
        hound::WavReader::open(path).unwrap().samples::<i16>().map(|sample| f64::from(sample.unwrap())).collect();
    let clear = samples.chunks_exact(800).filter(|window| share(window, tone_hz) > 0.6).count();
    Duration::from_millis(50 * u64::try_from(clear).unwrap())
}

/// The tone's share of the power of 50 ms (Goertzel).
#[allow(clippy::cast_precision_loss, reason = "a window has 800 samples")]
fn share(window: &[f64], tone_hz: f64) -> f64 {
    let power: f64 = window.iter().map(|sample| sample * sample).sum();
    let turn = 2.0 * (TAU * tone_hz / 16_000.0).cos();
    let (one, two) = window.iter().fold((0.0, 0.0), |(one, two), sample| (sample + turn * one - two, one));
    let energy = one * one + two * two - turn * one * two;
    if power < 1e6 { 0.0 } else { 2.0 * energy / (window.len() as f64 * power) }
}

async fn tones_both_ways(transport: Transport, codec: CodecName, caller_hz: f64, agent_hz: f64) {
    let folder = tempfile::tempdir().unwrap();
    let (by_caller, by_agent) = (folder.path().join("caller.wav"), folder.path().join("agent.wav"));
    let mut agent = Agent::start(AnswerOptions {
        line: line(transport, codec),
        script: Script(vec![Step::Play(tone(folder.path(), agent_hz))]),
        record: Some(by_agent.clone()),
        ..AnswerOptions::default()
    })
    .await;
    let options = CallOptions {
        line: line(transport, codec),
        script: Script(vec![Step::Play(tone(folder.path(), caller_hz))]),
        record: Some(by_caller.clone()),
        ..CallOptions::to(&agent.uri())
    };
    let report = call(&options).await.unwrap();
    assert!(report.answered && report.ended == EndCause::Released, "{report:?}");
    assert_eq!(report.line.codec.as_deref(), Some(codec.encoding()));
    assert_eq!(report.line.lost, 0, "{report:?}");
    assert!(report.answered_after_ms.is_some_and(|ms| ms >= 450), "rings half a second: {report:?}");
    let at_agent = agent.report().await;
    assert_eq!(at_agent.ended, EndCause::HungUp);
    assert!(heard(&by_caller, agent_hz) >= LONG, "heard {:?}", heard(&by_caller, agent_hz));
    assert!(heard(&by_agent, caller_hz) >= LONG, "heard {:?}", heard(&by_agent, caller_hz));
    assert_eq!(heard(&by_caller, caller_hz), Duration::ZERO, "nobody hears himself");
    agent.stop().await;
}

struct Sara;

impl Directory for Sara {
    fn sip_user(&self, user: &str) -> Option<SipUser> {
        let known = user == "100";
        known.then(|| SipUser {
            agent: AgentId::from("sara"),
            ha1_md5: Some(ha1(Algorithm::Md5, user, "wasl", "secret")),
            ha1_sha256: Some(ha1(Algorithm::Sha256, user, "wasl", "secret")),
        })
    }
}

/// A house that speaks TLS only and joins whoever calls to sara, offer for answer; `folder` gets its certificate.
async fn secure_house(folder: &Path) -> SocketAddr {
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let (certificate, key) = (folder.join("cert.pem"), folder.join("key.pem"));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let config = SignalConfig {
        tls: vec!["127.0.0.1:0".parse().unwrap()],
        certificate: Some(Certificate::open(&certificate, &key).unwrap()),
        open_door: true,
        ..SignalConfig::default()
    };
    let (signal, mut door) = wasl_signal::start(config, Arc::new(Sara)).await.unwrap();
    let address = signal.local_addresses().tls[0];
    tokio::spawn(async move {
        while let Some(event) = door.recv().await {
            if let DoorEvent::Incoming(incoming) = event {
                Box::pin(join(&signal, incoming)).await;
            }
        }
    });
    address
}

async fn join(signal: &Signal, mut caller: Incoming) {
    let (agent, mut events) = signal.invite(Invite {
        to: Target::Agent(AgentId::from("sara")),
        from: None,
        display_name: None,
        offer: caller.offer.clone().unwrap(),
        web_offer: None,
        headers: Vec::new(),
        ring: Duration::from_secs(10),
        credentials: None,
    });
    while let Some(event) = events.recv().await {
        if let LegEvent::Answered { sdp, .. } = event {
            caller.leg.answer(sdp.unwrap());
            break;
        }
    }
    while !matches!(caller.events.recv().await, Some(LegEvent::Ended { .. }) | None) {}
    agent.hangup(EndCause::HungUp);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registered_phone_and_a_caller_meet_by_tls() {
    let folder = tempfile::tempdir().unwrap();
    let house = secure_house(folder.path()).await;
    let roots = wasl_signal::certificate::roots(&folder.path().join("cert.pem")).unwrap();
    let line = LineOptions { trust: Trust::Roots(Arc::new(roots)), ..line(Transport::Tls, CodecName::Pcma) };
    let mut agent = Agent::start(AnswerOptions {
        line: line.clone(),
        registrar: Some(house.to_string()),
        account: Some(Account { user: "100".into(), password: Pii::from("secret") }),
        script: Script(vec![Step::Play(tone(folder.path(), 700.0))]),
        ..AnswerOptions::default()
    })
    .await;
    let heard_by_caller = folder.path().join("caller.wav");
    let options = CallOptions {
        line,
        script: Script(vec![Step::Play(tone(folder.path(), 1000.0))]),
        record: Some(heard_by_caller.clone()),
        ..CallOptions::to(&format!("sip:support@{house}"))
    };
    let report = call(&options).await.unwrap();
    assert!(report.answered && report.ended == EndCause::Released, "{report:?}");
    assert!(heard(&heard_by_caller, 700.0) >= LONG, "{report:?}");
    assert_eq!(agent.report().await.ended, EndCause::HungUp);
    agent.stop().await;
    // Whoever believes only public authorities is not connected.
    let careful = LineOptions { transport: Transport::Tls, ..LineOptions::default() };
    let report =
        call(&CallOptions { line: careful, ..CallOptions::to(&format!("sip:support@{house}")) }).await.unwrap();
    assert!(!report.answered && report.ended == EndCause::Unreachable, "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tones_are_heard_both_ways_over_udp() {
    tones_both_ways(Transport::Udp, CodecName::Pcmu, 1000.0, 700.0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tones_are_heard_both_ways_over_tcp() {
    tones_both_ways(Transport::Tcp, CodecName::Pcma, 1000.0, 700.0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g722_carries_what_g711_cannot() {
    tones_both_ways(Transport::Udp, CodecName::G722, 5000.0, 6000.0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_arrive_once_and_in_order() {
    let mut agent = Agent::start(AnswerOptions { after: Duration::ZERO, ..AnswerOptions::default() }).await;
    let options = CallOptions {
        keys: vec!["12@200".parse().unwrap(), "*#@900".parse().unwrap()],
        script: Script(vec![Step::Pause(Duration::from_millis(1600)), Step::Keys("7".to_owned())]),
        ..CallOptions::to(&agent.uri())
    };
    call(&options).await.unwrap();
    assert_eq!(agent.report().await.keys_heard.reveal(), "12*#7");
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_waits_for_the_far_end_to_finish() {
    let folder = tempfile::tempdir().unwrap();
    let by_agent = folder.path().join("agent.wav");
    let question = tone(folder.path(), 700.0);
    let mut agent = Agent::start(AnswerOptions {
        script: Script(vec![Step::Pause(Duration::from_millis(500)), Step::Play(question)]),
        record: Some(by_agent.clone()),
        ..AnswerOptions::default()
    })
    .await;
    let options = CallOptions {
        script: Script(vec![Step::Listen, Step::Play(tone(folder.path(), 1000.0))]),
        ..CallOptions::to(&agent.uri())
    };
    let report = call(&options).await.unwrap();
    agent.report().await;
    assert!(report.talked_ms >= 5300, "0.5 s pause, 2 s question, 0.8 s to be sure, 2 s answer: {report:?}");
    assert!(heard(&by_agent, 1000.0) >= LONG);
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_phone_and_a_declining_one_say_so() {
    let mut agent = Agent::start(AnswerOptions { after: Duration::ZERO, ..AnswerOptions::default() }).await;
    let uri = agent.uri();
    let first = tokio::spawn(async move {
        let ending = Ending { after_script: Some(Duration::from_secs(10)), ..Ending::default() };
        call(&CallOptions { ending, ..CallOptions::to(&uri) }).await.unwrap()
    });
    // A phone tells of a call when it is over: nothing outside says that it is up, which takes some milliseconds.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let second = call(&CallOptions::to(&agent.uri())).await.unwrap();
    assert_eq!((second.answered, second.ended), (false, EndCause::Busy));
    assert!(first.await.unwrap().answered);
    assert!(agent.report().await.answered);
    agent.stop().await;

    let options = AnswerOptions { reply: Reply::Refuse(603), ..AnswerOptions::default() };
    let agent = Agent::start(options).await;
    assert_eq!(call(&CallOptions::to(&agent.uri())).await.unwrap().ended, EndCause::Declined);
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_gives_up_leaves_no_ringing_phone() {
    let mut agent = Agent::start(AnswerOptions { reply: Reply::Never, ..AnswerOptions::default() }).await;
    let options = CallOptions { ring: Duration::from_secs(3), ..CallOptions::to(&agent.uri()) };
    let report = call(&options).await.unwrap();
    assert_eq!((report.answered, report.ended), (false, EndCause::NoAnswer));
    assert_eq!(agent.report().await.ended, EndCause::Cancelled);
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_file_is_told_before_anybody_rings() {
    let options = CallOptions {
        script: Script(vec![Step::Play("no such file.wav".into())]),
        ..CallOptions::to("sip:nobody@127.0.0.1:9")
    };
    let error = call(&options).await.unwrap_err();
    assert!(matches!(error, wasl_phone::PhoneError::Clip(_)), "{error:?}");
}
