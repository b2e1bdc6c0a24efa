//! Every route.

use std::sync::Arc;

use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;

use super::{
    accounts, api_keys, audit, console, environments, evaluate,
    fast_path::{FastHandler, FastPath},
    flags,
    guards::{
        body_budget::count_bodies,
        cors::{allow_origins, cors},
        deadline::limit_time,
        denial_audit::record_denial,
        drain_body::drain_unread_body,
        head::refuse_heads,
        panic::panic_response,
        record::record_request,
    },
    health, imports, invitations, machine_tokens, members,
    ofrep::{self, OFREP},
    openapi::{self, docs, operation::doc, refusal::Refusal},
    organizations, playground, project_members, projects,
    response::error::ApiError,
    roles,
    route::{Routes, delete, get, patch, post, put},
    rules, segments, snapshot, stream,
};
use crate::app::App;

const CONFLICT: &[Refusal] = &[Refusal::CONFLICT];
const UNKNOWN_FLAG: &[Refusal] = &[Refusal::FLAG_NOT_FOUND];
const UNAUTHORIZED: &[Refusal] = &[Refusal::UNAUTHORIZED];
const REGION_FORBIDDEN: &[Refusal] = &[Refusal::REGION_FORBIDDEN];
const FORBIDDEN: &[Refusal] = &[Refusal::FORBIDDEN];
const LEAVE: &[Refusal] = &[Refusal::NOT_FOUND, Refusal::CONFLICT];
/// For requests with a password or a token that may be guessed.
const LOGIN: &[Refusal] = &[Refusal::UNAUTHORIZED, Refusal::RATE_LIMITED];
const RATE_LIMITED: &[Refusal] = &[Refusal::RATE_LIMITED];
const REGISTRATION: &[Refusal] = &[Refusal::REGISTRATION_CLOSED, Refusal::CONFLICT, Refusal::RATE_LIMITED];
const ACCEPTANCE: &[Refusal] = &[Refusal::UNAUTHORIZED, Refusal::CONFLICT, Refusal::RATE_LIMITED];

/// The prefix of all paths except `/healthz` and `/readyz`.
pub const API: &str = "/api/v1";

/// The whole API as a service, and the fast path past it.
pub fn router(app: App) -> (Router, FastPath) {
    openapi::begin();
    let mut fast_routes = Vec::new();
    let mut split = |routes: Routes| {
        fast_routes.extend(routes.fast);
        routes.router
    };
    let (health, public) = (split(health()), split(public()));
    let (management, evaluation, ofrep) = (split(management()), split(evaluation()), split(ofrep()));
    // Without fallbacks and layers, which the document does not describe.
    let documented = public.clone().merge(management.clone()).merge(evaluation.clone());
    openapi::publish(health.clone().nest(API, documented).nest(OFREP, ofrep.clone()));

    let management =
        Router::from(management).layer(middleware::from_fn_with_state(app.clone(), record_denial));
    let timed = |router: Router<App>| {
        let router = router.method_not_allowed_fallback(async || ApiError::method_not_allowed());
        router.layer(middleware::from_fn(limit_time))
    };
    let router = Router::from(health)
        .merge(console::routes())
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
        .nest(API, timed(Router::from(public).merge(management).merge(Router::from(evaluation))))
        .nest(OFREP, timed(ofrep::with_final_slash(ofrep.into())))
        .fallback(async || ApiError::not_found())
        .layer(middleware::from_fn_with_state(app.clone(), count_bodies));
    (guarded(router, &app).with_state(app.clone()), FastPath::new(app, fast_routes))
}

/// Adds what surrounds every response, so that each error has the form that its caller reads.
pub fn guarded(router: Router<App>, app: &App) -> Router<App> {
    router
        .layer(CatchPanicLayer::custom(panic_response))
        .layer(middleware::from_fn(refuse_heads))
        .layer(middleware::from_fn(ofrep::error::complete_errors))
        .layer(middleware::from_fn_with_state(cors(app), allow_origins))
        .layer(middleware::from_fn(drain_unread_body))
        .layer(middleware::from_fn_with_state(Arc::clone(&app.metrics), record_request))
}

/// At the root.
fn health() -> Routes {
    Routes::new("")
        .api_route("/healthz", get(health::healthz, "Check that the process is running"))
        .api_route("/readyz", get(health::readyz, "Show the state of each part"))
}

/// Below `/api/v1`: without a credential, or with an API key.
fn public() -> Routes {
    Routes::new(API)
        .api_route("/openapi.json", get(openapi::show, "Get this document"))
        .api_route("/docs", get(docs::show, "Browse this document"))
        .api_route("/register", get(accounts::registration, "Show whether registration is open"))
        .api_route("/register", post(accounts::register, doc("Create an account", REGISTRATION)))
        .api_route("/login", post(accounts::login, doc("Log in", LOGIN)))
        .api_route("/refresh-token", post(accounts::refresh, doc("Renew a session", LOGIN)))
        .api_route("/logout", post(accounts::logout, doc("End a session", UNAUTHORIZED)))
        .api_route(
            "/password-reset",
            post(accounts::reset_password, doc("Set a new password with a one-time token", LOGIN)),
        )
        .api_route("/invitations/accept", post(invitations::accept, doc("Accept an invitation", ACCEPTANCE)))
        .api_route(
            "/snapshot",
            get(snapshot::show, "Get a snapshot of an environment for in-process evaluation")
                .fast(FastHandler::Bodyless(snapshot::not_modified)),
        )
}

/// Below `/api/v1`, with a bearer token. Requests without the required permission are recorded in the audit log.
fn management() -> Routes {
    Routes::new(API)
        .api_route("/me", get(accounts::me, "Show the current user"))
        .api_route("/me", patch(accounts::rename, "Rename the current user"))
        .api_route(
            "/me/password",
            post(accounts::change_password, doc("Change the password of the current user", RATE_LIMITED)),
        )
        .api_route("/me/sessions", get(accounts::sessions, "List the open sessions of the current user"))
        .api_route("/me/sessions/{id}", delete(accounts::end_session, "End a session of the current user"))
        .api_route(
            "/me/switch-organization",
            post(accounts::switch, doc("Switch to another organization", FORBIDDEN)),
        )
        .api_route("/organizations", post(organizations::create, doc("Create an organization", CONFLICT)))
        .api_route("/organizations/current", get(organizations::show, "Show the current organization"))
        .api_route("/organizations/current", patch(organizations::rename, "Rename the current organization"))
        .api_route(
            "/organizations/{id}",
            delete(organizations::delete, doc("Delete the current organization", CONFLICT)),
        )
        .api_route("/members", get(members::list, "List the members of the organization"))
        .api_route("/members/{id}", patch(members::change_role, doc("Change a member's role", CONFLICT)))
        .api_route("/members/{id}", delete(members::remove, doc("Remove a member", CONFLICT)))
        .api_route("/members/me", delete(members::leave, doc("Leave the organization", LEAVE)))
        .api_route(
            "/members/{id}/password-reset",
            post(
                members::reset_password,
                doc("Issue a one-time token that sets a member's password", CONFLICT),
            ),
        )
        .api_route("/roles", get(roles::list, "List the roles of the organization"))
        .api_route("/roles", post(roles::create, doc("Create a role", CONFLICT)))
        .api_route("/roles/{id}", patch(roles::update, doc("Update a role", CONFLICT)))
        .api_route("/roles/{id}", delete(roles::delete, doc("Delete a role", CONFLICT)))
        .api_route("/permissions", get(roles::permissions, "List all permissions"))
        .api_route("/invitations", get(invitations::list, "List open and expired invitations"))
        .api_route("/invitations", post(invitations::invite, doc("Invite a person", CONFLICT)))
        .api_route("/invitations/{id}", delete(invitations::withdraw, "Withdraw an invitation"))
        .api_route("/tokens", get(machine_tokens::list, "List machine tokens"))
        .api_route("/tokens", post(machine_tokens::create, doc("Create a machine token", CONFLICT)))
        .api_route("/tokens/{id}", delete(machine_tokens::delete, "Delete a machine token"))
        .api_route("/projects", get(projects::list, "List projects"))
        .api_route("/projects", post(projects::create, doc("Create a project", CONFLICT)))
        .api_route("/projects/{project_id}", get(projects::show, "Show a project"))
        .api_route("/projects/{project_id}", patch(projects::update, "Update a project"))
        .api_route("/projects/{project_id}", delete(projects::delete, "Delete a project and its contents"))
        .api_route(
            "/projects/{project_id}/members",
            get(project_members::list, "List the members of a project"),
        )
        .api_route(
            "/projects/{project_id}/members",
            post(project_members::add, doc("Add a member to a project", CONFLICT)),
        )
        .api_route(
            "/projects/{project_id}/members/{member_id}",
            patch(project_members::change_role, "Change a project member's role"),
        )
        .api_route(
            "/projects/{project_id}/members/{member_id}",
            delete(project_members::remove, "Remove a member from a project"),
        )
        .api_route("/projects/{project_id}/environments", get(environments::list, "List environments"))
        .api_route(
            "/projects/{project_id}/environments",
            post(environments::create, doc("Create an environment", CONFLICT)),
        )
        .api_route("/projects/{project_id}/environments/{id}", get(environments::show, "Show an environment"))
        .api_route(
            "/projects/{project_id}/environments/{id}",
            patch(environments::update, "Update an environment"),
        )
        .api_route(
            "/projects/{project_id}/environments/{id}",
            delete(environments::delete, "Delete an environment and its contents"),
        )
        .api_route(
            "/projects/{project_id}/environments/{id}/evaluate",
            post(
                playground::evaluate,
                doc("Evaluate flags and segments with explanations", REGION_FORBIDDEN),
            ),
        )
        .api_route(
            "/projects/{project_id}/environments/{id}/regions",
            get(environments::regions, "Show the regions of an environment"),
        )
        .api_route(
            "/projects/{project_id}/environments/{id}/regions",
            put(environments::set_regions, "Set the regions of an environment"),
        )
        .api_route("/projects/{project_id}/api-keys", get(api_keys::list, "List API keys"))
        .api_route(
            "/projects/{project_id}/api-keys",
            post(api_keys::create, doc("Create an API key", CONFLICT)),
        )
        .api_route(
            "/projects/{project_id}/api-keys/{id}/rotate",
            post(api_keys::rotate, doc("Rotate the secret of an API key", CONFLICT)),
        )
        .api_route("/projects/{project_id}/api-keys/{id}", delete(api_keys::revoke, "Revoke an API key"))
        .api_route(
            "/projects/{project_id}/import",
            post(imports::import, doc("Import the flags of another system", CONFLICT)),
        )
        .api_route("/projects/{project_id}/flags", get(flags::list, "List flags"))
        .api_route("/projects/{project_id}/flags", post(flags::create, doc("Create a flag", CONFLICT)))
        .api_route("/projects/{project_id}/flags/{id}", get(flags::show, "Show a flag and its rules"))
        .api_route("/projects/{project_id}/flags/{id}", patch(flags::update, doc("Update a flag", CONFLICT)))
        .api_route(
            "/projects/{project_id}/flags/{id}",
            delete(flags::delete, doc("Delete a flag and its rules", CONFLICT)),
        )
        .api_route(
            "/projects/{project_id}/flags/{id}/used-by",
            get(flags::used_by, "List the flags that have a flag as a prerequisite"),
        )
        .api_route(
            "/projects/{project_id}/flags/{id}/archive",
            post(flags::archive, doc("Archive a flag: keep it, and take it from programs", CONFLICT)),
        )
        .api_route(
            "/projects/{project_id}/flags/{id}/restore",
            post(flags::restore, doc("Restore an archived flag", CONFLICT)),
        )
        .api_route(
            "/projects/{project_id}/flags/{id}/rules/order",
            put(rules::reorder, doc("Set the order of the rules of a flag", CONFLICT)),
        )
        .api_route("/projects/{project_id}/rules", post(rules::create, doc("Create a rule", CONFLICT)))
        .api_route("/projects/{project_id}/rules/{id}", patch(rules::update, doc("Update a rule", CONFLICT)))
        .api_route("/projects/{project_id}/rules/{id}", delete(rules::delete, doc("Delete a rule", CONFLICT)))
        .api_route("/projects/{project_id}/segments", get(segments::list, "List segments"))
        .api_route(
            "/projects/{project_id}/segments",
            post(segments::create, doc("Create a segment", CONFLICT)),
        )
        .api_route("/projects/{project_id}/segments/{id}", get(segments::show, "Show a segment"))
        .api_route(
            "/projects/{project_id}/segments/{id}",
            patch(segments::update, doc("Update a segment", CONFLICT)),
        )
        .api_route(
            "/projects/{project_id}/segments/{id}",
            delete(segments::delete, doc("Delete a segment that no rule names", CONFLICT)),
        )
        .api_route(
            "/projects/{project_id}/segments/{id}/used-by",
            get(segments::used_by, "List the flags and segments whose rules name a segment"),
        )
        .api_route(
            "/projects/{project_id}/segments/{id}/included",
            post(
                segments::edit_included,
                doc("Add and remove values of the list of included ones", CONFLICT),
            ),
        )
        .api_route(
            "/projects/{project_id}/segments/{id}/excluded",
            post(
                segments::edit_excluded,
                doc("Add and remove values of the list of excluded ones", CONFLICT),
            ),
        )
        .api_route("/audit-log", get(audit::list, "List audit entries"))
        .api_route("/audit-log/export", get(audit::export, "Export audit entries"))
}

/// Below `/api/v1`, for applications and pages in browsers, with an API key.
fn evaluation() -> Routes {
    Routes::new(API)
        .api_route(
            "/evaluate",
            post(evaluate::one, doc("Evaluate a flag", UNKNOWN_FLAG))
                .fast(FastHandler::Body(evaluate::answer)),
        )
        .api_route(
            "/evaluate/all",
            post(evaluate::all, "Evaluate all flags of the environment")
                .fast(FastHandler::Body(evaluate::answer_all)),
        )
        .api_route("/stream", get(stream::open, "Stream changes as they happen"))
}

/// Below `/ofrep/v1`, likewise.
fn ofrep() -> Routes {
    Routes::new(OFREP)
        .api_route(
            "/evaluate/flags/{key}",
            post(ofrep::one, "Evaluate a flag for OpenFeature").fast(FastHandler::Ofrep(ofrep::answer)),
        )
        .api_route(
            "/evaluate/flags",
            post(ofrep::all, "Evaluate all flags for OpenFeature")
                .fast(FastHandler::Ofrep(ofrep::answer_all)),
        )
        .api_route("/events", get(ofrep::events, "Stream announcements of changes for OpenFeature"))
}
