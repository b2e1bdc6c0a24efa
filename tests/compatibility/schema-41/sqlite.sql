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
INSERT INTO "_sqlx_migrations" VALUES(1,'accounts','2026-11-27 21:40:14',1,X'2B6999D02DEEEC22F5F78D77053A4A7B170E34508778EC8D87C1FE5336E064DCB71E06834A5361A214C7995C6293BEC5',1574791);
INSERT INTO "_sqlx_migrations" VALUES(2,'projects','2026-11-27 21:40:14',1,X'91C24ECB9FAFD9B34E92DFE7C42103BEE41CC391AAD838F14D0934E1B7A6B4E0D51055BDB850F6DBE4308559EF0AF47B',1512950);
INSERT INTO "_sqlx_migrations" VALUES(3,'people','2026-11-27 21:40:14',1,X'727FA61C5BE841816D55701E3C2A7880F17B7A3A877EF817CAE33F050395FAA20DA2BCF40B21F3C2AAA36F37C65395D7',1151265);
INSERT INTO "_sqlx_migrations" VALUES(4,'change groups','2026-11-27 21:40:14',1,X'BEF61B5B78153860BE964B57D86697110A780BF6EFA6D66181F75929D59221F30796C955956D7D0770581E7535BF8573',2703283);
INSERT INTO "_sqlx_migrations" VALUES(6,'audit','2026-11-27 21:40:14',1,X'41AB0DAEA3C3B393FF932379E5A4BBD20BDA5E0AAB0929BD0B8A9B135A6B4CB24761375608512D254B9E0DA2DCD24F9D',963076);
INSERT INTO "_sqlx_migrations" VALUES(7,'quotas','2026-11-27 21:40:14',1,X'FE2CD298B7F6053EFFEB6A862F52F06FB050B01F80578053E03351D36A8D9C15DECD848BBB5748C4D8DB3613AD4276FC',1349088);
INSERT INTO "_sqlx_migrations" VALUES(8,'logins','2026-11-27 21:40:14',1,X'1E96CE3801DB725B1E3D3E23711848BB2CDF2BFF003319F01B7F66ED8E5BB1F96D973828EAC04AD0C70DCB77478D6F5F',1443247);
INSERT INTO "_sqlx_migrations" VALUES(9,'withdraw revived invitations','2026-11-27 21:40:14',1,X'6D15143AA091CAE52DF903D45389B57C6E7B443D12AFD07F59B39E4301C2D0A93991C89AC954CF1F816EC6B98505C048',478568);
INSERT INTO "_sqlx_migrations" VALUES(10,'machine tokens','2026-11-27 21:40:14',1,X'6FAA0FEFD1F3267ADD47D4C372000FA6CA10193083CACBB1D283EDAD7AFC2B30050BEF5C812657B1A3A23DD8A5D9C43C',777221);
INSERT INTO "_sqlx_migrations" VALUES(13,'written bytes','2026-11-27 21:40:14',1,X'CAEF31C49ED5DEB6592F2ADE8A6991E4DF5A15D3AC5B8409B6181723537E6E6FA210B4A2E3A47AB318F346BAF4743507',880574);
INSERT INTO "_sqlx_migrations" VALUES(14,'costs','2026-11-27 21:40:14',1,X'EE21F99E956D019024CD60A6D93AC4AFDEB2E52B757A6871CF359AFA4879E123484ECFC6FDF36037C6458D787C49B0D8',795669);
INSERT INTO "_sqlx_migrations" VALUES(15,'off values','2026-11-27 21:40:14',1,X'E3B6A2866A336D99BDD3B5A74733E40D02D47A41BD836061C156F39320502D8D41DEBCBDAD693D35796929AECF85005D',779284);
INSERT INTO "_sqlx_migrations" VALUES(20,'audit sizes','2026-11-27 21:40:14',1,X'5C9A07EE01B5944D171A46D55972D7E64199772CCF97E4B1D92FD3ADA63F01F30DC1B823E01D2201BC041D4CA40F9504',860224);
INSERT INTO "_sqlx_migrations" VALUES(21,'flags by creation','2026-11-27 21:40:14',1,X'AB47618D3A6ECB3FEF3A454CD1CF710437D0E9416106EEC30C1F6166AE1F66A38505F6A4CDABC7978BFF259E84FDCC82',571707);
INSERT INTO "_sqlx_migrations" VALUES(26,'segment permissions','2026-11-27 21:40:14',1,X'C968777DCCC6B7FC93CAD0525921523D0F329C2EECA3519F2FE8E522C126FAC5500FE315A210034C26ADB873E6EFD4A0',474062);
INSERT INTO "_sqlx_migrations" VALUES(27,'segments','2026-11-27 21:40:14',1,X'6B6BD0C6787B0EA074D6C5EAB070175656E09B9758D8ECFC17476D770D6727917319578C714A1C9450B9AD8336DFE35C',1583034);
INSERT INTO "_sqlx_migrations" VALUES(28,'variants','2026-11-27 21:40:14',1,X'A15EA9724B85DF04D7F4DE57227076C8DAA2569F279EDFE7A35294A35CB5237B5DC0A0C51A8F60927B0A6A6B4BCEFDE7',1576865);
INSERT INTO "_sqlx_migrations" VALUES(29,'archived flags','2026-11-27 21:40:14',1,X'0AFFF1C0095B3A4A2C00FC8A0B73D3B6247226538DF30574F98A9AA68C5E53D03B9B1C4BD42D0DB21EC54109465BB605',806614);
INSERT INTO "_sqlx_migrations" VALUES(30,'prerequisites','2026-11-27 21:40:14',1,X'40413D7BFEF43521484F8671B5B2B1B7986AAA8713BE452EDC3CC2D1C5036314759F5402CB70F4FF2F408B1C28A0999A',1111406);
INSERT INTO "_sqlx_migrations" VALUES(40,'environment confirmation','2026-11-27 21:40:14',1,X'7D095060BDE2A44FE035C2DC9725751D56307B413ECC600E4B8DE691C818393FF1D25E8044A53DDD4F3AE559BC3A8FA6',1209131);
INSERT INTO "_sqlx_migrations" VALUES(41,'bucketing','2026-11-27 21:40:14',1,X'AF1BCF5D1C377E3FF391D3C0438646AE4CCA0FC3AD78ACB19FD8511662A488AF7062D881FC12A160BE24F567CCA05B13',814957);
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
INSERT INTO "api_keys" VALUES(X'01A21EF3A7D670D2A4E2C2D3B1657421',X'01A21EF3A7AA70239835644A49696996',X'01A21EF3A7AC726E82B7424B7A64B218','Demo server','server','tgl_srv_98m8',X'8F1549EB0FD4EEBADEC6F7EA2B8A1E6DC0A7A21ACD443218A6D9A493EC541BBB',NULL,NULL,'2026-11-27T21:40:14.808095+00:00','127.0.0.1',NULL,NULL,'2026-11-27T21:40:14.422136+00:00','2026-11-27T21:40:14.422136+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EF3A7D7715F87C827C71F1023B8',X'01A21EF3A7AA70239835644A49696996',X'01A21EF3A7AC726E82B7424B7A64B218','Demo sdk','sdk','tgl_sdk_mO9A',X'2E58C663AFC0C9CE6F7B9A57B02B3DF77F026FC691D3421C7AFA4D3CCCCB41D9',NULL,NULL,'2026-11-27T21:40:14.809776+00:00','127.0.0.1',NULL,NULL,'2026-11-27T21:40:14.423874+00:00','2026-11-27T21:40:14.423874+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EF3A7D976B3BCE5F79FDF46CEB1',X'01A21EF3A7AA70239835644A49696996',X'01A21EF3A7AC726E82B7424B7A64B218','Demo stream','stream','tgl_str_tVOr',X'6C7A03C0BD4D8386FFB963DE8D70DA4D742EB84D55C2ED9E3C92A2128BBABDEB',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-27T21:40:14.425312+00:00','2026-11-27T21:40:14.425312+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EF3A98772A3AFCE06D6AA50E7F9',X'01A21EF3A7AA70239835644A49696996',X'01A21EF3A7C277518420314DCA29D850','server','server','tgl_srv_lol4',X'34C0558731D7E881EB6689EB898D85B0ADE6A9ACF288D6F1592C62CE5FECA6C1',NULL,NULL,'2026-11-27T21:40:14.865964+00:00','127.0.0.1',NULL,NULL,'2026-11-27T21:40:14.855735+00:00','2026-11-27T21:40:14.855735+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EF3A98B71D483CE7C2694AB2D77',X'01A21EF3A7AA70239835644A49696996',X'01A21EF3A7C277518420314DCA29D850','sdk','sdk','tgl_sdk_athh',X'FC2A0F8FC264B5F20A437C8EF46BB1D3F480FE6C34583D6F4F5A48511398FCE7',NULL,NULL,'2026-11-27T21:40:14.867172+00:00','127.0.0.1',NULL,NULL,'2026-11-27T21:40:14.859179+00:00','2026-11-27T21:40:14.859179+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EF3A98E762FA92C2528C73EA204',X'01A21EF3A7AA70239835644A49696996',X'01A21EF3A7C277518420314DCA29D850','stream','stream','tgl_str_ZPak',X'3CF189F6C488FA4368F5F57255064DCD8A62CDEA6700AA641F45A9659663C982',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-27T21:40:14.862101+00:00','2026-11-27T21:40:14.862101+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EF3A9AA720FA2A944E69CD7B152',X'01A21EF3A7AA70239835644A49696996',X'01A21EF3A7AC726E82B7424B7A64B218','server','server','tgl_srv_dKtd',X'5863EE318C081FFE4F54E4855A01B020CF54CD95912022FEEB8676B5EB37C57D',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-27T21:40:14.890911+00:00','2026-11-27T21:40:14.893823+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EF3A9B172C99769F8061060E574',X'01A21EF3A7AA70239835644A49696996',X'01A21EF3A7AC726E82B7424B7A64B218','sdk','sdk','tgl_sdk_SYkv',X'AF17EB102F21F653DCF92D16FE2403DED9963C8D50DAA26571717088FE6D1D51',NULL,NULL,NULL,NULL,NULL,'2026-11-27T21:40:14.900274+00:00','2026-11-27T21:40:14.897027+00:00','2026-11-27T21:40:14.900274+00:00');
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
INSERT INTO "audit_log" VALUES(X'01A21EF3A78F70CD96089EA251D10B72',X'01A21EF3A78F70CD96089E9BE78BA6C9',NULL,X'01A21EF3A78E73ED804E0007417A5073','Demo','demo@togul.local','user.registered','user','01a21ef3-a78e-73ed-804e-0007417a5073',NULL,'{"id":"01a21ef3-a78e-73ed-804e-0007417a5073","name":"Demo","email":"demo@togul.local","role":"admin","email_verified_at":null,"created_at":"2026-11-27T21:40:14.350030Z","updated_at":"2026-11-27T21:40:14.350030Z"}','127.0.0.1','demo',NULL,'2026-11-27T21:40:14.351742+00:00',NULL,0,1236);
INSERT INTO "audit_log" VALUES(X'01A21EF3A7A772C6B5A438292896B2D6',X'01A21EF3A78F70CD96089E9BE78BA6C9',NULL,X'01A21EF3A78E73ED804E0007417A5073','Demo','demo@togul.local','session.created','session','01a21ef3-a7a7-72c6-b5a4-382862bf74bd',NULL,NULL,'127.0.0.1','demo',NULL,'2026-11-27T21:40:14.375220+00:00',NULL,0,1024);
INSERT INTO "audit_log" VALUES(X'01A21EF3A7AA70239835644B119995F2',X'01A21EF3A78F70CD96089E9BE78BA6C9',X'01A21EF3A7AA70239835644A49696996',X'01A21EF3A78E73ED804E0007417A5073','Demo','demo@togul.local','project.created','project','01a21ef3-a7aa-7023-9835-644a49696996',NULL,'{"id":"01a21ef3-a7aa-7023-9835-644a49696996","organization_id":"01a21ef3-a78f-70cd-9608-9e9be78ba6c9","slug":"demo-shop","name":"Demo shop","description":"","created_at":"2026-11-27T21:40:14.378100Z","updated_at":"2026-11-27T21:40:14.378100Z"}','127.0.0.1','demo',NULL,'2026-11-27T21:40:14.378949+00:00',NULL,0,1267);
INSERT INTO "audit_log" VALUES(X'01A21EF3A7AD7349AA5A8109E0C0375C',X'01A21EF3A78F70CD96089E9BE78BA6C9',X'01A21EF3A7AA70239835644A49696996',X'01A21EF3A78E73ED804E0007417A5073','Demo','demo@togul.local','environment.created','environment','01a21ef3-a7ac-726e-82b7-424b7a64b218',NULL,'{"id":"01a21ef3-a7ac-726e-82b7-424b7a64b218","project_id":"01a21ef3-a7aa-7023-9835-644a49696996","key":"production","name":"Production","description":"","color":null,"confirm_changes":true,"regions":["local"],"revision":0,"version":1,"created_at":"2026-11-27T21:40:14.380396Z","updated_at":"2026-11-27T21:40:14.380396Z"}','127.0.0.1','demo',NULL,'2026-11-27T21:40:14.381392+00:00',NULL,0,1344);
INSERT INTO "audit_log" VALUES(X'01A21EF3A7B17234AE3825E8775F8F94',X'01A21EF3A78F70CD96089E9BE78BA6C9',X'01A21EF3A7AA70239835644A49696996',X'01A21EF3A78E73ED804E0007417A5073','Demo','demo@togul.local','flag.created','flag','01a21ef3-a7ae-765a-902c-2fce619108b1',NULL,'{"id":"01a21ef3-a7ae-765a-902c-2fce619108b1","environment_id":"01a21ef3-a7ac-726e-82b7-424b7a64b218","key":"new-dashboard","name":"New dashboard","description":"On for all users in TR, and for a quarter of the others","enabled":true,"value_type":"boolean","default_value":false,"off_value":null,"variants":[],"prerequisites":[],"salt":"1bbe00f548e4cc3e","version":1,"archived_at":null,"created_at":"2026-11-27T21:40:14.383823Z","updated_at":"2026-11-27T21:40:14.383823Z"}','127.0.0.1','demo',NULL,'2026-11-27T21:40:14.385363+00:00','01a21ef3-a7ae-765a-902c-2fce619108b1',0,1495);
CREATE TABLE changes (
    environment_id uuid not null references environments (id) on delete cascade,
    revision bigint not null,
    type text not null,                  -- 'flag.updated', 'rule.created', ...
    object_key text not null,
    object text,                           -- the flag's snapshot JSON afterwards; null once it is deleted
    fingerprint text not null,           -- of the environment afterwards
    changed_by uuid,                     -- the user; no reference, since the log outlives accounts
    changed_at timestamptz not null, object_kind text not null default 'flag', is_last boolean not null default true, logged_bytes bigint not null default 0, has_dependents boolean not null default false,
    primary key (environment_id, revision)
);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',1,'flag.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"1bbe00f548e4cc3e","rules":[]}','b8672c3243a93523bbbc7ff91ca5a1fa',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.383823+00:00','flag',1,389,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',2,'flag.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"bc28f98a817a8d68","rules":[]}','d99a546acca3e9887732f37c827193cc',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.387457+00:00','flag',1,776,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',3,'flag.created','checkout','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"04e70227c19e061e","rules":[]}','516cf626c6ba3dcbd6bf7be11b34b0b7',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.389687+00:00','flag',1,1190,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',4,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"1bbe00f548e4cc3e","rules":[{"id":"01a21ef3-a7b8-76f6-b7e9-fe6d743f48b4","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true}]}','cec4d7d8d9cac5b1cca02f9f96ac33f9',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.392468+00:00','flag',1,1749,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',5,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"1bbe00f548e4cc3e","rules":[{"id":"01a21ef3-a7b8-76f6-b7e9-fe6d743f48b4","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21ef3-a7bc-778c-90c7-d5194d75db3a","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}','33210b04b6f15a701335878ec0b5bc52',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.396495+00:00','flag',1,2475,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',6,'rule.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"bc28f98a817a8d68","rules":[{"id":"01a21ef3-a7bf-7563-8cea-b134b9d18776","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}','12d1e4107c0ea3cb0372669fbeb50b90',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.399544+00:00','flag',1,3049,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7C277518420314DCA29D850',1,'flag.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"c0dac15451358a0d","rules":[]}','7ca4a463c9bdf6ef8c26ed78aad6b10d',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.405314+00:00','flag',1,389,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7C277518420314DCA29D850',2,'flag.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"efb816db59bcea6f","rules":[]}','fdd1502dfd3de270d1dd3cdb4dd99cc0',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.407919+00:00','flag',1,776,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7C277518420314DCA29D850',3,'flag.created','checkout','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"dcbd6cd57d6462dd","rules":[]}','596d023d13e5812163318bb63ca2834d',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.409971+00:00','flag',1,1190,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7C277518420314DCA29D850',4,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"c0dac15451358a0d","rules":[{"id":"01a21ef3-a7cd-759c-8d03-a12ed943e01b","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true}]}','752d4b86e446de9fab61e9589513658e',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.412872+00:00','flag',1,1749,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7C277518420314DCA29D850',5,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"c0dac15451358a0d","rules":[{"id":"01a21ef3-a7cd-759c-8d03-a12ed943e01b","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21ef3-a7d0-7061-81d7-211a584692b8","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}','e19e5945694348f9f22e9db1559b1475',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.416073+00:00','flag',1,2475,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7C277518420314DCA29D850',6,'rule.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"efb816db59bcea6f","rules":[{"id":"01a21ef3-a7d3-74b8-a5cb-e7b95fee2653","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}','cae350b8783a69b28499a245a3008b9e',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.418997+00:00','flag',1,3049,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',7,'segment.created','beta','{"key":"beta","attribute":"user_id","included":["user-1","user-2"],"excluded":["user-3"],"rules":[{"conditions":[{"attribute":"country","operator":"eq","value":"TR"},{"attribute":"n","operator":"gte","value":0}]}]}','dd59fc546548fbab1b25096d7e950709',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.665189+00:00','segment',1,3523,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',8,'segment.created','staff','{"key":"staff","attribute":"account.id","included":["7919"],"excluded":[],"rules":[{"conditions":[{"operator":"in_segment","value":"beta"},{"attribute":"plan","operator":"eq","value":"pro"}]}]}','d40fa9dc445ffad53d0870631e000ce5',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.674862+00:00','segment',1,3977,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',9,'flag.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"b6c2ba44ab5b72e3","rules":[{"id":"01a21ef3-a8d6-71bd-87e3-433ffbceffff","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ef3-a8d6-71bd-87e3-43403f945b86","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ef3-a8d6-71bd-87e3-43413e271a01","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ef3-a8d6-71bd-87e3-434240ff97aa","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21ef3-a8d6-71bd-87e3-4343fd625b40","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}','60a97a05df387c6c3aadca1c1f83b2d1',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.679032+00:00','flag',1,5399,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',10,'flag.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"226c99556138be60","rules":[{"id":"01a21ef3-a8de-73d2-925b-d158cd953de2","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ef3-a8de-73d2-925b-d1596e5466a0","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ef3-a8de-73d2-925b-d15a1cec40c3","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"},{"id":"01a21ef3-a8de-73d2-925b-d15b75734ecb","priority":40,"rule_type":"boolean","conditions":[{"attribute":"ip","operator":"ip_in","value":["10.0.0.0/8","2001:db8::/32"]},{"attribute":"email","operator":"not_exists"}],"return_value":"network"}]}','d83303d6132efe6d0d6e9f49a4c7f946',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.687521+00:00','flag',1,6915,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',11,'flag.created','flags','{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"07449b098018a9bb","rules":[{"id":"01a21ef3-a8e6-74e8-a1f6-9085ef583912","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq_ignore_case","value":"PRO"},{"attribute":"country","operator":"in_ignore_case","value":["tr","de"]}],"return_value":true},{"id":"01a21ef3-a8e6-74e8-a1f6-9086196c951a","priority":20,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"contains_ignore_case","value":"A@ex"},{"attribute":"email","operator":"starts_with_ignore_case","value":"\u00e7a"},{"attribute":"email","operator":"ends_with_ignore_case","value":".COM"}],"return_value":true},{"id":"01a21ef3-a8e6-74e8-a1f6-9087db7a7b39","priority":30,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}','6fe18fd8ac3222aa724b7f3904634f5a',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.695475+00:00','flag',1,8143,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',12,'flag.created','document','{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"bb05aff582a5f02c","rules":[{"id":"01a21ef3-a8ed-772d-963a-42c026f1dd2b","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21ef3-a8ed-772d-963a-42c1c92b3a09","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}','23dbbdc217266421ef01a6be87267e6d',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.701789+00:00','flag',1,8830,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',13,'flag.created','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"025048591c89af0a","rules":[]}','989b02a31bbd5d69548c3ac41c66ce42',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.707809+00:00','flag',1,9203,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',14,'rule.created','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"025048591c89af0a","rules":[{"id":"01a21ef3-a8f7-7257-bb36-1c1b9feac8d7","priority":10,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}','c60c3b0d7b2d207893a6512dc443a314',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.711299+00:00','flag',1,9742,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',15,'flag.created','shares','{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"77a30333cec1a470","rules":[{"id":"01a21ef3-a8fc-74fd-a27b-e8b614248133","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"},{"id":"01a21ef3-a8fc-74fd-a27b-e8b76b685c02","priority":20,"rule_type":"percentage","rollout_percentage":50,"bucket_by":"user_id","seed":"second-experiment","conditions":[],"return_value":"seed"}]}','5adb465193317ebd25aa9861f57d39d3',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.716764+00:00','flag',1,10530,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',16,'flag.created','off','{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"74475daad02fb836","rules":[]}','c5bd3c4fe5ecdfde08d704630b947f4b',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.723459+00:00','flag',1,10899,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',17,'flag.created','off-value','{"key":"off-value","enabled":false,"value_type":"string","default_value":"on","off_value":"off","salt":"b34cbb9aa5635293","rules":[]}','ac3129ecbe67572cebe1acae246b4a05',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.728228+00:00','flag',1,11297,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',18,'flag.created','audience','{"key":"audience","enabled":true,"value_type":"string","default_value":"none","salt":"8d574c0ab859bb8a","rules":[{"id":"01a21ef3-a90c-7105-84e6-fd46bd9e15c0","priority":10,"rule_type":"boolean","conditions":[{"operator":"in_segment","value":"staff"}],"return_value":"staff"},{"id":"01a21ef3-a90c-7105-84e6-fd47647487c8","priority":20,"rule_type":"boolean","conditions":[{"any":[{"attribute":"plan","operator":"eq","value":"pro"},{"all":[{"attribute":"n","operator":"gt","value":5},{"not":{"attribute":"country","operator":"in","value":["DE","US"]}}]}]}],"return_value":"group"},{"id":"01a21ef3-a90c-7105-84e6-fd4858d9d855","priority":30,"rule_type":"boolean","conditions":[{"not":{"operator":"in_segment","value":"beta"}}],"return_value":"other"},{"id":"01a21ef3-a90c-7105-84e6-fd49d1e2947c","priority":40,"rule_type":"boolean","conditions":[{"any":[{"attribute":"email","operator":"ends_with","value":[".net",".org"]}]}],"return_value":"ending"}]}','ee44fd317e794c223c1e8bbd9c3f63fb',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.734064+00:00','flag',1,12509,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',19,'flag.created','theme','{"key":"theme","enabled":true,"value_type":"string","default_value":"#00f","salt":"ad7624c8eeecf5fe","variants":[{"key":"red","value":"#f00"},{"key":"green","value":"#0f0"},{"key":"blue","value":"#00f"}],"rules":[{"id":"01a21ef3-a915-7632-adc8-79cb09d89b9d","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq","value":"pro"}],"variant":"red"},{"id":"01a21ef3-a915-7632-adc8-79ccf3b0367e","priority":20,"rule_type":"boolean","bucket_by":"user_id","conditions":[],"split":[{"variant":"red","ranges":[[0,33300]]},{"variant":"green","ranges":[[33300,100000]]}]}]}','4a0e46f5c70563b498b20cb41ce49ff6',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.742020+00:00','flag',1,13363,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',20,'flag.created','follow-up','{"key":"follow-up","enabled":true,"value_type":"string","default_value":"yes","off_value":"no","salt":"4fd4a7d6b45264f6","prerequisites":[{"flag":"share","values":[true]},{"flag":"theme","values":["#f00","#0f0"]}],"rules":[]}','fb13a8bb132e80b47c7e6ed216977217',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.748238+00:00','flag',1,13853,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',21,'flag.created','removed','{"key":"removed","enabled":true,"value_type":"boolean","default_value":false,"salt":"7bbc5acf690d787c","rules":[]}','5d7f5c5a2518f7e778e417ca291bc972',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.754440+00:00','flag',1,14230,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',22,'flag.created','retired','{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"0ea009c27a6becd1","rules":[{"id":"01a21ef3-a927-7652-9b5e-73ac91b74c59","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}','1cdce0183a5117d7f5bcc7fb2cf2ca01',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.760480+00:00','flag',1,14724,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',23,'rule.updated','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"025048591c89af0a","rules":[{"id":"01a21ef3-a8f7-7257-bb36-1c1b9feac8d7","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}','67f12a1574a763d946883efc3fa1b450',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.766566+00:00','flag',1,15263,1);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',24,'flag.updated','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"025048591c89af0a","rules":[{"id":"01a21ef3-a8f7-7257-bb36-1c1b9feac8d7","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}','67f12a1574a763d946883efc3fa1b450',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.771507+00:00','flag',1,15802,1);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',25,'flag.updated','document','{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"bb05aff582a5f02c","rules":[{"id":"01a21ef3-a8ed-772d-963a-42c026f1dd2b","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21ef3-a8ed-772d-963a-42c1c92b3a09","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}','992d9feed18c2bed9b1dc755a284c8c0',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.775841+00:00','flag',1,16495,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',26,'rule.deleted','document','{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"bb05aff582a5f02c","rules":[{"id":"01a21ef3-a8ed-772d-963a-42c026f1dd2b","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}','d21d4f54d2b5cfba24779c89cf7de8ea',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.779615+00:00','flag',1,17072,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',27,'flag.deleted','removed',NULL,'6fb19bb5c0cb58872811f391bcf9918f',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.783601+00:00','flag',1,17335,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',28,'flag.updated','shares','{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"77a30333cec1a470","rules":[{"id":"01a21ef3-a8fc-74fd-a27b-e8b76b685c02","priority":10,"rule_type":"percentage","rollout_percentage":50,"bucket_by":"user_id","seed":"second-experiment","conditions":[],"return_value":"seed"},{"id":"01a21ef3-a8fc-74fd-a27b-e8b614248133","priority":20,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}','3ae943707098a56d3174d1bc7ed788ce',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.787641+00:00','flag',1,18123,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',29,'flag.deleted','retired',NULL,'7b8bbfb25b60857cb49c218b7b00883f',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.792515+00:00','flag',1,18386,0);
INSERT INTO "changes" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',30,'rule.updated','theme','{"key":"theme","enabled":true,"value_type":"string","default_value":"#00f","salt":"ad7624c8eeecf5fe","variants":[{"key":"red","value":"#f00"},{"key":"green","value":"#0f0"},{"key":"blue","value":"#00f"}],"rules":[{"id":"01a21ef3-a915-7632-adc8-79cb09d89b9d","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq","value":"pro"}],"variant":"red"},{"id":"01a21ef3-a915-7632-adc8-79ccf3b0367e","priority":20,"rule_type":"boolean","bucket_by":"user_id","conditions":[],"split":[{"variant":"red","ranges":[[0,20000]]},{"variant":"green","ranges":[[33300,83800]]},{"variant":"blue","ranges":[[20000,33300],[83800,100000]]}]}]}','6a34e2d1efcf9a215459f053b1deac01',X'01A21EF3A78E73ED804E0007417A5073','2026-11-27T21:40:14.796321+00:00','flag',1,19298,1);
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
    updated_at timestamptz not null, flag_count bigint not null default 0, flag_bytes bigint not null default 0, logged_bytes bigint not null default 0, written_bytes bigint not null default 0, cost bigint, segment_count bigint not null default 0, segment_bytes bigint not null default 0, color text, confirm_changes boolean not null default false,
    unique (project_id, key)
);
INSERT INTO "environments" VALUES(X'01A21EF3A7AC726E82B7424B7A64B218',X'01A21EF3A7AA70239835644A49696996','production','Production','','["local"]',30,'6a34e2d1efcf9a215459f053b1deac01',8,1,'2026-11-27T21:40:14.380396+00:00','2026-11-27T21:40:14.380396+00:00',15,7709,19298,3294,982270,2,407,NULL,1);
INSERT INTO "environments" VALUES(X'01A21EF3A7C277518420314DCA29D850',X'01A21EF3A7AA70239835644A49696996','staging','Staging','','["local"]',6,'cae350b8783a69b28499a245a3008b9e',4,1,'2026-11-27T21:40:14.402363+00:00','2026-11-27T21:40:14.402363+00:00',3,913,3049,263,4400,0,0,NULL,0);
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
    updated_at timestamptz not null, off_value text, variants text not null default '[]', archived_at timestamptz, prerequisites text not null default '[]',
    unique (environment_id, key)
);
INSERT INTO "flags" VALUES(X'01A21EF3A7AE765A902C2FCE619108B1',X'01A21EF3A7AC726E82B7424B7A64B218','new-dashboard','New dashboard','On for all users in TR, and for a quarter of the others','new-dashboard
new dashboard',1,'boolean','false','1bbe00f548e4cc3e','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"1bbe00f548e4cc3e","rules":[{"id":"01a21ef3-a7b8-76f6-b7e9-fe6d743f48b4","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21ef3-a7bc-778c-90c7-d5194d75db3a","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}',1,'2026-11-27T21:40:14.383823+00:00','2026-11-27T21:40:14.383823+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EF3A7B2733C892574FD940C7D79',X'01A21EF3A7AC726E82B7424B7A64B218','button-color','Button color','','button-color
button color',1,'string','"blue"','bc28f98a817a8d68','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"bc28f98a817a8d68","rules":[{"id":"01a21ef3-a7bf-7563-8cea-b134b9d18776","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}',1,'2026-11-27T21:40:14.387457+00:00','2026-11-27T21:40:14.387457+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EF3A7B4725A8ADCE408186F57E8',X'01A21EF3A7AC726E82B7424B7A64B218','checkout','Checkout settings','','checkout
checkout settings',1,'json','{"providers":["card","transfer"],"steps":3}','04e70227c19e061e','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"04e70227c19e061e","rules":[]}',1,'2026-11-27T21:40:14.389687+00:00','2026-11-27T21:40:14.389687+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EF3A7C4706A9EE0CB7DB148BFDE',X'01A21EF3A7C277518420314DCA29D850','new-dashboard','New dashboard','On for all users in TR, and for a quarter of the others','new-dashboard
new dashboard',1,'boolean','false','c0dac15451358a0d','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"c0dac15451358a0d","rules":[{"id":"01a21ef3-a7cd-759c-8d03-a12ed943e01b","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21ef3-a7d0-7061-81d7-211a584692b8","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}',1,'2026-11-27T21:40:14.405314+00:00','2026-11-27T21:40:14.405314+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EF3A7C774B098864A195B007A6B',X'01A21EF3A7C277518420314DCA29D850','button-color','Button color','','button-color
button color',1,'string','"blue"','efb816db59bcea6f','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"efb816db59bcea6f","rules":[{"id":"01a21ef3-a7d3-74b8-a5cb-e7b95fee2653","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}',1,'2026-11-27T21:40:14.407919+00:00','2026-11-27T21:40:14.407919+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EF3A7C970468E102E7F5CBE4EB6',X'01A21EF3A7C277518420314DCA29D850','checkout','Checkout settings','','checkout
checkout settings',1,'json','{"providers":["card","transfer"],"steps":3}','dcbd6cd57d6462dd','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"dcbd6cd57d6462dd","rules":[]}',1,'2026-11-27T21:40:14.409971+00:00','2026-11-27T21:40:14.409971+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EF3A8D671BD87E3433E2FCA9635',X'01A21EF3A7AC726E82B7424B7A64B218','numbers','Numbers','','numbers
numbers',1,'number','0','b6c2ba44ab5b72e3','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"b6c2ba44ab5b72e3","rules":[{"id":"01a21ef3-a8d6-71bd-87e3-433ffbceffff","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ef3-a8d6-71bd-87e3-43403f945b86","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ef3-a8d6-71bd-87e3-43413e271a01","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ef3-a8d6-71bd-87e3-434240ff97aa","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21ef3-a8d6-71bd-87e3-4343fd625b40","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}',1,'2026-11-27T21:40:14.679032+00:00','2026-11-27T21:40:14.679032+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EF3A8DE73D2925BD157B325E025',X'01A21EF3A7AC726E82B7424B7A64B218','texts','Texts','','texts
texts',1,'string','"none"','226c99556138be60','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"226c99556138be60","rules":[{"id":"01a21ef3-a8de-73d2-925b-d158cd953de2","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ef3-a8de-73d2-925b-d1596e5466a0","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ef3-a8de-73d2-925b-d15a1cec40c3","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"},{"id":"01a21ef3-a8de-73d2-925b-d15b75734ecb","priority":40,"rule_type":"boolean","conditions":[{"attribute":"ip","operator":"ip_in","value":["10.0.0.0/8","2001:db8::/32"]},{"attribute":"email","operator":"not_exists"}],"return_value":"network"}]}',1,'2026-11-27T21:40:14.687521+00:00','2026-11-27T21:40:14.687521+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EF3A8E674E8A1F69084C6D87A0A',X'01A21EF3A7AC726E82B7424B7A64B218','flags','Flags','','flags
flags',1,'boolean','false','07449b098018a9bb','{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"07449b098018a9bb","rules":[{"id":"01a21ef3-a8e6-74e8-a1f6-9085ef583912","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq_ignore_case","value":"PRO"},{"attribute":"country","operator":"in_ignore_case","value":["tr","de"]}],"return_value":true},{"id":"01a21ef3-a8e6-74e8-a1f6-9086196c951a","priority":20,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"contains_ignore_case","value":"A@ex"},{"attribute":"email","operator":"starts_with_ignore_case","value":"\u00e7a"},{"attribute":"email","operator":"ends_with_ignore_case","value":".COM"}],"return_value":true},{"id":"01a21ef3-a8e6-74e8-a1f6-9087db7a7b39","priority":30,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}',1,'2026-11-27T21:40:14.695475+00:00','2026-11-27T21:40:14.695475+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EF3A8ED772D963A42BF61D62FA0',X'01A21EF3A7AC726E82B7424B7A64B218','document','Document','An object, or null.','document
document',1,'json','["edited"]','bb05aff582a5f02c','{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"bb05aff582a5f02c","rules":[{"id":"01a21ef3-a8ed-772d-963a-42c026f1dd2b","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}',2,'2026-11-27T21:40:14.701789+00:00','2026-11-27T21:40:14.775841+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EF3A8F374D39C9C3D4A82C0CAD4',X'01A21EF3A7AC726E82B7424B7A64B218','share','A share','Edited','share
a share',1,'boolean','false','025048591c89af0a','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"025048591c89af0a","rules":[{"id":"01a21ef3-a8f7-7257-bb36-1c1b9feac8d7","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}',2,'2026-11-27T21:40:14.707809+00:00','2026-11-27T21:40:14.771507+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EF3A8FC74FDA27BE8B5EA63D3D7',X'01A21EF3A7AC726E82B7424B7A64B218','shares','Shares','','shares
shares',1,'string','"out"','77a30333cec1a470','{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"77a30333cec1a470","rules":[{"id":"01a21ef3-a8fc-74fd-a27b-e8b76b685c02","priority":10,"rule_type":"percentage","rollout_percentage":50,"bucket_by":"user_id","seed":"second-experiment","conditions":[],"return_value":"seed"},{"id":"01a21ef3-a8fc-74fd-a27b-e8b614248133","priority":20,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}',2,'2026-11-27T21:40:14.716764+00:00','2026-11-27T21:40:14.787641+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EF3A902759DA5088CDEA9BC336B',X'01A21EF3A7AC726E82B7424B7A64B218','off','Off','','off
off',0,'boolean','true','74475daad02fb836','{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"74475daad02fb836","rules":[]}',1,'2026-11-27T21:40:14.723459+00:00','2026-11-27T21:40:14.723459+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EF3A90775DFA78AB2C338E205BF',X'01A21EF3A7AC726E82B7424B7A64B218','off-value','Off-Value','','off-value
off-value',0,'string','"on"','b34cbb9aa5635293','{"key":"off-value","enabled":false,"value_type":"string","default_value":"on","off_value":"off","salt":"b34cbb9aa5635293","rules":[]}',1,'2026-11-27T21:40:14.728228+00:00','2026-11-27T21:40:14.728228+00:00','"off"','[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EF3A90C710584E6FD459C228C27',X'01A21EF3A7AC726E82B7424B7A64B218','audience','Audience','','audience
audience',1,'string','"none"','8d574c0ab859bb8a','{"key":"audience","enabled":true,"value_type":"string","default_value":"none","salt":"8d574c0ab859bb8a","rules":[{"id":"01a21ef3-a90c-7105-84e6-fd46bd9e15c0","priority":10,"rule_type":"boolean","conditions":[{"operator":"in_segment","value":"staff"}],"return_value":"staff"},{"id":"01a21ef3-a90c-7105-84e6-fd47647487c8","priority":20,"rule_type":"boolean","conditions":[{"any":[{"attribute":"plan","operator":"eq","value":"pro"},{"all":[{"attribute":"n","operator":"gt","value":5},{"not":{"attribute":"country","operator":"in","value":["DE","US"]}}]}]}],"return_value":"group"},{"id":"01a21ef3-a90c-7105-84e6-fd4858d9d855","priority":30,"rule_type":"boolean","conditions":[{"not":{"operator":"in_segment","value":"beta"}}],"return_value":"other"},{"id":"01a21ef3-a90c-7105-84e6-fd49d1e2947c","priority":40,"rule_type":"boolean","conditions":[{"any":[{"attribute":"email","operator":"ends_with","value":[".net",".org"]}]}],"return_value":"ending"}]}',1,'2026-11-27T21:40:14.734064+00:00','2026-11-27T21:40:14.734064+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EF3A9157632ADC879CA57165E47',X'01A21EF3A7AC726E82B7424B7A64B218','theme','Theme','','theme
theme',1,'string','"#00f"','ad7624c8eeecf5fe','{"key":"theme","enabled":true,"value_type":"string","default_value":"#00f","salt":"ad7624c8eeecf5fe","variants":[{"key":"red","value":"#f00"},{"key":"green","value":"#0f0"},{"key":"blue","value":"#00f"}],"rules":[{"id":"01a21ef3-a915-7632-adc8-79cb09d89b9d","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq","value":"pro"}],"variant":"red"},{"id":"01a21ef3-a915-7632-adc8-79ccf3b0367e","priority":20,"rule_type":"boolean","bucket_by":"user_id","conditions":[],"split":[{"variant":"red","ranges":[[0,20000]]},{"variant":"green","ranges":[[33300,83800]]},{"variant":"blue","ranges":[[20000,33300],[83800,100000]]}]}]}',1,'2026-11-27T21:40:14.742020+00:00','2026-11-27T21:40:14.742020+00:00',NULL,'[{"key":"red","value":"#f00","name":"Red"},{"key":"green","value":"#0f0"},{"key":"blue","value":"#00f"}]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EF3A91B74B7A4694C390677173D',X'01A21EF3A7AC726E82B7424B7A64B218','follow-up','Follow-Up','','follow-up
follow-up',1,'string','"yes"','4fd4a7d6b45264f6','{"key":"follow-up","enabled":true,"value_type":"string","default_value":"yes","off_value":"no","salt":"4fd4a7d6b45264f6","prerequisites":[{"flag":"share","values":[true]},{"flag":"theme","values":["#f00","#0f0"]}],"rules":[]}',1,'2026-11-27T21:40:14.748238+00:00','2026-11-27T21:40:14.748238+00:00','"no"','[]',NULL,'[{"flag":"share","values":[true]},{"flag":"theme","values":["#f00","#0f0"]}]');
INSERT INTO "flags" VALUES(X'01A21EF3A92776529B5E73AB678DE2E0',X'01A21EF3A7AC726E82B7424B7A64B218','retired','Retired','','retired
retired',1,'boolean','false','0ea009c27a6becd1','{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"0ea009c27a6becd1","rules":[{"id":"01a21ef3-a927-7652-9b5e-73ac91b74c59","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}',2,'2026-11-27T21:40:14.760480+00:00','2026-11-27T21:40:14.792515+00:00',NULL,'[]','2026-11-27T21:40:14.792515+00:00','[]');
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
INSERT INTO "login_attempts" VALUES('demo@togul.local','2026-11-27T21:40:14.604242+00:00');
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
INSERT INTO "login_networks" VALUES(X'01A21EF3A78E73ED804E0007417A5073','127.0.0.1','2026-11-27T21:40:14.620521+00:00');
INSERT INTO "login_networks" VALUES(X'01A21EF3A8BA72D0A144E7E4E3CFBDBB','127.0.0.1','2026-11-27T21:40:14.651685+00:00');
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
INSERT INTO "machine_tokens" VALUES(X'01A21EF3A8C37157A3CF5185E7289875',X'01A21EF3A78F70CD96089E9BE78BA6C9',NULL,'Build',X'01A21EF3A78F70CD96089E9F0FB09D9A',X'5B41E09D73696C6B8114C09EF3B367E2AACC5AA828BC8D6B50119CEE72C96C1C',X'01A21EF3A78E73ED804E0007417A5073',NULL,'2026-11-27T21:40:14.659007+00:00','2026-11-27T21:40:14.659007+00:00');
CREATE TABLE members (
    id uuid primary key,
    organization_id uuid not null references organizations (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    role_id uuid not null references roles (id),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (organization_id, user_id)
);
INSERT INTO "members" VALUES(X'01A21EF3A78F70CD96089E9DCEF4D765',X'01A21EF3A78F70CD96089E9BE78BA6C9',X'01A21EF3A78E73ED804E0007417A5073',X'01A21EF3A78F70CD96089E9C699DBF87','2026-11-27T21:40:14.350030+00:00','2026-11-27T21:40:14.350030+00:00');
INSERT INTO "members" VALUES(X'01A21EF3A8BB75A69050C14408F35A2C',X'01A21EF3A78F70CD96089E9BE78BA6C9',X'01A21EF3A8BA72D0A144E7E4E3CFBDBB',X'01A21EF3A78F70CD96089EA146CE6236','2026-11-27T21:40:14.651685+00:00','2026-11-27T21:40:14.651685+00:00');
CREATE TABLE organizations (
    id uuid primary key,
    slug text not null unique,
    name text not null,
    deleted_at timestamptz,              -- soft: the rows stay, nobody sees them
    created_at timestamptz not null,
    updated_at timestamptz not null
);
INSERT INTO "organizations" VALUES(X'01A21EF3A78F70CD96089E9BE78BA6C9','demo-s-organization-193428f5','Demo''s organization',NULL,'2026-11-27T21:40:14.350030+00:00','2026-11-27T21:40:14.350030+00:00');
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
INSERT INTO "project_members" VALUES(X'01A21EF3A8C07362A02B8685332AD62F',X'01A21EF3A7AA70239835644A49696996',X'01A21EF3A8BA72D0A144E7E4E3CFBDBB',X'01A21EF3A78F70CD96089EA146CE6236','2026-11-27T21:40:14.656051+00:00','2026-11-27T21:40:14.656051+00:00');
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
INSERT INTO "projects" VALUES(X'01A21EF3A7AA70239835644A49696996',X'01A21EF3A78F70CD96089E9BE78BA6C9','demo-shop','Demo shop','','2026-11-27T21:40:14.378100+00:00','2026-11-27T21:40:14.378100+00:00');
CREATE TABLE refresh_tokens (
    hash bytea primary key,              -- SHA-256 of the token
    session_id uuid not null references sessions (id) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz                  -- a second use ends the session
);
INSERT INTO "refresh_tokens" VALUES(X'C0665C06756FC58C8A173EF5A597918CA6F8F411AE17C7409C26D287BB4F4EA3',X'01A21EF3A7A772C6B5A4382862BF74BD','2026-11-27T21:40:14.375157+00:00','2026-12-27T21:40:14.375157+00:00',NULL);
INSERT INTO "refresh_tokens" VALUES(X'C174FDD19B414A4C8026912D7927DCECBE6F8F37B0572146242E0C385558AB1D',X'01A21EF3A89D71CC86B52C9E55A05651','2026-11-27T21:40:14.621410+00:00','2026-12-27T21:40:14.621410+00:00',NULL);
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
INSERT INTO "roles" VALUES(X'01A21EF3A78F70CD96089E9C699DBF87',X'01A21EF3A78F70CD96089E9BE78BA6C9','owner','Owner',1,'["org.read","org.update","org.delete","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]','2026-11-27T21:40:14.350030+00:00','2026-11-27T21:40:14.350030+00:00');
INSERT INTO "roles" VALUES(X'01A21EF3A78F70CD96089E9EC15AFAD2',X'01A21EF3A78F70CD96089E9BE78BA6C9','admin','Admin',1,'["org.read","org.update","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]','2026-11-27T21:40:14.350030+00:00','2026-11-27T21:40:14.350030+00:00');
INSERT INTO "roles" VALUES(X'01A21EF3A78F70CD96089E9F0FB09D9A',X'01A21EF3A78F70CD96089E9BE78BA6C9','developer','Developer',1,'["org.read","members.read","roles.read","projects.read","project_members.read","environments.read","environments.write","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read"]','2026-11-27T21:40:14.350030+00:00','2026-11-27T21:40:14.350030+00:00');
INSERT INTO "roles" VALUES(X'01A21EF3A78F70CD96089EA0CCDAC3A6',X'01A21EF3A78F70CD96089E9BE78BA6C9','analyst','Analyst',1,'["org.read","projects.read","environments.read","flags.read","rules.read","segments.read","audit.read"]','2026-11-27T21:40:14.350030+00:00','2026-11-27T21:40:14.350030+00:00');
INSERT INTO "roles" VALUES(X'01A21EF3A78F70CD96089EA146CE6236',X'01A21EF3A78F70CD96089E9BE78BA6C9','viewer','Viewer',1,'["org.read","projects.read","environments.read","flags.read","rules.read","segments.read"]','2026-11-27T21:40:14.350030+00:00','2026-11-27T21:40:14.350030+00:00');
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
, segments text not null default '[]', variant text, split text, seed text, bucketing text);
INSERT INTO "rules" VALUES(X'01A21EF3A7B876F6B7E9FE6D743F48B4',X'01A21EF3A7AE765A902C2FCE619108B1',10,'attribute','country','eq','"TR"',NULL,'user_id','[]','true',1,1,'2026-11-27T21:40:14.392468+00:00','2026-11-27T21:40:14.392468+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A7BC778C90C7D5194D75DB3A',X'01A21EF3A7AE765A902C2FCE619108B1',20,'percentage',NULL,NULL,NULL,25000,'user_id','[]','true',1,1,'2026-11-27T21:40:14.396495+00:00','2026-11-27T21:40:14.396495+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A7BF75638CEAB134B9D18776',X'01A21EF3A7B2733C892574FD940C7D79',10,'attribute','plan','in','["team", "enterprise"]',NULL,'user_id','[]','"green"',1,1,'2026-11-27T21:40:14.399544+00:00','2026-11-27T21:40:14.399544+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A7CD759C8D03A12ED943E01B',X'01A21EF3A7C4706A9EE0CB7DB148BFDE',10,'attribute','country','eq','"TR"',NULL,'user_id','[]','true',1,1,'2026-11-27T21:40:14.412872+00:00','2026-11-27T21:40:14.412872+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A7D0706181D7211A584692B8',X'01A21EF3A7C4706A9EE0CB7DB148BFDE',20,'percentage',NULL,NULL,NULL,25000,'user_id','[]','true',1,1,'2026-11-27T21:40:14.416073+00:00','2026-11-27T21:40:14.416073+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A7D374B8A5CBE7B95FEE2653',X'01A21EF3A7C774B098864A195B007A6B',10,'attribute','plan','in','["team", "enterprise"]',NULL,'user_id','[]','"green"',1,1,'2026-11-27T21:40:14.418997+00:00','2026-11-27T21:40:14.418997+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A8D671BD87E3433FFBCEFFFF',X'01A21EF3A8D671BD87E3433E2FCA9635',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}]','1.5',1,1,'2026-11-27T21:40:14.679032+00:00','2026-11-27T21:40:14.679032+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A8D671BD87E343403F945B86',X'01A21EF3A8D671BD87E3433E2FCA9635',20,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}]','-1',1,1,'2026-11-27T21:40:14.679032+00:00','2026-11-27T21:40:14.679032+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A8D671BD87E343413E271A01',X'01A21EF3A8D671BD87E3433E2FCA9635',30,'attribute','app','semver_eq','"1.2.3"',NULL,'user_id','[]','2',1,1,'2026-11-27T21:40:14.679032+00:00','2026-11-27T21:40:14.679032+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A8D671BD87E3434240FF97AA',X'01A21EF3A8D671BD87E3433E2FCA9635',40,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}]','3',1,1,'2026-11-27T21:40:14.679032+00:00','2026-11-27T21:40:14.679032+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A8D671BD87E34343FD625B40',X'01A21EF3A8D671BD87E3433E2FCA9635',50,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}]','4',1,1,'2026-11-27T21:40:14.679032+00:00','2026-11-27T21:40:14.679032+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A8DE73D2925BD158CD953DE2',X'01A21EF3A8DE73D2925BD157B325E025',10,'attribute','plan','eq','"pro"',NULL,'user_id','[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}]','"first"',1,1,'2026-11-27T21:40:14.687521+00:00','2026-11-27T21:40:14.687521+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A8DE73D2925BD1596E5466A0',X'01A21EF3A8DE73D2925BD157B325E025',20,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}]','"second"',1,1,'2026-11-27T21:40:14.687521+00:00','2026-11-27T21:40:14.687521+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A8DE73D2925BD15A1CEC40C3',X'01A21EF3A8DE73D2925BD157B325E025',30,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}]','"pattern"',1,1,'2026-11-27T21:40:14.687521+00:00','2026-11-27T21:40:14.687521+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A8DE73D2925BD15B75734ECB',X'01A21EF3A8DE73D2925BD157B325E025',40,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"ip","operator":"ip_in","value":["10.0.0.0/8","2001:db8::/32"]},{"attribute":"email","operator":"not_exists"}]','"network"',1,1,'2026-11-27T21:40:14.687521+00:00','2026-11-27T21:40:14.687521+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A8DE73D2925BD15C0BD0F1DE',X'01A21EF3A8DE73D2925BD157B325E025',50,'boolean',NULL,NULL,NULL,NULL,'user_id','[]','"inactive"',0,1,'2026-11-27T21:40:14.687521+00:00','2026-11-27T21:40:14.687521+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A8E674E8A1F69085EF583912',X'01A21EF3A8E674E8A1F69084C6D87A0A',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"plan","operator":"eq_ignore_case","value":"PRO"},{"attribute":"country","operator":"in_ignore_case","value":["tr","de"]}]','true',1,1,'2026-11-27T21:40:14.695475+00:00','2026-11-27T21:40:14.695475+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A8E674E8A1F69086196C951A',X'01A21EF3A8E674E8A1F69084C6D87A0A',20,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"email","operator":"contains_ignore_case","value":"A@ex"},{"attribute":"email","operator":"starts_with_ignore_case","value":"\u00e7a"},{"attribute":"email","operator":"ends_with_ignore_case","value":".COM"}]','true',1,1,'2026-11-27T21:40:14.695475+00:00','2026-11-27T21:40:14.695475+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A8E674E8A1F69087DB7A7B39',X'01A21EF3A8E674E8A1F69084C6D87A0A',30,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}]','true',1,1,'2026-11-27T21:40:14.695475+00:00','2026-11-27T21:40:14.695475+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A8ED772D963A42C026F1DD2B',X'01A21EF3A8ED772D963A42BF61D62FA0',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"country","operator":"eq","value":"TR"}]','{"b":[1,2.5,"\u015f"],"a":null}',1,1,'2026-11-27T21:40:14.701789+00:00','2026-11-27T21:40:14.701789+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A8F77257BB361C1B9FEAC8D7',X'01A21EF3A8F374D39C9C3D4A82C0CAD4',10,'percentage',NULL,NULL,NULL,40000,'user_id','[]','true',1,2,'2026-11-27T21:40:14.711299+00:00','2026-11-27T21:40:14.766566+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A8FC74FDA27BE8B614248133',X'01A21EF3A8FC74FDA27BE8B5EA63D3D7',20,'percentage',NULL,NULL,NULL,75125,'account.id','[{"attribute":"plan","operator":"exists"}]','"account"',1,2,'2026-11-27T21:40:14.716764+00:00','2026-11-27T21:40:14.787641+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A8FC74FDA27BE8B76B685C02',X'01A21EF3A8FC74FDA27BE8B5EA63D3D7',10,'percentage',NULL,NULL,NULL,50000,'user_id','[]','"seed"',1,2,'2026-11-27T21:40:14.716764+00:00','2026-11-27T21:40:14.787641+00:00','[]',NULL,NULL,'second-experiment',NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A90C710584E6FD46BD9E15C0',X'01A21EF3A90C710584E6FD459C228C27',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"operator":"in_segment","value":"staff"}]','"staff"',1,1,'2026-11-27T21:40:14.734064+00:00','2026-11-27T21:40:14.734064+00:00','["staff"]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A90C710584E6FD47647487C8',X'01A21EF3A90C710584E6FD459C228C27',20,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"any":[{"attribute":"plan","operator":"eq","value":"pro"},{"all":[{"attribute":"n","operator":"gt","value":5},{"not":{"attribute":"country","operator":"in","value":["DE","US"]}}]}]}]','"group"',1,1,'2026-11-27T21:40:14.734064+00:00','2026-11-27T21:40:14.734064+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A90C710584E6FD4858D9D855',X'01A21EF3A90C710584E6FD459C228C27',30,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"not":{"operator":"in_segment","value":"beta"}}]','"other"',1,1,'2026-11-27T21:40:14.734064+00:00','2026-11-27T21:40:14.734064+00:00','["beta"]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A90C710584E6FD49D1E2947C',X'01A21EF3A90C710584E6FD459C228C27',40,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"any":[{"attribute":"email","operator":"ends_with","value":[".net",".org"]}]}]','"ending"',1,1,'2026-11-27T21:40:14.734064+00:00','2026-11-27T21:40:14.734064+00:00','[]',NULL,NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A9157632ADC879CB09D89B9D',X'01A21EF3A9157632ADC879CA57165E47',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"plan","operator":"eq","value":"pro"}]','',1,1,'2026-11-27T21:40:14.742020+00:00','2026-11-27T21:40:14.742020+00:00','[]','red',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A9157632ADC879CCF3B0367E',X'01A21EF3A9157632ADC879CA57165E47',20,'boolean',NULL,NULL,NULL,NULL,'user_id','[]','',1,2,'2026-11-27T21:40:14.742020+00:00','2026-11-27T21:40:14.796321+00:00','[]',NULL,'[{"variant":"red","weight":20,"ranges":[[0,20000]]},{"variant":"green","weight":50.5,"ranges":[[33300,83800]]},{"variant":"blue","weight":29.5,"ranges":[[20000,33300],[83800,100000]]}]',NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EF3A92776529B5E73AC91B74C59',X'01A21EF3A92776529B5E73AB678DE2E0',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[]','true',1,1,'2026-11-27T21:40:14.760480+00:00','2026-11-27T21:40:14.760480+00:00','[]',NULL,NULL,NULL,NULL);
CREATE TABLE segments (
    id uuid primary key,
    environment_id uuid not null references environments (id) on delete cascade,
    key text not null,                   -- never changes: rules name it
    name text not null,
    description text not null,
    search text not null,                -- key and name in lower case, as of flags
    attribute text not null,             -- whose value is looked up in the lists
    included text not null,              -- JSON list of strings
    excluded text not null,              -- likewise
    rules text not null,                 -- JSON list of {conditions}
    names text not null,                 -- JSON list of the keys of the segments that the rules name
    cost bigint not null,                -- of evaluating it without those, at most, in nanoseconds
    snapshot text not null,              -- the segment as evaluators get it, made once by its last writer
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (environment_id, key)
);
INSERT INTO "segments" VALUES(X'01A21EF3A8C873B2B47561CF14CFBDC8',X'01A21EF3A7AC726E82B7424B7A64B218','beta','Beta','','beta
beta','user_id','["user-1","user-2"]','["user-3"]','[{"conditions":[{"attribute":"country","operator":"eq","value":"TR"},{"attribute":"n","operator":"gte","value":0}]}]','[]',126600,'{"key":"beta","attribute":"user_id","included":["user-1","user-2"],"excluded":["user-3"],"rules":[{"conditions":[{"attribute":"country","operator":"eq","value":"TR"},{"attribute":"n","operator":"gte","value":0}]}]}',1,'2026-11-27T21:40:14.665189+00:00','2026-11-27T21:40:14.665189+00:00');
INSERT INTO "segments" VALUES(X'01A21EF3A8D176D6A005CC0E265CDD46',X'01A21EF3A7AC726E82B7424B7A64B218','staff','Staff','','staff
staff','account.id','["7919"]','[]','[{"conditions":[{"operator":"in_segment","value":"beta"},{"attribute":"plan","operator":"eq","value":"pro"}]}]','["beta"]',63000,'{"key":"staff","attribute":"account.id","included":["7919"],"excluded":[],"rules":[{"conditions":[{"operator":"in_segment","value":"beta"},{"attribute":"plan","operator":"eq","value":"pro"}]}]}',1,'2026-11-27T21:40:14.674862+00:00','2026-11-27T21:40:14.674862+00:00');
CREATE TABLE sessions (
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    organization_id uuid references organizations (id) on delete cascade,  -- null: the user has none
    created_at timestamptz not null,
    ended_at timestamptz
, address text not null default '', last_used_at timestamptz);
INSERT INTO "sessions" VALUES(X'01A21EF3A7A772C6B5A4382862BF74BD',X'01A21EF3A78E73ED804E0007417A5073',X'01A21EF3A78F70CD96089E9BE78BA6C9','2026-11-27T21:40:14.374390+00:00','2026-11-27T21:40:14.427953+00:00','127.0.0.1','2026-11-27T21:40:14.375157+00:00');
INSERT INTO "sessions" VALUES(X'01A21EF3A89D71CC86B52C9E55A05651',X'01A21EF3A78E73ED804E0007417A5073',X'01A21EF3A78F70CD96089E9BE78BA6C9','2026-11-27T21:40:14.620521+00:00',NULL,'127.0.0.1','2026-11-27T21:40:14.621410+00:00');
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
INSERT INTO "users" VALUES(X'01A21EF3A78E73ED804E0007417A5073','demo@togul.local','demo@togul.local','Demo','admin','$argon2id$v=19$m=19456,t=2,p=1$mDvH6S/7L1D9fzFM88vbkw$PX57TrIiKHK70BAUMLpITtVGY5Ht3znq+joDBLKTGcY',NULL,'2026-11-27T21:40:14.350030+00:00','2026-11-27T21:40:14.350030+00:00');
INSERT INTO "users" VALUES(X'01A21EF3A8BA72D0A144E7E4E3CFBDBB','viewer@togul.local','viewer@togul.local','Viewer','read_only','$argon2id$v=19$m=19456,t=2,p=1$sWvFixFNe9pqP/vtjfA61w$oovCNbCpAvFjtkrMmacvYUMrhtUZGd+qo+r3iUQbCzI',NULL,'2026-11-27T21:40:14.650462+00:00','2026-11-27T21:40:14.650462+00:00');
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
CREATE INDEX flags_by_creation on flags (environment_id, created_at, id);
CREATE INDEX rules_with_segments on rules (flag_id) where segments <> '[]';
CREATE INDEX flags_with_prerequisites on flags (environment_id) where prerequisites <> '[]';
COMMIT;
