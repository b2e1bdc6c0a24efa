//! Limits of fields: a value at the limit is accepted, a value past it is refused by name.

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{PASSWORD, Reply, Shop, on_both};

/// An endpoint, a valid body, and accepted and refused values for one of its fields.
struct Limit {
    method: Method,
    path: String,
    body: Value,
    field: &'static str,
    accepted: Vec<Value>,
    refused: Vec<Value>,
}

impl Limit {
    async fn check(&self, shop: &Shop) {
        let accepted = self.accepted.iter().map(|value| (value, true));
        for (value, is_accepted) in accepted.chain(self.refused.iter().map(|value| (value, false))) {
            let mut body = self.body.clone();
            body[self.field] = value.clone();
            for (_, text) in body.as_object_mut().unwrap() {
                // Keys and names that must be unique are new each time.
                if text == "UNIQUE" {
                    *text = json!(format!("k{}", uuid::Uuid::now_v7().simple()));
                }
            }
            let request = shop.owner.request(self.method.clone(), &self.path).json(&body);
            let reply = Reply::to(request).await;
            let what = value.to_string().chars().take(60).collect::<String>();
            if is_accepted {
                assert_eq!(reply.status, 200, "{} {} {what}: {reply:?}", self.path, self.field);
            } else {
                assert_eq!(reply.refused_field(), self.field, "{} {what}", self.path);
            }
        }
    }
}

/// Strings of up to `most` and of `most + 1` characters, with two bytes for each character.
fn text(most: usize) -> (Vec<Value>, Vec<Value>) {
    (vec![json!("ğ"), json!("ğ".repeat(most))], vec![json!("ğ".repeat(most + 1))])
}

fn names() -> (Vec<Value>, Vec<Value>) {
    let (fits, mut not) = text(200);
    not.extend([json!(""), json!("  "), json!("a\nb"), json!("a\0"), json!("\u{7f}"), json!("\u{85}")]);
    (fits, not)
}

fn descriptions() -> (Vec<Value>, Vec<Value>) {
    let (mut fits, mut not) = text(2000);
    fits.extend([json!(""), json!("line\nbreak\ttab")]);
    not.push(json!("a\0b"));
    (fits, not)
}

fn keys() -> (Vec<Value>, Vec<Value>) {
    let fits = [json!("a"), json!("9"), json!("A.b_c-d"), json!("k".repeat(128))];
    let not = ["", ".a", "-a", "_a", "a b", "a/b", "ğ", "a\n", "a\0", &"k".repeat(129)];
    (fits.into(), not.map(|key| json!(key)).into())
}

async fn limits(shop: &Shop) -> Vec<Limit> {
    let flag = shop.flag("f", json!({})).await;
    let rule = shop.rule(&flag, json!({ "rule_type": "percentage", "rollout_percentage": 1 })).await;
    let (key, _) = shop.key(json!({})).await;
    let viewer = shop.role("viewer").await;
    let (environment, project) = (&shop.environment_id, &shop.path);
    let rotate = format!("{project}/api-keys/{}/rotate", key["id"].as_str().unwrap());
    let row = |method, path: &str, body, field, (accepted, refused): (Vec<Value>, Vec<Value>)| Limit {
        method,
        path: path.to_owned(),
        body,
        field,
        accepted,
        refused,
    };
    let (post, patch, put) = (|| Method::POST, || Method::PATCH, || Method::PUT);
    let new_flag = json!({ "environment_id": environment, "key": "UNIQUE", "name": "f" });
    let new_rule =
        json!({ "flag_id": flag["id"], "priority": 1, "rule_type": "boolean", "return_value": true });
    let new_key = json!({ "environment_id": environment, "name": "k", "scope": "sdk" });
    let numbers = |fits: &[Value], not: &[Value]| (fits.to_vec(), not.to_vec());
    let no_numbers = [json!("1"), json!(null), json!([1]), json!(1e300), json!(-1e300)];
    let with = |not: &[Value]| [not, &no_numbers].concat();
    let flags = format!("{project}/flags");
    let environments = format!("{project}/environments");
    let rules = format!("{project}/rules");
    vec![
        row(patch(), "/api/v1/me", json!({}), "name", names()),
        row(post(), "/api/v1/organizations", json!({}), "name", names()),
        row(patch(), "/api/v1/organizations/current", json!({}), "name", names()),
        row(post(), "/api/v1/roles", json!({ "key": "UNIQUE", "permissions": [] }), "name", names()),
        row(post(), "/api/v1/roles", json!({ "name": "r", "permissions": [] }), "key", keys()),
        row(patch(), project, json!({}), "name", names()),
        row(patch(), project, json!({}), "description", descriptions()),
        row(post(), "/api/v1/projects", json!({ "name": "UNIQUE" }), "description", descriptions()),
        row(post(), &environments, json!({ "name": "e" }), "key", keys()),
        row(post(), &environments, json!({ "key": "UNIQUE" }), "name", names()),
        row(patch(), &shop.environment_path(), json!({}), "description", descriptions()),
        row(post(), &flags, json!({ "environment_id": environment, "name": "f" }), "key", keys()),
        row(post(), &flags, new_flag.clone(), "name", names()),
        row(post(), &flags, new_flag, "description", descriptions()),
        row(patch(), &shop.flag_path(&flag), json!({}), "name", names()),
        row(post(), &format!("{project}/api-keys"), new_key.clone(), "name", names()),
        row(
            post(),
            &format!("{project}/api-keys"),
            new_key,
            "expires_at",
            (
                vec![
                    json!(null),
                    json!("9999-12-31T23:59:59Z"),
                    json!("2100-01-01T00:00:00.123456789+14:00"),
                ],
                [
                    "2020-01-01T00:00:00Z",
                    "2100-01-01",
                    "2100-13-01T00:00:00Z",
                    "never",
                    "",
                    "+10000-01-01T00:00:00Z",
                ]
                .map(|time| json!(time))
                .into(),
            ),
        ),
        row(
            post(),
            &rotate,
            json!({}),
            "overlap_seconds",
            numbers(&[json!(0), json!(86_400)], &with(&[json!(-1), json!(86_401), json!(0.5)])),
        ),
        row(
            post(),
            "/api/v1/invitations",
            json!({ "email": "c@example.com", "role_id": viewer }),
            "expires_in_hours",
            (vec![], with(&[json!(0), json!(721), json!(-1), json!(1.5), json!(u64::MAX)])),
        ),
        row(
            post(),
            "/api/v1/invitations",
            json!({ "role_id": viewer }),
            "email",
            (
                vec![json!(format!("{}@example.com", "a".repeat(242)))],
                ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\0", &format!("{}@example.com", "a".repeat(243))]
                    .map(|email| json!(email))
                    .into(),
            ),
        ),
        row(
            post(),
            &rules,
            new_rule,
            "priority",
            numbers(
                &[json!(i32::MIN), json!(0), json!(i32::MAX)],
                &with(&[json!(i64::from(i32::MAX) + 1), json!(i64::from(i32::MIN) - 1), json!(0.5)]),
            ),
        ),
        row(
            patch(),
            &shop.rule_path(&rule),
            json!({}),
            "rollout_percentage",
            numbers(
                &[json!(0), json!(0.001), json!(99.999), json!(100), json!(100.0)],
                &[json!(-0.001), json!(100.001), json!(0.0001), json!("1"), json!(1e300), json!([1])],
            ),
        ),
        row(patch(), &shop.rule_path(&rule), json!({}), "seed", {
            let (mut fits, mut not) = text(64);
            fits.push(json!(null));
            not.extend([json!(""), json!("a\0"), json!(5)]);
            (fits, not)
        }),
        row(patch(), &shop.rule_path(&rule), json!({}), "bucket_by", {
            let (fits, mut not) = text(200);
            not.extend([json!(""), json!("a\0"), json!(null)]);
            (fits, not)
        }),
        row(
            put(),
            &format!("{}/regions", shop.environment_path()),
            json!({}),
            "regions",
            (
                vec![
                    json!([]),
                    json!((0..100).map(|n| format!("r{n}")).collect::<Vec<_>>()),
                    json!(["local"]),
                ],
                vec![json!((0..101).map(|n| format!("r{n}")).collect::<Vec<_>>()), json!(["a", "a"])],
            ),
        ),
    ]
}

on_both! {
    async fn values_at_a_limit_are_accepted_and_values_past_it_are_refused(world) {
        let shop = world.shop().await;
        for limit in limits(&shop).await {
            limit.check(&shop).await;
        }
    }

    async fn a_password_has_8_to_1024_bytes_and_every_byte_matters(world) {
        let anonymous = world.anonymous();
        let register = async |password: &str| {
            let email = format!("{}@example.com", uuid::Uuid::now_v7().simple());
            let body = json!({ "name": "A", "username": email, "password": password });
            (email, anonymous.post("/api/v1/register", body).await)
        };
        for wrong in ["", "seven77", &"x".repeat(1025), "password", "PASSWORD1"] {
            assert_eq!(register(wrong).await.1.refused_field(), "password", "{wrong}");
        }
        let longest = format!("{}y", "x".repeat(1023));
        let (email, reply) = register(&longest).await;
        reply.ok();
        let login = |password: String| json!({ "username": email, "password": password });
        anonymous.post("/api/v1/login", login(longest)).await.ok();
        let almost = format!("{}z", "x".repeat(1023));
        anonymous.post("/api/v1/login", login(almost)).await.refused(401, "unauthorized");
        let body =
            json!({ "name": "A", "username": "someone@example.com", "password": "SomeOne@example.com" });
        assert_eq!(anonymous.post("/api/v1/register", body).await.refused_field(), "password");
        let (email, reply) = register(PASSWORD).await;
        reply.ok();
        let shouted = json!({ "name": "A", "username": email.to_uppercase(), "password": PASSWORD });
        assert_eq!(anonymous.post("/api/v1/register", shouted).await.conflict(), "email_taken");
    }
}
