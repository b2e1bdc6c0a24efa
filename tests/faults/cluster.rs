//! A private PostgreSQL for a test, to be killed, frozen and stopped.

use std::{
    fs::{self, File, Permissions},
    net::{SocketAddr, TcpListener},
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    str::FromStr,
    time::Duration,
};

use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use tempfile::TempDir;

use super::{process::send, proxy::Proxy};
use crate::world::Database;

/// So that a hanging test fails.
const HANG: Duration = Duration::from_secs(60);

pub struct Cluster {
    programs: PathBuf,
    /// PostgreSQL refuses to run as root: user and group to run as instead.
    owner: Option<(u32, u32)>,
    folder: TempDir,
    port: u16,
    postmaster: Option<Child>,
}

impl Cluster {
    /// A running server with a database. `None` without PostgreSQL's programs, which CI does not accept.
    pub async fn start() -> Option<(Self, Database)> {
        let Some(programs) = programs() else {
            let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
            assert!(!ci, "CI takes PostgreSQL away too: install its server, or use ./scripts/test");
            return None;
        };
        let owner = owner();
        // Root's own TMPDIR may be closed to the owner.
        let folder = if owner.is_some() { TempDir::new_in("/tmp") } else { TempDir::new() }.unwrap();
        if let Some((user, group)) = owner {
            chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let mut cluster = Self { programs, owner, folder, port: 0, postmaster: None };
        let made = cluster
            .command("initdb")
            .args(["--username=togul", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"])
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        cluster.port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        cluster.resume().await;
        cluster.sql("create database togul").await;
        let database = Self::database(cluster.port);
        Some((cluster, database))
    }

    /// The same behind a proxy.
    pub async fn start_behind_a_proxy() -> Option<(Self, Proxy, Database)> {
        let (cluster, _) = Self::start().await?;
        let proxy = Proxy::to(SocketAddr::from(([127, 0, 0, 1], cluster.port))).await;
        let database = Self::database(proxy.address.port());
        Some((cluster, proxy, database))
    }

    fn database(port: u16) -> Database {
        Database::External(format!("postgres://togul@127.0.0.1:{port}/togul"))
    }

    /// Starts it if it is not running, and waits until it accepts connections.
    pub async fn resume(&mut self) {
        let starting = async {
            while !self.accepts_connections().await {
                // The first starts after a kill may find resources that the dead processes still hold.
                let running = self.postmaster.as_mut().is_some_and(|it| it.try_wait().unwrap().is_none());
                if !running {
                    self.spawn();
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let started = tokio::time::timeout(HANG, starting).await;
        started.unwrap_or_else(|_| panic!("PostgreSQL does not start: {}", self.log()));
    }

    fn spawn(&mut self) {
        let log = File::options().create(true).append(true).open(self.folder.path().join("log")).unwrap();
        let port = self.port.to_string();
        let settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"];
        let mut command = self.command("postgres");
        command.args(["-p", &port]).args(settings.iter().flat_map(|setting| ["-c", setting]));
        self.postmaster = Some(command.stdout(Stdio::null()).stderr(log).spawn().unwrap());
    }

    /// SIGKILL to all of its processes.
    pub fn kill(&mut self) {
        let all = self.freeze();
        send("KILL", &all);
        self.reap();
    }

    /// SIGSTOP to all of its processes, which it returns: connections stay open and are not answered.
    pub fn freeze(&mut self) -> Vec<u32> {
        let postmaster = self.postmaster();
        // First: while it is stopped it starts no new process.
        send("STOP", &[postmaster]);
        let mut all = children(postmaster);
        send("STOP", &all);
        all.push(postmaster);
        all
    }

    /// SIGCONT to the frozen processes.
    pub fn thaw(&self, all: &[u32]) {
        send("CONT", all);
    }

    /// A fast shutdown, which ends sessions; waits for its end.
    pub fn stop(&mut self) {
        send("INT", &[self.postmaster()]);
        self.reap();
    }

    /// Makes new transactions read-only, or no longer.
    pub async fn set_read_only(&self, read_only: bool) {
        let value = if read_only { "on" } else { "off" };
        self.sql(&format!("alter system set default_transaction_read_only = {value}")).await;
        self.sql("select pg_reload_conf()").await;
    }

    /// Ends all sessions and accepts no new ones, as after a change of the password, until the statement that
    /// [`accept_logins`](Self::accept_logins) runs in the session that is returned.
    pub async fn refuse_logins(&self) -> PgConnection {
        let mut session = self.connect("postgres").await.expect("PostgreSQL answers");
        let refuse = "alter role togul nologin;
                      select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()";
        sqlx::raw_sql(refuse).execute(&mut session).await.unwrap();
        session
    }

    pub async fn accept_logins(mut session: PgConnection) {
        sqlx::raw_sql("alter role togul login").execute(&mut session).await.unwrap();
    }

    /// A session that holds the table of applied migrations until it is closed.
    pub async fn lock_migrations(&self) -> PgConnection {
        let mut session = self.connect("togul").await.expect("PostgreSQL answers");
        sqlx::raw_sql("begin; lock table _sqlx_migrations").execute(&mut session).await.unwrap();
        session
    }

    /// Offers TLS with this certificate after a restart.
    pub async fn enable_tls(&mut self, certificate: &Path, key: &Path) {
        for (from, name) in [(certificate, "server.crt"), (key, "server.key")] {
            let to = self.folder.path().join("data").join(name);
            fs::copy(from, &to).unwrap();
            fs::set_permissions(&to, Permissions::from_mode(0o600)).unwrap();
            if let Some((user, group)) = self.owner {
                chown(&to, Some(user), Some(group)).unwrap();
            }
        }
        self.sql("alter system set ssl = on").await;
        self.stop();
        self.resume().await;
    }

    /// Executes a statement in the database of PostgreSQL itself.
    pub async fn sql(&self, statement: &str) {
        self.sql_in("postgres", statement).await;
    }

    /// Executes a statement in the database of the tests, which its servers get no notice of.
    pub async fn sql_in_togul(&self, statement: &str) {
        self.sql_in("togul", statement).await;
    }

    /// The number that a query in the same database returns.
    pub async fn number_in_togul(&self, query: &'static str) -> i64 {
        let mut connection = self.connect("togul").await.expect("PostgreSQL answers");
        let number = sqlx::query_scalar(query).fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        number
    }

    async fn sql_in(&self, database: &str, statement: &str) {
        let mut connection = self.connect(database).await.expect("PostgreSQL answers");
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    async fn accepts_connections(&self) -> bool {
        match self.connect("postgres").await {
            Ok(connection) => connection.close().await.is_ok(),
            Err(_) => false,
        }
    }

    async fn connect(&self, database: &str) -> sqlx::Result<PgConnection> {
        let url = format!("postgres://togul@127.0.0.1:{}/{database}", self.port);
        PgConnection::connect_with(&PgConnectOptions::from_str(&url)?).await
    }

    fn postmaster(&self) -> u32 {
        self.postmaster.as_ref().expect("it is running").id()
    }

    fn reap(&mut self) {
        if let Some(mut postmaster) = self.postmaster.take() {
            postmaster.wait().unwrap();
        }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.arg("-D").arg(self.folder.path().join("data")).current_dir(self.folder.path());
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        // Ctrl-C in the terminal must not end it: the test does that.
        command.process_group(0).stdin(Stdio::null());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PG")) {
            command.env_remove(name);
        }
        command
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.postmaster.is_some() {
            self.kill();
        }
    }
}

/// Every process of PostgreSQL leads a session of its own, so no process group contains them all.
fn children(parent: u32) -> Vec<u32> {
    let list = Command::new("ps").args(["-A", "-o", "pid=,ppid="]).output().expect("there is `ps`");
    let list = String::from_utf8(list.stdout).unwrap();
    let pairs = list.lines().filter_map(|line| line.trim().split_once(char::is_whitespace));
    let children = pairs.filter(|(_, of)| of.trim().parse() == Ok(parent));
    children.map(|(child, _)| child.parse().unwrap()).collect()
}

/// The path of one of PostgreSQL's programs: beside the server's, or on the path.
pub fn postgres_program(name: &str) -> PathBuf {
    programs().map(|folder| folder.join(name)).filter(|path| path.is_file()).unwrap_or_else(|| name.into())
}

/// The folder of PostgreSQL's programs: from the script, on the path, or the newest in the usual places.
fn programs() -> Option<PathBuf> {
    let is_it = |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    if let Some(folder) = std::env::var_os("TOGUL_TEST_POSTGRES_PROGRAMS") {
        return Some(PathBuf::from(folder)).filter(is_it);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/usr"];
    let mut usual: Vec<_> = versions.iter().flat_map(|folder| folders_in(Path::new(folder))).collect();
    usual.sort();
    std::env::split_paths(&path).chain(usual.into_iter().rev()).find(is_it)
}

/// The `bin` of each folder in it.
fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path().join("bin")).collect()
}

/// The user and group that run PostgreSQL instead of root.
fn owner() -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| -> Option<u32> {
        let answer = Command::new("id").args(arguments).stderr(Stdio::null()).output().ok()?;
        String::from_utf8(answer.stdout).ok()?.trim().parse().ok()
    };
    if id(&["-u"]) != Some(0) {
        return None;
    }
    let named = std::env::var("TOGUL_TEST_POSTGRES_OWNER").ok();
    let names = named.as_deref().into_iter().chain(["postgres", "nobody"]);
    let mut users = names.filter_map(|name| Some((id(&["-u", name])?, id(&["-g", name])?)));
    Some(users.next().expect("there is a user other than root"))
}
