//! A snapshot as it travels.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::error::Category;
use serde_json::value::RawValue;
use thiserror::Error;
use uuid::Uuid;

use crate::Fingerprint;

/// The body of `GET /snapshot`, its flags still the bytes that they arrived in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SnapshotBody<'a> {
    /// The environment.
    pub environment_id: Uuid,
    /// The environment's key.
    #[serde(borrow)]
    pub environment_key: Cow<'a, str>,
    /// How many changes made this state.
    pub revision: u64,
    /// Of all the flags; what wrote the body may leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
    /// Each flag's JSON.
    #[serde(borrow)]
    pub flags: Vec<&'a RawValue>,
}

/// Why something is no snapshot.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// Nothing, or JSON that stops in the middle.
    #[error("the snapshot ends too early, after {bytes} bytes")]
    Truncated {
        /// How many bytes there were.
        bytes: usize,
        /// What the parser was at.
        source: serde_json::Error,
    },
    /// Something else altogether, such as a proxy's page.
    #[error("the snapshot must be JSON, but it starts with `{start}`")]
    NotJson {
        /// The first characters.
        start: String,
        /// Where the parser gave up.
        source: serde_json::Error,
    },
    /// JSON without the fields of a snapshot.
    #[error("the snapshot must be an object with environment_id, environment_key, revision and flags")]
    NotASnapshot {
        /// What is missing or of the wrong type, where the parser could say it.
        source: Option<serde_json::Error>,
    },
    /// A flag whose key cannot be read, so that nobody could ask for it or replace it.
    #[error("flag number {} must be an object with a key: {problem}", position + 1)]
    Flag {
        /// Where it stands, from 0.
        position: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// Two flags of one key.
    #[error("the flag `{key}` must stand in the snapshot once, but it does twice")]
    DuplicateFlag {
        /// The key.
        key: String,
    },
    /// The stated fingerprint is that of other flags.
    #[error("the snapshot states the fingerprint {stated}, but its flags have {computed}")]
    Fingerprint {
        /// What the body says.
        stated: Fingerprint,
        /// What its flags are.
        computed: Fingerprint,
    },
}

impl<'a> SnapshotBody<'a> {
    /// Reads a body without looking into its flags.
    ///
    /// # Errors
    ///
    /// When it is no JSON, or not the JSON of a snapshot.
    pub fn from_json(json: &'a [u8]) -> Result<Self, SnapshotError> {
        let body = serde_json::from_slice(json).map_err(|source| match source.classify() {
            Category::Eof => SnapshotError::Truncated { bytes: json.len(), source },
            Category::Data => SnapshotError::NotASnapshot { source: Some(source) },
            Category::Syntax | Category::Io => SnapshotError::NotJson { start: start_of(json), source },
        })?;
        // serde would also take a list of the fields' values.
        if json.trim_ascii_start().starts_with(b"{") {
            Ok(body)
        } else {
            Err(SnapshotError::NotASnapshot { source: None })
        }
    }
}

/// The first characters, enough to recognize a page or a message by.
fn start_of(json: &[u8]) -> String {
    let text = String::from_utf8_lossy(&json[..json.len().min(160)]);
    text.trim_start().chars().take(40).flat_map(char::escape_debug).collect()
}
