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
    logged_bytes bigint DEFAULT 0 NOT NULL,
    has_dependents boolean DEFAULT false NOT NULL
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
    cost bigint,
    segment_count bigint DEFAULT 0 NOT NULL,
    segment_bytes bigint DEFAULT 0 NOT NULL,
    color text,
    confirm_changes boolean DEFAULT false NOT NULL
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
    off_value text,
    variants text DEFAULT '[]'::text NOT NULL,
    archived_at timestamp with time zone,
    prerequisites text DEFAULT '[]'::text NOT NULL
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
    updated_at timestamp with time zone NOT NULL,
    segments text DEFAULT '[]'::text NOT NULL,
    variant text,
    split text,
    seed text
);
CREATE TABLE public.segments (
    id uuid NOT NULL,
    environment_id uuid NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    search text NOT NULL,
    attribute text NOT NULL,
    included text NOT NULL,
    excluded text NOT NULL,
    rules text NOT NULL,
    names text NOT NULL,
    cost bigint NOT NULL,
    snapshot text NOT NULL,
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
INSERT INTO public._sqlx_migrations VALUES (1, 'accounts', '2026-11-27 20:15:48.279121+00', true, '\x2b6999d02deeec22f5f78d77053a4a7b170e34508778ec8d87c1fe5336e064dcb71e06834a5361a214c7995c6293bec5', 36755068);
INSERT INTO public._sqlx_migrations VALUES (2, 'projects', '2026-11-27 20:15:48.316481+00', true, '\x91c24ecb9fafd9b34e92dfe7c42103bee41cc391aad838f14d0934e1b7a6b4e0d51055bdb850f6dbe4308559ef0af47b', 34951067);
INSERT INTO public._sqlx_migrations VALUES (3, 'people', '2026-11-27 20:15:48.35176+00', true, '\x727fa61c5be841816d55701e3c2a7880f17b7a3a877ef817cae33f050395faa20da2bcf40b21f3c2aaa36f37c65395d7', 15190820);
INSERT INTO public._sqlx_migrations VALUES (4, 'change groups', '2026-11-27 20:15:48.367233+00', true, '\xbef61b5b78153860be964b57d86697110a780bf6efa6d66181f75929d59221f30796c955956d7d0770581e7535bf8573', 839443);
INSERT INTO public._sqlx_migrations VALUES (6, 'audit', '2026-11-27 20:15:48.368249+00', true, '\x41ab0daea3c3b393ff932379e5a4bbd20bda5e0aab0929bd0b8a9b135a6b4cb24761375608512d254b9e0da2dcd24f9d', 1824442);
INSERT INTO public._sqlx_migrations VALUES (7, 'quotas', '2026-11-27 20:15:48.370297+00', true, '\xfe2cd298b7f6053effeb6a862f52f06fb050b01f80578053e03351d36a8d9c15decd848bbb5748c4d8db3613ad4276fc', 1603204);
INSERT INTO public._sqlx_migrations VALUES (8, 'logins', '2026-11-27 20:15:48.372108+00', true, '\x1e96ce3801db725b1e3d3e23711848bb2cdf2bff003319f01b7f66ed8e5bb1f96d973828eac04ad0c70dcb77478d6f5f', 13592869);
INSERT INTO public._sqlx_migrations VALUES (9, 'withdraw revived invitations', '2026-11-27 20:15:48.386001+00', true, '\x6d15143aa091cae52df903d45389b57c6e7b443d12afd07f59b39e4301c2d0a93991c89ac954cf1f816ec6b98505c048', 1141840);
INSERT INTO public._sqlx_migrations VALUES (10, 'machine tokens', '2026-11-27 20:15:48.387324+00', true, '\x6faa0fefd1f3267add47d4c372000fa6ca10193083cacbb1d283edad7afc2b30050bef5c812657b1a3a23dd8a5d9c43c', 8944065);
INSERT INTO public._sqlx_migrations VALUES (13, 'written bytes', '2026-11-27 20:15:48.396469+00', true, '\xcaef31c49ed5deb6592f2ade8a6991e4df5a15d3ac5b8409b6181723537e6e6fa210b4a2e3a47ab318f346baf4743507', 1397129);
INSERT INTO public._sqlx_migrations VALUES (14, 'costs', '2026-11-27 20:15:48.39804+00', true, '\xee21f99e956d019024cd60a6d93ac4afdeb2e52b757a6871cf359afa4879e123484ecfc6fdf36037c6458d787c49b0d8', 573510);
INSERT INTO public._sqlx_migrations VALUES (15, 'off values', '2026-11-27 20:15:48.398779+00', true, '\xe3b6a2866a336d99bdd3b5a74733e40d02d47a41bd836061c156f39320502d8d41debcbdad693d35796929aecf85005d', 632937);
INSERT INTO public._sqlx_migrations VALUES (20, 'audit sizes', '2026-11-27 20:15:48.399593+00', true, '\x5c9a07ee01b5944d171a46d55972d7e64199772ccf97e4b1d92fd3ada63f01f30dc1b823e01d2201bc041d4ca40f9504', 1845142);
INSERT INTO public._sqlx_migrations VALUES (21, 'flags by creation', '2026-11-27 20:15:48.401662+00', true, '\xab47618d3a6ecb3fef3a454cd1cf710437d0e9416106eec30c1f6166ae1f66a38505f6a4cdabc7978bff259e84fdcc82', 1627790);
INSERT INTO public._sqlx_migrations VALUES (26, 'segment permissions', '2026-11-27 20:15:48.403491+00', true, '\xc968777dccc6b7fc93cad0525921523d0f329c2eeca3519f2fe8e522c126fac5500fe315a210034c26adb873e6efd4a0', 680648);
INSERT INTO public._sqlx_migrations VALUES (27, 'segments', '2026-11-27 20:15:48.404323+00', true, '\x6b6bd0c6787b0ea074d6c5eab070175656e09b9758d8ecfc17476d770d6727917319578c714a1c9450b9ad8336dfe35c', 6183467);
INSERT INTO public._sqlx_migrations VALUES (28, 'variants', '2026-11-27 20:15:48.410716+00', true, '\xa15ea9724b85df04d7f4de57227076c8daa2569f279edfe7a35294a35cb5237b5dc0a0c51a8f60927b0a6a6b4bcefde7', 747367);
INSERT INTO public._sqlx_migrations VALUES (29, 'archived flags', '2026-11-27 20:15:48.411621+00', true, '\x0afff1c0095b3a4a2c00fc8a0b73d3b6247226538df30574f98a9aa68c5e53d03b9b1c4bd42d0db21ec54109465bb605', 541432);
INSERT INTO public._sqlx_migrations VALUES (30, 'prerequisites', '2026-11-27 20:15:48.412336+00', true, '\x40413d7bfef43521484f8671b5b2b1b7986aaa8713be452edc3cc2d1c5036314759f5402cb70f4ff2f408b1c28a0999a', 1622373);
INSERT INTO public._sqlx_migrations VALUES (40, 'environment confirmation', '2026-11-27 20:15:48.414244+00', true, '\x7d095060bde2a44fe035c2dc9725751d56307b413ecc600e4b8de691c818393ff1d25e8044a53ddd4f3ae559bc3a8fa6', 836228);
INSERT INTO public.api_keys VALUES ('01a21ea6-5cc7-76c6-9c44-d42abf732b17', '01a21ea6-5b66-74d9-a5cc-0807f0934ccd', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'stream', 'stream', 'tgl_str_Ujve', '\x0dedf5458bfc4e3143a17c6ba414aa21ce98dec0bde389b17b72499df68d62f8', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:15:48.935888+00', '2026-11-27 20:15:48.935888+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-5cbc-7500-ae2f-c17d41a20edf', '01a21ea6-5b66-74d9-a5cc-0807f0934ccd', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'server', 'server', 'tgl_srv_0R86', '\x851003d79711116b31688996a7083afdfcbf2299376d254db6700b291144c5aa', NULL, NULL, '2026-11-27 20:15:48.944446+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:15:48.924313+00', '2026-11-27 20:15:48.924313+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-5cc2-76f0-b50e-ac4fc531e918', '01a21ea6-5b66-74d9-a5cc-0807f0934ccd', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'sdk', 'sdk', 'tgl_sdk_IRsU', '\xca80cbd7ac6a229ccf97e97bcf6f3651f49facb51f167f116d4f97eeac3778b0', NULL, NULL, '2026-11-27 20:15:48.946372+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:15:48.929987+00', '2026-11-27 20:15:48.929987+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-5d1d-7192-9821-2c679791a297', '01a21ea6-5b66-74d9-a5cc-0807f0934ccd', '01a21ea6-5b76-771f-8349-d6500350b16a', 'stream', 'stream', 'tgl_str_kbeK', '\xc44f3ca33ee81ea16e5df60de2b190fbad8dcbfe8c017062b676aa8085db5e24', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:15:49.021821+00', '2026-11-27 20:15:49.021821+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-5d0f-77ab-b664-e968c4e666f5', '01a21ea6-5b66-74d9-a5cc-0807f0934ccd', '01a21ea6-5b76-771f-8349-d6500350b16a', 'server', 'server', 'tgl_srv_okeK', '\xb2b61d01b36758edb09a146391d0b8bf84ed88126c217833110471bd545b295d', NULL, NULL, '2026-11-27 20:15:49.028649+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:15:49.007218+00', '2026-11-27 20:15:49.007218+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-5d14-71d9-a738-ed87bb055f9b', '01a21ea6-5b66-74d9-a5cc-0807f0934ccd', '01a21ea6-5b76-771f-8349-d6500350b16a', 'sdk', 'sdk', 'tgl_sdk_wkqQ', '\x39acac20fd734e38b6d6f82856f0b9eafd9026bdd8acb817270f3d3c76af5405', NULL, NULL, '2026-11-27 20:15:49.030359+00', '127.0.0.1', NULL, NULL, '2026-11-27 20:15:49.012072+00', '2026-11-27 20:15:49.012072+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-5d43-757f-b65a-4916b7e9a331', '01a21ea6-5b66-74d9-a5cc-0807f0934ccd', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'server', 'server', 'tgl_srv_W2MR', '\xbae05afa40ce2b018702c8df9d277087a831100ea090b395aa52eac683e19db0', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:15:49.059909+00', '2026-11-27 20:15:49.073148+00');
INSERT INTO public.api_keys VALUES ('01a21ea6-5d5e-773f-894f-23369014f876', '01a21ea6-5b66-74d9-a5cc-0807f0934ccd', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'sdk', 'sdk', 'tgl_sdk_HV9s', '\xa541cad8c6aa9131609f70f55774a2cc3ca9ceae35296c092f58827a036e7dbb', NULL, NULL, NULL, NULL, NULL, '2026-11-27 20:15:49.095374+00', '2026-11-27 20:15:49.086685+00', '2026-11-27 20:15:49.095374+00');
INSERT INTO public.audit_log VALUES ('01a21ea6-5b3c-7241-850e-f23780076dc7', '01a21ea6-5b3c-7241-850e-f230ba24e04c', NULL, '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', 'Owner', 'owner@togul.local', 'user.registered', 'user', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', NULL, '{"id":"01a21ea6-5b39-7400-b648-f2b9dfce9a7e","name":"Owner","email":"owner@togul.local","role":"admin","email_verified_at":null,"created_at":"2026-11-27T20:15:48.537211Z","updated_at":"2026-11-27T20:15:48.537211Z"}', '127.0.0.1', '01a21ea6-5b29-7c9d-ac37-f23e02846f68', NULL, '2026-11-27 20:15:48.540897+00', NULL, false, 1238);
INSERT INTO public.audit_log VALUES ('01a21ea6-5b56-728d-aec4-f3041f9fa315', '01a21ea6-5b3c-7241-850e-f230ba24e04c', NULL, '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', 'Owner', 'owner@togul.local', 'session.created', 'session', '01a21ea6-5b56-728d-aec4-f303d8b50ad4', NULL, NULL, '127.0.0.1', '01a21ea6-5b41-7aee-b646-5c78d24e30cd', NULL, '2026-11-27 20:15:48.566471+00', NULL, false, 1024);
INSERT INTO public.audit_log VALUES ('01a21ea6-5b68-7300-ad57-36d399993ab5', '01a21ea6-5b3c-7241-850e-f230ba24e04c', '01a21ea6-5b66-74d9-a5cc-0807f0934ccd', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', 'Owner', 'owner@togul.local', 'project.created', 'project', '01a21ea6-5b66-74d9-a5cc-0807f0934ccd', NULL, '{"id":"01a21ea6-5b66-74d9-a5cc-0807f0934ccd","organization_id":"01a21ea6-5b3c-7241-850e-f230ba24e04c","slug":"shop","name":"Shop","description":"","created_at":"2026-11-27T20:15:48.582465Z","updated_at":"2026-11-27T20:15:48.582465Z"}', '127.0.0.1', '01a21ea6-5b64-7f4d-bd72-913912262592', NULL, '2026-11-27 20:15:48.584538+00', NULL, false, 1257);
INSERT INTO public.audit_log VALUES ('01a21ea6-5b73-7544-8e6d-84a382efd39a', '01a21ea6-5b3c-7241-850e-f230ba24e04c', '01a21ea6-5b66-74d9-a5cc-0807f0934ccd', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', 'Owner', 'owner@togul.local', 'environment.created', 'environment', '01a21ea6-5b6f-70b9-976a-ea85da566a18', NULL, '{"id":"01a21ea6-5b6f-70b9-976a-ea85da566a18","project_id":"01a21ea6-5b66-74d9-a5cc-0807f0934ccd","key":"production","name":"Production","description":"","color":null,"confirm_changes":true,"regions":["local"],"revision":0,"version":1,"created_at":"2026-11-27T20:15:48.591785Z","updated_at":"2026-11-27T20:15:48.591785Z"}', '127.0.0.1', '01a21ea6-5b6e-7b61-bb0e-e220385f7d2a', NULL, '2026-11-27 20:15:48.595199+00', NULL, false, 1344);
INSERT INTO public.audit_log VALUES ('01a21ea6-5b78-732b-8461-c7fdbf775bd9', '01a21ea6-5b3c-7241-850e-f230ba24e04c', '01a21ea6-5b66-74d9-a5cc-0807f0934ccd', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', 'Owner', 'owner@togul.local', 'environment.created', 'environment', '01a21ea6-5b76-771f-8349-d6500350b16a', NULL, '{"id":"01a21ea6-5b76-771f-8349-d6500350b16a","project_id":"01a21ea6-5b66-74d9-a5cc-0807f0934ccd","key":"staging","name":"Staging","description":"","color":null,"confirm_changes":false,"regions":["local"],"revision":0,"version":1,"created_at":"2026-11-27T20:15:48.598310Z","updated_at":"2026-11-27T20:15:48.598310Z"}', '127.0.0.1', '01a21ea6-5b74-74d1-b511-17e102e73786', NULL, '2026-11-27 20:15:48.600917+00', NULL, false, 1339);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 1, 'segment.created', 'beta', '{"key":"beta","attribute":"user_id","included":["user-1","user-2"],"excluded":["user-3"],"rules":[{"conditions":[{"attribute":"country","operator":"eq","value":"TR"},{"attribute":"n","operator":"gte","value":0}]}]}', 'ca881843e93a57e017b2a2cdbfdffb79', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.659832+00', 'segment', true, 474, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 2, 'segment.created', 'staff', '{"key":"staff","attribute":"account.id","included":["7919"],"excluded":[],"rules":[{"conditions":[{"operator":"in_segment","value":"beta"},{"attribute":"plan","operator":"eq","value":"pro"}]}]}', 'c13dc5cbc851570a399609c35f4b0155', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.671855+00', 'segment', true, 928, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 3, 'flag.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"ec1215ec5d878ede","rules":[{"id":"01a21ea6-5bc9-7209-8ae7-30f715705e87","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-5bc9-7209-8ae7-30f8f784814e","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-5bc9-7209-8ae7-30f963a94162","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ea6-5bc9-7209-8ae7-30fac98a0445","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21ea6-5bc9-7209-8ae7-30fbd39f0eea","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}', 'd28c0955411d86d4dc4208fee7b32e9c', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.684204+00', 'flag', true, 2350, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 4, 'flag.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"e97cdb6691b2ef79","rules":[{"id":"01a21ea6-5bdb-76ac-9818-cc2fbb840fac","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-5bdb-76ac-9818-cc30f95bb1df","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ea6-5bdb-76ac-9818-cc31012e2d9c","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"},{"id":"01a21ea6-5bdb-76ac-9818-cc32a1349d8a","priority":40,"rule_type":"boolean","conditions":[{"attribute":"ip","operator":"ip_in","value":["10.0.0.0/8","2001:db8::/32"]},{"attribute":"email","operator":"not_exists"}],"return_value":"network"}]}', '368d67fb78d24d2a769f8c0c27ba4d25', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.701807+00', 'flag', true, 3866, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 5, 'flag.created', 'flags', '{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"adbbf444020fe2ba","rules":[{"id":"01a21ea6-5beb-74f3-ba7f-50e94a9398a0","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq_ignore_case","value":"PRO"},{"attribute":"country","operator":"in_ignore_case","value":["tr","de"]}],"return_value":true},{"id":"01a21ea6-5beb-74f3-ba7f-50eae82c7ffd","priority":20,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"contains_ignore_case","value":"A@ex"},{"attribute":"email","operator":"starts_with_ignore_case","value":"\u00e7a"},{"attribute":"email","operator":"ends_with_ignore_case","value":".COM"}],"return_value":true},{"id":"01a21ea6-5beb-74f3-ba7f-50eb2b236a6d","priority":30,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}', 'c322531074e9f8dc6263f2c0d40a9596', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.716986+00', 'flag', true, 5094, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 6, 'flag.created', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"264f03ce0575e1eb","rules":[{"id":"01a21ea6-5bf6-71ca-841e-25fbddfc623b","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21ea6-5bf6-71ca-841e-25fcb5bc5c95","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}', '8d80e68d88dd6dc8277a5db9a6d936cc', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.728755+00', 'flag', true, 5781, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 7, 'flag.created', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"48bdd25b004e0f27","rules":[]}', '662c087ce00eff2afc3b1991146ea23a', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.738459+00', 'flag', true, 6154, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 8, 'rule.created', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"48bdd25b004e0f27","rules":[{"id":"01a21ea6-5c08-721f-88ad-af15fc89b028","priority":10,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}', 'b22b88d1e9764ed1ab37fcfe1581bb01', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.744192+00', 'flag', true, 6693, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 9, 'flag.created', 'shares', '{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"09fdc5777ae5e23b","rules":[{"id":"01a21ea6-5c0f-7031-9008-f42aa12ac4d5","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"},{"id":"01a21ea6-5c0f-7031-9008-f42bf0f5cc2a","priority":20,"rule_type":"percentage","rollout_percentage":50,"bucket_by":"user_id","seed":"second-experiment","conditions":[],"return_value":"seed"}]}', 'c91591efcea3b4018ac47b566acfbfff', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.755645+00', 'flag', true, 7481, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 10, 'flag.created', 'off', '{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"85f0853fb99da32a","rules":[]}', '7e8e06ee8f74bba42bcaba84100a4754', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.766643+00', 'flag', true, 7850, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 11, 'flag.created', 'off-value', '{"key":"off-value","enabled":false,"value_type":"string","default_value":"on","off_value":"off","salt":"8694d83ac6eb0ec1","rules":[]}', '34e9367ff039ba860fe865d5de2a2eea', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.780488+00', 'flag', true, 8248, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 13, 'flag.created', 'theme', '{"key":"theme","enabled":true,"value_type":"string","default_value":"#00f","salt":"cee653624534bfbd","variants":[{"key":"red","value":"#f00"},{"key":"green","value":"#0f0"},{"key":"blue","value":"#00f"}],"rules":[{"id":"01a21ea6-5c3d-75e5-8176-d1f4d46a880b","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq","value":"pro"}],"variant":"red"},{"id":"01a21ea6-5c3d-75e5-8176-d1f5a0495716","priority":20,"rule_type":"boolean","bucket_by":"user_id","conditions":[],"split":[{"variant":"red","ranges":[[0,33300]]},{"variant":"green","ranges":[[33300,100000]]}]}]}', 'c9b4ebf3b86e36b84beec9c82b17605b', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.799991+00', 'flag', true, 10314, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 12, 'flag.created', 'audience', '{"key":"audience","enabled":true,"value_type":"string","default_value":"none","salt":"bfe11992091bcb48","rules":[{"id":"01a21ea6-5c32-76ac-841b-5fbea8c8e7e1","priority":10,"rule_type":"boolean","conditions":[{"operator":"in_segment","value":"staff"}],"return_value":"staff"},{"id":"01a21ea6-5c32-76ac-841b-5fbf35ab2422","priority":20,"rule_type":"boolean","conditions":[{"any":[{"attribute":"plan","operator":"eq","value":"pro"},{"all":[{"attribute":"n","operator":"gt","value":5},{"not":{"attribute":"country","operator":"in","value":["DE","US"]}}]}]}],"return_value":"group"},{"id":"01a21ea6-5c32-76ac-841b-5fc09e232874","priority":30,"rule_type":"boolean","conditions":[{"not":{"operator":"in_segment","value":"beta"}}],"return_value":"other"},{"id":"01a21ea6-5c32-76ac-841b-5fc18f94ca11","priority":40,"rule_type":"boolean","conditions":[{"any":[{"attribute":"email","operator":"ends_with","value":[".net",".org"]}]}],"return_value":"ending"}]}', '5e53f127a70db0af004934beceef8bd0', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.788517+00', 'flag', true, 9460, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 15, 'flag.created', 'removed', '{"key":"removed","enabled":true,"value_type":"boolean","default_value":false,"salt":"a3d4acfa1d60c671","rules":[]}', '62993873d9ae723e22bc3c7e89a7a2d4', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.824075+00', 'flag', true, 11181, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 19, 'flag.updated', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"264f03ce0575e1eb","rules":[{"id":"01a21ea6-5bf6-71ca-841e-25fbddfc623b","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21ea6-5bf6-71ca-841e-25fcb5bc5c95","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}', '6e5bf3c588362044794c8caef8606fe3', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.863005+00', 'flag', true, 13446, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 22, 'flag.updated', 'shares', '{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"09fdc5777ae5e23b","rules":[{"id":"01a21ea6-5c0f-7031-9008-f42bf0f5cc2a","priority":10,"rule_type":"percentage","rollout_percentage":50,"bucket_by":"user_id","seed":"second-experiment","conditions":[],"return_value":"seed"},{"id":"01a21ea6-5c0f-7031-9008-f42aa12ac4d5","priority":20,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}', '3a54ade220f121b061ebc3aef3488a63', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.895077+00', 'flag', true, 15074, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b76-771f-8349-d6500350b16a', 1, 'flag.created', 'staged', '{"key":"staged","enabled":true,"value_type":"boolean","default_value":false,"salt":"7a2f008067d94e9d","rules":[]}', 'd2fce5a38c6aebc4cd80b81bb8fea246', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.919891+00', 'flag', true, 375, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 14, 'flag.created', 'follow-up', '{"key":"follow-up","enabled":true,"value_type":"string","default_value":"yes","off_value":"no","salt":"4afb12d421e6b42e","prerequisites":[{"flag":"share","values":[true]},{"flag":"theme","values":["#f00","#0f0"]}],"rules":[]}', 'a9d5202afb5173e51b02d5eed219f70c', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.813746+00', 'flag', true, 10804, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 17, 'rule.updated', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"48bdd25b004e0f27","rules":[{"id":"01a21ea6-5c08-721f-88ad-af15fc89b028","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}', '1cdca4eea52302f1adf48e29d7418d9a', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.842351+00', 'flag', true, 12214, true);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 20, 'rule.deleted', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"264f03ce0575e1eb","rules":[{"id":"01a21ea6-5bf6-71ca-841e-25fbddfc623b","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}', '6cbf3c2dad9d68b22b774a84d18d5b03', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.872363+00', 'flag', true, 14023, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 23, 'flag.deleted', 'retired', NULL, 'ea16322a21d4b1b1306e595b55b75d2d', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.902543+00', 'flag', true, 15337, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 16, 'flag.created', 'retired', '{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"55e2a0b34b34ce7a","rules":[{"id":"01a21ea6-5c5f-774b-9e9f-ff5c9060f332","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', 'b2d7b42bd8cae23d5439a6d22738d00a', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.83309+00', 'flag', true, 11675, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 18, 'flag.updated', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"48bdd25b004e0f27","rules":[{"id":"01a21ea6-5c08-721f-88ad-af15fc89b028","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}', '1cdca4eea52302f1adf48e29d7418d9a', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.851401+00', 'flag', true, 12753, true);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 21, 'flag.deleted', 'removed', NULL, 'b3fb23e4cf406a5923bde3f519ffaf3b', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.886308+00', 'flag', true, 14286, false);
INSERT INTO public.changes VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', 24, 'rule.updated', 'theme', '{"key":"theme","enabled":true,"value_type":"string","default_value":"#00f","salt":"cee653624534bfbd","variants":[{"key":"red","value":"#f00"},{"key":"green","value":"#0f0"},{"key":"blue","value":"#00f"}],"rules":[{"id":"01a21ea6-5c3d-75e5-8176-d1f4d46a880b","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq","value":"pro"}],"variant":"red"},{"id":"01a21ea6-5c3d-75e5-8176-d1f5a0495716","priority":20,"rule_type":"boolean","bucket_by":"user_id","conditions":[],"split":[{"variant":"red","ranges":[[0,20000]]},{"variant":"green","ranges":[[33300,83800]]},{"variant":"blue","ranges":[[20000,33300],[83800,100000]]}]}]}', '241dc215eef9b4be12025a85b2db7ecc', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '2026-11-27 20:15:48.91041+00', 'flag', true, 16249, true);
INSERT INTO public.environments VALUES ('01a21ea6-5b6f-70b9-976a-ea85da566a18', '01a21ea6-5b66-74d9-a5cc-0807f0934ccd', 'production', 'Production', '', '["local"]', 24, '241dc215eef9b4be12025a85b2db7ecc', 8, 1, '2026-11-27 20:15:48.591785+00', '2026-11-27 20:15:48.591785+00', 12, 6796, 16249, 3031, 977870, 2, 407, NULL, true);
INSERT INTO public.environments VALUES ('01a21ea6-5b76-771f-8349-d6500350b16a', '01a21ea6-5b66-74d9-a5cc-0807f0934ccd', 'staging', 'Staging', '', '["local"]', 1, 'd2fce5a38c6aebc4cd80b81bb8fea246', 4, 1, '2026-11-27 20:15:48.59831+00', '2026-11-27 20:15:48.59831+00', 1, 113, 375, 17, 200, 0, 0, NULL, false);
INSERT INTO public.flags VALUES ('01a21ea6-5bc9-7209-8ae7-30f626799f5f', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'numbers', 'Numbers', '', 'numbers
numbers', true, 'number', '0', 'ec1215ec5d878ede', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"ec1215ec5d878ede","rules":[{"id":"01a21ea6-5bc9-7209-8ae7-30f715705e87","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-5bc9-7209-8ae7-30f8f784814e","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-5bc9-7209-8ae7-30f963a94162","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ea6-5bc9-7209-8ae7-30fac98a0445","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21ea6-5bc9-7209-8ae7-30fbd39f0eea","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}', 1, '2026-11-27 20:15:48.684204+00', '2026-11-27 20:15:48.684204+00', NULL, '[]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ea6-5bdb-76ac-9818-cc2ea12fb721', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'texts', 'Texts', '', 'texts
texts', true, 'string', '"none"', 'e97cdb6691b2ef79', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"e97cdb6691b2ef79","rules":[{"id":"01a21ea6-5bdb-76ac-9818-cc2fbb840fac","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-5bdb-76ac-9818-cc30f95bb1df","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ea6-5bdb-76ac-9818-cc31012e2d9c","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"},{"id":"01a21ea6-5bdb-76ac-9818-cc32a1349d8a","priority":40,"rule_type":"boolean","conditions":[{"attribute":"ip","operator":"ip_in","value":["10.0.0.0/8","2001:db8::/32"]},{"attribute":"email","operator":"not_exists"}],"return_value":"network"}]}', 1, '2026-11-27 20:15:48.701807+00', '2026-11-27 20:15:48.701807+00', NULL, '[]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ea6-5beb-74f3-ba7f-50e81a79073c', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'flags', 'Flags', '', 'flags
flags', true, 'boolean', 'false', 'adbbf444020fe2ba', '{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"adbbf444020fe2ba","rules":[{"id":"01a21ea6-5beb-74f3-ba7f-50e94a9398a0","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq_ignore_case","value":"PRO"},{"attribute":"country","operator":"in_ignore_case","value":["tr","de"]}],"return_value":true},{"id":"01a21ea6-5beb-74f3-ba7f-50eae82c7ffd","priority":20,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"contains_ignore_case","value":"A@ex"},{"attribute":"email","operator":"starts_with_ignore_case","value":"\u00e7a"},{"attribute":"email","operator":"ends_with_ignore_case","value":".COM"}],"return_value":true},{"id":"01a21ea6-5beb-74f3-ba7f-50eb2b236a6d","priority":30,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}', 1, '2026-11-27 20:15:48.716986+00', '2026-11-27 20:15:48.716986+00', NULL, '[]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ea6-5c0f-7031-9008-f429441375f5', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'shares', 'Shares', '', 'shares
shares', true, 'string', '"out"', '09fdc5777ae5e23b', '{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"09fdc5777ae5e23b","rules":[{"id":"01a21ea6-5c0f-7031-9008-f42bf0f5cc2a","priority":10,"rule_type":"percentage","rollout_percentage":50,"bucket_by":"user_id","seed":"second-experiment","conditions":[],"return_value":"seed"},{"id":"01a21ea6-5c0f-7031-9008-f42aa12ac4d5","priority":20,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}', 2, '2026-11-27 20:15:48.755645+00', '2026-11-27 20:15:48.895077+00', NULL, '[]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ea6-5c1c-7272-b7da-d89866c00160', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'off', 'Off', '', 'off
off', false, 'boolean', 'true', '85f0853fb99da32a', '{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"85f0853fb99da32a","rules":[]}', 1, '2026-11-27 20:15:48.766643+00', '2026-11-27 20:15:48.766643+00', NULL, '[]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ea6-5c2a-719b-ba50-da5494ce21b1', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'off-value', 'Off-Value', '', 'off-value
off-value', false, 'string', '"on"', '8694d83ac6eb0ec1', '{"key":"off-value","enabled":false,"value_type":"string","default_value":"on","off_value":"off","salt":"8694d83ac6eb0ec1","rules":[]}', 1, '2026-11-27 20:15:48.780488+00', '2026-11-27 20:15:48.780488+00', '"off"', '[]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ea6-5c32-76ac-841b-5fbde09081fc', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'audience', 'Audience', '', 'audience
audience', true, 'string', '"none"', 'bfe11992091bcb48', '{"key":"audience","enabled":true,"value_type":"string","default_value":"none","salt":"bfe11992091bcb48","rules":[{"id":"01a21ea6-5c32-76ac-841b-5fbea8c8e7e1","priority":10,"rule_type":"boolean","conditions":[{"operator":"in_segment","value":"staff"}],"return_value":"staff"},{"id":"01a21ea6-5c32-76ac-841b-5fbf35ab2422","priority":20,"rule_type":"boolean","conditions":[{"any":[{"attribute":"plan","operator":"eq","value":"pro"},{"all":[{"attribute":"n","operator":"gt","value":5},{"not":{"attribute":"country","operator":"in","value":["DE","US"]}}]}]}],"return_value":"group"},{"id":"01a21ea6-5c32-76ac-841b-5fc09e232874","priority":30,"rule_type":"boolean","conditions":[{"not":{"operator":"in_segment","value":"beta"}}],"return_value":"other"},{"id":"01a21ea6-5c32-76ac-841b-5fc18f94ca11","priority":40,"rule_type":"boolean","conditions":[{"any":[{"attribute":"email","operator":"ends_with","value":[".net",".org"]}]}],"return_value":"ending"}]}', 1, '2026-11-27 20:15:48.788517+00', '2026-11-27 20:15:48.788517+00', NULL, '[]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ea6-5c4b-741b-a6ed-68cc1de10de0', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'follow-up', 'Follow-Up', '', 'follow-up
follow-up', true, 'string', '"yes"', '4afb12d421e6b42e', '{"key":"follow-up","enabled":true,"value_type":"string","default_value":"yes","off_value":"no","salt":"4afb12d421e6b42e","prerequisites":[{"flag":"share","values":[true]},{"flag":"theme","values":["#f00","#0f0"]}],"rules":[]}', 1, '2026-11-27 20:15:48.813746+00', '2026-11-27 20:15:48.813746+00', '"no"', '[]', NULL, '[{"flag":"share","values":[true]},{"flag":"theme","values":["#f00","#0f0"]}]');
INSERT INTO public.flags VALUES ('01a21ea6-5c5f-774b-9e9f-ff5bbb07c3f9', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'retired', 'Retired', '', 'retired
retired', true, 'boolean', 'false', '55e2a0b34b34ce7a', '{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"55e2a0b34b34ce7a","rules":[{"id":"01a21ea6-5c5f-774b-9e9f-ff5c9060f332","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', 2, '2026-11-27 20:15:48.83309+00', '2026-11-27 20:15:48.902543+00', NULL, '[]', '2026-11-27 20:15:48.902543+00', '[]');
INSERT INTO public.flags VALUES ('01a21ea6-5c3d-75e5-8176-d1f3fe78023b', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'theme', 'Theme', '', 'theme
theme', true, 'string', '"#00f"', 'cee653624534bfbd', '{"key":"theme","enabled":true,"value_type":"string","default_value":"#00f","salt":"cee653624534bfbd","variants":[{"key":"red","value":"#f00"},{"key":"green","value":"#0f0"},{"key":"blue","value":"#00f"}],"rules":[{"id":"01a21ea6-5c3d-75e5-8176-d1f4d46a880b","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq","value":"pro"}],"variant":"red"},{"id":"01a21ea6-5c3d-75e5-8176-d1f5a0495716","priority":20,"rule_type":"boolean","bucket_by":"user_id","conditions":[],"split":[{"variant":"red","ranges":[[0,20000]]},{"variant":"green","ranges":[[33300,83800]]},{"variant":"blue","ranges":[[20000,33300],[83800,100000]]}]}]}', 1, '2026-11-27 20:15:48.799991+00', '2026-11-27 20:15:48.799991+00', NULL, '[{"key":"red","value":"#f00","name":"Red"},{"key":"green","value":"#0f0"},{"key":"blue","value":"#00f"}]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ea6-5c00-73bc-a6f9-8d95fd64cf60', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'share', 'A share', 'Edited', 'share
a share', true, 'boolean', 'false', '48bdd25b004e0f27', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"48bdd25b004e0f27","rules":[{"id":"01a21ea6-5c08-721f-88ad-af15fc89b028","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}', 2, '2026-11-27 20:15:48.738459+00', '2026-11-27 20:15:48.851401+00', NULL, '[]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ea6-5bf6-71ca-841e-25faa0004f59', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'document', 'Document', 'An object, or null.', 'document
document', true, 'json', '["edited"]', '264f03ce0575e1eb', '{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"264f03ce0575e1eb","rules":[{"id":"01a21ea6-5bf6-71ca-841e-25fbddfc623b","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}', 2, '2026-11-27 20:15:48.728755+00', '2026-11-27 20:15:48.863005+00', NULL, '[]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ea6-5cb5-716a-b102-21493418d9a8', '01a21ea6-5b76-771f-8349-d6500350b16a', 'staged', 'Staged', '', 'staged
staged', true, 'boolean', 'false', '7a2f008067d94e9d', '{"key":"staged","enabled":true,"value_type":"boolean","default_value":false,"salt":"7a2f008067d94e9d","rules":[]}', 1, '2026-11-27 20:15:48.919891+00', '2026-11-27 20:15:48.919891+00', NULL, '[]', NULL, '[]');
INSERT INTO public.login_attempts VALUES ('owner@togul.local', '2026-11-27 20:15:48.547949+00');
INSERT INTO public.login_networks VALUES ('01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '127.0.0.1', '2026-11-27 20:15:48.565006+00');
INSERT INTO public.login_networks VALUES ('01a21ea6-5b98-73b4-b0cd-05c97a46b42b', '127.0.0.1', '2026-11-27 20:15:48.6347+00');
INSERT INTO public.machine_tokens VALUES ('01a21ea6-5ba6-71ae-a8c3-010b6799cd9c', '01a21ea6-5b3c-7241-850e-f230ba24e04c', NULL, 'Build', '01a21ea6-5b3c-7241-850e-f2345a963bb3', '\x3884aea802b499ada3b60ed74396d7cdf158a2d464b776fff26d8630878d9808', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', NULL, '2026-11-27 20:15:48.644779+00', '2026-11-27 20:15:48.644779+00');
INSERT INTO public.members VALUES ('01a21ea6-5b3c-7241-850e-f232e02251db', '01a21ea6-5b3c-7241-850e-f230ba24e04c', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '01a21ea6-5b3c-7241-850e-f231aadcd693', '2026-11-27 20:15:48.537211+00', '2026-11-27 20:15:48.537211+00');
INSERT INTO public.members VALUES ('01a21ea6-5b9a-7544-b574-c370f29f2adc', '01a21ea6-5b3c-7241-850e-f230ba24e04c', '01a21ea6-5b98-73b4-b0cd-05c97a46b42b', '01a21ea6-5b3c-7241-850e-f23652b87c18', '2026-11-27 20:15:48.6347+00', '2026-11-27 20:15:48.6347+00');
INSERT INTO public.organizations VALUES ('01a21ea6-5b3c-7241-850e-f230ba24e04c', 'owner-s-organization-404084a4', 'Owner''s organization', NULL, '2026-11-27 20:15:48.537211+00', '2026-11-27 20:15:48.537211+00');
INSERT INTO public.project_members VALUES ('01a21ea6-5ba0-7507-be64-195005906b97', '01a21ea6-5b66-74d9-a5cc-0807f0934ccd', '01a21ea6-5b98-73b4-b0cd-05c97a46b42b', '01a21ea6-5b3c-7241-850e-f23652b87c18', '2026-11-27 20:15:48.640501+00', '2026-11-27 20:15:48.640501+00');
INSERT INTO public.projects VALUES ('01a21ea6-5b66-74d9-a5cc-0807f0934ccd', '01a21ea6-5b3c-7241-850e-f230ba24e04c', 'shop', 'Shop', '', '2026-11-27 20:15:48.582465+00', '2026-11-27 20:15:48.582465+00');
INSERT INTO public.refresh_tokens VALUES ('\xfd5dbfbdda96623920844b9870db8795acf870aa21ce8b84643aa9404c65f5ab', '01a21ea6-5b56-728d-aec4-f303d8b50ad4', '2026-11-27 20:15:48.566427+00', '2026-12-27 20:15:48.566427+00', NULL);
INSERT INTO public.registration VALUES (true);
INSERT INTO public.roles VALUES ('01a21ea6-5b3c-7241-850e-f231aadcd693', '01a21ea6-5b3c-7241-850e-f230ba24e04c', 'owner', 'Owner', true, '["org.read","org.update","org.delete","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]', '2026-11-27 20:15:48.537211+00', '2026-11-27 20:15:48.537211+00');
INSERT INTO public.roles VALUES ('01a21ea6-5b3c-7241-850e-f2333fc3d6fb', '01a21ea6-5b3c-7241-850e-f230ba24e04c', 'admin', 'Admin', true, '["org.read","org.update","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]', '2026-11-27 20:15:48.537211+00', '2026-11-27 20:15:48.537211+00');
INSERT INTO public.roles VALUES ('01a21ea6-5b3c-7241-850e-f2345a963bb3', '01a21ea6-5b3c-7241-850e-f230ba24e04c', 'developer', 'Developer', true, '["org.read","members.read","roles.read","projects.read","project_members.read","environments.read","environments.write","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read"]', '2026-11-27 20:15:48.537211+00', '2026-11-27 20:15:48.537211+00');
INSERT INTO public.roles VALUES ('01a21ea6-5b3c-7241-850e-f235c391a7ff', '01a21ea6-5b3c-7241-850e-f230ba24e04c', 'analyst', 'Analyst', true, '["org.read","projects.read","environments.read","flags.read","rules.read","segments.read","audit.read"]', '2026-11-27 20:15:48.537211+00', '2026-11-27 20:15:48.537211+00');
INSERT INTO public.roles VALUES ('01a21ea6-5b3c-7241-850e-f23652b87c18', '01a21ea6-5b3c-7241-850e-f230ba24e04c', 'viewer', 'Viewer', true, '["org.read","projects.read","environments.read","flags.read","rules.read","segments.read"]', '2026-11-27 20:15:48.537211+00', '2026-11-27 20:15:48.537211+00');
INSERT INTO public.rules VALUES ('01a21ea6-5bc9-7209-8ae7-30f715705e87', '01a21ea6-5bc9-7209-8ae7-30f626799f5f', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}]', '1.5', true, 1, '2026-11-27 20:15:48.684204+00', '2026-11-27 20:15:48.684204+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5bc9-7209-8ae7-30f8f784814e', '01a21ea6-5bc9-7209-8ae7-30f626799f5f', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}]', '-1', true, 1, '2026-11-27 20:15:48.684204+00', '2026-11-27 20:15:48.684204+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5bc9-7209-8ae7-30f963a94162', '01a21ea6-5bc9-7209-8ae7-30f626799f5f', 30, 'attribute', 'app', 'semver_eq', '"1.2.3"', NULL, 'user_id', '[]', '2', true, 1, '2026-11-27 20:15:48.684204+00', '2026-11-27 20:15:48.684204+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5bc9-7209-8ae7-30fac98a0445', '01a21ea6-5bc9-7209-8ae7-30f626799f5f', 40, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}]', '3', true, 1, '2026-11-27 20:15:48.684204+00', '2026-11-27 20:15:48.684204+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5bc9-7209-8ae7-30fbd39f0eea', '01a21ea6-5bc9-7209-8ae7-30f626799f5f', 50, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}]', '4', true, 1, '2026-11-27 20:15:48.684204+00', '2026-11-27 20:15:48.684204+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5bdb-76ac-9818-cc2fbb840fac', '01a21ea6-5bdb-76ac-9818-cc2ea12fb721', 10, 'attribute', 'plan', 'eq', '"pro"', NULL, 'user_id', '[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}]', '"first"', true, 1, '2026-11-27 20:15:48.701807+00', '2026-11-27 20:15:48.701807+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5bdb-76ac-9818-cc30f95bb1df', '01a21ea6-5bdb-76ac-9818-cc2ea12fb721', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}]', '"second"', true, 1, '2026-11-27 20:15:48.701807+00', '2026-11-27 20:15:48.701807+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5bdb-76ac-9818-cc31012e2d9c', '01a21ea6-5bdb-76ac-9818-cc2ea12fb721', 30, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}]', '"pattern"', true, 1, '2026-11-27 20:15:48.701807+00', '2026-11-27 20:15:48.701807+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5bdb-76ac-9818-cc32a1349d8a', '01a21ea6-5bdb-76ac-9818-cc2ea12fb721', 40, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"ip","operator":"ip_in","value":["10.0.0.0/8","2001:db8::/32"]},{"attribute":"email","operator":"not_exists"}]', '"network"', true, 1, '2026-11-27 20:15:48.701807+00', '2026-11-27 20:15:48.701807+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5bdb-76ac-9818-cc33fdb604c9', '01a21ea6-5bdb-76ac-9818-cc2ea12fb721', 50, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[]', '"inactive"', false, 1, '2026-11-27 20:15:48.701807+00', '2026-11-27 20:15:48.701807+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5beb-74f3-ba7f-50e94a9398a0', '01a21ea6-5beb-74f3-ba7f-50e81a79073c', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"plan","operator":"eq_ignore_case","value":"PRO"},{"attribute":"country","operator":"in_ignore_case","value":["tr","de"]}]', 'true', true, 1, '2026-11-27 20:15:48.716986+00', '2026-11-27 20:15:48.716986+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5beb-74f3-ba7f-50eae82c7ffd', '01a21ea6-5beb-74f3-ba7f-50e81a79073c', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"email","operator":"contains_ignore_case","value":"A@ex"},{"attribute":"email","operator":"starts_with_ignore_case","value":"\u00e7a"},{"attribute":"email","operator":"ends_with_ignore_case","value":".COM"}]', 'true', true, 1, '2026-11-27 20:15:48.716986+00', '2026-11-27 20:15:48.716986+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5beb-74f3-ba7f-50eb2b236a6d', '01a21ea6-5beb-74f3-ba7f-50e81a79073c', 30, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}]', 'true', true, 1, '2026-11-27 20:15:48.716986+00', '2026-11-27 20:15:48.716986+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5bf6-71ca-841e-25fbddfc623b', '01a21ea6-5bf6-71ca-841e-25faa0004f59', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"country","operator":"eq","value":"TR"}]', '{"b":[1,2.5,"\u015f"],"a":null}', true, 1, '2026-11-27 20:15:48.728755+00', '2026-11-27 20:15:48.728755+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5c32-76ac-841b-5fbea8c8e7e1', '01a21ea6-5c32-76ac-841b-5fbde09081fc', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"operator":"in_segment","value":"staff"}]', '"staff"', true, 1, '2026-11-27 20:15:48.788517+00', '2026-11-27 20:15:48.788517+00', '["staff"]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5c32-76ac-841b-5fbf35ab2422', '01a21ea6-5c32-76ac-841b-5fbde09081fc', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"any":[{"attribute":"plan","operator":"eq","value":"pro"},{"all":[{"attribute":"n","operator":"gt","value":5},{"not":{"attribute":"country","operator":"in","value":["DE","US"]}}]}]}]', '"group"', true, 1, '2026-11-27 20:15:48.788517+00', '2026-11-27 20:15:48.788517+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5c32-76ac-841b-5fc09e232874', '01a21ea6-5c32-76ac-841b-5fbde09081fc', 30, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"not":{"operator":"in_segment","value":"beta"}}]', '"other"', true, 1, '2026-11-27 20:15:48.788517+00', '2026-11-27 20:15:48.788517+00', '["beta"]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5c32-76ac-841b-5fc18f94ca11', '01a21ea6-5c32-76ac-841b-5fbde09081fc', 40, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"any":[{"attribute":"email","operator":"ends_with","value":[".net",".org"]}]}]', '"ending"', true, 1, '2026-11-27 20:15:48.788517+00', '2026-11-27 20:15:48.788517+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5c3d-75e5-8176-d1f4d46a880b', '01a21ea6-5c3d-75e5-8176-d1f3fe78023b', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"plan","operator":"eq","value":"pro"}]', '', true, 1, '2026-11-27 20:15:48.799991+00', '2026-11-27 20:15:48.799991+00', '[]', 'red', NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5c5f-774b-9e9f-ff5c9060f332', '01a21ea6-5c5f-774b-9e9f-ff5bbb07c3f9', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[]', 'true', true, 1, '2026-11-27 20:15:48.83309+00', '2026-11-27 20:15:48.83309+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5c08-721f-88ad-af15fc89b028', '01a21ea6-5c00-73bc-a6f9-8d95fd64cf60', 10, 'percentage', NULL, NULL, NULL, 40000, 'user_id', '[]', 'true', true, 2, '2026-11-27 20:15:48.744192+00', '2026-11-27 20:15:48.842351+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5c0f-7031-9008-f42aa12ac4d5', '01a21ea6-5c0f-7031-9008-f429441375f5', 20, 'percentage', NULL, NULL, NULL, 75125, 'account.id', '[{"attribute":"plan","operator":"exists"}]', '"account"', true, 2, '2026-11-27 20:15:48.755645+00', '2026-11-27 20:15:48.895077+00', '[]', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ea6-5c0f-7031-9008-f42bf0f5cc2a', '01a21ea6-5c0f-7031-9008-f429441375f5', 10, 'percentage', NULL, NULL, NULL, 50000, 'user_id', '[]', '"seed"', true, 2, '2026-11-27 20:15:48.755645+00', '2026-11-27 20:15:48.895077+00', '[]', NULL, NULL, 'second-experiment');
INSERT INTO public.rules VALUES ('01a21ea6-5c3d-75e5-8176-d1f5a0495716', '01a21ea6-5c3d-75e5-8176-d1f3fe78023b', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[]', '', true, 2, '2026-11-27 20:15:48.799991+00', '2026-11-27 20:15:48.91041+00', '[]', NULL, '[{"variant":"red","weight":20,"ranges":[[0,20000]]},{"variant":"green","weight":50.5,"ranges":[[33300,83800]]},{"variant":"blue","weight":29.5,"ranges":[[20000,33300],[83800,100000]]}]', NULL);
INSERT INTO public.segments VALUES ('01a21ea6-5bb1-761c-824e-859a7d1d07dd', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'beta', 'Beta', '', 'beta
beta', 'user_id', '["user-1","user-2"]', '["user-3"]', '[{"conditions":[{"attribute":"country","operator":"eq","value":"TR"},{"attribute":"n","operator":"gte","value":0}]}]', '[]', 126600, '{"key":"beta","attribute":"user_id","included":["user-1","user-2"],"excluded":["user-3"],"rules":[{"conditions":[{"attribute":"country","operator":"eq","value":"TR"},{"attribute":"n","operator":"gte","value":0}]}]}', 1, '2026-11-27 20:15:48.659832+00', '2026-11-27 20:15:48.659832+00');
INSERT INTO public.segments VALUES ('01a21ea6-5bbd-74e7-aac3-463f50b232af', '01a21ea6-5b6f-70b9-976a-ea85da566a18', 'staff', 'Staff', '', 'staff
staff', 'account.id', '["7919"]', '[]', '[{"conditions":[{"operator":"in_segment","value":"beta"},{"attribute":"plan","operator":"eq","value":"pro"}]}]', '["beta"]', 63000, '{"key":"staff","attribute":"account.id","included":["7919"],"excluded":[],"rules":[{"conditions":[{"operator":"in_segment","value":"beta"},{"attribute":"plan","operator":"eq","value":"pro"}]}]}', 1, '2026-11-27 20:15:48.671855+00', '2026-11-27 20:15:48.671855+00');
INSERT INTO public.sessions VALUES ('01a21ea6-5b56-728d-aec4-f303d8b50ad4', '01a21ea6-5b39-7400-b648-f2b9dfce9a7e', '01a21ea6-5b3c-7241-850e-f230ba24e04c', '2026-11-27 20:15:48.565006+00', NULL, '127.0.0.1', '2026-11-27 20:15:48.566427+00');
INSERT INTO public.users VALUES ('01a21ea6-5b39-7400-b648-f2b9dfce9a7e', 'owner@togul.local', 'owner@togul.local', 'Owner', 'admin', '$argon2id$v=19$m=19456,t=2,p=1$CYYtb1A1nLFAVH0LigehiA$Cp3D5Mx9OL0zWVfEE+PbQJh2JzrE9wCyGY8Dspd4xlE', NULL, '2026-11-27 20:15:48.537211+00', '2026-11-27 20:15:48.537211+00');
INSERT INTO public.users VALUES ('01a21ea6-5b98-73b4-b0cd-05c97a46b42b', 'viewer@togul.local', 'viewer@togul.local', 'Viewer', 'read_only', '$argon2id$v=19$m=19456,t=2,p=1$UT0WnG3C40eK3w5+yp330A$t73N8lT/lrBnp0Bi6MYjYZ9vVboiVQV3645Ig5ZGg3s', NULL, '2026-11-27 20:15:48.63222+00', '2026-11-27 20:15:48.63222+00');
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
ALTER TABLE ONLY public.segments
    ADD CONSTRAINT segments_environment_id_key_key UNIQUE (environment_id, key);
ALTER TABLE ONLY public.segments
    ADD CONSTRAINT segments_pkey PRIMARY KEY (id);
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
CREATE INDEX flags_by_creation ON public.flags USING btree (environment_id, created_at, id);
CREATE INDEX flags_with_prerequisites ON public.flags USING btree (environment_id) WHERE (prerequisites <> '[]'::text);
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
CREATE INDEX rules_with_segments ON public.rules USING btree (flag_id) WHERE (segments <> '[]'::text);
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
ALTER TABLE ONLY public.segments
    ADD CONSTRAINT segments_environment_id_fkey FOREIGN KEY (environment_id) REFERENCES public.environments(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
