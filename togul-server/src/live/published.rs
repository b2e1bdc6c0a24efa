//! One revision of an environment: compiled for evaluation, and encoded for snapshots.

use std::{
    borrow::Cow,
    cmp::Ordering,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use togul_core::{Change as CoreChange, Fingerprint, ObjectKind, Revision, Snapshot};

use super::compression::Compressed;
use crate::{
    domain::{change::Head, environment::Environment, id::Id},
    store::{
        StoreError,
        changes::Change,
        environments::{Contents, Versions},
    },
};

/// One revision: the compiled snapshot, and what responses contain of it.
#[derive(Debug)]
pub struct Published {
    pub snapshot: Snapshot,
    /// The fingerprint that the database has for this revision.
    database_fingerprint: Fingerprint,
    pub etag: String,
    /// Of the answers of all flags.
    pub answer_bytes: ExpectedBytes,
    /// The same in the form of OpenFeature.
    pub ofrep_answer_bytes: ExpectedBytes,
    pub(super) compressed: Compressed,
}

/// The size of the largest answer so far: that of the next one is about the same.
#[derive(Debug, Default)]
pub struct ExpectedBytes(AtomicUsize);

impl ExpectedBytes {
    /// A capacity for the next answer: `first` for the first one.
    pub fn expected(&self, first: impl FnOnce() -> usize) -> usize {
        match self.0.load(Relaxed) {
            0 => first(),
            largest => largest + largest / 16,
        }
    }

    pub fn record(&self, bytes: usize) {
        // Without a write, which would move the line between the caches of the cores for each answer.
        if bytes > self.0.load(Relaxed) {
            self.0.fetch_max(bytes, Relaxed);
        }
    }
}

impl Published {
    /// Off the async threads: it may be thousands of flags.
    pub(super) async fn compile(
        id: Id<Environment>,
        key: String,
        contents: Contents,
    ) -> Result<Self, StoreError> {
        let compiling = tokio::task::spawn_blocking(move || Self::of(id, &key, &contents));
        compiling
            .await
            .unwrap_or_else(|_| Err(StoreError::Unusable(format!("environment {id} cannot be compiled"))))
    }

    fn of(id: Id<Environment>, key: &str, contents: &Contents) -> Result<Self, StoreError> {
        let Head { revision, fingerprint } = contents.head;
        let compile = |objects: &[(ObjectKind, Cow<'_, str>)]| {
            let of = |kind| objects.iter().filter(move |(own, _)| *own == kind).map(|(_, json)| &**json);
            let snapshot = Snapshot::new(id.uuid(), key, revision, of(ObjectKind::Flag))?;
            snapshot.with_segments(of(ObjectKind::Segment))
        };
        let objects = contents.objects.iter();
        let stored: Vec<_> = objects.clone().map(|object| (object.kind, Cow::from(&object.json))).collect();
        let snapshot = match compile(&stored) {
            Ok(snapshot) if snapshot.fingerprint() == fingerprint => snapshot,
            // Something else has written to the database.
            _ => {
                let objects: Vec<_> = objects.map(|object| (object.kind, object.for_evaluators())).collect();
                compile(&objects).map_err(|error| {
                    StoreError::Unusable(format!("environment {id} cannot be compiled: {error}"))
                })?
            }
        };
        Ok(Self::new(snapshot, fingerprint))
    }

    pub(super) fn with(&self, group: &[Change]) -> Option<Self> {
        let changes = group
            .iter()
            .map(|change| {
                Some(CoreChange {
                    previous: change.revision.previous()?,
                    revision: change.revision,
                    fingerprint: change.fingerprint,
                    kind: change.object_kind,
                    key: &change.object_key,
                    json: change.object.as_deref(),
                })
            })
            .collect::<Option<Vec<_>>>()?;
        let snapshot = self.snapshot.apply(&changes).ok()?;
        let fingerprint = snapshot.fingerprint();
        Some(Self::new(snapshot, fingerprint))
    }

    fn new(snapshot: Snapshot, database_fingerprint: Fingerprint) -> Self {
        let etag = snapshot.etag();
        Self {
            snapshot,
            database_fingerprint,
            etag,
            answer_bytes: ExpectedBytes::default(),
            ofrep_answer_bytes: ExpectedBytes::default(),
            compressed: Compressed::default(),
        }
    }

    /// Whether something else than a server has changed flags in the database.
    pub(super) fn is_altered(&self) -> bool {
        self.snapshot.fingerprint() != self.database_fingerprint
    }

    pub(super) fn warn_difference(&self) {
        if self.is_altered() {
            let (environment, revision) = (self.snapshot.environment_id(), self.revision());
            tracing::error!(%environment, %revision, "the stored flags do not match the stored fingerprint");
        }
    }

    #[must_use]
    pub fn revision(&self) -> Revision {
        self.snapshot.revision()
    }

    /// The head as the database has it.
    pub(super) fn database_head(&self) -> Head {
        Head { revision: self.revision(), fingerprint: self.database_fingerprint }
    }

    #[must_use]
    pub fn head(&self) -> Head {
        Head { revision: self.revision(), fingerprint: self.snapshot.fingerprint() }
    }
}

impl Versions {
    /// Whether the database has an older revision than the current one, or the same one of another history.
    pub(super) fn diverges_from(&self, current: &Published) -> bool {
        match self.head.revision.cmp(&current.revision()) {
            Ordering::Less => true,
            Ordering::Equal => self.head.fingerprint != current.database_fingerprint,
            Ordering::Greater => false,
        }
    }
}
