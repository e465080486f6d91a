//! Protection of packets (RFC 3711) with keys from SDP (RFC 4568), over `rtc-srtp`.

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::BytesMut;
use rtc_rtp::header::Header;
use rtc_srtp::context::Context;
use rtc_srtp::crypto::{RTCCryptoProvider, default_provider};
use rtc_srtp::option::{srtcp_replay_protection, srtp_replay_protection};
use rtc_srtp::protection_profile::ProtectionProfile;

use crate::sdp::{CryptoSuite, MasterKey, SessionKeys};

/// Packets that may come out of order before a late one is taken for a replay.
const REPLAY_WINDOW: usize = 128;
/// Streams a far end may use on one key.
const MAX_STREAMS: usize = 64;
/// Failed tries after which the trial context, and the memory strangers made it take, is thrown away.
const TRIALS: u32 = 64;

/// Both directions of one leg.
pub(crate) struct Protection {
    pub(crate) keys: SessionKeys,
    outbound: Context,
    inbound: Context,
    /// Streams that proved themselves. Others are tried on `trial` first: the library keeps state for every stream it
    /// is shown, before the tag is checked, so strangers must never meet `inbound`.
    known: BTreeSet<u32>,
    trial: Context,
    trials: u32,
}

impl Protection {
    /// `None` when the library refuses the keys, which cannot happen with keys of the right length.
    pub(crate) fn new(keys: SessionKeys) -> Option<Self> {
        let provider = default_provider().ok()?;
        Some(Self {
            outbound: context(keys.suite, keys.ours, &provider)?,
            inbound: context(keys.suite, keys.theirs, &provider)?,
            trial: context(keys.suite, keys.theirs, &provider)?,
            keys,
            known: BTreeSet::new(),
            trials: 0,
        })
    }

    pub(crate) fn protect_rtp(&mut self, packet: &[u8]) -> Option<BytesMut> {
        self.outbound.encrypt_rtp(packet).ok()
    }

    pub(crate) fn protect_rtcp(&mut self, packet: &[u8]) -> Option<BytesMut> {
        self.outbound.encrypt_rtcp(packet).ok()
    }

    /// The packet in clear, when its tag is right and it is no replay.
    pub(crate) fn open_rtp(&mut self, packet: &[u8], header: &Header) -> Option<BytesMut> {
        if !self.known.contains(&header.ssrc) {
            self.admit(header.ssrc, |trial| trial.decrypt_rtp_with_header(packet, header).is_ok())?;
        }
        self.inbound.decrypt_rtp_with_header(packet, header).ok()
    }

    pub(crate) fn open_rtcp(&mut self, packet: &[u8]) -> Option<BytesMut> {
        let source = u32::from_be_bytes(packet.get(4..8)?.try_into().ok()?);
        if !self.known.contains(&source) {
            self.admit(source, |trial| trial.decrypt_rtcp(packet).is_ok())?;
        }
        self.inbound.decrypt_rtcp(packet).ok()
    }

    fn admit(&mut self, source: u32, opens: impl FnOnce(&mut Context) -> bool) -> Option<()> {
        let authentic = opens(&mut self.trial);
        self.trials += 1;
        if authentic || self.trials >= TRIALS {
            self.trial = context(self.keys.suite, self.keys.theirs, &default_provider().ok()?)?;
            self.trials = 0;
        }
        (authentic && self.known.len() < MAX_STREAMS).then(|| {
            self.known.insert(source);
        })
    }
}

fn context(suite: CryptoSuite, key: MasterKey, provider: &Arc<dyn RTCCryptoProvider>) -> Option<Context> {
    let profile = match suite {
        CryptoSuite::Sha1_80 => ProtectionProfile::Aes128CmHmacSha1_80,
        CryptoSuite::Sha1_32 => ProtectionProfile::Aes128CmHmacSha1_32,
    };
    let replay = (srtp_replay_protection(REPLAY_WINDOW), srtcp_replay_protection(REPLAY_WINDOW));
    Context::new(&key.key, &key.salt, profile, Some(replay.0), Some(replay.1), provider.crypto()).ok()
}
