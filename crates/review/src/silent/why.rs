//! The reason in a plain sentence, without names, for the person who will call.

use wasl_model::Mood;

use super::SilentReason;

pub(super) fn ar(reason: SilentReason, mood: Option<Mood>, days: u64) -> String {
    let when = since_ar(days);
    match reason {
        SilentReason::CallbackOwed => format!("وعدناه {when} بأن نعاود الاتصال به ولم يتصل به أحد."),
        SilentReason::Abandoned => format!("انتظر {when} ثم أغلق الخط قبل أن يرد عليه موظف، ولم يتصل به أحد بعدها."),
        SilentReason::GaveUp => format!("ترك الرد الآلي {when} قبل أن يصل إلى ما يريد."),
        SilentReason::Failed => format!("انقطع الخط من جهتنا {when} ولم يتصل به أحد بعدها."),
        SilentReason::LeftInBadMood => format!("غادر {when} وهو {} ولم يقدم شكوى.", mood_ar(mood)),
        SilentReason::PromiseLapsed => format!("مضى موعد وعد قطعناه له {when} ولم يسأل عنه."),
        SilentReason::StoppedComing => {
            format!("كان يتواصل معنا بانتظام، ثم غادر آخر مرة {when} وهو {} ولم يعد.", mood_ar(mood))
        }
    }
}

pub(super) fn en(reason: SilentReason, mood: Option<Mood>, days: u64) -> String {
    let when = since_en(days);
    let mood = mood.map_or("unhappy", Mood::name);
    match reason {
        SilentReason::CallbackOwed => format!("We promised {when} to call back, and nobody has."),
        SilentReason::Abandoned => {
            format!("Waited {when} and hung up before anybody answered; nobody has called back since.")
        }
        SilentReason::GaveUp => format!("Gave up in the automatic menu {when} before reaching what they wanted."),
        SilentReason::Failed => format!("The line broke on our side {when}; nobody has called back since."),
        SilentReason::LeftInBadMood => format!("Left {mood} {when} and did not complain."),
        SilentReason::PromiseLapsed => format!("The day of a promise passed {when}, and they have not asked about it."),
        SilentReason::StoppedComing => {
            format!("Used to be in touch regularly, left {mood} {when}, and has not come back.")
        }
    }
}

fn since_en(days: u64) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        _ => format!("{days} days ago"),
    }
}

fn since_ar(days: u64) -> String {
    match days {
        0 => "اليوم".to_owned(),
        1 => "أمس".to_owned(),
        2 => "قبل يومين".to_owned(),
        3..=10 => format!("قبل {days} أيام"),
        // The hundred's last two digits choose the form of the counted.
        _ if (3..=10).contains(&(days % 100)) => format!("قبل {days} أيام"),
        _ => format!("قبل {days} يوما"),
    }
}

const fn mood_ar(mood: Option<Mood>) -> &'static str {
    match mood {
        Some(Mood::Angry) => "غاضب",
        Some(Mood::Frustrated) => "محبط",
        Some(Mood::Lost) => "تائه",
        Some(Mood::Sad) => "حزين",
        Some(Mood::Neutral | Mood::Satisfied) | None => "غير راض",
    }
}
