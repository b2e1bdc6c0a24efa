//! Keeps a Togul environment's snapshot up to date, and evaluates its flags in process.
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
//! One task fetches the snapshot, follows the server's stream, applies each change as it arrives, and swaps the new
//! snapshot in atomically. Evaluation reads the current snapshot and nothing else, so it keeps working while the network is
//! slow or broken. [`Client::status`] reports the source and age of the snapshot; [`Client::changes`] reports which
//! flags changed.
//!
//! An application that must start without its server keeps a [file](Builder::file) or brings a
//! [bootstrap snapshot](Builder::bootstrap):
//!
//! ```no_run
//! # use std::time::Duration;
//! # use togul_client::Client;
//! # async fn example() -> Result<(), togul_client::Error> {
//! let client = Client::builder("https://flags.example.com", "tgl_…").file("/var/lib/app/flags.json").start()?;
//! if let Err(error) = client.wait_until_ready(Duration::from_secs(2)).await {
//!     eprintln!("starting with flags that are {:?} old: {error}", client.status().age);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A test of such an application needs no server:
//!
//! ```
//! use togul_client::{Client, Context, Snapshot};
//!
//! let client = Client::offline(Snapshot::empty().with_flag("limit", 20).with_flag("new-checkout", false));
//! let context = Context::new();
//! assert_eq!(client.number("limit", &context, 10.0), 20.0);
//! assert_eq!(client.number("no-such-flag", &context, 10.0), 10.0);
//! assert!(!client.bool("limit", &context, false), "it is not a boolean flag");
//!
//! // The application holds a clone, and sees the change.
//! client.with_override("new-checkout", true);
//! assert!(client.bool("new-checkout", &context, false));
//! ```
//!
//! [`Client::with_override`] also works on a client that follows a server. [`Snapshot::builder`] makes flags with rules,
//! variants and segments.
//!
//! Evaluation is that of [`togul_core`], which the server uses too: at the same revision both give the same answer. A
//! newer server may use operators or fields that this version cannot read. An evaluation that reaches one gives the
//! caller's default, with [`Reason::Unreadable`], and [`Status::unreadable`] lists it.
//!
//! The client does not write flags. It counts evaluations only with [`Builder::count_evaluations`]; an application
//! exports them with [`Client::take_evaluations`] or [`Client::evaluation_totals`]. Evaluations of a
//! [snapshot](Client::snapshot) are not counted.
//!
//! The client logs with `tracing`, in a span `togul_client` with the server's URL and the environment's key. Inside,
//! each request for the snapshot has a span `fetch`, and each one for the stream a span `connect`.
//!
//! # Features
//!
//! | feature | default | |
//! | --- | --- | --- |
//! | `tls` | on | addresses that begin with `https://`, with rustls and the platform's certificates |
//! | `gzip` | on | snapshots are requested compressed |
//! | `openfeature` | off | the module `openfeature`, with a provider for the OpenFeature SDK |

#![warn(missing_docs)]

mod backoff;
mod blocking;
mod builder;
mod changes;
mod client;
mod error;
mod file;
mod first_of_each;
mod heartbeat;
mod http_client;
#[cfg(feature = "openfeature")]
pub mod openfeature;
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
pub use status::{Connection, SnapshotSource, Status};
pub use togul_core::{
    Answer, Condition, Context, ContextValue, EvaluationCount, EvaluationCounts, Flag, FlagBuilder,
    FlagValue, Invalid, JsonValue, Operator, Reason, Revision, Rule, RuleBuilder, Segment, SegmentBuilder,
    Snapshot, SnapshotBuilder, SnapshotError, Unreadable, ValueType,
};

/// The examples of the README are tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
