//! The snapshot file, which keeps the last snapshot across restarts.
//!
//! The file has the format of the server's snapshots. A task of its own writes it, away from the threads that evaluate:
//! a disk that hangs delays the file and nothing else, and a burst of changes is written once.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use togul_core::{Snapshot, SnapshotError};
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::error::{Error, Kind};
use crate::state::{Shared, Start};
use crate::status::{Confirmed, SnapshotSource};

/// How soon a failed write is retried when no new revision arrives.
const RETRY_INTERVAL: Duration = Duration::from_secs(30);
/// The suffix of temporary files.
const TEMPORARY: &str = ".tmp";
/// An older temporary file was left behind by a process that was killed.
const LEFTOVER_AGE: Duration = Duration::from_secs(3600);

/// The file, and the snapshot that it is to hold. The sync task stores snapshots here, and [`run`](Self::run) writes
/// them.
#[derive(Debug)]
pub(crate) struct SnapshotFile {
    path: PathBuf,
    state: Mutex<State>,
    wake: Notify,
}

#[derive(Debug, Default)]
struct State {
    snapshot: Option<Snapshot>,
    /// The file holds this snapshot.
    is_written: bool,
    finished: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("{}", .path.display())]
struct InFile {
    path: PathBuf,
    source: SnapshotError,
}

impl SnapshotFile {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, state: Mutex::default(), wake: Notify::new() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads what an earlier process wrote; `None` if there is no file yet.
    pub(crate) fn load(&self) -> Result<Option<Start>, Error> {
        let failed = |source| Kind::File { action: "read", path: self.path.clone(), source };
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error).into()),
        };
        let snapshot = Snapshot::from_json(&bytes)
            .map_err(|source| Error::unreadable("file", InFile { path: self.path.clone(), source }))?;
        let modified = fs::metadata(&self.path).and_then(|metadata| metadata.modified()).map_err(failed)?;
        let age = SystemTime::now().duration_since(modified).unwrap_or_default();
        *self.lock() = State { snapshot: Some(snapshot.clone()), is_written: true, finished: false };
        Ok(Some(Start { snapshot, source: SnapshotSource::File, confirmed: Some(Confirmed::before(age)) }))
    }

    /// Stores a snapshot to be written, unless the file holds it already.
    pub(crate) fn store(&self, snapshot: &Snapshot) {
        let mut state = self.lock();
        let is_same = state.snapshot.as_ref().is_some_and(|stored| is_same(stored, snapshot));
        state.is_written &= is_same;
        state.snapshot = Some(snapshot.clone());
        drop(state);
        self.wake.notify_one();
    }

    /// There will be no more snapshots: [`run`](Self::run) writes the last one and ends.
    pub(crate) fn finish(&self) {
        self.lock().finished = true;
        self.wake.notify_one();
    }

    /// Writes each snapshot that is stored.
    pub(crate) async fn run(self: Arc<Self>, shared: Arc<Shared>) {
        let path = self.path.clone();
        if let Ok(Err(error)) = tokio::task::spawn_blocking(move || remove_leftovers(&path)).await {
            tracing::debug!(%error, path = %self.path.display(), "cannot list the temporary files");
        }
        loop {
            // Read before the write, so that the last write includes the last snapshot.
            let finished = self.lock().finished;
            let file = Arc::clone(&self);
            let Ok(outcome) = tokio::task::spawn_blocking(move || file.write()).await else { return };
            let failed = outcome.is_err();
            match outcome {
                Ok(false) => {}
                Ok(true) => shared.set_file_error(None),
                Err(error) => {
                    tracing::warn!(error = %error.chain(), "the snapshot file is not up to date");
                    shared.set_file_error(Some(error));
                }
            }
            if finished {
                return;
            }
            if failed {
                // The problem may go away without a new revision.
                let _ = timeout(RETRY_INTERVAL, self.wake.notified()).await;
            } else {
                self.wake.notified().await;
            }
        }
    }

    /// Writes the stored snapshot, and returns whether that was necessary.
    fn write(&self) -> Result<bool, Error> {
        // The lock is not held while the file is written, so the sync task never waits for the disk.
        let snapshot = {
            let mut state = self.lock();
            match &state.snapshot {
                Some(snapshot) if !state.is_written => {
                    let snapshot = snapshot.clone();
                    state.is_written = true;
                    snapshot
                }
                _ => return Ok(false),
            }
        };
        replace_file(&self.path, &snapshot.to_json()).map(|()| true).map_err(|source| {
            self.lock().is_written = false;
            Kind::File { action: "write", path: self.path.clone(), source }.into()
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code panics in the middle of a change, so the state behind a poisoned lock is whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_same(one: &Snapshot, other: &Snapshot) -> bool {
    one.environment_id() == other.environment_id()
        && one.revision() == other.revision()
        && one.fingerprint() == other.fingerprint()
}

/// Replaces a file as a whole: another process, or this one after a crash, finds either the old bytes or the new ones.
/// Only the owner may read them, because rules may be confidential.
fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (folder, mut temporary) = temporary_files(path)?;
    temporary.push(format!("{:016x}{TEMPORARY}", getrandom::u64().map_err(io::Error::other)?));
    let temporary = folder.join(temporary);
    let outcome = write_new(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if outcome.is_err() {
        // It may not even exist.
        let _ = fs::remove_file(&temporary);
    }
    outcome?;
    // The new content is in place even if this fails, and some file systems cannot do it.
    if let Err(error) = sync_folder(folder) {
        tracing::debug!(%error, path = %path.display(), "the snapshot file may not survive a power cut");
    }
    Ok(())
}

/// Removes temporary files of processes that were killed while they wrote this file.
fn remove_leftovers(path: &Path) -> io::Result<()> {
    let (folder, prefix) = temporary_files(path)?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let random = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
        let random = random.and_then(|rest| rest.strip_suffix(TEMPORARY.as_bytes()));
        if random.is_some_and(|random| random.len() == 16 && random.iter().all(u8::is_ascii_hexdigit))
            && entry.metadata()?.modified()?.elapsed().is_ok_and(|age| age > LEFTOVER_AGE)
        {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// The folder of this file's temporary files, and the prefix of their names.
fn temporary_files(path: &Path) -> io::Result<(&Path, OsString)> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut prefix = OsString::from(".");
    prefix.push(name);
    prefix.push(".");
    Ok((folder, prefix))
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the new name survive a power cut, on systems that can sync a folder.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
