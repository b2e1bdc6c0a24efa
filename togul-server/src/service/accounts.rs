//! Registration, and changes that users make to their own account.

use std::{net::IpAddr, sync::Arc, time::Instant};

use togul_core::Invalid;

use super::{
    Conflict, Error, attempts, audit, authority, on_unique_violation, organizations, refusals::RefusalLog,
};
use crate::{
    auth::{
        limiter::{Attempt, Limiter, Subject},
        password::{self, Passwords},
        token::Tokens,
    },
    domain::{
        access::Caller,
        account::{NewAccount, Password, PasswordChange, User, UserPatch},
        audit::{Action, AuditEvent, Author},
        id::Id,
        request_source::RequestSource,
        text::{Email, Name},
        time::now,
    },
    store::{self, Store},
};

/// The use cases of accounts and sessions, with the services that they depend on.
#[derive(Clone, Debug)]
pub struct Accounts {
    pub store: Store,
    pub passwords: Passwords,
    pub tokens: Tokens,
    pub limiter: Arc<Limiter>,
    pub refusals: Arc<RefusalLog>,
}

impl Accounts {
    #[must_use]
    pub fn new(store: Store, tokens: Tokens) -> Self {
        let refusals = Arc::new(RefusalLog::start(store.clone()));
        Self { store, passwords: Passwords::new(), tokens, limiter: Arc::default(), refusals }
    }

    /// Creates an account, and an organization that it owns.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a weak password, [`Conflict::EmailTaken`], [`Error::RateLimited`].
    pub async fn register(&self, new: NewAccount, source: RequestSource) -> Result<User, Error> {
        check("password", &new.password, &new.username)?;
        let start = Instant::now();
        self.limiter.take(Attempt::Register, Subject::of_address(source.address), start)?;
        self.limiter.take(Attempt::Register, Subject::Email(new.username.case_folded()), start)?;
        let (user, password_hash) = self.new_user(new.name, &new.username, "admin", new.password).await?;
        let mut tx = self.store.begin().await?;
        store::accounts::insert(tx.conn(), &user, &new.username.case_folded(), &password_hash)
            .await
            .map_err(on_unique_violation(Conflict::EmailTaken))?;
        let name = format!("{}'s organization", user.name);
        let organization = organizations::create_with_owner(&mut tx, &name, user.id, user.created_at).await?;
        let author = Author { user: user.id, source };
        let event = AuditEvent::new(Action::UserRegistered, organization.id, user.id).after(&user);
        audit::commit(tx, &author, event).await?;
        Ok(user)
    }

    /// Verifies a credential within the rate limit of the address. A valid credential is not counted in the end, but
    /// every attempt in progress is, so that concurrent attempts cannot exceed the limit.
    ///
    /// # Errors
    /// [`Error::RateLimited`], or the error of `verification`.
    pub(super) async fn limited<T>(
        &self,
        attempt: Attempt,
        address: IpAddr,
        verification: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let subject = Subject::of_address(address);
        self.limiter.take(attempt, subject.clone(), Instant::now())?;
        let outcome = verification.await;
        if let Ok(_) | Err(Error::Store(_)) = outcome {
            self.limiter.give_back(attempt, subject);
        }
        outcome
    }

    /// A user who is not stored yet, and the hash of their password.
    pub(super) async fn new_user(
        &self,
        name: Name,
        email: &Email,
        role: &str,
        password: Password,
    ) -> Result<(User, String), Error> {
        let password_hash = self.passwords.hash(password).await?;
        let now = now();
        let user = User {
            id: Id::generate(),
            name: name.to_string(),
            email: email.to_string(),
            role: role.to_owned(),
            email_verified_at: None,
            created_at: now,
            updated_at: now,
        };
        Ok((user, password_hash))
    }

    /// Changes the user's name. A patch without an effect writes nothing.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] when the account was deleted.
    pub async fn rename(
        &self,
        caller: &Caller,
        patch: UserPatch,
        source: RequestSource,
    ) -> Result<User, Error> {
        let (mut tx, caller) = authority::begin(&self.store, caller).await?;
        let before = store::accounts::find(tx.conn(), caller.user).await?.ok_or(Error::Unauthorized)?;
        let Some(name) = patch.name.value().filter(|name| **name != *before.name) else { return Ok(before) };
        let after = store::accounts::rename(tx.conn(), caller.user, &name, now()).await?;
        let after = after.ok_or(Error::Unauthorized)?;
        let event = |organization| {
            AuditEvent::new(Action::UserUpdated, organization, caller.user).before(&before).after(&after)
        };
        let author = Author { user: caller.user, source };
        audit::commit(tx, &author, caller.organization().map(event)).await?;
        Ok(after)
    }

    /// Changes the password, and ends every other session of the user.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a wrong current password or a weak new one, [`Error::RateLimited`] after ten failures in
    /// 15 minutes, failed logins included.
    pub async fn change_password(
        &self,
        caller: &Caller,
        change: PasswordChange,
        source: RequestSource,
    ) -> Result<(), Error> {
        let user = caller.user;
        let mut connection = self.store.read().await?;
        // Before anything about the password is revealed: the session may have ended before the body arrived.
        let caller = &authority::renew(connection.conn(), caller).await?;
        let account = store::accounts::find(connection.conn(), user).await?.ok_or(Error::Unauthorized)?;
        let stored =
            store::accounts::find_password(connection.conn(), user).await?.ok_or(Error::Unauthorized)?;
        drop(connection);
        check("new_password", &change.new_password, &account.email)?;
        let email_folded = account.email.to_lowercase();
        let attempt = attempts::record(&self.store, Attempt::ChangePassword, &email_folded, now()).await?;
        let hashed = async {
            let is_correct = self.passwords.verify(change.current_password, Some(stored.clone())).await?;
            Ok::<_, Error>(if is_correct {
                Some(self.passwords.hash(change.new_password).await?)
            } else {
                None
            })
        };
        let hashed = match hashed.await {
            Ok(Some(hashed)) => hashed,
            Ok(None) => {
                self.record_refused_login(Some(user), source);
                return Err(Invalid::new("current_password", "is not your password").into());
            }
            Err(error) => {
                attempts::delete(&self.store, attempt).await?;
                return Err(error);
            }
        };
        let ((mut tx, caller), now) = (authority::begin_account(&self.store, caller).await?, now());
        if !store::accounts::lock_password(tx.conn(), user, &stored).await? {
            return Err(Invalid::new("current_password", "is no longer your password").into());
        }
        store::accounts::update_password(tx.conn(), user, &hashed, now).await?;
        store::accounts::delete_failure(tx.conn(), attempt).await?;
        store::sessions::end_others(tx.conn(), user, caller.session, now).await?;
        let event = |organization| AuditEvent::new(Action::UserPasswordChanged, organization, user);
        audit::commit(tx, &Author { user, source }, caller.organization().map(event)).await
    }
}

pub(super) fn check(field: &str, password: &Password, email: &str) -> Result<(), Invalid> {
    password::check(password, email).map_err(|reason| Invalid::new(field, reason))
}
