//! `wasl infer-worker`: reads for servers on other machines.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use wasl_infer::remote::worker::{self, WorkerConfig};
use wasl_model::Pii;

use crate::cli::InferWorkerArgs;
use crate::house::opening;

pub(super) fn run(args: &InferWorkerArgs) -> Result<ExitCode> {
    let secret = args.secret.clone().unwrap_or_default();
    if secret.is_empty() && !args.listen.ip().is_loopback() {
        bail!(
            "a worker that others can reach needs a secret: set WASL_SPEECH__REMOTE_SECRET here and speech.remote_secret at the servers"
        );
    }
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let engine = opening::load_engine(&args.models, &args.model, args.threads)?;
    let config = WorkerConfig { secret: Pii::new(secret), model: args.model.clone() };
    super::runtime()?.block_on(serve(args, Arc::new(engine), config))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(args: &InferWorkerArgs, engine: Arc<wasl_infer::Engine>, config: WorkerConfig) -> Result<()> {
    let listener = TcpListener::bind(args.listen).await.with_context(|| format!("cannot listen on {}", args.listen))?;
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    tracing::info!(listen = %listener.local_addr()?, model = args.model, "the worker is open");
    tokio::select! {
        end = worker::serve(listener, engine, config) => end.context("servers can no longer be let in"),
        _ = terminate.recv() => Ok(()),
        end = tokio::signal::ctrl_c() => end.context("cannot listen for Ctrl-C"),
    }
}
