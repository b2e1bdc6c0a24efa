//! Logging in, and staying logged in.

use std::{fmt, time::Instant};

use chrono::TimeDelta;

use super::{Error, accounts::Accounts, attempts, audit};
use crate::{
    auth::{
        limiter::{Attempt, Subject},
        secret::{Secret, SecretHash},
    },
    domain::{
        access::Caller,
        account::{Credentials, Failure, Password, User},
        audit::{Action, AuditEvent, Author},
        id::Id,
        organization::Organization,
        request_source::RequestSource,
        session::{Profile, RefreshToken, Switch},
        text::Email,
        time::now,
    },
    store::{
        self, Tx,
        sessions::{Open, Token},
    },
};

const REFRESH_LIFETIME: TimeDelta = TimeDelta::days(30);

/// A login: both tokens are shown this once.
pub struct Opened {
    pub token: String,
    pub refresh_token: Secret,
    pub profile: Profile,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").field("profile", &self.profile).finish_non_exhaustive()
    }
}

impl Accounts {
    /// # Errors
    /// [`Error::Unauthorized`] for an unknown account as for a wrong password, equally slow;
    /// [`Error::RateLimited`] after ten failures in 15 minutes, or after many of the same address.
    pub async fn login(&self, credentials: Credentials, source: RequestSource) -> Result<Opened, Error> {
        let email = Email::parse(credentials.username).ok();
        let account = match &email {
            Some(email) => {
                store::accounts::find_by_email(self.store.read().await?.conn(), &email.folded()).await?
            }
            None => None,
        };
        let opened = async {
            let hash = account.as_ref().map(|(_, hash)| hash.clone());
            let right = self.verify(email.as_ref(), credentials.password, hash).await?;
            match (right, &account) {
                (Some(attempt), Some((user, hash))) => self.enter(attempt, *user, hash, source.clone()).await,
                _ => Err(Error::Unauthorized),
            }
        };
        let opened = self.limited(Attempt::Login, source.address, opened).await;
        if let Err(Error::Unauthorized | Error::RateLimited(_)) = opened {
            self.tell_refused(account.map(|(user, _)| user), source);
        }
        opened
    }

    /// The attempt, if the password is right. What is no e-mail has no account, but takes its time all the same.
    async fn verify(
        &self,
        email: Option<&Email>,
        password: Password,
        hash: Option<String>,
    ) -> Result<Option<Id<Failure>>, Error> {
        let Some(email) = email else {
            self.passwords.verify(password, None).await?;
            return Ok(None);
        };
        let attempt = attempts::count(&self.store, Attempt::Login, &email.folded(), now()).await?;
        match self.passwords.verify(password, hash).await {
            Ok(right) => Ok(right.then_some(attempt)),
            Err(busy) => {
                attempts::forget(&self.store, attempt).await?;
                Err(busy.into())
            }
        }
    }

    async fn enter(
        &self,
        attempt: Id<Failure>,
        user: Id<User>,
        hash: &str,
        source: RequestSource,
    ) -> Result<Opened, Error> {
        let (mut tx, now) = (self.store.begin().await?, now());
        // Changing the password ends sessions; one that begins with the old password must not slip through.
        if !store::accounts::lock_password(tx.conn(), user, hash).await? {
            return Err(Error::Unauthorized);
        }
        store::accounts::delete_failure(tx.conn(), attempt).await?;
        let organizations = store::organizations::list_of(tx.conn(), user).await?;
        let open =
            Open { session: Id::generate(), user, organization: organizations.first().map(|first| first.id) };
        store::sessions::insert(tx.conn(), open, now).await?;
        self.open(tx, open, Action::SessionCreated, source).await
    }

    /// Tells the account's organizations. The caller does not wait for it: an answer that took longer for accounts that
    /// exist would tell them apart.
    pub(super) fn tell_refused(&self, account: Option<Id<User>>, source: RequestSource) {
        let Some(user) = account else {
            tracing::info!(address = %source.address, "a login of an unknown account was refused");
            return;
        };
        let store = self.store.clone();
        tokio::spawn(async move {
            if let Err(error) = audit::login_refused(&store, &Author { user, source }).await {
                tracing::warn!(%user, %error, "could not write a refused login into the audit log");
            }
        });
    }

    /// Trades a refresh token for the next one. A token that was used before ends its whole session: two parties
    /// hold it then, and one of them is a thief.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] for a token that is unknown, used, expired, or of an ended session;
    /// [`Error::RateLimited`] after many of those from one address, and for a session that refreshes all the time.
    pub async fn refresh(&self, token: &RefreshToken, source: RequestSource) -> Result<Opened, Error> {
        let address = source.address;
        let refreshed = async {
            let (tx, hash, held) = self.found(token).await?;
            let session = Subject::Session(held.open.session.uuid());
            self.limiter.take(Attempt::Refresh, session, Instant::now())?;
            let tx = spend(tx, hash, &held, &source).await?;
            self.open(tx, held.open, Action::SessionRefreshed, source).await
        };
        self.limited(Attempt::Refresh, address, refreshed).await
    }

    /// Moves the caller's session to another of their organizations: tokens of the present one count no more.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] for a refresh token that is not of this session or cannot be used,
    /// [`Error::NotMember`] of an organization; the token is not used up then.
    pub async fn switch(&self, caller: &Caller, to: Switch, source: RequestSource) -> Result<Opened, Error> {
        let (mut tx, hash, held) = self.found(&to.refresh_token).await?;
        if held.open.session != caller.session {
            return Err(Error::Unauthorized);
        }
        let organizations = store::organizations::list_of(tx.conn(), caller.user).await?;
        if !organizations.iter().any(|one| one.id == to.organization_id) {
            return Err(Error::NotMember);
        }
        let mut tx = spend(tx, hash, &held, &source).await?;
        store::sessions::switch(tx.conn(), caller.session, to.organization_id).await?;
        let open = Open { organization: Some(to.organization_id), ..held.open };
        self.open(tx, open, Action::SessionSwitched, source).await
    }

    /// Ends the session of a refresh token, and with it its access tokens.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] for a token of no open session.
    pub async fn logout(&self, token: &RefreshToken, source: RequestSource) -> Result<(), Error> {
        let (tx, _, Token { open, .. }) = self.found(token).await?;
        end(tx, open, Action::SessionEnded, &source).await
    }

    /// What a refresh token belongs to, within a transaction. Of an unknown one the writers' queue learns nothing.
    async fn found(&self, token: &RefreshToken) -> Result<(Tx, SecretHash, Token), Error> {
        let hash = SecretHash::of(&token.0);
        let known = store::sessions::find_by_token(self.store.read().await?.conn(), hash).await?;
        known.ok_or(Error::Unauthorized)?;
        let mut tx = self.store.begin().await?;
        let held = store::sessions::find_by_token(tx.conn(), hash).await?.ok_or(Error::Unauthorized)?;
        Ok((tx, hash, held))
    }

    async fn open(
        &self,
        mut tx: Tx,
        open: Open,
        action: Action,
        source: RequestSource,
    ) -> Result<Opened, Error> {
        let now = now();
        let refresh_token = Secret::generate("togul_rt_");
        let expires_at = now + REFRESH_LIFETIME;
        store::sessions::insert_token(tx.conn(), open.session, refresh_token.hash(), now, expires_at).await?;
        let profile = profile(tx.conn(), open.user, open.organization).await?;
        // Where the user is no member any more, nobody has to know when they come and go.
        let current = profile.current_organization.as_ref();
        let event = current.map(|organization| AuditEvent::new(action, organization.id, open.session));
        audit::commit(tx, &Author { user: open.user, source }, event).await?;
        let organization = open.organization.map(Id::uuid);
        let token = self.tokens.sign(open.user.uuid(), open.session.uuid(), organization, now.timestamp());
        Ok(Opened { token, refresh_token, profile })
    }
}

/// Uses the token up.
async fn spend(mut tx: Tx, hash: SecretHash, held: &Token, source: &RequestSource) -> Result<Tx, Error> {
    let (open, now) = (held.open, now());
    if !store::sessions::use_token(tx.conn(), hash, now).await? {
        end(tx, open, Action::SessionReplayed, source).await?;
        tracing::warn!(session = %open.session, user = %open.user, "a used refresh token came again: session ended");
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

/// Who the user is, where they are now, and where else they belong.
///
/// # Errors
/// [`Error::Unauthorized`] when the account is gone.
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
