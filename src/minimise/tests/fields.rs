//! Fields of a category of their own.

use super::*;

fn two_lines() -> Scope {
    Scope::from_json(
        r#"{"lines":[
            {"account":"target@example.org","categories":["TRAFFIC"],"from":null,"to":null},
            {"account":"second@example.org","categories":["TRAFFIC","ACCESS_IP"],"from":null,"to":null}]}"#,
    )
    .unwrap()
}

#[test]
fn a_column_that_nobody_may_see_goes_and_one_that_some_may_see_is_blanked() {
    let mapping =
        mapping("match = \"*\"\naccount = \"user\"\ncategory = \"TRAFFIC\"\n[source.fields]\nip = \"ACCESS_IP\"\nsubject = \"CONTENT\"");
    let run = run(
        "a.csv",
        "user,ip,subject,size\ntarget@example.org,192.0.2.1,hello,1\nsecond@example.org,192.0.2.2,hello,2\nsecond@example.org,,,3\n",
        &two_lines(),
        &mapping,
    );
    assert_eq!(run.kept, "user,ip,size\ntarget@example.org,,1\nsecond@example.org,192.0.2.2,2\nsecond@example.org,,3\n");
    assert_eq!(run.report.fields_removed.iter().map(|(c, n)| (c.as_str(), *n)).collect::<Vec<_>>(), [("ACCESS_IP", 1), ("CONTENT", 2)]);
}

#[test]
fn json_fields_go_at_any_depth_and_other_values_stay_as_written() {
    let mapping = mapping(
        "match = \"*\"\naccount = \"/who/id\"\ncategory = \"TRAFFIC\"\n[source.fields]\n\"/who\" = \"SUB_ID\"\n\"/net/ip\" = \"ACCESS_IP\"\n\"/parts/body\" = \"CONTENT\"",
    );
    let run = run(
        "a.jsonl",
        "{\"n\": 1.10, \"who\": {\"name\":\"x\",\"id\":\"target@example.org\"}, \"net\": {\"ip\":\"192.0.2.1\",\"port\": 25}, \"parts\": [{\"body\":\"secret\",\"size\":1e2},{\"size\":3}]}\n",
        &two_lines(),
        &mapping,
    );
    assert_eq!(
        run.kept,
        "{\"n\":1.10,\"who\":{\"id\":\"target@example.org\"},\"net\":{\"port\":25},\"parts\":[{\"size\":1e2},{\"size\":3}]}\n"
    );
    let leak = "{\"who\":{\"id\":\"target@example.org\"},\"parts\":[{\"size\":1},{\"body\":\"secret\"}]}\n";
    assert_eq!(breaches("a.jsonl", leak, &two_lines(), &mapping), [(1, Breach::Field)]);
    let name = "{\"who\":{\"id\":\"target@example.org\",\"name\":\"x\"}}\n";
    assert_eq!(breaches("a.jsonl", name, &two_lines(), &mapping), [(1, Breach::Field)]);
}

#[test]
fn a_plain_value_in_place_of_an_object_is_held_back() {
    let mapping = mapping("match = \"*\"\naccount = \"user\"\ncategory = \"TRAFFIC\"\n[source.fields]\n\"/net/ip\" = \"ACCESS_IP\"");
    let row = "{\"user\":\"target@example.org\",\"net\":\"192.0.2.1\"}\n";
    assert_eq!(withheld(&run("a.jsonl", row, &two_lines(), &mapping)), [(1, WithholdReason::Shape)]);
    assert_eq!(breaches("a.jsonl", row, &two_lines(), &mapping), [(1, Breach::Malformed)]);
}

#[test]
fn unlisted_fields_can_be_removed() {
    let mapping =
        mapping("match = \"*\"\naccount = \"user\"\ncategory = \"TRAFFIC\"\nunlisted = \"remove\"\n[source.fields]\nsize = \"TRAFFIC\"");
    let csv = run("a.csv", "user,size,new\ntarget@example.org,1,x\n", &two_lines(), &mapping);
    assert_eq!((csv.kept.as_str(), csv.report.fields_removed["UNLISTED"]), ("user,size\ntarget@example.org,1\n", 1));
    let json = run("a.jsonl", "{\"user\":\"target@example.org\",\"size\":1,\"new\":{\"a\":[1]}}\n", &two_lines(), &mapping);
    assert_eq!(json.kept, "{\"user\":\"target@example.org\",\"size\":1}\n");
    assert_eq!(breaches("a.csv", "user,size,new\ntarget@example.org,1,x\n", &two_lines(), &mapping), [(0, Breach::UnlistedField)]);
    let leak = "{\"user\":\"target@example.org\",\"new\":{\"a\":[1]}}\n";
    assert_eq!(breaches("a.jsonl", leak, &two_lines(), &mapping), [(1, Breach::UnlistedField)]);
}
