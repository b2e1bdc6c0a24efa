//! Commands, flags and the environment: the only place that reads the latter.

use std::{fmt, net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::auth::token::MIN_SECRET_BYTES;

/// Feature flags for your whole company: management API, remote evaluation and stream.
///
/// Start with `togul-server dev`: it needs nothing, makes a demo, and prints what to paste. For production see
/// `togul-server serve --help`.
#[derive(Debug, Parser)]
#[command(name = "togul-server", version)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// How log lines look; RUST_LOG filters them (default "info").
    #[arg(long, global = true, env = "TOGUL_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// Which log lines to write, such as "warn" or "togul_server=debug,info".
    #[arg(long, global = true, env = "RUST_LOG", default_value = "info")]
    pub log: String,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start with nothing but this program: SQLite in a folder, a demo, and lines to paste
    Dev(Dev),
    /// Start for production: needs DATABASE_URL and TOGUL_JWT_SECRET
    Serve(Serve),
    /// Bring a database to this version's schema, and end
    Migrate(Database),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line, for machines
    Json,
}

/// A server for trying things out, on this machine only.
///
/// Its folder keeps the database, a generated secret and the demo's login and keys, readable by you alone. Start
/// again with the same folder and everything is as it was; delete the folder to start afresh.
#[derive(Debug, Args)]
pub struct Dev {
    /// The folder to keep everything in
    #[arg(long, default_value = "togul-data", value_name = "DIR")]
    pub data: PathBuf,
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
}

#[derive(Clone, Debug, Args)]
pub struct Database {
    /// postgres://user:password@host/database, or sqlite:///path/to/togul.db for a single process
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub database_url: DatabaseUrl,
}

/// A server for production.
///
/// Any number of processes may share one PostgreSQL; an SQLite file belongs to one process. TLS is the business
/// of the proxy in front. The schema is brought up to date at the start.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub database: Database,
    /// Signs access tokens: at least 32 random bytes, for instance from `openssl rand -hex 32`; the same for all
    /// processes
    #[arg(long, env = "TOGUL_JWT_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub jwt_secret: JwtSecret,
    /// The secret before the present one, so that its tokens live on until they expire
    #[arg(long, env = "TOGUL_JWT_SECRET_PREVIOUS", hide_env_values = true, value_name = "SECRET")]
    pub jwt_secret_previous: Option<JwtSecret>,
    /// Where to listen; port 0 takes a free one
    #[arg(long, env = "TOGUL_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// This server's region: it evaluates the environments that name it
    #[arg(long, env = "TOGUL_REGION", default_value = "local", value_name = "NAME", value_parser = region)]
    pub region: String,
    /// Origins whose pages may evaluate and stream, comma-separated: https://app.example.com
    #[arg(long, env = "TOGUL_CORS_ORIGINS", value_delimiter = ',', value_name = "ORIGINS", value_parser = origin)]
    pub cors_origins: Vec<String>,
}

/// A database address; its password is never printed.
#[derive(Clone)]
pub struct DatabaseUrl(pub String);

impl std::str::FromStr for DatabaseUrl {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if ["postgres://", "postgresql://", "sqlite://"].iter().any(|scheme| text.starts_with(scheme)) {
            return Ok(Self(text.to_owned()));
        }
        Err("must begin with postgres:// or sqlite://".to_owned())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl(..)")
    }
}

/// What access tokens are signed with; never printed.
#[derive(Clone)]
pub struct JwtSecret(pub Vec<u8>);

impl std::str::FromStr for JwtSecret {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let mut distinct = text.as_bytes().to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        if text.len() < MIN_SECRET_BYTES || distinct.len() < 8 {
            return Err(format!(
                "must be at least {MIN_SECRET_BYTES} random bytes: take the output of `openssl rand -hex 32`"
            ));
        }
        Ok(Self(text.as_bytes().to_vec()))
    }
}

impl fmt::Debug for JwtSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JwtSecret(..)")
    }
}

fn region(text: &str) -> Result<String, String> {
    if togul_core::limits::is_key(text) {
        return Ok(text.to_owned());
    }
    Err("must be letters, digits, '.', '_' and '-', such as eu-west-1".to_owned())
}

fn origin(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |host: &str| {
        !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
    };
    if host.is_some_and(plain) {
        return Ok(text.to_owned());
    }
    Err("must be an origin: scheme and host, no path, such as https://app.example.com".to_owned())
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
    fn a_weak_secret_is_refused_and_no_secret_is_printed() {
        for weak in ["", "short", &"a".repeat(64)] {
            assert!(weak.parse::<JwtSecret>().is_err(), "{weak}");
        }
        let secret = "0123456789abcdef0123456789abcdef".parse::<JwtSecret>().expect("32 bytes");
        assert_eq!(format!("{secret:?}"), "JwtSecret(..)");
    }

    #[test]
    fn an_origin_has_no_path() {
        assert!(origin("https://app.example.com:8443").is_ok());
        for bad in ["app.example.com", "https://a/b", "*", "https://"] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }
}
