//! What most tests start from: a project with an environment, and keys to it.

use serde_json::{Value, json};

use super::{Person, World};

pub struct Shop {
    pub owner: Person,
    /// `/api/v1/projects/{id}`
    pub path: String,
    pub project_id: String,
    pub environment_id: String,
    pub server: Person,
    pub sdk: Person,
    pub stream: Person,
    /// The secret of the key with scope `server`.
    pub server_secret: String,
}

impl Shop {
    pub(super) async fn open(world: &World) -> Self {
        let owner = world.register("Ada Owner").await;
        let project = owner.post("/api/v1/projects", json!({ "name": "Shop" })).await.ok();
        let project_id = project["project"]["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/projects/{project_id}");
        let body = json!({ "key": "production", "name": "Production" });
        let environment = owner.post(&format!("{path}/environments"), body).await.ok();
        let environment_id = environment["environment"]["id"].as_str().unwrap().to_owned();
        let mut secrets = Vec::new();
        for scope in ["server", "sdk", "stream"] {
            let body = json!({ "environment_id": environment_id, "name": scope, "scope": scope });
            let created = owner.post(&format!("{path}/api-keys"), body).await.ok();
            secrets.push(created["secret"].as_str().unwrap().to_owned());
        }
        let anyone = world.anyone();
        Self {
            owner,
            path,
            project_id,
            environment_id,
            server: anyone.with_key(&secrets[0]),
            sdk: anyone.with_key(&secrets[1]),
            stream: anyone.with_key(&secrets[2]),
            server_secret: secrets.swap_remove(0),
        }
    }

    /// Creates a flag; `fields` override a boolean flag that is on and answers false.
    pub async fn flag(&self, key: &str, fields: Value) -> Value {
        let mut body = json!({ "environment_id": self.environment_id, "key": key, "name": key });
        merge(&mut body, fields);
        self.owner.post(&format!("{}/flags", self.path), body).await.ok()["flag"].clone()
    }

    pub async fn rule(&self, flag: &Value, fields: Value) -> Value {
        let mut body =
            json!({ "flag_id": flag["id"], "priority": 10, "rule_type": "boolean", "return_value": true });
        merge(&mut body, fields);
        self.owner.post(&format!("{}/rules", self.path), body).await.ok()["rule"].clone()
    }

    pub fn flag_path(&self, flag: &Value) -> String {
        format!("{}/flags/{}", self.path, flag["id"].as_str().unwrap())
    }

    pub fn rule_path(&self, rule: &Value) -> String {
        format!("{}/rules/{}", self.path, rule["id"].as_str().unwrap())
    }

    /// What the flag answers over HTTP.
    pub async fn evaluate(&self, key: &str, context: Value) -> Value {
        let body = json!({ "flag_key": key, "environment_key": "production", "context": context });
        self.sdk.post("/api/v1/evaluate", body).await.ok()
    }
}

fn merge(body: &mut Value, fields: Value) {
    let Value::Object(fields) = fields else { panic!("fields are an object") };
    body.as_object_mut().unwrap().extend(fields);
}
