//! How flags change: under the environment's lock, by one revision, with the change log, the audit log and the
//! notice in the same transaction. What is rolled back is told to nobody, and what is committed is told to everybody.

use serde::Serialize;
use togul_core::Fingerprint;

use super::{Error, audit};
use crate::{
    domain::{
        access::InProject,
        audit::{AuditEvent, Author},
        change::ChangeKind,
        environment::Environment,
        flag::Flag,
        id::Id,
        rule::Rule,
        snapshot,
        time::{Time, now},
    },
    store::{self, Notice, Store, Tx, changes::Change, environments::Head},
};

/// A transaction that holds the lock of one environment.
pub(super) struct Writing {
    pub(super) tx: Tx,
    pub(super) now: Time,
    environment: Id<Environment>,
    head: Head,
    author: Author,
}

/// What happens, for the stream and for the audit log.
pub(super) struct What {
    pub(super) kind: ChangeKind,
    pub(super) event: AuditEvent,
}

impl What {
    pub(super) fn new<P>(proof: &InProject<P>, kind: ChangeKind, target: impl ToString) -> Self {
        Self { kind, event: proof.audit_event(kind.into(), target) }
    }

    pub(super) fn before(self, target: impl Serialize) -> Self {
        Self { event: self.event.before(target), ..self }
    }

    pub(super) fn after(self, target: impl Serialize) -> Self {
        Self { event: self.event.after(target), ..self }
    }
}

impl Writing {
    /// # Errors
    /// [`Error::NotFound`] for an environment of another project.
    pub(super) async fn in_environment<P>(
        store: &Store,
        proof: &InProject<P>,
        environment: Id<Environment>,
    ) -> Result<Self, Error> {
        Self::lock(store.begin().await?, proof, environment).await
    }

    /// The flag as it is under the lock.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a flag of another project.
    pub(super) async fn on_flag<P>(
        store: &Store,
        proof: &InProject<P>,
        flag: Id<Flag>,
    ) -> Result<(Self, Flag), Error> {
        let project = proof.project();
        let mut tx = store.begin().await?;
        let found = store::flags::find(tx.conn(), project, flag).await?.ok_or(Error::NotFound)?;
        let mut writing = Self::lock(tx, proof, found.environment_id).await?;
        // Read again: only now can nobody change it any more.
        let flag = store::flags::find(writing.tx.conn(), project, flag).await?.ok_or(Error::NotFound)?;
        Ok((writing, flag))
    }

    /// The rule and its flag as they are under the lock.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a rule of another project.
    pub(super) async fn on_rule<P>(
        store: &Store,
        proof: &InProject<P>,
        rule: Id<Rule>,
    ) -> Result<(Self, Flag, Rule), Error> {
        let project = proof.project();
        let found =
            store::rules::find(store.read().await?.conn(), project, rule).await?.ok_or(Error::NotFound)?;
        let (mut writing, flag) = Self::on_flag(store, proof, found.flag_id).await?;
        let rule = store::rules::find(writing.tx.conn(), project, rule).await?.ok_or(Error::NotFound)?;
        Ok((writing, flag, rule))
    }

    async fn lock<P>(mut tx: Tx, proof: &InProject<P>, environment: Id<Environment>) -> Result<Self, Error> {
        let head = store::environments::lock(tx.conn(), proof.project(), environment).await?;
        let head = head.ok_or(Error::NotFound)?;
        Ok(Self { tx, now: now(), environment, head, author: proof.author().clone() })
    }

    /// Makes the flag's bytes anew from its row and rules, and stores both as one change.
    pub(super) async fn rewrite(mut self, what: What, flag: &Flag) -> Result<(), Error> {
        let rules = store::rules::list(self.tx.conn(), flag.id).await?;
        let before = store::flags::find_snapshot(self.tx.conn(), flag.id).await?;
        let after = snapshot::of(flag, &rules)?;
        store::flags::update(self.tx.conn(), flag, &after).await?;
        self.publish(what, &flag.key, before.as_deref(), Some(after)).await
    }

    /// Raises the revision, appends to the change log and the audit log, and commits.
    pub(super) async fn publish(
        mut self,
        what: What,
        flag_key: &str,
        before: Option<&str>,
        after: Option<String>,
    ) -> Result<(), Error> {
        let mut fingerprint = self.head.fingerprint;
        if let Some(json) = before {
            fingerprint = fingerprint.sub(Fingerprint::of(json));
        }
        if let Some(json) = &after {
            fingerprint = fingerprint.add(Fingerprint::of(json));
        }
        let change = Change {
            revision: self.head.revision + 1,
            kind: what.kind,
            flag_key: flag_key.to_owned(),
            flag: after,
            fingerprint,
            changed_at: self.now,
        };
        let head = Head { revision: change.revision, fingerprint };
        store::environments::advance(self.tx.conn(), self.environment, head).await?;
        store::changes::insert(self.tx.conn(), self.environment, &change, self.author.user).await?;
        self.tx.notify(Notice::Changed(self.environment, head.revision));
        audit::commit(self.tx, &self.author, what.event).await
    }
}
