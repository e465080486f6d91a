//! `wasl agents learnt`: what was learnt of agents, as the dispatcher is told it, with how sure it is.

use std::process::ExitCode;

use anyhow::{Context, Result};
use wasl_routing::{Estimate, Standing, Values};

use crate::cli::{AgentsCommand, ConfigArgs, Tongue};
use crate::clock;
use crate::config::Config;
use crate::house::learning::ledger;

pub(super) fn run(args: &ConfigArgs, command: &AgentsCommand) -> Result<ExitCode> {
    let AgentsCommand::Learnt { json, language } = *command;
    let config = Config::load(&args.config)?;
    let places = config.places(&args.config, &args.data);
    let learn = &config.routing.learn;
    let now = clock::now();
    let talks = super::runtime()?.block_on(async {
        let book = super::book_beside(&config, &places).await?;
        book.talks_since(ledger::oldest(now, learn.half_life_days)).await.context("the talks cannot be read")
    })?;
    let standings = Values::learn(&ledger::of(&talks, now, learn.half_life_days), None).standings();
    if json {
        standings.iter().try_for_each(super::say_json)?;
    } else {
        lines(&standings, language).iter().for_each(|line| super::say(line));
    }
    Ok(ExitCode::SUCCESS)
}

fn lines(standings: &[Standing], language: Tongue) -> Vec<String> {
    let (none, head) = match language {
        Tongue::En => (
            "Nothing is learnt yet: no talk has ended of which it is known whether it settled the matter.",
            "Compared with an average agent given the same callers; in brackets where the truth lies, 19 times in 20. Old talks \
             count less.",
        ),
        Tongue::Ar => (
            "لم يُتعلَّم شيء بعد: لم تنته مكالمة عُرف هل قُضيت بها الحاجة.",
            "بالمقارنة مع موظف متوسط لو خدم المتصلين أنفسهم؛ وبين القوسين المدى الذي تقع فيه الحقيقة 19 مرة من 20. والمكالمات القديمة أقل وزنًا.",
        ),
    };
    if standings.is_empty() {
        return vec![none.to_owned()];
    }
    std::iter::once(head.to_owned()).chain(standings.iter().map(|standing| line(standing, language))).collect()
}

fn line(standing: &Standing, language: Tongue) -> String {
    let Standing { agent, talks, resolved, ended_well, busy } = standing;
    match language {
        Tongue::En => format!(
            "{agent}: {talks:.0} talks; settled {}; ended well {}; time {}",
            points(*resolved, "points", "no difference seen yet"),
            points(*ended_well, "points", "no difference seen yet"),
            times(*busy, "no difference seen yet"),
        ),
        Tongue::Ar => format!(
            "{agent}: المكالمات {talks:.0}؛ قضاء الحاجة {}؛ حسن الختام {}؛ المدة {}",
            points(*resolved, "نقطة", "لا فرق ظاهر بعد"),
            points(*ended_well, "نقطة", "لا فرق ظاهر بعد"),
            times(*busy, "لا فرق ظاهر بعد"),
        ),
    }
}

fn points(estimate: Option<Estimate>, unit: &str, none: &str) -> String {
    estimate.map_or_else(
        || none.to_owned(),
        |e| format!("{:+.1} {unit} ({:+.1} … {:+.1})", 100.0 * e.value, 100.0 * e.low, 100.0 * e.high),
    )
}

fn times(estimate: Option<Estimate>, none: &str) -> String {
    estimate.map_or_else(|| none.to_owned(), |e| format!("×{:.2} ({:.2} … {:.2})", e.value, e.low, e.high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_learnt_is_told_with_how_sure_it_is_in_both_languages() {
        let estimate = |value| Some(Estimate { value, low: value - 0.05, high: value + 0.05 });
        let standing = Standing {
            agent: "noura".into(),
            talks: 61.6,
            resolved: estimate(0.04),
            ended_well: None,
            busy: estimate(0.9),
        };
        let told = |language| lines(std::slice::from_ref(&standing), language).join("\n");
        let english = told(Tongue::En);
        assert!(
            english.ends_with(
                "noura: 62 talks; settled +4.0 points (-1.0 … +9.0); ended well no difference seen yet; time ×0.90 (0.85 … 0.95)"
            ),
            "{english}"
        );
        let arabic = told(Tongue::Ar);
        assert!(arabic.contains("المكالمات 62") && arabic.contains("+4.0 نقطة (-1.0 … +9.0)"), "{arabic}");
        assert!(lines(&[], Tongue::En)[0].starts_with("Nothing is learnt yet"));
    }
}
