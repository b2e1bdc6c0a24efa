//! Starting a client.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;
use togul_core::Snapshot;
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout as with_timeout};

use crate::client::Client;
use crate::error::Error;
use crate::file::SnapshotFile;
use crate::http_client::http_client;
use crate::remote::Remote;
use crate::state::Start;
use crate::status::SnapshotSource;

/// The options of a client, from [`Client::builder`]. `Debug` leaves out the API key.
pub struct Builder {
    base_url: String,
    api_key: String,
    environment: Option<String>,
    file: Option<PathBuf>,
    bootstrap: Option<Vec<u8>>,
    http: Option<reqwest::ClientBuilder>,
    count_evaluations: bool,
}

impl Builder {
    pub(crate) fn new(base_url: String, api_key: String) -> Self {
        Self {
            base_url,
            api_key,
            environment: None,
            file: None,
            bootstrap: None,
            http: None,
            count_evaluations: false,
        }
    }

    /// Accepts only the environment with this key, such as `production`.
    ///
    /// A file of another environment is not used, is reported in the [status](crate::Status::file_error), and is
    /// replaced by the server's snapshot. The server's and the bootstrap snapshot of another environment are
    /// [refused](Error::is_other_environment). Without this option, a file that was copied from another environment
    /// is used until the server responds.
    #[must_use]
    pub fn environment(mut self, key: impl Into<String>) -> Self {
        self.environment = Some(key.into());
        self
    }

    /// Keeps the snapshot in a file, and starts from it. The file need not exist yet.
    ///
    /// Each new revision replaces the file atomically, by a temporary file in the same directory. On Unix only the
    /// owner may read it.
    #[must_use]
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// Starts from these bytes, a body of `GET /api/v1/snapshot`.
    ///
    /// If there is a file as well, the snapshot with the higher revision is taken. A file of another environment than
    /// the bootstrap snapshot's is ignored.
    #[must_use]
    pub fn bootstrap(mut self, json: impl Into<Vec<u8>>) -> Self {
        self.bootstrap = Some(json.into());
        self
    }

    /// Builds the HTTP client from `client` instead of the default, for a proxy, certificates or timeouts of one's
    /// own.
    ///
    /// Set no overall timeout: it would cut the stream. Redirects are switched off in any case, because they would
    /// send the API key to another server. Unless `client` has a TLS configuration, it uses the process's default
    /// crypto provider of rustls; if there is none, ring is installed as the default. Without the feature `tls`, its TLS
    /// is what reqwest's features give it.
    #[must_use]
    pub fn http(mut self, client: reqwest::ClientBuilder) -> Self {
        self.http = Some(client);
        self
    }

    /// Counts evaluations by flag, reason, rule and value, for [`Client::take_evaluations`] and
    /// [`Client::evaluation_totals`].
    ///
    /// Evaluations of a [`snapshot`](Client::snapshot) are not counted.
    ///
    /// Counting adds a few nanoseconds to each evaluation, and takes no lock. Each flag needs at least 128 bytes for
    /// each of twice as many threads as can run in parallel. Each answer that was given keeps its value in memory: those
    /// that the current flags can give, and up to about 1,000 that they cannot give any more.
    #[must_use]
    pub fn count_evaluations(mut self) -> Self {
        self.count_evaluations = true;
        self
    }

    /// Starts the client, and waits at most `timeout` for the server's snapshot.
    ///
    /// Within that time the client retries every failure, except an API key that is not accepted, or that is of another
    /// environment than the file or the bootstrap snapshot. A file that cannot be read is no error here: it is reported in
    /// the [status](crate::Status), and the next revision replaces it.
    ///
    /// # Errors
    ///
    /// - The server could not be [reached](Error::is_unreachable), [responded with an error](Error::is_refused), or
    ///   sent a snapshot that cannot be [read](Error::is_unreadable), until the timeout.
    /// - The server's snapshot is of [another environment](Error::is_other_environment) than the file, the bootstrap
    ///   snapshot or [`environment`](Self::environment).
    /// - The base URL or the API key is invalid.
    /// - The bootstrap snapshot cannot be read.
    ///
    /// # Panics
    ///
    /// If the timer or the network driver of the Tokio runtime is disabled.
    pub async fn connect(self, timeout: Duration) -> Result<Client, Error> {
        let (started, runtime) = (Instant::now(), runtime()?);
        // Reading the file and the system's certificates blocks.
        let prepare = with_timeout(timeout, runtime.spawn_blocking(|| self.prepare())).await;
        let prepared = prepare.map_err(|_| Error::timed_out(timeout, None))?;
        let client = Client::run(prepared.map_err(|error| Error::config(error.to_string()))??)?;
        // On failure the last handle is dropped here, which ends the client without waiting for the file.
        client.wait_until_ready_since(started.elapsed(), timeout).await?;
        Ok(client)
    }

    /// Starts the client without waiting. It evaluates with the snapshot from the file or from the bootstrap bytes,
    /// and catches up once the server can be reached. [`Client::wait_until_ready`] waits for that.
    ///
    /// Without either snapshot, every evaluation gives the caller's default until the first one arrives.
    ///
    /// # Errors
    ///
    /// - The base URL or the API key is invalid.
    /// - The bootstrap snapshot cannot be read, or is of another environment than [`environment`](Self::environment).
    /// - The file exists but cannot be read, and there is no bootstrap snapshot to start from instead.
    /// - There is no Tokio runtime.
    ///
    /// # Panics
    ///
    /// As [`connect`](Self::connect).
    pub fn start(self) -> Result<Client, Error> {
        let prepared = self.prepare()?;
        match &prepared.file_error {
            Some(error)
                if prepared.start.source == SnapshotSource::Nothing && !error.is_other_environment() =>
            {
                Err(error.clone())
            }
            _ => Client::run(prepared),
        }
    }

    fn prepare(self) -> Result<Prepared, Error> {
        let remote =
            Remote { environment: self.environment, ..remote(&self.base_url, &self.api_key, self.http)? };
        let mut start = Start::nothing();
        if let Some(json) = self.bootstrap {
            let snapshot = Snapshot::from_json(&json);
            let snapshot = snapshot.map_err(|error| Error::unreadable("bootstrap snapshot", error))?;
            remote.check_environment("bootstrap snapshot", &snapshot)?;
            start = Start { snapshot, source: SnapshotSource::Bootstrap, confirmed: None };
        }
        let mut file_error = None;
        let file = self.file.map(|path| Arc::new(SnapshotFile::new(path)));
        if let Some(file) = &file {
            let loaded = file.load().and_then(|stored| match stored {
                Some(stored) => remote.check_environment("file", &stored.snapshot).map(|()| Some(stored)),
                None => Ok(None),
            });
            match loaded {
                Ok(Some(stored)) if is_preferred(&stored, &start) => start = stored,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(error = %error.chain(), "the snapshot file cannot be used");
                    file_error = Some(error);
                }
            }
            if start.source == SnapshotSource::Bootstrap {
                file.store(&start.snapshot);
            }
        }
        Ok(Prepared { remote, file, start, file_error, count_evaluations: self.count_evaluations })
    }
}

/// Whether the snapshot from the file is taken instead of the one from the bootstrap bytes, if there is one.
fn is_preferred(stored: &Start, bootstrap: &Start) -> bool {
    bootstrap.source == SnapshotSource::Nothing
        || stored.snapshot.environment_id() == bootstrap.snapshot.environment_id()
            && stored.snapshot.revision() >= bootstrap.snapshot.revision()
}

/// The Tokio runtime of the caller.
pub(crate) fn runtime() -> Result<Handle, Error> {
    Handle::try_current().map_err(|error| Error::config(error.to_string()))
}

/// The parts of a client that has not started yet.
pub(crate) struct Prepared {
    pub(crate) remote: Remote,
    pub(crate) file: Option<Arc<SnapshotFile>>,
    pub(crate) start: Start,
    pub(crate) file_error: Option<Error>,
    pub(crate) count_evaluations: bool,
}

fn remote(base_url: &str, api_key: &str, http: Option<reqwest::ClientBuilder>) -> Result<Remote, Error> {
    let base = Url::parse(base_url).map_err(|error| Error::config(format!(
            "invalid base URL: {error}: it must be the address of the server, such as https://flags.example.com"
        )))?;
    if !matches!(base.scheme(), "http" | "https") {
        return Err(Error::config("the base URL must start with http:// or https://"));
    }
    if !base.username().is_empty() || base.password().is_some() {
        return Err(Error::config("the base URL must not contain credentials, because it is logged"));
    }
    if base.path().trim_end_matches('/').ends_with("/api/v1") {
        return Err(Error::config("the base URL must not end with /api/v1, which the client appends"));
    }
    if base.query().is_some() || base.fragment().is_some() {
        return Err(Error::config("the base URL must not have a query or a fragment"));
    }
    let mut api_key = match HeaderValue::from_str(api_key) {
        Ok(api_key) if !api_key.is_empty() => api_key,
        _ => {
            return Err(Error::config(
                "the API key is empty, or contains characters that a header cannot have",
            ));
        }
    };
    api_key.set_sensitive(true);
    let http = http_client(http, base.scheme() == "https")?;
    let endpoint = |name: &str| {
        let mut url = base.clone();
        url.set_path(&format!("{}/api/v1/{name}", base.path().trim_end_matches('/')));
        url
    };
    let (snapshot, stream) = (endpoint("snapshot"), endpoint("stream"));
    Ok(Remote { http, api_key, base, snapshot, stream, environment: None, limiter: Arc::default() })
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("base_url", &self.base_url)
            .field("environment", &self.environment)
            .field("file", &self.file)
            .field("bootstrap", &self.bootstrap.as_ref().map(Vec::len))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoint_paths_are_appended_to_the_base_url() {
        for (base, expected) in [
            ("http://flags.example", "http://flags.example/api/v1/snapshot"),
            ("http://flags.example:8080/", "http://flags.example:8080/api/v1/snapshot"),
            ("http://example.com/flags", "http://example.com/flags/api/v1/snapshot"),
            ("http://example.com/flags//", "http://example.com/flags/api/v1/snapshot"),
        ] {
            assert_eq!(remote(base, "key", None).expect(base).snapshot.as_str(), expected);
        }
    }

    #[test]
    fn invalid_base_urls_and_api_keys_are_refused() {
        for base in [
            "",
            "flags.example",
            "127.0.0.1:80",
            "ftp://a",
            "http://me:secret@a",
            "http://a/?b=c",
            "http://a/api/v1/",
        ] {
            remote(base, "key", None).expect_err(base);
        }
        for key in ["", "two\nlines", "kl\u{fc}\u{0}"] {
            remote("http://flags.example", key, None).expect_err(key);
        }
    }

    #[test]
    fn debug_output_does_not_contain_the_api_key() {
        let builder = Builder::new("http://flags.example".to_owned(), "tgl_secret".to_owned());
        assert!(!format!("{builder:?}").contains("tgl_secret"));
        let remote = remote("http://flags.example", "tgl_secret", None).expect("valid");
        assert!(!format!("{remote:?}{:?}", remote.api_key).contains("tgl_secret"));
    }
}
