//! Login, token refresh and logout.

use std::{fmt, time::Instant};

use chrono::TimeDelta;

use super::{
    Error,
    accounts::Accounts,
    attempts::{self, Place, RecordedAttempt},
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
        account::{Credentials, Password, User},
        audit::{Action, AuditEvent, Author},
        id::Id,
        network::Network,
        organization::Organization,
        request_source::RequestSource,
        session::{Profile, RefreshToken, Session},
        text::Email,
        time::now,
    },
    store::{
        self, Tx,
        accounts::LoginAccount,
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
        let email = Email::of_account(credentials.username).ok();
        let slot = self.passwords.reserve(source.address.into())?;
        let network = Network::from(source.address);
        let account = match &email {
            Some(email) => self.lookups.run(network, self.find_for_login(email, network)).await?,
            None => None,
        };
        let check = self.clone().check_login(slot, email, account, credentials.password, source.clone());
        let (account, attempt) = attempts::check_to_the_end(check).await?;
        self.open_session(attempt, &account, source).await
    }

    /// The account, if the password is correct.
    async fn check_login(
        self,
        slot: HashSlot,
        email: Option<Email>,
        account: Option<LoginAccount>,
        password: Password,
        source: RequestSource,
    ) -> Result<(LoginAccount, RecordedAttempt), Error> {
        let network = Network::from(source.address);
        let place = match &account {
            Some(account) if account.is_known_network => Place::KnownNetwork(network),
            _ => Place::NewNetwork(network),
        };
        let hash = account.as_ref().map(|account| account.password_hash.clone());
        let verification = self.verify(slot, email.as_ref(), place, password, hash);
        let verified = self.limited(place, verification).await;
        if let Err(Error::WrongLogin | Error::RateLimited(_)) = verified {
            self.record_refused_login(account.as_ref().map(|account| account.user), source);
        }
        let attempt = verified?;
        Ok((account.ok_or(Error::WrongLogin)?, attempt))
    }

    async fn find_for_login(&self, email: &Email, network: Network) -> Result<Option<LoginAccount>, Error> {
        let (network, since) = (network.to_string(), attempts::network_is_known_since());
        let mut reader = self.store.read().await?;
        Ok(store::accounts::find_for_login(reader.conn(), email, &network, since).await?)
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
    ) -> Result<RecordedAttempt, Error> {
        let Some(email) = email else {
            slot.verify(password, None).await?;
            return Err(Error::WrongLogin);
        };
        let attempt = self.attempts.record(Attempt::Login, &email.case_folded(), place).await?;
        if slot.verify(password, hash).await? {
            Ok(attempt)
        } else {
            attempt.keep();
            Err(Error::WrongLogin)
        }
    }

    async fn open_session(
        &self,
        attempt: RecordedAttempt,
        account: &LoginAccount,
        source: RequestSource,
    ) -> Result<OpenedSession, Error> {
        let user = account.user;
        let (mut tx, now) = (authority::begin_sessions(&self.store, user).await?, now());
        let found = store::accounts::find_with_password(tx.conn(), user).await?;
        // A password change ends all sessions. A concurrent login with the old password must not open a new one.
        let (account, _) =
            found.filter(|(_, hash)| *hash == account.password_hash).ok_or(Error::WrongLogin)?;
        let organizations = store::organizations::list_of(tx.conn(), user).await?;
        let current_organization = organizations.first().cloned();
        let organization = current_organization.as_ref().map(|current| current.id);
        let open = Open { session: Id::generate(), user, organization };
        attempt.delete_in(tx.last());
        attempts::admit(tx.last(), user, source.address, now);
        store::sessions::insert(tx.last(), open, now);
        store::sessions::end_oldest(tx.last(), user, MAX_SESSIONS, now);
        let profile = Profile { user: account, current_organization, organizations };
        let opened = self.issue_tokens(tx, open, profile, Action::SessionCreated, source).await?;
        attempt.deleted();
        Ok(opened)
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
        let (tx, hash, held) = match self.begin_with_token(token, &source).await {
            Err(Error::Unauthorized) => return Err(self.unknown_token(Attempt::Refresh, &source)),
            begun => begun?,
        };
        let session = Subject::Session(held.open.session.uuid());
        self.limiter.take(Attempt::Refresh, session, Instant::now())?;
        let mut tx = use_refresh_token(tx, hash, &held, &source).await?;
        let profile = profile(tx.conn(), held.open.user, held.open.organization).await?;
        self.issue_tokens(tx, held.open, profile, Action::SessionRefreshed, source).await
    }

    /// Moves the caller's session to another of their organizations, which invalidates its earlier tokens.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] for an invalid refresh token or one of another session; [`Error::NotMember`], which leaves
    /// the token unused.
    pub async fn switch(
        &self,
        caller: &Caller,
        to: Id<Organization>,
        token: &RefreshToken,
        source: RequestSource,
    ) -> Result<OpenedSession, Error> {
        let (mut tx, hash, held) = self.begin_with_token(token, &source).await?;
        if held.open.session != caller.session || held.open.organization != caller.session_organization {
            return Err(Error::Unauthorized);
        }
        let profile = profile(tx.conn(), caller.user, Some(to)).await?;
        if profile.current_organization.is_none() {
            return Err(Error::NotMember);
        }
        let mut tx = use_refresh_token(tx, hash, &held, &source).await?;
        store::sessions::switch(tx.last(), caller.session, to);
        let open = Open { organization: Some(to), ..held.open };
        self.issue_tokens(tx, open, profile, Action::SessionSwitched, source).await
    }

    /// Ends the session of a refresh token, which invalidates its access tokens.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] for a token without an open session.
    pub async fn logout(&self, token: &RefreshToken, source: RequestSource) -> Result<(), Error> {
        let (tx, _, Token { open, .. }) = self.begin_with_token(token, &source).await?;
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
    async fn begin_with_token(
        &self,
        token: &RefreshToken,
        source: &RequestSource,
    ) -> Result<(Tx, SecretHash, Token), Error> {
        let hash = SecretHash::of(&token.0);
        let lookup = async {
            let mut reader = self.store.read().await?;
            Ok::<_, Error>(store::sessions::find_by_token(reader.conn(), hash).await?)
        };
        let known = self.lookups.run(source.address.into(), lookup).await?.ok_or(Error::Unauthorized)?;
        let mut tx = authority::begin_sessions(&self.store, known.open.user).await?;
        let held = store::sessions::find_by_token(tx.conn(), hash).await?.ok_or(Error::Unauthorized)?;
        Ok((tx, hash, held))
    }

    async fn issue_tokens(
        &self,
        mut tx: Tx,
        open: Open,
        profile: Profile,
        action: Action,
        source: RequestSource,
    ) -> Result<OpenedSession, Error> {
        let now = now();
        let refresh_token = Secret::generate("togul_rt_");
        let expires_at = now + REFRESH_LIFETIME;
        store::sessions::insert_token(tx.last(), open.session, refresh_token.hash(), now, expires_at);
        store::sessions::record_use(tx.last(), open.session, &source.address.to_string(), now);
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
    let current = profile(tx.conn(), open.user, open.organization).await?.current_organization;
    store::sessions::end(tx.last(), open.session, now());
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
