//! The audit log, a page at a time or as one long download.

use std::io;

use aide::{
    generate::GenContext,
    openapi::{Operation, Response as Documented},
    operation::OperationOutput,
};
use axum::{
    body::{Body, Bytes},
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use futures_util::stream;
use schemars::json_schema;
use uuid::Uuid;

use super::{
    openapi::media,
    request::query::{Cursor, Query, parameters},
    response::{
        envelope::{Many, Noun},
        error::ApiError,
    },
};
use crate::{
    app::App,
    domain::{
        access::InOrganization,
        account::User,
        audit::{Action, AuditEntry, AuditFilter},
        id::Id,
        page::{self, Listed, Page},
        permission::need,
        project::Project,
        time::Time,
    },
    store::{self, StoreError},
};

type Proof = InOrganization<need::AuditRead>;

const JSON_LINES: &str = "application/jsonl";

impl Noun for AuditEntry {
    const ONE: &'static str = "entry";
    const MANY: &'static str = "entries";
}

parameters! { AuditFilter {
    "project_id" project: Id<Project>, "Only entries of this project.";
    "actor_id" actor: Id<User>, "Only what this user did.";
    "action" action: Action, "Only this.";
    "target_type" target_type: String, "Only what was done to such things, for example `flag`.";
    "target_id" target_id: String, "Only what was done to this thing.";
    "since" since: Time, "From this time on.";
    "until" until: Time, "Before this time.";
    => AuditFilter { project, actor, action, target_type, target_id, since, until }
} }

/// Where an export begins.
pub struct From((Time, Uuid));

parameters! { From {
    "cursor" after: Cursor, "Begin after a page of the list: its `next_cursor`.";
    => From(after.map_or(Page::default().after, |Cursor(place)| place))
} }

/// The answer of an export.
#[derive(Debug)]
pub struct Export(Response);

impl IntoResponse for Export {
    fn into_response(self) -> Response {
        self.0
    }
}

impl OperationOutput for Export {
    type Inner = Self;

    fn inferred_responses(_: &mut GenContext, _: &mut Operation) -> Vec<(Option<u16>, Documented)> {
        let description = "An entry a line, each the JSON object that the list has. An export that ends early breaks \
                           the connection.";
        let content = [media(JSON_LINES, json_schema!({ "type": "string" }))].into_iter().collect();
        vec![(
            Some(200),
            Documented { description: description.to_owned(), content, ..Documented::default() },
        )]
    }
}

pub async fn list(
    State(app): State<App>,
    proof: Proof,
    Query((page, filter)): Query<(Page, AuditFilter)>,
) -> Result<Many<AuditEntry>, ApiError> {
    Ok(Many(entries(&app, &proof, &filter, page).await?))
}

/// JSON Lines, read from the database as the caller takes them.
pub async fn export(
    State(app): State<App>,
    proof: Proof,
    Query((From(after), filter)): Query<(From, AuditFilter)>,
) -> Result<Export, ApiError> {
    // The first page before the answer begins: what goes wrong until then has a status of its own.
    let first = entries(&app, &proof, &filter, Page { after, ..Page::default() }).await?;
    let lines = stream::try_unfold((app, proof, filter, Next::Is(first)), lines);
    Ok(Export(([(CONTENT_TYPE, JSON_LINES)], Body::from_stream(lines)).into_response()))
}

/// Where an export goes on.
enum Next {
    Is(Listed<AuditEntry>),
    After((Time, Uuid)),
    End,
}

type Exporting = (App, Proof, AuditFilter, Next);

/// The lines of the next page. An error breaks the connection: what ends early must not look whole.
async fn lines((app, proof, filter, next): Exporting) -> io::Result<Option<(Bytes, Exporting)>> {
    let (proof, listed) = match next {
        Next::End => return Ok(None),
        Next::Is(listed) => (proof, listed),
        Next::After(after) => {
            let proof = still(&app, &proof).await?;
            let page = Page { after, ..Page::default() };
            let listed = entries(&app, &proof, &filter, page).await.map_err(io::Error::other)?;
            (proof, listed)
        }
    };
    let mut bytes = Vec::new();
    for entry in &listed.rows {
        serde_json::to_writer(&mut bytes, entry)?;
        bytes.push(b'\n');
    }
    let next = listed.next_cursor.and_then(|cursor| page::decode(&cursor)).map_or(Next::End, Next::After);
    Ok(Some((bytes.into(), (app, proof, filter, next))))
}

/// The same proof as of now: an export may take longer than the caller keeps the permission.
async fn still(app: &App, proof: &Proof) -> io::Result<Proof> {
    let mut reader = app.store.read().await.map_err(io::Error::other)?;
    let caller =
        store::access::find_caller(reader.conn(), proof.session()).await.map_err(io::Error::other)?;
    let source = proof.author().source.clone();
    caller
        .and_then(|caller| caller.in_organization(source).ok())
        .filter(|renewed: &Proof| renewed.organization() == proof.organization())
        .ok_or_else(|| io::Error::other("the caller may not read it any more"))
}

/// A page of what the caller may see at this moment.
async fn entries(
    app: &App,
    proof: &Proof,
    filter: &AuditFilter,
    page: Page,
) -> Result<Listed<AuditEntry>, StoreError> {
    let (mut reader, organization) = (app.store.read().await?, proof.organization());
    let readable =
        store::access::find_auditable(reader.conn(), organization, proof.user(), proof.grant()).await?;
    store::audit::list(reader.conn(), organization, &readable, filter, page).await
}
