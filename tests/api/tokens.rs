//! Invalid access tokens: every one gets the same 401.

use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use reqwest::Method;
use rustls::crypto::{ring::cipher_suite::TLS13_AES_256_GCM_SHA384, tls13::OkmBlock};
use serde_json::{Value, json};
use togul_server::auth::token::Tokens;
use uuid::Uuid;

use crate::world::{JWT_SECRET, Person, Reply, World, on_both};

pub fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digits = bytes.chunks(3).flat_map(|chunk| {
        let word = (0..3).fold(0, |word, i| word << 8 | usize::from(*chunk.get(i).unwrap_or(&0)));
        (0..=chunk.len()).map(move |i| char::from(DIGITS[word >> (18 - 6 * i) & 63]))
    });
    digits.collect()
}

/// The header and the claims as encoded before the second dot.
fn unsigned(header: &Value, claims: &Value) -> String {
    [header, claims].map(|part| base64url(part.to_string().as_bytes())).join(".")
}

/// Signs with HS256, even if the header names another algorithm.
fn signed(header: &Value, claims: &Value, secret: &[u8]) -> String {
    let message = unsigned(header, claims);
    let key = EncodingKey::from_secret(secret);
    let signature = crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
    format!("{message}.{signature}")
}

/// Signs with HS384.
fn signed_with_hs384(header: &Value, claims: &Value) -> String {
    let message = unsigned(header, claims);
    let suite = TLS13_AES_256_GCM_SHA384.tls13().expect("a suite of TLS 1.3");
    let tag = suite.hkdf_provider.hmac_sign(&OkmBlock::new(JWT_SECRET), message.as_bytes());
    format!("{message}.{}", base64url(tag.as_ref()))
}

/// The object with another value of this field, or without the field if the value is null.
fn with(object: &Value, field: &str, value: Value) -> Value {
    let mut object = object.clone();
    match value {
        Value::Null => drop(object.as_object_mut().unwrap().remove(field)),
        value => object[field] = value,
    }
    object
}

/// The header and the claims of a person's token.
fn read(person: &Person) -> (Value, Value) {
    let token = token(person);
    let claims = Tokens::new(JWT_SECRET, None).verify(token).expect("a valid token");
    let typ = jsonwebtoken::decode_header(token).unwrap().typ;
    (json!({ "alg": "HS256", "typ": typ }), serde_json::to_value(claims).unwrap())
}

pub fn token(person: &Person) -> &str {
    person.authorization().strip_prefix("Bearer ").unwrap()
}

/// Asserts that each token gets the same response, whatever is wrong with it.
pub async fn assert_refused(world: &World, tokens: &[(String, String)]) {
    let anonymous = world.anonymous();
    let unauthorized = anonymous.with_bearer("garbage").get("/api/v1/me").await;
    unauthorized.refused(401, "unauthorized");
    let missing = anonymous.get("/api/v1/me").await;
    missing.refused(401, "unauthorized");
    for (what, token) in tokens {
        for path in ["/api/v1/me", "/api/v1/projects", "/api/v1/stream"] {
            let expected = if token.is_empty() { &missing } else { &unauthorized };
            anonymous.with_bearer(token).get(path).await.assert_same(expected, what);
        }
    }
}

pub fn named(list: impl IntoIterator<Item = (&'static str, String)>) -> Vec<(String, String)> {
    list.into_iter().map(|(what, token)| (what.to_owned(), token)).collect()
}

pub async fn is_open(person: &Person) -> bool {
    person.get("/api/v1/me").await.status == 200
}

on_both! {
    async fn a_token_is_valid_with_one_algorithm_and_the_servers_secret(world) {
        let ada = world.register("Ada").await;
        let (header, claims) = read(&ada);
        let signed_like_below = signed(&header, &claims, JWT_SECRET);
        assert!(
            is_open(&ada.with_bearer(&signed_like_below)).await,
            "a token signed like the ones below is valid"
        );
        let signature = signed_like_below.rsplit('.').next().unwrap();
        let mut wrong = Vec::new();
        for none in ["none", "None", "NONE", "nOnE"] {
            let message = unsigned(&with(&header, "alg", json!(none)), &claims);
            wrong.push((none.to_owned(), format!("{message}.")));
            wrong.push((format!("{none} and a signature"), format!("{message}.{signature}")));
        }
        let others = ["HS384", "HS512", "RS256", "ES256", "PS256", "EdDSA", "hs256", "HS256 ", ""];
        for alg in others.map(Value::from).into_iter().chain([json!(["HS256"]), json!(256), json!(null)]) {
            let header = with(&header, "alg", alg.clone());
            wrong.push((format!("{alg}, but HS256"), signed(&header, &claims, JWT_SECRET)));
        }
        let hs384 = with(&header, "alg", json!("HS384"));
        wrong.push(("HS384".to_owned(), signed_with_hs384(&hs384, &claims)));
        wrong.push(("HS256, but HS384".to_owned(), signed_with_hs384(&header, &claims)));
        for secret in
            ["", "secret", "another secret, also of 32 bytes", "a secret of the tests, 32 bytes or mor"]
        {
            wrong.push((format!("the secret {secret:?}"), signed(&header, &claims, secret.as_bytes())));
        }
        assert_refused(world, &wrong).await;
    }

    async fn a_token_header_cannot_bring_its_own_key(world) {
        let ada = world.register("Ada").await;
        let (header, claims) = read(&ada);
        let theirs = b"the secret of an attacker, long enough";
        let jwk = json!({ "kty": "oct", "k": base64url(theirs), "alg": "HS256" });
        let tricks = [
            ("jwk", jwk),
            ("jku", json!(format!("{}/keys.json", world.url))),
            ("x5u", json!(format!("{}/key.pem", world.url))),
            ("x5c", json!([base64url(theirs)])),
            ("kid", json!("../../../../dev/null")),
            ("kid", json!("' union select 'x' --")),
            ("kid", json!("")),
        ];
        let mut wrong = Vec::new();
        for (field, value) in tricks {
            for secret in [&theirs[..], b""] {
                let header = with(&header, field, value.clone());
                wrong.push((format!("{field} {value}"), signed(&header, &claims, secret)));
            }
        }
        assert_refused(world, &wrong).await;
    }

    async fn every_claim_of_a_token_is_checked(world) {
        let (ada, bob) = (world.register("Ada").await, world.register("Bob").await);
        let ((header, claims), (_, bobs)) = (read(&ada), read(&bob));
        let now = claims["iat"].as_i64().unwrap();
        let unknown = json!(Uuid::now_v7());
        let mut wrong = Vec::new();
        for typ in [json!("JWT"), json!("at+jwt"), json!(""), json!(["togul-access+jwt"]), json!(null)] {
            let header = with(&header, "typ", typ.clone());
            wrong.push((format!("typ {typ}"), signed(&header, &claims, JWT_SECRET)));
        }
        for (claim, values) in [
            (
                "aud",
                vec![
                    json!("other"),
                    json!(""),
                    json!("Togul"),
                    json!(["togul"]),
                    json!(["togul", "other"]),
                    json!([]),
                    json!({}),
                ],
            ),
            (
                "exp",
                vec![
                    json!(now),
                    json!(now - 1),
                    json!(0),
                    json!(-1),
                    json!((now + 3600).to_string()),
                    json!(1e300),
                    json!([now + 3600]),
                ],
            ),
            ("sub", vec![unknown.clone(), bobs["sub"].clone(), json!(""), json!(ada.email), json!(1)]),
            ("sid", vec![unknown.clone(), bobs["sid"].clone(), json!(""), json!(1)]),
            ("org", vec![unknown.clone(), bobs["org"].clone(), json!(""), json!("' or 1=1 --")]),
        ] {
            for value in values.into_iter().chain([Value::Null]) {
                let forged = with(&claims, claim, value.clone());
                wrong.push((format!("{claim} {value}"), signed(&header, &forged, JWT_SECRET)));
            }
            let mut null = claims.clone();
            null[claim] = Value::Null;
            wrong.push((format!("{claim} that is null"), signed(&header, &null, JWT_SECRET)));
        }
        // Claims of two users combined.
        for (what, claim) in
            [("Bob's session and organization", ["sid", "org"]), ("Bob and his organization", ["sub", "org"])]
        {
            let forged =
                claim.iter().fold(claims.clone(), |claims, field| with(&claims, field, bobs[*field].clone()));
            wrong.push((what.to_owned(), signed(&header, &forged, JWT_SECRET)));
        }
        assert_refused(world, &wrong).await;
        assert!(is_open(&ada).await && is_open(&bob).await);
    }

    async fn a_damaged_token_is_refused(world) {
        let (ada, bob) = (world.register("Ada").await, world.register("Bob").await);
        let (good, stranger) = (token(&ada), token(&bob));
        let [header, claims, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("{good}") };
        let strangers = stranger.split('.').nth(1).unwrap();
        let strangers_signature = stranger.split('.').nth(2).unwrap();
        let other = if signature.starts_with('A') { "B" } else { "A" };
        assert_refused(
            world,
            &named([
                ("no signature", format!("{header}.{claims}.")),
                ("two parts", format!("{header}.{claims}")),
                ("four parts", format!("{good}.{signature}")),
                ("an empty part", format!("{header}..{claims}.{signature}")),
                ("no header", format!(".{claims}.{signature}")),
                ("dots", "..".to_owned()),
                ("nothing", String::new()),
                ("cut at the end", good[..good.len() - 2].to_owned()),
                ("cut in half", good[..good.len() / 2].to_owned()),
                (
                    "another first digit of the signature",
                    format!("{header}.{claims}.{other}{}", &signature[1..]),
                ),
                ("another's claims", format!("{header}.{strangers}.{signature}")),
                ("another's signature", format!("{header}.{claims}.{strangers_signature}")),
                ("padded", format!("{good}=")),
                ("something before it", format!("x{good}")),
                ("something after it", format!("{good}x")),
                ("a word after it", format!("{good} x")),
                ("a list of two", format!("{good}, {good}")),
                ("the scheme twice", format!("Bearer {good}")),
                ("in quotes", format!("\"{good}\"")),
                ("percent-encoded", good.replace('.', "%2E")),
                ("the claims alone", claims.to_owned()),
                ("huge", "x".repeat(20_000)),
                ("huge in three parts", ["x".repeat(8000), "y".repeat(8000), "z".repeat(4000)].join(".")),
                ("deep", format!("{}.{claims}.{signature}", base64url("[".repeat(9000).as_bytes()))),
            ]),
        )
        .await;
        assert!(is_open(&ada).await);
    }

    async fn a_token_is_accepted_in_one_header_with_one_scheme(world) {
        let ada = world.register("Ada").await;
        let token = token(&ada);
        let unauthorized = world.anonymous().get("/api/v1/me").await;
        let get_with = async |headers: &[(&'static str, String)]| {
            let request = world.anonymous().request(Method::GET, "/api/v1/me");
            Reply::to(headers.iter().fold(request, |request, (name, value)| request.header(*name, value)))
                .await
        };
        let authorization = |value: String| ("authorization", value);
        for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
            assert_eq!(get_with(&[authorization(format!("{scheme} {token}"))]).await.status, 200, "{scheme}");
        }
        let schemes = ["Basic", "basic", "Token", "JWT", "Digest", "Bearer:", "Bearers", "\"Bearer\""];
        let mut wrong: Vec<_> =
            schemes.iter().map(|scheme| vec![authorization(format!("{scheme} {token}"))]).collect();
        let bearer = || authorization(format!("Bearer {token}"));
        wrong.extend([
            vec![authorization(token.to_owned())],
            vec![authorization(format!("Bearer{token}"))],
            vec![authorization("Bearer".to_owned())],
            vec![authorization(String::new())],
            vec![bearer(), bearer()],
            vec![bearer(), authorization("Bearer x".to_owned())],
            vec![authorization("Basic x".to_owned()), bearer()],
            vec![("x-api-key", token.to_owned())],
            vec![("proxy-authorization", format!("Bearer {token}"))],
            vec![("cookie", format!("token={token}; Authorization=Bearer {token}"))],
        ]);
        for headers in wrong {
            get_with(&headers).await.assert_same(&unauthorized, headers);
        }
        let in_query = world.anonymous().get(&format!("/api/v1/me?access_token={token}")).await;
        let refusal = in_query.refused(400, "validation_error").to_string();
        assert!(refusal.contains("access_token") && !refusal.contains(token), "{refusal}");
    }
}
