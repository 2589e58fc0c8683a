//! Conversations as identity providers lead them, after their public documentation.

use crate::both_databases;
use crate::support::program::{Program, customer, filtered};
use crate::support::site::Site;
use domain::ids::ContactId;
use domain::token::TokenScope;
use ombud::store::customers;
use serde_json::json;

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const CONTACT: &str = "urn:ietf:params:scim:schemas:extension:Ombud:2.0:Contact";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

both_databases! {
    /// Microsoft Entra ID: asks by a name that nobody has, makes the user, asks again, changes, disables, deletes.
    async fn entra_keeps_a_contact_in_step(url: String) {
        let site = Site::open(&url, true).await;
        let own = customer(&site, "Customer One").await;
        let entra = Program::with(&site, &[TokenScope::Scim], Some(own)).await;
        let none = entra.get(&filtered("/scim/v2/Users", "userName eq \"e2a3\"")).await.is(200);
        assert_eq!((none.json["totalResults"].as_u64(), none.header("content-type")), (Some(0), "application/scim+json"));
        let body = json!({
            "schemas": [USER, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
            "externalId": "0a21f0f2", "userName": "Counsel@example.org", "active": true, "displayName": "General counsel",
            "emails": [{ "primary": true, "type": "work", "value": "counsel@example.org" }],
            "meta": { "resourceType": "User" },
            "name": { "formatted": "General Counsel", "familyName": "Counsel", "givenName": "General" },
            "roles": [], "preferredLanguage": "sv-SE"
        });
        let made = entra.post("/scim/v2/Users", body.clone()).await.is(201);
        let (id, at) = (made.id(), made.header("location").to_owned());
        assert!(at.ends_with(&format!("/scim/v2/Users/{id}")), "{at}");
        assert_eq!(made.header("etag"), made.json["meta"]["version"].as_str().unwrap());
        assert_eq!((&made.json[CONTACT]["verified"], &made.json["preferredLanguage"]), (&json!(false), &json!("sv")));
        assert_eq!(made.json["groups"][0]["value"], own.to_string());
        // The new address is asked by mail, like any other.
        let row = customers::find_contact(site.app.store.read(), id.parse::<ContactId>().unwrap()).await.unwrap().unwrap();
        assert_eq!((row.ask_at, row.verified_at), (Some(site.app.clock.now()), None));
        // The same name again, in other capitals.
        let again = entra.post("/scim/v2/Users", json!({ "userName": "counsel@EXAMPLE.org", "emails": [{ "value": "x@example.org" }] })).await.is(409);
        assert_eq!(again.json["scimType"], "uniqueness");
        let found = entra.get(&filtered("/scim/v2/Users", "externalId eq \"0a21f0f2\" and active eq true")).await.is(200);
        assert_eq!((found.json["totalResults"].as_u64(), &found.json["Resources"][0]["id"]), (Some(1), &json!(id)));
        let path = format!("/scim/v2/Users/{id}");
        let changed = entra.patch(&path, json!({ "schemas": [PATCH], "Operations": [
            { "op": "Replace", "path": "emails[type eq \"work\"].value", "value": "legal@example.org" },
            { "op": "Replace", "path": "name.familyName", "value": "Law" },
            { "op": "Add", "path": format!("{CONTACT}:order"), "value": 2 }
        ] })).await.is(200);
        assert_eq!((&changed.json["emails"][0]["value"], &changed.json[CONTACT]["order"]), (&json!("legal@example.org"), &json!(2)));
        assert_ne!(changed.header("etag"), made.header("etag"));
        let off = entra.patch(&path, json!({ "schemas": [PATCH], "Operations": [{ "op": "Replace", "path": "active", "value": "False" }] })).await.is(200);
        assert_eq!((&off.json["active"], off.json["groups"].as_array().unwrap().len()), (&json!(false), 0));
        assert!(customers::contacts_of(site.app.store.read(), own).await.unwrap().is_empty(), "off the list");
        entra.get(&filtered("/scim/v2/Users", "userName eq \"counsel@example.org\"")).await.is(200);
        let on = entra.patch(&path, json!({ "schemas": [PATCH], "Operations": [{ "op": "Replace", "path": "active", "value": "True" }] })).await.is(200);
        assert_eq!(on.json["active"], json!(true));
        entra.delete(&path).await.is(204);
        entra.get(&path).await.is(404);
        let gone = customers::find_contact(site.app.store.read(), id.parse().unwrap()).await.unwrap().unwrap();
        assert!(gone.removed_at.is_some(), "kept on record");
        // A deleted one gives its name free.
        entra.post("/scim/v2/Users", body).await.is(201);
    }

    /// Okta: PUT for changes, PATCH without a path to deactivate, groups linked and filled.
    async fn okta_keeps_a_list_in_step(url: String) {
        let site = Site::open(&url, true).await;
        let own = customer(&site, "Customer One").await;
        let okta = Program::with(&site, &[TokenScope::Scim], Some(own)).await;
        let user = |name: &str| json!({
            "schemas": [USER], "userName": name, "name": { "givenName": "A", "familyName": "B" },
            "emails": [{ "primary": true, "value": name, "type": "work" }], "displayName": "A B", "locale": "en-US",
            "externalId": format!("00u-{name}"), "groups": [], "password": "not kept", "active": true
        });
        let first = okta.post("/scim/v2/Users", user("one@example.org")).await.is(201);
        assert!(!first.text.contains("not kept"));
        let second = okta.post("/scim/v2/Users", user("two@example.org")).await.is(201).id();
        let path = format!("/scim/v2/Users/{}", first.id());
        let mut whole = first.json.clone();
        whole["name"]["familyName"] = json!("C");
        let put = okta.put(&path, whole).await.is(200);
        assert_eq!((&put.json["displayName"], &put.json["name"]["familyName"]), (&json!("A C"), &json!("C")), "the name follows its parts");
        okta.patch(&path, json!({ "schemas": [PATCH], "Operations": [{ "op": "replace", "value": { "active": false } }] })).await.is(200);
        let groups = okta.get("/scim/v2/Groups?startIndex=1&count=100").await.is(200);
        assert_eq!(groups.json["totalResults"], 1);
        let group = format!("/scim/v2/Groups/{own}");
        let members = |reply: &crate::support::program::Reply| {
            reply.json["members"].as_array().map(|all| all.iter().map(|m| m["value"].as_str().unwrap().to_owned()).collect::<Vec<_>>()).unwrap_or_default()
        };
        let shown = okta.get(&group).await.is(200);
        assert_eq!(members(&shown), [second.as_str()]);
        let both = okta.patch(&group, json!({ "schemas": [PATCH], "Operations": [
            { "op": "replace", "value": { "id": own, "displayName": "Customer One" } },
            { "op": "add", "path": "members", "value": [{ "value": first.id(), "display": "one" }] }
        ] })).await.is(200);
        assert_eq!(members(&both).len(), 2);
        let one = okta.patch(&group, json!({ "schemas": [PATCH], "Operations": [{ "op": "remove", "path": format!("members[value eq \"{second}\"]") }] })).await.is(200);
        assert_eq!(members(&one), [first.id()]);
        assert_eq!(okta.get(&format!("/scim/v2/Users/{second}")).await.is(200).json["active"], json!(false));
        let asked = okta.get(&filtered("/scim/v2/Groups", &format!("id eq \"{own}\" and members eq \"{}\"", first.id()))).await.is(200);
        assert_eq!(asked.json["totalResults"], 1);
        let short = okta.get(&format!("{group}?excludedAttributes=members")).await.is(200);
        assert!(short.json.get("members").is_none() && short.header("etag") == one.header("etag"));
        // What the customer is called is not for its own directory to say.
        let named = okta.patch(&group, json!({ "schemas": [PATCH], "Operations": [{ "op": "replace", "path": "displayName", "value": "Another" }] })).await.is(400);
        assert_eq!(named.json["scimType"], "mutability");
        okta.post("/scim/v2/Groups", json!({ "displayName": "New" })).await.is(403);
        okta.delete(&group).await.is(403);
    }

    /// A token for all customers names the customer of a new user, makes customers only with the scope for it, and ends them.
    async fn the_providers_own_directory_sees_all(url: String) {
        let site = Site::open(&url, true).await;
        let (one, two) = (customer(&site, "Customer One").await, customer(&site, "Customer Two").await);
        let scim = Program::with(&site, &[TokenScope::Scim], None).await;
        let body = |own: &str| json!({ "userName": "same@example.org", CONTACT: { "customer": own, "purpose": "privacy" } });
        scim.post("/scim/v2/Users", json!({ "userName": "same@example.org" })).await.is(400);
        scim.post("/scim/v2/Users", body(&one.to_string())).await.is(201);
        scim.post("/scim/v2/Users", body(&two.to_string())).await.is(201);
        let found = scim.post("/scim/v2/Users/.search", json!({ "filter": "userName eq \"same@example.org\"", "count": 1, "attributes": ["userName"] })).await.is(200);
        assert_eq!((found.json["totalResults"].as_u64(), found.json["itemsPerPage"].as_u64()), (Some(2), Some(1)));
        assert!(found.json["Resources"][0].get("emails").is_none());
        let second = scim.get("/scim/v2/Users?startIndex=2&count=5").await.is(200);
        assert_eq!((second.json["totalResults"].as_u64(), second.json["Resources"].as_array().unwrap().len()), (Some(2), 1));
        let new = json!({ "displayName": "Customer Three", "externalId": "c-3", "urn:ietf:params:scim:schemas:extension:Ombud:2.0:Customer": { "country": "SE" } });
        scim.post("/scim/v2/Groups", new.clone()).await.is(403);
        let both = Program::with(&site, &[TokenScope::Scim, TokenScope::CustomersWrite], None).await;
        let made = both.post("/scim/v2/Groups", new.clone()).await.is(201);
        assert_eq!(both.post("/scim/v2/Groups", new).await.is(409).json["scimType"], "uniqueness");
        let path = format!("/scim/v2/Groups/{}", made.id());
        let tag = made.header("etag").to_owned();
        both.send("PATCH", &path, Some(json!({ "Operations": [{ "op": "replace", "path": "displayName", "value": "C3" }] }).to_string()), &[("if-match", &tag)]).await.is(200);
        both.send("DELETE", &path, None, &[("if-match", &tag)]).await.is(412);
        both.delete(&path).await.is(204);
        both.get(&path).await.is(404);
        assert_eq!(both.get("/scim/v2/Groups").await.is(200).json["totalResults"], 2);
        let row = customers::find(site.app.store.read(), made.id().parse().unwrap()).await.unwrap().unwrap();
        assert!(row.ended_at.is_some() && row.name == "C3", "nothing is erased");
    }
}
