//! The snapshot file under kills, full disks and damage.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use togul_client::{Client, Connection, Context, Revision, Snapshot, SnapshotSource, Status};

use super::server::{START, Server, at, chain, is_healthy};
use crate::server::{KEY, SOON, soon};

/// The path of the file, for the tests below that run in a process of their own.
const PATH: &str = "TOGUL_TEST_TORTURE_FILE";

/// The snapshot in the file, which is that of a revision, byte for byte.
fn stored(path: &Path) -> Option<Snapshot> {
    let bytes = fs::read(path).ok()?;
    let snapshot = Snapshot::from_json(&bytes).expect("a whole snapshot");
    assert_eq!(String::from_utf8(bytes).expect("text"), at(snapshot.revision().get()).body());
    Some(snapshot)
}

/// Runs one of the tests below in a process of its own, from a shell that first runs another command.
fn run(first: &str, test: &str, path: &Path) -> Child {
    let mut command = Command::new("sh");
    command
        .args(["-c", &format!("{first} exec \"$0\" \"$@\"")])
        .arg(std::env::current_exe().expect("it runs"));
    command.args(["--exact", "--ignored", "--nocapture", &format!("torture::file::{test}")]).env(PATH, path);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("this test program runs")
}

fn given_path() -> Option<PathBuf> {
    std::env::var_os(PATH).map(PathBuf::from)
}

#[tokio::test]
#[ignore = "runs in a process that another test kills"]
async fn process_that_writes_revisions_until_it_is_killed() {
    let Some(path) = given_path() else { return };
    let server = Server::start().await;
    server.set_revision(stored(&path).map_or(START, |stored| stored.revision().get()));
    let client = server.builder().file(&path).start().expect("the file is good");
    while client.status().connection != Connection::Closed {
        server.change();
        tokio::task::yield_now().await;
    }
}

#[test]
fn the_file_is_whole_and_never_older_whenever_the_process_is_killed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flags.json");
    let mut last = Revision::ZERO;
    for round in 0..40 {
        let before = last;
        let mut child = run("", "process_that_writes_revisions_until_it_is_killed", &path);
        // At a different moment each time, after the first write.
        let begun = Instant::now();
        let mut kill_at = None;
        while kill_at.is_none_or(|at| Instant::now() < at) {
            assert!(begun.elapsed() < SOON, "round {round} writes nothing");
            let revision = stored(&path).map_or(Revision::ZERO, |stored| stored.revision());
            assert!(revision >= last, "round {round}: revision {last} was followed by {revision}");
            last = revision;
            if last > before {
                kill_at.get_or_insert_with(|| Instant::now() + Duration::from_micros(round * 1777 % 20_000));
            }
        }
        child.kill().expect("it runs");
        child.wait().expect("it was killed");
        let revision = stored(&path).expect("it exists").revision();
        assert!(revision >= last, "round {round}: revision {last} was followed by {revision}");
        last = revision;
    }
}

#[tokio::test]
#[ignore = "runs in a process whose disk another test limits"]
async fn process_whose_disk_is_full() {
    let Some(path) = given_path() else { return };
    let server = Server::start().await;
    server.change();
    let client = server.builder().file(&path).start().expect("the file is good");
    assert_eq!(client.status().source, SnapshotSource::File);
    assert_eq!(client.revision(), START);
    for _ in 0..3 {
        server.change();
        let wanted = server.revision();
        let reported =
            |status: &Status| status.revision == wanted && status.file_error.is_some() && is_healthy(status);
        let status = soon(client.wait_for_status(reported)).await;
        let error = status.file_error.expect("reported");
        assert!(error.is_file() && chain(&error).contains("File too large"), "{}", chain(&error));
    }
    assert_eq!(client.snapshot().fingerprint(), at(server.revision()).fingerprint());
    soon(client.close()).await;
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_reported_and_the_old_file_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flags.json");
    fs::write(&path, at(START).body()).expect("written");
    // No file may grow. As on a full disk, the file can be created but not written.
    let child = run("trap '' XFSZ; ulimit -f 0;", "process_whose_disk_is_full", &path);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
    assert_eq!(stored(&path).expect("the old one").revision(), START);
    let names = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(names, 1, "no temporary file is left");
}

#[tokio::test]
async fn a_missing_folder_is_reported_until_it_is_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let (inside, away) = (folder.path().join("inside"), folder.path().join("away"));
    fs::create_dir(&inside).expect("created");
    let path = inside.join("flags.json");
    let server = Server::start().await;
    let client = server.builder().file(&path).start().expect("none yet is fine");
    soon(client.wait_for_status(is_healthy)).await;
    soon(async {
        while !path.exists() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    fs::rename(&inside, &away).expect("renamed");
    server.change();
    let status = soon(client.wait_for_status(|status| status.file_error.is_some())).await;
    assert!(status.file_error.is_some_and(|error| error.is_file()) && status.error.is_none());
    assert_eq!(stored(&away.join("flags.json")).expect("the old one").revision(), START);
    fs::rename(&away, &inside).expect("renamed");
    server.change();
    soon(client.wait_for_status(|status| status.revision == START + 2 && status.file_error.is_none())).await;
    soon(client.close()).await;
    assert_eq!(stored(&path).expect("the new one").revision(), START + 2);
}

#[tokio::test]
async fn an_impossible_path_is_reported() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let server = Server::start().await;
    let builder = || server.builder().file(file.path().join("flags.json"));
    let error = builder().start().expect_err("a file is not a folder");
    assert!(error.is_file(), "{error:?}");
    let client = builder().connect(SOON).await.expect("the server responds");
    assert!(client.status().file_error.is_some_and(|error| error.is_file()));
    assert!(client.snapshot().flag("even").is_some());
}

/// Starts from a file with these bytes.
fn start(path: &Path, bytes: &[u8]) -> Result<Client, togul_client::Error> {
    fs::write(path, bytes).expect("written");
    // No server listens there.
    Client::builder("http://127.0.0.1:9", KEY).file(path).start()
}

#[tokio::test]
async fn a_file_that_is_cut_anywhere_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flags.json");
    let whole = at(START).body();
    for cut in 0..whole.len() {
        let error = start(&path, &whole.as_bytes()[..cut]).expect_err("half a file");
        assert!(error.is_unreadable() && chain(&error).contains("flags.json"), "cut at {cut}: {error:?}");
        assert_eq!(fs::read(&path).expect("there").len(), cut, "the file is left as it is");
    }
    start(&path, whole.as_bytes()).expect("all of it");
}

#[tokio::test]
async fn every_flipped_bit_of_a_flag_is_detected() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flags.json");
    let (whole, fingerprint) = (at(START).body(), at(START).fingerprint());
    let flags =
        whole.find("\"flags\":[").expect("flags") + 9..whole.find("],\"segments\"").expect("segments");
    let context = Context::new();
    for (position, bit) in (0..whole.len()).flat_map(|position| (0..8).map(move |bit| (position, bit))) {
        let mut bytes = whole.clone().into_bytes();
        bytes[position] ^= 1 << bit;
        match start(&path, &bytes) {
            Err(error) => assert!(error.is_unreadable() && !chain(&error).is_empty(), "{error:?}"),
            // The environment's key, or the name of an optional field.
            Ok(client) => {
                assert!(!flags.contains(&position), "bit {bit} of byte {position} was not detected");
                assert_eq!(client.snapshot().fingerprint(), fingerprint);
                assert!(client.string("even", &context, "none").starts_with("grün"));
            }
        }
    }
}
