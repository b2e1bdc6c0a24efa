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
    is_truncated boolean DEFAULT false NOT NULL
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
    logged_bytes bigint DEFAULT 0 NOT NULL
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
    updated_at timestamp with time zone NOT NULL
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
INSERT INTO public._sqlx_migrations VALUES (1, 'accounts', '2026-11-27 20:31:56.599401+00', true, '\x2b6999d02deeec22f5f78d77053a4a7b170e34508778ec8d87c1fe5336e064dcb71e06834a5361a214c7995c6293bec5', 836045975);
INSERT INTO public._sqlx_migrations VALUES (2, 'projects', '2026-11-27 20:31:57.463409+00', true, '\x91c24ecb9fafd9b34e92dfe7c42103bee41cc391aad838f14d0934e1b7a6b4e0d51055bdb850f6dbe4308559ef0af47b', 748006889);
INSERT INTO public._sqlx_migrations VALUES (3, 'people', '2026-11-27 20:31:58.191378+00', true, '\x727fa61c5be841816d55701e3c2a7880f17b7a3a877ef817cae33f050395faa20da2bcf40b21f3c2aaa36f37c65395d7', 335636009);
INSERT INTO public._sqlx_migrations VALUES (4, 'change groups', '2026-11-27 20:31:58.524447+00', true, '\xbef61b5b78153860be964b57d86697110a780bf6efa6d66181f75929d59221f30796c955956d7d0770581e7535bf8573', 19092042);
INSERT INTO public._sqlx_migrations VALUES (6, 'audit', '2026-11-27 20:31:58.543999+00', true, '\x41ab0daea3c3b393ff932379e5a4bbd20bda5e0aab0929bd0b8a9b135a6b4cb24761375608512d254b9e0da2dcd24f9d', 71905670);
INSERT INTO public._sqlx_migrations VALUES (7, 'quotas', '2026-11-27 20:31:58.616275+00', true, '\xfe2cd298b7f6053effeb6a862f52f06fb050b01f80578053e03351d36a8d9c15decd848bbb5748c4d8db3613ad4276fc', 31854631);
INSERT INTO public._sqlx_migrations VALUES (8, 'logins', '2026-11-27 20:31:58.651399+00', true, '\x1e96ce3801db725b1e3d3e23711848bb2cdf2bff003319f01b7f66ed8e5bb1f96d973828eac04ad0c70dcb77478d6f5f', 303098366);
INSERT INTO public._sqlx_migrations VALUES (9, 'withdraw revived invitations', '2026-11-27 20:31:58.955395+00', true, '\x6d15143aa091cae52df903d45389b57c6e7b443d12afd07f59b39e4301c2d0a93991c89ac954cf1f816ec6b98505c048', 83562131);
INSERT INTO public._sqlx_migrations VALUES (10, 'machine tokens', '2026-11-27 20:31:59.043398+00', true, '\x6faa0fefd1f3267add47d4c372000fa6ca10193083cacbb1d283edad7afc2b30050bef5c812657b1a3a23dd8a5d9c43c', 216506649);
INSERT INTO public.api_keys VALUES ('01a21eb5-4acd-77b0-b59f-a89df520740e', '01a21eb5-3a40-75fe-8552-659621219394', '01a21eb5-3b74-7580-9032-fcc5866422cd', 'stream', 'stream', 'tgl_str_syPy', '\x2807ea29cb7bb1fb7efd7a96b70b36789e77013bfc33d897c9ac7d1be4933a08', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:32:07.373391+00', '2026-11-27 20:32:07.373391+00');
INSERT INTO public.api_keys VALUES ('01a21eb5-4a6e-7668-a40a-dc28b069eb6e', '01a21eb5-3a40-75fe-8552-659621219394', '01a21eb5-3b74-7580-9032-fcc5866422cd', 'server', 'server', 'tgl_srv_RVf6', '\x13cb09c62f76b7d63bd055fe3787ac0ac2e1756cee61a55fb960fc624e2bdfbe', NULL, NULL, '2026-11-27 20:32:07.446289+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:32:07.277993+00', '2026-11-27 20:32:07.277993+00');
INSERT INTO public.api_keys VALUES ('01a21eb5-4aa3-7417-a9da-7993e7586b8f', '01a21eb5-3a40-75fe-8552-659621219394', '01a21eb5-3b74-7580-9032-fcc5866422cd', 'sdk', 'sdk', 'tgl_sdk_oPJ7', '\x1426ae198b67216e22089d3bce227706caa4d6490bdcb59e74ac0ba9ff1615b8', NULL, NULL, '2026-11-27 20:32:07.46907+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:32:07.331765+00', '2026-11-27 20:32:07.331765+00');
INSERT INTO public.api_keys VALUES ('01a21eb5-4cfb-7615-b120-a0ddd1092bf0', '01a21eb5-3a40-75fe-8552-659621219394', '01a21eb5-3c58-723d-b968-05380bab787c', 'stream', 'stream', 'tgl_str_VzUx', '\xac4b4639c5ff5e394942cb329f3ab747818fa3966570b8ec5876f08ec3391f9a', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:32:07.931699+00', '2026-11-27 20:32:07.931699+00');
INSERT INTO public.api_keys VALUES ('01a21eb5-4cb5-77d0-9d97-5dad1d9894bd', '01a21eb5-3a40-75fe-8552-659621219394', '01a21eb5-3c58-723d-b968-05380bab787c', 'server', 'server', 'tgl_srv_aq2E', '\x88a77a88ea9b09309e22f587a3dd7e31eb2b87cd4ff5c9505d0dab28c11d1cf0', NULL, NULL, '2026-11-27 20:32:07.975894+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:32:07.861323+00', '2026-11-27 20:32:07.861323+00');
INSERT INTO public.api_keys VALUES ('01a21eb5-4cdb-72a9-abbb-b2f713e79813', '01a21eb5-3a40-75fe-8552-659621219394', '01a21eb5-3c58-723d-b968-05380bab787c', 'sdk', 'sdk', 'tgl_sdk_y1GP', '\x6770783e65d5e4e2ba358b6ee130e163dd7e9453f508cf1386b1afd2ee40cea3', NULL, NULL, '2026-11-27 20:32:07.990007+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:32:07.899961+00', '2026-11-27 20:32:07.899961+00');
INSERT INTO public.api_keys VALUES ('01a21eb5-4dd9-7552-b90d-89dab2404dd9', '01a21eb5-3a40-75fe-8552-659621219394', '01a21eb5-3b74-7580-9032-fcc5866422cd', 'server', 'server', 'tgl_srv_0sEO', '\xcbe747f01e0b1d8aca94ce22c7238e350dd76a0dc434d445a521d9d46f05c41d', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:32:08.153385+00', '2026-11-27 20:32:08.179797+00');
INSERT INTO public.api_keys VALUES ('01a21eb5-4e2c-73d1-88ed-82d0d83560b6', '01a21eb5-3a40-75fe-8552-659621219394', '01a21eb5-3b74-7580-9032-fcc5866422cd', 'sdk', 'sdk', 'tgl_sdk_qLeW', '\x43ed565c55fa2cb283289bbcd0ece1e993c61a48880ebf46713650e4f8852b4d', NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:32:08.315818+00', '2026-11-27 20:32:08.236914+00', '2026-11-27 20:32:08.315818+00');
INSERT INTO public.audit_log VALUES ('01a21eb5-349b-71ac-b41f-586944d29766', '01a21eb5-3404-7653-9cc6-f7dab1893cb5', NULL, '01a21eb5-339f-70ae-912f-0d0b26a53bf8', 'Owner', 'owner@togul.local', 'user.registered', 'user', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', NULL, '{"id":"01a21eb5-339f-70ae-912f-0d0b26a53bf8","name":"Owner","email":"owner@togul.local","role":"admin","email_verified_at":null,"created_at":"2026-11-27T20:32:01.439594Z","updated_at":"2026-11-27T20:32:01.439594Z"}', '127.0.0.1', '01a21eb5-310f-7811-b705-3a5d62c63c24', NULL, '2026-11-27 20:32:01.691768+00', NULL, false);
INSERT INTO public.audit_log VALUES ('01a21eb5-395b-713b-83df-900aa6fb2f67', '01a21eb5-3404-7653-9cc6-f7dab1893cb5', NULL, '01a21eb5-339f-70ae-912f-0d0b26a53bf8', 'Owner', 'owner@togul.local', 'session.created', 'session', '01a21eb5-38ef-7365-814c-b992c86d64b7', NULL, NULL, '127.0.0.1', '01a21eb5-34f0-7201-ad57-edb488cc755e', NULL, '2026-11-27 20:32:02.907633+00', NULL, false);
INSERT INTO public.audit_log VALUES ('01a21eb5-3ab8-7052-ac80-8fb2b217acb4', '01a21eb5-3404-7653-9cc6-f7dab1893cb5', '01a21eb5-3a40-75fe-8552-659621219394', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', 'Owner', 'owner@togul.local', 'project.created', 'project', '01a21eb5-3a40-75fe-8552-659621219394', NULL, '{"id":"01a21eb5-3a40-75fe-8552-659621219394","organization_id":"01a21eb5-3404-7653-9cc6-f7dab1893cb5","slug":"shop","name":"Shop","description":"","created_at":"2026-11-27T20:32:03.136497Z","updated_at":"2026-11-27T20:32:03.136497Z"}', '127.0.0.1', '01a21eb5-3a1f-7d43-a496-39405be0a502', NULL, '2026-11-27 20:32:03.256124+00', NULL, false);
INSERT INTO public.audit_log VALUES ('01a21eb5-3be3-74b5-89bb-b701c70a0414', '01a21eb5-3404-7653-9cc6-f7dab1893cb5', '01a21eb5-3a40-75fe-8552-659621219394', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', 'Owner', 'owner@togul.local', 'environment.created', 'environment', '01a21eb5-3b74-7580-9032-fcc5866422cd', NULL, '{"id":"01a21eb5-3b74-7580-9032-fcc5866422cd","project_id":"01a21eb5-3a40-75fe-8552-659621219394","key":"production","name":"Production","description":"","regions":["local"],"revision":0,"version":1,"created_at":"2026-11-27T20:32:03.443989Z","updated_at":"2026-11-27T20:32:03.443989Z"}', '127.0.0.1', '01a21eb5-3b50-78f2-8fa1-65f4ea9b060e', NULL, '2026-11-27 20:32:03.55576+00', NULL, false);
INSERT INTO public.audit_log VALUES ('01a21eb5-3c84-74fc-826f-f6cdecd5ed32', '01a21eb5-3404-7653-9cc6-f7dab1893cb5', '01a21eb5-3a40-75fe-8552-659621219394', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', 'Owner', 'owner@togul.local', 'environment.created', 'environment', '01a21eb5-3c58-723d-b968-05380bab787c', NULL, '{"id":"01a21eb5-3c58-723d-b968-05380bab787c","project_id":"01a21eb5-3a40-75fe-8552-659621219394","key":"staging","name":"Staging","description":"","regions":["local"],"revision":0,"version":1,"created_at":"2026-11-27T20:32:03.672127Z","updated_at":"2026-11-27T20:32:03.672127Z"}', '127.0.0.1', '01a21eb5-3c25-7d0e-91d8-7172bc50260a', NULL, '2026-11-27 20:32:03.716499+00', NULL, false);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 1, 'flag.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"9d68fe24147ecb14","rules":[]}', 'da1bbc6bbdd5b4ead22ad66299c6550f', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:05.636005+00', 'flag', true, 372);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 2, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"9d68fe24147ecb14","rules":[{"id":"01a21eb5-446c-7350-8e4f-2ff5f7531a21","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5}]}', '0e01a5c3550b3cee48c03d36ee8f85c3', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:05.719767+00', 'flag', true, 949);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 3, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"9d68fe24147ecb14","rules":[{"id":"01a21eb5-446c-7350-8e4f-2ff5f7531a21","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eb5-44e4-754e-8e93-f22ffa45afd7","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1}]}', '59f8413ecba9e1d2386d0aed708ce7b6', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:05.853102+00', 'flag', true, 1731);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 4, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"9d68fe24147ecb14","rules":[{"id":"01a21eb5-446c-7350-8e4f-2ff5f7531a21","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eb5-44e4-754e-8e93-f22ffa45afd7","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21eb5-453c-7696-b5ab-6dd10f67adaa","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2}]}', 'e076a38f0dc049e9d43bdb44892c84dd', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:05.931598+00', 'flag', true, 2687);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 5, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"9d68fe24147ecb14","rules":[{"id":"01a21eb5-446c-7350-8e4f-2ff5f7531a21","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eb5-44e4-754e-8e93-f22ffa45afd7","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21eb5-453c-7696-b5ab-6dd10f67adaa","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21eb5-4583-76c5-bced-80389dbe4bf5","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3}]}', '1c6d351d926a67840c2c42d7f815c385', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.015983+00', 'flag', true, 3876);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 6, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"9d68fe24147ecb14","rules":[{"id":"01a21eb5-446c-7350-8e4f-2ff5f7531a21","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eb5-44e4-754e-8e93-f22ffa45afd7","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21eb5-453c-7696-b5ab-6dd10f67adaa","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21eb5-4583-76c5-bced-80389dbe4bf5","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21eb5-45c2-77ff-a7cb-6b934fd3a34a","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}', 'da277b56aa23c66fc7753ee249249343', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.082287+00', 'flag', true, 5298);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 7, 'flag.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"d271666c3aa814c6","rules":[]}', '1597913dd8ae99e6337e83e6e97b54d6', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.218217+00', 'flag', true, 5671);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 8, 'rule.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"d271666c3aa814c6","rules":[{"id":"01a21eb5-4677-72df-b18b-f1cc8c0c11d8","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"}]}', '8ddfbb51a21647f30da3bb1b83d7dac2', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.258979+00', 'flag', true, 6342);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 9, 'rule.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"d271666c3aa814c6","rules":[{"id":"01a21eb5-4677-72df-b18b-f1cc8c0c11d8","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21eb5-46b4-7545-91b4-8cc8d165b0f2","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"}]}', '6d652e545af0166bb2bfa1c767e36dd5', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.319925+00', 'flag', true, 7368);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 10, 'rule.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"d271666c3aa814c6","rules":[{"id":"01a21eb5-4677-72df-b18b-f1cc8c0c11d8","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21eb5-46b4-7545-91b4-8cc8d165b0f2","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21eb5-46e3-7040-a69f-cb9eca7305c7","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}', '78d002db2c60ffd0bad8a15de4d0e170', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.363198+00', 'flag', true, 8639);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 12, 'flag.created', 'flags', '{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"806ee2358c508572","rules":[]}', 'f30ff1c5e3453b33e402a05ba1a466dd', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.496914+00', 'flag', true, 10283);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 11, 'rule.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"d271666c3aa814c6","rules":[{"id":"01a21eb5-4677-72df-b18b-f1cc8c0c11d8","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21eb5-46b4-7545-91b4-8cc8d165b0f2","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21eb5-46e3-7040-a69f-cb9eca7305c7","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}', '78d002db2c60ffd0bad8a15de4d0e170', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.438579+00', 'flag', true, 9910);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 14, 'flag.created', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"25cf66cfd8c19a9b","rules":[]}', '0945f9c53b6caa9d703fcd3daf2129ce', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.583712+00', 'flag', true, 11297);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 17, 'flag.created', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"38f07e91a0bbb0d1","rules":[]}', '9db7620bf99e347e2ae0cb382a091657', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.719822+00', 'flag', true, 12928);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 20, 'rule.created', 'shares', '{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"4957a82c21d12e5c","rules":[{"id":"01a21eb5-48bb-71a2-9e92-b58fe8169512","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}', '346a008e54c8bda3351215367f159867', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.836253+00', 'flag', true, 14433);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 23, 'flag.created', 'retired', '{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"d6a65732c0f5dfc1","rules":[]}', '91d3094e6c15d33107d3945eb5e66f86', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.946214+00', 'flag', true, 15556);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 26, 'flag.updated', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"38f07e91a0bbb0d1","rules":[{"id":"01a21eb5-4863-700e-90e9-5e2a9e2bba8f","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}', '23e8a44dd39feccd929f7fb912b1165c', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:07.065923+00', 'flag', true, 17128);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 29, 'flag.deleted', 'removed', NULL, 'fe1b52848ae3e57797413a0b18382fad', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:07.166782+00', 'flag', true, 18661);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 13, 'rule.created', 'flags', '{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"806ee2358c508572","rules":[{"id":"01a21eb5-4791-75f8-9796-a6124dd24988","priority":10,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}', '50ffdff12768bb72ee472c6b9b6c96dd', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.536414+00', 'flag', true, 10922);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 16, 'rule.created', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"25cf66cfd8c19a9b","rules":[{"id":"01a21eb5-47df-7617-b655-3c481ee4a172","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21eb5-480f-7473-8623-6589a79b678a","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}', '3065167b82cd2869665fb47d02bfd169', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.670611+00', 'flag', true, 12555);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 19, 'flag.created', 'shares', '{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"4957a82c21d12e5c","rules":[]}', 'ffc1ecc5ce4b34071ddf673934274f9a', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.798945+00', 'flag', true, 13841);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 22, 'flag.created', 'removed', '{"key":"removed","enabled":true,"value_type":"boolean","default_value":false,"salt":"f37d1ac0b0dd06b3","rules":[]}', 'ef91e71f9484be00b6e4e8d27f2bff1c', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.926395+00', 'flag', true, 15179);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 25, 'rule.updated', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"38f07e91a0bbb0d1","rules":[{"id":"01a21eb5-4863-700e-90e9-5e2a9e2bba8f","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}', '23e8a44dd39feccd929f7fb912b1165c', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:07.013746+00', 'flag', true, 16589);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 28, 'rule.deleted', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"25cf66cfd8c19a9b","rules":[{"id":"01a21eb5-47df-7617-b655-3c481ee4a172","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}', '9587b721ae652e42dd32d8cf26d0d08b', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:07.135775+00', 'flag', true, 18398);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 15, 'rule.created', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"25cf66cfd8c19a9b","rules":[{"id":"01a21eb5-47df-7617-b655-3c481ee4a172","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}', '6da5bc62fbeaf0d4c6469f2f8cb3f36c', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.620964+00', 'flag', true, 11868);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 18, 'rule.created', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"38f07e91a0bbb0d1","rules":[{"id":"01a21eb5-4863-700e-90e9-5e2a9e2bba8f","priority":10,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}', 'e4b67e0b0d4a230feed8ecf62554cd18', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.754557+00', 'flag', true, 13467);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 21, 'flag.created', 'off', '{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"ed632a9e2bd9dbc4","rules":[]}', '582582827103753570f34a0e70935e3e', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.88565+00', 'flag', true, 14802);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 24, 'rule.created', 'retired', '{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"d6a65732c0f5dfc1","rules":[{"id":"01a21eb5-493f-7125-945a-60950caadd69","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', 'e30ab609d281a3a34f716a65f922f36f', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:06.973929+00', 'flag', true, 16050);
INSERT INTO public.changes VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', 27, 'flag.updated', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"25cf66cfd8c19a9b","rules":[{"id":"01a21eb5-47df-7617-b655-3c481ee4a172","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21eb5-480f-7473-8623-6589a79b678a","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}', 'e40784e2a1e16bf12fc2f24ffe05323f', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:07.09778+00', 'flag', true, 17821);
INSERT INTO public.changes VALUES ('01a21eb5-3c58-723d-b968-05380bab787c', 1, 'flag.created', 'staged', '{"key":"staged","enabled":true,"value_type":"boolean","default_value":false,"salt":"6b9ad67054b1b790","rules":[]}', '46014882c9eafc352e64e09526a7a3f2', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '2026-11-27 20:32:07.202593+00', 'flag', true, 375);
INSERT INTO public.environments VALUES ('01a21eb5-3b74-7580-9032-fcc5866422cd', '01a21eb5-3a40-75fe-8552-659621219394', 'production', 'Production', '', '["local"]', 29, 'fe1b52848ae3e57797413a0b18382fad', 8, 1, '2026-11-27 20:32:03.443989+00', '2026-11-27 20:32:03.443989+00', 8, 3809, 18661);
INSERT INTO public.environments VALUES ('01a21eb5-3c58-723d-b968-05380bab787c', '01a21eb5-3a40-75fe-8552-659621219394', 'staging', 'Staging', '', '["local"]', 1, '46014882c9eafc352e64e09526a7a3f2', 4, 1, '2026-11-27 20:32:03.672127+00', '2026-11-27 20:32:03.672127+00', 1, 113, 375);
INSERT INTO public.flags VALUES ('01a21eb5-464a-7667-9673-2a640301fc93', '01a21eb5-3b74-7580-9032-fcc5866422cd', 'texts', 'Texts', '', 'texts
texts', true, 'string', '"none"', 'd271666c3aa814c6', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"d271666c3aa814c6","rules":[{"id":"01a21eb5-4677-72df-b18b-f1cc8c0c11d8","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21eb5-46b4-7545-91b4-8cc8d165b0f2","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21eb5-46e3-7040-a69f-cb9eca7305c7","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}', 1, '2026-11-27 20:32:06.218217+00', '2026-11-27 20:32:06.218217+00');
INSERT INTO public.flags VALUES ('01a21eb5-4760-766f-a8d0-a3957e590896', '01a21eb5-3b74-7580-9032-fcc5866422cd', 'flags', 'Flags', '', 'flags
flags', true, 'boolean', 'false', '806ee2358c508572', '{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"806ee2358c508572","rules":[{"id":"01a21eb5-4791-75f8-9796-a6124dd24988","priority":10,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}', 1, '2026-11-27 20:32:06.496914+00', '2026-11-27 20:32:06.496914+00');
INSERT INTO public.flags VALUES ('01a21eb5-4404-72a3-be67-ec64042cce20', '01a21eb5-3b74-7580-9032-fcc5866422cd', 'numbers', 'Numbers', '', 'numbers
numbers', true, 'number', '0', '9d68fe24147ecb14', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"9d68fe24147ecb14","rules":[{"id":"01a21eb5-446c-7350-8e4f-2ff5f7531a21","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eb5-44e4-754e-8e93-f22ffa45afd7","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21eb5-453c-7696-b5ab-6dd10f67adaa","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21eb5-4583-76c5-bced-80389dbe4bf5","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21eb5-45c2-77ff-a7cb-6b934fd3a34a","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}', 1, '2026-11-27 20:32:05.636005+00', '2026-11-27 20:32:05.636005+00');
INSERT INTO public.flags VALUES ('01a21eb5-4922-7613-8add-7dc00defd436', '01a21eb5-3b74-7580-9032-fcc5866422cd', 'retired', 'Retired', '', 'retired
retired', true, 'boolean', 'false', 'd6a65732c0f5dfc1', '{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"d6a65732c0f5dfc1","rules":[{"id":"01a21eb5-493f-7125-945a-60950caadd69","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', 1, '2026-11-27 20:32:06.946214+00', '2026-11-27 20:32:06.946214+00');
INSERT INTO public.flags VALUES ('01a21eb5-4a22-779e-927a-783c630c6488', '01a21eb5-3c58-723d-b968-05380bab787c', 'staged', 'Staged', '', 'staged
staged', true, 'boolean', 'false', '6b9ad67054b1b790', '{"key":"staged","enabled":true,"value_type":"boolean","default_value":false,"salt":"6b9ad67054b1b790","rules":[]}', 1, '2026-11-27 20:32:07.202593+00', '2026-11-27 20:32:07.202593+00');
INSERT INTO public.flags VALUES ('01a21eb5-488e-7087-aa81-a909ace7a988', '01a21eb5-3b74-7580-9032-fcc5866422cd', 'shares', 'Shares', '', 'shares
shares', true, 'string', '"out"', '4957a82c21d12e5c', '{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"4957a82c21d12e5c","rules":[{"id":"01a21eb5-48bb-71a2-9e92-b58fe8169512","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}', 1, '2026-11-27 20:32:06.798945+00', '2026-11-27 20:32:06.798945+00');
INSERT INTO public.flags VALUES ('01a21eb5-48e5-707e-87a7-75b2d871782b', '01a21eb5-3b74-7580-9032-fcc5866422cd', 'off', 'Off', '', 'off
off', false, 'boolean', 'true', 'ed632a9e2bd9dbc4', '{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"ed632a9e2bd9dbc4","rules":[]}', 1, '2026-11-27 20:32:06.88565+00', '2026-11-27 20:32:06.88565+00');
INSERT INTO public.flags VALUES ('01a21eb5-483f-77d8-9238-9e1771ecbdf3', '01a21eb5-3b74-7580-9032-fcc5866422cd', 'share', 'A share', 'Edited', 'share
a share', true, 'boolean', 'false', '38f07e91a0bbb0d1', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"38f07e91a0bbb0d1","rules":[{"id":"01a21eb5-4863-700e-90e9-5e2a9e2bba8f","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}', 2, '2026-11-27 20:32:06.719822+00', '2026-11-27 20:32:07.065923+00');
INSERT INTO public.flags VALUES ('01a21eb5-47b7-771e-9d9f-088840a3f15b', '01a21eb5-3b74-7580-9032-fcc5866422cd', 'document', 'Document', 'An object, or null.', 'document
document', true, 'json', '["edited"]', '25cf66cfd8c19a9b', '{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"25cf66cfd8c19a9b","rules":[{"id":"01a21eb5-47df-7617-b655-3c481ee4a172","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}', 2, '2026-11-27 20:32:06.583712+00', '2026-11-27 20:32:07.09778+00');
INSERT INTO public.login_attempts VALUES ('owner@togul.local', '2026-11-27 20:32:01.947581+00');
INSERT INTO public.login_networks VALUES ('01a21eb5-339f-70ae-912f-0d0b26a53bf8', '127.0.0.1', '2026-11-27 20:32:02.663771+00');
INSERT INTO public.login_networks VALUES ('01a21eb5-4133-7337-8c48-a4a902b91093', '127.0.0.1', '2026-11-27 20:32:04.915956+00');
INSERT INTO public.machine_tokens VALUES ('01a21eb5-43b9-71bc-baf5-b0f2f20a0d76', '01a21eb5-3404-7653-9cc6-f7dab1893cb5', NULL, 'Build', '01a21eb5-3483-75c1-9c88-9e9b67fcc049', '\xf23342db9fe1b7003c02a71d192f5672ccf98b59abb795a33d956b49e73ca886', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', NULL, '2026-11-27 20:32:05.542642+00', '2026-11-27 20:32:05.542642+00');
INSERT INTO public.members VALUES ('01a21eb5-343f-70a2-a15f-db05df08a7b4', '01a21eb5-3404-7653-9cc6-f7dab1893cb5', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '01a21eb5-3407-7019-8cf1-c6b999a80f77', '2026-11-27 20:32:01.439594+00', '2026-11-27 20:32:01.439594+00');
INSERT INTO public.members VALUES ('01a21eb5-429f-74ee-a293-751ad9389fe6', '01a21eb5-3404-7653-9cc6-f7dab1893cb5', '01a21eb5-4133-7337-8c48-a4a902b91093', '01a21eb5-3489-73f5-a24c-d95849a0dfde', '2026-11-27 20:32:05.279663+00', '2026-11-27 20:32:05.279663+00');
INSERT INTO public.organizations VALUES ('01a21eb5-3404-7653-9cc6-f7dab1893cb5', 'owner-s-organization-f5ff5cc0', 'Owner''s organization', NULL, '2026-11-27 20:32:01.439594+00', '2026-11-27 20:32:01.439594+00');
INSERT INTO public.project_members VALUES ('01a21eb5-4376-720f-8d3f-f3871e177929', '01a21eb5-3a40-75fe-8552-659621219394', '01a21eb5-4133-7337-8c48-a4a902b91093', '01a21eb5-3489-73f5-a24c-d95849a0dfde', '2026-11-27 20:32:05.494733+00', '2026-11-27 20:32:05.494733+00');
INSERT INTO public.projects VALUES ('01a21eb5-3a40-75fe-8552-659621219394', '01a21eb5-3404-7653-9cc6-f7dab1893cb5', 'shop', 'Shop', '', '2026-11-27 20:32:03.136497+00', '2026-11-27 20:32:03.136497+00');
INSERT INTO public.refresh_tokens VALUES ('\x926308f4e2e5c42fa106369b648fd54e822da0a559b0f453c58f3d39e6edd09c', '01a21eb5-38ef-7365-814c-b992c86d64b7', '2026-11-27 20:32:02.847661+00', '2026-12-27 20:32:02.847661+00', NULL);
INSERT INTO public.registration VALUES (true);
INSERT INTO public.roles VALUES ('01a21eb5-3407-7019-8cf1-c6b999a80f77', '01a21eb5-3404-7653-9cc6-f7dab1893cb5', 'owner', 'Owner', true, '["org.read","org.update","org.delete","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]', '2026-11-27 20:32:01.439594+00', '2026-11-27 20:32:01.439594+00');
INSERT INTO public.roles VALUES ('01a21eb5-347f-75f6-921c-bbd7a2f83d8c', '01a21eb5-3404-7653-9cc6-f7dab1893cb5', 'admin', 'Admin', true, '["org.read","org.update","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]', '2026-11-27 20:32:01.439594+00', '2026-11-27 20:32:01.439594+00');
INSERT INTO public.roles VALUES ('01a21eb5-3483-75c1-9c88-9e9b67fcc049', '01a21eb5-3404-7653-9cc6-f7dab1893cb5', 'developer', 'Developer', true, '["org.read","members.read","roles.read","projects.read","project_members.read","environments.read","environments.write","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read"]', '2026-11-27 20:32:01.439594+00', '2026-11-27 20:32:01.439594+00');
INSERT INTO public.roles VALUES ('01a21eb5-3487-71f2-9d7f-7a1deed831a0', '01a21eb5-3404-7653-9cc6-f7dab1893cb5', 'analyst', 'Analyst', true, '["org.read","projects.read","environments.read","flags.read","rules.read","segments.read","audit.read"]', '2026-11-27 20:32:01.439594+00', '2026-11-27 20:32:01.439594+00');
INSERT INTO public.roles VALUES ('01a21eb5-3489-73f5-a24c-d95849a0dfde', '01a21eb5-3404-7653-9cc6-f7dab1893cb5', 'viewer', 'Viewer', true, '["org.read","projects.read","environments.read","flags.read","rules.read","segments.read"]', '2026-11-27 20:32:01.439594+00', '2026-11-27 20:32:01.439594+00');
INSERT INTO public.rules VALUES ('01a21eb5-446c-7350-8e4f-2ff5f7531a21', '01a21eb5-4404-72a3-be67-ec64042cce20', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}]', '1.5', true, 1, '2026-11-27 20:32:05.719767+00', '2026-11-27 20:32:05.719767+00');
INSERT INTO public.rules VALUES ('01a21eb5-44e4-754e-8e93-f22ffa45afd7', '01a21eb5-4404-72a3-be67-ec64042cce20', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}]', '-1', true, 1, '2026-11-27 20:32:05.853102+00', '2026-11-27 20:32:05.853102+00');
INSERT INTO public.rules VALUES ('01a21eb5-453c-7696-b5ab-6dd10f67adaa', '01a21eb5-4404-72a3-be67-ec64042cce20', 30, 'attribute', 'app', 'semver_eq', '"1.2.3"', NULL, 'user_id', '[]', '2', true, 1, '2026-11-27 20:32:05.931598+00', '2026-11-27 20:32:05.931598+00');
INSERT INTO public.rules VALUES ('01a21eb5-4583-76c5-bced-80389dbe4bf5', '01a21eb5-4404-72a3-be67-ec64042cce20', 40, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}]', '3', true, 1, '2026-11-27 20:32:06.015983+00', '2026-11-27 20:32:06.015983+00');
INSERT INTO public.rules VALUES ('01a21eb5-45c2-77ff-a7cb-6b934fd3a34a', '01a21eb5-4404-72a3-be67-ec64042cce20', 50, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}]', '4', true, 1, '2026-11-27 20:32:06.082287+00', '2026-11-27 20:32:06.082287+00');
INSERT INTO public.rules VALUES ('01a21eb5-4677-72df-b18b-f1cc8c0c11d8', '01a21eb5-464a-7667-9673-2a640301fc93', 10, 'attribute', 'plan', 'eq', '"pro"', NULL, 'user_id', '[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}]', '"first"', true, 1, '2026-11-27 20:32:06.258979+00', '2026-11-27 20:32:06.258979+00');
INSERT INTO public.rules VALUES ('01a21eb5-46b4-7545-91b4-8cc8d165b0f2', '01a21eb5-464a-7667-9673-2a640301fc93', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}]', '"second"', true, 1, '2026-11-27 20:32:06.319925+00', '2026-11-27 20:32:06.319925+00');
INSERT INTO public.rules VALUES ('01a21eb5-46e3-7040-a69f-cb9eca7305c7', '01a21eb5-464a-7667-9673-2a640301fc93', 30, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}]', '"pattern"', true, 1, '2026-11-27 20:32:06.363198+00', '2026-11-27 20:32:06.363198+00');
INSERT INTO public.rules VALUES ('01a21eb5-472b-72e5-b763-7644f3deec3a', '01a21eb5-464a-7667-9673-2a640301fc93', 40, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[]', '"inactive"', false, 1, '2026-11-27 20:32:06.438579+00', '2026-11-27 20:32:06.438579+00');
INSERT INTO public.rules VALUES ('01a21eb5-4791-75f8-9796-a6124dd24988', '01a21eb5-4760-766f-a8d0-a3957e590896', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}]', 'true', true, 1, '2026-11-27 20:32:06.536414+00', '2026-11-27 20:32:06.536414+00');
INSERT INTO public.rules VALUES ('01a21eb5-47df-7617-b655-3c481ee4a172', '01a21eb5-47b7-771e-9d9f-088840a3f15b', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"country","operator":"eq","value":"TR"}]', '{"b":[1,2.5,"\u015f"],"a":null}', true, 1, '2026-11-27 20:32:06.620964+00', '2026-11-27 20:32:06.620964+00');
INSERT INTO public.rules VALUES ('01a21eb5-48bb-71a2-9e92-b58fe8169512', '01a21eb5-488e-7087-aa81-a909ace7a988', 10, 'percentage', NULL, NULL, NULL, 75125, 'account.id', '[{"attribute":"plan","operator":"exists"}]', '"account"', true, 1, '2026-11-27 20:32:06.836253+00', '2026-11-27 20:32:06.836253+00');
INSERT INTO public.rules VALUES ('01a21eb5-493f-7125-945a-60950caadd69', '01a21eb5-4922-7613-8add-7dc00defd436', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[]', 'true', true, 1, '2026-11-27 20:32:06.973929+00', '2026-11-27 20:32:06.973929+00');
INSERT INTO public.rules VALUES ('01a21eb5-4863-700e-90e9-5e2a9e2bba8f', '01a21eb5-483f-77d8-9238-9e1771ecbdf3', 10, 'percentage', NULL, NULL, NULL, 40000, 'user_id', '[]', 'true', true, 2, '2026-11-27 20:32:06.754557+00', '2026-11-27 20:32:07.013746+00');
INSERT INTO public.sessions VALUES ('01a21eb5-38ef-7365-814c-b992c86d64b7', '01a21eb5-339f-70ae-912f-0d0b26a53bf8', '01a21eb5-3404-7653-9cc6-f7dab1893cb5', '2026-11-27 20:32:02.663771+00', NULL, '127.0.0.1', '2026-11-27 20:32:02.847661+00');
INSERT INTO public.users VALUES ('01a21eb5-339f-70ae-912f-0d0b26a53bf8', 'owner@togul.local', 'owner@togul.local', 'Owner', 'admin', '$argon2id$v=19$m=19456,t=2,p=1$zZvyWKMb1TQFznuM8fDZ6w$glzLTPkuqHVHUVX5knLfIpffRfdE1w7zdq/dVw5nwds', NULL, '2026-11-27 20:32:01.439594+00', '2026-11-27 20:32:01.439594+00');
INSERT INTO public.users VALUES ('01a21eb5-4133-7337-8c48-a4a902b91093', 'viewer@togul.local', 'viewer@togul.local', 'Viewer', 'read_only', '$argon2id$v=19$m=19456,t=2,p=1$Tk9uzfwon/rHzv4ghwZs7w$ujFotQYgey/bVzsWS+E4GlEBBD1FbPLEENXfHcF7OGs', NULL, '2026-11-27 20:32:04.915956+00', '2026-11-27 20:32:04.915956+00');
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
