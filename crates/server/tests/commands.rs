//! Commands that need neither a server nor a model, as their users type them.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs `wasl` beside the shipped configuration, with these lines as its input.
fn wasl(arguments: &[&str], lines: &str) -> (bool, String) {
    let binary: PathBuf = std::env::var_os("WASL_BIN").unwrap_or_else(|| env!("CARGO_BIN_EXE_wasl").into()).into();
    let mut child = Command::new(binary)
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A walk may end before all lines are read.
    let _ = child.stdin.take().unwrap().write_all(lines.as_bytes());
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    (status.success(), String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap())
}

#[track_caller]
fn says(told: &str, parts: &[&str]) {
    for part in parts {
        assert!(told.contains(part), "\"{part}\" is not in:\n{told}");
    }
}

#[test]
fn the_shipped_flows_are_good_and_a_trap_is_told_with_its_state() {
    let (good, told) = wasl(&["flow", "check"], "");
    assert!(good, "{told}");
    says(&told, &["office: good", "support: good"]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("office.toml");
    let text = std::fs::read_to_string(root().join("config/flows/office.toml")).unwrap();
    let text = text.replace("after_hours = \"call_when_open\"", "").replace("next = \"menu\"", "next = \"until\"");
    std::fs::write(&file, text).unwrap();
    let (good, told) = wasl(&["flow", "check", file.to_str().unwrap()], "");
    assert!(!good, "{told}");
    says(&told, &["state \"are_we_open\" may find nobody there", "state \"until\" is a trap: it goes on by itself"]);
}

#[test]
fn a_flow_is_drawn_in_the_language_asked_for() {
    let (good, svg) = wasl(&["flow", "draw", "office", "--language", "ar"], "");
    assert!(good && svg.starts_with("<svg"), "{svg}");
    says(&svg, &["رسوم التحويل", "are_we_open", "مغلق"]);
    let (_, mermaid) = wasl(&["flow", "draw", "support", "--language", "en", "--format", "mermaid"], "");
    says(&mermaid, &["flowchart TD", "3 cards"]);
    let (_, dot) = wasl(&["flow", "draw", "config/flows/support.toml", "--format", "dot"], "");
    says(&dot, &["digraph flow", "\"help\" -> \"cards\""]);
}

#[test]
fn a_typed_walk_after_hours_ends_with_a_promise() {
    let walk = ["flow", "simulate", "office", "--at", "2026-11-29T20:00:00+03:00", "--language", "en"];
    let (good, told) = wasl(&walk, "agent\n");
    assert!(good, "{told}");
    let opens = "machine: We are closed at the moment. We open again tomorrow eight o'clock in the morning";
    says(&told, &["[are_we_open]", opens, "caller: agent", "→ called back by support, en"]);
    let (_, told) = wasl(&[&walk[..], &["--withheld"]].concat(), "agent\n#05551234#\nyes\n");
    says(
        &told,
        &["[number]", "I heard zero five five five one two three four", "called back by support, en, at 05551234"],
    );
}

#[test]
fn a_typed_walk_reaches_people_by_words_keys_moods_and_silence() {
    for (lines, end) in [
        ("ضاعت بطاقتي\n", "→ a person: queue cards, ar, because: Flow, wants lost_card"),
        ("#0\n", "→ a person: queue support, ar, because: Asked"),
        ("(angry)\n", "→ a person: queue complaints, ar, because: Mood"),
        ("", "→ a person: queue support, ar, because: Silence"),
        ("متى تفتحون\n#1\n", "→ goodbye"),
    ] {
        let (good, told) = wasl(&["flow", "simulate", "support"], lines);
        assert!(good, "{told}");
        says(&told, &[end]);
    }
}

const MANIFEST: &str = r#"
voice.ar = { name = "a", engine = "e", licence = "l", note = "n" }
voice.en = { name = "a", engine = "e", licence = "l", note = "n" }

[[prompt]]
id = "goodbye"
ar = "مَعَ السَّلامَة"
en = "Goodbye"
"#;

#[test]
fn prompts_are_read_by_a_program_and_what_is_wrong_with_them_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(at("manifest.toml"), MANIFEST).unwrap();
    tone(&at("voice.wav"), 3000.0);
    let prompts =
        |arguments: &[&str]| wasl(&[&["prompts", "--dir", folder.path().to_str().unwrap()], arguments].concat(), "");
    let voice = |language| format!("{language}=sh -c 'cat > /dev/null; cp \"$0\" \"$1\"' {} {{file}}", at("voice.wav"));

    let (good, told) = prompts(&["check"]);
    assert!(!good);
    says(&told, &["ar goodbye (ar/goodbye.wav): is missing", "en goodbye"]);
    let (good, told) = prompts(&["render", "--voice", &voice("ar")]);
    assert!(!good, "{told}");
    says(&told, &["[voice.en] has no `command`"]);
    let (good, told) = prompts(&["render", "--voice", &voice("ar"), "--voice", &voice("en")]);
    assert!(good, "{told}");
    let (good, told) = prompts(&["check"]);
    assert!(!good && !told.contains("goodbye"), "{told}");
    says(&told, &["en please_wait: has no text", "ar ar_n8_before_tens_f: has no text"]);
    says(&prompts(&["render"]).1, &["0 of 2 read"]);

    std::fs::write(at("manifest.toml"), MANIFEST.replace("Goodbye", "Farewell")).unwrap();
    says(&prompts(&["check"]).1, &["en goodbye (en/goodbye.wav): is stale"]);
    tone(&at("en/goodbye.wav"), 200_000.0);
    says(&prompts(&["accept", "goodbye"]).1, &["1 accepted"]);
    let (good, told) = prompts(&["check"]);
    assert!(!good && !told.contains("stale"), "{told}");
    says(&told, &["is clipped in"]);
    tone(&at("en/goodbye.wav"), 400.0);
    says(&prompts(&["check"]).1, &["is too quiet"]);
    says(&prompts(&["render", "--only", "goodby"]).1, &["there is no prompt 'goodby'"]);
}

#[test]
fn the_shipped_prompts_are_whole_and_sound() {
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../../prompts");
    let (good, told) = wasl(&["prompts", "--dir", shipped, "check"], "");
    assert!(good && told.contains("all good"), "{told}");
}

/// Half a second of a tone, cut off at full scale.
fn tone(path: &str, peak: f64) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 16_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    let sample = |n: i32| (f64::from(n) * 0.3).sin() * peak;
    (0..8_000).for_each(|n| writer.write_sample(sample(n).clamp(-32_768.0, 32_767.0) as i16).unwrap());
    writer.finalize().unwrap();
}
