//! The address of a database, as users of sqlx write it. What can never work is refused here.

use std::{
    fmt, fs, iter,
    path::{Path, PathBuf, absolute},
    str::FromStr,
};

use sqlx::{
    ConnectOptions,
    postgres::{PgConnectOptions, PgSslMode},
    sqlite::SqliteConnectOptions,
};

/// Parameters of a PostgreSQL address that sqlx knows. It ignores others, which a caller would not notice.
const PARAMETERS: &[&str] = &[
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

/// Where the database is. It is shown without the password.
#[derive(Clone)]
pub struct DatabaseAddress(pub(super) Kind);

#[derive(Clone)]
pub(super) enum Kind {
    Postgres(Box<PgConnectOptions>),
    Sqlite {
        /// From the root.
        path: PathBuf,
        /// Whether a file that is missing is created.
        create: bool,
    },
}

impl DatabaseAddress {
    /// The SQLite database in this file, which is created if it is missing.
    #[must_use]
    pub fn sqlite(path: &Path) -> Self {
        Self(Kind::Sqlite { path: absolute(path).unwrap_or_else(|_| path.to_owned()), create: true })
    }
}

impl FromStr for DatabaseAddress {
    type Err = String;

    fn from_str(address: &str) -> Result<Self, String> {
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            postgres(address)
        } else if address.starts_with("sqlite:") {
            sqlite(address)
        } else {
            Err("must begin with postgres:// or sqlite://".to_owned())
        }
    }
}

fn postgres(address: &str) -> Result<DatabaseAddress, String> {
    const ENCODE: &str =
        "in a user name or password, write % as %25, / as %2F, ? as %3F, # as %23 and @ as %40";
    if address.contains('#') {
        return Err(format!("contains a #, at which an address ends: {ENCODE}"));
    }
    for name in parameters(address).map(|(name, _)| name) {
        if !PARAMETERS.contains(&name) && !name.starts_with("options[") {
            return Err(format!("has the unknown parameter {name}: use {}", PARAMETERS.join(", ")));
        }
    }
    let options = PgConnectOptions::from_str(address).map_err(|error| {
        let error = match error {
            sqlx::Error::Configuration(cause) => cause.to_string(),
            error => error.to_string(),
        };
        format!("must be like postgres://user:password@host:5432/database ({error}); {ENCODE}")
    })?;
    if options.get_host().contains(',') {
        return Err("names several hosts: name one, which may be that of a proxy".to_owned());
    }
    check_certificates(&options)?;
    Ok(DatabaseAddress(Kind::Postgres(Box::new(options))))
}

/// Refuses files that cannot be used, and one that would be ignored while its owner trusts in it.
fn check_certificates(options: &PgConnectOptions) -> Result<(), String> {
    // It includes PGSSLROOTCERT and the like.
    let url = options.to_url_lossy();
    for (name, file) in url.query_pairs() {
        let begin = match &*name {
            "sslrootcert" => {
                if !matches!(options.get_ssl_mode(), PgSslMode::VerifyCa | PgSslMode::VerifyFull) {
                    return Err("has sslrootcert, which is used only with sslmode=verify-full, or with \
                                sslmode=verify-ca if the certificate has no or another name: add one of them"
                        .to_owned());
                }
                "-----BEGIN CERTIFICATE-----"
            }
            "sslcert" => "-----BEGIN CERTIFICATE-----",
            "sslkey" => "PRIVATE KEY-----",
            _ => continue,
        };
        // Otherwise it is the content itself.
        let Some(file) = file.strip_prefix("file: ") else { continue };
        let content = fs::read_to_string(file)
            .map_err(|error| format!("names a file in {name} that cannot be read, {file}: {error}"))?;
        if !content.contains(begin) {
            return Err(format!("names a file in {name}, {file}, that is not in PEM form: it needs {begin}"));
        }
    }
    Ok(())
}

fn sqlite(address: &str) -> Result<DatabaseAddress, String> {
    let mut create = true;
    for (name, value) in parameters(address) {
        match (name, value) {
            ("mode", "rwc") => create = true,
            ("mode", "rw") => create = false,
            ("mode", "memory") => return Err(IN_MEMORY.to_owned()),
            _ => return Err(format!("has the parameter {name}={value}: use mode=rwc, mode=rw or none")),
        }
    }
    let options = SqliteConnectOptions::from_str(address).map_err(|error| error.to_string())?;
    let path = options.get_filename();
    if address.contains(":memory:") {
        return Err(IN_MEMORY.to_owned());
    }
    if path.as_os_str().is_empty() {
        return Err("needs the path of a file, such as sqlite:///var/lib/togul/togul.db".to_owned());
    }
    let path = absolute(path).map_err(|error| format!("has a path that cannot be used: {error}"))?;
    Ok(DatabaseAddress(Kind::Sqlite { path, create }))
}

const IN_MEMORY: &str =
    "is a database in memory, which would be lost with the process: use the path of a file";

/// The names and values after the question mark.
fn parameters(address: &str) -> impl Iterator<Item = (&str, &str)> {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let mut pairs = query.split('&').filter(|pair| !pair.is_empty());
    iter::from_fn(move || pairs.next().map(|pair| pair.split_once('=').unwrap_or((pair, ""))))
}

impl fmt::Display for DatabaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Postgres(options) => {
                let database = options.get_database().unwrap_or_else(|| options.get_username());
                match options.get_socket() {
                    Some(socket) => write!(f, "PostgreSQL at {}", socket.display())?,
                    None => write!(f, "PostgreSQL at {}:{}", options.get_host(), options.get_port())?,
                }
                write!(f, ", database {database}, user {}", options.get_username())
            }
            Kind::Sqlite { path, .. } => write!(f, "SQLite at {}", path.display()),
        }
    }
}

impl fmt::Debug for DatabaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(address: &str) -> Result<String, String> {
        address.parse::<DatabaseAddress>().map(|address| address.to_string())
    }

    #[test]
    fn sqlite_is_written_as_for_sqlx() {
        let relative = absolute("x.db").expect("there is a current folder").display().to_string();
        for (address, path) in [
            ("sqlite:///var/togul.db", "/var/togul.db".to_owned()),
            ("sqlite:/var/togul.db", "/var/togul.db".to_owned()),
            ("sqlite://x.db", relative.clone()),
            ("sqlite:x.db", relative.clone()),
            ("sqlite://x.db?mode=rwc", relative.clone()),
            ("sqlite://x.db?mode=rw", relative.clone()),
            ("sqlite:///a%20b%3Fc.db?", "/a b?c.db".to_owned()),
        ] {
            assert_eq!(parse(address), Ok(format!("SQLite at {path}")), "{address}");
        }
        for (bad, problem) in [
            ("sqlite://", "needs the path"),
            ("sqlite://?mode=rwc", "needs the path"),
            ("sqlite::memory:", "in memory"),
            ("sqlite://x.db?mode=memory", "in memory"),
            ("sqlite://x.db?mode=ro", "use mode=rwc"),
            ("sqlite://x.db?mode=rcw", "use mode=rwc"),
            ("sqlite://x.db?cache=shared", "use mode=rwc"),
        ] {
            let error = parse(bad).expect_err(bad);
            assert!(error.contains(problem), "{bad}: {error}");
        }
    }

    #[test]
    fn what_a_postgresql_can_never_be_is_refused_without_the_password() {
        for (bad, problem) in [
            ("mysql://x", "must begin with postgres://"),
            ("postgres:/u:hunter2@h/d", "must begin with postgres://"),
            ("postgres://u:hunter2/x@h/d", "/ as %2F"),
            ("postgres://u:hunter2#x@h/d", "# as %23"),
            ("postgres://u:hunter2@h:54e2/d", "must be like postgres://"),
            ("postgres://u:hunter2@h,i/d", "several hosts"),
            ("postgres://u:hunter2@h/d?sslmod=require", "unknown parameter sslmod: use sslmode"),
            ("postgres://u:hunter2@h/d?sslmode=verify_full", "verify_full"),
            ("postgres://u:hunter2@h/d?sslmode=verify-full&sslrootcert=/no/file", "cannot be read"),
            ("postgres://u:hunter2@h/d?sslmode=verify-full&sslrootcert=/dev/null", "not in PEM form"),
            ("postgres://u:hunter2@h/d?sslrootcert=/no/file", "add one of them"),
            ("postgres://u:hunter2@h/d?sslmode=require&sslrootcert=/no/file", "add one of them"),
        ] {
            let error = parse(bad).expect_err(bad);
            assert!(error.contains(problem) && !error.contains("hunter2"), "{bad}: {error}");
        }
        let shown = parse("postgres://u:hunter2@db.example.com/flags?sslmode=require&options=-c%20a%3Db");
        assert_eq!(shown, Ok("PostgreSQL at db.example.com:5432, database flags, user u".to_owned()));
        let shown = parse("postgres://u@%2Fvar%2Frun/flags");
        assert_eq!(shown, Ok("PostgreSQL at /var/run, database flags, user u".to_owned()));
    }
}
