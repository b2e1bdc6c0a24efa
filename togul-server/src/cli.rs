//! The commands of the program.

use std::{error::Error, ffi::OsString, io, process::ExitCode, time::Duration};

use chrono::SecondsFormat;
use tracing_subscriber::EnvFilter;

use crate::{
    config::{Cli, Command, ConfigError, Serve},
    dev,
    domain::text::Email,
    limits::ConnectionBudget,
    log::{FlushGuard, Log},
    server::{EvaluationLimits, Server, Settings, StartError},
    service::{self, password_resets},
    store::{DatabaseAddress, Store},
};

#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Dev(#[from] dev::DevError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("the e-mail {0}")]
    Email(String),
    #[error("no account has this e-mail")]
    NoAccount,
    #[error(transparent)]
    Service(service::Error),
    #[error("stopped by a signal before it was done")]
    Stopped,
    #[error("operating system error: {0}")]
    System(#[from] io::Error),
}

/// Runs the command that the arguments name, the first of which is the program, until it ends or a signal stops it.
#[must_use]
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = Cli::read(arguments).unwrap_or_else(|error| error.exit());
    let log = match start_logging(&cli) {
        Ok(log) => log,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => {
            let outcome = runtime.block_on(run(cli.command));
            // Without waiting for the lookup of a host name or for a file system that does not answer.
            runtime.shutdown_background();
            outcome
        }
        Err(error) => Err(error.into()),
    };
    let Err(error) = outcome else { return ExitCode::SUCCESS };
    log.print(&format!("error: {}", with_causes(&error)));
    ExitCode::FAILURE
}

/// The text of an error and of its causes, each of them once: some errors contain the text of their cause.
fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        let reason = source.to_string();
        if !text.contains(&reason) {
            text = format!("{text}: {reason}");
        }
        cause = source.source();
    }
    text
}

async fn run(command: Command) -> Result<(), CliError> {
    match command {
        Command::Dev(args) => serve(stop_signal()?, dev::prepare(&args)).await,
        Command::Serve(args) => {
            // Before signals are received: a secret may be in a pipe that does not end.
            let settings = settings(*args)?;
            let starting = async {
                let server = Server::bind(settings).await?;
                let mut lines = format!("listening on http://{}", server.address());
                if let Some(address) = server.metrics_address() {
                    lines = format!("{lines}\nmetrics on http://{address}/metrics");
                }
                Ok::<_, StartError>((server, lines))
            };
            serve(stop_signal()?, starting).await
        }
        Command::ResetPassword(args) => {
            let database = args.database.address()?;
            let resetting = reset_password(&database, args.database.wait(), args.email);
            until(stop_signal()?, resetting).await
        }
        Command::Migrate(args) => {
            let database = args.address()?;
            let migrating = async {
                let (store, _) =
                    Store::open_within(&database, budget(args.wait())).await.map_err(StartError::from)?;
                store.close().await;
                println!("the schema is up to date");
                Ok(())
            };
            until(stop_signal()?, migrating).await
        }
    }
}

/// Prints the lines of a server once it listens, and runs it until the signal, which also ends the start.
async fn serve<E: Into<CliError>>(
    stop: impl Future<Output = ()> + Send + 'static,
    starting: impl Future<Output = Result<(Server, String), E>>,
) -> Result<(), CliError> {
    let mut stop = Box::pin(stop);
    let (server, lines) = tokio::select! {
        biased;
        () = &mut stop => {
            tracing::info!("stopped before the start was complete");
            return Ok(());
        }
        started = starting => started.map_err(Into::into)?,
    };
    println!("{lines}");
    server.run(stop).await;
    Ok(())
}

/// Runs a command that has an end, unless the signal comes first.
async fn until(
    stop: impl Future<Output = ()>,
    command: impl Future<Output = Result<(), CliError>>,
) -> Result<(), CliError> {
    tokio::select! {
        biased;
        () = stop => Err(CliError::Stopped),
        outcome = command => outcome,
    }
}

async fn reset_password(database: &DatabaseAddress, wait: Duration, email: String) -> Result<(), CliError> {
    let email = Email::of_account(email).map_err(CliError::Email)?;
    let (store, _) = Store::open_within(database, budget(wait)).await.map_err(StartError::from)?;
    let issued = password_resets::issue_for_operator(&store, &email).await;
    store.close().await;
    let issued = issued.map_err(|error| match error {
        service::Error::NotFound => CliError::NoAccount,
        error => CliError::Service(error),
    })?;
    eprintln!(
        "{email} sets a new password with this token, once, until {}: \
         POST /api/v1/password-reset {{\"token\": …, \"new_password\": …}}",
        issued.expires_at.to_rfc3339_opts(SecondsFormat::Secs, true)
    );
    println!("{}", issued.token.reveal());
    Ok(())
}

fn budget(wait: Duration) -> ConnectionBudget {
    ConnectionBudget { wait, ..ConnectionBudget::default() }
}

fn settings(args: Serve) -> Result<Settings, ConfigError> {
    if args.metrics_listen.as_ref().is_some_and(|metrics| *metrics == args.listen && metrics.port != 0) {
        let problem = "is the address of TOGUL_LISTEN: choose another port, such as that of 127.0.0.1:9090";
        return Err(ConfigError::new("TOGUL_METRICS_LISTEN", problem));
    }
    Ok(Settings {
        database_address: args.database.address()?,
        database: ConnectionBudget { connections: args.database_connections, ..budget(args.database.wait()) },
        tokens: args.tokens()?,
        registration: args.registration,
        listen: args.listen,
        metrics_listen: args.metrics_listen,
        max_connections: args.max_connections,
        limits: args.limits.into(),
        region: args.region,
        cors_origins: args.cors_origins,
        trusted_proxies: args.trusted_proxies,
        quotas: args.quotas.into(),
        evaluation: EvaluationLimits::default(),
        drain: Duration::from_secs(args.drain),
    })
}

fn start_logging(cli: &Cli) -> Result<FlushGuard, String> {
    let filter = EnvFilter::try_new(&cli.log).map_err(|error| format!("RUST_LOG or --log: {error}"))?;
    Log::start(filter, cli.log_format).map_err(|error| format!("cannot start the logging thread: {error}"))
}

/// Resolves on Ctrl-C, or on SIGTERM from a supervisor. Signals are received from this call on.
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut terminate) =
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}
