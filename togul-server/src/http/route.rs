//! Routes: for the router, for its documentation, and for the fast path.

use aide::{
    axum::{
        ApiRouter, AxumOperationHandler,
        routing::{self, ApiMethodRouter},
    },
    operation::{OperationInput, OperationOutput},
};
use axum::http::Method;

use super::{
    fast_path::{FastHandler, FastRoute},
    openapi::operation::OperationDoc,
};
use crate::app::App;

/// A method of a path.
pub struct Route {
    method: Method,
    router: ApiMethodRouter<App>,
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
            let router = routing::$with(handler, |operation| doc.into().apply::<H>(&Method::$method, operation));
            Route { method: Method::$method, router, fast: None }
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
        let Route { method, router, fast } = route;
        let path_of = || format!("{}{path}", self.prefix);
        self.fast.extend(fast.map(|handler| FastRoute { method, path: path_of(), handler }));
        Self { router: self.router.api_route(path, router), ..self }
    }
}
