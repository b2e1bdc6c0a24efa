//! Evaluates flags with the OpenFeature SDK, in process.
//!
//! It needs a server, started by `cargo run --release -p togul-server -- dev`, and the `server key` that it printed:
//!
//! ```text
//! TOGUL_API_KEY=tgl_srv_… cargo run --example openfeature
//! ```
//!
//! It prints
//!
//! ```text
//! new-dashboard = true (TARGETING_MATCH, variant …)
//! button-color = "green" (TARGETING_MATCH, variant …)
//! button-color without a context = "blue" (DEFAULT, variant default)
//! no-such-flag: FLAG_NOT_FOUND, the environment has no flag `no-such-flag`
//! ```

use std::{env, error::Error, time::Duration};

use open_feature::{EvaluationContext, EvaluationError, EvaluationReason, OpenFeature};
use togul_client::{Client, openfeature::Provider};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = env::var("TOGUL_URL").unwrap_or_else(|_| "http://127.0.0.1:8080".to_owned());
    let key = env::var("TOGUL_API_KEY").map_err(|_| "set TOGUL_API_KEY to an API key of scope server")?;
    let client = Client::connect(url, key, Duration::from_secs(5)).await?;
    OpenFeature::singleton_mut().await.set_provider(Provider::new(client.clone())).await;
    let flags = OpenFeature::singleton().await.create_client();

    let visitor = EvaluationContext::default()
        .with_targeting_key("user-123")
        .with_custom_field("country", "TR")
        .with_custom_field("plan", "team");
    let dashboard = flags.get_bool_details("new-dashboard", Some(&visitor), None).await.map_err(message)?;
    println!("new-dashboard = {} ({})", dashboard.value, why(dashboard.reason, dashboard.variant));
    let color = flags.get_string_details("button-color", Some(&visitor), None).await.map_err(message)?;
    println!("button-color = {:?} ({})", color.value, why(color.reason, color.variant));
    let color = flags.get_string_details("button-color", None, None).await.map_err(message)?;
    println!("button-color without a context = {:?} ({})", color.value, why(color.reason, color.variant));

    // The SDK has no default values: an application chooses one.
    if let Err(error) = flags.get_bool_value("no-such-flag", None, None).await {
        println!("no-such-flag: {}, {}", error.code, error.message.as_deref().unwrap_or_default());
    }
    client.close().await;
    Ok(())
}

/// The SDK's errors implement no trait for errors.
fn message(error: EvaluationError) -> String {
    error.message.unwrap_or_default()
}

fn why(reason: Option<EvaluationReason>, variant: Option<String>) -> String {
    let reason = reason.map(|reason| reason.to_string()).unwrap_or_default();
    format!("{reason}, variant {}", variant.unwrap_or_default())
}
