//! Signals: the first one stops the server gracefully, the second one at once.

use reqwest::Method;
use tempfile::TempDir;

use super::serve;
use crate::{
    faults::process::{Program, send},
    world::Person,
};

#[tokio::test]
async fn a_second_signal_ends_the_server_during_its_drain() {
    for second in ["INT", "TERM"] {
        let folder = TempDir::new().unwrap();
        let mut program = Program::spawn(&mut serve(&folder, &["--drain=3600"]));
        let url = program.line("listening on ").await.expect("the server starts");

        send("TERM", &[program.id()]);
        program.error("/readyz answers 503").await;
        let ready = Person::anonymous(url).request(Method::GET, "/readyz").send().await.unwrap();
        assert_eq!(ready.status(), 503);

        send(second, &[program.id()]);
        let status = program.ended().await;
        let errors = program.errors_to_the_end().await;
        assert!(
            status.success() && errors.contains("stopped at once by a second signal"),
            "{status}: {errors}"
        );
    }
}
