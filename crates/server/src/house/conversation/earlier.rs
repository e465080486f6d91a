//! What a caller came for of late, from the book: somebody who calls about the same again is rarely calm.

use std::time::Duration;

use wasl_model::{Contact, Pii};
use wasl_record::Person;

use crate::clock;
use crate::house::House;

/// Older contacts are another matter.
const OF_LATE: Duration = Duration::from_secs(7 * 24 * 3600);
/// More say nothing more.
const MOST: u32 = 20;
/// A call is not kept waiting for it.
const DEADLINE: Duration = Duration::from_millis(500);

/// Meetings with whoever calls from this number, of the last seven days, newest first. None of withheld numbers, nor when
/// the book does not answer in time.
pub(super) async fn contacts(house: &House, from: Option<&Pii<String>>) -> Vec<Contact> {
    let Some(number) = from.cloned() else { return Vec::new() };
    let now = clock::now();
    let person = Person::Number(number);
    match tokio::time::timeout(DEADLINE, house.book.history(&person, MOST)).await {
        Ok(Ok(contacts)) => contacts.into_iter().filter(|contact| contact.at + OF_LATE >= now).collect(),
        Ok(Err(error)) => {
            tracing::warn!(%error, "what the caller came for before is not known");
            Vec::new()
        }
        Err(_) => Vec::new(),
    }
}
