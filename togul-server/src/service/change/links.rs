//! What flags and segments name, under the lock.

use std::sync::Arc;

use super::EnvironmentWriter;
use crate::{
    domain::{
        flag::Flag,
        flag_graph::{FlagGraph, FlagNode},
        key_graph::Named,
        quota::Quota,
        segment_graph::SegmentGraph,
        warning::Warning,
    },
    service::Error,
    store,
};

impl EnvironmentWriter {
    /// The segments of the environment with the changes so far.
    ///
    /// # Errors
    /// The database's.
    pub async fn segments(&mut self) -> Result<Arc<SegmentGraph>, Error> {
        if let Some(segments) = &self.segments {
            return Ok(Arc::clone(segments));
        }
        let segments = Arc::new(store::segments::graph(self.tx.conn(), self.environment).await?);
        Ok(Arc::clone(self.segments.insert(segments)))
    }

    /// Replaces what [`segments`](Self::segments) returns, after a change that no flag is charged for.
    pub fn keep_segments(&mut self, after: Arc<SegmentGraph>) {
        self.segments = Some(after);
    }

    /// The flags of the environment that are not archived. The flag that is being changed may be in either state.
    ///
    /// # Errors
    /// The database's.
    pub async fn flags(&mut self) -> Result<Arc<FlagGraph>, Error> {
        if let Some(flags) = &self.flags {
            return Ok(Arc::clone(flags));
        }
        let flags = Arc::new(store::flags::graph(self.tx.conn(), self.environment).await?);
        Ok(Arc::clone(self.flags.insert(flags)))
    }

    /// Checks that there is room for as many new flags and segments, before they are written.
    ///
    /// # Errors
    /// [`Error::QuotaExceeded`].
    pub fn expect_room(&self, flags: &[String], segments: &[String]) -> Result<(), Error> {
        let [before, _] = self.usage;
        let quotas = self.tx.quotas();
        quotas.check(Quota::Flags, before.flags, before.flags + flags.len() as u64)?;
        Ok(quotas.check(Quota::Segments, before.segments, before.segments + segments.len() as u64)?)
    }

    /// Checks that the segments that conditions name exist.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the field that names an absent one.
    pub async fn expect_segments(&mut self, named: &Named<'_>) -> Result<(), Error> {
        if named.is_empty() {
            return Ok(());
        }
        Ok(self.segments().await?.expect_all(named)?)
    }

    /// Checks the prerequisites of a flag with all that they lead to.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the field that names an absent flag, has a value of another type, leads to a cycle or
    /// through too many flags.
    pub async fn expect_prerequisites(&mut self, flag: &Flag) -> Result<(), Error> {
        let prerequisites = flag.prerequisites.get("prerequisites")?;
        if prerequisites.0.is_empty() {
            return Ok(());
        }
        let flags = self.flags().await?;
        flags.expect_all(prerequisites)?;
        let node = FlagNode { prerequisites: prerequisites.keys(), ..FlagNode::default() };
        Ok(flags.with(&flag.key, Some(node)).check(&flag.key, &prerequisites.named())?)
    }

    /// Checks that no other flag has this one as a prerequisite, archived flags included.
    ///
    /// # Errors
    /// [`Error::InUse`] with those that have.
    pub async fn expect_unused(&mut self, key: &str) -> Result<(), Error> {
        if !self.has_prerequisites {
            return Ok(());
        }
        let users = store::flags::list_users(self.tx.conn(), self.environment, key).await?;
        if users.is_empty() { Ok(()) } else { Err(Error::in_use(users, &self.grant)) }
    }

    /// The warning about flags whose answers may change because they depend on the flags that were changed so far.
    #[must_use]
    pub fn dependent_flags(&self) -> Vec<Warning> {
        Warning::dependent_flags(self.dependents.iter().cloned().collect(), &self.grant)
    }
}
