//! Forms as the official schema nests them, brought to the parts of this desk by the local names of their elements. Names that are not known
//! are not looked for; what is then missing is a finding, and a person reads the form itself.

use super::form::DataCategory;
use crate::wire::{Map, Node};

/// In which section of Annex II a part stands that Annex I has under another letter.
fn section<'a>(form: &'a Node, number: u64, letter: &str) -> Option<&'a Node> {
    let letter = match (number, letter) {
        (2, "E") => "C",
        (2, "G") => "E",
        (2, "I") => "F",
        (2, "J") => "G",
        (2, "C" | "D" | "H" | "K" | "L") => return None,
        (_, letter) => letter,
    };
    form.find(&format!("Section{letter}"))
}

fn put(map: &mut Map, name: &str, value: Option<String>) {
    if let Some(value) = value {
        map.children.entry(name.to_owned()).or_default().push(Node::Text(value));
    }
}

/// The parts of these names, by the first of the official names that is found.
fn parts(from: &Node, names: &[(&str, &[&str])]) -> Map {
    let mut map = Map::default();
    for (ours, theirs) in names {
        put(&mut map, ours, theirs.iter().find_map(|name| from.said(name)));
    }
    map
}

fn add(form: &mut Map, name: &str, part: Map) {
    if !part.children.is_empty() {
        form.children.insert(name.to_owned(), vec![Node::Map(part)]);
    }
}

/// Form 1 or 2.
pub(super) fn simplified(form: &Node, number: u64) -> Node {
    let mut ours = Map::default();
    put(&mut ours, "Form", Some(number.to_string()));
    if let Some(a) = section(form, number, "A") {
        let mut part = parts(a, &[("IssuingState", &["IssuingState", "Country"])]);
        for (ours, theirs) in [("Issuing", "IssuingAuthority"), ("Validating", "ValidatingAuthority")] {
            if let Some(authority) = a.find(theirs) {
                let name = authority.text().map(str::to_owned).or_else(|| authority.said("NameOfAuthority"));
                put(&mut part, &format!("{ours}Authority"), name);
                put(&mut part, &format!("{ours}FileReference"), authority.said("FileReference"));
            }
        }
        put(&mut part, "FormLanguage", form.child("@lang").and_then(Node::text).map(str::to_owned));
        add(&mut ours, "SectionA", part);
    }
    if let Some(b) = section(form, number, "B") {
        let names: [(&str, &[&str]); 6] = [
            ("Name", &["NameOfAuthority", "Name"]),
            ("TelNo", &["TelNo"]),
            ("FaxNo", &["FaxNo"]),
            ("Email", &["Email"]),
            ("ContactPerson", &["ContactPerson", "NameOfRepresentative"]),
            ("FileReference", &["FileReference"]),
        ];
        let mut part = parts(b, &names);
        if b.said("EmergencyCase").as_deref() == Some("true") {
            put(&mut part, "Role", Some("OTHER_ESTABLISHMENT_IN_EMERGENCY".to_owned()));
        }
        add(&mut ours, "SectionB", part);
    }
    if let Some(c) = section(form, number, "C") {
        let mut part =
            parts(c, &[("EmergencyReasons", &["Justification", "EmergencyReasons", "Reasons"]), ("OtherDeadlines", &["OtherDeadlines"])]);
        let ticked: Vec<&str> =
            ["WithinTenDays", "Value"].iter().flat_map(|name| c.find_all(name)).filter_map(Node::text).map(str::trim).collect();
        for (box_, code) in [("AsSoonAsPossible", "AS_SOON_AS_POSSIBLE"), ("AtTheEndOfTenDays", "AT_THE_END_OF_TEN_DAYS")] {
            put(&mut part, box_, ticked.contains(&code).then(|| "true".to_owned()));
        }
        put(&mut part, "Emergency", ticked.iter().find(|code| code.starts_with("IMMINENT_THREAT")).map(|code| (*code).to_owned()));
        add(&mut ours, "SectionC", part);
    }
    if let Some(d) = section(form, number, "D") {
        let names: [(&str, &[&str]); 3] =
            [("Authority", &["NameOfAuthority"]), ("FileReference", &["FileReference"]), ("Date", &["Date", "DateOfIssue"])];
        add(&mut ours, "SectionD", parts(d, &names));
    }
    if let Some(e) = section(form, number, "E") {
        let evidence: Vec<Node> = e.find_all("Evidence").into_iter().map(|node| Node::of(one(node))).collect();
        let mut part = Map::default();
        part.children.insert("Evidence".to_owned(), evidence);
        add(&mut ours, "SectionE", part);
    }
    if let Some(g) = section(form, number, "G") {
        let names: [(&str, &[&str]); 6] = [
            ("Offence", &["Offence", "OffenceDescription", "NatureAndLegalClassification"]),
            ("Provision", &["Provision", "StatutoryProvision", "ApplicableStatutoryProvision"]),
            ("Threshold", &["Threshold"]),
            ("AddressedAs", &["AddressedAs"]),
            ("ProcessorGround", &["ProcessorGround"]),
            ("RefrainFromInforming", &["RefrainFromInforming"]),
        ];
        let mut part = parts(g, &names);
        put(&mut part, "Justification", g.said("Justification"));
        add(&mut ours, "SectionG", part);
    }
    if let Some(delay) = section(form, number, "H").and_then(|h| h.find("DelayConditions")) {
        let mut part = Map::default();
        let any = matches!(delay, Node::Map(_)) || delay.text().is_some_and(|t| !t.trim().is_empty());
        put(&mut part, "Delayed", any.then(|| "true".to_owned()));
        add(&mut ours, "SectionH", part);
    }
    for letter in ["I", "J"] {
        if let Some(signs) = section(form, number, letter) {
            add(&mut ours, &format!("Section{letter}"), signatory(signs));
        }
    }
    if let Some(k) = section(form, number, "K") {
        let mut part = Map::default();
        let named = k
            .find("EnforcingAuthority")
            .map(|a| a.said("NameOfAuthority").or_else(|| a.text().map(str::to_owned)).unwrap_or_else(|| "?".to_owned()));
        put(&mut part, "EnforcingAuthority", named);
        add(&mut ours, "SectionK", part);
    }
    if let Some(l) = section(form, number, "L") {
        let mut part = Map::default();
        for to in l.find_all("AuthorityCompetences") {
            put(&mut part, "AuthorityCompetences", to.text().map(|t| t.trim().to_owned()));
        }
        add(&mut ours, "SectionL", part);
    }
    Node::Map(ours)
}

/// One identifier with its categories.
fn one(node: &Node) -> Map {
    let identifier = node.find("Identifier").unwrap_or(node);
    let names: [(&str, &[&str]); 6] = [
        ("Id", &["Id"]),
        ("Type", &["Type"]),
        ("Value", &["Value"]),
        ("Start", &["Start"]),
        ("End", &["End"]),
        ("ServiceName", &["ServiceName"]),
    ];
    let mut part = parts(identifier, &names);
    for (name, category) in [
        ("Subscriber", DataCategory::Subscriber),
        ("UserIdentification", DataCategory::Identify),
        ("Traffic", DataCategory::Traffic),
        ("Content", DataCategory::Content),
    ] {
        put(&mut part, "DataCategory", node.find(name).map(|_| category.code().to_owned()));
    }
    for option in node.find_all("Option") {
        put(&mut part, "Option", option.text().map(|t| t.trim().to_owned()));
    }
    put(&mut part, "OtherInformation", node.said("OtherInformation").or_else(|| node.said("OtherText")));
    part
}

fn signatory(node: &Node) -> Map {
    let names: [(&str, &[&str]); 9] = [
        ("Type", &["Type"]),
        ("CaseWithoutValidation", &["CaseWithoutValidation"]),
        ("NameOfAuthority", &["NameOfAuthority"]),
        ("NameOfRepresentative", &["NameOfRepresentative"]),
        ("PostHeld", &["PostHeld"]),
        ("FileReference", &["FileReference"]),
        ("TelNo", &["TelNo"]),
        ("Email", &["Email"]),
        ("Date", &["Date"]),
    ];
    let mut part = parts(node, &names);
    if node.find("SignatureOfAuthority").or_else(|| node.find("Signature")).is_some() {
        put(&mut part, "Signature", Some("as in the form".to_owned()));
    }
    part
}

/// Form 5 or 6.
pub(super) fn follow(form: &Node, number: u64) -> Node {
    let names: [(&str, &[&str]); 3] =
        [("IssuingAuthority", &["NameOfAuthority"]), ("FileReference", &["FileReference"]), ("Date", &["Date"])];
    let mut part = parts(form, &names);
    put(&mut part, "Form", Some(number.to_string()));
    Node::Map(part)
}
