//! Routes: for the router, for its documentation, and for the fast path.

use std::sync::Arc;

use aide::{
    axum::{
        ApiRouter, AxumOperationHandler,
        routing::{self, ApiMethodRouter},
    },
    operation::{OperationInput, OperationOutput},
};
use axum::{
    http::Method,
    middleware::{from_fn, from_fn_with_state},
};

use super::{
    fast_path::{FastHandler, FastRoute},
    guards::{dry_run::mark_dry_run, parameters::refuse_parameters},
    openapi::operation::{OperationDoc, query_parameters},
    request::write_mode::{DRY_RUN, has_dry_run},
    router::API,
};
use crate::app::App;

/// A method of a path.
pub struct Route {
    method: Method,
    router: ApiMethodRouter<App>,
    /// The query parameters that its handler reads.
    parameters: Vec<String>,
    fast: Option<FastHandler>,
}

/// The routes below a prefix.
pub struct Routes {
    prefix: &'static str,
    pub router: ApiRouter<App>,
    pub fast: Vec<FastRoute>,
}

macro_rules! methods {
    ($($name:ident $with:ident $method:ident),*) => {$(
        /// A route that is documented by its handler's types and name, and by `doc`.
        pub fn $name<H, I, O, T>(handler: H, doc: impl Into<OperationDoc>) -> Route
        where
            H: AxumOperationHandler<I, O, T, App>,
            I: OperationInput,
            O: OperationOutput,
            T: 'static,
        {
            let mut parameters = Vec::new();
            let router = routing::$with(handler, |operation| {
                let mut described = doc.into().apply::<H>(&Method::$method, operation);
                parameters = query_parameters(described.inner_mut());
                described
            });
            Route { method: Method::$method, router, parameters, fast: None }
        }
    )*};
}

methods!(get get_with GET, post post_with POST, put put_with PUT, patch patch_with PATCH, delete delete_with DELETE);

impl Route {
    /// Adds a handler for requests on the [fast path](super::fast_path).
    pub fn fast(self, handler: FastHandler) -> Self {
        Self { fast: Some(handler), ..self }
    }
}

impl Routes {
    pub fn new(prefix: &'static str) -> Self {
        Self { prefix, router: ApiRouter::new(), fast: Vec::new() }
    }

    pub fn api_route(mut self, path: &'static str, route: Route) -> Self {
        let Route { method, mut router, mut parameters, fast } = route;
        let path_of = || format!("{}{path}", self.prefix);
        if has_dry_run(&method, path) {
            parameters.push(DRY_RUN.to_owned());
            router = router.route_layer(from_fn(mark_dry_run));
        }
        // OFREP lets its clients send parameters that a server does not know, and so may health checks.
        if self.prefix == API {
            router = router.route_layer(from_fn_with_state(Arc::<[_]>::from(parameters), refuse_parameters));
        }
        self.fast.extend(fast.map(|handler| FastRoute { method, path: path_of(), handler }));
        Self { router: self.router.api_route(path, router), ..self }
    }
}
