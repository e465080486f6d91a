//! Nonces that carry their own proof (time, dice, keyed hash) and the counts seen on each.

use std::collections::HashMap;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use wasl_model::Timestamp;

use crate::directory::hex;

/// How long a nonce is good.
const LIFE: Duration = Duration::from_secs(300);
/// Nonces whose counts are remembered. Beyond it the oldest is forgotten and must be asked for anew.
const REMEMBERED: usize = 10_000;

/// Makes nonces and judges their use.
#[derive(Debug)]
pub(crate) struct Nonces {
    secret: [u8; 32],
    used: HashMap<String, (Timestamp, u32)>,
}

/// How a nonce's use stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// First use of this count on a living nonce.
    Fresh,
    /// Ours, but too old or already used: a new one is given without asking the person again.
    Stale,
    /// Not ours.
    Forged,
}

impl Nonces {
    pub(crate) fn new(secret: [u8; 32]) -> Self {
        Self { secret, used: HashMap::new() }
    }

    /// A new nonce.
    pub(crate) fn issue(&self, now: Timestamp, dice: u64) -> String {
        let body = format!("{:016x}{dice:016x}", now.as_millis());
        format!("{body}{}", self.proof(&body))
    }

    /// Judges a use and remembers it. Without a count a nonce is good once.
    pub(crate) fn judge(&mut self, nonce: &str, count: Option<u32>, now: Timestamp) -> Use {
        let Some(issued) = self.issued(nonce) else { return Use::Forged };
        if now.since(issued) > LIFE {
            return Use::Stale;
        }
        let count = count.unwrap_or(1);
        let last = self.used.get(nonce).map_or(0, |(_, last)| *last);
        if count <= last {
            return Use::Stale;
        }
        self.remember(nonce, issued, count, now);
        Use::Fresh
    }

    fn remember(&mut self, nonce: &str, issued: Timestamp, count: u32, now: Timestamp) {
        if self.used.len() >= REMEMBERED {
            self.used.retain(|_, (issued, _)| now.since(*issued) <= LIFE);
        }
        if self.used.len() >= REMEMBERED {
            let oldest = self.used.iter().min_by_key(|(_, (issued, _))| *issued).map(|(nonce, _)| nonce.clone());
            oldest.and_then(|nonce| self.used.remove(&nonce));
        }
        self.used.insert(nonce.to_owned(), (issued, count));
    }

    fn issued(&self, nonce: &str) -> Option<Timestamp> {
        let (body, proof) = nonce.split_at_checked(32)?;
        let time = i64::from_str_radix(body.get(..16)?, 16).ok()?;
        (self.proof(body) == proof).then(|| Timestamp::from_millis(time))
    }

    /// HMAC-SHA-256 (RFC 2104), first half.
    fn proof(&self, body: &str) -> String {
        let key = |pad: u8| {
            let mut block = [pad; 64];
            block.iter_mut().zip(self.secret).for_each(|(b, k)| *b ^= k);
            block
        };
        let inner = Sha256::new().chain_update(key(0x36)).chain_update(body.as_bytes()).finalize();
        hex(&Sha256::new().chain_update(key(0x5c)).chain_update(inner).finalize()[..16])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_good_once_and_a_nonce_for_five_minutes() {
        let mut nonces = Nonces::new([7; 32]);
        let start = Timestamp::from_millis(1_000);
        let nonce = nonces.issue(start, 42);
        assert_eq!(nonces.judge(&nonce, Some(1), start), Use::Fresh);
        assert_eq!(nonces.judge(&nonce, Some(1), start), Use::Stale);
        assert_eq!(nonces.judge(&nonce, Some(2), start), Use::Fresh);
        assert_eq!(nonces.judge(&nonce, None, start), Use::Stale);
        assert_eq!(nonces.judge(&nonce, Some(3), start + Duration::from_secs(301)), Use::Stale);
    }

    #[test]
    fn a_forged_nonce_is_known() {
        let mut nonces = Nonces::new([7; 32]);
        let theirs = Nonces::new([8; 32]).issue(Timestamp::from_millis(1), 1);
        for nonce in [theirs.as_str(), "", "abc", "é".repeat(40).as_str()] {
            assert_eq!(nonces.judge(nonce, Some(1), Timestamp::from_millis(1)), Use::Forged);
        }
    }
}
