//! The program `togul-server`; see `togul-server --help`.

use std::{env, process::ExitCode};

fn main() -> ExitCode {
    togul_server::cli::main(env::args_os())
}
