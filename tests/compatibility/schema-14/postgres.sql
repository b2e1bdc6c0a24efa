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
INSERT INTO public._sqlx_migrations VALUES (1, 'accounts', '2026-11-27 20:24:38.345392+00', true, '\x2b6999d02deeec22f5f78d77053a4a7b170e34508778ec8d87c1fe5336e064dcb71e06834a5361a214c7995c6293bec5', 42942360);
INSERT INTO public._sqlx_migrations VALUES (2, 'projects', '2026-11-27 20:24:38.388982+00', true, '\x91c24ecb9fafd9b34e92dfe7c42103bee41cc391aad838f14d0934e1b7a6b4e0d51055bdb850f6dbe4308559ef0af47b', 28069066);
INSERT INTO public._sqlx_migrations VALUES (3, 'people', '2026-11-27 20:24:38.417494+00', true, '\x727fa61c5be841816d55701e3c2a7880f17b7a3a877ef817cae33f050395faa20da2bcf40b21f3c2aaa36f37c65395d7', 18244237);
INSERT INTO public._sqlx_migrations VALUES (4, 'change groups', '2026-11-27 20:24:38.439895+00', true, '\xbef61b5b78153860be964b57d86697110a780bf6efa6d66181f75929d59221f30796c955956d7d0770581e7535bf8573', 1180117);
INSERT INTO public._sqlx_migrations VALUES (6, 'audit', '2026-11-27 20:24:38.441359+00', true, '\x41ab0daea3c3b393ff932379e5a4bbd20bda5e0aab0929bd0b8a9b135a6b4cb24761375608512d254b9e0da2dcd24f9d', 10215838);
INSERT INTO public._sqlx_migrations VALUES (7, 'quotas', '2026-11-27 20:24:38.459387+00', true, '\xfe2cd298b7f6053effeb6a862f52f06fb050b01f80578053e03351d36a8d9c15decd848bbb5748c4d8db3613ad4276fc', 15885814);
INSERT INTO public._sqlx_migrations VALUES (8, 'logins', '2026-11-27 20:24:38.475387+00', true, '\x1e96ce3801db725b1e3d3e23711848bb2cdf2bff003319f01b7f66ed8e5bb1f96d973828eac04ad0c70dcb77478d6f5f', 18866027);
INSERT INTO public._sqlx_migrations VALUES (9, 'withdraw revived invitations', '2026-11-27 20:24:38.499386+00', true, '\x6d15143aa091cae52df903d45389b57c6e7b443d12afd07f59b39e4301c2d0a93991c89ac954cf1f816ec6b98505c048', 12066068);
INSERT INTO public._sqlx_migrations VALUES (10, 'machine tokens', '2026-11-27 20:24:38.508046+00', true, '\x6faa0fefd1f3267add47d4c372000fa6ca10193083cacbb1d283edad7afc2b30050bef5c812657b1a3a23dd8a5d9c43c', 18602928);
INSERT INTO public._sqlx_migrations VALUES (13, 'written bytes', '2026-11-27 20:24:38.531862+00', true, '\xcaef31c49ed5deb6592f2ade8a6991e4df5a15d3ac5b8409b6181723537e6e6fa210b4a2e3a47ab318f346baf4743507', 4722654);
INSERT INTO public._sqlx_migrations VALUES (14, 'costs', '2026-11-27 20:24:38.536754+00', true, '\xee21f99e956d019024cd60a6d93ac4afdeb2e52b757a6871cf359afa4879e123484ecfc6fdf36037c6458d787c49b0d8', 498699);
INSERT INTO public.api_keys VALUES ('01a21eae-758b-7031-8e7e-5d83331e96d6', '01a21eae-7376-71e3-a227-50baab831c76', '01a21eae-73a0-7346-904b-0c0f038155c2', 'stream', 'stream', 'tgl_str_k6lw', '\xcd0b1f666447f9898b2660c95f0932e9ccf8f38787be3bbc78c5352d718ff512', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:24:39.563408+00', '2026-11-27 20:24:39.563408+00');
INSERT INTO public.api_keys VALUES ('01a21eae-757c-72e9-9284-109c893efb23', '01a21eae-7376-71e3-a227-50baab831c76', '01a21eae-73a0-7346-904b-0c0f038155c2', 'server', 'server', 'tgl_srv_I6t0', '\xbece38d698118f9c9e060fb99977a92f7e619950cc775416d3f0018b9a493512', NULL, NULL, '2026-11-27 20:24:39.575425+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:24:39.548059+00', '2026-11-27 20:24:39.548059+00');
INSERT INTO public.api_keys VALUES ('01a21eae-7584-7325-bda8-a44c83ec4c68', '01a21eae-7376-71e3-a227-50baab831c76', '01a21eae-73a0-7346-904b-0c0f038155c2', 'sdk', 'sdk', 'tgl_sdk_NFW0', '\xb600a437f295b81ae8342ef6cb02b3ba5ab9cb53625a5bdf89f6d78640920edb', NULL, NULL, '2026-11-27 20:24:39.5786+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:24:39.556238+00', '2026-11-27 20:24:39.556238+00');
INSERT INTO public.api_keys VALUES ('01a21eae-7605-71ef-9c5d-a313a69fd2f2', '01a21eae-7376-71e3-a227-50baab831c76', '01a21eae-73af-743f-8306-9dc41cbc8c77', 'stream', 'stream', 'tgl_str_EC6k', '\xe9e13f8edbe156f195d2a5a795da168ce849dd7bcaed8bb01d01156d84a080af', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:24:39.685511+00', '2026-11-27 20:24:39.685511+00');
INSERT INTO public.api_keys VALUES ('01a21eae-75ed-72b0-8688-0eba150df858', '01a21eae-7376-71e3-a227-50baab831c76', '01a21eae-73af-743f-8306-9dc41cbc8c77', 'server', 'server', 'tgl_srv_qofv', '\x3015df1bf24fa0e6e636341bf9863021319ffabc26defa367890de7523c4078f', NULL, NULL, '2026-11-27 20:24:39.694784+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:24:39.661446+00', '2026-11-27 20:24:39.661446+00');
INSERT INTO public.api_keys VALUES ('01a21eae-75f7-7619-a0e0-97a1f5434702', '01a21eae-7376-71e3-a227-50baab831c76', '01a21eae-73af-743f-8306-9dc41cbc8c77', 'sdk', 'sdk', 'tgl_sdk_xqM7', '\xa50036ad1b5d99ec16f99cd0bf9f8c813cab4930b09ae847ea7ebe05f13104f4', NULL, NULL, '2026-11-27 20:24:39.698222+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:24:39.67152+00', '2026-11-27 20:24:39.67152+00');
INSERT INTO public.api_keys VALUES ('01a21eae-7651-7086-9bd3-aad0aa3a03c6', '01a21eae-7376-71e3-a227-50baab831c76', '01a21eae-73a0-7346-904b-0c0f038155c2', 'server', 'server', 'tgl_srv_lKVD', '\xacf5c9a96beea91f1eaa007b14172887a3f0e9e7ccdf028bca68c112c53d2508', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:24:39.761254+00', '2026-11-27 20:24:39.767123+00');
INSERT INTO public.api_keys VALUES ('01a21eae-765d-70f8-abc5-a84a6f91ad12', '01a21eae-7376-71e3-a227-50baab831c76', '01a21eae-73a0-7346-904b-0c0f038155c2', 'sdk', 'sdk', 'tgl_sdk_hsox', '\x3c5e2bc2ecb44ab0c93b3422dccbb8967dc696341f4e65a6df8710322157979f', NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:24:39.789126+00', '2026-11-27 20:24:39.773363+00', '2026-11-27 20:24:39.789126+00');
INSERT INTO public.audit_log VALUES ('01a21eae-72e1-761e-b65c-75866f54d48c', '01a21eae-72d5-74e0-a896-94126c9cf99d', NULL, '01a21eae-72d2-7223-b835-cd94f02c144a', 'Owner', 'owner@togul.local', 'user.registered', 'user', '01a21eae-72d2-7223-b835-cd94f02c144a', NULL, '{"id":"01a21eae-72d2-7223-b835-cd94f02c144a","name":"Owner","email":"owner@togul.local","role":"admin","email_verified_at":null,"created_at":"2026-11-27T20:24:38.866474Z","updated_at":"2026-11-27T20:24:38.866474Z"}', '127.0.0.1', '01a21eae-7281-7ddb-98bb-f2cb19b299d4', NULL, '2026-11-27 20:24:38.881508+00', NULL, false);
INSERT INTO public.audit_log VALUES ('01a21eae-7362-7128-b7db-dc4d60f1bc58', '01a21eae-72d5-74e0-a896-94126c9cf99d', NULL, '01a21eae-72d2-7223-b835-cd94f02c144a', 'Owner', 'owner@togul.local', 'session.created', 'session', '01a21eae-7359-7786-a698-49b745baa6c8', NULL, NULL, '127.0.0.1', '01a21eae-72e7-7e3a-9830-59875212f98a', NULL, '2026-11-27 20:24:39.010259+00', NULL, false);
INSERT INTO public.audit_log VALUES ('01a21eae-7395-72a6-8143-05eb0b8085a1', '01a21eae-72d5-74e0-a896-94126c9cf99d', '01a21eae-7376-71e3-a227-50baab831c76', '01a21eae-72d2-7223-b835-cd94f02c144a', 'Owner', 'owner@togul.local', 'project.created', 'project', '01a21eae-7376-71e3-a227-50baab831c76', NULL, '{"id":"01a21eae-7376-71e3-a227-50baab831c76","organization_id":"01a21eae-72d5-74e0-a896-94126c9cf99d","slug":"shop","name":"Shop","description":"","created_at":"2026-11-27T20:24:39.030746Z","updated_at":"2026-11-27T20:24:39.030746Z"}', '127.0.0.1', '01a21eae-7374-7050-892f-7b02c01aedba', NULL, '2026-11-27 20:24:39.06182+00', NULL, false);
INSERT INTO public.audit_log VALUES ('01a21eae-73a8-7478-a039-c1eaaee03e0c', '01a21eae-72d5-74e0-a896-94126c9cf99d', '01a21eae-7376-71e3-a227-50baab831c76', '01a21eae-72d2-7223-b835-cd94f02c144a', 'Owner', 'owner@togul.local', 'environment.created', 'environment', '01a21eae-73a0-7346-904b-0c0f038155c2', NULL, '{"id":"01a21eae-73a0-7346-904b-0c0f038155c2","project_id":"01a21eae-7376-71e3-a227-50baab831c76","key":"production","name":"Production","description":"","regions":["local"],"revision":0,"version":1,"created_at":"2026-11-27T20:24:39.072664Z","updated_at":"2026-11-27T20:24:39.072664Z"}', '127.0.0.1', '01a21eae-739e-7b13-a773-6b8e058c193d', NULL, '2026-11-27 20:24:39.080583+00', NULL, false);
INSERT INTO public.audit_log VALUES ('01a21eae-73b4-7455-8d73-d5a5dfb8a73f', '01a21eae-72d5-74e0-a896-94126c9cf99d', '01a21eae-7376-71e3-a227-50baab831c76', '01a21eae-72d2-7223-b835-cd94f02c144a', 'Owner', 'owner@togul.local', 'environment.created', 'environment', '01a21eae-73af-743f-8306-9dc41cbc8c77', NULL, '{"id":"01a21eae-73af-743f-8306-9dc41cbc8c77","project_id":"01a21eae-7376-71e3-a227-50baab831c76","key":"staging","name":"Staging","description":"","regions":["local"],"revision":0,"version":1,"created_at":"2026-11-27T20:24:39.087152Z","updated_at":"2026-11-27T20:24:39.087152Z"}', '127.0.0.1', '01a21eae-73ad-799c-829f-c7547979f27f', NULL, '2026-11-27 20:24:39.092101+00', NULL, false);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 1, 'flag.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"ada16cc8dc9b668b","rules":[]}', 'fb36c178f4aeef09484655c79df02929', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.249705+00', 'flag', true, 372);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 2, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"ada16cc8dc9b668b","rules":[{"id":"01a21eae-7463-7062-ae3e-bd5ee78346b0","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5}]}', '2cac3dc21b591091c78332432dfad5d2', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.267226+00', 'flag', true, 949);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 3, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"ada16cc8dc9b668b","rules":[{"id":"01a21eae-7463-7062-ae3e-bd5ee78346b0","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eae-746f-764b-aa55-b3f8ce2bbe84","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1}]}', '3c67015cc2a30d1e1030d04964f7c474', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.279+00', 'flag', true, 1731);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 4, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"ada16cc8dc9b668b","rules":[{"id":"01a21eae-7463-7062-ae3e-bd5ee78346b0","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eae-746f-764b-aa55-b3f8ce2bbe84","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21eae-747b-74b8-b1c9-4f63ad6cad85","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2}]}', '3c6ddcc8104cf995b014ca7d5da15386', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.29096+00', 'flag', true, 2687);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 5, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"ada16cc8dc9b668b","rules":[{"id":"01a21eae-7463-7062-ae3e-bd5ee78346b0","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eae-746f-764b-aa55-b3f8ce2bbe84","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21eae-747b-74b8-b1c9-4f63ad6cad85","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21eae-7485-749b-9eb0-c9d8272410c9","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3}]}', 'b909e5de9b4bcac3800f8d5cccb4af94', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.300945+00', 'flag', true, 3876);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 6, 'rule.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"ada16cc8dc9b668b","rules":[{"id":"01a21eae-7463-7062-ae3e-bd5ee78346b0","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eae-746f-764b-aa55-b3f8ce2bbe84","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21eae-747b-74b8-b1c9-4f63ad6cad85","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21eae-7485-749b-9eb0-c9d8272410c9","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21eae-748f-71e3-ab9a-9b9bb31a89d5","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}', '8d24c0f7f7cb404f4a425cafca88c0fc', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.310799+00', 'flag', true, 5298);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 7, 'flag.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"cab5423f0289b765","rules":[]}', 'cef4949ce0e234152b97ea58deb7c38c', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.31972+00', 'flag', true, 5671);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 8, 'rule.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"cab5423f0289b765","rules":[{"id":"01a21eae-749e-708f-90fc-4f44ecd2b2b5","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"}]}', 'e4bf2e2d28f71834a3998841b0b6e4b2', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.325708+00', 'flag', true, 6342);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 9, 'rule.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"cab5423f0289b765","rules":[{"id":"01a21eae-749e-708f-90fc-4f44ecd2b2b5","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21eae-74a5-7616-9e4f-e4606bec7734","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"}]}', '9d33913017c9280a0805af9c90bb812c', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.333516+00', 'flag', true, 7368);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 10, 'rule.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"cab5423f0289b765","rules":[{"id":"01a21eae-749e-708f-90fc-4f44ecd2b2b5","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21eae-74a5-7616-9e4f-e4606bec7734","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21eae-74ae-75fd-948c-6c3097609e9a","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}', '00d83628efc47d111d22993fa1aa3e9c', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.342378+00', 'flag', true, 8639);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 12, 'flag.created', 'flags', '{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"6f3a258d079f1780","rules":[]}', '6e6188969287e4c399c32235def6c4a1', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.359483+00', 'flag', true, 10283);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 11, 'rule.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"cab5423f0289b765","rules":[{"id":"01a21eae-749e-708f-90fc-4f44ecd2b2b5","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21eae-74a5-7616-9e4f-e4606bec7734","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21eae-74ae-75fd-948c-6c3097609e9a","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}', '00d83628efc47d111d22993fa1aa3e9c', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.350144+00', 'flag', true, 9910);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 14, 'flag.created', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"1fad79acda971c83","rules":[]}', '66e2ca9983be67f6adf988867be957fc', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.378917+00', 'flag', true, 11297);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 15, 'rule.created', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"1fad79acda971c83","rules":[{"id":"01a21eae-74da-75ff-ad24-fe676398ef61","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}', '0b4868e0866e1eaa0a0505bcd2daeb29', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.386264+00', 'flag', true, 11868);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 18, 'rule.created', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"b21c38c003c45a66","rules":[{"id":"01a21eae-74f3-7514-bbcd-2a76f1b287fe","priority":10,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}', '4fb56e6a7d9099e12c47397a54a8f257', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.410988+00', 'flag', true, 13467);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 22, 'flag.created', 'removed', '{"key":"removed","enabled":true,"value_type":"boolean","default_value":false,"salt":"61e42bbbeac06904","rules":[]}', '620c6c49e57fe76ce3e2bfed2fdf5011', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.440961+00', 'flag', true, 15179);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 13, 'rule.created', 'flags', '{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"6f3a258d079f1780","rules":[{"id":"01a21eae-74cb-7038-b96d-0a4495e1e71e","priority":10,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}', '4d1a8d46331083749ab653039bda825b', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.371218+00', 'flag', true, 10922);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 17, 'flag.created', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"b21c38c003c45a66","rules":[]}', 'a5ae26bbf0823e11499a3ce64cc3b705', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.400737+00', 'flag', true, 12928);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 20, 'rule.created', 'shares', '{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"2b2c2e96643b2c93","rules":[{"id":"01a21eae-7500-76e2-a67b-0ea0cc7d0370","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}', '416f723474b0c02bfd42a78500a441fd', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.424021+00', 'flag', true, 14433);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 21, 'flag.created', 'off', '{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"d9fdb2d80d426c6a","rules":[]}', 'b9d2f0d0cac70f50e4a1def976dc1f4d', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.43509+00', 'flag', true, 14802);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 23, 'flag.created', 'retired', '{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"4b581f3b934a11ff","rules":[]}', '1d799f771086ac7e7fe112ffae42c6b5', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.446706+00', 'flag', true, 15556);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 28, 'rule.deleted', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"1fad79acda971c83","rules":[{"id":"01a21eae-74da-75ff-ad24-fe676398ef61","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}', 'bfd6b70199339d9af87fed8ba95ce1b6', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.513054+00', 'flag', true, 18398);
INSERT INTO public.changes VALUES ('01a21eae-73af-743f-8306-9dc41cbc8c77', 1, 'flag.created', 'staged', '{"key":"staged","enabled":true,"value_type":"boolean","default_value":false,"salt":"066e95adec36ef6c","rules":[]}', 'c6ff2b0f85afe630d85b823f070d097f', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.542877+00', 'flag', true, 375);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 16, 'rule.created', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"1fad79acda971c83","rules":[{"id":"01a21eae-74da-75ff-ad24-fe676398ef61","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21eae-74e1-7213-8921-4f39717b4542","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}', 'e638f8416b5e00385dc50e2bcdaadf38', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.393569+00', 'flag', true, 12555);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 19, 'flag.created', 'shares', '{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"2b2c2e96643b2c93","rules":[]}', '03538d1aa3ef484de35bc1fa624ce0ef', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.41833+00', 'flag', true, 13841);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 24, 'rule.created', 'retired', '{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"4b581f3b934a11ff","rules":[{"id":"01a21eae-751c-757f-966a-443e4232c50a","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', '5e234ca1a272750b5b135faeb24ad352', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.45256+00', 'flag', true, 16050);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 25, 'rule.updated', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"b21c38c003c45a66","rules":[{"id":"01a21eae-74f3-7514-bbcd-2a76f1b287fe","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}', '92bbd1bc999835362a92abc6e7347b2b', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.473472+00', 'flag', true, 16589);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 26, 'flag.updated', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"b21c38c003c45a66","rules":[{"id":"01a21eae-74f3-7514-bbcd-2a76f1b287fe","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}', '92bbd1bc999835362a92abc6e7347b2b', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.49871+00', 'flag', true, 17128);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 27, 'flag.updated', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"1fad79acda971c83","rules":[{"id":"01a21eae-74da-75ff-ad24-fe676398ef61","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21eae-74e1-7213-8921-4f39717b4542","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}', 'bf6e7046630ecc929d26eb8c06f6640f', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.505724+00', 'flag', true, 17821);
INSERT INTO public.changes VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', 29, 'flag.deleted', 'removed', NULL, '179d3b887e7ac57ef93f0c97f059b0f2', '01a21eae-72d2-7223-b835-cd94f02c144a', '2026-11-27 20:24:39.53071+00', 'flag', true, 18661);
INSERT INTO public.environments VALUES ('01a21eae-73a0-7346-904b-0c0f038155c2', '01a21eae-7376-71e3-a227-50baab831c76', 'production', 'Production', '', '["local"]', 29, '179d3b887e7ac57ef93f0c97f059b0f2', 8, 1, '2026-11-27 20:24:39.072664+00', '2026-11-27 20:24:39.072664+00', 8, 3809, 18661, 1539, 192860);
INSERT INTO public.environments VALUES ('01a21eae-73af-743f-8306-9dc41cbc8c77', '01a21eae-7376-71e3-a227-50baab831c76', 'staging', 'Staging', '', '["local"]', 1, 'c6ff2b0f85afe630d85b823f070d097f', 4, 1, '2026-11-27 20:24:39.087152+00', '2026-11-27 20:24:39.087152+00', 1, 113, 375, 17, 200);
INSERT INTO public.flags VALUES ('01a21eae-7497-75ee-ac5b-c3ab3fecd6f2', '01a21eae-73a0-7346-904b-0c0f038155c2', 'texts', 'Texts', '', 'texts
texts', true, 'string', '"none"', 'cab5423f0289b765', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"cab5423f0289b765","rules":[{"id":"01a21eae-749e-708f-90fc-4f44ecd2b2b5","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21eae-74a5-7616-9e4f-e4606bec7734","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21eae-74ae-75fd-948c-6c3097609e9a","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}', 1, '2026-11-27 20:24:39.31972+00', '2026-11-27 20:24:39.31972+00');
INSERT INTO public.flags VALUES ('01a21eae-74bf-74be-9f3e-a6b35f19ba70', '01a21eae-73a0-7346-904b-0c0f038155c2', 'flags', 'Flags', '', 'flags
flags', true, 'boolean', 'false', '6f3a258d079f1780', '{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"6f3a258d079f1780","rules":[{"id":"01a21eae-74cb-7038-b96d-0a4495e1e71e","priority":10,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}', 1, '2026-11-27 20:24:39.359483+00', '2026-11-27 20:24:39.359483+00');
INSERT INTO public.flags VALUES ('01a21eae-7451-7470-9afb-011bbc445b35', '01a21eae-73a0-7346-904b-0c0f038155c2', 'numbers', 'Numbers', '', 'numbers
numbers', true, 'number', '0', 'ada16cc8dc9b668b', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"ada16cc8dc9b668b","rules":[{"id":"01a21eae-7463-7062-ae3e-bd5ee78346b0","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eae-746f-764b-aa55-b3f8ce2bbe84","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21eae-747b-74b8-b1c9-4f63ad6cad85","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21eae-7485-749b-9eb0-c9d8272410c9","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21eae-748f-71e3-ab9a-9b9bb31a89d5","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}', 1, '2026-11-27 20:24:39.249705+00', '2026-11-27 20:24:39.249705+00');
INSERT INTO public.flags VALUES ('01a21eae-7516-72b1-9f3c-35247e8bb4e2', '01a21eae-73a0-7346-904b-0c0f038155c2', 'retired', 'Retired', '', 'retired
retired', true, 'boolean', 'false', '4b581f3b934a11ff', '{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"4b581f3b934a11ff","rules":[{"id":"01a21eae-751c-757f-966a-443e4232c50a","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', 1, '2026-11-27 20:24:39.446706+00', '2026-11-27 20:24:39.446706+00');
INSERT INTO public.flags VALUES ('01a21eae-7576-7164-9f28-6cb0610c6b81', '01a21eae-73af-743f-8306-9dc41cbc8c77', 'staged', 'Staged', '', 'staged
staged', true, 'boolean', 'false', '066e95adec36ef6c', '{"key":"staged","enabled":true,"value_type":"boolean","default_value":false,"salt":"066e95adec36ef6c","rules":[]}', 1, '2026-11-27 20:24:39.542877+00', '2026-11-27 20:24:39.542877+00');
INSERT INTO public.flags VALUES ('01a21eae-74fa-77b5-b89d-b8a97cf2fb8d', '01a21eae-73a0-7346-904b-0c0f038155c2', 'shares', 'Shares', '', 'shares
shares', true, 'string', '"out"', '2b2c2e96643b2c93', '{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"2b2c2e96643b2c93","rules":[{"id":"01a21eae-7500-76e2-a67b-0ea0cc7d0370","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}', 1, '2026-11-27 20:24:39.41833+00', '2026-11-27 20:24:39.41833+00');
INSERT INTO public.flags VALUES ('01a21eae-750b-72ab-b274-491c770d5716', '01a21eae-73a0-7346-904b-0c0f038155c2', 'off', 'Off', '', 'off
off', false, 'boolean', 'true', 'd9fdb2d80d426c6a', '{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"d9fdb2d80d426c6a","rules":[]}', 1, '2026-11-27 20:24:39.43509+00', '2026-11-27 20:24:39.43509+00');
INSERT INTO public.flags VALUES ('01a21eae-74e8-715d-a45f-926aa3ac1f7e', '01a21eae-73a0-7346-904b-0c0f038155c2', 'share', 'A share', 'Edited', 'share
a share', true, 'boolean', 'false', 'b21c38c003c45a66', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"b21c38c003c45a66","rules":[{"id":"01a21eae-74f3-7514-bbcd-2a76f1b287fe","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}', 2, '2026-11-27 20:24:39.400737+00', '2026-11-27 20:24:39.49871+00');
INSERT INTO public.flags VALUES ('01a21eae-74d2-70fc-8b7f-a141bef9108c', '01a21eae-73a0-7346-904b-0c0f038155c2', 'document', 'Document', 'An object, or null.', 'document
document', true, 'json', '["edited"]', '1fad79acda971c83', '{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"1fad79acda971c83","rules":[{"id":"01a21eae-74da-75ff-ad24-fe676398ef61","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}', 2, '2026-11-27 20:24:39.378917+00', '2026-11-27 20:24:39.505724+00');
INSERT INTO public.login_attempts VALUES ('owner@togul.local', '2026-11-27 20:24:38.907848+00');
INSERT INTO public.login_networks VALUES ('01a21eae-72d2-7223-b835-cd94f02c144a', '127.0.0.1', '2026-11-27 20:24:38.996387+00');
INSERT INTO public.login_networks VALUES ('01a21eae-7423-771b-88ae-0cf5bf45ba89', '127.0.0.1', '2026-11-27 20:24:39.2036+00');
INSERT INTO public.machine_tokens VALUES ('01a21eae-7448-7767-b3a9-f29a59a36aa1', '01a21eae-72d5-74e0-a896-94126c9cf99d', NULL, 'Build', '01a21eae-72da-74b6-be5d-2813cd97d6a4', '\xcddda326d76c5ff3ac32400460dfa4bfc88939ac49312aede8b946bb82d9f7df', '01a21eae-72d2-7223-b835-cd94f02c144a', NULL, '2026-11-27 20:24:39.23263+00', '2026-11-27 20:24:39.23263+00');
INSERT INTO public.members VALUES ('01a21eae-72d6-77c0-8ecf-66e06efd6e30', '01a21eae-72d5-74e0-a896-94126c9cf99d', '01a21eae-72d2-7223-b835-cd94f02c144a', '01a21eae-72d5-74e0-a896-9413104e943f', '2026-11-27 20:24:38.866474+00', '2026-11-27 20:24:38.866474+00');
INSERT INTO public.members VALUES ('01a21eae-7427-72b0-97a7-882a5fe67ac2', '01a21eae-72d5-74e0-a896-94126c9cf99d', '01a21eae-7423-771b-88ae-0cf5bf45ba89', '01a21eae-72e1-761e-b65c-7585386fcc9c', '2026-11-27 20:24:39.207551+00', '2026-11-27 20:24:39.207551+00');
INSERT INTO public.organizations VALUES ('01a21eae-72d5-74e0-a896-94126c9cf99d', 'owner-s-organization-2303908a', 'Owner''s organization', NULL, '2026-11-27 20:24:38.866474+00', '2026-11-27 20:24:38.866474+00');
INSERT INTO public.project_members VALUES ('01a21eae-7430-76a2-bc7c-9bc8c1c1726a', '01a21eae-7376-71e3-a227-50baab831c76', '01a21eae-7423-771b-88ae-0cf5bf45ba89', '01a21eae-72e1-761e-b65c-7585386fcc9c', '2026-11-27 20:24:39.216529+00', '2026-11-27 20:24:39.216529+00');
INSERT INTO public.projects VALUES ('01a21eae-7376-71e3-a227-50baab831c76', '01a21eae-72d5-74e0-a896-94126c9cf99d', 'shop', 'Shop', '', '2026-11-27 20:24:39.030746+00', '2026-11-27 20:24:39.030746+00');
INSERT INTO public.refresh_tokens VALUES ('\x0b7392ee373309e3a9ac69edd517381bf1e4de5957e6faf779178f9e314600a5', '01a21eae-7359-7786-a698-49b745baa6c8', '2026-11-27 20:24:39.004747+00', '2026-12-27 20:24:39.004747+00', NULL);
INSERT INTO public.registration VALUES (true);
INSERT INTO public.roles VALUES ('01a21eae-72d5-74e0-a896-9413104e943f', '01a21eae-72d5-74e0-a896-94126c9cf99d', 'owner', 'Owner', true, '["org.read","org.update","org.delete","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]', '2026-11-27 20:24:38.866474+00', '2026-11-27 20:24:38.866474+00');
INSERT INTO public.roles VALUES ('01a21eae-72d7-70dc-9f02-0aeb202078bb', '01a21eae-72d5-74e0-a896-94126c9cf99d', 'admin', 'Admin', true, '["org.read","org.update","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]', '2026-11-27 20:24:38.866474+00', '2026-11-27 20:24:38.866474+00');
INSERT INTO public.roles VALUES ('01a21eae-72da-74b6-be5d-2813cd97d6a4', '01a21eae-72d5-74e0-a896-94126c9cf99d', 'developer', 'Developer', true, '["org.read","members.read","roles.read","projects.read","project_members.read","environments.read","environments.write","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read"]', '2026-11-27 20:24:38.866474+00', '2026-11-27 20:24:38.866474+00');
INSERT INTO public.roles VALUES ('01a21eae-72e0-735b-ba7a-7c1dab5b2d2d', '01a21eae-72d5-74e0-a896-94126c9cf99d', 'analyst', 'Analyst', true, '["org.read","projects.read","environments.read","flags.read","rules.read","segments.read","audit.read"]', '2026-11-27 20:24:38.866474+00', '2026-11-27 20:24:38.866474+00');
INSERT INTO public.roles VALUES ('01a21eae-72e1-761e-b65c-7585386fcc9c', '01a21eae-72d5-74e0-a896-94126c9cf99d', 'viewer', 'Viewer', true, '["org.read","projects.read","environments.read","flags.read","rules.read","segments.read"]', '2026-11-27 20:24:38.866474+00', '2026-11-27 20:24:38.866474+00');
INSERT INTO public.rules VALUES ('01a21eae-7463-7062-ae3e-bd5ee78346b0', '01a21eae-7451-7470-9afb-011bbc445b35', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}]', '1.5', true, 1, '2026-11-27 20:24:39.267226+00', '2026-11-27 20:24:39.267226+00');
INSERT INTO public.rules VALUES ('01a21eae-746f-764b-aa55-b3f8ce2bbe84', '01a21eae-7451-7470-9afb-011bbc445b35', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}]', '-1', true, 1, '2026-11-27 20:24:39.279+00', '2026-11-27 20:24:39.279+00');
INSERT INTO public.rules VALUES ('01a21eae-747b-74b8-b1c9-4f63ad6cad85', '01a21eae-7451-7470-9afb-011bbc445b35', 30, 'attribute', 'app', 'semver_eq', '"1.2.3"', NULL, 'user_id', '[]', '2', true, 1, '2026-11-27 20:24:39.29096+00', '2026-11-27 20:24:39.29096+00');
INSERT INTO public.rules VALUES ('01a21eae-7485-749b-9eb0-c9d8272410c9', '01a21eae-7451-7470-9afb-011bbc445b35', 40, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}]', '3', true, 1, '2026-11-27 20:24:39.300945+00', '2026-11-27 20:24:39.300945+00');
INSERT INTO public.rules VALUES ('01a21eae-748f-71e3-ab9a-9b9bb31a89d5', '01a21eae-7451-7470-9afb-011bbc445b35', 50, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}]', '4', true, 1, '2026-11-27 20:24:39.310799+00', '2026-11-27 20:24:39.310799+00');
INSERT INTO public.rules VALUES ('01a21eae-749e-708f-90fc-4f44ecd2b2b5', '01a21eae-7497-75ee-ac5b-c3ab3fecd6f2', 10, 'attribute', 'plan', 'eq', '"pro"', NULL, 'user_id', '[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}]', '"first"', true, 1, '2026-11-27 20:24:39.325708+00', '2026-11-27 20:24:39.325708+00');
INSERT INTO public.rules VALUES ('01a21eae-74a5-7616-9e4f-e4606bec7734', '01a21eae-7497-75ee-ac5b-c3ab3fecd6f2', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}]', '"second"', true, 1, '2026-11-27 20:24:39.333516+00', '2026-11-27 20:24:39.333516+00');
INSERT INTO public.rules VALUES ('01a21eae-74ae-75fd-948c-6c3097609e9a', '01a21eae-7497-75ee-ac5b-c3ab3fecd6f2', 30, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}]', '"pattern"', true, 1, '2026-11-27 20:24:39.342378+00', '2026-11-27 20:24:39.342378+00');
INSERT INTO public.rules VALUES ('01a21eae-74b6-7051-bd80-b3f4b988ce56', '01a21eae-7497-75ee-ac5b-c3ab3fecd6f2', 40, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[]', '"inactive"', false, 1, '2026-11-27 20:24:39.350144+00', '2026-11-27 20:24:39.350144+00');
INSERT INTO public.rules VALUES ('01a21eae-74cb-7038-b96d-0a4495e1e71e', '01a21eae-74bf-74be-9f3e-a6b35f19ba70', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}]', 'true', true, 1, '2026-11-27 20:24:39.371218+00', '2026-11-27 20:24:39.371218+00');
INSERT INTO public.rules VALUES ('01a21eae-74da-75ff-ad24-fe676398ef61', '01a21eae-74d2-70fc-8b7f-a141bef9108c', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"country","operator":"eq","value":"TR"}]', '{"b":[1,2.5,"\u015f"],"a":null}', true, 1, '2026-11-27 20:24:39.386264+00', '2026-11-27 20:24:39.386264+00');
INSERT INTO public.rules VALUES ('01a21eae-7500-76e2-a67b-0ea0cc7d0370', '01a21eae-74fa-77b5-b89d-b8a97cf2fb8d', 10, 'percentage', NULL, NULL, NULL, 75125, 'account.id', '[{"attribute":"plan","operator":"exists"}]', '"account"', true, 1, '2026-11-27 20:24:39.424021+00', '2026-11-27 20:24:39.424021+00');
INSERT INTO public.rules VALUES ('01a21eae-751c-757f-966a-443e4232c50a', '01a21eae-7516-72b1-9f3c-35247e8bb4e2', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[]', 'true', true, 1, '2026-11-27 20:24:39.45256+00', '2026-11-27 20:24:39.45256+00');
INSERT INTO public.rules VALUES ('01a21eae-74f3-7514-bbcd-2a76f1b287fe', '01a21eae-74e8-715d-a45f-926aa3ac1f7e', 10, 'percentage', NULL, NULL, NULL, 40000, 'user_id', '[]', 'true', true, 2, '2026-11-27 20:24:39.410988+00', '2026-11-27 20:24:39.473472+00');
INSERT INTO public.sessions VALUES ('01a21eae-7359-7786-a698-49b745baa6c8', '01a21eae-72d2-7223-b835-cd94f02c144a', '01a21eae-72d5-74e0-a896-94126c9cf99d', '2026-11-27 20:24:38.996387+00', NULL, '127.0.0.1', '2026-11-27 20:24:39.004747+00');
INSERT INTO public.users VALUES ('01a21eae-72d2-7223-b835-cd94f02c144a', 'owner@togul.local', 'owner@togul.local', 'Owner', 'admin', '$argon2id$v=19$m=19456,t=2,p=1$HBDp5G+Iulwxy6kaOnFdDg$lNzw3NXLFzn8QrofIt8Q9hXx9DPppuHnCfpc3nDBANk', NULL, '2026-11-27 20:24:38.866474+00', '2026-11-27 20:24:38.866474+00');
INSERT INTO public.users VALUES ('01a21eae-7423-771b-88ae-0cf5bf45ba89', 'viewer@togul.local', 'viewer@togul.local', 'Viewer', 'read_only', '$argon2id$v=19$m=19456,t=2,p=1$bzt2QEA346T2Jiv7Ndx0cA$yEx0eWNYvnGmm1BKkmIhLY/PvOLox/LodrqBIOG4iAo', NULL, '2026-11-27 20:24:39.2036+00', '2026-11-27 20:24:39.2036+00');
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
