//! Every route, in one place.

use std::sync::Arc;

use aide::axum::ApiRouter;
use axum::{Router, extract::Request, middleware};
use tower_http::catch_panic::CatchPanicLayer;

use super::{
    accounts, api_keys, audit, environments, evaluate, flags,
    guards::{cors::cors, denial_audit, drain_body, head_size, panic},
    health, invitations, members, openapi,
    openapi::{
        docs,
        operation::{about, delete, get, patch, post, put},
        refusal::Refusal,
    },
    organizations, project_members, projects,
    request::record,
    response::error::ApiError,
    roles, rules, snapshot, stream,
};
use crate::app::App;

const CONFLICT: &[Refusal] = &[Refusal::CONFLICT];
const NO_FLAG: &[Refusal] = &[Refusal::FLAG_NOT_FOUND];
const UNKNOWN: &[Refusal] = &[Refusal::UNAUTHORIZED];
const NO_MEMBER: &[Refusal] = &[Refusal::FORBIDDEN];
/// Of what shows a credential that may be a guess.
const GUESSED: &[Refusal] = &[Refusal::UNAUTHORIZED, Refusal::RATE_LIMITED];
const LIMITED: &[Refusal] = &[Refusal::RATE_LIMITED];
const REGISTERING: &[Refusal] = &[Refusal::CONFLICT, Refusal::RATE_LIMITED];
const ACCEPTING: &[Refusal] = &[Refusal::UNAUTHORIZED, Refusal::CONFLICT, Refusal::RATE_LIMITED];

/// The whole server as a service.
pub fn router(app: App) -> Router {
    openapi::begin();
    let (supervision, public, for_people, for_browsers) =
        (supervision(), public(), for_people(), for_browsers());
    // Their handlers describe them; fallbacks and layers are nothing that the document knows.
    let documented = public.clone().merge(for_people.clone()).merge(for_browsers.clone());
    openapi::publish(supervision.clone().nest("/api/v1", documented));

    let for_people =
        Router::from(for_people).layer(middleware::from_fn_with_state(app.clone(), denial_audit::tell));
    let for_browsers = Router::from(for_browsers)
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
        // Inside of CORS, so that a page can read this error as well.
        .layer(middleware::from_fn(head_size::limit))
        .layer(CatchPanicLayer::custom(panic::panicked))
        .layer(cors(&app));
    let api = Router::from(public)
        .merge(for_people)
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
        .layer(middleware::from_fn(head_size::limit))
        .merge(for_browsers);
    Router::from(supervision)
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
        .layer(middleware::from_fn(head_size::limit))
        .nest("/api/v1", api)
        .fallback(async |request: Request| match head_size::check_headers(request.headers()) {
            Ok(()) => ApiError::not_found(),
            Err(refusal) => refusal,
        })
        .layer(middleware::from_fn(drain_body::discard))
        .layer(CatchPanicLayer::custom(panic::panicked))
        .layer(middleware::from_fn_with_state(Arc::clone(&app.metrics), record::log))
        .with_state(app)
}

/// At the root.
fn supervision() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route("/healthz", get(health::healthz, "Says that the process runs"))
        .api_route("/readyz", get(health::readyz, "Says what works"))
}

/// Below `/api/v1`, for everybody, and for programs by API key.
fn public() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route("/openapi.json", get(openapi::show, "Describes this API"))
        .api_route("/docs", get(docs::show, "Shows this API in a browser"))
        .api_route("/register", post(accounts::register, about("Creates an account", REGISTERING)))
        .api_route("/login", post(accounts::login, about("Opens a session", GUESSED)))
        .api_route("/refresh-token", post(accounts::refresh, about("Renews a session", GUESSED)))
        .api_route("/logout", post(accounts::logout, about("Ends a session", UNKNOWN)))
        .api_route(
            "/invitations/accept",
            post(invitations::accept, about("Makes the invited person a member", ACCEPTING)),
        )
        .api_route("/snapshot", get(snapshot::show, "Hands out an environment to evaluate elsewhere"))
}

/// Below `/api/v1`, by bearer token: what is refused there for want of a permission is told to the audit log.
fn for_people() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route("/me", get(accounts::me, "Shows who is logged in"))
        .api_route("/me", patch(accounts::rename, "Changes one's name"))
        .api_route("/me/password", post(accounts::change_password, about("Changes one's password", LIMITED)))
        .api_route(
            "/me/switch-organization",
            post(accounts::switch, about("Moves the session to another organization", NO_MEMBER)),
        )
        .api_route("/organizations", post(organizations::create, "Creates an organization"))
        .api_route("/organizations/current", get(organizations::show, "Shows the current organization"))
        .api_route("/organizations/current", patch(organizations::rename, "Renames the current organization"))
        .api_route(
            "/organizations/{id}",
            delete(organizations::delete, about("Deletes the current organization", CONFLICT)),
        )
        .api_route("/members", get(members::list, "Lists the organization's members"))
        .api_route("/members/{id}", patch(members::change_role, about("Changes a member's role", CONFLICT)))
        .api_route("/members/{id}", delete(members::remove, about("Removes a member", CONFLICT)))
        .api_route("/roles", get(roles::list, "Lists the organization's roles"))
        .api_route("/roles", post(roles::create, about("Creates a role", CONFLICT)))
        .api_route("/roles/{id}", patch(roles::update, about("Changes a role", CONFLICT)))
        .api_route("/roles/{id}", delete(roles::delete, about("Deletes a role", CONFLICT)))
        .api_route("/permissions", get(roles::permissions, "Lists what roles are made of"))
        .api_route("/invitations", get(invitations::list, "Lists invitations that are open or expired"))
        .api_route("/invitations", post(invitations::invite, about("Invites somebody", CONFLICT)))
        .api_route("/invitations/{id}", delete(invitations::withdraw, "Withdraws an invitation"))
        .api_route("/projects", get(projects::list, "Lists the projects that you may see"))
        .api_route("/projects", post(projects::create, about("Creates a project", CONFLICT)))
        .api_route("/projects/{project_id}", get(projects::show, "Shows a project"))
        .api_route("/projects/{project_id}", patch(projects::update, "Changes a project"))
        .api_route("/projects/{project_id}", delete(projects::delete, "Deletes a project with all in it"))
        .api_route("/projects/{project_id}/members", get(project_members::list, "Lists who is in a project"))
        .api_route(
            "/projects/{project_id}/members",
            post(project_members::add, about("Adds somebody to a project", CONFLICT)),
        )
        .api_route(
            "/projects/{project_id}/members/{member_id}",
            patch(project_members::change_role, "Changes somebody's role in a project"),
        )
        .api_route(
            "/projects/{project_id}/members/{member_id}",
            delete(project_members::remove, "Removes somebody from a project"),
        )
        .api_route("/projects/{project_id}/environments", get(environments::list, "Lists environments"))
        .api_route(
            "/projects/{project_id}/environments",
            post(environments::create, about("Creates an environment", CONFLICT)),
        )
        .api_route(
            "/projects/{project_id}/environments/{id}",
            get(environments::show, "Shows an environment"),
        )
        .api_route(
            "/projects/{project_id}/environments/{id}",
            patch(environments::update, "Changes an environment"),
        )
        .api_route(
            "/projects/{project_id}/environments/{id}",
            delete(environments::delete, "Deletes an environment with all in it"),
        )
        .api_route(
            "/projects/{project_id}/environments/{id}/regions",
            get(environments::regions, "Shows the regions of an environment"),
        )
        .api_route(
            "/projects/{project_id}/environments/{id}/regions",
            put(environments::set_regions, "Sets the regions of an environment"),
        )
        .api_route("/projects/{project_id}/api-keys", get(api_keys::list, "Lists API keys"))
        .api_route("/projects/{project_id}/api-keys", post(api_keys::create, "Creates an API key"))
        .api_route(
            "/projects/{project_id}/api-keys/{id}/rotate",
            post(api_keys::rotate, about("Gives an API key a new secret", CONFLICT)),
        )
        .api_route("/projects/{project_id}/api-keys/{id}", delete(api_keys::revoke, "Revokes an API key"))
        .api_route("/projects/{project_id}/flags", get(flags::list, "Lists flags"))
        .api_route("/projects/{project_id}/flags", post(flags::create, about("Creates a flag", CONFLICT)))
        .api_route("/projects/{project_id}/flags/{id}", get(flags::show, "Shows a flag with its rules"))
        .api_route("/projects/{project_id}/flags/{id}", patch(flags::update, "Changes a flag"))
        .api_route(
            "/projects/{project_id}/flags/{id}",
            delete(flags::delete, "Deletes a flag with its rules"),
        )
        .api_route("/projects/{project_id}/rules", post(rules::create, "Adds a rule to a flag"))
        .api_route("/projects/{project_id}/rules/{id}", patch(rules::update, "Changes a rule"))
        .api_route("/projects/{project_id}/rules/{id}", delete(rules::delete, "Deletes a rule"))
        .api_route("/audit-log", get(audit::list, "Lists who did what"))
        .api_route("/audit-log/export", get(audit::export, "Exports who did what"))
}

/// Below `/api/v1` as well, for programs and pages in browsers, by API key.
fn for_browsers() -> ApiRouter<App> {
    ApiRouter::new()
        .api_route("/evaluate", post(evaluate::one, about("Evaluates a flag", NO_FLAG)))
        .api_route("/evaluate/all", post(evaluate::all, "Evaluates all flags of the environment"))
        .api_route("/stream", get(stream::open, "Streams what changes, as it changes"))
}
