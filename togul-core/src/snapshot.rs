//! One environment at one revision.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;
use uuid::Uuid;

use crate::entry::Entry;
use crate::flag_table::FlagTable;
use crate::handle::Layout;
use crate::index::Index;
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
    /// Of evaluating all flags.
    pub(crate) cost: Cost,
    /// The bytes of all flags.
    pub(crate) json_bytes: usize,
    pub(crate) entries: FlagTable,
    /// Maps keys to positions only: a change of a flag leaves it as it is.
    pub(crate) index: Index,
    /// Changes when a flag is created or deleted.
    pub(crate) layout: Layout,
}

/// The end of a snapshot's JSON, after the flags.
const JSON_END: &str = "]}";

impl Snapshot {
    /// Reads and compiles the body of `GET /snapshot`.
    ///
    /// # Errors
    ///
    /// When it is no snapshot, is cut short, has a newer format, a duplicate key or a flag without a readable key, or
    /// when the fingerprint that it states is not that of its flags. A flag or rule that this version cannot read is no
    /// error: see [`Self::unreadable`].
    pub fn from_json(json: &[u8]) -> Result<Self, SnapshotError> {
        let body = SnapshotBody::from_json(json)?;
        let flags = body.flags.iter().map(|flag| flag.get());
        let snapshot = Self::new(body.environment_id, &body.environment_key, body.revision, flags)?;
        match body.fingerprint {
            Some(stated) if stated != snapshot.fingerprint => {
                Err(SnapshotError::Fingerprint { stated, computed: snapshot.fingerprint })
            }
            _ => Ok(snapshot),
        }
    }

    /// Compiles flags that are given one by one, in any order, each as the exact bytes of its JSON.
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
        let mut entries = entries.collect::<Result<Vec<_>, _>>()?;
        entries.sort_by(|one, other| one.key().cmp(other.key()));
        if let Some(twice) = entries.windows(2).find(|pair| pair[0].key() == pair[1].key()) {
            return Err(SnapshotError::DuplicateFlag { key: twice[0].key().to_owned() });
        }
        Ok(Self {
            environment_id,
            environment_key: environment_key.into(),
            revision: revision.into(),
            fingerprint: entries
                .iter()
                .fold(Fingerprint::default(), |sum, entry| sum.add(Fingerprint::of(&entry.json))),
            cost: entries.iter().map(|entry| entry.cost()).sum(),
            json_bytes: entries.iter().map(|entry| entry.json.len()).sum(),
            index: Index::new(entries.iter().map(|entry| entry.key())),
            entries: FlagTable::new(&entries),
            layout: Layout::new(),
        })
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

    /// The fingerprint of all flags, unreadable ones included.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The `ETag` of this state: `"<revision>-<fingerprint>"`, the quotes included.
    pub fn etag(&self) -> String {
        format!("\"{}-{}\"", self.revision, self.fingerprint)
    }

    /// The body of `GET /snapshot`: flags by key, each as the exact bytes that it was read from.
    pub fn to_json(&self) -> Vec<u8> {
        let mut json = String::with_capacity(self.to_json_len());
        (0..).take_while(|part| self.push_json_part(*part, &mut json)).for_each(drop);
        json.into_bytes()
    }

    /// The length of [`to_json`](Self::to_json) in bytes.
    pub fn to_json_len(&self) -> usize {
        self.json_head().len() + self.json_bytes + self.len().saturating_sub(1) + JSON_END.len()
    }

    /// Appends one part of [`to_json`](Self::to_json), for callers that do not need all of it in memory: 0 is what
    /// precedes the flags, then each flag is a part, then the end. `false` when there is no such part.
    pub fn push_json_part(&self, part: usize, json: &mut String) -> bool {
        let Some(index) = part.checked_sub(1) else {
            json.push_str(&self.json_head());
            return true;
        };
        match self.entries.get_by_order(index) {
            Some(entry) => {
                json.push_str(if index == 0 { "" } else { "," });
                json.push_str(&entry.json);
                true
            }
            None if index == self.len() => {
                json.push_str(JSON_END);
                true
            }
            None => false,
        }
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

    /// What an evaluation of all flags can cost at most.
    pub fn cost(&self) -> Cost {
        self.cost
    }

    /// The bytes of the JSON of all flags.
    pub fn json_bytes(&self) -> usize {
        self.json_bytes
    }

    /// The number of flags, unreadable ones included.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no flags.
    pub fn is_empty(&self) -> bool {
        self.entries.len() == 0
    }

    /// The rules and whole flags that this version cannot read, by key.
    pub fn unreadable(&self) -> impl Iterator<Item = &Unreadable> {
        self.entries.iter().flat_map(|entry| entry.unreadable())
    }

    /// The flag of that key, readable or not.
    #[inline]
    pub fn flag(&self, key: &str) -> Option<FlagRef<'_>> {
        let find = |position| self.entries.get(position).filter(|entry| entry.has_key(key));
        self.index.find(key, find).map(|entry| FlagRef { snapshot: self, entry })
    }

    /// The position of the flag of that key, which stays the same until a flag is created or deleted.
    pub(crate) fn position(&self, key: &str) -> Option<usize> {
        self.index.find(key, |position| self.entries.get(position)?.has_key(key).then_some(position))
    }

    /// All flags by position.
    pub(crate) fn positions(&self) -> impl Iterator<Item = FlagRef<'_>> {
        (0..self.len()).filter_map(|position| self.flag_at(position))
    }

    /// The flag at a position.
    pub(crate) fn flag_at(&self, position: usize) -> Option<FlagRef<'_>> {
        self.entries.get(position).map(|entry| FlagRef { snapshot: self, entry })
    }

    /// All flags by key, bytewise, unreadable ones included.
    pub fn flags(&self) -> impl Iterator<Item = FlagRef<'_>> {
        self.entries.iter().map(|entry| FlagRef { snapshot: self, entry })
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
            .field("flags", &self.entries.len())
            .finish()
    }
}
