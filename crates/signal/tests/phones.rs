//! Phones nobody here wrote register, both algorithms offered. Skipped where they are not installed.

mod support;

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use support::*;
use wasl_model::AgentId;
use wasl_signal::{Algorithm, DoorEvent, SignalConfig};

async fn registered(events: &mut tokio::sync::mpsc::Receiver<DoorEvent>) {
    let event = tokio::time::timeout(PATIENCE, events.recv()).await.expect("it registers in time");
    let Some(DoorEvent::AgentRegistered { agent, contacts: 1 }) = event else { panic!("{event:?}") };
    assert_eq!(agent, AgentId::from("sara"));
}

fn md5_first() -> SignalConfig {
    let digest = vec![Algorithm::Md5, Algorithm::Sha256];
    SignalConfig { digest, t1: Duration::from_millis(500), ..config() }
}

#[tokio::test]
async fn sipp_registers_when_md5_is_offered_first() {
    let (_signal, mut events, address) = door(md5_first()).await;
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/phone-registers-expect-200.xml");
    let folder = tempfile::tempdir().unwrap();
    let sipp = tokio::process::Command::new("sipp")
        .current_dir(folder.path())
        .arg("-sf")
        .arg(scenario)
        .args([&address.to_string(), "-s", "100", "-i", "127.0.0.1"])
        .args(["-m", "1", "-nostdin", "-timeout", "50s", "-timeout_error"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .output();
    match tokio::time::timeout(PATIENCE, sipp).await.expect("sipp ends") {
        Ok(sipp) => assert!(sipp.status.success(), "{}: {}", sipp.status, String::from_utf8_lossy(&sipp.stderr)),
        Err(error) => return eprintln!("skipped, sipp does not run here: {error}"),
    }
    registered(&mut events).await;
}

/// Below those that the system hands out by itself. baresip takes the next port too, for TLS.
fn free() -> std::net::SocketAddr {
    let mut ports = std::iter::repeat_with(|| rand::random_range(10_000..30_000_u16)).take(200);
    let is_free = |port: u16| {
        let tcp = |port| std::net::TcpListener::bind(("127.0.0.1", port)).is_ok();
        std::net::UdpSocket::bind(("127.0.0.1", port)).is_ok() && tcp(port) && tcp(port + 1)
    };
    let port = ports.find(|port| is_free(*port)).expect("a few ports are free");
    std::net::SocketAddr::from(([127, 0, 0, 1], port))
}

#[tokio::test]
async fn baresip_registers_in_either_order() {
    for settings in [md5_first(), SignalConfig { t1: Duration::from_millis(500), ..config() }] {
        let (_signal, mut events, address) = door(settings).await;
        let folder = tempfile::tempdir().unwrap();
        let free = free();
        let settings = format!(
            "sip_listen {free}\nnet_interface 127.0.0.1\nmodule_path /usr/lib/baresip/modules\nmodule g711.so\n\
             module_app account.so\nmodule_app menu.so\n"
        );
        std::fs::write(folder.path().join("config"), settings).unwrap();
        let account = format!("<sip:100@{address}>;auth_user=100;auth_pass=secret;regint=300\n");
        std::fs::write(folder.path().join("accounts"), account).unwrap();
        std::fs::write(folder.path().join("contacts"), "").unwrap();
        let baresip = tokio::process::Command::new("baresip")
            .arg("-f")
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn();
        let Ok(_baresip) = baresip else { return eprintln!("skipped, baresip does not run here") };
        registered(&mut events).await;
    }
}
