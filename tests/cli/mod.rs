//! The program `togul-server` as its users start it: settings, and what it says about them.

mod health;
mod import;
mod licenses;
mod log;
mod reset_password;
mod settings;
mod signals;

use std::process::{Command, ExitCode};

use tempfile::TempDir;

use crate::faults::process::Program;

const ARGUMENTS: &str = "TEST_OF_THE_PROGRAM";
const SECRET: &str = "b3f1c09e7ad24568be01f7c3a95d2e64";

/// Not a test: the program when it is started by [`command`], and otherwise nothing.
#[test]
fn runs_when_started_as_the_program() {
    let Ok(arguments) = std::env::var(ARGUMENTS) else { return };
    let arguments = ["togul-server"].into_iter().chain(arguments.split('\n')).map(Into::into);
    let code = togul_server::cli::main(arguments);
    std::process::exit(if code == ExitCode::SUCCESS { 0 } else { 1 });
}

/// The program with these arguments, and without the settings of this process.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["cli::runs_when_started_as_the_program", "--exact", "--nocapture"]);
    for (name, _) in std::env::vars_os() {
        let is_setting =
            |name: &str| ["TOGUL_", "DATABASE_", "RUST_LOG", "PG"].iter().any(|p| name.starts_with(p));
        if name.to_str().is_some_and(is_setting) {
            command.env_remove(name);
        }
    }
    command.env(ARGUMENTS, arguments.join("\n"));
    command
}

/// `serve` with everything that it needs.
fn serve(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = command(&[&["serve"], arguments].concat());
    command.env("DATABASE_URL", format!("sqlite://{}", folder.path().join("togul.db").display()));
    command.env("TOGUL_JWT_SECRET", SECRET).env("TOGUL_LISTEN", "127.0.0.1:0");
    command
}

/// What the program prints on standard error until it ends, which must be a failure.
pub async fn failure(command: &mut Command) -> String {
    let mut program = Program::spawn(command);
    let status = program.ended().await;
    let errors = program.errors_to_the_end().await;
    assert!(!status.success(), "{status}: {errors}");
    errors
}
