//! Commands and settings, from the command line and from environment variables, which only this module reads.

mod limits;
mod quotas;
mod reader;
mod secret;
mod unknown;
mod values;

use std::{
    ffi::OsString,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    time::Duration,
};

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use ipnet::IpNet;

pub use self::secret::ConfigError;
use self::{
    limits::LimitArgs,
    quotas::QuotaArgs,
    values::{
        between, cors_origin, log_filter, omits_this_program, path_prefix, positive, region, seconds,
        trusted_proxy,
    },
};
use crate::{
    auth::token::Tokens,
    domain::{account::Registration, network::ListenAddress},
    import::{Buckets, Source, System},
    limits::ConnectionBudget,
    store::DatabaseAddress,
};

/// A feature flag server: management API, remote evaluation and event stream.
///
/// Start with `togul-server dev`, which needs no setup: it creates a demo and prints commands to try. For production see
/// `togul-server serve --help`.
#[derive(Debug, Parser)]
#[command(name = "togul-server", version)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// Format of log lines; see also --log
    #[arg(long, global = true, env = "TOGUL_LOG_FORMAT", value_enum, ignore_case = true, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// Filter for log lines, such as "warn" or "togul_server=debug,info"
    #[arg(long, global = true, env = "RUST_LOG", default_value = "info,sqlx=error", value_parser = log_filter)]
    pub log: String,
    /// Log successful evaluations, snapshots, health checks and responses without changes (304) as well, which the
    /// metrics count
    #[arg(long, global = true, env = "TOGUL_LOG_EVALUATIONS", default_value = "false", value_name = "BOOLEAN", action = clap::ArgAction::Set)]
    pub log_evaluations: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start without setup: SQLite in a folder, a demo, and commands to try
    ///
    /// For development on this machine. The folder contains the database, a generated secret and the demo's login and
    /// keys, with access for your user only. A later start with the same folder continues with its data; delete the
    /// folder to start over.
    Dev(Dev),
    /// Start for production: needs the variables DATABASE_URL and TOGUL_JWT_SECRET
    ///
    /// DATABASE_URL is postgres://user:password@host/database, or sqlite:///path/to/togul.db for a single process.
    /// TOGUL_JWT_SECRET signs access tokens: at least 32 random bytes, for instance from `openssl rand -hex 32`, the same
    /// for all processes. TOGUL_JWT_SECRET_PREVIOUS may hold the previous secret, so that its tokens remain valid until
    /// they expire. Each of them may be in a file instead.
    ///
    /// Any number of processes can share one PostgreSQL database; an SQLite file belongs to one process. TLS is the task
    /// of a reverse proxy. Pending migrations run at the start.
    Serve(Box<Serve>),
    /// Run pending database migrations and exit; needs DATABASE_URL
    Migrate(Database),
    /// Print a one-time token that sets a new password for an account; needs DATABASE_URL
    ///
    /// The token is valid for one hour. An SQLite file belongs to one process: stop the server first.
    ResetPassword(ResetPassword),
    /// Copy the SQLite database to a new file, also while a server uses it; needs DATABASE_URL
    ///
    /// The copy is the database at one moment, in a file that only its owner can read. It can be used as it is: replace the
    /// database's file by it while no server runs. For the database of `dev`, DATABASE_URL is
    /// sqlite://togul-data/togul.db. A PostgreSQL database is copied with pg_dump.
    Backup(Backup),
    /// Check that a server on this machine answers, for a container's health check
    ///
    /// Requests /healthz, and prints its answer. Fails if there is none within three seconds.
    Health(Health),
    /// Import the flags of flagd, Unleash or LaunchDarkly, so that every user keeps their answers
    ///
    /// Sends the file to a server, with the machine token in the variable TOGUL_TOKEN, or into the folder of a stopped
    /// `togul-server dev`. All of it is written, or nothing; a second import of the same file changes nothing. Prints
    /// what is created and changed, and what cannot be carried over.
    Import(Box<Import>),
    /// Print the licenses of the libraries in this program
    Licenses,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Readable text
    Text,
    /// One JSON object per line
    Json,
}

#[derive(Debug, Args)]
pub struct Dev {
    /// Folder for all data
    #[arg(long, default_value = "togul-data", value_name = "DIR")]
    pub data: PathBuf,
    /// Address to listen on, as for `serve`
    #[arg(long, env = "TOGUL_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: ListenAddress,
    /// Who may register: everybody (open, the default), only the first account (first), or only invited people (closed)
    #[arg(long, env = "TOGUL_REGISTRATION", value_name = "MODE")]
    pub registration: Option<Registration>,
}

#[derive(Debug, Args)]
pub struct Database {
    /// File that contains DATABASE_URL, instead of the variable
    #[arg(long, env = "DATABASE_URL_FILE", value_name = "FILE")]
    database_url_file: Option<PathBuf>,
    /// Seconds to wait for a database that is not ready: it starts, does not answer, or another server migrates it
    #[arg(long, env = "TOGUL_DATABASE_WAIT", default_value = "60", value_name = "SECONDS", value_parser = seconds(1, 86_400))]
    database_wait: u64,
}

#[derive(Debug, Args)]
pub struct ResetPassword {
    #[command(flatten)]
    pub database: Database,
    /// The e-mail of the account
    pub email: String,
}

#[derive(Debug, Args)]
pub struct Backup {
    #[command(flatten)]
    pub database: Database,
    /// The file to write, which must not exist
    #[arg(value_name = "FILE")]
    pub to: PathBuf,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("place").required(true).args(["server", "data"]))]
pub struct Import {
    /// The file: a flag file of flagd, the answer of `GET /api/client/features` or an export of Unleash, the answer of
    /// `GET /sdk/latest-all` or of the REST API of LaunchDarkly
    pub file: PathBuf,
    /// The system that the file is from: flagd, unleash or launchdarkly
    #[arg(long, value_name = "SYSTEM", value_parser = system)]
    pub from: System,
    /// Key of the environment that is imported into
    #[arg(long, value_name = "KEY")]
    pub environment: String,
    /// Slug of the project
    #[arg(long, value_name = "SLUG")]
    pub project: String,
    /// Address of a server, such as `https://togul.example.com`; its machine token is in TOGUL_TOKEN
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// Folder of a `togul-server dev` that does not run
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Print what would be done, and write nothing
    #[arg(
        long,
        action = clap::ArgAction::Set,
        default_value = "false",
        default_missing_value = "true",
        hide_default_value = true,
        num_args = 0..=1,
        require_equals = true,
        value_name = "BOOLEAN",
    )]
    pub dry_run: bool,
    /// Keys, comma-separated, of flags and segments that may be left out because they cannot be carried over
    #[arg(long, value_delimiter = ',', value_name = "KEYS")]
    pub allow_loss: Vec<String>,
    /// The version of the buckets of a flagd file: v1 until flagd 0.14, v2 (the default) since 0.15, or v3
    #[arg(long, value_name = "VERSION", value_parser = buckets)]
    pub buckets: Option<Buckets>,
    /// Compare the answers for the users in this file with those of the other system: comma-separated values, with the names
    /// of attributes in the first line
    #[arg(long, value_name = "USERS.csv")]
    pub verify: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Health {
    /// Address that the server listens on, as for `serve`
    #[arg(long, env = "TOGUL_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: ListenAddress,
}

#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub database: Database,
    /// File that contains TOGUL_JWT_SECRET, instead of the variable
    #[arg(long, env = "TOGUL_JWT_SECRET_FILE", value_name = "FILE")]
    jwt_secret_file: Option<PathBuf>,
    /// File that contains TOGUL_JWT_SECRET_PREVIOUS, instead of the variable
    #[arg(long, env = "TOGUL_JWT_SECRET_PREVIOUS_FILE", value_name = "FILE")]
    jwt_secret_previous_file: Option<PathBuf>,
    /// Who may register: only the first account (first), everybody (open), or only invited people (closed)
    #[arg(long, env = "TOGUL_REGISTRATION", default_value = "first", value_name = "MODE")]
    pub registration: Registration,
    /// Address to listen on: host and port, such as `localhost:8080` or `[::1]:8080`, or a port of every interface, such as
    /// `:8080` or `8080`. Port 0 selects a free one
    #[arg(long, env = "TOGUL_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: ListenAddress,
    /// Address that serves only `GET /metrics`, for Prometheus; off by default. The main address never serves it
    #[arg(long, env = "TOGUL_METRICS_LISTEN", value_name = "ADDRESS")]
    pub metrics_listen: Option<ListenAddress>,
    /// Maximum number of open connections; on further ones only health checks and the management API are served. The
    /// default depends on the limit on open files and is 20,000 at most
    #[arg(long, env = "TOGUL_MAX_CONNECTIONS", value_name = "NUMBER", value_parser = positive)]
    pub max_connections: Option<NonZeroUsize>,
    /// Maximum number of connections to PostgreSQL, besides one that only listens: for all servers together, this limit
    /// plus one must fit into PostgreSQL's max_connections
    #[arg(
        long,
        env = "TOGUL_DATABASE_CONNECTIONS",
        default_value_t = ConnectionBudget::default().connections,
        value_name = "NUMBER",
        value_parser = between(ConnectionBudget::MIN, 10_000),
    )]
    pub database_connections: u32,
    #[command(flatten)]
    pub limits: LimitArgs,
    /// Region of this server, which evaluates the environments of this region
    #[arg(long, env = "TOGUL_REGION", default_value = "local", value_name = "NAME", value_parser = region)]
    pub region: String,
    /// Origins whose pages may evaluate and stream (CORS), comma-separated, such as `https://app.example.com`
    #[arg(long, env = "TOGUL_CORS_ORIGINS", value_delimiter = ',', value_name = "ORIGINS", value_parser = cors_origin)]
    pub cors_origins: Vec<String>,
    /// The path below which a reverse proxy serves this server, such as `/flags`: for the console's cookie, and for the
    /// address of OpenFeature's event stream
    #[arg(long, env = "TOGUL_PATH_PREFIX", default_value = "", hide_default_value = true, value_name = "PATH", value_parser = path_prefix)]
    pub path_prefix: String,
    /// Whether OpenFeature's clients are given the address of an event stream, which costs a connection for each page
    #[arg(long, env = "TOGUL_OFREP_EVENTS", default_value = "true", value_name = "BOOLEAN", action = clap::ArgAction::Set)]
    pub ofrep_events: bool,
    /// Reverse proxies whose X-Forwarded-For header is trusted, comma-separated, as exact addresses such as
    /// `127.0.0.1,10.0.3.17`, or as networks that contain nothing but proxies
    #[arg(long, env = "TOGUL_TRUSTED_PROXIES", value_delimiter = ',', value_name = "NETWORKS", value_parser = trusted_proxy)]
    pub trusted_proxies: Vec<IpNet>,
    #[command(flatten)]
    pub quotas: QuotaArgs,
    /// Seconds for which requests are still served after SIGTERM, while `GET /readyz` answers 503, so that a proxy takes
    /// this server out of rotation first
    #[arg(long, env = "TOGUL_DRAIN", default_value = "0", value_name = "SECONDS", value_parser = seconds(0, 3600))]
    pub drain: u64,
}

impl Cli {
    /// Reads the command line and the environment of this process.
    ///
    /// # Errors
    /// The text for the user: the help, or what is wrong.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        reader::read(arguments.into_iter().collect(), |name| std::env::var_os(name))
    }

    /// What is wrong with the variables of this process that look like settings and are none.
    #[must_use]
    pub fn unknown_variables() -> Vec<String> {
        unknown::warnings(&Self::command(), std::env::vars_os())
    }

    /// What is wrong with the variables of this process, for this command.
    #[must_use]
    pub fn variable_warnings(&self) -> Vec<String> {
        let mut warnings = Self::unknown_variables();
        if matches!(self.command, Command::Dev(_)) {
            let ignored = unknown::ignored_by(&Self::command(), "dev", std::env::vars_os());
            if !ignored.is_empty() {
                let ignored = ignored.join(", ");
                warnings.push(format!(
                    "dev uses SQLite in the folder of --data and ignores {ignored}, which `togul-server serve` reads"
                ));
            }
        }
        warnings
    }

    /// What is wrong with the filter of the log, which may hide it.
    #[must_use]
    pub fn log_warning(&self) -> Option<String> {
        omits_this_program(&self.log).then(|| {
            format!(
                "RUST_LOG or --log is {}, which has no level for togul_server: begin it with info,",
                self.log
            )
        })
    }
}

impl Database {
    /// # Errors
    /// When it is missing, or can never work.
    pub fn address(&self) -> Result<DatabaseAddress, ConfigError> {
        let url = setting("DATABASE_URL", self.database_url_file.as_deref())?;
        secret::database_address("DATABASE_URL", url)
    }

    #[must_use]
    pub fn wait(&self) -> Duration {
        Duration::from_secs(self.database_wait)
    }
}

impl Import {
    /// What the file is read as.
    #[must_use]
    pub fn source(&self) -> Source {
        let environment = self.environment.clone();
        Source { system: self.from, buckets: self.buckets.unwrap_or_default(), environment }
    }

    #[must_use]
    pub fn server_url(&self) -> &str {
        self.server.as_deref().unwrap_or_default()
    }

    /// The machine token for the server.
    ///
    /// # Errors
    /// When there is none.
    pub fn token(&self) -> Result<String, ConfigError> {
        let missing = || {
            let problem =
                "is needed beside --server: set it to a machine token, which POST /api/v1/tokens creates";
            ConfigError::new("TOGUL_TOKEN", problem)
        };
        setting("TOGUL_TOKEN", None)?.ok_or_else(missing)
    }
}

fn system(name: &str) -> Result<System, String> {
    System::parse(name).ok_or_else(|| format!("must be one of {}", System::NAMES.join(", ")))
}

fn buckets(name: &str) -> Result<Buckets, String> {
    Buckets::parse(name).ok_or_else(|| format!("must be one of {}", Buckets::NAMES.join(", ")))
}

impl Serve {
    /// The secrets of access tokens.
    ///
    /// # Errors
    /// When a secret is missing or weak.
    pub fn tokens(&self) -> Result<Tokens, ConfigError> {
        let current = setting("TOGUL_JWT_SECRET", self.jwt_secret_file.as_deref())?;
        let previous = setting("TOGUL_JWT_SECRET_PREVIOUS", self.jwt_secret_previous_file.as_deref())?;
        let current = secret::required("TOGUL_JWT_SECRET", current)?;
        let previous =
            previous.map(|secret| secret::strong("TOGUL_JWT_SECRET_PREVIOUS", secret)).transpose()?;
        Ok(Tokens::new(current.as_bytes(), previous.as_deref().map(str::as_bytes)))
    }
}

/// A secret setting: from the environment or a file, because other users see the command line of a process.
fn setting(name: &str, file: Option<&Path>) -> Result<Option<String>, ConfigError> {
    secret::read(name, std::env::var_os(name), file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_secret_is_on_the_command_line() {
        let serve =
            |arguments: &[&str]| Cli::try_parse_from([&["togul-server", "serve"], arguments].concat());
        serve(&["--jwt-secret-file", "/run/secrets/togul"]).expect("the name of a file is no secret");
        for flag in ["--jwt-secret", "--jwt-secret-previous", "--database-url"] {
            serve(&[flag, "value"]).expect_err(flag);
        }
    }
}
