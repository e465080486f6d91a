//! Opening hours as their files are now: a moon that is sighted tonight closes tomorrow without a restart.
//!
//! Calls that are on keep the hours they began with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use tokio_util::sync::CancellationToken;
use wasl_dialogue::Site;

/// The files are looked at so often.
pub(crate) const EVERY: Duration = Duration::from_secs(10);

/// The site with its hours as they are now.
#[derive(Debug)]
pub(crate) struct Calendar {
    site: RwLock<Arc<Site>>,
    /// Where `hours/*.toml` are.
    config_dir: PathBuf,
}

/// When each file was written, and how long it is.
type Seen = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

impl Calendar {
    pub(crate) const fn new(site: Arc<Site>, config_dir: PathBuf) -> Self {
        Self { site: RwLock::new(site), config_dir }
    }

    /// The site, for whoever comes now.
    pub(crate) fn site(&self) -> Arc<Site> {
        Arc::clone(&self.site.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the files again when they were changed, looking `every` so often, until the house closes.
    pub(crate) async fn follow(&self, closing: CancellationToken, every: Duration) {
        let mut seen = seen(&self.config_dir);
        while closing.run_until_cancelled(tokio::time::sleep(every)).await.is_some() {
            let now = self::seen(&self.config_dir);
            if now != seen {
                seen = now;
                self.read_again();
            }
        }
    }

    /// Wrong files change nothing, and are told of.
    fn read_again(&self) {
        match self.site().with_hours_of(&self.config_dir) {
            Ok(site) => {
                *self.site.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(site);
                tracing::info!("opening hours were changed: who calls from now on hears the new ones");
            }
            Err(wrong) => tracing::error!("opening hours were changed and are wrong, the old ones go on: {wrong}"),
        }
    }
}

fn seen(config_dir: &Path) -> Seen {
    let files = std::fs::read_dir(config_dir.join("hours")).into_iter().flatten().flatten();
    let of = |file: std::fs::DirEntry| {
        let is = file.metadata().ok()?;
        Some((file.path(), (is.modified().ok(), is.len())))
    };
    files.filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use wasl_dialogue::Standing;
    use wasl_model::Timestamp;

    use super::*;

    /// Sunday 2026-11-29, noon in Riyadh.
    const NOON: Timestamp = Timestamp(1_795_942_800_000);

    #[tokio::test]
    async fn hours_are_read_again_when_they_change_and_wrong_ones_change_nothing() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let dir = tempfile::tempdir().unwrap();
        let hours = dir.path().join("hours");
        for folder in ["intents", "flows", "hours"] {
            std::fs::create_dir(dir.path().join(folder)).unwrap();
            for file in std::fs::read_dir(root.join("config").join(folder)).unwrap().flatten() {
                std::fs::copy(file.path(), dir.path().join(folder).join(file.file_name())).unwrap();
            }
        }
        let site = Arc::new(Site::load(dir.path(), &root.join("prompts")).unwrap());
        let calendar = Arc::new(Calendar::new(site, dir.path().to_owned()));
        let closing = CancellationToken::new();
        let following = Arc::clone(&calendar);
        let task = tokio::spawn({
            let closing = closing.clone();
            async move { following.follow(closing, Duration::from_millis(10)).await }
        });
        let is_open = || matches!(calendar.site().hours("office").unwrap().at(NOON), Standing::Open { .. });
        let becomes = async |open: bool| {
            while is_open() != open {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        // It has looked at the files once.
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(is_open());
        let file = hours.join("office.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        let holiday = "\n[[holidays]]\nname = { ar = \"عيد\", en = \"Eid\" }\nfrom = \"11-29\"\n";
        std::fs::write(&file, format!("{text}{holiday}")).unwrap();
        becomes(false).await;
        std::fs::write(&file, "name = ").unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert!(!is_open(), "as before");
        std::fs::write(&file, text).unwrap();
        becomes(true).await;
        closing.cancel();
        task.await.unwrap();
    }
}
