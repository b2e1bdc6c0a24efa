//! A server in a process of its own, which is this program started again.

use std::{
    env, fs,
    io::{BufRead, BufReader, Lines},
    net::SocketAddr,
    process::{Child, ChildStderr, ChildStdout, Command, Stdio},
};

use tempfile::TempDir;

use crate::Failure;

const ROLE: &str = "TOGUL_NEIGHBORS_SERVE";
/// The limit on connections, so that an attacker with one address can reach it.
pub const MAX_CONNECTIONS: usize = 300;

pub fn is_server() -> bool {
    env::var_os(ROLE).is_some()
}

/// Where the server's log goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    File,
    /// A pipe that is never read.
    UnreadPipe,
}

/// The process is killed when this is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    /// Kept open, so that the process can write to it.
    _lines: Lines<BufReader<ChildStdout>>,
    _unread: Option<ChildStderr>,
    /// Removed with the process.
    folder: TempDir,
    pub address: SocketAddr,
}

impl Process {
    /// The server as in production, on the database in this folder.
    pub fn start(folder: TempDir, log: Log) -> Result<Self, Failure> {
        Self::start_with(folder, log, &[])
    }

    pub fn start_with(folder: TempDir, log: Log, settings: &[(&str, &str)]) -> Result<Self, Failure> {
        let stderr = match log {
            Log::File => fs::File::create(folder.path().join("log"))?.into(),
            Log::UnreadPipe => Stdio::piped(),
        };
        let mut child = Command::new(env::current_exe()?)
            .arg("serve")
            .env(ROLE, "1")
            .env("DATABASE_URL", format!("sqlite://{}/togul.db", folder.path().display()))
            .env("TOGUL_JWT_SECRET", "3f9a1c5e7b2d4860a1b3c5d7e9f02468ace13579bdf02468")
            .env("TOGUL_LISTEN", "127.0.0.1:0")
            .env("TOGUL_MAX_CONNECTIONS", MAX_CONNECTIONS.to_string())
            .env("TOGUL_REGISTRATION", "open")
            // Fills the pipe that is not read.
            .env("TOGUL_LOG_EVALUATIONS", (log == Log::UnreadPipe).to_string())
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("the process has no output")?).lines();
        let unread = child.stderr.take();
        let address = lines.next().transpose()?;
        let address = address.as_deref().and_then(|line| line.split_once("http://")?.1.parse().ok());
        let address = address.ok_or("the server did not start")?;
        Ok(Self { child, _lines: lines, _unread: unread, folder, address })
    }

    /// The largest resident set size of the process so far, in MiB.
    pub fn peak_memory(&self) -> Result<f64, Failure> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.ok_or("the kernel reports no VmHWM")?.trim_end_matches("kB").trim();
        Ok(kib.parse::<f64>()? / 1024.0)
    }

    /// Kills the process, and returns the folder with its database.
    pub fn into_folder(mut self) -> Result<TempDir, Failure> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(std::mem::replace(&mut self.folder, TempDir::new()?))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
