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
INSERT INTO "_sqlx_migrations" VALUES(1,'accounts','2026-11-27 20:15:47',1,X'2B6999D02DEEEC22F5F78D77053A4A7B170E34508778EC8D87C1FE5336E064DCB71E06834A5361A214C7995C6293BEC5',1849159);
INSERT INTO "_sqlx_migrations" VALUES(2,'projects','2026-11-27 20:15:47',1,X'91C24ECB9FAFD9B34E92DFE7C42103BEE41CC391AAD838F14D0934E1B7A6B4E0D51055BDB850F6DBE4308559EF0AF47B',1367645);
INSERT INTO "_sqlx_migrations" VALUES(3,'people','2026-11-27 20:15:47',1,X'727FA61C5BE841816D55701E3C2A7880F17B7A3A877EF817CAE33F050395FAA20DA2BCF40B21F3C2AAA36F37C65395D7',1512380);
INSERT INTO "_sqlx_migrations" VALUES(4,'change groups','2026-11-27 20:15:47',1,X'BEF61B5B78153860BE964B57D86697110A780BF6EFA6D66181F75929D59221F30796C955956D7D0770581E7535BF8573',7488384);
INSERT INTO "_sqlx_migrations" VALUES(6,'audit','2026-11-27 20:15:47',1,X'41AB0DAEA3C3B393FF932379E5A4BBD20BDA5E0AAB0929BD0B8A9B135A6B4CB24761375608512D254B9E0DA2DCD24F9D',1814057);
INSERT INTO "_sqlx_migrations" VALUES(7,'quotas','2026-11-27 20:15:47',1,X'FE2CD298B7F6053EFFEB6A862F52F06FB050B01F80578053E03351D36A8D9C15DECD848BBB5748C4D8DB3613AD4276FC',1624235);
INSERT INTO "_sqlx_migrations" VALUES(8,'logins','2026-11-27 20:15:47',1,X'1E96CE3801DB725B1E3D3E23711848BB2CDF2BFF003319F01B7F66ED8E5BB1F96D973828EAC04AD0C70DCB77478D6F5F',1641982);
INSERT INTO "_sqlx_migrations" VALUES(9,'withdraw revived invitations','2026-11-27 20:15:47',1,X'6D15143AA091CAE52DF903D45389B57C6E7B443D12AFD07F59B39E4301C2D0A93991C89AC954CF1F816EC6B98505C048',490145);
INSERT INTO "_sqlx_migrations" VALUES(10,'machine tokens','2026-11-27 20:15:47',1,X'6FAA0FEFD1F3267ADD47D4C372000FA6CA10193083CACBB1D283EDAD7AFC2B30050BEF5C812657B1A3A23DD8A5D9C43C',2790532);
INSERT INTO "_sqlx_migrations" VALUES(13,'written bytes','2026-11-27 20:15:47',1,X'CAEF31C49ED5DEB6592F2ADE8A6991E4DF5A15D3AC5B8409B6181723537E6E6FA210B4A2E3A47AB318F346BAF4743507',2496116);
INSERT INTO "_sqlx_migrations" VALUES(14,'costs','2026-11-27 20:15:47',1,X'EE21F99E956D019024CD60A6D93AC4AFDEB2E52B757A6871CF359AFA4879E123484ECFC6FDF36037C6458D787C49B0D8',2286335);
INSERT INTO "_sqlx_migrations" VALUES(15,'off values','2026-11-27 20:15:47',1,X'E3B6A2866A336D99BDD3B5A74733E40D02D47A41BD836061C156F39320502D8D41DEBCBDAD693D35796929AECF85005D',1489786);
INSERT INTO "_sqlx_migrations" VALUES(20,'audit sizes','2026-11-27 20:15:47',1,X'5C9A07EE01B5944D171A46D55972D7E64199772CCF97E4B1D92FD3ADA63F01F30DC1B823E01D2201BC041D4CA40F9504',3099109);
INSERT INTO "_sqlx_migrations" VALUES(21,'flags by creation','2026-11-27 20:15:47',1,X'AB47618D3A6ECB3FEF3A454CD1CF710437D0E9416106EEC30C1F6166AE1F66A38505F6A4CDABC7978BFF259E84FDCC82',1550446);
INSERT INTO "_sqlx_migrations" VALUES(26,'segment permissions','2026-11-27 20:15:47',1,X'C968777DCCC6B7FC93CAD0525921523D0F329C2EECA3519F2FE8E522C126FAC5500FE315A210034C26ADB873E6EFD4A0',1314637);
INSERT INTO "_sqlx_migrations" VALUES(27,'segments','2026-11-27 20:15:47',1,X'6B6BD0C6787B0EA074D6C5EAB070175656E09B9758D8ECFC17476D770D6727917319578C714A1C9450B9AD8336DFE35C',5188624);
INSERT INTO "_sqlx_migrations" VALUES(28,'variants','2026-11-27 20:15:47',1,X'A15EA9724B85DF04D7F4DE57227076C8DAA2569F279EDFE7A35294A35CB5237B5DC0A0C51A8F60927B0A6A6B4BCEFDE7',2146919);
INSERT INTO "_sqlx_migrations" VALUES(29,'archived flags','2026-11-27 20:15:47',1,X'0AFFF1C0095B3A4A2C00FC8A0B73D3B6247226538DF30574F98A9AA68C5E53D03B9B1C4BD42D0DB21EC54109465BB605',743301);
INSERT INTO "_sqlx_migrations" VALUES(30,'prerequisites','2026-11-27 20:15:47',1,X'40413D7BFEF43521484F8671B5B2B1B7986AAA8713BE452EDC3CC2D1C5036314759F5402CB70F4FF2F408B1C28A0999A',4175513);
INSERT INTO "_sqlx_migrations" VALUES(40,'environment confirmation','2026-11-27 20:15:47',1,X'7D095060BDE2A44FE035C2DC9725751D56307B413ECC600E4B8DE691C818393FF1D25E8044A53DDD4F3AE559BC3A8FA6',2472071);
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
INSERT INTO "api_keys" VALUES(X'01A21EA6580474A193C1288FECC51A36',X'01A21EA657DD70328B80FB2890C4674B',X'01A21EA657DF776C94FD2CAA3822FDCF','Demo server','server','tgl_srv_ASra',X'3297E8D00D2FF1F39D651D3668D66A3247FA0C791E52F59103FDCB61BAD1AE99',NULL,NULL,'2026-11-27T20:15:48.069257+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:15:47.715990+00:00','2026-11-27T20:15:47.715990+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA6580574F18CC6562C1C63B134',X'01A21EA657DD70328B80FB2890C4674B',X'01A21EA657DF776C94FD2CAA3822FDCF','Demo sdk','sdk','tgl_sdk_JMhh',X'31E6928B1F8DAF7E15D13C0018EB651FBFEC34CE4FF7F724AAF5B9F7347558BC',NULL,NULL,'2026-11-27T20:15:48.071085+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:15:47.717508+00:00','2026-11-27T20:15:47.717508+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA6580677FCA0CC00F7CBA2411C',X'01A21EA657DD70328B80FB2890C4674B',X'01A21EA657DF776C94FD2CAA3822FDCF','Demo stream','stream','tgl_str_GF6s',X'A53C94E7C14EBABB0DE88EB8A07FAAEB8E0BB7D3699B2EEAE0796C4B944B3B00',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:15:47.718640+00:00','2026-11-27T20:15:47.718640+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA659977114AC94B5FD022786B1',X'01A21EA657DD70328B80FB2890C4674B',X'01A21EA657F173E39A05B47355A0D39D','server','server','tgl_srv_ud8A',X'E86DEF0EEA8AAFC16759E50A3B17A65DACB068BBFF52CBC5B3D3721D6A9AC7E4',NULL,NULL,'2026-11-27T20:15:48.136242+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:15:48.119656+00:00','2026-11-27T20:15:48.119656+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA6599B755688B78F918B43CBCA',X'01A21EA657DD70328B80FB2890C4674B',X'01A21EA657F173E39A05B47355A0D39D','sdk','sdk','tgl_sdk_Dzjx',X'6983D9A5CB75ECC2D6B8892522F9B6B762C1E38B56F80697B82D207A7AF5A6E0',NULL,NULL,'2026-11-27T20:15:48.138122+00:00','127.0.0.1',NULL,NULL,'2026-11-27T20:15:48.123097+00:00','2026-11-27T20:15:48.123097+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA6599D7446AD1132D8F4FFC7B2',X'01A21EA657DD70328B80FB2890C4674B',X'01A21EA657F173E39A05B47355A0D39D','stream','stream','tgl_str_LmQk',X'4D464BAF9D84C0B9858EF45B9E73C15C07039F242B1716C57322B063A0E24FFD',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:15:48.125643+00:00','2026-11-27T20:15:48.125643+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA659D171E6873B0326C4820805',X'01A21EA657DD70328B80FB2890C4674B',X'01A21EA657DF776C94FD2CAA3822FDCF','server','server','tgl_srv_EU7O',X'E574C22B27DEF5A87658BB73F19EA83716895D6AA6EF65D60FEC550EC125D722',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:15:48.177613+00:00','2026-11-27T20:15:48.181862+00:00');
INSERT INTO "api_keys" VALUES(X'01A21EA659D97746A6AB81437EA815E7',X'01A21EA657DD70328B80FB2890C4674B',X'01A21EA657DF776C94FD2CAA3822FDCF','sdk','sdk','tgl_sdk_hPZ_',X'6847FF639F27B3B2E6CFD8163753FC948EEDC63E5B3F0840EA0A375DE48D876B',NULL,NULL,NULL,NULL,NULL,'2026-11-27T20:15:48.188903+00:00','2026-11-27T20:15:48.185648+00:00','2026-11-27T20:15:48.188903+00:00');
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
INSERT INTO "audit_log" VALUES(X'01A21EA657C770709F34F3C50463AF56',X'01A21EA657C67797A2E4F79415234838',NULL,X'01A21EA657C375BAB298D50902AE775B','Demo','demo@togul.local','user.registered','user','01a21ea6-57c3-75ba-b298-d50902ae775b',NULL,'{"id":"01a21ea6-57c3-75ba-b298-d50902ae775b","name":"Demo","email":"demo@togul.local","role":"admin","email_verified_at":null,"created_at":"2026-11-27T20:15:47.651865Z","updated_at":"2026-11-27T20:15:47.651865Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:15:47.655202+00:00',NULL,0,1236);
INSERT INTO "audit_log" VALUES(X'01A21EA657DA77ABA6E8DE53A119C93F',X'01A21EA657C67797A2E4F79415234838',NULL,X'01A21EA657C375BAB298D50902AE775B','Demo','demo@togul.local','session.created','session','01a21ea6-57da-77ab-a6e8-de520441f4d4',NULL,NULL,'127.0.0.1','demo',NULL,'2026-11-27T20:15:47.674855+00:00',NULL,0,1024);
INSERT INTO "audit_log" VALUES(X'01A21EA657DE75058B821809E2C6E31F',X'01A21EA657C67797A2E4F79415234838',X'01A21EA657DD70328B80FB2890C4674B',X'01A21EA657C375BAB298D50902AE775B','Demo','demo@togul.local','project.created','project','01a21ea6-57dd-7032-8b80-fb2890c4674b',NULL,'{"id":"01a21ea6-57dd-7032-8b80-fb2890c4674b","organization_id":"01a21ea6-57c6-7797-a2e4-f79415234838","slug":"demo-shop","name":"Demo shop","description":"","created_at":"2026-11-27T20:15:47.677624Z","updated_at":"2026-11-27T20:15:47.677624Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:15:47.678150+00:00',NULL,0,1267);
INSERT INTO "audit_log" VALUES(X'01A21EA657E077BBBCB43802A6902A2E',X'01A21EA657C67797A2E4F79415234838',X'01A21EA657DD70328B80FB2890C4674B',X'01A21EA657C375BAB298D50902AE775B','Demo','demo@togul.local','environment.created','environment','01a21ea6-57df-776c-94fd-2caa3822fdcf',NULL,'{"id":"01a21ea6-57df-776c-94fd-2caa3822fdcf","project_id":"01a21ea6-57dd-7032-8b80-fb2890c4674b","key":"production","name":"Production","description":"","color":null,"confirm_changes":true,"regions":["local"],"revision":0,"version":1,"created_at":"2026-11-27T20:15:47.679483Z","updated_at":"2026-11-27T20:15:47.679483Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:15:47.680230+00:00',NULL,0,1344);
INSERT INTO "audit_log" VALUES(X'01A21EA657E37420BC1C7C6303FE6EF6',X'01A21EA657C67797A2E4F79415234838',X'01A21EA657DD70328B80FB2890C4674B',X'01A21EA657C375BAB298D50902AE775B','Demo','demo@togul.local','flag.created','flag','01a21ea6-57e1-71c9-a6bc-82cb3cf65d0d',NULL,'{"id":"01a21ea6-57e1-71c9-a6bc-82cb3cf65d0d","environment_id":"01a21ea6-57df-776c-94fd-2caa3822fdcf","key":"new-dashboard","name":"New dashboard","description":"On for all users in TR, and for a quarter of the others","enabled":true,"value_type":"boolean","default_value":false,"off_value":null,"variants":[],"prerequisites":[],"salt":"53872f4de215d15d","version":1,"archived_at":null,"created_at":"2026-11-27T20:15:47.682528Z","updated_at":"2026-11-27T20:15:47.682528Z"}','127.0.0.1','demo',NULL,'2026-11-27T20:15:47.683598+00:00','01a21ea6-57e1-71c9-a6bc-82cb3cf65d0d',0,1495);
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
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',1,'flag.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"53872f4de215d15d","rules":[]}','5d928d0d43045117bd04ffe6f0c4ba85',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.682528+00:00','flag',1,389,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',2,'flag.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"b8f1382ec3053731","rules":[]}','3344235738962b4e36722f186c494460',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.685318+00:00','flag',1,776,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',3,'flag.created','checkout','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"f7427e51fde85441","rules":[]}','4b0b6186981bef00acab58c370941dac',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.686870+00:00','flag',1,1190,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',4,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"53872f4de215d15d","rules":[{"id":"01a21ea6-57e9-7663-a638-e16fc33d6be9","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true}]}','56fbd777a2a443a568b8ee26fb725c44',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.689519+00:00','flag',1,1749,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',5,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"53872f4de215d15d","rules":[{"id":"01a21ea6-57e9-7663-a638-e16fc33d6be9","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21ea6-57ec-70a6-a6a9-97e5d943bd3d","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}','22105611930cca36afb92c85667503c4',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.692683+00:00','flag',1,2475,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',6,'rule.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"b8f1382ec3053731","rules":[{"id":"01a21ea6-57ef-7775-885b-1c0172d12c0d","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}','5581ff7f9c9545fecc7a691dff85a8fc',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.695055+00:00','flag',1,3049,0);
INSERT INTO "changes" VALUES(X'01A21EA657F173E39A05B47355A0D39D',1,'flag.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"e7fccdc37ad683d5","rules":[]}','81be0427873d79547f0b6a6ae33ca7fd',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.700261+00:00','flag',1,389,0);
INSERT INTO "changes" VALUES(X'01A21EA657F173E39A05B47355A0D39D',2,'flag.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"02552be4bb3ed0e9","rules":[]}','4fa611f4c7cdb7e91ebe96aee0df1f72',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.704385+00:00','flag',1,776,0);
INSERT INTO "changes" VALUES(X'01A21EA657F173E39A05B47355A0D39D',3,'flag.created','checkout','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"2c6d0248944f1204","rules":[]}','4a2bb0b2ddc7c4dcd3b2bea6b1e1f332',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.706374+00:00','flag',1,1190,0);
INSERT INTO "changes" VALUES(X'01A21EA657F173E39A05B47355A0D39D',4,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"e7fccdc37ad683d5","rules":[{"id":"01a21ea6-57fc-70eb-852a-1195010419ee","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true}]}','be84bf232ec4c68ff246f8f9482ca578',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.708620+00:00','flag',1,1749,0);
INSERT INTO "changes" VALUES(X'01A21EA657F173E39A05B47355A0D39D',5,'rule.created','new-dashboard','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"e7fccdc37ad683d5","rules":[{"id":"01a21ea6-57fc-70eb-852a-1195010419ee","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21ea6-57ff-7539-8206-e25091e76951","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}','1414f3b6448a6c5f18b877d45f952d9f',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.710997+00:00','flag',1,2475,0);
INSERT INTO "changes" VALUES(X'01A21EA657F173E39A05B47355A0D39D',6,'rule.created','button-color','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"02552be4bb3ed0e9","rules":[{"id":"01a21ea6-5801-737c-8132-1a22606866b8","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}','fa3354e3e9a9775f8d861a166a3086d4',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.713371+00:00','flag',1,3049,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',7,'segment.created','beta','{"key":"beta","attribute":"user_id","included":["user-1","user-2"],"excluded":["user-3"],"rules":[{"conditions":[{"attribute":"country","operator":"eq","value":"TR"},{"attribute":"n","operator":"gte","value":0}]}]}','200a17c385cf9ddee42d0bebbf65a475',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.911998+00:00','segment',1,3523,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',8,'segment.created','staff','{"key":"staff","attribute":"account.id","included":["7919"],"excluded":[],"rules":[{"conditions":[{"operator":"in_segment","value":"beta"},{"attribute":"plan","operator":"eq","value":"pro"}]}]}','16bfc54b64e69d09061072e15ed0aa51',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.916340+00:00','segment',1,3977,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',9,'flag.created','numbers','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"c5dbdad6c782eb25","rules":[{"id":"01a21ea6-58cf-70f3-95c0-3e6bedc7bb15","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-58cf-70f3-95c0-3e6cf6fe221f","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-58cf-70f3-95c0-3e6d4532cf28","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ea6-58cf-70f3-95c0-3e6e678a4840","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21ea6-58cf-70f3-95c0-3e6fdc390876","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}','4725b43aae04d350edcb9caea0251104',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.920624+00:00','flag',1,5399,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',10,'flag.created','texts','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"a5e7a7b8fc1fbfd9","rules":[{"id":"01a21ea6-58d8-7571-be4d-173a0bb05ffc","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-58d8-7571-be4d-173b18a59050","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ea6-58d8-7571-be4d-173c45896342","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"},{"id":"01a21ea6-58d8-7571-be4d-173d2f6ddce4","priority":40,"rule_type":"boolean","conditions":[{"attribute":"ip","operator":"ip_in","value":["10.0.0.0/8","2001:db8::/32"]},{"attribute":"email","operator":"not_exists"}],"return_value":"network"}]}','37d2a7cf9475acf468c709b796991d8e',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.929595+00:00','flag',1,6915,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',11,'flag.created','flags','{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"2f93d2304eb1e832","rules":[{"id":"01a21ea6-58e0-70bf-bc65-78780c3df957","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq_ignore_case","value":"PRO"},{"attribute":"country","operator":"in_ignore_case","value":["tr","de"]}],"return_value":true},{"id":"01a21ea6-58e0-70bf-bc65-78794305518e","priority":20,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"contains_ignore_case","value":"A@ex"},{"attribute":"email","operator":"starts_with_ignore_case","value":"\u00e7a"},{"attribute":"email","operator":"ends_with_ignore_case","value":".COM"}],"return_value":true},{"id":"01a21ea6-58e0-70bf-bc65-787a67fe0c12","priority":30,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}','7cc39b1245eaf4e74193bc86b212e19f',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.937732+00:00','flag',1,8143,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',12,'flag.created','document','{"key":"document","enabled":true,"value_type":"json","default_value":null,"salt":"dd04ee9cec3680a4","rules":[{"id":"01a21ea6-58e9-721a-b330-2544b27f7b68","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21ea6-58e9-721a-b330-2545428a015d","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}','0942a314e7392d07eeed791c746a0e82',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.946263+00:00','flag',1,8830,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',13,'flag.created','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"c57cc700cc66e906","rules":[]}','fd9f33783d101247b8f1d815e61249d5',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.958991+00:00','flag',1,9203,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',14,'rule.created','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"c57cc700cc66e906","rules":[{"id":"01a21ea6-58fb-7146-aff5-6df6ca34a271","priority":10,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}','d800eab9c165a4ba9d11c11b8db67974',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.962952+00:00','flag',1,9742,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',15,'flag.created','shares','{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"dfb99a7ac4bcbe95","rules":[{"id":"01a21ea6-5900-7365-9622-ed8c915d03c2","priority":10,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"},{"id":"01a21ea6-5900-7365-9622-ed8d6d1b73f9","priority":20,"rule_type":"percentage","rollout_percentage":50,"bucket_by":"user_id","seed":"second-experiment","conditions":[],"return_value":"seed"}]}','ad56cffbfb104309a0c2fb730188ea6f',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.968943+00:00','flag',1,10530,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',16,'flag.created','off','{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"eeff0f16f645c947","rules":[]}','c9cd323f88392e276810a355c66c386a',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.975762+00:00','flag',1,10899,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',17,'flag.created','off-value','{"key":"off-value","enabled":false,"value_type":"string","default_value":"on","off_value":"off","salt":"fcd5d8ef03ccc851","rules":[]}','af773ce30d0ff61280d6b76440b7919f',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.981393+00:00','flag',1,11297,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',18,'flag.created','audience','{"key":"audience","enabled":true,"value_type":"string","default_value":"none","salt":"115848f9c44bd747","rules":[{"id":"01a21ea6-5912-7569-a31e-763f807e064f","priority":10,"rule_type":"boolean","conditions":[{"operator":"in_segment","value":"staff"}],"return_value":"staff"},{"id":"01a21ea6-5912-7569-a31e-7640e63934dd","priority":20,"rule_type":"boolean","conditions":[{"any":[{"attribute":"plan","operator":"eq","value":"pro"},{"all":[{"attribute":"n","operator":"gt","value":5},{"not":{"attribute":"country","operator":"in","value":["DE","US"]}}]}]}],"return_value":"group"},{"id":"01a21ea6-5912-7569-a31e-7641ca7b72b5","priority":30,"rule_type":"boolean","conditions":[{"not":{"operator":"in_segment","value":"beta"}}],"return_value":"other"},{"id":"01a21ea6-5912-7569-a31e-76421ab42324","priority":40,"rule_type":"boolean","conditions":[{"any":[{"attribute":"email","operator":"ends_with","value":[".net",".org"]}]}],"return_value":"ending"}]}','9de43c556bca949e8c0437631d9152af',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.987375+00:00','flag',1,12509,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',19,'flag.created','theme','{"key":"theme","enabled":true,"value_type":"string","default_value":"#00f","salt":"0a37714a54923d69","variants":[{"key":"red","value":"#f00"},{"key":"green","value":"#0f0"},{"key":"blue","value":"#00f"}],"rules":[{"id":"01a21ea6-591b-74dd-a0e7-12d40e301e90","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq","value":"pro"}],"variant":"red"},{"id":"01a21ea6-591b-74dd-a0e7-12d50be4eaf1","priority":20,"rule_type":"boolean","bucket_by":"user_id","conditions":[],"split":[{"variant":"red","ranges":[[0,33300]]},{"variant":"green","ranges":[[33300,100000]]}]}]}','7c322e690e72edd46ad1a9af6e529946',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:47.996970+00:00','flag',1,13363,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',20,'flag.created','follow-up','{"key":"follow-up","enabled":true,"value_type":"string","default_value":"yes","off_value":"no","salt":"695b23cef6d5abf4","prerequisites":[{"flag":"share","values":[true]},{"flag":"theme","values":["#f00","#0f0"]}],"rules":[]}','3e07c38981ea8f34ef2af9f808b88adc',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:48.004834+00:00','flag',1,13853,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',21,'flag.created','removed','{"key":"removed","enabled":true,"value_type":"boolean","default_value":false,"salt":"5b7a68b6b3b6ccbc","rules":[]}','11e7f6b738d56b2a3eecdb00476547da',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:48.011671+00:00','flag',1,14230,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',22,'flag.created','retired','{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"056500843efea0ca","rules":[{"id":"01a21ea6-5930-77d6-94f3-e3c778f13945","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}','93d14e3a717bc2283c48c893014e6397',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:48.017558+00:00','flag',1,14724,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',23,'rule.updated','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"c57cc700cc66e906","rules":[{"id":"01a21ea6-58fb-7146-aff5-6df6ca34a271","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}','15246a4a4b2d996ae7d3fce710d6e817',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:48.024674+00:00','flag',1,15263,1);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',24,'flag.updated','share','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"c57cc700cc66e906","rules":[{"id":"01a21ea6-58fb-7146-aff5-6df6ca34a271","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}','15246a4a4b2d996ae7d3fce710d6e817',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:48.030270+00:00','flag',1,15802,1);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',25,'flag.updated','document','{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"dd04ee9cec3680a4","rules":[{"id":"01a21ea6-58e9-721a-b330-2544b27f7b68","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}},{"id":"01a21ea6-58e9-721a-b330-2545428a015d","priority":20,"rule_type":"boolean","conditions":[],"return_value":[]}]}','170d0e691c4a6b642dd95234aaa94610',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:48.034455+00:00','flag',1,16495,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',26,'rule.deleted','document','{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"dd04ee9cec3680a4","rules":[{"id":"01a21ea6-58e9-721a-b330-2544b27f7b68","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}','d67f3524cc8d97cdd6d7fac6a5163a31',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:48.038997+00:00','flag',1,17072,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',27,'flag.deleted','removed',NULL,'029f01f715a2bbd8871619be66697d33',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:48.045179+00:00','flag',1,17335,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',28,'flag.updated','shares','{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"dfb99a7ac4bcbe95","rules":[{"id":"01a21ea6-5900-7365-9622-ed8d6d1b73f9","priority":10,"rule_type":"percentage","rollout_percentage":50,"bucket_by":"user_id","seed":"second-experiment","conditions":[],"return_value":"seed"},{"id":"01a21ea6-5900-7365-9622-ed8c915d03c2","priority":20,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}','ca70052584246b9544fc4a89e6f9d128',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:48.049980+00:00','flag',1,18123,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',29,'flag.deleted','retired',NULL,'4886ada24b7e149747a05cf72d10b56b',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:48.056115+00:00','flag',1,18386,0);
INSERT INTO "changes" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',30,'rule.updated','theme','{"key":"theme","enabled":true,"value_type":"string","default_value":"#00f","salt":"0a37714a54923d69","variants":[{"key":"red","value":"#f00"},{"key":"green","value":"#0f0"},{"key":"blue","value":"#00f"}],"rules":[{"id":"01a21ea6-591b-74dd-a0e7-12d40e301e90","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq","value":"pro"}],"variant":"red"},{"id":"01a21ea6-591b-74dd-a0e7-12d50be4eaf1","priority":20,"rule_type":"boolean","bucket_by":"user_id","conditions":[],"split":[{"variant":"red","ranges":[[0,20000]]},{"variant":"green","ranges":[[33300,83800]]},{"variant":"blue","ranges":[[20000,33300],[83800,100000]]}]}]}','9651f25770b0bc10d51f9dfdbe0cac74',X'01A21EA657C375BAB298D50902AE775B','2026-11-27T20:15:48.061593+00:00','flag',1,19298,1);
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
INSERT INTO "environments" VALUES(X'01A21EA657DF776C94FD2CAA3822FDCF',X'01A21EA657DD70328B80FB2890C4674B','production','Production','','["local"]',30,'9651f25770b0bc10d51f9dfdbe0cac74',8,1,'2026-11-27T20:15:47.679483+00:00','2026-11-27T20:15:47.679483+00:00',15,7709,19298,3294,982270,2,407,NULL,1);
INSERT INTO "environments" VALUES(X'01A21EA657F173E39A05B47355A0D39D',X'01A21EA657DD70328B80FB2890C4674B','staging','Staging','','["local"]',6,'fa3354e3e9a9775f8d861a166a3086d4',4,1,'2026-11-27T20:15:47.697945+00:00','2026-11-27T20:15:47.697945+00:00',3,913,3049,263,4400,0,0,NULL,0);
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
INSERT INTO "flags" VALUES(X'01A21EA657E171C9A6BC82CB3CF65D0D',X'01A21EA657DF776C94FD2CAA3822FDCF','new-dashboard','New dashboard','On for all users in TR, and for a quarter of the others','new-dashboard
new dashboard',1,'boolean','false','53872f4de215d15d','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"53872f4de215d15d","rules":[{"id":"01a21ea6-57e9-7663-a638-e16fc33d6be9","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21ea6-57ec-70a6-a6a9-97e5d943bd3d","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}',1,'2026-11-27T20:15:47.682528+00:00','2026-11-27T20:15:47.682528+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EA657E47123B24F8CBC23AEF940',X'01A21EA657DF776C94FD2CAA3822FDCF','button-color','Button color','','button-color
button color',1,'string','"blue"','b8f1382ec3053731','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"b8f1382ec3053731","rules":[{"id":"01a21ea6-57ef-7775-885b-1c0172d12c0d","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}',1,'2026-11-27T20:15:47.685318+00:00','2026-11-27T20:15:47.685318+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EA657E67533A777E51CDA6A0712',X'01A21EA657DF776C94FD2CAA3822FDCF','checkout','Checkout settings','','checkout
checkout settings',1,'json','{"providers":["card","transfer"],"steps":3}','f7427e51fde85441','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"f7427e51fde85441","rules":[]}',1,'2026-11-27T20:15:47.686870+00:00','2026-11-27T20:15:47.686870+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EA657F3762FB7A503698929D627',X'01A21EA657F173E39A05B47355A0D39D','new-dashboard','New dashboard','On for all users in TR, and for a quarter of the others','new-dashboard
new dashboard',1,'boolean','false','e7fccdc37ad683d5','{"key":"new-dashboard","enabled":true,"value_type":"boolean","default_value":false,"salt":"e7fccdc37ad683d5","rules":[{"id":"01a21ea6-57fc-70eb-852a-1195010419ee","priority":10,"rule_type":"attribute","attribute":"country","operator":"eq","value":"TR","conditions":[],"return_value":true},{"id":"01a21ea6-57ff-7539-8206-e25091e76951","priority":20,"rule_type":"percentage","rollout_percentage":25,"bucket_by":"user_id","conditions":[],"return_value":true}]}',1,'2026-11-27T20:15:47.700261+00:00','2026-11-27T20:15:47.700261+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EA657F5743B9F578D973D82F681',X'01A21EA657F173E39A05B47355A0D39D','button-color','Button color','','button-color
button color',1,'string','"blue"','02552be4bb3ed0e9','{"key":"button-color","enabled":true,"value_type":"string","default_value":"blue","salt":"02552be4bb3ed0e9","rules":[{"id":"01a21ea6-5801-737c-8132-1a22606866b8","priority":10,"rule_type":"attribute","attribute":"plan","operator":"in","value":["team","enterprise"],"conditions":[],"return_value":"green"}]}',1,'2026-11-27T20:15:47.704385+00:00','2026-11-27T20:15:47.704385+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EA657F97781BD111D0D63BAF5A5',X'01A21EA657F173E39A05B47355A0D39D','checkout','Checkout settings','','checkout
checkout settings',1,'json','{"providers":["card","transfer"],"steps":3}','2c6d0248944f1204','{"key":"checkout","enabled":true,"value_type":"json","default_value":{"providers":["card","transfer"],"steps":3},"salt":"2c6d0248944f1204","rules":[]}',1,'2026-11-27T20:15:47.706374+00:00','2026-11-27T20:15:47.706374+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EA658CF70F395C03E6A724345D8',X'01A21EA657DF776C94FD2CAA3822FDCF','numbers','Numbers','','numbers
numbers',1,'number','0','c5dbdad6c782eb25','{"key":"numbers","enabled":true,"value_type":"number","default_value":0,"salt":"c5dbdad6c782eb25","rules":[{"id":"01a21ea6-58cf-70f3-95c0-3e6bedc7bb15","priority":10,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}],"return_value":1.5},{"id":"01a21ea6-58cf-70f3-95c0-3e6cf6fe221f","priority":20,"rule_type":"boolean","conditions":[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}],"return_value":-1},{"id":"01a21ea6-58cf-70f3-95c0-3e6d4532cf28","priority":30,"rule_type":"attribute","attribute":"app","operator":"semver_eq","value":"1.2.3","conditions":[],"return_value":2},{"id":"01a21ea6-58cf-70f3-95c0-3e6e678a4840","priority":40,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}],"return_value":3},{"id":"01a21ea6-58cf-70f3-95c0-3e6fdc390876","priority":50,"rule_type":"boolean","conditions":[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}],"return_value":4}]}',1,'2026-11-27T20:15:47.920624+00:00','2026-11-27T20:15:47.920624+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EA658D77512A319F7F19DC694BA',X'01A21EA657DF776C94FD2CAA3822FDCF','texts','Texts','','texts
texts',1,'string','"none"','a5e7a7b8fc1fbfd9','{"key":"texts","enabled":true,"value_type":"string","default_value":"none","salt":"a5e7a7b8fc1fbfd9","rules":[{"id":"01a21ea6-58d8-7571-be4d-173a0bb05ffc","priority":10,"rule_type":"attribute","attribute":"plan","operator":"eq","value":"pro","conditions":[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}],"return_value":"first"},{"id":"01a21ea6-58d8-7571-be4d-173b18a59050","priority":20,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}],"return_value":"second"},{"id":"01a21ea6-58d8-7571-be4d-173c45896342","priority":30,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}],"return_value":"pattern"},{"id":"01a21ea6-58d8-7571-be4d-173d2f6ddce4","priority":40,"rule_type":"boolean","conditions":[{"attribute":"ip","operator":"ip_in","value":["10.0.0.0/8","2001:db8::/32"]},{"attribute":"email","operator":"not_exists"}],"return_value":"network"}]}',1,'2026-11-27T20:15:47.929595+00:00','2026-11-27T20:15:47.929595+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EA658E070BFBC657877866CA686',X'01A21EA657DF776C94FD2CAA3822FDCF','flags','Flags','','flags
flags',1,'boolean','false','2f93d2304eb1e832','{"key":"flags","enabled":true,"value_type":"boolean","default_value":false,"salt":"2f93d2304eb1e832","rules":[{"id":"01a21ea6-58e0-70bf-bc65-78780c3df957","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq_ignore_case","value":"PRO"},{"attribute":"country","operator":"in_ignore_case","value":["tr","de"]}],"return_value":true},{"id":"01a21ea6-58e0-70bf-bc65-78794305518e","priority":20,"rule_type":"boolean","conditions":[{"attribute":"email","operator":"contains_ignore_case","value":"A@ex"},{"attribute":"email","operator":"starts_with_ignore_case","value":"\u00e7a"},{"attribute":"email","operator":"ends_with_ignore_case","value":".COM"}],"return_value":true},{"id":"01a21ea6-58e0-70bf-bc65-787a67fe0c12","priority":30,"rule_type":"boolean","conditions":[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}],"return_value":true}]}',1,'2026-11-27T20:15:47.937732+00:00','2026-11-27T20:15:47.937732+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EA658E9721AB3302543931B23EF',X'01A21EA657DF776C94FD2CAA3822FDCF','document','Document','An object, or null.','document
document',1,'json','["edited"]','dd04ee9cec3680a4','{"key":"document","enabled":true,"value_type":"json","default_value":["edited"],"salt":"dd04ee9cec3680a4","rules":[{"id":"01a21ea6-58e9-721a-b330-2544b27f7b68","priority":10,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":{"b":[1,2.5,"\u015f"],"a":null}}]}',2,'2026-11-27T20:15:47.946263+00:00','2026-11-27T20:15:48.034455+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EA658F6778997D070DEB7A195B4',X'01A21EA657DF776C94FD2CAA3822FDCF','share','A share','Edited','share
a share',1,'boolean','false','c57cc700cc66e906','{"key":"share","enabled":true,"value_type":"boolean","default_value":false,"salt":"c57cc700cc66e906","rules":[{"id":"01a21ea6-58fb-7146-aff5-6df6ca34a271","priority":10,"rule_type":"percentage","rollout_percentage":40,"bucket_by":"user_id","conditions":[],"return_value":true}]}',2,'2026-11-27T20:15:47.958991+00:00','2026-11-27T20:15:48.030270+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EA6590073659622ED8BD7EA4FE5',X'01A21EA657DF776C94FD2CAA3822FDCF','shares','Shares','','shares
shares',1,'string','"out"','dfb99a7ac4bcbe95','{"key":"shares","enabled":true,"value_type":"string","default_value":"out","salt":"dfb99a7ac4bcbe95","rules":[{"id":"01a21ea6-5900-7365-9622-ed8d6d1b73f9","priority":10,"rule_type":"percentage","rollout_percentage":50,"bucket_by":"user_id","seed":"second-experiment","conditions":[],"return_value":"seed"},{"id":"01a21ea6-5900-7365-9622-ed8c915d03c2","priority":20,"rule_type":"percentage","rollout_percentage":75.125,"bucket_by":"account.id","conditions":[{"attribute":"plan","operator":"exists"}],"return_value":"account"}]}',2,'2026-11-27T20:15:47.968943+00:00','2026-11-27T20:15:48.049980+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EA65906775D86F850B722EA49FE',X'01A21EA657DF776C94FD2CAA3822FDCF','off','Off','','off
off',0,'boolean','true','eeff0f16f645c947','{"key":"off","enabled":false,"value_type":"boolean","default_value":true,"salt":"eeff0f16f645c947","rules":[]}',1,'2026-11-27T20:15:47.975762+00:00','2026-11-27T20:15:47.975762+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EA6590C71E6B6A9F626A0348EA1',X'01A21EA657DF776C94FD2CAA3822FDCF','off-value','Off-Value','','off-value
off-value',0,'string','"on"','fcd5d8ef03ccc851','{"key":"off-value","enabled":false,"value_type":"string","default_value":"on","off_value":"off","salt":"fcd5d8ef03ccc851","rules":[]}',1,'2026-11-27T20:15:47.981393+00:00','2026-11-27T20:15:47.981393+00:00','"off"','[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EA659127569A31E763E196A1D1D',X'01A21EA657DF776C94FD2CAA3822FDCF','audience','Audience','','audience
audience',1,'string','"none"','115848f9c44bd747','{"key":"audience","enabled":true,"value_type":"string","default_value":"none","salt":"115848f9c44bd747","rules":[{"id":"01a21ea6-5912-7569-a31e-763f807e064f","priority":10,"rule_type":"boolean","conditions":[{"operator":"in_segment","value":"staff"}],"return_value":"staff"},{"id":"01a21ea6-5912-7569-a31e-7640e63934dd","priority":20,"rule_type":"boolean","conditions":[{"any":[{"attribute":"plan","operator":"eq","value":"pro"},{"all":[{"attribute":"n","operator":"gt","value":5},{"not":{"attribute":"country","operator":"in","value":["DE","US"]}}]}]}],"return_value":"group"},{"id":"01a21ea6-5912-7569-a31e-7641ca7b72b5","priority":30,"rule_type":"boolean","conditions":[{"not":{"operator":"in_segment","value":"beta"}}],"return_value":"other"},{"id":"01a21ea6-5912-7569-a31e-76421ab42324","priority":40,"rule_type":"boolean","conditions":[{"any":[{"attribute":"email","operator":"ends_with","value":[".net",".org"]}]}],"return_value":"ending"}]}',1,'2026-11-27T20:15:47.987375+00:00','2026-11-27T20:15:47.987375+00:00',NULL,'[]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EA6591B74DDA0E712D3772BD53B',X'01A21EA657DF776C94FD2CAA3822FDCF','theme','Theme','','theme
theme',1,'string','"#00f"','0a37714a54923d69','{"key":"theme","enabled":true,"value_type":"string","default_value":"#00f","salt":"0a37714a54923d69","variants":[{"key":"red","value":"#f00"},{"key":"green","value":"#0f0"},{"key":"blue","value":"#00f"}],"rules":[{"id":"01a21ea6-591b-74dd-a0e7-12d40e301e90","priority":10,"rule_type":"boolean","conditions":[{"attribute":"plan","operator":"eq","value":"pro"}],"variant":"red"},{"id":"01a21ea6-591b-74dd-a0e7-12d50be4eaf1","priority":20,"rule_type":"boolean","bucket_by":"user_id","conditions":[],"split":[{"variant":"red","ranges":[[0,20000]]},{"variant":"green","ranges":[[33300,83800]]},{"variant":"blue","ranges":[[20000,33300],[83800,100000]]}]}]}',1,'2026-11-27T20:15:47.996970+00:00','2026-11-27T20:15:47.996970+00:00',NULL,'[{"key":"red","value":"#f00","name":"Red"},{"key":"green","value":"#0f0"},{"key":"blue","value":"#00f"}]',NULL,'[]');
INSERT INTO "flags" VALUES(X'01A21EA659237594949B711E31BD2919',X'01A21EA657DF776C94FD2CAA3822FDCF','follow-up','Follow-Up','','follow-up
follow-up',1,'string','"yes"','695b23cef6d5abf4','{"key":"follow-up","enabled":true,"value_type":"string","default_value":"yes","off_value":"no","salt":"695b23cef6d5abf4","prerequisites":[{"flag":"share","values":[true]},{"flag":"theme","values":["#f00","#0f0"]}],"rules":[]}',1,'2026-11-27T20:15:48.004834+00:00','2026-11-27T20:15:48.004834+00:00','"no"','[]',NULL,'[{"flag":"share","values":[true]},{"flag":"theme","values":["#f00","#0f0"]}]');
INSERT INTO "flags" VALUES(X'01A21EA6593077D694F3E3C6D03AB0D4',X'01A21EA657DF776C94FD2CAA3822FDCF','retired','Retired','','retired
retired',1,'boolean','false','056500843efea0ca','{"key":"retired","enabled":true,"value_type":"boolean","default_value":false,"salt":"056500843efea0ca","rules":[{"id":"01a21ea6-5930-77d6-94f3-e3c778f13945","priority":10,"rule_type":"boolean","conditions":[],"return_value":true}]}',2,'2026-11-27T20:15:48.017558+00:00','2026-11-27T20:15:48.056115+00:00',NULL,'[]','2026-11-27T20:15:48.056115+00:00','[]');
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
INSERT INTO "login_attempts" VALUES('demo@togul.local','2026-11-27T20:15:47.826439+00:00');
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
INSERT INTO "login_networks" VALUES(X'01A21EA657C375BAB298D50902AE775B','127.0.0.1','2026-11-27T20:15:47.852971+00:00');
INSERT INTO "login_networks" VALUES(X'01A21EA658B477A286D546E65750DCED','127.0.0.1','2026-11-27T20:15:47.894174+00:00');
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
INSERT INTO "machine_tokens" VALUES(X'01A21EA658C07573903D6C7CA0EC47F0',X'01A21EA657C67797A2E4F79415234838',NULL,'Build',X'01A21EA657C770709F34F3C28F956015',X'F3301A0E37E94912A228C0B3E01E298E55535647EC66800D13EB08C05CCC2659',X'01A21EA657C375BAB298D50902AE775B',NULL,'2026-11-27T20:15:47.904403+00:00','2026-11-27T20:15:47.904403+00:00');
CREATE TABLE members (
    id uuid primary key,
    organization_id uuid not null references organizations (id) on delete cascade,
    user_id uuid not null references users (id) on delete cascade,
    role_id uuid not null references roles (id),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (organization_id, user_id)
);
INSERT INTO "members" VALUES(X'01A21EA657C770709F34F3C0F899AD3B',X'01A21EA657C67797A2E4F79415234838',X'01A21EA657C375BAB298D50902AE775B',X'01A21EA657C770709F34F3BFC8A5370B','2026-11-27T20:15:47.651865+00:00','2026-11-27T20:15:47.651865+00:00');
INSERT INTO "members" VALUES(X'01A21EA658B67685B0EBF85C868760BF',X'01A21EA657C67797A2E4F79415234838',X'01A21EA658B477A286D546E65750DCED',X'01A21EA657C770709F34F3C4C995F9B2','2026-11-27T20:15:47.894174+00:00','2026-11-27T20:15:47.894174+00:00');
CREATE TABLE organizations (
    id uuid primary key,
    slug text not null unique,
    name text not null,
    deleted_at timestamptz,              -- soft: the rows stay, nobody sees them
    created_at timestamptz not null,
    updated_at timestamptz not null
);
INSERT INTO "organizations" VALUES(X'01A21EA657C67797A2E4F79415234838','demo-s-organization-833c5018','Demo''s organization',NULL,'2026-11-27T20:15:47.651865+00:00','2026-11-27T20:15:47.651865+00:00');
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
INSERT INTO "project_members" VALUES(X'01A21EA658BB74549786878C6860F7B5',X'01A21EA657DD70328B80FB2890C4674B',X'01A21EA658B477A286D546E65750DCED',X'01A21EA657C770709F34F3C4C995F9B2','2026-11-27T20:15:47.899840+00:00','2026-11-27T20:15:47.899840+00:00');
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
INSERT INTO "projects" VALUES(X'01A21EA657DD70328B80FB2890C4674B',X'01A21EA657C67797A2E4F79415234838','demo-shop','Demo shop','','2026-11-27T20:15:47.677624+00:00','2026-11-27T20:15:47.677624+00:00');
CREATE TABLE refresh_tokens (
    hash bytea primary key,              -- SHA-256 of the token
    session_id uuid not null references sessions (id) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz                  -- a second use ends the session
);
INSERT INTO "refresh_tokens" VALUES(X'832EF3D85049B2E9671F198FDEFBA5507B5F9E1C2D1925637D31AEBB880541C5',X'01A21EA657DA77ABA6E8DE520441F4D4','2026-11-27T20:15:47.674804+00:00','2026-12-27T20:15:47.674804+00:00',NULL);
INSERT INTO "refresh_tokens" VALUES(X'331B762C50F4BEBD121D1ED9E258612AB94429A6A01A02CF8DAC7CADF3004BCF',X'01A21EA6588D776EB3FC72D6A0974200','2026-11-27T20:15:47.853898+00:00','2026-12-27T20:15:47.853898+00:00',NULL);
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
INSERT INTO "roles" VALUES(X'01A21EA657C770709F34F3BFC8A5370B',X'01A21EA657C67797A2E4F79415234838','owner','Owner',1,'["org.read","org.update","org.delete","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]','2026-11-27T20:15:47.651865+00:00','2026-11-27T20:15:47.651865+00:00');
INSERT INTO "roles" VALUES(X'01A21EA657C770709F34F3C146D8911A',X'01A21EA657C67797A2E4F79415234838','admin','Admin',1,'["org.read","org.update","members.read","members.invite","members.update","members.remove","roles.read","roles.create","roles.update","roles.delete","projects.read","projects.write","projects.delete","project_members.read","project_members.write","project_members.remove","environments.read","environments.write","environments.delete","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read","api_keys.write","tokens.read","tokens.write","audit.read"]','2026-11-27T20:15:47.651865+00:00','2026-11-27T20:15:47.651865+00:00');
INSERT INTO "roles" VALUES(X'01A21EA657C770709F34F3C28F956015',X'01A21EA657C67797A2E4F79415234838','developer','Developer',1,'["org.read","members.read","roles.read","projects.read","project_members.read","environments.read","environments.write","flags.read","flags.write","flags.delete","rules.read","rules.write","segments.read","segments.write","segments.delete","api_keys.read"]','2026-11-27T20:15:47.651865+00:00','2026-11-27T20:15:47.651865+00:00');
INSERT INTO "roles" VALUES(X'01A21EA657C770709F34F3C37EA1F996',X'01A21EA657C67797A2E4F79415234838','analyst','Analyst',1,'["org.read","projects.read","environments.read","flags.read","rules.read","segments.read","audit.read"]','2026-11-27T20:15:47.651865+00:00','2026-11-27T20:15:47.651865+00:00');
INSERT INTO "roles" VALUES(X'01A21EA657C770709F34F3C4C995F9B2',X'01A21EA657C67797A2E4F79415234838','viewer','Viewer',1,'["org.read","projects.read","environments.read","flags.read","rules.read","segments.read"]','2026-11-27T20:15:47.651865+00:00','2026-11-27T20:15:47.651865+00:00');
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
, segments text not null default '[]', variant text, split text, seed text);
INSERT INTO "rules" VALUES(X'01A21EA657E97663A638E16FC33D6BE9',X'01A21EA657E171C9A6BC82CB3CF65D0D',10,'attribute','country','eq','"TR"',NULL,'user_id','[]','true',1,1,'2026-11-27T20:15:47.689519+00:00','2026-11-27T20:15:47.689519+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA657EC70A6A6A997E5D943BD3D',X'01A21EA657E171C9A6BC82CB3CF65D0D',20,'percentage',NULL,NULL,NULL,25000,'user_id','[]','true',1,1,'2026-11-27T20:15:47.692683+00:00','2026-11-27T20:15:47.692683+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA657EF7775885B1C0172D12C0D',X'01A21EA657E47123B24F8CBC23AEF940',10,'attribute','plan','in','["team", "enterprise"]',NULL,'user_id','[]','"green"',1,1,'2026-11-27T20:15:47.695055+00:00','2026-11-27T20:15:47.695055+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA657FC70EB852A1195010419EE',X'01A21EA657F3762FB7A503698929D627',10,'attribute','country','eq','"TR"',NULL,'user_id','[]','true',1,1,'2026-11-27T20:15:47.708620+00:00','2026-11-27T20:15:47.708620+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA657FF75398206E25091E76951',X'01A21EA657F3762FB7A503698929D627',20,'percentage',NULL,NULL,NULL,25000,'user_id','[]','true',1,1,'2026-11-27T20:15:47.710997+00:00','2026-11-27T20:15:47.710997+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA65801737C81321A22606866B8',X'01A21EA657F5743B9F578D973D82F681',10,'attribute','plan','in','["team", "enterprise"]',NULL,'user_id','[]','"green"',1,1,'2026-11-27T20:15:47.713371+00:00','2026-11-27T20:15:47.713371+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA658CF70F395C03E6BEDC7BB15',X'01A21EA658CF70F395C03E6A724345D8',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"n","operator":"gte","value":5},{"attribute":"n","operator":"lt","value":10}]','1.5',1,1,'2026-11-27T20:15:47.920624+00:00','2026-11-27T20:15:47.920624+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA658CF70F395C03E6CF6FE221F',X'01A21EA658CF70F395C03E6A724345D8',20,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"n","operator":"gt","value":-2},{"attribute":"n","operator":"lte","value":0}]','-1',1,1,'2026-11-27T20:15:47.920624+00:00','2026-11-27T20:15:47.920624+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA658CF70F395C03E6D4532CF28',X'01A21EA658CF70F395C03E6A724345D8',30,'attribute','app','semver_eq','"1.2.3"',NULL,'user_id','[]','2',1,1,'2026-11-27T20:15:47.920624+00:00','2026-11-27T20:15:47.920624+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA658CF70F395C03E6E678A4840',X'01A21EA658CF70F395C03E6A724345D8',40,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"app","operator":"semver_gt","value":"1.2.3"},{"attribute":"app","operator":"semver_lte","value":"2.0.0"}]','3',1,1,'2026-11-27T20:15:47.920624+00:00','2026-11-27T20:15:47.920624+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA658CF70F395C03E6FDC390876',X'01A21EA658CF70F395C03E6A724345D8',50,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"app","operator":"semver_gte","value":"0.9.0"},{"attribute":"app","operator":"semver_lt","value":"1.2.3"}]','4',1,1,'2026-11-27T20:15:47.920624+00:00','2026-11-27T20:15:47.920624+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA658D87571BE4D173A0BB05FFC',X'01A21EA658D77512A319F7F19DC694BA',10,'attribute','plan','eq','"pro"',NULL,'user_id','[{"attribute":"country","operator":"in","value":["TR","DE"]},{"attribute":"email","operator":"ends_with","value":"@example.com"}]','"first"',1,1,'2026-11-27T20:15:47.929595+00:00','2026-11-27T20:15:47.929595+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA658D87571BE4D173B18A59050',X'01A21EA658D77512A319F7F19DC694BA',20,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"plan","operator":"neq","value":"free"},{"attribute":"country","operator":"not_in","value":["US","TR"]},{"attribute":"email","operator":"contains","value":"a@"},{"attribute":"email","operator":"starts_with","value":"ad"}]','"second"',1,1,'2026-11-27T20:15:47.929595+00:00','2026-11-27T20:15:47.929595+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA658D87571BE4D173C45896342',X'01A21EA658D77512A319F7F19DC694BA',30,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"email","operator":"matches","value":"^[a-z]+@example\\.(com|org)$"},{"attribute":"plan","operator":"exists"}]','"pattern"',1,1,'2026-11-27T20:15:47.929595+00:00','2026-11-27T20:15:47.929595+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA658D87571BE4D173D2F6DDCE4',X'01A21EA658D77512A319F7F19DC694BA',40,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"ip","operator":"ip_in","value":["10.0.0.0/8","2001:db8::/32"]},{"attribute":"email","operator":"not_exists"}]','"network"',1,1,'2026-11-27T20:15:47.929595+00:00','2026-11-27T20:15:47.929595+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA658D87571BE4D173EE51F2997',X'01A21EA658D77512A319F7F19DC694BA',50,'boolean',NULL,NULL,NULL,NULL,'user_id','[]','"inactive"',0,1,'2026-11-27T20:15:47.929595+00:00','2026-11-27T20:15:47.929595+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA658E070BFBC6578780C3DF957',X'01A21EA658E070BFBC657877866CA686',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"plan","operator":"eq_ignore_case","value":"PRO"},{"attribute":"country","operator":"in_ignore_case","value":["tr","de"]}]','true',1,1,'2026-11-27T20:15:47.937732+00:00','2026-11-27T20:15:47.937732+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA658E070BFBC6578794305518E',X'01A21EA658E070BFBC657877866CA686',20,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"email","operator":"contains_ignore_case","value":"A@ex"},{"attribute":"email","operator":"starts_with_ignore_case","value":"\u00e7a"},{"attribute":"email","operator":"ends_with_ignore_case","value":".COM"}]','true',1,1,'2026-11-27T20:15:47.937732+00:00','2026-11-27T20:15:47.937732+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA658E070BFBC65787A67FE0C12',X'01A21EA658E070BFBC657877866CA686',30,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"since","operator":"after","value":"2025-12-31T21:00:00Z"},{"attribute":"since","operator":"before","value":"2026-06-01T00:00:00+03:00"}]','true',1,1,'2026-11-27T20:15:47.937732+00:00','2026-11-27T20:15:47.937732+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA658E9721AB3302544B27F7B68',X'01A21EA658E9721AB3302543931B23EF',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"country","operator":"eq","value":"TR"}]','{"b":[1,2.5,"\u015f"],"a":null}',1,1,'2026-11-27T20:15:47.946263+00:00','2026-11-27T20:15:47.946263+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA658FB7146AFF56DF6CA34A271',X'01A21EA658F6778997D070DEB7A195B4',10,'percentage',NULL,NULL,NULL,40000,'user_id','[]','true',1,2,'2026-11-27T20:15:47.962952+00:00','2026-11-27T20:15:48.024674+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA6590073659622ED8C915D03C2',X'01A21EA6590073659622ED8BD7EA4FE5',20,'percentage',NULL,NULL,NULL,75125,'account.id','[{"attribute":"plan","operator":"exists"}]','"account"',1,2,'2026-11-27T20:15:47.968943+00:00','2026-11-27T20:15:48.049980+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA6590073659622ED8D6D1B73F9',X'01A21EA6590073659622ED8BD7EA4FE5',10,'percentage',NULL,NULL,NULL,50000,'user_id','[]','"seed"',1,2,'2026-11-27T20:15:47.968943+00:00','2026-11-27T20:15:48.049980+00:00','[]',NULL,NULL,'second-experiment');
INSERT INTO "rules" VALUES(X'01A21EA659127569A31E763F807E064F',X'01A21EA659127569A31E763E196A1D1D',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"operator":"in_segment","value":"staff"}]','"staff"',1,1,'2026-11-27T20:15:47.987375+00:00','2026-11-27T20:15:47.987375+00:00','["staff"]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA659127569A31E7640E63934DD',X'01A21EA659127569A31E763E196A1D1D',20,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"any":[{"attribute":"plan","operator":"eq","value":"pro"},{"all":[{"attribute":"n","operator":"gt","value":5},{"not":{"attribute":"country","operator":"in","value":["DE","US"]}}]}]}]','"group"',1,1,'2026-11-27T20:15:47.987375+00:00','2026-11-27T20:15:47.987375+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA659127569A31E7641CA7B72B5',X'01A21EA659127569A31E763E196A1D1D',30,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"not":{"operator":"in_segment","value":"beta"}}]','"other"',1,1,'2026-11-27T20:15:47.987375+00:00','2026-11-27T20:15:47.987375+00:00','["beta"]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA659127569A31E76421AB42324',X'01A21EA659127569A31E763E196A1D1D',40,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"any":[{"attribute":"email","operator":"ends_with","value":[".net",".org"]}]}]','"ending"',1,1,'2026-11-27T20:15:47.987375+00:00','2026-11-27T20:15:47.987375+00:00','[]',NULL,NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA6591B74DDA0E712D40E301E90',X'01A21EA6591B74DDA0E712D3772BD53B',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[{"attribute":"plan","operator":"eq","value":"pro"}]','',1,1,'2026-11-27T20:15:47.996970+00:00','2026-11-27T20:15:47.996970+00:00','[]','red',NULL,NULL);
INSERT INTO "rules" VALUES(X'01A21EA6591B74DDA0E712D50BE4EAF1',X'01A21EA6591B74DDA0E712D3772BD53B',20,'boolean',NULL,NULL,NULL,NULL,'user_id','[]','',1,2,'2026-11-27T20:15:47.996970+00:00','2026-11-27T20:15:48.061593+00:00','[]',NULL,'[{"variant":"red","weight":20,"ranges":[[0,20000]]},{"variant":"green","weight":50.5,"ranges":[[33300,83800]]},{"variant":"blue","weight":29.5,"ranges":[[20000,33300],[83800,100000]]}]',NULL);
INSERT INTO "rules" VALUES(X'01A21EA6593077D694F3E3C778F13945',X'01A21EA6593077D694F3E3C6D03AB0D4',10,'boolean',NULL,NULL,NULL,NULL,'user_id','[]','true',1,1,'2026-11-27T20:15:48.017558+00:00','2026-11-27T20:15:48.017558+00:00','[]',NULL,NULL,NULL);
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
INSERT INTO "segments" VALUES(X'01A21EA658C6769091895DD3F1F59F6E',X'01A21EA657DF776C94FD2CAA3822FDCF','beta','Beta','','beta
beta','user_id','["user-1","user-2"]','["user-3"]','[{"conditions":[{"attribute":"country","operator":"eq","value":"TR"},{"attribute":"n","operator":"gte","value":0}]}]','[]',126600,'{"key":"beta","attribute":"user_id","included":["user-1","user-2"],"excluded":["user-3"],"rules":[{"conditions":[{"attribute":"country","operator":"eq","value":"TR"},{"attribute":"n","operator":"gte","value":0}]}]}',1,'2026-11-27T20:15:47.911998+00:00','2026-11-27T20:15:47.911998+00:00');
INSERT INTO "segments" VALUES(X'01A21EA658CB70CCA909C45289BCA992',X'01A21EA657DF776C94FD2CAA3822FDCF','staff','Staff','','staff
staff','account.id','["7919"]','[]','[{"conditions":[{"operator":"in_segment","value":"beta"},{"attribute":"plan","operator":"eq","value":"pro"}]}]','["beta"]',63000,'{"key":"staff","attribute":"account.id","included":["7919"],"excluded":[],"rules":[{"conditions":[{"operator":"in_segment","value":"beta"},{"attribute":"plan","operator":"eq","value":"pro"}]}]}',1,'2026-11-27T20:15:47.916340+00:00','2026-11-27T20:15:47.916340+00:00');
CREATE TABLE sessions (
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    organization_id uuid references organizations (id) on delete cascade,  -- null: the user has none
    created_at timestamptz not null,
    ended_at timestamptz
, address text not null default '', last_used_at timestamptz);
INSERT INTO "sessions" VALUES(X'01A21EA657DA77ABA6E8DE520441F4D4',X'01A21EA657C375BAB298D50902AE775B',X'01A21EA657C67797A2E4F79415234838','2026-11-27T20:15:47.674183+00:00','2026-11-27T20:15:47.720782+00:00','127.0.0.1','2026-11-27T20:15:47.674804+00:00');
INSERT INTO "sessions" VALUES(X'01A21EA6588D776EB3FC72D6A0974200',X'01A21EA657C375BAB298D50902AE775B',X'01A21EA657C67797A2E4F79415234838','2026-11-27T20:15:47.852971+00:00',NULL,'127.0.0.1','2026-11-27T20:15:47.853898+00:00');
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
INSERT INTO "users" VALUES(X'01A21EA657C375BAB298D50902AE775B','demo@togul.local','demo@togul.local','Demo','admin','$argon2id$v=19$m=19456,t=2,p=1$zLCQ17eueKpVza9KcTFG1w$bjLJwlTohqVgJyiyQyI8NWhFhBd0vSMj/lA6QVyCU0s',NULL,'2026-11-27T20:15:47.651865+00:00','2026-11-27T20:15:47.651865+00:00');
INSERT INTO "users" VALUES(X'01A21EA658B477A286D546E65750DCED','viewer@togul.local','viewer@togul.local','Viewer','read_only','$argon2id$v=19$m=19456,t=2,p=1$UeciDZZtLxT+bO5DP+iBDg$okejXePn62giKnp/YUKBs73gsRl9auk5G4bMzWx2j4M',NULL,'2026-11-27T20:15:47.892088+00:00','2026-11-27T20:15:47.892088+00:00');
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
