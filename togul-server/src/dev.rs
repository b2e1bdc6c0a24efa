//! `togul-server dev`: a folder, a secret, a demo, and lines to paste.

use std::{
    fs, io,
    io::Write,
    net::Ipv4Addr,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    auth::{
        secret,
        token::{MIN_SECRET_BYTES, Tokens},
    },
    config::Dev,
    domain::{
        access::{Caller, InProject},
        account::{Credentials, NewAccount, Password},
        api_key::{NewApiKey, Scope},
        environment::Environment,
        id::Id,
        permission::Requires,
        project::Project,
        request_source::RequestSource,
        session::RefreshToken,
        text::{Email, Name},
    },
    server::{Server, Settings, StartError},
    service::{self, accounts::Accounts},
    store::{self, Store},
};

const EMAIL: &str = "demo@togul.local";
const REGION: &str = "local";

#[derive(Debug, thiserror::Error)]
pub enum DevError {
    #[error("cannot use {}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("cannot read {}: {source}; delete the folder to start afresh", path.display())]
    Damaged { path: PathBuf, source: serde_json::Error },
    #[error("cannot make the demo: {0}")]
    Demo(#[from] service::Error),
    #[error(transparent)]
    Start(#[from] StartError),
}

/// What the demo's lines need; kept in a file that only its owner can read.
#[derive(Serialize, Deserialize)]
struct Demo {
    email: String,
    password: String,
    project_id: Id<Project>,
    /// The flag in production that the lines flip.
    flag_id: uuid::Uuid,
    server_key: String,
    sdk_key: String,
    stream_key: String,
}

/// A server on the folder, and what to print once it listens.
pub async fn prepare(args: &Dev) -> Result<(Server, String), DevError> {
    make_private_folder(&args.data)?;
    let secret_path = args.data.join("jwt-secret");
    let secret = match fs::read_to_string(&secret_path) {
        Ok(secret) if secret.len() >= MIN_SECRET_BYTES => secret,
        Ok(_) => {
            let source = io::Error::new(io::ErrorKind::InvalidData, "too short for a secret: delete it");
            return Err(DevError::File { path: secret_path, source });
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let secret = secret::Secret::generate("").reveal();
            write_private(&secret_path, secret.as_bytes())?;
            secret
        }
        Err(source) => return Err(DevError::File { path: secret_path, source }),
    };
    let tokens = Tokens::new(secret.as_bytes(), None);
    let demo_path = args.data.join("demo.json");
    let database = args.data.join("togul.db");
    if !database.exists() {
        // Made aside and renamed when it is whole: a first start that is cut off leaves nothing half done.
        let aside = args.data.join("unfinished.db");
        for ending in ["", "-wal", "-shm", ".lock"] {
            let _ = fs::remove_file(args.data.join(format!("unfinished.db{ending}")));
        }
        let demo = make(&aside, tokens.clone()).await?;
        let json = serde_json::to_vec_pretty(&demo).expect("texts serialize");
        write_private(&demo_path, &json)?;
        let _ = fs::remove_file(args.data.join("unfinished.db.lock"));
        fs::rename(&aside, &database).map_err(|source| DevError::File { path: database.clone(), source })?;
    }
    let server = Server::bind(Settings {
        database_url: format!("sqlite://{}", database.display()),
        tokens,
        listen: args.listen,
        metrics_listen: None,
        max_connections: None,
        region: REGION.to_owned(),
        cors_origins: Vec::new(),
        trusted_proxies: Vec::new(),
    })
    .await?;
    let url = format!("http://{}", server.address());
    let lines = match fs::read(&demo_path) {
        Ok(bytes) => {
            let demo = serde_json::from_slice(&bytes)
                .map_err(|source| DevError::Damaged { path: demo_path, source })?;
            lines(&demo, &url)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            format!("listening on {url}\n\nThe demo's login and keys are gone with {}.", demo_path.display())
        }
        Err(source) => return Err(DevError::File { path: demo_path, source }),
    };
    Ok((server, lines))
}

fn lines(demo: &Demo, url: &str) -> String {
    let Demo { email, password, project_id, flag_id, server_key, sdk_key, stream_key } = demo;
    format!(
        r#"listening on {url}

  login        {email}
  password     {password}
  server key   {server_key}
  sdk key      {sdk_key}
  stream key   {stream_key}

  the API, to read and try out in a browser: {url}/api/v1/docs

# What does the flag answer? Everybody in TR gets the new dashboard, and a quarter of everybody else.
curl -s {url}/api/v1/evaluate -H 'X-API-Key: {sdk_key}' -H 'Content-Type: application/json' -d '{{"flag_key":"new-dashboard","environment_key":"production","context":{{"user_id":"user-123","country":"TR"}}}}'

# Watch the stream (in another terminal).
curl -sN {url}/api/v1/stream -H 'X-API-Key: {stream_key}'

# Flip the flag.
TOKEN=$(curl -s {url}/api/v1/login -H 'Content-Type: application/json' -d '{{"username":"{email}","password":"{password}"}}' | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
curl -s -X PATCH {url}/api/v1/projects/{project_id}/flags/{flag_id} -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{{"enabled":false}}'

# Evaluate in your own Rust app.
TOGUL_URL={url} TOGUL_API_KEY={server_key} cargo run --release --example watch
"#
    )
}

async fn make(database: &Path, tokens: Tokens) -> Result<Demo, DevError> {
    let (store, notices) =
        Store::open(&format!("sqlite://{}", database.display())).await.map_err(StartError::from)?;
    // Nothing evaluates yet, so nobody is told.
    drop(notices);
    let accounts = Accounts::new(store.clone(), tokens);
    let demo = fill(&accounts).await?;
    store.close().await;
    Ok(demo)
}

/// Makes the demo through the same use cases that the API calls.
async fn fill(accounts: &Accounts) -> Result<Demo, service::Error> {
    let store = &accounts.store;
    let password = secret::Secret::generate("demo-").reveal();
    let account = NewAccount {
        name: Name::parse("Demo").expect("a fine name"),
        username: Email::parse(EMAIL).expect("a fine e-mail"),
        password: Password(password.clone()),
    };
    accounts.register(account, source()).await?;
    let login = Credentials { username: EMAIL.to_owned(), password: Password(password.clone()) };
    let opened = accounts.login(login, source()).await?;
    let claims = accounts.tokens.verify(&opened.token).ok_or(service::Error::Unauthorized)?;
    let caller = store::access::find_caller(store.read().await?.conn(), claims.sid.into())
        .await?
        .ok_or(service::Error::Unauthorized)?;
    let caller = Owner { store, caller };

    let proof = caller.caller.clone().in_organization(source())?;
    let project = service::projects::create(store, &proof, parsed(json!({ "name": "Demo shop" }))).await?;
    let mut production = None;
    for (key, name) in [("production", "Production"), ("staging", "Staging")] {
        let new = parsed(json!({ "key": key, "name": name }));
        let proof = caller.in_project(project.id).await?;
        let environment = service::environments::create(store, &proof, new, REGION).await?;
        let flag = caller.flags(project.id, environment.id).await?;
        production = production.or(Some((environment.id, flag)));
    }
    let (environment, flag_id) = production.expect("two environments were made");
    let [server_key, sdk_key, stream_key] = caller.keys(project.id, environment).await?;
    accounts.logout(&RefreshToken(opened.refresh_token.reveal()), source()).await?;
    Ok(Demo {
        email: EMAIL.to_owned(),
        password,
        project_id: project.id,
        flag_id,
        server_key,
        sdk_key,
        stream_key,
    })
}

/// What the audit log says of the demo: this machine made it.
fn source() -> RequestSource {
    RequestSource { address: Ipv4Addr::LOCALHOST.into(), request_id: "demo".to_owned() }
}

/// The demo's owner, who may do everything in it.
struct Owner<'a> {
    store: &'a Store,
    caller: Caller,
}

impl Owner<'_> {
    async fn in_project<P: Requires>(&self, project: Id<Project>) -> Result<InProject<P>, service::Error> {
        let organization = self.caller.membership.as_ref().ok_or(service::Error::NotFound)?.organization;
        let mut reader = self.store.read().await?;
        let facts =
            store::access::find_project(reader.conn(), organization, self.caller.user, project).await?;
        Ok(self.caller.clone().in_project(facts, source())?)
    }

    /// Makes one flag of three types; the boolean one is answered.
    async fn flags(
        &self,
        project: Id<Project>,
        environment: Id<Environment>,
    ) -> Result<uuid::Uuid, service::Error> {
        let proof = self.in_project(project).await?;
        let dashboard = service::flags::create(
            self.store,
            &proof,
            parsed(json!({
                "environment_id": environment,
                "key": "new-dashboard",
                "name": "New dashboard",
                "description": "On for everybody in TR, and for a quarter of everybody else",
            })),
        )
        .await?;
        let color = service::flags::create(
            self.store,
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
                "flag_id": dashboard.id, "priority": 10, "rule_type": "attribute", "attribute": "country",
                "operator": "eq", "value_json": "\"TR\"", "return_value": true,
            }),
            json!({
                "flag_id": dashboard.id, "priority": 20, "rule_type": "percentage", "rollout_percentage": 25,
                "return_value": true,
            }),
            json!({
                "flag_id": color.id, "priority": 10, "rule_type": "attribute", "attribute": "plan",
                "operator": "in", "value_json": "[\"team\", \"enterprise\"]", "return_value": "green",
            }),
        ] {
            service::rules::create(self.store, &proof, parsed(rule)).await?;
        }
        Ok(dashboard.id.uuid())
    }

    /// The secrets of one key of each scope: server, sdk, stream.
    async fn keys(
        &self,
        project: Id<Project>,
        environment: Id<Environment>,
    ) -> Result<[String; 3], service::Error> {
        let proof = self.in_project(project).await?;
        let mut secrets = Vec::new();
        for scope in Scope::ALL {
            let new = NewApiKey {
                environment_id: environment,
                name: Name::parse(format!("Demo {}", scope.as_str())).expect("a fine name"),
                scope: *scope,
                expires_at: None,
            };
            let (_, secret) = service::api_keys::create(self.store, &proof, new).await?;
            secrets.push(secret.reveal());
        }
        Ok(secrets.try_into().expect("there are three scopes"))
    }
}

/// The demo goes through the same bodies that callers send.
fn parsed<T: serde::de::DeserializeOwned>(body: serde_json::Value) -> T {
    serde_json::from_value(body).expect("the demo's own bodies are right")
}

fn make_private_folder(path: &Path) -> Result<(), DevError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|source| DevError::File { path: path.to_owned(), source })
}

fn write_private(path: &Path, bytes: &[u8]) -> Result<(), DevError> {
    // Aside first, then renamed: a file is there whole or not at all.
    let aside = path.with_extension("new");
    let write = || {
        let mut options = fs::File::options();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&aside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&aside, path)
    };
    write().map_err(|source| DevError::File { path: path.to_owned(), source })
}
