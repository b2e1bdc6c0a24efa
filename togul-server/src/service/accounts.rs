//! Registering, logging in, and staying logged in.

use std::{fmt, time::Duration};

use chrono::TimeDelta;
use togul_core::Invalid;

use super::{Conflict, Error, organizations, taken};
use crate::{
    auth::{
        password::{self, Passwords},
        secret::{Secret, SecretHash},
        token::Tokens,
    },
    domain::{
        account::{Credentials, Failure, NewAccount, User},
        id::Id,
        organization::Organization,
        session::{Profile, RefreshToken},
        text::Email,
        time::{Time, now},
    },
    store::{
        self, Store, Tx,
        sessions::{Open, Token},
    },
};

const REFRESH_LIFETIME: TimeDelta = TimeDelta::days(30);
const FAILURES: usize = 10;
const FAILURE_WINDOW: TimeDelta = TimeDelta::minutes(15);

/// What accounts need beside the database.
#[derive(Clone, Debug)]
pub struct Accounts {
    pub store: Store,
    pub passwords: Passwords,
    pub tokens: Tokens,
}

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
    #[must_use]
    pub fn new(store: Store, tokens: Tokens) -> Self {
        Self { store, passwords: Passwords::new(), tokens }
    }

    /// Creates an account, and an organization that it owns.
    ///
    /// # Errors
    /// A password that is too weak, or an e-mail that has an account.
    pub async fn register(&self, new: NewAccount) -> Result<User, Error> {
        password::check(&new.password, &new.username).map_err(|reason| Invalid::new("password", reason))?;
        let password_hash = self.passwords.hash(new.password).await?;
        let now = now();
        let user = User {
            id: Id::generate(),
            name: new.name.to_string(),
            email: new.username.to_string(),
            role: "admin".to_owned(),
            email_verified_at: None,
            created_at: now,
            updated_at: now,
        };
        let mut tx = self.store.begin().await?;
        store::accounts::insert(tx.conn(), &user, &new.username.folded(), &password_hash)
            .await
            .map_err(taken(Conflict::EmailTaken))?;
        organizations::create(&mut tx, &format!("{}'s organization", user.name), user.id, now).await?;
        tx.commit().await?;
        Ok(user)
    }

    /// # Errors
    /// [`Error::Unauthorized`] for an unknown account as for a wrong password, equally slow;
    /// [`Error::RateLimited`] after ten failures in 15 minutes.
    pub async fn login(&self, credentials: Credentials) -> Result<Opened, Error> {
        let now = now();
        let email = Email::parse(credentials.username).ok();
        let (mut account, mut attempt) = (None, None);
        if let Some(email) = &email {
            attempt = Some(self.count_attempt(email, now).await?);
            let mut reader = self.store.read().await?;
            account = store::accounts::find_by_email(reader.conn(), &email.folded()).await?;
        }
        let stored = account.as_ref().map(|(_, hash)| hash.clone());
        let verified = self.passwords.verify(credentials.password, stored).await;
        if let (Err(_), Some(attempt)) = (&verified, attempt) {
            // Nobody looked at the password, so it was not wrong.
            self.forget_attempt(attempt).await?;
        }
        let (Some((user, _)), Some(email), true) = (account, &email, verified?) else {
            return Err(Error::Unauthorized);
        };

        let mut tx = self.store.begin().await?;
        store::accounts::delete_failures(tx.conn(), &email.folded()).await?;
        let organizations = store::organizations::list_of(tx.conn(), user).await?;
        let open =
            Open { session: Id::generate(), user, organization: organizations.first().map(|first| first.id) };
        store::sessions::insert(tx.conn(), open, now).await?;
        self.open(tx, open, now).await
    }

    /// Counts an attempt as a failure before its password is looked at, one at a time for each e-mail: guesses that
    /// come all at once, to any number of servers, count like those that come one by one. The login that succeeds
    /// forgets them.
    async fn count_attempt(&self, email: &Email, now: Time) -> Result<Id<Failure>, Error> {
        let folded = email.folded();
        let mut tx = self.store.begin().await?;
        store::accounts::lock_attempts(tx.conn(), &folded, now).await?;
        let since = now - FAILURE_WINDOW;
        let latest = store::accounts::list_failures(tx.conn(), &folded, since, FAILURES).await?;
        match latest.last() {
            Some(oldest) if latest.len() >= FAILURES => {
                Err(Error::RateLimited { retry_after: until(*oldest + FAILURE_WINDOW, now) })
            }
            _ => {
                let attempt = Id::generate();
                store::accounts::insert_failure(tx.conn(), attempt, &folded, now).await?;
                tx.commit().await?;
                Ok(attempt)
            }
        }
    }

    async fn forget_attempt(&self, attempt: Id<Failure>) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        store::accounts::delete_failure(tx.conn(), attempt).await?;
        Ok(tx.commit().await?)
    }

    /// Trades a refresh token for the next one. A token that was used before ends its whole session: two parties
    /// hold it then, and one of them is a thief.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] for a token that is unknown, used, expired, or of an ended session.
    pub async fn refresh(&self, token: &RefreshToken) -> Result<Opened, Error> {
        let now = now();
        let hash = SecretHash::of(&token.0);
        let mut tx = self.store.begin().await?;
        let Token { open, expires_at } =
            store::sessions::find_by_token(tx.conn(), hash).await?.ok_or(Error::Unauthorized)?;
        if !store::sessions::use_token(tx.conn(), hash, now).await? {
            store::sessions::end(tx.conn(), open.session, now).await?;
            tx.commit().await?;
            tracing::warn!(session = %open.session, user = %open.user, "a used refresh token came again: session ended");
            return Err(Error::Unauthorized);
        }
        if expires_at <= now {
            return Err(Error::Unauthorized);
        }
        self.open(tx, open, now).await
    }

    /// Ends the session of a refresh token, and with it its access tokens.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] for a token of no open session.
    pub async fn logout(&self, token: &RefreshToken) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let held = store::sessions::find_by_token(tx.conn(), SecretHash::of(&token.0))
            .await?
            .ok_or(Error::Unauthorized)?;
        store::sessions::end(tx.conn(), held.open.session, now()).await?;
        Ok(tx.commit().await?)
    }

    async fn open(&self, mut tx: Tx, open: Open, now: Time) -> Result<Opened, Error> {
        let refresh_token = Secret::generate("togul_rt_");
        store::sessions::insert_token(
            tx.conn(),
            open.session,
            refresh_token.hash(),
            now,
            now + REFRESH_LIFETIME,
        )
        .await?;
        let profile = profile(tx.conn(), open.user, open.organization).await?;
        tx.commit().await?;
        let organization = open.organization.map(Id::uuid);
        let token = self.tokens.sign(open.user.uuid(), open.session.uuid(), organization, now.timestamp());
        Ok(Opened { token, refresh_token, profile })
    }
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

fn until(time: Time, now: Time) -> Duration {
    (time - now).to_std().unwrap_or_default()
}
