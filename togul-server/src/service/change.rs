//! Writing what evaluators read. A transaction holds the environment's lock, appends any number of changes, and commits
//! them once with the change log, the audit log and the notice: all of them take effect, or none.

mod cost;
mod flag;
mod links;
mod record;
mod target;

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
    sync::Arc,
};

use togul_core::{Cost, Fingerprint, ObjectKind};

pub use self::{
    cost::{name_cost_field, name_link_cost_field},
    record::{ChangeRecord, ObjectChange},
    target::RuleOfFlag,
};
use super::{Error, audit, authority};
use crate::{
    domain::{
        access::{Grant, InProject},
        audit::{AuditEvent, Author},
        change::{Head, Usage},
        environment::Environment,
        flag::Flag,
        flag_graph::FlagGraph,
        id::Id,
        permission::Requires,
        quota::Quota,
        segment_graph::SegmentGraph,
        segment_snapshot,
        snapshot::StoredObject,
        time::{Time, now},
    },
    store::{
        self, Committed, Notice, Store, Tx,
        changes::Change,
        environments::{Locked, Target},
    },
};

/// A transaction that holds the lock of one environment.
#[derive(Debug)]
pub struct EnvironmentWriter {
    pub tx: Tx,
    /// The time of all changes.
    pub now: Time,
    /// The rights of the caller in the project, read under the lock.
    pub grant: Grant,
    environment: Id<Environment>,
    /// The state before the changes.
    previous: Head,
    /// The state after the changes so far.
    head: Head,
    /// What the environment held before the changes, and what it holds after those so far.
    usage: [Usage; 2],
    /// What the organization held before the changes.
    stored_bytes: u64,
    /// The bytes of the flag that was read under the lock, until they change.
    found: Option<(Id<Flag>, String)>,
    /// The change of what callers wrote of a flag and its rules, which belongs to the next change that is appended.
    pub growth: i64,
    author: Author,
    changes: Vec<Change>,
    /// What the changes add to the cost of evaluating all flags, in nanoseconds.
    cost_change: i64,
    /// Whether any flag of the environment has prerequisites, archived ones included.
    has_prerequisites: bool,
    /// The flags and the segments with the changes so far, once they are needed.
    flags: Option<Arc<FlagGraph>>,
    segments: Option<Arc<SegmentGraph>>,
    /// What flags cost without what they reach, as far as it was computed.
    own_costs: BTreeMap<String, Cost>,
    /// The keys of the flags that depend on a changed one.
    dependents: BTreeSet<String>,
    events: Vec<AuditEvent>,
}

impl EnvironmentWriter {
    async fn begin<P: Requires>(store: &Store, proof: &InProject<P>, target: Target) -> Result<Self, Error> {
        let (tx, proof, locked) = authority::begin_in_environment(store, proof, target).await?;
        let Locked { id: environment, head, usage, stored_bytes, has_prerequisites } = locked;
        Ok(Self {
            tx,
            now: now(),
            grant: *proof.grant(),
            environment,
            previous: head,
            head,
            usage: [usage; 2],
            stored_bytes,
            found: None,
            growth: 0,
            author: proof.author().clone(),
            changes: Vec::new(),
            cost_change: 0,
            has_prerequisites,
            flags: None,
            segments: None,
            own_costs: BTreeMap::new(),
            dependents: BTreeSet::new(),
            events: Vec::new(),
        })
    }

    /// Appends a change of one object, which has been written and takes the next revision.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it makes another flag cost more than a flag may, and the database's.
    pub async fn append(&mut self, record: ChangeRecord, object: ObjectChange<'_>) -> Result<(), Error> {
        let (before, after) = (object.before.as_deref(), object.after.as_deref());
        match object.kind {
            ObjectKind::Segment => self.usage[1].replace_segment(before, after),
            _ => self.usage[1].replace_flag(before, after, mem::take(&mut self.growth)),
        }
        self.append_for_evaluators(record, object).await
    }

    /// As [`append`](Self::append), for a change after which as much is stored as before.
    async fn append_for_evaluators(
        &mut self,
        record: ChangeRecord,
        object: ObjectChange<'_>,
    ) -> Result<(), Error> {
        let ObjectChange { kind: object_kind, key, before, after } = object;
        let (is_sound, has_dependents) = match object_kind {
            ObjectKind::Segment => {
                (before.as_deref().is_none_or(|json| segment_snapshot::is_segment(key, json)), false)
            }
            _ => {
                let charged = self.charge_flag(key, [before.clone(), after.clone()]).await?;
                (charged.is_sound, charged.has_dependents)
            }
        };
        let hash = |json: Option<&str>| json.map(Fingerprint::of).unwrap_or_default();
        let fingerprint = if is_sound {
            self.head.fingerprint.sub(hash(before.as_deref())).add(hash(after.as_deref()))
        } else {
            // Evaluators have other bytes than the damaged ones, and the fingerprint may have those before the damage.
            let mut others = self.objects().await?;
            others.retain(|other| (other.kind, &*other.key) != (object_kind, key));
            let hashes = move || {
                let hashes = others.iter().map(|other| Fingerprint::of(&other.for_evaluators()));
                hashes.fold(Fingerprint::default(), Fingerprint::add)
            };
            off_thread(hashes).await.add(hash(after.as_deref()))
        };
        let revision = self.head.revision.next();
        self.head = Head { revision, fingerprint };
        self.changes.push(Change {
            revision,
            kind: record.kind,
            object_kind,
            object_key: key.to_owned(),
            object: after,
            fingerprint,
            has_dependents,
            changed_at: self.now,
        });
        self.events.push(record.event);
        Ok(())
    }

    /// The environment that it has the lock of.
    pub fn environment(&self) -> Id<Environment> {
        self.environment
    }

    /// All flags and segments of the environment, with the changes so far.
    async fn objects(&mut self) -> Result<Vec<StoredObject>, Error> {
        let contents = store::environments::contents(self.tx.conn(), self.environment).await?;
        Ok(contents.map(|contents| contents.objects).unwrap_or_default())
    }

    /// Ends without a change, and returns when this process evaluates what was read under the lock.
    ///
    /// # Errors
    /// The database's, also when this process does not evaluate it yet.
    pub async fn end_unchanged(self) -> Result<(), Error> {
        let state = Notice::Changed(self.environment, self.previous.revision);
        Ok(self.tx.end_unchanged(state).await?)
    }

    /// Commits all changes, and returns when this process evaluates them.
    ///
    /// # Errors
    /// [`Error::QuotaExceeded`], [`Error::Invalid`] when the environment's flags would cost more than they may and more
    /// than before, and the database's. Then nothing was written, unless the connection broke during the commit: this is
    /// unknown.
    pub async fn publish(mut self) -> Result<(), Error> {
        let [before, after] = self.usage;
        if before != after {
            let quotas = self.tx.quotas();
            quotas.check(Quota::Flags, before.flags, after.flags)?;
            quotas.check(Quota::FlagBytes, before.flag_bytes, after.flag_bytes)?;
            quotas.check(Quota::FlagBytes, before.written_bytes, after.written_bytes)?;
            quotas.check(Quota::Segments, before.segments, after.segments)?;
            quotas.check(Quota::SegmentBytes, before.segment_bytes, after.segment_bytes)?;
            let others = self.stored_bytes.saturating_sub(before.stored_bytes());
            let stored_bytes = others + after.stored_bytes();
            quotas.check(Quota::OrganizationFlagBytes, self.stored_bytes, stored_bytes)?;
        }
        if !self.changes.is_empty() {
            let after = Usage { cost: self.cost().await?, ..after };
            store::changes::insert(self.tx.last(), self.environment, &self.changes, self.author.user, after);
            let Self { environment, previous, changes, .. } = self;
            self.tx.notify(Committed::Objects { environment, previous, changes });
        } else if before != after {
            store::environments::update_usage(self.tx.last(), self.environment, after);
        }
        audit::commit_all(self.tx, &self.author, self.events).await
    }
}

/// Runs what may take long away from the threads that serve requests: compiling the regular expressions of a flag.
pub async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("compiling a flag does not panic")
}
