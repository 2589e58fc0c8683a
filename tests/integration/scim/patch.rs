//! PATCH: the standard's examples, the dialects of identity providers, and nonsense.

use ombud::api::scim::patch::{PatchError, apply};
use proptest::prelude::*;
use serde_json::{Value, json};

const CONTACT: &str = "urn:ietf:params:scim:schemas:extension:Ombud:2.0:Contact";

fn person() -> Value {
    json!({
        "id": "p1",
        "userName": "a@example.org",
        "displayName": "Legal",
        "active": true,
        "emails": [{ "value": "a@example.org", "type": "work", "primary": true }],
        "meta": { "version": "1" }
    })
}

fn patched(resource: Value, operations: &Value) -> Result<Value, PatchError> {
    let mut resource = resource;
    let before = resource.clone();
    let request = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations });
    match apply(&mut resource, &request) {
        Ok(()) => Ok(resource),
        Err(error) => {
            assert_eq!(resource, before, "a refused change leaves something");
            Err(error)
        }
    }
}

#[test]
fn operations_with_paths() {
    let after = patched(
        person(),
        &json!([
            { "op": "replace", "path": "displayName", "value": "General counsel" },
            { "op": "add", "path": "name", "value": { "givenName": "A", "familyName": "B" } },
            { "op": "replace", "path": "name.familyName", "value": "C" },
            { "op": "replace", "path": "emails[type eq \"work\"].value", "value": "b@example.org" },
            { "op": "add", "path": "emails", "value": [{ "value": "c@example.org", "type": "home", "primary": true }] },
            { "op": "add", "path": "urn:ietf:params:scim:schemas:extension:Ombud:2.0:Contact:order", "value": 3 },
            { "op": "add", "path": "externalId", "value": "x" },
            { "op": "remove", "path": "externalId" }
        ]),
    )
    .unwrap();
    assert_eq!(after["displayName"], "General counsel");
    assert_eq!(after["name"], json!({ "givenName": "A", "familyName": "C" }));
    assert_eq!(after["emails"][0], json!({ "value": "b@example.org", "type": "work" }), "one address is the primary one");
    assert_eq!(after["emails"][1]["primary"], true);
    assert_eq!(after[CONTACT]["order"], 3);
    assert!(after.get("externalId").is_none());
}

#[test]
fn as_entra_writes_it() {
    let after = patched(
        json!({ "id": "p1", "userName": "a@example.org", "active": true }),
        &json!([
            { "op": "Replace", "path": "active", "value": "False" },
            { "op": "Replace", "path": "emails[type eq \"work\"].value", "value": "b@example.org" },
            { "op": "Add", "path": "name.givenName", "value": "A" }
        ]),
    )
    .unwrap();
    assert_eq!(after["emails"], json!([{ "type": "work", "value": "b@example.org" }]), "what is replaced need not be there yet");
    assert_eq!(after["name"]["givenName"], "A");
    let group = json!({ "id": "g", "members": [{ "value": "u1" }, { "value": "u2" }] });
    let after = patched(group, &json!([{ "op": "Remove", "path": "members", "value": [{ "value": "u1" }] }])).unwrap();
    assert_eq!(after["members"], json!([{ "value": "u2" }]), "removed by value, not all of them");
}

#[test]
fn as_okta_writes_it() {
    let after =
        patched(person(), &json!([{ "op": "replace", "value": { "active": false, "id": "p1", "meta": { "version": "9" } } }])).unwrap();
    assert_eq!((after["active"].clone(), after["meta"]["version"].clone()), (json!(false), json!("1")));
    let group = json!({ "id": "g", "displayName": "G", "members": [{ "value": "u1" }] });
    let after = patched(
        group,
        &json!([
            { "op": "add", "path": "members", "value": [{ "value": "u2", "display": "x" }, { "value": "u1" }] },
            { "op": "remove", "path": "members[value eq \"u1\"]" },
            { "op": "replace", "value": { "id": "g", "displayName": "H" } }
        ]),
    )
    .unwrap();
    assert_eq!(after["displayName"], "H");
    assert_eq!(after["members"], json!([{ "value": "u2", "display": "x" }]));
    let after = patched(after, &json!([{ "op": "replace", "path": "members", "value": [] }])).unwrap();
    assert!(after.get("members").is_none());
}

#[test]
fn members_of_an_object_are_paths() {
    let value = json!({ "name.familyName": "C", "emails[type eq \"work\"].value": "b@example.org", CONTACT: { "purpose": "privacy" }, "urn:example:unknown:x": 1 });
    let after = patched(person(), &json!([{ "op": "add", "value": value }])).unwrap();
    assert_eq!(after["name"]["familyName"], "C");
    assert_eq!(after["emails"][0]["value"], "b@example.org");
    assert_eq!(after[CONTACT]["purpose"], "privacy");
}

#[test]
fn what_cannot_be_done_is_refused_with_its_code() {
    let cases = [
        (json!("x"), "invalidSyntax"),
        (json!([{ "op": "move", "path": "a", "value": 1 }]), "invalidSyntax"),
        (json!([{ "op": "replace", "path": 5, "value": 1 }]), "invalidSyntax"),
        (json!([{ "op": "remove" }]), "noTarget"),
        (json!([{ "op": "add", "value": "x" }]), "invalidValue"),
        (json!([{ "op": "add", "path": "displayName" }]), "invalidValue"),
        (json!([{ "op": "replace", "path": "id", "value": "p2" }]), "mutability"),
        (json!([{ "op": "replace", "path": "meta.version", "value": "2" }]), "mutability"),
        (json!([{ "op": "replace", "path": "emails[type eq \"work\"", "value": "x" }]), "invalidPath"),
        (json!([{ "op": "replace", "path": "emails[type sw \"h\"].value", "value": "x" }]), "noTarget"),
        (json!([{ "op": "add", "path": "members", "value": [1] }]), "invalidValue"),
        (json!([{ "op": "replace", "path": "userName.value", "value": "x" }]), "noTarget"),
        (json!([{ "op": "replace", "path": "displayName", "value": "x" }, { "op": "remove" }]), "noTarget"),
    ];
    for (operations, code) in cases {
        let error = patched(person(), &operations).unwrap_err();
        assert_eq!(error.scim_type(), code, "{operations}: {error}");
    }
    let many = vec![json!({ "op": "remove", "path": "title" }); 1_001];
    assert_eq!(patched(person(), &json!(many)).unwrap_err().scim_type(), "invalidSyntax");
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop::sample::select(vec!["add", "Replace", "remove", "emails", "emails[type eq \"work\"].value", "members", "name.x", CONTACT])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::vec((prop::sample::select(vec!["op", "path", "value", "type", "emails", "name", "primary"]), inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Whatever is sent, it ends, it does not panic, and the id stays.
    #[test]
    fn nonsense_changes_no_id(operations in prop::collection::vec(
        (prop::sample::select(vec!["add", "Replace", "remove"]), prop::sample::select(vec![
            "emails", "emails[type eq \"work\"]", "emails[type eq \"work\"].value", "members", "name", "name.x", "id", "schemas", CONTACT, "active",
        ]), anything()), 0..5,
    ), soup in anything()) {
        let operations: Vec<Value> = operations.into_iter().map(|(op, path, value)| json!({ "op": op, "path": path, "value": value })).collect();
        if let Ok(after) = patched(person(), &json!(operations)) {
            prop_assert_eq!(&after["id"], "p1");
        }
        let mut resource = person();
        let _ = apply(&mut resource, &soup);
        prop_assert_eq!(&resource["id"], "p1");
    }
}
