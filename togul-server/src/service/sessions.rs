//! Login, token refresh and logout.

use std::{fmt, time::Instant};

use chrono::TimeDelta;

use super::{
    Error,
    accounts::Accounts,
    attempts::{self, Place},
    audit, authority,
};
use crate::{
    auth::{
        limiter::{Attempt, Subject},
        password::HashSlot,
        secret::{Secret, SecretHash},
    },
    domain::{
        access::Caller,
        account::{Credentials, LoginFailure, Password, User},
        audit::{Action, AuditEvent, Author},
        id::Id,
        organization::Organization,
        request_source::RequestSource,
        session::{Profile, RefreshToken, Session, Switch},
        text::Email,
        time::now,
    },
    store::{
        self, Tx,
        sessions::{Open, Token},
    },
};

const REFRESH_LIFETIME: TimeDelta = TimeDelta::days(30);
/// Sessions of one user. The oldest ends when there is another one.
const MAX_SESSIONS: i64 = 50;

/// A session with new tokens, which are not stored.
pub struct OpenedSession {
    pub token: String,
    pub refresh_token: Secret,
    pub profile: Profile,
}

impl fmt::Debug for OpenedSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenedSession").field("profile", &self.profile).finish_non_exhaustive()
    }
}

impl Accounts {
    /// # Errors
    /// [`Error::WrongLogin`] for an unknown account and for a wrong password, after the same time;
    /// [`Error::RateLimited`] after too many failures, which `attempts` describes; [`Error::Busy`] when the network has
    /// too many passwords in progress.
    pub async fn login(
        &self,
        credentials: Credentials,
        source: RequestSource,
    ) -> Result<OpenedSession, Error> {
        let email = Email::parse(credentials.username).ok();
        let slot = self.passwords.reserve(source.address.into())?;
        let (mut account, mut place) = (None, Place::NewNetwork(source.address.into()));
        if let Some(email) = &email {
            let mut reader = self.store.read().await?;
            account = store::accounts::find_by_email(reader.conn(), email).await?;
            let user = account.as_ref().map(|(user, _)| *user);
            place = attempts::place(reader.conn(), user, source.address.into()).await?;
        }
        let opened = async {
            let hash = account.as_ref().map(|(_, hash)| hash.clone());
            let verified = self.verify(slot, email.as_ref(), place, credentials.password, hash).await?;
            match (verified, &account) {
                (Some(attempt), Some((user, hash))) => {
                    self.open_session(attempt, *user, hash, source.clone()).await
                }
                _ => Err(Error::WrongLogin),
            }
        };
        let opened = self.limited(place, opened).await;
        if let Err(Error::WrongLogin | Error::RateLimited(_)) = opened {
            self.record_refused_login(account.map(|(user, _)| user), source);
        }
        opened
    }

    /// Limits the guesses of a network at any number of e-mails. Accounts that have logged in from it are not limited, so
    /// that people who share an address cannot lock each other out. A valid password is not counted in the end, but
    /// every attempt in progress is, so that concurrent attempts cannot exceed the limit.
    async fn limited<T>(
        &self,
        place: Place,
        verification: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let Place::NewNetwork(network) = place else { return verification.await };
        self.limiter.take(Attempt::Login, Subject::Network(network), Instant::now())?;
        let outcome = verification.await;
        if let Ok(_) | Err(Error::Store(_) | Error::Busy(_)) = outcome {
            self.limiter.give_back(Attempt::Login, Subject::Network(network));
        }
        outcome
    }

    /// The recorded attempt, if the password is correct. A username that is not an e-mail takes as long as a wrong password.
    async fn verify(
        &self,
        slot: HashSlot,
        email: Option<&Email>,
        place: Place,
        password: Password,
        hash: Option<String>,
    ) -> Result<Option<Id<LoginFailure>>, Error> {
        let Some(email) = email else {
            slot.verify(password, None).await?;
            return Ok(None);
        };
        let attempt = attempts::record(&self.store, Attempt::Login, &email.case_folded(), place).await?;
        match slot.verify(password, hash).await {
            Ok(is_correct) => Ok(is_correct.then_some(attempt)),
            Err(busy) => {
                attempts::delete(&self.store, attempt).await?;
                Err(busy.into())
            }
        }
    }

    async fn open_session(
        &self,
        attempt: Id<LoginFailure>,
        user: Id<User>,
        hash: &str,
        source: RequestSource,
    ) -> Result<OpenedSession, Error> {
        let (mut tx, now) = (authority::begin_sessions(&self.store, user).await?, now());
        // A password change ends all sessions. A concurrent login with the old password must not open a new one.
        if !store::accounts::lock_password(tx.conn(), user, hash).await? {
            return Err(Error::WrongLogin);
        }
        store::attempts::delete_failure(tx.conn(), attempt).await?;
        attempts::admit(tx.conn(), user, source.address, now).await?;
        let organizations = store::organizations::list_of(tx.conn(), user).await?;
        let open =
            Open { session: Id::generate(), user, organization: organizations.first().map(|first| first.id) };
        store::sessions::insert(tx.conn(), open, now).await?;
        store::sessions::end_oldest(tx.conn(), user, MAX_SESSIONS, now).await?;
        self.issue_tokens(tx, open, Action::SessionCreated, source).await
    }

    /// Records the refusal in the background: a response that took longer for existing accounts would reveal them.
    pub(super) fn record_refused_login(&self, account: Option<Id<User>>, source: RequestSource) {
        let Some(user) = account else {
            tracing::info!(address = %source.address, "login refused: unknown account");
            return;
        };
        self.refusals.login_refused(user, source);
    }

    /// Exchanges a refresh token for the next one. A used token ends its whole session, because two parties have it:
    /// one of them must have stolen it.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] for a token that is unknown, used, expired, or of an ended session;
    /// [`Error::RateLimited`] after many unknown tokens from one network, and for a session that refreshes too often.
    pub async fn refresh(&self, token: &RefreshToken, source: RequestSource) -> Result<OpenedSession, Error> {
        let (tx, hash, held) = match self.begin_with_token(token).await {
            Err(Error::Unauthorized) => return Err(self.unknown_token(Attempt::Refresh, &source)),
            begun => begun?,
        };
        let session = Subject::Session(held.open.session.uuid());
        self.limiter.take(Attempt::Refresh, session, Instant::now())?;
        let tx = use_refresh_token(tx, hash, &held, &source).await?;
        self.issue_tokens(tx, held.open, Action::SessionRefreshed, source).await
    }

    /// Moves the caller's session to another of their organizations, which invalidates its earlier tokens.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] for an invalid refresh token or one of another session; [`Error::NotMember`], which leaves
    /// the token unused.
    pub async fn switch(
        &self,
        caller: &Caller,
        to: Switch,
        source: RequestSource,
    ) -> Result<OpenedSession, Error> {
        let (mut tx, hash, held) = self.begin_with_token(&to.refresh_token).await?;
        if held.open.session != caller.session || held.open.organization != caller.session_organization {
            return Err(Error::Unauthorized);
        }
        let organizations = store::organizations::list_of(tx.conn(), caller.user).await?;
        if !organizations.iter().any(|one| one.id == to.organization_id) {
            return Err(Error::NotMember);
        }
        let mut tx = use_refresh_token(tx, hash, &held, &source).await?;
        store::sessions::switch(tx.conn(), caller.session, to.organization_id).await?;
        let open = Open { organization: Some(to.organization_id), ..held.open };
        self.issue_tokens(tx, open, Action::SessionSwitched, source).await
    }

    /// Ends the session of a refresh token, which invalidates its access tokens.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] for a token without an open session.
    pub async fn logout(&self, token: &RefreshToken, source: RequestSource) -> Result<(), Error> {
        let (tx, _, Token { open, .. }) = self.begin_with_token(token).await?;
        end(tx, open, Action::SessionEnded, &source).await
    }

    /// Ends a session of the caller, which invalidates its tokens.
    ///
    /// # Errors
    /// [`Error::NotFound`] for another user's session and for one that has ended.
    pub async fn end_session(
        &self,
        caller: &Caller,
        session: Id<Session>,
        source: RequestSource,
    ) -> Result<(), Error> {
        let (mut tx, caller) = authority::begin_account(&self.store, caller).await?;
        let open = store::sessions::find(tx.conn(), caller.user, session).await?.ok_or(Error::NotFound)?;
        end(tx, open, Action::SessionEnded, &source).await
    }

    /// A transaction with the token's session. An unknown token is refused by a read, before it could queue for writing.
    async fn begin_with_token(&self, token: &RefreshToken) -> Result<(Tx, SecretHash, Token), Error> {
        let hash = SecretHash::of(&token.0);
        let known = store::sessions::find_by_token(self.store.read().await?.conn(), hash).await?;
        let known = known.ok_or(Error::Unauthorized)?;
        let mut tx = authority::begin_sessions(&self.store, known.open.user).await?;
        let held = store::sessions::find_by_token(tx.conn(), hash).await?.ok_or(Error::Unauthorized)?;
        Ok((tx, hash, held))
    }

    async fn issue_tokens(
        &self,
        mut tx: Tx,
        open: Open,
        action: Action,
        source: RequestSource,
    ) -> Result<OpenedSession, Error> {
        let now = now();
        let refresh_token = Secret::generate("togul_rt_");
        let expires_at = now + REFRESH_LIFETIME;
        store::sessions::insert_token(tx.conn(), open.session, refresh_token.hash(), now, expires_at).await?;
        store::sessions::record_use(tx.conn(), open.session, &source.address.to_string(), now).await?;
        let profile = profile(tx.conn(), open.user, open.organization).await?;
        // A user without a membership has no audit log.
        let current = profile.current_organization.as_ref();
        let event = current.map(|organization| AuditEvent::new(action, organization.id, open.session));
        audit::commit(tx, &Author { user: open.user, source }, event).await?;
        let organization = open.organization.map(Id::uuid);
        let token = self.tokens.sign(open.user.uuid(), open.session.uuid(), organization, now.timestamp());
        Ok(OpenedSession { token, refresh_token, profile })
    }
}

/// Marks the token as used.
async fn use_refresh_token(
    mut tx: Tx,
    hash: SecretHash,
    held: &Token,
    source: &RequestSource,
) -> Result<Tx, Error> {
    let (open, now) = (held.open, now());
    if !store::sessions::use_token(tx.conn(), hash, now).await? {
        end(tx, open, Action::SessionReplayed, source).await?;
        tracing::warn!(session = %open.session, user = %open.user, "used refresh token presented again: session ended");
        return Err(Error::Unauthorized);
    }
    if held.expires_at <= now {
        return Err(Error::Unauthorized);
    }
    Ok(tx)
}

async fn end(mut tx: Tx, open: Open, action: Action, source: &RequestSource) -> Result<(), Error> {
    store::sessions::end(tx.conn(), open.session, now()).await?;
    let current = profile(tx.conn(), open.user, open.organization).await?.current_organization;
    let event = current.map(|organization| AuditEvent::new(action, organization.id, open.session));
    audit::commit(tx, &Author { user: open.user, source: source.clone() }, event).await
}

/// The user, their current organization, and all of their organizations.
///
/// # Errors
/// [`Error::Unauthorized`] when the account was deleted.
pub async fn profile(
    mut conn: store::Conn<'_>,
    user: Id<User>,
    organization: Option<Id<Organization>>,
) -> Result<Profile, Error> {
    let account = store::accounts::find(conn.reborrow(), user).await?.ok_or(Error::Unauthorized)?;
    let organizations = store::organizations::list_of(conn, user).await?;
    let current = organizations.iter().find(|one| Some(one.id) == organization).cloned();
    Ok(Profile { user: account, current_organization: current, organizations })
}
