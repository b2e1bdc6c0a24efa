//! Concurrent requests about members, roles, invitations and sessions have the outcome of some serial order.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::world::{Person, Reply, on_both, person::PASSWORD};

const ROUNDS: usize = 10;

async fn members(owner: &Person) -> Vec<Value> {
    owner.get("/api/v1/members").await.ok()["members"].as_array().unwrap().clone()
}

/// The paths of these people's memberships, from the list that the first of them reads.
async fn paths<const N: usize>(people: [&Person; N]) -> [String; N] {
    let members = members(people[0]).await;
    people.map(|person| {
        let mut members = members.iter();
        let member = members.find(|member| member["user"]["id"] == person.user_id).expect("a member");
        format!("/api/v1/members/{}", member["id"].as_str().unwrap())
    })
}

fn owners(members: &[Value]) -> usize {
    members.iter().filter(|member| member["role"]["key"] == "owner").count()
}

/// The number of replies with this status.
fn count(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status == status).count()
}

fn id(object: &Value) -> &str {
    object["id"].as_str().expect("an id")
}

on_both! {
    async fn one_of_two_owners_removing_each_other_stays(world) {
        let shop = world.shop().await;
        let (mut one, mut other) = (shop.owner.clone(), shop.member(world, "owner").await);
        for _ in 0..ROUNDS {
            let [mine, theirs] = paths([&one, &other]).await;
            let (first, second) = tokio::join!(one.delete(&theirs), other.delete(&mine));
            let replies = [first, second];
            assert_eq!(count(&replies, 200), 1, "{replies:?}");
            // The owner whose request came second is no longer a member.
            assert_eq!(count(&replies, 404), 1, "{replies:?}");
            if replies[1].status == 200 {
                (one, other) = (other, one);
            }
            assert_eq!((owners(&members(&one).await), members(&one).await.len()), (1, 1));
            one.delete(&paths([&one]).await[0]).await.refused(409, "conflict");
            let body = json!({ "email": other.email, "role_id": role(&one, "owner").await });
            let token = one.post("/api/v1/invitations", body).await.ok()["accept_token"].clone();
            other.post("/api/v1/invitations/accept", json!({ "token": token })).await.ok();
        }
    }

    async fn one_of_two_owners_demoting_each_other_stays(world) {
        let shop = world.shop().await;
        let people = [shop.owner.clone(), shop.member(world, "owner").await];
        let [viewer, owner] = [role(&people[0], "viewer").await, role(&people[0], "owner").await];
        for _ in 0..ROUNDS {
            let paths = paths([&people[0], &people[1]]).await;
            let demote = json!({ "role_id": viewer });
            let (first, second) =
                tokio::join!(people[0].patch(&paths[1], demote.clone()), people[1].patch(&paths[0], demote));
            let replies = [first, second];
            assert_eq!((count(&replies, 200), count(&replies, 403)), (1, 1), "{replies:?}");
            let winner = usize::from(replies[1].status == 200);
            assert_eq!(owners(&members(&people[winner]).await), 1);
            people[winner].patch(&paths[1 - winner], json!({ "role_id": owner })).await.ok();
        }
    }

    async fn one_of_three_owners_leaving_at_once_stays(world) {
        let shop = world.shop().await;
        let people =
            [shop.owner.clone(), shop.member(world, "owner").await, shop.member(world, "owner").await];
        let paths = paths([&people[0], &people[1], &people[2]]).await;
        let replies = join_all(people.iter().zip(&paths).map(|(person, path)| person.delete(path))).await;
        assert_eq!((count(&replies, 200), count(&replies, 409)), (2, 1), "{replies:?}");
        let last = replies.iter().position(|reply| reply.status == 409).unwrap();
        assert_eq!(owners(&members(&people[last]).await), 1);
    }

    async fn concurrent_deletions_leave_a_user_one_organization(world) {
        let ada = world.register("Ada").await;
        for round in 0..ROUNDS {
            let body = json!({ "name": format!("Round {round}") });
            let other = ada.login(&ada.email).await.post("/api/v1/organizations", body).await.ok();
            let (one, there) = (ada.login(&ada.email).await, ada.login(&ada.email).await);
            let (id, token) = (&other["organization"]["id"], &there.refresh_token);
            let body = json!({ "organization_id": id, "refresh_token": token });
            let there = there.with_session(&there.post("/api/v1/me/switch-organization", body).await.ok());
            let delete = async |person: &Person| {
                person.delete(&format!("/api/v1/organizations/{}", person.organization_id)).await
            };
            let (first, second) = tokio::join!(delete(&one), delete(&there));
            let replies = [first, second];
            assert_eq!((count(&replies, 200), count(&replies, 409)), (1, 1), "{replies:?}");
            let left = ada.login(&ada.email).await.get("/api/v1/me").await.ok();
            assert_eq!(left["organizations"].as_array().unwrap().len(), 1);
        }
    }

    async fn switching_organizations_during_requests_carries_no_rights_over(world) {
        let shop = world.shop().await;
        shop.custom_role("inviter", &["org.read", "members.invite"]).await;
        // Bob is the owner of his own organization, and may only invite in this one.
        let bob = world.register("Bob").await;
        shop.add_member(&bob, "inviter").await;
        let owner = shop.role("owner").await;
        let (there, at_home) = (json!(shop.owner.organization_id), json!(bob.organization_id));
        let mut here = bob.switch(&there).await;
        for round in 0..ROUNDS {
            let invite = async |n: usize| {
                let body = json!({ "email": format!("{round}.{n}@example.com"), "role_id": owner });
                here.post("/api/v1/invitations", body).await
            };
            let invited = join_all((0..20).map(invite));
            let (replies, home) = tokio::join!(invited, here.switch(&at_home));
            assert_eq!(count(&replies, 403) + count(&replies, 401), 20, "{replies:?}");
            here = home.switch(&there).await;
        }
        assert_eq!(shop.owner.get("/api/v1/invitations").await.ok()["invitations"], json!([]));
    }

    async fn one_of_many_concurrent_acceptances_succeeds(world) {
        let shop = world.shop().await;
        let (newcomer, known) = ("new@example.com", world.register("Vera").await);
        let (anonymous, account) = (world.anonymous(), json!({ "name": "New", "password": PASSWORD }));
        for (email, caller, account) in
            [(newcomer, &anonymous, account), (known.email.as_str(), &known, json!({}))]
        {
            let mut body = json!({ "token": shop.invite(email, "viewer").await });
            body.as_object_mut().unwrap().extend(account.as_object().unwrap().clone());
            let replies =
                join_all((0..10).map(|_| caller.post("/api/v1/invitations/accept", body.clone()))).await;
            assert_eq!(count(&replies, 200), 1, "{email}: {replies:?}");
            assert_eq!(count(&replies, 401) + count(&replies, 409), 9, "{email}: {replies:?}");
            let members = shop.members().await;
            assert_eq!(members.iter().filter(|member| member["user"]["email"] == email).count(), 1);
        }
        assert_eq!(shop.owner.get("/api/v1/invitations").await.ok()["invitations"], json!([]));
        world.anonymous().login(newcomer).await;
    }

    async fn an_invitation_is_either_accepted_or_withdrawn(world) {
        let (shop, known) = (world.shop().await, world.register("Vera").await);
        for _ in 0..ROUNDS {
            let body = json!({ "email": known.email, "role_id": shop.role("viewer").await });
            let invited = shop.owner.post("/api/v1/invitations", body).await.ok();
            let path = format!("/api/v1/invitations/{}", id(&invited["invitation"]));
            let token = json!({ "token": invited["accept_token"] });
            let (withdrawn, accepted) =
                tokio::join!(shop.owner.delete(&path), known.post("/api/v1/invitations/accept", token));
            if withdrawn.status == 200 {
                accepted.refused(401, "unauthorized");
            } else {
                withdrawn.refused(404, "not_found");
                let member = accepted.ok()["member"].clone();
                shop.owner.delete(&format!("/api/v1/members/{}", id(&member))).await.ok();
            }
            assert_eq!(shop.members().await.len(), 1);
        }
    }

    async fn a_role_is_either_granted_or_deleted(world) {
        let (shop, known) = (world.shop().await, world.register("Vera").await);
        shop.add_member(&known, "viewer").await;
        let member = shop.member_path(&known).await;
        for round in 0..ROUNDS {
            let role = shop.custom_role(&format!("r{round}"), &[]).await;
            let to = json!({ "role_id": id(&role) });
            let mut invitation = to.clone();
            invitation["email"] = json!(format!("e{round}@example.com"));
            let role = format!("/api/v1/roles/{}", id(&role));
            let (deleted, invited, changed) = tokio::join!(
                shop.owner.delete(&role),
                shop.owner.post("/api/v1/invitations", invitation),
                shop.owner.patch(&member, to),
            );
            let given = [invited, changed];
            if deleted.status == 200 {
                assert_eq!(count(&given, 404), 2, "{given:?}");
            } else {
                assert_eq!(deleted.conflict(), "role_in_use");
                assert_eq!(count(&given, 200), 2, "{given:?}");
            }
        }
    }

    async fn at_most_one_of_concurrent_uses_of_a_refresh_token_succeeds(world) {
        let ada = world.register("Ada").await;
        let body = json!({ "name": "Elsewhere" });
        let elsewhere = ada.post("/api/v1/organizations", body).await.ok()["organization"]["id"].clone();
        for _ in 0..5 {
            let session = ada.login(&ada.email).await;
            let replies = join_all((0..12).map(async |n| {
                let mut body = json!({ "refresh_token": session.refresh_token });
                if n % 3 > 0 {
                    return session.post("/api/v1/refresh-token", body).await;
                }
                body["organization_id"] = elsewhere.clone();
                session.post("/api/v1/me/switch-organization", body).await
            }))
            .await;
            assert!(count(&replies, 200) <= 1, "{replies:?}");
            assert_eq!(count(&replies, 200) + count(&replies, 401), 12, "{replies:?}");
            for reply in replies.iter().filter(|reply| reply.status == 200) {
                ada.with_session(&reply.json()).get("/api/v1/me").await.refused(401, "unauthorized");
            }
            session.get("/api/v1/me").await.refused(401, "unauthorized");
        }
    }

    async fn a_login_with_the_old_password_during_its_change_does_not_last(world) {
        let ada = world.register("Ada").await;
        let change = json!({ "current_password": PASSWORD, "new_password": "another horse battery" });
        let login = json!({ "username": ada.email, "password": PASSWORD });
        let anonymous = world.anonymous();
        let logins = join_all((0..6).map(|_| anonymous.post("/api/v1/login", login.clone())));
        let (changed, logins) = tokio::join!(ada.post("/api/v1/me/password", change), logins);
        changed.ok();
        for reply in &logins {
            match reply.status.as_u16() {
                200 => {
                    drop(ada.with_session(&reply.json()).get("/api/v1/me").await.refused(401, "unauthorized"))
                }
                _ => drop(reply.refused(401, "unauthorized")),
            }
        }
        ada.get("/api/v1/me").await.ok();
    }
}

async fn role(owner: &Person, key: &str) -> String {
    let roles = owner.get("/api/v1/roles").await.ok();
    let mut roles = roles["roles"].as_array().unwrap().iter();
    id(roles.find(|role| role["key"] == key).expect("a role with this key")).to_owned()
}
