//! The file of a SQLite database: used by one process, and checked to be the file at its path.

use std::{
    ffi::OsString,
    fs::{self, File, Metadata, OpenOptions},
    io,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use tokio::task::spawn_blocking;

use super::StoreError;

#[derive(Debug)]
pub(super) struct DatabaseFile {
    /// As configured: a link that leads to another file later is noticed too.
    path: PathBuf,
    identity: Identity,
    /// SQLite's log of commits, which is beside the file that links lead to.
    log: PathBuf,
    /// Unset until the log exists.
    log_identity: OnceLock<Identity>,
    /// Locked until the database is closed. It stays open as long: closing any handle of the file would release the locks
    /// that SQLite holds on it.
    lock: File,
}

impl DatabaseFile {
    /// Locks the file. If it does not exist, it is created when `create` is set.
    ///
    /// # Errors
    /// [`StoreError::Unusable`], for example when another process has it locked, by any path.
    pub(super) async fn open(path: PathBuf, create: bool) -> Result<Self, StoreError> {
        // A file system that does not answer must not keep the start from being interrupted.
        let locked = spawn_blocking(move || Self::lock(&path, create)).await;
        locked.map_err(|_| sqlx::Error::WorkerCrashed)?.map_err(StoreError::Unusable)
    }

    fn lock(path: &Path, create: bool) -> Result<Self, String> {
        let is_new = !path.exists();
        if is_new && !create {
            return Err("it does not exist: check the path, and whether its volume is mounted. `serve` and `migrate` create \
                        it, without mode=rw in the address".to_owned());
        }
        if let Some(folder) = path.parent().filter(|folder| !folder.is_dir()) {
            return Err(format!("there is no folder {}: create it", folder.display()));
        }
        // SQLite gives its other files the permissions of the first.
        let database = create_private(path).map_err(|error| message(&error))?;
        let metadata = database.metadata().map_err(|error| message(&error))?;
        if links(&metadata) > 1 {
            return Err("the file has several names (hard links), and SQLite would keep a separate log for \
                        each: delete the other names, or copy the file"
                .to_owned());
        }
        let canonical = fs::canonicalize(path).map_err(|error| message(&error))?;
        // On Linux, a lock of the file is independent of the locks on parts of it that SQLite takes. Elsewhere they
        // exclude each other.
        let lock = if cfg!(target_os = "linux") {
            database
        } else {
            create_private(&beside(&canonical, ".lock")).map_err(|error| message(&error))?
        };
        lock.try_lock().map_err(|_| {
            "another togul-server has it open; stop that one, or use PostgreSQL to run several".to_owned()
        })?;
        let state = if is_new { "a new, empty database" } else { "an existing database" };
        tracing::info!(path = %path.display(), "opened {state}");
        let identity = identity(&metadata);
        Ok(Self {
            path: path.to_owned(),
            identity,
            log: beside(&canonical, "-wal"),
            log_identity: OnceLock::new(),
            lock,
        })
    }

    /// Records which file the log is. From now on a connection must keep it open.
    pub(super) fn record_log(&self) {
        // There is none on a file system on which SQLite cannot share memory.
        if let Ok(found) = fs::metadata(&self.log) {
            self.log_identity.get_or_init(|| identity(&found));
        }
    }

    /// Whether the paths of the database and of its log lead to the files that were opened. Otherwise they were deleted or
    /// replaced, and a restart would not find what is written to them.
    pub(super) fn is_intact(&self) -> bool {
        let is = |path: &Path, opened| fs::metadata(path).is_ok_and(|found| identity(&found) == opened);
        is(&self.path, self.identity) && self.log_identity.get().is_none_or(|log| is(&self.log, *log))
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

/// What is wrong with a file, and what helps.
pub(super) fn message(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            format!("{error}: the user of this process must be able to write the file and its folder")
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            format!("{error}: use a path on a volume that can be written")
        }
        io::ErrorKind::IsADirectory => "it is a folder: use the path of a file in it".to_owned(),
        _ => error.to_string(),
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// Opens a file, created with access for its owner only if it does not exist.
pub(super) fn create_private(path: &Path) -> io::Result<File> {
    open_private(path, File::options().create(true).truncate(false))
}

/// Creates a file with access for its owner only.
///
/// # Errors
/// Also when it exists.
pub(super) fn create_new_private(path: &Path) -> io::Result<File> {
    open_private(path, File::options().create_new(true))
}

fn open_private(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
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
