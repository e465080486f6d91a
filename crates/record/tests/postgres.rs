//! The same tests on PostgreSQL: every file here that asks `common` where its book is kept.
#![allow(clippy::duplicate_mod, reason = "each file brings its own `common`, as it does when it is run by itself")]

mod common;

#[path = "backup.rs"]
mod backup;
#[path = "book.rs"]
mod book;
#[path = "branch.rs"]
mod branch;
#[path = "callbacks.rs"]
mod callbacks;
#[path = "chain.rs"]
mod chain;
#[path = "clock.rs"]
mod clock;
#[path = "crash.rs"]
mod crash;
#[path = "customers.rs"]
mod customers;
#[path = "desk.rs"]
mod desk;
#[path = "floor.rs"]
mod floor;
#[path = "kill.rs"]
mod kill;
#[path = "learnt.rs"]
mod learnt;
#[path = "privacy.rs"]
mod privacy;
#[path = "quotes.rs"]
mod quotes;
#[path = "readings.rs"]
mod readings;
#[path = "search.rs"]
mod search;
#[path = "shelves.rs"]
mod shelves;
#[path = "upgrade.rs"]
mod upgrade;
