//! The lock-out of those who guess passwords.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use wasl_model::AgentId;

/// Wrong passwords for one name from one address before it is locked out.
pub const TRIES: u32 = 5;
/// Wrong passwords from one address, for any names, before it is locked out.
pub const TRIES_PER_ADDRESS: u32 = 50;
/// How long a lock-out lasts, and how long wrong tries are remembered.
pub const LOCK_OUT: Duration = Duration::from_secs(15 * 60);
/// Most names and addresses remembered. Drop rule: the one that tried longest ago goes.
const MOST_TRIERS: usize = 20_000;
/// An address, alone or with the name it tries.
type Trier = (IpAddr, Option<AgentId>);

/// All recent wrong tries.
#[derive(Debug, Default)]
pub struct LockOut(Mutex<BTreeMap<Trier, (u32, Instant)>>);

impl LockOut {
    /// Counts a try before its password is looked at; `Err` with the time to wait when it is one too many.
    /// A name is locked out for that address only, so nobody can lock others out of theirs.
    ///
    /// # Errors
    /// When this address has tried too often.
    pub fn try_once(&self, address: IpAddr, name: &AgentId) -> Result<(), Duration> {
        let now = Instant::now();
        let address = network(address);
        let mut tries = self.0.lock().expect("no holder panics");
        for (who, most) in [(None, TRIES_PER_ADDRESS), (Some(name.clone()), TRIES)] {
            let (count, since) = tries.get(&(address, who)).copied().unwrap_or((0, now));
            let left = LOCK_OUT.saturating_sub(now - since);
            if count >= most && !left.is_zero() {
                return Err(left);
            }
        }
        for who in [None, Some(name.clone())] {
            let (count, since) = tries.entry((address, who)).or_insert((0, now));
            *count = if now - *since >= LOCK_OUT { 1 } else { *count + 1 };
            *since = now;
        }
        while tries.len() > MOST_TRIERS {
            let oldest = tries.iter().min_by_key(|(_, (_, since))| *since).map(|(who, _)| who.clone());
            oldest.map(|who| tries.remove(&who));
        }
        Ok(())
    }

    /// The password was right: the name's tries are forgotten, and this one does not count for the address.
    pub fn succeeded(&self, address: IpAddr, name: &AgentId) {
        let address = network(address);
        let mut tries = self.0.lock().expect("no holder panics");
        tries.remove(&(address, Some(name.clone())));
        if let Some((count, _)) = tries.get_mut(&(address, None)) {
            *count = count.saturating_sub(1);
        }
    }
}

/// Who holds an IPv6 address holds the /64 around it.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & (u128::MAX << 64)).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_locks_the_guesser_out_and_nobody_else() {
        let tries = LockOut::default();
        let (guesser, victim) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let sara = AgentId::from("sara");
        for _ in 0..TRIES {
            assert!(tries.try_once(guesser, &sara).is_ok());
        }
        assert!(tries.try_once(guesser, &sara).is_err());
        assert!(tries.try_once(victim, &sara).is_ok());
        tries.succeeded(victim, &sara);
        let names = (0..).map(|n| AgentId::from(format!("user{n}")));
        assert!(names.take(100).any(|name| tries.try_once(guesser, &name).is_err()), "many names are no way around");
    }

    #[test]
    fn a_neighbouring_ipv6_address_is_the_same_guesser() {
        let tries = LockOut::default();
        let sara = AgentId::from("sara");
        for n in 0..u64::from(TRIES) {
            tries.try_once(format!("2001:db8::{n:x}").parse().unwrap(), &sara).unwrap();
        }
        assert!(tries.try_once("2001:db8::ffff".parse().unwrap(), &sara).is_err());
        assert!(tries.try_once("2001:db8:0:1::1".parse().unwrap(), &sara).is_ok());
    }
}
