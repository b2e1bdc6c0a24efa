--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

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

--
-- Name: _sqlx_migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public._sqlx_migrations (
    version bigint NOT NULL,
    description text NOT NULL,
    installed_on timestamp with time zone DEFAULT now() NOT NULL,
    success boolean NOT NULL,
    checksum bytea NOT NULL,
    execution_time bigint NOT NULL
);


--
-- Name: api_keys; Type: TABLE; Schema: public; Owner: -
--

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


--
-- Name: audit_log; Type: TABLE; Schema: public; Owner: -
--

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
    created_at timestamp with time zone NOT NULL
);


--
-- Name: changes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.changes (
    environment_id uuid NOT NULL,
    revision bigint NOT NULL,
    type text NOT NULL,
    flag_key text NOT NULL,
    flag text,
    fingerprint text NOT NULL,
    changed_by uuid,
    changed_at timestamp with time zone NOT NULL
);


--
-- Name: environments; Type: TABLE; Schema: public; Owner: -
--

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
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: flags; Type: TABLE; Schema: public; Owner: -
--

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


--
-- Name: invitations; Type: TABLE; Schema: public; Owner: -
--

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


--
-- Name: login_attempts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.login_attempts (
    email_folded text NOT NULL,
    last_at timestamp with time zone NOT NULL
);


--
-- Name: login_failures; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.login_failures (
    id uuid NOT NULL,
    email_folded text NOT NULL,
    failed_at timestamp with time zone NOT NULL
);


--
-- Name: members; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.members (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: organizations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.organizations (
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    deleted_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: project_members; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.project_members (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: projects; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.projects (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: refresh_tokens; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.refresh_tokens (
    hash bytea NOT NULL,
    session_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);


--
-- Name: roles; Type: TABLE; Schema: public; Owner: -
--

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


--
-- Name: rules; Type: TABLE; Schema: public; Owner: -
--

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


--
-- Name: sessions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sessions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    organization_id uuid,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone
);


--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

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


--
-- Data for Name: _sqlx_migrations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public._sqlx_migrations VALUES (1, 'accounts', '2026-11-26 13:09:13.131297+00', true, '\x2b6999d02deeec22f5f78d77053a4a7b170e34508778ec8d87c1fe5336e064dcb71e06834a5361a214c7995c6293bec5', 74974851);
INSERT INTO public._sqlx_migrations VALUES (2, 'projects', '2026-11-26 13:09:13.208231+00', true, '\x91c24ecb9fafd9b34e92dfe7c42103bee41cc391aad838f14d0934e1b7a6b4e0d51055bdb850f6dbe4308559ef0af47b', 18127761);
INSERT INTO public._sqlx_migrations VALUES (3, 'people', '2026-11-26 13:09:13.226986+00', true, '\x727fa61c5be841816d55701e3c2a7880f17b7a3a877ef817cae33f050395faa20da2bcf40b21f3c2aaa36f37c65395d7', 15317868);


--
-- Data for Name: api_keys; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.api_keys VALUES ('01a217f9-73f8-757b-b73a-399432ad389e', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'Anahtar stream', 'stream', 'tgl_str_BPRC', '\xa53a65b4049144f31d19d448cc1253277dafbda1d50cea125751cb0ec35b42f3', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-26 13:09:13.848878+00', '2026-11-26 13:09:13.848878+00');
INSERT INTO public.api_keys VALUES ('01a217f9-7428-721d-8b3b-256743f20bbe', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-740f-7296-8468-10e27e3ea7ae', 'Anahtar stream', 'stream', 'tgl_str_iDTt', '\x901876007d1936ecaa7f348bbe2b5ae4a858fe50b393249ba000fb71e4d3391a', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-26 13:09:13.896099+00', '2026-11-26 13:09:13.896099+00');
INSERT INTO public.api_keys VALUES ('01a217f9-7440-71a7-8b9b-c9eb36a49ab8', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-742f-7640-917b-aa879cb32812', 'Anahtar stream', 'stream', 'tgl_str_XxzE', '\x59c86b3ff50d1e57c37da1187e4bfff868985ba83a1a93a7d3f84c9a03cf3544', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-26 13:09:13.920587+00', '2026-11-26 13:09:13.920587+00');
INSERT INTO public.api_keys VALUES ('01a217f9-76fe-714b-b8ef-83f72b116550', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'rotated', 'server', 'tgl_srv_nMiG', '\x66893cfa0d6bba2c008d509f1335687259b3da325b5971b0ae2596365a41ba4f', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-26 13:09:14.622796+00', '2026-11-26 13:09:14.627509+00');
INSERT INTO public.api_keys VALUES ('01a217f9-7709-72e9-a12d-bee5bf213482', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'revoked', 'sdk', 'tgl_sdk_KA9h', '\xca898c8c83f072bc3c04477f24fff9e31b3b94133572e2873edd870eac8f6a0d', NULL, NULL, NULL, NULL, NULL, '2026-11-26 13:09:14.638575+00', '2026-11-26 13:09:14.633533+00', '2026-11-26 13:09:14.638575+00');
INSERT INTO public.api_keys VALUES ('01a217f9-73e7-7170-8e4b-73b7a55e03e5', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'Anahtar server', 'server', 'tgl_srv_QD8B', '\x3b46df900239b6f31d52aa4078f877c35f78ae945f0343c125986670278fc537', NULL, NULL, '2026-11-26 13:09:14.647852+00', '127.0.0.1', NULL, NULL, '2026-11-26 13:09:13.831673+00', '2026-11-26 13:09:13.831673+00');
INSERT INTO public.api_keys VALUES ('01a217f9-73ee-72ec-b33b-9e1131921491', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'Anahtar sdk', 'sdk', 'tgl_sdk_T2lk', '\xd8c5d6da80665b9ebdc24fc9d8a12fd66ee68c8643e770ea6b374570097d8b8a', NULL, NULL, '2026-11-26 13:09:14.650328+00', '127.0.0.1', NULL, NULL, '2026-11-26 13:09:13.838713+00', '2026-11-26 13:09:13.838713+00');
INSERT INTO public.api_keys VALUES ('01a217f9-741b-72d2-810b-973ae5af0155', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-740f-7296-8468-10e27e3ea7ae', 'Anahtar server', 'server', 'tgl_srv_DGxK', '\x9bf269cdcde190c42bdbdf798428688c61591e24a20ff17cef92941285dbabd2', NULL, NULL, '2026-11-26 13:09:16.472472+00', '127.0.0.1', NULL, NULL, '2026-11-26 13:09:13.883097+00', '2026-11-26 13:09:13.883097+00');
INSERT INTO public.api_keys VALUES ('01a217f9-7422-7718-941e-ce9e7bee0691', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-740f-7296-8468-10e27e3ea7ae', 'Anahtar sdk', 'sdk', 'tgl_sdk_b_yZ', '\x22df16a45bf0a15a49401abffdc4452974456aa516f0fe35630f9db4e9ecf19e', NULL, NULL, '2026-11-26 13:09:16.475447+00', '127.0.0.1', NULL, NULL, '2026-11-26 13:09:13.890677+00', '2026-11-26 13:09:13.890677+00');
INSERT INTO public.api_keys VALUES ('01a217f9-7433-7771-81df-6c9fd97e30d6', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-742f-7640-917b-aa879cb32812', 'Anahtar server', 'server', 'tgl_srv_G2t3', '\x483addd4bbf98d92099848efda350f970e0aac3da0ba2114b234ebdf8f882196', NULL, NULL, '2026-11-26 13:09:16.58665+00', '127.0.0.1', NULL, NULL, '2026-11-26 13:09:13.90767+00', '2026-11-26 13:09:13.90767+00');
INSERT INTO public.api_keys VALUES ('01a217f9-743a-7623-80cf-545e3badaa27', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-742f-7640-917b-aa879cb32812', 'Anahtar sdk', 'sdk', 'tgl_sdk_3_tX', '\x69091fb1936a999cade7538626919ba802ecbfbc626194979c3655ac63be65d4', NULL, NULL, '2026-11-26 13:09:16.598793+00', '127.0.0.1', NULL, NULL, '2026-11-26 13:09:13.914318+00', '2026-11-26 13:09:13.914318+00');


--
-- Data for Name: audit_log; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.audit_log VALUES ('01a217f9-735b-7306-b5d7-dd54549d08fe', '01a217f9-7355-73e7-b56a-248dd6570593', NULL, '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'user.registered', 'user', '01a217f9-7354-770f-89b3-436bf335ed98', NULL, '{"created_at":"2026-11-26T13:09:13.684218Z","email":"demo@togul.local","email_verified_at":null,"id":"01a217f9-7354-770f-89b3-436bf335ed98","name":"Demo","role":"admin","updated_at":"2026-11-26T13:09:13.684218Z"}', '127.0.0.1', '01a217f9-7332-707e-a850-bd4d361a312c', NULL, '2026-11-26 13:09:13.691178+00');
INSERT INTO public.audit_log VALUES ('01a217f9-73a1-746b-b653-d66be55941c8', '01a217f9-7355-73e7-b56a-248dd6570593', NULL, '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'session.created', 'session', '01a217f9-739f-7387-bfae-50fe3aef9e38', NULL, NULL, '127.0.0.1', '01a217f9-7362-73eb-a9c8-2c31a65597b9', NULL, '2026-11-26 13:09:13.761592+00');
INSERT INTO public.audit_log VALUES ('01a217f9-73ac-7237-b11c-57ba2a6d8628', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'project.created', 'project', '01a217f9-73aa-70e3-bee7-b19aafc1163d', NULL, '{"created_at":"2026-11-26T13:09:13.770144Z","description":"Bir proje: ğüşiöç 🚀","id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","name":"Compatibility","organization_id":"01a217f9-7355-73e7-b56a-248dd6570593","slug":"compatibility","updated_at":"2026-11-26T13:09:13.770144Z"}', '127.0.0.1', '01a217f9-73a7-7220-8129-0dafae2c1140', NULL, '2026-11-26 13:09:13.772446+00');
INSERT INTO public.audit_log VALUES ('01a217f9-73c3-761e-a957-b16afe782485', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'environment.created', 'environment', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', NULL, '{"created_at":"2026-11-26T13:09:13.793637Z","description":"","id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","key":"every-kind","name":"Every kind","project_id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","regions":["local"],"revision":0,"updated_at":"2026-11-26T13:09:13.793637Z","version":1}', '127.0.0.1', '01a217f9-73ae-7f1b-83c8-577851c68ac3', NULL, '2026-11-26 13:09:13.795503+00');
INSERT INTO public.audit_log VALUES ('01a217f9-73ea-764b-990c-d9d4721291ab', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'api_key.created', 'api_key', '01a217f9-73e7-7170-8e4b-73b7a55e03e5', NULL, '{"created_at":"2026-11-26T13:09:13.831673Z","environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","expires_at":null,"id":"01a217f9-73e7-7170-8e4b-73b7a55e03e5","key_prefix":"tgl_srv_QD8B","last_used_at":null,"last_used_ip":null,"name":"Anahtar server","project_id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","revoked_at":null,"scope":"server","updated_at":"2026-11-26T13:09:13.831673Z"}', '127.0.0.1', '01a217f9-73c6-7565-b4b4-554decc46e19', NULL, '2026-11-26 13:09:13.834094+00');
INSERT INTO public.audit_log VALUES ('01a217f9-73f3-7189-a096-e812871f3589', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'api_key.created', 'api_key', '01a217f9-73ee-72ec-b33b-9e1131921491', NULL, '{"created_at":"2026-11-26T13:09:13.838713Z","environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","expires_at":null,"id":"01a217f9-73ee-72ec-b33b-9e1131921491","key_prefix":"tgl_sdk_T2lk","last_used_at":null,"last_used_ip":null,"name":"Anahtar sdk","project_id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","revoked_at":null,"scope":"sdk","updated_at":"2026-11-26T13:09:13.838713Z"}', '127.0.0.1', '01a217f9-73ec-741a-bbcf-92c539ae3ab3', NULL, '2026-11-26 13:09:13.843771+00');
INSERT INTO public.audit_log VALUES ('01a217f9-73f9-77d1-bf3a-6c4d92c2c8ac', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'api_key.created', 'api_key', '01a217f9-73f8-757b-b73a-399432ad389e', NULL, '{"created_at":"2026-11-26T13:09:13.848878Z","environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","expires_at":null,"id":"01a217f9-73f8-757b-b73a-399432ad389e","key_prefix":"tgl_str_BPRC","last_used_at":null,"last_used_ip":null,"name":"Anahtar stream","project_id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","revoked_at":null,"scope":"stream","updated_at":"2026-11-26T13:09:13.848878Z"}', '127.0.0.1', '01a217f9-73f6-7be2-a92f-df049c273932', NULL, '2026-11-26 13:09:13.8498+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7410-7327-905d-126b313a3af7', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'environment.created', 'environment', '01a217f9-740f-7296-8468-10e27e3ea7ae', NULL, '{"created_at":"2026-11-26T13:09:13.871396Z","description":"","id":"01a217f9-740f-7296-8468-10e27e3ea7ae","key":"eu.west_1","name":"Small","project_id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","regions":["local"],"revision":0,"updated_at":"2026-11-26T13:09:13.871396Z","version":1}', '127.0.0.1', '01a217f9-73fb-784f-b5f0-52228f9a4114', NULL, '2026-11-26 13:09:13.872756+00');
INSERT INTO public.audit_log VALUES ('01a217f9-741d-76f3-94be-93267c41c751', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'api_key.created', 'api_key', '01a217f9-741b-72d2-810b-973ae5af0155', NULL, '{"created_at":"2026-11-26T13:09:13.883097Z","environment_id":"01a217f9-740f-7296-8468-10e27e3ea7ae","expires_at":null,"id":"01a217f9-741b-72d2-810b-973ae5af0155","key_prefix":"tgl_srv_DGxK","last_used_at":null,"last_used_ip":null,"name":"Anahtar server","project_id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","revoked_at":null,"scope":"server","updated_at":"2026-11-26T13:09:13.883097Z"}', '127.0.0.1', '01a217f9-7413-7587-8d5a-b6fd9c288bd3', NULL, '2026-11-26 13:09:13.885539+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7423-70fd-b466-76f01e8fa8d4', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'api_key.created', 'api_key', '01a217f9-7422-7718-941e-ce9e7bee0691', NULL, '{"created_at":"2026-11-26T13:09:13.890677Z","environment_id":"01a217f9-740f-7296-8468-10e27e3ea7ae","expires_at":null,"id":"01a217f9-7422-7718-941e-ce9e7bee0691","key_prefix":"tgl_sdk_b_yZ","last_used_at":null,"last_used_ip":null,"name":"Anahtar sdk","project_id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","revoked_at":null,"scope":"sdk","updated_at":"2026-11-26T13:09:13.890677Z"}', '127.0.0.1', '01a217f9-7420-783d-8e48-191d8d1d30b5', NULL, '2026-11-26 13:09:13.891907+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7429-75c9-92c1-1375f88d9c67', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'api_key.created', 'api_key', '01a217f9-7428-721d-8b3b-256743f20bbe', NULL, '{"created_at":"2026-11-26T13:09:13.896099Z","environment_id":"01a217f9-740f-7296-8468-10e27e3ea7ae","expires_at":null,"id":"01a217f9-7428-721d-8b3b-256743f20bbe","key_prefix":"tgl_str_iDTt","last_used_at":null,"last_used_ip":null,"name":"Anahtar stream","project_id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","revoked_at":null,"scope":"stream","updated_at":"2026-11-26T13:09:13.896099Z"}', '127.0.0.1', '01a217f9-7426-787b-ab22-aaa8ce332f10', NULL, '2026-11-26 13:09:13.897066+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7430-7515-a38b-6ff4126df692', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'environment.created', 'environment', '01a217f9-742f-7640-917b-aa879cb32812', NULL, '{"created_at":"2026-11-26T13:09:13.903322Z","description":"","id":"01a217f9-742f-7640-917b-aa879cb32812","key":"empty","name":"Never written","project_id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","regions":["local"],"revision":0,"updated_at":"2026-11-26T13:09:13.903322Z","version":1}', '127.0.0.1', '01a217f9-742a-7b8e-8b16-f4e89dbc51da', NULL, '2026-11-26 13:09:13.904221+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7434-7018-8abd-6980a348e09b', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'api_key.created', 'api_key', '01a217f9-7433-7771-81df-6c9fd97e30d6', NULL, '{"created_at":"2026-11-26T13:09:13.907670Z","environment_id":"01a217f9-742f-7640-917b-aa879cb32812","expires_at":null,"id":"01a217f9-7433-7771-81df-6c9fd97e30d6","key_prefix":"tgl_srv_G2t3","last_used_at":null,"last_used_ip":null,"name":"Anahtar server","project_id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","revoked_at":null,"scope":"server","updated_at":"2026-11-26T13:09:13.907670Z"}', '127.0.0.1', '01a217f9-7431-7fea-aea2-a99868a5bc82', NULL, '2026-11-26 13:09:13.908536+00');
INSERT INTO public.audit_log VALUES ('01a217f9-743c-7440-af42-11c1b51993b5', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'api_key.created', 'api_key', '01a217f9-743a-7623-80cf-545e3badaa27', NULL, '{"created_at":"2026-11-26T13:09:13.914318Z","environment_id":"01a217f9-742f-7640-917b-aa879cb32812","expires_at":null,"id":"01a217f9-743a-7623-80cf-545e3badaa27","key_prefix":"tgl_sdk_3_tX","last_used_at":null,"last_used_ip":null,"name":"Anahtar sdk","project_id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","revoked_at":null,"scope":"sdk","updated_at":"2026-11-26T13:09:13.914318Z"}', '127.0.0.1', '01a217f9-7436-7794-9465-10cb5ad46058', NULL, '2026-11-26 13:09:13.916109+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7441-77d8-a861-0be66a2d3f68', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'api_key.created', 'api_key', '01a217f9-7440-71a7-8b9b-c9eb36a49ab8', NULL, '{"created_at":"2026-11-26T13:09:13.920587Z","environment_id":"01a217f9-742f-7640-917b-aa879cb32812","expires_at":null,"id":"01a217f9-7440-71a7-8b9b-c9eb36a49ab8","key_prefix":"tgl_str_XxzE","last_used_at":null,"last_used_ip":null,"name":"Anahtar stream","project_id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","revoked_at":null,"scope":"stream","updated_at":"2026-11-26T13:09:13.920587Z"}', '127.0.0.1', '01a217f9-743e-7e2c-824a-f6c8120a0cce', NULL, '2026-11-26 13:09:13.921622+00');
INSERT INTO public.audit_log VALUES ('01a217f9-745c-7517-b8d2-f1a17d4af43c', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-744d-74f4-b396-638ed66dc691', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:13.932962Z","flag_id":"01a217f9-7446-7261-a537-bdc7359afa76","id":"01a217f9-744d-74f4-b396-638ed66dc691","is_active":true,"operator":"eq","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:13.932962Z","value_json":"\"TR\"","version":1}', '127.0.0.1', '01a217f9-7449-7495-aea0-9d43910978f9', NULL, '2026-11-26 13:09:13.948639+00');
INSERT INTO public.audit_log VALUES ('01a217f9-747d-753e-b39c-989cc47ca70b', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-747c-7500-8c3b-f4d471f28695', NULL, '{"created_at":"2026-11-26T13:09:13.980766Z","default_value":false,"description":"operator in","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-747c-7500-8c3b-f4d471f28695","key":"op-in","name":"op-in","salt":"db3655f3271f7073","updated_at":"2026-11-26T13:09:13.980766Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-747a-7c4c-b5b9-e9182131a41a', NULL, '2026-11-26 13:09:13.981775+00');
INSERT INTO public.audit_log VALUES ('01a217f9-749e-74c9-915a-a8c60864b278', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-749d-74b9-b57d-26af1d0e5d3a', NULL, '{"created_at":"2026-11-26T13:09:14.013933Z","default_value":false,"description":"operator contains","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-749d-74b9-b57d-26af1d0e5d3a","key":"op-contains","name":"op-contains","salt":"e5fbe5d9e0171e6c","updated_at":"2026-11-26T13:09:14.013933Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-749b-7e80-aa53-310934f8d123', NULL, '2026-11-26 13:09:14.014678+00');
INSERT INTO public.audit_log VALUES ('01a217f9-74b4-7680-befc-252d9fb3b873', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-74b2-73cf-8b13-2c71ea5a6cf8', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.034411Z","flag_id":"01a217f9-74ac-75b4-b482-bd3d2fb2e911","id":"01a217f9-74b2-73cf-8b13-2c71ea5a6cf8","is_active":true,"operator":"starts_with","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.034411Z","value_json":"\"T\"","version":1}', '127.0.0.1', '01a217f9-74af-7f12-abc0-46a150bd7697', NULL, '2026-11-26 13:09:14.036147+00');
INSERT INTO public.audit_log VALUES ('01a217f9-74cc-77fc-a937-2336d9114833', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-74ca-7320-9912-7ff8f6bb91f0', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.058653Z","flag_id":"01a217f9-74c5-75f4-a285-9ccfdbb63be1","id":"01a217f9-74ca-7320-9912-7ff8f6bb91f0","is_active":true,"operator":"gt","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.058653Z","value_json":"17.5","version":1}', '127.0.0.1', '01a217f9-74c7-7299-968b-73a44714d0de', NULL, '2026-11-26 13:09:14.060442+00');
INSERT INTO public.audit_log VALUES ('01a217f9-74eb-734c-a47c-1c4dcd4a762e', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-74ea-7251-94c9-543a4b826ce3', NULL, '{"created_at":"2026-11-26T13:09:14.090604Z","default_value":false,"description":"operator lte","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-74ea-7251-94c9-543a4b826ce3","key":"op-lte","name":"op-lte","salt":"43cd69c8f4e9ca93","updated_at":"2026-11-26T13:09:14.090604Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-74e6-791a-9158-df93d29ccb63', NULL, '2026-11-26 13:09:14.09137+00');
INSERT INTO public.audit_log VALUES ('01a217f9-74fc-73ee-afa1-453a6394d3de', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-74fa-72a7-a926-cea092957be8', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.106336Z","flag_id":"01a217f9-74f4-764f-b6e7-1c8f73413d42","id":"01a217f9-74fa-72a7-a926-cea092957be8","is_active":true,"operator":"before","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.106336Z","value_json":"\"2026-01-01T00:00:00+03:00\"","version":1}', '127.0.0.1', '01a217f9-74f6-7da3-8eb3-27d2dd92e83c', NULL, '2026-11-26 13:09:14.107995+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7515-739d-9c9b-1546d1f7b206', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7513-75d7-999a-14d80044bfa1', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.131633Z","flag_id":"01a217f9-750e-762d-a3fa-938e6850bd7c","id":"01a217f9-7513-75d7-999a-14d80044bfa1","is_active":true,"operator":"semver_eq","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.131633Z","value_json":"\"1.2.3\"","version":1}', '127.0.0.1', '01a217f9-7511-7f42-bf87-dbdf18b00e8d', NULL, '2026-11-26 13:09:14.133441+00');
INSERT INTO public.audit_log VALUES ('01a217f9-752a-74fa-9b41-f9779c89e217', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-752a-74fa-9b41-f976d4f07657', NULL, '{"created_at":"2026-11-26T13:09:14.154094Z","default_value":false,"description":"operator semver_gte","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-752a-74fa-9b41-f976d4f07657","key":"op-semver_gte","name":"op-semver_gte","salt":"66b92c36f93806cb","updated_at":"2026-11-26T13:09:14.154094Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-7528-7709-9836-902d119fed7b', NULL, '2026-11-26 13:09:14.154836+00');
INSERT INTO public.audit_log VALUES ('01a217f9-753e-73e6-a115-ffc405ede797', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-753b-729b-8e70-1e822768e8a7', NULL, '{"created_at":"2026-11-26T13:09:14.171902Z","default_value":false,"description":"operator semver_lt","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-753b-729b-8e70-1e822768e8a7","key":"op-semver_lt","name":"op-semver_lt","salt":"ec25c571c6827e66","updated_at":"2026-11-26T13:09:14.171902Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-753a-787e-b9a1-f2b0e5c9575a', NULL, '2026-11-26 13:09:14.174472+00');
INSERT INTO public.audit_log VALUES ('01a217f9-755a-777b-bfa7-8c928eba2f4c', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-7557-72b2-b2f6-b0ff575f86c1', NULL, '{"created_at":"2026-11-26T13:09:14.199316Z","default_value":false,"description":"operator matches","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-7557-72b2-b2f6-b0ff575f86c1","key":"op-matches","name":"op-matches","salt":"1d97f7618e9903ac","updated_at":"2026-11-26T13:09:14.199316Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-7555-77e9-8182-28e301769177', NULL, '2026-11-26 13:09:14.202465+00');
INSERT INTO public.audit_log VALUES ('01a217f9-756d-7346-ab53-6b610e152879', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-756c-7770-98ea-9fe3e00d21d0', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.219864Z","flag_id":"01a217f9-7567-71e2-8be1-cafee6fd9c83","id":"01a217f9-756c-7770-98ea-9fe3e00d21d0","is_active":true,"operator":"exists","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.219864Z","value_json":null,"version":1}', '127.0.0.1', '01a217f9-7569-7346-ba61-544156a2bcb2', NULL, '2026-11-26 13:09:14.221602+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7447-7372-90e4-ebf373621d20', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-7446-7261-a537-bdc7359afa76', NULL, '{"created_at":"2026-11-26T13:09:13.926374Z","default_value":false,"description":"operator eq","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-7446-7261-a537-bdc7359afa76","key":"op-eq","name":"op-eq","salt":"1b2db8ae8f8da597","updated_at":"2026-11-26T13:09:13.926374Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-7444-71c6-a26d-08e92c5dc88e', NULL, '2026-11-26 13:09:13.927954+00');
INSERT INTO public.audit_log VALUES ('01a217f9-746c-72b6-a81e-c499632e8049', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-746b-73ef-a803-3680280f78a9', NULL, '{"created_at":"2026-11-26T13:09:13.963545Z","default_value":false,"description":"operator neq","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-746b-73ef-a803-3680280f78a9","key":"op-neq","name":"op-neq","salt":"da9731efc2b772f9","updated_at":"2026-11-26T13:09:13.963545Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-7468-7093-8dd3-0ddad14d3291', NULL, '2026-11-26 13:09:13.964454+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7491-722e-9c8a-d65c3005af23', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-7490-7728-8483-fdf0cfd87877', NULL, '{"created_at":"2026-11-26T13:09:14.000466Z","default_value":false,"description":"operator not_in","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-7490-7728-8483-fdf0cfd87877","key":"op-not_in","name":"op-not_in","salt":"8a78c89f520adb5f","updated_at":"2026-11-26T13:09:14.000466Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-7485-7a4b-aa97-770050148dd9', NULL, '2026-11-26 13:09:14.001364+00');
INSERT INTO public.audit_log VALUES ('01a217f9-74c6-74d9-8616-4b34fdc9cf87', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-74c5-75f4-a285-9ccfdbb63be1', NULL, '{"created_at":"2026-11-26T13:09:14.053468Z","default_value":false,"description":"operator gt","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-74c5-75f4-a285-9ccfdbb63be1","key":"op-gt","name":"op-gt","salt":"9a7a083196c82814","updated_at":"2026-11-26T13:09:14.053468Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-74c3-7928-bf14-750ad8e74327', NULL, '2026-11-26 13:09:14.054306+00');
INSERT INTO public.audit_log VALUES ('01a217f9-74d8-7656-a4e6-907881ed4962', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-74d5-70bd-b3d2-f680d4df8b5b', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.069387Z","flag_id":"01a217f9-74d0-745e-ad48-4d9d16520e00","id":"01a217f9-74d5-70bd-b3d2-f680d4df8b5b","is_active":true,"operator":"gte","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.069387Z","value_json":"18","version":1}', '127.0.0.1', '01a217f9-74d3-73ff-8f50-d96ee091b913', NULL, '2026-11-26 13:09:14.072551+00');
INSERT INTO public.audit_log VALUES ('01a217f9-750a-76ca-bb74-6de3c71d1cc7', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7508-768e-a2ce-b45fad266d49', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.120053Z","flag_id":"01a217f9-74ff-7457-93ec-929850e9bb78","id":"01a217f9-7508-768e-a2ce-b45fad266d49","is_active":true,"operator":"after","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.120053Z","value_json":"\"2025-06-15T12:30:00.123456789Z\"","version":1}', '127.0.0.1', '01a217f9-7502-725f-988c-c5a296df890b', NULL, '2026-11-26 13:09:14.122091+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7526-770b-9ab1-f499871ab645', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7524-724e-88b0-37575e837083', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.148112Z","flag_id":"01a217f9-7518-7388-8d2c-81922ebc1dda","id":"01a217f9-7524-724e-88b0-37575e837083","is_active":true,"operator":"semver_gt","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.148112Z","value_json":"\"1.2.3\"","version":1}', '127.0.0.1', '01a217f9-751b-72a2-b4de-6d51192caa2d', NULL, '2026-11-26 13:09:14.15+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7538-705b-90dc-a2efe8d5d55b', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7536-766c-a7e7-1bb9fee92a4d', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.166550Z","flag_id":"01a217f9-752a-74fa-9b41-f976d4f07657","id":"01a217f9-7536-766c-a7e7-1bb9fee92a4d","is_active":true,"operator":"semver_gte","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.166550Z","value_json":"\"1.2.3-rc.1\"","version":1}', '127.0.0.1', '01a217f9-7534-7ad9-9d7d-4bfa66959b63', NULL, '2026-11-26 13:09:14.16829+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7544-727d-86db-7464f44de848', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7542-7321-a189-4743596cd65c', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.178550Z","flag_id":"01a217f9-753b-729b-8e70-1e822768e8a7","id":"01a217f9-7542-7321-a189-4743596cd65c","is_active":true,"operator":"semver_lt","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.178550Z","value_json":"\"2.0.0\"","version":1}', '127.0.0.1', '01a217f9-7540-782a-99aa-99b9fef47bc0', NULL, '2026-11-26 13:09:14.180929+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7563-7568-877d-d6179d624828', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-755f-73a2-83ee-b18f995b4866', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.207049Z","flag_id":"01a217f9-7557-72b2-b2f6-b0ff575f86c1","id":"01a217f9-755f-73a2-83ee-b18f995b4866","is_active":true,"operator":"matches","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.207049Z","value_json":"\"^(?i)[a-zçğıöşü]{2,}\\\\d*$\"","version":1}', '127.0.0.1', '01a217f9-755c-749a-ab26-0344105e9e67', NULL, '2026-11-26 13:09:14.211409+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7579-757d-9487-16d18b5b6691', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7577-7062-af8a-95d4af94b976', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.231717Z","flag_id":"01a217f9-7571-725a-a7ab-475ab0cd9d1c","id":"01a217f9-7577-7062-af8a-95d4af94b976","is_active":true,"operator":"not_exists","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.231717Z","value_json":null,"version":1}', '127.0.0.1', '01a217f9-7573-710e-aa7f-f2fe12327ed6', NULL, '2026-11-26 13:09:14.233107+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7581-752e-b8d4-99f08ae0b751', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7580-712a-aa4b-fe5cdf71d815', NULL, '{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.240417Z","flag_id":"01a217f9-757c-734a-89d4-a7c42575f2a9","id":"01a217f9-7580-712a-aa4b-fe5cdf71d815","is_active":true,"operator":null,"priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"boolean","updated_at":"2026-11-26T13:09:14.240417Z","value_json":null,"version":1}', '127.0.0.1', '01a217f9-757e-7d42-be9a-f959c7d39d27', NULL, '2026-11-26 13:09:14.24165+00');
INSERT INTO public.audit_log VALUES ('01a217f9-75d9-7020-9f85-9ec16b90b3f7', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-75d8-77f9-b641-19c584a6cd0c', NULL, '{"attribute":"şehir","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.328314Z","flag_id":"01a217f9-75ca-70ac-86d4-b4ee1f542aaa","id":"01a217f9-75d8-77f9-b641-19c584a6cd0c","is_active":true,"operator":"eq","priority":10,"return_value":"kırmızı ​ñ 漢字","rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.328314Z","value_json":"\"İstanbul\"","version":1}', '127.0.0.1', '01a217f9-75cd-7e78-95b6-64fff6f62642', NULL, '2026-11-26 13:09:14.329781+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7478-7355-89c9-e5b9dc8bad47', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7475-74c7-bfdc-fb869d5bad04', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:13.972935Z","flag_id":"01a217f9-746b-73ef-a803-3680280f78a9","id":"01a217f9-7475-74c7-bfdc-fb869d5bad04","is_active":true,"operator":"neq","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:13.972935Z","value_json":"\"TR\"","version":1}', '127.0.0.1', '01a217f9-746e-7a51-869a-8d79a44a62e5', NULL, '2026-11-26 13:09:13.976308+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7483-773a-8256-ce2d87e97b17', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7482-769d-a03b-36aa2b446f99', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:13.985964Z","flag_id":"01a217f9-747c-7500-8c3b-f4d471f28695","id":"01a217f9-7482-769d-a03b-36aa2b446f99","is_active":true,"operator":"in","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:13.985964Z","value_json":"[\"TR\", \"DE\", \"日本\", 5]","version":1}', '127.0.0.1', '01a217f9-747f-7eaa-8269-090440219973', NULL, '2026-11-26 13:09:13.987813+00');
INSERT INTO public.audit_log VALUES ('01a217f9-74ad-75c1-9d2e-d539aba66f8c', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-74ac-75b4-b482-bd3d2fb2e911', NULL, '{"created_at":"2026-11-26T13:09:14.028045Z","default_value":false,"description":"operator starts_with","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-74ac-75b4-b482-bd3d2fb2e911","key":"op-starts_with","name":"op-starts_with","salt":"10c34fb97e58b9f8","updated_at":"2026-11-26T13:09:14.028045Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-74a5-7a33-a52b-0e862fad06af', NULL, '2026-11-26 13:09:14.029043+00');
INSERT INTO public.audit_log VALUES ('01a217f9-74b8-74a7-975e-0a21d3243825', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-74b7-767b-8992-d0685e55aaf8', NULL, '{"created_at":"2026-11-26T13:09:14.039674Z","default_value":false,"description":"operator ends_with","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-74b7-767b-8992-d0685e55aaf8","key":"op-ends_with","name":"op-ends_with","salt":"3a938fef7a0e7f52","updated_at":"2026-11-26T13:09:14.039674Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-74b5-744c-bc04-22798c22e4d0', NULL, '2026-11-26 13:09:14.04037+00');
INSERT INTO public.audit_log VALUES ('01a217f9-74e4-7231-af2c-cfcd7b71e368', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-74e3-747c-8fa6-c04ecc9bbf68', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.083060Z","flag_id":"01a217f9-74dc-70a9-92ef-220d6b86e3bb","id":"01a217f9-74e3-747c-8fa6-c04ecc9bbf68","is_active":true,"operator":"lt","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.083060Z","value_json":"100","version":1}', '127.0.0.1', '01a217f9-74de-75ce-8339-c86d522b6c22', NULL, '2026-11-26 13:09:14.084834+00');
INSERT INTO public.audit_log VALUES ('01a217f9-74f0-7232-964d-df40b81fd91e', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-74ef-71f3-8dc4-829fc658d2b0', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.095311Z","flag_id":"01a217f9-74ea-7251-94c9-543a4b826ce3","id":"01a217f9-74ef-71f3-8dc4-829fc658d2b0","is_active":true,"operator":"lte","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.095311Z","value_json":"-1","version":1}', '127.0.0.1', '01a217f9-74ed-7ca2-a216-8e4b32a213cf', NULL, '2026-11-26 13:09:14.09699+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7500-762e-b086-2586339f48ef', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-74ff-7457-93ec-929850e9bb78', NULL, '{"created_at":"2026-11-26T13:09:14.111529Z","default_value":false,"description":"operator after","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-74ff-7457-93ec-929850e9bb78","key":"op-after","name":"op-after","salt":"bda42250df7d789b","updated_at":"2026-11-26T13:09:14.111529Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-74fd-7ed1-9510-06b8a7b0a8d6', NULL, '2026-11-26 13:09:14.112668+00');
INSERT INTO public.audit_log VALUES ('01a217f9-754c-71cb-a7d8-ac8648c5a27f', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-754b-7470-9153-93af76c9c864', NULL, '{"created_at":"2026-11-26T13:09:14.187711Z","default_value":false,"description":"operator semver_lte","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-754b-7470-9153-93af76c9c864","key":"op-semver_lte","name":"op-semver_lte","salt":"3e0dbcc5874921b5","updated_at":"2026-11-26T13:09:14.187711Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-7547-7c37-830d-3834054579ab', NULL, '2026-11-26 13:09:14.188524+00');
INSERT INTO public.audit_log VALUES ('01a217f9-758c-7317-9ebf-d8103732adbf', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-758b-73d9-bacb-618d7d1f07c6', NULL, '{"created_at":"2026-11-26T13:09:14.251774Z","default_value":"eski","description":"","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-758b-73d9-bacb-618d7d1f07c6","key":"rule-percentage","name":"rule-percentage","salt":"93281ad1604a7dd4","updated_at":"2026-11-26T13:09:14.251774Z","value_type":"string","version":1}', '127.0.0.1', '01a217f9-7583-7417-86e8-e4dba807f03c', NULL, '2026-11-26 13:09:14.252612+00');
INSERT INTO public.audit_log VALUES ('01a217f9-75c3-7662-85f7-48bdffcc62db', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-75c1-756e-aead-1719adea4f8d', NULL, '{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.305457Z","flag_id":"01a217f9-7595-75a5-8239-3658ab1c05d7","id":"01a217f9-75c1-756e-aead-1719adea4f8d","is_active":true,"operator":null,"priority":5,"return_value":99,"rollout_percentage":0,"rule_type":"percentage","updated_at":"2026-11-26T13:09:14.305457Z","value_json":null,"version":1}', '127.0.0.1', '01a217f9-75a6-7b1d-8fd9-c8e04f7613e5', NULL, '2026-11-26 13:09:14.307455+00');
INSERT INTO public.audit_log VALUES ('01a217f9-75f1-73d0-8e32-14f606b78b94', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-75f0-71e2-969e-b827aac02ae2', NULL, '{"created_at":"2026-11-26T13:09:14.352349Z","default_value":null,"description":"","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-75f0-71e2-969e-b827aac02ae2","key":"value-json","name":"value-json","salt":"93b98496b5dcefa6","updated_at":"2026-11-26T13:09:14.352349Z","value_type":"json","version":1}', '127.0.0.1', '01a217f9-75ee-75b6-a9fa-5590330ab1e9', NULL, '2026-11-26 13:09:14.353012+00');
INSERT INTO public.audit_log VALUES ('01a217f9-75ff-7655-8288-1c1ef312f1d0', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-75ff-7655-8288-1c1d5f46fc92', NULL, '{"created_at":"2026-11-26T13:09:14.367057Z","default_value":"none","description":"","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-75ff-7655-8288-1c1d5f46fc92","key":"order","name":"order","salt":"1dd7e8fb07d0ffce","updated_at":"2026-11-26T13:09:14.367057Z","value_type":"string","version":1}', '127.0.0.1', '01a217f9-75fd-7112-8420-0c2cae47ca4a', NULL, '2026-11-26 13:09:14.367679+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7644-7400-a388-7c572950e741', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-7644-7400-a388-7c56bf704a95', NULL, '{"created_at":"2026-11-26T13:09:14.436205Z","default_value":false,"description":"","enabled":false,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-7644-7400-a388-7c56bf704a95","key":"disabled","name":"disabled","salt":"24fbb41b86f3a28c","updated_at":"2026-11-26T13:09:14.436205Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-7642-78a5-90f4-e3e5bdcb5c80', NULL, '2026-11-26 13:09:14.43683+00');
INSERT INTO public.audit_log VALUES ('01a217f9-749a-720e-ab0f-7ae6f84c5cc1', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7497-709a-a280-404515c338fe', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.006907Z","flag_id":"01a217f9-7490-7728-8483-fdf0cfd87877","id":"01a217f9-7497-709a-a280-404515c338fe","is_active":true,"operator":"not_in","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.006907Z","value_json":"[\"TR\", \"DE\"]","version":1}', '127.0.0.1', '01a217f9-7493-7fa1-b270-72cd9578f409', NULL, '2026-11-26 13:09:14.010084+00');
INSERT INTO public.audit_log VALUES ('01a217f9-74a4-749e-8230-abc0d17da485', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-74a2-74ca-ad28-d7831f66b079', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.018528Z","flag_id":"01a217f9-749d-74b9-b57d-26af1d0e5d3a","id":"01a217f9-74a2-74ca-ad28-d7831f66b079","is_active":true,"operator":"contains","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.018528Z","value_json":"\"ş\"","version":1}', '127.0.0.1', '01a217f9-74a0-76a2-a6b5-ed7539433ef7', NULL, '2026-11-26 13:09:14.020188+00');
INSERT INTO public.audit_log VALUES ('01a217f9-74c1-7707-afd8-5774afd8678e', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-74c0-7573-8fd5-1fe947492f15', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.048112Z","flag_id":"01a217f9-74b7-767b-8992-d0685e55aaf8","id":"01a217f9-74c0-7573-8fd5-1fe947492f15","is_active":true,"operator":"ends_with","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.048112Z","value_json":"\"R\"","version":1}', '127.0.0.1', '01a217f9-74b9-78cc-8f71-76d929cbb8aa', NULL, '2026-11-26 13:09:14.049813+00');
INSERT INTO public.audit_log VALUES ('01a217f9-74d1-7746-85ab-5fa8f29b9d51', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-74d0-745e-ad48-4d9d16520e00', NULL, '{"created_at":"2026-11-26T13:09:14.064283Z","default_value":false,"description":"operator gte","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-74d0-745e-ad48-4d9d16520e00","key":"op-gte","name":"op-gte","salt":"1fac58924d2a8ee0","updated_at":"2026-11-26T13:09:14.064283Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-74ce-7ed8-b871-f33ec50c6423', NULL, '2026-11-26 13:09:14.06537+00');
INSERT INTO public.audit_log VALUES ('01a217f9-74dd-72fa-a64e-de6813a09be8', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-74dc-70a9-92ef-220d6b86e3bb', NULL, '{"created_at":"2026-11-26T13:09:14.076354Z","default_value":false,"description":"operator lt","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-74dc-70a9-92ef-220d6b86e3bb","key":"op-lt","name":"op-lt","salt":"ecacfb0791122a81","updated_at":"2026-11-26T13:09:14.076354Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-74da-772a-b08f-a7c1040af5d2', NULL, '2026-11-26 13:09:14.077107+00');
INSERT INTO public.audit_log VALUES ('01a217f9-74f5-7487-b4a5-f3327102ee94', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-74f4-764f-b6e7-1c8f73413d42', NULL, '{"created_at":"2026-11-26T13:09:14.100390Z","default_value":false,"description":"operator before","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-74f4-764f-b6e7-1c8f73413d42","key":"op-before","name":"op-before","salt":"14b660f2460726b9","updated_at":"2026-11-26T13:09:14.100390Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-74f2-766d-b497-e0ab9379a2d8', NULL, '2026-11-26 13:09:14.101189+00');
INSERT INTO public.audit_log VALUES ('01a217f9-750f-705e-ae88-5b62affdf820', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-750e-762d-a3fa-938e6850bd7c', NULL, '{"created_at":"2026-11-26T13:09:14.126991Z","default_value":false,"description":"operator semver_eq","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-750e-762d-a3fa-938e6850bd7c","key":"op-semver_eq","name":"op-semver_eq","salt":"f6c4070d79883763","updated_at":"2026-11-26T13:09:14.126991Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-750c-7f5c-ae0d-bc1628451bc4', NULL, '2026-11-26 13:09:14.127746+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7519-777e-819a-627a4295dfa0', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-7518-7388-8d2c-81922ebc1dda', NULL, '{"created_at":"2026-11-26T13:09:14.136959Z","default_value":false,"description":"operator semver_gt","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-7518-7388-8d2c-81922ebc1dda","key":"op-semver_gt","name":"op-semver_gt","salt":"7472affb74d19c9b","updated_at":"2026-11-26T13:09:14.136959Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-7517-749a-92c9-253c98366b09', NULL, '2026-11-26 13:09:14.137661+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7553-7049-b32b-7501c35ed4cb', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7551-702c-84f7-3547c5537dac', NULL, '{"attribute":"x","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.192997Z","flag_id":"01a217f9-754b-7470-9153-93af76c9c864","id":"01a217f9-7551-702c-84f7-3547c5537dac","is_active":true,"operator":"semver_lte","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.192997Z","value_json":"\"1.10.0\"","version":1}', '127.0.0.1', '01a217f9-754e-72d3-9c89-c2af27e15052', NULL, '2026-11-26 13:09:14.195197+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7568-77b1-910b-e56d330b6d2b', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-7567-71e2-8be1-cafee6fd9c83', NULL, '{"created_at":"2026-11-26T13:09:14.215255Z","default_value":false,"description":"operator exists","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-7567-71e2-8be1-cafee6fd9c83","key":"op-exists","name":"op-exists","salt":"5f642811e5d59df5","updated_at":"2026-11-26T13:09:14.215255Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-7565-7d77-b68f-7f908d8b7ba7', NULL, '2026-11-26 13:09:14.216063+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7571-725a-a7ab-475beb52d55f', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-7571-725a-a7ab-475ab0cd9d1c', NULL, '{"created_at":"2026-11-26T13:09:14.225234Z","default_value":false,"description":"operator not_exists","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-7571-725a-a7ab-475ab0cd9d1c","key":"op-not_exists","name":"op-not_exists","salt":"f0d241c7b74a017e","updated_at":"2026-11-26T13:09:14.225234Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-756f-7e73-9564-16254fbf3fd9', NULL, '2026-11-26 13:09:14.225827+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7591-77e4-baf2-8b82a8d0ea6e', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7590-7514-a007-65c23695d2c4', NULL, '{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.256303Z","flag_id":"01a217f9-758b-73d9-bacb-618d7d1f07c6","id":"01a217f9-7590-7514-a007-65c23695d2c4","is_active":true,"operator":null,"priority":10,"return_value":"yeni","rollout_percentage":33.333,"rule_type":"percentage","updated_at":"2026-11-26T13:09:14.256303Z","value_json":null,"version":1}', '127.0.0.1', '01a217f9-758e-729c-a1be-2201b3d8e388', NULL, '2026-11-26 13:09:14.257883+00');
INSERT INTO public.audit_log VALUES ('01a217f9-759b-7555-a502-a6724098dcd4', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7599-7133-a978-4c4bfeca8ea5', NULL, '{"attribute":null,"bucket_by":"account.id","conditions":[{"attribute":"country","operator":"eq","value":"TR"},{"attribute":"plan","operator":"in","value":["team","enterprise"]}],"created_at":"2026-11-26T13:09:14.265151Z","flag_id":"01a217f9-7595-75a5-8239-3658ab1c05d7","id":"01a217f9-7599-7133-a978-4c4bfeca8ea5","is_active":true,"operator":null,"priority":10,"return_value":1.5,"rollout_percentage":50,"rule_type":"percentage","updated_at":"2026-11-26T13:09:14.265151Z","value_json":null,"version":1}', '127.0.0.1', '01a217f9-7597-77c2-9121-eace05c12863', NULL, '2026-11-26 13:09:14.266997+00');
INSERT INTO public.audit_log VALUES ('01a217f9-757d-763b-8699-c6d4cefbf490', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-757c-734a-89d4-a7c42575f2a9', NULL, '{"created_at":"2026-11-26T13:09:14.236513Z","default_value":false,"description":"","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-757c-734a-89d4-a7c42575f2a9","key":"rule-boolean","name":"rule-boolean","salt":"404de0cb388d3660","updated_at":"2026-11-26T13:09:14.236513Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-757a-79b8-a573-93850f75402f', NULL, '2026-11-26 13:09:14.237163+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7595-75a5-8239-36597e31771d', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-7595-75a5-8239-3658ab1c05d7', NULL, '{"created_at":"2026-11-26T13:09:14.261114Z","default_value":0,"description":"","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-7595-75a5-8239-3658ab1c05d7","key":"rule-percentage-bucket-by","name":"rule-percentage-bucket-by","salt":"3109e93572d13a71","updated_at":"2026-11-26T13:09:14.261114Z","value_type":"number","version":1}', '127.0.0.1', '01a217f9-7593-7407-98d9-fe0d4ff48ace', NULL, '2026-11-26 13:09:14.261815+00');
INSERT INTO public.audit_log VALUES ('01a217f9-75cb-767d-b022-bb68b23cb9e3', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-75ca-70ac-86d4-b4ee1f542aaa', NULL, '{"created_at":"2026-11-26T13:09:14.314563Z","default_value":"varsayılan 🌍 \"alıntı\" \\ \n\t","description":"","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-75ca-70ac-86d4-b4ee1f542aaa","key":"value-string","name":"value-string","salt":"df272d2d72e27ce2","updated_at":"2026-11-26T13:09:14.314563Z","value_type":"string","version":1}', '127.0.0.1', '01a217f9-75c5-7b2c-bba7-3fa14efd22fb', NULL, '2026-11-26 13:09:14.315239+00');
INSERT INTO public.audit_log VALUES ('01a217f9-75f6-7421-b88a-9721a78c3128', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-75f4-7765-b7ac-2dad85fcd252', NULL, '{"attribute":"plan","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.356632Z","flag_id":"01a217f9-75f0-71e2-969e-b827aac02ae2","id":"01a217f9-75f4-7765-b7ac-2dad85fcd252","is_active":true,"operator":"eq","priority":10,"return_value":{"":{},"a":"ü","e":1000.0,"z":[1,{"b":null}]},"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.356632Z","value_json":"\"team\"","version":1}', '127.0.0.1', '01a217f9-75f2-7ba3-b2be-f8571a8d5e95', NULL, '2026-11-26 13:09:14.35812+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7608-75e6-b9fd-1020722ebfb4', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7607-71e0-aafd-a289dd955a1b', NULL, '{"attribute":"plan","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.375398Z","flag_id":"01a217f9-75ff-7655-8288-1c1d5f46fc92","id":"01a217f9-7607-71e0-aafd-a289dd955a1b","is_active":true,"operator":"eq","priority":10,"return_value":"first","rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.375398Z","value_json":"\"team\"","version":1}', '127.0.0.1', '01a217f9-7605-7d21-a9da-152dd287ef0c', NULL, '2026-11-26 13:09:14.376732+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7640-7026-a7a5-8a1c89cf30ae', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.updated', 'rule', '01a217f9-7607-71e0-aafd-a289dd955a1b', '{"attribute":"plan","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.375398Z","flag_id":"01a217f9-75ff-7655-8288-1c1d5f46fc92","id":"01a217f9-7607-71e0-aafd-a289dd955a1b","is_active":true,"operator":"eq","priority":10,"return_value":"first","rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.375398Z","value_json":"\"team\"","version":1}', '{"attribute":"plan","bucket_by":"user_id","conditions":[{"attribute":"user_id","operator":"starts_with","value":"user-"}],"created_at":"2026-11-26T13:09:14.375398Z","flag_id":"01a217f9-75ff-7655-8288-1c1d5f46fc92","id":"01a217f9-7607-71e0-aafd-a289dd955a1b","is_active":true,"operator":"eq","priority":15,"return_value":"first","rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.430412Z","value_json":"\"team\"","version":2}', '127.0.0.1', '01a217f9-7636-7a6c-8f7a-4aa6e38ae8f0', NULL, '2026-11-26 13:09:14.432812+00');
INSERT INTO public.audit_log VALUES ('01a217f9-766b-709a-a601-98ad4238584d', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7666-747a-9f8f-a9c6f7981da3', NULL, '{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.466330Z","flag_id":"01a217f9-764f-7201-bfd6-4cdee0467fad","id":"01a217f9-7666-747a-9f8f-a9c6f7981da3","is_active":true,"operator":null,"priority":20,"return_value":"was active","rollout_percentage":null,"rule_type":"boolean","updated_at":"2026-11-26T13:09:14.466330Z","value_json":null,"version":1}', '127.0.0.1', '01a217f9-7659-77fd-ad68-72f2f4317372', NULL, '2026-11-26 13:09:14.475683+00');
INSERT INTO public.audit_log VALUES ('01a217f9-768e-7048-97e8-8623864179a2', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7686-71f4-9ca7-c5c99839b7b4', NULL, '{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.502160Z","flag_id":"01a217f9-764f-7201-bfd6-4cdee0467fad","id":"01a217f9-7686-71f4-9ca7-c5c99839b7b4","is_active":true,"operator":null,"priority":40,"return_value":"deleted rule","rollout_percentage":null,"rule_type":"boolean","updated_at":"2026-11-26T13:09:14.502160Z","value_json":null,"version":1}', '127.0.0.1', '01a217f9-7683-7c87-9056-e029389b3300', NULL, '2026-11-26 13:09:14.510349+00');
INSERT INTO public.audit_log VALUES ('01a217f9-76a3-7653-aa72-7df159c624b3', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-76a2-76a4-8d02-d79259464afb', NULL, '{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.529987Z","flag_id":"01a217f9-769d-76d9-8359-187da84756e9","id":"01a217f9-76a2-76a4-8d02-d79259464afb","is_active":true,"operator":null,"priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"boolean","updated_at":"2026-11-26T13:09:14.529987Z","value_json":null,"version":1}', '127.0.0.1', '01a217f9-769f-7339-b7b7-d7e7d3a296d6', NULL, '2026-11-26 13:09:14.531387+00');
INSERT INTO public.audit_log VALUES ('01a217f9-76c8-76a3-8c1d-b98ceb46ed47', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.deleted', 'flag', '01a217f9-76be-76a2-bf41-535763299019', '{"flag":{"created_at":"2026-11-26T13:09:14.558525Z","default_value":false,"description":"","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-76be-76a2-bf41-535763299019","key":"deleted-2","name":"Silinen","salt":"cc55e4be93d1f0ba","updated_at":"2026-11-26T13:09:14.558525Z","value_type":"boolean","version":1},"rules":[{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.562391Z","flag_id":"01a217f9-76be-76a2-bf41-535763299019","id":"01a217f9-76c2-75f4-a51f-2ed5eec5073e","is_active":true,"operator":null,"priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"boolean","updated_at":"2026-11-26T13:09:14.562391Z","value_json":null,"version":1}]}', NULL, '127.0.0.1', '01a217f9-76c5-7c11-9d86-a6673cf6283c', NULL, '2026-11-26 13:09:14.568709+00');
INSERT INTO public.audit_log VALUES ('01a217f9-76d4-7678-aba7-c041df1f807c', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.updated', 'flag', '01a217f9-76cf-734a-bf67-e7f1290eb38b', '{"created_at":"2026-11-26T13:09:14.575610Z","default_value":false,"description":"ünïcödé description","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-76cf-734a-bf67-e7f1290eb38b","key":"Key.With_all-9","name":"Key.With_all-9","salt":"8443b146cac0aedd","updated_at":"2026-11-26T13:09:14.575610Z","value_type":"boolean","version":1}', '{"created_at":"2026-11-26T13:09:14.575610Z","default_value":false,"description":"ünïcödé description","enabled":false,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-76cf-734a-bf67-e7f1290eb38b","key":"Key.With_all-9","name":"Key.With_all-9","salt":"8443b146cac0aedd","updated_at":"2026-11-26T13:09:14.579326Z","value_type":"boolean","version":2}', '127.0.0.1', '01a217f9-76d1-70b7-a6dc-f9fdc83b514c', NULL, '2026-11-26 13:09:14.580246+00');
INSERT INTO public.audit_log VALUES ('01a217f9-75a4-7448-b09b-2095e38e5f5f', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-75a3-763f-b0a6-b1830abd4481', NULL, '{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.275520Z","flag_id":"01a217f9-7595-75a5-8239-3658ab1c05d7","id":"01a217f9-75a3-763f-b0a6-b1830abd4481","is_active":true,"operator":null,"priority":20,"return_value":-7,"rollout_percentage":100,"rule_type":"percentage","updated_at":"2026-11-26T13:09:14.275520Z","value_json":null,"version":1}', '127.0.0.1', '01a217f9-759c-7481-815e-98c856947c28', NULL, '2026-11-26 13:09:14.276941+00');
INSERT INTO public.audit_log VALUES ('01a217f9-75e3-710b-bb1d-d25404085e40', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-75e3-710b-bb1d-d253c433f603', NULL, '{"created_at":"2026-11-26T13:09:14.339Z","default_value":9007199254740993,"description":"","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-75e3-710b-bb1d-d253c433f603","key":"value-number","name":"value-number","salt":"79bf9dba3a847917","updated_at":"2026-11-26T13:09:14.339Z","value_type":"number","version":1}', '127.0.0.1', '01a217f9-75db-7471-8f80-6c255e2333c0', NULL, '2026-11-26 13:09:14.339857+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7634-700f-8562-75d29cab4f45', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7633-716d-915b-749d40a0c220', NULL, '{"attribute":"country","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.419242Z","flag_id":"01a217f9-75ff-7655-8288-1c1d5f46fc92","id":"01a217f9-7633-716d-915b-749d40a0c220","is_active":true,"operator":"eq","priority":20,"return_value":"second, later id","rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.419242Z","value_json":"\"TR\"","version":1}', '127.0.0.1', '01a217f9-7627-7c41-b56f-fabd51c4d248', NULL, '2026-11-26 13:09:14.420699+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7658-70b3-b2d0-8877922fa2c7', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7657-714b-898d-d18c9dac8df5', NULL, '{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.455206Z","flag_id":"01a217f9-764f-7201-bfd6-4cdee0467fad","id":"01a217f9-7657-714b-898d-d18c9dac8df5","is_active":false,"operator":null,"priority":10,"return_value":"inactive","rollout_percentage":null,"rule_type":"boolean","updated_at":"2026-11-26T13:09:14.455206Z","value_json":null,"version":1}', '127.0.0.1', '01a217f9-7653-7c3e-836d-0ac9643c9396', NULL, '2026-11-26 13:09:14.456356+00');
INSERT INTO public.audit_log VALUES ('01a217f9-76ac-738b-a10f-b14f8a60a3a8', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-76ab-75c0-9326-373624056424', NULL, '{"created_at":"2026-11-26T13:09:14.539957Z","default_value":false,"description":"","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-76ab-75c0-9326-373624056424","key":"deleted-1","name":"Silinen","salt":"f4976e0fe492f52b","updated_at":"2026-11-26T13:09:14.539957Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-76aa-7f7a-b4c1-bf65c23f70ae', NULL, '2026-11-26 13:09:14.540552+00');
INSERT INTO public.audit_log VALUES ('01a217f9-76c3-7054-9e3d-dab6ade0d60b', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-76c2-75f4-a51f-2ed5eec5073e', NULL, '{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.562391Z","flag_id":"01a217f9-76be-76a2-bf41-535763299019","id":"01a217f9-76c2-75f4-a51f-2ed5eec5073e","is_active":true,"operator":null,"priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"boolean","updated_at":"2026-11-26T13:09:14.562391Z","value_json":null,"version":1}', '127.0.0.1', '01a217f9-76c0-7fc1-8031-3ccb15e51564', NULL, '2026-11-26 13:09:14.563573+00');
INSERT INTO public.audit_log VALUES ('01a217f9-76d8-70eb-9179-d7144792a48e', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.updated', 'flag', '01a217f9-76cf-734a-bf67-e7f1290eb38b', '{"created_at":"2026-11-26T13:09:14.575610Z","default_value":false,"description":"ünïcödé description","enabled":false,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-76cf-734a-bf67-e7f1290eb38b","key":"Key.With_all-9","name":"Key.With_all-9","salt":"8443b146cac0aedd","updated_at":"2026-11-26T13:09:14.579326Z","value_type":"boolean","version":2}', '{"created_at":"2026-11-26T13:09:14.575610Z","default_value":false,"description":"ünïcödé description","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-76cf-734a-bf67-e7f1290eb38b","key":"Key.With_all-9","name":"Değişti","salt":"8443b146cac0aedd","updated_at":"2026-11-26T13:09:14.584030Z","value_type":"boolean","version":3}', '127.0.0.1', '01a217f9-76d5-77e6-bb29-a0b7666e6b83', NULL, '2026-11-26 13:09:14.584875+00');
INSERT INTO public.audit_log VALUES ('01a217f9-76e4-7110-82e9-e4711a65ca28', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-76e4-7110-82e9-e4705838bb2e', NULL, '{"created_at":"2026-11-26T13:09:14.596020Z","default_value":false,"description":"","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-76e4-7110-82e9-e4705838bb2e","key":"large-list","name":"large-list","salt":"bc825fe70d7fb77d","updated_at":"2026-11-26T13:09:14.596020Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-76e2-7500-b2b3-f37e5d0f2c75', NULL, '2026-11-26 13:09:14.596618+00');
INSERT INTO public.audit_log VALUES ('01a217f9-76ef-73f1-b8ae-09329b777fbe', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-76ee-757e-affb-7a830088038e', NULL, '{"created_at":"2026-11-26T13:09:14.606931Z","default_value":"a","description":"","enabled":true,"environment_id":"01a217f9-740f-7296-8468-10e27e3ea7ae","id":"01a217f9-76ee-757e-affb-7a830088038e","key":"only","name":"only","salt":"aec4a1dfb0878f77","updated_at":"2026-11-26T13:09:14.606931Z","value_type":"string","version":1}', '127.0.0.1', '01a217f9-76eb-78d8-bc82-6f3e81bf3998', NULL, '2026-11-26 13:09:14.607512+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7705-7623-bc40-057132e5d7ed', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'api_key.rotated', 'api_key', '01a217f9-76fe-714b-b8ef-83f72b116550', '{"created_at":"2026-11-26T13:09:14.622796Z","environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","expires_at":null,"id":"01a217f9-76fe-714b-b8ef-83f72b116550","key_prefix":"tgl_srv_DhHQ","last_used_at":null,"last_used_ip":null,"name":"rotated","project_id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","revoked_at":null,"scope":"server","updated_at":"2026-11-26T13:09:14.622796Z"}', '{"created_at":"2026-11-26T13:09:14.622796Z","environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","expires_at":null,"id":"01a217f9-76fe-714b-b8ef-83f72b116550","key_prefix":"tgl_srv_nMiG","last_used_at":null,"last_used_ip":null,"name":"rotated","project_id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","revoked_at":null,"scope":"server","updated_at":"2026-11-26T13:09:14.627509Z"}', '127.0.0.1', '01a217f9-7702-7038-b538-1ca2b52ba20d', NULL, '2026-11-26 13:09:14.629075+00');
INSERT INTO public.audit_log VALUES ('01a217f9-75ed-74a3-ac7b-d1f958f4ad1d', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-75eb-74d5-9d38-ce31a9993496', NULL, '{"attribute":"plan","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.347722Z","flag_id":"01a217f9-75e3-710b-bb1d-d253c433f603","id":"01a217f9-75eb-74d5-9d38-ce31a9993496","is_active":true,"operator":"eq","priority":10,"return_value":-0.0625,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.347722Z","value_json":"\"team\"","version":1}', '127.0.0.1', '01a217f9-75e5-742d-80c8-56128899b507', NULL, '2026-11-26 13:09:14.348994+00');
INSERT INTO public.audit_log VALUES ('01a217f9-75fb-730b-83f4-68d90b8de86a', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-75f9-777c-aea7-59970ad0ebed', NULL, '{"created_at":"2026-11-26T13:09:14.361670Z","default_value":[1,2,[],"x"],"description":"","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-75f9-777c-aea7-59970ad0ebed","key":"value-json-list","name":"value-json-list","salt":"bf3e964bfc39ba44","updated_at":"2026-11-26T13:09:14.361670Z","value_type":"json","version":1}', '127.0.0.1', '01a217f9-75f7-7783-a831-6eacab027aa5', NULL, '2026-11-26 13:09:14.363167+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7603-71d0-9179-523cf8472610', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7602-737b-8b7e-56b912d81619', NULL, '{"attribute":"plan","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.370757Z","flag_id":"01a217f9-75ff-7655-8288-1c1d5f46fc92","id":"01a217f9-7602-737b-8b7e-56b912d81619","is_active":true,"operator":"exists","priority":30,"return_value":"third","rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.370757Z","value_json":null,"version":1}', '127.0.0.1', '01a217f9-7601-7c26-90f8-56d9392c6cf0', NULL, '2026-11-26 13:09:14.371939+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7625-7320-a476-285f51b95a43', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7622-737b-a502-82d22508e65c', NULL, '{"attribute":"country","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.398081Z","flag_id":"01a217f9-75ff-7655-8288-1c1d5f46fc92","id":"01a217f9-7622-737b-a502-82d22508e65c","is_active":true,"operator":"eq","priority":20,"return_value":"second","rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.398081Z","value_json":"\"TR\"","version":1}', '127.0.0.1', '01a217f9-760a-7846-87ff-ef1d8e9ee1db', NULL, '2026-11-26 13:09:14.405196+00');
INSERT INTO public.audit_log VALUES ('01a217f9-764c-7586-8487-4b7bce066236', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-764b-7515-9c85-f3491bae728a', NULL, '{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.442935Z","flag_id":"01a217f9-7644-7400-a388-7c56bf704a95","id":"01a217f9-764b-7515-9c85-f3491bae728a","is_active":true,"operator":null,"priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"boolean","updated_at":"2026-11-26T13:09:14.442935Z","value_json":null,"version":1}', '127.0.0.1', '01a217f9-7646-75d9-934e-0e74f5ab2791', NULL, '2026-11-26 13:09:14.444197+00');
INSERT INTO public.audit_log VALUES ('01a217f9-764f-7201-bfd6-4cdf13b612bf', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-764f-7201-bfd6-4cdee0467fad', NULL, '{"created_at":"2026-11-26T13:09:14.447206Z","default_value":"default","description":"","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-764f-7201-bfd6-4cdee0467fad","key":"inactive-rules","name":"inactive-rules","salt":"52a84d3bb61e0af2","updated_at":"2026-11-26T13:09:14.447206Z","value_type":"string","version":1}', '127.0.0.1', '01a217f9-764d-7be6-a0bf-93c3080f6bd1', NULL, '2026-11-26 13:09:14.44788+00');
INSERT INTO public.audit_log VALUES ('01a217f9-767c-7194-936b-c5921141d9a2', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.updated', 'rule', '01a217f9-7666-747a-9f8f-a9c6f7981da3', '{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.466330Z","flag_id":"01a217f9-764f-7201-bfd6-4cdee0467fad","id":"01a217f9-7666-747a-9f8f-a9c6f7981da3","is_active":true,"operator":null,"priority":20,"return_value":"was active","rollout_percentage":null,"rule_type":"boolean","updated_at":"2026-11-26T13:09:14.466330Z","value_json":null,"version":1}', '{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.466330Z","flag_id":"01a217f9-764f-7201-bfd6-4cdee0467fad","id":"01a217f9-7666-747a-9f8f-a9c6f7981da3","is_active":false,"operator":null,"priority":20,"return_value":"was active","rollout_percentage":null,"rule_type":"boolean","updated_at":"2026-11-26T13:09:14.489644Z","value_json":null,"version":2}', '127.0.0.1', '01a217f9-766e-7f23-841f-7998effc80a4', NULL, '2026-11-26 13:09:14.492213+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7682-7330-8fe5-7342f58bf081', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-7681-72c4-9a3f-2c41e082a9eb', NULL, '{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.496880Z","flag_id":"01a217f9-764f-7201-bfd6-4cdee0467fad","id":"01a217f9-7681-72c4-9a3f-2c41e082a9eb","is_active":false,"operator":null,"priority":30,"return_value":"inactive percentage","rollout_percentage":12.5,"rule_type":"percentage","updated_at":"2026-11-26T13:09:14.496880Z","value_json":null,"version":1}', '127.0.0.1', '01a217f9-767e-74f3-8327-f24b9e876afb', NULL, '2026-11-26 13:09:14.498265+00');
INSERT INTO public.audit_log VALUES ('01a217f9-769a-7579-a5ba-16a0d8f1f544', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.deleted', 'rule', '01a217f9-7686-71f4-9ca7-c5c99839b7b4', '{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.502160Z","flag_id":"01a217f9-764f-7201-bfd6-4cdee0467fad","id":"01a217f9-7686-71f4-9ca7-c5c99839b7b4","is_active":true,"operator":null,"priority":40,"return_value":"deleted rule","rollout_percentage":null,"rule_type":"boolean","updated_at":"2026-11-26T13:09:14.502160Z","value_json":null,"version":1}', NULL, '127.0.0.1', '01a217f9-7694-792f-b570-35ccafa7c93c', NULL, '2026-11-26 13:09:14.522052+00');
INSERT INTO public.audit_log VALUES ('01a217f9-769e-76f6-a18b-2012981133b7', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-769d-76d9-8359-187da84756e9', NULL, '{"created_at":"2026-11-26T13:09:14.525641Z","default_value":false,"description":"","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-769d-76d9-8359-187da84756e9","key":"deleted-0","name":"Silinen","salt":"3e89792d172df374","updated_at":"2026-11-26T13:09:14.525641Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-769b-75ce-9120-1aafc1789318', NULL, '2026-11-26 13:09:14.526376+00');
INSERT INTO public.audit_log VALUES ('01a217f9-76a8-7273-9b55-533223db29ce', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.deleted', 'flag', '01a217f9-769d-76d9-8359-187da84756e9', '{"flag":{"created_at":"2026-11-26T13:09:14.525641Z","default_value":false,"description":"","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-769d-76d9-8359-187da84756e9","key":"deleted-0","name":"Silinen","salt":"3e89792d172df374","updated_at":"2026-11-26T13:09:14.525641Z","value_type":"boolean","version":1},"rules":[{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.529987Z","flag_id":"01a217f9-769d-76d9-8359-187da84756e9","id":"01a217f9-76a2-76a4-8d02-d79259464afb","is_active":true,"operator":null,"priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"boolean","updated_at":"2026-11-26T13:09:14.529987Z","value_json":null,"version":1}]}', NULL, '127.0.0.1', '01a217f9-76a5-7055-82df-61e48a53b71f', NULL, '2026-11-26 13:09:14.536632+00');
INSERT INTO public.audit_log VALUES ('01a217f9-76b5-7124-9f71-427308f34464', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-76b4-765e-b910-431cb42f7118', NULL, '{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.548133Z","flag_id":"01a217f9-76ab-75c0-9326-373624056424","id":"01a217f9-76b4-765e-b910-431cb42f7118","is_active":true,"operator":null,"priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"boolean","updated_at":"2026-11-26T13:09:14.548133Z","value_json":null,"version":1}', '127.0.0.1', '01a217f9-76ae-77eb-bdda-c2835d55b495', NULL, '2026-11-26 13:09:14.549461+00');
INSERT INTO public.audit_log VALUES ('01a217f9-76bf-7608-afc6-7aab02c6cf78', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-76be-76a2-bf41-535763299019', NULL, '{"created_at":"2026-11-26T13:09:14.558525Z","default_value":false,"description":"","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-76be-76a2-bf41-535763299019","key":"deleted-2","name":"Silinen","salt":"cc55e4be93d1f0ba","updated_at":"2026-11-26T13:09:14.558525Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-76bc-70a4-bbd9-7fc51f836efe', NULL, '2026-11-26 13:09:14.559203+00');
INSERT INTO public.audit_log VALUES ('01a217f9-770a-7586-8e2c-c66900e6bb1d', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'api_key.created', 'api_key', '01a217f9-7709-72e9-a12d-bee5bf213482', NULL, '{"created_at":"2026-11-26T13:09:14.633533Z","environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","expires_at":null,"id":"01a217f9-7709-72e9-a12d-bee5bf213482","key_prefix":"tgl_sdk_KA9h","last_used_at":null,"last_used_ip":null,"name":"revoked","project_id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","revoked_at":null,"scope":"sdk","updated_at":"2026-11-26T13:09:14.633533Z"}', '127.0.0.1', '01a217f9-7706-7bc0-92a5-a39a6a0650ba', NULL, '2026-11-26 13:09:14.634491+00');
INSERT INTO public.audit_log VALUES ('01a217f9-76ba-73ba-982a-eb3acc783c9d', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.deleted', 'flag', '01a217f9-76ab-75c0-9326-373624056424', '{"flag":{"created_at":"2026-11-26T13:09:14.539957Z","default_value":false,"description":"","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-76ab-75c0-9326-373624056424","key":"deleted-1","name":"Silinen","salt":"f4976e0fe492f52b","updated_at":"2026-11-26T13:09:14.539957Z","value_type":"boolean","version":1},"rules":[{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.548133Z","flag_id":"01a217f9-76ab-75c0-9326-373624056424","id":"01a217f9-76b4-765e-b910-431cb42f7118","is_active":true,"operator":null,"priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"boolean","updated_at":"2026-11-26T13:09:14.548133Z","value_json":null,"version":1}]}', NULL, '127.0.0.1', '01a217f9-76b7-74ef-a7ff-2721530c6d52', NULL, '2026-11-26 13:09:14.554766+00');
INSERT INTO public.audit_log VALUES ('01a217f9-76cc-75d5-b536-d228dda923c5', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-76cc-75d5-b536-d2278602e7aa', NULL, '{"created_at":"2026-11-26T13:09:14.572052Z","default_value":1,"description":"","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-76cc-75d5-b536-d2278602e7aa","key":"deleted-0","name":"made again","salt":"48a829532710bdf3","updated_at":"2026-11-26T13:09:14.572052Z","value_type":"number","version":1}', '127.0.0.1', '01a217f9-76ca-7fa4-a6dc-6b82d6af490a', NULL, '2026-11-26 13:09:14.572816+00');
INSERT INTO public.audit_log VALUES ('01a217f9-76e0-77ee-89d3-c862ad8f0292', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.updated', 'flag', '01a217f9-76cf-734a-bf67-e7f1290eb38b', '{"created_at":"2026-11-26T13:09:14.575610Z","default_value":false,"description":"ünïcödé description","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-76cf-734a-bf67-e7f1290eb38b","key":"Key.With_all-9","name":"Değişti","salt":"8443b146cac0aedd","updated_at":"2026-11-26T13:09:14.584030Z","value_type":"boolean","version":3}', '{"created_at":"2026-11-26T13:09:14.575610Z","default_value":true,"description":"ünïcödé description","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-76cf-734a-bf67-e7f1290eb38b","key":"Key.With_all-9","name":"Değişti","salt":"8443b146cac0aedd","updated_at":"2026-11-26T13:09:14.591253Z","value_type":"boolean","version":4}', '127.0.0.1', '01a217f9-76da-7978-9f7f-dea46454498e', NULL, '2026-11-26 13:09:14.592371+00');
INSERT INTO public.audit_log VALUES ('01a217f9-76f4-765c-a79d-894827ffa5ce', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.updated', 'flag', '01a217f9-76ee-757e-affb-7a830088038e', '{"created_at":"2026-11-26T13:09:14.606931Z","default_value":"a","description":"","enabled":true,"environment_id":"01a217f9-740f-7296-8468-10e27e3ea7ae","id":"01a217f9-76ee-757e-affb-7a830088038e","key":"only","name":"only","salt":"aec4a1dfb0878f77","updated_at":"2026-11-26T13:09:14.606931Z","value_type":"string","version":1}', '{"created_at":"2026-11-26T13:09:14.606931Z","default_value":"b","description":"","enabled":true,"environment_id":"01a217f9-740f-7296-8468-10e27e3ea7ae","id":"01a217f9-76ee-757e-affb-7a830088038e","key":"only","name":"only","salt":"aec4a1dfb0878f77","updated_at":"2026-11-26T13:09:14.611102Z","value_type":"string","version":2}', '127.0.0.1', '01a217f9-76f1-7453-8ca7-1937a9b74951', NULL, '2026-11-26 13:09:14.612023+00');
INSERT INTO public.audit_log VALUES ('01a217f9-7700-75e8-88e9-5e62962f6e51', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'api_key.created', 'api_key', '01a217f9-76fe-714b-b8ef-83f72b116550', NULL, '{"created_at":"2026-11-26T13:09:14.622796Z","environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","expires_at":null,"id":"01a217f9-76fe-714b-b8ef-83f72b116550","key_prefix":"tgl_srv_DhHQ","last_used_at":null,"last_used_ip":null,"name":"rotated","project_id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","revoked_at":null,"scope":"server","updated_at":"2026-11-26T13:09:14.622796Z"}', '127.0.0.1', '01a217f9-76fa-796a-b1d3-0100845cbbff', NULL, '2026-11-26 13:09:14.624357+00');
INSERT INTO public.audit_log VALUES ('01a217f9-76d0-74a8-910e-4d3238c6d345', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'flag.created', 'flag', '01a217f9-76cf-734a-bf67-e7f1290eb38b', NULL, '{"created_at":"2026-11-26T13:09:14.575610Z","default_value":false,"description":"ünïcödé description","enabled":true,"environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","id":"01a217f9-76cf-734a-bf67-e7f1290eb38b","key":"Key.With_all-9","name":"Key.With_all-9","salt":"8443b146cac0aedd","updated_at":"2026-11-26T13:09:14.575610Z","value_type":"boolean","version":1}', '127.0.0.1', '01a217f9-76ce-7c90-8f9f-e087a939527f', NULL, '2026-11-26 13:09:14.576127+00');
INSERT INTO public.audit_log VALUES ('01a217f9-76e9-776c-ad14-73bbd8b5201d', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-76e7-70b2-adbf-21c75ace760d', NULL, '{"attribute":"user_id","bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.599854Z","flag_id":"01a217f9-76e4-7110-82e9-e4705838bb2e","id":"01a217f9-76e7-70b2-adbf-21c75ace760d","is_active":true,"operator":"in","priority":10,"return_value":true,"rollout_percentage":null,"rule_type":"attribute","updated_at":"2026-11-26T13:09:14.599854Z","value_json":"[\"user-0\", \"user-2\", \"user-4\", \"user-6\", \"user-8\", \"user-10\", \"user-12\", \"user-14\", \"user-16\", \"user-18\", \"user-20\", \"user-22\", \"user-24\", \"user-26\", \"user-28\", \"user-30\", \"user-32\", \"user-34\", \"user-36\", \"user-38\", \"user-40\", \"user-42\", \"user-44\", \"user-46\", \"user-48\", \"user-50\", \"user-52\", \"user-54\", \"user-56\", \"user-58\"]","version":1}', '127.0.0.1', '01a217f9-76e6-71bf-a410-817124489e75', NULL, '2026-11-26 13:09:14.60158+00');
INSERT INTO public.audit_log VALUES ('01a217f9-76f8-7491-9cf7-0449365ca580', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'rule.created', 'rule', '01a217f9-76f7-77a0-afc1-b02dfe856ce2', NULL, '{"attribute":null,"bucket_by":"user_id","conditions":[],"created_at":"2026-11-26T13:09:14.615204Z","flag_id":"01a217f9-76ee-757e-affb-7a830088038e","id":"01a217f9-76f7-77a0-afc1-b02dfe856ce2","is_active":true,"operator":null,"priority":10,"return_value":"c","rollout_percentage":50,"rule_type":"percentage","updated_at":"2026-11-26T13:09:14.615204Z","value_json":null,"version":1}', '127.0.0.1', '01a217f9-76f5-7503-bf60-a852d8744612', NULL, '2026-11-26 13:09:14.616513+00');
INSERT INTO public.audit_log VALUES ('01a217f9-770f-7236-8c8a-0232e11a1b08', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7354-770f-89b3-436bf335ed98', 'Demo', 'demo@togul.local', 'api_key.revoked', 'api_key', '01a217f9-7709-72e9-a12d-bee5bf213482', '{"created_at":"2026-11-26T13:09:14.633533Z","environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","expires_at":null,"id":"01a217f9-7709-72e9-a12d-bee5bf213482","key_prefix":"tgl_sdk_KA9h","last_used_at":null,"last_used_ip":null,"name":"revoked","project_id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","revoked_at":null,"scope":"sdk","updated_at":"2026-11-26T13:09:14.633533Z"}', '{"created_at":"2026-11-26T13:09:14.633533Z","environment_id":"01a217f9-73c1-76fd-85d5-20c58fdf2ec3","expires_at":null,"id":"01a217f9-7709-72e9-a12d-bee5bf213482","key_prefix":"tgl_sdk_KA9h","last_used_at":null,"last_used_ip":null,"name":"revoked","project_id":"01a217f9-73aa-70e3-bee7-b19aafc1163d","revoked_at":"2026-11-26T13:09:14.638575Z","scope":"sdk","updated_at":"2026-11-26T13:09:14.638575Z"}', '127.0.0.1', '01a217f9-770c-7a4b-9023-57ad210debee', NULL, '2026-11-26 13:09:14.63901+00');


--
-- Data for Name: changes; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 1, 'flag.created', 'op-eq', '{"key":"op-eq","enabled":true,"value_type":"boolean","default_value":false,"salt":"1b2db8ae8f8da597","rules":[]}', 'f95e5f960026ff3d4debe2a165b05779', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:13.926374+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 2, 'rule.created', 'op-eq', '{"key":"op-eq","enabled":true,"value_type":"boolean","default_value":false,"salt":"1b2db8ae8f8da597","rules":[{"id":"01a217f9-744d-74f4-b396-638ed66dc691","priority":10,"rule_type":"attribute","attribute":"x","operator":"eq","value":"TR","conditions":[],"return_value":true}]}', 'c42422d15742c31ca415650371395cc5', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:13.932962+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 3, 'flag.created', 'op-neq', '{"key":"op-neq","enabled":true,"value_type":"boolean","default_value":false,"salt":"da9731efc2b772f9","rules":[]}', 'bd4bc8a91aa2b3afea3f2e1cc384819c', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:13.963545+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 4, 'rule.created', 'op-neq', '{"key":"op-neq","enabled":true,"value_type":"boolean","default_value":false,"salt":"da9731efc2b772f9","rules":[{"id":"01a217f9-7475-74c7-bfdc-fb869d5bad04","priority":10,"rule_type":"attribute","attribute":"x","operator":"neq","value":"TR","conditions":[],"return_value":true}]}', 'b4434ffa7858fab277493d953619065d', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:13.972935+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 5, 'flag.created', 'op-in', '{"key":"op-in","enabled":true,"value_type":"boolean","default_value":false,"salt":"db3655f3271f7073","rules":[]}', '6243da85cee6056ff9e38a3da0d1dc4f', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:13.980766+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 6, 'rule.created', 'op-in', '{"key":"op-in","enabled":true,"value_type":"boolean","default_value":false,"salt":"db3655f3271f7073","rules":[{"id":"01a217f9-7482-769d-a03b-36aa2b446f99","priority":10,"rule_type":"attribute","attribute":"x","operator":"in","value":["TR","DE","日本",5],"conditions":[],"return_value":true}]}', '17c29d45a6b287a2c0d4ef3e7495e2a5', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:13.985964+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 7, 'flag.created', 'op-not_in', '{"key":"op-not_in","enabled":true,"value_type":"boolean","default_value":false,"salt":"8a78c89f520adb5f","rules":[]}', '50b82f2d509bef873a18f8ea2eb4b006', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.000466+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 8, 'rule.created', 'op-not_in', '{"key":"op-not_in","enabled":true,"value_type":"boolean","default_value":false,"salt":"8a78c89f520adb5f","rules":[{"id":"01a217f9-7497-709a-a280-404515c338fe","priority":10,"rule_type":"attribute","attribute":"x","operator":"not_in","value":["TR","DE"],"conditions":[],"return_value":true}]}', 'f0b10872eda4e5c56e91a67b2ab19df0', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.006907+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 9, 'flag.created', 'op-contains', '{"key":"op-contains","enabled":true,"value_type":"boolean","default_value":false,"salt":"e5fbe5d9e0171e6c","rules":[]}', '0e88a7b2b9b97f5d2585f36ff8d11f46', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.013933+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 10, 'rule.created', 'op-contains', '{"key":"op-contains","enabled":true,"value_type":"boolean","default_value":false,"salt":"e5fbe5d9e0171e6c","rules":[{"id":"01a217f9-74a2-74ca-ad28-d7831f66b079","priority":10,"rule_type":"attribute","attribute":"x","operator":"contains","value":"ş","conditions":[],"return_value":true}]}', 'f038421bc4e653822d6a9115dadb2caa', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.018528+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 11, 'flag.created', 'op-starts_with', '{"key":"op-starts_with","enabled":true,"value_type":"boolean","default_value":false,"salt":"10c34fb97e58b9f8","rules":[]}', 'b5924ae48a26bb2548b6886e137aef8f', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.028045+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 12, 'rule.created', 'op-starts_with', '{"key":"op-starts_with","enabled":true,"value_type":"boolean","default_value":false,"salt":"10c34fb97e58b9f8","rules":[{"id":"01a217f9-74b2-73cf-8b13-2c71ea5a6cf8","priority":10,"rule_type":"attribute","attribute":"x","operator":"starts_with","value":"T","conditions":[],"return_value":true}]}', '5c70c439b4cee78e82f425b328474853', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.034411+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 13, 'flag.created', 'op-ends_with', '{"key":"op-ends_with","enabled":true,"value_type":"boolean","default_value":false,"salt":"3a938fef7a0e7f52","rules":[]}', 'c2fddc8192d12f4da4361d161606ed69', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.039674+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 14, 'rule.created', 'op-ends_with', '{"key":"op-ends_with","enabled":true,"value_type":"boolean","default_value":false,"salt":"3a938fef7a0e7f52","rules":[{"id":"01a217f9-74c0-7573-8fd5-1fe947492f15","priority":10,"rule_type":"attribute","attribute":"x","operator":"ends_with","value":"R","conditions":[],"return_value":true}]}', '827764499e72abe15476590075d7bdef', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.048112+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 15, 'flag.created', 'op-gt', '{"key":"op-gt","enabled":true,"value_type":"boolean","default_value":false,"salt":"9a7a083196c82814","rules":[]}', '1ba049359c06324a6684779a60d84511', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.053468+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 16, 'rule.created', 'op-gt', '{"key":"op-gt","enabled":true,"value_type":"boolean","default_value":false,"salt":"9a7a083196c82814","rules":[{"id":"01a217f9-74ca-7320-9912-7ff8f6bb91f0","priority":10,"rule_type":"attribute","attribute":"x","operator":"gt","value":17.5,"conditions":[],"return_value":true}]}', 'c9ee374c06c15311f0762106bd5043db', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.058653+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 17, 'flag.created', 'op-gte', '{"key":"op-gte","enabled":true,"value_type":"boolean","default_value":false,"salt":"1fac58924d2a8ee0","rules":[]}', '775320a696d402f42230cc914f31371d', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.064283+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 18, 'rule.created', 'op-gte', '{"key":"op-gte","enabled":true,"value_type":"boolean","default_value":false,"salt":"1fac58924d2a8ee0","rules":[{"id":"01a217f9-74d5-70bd-b3d2-f680d4df8b5b","priority":10,"rule_type":"attribute","attribute":"x","operator":"gte","value":18,"conditions":[],"return_value":true}]}', 'bf5cec2fb19cd464073342e1c392897b', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.069387+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 19, 'flag.created', 'op-lt', '{"key":"op-lt","enabled":true,"value_type":"boolean","default_value":false,"salt":"ecacfb0791122a81","rules":[]}', 'c7d8a0e2e4b59c78f75ea2651ba0d598', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.076354+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 20, 'rule.created', 'op-lt', '{"key":"op-lt","enabled":true,"value_type":"boolean","default_value":false,"salt":"ecacfb0791122a81","rules":[{"id":"01a217f9-74e3-747c-8fa6-c04ecc9bbf68","priority":10,"rule_type":"attribute","attribute":"x","operator":"lt","value":100,"conditions":[],"return_value":true}]}', 'ffe802ac9174e4ba2454b2514671e287', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.08306+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 21, 'flag.created', 'op-lte', '{"key":"op-lte","enabled":true,"value_type":"boolean","default_value":false,"salt":"43cd69c8f4e9ca93","rules":[]}', '52fab5593b120542e56b97f61ad5da7b', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.090604+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 22, 'rule.created', 'op-lte', '{"key":"op-lte","enabled":true,"value_type":"boolean","default_value":false,"salt":"43cd69c8f4e9ca93","rules":[{"id":"01a217f9-74ef-71f3-8dc4-829fc658d2b0","priority":10,"rule_type":"attribute","attribute":"x","operator":"lte","value":-1,"conditions":[],"return_value":true}]}', 'dae74f00ec55da687ae5c265767797a6', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.095311+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 23, 'flag.created', 'op-before', '{"key":"op-before","enabled":true,"value_type":"boolean","default_value":false,"salt":"14b660f2460726b9","rules":[]}', 'd53c69dff9870d7190bcea64027f9ee9', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.10039+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 24, 'rule.created', 'op-before', '{"key":"op-before","enabled":true,"value_type":"boolean","default_value":false,"salt":"14b660f2460726b9","rules":[{"id":"01a217f9-74fa-72a7-a926-cea092957be8","priority":10,"rule_type":"attribute","attribute":"x","operator":"before","value":"2026-01-01T00:00:00+03:00","conditions":[],"return_value":true}]}', '093b15b548265eff93d511f85838647e', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.106336+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 25, 'flag.created', 'op-after', '{"key":"op-after","enabled":true,"value_type":"boolean","default_value":false,"salt":"bda42250df7d789b","rules":[]}', 'ab69861839ac9116daa84d5a92f0b50c', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.111529+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 35, 'flag.created', 'op-semver_lte', '{"key":"op-semver_lte","enabled":true,"value_type":"boolean","default_value":false,"salt":"3e0dbcc5874921b5","rules":[]}', 'a40f23a5d31cacb14d909a738028d7e4', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.187711+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 45, 'flag.created', 'rule-percentage', '{"key":"rule-percentage","enabled":true,"value_type":"string","default_value":"eski","salt":"93281ad1604a7dd4","rules":[]}', 'c0b61367625ff2e93bc763ada9b25636', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.251774+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 50, 'rule.created', 'rule-percentage-bucket-by', '{"key":"rule-percentage-bucket-by","enabled":true,"value_type":"number","default_value":0,"salt":"3109e93572d13a71","rules":[{"id":"01a217f9-75c1-756e-aead-1719adea4f8d","priority":5,"rule_type":"percentage","rollout_percentage":0,"bucket_by":"user_id","conditions":[],"return_value":99},{"id":"01a217f9-7599-7133-a978-4c4bfeca8ea5","priority":10,"rule_type":"percentage","rollout_percentage":50,"bucket_by":"account.id","conditions":[{"attribute":"country","operator":"eq","value":"TR"},{"attribute":"plan","operator":"in","value":["team","enterprise"]}],"return_value":1.5},{"id":"01a217f9-75a3-763f-b0a6-b1830abd4481","priority":20,"rule_type":"percentage","rollout_percentage":100,"bucket_by":"user_id","conditions":[],"return_value":-7}]}', '8fb3660b1e282c213caa0ab88f3f0bb3', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.305457+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 55, 'flag.created', 'value-json', '{"key":"value-json","enabled":true,"value_type":"json","default_value":null,"salt":"93b98496b5dcefa6","rules":[]}', 'b902b4368a78458d0b251fe06fb1cea4', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.352349+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 58, 'flag.created', 'order', '{"key":"order","enabled":true,"value_type":"string","default_value":"none","salt":"1dd7e8fb07d0ffce","rules":[]}', 'a425e30dff18d9763c14c910c97b63ac', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.367057+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 64, 'flag.created', 'disabled', '{"key":"disabled","enabled":false,"value_type":"boolean","default_value":false,"salt":"24fbb41b86f3a28c","rules":[]}', '921825f9c26099066b0aaffa04dcc50b', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.436205+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 83, 'flag.created', 'Key.With_all-9', '{"key":"Key.With_all-9","enabled":true,"value_type":"boolean","default_value":false,"salt":"8443b146cac0aedd","rules":[]}', '5ecff3ca01748daf410b3a558cc9073d', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.57561+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 88, 'rule.created', 'large-list', '{"key":"large-list","enabled":true,"value_type":"boolean","default_value":false,"salt":"bc825fe70d7fb77d","rules":[{"id":"01a217f9-76e7-70b2-adbf-21c75ace760d","priority":10,"rule_type":"attribute","attribute":"user_id","operator":"in","value":["user-0","user-2","user-4","user-6","user-8","user-10","user-12","user-14","user-16","user-18","user-20","user-22","user-24","user-26","user-28","user-30","user-32","user-34","user-36","user-38","user-40","user-42","user-44","user-46","user-48","user-50","user-52","user-54","user-56","user-58"],"conditions":[],"return_value":true}]}', '44b6114f5f0a9d0c2cecb76a3d302fc5', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.599854+00');
INSERT INTO public.changes VALUES ('01a217f9-740f-7296-8468-10e27e3ea7ae', 3, 'rule.created', 'only', '{"key":"only","enabled":true,"value_type":"string","default_value":"b","salt":"aec4a1dfb0878f77","rules":[{"id":"01a217f9-76f7-77a0-afc1-b02dfe856ce2","priority":10,"rule_type":"percentage","rollout_percentage":50,"bucket_by":"user_id","conditions":[],"return_value":"c"}]}', '7bf975399bd75dc8da03759f2857d15a', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.615204+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 26, 'rule.created', 'op-after', '{"key":"op-after","enabled":true,"value_type":"boolean","default_value":false,"salt":"bda42250df7d789b","rules":[{"id":"01a217f9-7508-768e-a2ce-b45fad266d49","priority":10,"rule_type":"attribute","attribute":"x","operator":"after","value":"2025-06-15T12:30:00.123456789Z","conditions":[],"return_value":true}]}', '1c82017b5e401ce9e7d7f2cdb772e548', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.120053+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 30, 'rule.created', 'op-semver_gt', '{"key":"op-semver_gt","enabled":true,"value_type":"boolean","default_value":false,"salt":"7472affb74d19c9b","rules":[{"id":"01a217f9-7524-724e-88b0-37575e837083","priority":10,"rule_type":"attribute","attribute":"x","operator":"semver_gt","value":"1.2.3","conditions":[],"return_value":true}]}', '320dcfc668c55086d6841d845d4ec39e', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.148112+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 32, 'rule.created', 'op-semver_gte', '{"key":"op-semver_gte","enabled":true,"value_type":"boolean","default_value":false,"salt":"66b92c36f93806cb","rules":[{"id":"01a217f9-7536-766c-a7e7-1bb9fee92a4d","priority":10,"rule_type":"attribute","attribute":"x","operator":"semver_gte","value":"1.2.3-rc.1","conditions":[],"return_value":true}]}', '644722842feffabd4ad26f91aceccd78', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.16655+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 34, 'rule.created', 'op-semver_lt', '{"key":"op-semver_lt","enabled":true,"value_type":"boolean","default_value":false,"salt":"ec25c571c6827e66","rules":[{"id":"01a217f9-7542-7321-a189-4743596cd65c","priority":10,"rule_type":"attribute","attribute":"x","operator":"semver_lt","value":"2.0.0","conditions":[],"return_value":true}]}', 'e13854660f8ceb6f692a42b6914e4ce7', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.17855+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 38, 'rule.created', 'op-matches', '{"key":"op-matches","enabled":true,"value_type":"boolean","default_value":false,"salt":"1d97f7618e9903ac","rules":[{"id":"01a217f9-755f-73a2-83ee-b18f995b4866","priority":10,"rule_type":"attribute","attribute":"x","operator":"matches","value":"^(?i)[a-zçğıöşü]{2,}\\d*$","conditions":[],"return_value":true}]}', 'b42f6b9d7a0c0263e4e181a4350f3a5e', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.207049+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 42, 'rule.created', 'op-not_exists', '{"key":"op-not_exists","enabled":true,"value_type":"boolean","default_value":false,"salt":"f0d241c7b74a017e","rules":[{"id":"01a217f9-7577-7062-af8a-95d4af94b976","priority":10,"rule_type":"attribute","attribute":"x","operator":"not_exists","conditions":[],"return_value":true}]}', '44d83dfa23f319e57c33fe6514299e6b', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.231717+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 44, 'rule.created', 'rule-boolean', '{"key":"rule-boolean","enabled":true,"value_type":"boolean","default_value":false,"salt":"404de0cb388d3660","rules":[{"id":"01a217f9-7580-712a-aa4b-fe5cdf71d815","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', '20e1e84a78198bba46341f09f609a766', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.240417+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 52, 'rule.created', 'value-string', '{"key":"value-string","enabled":true,"value_type":"string","default_value":"varsayılan 🌍 \"alıntı\" \\ \n\t","salt":"df272d2d72e27ce2","rules":[{"id":"01a217f9-75d8-77f9-b641-19c584a6cd0c","priority":10,"rule_type":"attribute","attribute":"şehir","operator":"eq","value":"İstanbul","conditions":[],"return_value":"kırmızı ​ñ 漢字"}]}', '72253410e58199c25a113a5d1eebdf9f', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.328314+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 54, 'rule.created', 'value-number', '{"key":"value-number","enabled":true,"value_type":"number","default_value":9007199254740993,"salt":"79bf9dba3a847917","rules":[{"id":"01a217f9-75eb-74d5-9d38-ce31a9993496","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"team","conditions":[],"return_value":-0.0625}]}', 'e8bd1971aeb0d71fafcb6d50cbfe449b', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.347722+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 59, 'rule.created', 'order', '{"key":"order","enabled":true,"value_type":"string","default_value":"none","salt":"1dd7e8fb07d0ffce","rules":[{"id":"01a217f9-7602-737b-8b7e-56b912d81619","priority":30,"rule_type":"attribute","attribute":"plan","operator":"exists","conditions":[],"return_value":"third"}]}', '4a24884e6e189e05b41222dbdbb471b4', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.370757+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 65, 'rule.created', 'disabled', '{"key":"disabled","enabled":false,"value_type":"boolean","default_value":false,"salt":"24fbb41b86f3a28c","rules":[{"id":"01a217f9-764b-7515-9c85-f3491bae728a","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', 'ba717c5f6679eb59cdfb0cfa997102a6', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.442935+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 70, 'rule.created', 'inactive-rules', '{"key":"inactive-rules","enabled":true,"value_type":"string","default_value":"default","salt":"52a84d3bb61e0af2","rules":[]}', 'bc0736b2e28397310de22b6766455e84', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.49688+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 73, 'flag.created', 'deleted-0', '{"key":"deleted-0","enabled":true,"value_type":"boolean","default_value":false,"salt":"3e89792d172df374","rules":[]}', '2e97ca907933e5fa37dd7f1e0ce06e8e', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.525641+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 77, 'rule.created', 'deleted-1', '{"key":"deleted-1","enabled":true,"value_type":"boolean","default_value":false,"salt":"f4976e0fe492f52b","rules":[{"id":"01a217f9-76b4-765e-b910-431cb42f7118","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', '19707fc9ff940bd922b41c06af6dfc6d', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.548133+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 79, 'flag.created', 'deleted-2', '{"key":"deleted-2","enabled":true,"value_type":"boolean","default_value":false,"salt":"cc55e4be93d1f0ba","rules":[]}', '543dc6a6777fa17e564ad02fed809490', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.558525+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 27, 'flag.created', 'op-semver_eq', '{"key":"op-semver_eq","enabled":true,"value_type":"boolean","default_value":false,"salt":"f6c4070d79883763","rules":[]}', 'ba346bfe38c588087c9a96350e05837e', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.126991+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 29, 'flag.created', 'op-semver_gt', '{"key":"op-semver_gt","enabled":true,"value_type":"boolean","default_value":false,"salt":"7472affb74d19c9b","rules":[]}', '073dec7d3c9bc0d2ba5635b349773db5', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.136959+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 36, 'rule.created', 'op-semver_lte', '{"key":"op-semver_lte","enabled":true,"value_type":"boolean","default_value":false,"salt":"3e0dbcc5874921b5","rules":[{"id":"01a217f9-7551-702c-84f7-3547c5537dac","priority":10,"rule_type":"attribute","attribute":"x","operator":"semver_lte","value":"1.10.0","conditions":[],"return_value":true}]}', '7e4b527cc7164ec30aef94d174cbd3ec', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.192997+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 39, 'flag.created', 'op-exists', '{"key":"op-exists","enabled":true,"value_type":"boolean","default_value":false,"salt":"5f642811e5d59df5","rules":[]}', 'acf6826b8ba4acb08d2ed1a1773fe1c9', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.215255+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 41, 'flag.created', 'op-not_exists', '{"key":"op-not_exists","enabled":true,"value_type":"boolean","default_value":false,"salt":"f0d241c7b74a017e","rules":[]}', '79d2ecd926d0fecb8afaefd8d0283aa0', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.225234+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 46, 'rule.created', 'rule-percentage', '{"key":"rule-percentage","enabled":true,"value_type":"string","default_value":"eski","salt":"93281ad1604a7dd4","rules":[{"id":"01a217f9-7590-7514-a007-65c23695d2c4","priority":10,"rule_type":"percentage","rollout_percentage":33.333,"bucket_by":"user_id","conditions":[],"return_value":"yeni"}]}', 'cfc45746611550553aa45608edc0f446', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.256303+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 48, 'rule.created', 'rule-percentage-bucket-by', '{"key":"rule-percentage-bucket-by","enabled":true,"value_type":"number","default_value":0,"salt":"3109e93572d13a71","rules":[{"id":"01a217f9-7599-7133-a978-4c4bfeca8ea5","priority":10,"rule_type":"percentage","rollout_percentage":50,"bucket_by":"account.id","conditions":[{"attribute":"country","operator":"eq","value":"TR"},{"attribute":"plan","operator":"in","value":["team","enterprise"]}],"return_value":1.5}]}', '49222af9b64b172dcfe16bb8e43ca0cf', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.265151+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 49, 'rule.created', 'rule-percentage-bucket-by', '{"key":"rule-percentage-bucket-by","enabled":true,"value_type":"number","default_value":0,"salt":"3109e93572d13a71","rules":[{"id":"01a217f9-7599-7133-a978-4c4bfeca8ea5","priority":10,"rule_type":"percentage","rollout_percentage":50,"bucket_by":"account.id","conditions":[{"attribute":"country","operator":"eq","value":"TR"},{"attribute":"plan","operator":"in","value":["team","enterprise"]}],"return_value":1.5},{"id":"01a217f9-75a3-763f-b0a6-b1830abd4481","priority":20,"rule_type":"percentage","rollout_percentage":100,"bucket_by":"user_id","conditions":[],"return_value":-7}]}', '5875f0147391053aa9fd59c30726f342', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.27552+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 53, 'flag.created', 'value-number', '{"key":"value-number","enabled":true,"value_type":"number","default_value":9007199254740993,"salt":"79bf9dba3a847917","rules":[]}', '1d9ce9f78171f2add9c8fe388be419df', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.339+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 62, 'rule.created', 'order', '{"key":"order","enabled":true,"value_type":"string","default_value":"none","salt":"1dd7e8fb07d0ffce","rules":[{"id":"01a217f9-7607-71e0-aafd-a289dd955a1b","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"team","conditions":[],"return_value":"first"},{"id":"01a217f9-7622-737b-a502-82d22508e65c","priority":20,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":"second"},{"id":"01a217f9-7633-716d-915b-749d40a0c220","priority":20,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":"second, later id"},{"id":"01a217f9-7602-737b-8b7e-56b912d81619","priority":30,"rule_type":"attribute","attribute":"plan","operator":"exists","conditions":[],"return_value":"third"}]}', '506a15c93541ce24ed93ffbde52edadc', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.419242+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 67, 'rule.created', 'inactive-rules', '{"key":"inactive-rules","enabled":true,"value_type":"string","default_value":"default","salt":"52a84d3bb61e0af2","rules":[]}', 'bc0736b2e28397310de22b6766455e84', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.455206+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 76, 'flag.created', 'deleted-1', '{"key":"deleted-1","enabled":true,"value_type":"boolean","default_value":false,"salt":"f4976e0fe492f52b","rules":[]}', '2ba06224fca50e83452c47ef64cbe8b1', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.539957+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 80, 'rule.created', 'deleted-2', '{"key":"deleted-2","enabled":true,"value_type":"boolean","default_value":false,"salt":"cc55e4be93d1f0ba","rules":[{"id":"01a217f9-76c2-75f4-a51f-2ed5eec5073e","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', '51ec35b1193b40cda0df63c92953b103', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.562391+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 85, 'flag.updated', 'Key.With_all-9', '{"key":"Key.With_all-9","enabled":true,"value_type":"boolean","default_value":false,"salt":"8443b146cac0aedd","rules":[]}', '5ecff3ca01748daf410b3a558cc9073d', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.58403+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 87, 'flag.created', 'large-list', '{"key":"large-list","enabled":true,"value_type":"boolean","default_value":false,"salt":"bc825fe70d7fb77d","rules":[]}', '768c0852f4e3240232d6b448b7878a22', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.59602+00');
INSERT INTO public.changes VALUES ('01a217f9-740f-7296-8468-10e27e3ea7ae', 1, 'flag.created', 'only', '{"key":"only","enabled":true,"value_type":"string","default_value":"a","salt":"aec4a1dfb0878f77","rules":[]}', '0e558a54abb9a6ffbbb87d5d2e277cba', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.606931+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 28, 'rule.created', 'op-semver_eq', '{"key":"op-semver_eq","enabled":true,"value_type":"boolean","default_value":false,"salt":"f6c4070d79883763","rules":[{"id":"01a217f9-7513-75d7-999a-14d80044bfa1","priority":10,"rule_type":"attribute","attribute":"x","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":true}]}', 'dcd7641d6730ca1f3d06e3a26ee893f6', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.131633+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 31, 'flag.created', 'op-semver_gte', '{"key":"op-semver_gte","enabled":true,"value_type":"boolean","default_value":false,"salt":"66b92c36f93806cb","rules":[]}', '28afaa90d73540e1549cca67b6b5e38a', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.154094+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 33, 'flag.created', 'op-semver_lt', '{"key":"op-semver_lt","enabled":true,"value_type":"boolean","default_value":false,"salt":"ec25c571c6827e66","rules":[]}', 'b98be7d0cd16d5f56e7da125adaf3cf8', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.171902+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 37, 'flag.created', 'op-matches', '{"key":"op-matches","enabled":true,"value_type":"boolean","default_value":false,"salt":"1d97f7618e9903ac","rules":[]}', '5b0bb7c44407945cf854dc4c0604149c', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.199316+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 40, 'rule.created', 'op-exists', '{"key":"op-exists","enabled":true,"value_type":"boolean","default_value":false,"salt":"5f642811e5d59df5","rules":[{"id":"01a217f9-756c-7770-98ea-9fe3e00d21d0","priority":10,"rule_type":"attribute","attribute":"x","operator":"exists","conditions":[],"return_value":true}]}', '499049e4f7fc417fc8868e7ec683de5a', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.219864+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 43, 'flag.created', 'rule-boolean', '{"key":"rule-boolean","enabled":true,"value_type":"boolean","default_value":false,"salt":"404de0cb388d3660","rules":[]}', '6cf0788c0f80db68d078d806c7ac693e', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.236513+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 47, 'flag.created', 'rule-percentage-bucket-by', '{"key":"rule-percentage-bucket-by","enabled":true,"value_type":"number","default_value":0,"salt":"3109e93572d13a71","rules":[]}', '2b0628a2a644b9f2ce183c6758426984', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.261114+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 51, 'flag.created', 'value-string', '{"key":"value-string","enabled":true,"value_type":"string","default_value":"varsayılan 🌍 \"alıntı\" \\ \n\t","salt":"df272d2d72e27ce2","rules":[]}', '900c1e57d1706254b23fd7f7347e0c32', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.314563+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 56, 'rule.created', 'value-json', '{"key":"value-json","enabled":true,"value_type":"json","default_value":null,"salt":"93b98496b5dcefa6","rules":[{"id":"01a217f9-75f4-7765-b7ac-2dad85fcd252","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"team","conditions":[],"return_value":{"":{},"a":"ü","e":1000.0,"z":[1,{"b":null}]}}]}', '205cc8075c3ba998eb7e8290098f4b65', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.356632+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 57, 'flag.created', 'value-json-list', '{"key":"value-json-list","enabled":true,"value_type":"json","default_value":[1,2,[],"x"],"salt":"bf3e964bfc39ba44","rules":[]}', '6379b1acbdff06bec1858191348fbe7e', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.36167+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 60, 'rule.created', 'order', '{"key":"order","enabled":true,"value_type":"string","default_value":"none","salt":"1dd7e8fb07d0ffce","rules":[{"id":"01a217f9-7607-71e0-aafd-a289dd955a1b","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"team","conditions":[],"return_value":"first"},{"id":"01a217f9-7602-737b-8b7e-56b912d81619","priority":30,"rule_type":"attribute","attribute":"plan","operator":"exists","conditions":[],"return_value":"third"}]}', 'd528cb26dfe0c1a66880e9790a7f9495', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.375398+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 61, 'rule.created', 'order', '{"key":"order","enabled":true,"value_type":"string","default_value":"none","salt":"1dd7e8fb07d0ffce","rules":[{"id":"01a217f9-7607-71e0-aafd-a289dd955a1b","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"team","conditions":[],"return_value":"first"},{"id":"01a217f9-7622-737b-a502-82d22508e65c","priority":20,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":"second"},{"id":"01a217f9-7602-737b-8b7e-56b912d81619","priority":30,"rule_type":"attribute","attribute":"plan","operator":"exists","conditions":[],"return_value":"third"}]}', '744519b13e516ef6a33e6619e799757c', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.398081+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 63, 'rule.updated', 'order', '{"key":"order","enabled":true,"value_type":"string","default_value":"none","salt":"1dd7e8fb07d0ffce","rules":[{"id":"01a217f9-7607-71e0-aafd-a289dd955a1b","priority":15,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"team","conditions":[{"attribute":"user_id","operator":"starts_with","value":"user-"}],"return_value":"first"},{"id":"01a217f9-7622-737b-a502-82d22508e65c","priority":20,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":"second"},{"id":"01a217f9-7633-716d-915b-749d40a0c220","priority":20,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":"second, later id"},{"id":"01a217f9-7602-737b-8b7e-56b912d81619","priority":30,"rule_type":"attribute","attribute":"plan","operator":"exists","conditions":[],"return_value":"third"}]}', 'b85a1b117f2230fc123fe09f0230bde1', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.430412+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 66, 'flag.created', 'inactive-rules', '{"key":"inactive-rules","enabled":true,"value_type":"string","default_value":"default","salt":"52a84d3bb61e0af2","rules":[]}', 'bc0736b2e28397310de22b6766455e84', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.447206+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 68, 'rule.created', 'inactive-rules', '{"key":"inactive-rules","enabled":true,"value_type":"string","default_value":"default","salt":"52a84d3bb61e0af2","rules":[{"id":"01a217f9-7666-747a-9f8f-a9c6f7981da3","priority":20,"rule_type":"boolean","conditions":[],"return_value":"was active"}]}', '89143b6e842e236d333feb011177add7', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.46633+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 69, 'rule.updated', 'inactive-rules', '{"key":"inactive-rules","enabled":true,"value_type":"string","default_value":"default","salt":"52a84d3bb61e0af2","rules":[]}', 'bc0736b2e28397310de22b6766455e84', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.489644+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 71, 'rule.created', 'inactive-rules', '{"key":"inactive-rules","enabled":true,"value_type":"string","default_value":"default","salt":"52a84d3bb61e0af2","rules":[{"id":"01a217f9-7686-71f4-9ca7-c5c99839b7b4","priority":40,"rule_type":"boolean","conditions":[],"return_value":"deleted rule"}]}', 'a62932f02206a9fc877208892a94f02c', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.50216+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 72, 'rule.deleted', 'inactive-rules', '{"key":"inactive-rules","enabled":true,"value_type":"string","default_value":"default","salt":"52a84d3bb61e0af2","rules":[]}', 'bc0736b2e28397310de22b6766455e84', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.520039+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 74, 'rule.created', 'deleted-0', '{"key":"deleted-0","enabled":true,"value_type":"boolean","default_value":false,"salt":"3e89792d172df374","rules":[{"id":"01a217f9-76a2-76a4-8d02-d79259464afb","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', 'd716b856fd697366396fe46101407bb2', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.529987+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 75, 'flag.deleted', 'deleted-0', NULL, 'bc0736b2e28397310de22b6766455e84', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.535286+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 78, 'flag.deleted', 'deleted-1', NULL, 'bc0736b2e28397310de22b6766455e84', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.553423+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 81, 'flag.deleted', 'deleted-2', NULL, 'bc0736b2e28397310de22b6766455e84', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.567371+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 82, 'flag.created', 'deleted-0', '{"key":"deleted-0","enabled":true,"value_type":"number","default_value":1,"salt":"48a829532710bdf3","rules":[]}', 'b07cc0d3a12ca4b6aea9071fffc605ea', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.572052+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 84, 'flag.updated', 'Key.With_all-9', '{"key":"Key.With_all-9","enabled":false,"value_type":"boolean","default_value":false,"salt":"8443b146cac0aedd","rules":[]}', '7fac100e2bfd70aaea96cd1033caa6e3', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.579326+00');
INSERT INTO public.changes VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 86, 'flag.updated', 'Key.With_all-9', '{"key":"Key.With_all-9","enabled":true,"value_type":"boolean","default_value":true,"salt":"8443b146cac0aedd","rules":[]}', 'c59a6cfa9095ad76c93e79240b679e60', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.591253+00');
INSERT INTO public.changes VALUES ('01a217f9-740f-7296-8468-10e27e3ea7ae', 2, 'flag.updated', 'only', '{"key":"only","enabled":true,"value_type":"string","default_value":"b","salt":"aec4a1dfb0878f77","rules":[]}', 'b0909649287c1d842a2a83caddf5e740', '01a217f9-7354-770f-89b3-436bf335ed98', '2026-11-26 13:09:14.611102+00');


--
-- Data for Name: environments; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.environments VALUES ('01a217f9-742f-7640-917b-aa879cb32812', '01a217f9-73aa-70e3-bee7-b19aafc1163d', 'empty', 'Never written', '', '["local"]', 0, '00000000000000000000000000000000', 4, 1, '2026-11-26 13:09:13.903322+00', '2026-11-26 13:09:13.903322+00');
INSERT INTO public.environments VALUES ('01a217f9-740f-7296-8468-10e27e3ea7ae', '01a217f9-73aa-70e3-bee7-b19aafc1163d', 'eu.west_1', 'Small', '', '["local"]', 3, '7bf975399bd75dc8da03759f2857d15a', 4, 1, '2026-11-26 13:09:13.871396+00', '2026-11-26 13:09:13.871396+00');
INSERT INTO public.environments VALUES ('01a217f9-73c1-76fd-85d5-20c58fdf2ec3', '01a217f9-73aa-70e3-bee7-b19aafc1163d', 'every-kind', 'Every kind', '', '["local"]', 88, '44b6114f5f0a9d0c2cecb76a3d302fc5', 8, 1, '2026-11-26 13:09:13.793637+00', '2026-11-26 13:09:13.793637+00');


--
-- Data for Name: flags; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.flags VALUES ('01a217f9-7446-7261-a537-bdc7359afa76', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-eq', 'op-eq', 'operator eq', 'op-eq
op-eq', true, 'boolean', 'false', '1b2db8ae8f8da597', '{"key":"op-eq","enabled":true,"value_type":"boolean","default_value":false,"salt":"1b2db8ae8f8da597","rules":[{"id":"01a217f9-744d-74f4-b396-638ed66dc691","priority":10,"rule_type":"attribute","attribute":"x","operator":"eq","value":"TR","conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:13.926374+00', '2026-11-26 13:09:13.926374+00');
INSERT INTO public.flags VALUES ('01a217f9-746b-73ef-a803-3680280f78a9', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-neq', 'op-neq', 'operator neq', 'op-neq
op-neq', true, 'boolean', 'false', 'da9731efc2b772f9', '{"key":"op-neq","enabled":true,"value_type":"boolean","default_value":false,"salt":"da9731efc2b772f9","rules":[{"id":"01a217f9-7475-74c7-bfdc-fb869d5bad04","priority":10,"rule_type":"attribute","attribute":"x","operator":"neq","value":"TR","conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:13.963545+00', '2026-11-26 13:09:13.963545+00');
INSERT INTO public.flags VALUES ('01a217f9-747c-7500-8c3b-f4d471f28695', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-in', 'op-in', 'operator in', 'op-in
op-in', true, 'boolean', 'false', 'db3655f3271f7073', '{"key":"op-in","enabled":true,"value_type":"boolean","default_value":false,"salt":"db3655f3271f7073","rules":[{"id":"01a217f9-7482-769d-a03b-36aa2b446f99","priority":10,"rule_type":"attribute","attribute":"x","operator":"in","value":["TR","DE","日本",5],"conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:13.980766+00', '2026-11-26 13:09:13.980766+00');
INSERT INTO public.flags VALUES ('01a217f9-7490-7728-8483-fdf0cfd87877', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-not_in', 'op-not_in', 'operator not_in', 'op-not_in
op-not_in', true, 'boolean', 'false', '8a78c89f520adb5f', '{"key":"op-not_in","enabled":true,"value_type":"boolean","default_value":false,"salt":"8a78c89f520adb5f","rules":[{"id":"01a217f9-7497-709a-a280-404515c338fe","priority":10,"rule_type":"attribute","attribute":"x","operator":"not_in","value":["TR","DE"],"conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.000466+00', '2026-11-26 13:09:14.000466+00');
INSERT INTO public.flags VALUES ('01a217f9-749d-74b9-b57d-26af1d0e5d3a', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-contains', 'op-contains', 'operator contains', 'op-contains
op-contains', true, 'boolean', 'false', 'e5fbe5d9e0171e6c', '{"key":"op-contains","enabled":true,"value_type":"boolean","default_value":false,"salt":"e5fbe5d9e0171e6c","rules":[{"id":"01a217f9-74a2-74ca-ad28-d7831f66b079","priority":10,"rule_type":"attribute","attribute":"x","operator":"contains","value":"ş","conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.013933+00', '2026-11-26 13:09:14.013933+00');
INSERT INTO public.flags VALUES ('01a217f9-74ac-75b4-b482-bd3d2fb2e911', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-starts_with', 'op-starts_with', 'operator starts_with', 'op-starts_with
op-starts_with', true, 'boolean', 'false', '10c34fb97e58b9f8', '{"key":"op-starts_with","enabled":true,"value_type":"boolean","default_value":false,"salt":"10c34fb97e58b9f8","rules":[{"id":"01a217f9-74b2-73cf-8b13-2c71ea5a6cf8","priority":10,"rule_type":"attribute","attribute":"x","operator":"starts_with","value":"T","conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.028045+00', '2026-11-26 13:09:14.028045+00');
INSERT INTO public.flags VALUES ('01a217f9-74b7-767b-8992-d0685e55aaf8', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-ends_with', 'op-ends_with', 'operator ends_with', 'op-ends_with
op-ends_with', true, 'boolean', 'false', '3a938fef7a0e7f52', '{"key":"op-ends_with","enabled":true,"value_type":"boolean","default_value":false,"salt":"3a938fef7a0e7f52","rules":[{"id":"01a217f9-74c0-7573-8fd5-1fe947492f15","priority":10,"rule_type":"attribute","attribute":"x","operator":"ends_with","value":"R","conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.039674+00', '2026-11-26 13:09:14.039674+00');
INSERT INTO public.flags VALUES ('01a217f9-74c5-75f4-a285-9ccfdbb63be1', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-gt', 'op-gt', 'operator gt', 'op-gt
op-gt', true, 'boolean', 'false', '9a7a083196c82814', '{"key":"op-gt","enabled":true,"value_type":"boolean","default_value":false,"salt":"9a7a083196c82814","rules":[{"id":"01a217f9-74ca-7320-9912-7ff8f6bb91f0","priority":10,"rule_type":"attribute","attribute":"x","operator":"gt","value":17.5,"conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.053468+00', '2026-11-26 13:09:14.053468+00');
INSERT INTO public.flags VALUES ('01a217f9-74d0-745e-ad48-4d9d16520e00', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-gte', 'op-gte', 'operator gte', 'op-gte
op-gte', true, 'boolean', 'false', '1fac58924d2a8ee0', '{"key":"op-gte","enabled":true,"value_type":"boolean","default_value":false,"salt":"1fac58924d2a8ee0","rules":[{"id":"01a217f9-74d5-70bd-b3d2-f680d4df8b5b","priority":10,"rule_type":"attribute","attribute":"x","operator":"gte","value":18,"conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.064283+00', '2026-11-26 13:09:14.064283+00');
INSERT INTO public.flags VALUES ('01a217f9-74dc-70a9-92ef-220d6b86e3bb', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-lt', 'op-lt', 'operator lt', 'op-lt
op-lt', true, 'boolean', 'false', 'ecacfb0791122a81', '{"key":"op-lt","enabled":true,"value_type":"boolean","default_value":false,"salt":"ecacfb0791122a81","rules":[{"id":"01a217f9-74e3-747c-8fa6-c04ecc9bbf68","priority":10,"rule_type":"attribute","attribute":"x","operator":"lt","value":100,"conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.076354+00', '2026-11-26 13:09:14.076354+00');
INSERT INTO public.flags VALUES ('01a217f9-74ea-7251-94c9-543a4b826ce3', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-lte', 'op-lte', 'operator lte', 'op-lte
op-lte', true, 'boolean', 'false', '43cd69c8f4e9ca93', '{"key":"op-lte","enabled":true,"value_type":"boolean","default_value":false,"salt":"43cd69c8f4e9ca93","rules":[{"id":"01a217f9-74ef-71f3-8dc4-829fc658d2b0","priority":10,"rule_type":"attribute","attribute":"x","operator":"lte","value":-1,"conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.090604+00', '2026-11-26 13:09:14.090604+00');
INSERT INTO public.flags VALUES ('01a217f9-74f4-764f-b6e7-1c8f73413d42', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-before', 'op-before', 'operator before', 'op-before
op-before', true, 'boolean', 'false', '14b660f2460726b9', '{"key":"op-before","enabled":true,"value_type":"boolean","default_value":false,"salt":"14b660f2460726b9","rules":[{"id":"01a217f9-74fa-72a7-a926-cea092957be8","priority":10,"rule_type":"attribute","attribute":"x","operator":"before","value":"2026-01-01T00:00:00+03:00","conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.10039+00', '2026-11-26 13:09:14.10039+00');
INSERT INTO public.flags VALUES ('01a217f9-74ff-7457-93ec-929850e9bb78', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-after', 'op-after', 'operator after', 'op-after
op-after', true, 'boolean', 'false', 'bda42250df7d789b', '{"key":"op-after","enabled":true,"value_type":"boolean","default_value":false,"salt":"bda42250df7d789b","rules":[{"id":"01a217f9-7508-768e-a2ce-b45fad266d49","priority":10,"rule_type":"attribute","attribute":"x","operator":"after","value":"2025-06-15T12:30:00.123456789Z","conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.111529+00', '2026-11-26 13:09:14.111529+00');
INSERT INTO public.flags VALUES ('01a217f9-750e-762d-a3fa-938e6850bd7c', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-semver_eq', 'op-semver_eq', 'operator semver_eq', 'op-semver_eq
op-semver_eq', true, 'boolean', 'false', 'f6c4070d79883763', '{"key":"op-semver_eq","enabled":true,"value_type":"boolean","default_value":false,"salt":"f6c4070d79883763","rules":[{"id":"01a217f9-7513-75d7-999a-14d80044bfa1","priority":10,"rule_type":"attribute","attribute":"x","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.126991+00', '2026-11-26 13:09:14.126991+00');
INSERT INTO public.flags VALUES ('01a217f9-7518-7388-8d2c-81922ebc1dda', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-semver_gt', 'op-semver_gt', 'operator semver_gt', 'op-semver_gt
op-semver_gt', true, 'boolean', 'false', '7472affb74d19c9b', '{"key":"op-semver_gt","enabled":true,"value_type":"boolean","default_value":false,"salt":"7472affb74d19c9b","rules":[{"id":"01a217f9-7524-724e-88b0-37575e837083","priority":10,"rule_type":"attribute","attribute":"x","operator":"semver_gt","value":"1.2.3","conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.136959+00', '2026-11-26 13:09:14.136959+00');
INSERT INTO public.flags VALUES ('01a217f9-752a-74fa-9b41-f976d4f07657', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-semver_gte', 'op-semver_gte', 'operator semver_gte', 'op-semver_gte
op-semver_gte', true, 'boolean', 'false', '66b92c36f93806cb', '{"key":"op-semver_gte","enabled":true,"value_type":"boolean","default_value":false,"salt":"66b92c36f93806cb","rules":[{"id":"01a217f9-7536-766c-a7e7-1bb9fee92a4d","priority":10,"rule_type":"attribute","attribute":"x","operator":"semver_gte","value":"1.2.3-rc.1","conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.154094+00', '2026-11-26 13:09:14.154094+00');
INSERT INTO public.flags VALUES ('01a217f9-753b-729b-8e70-1e822768e8a7', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-semver_lt', 'op-semver_lt', 'operator semver_lt', 'op-semver_lt
op-semver_lt', true, 'boolean', 'false', 'ec25c571c6827e66', '{"key":"op-semver_lt","enabled":true,"value_type":"boolean","default_value":false,"salt":"ec25c571c6827e66","rules":[{"id":"01a217f9-7542-7321-a189-4743596cd65c","priority":10,"rule_type":"attribute","attribute":"x","operator":"semver_lt","value":"2.0.0","conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.171902+00', '2026-11-26 13:09:14.171902+00');
INSERT INTO public.flags VALUES ('01a217f9-7557-72b2-b2f6-b0ff575f86c1', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-matches', 'op-matches', 'operator matches', 'op-matches
op-matches', true, 'boolean', 'false', '1d97f7618e9903ac', '{"key":"op-matches","enabled":true,"value_type":"boolean","default_value":false,"salt":"1d97f7618e9903ac","rules":[{"id":"01a217f9-755f-73a2-83ee-b18f995b4866","priority":10,"rule_type":"attribute","attribute":"x","operator":"matches","value":"^(?i)[a-zçğıöşü]{2,}\\d*$","conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.199316+00', '2026-11-26 13:09:14.199316+00');
INSERT INTO public.flags VALUES ('01a217f9-757c-734a-89d4-a7c42575f2a9', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'rule-boolean', 'rule-boolean', '', 'rule-boolean
rule-boolean', true, 'boolean', 'false', '404de0cb388d3660', '{"key":"rule-boolean","enabled":true,"value_type":"boolean","default_value":false,"salt":"404de0cb388d3660","rules":[{"id":"01a217f9-7580-712a-aa4b-fe5cdf71d815","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.236513+00', '2026-11-26 13:09:14.236513+00');
INSERT INTO public.flags VALUES ('01a217f9-75ff-7655-8288-1c1d5f46fc92', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'order', 'order', '', 'order
order', true, 'string', '"none"', '1dd7e8fb07d0ffce', '{"key":"order","enabled":true,"value_type":"string","default_value":"none","salt":"1dd7e8fb07d0ffce","rules":[{"id":"01a217f9-7607-71e0-aafd-a289dd955a1b","priority":15,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"team","conditions":[{"attribute":"user_id","operator":"starts_with","value":"user-"}],"return_value":"first"},{"id":"01a217f9-7622-737b-a502-82d22508e65c","priority":20,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":"second"},{"id":"01a217f9-7633-716d-915b-749d40a0c220","priority":20,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":"second, later id"},{"id":"01a217f9-7602-737b-8b7e-56b912d81619","priority":30,"rule_type":"attribute","attribute":"plan","operator":"exists","conditions":[],"return_value":"third"}]}', 1, '2026-11-26 13:09:14.367057+00', '2026-11-26 13:09:14.367057+00');
INSERT INTO public.flags VALUES ('01a217f9-7644-7400-a388-7c56bf704a95', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'disabled', 'disabled', '', 'disabled
disabled', false, 'boolean', 'false', '24fbb41b86f3a28c', '{"key":"disabled","enabled":false,"value_type":"boolean","default_value":false,"salt":"24fbb41b86f3a28c","rules":[{"id":"01a217f9-764b-7515-9c85-f3491bae728a","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.436205+00', '2026-11-26 13:09:14.436205+00');
INSERT INTO public.flags VALUES ('01a217f9-754b-7470-9153-93af76c9c864', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-semver_lte', 'op-semver_lte', 'operator semver_lte', 'op-semver_lte
op-semver_lte', true, 'boolean', 'false', '3e0dbcc5874921b5', '{"key":"op-semver_lte","enabled":true,"value_type":"boolean","default_value":false,"salt":"3e0dbcc5874921b5","rules":[{"id":"01a217f9-7551-702c-84f7-3547c5537dac","priority":10,"rule_type":"attribute","attribute":"x","operator":"semver_lte","value":"1.10.0","conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.187711+00', '2026-11-26 13:09:14.187711+00');
INSERT INTO public.flags VALUES ('01a217f9-7567-71e2-8be1-cafee6fd9c83', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-exists', 'op-exists', 'operator exists', 'op-exists
op-exists', true, 'boolean', 'false', '5f642811e5d59df5', '{"key":"op-exists","enabled":true,"value_type":"boolean","default_value":false,"salt":"5f642811e5d59df5","rules":[{"id":"01a217f9-756c-7770-98ea-9fe3e00d21d0","priority":10,"rule_type":"attribute","attribute":"x","operator":"exists","conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.215255+00', '2026-11-26 13:09:14.215255+00');
INSERT INTO public.flags VALUES ('01a217f9-7571-725a-a7ab-475ab0cd9d1c', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'op-not_exists', 'op-not_exists', 'operator not_exists', 'op-not_exists
op-not_exists', true, 'boolean', 'false', 'f0d241c7b74a017e', '{"key":"op-not_exists","enabled":true,"value_type":"boolean","default_value":false,"salt":"f0d241c7b74a017e","rules":[{"id":"01a217f9-7577-7062-af8a-95d4af94b976","priority":10,"rule_type":"attribute","attribute":"x","operator":"not_exists","conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.225234+00', '2026-11-26 13:09:14.225234+00');
INSERT INTO public.flags VALUES ('01a217f9-758b-73d9-bacb-618d7d1f07c6', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'rule-percentage', 'rule-percentage', '', 'rule-percentage
rule-percentage', true, 'string', '"eski"', '93281ad1604a7dd4', '{"key":"rule-percentage","enabled":true,"value_type":"string","default_value":"eski","salt":"93281ad1604a7dd4","rules":[{"id":"01a217f9-7590-7514-a007-65c23695d2c4","priority":10,"rule_type":"percentage","rollout_percentage":33.333,"bucket_by":"user_id","conditions":[],"return_value":"yeni"}]}', 1, '2026-11-26 13:09:14.251774+00', '2026-11-26 13:09:14.251774+00');
INSERT INTO public.flags VALUES ('01a217f9-75e3-710b-bb1d-d253c433f603', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'value-number', 'value-number', '', 'value-number
value-number', true, 'number', '9007199254740993', '79bf9dba3a847917', '{"key":"value-number","enabled":true,"value_type":"number","default_value":9007199254740993,"salt":"79bf9dba3a847917","rules":[{"id":"01a217f9-75eb-74d5-9d38-ce31a9993496","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"team","conditions":[],"return_value":-0.0625}]}', 1, '2026-11-26 13:09:14.339+00', '2026-11-26 13:09:14.339+00');
INSERT INTO public.flags VALUES ('01a217f9-76e4-7110-82e9-e4705838bb2e', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'large-list', 'large-list', '', 'large-list
large-list', true, 'boolean', 'false', 'bc825fe70d7fb77d', '{"key":"large-list","enabled":true,"value_type":"boolean","default_value":false,"salt":"bc825fe70d7fb77d","rules":[{"id":"01a217f9-76e7-70b2-adbf-21c75ace760d","priority":10,"rule_type":"attribute","attribute":"user_id","operator":"in","value":["user-0","user-2","user-4","user-6","user-8","user-10","user-12","user-14","user-16","user-18","user-20","user-22","user-24","user-26","user-28","user-30","user-32","user-34","user-36","user-38","user-40","user-42","user-44","user-46","user-48","user-50","user-52","user-54","user-56","user-58"],"conditions":[],"return_value":true}]}', 1, '2026-11-26 13:09:14.59602+00', '2026-11-26 13:09:14.59602+00');
INSERT INTO public.flags VALUES ('01a217f9-76ee-757e-affb-7a830088038e', '01a217f9-740f-7296-8468-10e27e3ea7ae', 'only', 'only', '', 'only
only', true, 'string', '"b"', 'aec4a1dfb0878f77', '{"key":"only","enabled":true,"value_type":"string","default_value":"b","salt":"aec4a1dfb0878f77","rules":[{"id":"01a217f9-76f7-77a0-afc1-b02dfe856ce2","priority":10,"rule_type":"percentage","rollout_percentage":50,"bucket_by":"user_id","conditions":[],"return_value":"c"}]}', 2, '2026-11-26 13:09:14.606931+00', '2026-11-26 13:09:14.611102+00');
INSERT INTO public.flags VALUES ('01a217f9-76cf-734a-bf67-e7f1290eb38b', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'Key.With_all-9', 'Değişti', 'ünïcödé description', 'key.with_all-9
değişti', true, 'boolean', 'true', '8443b146cac0aedd', '{"key":"Key.With_all-9","enabled":true,"value_type":"boolean","default_value":true,"salt":"8443b146cac0aedd","rules":[]}', 4, '2026-11-26 13:09:14.57561+00', '2026-11-26 13:09:14.591253+00');
INSERT INTO public.flags VALUES ('01a217f9-7595-75a5-8239-3658ab1c05d7', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'rule-percentage-bucket-by', 'rule-percentage-bucket-by', '', 'rule-percentage-bucket-by
rule-percentage-bucket-by', true, 'number', '0', '3109e93572d13a71', '{"key":"rule-percentage-bucket-by","enabled":true,"value_type":"number","default_value":0,"salt":"3109e93572d13a71","rules":[{"id":"01a217f9-75c1-756e-aead-1719adea4f8d","priority":5,"rule_type":"percentage","rollout_percentage":0,"bucket_by":"user_id","conditions":[],"return_value":99},{"id":"01a217f9-7599-7133-a978-4c4bfeca8ea5","priority":10,"rule_type":"percentage","rollout_percentage":50,"bucket_by":"account.id","conditions":[{"attribute":"country","operator":"eq","value":"TR"},{"attribute":"plan","operator":"in","value":["team","enterprise"]}],"return_value":1.5},{"id":"01a217f9-75a3-763f-b0a6-b1830abd4481","priority":20,"rule_type":"percentage","rollout_percentage":100,"bucket_by":"user_id","conditions":[],"return_value":-7}]}', 1, '2026-11-26 13:09:14.261114+00', '2026-11-26 13:09:14.261114+00');
INSERT INTO public.flags VALUES ('01a217f9-75ca-70ac-86d4-b4ee1f542aaa', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'value-string', 'value-string', '', 'value-string
value-string', true, 'string', '"varsayılan 🌍 \"alıntı\" \\ \n\t"', 'df272d2d72e27ce2', '{"key":"value-string","enabled":true,"value_type":"string","default_value":"varsayılan 🌍 \"alıntı\" \\ \n\t","salt":"df272d2d72e27ce2","rules":[{"id":"01a217f9-75d8-77f9-b641-19c584a6cd0c","priority":10,"rule_type":"attribute","attribute":"şehir","operator":"eq","value":"İstanbul","conditions":[],"return_value":"kırmızı ​ñ 漢字"}]}', 1, '2026-11-26 13:09:14.314563+00', '2026-11-26 13:09:14.314563+00');
INSERT INTO public.flags VALUES ('01a217f9-75f0-71e2-969e-b827aac02ae2', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'value-json', 'value-json', '', 'value-json
value-json', true, 'json', 'null', '93b98496b5dcefa6', '{"key":"value-json","enabled":true,"value_type":"json","default_value":null,"salt":"93b98496b5dcefa6","rules":[{"id":"01a217f9-75f4-7765-b7ac-2dad85fcd252","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"team","conditions":[],"return_value":{"":{},"a":"ü","e":1000.0,"z":[1,{"b":null}]}}]}', 1, '2026-11-26 13:09:14.352349+00', '2026-11-26 13:09:14.352349+00');
INSERT INTO public.flags VALUES ('01a217f9-75f9-777c-aea7-59970ad0ebed', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'value-json-list', 'value-json-list', '', 'value-json-list
value-json-list', true, 'json', '[1,2,[],"x"]', 'bf3e964bfc39ba44', '{"key":"value-json-list","enabled":true,"value_type":"json","default_value":[1,2,[],"x"],"salt":"bf3e964bfc39ba44","rules":[]}', 1, '2026-11-26 13:09:14.36167+00', '2026-11-26 13:09:14.36167+00');
INSERT INTO public.flags VALUES ('01a217f9-764f-7201-bfd6-4cdee0467fad', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'inactive-rules', 'inactive-rules', '', 'inactive-rules
inactive-rules', true, 'string', '"default"', '52a84d3bb61e0af2', '{"key":"inactive-rules","enabled":true,"value_type":"string","default_value":"default","salt":"52a84d3bb61e0af2","rules":[]}', 1, '2026-11-26 13:09:14.447206+00', '2026-11-26 13:09:14.447206+00');
INSERT INTO public.flags VALUES ('01a217f9-76cc-75d5-b536-d2278602e7aa', '01a217f9-73c1-76fd-85d5-20c58fdf2ec3', 'deleted-0', 'made again', '', 'deleted-0
made again', true, 'number', '1', '48a829532710bdf3', '{"key":"deleted-0","enabled":true,"value_type":"number","default_value":1,"salt":"48a829532710bdf3","rules":[]}', 1, '2026-11-26 13:09:14.572052+00', '2026-11-26 13:09:14.572052+00');


--
-- Data for Name: invitations; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: login_attempts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.login_attempts VALUES ('demo@togul.local', '2026-11-26 13:09:13.699602+00');


--
-- Data for Name: login_failures; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: members; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.members VALUES ('01a217f9-7357-748a-b14e-8178933c6914', '01a217f9-7355-73e7-b56a-248dd6570593', '01a217f9-7354-770f-89b3-436bf335ed98', '01a217f9-7356-7692-8aa6-014860be4b49', '2026-11-26 13:09:13.684218+00', '2026-11-26 13:09:13.684218+00');


--
-- Data for Name: organizations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.organizations VALUES ('01a217f9-7355-73e7-b56a-248dd6570593', 'demo-s-organization', 'Demo''s organization', NULL, '2026-11-26 13:09:13.684218+00', '2026-11-26 13:09:13.684218+00');


--
-- Data for Name: project_members; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: projects; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.projects VALUES ('01a217f9-73aa-70e3-bee7-b19aafc1163d', '01a217f9-7355-73e7-b56a-248dd6570593', 'compatibility', 'Compatibility', 'Bir proje: ğüşiöç 🚀', '2026-11-26 13:09:13.770144+00', '2026-11-26 13:09:13.770144+00');


--
-- Data for Name: refresh_tokens; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.refresh_tokens VALUES ('\x4aa3f81c91ee03845eff33c89cf9a67ebff9d399368b1c40108f067813b21b4d', '01a217f9-739f-7387-bfae-50fe3aef9e38', '2026-11-26 13:09:13.760268+00', '2026-12-26 13:09:13.760268+00', NULL);


--
-- Data for Name: roles; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.roles VALUES ('01a217f9-7356-7692-8aa6-014860be4b49', '01a217f9-7355-73e7-b56a-248dd6570593', 'owner', 'Owner', true, '["org.read","org.update","org.delete","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","api_keys.read","api_keys.write","audit.read"]', '2026-11-26 13:09:13.684218+00', '2026-11-26 13:09:13.684218+00');
INSERT INTO public.roles VALUES ('01a217f9-735a-7452-9275-f2bd1e325a39', '01a217f9-7355-73e7-b56a-248dd6570593', 'admin', 'Admin', true, '["org.read","org.update","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","api_keys.read","api_keys.write","audit.read"]', '2026-11-26 13:09:13.684218+00', '2026-11-26 13:09:13.684218+00');
INSERT INTO public.roles VALUES ('01a217f9-735a-7452-9275-f2beb51c77f6', '01a217f9-7355-73e7-b56a-248dd6570593', 'developer', 'Developer', true, '["org.read","members.read","roles.read","projects.read","project_members.read","environments.read","environments.write","flags.read","flags.write","flags.delete","rules.read","rules.write","api_keys.read"]', '2026-11-26 13:09:13.684218+00', '2026-11-26 13:09:13.684218+00');
INSERT INTO public.roles VALUES ('01a217f9-735a-7452-9275-f2bf3fc0fb60', '01a217f9-7355-73e7-b56a-248dd6570593', 'analyst', 'Analyst', true, '["org.read","projects.read","environments.read","flags.read","rules.read","audit.read"]', '2026-11-26 13:09:13.684218+00', '2026-11-26 13:09:13.684218+00');
INSERT INTO public.roles VALUES ('01a217f9-735a-7452-9275-f2c03fe907af', '01a217f9-7355-73e7-b56a-248dd6570593', 'viewer', 'Viewer', true, '["org.read","projects.read","environments.read","flags.read","rules.read"]', '2026-11-26 13:09:13.684218+00', '2026-11-26 13:09:13.684218+00');


--
-- Data for Name: rules; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.rules VALUES ('01a217f9-744d-74f4-b396-638ed66dc691', '01a217f9-7446-7261-a537-bdc7359afa76', 10, 'attribute', 'x', 'eq', '"TR"', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:13.932962+00', '2026-11-26 13:09:13.932962+00');
INSERT INTO public.rules VALUES ('01a217f9-7475-74c7-bfdc-fb869d5bad04', '01a217f9-746b-73ef-a803-3680280f78a9', 10, 'attribute', 'x', 'neq', '"TR"', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:13.972935+00', '2026-11-26 13:09:13.972935+00');
INSERT INTO public.rules VALUES ('01a217f9-7482-769d-a03b-36aa2b446f99', '01a217f9-747c-7500-8c3b-f4d471f28695', 10, 'attribute', 'x', 'in', '["TR", "DE", "日本", 5]', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:13.985964+00', '2026-11-26 13:09:13.985964+00');
INSERT INTO public.rules VALUES ('01a217f9-7497-709a-a280-404515c338fe', '01a217f9-7490-7728-8483-fdf0cfd87877', 10, 'attribute', 'x', 'not_in', '["TR", "DE"]', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.006907+00', '2026-11-26 13:09:14.006907+00');
INSERT INTO public.rules VALUES ('01a217f9-74a2-74ca-ad28-d7831f66b079', '01a217f9-749d-74b9-b57d-26af1d0e5d3a', 10, 'attribute', 'x', 'contains', '"ş"', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.018528+00', '2026-11-26 13:09:14.018528+00');
INSERT INTO public.rules VALUES ('01a217f9-74b2-73cf-8b13-2c71ea5a6cf8', '01a217f9-74ac-75b4-b482-bd3d2fb2e911', 10, 'attribute', 'x', 'starts_with', '"T"', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.034411+00', '2026-11-26 13:09:14.034411+00');
INSERT INTO public.rules VALUES ('01a217f9-74c0-7573-8fd5-1fe947492f15', '01a217f9-74b7-767b-8992-d0685e55aaf8', 10, 'attribute', 'x', 'ends_with', '"R"', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.048112+00', '2026-11-26 13:09:14.048112+00');
INSERT INTO public.rules VALUES ('01a217f9-74ca-7320-9912-7ff8f6bb91f0', '01a217f9-74c5-75f4-a285-9ccfdbb63be1', 10, 'attribute', 'x', 'gt', '17.5', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.058653+00', '2026-11-26 13:09:14.058653+00');
INSERT INTO public.rules VALUES ('01a217f9-74d5-70bd-b3d2-f680d4df8b5b', '01a217f9-74d0-745e-ad48-4d9d16520e00', 10, 'attribute', 'x', 'gte', '18', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.069387+00', '2026-11-26 13:09:14.069387+00');
INSERT INTO public.rules VALUES ('01a217f9-74e3-747c-8fa6-c04ecc9bbf68', '01a217f9-74dc-70a9-92ef-220d6b86e3bb', 10, 'attribute', 'x', 'lt', '100', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.08306+00', '2026-11-26 13:09:14.08306+00');
INSERT INTO public.rules VALUES ('01a217f9-74ef-71f3-8dc4-829fc658d2b0', '01a217f9-74ea-7251-94c9-543a4b826ce3', 10, 'attribute', 'x', 'lte', '-1', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.095311+00', '2026-11-26 13:09:14.095311+00');
INSERT INTO public.rules VALUES ('01a217f9-74fa-72a7-a926-cea092957be8', '01a217f9-74f4-764f-b6e7-1c8f73413d42', 10, 'attribute', 'x', 'before', '"2026-01-01T00:00:00+03:00"', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.106336+00', '2026-11-26 13:09:14.106336+00');
INSERT INTO public.rules VALUES ('01a217f9-7508-768e-a2ce-b45fad266d49', '01a217f9-74ff-7457-93ec-929850e9bb78', 10, 'attribute', 'x', 'after', '"2025-06-15T12:30:00.123456789Z"', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.120053+00', '2026-11-26 13:09:14.120053+00');
INSERT INTO public.rules VALUES ('01a217f9-7513-75d7-999a-14d80044bfa1', '01a217f9-750e-762d-a3fa-938e6850bd7c', 10, 'attribute', 'x', 'semver_eq', '"1.2.3"', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.131633+00', '2026-11-26 13:09:14.131633+00');
INSERT INTO public.rules VALUES ('01a217f9-7524-724e-88b0-37575e837083', '01a217f9-7518-7388-8d2c-81922ebc1dda', 10, 'attribute', 'x', 'semver_gt', '"1.2.3"', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.148112+00', '2026-11-26 13:09:14.148112+00');
INSERT INTO public.rules VALUES ('01a217f9-7536-766c-a7e7-1bb9fee92a4d', '01a217f9-752a-74fa-9b41-f976d4f07657', 10, 'attribute', 'x', 'semver_gte', '"1.2.3-rc.1"', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.16655+00', '2026-11-26 13:09:14.16655+00');
INSERT INTO public.rules VALUES ('01a217f9-7542-7321-a189-4743596cd65c', '01a217f9-753b-729b-8e70-1e822768e8a7', 10, 'attribute', 'x', 'semver_lt', '"2.0.0"', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.17855+00', '2026-11-26 13:09:14.17855+00');
INSERT INTO public.rules VALUES ('01a217f9-7551-702c-84f7-3547c5537dac', '01a217f9-754b-7470-9153-93af76c9c864', 10, 'attribute', 'x', 'semver_lte', '"1.10.0"', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.192997+00', '2026-11-26 13:09:14.192997+00');
INSERT INTO public.rules VALUES ('01a217f9-755f-73a2-83ee-b18f995b4866', '01a217f9-7557-72b2-b2f6-b0ff575f86c1', 10, 'attribute', 'x', 'matches', '"^(?i)[a-zçğıöşü]{2,}\\d*$"', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.207049+00', '2026-11-26 13:09:14.207049+00');
INSERT INTO public.rules VALUES ('01a217f9-756c-7770-98ea-9fe3e00d21d0', '01a217f9-7567-71e2-8be1-cafee6fd9c83', 10, 'attribute', 'x', 'exists', NULL, NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.219864+00', '2026-11-26 13:09:14.219864+00');
INSERT INTO public.rules VALUES ('01a217f9-7577-7062-af8a-95d4af94b976', '01a217f9-7571-725a-a7ab-475ab0cd9d1c', 10, 'attribute', 'x', 'not_exists', NULL, NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.231717+00', '2026-11-26 13:09:14.231717+00');
INSERT INTO public.rules VALUES ('01a217f9-7580-712a-aa4b-fe5cdf71d815', '01a217f9-757c-734a-89d4-a7c42575f2a9', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.240417+00', '2026-11-26 13:09:14.240417+00');
INSERT INTO public.rules VALUES ('01a217f9-7590-7514-a007-65c23695d2c4', '01a217f9-758b-73d9-bacb-618d7d1f07c6', 10, 'percentage', NULL, NULL, NULL, 33333, 'user_id', '[]', '"yeni"', true, 1, '2026-11-26 13:09:14.256303+00', '2026-11-26 13:09:14.256303+00');
INSERT INTO public.rules VALUES ('01a217f9-7599-7133-a978-4c4bfeca8ea5', '01a217f9-7595-75a5-8239-3658ab1c05d7', 10, 'percentage', NULL, NULL, NULL, 50000, 'account.id', '[{"attribute":"country","operator":"eq","value":"TR"},{"attribute":"plan","operator":"in","value":["team","enterprise"]}]', '1.5', true, 1, '2026-11-26 13:09:14.265151+00', '2026-11-26 13:09:14.265151+00');
INSERT INTO public.rules VALUES ('01a217f9-75a3-763f-b0a6-b1830abd4481', '01a217f9-7595-75a5-8239-3658ab1c05d7', 20, 'percentage', NULL, NULL, NULL, 100000, 'user_id', '[]', '-7', true, 1, '2026-11-26 13:09:14.27552+00', '2026-11-26 13:09:14.27552+00');
INSERT INTO public.rules VALUES ('01a217f9-75c1-756e-aead-1719adea4f8d', '01a217f9-7595-75a5-8239-3658ab1c05d7', 5, 'percentage', NULL, NULL, NULL, 0, 'user_id', '[]', '99', true, 1, '2026-11-26 13:09:14.305457+00', '2026-11-26 13:09:14.305457+00');
INSERT INTO public.rules VALUES ('01a217f9-75d8-77f9-b641-19c584a6cd0c', '01a217f9-75ca-70ac-86d4-b4ee1f542aaa', 10, 'attribute', 'şehir', 'eq', '"İstanbul"', NULL, 'user_id', '[]', '"kırmızı ​ñ 漢字"', true, 1, '2026-11-26 13:09:14.328314+00', '2026-11-26 13:09:14.328314+00');
INSERT INTO public.rules VALUES ('01a217f9-75eb-74d5-9d38-ce31a9993496', '01a217f9-75e3-710b-bb1d-d253c433f603', 10, 'attribute', 'plan', 'eq', '"team"', NULL, 'user_id', '[]', '-0.0625', true, 1, '2026-11-26 13:09:14.347722+00', '2026-11-26 13:09:14.347722+00');
INSERT INTO public.rules VALUES ('01a217f9-75f4-7765-b7ac-2dad85fcd252', '01a217f9-75f0-71e2-969e-b827aac02ae2', 10, 'attribute', 'plan', 'eq', '"team"', NULL, 'user_id', '[]', '{"":{},"a":"ü","e":1000.0,"z":[1,{"b":null}]}', true, 1, '2026-11-26 13:09:14.356632+00', '2026-11-26 13:09:14.356632+00');
INSERT INTO public.rules VALUES ('01a217f9-7602-737b-8b7e-56b912d81619', '01a217f9-75ff-7655-8288-1c1d5f46fc92', 30, 'attribute', 'plan', 'exists', NULL, NULL, 'user_id', '[]', '"third"', true, 1, '2026-11-26 13:09:14.370757+00', '2026-11-26 13:09:14.370757+00');
INSERT INTO public.rules VALUES ('01a217f9-7622-737b-a502-82d22508e65c', '01a217f9-75ff-7655-8288-1c1d5f46fc92', 20, 'attribute', 'country', 'eq', '"TR"', NULL, 'user_id', '[]', '"second"', true, 1, '2026-11-26 13:09:14.398081+00', '2026-11-26 13:09:14.398081+00');
INSERT INTO public.rules VALUES ('01a217f9-7633-716d-915b-749d40a0c220', '01a217f9-75ff-7655-8288-1c1d5f46fc92', 20, 'attribute', 'country', 'eq', '"TR"', NULL, 'user_id', '[]', '"second, later id"', true, 1, '2026-11-26 13:09:14.419242+00', '2026-11-26 13:09:14.419242+00');
INSERT INTO public.rules VALUES ('01a217f9-7607-71e0-aafd-a289dd955a1b', '01a217f9-75ff-7655-8288-1c1d5f46fc92', 15, 'attribute', 'plan', 'eq', '"team"', NULL, 'user_id', '[{"attribute":"user_id","operator":"starts_with","value":"user-"}]', '"first"', true, 2, '2026-11-26 13:09:14.375398+00', '2026-11-26 13:09:14.430412+00');
INSERT INTO public.rules VALUES ('01a217f9-764b-7515-9c85-f3491bae728a', '01a217f9-7644-7400-a388-7c56bf704a95', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.442935+00', '2026-11-26 13:09:14.442935+00');
INSERT INTO public.rules VALUES ('01a217f9-7657-714b-898d-d18c9dac8df5', '01a217f9-764f-7201-bfd6-4cdee0467fad', 10, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[]', '"inactive"', false, 1, '2026-11-26 13:09:14.455206+00', '2026-11-26 13:09:14.455206+00');
INSERT INTO public.rules VALUES ('01a217f9-7666-747a-9f8f-a9c6f7981da3', '01a217f9-764f-7201-bfd6-4cdee0467fad', 20, 'boolean', NULL, NULL, NULL, NULL, 'user_id', '[]', '"was active"', false, 2, '2026-11-26 13:09:14.46633+00', '2026-11-26 13:09:14.489644+00');
INSERT INTO public.rules VALUES ('01a217f9-7681-72c4-9a3f-2c41e082a9eb', '01a217f9-764f-7201-bfd6-4cdee0467fad', 30, 'percentage', NULL, NULL, NULL, 12500, 'user_id', '[]', '"inactive percentage"', false, 1, '2026-11-26 13:09:14.49688+00', '2026-11-26 13:09:14.49688+00');
INSERT INTO public.rules VALUES ('01a217f9-76e7-70b2-adbf-21c75ace760d', '01a217f9-76e4-7110-82e9-e4705838bb2e', 10, 'attribute', 'user_id', 'in', '["user-0", "user-2", "user-4", "user-6", "user-8", "user-10", "user-12", "user-14", "user-16", "user-18", "user-20", "user-22", "user-24", "user-26", "user-28", "user-30", "user-32", "user-34", "user-36", "user-38", "user-40", "user-42", "user-44", "user-46", "user-48", "user-50", "user-52", "user-54", "user-56", "user-58"]', NULL, 'user_id', '[]', 'true', true, 1, '2026-11-26 13:09:14.599854+00', '2026-11-26 13:09:14.599854+00');
INSERT INTO public.rules VALUES ('01a217f9-76f7-77a0-afc1-b02dfe856ce2', '01a217f9-76ee-757e-affb-7a830088038e', 10, 'percentage', NULL, NULL, NULL, 50000, 'user_id', '[]', '"c"', true, 1, '2026-11-26 13:09:14.615204+00', '2026-11-26 13:09:14.615204+00');


--
-- Data for Name: sessions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.sessions VALUES ('01a217f9-739f-7387-bfae-50fe3aef9e38', '01a217f9-7354-770f-89b3-436bf335ed98', '01a217f9-7355-73e7-b56a-248dd6570593', '2026-11-26 13:09:13.757657+00', NULL);


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.users VALUES ('01a217f9-7354-770f-89b3-436bf335ed98', 'demo@togul.local', 'demo@togul.local', 'Demo', 'admin', '$argon2id$v=19$m=19456,t=2,p=1$tO/SqQbY2BMIIQupMHpHpg$ovDuvICz644a5lFQMA3ofOUOHxbrPBWPg+aQJAzPMQc', NULL, '2026-11-26 13:09:13.684218+00', '2026-11-26 13:09:13.684218+00');


--
-- Name: _sqlx_migrations _sqlx_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public._sqlx_migrations
    ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);


--
-- Name: api_keys api_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);


--
-- Name: api_keys api_keys_previous_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_previous_hash_key UNIQUE (previous_hash);


--
-- Name: api_keys api_keys_secret_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_secret_hash_key UNIQUE (secret_hash);


--
-- Name: audit_log audit_log_once_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_once_key UNIQUE (once);


--
-- Name: audit_log audit_log_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);


--
-- Name: changes changes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (environment_id, revision);


--
-- Name: environments environments_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.environments
    ADD CONSTRAINT environments_pkey PRIMARY KEY (id);


--
-- Name: environments environments_project_id_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.environments
    ADD CONSTRAINT environments_project_id_key_key UNIQUE (project_id, key);


--
-- Name: flags flags_environment_id_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.flags
    ADD CONSTRAINT flags_environment_id_key_key UNIQUE (environment_id, key);


--
-- Name: flags flags_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.flags
    ADD CONSTRAINT flags_pkey PRIMARY KEY (id);


--
-- Name: invitations invitations_organization_id_email_folded_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_organization_id_email_folded_key UNIQUE (organization_id, email_folded);


--
-- Name: invitations invitations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (id);


--
-- Name: invitations invitations_token_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_token_hash_key UNIQUE (token_hash);


--
-- Name: login_attempts login_attempts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.login_attempts
    ADD CONSTRAINT login_attempts_pkey PRIMARY KEY (email_folded);


--
-- Name: login_failures login_failures_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.login_failures
    ADD CONSTRAINT login_failures_pkey PRIMARY KEY (id);


--
-- Name: members members_organization_id_user_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_organization_id_user_id_key UNIQUE (organization_id, user_id);


--
-- Name: members members_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_pkey PRIMARY KEY (id);


--
-- Name: organizations organizations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT organizations_pkey PRIMARY KEY (id);


--
-- Name: organizations organizations_slug_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT organizations_slug_key UNIQUE (slug);


--
-- Name: project_members project_members_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT project_members_pkey PRIMARY KEY (id);


--
-- Name: project_members project_members_project_id_user_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT project_members_project_id_user_id_key UNIQUE (project_id, user_id);


--
-- Name: projects projects_organization_id_slug_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_organization_id_slug_key UNIQUE (organization_id, slug);


--
-- Name: projects projects_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_pkey PRIMARY KEY (id);


--
-- Name: refresh_tokens refresh_tokens_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (hash);


--
-- Name: roles roles_organization_id_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_organization_id_key_key UNIQUE (organization_id, key);


--
-- Name: roles roles_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_pkey PRIMARY KEY (id);


--
-- Name: rules rules_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rules
    ADD CONSTRAINT rules_pkey PRIMARY KEY (id);


--
-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);


--
-- Name: users users_email_folded_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_folded_key UNIQUE (email_folded);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: api_keys_by_environment; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX api_keys_by_environment ON public.api_keys USING btree (environment_id);


--
-- Name: api_keys_by_project; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX api_keys_by_project ON public.api_keys USING btree (project_id);


--
-- Name: audit_log_by_actor; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_by_actor ON public.audit_log USING btree (organization_id, actor_id, created_at, id);


--
-- Name: audit_log_by_project; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_by_project ON public.audit_log USING btree (organization_id, project_id, created_at, id);


--
-- Name: audit_log_by_target; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_by_target ON public.audit_log USING btree (organization_id, target_id, created_at, id);


--
-- Name: audit_log_by_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_log_by_time ON public.audit_log USING btree (organization_id, created_at, id);


--
-- Name: changes_by_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX changes_by_time ON public.changes USING btree (changed_at);


--
-- Name: invitations_by_role; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX invitations_by_role ON public.invitations USING btree (role_id);


--
-- Name: login_attempts_by_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX login_attempts_by_time ON public.login_attempts USING btree (last_at);


--
-- Name: login_failures_by_email; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX login_failures_by_email ON public.login_failures USING btree (email_folded, failed_at);


--
-- Name: login_failures_by_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX login_failures_by_time ON public.login_failures USING btree (failed_at);


--
-- Name: members_by_role; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX members_by_role ON public.members USING btree (role_id);


--
-- Name: members_by_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX members_by_user ON public.members USING btree (user_id);


--
-- Name: project_members_by_role; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX project_members_by_role ON public.project_members USING btree (role_id);


--
-- Name: project_members_by_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX project_members_by_user ON public.project_members USING btree (user_id);


--
-- Name: refresh_tokens_by_expiry; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX refresh_tokens_by_expiry ON public.refresh_tokens USING btree (expires_at);


--
-- Name: refresh_tokens_by_session; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX refresh_tokens_by_session ON public.refresh_tokens USING btree (session_id);


--
-- Name: rules_by_flag; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rules_by_flag ON public.rules USING btree (flag_id);


--
-- Name: sessions_by_organization; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sessions_by_organization ON public.sessions USING btree (organization_id);


--
-- Name: sessions_by_user; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sessions_by_user ON public.sessions USING btree (user_id);


--
-- Name: api_keys api_keys_environment_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_environment_id_fkey FOREIGN KEY (environment_id) REFERENCES public.environments(id) ON DELETE CASCADE;


--
-- Name: api_keys api_keys_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;


--
-- Name: changes changes_environment_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_environment_id_fkey FOREIGN KEY (environment_id) REFERENCES public.environments(id) ON DELETE CASCADE;


--
-- Name: environments environments_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.environments
    ADD CONSTRAINT environments_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;


--
-- Name: flags flags_environment_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.flags
    ADD CONSTRAINT flags_environment_id_fkey FOREIGN KEY (environment_id) REFERENCES public.environments(id) ON DELETE CASCADE;


--
-- Name: invitations invitations_invited_by_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: invitations invitations_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;


--
-- Name: invitations invitations_role_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_role_id_fkey FOREIGN KEY (role_id) REFERENCES public.roles(id);


--
-- Name: members members_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;


--
-- Name: members members_role_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_role_id_fkey FOREIGN KEY (role_id) REFERENCES public.roles(id);


--
-- Name: members members_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: project_members project_members_project_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT project_members_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.projects(id) ON DELETE CASCADE;


--
-- Name: project_members project_members_role_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT project_members_role_id_fkey FOREIGN KEY (role_id) REFERENCES public.roles(id);


--
-- Name: project_members project_members_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT project_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: projects projects_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projects
    ADD CONSTRAINT projects_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;


--
-- Name: refresh_tokens refresh_tokens_session_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;


--
-- Name: roles roles_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;


--
-- Name: rules rules_flag_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rules
    ADD CONSTRAINT rules_flag_id_fkey FOREIGN KEY (flag_id) REFERENCES public.flags(id) ON DELETE CASCADE;


--
-- Name: sessions sessions_organization_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organizations(id) ON DELETE CASCADE;


--
-- Name: sessions sessions_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- PostgreSQL database dump complete
--


