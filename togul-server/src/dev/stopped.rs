//! The folder of a `dev` that does not run, for commands that need its server for a moment.

use std::{fs, path::Path};

use super::{Demo, DevError, prepare};
use crate::{config::Dev, server::Server};

/// The login of the demo's owner.
#[derive(Debug)]
pub struct Login {
    pub email: String,
    pub password: String,
}

/// A server on a folder that an earlier start created, on a free port of this machine, and the login of the demo's owner.
///
/// # Errors
/// When there is no such folder, or a server uses it.
pub async fn open(folder: &Path) -> Result<(Server, Login), DevError> {
    let (database, demo_path) = (folder.join("togul.db"), folder.join("demo.json"));
    let bytes = fs::read(&demo_path).map_err(|source| DevError::File { path: demo_path.clone(), source })?;
    let demo: Demo =
        serde_json::from_slice(&bytes).map_err(|source| DevError::Damaged { path: demo_path, source })?;
    // A start without it would create another demo.
    fs::metadata(&database).map_err(|source| DevError::File { path: database, source })?;
    let listen = "127.0.0.1:0".parse().expect("the address is valid");
    let args = Dev { data: folder.to_owned(), listen, registration: None };
    let (server, _) = prepare(&args).await?;
    Ok((server, Login { email: demo.email, password: demo.password }))
}
