//! The body of a snapshot, encoded piece by piece while it is sent.
//!
//! A whole environment is never joined in memory, neither for the time of a slow reader nor on a thread that serves
//! requests. What a reader keeps in memory is its revision, which shares the flags that have not changed with the current
//! one.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};

use crate::live::Published;

/// The size of a piece, which ends with the flag that exceeds it.
const PIECE: usize = 64 * 1024;

#[derive(Debug)]
pub struct EncodedBody {
    published: Arc<Published>,
    next_part: usize,
    remaining: u64,
}

impl EncodedBody {
    pub fn new(published: Arc<Published>) -> Self {
        let remaining = published.snapshot.to_json_len() as u64;
        Self { published, next_part: 0, remaining }
    }
}

impl HttpBody for EncodedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let mut piece = String::new();
        while piece.len() < PIECE && self.published.snapshot.push_json_part(self.next_part, &mut piece) {
            self.next_part += 1;
        }
        self.remaining = self.remaining.saturating_sub(piece.len() as u64);
        Poll::Ready((!piece.is_empty()).then(|| Ok(Frame::data(piece.into()))))
    }

    fn is_end_stream(&self) -> bool {
        self.remaining == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.remaining)
    }
}
