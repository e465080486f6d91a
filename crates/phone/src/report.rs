//! How a call went.

use serde::Serialize;
use wasl_media::LegStats;
use wasl_model::{EndCause, Pii};

/// How a call went.
#[derive(Clone, Debug, Serialize)]
pub struct CallReport {
    /// It was answered.
    pub answered: bool,
    /// From the INVITE to the answer.
    pub answered_after_ms: Option<u64>,
    /// Why it ended, or why it never came up; [`EndCause::Released`] when this phone hung up.
    pub ended: EndCause,
    /// From the answer to the end.
    pub talked_ms: u64,
    /// How much of it the far end made sound (above -45 dB below full scale).
    pub heard_ms: u64,
    /// When the far end's sound began, after the answer.
    pub first_heard_ms: Option<u64>,
    /// Keys the far end pressed.
    pub keys_heard: Pii<String>,
    /// The line.
    pub line: LineReport,
}

/// How the line was.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LineReport {
    /// The codec spoken.
    pub codec: Option<String>,
    /// RTP packets sent.
    pub sent: u64,
    /// RTP packets received.
    pub received: u64,
    /// RTP packets that never came.
    pub lost: u64,
    /// Interarrival jitter (RFC 3550 §6.4.1).
    pub jitter_ms: f32,
}

impl CallReport {
    pub(crate) fn of_no_call(ended: EndCause) -> Self {
        Self {
            answered: false,
            answered_after_ms: None,
            ended,
            talked_ms: 0,
            heard_ms: 0,
            first_heard_ms: None,
            keys_heard: Pii::default(),
            line: LineReport::default(),
        }
    }
}

impl From<LegStats> for LineReport {
    fn from(stats: LegStats) -> Self {
        Self {
            codec: stats.codec.map(|codec| codec.to_string()),
            sent: stats.sent,
            received: stats.received,
            lost: stats.lost,
            jitter_ms: stats.jitter_ms,
        }
    }
}
