//! «يسمع العميل ابتسامة الموظف عبر الهاتف … ثم يزور الفرع ويغادر وهو يبكي»: what the phone promised kindly, the branch
//! refuses the next day, and the review shows both side by side.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::house::House;
use super::pages::Pages;

/// Who was promised something.
const NUMBER: &str = "+966500000001";
/// The visit, named by the tablet that sends it: sent twice it is kept once.
const VISIT: &str = "01980000-0000-7000-8000-000000000001";
/// How long the reader may take.
const LONGEST: Duration = Duration::from_secs(30);
const DAY_MS: u64 = 86_400_000;

/// Plays the story on and tells it; true when the review found it.
///
/// # Errors
/// When the server refuses a part of it.
pub(crate) fn tell(house: &House) -> Result<bool> {
    let pages = house.pages()?;
    let call = call_of(&pages)?;
    let promise = promised(&pages, &call)?;
    println!("\n☎ the phone promised: «{}» (by tomorrow, in the branch Olaya)", text(&promise["what"]));
    let refusal = "لا يوجد أي طلب باسمك عندنا، ولا نستطيع إعادة المبلغ";
    println!("⌂ the next day (the demo does not wait for it) the branch says: «{refusal}»; the customer leaves sad");
    let answers = open_promises(&pages, &call)?
        .into_iter()
        .map(|id| json!({ "promise": id, "outcome": "not_kept", "why": "لم يصل إلى الفرع أي خبر عن الوعد" }));
    let visit = json!({
        "id": VISIT, "customer": null, "number": NUMBER, "ticket": null, "name": "أبو خالد", "branch": "olaya",
        "at": now_ms(), "reason": "refund", "served_by": "موظف الفرع", "notes": refusal, "left": "sad",
        "outcomes": answers.collect::<Vec<_>>(),
    });
    pages.change("POST", "/branch/visits", &visit)?;
    let deadline = Instant::now() + LONGEST;
    while Instant::now() < deadline {
        let found = pages.get("/consistency?kind=broken_promise")?;
        if let Some(finding) = found["items"].as_array().and_then(|items| items.first()) {
            say(house, finding);
            return Ok(true);
        }
        std::thread::sleep(Duration::from_millis(300));
    }
    println!("✗ the review did not find that phone and branch differ");
    Ok(false)
}

/// The call of whoever was promised something.
fn call_of(pages: &Pages) -> Result<String> {
    let calls = pages.get("/calls?live=false")?;
    let calls = calls["items"].as_array().cloned().unwrap_or_default();
    let theirs = calls.iter().find(|call| call["from"] == NUMBER).context("their call is not in the book")?;
    Ok(text(&theirs["id"]))
}

/// What was promised: written down by the agent with one click, as on the desk.
fn promised(pages: &Pages, call: &str) -> Result<Value> {
    let promise = json!({
        "what": "أبشر، سنعيد لك المبلغ غدًا في فرع العليا", "keeper": "branch", "due_ms": now_ms() + DAY_MS,
        "branch": "olaya", "utterance": null,
    });
    pages.change("POST", &format!("/calls/{call}/promises"), &promise)
}

/// Everything owed to them: the branch answers each of it.
fn open_promises(pages: &Pages, call: &str) -> Result<Vec<String>> {
    let promises = pages.get(&format!("/promises?call={call}&state=open"))?;
    let promises = promises["items"].as_array().cloned().unwrap_or_default();
    Ok(promises.iter().map(|promise| text(&promise["id"])).collect())
}

fn say(house: &House, kept: &Value) {
    let finding = &kept["finding"];
    println!("✓ the review found it: {}", text(&finding["why_ar"]));
    println!("    said on the phone:   «{}»", text(&finding["phone"]["words"]));
    println!("    done in the branch:  «{}»", text(&finding["branch"]["words"]));
    println!("    both sides: http://{}/qa/consistency/{}", house.http(), text(&kept["id"]));
}

fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
