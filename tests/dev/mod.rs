//! `togul-server dev`: its folder and later starts. `.ci/readme` runs the commands that it prints.

use std::{fs, path::Path};

use tempfile::TempDir;
use togul_server::{
    config::Dev,
    dev::prepare,
    store::{DatabaseAddress, Store},
};

fn args(folder: &TempDir) -> Dev {
    Dev { data: folder.path().join("data"), listen: "127.0.0.1:0".parse().unwrap(), registration: None }
}

/// Starts and stops the server. Returns the printed text without the port.
async fn start(args: &Dev) -> Result<String, String> {
    let (server, instructions) = prepare(args).await.map_err(|error| error.to_string())?;
    let address = server.address().to_string();
    server.run(async {}).await;
    Ok(instructions.replace(&address, "ADDRESS"))
}

#[tokio::test]
async fn a_later_start_keeps_the_demo_and_prints_the_same() {
    let folder = TempDir::new().unwrap();
    let first = start(&args(&folder)).await.unwrap();
    assert!(first.starts_with("listening on http://ADDRESS\n"), "{first}");
    for secret in ["tgl_srv_", "tgl_sdk_", "tgl_str_", "demo@togul.local", "demo-"] {
        assert!(first.contains(secret), "{secret}: {first}");
    }
    assert_eq!(start(&args(&folder)).await.unwrap(), first);
}

#[cfg(unix)]
#[tokio::test]
async fn its_files_are_private_to_their_owner() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = TempDir::new().unwrap();
    start(&args(&folder)).await.unwrap();
    let data = args(&folder).data;
    assert_eq!(mode(&data), 0o700);
    let mut names = Vec::new();
    for entry in fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        names.push(path.file_name().unwrap().to_str().unwrap().to_owned());
    }
    names.sort_unstable();
    assert_eq!(names, ["demo.json", "jwt-secret", "togul.db"]);
}

/// Another user may have put a secret there, or read it.
#[cfg(unix)]
#[tokio::test]
async fn a_folder_or_secret_that_is_open_to_others_is_refused() {
    use std::os::unix::fs::{PermissionsExt, chown};
    let folder = TempDir::new().unwrap();
    let (data, secret) = (args(&folder).data, args(&folder).data.join("jwt-secret"));
    let chmod = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    start(&args(&folder)).await.unwrap();
    for (path, open, closed) in
        [(&data, 0o777, 0o700), (&data, 0o720, 0o755), (&secret, 0o644, 0o600), (&secret, 0o620, 0o600)]
    {
        chmod(path, open);
        let error = start(&args(&folder)).await.unwrap_err();
        assert!(error.contains(path.to_str().unwrap()) && error.contains("run chmod"), "{error}");
        chmod(path, closed);
    }
    start(&args(&folder)).await.unwrap();
    // Only root can give a file away.
    for path in [&data, &secret] {
        if chown(path, Some(65_534), None).is_ok() {
            let error = start(&args(&folder)).await.unwrap_err();
            assert!(error.contains("belongs to another user"), "{error}");
            chown(path, Some(0), None).unwrap();
        }
    }
}

#[tokio::test]
async fn an_interrupted_first_start_is_repeated() {
    let folder = TempDir::new().unwrap();
    let data = args(&folder).data;
    fs::create_dir(&data).unwrap();
    for (name, content) in
        [("unfinished.db", "half a database"), ("unfinished.db-wal", "x"), ("jwt-secret.new", "")]
    {
        fs::write(data.join(name), content).unwrap();
    }
    assert!(start(&args(&folder)).await.is_ok());
    assert!(!data.join("unfinished.db").exists());
}

#[tokio::test]
async fn a_start_without_the_demo_file_reports_it() {
    let folder = TempDir::new().unwrap();
    start(&args(&folder)).await.unwrap();
    fs::remove_file(args(&folder).data.join("demo.json")).unwrap();
    assert!(start(&args(&folder)).await.unwrap().contains("demo.json"));
    fs::write(args(&folder).data.join("demo.json"), "{").unwrap();
    assert!(start(&args(&folder)).await.unwrap_err().contains("delete the folder to start over"));
}

#[tokio::test]
async fn a_secret_that_is_too_short_is_refused() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(args(&folder).data).unwrap();
    let secret = args(&folder).data.join("jwt-secret");
    fs::write(&secret, "").unwrap();
    #[cfg(unix)]
    fs::set_permissions(&secret, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let error = start(&args(&folder)).await.unwrap_err();
    assert!(error.contains("the secret is too short: delete the file"), "{error}");
}

#[tokio::test]
async fn a_second_process_on_one_sqlite_file_is_refused() {
    let folder = TempDir::new().unwrap();
    let address = DatabaseAddress::sqlite(&folder.path().join("togul.db"));
    let (first, _) = Store::open(&address).await.unwrap();
    let refused = Store::open(&address).await.unwrap_err().to_string();
    assert!(refused.contains("another togul-server has it open"), "{refused}");
    first.close().await;
    Store::open(&address).await.unwrap();
}
