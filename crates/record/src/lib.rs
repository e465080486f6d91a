//! The book: what is kept of every call, so that kill -9 at any moment loses at most half a second of sound and no acknowledged event.
//! [`Book`] is the door; behind it one task writes events in batches and a few threads write sound.
//!
//! - [`book`]: the façade: begin a call, append to it, feed its recording, ask for it later
//! - [`open`]: opening the book: folders, free space, lock, schema, calls the last run left open
//! - [`writer`]: the one task that commits events and tells subscribers
//! - [`recorder`]: one call's stereo WAV, valid at every moment
//! - [`studio`]: the few threads on which all recorders run
//! - [`vault`]: sound and words at rest: recordings, backups and the words in PostgreSQL sealed, the SQLite file
//!   encrypted
//! - [`wav`]: the WAV header, written and read
//! - [`peaks`]: the outline of a recording for the player
//! - [`summary`]: one call in one row, folded from its events
//! - [`page`]: filters and cursors of the list of calls
//! - [`erase`]: a person, taken out of the book everywhere, with a proof
//! - [`holds`]: legal holds, which nothing takes out
//! - [`masking`]: cards, codes, accounts and ids, taken out of an ended call's words and sound
//! - [`number`]: numbers as they compare, in every spelling
//! - [`customers`]: customers as persons, their calls and visits as one history
//! - [`found`]: a person found by a little: last digits, a ticket, a name
//! - [`profile`]: what is known of a customer, with source, day and consent; two customers made one
//! - [`visits`]: visits to a branch, each kept once, with an answer for every open promise
//! - [`visit_sound`]: the sound of a visit
//! - [`journey`]: a customer's calls, visits and promises on one line
//! - [`tokens`]: users' branches, and tokens by which other systems ask
//! - [`floor`]: calls taken, and calls that ended a moment ago
//! - [`learnt`]: what came of talks, and what parts of the house go on with
//! - [`callbacks`]: what was done about promised callbacks
//! - [`owed`]: promises, open until somebody says how they ended
//! - [`readings`]: sound whose words are still owed, and turns to be read again
//! - [`desk`]: drafts, wrap-ups, an agent's day, events told after a call's end
//! - [`search`]: words of transcripts, found
//! - [`shelf`]: the reviewers' shelves: cards with columns, a history, and one change at a time
//! - [`quality`]: readings, remarks and named lists, which lie on them
//! - [`unread`]: calls and persons the reader has not read since they changed
//! - [`notices`]: what people are told beside the calls
//! - [`retention`]: what is kept for how long
//! - [`sessions`]: sessions of signed-in users, kept through a restart
//! - [`people`]: users, roles, passwords, and the phones' digest secrets
//! - [`clock`]: the one source of time, which a jump of the wall clock does not disturb
//! - [`store`]: what any database must offer, and SQLite and PostgreSQL offering it
//! - [`archive`]: recordings in their lasting form
//! - [`chain`]: hashes by which changes show
//! - [`backup`]: the whole book carried away and brought back
//! - [`export`]: one call as plain files with checksums

pub mod archive;
pub mod backup;
pub mod book;
pub mod callbacks;
pub mod chain;
pub mod clock;
pub mod customers;
pub mod desk;
pub mod erase;
pub mod export;
pub mod floor;
pub mod found;
pub mod holds;
pub mod journey;
pub mod learnt;
pub mod masking;
pub mod notices;
pub mod number;
pub mod open;
pub mod owed;
pub mod page;
pub mod peaks;
pub mod people;
pub mod profile;
pub mod quality;
mod quoted;
pub mod readings;
pub mod recorder;
pub mod retention;
pub mod search;
pub mod sessions;
pub mod shelf;
pub mod store;
pub mod studio;
pub mod summary;
pub mod tokens;
pub mod unread;
pub mod vault;
pub mod visit_sound;
pub mod visits;
pub mod wav;
pub mod writer;

pub use backup::{BackupError, Carried, Progress, restore};
pub use book::{AppendError, Book, CallBook};
pub use callbacks::{CallbackStep, CallbackStepKind};
pub use chain::{Fault, Link, Walk, Wrong};
pub use clock::{Clock, Held as HeldClock};
pub use customers::{CustomerError, CustomerFilter, Person};
pub use desk::{AgentDay, DraftError, WrappedCall};
pub use erase::{EraseError, ErasedCall, Proof};
pub use export::ExportError;
pub use floor::Taken;
pub use found::{Found, FoundBy};
pub use holds::{Held, HeldNow, Hold, HoldError};
pub use masking::{MaskError, Masks, Unmasked};
pub use notices::Notice;
pub use open::{OpenError, OpenOptions};
pub use owed::{OwedPromise, PromiseChange, PromiseCounts, PromiseFilter, PromisesOf};
pub use page::{CallFilter, Page};
pub use peaks::Peaks;
pub use people::{NewUser, Role, SipSecret, User, UserError};
pub use profile::{Alike, Profile, ProfileError};
pub use readings::Unheard;
pub use recorder::{RecorderStats, StereoRecorder};
pub use retention::{Expired, Keep, Shredded};
pub use search::{FoundCall, FoundVisit, Hit, Mark, Order, Rank, SearchError, VisitHit, Words, WordsError};
pub use sessions::{KeptSession, TokenHash};
pub use shelf::{Changed, Kept};
pub use store::shelf::{CardFilter, Step, Unread};
pub use store::{
    AuditFilter, AuditRow, BranchStore, CallbackPromise, CallbackStore, DeskStore, LearntStore, Posted, PrivacyStore,
    ReadingStore, SearchStore, Store, StoreError,
};
pub use summary::{CallSummary, Figures, IntentSaid, RecordingState};
pub use tokens::ApiToken;
pub use vault::{KeyError, MasterKey, Recording, Vault};
pub use visits::{LoggedVisit, VisitError, VisitFilter, VisitRecording, VisitRecordingError};
