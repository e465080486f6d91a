//! Which room may use which, as `crates/ARCHITECTURE.md` says, read from `cargo metadata`.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{packages, workspace};
use serde_json::Value;

/// Beyond `model`, what each room may use. `server` (the package `wasl`) may use all.
const ARROWS: &[(&str, &[&str])] = &[
    ("wasl-model", &[]),
    ("wasl-signal", &[]),
    ("wasl-media", &[]),
    ("wasl-infer", &[]),
    ("wasl-speech", &["wasl-infer"]),
    ("wasl-mood", &["wasl-infer"]),
    ("wasl-dialogue", &["wasl-infer"]),
    ("wasl-routing", &[]),
    ("wasl-call", &[]),
    ("wasl-record", &[]),
    ("wasl-review", &[]),
    ("wasl-console", &["wasl-record", "wasl-review"]),
    ("wasl-phone", &["wasl-signal", "wasl-media"]),
    ("xtask", &[]),
];

/// Dependencies that belong to one room, by how their names start.
const OWNED: &[(&str, &str)] = &[("rsipstack", "wasl-signal"), ("rtc-", "wasl-media"), ("whisper-rs", "wasl-infer")];

#[test]
fn rooms_use_only_the_rooms_they_may() {
    let metadata = workspace();
    let mut wrong = Vec::new();
    for package in packages(&metadata) {
        let name = name(package);
        if name == "wasl" {
            continue;
        }
        let Some((_, may)) = ARROWS.iter().find(|(room, _)| *room == name) else {
            wrong.push(format!("{name} stands neither in ARCHITECTURE.md nor in this test"));
            continue;
        };
        for used in dependencies(package) {
            let ours = used.starts_with("wasl-") || used == "wasl";
            if ours && used != "wasl-model" && !may.contains(&used.as_str()) {
                wrong.push(format!("{name} → {used}"));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that ARCHITECTURE.md does not have:\n{}", wrong.join("\n"));
}

#[test]
fn the_model_uses_no_room_and_nobody_uses_the_server() {
    let metadata = workspace();
    for package in packages(&metadata) {
        let uses = dependencies(package);
        assert!(!uses.contains("wasl"), "{} uses the server", name(package));
        assert!(!uses.contains("xtask"), "{} uses xtask", name(package));
    }
}

#[test]
fn only_its_room_knows_a_wire_library() {
    let metadata = workspace();
    let mut wrong = Vec::new();
    for package in packages(&metadata) {
        for used in dependencies(package) {
            let owner = OWNED.iter().find(|(start, _)| used.starts_with(start)).map(|(_, room)| *room);
            if owner.is_some_and(|room| room != name(package)) {
                wrong.push(format!("{} → {used}", name(package)));
            }
        }
    }
    assert!(wrong.is_empty(), "only signal says SIP, only media RTP, only infer Whisper:\n{}", wrong.join("\n"));
}

#[test]
fn every_room_of_the_table_exists() {
    let metadata = workspace();
    let there: BTreeMap<&str, &Value> = packages(&metadata).map(|package| (name(package), package)).collect();
    for (room, _) in ARROWS {
        assert!(there.contains_key(room), "{room} is gone: change ARCHITECTURE.md and this table");
    }
}

fn name(package: &Value) -> &str {
    package["name"].as_str().expect("a package has a name")
}

/// Normal dependencies only: tests and build scripts may use more.
fn dependencies(package: &Value) -> BTreeSet<String> {
    let all = package["dependencies"].as_array().expect("a package has dependencies");
    all.iter().filter(|d| d["kind"].is_null()).filter_map(|d| d["name"].as_str()).map(str::to_owned).collect()
}
