//! What can go wrong between the application and the server.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use togul_core::Revision;

pub(crate) type Cause = Box<dyn StdError + Send + Sync>;

/// Why a client could not be started, or does not hear from its server at present.
///
/// EvaluationDetail never gives one. An error does not say what it is but answers questions; those about the cause are
/// answered alike whether the client is still trying or [`Client::connect`](crate::Client::connect) gave up. It is
/// cheap to clone, and never contains the API key.
#[derive(Clone)]
pub struct Error(Arc<Kind>);

#[derive(Debug, thiserror::Error)]
pub(crate) enum Kind {
    #[error("cannot start: {what}")]
    Config { what: String },
    #[error("cannot reach {url}")]
    Unreachable { url: String, source: Cause },
    #[error("the server has not answered yet")]
    NoAnswer,
    #[error("nothing was heard from {url} for {silence:?}")]
    Silent { url: String, silence: Duration },
    #[error("the server ended the stream")]
    Ended,
    #[error(transparent)]
    Refused(Refusal),
    #[error("cannot read the {what}")]
    Unreadable { what: &'static str, source: Cause },
    #[error("the server's snapshot is of revision {server}, older than revision {held}, which is held")]
    Older { server: Revision, held: Revision },
    #[error("the snapshot to hold is of revision {snapshot}, but the stream is at revision {stream}")]
    Disagree { snapshot: Revision, stream: Revision },
    #[error("a fresh snapshot is needed: {why}")]
    Stale { why: String },
    #[error("cannot {action} {}", .path.display())]
    File { action: &'static str, path: PathBuf, source: io::Error },
    #[error("gave up after {after:?}")]
    GaveUp { after: Duration, source: Option<Error> },
    #[error("the client is closed")]
    Closed,
    #[error("the client is offline")]
    Offline,
}

/// An answer that is no success.
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
        write!(f, "the server answered {}", self.status)?;
        match (&self.code, &self.message) {
            (Some(code), Some(message)) => write!(f, ": {message} ({code})"),
            (Some(only), None) | (None, Some(only)) => write!(f, ": {only}"),
            (None, None) => Ok(()),
        }
    }
}

impl Error {
    /// No connection to the server, none that lasted, or no answer on it.
    pub fn is_unreachable(&self) -> bool {
        matches!(self.cause(), Kind::Unreachable { .. } | Kind::NoAnswer | Kind::Silent { .. } | Kind::Ended)
    }

    /// The server answered, but with a status that is no success.
    pub fn is_refused(&self) -> bool {
        self.status().is_some()
    }

    /// The server does not accept the API key (401), or not for this use: it lacks the scope `server` (403).
    pub fn is_unauthorized(&self) -> bool {
        matches!(self.status(), Some(401 | 403))
    }

    /// What arrived, or what a file or bootstrap snapshot holds, is no snapshot or no event.
    pub fn is_unreadable(&self) -> bool {
        matches!(self.cause(), Kind::Unreadable { .. })
    }

    /// The time given was over. The other questions tell what stood in the way until then, if anything did.
    pub fn is_timeout(&self) -> bool {
        matches!(*self.0, Kind::GaveUp { .. } | Kind::Silent { .. })
    }

    /// A file could not be read or written.
    pub fn is_file(&self) -> bool {
        matches!(self.cause(), Kind::File { .. })
    }

    /// The client was closed.
    pub fn is_closed(&self) -> bool {
        matches!(self.cause(), Kind::Closed)
    }

    /// The HTTP status of a refusal.
    pub fn status(&self) -> Option<u16> {
        self.refusal().map(|refusal| refusal.status)
    }

    /// The server's own code of a refusal, such as `unauthorized`.
    pub fn code(&self) -> Option<&str> {
        self.refusal()?.code.as_deref()
    }

    pub(crate) fn config(what: impl Into<String>) -> Self {
        Kind::Config { what: what.into() }.into()
    }

    pub(crate) fn unreadable(what: &'static str, source: impl Into<Cause>) -> Self {
        Kind::Unreadable { what, source: source.into() }.into()
    }

    pub(crate) fn gave_up(after: Duration, source: Option<Self>) -> Self {
        Kind::GaveUp { after, source }.into()
    }

    /// How long the server asked to be left alone.
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
            Kind::GaveUp { source: Some(source), .. } => source.cause(),
            kind => kind,
        }
    }

    /// The message with those of its sources, for a log line.
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

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
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

    fn unauthorized() -> Error {
        let code = Some("unauthorized".to_owned());
        let message = Some("no such key".to_owned());
        Kind::Refused(Refusal { status: 401, code, message, retry_after: None }).into()
    }

    #[test]
    fn a_refusal_shows_the_servers_words() {
        assert_eq!(unauthorized().to_string(), "the server answered 401: no such key (unauthorized)");
    }

    #[test]
    fn giving_up_keeps_the_cause() {
        let error = Error::gave_up(Duration::from_secs(5), Some(unauthorized()));
        assert!(error.is_timeout() && error.is_unauthorized() && error.is_refused());
        assert!(!error.is_unreachable() && !error.is_unreadable());
        assert_eq!(error.code(), Some("unauthorized"));
        assert_eq!(error.chain(), "gave up after 5s: the server answered 401: no such key (unauthorized)");
    }

    #[test]
    fn giving_up_without_an_answer_is_unreachable() {
        let error = Error::gave_up(Duration::from_secs(5), Some(Kind::NoAnswer.into()));
        assert!(error.is_timeout() && error.is_unreachable());
    }

    #[test]
    fn giving_up_without_a_cause_is_a_timeout_and_nothing_else() {
        let error = Error::gave_up(Duration::from_secs(5), None);
        assert!(error.is_timeout() && !error.is_unreachable() && !error.is_refused());
        assert!(!error.is_unreadable() && !error.is_file() && !error.is_closed());
    }
}
