//! Counts for `/metrics`, in Prometheus' text. Names are `<area>_<thing>_<unit>`, all made here.
//!
//! - [`engine`]: the schedulers of the models

mod engine;

use std::sync::{Arc, Mutex};

use prometheus_client::encoding::{EncodeLabelSet, text::encode};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use wasl_infer::Infer;
use wasl_media::LegStats;
use wasl_model::{CallEvent, OfferOutcome};

/// All counts.
#[derive(Debug)]
pub(crate) struct Figures {
    registry: Mutex<Registry>,
    calls: Counter,
    live: Gauge,
    ended: Family<How, Counter>,
    offers: Family<How, Counter>,
    handovers: Family<How, Counter>,
    utterances: Counter,
    late: Counter,
    owed: Gauge,
    recordings_failed: Counter,
    packets: Counter,
    lost: Counter,
    frames_dropped: Counter,
    waited: Histogram,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct How {
    how: String,
}

impl Figures {
    /// Fresh counts.
    pub(crate) fn new() -> Self {
        let waits = [1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0];
        let mut figures = Self {
            registry: Mutex::default(),
            calls: Counter::default(),
            live: Gauge::default(),
            ended: Family::default(),
            offers: Family::default(),
            handovers: Family::default(),
            utterances: Counter::default(),
            late: Counter::default(),
            owed: Gauge::default(),
            recordings_failed: Counter::default(),
            packets: Counter::default(),
            lost: Counter::default(),
            frames_dropped: Counter::default(),
            waited: Histogram::new(waits),
        };
        figures.registry = Mutex::new(figures.registered());
        figures
    }

    fn registered(&self) -> Registry {
        let mut r = Registry::with_prefix("wasl");
        r.register("call_arrivals", "Calls that came", self.calls.clone());
        r.register("call_live_calls", "Calls now", self.live.clone());
        r.register("call_ends", "Calls that ended, by how", self.ended.clone());
        r.register("routing_offers", "Offers to agents that ended, by how", self.offers.clone());
        r.register("dialogue_handovers", "Callers brought to a person, by why", self.handovers.clone());
        r.register("speech_utterances", "Utterances transcribed", self.utterances.clone());
        r.register("speech_late_utterances", "Utterances put off for lack of room", self.late.clone());
        r.register("speech_owed_stretches", "Sound of ended calls still to be read", self.owed.clone());
        r.register("record_failures", "Recordings that could not go on", self.recordings_failed.clone());
        r.register("media_received_packets", "RTP packets received in ended legs", self.packets.clone());
        r.register("media_lost_packets", "RTP packets lost in ended legs", self.lost.clone());
        r.register("media_dropped_frames", "Frames a listener was too slow for", self.frames_dropped.clone());
        r.register("routing_wait_seconds", "Waits before an offer", self.waited.clone());
        r
    }

    /// Tells of this engine's scheduler too, in names that begin with `area`.
    pub(crate) fn watch(&self, area: &'static str, engine: Arc<dyn Infer>) {
        let mut registry = self.registry.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        registry.register_collector(Box::new(engine::Watch { area, engine }));
    }

    /// So much sound of ended calls is still to be read.
    pub(crate) fn owed(&self, stretches: usize) {
        self.owed.set(i64::try_from(stretches).unwrap_or(i64::MAX));
    }

    pub(crate) fn call_began(&self) {
        self.calls.inc();
        self.live.inc();
    }

    pub(crate) fn call_ended(&self) {
        self.live.dec();
    }

    /// Calls now.
    pub(crate) fn live(&self) -> i64 {
        self.live.get()
    }

    pub(crate) fn leg_ended(&self, stats: &LegStats) {
        self.packets.inc_by(stats.received);
        self.lost.inc_by(stats.lost);
        self.frames_dropped.inc_by(stats.frames_dropped);
    }

    /// Counts what an event means.
    #[allow(clippy::wildcard_enum_match_arm, reason = "most events are not counted")]
    pub(crate) fn event(&self, event: &CallEvent) {
        match event {
            CallEvent::Ended { hangup } => inc(&self.ended, &format!("{hangup:?}")),
            CallEvent::HandedOver { cause, .. } => inc(&self.handovers, &format!("{cause:?}")),
            CallEvent::Offered { reasons, .. } => {
                self.waited.observe(std::time::Duration::from_millis(reasons.waited_ms).as_secs_f64());
            }
            CallEvent::OfferEnded { outcome, .. } => inc(&self.offers, &outcome_name(*outcome)),
            CallEvent::Heard { .. } => drop(self.utterances.inc()),
            CallEvent::HeardLater { .. } => drop(self.late.inc()),
            CallEvent::RecordingFailed { .. } => drop(self.recordings_failed.inc()),
            _ => {}
        }
    }

    /// The text of `/metrics`.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let registry = self.registry.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Err(error) = encode(&mut text, &registry) {
            tracing::error!(%error, "metrics could not be written");
        }
        text
    }
}

fn inc(family: &Family<How, Counter>, how: &str) {
    family.get_or_create(&How { how: how.to_lowercase() }).inc();
}

fn outcome_name(outcome: OfferOutcome) -> String {
    match outcome {
        OfferOutcome::Accepted => "accepted".to_owned(),
        OfferOutcome::Refused { cause } => format!("{cause:?}"),
        OfferOutcome::CallerGone => "caller_gone".to_owned(),
        OfferOutcome::Withdrawn => "withdrawn".to_owned(),
    }
}
