//! The setup of most tests: an organization with a project, an environment, and API keys.

use serde_json::{Value, json};

use super::{PASSWORD, Person, World};

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
        Self::open_at(&world.url).await
    }

    pub async fn open_at(url: &str) -> Self {
        let anonymous = Person::anonymous(url.to_owned());
        let owner = anonymous.register("Ada Owner").await;
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
        Self {
            owner,
            path,
            project_id,
            environment_id,
            server: anonymous.with_key(&secrets[0]),
            sdk: anonymous.with_key(&secrets[1]),
            stream: anonymous.with_key(&secrets[2]),
            server_secret: secrets.swap_remove(0),
        }
    }

    /// The same shop at another server.
    pub fn at(&self, url: &str) -> Self {
        let Self { owner, path, project_id, environment_id, server, sdk, stream, server_secret } = self;
        Self {
            owner: owner.at(url),
            path: path.clone(),
            project_id: project_id.clone(),
            environment_id: environment_id.clone(),
            server: server.at(url),
            sdk: sdk.at(url),
            stream: stream.at(url),
            server_secret: server_secret.clone(),
        }
    }

    /// Creates a flag: a boolean that is enabled and answers false, unless `fields` say otherwise.
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

    /// Creates a segment: empty, unless `fields` say otherwise.
    pub async fn segment(&self, key: &str, fields: Value) -> Value {
        let mut body = json!({ "environment_id": self.environment_id, "key": key, "name": key });
        merge(&mut body, fields);
        self.owner.post(&format!("{}/segments", self.path), body).await.ok()["segment"].clone()
    }

    /// Creates an API key: of the shop's environment and scope `server`, unless `fields` say otherwise.
    pub async fn key(&self, fields: Value) -> (Value, Person) {
        let mut body = json!({ "environment_id": self.environment_id, "name": "a key", "scope": "server" });
        merge(&mut body, fields);
        let created = self.owner.post(&format!("{}/api-keys", self.path), body).await.ok();
        (created["api_key"].clone(), self.server.with_key(created["secret"].as_str().unwrap()))
    }

    /// Creates an environment and an API key of scope `server` for it.
    pub async fn environment(&self, key: &str) -> (Value, Person) {
        let body = json!({ "key": key, "name": key });
        let created = self.owner.post(&format!("{}/environments", self.path), body).await.ok();
        let environment = created["environment"].clone();
        let (_, program) = self.key(json!({ "environment_id": environment["id"] })).await;
        (environment, program)
    }

    /// Registers a member of the shop's organization, who is not a member of its project.
    pub async fn member(&self, world: &World, role: &str) -> Person {
        let email = format!("{role}-{}@example.com", uuid::Uuid::now_v7().simple());
        let token = self.invite(&email, role).await;
        let body = json!({ "token": token, "name": role, "password": PASSWORD });
        world.anonymous().post("/api/v1/invitations/accept", body).await.ok();
        world.anonymous().login(&email).await
    }

    /// Registers a member with this role in the shop's organization and in its project. Owners and admins need no
    /// membership of the project, so they get none.
    pub async fn project_member(&self, world: &World, role: &str) -> Person {
        let person = self.member(world, role).await;
        if !matches!(role, "owner" | "admin") {
            self.add_to_project(&person, &self.project_id, role).await;
        }
        person
    }

    /// Invites an e-mail address, and returns the token that accepts the invitation.
    pub async fn invite(&self, email: &str, role: &str) -> Value {
        let body = json!({ "email": email, "role_id": self.role(role).await });
        self.owner.post("/api/v1/invitations", body).await.ok()["accept_token"].clone()
    }

    /// Makes an existing account a member of the shop's organization, unless it is one already.
    pub async fn add_member(&self, person: &Person, role: &str) {
        if self.members().await.iter().any(|member| member["user"]["id"] == person.user_id) {
            return;
        }
        let body = json!({ "token": self.invite(&person.email, role).await });
        person.post("/api/v1/invitations/accept", body).await.ok();
    }

    /// The members of the shop's organization, in the order of the list.
    pub async fn members(&self) -> Vec<Value> {
        self.owner.get("/api/v1/members").await.ok()["members"].as_array().unwrap().clone()
    }

    /// The path of a person's membership of the shop's organization.
    pub async fn member_path(&self, person: &Person) -> String {
        let members = self.members().await;
        let member = members.iter().find(|member| member["user"]["id"] == person.user_id);
        format!("/api/v1/members/{}", member.expect("a member")["id"].as_str().unwrap())
    }

    /// Gives a person a role in a project of the shop's organization, and returns the membership.
    pub async fn add_to_project(&self, person: &Person, project: &str, role: &str) -> Value {
        let body = json!({ "user_id": person.user_id, "role_id": self.role(role).await });
        let path = format!("/api/v1/projects/{project}/members");
        self.owner.post(&path, body).await.ok()["member"].clone()
    }

    /// The id of a role by its key.
    pub async fn role(&self, key: &str) -> String {
        let roles = self.owner.get("/api/v1/roles").await.ok();
        let role = roles["roles"].as_array().unwrap().iter().find(|role| role["key"] == key);
        role.expect("a role with this key")["id"].as_str().unwrap().to_owned()
    }

    /// Creates a custom role with these permissions.
    pub async fn custom_role(&self, key: &str, permissions: &[&str]) -> Value {
        let body = json!({ "key": key, "name": key, "permissions": permissions });
        self.owner.post("/api/v1/roles", body).await.ok()["role"].clone()
    }

    pub fn environment_path(&self) -> String {
        format!("{}/environments/{}", self.path, self.environment_id)
    }

    /// The revision of the shop's environment.
    pub async fn revision(&self) -> i64 {
        let environment = self.owner.get(&self.environment_path()).await.ok();
        environment["environment"]["revision"].as_i64().unwrap()
    }

    pub fn flag_path(&self, flag: &Value) -> String {
        format!("{}/flags/{}", self.path, flag["id"].as_str().unwrap())
    }

    pub fn rule_path(&self, rule: &Value) -> String {
        format!("{}/rules/{}", self.path, rule["id"].as_str().unwrap())
    }

    pub fn segment_path(&self, segment: &Value) -> String {
        format!("{}/segments/{}", self.path, segment["id"].as_str().unwrap())
    }

    /// Evaluates a flag over HTTP.
    pub async fn evaluate(&self, key: &str, context: Value) -> Value {
        let body = json!({ "flag_key": key, "environment_key": "production", "context": context });
        self.sdk.post("/api/v1/evaluate", body).await.ok()
    }
}

fn merge(body: &mut Value, fields: Value) {
    let Value::Object(fields) = fields else { panic!("fields must be an object") };
    body.as_object_mut().unwrap().extend(fields);
}
