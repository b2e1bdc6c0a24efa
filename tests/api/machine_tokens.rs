//! Machine tokens: credentials for scripts, bounded by a role, by a project, and by the rights of their creator.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use togul_server::{
    domain::{
        audit::{Author, TokenActor},
        permission::Permission,
        request_source::{RequestSource, WriteMode},
    },
    service::refusals::{Denial, RefusalLog},
};
use uuid::Uuid;

use super::routes::{Ids, table};
use crate::world::{Person, Reply, Shop, on_both};

/// A program with a new token of this person.
async fn token(shop: &Shop, creator: &Person, role: &str, project: Option<&str>) -> (Value, Person) {
    let body =
        json!({ "name": format!("{role} bot"), "role_id": shop.role(role).await, "project_id": project });
    let created = creator.post("/api/v1/tokens", body).await.ok();
    let secret = created["secret"].as_str().unwrap();
    assert!(secret.starts_with("tgl_adm_") && secret.len() == 8 + 43, "{secret}");
    (created["token"].clone(), shop.sdk.with_bearer(secret))
}

async fn new_flag(shop: &Shop, program: &Person) -> Reply {
    let key = format!("n{}", Uuid::now_v7().simple());
    let body = json!({ "environment_id": shop.environment_id, "key": key, "name": key });
    program.post(&format!("{}/flags", shop.path), body).await
}

on_both! {
    async fn a_token_acts_with_its_role_and_by_its_name(world) {
        let shop = world.shop().await;
        let (developer, program) = token(&shop, &shop.owner, "developer", None).await;
        new_flag(&shop, &program).await.ok();
        program.get(&shop.path).await.ok();
        let list = program.get("/api/v1/projects").await.ok();
        assert_eq!(list["projects"].as_array().unwrap().len(), 1);
        program.post(&format!("{}/api-keys", shop.path), json!({})).await.denied("api_keys.write");
        program.delete(&shop.path).await.denied("projects.delete");

        let (_, viewer) = token(&shop, &shop.owner, "viewer", None).await;
        viewer.get(&format!("{}/flags", shop.path)).await.ok();
        new_flag(&shop, &viewer).await.denied("flags.write");

        let path = format!("/api/v1/audit-log?target_type=flag&actor_id={}", developer["id"].as_str().unwrap());
        let entries = shop.owner.get(&path).await.ok()["entries"].clone();
        assert_eq!(entries.as_array().unwrap().len(), 1, "{entries}");
        assert_eq!(entries[0]["actor"]["name"], "developer bot");
        assert_eq!(entries[0]["action"], "flag.created");
    }

    async fn a_token_with_the_permission_reads_the_audit_log_of_its_projects(world) {
        let shop = world.shop().await;
        new_flag(&shop, &shop.owner).await.ok();
        let other = shop.owner.post("/api/v1/projects", json!({ "name": "Other" })).await.ok();
        let other = other["project"]["id"].as_str().unwrap();
        let log = async |program: &Person| {
            let listed = program.get("/api/v1/audit-log?limit=200").await.ok()["entries"].clone();
            let export = program.get("/api/v1/audit-log/export").await;
            assert_eq!(export.status, 200);
            let text = String::from_utf8(export.body.to_vec()).unwrap();
            let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(listed, json!(lines));
            lines.iter().map(|entry| entry["project_id"].as_str().map(String::from)).collect::<BTreeSet<_>>()
        };
        let ids = |ids: &[&str]| ids.iter().map(|id| Some((*id).to_owned())).collect::<BTreeSet<_>>();
        let (_, everywhere) = token(&shop, &shop.owner, "analyst", None).await;
        assert_eq!(log(&everywhere).await, ids(&[&shop.project_id, other]), "and none of the organization");
        let (_, bound) = token(&shop, &shop.owner, "analyst", Some(other)).await;
        assert_eq!(log(&bound).await, ids(&[other]));
        // Neither more than its role nor more than its creator.
        let (_, developer) = token(&shop, &shop.owner, "developer", None).await;
        developer.get("/api/v1/audit-log").await.denied("audit.read");
        shop.custom_role("lead", &["audit.read", "tokens.write", "projects.read"]).await;
        let lead = shop.member(world, "lead").await;
        let reader = shop.custom_role("reader", &["audit.read"]).await;
        let body = json!({ "name": "b", "role_id": reader["id"] });
        let created = lead.post("/api/v1/tokens", body).await.ok();
        let program = shop.sdk.with_bearer(created["secret"].as_str().unwrap());
        assert_eq!(log(&program).await, ids(&[]));
        shop.add_to_project(&lead, other, "developer").await;
        assert_eq!(log(&program).await, ids(&[]), "a developer does not read the log");
        shop.add_to_project(&lead, &shop.project_id, "analyst").await;
        assert_eq!(log(&program).await, ids(&[&shop.project_id]));
        let member = shop.member_path(&lead).await;
        shop.owner.patch(&member, json!({ "role_id": shop.role("developer").await })).await.ok();
        program.get("/api/v1/audit-log").await.denied("audit.read");
    }

    async fn a_denial_of_a_token_is_recorded_by_its_name(world) {
        let shop = world.shop().await;
        let creator = shop.member(world, "viewer").await;
        shop.add_to_project(&creator, &shop.project_id, "viewer").await;
        let (first, program) = token(&shop, &shop.owner, "viewer", None).await;
        let (second, another) = token(&shop, &shop.owner, "viewer", Some(&shop.project_id)).await;
        // An entry for each caller, and not one for each user or request.
        for caller in [&program, &another, &creator, &program] {
            new_flag(&shop, caller).await.denied("flags.write");
        }
        another.get("/api/v1/members").await.denied("members.read");
        let expected = [
            (&first["id"], "viewer bot", "flags.write"),
            (&second["id"], "viewer bot", "flags.write"),
            (&json!(creator.user_id), "viewer", "flags.write"),
            (&second["id"], "viewer bot", "members.read"),
        ]
        .map(|(id, name, permission)| json!([id, name, permission]));
        let denied = async || {
            world.app.accounts.refusals.flush().await;
            let listed = shop.owner.get("/api/v1/audit-log?action=permission.denied").await.ok();
            let entries = listed["entries"].as_array().unwrap().iter();
            let of = |entry: &Value| json!([entry["actor"]["id"], entry["actor"]["name"], entry["target_id"]]);
            entries.map(of).collect::<Vec<_>>()
        };
        assert_eq!(denied().await, expected);
        // Another process finds the entry in the database, and none of the creator themselves.
        let process = RefusalLog::start(world.app.store.clone());
        let id = |text: &Value| text.as_str().unwrap().parse::<Uuid>().unwrap();
        for token in [Some(TokenActor { id: id(&first["id"]).into(), name: "viewer bot".to_owned() }), None] {
            let source = RequestSource { address: [127, 0, 0, 1].into(), request_id: String::new(), mode: WriteMode::Commit };
            let denial = Denial {
                organization: id(&json!(shop.owner.organization_id)).into(),
                project: None,
                token,
                permission: Permission::FlagsWrite,
                method: "POST".to_owned(),
                route: "/api/v1/projects/{project_id}/flags".to_owned(),
            };
            process.denied(Author { user: id(&json!(shop.owner.user_id)).into(), source }, denial);
        }
        process.flush().await;
        let of_owner = denied().await;
        assert_eq!((of_owner.len(), &of_owner[4][0]), (5, &json!(shop.owner.user_id)));
    }

    async fn a_secret_of_a_token_is_shown_once(world) {
        let shop = world.shop().await;
        let (created, program) = token(&shop, &shop.owner, "viewer", None).await;
        let secret = program.authorization().strip_prefix("Bearer ").unwrap();
        let listed = shop.owner.get("/api/v1/tokens").await.ok();
        assert_eq!(listed["tokens"], json!([created]));
        let log = shop.owner.get("/api/v1/audit-log").await.ok();
        assert!(log.to_string().contains("token.created") && !log.to_string().contains(secret));
    }

    async fn a_token_for_a_project_acts_there_only(world) {
        let shop = world.shop().await;
        let other = shop.owner.post("/api/v1/projects", json!({ "name": "Other" })).await.ok();
        let other = format!("/api/v1/projects/{}", other["project"]["id"].as_str().unwrap());
        let (_, program) = token(&shop, &shop.owner, "admin", Some(&shop.project_id)).await;
        new_flag(&shop, &program).await.ok();
        program.get(&other).await.refused(404, "not_found");
        let listed = program.get("/api/v1/projects").await.ok();
        assert_eq!(listed["projects"][0]["id"], json!(shop.project_id));
        assert_eq!(listed["projects"].as_array().unwrap().len(), 1);
        program.post("/api/v1/projects", json!({ "name": "New" })).await.denied("projects.write");
    }

    async fn a_token_never_acts_on_people_roles_tokens_or_the_organization(world) {
        let (shop, bystander) = (world.shop().await, world.register("Vera").await);
        let ids = Ids::new(&shop, &bystander).await;
        let (_, program) = token(&shop, &shop.owner, "owner", None).await;
        let before = ids.state(&shop.owner).await;
        let allowed = |route: &str| {
            ["/projects", "/audit-log"].contains(&route) || route.starts_with("/projects/{project_id}")
                || route.starts_with("/audit-log/")
        };
        let mut refused = 0;
        for row in table().filter(|row| !allowed(row.route) || row.route.contains("/members")) {
            let reply = row.call(&program, &ids).await;
            match row.needs().first() {
                Some(permission) => reply.denied(permission),
                None => drop(reply.refused(401, "unauthorized")),
            }
            refused += 1;
        }
        assert!(refused > 25, "{refused}");
        before.assert_unchanged(&ids.state(&shop.owner).await, "a token");
        program.get("/api/v1/stream").await.refused(401, "unauthorized");
    }

    async fn a_token_has_no_more_rights_than_its_creator_now(world) {
        let shop = world.shop().await;
        let creator = shop.member(world, "admin").await;
        let (_, program) = token(&shop, &creator, "developer", None).await;
        new_flag(&shop, &program).await.ok();
        let member = shop.member_path(&creator).await;
        let set_role = async |role: &str| {
            shop.owner.patch(&member, json!({ "role_id": shop.role(role).await })).await.ok()
        };
        set_role("developer").await;
        new_flag(&shop, &program).await.refused(404, "not_found");
        assert_eq!(program.get("/api/v1/projects").await.ok()["projects"], json!([]));
        shop.add_to_project(&creator, &shop.project_id, "viewer").await;
        new_flag(&shop, &program).await.denied("flags.write");
        program.get(&shop.path).await.ok();
        set_role("admin").await;
        new_flag(&shop, &program).await.ok();

        shop.owner.delete(&member).await.ok();
        program.get(&shop.path).await.refused(401, "unauthorized");
        // The creator's return does not bring the token back.
        shop.add_member(&creator, "admin").await;
        program.get(&shop.path).await.refused(401, "unauthorized");
        assert_eq!(shop.owner.get("/api/v1/tokens").await.ok()["tokens"], json!([]));
    }

    async fn a_token_gets_no_more_rights_than_its_creator_has(world) {
        let shop = world.shop().await;
        let admin = shop.member(world, "admin").await;
        let body = json!({ "name": "bot", "role_id": shop.role("owner").await });
        admin.post("/api/v1/tokens", body).await.denied("org.delete");
        shop.custom_role("lead", &["tokens.write", "projects.read", "flags.read", "flags.write"]).await;
        let person = shop.member(world, "lead").await;
        shop.add_to_project(&person, &shop.project_id, "viewer").await;
        let create = async |project: Value, role: &Value| {
            person.post("/api/v1/tokens", json!({ "name": "b", "role_id": role, "project_id": project })).await
        };
        let writer = shop.custom_role("writer", &["flags.write"]).await;
        create(Value::Null, &writer["id"]).await.ok();
        create(json!(shop.project_id), &writer["id"]).await.denied("flags.write");
        let hidden = shop.owner.post("/api/v1/projects", json!({ "name": "Hidden" })).await.ok();
        create(hidden["project"]["id"].clone(), &writer["id"]).await.refused(404, "not_found");
        create(Value::Null, &json!(Uuid::now_v7())).await.refused(404, "not_found");
        // A role of a token is in use.
        shop.owner.delete(&format!("/api/v1/roles/{}", writer["id"].as_str().unwrap())).await.conflict();
    }

    async fn a_deleted_or_expired_token_is_refused(world) {
        let shop = world.shop().await;
        let (created, program) = token(&shop, &shop.owner, "viewer", None).await;
        program.get(&shop.path).await.ok();
        let path = format!("/api/v1/tokens/{}", created["id"].as_str().unwrap());
        assert_eq!(shop.owner.delete(&path).await.ok(), json!({ "deleted": true }));
        program.get(&shop.path).await.refused(401, "unauthorized");
        shop.owner.delete(&path).await.refused(404, "not_found");

        let (created, program) = token(&shop, &shop.owner, "viewer", None).await;
        let id = created["id"].as_str().unwrap().replace('-', "");
        let is_sqlite = world.database.url().starts_with("sqlite");
        let id = if is_sqlite { format!("x'{id}'") } else { format!("'{id}'") };
        let expired = "update machine_tokens set expires_at = '2020-01-01T00:00:00+00:00' where id = ";
        assert_eq!(world.sql(&format!("{expired}{id}")).await, 1);
        program.get(&shop.path).await.refused(401, "unauthorized");

        let body = json!({ "name": "b", "role_id": shop.role("viewer").await, "expires_at": "2020-01-01T00:00:00Z" });
        assert_eq!(shop.owner.post("/api/v1/tokens", body).await.refused_field(), "expires_at");
    }

    async fn an_organization_has_at_most_200_tokens(world) {
        let shop = world.shop().await;
        let body = json!({ "name": "b", "role_id": shop.role("viewer").await });
        for _ in 0..200 {
            shop.owner.post("/api/v1/tokens", body.clone()).await.ok();
        }
        let refused = shop.owner.post("/api/v1/tokens", body).await.refused(409, "quota_exceeded");
        assert_eq!(refused["details"]["limit"], 200);
    }
}
