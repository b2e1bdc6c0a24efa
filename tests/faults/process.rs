//! Processes of the tests: this test program, started again as a server or a client.
//!
//! They can be killed, frozen and terminated, and end with their test in any case.

use std::{
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use togul_client::Client;
use togul_server::server::Server;
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::{mpsc, oneshot},
};

use super::ledger::digest;
use crate::world::{Database, settings};

const SERVE: &str = "TOGUL_TEST_SERVE";
const LISTEN: &str = "TOGUL_TEST_LISTEN";
const FOLLOW: &str = "TOGUL_TEST_FOLLOW";
const SECRET: &str = "TOGUL_TEST_SECRET";
const FILE: &str = "TOGUL_TEST_FILE";

/// So that a hanging test fails.
const HANG: Duration = Duration::from_secs(60);

/// Not a test: a server when it is started by [`Process::start`], and otherwise nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serves_when_started_as_a_server() {
    let (Ok(url), Ok(listen)) = (std::env::var(SERVE), std::env::var(LISTEN)) else { return };
    log();
    let mut terminate = signal(SignalKind::terminate()).unwrap();
    match Server::bind(settings(&Database::External(url), listen.parse().unwrap())).await {
        Ok(server) => {
            println!("listening on http://{}", server.address());
            server.run(async move { terminate.recv().await.unwrap() }).await;
        }
        Err(error) => {
            eprintln!("error: {error}");
            std::process::exit(1);
        }
    }
}

/// Not a test: a client when it is started by [`Program::follow`], which prints each of its states.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn follows_when_started_as_a_client() {
    let [Ok(url), Ok(secret), Ok(file)] = [FOLLOW, SECRET, FILE].map(std::env::var) else { return };
    log();
    let client = Client::builder(url, secret).file(file).start().unwrap();
    let mut changes = client.changes();
    loop {
        let held = client.snapshot();
        println!("holds {} {}", held.revision(), digest(&held));
        changes.next().await;
    }
}

/// Warnings go to standard error, which the test captures.
fn log() {
    let lines = tracing_subscriber::fmt().with_env_filter("warn,sqlx=error").with_writer(std::io::stderr);
    lines.with_ansi(false).init();
}

/// A child process. Killed when it is dropped, also when the test panics.
pub struct Program {
    child: Child,
    lines: mpsc::UnboundedReceiver<String>,
    errors: Arc<Mutex<String>>,
    /// Closed at the end of standard error.
    errors_ended: oneshot::Receiver<()>,
}

impl Program {
    pub fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let (printed, lines) = mpsc::unbounded_channel();
        // Read to the end by threads: a full pipe would block the process, a closed one end it.
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let _ = printed.send(line);
            }
        });
        let errors = Arc::new(Mutex::new(String::new()));
        let captured = Arc::clone(&errors);
        let (end, errors_ended) = oneshot::channel();
        std::thread::spawn(move || {
            let _end: oneshot::Sender<()> = end;
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = err.read(&mut bytes) {
                captured.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..count]));
            }
        });
        Self { child, lines, errors, errors_ended }
    }

    /// A `togul-client` that follows a server and keeps a file.
    pub fn follow(url: &str, secret: &str, file: &Path) -> Self {
        Self::spawn(
            itself("follows_when_started_as_a_client").env(FOLLOW, url).env(SECRET, secret).env(FILE, file),
        )
    }

    /// The rest of the next line that contains `word`; `None` once the process has ended.
    pub async fn line(&mut self, word: &str) -> Option<String> {
        let next = async {
            loop {
                let line = self.lines.recv().await?;
                if let Some((_, rest)) = line.split_once(word) {
                    return Some(rest.to_owned());
                }
            }
        };
        tokio::time::timeout(HANG, next).await.unwrap_or_else(|_| panic!("no line with {word:?}"))
    }

    /// Its standard error so far.
    pub fn errors(&self) -> String {
        self.errors.lock().unwrap().clone()
    }

    /// Waits until its standard error contains the text.
    pub async fn error(&mut self, text: &str) {
        let waiting = async {
            while !self.errors().contains(text) {
                assert!(self.is_running(), "it ended without {text:?}: {}", self.errors());
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let waited = tokio::time::timeout(HANG, waiting).await;
        waited.unwrap_or_else(|_| panic!("no {text:?} on standard error"));
    }

    /// All of its standard error, once it has ended.
    pub async fn errors_to_the_end(&mut self) -> String {
        let _ = (&mut self.errors_ended).await;
        self.errors()
    }

    /// SIGTERM, as supervisors send it; the program must exit with success.
    pub async fn terminate(&mut self) {
        send("TERM", &[self.id()]);
        let status = self.ended().await;
        let errors = self.errors_to_the_end().await;
        assert!(status.success(), "{status}: {errors}");
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL: nothing is flushed.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// How it ended, once it has.
    pub async fn ended(&mut self) -> ExitStatus {
        let ended = async {
            loop {
                if let Some(status) = self.child.try_wait().unwrap() {
                    return status;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(HANG, ended).await.expect("the process ends")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- standard error of process {}:\n{}", self.id(), self.errors());
        }
    }
}

/// A server in a process of its own.
pub struct Process {
    pub program: Program,
    pub url: String,
}

impl Process {
    pub async fn start(database: &Database) -> Self {
        Self::start_at(database, "127.0.0.1:0".parse().unwrap()).await
    }

    pub async fn start_at(database: &Database, listen: SocketAddr) -> Self {
        Self::spawn(itself("serves_when_started_as_a_server"), database, listen).await
    }

    /// A process that survives the signal for files above its size limit, which the test can then lower.
    pub async fn start_with_bounded_files(database: &Database) -> Self {
        let itself = itself("serves_when_started_as_a_server");
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
        command.arg(itself.get_program()).args(itself.get_args());
        Self::spawn(command, database, "127.0.0.1:0".parse().unwrap()).await
    }

    async fn spawn(command: Command, database: &Database, listen: SocketAddr) -> Self {
        let mut program = Self::try_start(command, database, listen);
        match program.line("listening on ").await {
            Some(url) => Self { program, url },
            None => panic!("the server does not start: {}", program.errors()),
        }
    }

    /// One that may fail to start.
    pub fn attempt(database: &Database) -> Program {
        Self::try_start(itself("serves_when_started_as_a_server"), database, "127.0.0.1:0".parse().unwrap())
    }

    fn try_start(mut command: Command, database: &Database, listen: SocketAddr) -> Program {
        Program::spawn(command.env(SERVE, database.url()).env(LISTEN, listen.to_string()))
    }

    pub fn address(&self) -> SocketAddr {
        self.url.strip_prefix("http://").unwrap().parse().unwrap()
    }

    /// SIGKILL: nothing is flushed.
    pub fn kill(mut self) {
        self.program.kill();
    }

    /// SIGTERM, as supervisors send it; the server must exit with success.
    pub async fn stop(&mut self) {
        self.program.terminate().await;
    }

    /// SIGSTOP: connections stay open, and the system accepts new ones.
    pub fn freeze(&self) {
        send("STOP", &[self.program.id()]);
    }

    pub fn thaw(&self) {
        send("CONT", &[self.program.id()]);
    }
}

/// Sends a signal to processes that this test started; some may have ended already.
pub fn send(signal: &str, processes: &[u32]) {
    let mut kill = Command::new("kill");
    kill.args(["-s", signal]).args(processes.iter().map(u32::to_string));
    kill.stderr(Stdio::null()).status().expect("the program `kill` exists");
}

fn itself(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([&format!("faults::process::{test}"), "--exact", "--nocapture"]);
    command
}
