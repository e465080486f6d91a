//! Human access, told in lines a person can read.

use std::collections::BTreeMap;

use wasl_review::{AccessReport, Reached};

/// Human access, a line for all, for each cause and for each day.
pub(super) fn lines(report: &AccessReport) -> Vec<String> {
    let head = format!(
        "{} calls; {} served by the machine alone, {} left it before anybody was wanted",
        report.calls, report.served_by_machine, report.gave_up
    );
    let group = |title: &str, group: &BTreeMap<String, Reached>| {
        let rows = group.iter().map(|(name, fared)| format!("  {}", reached(name, fared)));
        std::iter::once(title.to_owned()).chain(rows).collect::<Vec<_>>()
    };
    let all = [head, reached("all", &report.all)].into_iter();
    all.chain(group("by why a person was wanted:", &report.by_cause)).chain(group("by day:", &report.by_day)).collect()
}

fn reached(name: &str, fared: &Reached) -> String {
    let wait = |ms: Option<u64>| ms.map_or("-".to_owned(), |ms| format!("{:.0} s", ms as f64 / 1000.0));
    format!(
        "{name}: {} wanted a person, {} reached one ({} half, {} of 95 %, {} all), {} promised, {} lost, {} asked twice; \
         within 3 min {:.1} % (goal 95 %: {})",
        fared.wanted,
        fared.reached,
        wait(fared.wait_p50_ms),
        wait(fared.wait_p95_ms),
        wait(fared.wait_max_ms),
        fared.promised,
        fared.lost,
        fared.asked_twice,
        fared.within_goal_pct,
        if fared.goal_met { "met" } else { "missed" }
    )
}
