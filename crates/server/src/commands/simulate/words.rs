//! What the terminal shows: a line per policy, and how far it is.

use std::io::IsTerminal;

use wasl_routing::simulator::{Policy, Row};

/// Names of the columns.
pub(super) fn header() -> String {
    format!(
        "{:20}{:16}{:>8}{:>16}{:>8}{:>8}{:>9}{:>7}{:>8}{:>8}{:>8}{:>9}",
        "scenario",
        "policy",
        "utility",
        "gain % (SE)",
        "in 20s%",
        "gone %",
        "overcap%",
        "gini",
        "wait s",
        "angry s",
        "calm s",
        "hot ok %"
    )
}

/// One policy in one scenario.
pub(super) fn line(row: &Row) -> String {
    format!(
        "{:20}{:16}{:8.4}{:>16}{:8.1}{:8.2}{:9.1}{:7.3}{:8.1}{:8.1}{:8.1}{:9.1}",
        row.scenario,
        row.policy,
        row.utility,
        format!("{:+.2} ({:.2})", row.utility_gain_pct, row.utility_gain_se),
        row.service_level_pct,
        row.abandonment_pct,
        row.over_cap_pct,
        row.hot_gini,
        row.wait_s,
        row.wait_angry_s,
        row.wait_calm_s,
        row.ends_well_hot_pct
    )
}

/// How far a policy's days are, on standard error: each day on a terminal, otherwise only the last.
pub(super) fn progress(scenario: &str, policy: Policy, done: usize, of: usize) {
    if std::io::stderr().is_terminal() {
        let end = if done == of { "\n" } else { "" };
        eprint!("\r{scenario} {}: {done}/{of}\x1b[K{end}", policy.name());
    } else if done == of {
        eprintln!("{scenario} {}: {of} days", policy.name());
    }
}
