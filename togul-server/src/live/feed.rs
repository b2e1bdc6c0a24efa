//! The events of all environments of an organization, for the streams of its users.
//!
//! One feed serves all of them: it looks up the organization's environments, is attached to each, and has one ring. A
//! stream is a position in that ring, and decides which events its user may see.

use std::{
    collections::HashMap,
    sync::{Arc, Weak},
    time::Duration,
};

use futures_util::{StreamExt, future, stream};
use tokio::{
    sync::{Mutex, watch},
    time::{Instant, sleep},
};

use super::{
    Live, lock,
    ring::{EventRing, Signal, Subscription},
};
use crate::{
    domain::{environment::Environment, id::Id, organization::Organization, project::Project},
    store::{self, StoreError},
};

/// An environment that was created, or loaded again, joins the feed after this time at most.
const REFRESH_INTERVAL: Duration = Duration::from_secs(3);

/// Less than the connections to the database: requests need some too.
const LOADED_AT_ONCE: usize = 4;

#[derive(Debug)]
pub struct OrganizationFeed {
    organization: Id<Organization>,
    ring: EventRing,
    attached: watch::Sender<Arc<Attached>>,
    /// When the last look-up of environments began. One of several concurrent calls looks them up for all.
    refreshed: Mutex<Option<Instant>>,
}

/// The environments whose events are in the feed.
#[derive(Clone, Debug, Default)]
pub struct Attached {
    environments: HashMap<Id<Environment>, Attachment>,
    next: u64,
}

/// From one to the next attachment of an environment, the feed lacks its events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Attachment {
    project: Id<Project>,
    number: u64,
}

impl Attached {
    /// The projects of environments whose events were not in the feed continuously since `before`.
    pub fn since<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = Id<Project>> + 'a {
        let added = self.environments.iter().filter(|(id, now)| before.environments.get(id) != Some(now));
        added.map(|(_, attachment)| attachment.project)
    }

    /// The projects of all environments in the feed.
    pub fn projects(&self) -> impl Iterator<Item = Id<Project>> + '_ {
        self.environments.values().map(|attachment| attachment.project)
    }
}

impl OrganizationFeed {
    fn new(organization: Id<Organization>) -> Self {
        Self {
            organization,
            ring: EventRing::default(),
            attached: watch::Sender::default(),
            refreshed: Mutex::default(),
        }
    }

    #[must_use]
    pub fn subscribe(&self) -> Subscription {
        self.ring.subscribe()
    }

    /// The environments in the feed now and later.
    #[must_use]
    pub fn attached(&self) -> watch::Receiver<Arc<Attached>> {
        self.attached.subscribe()
    }

    pub(super) fn send(&self, signal: Signal) {
        self.ring.send(signal);
    }

    pub(super) fn detach(&self, environment: Id<Environment>) {
        self.attached.send_if_modified(|attached| {
            attached.environments.contains_key(&environment)
                && Arc::make_mut(attached).environments.remove(&environment).is_some()
        });
    }

    /// Attaches the environments that are not in the feed.
    async fn refresh(self: &Arc<Self>, live: &Arc<Live>) -> Result<(), StoreError> {
        let requested = Instant::now();
        let mut refreshed = self.refreshed.lock().await;
        if refreshed.is_some_and(|refreshed| refreshed > requested) {
            return Ok(());
        }
        let begun = Instant::now();
        let mut connection = live.store.read().await?;
        let listed = store::environments::list_of_organization(connection.conn(), self.organization).await?;
        drop(connection);
        let attached = Arc::clone(&self.attached.borrow());
        let missing = listed.into_iter().filter(|(id, _)| !attached.environments.contains_key(id));
        let added: Vec<_> = stream::iter(missing)
            .map(async |(id, project)| match live.environment(id).await {
                Ok(environment) => {
                    let environment = environment.filter(|environment| environment.is_served_here)?;
                    environment.attach(self).then_some((environment, project))
                }
                Err(error) => {
                    tracing::warn!(environment = %id, %error, "could not add an environment to users' streams");
                    None
                }
            })
            .buffer_unordered(LOADED_AT_ONCE)
            .filter_map(future::ready)
            .collect()
            .await;
        if !added.is_empty() {
            self.attached.send_modify(|attached| {
                let attached = Arc::make_mut(attached);
                // One that was closed meanwhile was not in the feed yet when it detached itself.
                for (environment, project) in added.iter().filter(|(environment, _)| !environment.is_closed())
                {
                    let number = attached.next;
                    attached.next += 1;
                    attached.environments.insert(environment.id, Attachment { project: *project, number });
                }
            });
        }
        *refreshed = Some(begun);
        Ok(())
    }
}

/// The feeds of the organizations with open users' streams.
pub(super) type Feeds = HashMap<Id<Organization>, Weak<OrganizationFeed>>;

impl Live {
    /// The organization's feed, with all environments that exist now. It stays up to date while it is in use.
    ///
    /// # Errors
    /// The database's.
    pub async fn feed(
        self: &Arc<Self>,
        organization: Id<Organization>,
    ) -> Result<Arc<OrganizationFeed>, StoreError> {
        let feed = {
            let mut feeds = lock(&self.feeds);
            feeds.retain(|_, feed| feed.strong_count() > 0);
            feeds.get(&organization).and_then(Weak::upgrade).unwrap_or_else(|| {
                let feed = Arc::new(OrganizationFeed::new(organization));
                feeds.insert(organization, Arc::downgrade(&feed));
                tokio::spawn(keep_fresh(Arc::downgrade(&feed), Arc::clone(self)));
                feed
            })
        };
        feed.refresh(self).await?;
        Ok(feed)
    }
}

async fn keep_fresh(feed: Weak<OrganizationFeed>, live: Arc<Live>) {
    loop {
        sleep(REFRESH_INTERVAL).await;
        let Some(feed) = feed.upgrade() else { return };
        if let Err(error) = feed.refresh(&live).await {
            tracing::debug!(%error, "could not look up the environments of users' streams");
        }
    }
}
