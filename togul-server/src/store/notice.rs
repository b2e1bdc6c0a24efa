//! What a commit reports to live evaluation, in this process and in others.

use std::{fmt, str::FromStr};

use togul_core::Revision;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{api_keys::LiveKeyRow, changes::Change};
use crate::domain::{change::Head, environment::Environment, id::Id, project::Project};

/// What a transaction changed, for this process: complete, because the database may be gone right after the commit.
#[derive(Debug)]
pub enum Committed {
    /// Objects of an environment that had this head before.
    Objects { environment: Id<Environment>, previous: Head, changes: Vec<Change> },
    /// A key was created, rotated or revoked.
    Key(Box<LiveKeyRow>),
    /// The environment has these regions now, at this version of its regions and keys.
    Regions { environment: Id<Environment>, regions: Vec<String>, access: i64 },
    /// The environment is gone: itself, its project or its organization was deleted.
    Deleted(Id<Environment>),
}

impl Committed {
    #[must_use]
    pub fn environment(&self) -> Id<Environment> {
        match self {
            Self::Objects { environment, .. }
            | Self::Regions { environment, .. }
            | Self::Deleted(environment) => *environment,
            Self::Key(row) => row.secrets.key.environment_id,
        }
    }

    /// The part that other processes receive.
    pub(super) fn notice(&self) -> Notice {
        let environment = self.environment();
        match self {
            Self::Objects { previous, changes, .. } => {
                Notice::Changed(environment, changes.last().map_or(previous.revision, |last| last.revision))
            }
            Self::Key(row) => Notice::Access(environment, row.access),
            Self::Regions { access, .. } => Notice::Access(environment, *access),
            Self::Deleted(_) => Notice::Deleted(environment),
        }
    }
}

/// What another process committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The environment has this revision now.
    Changed(Id<Environment>, Revision),
    /// The environment's regions and keys have this version now.
    Access(Id<Environment>, i64),
    /// The environment was deleted. Older servers send this also instead of [`Notice::Access`].
    Deleted(Id<Environment>),
}

impl Notice {
    #[must_use]
    pub fn environment(self) -> Id<Environment> {
        let (Self::Changed(environment, _) | Self::Access(environment, _) | Self::Deleted(environment)) =
            self;
        environment
    }
}

/// What live evaluation receives.
#[derive(Debug)]
pub enum ChangeSignal {
    /// This process committed a change. The sender confirms that live evaluation has applied it; dropped, it reports
    /// that this is not so.
    Local(Committed, oneshot::Sender<()>),
    /// This process acknowledges a state that it has read, and another may have committed. The sender confirms as above.
    Read(Notice, oneshot::Sender<()>),
    /// This process acknowledges that something of a project does not exist; another may have deleted it. The sender
    /// confirms as above.
    Missing(Id<Project>, oneshot::Sender<()>),
    /// A process on the same database committed a change; PostgreSQL also sends back this process's own.
    Remote(Notice),
    /// Notices may have been lost.
    Gap,
}

/// The payload of `NOTIFY`: ids and numbers only, since any user of the database could listen.
impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(environment, revision) => write!(f, "{environment} {revision}"),
            Self::Access(environment, version) => write!(f, "{environment} access {version}"),
            Self::Deleted(environment) => write!(f, "{environment}"),
        }
    }
}

/// Not a notice of this version.
#[derive(Debug, PartialEq, Eq)]
pub struct UnknownNotice;

impl FromStr for Notice {
    type Err = UnknownNotice;

    fn from_str(payload: &str) -> Result<Self, UnknownNotice> {
        let environment = |id| Uuid::try_parse(id).map(Id::from).map_err(|_| UnknownNotice);
        let Some((id, change)) = payload.split_once(' ') else {
            return Ok(Self::Deleted(environment(payload)?));
        };
        let environment = environment(id)?;
        Ok(match change.strip_prefix("access ") {
            Some(version) => Self::Access(environment, version.parse().map_err(|_| UnknownNotice)?),
            None => Self::Changed(environment, change.parse().map_err(|_| UnknownNotice)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_parses_as_it_was_written() {
        let id = Id::generate();
        for notice in [Notice::Changed(id, Revision::new(42)), Notice::Access(id, 7), Notice::Deleted(id)] {
            assert_eq!(notice.to_string().parse(), Ok(notice));
        }
    }

    #[test]
    fn a_newer_servers_notice_is_unknown() {
        let id = Id::<Environment>::generate();
        let unknown = ["x", "4 more", "access", "access x"].map(|change| format!("{id} {change}"));
        for payload in unknown.into_iter().chain([String::new(), "all".to_owned()]) {
            assert_eq!(payload.parse::<Notice>(), Err(UnknownNotice), "{payload}");
        }
    }
}
