//! Founding organizations.

use super::Error;
use crate::{
    auth::secret,
    domain::{
        account::User, id::Id, organization::Organization, permission::SystemRole, text::slug, time::Time,
    },
    store::{self, Tx},
};

/// Creates an organization with the system roles; the user owns it.
pub(super) async fn create(
    tx: &mut Tx,
    name: &str,
    owner: Id<User>,
    now: Time,
) -> Result<Id<Organization>, Error> {
    let organization = Id::generate();
    let mut slug = slug(name);
    // Slugs are unique among all tenants: a taken one gets a random ending instead of an answer that tells.
    while !store::organizations::insert(tx.conn(), organization, &slug, name, now).await? {
        slug = format!("{slug}-{}", &secret::salt()[..8]);
    }
    for role in SystemRole::ALL {
        let id = Id::generate();
        store::organizations::insert_system_role(tx.conn(), organization, id, *role, now).await?;
        if *role == SystemRole::Owner {
            store::organizations::insert_member(tx.conn(), organization, owner, id, now).await?;
        }
    }
    Ok(organization)
}
