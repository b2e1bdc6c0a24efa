//! Follows an environment, and prints each change.
//!
//! `cargo run --release -p togul-server -- dev` prints the command that runs this example, with its two variables:
//!
//! ```text
//! TOGUL_URL=http://127.0.0.1:8080 TOGUL_API_KEY=tgl_srv_… cargo run --example watch
//! ```
//!
//! It prints the value of every flag for one user, and then each change, such as a flag that is flipped:
//!
//! ```text
//! revision 7: new-dashboard = false (disabled)
//! ```
//!
//! When the server is stopped, the example prints that and keeps its flags; when the server is back, it resumes. Ctrl-C
//! ends it.

use std::{env, error::Error, time::Duration};

use togul_client::{Client, Connection, Context};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = env::var("TOGUL_URL").unwrap_or_else(|_| "http://127.0.0.1:8080".to_owned());
    let key = env::var("TOGUL_API_KEY").map_err(|_| "set TOGUL_API_KEY to an API key of scope server")?;
    let client = Client::connect(url, key, Duration::from_secs(5)).await?;
    let mut changes = client.changes();

    let keys: Vec<String> = client.snapshot().flags().map(|flag| flag.key().to_owned()).collect();
    print_flags(&client, &keys);

    let mut connection = Connection::Connecting;
    loop {
        tokio::select! {
            changed = changes.next() => match changed {
                Some(changed) => print_flags(&client, &changed.flags),
                None => break,
            },
            status = client.wait_for_status(|status| status.connection != connection) => {
                connection = status.connection;
                let problem = status.error.map(|error| format!(": {error}")).unwrap_or_default();
                println!("now {connection:?}{problem}");
            }
            _ = tokio::signal::ctrl_c() => break,
        }
    }
    client.close().await;
    println!("closed at revision {}", client.revision());
    Ok(())
}

fn print_flags(client: &Client, keys: &[String]) {
    // One snapshot for all flags: all evaluations are at one revision.
    let snapshot = client.snapshot();
    let context = Context::new().with("user_id", "user-123").with("country", "TR");
    for key in keys {
        let answer = snapshot.evaluate(key, &context);
        // A flag that was deleted has none, nor has one that this version cannot read.
        let value = answer.value().map_or("no value".to_owned(), ToString::to_string);
        println!("revision {}: {key} = {value} ({})", snapshot.revision(), answer.reason);
    }
}
