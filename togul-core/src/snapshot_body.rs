//! Reading snapshots from JSON.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;
use thiserror::Error;
use uuid::Uuid;

use crate::{Fingerprint, Revision};

/// The body of `GET /snapshot`. Each flag and each segment is still the exact bytes of its JSON.
#[derive(Clone, Debug, Deserialize)]
pub struct SnapshotBody<'a> {
    /// The version of the format; bodies written before it had one are of format 1.
    #[serde(default = "first_format")]
    pub format: u32,
    /// The environment.
    pub environment_id: Uuid,
    /// The environment's key.
    #[serde(borrow)]
    pub environment_key: Cow<'a, str>,
    /// The environment's revision.
    pub revision: Revision,
    /// The fingerprint of all flags and segments; may be left out.
    #[serde(default)]
    pub fingerprint: Option<Fingerprint>,
    /// Each flag's JSON.
    #[serde(borrow)]
    pub flags: Vec<&'a RawValue>,
    /// Each segment's JSON; may be left out.
    #[serde(borrow, default)]
    pub segments: Vec<&'a RawValue>,
}

fn first_format() -> u32 {
    1
}

/// Why bytes are not a snapshot that can be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// Empty, or JSON that stops in the middle.
    #[error("the snapshot ends too early, after {bytes} bytes")]
    Truncated {
        /// The number of bytes.
        bytes: usize,
        /// Where the parser stopped.
        source: serde_json::Error,
    },
    /// No JSON, such as a proxy's error page.
    #[error("the snapshot must be JSON, but it starts with `{start}`")]
    NotJson {
        /// The first characters.
        start: String,
        /// Where the parser stopped.
        source: serde_json::Error,
    },
    /// JSON without the fields of a snapshot.
    #[error("the snapshot must be an object with environment_id, environment_key, revision and flags")]
    NotASnapshot {
        /// The field that is missing or of the wrong type, if the parser found one.
        source: Option<serde_json::Error>,
    },
    /// A newer format, whose meaning this version cannot know.
    #[error("the snapshot has format {format}, but this version reads formats up to {supported}")]
    Format {
        /// The format of the snapshot.
        format: u32,
        /// The highest format that this version reads.
        supported: u32,
    },
    /// A flag whose key cannot be read, so that it could neither be looked up nor replaced.
    #[error("flag number {} must be an object with a key: {problem}", position + 1)]
    Flag {
        /// Its position in the body, from 0.
        position: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// Two flags with one key.
    #[error("the flag `{key}` is in the snapshot twice")]
    DuplicateFlag {
        /// The key.
        key: String,
    },
    /// A segment whose key cannot be read.
    #[error("segment number {} must be an object with a key: {problem}", position + 1)]
    Segment {
        /// Its position in the body, from 0.
        position: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// Two segments with one key.
    #[error("the segment `{key}` is in the snapshot twice")]
    DuplicateSegment {
        /// The key.
        key: String,
    },
    /// The stated fingerprint is that of other objects.
    #[error("the snapshot states the fingerprint {stated}, but its flags and segments have {computed}")]
    Fingerprint {
        /// The fingerprint that the body states.
        stated: Fingerprint,
        /// The fingerprint of its objects.
        computed: Fingerprint,
    },
}

impl<'a> SnapshotBody<'a> {
    /// The format that this version writes, and the highest that it reads.
    pub const FORMAT: u32 = 1;

    /// Reads a body without parsing its flags and segments.
    ///
    /// # Errors
    ///
    /// When it is not JSON, not the JSON of a snapshot, or of a newer [format](Self::FORMAT).
    pub fn from_json(json: &'a [u8]) -> Result<Self, SnapshotError> {
        let body: Self = serde_json::from_slice(json).map_err(|source| match source.classify() {
            Category::Eof => SnapshotError::Truncated { bytes: json.len(), source },
            Category::Data => {
                newer_format(json).unwrap_or(SnapshotError::NotASnapshot { source: Some(source) })
            }
            Category::Syntax | Category::Io => SnapshotError::NotJson { start: start_of(json), source },
        })?;
        // serde would also accept a list of the fields' values.
        if !json.trim_ascii_start().starts_with(b"{") {
            return Err(SnapshotError::NotASnapshot { source: None });
        }
        if body.format > Self::FORMAT {
            return Err(SnapshotError::Format { format: body.format, supported: Self::FORMAT });
        }
        Ok(body)
    }
}

/// The error for a body whose other fields do not fit because its format is newer.
fn newer_format(json: &[u8]) -> Option<SnapshotError> {
    #[derive(Deserialize)]
    struct Head {
        format: u32,
    }
    let (Head { format }, supported) = (serde_json::from_slice(json).ok()?, SnapshotBody::FORMAT);
    (format > supported).then_some(SnapshotError::Format { format, supported })
}

/// The first characters, enough to recognize a page or a message.
fn start_of(json: &[u8]) -> String {
    let text = String::from_utf8_lossy(&json[..json.len().min(160)]);
    text.trim_start().chars().take(40).flat_map(char::escape_debug).collect()
}
