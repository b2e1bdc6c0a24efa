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
INSERT INTO public._sqlx_migrations VALUES (1, 'accounts', '2026-11-27 20:15:34.927006+00', true, '\x2b6999d02deeec22f5f78d77053a4a7b170e34508778ec8d87c1fe5336e064dcb71e06834a5361a214c7995c6293bec5', 26541834);
INSERT INTO public._sqlx_migrations VALUES (2, 'projects', '2026-11-27 20:15:34.95418+00', true, '\x91c24ecb9fafd9b34e92dfe7c42103bee41cc391aad838f14d0934e1b7a6b4e0d51055bdb850f6dbe4308559ef0af47b', 27886095);
INSERT INTO public._sqlx_migrations VALUES (3, 'people', '2026-11-27 20:15:34.982346+00', true, '\x727fa61c5be841816d55701e3c2a7880f17b7a3a877ef817cae33f050395faa20da2bcf40b21f3c2aaa36f37c65395d7', 16575004);
INSERT INTO public._sqlx_migrations VALUES (4, 'change groups', '2026-11-27 20:15:34.999179+00', true, '\xbef61b5b78153860be964b57d86697110a780bf6efa6d66181f75929d59221f30796c955956d7d0770581e7535bf8573', 865021);
INSERT INTO public._sqlx_migrations VALUES (6, 'audit', '2026-11-27 20:15:35.000241+00', true, '\x41ab0daea3c3b393ff932379e5a4bbd20bda5e0aab0929bd0b8a9b135a6b4cb24761375608512d254b9e0da2dcd24f9d', 1714008);
INSERT INTO public._sqlx_migrations VALUES (7, 'quotas', '2026-11-27 20:15:35.002123+00', true, '\xfe2cd298b7f6053effeb6a862f52f06fb050b01f80578053e03351d36a8d9c15decd848bbb5748c4d8db3613ad4276fc', 1554221);
INSERT INTO public._sqlx_migrations VALUES (8, 'logins', '2026-11-27 20:15:35.003858+00', true, '\x1e96ce3801db725b1e3d3e23711848bb2cdf2bff003319f01b7f66ed8e5bb1f96d973828eac04ad0c70dcb77478d6f5f', 13740067);
INSERT INTO public._sqlx_migrations VALUES (9, 'withdraw revived invitations', '2026-11-27 20:15:35.01784+00', true, '\x6d15143aa091cae52df903d45389b57c6e7b443d12afd07f59b39e4301c2d0a93991c89ac954cf1f816ec6b98505c048', 1105657);
INSERT INTO public._sqlx_migrations VALUES (10, 'machine tokens', '2026-11-27 20:15:35.019083+00', true, '\x6faa0fefd1f3267add47d4c372000fa6ca10193083cacbb1d283edad7afc2b30050bef5c812657b1a3a23dd8a5d9c43c', 9012035);
INSERT INTO public._sqlx_migrations VALUES (13, 'written bytes', '2026-11-27 20:15:35.028271+00', true, '\xcaef31c49ed5deb6592f2ade8a6991e4df5a15d3ac5b8409b6181723537e6e6fa210b4a2e3a47ab318f346baf4743507', 1437659);
INSERT INTO public._sqlx_migrations VALUES (14, 'costs', '2026-11-27 20:15:35.029852+00', true, '\xee21f99e956d019024cd60a6d93ac4afdeb2e52b757a6871cf359afa4879e123484ecfc6fdf36037c6458d787c49b0d8', 462485);
INSERT INTO public._sqlx_migrations VALUES (15, 'off values', '2026-11-27 20:15:35.030445+00', true, '\xe3b6a2866a336d99bdd3b5a74733e40d02d47a41bd836061c156f39320502d8d41debcbdad693d35796929aecf85005d', 1655111);
INSERT INTO public.api_keys VALUES ('01a21ea6-2977-74a1-9606-db24ec5dceee', '01a21ea6-275d-74fb-bbe0-c87afbfe39a1', '01a21ea6-2768-71f0-86b4-13b37bdbaba3', 'stream', 'stream', 'tgl_str_J0O5', '\x9f0292dc88054b80d3eb71a27d9e349a8e9a1268929ad9828b56d5bc796d43d1', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:15:35.79988+00', '2026-11-27 20:15:35.79988+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-296a-76a7-8a25-3f1d4692dc30', '01a21ea6-275d-74fb-bbe0-c87afbfe39a1', '01a21ea6-2768-71f0-86b4-13b37bdbaba3', 'server', 'server', 'tgl_srv_FDTE', '\xf881794a939110e9921405a2f75c191b7e61bf7b0ccf502aaf699755ccc6308a', NULL, NULL, '2026-11-27 20:15:35.810419+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:15:35.786042+00', '2026-11-27 20:15:35.786042+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-2971-7372-a364-403b6380b8d9', '01a21ea6-275d-74fb-bbe0-c87afbfe39a1', '01a21ea6-2768-71f0-86b4-13b37bdbaba3', 'sdk', 'sdk', 'tgl_sdk_ky3z', '\x05faccf2ba8188247a568b33f4305e5e81352e915b922d401d18a92d81083ea3', NULL, NULL, '2026-11-27 20:15:35.813401+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:15:35.79343+00', '2026-11-27 20:15:35.79343+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-29c7-752a-b47f-3e95bd0545d6', '01a21ea6-275d-74fb-bbe0-c87afbfe39a1', '01a21ea6-276e-70ed-9576-1da2d666955e', 'stream', 'stream', 'tgl_str__Xx3', '\x0c4916cd6696b5de9f445634eae57560de1482f7ba6bba1d505e6c6c1815a510', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:15:35.879261+00', '2026-11-27 20:15:35.879261+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-29b6-7468-913f-e4db9467ed84', '01a21ea6-275d-74fb-bbe0-c87afbfe39a1', '01a21ea6-276e-70ed-9576-1da2d666955e', 'server', 'server', 'tgl_srv_zU2e', '\xb36fb9f2aa1cc370f574994239bc0383cbd92a3cd7d9f5073e410416266e1ecd', NULL, NULL, '2026-11-27 20:15:35.887461+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:15:35.862801+00', '2026-11-27 20:15:35.862801+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-29c2-71d5-ab98-167737fe0029', '01a21ea6-275d-74fb-bbe0-c87afbfe39a1', '01a21ea6-276e-70ed-9576-1da2d666955e', 'sdk', 'sdk', 'tgl_sdk_8S4D', '\xe92bdfea6010c70beab03131d2a6493dcd9e416ef917978c5af64ea1ca3d47d0', NULL, NULL, '2026-11-27 20:15:35.890512+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:15:35.874233+00', '2026-11-27 20:15:35.874233+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-2a09-71cb-945f-2fb98c48554a', '01a21ea6-275d-74fb-bbe0-c87afbfe39a1', '01a21ea6-2768-71f0-86b4-13b37bdbaba3', 'server', 'server', 'tgl_srv_H7HN', '\xb683dc4c70423bdcddf59754602f94f453dd529dd3b0a143e672fd8d19871106', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:15:35.94534+00', '2026-11-27 20:15:35.957834+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-2a1d-766b-9dd9-280cc6920285', '01a21ea6-275d-74fb-bbe0-c87afbfe39a1', '01a21ea6-2768-71f0-86b4-13b37bdbaba3', 'sdk', 'sdk', 'tgl_sdk_5pTv', '\x566d2b162cc85fc4334f0a22cd241817fe5b9cd8be083af2146c93442a698918', NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:15:35.975404+00', '2026-11-27 20:15:35.965326+00', '2026-11-27 20:15:35.975404+00');
INSERT INTO public.audit_log VALUES ('01a21ea6-271c-7338-a078-0b95e127d2ba', '01a21ea6-2718-71a9-bd9b-d90133b22aed', NULL, '01a21ea6-2715-7782-aaab-a1cf31ad98bb', 'Owner', 'owner@togul.local', 'user.registered', 'user', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', NULL, '{"id":"01a21ea6-2715-7782-aaab-a1cf31ad98bb","name":"Owner","email":"owner@togul.local","role":"admin","email_verified_at":null,"created_at":"2026-11-27T20:15:35.189523Z","updated_at":"2026-11-27T20:15:35.189523Z"}', '127.0.0.1', '01a21ea6-26ed-7108-87ce-bd02e43bfcfe', NULL, '2026-11-27 20:15:35.196482+00', NULL, false);
INSERT INTO public.audit_log VALUES ('01a21ea6-2754-75d2-8d48-7510a2fd85bb', '01a21ea6-2718-71a9-bd9b-d90133b22aed', NULL, '01a21ea6-2715-7782-aaab-a1cf31ad98bb', 'Owner', 'owner@togul.local', 'session.created', 'session', '01a21ea6-2751-70d2-a8b1-116d322a74bc', NULL, NULL, '127.0.0.1', '01a21ea6-271f-7d43-9d6e-4b5e4d19c059', NULL, '2026-11-27 20:15:35.252244+00', NULL, false);
INSERT INTO public.audit_log VALUES ('01a21ea6-275f-75bb-93b4-69898dc56db1', '01a21ea6-2718-71a9-bd9b-d90133b22aed', '01a21ea6-275d-74fb-bbe0-c87afbfe39a1', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', 'Owner', 'owner@togul.local', 'project.created', 'project', '01a21ea6-275d-74fb-bbe0-c87afbfe39a1', NULL, '{"id":"01a21ea6-275d-74fb-bbe0-c87afbfe39a1","organization_id":"01a21ea6-2718-71a9-bd9b-d90133b22aed","slug":"shop","name":"Shop","description":"","created_at":"2026-11-27T20:15:35.261146Z","updated_at":"2026-11-27T20:15:35.261146Z"}', '127.0.0.1', '01a21ea6-275c-7321-8d25-a3cf135770ff', NULL, '2026-11-27 20:15:35.26367+00', NULL, false);
INSERT INTO public.audit_log VALUES ('01a21ea6-276b-701f-b4bb-e5ccf777f4c7', '01a21ea6-2718-71a9-bd9b-d90133b22aed', '01a21ea6-275d-74fb-bbe0-c87afbfe39a1', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', 'Owner', 'owner@togul.local', 'environment.created', 'environment', '01a21ea6-2768-71f0-86b4-13b37bdbaba3', NULL, '{"id":"01a21ea6-2768-71f0-86b4-13b37bdbaba3","project_id":"01a21ea6-275d-74fb-bbe0-c87afbfe39a1","key":"production","name":"Production","description":"","regions":["local"],"revision":0,"version":1,"created_at":"2026-11-27T20:15:35.272108Z","updated_at":"2026-11-27T20:15:35.272108Z"}', '127.0.0.1', '01a21ea6-2766-7a0b-8935-325a1e42276c', NULL, '2026-11-27 20:15:35.275171+00', NULL, false);
INSERT INTO public.audit_log VALUES ('01a21ea6-2770-72a4-8a94-882af776993c', '01a21ea6-2718-71a9-bd9b-d90133b22aed', '01a21ea6-275d-74fb-bbe0-c87afbfe39a1', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', 'Owner', 'owner@togul.local', 'environment.created', 'environment', '01a21ea6-276e-70ed-9576-1da2d666955e', NULL, '{"id":"01a21ea6-276e-70ed-9576-1da2d666955e","project_id":"01a21ea6-275d-74fb-bbe0-c87afbfe39a1","key":"staging","name":"Staging","description":"","regions":["local"],"revision":0,"version":1,"created_at":"2026-11-27T20:15:35.278599Z","updated_at":"2026-11-27T20:15:35.278599Z"}', '127.0.0.1', '01a21ea6-276d-767c-bfe5-bc1fa84211d4', NULL, '2026-11-27 20:15:35.280747+00', NULL, false);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 1, 'flag.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"8a0ec61136d61efc","rules":[]}', '11ab1f2554877ddab02c563d740554ed', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.41972+00', 'flag', true, 372);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 2, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"8a0ec61136d61efc","rules":[{"id":"01a21ea6-280c-714b-bc1a-25930aea212b","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5}]}', '2cdda25f845d70b4ec0961944ec85d08', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.432998+00', 'flag', true, 949);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 3, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"8a0ec61136d61efc","rules":[{"id":"01a21ea6-280c-714b-bc1a-25930aea212b","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-2818-7710-bb9d-db2013249926","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1}]}', '00829f554f63d4f50413e9953b1c22bb', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.447318+00', 'flag', true, 1731);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 4, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"8a0ec61136d61efc","rules":[{"id":"01a21ea6-280c-714b-bc1a-25930aea212b","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-2818-7710-bb9d-db2013249926","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-2827-705a-a28c-39c17d9dd279","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2}]}', 'd6e6e61afbfaedf774bcfdeae91dcc55', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.458821+00', 'flag', true, 2687);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 5, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"8a0ec61136d61efc","rules":[{"id":"01a21ea6-280c-714b-bc1a-25930aea212b","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-2818-7710-bb9d-db2013249926","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-2827-705a-a28c-39c17d9dd279","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ea6-2837-7316-8fcc-33230a21af65","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3}]}', '1d0c379d04ae0c20c6e6fa2d658e329e', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.478155+00', 'flag', true, 3876);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 6, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"8a0ec61136d61efc","rules":[{"id":"01a21ea6-280c-714b-bc1a-25930aea212b","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-2818-7710-bb9d-db2013249926","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-2827-705a-a28c-39c17d9dd279","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ea6-2837-7316-8fcc-33230a21af65","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21ea6-2844-742d-9693-a5e4b896a60d","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}', 'afdc1558364f08850e30853b1d3b2682', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.491887+00', 'flag', true, 5298);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 7, 'flag.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"8cf9b46bbedc5a8e","rules":[]}', 'dd09825d462959b0b24a84e944843a04', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.506983+00', 'flag', true, 5671);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 8, 'rule.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"8cf9b46bbedc5a8e","rules":[{"id":"01a21ea6-2862-7760-a697-533211c74f7e","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"}]}', 'e098d4414c44cd3b2fccc9db6e96cfc6', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.521303+00', 'flag', true, 6342);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 9, 'rule.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"8cf9b46bbedc5a8e","rules":[{"id":"01a21ea6-2862-7760-a697-533211c74f7e","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-287a-70e9-a025-1a60366f505b","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"}]}', 'a2ab1639092b46e8ae64abf3d5d452d8', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.544664+00', 'flag', true, 7368);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 10, 'rule.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"8cf9b46bbedc5a8e","rules":[{"id":"01a21ea6-2862-7760-a697-533211c74f7e","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-287a-70e9-a025-1a60366f505b","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ea6-2887-7765-8a4c-a6e17d358692","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}', 'e696848bc5e4c171e6b5250c63f26b8a', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.558541+00', 'flag', true, 8639);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 12, 'flag.created', 'flags', '{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"af7f6abe475d428a","rules":[]}', '4f6f7c4c2c98b27cd5682d7f6e5659b5', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.587584+00', 'flag', true, 10283);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 11, 'rule.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"8cf9b46bbedc5a8e","rules":[{"id":"01a21ea6-2862-7760-a697-533211c74f7e","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-287a-70e9-a025-1a60366f505b","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ea6-2887-7765-8a4c-a6e17d358692","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}', 'e696848bc5e4c171e6b5250c63f26b8a', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.576016+00', 'flag', true, 9910);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 14, 'flag.created', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"36e905ff29c079d3","rules":[]}', '824f91f39ed34000b491dbb2cd224430', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.611869+00', 'flag', true, 11297);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 17, 'flag.created', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"b687d11ccb4459f1","rules":[]}', 'a96595c2e8de9f37f24185e9d789629d', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.655973+00', 'flag', true, 12928);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 20, 'rule.created', 'shares', '{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"82e0776c1243e842","rules":[{"id":"01a21ea6-2906-77c3-9e6f-7493fd1829ba","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}', '3a73bc0903f6bda75305c41ab848ffc9', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.685561+00', 'flag', true, 14433);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 23, 'flag.created', 'removed', '{"key":"removed","enabled":true,"value_type":"boolean","default_value":false,"salt":"93a79c8d9a17ac65","rules":[]}', 'c266e04cd2fc9ce453c22d40496589f9', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.713197+00', 'flag', true, 15577);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 26, 'rule.updated', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"b687d11ccb4459f1","rules":[{"id":"01a21ea6-28f2-7526-b498-75191e001fb0","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}', '4f8738f4aa23f198c8b4df89ff0164b3', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.739752+00', 'flag', true, 16987);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 29, 'rule.deleted', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"36e905ff29c079d3","rules":[{"id":"01a21ea6-28c9-7592-bc3c-0277ab299a08","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}', 'f96297d0ddc0a2844f85747dc2c181a6', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.762945+00', 'flag', true, 18796);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 13, 'rule.created', 'flags', '{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"af7f6abe475d428a","rules":[{"id":"01a21ea6-28ab-76e2-b2e1-f581cb6df023","priority":10,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}', '4a9cdf7f60410eca1793101f011b0479', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.594995+00', 'flag', true, 10922);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 16, 'rule.created', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"36e905ff29c079d3","rules":[{"id":"01a21ea6-28c9-7592-bc3c-0277ab299a08","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21ea6-28da-7336-abdb-54954ed7cf64","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}', '35ff101d14b8e15a9c260690922d469c', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.641751+00', 'flag', true, 12555);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 19, 'flag.created', 'shares', '{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"82e0776c1243e842","rules":[]}', 'd7723ed212cf66082564662b73627aa9', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.677133+00', 'flag', true, 13841);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 22, 'flag.created', 'off-value', '{"key":"off-value","enabled":false,"value_type":"string","default_value":"on","off_value":"off","salt":"5238e6fd699c13e7","rules":[]}', 'c294253657a42fdafb3006ee3cec197e', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.706664+00', 'flag', true, 15200);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 25, 'rule.created', 'retired', '{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"0ea1f32ba2d42875","rules":[{"id":"01a21ea6-292f-7040-a464-dfbba752d5bd","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', 'b18138718f873a552b904a17cfe59573', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.727455+00', 'flag', true, 16448);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 28, 'flag.updated', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"36e905ff29c079d3","rules":[{"id":"01a21ea6-28c9-7592-bc3c-0277ab299a08","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21ea6-28da-7336-abdb-54954ed7cf64","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}', 'ffb0d905b9f90958f03bbd2f6242928c', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.754599+00', 'flag', true, 18219);
INSERT INTO public.changes VALUES ('01a21ea6-276e-70ed-9576-1da2d666955e', 1, 'flag.created', 'staged', '{"key":"staged","enabled":true,"value_type":"boolean","default_value":false,"salt":"e6b1b70afb5aa45d","rules":[]}', '52a361dc51a083e7dc683b901eac4a6e', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.781845+00', 'flag', true, 375);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 15, 'rule.created', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"36e905ff29c079d3","rules":[{"id":"01a21ea6-28c9-7592-bc3c-0277ab299a08","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}', '3dfef634cc3387489a128d872f2d633b', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.623145+00', 'flag', true, 11868);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 18, 'rule.created', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"b687d11ccb4459f1","rules":[{"id":"01a21ea6-28f2-7526-b498-75191e001fb0","priority":10,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}', '46161f2d2543348a0934f86ea8a94525', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.664133+00', 'flag', true, 13467);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 21, 'flag.created', 'off', '{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"46d46899e3f9dd18","rules":[]}', 'd21ef42b9564509db145e7e876382ba6', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.700177+00', 'flag', true, 14802);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 24, 'flag.created', 'retired', '{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"0ea1f32ba2d42875","rules":[]}', '8c09a8a10f262c235bae053700504022', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.720968+00', 'flag', true, 15954);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 27, 'flag.updated', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"b687d11ccb4459f1","rules":[{"id":"01a21ea6-28f2-7526-b498-75191e001fb0","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}', '4f8738f4aa23f198c8b4df89ff0164b3', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.748437+00', 'flag', true, 17526);
INSERT INTO public.changes VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', 30, 'flag.deleted', 'removed', NULL, 'f98fdcba6268357af6f34e2bb648112b', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '2026-11-27 20:15:35.773344+00', 'flag', true, 19059);
INSERT INTO public.environments VALUES ('01a21ea6-276e-70ed-9576-1da2d666955e', '01a21ea6-275d-74fb-bbe0-c87afbfe39a1', 'staging', 'Staging', '', '["local"]', 1, '52a361dc51a083e7dc683b901eac4a6e', 4, 1, '2026-11-27 20:15:35.278599+00', '2026-11-27 20:15:35.278599+00', 1, 113, 375, 17, 200);
INSERT INTO public.environments VALUES ('01a21ea6-2768-71f0-86b4-13b37bdbaba3', '01a21ea6-275d-74fb-bbe0-c87afbfe39a1', 'production', 'Production', '', '["local"]', 30, 'f98fdcba6268357af6f34e2bb648112b', 8, 1, '2026-11-27 20:15:35.272108+00', '2026-11-27 20:15:35.272108+00', 9, 3942, 19059, 1566, 193060);
INSERT INTO public.flags VALUES ('01a21ea6-2852-7380-bfe7-6f80911d6d51', '01a21ea6-2768-71f0-86b4-13b37bdbaba3', 'texts', 'Texts', '', 'texts
texts', true, 'string', '"none"', '8cf9b46bbedc5a8e', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"8cf9b46bbedc5a8e","rules":[{"id":"01a21ea6-2862-7760-a697-533211c74f7e","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-287a-70e9-a025-1a60366f505b","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ea6-2887-7765-8a4c-a6e17d358692","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}', 1, '2026-11-27 20:15:35.506983+00', '2026-11-27 20:15:35.506983+00', NULL);
INSERT INTO public.flags VALUES ('01a21ea6-28a3-724e-9feb-dfe9a4ad5fd2', '01a21ea6-2768-71f0-86b4-13b37bdbaba3', 'flags', 'Flags', '', 'flags
flags', true, 'boolean', 'false', 'af7f6abe475d428a', '{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"af7f6abe475d428a","rules":[{"id":"01a21ea6-28ab-76e2-b2e1-f581cb6df023","priority":10,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}', 1, '2026-11-27 20:15:35.587584+00', '2026-11-27 20:15:35.587584+00', NULL);
INSERT INTO public.flags VALUES ('01a21ea6-27fb-7308-b17c-c709075d0ab6', '01a21ea6-2768-71f0-86b4-13b37bdbaba3', 'numbers', 'Numbers', '', 'numbers
numbers', true, 'number', '0', '8a0ec61136d61efc', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"8a0ec61136d61efc","rules":[{"id":"01a21ea6-280c-714b-bc1a-25930aea212b","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-2818-7710-bb9d-db2013249926","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-2827-705a-a28c-39c17d9dd279","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ea6-2837-7316-8fcc-33230a21af65","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21ea6-2844-742d-9693-a5e4b896a60d","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}', 1, '2026-11-27 20:15:35.41972+00', '2026-11-27 20:15:35.41972+00', NULL);
INSERT INTO public.flags VALUES ('01a21ea6-2965-7355-9ca2-6a1fa352123e', '01a21ea6-276e-70ed-9576-1da2d666955e', 'staged', 'Staged', '', 'staged
staged', true, 'boolean', 'false', 'e6b1b70afb5aa45d', '{"key":"staged","enabled":true,"value_type":"boolean","default_value":false,"salt":"e6b1b70afb5aa45d","rules":[]}', 1, '2026-11-27 20:15:35.781845+00', '2026-11-27 20:15:35.781845+00', NULL);
INSERT INTO public.flags VALUES ('01a21ea6-28e7-70c9-ab93-deba6c67c47e', '01a21ea6-2768-71f0-86b4-13b37bdbaba3', 'share', 'A share', 'Edited', 'share
a share', true, 'boolean', 'false', 'b687d11ccb4459f1', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"b687d11ccb4459f1","rules":[{"id":"01a21ea6-28f2-7526-b498-75191e001fb0","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}', 2, '2026-11-27 20:15:35.655973+00', '2026-11-27 20:15:35.748437+00', NULL);
INSERT INTO public.flags VALUES ('01a21ea6-28fd-7157-bffe-3fe9c61b6b23', '01a21ea6-2768-71f0-86b4-13b37bdbaba3', 'shares', 'Shares', '', 'shares
shares', true, 'string', '"out"', '82e0776c1243e842', '{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"82e0776c1243e842","rules":[{"id":"01a21ea6-2906-77c3-9e6f-7493fd1829ba","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}', 1, '2026-11-27 20:15:35.677133+00', '2026-11-27 20:15:35.677133+00', NULL);
INSERT INTO public.flags VALUES ('01a21ea6-2914-7200-92e5-6918e18249e4', '01a21ea6-2768-71f0-86b4-13b37bdbaba3', 'off', 'Off', '', 'off
off', false, 'boolean', 'true', '46d46899e3f9dd18', '{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"46d46899e3f9dd18","rules":[]}', 1, '2026-11-27 20:15:35.700177+00', '2026-11-27 20:15:35.700177+00', NULL);
INSERT INTO public.flags VALUES ('01a21ea6-291a-778f-8895-91e18b08311f', '01a21ea6-2768-71f0-86b4-13b37bdbaba3', 'off-value', 'Off-Value', '', 'off-value
off-value', false, 'string', '"on"', '5238e6fd699c13e7', '{"key":"off-value","enabled":false,"value_type":"string","default_value":"on","off_value":"off","salt":"5238e6fd699c13e7","rules":[]}', 1, '2026-11-27 20:15:35.706664+00', '2026-11-27 20:15:35.706664+00', '"off"');
INSERT INTO public.flags VALUES ('01a21ea6-28bb-7520-a7e8-06785bb9677e', '01a21ea6-2768-71f0-86b4-13b37bdbaba3', 'document', 'Document', 'An object, or null.', 'document
document', true, 'json', '["edited"]', '36e905ff29c079d3', '{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"36e905ff29c079d3","rules":[{"id":"01a21ea6-28c9-7592-bc3c-0277ab299a08","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}', 2, '2026-11-27 20:15:35.611869+00', '2026-11-27 20:15:35.754599+00', NULL);
INSERT INTO public.flags VALUES ('01a21ea6-2928-74f1-8893-9772ca051c75', '01a21ea6-2768-71f0-86b4-13b37bdbaba3', 'retired', 'Retired', '', 'retired
retired', true, 'boolean', 'false', '0ea1f32ba2d42875', '{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"0ea1f32ba2d42875","rules":[{"id":"01a21ea6-292f-7040-a464-dfbba752d5bd","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', 1, '2026-11-27 20:15:35.720968+00', '2026-11-27 20:15:35.720968+00', NULL);
INSERT INTO public.login_attempts VALUES ('owner@togul.local', '2026-11-27 20:15:35.208165+00');
INSERT INTO public.login_networks VALUES ('01a21ea6-2715-7782-aaab-a1cf31ad98bb', '127.0.0.1', '2026-11-27 20:15:35.247095+00');
INSERT INTO public.login_networks VALUES ('01a21ea6-27c0-71f1-8b35-2b6d2bd3b890', '127.0.0.1', '2026-11-27 20:15:35.360922+00');
INSERT INTO public.machine_tokens VALUES ('01a21ea6-27ec-707a-9b88-89416f018a85', '01a21ea6-2718-71a9-bd9b-d90133b22aed', NULL, 'Build', '01a21ea6-271b-736a-8fa9-b8b39d01592b', '\x7af7e333c94e60bdf820e31f9d1f48677272ef059ab8980950b30b537f2bfcfe', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', NULL, '2026-11-27 20:15:35.398046+00', '2026-11-27 20:15:35.398046+00');
INSERT INTO public.members VALUES ('01a21ea6-271a-7086-8497-2b84d3d9517c', '01a21ea6-2718-71a9-bd9b-d90133b22aed', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '01a21ea6-2719-767b-b6d3-5d40a4694081', '2026-11-27 20:15:35.189523+00', '2026-11-27 20:15:35.189523+00');
INSERT INTO public.members VALUES ('01a21ea6-27c5-70a6-ae51-2f440d2d000b', '01a21ea6-2718-71a9-bd9b-d90133b22aed', '01a21ea6-27c0-71f1-8b35-2b6d2bd3b890', '01a21ea6-271c-7338-a078-0b942eb3b374', '2026-11-27 20:15:35.365081+00', '2026-11-27 20:15:35.365081+00');
INSERT INTO public.organizations VALUES ('01a21ea6-2718-71a9-bd9b-d90133b22aed', 'owner-s-organization-32e35c27', 'Owner''s organization', NULL, '2026-11-27 20:15:35.189523+00', '2026-11-27 20:15:35.189523+00');
INSERT INTO public.project_members VALUES ('01a21ea6-27da-7636-8c55-809190025518', '01a21ea6-275d-74fb-bbe0-c87afbfe39a1', '01a21ea6-27c0-71f1-8b35-2b6d2bd3b890', '01a21ea6-271c-7338-a078-0b942eb3b374', '2026-11-27 20:15:35.386761+00', '2026-11-27 20:15:35.386761+00');
INSERT INTO public.projects VALUES ('01a21ea6-275d-74fb-bbe0-c87afbfe39a1', '01a21ea6-2718-71a9-bd9b-d90133b22aed', 'shop', 'Shop', '', '2026-11-27 20:15:35.261146+00', '2026-11-27 20:15:35.261146+00');
INSERT INTO public.refresh_tokens VALUES ('\xc1464f83e801136f4d36792bbe01c3f756554d0de29f54c0213beeca04e4f24c', '01a21ea6-2751-70d2-a8b1-116d322a74bc', '2026-11-27 20:15:35.250385+00', '2026-12-27 20:15:35.250385+00', NULL);
INSERT INTO public.registration VALUES (true);
INSERT INTO public.roles VALUES ('01a21ea6-2719-767b-b6d3-5d40a4694081', '01a21ea6-2718-71a9-bd9b-d90133b22aed', 'owner', 'Owner', true, '["org.read","org.update","org.delete","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]', '2026-11-27 20:15:35.189523+00', '2026-11-27 20:15:35.189523+00');
INSERT INTO public.roles VALUES ('01a21ea6-271b-736a-8fa9-b8b21070704d', '01a21ea6-2718-71a9-bd9b-d90133b22aed', 'admin', 'Admin', true, '["org.read","org.update","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]', '2026-11-27 20:15:35.189523+00', '2026-11-27 20:15:35.189523+00');
INSERT INTO public.roles VALUES ('01a21ea6-271b-736a-8fa9-b8b39d01592b', '01a21ea6-2718-71a9-bd9b-d90133b22aed', 'developer', 'Developer', true, '["org.read","members.read","roles.read","projects.read","project_members.read","environments.read","environments.write","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read"]', '2026-11-27 20:15:35.189523+00', '2026-11-27 20:15:35.189523+00');
INSERT INTO public.roles VALUES ('01a21ea6-271b-736a-8fa9-b8b4af0ff9b6', '01a21ea6-2718-71a9-bd9b-d90133b22aed', 'analyst', 'Analyst', true, '["org.read","projects.read","environments.read","flags.read","rules.read","segments.read","audit.read"]', '2026-11-27 20:15:35.189523+00', '2026-11-27 20:15:35.189523+00');
INSERT INTO public.roles VALUES ('01a21ea6-271c-7338-a078-0b942eb3b374', '01a21ea6-2718-71a9-bd9b-d90133b22aed', 'viewer', 'Viewer', true, '["org.read","projects.read","environments.read","flags.read","rules.read","segments.read"]', '2026-11-27 20:15:35.189523+00', '2026-11-27 20:15:35.189523+00');
INSERT INTO public.rules VALUES ('01a21ea6-280c-714b-bc1a-25930aea212b', '01a21ea6-27fb-7308-b17c-c709075d0ab6', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}]', '1.5', true, 1, '2026-11-27 20:15:35.432998+00', '2026-11-27 20:15:35.432998+00');
INSERT INTO public.rules VALUES ('01a21ea6-2818-7710-bb9d-db2013249926', '01a21ea6-27fb-7308-b17c-c709075d0ab6', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}]', '-1', true, 1, '2026-11-27 20:15:35.447318+00', '2026-11-27 20:15:35.447318+00');
INSERT INTO public.rules VALUES ('01a21ea6-2827-705a-a28c-39c17d9dd279', '01a21ea6-27fb-7308-b17c-c709075d0ab6', 30, 'attribute', 'app', 'semver_eq', '"1.2.3"', NULL, 'user_id', '[]', '2', true, 1, '2026-11-27 20:15:35.458821+00', '2026-11-27 20:15:35.458821+00');
INSERT INTO public.rules VALUES ('01a21ea6-2837-7316-8fcc-33230a21af65', '01a21ea6-27fb-7308-b17c-c709075d0ab6', 40, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}]', '3', true, 1, '2026-11-27 20:15:35.478155+00', '2026-11-27 20:15:35.478155+00');
INSERT INTO public.rules VALUES ('01a21ea6-2844-742d-9693-a5e4b896a60d', '01a21ea6-27fb-7308-b17c-c709075d0ab6', 50, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}]', '4', true, 1, '2026-11-27 20:15:35.491887+00', '2026-11-27 20:15:35.491887+00');
INSERT INTO public.rules VALUES ('01a21ea6-2862-7760-a697-533211c74f7e', '01a21ea6-2852-7380-bfe7-6f80911d6d51', 10, 'attribute', 'plan', 'eq', '"pro"', NULL, 'user_id', '[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}]', '"first"', true, 1, '2026-11-27 20:15:35.521303+00', '2026-11-27 20:15:35.521303+00');
INSERT INTO public.rules VALUES ('01a21ea6-287a-70e9-a025-1a60366f505b', '01a21ea6-2852-7380-bfe7-6f80911d6d51', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}]', '"second"', true, 1, '2026-11-27 20:15:35.544664+00', '2026-11-27 20:15:35.544664+00');
INSERT INTO public.rules VALUES ('01a21ea6-2887-7765-8a4c-a6e17d358692', '01a21ea6-2852-7380-bfe7-6f80911d6d51', 30, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}]', '"pattern"', true, 1, '2026-11-27 20:15:35.558541+00', '2026-11-27 20:15:35.558541+00');
INSERT INTO public.rules VALUES ('01a21ea6-2898-7485-977d-6f48d9f46674', '01a21ea6-2852-7380-bfe7-6f80911d6d51', 40, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[]', '"inactive"', false, 1, '2026-11-27 20:15:35.576016+00', '2026-11-27 20:15:35.576016+00');
INSERT INTO public.rules VALUES ('01a21ea6-28ab-76e2-b2e1-f581cb6df023', '01a21ea6-28a3-724e-9feb-dfe9a4ad5fd2', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}]', 'true', true, 1, '2026-11-27 20:15:35.594995+00', '2026-11-27 20:15:35.594995+00');
INSERT INTO public.rules VALUES ('01a21ea6-28c9-7592-bc3c-0277ab299a08', '01a21ea6-28bb-7520-a7e8-06785bb9677e', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"country","operator":"eq","value":"TR"}]', '{"b":[1,2.5,"\u015f"],"a":null}', true, 1, '2026-11-27 20:15:35.623145+00', '2026-11-27 20:15:35.623145+00');
INSERT INTO public.rules VALUES ('01a21ea6-2906-77c3-9e6f-7493fd1829ba', '01a21ea6-28fd-7157-bffe-3fe9c61b6b23', 10, 'percentage', NULL, NULL, NULL, 75125, 'account.id', '[{"attribute":"plan","operator":"exists"}]', '"account"', true, 1, '2026-11-27 20:15:35.685561+00', '2026-11-27 20:15:35.685561+00');
INSERT INTO public.rules VALUES ('01a21ea6-292f-7040-a464-dfbba752d5bd', '01a21ea6-2928-74f1-8893-9772ca051c75', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[]', 'true', true, 1, '2026-11-27 20:15:35.727455+00', '2026-11-27 20:15:35.727455+00');
INSERT INTO public.rules VALUES ('01a21ea6-28f2-7526-b498-75191e001fb0', '01a21ea6-28e7-70c9-ab93-deba6c67c47e', 10, 'percentage', NULL, NULL, NULL, 40000, 'user_id', '[]', 'true', true, 2, '2026-11-27 20:15:35.664133+00', '2026-11-27 20:15:35.739752+00');
INSERT INTO public.sessions VALUES ('01a21ea6-2751-70d2-a8b1-116d322a74bc', '01a21ea6-2715-7782-aaab-a1cf31ad98bb', '01a21ea6-2718-71a9-bd9b-d90133b22aed', '2026-11-27 20:15:35.247095+00', NULL, '127.0.0.1', '2026-11-27 20:15:35.250385+00');
INSERT INTO public.users VALUES ('01a21ea6-2715-7782-aaab-a1cf31ad98bb', 'owner@togul.local', 'owner@togul.local', 'Owner', 'admin', '$argon2id$v=19$m=19456,t=2,p=1$LaTsC+wG0nud/QGvpAAjYA$uf488R8qxlwTMofq69L1+P2kcVDxQK2GazbOYR/kiN8', NULL, '2026-11-27 20:15:35.189523+00', '2026-11-27 20:15:35.189523+00');
INSERT INTO public.users VALUES ('01a21ea6-27c0-71f1-8b35-2b6d2bd3b890', 'viewer@togul.local', 'viewer@togul.local', 'Viewer', 'read_only', '$argon2id$v=19$m=19456,t=2,p=1$LuKCHYLmYbccRn5Az2h7Ww$Gkj8ylNh4ZDJGWQoN/P5G3ua1KL2Nwbawf39d15ZRG8', NULL, '2026-11-27 20:15:35.360922+00', '2026-11-27 20:15:35.360922+00');
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
