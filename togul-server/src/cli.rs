//! The commands of the program.

use std::{
    error::Error,
    ffi::OsString,
    io::{self, Write},
    pin::pin,
    process::ExitCode,
    time::Duration,
};

use chrono::SecondsFormat;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use crate::{
    config::{Cli, Command, ConfigError, Serve},
    dev,
    domain::text::Email,
    health_check::{self, HealthError},
    importer::{self, ImportError},
    limits::ConnectionBudget,
    log::{FlushGuard, Log, REQUESTS},
    server::{EvaluationLimits, OfrepSettings, Server, Settings, StartError},
    service::{self, password_resets},
    store::{DatabaseAddress, Store, StoreError},
};

/// The licenses of the libraries in this program, which `scripts/licenses` collects.
const LICENSES: &str = include_str!("../third-party-licenses.txt");

#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Dev(#[from] dev::DevError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("{setting}: {error}")]
    Listen { setting: &'static str, error: StartError },
    #[error("the e-mail {0}")]
    Email(String),
    #[error("no account has this e-mail in {0}")]
    NoAccount(DatabaseAddress),
    #[error("the token could not be printed, so run the command again: {0}")]
    Output(io::Error),
    #[error(transparent)]
    Service(service::Error),
    #[error(transparent)]
    Backup(StoreError),
    #[error(transparent)]
    Health(#[from] HealthError),
    #[error(transparent)]
    Import(ImportError),
    #[error("stopped by a signal before it was done")]
    Stopped,
    #[error("operating system error: {0}")]
    System(#[from] io::Error),
}

/// Runs the command that the arguments name, the first of which is the program, until it ends or a signal stops it.
#[must_use]
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = Cli::read(arguments).unwrap_or_else(|error| {
        // A setting may be wrong because another one is misspelt.
        for warning in Cli::unknown_variables().iter().filter(|_| error.use_stderr()) {
            print(io::stderr(), &format!("warning: {warning}"));
        }
        error.exit()
    });
    let log = match start_logging(&cli) {
        Ok(log) => log,
        Err(error) => {
            print(io::stderr(), &format!("error: {error}"));
            return ExitCode::from(2);
        }
    };
    if let Some(warning) = cli.log_warning() {
        log.print(&format!("warning: {warning}"));
    }
    for warning in cli.variable_warnings() {
        tracing::warn!("{warning}");
    }
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
        Command::Dev(args) => serve(Signals::receive()?, dev::prepare(&args)).await,
        Command::Serve(args) => {
            // Before signals are received: a secret may be in a pipe that does not end.
            let settings = settings(*args)?;
            let metrics_listen = settings.metrics_listen.clone();
            let starting = async {
                let server = Server::bind(settings).await.map_err(|error| match &error {
                    StartError::Listen { address, .. } if metrics_listen.as_ref() == Some(address) => {
                        CliError::Listen { setting: "TOGUL_METRICS_LISTEN (--metrics-listen)", error }
                    }
                    StartError::Listen { .. } => {
                        CliError::Listen { setting: "TOGUL_LISTEN (--listen)", error }
                    }
                    StartError::Store(_) => error.into(),
                })?;
                let mut lines = format!("listening on http://{}", server.address());
                if let Some(address) = server.metrics_address() {
                    lines = format!("{lines}\nmetrics on http://{address}/metrics");
                }
                Ok::<_, CliError>((server, lines))
            };
            serve(Signals::receive()?, starting).await
        }
        Command::ResetPassword(args) => {
            let database = args.database.address()?.existing();
            let resetting = reset_password(&database, args.database.wait(), args.email);
            until(Signals::receive()?, resetting).await
        }
        Command::Backup(args) => {
            let database = args.database.address()?;
            let copying = async {
                let bytes = database.back_up(&args.to).await.map_err(CliError::Backup)?;
                print(io::stdout(), &format!("{bytes} bytes of {database} are in {}", args.to.display()));
                Ok(())
            };
            until(Signals::receive()?, copying).await
        }
        Command::Health(args) => {
            print(io::stdout(), &health_check::request(args.listen).await?);
            Ok(())
        }
        Command::Import(args) => {
            let importing = async {
                importer::run(&args, |text| print(io::stdout(), text)).await.map_err(CliError::Import)
            };
            until(Signals::receive()?, importing).await
        }
        Command::Licenses => {
            print(io::stdout(), LICENSES);
            Ok(())
        }
        Command::Migrate(args) => {
            let database = args.address()?;
            let migrating = async {
                let (store, _) =
                    Store::open_within(&database, budget(args.wait())).await.map_err(StartError::from)?;
                store.close().await;
                print(io::stdout(), "the schema is up to date");
                Ok(())
            };
            until(Signals::receive()?, migrating).await
        }
    }
}

/// Prints what a command goes on without: its reader may be gone, or the disk full.
fn print(mut to: impl Write, text: &str) {
    let _ = writeln!(to, "{text}").and_then(|()| to.flush());
}

/// Prints the lines of a server once it listens, and runs it until the first signal, which also ends the start. A second
/// signal ends it without the drain and without waiting for requests in progress.
async fn serve<E: Into<CliError>>(
    mut signals: Signals,
    starting: impl Future<Output = Result<(Server, String), E>>,
) -> Result<(), CliError> {
    let (server, lines) = tokio::select! {
        biased;
        () = signals.next() => {
            tracing::info!("stopped before the start was complete");
            return Ok(());
        }
        started = starting => started.map_err(Into::into)?,
    };
    print(io::stdout(), &lines);
    let stop = CancellationToken::new();
    let mut running = pin!(server.run(stop.clone().cancelled_owned()));
    tokio::select! {
        () = &mut running => return Ok(()),
        () = signals.next() => stop.cancel(),
    }
    tokio::select! {
        () = running => {}
        () = signals.next() => tracing::warn!("stopped at once by a second signal"),
    }
    Ok(())
}

/// Runs a command that has an end, unless a signal comes first.
async fn until(
    mut signals: Signals,
    command: impl Future<Output = Result<(), CliError>>,
) -> Result<(), CliError> {
    tokio::select! {
        biased;
        () = signals.next() => Err(CliError::Stopped),
        outcome = command => outcome,
    }
}

async fn reset_password(database: &DatabaseAddress, wait: Duration, email: String) -> Result<(), CliError> {
    let email = Email::of_account(email).map_err(CliError::Email)?;
    let (store, _) = Store::open_within(database, budget(wait)).await.map_err(StartError::from)?;
    let issued = password_resets::issue_for_operator(&store, &email).await;
    store.close().await;
    let issued = issued.map_err(|error| match error {
        service::Error::NotFound => CliError::NoAccount(database.clone()),
        error => CliError::Service(error),
    })?;
    let usage = format!(
        "{email} sets a new password with this token, once, until {}: \
         POST /api/v1/password-reset {{\"token\": …, \"new_password\": …}}",
        issued.expires_at.to_rfc3339_opts(SecondsFormat::Secs, true)
    );
    print(io::stderr(), &usage);
    let mut out = io::stdout();
    writeln!(out, "{}", issued.token.reveal()).and_then(|()| out.flush()).map_err(CliError::Output)
}

fn budget(wait: Duration) -> ConnectionBudget {
    ConnectionBudget { wait, ..ConnectionBudget::default() }
}

fn settings(args: Serve) -> Result<Settings, ConfigError> {
    if args.metrics_listen.as_ref().is_some_and(|metrics| *metrics == args.listen && metrics.port != 0) {
        let problem = "is the address of TOGUL_LISTEN: choose another port, such as that of 127.0.0.1:9090";
        return Err(ConfigError::new("TOGUL_METRICS_LISTEN", problem));
    }
    if let Some(all) = args.trusted_proxies.iter().find(|network| network.prefix_len() == 0) {
        tracing::warn!("TOGUL_TRUSTED_PROXIES has {all}, so every client can claim any address");
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
        path_prefix: args.path_prefix,
        ofrep: OfrepSettings { event_streams: args.ofrep_events },
        trusted_proxies: args.trusted_proxies,
        quotas: args.quotas.into(),
        evaluation: EvaluationLimits::default(),
        drain: Duration::from_secs(args.drain),
    })
}

fn start_logging(cli: &Cli) -> Result<FlushGuard, String> {
    let mut filter = EnvFilter::try_new(&cli.log).map_err(|error| format!("RUST_LOG or --log: {error}"))?;
    if cli.log_evaluations {
        let directive = format!("{REQUESTS}=debug").parse().expect("a target and a level");
        filter = filter.add_directive(directive);
    }
    Log::start(filter, cli.log_format).map_err(|error| format!("cannot start the logging thread: {error}"))
}

/// Ctrl-C, and SIGTERM from a supervisor.
struct Signals {
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(unix)]
    terminate: Signal,
}

#[cfg(unix)]
impl Signals {
    /// They no longer end the program from this call on.
    fn receive() -> io::Result<Self> {
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    fn receive() -> io::Result<Self> {
        Ok(Self {})
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}
