//! A flag that a key or an environment is no longer valid: checked by every evaluation, awaited by every stream.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use tokio_util::sync::CancellationToken;

/// Set once, never reset.
#[derive(Debug, Default)]
pub(super) struct EndFlag {
    /// In addition to the token, because its `is_cancelled` takes a lock: all threads would contend for it on every
    /// request.
    is_set: AtomicBool,
    token: CancellationToken,
}

impl EndFlag {
    pub(super) fn is_set(&self) -> bool {
        self.is_set.load(SeqCst)
    }

    pub(super) fn set(&self) {
        self.is_set.store(true, SeqCst);
        self.token.cancel();
    }

    /// Resolves when it is set.
    pub(super) async fn wait(&self) {
        self.token.cancelled().await;
    }
}
