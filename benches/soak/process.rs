//! A server in a process of its own, which is this program started again.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    num::NonZeroUsize,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;
use togul_server::{
    auth::token::Tokens,
    domain::{account::Registration, quota::Quotas},
    limits::{ConnectionBudget, Limits},
    server::{EvaluationLimits, OfrepSettings, Server, Settings},
    store::DatabaseAddress,
};

use crate::{Failure, bare};

const SERVE: &str = "TOGUL_SOAK_SERVE";
const FOLDER: &str = "TOGUL_SOAK_FOLDER";

/// The server that is measured, or the baseline.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Togul,
    Bare,
}

impl Kind {
    pub fn of_this_process() -> Option<Self> {
        match &*env::var(SERVE).ok()? {
            "togul" => Some(Self::Togul),
            _ => Some(Self::Bare),
        }
    }
}

/// Serves until the process is killed.
pub fn serve(kind: Kind) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        match kind {
            Kind::Togul => {
                let server = Server::bind(Settings {
                    database_address: DatabaseAddress::sqlite(
                        &Path::new(&env::var(FOLDER)?).join("togul.db"),
                    ),
                    database: ConnectionBudget::default(),
                    tokens: Tokens::new(b"a secret of the soak, 32 bytes or more", None),
                    registration: Registration::First,
                    listen: listen.into(),
                    metrics_listen: None,
                    max_connections: None,
                    // All readers have one address and one key.
                    limits: Limits {
                        connections_per_address: Some(NonZeroUsize::MAX),
                        streams_per_key: Some(NonZeroUsize::MAX),
                        ..Limits::default()
                    },
                    region: "local".to_owned(),
                    cors_origins: Vec::new(),
                    path_prefix: String::new(),
                    ofrep: OfrepSettings::default(),
                    trusted_proxies: Vec::new(),
                    quotas: Quotas { writes_per_second: 0, ..Quotas::default() },
                    evaluation: EvaluationLimits::default(),
                    drain: Duration::ZERO,
                })
                .await?;
                println!("{}", server.address());
                server.run(std::future::pending()).await;
            }
            Kind::Bare => {
                let listener = tokio::net::TcpListener::bind(listen).await?;
                println!("{}", listener.local_addr()?);
                bare::serve(listener).await?;
            }
        }
        Ok(())
    })
}

/// The process is killed when this is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    pub address: SocketAddr,
    /// Removed with the process.
    _folder: TempDir,
}

impl Process {
    pub fn start(kind: Kind) -> Result<Self, Failure> {
        let folder = TempDir::new()?;
        let word = match kind {
            Kind::Togul => "togul",
            Kind::Bare => "bare",
        };
        let child = Command::new(env::current_exe()?)
            .env(SERVE, word)
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut process = Self { child, address: SocketAddr::from(([0; 4], 0)), _folder: folder };
        let mut line = String::new();
        BufReader::new(process.child.stdout.take().ok_or("the process has no output")?)
            .read_line(&mut line)?;
        process.address = line.trim().parse().map_err(|_| "the server did not start")?;
        Ok(process)
    }

    /// The CPU time of the process so far, in milliseconds.
    pub fn cpu(&self) -> Result<f64, Failure> {
        /// Ticks per second.
        const TICKS: f64 = 100.0;
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // User and system time are the 12th and 13th word after the name, which may contain anything.
        let (_, words) = stat.rsplit_once(')').ok_or("the process has no name")?;
        let ticks: f64 = words.split_whitespace().skip(11).take(2).flat_map(str::parse::<f64>).sum();
        Ok(ticks / TICKS * 1e3)
    }

    /// The proportional set size of the process in KiB. It does not include the kernel's buffers of sockets.
    pub fn memory(&self) -> Result<f64, Failure> {
        let rollup = fs::read_to_string(format!("/proc/{}/smaps_rollup", self.child.id()))?;
        let line =
            rollup.lines().find_map(|line| line.strip_prefix("Pss:")).ok_or("the kernel reports no Pss")?;
        Ok(line.trim_end_matches("kB").trim().parse()?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
