//! Registration, and changes that users make to their own account.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Instant,
};

use togul_core::Invalid;

use super::{
    Conflict, Error,
    attempts::{self, Attempts, Place, RecordedAttempt},
    audit, authority, on_unique_violation, organizations,
    refusals::RefusalLog,
};
use crate::{
    auth::{
        limiter::{Attempt, Limiter, Subject},
        lookups::Lookups,
        password::{self, HashSlot, Passwords},
        token::Tokens,
    },
    domain::{
        access::Caller,
        account::{NewAccount, Password, PasswordChange, Registration, User, UserPatch},
        audit::{Action, AuditEvent, Author},
        id::Id,
        network::Network,
        request_source::RequestSource,
        session::Session,
        text::{Email, Name, case_folded},
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
    pub registration: Registration,
    /// Of tokens and accounts, for strangers.
    pub lookups: Lookups,
    pub(super) attempts: Attempts,
    /// Whether an account is known to exist, which stays so.
    any_exists: Arc<AtomicBool>,
}

impl Accounts {
    #[must_use]
    pub fn new(store: Store, tokens: Tokens, registration: Registration) -> Self {
        let refusals = Arc::new(RefusalLog::start(store.clone()));
        let attempts = Attempts::start(store.clone());
        Self {
            store,
            passwords: Passwords::new(),
            tokens,
            limiter: Arc::default(),
            refusals,
            registration,
            lookups: Lookups::default(),
            attempts,
            any_exists: Arc::default(),
        }
    }

    /// Creates an account, and an organization that it owns.
    ///
    /// # Errors
    /// [`Error::RegistrationClosed`], [`Error::Invalid`] for a weak password, [`Conflict::EmailTaken`],
    /// [`Error::RateLimited`].
    pub async fn register(&self, new: NewAccount, source: RequestSource) -> Result<User, Error> {
        let network = Network::from(source.address);
        if !self.may_register(network).await? {
            return Err(Error::RegistrationClosed);
        }
        check("password", &new.password, &new.username)?;
        self.limit_new_accounts(network, &new.username)?;
        let slot = self.passwords.reserve(network)?;
        let (user, password_hash) = new_user(slot, new.name, &new.username, "admin", new.password).await?;
        let mut tx = self.store.begin().await?;
        if self.registration == Registration::First {
            store::accounts::lock_first(tx.conn()).await?;
            if store::accounts::any_exists(tx.conn()).await? {
                return Err(Error::RegistrationClosed);
            }
        }
        store::accounts::insert(tx.conn(), &user, &new.username.case_folded(), &password_hash)
            .await
            .map_err(on_unique_violation(Conflict::EmailTaken))?;
        let name = format!("{}'s organization", user.name);
        let organization = organizations::create_with_owner(&mut tx, &name, user.id, user.created_at).await?;
        attempts::admit(tx.last(), user.id, network, user.created_at);
        let author = Author { user: user.id, source };
        let event = AuditEvent::new(Action::UserRegistered, organization.id, user.id).after(&user);
        audit::commit(tx, &author, event).await?;
        Ok(user)
    }

    /// Whether someone of this network may register without an invitation.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many lookups of the network wait.
    pub async fn may_register(&self, network: Network) -> Result<bool, Error> {
        match self.registration {
            Registration::Open => Ok(true),
            Registration::First => Ok(!self.any_exists(network).await?),
            Registration::Closed => Ok(false),
        }
    }

    async fn any_exists(&self, network: Network) -> Result<bool, Error> {
        if self.any_exists.load(Relaxed) {
            return Ok(true);
        }
        let lookup =
            async { Ok::<_, Error>(store::accounts::any_exists(self.store.read().await?.conn()).await?) };
        let exists = self.lookups.run(network, lookup).await?;
        self.any_exists.fetch_or(exists, Relaxed);
        Ok(exists)
    }

    /// One limit for all ways to create an account.
    pub(super) fn limit_new_accounts(&self, network: Network, email: &Email) -> Result<(), Error> {
        let now = Instant::now();
        self.limiter.take(Attempt::Register, Subject::Network(network), now)?;
        Ok(self.limiter.take(Attempt::Register, Subject::Email(email.case_folded()), now)?)
    }

    /// The error for an unknown token. They are limited by network; known tokens are not, so that people who share an
    /// address cannot lock each other out.
    pub(super) fn unknown_token(&self, attempt: Attempt, source: &RequestSource) -> Error {
        let network = Subject::Network(source.address.into());
        match self.limiter.take(attempt, network, Instant::now()) {
            Ok(()) => Error::Unauthorized,
            Err(too_many) => too_many.into(),
        }
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
    /// [`Error::Invalid`] for a wrong current password or a weak new one, [`Error::RateLimited`] after ten failures of
    /// this session in 15 minutes.
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
        let found = store::accounts::find_with_password(connection.conn(), user).await?;
        let (account, stored) = found.ok_or(Error::Unauthorized)?;
        drop(connection);
        check("new_password", &change.new_password, &account.email)?;
        let network = Network::from(source.address);
        let (verifying, hashing) = (self.passwords.reserve(network)?, self.passwords.reserve(network)?);
        let (current, hash) = (change.current_password, stored.clone());
        let check =
            self.clone().check_current(verifying, caller.session, account, current, hash, source.clone());
        let attempt = attempts::check_to_the_end(check).await?;
        let hashed = hashing.hash(change.new_password).await?;
        let ((mut tx, caller), now) = (authority::begin_account(&self.store, caller).await?, now());
        if !store::accounts::replace_password(tx.conn(), user, &stored, &hashed, now).await? {
            return Err(Invalid::new("current_password", "is no longer your password").into());
        }
        attempt.delete_in(tx.last());
        store::sessions::end_others(tx.last(), user, caller.session, now);
        let event = |organization| AuditEvent::new(Action::UserPasswordChanged, organization, user);
        audit::commit(tx, &Author { user, source }, caller.organization().map(event)).await?;
        attempt.deleted();
        Ok(())
    }

    /// The recorded attempt, if the user's current password is correct.
    async fn check_current(
        self,
        slot: HashSlot,
        session: Id<Session>,
        account: User,
        password: Password,
        hash: String,
        source: RequestSource,
    ) -> Result<RecordedAttempt, Error> {
        let (place, email_folded) = (Place::Session(session), case_folded(&account.email));
        let attempt = self.attempts.record(Attempt::ChangePassword, &email_folded, place).await?;
        if slot.verify(password, Some(hash)).await? {
            return Ok(attempt);
        }
        attempt.keep();
        self.record_refused_login(Some(account.id), source);
        Err(Invalid::new("current_password", "is not your password").into())
    }
}

/// A user who is not stored yet, and the hash of their password.
pub(super) async fn new_user(
    slot: HashSlot,
    name: Name,
    email: &Email,
    role: &str,
    password: Password,
) -> Result<(User, String), Error> {
    let password_hash = slot.hash(password).await?;
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

pub(super) fn check(field: &str, password: &Password, email: &str) -> Result<(), Invalid> {
    password::check(password, email).map_err(|reason| Invalid::new(field, reason))
}
