//! ETSI TS 103 120: messages written for this project, there and back, hostile ones, and a whole conversation.

mod conversation;
mod keeping;
mod status;

use chrono::SubsecRound;
use domain::Instant;
use ombud::etsi::dictionary::{AuthorisationStatus, LDTaskStatus};
use ombud::etsi::{
    Action, ActionRequest, ActionResponse, Approval, Approver, Authorisation, Base, Code, Contact, Detail, Document, DocumentBody,
    Encoding, Endpoint, Entry, FormatType, Header, LdTask, ListRequest, LpTask, Message, Notification, Object, ObjectStatus, Outcome,
    Payload, RequestDetails, RequestValue, Timespan, Version, read, write,
};
use ombud::wire::{Kept, MOST_DEPTH, Node, WireError};
use proptest::prelude::*;
use uuid::Uuid;

pub fn header(transaction: Uuid) -> Header {
    Header {
        sender: Endpoint { country: "SE".to_owned(), identifier: "PROSECUTION-01".to_owned(), ..Endpoint::default() },
        receiver: Endpoint { country: "IE".to_owned(), identifier: "PROVIDER".to_owned(), ..Endpoint::default() },
        transaction,
        at: "2026-11-22T09:00:00Z".parse().unwrap(),
        version: Version { etsi: "V1.22.1".to_owned(), owner: "EU".to_owned(), profile: "v1.3.1".to_owned(), ..Version::default() },
        ..Header::default()
    }
}

pub fn message(transaction: Uuid, actions: Vec<Action>) -> Message {
    let requests = actions.into_iter().enumerate().map(|(id, action)| ActionRequest { id: id as u64, action }).collect();
    Message { header: header(transaction), payload: Payload::Requests(requests) }
}

fn base(id: u128, associated: &[u128]) -> Base {
    Base {
        identifier: Uuid::from_u128(id),
        country: Some("SE".to_owned()),
        owner: Some("PROSECUTION-01".to_owned()),
        associated: associated.iter().copied().map(Uuid::from_u128).collect(),
        ..Base::default()
    }
}

/// A production order of a prosecutor.
pub fn authorisation(id: u128, reference: &str) -> Object {
    let own = Authorisation {
        reference: Some(reference.to_owned()),
        legal_type: Some(Entry::new("ETSI", "EPOCLegalType", "EPOC")),
        desired: Some(Entry::new("ETSI", "AuthorisationDesiredStatus", "SubmittedToCSP")),
        approvals: vec![Approval {
            kind: Some("IssuingAuthority".to_owned()),
            at: Some("2026-11-20T00:00:00Z".parse().unwrap()),
            approver: Some(Approver { role: Some("PublicProsecutor".to_owned()), ..Approver::default() }),
            ..Approval::default()
        }],
        ..Authorisation::default()
    };
    Object { base: base(id, &[]), detail: Detail::Authorisation(Box::new(own)) }
}

pub fn request(kind: &str, format: &str, value: &str) -> RequestDetails {
    RequestDetails {
        kind: Some(Entry::new("ETSI", "RequestType", kind)),
        start: Some("2026-10-01T00:00:00Z".parse().unwrap()),
        end: Some("2026-11-01T00:00:00Z".parse().unwrap()),
        values: vec![RequestValue {
            format: Some(FormatType { owner: "ETSI".to_owned(), name: format.to_owned(), ..FormatType::default() }),
            value: value.to_owned(),
            ..RequestValue::default()
        }],
        ..RequestDetails::default()
    }
}

pub fn task(id: u128, of: u128, request: RequestDetails) -> Object {
    let desired = Some(Entry::new("ETSI", "LDTaskDesiredStatus", "AwaitingDisclosure"));
    let own = LdTask { reference: Some(format!("LD-{id}")), desired, request: Some(request), ..LdTask::default() };
    Object { base: base(id, &[of]), detail: Detail::LdTask(Box::new(own)) }
}

pub fn document(id: u128, of: u128, name: &str, bytes: &[u8]) -> Object {
    let body = DocumentBody {
        contents: Some(data_encoding::BASE64.encode(bytes)),
        media_type: Some("application/pdf".to_owned()),
        ..DocumentBody::default()
    };
    let own = Document { name: Some(name.to_owned()), body: Some(body), ..Document::default() };
    Object { base: base(id, &[of]), detail: Detail::Document(Box::new(own)) }
}

/// Both encodings give the same value, and so does each of them twice.
#[track_caller]
fn there_and_back(message: &Message) {
    for encoding in [Encoding::Json, Encoding::Xml] {
        let bytes = write(message, encoding);
        let again = read(&bytes).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&bytes)));
        assert_eq!(&again, message, "{encoding:?}: {}", String::from_utf8_lossy(&bytes));
        assert_eq!(write(&again, encoding), bytes);
        assert_eq!(Encoding::of(&bytes), encoding);
    }
}

#[test]
fn a_message_with_each_object_is_the_same_in_both_encodings() {
    let lp = LpTask {
        desired_until: Some("2027-01-20T00:00:00Z".parse().unwrap()),
        request: Some(request("SubscriberData", "InternationalE164", "+46700000000")),
        ..LpTask::default()
    };
    let note = Notification {
        details: Some("Line one\r\nline <two> & \"three\"\t".to_owned()),
        new: Some(true),
        statuses: vec![ObjectStatus {
            object: Uuid::from_u128(9),
            status: LDTaskStatus::Invalid.entry(),
            details: None,
            ..ObjectStatus::default()
        }],
        ..Notification::default()
    };
    there_and_back(&message(
        Uuid::from_u128(1),
        vec![
            Action::Create(Box::new(authorisation(10, "B 1-26"))),
            Action::Create(Box::new(task(11, 10, request("StoredContentData", "EmailAddress", "name@example.com")))),
            Action::Create(Box::new(document(12, 10, "order.pdf", b"%PDF-1.7"))),
            Action::Create(Box::new(Object { base: base(13, &[10]), detail: Detail::LpTask(Box::new(lp)) })),
            Action::Create(Box::new(Object { base: base(14, &[10]), detail: Detail::Notification(Box::new(note)) })),
            Action::Get(Uuid::from_u128(10)),
            Action::List(ListRequest { kind: Some(Entry::new("ETSI", "ObjectType", "LDTaskObject")), ..ListRequest::default() }),
            Action::Update(Box::new(authorisation(10, "B 1-26"))),
            Action::Deliver(Uuid::from_u128(10), Box::new(document(15, 10, "more.pdf", b"%PDF-1.7"))),
            Action::GetConfig,
        ],
    ));
    let mut answered = authorisation(10, "B 1-26");
    if let Detail::Authorisation(own) = &mut answered.detail {
        own.status = Some(AuthorisationStatus::SubmittedToCSP);
        own.timespan = Some(Timespan { start: own.approvals[0].at, end: None, ..Timespan::default() });
    }
    let responses = vec![
        ActionResponse { id: 0, outcome: Outcome::Created(Uuid::from_u128(10), Some(Box::new(answered.clone()))) },
        ActionResponse { id: 1, outcome: Outcome::Got(Box::new(answered)) },
        ActionResponse { id: 2, outcome: Outcome::Failed(Code::NoSuchObject.says("not there")) },
        ActionResponse { id: 3, outcome: Outcome::Listed(Vec::new()) },
        ActionResponse { id: 4, outcome: Outcome::Delivered(Uuid::from_u128(11)) },
    ];
    there_and_back(&Message { header: header(Uuid::from_u128(2)), payload: Payload::Responses(responses) });
    there_and_back(&Message { header: header(Uuid::from_u128(3)), payload: Payload::Failed(Code::Validation.says("no")) });
}

/// What a national profile adds is kept, under the names and values that it came with, from one encoding to the other.
#[test]
fn what_a_national_profile_adds_is_kept() {
    let xml = r#"<?xml version="1.0"?>
      <c:HI1Message xmlns:c="http://uri.etsi.org/03120/common/2019/10/Core" xmlns:t="http://uri.etsi.org/03120/common/2020/09/Task"
          xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b"><!-- as somebody else writes it -->
        <c:Header>
          <c:SenderIdentifier><c:CountryCode>SE</c:CountryCode><c:UniqueIdentifier>A &amp; B&#x20;</c:UniqueIdentifier></c:SenderIdentifier>
          <c:ReceiverIdentifier><c:CountryCode>IE</c:CountryCode><c:UniqueIdentifier><![CDATA[<P>]]></c:UniqueIdentifier></c:ReceiverIdentifier>
          <c:TransactionIdentifier>00000000-0000-4000-8000-000000000001</c:TransactionIdentifier>
          <c:Timestamp>2026-11-22T10:00:00.000001+01:00</c:Timestamp>
          <c:Version><c:ETSIVersion>V1.22.1</c:ETSIVersion><c:NationalProfileOwner>SE</c:NationalProfileOwner>
            <c:NationalProfileVersion>v1</c:NationalProfileVersion></c:Version>
        </c:Header>
        <c:Payload><c:RequestPayload><c:ActionRequests><c:ActionRequest>
          <c:ActionIdentifier>0</c:ActionIdentifier>
          <c:CREATE><c:HI1Object xsi:type="t:LDTaskObject">
            <c:ObjectIdentifier>00000000-0000-4000-8000-000000000002</c:ObjectIdentifier>
            <c:NationalHandlingParameters><x unit="d">3</x><y/><x unit="d">4</x></c:NationalHandlingParameters>
            <t:Reference>LD-1</t:Reference>
            <t:NationalLDTaskingParameters><CountryCode>SE</CountryCode></t:NationalLDTaskingParameters>
          </c:HI1Object></c:CREATE>
        </c:ActionRequest></c:ActionRequests></c:RequestPayload></c:Payload>
      </c:HI1Message>"#;
    let message = read(xml.as_bytes()).unwrap();
    assert_eq!(message.header.sender.identifier, "A & B ");
    assert_eq!(message.header.receiver.identifier, "<P>");
    assert_eq!(message.header.at, "2026-11-22T09:00:00.000001Z".parse::<Instant>().unwrap());
    let Payload::Requests(requests) = &message.payload else { panic!() };
    let Action::Create(object) = &requests[0].action else { panic!() };
    let kept = object.base.national.as_ref().unwrap();
    assert_eq!(kept.0.children("x").len(), 2);
    assert_eq!(kept.0.children("x")[1].said("text").as_deref(), Some("4"));
    let Detail::LdTask(own) = &object.detail else { panic!() };
    assert!(own.others.contains_key("NationalLDTaskingParameters"));
    there_and_back(&message);
}

#[test]
fn json_names_carry_prefixes_and_types_their_namespace() {
    let bytes = write(&message(Uuid::from_u128(1), vec![Action::Create(Box::new(authorisation(10, "B 1-26")))]), Encoding::Json);
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let object = &value["Payload"]["RequestPayload"]["ActionRequests"]["ActionRequest"][0]["CREATE"]["HI1Object"];
    assert_eq!(object["@xsi:type"], "{http://uri.etsi.org/03120/common/2020/09/Authorisation}AuthorisationObject");
    assert_eq!(object["auth:AuthorisationLegalType"]["common:Value"], "EPOC");
    assert_eq!(object["auth:AuthorisationApprovalDetails"][0]["common:ApprovalType"], "IssuingAuthority");
    assert_eq!(value["@xmlns"], "http://uri.etsi.org/03120/common/2019/10/Core");
}

#[test]
fn what_is_not_handled_is_refused_with_its_code() {
    let good =
        String::from_utf8(write(&message(Uuid::from_u128(1), vec![Action::Create(Box::new(authorisation(10, "B")))]), Encoding::Json));
    let good = good.unwrap();
    let code = |text: &str| Code::of(&read(text.as_bytes()).unwrap_err());
    assert_eq!(code(&good.replace("}AuthorisationObject", "}LITaskObject")), Code::NotSupported);
    assert_eq!(code(&good.replace("\"CREATE\"", "\"DELETE\"")), Code::NotSupported);
    assert_eq!(code(&good.replace("\"Timestamp\"", "\"Timestmp\"")), Code::Missing);
    assert_eq!(code(&good.replace("2026-11-22T09", "2026-13-22T09")), Code::Validation);
    let status = good.replace("\"auth:AuthorisationReference\":\"B\"", "\"auth:AuthorisationStatus\":{\"common:Owner\":\"ETSI\",\"common:Name\":\"AuthorisationStatus\",\"common:Value\":\"AwaitingAcceptance\"}");
    assert_ne!(status, good);
    assert_eq!(code(&status), Code::Validation);
}

#[test]
fn hostile_messages_are_refused_and_nothing_is_expanded() {
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]><HI1Message>&c;</HI1Message>";
    assert_eq!(read(bomb.as_bytes()).unwrap_err(), WireError::Forbidden("a document type"));
    let file = "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><HI1Message/>";
    assert_eq!(read(file.as_bytes()).unwrap_err(), WireError::Forbidden("a document type"));
    assert_eq!(read(b"<HI1Message>&b;</HI1Message>").unwrap_err(), WireError::Forbidden("an entity of its own"));
    assert_eq!(read(b"<HI1Message a=\"&b;\"/>").unwrap_err(), WireError::Forbidden("an entity of its own"));
    assert_eq!(read(b"<?php x?><HI1Message/>").unwrap_err(), WireError::Forbidden("a processing instruction"));
    let deep = format!("{}{}", "<a>".repeat(MOST_DEPTH + 2), "</a>".repeat(MOST_DEPTH + 2));
    assert_eq!(read(deep.as_bytes()).unwrap_err(), WireError::TooDeep);
    let deep = format!("{}1{}", "{\"a\":".repeat(MOST_DEPTH + 2), "}".repeat(MOST_DEPTH + 2));
    assert_eq!(read(deep.as_bytes()).unwrap_err(), WireError::TooDeep);
    let wide = format!("<HI1Message>{}</HI1Message>", "<a/>".repeat(ombud::wire::MOST_NODES + 1));
    assert_eq!(read(wide.as_bytes()).unwrap_err(), WireError::TooMany);
    assert!(matches!(read(&vec![b' '; ombud::wire::MOST_BYTES + 1]).unwrap_err(), WireError::TooLarge(_)));
    for broken in [
        "<HI1Message>",
        "<a></b>",
        "<HI1Message/><HI1Message/>",
        "</a>",
        "x<a/>",
        "<a>&#0;</a>",
        "<a b='1' b='2'/>",
        "<a>x<b/></a>",
        "{",
        "{\"a\":[[1]]}",
        "{\"a\":\"\\u0000\"}",
        "[]",
        "",
        "\u{feff}",
    ] {
        assert!(read(broken.as_bytes()).is_err(), "{broken}");
    }
    assert!(read(b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><HI1Message/>").is_err());
    assert!(read(b"<Other/>").is_err());
}

fn text() -> impl Strategy<Value = String> {
    "[ -~\\t\\n\\ra-zåäöß–€\u{10000}]{0,20}"
}

fn kept() -> impl Strategy<Value = Node> {
    let leaf = text().prop_map(Node::Text);
    leaf.prop_recursive(3, 12, 3, |inside| {
        proptest::collection::btree_map("[a-z][a-z0-9._-]{0,5}", proptest::collection::vec(inside, 1..3), 1..3)
            .prop_map(|children| Node::of(ombud::wire::Map { kind: None, children }))
    })
}

prop_compose! {
    fn moment()(seconds in 0_i64..4_000_000_000, micros in 0_u32..1_000_000) -> Instant {
        chrono::DateTime::from_timestamp(seconds, micros * 1000).unwrap().trunc_subsecs(6)
    }
}

prop_compose! {
    fn object()(
        which in 0..5, id in any::<u128>(), links in proptest::collection::vec(any::<u128>(), 0..3), national in proptest::option::of(kept()),
        a in proptest::option::of(text()), b in text(), c in text(), at in proptest::option::of(moment()), yes in any::<bool>(),
        generation in proptest::option::of(any::<u64>()), status in 0..8_usize,
    ) -> Object {
        let base = Base { national: national.map(Kept), generation, last_changed: at, external: a.clone(), ..base(id, &links) };
        let entry = Entry::new(&b, &c, &b);
        let details = RequestDetails {
            kind: Some(entry.clone()), start: at,
            values: vec![RequestValue { format: None, value: b.clone(), ..RequestValue::default() }; status % 3],
            subtypes: vec![entry.clone(); status % 2], ..RequestDetails::default()
        };
        let contact = Contact { name: a.clone(), phone: Some(b.clone()), ..Contact::default() };
        let approval = Approval {
            kind: a.clone(), at, emergency: Some(yes),
            approver: Some(Approver { name: Some(c.clone()), contacts: vec![contact], ..Approver::default() }), ..Approval::default()
        };
        let detail = match which {
            0 => Detail::Authorisation(Box::new(Authorisation {
                reference: a, status: Some(AuthorisationStatus::ALL[status]), flags: vec![entry.clone(), entry], approvals: vec![approval],
                invalid: Some(Code::Validation.says(c)), manual: Some(b), ..Authorisation::default()
            })),
            1 => Detail::LdTask(Box::new(LdTask {
                reference: a, status: Some(LDTaskStatus::ALL[status]), request: Some(details), approvals: vec![approval], ..LdTask::default()
            })),
            2 => Detail::LpTask(Box::new(LpTask { until: at, desired_until: at, request: Some(details), ..LpTask::default() })),
            3 => Detail::Document(Box::new(Document { name: a, kind: Some(entry), ..Document::default() })),
            _ => Detail::Notification(Box::new(Notification { details: a, new: Some(yes), at, ..Notification::default() })),
        };
        Object { base, detail }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn generated_messages_are_the_same_in_both_encodings(object in object(), transaction in any::<u128>()) {
        there_and_back(&message(Uuid::from_u128(transaction), vec![Action::Create(Box::new(object.clone())), Action::Update(Box::new(object))]));
    }

    #[test]
    fn nothing_makes_the_reader_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    /// Bytes of a good message changed here and there: read or refused, never more.
    #[test]
    fn a_damaged_message_is_read_or_refused(xml in any::<bool>(), hits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let encoding = if xml { Encoding::Xml } else { Encoding::Json };
        let mut bytes = write(&message(Uuid::from_u128(1), vec![Action::Create(Box::new(authorisation(10, "B 1-26")))]), encoding);
        for (place, byte) in hits {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(message) = read(&bytes) {
            let _ = write(&message, encoding);
        }
    }
}
