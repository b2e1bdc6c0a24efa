//! `togul-server dev`: a folder with a secret and a demo, and commands to try.

mod stopped;

use std::{
    fs, io,
    io::Write,
    net::Ipv4Addr,
    path::{Path, PathBuf, absolute},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use serde_json::json;

pub use self::stopped::{Login, open};
use crate::{
    auth::{
        secret,
        token::{MIN_SECRET_BYTES, Tokens},
    },
    config::Dev,
    domain::{
        access::{InProject, Rights},
        account::{Credentials, NewAccount, Password, Registration},
        api_key::{NewApiKey, Scope},
        environment::Environment,
        id::Id,
        permission::Requires,
        project::Project,
        quota::Quotas,
        request_source::{RequestSource, WriteMode},
        session::{RefreshToken, Session},
        text::{Email, Name},
    },
    limits::{ConnectionBudget, Limits},
    server::{EvaluationLimits, OfrepSettings, Server, Settings, StartError},
    service::{self, accounts::Accounts},
    store::{self, DatabaseAddress, Store},
};

const EMAIL: &str = "demo@togul.local";
const REGION: &str = "local";

#[derive(Debug, thiserror::Error)]
pub enum DevError {
    #[error("cannot use {}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{} {problem}", path.display())]
    Unusable { path: PathBuf, problem: String },
    #[error("cannot read {}: {source}; delete the folder to start over", path.display())]
    Damaged { path: PathBuf, source: serde_json::Error },
    #[error("cannot create the demo: {0}")]
    Demo(#[from] service::Error),
    #[error(transparent)]
    Start(#[from] StartError),
}

/// The demo's login, keys and ids, stored in a file that only its owner can read.
#[derive(Serialize, Deserialize)]
struct Demo {
    email: String,
    password: String,
    project_id: Id<Project>,
    /// The flag in production that the printed commands turn off.
    flag_id: uuid::Uuid,
    server_key: String,
    sdk_key: String,
    stream_key: String,
}

/// A server on the folder, and the text to print once it listens.
pub async fn prepare(args: &Dev) -> Result<(Server, String), DevError> {
    make_private_folder(&args.data)?;
    ensure_trusted(&args.data, 0o022, "700")?;
    let tokens = Tokens::new(signing_secret(&args.data)?.as_bytes(), None);
    let (database, demo_path) = (args.data.join("togul.db"), args.data.join("demo.json"));
    if !database.exists() {
        create(&args.data, &database, &demo_path, tokens.clone()).await?;
    }
    let server = Server::bind(Settings {
        database_address: DatabaseAddress::sqlite(&database),
        database: ConnectionBudget::default(),
        tokens,
        registration: args.registration.unwrap_or(Registration::Open),
        listen: args.listen.clone(),
        metrics_listen: None,
        max_connections: None,
        limits: Limits::default(),
        region: REGION.to_owned(),
        cors_origins: Vec::new(),
        path_prefix: String::new(),
        ofrep: OfrepSettings::default(),
        trusted_proxies: Vec::new(),
        quotas: Quotas::default(),
        evaluation: EvaluationLimits::default(),
        drain: Duration::ZERO,
    })
    .await?;
    let url = format!("http://{}", server.address());
    let instructions = match fs::read(&demo_path) {
        Ok(bytes) => {
            let demo = serde_json::from_slice(&bytes)
                .map_err(|source| DevError::Damaged { path: demo_path, source })?;
            instructions(&demo, &url)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let path = demo_path.display();
            format!(
                "listening on {url}\n\n{path} is missing, so the demo's login and keys are unknown: delete the folder to start over."
            )
        }
        Err(source) => return Err(DevError::File { path: demo_path, source }),
    };
    Ok((server, instructions))
}

/// Reads the secret that signs access tokens, or generates it at the first start.
fn signing_secret(folder: &Path) -> Result<String, DevError> {
    let path = folder.join("jwt-secret");
    if path.exists() {
        ensure_trusted(&path, 0o077, "600")?;
    }
    match fs::read_to_string(&path) {
        Ok(secret) if secret.len() >= MIN_SECRET_BYTES => Ok(secret),
        Ok(_) => {
            let problem = "the secret is too short: delete the file to generate a new one";
            let source = io::Error::new(io::ErrorKind::InvalidData, problem);
            Err(DevError::File { path, source })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let secret = secret::Secret::generate("").reveal();
            write_private(&path, secret.as_bytes())?;
            Ok(secret)
        }
        Err(source) => Err(DevError::File { path, source }),
    }
}

/// Creates the database with the demo in it. An interrupted start leaves only a temporary database, which the next start
/// deletes.
async fn create(folder: &Path, database: &Path, demo_path: &Path, tokens: Tokens) -> Result<(), DevError> {
    let temporary = folder.join("unfinished.db");
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(folder.join(format!("unfinished.db{suffix}")));
    }
    let (store, notices) =
        Store::open(&DatabaseAddress::sqlite(&temporary)).await.map_err(StartError::from)?;
    // Nothing evaluates during creation.
    drop(notices);
    let demo = create_demo(&Accounts::new(store.clone(), tokens, Registration::First)).await?;
    store.close().await;
    let json = serde_json::to_vec_pretty(&demo).expect("plain data with string keys always serializes");
    write_private(demo_path, &json)?;
    fs::rename(&temporary, database).map_err(|source| DevError::File { path: database.to_owned(), source })
}

fn instructions(demo: &Demo, url: &str) -> String {
    let Demo { email, password, project_id, flag_id, server_key, sdk_key, stream_key } = demo;
    format!(
        r#"listening on {url}

  console      {url}/console/
  login        {email}
  password     {password}
  server key   {server_key}
  sdk key      {sdk_key}
  stream key   {stream_key}

  API documentation: {url}/api/v1/docs

# Evaluate a flag. The new dashboard is on for all users in TR, and for a quarter of the others.
curl -s {url}/api/v1/evaluate -H 'X-API-Key: {sdk_key}' -H 'Content-Type: application/json' -d '{{"flag_key":"new-dashboard","environment_key":"production","context":{{"user_id":"user-123","country":"TR"}}}}'

# Watch the event stream (in another terminal).
curl -sN {url}/api/v1/stream -H 'X-API-Key: {stream_key}'

# Turn the flag off.
TOKEN=$(curl -s {url}/api/v1/login -H 'Content-Type: application/json' -d '{{"username":"{email}","password":"{password}"}}' | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
curl -s -X PATCH {url}/api/v1/projects/{project_id}/flags/{flag_id} -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{{"enabled":false}}'

# Evaluate in a Rust application.
TOGUL_URL={url} TOGUL_API_KEY={server_key} cargo run --example watch
"#
    )
}

/// Creates the demo through the same use cases that the API calls.
async fn create_demo(accounts: &Accounts) -> Result<Demo, service::Error> {
    let store = &accounts.store;
    let password = secret::Secret::generate("demo-").reveal();
    let account = NewAccount {
        name: Name::parse("Demo").expect("the name is valid"),
        username: Email::parse(EMAIL).expect("the e-mail is valid"),
        password: Password(password.clone()),
    };
    accounts.register(account, source()).await?;
    let login = Credentials { username: EMAIL.to_owned(), password: Password(password.clone()) };
    let opened = accounts.login(login, source()).await?;
    let claims = accounts.tokens.verify(&opened.token).ok_or(service::Error::Unauthorized)?;
    let owner = Owner { store, session: claims.sid.into() };

    let proof = owner.rights(None).await?.caller.in_organization(source())?;
    let project = service::projects::create(store, &proof, parsed(json!({ "name": "Demo shop" }))).await?;
    let project = Id::from(project.id());
    let mut production = None;
    for (key, name) in [("production", "Production"), ("staging", "Staging")] {
        let new = parsed(json!({ "key": key, "name": name }));
        let proof = owner.in_project(project).await?;
        let environment = service::environments::create(store, &proof, new, REGION).await?;
        let environment = Id::from(environment.id());
        let flag = owner.create_flags(project, environment).await?;
        production = production.or(Some((environment, flag)));
    }
    let (environment, flag_id) = production.expect("two environments were created");
    let [server_key, sdk_key, stream_key] = owner.create_keys(project, environment).await?;
    accounts.logout(&RefreshToken(opened.refresh_token.reveal()), source()).await?;
    Ok(Demo {
        email: EMAIL.to_owned(),
        password,
        project_id: project,
        flag_id,
        server_key,
        sdk_key,
        stream_key,
    })
}

/// The source that the audit log shows for the demo.
fn source() -> RequestSource {
    RequestSource {
        address: Ipv4Addr::LOCALHOST.into(),
        request_id: "demo".to_owned(),
        mode: WriteMode::Commit,
    }
}

/// The demo's owner, who has all permissions in it.
struct Owner<'a> {
    store: &'a Store,
    session: Id<Session>,
}

impl Owner<'_> {
    async fn in_project<P: Requires>(&self, project: Id<Project>) -> Result<InProject<P>, service::Error> {
        let Rights { caller, project } = self.rights(Some(project)).await?;
        Ok(caller.in_project(project, source())?)
    }

    async fn rights(&self, project: Option<Id<Project>>) -> Result<Rights, service::Error> {
        let mut connection = self.store.read().await?;
        let rights = store::access::find_rights(connection.conn(), self.session, project).await?;
        rights.ok_or(service::Error::Unauthorized)
    }

    /// Creates a boolean, a string and a JSON flag, and returns the id of the boolean one.
    async fn create_flags(
        &self,
        project: Id<Project>,
        environment: Id<Environment>,
    ) -> Result<uuid::Uuid, service::Error> {
        let proof = self.in_project(project).await?;
        let compilers = service::rules::compilers();
        let (dashboard, _) = service::flags::create(
            self.store,
            &compilers,
            &proof,
            parsed(json!({
                "environment_id": environment,
                "key": "new-dashboard",
                "name": "New dashboard",
                "description": "On for all users in TR, and for a quarter of the others",
            })),
        )
        .await?;
        let (color, _) = service::flags::create(
            self.store,
            &compilers,
            &proof,
            parsed(json!({
                "environment_id": environment,
                "key": "button-color",
                "name": "Button color",
                "value_type": "string",
                "default_value": "blue",
            })),
        )
        .await?;
        service::flags::create(
            self.store,
            &compilers,
            &proof,
            parsed(json!({
                "environment_id": environment,
                "key": "checkout",
                "name": "Checkout settings",
                "value_type": "json",
                "default_value": { "steps": 3, "providers": ["card", "transfer"] },
            })),
        )
        .await?;

        let proof = self.in_project(project).await?;
        for rule in [
            json!({
                "flag_id": dashboard.id(), "priority": 10, "rule_type": "attribute", "attribute": "country",
                "operator": "eq", "value_json": "\"TR\"", "return_value": true,
            }),
            json!({
                "flag_id": dashboard.id(), "priority": 20, "rule_type": "percentage", "rollout_percentage": 25,
                "return_value": true,
            }),
            json!({
                "flag_id": color.id(), "priority": 10, "rule_type": "attribute", "attribute": "plan",
                "operator": "in", "value_json": "[\"team\", \"enterprise\"]", "return_value": "green",
            }),
        ] {
            service::rules::create(self.store, &compilers, &proof, parsed(rule)).await?;
        }
        Ok(dashboard.id())
    }

    /// Creates a key for each scope, and returns their secrets: server, sdk, stream.
    async fn create_keys(
        &self,
        project: Id<Project>,
        environment: Id<Environment>,
    ) -> Result<[String; 3], service::Error> {
        let proof = self.in_project(project).await?;
        let mut secrets = Vec::new();
        for scope in Scope::ALL {
            let new = NewApiKey {
                environment_id: environment,
                name: Name::parse(format!("Demo {}", scope.as_str())).expect("the name is valid"),
                scope: *scope,
                expires_at: None,
            };
            let (_, secret) = service::api_keys::create(self.store, &proof, new).await?;
            secrets.push(secret.reveal());
        }
        Ok(secrets.try_into().expect("there are three scopes"))
    }
}

/// The demo uses the same request bodies as callers.
fn parsed<T: serde::de::DeserializeOwned>(body: serde_json::Value) -> T {
    serde_json::from_value(body).expect("the demo's request bodies are valid")
}

fn make_private_folder(path: &Path) -> Result<(), DevError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|source| DevError::Unusable {
        path: absolute(path).unwrap_or_else(|_| path.to_owned()),
        problem: format!("cannot be used ({source}): choose a folder that this user can write, with --data"),
    })
}

/// Refuses a folder in which other users may have put their secret, and a secret that they may have read. `forbidden` are
/// the permissions that they must not have.
#[cfg(unix)]
fn ensure_trusted(path: &Path, forbidden: u32, wanted: &str) -> Result<(), DevError> {
    use std::os::unix::fs::MetadataExt;

    let metadata = fs::metadata(path).map_err(|source| DevError::File { path: path.to_owned(), source })?;
    let untrusted = |problem| Err(DevError::Unusable { path: path.to_owned(), problem });
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        return untrusted(
            "belongs to another user, who knows its secrets: choose a folder of your own".to_owned(),
        );
    }
    if metadata.mode() & forbidden != 0 {
        return untrusted(format!(
            "is open to other users: run chmod {wanted} on it, or delete it to start over"
        ));
    }
    Ok(())
}

#[cfg(not(unix))]
fn ensure_trusted(_: &Path, _: u32, _: &str) -> Result<(), DevError> {
    Ok(())
}

fn write_private(path: &Path, bytes: &[u8]) -> Result<(), DevError> {
    // Written to a temporary file and renamed, so that the file is either complete or absent.
    let temporary = path.with_extension("new");
    let write = || {
        let mut options = fs::File::options();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    };
    write().map_err(|source| DevError::File { path: path.to_owned(), source })
}
