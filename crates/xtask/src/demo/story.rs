//! The timelines, told line by line, and whether each call went the whole way.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde_json::Value;

use super::house::House;
use super::phones::Phone;

/// What every call of the demo must have been through.
const WAY: &[&str] = &["arrived", "answered", "heard", "mood", "intent", "queued", "offered", "bridged", "ended"];

/// The story so far.
pub(crate) struct Story {
    expected: usize,
    calls: BTreeMap<String, Told>,
}

#[derive(Default)]
struct Told {
    name: String,
    lines: usize,
    events: BTreeSet<String>,
}

impl Story {
    /// A story of that many calls.
    pub(crate) const fn new(expected: usize) -> Self {
        Self { expected, calls: BTreeMap::new() }
    }

    /// Tells what is new.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub(crate) fn follow(&mut self, house: &House) -> Result<()> {
        for id in house.calls()? {
            let call = house.call(&id)?;
            let number = self.calls.len() + 1;
            let told =
                self.calls.entry(id).or_insert_with(|| Told { name: format!("call {number}"), ..Told::default() });
            told.follow(timeline(&call));
        }
        Ok(())
    }

    /// Every call has ended.
    pub(crate) fn all_closed(&self) -> bool {
        self.calls.len() >= self.expected && self.calls.values().all(|told| told.events.contains("ended"))
    }

    /// Says of every call whether it went the whole way: through the flow, to a person, with sound for the caller.
    pub(crate) fn conclude(&self, house: &House, callers: &[Phone]) -> bool {
        println!();
        let mut whole = self.calls.len() >= self.expected;
        for told in self.calls.values() {
            let missing: Vec<&str> = WAY.iter().copied().filter(|step| !told.events.contains(*step)).collect();
            whole &= missing.is_empty();
            match missing.as_slice() {
                [] => println!("✓ {}: the whole way", told.name),
                missing => println!("✗ {}: without {}", told.name, missing.join(", ")),
            }
        }
        for (id, told) in &self.calls {
            whole &= recorded(house, id, &told.name);
        }
        for caller in callers {
            let loudest = loudest(&caller.heard);
            let sounded = loudest > 500;
            whole &= sounded;
            let mark = if sounded { "✓" } else { "✗" };
            println!("{mark} {} heard sound (peak {loudest}): {}", caller.who, caller.heard.display());
        }
        println!("{} of {} calls in the book at {}", self.calls.len(), self.expected, house.sip());
        whole
    }
}

/// Says whether both voices are in a call's recording.
fn recorded(house: &House, id: &str, name: &str) -> bool {
    let call = house.call(id).unwrap_or_default();
    let file = call["recording"].as_str().unwrap_or_default();
    let [caller, agent] = loudest_by_channel(std::path::Path::new(file));
    let both = caller > 500 && agent > 500;
    println!("{} {name} recorded (peaks: caller {caller}, agent {agent}): {file}", if both { "✓" } else { "✗" });
    both
}

impl Told {
    fn follow(&mut self, timeline: &[Value]) {
        for entry in timeline.iter().skip(self.lines) {
            let event = &entry["event"];
            let at = entry["media_at"].as_u64().unwrap_or_default();
            if let Some(kind) = event["type"].as_str() {
                self.events.insert(kind.to_owned());
                if let Some(line) = line(kind, event) {
                    println!("{:>5}.{} s  {}  {line}", at / 1000, at % 1000 / 100, self.name);
                }
            }
        }
        self.lines = self.lines.max(timeline.len());
    }
}

/// The entries of a call as `wasl calls show --json` gives them.
fn timeline(call: &Value) -> &[Value] {
    call["timeline"].as_array().or_else(|| call.as_array()).map_or(&[], Vec::as_slice)
}

/// One line for a person, or nothing.
fn line(kind: &str, event: &Value) -> Option<String> {
    Some(match kind {
        "arrived" => format!("☎ {} calls {}", text(&event["from"]), text(&event["dialled"])),
        "language_picked" => format!("speaks {}", text(&event["language"])),
        "heard" => format!("{}: «{}»", text(&event["utterance"]["speaker"]), text(&event["utterance"]["text"])),
        "mood" => mood(&event["reading"]),
        "intent" => format!("wants {}", event["guess"]["intent"].as_str().unwrap_or("something we do not know")),
        "handed_over" => format!("to a person, because: {}", text(&event["cause"])),
        "queued" => format!("waits in {} at place {}", text(&event["queue"]), text(&event["position"])),
        "offered" => format!("offered to {}: {}", text(&event["agent"]), why(&event["reasons"])),
        "offer_ended" => format!("{}: {}", text(&event["agent"]), text(&event["outcome"])),
        "bridged" => format!("talks to {}", text(&event["agent"])),
        "callback_promised" => "is promised a call back".to_owned(),
        "ended" => format!("ended: {}", text(&event["hangup"])),
        _ => return None,
    })
}

fn mood(reading: &Value) -> String {
    let evidence = reading["evidence"].as_array().map_or(&[][..], Vec::as_slice);
    let why: Vec<String> = evidence.iter().take(3).map(|e| text(&e["what"])).collect();
    let sure = reading["confidence"].as_f64().unwrap_or_default() * 100.0;
    format!("feels {} ({sure:.0} %), because: {}", text(&reading["label"]), why.join(", "))
}

fn why(reasons: &Value) -> String {
    let parts = reasons["parts"].as_array().map_or(&[][..], Vec::as_slice);
    let value = |value: &Value| value.as_f64().unwrap_or_default();
    let parts: Vec<String> =
        parts.iter().map(|part| format!("{} {:.2}", text(&part["name"]), value(&part["value"]))).collect();
    format!("score {:.2} of {} free ({})", value(&reasons["score"]), text(&reasons["eligible"]), parts.join(", "))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The loudest sample of a 16-bit WAV file; 0 when it cannot be read.
fn loudest(file: &std::path::Path) -> u16 {
    loudest_by_channel(file).into_iter().max().unwrap_or(0)
}

/// The loudest of the even and of the odd samples: left and right, in a stereo file.
fn loudest_by_channel(file: &std::path::Path) -> [u16; 2] {
    let bytes = std::fs::read(file).unwrap_or_default();
    let samples = bytes.get(44..).unwrap_or_default().chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]]));
    let mut loudest = [0, 0];
    for (n, sample) in samples.enumerate() {
        loudest[n % 2] = sample.unsigned_abs().max(loudest[n % 2]);
    }
    loudest
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_story_tells_who_feels_what_and_why_this_agent() {
        let reading = json!({"label": "angry", "confidence": 0.82, "evidence": [{"what": "غير مقبول"}]});
        assert_eq!(
            line("mood", &json!({"reading": reading})).as_deref(),
            Some("feels angry (82 %), because: غير مقبول")
        );
        let reasons = json!({"score": 1.5, "eligible": 3, "parts": [{"name": "mood_fit", "value": 1.0}]});
        assert_eq!(
            line("offered", &json!({"agent": "noura", "reasons": reasons})).as_deref(),
            Some("offered to noura: score 1.50 of 3 free (mood_fit 1.00)")
        );
        assert_eq!(line("quality", &json!({})), None);
    }

    #[test]
    fn a_call_is_told_once_and_is_whole_only_with_every_step() {
        let mut told = Told { name: "call 1".to_owned(), ..Told::default() };
        let entries: Vec<Value> = WAY.iter().map(|kind| json!({"media_at": 1500, "event": {"type": kind}})).collect();
        told.follow(&entries[..4]);
        assert!(!told.events.contains("ended"));
        told.follow(&entries);
        assert_eq!(told.lines, WAY.len());
        assert!(WAY.iter().all(|step| told.events.contains(*step)));
    }

    #[test]
    fn silence_is_not_sound() {
        assert_eq!(loudest(std::path::Path::new("no such file")), 0);
    }
}
