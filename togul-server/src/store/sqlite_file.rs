//! The file of a SQLite database: used by one process, and checked to be the file at its path.

use std::{
    ffi::OsString,
    fs::{self, File, Metadata},
    io,
    path::{Path, PathBuf},
};

use super::StoreError;

#[derive(Debug)]
pub(super) struct DatabaseFile {
    /// As configured: a link that leads to another file later is noticed too.
    path: PathBuf,
    identity: Identity,
    /// SQLite's log of commits, which is beside the file that links lead to.
    log: PathBuf,
    /// Locked until the database is closed. It stays open as long: closing any handle of the file would release the locks
    /// that SQLite holds on it.
    lock: File,
}

impl DatabaseFile {
    /// Creates the file if it does not exist, and locks it.
    ///
    /// # Errors
    /// [`StoreError::Unusable`], for example when another process has it locked, by whatever path.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        Self::lock(path).map_err(|why| StoreError::Unusable(format!("cannot use {}: {why}", path.display())))
    }

    fn lock(path: &Path) -> Result<Self, String> {
        let message = |error: io::Error| error.to_string();
        // SQLite gives its other files the permissions of the first.
        let database = create_private(path).map_err(message)?;
        let metadata = database.metadata().map_err(message)?;
        if links(&metadata) > 1 {
            return Err("the file has several names (hard links), and SQLite would keep a separate log for \
                        each: delete the other names, or copy the file"
                .to_owned());
        }
        let canonical = fs::canonicalize(path).map_err(message)?;
        // On Linux, a lock of the file is independent of the locks on parts of it that SQLite takes. Elsewhere they
        // exclude each other.
        let lock = if cfg!(target_os = "linux") {
            database
        } else {
            create_private(&beside(&canonical, ".lock")).map_err(message)?
        };
        lock.try_lock().map_err(|_| {
            "another togul-server has it open; stop that one, or use PostgreSQL to run several".to_owned()
        })?;
        let identity = identity(&metadata);
        Ok(Self { path: path.to_owned(), identity, log: beside(&canonical, "-wal"), lock })
    }

    /// Whether the path leads to the file that was opened. Otherwise it was deleted or replaced, and what is written to
    /// it is lost.
    pub(super) fn is_attached(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|found| identity(&found) == self.identity)
    }

    /// Whether the log exists, from which a restart would read the last commits.
    pub(super) fn has_log(&self) -> bool {
        self.log.exists()
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn unlock(&self) {
        if let Err(error) = self.lock.unlock() {
            tracing::debug!(%error, "the database file stays locked until the process ends");
        }
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// Opens a file, created with access for its owner only if it does not exist.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Device and number of the file.
#[cfg(unix)]
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(file: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (file.dev(), file.ino())
}

#[cfg(unix)]
fn links(file: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(file)
}

/// Other systems do not let go of a file that is open, and have no stable number for it.
#[cfg(not(unix))]
type Identity = Option<std::time::SystemTime>;

#[cfg(not(unix))]
fn identity(file: &Metadata) -> Identity {
    file.created().ok()
}

#[cfg(not(unix))]
fn links(_: &Metadata) -> u64 {
    1
}
