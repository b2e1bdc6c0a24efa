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
    seed text,
    bucketing text
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
INSERT INTO public._sqlx_migrations VALUES (1, 'accounts', '2026-11-27 21:40:14.980655+00', true, '\x2b6999d02deeec22f5f78d77053a4a7b170e34508778ec8d87c1fe5336e064dcb71e06834a5361a214c7995c6293bec5', 16363512);
INSERT INTO public._sqlx_migrations VALUES (2, 'projects', '2026-11-27 21:40:14.997545+00', true, '\x91c24ecb9fafd9b34e92dfe7c42103bee41cc391aad838f14d0934e1b7a6b4e0d51055bdb850f6dbe4308559ef0af47b', 16258697);
INSERT INTO public._sqlx_migrations VALUES (3, 'people', '2026-11-27 21:40:15.014092+00', true, '\x727fa61c5be841816d55701e3c2a7880f17b7a3a877ef817cae33f050395faa20da2bcf40b21f3c2aaa36f37c65395d7', 7235875);
INSERT INTO public._sqlx_migrations VALUES (4, 'change groups', '2026-11-27 21:40:15.021563+00', true, '\xbef61b5b78153860be964b57d86697110a780bf6efa6d66181f75929d59221f30796c955956d7d0770581e7535bf8573', 959761);
INSERT INTO public._sqlx_migrations VALUES (6, 'audit', '2026-11-27 21:40:15.022732+00', true, '\x41ab0daea3c3b393ff932379e5a4bbd20bda5e0aab0929bd0b8a9b135a6b4cb24761375608512d254b9e0da2dcd24f9d', 1476416);
INSERT INTO public._sqlx_migrations VALUES (7, 'quotas', '2026-11-27 21:40:15.024414+00', true, '\xfe2cd298b7f6053effeb6a862f52f06fb050b01f80578053e03351d36a8d9c15decd848bbb5748c4d8db3613ad4276fc', 1708600);
INSERT INTO public._sqlx_migrations VALUES (8, 'logins', '2026-11-27 21:40:15.026317+00', true, '\x1e96ce3801db725b1e3d3e23711848bb2cdf2bff003319f01b7f66ed8e5bb1f96d973828eac04ad0c70dcb77478d6f5f', 6415880);
INSERT INTO public._sqlx_migrations VALUES (9, 'withdraw revived invitations', '2026-11-27 21:40:15.032927+00', true, '\x6d15143aa091cae52df903d45389b57c6e7b443d12afd07f59b39e4301c2d0a93991c89ac954cf1f816ec6b98505c048', 963167);
INSERT INTO public._sqlx_migrations VALUES (10, 'machine tokens', '2026-11-27 21:40:15.034046+00', true, '\x6faa0fefd1f3267add47d4c372000fa6ca10193083cacbb1d283edad7afc2b30050bef5c812657b1a3a23dd8a5d9c43c', 4392364);
INSERT INTO public._sqlx_migrations VALUES (13, 'written bytes', '2026-11-27 21:40:15.038616+00', true, '\xcaef31c49ed5deb6592f2ade8a6991e4df5a15d3ac5b8409b6181723537e6e6fa210b4a2e3a47ab318f346baf4743507', 1231273);
INSERT INTO public._sqlx_migrations VALUES (14, 'costs', '2026-11-27 21:40:15.040005+00', true, '\xee21f99e956d019024cd60a6d93ac4afdeb2e52b757a6871cf359afa4879e123484ecfc6fdf36037c6458d787c49b0d8', 555112);
INSERT INTO public._sqlx_migrations VALUES (15, 'off values', '2026-11-27 21:40:15.040775+00', true, '\xe3b6a2866a336d99bdd3b5a74733e40d02d47a41bd836061c156f39320502d8d41debcbdad693d35796929aecf85005d', 539058);
INSERT INTO public._sqlx_migrations VALUES (20, 'audit sizes', '2026-11-27 21:40:15.041472+00', true, '\x5c9a07ee01b5944d171a46d55972d7e64199772ccf97e4b1d92fd3ada63f01f30dc1b823e01d2201bc041d4ca40f9504', 1196481);
INSERT INTO public._sqlx_migrations VALUES (21, 'flags by creation', '2026-11-27 21:40:15.042828+00', true, '\xab47618d3a6ecb3fef3a454cd1cf710437d0e9416106eec30c1f6166ae1f66a38505f6a4cdabc7978bff259e84fdcc82', 960753);
INSERT INTO public._sqlx_migrations VALUES (26, 'segment permissions', '2026-11-27 21:40:15.043948+00', true, '\xc968777dccc6b7fc93cad0525921523d0f329c2eeca3519f2fe8e522c126fac5500fe315a210034c26adb873e6efd4a0', 699836);
INSERT INTO public._sqlx_migrations VALUES (27, 'segments', '2026-11-27 21:40:15.044806+00', true, '\x6b6bd0c6787b0ea074d6c5eab070175656e09b9758d8ecfc17476d770d6727917319578c714a1c9450b9ad8336dfe35c', 3451321);
INSERT INTO public._sqlx_migrations VALUES (28, 'variants', '2026-11-27 21:40:15.048433+00', true, '\xa15ea9724b85df04d7f4de57227076c8daa2569f279edfe7a35294a35cb5237b5dc0a0c51a8f60927b0a6a6b4bcefde7', 733747);
INSERT INTO public._sqlx_migrations VALUES (29, 'archived flags', '2026-11-27 21:40:15.049344+00', true, '\x0afff1c0095b3a4a2c00fc8a0b73d3b6247226538df30574f98a9aa68c5e53d03b9b1c4bd42d0db21ec54109465bb605', 544776);
INSERT INTO public._sqlx_migrations VALUES (30, 'prerequisites', '2026-11-27 21:40:15.050042+00', true, '\x40413d7bfef43521484f8671b5b2b1b7986aaa8713be452edc3cc2d1c5036314759f5402cb70f4ff2f408b1c28a0999a', 1140409);
INSERT INTO public._sqlx_migrations VALUES (40, 'environment confirmation', '2026-11-27 21:40:15.051381+00', true, '\x7d095060bde2a44fe035c2dc9725751d56307b413ecc600e4b8de691c818393ff1d25e8044a53ddd4f3ae559bc3a8fa6', 882197);
INSERT INTO public._sqlx_migrations VALUES (41, 'bucketing', '2026-11-27 21:40:15.052399+00', true, '\xaf1bcf5d1c377e3ff391d3c0438646ae4cca0fc3ad78acb19fd8511662a488af7062d881fc12a160be24f567cca05b13', 539329);
INSERT INTO public.api_keys VALUES ('01a21ef3-abf9-71ab-a1d7-ad9ef3867f93', '01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'stream', 'stream', 'tgl_str_vcM1', '\x2ac5bed4490019eeff1f817229e226b571c347cb3d8d1a8a62820611a9ad0b9e', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 21:40:15.481459+00', '2026-11-27 21:40:15.481459+00');
INSERT INTO public.api_keys VALUES ('01a21ef3-abef-7589-acfa-934280415293', '01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'server', 'server', 'tgl_srv_InB6', '\xf68ee54003b662768db557ca33a1b2bb337f013efabfc403dcf3e8d6a0a32de7', NULL, NULL, '2026-11-27 21:40:15.489157+00', '127.0.0.1', NULL, NULL, '2026-11-27 21:40:15.471046+00', '2026-11-27 21:40:15.471046+00');
INSERT INTO public.api_keys VALUES ('01a21ef3-abf4-7735-9ffa-a78e3d42043e', '01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'sdk', 'sdk', 'tgl_sdk_9x_4', '\x0ab6905f44fa8fb224ab3de651b57c14e056983a0619fa03a14674ef84678280', NULL, NULL, '2026-11-27 21:40:15.491405+00', '127.0.0.1', NULL, NULL, '2026-11-27 21:40:15.47689+00', '2026-11-27 21:40:15.47689+00');
INSERT INTO public.api_keys VALUES ('01a21ef3-ac3c-7219-bd4a-a60bbdb14a1b', '01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777', '01a21ef3-aade-7101-afe3-9e45cf5660c8', 'stream', 'stream', 'tgl_str_ksE7', '\x58adfb57f758dd940c50220ce197130a6ea78306ba519cc4ec2ad02c9f36d7d0', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 21:40:15.548031+00', '2026-11-27 21:40:15.548031+00');
INSERT INTO public.api_keys VALUES ('01a21ef3-ac33-7780-9cae-949e67a0909d', '01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777', '01a21ef3-aade-7101-afe3-9e45cf5660c8', 'server', 'server', 'tgl_srv_tm3X', '\xf098545f449a4f46cc8855ff1a6d1d471f07a5c2910bd75db99b29ceb6feba3d', NULL, NULL, '2026-11-27 21:40:15.553232+00', '127.0.0.1', NULL, NULL, '2026-11-27 21:40:15.539253+00', '2026-11-27 21:40:15.539253+00');
INSERT INTO public.api_keys VALUES ('01a21ef3-ac38-74d2-afdb-5e69e6f97d38', '01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777', '01a21ef3-aade-7101-afe3-9e45cf5660c8', 'sdk', 'sdk', 'tgl_sdk_jcC8', '\x51722b84ea75d25f1aed34c926f73917dc581acafce473d6e1508f342973f6a7', NULL, NULL, '2026-11-27 21:40:15.554627+00', '127.0.0.1', NULL, NULL, '2026-11-27 21:40:15.543994+00', '2026-11-27 21:40:15.543994+00');
INSERT INTO public.api_keys VALUES ('01a21ef3-ac66-7215-a0ed-fe6272868057', '01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'server', 'server', 'tgl_srv_vlN4', '\x27f46f643592d7c324f06ca6eab0303afde0d9e731831739ee665838551c1c5a', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-27 21:40:15.590925+00', '2026-11-27 21:40:15.597136+00');
INSERT INTO public.api_keys VALUES ('01a21ef3-ac76-732d-9fd4-91ed09f589df', '01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'sdk', 'sdk', 'tgl_sdk_pOTE', '\xb73363f816d507e02fdf84099b550d58b109960d123c123875e81146c4537db7', NULL, NULL, NULL, NULL, NULL, '2026-11-27 21:40:15.612714+00', '2026-11-27 21:40:15.60605+00', '2026-11-27 21:40:15.612714+00');
INSERT INTO public.audit_log VALUES ('01a21ef3-aab0-75ef-8447-8f496943cb85', '01a21ef3-aaaf-739b-9588-9e757e935794', NULL, '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', 'Owner', 'owner@togul.local', 'user.registered', 'user', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', NULL, '{"id":"01a21ef3-aaac-7500-9ff6-4bc227bf9af5","name":"Owner","email":"owner@togul.local","role":"admin","email_verified_at":null,"created_at":"2026-11-27T21:40:15.148984Z","updated_at":"2026-11-27T21:40:15.148984Z"}', '127.0.0.1', '01a21ef3-aa9c-7e45-944d-5a580d735c2f', NULL, '2026-11-27 21:40:15.152257+00', NULL, false, 1238);
INSERT INTO public.audit_log VALUES ('01a21ef3-aac8-7182-879f-a7d43fdcda3d', '01a21ef3-aaaf-739b-9588-9e757e935794', NULL, '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', 'Owner', 'owner@togul.local', 'session.created', 'session', '01a21ef3-aac8-7182-879f-a7d329c3c9a6', NULL, NULL, '127.0.0.1', '01a21ef3-aab4-7c78-b5d7-a89f65bf45f6', NULL, '2026-11-27 21:40:15.176194+00', NULL, false, 1024);
INSERT INTO public.audit_log VALUES ('01a21ef3-aad3-725f-afa9-e1691bff62a3', '01a21ef3-aaaf-739b-9588-9e757e935794', '01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', 'Owner', 'owner@togul.local', 'project.created', 'project', '01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777', NULL, '{"id":"01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777","organization_id":"01a21ef3-aaaf-739b-9588-9e757e935794","slug":"shop","name":"Shop","description":"","created_at":"2026-11-27T21:40:15.185147Z","updated_at":"2026-11-27T21:40:15.185147Z"}', '127.0.0.1', '01a21ef3-aacf-7102-89e5-edc2334ec592', NULL, '2026-11-27 21:40:15.187283+00', NULL, false, 1257);
INSERT INTO public.audit_log VALUES ('01a21ef3-aadb-706c-8a25-f8221e1e8ef3', '01a21ef3-aaaf-739b-9588-9e757e935794', '01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', 'Owner', 'owner@togul.local', 'environment.created', 'environment', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', NULL, '{"id":"01a21ef3-aad8-7044-ac73-8e8d1ee0c107","project_id":"01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777","key":"production","name":"Production","description":"","color":null,"confirm_changes":true,"regions":["local"],"revision":0,"version":1,"created_at":"2026-11-27T21:40:15.192680Z","updated_at":"2026-11-27T21:40:15.192680Z"}', '127.0.0.1', '01a21ef3-aad7-7259-ab2f-36589dc1a0d8', NULL, '2026-11-27 21:40:15.195302+00', NULL, false, 1344);
INSERT INTO public.audit_log VALUES ('01a21ef3-aadf-76be-926b-aac3a567305d', '01a21ef3-aaaf-739b-9588-9e757e935794', '01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', 'Owner', 'owner@togul.local', 'environment.created', 'environment', '01a21ef3-aade-7101-afe3-9e45cf5660c8', NULL, '{"id":"01a21ef3-aade-7101-afe3-9e45cf5660c8","project_id":"01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777","key":"staging","name":"Staging","description":"","color":null,"confirm_changes":false,"regions":["local"],"revision":0,"version":1,"created_at":"2026-11-27T21:40:15.198003Z","updated_at":"2026-11-27T21:40:15.198003Z"}', '127.0.0.1', '01a21ef3-aadc-749b-8c88-58c51ccb6e06', NULL, '2026-11-27 21:40:15.199892+00', NULL, false, 1339);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 1, 'segment.created', 'beta', '{"key":"beta","attribute":"user_id","included":["user-1","user-2"],"excluded":["user-3"],"rules":[{"conditions":[{"attribute":"country","operator":"eq","value":"TR"},{"attribute":"n","operator":"gte","value":0}]}]}', 'ca881843e93a57e017b2a2cdbfdffb79', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.252199+00', 'segment', true, 474, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 2, 'segment.created', 'staff', '{"key":"staff","attribute":"account.id","included":["7919"],"excluded":[],"rules":[{"conditions":[{"operator":"in_segment","value":"beta"},{"attribute":"plan","operator":"eq","value":"pro"}]}]}', 'c13dc5cbc851570a399609c35f4b0155', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.259676+00', 'segment', true, 928, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 3, 'flag.created', 'numbers', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"0006be31007de2ab","rules":[{"id":"01a21ef3-ab1f-746e-803d-66b96470f228","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ef3-ab1f-746e-803d-66ba6b1c167b","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ef3-ab1f-746e-803d-66bbd38d745f","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ef3-ab1f-746e-803d-66bcf06436da","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21ef3-ab1f-746e-803d-66bd843d6d12","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}', 'b5d34bb2599afeacf9b98eb73469562b', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.265693+00', 'flag', true, 2350, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 4, 'flag.created', 'texts', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"2b484e1c188a11c6","rules":[{"id":"01a21ef3-ab2d-74b5-b14b-ba8065dd7373","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ef3-ab2d-74b5-b14b-ba812aa15ab5","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ef3-ab2d-74b5-b14b-ba82b4c9d374","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"},{"id":"01a21ef3-ab2d-74b5-b14b-ba83d910ff12","priority":40,"rule_type":"boolean","conditions":[{"attribute":"ip","operator":"ip_in","value":["10.0.0.0/8","2001:db8::/32"]},{"attribute":"email","operator":"not_exists"}],"return_value":"network"}]}', 'dcbc5298709521954c53b0a41af7d548', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.279921+00', 'flag', true, 3866, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 5, 'flag.created', 'flags', '{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"9f3779cde548127b","rules":[{"id":"01a21ef3-ab39-7597-aa62-a5f524660454","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq_ignore_case","value":"PRO"},{"attribute":"country","operator":"in_ignore_case","value":["tr","de"]}],"return_value":true},{"id":"01a21ef3-ab39-7597-aa62-a5f637f45f35","priority":20,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"contains_ignore_case","value":"A@ex"},{"attribute":"email","operator":"starts_with_ignore_case","value":"\u00e7a"},{"attribute":"email","operator":"ends_with_ignore_case","value":".COM"}],"return_value":true},{"id":"01a21ef3-ab39-7597-aa62-a5f7f2fab601","priority":30,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}', '5fe94168c1821c474f890643332a91a4', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.291172+00', 'flag', true, 5094, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 6, 'flag.created', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"20080ff927c30646","rules":[{"id":"01a21ef3-ab42-71ca-9dea-34c04496c3f9","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21ef3-ab42-71ca-9dea-34c1dfdd4fec","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}', 'f4900395ab24a29209ed89d3a347d9c4', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.300675+00', 'flag', true, 5781, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 7, 'flag.created', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"448704b3415e29ff","rules":[]}', '626be43f9a3d087085d5235a91ac769c', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.309004+00', 'flag', true, 6154, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 8, 'rule.created', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"448704b3415e29ff","rules":[{"id":"01a21ef3-ab52-713a-a328-c74f6f5ff718","priority":10,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}', '8cc30c4145b5da85960ff9919b906fc2', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.314229+00', 'flag', true, 6693, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 9, 'flag.created', 'shares', '{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"29353166f2084b69","rules":[{"id":"01a21ef3-ab58-7117-93c9-a2af35945730","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"},{"id":"01a21ef3-ab58-7117-93c9-a2b0309b4c98","priority":20,"rule_type":"percentage","rollout_percentage":50,"bucket_by":"user_id","seed":"second-experiment","conditions":[],"return_value":"seed"}]}', '695db04dcf1b78b473a9b7b8add247e2', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.321965+00', 'flag', true, 7481, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 10, 'flag.created', 'off', '{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"165cb39089aaabe4","rules":[]}', '3492540712a6b9894d3ac9c7d0888e71', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.331502+00', 'flag', true, 7850, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 11, 'flag.created', 'off-value', '{"key":"off-value","enabled":false,"value_type":"string","default_value":"on","off_value":"off","salt":"cae78050d0d50a1e","rules":[]}', '1189521164a51ddbf73313d21735b891', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.339291+00', 'flag', true, 8248, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 12, 'flag.created', 'audience', '{"key":"audience","enabled":true,"value_type":"string","default_value":"none","salt":"862d25d9380625b8","rules":[{"id":"01a21ef3-ab71-702e-bf47-f5069a7e6dd0","priority":10,"rule_type":"boolean","conditions":[{"operator":"in_segment","value":"staff"}],"return_value":"staff"},{"id":"01a21ef3-ab71-702e-bf47-f507d5fedcb7","priority":20,"rule_type":"boolean","conditions":[{"any":[{"attribute":"plan","operator":"eq","value":"pro"},{"all":[{"attribute":"n","operator":"gt","value":5},{"not":{"attribute":"country","operator":"in","value":["DE","US"]}}]}]}],"return_value":"group"},{"id":"01a21ef3-ab71-702e-bf47-f508ec0d6e33","priority":30,"rule_type":"boolean","conditions":[{"not":{"operator":"in_segment","value":"beta"}}],"return_value":"other"},{"id":"01a21ef3-ab71-702e-bf47-f509ee500077","priority":40,"rule_type":"boolean","conditions":[{"any":[{"attribute":"email","operator":"ends_with","value":[".net",".org"]}]}],"return_value":"ending"}]}', 'f8048fc03b04fb92f8d597db3da5140c', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.348208+00', 'flag', true, 9460, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 13, 'flag.created', 'theme', '{"key":"theme","enabled":true,"value_type":"string","default_value":"#00f","salt":"bcaaa583e8a1c02f","variants":[{"key":"red","value":"#f00"},{"key":"green","value":"#0f0"},{"key":"blue","value":"#00f"}],"rules":[{"id":"01a21ef3-ab7f-72dd-b89b-e0be76954199","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq","value":"pro"}],"variant":"red"},{"id":"01a21ef3-ab7f-72dd-b89b-e0bfb93d8e05","priority":20,"rule_type":"boolean","bucket_by":"user_id","conditions":[],"split":[{"variant":"red","ranges":[[0,33300]]},{"variant":"green","ranges":[[33300,100000]]}]}]}', '55f458deba6e2bcc8939cf625b495647', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.362533+00', 'flag', true, 10314, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 14, 'flag.created', 'follow-up', '{"key":"follow-up","enabled":true,"value_type":"string","default_value":"yes","off_value":"no","salt":"4cbdbd82f32cab6f","prerequisites":[{"flag":"share","values":[true]},{"flag":"theme","values":["#f00","#0f0"]}],"rules":[]}', '16c1c20071041871a12806ad1b852132', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.374176+00', 'flag', true, 10804, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 15, 'flag.created', 'removed', '{"key":"removed","enabled":true,"value_type":"boolean","default_value":false,"salt":"6193e3e08eb670f4","rules":[]}', '94a485fe6d004f43c7688bed3416d248', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.385138+00', 'flag', true, 11181, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 16, 'flag.created', 'retired', '{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"708b43e3d2cceefe","rules":[{"id":"01a21ef3-ab9f-7335-99aa-6f54ce002941","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', '82a8e478dc87f61e199ae94af37f3058', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.393502+00', 'flag', true, 11675, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 17, 'rule.updated', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"448704b3415e29ff","rules":[{"id":"01a21ef3-ab52-713a-a328-c74f6f5ff718","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}', '3f850acb5951e131a182fc32c58d99cb', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.403006+00', 'flag', true, 12214, true);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 18, 'flag.updated', 'share', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"448704b3415e29ff","rules":[{"id":"01a21ef3-ab52-713a-a328-c74f6f5ff718","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}', '3f850acb5951e131a182fc32c58d99cb', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.411978+00', 'flag', true, 12753, true);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 19, 'flag.updated', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"20080ff927c30646","rules":[{"id":"01a21ef3-ab42-71ca-9dea-34c04496c3f9","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21ef3-ab42-71ca-9dea-34c1dfdd4fec","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}', '477c57c51a337d496a96b7ebb0062700', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.41928+00', 'flag', true, 13446, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 20, 'rule.deleted', 'document', '{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"20080ff927c30646","rules":[{"id":"01a21ef3-ab42-71ca-9dea-34c04496c3f9","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}', '81969da44695491f383829d630691285', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.426203+00', 'flag', true, 14023, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 21, 'flag.deleted', 'removed', NULL, '03b3d9a64a99124d11f7a49617d7616f', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.433743+00', 'flag', true, 14286, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 22, 'flag.updated', 'shares', '{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"29353166f2084b69","rules":[{"id":"01a21ef3-ab58-7117-93c9-a2b0309b4c98","priority":10,"rule_type":"percentage","rollout_percentage":50,"bucket_by":"user_id","seed":"second-experiment","conditions":[],"return_value":"seed"},{"id":"01a21ef3-ab58-7117-93c9-a2af35945730","priority":20,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}', '2738c9b12e88f6c21db63db06166761f', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.441846+00', 'flag', true, 15074, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 23, 'flag.deleted', 'retired', NULL, '39346b36bf014fe7cb83e052a1fe180f', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.449917+00', 'flag', true, 15337, false);
INSERT INTO public.changes VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 24, 'rule.updated', 'theme', '{"key":"theme","enabled":true,"value_type":"string","default_value":"#00f","salt":"bcaaa583e8a1c02f","variants":[{"key":"red","value":"#f00"},{"key":"green","value":"#0f0"},{"key":"blue","value":"#00f"}],"rules":[{"id":"01a21ef3-ab7f-72dd-b89b-e0be76954199","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq","value":"pro"}],"variant":"red"},{"id":"01a21ef3-ab7f-72dd-b89b-e0bfb93d8e05","priority":20,"rule_type":"boolean","bucket_by":"user_id","conditions":[],"split":[{"variant":"red","ranges":[[0,20000]]},{"variant":"green","ranges":[[33300,83800]]},{"variant":"blue","ranges":[[20000,33300],[83800,100000]]}]}]}', '2d471e4b6f376e475d45f12a8e486f3d', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.457126+00', 'flag', true, 16249, true);
INSERT INTO public.changes VALUES ('01a21ef3-aade-7101-afe3-9e45cf5660c8', 1, 'flag.created', 'staged', '{"key":"staged","enabled":true,"value_type":"boolean","default_value":false,"salt":"476b8d0b8d821c03","rules":[]}', '1ee0e7ec49cc713a3612d2a8e88a4a97', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '2026-11-27 21:40:15.46623+00', 'flag', true, 375, false);
INSERT INTO public.environments VALUES ('01a21ef3-aad8-7044-ac73-8e8d1ee0c107', '01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777', 'production', 'Production', '', '["local"]', 24, '2d471e4b6f376e475d45f12a8e486f3d', 8, 1, '2026-11-27 21:40:15.19268+00', '2026-11-27 21:40:15.19268+00', 12, 6796, 16249, 3031, 977870, 2, 407, NULL, true);
INSERT INTO public.environments VALUES ('01a21ef3-aade-7101-afe3-9e45cf5660c8', '01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777', 'staging', 'Staging', '', '["local"]', 1, '1ee0e7ec49cc713a3612d2a8e88a4a97', 4, 1, '2026-11-27 21:40:15.198003+00', '2026-11-27 21:40:15.198003+00', 1, 113, 375, 17, 200, 0, 0, NULL, false);
INSERT INTO public.flags VALUES ('01a21ef3-ab1f-746e-803d-66b86a1fb9a9', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'numbers', 'Numbers', '', 'numbers
numbers', true, 'number', '0', '0006be31007de2ab', '{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"0006be31007de2ab","rules":[{"id":"01a21ef3-ab1f-746e-803d-66b96470f228","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ef3-ab1f-746e-803d-66ba6b1c167b","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ef3-ab1f-746e-803d-66bbd38d745f","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ef3-ab1f-746e-803d-66bcf06436da","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21ef3-ab1f-746e-803d-66bd843d6d12","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}', 1, '2026-11-27 21:40:15.265693+00', '2026-11-27 21:40:15.265693+00', NULL, '[]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ef3-ab2d-74b5-b14b-ba7fe7a78f71', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'texts', 'Texts', '', 'texts
texts', true, 'string', '"none"', '2b484e1c188a11c6', '{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"2b484e1c188a11c6","rules":[{"id":"01a21ef3-ab2d-74b5-b14b-ba8065dd7373","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ef3-ab2d-74b5-b14b-ba812aa15ab5","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ef3-ab2d-74b5-b14b-ba82b4c9d374","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"},{"id":"01a21ef3-ab2d-74b5-b14b-ba83d910ff12","priority":40,"rule_type":"boolean","conditions":[{"attribute":"ip","operator":"ip_in","value":["10.0.0.0/8","2001:db8::/32"]},{"attribute":"email","operator":"not_exists"}],"return_value":"network"}]}', 1, '2026-11-27 21:40:15.279921+00', '2026-11-27 21:40:15.279921+00', NULL, '[]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ef3-ab39-7597-aa62-a5f4116c0312', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'flags', 'Flags', '', 'flags
flags', true, 'boolean', 'false', '9f3779cde548127b', '{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"9f3779cde548127b","rules":[{"id":"01a21ef3-ab39-7597-aa62-a5f524660454","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq_ignore_case","value":"PRO"},{"attribute":"country","operator":"in_ignore_case","value":["tr","de"]}],"return_value":true},{"id":"01a21ef3-ab39-7597-aa62-a5f637f45f35","priority":20,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"contains_ignore_case","value":"A@ex"},{"attribute":"email","operator":"starts_with_ignore_case","value":"\u00e7a"},{"attribute":"email","operator":"ends_with_ignore_case","value":".COM"}],"return_value":true},{"id":"01a21ef3-ab39-7597-aa62-a5f7f2fab601","priority":30,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}', 1, '2026-11-27 21:40:15.291172+00', '2026-11-27 21:40:15.291172+00', NULL, '[]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ef3-ab4b-74e5-8d26-1f87c2486002', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'share', 'A share', 'Edited', 'share
a share', true, 'boolean', 'false', '448704b3415e29ff', '{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"448704b3415e29ff","rules":[{"id":"01a21ef3-ab52-713a-a328-c74f6f5ff718","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}', 2, '2026-11-27 21:40:15.309004+00', '2026-11-27 21:40:15.411978+00', NULL, '[]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ef3-ab61-71af-b886-63c27b8d8b72', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'off', 'Off', '', 'off
off', false, 'boolean', 'true', '165cb39089aaabe4', '{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"165cb39089aaabe4","rules":[]}', 1, '2026-11-27 21:40:15.331502+00', '2026-11-27 21:40:15.331502+00', NULL, '[]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ef3-ab69-753b-bac1-c4642d9c668a', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'off-value', 'Off-Value', '', 'off-value
off-value', false, 'string', '"on"', 'cae78050d0d50a1e', '{"key":"off-value","enabled":false,"value_type":"string","default_value":"on","off_value":"off","salt":"cae78050d0d50a1e","rules":[]}', 1, '2026-11-27 21:40:15.339291+00', '2026-11-27 21:40:15.339291+00', '"off"', '[]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ef3-ab71-702e-bf47-f505be1602a0', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'audience', 'Audience', '', 'audience
audience', true, 'string', '"none"', '862d25d9380625b8', '{"key":"audience","enabled":true,"value_type":"string","default_value":"none","salt":"862d25d9380625b8","rules":[{"id":"01a21ef3-ab71-702e-bf47-f5069a7e6dd0","priority":10,"rule_type":"boolean","conditions":[{"operator":"in_segment","value":"staff"}],"return_value":"staff"},{"id":"01a21ef3-ab71-702e-bf47-f507d5fedcb7","priority":20,"rule_type":"boolean","conditions":[{"any":[{"attribute":"plan","operator":"eq","value":"pro"},{"all":[{"attribute":"n","operator":"gt","value":5},{"not":{"attribute":"country","operator":"in","value":["DE","US"]}}]}]}],"return_value":"group"},{"id":"01a21ef3-ab71-702e-bf47-f508ec0d6e33","priority":30,"rule_type":"boolean","conditions":[{"not":{"operator":"in_segment","value":"beta"}}],"return_value":"other"},{"id":"01a21ef3-ab71-702e-bf47-f509ee500077","priority":40,"rule_type":"boolean","conditions":[{"any":[{"attribute":"email","operator":"ends_with","value":[".net",".org"]}]}],"return_value":"ending"}]}', 1, '2026-11-27 21:40:15.348208+00', '2026-11-27 21:40:15.348208+00', NULL, '[]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ef3-ab58-7117-93c9-a2ae37247281', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'shares', 'Shares', '', 'shares
shares', true, 'string', '"out"', '29353166f2084b69', '{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"29353166f2084b69","rules":[{"id":"01a21ef3-ab58-7117-93c9-a2b0309b4c98","priority":10,"rule_type":"percentage","rollout_percentage":50,"bucket_by":"user_id","seed":"second-experiment","conditions":[],"return_value":"seed"},{"id":"01a21ef3-ab58-7117-93c9-a2af35945730","priority":20,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}', 2, '2026-11-27 21:40:15.321965+00', '2026-11-27 21:40:15.441846+00', NULL, '[]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ef3-ab42-71ca-9dea-34bf4a2f0482', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'document', 'Document', 'An object, or null.', 'document
document', true, 'json', '["edited"]', '20080ff927c30646', '{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"20080ff927c30646","rules":[{"id":"01a21ef3-ab42-71ca-9dea-34c04496c3f9","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}', 2, '2026-11-27 21:40:15.300675+00', '2026-11-27 21:40:15.41928+00', NULL, '[]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ef3-ab8b-7699-b18c-e2e709d17aaa', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'follow-up', 'Follow-Up', '', 'follow-up
follow-up', true, 'string', '"yes"', '4cbdbd82f32cab6f', '{"key":"follow-up","enabled":true,"value_type":"string","default_value":"yes","off_value":"no","salt":"4cbdbd82f32cab6f","prerequisites":[{"flag":"share","values":[true]},{"flag":"theme","values":["#f00","#0f0"]}],"rules":[]}', 1, '2026-11-27 21:40:15.374176+00', '2026-11-27 21:40:15.374176+00', '"no"', '[]', NULL, '[{"flag":"share","values":[true]},{"flag":"theme","values":["#f00","#0f0"]}]');
INSERT INTO public.flags VALUES ('01a21ef3-ab9f-7335-99aa-6f537568d42d', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'retired', 'Retired', '', 'retired
retired', true, 'boolean', 'false', '708b43e3d2cceefe', '{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"708b43e3d2cceefe","rules":[{"id":"01a21ef3-ab9f-7335-99aa-6f54ce002941","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', 2, '2026-11-27 21:40:15.393502+00', '2026-11-27 21:40:15.449917+00', NULL, '[]', '2026-11-27 21:40:15.449917+00', '[]');
INSERT INTO public.flags VALUES ('01a21ef3-ab7f-72dd-b89b-e0bd6f1c9f69', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'theme', 'Theme', '', 'theme
theme', true, 'string', '"#00f"', 'bcaaa583e8a1c02f', '{"key":"theme","enabled":true,"value_type":"string","default_value":"#00f","salt":"bcaaa583e8a1c02f","variants":[{"key":"red","value":"#f00"},{"key":"green","value":"#0f0"},{"key":"blue","value":"#00f"}],"rules":[{"id":"01a21ef3-ab7f-72dd-b89b-e0be76954199","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq","value":"pro"}],"variant":"red"},{"id":"01a21ef3-ab7f-72dd-b89b-e0bfb93d8e05","priority":20,"rule_type":"boolean","bucket_by":"user_id","conditions":[],"split":[{"variant":"red","ranges":[[0,20000]]},{"variant":"green","ranges":[[33300,83800]]},{"variant":"blue","ranges":[[20000,33300],[83800,100000]]}]}]}', 1, '2026-11-27 21:40:15.362533+00', '2026-11-27 21:40:15.362533+00', NULL, '[{"key":"red","value":"#f00","name":"Red"},{"key":"green","value":"#0f0"},{"key":"blue","value":"#00f"}]', NULL, '[]');
INSERT INTO public.flags VALUES ('01a21ef3-abe8-7161-908e-a61ee177d124', '01a21ef3-aade-7101-afe3-9e45cf5660c8', 'staged', 'Staged', '', 'staged
staged', true, 'boolean', 'false', '476b8d0b8d821c03', '{"key":"staged","enabled":true,"value_type":"boolean","default_value":false,"salt":"476b8d0b8d821c03","rules":[]}', 1, '2026-11-27 21:40:15.46623+00', '2026-11-27 21:40:15.46623+00', NULL, '[]', NULL, '[]');
INSERT INTO public.login_attempts VALUES ('owner@togul.local', '2026-11-27 21:40:15.158297+00');
INSERT INTO public.login_networks VALUES ('01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '127.0.0.1', '2026-11-27 21:40:15.174168+00');
INSERT INTO public.login_networks VALUES ('01a21ef3-aafb-7518-8c0d-e8a52723c40d', '127.0.0.1', '2026-11-27 21:40:15.230146+00');
INSERT INTO public.machine_tokens VALUES ('01a21ef3-ab0a-74b3-8388-afbbbbcb0717', '01a21ef3-aaaf-739b-9588-9e757e935794', NULL, 'Build', '01a21ef3-aab0-75ef-8447-8f4679b8626c', '\x54a5b08ae6013a975d996323e6a2f065837117cc83e3d0eb142c2a7c7bf7ca3e', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', NULL, '2026-11-27 21:40:15.240405+00', '2026-11-27 21:40:15.240405+00');
INSERT INTO public.members VALUES ('01a21ef3-aab0-75ef-8447-8f44c3e4cb63', '01a21ef3-aaaf-739b-9588-9e757e935794', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '01a21ef3-aab0-75ef-8447-8f43a36931de', '2026-11-27 21:40:15.148984+00', '2026-11-27 21:40:15.148984+00');
INSERT INTO public.members VALUES ('01a21ef3-aafe-732a-bb19-c05ed34d8923', '01a21ef3-aaaf-739b-9588-9e757e935794', '01a21ef3-aafb-7518-8c0d-e8a52723c40d', '01a21ef3-aab0-75ef-8447-8f4857469c54', '2026-11-27 21:40:15.230146+00', '2026-11-27 21:40:15.230146+00');
INSERT INTO public.organizations VALUES ('01a21ef3-aaaf-739b-9588-9e757e935794', 'owner-s-organization-3561155a', 'Owner''s organization', NULL, '2026-11-27 21:40:15.148984+00', '2026-11-27 21:40:15.148984+00');
INSERT INTO public.project_members VALUES ('01a21ef3-ab03-7726-98f9-9c50ec8177d5', '01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777', '01a21ef3-aafb-7518-8c0d-e8a52723c40d', '01a21ef3-aab0-75ef-8447-8f4857469c54', '2026-11-27 21:40:15.235963+00', '2026-11-27 21:40:15.235963+00');
INSERT INTO public.projects VALUES ('01a21ef3-aad1-70d6-b4e0-f9c4ddaf4777', '01a21ef3-aaaf-739b-9588-9e757e935794', 'shop', 'Shop', '', '2026-11-27 21:40:15.185147+00', '2026-11-27 21:40:15.185147+00');
INSERT INTO public.refresh_tokens VALUES ('\x41e9421771e42c15f8a62cc2d7efae58c12159a9d77508959441122deb7258bc', '01a21ef3-aac8-7182-879f-a7d329c3c9a6', '2026-11-27 21:40:15.176143+00', '2026-12-27 21:40:15.176143+00', NULL);
INSERT INTO public.registration VALUES (true);
INSERT INTO public.roles VALUES ('01a21ef3-aab0-75ef-8447-8f43a36931de', '01a21ef3-aaaf-739b-9588-9e757e935794', 'owner', 'Owner', true, '["org.read","org.update","org.delete","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]', '2026-11-27 21:40:15.148984+00', '2026-11-27 21:40:15.148984+00');
INSERT INTO public.roles VALUES ('01a21ef3-aab0-75ef-8447-8f4559f955f2', '01a21ef3-aaaf-739b-9588-9e757e935794', 'admin', 'Admin', true, '["org.read","org.update","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]', '2026-11-27 21:40:15.148984+00', '2026-11-27 21:40:15.148984+00');
INSERT INTO public.roles VALUES ('01a21ef3-aab0-75ef-8447-8f4679b8626c', '01a21ef3-aaaf-739b-9588-9e757e935794', 'developer', 'Developer', true, '["org.read","members.read","roles.read","projects.read","project_members.read","environments.read","environments.write","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read"]', '2026-11-27 21:40:15.148984+00', '2026-11-27 21:40:15.148984+00');
INSERT INTO public.roles VALUES ('01a21ef3-aab0-75ef-8447-8f47c51e9988', '01a21ef3-aaaf-739b-9588-9e757e935794', 'analyst', 'Analyst', true, '["org.read","projects.read","environments.read","flags.read","rules.read","segments.read","audit.read"]', '2026-11-27 21:40:15.148984+00', '2026-11-27 21:40:15.148984+00');
INSERT INTO public.roles VALUES ('01a21ef3-aab0-75ef-8447-8f4857469c54', '01a21ef3-aaaf-739b-9588-9e757e935794', 'viewer', 'Viewer', true, '["org.read","projects.read","environments.read","flags.read","rules.read","segments.read"]', '2026-11-27 21:40:15.148984+00', '2026-11-27 21:40:15.148984+00');
INSERT INTO public.rules VALUES ('01a21ef3-ab1f-746e-803d-66b96470f228', '01a21ef3-ab1f-746e-803d-66b86a1fb9a9', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}]', '1.5', true, 1, '2026-11-27 21:40:15.265693+00', '2026-11-27 21:40:15.265693+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab1f-746e-803d-66ba6b1c167b', '01a21ef3-ab1f-746e-803d-66b86a1fb9a9', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}]', '-1', true, 1, '2026-11-27 21:40:15.265693+00', '2026-11-27 21:40:15.265693+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab1f-746e-803d-66bbd38d745f', '01a21ef3-ab1f-746e-803d-66b86a1fb9a9', 30, 'attribute', 'app', 'semver_eq', '"1.2.3"', NULL, 'user_id', '[]', '2', true, 1, '2026-11-27 21:40:15.265693+00', '2026-11-27 21:40:15.265693+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab1f-746e-803d-66bcf06436da', '01a21ef3-ab1f-746e-803d-66b86a1fb9a9', 40, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}]', '3', true, 1, '2026-11-27 21:40:15.265693+00', '2026-11-27 21:40:15.265693+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab1f-746e-803d-66bd843d6d12', '01a21ef3-ab1f-746e-803d-66b86a1fb9a9', 50, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}]', '4', true, 1, '2026-11-27 21:40:15.265693+00', '2026-11-27 21:40:15.265693+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab2d-74b5-b14b-ba8065dd7373', '01a21ef3-ab2d-74b5-b14b-ba7fe7a78f71', 10, 'attribute', 'plan', 'eq', '"pro"', NULL, 'user_id', '[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}]', '"first"', true, 1, '2026-11-27 21:40:15.279921+00', '2026-11-27 21:40:15.279921+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab2d-74b5-b14b-ba812aa15ab5', '01a21ef3-ab2d-74b5-b14b-ba7fe7a78f71', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}]', '"second"', true, 1, '2026-11-27 21:40:15.279921+00', '2026-11-27 21:40:15.279921+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab2d-74b5-b14b-ba82b4c9d374', '01a21ef3-ab2d-74b5-b14b-ba7fe7a78f71', 30, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}]', '"pattern"', true, 1, '2026-11-27 21:40:15.279921+00', '2026-11-27 21:40:15.279921+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab2d-74b5-b14b-ba83d910ff12', '01a21ef3-ab2d-74b5-b14b-ba7fe7a78f71', 40, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"ip","operator":"ip_in","value":["10.0.0.0/8","2001:db8::/32"]},{"attribute":"email","operator":"not_exists"}]', '"network"', true, 1, '2026-11-27 21:40:15.279921+00', '2026-11-27 21:40:15.279921+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab2d-74b5-b14b-ba8487f3b8ff', '01a21ef3-ab2d-74b5-b14b-ba7fe7a78f71', 50, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[]', '"inactive"', false, 1, '2026-11-27 21:40:15.279921+00', '2026-11-27 21:40:15.279921+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab39-7597-aa62-a5f524660454', '01a21ef3-ab39-7597-aa62-a5f4116c0312', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"plan","operator":"eq_ignore_case","value":"PRO"},{"attribute":"country","operator":"in_ignore_case","value":["tr","de"]}]', 'true', true, 1, '2026-11-27 21:40:15.291172+00', '2026-11-27 21:40:15.291172+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab39-7597-aa62-a5f637f45f35', '01a21ef3-ab39-7597-aa62-a5f4116c0312', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"email","operator":"contains_ignore_case","value":"A@ex"},{"attribute":"email","operator":"starts_with_ignore_case","value":"\u00e7a"},{"attribute":"email","operator":"ends_with_ignore_case","value":".COM"}]', 'true', true, 1, '2026-11-27 21:40:15.291172+00', '2026-11-27 21:40:15.291172+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab39-7597-aa62-a5f7f2fab601', '01a21ef3-ab39-7597-aa62-a5f4116c0312', 30, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}]', 'true', true, 1, '2026-11-27 21:40:15.291172+00', '2026-11-27 21:40:15.291172+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab42-71ca-9dea-34c04496c3f9', '01a21ef3-ab42-71ca-9dea-34bf4a2f0482', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"country","operator":"eq","value":"TR"}]', '{"b":[1,2.5,"\u015f"],"a":null}', true, 1, '2026-11-27 21:40:15.300675+00', '2026-11-27 21:40:15.300675+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab71-702e-bf47-f5069a7e6dd0', '01a21ef3-ab71-702e-bf47-f505be1602a0', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"operator":"in_segment","value":"staff"}]', '"staff"', true, 1, '2026-11-27 21:40:15.348208+00', '2026-11-27 21:40:15.348208+00', '["staff"]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab71-702e-bf47-f507d5fedcb7', '01a21ef3-ab71-702e-bf47-f505be1602a0', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"any":[{"attribute":"plan","operator":"eq","value":"pro"},{"all":[{"attribute":"n","operator":"gt","value":5},{"not":{"attribute":"country","operator":"in","value":["DE","US"]}}]}]}]', '"group"', true, 1, '2026-11-27 21:40:15.348208+00', '2026-11-27 21:40:15.348208+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab71-702e-bf47-f508ec0d6e33', '01a21ef3-ab71-702e-bf47-f505be1602a0', 30, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"not":{"operator":"in_segment","value":"beta"}}]', '"other"', true, 1, '2026-11-27 21:40:15.348208+00', '2026-11-27 21:40:15.348208+00', '["beta"]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab71-702e-bf47-f509ee500077', '01a21ef3-ab71-702e-bf47-f505be1602a0', 40, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"any":[{"attribute":"email","operator":"ends_with","value":[".net",".org"]}]}]', '"ending"', true, 1, '2026-11-27 21:40:15.348208+00', '2026-11-27 21:40:15.348208+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab7f-72dd-b89b-e0be76954199', '01a21ef3-ab7f-72dd-b89b-e0bd6f1c9f69', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[{"attribute":"plan","operator":"eq","value":"pro"}]', '', true, 1, '2026-11-27 21:40:15.362533+00', '2026-11-27 21:40:15.362533+00', '[]', 'red', NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab9f-7335-99aa-6f54ce002941', '01a21ef3-ab9f-7335-99aa-6f537568d42d', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[]', 'true', true, 1, '2026-11-27 21:40:15.393502+00', '2026-11-27 21:40:15.393502+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab52-713a-a328-c74f6f5ff718', '01a21ef3-ab4b-74e5-8d26-1f87c2486002', 10, 'percentage', NULL, NULL, NULL, 40000, 'user_id', '[]', 'true', true, 2, '2026-11-27 21:40:15.314229+00', '2026-11-27 21:40:15.403006+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab58-7117-93c9-a2af35945730', '01a21ef3-ab58-7117-93c9-a2ae37247281', 20, 'percentage', NULL, NULL, NULL, 75125, 'account.id', '[{"attribute":"plan","operator":"exists"}]', '"account"', true, 2, '2026-11-27 21:40:15.321965+00', '2026-11-27 21:40:15.441846+00', '[]', NULL, NULL, NULL, NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab58-7117-93c9-a2b0309b4c98', '01a21ef3-ab58-7117-93c9-a2ae37247281', 10, 'percentage', NULL, NULL, NULL, 50000, 'user_id', '[]', '"seed"', true, 2, '2026-11-27 21:40:15.321965+00', '2026-11-27 21:40:15.441846+00', '[]', NULL, NULL, 'second-experiment', NULL);
INSERT INTO public.rules VALUES ('01a21ef3-ab7f-72dd-b89b-e0bfb93d8e05', '01a21ef3-ab7f-72dd-b89b-e0bd6f1c9f69', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[]', '', true, 2, '2026-11-27 21:40:15.362533+00', '2026-11-27 21:40:15.457126+00', '[]', NULL, '[{"variant":"red","weight":20,"ranges":[[0,20000]]},{"variant":"green","weight":50.5,"ranges":[[33300,83800]]},{"variant":"blue","weight":29.5,"ranges":[[20000,33300],[83800,100000]]}]', NULL, NULL);
INSERT INTO public.segments VALUES ('01a21ef3-ab10-7772-8893-ddc604304c5a', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'beta', 'Beta', '', 'beta
beta', 'user_id', '["user-1","user-2"]', '["user-3"]', '[{"conditions":[{"attribute":"country","operator":"eq","value":"TR"},{"attribute":"n","operator":"gte","value":0}]}]', '[]', 126600, '{"key":"beta","attribute":"user_id","included":["user-1","user-2"],"excluded":["user-3"],"rules":[{"conditions":[{"attribute":"country","operator":"eq","value":"TR"},{"attribute":"n","operator":"gte","value":0}]}]}', 1, '2026-11-27 21:40:15.252199+00', '2026-11-27 21:40:15.252199+00');
INSERT INTO public.segments VALUES ('01a21ef3-ab19-743e-807b-a7ad98f440a9', '01a21ef3-aad8-7044-ac73-8e8d1ee0c107', 'staff', 'Staff', '', 'staff
staff', 'account.id', '["7919"]', '[]', '[{"conditions":[{"operator":"in_segment","value":"beta"},{"attribute":"plan","operator":"eq","value":"pro"}]}]', '["beta"]', 63000, '{"key":"staff","attribute":"account.id","included":["7919"],"excluded":[],"rules":[{"conditions":[{"operator":"in_segment","value":"beta"},{"attribute":"plan","operator":"eq","value":"pro"}]}]}', 1, '2026-11-27 21:40:15.259676+00', '2026-11-27 21:40:15.259676+00');
INSERT INTO public.sessions VALUES ('01a21ef3-aac8-7182-879f-a7d329c3c9a6', '01a21ef3-aaac-7500-9ff6-4bc227bf9af5', '01a21ef3-aaaf-739b-9588-9e757e935794', '2026-11-27 21:40:15.174168+00', NULL, '127.0.0.1', '2026-11-27 21:40:15.176143+00');
INSERT INTO public.users VALUES ('01a21ef3-aaac-7500-9ff6-4bc227bf9af5', 'owner@togul.local', 'owner@togul.local', 'Owner', 'admin', '$argon2id$v=19$m=19456,t=2,p=1$wPsTOYhlxemAW5RR6IF6kQ$c7u9NzSV97756PvYZS1Uw6Dge9WpqEkllunD0k0diIU', NULL, '2026-11-27 21:40:15.148984+00', '2026-11-27 21:40:15.148984+00');
INSERT INTO public.users VALUES ('01a21ef3-aafb-7518-8c0d-e8a52723c40d', 'viewer@togul.local', 'viewer@togul.local', 'Viewer', 'read_only', '$argon2id$v=19$m=19456,t=2,p=1$x+5UETT/zNPbI6EsdGX9XA$enPIcacCUZZiHTkvG6VDMMcvz7XkHu+Z9X8i2Wbv1X8', NULL, '2026-11-27 21:40:15.227946+00', '2026-11-27 21:40:15.227946+00');
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
