//! A web application that evaluates flags in every request, from memory.
//!
//! It needs a server, started by `cargo run --release -p togul-server -- dev`, and the `server key` that it printed:
//!
//! ```text
//! TOGUL_API_KEY=tgl_srv_… cargo run --example axum_app
//! curl 'http://127.0.0.1:3000/?user=user-123&country=TR'
//! ```
//!
//! The second command prints
//!
//! ```text
//! Hello user-123! You see the new dashboard, and a blue button. (revision 6)
//! ```
//!
//! When the flag is flipped, the next request sees it. When the server is stopped, the application keeps working. An
//! argument sets another address to listen on. Ctrl-C ends the application.

use std::{env, error::Error, time::Duration};

use axum::{
    Router,
    extract::{Query, State},
    routing::get,
};
use serde::Deserialize;
use togul_client::{Client, Context};

#[derive(Deserialize)]
struct Visitor {
    user: String,
    #[serde(default)]
    country: String,
}

async fn home(State(flags): State<Client>, Query(visitor): Query<Visitor>) -> String {
    // One snapshot for the whole request: all evaluations are at one revision.
    let flags = flags.snapshot();
    let context = Context::new().with("user_id", &*visitor.user).with("country", &*visitor.country);
    let dashboard = flags.evaluate("new-dashboard", &context).as_bool().unwrap_or(false);
    let color = flags.evaluate("button-color", &context).as_str().unwrap_or("grey");
    format!(
        "Hello {}! You see the {} dashboard, and a {color} button. (revision {})\n",
        visitor.user,
        if dashboard { "new" } else { "old" },
        flags.revision(),
    )
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = env::var("TOGUL_URL").unwrap_or_else(|_| "http://127.0.0.1:8080".to_owned());
    let key = env::var("TOGUL_API_KEY").map_err(|_| "set TOGUL_API_KEY to an API key of scope server")?;
    // axum clones the handle for every request; all clones share one client.
    let client = Client::connect(url, key, Duration::from_secs(5)).await?;
    let app = Router::new().route("/", get(home)).with_state(client.clone());

    let address = env::args().nth(1).unwrap_or_else(|| "127.0.0.1:3000".to_owned());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    axum::serve(listener, app).with_graceful_shutdown(stop).await?;
    client.close().await;
    Ok(())
}
