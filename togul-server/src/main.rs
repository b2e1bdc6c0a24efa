//! The program `togul-server`; see `togul-server --help`.

use std::{env, process::ExitCode};

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    togul_server::cli::main(env::args_os())
}
