SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public._sqlx_migrations (
    version bigint NOT NULL,
    description text NOT NULL,
    installed_on timestamp with time zone DEFAULT now() NOT NULL,
    success boolean NOT NULL,
    checksum bytea NOT NULL,
    execution_time bigint NOT NULL
);
CREATE TABLE public.api_keys (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    environment_id uuid NOT NULL,
    name text NOT NULL,
    scope text NOT NULL,
    key_prefix text NOT NULL,
    secret_hash bytea NOT NULL,
    previous_hash bytea,
    previous_expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    last_used_ip text,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.audit_log (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    project_id uuid,
    actor_id uuid NOT NULL,
    actor_name text NOT NULL,
    actor_email text NOT NULL,
    action text NOT NULL,
    target_type text NOT NULL,
    target_id text NOT NULL,
    before text,
    after text,
    address text NOT NULL,
    request_id text NOT NULL,
    once bytea,
    created_at timestamp with time zone NOT NULL,
    flag_id text,
    is_truncated boolean DEFAULT false NOT NULL,
    bytes bigint DEFAULT 0 NOT NULL
);
CREATE TABLE public.changes (
    environment_id uuid NOT NULL,
    revision bigint NOT NULL,
    type text NOT NULL,
    object_key text NOT NULL,
    object text,
    fingerprint text NOT NULL,
    changed_by uuid,
    changed_at timestamp with time zone NOT NULL,
    object_kind text DEFAULT 'flag'::text NOT NULL,
    is_last boolean DEFAULT true NOT NULL,
    logged_bytes bigint DEFAULT 0 NOT NULL
);
CREATE TABLE public.environments (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    regions text NOT NULL,
    revision bigint NOT NULL,
    fingerprint text NOT NULL,
    access_version bigint NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    flag_count bigint DEFAULT 0 NOT NULL,
    flag_bytes bigint DEFAULT 0 NOT NULL,
    logged_bytes bigint DEFAULT 0 NOT NULL,
    written_bytes bigint DEFAULT 0 NOT NULL,
    cost bigint
);
CREATE TABLE public.flags (
    id uuid NOT NULL,
    environment_id uuid NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    search text NOT NULL,
    enabled boolean NOT NULL,
    value_type text NOT NULL,
    default_value text NOT NULL,
    salt text NOT NULL,
    snapshot text NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    off_value text
);
CREATE TABLE public.invitations (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    email text NOT NULL,
    email_folded text NOT NULL,
    role_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    invited_by uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.login_attempts (
    email_folded text NOT NULL,
    last_at timestamp with time zone NOT NULL
);
CREATE TABLE public.login_failures (
    id uuid NOT NULL,
    email_folded text NOT NULL,
    failed_at timestamp with time zone NOT NULL,
    network text DEFAULT ''::text NOT NULL
);
CREATE TABLE public.login_networks (
    user_id uuid NOT NULL,
    network text NOT NULL,
    last_at timestamp with time zone NOT NULL
);
CREATE TABLE public.machine_tokens (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    project_id uuid,
    name text NOT NULL,
    role_id uuid NOT NULL,
    secret_hash bytea NOT NULL,
    created_by uuid NOT NULL,
    expires_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.members (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.organizations (
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    deleted_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.password_resets (
    user_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    organization_id uuid,
    issued_by uuid,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE public.project_members (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.projects (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.refresh_tokens (
    hash bytea NOT NULL,
    session_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);
CREATE TABLE public.registration (
    only_row boolean NOT NULL
);
CREATE TABLE public.roles (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    is_system boolean NOT NULL,
    permissions text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.rules (
    id uuid NOT NULL,
    flag_id uuid NOT NULL,
    priority bigint NOT NULL,
    rule_type text NOT NULL,
    attribute text,
    operator text,
    value_json text,
    rollout_thousandths bigint,
    bucket_by text NOT NULL,
    conditions text NOT NULL,
    return_value text NOT NULL,
    is_active boolean NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.sessions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    organization_id uuid,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    address text DEFAULT ''::text NOT NULL,
    last_used_at timestamp with time zone
);
CREATE TABLE public.users (
    id uuid NOT NULL,
    email text NOT NULL,
    email_folded text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    password_hash text NOT NULL,
    email_verified_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
INSERT INTO public._sqlx_migrations VALUES (1, 'accounts', '2026-11-27 20:15:39.288607+00', true, '\x2b6999d02deeec22f5f78d77053a4a7b170e34508778ec8d87c1fe5336e064dcb71e06834a5361a214c7995c6293bec5', 40357893);
INSERT INTO public._sqlx_migrations VALUES (2, 'projects', '2026-11-27 20:15:39.329241+00', true, '\x91c24ecb9fafd9b34e92dfe7c42103bee41cc391aad838f14d0934e1b7a6b4e0d51055bdb850f6dbe4308559ef0af47b', 38787198);
INSERT INTO public._sqlx_migrations VALUES (3, 'people', '2026-11-27 20:15:39.368379+00', true, '\x727fa61c5be841816d55701e3c2a7880f17b7a3a877ef817cae33f050395faa20da2bcf40b21f3c2aaa36f37c65395d7', 17809233);
INSERT INTO public._sqlx_migrations VALUES (4, 'change groups', '2026-11-27 20:15:39.386566+00', true, '\xbef61b5b78153860be964b57d86697110a780bf6efa6d66181f75929d59221f30796c955956d7d0770581e7535bf8573', 761348);
INSERT INTO public._sqlx_migrations VALUES (6, 'audit', '2026-11-27 20:15:39.387636+00', true, '\x41ab0daea3c3b393ff932379e5a4bbd20bda5e0aab0929bd0b8a9b135a6b4cb24761375608512d254b9e0da2dcd24f9d', 1753657);
INSERT INTO public._sqlx_migrations VALUES (7, 'quotas', '2026-11-27 20:15:39.389538+00', true, '\xfe2cd298b7f6053effeb6a862f52f06fb050b01f80578053e03351d36a8d9c15decd848bbb5748c4d8db3613ad4276fc', 1760697);
INSERT INTO public._sqlx_migrations VALUES (8, 'logins', '2026-11-27 20:15:39.391509+00', true, '\x1e96ce3801db725b1e3d3e23711848bb2cdf2bff003319f01b7f66ed8e5bb1f96d973828eac04ad0c70dcb77478d6f5f', 13968425);
INSERT INTO public._sqlx_migrations VALUES (9, 'withdraw revived invitations', '2026-11-27 20:15:39.405717+00', true, '\x6d15143aa091cae52df903d45389b57c6e7b443d12afd07f59b39e4301c2d0a93991c89ac954cf1f816ec6b98505c048', 1109743);
INSERT INTO public._sqlx_migrations VALUES (10, 'machine tokens', '2026-11-27 20:15:39.406988+00', true, '\x6faa0fefd1f3267add47d4c372000fa6ca10193083cacbb1d283edad7afc2b30050bef5c812657b1a3a23dd8a5d9c43c', 9222317);
INSERT INTO public._sqlx_migrations VALUES (13, 'written bytes', '2026-11-27 20:15:39.416424+00', true, '\xcaef31c49ed5deb6592f2ade8a6991e4df5a15d3ac5b8409b6181723537e6e6fa210b4a2e3a47ab318f346baf4743507', 1214058);
INSERT INTO public._sqlx_migrations VALUES (14, 'costs', '2026-11-27 20:15:39.417807+00', true, '\xee21f99e956d019024cd60a6d93ac4afdeb2e52b757a6871cf359afa4879e123484ecfc6fdf36037c6458d787c49b0d8', 524226);
INSERT INTO public._sqlx_migrations VALUES (15, 'off values', '2026-11-27 20:15:39.418489+00', true, '\xe3b6a2866a336d99bdd3b5a74733e40d02d47a41bd836061c156f39320502d8d41debcbdad693d35796929aecf85005d', 426492);
INSERT INTO public._sqlx_migrations VALUES (20, 'audit sizes', '2026-11-27 20:15:39.419074+00', true, '\x5c9a07ee01b5944d171a46d55972d7e64199772ccf97e4b1d92fd3ada63f01f30dc1b823e01d2201bc041d4ca40f9504', 1667139);
INSERT INTO public.api_keys VALUES ('01a21ea6-3a97-705c-a301-b347fab6045e', '01a21ea6-385e-71ed-87dd-8233d29c79b3', '01a21ea6-3878-7648-92ed-0f348e795a1b', 'stream', 'stream', 'tgl_str_huqJ', '\x5488effcf032bf91d7efe9c10728f3caa704b6bdef651adfdc4a2f2bf520e864', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:15:40.183439+00', '2026-11-27 20:15:40.183439+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-3a7f-743c-89ff-e35960d9fe93', '01a21ea6-385e-71ed-87dd-8233d29c79b3', '01a21ea6-3878-7648-92ed-0f348e795a1b', 'server', 'server', 'tgl_srv_C877', '\x970fa3325462b2b887ddbc82954635e7a7c024d512dd8faafb7f25a8e0471cd4', NULL, NULL, '2026-11-27 20:15:40.206417+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:15:40.159687+00', '2026-11-27 20:15:40.159687+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-3a8d-7420-8f03-bcbfa4d35358', '01a21ea6-385e-71ed-87dd-8233d29c79b3', '01a21ea6-3878-7648-92ed-0f348e795a1b', 'sdk', 'sdk', 'tgl_sdk_Ykt4', '\xec46e376417496c9eb97e135ddf11ec21e3dd05e3238c552f68b19973ed883a2', NULL, NULL, '2026-11-27 20:15:40.210953+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:15:40.17319+00', '2026-11-27 20:15:40.17319+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-3b1a-76c2-a546-3f66303cfdd6', '01a21ea6-385e-71ed-87dd-8233d29c79b3', '01a21ea6-3897-7560-994c-f6634937c29c', 'stream', 'stream', 'tgl_str_lqQT', '\xd37a75700412bae930f33cda174fb3c63a96687ecde9034706761b79336c2bd8', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:15:40.314131+00', '2026-11-27 20:15:40.314131+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-3b0b-7256-88ee-1d1d104f0058', '01a21ea6-385e-71ed-87dd-8233d29c79b3', '01a21ea6-3897-7560-994c-f6634937c29c', 'server', 'server', 'tgl_srv_pfHp', '\x1d8775c72acbe91e61a6c82abd5faadb9880776bafede6fe9205215f00fb9c59', NULL, NULL, '2026-11-27 20:15:40.326274+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:15:40.299542+00', '2026-11-27 20:15:40.299542+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-3b13-7574-8d8f-6e6615e6928f', '01a21ea6-385e-71ed-87dd-8233d29c79b3', '01a21ea6-3897-7560-994c-f6634937c29c', 'sdk', 'sdk', 'tgl_sdk_B3Vt', '\x418c200d2de41dbd4173f12509bca933a658c2b42180f5380f110a661c1615d0', NULL, NULL, '2026-11-27 20:15:40.33032+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:15:40.307041+00', '2026-11-27 20:15:40.307041+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-3b52-7261-8ea3-c3b55aead490', '01a21ea6-385e-71ed-87dd-8233d29c79b3', '01a21ea6-3878-7648-92ed-0f348e795a1b', 'server', 'server', 'tgl_srv_992J', '\xec160f3ee3483650c3f6519a6a0ead674f12dbf99320336edaba1884135732d1', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:15:40.370136+00', '2026-11-27 20:15:40.379708+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-3b64-71b5-bb42-72d78d3aff07', '01a21ea6-385e-71ed-87dd-8233d29c79b3', '01a21ea6-3878-7648-92ed-0f348e795a1b', 'sdk', 'sdk', 'tgl_sdk_skcc', '\xa7477151b2314c46d41f72c85a7dbdc6a6c04baba7c9779915e9b08424628753', NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:15:40.404474+00', '2026-11-27 20:15:40.388425+00', '2026-11-27 20:15:40.404474+00');
INSERT INTO public.audit_log VALUES ('01a21ea6-3825-719c-b017-635e88ac86ce', '01a21ea6-3825-719c-b017-635759950c62', NULL, '01a21ea6-3823-704d-9425-8e4c4d22507f', 'Owner', 'owner@togul.local', 'user.registered', 'user', '01a21ea6-3823-704d-9425-8e4c4d22507f', NULL, '{"id":"01a21ea6-3823-704d-9425-8e4c4d22507f","name":"Owner","email":"owner@togul.local","role":"admin","email_verified_at":null,"created_at":"2026-11-27T20:15:39.555220Z","updated_at":"2026-11-27T20:15:39.555220Z"}', '127.0.0.1', '01a21ea6-3809-7b82-a54f-47e0ac631a13', NULL, '2026-11-27 20:15:39.557808+00', NULL, false, 1238);
INSERT INTO public.audit_log VALUES ('01a21ea6-3848-73e9-8a5e-344827a67c1a', '01a21ea6-3825-719c-b017-635759950c62', NULL, '01a21ea6-3823-704d-9425-8e4c4d22507f', 'Owner', 'owner@togul.local', 'session.created', 'session', '01a21ea6-3848-73e9-8a5e-3447c24c8029', NULL, NULL, '127.0.0.1', '01a21ea6-382a-705d-8eaf-28ea36f5879d', NULL, '2026-11-27 20:15:39.592288+00', NULL, false, 1024);
INSERT INTO public.audit_log VALUES ('01a21ea6-3869-70e9-90c3-6dea1638f0ea', '01a21ea6-3825-719c-b017-635759950c62', '01a21ea6-385e-71ed-87dd-8233d29c79b3', '01a21ea6-3823-704d-9425-8e4c4d22507f', 'Owner', 'owner@togul.local', 'project.created', 'project', '01a21ea6-385e-71ed-87dd-8233d29c79b3', NULL, '{"id":"01a21ea6-385e-71ed-87dd-8233d29c79b3","organization_id":"01a21ea6-3825-719c-b017-635759950c62","slug":"shop","name":"Shop","description":"","created_at":"2026-11-27T20:15:39.614959Z","updated_at":"2026-11-27T20:15:39.614959Z"}', '127.0.0.1', '01a21ea6-3859-7804-a0c2-c82124dacce1', NULL, '2026-11-27 20:15:39.625309+00', NULL, false, 1257);
INSERT INTO public.audit_log VALUES ('01a21ea6-388d-724c-ba5f-d9869c940f5f', '01a21ea6-3825-719c-b017-635759950c62', '01a21ea6-385e-71ed-87dd-8233d29c79b3', '01a21ea6-3823-704d-9425-8e4c4d22507f', 'Owner', 'owner@togul.local', 'environment.created', 'environment', '01a21ea6-3878-7648-92ed-0f348e795a1b', NULL, '{"id":"01a21ea6-3878-7648-92ed-0f348e795a1b","project_id":"01a21ea6-385e-71ed-87dd-8233d29c79b3","key":"production","name":"Production","description":"","regions":["local"],"revision":0,"version":1,"created_at":"2026-11-27T20:15:39.640018Z","updated_at":"2026-11-27T20:15:39.640018Z"}', '127.0.0.1', '01a21ea6-3876-7862-9eb3-800074d5838d', NULL, '2026-11-27 20:15:39.661125+00', NULL, false, 1308);
INSERT INTO public.audit_log VALUES ('01a21ea6-389d-737e-8a3e-73f6a182d594', '01a21ea6-3825-719c-b017-635759950c62', '01a21ea6-385e-71ed-87dd-8233d29c79b3', '01a21ea6-3823-704d-9425-8e4c4d22507f', 'Owner', 'owner@togul.local', 'environment.created', 'environment', '01a21ea6-3897-7560-994c-f6634937c29c', NULL, '{"id":"01a21ea6-3897-7560-994c-f6634937c29c","project_id":"01a21ea6-385e-71ed-87dd-8233d29c79b3","key":"staging","name":"Staging","description":"","regions":["local"],"revision":0,"version":1,"created_at":"2026-11-27T20:15:39.671719Z","updated_at":"2026-11-27T20:15:39.671719Z"}', '127.0.0.1', '01a21ea6-3894-74ad-9609-ce10f0c156b7', NULL, '2026-11-27 20:15:39.677589+00', NULL, false, 1302);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 1, 'flag.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"ea0e3b1c1197d260","rules":[]}', 'd9d063467dbd2d3e5d9a64a35e16df67', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.775871+00', 'flag', true, 372);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 2, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"ea0e3b1c1197d260","rules":[{"id":"01a21ea6-390e-7121-aaaa-63275b78d60a","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5}]}', 'c125fac630a7ae0a8292f9ee178f2461', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.789243+00', 'flag', true, 949);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 3, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"ea0e3b1c1197d260","rules":[{"id":"01a21ea6-390e-7121-aaaa-63275b78d60a","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-3919-730e-aee4-1890cc99a8ee","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1}]}', '7492c7420c5bd0ab7f754b0e7f475065', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.800644+00', 'flag', true, 1731);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 4, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"ea0e3b1c1197d260","rules":[{"id":"01a21ea6-390e-7121-aaaa-63275b78d60a","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-3919-730e-aee4-1890cc99a8ee","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-3923-7277-be79-80266dcce1ee","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2}]}', '104f670c98cfc7dd2a244bc9ea959b39', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.811203+00', 'flag', true, 2687);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 5, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"ea0e3b1c1197d260","rules":[{"id":"01a21ea6-390e-7121-aaaa-63275b78d60a","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-3919-730e-aee4-1890cc99a8ee","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-3923-7277-be79-80266dcce1ee","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ea6-392c-728a-8733-404cda4550a3","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3}]}', '02d43fe83ff697b30c0c48af4b0a2ba5', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.819698+00', 'flag', true, 3876);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 6, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"ea0e3b1c1197d260","rules":[{"id":"01a21ea6-390e-7121-aaaa-63275b78d60a","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-3919-730e-aee4-1890cc99a8ee","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-3923-7277-be79-80266dcce1ee","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ea6-392c-728a-8733-404cda4550a3","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21ea6-3935-7438-80e5-3ed19ddb6cf0","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}', '21b68377271b20056ec599c44ac58691', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.828761+00', 'flag', true, 5298);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 7, 'flag.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"e06d9f8852719185","rules":[]}', '5af88ae64b31cb57f8d7c2b02bca28ce', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.838088+00', 'flag', true, 5671);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 8, 'rule.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"e06d9f8852719185","rules":[{"id":"01a21ea6-394b-746e-b8a5-7a1a052cbfd7","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"}]}', '571c02b1ccb655fa3c77374ddfd5acb9', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.850303+00', 'flag', true, 6342);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 9, 'rule.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"e06d9f8852719185","rules":[{"id":"01a21ea6-394b-746e-b8a5-7a1a052cbfd7","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-395d-76ee-b144-8aaae8560eab","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"}]}', '0a39aa4792ab726f4e4f8d64d2ec0885', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.868861+00', 'flag', true, 7368);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 10, 'rule.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"e06d9f8852719185","rules":[{"id":"01a21ea6-394b-746e-b8a5-7a1a052cbfd7","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-395d-76ee-b144-8aaae8560eab","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ea6-396b-76da-b05c-8daca2136066","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}', 'f88c51442167296e19df04c25e4262b5', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.881612+00', 'flag', true, 8639);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 12, 'flag.created', 'flags', '{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"0a669176b6a54d2c","rules":[]}', 'edbfdec50f85ffe2eb8e8b640fd55341', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.919251+00', 'flag', true, 10283);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 11, 'rule.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"e06d9f8852719185","rules":[{"id":"01a21ea6-394b-746e-b8a5-7a1a052cbfd7","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-395d-76ee-b144-8aaae8560eab","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ea6-396b-76da-b05c-8daca2136066","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}', 'f88c51442167296e19df04c25e4262b5', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.894563+00', 'flag', true, 9910);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 14, 'flag.created', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"221f32d2f6f2ec78","rules":[]}', '6d40d0bd52e0d6efc4ba5af2c2493d51', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.938205+00', 'flag', true, 11297);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 17, 'flag.created', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"06c967aff687cbee","rules":[]}', '2864161819370c77c0fbbee792f24c95', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.971645+00', 'flag', true, 12928);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 20, 'rule.created', 'shares', '{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"6d43af53183bf047","rules":[{"id":"01a21ea6-39e7-7027-8c6a-0f130b909610","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}', '9f3cf6e642889a7ff9fe7f7a9f82300f', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:40.006665+00', 'flag', true, 14433);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 23, 'flag.created', 'removed', '{"key":"removed","enabled":true,"value_type":"boolean","default_value":false,"salt":"b3c2933842f3b429","rules":[]}', '4319a3eac02123f2077a607a431f4e82', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:40.044785+00', 'flag', true, 15577);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 26, 'rule.updated', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"06c967aff687cbee","rules":[{"id":"01a21ea6-39cf-708a-a831-3888690df9de","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}', '3eca4d9ab9c73f8f6192906fb4b1b4a2', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:40.083652+00', 'flag', true, 16987);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 29, 'rule.deleted', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"221f32d2f6f2ec78","rules":[{"id":"01a21ea6-39aa-7331-85e6-c5d3f3e3dba4","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}', 'fec925d9d492b4e139b876f746a22e40', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:40.122361+00', 'flag', true, 18796);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 13, 'rule.created', 'flags', '{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"0a669176b6a54d2c","rules":[{"id":"01a21ea6-3998-77dd-8c59-484ad0c4971f","priority":10,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}', '18da9d8cd36130dc13202bbcd1504595', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.928205+00', 'flag', true, 10922);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 16, 'rule.created', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"221f32d2f6f2ec78","rules":[{"id":"01a21ea6-39aa-7331-85e6-c5d3f3e3dba4","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21ea6-39b6-763c-bf6d-bfd870d4ef9c","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}', 'a3c0e48508094cfd477ca0d9bd937371', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.95831+00', 'flag', true, 12555);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 19, 'flag.created', 'shares', '{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"6d43af53183bf047","rules":[]}', '7fc49447d7e8505c778b4cce9cf3901f', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.993844+00', 'flag', true, 13841);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 22, 'flag.created', 'off-value', '{"key":"off-value","enabled":false,"value_type":"string","default_value":"on","off_value":"off","salt":"09863a65d3fd5866","rules":[]}', 'e8b38dc505a6d246b70cd87720cb2a35', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:40.03584+00', 'flag', true, 15200);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 25, 'rule.created', 'retired', '{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"582ad9d5214670e6","rules":[{"id":"01a21ea6-3a2a-7731-b94a-e90c0b888287","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', 'dbaa022d5fa3a97657c5d8a7ba53a12f', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:40.073863+00', 'flag', true, 16448);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 28, 'flag.updated', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"221f32d2f6f2ec78","rules":[{"id":"01a21ea6-39aa-7331-85e6-c5d3f3e3dba4","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21ea6-39b6-763c-bf6d-bfd870d4ef9c","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}', '2ae0ebd25177ae473d26affa9664e922', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:40.113226+00', 'flag', true, 18219);
INSERT INTO public.changes VALUES ('01a21ea6-3897-7560-994c-f6634937c29c', 1, 'flag.created', 'staged', '{"key":"staged","enabled":true,"value_type":"boolean","default_value":false,"salt":"8f755dc28658f9b4","rules":[]}', 'c4a3aafb3811af09d480a33cdd93d2ad', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:40.14759+00', 'flag', true, 375);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 15, 'rule.created', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"221f32d2f6f2ec78","rules":[{"id":"01a21ea6-39aa-7331-85e6-c5d3f3e3dba4","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}', 'e867a34f575b9f14ac7ec51becfedd77', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.946615+00', 'flag', true, 11868);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 18, 'rule.created', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"06c967aff687cbee","rules":[{"id":"01a21ea6-39cf-708a-a831-3888690df9de","priority":10,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}', '02d51c6eefaac93d6a42d5b3b63a0d1b', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:39.982175+00', 'flag', true, 13467);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 21, 'flag.created', 'off', '{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"99b33cb3e1a883e7","rules":[]}', '45240b49b517defd67d2107b6541e05e', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:40.019097+00', 'flag', true, 14802);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 24, 'flag.created', 'retired', '{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"582ad9d5214670e6","rules":[]}', '80ac29ee848588ed1435377af020adbc', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:40.057762+00', 'flag', true, 15954);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 27, 'flag.updated', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"06c967aff687cbee","rules":[{"id":"01a21ea6-39cf-708a-a831-3888690df9de","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}', '3eca4d9ab9c73f8f6192906fb4b1b4a2', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:40.101567+00', 'flag', true, 17526);
INSERT INTO public.changes VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', 30, 'flag.deleted', 'removed', NULL, 'a4630fb41a186335e94aeef4244e09f3', '01a21ea6-3823-704d-9425-8e4c4d22507f', '2026-11-27 20:15:40.135095+00', 'flag', true, 19059);
INSERT INTO public.environments VALUES ('01a21ea6-3897-7560-994c-f6634937c29c', '01a21ea6-385e-71ed-87dd-8233d29c79b3', 'staging', 'Staging', '', '["local"]', 1, 'c4a3aafb3811af09d480a33cdd93d2ad', 4, 1, '2026-11-27 20:15:39.671719+00', '2026-11-27 20:15:39.671719+00', 1, 113, 375, 17, 200);
INSERT INTO public.environments VALUES ('01a21ea6-3878-7648-92ed-0f348e795a1b', '01a21ea6-385e-71ed-87dd-8233d29c79b3', 'production', 'Production', '', '["local"]', 30, 'a4630fb41a186335e94aeef4244e09f3', 8, 1, '2026-11-27 20:15:39.640018+00', '2026-11-27 20:15:39.640018+00', 9, 3942, 19059, 1566, 193060);
INSERT INTO public.flags VALUES ('01a21ea6-393b-77b1-a158-0b971bfec698', '01a21ea6-3878-7648-92ed-0f348e795a1b', 'texts', 'Texts', '', 'texts
texts', true, 'string', '"none"', 'e06d9f8852719185', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"e06d9f8852719185","rules":[{"id":"01a21ea6-394b-746e-b8a5-7a1a052cbfd7","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-395d-76ee-b144-8aaae8560eab","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ea6-396b-76da-b05c-8daca2136066","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}', 1, '2026-11-27 20:15:39.838088+00', '2026-11-27 20:15:39.838088+00', NULL);
INSERT INTO public.flags VALUES ('01a21ea6-398c-7433-a9fc-77817970ddfb', '01a21ea6-3878-7648-92ed-0f348e795a1b', 'flags', 'Flags', '', 'flags
flags', true, 'boolean', 'false', '0a669176b6a54d2c', '{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"0a669176b6a54d2c","rules":[{"id":"01a21ea6-3998-77dd-8c59-484ad0c4971f","priority":10,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}', 1, '2026-11-27 20:15:39.919251+00', '2026-11-27 20:15:39.919251+00', NULL);
INSERT INTO public.flags VALUES ('01a21ea6-38fd-706c-b995-df9fb69718d2', '01a21ea6-3878-7648-92ed-0f348e795a1b', 'numbers', 'Numbers', '', 'numbers
numbers', true, 'number', '0', 'ea0e3b1c1197d260', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"ea0e3b1c1197d260","rules":[{"id":"01a21ea6-390e-7121-aaaa-63275b78d60a","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-3919-730e-aee4-1890cc99a8ee","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-3923-7277-be79-80266dcce1ee","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ea6-392c-728a-8733-404cda4550a3","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21ea6-3935-7438-80e5-3ed19ddb6cf0","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}', 1, '2026-11-27 20:15:39.775871+00', '2026-11-27 20:15:39.775871+00', NULL);
INSERT INTO public.flags VALUES ('01a21ea6-3a71-7379-ad72-8531717b2302', '01a21ea6-3897-7560-994c-f6634937c29c', 'staged', 'Staged', '', 'staged
staged', true, 'boolean', 'false', '8f755dc28658f9b4', '{"key":"staged","enabled":true,"value_type":"boolean","default_value":false,"salt":"8f755dc28658f9b4","rules":[]}', 1, '2026-11-27 20:15:40.14759+00', '2026-11-27 20:15:40.14759+00', NULL);
INSERT INTO public.flags VALUES ('01a21ea6-39c0-773a-b286-ae2c71f9f151', '01a21ea6-3878-7648-92ed-0f348e795a1b', 'share', 'A share', 'Edited', 'share
a share', true, 'boolean', 'false', '06c967aff687cbee', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"06c967aff687cbee","rules":[{"id":"01a21ea6-39cf-708a-a831-3888690df9de","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}', 2, '2026-11-27 20:15:39.971645+00', '2026-11-27 20:15:40.101567+00', NULL);
INSERT INTO public.flags VALUES ('01a21ea6-39d6-743b-9850-8f8d0ae127b3', '01a21ea6-3878-7648-92ed-0f348e795a1b', 'shares', 'Shares', '', 'shares
shares', true, 'string', '"out"', '6d43af53183bf047', '{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"6d43af53183bf047","rules":[{"id":"01a21ea6-39e7-7027-8c6a-0f130b909610","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}', 1, '2026-11-27 20:15:39.993844+00', '2026-11-27 20:15:39.993844+00', NULL);
INSERT INTO public.flags VALUES ('01a21ea6-39f0-743f-9e62-210eea3923e0', '01a21ea6-3878-7648-92ed-0f348e795a1b', 'off', 'Off', '', 'off
off', false, 'boolean', 'true', '99b33cb3e1a883e7', '{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"99b33cb3e1a883e7","rules":[]}', 1, '2026-11-27 20:15:40.019097+00', '2026-11-27 20:15:40.019097+00', NULL);
INSERT INTO public.flags VALUES ('01a21ea6-39ff-7797-8a2a-6c490f9b865d', '01a21ea6-3878-7648-92ed-0f348e795a1b', 'off-value', 'Off-Value', '', 'off-value
off-value', false, 'string', '"on"', '09863a65d3fd5866', '{"key":"off-value","enabled":false,"value_type":"string","default_value":"on","off_value":"off","salt":"09863a65d3fd5866","rules":[]}', 1, '2026-11-27 20:15:40.03584+00', '2026-11-27 20:15:40.03584+00', '"off"');
INSERT INTO public.flags VALUES ('01a21ea6-399f-716a-b5e4-2ab6e9ea2f82', '01a21ea6-3878-7648-92ed-0f348e795a1b', 'document', 'Document', 'An object, or null.', 'document
document', true, 'json', '["edited"]', '221f32d2f6f2ec78', '{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"221f32d2f6f2ec78","rules":[{"id":"01a21ea6-39aa-7331-85e6-c5d3f3e3dba4","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}', 2, '2026-11-27 20:15:39.938205+00', '2026-11-27 20:15:40.113226+00', NULL);
INSERT INTO public.flags VALUES ('01a21ea6-3a15-75a9-93fb-831d26aaebc0', '01a21ea6-3878-7648-92ed-0f348e795a1b', 'retired', 'Retired', '', 'retired
retired', true, 'boolean', 'false', '582ad9d5214670e6', '{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"582ad9d5214670e6","rules":[{"id":"01a21ea6-3a2a-7731-b94a-e90c0b888287","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', 1, '2026-11-27 20:15:40.057762+00', '2026-11-27 20:15:40.057762+00', NULL);
INSERT INTO public.login_attempts VALUES ('owner@togul.local', '2026-11-27 20:15:39.563838+00');
INSERT INTO public.login_networks VALUES ('01a21ea6-3823-704d-9425-8e4c4d22507f', '127.0.0.1', '2026-11-27 20:15:39.583982+00');
INSERT INTO public.login_networks VALUES ('01a21ea6-38d8-7605-b57d-32285c8151ad', '127.0.0.1', '2026-11-27 20:15:39.740982+00');
INSERT INTO public.machine_tokens VALUES ('01a21ea6-38ed-77da-9e6a-5328903f00d3', '01a21ea6-3825-719c-b017-635759950c62', NULL, 'Build', '01a21ea6-3825-719c-b017-635bf63c8ad9', '\x4fe7877f8313d60183150a6086c7438203500f8c6a81cac88dde005cdbd51fb0', '01a21ea6-3823-704d-9425-8e4c4d22507f', NULL, '2026-11-27 20:15:39.755796+00', '2026-11-27 20:15:39.755796+00');
INSERT INTO public.members VALUES ('01a21ea6-3825-719c-b017-63596f4dc238', '01a21ea6-3825-719c-b017-635759950c62', '01a21ea6-3823-704d-9425-8e4c4d22507f', '01a21ea6-3825-719c-b017-6358cf618617', '2026-11-27 20:15:39.55522+00', '2026-11-27 20:15:39.55522+00');
INSERT INTO public.members VALUES ('01a21ea6-38dc-7577-9dd2-aab649920936', '01a21ea6-3825-719c-b017-635759950c62', '01a21ea6-38d8-7605-b57d-32285c8151ad', '01a21ea6-3825-719c-b017-635da9578ead', '2026-11-27 20:15:39.740982+00', '2026-11-27 20:15:39.740982+00');
INSERT INTO public.organizations VALUES ('01a21ea6-3825-719c-b017-635759950c62', 'owner-s-organization-a1918557', 'Owner''s organization', NULL, '2026-11-27 20:15:39.55522+00', '2026-11-27 20:15:39.55522+00');
INSERT INTO public.project_members VALUES ('01a21ea6-38e7-7779-b9ee-be4a8bceaf1d', '01a21ea6-385e-71ed-87dd-8233d29c79b3', '01a21ea6-38d8-7605-b57d-32285c8151ad', '01a21ea6-3825-719c-b017-635da9578ead', '2026-11-27 20:15:39.751008+00', '2026-11-27 20:15:39.751008+00');
INSERT INTO public.projects VALUES ('01a21ea6-385e-71ed-87dd-8233d29c79b3', '01a21ea6-3825-719c-b017-635759950c62', 'shop', 'Shop', '', '2026-11-27 20:15:39.614959+00', '2026-11-27 20:15:39.614959+00');
INSERT INTO public.refresh_tokens VALUES ('\x82dae09ae6148922534fbb1045b9f568115625659547501b3e980843f6b4168f', '01a21ea6-3848-73e9-8a5e-3447c24c8029', '2026-11-27 20:15:39.592219+00', '2026-12-27 20:15:39.592219+00', NULL);
INSERT INTO public.registration VALUES (true);
INSERT INTO public.roles VALUES ('01a21ea6-3825-719c-b017-6358cf618617', '01a21ea6-3825-719c-b017-635759950c62', 'owner', 'Owner', true, '["org.read","org.update","org.delete","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]', '2026-11-27 20:15:39.55522+00', '2026-11-27 20:15:39.55522+00');
INSERT INTO public.roles VALUES ('01a21ea6-3825-719c-b017-635a96aee298', '01a21ea6-3825-719c-b017-635759950c62', 'admin', 'Admin', true, '["org.read","org.update","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]', '2026-11-27 20:15:39.55522+00', '2026-11-27 20:15:39.55522+00');
INSERT INTO public.roles VALUES ('01a21ea6-3825-719c-b017-635bf63c8ad9', '01a21ea6-3825-719c-b017-635759950c62', 'developer', 'Developer', true, '["org.read","members.read","roles.read","projects.read","project_members.read","environments.read","environments.write","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read"]', '2026-11-27 20:15:39.55522+00', '2026-11-27 20:15:39.55522+00');
INSERT INTO public.roles VALUES ('01a21ea6-3825-719c-b017-635c170063e5', '01a21ea6-3825-719c-b017-635759950c62', 'analyst', 'Analyst', true, '["org.read","projects.read","environments.read","flags.read","rules.read","segments.read","audit.read"]', '2026-11-27 20:15:39.55522+00', '2026-11-27 20:15:39.55522+00');
INSERT INTO public.roles VALUES ('01a21ea6-3825-719c-b017-635da9578ead', '01a21ea6-3825-719c-b017-635759950c62', 'viewer', 'Viewer', true, '["org.read","projects.read","environments.read","flags.read","rules.read","segments.read"]', '2026-11-27 20:15:39.55522+00', '2026-11-27 20:15:39.55522+00');
INSERT INTO public.rules VALUES ('01a21ea6-390e-7121-aaaa-63275b78d60a', '01a21ea6-38fd-706c-b995-df9fb69718d2', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}]', '1.5', true, 1, '2026-11-27 20:15:39.789243+00', '2026-11-27 20:15:39.789243+00');
INSERT INTO public.rules VALUES ('01a21ea6-3919-730e-aee4-1890cc99a8ee', '01a21ea6-38fd-706c-b995-df9fb69718d2', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}]', '-1', true, 1, '2026-11-27 20:15:39.800644+00', '2026-11-27 20:15:39.800644+00');
INSERT INTO public.rules VALUES ('01a21ea6-3923-7277-be79-80266dcce1ee', '01a21ea6-38fd-706c-b995-df9fb69718d2', 30, 'attribute', 'app', 'semver_eq', '"1.2.3"', NULL, 'user_id', '[]', '2', true, 1, '2026-11-27 20:15:39.811203+00', '2026-11-27 20:15:39.811203+00');
INSERT INTO public.rules VALUES ('01a21ea6-392c-728a-8733-404cda4550a3', '01a21ea6-38fd-706c-b995-df9fb69718d2', 40, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}]', '3', true, 1, '2026-11-27 20:15:39.819698+00', '2026-11-27 20:15:39.819698+00');
INSERT INTO public.rules VALUES ('01a21ea6-3935-7438-80e5-3ed19ddb6cf0', '01a21ea6-38fd-706c-b995-df9fb69718d2', 50, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}]', '4', true, 1, '2026-11-27 20:15:39.828761+00', '2026-11-27 20:15:39.828761+00');
INSERT INTO public.rules VALUES ('01a21ea6-394b-746e-b8a5-7a1a052cbfd7', '01a21ea6-393b-77b1-a158-0b971bfec698', 10, 'attribute', 'plan', 'eq', '"pro"', NULL, 'user_id', '[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}]', '"first"', true, 1, '2026-11-27 20:15:39.850303+00', '2026-11-27 20:15:39.850303+00');
INSERT INTO public.rules VALUES ('01a21ea6-395d-76ee-b144-8aaae8560eab', '01a21ea6-393b-77b1-a158-0b971bfec698', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}]', '"second"', true, 1, '2026-11-27 20:15:39.868861+00', '2026-11-27 20:15:39.868861+00');
INSERT INTO public.rules VALUES ('01a21ea6-396b-76da-b05c-8daca2136066', '01a21ea6-393b-77b1-a158-0b971bfec698', 30, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}]', '"pattern"', true, 1, '2026-11-27 20:15:39.881612+00', '2026-11-27 20:15:39.881612+00');
INSERT INTO public.rules VALUES ('01a21ea6-3977-72f8-a330-d9db9d847775', '01a21ea6-393b-77b1-a158-0b971bfec698', 40, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[]', '"inactive"', false, 1, '2026-11-27 20:15:39.894563+00', '2026-11-27 20:15:39.894563+00');
INSERT INTO public.rules VALUES ('01a21ea6-3998-77dd-8c59-484ad0c4971f', '01a21ea6-398c-7433-a9fc-77817970ddfb', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}]', 'true', true, 1, '2026-11-27 20:15:39.928205+00', '2026-11-27 20:15:39.928205+00');
INSERT INTO public.rules VALUES ('01a21ea6-39aa-7331-85e6-c5d3f3e3dba4', '01a21ea6-399f-716a-b5e4-2ab6e9ea2f82', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"country","operator":"eq","value":"TR"}]', '{"b":[1,2.5,"\u015f"],"a":null}', true, 1, '2026-11-27 20:15:39.946615+00', '2026-11-27 20:15:39.946615+00');
INSERT INTO public.rules VALUES ('01a21ea6-39e7-7027-8c6a-0f130b909610', '01a21ea6-39d6-743b-9850-8f8d0ae127b3', 10, 'percentage', NULL, NULL, NULL, 75125, 'account.id', '[{"attribute":"plan","operator":"exists"}]', '"account"', true, 1, '2026-11-27 20:15:40.006665+00', '2026-11-27 20:15:40.006665+00');
INSERT INTO public.rules VALUES ('01a21ea6-3a2a-7731-b94a-e90c0b888287', '01a21ea6-3a15-75a9-93fb-831d26aaebc0', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[]', 'true', true, 1, '2026-11-27 20:15:40.073863+00', '2026-11-27 20:15:40.073863+00');
INSERT INTO public.rules VALUES ('01a21ea6-39cf-708a-a831-3888690df9de', '01a21ea6-39c0-773a-b286-ae2c71f9f151', 10, 'percentage', NULL, NULL, NULL, 40000, 'user_id', '[]', 'true', true, 2, '2026-11-27 20:15:39.982175+00', '2026-11-27 20:15:40.083652+00');
INSERT INTO public.sessions VALUES ('01a21ea6-3848-73e9-8a5e-3447c24c8029', '01a21ea6-3823-704d-9425-8e4c4d22507f', '01a21ea6-3825-719c-b017-635759950c62', '2026-11-27 20:15:39.583982+00', NULL, '127.0.0.1', '2026-11-27 20:15:39.592219+00');
INSERT INTO public.users VALUES ('01a21ea6-3823-704d-9425-8e4c4d22507f', 'owner@togul.local', 'owner@togul.local', 'Owner', 'admin', '$argon2id$v=19$m=19456,t=2,p=1$iWfUm7FAi8FbFSXtGR7r/g$gtJ8B4NdHGHpj9G4HyFUc0yi+DuRO2CzjrC8+3QQeJ0', NULL, '2026-11-27 20:15:39.55522+00', '2026-11-27 20:15:39.55522+00');
INSERT INTO public.users VALUES ('01a21ea6-38d8-7605-b57d-32285c8151ad', 'viewer@togul.local', 'viewer@togul.local', 'Viewer', 'read_only', '$argon2id$v=19$m=19456,t=2,p=1$oTAvjFRA+kaq2iPCDLyJNg$8IL9mPPud1OK0aG9wsc47wjX+GRzqQQQ2gDtNR39274', NULL, '2026-11-27 20:15:39.736746+00', '2026-11-27 20:15:39.736746+00');
ALTER TABLE ONLY public._sqlx_migrations
    ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_previous_hash_key UNIQUE (previous_hash);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_secret_hash_key UNIQUE (secret_hash);
ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_once_key UNIQUE (once);
ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (environment_id, revision);
ALTER TABLE ONLY public.environments
    ADD CONSTRAINT environments_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.environments
    ADD CONSTRAINT environments_project_id_key_key UNIQUE (project_id, key);
ALTER TABLE ONLY public.flags
    ADD CONSTRAINT flags_environment_id_key_key UNIQUE (environment_id, key);
ALTER TABLE ONLY public.flags
    ADD CONSTRAINT flags_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_organization_id_email_folded_key UNIQUE (organization_id, email_folded);
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.login_attempts
    ADD CONSTRAINT login_attempts_pkey PRIMARY KEY (email_folded);
ALTER TABLE ONLY public.login_failures
    ADD CONSTRAINT login_failures_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.login_networks
    ADD CONSTRAINT login_networks_pkey PRIMARY KEY (user_id, network);
ALTER TABLE ONLY public.machine_tokens
    ADD CONSTRAINT machine_tokens_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.machine_tokens
    ADD CONSTRAINT machine_tokens_secret_hash_key UNIQUE (secret_hash);
ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_organization_id_user_id_key UNIQUE (organization_id, user_id);
ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT organizations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT organizations_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.password_resets
    ADD CONSTRAINT password_resets_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY public.password_resets
    ADD CONSTRAINT password_resets_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT project_members_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT project_members_project_id_user_id_key UNIQUE (project_id, user_id);
ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_organization_id_slug_key UNIQUE (organization_id, slug);
ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (hash);
ALTER TABLE ONLY public.registration
    ADD CONSTRAINT registration_pkey PRIMARY KEY (only_row);
ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_organization_id_key_key UNIQUE (organization_id, key);
ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.rules
    ADD CONSTRAINT rules_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_folded_key UNIQUE (email_folded);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
CREATE INDEX api_keys_by_environment ON public.api_keys USING btree (environment_id);
CREATE INDEX api_keys_by_project ON public.api_keys USING btree (project_id);
CREATE INDEX audit_log_by_actor ON public.audit_log USING btree (organization_id, actor_id, created_at, id);
CREATE INDEX audit_log_by_flag ON public.audit_log USING btree (organization_id, flag_id, created_at, id);
CREATE INDEX audit_log_by_project ON public.audit_log USING btree (organization_id, project_id, created_at, id);
CREATE INDEX audit_log_by_size ON public.audit_log USING btree (organization_id, bytes);
CREATE INDEX audit_log_by_target ON public.audit_log USING btree (organization_id, target_id, created_at, id);
CREATE INDEX audit_log_by_time ON public.audit_log USING btree (organization_id, created_at, id);
CREATE INDEX changes_by_time ON public.changes USING btree (changed_at);
CREATE INDEX invitations_by_role ON public.invitations USING btree (role_id);
CREATE INDEX login_attempts_by_time ON public.login_attempts USING btree (last_at);
CREATE INDEX login_failures_by_email ON public.login_failures USING btree (email_folded, failed_at);
CREATE INDEX login_failures_by_time ON public.login_failures USING btree (failed_at);
CREATE INDEX login_networks_by_time ON public.login_networks USING btree (last_at);
CREATE INDEX machine_tokens_by_creator ON public.machine_tokens USING btree (created_by);
CREATE INDEX machine_tokens_by_organization ON public.machine_tokens USING btree (organization_id, created_at, id);
CREATE INDEX machine_tokens_by_project ON public.machine_tokens USING btree (project_id);
CREATE INDEX machine_tokens_by_role ON public.machine_tokens USING btree (role_id);
CREATE INDEX members_by_role ON public.members USING btree (role_id);
CREATE INDEX members_by_user ON public.members USING btree (user_id);
CREATE INDEX project_members_by_role ON public.project_members USING btree (role_id);
CREATE INDEX project_members_by_user ON public.project_members USING btree (user_id);
CREATE INDEX refresh_tokens_by_expiry ON public.refresh_tokens USING btree (expires_at);
CREATE INDEX refresh_tokens_by_session ON public.refresh_tokens USING btree (session_id);
CREATE INDEX rules_by_flag ON public.rules USING btree (flag_id);
CREATE INDEX sessions_by_organization ON public.sessions USING btree (organization_id);
CREATE INDEX sessions_by_user ON public.sessions USING btree (user_id);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_environment_id_fkey FOREIGN KEY (environment_id) REFERENCES public.environments(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_environment_id_fkey FOREIGN KEY (environment_id) REFERENCES public.environments(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.environments
    ADD CONSTRAINT environments_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.flags
    ADD CONSTRAINT flags_environment_id_fkey FOREIGN KEY (environment_id) REFERENCES public.environments(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_role_id_fkey FOREIGN KEY (role_id) REFERENCES public.roles(id);
ALTER TABLE ONLY public.login_networks
    ADD CONSTRAINT login_networks_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.machine_tokens
    ADD CONSTRAINT machine_tokens_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.machine_tokens
    ADD CONSTRAINT machine_tokens_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.machine_tokens
    ADD CONSTRAINT machine_tokens_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.machine_tokens
    ADD CONSTRAINT machine_tokens_role_id_fkey FOREIGN KEY (role_id) REFERENCES public.roles(id);
ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_role_id_fkey FOREIGN KEY (role_id) REFERENCES public.roles(id);
ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.password_resets
    ADD CONSTRAINT password_resets_issued_by_fkey FOREIGN KEY (issued_by) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.password_resets
    ADD CONSTRAINT password_resets_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.password_resets
    ADD CONSTRAINT password_resets_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT project_members_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT project_members_role_id_fkey FOREIGN KEY (role_id) REFERENCES public.roles(id);
ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT project_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.rules
    ADD CONSTRAINT rules_flag_id_fkey FOREIGN KEY (flag_id) REFERENCES public.flags(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
