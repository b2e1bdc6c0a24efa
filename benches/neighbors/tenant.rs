//! The tenants, made through the API once, in a database that is copied for each server.

use std::{fs, net::SocketAddr};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    Failure,
    http::Connection,
    process::{Log, Process},
};

const VIEWER: &str = "viewer@example.com";
pub const PASSWORD: &str = "correct horse battery";
/// Limits that are turned off while the tenants are made.
const UNLIMITED: &[(&str, &str)] = &[("TOGUL_WRITES_PER_SECOND", "0")];
/// Flags of the measured tenant.
const FLAGS: usize = 50;
/// Flags of the attacker with a value of nearly 64 KiB each.
const LARGE_FLAGS: usize = 300;
const LARGE_VALUE: usize = 60_000;
/// Projects of the attacker, and environments of each.
const PROJECTS: usize = 20;
const ENVIRONMENTS_EACH: usize = 50;
/// Keys of the attacker in one environment.
const KEYS: usize = 150;
/// Accounts of the attacker, each in an organization of its own.
pub const ACCOUNTS: usize = 30;
/// Organizations of the attacked account.
const ORGANIZATIONS: usize = 19;

/// A tenant with a project, an environment and API keys.
#[derive(Clone, Debug, Default)]
pub struct Tenant {
    username: String,
    /// The header line of a session.
    pub bearer: String,
    /// `/api/v1/projects/{id}`
    pub path: String,
    pub environment: String,
    pub server_key: String,
    pub sdk_key: String,
    /// The paths of the tenant's flags.
    pub flags: Vec<String>,
    /// The paths of further API keys.
    pub keys: Vec<String>,
    /// The header line of a session of a viewer.
    pub viewer: String,
}

/// The folder that holds the database, and all that does not depend on the server's address.
#[derive(Debug)]
pub struct Tenants {
    folder: TempDir,
    pub victim: Tenant,
    pub attacker: Tenant,
}

/// The tenants with sessions at one server.
#[derive(Debug)]
pub struct Sessions {
    pub victim: Tenant,
    pub attacker: Tenant,
}

impl Tenants {
    pub fn create() -> Result<Self, Failure> {
        let process = Process::start_with(TempDir::new()?, Log::File, UNLIMITED)?;
        let address = process.address;
        let (mut owner, mut victim) = Tenant::register(address, "victim@example.com")?;
        for number in 0..FLAGS {
            let rule = json!({
                "rule_type": "attribute", "attribute": "country", "operator": "eq", "value_json": "\"TR\"",
                "return_value": true,
            });
            victim.flag(&mut owner, &format!("flag-{number}"), &json!({}), &[rule])?;
        }
        let (mut owner, mut attacker) = Tenant::register(address, "attacker@example.com")?;
        attacker.flag(&mut owner, "expensive", &json!({}), &expensive_rules())?;
        let large = json!({ "value_type": "json", "default_value": large_value() });
        for number in 0..LARGE_FLAGS {
            attacker.flag(&mut owner, &format!("large-{number}"), &large, &[])?;
        }
        for number in 0..KEYS {
            let (id, _) = attacker.key(&mut owner, &format!("key-{number}"), "sdk")?;
            attacker.keys.push(format!("{}/api-keys/{id}", attacker.path));
        }
        for number in 0..PROJECTS {
            let name = json!({ "name": format!("project {number}") });
            let project = owner.json("POST", "/api/v1/projects", &name)?;
            let path = format!("/api/v1/projects/{}/environments", text(&project["project"]["id"])?);
            for number in 0..ENVIRONMENTS_EACH {
                let key = format!("environment-{number}");
                owner.json("POST", &path, &json!({ "key": key, "name": key }))?;
            }
        }
        for number in 0..ORGANIZATIONS {
            owner.json(
                "POST",
                "/api/v1/organizations",
                &json!({ "name": format!("organization {number}") }),
            )?;
        }
        let mut anonymous = Connection::open(address)?;
        let roles = owner.json("GET", "/api/v1/roles", &json!({}))?;
        let roles = roles["roles"].as_array().ok_or("an unexpected response")?;
        let viewer = roles.iter().find(|role| role["key"] == "viewer").ok_or("no role of viewers")?;
        let invitation = json!({ "email": VIEWER, "role_id": viewer["id"] });
        let invitation = owner.json("POST", "/api/v1/invitations", &invitation)?;
        let acceptance =
            json!({ "token": invitation["accept_token"], "name": "A viewer", "password": PASSWORD });
        anonymous.json("POST", "/api/v1/invitations/accept", &acceptance)?;
        for number in 0..ACCOUNTS {
            anonymous.json("POST", "/api/v1/register", &user(&account(number)))?;
        }
        Ok(Self { folder: process.into_folder()?, victim, attacker })
    }

    /// A copy of the folder for another server.
    pub fn copy(&self) -> Result<TempDir, Failure> {
        let copy = TempDir::new()?;
        for entry in fs::read_dir(self.folder.path())? {
            let entry = entry?;
            fs::copy(entry.path(), copy.path().join(entry.file_name()))?;
        }
        Ok(copy)
    }

    /// Logs the tenants in at a server.
    pub fn at(&self, process: &Process) -> Result<Sessions, Failure> {
        let mut connection = Connection::open(process.address)?;
        let viewer = log_in(&mut connection, VIEWER)?;
        let mut session = |tenant: &Tenant| {
            let bearer = log_in(&mut connection, &tenant.username)?;
            Ok::<_, Failure>(Tenant { bearer, viewer: viewer.clone(), ..tenant.clone() })
        };
        Ok(Sessions { victim: session(&self.victim)?, attacker: session(&self.attacker)? })
    }
}

impl Tenant {
    fn register(address: SocketAddr, username: &str) -> Result<(Connection, Self), Failure> {
        let mut owner = Connection::open(address)?;
        owner.json("POST", "/api/v1/register", &user(username))?;
        owner.headers = log_in(&mut owner, username)?;
        let project = owner.json("POST", "/api/v1/projects", &json!({ "name": "Measured" }))?;
        let path = format!("/api/v1/projects/{}", text(&project["project"]["id"])?);
        let environment = json!({ "key": "production", "name": "Production" });
        let environment = owner.json("POST", &format!("{path}/environments"), &environment)?;
        let environment = text(&environment["environment"]["id"])?.to_owned();
        let mut tenant = Self { username: username.to_owned(), path, environment, ..Self::default() };
        (_, tenant.server_key) = tenant.key(&mut owner, "server", "server")?;
        (_, tenant.sdk_key) = tenant.key(&mut owner, "sdk", "sdk")?;
        Ok((owner, tenant))
    }

    /// The id and the secret of a new API key.
    fn key(&self, owner: &mut Connection, name: &str, scope: &str) -> Result<(String, String), Failure> {
        let key = json!({ "environment_id": self.environment, "name": name, "scope": scope });
        let key = owner.json("POST", &format!("{}/api-keys", self.path), &key)?;
        Ok((text(&key["api_key"]["id"])?.to_owned(), text(&key["secret"])?.to_owned()))
    }

    fn flag(
        &mut self,
        owner: &mut Connection,
        key: &str,
        fields: &Value,
        rules: &[Value],
    ) -> Result<(), Failure> {
        let mut flag = json!({ "environment_id": self.environment, "key": key, "name": key });
        merge(&mut flag, fields);
        let flag = owner.json("POST", &format!("{}/flags", self.path), &flag)?;
        let id = text(&flag["flag"]["id"])?;
        for (priority, fields) in (1..).zip(rules) {
            let mut rule = json!({ "flag_id": id, "priority": priority });
            merge(&mut rule, fields);
            owner.json("POST", &format!("{}/rules", self.path), &rule)?;
        }
        self.flags.push(format!("{}/flags/{id}", self.path));
        Ok(())
    }
}

/// Rules with ordinary regular expressions that match only at the end of a long attribute.
fn expensive_rules() -> Vec<Value> {
    let expressions =
        [r"@example\.com$", r"^[a-z]+@[a-z]+\.org$", r"^/api/v[0-9]+/users", r"^2\.[0-9]+\.", r"(?i)beta"];
    let rule = |expression: &&str| {
        json!({
            "rule_type": "attribute", "attribute": "email", "operator": "matches",
            "value_json": json!(expression).to_string(), "return_value": true,
        })
    };
    expressions.iter().map(rule).collect()
}

/// Much more memory as a tree than as text.
fn large_value() -> Value {
    let mut text = "[".to_owned();
    while text.len() < LARGE_VALUE {
        text.push_str(r#"{"":0},"#);
    }
    text.push_str("0]");
    serde_json::from_str(&text).expect("it is JSON")
}

/// The e-mail of one of the attacker's accounts.
pub fn account(number: usize) -> String {
    format!("account-{number}@example.com")
}

fn user(username: &str) -> Value {
    json!({ "name": "A user", "username": username, "password": PASSWORD })
}

/// The header line of a new session.
fn log_in(connection: &mut Connection, username: &str) -> Result<String, Failure> {
    let login = json!({ "username": username, "password": PASSWORD });
    let session = connection.json("POST", "/api/v1/login", &login)?;
    Ok(format!("authorization: Bearer {}\r\n", text(&session["token"])?))
}

fn merge(object: &mut Value, fields: &Value) {
    let (Value::Object(object), Value::Object(fields)) = (object, fields) else { return };
    object.extend(fields.clone());
}

fn text(value: &Value) -> Result<&str, Failure> {
    value.as_str().ok_or_else(|| "an unexpected response".into())
}
