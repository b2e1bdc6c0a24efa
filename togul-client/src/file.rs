//! The file that outlives the process: the last snapshot, as the server would send it.
//!
//! A change arrives as one flag, so the flags' own bytes are kept beside the compiled snapshot, but only here, only
//! with a file. Writing happens on a task of its own, away from the threads that evaluate: a disk that hangs holds up
//! nothing but the file, and a burst of changes is written once.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use serde::Deserialize;
use serde_json::value::RawValue;
use togul_core::{Change, Snapshot, SnapshotBody};
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::error::{Error, Kind};
use crate::state::{Shared, Start};
use crate::status::{Current, SnapshotSource};

/// How soon a write that failed is tried again when no new revision comes.
const TRY_AGAIN: Duration = Duration::from_secs(30);
/// How the names of temporary files end.
const TEMPORARY: &str = ".tmp";
/// A temporary file that is older has no writer any more.
const LEFT_BEHIND: Duration = Duration::from_secs(3600);

/// Reads a file that an earlier process kept; `None` when there is none yet.
pub(crate) fn load(path: &Path) -> Result<Option<(Start, Vec<u8>)>, Error> {
    let failed = |source| Kind::File { action: "read", path: path.to_owned(), source };
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error).into()),
    };
    let snapshot = Snapshot::from_json(&bytes)
        .map_err(|error| Error::unreadable("file", InFile(path.to_owned(), error)))?;
    let written = fs::metadata(path).and_then(|metadata| metadata.modified()).map_err(failed)?;
    let age = SystemTime::now().duration_since(written).unwrap_or_default();
    Ok(Some((Start { snapshot, source: SnapshotSource::File, current: Some(Current::aged(age)) }, bytes)))
}

#[derive(Debug, thiserror::Error)]
#[error("{}", .0.display())]
struct InFile(PathBuf, #[source] togul_core::SnapshotError);

/// What the file is to hold. The sync task puts it here; [`SnapshotFile::run`] writes it.
#[derive(Debug)]
pub(crate) struct SnapshotFile {
    path: PathBuf,
    state: Mutex<State>,
    wake: Notify,
}

#[derive(Debug, Default)]
struct State {
    kept: Option<Kept>,
    finished: bool,
}

#[derive(Clone, Debug)]
struct Kept {
    snapshot: Snapshot,
    flags: Flags,
    written: bool,
}

/// Each flag's JSON by its key, byte for byte: the fingerprint is over these bytes. Copying it copies no text.
pub(crate) type Flags = BTreeMap<Arc<str>, Arc<RawValue>>;

/// The flags of a body that is a snapshot. Of a large environment this takes a while.
pub(crate) fn flags(body: &[u8]) -> Flags {
    // It became a snapshot a moment ago.
    let Ok(body) = SnapshotBody::from_json(body) else { return Flags::new() };
    body.flags.into_iter().filter_map(|flag| Some((key(flag)?.into(), flag.to_owned().into()))).collect()
}

impl SnapshotFile {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, state: Mutex::default(), wake: Notify::new() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Takes a whole snapshot with its [`flags`]. One that is `written` already is not written again until it
    /// changes.
    pub(crate) fn replace(&self, snapshot: &Snapshot, flags: Flags, written: bool) {
        let mut state = self.lock();
        let same = state.kept.as_ref().is_some_and(|kept| kept.written && is_same(&kept.snapshot, snapshot));
        state.kept = Some(Kept { snapshot: snapshot.clone(), flags, written: written || same });
        drop(state);
        self.wake.notify_one();
    }

    /// Takes one change, after which the snapshot is the given one.
    pub(crate) fn apply(&self, snapshot: &Snapshot, change: &Change<'_>) {
        if let Some(kept) = &mut self.lock().kept {
            match change.json.map(|flag| RawValue::from_string(flag.to_owned())) {
                Some(Ok(flag)) => drop(kept.flags.insert(change.key.into(), flag.into())),
                _ => drop(kept.flags.remove(change.key)),
            }
            kept.snapshot = snapshot.clone();
            kept.written = false;
        }
        self.wake.notify_one();
    }

    /// Nothing more will come: [`run`](Self::run) writes what it has and ends.
    pub(crate) fn finish(&self) {
        self.lock().finished = true;
        self.wake.notify_one();
    }

    /// Writes whatever is new.
    pub(crate) async fn run(self: Arc<Self>, shared: Arc<Shared>) {
        let path = self.path.clone();
        if let Ok(Err(error)) = tokio::task::spawn_blocking(move || remove_leftovers(&path)).await {
            tracing::debug!(%error, path = %self.path.display(), "cannot look for temporary files");
        }
        loop {
            // Looked at before the write, so that the last one has everything.
            let finished = self.lock().finished;
            let file = Arc::clone(&self);
            let Ok(outcome) = tokio::task::spawn_blocking(move || file.write()).await else { return };
            let failed = outcome.is_err();
            match outcome {
                Ok(false) => {}
                Ok(true) => shared.set_file_error(None),
                Err(error) => {
                    tracing::warn!(error = %error.chain(), "the snapshot's file is not up to date");
                    shared.set_file_error(Some(error));
                }
            }
            if finished {
                return;
            }
            if failed {
                // A new revision is not all that can help.
                let _ = timeout(TRY_AGAIN, self.wake.notified()).await;
            } else {
                self.wake.notified().await;
            }
        }
    }

    /// Writes what is new; whether there was anything.
    fn write(&self) -> Result<bool, Error> {
        // Who brings changes does not wait for the lock while this is made into text.
        let kept = match &mut self.lock().kept {
            Some(kept) if !kept.written => {
                kept.written = true;
                kept.clone()
            }
            _ => return Ok(false),
        };
        let outcome = kept.to_json().map_err(io::Error::from);
        let outcome = outcome.and_then(|json| replace_file(&self.path, &json));
        outcome.map(|()| true).map_err(|source| {
            if let Some(kept) = &mut self.lock().kept {
                kept.written = false;
            }
            Kind::File { action: "write", path: self.path.clone(), source }.into()
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing here panics half-way through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(&SnapshotBody {
            format: SnapshotBody::FORMAT,
            environment_id: self.snapshot.environment_id(),
            environment_key: Cow::Borrowed(self.snapshot.environment_key()),
            revision: self.snapshot.revision(),
            fingerprint: Some(self.snapshot.fingerprint()),
            flags: self.flags.values().map(|flag| &**flag).collect(),
        })
    }
}

fn is_same(one: &Snapshot, other: &Snapshot) -> bool {
    one.environment_id() == other.environment_id()
        && one.revision() == other.revision()
        && one.fingerprint() == other.fingerprint()
}

fn key(flag: &RawValue) -> Option<String> {
    #[derive(Deserialize)]
    struct Keyed {
        key: String,
    }
    serde_json::from_str::<Keyed>(flag.get()).ok().map(|keyed| keyed.key)
}

/// Replaces a file as a whole: who reads it, or starts after a crash, finds the old bytes or the new ones. Only the
/// owner may read them, since rules are not for everybody.
fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (folder, mut temporary) = temporaries(path)?;
    temporary.push(format!("{:016x}{TEMPORARY}", getrandom::u64().map_err(io::Error::other)?));
    let temporary = folder.join(temporary);
    let outcome = write_new(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if outcome.is_err() {
        // It may not even exist.
        let _ = fs::remove_file(&temporary);
    }
    outcome?;
    // The new content is in place whatever comes of this, and some file systems cannot do it.
    if let Err(error) = sync_folder(folder) {
        tracing::debug!(%error, path = %path.display(), "the snapshot's file may not outlast a power cut");
    }
    Ok(())
}

/// Removes what processes left behind that were killed while they wrote this file.
fn remove_leftovers(path: &Path) -> io::Result<()> {
    let (folder, begin) = temporaries(path)?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let random = name.as_encoded_bytes().strip_prefix(begin.as_encoded_bytes());
        let random = random.and_then(|rest| rest.strip_suffix(TEMPORARY.as_bytes()));
        if random.is_some_and(|random| random.len() == 16 && random.iter().all(u8::is_ascii_hexdigit))
            && entry.metadata()?.modified()?.elapsed().is_ok_and(|age| age > LEFT_BEHIND)
        {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Where the temporary files of this one are, and how their names begin.
fn temporaries(path: &Path) -> io::Result<(&Path, OsString)> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut begin = OsString::from(".");
    begin.push(name);
    begin.push(".");
    Ok((folder, begin))
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

/// Makes the new name last through a power cut, where folders can be synced.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
