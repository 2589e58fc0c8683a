use super::*;
use ombud::intake::json;

const GOOD: &str = r#"{
    "authority_reference": "A-1", "authority": {"name": "Example County Court", "mail": "clerk@court.example.org"},
    "instrument": "us.sca.warrant", "issuer": "court", "statute": "18 USC 2703(a)", "issued_on": "2026-11-02",
    "received_at": "2026-11-02T14:20:00+01:00", "face_due": "2026-11-23T17:00:00-05:00",
    "identifiers": [{"kind": "mail", "value": "x@customer.example.net"}, {"kind": "ip", "value": "192.0.2.7"}],
    "categories": ["SUB_ID", "CONTENT"], "from": "2026-01-01", "to": "2026-03-31", "emergency": false }"#;

fn rulebook() -> Rulebook {
    let row = r#"{"id":"us.sca.warrant","title":{"en":"Warrant","sv":"Order"},"territory":"US","statute":"18 USC 2703(a)",
        "summary":{"en":"x","sv":"x"},"force":"compulsory","purpose":"disclose","reach":["CONTENT"],"issuers":["court"],"form":[],
        "clock":{"face":{"sla_days":10}},"secrecy":{"source":"court"},
        "notice":{"customer":"must","end_user":"must","when":"before","window_days":10},"redirect":"expected","grounds":[],
        "statistics":{"legal_process":"us.search_warrant","matter":"criminal"},"cost":{"payer":"provider","law":"none"},"confidence":"general","sources":[],"effective_from":"2000-01-01","review_required":true}"#;
    let instrument: domain::instrument::Instrument = serde_json::from_str(row).unwrap();
    Rulebook { version: "test".into(), instruments: [(instrument.id.clone(), instrument)].into(), ..Rulebook::default() }
}

fn problems(text: &str) -> Vec<(String, String)> {
    match json::read(text.as_bytes(), &rulebook()) {
        Err(IntakeError::Json { problems }) => problems.into_iter().map(|p| (p.field, p.advice)).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn is_read() {
    let demand = json::read(GOOD.as_bytes(), &rulebook()).unwrap();
    assert_eq!(demand.instrument, InstrumentId("us.sca.warrant".into()));
    assert_eq!(demand.received_at, Some(Utc.with_ymd_and_hms(2026, 11, 2, 13, 20, 0).unwrap()));
    assert_eq!(demand.identifiers.len(), 2);
    // What is written out is read back.
    let again = serde_json::to_vec(&demand).unwrap();
    assert_eq!(json::read(&again, &rulebook()).unwrap(), demand);
}

#[test]
fn names_each_wrong_field() {
    for (right, wrong, field, hint) in [
        ("\"us.sca.warrant\"", "\"us.sca.warant\"", "instrument", "us.sca.warrant"),
        ("\"2026-11-02\"", "\"1969-11-02\"", "issued_on", "1970"),
        ("\"2026-11-02\"", "\"2/11/2026\"", "issued_on", "2026-11-02"),
        ("14:20:00+01:00", "14:20:00", "received_at", "zone"),
        ("\"emergency\": false", "\"emergency\": \"no\"", "emergency", "true or false"),
        ("\"emergency\": false", "\"emergancy\": false", "emergancy", "not a field"),
        ("\"kind\": \"ip\"", "\"kind\": \"address\"", "identifiers[1].kind", "account"),
        ("192.0.2.7", "192.0.2.700", "identifiers[1].value", "IP"),
        ("\"SUB_ID\"", "\"NAMES\"", "categories[0]", "SUB_ID"),
        ("\"to\": \"2026-03-31\"", "\"to\": \"2025-03-31\"", "to", "before from"),
        ("clerk@court", "clerk at court", "authority.mail", "mail address"),
        ("\"name\": \"Example County Court\", ", "", "authority.name", "missing"),
        ("\"court\", \"statute\"", "\"judge\", \"statute\"", "issuer", "prosecutor"),
    ] {
        assert!(GOOD.contains(right), "{right}");
        let found = problems(&GOOD.replacen(right, wrong, 1));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, field);
        assert!(found[0].1.contains(hint), "{found:?}");
    }
}

#[test]
fn names_all_wrong_fields_at_once() {
    let found = problems("{}");
    assert_eq!(found.iter().map(|p| p.0.as_str()).collect::<Vec<_>>(), ["authority_reference", "authority", "instrument", "identifiers"]);
    assert_eq!(problems("[1]")[0].0, "(file)");
    assert_eq!(problems("{\"a\":")[0].0, "(file)");
    assert_eq!(problems(&"[".repeat(100_000))[0].0, "(file)");
}
