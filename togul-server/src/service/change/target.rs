//! What a transaction locks, and what it finds under the lock.

use super::EnvironmentWriter;
use crate::{
    domain::{
        access::InProject,
        environment::Environment,
        flag::{Flag, FlagHead},
        id::Id,
        permission::Requires,
        rule::{Rule, RuleHead},
        segment::Segment,
        time::Time,
    },
    service::Error,
    store::{self, Store, environments::Target},
};

/// A rule that may be unreadable, its flag, and the flag's bytes for evaluators.
#[derive(Debug)]
pub struct RuleOfFlag {
    pub rule: RuleHead,
    pub flag: FlagHead,
    pub bytes: String,
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
    /// [`Error::NotFound`] for a flag of another project, [`Error::Archived`].
    pub async fn on_flag<P: Requires>(
        store: &Store,
        proof: &InProject<P>,
        flag: Id<Flag>,
    ) -> Result<(Self, Flag), Error> {
        let (writer, flag) = Self::on_stored_flag(store, proof, flag).await?;
        Ok((writer.expect_in_use(flag.archived_at).await?, flag))
    }

    /// As [`on_flag`](Self::on_flag), for a flag that may be archived.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a flag of another project.
    pub async fn on_stored_flag<P: Requires>(
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

    /// As [`on_stored_flag`](Self::on_stored_flag), for a flag whose value may be unreadable.
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
    /// [`Error::NotFound`] for a rule of another project, [`Error::Archived`] for one of an archived flag.
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
        Ok((writer.expect_in_use(flag.archived_at).await?, flag, rule))
    }

    /// As [`on_rule`](Self::on_rule), for a rule that may be unreadable, as the rest of its flag may be.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a rule of another project, [`Error::Archived`] for one of an archived flag.
    pub async fn on_rule_head<P: Requires>(
        store: &Store,
        proof: &InProject<P>,
        rule: Id<Rule>,
    ) -> Result<(Self, RuleOfFlag), Error> {
        let project = proof.project();
        let mut writer = Self::begin(store, proof, Target::Rule(rule)).await?;
        let rule = store::rules::find_head(writer.tx.conn(), project, rule).await?;
        let (mut writer, rule) = writer.expect(rule).await?;
        let flag = store::flags::find_head_with_snapshot(writer.tx.conn(), project, rule.flag_id).await?;
        let (writer, (flag, bytes)) = writer.expect(flag).await?;
        Ok((writer.expect_in_use(flag.archived_at).await?, RuleOfFlag { rule, flag, bytes }))
    }

    /// With the segment and its bytes for evaluators, as they are under the lock.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a segment of another project.
    pub async fn on_segment<P: Requires>(
        store: &Store,
        proof: &InProject<P>,
        segment: Id<Segment>,
    ) -> Result<(Self, Segment, String), Error> {
        let mut writer = Self::begin(store, proof, Target::Segment(segment)).await?;
        let found = store::segments::find_with_snapshot(writer.tx.conn(), proof.project(), segment).await?;
        let (writer, (segment, bytes)) = writer.expect(found).await?;
        Ok((writer, segment, bytes))
    }

    /// The error for an archived flag, once this process does not evaluate it any more.
    async fn expect_in_use(self, archived_at: Option<Time>) -> Result<Self, Error> {
        if archived_at.is_none() {
            return Ok(self);
        }
        self.end_unchanged().await?;
        Err(Error::Archived)
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
}
