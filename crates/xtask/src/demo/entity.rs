//! «يسمع العميل ابتسامة الموظف عبر الهاتف … ثم يزور الفرع ويغادر وهو يبكي»: what the phone promised kindly, the branch
//! refuses the next day, and the review shows both side by side.
//!
//! Both agents say their promise. The English one is found by the ear; free Arabic is more than the small model reads, so
//! there the agent writes it down with one click, beside the words it was said in.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::house::House;
use super::pages::Pages;

/// Somebody who is promised something on the phone, and what the branch tells them.
struct Visitor {
    number: &'static str,
    /// The visit, named by the tablet that sends it: sent twice it is kept once.
    visit: &'static str,
    name: &'static str,
    refusal: &'static str,
    why: &'static str,
    /// What the agent writes down of their promise; nothing where the ear finds it.
    noted: Option<&'static str>,
}

const VISITORS: [Visitor; 2] = [
    Visitor {
        number: "+966500000001",
        visit: "01980000-0000-7000-8000-000000000001",
        name: "أبو خالد",
        refusal: "لا يوجد أي طلب باسمك عندنا، ولا نستطيع إعادة المبلغ",
        why: "لم يصل إلى الفرع أي خبر عن الوعد",
        noted: Some("أبشر، سنعيد لك المبلغ غدًا"),
    },
    Visitor {
        number: "+966500000002",
        visit: "01980000-0000-7000-8000-000000000002",
        name: "Mona",
        refusal: "There is no request in your name here, and we cannot refund anything",
        why: "Nobody told the branch of this promise",
        noted: None,
    },
];

/// How long the reader may take.
const LONGEST: Duration = Duration::from_secs(60);
const DAY_MS: u64 = 86_400_000;

/// Plays the story on and tells it; true when the review found it.
///
/// # Errors
/// When the server refuses a part of it.
pub(crate) fn tell(house: &House) -> Result<bool> {
    let pages = house.pages()?;
    let mut found = true;
    for visitor in &VISITORS {
        let call = call_of(&pages, visitor)?;
        let promise = match visitor.noted {
            Some(words) => write_down(&pages, &call, words)?,
            None => confirm_what_was_heard(&pages, &call)?,
        };
        let how = if visitor.noted.is_some() { "written down by the agent" } else { "found in what was heard" };
        println!("\n☎ {} was promised: «{}» ({how})", visitor.name, text(&promise["what"]));
        visit(&pages, &call, visitor)?;
        found &= both_sides(house, &pages, &call)?;
    }
    Ok(found)
}

/// The call of whoever was promised something.
fn call_of(pages: &Pages, visitor: &Visitor) -> Result<String> {
    let calls = pages.get("/calls?live=false")?;
    let calls = calls["items"].as_array().cloned().unwrap_or_default();
    let theirs = calls.iter().find(|call| call["from"] == visitor.number).context("their call is not in the book")?;
    Ok(text(&theirs["id"]))
}

/// By one click of the agent, beside the words the promise was said in.
fn write_down(pages: &Pages, call: &str, words: &str) -> Result<Value> {
    let turns = pages.get(&format!("/calls/{call}/transcript"))?;
    let turns = turns["items"].as_array().cloned().unwrap_or_default();
    let said = turns.iter().rev().find(|utterance| utterance["speaker"] == "agent").map(|said| &said["id"]);
    let promise = json!({
        "what": words, "keeper": "branch", "due_ms": now_ms() + DAY_MS, "branch": "olaya", "utterance": said,
    });
    pages.change("POST", &format!("/calls/{call}/promises"), &promise)
}

/// What the ear found, once it is there, confirmed as the agent does.
fn confirm_what_was_heard(pages: &Pages, call: &str) -> Result<Value> {
    let heard = wait_for(|| first(&pages.get(&format!("/promises?call={call}"))?))?;
    let Some(heard) = heard else { bail!("the agent's promise was not heard in the call {call}") };
    pages.change("PUT", &format!("/promises/{}", text(&heard["id"])), &json!({ "state": "open" }))
}

/// The branch answers for everything owed to them, and they leave sad.
fn visit(pages: &Pages, call: &str, visitor: &Visitor) -> Result<()> {
    let Visitor { number, visit, name, refusal, why, .. } = visitor;
    println!("⌂ the next day (the demo does not wait for it) the branch says: «{refusal}»; the customer leaves sad");
    let promises = pages.get(&format!("/promises?call={call}&state=open"))?;
    let promises = promises["items"].as_array().cloned().unwrap_or_default();
    let answers = promises.iter().map(|promise| json!({ "promise": promise["id"], "outcome": "not_kept", "why": why }));
    let visit = json!({
        "id": visit, "customer": null, "number": number, "ticket": null, "name": name, "branch": "olaya",
        "at": now_ms(), "reason": "refund", "served_by": "موظف الفرع", "notes": refusal, "left": "sad",
        "outcomes": answers.collect::<Vec<_>>(),
    });
    pages.change("POST", "/branch/visits", &visit).map(drop)
}

fn both_sides(house: &House, pages: &Pages, call: &str) -> Result<bool> {
    let of_this_call = || -> Result<Option<Value>> {
        let found = pages.get("/consistency?kind=broken_promise")?;
        let found = found["items"].as_array().cloned().unwrap_or_default();
        Ok(found.into_iter().find(|kept| kept.to_string().contains(call)))
    };
    match wait_for(of_this_call)? {
        Some(kept) => say(house, &kept),
        None => {
            println!("✗ the review did not find that phone and branch differ");
            return Ok(false);
        }
    }
    Ok(true)
}

fn say(house: &House, kept: &Value) {
    let finding = &kept["finding"];
    println!("✓ the review found it: {}", text(&finding["why_ar"]));
    println!("    said on the phone:   «{}»", text(&finding["phone"]["words"]));
    println!("    done in the branch:  «{}»", text(&finding["branch"]["words"]));
    println!("    both sides: http://{}/qa/consistency/{}", house.http(), text(&kept["id"]));
}

/// What comes in time.
fn wait_for(mut ask: impl FnMut() -> Result<Option<Value>>) -> Result<Option<Value>> {
    let deadline = Instant::now() + LONGEST;
    loop {
        let come = ask()?;
        if come.is_some() || Instant::now() > deadline {
            return Ok(come);
        }
        std::thread::sleep(Duration::from_millis(300));
    }
}

fn first(page: &Value) -> Result<Option<Value>> {
    Ok(page["items"].as_array().context("no page of promises")?.first().cloned())
}

fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
