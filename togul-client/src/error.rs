//! Errors of the client.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use togul_core::Revision;

pub(crate) type Cause = Box<dyn StdError + Send + Sync>;

/// Why a client could not start, or cannot follow its server at present.
///
/// Evaluation never returns an error. An error is opaque and has a method for each question about it. The methods
/// about its cause return the same while the client is still trying and after
/// [`Client::connect`](crate::Client::connect) has given up. An error is cheap to clone, and never contains the API
/// key.
#[derive(Clone)]
pub struct Error(Arc<Kind>);

#[derive(Debug, thiserror::Error)]
pub(crate) enum Kind {
    #[error("cannot start: {problem}")]
    Config { problem: String },
    #[error("cannot reach {url}")]
    Unreachable { url: String, source: Cause },
    #[error("the server has not responded yet")]
    NoResponse,
    #[error("nothing complete from {url} for {timeout:?}")]
    Idle { url: String, timeout: Duration },
    #[error("the server ended the stream")]
    StreamEnded,
    #[error(transparent)]
    Refused(Refusal),
    #[error("cannot read the {object}")]
    Unreadable { object: &'static str, source: Cause },
    #[error(
        "the server's snapshot has revision {server}, which is older than the current revision {current}"
    )]
    Older { server: Revision, current: Revision },
    #[error(
        "the server's snapshot is of the environment {server}, but this client holds {held}: use the API key of that \
         environment, or start without the snapshot or the file of the other one"
    )]
    OtherEnvironment { server: String, held: String },
    #[error("the {object} is of the environment {found}, and this client is only for {expected}")]
    UnexpectedEnvironment { object: &'static str, found: String, expected: String },
    #[error("the snapshot at revision {snapshot} differs from the stream's state at revision {stream}")]
    RevisionMismatch { snapshot: Revision, stream: Revision },
    #[error("a fresh snapshot is needed: {reason}")]
    Stale { reason: String },
    #[error("cannot {action} {}", .path.display())]
    File { action: &'static str, path: PathBuf, source: io::Error },
    #[error("timed out after {timeout:?}")]
    TimedOut { timeout: Duration, source: Option<Error> },
    #[error(
        "the client's task does not run: its Tokio runtime is not driven or has ended, or the process was forked"
    )]
    Stalled,
    #[error("cannot wait outside of a Tokio runtime: call this from a task of one")]
    NoRuntime,
    #[error("the client is closed")]
    Closed,
    #[error("the client is offline")]
    Offline,
}

/// A response with an error status.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) retry_after: Option<Duration>,
}

impl StdError for Refusal {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server responded with status {}", self.status)?;
        match (&self.code, &self.message) {
            (Some(code), Some(message)) => write!(f, ": {message} ({code})"),
            (Some(only), None) | (None, Some(only)) => write!(f, ": {only}"),
            (None, None) => Ok(()),
        }
    }
}

impl Error {
    /// There is no connection to the server, it broke off, or there was no response on it.
    pub fn is_unreachable(&self) -> bool {
        matches!(
            self.cause(),
            Kind::Unreachable { .. } | Kind::NoResponse | Kind::Idle { .. } | Kind::StreamEnded
        )
    }

    /// The server responded with an error status.
    pub fn is_refused(&self) -> bool {
        self.status().is_some()
    }

    /// The server does not accept the API key (401), or the key lacks the scope `server` (403).
    pub fn is_unauthorized(&self) -> bool {
        matches!(self.status(), Some(401 | 403))
    }

    /// The server's snapshot is of another environment than the client's current one, which it does not replace: the
    /// flags of one environment must not turn into those of another while the application runs.
    ///
    /// With [`Builder::environment`](crate::Builder::environment), also: the server's snapshot, the file or the bootstrap
    /// snapshot is of another environment than that one.
    pub fn is_other_environment(&self) -> bool {
        matches!(self.cause(), Kind::OtherEnvironment { .. } | Kind::UnexpectedEnvironment { .. })
    }

    /// A snapshot or an event cannot be read: it is malformed, damaged, or of a newer format. It came from the
    /// server, from the file, or from the bootstrap bytes.
    pub fn is_unreadable(&self) -> bool {
        matches!(self.cause(), Kind::Unreadable { .. })
    }

    /// A timeout passed. The other methods are about the cause until then, if there was one.
    pub fn is_timeout(&self) -> bool {
        matches!(*self.0, Kind::TimedOut { .. } | Kind::Idle { .. })
    }

    /// The file could not be read or written.
    pub fn is_file(&self) -> bool {
        matches!(self.cause(), Kind::File { .. })
    }

    /// The client was closed.
    pub fn is_closed(&self) -> bool {
        matches!(self.cause(), Kind::Closed)
    }

    /// The client's task does not run, so the snapshot is not kept up to date: its Tokio runtime is not driven or has
    /// ended, or the process was forked.
    pub fn is_stalled(&self) -> bool {
        matches!(self.cause(), Kind::Stalled)
    }

    /// The HTTP status, if the server responded with an error status.
    pub fn status(&self) -> Option<u16> {
        self.refusal().map(|refusal| refusal.status)
    }

    /// The code in the server's error response, such as `unauthorized`.
    pub fn code(&self) -> Option<&str> {
        self.refusal()?.code.as_deref()
    }

    /// The error remains until the key or the server is corrected.
    pub(crate) fn is_lasting(&self) -> bool {
        self.is_unauthorized() || self.is_other_environment()
    }

    pub(crate) fn config(problem: impl Into<String>) -> Self {
        Kind::Config { problem: problem.into() }.into()
    }

    pub(crate) fn unreadable(object: &'static str, source: impl Into<Cause>) -> Self {
        Kind::Unreadable { object, source: source.into() }.into()
    }

    pub(crate) fn timed_out(timeout: Duration, source: Option<Self>) -> Self {
        Kind::TimedOut { timeout, source }.into()
    }

    /// The `Retry-After` of the server's error response.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        self.refusal()?.retry_after
    }

    fn refusal(&self) -> Option<&Refusal> {
        match self.cause() {
            Kind::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    fn cause(&self) -> &Kind {
        match &*self.0 {
            Kind::TimedOut { source: Some(source), .. } => source.cause(),
            kind => kind,
        }
    }

    /// The message followed by those of its sources, for a log line.
    pub(crate) fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut source = self.source();
        while let Some(cause) = source {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            source = cause.source();
        }
        text
    }
}

impl From<Kind> for Error {
    fn from(kind: Kind) -> Self {
        Self(Arc::new(kind))
    }
}

/// The message with those of its sources: what a program prints whose `main` returns the error.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.chain())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(5);

    fn unauthorized() -> Error {
        let code = Some("unauthorized".to_owned());
        let message = Some("no such key".to_owned());
        Kind::Refused(Refusal { status: 401, code, message, retry_after: None }).into()
    }

    #[test]
    fn a_refusal_shows_the_servers_message() {
        let expected = "the server responded with status 401: no such key (unauthorized)";
        assert_eq!(unauthorized().to_string(), expected);
    }

    #[test]
    fn a_timeout_keeps_its_cause() {
        let error = Error::timed_out(TIMEOUT, Some(unauthorized()));
        assert!(error.is_timeout() && error.is_unauthorized() && error.is_refused());
        assert!(!error.is_unreachable() && !error.is_unreadable());
        assert_eq!(error.code(), Some("unauthorized"));
        assert_eq!(error.chain(), format!("timed out after 5s: {}", unauthorized()));
    }

    #[test]
    fn a_timeout_without_a_response_is_unreachable() {
        let error = Error::timed_out(TIMEOUT, Some(Kind::NoResponse.into()));
        assert!(error.is_timeout() && error.is_unreachable());
    }

    #[test]
    fn a_timeout_without_a_cause_is_only_a_timeout() {
        let error = Error::timed_out(TIMEOUT, None);
        assert!(error.is_timeout() && !error.is_unreachable() && !error.is_refused());
        assert!(!error.is_unreadable() && !error.is_file() && !error.is_closed());
    }
}
