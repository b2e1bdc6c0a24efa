//! The quick start, call by call: from registration to the first evaluation.

use serde_json::json;

use crate::world::{on_both, person::PASSWORD};

on_both! {
    async fn from_registration_to_the_first_evaluation(world) {
        let anonymous = world.anonymous();
        let body = json!({ "name": "Ada", "username": "ada@example.com", "password": PASSWORD });
        let user = anonymous.post("/api/v1/register", body).await.ok();
        assert_eq!(user["user"]["email"], "ada@example.com");
        assert_eq!(user["user"]["role"], "admin");

        let body = json!({ "username": "ADA@example.com", "password": PASSWORD });
        let session = anonymous.post("/api/v1/login", body).await.ok();
        let ada = anonymous.with_session(&session);
        assert_eq!(session["current_organization"]["role"], "owner");

        let project =
            ada.post("/api/v1/projects", json!({ "name": "My Shop" })).await.ok()["project"].clone();
        assert_eq!(project["slug"], "my-shop");
        let path = format!("/api/v1/projects/{}", project["id"].as_str().unwrap());

        let body = json!({ "key": "production", "name": "Production" });
        let environment = ada.post(&format!("{path}/environments"), body).await.ok()["environment"].clone();
        assert_eq!(environment["regions"], json!(["local"]));

        let body = json!({ "environment_id": environment["id"], "name": "Web", "scope": "sdk" });
        let key = ada.post(&format!("{path}/api-keys"), body).await.ok();
        let web = anonymous.with_key(key["secret"].as_str().unwrap());

        let body =
            json!({ "environment_id": environment["id"], "key": "new-dashboard", "name": "New dashboard" });
        let flag = ada.post(&format!("{path}/flags"), body).await.ok()["flag"].clone();
        let body = json!({
            "flag_id": flag["id"], "priority": 1, "rule_type": "attribute", "attribute": "country",
            "operator": "eq", "value_json": "\"TR\"", "return_value": true,
        });
        let rule = ada.post(&format!("{path}/rules"), body).await.ok()["rule"].clone();

        let body = |country: &str| {
            json!({
                "flag_key": "new-dashboard", "environment_key": "production",
                "context": { "user_id": "user-123", "country": country },
            })
        };
        let answer = web.post("/api/v1/evaluate", body("TR")).await.ok();
        assert_eq!(
            answer,
            json!({
                "flag_key": "new-dashboard", "enabled": true, "value_type": "boolean", "value": true,
                "reason": "rule_match", "rule_id": rule["id"], "variant": null, "prerequisite": null, "version": 2,
            })
        );
        let answer = web.post("/api/v1/evaluate", body("DE")).await.ok();
        assert_eq!((&answer["value"], &answer["reason"]), (&json!(false), &json!("default")));
    }
}
