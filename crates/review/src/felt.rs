//! A call's mood in a few figures, from its readings (`reference/mood.md` §4): start, end, peak, trend, share of time,
//! and a score of −100 to 100 that weighs the end most.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{CallEvent, MediaTime, Mood, MoodReading, MoodScores, TimelineEntry};

/// How a whole call felt. A hint for people, never a mark on a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CallMood {
    /// The first label that was told.
    pub start: Mood,
    /// The last one.
    pub end: Mood,
    /// The worst moment: where it was most unpleasant.
    pub peak: Peak,
    /// Mean of the last third minus mean of the first third, halved: −100 to 100, above 0 for better.
    pub trend: f32,
    /// End-weighted mean of how pleasant it was: −100 to 100.
    pub score: f32,
    /// Share of the time in each mood; the shares sum to 1.
    pub share: MoodScores,
}

/// The worst moment of a call.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Peak {
    /// When.
    pub at: MediaTime,
    /// The label then.
    pub mood: Mood,
    /// Its confidence.
    pub confidence: f32,
}

/// A label and until when it holds.
struct Stretch<'a> {
    reading: &'a MoodReading,
    seconds: f32,
    valence: f32,
}

/// How the caller felt over a call, live or over, from its timeline; `None` where nothing was read.
///
/// A reading holds until the next one, the last one until the timeline's end.
#[must_use]
pub fn felt(timeline: &[TimelineEntry]) -> Option<CallMood> {
    let reading = |entry: &TimelineEntry| {
        if let CallEvent::Mood { reading } = &entry.event { Some(reading.clone()) } else { None }
    };
    let mut readings: Vec<MoodReading> = timeline.iter().filter_map(reading).collect();
    // Words read after the call tell of a moment within it.
    readings.sort_by_key(|reading| reading.span.end);
    summarise(&readings, timeline.last()?.media_at)
}

fn summarise(readings: &[MoodReading], end: MediaTime) -> Option<CallMood> {
    let (first, last) = (readings.first()?, readings.last()?);
    let stretches = stretches(readings, end);
    let worst = stretches.iter().min_by(|a, b| a.valence.total_cmp(&b.valence))?.reading;
    let total: f32 = stretches.iter().map(|s| s.seconds).sum();
    let third = total / 3.0;
    let trend = (mean(&stretches, |from, to| overlap(from, to, total - third, total))
        - mean(&stretches, |from, to| overlap(from, to, 0.0, third)))
        / 2.0;
    Some(CallMood {
        start: first.label,
        end: last.label,
        peak: Peak { at: worst.span.end, mood: worst.label, confidence: worst.confidence },
        trend,
        // A weight that rises from 1 to 3: its mean over a stretch times its length.
        score: mean(&stretches, |from, to| (to - from) * (1.0 + (from + to) / total)),
        share: share(&stretches, total),
    })
}

fn stretches(readings: &[MoodReading], end: MediaTime) -> Vec<Stretch<'_>> {
    let ends = readings.iter().skip(1).map(|next| next.span.end).chain([end]);
    readings
        .iter()
        .zip(ends)
        .map(|(reading, until)| {
            let ms = until.as_millis().saturating_sub(reading.span.end.as_millis());
            // Two readings of one moment, and the last of a call, still count a little.
            Stretch {
                reading,
                seconds: (ms as f32 / 1000.0).max(0.1),
                valence: pleasantness(reading.label) * reading.confidence,
            }
        })
        .collect()
}

/// How pleasant a mood is, −100 to 100.
pub(crate) const fn pleasantness(mood: Mood) -> f32 {
    match mood {
        Mood::Angry => -100.0,
        Mood::Frustrated => -70.0,
        Mood::Sad => -50.0,
        Mood::Lost => -40.0,
        Mood::Neutral => 0.0,
        Mood::Satisfied => 100.0,
    }
}

/// The mean of the valences, each stretch weighed by `weight(from, to)` in seconds since the first reading.
fn mean(stretches: &[Stretch<'_>], weight: impl Fn(f32, f32) -> f32) -> f32 {
    let (mut at, mut sum, mut all) = (0.0, 0.0, 0.0);
    for stretch in stretches {
        let w = weight(at, at + stretch.seconds);
        at += stretch.seconds;
        sum += w * stretch.valence;
        all += w;
    }
    if all > 0.0 { sum / all } else { 0.0 }
}

fn overlap(from: f32, to: f32, start: f32, end: f32) -> f32 {
    (to.min(end) - from.max(start)).max(0.0)
}

fn share(stretches: &[Stretch<'_>], total: f32) -> MoodScores {
    MoodScores::from_array(Mood::ALL.map(|mood| {
        let mine = stretches.iter().filter(|s| s.reading.label == mood).map(|s| s.seconds).sum::<f32>();
        mine / total
    }))
}

#[cfg(test)]
mod tests {
    use wasl_model::Span;

    use super::*;

    fn reading(at: u64, label: Mood, confidence: f32) -> MoodReading {
        let at = MediaTime(at * 1000);
        MoodReading {
            span: Span { start: at, end: at },
            label,
            confidence,
            scores: MoodScores::NEUTRAL,
            arousal: None,
            valence: None,
            evidence: Vec::new(),
        }
    }

    #[test]
    fn a_call_without_readings_has_no_mood() {
        assert_eq!(summarise(&[], MediaTime(1000)), None);
    }

    #[test]
    fn a_caller_who_softens_rises_and_the_end_counts_most() {
        let readings =
            [reading(0, Mood::Angry, 0.9), reading(30, Mood::Neutral, 0.9), reading(60, Mood::Satisfied, 0.8)];
        let mood = summarise(&readings, MediaTime(90_000)).unwrap();
        assert_eq!((mood.start, mood.end, mood.peak.mood), (Mood::Angry, Mood::Satisfied, Mood::Angry));
        assert!((mood.trend - 85.0).abs() < 1.0, "{}", mood.trend);
        assert!(mood.score > 5.0 && mood.score < 40.0, "{}", mood.score);
        assert!((mood.share.angry - 1.0 / 3.0).abs() < 0.01);
        let backwards: Vec<_> =
            [(0, Mood::Satisfied), (30, Mood::Neutral), (60, Mood::Angry)].map(|(at, m)| reading(at, m, 0.9)).to_vec();
        assert!(summarise(&backwards, MediaTime(90_000)).unwrap().score < -5.0);
    }

    #[test]
    fn words_read_after_the_call_count_when_they_were_said() {
        let entry = |(seq, reading)| TimelineEntry {
            call: wasl_model::CallId::numbered(1),
            seq,
            at: wasl_model::Timestamp::default(),
            media_at: MediaTime(60_000),
            event: CallEvent::Mood { reading },
        };
        let read_late =
            [reading(0, Mood::Neutral, 0.9), reading(50, Mood::Satisfied, 0.9), reading(20, Mood::Angry, 0.9)];
        let mood = felt(&(0..).zip(read_late).map(entry).collect::<Vec<_>>()).unwrap();
        assert_eq!((mood.start, mood.end, mood.peak.at), (Mood::Neutral, Mood::Satisfied, MediaTime(20_000)));
        assert!((mood.share.angry - 0.5).abs() < 0.01, "{:?}", mood.share);
    }

    #[test]
    fn a_neutral_call_is_flat() {
        let readings = [reading(0, Mood::Neutral, 0.8), reading(50, Mood::Neutral, 0.9)];
        let mood = summarise(&readings, MediaTime(60_000)).unwrap();
        assert_eq!((mood.score, mood.trend, mood.share.neutral), (0.0, 0.0, 1.0));
    }

    proptest::proptest! {
        #[test]
        fn figures_stay_within_their_bounds(
            labels in proptest::collection::vec((0_usize..6, 0.0_f32..=1.0, 0_u64..30), 1..30), more in 0_u64..60,
        ) {
            let mut at = 0;
            let readings: Vec<_> = labels.into_iter().map(|(mood, confidence, gap)| {
                at += gap;
                reading(at, Mood::ALL[mood], confidence)
            }).collect();
            let mood = summarise(&readings, MediaTime((at + more) * 1000)).unwrap();
            let sum: f32 = mood.share.to_array().iter().sum();
            proptest::prop_assert!(mood.score.abs() <= 100.0 && mood.trend.abs() <= 100.0, "{mood:?}");
            proptest::prop_assert!((sum - 1.0).abs() < 1e-3);
        }
    }
}
