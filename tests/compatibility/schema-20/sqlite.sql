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
INSERT INTO "_sqlx_migrations" VALUES(1,'accounts','2026-11-27 20:15:38',1,X'2B6999D02DEEEC22F5F78D77053A4A7B170E34508778EC8D87C1FE5336E064DCB71E06834A5361A214C7995C6293BEC5',3245857);
INSERT INTO "_sqlx_migrations" VALUES(2,'projects','2026-11-27 20:15:38',1,X'91C24ECB9FAFD9B34E92DFE7C42103BEE41CC391AAD838F14D0934E1B7A6B4E0D51055BDB850F6DBE4308559EF0AF47B',6124649);
INSERT INTO "_sqlx_migrations" VALUES(3,'people','2026-11-27 20:15:38',1,X'727FA61C5BE841816D55701E3C2A7880F17B7A3A877EF817CAE33F050395FAA20DA2BCF40B21F3C2AAA36F37C65395D7',3102244);
INSERT INTO "_sqlx_migrations" VALUES(4,'change groups','2026-11-27 20:15:38',1,X'BEF61B5B78153860BE964B57D86697110A780BF6EFA6D66181F75929D59221F30796C955956D7D0770581E7535BF8573',3337752);
INSERT INTO "_sqlx_migrations" VALUES(6,'audit','2026-11-27 20:15:38',1,X'41AB0DAEA3C3B393FF932379E5A4BBD20BDA5E0AAB0929BD0B8A9B135A6B4CB24761375608512D254B9E0DA2DCD24F9D',3587032);
INSERT INTO "_sqlx_migrations" VALUES(7,'quotas','2026-11-27 20:15:38',1,X'FE2CD298B7F6053EFFEB6A862F52F06FB050B01F80578053E03351D36A8D9C15DECD848BBB5748C4D8DB3613AD4276FC',2645177);
INSERT INTO "_sqlx_migrations" VALUES(8,'logins','2026-11-27 20:15:38',1,X'1E96CE3801DB725B1E3D3E23711848BB2CDF2BFF003319F01B7F66ED8E5BB1F96D973828EAC04AD0C70DCB77478D6F5F',3879855);
INSERT INTO "_sqlx_migrations" VALUES(9,'withdraw revived invitations','2026-11-27 20:15:38',1,X'6D15143AA091CAE52DF903D45389B57C6E7B443D12AFD07F59B39E4301C2D0A93991C89AC954CF1F816EC6B98505C048',489956);
INSERT INTO "_sqlx_migrations" VALUES(10,'machine tokens','2026-11-27 20:15:38',1,X'6FAA0FEFD1F3267ADD47D4C372000FA6CA10193083CACBB1D283EDAD7AFC2B30050BEF5C812657B1A3A23DD8A5D9C43C',779745);
INSERT INTO "_sqlx_migrations" VALUES(13,'written bytes','2026-11-27 20:15:38',1,X'CAEF31C49ED5DEB6592F2ADE8A6991E4DF5A15D3AC5B8409B6181723537E6E6FA210B4A2E3A47AB318F346BAF4743507',3831944);
INSERT INTO "_sqlx_migrations" VALUES(14,'costs','2026-11-27 20:15:38',1,X'EE21F99E956D019024CD60A6D93AC4AFDEB2E52B757A6871CF359AFA4879E123484ECFC6FDF36037C6458D787C49B0D8',859512);
INSERT INTO "_sqlx_migrations" VALUES(15,'off values','2026-11-27 20:15:38',1,X'E3B6A2866A336D99BDD3B5A74733E40D02D47A41BD836061C156F39320502D8D41DEBCBDAD693D35796929AECF85005D',737522);
INSERT INTO "_sqlx_migrations" VALUES(20,'audit sizes','2026-11-27 20:15:38',1,X'5C9A07EE01B5944D171A46D55972D7E64199772CCF97E4B1D92FD3ADA63F01F30DC1B823E01D2201BC041D4CA40F9504',854385);
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
INSERT INTO "api_keys" VALUES(X'01A21EA633AA7682A60B2984D2ED0F91',X'01A21EA6334E723BA8CFE3CB3D70DA87',X'01A21EA63353713F980B46BC079FCB23','Demo server','server','tgl_srv_T9lu',X'889683B5A3E83B50890AB6DCB8BAA7809C81761D1427564A4352C0B5D336E209',NULL,NULL,'2026-11-27T20:15:39.026831+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:15:38.410946+00:00','2026-11-27T20:15:38.410946+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA633AD70108F97447FC7C50CFF',X'01A21EA6334E723BA8CFE3CB3D70DA87',X'01A21EA63353713F980B46BC079FCB23','Demo sdk','sdk','tgl_sdk_y0Iy',X'3B990AC79DA23261A87DEE53666189B7EA21A3BCA6B77994AA8B2EAD317938C5',NULL,NULL,'2026-11-27T20:15:39.032912+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:15:38.413488+00:00','2026-11-27T20:15:38.413488+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA633AF76F9AA71B2737B9193A4',X'01A21EA6334E723BA8CFE3CB3D70DA87',X'01A21EA63353713F980B46BC079FCB23','Demo stream','stream','tgl_str_P2mC',X'B6C15511A8FD2D76FFEF4C29A2DB51E299CA718255EF40B5B7DA905EF32F4972',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:15:38.415587+00:00','2026-11-27T20:15:38.415587+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA6365A739BA1778B3DF177FD2F',X'01A21EA6334E723BA8CFE3CB3D70DA87',X'01A21EA63388723BA602726AEB10122B','server','server','tgl_srv_hA6_',X'D2E2A5A4990EF91060EE82FD842C54170D069BD0589B27ADE318C463ED376262',NULL,NULL,'2026-11-27T20:15:39.116032+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:15:39.098628+00:00','2026-11-27T20:15:39.098628+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA6366171BD85FE072CA4F7DA79',X'01A21EA6334E723BA8CFE3CB3D70DA87',X'01A21EA63388723BA602726AEB10122B','sdk','sdk','tgl_sdk_y5n9',X'4B3BD96457EB4E0EE4D7F458CB61EA143D5905D1B9894F7E0EABEE1E0476216E',NULL,NULL,'2026-11-27T20:15:39.122008+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:15:39.105916+00:00','2026-11-27T20:15:39.105916+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA63667719583C81D9A4492A297',X'01A21EA6334E723BA8CFE3CB3D70DA87',X'01A21EA63388723BA602726AEB10122B','stream','stream','tgl_str_3LJK',X'D91D0D22CDD9E27A4760731187525D121D623FB47FD86627E98F6CD27E4D4E4D',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:15:39.111514+00:00','2026-11-27T20:15:39.111514+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA636A873AEAAAC0E5E049B6E6C',X'01A21EA6334E723BA8CFE3CB3D70DA87',X'01A21EA63353713F980B46BC079FCB23','server','server','tgl_srv_UgME',X'289650A83C9124B0E5742665AACC95D6761CB3969792A124D60DA89AFB722652',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:15:39.176605+00:00','2026-11-27T20:15:39.181913+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA636B3764B8BF84C4731BA8743',X'01A21EA6334E723BA8CFE3CB3D70DA87',X'01A21EA63353713F980B46BC079FCB23','sdk','sdk','tgl_sdk_B47Y',X'AC462ACCF656516D0F84D193DCFD348AAA8C6C0040408A72C0AA45767F70299F',NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:15:39.191654+00:00','2026-11-27T20:15:39.187550+00:00','2026-11-27T20:15:39.191654+00:00');
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
, flag_id text, is_truncated boolean not null default false, bytes bigint not null default 0);
INSERT INTO "audit_log" VALUES(X'01A21EA6331A70A098AB8E2D06896F25',X'01A21EA6331A70A098AB8E26F59B1F12',NULL,X'01A21EA63319770DA348538E3C2D1AD4','Demo','demo@togul.local','user.registered','user','01a21ea6-3319-770d-a348-538e3c2d1ad4',NULL,'{"id":"01a21ea6-3319-770d-a348-538e3c2d1ad4","name":"Demo","email":"demo@togul.local","role":"admin","email_verified_at":null,"created_at":"2026-11-27T20:15:38.265321Z","updated_at":"2026-11-27T20:15:38.265321Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:15:38.266368+00:00',NULL,0,1236);
INSERT INTO "audit_log" VALUES(X'01A21EA6334577418FF28BC5565DF61D',X'01A21EA6331A70A098AB8E26F59B1F12',NULL,X'01A21EA63319770DA348538E3C2D1AD4','Demo','demo@togul.local','session.created','session','01a21ea6-3345-7741-8ff2-8bc438a91598',NULL,NULL,'127.0.0.1','demo',NULL,'2026-11-27T20:15:38.309755+00:00',NULL,0,1024);
INSERT INTO "audit_log" VALUES(X'01A21EA6334F757499700AAB20CBA210',X'01A21EA6331A70A098AB8E26F59B1F12',X'01A21EA6334E723BA8CFE3CB3D70DA87',X'01A21EA63319770DA348538E3C2D1AD4','Demo','demo@togul.local','project.created','project','01a21ea6-334e-723b-a8cf-e3cb3d70da87',NULL,'{"id":"01a21ea6-334e-723b-a8cf-e3cb3d70da87","organization_id":"01a21ea6-331a-70a0-98ab-8e26f59b1f12","slug":"demo-shop","name":"Demo shop","description":"","created_at":"2026-11-27T20:15:38.318109Z","updated_at":"2026-11-27T20:15:38.318109Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:15:38.319846+00:00',NULL,0,1267);
INSERT INTO "audit_log" VALUES(X'01A21EA6335676E093D13CB1602A6A58',X'01A21EA6331A70A098AB8E26F59B1F12',X'01A21EA6334E723BA8CFE3CB3D70DA87',X'01A21EA63319770DA348538E3C2D1AD4','Demo','demo@togul.local','environment.created','environment','01a21ea6-3353-713f-980b-46bc079fcb23',NULL,'{"id":"01a21ea6-3353-713f-980b-46bc079fcb23","project_id":"01a21ea6-334e-723b-a8cf-e3cb3d70da87","key":"production","name":"Production","description":"","regions":["local"],"revision":0,"version":1,"created_at":"2026-11-27T20:15:38.323820Z","updated_at":"2026-11-27T20:15:38.323820Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:15:38.326210+00:00',NULL,0,1308);
INSERT INTO "audit_log" VALUES(X'01A21EA6335A742892AFF0BE7474376C',X'01A21EA6331A70A098AB8E26F59B1F12',X'01A21EA6334E723BA8CFE3CB3D70DA87',X'01A21EA63319770DA348538E3C2D1AD4','Demo','demo@togul.local','flag.created','flag','01a21ea6-3358-712b-a115-d05df644f47b',NULL,'{"id":"01a21ea6-3358-712b-a115-d05df644f47b","environment_id":"01a21ea6-3353-713f-980b-46bc079fcb23","key":"new-dashboard","name":"New dashboard","description":"On for all users in TR, and for a quarter of the others","enabled":true,"value_type":"boolean","default_value":false,"off_value":null,"salt":"330208e52fd2a95c","version":1,"created_at":"2026-11-27T20:15:38.329318Z","updated_at":"2026-11-27T20:15:38.329318Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:15:38.330139+00:00','01a21ea6-3358-712b-a115-d05df644f47b',0,1443);
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
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',1,'flag.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"330208e52fd2a95c","rules":[]}','c95b9775437280ff7439c4c257360b74',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.329318+00:00','flag',1,389);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',2,'flag.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"d0daf35b55e1b863","rules":[]}','e282599e739f99f604e78c7c4476d6b6',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.341475+00:00','flag',1,776);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',3,'flag.created','checkout','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"45173bc3a78218f7","rules":[]}','71cd9081a98959ff8a1e95d0b7b89194',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.344504+00:00','flag',1,1190);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',4,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"330208e52fd2a95c","rules":[{"id":"01a21ea6-336d-7010-bc11-9b140595ab3d","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true}]}','b710d764753f939067cbfd19223a3649',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.349294+00:00','flag',1,1749);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',5,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"330208e52fd2a95c","rules":[{"id":"01a21ea6-336d-7010-bc11-9b140595ab3d","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21ea6-3377-741e-b348-779cf875a624","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}','b807b8c771a6eabb589238de181bae53',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.358842+00:00','flag',1,2475);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',6,'rule.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"d0daf35b55e1b863","rules":[{"id":"01a21ea6-337d-758e-87a0-9385da5b9dcc","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}','1fc56a9a2a3a930f49672073ce4a501e',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.365492+00:00','flag',1,3049);
INSERT INTO "changes" VALUES(X'01A21EA63388723BA602726AEB10122B',1,'flag.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"f8fab98fc84f4e28","rules":[]}','c6eed6848dd2013d23a6c4a1e944fe0f',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.383672+00:00','flag',1,389);
INSERT INTO "changes" VALUES(X'01A21EA63388723BA602726AEB10122B',2,'flag.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"aeeae2e1a01026ec","rules":[]}','d24210ec672e0240de86ee83a2e55cc7',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.388913+00:00','flag',1,776);
INSERT INTO "changes" VALUES(X'01A21EA63388723BA602726AEB10122B',3,'flag.created','checkout','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"aaac8b9deb021476","rules":[]}','426d542aa4fca884a0f598b246604c4f',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.391013+00:00','flag',1,1190);
INSERT INTO "changes" VALUES(X'01A21EA63388723BA602726AEB10122B',4,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"f8fab98fc84f4e28","rules":[{"id":"01a21ea6-339d-7079-8796-008083bbefd1","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true}]}','9f04105659b360baa77bdf80c2312083',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.396906+00:00','flag',1,1749);
INSERT INTO "changes" VALUES(X'01A21EA63388723BA602726AEB10122B',5,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"f8fab98fc84f4e28","rules":[{"id":"01a21ea6-339d-7079-8796-008083bbefd1","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21ea6-33a6-7708-ba6f-cf2bba843d94","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}','ae58a8079c33229b29c4c852cc657111',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.406128+00:00','flag',1,2475);
INSERT INTO "changes" VALUES(X'01A21EA63388723BA602726AEB10122B',6,'rule.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"aeeae2e1a01026ec","rules":[{"id":"01a21ea6-33a8-7342-8b11-72a549dccd52","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}','811fe143419445377f03e574ea3cf1ce',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.408410+00:00','flag',1,3049);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',7,'flag.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"2d14131c5eecf64f","rules":[]}','7444afdfa86fbb73236fc604059554a3',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.746992+00:00','flag',1,3421);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',8,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"2d14131c5eecf64f","rules":[{"id":"01a21ea6-3505-7090-ba34-8ad1fe43eb7c","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5}]}','530f07f072950f3b1449a6e65518932b',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.757042+00:00','flag',1,3998);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',9,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"2d14131c5eecf64f","rules":[{"id":"01a21ea6-3505-7090-ba34-8ad1fe43eb7c","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-350f-76be-9a2c-e34e781e7515","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1}]}','34193276af794b406e3b58817e81a827',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.767403+00:00','flag',1,4780);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',10,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"2d14131c5eecf64f","rules":[{"id":"01a21ea6-3505-7090-ba34-8ad1fe43eb7c","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-350f-76be-9a2c-e34e781e7515","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-351b-71ff-9e53-2dc85ef22fbd","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2}]}','6bedabdf5c1f0c3c945682d1eabd8d78',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.778994+00:00','flag',1,5736);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',11,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"2d14131c5eecf64f","rules":[{"id":"01a21ea6-3505-7090-ba34-8ad1fe43eb7c","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-350f-76be-9a2c-e34e781e7515","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-351b-71ff-9e53-2dc85ef22fbd","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ea6-352b-750a-8815-a3f7659b3c31","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3}]}','5ac7569c3238de9fc5a1f4773e74fd81',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.794991+00:00','flag',1,6925);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',12,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"2d14131c5eecf64f","rules":[{"id":"01a21ea6-3505-7090-ba34-8ad1fe43eb7c","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-350f-76be-9a2c-e34e781e7515","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-351b-71ff-9e53-2dc85ef22fbd","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ea6-352b-750a-8815-a3f7659b3c31","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21ea6-3539-73a9-9d54-8c6f48e1cbd9","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}','18c2c4fa81014698e9bb9fb17f4ebd73',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.808290+00:00','flag',1,8347);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',13,'flag.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"017eadffa2c32135","rules":[]}','8c3b2b7b7cd78c879c09e526973ab2c2',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.829025+00:00','flag',1,8720);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',14,'rule.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"017eadffa2c32135","rules":[{"id":"01a21ea6-3554-7244-a4b8-9ddfb4928d63","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"}]}','4438eb030762c93744448bf001fb6de1',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.836243+00:00','flag',1,9391);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',15,'rule.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"017eadffa2c32135","rules":[{"id":"01a21ea6-3554-7244-a4b8-9ddfb4928d63","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-355c-7120-9d60-b0ec15a93dd9","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"}]}','00d39d09d25791a8ef2ff7d563c9a621',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.843718+00:00','flag',1,10417);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',16,'rule.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"017eadffa2c32135","rules":[{"id":"01a21ea6-3554-7244-a4b8-9ddfb4928d63","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-355c-7120-9d60-b0ec15a93dd9","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ea6-3568-7748-a312-ff97a26a80f1","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}','a6ca6008456eee3ca4f666de404fb5c6',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.856258+00:00','flag',1,11688);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',17,'rule.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"017eadffa2c32135","rules":[{"id":"01a21ea6-3554-7244-a4b8-9ddfb4928d63","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-355c-7120-9d60-b0ec15a93dd9","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ea6-3568-7748-a312-ff97a26a80f1","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}','a6ca6008456eee3ca4f666de404fb5c6',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.863056+00:00','flag',1,12959);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',18,'flag.created','flags','{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"a31296d42944f1f9","rules":[]}','f23a6481f914def9ec7bb537660e7eab',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.871948+00:00','flag',1,13332);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',19,'rule.created','flags','{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"a31296d42944f1f9","rules":[{"id":"01a21ea6-357e-7098-8315-ec116a6e409e","priority":10,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}','a50e35915742f5962e9a2c513240f4cb',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.878478+00:00','flag',1,13971);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',20,'flag.created','document','{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"d3fca85e2cfc2239","rules":[]}','294d74b570c1550dfc20292f638dd107',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.886350+00:00','flag',1,14346);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',21,'rule.created','document','{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"d3fca85e2cfc2239","rules":[{"id":"01a21ea6-3590-7163-bb07-86ae090486f5","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}','479a06b5d94b50b80526e0ce5b104c51',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.896560+00:00','flag',1,14917);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',22,'rule.created','document','{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"d3fca85e2cfc2239","rules":[{"id":"01a21ea6-3590-7163-bb07-86ae090486f5","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21ea6-3596-71ae-bdf9-c81bc99139ab","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}','73f86642720393629c27697160d950d6',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.902914+00:00','flag',1,15604);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',23,'flag.created','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"65590c54b2521487","rules":[]}','0241afafebeaf2f81a6a2d863cb09233',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.907407+00:00','flag',1,15977);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',24,'rule.created','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"65590c54b2521487","rules":[{"id":"01a21ea6-359e-7601-a026-a42541b6536e","priority":10,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}','677ffa1f579ec4551beb9a38ed6dcea5',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.910903+00:00','flag',1,16516);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',25,'flag.created','shares','{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"d4342f6c79dc8b88","rules":[]}','22c83dc5c35d1631423998dd2b4aff1f',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.914971+00:00','flag',1,16890);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',26,'rule.created','shares','{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"d4342f6c79dc8b88","rules":[{"id":"01a21ea6-35a7-7456-8658-7e0dd0635768","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}','8fa7d46e2606efca8527c89548eb52cf',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.918946+00:00','flag',1,17482);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',27,'flag.created','off','{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"a1ff9fd4f02d9845","rules":[]}','b44ba543d5e4d06a28399ab20c160506',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.926075+00:00','flag',1,17851);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',28,'flag.created','off-value','{"key":"off-value","enabled":false,"value_type":"string","default_value":"on","off_value":"off","salt":"97ad3438d5553dac","rules":[]}','5058286f653e02d6dfc2c05044939ab1',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.931027+00:00','flag',1,18249);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',29,'flag.created','removed','{"key":"removed","enabled":true,"value_type":"boolean","default_value":false,"salt":"dbb5b501f52bcab8","rules":[]}','15ad260dde798a69ef7bac84f1f4d169',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.940944+00:00','flag',1,18626);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',30,'flag.created','retired','{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"81bd66641615c205","rules":[]}','34b46f2a6997aec6997fd5bd3c23d733',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.946443+00:00','flag',1,19003);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',31,'rule.created','retired','{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"81bd66641615c205","rules":[{"id":"01a21ea6-35cc-75ad-b576-2ca6e95c4f14","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}','c03f33366d972dde429c1ae1adfbb684',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.956431+00:00','flag',1,19497);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',32,'rule.updated','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"65590c54b2521487","rules":[{"id":"01a21ea6-359e-7601-a026-a42541b6536e","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}','3ef02adadd2a30493fa6765155424d0e',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.969959+00:00','flag',1,20036);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',33,'flag.updated','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"65590c54b2521487","rules":[{"id":"01a21ea6-359e-7601-a026-a42541b6536e","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}','3ef02adadd2a30493fa6765155424d0e',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.977460+00:00','flag',1,20575);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',34,'flag.updated','document','{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"d3fca85e2cfc2239","rules":[{"id":"01a21ea6-3590-7163-bb07-86ae090486f5","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21ea6-3596-71ae-bdf9-c81bc99139ab","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}','9b55aece6ce3fd91f4b18511074281d0',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.987142+00:00','flag',1,21268);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',35,'rule.deleted','document','{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"d3fca85e2cfc2239","rules":[{"id":"01a21ea6-3590-7163-bb07-86ae090486f5","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}','369e98794eeb7eccbe8b75be54395723',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:38.993145+00:00','flag',1,21845);
INSERT INTO "changes" VALUES(X'01A21EA63353713F980B46BC079FCB23',36,'flag.deleted','removed',NULL,'71499adad5aff739aed28989a6d8206b',X'01A21EA63319770DA348538E3C2D1AD4','2026-11-27T20:15:39.010788+00:00','flag',1,22108);
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
INSERT INTO "environments" VALUES(X'01A21EA63353713F980B46BC079FCB23',X'01A21EA6334E723BA8CFE3CB3D70DA87','production','Production','','["local"]',36,'71499adad5aff739aed28989a6d8206b',8,1,'2026-11-27T20:15:38.323820+00:00','2026-11-27T20:15:38.323820+00:00',12,4855,22108,1829,197460);
INSERT INTO "environments" VALUES(X'01A21EA63388723BA602726AEB10122B',X'01A21EA6334E723BA8CFE3CB3D70DA87','staging','Staging','','["local"]',6,'811fe143419445377f03e574ea3cf1ce',4,1,'2026-11-27T20:15:38.376158+00:00','2026-11-27T20:15:38.376158+00:00',3,913,3049,263,4400);
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
INSERT INTO "flags" VALUES(X'01A21EA63358712BA115D05DF644F47B',X'01A21EA63353713F980B46BC079FCB23','new-dashboard','New dashboard','On for all users in TR, and for a quarter of the others','new-dashboard
new dashboard',1,'boolean','false','330208e52fd2a95c','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"330208e52fd2a95c","rules":[{"id":"01a21ea6-336d-7010-bc11-9b140595ab3d","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21ea6-3377-741e-b348-779cf875a624","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}',1,'2026-11-27T20:15:38.329318+00:00','2026-11-27T20:15:38.329318+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA633637218946DDD49C50DB312',X'01A21EA63353713F980B46BC079FCB23','button-color','Button color','','button-color
button color',1,'string','"blue"','d0daf35b55e1b863','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"d0daf35b55e1b863","rules":[{"id":"01a21ea6-337d-758e-87a0-9385da5b9dcc","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}',1,'2026-11-27T20:15:38.341475+00:00','2026-11-27T20:15:38.341475+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA633677440A4C02CD21FF72D65',X'01A21EA63353713F980B46BC079FCB23','checkout','Checkout settings','','checkout
checkout settings',1,'json','{"providers":["card","transfer"],"steps":3}','45173bc3a78218f7','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"45173bc3a78218f7","rules":[]}',1,'2026-11-27T20:15:38.344504+00:00','2026-11-27T20:15:38.344504+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA6338E7632B7ABCD13F5E925A1',X'01A21EA63388723BA602726AEB10122B','new-dashboard','New dashboard','On for all users in TR, and for a quarter of the others','new-dashboard
new dashboard',1,'boolean','false','f8fab98fc84f4e28','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"f8fab98fc84f4e28","rules":[{"id":"01a21ea6-339d-7079-8796-008083bbefd1","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21ea6-33a6-7708-ba6f-cf2bba843d94","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}',1,'2026-11-27T20:15:38.383672+00:00','2026-11-27T20:15:38.383672+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA63394752191E4A216FEA1E9C4',X'01A21EA63388723BA602726AEB10122B','button-color','Button color','','button-color
button color',1,'string','"blue"','aeeae2e1a01026ec','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"aeeae2e1a01026ec","rules":[{"id":"01a21ea6-33a8-7342-8b11-72a549dccd52","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}',1,'2026-11-27T20:15:38.388913+00:00','2026-11-27T20:15:38.388913+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA6339672FB9120C3D570D8C786',X'01A21EA63388723BA602726AEB10122B','checkout','Checkout settings','','checkout
checkout settings',1,'json','{"providers":["card","transfer"],"steps":3}','aaac8b9deb021476','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"aaac8b9deb021476","rules":[]}',1,'2026-11-27T20:15:38.391013+00:00','2026-11-27T20:15:38.391013+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA634F87306BE5294556CA8633F',X'01A21EA63353713F980B46BC079FCB23','numbers','Numbers','','numbers
numbers',1,'number','0','2d14131c5eecf64f','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"2d14131c5eecf64f","rules":[{"id":"01a21ea6-3505-7090-ba34-8ad1fe43eb7c","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-350f-76be-9a2c-e34e781e7515","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-351b-71ff-9e53-2dc85ef22fbd","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ea6-352b-750a-8815-a3f7659b3c31","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21ea6-3539-73a9-9d54-8c6f48e1cbd9","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}',1,'2026-11-27T20:15:38.746992+00:00','2026-11-27T20:15:38.746992+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA6354874D8B6A57A98D17685F6',X'01A21EA63353713F980B46BC079FCB23','texts','Texts','','texts
texts',1,'string','"none"','017eadffa2c32135','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"017eadffa2c32135","rules":[{"id":"01a21ea6-3554-7244-a4b8-9ddfb4928d63","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-355c-7120-9d60-b0ec15a93dd9","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ea6-3568-7748-a312-ff97a26a80f1","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}',1,'2026-11-27T20:15:38.829025+00:00','2026-11-27T20:15:38.829025+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA635767640B4CBC20B66BD98A3',X'01A21EA63353713F980B46BC079FCB23','flags','Flags','','flags
flags',1,'boolean','false','a31296d42944f1f9','{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"a31296d42944f1f9","rules":[{"id":"01a21ea6-357e-7098-8315-ec116a6e409e","priority":10,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}',1,'2026-11-27T20:15:38.871948+00:00','2026-11-27T20:15:38.871948+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA6358573F383277BA66CA92F70',X'01A21EA63353713F980B46BC079FCB23','document','Document','An object, or null.','document
document',1,'json','["edited"]','d3fca85e2cfc2239','{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"d3fca85e2cfc2239","rules":[{"id":"01a21ea6-3590-7163-bb07-86ae090486f5","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}',2,'2026-11-27T20:15:38.886350+00:00','2026-11-27T20:15:38.987142+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA6359A74A8B1C4DF75B8C74B20',X'01A21EA63353713F980B46BC079FCB23','share','A share','Edited','share
a share',1,'boolean','false','65590c54b2521487','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"65590c54b2521487","rules":[{"id":"01a21ea6-359e-7601-a026-a42541b6536e","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}',2,'2026-11-27T20:15:38.907407+00:00','2026-11-27T20:15:38.977460+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA635A2711688F074385EB3C48A',X'01A21EA63353713F980B46BC079FCB23','shares','Shares','','shares
shares',1,'string','"out"','d4342f6c79dc8b88','{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"d4342f6c79dc8b88","rules":[{"id":"01a21ea6-35a7-7456-8658-7e0dd0635768","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}',1,'2026-11-27T20:15:38.914971+00:00','2026-11-27T20:15:38.914971+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA635AB706EADC27449BFDB9E02',X'01A21EA63353713F980B46BC079FCB23','off','Off','','off
off',0,'boolean','true','a1ff9fd4f02d9845','{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"a1ff9fd4f02d9845","rules":[]}',1,'2026-11-27T20:15:38.926075+00:00','2026-11-27T20:15:38.926075+00:00',NULL);
INSERT INTO "flags" VALUES(X'01A21EA635B277B9A343E6D65BC54B10',X'01A21EA63353713F980B46BC079FCB23','off-value','Off-Value','','off-value
off-value',0,'string','"on"','97ad3438d5553dac','{"key":"off-value","enabled":false,"value_type":"string","default_value":"on","off_value":"off","salt":"97ad3438d5553dac","rules":[]}',1,'2026-11-27T20:15:38.931027+00:00','2026-11-27T20:15:38.931027+00:00','"off"');
INSERT INTO "flags" VALUES(X'01A21EA635C172E6AE1AA118A9A4057B',X'01A21EA63353713F980B46BC079FCB23','retired','Retired','','retired
retired',1,'boolean','false','81bd66641615c205','{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"81bd66641615c205","rules":[{"id":"01a21ea6-35cc-75ad-b576-2ca6e95c4f14","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}',1,'2026-11-27T20:15:38.946443+00:00','2026-11-27T20:15:38.946443+00:00',NULL);
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
INSERT INTO "login_attempts" VALUES('demo@togul.local','2026-11-27T20:15:38.625646+00:00');
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
INSERT INTO "login_networks" VALUES(X'01A21EA63319770DA348538E3C2D1AD4','127.0.0.1','2026-11-27T20:15:38.656900+00:00');
INSERT INTO "login_networks" VALUES(X'01A21EA634DC7581BBE7D29B2DD99AC3','127.0.0.1','2026-11-27T20:15:38.717648+00:00');
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
INSERT INTO "machine_tokens" VALUES(X'01A21EA634E97702B09BD6A3EAC614DD',X'01A21EA6331A70A098AB8E26F59B1F12',NULL,'Build',X'01A21EA6331A70A098AB8E2A8DACCEF1',X'7891420346BFC0B67AF509DA268283244BE49E9EBACF481C1D0DCADC950DD3F5',X'01A21EA63319770DA348538E3C2D1AD4',NULL,'2026-11-27T20:15:38.728671+00:00','2026-11-27T20:15:38.728671+00:00');
CREATE TABLE members (
    id uuid primary key,
    organization_id uuid not null references organizations (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    role_id uuid not null references roles (id),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (organization_id, user_id)
);
INSERT INTO "members" VALUES(X'01A21EA6331A70A098AB8E28505BE9F4',X'01A21EA6331A70A098AB8E26F59B1F12',X'01A21EA63319770DA348538E3C2D1AD4',X'01A21EA6331A70A098AB8E2779B87368','2026-11-27T20:15:38.265321+00:00','2026-11-27T20:15:38.265321+00:00');
INSERT INTO "members" VALUES(X'01A21EA634DD7686B87AE5DA2A7DEBCF',X'01A21EA6331A70A098AB8E26F59B1F12',X'01A21EA634DC7581BBE7D29B2DD99AC3',X'01A21EA6331A70A098AB8E2CE9505ECF','2026-11-27T20:15:38.717648+00:00','2026-11-27T20:15:38.717648+00:00');
CREATE TABLE organizations (
    id uuid primary key,
    slug text not null unique,
    name text not null,
    deleted_at timestamptz,              -- soft: the rows stay, nobody sees them
    created_at timestamptz not null,
    updated_at timestamptz not null
);
INSERT INTO "organizations" VALUES(X'01A21EA6331A70A098AB8E26F59B1F12','demo-s-organization-1615ac7c','Demo''s organization',NULL,'2026-11-27T20:15:38.265321+00:00','2026-11-27T20:15:38.265321+00:00');
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
INSERT INTO "project_members" VALUES(X'01A21EA634E5776F82653A82A36B3846',X'01A21EA6334E723BA8CFE3CB3D70DA87',X'01A21EA634DC7581BBE7D29B2DD99AC3',X'01A21EA6331A70A098AB8E2CE9505ECF','2026-11-27T20:15:38.725737+00:00','2026-11-27T20:15:38.725737+00:00');
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
INSERT INTO "projects" VALUES(X'01A21EA6334E723BA8CFE3CB3D70DA87',X'01A21EA6331A70A098AB8E26F59B1F12','demo-shop','Demo shop','','2026-11-27T20:15:38.318109+00:00','2026-11-27T20:15:38.318109+00:00');
CREATE TABLE refresh_tokens (
    hash bytea primary key,              -- SHA-256 of the token
    session_id uuid not null references sessions (id) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz                  -- a second use ends the session
);
INSERT INTO "refresh_tokens" VALUES(X'B6D5E38064613BCD8FE8345DBE3AE616191A02FA6E44C8C93662B09F0D1FE1D1',X'01A21EA6334577418FF28BC438A91598','2026-11-27T20:15:38.309645+00:00','2026-12-27T20:15:38.309645+00:00',NULL);
INSERT INTO "refresh_tokens" VALUES(X'8C7B6412CE5CD4739E6E9F7DE619CB671FD91887BC09E1984E3C004D3ED705D5',X'01A21EA634A17762989B13FE22EC545E','2026-11-27T20:15:38.657494+00:00','2026-12-27T20:15:38.657494+00:00',NULL);
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
INSERT INTO "roles" VALUES(X'01A21EA6331A70A098AB8E2779B87368',X'01A21EA6331A70A098AB8E26F59B1F12','owner','Owner',1,'["org.read","org.update","org.delete","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]','2026-11-27T20:15:38.265321+00:00','2026-11-27T20:15:38.265321+00:00');
INSERT INTO "roles" VALUES(X'01A21EA6331A70A098AB8E2978D74CBA',X'01A21EA6331A70A098AB8E26F59B1F12','admin','Admin',1,'["org.read","org.update","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]','2026-11-27T20:15:38.265321+00:00','2026-11-27T20:15:38.265321+00:00');
INSERT INTO "roles" VALUES(X'01A21EA6331A70A098AB8E2A8DACCEF1',X'01A21EA6331A70A098AB8E26F59B1F12','developer','Developer',1,'["org.read","members.read","roles.read","projects.read","project_members.read","environments.read","environments.write","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read"]','2026-11-27T20:15:38.265321+00:00','2026-11-27T20:15:38.265321+00:00');
INSERT INTO "roles" VALUES(X'01A21EA6331A70A098AB8E2BA4E836AF',X'01A21EA6331A70A098AB8E26F59B1F12','analyst','Analyst',1,'["org.read","projects.read","environments.read","flags.read","rules.read","segments.read","audit.read"]','2026-11-27T20:15:38.265321+00:00','2026-11-27T20:15:38.265321+00:00');
INSERT INTO "roles" VALUES(X'01A21EA6331A70A098AB8E2CE9505ECF',X'01A21EA6331A70A098AB8E26F59B1F12','viewer','Viewer',1,'["org.read","projects.read","environments.read","flags.read","rules.read","segments.read"]','2026-11-27T20:15:38.265321+00:00','2026-11-27T20:15:38.265321+00:00');
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
INSERT INTO "rules" VALUES(X'01A21EA6336D7010BC119B140595AB3D',X'01A21EA63358712BA115D05DF644F47B',10,'attribute','country','eq','"TR"',NULL,'user_id','[]','true',1,1,'2026-11-27T20:15:38.349294+00:00','2026-11-27T20:15:38.349294+00:00');
INSERT INTO "rules" VALUES(X'01A21EA63377741EB348779CF875A624',X'01A21EA63358712BA115D05DF644F47B',20,'percentage',NULL,NULL,NULL,25000,'user_id','[]','true',1,1,'2026-11-27T20:15:38.358842+00:00','2026-11-27T20:15:38.358842+00:00');
INSERT INTO "rules" VALUES(X'01A21EA6337D758E87A09385DA5B9DCC',X'01A21EA633637218946DDD49C50DB312',10,'attribute','plan','in','["team", "enterprise"]',NULL,'user_id','[]','"green"',1,1,'2026-11-27T20:15:38.365492+00:00','2026-11-27T20:15:38.365492+00:00');
INSERT INTO "rules" VALUES(X'01A21EA6339D70798796008083BBEFD1',X'01A21EA6338E7632B7ABCD13F5E925A1',10,'attribute','country','eq','"TR"',NULL,'user_id','[]','true',1,1,'2026-11-27T20:15:38.396906+00:00','2026-11-27T20:15:38.396906+00:00');
INSERT INTO "rules" VALUES(X'01A21EA633A67708BA6FCF2BBA843D94',X'01A21EA6338E7632B7ABCD13F5E925A1',20,'percentage',NULL,NULL,NULL,25000,'user_id','[]','true',1,1,'2026-11-27T20:15:38.406128+00:00','2026-11-27T20:15:38.406128+00:00');
INSERT INTO "rules" VALUES(X'01A21EA633A873428B1172A549DCCD52',X'01A21EA63394752191E4A216FEA1E9C4',10,'attribute','plan','in','["team", "enterprise"]',NULL,'user_id','[]','"green"',1,1,'2026-11-27T20:15:38.408410+00:00','2026-11-27T20:15:38.408410+00:00');
INSERT INTO "rules" VALUES(X'01A21EA635057090BA348AD1FE43EB7C',X'01A21EA634F87306BE5294556CA8633F',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}]','1.5',1,1,'2026-11-27T20:15:38.757042+00:00','2026-11-27T20:15:38.757042+00:00');
INSERT INTO "rules" VALUES(X'01A21EA6350F76BE9A2CE34E781E7515',X'01A21EA634F87306BE5294556CA8633F',20,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}]','-1',1,1,'2026-11-27T20:15:38.767403+00:00','2026-11-27T20:15:38.767403+00:00');
INSERT INTO "rules" VALUES(X'01A21EA6351B71FF9E532DC85EF22FBD',X'01A21EA634F87306BE5294556CA8633F',30,'attribute','app','semver_eq','"1.2.3"',NULL,'user_id','[]','2',1,1,'2026-11-27T20:15:38.778994+00:00','2026-11-27T20:15:38.778994+00:00');
INSERT INTO "rules" VALUES(X'01A21EA6352B750A8815A3F7659B3C31',X'01A21EA634F87306BE5294556CA8633F',40,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}]','3',1,1,'2026-11-27T20:15:38.794991+00:00','2026-11-27T20:15:38.794991+00:00');
INSERT INTO "rules" VALUES(X'01A21EA6353973A99D548C6F48E1CBD9',X'01A21EA634F87306BE5294556CA8633F',50,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}]','4',1,1,'2026-11-27T20:15:38.808290+00:00','2026-11-27T20:15:38.808290+00:00');
INSERT INTO "rules" VALUES(X'01A21EA635547244A4B89DDFB4928D63',X'01A21EA6354874D8B6A57A98D17685F6',10,'attribute','plan','eq','"pro"',NULL,'user_id','[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}]','"first"',1,1,'2026-11-27T20:15:38.836243+00:00','2026-11-27T20:15:38.836243+00:00');
INSERT INTO "rules" VALUES(X'01A21EA6355C71209D60B0EC15A93DD9',X'01A21EA6354874D8B6A57A98D17685F6',20,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}]','"second"',1,1,'2026-11-27T20:15:38.843718+00:00','2026-11-27T20:15:38.843718+00:00');
INSERT INTO "rules" VALUES(X'01A21EA635687748A312FF97A26A80F1',X'01A21EA6354874D8B6A57A98D17685F6',30,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}]','"pattern"',1,1,'2026-11-27T20:15:38.856258+00:00','2026-11-27T20:15:38.856258+00:00');
INSERT INTO "rules" VALUES(X'01A21EA6356F70E289042B48E5FD709A',X'01A21EA6354874D8B6A57A98D17685F6',40,'boolean',NULL,NULL,NULL,NULL,'user_id','[]','"inactive"',0,1,'2026-11-27T20:15:38.863056+00:00','2026-11-27T20:15:38.863056+00:00');
INSERT INTO "rules" VALUES(X'01A21EA6357E70988315EC116A6E409E',X'01A21EA635767640B4CBC20B66BD98A3',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}]','true',1,1,'2026-11-27T20:15:38.878478+00:00','2026-11-27T20:15:38.878478+00:00');
INSERT INTO "rules" VALUES(X'01A21EA635907163BB0786AE090486F5',X'01A21EA6358573F383277BA66CA92F70',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"country","operator":"eq","value":"TR"}]','{"b":[1,2.5,"\u015f"],"a":null}',1,1,'2026-11-27T20:15:38.896560+00:00','2026-11-27T20:15:38.896560+00:00');
INSERT INTO "rules" VALUES(X'01A21EA6359E7601A026A42541B6536E',X'01A21EA6359A74A8B1C4DF75B8C74B20',10,'percentage',NULL,NULL,NULL,40000,'user_id','[]','true',1,2,'2026-11-27T20:15:38.910903+00:00','2026-11-27T20:15:38.969959+00:00');
INSERT INTO "rules" VALUES(X'01A21EA635A7745686587E0DD0635768',X'01A21EA635A2711688F074385EB3C48A',10,'percentage',NULL,NULL,NULL,75125,'account.id','[{"attribute":"plan","operator":"exists"}]','"account"',1,1,'2026-11-27T20:15:38.918946+00:00','2026-11-27T20:15:38.918946+00:00');
INSERT INTO "rules" VALUES(X'01A21EA635CC75ADB5762CA6E95C4F14',X'01A21EA635C172E6AE1AA118A9A4057B',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[]','true',1,1,'2026-11-27T20:15:38.956431+00:00','2026-11-27T20:15:38.956431+00:00');
CREATE TABLE sessions (
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    organization_id uuid references organizations (id) on delete cascade,  -- null: the user has none
    created_at timestamptz not null,
    ended_at timestamptz
, address text not null default '', last_used_at timestamptz);
INSERT INTO "sessions" VALUES(X'01A21EA6334577418FF28BC438A91598',X'01A21EA63319770DA348538E3C2D1AD4',X'01A21EA6331A70A098AB8E26F59B1F12','2026-11-27T20:15:38.308966+00:00','2026-11-27T20:15:38.423869+00:00','127.0.0.1','2026-11-27T20:15:38.309645+00:00');
INSERT INTO "sessions" VALUES(X'01A21EA634A17762989B13FE22EC545E',X'01A21EA63319770DA348538E3C2D1AD4',X'01A21EA6331A70A098AB8E26F59B1F12','2026-11-27T20:15:38.656900+00:00',NULL,'127.0.0.1','2026-11-27T20:15:38.657494+00:00');
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
INSERT INTO "users" VALUES(X'01A21EA63319770DA348538E3C2D1AD4','demo@togul.local','demo@togul.local','Demo','admin','$argon2id$v=19$m=19456,t=2,p=1$Od7CmtZ/tJJXTBXMvn0OWA$7KyEnF/xCLudSnlkxYxOOKj+NBeiM/TYMBpLUU596q0',NULL,'2026-11-27T20:15:38.265321+00:00','2026-11-27T20:15:38.265321+00:00');
INSERT INTO "users" VALUES(X'01A21EA634DC7581BBE7D29B2DD99AC3','viewer@togul.local','viewer@togul.local','Viewer','read_only','$argon2id$v=19$m=19456,t=2,p=1$NXoY2nJoeumwAdcm0TpYuw$afb93ysRh/n7IXnDl2E5tTiPpmSOJ36aNwFMpzXnv18',NULL,'2026-11-27T20:15:38.716330+00:00','2026-11-27T20:15:38.716330+00:00');
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
CREATE INDEX audit_log_by_size on audit_log (organization_id, bytes);
COMMIT;
