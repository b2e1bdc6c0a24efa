//! How to start a client.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;
use rustls_platform_verifier::BuilderVerifierExt;
use togul_core::Snapshot;
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout};

use crate::client::Client;
use crate::error::Error;
use crate::file::{self, SnapshotFile};
use crate::remote::Remote;
use crate::state::Start;
use crate::status::SnapshotSource;

/// A connection is waited for no longer.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// What a client is made with, from [`Client::builder`]. Its `Debug` leaves the key out.
pub struct Builder {
    base_url: String,
    api_key: String,
    file: Option<PathBuf>,
    bootstrap: Option<Vec<u8>>,
    http: Option<reqwest::ClientBuilder>,
    count: bool,
}

impl Builder {
    pub(crate) fn new(base_url: String, api_key: String) -> Self {
        Self { base_url, api_key, file: None, bootstrap: None, http: None, count: false }
    }

    /// Keeps the snapshot in a file, and starts from it. Each new revision replaces the file atomically, by a
    /// temporary file in the same folder; on Unix only its owner may read it. One that does not exist yet is fine.
    #[must_use]
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// Starts from these bytes, the body of `GET /api/v1/snapshot`. When there is a file as well, the higher revision
    /// counts; a file of another environment does not.
    #[must_use]
    pub fn bootstrap(mut self, json: impl Into<Vec<u8>>) -> Self {
        self.bootstrap = Some(json.into());
        self
    }

    /// Makes the HTTP client of this instead of the default: for a proxy, certificates or timeouts of your own. An
    /// overall timeout would cut the stream. Redirects are switched off in any case, because they would carry the key
    /// elsewhere.
    ///
    /// Its TLS is its own affair: unless it was given a TLS configuration of its own, it takes the process's default
    /// crypto provider of rustls, which becomes ring if there is none.
    #[must_use]
    pub fn http(mut self, client: reqwest::ClientBuilder) -> Self {
        self.http = Some(client);
        self
    }

    /// Counts how often which flag gives which answer, for [`Client::take_evaluations`]. It makes each evaluation a
    /// few nanoseconds longer, and takes no lock; each flag takes 128 bytes for each of twice as many threads as can
    /// run at once.
    #[must_use]
    pub fn count_evaluations(mut self) -> Self {
        self.count = true;
        self
    }

    /// Starts the client, and waits for the server's snapshot for at most `limit`.
    ///
    /// Within that time everything is tried again but a key that is not accepted. A file that cannot be read does not
    /// matter here: the [status](crate::Status) tells, and the next revision replaces it.
    ///
    /// # Errors
    ///
    /// When the server could not be [reached](Error::is_unreachable), [refused](Error::is_refused) to answer, or its
    /// answer could not be [read](Error::is_unreadable) until then; when the base URL or the key cannot be one; when
    /// the bootstrap snapshot cannot be read.
    ///
    /// # Panics
    ///
    /// When the Tokio runtime has its timer or its network driver switched off.
    pub async fn connect(self, limit: Duration) -> Result<Client, Error> {
        let (begun, runtime) = (Instant::now(), runtime()?);
        // Files and the system's certificates may take their time.
        let prepare = timeout(limit, runtime.spawn_blocking(|| self.prepare())).await;
        let prepared = prepare.map_err(|_| Error::gave_up(limit, None))?;
        let client = prepared.map_err(|error| Error::config(error.to_string()))??.run()?;
        // On failure the last handle is dropped here, which ends everything without waiting for the file.
        client.wait_until_ready(limit.saturating_sub(begun.elapsed())).await?;
        Ok(client)
    }

    /// Starts the client and does not wait: it answers from the file or the bootstrap snapshot, and catches up when
    /// the server can be reached. [`Client::wait_until_ready`] waits for that, where it is wanted.
    ///
    /// With neither, every evaluation gives the caller's default until the first snapshot arrives.
    ///
    /// # Errors
    ///
    /// When the base URL or the key cannot be one; when the bootstrap snapshot cannot be read; when the file exists
    /// but cannot be read, and there is no bootstrap snapshot to start from instead; outside a Tokio runtime.
    ///
    /// # Panics
    ///
    /// As [`connect`](Self::connect).
    pub fn start(self) -> Result<Client, Error> {
        let prepared = self.prepare()?;
        match &prepared.file_error {
            Some(error) if prepared.start.source == SnapshotSource::Nothing => Err(error.clone()),
            _ => prepared.run(),
        }
    }

    fn prepare(self) -> Result<Prepared, Error> {
        let remote = remote(&self.base_url, &self.api_key, self.http)?;
        let file = self.file.map(|path| Arc::new(SnapshotFile::new(path)));
        let mut prepared =
            Prepared { remote, file, start: Start::nothing(), file_error: None, count: self.count };
        if let Some(json) = self.bootstrap {
            let snapshot = Snapshot::from_json(&json);
            let snapshot = snapshot.map_err(|error| Error::unreadable("bootstrap snapshot", error))?;
            prepared.start = Start { snapshot, source: SnapshotSource::Bootstrap, current: None };
            if let Some(file) = &prepared.file {
                file.replace(&prepared.start.snapshot, file::flags(&json), false);
            }
        }
        if let Some(file) = &prepared.file {
            match file::load(file.path()) {
                Ok(None) => {}
                Ok(Some((start, json))) => {
                    let (stored, bootstrap) = (&start.snapshot, &prepared.start.snapshot);
                    if prepared.start.source == SnapshotSource::Nothing
                        || stored.environment_id() == bootstrap.environment_id()
                            && stored.revision() >= bootstrap.revision()
                    {
                        file.replace(&start.snapshot, file::flags(&json), true);
                        prepared.start = start;
                    }
                }
                Err(error) => {
                    tracing::warn!(error = %error.chain(), "the snapshot's file cannot be used");
                    prepared.file_error = Some(error);
                }
            }
        }
        Ok(prepared)
    }
}

/// The runtime that the caller is in.
pub(crate) fn runtime() -> Result<Handle, Error> {
    Handle::try_current().map_err(|error| Error::config(error.to_string()))
}

/// All that a client is made of.
pub(crate) struct Prepared {
    pub(crate) remote: Remote,
    pub(crate) file: Option<Arc<SnapshotFile>>,
    pub(crate) start: Start,
    pub(crate) file_error: Option<Error>,
    /// Whether evaluations are counted.
    pub(crate) count: bool,
}

impl Prepared {
    fn run(self) -> Result<Client, Error> {
        Client::run(self)
    }
}

fn remote(base_url: &str, api_key: &str, http: Option<reqwest::ClientBuilder>) -> Result<Remote, Error> {
    let base = Url::parse(base_url).map_err(|error| Error::config(format!("the base url: {error}")))?;
    if !matches!(base.scheme(), "http" | "https") {
        return Err(Error::config("the base url has to start with http:// or https://"));
    }
    if !base.username().is_empty() || base.password().is_some() {
        return Err(Error::config("the base url must not contain credentials, which would be logged"));
    }
    if base.query().is_some() || base.fragment().is_some() {
        return Err(Error::config("the base url must not have a query or a fragment"));
    }
    let mut api_key = match HeaderValue::from_str(api_key) {
        Ok(api_key) if !api_key.is_empty() => api_key,
        _ => return Err(Error::config("the api key is empty, or has characters that no header can have")),
    };
    api_key.set_sensitive(true);
    let http = http_client(http, base.scheme() == "https")?;
    let endpoint = |name: &str| {
        let mut url = base.clone();
        url.set_path(&format!("{}/api/v1/{name}", base.path().trim_end_matches('/')));
        url
    };
    let (snapshot, stream) = (endpoint("snapshot"), endpoint("stream"));
    Ok(Remote { http, api_key, base, snapshot, stream, limiter: Arc::default() })
}

fn http_client(own: Option<reqwest::ClientBuilder>, encrypted: bool) -> Result<reqwest::Client, Error> {
    let provider = rustls::crypto::ring::default_provider();
    let builder = match own {
        Some(builder) => {
            // Without any provider reqwest panics. Losing the race to another one is just as good.
            if rustls::crypto::CryptoProvider::get_default().is_none() {
                let _ = provider.install_default();
            }
            builder
        }
        None => {
            // The process's default provider is the application's to choose, so this configuration has its own.
            let tls = rustls::ClientConfig::builder_with_provider(Arc::new(provider))
                .with_safe_default_protocol_versions()
                .map_err(|error| Error::config(error.to_string()))?;
            let mut tls = if encrypted {
                let tls = tls.with_platform_verifier();
                tls.map_err(|error| Error::config(format!("the system's certificates: {error}")))?
            } else {
                // Nothing will be encrypted, and a container may have no certificates.
                tls.with_root_certificates(rustls::RootCertStore::empty())
            }
            .with_no_client_auth();
            tls.alpn_protocols = vec![b"http/1.1".to_vec()];
            reqwest::Client::builder()
                .tls_backend_preconfigured(tls)
                .user_agent(concat!("togul-client/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(CONNECT_LIMIT)
        }
    };
    let client = builder.redirect(reqwest::redirect::Policy::none()).build();
    client.map_err(|error| Error::config(format!("the http client: {error}")))
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("base_url", &self.base_url)
            .field("file", &self.file)
            .field("bootstrap", &self.bootstrap.as_ref().map(Vec::len))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_to_the_base() {
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
    fn what_cannot_be_a_server_or_a_key_is_refused() {
        for base in
            ["", "flags.example", "ftp://flags.example", "http://me:secret@flags.example", "http://a/?b=c"]
        {
            remote(base, "key", None).expect_err(base);
        }
        for key in ["", "two\nlines", "kl\u{fc}\u{0}"] {
            remote("http://flags.example", key, None).expect_err(key);
        }
    }

    #[test]
    fn the_key_is_nowhere_to_be_seen() {
        let builder = Builder::new("http://flags.example".to_owned(), "tgl_secret".to_owned());
        assert!(!format!("{builder:?}").contains("tgl_secret"));
        let remote = remote("http://flags.example", "tgl_secret", None).expect("valid");
        assert!(!format!("{remote:?}{:?}", remote.api_key).contains("tgl_secret"));
    }

    #[tokio::test]
    async fn tls_needs_no_provider_of_the_process() {
        assert!(rustls::crypto::CryptoProvider::get_default().is_none());
        http_client(None, true).expect("the system has certificates");
        assert!(rustls::crypto::CryptoProvider::get_default().is_none(), "and leaves it alone");
    }
}
