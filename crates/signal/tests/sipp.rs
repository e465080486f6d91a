//! Calls by sipp, a peer nobody here wrote. Skipped where it is not installed.

mod support;

use std::process::Stdio;
use std::time::Duration;

use support::*;
use wasl_signal::{DoorEvent, LegEvent};

async fn answering(events: &mut tokio::sync::mpsc::Receiver<DoorEvent>) {
    while let Some(event) = events.recv().await {
        let DoorEvent::Incoming(mut call) = event else { continue };
        tokio::spawn(async move {
            call.leg.ring(None);
            call.leg.answer(ANSWER.into());
            while !matches!(call.events.recv().await, Some(LegEvent::Ended { .. }) | None) {}
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_calls_by_udp_and_tcp_all_succeed() {
    let (signal, mut events, udp) = door(config_for_load()).await;
    let tcp = signal.local_addresses().tcp[0];
    let answers = tokio::spawn(async move { answering(&mut events).await });
    for (address, transport) in [(udp, "u1"), (tcp, "t1")] {
        let sipp = tokio::process::Command::new("sipp")
            .args(["-sn", "uac", &address.to_string(), "-i", "127.0.0.1", "-t", transport])
            .args(["-m", "200", "-r", "50", "-d", "200", "-nostdin", "-timeout", "100s", "-timeout_error"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .status();
        match tokio::time::timeout(2 * PATIENCE, sipp).await.expect("sipp ends") {
            Ok(status) => assert!(status.success(), "{transport}: {status}"),
            Err(error) => eprintln!("skipped, sipp does not run here: {error}"),
        }
    }
    clean(&signal).await;
    answers.abort();
}

fn config_for_load() -> wasl_signal::SignalConfig {
    wasl_signal::SignalConfig { t1: Duration::from_millis(500), ..config() }
}
