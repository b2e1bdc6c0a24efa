//! Writing what evaluators read. A transaction holds the environment's lock, appends any number of changes, and commits
//! them once with the change log, the audit log and the notice: all of them take effect, or none.

use serde::Serialize;
use togul_core::{Fingerprint, ObjectKind};

use super::{Error, audit, authority};
use crate::{
    domain::{
        access::InProject,
        audit::{AuditEvent, Author},
        change::{ChangeKind, Head},
        environment::Environment,
        flag::{Flag, FlagHead},
        id::Id,
        permission::Requires,
        rule::Rule,
        snapshot,
        time::{Time, now},
    },
    store::{self, Committed, Store, Tx, changes::Change},
};

/// A transaction that holds the lock of one environment.
#[derive(Debug)]
pub struct EnvironmentWriter {
    pub tx: Tx,
    /// The time of all changes.
    pub now: Time,
    environment: Id<Environment>,
    /// The state before the changes.
    previous: Head,
    /// The state after the changes so far.
    head: Head,
    author: Author,
    changes: Vec<Change>,
    events: Vec<AuditEvent>,
}

/// What a change is called on the stream and in the audit log.
#[derive(Debug)]
pub struct ChangeRecord {
    kind: ChangeKind,
    event: AuditEvent,
}

impl ChangeRecord {
    pub fn new<P>(proof: &InProject<P>, kind: ChangeKind, target: impl ToString) -> Self {
        Self { kind, event: proof.audit_event(kind.into(), target) }
    }

    #[must_use]
    pub fn before(self, target: impl Serialize) -> Self {
        Self { event: self.event.before(target), ..self }
    }

    #[must_use]
    pub fn after(self, target: impl Serialize) -> Self {
        Self { event: self.event.after(target), ..self }
    }
}

/// An object whose bytes change: `before` is `None` when it is created, `after` once it is deleted.
#[derive(Debug)]
pub struct ObjectChange<'a> {
    pub kind: ObjectKind,
    pub key: &'a str,
    pub before: Option<&'a str>,
    pub after: Option<String>,
}

impl EnvironmentWriter {
    /// # Errors
    /// [`Error::NotFound`] for an environment of another project.
    pub async fn in_environment<P: Requires>(
        store: &Store,
        proof: &InProject<P>,
        environment: Id<Environment>,
    ) -> Result<Self, Error> {
        let (tx, proof) = authority::begin(store, proof).await?;
        Self::lock(tx, &proof, environment).await
    }

    /// With the flag as it is under the lock.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a flag of another project.
    pub async fn on_flag<P: Requires>(
        store: &Store,
        proof: &InProject<P>,
        flag: Id<Flag>,
    ) -> Result<(Self, Flag), Error> {
        let project = proof.project();
        let (mut tx, proof) = authority::begin(store, proof).await?;
        let found = store::flags::find(tx.conn(), project, flag).await?.ok_or(Error::NotFound)?;
        let mut writer = Self::lock(tx, &proof, found.environment_id).await?;
        // Read again: it may have changed before the lock was taken.
        let flag = store::flags::find(writer.tx.conn(), project, flag).await?.ok_or(Error::NotFound)?;
        Ok((writer, flag))
    }

    /// As [`on_flag`](Self::on_flag), for a flag whose value may be unreadable.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a flag of another project.
    pub async fn on_flag_head<P: Requires>(
        store: &Store,
        proof: &InProject<P>,
        flag: Id<Flag>,
    ) -> Result<(Self, FlagHead), Error> {
        let project = proof.project();
        let (mut tx, proof) = authority::begin(store, proof).await?;
        let found = store::flags::find_head(tx.conn(), project, flag).await?.ok_or(Error::NotFound)?;
        let mut writer = Self::lock(tx, &proof, found.environment_id).await?;
        let head = store::flags::find_head(writer.tx.conn(), project, flag).await?.ok_or(Error::NotFound)?;
        Ok((writer, head))
    }

    /// With the rule and its flag as they are under the lock.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a rule of another project.
    pub async fn on_rule<P: Requires>(
        store: &Store,
        proof: &InProject<P>,
        rule: Id<Rule>,
    ) -> Result<(Self, Flag, Rule), Error> {
        let project = proof.project();
        let found =
            store::rules::find(store.read().await?.conn(), project, rule).await?.ok_or(Error::NotFound)?;
        let (mut writer, flag) = Self::on_flag(store, proof, found.flag_id).await?;
        let rule = store::rules::find(writer.tx.conn(), project, rule).await?.ok_or(Error::NotFound)?;
        Ok((writer, flag, rule))
    }

    async fn lock<P>(mut tx: Tx, proof: &InProject<P>, environment: Id<Environment>) -> Result<Self, Error> {
        let head = store::environments::lock(tx.conn(), proof.project(), environment).await?;
        let head = head.ok_or(Error::NotFound)?;
        let author = proof.author().clone();
        Ok(Self {
            tx,
            now: now(),
            environment,
            previous: head,
            head,
            author,
            changes: Vec::new(),
            events: Vec::new(),
        })
    }

    /// Stores the flag with bytes made from its row and rules, and appends that as one change.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the flag with its rules breaks a limit, and the database's.
    pub async fn rewrite_flag(&mut self, record: ChangeRecord, flag: &Flag) -> Result<(), Error> {
        let rules = store::rules::list(self.tx.conn(), flag.id).await?;
        let before = store::flags::find_snapshot(self.tx.conn(), flag.id).await?;
        let after = snapshot::of(flag, &rules)?;
        store::flags::update(self.tx.conn(), flag, &after).await?;
        let (key, before) = (&*flag.key, before.as_deref());
        self.append(record, ObjectChange { kind: ObjectKind::Flag, key, before, after: Some(after) });
        Ok(())
    }

    /// Appends a change of one object, which takes the next revision.
    pub fn append(&mut self, record: ChangeRecord, object: ObjectChange<'_>) {
        let ObjectChange { kind: object_kind, key, before, after } = object;
        let hash = |json: Option<&str>| json.map(Fingerprint::of).unwrap_or_default();
        let revision = self.head.revision.next();
        let fingerprint = self.head.fingerprint.sub(hash(before)).add(hash(after.as_deref()));
        self.head = Head { revision, fingerprint };
        self.changes.push(Change {
            revision,
            kind: record.kind,
            object_kind,
            object_key: key.to_owned(),
            object: after,
            fingerprint,
            changed_at: self.now,
        });
        self.events.push(record.event);
    }

    /// Commits all changes, and returns when this process evaluates them.
    ///
    /// # Errors
    /// The database's. Then nothing was written, unless the connection broke during the commit: this is unknown.
    pub async fn publish(mut self) -> Result<(), Error> {
        if !self.changes.is_empty() {
            store::environments::advance(self.tx.conn(), self.environment, self.head).await?;
            store::changes::insert(self.tx.conn(), self.environment, &self.changes, self.author.user).await?;
            let Self { environment, previous, changes, .. } = self;
            self.tx.notify(Committed::Objects { environment, previous, changes });
        }
        audit::commit_all(self.tx, &self.author, self.events).await
    }
}
