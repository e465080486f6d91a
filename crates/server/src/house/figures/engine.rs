//! The state of an engine's scheduler, read from the engine at every look: `speech_<thing>`, or `second_<thing>` for the
//! engine of the second reading; by priority.

use std::fmt;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeCounterValue, EncodeGaugeValue, NoLabelSet};
use prometheus_client::metrics::MetricType;
use wasl_infer::stats::{PriorityStats, WAIT_BOUNDS_MS, Waits};
use wasl_infer::{EngineStats, Infer, Priority};

/// Looks at one engine.
#[derive(Debug)]
pub(super) struct Watch {
    /// The first word of the names.
    pub(super) area: &'static str,
    pub(super) engine: Arc<dyn Infer>,
}

/// A count of one priority.
type Count = fn(&PriorityStats) -> u64;

const COUNTS: [(&str, &str, Count); 6] = [
    ("answers", "Requests answered", |part| part.answered),
    ("shed_requests", "Requests given up for more urgent ones while they waited", |part| part.shed),
    ("refused_requests", "Requests refused for lack of room", |part| part.refused),
    ("late_requests", "Requests given up at their deadline", |part| part.late),
    ("withdrawn_requests", "Requests withdrawn before they had begun", |part| part.withdrawn),
    ("failed_requests", "Requests the model failed at", |part| part.failed),
];

impl Collector for Watch {
    fn encode(&self, mut to: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let stats = self.engine.stats();
        let threads = i64::try_from(stats.threads).unwrap_or(i64::MAX);
        let name = format!("{}_threads", self.area);
        to.encode_descriptor(&name, "Threads that run models", None, MetricType::Gauge)?.encode_gauge(&threads)?;
        self.gauge(&mut to, "queued_requests", "Requests waiting now", &stats, |part| whole(part.queued))?;
        self.gauge(&mut to, "running_requests", "Requests being worked on now", &stats, |part| whole(part.running))?;
        for (thing, help, count) in COUNTS {
            self.counter(&mut to, thing, help, &stats, count)?;
        }
        self.counter(&mut to, "cpu_seconds", "Processor time of answers", &stats, |part| part.cpu_ms as f64 / 1000.0)?;
        self.counter(&mut to, "audio_seconds", "Sound of answers", &stats, |part| part.audio_ms as f64 / 1000.0)?;
        self.gauge(&mut to, "cpu_per_audio_ratio", "Processor time per time of sound", &stats, |part| {
            part.cpu_ms as f64 / part.audio_ms.max(1) as f64
        })?;
        self.waits(&mut to, &stats)
    }
}

impl Watch {
    fn gauge<V: EncodeGaugeValue>(
        &self,
        to: &mut DescriptorEncoder<'_>,
        thing: &str,
        help: &str,
        stats: &EngineStats,
        value: impl Fn(&PriorityStats) -> V,
    ) -> Result<(), fmt::Error> {
        let name = format!("{}_{thing}", self.area);
        let mut family = to.encode_descriptor(&name, help, None, MetricType::Gauge)?;
        for priority in Priority::ALL {
            family.encode_family(&label(priority))?.encode_gauge(&value(stats.of(priority)))?;
        }
        Ok(())
    }

    fn counter<V: EncodeCounterValue>(
        &self,
        to: &mut DescriptorEncoder<'_>,
        thing: &str,
        help: &str,
        stats: &EngineStats,
        value: impl Fn(&PriorityStats) -> V,
    ) -> Result<(), fmt::Error> {
        let name = format!("{}_{thing}", self.area);
        let mut family = to.encode_descriptor(&name, help, None, MetricType::Counter)?;
        for priority in Priority::ALL {
            let value = value(stats.of(priority));
            family.encode_family(&label(priority))?.encode_counter::<NoLabelSet, _, u64>(&value, None)?;
        }
        Ok(())
    }

    fn waits(&self, to: &mut DescriptorEncoder<'_>, stats: &EngineStats) -> Result<(), fmt::Error> {
        let name = format!("{}_wait_seconds", self.area);
        let mut family =
            to.encode_descriptor(&name, "Waits of requests whose turn came", None, MetricType::Histogram)?;
        for priority in Priority::ALL {
            let waits = &stats.of(priority).waits;
            let count = waits.counts.iter().sum();
            let sum = waits.total.as_secs_f64();
            family.encode_family(&label(priority))?.encode_histogram::<NoLabelSet>(
                sum,
                count,
                &buckets(waits),
                None,
            )?;
        }
        Ok(())
    }
}

const fn label(priority: Priority) -> [(&'static str, &'static str); 1] {
    [("priority", priority.name())]
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn buckets(waits: &Waits) -> Vec<(f64, u64)> {
    let bounds = WAIT_BOUNDS_MS.iter().map(|ms| *ms as f64 / 1000.0).chain([f64::MAX]);
    bounds.zip(waits.counts).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use wasl_infer::{Pending, Request, VoiceFeatures, VoiceRequest};
    use wasl_model::Language;

    use super::super::Figures;
    use super::*;

    #[derive(Debug)]
    struct Busy;

    impl Infer for Busy {
        fn submit(&self, _: Request) -> Pending {
            Pending::new().1
        }
        fn prepare(&self, _: Language, _: &[String]) {}
        fn voice(&self, _: VoiceRequest) -> Pending<VoiceFeatures> {
            Pending::new().1
        }
        fn stats(&self) -> EngineStats {
            let mut stats = EngineStats { threads: 2, ..EngineStats::default() };
            let finals = &mut stats.by_priority[Priority::Final.index()];
            (finals.queued, finals.shed, finals.cpu_ms, finals.audio_ms) = (3, 7, 150, 1000);
            finals.waits.counts = [1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1];
            finals.waits.total = Duration::from_millis(45_500);
            stats
        }
    }

    #[test]
    fn the_scheduler_is_told_by_priority() {
        let figures = Figures::new();
        figures.watch("speech", Arc::new(Busy));
        let text = figures.text();
        for line in [
            "wasl_speech_threads 2",
            "wasl_speech_queued_requests{priority=\"final\"} 3",
            "wasl_speech_queued_requests{priority=\"ivr\"} 0",
            "wasl_speech_shed_requests_total{priority=\"final\"} 7",
            "wasl_speech_cpu_seconds_total{priority=\"final\"} 0.15",
            "wasl_speech_cpu_per_audio_ratio{priority=\"final\"} 0.15",
            "wasl_speech_wait_seconds_sum{priority=\"final\"} 45.5",
            "wasl_speech_wait_seconds_count{priority=\"final\"} 4",
            "wasl_speech_wait_seconds_bucket{le=\"0.1\",priority=\"final\"} 3",
            "wasl_speech_wait_seconds_bucket{le=\"+Inf\",priority=\"final\"} 4",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
