//! The program `togul-server`; see `togul-server --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    togul_server::cli::main()
}
