//! Evaluation by a client allocates nothing, as a counting global allocator shows.

use allocation_counter::measure;
use togul_client::{Client, Context, Snapshot};

const SNAPSHOT: &[u8] = br#"{
    "environment_id": "0196f0a0-0000-7000-8000-000000000001",
    "environment_key": "test",
    "revision": 1,
    "flags": [
        {"key": "on", "enabled": true, "value_type": "boolean", "default_value": true, "salt": "00", "rules": []},
        {"key": "limit", "enabled": true, "value_type": "number", "default_value": 20, "salt": "00", "rules": []}
    ]
}"#;

#[test]
fn booleans_and_numbers_allocate_nothing_after_the_first_of_a_thread() {
    assert_no_allocation(&Client::offline(Snapshot::from_json(SNAPSHOT).expect("a snapshot")));
}

#[tokio::test]
async fn counting_allocates_nothing_either() {
    // No server listens there.
    let builder = Client::builder("http://127.0.0.1:9", "tgl_test_key").bootstrap(SNAPSHOT);
    let client = builder.count_evaluations().start().expect("good bytes");
    assert_no_allocation(&client);
    let counted = client.take_evaluations();
    assert_eq!((counted.counts.len(), counted.not_found), (2, 2));
}

fn assert_no_allocation(client: &Client) {
    let context = Context::new().with("user_id", "user-123");
    client.bool("on", &context, false);
    // The first type mismatch of a flag, and the first evaluation of an unknown one, are logged.
    client.number("on", &context, 1.5);
    client.bool("not-there", &context, true);
    let allocated = measure(|| {
        assert!(client.bool("on", &context, false));
        assert!(client.bool("not-there", &context, true));
        assert_eq!(client.number("limit", &context, 0.0), 20.0);
        assert_eq!(client.int("limit", &context, 0), 20);
        assert_eq!(client.number("on", &context, 1.5), 1.5);
    });
    assert_eq!(allocated.count_total, 0);
}
