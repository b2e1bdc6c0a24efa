//! The events of the stream in JSON.

use alloc::borrow::Cow;

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::{Change, Fingerprint, ObjectKind, Revision};

/// One event of the stream: the JSON in its `data:` line.
///
/// ```
/// use togul_core::{Event, Revision};
///
/// let event: Event = serde_json::from_str(r#"{"type": "rule.updated", "flag_key": "a", "version": 43}"#)?;
/// assert_eq!(event.version, Some(Revision::new(43)));
/// assert_eq!(event.change(), None);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Deserialize)]
pub struct Event<'a> {
    /// `flag.created`, `flag.updated`, `flag.deleted`, `rule.created`, `rule.updated`, `rule.deleted`, `segment.created`,
    /// `segment.updated`, `segment.deleted`, or [`Event::RESET`]. Newer servers may send others.
    #[serde(rename = "type", borrow)]
    pub kind: Cow<'a, str>,
    /// The flag that changed; a reset and the change of a segment have none.
    #[serde(default)]
    pub flag_key: Option<Cow<'a, str>>,
    /// The environment; a reset on a stream of several environments has none.
    #[serde(default)]
    pub environment_id: Option<Uuid>,
    /// The environment's revision afterwards.
    #[serde(default)]
    pub version: Option<Revision>,
    /// When, in Unix seconds.
    #[serde(default)]
    pub timestamp: i64,
    /// The revision before; only with content.
    #[serde(default)]
    pub previous: Option<Revision>,
    /// The environment's fingerprint afterwards; only with content.
    #[serde(default)]
    pub fingerprint: Option<Fingerprint>,
    /// Whether more changes of the same transaction follow. All of them are to be applied as one.
    #[serde(default)]
    pub more: bool,
    /// The whole flag as in the snapshot; only with content. `None` with a `previous` means deleted.
    #[serde(default, borrow)]
    pub flag: Option<&'a RawValue>,
    /// The segment that changed; only with content.
    #[serde(default)]
    pub segment_key: Option<Cow<'a, str>>,
    /// The whole segment as in the snapshot; only with content. `None` with a `segment_key` means deleted.
    #[serde(default, borrow)]
    pub segment: Option<&'a RawValue>,
}

impl Event<'_> {
    /// The type of the event that invalidates everything: the receiver has to fetch the snapshot again.
    pub const RESET: &'static str = "snapshot.reset";

    /// The change for [`Snapshot::apply`](crate::Snapshot::apply). `None` without content, and for a change of a kind
    /// of object that this version does not know.
    pub fn change(&self) -> Option<Change<'_>> {
        let (kind, key, json) = match (&self.flag_key, &self.segment_key) {
            (Some(key), None) => (ObjectKind::Flag, key, self.flag),
            (None, Some(key)) => (ObjectKind::Segment, key, self.segment),
            (None, None) | (Some(_), Some(_)) => return None,
        };
        Some(Change {
            previous: self.previous?,
            revision: self.version?,
            fingerprint: self.fingerprint?,
            kind,
            key,
            json: json.map(RawValue::get),
        })
    }
}

/// `None` and `false` are left out, except `flag` and `segment`: with content they are null once deleted.
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
        if self.more {
            map.serialize_entry("more", &true)?;
        }
        if self.flag.is_some() || (self.previous.is_some() && self.flag_key.is_some()) {
            map.serialize_entry("flag", &self.flag)?;
        }
        if let Some(segment_key) = &self.segment_key {
            map.serialize_entry("segment_key", segment_key)?;
            map.serialize_entry("segment", &self.segment)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WITH_CONTENT: &str = r#"{"type":"flag.updated","flag_key":"a","environment_id":"00000000-0000-0000-0000-000000000000","version":43,"timestamp":1795000000,"previous":42,"fingerprint":"000000000000000000000000000000ff","flag":{"key":  "a"}}"#;

    fn read(json: &str) -> Event<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn an_event_with_content_keeps_the_bytes_of_its_flag() {
        let event = read(WITH_CONTENT);
        let change = event.change().unwrap();
        assert_eq!((change.previous.get(), change.revision.get()), (42, 43));
        assert_eq!((change.kind, change.key, change.json), (ObjectKind::Flag, "a", Some(r#"{"key":  "a"}"#)));
        assert!(!event.more);
        assert_eq!(serde_json::to_string(&event).unwrap(), WITH_CONTENT);
    }

    #[test]
    fn an_event_that_is_not_the_last_of_its_transaction_has_more_set() {
        let json = WITH_CONTENT.replace(r#","flag":"#, r#","more":true,"flag":"#);
        let event = read(&json);
        assert!(event.more && event.change().is_some());
        assert_eq!(serde_json::to_string(&event).unwrap(), json);
    }

    #[test]
    fn the_flag_of_a_deletion_is_null() {
        let event = Event { flag: None, ..read(WITH_CONTENT) };
        let json = serde_json::to_string(&event).unwrap();
        assert!(json.ends_with(r#""flag":null}"#), "{json}");
        assert_eq!(read(&json).change().unwrap().json, None);
    }

    #[test]
    fn the_change_of_a_segment_has_its_key_and_its_bytes() {
        for segment in [r#"{"key":  "b"}"#, "null"] {
            let json = r#"{"type":"segment.updated","environment_id":"00000000-0000-0000-0000-000000000000","version":43,"timestamp":1795000000,"previous":42,"fingerprint":"000000000000000000000000000000ff","segment_key":"b","segment":SEGMENT}"#;
            let json = json.replace("SEGMENT", segment);
            let event = read(&json);
            let change = event.change().unwrap();
            assert_eq!((change.kind, change.key), (ObjectKind::Segment, "b"));
            assert_eq!(change.json, Some(segment).filter(|json| *json != "null"));
            assert_eq!(serde_json::to_string(&event).unwrap(), json);
        }
    }

    #[test]
    fn an_unknown_kind_of_object_yields_no_change() {
        let other = WITH_CONTENT
            .replace(r#""flag_key""#, r#""audience_key""#)
            .replace(r#""flag":"#, r#""audience":"#);
        let event = read(&other);
        assert_eq!((event.version, event.change()), (Some(Revision::new(43)), None));
        let both = WITH_CONTENT.replace(r#""flag_key""#, r#""segment_key":"b","flag_key""#);
        assert_eq!(read(&both).change(), None);
    }

    #[test]
    fn a_reset_has_only_the_fields_that_apply_to_it() {
        let json = r#"{"type":"snapshot.reset","timestamp":0}"#;
        let event = read(json);
        assert_eq!((&*event.kind, event.change()), (Event::RESET, None));
        assert_eq!(serde_json::to_string(&event).unwrap(), json);
    }
}
