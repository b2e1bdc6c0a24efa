PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
INSERT INTO "_sqlx_migrations" VALUES(1,'accounts','2026-11-27 20:15:33',1,X'2B6999D02DEEEC22F5F78D77053A4A7B170E34508778EC8D87C1FE5336E064DCB71E06834A5361A214C7995C6293BEC5',1704264);
INSERT INTO "_sqlx_migrations" VALUES(2,'projects','2026-11-27 20:15:33',1,X'91C24ECB9FAFD9B34E92DFE7C42103BEE41CC391AAD838F14D0934E1B7A6B4E0D51055BDB850F6DBE4308559EF0AF47B',1996356);
INSERT INTO "_sqlx_migrations" VALUES(3,'people','2026-11-27 20:15:33',1,X'727FA61C5BE841816D55701E3C2A7880F17B7A3A877EF817CAE33F050395FAA20DA2BCF40B21F3C2AAA36F37C65395D7',2078678);
INSERT INTO "_sqlx_migrations" VALUES(4,'change groups','2026-11-27 20:15:33',1,X'BEF61B5B78153860BE964B57D86697110A780BF6EFA6D66181F75929D59221F30796C955956D7D0770581E7535BF8573',3026181);
INSERT INTO "_sqlx_migrations" VALUES(6,'audit','2026-11-27 20:15:33',1,X'41AB0DAEA3C3B393FF932379E5A4BBD20BDA5E0AAB0929BD0B8A9B135A6B4CB24761375608512D254B9E0DA2DCD24F9D',1127780);
INSERT INTO "_sqlx_migrations" VALUES(7,'quotas','2026-11-27 20:15:33',1,X'FE2CD298B7F6053EFFEB6A862F52F06FB050B01F80578053E03351D36A8D9C15DECD848BBB5748C4D8DB3613AD4276FC',2821608);
INSERT INTO "_sqlx_migrations" VALUES(8,'logins','2026-11-27 20:15:33',1,X'1E96CE3801DB725B1E3D3E23711848BB2CDF2BFF003319F01B7F66ED8E5BB1F96D973828EAC04AD0C70DCB77478D6F5F',1457598);
INSERT INTO "_sqlx_migrations" VALUES(9,'withdraw revived invitations','2026-11-27 20:15:33',1,X'6D15143AA091CAE52DF903D45389B57C6E7B443D12AFD07F59B39E4301C2D0A93991C89AC954CF1F816EC6B98505C048',420433);
INSERT INTO "_sqlx_migrations" VALUES(10,'machine tokens','2026-11-27 20:15:33',1,X'6FAA0FEFD1F3267ADD47D4C372000FA6CA10193083CACBB1D283EDAD7AFC2B30050BEF5C812657B1A3A23DD8A5D9C43C',816489);
INSERT INTO "_sqlx_migrations" VALUES(13,'written bytes','2026-11-27 20:15:33',1,X'CAEF31C49ED5DEB6592F2ADE8A6991E4DF5A15D3AC5B8409B6181723537E6E6FA210B4A2E3A47AB318F346BAF4743507',776480);
INSERT INTO "_sqlx_migrations" VALUES(14,'costs','2026-11-27 20:15:33',1,X'EE21F99E956D019024CD60A6D93AC4AFDEB2E52B757A6871CF359AFA4879E123484ECFC6FDF36037C6458D787C49B0D8',726716);
INSERT INTO "_sqlx_migrations" VALUES(15,'off values','2026-11-27 20:15:33',1,X'E3B6A2866A336D99BDD3B5A74733E40D02D47A41BD836061C156F39320502D8D41DEBCBDAD693D35796929AECF85005D',672315);
CREATE TABLE api_keys (
    id uuid primary key,
    project_id uuid not null references projects (id) on delete cascade,
    environment_id uuid not null references environments (id) on delete cascade,
    name text not null,
    scope text not null,                 -- 'server', 'sdk' or 'stream'
    key_prefix text not null,            -- the first characters of the secret, to tell keys apart
    secret_hash bytea not null unique,   -- SHA-256 of the secret
    previous_hash bytea unique,          -- the secret before the last rotation ...
    previous_expires_at timestamptz,     -- ... and until when it still counts
    last_used_at timestamptz,            -- written at most once a minute
    last_used_ip text,
    expires_at timestamptz,
    revoked_at timestamptz,              -- a revoked key keeps its row
    created_at timestamptz not null,
    updated_at timestamptz not null
);
INSERT INTO "api_keys" VALUES(X'01A21EA623387066B2B8CD9E69120CB4',X'01A21EA622F7704FA29FC54051D4477C',X'01A21EA622F97335B853C7A1EEF420C9','Demo server','server','tgl_srv__Is7',X'5BAA07070A7D5E605925659EB84C89EBDF1D6BF902850E28957542DD16953B2B',NULL,NULL,'2026-11-27T20:15:34.681488+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:15:34.200561+00:00','2026-11-27T20:15:34.200561+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA6233973AA8BDAC6FE36DE52BF',X'01A21EA622F7704FA29FC54051D4477C',X'01A21EA622F97335B853C7A1EEF420C9','Demo sdk','sdk','tgl_sdk_cA0r',X'432ACE3BDEB20E3836EFDF289285B8861DE9431B64130ED6A1B647508B572380',NULL,NULL,'2026-11-27T20:15:34.683633+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:15:34.201946+00:00','2026-11-27T20:15:34.201946+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA6233B7044A115B165E68C90CC',X'01A21EA622F7704FA29FC54051D4477C',X'01A21EA622F97335B853C7A1EEF420C9','Demo stream','stream','tgl_str_b5Fr',X'2AB78694944DD0C58B80FDE80D6D71A5EA44E86A484C316D8DBF069F5ABF77FC',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:15:34.203715+00:00','2026-11-27T20:15:34.203715+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA6254874838FDFF146DEA96E89',X'01A21EA622F7704FA29FC54051D4477C',X'01A21EA6231B77DC9185AEEF8B837576','server','server','tgl_srv_eah4',X'B1B95878A47FE4E2A0D8D73D8E0E5B74050F6D28C2D50747B00A6B4D4BF215DE',NULL,NULL,'2026-11-27T20:15:34.740966+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:15:34.728933+00:00','2026-11-27T20:15:34.728933+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA6254C71F7A7ADCCCB6A93E6E7',X'01A21EA622F7704FA29FC54051D4477C',X'01A21EA6231B77DC9185AEEF8B837576','sdk','sdk','tgl_sdk_rnIc',X'ACCA9E54E1EEE80EB7141561CBAA3FEC94A40ED1DDBE26E9A380957D7FEB180B',NULL,NULL,'2026-11-27T20:15:34.743089+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:15:34.732696+00:00','2026-11-27T20:15:34.732696+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA6255076E08DC153D6BD282227',X'01A21EA622F7704FA29FC54051D4477C',X'01A21EA6231B77DC9185AEEF8B837576','stream','stream','tgl_str_rMAR',X'D15A0FD7E44216ABF2131349720F1E2736E955A5DAAF9DB20DC2418B2DBE5E7F',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:15:34.736596+00:00','2026-11-27T20:15:34.736596+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA6258674EC8C8ABF8E0BBBCAC1',X'01A21EA622F7704FA29FC54051D4477C',X'01A21EA622F97335B853C7A1EEF420C9','server','server','tgl_srv_yeD4',X'5A1BAB0F1E8244160C60B94A1114C133524C5627316FBA6036E446EA8B6DFFF2',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:15:34.790178+00:00','2026-11-27T20:15:34.800845+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA6259B7644B0D319D2091DFDA0',X'01A21EA622F7704FA29FC54051D4477C',X'01A21EA622F97335B853C7A1EEF420C9','sdk','sdk','tgl_sdk_cy6Q',X'E797A814834FB676168D3F248866E9DA222F9ABB0F14CFDDE0A3A05A78152662',NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:15:34.825142+00:00','2026-11-27T20:15:34.811802+00:00','2026-11-27T20:15:34.825142+00:00');
CREATE TABLE audit_log (
    id uuid primary key,
    organization_id uuid not null,
    project_id uuid,                     -- null: of the organization as a whole
    actor_id uuid not null,              -- the user; name and e-mail as they were then:
    actor_name text not null,
    actor_email text not null,
    action text not null,                -- 'flag.updated'
    target_type text not null,           -- 'flag': what stands before the action's dot
    target_id text not null,
    before text,                         -- JSON of the target, without secrets; null: it is new
    after text,                          -- likewise; null: it is gone
    address text not null,               -- the client's IP address
    request_id text not null,
    once bytea unique,                   -- of refusals, which are told at most once a minute: a hash of what is told
    created_at timestamptz not null
, flag_id text, is_truncated boolean not null default false);
INSERT INTO "audit_log" VALUES(X'01A21EA622AA73DCA384A832602886E9',X'01A21EA622A97768AC134261FA9A0275',NULL,X'01A21EA622A77424BF8D05B93AAE6C39','Demo','demo@togul.local','user.registered','user','01a21ea6-22a7-7424-bf8d-05b93aae6c39',NULL,'{"id":"01a21ea6-22a7-7424-bf8d-05b93aae6c39","name":"Demo","email":"demo@togul.local","role":"admin","email_verified_at":null,"created_at":"2026-11-27T20:15:34.055429Z","updated_at":"2026-11-27T20:15:34.055429Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:15:34.058333+00:00',NULL,0);
INSERT INTO "audit_log" VALUES(X'01A21EA622F57775AA1270E9AE2850D5',X'01A21EA622A97768AC134261FA9A0275',NULL,X'01A21EA622A77424BF8D05B93AAE6C39','Demo','demo@togul.local','session.created','session','01a21ea6-22f4-718b-84f2-c4f3a0868b62',NULL,NULL,'127.0.0.1','demo',NULL,'2026-11-27T20:15:34.133471+00:00',NULL,0);
INSERT INTO "audit_log" VALUES(X'01A21EA622F874DF92BAB9FB0463BCCF',X'01A21EA622A97768AC134261FA9A0275',X'01A21EA622F7704FA29FC54051D4477C',X'01A21EA622A77424BF8D05B93AAE6C39','Demo','demo@togul.local','project.created','project','01a21ea6-22f7-704f-a29f-c54051d4477c',NULL,'{"id":"01a21ea6-22f7-704f-a29f-c54051d4477c","organization_id":"01a21ea6-22a9-7768-ac13-4261fa9a0275","slug":"demo-shop","name":"Demo shop","description":"","created_at":"2026-11-27T20:15:34.135476Z","updated_at":"2026-11-27T20:15:34.135476Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:15:34.136220+00:00',NULL,0);
INSERT INTO "audit_log" VALUES(X'01A21EA622FA758E8B90957CFB786692',X'01A21EA622A97768AC134261FA9A0275',X'01A21EA622F7704FA29FC54051D4477C',X'01A21EA622A77424BF8D05B93AAE6C39','Demo','demo@togul.local','environment.created','environment','01a21ea6-22f9-7335-b853-c7a1eef420c9',NULL,'{"id":"01a21ea6-22f9-7335-b853-c7a1eef420c9","project_id":"01a21ea6-22f7-704f-a29f-c54051d4477c","key":"production","name":"Production","description":"","regions":["local"],"revision":0,"version":1,"created_at":"2026-11-27T20:15:34.137458Z","updated_at":"2026-11-27T20:15:34.137458Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:15:34.138224+00:00',NULL,0);
INSERT INTO "audit_log" VALUES(X'01A21EA6230172EA96B9ADF25B201916',X'01A21EA622A97768AC134261FA9A0275',X'01A21EA622F7704FA29FC54051D4477C',X'01A21EA622A77424BF8D05B93AAE6C39','Demo','demo@togul.local','flag.created','flag','01a21ea6-22fb-72ec-a3e2-01b4a4d37556',NULL,'{"id":"01a21ea6-22fb-72ec-a3e2-01b4a4d37556","environment_id":"01a21ea6-22f9-7335-b853-c7a1eef420c9","key":"new-dashboard","name":"New dashboard","description":"On for all users in TR, and for a quarter of the others","enabled":true,"value_type":"boolean","default_value":false,"off_value":null,"salt":"56f8c7972a020667","version":1,"created_at":"2026-11-27T20:15:34.139860Z","updated_at":"2026-11-27T20:15:34.139860Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:15:34.145895+00:00','01a21ea6-22fb-72ec-a3e2-01b4a4d37556',0);
CREATE TABLE changes (
    environment_id uuid not null references environments (id) on delete cascade,
    revision bigint not null,
    type text not null,                  -- 'flag.updated', 'rule.created', ...
    object_key text not null,
    object text,                           -- the flag's snapshot JSON afterwards; null once it is deleted
    fingerprint text not null,           -- of the environment afterwards
    changed_by uuid,                     -- the user; no reference, since the log outlives accounts
    changed_at timestamptz not null, object_kind text not null default 'flag', is_last boolean not null default true, logged_bytes bigint not null default 0,
    primary key (environment_id, revision)
);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',1,'flag.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"56f8c7972a020667","rules":[]}','99597e71568c6a0342fb9759ce446eb4',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.139860+00:00','flag',1,389);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',2,'flag.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"31c967884d7a1c4c","rules":[]}','e05e9e311eef1972235be9dffe3e76f3',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.148307+00:00','flag',1,776);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',3,'flag.created','checkout','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"6a69769d9b5e6b4d","rules":[]}','66f2c35eb2f3749b4dc33f9fe562e328',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.152846+00:00','flag',1,1190);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',4,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"56f8c7972a020667","rules":[{"id":"01a21ea6-230b-7582-bf0e-59f2b227fd51","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true}]}','2df1294f03b238006e703a504e382333',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.154860+00:00','flag',1,1749);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',5,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"56f8c7972a020667","rules":[{"id":"01a21ea6-230b-7582-bf0e-59f2b227fd51","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21ea6-230e-7664-8399-3e7e488b3f4a","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}','07fb3311412499e5a755949a976ce9ce',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.158181+00:00','flag',1,2475);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',6,'rule.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"31c967884d7a1c4c","rules":[{"id":"01a21ea6-2314-70b4-9e4a-4ac94f9ee4f7","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}','8abea8e4bbd1cd9b14f2b866ced6f4b2',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.164078+00:00','flag',1,3049);
INSERT INTO "changes" VALUES(X'01A21EA6231B77DC9185AEEF8B837576',1,'flag.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"6bf69740c6722862","rules":[]}','058f0aff45ce3f7da87e4c75b1601952',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.175715+00:00','flag',1,389);
INSERT INTO "changes" VALUES(X'01A21EA6231B77DC9185AEEF8B837576',2,'flag.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"eb9bd5750c36c970","rules":[]}','fdbec0b65eceb476c5fae08b5c93ab06',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.179828+00:00','flag',1,776);
INSERT INTO "changes" VALUES(X'01A21EA6231B77DC9185AEEF8B837576',3,'flag.created','checkout','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"93b570bbfe1190a8","rules":[]}','ee4a68034fa06d118ca4bf2da89285fd',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.184695+00:00','flag',1,1190);
INSERT INTO "changes" VALUES(X'01A21EA6231B77DC9185AEEF8B837576',4,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"6bf69740c6722862","rules":[{"id":"01a21ea6-2330-7558-a291-2da038d61522","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true}]}','9651c8c0fc35ae095a7851172f33076c',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.192243+00:00','flag',1,1749);
INSERT INTO "changes" VALUES(X'01A21EA6231B77DC9185AEEF8B837576',5,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"6bf69740c6722862","rules":[{"id":"01a21ea6-2330-7558-a291-2da038d61522","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21ea6-2333-7336-b616-fdacd031a175","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}','a69132a518dbc23a98f758c464c6e8e3',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.195847+00:00','flag',1,2475);
INSERT INTO "changes" VALUES(X'01A21EA6231B77DC9185AEEF8B837576',6,'rule.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"eb9bd5750c36c970","rules":[{"id":"01a21ea6-2336-76e7-9ab7-fb9e5627e146","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}','72a6cd162e24f02a88d007692645fea0',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.198441+00:00','flag',1,3049);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',7,'flag.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"31073d1b4871ba76","rules":[]}','5e08dedeb0e9ab728b537e9198b07e1d',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.480657+00:00','flag',1,3421);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',8,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"31073d1b4871ba76","rules":[{"id":"01a21ea6-2454-7101-a2c0-72a827eda389","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5}]}','37aa8369295bcb1468bb9be9239ca18f',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.484442+00:00','flag',1,3998);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',9,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"31073d1b4871ba76","rules":[{"id":"01a21ea6-2454-7101-a2c0-72a827eda389","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-245b-7307-b071-cf5fb548cbe1","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1}]}','6c1fc3a207b935c7a0dc99a4c02650a5',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.491296+00:00','flag',1,4780);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',10,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"31073d1b4871ba76","rules":[{"id":"01a21ea6-2454-7101-a2c0-72a827eda389","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-245b-7307-b071-cf5fb548cbe1","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-2468-7050-8530-acf8bd2fbb54","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2}]}','7e3337777c74272655c99ce9dffc628b',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.504514+00:00','flag',1,5736);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',11,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"31073d1b4871ba76","rules":[{"id":"01a21ea6-2454-7101-a2c0-72a827eda389","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-245b-7307-b071-cf5fb548cbe1","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-2468-7050-8530-acf8bd2fbb54","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ea6-2471-7122-a067-fc5cd0a1a887","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3}]}','cc091b6eb2521a11c48f7458005a6595',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.513270+00:00','flag',1,6925);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',12,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"31073d1b4871ba76","rules":[{"id":"01a21ea6-2454-7101-a2c0-72a827eda389","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-245b-7307-b071-cf5fb548cbe1","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-2468-7050-8530-acf8bd2fbb54","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ea6-2471-7122-a067-fc5cd0a1a887","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21ea6-2479-73e3-89ef-3a2492beb77d","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}','b278bc7be141b634b45243b380732850',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.521498+00:00','flag',1,8347);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',13,'flag.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"63b4c4fb2fdf4ef3","rules":[]}','cfe022252e9c25accc1c9f081c77b980',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.526339+00:00','flag',1,8720);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',14,'rule.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"63b4c4fb2fdf4ef3","rules":[{"id":"01a21ea6-2481-765c-8fb1-e04ff56cc8af","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"}]}','f01166dfe6dd2fffe5a7d2d77aac9364',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.529708+00:00','flag',1,9391);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',15,'rule.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"63b4c4fb2fdf4ef3","rules":[{"id":"01a21ea6-2481-765c-8fb1-e04ff56cc8af","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-2485-7118-93c0-2ecb8f409f46","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"}]}','d9f6bc68db8df0b66bd4d070ea1e3944',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.533908+00:00','flag',1,10417);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',16,'rule.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"63b4c4fb2fdf4ef3","rules":[{"id":"01a21ea6-2481-765c-8fb1-e04ff56cc8af","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-2485-7118-93c0-2ecb8f409f46","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ea6-248a-75a0-b513-c1dda01b381a","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}','6d340756217155be8671ac3c1f9eca2e',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.538542+00:00','flag',1,11688);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',17,'rule.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"63b4c4fb2fdf4ef3","rules":[{"id":"01a21ea6-2481-765c-8fb1-e04ff56cc8af","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-2485-7118-93c0-2ecb8f409f46","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ea6-248a-75a0-b513-c1dda01b381a","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}','6d340756217155be8671ac3c1f9eca2e',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.543823+00:00','flag',1,12959);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',18,'flag.created','flags','{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"6b1933306b292db8","rules":[]}','ad1311f7cbaf163fb1fc2c05d60086c3',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.548770+00:00','flag',1,13332);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',19,'rule.created','flags','{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"6b1933306b292db8","rules":[{"id":"01a21ea6-2499-7127-851d-14c1f61d076c","priority":10,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}','53bd6a98464dc474b161fcb7ba28409b',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.552966+00:00','flag',1,13971);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',20,'flag.created','document','{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"f75717781c44bccd","rules":[]}','4587c7d6cbb7f98ce7ef6702b1f55d11',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.562547+00:00','flag',1,14346);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',21,'rule.created','document','{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"f75717781c44bccd","rules":[{"id":"01a21ea6-24ae-767c-b425-2a317a771636","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}','f7eefe0718b7a3e06093090acc09eedd',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.574172+00:00','flag',1,14917);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',22,'rule.created','document','{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"f75717781c44bccd","rules":[{"id":"01a21ea6-24ae-767c-b425-2a317a771636","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21ea6-24b6-77ca-821d-a17b78a21474","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}','23376fed917a99ea594017d77bcdcb96',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.581942+00:00','flag',1,15604);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',23,'flag.created','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"65075e7c88f9111a","rules":[]}','2347d57b94e35e828d319144e6fcaecb',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.597203+00:00','flag',1,15977);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',24,'rule.created','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"65075e7c88f9111a","rules":[{"id":"01a21ea6-24c9-7463-8ca1-62543bba810a","priority":10,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}','f0121906e6133ea05012dd65fb423dcc',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.601196+00:00','flag',1,16516);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',25,'flag.created','shares','{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"df72c52ad83b2c4d","rules":[]}','2d783cc30e352b0f5bc2b14f30e1c8d6',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.605609+00:00','flag',1,16890);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',26,'rule.created','shares','{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"df72c52ad83b2c4d","rules":[{"id":"01a21ea6-24d1-7736-9604-de620918c7a5","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}','6dbb4ff39d59a9b9ad89282efea3557c',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.609117+00:00','flag',1,17482);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',27,'flag.created','off','{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"bedafa6dbf7be19c","rules":[]}','7099958e14924712f57a56800cc9b16b',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.613079+00:00','flag',1,17851);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',28,'flag.created','off-value','{"key":"off-value","enabled":false,"value_type":"string","default_value":"on","off_value":"off","salt":"d88488fc435a96af","rules":[]}','82b2e0f17949affe5187d73131038f13',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.616437+00:00','flag',1,18249);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',29,'flag.created','removed','{"key":"removed","enabled":true,"value_type":"boolean","default_value":false,"salt":"0f4a36f454b065b5","rules":[]}','bc8914e3df5524aeb865222b15e553fe',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.620182+00:00','flag',1,18626);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',30,'flag.created','retired','{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"69965d67823902ae","rules":[]}','79159220d786b8ff6b1762b9fa10fd8e',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.628637+00:00','flag',1,19003);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',31,'rule.created','retired','{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"69965d67823902ae","rules":[{"id":"01a21ea6-24f8-7481-93d6-c257a2861754","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}','d99b545d7e699924cdc73e1c2cab8aae',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.648109+00:00','flag',1,19497);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',32,'rule.updated','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"65075e7c88f9111a","rules":[{"id":"01a21ea6-24c9-7463-8ca1-62543bba810a","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}','e8a2fade3b31fd48dcf88df4429baec8',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.653447+00:00','flag',1,20036);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',33,'flag.updated','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"65075e7c88f9111a","rules":[{"id":"01a21ea6-24c9-7463-8ca1-62543bba810a","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}','e8a2fade3b31fd48dcf88df4429baec8',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.658126+00:00','flag',1,20575);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',34,'flag.updated','document','{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"f75717781c44bccd","rules":[{"id":"01a21ea6-24ae-767c-b425-2a317a771636","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21ea6-24b6-77ca-821d-a17b78a21474","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}','6c015b47f614c0204ce2c4d23423de5f',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.662527+00:00','flag',1,21268);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',35,'rule.deleted','document','{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"f75717781c44bccd","rules":[{"id":"01a21ea6-24ae-767c-b425-2a317a771636","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}','a032ef62031c31a6d45a1d807786dc5d',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.669933+00:00','flag',1,21845);
INSERT INTO "changes" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',36,'flag.deleted','removed',NULL,'665cbb6f9d10bcf66d7cd28692a51772',X'01A21EA622A77424BF8D05B93AAE6C39','2026-11-27T20:15:34.676396+00:00','flag',1,22108);
CREATE TABLE environments (
    id uuid primary key,
    project_id uuid not null references projects (id) on delete cascade,
    key text not null,                   -- never changes
    name text not null,
    description text not null,
    regions text not null,               -- JSON list: where it is evaluated, streamed and handed out
    revision bigint not null,            -- raised by one with every change of a flag or rule; this row is the lock
    fingerprint text not null,           -- of all its flags at that revision, 32 hexadecimal digits
    access_version bigint not null,      -- raised by each change of its regions or keys: evaluation follows it
    version bigint not null,             -- raised by each write to the environment itself
    created_at timestamptz not null,
    updated_at timestamptz not null, flag_count bigint not null default 0, flag_bytes bigint not null default 0, logged_bytes bigint not null default 0, written_bytes bigint not null default 0, cost bigint,
    unique (project_id, key)
);
INSERT INTO "environments" VALUES(X'01A21EA622F97335B853C7A1EEF420C9',X'01A21EA622F7704FA29FC54051D4477C','production','Production','','["local"]',36,'665cbb6f9d10bcf66d7cd28692a51772',8,1,'2026-11-27T20:15:34.137458+00:00','2026-11-27T20:15:34.137458+00:00',12,4855,22108,1829,197460);
INSERT INTO "environments" VALUES(X'01A21EA6231B77DC9185AEEF8B837576',X'01A21EA622F7704FA29FC54051D4477C','staging','Staging','','["local"]',6,'72a6cd162e24f02a88d007692645fea0',4,1,'2026-11-27T20:15:34.171465+00:00','2026-11-27T20:15:34.171465+00:00',3,913,3049,263,4400);
CREATE TABLE flags (
    id uuid primary key,
    environment_id uuid not null references environments (id) on delete cascade,
    key text not null,
    name text not null,
    description text not null,
    search text not null,                -- key and name in lower case: SQLite's lower() knows ASCII only
    enabled boolean not null,
    value_type text not null,            -- fixed when the flag is created
    default_value text not null,         -- JSON
    salt text not null,                  -- 16 hexadecimal digits; outlives every edit
    snapshot text not null,              -- the flag as evaluators get it, made once by its last writer
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null, off_value text,
    unique (environment_id, key)
);
INSERT INTO "flags" VALUES(X'01A21EA622FB72ECA3E201B4A4D37556',X'01A21EA622F97335B853C7A1EEF420C9','new-dashboard','New dashboard','On for all users in TR, and for a quarter of the others','new-dashboard
new dashboard',1,'boolean','false','56f8c7972a020667','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"56f8c7972a020667","rules":[{"id":"01a21ea6-230b-7582-bf0e-59f2b227fd51","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21ea6-230e-7664-8399-3e7e488b3f4a","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}',1,'2026-11-27T20:15:34.139860+00:00','2026-11-27T20:15:34.139860+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA6230477E394E0D711AB4FF801',X'01A21EA622F97335B853C7A1EEF420C9','button-color','Button color','','button-color
button color',1,'string','"blue"','31c967884d7a1c4c','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"31c967884d7a1c4c","rules":[{"id":"01a21ea6-2314-70b4-9e4a-4ac94f9ee4f7","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}',1,'2026-11-27T20:15:34.148307+00:00','2026-11-27T20:15:34.148307+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA62308709ABB60DD4D62DB24A0',X'01A21EA622F97335B853C7A1EEF420C9','checkout','Checkout settings','','checkout
checkout settings',1,'json','{"providers":["card","transfer"],"steps":3}','6a69769d9b5e6b4d','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"6a69769d9b5e6b4d","rules":[]}',1,'2026-11-27T20:15:34.152846+00:00','2026-11-27T20:15:34.152846+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA6231F73B19D2496C0ADAEA2CB',X'01A21EA6231B77DC9185AEEF8B837576','new-dashboard','New dashboard','On for all users in TR, and for a quarter of the others','new-dashboard
new dashboard',1,'boolean','false','6bf69740c6722862','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"6bf69740c6722862","rules":[{"id":"01a21ea6-2330-7558-a291-2da038d61522","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21ea6-2333-7336-b616-fdacd031a175","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}',1,'2026-11-27T20:15:34.175715+00:00','2026-11-27T20:15:34.175715+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA6232370A783C9A6D92D5FC7CA',X'01A21EA6231B77DC9185AEEF8B837576','button-color','Button color','','button-color
button color',1,'string','"blue"','eb9bd5750c36c970','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"eb9bd5750c36c970","rules":[{"id":"01a21ea6-2336-76e7-9ab7-fb9e5627e146","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}',1,'2026-11-27T20:15:34.179828+00:00','2026-11-27T20:15:34.179828+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA6232877C187D2A947621656DD',X'01A21EA6231B77DC9185AEEF8B837576','checkout','Checkout settings','','checkout
checkout settings',1,'json','{"providers":["card","transfer"],"steps":3}','93b570bbfe1190a8','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"93b570bbfe1190a8","rules":[]}',1,'2026-11-27T20:15:34.184695+00:00','2026-11-27T20:15:34.184695+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA624507255AC283DEFD83D38EF',X'01A21EA622F97335B853C7A1EEF420C9','numbers','Numbers','','numbers
numbers',1,'number','0','31073d1b4871ba76','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"31073d1b4871ba76","rules":[{"id":"01a21ea6-2454-7101-a2c0-72a827eda389","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-245b-7307-b071-cf5fb548cbe1","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-2468-7050-8530-acf8bd2fbb54","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ea6-2471-7122-a067-fc5cd0a1a887","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21ea6-2479-73e3-89ef-3a2492beb77d","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}',1,'2026-11-27T20:15:34.480657+00:00','2026-11-27T20:15:34.480657+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA6247E7340B1BB38567CB868B1',X'01A21EA622F97335B853C7A1EEF420C9','texts','Texts','','texts
texts',1,'string','"none"','63b4c4fb2fdf4ef3','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"63b4c4fb2fdf4ef3","rules":[{"id":"01a21ea6-2481-765c-8fb1-e04ff56cc8af","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-2485-7118-93c0-2ecb8f409f46","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ea6-248a-75a0-b513-c1dda01b381a","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}',1,'2026-11-27T20:15:34.526339+00:00','2026-11-27T20:15:34.526339+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA62494724DB3C2ACD9BDEF77D6',X'01A21EA622F97335B853C7A1EEF420C9','flags','Flags','','flags
flags',1,'boolean','false','6b1933306b292db8','{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"6b1933306b292db8","rules":[{"id":"01a21ea6-2499-7127-851d-14c1f61d076c","priority":10,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}',1,'2026-11-27T20:15:34.548770+00:00','2026-11-27T20:15:34.548770+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA624A277EF95AC4AE5D1F67634',X'01A21EA622F97335B853C7A1EEF420C9','document','Document','An object, or null.','document
document',1,'json','["edited"]','f75717781c44bccd','{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"f75717781c44bccd","rules":[{"id":"01a21ea6-24ae-767c-b425-2a317a771636","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}',2,'2026-11-27T20:15:34.562547+00:00','2026-11-27T20:15:34.662527+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA624C5758A9B5D8DCF092D7E10',X'01A21EA622F97335B853C7A1EEF420C9','share','A share','Edited','share
a share',1,'boolean','false','65075e7c88f9111a','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"65075e7c88f9111a","rules":[{"id":"01a21ea6-24c9-7463-8ca1-62543bba810a","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}',2,'2026-11-27T20:15:34.597203+00:00','2026-11-27T20:15:34.658126+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA624CD768581D88A700AEAB4A5',X'01A21EA622F97335B853C7A1EEF420C9','shares','Shares','','shares
shares',1,'string','"out"','df72c52ad83b2c4d','{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"df72c52ad83b2c4d","rules":[{"id":"01a21ea6-24d1-7736-9604-de620918c7a5","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}',1,'2026-11-27T20:15:34.605609+00:00','2026-11-27T20:15:34.605609+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA624D5756DAA81B1C652BAF30F',X'01A21EA622F97335B853C7A1EEF420C9','off','Off','','off
off',0,'boolean','true','bedafa6dbf7be19c','{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"bedafa6dbf7be19c","rules":[]}',1,'2026-11-27T20:15:34.613079+00:00','2026-11-27T20:15:34.613079+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA624D8736EB8454C9F340F2A9D',X'01A21EA622F97335B853C7A1EEF420C9','off-value','Off-Value','','off-value
off-value',0,'string','"on"','d88488fc435a96af','{"key":"off-value","enabled":false,"value_type":"string","default_value":"on","off_value":"off","salt":"d88488fc435a96af","rules":[]}',1,'2026-11-27T20:15:34.616437+00:00','2026-11-27T20:15:34.616437+00:00','"off"');
INSERT INTO "flags" VALUES(X'01A21EA624E4733691D672FDC145FA30',X'01A21EA622F97335B853C7A1EEF420C9','retired','Retired','','retired
retired',1,'boolean','false','69965d67823902ae','{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"69965d67823902ae","rules":[{"id":"01a21ea6-24f8-7481-93d6-c257a2861754","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}',1,'2026-11-27T20:15:34.628637+00:00','2026-11-27T20:15:34.628637+00:00',NULL);
CREATE TABLE invitations (
    id uuid primary key,
    organization_id uuid not null references organizations (id) on delete cascade,
    email text not null,                 -- as its author wrote it
    email_folded text not null,          -- in lower case: e-mails compare without case
    role_id uuid not null references roles (id),
    token_hash bytea not null unique,    -- SHA-256 of the token
    invited_by uuid not null references users (id) on delete cascade,  -- it counts while they may still invite so
    expires_at timestamptz not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (organization_id, email_folded)
);
CREATE TABLE login_attempts (
    email_folded text primary key,
    last_at timestamptz not null
);
INSERT INTO "login_attempts" VALUES('demo@togul.local','2026-11-27T20:15:34.317994+00:00');
CREATE TABLE login_failures (
    id uuid primary key,
    email_folded text not null,
    failed_at timestamptz not null
, network text not null default '');
CREATE TABLE login_networks (
    user_id uuid not null references users (id) on delete cascade,
    network text not null,
    last_at timestamptz not null,
    primary key (user_id, network)
);
INSERT INTO "login_networks" VALUES(X'01A21EA622A77424BF8D05B93AAE6C39','127.0.0.1','2026-11-27T20:15:34.390935+00:00');
INSERT INTO "login_networks" VALUES(X'01A21EA624397017950ACED89F630623','127.0.0.1','2026-11-27T20:15:34.457703+00:00');
CREATE TABLE machine_tokens (
    id uuid primary key,
    organization_id uuid not null references organizations (id) on delete cascade,
    project_id uuid references projects (id) on delete cascade,   -- null: each project that its creator sees
    name text not null,                  -- what the audit log shows
    role_id uuid not null references roles (id),
    secret_hash bytea not null unique,   -- SHA-256 of the secret
    created_by uuid not null references users (id) on delete cascade,  -- bounds its rights; a removal deletes it
    expires_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
INSERT INTO "machine_tokens" VALUES(X'01A21EA6244B76CBAFDA43A1ECBFBCF8',X'01A21EA622A97768AC134261FA9A0275',NULL,'Build',X'01A21EA622AA73DCA384A82FE2FA9409',X'BE4FEDEF0605BE76C5C5B1BE2134C74651E3DB2BCB4435BF142BBD9C0B51AACC',X'01A21EA622A77424BF8D05B93AAE6C39',NULL,'2026-11-27T20:15:34.474930+00:00','2026-11-27T20:15:34.474930+00:00');
CREATE TABLE members (
    id uuid primary key,
    organization_id uuid not null references organizations (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    role_id uuid not null references roles (id),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (organization_id, user_id)
);
INSERT INTO "members" VALUES(X'01A21EA622AA73DCA384A82DC2903C52',X'01A21EA622A97768AC134261FA9A0275',X'01A21EA622A77424BF8D05B93AAE6C39',X'01A21EA622A97768AC1342629BD28FAE','2026-11-27T20:15:34.055429+00:00','2026-11-27T20:15:34.055429+00:00');
INSERT INTO "members" VALUES(X'01A21EA6243F757595523C9C13F368F1',X'01A21EA622A97768AC134261FA9A0275',X'01A21EA624397017950ACED89F630623',X'01A21EA622AA73DCA384A831F72D27DF','2026-11-27T20:15:34.463518+00:00','2026-11-27T20:15:34.463518+00:00');
CREATE TABLE organizations (
    id uuid primary key,
    slug text not null unique,
    name text not null,
    deleted_at timestamptz,              -- soft: the rows stay, nobody sees them
    created_at timestamptz not null,
    updated_at timestamptz not null
);
INSERT INTO "organizations" VALUES(X'01A21EA622A97768AC134261FA9A0275','demo-s-organization-ba0fefeb','Demo''s organization',NULL,'2026-11-27T20:15:34.055429+00:00','2026-11-27T20:15:34.055429+00:00');
CREATE TABLE password_resets (
    user_id uuid primary key references users (id) on delete cascade,
    token_hash bytea not null unique,    -- SHA-256 of the token
    -- The member who issued it, and where. Null: the operator, at the command line.
    organization_id uuid references organizations (id) on delete cascade,
    issued_by uuid references users (id) on delete cascade,
    expires_at timestamptz not null
);
CREATE TABLE project_members (
    id uuid primary key,
    project_id uuid not null references projects (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    role_id uuid not null references roles (id),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (project_id, user_id)
);
INSERT INTO "project_members" VALUES(X'01A21EA624477451B8FE52B89AE3C5E2',X'01A21EA622F7704FA29FC54051D4477C',X'01A21EA624397017950ACED89F630623',X'01A21EA622AA73DCA384A831F72D27DF','2026-11-27T20:15:34.471175+00:00','2026-11-27T20:15:34.471175+00:00');
CREATE TABLE projects (
    id uuid primary key,
    organization_id uuid not null references organizations (id) on delete cascade,
    slug text not null,                  -- made from the first name; stays
    name text not null,
    description text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (organization_id, slug)
);
INSERT INTO "projects" VALUES(X'01A21EA622F7704FA29FC54051D4477C',X'01A21EA622A97768AC134261FA9A0275','demo-shop','Demo shop','','2026-11-27T20:15:34.135476+00:00','2026-11-27T20:15:34.135476+00:00');
CREATE TABLE refresh_tokens (
    hash bytea primary key,              -- SHA-256 of the token
    session_id uuid not null references sessions (id) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz                  -- a second use ends the session
);
INSERT INTO "refresh_tokens" VALUES(X'4773B1B5BDCF56323302999107C8570E8D74420BBCEC956E54F1892765B3AD2A',X'01A21EA622F4718B84F2C4F3A0868B62','2026-11-27T20:15:34.133111+00:00','2026-12-27T20:15:34.133111+00:00',NULL);
INSERT INTO "refresh_tokens" VALUES(X'159724290B7CF71A91B6F0B13D40D947B25FE2639F4BC72423827980FEF1239A',X'01A21EA623F87110B0D006F0E6203EC1','2026-11-27T20:15:34.392407+00:00','2026-12-27T20:15:34.392407+00:00',NULL);
CREATE TABLE registration (
    only_row boolean primary key
);
INSERT INTO "registration" VALUES(1);
CREATE TABLE roles (
    id uuid primary key,
    organization_id uuid not null references organizations (id) on delete cascade,
    key text not null,
    name text not null,
    is_system boolean not null,          -- its permissions come from the program, by key
    permissions text not null,           -- JSON list of permission keys; '[]' for system roles
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (organization_id, key)
);
INSERT INTO "roles" VALUES(X'01A21EA622A97768AC1342629BD28FAE',X'01A21EA622A97768AC134261FA9A0275','owner','Owner',1,'["org.read","org.update","org.delete","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]','2026-11-27T20:15:34.055429+00:00','2026-11-27T20:15:34.055429+00:00');
INSERT INTO "roles" VALUES(X'01A21EA622AA73DCA384A82EE64BCAE1',X'01A21EA622A97768AC134261FA9A0275','admin','Admin',1,'["org.read","org.update","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]','2026-11-27T20:15:34.055429+00:00','2026-11-27T20:15:34.055429+00:00');
INSERT INTO "roles" VALUES(X'01A21EA622AA73DCA384A82FE2FA9409',X'01A21EA622A97768AC134261FA9A0275','developer','Developer',1,'["org.read","members.read","roles.read","projects.read","project_members.read","environments.read","environments.write","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read"]','2026-11-27T20:15:34.055429+00:00','2026-11-27T20:15:34.055429+00:00');
INSERT INTO "roles" VALUES(X'01A21EA622AA73DCA384A8304831A694',X'01A21EA622A97768AC134261FA9A0275','analyst','Analyst',1,'["org.read","projects.read","environments.read","flags.read","rules.read","segments.read","audit.read"]','2026-11-27T20:15:34.055429+00:00','2026-11-27T20:15:34.055429+00:00');
INSERT INTO "roles" VALUES(X'01A21EA622AA73DCA384A831F72D27DF',X'01A21EA622A97768AC134261FA9A0275','viewer','Viewer',1,'["org.read","projects.read","environments.read","flags.read","rules.read","segments.read"]','2026-11-27T20:15:34.055429+00:00','2026-11-27T20:15:34.055429+00:00');
CREATE TABLE rules (
    id uuid primary key,
    flag_id uuid not null references flags (id) on delete cascade,
    priority bigint not null,
    rule_type text not null,
    attribute text,                      -- rule_type 'attribute' only, likewise the next two
    operator text,
    value_json text,                     -- JSON, as its author wrote it
    rollout_thousandths bigint,          -- rule_type 'percentage' only: thousandths of a percent
    bucket_by text not null,
    conditions text not null,            -- JSON list of {attribute, operator, value}
    return_value text not null,          -- JSON
    is_active boolean not null,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
INSERT INTO "rules" VALUES(X'01A21EA6230B7582BF0E59F2B227FD51',X'01A21EA622FB72ECA3E201B4A4D37556',10,'attribute','country','eq','"TR"',NULL,'user_id','[]','true',1,1,'2026-11-27T20:15:34.154860+00:00','2026-11-27T20:15:34.154860+00:00');
INSERT INTO "rules" VALUES(X'01A21EA6230E766483993E7E488B3F4A',X'01A21EA622FB72ECA3E201B4A4D37556',20,'percentage',NULL,NULL,NULL,25000,'user_id','[]','true',1,1,'2026-11-27T20:15:34.158181+00:00','2026-11-27T20:15:34.158181+00:00');
INSERT INTO "rules" VALUES(X'01A21EA6231470B49E4A4AC94F9EE4F7',X'01A21EA6230477E394E0D711AB4FF801',10,'attribute','plan','in','["team", "enterprise"]',NULL,'user_id','[]','"green"',1,1,'2026-11-27T20:15:34.164078+00:00','2026-11-27T20:15:34.164078+00:00');
INSERT INTO "rules" VALUES(X'01A21EA623307558A2912DA038D61522',X'01A21EA6231F73B19D2496C0ADAEA2CB',10,'attribute','country','eq','"TR"',NULL,'user_id','[]','true',1,1,'2026-11-27T20:15:34.192243+00:00','2026-11-27T20:15:34.192243+00:00');
INSERT INTO "rules" VALUES(X'01A21EA623337336B616FDACD031A175',X'01A21EA6231F73B19D2496C0ADAEA2CB',20,'percentage',NULL,NULL,NULL,25000,'user_id','[]','true',1,1,'2026-11-27T20:15:34.195847+00:00','2026-11-27T20:15:34.195847+00:00');
INSERT INTO "rules" VALUES(X'01A21EA6233676E79AB7FB9E5627E146',X'01A21EA6232370A783C9A6D92D5FC7CA',10,'attribute','plan','in','["team", "enterprise"]',NULL,'user_id','[]','"green"',1,1,'2026-11-27T20:15:34.198441+00:00','2026-11-27T20:15:34.198441+00:00');
INSERT INTO "rules" VALUES(X'01A21EA624547101A2C072A827EDA389',X'01A21EA624507255AC283DEFD83D38EF',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}]','1.5',1,1,'2026-11-27T20:15:34.484442+00:00','2026-11-27T20:15:34.484442+00:00');
INSERT INTO "rules" VALUES(X'01A21EA6245B7307B071CF5FB548CBE1',X'01A21EA624507255AC283DEFD83D38EF',20,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}]','-1',1,1,'2026-11-27T20:15:34.491296+00:00','2026-11-27T20:15:34.491296+00:00');
INSERT INTO "rules" VALUES(X'01A21EA6246870508530ACF8BD2FBB54',X'01A21EA624507255AC283DEFD83D38EF',30,'attribute','app','semver_eq','"1.2.3"',NULL,'user_id','[]','2',1,1,'2026-11-27T20:15:34.504514+00:00','2026-11-27T20:15:34.504514+00:00');
INSERT INTO "rules" VALUES(X'01A21EA624717122A067FC5CD0A1A887',X'01A21EA624507255AC283DEFD83D38EF',40,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}]','3',1,1,'2026-11-27T20:15:34.513270+00:00','2026-11-27T20:15:34.513270+00:00');
INSERT INTO "rules" VALUES(X'01A21EA6247973E389EF3A2492BEB77D',X'01A21EA624507255AC283DEFD83D38EF',50,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}]','4',1,1,'2026-11-27T20:15:34.521498+00:00','2026-11-27T20:15:34.521498+00:00');
INSERT INTO "rules" VALUES(X'01A21EA62481765C8FB1E04FF56CC8AF',X'01A21EA6247E7340B1BB38567CB868B1',10,'attribute','plan','eq','"pro"',NULL,'user_id','[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}]','"first"',1,1,'2026-11-27T20:15:34.529708+00:00','2026-11-27T20:15:34.529708+00:00');
INSERT INTO "rules" VALUES(X'01A21EA62485711893C02ECB8F409F46',X'01A21EA6247E7340B1BB38567CB868B1',20,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}]','"second"',1,1,'2026-11-27T20:15:34.533908+00:00','2026-11-27T20:15:34.533908+00:00');
INSERT INTO "rules" VALUES(X'01A21EA6248A75A0B513C1DDA01B381A',X'01A21EA6247E7340B1BB38567CB868B1',30,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}]','"pattern"',1,1,'2026-11-27T20:15:34.538542+00:00','2026-11-27T20:15:34.538542+00:00');
INSERT INTO "rules" VALUES(X'01A21EA6248F71649201202F743D0678',X'01A21EA6247E7340B1BB38567CB868B1',40,'boolean',NULL,NULL,NULL,NULL,'user_id','[]','"inactive"',0,1,'2026-11-27T20:15:34.543823+00:00','2026-11-27T20:15:34.543823+00:00');
INSERT INTO "rules" VALUES(X'01A21EA624997127851D14C1F61D076C',X'01A21EA62494724DB3C2ACD9BDEF77D6',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}]','true',1,1,'2026-11-27T20:15:34.552966+00:00','2026-11-27T20:15:34.552966+00:00');
INSERT INTO "rules" VALUES(X'01A21EA624AE767CB4252A317A771636',X'01A21EA624A277EF95AC4AE5D1F67634',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"country","operator":"eq","value":"TR"}]','{"b":[1,2.5,"\u015f"],"a":null}',1,1,'2026-11-27T20:15:34.574172+00:00','2026-11-27T20:15:34.574172+00:00');
INSERT INTO "rules" VALUES(X'01A21EA624C974638CA162543BBA810A',X'01A21EA624C5758A9B5D8DCF092D7E10',10,'percentage',NULL,NULL,NULL,40000,'user_id','[]','true',1,2,'2026-11-27T20:15:34.601196+00:00','2026-11-27T20:15:34.653447+00:00');
INSERT INTO "rules" VALUES(X'01A21EA624D177369604DE620918C7A5',X'01A21EA624CD768581D88A700AEAB4A5',10,'percentage',NULL,NULL,NULL,75125,'account.id','[{"attribute":"plan","operator":"exists"}]','"account"',1,1,'2026-11-27T20:15:34.609117+00:00','2026-11-27T20:15:34.609117+00:00');
INSERT INTO "rules" VALUES(X'01A21EA624F8748193D6C257A2861754',X'01A21EA624E4733691D672FDC145FA30',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[]','true',1,1,'2026-11-27T20:15:34.648109+00:00','2026-11-27T20:15:34.648109+00:00');
CREATE TABLE sessions (
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    organization_id uuid references organizations (id) on delete cascade,  -- null: the user has none
    created_at timestamptz not null,
    ended_at timestamptz
, address text not null default '', last_used_at timestamptz);
INSERT INTO "sessions" VALUES(X'01A21EA622F4718B84F2C4F3A0868B62',X'01A21EA622A77424BF8D05B93AAE6C39',X'01A21EA622A97768AC134261FA9A0275','2026-11-27T20:15:34.132230+00:00','2026-11-27T20:15:34.205604+00:00','127.0.0.1','2026-11-27T20:15:34.133111+00:00');
INSERT INTO "sessions" VALUES(X'01A21EA623F87110B0D006F0E6203EC1',X'01A21EA622A77424BF8D05B93AAE6C39',X'01A21EA622A97768AC134261FA9A0275','2026-11-27T20:15:34.390935+00:00',NULL,'127.0.0.1','2026-11-27T20:15:34.392407+00:00');
CREATE TABLE users (
    id uuid primary key,
    email text not null,                 -- as its owner writes it
    email_folded text not null unique,   -- in lower case: e-mails compare without case
    name text not null,
    role text not null,                  -- 'admin' or 'read_only', kept for older clients; decides nothing
    password_hash text not null,         -- argon2id in PHC form
    email_verified_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
INSERT INTO "users" VALUES(X'01A21EA622A77424BF8D05B93AAE6C39','demo@togul.local','demo@togul.local','Demo','admin','$argon2id$v=19$m=19456,t=2,p=1$VOqAX94D5H3Tq8Z+tq4CQw$4bLk0lIKdpVp+Ii18YIlmq+mjpZv+WVMICc6p6oCejc',NULL,'2026-11-27T20:15:34.055429+00:00','2026-11-27T20:15:34.055429+00:00');
INSERT INTO "users" VALUES(X'01A21EA624397017950ACED89F630623','viewer@togul.local','viewer@togul.local','Viewer','read_only','$argon2id$v=19$m=19456,t=2,p=1$yfmQpOdYGptxAhJmLgYHsQ$gjkDHIBjAfr4Ehopkayr6JyEIDpkAMlCkN3WnDaEs04',NULL,'2026-11-27T20:15:34.457703+00:00','2026-11-27T20:15:34.457703+00:00');
CREATE INDEX members_by_user on members (user_id);
CREATE INDEX members_by_role on members (role_id);
CREATE INDEX sessions_by_user on sessions (user_id);
CREATE INDEX refresh_tokens_by_session on refresh_tokens (session_id);
CREATE INDEX refresh_tokens_by_expiry on refresh_tokens (expires_at);
CREATE INDEX login_failures_by_email on login_failures (email_folded, failed_at);
CREATE INDEX login_failures_by_time on login_failures (failed_at);
CREATE INDEX login_attempts_by_time on login_attempts (last_at);
CREATE INDEX project_members_by_user on project_members (user_id);
CREATE INDEX project_members_by_role on project_members (role_id);
CREATE INDEX api_keys_by_project on api_keys (project_id);
CREATE INDEX api_keys_by_environment on api_keys (environment_id);
CREATE INDEX rules_by_flag on rules (flag_id);
CREATE INDEX changes_by_time on changes (changed_at);
CREATE INDEX invitations_by_role on invitations (role_id);
CREATE INDEX audit_log_by_time on audit_log (organization_id, created_at, id);
CREATE INDEX audit_log_by_project on audit_log (organization_id, project_id, created_at, id);
CREATE INDEX audit_log_by_actor on audit_log (organization_id, actor_id, created_at, id);
CREATE INDEX audit_log_by_target on audit_log (organization_id, target_id, created_at, id);
CREATE INDEX sessions_by_organization on sessions (organization_id);
CREATE INDEX audit_log_by_flag on audit_log (organization_id, flag_id, created_at, id);
CREATE INDEX login_networks_by_time on login_networks (last_at);
CREATE INDEX machine_tokens_by_organization on machine_tokens (organization_id, created_at, id);
CREATE INDEX machine_tokens_by_role on machine_tokens (role_id);
CREATE INDEX machine_tokens_by_creator on machine_tokens (created_by);
CREATE INDEX machine_tokens_by_project on machine_tokens (project_id);
COMMIT;
