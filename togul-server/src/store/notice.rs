//! What a commit means to live evaluation, here and in other processes.

use std::{fmt, str::FromStr};

use tokio::sync::oneshot;
use uuid::Uuid;

use crate::domain::{environment::Environment, id::Id};

/// What live evaluation must look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The environment has this revision.
    Changed(Id<Environment>, i64),
    /// The environment, its regions or its keys are not what they were, or it is gone.
    Access(Id<Environment>),
}

/// What reaches live evaluation.
#[derive(Debug)]
pub enum Heard {
    /// This process committed it; the sender says that it has been acted upon.
    Committed(Notice, oneshot::Sender<()>),
    /// Some process committed it.
    Told(Notice),
    /// Nobody knows what was committed meanwhile.
    Missed,
}

/// As it travels: ids and numbers only, since everybody on the database could listen.
impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(environment, revision) => write!(f, "{environment} {revision}"),
            Self::Access(environment) => write!(f, "{environment}"),
        }
    }
}

/// It is no notice of this version.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable;

impl FromStr for Notice {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        let environment = |id| Uuid::try_parse(id).map(Id::from).map_err(|_| Unreadable);
        match text.split_once(' ') {
            Some((id, revision)) => {
                Ok(Self::Changed(environment(id)?, revision.parse().map_err(|_| Unreadable)?))
            }
            None => Ok(Self::Access(environment(text)?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_reads_back_as_it_was_written() {
        let id = Id::generate();
        for notice in [Notice::Changed(id, 42), Notice::Access(id)] {
            assert_eq!(notice.to_string().parse(), Ok(notice));
        }
    }

    #[test]
    fn what_a_newer_server_says_is_unreadable_and_no_mistake() {
        let id = Id::<Environment>::generate();
        for text in [String::new(), "all".to_owned(), format!("{id} x"), format!("{id} 4 more")] {
            assert_eq!(text.parse::<Notice>(), Err(Unreadable), "{text}");
        }
    }
}
