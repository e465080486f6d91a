//! Where agents' phones are (RFC 3261 §10.3), pure: told the time. `F` is the way back to a phone.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use wasl_model::{AgentId, Timestamp};

use crate::wire::grammar::{NameAddr, Transport, Uri, find};

/// Phones one agent may register.
pub(crate) const MAX_CONTACTS: usize = 10;

/// One registered phone.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Binding<F> {
    /// Its URI as it wrote it.
    pub(crate) uri: String,
    /// Preference in thousandths.
    pub(crate) q: u16,
    /// Good until.
    pub(crate) until: Timestamp,
    /// The way it came.
    pub(crate) flow: F,
    pub(crate) instance: Option<String>,
    call_id: String,
    cseq: u32,
}

/// How to reach a phone whose REGISTER came from `source`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// No address was translated between us: where its Contact says.
    Contact { peer: SocketAddr, transport: Transport },
    /// Its Contact names another host (behind a NAT, `.invalid`, a name): the way it came (RFC 3581, RFC 5626 §5.3).
    Way,
}

impl Reach {
    pub(crate) fn of(contact: &str, source: SocketAddr) -> Self {
        let Ok(uri) = Uri::parse(contact) else { return Self::Way };
        match uri.ip() {
            Some(ip) if ip == source.ip() && !uri.transport().is_web_socket() => {
                Self::Contact { peer: SocketAddr::new(ip, uri.port()), transport: uri.transport() }
            }
            Some(_) | None => Self::Way,
        }
    }
}

/// A REGISTER that was let in.
#[derive(Clone, Debug)]
pub(crate) struct Register<'a, F> {
    /// Elements of `Contact`.
    pub(crate) contacts: &'a [String],
    /// `Expires`.
    pub(crate) expires: Option<&'a str>,
    pub(crate) call_id: &'a str,
    pub(crate) cseq: u32,
    pub(crate) flow: F,
}

/// Why a REGISTER was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RegisterFault {
    /// 400.
    Malformed,
    /// 423 with Min-Expires.
    TooBrief,
    /// 403.
    TooMany,
    /// 500: an older request after a newer one (§10.3 step 7).
    OutOfOrder,
}

/// Every agent's phones.
#[derive(Debug)]
pub(crate) struct Registrar<F> {
    min: Duration,
    max: Duration,
    agents: BTreeMap<AgentId, Vec<Binding<F>>>,
}

impl<F: Clone> Registrar<F> {
    pub(crate) const fn new(min: Duration, max: Duration) -> Self {
        Self { min, max, agents: BTreeMap::new() }
    }

    /// Living phones of an agent, most wanted first.
    pub(crate) fn bindings(&self, agent: &AgentId, now: Timestamp) -> Vec<Binding<F>> {
        let mut living: Vec<Binding<F>> =
            self.agents.get(agent).into_iter().flatten().filter(|binding| binding.until > now).cloned().collect();
        living.sort_by_key(|binding| std::cmp::Reverse(binding.q));
        living
    }

    /// Applies a REGISTER, all of it or nothing. What is registered afterwards is in [`Registrar::bindings`].
    pub(crate) fn register(
        &mut self,
        agent: &AgentId,
        register: &Register<'_, F>,
        now: Timestamp,
    ) -> Result<(), RegisterFault> {
        let before: Vec<Binding<F>> = self.bindings(agent, now);
        let after = if register.contacts == ["*"] {
            self.clear(&before, register)?
        } else {
            self.update(before, register, now)?
        };
        if after.is_empty() {
            self.agents.remove(agent);
        } else {
            self.agents.insert(agent.clone(), after);
        }
        Ok(())
    }

    fn clear(&self, before: &[Binding<F>], register: &Register<'_, F>) -> Result<Vec<Binding<F>>, RegisterFault> {
        if register.expires.map(str::trim) != Some("0") {
            return Err(RegisterFault::Malformed);
        }
        if before.iter().any(|binding| outdated(binding, register)) {
            return Err(RegisterFault::OutOfOrder);
        }
        Ok(Vec::new())
    }

    fn update(
        &self,
        mut bindings: Vec<Binding<F>>,
        register: &Register<'_, F>,
        now: Timestamp,
    ) -> Result<Vec<Binding<F>>, RegisterFault> {
        for contact in register.contacts {
            let contact =
                NameAddr::parse(contact).filter(|contact| contact.uri != "*").ok_or(RegisterFault::Malformed)?;
            Uri::parse(&contact.uri).map_err(|_| RegisterFault::Malformed)?;
            let granted = self.granted(find(&contact.params, "expires").or(register.expires))?;
            let instance = find(&contact.params, "+sip.instance").map(str::to_owned);
            let same = |binding: &Binding<F>| same_phone(binding, &contact.uri, instance.as_deref());
            if bindings.iter().any(|binding| same(binding) && outdated(binding, register)) {
                return Err(RegisterFault::OutOfOrder);
            }
            bindings.retain(|binding| !same(binding));
            if !granted.is_zero() {
                bindings.push(Binding {
                    q: find(&contact.params, "q").and_then(thousandths).unwrap_or(1000),
                    until: now + granted,
                    flow: register.flow.clone(),
                    uri: contact.uri,
                    instance,
                    call_id: register.call_id.to_owned(),
                    cseq: register.cseq,
                });
            }
        }
        if bindings.len() > MAX_CONTACTS { Err(RegisterFault::TooMany) } else { Ok(bindings) }
    }

    /// A malformed number of seconds counts as the default (RFC 3261 §10.2.1.1), a huge one as the most.
    fn granted(&self, asked: Option<&str>) -> Result<Duration, RegisterFault> {
        let Some(asked) = asked.map(str::trim) else { return Ok(self.max) };
        let digits = !asked.is_empty() && asked.bytes().all(|b| b.is_ascii_digit());
        let seconds = if digits { asked.parse::<u64>().unwrap_or(u64::MAX) } else { u64::MAX };
        let asked = Duration::from_secs(seconds).min(self.max);
        if !asked.is_zero() && asked < self.min { Err(RegisterFault::TooBrief) } else { Ok(asked) }
    }

    /// Forgets phones whose time is over, and tells whose, with how many are left.
    pub(crate) fn expire(&mut self, now: Timestamp) -> Vec<(AgentId, usize)> {
        self.retain(|binding| binding.until > now)
    }

    /// Forgets the phones that `keep` does not want, and tells whose, with how many are left.
    pub(crate) fn retain(&mut self, keep: impl Fn(&Binding<F>) -> bool) -> Vec<(AgentId, usize)> {
        let mut changed = Vec::new();
        self.agents.retain(|agent, bindings| {
            let before = bindings.len();
            bindings.retain(|binding| keep(binding));
            if bindings.len() != before {
                changed.push((agent.clone(), bindings.len()));
            }
            !bindings.is_empty()
        });
        changed
    }
}

fn outdated<F>(binding: &Binding<F>, register: &Register<'_, F>) -> bool {
    binding.call_id == register.call_id && binding.cseq >= register.cseq
}

/// The same instance (RFC 5626), or else the same URI.
fn same_phone<F>(binding: &Binding<F>, uri: &str, instance: Option<&str>) -> bool {
    match (&binding.instance, instance) {
        (Some(ours), Some(theirs)) => ours == theirs,
        _ => binding.uri == uri,
    }
}

fn thousandths(q: &str) -> Option<u16> {
    let value: f32 = q.parse().ok()?;
    (0.0..=1.0).contains(&value).then(|| (value * 1000.0).round() as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);

    fn registrar() -> Registrar<u8> {
        Registrar::new(Duration::from_secs(60), Duration::from_secs(3600))
    }

    fn apply(
        registrar: &mut Registrar<u8>,
        contacts: &[&str],
        expires: Option<&str>,
        cseq: u32,
    ) -> Result<Vec<String>, RegisterFault> {
        let contacts: Vec<String> = contacts.iter().map(|c| (*c).to_owned()).collect();
        let register = Register { contacts: &contacts, expires, call_id: "call", cseq, flow: 1 };
        let agent = AgentId::from("sara");
        registrar.register(&agent, &register, NOW)?;
        Ok(registrar.bindings(&agent, NOW).into_iter().map(|b| b.uri).collect())
    }

    #[test]
    fn several_phones_are_kept_by_preference_and_taken_back() {
        let mut registrar = registrar();
        let both = apply(&mut registrar, &["<sip:a@h1>;q=0.2", "<sip:a@h2>;q=0.9"], Some("300"), 1).unwrap();
        assert_eq!(both, ["sip:a@h2", "sip:a@h1"]);
        assert_eq!(apply(&mut registrar, &["<sip:a@h2>;expires=0"], None, 2).unwrap(), ["sip:a@h1"]);
        assert_eq!(apply(&mut registrar, &[], None, 3).unwrap(), ["sip:a@h1"]);
        assert_eq!(apply(&mut registrar, &["*"], Some("0"), 4).unwrap(), Vec::<String>::new());
        assert_eq!(apply(&mut registrar, &["*"], Some("10"), 5), Err(RegisterFault::Malformed));
    }

    #[test]
    fn the_same_instance_with_a_new_address_replaces_the_old() {
        let mut registrar = registrar();
        apply(&mut registrar, &["<sip:a@h1>;+sip.instance=\"<urn:uuid:1>\""], None, 1).unwrap();
        let after = apply(&mut registrar, &["<sip:a@h9>;+sip.instance=\"<urn:uuid:1>\""], None, 2).unwrap();
        assert_eq!(after, ["sip:a@h9"]);
    }

    #[test]
    fn odd_times_are_served_and_short_ones_refused() {
        let mut registrar = registrar();
        assert_eq!(apply(&mut registrar, &["<sip:a@h>;expires=280297596632815"], Some("1e99"), 1).unwrap().len(), 1);
        assert_eq!(apply(&mut registrar, &["<sip:a@h>"], Some("5"), 2), Err(RegisterFault::TooBrief));
        assert_eq!(apply(&mut registrar, &["<sip:a@h>"], Some("60"), 1), Err(RegisterFault::OutOfOrder));
    }

    #[test]
    fn a_contact_is_dialled_only_when_it_names_the_host_it_came_from() {
        let source: SocketAddr = "192.0.2.7:40000".parse().unwrap();
        let there = |port, transport| Reach::Contact { peer: SocketAddr::new(source.ip(), port), transport };
        assert_eq!(Reach::of("sip:100@192.0.2.7:5062", source), there(5062, Transport::Udp));
        assert_eq!(Reach::of("sip:100@192.0.2.7;transport=tcp", source), there(5060, Transport::Tcp));
        assert_eq!(Reach::of("sip:100@192.0.2.7;transport=tls", source), there(5061, Transport::Tls));
        for translated in [
            "sip:100@192.0.2.7;transport=ws",
            "sip:100@10.0.0.9:5062",
            "sip:x@h7.invalid;transport=ws",
            "sip:100@phone.example",
            "tel:1",
        ] {
            assert_eq!(Reach::of(translated, source), Reach::Way, "{translated}");
        }
    }

    #[test]
    fn time_ends_a_binding() {
        let mut registrar = registrar();
        apply(&mut registrar, &["<sip:a@h>"], Some("60"), 1).unwrap();
        assert_eq!(registrar.expire(NOW + Duration::from_secs(59)), vec![]);
        assert_eq!(registrar.expire(NOW + Duration::from_secs(60)), vec![(AgentId::from("sara"), 0)]);
    }
}
