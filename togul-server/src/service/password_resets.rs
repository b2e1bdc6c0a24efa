//! Lost passwords: one-time tokens that set a new one, issued by the operator or by a member of the only organization of
//! the person.

use std::net::Ipv4Addr;

use chrono::TimeDelta;

use super::{
    Conflict, Error,
    accounts::{Accounts, check},
    attempts, audit,
    authority::{self, Authority},
    rank,
};
use crate::{
    auth::{
        limiter::Attempt,
        secret::{Secret, SecretHash},
    },
    domain::{
        access::InOrganization,
        audit::{Action, AuditEvent, Author},
        id::Id,
        member::Member,
        password_reset::{Issuer, NewPassword, PasswordReset},
        permission::need,
        request_source::{RequestSource, WriteMode},
        text::{Email, case_folded},
        time::{Time, now},
    },
    store::{self, Store, Tx},
};

const LIFETIME: TimeDelta = TimeDelta::hours(1);

/// A token that is shown once.
#[derive(Debug)]
pub struct IssuedReset {
    pub token: Secret,
    pub expires_at: Time,
}

/// Issues a token for the operator, who may reset every password.
///
/// # Errors
/// [`Error::NotFound`] for an e-mail without an account.
pub async fn issue_for_operator(store: &Store, email: &Email) -> Result<IssuedReset, Error> {
    let account = store::accounts::find_by_email(store.read().await?.conn(), email).await?;
    let (user, _) = account.ok_or(Error::NotFound)?;
    let mut tx = authority::begin_sessions(store, user).await?;
    let issued = insert(&mut tx, PasswordReset { user, issuer: None }).await?;
    let request_id = "reset-password".to_owned();
    let source = RequestSource { address: Ipv4Addr::LOCALHOST.into(), request_id, mode: WriteMode::Commit };
    audit::commit(tx, &Author { user, source }, None).await?;
    Ok(issued)
}

/// Issues a token for a member of this organization only.
///
/// # Errors
/// [`Error::NotFound`] for another organization's member, [`Error::Above`] for one with more rights than the caller,
/// [`Conflict::OwnPassword`], [`Conflict::MemberElsewhere`].
pub async fn issue(
    store: &Store,
    proof: &InOrganization<need::MembersUpdate>,
    id: Id<Member>,
) -> Result<IssuedReset, Error> {
    let mut authority = Authority::in_organization(store, proof).await?;
    let organization = authority.organization;
    let member = store::members::find(authority.tx.conn(), organization, id).await?.ok_or(Error::NotFound)?;
    let target = member.user.id;
    if target == proof.user() {
        return Err(Conflict::OwnPassword.into());
    }
    let issuer = Issuer { organization, user: proof.user() };
    let mut tx = authority.tx;
    rank::may_reset_password(tx.conn(), issuer, target).await?;
    store::accounts::lock(tx.conn(), target).await?;
    if store::organizations::list_of(tx.conn(), target).await?.len() > 1 {
        return Err(Conflict::MemberElsewhere.into());
    }
    let issued = insert(&mut tx, PasswordReset { user: target, issuer: Some(issuer) }).await?;
    audit::commit(tx, proof.author(), proof.audit_event(Action::MemberPasswordReset, id)).await?;
    Ok(issued)
}

async fn insert(tx: &mut Tx, reset: PasswordReset) -> Result<IssuedReset, Error> {
    let issued = IssuedReset { token: Secret::generate("togul_pr_"), expires_at: now() + LIFETIME };
    store::password_resets::upsert(tx.conn(), reset, issued.token.hash(), issued.expires_at).await?;
    Ok(issued)
}

impl Accounts {
    /// Sets a new password, ends all sessions, and forgets failed logins.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] for a token that is unknown, used or expired, or whose issuer has no right to it any more;
    /// [`Error::Invalid`] for a weak password, which leaves the token unused; [`Error::RateLimited`].
    pub async fn reset_password(&self, body: NewPassword, source: RequestSource) -> Result<(), Error> {
        let token = SecretHash::of(&body.token.0);
        let lookup = async {
            let mut reader = self.store.read().await?;
            Ok::<_, Error>(store::password_resets::find(reader.conn(), token, now()).await?)
        };
        let reset = self.lookups.run(source.address.into(), lookup).await?;
        let reset = reset.ok_or_else(|| self.unknown_token(Attempt::ResetPassword, &source))?;
        let account = store::accounts::find(self.store.read().await?.conn(), reset.user).await?;
        let account = account.ok_or(Error::Unauthorized)?;
        check("new_password", &body.new_password, &account.email)?;
        let password_hash = self.passwords.reserve(source.address.into())?.hash(body.new_password).await?;

        let user = reset.user;
        let mut tx = authority::begin_reset(&self.store, reset).await?;
        let now = now();
        // Read again under the locks: a concurrent request may have used or replaced it.
        let reset = store::password_resets::find(tx.conn(), token, now).await?.ok_or(Error::Unauthorized)?;
        let organizations = store::organizations::list_of(tx.conn(), user).await?;
        if let Some(issuer) = reset.issuer {
            // The rights of the issuer and the memberships of the user may have changed since.
            let is_only_one = matches!(&organizations[..], [only] if only.id == issuer.organization);
            if !is_only_one {
                return Err(Error::Unauthorized);
            }
            rank::may_reset_password(tx.conn(), issuer, user).await.map_err(|error| match error {
                Error::Above(_) | Error::Forbidden(_) | Error::NotFound => Error::Unauthorized,
                error => error,
            })?;
        }
        store::accounts::update_password(tx.conn(), user, &password_hash, now).await?;
        store::password_resets::delete(tx.last(), user);
        store::attempts::delete_failures(tx.last(), &case_folded(&account.email));
        attempts::admit(tx.last(), user, source.address, now);
        store::sessions::end_all(tx.last(), user, now);
        let events: Vec<_> = organizations
            .iter()
            .map(|one| AuditEvent::new(Action::UserPasswordReset, one.id, user))
            .collect();
        audit::commit_all(tx, &Author { user, source }, events).await
    }
}
