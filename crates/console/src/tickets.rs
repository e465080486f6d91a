//! Tickets of those who call from a web page: what they may do without signing in, and how often.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use wasl_model::Language;

use crate::lock_out::network;
use crate::session::random_hex;

/// A ticket is worth this long: a long wait, a long talk, and a word about it afterwards.
pub const LONGEST_TICKET: Duration = Duration::from_secs(3 * 3600);
/// Tickets one address gets within [`PER`].
pub const TICKETS_PER_ADDRESS: usize = 10;
/// See [`TICKETS_PER_ADDRESS`].
pub const PER: Duration = Duration::from_secs(600);
/// Most tickets at once. A flood beyond them is refused: callers who are here are worth more than those who may come.
const MOST_TICKETS: usize = 10_000;

#[derive(Debug)]
struct Ticket {
    given: Instant,
    to: IpAddr,
    language: Language,
    asked_back: bool,
    felt: bool,
    lines: u32,
}

/// Lines one ticket may hold at once: a page that was reloaded still holds the old one for a moment.
const LINES_PER_TICKET: u32 = 2;

/// All tickets that are worth something.
#[derive(Debug, Default)]
pub struct Tickets(Mutex<BTreeMap<String, Ticket>>);

/// What a ticket can be used for once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Once {
    /// Asking to be called back.
    CallBack,
    /// Saying how the call felt.
    Feeling,
}

impl Tickets {
    /// A new ticket, 128 random bits; `Err` with the time to wait when this address has had too many.
    ///
    /// # Errors
    /// When this address, or all together, have too many.
    pub fn give(&self, to: IpAddr, language: Language, now: Instant) -> Result<String, Duration> {
        let to = network(to);
        let mut tickets = self.0.lock().expect("no holder panics");
        tickets.retain(|_, ticket| now - ticket.given < LONGEST_TICKET);
        let recent = tickets.values().filter(|ticket| ticket.to == to && now - ticket.given < PER);
        let (count, oldest) = recent.fold((0, now), |(n, oldest), ticket| (n + 1, oldest.min(ticket.given)));
        if count >= TICKETS_PER_ADDRESS {
            return Err(PER.saturating_sub(now - oldest));
        }
        if tickets.len() >= MOST_TICKETS {
            return Err(PER);
        }
        let ticket = random_hex::<16>();
        tickets.insert(ticket.clone(), Ticket { given: now, to, language, asked_back: false, felt: false, lines: 0 });
        Ok(ticket)
    }

    /// The language of a ticket that is worth something.
    #[must_use]
    pub fn language(&self, ticket: &str, now: Instant) -> Option<Language> {
        let tickets = self.0.lock().expect("no holder panics");
        tickets.get(ticket).filter(|ticket| now - ticket.given < LONGEST_TICKET).map(|ticket| ticket.language)
    }

    /// Takes a line; `None` when the ticket is worth nothing or holds enough of them.
    #[must_use]
    pub fn take_line(self: &Arc<Self>, ticket: &str, now: Instant) -> Option<HeldLine> {
        self.language(ticket, now)?;
        let mut tickets = self.0.lock().expect("no holder panics");
        let known = tickets.get_mut(ticket).filter(|known| known.lines < LINES_PER_TICKET)?;
        known.lines += 1;
        Some(HeldLine { tickets: Arc::clone(self), ticket: ticket.to_owned() })
    }

    /// Uses a ticket for something that it is good for once; false when it was used, or is worth nothing.
    #[must_use]
    pub fn use_once(&self, ticket: &str, once: Once) -> bool {
        let mut tickets = self.0.lock().expect("no holder panics");
        let Some(ticket) = tickets.get_mut(ticket) else { return false };
        let used = match once {
            Once::CallBack => &mut ticket.asked_back,
            Once::Feeling => &mut ticket.felt,
        };
        !std::mem::replace(used, true)
    }
}

/// A line held by a ticket; dropping it gives it back.
#[derive(Debug)]
pub struct HeldLine {
    tickets: Arc<Tickets>,
    ticket: String,
}

impl Drop for HeldLine {
    fn drop(&mut self) {
        let mut tickets = self.tickets.0.lock().expect("no holder panics");
        if let Some(ticket) = tickets.get_mut(&self.ticket) {
            ticket.lines -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gets_so_many_tickets_and_each_ends() {
        let tickets = Tickets::default();
        let (greedy, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let start = Instant::now();
        let first = tickets.give(greedy, Language::En, start).unwrap();
        for _ in 1..TICKETS_PER_ADDRESS {
            tickets.give(greedy, Language::Ar, start).unwrap();
        }
        assert_eq!(tickets.give(greedy, Language::Ar, start), Err(PER));
        assert!(tickets.give(other, Language::Ar, start).is_ok(), "others are served");
        assert!(tickets.give(greedy, Language::Ar, start + PER).is_ok(), "later again");
        assert_eq!(tickets.language(&first, start + PER), Some(Language::En));
        assert_eq!(tickets.language(&first, start + LONGEST_TICKET), None);
        assert_eq!(tickets.language("", start), None);
        assert!(tickets.use_once(&first, Once::Feeling) && !tickets.use_once(&first, Once::Feeling));
        assert!(tickets.use_once(&first, Once::CallBack));
    }

    #[test]
    fn a_ticket_holds_few_lines_at_once() {
        let (tickets, start) = (Arc::new(Tickets::default()), Instant::now());
        let ticket = tickets.give("192.0.2.1".parse().unwrap(), Language::Ar, start).unwrap();
        let held: Vec<_> = (0..LINES_PER_TICKET).map(|_| tickets.take_line(&ticket, start).unwrap()).collect();
        assert!(tickets.take_line(&ticket, start).is_none());
        drop(held);
        assert!(tickets.take_line(&ticket, start).is_some());
        assert!(tickets.take_line("none", start).is_none());
    }
}
