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
INSERT INTO "_sqlx_migrations" VALUES(1,'accounts','2026-11-27 20:24:36',1,X'2B6999D02DEEEC22F5F78D77053A4A7B170E34508778EC8D87C1FE5336E064DCB71E06834A5361A214C7995C6293BEC5',2509616);
INSERT INTO "_sqlx_migrations" VALUES(2,'projects','2026-11-27 20:24:36',1,X'91C24ECB9FAFD9B34E92DFE7C42103BEE41CC391AAD838F14D0934E1B7A6B4E0D51055BDB850F6DBE4308559EF0AF47B',7915231);
INSERT INTO "_sqlx_migrations" VALUES(3,'people','2026-11-27 20:24:36',1,X'727FA61C5BE841816D55701E3C2A7880F17B7A3A877EF817CAE33F050395FAA20DA2BCF40B21F3C2AAA36F37C65395D7',9508440);
INSERT INTO "_sqlx_migrations" VALUES(4,'change groups','2026-11-27 20:24:36',1,X'BEF61B5B78153860BE964B57D86697110A780BF6EFA6D66181F75929D59221F30796C955956D7D0770581E7535BF8573',10861404);
INSERT INTO "_sqlx_migrations" VALUES(6,'audit','2026-11-27 20:24:36',1,X'41AB0DAEA3C3B393FF932379E5A4BBD20BDA5E0AAB0929BD0B8A9B135A6B4CB24761375608512D254B9E0DA2DCD24F9D',2315659);
INSERT INTO "_sqlx_migrations" VALUES(7,'quotas','2026-11-27 20:24:36',1,X'FE2CD298B7F6053EFFEB6A862F52F06FB050B01F80578053E03351D36A8D9C15DECD848BBB5748C4D8DB3613AD4276FC',3660701);
INSERT INTO "_sqlx_migrations" VALUES(8,'logins','2026-11-27 20:24:36',1,X'1E96CE3801DB725B1E3D3E23711848BB2CDF2BFF003319F01B7F66ED8E5BB1F96D973828EAC04AD0C70DCB77478D6F5F',5731277);
INSERT INTO "_sqlx_migrations" VALUES(9,'withdraw revived invitations','2026-11-27 20:24:36',1,X'6D15143AA091CAE52DF903D45389B57C6E7B443D12AFD07F59B39E4301C2D0A93991C89AC954CF1F816EC6B98505C048',2635012);
INSERT INTO "_sqlx_migrations" VALUES(10,'machine tokens','2026-11-27 20:24:36',1,X'6FAA0FEFD1F3267ADD47D4C372000FA6CA10193083CACBB1D283EDAD7AFC2B30050BEF5C812657B1A3A23DD8A5D9C43C',7916543);
INSERT INTO "_sqlx_migrations" VALUES(13,'written bytes','2026-11-27 20:24:36',1,X'CAEF31C49ED5DEB6592F2ADE8A6991E4DF5A15D3AC5B8409B6181723537E6E6FA210B4A2E3A47AB318F346BAF4743507',5402831);
INSERT INTO "_sqlx_migrations" VALUES(14,'costs','2026-11-27 20:24:36',1,X'EE21F99E956D019024CD60A6D93AC4AFDEB2E52B757A6871CF359AFA4879E123484ECFC6FDF36037C6458D787C49B0D8',3010759);
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
INSERT INTO "api_keys" VALUES(X'01A21EAE6C8F74C4A4D0299965B0271B',X'01A21EAE6BF77501B33F3FAB01359977',X'01A21EAE6BFB7557A5591E8E83F41713','Demo server','server','tgl_srv_lyBX',X'C63A1256750DC132E2D5AF63905A776671EA5E57344FE9D093FB1FF4B737DE6F',NULL,NULL,'2026-11-27T20:24:37.949127+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:24:37.263582+00:00','2026-11-27T20:24:37.263582+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EAE6C93745F870EBE8C6DF161B2',X'01A21EAE6BF77501B33F3FAB01359977',X'01A21EAE6BFB7557A5591E8E83F41713','Demo sdk','sdk','tgl_sdk_S56V',X'FB46EF33CBAFCEBC9E7ED3E4F6C475E32BBE02DC333B81BB2BFD4B45BC98E7B3',NULL,NULL,'2026-11-27T20:24:37.950814+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:24:37.267596+00:00','2026-11-27T20:24:37.267596+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EAE6C9877C3ABBF7B113ECEEAF1',X'01A21EAE6BF77501B33F3FAB01359977',X'01A21EAE6BFB7557A5591E8E83F41713','Demo stream','stream','tgl_str_55kW',X'59C2AC4A8EE043B868314C43926DEE3BC6991050AF7B9F9E54C38B2E520E1EF6',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:24:37.272765+00:00','2026-11-27T20:24:37.272765+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EAE6F8E7048BD586690FA691DAA',X'01A21EAE6BF77501B33F3FAB01359977',X'01A21EAE6C4876B0AA4E0C097C4F6E02','server','server','tgl_srv_ment',X'F6980AF0FCDE325514068EEA4403346E01DF855262264B14D52DF831B852EF54',NULL,NULL,'2026-11-27T20:24:38.071874+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:24:38.030944+00:00','2026-11-27T20:24:38.030944+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EAE6F9A70B78FF6BD37D566C29D',X'01A21EAE6BF77501B33F3FAB01359977',X'01A21EAE6C4876B0AA4E0C097C4F6E02','sdk','sdk','tgl_sdk_9yzr',X'91127D8FCAC37B69E9733B623C5B0E19C580BB8B8F155BE77AC4A8698D703458',NULL,NULL,'2026-11-27T20:24:38.073883+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:24:38.042565+00:00','2026-11-27T20:24:38.042565+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EAE6FA177BAB7F3CD39428B08DA',X'01A21EAE6BF77501B33F3FAB01359977',X'01A21EAE6C4876B0AA4E0C097C4F6E02','stream','stream','tgl_str_Eijq',X'6467AB352BF7980977BE428A583806BD9F7E4EA849A7519690F3EBB95485CD63',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:24:38.049661+00:00','2026-11-27T20:24:38.049661+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EAE6FF4721A8E54E286FFA1DC11',X'01A21EAE6BF77501B33F3FAB01359977',X'01A21EAE6BFB7557A5591E8E83F41713','server','server','tgl_srv_sRJ1',X'E8579AB91803DC261DD1FE891A93D30BEC27C4A11D0DC758FE1F10B4AF553DB9',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:24:38.132850+00:00','2026-11-27T20:24:38.146968+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EAE700E7715954C00E417B7B777',X'01A21EAE6BF77501B33F3FAB01359977',X'01A21EAE6BFB7557A5591E8E83F41713','sdk','sdk','tgl_sdk_kZfJ',X'2F9C6C62A73C930D9EF1BF42986EC55F6A645F85E0C7F3EB1AB6985DDFE98CF6',NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:24:38.171482+00:00','2026-11-27T20:24:38.158668+00:00','2026-11-27T20:24:38.171482+00:00');
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
INSERT INTO "audit_log" VALUES(X'01A21EAE6B7476B68760094FD6294A73',X'01A21EAE6B7373E7A46D4A0AEB7EA9CF',NULL,X'01A21EAE6B7070D7A9772848ACC189AB','Demo','demo@togul.local','user.registered','user','01a21eae-6b70-70d7-a977-2848acc189ab',NULL,'{"id":"01a21eae-6b70-70d7-a977-2848acc189ab","name":"Demo","email":"demo@togul.local","role":"admin","email_verified_at":null,"created_at":"2026-11-27T20:24:36.976275Z","updated_at":"2026-11-27T20:24:36.976275Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:24:36.979991+00:00',NULL,0);
INSERT INTO "audit_log" VALUES(X'01A21EAE6BEB7347A34960486CC60257',X'01A21EAE6B7373E7A46D4A0AEB7EA9CF',NULL,X'01A21EAE6B7070D7A9772848ACC189AB','Demo','demo@togul.local','session.created','session','01a21eae-6be7-752c-89b3-a37180334606',NULL,NULL,'127.0.0.1','demo',NULL,'2026-11-27T20:24:37.099657+00:00',NULL,0);
INSERT INTO "audit_log" VALUES(X'01A21EAE6BF872B5A21E7F37D43A1737',X'01A21EAE6B7373E7A46D4A0AEB7EA9CF',X'01A21EAE6BF77501B33F3FAB01359977',X'01A21EAE6B7070D7A9772848ACC189AB','Demo','demo@togul.local','project.created','project','01a21eae-6bf7-7501-b33f-3fab01359977',NULL,'{"id":"01a21eae-6bf7-7501-b33f-3fab01359977","organization_id":"01a21eae-6b73-73e7-a46d-4a0aeb7ea9cf","slug":"demo-shop","name":"Demo shop","description":"","created_at":"2026-11-27T20:24:37.111485Z","updated_at":"2026-11-27T20:24:37.111485Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:24:37.112333+00:00',NULL,0);
INSERT INTO "audit_log" VALUES(X'01A21EAE6BFC7365AA184921A8A35A8A',X'01A21EAE6B7373E7A46D4A0AEB7EA9CF',X'01A21EAE6BF77501B33F3FAB01359977',X'01A21EAE6B7070D7A9772848ACC189AB','Demo','demo@togul.local','environment.created','environment','01a21eae-6bfb-7557-a559-1e8e83f41713',NULL,'{"id":"01a21eae-6bfb-7557-a559-1e8e83f41713","project_id":"01a21eae-6bf7-7501-b33f-3fab01359977","key":"production","name":"Production","description":"","regions":["local"],"revision":0,"version":1,"created_at":"2026-11-27T20:24:37.115954Z","updated_at":"2026-11-27T20:24:37.115954Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:24:37.116690+00:00',NULL,0);
INSERT INTO "audit_log" VALUES(X'01A21EAE6C067299B1116639EED5391B',X'01A21EAE6B7373E7A46D4A0AEB7EA9CF',X'01A21EAE6BF77501B33F3FAB01359977',X'01A21EAE6B7070D7A9772848ACC189AB','Demo','demo@togul.local','flag.created','flag','01a21eae-6c03-7202-a0af-3b86fb6f6825',NULL,'{"id":"01a21eae-6c03-7202-a0af-3b86fb6f6825","environment_id":"01a21eae-6bfb-7557-a559-1e8e83f41713","key":"new-dashboard","name":"New dashboard","description":"On for all users in TR, and for a quarter of the others","enabled":true,"value_type":"boolean","default_value":false,"salt":"4627c1a6a863216c","version":1,"created_at":"2026-11-27T20:24:37.123444Z","updated_at":"2026-11-27T20:24:37.123444Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:24:37.126136+00:00','01a21eae-6c03-7202-a0af-3b86fb6f6825',0);
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
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',1,'flag.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"4627c1a6a863216c","rules":[]}','eb0cd9bb68710be71e04b90ba623d271',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.123444+00:00','flag',1,389);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',2,'flag.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"b3a036081d3ea41a","rules":[]}','d87e7b33324526adcdf212267763bf43',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.138182+00:00','flag',1,776);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',3,'flag.created','checkout','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"55c9790661456e28","rules":[]}','e9bac9e6c93138a2281eb042a98340c1',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.145885+00:00','flag',1,1190);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',4,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"4627c1a6a863216c","rules":[{"id":"01a21eae-6c26-72a7-8f9b-748f0342a6cc","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true}]}','20552cfe790185394d67c8138c5c8b2c',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.156791+00:00','flag',1,1749);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',5,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"4627c1a6a863216c","rules":[{"id":"01a21eae-6c26-72a7-8f9b-748f0342a6cc","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21eae-6c2f-711f-883a-79d6f9edddf9","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}','66674f8b46b899a33be121edaf1e8a2d',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.166949+00:00','flag',1,2475);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',6,'rule.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"b3a036081d3ea41a","rules":[{"id":"01a21eae-6c3c-7027-a425-91fd70eda693","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}','0e97dc62d5c1b476d09d7917aab67654',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.178612+00:00','flag',1,3049);
INSERT INTO "changes" VALUES(X'01A21EAE6C4876B0AA4E0C097C4F6E02',1,'flag.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"d4ce6b389738d7a1","rules":[]}','926761495f7ccf771d4472fea56072a3',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.194792+00:00','flag',1,389);
INSERT INTO "changes" VALUES(X'01A21EAE6C4876B0AA4E0C097C4F6E02',2,'flag.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"ea36845b79a35040","rules":[]}','a611d0942f2a20207810728bf9f925e3',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.203078+00:00','flag',1,776);
INSERT INTO "changes" VALUES(X'01A21EAE6C4876B0AA4E0C097C4F6E02',3,'flag.created','checkout','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"41c03d32e9917e2d","rules":[]}','b4517372accf333b53a9b6461dd210b8',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.216513+00:00','flag',1,1190);
INSERT INTO "changes" VALUES(X'01A21EAE6C4876B0AA4E0C097C4F6E02',4,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"d4ce6b389738d7a1","rules":[{"id":"01a21eae-6c6d-754b-ab26-6a06eee9da3c","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true}]}','a6b4e65c77a200e2dc7ead7e037bd09e',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.228967+00:00','flag',1,1749);
INSERT INTO "changes" VALUES(X'01A21EAE6C4876B0AA4E0C097C4F6E02',5,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"d4ce6b389738d7a1","rules":[{"id":"01a21eae-6c6d-754b-ab26-6a06eee9da3c","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21eae-6c78-7701-9678-d2cd16a4d9dc","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}','730d669f79464a8c803de13b1767bab4',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.240480+00:00','flag',1,2475);
INSERT INTO "changes" VALUES(X'01A21EAE6C4876B0AA4E0C097C4F6E02',6,'rule.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"ea36845b79a35040","rules":[{"id":"01a21eae-6c80-762b-9d32-597aecba2cb6","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}','1105f9d657dff4d480bc5e3e101adf6d',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.248149+00:00','flag',1,3049);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',7,'flag.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"968da8897176d791","rules":[]}','78d39dac55e4a6baae813ac23eaf3464',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.685339+00:00','flag',1,3421);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',8,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"968da8897176d791","rules":[{"id":"01a21eae-6e3d-70cd-9ecd-dcfe74ee747a","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5}]}','dc39c8496526ff16f797ce2dffda0655',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.693434+00:00','flag',1,3998);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',9,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"968da8897176d791","rules":[{"id":"01a21eae-6e3d-70cd-9ecd-dcfe74ee747a","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eae-6e43-7799-8a0d-ebbb001b90b0","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1}]}','d6cbc7c8ec66f6598c5a85cdf52a1934',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.699584+00:00','flag',1,4780);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',10,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"968da8897176d791","rules":[{"id":"01a21eae-6e3d-70cd-9ecd-dcfe74ee747a","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eae-6e43-7799-8a0d-ebbb001b90b0","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21eae-6e49-7327-8923-de6791fff199","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2}]}','df3cc8e3704f7372910c9459fdaa3cb2',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.705410+00:00','flag',1,5736);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',11,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"968da8897176d791","rules":[{"id":"01a21eae-6e3d-70cd-9ecd-dcfe74ee747a","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eae-6e43-7799-8a0d-ebbb001b90b0","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21eae-6e49-7327-8923-de6791fff199","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21eae-6e61-769c-b74a-1605739c4d97","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3}]}','88c5f87cf261e49726c0ab054f4b3a89',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.729588+00:00','flag',1,6925);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',12,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"968da8897176d791","rules":[{"id":"01a21eae-6e3d-70cd-9ecd-dcfe74ee747a","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eae-6e43-7799-8a0d-ebbb001b90b0","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21eae-6e49-7327-8923-de6791fff199","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21eae-6e61-769c-b74a-1605739c4d97","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21eae-6e66-77c8-8218-0828f0d9a557","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}','d18c4050386566b011b04bc60e92c151',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.734627+00:00','flag',1,8347);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',13,'flag.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"edcc4f8bac8e40d4","rules":[]}','63a0ba1e3dba156e07c9cc1c0f757e8e',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.750216+00:00','flag',1,8720);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',14,'rule.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"edcc4f8bac8e40d4","rules":[{"id":"01a21eae-6e7e-7515-8fa3-01ce852df335","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"}]}','5fb51e6ffab06f75ab95ceb1cbf88abd',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.757974+00:00','flag',1,9391);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',15,'rule.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"edcc4f8bac8e40d4","rules":[{"id":"01a21eae-6e7e-7515-8fa3-01ce852df335","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21eae-6e86-74ea-af09-3c6afb560467","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"}]}','0f74122a6ce2461812838a3417ad4570',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.765954+00:00','flag',1,10417);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',16,'rule.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"edcc4f8bac8e40d4","rules":[{"id":"01a21eae-6e7e-7515-8fa3-01ce852df335","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21eae-6e86-74ea-af09-3c6afb560467","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21eae-6e8d-709f-ab4c-58e3fe53d35d","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}','473275c414b5cd3893e4b7ed337c331e',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.773736+00:00','flag',1,11688);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',17,'rule.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"edcc4f8bac8e40d4","rules":[{"id":"01a21eae-6e7e-7515-8fa3-01ce852df335","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21eae-6e86-74ea-af09-3c6afb560467","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21eae-6e8d-709f-ab4c-58e3fe53d35d","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}','473275c414b5cd3893e4b7ed337c331e',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.785428+00:00','flag',1,12959);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',18,'flag.created','flags','{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"4e756423d4a47ba9","rules":[]}','eb1d5b85007a7ffb53869334effb32eb',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.794079+00:00','flag',1,13332);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',19,'rule.created','flags','{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"4e756423d4a47ba9","rules":[{"id":"01a21eae-6ea9-7159-be1b-01c564bbfdb6","priority":10,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}','20c76664996a39f1f530af224d9fb5c2',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.801861+00:00','flag',1,13971);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',20,'flag.created','document','{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"f7aaa9e836dad211","rules":[]}','7ebb29aa53bd6d34e67cd342fbb3653d',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.806297+00:00','flag',1,14346);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',21,'rule.created','document','{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"f7aaa9e836dad211","rules":[{"id":"01a21eae-6eb2-7192-a8e2-483f7b718392","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}','0ccfc030b5279730b1a4074bfba8fdd4',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.810425+00:00','flag',1,14917);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',22,'rule.created','document','{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"f7aaa9e836dad211","rules":[{"id":"01a21eae-6eb2-7192-a8e2-483f7b718392","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21eae-6eba-7140-9e0b-9e49633da457","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}','dd81fdf2ce9c2fe3d3f21eb39338776e',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.818920+00:00','flag',1,15604);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',23,'flag.created','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"e54948c98a465091","rules":[]}','e9de6924aac53479975fd5c8bebccbe7',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.829882+00:00','flag',1,15977);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',24,'rule.created','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"e54948c98a465091","rules":[{"id":"01a21eae-6eca-730b-99ab-7a33bf0208b0","priority":10,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}','d42d0a00346fd26a7d77af60fdf107cf',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.833974+00:00','flag',1,16516);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',25,'flag.created','shares','{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"a3a16476271928a9","rules":[]}','b76a944f5d60e01567992a6435e7941b',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.838743+00:00','flag',1,16890);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',26,'rule.created','shares','{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"a3a16476271928a9","rules":[{"id":"01a21eae-6ed2-764a-83e6-63bfa74765ea","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}','0ade201b1789eec9d1fc347f68e3cdd9',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.842569+00:00','flag',1,17482);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',27,'flag.created','off','{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"202cf20cc48584c5","rules":[]}','577f581fd9e2530d11e480f3c024c19e',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.848898+00:00','flag',1,17851);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',28,'flag.created','removed','{"key":"removed","enabled":true,"value_type":"boolean","default_value":false,"salt":"2686a13d5c605f45","rules":[]}','d5599a6fc289e1c96d0ba52c1de9e27f',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.855443+00:00','flag',1,18228);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',29,'flag.created','retired','{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"90aa26fea3abc2bb","rules":[]}','47e4ae086ce247a896f071baa7cef11d',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.858382+00:00','flag',1,18605);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',30,'rule.created','retired','{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"90aa26fea3abc2bb","rules":[{"id":"01a21eae-6ee5-76b8-95cb-1c57f10f785c","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}','5be0c64ef780d582a1c755be676b3870',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.861843+00:00','flag',1,19099);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',31,'rule.updated','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"e54948c98a465091","rules":[{"id":"01a21eae-6eca-730b-99ab-7a33bf0208b0","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}','27a30c0b79a5fcafa0c5b1cfa364d384',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.865517+00:00','flag',1,19638);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',32,'flag.updated','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"e54948c98a465091","rules":[{"id":"01a21eae-6eca-730b-99ab-7a33bf0208b0","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}','27a30c0b79a5fcafa0c5b1cfa364d384',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.878363+00:00','flag',1,20177);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',33,'flag.updated','document','{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"f7aaa9e836dad211","rules":[{"id":"01a21eae-6eb2-7192-a8e2-483f7b718392","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21eae-6eba-7140-9e0b-9e49633da457","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}','c705fc29f373938e3569eef114509772',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.883931+00:00','flag',1,20870);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',34,'rule.deleted','document','{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"f7aaa9e836dad211","rules":[{"id":"01a21eae-6eb2-7192-a8e2-483f7b718392","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}','7d92165b4619b6f5cf689bc40b3d85c4',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.906365+00:00','flag',1,21447);
INSERT INTO "changes" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',35,'flag.deleted','removed',NULL,'ffb7d40b5d7228397441778bad7864e3',X'01A21EAE6B7070D7A9772848ACC189AB','2026-11-27T20:24:37.923593+00:00','flag',1,21710);
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
INSERT INTO "environments" VALUES(X'01A21EAE6BFB7557A5591E8E83F41713',X'01A21EAE6BF77501B33F3FAB01359977','production','Production','','["local"]',35,'ffb7d40b5d7228397441778bad7864e3',8,1,'2026-11-27T20:24:37.115954+00:00','2026-11-27T20:24:37.115954+00:00',11,4722,21710,1802,197260);
INSERT INTO "environments" VALUES(X'01A21EAE6C4876B0AA4E0C097C4F6E02',X'01A21EAE6BF77501B33F3FAB01359977','staging','Staging','','["local"]',6,'1105f9d657dff4d480bc5e3e101adf6d',4,1,'2026-11-27T20:24:37.192148+00:00','2026-11-27T20:24:37.192148+00:00',3,913,3049,263,4400);
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
    updated_at timestamptz not null,
    unique (environment_id, key)
);
INSERT INTO "flags" VALUES(X'01A21EAE6C037202A0AF3B86FB6F6825',X'01A21EAE6BFB7557A5591E8E83F41713','new-dashboard','New dashboard','On for all users in TR, and for a quarter of the others','new-dashboard
new dashboard',1,'boolean','false','4627c1a6a863216c','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"4627c1a6a863216c","rules":[{"id":"01a21eae-6c26-72a7-8f9b-748f0342a6cc","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21eae-6c2f-711f-883a-79d6f9edddf9","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}',1,'2026-11-27T20:24:37.123444+00:00','2026-11-27T20:24:37.123444+00:00');
INSERT INTO "flags" VALUES(X'01A21EAE6C1274B9B477241DE2935183',X'01A21EAE6BFB7557A5591E8E83F41713','button-color','Button color','','button-color
button color',1,'string','"blue"','b3a036081d3ea41a','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"b3a036081d3ea41a","rules":[{"id":"01a21eae-6c3c-7027-a425-91fd70eda693","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}',1,'2026-11-27T20:24:37.138182+00:00','2026-11-27T20:24:37.138182+00:00');
INSERT INTO "flags" VALUES(X'01A21EAE6C197478A905F8BB15185A3B',X'01A21EAE6BFB7557A5591E8E83F41713','checkout','Checkout settings','','checkout
checkout settings',1,'json','{"providers":["card","transfer"],"steps":3}','55c9790661456e28','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"55c9790661456e28","rules":[]}',1,'2026-11-27T20:24:37.145885+00:00','2026-11-27T20:24:37.145885+00:00');
INSERT INTO "flags" VALUES(X'01A21EAE6C4A703BA3E4BA7DE35DD3F8',X'01A21EAE6C4876B0AA4E0C097C4F6E02','new-dashboard','New dashboard','On for all users in TR, and for a quarter of the others','new-dashboard
new dashboard',1,'boolean','false','d4ce6b389738d7a1','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"d4ce6b389738d7a1","rules":[{"id":"01a21eae-6c6d-754b-ab26-6a06eee9da3c","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21eae-6c78-7701-9678-d2cd16a4d9dc","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}',1,'2026-11-27T20:24:37.194792+00:00','2026-11-27T20:24:37.194792+00:00');
INSERT INTO "flags" VALUES(X'01A21EAE6C53772585DA6D38AF77D029',X'01A21EAE6C4876B0AA4E0C097C4F6E02','button-color','Button color','','button-color
button color',1,'string','"blue"','ea36845b79a35040','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"ea36845b79a35040","rules":[{"id":"01a21eae-6c80-762b-9d32-597aecba2cb6","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}',1,'2026-11-27T20:24:37.203078+00:00','2026-11-27T20:24:37.203078+00:00');
INSERT INTO "flags" VALUES(X'01A21EAE6C60738389A02F5F8C13F18F',X'01A21EAE6C4876B0AA4E0C097C4F6E02','checkout','Checkout settings','','checkout
checkout settings',1,'json','{"providers":["card","transfer"],"steps":3}','41c03d32e9917e2d','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"41c03d32e9917e2d","rules":[]}',1,'2026-11-27T20:24:37.216513+00:00','2026-11-27T20:24:37.216513+00:00');
INSERT INTO "flags" VALUES(X'01A21EAE6E35774DB54D0D2F15F3688F',X'01A21EAE6BFB7557A5591E8E83F41713','numbers','Numbers','','numbers
numbers',1,'number','0','968da8897176d791','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"968da8897176d791","rules":[{"id":"01a21eae-6e3d-70cd-9ecd-dcfe74ee747a","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eae-6e43-7799-8a0d-ebbb001b90b0","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21eae-6e49-7327-8923-de6791fff199","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21eae-6e61-769c-b74a-1605739c4d97","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21eae-6e66-77c8-8218-0828f0d9a557","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}',1,'2026-11-27T20:24:37.685339+00:00','2026-11-27T20:24:37.685339+00:00');
INSERT INTO "flags" VALUES(X'01A21EAE6E7676FD94835F2BE1797955',X'01A21EAE6BFB7557A5591E8E83F41713','texts','Texts','','texts
texts',1,'string','"none"','edcc4f8bac8e40d4','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"edcc4f8bac8e40d4","rules":[{"id":"01a21eae-6e7e-7515-8fa3-01ce852df335","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21eae-6e86-74ea-af09-3c6afb560467","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21eae-6e8d-709f-ab4c-58e3fe53d35d","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}',1,'2026-11-27T20:24:37.750216+00:00','2026-11-27T20:24:37.750216+00:00');
INSERT INTO "flags" VALUES(X'01A21EAE6EA270FF924F9A3CB862B724',X'01A21EAE6BFB7557A5591E8E83F41713','flags','Flags','','flags
flags',1,'boolean','false','4e756423d4a47ba9','{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"4e756423d4a47ba9","rules":[{"id":"01a21eae-6ea9-7159-be1b-01c564bbfdb6","priority":10,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}',1,'2026-11-27T20:24:37.794079+00:00','2026-11-27T20:24:37.794079+00:00');
INSERT INTO "flags" VALUES(X'01A21EAE6EAE72D39F2DF07442B99BEC',X'01A21EAE6BFB7557A5591E8E83F41713','document','Document','An object, or null.','document
document',1,'json','["edited"]','f7aaa9e836dad211','{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"f7aaa9e836dad211","rules":[{"id":"01a21eae-6eb2-7192-a8e2-483f7b718392","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}',2,'2026-11-27T20:24:37.806297+00:00','2026-11-27T20:24:37.883931+00:00');
INSERT INTO "flags" VALUES(X'01A21EAE6EC5725C9195D9AD1288BD68',X'01A21EAE6BFB7557A5591E8E83F41713','share','A share','Edited','share
a share',1,'boolean','false','e54948c98a465091','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"e54948c98a465091","rules":[{"id":"01a21eae-6eca-730b-99ab-7a33bf0208b0","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}',2,'2026-11-27T20:24:37.829882+00:00','2026-11-27T20:24:37.878363+00:00');
INSERT INTO "flags" VALUES(X'01A21EAE6ECE739EB7D23C3AE0C640B1',X'01A21EAE6BFB7557A5591E8E83F41713','shares','Shares','','shares
shares',1,'string','"out"','a3a16476271928a9','{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"a3a16476271928a9","rules":[{"id":"01a21eae-6ed2-764a-83e6-63bfa74765ea","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}',1,'2026-11-27T20:24:37.838743+00:00','2026-11-27T20:24:37.838743+00:00');
INSERT INTO "flags" VALUES(X'01A21EAE6ED8719F8A54F14F474617A9',X'01A21EAE6BFB7557A5591E8E83F41713','off','Off','','off
off',0,'boolean','true','202cf20cc48584c5','{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"202cf20cc48584c5","rules":[]}',1,'2026-11-27T20:24:37.848898+00:00','2026-11-27T20:24:37.848898+00:00');
INSERT INTO "flags" VALUES(X'01A21EAE6EE276ADBCF41A38769E0C3E',X'01A21EAE6BFB7557A5591E8E83F41713','retired','Retired','','retired
retired',1,'boolean','false','90aa26fea3abc2bb','{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"90aa26fea3abc2bb","rules":[{"id":"01a21eae-6ee5-76b8-95cb-1c57f10f785c","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}',1,'2026-11-27T20:24:37.858382+00:00','2026-11-27T20:24:37.858382+00:00');
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
INSERT INTO "login_attempts" VALUES('demo@togul.local','2026-11-27T20:24:37.474187+00:00');
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
INSERT INTO "login_networks" VALUES(X'01A21EAE6B7070D7A9772848ACC189AB','127.0.0.1','2026-11-27T20:24:37.532004+00:00');
INSERT INTO "login_networks" VALUES(X'01A21EAE6E1775FB870568998350FF2E','127.0.0.1','2026-11-27T20:24:37.655604+00:00');
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
INSERT INTO "machine_tokens" VALUES(X'01A21EAE6E2B772A9B03188EDD700C94',X'01A21EAE6B7373E7A46D4A0AEB7EA9CF',NULL,'Build',X'01A21EAE6B7373E7A46D4A0EF9F3A3B8',X'25DEC0723D520515F9B5FAEB32DEE547826674B633A482ADB231A28AA1064F48',X'01A21EAE6B7070D7A9772848ACC189AB',NULL,'2026-11-27T20:24:37.674447+00:00','2026-11-27T20:24:37.674447+00:00');
CREATE TABLE members (
    id uuid primary key,
    organization_id uuid not null references organizations (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    role_id uuid not null references roles (id),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (organization_id, user_id)
);
INSERT INTO "members" VALUES(X'01A21EAE6B7373E7A46D4A0C7ED0BBE2',X'01A21EAE6B7373E7A46D4A0AEB7EA9CF',X'01A21EAE6B7070D7A9772848ACC189AB',X'01A21EAE6B7373E7A46D4A0B3D459112','2026-11-27T20:24:36.976275+00:00','2026-11-27T20:24:36.976275+00:00');
INSERT INTO "members" VALUES(X'01A21EAE6E19718CB6F7F0272F4BB573',X'01A21EAE6B7373E7A46D4A0AEB7EA9CF',X'01A21EAE6E1775FB870568998350FF2E',X'01A21EAE6B7373E7A46D4A100BA096C9','2026-11-27T20:24:37.657090+00:00','2026-11-27T20:24:37.657090+00:00');
CREATE TABLE organizations (
    id uuid primary key,
    slug text not null unique,
    name text not null,
    deleted_at timestamptz,              -- soft: the rows stay, nobody sees them
    created_at timestamptz not null,
    updated_at timestamptz not null
);
INSERT INTO "organizations" VALUES(X'01A21EAE6B7373E7A46D4A0AEB7EA9CF','demo-s-organization-a47d0b98','Demo''s organization',NULL,'2026-11-27T20:24:36.976275+00:00','2026-11-27T20:24:36.976275+00:00');
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
INSERT INTO "project_members" VALUES(X'01A21EAE6E21708E8CECAA05C7925078',X'01A21EAE6BF77501B33F3FAB01359977',X'01A21EAE6E1775FB870568998350FF2E',X'01A21EAE6B7373E7A46D4A100BA096C9','2026-11-27T20:24:37.665495+00:00','2026-11-27T20:24:37.665495+00:00');
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
INSERT INTO "projects" VALUES(X'01A21EAE6BF77501B33F3FAB01359977',X'01A21EAE6B7373E7A46D4A0AEB7EA9CF','demo-shop','Demo shop','','2026-11-27T20:24:37.111485+00:00','2026-11-27T20:24:37.111485+00:00');
CREATE TABLE refresh_tokens (
    hash bytea primary key,              -- SHA-256 of the token
    session_id uuid not null references sessions (id) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz                  -- a second use ends the session
);
INSERT INTO "refresh_tokens" VALUES(X'42B5F47FA15ED41D463E0D23A65BB1B19D8B6CA122A8AE39BC43DB91444D653A',X'01A21EAE6BE7752C89B3A37180334606','2026-11-27T20:24:37.096583+00:00','2026-12-27T20:24:37.096583+00:00',NULL);
INSERT INTO "refresh_tokens" VALUES(X'32F3684269E409BE1AF6730C31A76F7980E72ACBD9517A2E186D024FE57F49BF',X'01A21EAE6D9C73788B2B116112958A90','2026-11-27T20:24:37.533242+00:00','2026-12-27T20:24:37.533242+00:00',NULL);
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
INSERT INTO "roles" VALUES(X'01A21EAE6B7373E7A46D4A0B3D459112',X'01A21EAE6B7373E7A46D4A0AEB7EA9CF','owner','Owner',1,'["org.read","org.update","org.delete","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]','2026-11-27T20:24:36.976275+00:00','2026-11-27T20:24:36.976275+00:00');
INSERT INTO "roles" VALUES(X'01A21EAE6B7373E7A46D4A0D18DFC532',X'01A21EAE6B7373E7A46D4A0AEB7EA9CF','admin','Admin',1,'["org.read","org.update","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]','2026-11-27T20:24:36.976275+00:00','2026-11-27T20:24:36.976275+00:00');
INSERT INTO "roles" VALUES(X'01A21EAE6B7373E7A46D4A0EF9F3A3B8',X'01A21EAE6B7373E7A46D4A0AEB7EA9CF','developer','Developer',1,'["org.read","members.read","roles.read","projects.read","project_members.read","environments.read","environments.write","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read"]','2026-11-27T20:24:36.976275+00:00','2026-11-27T20:24:36.976275+00:00');
INSERT INTO "roles" VALUES(X'01A21EAE6B7373E7A46D4A0F94F8FC31',X'01A21EAE6B7373E7A46D4A0AEB7EA9CF','analyst','Analyst',1,'["org.read","projects.read","environments.read","flags.read","rules.read","segments.read","audit.read"]','2026-11-27T20:24:36.976275+00:00','2026-11-27T20:24:36.976275+00:00');
INSERT INTO "roles" VALUES(X'01A21EAE6B7373E7A46D4A100BA096C9',X'01A21EAE6B7373E7A46D4A0AEB7EA9CF','viewer','Viewer',1,'["org.read","projects.read","environments.read","flags.read","rules.read","segments.read"]','2026-11-27T20:24:36.976275+00:00','2026-11-27T20:24:36.976275+00:00');
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
INSERT INTO "rules" VALUES(X'01A21EAE6C2672A78F9B748F0342A6CC',X'01A21EAE6C037202A0AF3B86FB6F6825',10,'attribute','country','eq','"TR"',NULL,'user_id','[]','true',1,1,'2026-11-27T20:24:37.156791+00:00','2026-11-27T20:24:37.156791+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6C2F711F883A79D6F9EDDDF9',X'01A21EAE6C037202A0AF3B86FB6F6825',20,'percentage',NULL,NULL,NULL,25000,'user_id','[]','true',1,1,'2026-11-27T20:24:37.166949+00:00','2026-11-27T20:24:37.166949+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6C3C7027A42591FD70EDA693',X'01A21EAE6C1274B9B477241DE2935183',10,'attribute','plan','in','["team", "enterprise"]',NULL,'user_id','[]','"green"',1,1,'2026-11-27T20:24:37.178612+00:00','2026-11-27T20:24:37.178612+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6C6D754BAB266A06EEE9DA3C',X'01A21EAE6C4A703BA3E4BA7DE35DD3F8',10,'attribute','country','eq','"TR"',NULL,'user_id','[]','true',1,1,'2026-11-27T20:24:37.228967+00:00','2026-11-27T20:24:37.228967+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6C7877019678D2CD16A4D9DC',X'01A21EAE6C4A703BA3E4BA7DE35DD3F8',20,'percentage',NULL,NULL,NULL,25000,'user_id','[]','true',1,1,'2026-11-27T20:24:37.240480+00:00','2026-11-27T20:24:37.240480+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6C80762B9D32597AECBA2CB6',X'01A21EAE6C53772585DA6D38AF77D029',10,'attribute','plan','in','["team", "enterprise"]',NULL,'user_id','[]','"green"',1,1,'2026-11-27T20:24:37.248149+00:00','2026-11-27T20:24:37.248149+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6E3D70CD9ECDDCFE74EE747A',X'01A21EAE6E35774DB54D0D2F15F3688F',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}]','1.5',1,1,'2026-11-27T20:24:37.693434+00:00','2026-11-27T20:24:37.693434+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6E4377998A0DEBBB001B90B0',X'01A21EAE6E35774DB54D0D2F15F3688F',20,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}]','-1',1,1,'2026-11-27T20:24:37.699584+00:00','2026-11-27T20:24:37.699584+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6E4973278923DE6791FFF199',X'01A21EAE6E35774DB54D0D2F15F3688F',30,'attribute','app','semver_eq','"1.2.3"',NULL,'user_id','[]','2',1,1,'2026-11-27T20:24:37.705410+00:00','2026-11-27T20:24:37.705410+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6E61769CB74A1605739C4D97',X'01A21EAE6E35774DB54D0D2F15F3688F',40,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}]','3',1,1,'2026-11-27T20:24:37.729588+00:00','2026-11-27T20:24:37.729588+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6E6677C882180828F0D9A557',X'01A21EAE6E35774DB54D0D2F15F3688F',50,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}]','4',1,1,'2026-11-27T20:24:37.734627+00:00','2026-11-27T20:24:37.734627+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6E7E75158FA301CE852DF335',X'01A21EAE6E7676FD94835F2BE1797955',10,'attribute','plan','eq','"pro"',NULL,'user_id','[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}]','"first"',1,1,'2026-11-27T20:24:37.757974+00:00','2026-11-27T20:24:37.757974+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6E8674EAAF093C6AFB560467',X'01A21EAE6E7676FD94835F2BE1797955',20,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}]','"second"',1,1,'2026-11-27T20:24:37.765954+00:00','2026-11-27T20:24:37.765954+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6E8D709FAB4C58E3FE53D35D',X'01A21EAE6E7676FD94835F2BE1797955',30,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}]','"pattern"',1,1,'2026-11-27T20:24:37.773736+00:00','2026-11-27T20:24:37.773736+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6E997002A201A11C65B6A56D',X'01A21EAE6E7676FD94835F2BE1797955',40,'boolean',NULL,NULL,NULL,NULL,'user_id','[]','"inactive"',0,1,'2026-11-27T20:24:37.785428+00:00','2026-11-27T20:24:37.785428+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6EA97159BE1B01C564BBFDB6',X'01A21EAE6EA270FF924F9A3CB862B724',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}]','true',1,1,'2026-11-27T20:24:37.801861+00:00','2026-11-27T20:24:37.801861+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6EB27192A8E2483F7B718392',X'01A21EAE6EAE72D39F2DF07442B99BEC',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"country","operator":"eq","value":"TR"}]','{"b":[1,2.5,"\u015f"],"a":null}',1,1,'2026-11-27T20:24:37.810425+00:00','2026-11-27T20:24:37.810425+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6ECA730B99AB7A33BF0208B0',X'01A21EAE6EC5725C9195D9AD1288BD68',10,'percentage',NULL,NULL,NULL,40000,'user_id','[]','true',1,2,'2026-11-27T20:24:37.833974+00:00','2026-11-27T20:24:37.865517+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6ED2764A83E663BFA74765EA',X'01A21EAE6ECE739EB7D23C3AE0C640B1',10,'percentage',NULL,NULL,NULL,75125,'account.id','[{"attribute":"plan","operator":"exists"}]','"account"',1,1,'2026-11-27T20:24:37.842569+00:00','2026-11-27T20:24:37.842569+00:00');
INSERT INTO "rules" VALUES(X'01A21EAE6EE576B895CB1C57F10F785C',X'01A21EAE6EE276ADBCF41A38769E0C3E',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[]','true',1,1,'2026-11-27T20:24:37.861843+00:00','2026-11-27T20:24:37.861843+00:00');
CREATE TABLE sessions (
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    organization_id uuid references organizations (id) on delete cascade,  -- null: the user has none
    created_at timestamptz not null,
    ended_at timestamptz
, address text not null default '', last_used_at timestamptz);
INSERT INTO "sessions" VALUES(X'01A21EAE6BE7752C89B3A37180334606',X'01A21EAE6B7070D7A9772848ACC189AB',X'01A21EAE6B7373E7A46D4A0AEB7EA9CF','2026-11-27T20:24:37.091833+00:00','2026-11-27T20:24:37.282754+00:00','127.0.0.1','2026-11-27T20:24:37.096583+00:00');
INSERT INTO "sessions" VALUES(X'01A21EAE6D9C73788B2B116112958A90',X'01A21EAE6B7070D7A9772848ACC189AB',X'01A21EAE6B7373E7A46D4A0AEB7EA9CF','2026-11-27T20:24:37.532004+00:00',NULL,'127.0.0.1','2026-11-27T20:24:37.533242+00:00');
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
INSERT INTO "users" VALUES(X'01A21EAE6B7070D7A9772848ACC189AB','demo@togul.local','demo@togul.local','Demo','admin','$argon2id$v=19$m=19456,t=2,p=1$G44i+3SOcOq7Rnqpemle1A$Y8Uk2AosyH/Fy7cf5wy2sNIQMKAtSnJvIuW70Mu/GzU',NULL,'2026-11-27T20:24:36.976275+00:00','2026-11-27T20:24:36.976275+00:00');
INSERT INTO "users" VALUES(X'01A21EAE6E1775FB870568998350FF2E','viewer@togul.local','viewer@togul.local','Viewer','read_only','$argon2id$v=19$m=19456,t=2,p=1$Byp8fc0QVDdErEoztFsSvQ$IfL1DY0QPpu3q6zHRfo2Pcx+IErgK9IidronwS7olfc',NULL,'2026-11-27T20:24:37.655604+00:00','2026-11-27T20:24:37.655604+00:00');
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
