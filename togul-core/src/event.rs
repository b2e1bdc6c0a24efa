//! The events of the stream as they travel.

use std::borrow::Cow;

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::{Change, Fingerprint};

/// One event of the stream as it travels in its `data:` line.
///
/// ```
/// use togul_core::Event;
///
/// let event: Event = serde_json::from_str(r#"{"type": "rule.updated", "flag_key": "a", "version": 43}"#)?;
/// assert_eq!(event.version, Some(43));
/// assert_eq!(event.change(), None);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Deserialize)]
pub struct Event<'a> {
    /// `flag.created`, `flag.updated`, `flag.deleted`, `rule.created`, `rule.updated`, `rule.deleted`, or
    /// [`Event::RESET`]. Newer servers may send others.
    #[serde(rename = "type", borrow)]
    pub kind: Cow<'a, str>,
    /// The flag that changed; a reset has none.
    #[serde(default)]
    pub flag_key: Option<Cow<'a, str>>,
    /// The environment; a reset on a stream of several environments has none.
    #[serde(default)]
    pub environment_id: Option<Uuid>,
    /// The environment's revision afterwards.
    #[serde(default)]
    pub version: Option<u64>,
    /// When, in Unix seconds.
    #[serde(default)]
    pub timestamp: i64,
    /// The revision before; only with content.
    #[serde(default)]
    pub previous: Option<u64>,
    /// The environment's fingerprint afterwards; only with content.
    #[serde(default)]
    pub fingerprint: Option<Fingerprint>,
    /// The whole flag as in the snapshot; only with content. `None` beside a `previous` means deleted.
    #[serde(default, borrow)]
    pub flag: Option<&'a RawValue>,
}

impl Event<'_> {
    /// The kind that means: forget all that you hold.
    pub const RESET: &'static str = "snapshot.reset";

    /// The change that [`Snapshot::apply`](crate::Snapshot::apply) takes, when the event carries content.
    pub fn change(&self) -> Option<Change<'_>> {
        Some(Change {
            previous: self.previous?,
            revision: self.version?,
            fingerprint: self.fingerprint?,
            flag_key: self.flag_key.as_deref()?,
            flag: self.flag.map(RawValue::get),
        })
    }
}

/// What is `None` is left out, but for `flag`: with content it is null once deleted.
impl Serialize for Event<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", &self.kind)?;
        if let Some(flag_key) = &self.flag_key {
            map.serialize_entry("flag_key", flag_key)?;
        }
        if let Some(environment_id) = &self.environment_id {
            map.serialize_entry("environment_id", environment_id)?;
        }
        if let Some(version) = &self.version {
            map.serialize_entry("version", version)?;
        }
        map.serialize_entry("timestamp", &self.timestamp)?;
        if let Some(previous) = &self.previous {
            map.serialize_entry("previous", previous)?;
        }
        if let Some(fingerprint) = &self.fingerprint {
            map.serialize_entry("fingerprint", fingerprint)?;
        }
        if self.flag.is_some() || self.previous.is_some() {
            map.serialize_entry("flag", &self.flag)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WITH_CONTENT: &str = r#"{"type":"flag.updated","flag_key":"a","environment_id":"00000000-0000-0000-0000-000000000000","version":43,"timestamp":1795000000,"previous":42,"fingerprint":"000000000000000000000000000000ff","flag":{"key":  "a"}}"#;

    #[test]
    fn an_event_with_content_keeps_the_bytes_of_its_flag() {
        let event: Event<'_> = serde_json::from_str(WITH_CONTENT).unwrap();
        let change = event.change().unwrap();
        assert_eq!((change.previous, change.revision, change.flag_key), (42, 43, "a"));
        assert_eq!(change.flag, Some(r#"{"key":  "a"}"#));
        assert_eq!(serde_json::to_string(&event).unwrap(), WITH_CONTENT);
    }

    #[test]
    fn a_deleted_flag_is_null() {
        let event: Event<'_> = serde_json::from_str(WITH_CONTENT).unwrap();
        let event = Event { flag: None, ..event };
        let json = serde_json::to_string(&event).unwrap();
        assert!(json.ends_with(r#""flag":null}"#), "{json}");
        let read: Event<'_> = serde_json::from_str(&json).unwrap();
        assert_eq!(read.change().unwrap().flag, None);
    }

    #[test]
    fn a_reset_says_only_what_it_knows() {
        let json = r#"{"type":"snapshot.reset","timestamp":0}"#;
        let event: Event<'_> = serde_json::from_str(json).unwrap();
        assert_eq!(event.kind, Event::RESET);
        assert_eq!(event.change(), None);
        assert_eq!(serde_json::to_string(&event).unwrap(), json);
    }
}
