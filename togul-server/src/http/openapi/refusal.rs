//! What the document says of refusals: each status with its codes, and when it comes. `error` makes the answers.

/// One kind of refusal. Operations name those that they know: `refuses(operation, &[Refusal::NOT_FOUND])`.
#[derive(Clone, Copy, Debug)]
pub struct Refusal {
    pub status: u16,
    /// Its name among the document's responses.
    pub name: &'static str,
    pub codes: &'static [&'static str],
    pub when: &'static str,
    /// Whether `Retry-After` says when to try again.
    pub passes: bool,
}

impl Refusal {
    pub const BAD_REQUEST: Self = Self {
        status: 400,
        name: "BadRequest",
        codes: &["validation_error", "invalid_json"],
        when: "Something in the request is wrong: `details.field` names the field, parameter or header and \
               `details.reason` the rule that it breaks. A body that is no JSON object is `invalid_json`.",
        passes: false,
    };
    pub const UNAUTHORIZED: Self = Self {
        status: 401,
        name: "Unauthorized",
        codes: &["unauthorized"],
        when: "No credential, or a bad, expired or revoked one: one answer for all of them.",
        passes: false,
    };
    pub const FORBIDDEN: Self = Self {
        status: 403,
        name: "Forbidden",
        codes: &["forbidden"],
        when: "The caller may see it but not do this: `details.permission` names what is missing.",
        passes: false,
    };
    pub const KEY_FORBIDDEN: Self = Self {
        status: 403,
        name: "KeyForbidden",
        codes: &["forbidden", "evaluate.environment_forbidden", "evaluate.region_forbidden"],
        when: "The key's scope does not allow this, the environment is not that of the key, or it is not evaluated \
               in the region of this server.",
        passes: false,
    };
    pub const NOT_FOUND: Self = Self {
        status: 404,
        name: "NotFound",
        codes: &["not_found"],
        when: "It does not exist, or not for this caller: the same answer for both.",
        passes: false,
    };
    pub const FLAG_NOT_FOUND: Self = Self {
        status: 404,
        name: "FlagNotFound",
        codes: &["evaluate.flag_not_found"],
        when: "The environment has no flag with this key.",
        passes: false,
    };
    pub const REQUEST_TIMEOUT: Self = Self {
        status: 408,
        name: "RequestTimeout",
        codes: &["request_timeout"],
        when: "The body was not there 30 seconds after the head.",
        passes: false,
    };
    pub const CONFLICT: Self = Self {
        status: 409,
        name: "Conflict",
        codes: &["conflict"],
        when: "Something is in the way, such as a key that is taken: `details.reason` says what.",
        passes: false,
    };
    pub const VERSION_CONFLICT: Self = Self {
        status: 412,
        name: "VersionConflict",
        codes: &["version_conflict"],
        when: "The object has another version than `If-Match` names: `details` holds the object as it is now.",
        passes: false,
    };
    pub const PAYLOAD_TOO_LARGE: Self = Self {
        status: 413,
        name: "PayloadTooLarge",
        codes: &["payload_too_large"],
        when: "The body has more than 1 MiB.",
        passes: false,
    };
    pub const UNSUPPORTED_MEDIA_TYPE: Self = Self {
        status: 415,
        name: "UnsupportedMediaType",
        codes: &["unsupported_media_type"],
        when: "The body does not say that it is JSON.",
        passes: false,
    };
    pub const RATE_LIMITED: Self = Self {
        status: 429,
        name: "RateLimited",
        codes: &["rate_limited"],
        when: "Too many attempts: wait as long as `Retry-After` says.",
        passes: true,
    };
    pub const HEADERS_TOO_LARGE: Self = Self {
        status: 431,
        name: "HeadersTooLarge",
        codes: &["headers_too_large"],
        when: "The headers have more than 32 KiB together, or the path and query more than 8 KiB.",
        passes: false,
    };
    pub const INTERNAL: Self = Self {
        status: 500,
        name: "Internal",
        codes: &["internal"],
        when: "The server failed; its log has the cause under the answer's `X-Request-Id`.",
        passes: false,
    };
    pub const UNAVAILABLE: Self = Self {
        status: 503,
        name: "Unavailable",
        codes: &["unavailable"],
        when: "The database is away, or the server is busy, full or stopping: try again after `Retry-After`.",
        passes: true,
    };

    pub const ALL: &[Self] = &[
        Self::BAD_REQUEST,
        Self::UNAUTHORIZED,
        Self::FORBIDDEN,
        Self::KEY_FORBIDDEN,
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

    /// Codes that belong to no operation: a path or method that does not exist.
    pub const OF_THE_ROUTER: &[&str] = &["not_found", "method_not_allowed"];
}
