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
INSERT INTO "_sqlx_migrations" VALUES(1,'accounts','2026-11-27 20:31:47',1,X'2B6999D02DEEEC22F5F78D77053A4A7B170E34508778EC8D87C1FE5336E064DCB71E06834A5361A214C7995C6293BEC5',13012004);
INSERT INTO "_sqlx_migrations" VALUES(2,'projects','2026-11-27 20:31:47',1,X'91C24ECB9FAFD9B34E92DFE7C42103BEE41CC391AAD838F14D0934E1B7A6B4E0D51055BDB850F6DBE4308559EF0AF47B',12162180);
INSERT INTO "_sqlx_migrations" VALUES(3,'people','2026-11-27 20:31:47',1,X'727FA61C5BE841816D55701E3C2A7880F17B7A3A877EF817CAE33F050395FAA20DA2BCF40B21F3C2AAA36F37C65395D7',35998898);
INSERT INTO "_sqlx_migrations" VALUES(4,'change groups','2026-11-27 20:31:47',1,X'BEF61B5B78153860BE964B57D86697110A780BF6EFA6D66181F75929D59221F30796C955956D7D0770581E7535BF8573',119935193);
INSERT INTO "_sqlx_migrations" VALUES(6,'audit','2026-11-27 20:31:47',1,X'41AB0DAEA3C3B393FF932379E5A4BBD20BDA5E0AAB0929BD0B8A9B135A6B4CB24761375608512D254B9E0DA2DCD24F9D',31567016);
INSERT INTO "_sqlx_migrations" VALUES(7,'quotas','2026-11-27 20:31:47',1,X'FE2CD298B7F6053EFFEB6A862F52F06FB050B01F80578053E03351D36A8D9C15DECD848BBB5748C4D8DB3613AD4276FC',69377331);
INSERT INTO "_sqlx_migrations" VALUES(8,'logins','2026-11-27 20:31:47',1,X'1E96CE3801DB725B1E3D3E23711848BB2CDF2BFF003319F01B7F66ED8E5BB1F96D973828EAC04AD0C70DCB77478D6F5F',2068524);
INSERT INTO "_sqlx_migrations" VALUES(9,'withdraw revived invitations','2026-11-27 20:31:47',1,X'6D15143AA091CAE52DF903D45389B57C6E7B443D12AFD07F59B39E4301C2D0A93991C89AC954CF1F816EC6B98505C048',12438324);
INSERT INTO "_sqlx_migrations" VALUES(10,'machine tokens','2026-11-27 20:31:47',1,X'6FAA0FEFD1F3267ADD47D4C372000FA6CA10193083CACBB1D283EDAD7AFC2B30050BEF5C812657B1A3A23DD8A5D9C43C',31890033);
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
INSERT INTO "api_keys" VALUES(X'01A21EB509547427BF8424DDA35FF599',X'01A21EB503637660AF8EC15929619491',X'01A21EB503A37529BE1AFF23E9D71D07','Demo server','server','tgl_srv_qhmr',X'2F63991D30B7251E4A1EFD7D4267669F430E1383223C530E9BCA3914DB65FD6D',NULL,NULL,'2026-11-27T20:31:53.739562+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:31:50.612446+00:00','2026-11-27T20:31:50.612446+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EB5098B75C7A04BCD3C2B20BA04',X'01A21EB503637660AF8EC15929619491',X'01A21EB503A37529BE1AFF23E9D71D07','Demo sdk','sdk','tgl_sdk_YScr',X'DA530C0CF208518BC07F98A1E0E0DA49C69C12F7E74802937BC8DA8CE4308176',NULL,NULL,'2026-11-27T20:31:53.741219+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:31:50.667951+00:00','2026-11-27T20:31:50.667951+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EB5098D77AD950343F034F3644B',X'01A21EB503637660AF8EC15929619491',X'01A21EB503A37529BE1AFF23E9D71D07','Demo stream','stream','tgl_str_IKZj',X'CF2BE8A62B15181EDC393F4762513F128ABFF2573F21B0752A3BF4D3B7C73DED',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:31:50.669860+00:00','2026-11-27T20:31:50.669860+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EB518927131802CAF25C4928B7A',X'01A21EB503637660AF8EC15929619491',X'01A21EB5062B76529AE784E174C32A39','server','server','tgl_srv_ZMee',X'E119019760D7AA6CFF5C855A4DB4834B322492A7DEFAD62EBA314467F30AB3A3',NULL,NULL,'2026-11-27T20:31:54.595909+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:31:54.514846+00:00','2026-11-27T20:31:54.514846+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EB518B071AEBA78282D9F1AFFE2',X'01A21EB503637660AF8EC15929619491',X'01A21EB5062B76529AE784E174C32A39','sdk','sdk','tgl_sdk_vPVN',X'B5155583F9B2F2F2BBACAE4D5383880AB0CDD03044109EF4BA91188D9CA23F54',NULL,NULL,'2026-11-27T20:31:54.780098+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:31:54.544869+00:00','2026-11-27T20:31:54.544869+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EB518C971188AAC0C683B966E39',X'01A21EB503637660AF8EC15929619491',X'01A21EB5062B76529AE784E174C32A39','stream','stream','tgl_str_pNy_',X'9B6F22BE9F2569B4FC3364AB04B600B339837A767F550AAFCBEA6F95150D043B',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:31:54.569408+00:00','2026-11-27T20:31:54.569408+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EB519E470A19A99F7A006E341D0',X'01A21EB503637660AF8EC15929619491',X'01A21EB503A37529BE1AFF23E9D71D07','server','server','tgl_srv_ulAC',X'5A652CF383E57813C140F0D09BC1DD74F35DE3101006049B4A810C6C8314B543',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:31:54.852070+00:00','2026-11-27T20:31:54.943590+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EB51AFE72E79C0CE415DAF36FA4',X'01A21EB503637660AF8EC15929619491',X'01A21EB503A37529BE1AFF23E9D71D07','sdk','sdk','tgl_sdk_-KzD',X'E1A52F2352E5B2764732358E3BA88B255C02FE7D8A920D501D61A4B9E34F531B',NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:31:55.395851+00:00','2026-11-27T20:31:55.134960+00:00','2026-11-27T20:31:55.395851+00:00');
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
INSERT INTO "audit_log" VALUES(X'01A21EB501A770ED892B111816AA06AB',X'01A21EB501A770ED892B11111F3E70D8',NULL,X'01A21EB501A6774EAFF03EFB27EF0DDE','Demo','demo@togul.local','user.registered','user','01a21eb5-01a6-774e-aff0-3efb27ef0dde',NULL,'{"id":"01a21eb5-01a6-774e-aff0-3efb27ef0dde","name":"Demo","email":"demo@togul.local","role":"admin","email_verified_at":null,"created_at":"2026-11-27T20:31:48.646493Z","updated_at":"2026-11-27T20:31:48.646493Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:31:48.647942+00:00',NULL,0);
INSERT INTO "audit_log" VALUES(X'01A21EB50323705B8AE1F874536880E3',X'01A21EB501A770ED892B11111F3E70D8',NULL,X'01A21EB501A6774EAFF03EFB27EF0DDE','Demo','demo@togul.local','session.created','session','01a21eb5-02ff-7596-aebe-823a70287321',NULL,NULL,'127.0.0.1','demo',NULL,'2026-11-27T20:31:49.027521+00:00',NULL,0);
INSERT INTO "audit_log" VALUES(X'01A21EB5038373BBA3F6107407DC3268',X'01A21EB501A770ED892B11111F3E70D8',X'01A21EB503637660AF8EC15929619491',X'01A21EB501A6774EAFF03EFB27EF0DDE','Demo','demo@togul.local','project.created','project','01a21eb5-0363-7660-af8e-c15929619491',NULL,'{"id":"01a21eb5-0363-7660-af8e-c15929619491","organization_id":"01a21eb5-01a7-70ed-892b-11111f3e70d8","slug":"demo-shop","name":"Demo shop","description":"","created_at":"2026-11-27T20:31:49.091569Z","updated_at":"2026-11-27T20:31:49.091569Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:31:49.123962+00:00',NULL,0);
INSERT INTO "audit_log" VALUES(X'01A21EB503F370458E7AC0FFCB9039B7',X'01A21EB501A770ED892B11111F3E70D8',X'01A21EB503637660AF8EC15929619491',X'01A21EB501A6774EAFF03EFB27EF0DDE','Demo','demo@togul.local','environment.created','environment','01a21eb5-03a3-7529-be1a-ff23e9d71d07',NULL,'{"id":"01a21eb5-03a3-7529-be1a-ff23e9d71d07","project_id":"01a21eb5-0363-7660-af8e-c15929619491","key":"production","name":"Production","description":"","regions":["local"],"revision":0,"version":1,"created_at":"2026-11-27T20:31:49.155771Z","updated_at":"2026-11-27T20:31:49.155771Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:31:49.235658+00:00',NULL,0);
INSERT INTO "audit_log" VALUES(X'01A21EB5044B729C96CF49B8691573A9',X'01A21EB501A770ED892B11111F3E70D8',X'01A21EB503637660AF8EC15929619491',X'01A21EB501A6774EAFF03EFB27EF0DDE','Demo','demo@togul.local','flag.created','flag','01a21eb5-0438-7342-ba02-0b03170ee69d',NULL,'{"id":"01a21eb5-0438-7342-ba02-0b03170ee69d","environment_id":"01a21eb5-03a3-7529-be1a-ff23e9d71d07","key":"new-dashboard","name":"New dashboard","description":"On for all users in TR, and for a quarter of the others","enabled":true,"value_type":"boolean","default_value":false,"salt":"6b7d1f2f9e21c3b7","version":1,"created_at":"2026-11-27T20:31:49.304218Z","updated_at":"2026-11-27T20:31:49.304218Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:31:49.323671+00:00','01a21eb5-0438-7342-ba02-0b03170ee69d',0);
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
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',1,'flag.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"6b7d1f2f9e21c3b7","rules":[]}','11401052e21d5980faab9def85a297d5',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:49.304218+00:00','flag',1,389);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',2,'flag.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"36fd51adc9eac09f","rules":[]}','ce7dbf0d268d10bd4320aa03e3da52cf',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:49.365151+00:00','flag',1,776);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',3,'flag.created','checkout','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"65dd9e6c1ff99afa","rules":[]}','73efd397a9272b7f7ab0f344b2d53b64',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:49.431654+00:00','flag',1,1190);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',4,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"6b7d1f2f9e21c3b7","rules":[{"id":"01a21eb5-0514-7213-aeae-525efd00f6de","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true}]}','72781efb08bfd96717b52a3597dbb382',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:49.524362+00:00','flag',1,1749);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',5,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"6b7d1f2f9e21c3b7","rules":[{"id":"01a21eb5-0514-7213-aeae-525efd00f6de","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21eb5-0577-72d8-9955-b838c3597f5a","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}','cc666bbe7d282da5da61b3703c389f65',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:49.603543+00:00','flag',1,2475);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',6,'rule.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"36fd51adc9eac09f","rules":[{"id":"01a21eb5-05e8-764d-9f0d-5a6c14bdb668","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}','c6884a5b79e6a401aeaae205766f1bc3',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:49.712822+00:00','flag',1,3049);
INSERT INTO "changes" VALUES(X'01A21EB5062B76529AE784E174C32A39',1,'flag.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"1dca8458b2ea4306","rules":[]}','70e4de8bb0274efd349ea025b510962c',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:49.919826+00:00','flag',1,389);
INSERT INTO "changes" VALUES(X'01A21EB5062B76529AE784E174C32A39',2,'flag.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"65872c28bf46151d","rules":[]}','f8dc50dc565a65f8785d0de09ca5a29f',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:50.099543+00:00','flag',1,776);
INSERT INTO "changes" VALUES(X'01A21EB5062B76529AE784E174C32A39',3,'flag.created','checkout','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"f40068a46dec8b52","rules":[]}','c30f120403e50e0419c756d1fa365a19',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:50.243832+00:00','flag',1,1190);
INSERT INTO "changes" VALUES(X'01A21EB5062B76529AE784E174C32A39',4,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"1dca8458b2ea4306","rules":[{"id":"01a21eb5-0836-73ca-8b04-a93ff56f71e1","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true}]}','677d9855b7d4303a7c5bdf5880cd5e5b',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:50.326267+00:00','flag',1,1749);
INSERT INTO "changes" VALUES(X'01A21EB5062B76529AE784E174C32A39',5,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"1dca8458b2ea4306","rules":[{"id":"01a21eb5-0836-73ca-8b04-a93ff56f71e1","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21eb5-087d-753e-b99d-b7773a4f2176","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}','016db3dd3384a939e4b65d7ae867d3d2',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:50.397583+00:00','flag',1,2475);
INSERT INTO "changes" VALUES(X'01A21EB5062B76529AE784E174C32A39',6,'rule.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"65872c28bf46151d","rules":[{"id":"01a21eb5-0905-7003-b663-cddb828f38c2","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}','93fee72b77c3c3a0946c6fa9e75e4af6',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:50.514294+00:00','flag',1,3049);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',7,'flag.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"dc56aa43d7daf312","rules":[]}','8c20c4d2eef4fbe37156e480c784e25e',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.449419+00:00','flag',1,3421);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',8,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"dc56aa43d7daf312","rules":[{"id":"01a21eb5-1486-7372-a52c-5e970bf533d5","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5}]}','0440a627faf8fcc55ce5148f11281c16',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.477902+00:00','flag',1,3998);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',9,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"dc56aa43d7daf312","rules":[{"id":"01a21eb5-1486-7372-a52c-5e970bf533d5","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eb5-1499-7770-b52d-ed59a13125ac","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1}]}','c6f7ff30e21a48ffb911a0c1f424774a',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.497664+00:00','flag',1,4780);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',10,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"dc56aa43d7daf312","rules":[{"id":"01a21eb5-1486-7372-a52c-5e970bf533d5","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eb5-1499-7770-b52d-ed59a13125ac","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21eb5-14c8-71ce-ad22-588c127da9ad","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2}]}','ff2b8ec9ef7e320bfe635ccef2f83469',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.544385+00:00','flag',1,5736);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',11,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"dc56aa43d7daf312","rules":[{"id":"01a21eb5-1486-7372-a52c-5e970bf533d5","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eb5-1499-7770-b52d-ed59a13125ac","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21eb5-14c8-71ce-ad22-588c127da9ad","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21eb5-14fe-7090-851b-95f3f41879e2","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3}]}','1c71a12a3df9acd18cd2ed3d2cb1cb9f',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.598207+00:00','flag',1,6925);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',12,'rule.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"dc56aa43d7daf312","rules":[{"id":"01a21eb5-1486-7372-a52c-5e970bf533d5","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eb5-1499-7770-b52d-ed59a13125ac","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21eb5-14c8-71ce-ad22-588c127da9ad","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21eb5-14fe-7090-851b-95f3f41879e2","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21eb5-1509-71f9-b08b-0dea11704214","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}','25605e58ca9764340a756e5a8a32f675',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.609380+00:00','flag',1,8347);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',13,'flag.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"90c95b66ac564c8b","rules":[]}','4080da078025d328cc4d0aceec738853',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.629513+00:00','flag',1,8720);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',14,'rule.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"90c95b66ac564c8b","rules":[{"id":"01a21eb5-1525-7120-81bf-332b256db379","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"}]}','deb575aa3e2cbe5ed44250ee53bab268',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.637290+00:00','flag',1,9391);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',15,'rule.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"90c95b66ac564c8b","rules":[{"id":"01a21eb5-1525-7120-81bf-332b256db379","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21eb5-153a-762b-8b2b-64e4f16d01e7","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"}]}','f8f9c6a4eb71a2efcd56897bffcd5108',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.658074+00:00','flag',1,10417);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',16,'rule.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"90c95b66ac564c8b","rules":[{"id":"01a21eb5-1525-7120-81bf-332b256db379","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21eb5-153a-762b-8b2b-64e4f16d01e7","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21eb5-1541-74ed-87bc-b74ef036f56d","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}','0acd8b9e01a5125d6e6395d6854bc82f',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.665610+00:00','flag',1,11688);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',17,'rule.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"90c95b66ac564c8b","rules":[{"id":"01a21eb5-1525-7120-81bf-332b256db379","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21eb5-153a-762b-8b2b-64e4f16d01e7","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21eb5-1541-74ed-87bc-b74ef036f56d","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}','0acd8b9e01a5125d6e6395d6854bc82f',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.673475+00:00','flag',1,12959);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',18,'flag.created','flags','{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"8f04b020388f180c","rules":[]}','85b76f5b355cdde10c30f81cbe0375b1',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.679649+00:00','flag',1,13332);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',19,'rule.created','flags','{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"8f04b020388f180c","rules":[{"id":"01a21eb5-1552-74b7-a8f5-67c97c33b263","priority":10,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}','c42a81c1de0644f78d4b6f724e50f402',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.682717+00:00','flag',1,13971);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',20,'flag.created','document','{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"3b31ba82759bb63d","rules":[]}','3ce7d2304cadae56e0ac793d5298752c',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.685956+00:00','flag',1,14346);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',21,'rule.created','document','{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"3b31ba82759bb63d","rules":[{"id":"01a21eb5-1558-747c-b7b6-a03b1c35750f","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}','f7d82a77c9cfb187a7e7e200a4be71df',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.688917+00:00','flag',1,14917);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',22,'rule.created','document','{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"3b31ba82759bb63d","rules":[{"id":"01a21eb5-1558-747c-b7b6-a03b1c35750f","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21eb5-155c-76fc-97c4-2a72833f37b2","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}','fc45e24986ceb42c48f0131f81e0dd4b',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.692185+00:00','flag',1,15604);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',23,'flag.created','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"12bd1c28fb1bee9d","rules":[]}','205e748975e9543772a330694f114d20',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.695644+00:00','flag',1,15977);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',24,'rule.created','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"12bd1c28fb1bee9d","rules":[{"id":"01a21eb5-1562-76dd-ac12-1f0747bb23d4","priority":10,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}','2af1a98c56416ab2bab4f8c1781722e7',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.698576+00:00','flag',1,16516);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',25,'flag.created','shares','{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"35c9183ee4737de4","rules":[]}','18d5bcbd84a9ac8e4cc5c61b6035a1a4',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.702310+00:00','flag',1,16890);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',26,'rule.created','shares','{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"35c9183ee4737de4","rules":[{"id":"01a21eb5-156a-753b-a274-30d076c56c12","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}','2229286ae71c89a3a99a8db57f70f64e',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.706420+00:00','flag',1,17482);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',27,'flag.created','off','{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"07156fdae070bb3b","rules":[]}','7f2cbb492bdd9ef8b8e84509f396666f',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.710680+00:00','flag',1,17851);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',28,'flag.created','removed','{"key":"removed","enabled":true,"value_type":"boolean","default_value":false,"salt":"b74939bfa71728b6","rules":[]}','cac3cf6b8233356accd719849d8e850f',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.713954+00:00','flag',1,18228);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',29,'flag.created','retired','{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"35d9331db7899e91","rules":[]}','66c33533d45ca493b78309c5440a95e7',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.716635+00:00','flag',1,18605);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',30,'rule.created','retired','{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"35d9331db7899e91","rules":[{"id":"01a21eb5-1577-77f3-a1e5-cecf5ad822a4","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}','43a5c6a5085dd5f682377be40337c319',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.719265+00:00','flag',1,19099);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',31,'rule.updated','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"12bd1c28fb1bee9d","rules":[{"id":"01a21eb5-1562-76dd-ac12-1f0747bb23d4","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}','5de99d1b1be70e4a6b126ec5e4f73efb',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.722980+00:00','flag',1,19638);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',32,'flag.updated','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"12bd1c28fb1bee9d","rules":[{"id":"01a21eb5-1562-76dd-ac12-1f0747bb23d4","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}','5de99d1b1be70e4a6b126ec5e4f73efb',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.726694+00:00','flag',1,20177);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',33,'flag.updated','document','{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"3b31ba82759bb63d","rules":[{"id":"01a21eb5-1558-747c-b7b6-a03b1c35750f","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21eb5-155c-76fc-97c4-2a72833f37b2","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}','e69f79bc7f026eb41c97160561f83e85',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.729473+00:00','flag',1,20870);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',34,'rule.deleted','document','{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"3b31ba82759bb63d","rules":[{"id":"01a21eb5-1558-747c-b7b6-a03b1c35750f","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}','440fbc239c5297352b5974a1705eb84c',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.732113+00:00','flag',1,21447);
INSERT INTO "changes" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',35,'flag.deleted','removed',NULL,'f878a80145fd00c3176aa026c66699ac',X'01A21EB501A6774EAFF03EFB27EF0DDE','2026-11-27T20:31:53.734844+00:00','flag',1,21710);
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
    updated_at timestamptz not null, flag_count bigint not null default 0, flag_bytes bigint not null default 0, logged_bytes bigint not null default 0,
    unique (project_id, key)
);
INSERT INTO "environments" VALUES(X'01A21EB503A37529BE1AFF23E9D71D07',X'01A21EB503637660AF8EC15929619491','production','Production','','["local"]',35,'f878a80145fd00c3176aa026c66699ac',8,1,'2026-11-27T20:31:49.155771+00:00','2026-11-27T20:31:49.155771+00:00',11,4722,21710);
INSERT INTO "environments" VALUES(X'01A21EB5062B76529AE784E174C32A39',X'01A21EB503637660AF8EC15929619491','staging','Staging','','["local"]',6,'93fee72b77c3c3a0946c6fa9e75e4af6',4,1,'2026-11-27T20:31:49.803646+00:00','2026-11-27T20:31:49.803646+00:00',3,913,3049);
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
INSERT INTO "flags" VALUES(X'01A21EB504387342BA020B03170EE69D',X'01A21EB503A37529BE1AFF23E9D71D07','new-dashboard','New dashboard','On for all users in TR, and for a quarter of the others','new-dashboard
new dashboard',1,'boolean','false','6b7d1f2f9e21c3b7','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"6b7d1f2f9e21c3b7","rules":[{"id":"01a21eb5-0514-7213-aeae-525efd00f6de","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21eb5-0577-72d8-9955-b838c3597f5a","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}',1,'2026-11-27T20:31:49.304218+00:00','2026-11-27T20:31:49.304218+00:00');
INSERT INTO "flags" VALUES(X'01A21EB5047576508F7D3E20933CCAFC',X'01A21EB503A37529BE1AFF23E9D71D07','button-color','Button color','','button-color
button color',1,'string','"blue"','36fd51adc9eac09f','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"36fd51adc9eac09f","rules":[{"id":"01a21eb5-05e8-764d-9f0d-5a6c14bdb668","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}',1,'2026-11-27T20:31:49.365151+00:00','2026-11-27T20:31:49.365151+00:00');
INSERT INTO "flags" VALUES(X'01A21EB504B7700195C8748DFB943489',X'01A21EB503A37529BE1AFF23E9D71D07','checkout','Checkout settings','','checkout
checkout settings',1,'json','{"providers":["card","transfer"],"steps":3}','65dd9e6c1ff99afa','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"65dd9e6c1ff99afa","rules":[]}',1,'2026-11-27T20:31:49.431654+00:00','2026-11-27T20:31:49.431654+00:00');
INSERT INTO "flags" VALUES(X'01A21EB5069F732D8F45435143BABF88',X'01A21EB5062B76529AE784E174C32A39','new-dashboard','New dashboard','On for all users in TR, and for a quarter of the others','new-dashboard
new dashboard',1,'boolean','false','1dca8458b2ea4306','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"1dca8458b2ea4306","rules":[{"id":"01a21eb5-0836-73ca-8b04-a93ff56f71e1","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21eb5-087d-753e-b99d-b7773a4f2176","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}',1,'2026-11-27T20:31:49.919826+00:00','2026-11-27T20:31:49.919826+00:00');
INSERT INTO "flags" VALUES(X'01A21EB5075377AA822F945CCF8F09E8',X'01A21EB5062B76529AE784E174C32A39','button-color','Button color','','button-color
button color',1,'string','"blue"','65872c28bf46151d','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"65872c28bf46151d","rules":[{"id":"01a21eb5-0905-7003-b663-cddb828f38c2","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}',1,'2026-11-27T20:31:50.099543+00:00','2026-11-27T20:31:50.099543+00:00');
INSERT INTO "flags" VALUES(X'01A21EB507E3779FB410F1716D0D6EE1',X'01A21EB5062B76529AE784E174C32A39','checkout','Checkout settings','','checkout
checkout settings',1,'json','{"providers":["card","transfer"],"steps":3}','f40068a46dec8b52','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"f40068a46dec8b52","rules":[]}',1,'2026-11-27T20:31:50.243832+00:00','2026-11-27T20:31:50.243832+00:00');
INSERT INTO "flags" VALUES(X'01A21EB5146972EFA50F6304B5C082AA',X'01A21EB503A37529BE1AFF23E9D71D07','numbers','Numbers','','numbers
numbers',1,'number','0','dc56aa43d7daf312','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"dc56aa43d7daf312","rules":[{"id":"01a21eb5-1486-7372-a52c-5e970bf533d5","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21eb5-1499-7770-b52d-ed59a13125ac","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21eb5-14c8-71ce-ad22-588c127da9ad","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21eb5-14fe-7090-851b-95f3f41879e2","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21eb5-1509-71f9-b08b-0dea11704214","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}',1,'2026-11-27T20:31:53.449419+00:00','2026-11-27T20:31:53.449419+00:00');
INSERT INTO "flags" VALUES(X'01A21EB5151D71139E1333D7E82783FB',X'01A21EB503A37529BE1AFF23E9D71D07','texts','Texts','','texts
texts',1,'string','"none"','90c95b66ac564c8b','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"90c95b66ac564c8b","rules":[{"id":"01a21eb5-1525-7120-81bf-332b256db379","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21eb5-153a-762b-8b2b-64e4f16d01e7","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21eb5-1541-74ed-87bc-b74ef036f56d","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"}]}',1,'2026-11-27T20:31:53.629513+00:00','2026-11-27T20:31:53.629513+00:00');
INSERT INTO "flags" VALUES(X'01A21EB5154F70978F628E5AB68E640D',X'01A21EB503A37529BE1AFF23E9D71D07','flags','Flags','','flags
flags',1,'boolean','false','8f04b020388f180c','{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"8f04b020388f180c","rules":[{"id":"01a21eb5-1552-74b7-a8f5-67c97c33b263","priority":10,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}',1,'2026-11-27T20:31:53.679649+00:00','2026-11-27T20:31:53.679649+00:00');
INSERT INTO "flags" VALUES(X'01A21EB5155573DBB6613AD56C002A62',X'01A21EB503A37529BE1AFF23E9D71D07','document','Document','An object, or null.','document
document',1,'json','["edited"]','3b31ba82759bb63d','{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"3b31ba82759bb63d","rules":[{"id":"01a21eb5-1558-747c-b7b6-a03b1c35750f","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}',2,'2026-11-27T20:31:53.685956+00:00','2026-11-27T20:31:53.729473+00:00');
INSERT INTO "flags" VALUES(X'01A21EB5155F74A39FD8462A6179235D',X'01A21EB503A37529BE1AFF23E9D71D07','share','A share','Edited','share
a share',1,'boolean','false','12bd1c28fb1bee9d','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"12bd1c28fb1bee9d","rules":[{"id":"01a21eb5-1562-76dd-ac12-1f0747bb23d4","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}',2,'2026-11-27T20:31:53.695644+00:00','2026-11-27T20:31:53.726694+00:00');
INSERT INTO "flags" VALUES(X'01A21EB515667213A282E16202136D85',X'01A21EB503A37529BE1AFF23E9D71D07','shares','Shares','','shares
shares',1,'string','"out"','35c9183ee4737de4','{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"35c9183ee4737de4","rules":[{"id":"01a21eb5-156a-753b-a274-30d076c56c12","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}',1,'2026-11-27T20:31:53.702310+00:00','2026-11-27T20:31:53.702310+00:00');
INSERT INTO "flags" VALUES(X'01A21EB5156E76EFA088596C8B5096CB',X'01A21EB503A37529BE1AFF23E9D71D07','off','Off','','off
off',0,'boolean','true','07156fdae070bb3b','{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"07156fdae070bb3b","rules":[]}',1,'2026-11-27T20:31:53.710680+00:00','2026-11-27T20:31:53.710680+00:00');
INSERT INTO "flags" VALUES(X'01A21EB51574734F80BFCE8D374BD37C',X'01A21EB503A37529BE1AFF23E9D71D07','retired','Retired','','retired
retired',1,'boolean','false','35d9331db7899e91','{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"35d9331db7899e91","rules":[{"id":"01a21eb5-1577-77f3-a1e5-cecf5ad822a4","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}',1,'2026-11-27T20:31:53.716635+00:00','2026-11-27T20:31:53.716635+00:00');
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
INSERT INTO "login_attempts" VALUES('demo@togul.local','2026-11-27T20:31:51.739976+00:00');
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
INSERT INTO "login_networks" VALUES(X'01A21EB501A6774EAFF03EFB27EF0DDE','127.0.0.1','2026-11-27T20:31:52.220007+00:00');
INSERT INTO "login_networks" VALUES(X'01A21EB513A37209888468E1BF034CB0','127.0.0.1','2026-11-27T20:31:53.251586+00:00');
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
INSERT INTO "machine_tokens" VALUES(X'01A21EB5140D75E3BC90EAE77CC13B59',X'01A21EB501A770ED892B11111F3E70D8',NULL,'Build',X'01A21EB501A770ED892B11152FA11748',X'99428C7DB26CB4B53223A4E9476E85ED8A4624DC229277D79BF5DED2737E4C48',X'01A21EB501A6774EAFF03EFB27EF0DDE',NULL,'2026-11-27T20:31:53.357306+00:00','2026-11-27T20:31:53.357306+00:00');
CREATE TABLE members (
    id uuid primary key,
    organization_id uuid not null references organizations (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    role_id uuid not null references roles (id),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (organization_id, user_id)
);
INSERT INTO "members" VALUES(X'01A21EB501A770ED892B11136C2183F1',X'01A21EB501A770ED892B11111F3E70D8',X'01A21EB501A6774EAFF03EFB27EF0DDE',X'01A21EB501A770ED892B11122F25E633','2026-11-27T20:31:48.646493+00:00','2026-11-27T20:31:48.646493+00:00');
INSERT INTO "members" VALUES(X'01A21EB513E4735EB8FFE46DAA5974BC',X'01A21EB501A770ED892B11111F3E70D8',X'01A21EB513A37209888468E1BF034CB0',X'01A21EB501A770ED892B1117A1A9848C','2026-11-27T20:31:53.316142+00:00','2026-11-27T20:31:53.316142+00:00');
CREATE TABLE organizations (
    id uuid primary key,
    slug text not null unique,
    name text not null,
    deleted_at timestamptz,              -- soft: the rows stay, nobody sees them
    created_at timestamptz not null,
    updated_at timestamptz not null
);
INSERT INTO "organizations" VALUES(X'01A21EB501A770ED892B11111F3E70D8','demo-s-organization-b274db7c','Demo''s organization',NULL,'2026-11-27T20:31:48.646493+00:00','2026-11-27T20:31:48.646493+00:00');
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
INSERT INTO "project_members" VALUES(X'01A21EB513F8705CB5EC0AE0450618AE',X'01A21EB503637660AF8EC15929619491',X'01A21EB513A37209888468E1BF034CB0',X'01A21EB501A770ED892B1117A1A9848C','2026-11-27T20:31:53.336986+00:00','2026-11-27T20:31:53.336986+00:00');
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
INSERT INTO "projects" VALUES(X'01A21EB503637660AF8EC15929619491',X'01A21EB501A770ED892B11111F3E70D8','demo-shop','Demo shop','','2026-11-27T20:31:49.091569+00:00','2026-11-27T20:31:49.091569+00:00');
CREATE TABLE refresh_tokens (
    hash bytea primary key,              -- SHA-256 of the token
    session_id uuid not null references sessions (id) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz                  -- a second use ends the session
);
INSERT INTO "refresh_tokens" VALUES(X'68A1A34125F90C5A5A12307067DB8E33FB01C4ABB51E1F774C062F727118D2FD',X'01A21EB502FF7596AEBE823A70287321','2026-11-27T20:31:49.003572+00:00','2026-12-27T20:31:49.003572+00:00',NULL);
INSERT INTO "refresh_tokens" VALUES(X'B95DD5EAEE64752D3A200E1EC0F3D16326DA5B1B39534620C91681BF60CAE666',X'01A21EB50FB3724891B9D860FF6FACBE','2026-11-27T20:31:52.244266+00:00','2026-12-27T20:31:52.244266+00:00',NULL);
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
INSERT INTO "roles" VALUES(X'01A21EB501A770ED892B11122F25E633',X'01A21EB501A770ED892B11111F3E70D8','owner','Owner',1,'["org.read","org.update","org.delete","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]','2026-11-27T20:31:48.646493+00:00','2026-11-27T20:31:48.646493+00:00');
INSERT INTO "roles" VALUES(X'01A21EB501A770ED892B1114A8698060',X'01A21EB501A770ED892B11111F3E70D8','admin','Admin',1,'["org.read","org.update","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]','2026-11-27T20:31:48.646493+00:00','2026-11-27T20:31:48.646493+00:00');
INSERT INTO "roles" VALUES(X'01A21EB501A770ED892B11152FA11748',X'01A21EB501A770ED892B11111F3E70D8','developer','Developer',1,'["org.read","members.read","roles.read","projects.read","project_members.read","environments.read","environments.write","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read"]','2026-11-27T20:31:48.646493+00:00','2026-11-27T20:31:48.646493+00:00');
INSERT INTO "roles" VALUES(X'01A21EB501A770ED892B1116816AED58',X'01A21EB501A770ED892B11111F3E70D8','analyst','Analyst',1,'["org.read","projects.read","environments.read","flags.read","rules.read","segments.read","audit.read"]','2026-11-27T20:31:48.646493+00:00','2026-11-27T20:31:48.646493+00:00');
INSERT INTO "roles" VALUES(X'01A21EB501A770ED892B1117A1A9848C',X'01A21EB501A770ED892B11111F3E70D8','viewer','Viewer',1,'["org.read","projects.read","environments.read","flags.read","rules.read","segments.read"]','2026-11-27T20:31:48.646493+00:00','2026-11-27T20:31:48.646493+00:00');
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
INSERT INTO "rules" VALUES(X'01A21EB505147213AEAE525EFD00F6DE',X'01A21EB504387342BA020B03170EE69D',10,'attribute','country','eq','"TR"',NULL,'user_id','[]','true',1,1,'2026-11-27T20:31:49.524362+00:00','2026-11-27T20:31:49.524362+00:00');
INSERT INTO "rules" VALUES(X'01A21EB5057772D89955B838C3597F5A',X'01A21EB504387342BA020B03170EE69D',20,'percentage',NULL,NULL,NULL,25000,'user_id','[]','true',1,1,'2026-11-27T20:31:49.603543+00:00','2026-11-27T20:31:49.603543+00:00');
INSERT INTO "rules" VALUES(X'01A21EB505E8764D9F0D5A6C14BDB668',X'01A21EB5047576508F7D3E20933CCAFC',10,'attribute','plan','in','["team", "enterprise"]',NULL,'user_id','[]','"green"',1,1,'2026-11-27T20:31:49.712822+00:00','2026-11-27T20:31:49.712822+00:00');
INSERT INTO "rules" VALUES(X'01A21EB5083673CA8B04A93FF56F71E1',X'01A21EB5069F732D8F45435143BABF88',10,'attribute','country','eq','"TR"',NULL,'user_id','[]','true',1,1,'2026-11-27T20:31:50.326267+00:00','2026-11-27T20:31:50.326267+00:00');
INSERT INTO "rules" VALUES(X'01A21EB5087D753EB99DB7773A4F2176',X'01A21EB5069F732D8F45435143BABF88',20,'percentage',NULL,NULL,NULL,25000,'user_id','[]','true',1,1,'2026-11-27T20:31:50.397583+00:00','2026-11-27T20:31:50.397583+00:00');
INSERT INTO "rules" VALUES(X'01A21EB509057003B663CDDB828F38C2',X'01A21EB5075377AA822F945CCF8F09E8',10,'attribute','plan','in','["team", "enterprise"]',NULL,'user_id','[]','"green"',1,1,'2026-11-27T20:31:50.514294+00:00','2026-11-27T20:31:50.514294+00:00');
INSERT INTO "rules" VALUES(X'01A21EB514867372A52C5E970BF533D5',X'01A21EB5146972EFA50F6304B5C082AA',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}]','1.5',1,1,'2026-11-27T20:31:53.477902+00:00','2026-11-27T20:31:53.477902+00:00');
INSERT INTO "rules" VALUES(X'01A21EB514997770B52DED59A13125AC',X'01A21EB5146972EFA50F6304B5C082AA',20,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}]','-1',1,1,'2026-11-27T20:31:53.497664+00:00','2026-11-27T20:31:53.497664+00:00');
INSERT INTO "rules" VALUES(X'01A21EB514C871CEAD22588C127DA9AD',X'01A21EB5146972EFA50F6304B5C082AA',30,'attribute','app','semver_eq','"1.2.3"',NULL,'user_id','[]','2',1,1,'2026-11-27T20:31:53.544385+00:00','2026-11-27T20:31:53.544385+00:00');
INSERT INTO "rules" VALUES(X'01A21EB514FE7090851B95F3F41879E2',X'01A21EB5146972EFA50F6304B5C082AA',40,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}]','3',1,1,'2026-11-27T20:31:53.598207+00:00','2026-11-27T20:31:53.598207+00:00');
INSERT INTO "rules" VALUES(X'01A21EB5150971F9B08B0DEA11704214',X'01A21EB5146972EFA50F6304B5C082AA',50,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}]','4',1,1,'2026-11-27T20:31:53.609380+00:00','2026-11-27T20:31:53.609380+00:00');
INSERT INTO "rules" VALUES(X'01A21EB51525712081BF332B256DB379',X'01A21EB5151D71139E1333D7E82783FB',10,'attribute','plan','eq','"pro"',NULL,'user_id','[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}]','"first"',1,1,'2026-11-27T20:31:53.637290+00:00','2026-11-27T20:31:53.637290+00:00');
INSERT INTO "rules" VALUES(X'01A21EB5153A762B8B2B64E4F16D01E7',X'01A21EB5151D71139E1333D7E82783FB',20,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}]','"second"',1,1,'2026-11-27T20:31:53.658074+00:00','2026-11-27T20:31:53.658074+00:00');
INSERT INTO "rules" VALUES(X'01A21EB5154174ED87BCB74EF036F56D',X'01A21EB5151D71139E1333D7E82783FB',30,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}]','"pattern"',1,1,'2026-11-27T20:31:53.665610+00:00','2026-11-27T20:31:53.665610+00:00');
INSERT INTO "rules" VALUES(X'01A21EB5154971DEA4F307B1C449AA41',X'01A21EB5151D71139E1333D7E82783FB',40,'boolean',NULL,NULL,NULL,NULL,'user_id','[]','"inactive"',0,1,'2026-11-27T20:31:53.673475+00:00','2026-11-27T20:31:53.673475+00:00');
INSERT INTO "rules" VALUES(X'01A21EB5155274B7A8F567C97C33B263',X'01A21EB5154F70978F628E5AB68E640D',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}]','true',1,1,'2026-11-27T20:31:53.682717+00:00','2026-11-27T20:31:53.682717+00:00');
INSERT INTO "rules" VALUES(X'01A21EB51558747CB7B6A03B1C35750F',X'01A21EB5155573DBB6613AD56C002A62',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"country","operator":"eq","value":"TR"}]','{"b":[1,2.5,"\u015f"],"a":null}',1,1,'2026-11-27T20:31:53.688917+00:00','2026-11-27T20:31:53.688917+00:00');
INSERT INTO "rules" VALUES(X'01A21EB5156276DDAC121F0747BB23D4',X'01A21EB5155F74A39FD8462A6179235D',10,'percentage',NULL,NULL,NULL,40000,'user_id','[]','true',1,2,'2026-11-27T20:31:53.698576+00:00','2026-11-27T20:31:53.722980+00:00');
INSERT INTO "rules" VALUES(X'01A21EB5156A753BA27430D076C56C12',X'01A21EB515667213A282E16202136D85',10,'percentage',NULL,NULL,NULL,75125,'account.id','[{"attribute":"plan","operator":"exists"}]','"account"',1,1,'2026-11-27T20:31:53.706420+00:00','2026-11-27T20:31:53.706420+00:00');
INSERT INTO "rules" VALUES(X'01A21EB5157777F3A1E5CECF5AD822A4',X'01A21EB51574734F80BFCE8D374BD37C',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[]','true',1,1,'2026-11-27T20:31:53.719265+00:00','2026-11-27T20:31:53.719265+00:00');
CREATE TABLE sessions (
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    organization_id uuid references organizations (id) on delete cascade,  -- null: the user has none
    created_at timestamptz not null,
    ended_at timestamptz
, address text not null default '', last_used_at timestamptz);
INSERT INTO "sessions" VALUES(X'01A21EB502FF7596AEBE823A70287321',X'01A21EB501A6774EAFF03EFB27EF0DDE',X'01A21EB501A770ED892B11111F3E70D8','2026-11-27T20:31:48.975545+00:00','2026-11-27T20:31:50.671826+00:00','127.0.0.1','2026-11-27T20:31:49.003572+00:00');
INSERT INTO "sessions" VALUES(X'01A21EB50FB3724891B9D860FF6FACBE',X'01A21EB501A6774EAFF03EFB27EF0DDE',X'01A21EB501A770ED892B11111F3E70D8','2026-11-27T20:31:52.220007+00:00',NULL,'127.0.0.1','2026-11-27T20:31:52.244266+00:00');
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
INSERT INTO "users" VALUES(X'01A21EB501A6774EAFF03EFB27EF0DDE','demo@togul.local','demo@togul.local','Demo','admin','$argon2id$v=19$m=19456,t=2,p=1$o4hMweAZVi8fjmXcZnDKbA$3q8Cgs+A29EGIO+4t4jhP5Zfa0bGOog7SbtjBL4ktTY',NULL,'2026-11-27T20:31:48.646493+00:00','2026-11-27T20:31:48.646493+00:00');
INSERT INTO "users" VALUES(X'01A21EB513A37209888468E1BF034CB0','viewer@togul.local','viewer@togul.local','Viewer','read_only','$argon2id$v=19$m=19456,t=2,p=1$DjK5wZdrIruo+TC3veJQfw$cAXVWpsKOLPROEDjlmQDQVDkqFdzjY2cAR4Ur6/Dc/E',NULL,'2026-11-27T20:31:53.251586+00:00','2026-11-27T20:31:53.251586+00:00');
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
