//! Keeps a Togul environment's snapshot up to date and evaluates its flags in process.
//!
//! ```no_run
//! use std::time::Duration;
//! use togul_client::{Client, Context};
//!
//! # async fn example() -> Result<(), togul_client::Error> {
//! let client = Client::connect("https://flags.example.com", "tgl_…", Duration::from_secs(5)).await?;
//! let context = Context::new().with("user_id", "user-123").with("country", "TR");
//! if client.bool("new-dashboard", &context, false) {
//!     // …
//! }
//! # Ok(())
//! # }
//! ```
//!
//! One task fetches the snapshot, follows the server's stream, applies each change as it comes, and swaps the result
//! in atomically. EvaluationDetail reads that state and nothing else: the network may be slow, broken or gone, and the last
//! state goes on answering. [`Client::status`] tells where it came from and how old it is; [`Client::changes`] tells
//! which flags changed.
//!
//! An application that has to start without its server keeps a [file](Builder::file) or brings a
//! [bootstrap snapshot](Builder::bootstrap):
//!
//! ```no_run
//! # use std::time::Duration;
//! # use togul_client::Client;
//! # async fn example() -> Result<(), togul_client::Error> {
//! let client = Client::builder("https://flags.example.com", "tgl_…").file("/var/lib/app/flags.json").start()?;
//! if let Err(error) = client.wait_until_ready(Duration::from_secs(2)).await {
//!     eprintln!("starting with flags of {:?} ago: {error}", client.status().age);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! And a test of such an application needs no server:
//!
//! ```
//! use togul_client::{Client, Context, Snapshot};
//!
//! let snapshot = Snapshot::from_json(br#"{
//!     "environment_id": "0196f0a0-0000-7000-8000-000000000001",
//!     "environment_key": "test",
//!     "revision": 1,
//!     "flags": [{"key": "limit", "enabled": true, "value_type": "number", "default_value": 20,
//!                "salt": "4f3c9a1be27d0856", "rules": []}]
//! }"#)?;
//! let client = Client::offline(snapshot);
//! let context = Context::new();
//! assert_eq!(client.number("limit", &context, 10.0), 20.0);
//! assert_eq!(client.number("no-such-flag", &context, 10.0), 10.0);
//! assert!(!client.bool("limit", &context, false), "it is no boolean");
//! # Ok::<(), togul_client::SnapshotError>(())
//! ```
//!
//! The rules of evaluation are those of [`togul_core`], which the server uses too: at the same revision both give the
//! same answer. Flags are not written here, and evaluations are counted only where [that is
//! asked for](Builder::count_evaluations), for [`Client::take_evaluations`] to tell.
//!
//! What a client does is told to `tracing`, in a span `togul_client` with the server's URL and the environment's key,
//! and in it a span `fetch` for each time that the snapshot is asked for, `connect` for the stream.

#![warn(missing_docs)]

mod backoff;
mod builder;
mod changes;
mod client;
mod counter;
mod error;
mod etag;
mod evaluations;
mod file;
mod remote;
mod request_limiter;
mod state;
mod status;
mod sync;
mod transport;

pub use builder::Builder;
pub use changes::{Changed, Changes};
pub use client::{Client, EvaluationDetail};
pub use error::Error;
pub use evaluations::{EvaluationCount, EvaluationCounts};
pub use status::{Connection, SnapshotSource, Status};
pub use togul_core::{Answer, Context, ContextValue, Reason, Revision, Snapshot, SnapshotError, ValueType};
