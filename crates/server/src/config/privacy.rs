//! `[privacy]`: what is hidden, and for how long what is kept.

use std::path::PathBuf;

use figment::value::magic::RelativePathBuf;
use serde::Deserialize;
use wasl_model::secret::SecretKind;
use wasl_record::Keep;

/// `[privacy]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Privacy {
    /// Hidden in words and sound after each call: `card`, `security_code`, `iban`, `national_id`, `phone`; all of them unless
    /// some are named. The number that called, and one that is to be called back, are no words and stay.
    pub(crate) mask: Vec<SecretKind>,
    /// The file of the key that wraps the keys of the SQLite file, of recordings and of backups: 32 bytes as 64 hexadecimal
    /// digits or base64 (`openssl rand -hex 32`). Left out: all stay as they were written. Who loses it loses the book.
    pub(crate) key_file: Option<RelativePathBuf>,
    /// An agent's pause of the recording ends by itself after this long.
    pub(crate) pause_max_s: u64,
    /// Days recordings are kept; left out: for ever.
    pub(crate) recording_days: Option<u32>,
    /// Days words are kept.
    pub(crate) transcript_days: Option<u32>,
    /// Days everything else of a call is kept, and who called; then it takes sound and words along.
    pub(crate) timeline_days: Option<u32>,
    /// Days visits to branches are kept.
    pub(crate) visits_days: Option<u32>,
}

impl Default for Privacy {
    fn default() -> Self {
        Self {
            mask: SecretKind::ALL.to_vec(),
            key_file: None,
            pause_max_s: 180,
            recording_days: None,
            transcript_days: None,
            timeline_days: None,
            visits_days: None,
        }
    }
}

impl Privacy {
    /// The key's file, if there is one.
    pub(crate) fn key(&self) -> Option<PathBuf> {
        self.key_file.as_ref().map(RelativePathBuf::relative)
    }

    /// For how long what is kept.
    pub(crate) const fn keep(&self) -> Keep {
        Keep {
            recording_days: self.recording_days,
            transcript_days: self.transcript_days,
            timeline_days: self.timeline_days,
            visits_days: self.visits_days,
        }
    }
}
