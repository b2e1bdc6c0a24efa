//! `togul-server import`: through a server, and into the folder of a stopped `dev`.

use std::{fs, path::PathBuf, process::Command};

use serde_json::json;
use tempfile::TempDir;
use togul_server::{config::Dev, dev::prepare};

use super::command;
use crate::{
    faults::process::Process,
    world::{Database, Shop},
};

const FLAGD: &str = include_str!("../../togul-server/src/import/tests/flagd.yaml");
const LOST: &str = "bad key!,by-time,computed,merged,without-default";

struct Files {
    folder: TempDir,
    flags: PathBuf,
    users: PathBuf,
}

impl Files {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let (flags, users) = (folder.path().join("flags.yaml"), folder.path().join("users.csv"));
        fs::write(&flags, FLAGD).unwrap();
        let lines = (0..50).map(|n| {
            let country = ["TR", "US", ""][n % 3];
            format!("user-{n},{country},{},user-{n}@x.example,{}\n", 10 + n, ["pro", "free"][n % 2])
        });
        fs::write(&users, format!("user_id,country,age,email,plan\n{}", lines.collect::<String>())).unwrap();
        Self { folder, flags, users }
    }

    fn import(&self, arguments: &[&str]) -> Command {
        let file = self.flags.to_str().unwrap();
        command(&[&["import", "--from", "flagd", "--environment", "production", file], arguments].concat())
    }
}

/// Whether it succeeds, and what it prints.
async fn output(command: &mut Command) -> (bool, String) {
    let output = tokio::task::spawn_blocking({
        let mut command = std::mem::replace(command, Command::new("true"));
        move || command.output().unwrap()
    });
    let output = output.await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout) + &text(&output.stderr))
}

#[tokio::test]
async fn a_file_is_imported_through_a_server_and_verified() {
    let database = Database::sqlite();
    let server = Process::start(&database).await;
    let shop = Shop::open_at(&server.url).await;
    let role = shop.role("developer").await;
    let body = json!({ "name": "import", "role_id": role });
    let token = shop.owner.post("/api/v1/tokens", body).await.ok()["secret"].as_str().unwrap().to_owned();
    let files = Files::new();
    let users = files.users.to_str().unwrap();
    let import = |arguments: &[&str], token: &str| {
        let mut command =
            files.import(&[&["--server", &server.url, "--project", "shop"], arguments].concat());
        command.env("TOGUL_TOKEN", token);
        command
    };
    let (ok, text) = output(&mut import(&["--dry-run"], &token)).await;
    assert!(!ok && text.contains("by-time: flags.by-time.targeting.if[0].>: depends on the time"), "{text}");
    assert!(text.contains(&format!("--allow-loss {LOST}")), "{text}");
    let (ok, text) =
        output(&mut import(&["--dry-run", "--allow-loss", LOST, "--verify", users], &token)).await;
    assert!(
        ok && text.contains("would create: 9 flags, 0 segments")
            && text.contains("50 users")
            && text.contains(" 0 differ"),
        "{text}"
    );
    assert_eq!(shop.owner.pages(&format!("{}/flags", shop.path), "flags", "").await.len(), 0);
    let (ok, text) = output(&mut import(&["--allow-loss", LOST, "--verify", users], &token)).await;
    assert!(ok && text.contains("created: 9 flags") && text.contains(" 0 differ"), "{text}");
    let (ok, text) = output(&mut import(&["--allow-loss", LOST], &token)).await;
    assert!(ok && text.contains("created: 0 flags") && text.contains("unchanged: 9 flags"), "{text}");
    // Another version of the buckets gives other answers, and a changed flag does.
    let (ok, text) = output(&mut import(
        &["--allow-loss", LOST, "--dry-run", "--buckets", "v3", "--verify", users],
        &token,
    ))
    .await;
    assert!(ok && text.contains("would change: 5 flags"), "{text}");
    let flags = shop.owner.pages(&format!("{}/flags", shop.path), "flags", "").await;
    let greeting = flags.iter().find(|flag| flag["key"] == "greeting").unwrap();
    shop.owner.patch(&shop.flag_path(greeting), json!({ "default_value": "Servus" })).await.ok();
    let (_, text) = output(&mut import(&["--allow-loss", LOST, "--dry-run"], &token)).await;
    assert!(text.contains("would change: 1 flags"), "{text}");
    for (arguments, token, expected) in [
        (&["--allow-loss", LOST][..], "tgl_adm_wrong", "unauthorized"),
        (&["--project", "nothing"], &token, "no project with the slug \"nothing\""),
        (&["--environment", "nowhere"], &token, "not_found"),
        (&["--verify", "/no/such/users.csv"], &token, "/no/such/users.csv"),
        (&["--from", "unleash"], &token, "is a file of flagd"),
        (&["--from", "togul"], &token, "must be one of flagd, unleash, launchdarkly"),
        (&["--buckets", "v9"], &token, "must be one of v1, v2, v3"),
        (&["--data", "x"], &token, "cannot be used with"),
    ] {
        let mut all = vec!["import", files.flags.to_str().unwrap(), "--server", &server.url];
        for (name, value) in [("--from", "flagd"), ("--environment", "production"), ("--project", "shop")] {
            if !arguments.contains(&name) {
                all.extend([name, value]);
            }
        }
        let (ok, text) = output(command(&[&all, arguments].concat()).env("TOGUL_TOKEN", token)).await;
        assert!(!ok && text.contains(expected), "{arguments:?}: {text}");
    }
    let (ok, text) = output(import(&[], "").env_remove("TOGUL_TOKEN")).await;
    assert!(!ok && text.contains("TOGUL_TOKEN is needed"), "{text}");
    drop(server);
    database.drop().await;
}

#[tokio::test]
async fn a_file_is_imported_into_the_folder_of_a_stopped_dev() {
    let files = Files::new();
    let data = files.folder.path().join("data");
    let args = Dev { data: data.clone(), listen: "127.0.0.1:0".parse().unwrap(), registration: None };
    let (server, _) = prepare(&args).await.unwrap();
    let import =
        || files.import(&["--data", data.to_str().unwrap(), "--project", "demo-shop", "--allow-loss", LOST]);
    let (ok, text) = output(&mut import()).await;
    assert!(!ok && text.contains("another togul-server has it open"), "{text}");
    server.run(async {}).await;
    let (ok, text) = output(&mut import()).await;
    // The demo has a flag with one of the keys.
    assert!(ok && text.contains("created: 8 flags") && text.contains("changed: 1 flags"), "{text}");
    let (ok, text) = output(&mut import()).await;
    assert!(ok && text.contains("unchanged: 9 flags"), "{text}");
    let nothing = files.folder.path().join("nothing");
    let arguments = ["--data", nothing.to_str().unwrap(), "--project", "demo-shop"];
    let (ok, text) = output(&mut files.import(&arguments)).await;
    assert!(!ok && text.contains("demo.json"), "{text}");
    fs::remove_file(data.join("togul.db")).unwrap();
    let (ok, text) = output(&mut import()).await;
    assert!(!ok && text.contains("togul.db"), "{text}");
    assert!(!data.join("togul.db").exists(), "no other demo takes its place");
}
