//! Cells that a spreadsheet would run.

use super::*;

#[test]
fn are_neutralised_and_counted_and_can_be_taken_back() {
    let scope = Scope::from_json(r#"{"lines":[{"account":"+46700000000","categories":["TRAFFIC"],"from":null,"to":null}]}"#).unwrap();
    let mapping = mapping("match = \"*\"\naccount = \"phone\"\ncategory = \"TRAFFIC\"");
    let run = run(
        "a.csv",
        "phone,=note\n+46700000000,\"=HYPERLINK(\"\"http://example.com\"\")\"\n+46700000000,'=x\n+46700000000,'plain\n+46700000000,\"\ty\"\n",
        &scope,
        &mapping,
    );
    assert_eq!(
        run.kept,
        "phone,'=note\n'+46700000000,\"'=HYPERLINK(\"\"http://example.com\"\")\"\n'+46700000000,''=x\n'+46700000000,'plain\n'+46700000000,'\ty\n"
    );
    assert_eq!(run.report.cells_neutralised, 8);
    let leak = "phone,note\n'+46700000000,@SUM(A1)\n";
    assert_eq!(breaches("a.csv", leak, &scope, &mapping), [(1, Breach::Formula)]);
}
