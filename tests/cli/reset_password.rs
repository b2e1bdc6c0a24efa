//! `togul-server reset-password`: beside a server on PostgreSQL, and while none has the SQLite file open.

use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

use super::{command, failure};
use crate::{
    faults::process::{Process, Program},
    world::{Database, PASSWORD, Person, Reply},
};

const NEW: &str = "another horse entirely";

fn reset_password(database: &Database, email: &str) -> std::process::Command {
    let mut command = command(&["reset-password", email]);
    command.env("DATABASE_URL", database.url());
    command
}

/// The token that the program prints.
async fn token(database: &Database, email: &str) -> String {
    let mut program = Program::spawn(&mut reset_password(database, email));
    let token = program.line("togul_pr_").await;
    let status = program.ended().await;
    let errors = program.errors_to_the_end().await;
    assert!(status.success(), "{status}: {errors}");
    assert!(errors.contains(email) && errors.contains("/api/v1/password-reset"), "{errors}");
    format!("togul_pr_{}", token.expect("a token"))
}

async fn login(anonymous: &Person, email: &str, password: &str) -> Reply {
    anonymous.post("/api/v1/login", json!({ "username": email, "password": password })).await
}

/// The token sets the password once, and the audit log has it.
async fn is_reset_by(token: &str, ada: &Person, url: &str) {
    let anonymous = Person::anonymous(url.to_owned());
    let body = json!({ "token": token, "new_password": NEW });
    anonymous.post("/api/v1/password-reset", body.clone()).await.ok();
    anonymous.post("/api/v1/password-reset", body).await.refused(401, "unauthorized");
    login(&anonymous, &ada.email, PASSWORD).await.refused(401, "unauthorized");
    let session = login(&anonymous, &ada.email, NEW).await.ok();
    let path = "/api/v1/audit-log?action=user.password_reset";
    let log = Reply::to(ada.at(url).with_session(&session).request(Method::GET, path)).await.ok();
    let entries: &Vec<Value> = log["entries"].as_array().unwrap();
    assert_eq!((entries.len(), &entries[0]["target_id"]), (1, &json!(ada.user_id)));
    assert!(!log.to_string().contains(token));
}

#[tokio::test]
async fn a_lost_password_is_reset_beside_a_server_on_postgres() {
    let Some(database) = Database::postgres().await else { return };
    let server = Process::start(&database).await;
    let ada = Person::anonymous(server.url.clone()).register("Ada").await;
    is_reset_by(&token(&database, &ada.email).await, &ada, &server.url).await;
    let errors = failure(&mut reset_password(&database, "unknown@example.com")).await;
    assert!(errors.contains("error: no account has this e-mail in PostgreSQL at "), "{errors}");
    let errors = failure(&mut reset_password(&database, "unknown")).await;
    assert!(errors.contains("must be an e-mail address such as ada@example.com"), "{errors}");
    drop(server);
    database.drop().await;
}

#[tokio::test]
async fn a_lost_password_is_reset_while_no_server_has_the_sqlite_file() {
    let database = Database::sqlite();
    let mut server = Process::start(&database).await;
    let ada = Person::anonymous(server.url.clone()).register("Ada").await;
    let errors = failure(&mut reset_password(&database, &ada.email)).await;
    assert!(errors.contains("another togul-server has it open"), "{errors}");
    server.stop().await;
    let errors = failure(&mut reset_password(&database, "unknown@example.com")).await;
    assert!(errors.contains("error: no account has this e-mail in SQLite at "), "{errors}");
    let token = token(&database, &ada.email).await;
    let server = Process::start(&database).await;
    is_reset_by(&token, &ada, &server.url).await;
    drop(server);
    database.drop().await;
}

/// A container that was started without its volume, or a wrong address.
#[tokio::test]
async fn a_database_that_no_server_has_used_is_neither_made_nor_changed() {
    let folder = TempDir::new().unwrap();
    let reset = |file: &str| {
        let mut command = command(&["reset-password", "ada@example.com"]);
        command.env("DATABASE_URL", format!("sqlite://{}", folder.path().join(file).display()));
        command
    };
    let errors = failure(&mut reset("missing.db")).await;
    assert!(errors.contains("missing.db") && errors.contains("whether its volume is mounted"), "{errors}");
    assert!(!folder.path().join("missing.db").exists());
    let options = SqliteConnectOptions::new().filename(folder.path().join("other.db"));
    let mut other = SqliteConnection::connect_with(&options.create_if_missing(true)).await.unwrap();
    sqlx::raw_sql("create table other (id int)").execute(&mut other).await.unwrap();
    let errors = failure(&mut reset("other.db")).await;
    assert!(errors.contains("it has no tables of Togul: check the address"), "{errors}");
    let tables = async |other: &mut SqliteConnection| {
        let (tables,): (i64,) =
            sqlx::query_as("select count(*) from sqlite_master").fetch_one(other).await.unwrap();
        tables
    };
    assert_eq!(tables(&mut other).await, 1);
    sqlx::raw_sql("create table _sqlx_migrations (version bigint); insert into _sqlx_migrations values (1)")
        .execute(&mut other)
        .await
        .unwrap();
    let errors = failure(&mut reset("other.db")).await;
    assert!(errors.contains("run `togul-server migrate` first"), "{errors}");
    assert_eq!(tables(&mut other).await, 2);

    let Some(database) = Database::empty_postgres().await else { return };
    let errors = failure(&mut reset_password(&database, "ada@example.com")).await;
    assert!(errors.contains("it has no tables of Togul: check the address"), "{errors}");
    database.drop().await;
}
