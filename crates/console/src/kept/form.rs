//! Forms, every version of them: a sheet is read with the version it was filled in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wasl_model::{AgentId, Timestamp};
use wasl_record::store::shelf::{Shelf, Spine};
use wasl_record::{Book, CardFilter, Kept, StoreError};
use wasl_review::scorecard::Form;

/// A version of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeptForm {
    /// The form.
    pub form: Form,
    /// When this version was made.
    pub made_at: Timestamp,
    /// By whom.
    pub made_by: AgentId,
}

impl Kept for KeptForm {
    const SHELF: Shelf = Shelf::Forms;

    fn id(&self) -> String {
        id_of(&self.form.id, self.form.version)
    }

    fn spine(&self) -> Spine {
        Spine {
            owner: Some(self.made_by.clone()),
            kind: Some(self.form.id.clone()),
            place: -i64::from(self.form.version),
            at: self.made_at,
            ..Spine::default()
        }
    }
}

fn id_of(form: &str, version: u32) -> String {
    format!("{form}@{version}")
}

/// A version of a form, the newest when none is asked for; the house's own where the site has none of that name.
///
/// # Errors
/// When the book cannot be read.
pub async fn form(book: &Book, id: &str, version: Option<u32>) -> Result<Option<Form>, StoreError> {
    let kept = match version {
        Some(version) => book.kept::<KeptForm>(&id_of(id, version)).await?,
        None => {
            let filter = CardFilter { kind: Some(id.to_owned()), ..CardFilter::default() };
            book.shelf::<KeptForm>(&filter, 1).await?.items.into_iter().next()
        }
    };
    let own =
        || Form::builtin().into_iter().find(|own| own.id == id && version.is_none_or(|version| version == own.version));
    Ok(kept.map(|kept| kept.form).or_else(own))
}

/// A form of the site's files cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FormRefused {
    /// That version is another one in the book, and sheets may be filled in it.
    #[error(
        "version {version} of the scorecard {form:?} is another one already; give the changed file the next version"
    )]
    Changed {
        /// Its name.
        form: String,
        /// Its version.
        version: u32,
    },
    /// The book cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes up a form of the site's files: a version that is not known is kept, one that is has to be the same.
///
/// # Errors
/// A version that is another one in the book; when the book cannot be used.
pub async fn take_up(book: &Book, written: Form, now: Timestamp) -> Result<(), FormRefused> {
    let changed = || FormRefused::Changed { form: written.id.clone(), version: written.version };
    if let Some(known) = form(book, &written.id, Some(written.version)).await? {
        return if known == written { Ok(()) } else { Err(changed()) };
    }
    let kept = KeptForm { form: written.clone(), made_at: now, made_by: AgentId::from("config") };
    let step = book.step(&kept.made_by, "write", None);
    // Another server may have taken it up at the same moment.
    let same = book.put_up(&kept, Some(&step)).await?
        || form(book, &written.id, Some(written.version)).await?.is_some_and(|known| known == written);
    if same { Ok(()) } else { Err(changed()) }
}

/// The newest version of every form.
///
/// # Errors
/// When the book cannot be read.
pub async fn forms(book: &Book) -> Result<Vec<Form>, StoreError> {
    let mut forms: Vec<Form> = Vec::new();
    let kept = book.whole_shelf::<KeptForm>(&CardFilter::default()).await?.into_iter().map(|kept| kept.form);
    // Newest versions come first on the shelf.
    for form in kept.chain(Form::builtin()) {
        if forms.iter().all(|known| known.id != form.id) {
            forms.push(form);
        }
    }
    forms.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(forms)
}
