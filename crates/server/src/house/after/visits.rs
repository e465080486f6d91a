//! The recordings of visits to a branch, read by the ear that reads calls, when no call wants it.

use wasl_infer::{Infer, Source, Vocabulary};
use wasl_model::{CallId, MediaTime, Span, Utterance, VisitId};
use wasl_record::{Book, Unheard};
use wasl_speech::again::{self, Stretch};

use super::{After, TRIES, Trouble};

/// Visits looked up at once.
const PAGE: u32 = 16;

impl After {
    /// Reads what is owed of visits; one the model fails at again and again is told to be unreadable.
    pub(super) async fn read_visits(&mut self) -> Result<(), Trouble> {
        for visit in self.book.visits_unread(PAGE).await? {
            match words_of(&self.book, self.ears.as_ref(), visit, &self.vocabulary).await {
                Ok(Some(said)) => self.book.visit_heard(visit, &said).await?,
                Ok(None) => self.book.visit_unreadable(visit).await?,
                Err(Trouble::NoRoom) => return Err(Trouble::NoRoom),
                Err(error) => self.give_up_later(visit, &error).await?,
            }
        }
        Ok(())
    }

    async fn give_up_later(&mut self, visit: VisitId, error: &Trouble) -> Result<(), Trouble> {
        tracing::warn!(%visit, error = error as &dyn std::error::Error, "a visit's recording could not be read");
        let tries = self.visits_tried.entry(visit).or_default();
        *tries += 1;
        if *tries >= TRIES {
            self.book.visit_unreadable(visit).await?;
        }
        Ok(())
    }
}

/// The words of both sides in the order they were said; `None` when the recording is gone.
async fn words_of(
    book: &Book,
    ears: &dyn Infer,
    visit: VisitId,
    vocabulary: &Vocabulary,
) -> Result<Option<Vec<Utterance>>, Trouble> {
    let Some(sides) = book.visit_sound(visit).await? else { return Ok(None) };
    // The ear knows calls only; the visit's id stands for one.
    let call = CallId(visit.0);
    let mut said = Vec::new();
    for (speaker, samples) in sides {
        let owed = Unheard { call, speaker, span: Span { start: MediaTime::ZERO, end: MediaTime::ZERO } };
        let stretch = Stretch {
            samples,
            source: Source { call, speaker },
            start: MediaTime::ZERO,
            language: None,
            guess: wasl_model::Language::default(),
            vocabulary: vocabulary.clone(),
        };
        said.extend(again::read_stretch(ears, &stretch, |start| owed.turn_at(start)).await?);
    }
    said.sort_by_key(|turn: &Utterance| turn.span.start);
    Ok(Some(said))
}

#[cfg(test)]
mod tests;
