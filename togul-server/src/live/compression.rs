//! Compressed snapshots: each revision is compressed at most once, in the background, for all requests that need it.

use std::{
    io::Write,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use togul_core::Snapshot;

use super::Published;

/// The compressed body of a revision, once a request needed it.
#[derive(Debug, Default)]
pub(super) struct Compressed(Mutex<Option<Shared<BoxFuture<'static, Bytes>>>>);

impl Published {
    /// The body of `GET /snapshot`, compressed. `None` when it is not compressed yet and there is no permit for it.
    ///
    /// The first request starts the compression, which goes on if that request is cancelled.
    pub async fn gzip<P: Send + 'static>(
        self: &Arc<Self>,
        permit: impl FnOnce() -> Option<P>,
    ) -> Option<Bytes> {
        let compressed = {
            let mut compressed = self.compressed.0.lock().unwrap_or_else(PoisonError::into_inner);
            match &*compressed {
                Some(compressed) => compressed.clone(),
                None => compressed.insert(start(Arc::clone(self), permit()?)).clone(),
            }
        };
        Some(compressed.await)
    }
}

/// Holds the permit until the end.
fn start(published: Arc<Published>, permit: impl Send + 'static) -> Shared<BoxFuture<'static, Bytes>> {
    let compressing = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        compress(&published.snapshot)
    });
    compressing.map(|compressed| compressed.expect("compressing does not panic")).boxed().shared()
}

fn compress(snapshot: &Snapshot) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let mut part = String::new();
    for number in 0.. {
        part.clear();
        if !snapshot.push_json_part(number, &mut part) {
            break;
        }
        encoder.write_all(part.as_bytes()).expect("writing to memory does not fail");
    }
    encoder.finish().expect("writing to memory does not fail").into()
}
