//! `wasl serve`: opens the house, keeps it open, closes it in order.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use wasl_console::ConsoleState;
use wasl_signal::Certificate;

use crate::cli::ConfigArgs;
use crate::clock;
use crate::config::Config;
use crate::house::sent::Decoder;
use crate::house::studio::Recordings;
use crate::house::window::Window;
use crate::house::{House, opening};
use crate::tls::TlsListener;

pub(super) fn run(args: &ConfigArgs) -> Result<ExitCode> {
    let config = Config::load(&args.config)?;
    start_log(&config);
    let places = config.places(&args.config, &args.data);
    super::runtime()?.block_on(serve(config, places))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: Config, places: crate::config::Places) -> Result<()> {
    let listen = config.http.listen;
    let drain = Duration::from_secs(config.call.drain_s);
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot serve pages on {listen} (http.listen); is another wasl running there?"))?;
    let certificate = crate::tls::certificate(&config, &places.pair)?;
    let pages_by_tls = if config.http.tls { certificate.clone() } else { None };
    let house = Box::pin(opening::open(config, &places, certificate)).await?;
    let web_closed = tokio_util::sync::CancellationToken::new();
    let routes = router(&house, &places.prompts);
    let web = tokio::spawn(pages(listener, pages_by_tls, routes, web_closed.clone().cancelled_owned()));
    tracing::info!(http = %listen, sip = ?house.signal.local_addresses(), "wasl is open");
    told_to_stop().await?;
    tracing::info!(live = house.figures.live(), drain_s = drain.as_secs(), "closing: no new calls, live calls finish");
    close(&house, drain).await;
    web_closed.cancel();
    if tokio::time::timeout(Duration::from_secs(5), web).await.is_err() {
        tracing::warn!("a web request did not end in time");
    }
    tracing::info!("wasl is closed");
    Ok(())
}

/// Serves the pages, by TLS if there is a certificate for them.
async fn pages(
    listener: TcpListener,
    certificate: Option<Arc<Certificate>>,
    router: axum::Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    match certificate {
        Some(certificate) => {
            let router = router.layer(axum::Extension(wasl_console::Encrypted));
            wasl_console::serve(TlsListener::new(listener, certificate)?, router, shutdown).await?;
        }
        None => wasl_console::serve(listener, router, shutdown).await?,
    }
    Ok(())
}

fn router(house: &Arc<House>, prompts: &Path) -> axum::Router {
    let figures = Arc::clone(house);
    let live = Arc::new(Window(Arc::clone(house)));
    let state = ConsoleState::new(house.book.clone(), live, move || figures.figures.text());
    let studio = Arc::new(Recordings::new(Arc::clone(house), prompts.to_owned()));
    let state =
        state.behind(&house.config.http.trusted_proxies).with_studio(studio).with_sound_files(Arc::new(Decoder));
    let state = state.of_house(house.config.branch_names(), house.answers.clone());
    wasl_console::router(state.in_zone(clock::zone(house.config.support.utc_offset_min)))
}

/// No new calls; live calls finish within `drain` and are ended then; files are closed.
async fn close(house: &Arc<House>, drain: Duration) {
    house.signal.drain();
    house.closing.cancel();
    house.tasks.close();
    // Calls end themselves at the end of `drain` (they are told by when); the margin is for their goodbyes.
    if tokio::time::timeout(drain + Duration::from_secs(10), house.tasks.wait()).await.is_err() {
        tracing::error!(
            live = house.figures.live(),
            "calls did not end in time; they are closed as interrupted at the next start"
        );
    }
    house.signal.stop().await;
    house.book.shutdown().await;
}

async fn told_to_stop() -> Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    tokio::select! {
        _ = terminate.recv() => {}
        result = tokio::signal::ctrl_c() => result.context("cannot listen for Ctrl-C")?,
    }
    Ok(())
}

fn start_log(config: &Config) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_new(&config.log.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr);
    // A log that was started before (in a test) stays as it is.
    let _ = if config.log.json { log.json().try_init() } else { log.try_init() };
}
