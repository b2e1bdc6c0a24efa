//! Why a database cannot be opened, whether waiting helps, and what does otherwise.

use std::{borrow::Cow, io};

use sqlx::migrate::MigrateError;

use super::{DatabaseAddress, StoreError, is_transient};
use crate::store::pooler;

impl StoreError {
    /// Whether the database may be ready later: it starts, is overloaded, or locked. What an administrator must change does
    /// not pass.
    pub(in crate::store) fn may_pass(&self) -> bool {
        let Some(error) = self.database_error() else { return false };
        match error {
            // A certificate that is not trusted.
            sqlx::Error::Io(error) => error.kind() != io::ErrorKind::InvalidData,
            sqlx::Error::Protocol(_) | sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed => true,
            sqlx::Error::Database(error) => error.code().is_some_and(|code| {
                if code.len() == 5 {
                    // Not a wrong password, and not an unknown database.
                    is_transient(&code) && !code.starts_with("28") && !code.starts_with("3D")
                } else {
                    // SQLite's codes for busy and locked.
                    matches!(sqlite_kind(&code), Some(5 | 6))
                }
            }),
            _ => false,
        }
    }

    /// Why the database cannot be opened, and what helps.
    pub(in crate::store) fn reason(&self) -> String {
        if let Self::Migration(MigrateError::VersionMissing(version)) = self {
            return format!(
                "it has the migration {version}, which this version of togul-server does not know, so a later one or \
                 another program has used it: start that version, or restore the backup from before the upgrade"
            );
        }
        if let Self::Migration(MigrateError::VersionMismatch(version) | MigrateError::Dirty(version)) = self {
            return format!(
                "its migration {version} is not that of this version of togul-server, or was not completed: start the \
                 version that has used it, or restore the backup from before the upgrade"
            );
        }
        let Some(error) = self.database_error() else { return self.to_string() };
        let (text, code) = match error {
            sqlx::Error::Database(error) => (error.message().to_owned(), error.code().unwrap_or_default()),
            sqlx::Error::Io(error) => (error.to_string(), Cow::default()),
            error => (error.to_string(), Cow::default()),
        };
        match help(error, &text, &code) {
            Some(help) => format!("{text}: {help}"),
            None => text,
        }
    }

    /// The same as an error that names the database.
    pub(in crate::store) fn at(self, address: &DatabaseAddress) -> Self {
        Self::Unusable(format!("cannot use {address}: {}", self.reason()))
    }

    fn database_error(&self) -> Option<&sqlx::Error> {
        match self {
            Self::Taken(error) | Self::Gone(error) | Self::Unavailable(error) | Self::Failed(error) => {
                Some(error)
            }
            Self::Migration(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => {
                Some(error)
            }
            _ => None,
        }
    }
}

const NOT_POSTGRESQL: &str = "check host and port, where something else than PostgreSQL may answer";

fn help(error: &sqlx::Error, text: &str, code: &str) -> Option<&'static str> {
    Some(match code {
        // A prepared statement that is unknown, or that another client has prepared.
        "26000" | "42P05" => pooler::HELP,
        "25006" => "it is a replica or read-only, so use the address of the primary",
        "28P01" | "28000" => "check the user, the password and pg_hba.conf",
        "3D000" => "create it with `create database … encoding 'UTF8' template template0`",
        "3F000" => "create the schema, or remove search_path from the address, the role and the database",
        "42501" => "the user must own the database, or its schema",
        "53300" => {
            "end other connections, lower TOGUL_DATABASE_CONNECTIONS, or raise the limit that it names: PostgreSQL's \
             max_connections, or the connection limit of the role or of the database"
        }
        "55P03" => "another session holds a lock on its tables, such as a server that migrates them",
        // PostgreSQL's code for a table, and SQLite's for every wrong statement.
        "42P07" | "1" if text.contains("already exists") => {
            "its tables belong to another program, so use an empty database"
        }
        // The second is of a root with the same name.
        _ if text.contains("UnknownIssuer") || text.contains("BadSignature") => {
            "add sslrootcert=FILE with the certificate that signed it, or replace that file"
        }
        _ if text.contains("not valid for name") => {
            "use a name of the certificate as the host of the address, or sslmode=verify-ca"
        }
        _ if text.contains("InvalidContentType") => NOT_POSTGRESQL,
        _ if text.contains("CaUsedAsEndEntity") => {
            "a self-signed certificate must not be one of an authority: create it with \
             `-addext basicConstraints=critical,CA:FALSE`"
        }
        _ => match error {
            sqlx::Error::Tls(_) => "turn on `ssl` in PostgreSQL, or remove sslmode from the address",
            sqlx::Error::Protocol(_) => NOT_POSTGRESQL,
            sqlx::Error::PoolTimedOut => {
                "PostgreSQL takes longer than 3 s for a connection: check its load, and the network"
            }
            sqlx::Error::Io(error) => match error.kind() {
                io::ErrorKind::ConnectionRefused => "check host and port, and whether PostgreSQL runs there",
                io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe
                | io::ErrorKind::UnexpectedEof => {
                    "something accepts the connection and closes it: check host and port, a proxy without a \
                     database behind it, and pg_hba.conf"
                }
                io::ErrorKind::TimedOut => {
                    "check whether PostgreSQL is frozen or overloaded, the network, and the firewall"
                }
                _ if text.contains("lookup") => "check the name of the host",
                _ => return None,
            },
            sqlx::Error::Database(_) => match sqlite_kind(code)? {
                13 => "free space on the disk",
                14 => {
                    "the user of this process must be able to create files in its folder, and to open more files \
                     (ulimit -n)"
                }
                8 => "the user of this process must be able to write the file, and to create files beside it",
                26 => "name a file of SQLite, or one that does not exist yet",
                _ => return None,
            },
            _ => return None,
        },
    })
}

/// SQLite's codes are numbers, of which the lowest byte names the kind.
fn sqlite_kind(code: &str) -> Option<u32> {
    // PostgreSQL's have five characters.
    if code.len() == 5 { None } else { code.parse::<u32>().ok().map(|code| code & 0xff) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_a_pooler_in_transaction_mode_names_it() {
        for code in ["26000", "42P05"] {
            let help = help(&sqlx::Error::WorkerCrashed, "prepared statement \"sqlx_s_2\"", code);
            assert!(help.is_some_and(|help| help.contains("pool_mode = session")), "{code}");
        }
    }

    #[test]
    fn what_went_wrong_on_the_way_to_the_database_says_what_to_check() {
        for (kind, right) in [
            (io::ErrorKind::ConnectionRefused, "whether PostgreSQL runs there"),
            (io::ErrorKind::ConnectionReset, "closes it"),
            (io::ErrorKind::UnexpectedEof, "closes it"),
            (io::ErrorKind::TimedOut, "the firewall"),
        ] {
            let reason = StoreError::from(sqlx::Error::Io(kind.into())).reason();
            assert!(reason.contains(right), "{reason}");
        }
        let other =
            io::Error::new(io::ErrorKind::InvalidData, "received corrupt message of type InvalidContentType");
        let error = StoreError::from(sqlx::Error::Io(other));
        assert!(error.reason().ends_with(NOT_POSTGRESQL) && !error.may_pass());
        for error in [MigrateError::VersionMismatch(30), MigrateError::Dirty(30)] {
            let reason = StoreError::from(error).reason();
            assert!(reason.contains("migration 30") && reason.contains("restore the backup"), "{reason}");
        }
    }
}
