//! `wasl backup` and `wasl restore`.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use wasl_record::backup::Told;
use wasl_record::{Carried, Progress};

use crate::cli::ConfigArgs;
use crate::config::Config;

/// How often one is told how far it is.
const TOLD_EVERY: Duration = Duration::from_secs(1);

pub(super) fn backup(args: &ConfigArgs, to: &Path) -> Result<ExitCode> {
    let config = Config::load(&args.config)?;
    let places = config.places(&args.config, &args.data);
    let carried = super::runtime()?.block_on(async {
        let book = super::book_beside(&config, &places).await?;
        let carried = book.backup(to, teller()).await;
        book.shutdown().await;
        carried.with_context(|| format!("no backup was written to {}", to.display()))
    })?;
    super::say(&format!("{}: {}", to.display(), told(&carried)));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn restore(args: &ConfigArgs, from: &Path) -> Result<ExitCode> {
    let config = Config::load(&args.config)?;
    let places = config.places(&args.config, &args.data);
    let key = config.privacy.key();
    let bringing = wasl_record::restore(from, &places.store_url, &places.recordings, key.as_deref(), teller());
    let carried = super::runtime()?.block_on(bringing).context("nothing was brought back")?;
    super::say(&format!("{} is back: {}", from.display(), told(&carried)));
    Ok(ExitCode::SUCCESS)
}

fn told(carried: &Carried) -> String {
    format!("{} rows, {} files of sound ({} MB)", carried.rows, carried.files, carried.bytes.div_ceil(1_000_000))
}

/// Says on a terminal how far it is, once a second.
fn teller() -> Told {
    let last = Mutex::new(Instant::now());
    let shown = std::io::stderr().is_terminal();
    Arc::new(move |progress| {
        let Ok(mut last) = last.lock() else { return };
        if shown && last.elapsed() >= TOLD_EVERY {
            *last = Instant::now();
            // A terminal that is gone is told nothing.
            let _ = writeln!(std::io::stderr(), "{}", line(progress));
        }
    })
}

fn line(progress: Progress) -> String {
    let of = |done: u64, all: u64| format!("{} of {} MB", done / 1_000_000, all.div_ceil(1_000_000));
    match progress {
        Progress::Tables(done, all) => format!("tables: {done} of {all}"),
        Progress::Sound(done, all) => format!("sound: {}", of(done, all)),
        Progress::Checked(done, all) => format!("checked: {}", of(done, all)),
    }
}
