//! The description of errors: each status with its codes and its causes. `response::error` creates the responses.

/// A kind of error. Extractors and routes declare theirs: `add_refusals(operation, &[Refusal::NOT_FOUND])`.
#[derive(Clone, Copy, Debug)]
pub struct Refusal {
    pub status: u16,
    pub codes: &'static [&'static str],
    pub description: &'static str,
}

impl Refusal {
    pub const BAD_REQUEST: Self = Self {
        status: 400,
        codes: &["validation_error", "invalid_json"],
        description: "The request is invalid: `details.field` names the field, parameter or header, and `details.reason` \
                      the rule that it breaks. A body that is not a JSON object is `invalid_json`.",
    };
    pub const UNAUTHORIZED: Self = Self {
        status: 401,
        codes: &["unauthorized"],
        description: "The credential is missing, incomplete, or not valid: unknown, expired and revoked ones have the same \
                      response. It may also be a wrong e-mail or password, or the token in the body or the cookie.",
    };
    pub const FORBIDDEN: Self = Self {
        status: 403,
        codes: &["forbidden"],
        description: "The caller may see the object but not do this: `details.permission` names the missing permission.",
    };
    pub const CROSS_ORIGIN: Self = Self {
        status: 403,
        codes: &["forbidden"],
        description: "The session's cookie came from a page of another origin: `details.reason` is `cross_origin`.",
    };
    pub const REGISTRATION_CLOSED: Self = Self {
        status: 403,
        codes: &["registration_closed"],
        description: "The server creates new accounts by invitation only.",
    };
    pub const KEY_FORBIDDEN: Self = Self {
        status: 403,
        codes: &["forbidden", "evaluate.environment_forbidden", "evaluate.region_forbidden"],
        description: "The key's scope does not allow this, the environment is not the key's own, or it is not evaluated in \
                      the region of this server.",
    };
    pub const REGION_FORBIDDEN: Self = Self {
        status: 403,
        codes: &["forbidden", "evaluate.region_forbidden"],
        description: "A permission is missing, or the environment is not evaluated in the region of this server.",
    };
    pub const NOT_FOUND: Self = Self {
        status: 404,
        codes: &["not_found"],
        description: "The object does not exist, or the caller may not see it: the response is the same.",
    };
    pub const FLAG_NOT_FOUND: Self = Self {
        status: 404,
        codes: &["evaluate.flag_not_found", "evaluate.flag_unreadable"],
        description: "The environment has no flag with this key, or this server cannot read its definition.",
    };
    pub const OFREP_INVALID: Self = Self {
        status: 400,
        codes: &["PARSE_ERROR", "INVALID_CONTEXT"],
        description: "The body is not JSON, or this server cannot read the flag; the context is not an object, or \
                      exceeds a limit. These are an `errorCode`, without a `code`.",
    };
    pub const OFREP_FLAG_NOT_FOUND: Self = Self {
        status: 404,
        codes: &["FLAG_NOT_FOUND"],
        description: "The environment has no flag with this key. This is an `errorCode`, without a `code`.",
    };
    pub const REQUEST_TIMEOUT: Self = Self {
        status: 408,
        codes: &["request_timeout"],
        description: "The body was not complete 30 seconds after the head.",
    };
    pub const CONFLICT: Self = Self {
        status: 409,
        codes: &["conflict", "in_use", "quota_exceeded", "archived"],
        description: "The request conflicts with the present state, for example a key that is taken: `details.reason` names \
                      the conflict. Or other objects use the object (`in_use`): `details.used_by` lists them. Or the flag \
                      is archived (`archived`): restore it first. Or the \
                      request would exceed a limit, `details.limit`: `details.quota` names what is limited.",
    };
    pub const VERSION_CONFLICT: Self = Self {
        status: 412,
        codes: &["version_conflict"],
        description: "The object's version is not the one in `If-Match`: `details` holds the present object.",
    };
    pub const PAYLOAD_TOO_LARGE: Self = Self {
        status: 413,
        codes: &["payload_too_large"],
        description: "The body has more than 1 MiB; without a valid credential in the head more than 8 KiB, and a file to \
                      import more than 64 MiB.",
    };
    pub const UNSUPPORTED_MEDIA_TYPE: Self = Self {
        status: 415,
        codes: &["unsupported_media_type"],
        description: "The content type of the body is not JSON, and of a file to import not YAML either.",
    };
    pub const RATE_LIMITED: Self = Self {
        status: 429,
        codes: &["rate_limited"],
        description: "Too many attempts, or too many writes of the organization: retry after the time in \
                      `Retry-After`.",
    };
    pub const HEADERS_TOO_LARGE: Self = Self {
        status: 431,
        codes: &["headers_too_large"],
        description: "The headers have more than 32 KiB together, or the path and query more than 8 KiB.",
    };
    pub const INTERNAL: Self = Self {
        status: 500,
        codes: &["internal"],
        description: "The server failed; its log has the cause under the `X-Request-Id` of the response.",
    };
    pub const UNAVAILABLE: Self = Self {
        status: 503,
        codes: &["unavailable"],
        description: "The database is not available, or the server is busy, at its connection limit or stopping: retry after \
                      the time in `Retry-After`.",
    };

    pub const ALL: &[Self] = &[
        Self::BAD_REQUEST,
        Self::UNAUTHORIZED,
        Self::FORBIDDEN,
        Self::CROSS_ORIGIN,
        Self::REGISTRATION_CLOSED,
        Self::KEY_FORBIDDEN,
        Self::REGION_FORBIDDEN,
        Self::NOT_FOUND,
        Self::FLAG_NOT_FOUND,
        Self::REQUEST_TIMEOUT,
        Self::CONFLICT,
        Self::VERSION_CONFLICT,
        Self::PAYLOAD_TOO_LARGE,
        Self::UNSUPPORTED_MEDIA_TYPE,
        Self::RATE_LIMITED,
        Self::HEADERS_TOO_LARGE,
        Self::INTERNAL,
        Self::UNAVAILABLE,
    ];

    /// Further ones of OFREP.
    pub const OFREP: &[Self] = &[Self::OFREP_INVALID, Self::OFREP_FLAG_NOT_FOUND];

    /// Codes of no operation, for paths and methods that do not exist.
    pub const ROUTER_CODES: &[&str] = &["not_found", "method_not_allowed"];
}
