//! The groups of operations, in the order of a first task: log in, make a flag, and evaluate it.

use serde_json::{Value, json};

/// Operations of one module, with a name for people.
#[derive(Debug)]
struct Tag {
    module: &'static str,
    name: &'static str,
    description: &'static str,
}

const TAGS: &[Tag] = &[
    Tag {
        module: "accounts",
        name: "Accounts and sessions",
        description: "Register, log in, and send the `token` of the session as `Authorization: Bearer`. It is valid for an \
            hour; `refresh_token` renews it once.",
    },
    Tag {
        module: "projects",
        name: "Projects",
        description: "A project is what one team works on: environments with their flags. Owners and admins see all \
            projects of the organization, others those that they were added to.",
    },
    Tag {
        module: "environments",
        name: "Environments",
        description: "An environment, such as production or staging, has its own flags with their own states. Each \
            change of a flag or rule raises its `revision` by one.",
    },
    Tag {
        module: "flags",
        name: "Flags",
        description: "A flag has a key, a type of value and a `default_value`. While it is on, the first rule that \
            matches decides, and the default if none does. While it is off, it answers \
            with `off_value`, or with the default if that is null.",
    },
    Tag {
        module: "rules",
        name: "Rules",
        description: "Rules select who gets another value than the default: everyone (`boolean`), contexts with an \
            attribute (`attribute`), or a fixed share (`percentage`). They answer with a value, a variant of the flag, or a \
            split over several variants. They are evaluated in ascending order of `priority`.",
    },
    Tag {
        module: "segments",
        name: "Segments",
        description: "A segment is an audience that rules of several flags share: values that are always or never in it, \
            and rules for everyone else. Conditions name it by its key with the operator `in_segment`.",
    },
    Tag {
        module: "api_keys",
        name: "API keys",
        description: "Applications send an API key as `X-API-Key`. It belongs to one environment. Keys of scope `server` \
            may read all rules and must stay on servers; `sdk` keys are for apps and pages and evaluate; `stream` keys \
            only learn that something changed.",
    },
    Tag {
        module: "imports",
        name: "Imports",
        description: "Flags of flagd, Unleash and LaunchDarkly, with which every user keeps their answers.",
    },
    Tag {
        module: "evaluate",
        name: "Evaluation",
        description: "Ask what a flag answers for a context: the user or entity, described by attributes.",
    },
    Tag {
        module: "ofrep",
        name: "OpenFeature (OFREP)",
        description: "Evaluation for the OpenFeature SDKs of any language, by the OpenFeature Remote Evaluation Protocol.",
    },
    Tag {
        module: "snapshot",
        name: "Snapshots",
        description: "All flags and rules of an environment, for libraries that evaluate in the application.",
    },
    Tag {
        module: "stream",
        name: "Event stream",
        description: "Server-sent events about each change, within milliseconds.",
    },
    Tag {
        module: "organizations",
        name: "Organizations",
        description: "The tenant that projects and members belong to. A session is logged in to one of them.",
    },
    Tag {
        module: "members",
        name: "Members",
        description: "People in the organization. Their role applies to the organization and to projects that they see \
            without being added.",
    },
    Tag {
        module: "invitations",
        name: "Invitations",
        description: "The way into an organization: send the `accept_token` to the person, who accepts with it.",
    },
    Tag {
        module: "roles",
        name: "Roles and permissions",
        description: "A role is a named set of permissions. Five system roles exist: `owner`, `admin`, `developer`, \
            `analyst` and `viewer`.",
    },
    Tag {
        module: "project_members",
        name: "Project members",
        description: "Who sees a project, with the role that applies in it.",
    },
    Tag {
        module: "machine_tokens",
        name: "Machine tokens",
        description: "Bearer tokens for scripts and CI, with a role, in one project or in all.",
    },
    Tag {
        module: "audit",
        name: "Audit log",
        description: "Who changed what, and which requests were refused.",
    },
    Tag { module: "health", name: "Health", description: "For supervisors and load balancers." },
    Tag {
        module: "openapi",
        name: "This document",
        description: "The description of this API, for programs and for people.",
    },
];

/// The tag of operations whose handlers are in this module.
///
/// # Panics
/// When no tag has the module, which a test notices.
#[must_use]
pub fn name_of(module: &str) -> &'static str {
    let module = match module {
        // The page is another form of the document.
        "docs" => "openapi",
        // A person's evaluation.
        "playground" => "evaluate",
        other => other,
    };
    TAGS.iter()
        .find(|tag| tag.module == module)
        .map(|tag| tag.name)
        .expect("each module of handlers has a tag")
}

/// All tags, for the document.
#[must_use]
pub fn all() -> Value {
    TAGS.iter().map(|tag| json!({ "name": tag.name, "description": tag.description })).collect()
}
