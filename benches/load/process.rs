//! A server in a process of its own, which is this program started again.

use std::{
    env,
    fs::{self, File},
    io::{BufRead, BufReader, Lines},
    net::SocketAddr,
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use crate::{Failure, bare};

const ROLE: &str = "TOGUL_LOAD_ROLE";
/// Ticks per second of the CPU time that the system reports.
const TICKS: f64 = 100.0;

#[derive(Clone, Copy, Debug)]
pub enum Role {
    Togul,
    Bare,
}

impl Role {
    pub fn of_this_process() -> Option<Self> {
        match &*env::var(ROLE).ok()? {
            "togul" => Some(Self::Togul),
            _ => Some(Self::Bare),
        }
    }
}

/// The process is killed when this is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    /// Kept open, so that the process can write to it.
    _lines: Lines<BufReader<ChildStdout>>,
    pub address: SocketAddr,
    /// The time from the start of the process until it listened.
    pub ready_after: Duration,
}

impl Process {
    /// The server as in production, on the database in this folder, which gets its log as well.
    pub fn togul(folder: &Path) -> Result<Self, Failure> {
        let mut command = Command::new(env::current_exe()?);
        command
            .arg("serve")
            .env(ROLE, "togul")
            .env("DATABASE_URL", format!("sqlite://{}/togul.db", folder.display()))
            .env("TOGUL_JWT_SECRET", "3f9a1c5e7b2d4860a1b3c5d7e9f02468ace13579bdf02468")
            .env("TOGUL_LISTEN", "127.0.0.1:0")
            .env("TOGUL_METRICS_LISTEN", "127.0.0.1:0")
            // Logins come from many addresses by `X-Forwarded-For`.
            .env("TOGUL_TRUSTED_PROXIES", "127.0.0.1")
            .env("TOGUL_WRITES_PER_SECOND", "0")
            .stderr(File::options().create(true).append(true).open(folder.join("log"))?);
        Self::start(command)
    }

    pub fn bare(response: &[u8]) -> Result<Self, Failure> {
        let mut command = Command::new(env::current_exe()?);
        command.env(ROLE, "bare").env(bare::RESPONSE, std::str::from_utf8(response)?);
        Self::start(command)
    }

    fn start(mut command: Command) -> Result<Self, Failure> {
        let started = Instant::now();
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("the process has no output")?).lines();
        let address = lines.next().transpose()?;
        let address = address.as_deref().and_then(|line| line.split_once("http://")?.1.parse().ok());
        let (address, ready_after) = (address.ok_or("the server did not start")?, started.elapsed());
        Ok(Self { child, _lines: lines, address, ready_after })
    }

    /// The CPU time of the process so far.
    pub fn cpu(&self) -> Result<Duration, Failure> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // User and system time are the 12th and 13th word after the name, which may contain anything.
        let (_, words) = stat.rsplit_once(')').ok_or("the process has no name")?;
        let ticks: f64 = words.split_whitespace().skip(11).take(2).flat_map(str::parse::<f64>).sum();
        Ok(Duration::from_secs_f64(ticks / TICKS))
    }

    /// The proportional set size of the process in MiB.
    pub fn memory(&self) -> Result<f64, Failure> {
        let rollup = fs::read_to_string(format!("/proc/{}/smaps_rollup", self.child.id()))?;
        let line =
            rollup.lines().find_map(|line| line.strip_prefix("Pss:")).ok_or("the kernel reports no Pss")?;
        Ok(line.trim_end_matches("kB").trim().parse::<f64>()? / 1024.0)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
