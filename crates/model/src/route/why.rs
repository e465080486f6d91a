//! Why an agent was offered a call, as a sentence anybody can read, in Arabic and English.

use super::{OfferReasons, ScorePart, Why};
use crate::{AgentId, Language};

/// A part of a score counts in words from this much on.
const WORTH_SAYING: f64 = 0.005;

impl OfferReasons {
    /// The reasons with their sentences.
    #[must_use]
    pub fn with_sentences(mut self, agent: &AgentId) -> Self {
        let [ar, en] = [Language::Ar, Language::En].map(|language| self.sentence(agent, language));
        self.why = Some(Why { ar, en });
        self
    }

    /// Why that agent was offered the call, such as
    /// "Offered to sara, of 3 free: idle longest (95 s); next would have been huda. The caller had waited 4 s."
    ///
    /// The same reasons give the same sentence, whoever asks and whenever.
    #[must_use]
    pub fn sentence(&self, agent: &AgentId, language: Language) -> String {
        let words = Words::of(language);
        let notes: Vec<&str> = self.parts.iter().filter_map(|part| words.note(&part.name)).collect();
        let notes = if notes.is_empty() { String::new() } else { format!("{}{}", words.dash, notes.join(words.and)) };
        let offered = (words.offered)(agent.as_str(), self.eligible);
        let waited = (words.waited)(self.waited_ms / 1000);
        let because = self.because(&words);
        let next = self.next(&words);
        format!("{offered}{because}{notes}{next}. {waited}")
    }

    fn because(&self, words: &Words) -> String {
        let first = |name: &str| self.parts.iter().find(|part| part.name == name).map_or(0.0, |part| part.value);
        match self.strategy.as_str() {
            "" => String::new(),
            "longest_idle" => (words.idle)(first("idle")),
            "ring_all" => (words.all)(first("idle")),
            "fewest_calls" => (words.calls)(-first("calls")),
            "least_talk_time" => (words.talk)(-first("talk")),
            "round_robin" => (words.turn)(-first("turn")),
            "top_down" => (words.seat)(1.0 - first("seat")),
            "weighted_random" => words.lot.to_owned(),
            _ => self.by_parts(words),
        }
    }

    /// The two parts that speak most for the agent, and the one that speaks most against.
    fn by_parts(&self, words: &Words) -> String {
        let said = |part: &ScorePart| format!("{} {:+.2}", words.part(&part.name), part.value);
        let speaking: Vec<_> = self.parts.iter().filter(|part| words.note(&part.name).is_none()).collect();
        let for_it = speaking.iter().filter(|part| part.value >= WORTH_SAYING).take(2);
        let for_it: Vec<String> = for_it.map(|part| said(part)).collect();
        let against = speaking.iter().rfind(|part| part.value <= -WORTH_SAYING);
        match (for_it.is_empty(), against) {
            (true, None) => String::new(),
            (true, Some(against)) => format!("{}{} {}", words.colon, words.against, said(against)),
            (false, None) => format!("{}{}", words.colon, for_it.join(words.and)),
            (false, Some(against)) => {
                format!("{}{}{}{} {}", words.colon, for_it.join(words.and), words.comma, words.against, said(against))
            }
        }
    }

    /// Who came next, and what made the difference.
    fn next(&self, words: &Words) -> String {
        let Some((other, score)) = self.runners_up.first() else { return String::new() };
        let difference = self.runner_up_parts.first().and_then(|theirs| self.difference(theirs));
        match difference {
            Some(name) if self.score > *score && !self.by_one_measure() => {
                (words.ahead)(other.as_str(), self.score - score, words.part(name))
            }
            Some(_) | None => (words.next)(other.as_str()),
        }
    }

    /// Only Wasl's own strategy weighs several things.
    fn by_one_measure(&self) -> bool {
        self.strategy != "wasl"
    }

    /// The part in which the agent is most ahead of those parts.
    fn difference(&self, theirs: &[ScorePart]) -> Option<&str> {
        let ahead = |part: &ScorePart| {
            part.value - theirs.iter().find(|other| other.name == part.name).map_or(0.0, |other| other.value)
        };
        let most = self.parts.iter().max_by(|a, b| ahead(a).total_cmp(&ahead(b)))?;
        (ahead(most) >= WORTH_SAYING).then_some(most.name.as_str())
    }
}

/// One language's words.
struct Words {
    offered: fn(&str, u32) -> String,
    waited: fn(u64) -> String,
    idle: fn(f64) -> String,
    all: fn(f64) -> String,
    calls: fn(f64) -> String,
    talk: fn(f64) -> String,
    turn: fn(f64) -> String,
    seat: fn(f64) -> String,
    lot: &'static str,
    next: fn(&str) -> String,
    ahead: fn(&str, f64, &str) -> String,
    against: &'static str,
    colon: &'static str,
    comma: &'static str,
    and: &'static str,
    dash: &'static str,
    parts: &'static [(&'static str, &'static str)],
    notes: &'static [(&'static str, &'static str)],
}

impl Words {
    const fn of(language: Language) -> Self {
        match language {
            Language::Ar => ARABIC,
            Language::En => ENGLISH,
        }
    }

    /// A part nobody has words for keeps its name.
    fn part<'a>(&self, name: &'a str) -> &'a str {
        self.parts.iter().find(|(known, _)| *known == name).map_or(name, |(_, words)| words)
    }

    fn note(&self, name: &str) -> Option<&'static str> {
        self.notes.iter().find(|(known, _)| *known == name).map(|(_, words)| *words)
    }
}

const ENGLISH: Words = Words {
    offered: |agent, eligible| format!("Offered to {agent}, of {eligible} free"),
    waited: |s| format!("The caller had waited {s} s."),
    idle: |s| format!(": idle longest ({s:.0} s)"),
    all: |s| format!(": rung with the others at once (idle {s:.0} s)"),
    calls: |calls| format!(": fewest calls today ({calls:.0})"),
    talk: |minutes| format!(": least talk today ({minutes:.0} min)"),
    turn: |away| {
        if away < 0.5 { ": next in turn".to_owned() } else { format!(": next free in turn ({away:.0} passed)") }
    },
    seat: |seat| format!(": first free from the top (seat {seat:.0})"),
    lot: ": by lot",
    next: |other| format!("; next would have been {other}"),
    ahead: |other, by, part| format!("; {by:.2} ahead of {other}, mostly for {part}"),
    against: "against it",
    colon: ": ",
    comma: ", ",
    and: " and ",
    dash: "; ",
    parts: &[
        ("value", "how such calls end with this agent"),
        ("price", "how much this agent's time is wanted elsewhere"),
        ("idle", "time idle"),
        ("skill", "skill"),
        ("language", "the caller's language"),
        ("mood_fit", "being good with callers in this mood"),
        ("last_agent", "knowing the caller"),
        ("load", "hard calls carried lately"),
    ],
    notes: &[
        ("relaxed_language", "after this wait the caller's language was no longer insisted on"),
        ("relaxed_skills", "after this wait the skills were no longer insisted on"),
        ("wider_ring", "after this wait less was asked of the agent"),
        ("wider_tier", "after this wait further tiers were asked"),
        ("preferred_last_agent", "preferred because the caller spoke with this agent last"),
        ("hot_guard", "somebody who scored higher was spared after hard calls"),
        ("by_name", "asked for by name"),
    ],
};

const ARABIC: Words = Words {
    offered: |agent, eligible| format!("عُرضت المكالمة على {agent} (المتاحون: {eligible})"),
    waited: |s| format!("وكان المتصل قد انتظر {s} ث."),
    idle: |s| format!(": الأطول فراغًا ({s:.0} ث)"),
    all: |s| format!(": رنّ لدى الجميع معًا (فراغ {s:.0} ث)"),
    calls: |calls| format!(": الأقل مكالمات اليوم ({calls:.0})"),
    talk: |minutes| format!(": الأقل تحدثًا اليوم ({minutes:.0} د)"),
    turn: |away| {
        if away < 0.5 {
            ": صاحب الدور".to_owned()
        } else {
            format!(": أول متاح في الدور (بعد {away:.0})")
        }
    },
    seat: |seat| format!(": أول متاح من أعلى الترتيب (المقعد {seat:.0})"),
    lot: ": بالقرعة",
    next: |other| format!("؛ والتالي كان {other}"),
    ahead: |other, by, part| format!("؛ متقدمًا على {other} بمقدار {by:.2}، وأكثره من حيث {part}"),
    against: "وعليه",
    colon: ": ",
    comma: "، ",
    and: "، و",
    dash: "؛ ",
    parts: &[
        ("value", "ما تنتهي إليه مثل هذه المكالمات معه"),
        ("price", "الحاجة إلى وقته في غيرها"),
        ("idle", "مدة الفراغ"),
        ("skill", "المهارة"),
        ("language", "لغة المتصل"),
        ("mood_fit", "حسن التعامل مع هذا المزاج"),
        ("last_agent", "معرفته بالمتصل"),
        ("load", "ما حمله من مكالمات صعبة"),
    ],
    notes: &[
        ("relaxed_language", "لم تعد لغة المتصل شرطًا بعد هذا الانتظار"),
        ("relaxed_skills", "لم تعد المهارات شرطًا بعد هذا الانتظار"),
        ("wider_ring", "خُفّف المطلوب بعد هذا الانتظار"),
        ("wider_tier", "فُتحت مستويات أخرى بعد هذا الانتظار"),
        ("preferred_last_agent", "فُضّل لأنه آخر من تحدث مع المتصل"),
        ("hot_guard", "أُعفي من هو أعلى نقاطًا بعد مكالمات صعبة"),
        ("by_name", "طُلب بالاسم"),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, value: f64) -> ScorePart {
        ScorePart { name: name.to_owned(), value }
    }

    fn wasl() -> OfferReasons {
        OfferReasons {
            score: 0.9,
            parts: vec![part("skill", 0.6), part("mood_fit", 0.45), part("load", -0.15)],
            runners_up: vec![("huda".into(), 0.6)],
            runner_up_parts: vec![vec![part("skill", 0.58), part("mood_fit", 0.02), part("load", 0.0)]],
            eligible: 3,
            waited_ms: 4_200,
            weight: 0.0,
            strategy: "wasl".to_owned(),
            arm: None,
            why: None,
        }
    }

    #[test]
    fn the_parts_and_the_difference_are_told() {
        assert_eq!(
            wasl().sentence(&"sara".into(), Language::En),
            "Offered to sara, of 3 free: skill +0.60 and being good with callers in this mood +0.45, against it \
             hard calls carried lately -0.15; 0.30 ahead of huda, mostly for being good with callers in this mood. \
             The caller had waited 4 s."
        );
        assert_eq!(
            wasl().sentence(&"sara".into(), Language::Ar),
            "عُرضت المكالمة على sara (المتاحون: 3): المهارة +0.60، وحسن التعامل مع هذا المزاج +0.45، وعليه \
             ما حمله من مكالمات صعبة -0.15؛ متقدمًا على huda بمقدار 0.30، وأكثره من حيث حسن التعامل مع هذا المزاج. \
             وكان المتصل قد انتظر 4 ث."
        );
    }

    #[test]
    fn a_rule_is_told_as_a_rule_and_an_exception_as_one() {
        let reasons = |strategy: &str, parts| OfferReasons {
            parts,
            strategy: strategy.to_owned(),
            eligible: 2,
            runners_up: vec![("huda".into(), 1.0)],
            ..OfferReasons::default()
        };
        let english = |reasons: OfferReasons| reasons.sentence(&"sara".into(), Language::En);
        let idle = english(reasons("longest_idle", vec![part("idle", 95.0)]));
        assert!(
            idle.starts_with("Offered to sara, of 2 free: idle longest (95 s); next would have been huda."),
            "{idle}"
        );
        let turn = english(reasons("round_robin", vec![part("turn", 0.0)]));
        assert!(turn.contains(": next in turn"), "{turn}");
        let guarded = english(reasons("fewest_calls", vec![part("calls", -4.0), part("hot_guard", 0.0)]));
        assert!(guarded.contains("fewest calls today (4); somebody who scored higher was spared"), "{guarded}");
        let named = english(OfferReasons { parts: vec![part("by_name", 0.0)], eligible: 1, ..OfferReasons::default() });
        assert_eq!(named, "Offered to sara, of 1 free; asked for by name. The caller had waited 0 s.");
    }

    #[test]
    fn both_languages_have_words_for_the_same_things() {
        let names = |words: &[(&'static str, &str)]| words.iter().map(|(name, _)| *name).collect::<Vec<_>>();
        assert_eq!(names(ARABIC.parts), names(ENGLISH.parts));
        assert_eq!(names(ARABIC.notes), names(ENGLISH.notes));
    }
}
