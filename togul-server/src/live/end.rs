//! The end of a key or an environment: looked at by every evaluation, waited for by every stream.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use tokio_util::sync::CancellationToken;

/// Comes once.
#[derive(Debug, Default)]
pub(super) struct End {
    /// Beside the token, which takes a lock to say so: threads would meet there on every request.
    has_come: AtomicBool,
    token: CancellationToken,
}

impl End {
    pub(super) fn has_come(&self) -> bool {
        self.has_come.load(SeqCst)
    }

    pub(super) fn come(&self) {
        self.has_come.store(true, SeqCst);
        self.token.cancel();
    }

    /// Resolves when it has come.
    pub(super) async fn comes(&self) {
        self.token.cancelled().await;
    }
}
