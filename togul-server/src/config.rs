//! Commands and settings, from the command line and from environment variables, which only this module reads.

mod limits;
mod quotas;

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    num::NonZeroUsize,
    path::PathBuf,
};

use clap::{Args, Parser, Subcommand, ValueEnum};
use ipnet::IpNet;

use self::{limits::LimitArgs, quotas::QuotaArgs};
use crate::auth::token::{MIN_SECRET_BYTES, Tokens};

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
    #[arg(long, global = true, env = "TOGUL_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// Filter for log lines, such as "warn" or "togul_server=debug,info"
    #[arg(long, global = true, env = "RUST_LOG", default_value = "info,sqlx=warn")]
    pub log: String,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start without setup: SQLite in a folder, a demo, and commands to try
    ///
    /// For development on this machine. The folder contains the database, a generated secret and the demo's login and
    /// keys, with access for your user only. A later start with the same folder continues with its data; delete the
    /// folder to start over.
    Dev(Dev),
    /// Start for production: needs DATABASE_URL and TOGUL_JWT_SECRET
    ///
    /// Any number of processes can share one PostgreSQL database; an SQLite file belongs to one process. TLS is the task
    /// of a reverse proxy. Pending migrations run at the start.
    Serve(Box<Serve>),
    /// Run pending database migrations and exit
    Migrate(Database),
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
    /// Address to listen on; port 0 selects a free port
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
}

#[derive(Args)]
pub struct Database {
    /// postgres://user:password@host/database, or sqlite:///path/to/togul.db for a single process
    // Secrets are optional strings, validated below: clap would show an invalid one in its message.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: Option<String>,
}

#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    pub database: Database,
    /// Secret that signs access tokens: at least 32 random bytes, for instance from `openssl rand -hex 32`; the same for
    /// all processes
    #[arg(long, env = "TOGUL_JWT_SECRET", hide_env_values = true, value_name = "SECRET")]
    jwt_secret: Option<String>,
    /// Previous secret, so that its tokens remain valid until they expire
    #[arg(long, env = "TOGUL_JWT_SECRET_PREVIOUS", hide_env_values = true, value_name = "SECRET")]
    jwt_secret_previous: Option<String>,
    /// Address to listen on; port 0 selects a free port
    #[arg(long, env = "TOGUL_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// Address that serves only `GET /metrics`, for Prometheus; off by default. The main address never serves it
    #[arg(long, env = "TOGUL_METRICS_LISTEN", value_name = "ADDRESS")]
    pub metrics_listen: Option<SocketAddr>,
    /// Maximum number of open connections; on further ones only health checks and the management API are served. The
    /// default depends on the limit on open files and is 20,000 at most
    #[arg(long, env = "TOGUL_MAX_CONNECTIONS", value_name = "NUMBER")]
    pub max_connections: Option<NonZeroUsize>,
    #[command(flatten)]
    pub limits: LimitArgs,
    /// Region of this server, which evaluates the environments of this region
    #[arg(long, env = "TOGUL_REGION", default_value = "local", value_name = "NAME", value_parser = region)]
    pub region: String,
    /// Origins whose pages may evaluate and stream (CORS), comma-separated, such as `https://app.example.com`
    #[arg(long, env = "TOGUL_CORS_ORIGINS", value_delimiter = ',', value_name = "ORIGINS", value_parser = cors_origin)]
    pub cors_origins: Vec<String>,
    /// Reverse proxies whose X-Forwarded-For header is trusted, comma-separated, as exact addresses such as
    /// `127.0.0.1,10.0.3.17`, or as networks that contain nothing but proxies
    #[arg(long, env = "TOGUL_TRUSTED_PROXIES", value_delimiter = ',', value_name = "NETWORKS", value_parser = trusted_proxy)]
    pub trusted_proxies: Vec<IpNet>,
    #[command(flatten)]
    pub quotas: QuotaArgs,
}

/// A missing or unsafe setting, and a valid one.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} {problem}")]
pub struct ConfigError {
    name: &'static str,
    problem: String,
}

impl Database {
    /// # Errors
    /// When it is missing or names an unsupported database.
    pub fn url(&self) -> Result<&str, ConfigError> {
        const NAME: &str = "DATABASE_URL";
        let error = |problem: &str| ConfigError { name: NAME, problem: problem.to_owned() };
        let url = self.database_url.as_deref().filter(|url| !url.is_empty()).ok_or_else(|| {
            error("is not set: set it to postgres://user:password@host/database or sqlite:///path/togul.db")
        })?;
        let known =
            ["postgres://", "postgresql://", "sqlite://"].iter().any(|scheme| url.starts_with(scheme));
        known.then_some(url).ok_or_else(|| error("must begin with postgres:// or sqlite://"))
    }
}

impl Serve {
    /// The secrets of access tokens.
    ///
    /// # Errors
    /// When a secret is missing or weak.
    pub fn tokens(&self) -> Result<Tokens, ConfigError> {
        let secret =
            self.jwt_secret.as_deref().filter(|secret| !secret.is_empty()).ok_or_else(|| ConfigError {
                name: "TOGUL_JWT_SECRET",
                problem: "is not set: set it to the output of `openssl rand -hex 32`".to_owned(),
            })?;
        let previous = self.jwt_secret_previous.as_deref().filter(|secret| !secret.is_empty());
        let previous = previous.map(|secret| strong("TOGUL_JWT_SECRET_PREVIOUS", secret)).transpose()?;
        Ok(Tokens::new(strong("TOGUL_JWT_SECRET", secret)?, previous))
    }
}

fn strong<'s>(name: &'static str, secret: &'s str) -> Result<&'s [u8], ConfigError> {
    let mut distinct = secret.as_bytes().to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if secret.len() >= MIN_SECRET_BYTES && distinct.len() >= 8 {
        return Ok(secret.as_bytes());
    }
    let problem =
        format!("must be at least {MIN_SECRET_BYTES} random bytes: use the output of `openssl rand -hex 32`");
    Err(ConfigError { name, problem })
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Database(..)")
    }
}

impl fmt::Debug for Serve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { listen, metrics_listen, max_connections, region, cors_origins, trusted_proxies, .. } =
            self;
        f.debug_struct("Serve")
            .field("listen", listen)
            .field("metrics_listen", metrics_listen)
            .field("max_connections", max_connections)
            .field("region", region)
            .field("cors_origins", cors_origins)
            .field("trusted_proxies", trusted_proxies)
            .finish_non_exhaustive()
    }
}

fn region(text: &str) -> Result<String, String> {
    if togul_core::limits::is_key(text) {
        return Ok(text.to_owned());
    }
    Err("must be letters, digits, '.', '_' and '-', such as eu-west-1".to_owned())
}

fn cors_origin(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |host: &str| {
        !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
    };
    if host.is_some_and(plain) {
        return Ok(text.to_owned());
    }
    Err("must be an origin: scheme and host, no path, such as https://app.example.com".to_owned())
}

fn trusted_proxy(text: &str) -> Result<IpNet, String> {
    let address = || text.parse().map(|address: IpAddr| IpNet::from(address.to_canonical()));
    text.parse()
        .or_else(|_| address())
        .map_err(|_| "must be an address or a network, such as 10.0.3.17 or 10.0.3.16/30".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn missing_and_weak_settings_are_refused() {
        for (secret, problem) in
            [(None, "is not set"), (Some(""), "is not set"), (Some("short"), "at least 32")]
        {
            let error = serve(secret).tokens().expect_err("the secret is not valid");
            assert!(error.to_string().starts_with("TOGUL_JWT_SECRET "), "{error}");
            assert!(error.to_string().contains(problem), "{error}");
        }
        assert!(serve(Some(&"a".repeat(64))).tokens().is_err());
        assert!(serve(Some("0123456789abcdef0123456789abcdef")).tokens().is_ok());
        let database = |url: &str| Database { database_url: Some(url.to_owned()) };
        assert!(database("mysql://x").url().is_err());
        assert!(Database { database_url: None }.url().is_err());
        assert_eq!(database("sqlite://x.db").url(), Ok("sqlite://x.db"));
    }

    #[test]
    fn debug_output_contains_no_secret() {
        let serve = serve(Some("0123456789abcdef0123456789abcdef"));
        assert!(!format!("{serve:?}").contains("0123456789abcdef"), "{serve:?}");
    }

    fn serve(secret: Option<&str>) -> Serve {
        Serve {
            database: Database { database_url: None },
            jwt_secret: secret.map(str::to_owned),
            jwt_secret_previous: None,
            listen: "127.0.0.1:0".parse().expect("an address"),
            metrics_listen: None,
            max_connections: None,
            limits: LimitArgs::default(),
            region: "local".to_owned(),
            cors_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            quotas: QuotaArgs::default(),
        }
    }

    #[test]
    fn a_cors_origin_has_no_path() {
        assert!(cors_origin("https://app.example.com:8443").is_ok());
        for bad in ["app.example.com", "https://a/b", "*", "https://"] {
            assert!(cors_origin(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_trusted_proxy_is_an_address_or_a_network() {
        for (text, network) in [
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("10.0.0.1", "10.0.0.1/32"),
            ("::1", "::1/128"),
            ("::ffff:10.0.0.1", "10.0.0.1/32"),
        ] {
            assert_eq!(super::trusted_proxy(text).map(|network| network.to_string()), Ok(network.to_owned()));
        }
        for bad in ["", "proxy.example.com", "10.0.0.0/33", "10.0.0"] {
            assert!(trusted_proxy(bad).is_err(), "{bad}");
        }
    }
}
