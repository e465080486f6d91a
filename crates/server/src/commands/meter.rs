//! `wasl meter`: what the second policy of `routing.meter` gains over the first on live traffic, and how sure that is.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde::Serialize;
use wasl_model::{Resolved, TalkOutcome, Timestamp};
use wasl_routing::meter::{Meter, Observation, Report, calls_needed, report};

use crate::cli::{MeterArgs, Tongue};
use crate::clock;
use crate::config::Config;

const DAY_MS: i64 = 86_400_000;

/// One thing that is compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Compared {
    /// `resolved` or `ended_well`.
    what: &'static str,
    /// Talks of which it is known, of this plan, washed-out ones included.
    talks: usize,
    /// Talks of which it is known, but made under another plan, by name, or across a change of blocks: left out.
    left_out: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<Told>,
    /// Calls each policy needs so that the gain asked for is seen four times in five.
    calls_needed_each: u64,
}

/// A report's numbers, shares from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
struct Told {
    calls: [u64; 2],
    washed_out: u64,
    days: u32,
    means: [f64; 2],
    gain: f64,
    interval_95: [f64; 2],
    detectable: f64,
    design_effect: f64,
}

pub(super) fn run(args: &MeterArgs) -> Result<ExitCode> {
    let config = Config::load(&args.config.config)?;
    let places = config.places(&args.config.config, &args.config.data);
    let Some(meter) = config.routing.meter else {
        bail!(
            "routing.meter compares nothing; write meter = {{ a = \"longest_idle\", b = \"wasl\" }} under [routing], restart \
             the server, and ask again after three days"
        );
    };
    if !(args.points.is_finite() && args.points > 0.0) {
        bail!("--points {} is no gain; write percentage points, such as 2", args.points);
    }
    let since = Timestamp(clock::now().as_millis().saturating_sub(i64::from(args.days) * DAY_MS));
    let talks = super::runtime()?.block_on(async {
        let book = super::book_beside(&config, &places).await?;
        book.talks_since(since).await.context("the talks cannot be read")
    })?;
    for compared in compare(&meter, config.support.utc_offset_min, &talks, args.points / 100.0) {
        if args.json {
            super::say_json(&compared)?;
        } else {
            super::say(&line(&compared, &meter, args));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn compare(meter: &Meter, utc_offset_min: i32, talks: &[TalkOutcome], gain: f64) -> [Compared; 2] {
    let resolved = |talk: &TalkOutcome| match talk.resolved {
        Resolved::Yes => Some(true),
        Resolved::No => Some(false),
        Resolved::Promised | Resolved::Open | Resolved::Unknown => None,
    };
    let one = |what, of: &dyn Fn(&TalkOutcome) -> Option<bool>| {
        let known = talks.iter().filter_map(|talk| of(talk).map(|good| (talk, good)));
        let (mut observations, mut left_out) = (Vec::new(), 0);
        for (talk, good) in known {
            let slice = meter.slice(talk.came, utc_offset_min);
            let stamped = talk.arm.as_deref();
            if slice.washed_out || stamped == Some(slice.arm.name()) {
                observations.push(Observation { at: talk.came, outcome: if good { 1.0 } else { 0.0 } });
            } else {
                left_out += 1;
            }
        }
        let told = report(meter, utc_offset_min, &observations);
        let (variance, design_effect) =
            told.map_or_else(|| (variance(&observations), 1.0), |told| (told.variance, told.design_effect.max(1.0)));
        let calls_needed_each = calls_needed(variance, gain, design_effect);
        Compared { what, talks: observations.len(), left_out, report: told.map(Told::of), calls_needed_each }
    };
    [one("resolved", &resolved), one("ended_well", &|talk: &TalkOutcome| talk.ended_well)]
}

impl Told {
    const fn of(report: Report) -> Self {
        let Report { calls, washed_out, days, means, effect, interval, design_effect, detectable, .. } = report;
        Self { calls, washed_out, days, means, gain: effect, interval_95: interval, detectable, design_effect }
    }
}

/// Of a share; the widest there is before anything is known.
fn variance(observations: &[Observation]) -> f64 {
    let n = observations.len() as f64;
    if n < 30.0 {
        return 0.25;
    }
    let share = observations.iter().map(|one| one.outcome).sum::<f64>() / n;
    share * (1.0 - share)
}

fn line(compared: &Compared, meter: &Meter, args: &MeterArgs) -> String {
    let Compared { talks, left_out, calls_needed_each: needed, .. } = compared;
    let (a, b, points) = (meter.a.name(), meter.b.name(), args.points);
    let pct = |share: f64| 100.0 * share;
    match args.language {
        Tongue::En => {
            let what = if compared.what == "resolved" { "settled" } else { "ended well" };
            let needs = format!("to see {points} points takes {needed} calls under each");
            match compared.report {
                None => format!(
                    "{what}: {talks} talks known, {left_out} of no or another plan; not enough yet (three days with both \
                     policies are the least); {needs}"
                ),
                Some(told) => format!(
                    "{what}: {a} {:.1} % of {}, {b} {:.1} % of {}; {b} gains {:+.1} points ({:+.1} … {:+.1}, 95 %) over {} \
                     days; {} washed out, {left_out} left out; so much sees {:.1} points; {needs}",
                    pct(told.means[0]),
                    told.calls[0],
                    pct(told.means[1]),
                    told.calls[1],
                    pct(told.gain),
                    pct(told.interval_95[0]),
                    pct(told.interval_95[1]),
                    told.days,
                    told.washed_out,
                    pct(told.detectable),
                ),
            }
        }
        Tongue::Ar => {
            let what = if compared.what == "resolved" { "قضاء الحاجة" } else { "حسن الختام" };
            let needs = format!("ورؤية {points} نقطة تحتاج إلى {needed} مكالمة لكل طريقة");
            match compared.report {
                None => format!(
                    "{what}: المعروف {talks} مكالمة، وخارج الخطة {left_out}؛ لا يكفي بعد (أقله ثلاثة أيام بالطريقتين)؛ {needs}"
                ),
                Some(told) => format!(
                    "{what}: {a} {:.1}٪ من {}، {b} {:.1}٪ من {}؛ تزيد {b} بمقدار {:+.1} نقطة ({:+.1} … {:+.1}، 95٪) في {} يومًا؛ \
                     مستبعد أول الفترات {}، وخارج الخطة {left_out}؛ وهذا القدر يُظهر {:.1} نقطة؛ {needs}",
                    pct(told.means[0]),
                    told.calls[0],
                    pct(told.means[1]),
                    told.calls[1],
                    pct(told.gain),
                    pct(told.interval_95[0]),
                    pct(told.interval_95[1]),
                    told.days,
                    told.washed_out,
                    pct(told.detectable),
                ),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use wasl_model::CallId;
    use wasl_routing::Strategy;

    use super::*;

    const METER: Meter = Meter { a: Strategy::LongestIdle, b: Strategy::Wasl, block_min: 30, washout_min: 5, seed: 3 };

    /// Midnight where the house is.
    const MIDNIGHT: i64 = 20_000 * DAY_MS - 180 * 60_000;

    /// Ten talks an hour over so many days; the second policy settles nine of ten, the first five.
    fn talks(days: i64) -> Vec<TalkOutcome> {
        let mut talks = Vec::new();
        for n in 0..days * 240 {
            let came = Timestamp(MIDNIGHT + n * 360_000 + 60_000 * (n % 5));
            let arm = METER.slice(came, 180).arm;
            let of_ten = n / 7 % 10;
            let good = of_ten < if arm.name() == "b" { 9 } else { 5 };
            talks.push(TalkOutcome {
                call: CallId::numbered(n.unsigned_abs().into()),
                agent: "noura".into(),
                intent: None,
                came,
                began: came,
                ended: came,
                busy_ms: 0,
                mood: None,
                weight: 0.0,
                resolved: if good { Resolved::Yes } else { Resolved::No },
                ended_well: None,
                arm: Some(arm.name().to_owned()),
            });
        }
        talks
    }

    #[test]
    fn a_gain_is_seen_and_so_is_how_many_calls_a_smaller_one_takes() {
        let mut talks = talks(14);
        talks.push(TalkOutcome { arm: None, came: not_washed_out(), ..talks[0].clone() });
        let [resolved, felt] = compare(&METER, 180, &talks, 0.02);
        let told = resolved.report.expect("fourteen days");
        assert!((0.3..0.5).contains(&told.gain) && told.interval_95[0] > 0.2, "{told:?}");
        assert!(told.washed_out > 300 && resolved.left_out == 1, "{resolved:?}");
        assert!(resolved.calls_needed_each > 7_000, "{resolved:?}");
        assert_eq!((felt.talks, felt.report), (0, None), "nobody consented");
    }

    fn not_washed_out() -> Timestamp {
        let moments = (0..40).map(|n| Timestamp(20_000 * DAY_MS + n * 60_000));
        moments.into_iter().find(|at| !METER.slice(*at, 180).washed_out).expect("most of a block")
    }

    #[test]
    fn two_days_are_no_ground_and_say_so() {
        let [resolved, _] = compare(&METER, 180, &talks(2), 0.02);
        assert_eq!(resolved.report, None);
        assert!(resolved.calls_needed_each > 5_000, "{resolved:?}");
    }
}
