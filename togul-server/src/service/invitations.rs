//! Invitations: sending, withdrawing and accepting them.

use std::marker::PhantomData;

use togul_core::Invalid;

use super::{
    Conflict, Error,
    accounts::{Accounts, check, new_user},
    attempts, audit,
    authority::{self, Authority},
    on_unique_violation,
    quota::{admit_member, admit_new_owner, admit_one},
};
use crate::{
    auth::{
        limiter::Attempt,
        secret::{Secret, SecretHash},
    },
    domain::{
        access::{Caller, Grant, InOrganization},
        account::User,
        audit::{Action, AuditEvent, Author},
        id::Id,
        invitation::{Acceptance, Invitation, NewInvitation},
        member::Member,
        network::Network,
        organization::Organization,
        permission::{Permission, need},
        quota::Quota,
        request_source::RequestSource,
        role::Role,
        text::Email,
        time::now,
        view::View,
    },
    store::{self, Store, Tx, invitations::StoredInvitation},
};

/// Invites a person. The returned secret is for them and is not stored.
///
/// # Errors
/// [`Error::NotFound`] for another organization's role, [`Error::Forbidden`] for one with more rights than the caller's
/// own, [`Conflict::AlreadyMember`], [`Conflict::InvitationActive`], [`Error::QuotaExceeded`].
pub async fn invite(
    store: &Store,
    proof: &InOrganization<need::MembersInvite>,
    new: NewInvitation,
) -> Result<(View<Invitation>, Secret), Error> {
    let mut authority = Authority::in_organization(store, proof).await?;
    let role = authority.grantable(new.role_id).await?;
    let Authority { mut tx, organization, grant } = authority;
    let email_folded = new.email.case_folded();
    if store::members::has_email(tx.conn(), organization, &new.email).await? {
        return Err(Error::Conflict(Conflict::AlreadyMember));
    }
    let (now, token) = (now(), Secret::generate("inv_tok_"));
    let invitation = Invitation {
        id: Id::generate(),
        email: new.email.to_string(),
        role,
        expires_at: now + new.expires_in_hours.delta(),
        created_at: now,
        updated_at: now,
    };
    store::invitations::delete_expired(tx.conn(), organization, &email_folded, now).await?;
    // Expired ones are listed while there is room for them.
    match admit(&mut tx, organization).await {
        Err(Error::QuotaExceeded(_)) => {
            store::invitations::delete_all_expired(tx.conn(), organization, now).await?;
            admit(&mut tx, organization).await?;
        }
        admitted => admitted?,
    }
    store::invitations::insert(
        tx.conn(),
        organization,
        &invitation,
        &email_folded,
        token.hash(),
        proof.user(),
    )
    .await
    .map_err(on_unique_violation(Conflict::InvitationActive))?;
    let event = proof.audit_event(Action::InvitationCreated, invitation.id).after(&invitation);
    audit::commit(tx, proof.author(), event).await?;
    Ok((grant.view(invitation), token))
}

async fn admit(tx: &mut Tx, organization: Id<Organization>) -> Result<(), Error> {
    admit_one(tx.quotas(), Quota::Invitations, store::invitations::count(tx.conn(), organization)).await
}

/// Invalidates the invitation's token.
///
/// # Errors
/// [`Error::NotFound`] for another organization's invitation and for an accepted one.
pub async fn withdraw(
    store: &Store,
    proof: &InOrganization<need::MembersInvite>,
    id: Id<Invitation>,
) -> Result<(), Error> {
    let (mut tx, proof) = authority::begin(store, proof).await?;
    let organization = proof.organization();
    let before = store::invitations::find(tx.conn(), organization, id).await?.ok_or(Error::NotFound)?;
    if !store::invitations::delete(tx.conn(), id).await? {
        return Err(Error::NotFound);
    }
    let event = proof.audit_event(Action::InvitationWithdrawn, id).before(&before);
    audit::commit(tx, proof.author(), event).await
}

/// Withdraws the invitations whose authors may not give their roles any more, since they would be valid again once the
/// authors got their rights back. Every change of members and roles ends with this. Returns what the audit log says.
pub(super) async fn withdraw_invalid(
    tx: &mut Tx,
    organization: Id<Organization>,
) -> Result<Vec<AuditEvent>, Error> {
    let invitations = store::invitations::list_all(tx.conn(), organization).await?;
    let mut events = Vec::new();
    for StoredInvitation { inviter, invitation, .. } in invitations {
        if !may_invite(inviter, &invitation.role) {
            store::invitations::withdraw(tx.last(), invitation.id);
            let event = AuditEvent::new(Action::InvitationWithdrawn, organization, invitation.id);
            events.push(event.before(&invitation));
        }
    }
    Ok(events)
}

fn may_invite(author: Option<Grant>, role: &Role) -> bool {
    author.is_some_and(|author| {
        author.permissions.contains(Permission::MembersInvite) && author.may_grant(&role.grant()).is_ok()
    })
}

/// Makes the invited person a member: the caller, whose account has the invited e-mail, or else a new account.
///
/// # Errors
/// [`Error::Unauthorized`] for a token that is unknown or used, or whose inviter has lost the right to give its role;
/// [`Error::LoginRequired`] when an account has the invited e-mail and is not the caller's; [`Error::Invalid`] for an
/// expired token, and for a name or password that is missing for a new account or present for an existing one;
/// [`Conflict::AlreadyMember`], [`Error::QuotaExceeded`], [`Error::RateLimited`].
pub async fn accept(
    accounts: &Accounts,
    body: Acceptance,
    caller: Option<&Caller>,
    source: RequestSource,
) -> Result<Member, Error> {
    let token = SecretHash::of(&body.token.0);
    let lookup = async {
        let mut reader = accounts.store.read().await?;
        Ok::<_, Error>(store::invitations::find_by_token(reader.conn(), token).await?)
    };
    let found = accounts.lookups.run(source.address.into(), lookup).await?;
    let StoredInvitation { organization, invitation, .. } =
        found.ok_or_else(|| accounts.unknown_token(Attempt::Accept, &source))?;
    if invitation.expires_at <= now() {
        return Err(Invalid::new("token", "has expired: ask for another invitation").into());
    }
    let network = source.address.into();
    let new_member = match new_member(accounts, &invitation, body, caller, network).await {
        // A concurrent request accepted it: the account exists now, and the token is used.
        Err(Error::Invalid(_) | Error::LoginRequired)
            if store::invitations::find_by_token(accounts.store.read().await?.conn(), token)
                .await?
                .is_none() =>
        {
            return Err(Error::Unauthorized);
        }
        new_member => new_member?,
    };

    let caller = match &new_member {
        NewMember::Existing(caller) => Some(*caller),
        NewMember::New { .. } => None,
    };
    let mut tx = authority::begin_members(&accounts.store, organization, caller).await?;
    // Read again under the lock: a concurrent request may have accepted it or changed its role.
    let held = store::invitations::find_by_token(tx.conn(), token).await?;
    let StoredInvitation { inviter, invitation, .. } = held.ok_or(Error::Unauthorized)?;
    if !may_invite(inviter, &invitation.role) {
        return Err(Error::Unauthorized);
    }
    let user = match new_member {
        NewMember::Existing(caller) => {
            if invitation.role.is_owner() {
                admit_new_owner(&mut tx, caller.user).await?;
            } else {
                admit_member(&mut tx, caller.user).await?;
            }
            let found = store::members::find_joining(tx.conn(), organization, caller.user).await?;
            let (user, is_member) = found.ok_or(Error::Unauthorized)?;
            if is_member {
                return Err(Error::Conflict(Conflict::AlreadyMember));
            }
            user
        }
        NewMember::New { user, email_folded, password_hash } => {
            store::accounts::insert(tx.conn(), &user, &email_folded, &password_hash)
                .await
                .map_err(on_unique_violation(Conflict::EmailTaken))?;
            user
        }
    };
    let now = now();
    store::invitations::withdraw(tx.last(), invitation.id);
    if caller.is_none() {
        attempts::admit(tx.last(), user.id, source.address, now);
    }
    let id = store::members::insert(tx.last(), organization, user.id, invitation.role.id, now);
    let author = Author { user: user.id, source };
    let event = AuditEvent::new(Action::InvitationAccepted, organization, invitation.id);
    let role = invitation.role;
    let member = Member { id, user: user.into(), role, created_at: now, updated_at: now, of: PhantomData };
    audit::commit(tx, &author, event.after(&member)).await?;
    Ok(member)
}

enum NewMember<'a> {
    Existing(&'a Caller),
    New { user: User, email_folded: String, password_hash: String },
}

async fn new_member<'a>(
    accounts: &Accounts,
    invitation: &Invitation,
    body: Acceptance,
    caller: Option<&'a Caller>,
    network: Network,
) -> Result<NewMember<'a>, Error> {
    let invalid = |reason| Invalid::new("email", reason);
    let email = Email::of_account(&*invitation.email).map_err(invalid)?;
    let account = store::accounts::find_by_email(accounts.store.read().await?.conn(), &email).await?;
    if let Some((user, _)) = account {
        // The token alone is no consent of the account's owner. And without it, an account that a stranger made with the
        // e-mail of another person would get the role that is meant for that person.
        let caller = caller.filter(|caller| caller.user == user).ok_or(Error::LoginRequired)?;
        for (field, given) in [("name", body.name.is_some()), ("password", body.password.is_some())] {
            if given {
                let reason = "must be absent: the invited e-mail has an account already";
                return Err(Invalid::new(field, reason).into());
            }
        }
        return Ok(NewMember::Existing(caller));
    }
    let email = Email::parse(email).map_err(invalid)?;
    let email_folded = email.case_folded();
    let needed = |field| Invalid::new(field, "is needed: the invited e-mail has no account yet");
    let name = body.name.ok_or_else(|| needed("name"))?;
    let password = body.password.ok_or_else(|| needed("password"))?;
    check("password", &password, &email)?;
    accounts.limit_new_accounts(network, &email)?;
    let slot = accounts.passwords.reserve(network)?;
    let (user, password_hash) = new_user(slot, name, &email, "read_only", password).await?;
    Ok(NewMember::New { user, email_folded, password_hash })
}
