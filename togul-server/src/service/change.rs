//! Writing what evaluators read. A transaction holds the environment's lock, appends any number of changes, and commits
//! them once with the change log, the audit log and the notice: all of them take effect, or none.

use std::mem;

use serde::Serialize;
use togul_core::{Cost, Fingerprint, Invalid, ObjectKind, limits};

use super::{Error, audit, authority};
use crate::{
    domain::{
        access::{Grant, InProject},
        audit::{AuditEvent, Author},
        change::{ChangeKind, Head, Usage},
        environment::Environment,
        flag::{Flag, FlagHead},
        flag_size,
        id::Id,
        permission::Requires,
        quota::Quota,
        rule::{Rule, RuleHead},
        snapshot::{self, StoredFlag},
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

    /// A change of a part of this flag.
    #[must_use]
    pub fn of_flag(mut self, flag: Id<Flag>) -> Self {
        self.event.flag = Some(flag);
        self
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
    pub before: Option<String>,
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
        Self::begin(store, proof, Target::Environment(environment)).await
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
        let mut writer = Self::begin(store, proof, Target::Flag(flag)).await?;
        let found = store::flags::find_with_snapshot(writer.tx.conn(), proof.project(), flag).await?;
        let (mut writer, (found, bytes)) = writer.expect(found).await?;
        writer.found = Some((found.id, bytes));
        Ok((writer, found))
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
        let mut writer = Self::begin(store, proof, Target::Flag(flag)).await?;
        let head = store::flags::find_head(writer.tx.conn(), proof.project(), flag).await?;
        writer.expect(head).await
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
        let mut writer = Self::begin(store, proof, Target::Rule(rule)).await?;
        let rule = store::rules::find(writer.tx.conn(), project, rule).await?;
        let (mut writer, rule) = writer.expect(rule).await?;
        let found = store::flags::find_with_snapshot(writer.tx.conn(), project, rule.flag_id).await?;
        let (mut writer, (flag, bytes)) = writer.expect(found).await?;
        writer.found = Some((flag.id, bytes));
        Ok((writer, flag, rule))
    }

    /// As [`on_rule`](Self::on_rule), for a rule that may be unreadable, and without its flag.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a rule of another project.
    pub async fn on_rule_head<P: Requires>(
        store: &Store,
        proof: &InProject<P>,
        rule: Id<Rule>,
    ) -> Result<(Self, RuleHead), Error> {
        let mut writer = Self::begin(store, proof, Target::Rule(rule)).await?;
        let head = store::rules::find_head(writer.tx.conn(), proof.project(), rule).await?;
        writer.expect(head).await
    }

    async fn begin<P: Requires>(store: &Store, proof: &InProject<P>, target: Target) -> Result<Self, Error> {
        let (tx, proof, locked) = authority::begin_in_environment(store, proof, target).await?;
        let Locked { id: environment, head, usage, stored_bytes } = locked;
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
            events: Vec::new(),
        })
    }

    /// Stores the flag with bytes made from its row and rules, and appends that as one change.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the flag with its rules breaks a limit, and the database's.
    pub async fn rewrite_flag(&mut self, record: ChangeRecord, flag: &Flag) -> Result<(), Error> {
        let record = record.of_flag(flag.id);
        let rules = store::rules::list(self.tx.conn(), flag.id).await?;
        let before = match self.found.take() {
            Some((found, bytes)) if found == flag.id => Some(bytes),
            _ => store::flags::find_snapshot(self.tx.conn(), flag.id).await?,
        };
        let (own, previous, growth) = (flag.clone(), before.clone(), self.growth);
        let after = off_thread(move || {
            let after = snapshot::of(&own, &rules)?;
            flag_size::check(&own, &rules, growth, previous.as_deref(), &after.json)?;
            after.check_cost(previous.as_deref())?;
            Ok::<_, Invalid>(after.json)
        });
        let after = after.await?;
        store::flags::update(self.tx.conn(), flag, &after).await?;
        self.append(
            record,
            ObjectChange { kind: ObjectKind::Flag, key: &flag.key, before, after: Some(after) },
        )
        .await
    }

    /// Appends a change of one object, which has been written and takes the next revision.
    ///
    /// # Errors
    /// The database's.
    pub async fn append(&mut self, record: ChangeRecord, object: ObjectChange<'_>) -> Result<(), Error> {
        let ObjectChange { kind: object_kind, key, before, after } = object;
        if object_kind == ObjectKind::Flag {
            self.usage[1].replace_flag(before.as_deref(), after.as_deref(), mem::take(&mut self.growth));
        }
        let (own_key, flags) = (key.to_owned(), [before.clone(), after.clone()]);
        let costs = off_thread(move || {
            flags.map(|json| {
                json.map_or(Some(Cost::default()), |json| snapshot::evaluation_cost(&own_key, &json))
            })
        });
        let [cost_before, cost_after] = costs.await;
        self.cost_change += nanos(cost_after.unwrap_or_default()) - nanos(cost_before.unwrap_or_default());
        let hash = |json: Option<&str>| json.map(Fingerprint::of).unwrap_or_default();
        let fingerprint = match cost_before {
            Some(_) => self.head.fingerprint.sub(hash(before.as_deref())).add(hash(after.as_deref())),
            // Evaluators have other bytes than the damaged ones, and the fingerprint may have those before the damage.
            None => {
                let mut others = self.flags().await?;
                others.retain(|flag| flag.key != key);
                let hashes = move || {
                    let hashes = others.iter().map(|flag| Fingerprint::of(&flag.for_evaluators()));
                    hashes.fold(Fingerprint::default(), Fingerprint::add)
                };
                off_thread(hashes).await.add(hash(after.as_deref()))
            }
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
            changed_at: self.now,
        });
        self.events.push(record.event);
        Ok(())
    }

    /// All flags of the environment, with the changes so far.
    async fn flags(&mut self) -> Result<Vec<StoredFlag>, Error> {
        let contents = store::environments::contents(self.tx.conn(), self.environment).await?;
        Ok(contents.map(|contents| contents.flags).unwrap_or_default())
    }

    /// What was found under the lock, or the error once this process evaluates the state in which it was not found.
    async fn expect<T>(self, found: Option<T>) -> Result<(Self, T), Error> {
        match found {
            Some(found) => Ok((self, found)),
            None => {
                self.end_unchanged().await?;
                Err(Error::NotFound)
            }
        }
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
        if !self.changes.is_empty() {
            let [before, after] = self.usage;
            let quotas = self.tx.quotas();
            quotas.check(Quota::Flags, before.flags, after.flags)?;
            quotas.check(Quota::FlagBytes, before.flag_bytes, after.flag_bytes)?;
            quotas.check(Quota::FlagBytes, before.written_bytes, after.written_bytes)?;
            let others = self.stored_bytes.saturating_sub(before.stored_bytes());
            let stored_bytes = others + after.stored_bytes();
            quotas.check(Quota::OrganizationFlagBytes, self.stored_bytes, stored_bytes)?;
            let after = Usage { cost: self.cost().await?, ..after };
            store::changes::insert(self.tx.last(), self.environment, &self.changes, self.author.user, after);
            let Self { environment, previous, changes, .. } = self;
            self.tx.notify(Committed::Objects { environment, previous, changes });
        }
        audit::commit_all(self.tx, &self.author, self.events).await
    }

    /// The cost of all flags after the changes, checked. It is computed from the flags if it has not been yet.
    async fn cost(&mut self) -> Result<Option<i64>, Error> {
        let (before, change) = (self.usage[0].cost, self.cost_change);
        if change == 0 {
            return Ok(before);
        }
        let cost = match before {
            Some(before) => before.saturating_add(change),
            None => {
                let flags = self.flags().await?;
                let costs = move || {
                    flags.iter().filter_map(|flag| snapshot::evaluation_cost(&flag.key, &flag.json)).sum()
                };
                nanos(off_thread(costs).await)
            }
        };
        let limit = limits::ENVIRONMENT_COST;
        if change < 0 || cost <= nanos(limit) {
            return Ok(Some(cost));
        }
        let cost = Cost::from_nanos(cost.unsigned_abs());
        let reason = format!(
            "must leave the cost of evaluating all flags of the environment within {limit}; it would be {cost}: use \
             fewer flags, fewer conditions, shorter lists or simpler regular expressions"
        );
        Err(Invalid::new(snapshot::COST, reason).into())
    }
}

fn nanos(cost: Cost) -> i64 {
    i64::try_from(cost.as_nanos()).unwrap_or(i64::MAX)
}

/// An error about the cost of evaluation with the field that caused it.
pub async fn name_cost_field(error: Error, field: impl FnOnce() -> String + Send + 'static) -> Error {
    match error {
        Error::Invalid(invalid) if invalid.field == snapshot::COST => {
            Invalid { field: off_thread(field).await, ..invalid }.into()
        }
        other => other,
    }
}

/// Runs what may take long away from the threads that serve requests: compiling the regular expressions of a flag.
pub async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("compiling a flag does not panic")
}
