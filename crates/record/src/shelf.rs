//! The reviewers' shelves: anything that has a few columns to look for, a history, and changes one at a time.

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasl_model::Pii;

use crate::book::Book;
use crate::masking::{hide_written, mask_text};
use crate::page::{MOST_PER_PAGE, Page};
use crate::store::StoreError;
use crate::store::shelf::{Card, CardFilter, Shelf, Spine, Step};

/// How often a change is tried while others change the same card.
const TRIES: u32 = 8;

/// What lies on a shelf.
pub trait Kept: Serialize + DeserializeOwned + Clone + Send + Sync {
    /// Which.
    const SHELF: Shelf;
    /// Unique on it.
    fn id(&self) -> String;
    /// The columns lists ask for.
    fn spine(&self) -> Spine;
}

/// How a change went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed<T, E> {
    /// As it is now.
    Done(T),
    /// The change was refused by whoever asked for it.
    Refused(E),
    /// There is none of that id.
    Unknown,
}

impl Book {
    /// Puts up something new with the first line of its history; false when there is one of that id.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn put_up<T: Kept>(&self, new: &T, step: Option<&Step>) -> Result<bool, StoreError> {
        let step = step.map(|step| self.masked(step));
        self.inner.store.add_card(T::SHELF, &self.card(new, 0)?, step.as_ref()).await
    }

    /// One of that id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn kept<T: Kept>(&self, id: &str) -> Result<Option<T>, StoreError> {
        self.inner.store.card(T::SHELF, id).await?.as_ref().map(read).transpose()
    }

    /// Those that fit, in their places, page by page.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn shelf<T: Kept>(&self, filter: &CardFilter, limit: u32) -> Result<Page<T, String>, StoreError> {
        let limit = limit.clamp(1, MOST_PER_PAGE);
        let cards = self.inner.store.cards(T::SHELF, filter, limit + 1).await?;
        let page = Page::of(cards, limit, |card| card.id.clone());
        let items = page.items.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Page { items, next: page.next })
    }

    /// All that fit.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn whole_shelf<T: Kept>(&self, filter: &CardFilter) -> Result<Vec<T>, StoreError> {
        let mut filter = filter.clone();
        let mut all = Vec::new();
        loop {
            let page = self.shelf(&filter, MOST_PER_PAGE).await?;
            all.extend(page.items);
            match page.next {
                Some(next) => filter.after = Some(next),
                None => return Ok(all),
            }
        }
    }

    /// Changes one of that id; `change` is told how it is and says what to write into its history.
    /// Of two who change it at once, the second is told how the first left it.
    ///
    /// # Errors
    /// When the store cannot be used, or the card is never left alone.
    pub async fn change<T: Kept, E>(
        &self,
        id: &str,
        change: impl Fn(&mut T) -> Result<Option<Step>, E>,
    ) -> Result<Changed<T, E>, StoreError> {
        for _ in 0..TRIES {
            let Some(known) = self.inner.store.card(T::SHELF, id).await? else { return Ok(Changed::Unknown) };
            let mut thing: T = read(&known)?;
            let step = match change(&mut thing) {
                Ok(step) => step,
                Err(refused) => return Ok(Changed::Refused(refused)),
            };
            let changed = self.card(&thing, known.edition)?;
            let step = step.map(|step| self.masked(&step));
            if self.inner.store.change_card(T::SHELF, &changed, step.as_ref()).await? {
                return Ok(Changed::Done(read(&changed)?));
            }
        }
        Err(StoreError::Unavailable("others change the same card all the time".to_owned()))
    }

    /// Takes one down with its history; false when there is none.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn take_down<T: Kept>(&self, id: &str) -> Result<bool, StoreError> {
        self.inner.store.drop_card(T::SHELF, id).await
    }

    /// The history of one, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn history_of<T: Kept>(&self, id: &str) -> Result<Vec<Step>, StoreError> {
        self.inner.store.steps(T::SHELF, id).await
    }

    /// A line of a history, written now.
    #[must_use]
    pub fn step(&self, user: &wasl_model::AgentId, action: &str, note: Option<Pii<String>>) -> Step {
        Step { at: self.now(), user: user.clone(), action: action.to_owned(), note }
    }
}

impl Book {
    /// As it is kept: what people wrote on it, and what it quotes, without what is not to be kept.
    fn card<T: Kept>(&self, thing: &T, edition: i64) -> Result<Card, StoreError> {
        let refused = |error: serde_json::Error| StoreError::Refused(error.to_string());
        let mut json = serde_json::to_value(thing).map_err(refused)?;
        hide_written(&mut json, &self.inner.mask);
        let json = serde_json::to_string(&json).map_err(refused)?;
        Ok(Card { id: thing.id(), spine: thing.spine(), edition, json: Pii::new(json) })
    }

    fn masked(&self, step: &Step) -> Step {
        let mut step = step.clone();
        if let Some(note) = &mut step.note {
            mask_text(note, &self.inner.mask);
        }
        step
    }
}

fn read<T: Kept>(card: &Card) -> Result<T, StoreError> {
    // The error of serde_json may quote what it read, and that is somebody's words.
    serde_json::from_str(card.json.reveal())
        .map_err(|_| StoreError::Damaged(format!("a card on the shelf {} cannot be read", T::SHELF.name())))
}
