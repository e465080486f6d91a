//! The browser's own SIP, JsSIP, run in Node: registers, answers, is re-invited, reloaded. Skipped without Node or JsSIP.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use support::browser::{WEB_OFFER, http};
use support::*;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use wasl_model::EndCause;
use wasl_signal::{DoorEvent, Invite, LegEvent, Target};

struct Page {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Page {
    /// Opens the page; `None` where Node is not installed.
    fn open(jssip: &Path, port: u16) -> Option<Self> {
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/support/jssip-registers-and-answers.cjs");
        let mut child = Command::new("node")
            .arg("--experimental-websocket")
            .args([&script, jssip])
            .args([&port.to_string(), "8f1fa16a-1165-4a96-8341-785b1ef24f12"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .ok()?;
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Some(Self { child, lines })
    }

    async fn says(&mut self, expected: &str) {
        let said = tokio::time::timeout(Duration::from_secs(20), self.lines.next_line()).await;
        let said = said.unwrap_or_else(|_| panic!("waited for {expected}")).unwrap();
        assert_eq!(said.as_deref(), Some(expected));
    }

    async fn reload(mut self) {
        self.child.stdin.take().unwrap().write_all(b"reload\n").await.unwrap();
        assert!(self.child.wait().await.unwrap().success());
    }
}

#[tokio::test]
async fn jssip_registers_answers_and_comes_back_after_a_reload() {
    let jssip = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../console/web/node_modules/jssip");
    if !jssip.exists() {
        return eprintln!("skipped, JsSIP is not installed here");
    }
    let (house, mut doors, _) = door(wasl_signal::SignalConfig { t1: Duration::from_millis(500), ..config() }).await;
    let house = Arc::new(house);
    let port = http(house.clone()).await.port();
    let Some(mut page) = Page::open(&jssip, port) else { return eprintln!("skipped, Node is not installed here") };
    page.says("registered").await;
    assert!(matches!(doors.recv().await, Some(DoorEvent::AgentRegistered { contacts: 1, .. })));

    let (leg, mut events) = house.invite(call("call-1"));
    page.says("ringing call-1").await;
    let answered =
        async { while !matches!(event(&mut events).await, LegEvent::Answered { sdp: Some(_), web: true }) {} };
    answered.await;
    page.says("confirmed").await;
    leg.offer(WEB_OFFER.replace("7 1 IN", "7 2 IN"));
    page.says("reinvited").await;
    assert!(matches!(event(&mut events).await, LegEvent::AnswerArrived { .. }));

    page.reload().await;
    assert!(matches!(doors.recv().await, Some(DoorEvent::AgentFlowLost { .. })));
    let mut page = Page::open(&jssip, port).unwrap();
    page.says("registered").await;
    assert!(matches!(doors.recv().await, Some(DoorEvent::AgentRegistered { contacts: 1, .. })));
    let (resumed, mut resumed_events) = house.invite(call("call-1"));
    page.says("ringing call-1").await;
    page.says("confirmed").await;
    // The new page does not know the old leg: its BYE is refused there, and it is over here.
    leg.hangup(EndCause::Released);
    assert_eq!(ended(&mut events).await, EndCause::Released);
    resumed.hangup(EndCause::HungUp);
    page.says("ended Terminated").await;
    while !matches!(event(&mut resumed_events).await, LegEvent::Ended { cause: EndCause::HungUp }) {}
    clean(&house).await;
}

fn call(name: &str) -> Invite {
    Invite {
        to: Target::Agent("sara".into()),
        from: Some(pii("0500000000")),
        display_name: Some(pii("سعود")),
        offer: OFFER.into(),
        web_offer: Some(format!("{WEB_OFFER}a=mid:0\r\na=rtpmap:111 opus/48000/2\r\n")),
        headers: vec![("X-Wasl-Call".into(), name.into())],
        ring: Duration::from_secs(20),
        credentials: None,
    }
}
