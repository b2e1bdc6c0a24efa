//! A server in a process of its own: this test program, started again.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use crate::world::{Database, World};

const SERVE: &str = "TOGUL_TEST_SERVE";

/// Serves instead of testing when it is started by [`Process::start`]; otherwise there is nothing to do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serves_when_it_is_told_to() {
    if let Ok(url) = std::env::var(SERVE) {
        let world = World::start(Database::Given(url), "127.0.0.1:0".parse().unwrap()).await;
        println!("listening on {}", world.url);
        std::future::pending().await
    }
}

/// Killed when it is dropped, whatever the test does.
pub struct Process {
    child: Child,
    pub url: String,
}

impl Process {
    pub fn start(database: &Database) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["faults::process::serves_when_it_is_told_to", "--exact", "--nocapture"])
            .env(SERVE, database.url())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = lines
            .map(Result::unwrap)
            .find_map(|line| Some(line.split_once("listening on ")?.1.to_owned()))
            .expect("the process says where it listens");
        Self { child, url }
    }

    /// SIGKILL: nothing is flushed, nothing is said.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
