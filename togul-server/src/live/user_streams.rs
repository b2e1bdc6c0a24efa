//! How many streams each user has open.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use super::lock;
use crate::domain::{account::User, id::Id};

#[derive(Clone, Debug, Default)]
pub(super) struct UserStreams(Arc<Mutex<HashMap<Id<User>, u64>>>);

/// One open stream of a user.
#[derive(Debug)]
pub struct UserStreamGuard {
    streams: UserStreams,
    user: Id<User>,
}

impl UserStreams {
    /// Counts a stream as open unless the user has `limit` of them.
    pub(super) fn open(&self, user: Id<User>, limit: u64) -> Option<UserStreamGuard> {
        let mut open = lock(&self.0);
        let count = open.entry(user).or_default();
        if *count >= limit {
            return None;
        }
        *count += 1;
        Some(UserStreamGuard { streams: self.clone(), user })
    }
}

impl Drop for UserStreamGuard {
    fn drop(&mut self) {
        let mut open = lock(&self.streams.0);
        if let Some(count) = open.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.user);
            }
        }
    }
}
