//! One environment at one revision.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use once_cell::race::OnceBox;
use serde_json::Value;
use uuid::Uuid;

use crate::entry::Entry;
use crate::object_table::{Object, ObjectTable};
use crate::segment_entry::SegmentEntry;
use crate::segment_links::SegmentLinks;
use crate::{
    Answer, Context, Cost, Explanation, Fingerprint, FlagRef, Revision, SnapshotBody, SnapshotError,
    Unreadable,
};

/// One environment at one revision, compiled. Immutable, cheap to clone, and shared between threads without a lock.
#[derive(Clone)]
pub struct Snapshot {
    pub(crate) environment_id: Uuid,
    pub(crate) environment_key: Arc<str>,
    pub(crate) revision: Revision,
    pub(crate) fingerprint: Fingerprint,
    /// Of all flags, each alone.
    pub(crate) cost: Cost,
    /// The bytes of all flags and segments.
    pub(crate) json_bytes: usize,
    pub(crate) flags: ObjectTable<Entry>,
    pub(crate) segments: ObjectTable<SegmentEntry>,
    pub(crate) segment_links: SegmentLinks,
    /// What flags cost beyond their own cost because of the objects that they reach. Computed when it is asked for.
    pub(crate) reach_cost: OnceBox<Cost>,
    /// What cannot be evaluated because of the objects that it names. Computed when it is asked for.
    pub(crate) link_problems: OnceBox<Arc<[Unreadable]>>,
}

/// What is between the flags and the segments in a snapshot's JSON.
const JSON_MIDDLE: &str = r#"],"segments":["#;
/// The end of a snapshot's JSON, after the segments.
const JSON_END: &str = "]}";

impl Snapshot {
    /// Reads and compiles the body of `GET /snapshot`.
    ///
    /// # Errors
    ///
    /// When it is no snapshot, is cut short, has a newer format, a duplicate key or an object without a readable key, or
    /// when the fingerprint that it states is not that of its objects. A flag, rule or segment that this version cannot read
    /// is no error: see [`Self::unreadable`].
    pub fn from_json(json: &[u8]) -> Result<Self, SnapshotError> {
        let body = SnapshotBody::from_json(json)?;
        let flags = body.flags.iter().map(|flag| flag.get());
        let snapshot = Self::new(body.environment_id, &body.environment_key, body.revision, flags)?;
        let snapshot = snapshot.with_segments(body.segments.iter().map(|segment| segment.get()))?;
        match body.fingerprint {
            Some(stated) if stated != snapshot.fingerprint => {
                Err(SnapshotError::Fingerprint { stated, computed: snapshot.fingerprint })
            }
            _ => Ok(snapshot),
        }
    }

    /// Compiles flags that are given one by one, in any order, each as the exact bytes of its JSON. The snapshot has no
    /// segments: see [`Self::with_segments`].
    ///
    /// # Errors
    ///
    /// When there is a duplicate key, or one that cannot be read.
    pub fn new<'f>(
        environment_id: Uuid,
        environment_key: &str,
        revision: impl Into<Revision>,
        flags: impl IntoIterator<Item = &'f str>,
    ) -> Result<Self, SnapshotError> {
        let flags = flags.into_iter().enumerate();
        let entries = flags.map(|(position, json)| {
            Entry::read(json).map(Arc::new).map_err(|problem| SnapshotError::Flag { position, problem })
        });
        let entries = entries.collect::<Result<Vec<_>, _>>()?;
        let cost = entries.iter().map(|entry| entry.cost()).sum();
        let json_bytes = entries.iter().map(|entry| entry.json.len()).sum();
        let hashes = entries.iter().map(|entry| Fingerprint::of(&entry.json));
        let fingerprint = hashes.fold(Fingerprint::default(), Fingerprint::add);
        let flags = ObjectTable::new(entries);
        let flags = flags.map_err(|twice| SnapshotError::DuplicateFlag { key: twice.key().to_owned() })?;
        Ok(Self {
            environment_id,
            environment_key: environment_key.into(),
            revision: revision.into(),
            fingerprint,
            cost,
            json_bytes,
            flags,
            segments: ObjectTable::default(),
            segment_links: SegmentLinks::default(),
            reach_cost: OnceBox::new(),
            link_problems: OnceBox::new(),
        })
    }

    /// The same snapshot with other segments, which are given one by one, in any order, each as the exact bytes of its
    /// JSON. The revision stays the same.
    ///
    /// # Errors
    ///
    /// When there is a duplicate key, or one that cannot be read.
    pub fn with_segments<'f>(
        mut self,
        segments: impl IntoIterator<Item = &'f str>,
    ) -> Result<Self, SnapshotError> {
        for held in self.segments.iter() {
            self.fingerprint = self.fingerprint.sub(Fingerprint::of(held.json()));
            self.json_bytes -= held.json().len();
        }
        let segments = segments.into_iter().enumerate().map(|(position, json)| {
            self.fingerprint = self.fingerprint.add(Fingerprint::of(json));
            self.json_bytes += json.len();
            SegmentEntry::read(json)
                .map(Arc::new)
                .map_err(|problem| SnapshotError::Segment { position, problem })
        });
        let table = ObjectTable::new(segments.collect::<Result<_, _>>()?);
        self.segments =
            table.map_err(|twice| SnapshotError::DuplicateSegment { key: twice.key().to_owned() })?;
        self.link();
        Ok(self)
    }

    /// The environment.
    pub fn environment_id(&self) -> Uuid {
        self.environment_id
    }

    /// The environment's key.
    pub fn environment_key(&self) -> &str {
        &self.environment_key
    }

    /// The environment's revision.
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// The fingerprint of all flags and segments, unreadable ones included.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The `ETag` of this state: `"<revision>-<fingerprint>"`, the quotes included.
    pub fn etag(&self) -> String {
        format!("\"{}-{}\"", self.revision, self.fingerprint)
    }

    /// The body of `GET /snapshot`: flags and segments by key, each as the exact bytes that it was read from.
    pub fn to_json(&self) -> Vec<u8> {
        let mut json = String::with_capacity(self.to_json_len());
        (0..).take_while(|part| self.push_json_part(*part, &mut json)).for_each(drop);
        json.into_bytes()
    }

    /// The length of [`to_json`](Self::to_json) in bytes.
    pub fn to_json_len(&self) -> usize {
        let commas = self.len().saturating_sub(1) + self.segments.len().saturating_sub(1);
        self.json_head().len() + JSON_MIDDLE.len() + JSON_END.len() + self.json_bytes + commas
    }

    /// Appends one part of [`to_json`](Self::to_json), for callers that do not need all of it in memory: 0 is what
    /// precedes the flags, then each flag is a part, then what precedes the segments, then each segment is a part, then the
    /// end. `false` when there is no such part.
    pub fn push_json_part(&self, part: usize, json: &mut String) -> bool {
        let Some(index) = part.checked_sub(1) else {
            json.push_str(&self.json_head());
            return true;
        };
        let middle = self.len();
        let object = match index.checked_sub(middle + 1) {
            None if index == middle => return push(json, JSON_MIDDLE),
            None => self.flags.get_by_order(index).map(|flag| (index, flag.json())),
            Some(index) if index == self.segments.len() => return push(json, JSON_END),
            Some(index) => self.segments.get_by_order(index).map(|segment| (index, segment.json())),
        };
        let Some((index, object)) = object else { return false };
        json.push_str(if index == 0 { "" } else { "," });
        push(json, object)
    }

    fn json_head(&self) -> String {
        let environment_key = Value::from(&*self.environment_key);
        format!(
            r#"{{"format":{},"environment_id":"{}","environment_key":{environment_key},"revision":{},"fingerprint":"{}","flags":["#,
            SnapshotBody::FORMAT,
            self.environment_id,
            self.revision,
            self.fingerprint,
        )
    }

    /// What an evaluation of all flags can cost at most, each with the flags and segments that it reaches.
    pub fn cost(&self) -> Cost {
        self.cost + *self.reach_cost.get_or_init(|| Box::new(self.flags().map(FlagRef::reach_cost).sum()))
    }

    /// The bytes of the JSON of all flags and segments.
    pub fn json_bytes(&self) -> usize {
        self.json_bytes
    }

    /// The number of flags, unreadable ones included.
    pub fn len(&self) -> usize {
        self.flags.len()
    }

    /// Whether there are no flags.
    pub fn is_empty(&self) -> bool {
        self.flags.len() == 0
    }

    /// The number of segments, unreadable ones included.
    pub fn segments_len(&self) -> usize {
        self.segments.len()
    }

    /// The exact bytes that the segment of that key was read from.
    pub fn segment_json(&self, key: &str) -> Option<&str> {
        self.segments.find(key).map(SegmentEntry::json)
    }

    /// What this version cannot read or evaluate: rules and whole flags that it cannot read, by key; then, by key, flags
    /// and rules because of prerequisites and segments that they name; then segments.
    pub fn unreadable(&self) -> impl Iterator<Item = &Unreadable> {
        self.flags.iter().flat_map(|entry| entry.unreadable()).chain(self.link_problems())
    }

    /// The flag of that key, readable or not.
    #[inline]
    pub fn flag(&self, key: &str) -> Option<FlagRef<'_>> {
        self.flags.find(key).map(|entry| FlagRef { snapshot: self, entry })
    }

    /// The flag at a position.
    pub(crate) fn flag_at(&self, position: usize) -> Option<FlagRef<'_>> {
        self.flags.get(position).map(|entry| FlagRef { snapshot: self, entry })
    }

    /// All flags by key, bytewise, unreadable ones included.
    pub fn flags(&self) -> impl Iterator<Item = FlagRef<'_>> {
        self.flags.iter().map(|entry| FlagRef { snapshot: self, entry })
    }

    /// The answer of a flag in this context. Cannot fail; allocates nothing and takes no lock, except that `matches`
    /// may use scratch memory of its regular expression.
    #[inline]
    pub fn evaluate(&self, key: &str, context: &Context<'_>) -> Answer<'_> {
        match self.flag(key) {
            Some(flag) => flag.evaluate(context),
            None => Answer::NOT_FOUND,
        }
    }

    /// Replaces `answers` with the answer of every flag in this context, in the order of [`Self::flags`]. Allocates
    /// nothing if there is room for all.
    pub fn evaluate_all<'s>(&'s self, context: &Context<'_>, answers: &mut Vec<Answer<'s>>) {
        answers.clear();
        answers.reserve(self.len());
        // Not `extend`, whose loop executes more instructions for each flag.
        for flag in self.flags() {
            answers.push(flag.evaluate(context));
        }
    }

    /// The same answer, with an explanation. That of a flag that was not found is empty.
    pub fn explain(&self, key: &str, context: &Context<'_>) -> (Answer<'_>, Explanation) {
        match self.flag(key) {
            Some(flag) => flag.explain(context),
            None => (Answer::NOT_FOUND, Explanation::default()),
        }
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot")
            .field("environment_key", &self.environment_key)
            .field("environment_id", &self.environment_id)
            .field("revision", &self.revision)
            .field("fingerprint", &self.fingerprint)
            .field("flags", &self.flags.len())
            .field("segments", &self.segments.len())
            .finish()
    }
}

fn push(json: &mut String, part: &str) -> bool {
    json.push_str(part);
    true
}
