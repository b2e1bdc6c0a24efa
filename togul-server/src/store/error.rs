//! What can go wrong with a database.

mod reason;

use std::{
    error::Error as _,
    io,
    sync::{Mutex, PoisonError},
};

use sqlx::migrate::MigrateError;

use super::{DatabaseAddress, DatabaseHealth, health::OutageWarnings};

/// Of the whole process: a database that is overloaded, or a lock that is held, fails many requests.
static WARNINGS: Mutex<OutageWarnings> = Mutex::new(OutageWarnings::new());

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A unique key is taken; the caller knows which.
    #[error("a unique key is taken")]
    Taken(#[source] sqlx::Error),
    /// A row that this one refers to was deleted meanwhile.
    #[error("a row that this refers to is gone")]
    Gone(#[source] sqlx::Error),
    /// The database is unavailable or overloaded; a retry may succeed.
    #[error("the database is not available")]
    Unavailable(#[source] sqlx::Error),
    /// What is written would be lost.
    #[error("the database file was deleted or replaced: writes are refused until it is back")]
    Detached,
    #[error("the database answered with an error")]
    Failed(#[source] sqlx::Error),
    /// Committing it would leave an object that differs from the response, or that cannot be read.
    #[error("a stored object does not read back as it was written")]
    ReadsBackDifferently,
    /// It was committed. Unlike with the other errors, a repetition would write it again.
    #[error("a change was committed, and this server does not evaluate it yet")]
    NotApplied,
    #[error("cannot bring the database to this version's schema: {0}")]
    Migration(#[from] MigrateError),
    #[error("{0}")]
    Unusable(String),
}

impl StoreError {
    /// For a caller that has waited for the database, or for another caller's query, as long as it may.
    #[must_use]
    pub fn timed_out() -> Self {
        Self::Unavailable(sqlx::Error::PoolTimedOut)
    }

    /// Logs what it prevented: as a warning once a minute, and as none during an outage that is known, which has its own.
    pub fn warn(&self, prevented: &str) {
        let is_due = || WARNINGS.lock().unwrap_or_else(PoisonError::into_inner).is_due();
        let cause = self.source().map(ToString::to_string);
        if !self.is_of_known_outage() && is_due() {
            tracing::warn!(error = %self, cause, "{prevented}");
        } else {
            tracing::debug!(error = %self, cause, "{prevented}");
        }
    }

    fn is_of_known_outage(&self) -> bool {
        matches!(self, Self::Unavailable(sqlx::Error::Io(error)) if error.kind() == io::ErrorKind::NotConnected)
    }

    /// Compares an object with its row, inside the transaction that wrote it.
    pub(super) fn expect_equal<T: PartialEq + ?Sized>(written: &T, stored: &T) -> Result<(), Self> {
        if written == stored { Ok(()) } else { Err(Self::ReadsBackDifferently) }
    }

    /// `None` for a row that was found and cannot be decoded.
    ///
    /// # Errors
    /// Any other error.
    pub fn readable<T>(found: Result<T, Self>) -> Result<Option<T>, Self> {
        match found {
            Err(Self::Failed(sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. })) => Ok(None),
            found => found.map(Some),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match &error {
            // A connection that is cut while it is opened can look like a violation of the protocol.
            E::Io(_) | E::Tls(_) | E::Protocol(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed => {
                Self::Unavailable(error)
            }
            E::Database(database) if database.is_unique_violation() => Self::Taken(error),
            E::Database(database) if database.is_foreign_key_violation() => Self::Gone(error),
            E::Database(database) if database.code().is_some_and(|code| is_transient(&code)) => {
                Self::Unavailable(error)
            }
            _ => Self::Failed(error),
        }
    }
}

/// Whether a retry may succeed: the cause passes by itself, or an administrator can remove it.
fn is_transient(code: &str) -> bool {
    // PostgreSQL's codes have five characters, of which two name the class: connection, transaction state (read-only, or
    // ended by the database because this process was stopped in the middle of it), authorization, unknown database,
    // rollback, resources, a lock that is not available, operator intervention, system error, damage.
    if code.len() == 5 {
        const CLASSES: [&str; 10] = ["08", "25", "28", "3D", "40", "53", "55", "57", "58", "XX"];
        return CLASSES.iter().any(|class| code.starts_with(class));
    }
    // SQLite's codes are numbers, of which the lowest byte names the kind: busy, locked, or a failure of the disk.
    code.parse().is_ok_and(|code: u32| matches!(code & 0xff, 5 | 6)) || disk_failure(code).is_some()
}

/// Whether a statement names a table that the database does not have.
pub(super) fn is_missing_table(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    error.code().is_some_and(|code| code == "42P01") || error.message().starts_with("no such table")
}

/// What an error of SQLite says about the disk with its file.
pub(super) fn disk_failure(code: &str) -> Option<DatabaseHealth> {
    match code.parse::<u32>().ok()? & 0xff {
        // Read-only, full.
        8 | 13 => Some(DatabaseHealth::ReadOnly),
        // Input and output, malformed, cannot open, not a database: a disk that fails returns other bytes than were
        // written.
        10 | 11 | 14 | 26 => Some(DatabaseHealth::Unavailable),
        _ => None,
    }
}

/// Whether an error of PostgreSQL says that its disk is full or fails, or that it returned other bytes than were written.
pub(super) fn is_disk_failure_of_postgres(code: &str) -> bool {
    code == "53100" || code.starts_with("58") || matches!(code, "XX001" | "XX002")
}

#[cfg(test)]
mod tests {
    use super::{StoreError, is_disk_failure_of_postgres, is_transient};

    #[test]
    fn a_connection_that_is_cut_while_it_is_opened_is_unavailable() {
        let cut = sqlx::Error::Protocol("unexpected response from SSLRequest: 0x00".to_owned());
        assert!(matches!(StoreError::from(cut), StoreError::Unavailable(_)));
    }

    #[test]
    fn a_full_disk_is_transient_and_a_wrong_statement_is_not() {
        for code in [
            "57P01", "57P03", "53100", "58030", "XX001", "25006", "25P03", "55P03", "40P01", "5", "517",
            "13", "8", "1032", "3850", "11", "267", "26",
        ] {
            assert!(is_transient(code), "{code}");
        }
        for code in ["53100", "58000", "58030", "58P01", "XX001", "XX002"] {
            assert!(is_transient(code) && is_disk_failure_of_postgres(code), "{code}");
        }
        for code in ["53200", "53300", "XX000", "57P01", "23505"] {
            assert!(!is_disk_failure_of_postgres(code), "{code}");
        }
        for code in ["42601", "23505", "22001", "1", "19", "2067"] {
            assert!(!is_transient(code), "{code}");
        }
    }
}
