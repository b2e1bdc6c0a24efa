//! The address of a database, as users of sqlx write it. What can never work is refused here.

mod postgres;

use std::{
    fmt, iter,
    path::{Path, PathBuf, absolute},
    str::FromStr,
};

use sqlx::{postgres::PgConnectOptions, sqlite::SqliteConnectOptions};

/// Where the database is. It is shown without the password.
#[derive(Clone)]
pub struct DatabaseAddress {
    pub(super) kind: Kind,
    /// Whether neither a file nor tables are made.
    pub(super) must_exist: bool,
}

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
        Self::new(Kind::Sqlite { path: absolute(path).unwrap_or_else(|_| path.to_owned()), create: true })
    }

    fn new(kind: Kind) -> Self {
        Self { kind, must_exist: false }
    }

    /// The same, for a database that a server has used: in another one, which is an error, neither a file nor tables are
    /// made.
    #[must_use]
    pub fn existing(self) -> Self {
        let kind = match self.kind {
            Kind::Sqlite { path, .. } => Kind::Sqlite { path, create: false },
            kind @ Kind::Postgres(_) => kind,
        };
        Self { kind, must_exist: true }
    }
}

impl FromStr for DatabaseAddress {
    type Err = String;

    fn from_str(address: &str) -> Result<Self, String> {
        if address.contains("${") {
            Err(UNEXPANDED.to_owned())
        } else if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            let options = postgres::parse(address)?;
            if options.get_username().starts_with('$') {
                return Err(UNEXPANDED.to_owned());
            }
            Ok(Self::new(Kind::Postgres(Box::new(options))))
        } else if address.starts_with("sqlite:") {
            sqlite(address)
        } else {
            Err("must begin with postgres:// or sqlite://".to_owned())
        }
    }
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
    let is_variable = |pair: &[u8]| pair[0] == b'$' && (pair[1].is_ascii_alphabetic() || pair[1] == b'_');
    if path.starts_with("~") || path.as_os_str().as_encoded_bytes().windows(2).any(is_variable) {
        return Err(UNEXPANDED.to_owned());
    }
    let path = absolute(path).map_err(|error| format!("has a path that cannot be used: {error}"))?;
    Ok(DatabaseAddress::new(Kind::Sqlite { path, create }))
}

const UNEXPANDED: &str =
    "contains ~, $ or ${, which a shell replaces and a file of variables does not: write the whole value";

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
        match &self.kind {
            Kind::Postgres(options) => {
                let database = options.get_database().unwrap_or_else(|| options.get_username());
                match options.get_socket() {
                    Some(socket) => write!(f, "PostgreSQL at {}", socket.display())?,
                    None if options.get_host().contains(':') => {
                        write!(f, "PostgreSQL at [{}]:{}", options.get_host(), options.get_port())?;
                    }
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
            ("sqlite:///var/a$1.db", "/var/a$1.db".to_owned()),
        ] {
            assert_eq!(parse(address), Ok(format!("SQLite at {path}")), "{address}");
        }
        for (bad, problem) in [
            ("sqlite://", "needs the path"),
            ("sqlite://?mode=rwc", "needs the path"),
            ("sqlite::memory:", "in memory"),
            ("sqlite://x.db?mode=memory", "in memory"),
            ("sqlite://~/x.db", "which a shell replaces"),
            ("sqlite://$HOME/x.db", "which a shell replaces"),
            ("sqlite:///var/${NAME}.db", "which a shell replaces"),
            ("sqlite:///var/lib/$NAME.db", "which a shell replaces"),
            ("postgres://$USER:$PASSWORD@db/togul", "which a shell replaces"),
            ("sqlite://x.db?mode=ro", "use mode=rwc"),
            ("sqlite://x.db?mode=rcw", "use mode=rwc"),
            ("sqlite://x.db?cache=shared", "use mode=rwc"),
        ] {
            let error = parse(bad).expect_err(bad);
            assert!(error.contains(problem), "{bad}: {error}");
        }
    }
}
