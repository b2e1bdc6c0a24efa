//! What a commit reports to live evaluation, in this process and in others.

use std::{fmt, str::FromStr};

use togul_core::Revision;
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::domain::{environment::Environment, id::Id};

/// What was committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The environment has this revision now.
    Changed(Id<Environment>, Revision),
    /// The environment's regions or keys changed, or it was deleted.
    Access(Id<Environment>),
}

/// What live evaluation receives.
#[derive(Debug)]
pub enum ChangeSignal {
    /// This process committed a change; the sender confirms that live evaluation has applied it.
    Local(Notice, oneshot::Sender<()>),
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
            Self::Access(environment) => write!(f, "{environment}"),
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
        match payload.split_once(' ') {
            Some((id, revision)) => {
                Ok(Self::Changed(environment(id)?, revision.parse().map_err(|_| UnknownNotice)?))
            }
            None => Ok(Self::Access(environment(payload)?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_parses_as_it_was_written() {
        let id = Id::generate();
        for notice in [Notice::Changed(id, Revision::new(42)), Notice::Access(id)] {
            assert_eq!(notice.to_string().parse(), Ok(notice));
        }
    }

    #[test]
    fn a_newer_servers_notice_is_unknown() {
        let id = Id::<Environment>::generate();
        for payload in [String::new(), "all".to_owned(), format!("{id} x"), format!("{id} 4 more")] {
            assert_eq!(payload.parse::<Notice>(), Err(UnknownNotice), "{payload}");
        }
    }
}
