//! The page `--report` writes: tables, plots, and plainly what was assumed and where mood does not help.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasl_model::Mood;
use wasl_routing::Strategy;
use wasl_routing::simulator::{Policy, Row, Scenario, Tally, UTILITY, compare};

use super::Compared;
use super::pictures::{Bar, waits, waits_of, whiskers};

const WASL: Policy = Policy::Strategy(Strategy::Wasl);

/// Writes `index.html` into the folder; gives its path.
pub(super) fn write(dir: &Path, all: &[Compared], policies: &[Policy]) -> Result<PathBuf> {
    std::fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    let path = dir.join("index.html");
    std::fs::write(&path, page(all, policies)?).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

fn page(all: &[Compared], policies: &[Policy]) -> Result<String> {
    let mut out = String::from(HEAD);
    heading(&mut out, 1, "Who answers whom: a comparison in simulation", "من يجيب مَن: مقارنة بالمحاكاة");
    out.push_str(SUMMARY);
    for compared in all {
        scenario(&mut out, compared, policies)?;
    }
    mood(&mut out, all)?;
    assumptions(&mut out, all);
    out.push_str("</main></body></html>\n");
    Ok(out)
}

fn scenario(out: &mut String, compared: &Compared, policies: &[Policy]) -> Result<()> {
    let Scenario { title_en, title_ar, name, .. } = &compared.scenario;
    heading(out, 2, if title_en.is_empty() { name } else { title_en }, title_ar);
    let rows: Vec<Row> = policies.iter().map(|policy| compared.row(*policy)).collect();
    table(out, compared, policies, &rows);
    let bar = |row: &Row| Bar { name: row.policy.clone(), value: row.utility_gain_pct, error: row.utility_gain_se };
    let bars: Vec<Bar> = rows.iter().map(bar).collect();
    out.push_str(&whiskers("Utility, % over first come first served (two standard errors either way)", &bars)?);
    let moods = [(Mood::Angry, "angry"), (Mood::Neutral, "calm")];
    let shown = [Policy::Fifo, WASL].into_iter().filter(|policy| !compared.of(*policy).is_empty());
    let lines: Vec<(String, Vec<f32>)> = shown
        .flat_map(|policy| {
            moods.map(|(mood, name)| (format!("{} {name}", policy.name()), waits_of(compared.of(policy), mood)))
        })
        .collect();
    out.push_str(&waits("Callers who waited longer than so many seconds, %", &lines)?);
    Ok(())
}

fn table(out: &mut String, compared: &Compared, policies: &[Policy], rows: &[Row]) {
    out.push_str("<div class=wide><table><tr>");
    for (en, ar) in COLUMNS {
        let _ = write!(out, "<th>{en}<br><span lang=ar dir=rtl>{ar}</span></th>");
    }
    out.push_str("</tr>\n");
    for (policy, row) in policies.iter().zip(rows) {
        let days = compared.of(*policy);
        let mean = |of: &dyn Fn(&Tally) -> f64| days.iter().map(of).sum::<f64>() / days.len().max(1) as f64;
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td>{:.4}</td><td>{:+.2} ± {:.2}</td><td>{:.1}</td><td>{:.2}</td><td>{:.1}</td><td>{:.1}</td>\
             <td>{:.1}</td><td>{:.3}</td><td>{:.1}</td><td>{:.1}</td><td>{:.1}</td><td>{:.1}</td><td>{:.1}</td><td>{:.1}</td></tr>",
            row.policy,
            row.utility,
            row.utility_gain_pct,
            row.utility_gain_se,
            row.service_level_pct,
            row.abandonment_pct,
            mean(&Tally::resolved_pct),
            row.ends_well_hot_pct,
            row.over_cap_pct,
            row.hot_gini,
            row.wait_s,
            row.wait_angry_s,
            row.wait_calm_s,
            mean(&Tally::occupancy_sd_pct),
            mean(&Tally::same_agent_pct),
            mean(&|day| f64::from(day.longest_hot_run())),
        );
    }
    out.push_str("</table></div>\n");
}

/// What hearing moods adds to the same index that hears none.
fn mood(out: &mut String, all: &[Compared]) -> Result<()> {
    let blind = |compared: &Compared| !compared.of(Policy::MoodBlind).is_empty() && !compared.of(WASL).is_empty();
    let both: Vec<&Compared> = all.iter().filter(|compared| blind(compared)).collect();
    if both.is_empty() {
        return Ok(());
    }
    heading(out, 2, "What mood adds, and where it does not help", "ما يضيفه المزاج، وأين لا ينفع");
    let over_blind =
        |compared: &&Compared| compare(&compared.scenario, WASL, compared.of(WASL), compared.of(Policy::MoodBlind));
    let rows: Vec<Row> = both.iter().map(over_blind).collect();
    let bar = |row: &Row| Bar { name: row.scenario.clone(), value: row.utility_gain_pct, error: row.utility_gain_se };
    out.push_str(&whiskers(
        "Utility with moods heard, % over the same index without",
        &rows.iter().map(bar).collect::<Vec<_>>(),
    )?);
    let plain = |row: &&Row| row.utility_gain_pct < 2.0 * row.utility_gain_se;
    let without: Vec<&str> = rows.iter().filter(plain).map(|row| row.scenario.as_str()).collect();
    out.push_str(MOOD);
    let _ = if without.is_empty() {
        writeln!(out, "<p>In every scenario here the gain is more than two standard errors.</p>")
    } else {
        writeln!(out, "<p>No gain in utility beyond two standard errors in: <b>{}</b>.</p>", without.join(", "))
    };
    Ok(())
}

fn assumptions(out: &mut String, all: &[Compared]) {
    heading(out, 2, "What is assumed", "الافتراضات");
    out.push_str(ASSUMED);
    let [resolved, well, gone, second] = UTILITY;
    let _ = writeln!(
        out,
        "<p>Utility of a call: {resolved} resolved, {well} ends well, {gone} abandoned, {second} for each second waited. \
         The weights are a choice; the parts stand in the tables.</p>"
    );
    for compared in all {
        let _ = writeln!(
            out,
            "<details><summary>{}</summary><pre>{}</pre></details>",
            compared.scenario.name,
            escaped(&format!("{:#?}", Scenario { log: None, ..compared.scenario.clone() }))
        );
    }
}

fn heading(out: &mut String, level: u8, en: &str, ar: &str) {
    let (en, ar) = (escaped(en), escaped(ar));
    let _ = writeln!(out, "<h{level}>{en} <span lang=ar dir=rtl>{ar}</span></h{level}>");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

const COLUMNS: [(&str, &str); 15] = [
    ("policy", "السياسة"),
    ("utility", "المنفعة"),
    ("gain % ± SE", "الزيادة ٪ ± الخطأ"),
    ("within 20 s %", "خلال 20 ث ٪"),
    ("gave up %", "انصرفوا ٪"),
    ("resolved %", "حُلّت ٪"),
    ("hot callers end well %", "غاضبون انتهوا راضين ٪"),
    ("hot calls over the cap %", "فوق الحد ٪"),
    ("Gini of hot load", "جيني العبء"),
    ("wait s", "الانتظار ث"),
    ("angry s", "الغاضب ث"),
    ("calm s", "الهادئ ث"),
    ("busy, SD over agents %", "تفاوت الانشغال ٪"),
    ("known agent %", "الموظف المعروف ٪"),
    ("hot in a row, most", "أطول تتابع"),
];

const HEAD: &str = "<!doctype html><html lang=en><head><meta charset=utf-8>\
<meta name=viewport content=\"width=device-width\"><title>Wasl: who answers whom</title><style>\
body{font:15px/1.5 system-ui,sans-serif;color:#222;background:#fff;margin:0}main{max-width:60rem;margin:auto;padding:1rem}\
h1,h2{display:flex;flex-wrap:wrap;justify-content:space-between;gap:1rem;border-bottom:1px solid #ccc}\
table{border-collapse:collapse;font-size:13px}td,th{padding:.2rem .5rem;text-align:right;border-bottom:1px solid #eee}\
td:first-child,th:first-child{text-align:left}th{vertical-align:bottom;font-weight:600}.wide{overflow-x:auto}\
svg{display:block;max-width:100%;height:auto}pre{font-size:12px;overflow-x:auto}</style></head><body><main>\n";

const SUMMARY: &str = "<p>Every policy met the same callers at the same moments, day by day; gains are differences of pairs \
with their standard errors over days. What ran is the dispatcher itself, not a model of it. Only <b>wasl</b> is told how \
callers feel; <b>mood-blind</b> is the same index without; every other policy is given no mood.</p>\
<p lang=ar dir=rtl>واجهت كل سياسة المتصلين أنفسهم في اللحظات نفسها، والفروق مزدوجة يومًا بيوم. ما جرى هو الموزِّع نفسه لا نموذج عنه.</p>\n";

const MOOD: &str = "<p>Most of the index's gain comes from who is good at what and what whose time is worth; hearing moods \
adds little to the sum of utility. What it adds is protection: hot callers meet people who calm them, and hot calls are kept \
from agents who carry too much already. It cannot mend too few agents, and adds nothing where agents do not differ.</p>\
<p lang=ar dir=rtl>أغلب المكسب من معرفة من يُحسن ماذا؛ وما يضيفه المزاج أكثره حماية: للمتصل الغاضب وللموظف المثقل.</p>\n";

const ASSUMED: &str = "<ul><li>Measured at a bank's centre in February 1999: the shape of the day, lengths of talks and \
their spread, how agents differ in speed, patience (Kaplan-Meier, as a mixture of two exponentials), the share of repeated \
calls, 8 % shorter talks with the same agent.</li>\
<li>Assumed: shares of moods, what moods, waits and load do to a talk and to patience, how agents differ in resolving and \
calming, and that what a caller wants is known. The size of the gain follows these differences; a site learns its own by \
switching on and off.</li>\
<li>Left out: callers who try again, breaks and shifts, callbacks, transfers, agents who refuse, moods that change while \
waiting. Agents answer at once.</li>\
<li>Learning is real: values come from outcomes of talks alone, those of the history and those of the day.</li></ul>\n";
