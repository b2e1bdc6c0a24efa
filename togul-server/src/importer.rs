//! The command `import`: sends a file of another system to a server, prints what it did, and compares answers.

mod client;
mod csv;
mod report;
mod verify;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use tokio_util::sync::CancellationToken;

use self::{
    client::{Client, ClientError, Outcome},
    csv::CsvError,
};
use crate::{
    config::{ConfigError, Import},
    dev::{self, DevError},
    import::{self, Source},
};

/// As large as the body of the request may be.
const MAX_BYTES: u64 = 64 << 20;

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("cannot read {}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{} has more than 64 MiB, the most that a file to import may have", .0.display())]
    TooLarge(PathBuf),
    #[error("{} is not UTF-8", .0.display())]
    NotText(PathBuf),
    #[error(transparent)]
    Users(#[from] CsvError),
    #[error(transparent)]
    Dev(#[from] DevError),
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error("{0}")]
    Unreadable(#[from] import::Unreadable),
    #[error(
        "nothing was imported: see the losses above; change the flags there, or leave them out with --allow-loss {0}"
    )]
    Loss(String),
    #[error("{0} answers differ from those of the other system")]
    Different(usize),
}

/// Runs the command, and returns what it prints.
///
/// # Errors
/// Everything that prevents the import, and differences that `--verify` found; `print` has had the report by then.
pub async fn run(args: &Import, print: impl Fn(&str)) -> Result<(), ImportError> {
    let document = read_text(&args.file)?;
    let users =
        args.verify.as_deref().map(|path| csv::users(path, &read_text(path)?).map_err(ImportError::from));
    let users = users.transpose()?;
    let source = args.source();
    match &args.data {
        None => {
            let client = Client::new(args.server_url(), args.token()?)?;
            import_with(args, &source, &client, document, users, print).await
        }
        Some(folder) => {
            let (server, login) = dev::open(folder).await?;
            let address = format!("http://{}", server.address());
            let stop = CancellationToken::new();
            let running = tokio::spawn(server.run(stop.clone().cancelled_owned()));
            let imported = async {
                let client = Client::log_in(&address, &login).await?;
                import_with(args, &source, &client, document, users, print).await
            };
            let imported = imported.await;
            stop.cancel();
            // Its tasks end with it.
            let _ = running.await;
            imported
        }
    }
}

async fn import_with(
    args: &Import,
    source: &Source,
    client: &Client,
    document: String,
    users: Option<Vec<csv::User>>,
    print: impl Fn(&str),
) -> Result<(), ImportError> {
    let project = client.project(&args.project).await?;
    let outcome = client.import(&project, args, document.clone()).await?;
    let (plan, is_done) = match &outcome {
        Outcome::Imported(plan) => (plan, true),
        Outcome::Lost(plan) => (plan, false),
    };
    print(&report::text(plan, args.dry_run));
    if !is_done {
        return Err(ImportError::Loss(report::lost_keys(plan)));
    }
    let Some(users) = users else { return Ok(()) };
    let environment = match args.dry_run {
        true => None,
        false => Some(client.environment(&project, &source.environment).await?),
    };
    let verified = verify::compare(source, &document, &users, |context| async {
        let Some(environment) = &environment else { return Ok(None) };
        client.answers(environment, context).await.map(Some)
    });
    let verified = verified.await?;
    print(&verified.text);
    match verified.differences {
        0 => Ok(()),
        differences => Err(ImportError::Different(differences)),
    }
}

fn read_text(path: &Path) -> Result<String, ImportError> {
    let of_file = |source| ImportError::File { path: path.to_owned(), source };
    if fs::metadata(path).map_err(of_file)?.len() > MAX_BYTES {
        return Err(ImportError::TooLarge(path.to_owned()));
    }
    let bytes = fs::read(path).map_err(of_file)?;
    String::from_utf8(bytes).map_err(|_| ImportError::NotText(path.to_owned()))
}
