//! A user's stream: every environment whose flags the user may read, while the session and the access last.

use std::{
    collections::{HashSet, VecDeque},
    pin::Pin,
    sync::Arc,
};

use axum::body::Bytes;
use futures_util::{Stream, stream};
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{Instant, Interval, interval_at},
};

use super::{CHECK_INTERVAL, CHECKS_PER_HEARTBEAT, HEARTBEAT, preamble};
use crate::{
    app::App,
    domain::{
        access::{Caller, Membership},
        id::Id,
        organization::Organization,
        project::Project,
        time::now,
    },
    http::{request::credentials::Bearer, response::error::ApiError},
    live::{Attached, OrganizationFeed, Signal, Subscription, UserStreamGuard, reset},
    store::{self, StoreError},
};

/// # Errors
/// 404 for a session without an organization.
pub async fn events(
    app: App,
    bearer: Bearer,
    place: UserStreamGuard,
) -> Result<impl Stream<Item = Bytes> + Send, ApiError> {
    let organization = bearer.caller.organization().ok_or_else(ApiError::not_found)?;
    let projects = readable_projects(app.clone(), bearer.caller.clone(), organization).await?;
    let projects = projects.ok_or_else(ApiError::not_found)?;
    let feed = app.live.feed(organization).await?;
    let drain = Arc::clone(&app.drain);
    let user_stream = UserStream {
        events: feed.subscribe(),
        attached: feed.attached(),
        known: Arc::clone(&feed.attached().borrow()),
        _feed: feed,
        _place: place,
        ended: Box::pin(async move { drain.end_of_stream().await }),
        app,
        bearer,
        organization,
        projects,
        ready: VecDeque::from([preamble(), reset(None, false, now())]),
        checks: interval_at(Instant::now() + CHECK_INTERVAL, CHECK_INTERVAL),
        check: None,
        until_heartbeat: CHECKS_PER_HEARTBEAT,
    };
    // Boxed: it is moved with every event.
    Ok(stream::unfold(Box::new(user_stream), async |mut user_stream| {
        let bytes = user_stream.next().await?;
        Some((bytes, user_stream))
    }))
}

/// All state of a stream apart from what it shares with the others of its organization.
struct UserStream {
    app: App,
    bearer: Bearer,
    organization: Id<Organization>,
    /// Keeps the feed up to date.
    _feed: Arc<OrganizationFeed>,
    _place: UserStreamGuard,
    /// Resolves when the server drains.
    ended: Pin<Box<dyn Future<Output = ()> + Send>>,
    events: Subscription,
    attached: watch::Receiver<Arc<Attached>>,
    /// The environments that the reader was informed of.
    known: Arc<Attached>,
    projects: Projects,
    ready: VecDeque<Bytes>,
    checks: Interval,
    /// The check of what the user may read that is in progress. It is a task: it has a connection to the database, which
    /// must not wait for a reader that is slow.
    check: Option<JoinHandle<Result<Option<Projects>, StoreError>>>,
    until_heartbeat: u32,
}

/// The projects in which a user may read flags.
#[derive(PartialEq, Eq)]
struct Projects(Option<HashSet<Id<Project>>>);

impl Projects {
    fn contains(&self, project: Id<Project>) -> bool {
        self.0.as_ref().is_none_or(|projects| projects.contains(&project))
    }
}

/// `None` when the session or the membership is over.
async fn readable_projects(
    app: App,
    caller: Caller,
    organization: Id<Organization>,
) -> Result<Option<Projects>, StoreError> {
    let mut connection = app.store.read().await?;
    let rights = store::access::find_rights(connection.conn(), caller.session, None).await?;
    let membership: Option<Membership> = rights.and_then(|rights| rights.caller.membership);
    let Some(membership) = membership.filter(|membership| membership.organization == organization) else {
        return Ok(None);
    };
    let projects = store::access::list_readable_projects(connection.conn(), caller.user, &membership).await?;
    Ok(Some(Projects(projects)))
}

impl UserStream {
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(bytes) = self.ready.pop_front() {
                return Some(bytes);
            }
            tokio::select! {
                () = &mut self.ended => return None,
                Some(signal) = self.events.recv() => self.receive(signal),
                Ok(()) = self.attached.changed() => self.learn_environments(),
                Some(checked) = async { Some(self.check.as_mut()?.await) } => self.finish_check(checked.ok()?)?,
                _ = self.checks.tick() => self.tick()?,
            }
        }
    }

    fn receive(&mut self, signal: Signal) {
        match signal {
            Signal::Group(group) if !self.projects.contains(group.project) => {}
            Signal::Group(group) => {
                self.ready.extend(group.without_id().into_iter().filter(|bytes| !bytes.is_empty()));
            }
            Signal::Reset => self.reset(),
        }
    }

    fn tick(&mut self) -> Option<()> {
        if now().timestamp() >= self.bearer.expires_at {
            return None;
        }
        if self.check.is_none() {
            let check = readable_projects(self.app.clone(), self.bearer.caller.clone(), self.organization);
            self.check = Some(tokio::spawn(check));
        }
        self.until_heartbeat -= 1;
        if self.until_heartbeat == 0 {
            self.until_heartbeat = CHECKS_PER_HEARTBEAT;
            self.ready.push_back(HEARTBEAT);
        }
        Some(())
    }

    fn finish_check(&mut self, checked: Result<Option<Projects>, StoreError>) -> Option<()> {
        self.check = None;
        match checked {
            Ok(projects) => self.learn_projects(projects?),
            Err(error) => tracing::debug!(%error, "could not refresh the rights of a user's stream"),
        }
        Some(())
    }

    /// The reader may hold old answers of an environment that was added.
    fn learn_environments(&mut self) {
        let attached = Arc::clone(&self.attached.borrow_and_update());
        let is_wider = attached.since(&self.known).any(|project| self.projects.contains(project));
        self.known = attached;
        if is_wider {
            self.reset();
        }
    }

    fn learn_projects(&mut self, projects: Projects) {
        if projects == self.projects {
            return;
        }
        let is_new = |project| projects.contains(project) && !self.projects.contains(project);
        let is_wider = self.known.projects().any(is_new);
        self.projects = projects;
        if is_wider {
            self.reset();
        }
    }

    fn reset(&mut self) {
        self.ready.push_back(reset(None, false, now()));
    }
}
