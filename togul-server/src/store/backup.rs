//! A copy of an SQLite database, made beside the server that uses it.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::task::spawn_blocking;

use super::{
    DatabaseAddress, StoreError,
    address::Kind,
    schema,
    sqlite_file::{create_new_private, message},
};

impl DatabaseAddress {
    /// Writes a copy of the SQLite database, as it is at one moment, to a new file that only its owner can read. Returns its
    /// size in bytes.
    ///
    /// The copy is complete or absent: until it is on the disk it has the name of the file with `.unfinished` appended.
    /// Servers go on reading and writing meanwhile. A schema of an earlier version is copied as it is.
    ///
    /// # Errors
    /// [`StoreError::Unusable`] for PostgreSQL, for a database that no server has used, and when the file exists or cannot
    /// be written.
    pub async fn back_up(&self, to: &Path) -> Result<u64, StoreError> {
        let Kind::Sqlite { path, .. } = &self.kind else {
            let problem = "only an SQLite database is copied to a file: use `pg_dump` for PostgreSQL";
            return Err(StoreError::Unusable(problem.to_owned()).at(self));
        };
        let options = SqliteConnectOptions::new().filename(path);
        let mut connection = match SqliteConnection::connect_with(&options).await {
            Err(_) if !path.exists() => {
                return Err(StoreError::Unusable("it does not exist: check the path".to_owned()).at(self));
            }
            connected => connected.map_err(|error| StoreError::from(error).at(self))?,
        };
        let last = sqlx::query_as(schema::LAST).fetch_one(&mut connection).await;
        schema::require_any(last).map_err(|error| error.at(self))?;
        let copy = Unfinished::create(to.to_owned()).await?;
        // Copies what one read transaction sees, in which SQLite verifies the structure that it reads.
        let copied = sqlx::query("vacuum into ?").bind(copy.path()?).execute(&mut connection).await;
        copied.map_err(|error| StoreError::from(error).at(self))?;
        connection.close().await?;
        copy.finish().await
    }
}

/// The copy while it is being written. Dropping it deletes it.
struct Unfinished {
    path: PathBuf,
    to: PathBuf,
}

impl Unfinished {
    async fn create(to: PathBuf) -> Result<Self, StoreError> {
        in_the_background(move || {
            if to.exists() {
                return Err(about(&to, "it exists already: name a new file"));
            }
            let mut name = OsString::from(&to);
            name.push(".unfinished");
            let path = PathBuf::from(name);
            // SQLite writes to a file that is empty.
            match create_new_private(&path) {
                Ok(_) => Ok(Self { path, to }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    let problem = "another backup to this file is running, or was killed: name another file, or delete \
                                   this one once no backup is running";
                    Err(about(&path, problem))
                }
                Err(error) => Err(about(&path, &message(&error))),
            }
        })
        .await
    }

    fn path(&self) -> Result<&str, StoreError> {
        self.path.to_str().ok_or_else(|| about(&self.to, "its path is no UTF-8 text: name another one"))
    }

    async fn finish(self) -> Result<u64, StoreError> {
        in_the_background(move || {
            let finishing = || {
                let file = fs::File::open(&self.path)?;
                file.sync_all()?;
                // Fails if the file exists by now, which a rename would replace. The other name is deleted on drop.
                fs::hard_link(&self.path, &self.to)?;
                if let Some(folder) = self.to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                    fs::File::open(folder)?.sync_all()?;
                }
                file.metadata().map(|metadata| metadata.len())
            };
            finishing().map_err(|error| about(&self.to, &message(&error)))
        })
        .await
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// A file system that does not answer must not keep the command from being interrupted.
async fn in_the_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    spawn_blocking(work).await.map_err(|_| sqlx::Error::WorkerCrashed)?
}

fn about(path: &Path, problem: &str) -> StoreError {
    StoreError::Unusable(format!("cannot write {}: {problem}", path.display()))
}
