//! The published files.

use super::samples::{cut_off, many, mixed, open, preservation, run};
use domain::instrument::Matter;
use domain::outcome::Outcome;
use domain::tally::{DemandKind, Tally};
use ombud::report::{Facts, Measure, Style, files, loss};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

fn bytes(style: Style, facts: &Facts, name: &str) -> Vec<u8> {
    files(style, facts).unwrap().into_iter().find(|f| f.name == name).unwrap().bytes
}

fn text(style: Style, facts: &Facts, name: &str) -> String {
    String::from_utf8(bytes(style, facts, name)).unwrap()
}

fn settled(tallies: Vec<Tally>) -> Vec<Tally> {
    tallies.into_iter().filter(|t| t.outcome.is_some() || t.disclosed != domain::tally::Disclosed::Nothing).collect()
}

type Record = BTreeMap<String, String>;

fn records(csv: &str) -> Vec<Record> {
    csv::Reader::from_reader(csv.as_bytes()).deserialize().collect::<Result<_, _>>().unwrap()
}

mod tidy {
    use super::*;

    #[test]
    fn the_table_is_long_unique_and_closed() {
        let facts = run(&mixed()).unwrap();
        let csv = text(Style::Tidy, &facts, "transparency.csv");
        assert!(!csv.contains('\r') && csv.ends_with('\n') && !csv.starts_with('\u{feff}'));
        assert_eq!(
            csv.lines().next().unwrap(),
            "dataset,period_start,period_end,territory,authority_level,route,legal_process,matter,demand_kind,segment,data_sought,secrecy,emergency,measure,unit,kind,value,low,high,denominator,note"
        );
        let all = records(&csv);
        let key =
            |r: &Record| r.iter().filter(|(k, _)| !["value", "note"].contains(&k.as_str())).map(|(_, v)| v.clone()).collect::<Vec<_>>();
        assert_eq!(all.iter().map(key).collect::<BTreeSet<_>>().len(), all.len(), "no key twice");
        let sum = |dataset: &str, measure: &str| -> u64 {
            all.iter().filter(|r| r["dataset"] == dataset && r["measure"] == measure).map(|r| r["value"].parse::<u64>().unwrap()).sum()
        };
        let datasets: BTreeSet<&str> = all.iter().map(|r| r["dataset"].as_str()).filter(|d| d.starts_with("demands")).collect();
        assert_eq!(datasets.len(), 11);
        for m in Measure::ALL.iter().filter(|m| m.counts() == DemandKind::Disclosure) {
            for dataset in &datasets {
                assert_eq!(sum(dataset, m.code()), facts.total().get(*m), "{dataset} {}", m.code());
            }
        }
        assert_eq!((sum("preservation", "preservation_received"), sum("preservation_by_territory", "preservation_received")), (1, 1));
        let percent: Vec<&Record> = all.iter().filter(|r| r["unit"] == "percent" && r["dataset"] == "demands").collect();
        assert_eq!((percent.len(), percent[0]["value"].as_str(), percent[0]["denominator"].as_str()), (1, "25", "demands_received"));
        assert!(all.iter().all(|r| r["low"].is_empty() && r["high"].is_empty()), "nothing is banded at this depth");
    }

    #[test]
    fn an_empty_period_says_zero_and_leaves_percentages_blank() {
        let all = records(&text(Style::Tidy, &run(&[]).unwrap(), "transparency.csv"));
        assert!(all.iter().all(|r| (r["unit"] == "percent") == r["value"].is_empty()));
        assert!(all.iter().filter(|r| r["kind"] == "exact").all(|r| r["value"] == "0"));
        assert_eq!(all.iter().map(|r| r["dataset"].clone()).collect::<BTreeSet<_>>().len(), 3, "totals only");
    }

    #[test]
    fn the_manifest_describes_the_files() {
        let facts = run(&mixed()).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&bytes(Style::Tidy, &facts, "datapackage.json")).unwrap();
        assert_eq!(manifest["$schema"], "https://datapackage.org/profiles/2.0/datapackage.json");
        assert_eq!((manifest["name"].as_str(), manifest["created"].as_str()), (Some("transparency-2026-h1"), Some("2026-08-14T10:00:00Z")));
        let header = text(Style::Tidy, &facts, "transparency.csv").lines().next().unwrap().to_owned();
        let resources = manifest["resources"].as_array().unwrap();
        for resource in resources {
            let content = bytes(Style::Tidy, &facts, resource["path"].as_str().unwrap());
            let hash = data_encoding::HEXLOWER.encode(&<sha2::Sha256 as sha2::Digest>::digest(&content));
            assert_eq!(
                (resource["hash"].as_str().unwrap(), resource["bytes"].as_u64()),
                (format!("sha256:{hash}").as_str(), Some(content.len() as u64))
            );
        }
        let fields: Vec<&str> = resources[0]["schema"]["fields"].as_array().unwrap().iter().map(|f| f["name"].as_str().unwrap()).collect();
        assert_eq!(fields.join(","), header);
        assert_eq!(resources[0]["schema"]["fieldsMatch"], "exact");
    }

    #[test]
    fn the_methodology_is_made_from_the_rules() {
        let facts = run(&mixed()).unwrap();
        let (english, swedish) = (text(Style::Tidy, &facts, "methodology.md"), text(Style::Tidy, &facts, "methodology.sv.md"));
        for rule in facts.rules().iter() {
            for (page, words) in [(&english, rule.text.en), (&swedish, rule.text.sv)] {
                let row = format!(
                    "| {} | `{}` | {} | {} | {words} |",
                    rule.measure.id(),
                    rule.measure.code(),
                    rule.measure.unit().code(),
                    rule.version
                );
                assert!(page.contains(&row), "{row}");
            }
        }
        assert!(english.contains("Europe/Stockholm") && english.contains("2026-08-14T10:00:00Z"));
        assert!(ombud::report::GENERAL.iter().all(|g| english.contains(g.text.en) && swedish.contains(g.text.sv)));
    }

    #[test]
    fn no_reference_of_a_demand_leaves() {
        let all = mixed();
        let facts = run(&all).unwrap();
        for file in files(Style::Tidy, &facts).unwrap() {
            let content = String::from_utf8(file.bytes).unwrap();
            assert!(all.iter().all(|t| !content.contains(&t.reference.to_string())));
        }
    }
}

mod microsoft {
    use super::*;

    /// The parts of a workbook, and its sheets as rows of cells: column letters to what stands there.
    struct Book {
        parts: BTreeMap<String, String>,
    }

    impl Book {
        fn of(facts: &Facts) -> Self {
            let bytes = bytes(Style::Microsoft, facts, "law-enforcement-requests-2026-H1.xlsx");
            let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
            let parts = (0..zip.len()).map(|i| {
                let mut file = zip.by_index(i).unwrap();
                let mut text = String::new();
                file.read_to_string(&mut text).unwrap();
                (file.name().unwrap().into_owned(), text)
            });
            Self { parts: parts.collect() }
        }

        fn sheet(&self, n: usize) -> Vec<BTreeMap<String, String>> {
            let strings: Vec<&str> = between(&self.parts["xl/sharedStrings.xml"], "<si>", "</si>");
            let strings: Vec<String> = strings.iter().map(|s| s.split_once('>').unwrap().1.trim_end_matches("</t>").to_owned()).collect();
            let rows = between(&self.parts[&format!("xl/worksheets/sheet{n}.xml")], "<row ", "</row>");
            rows.iter()
                .map(|row| {
                    between(row, "<c ", "</c>")
                        .iter()
                        .filter_map(|cell| {
                            let (column, value) = (between(cell, "r=\"", "\"")[0], between(cell, "<v>", "</v>").first().copied()?);
                            let value =
                                if cell.contains("t=\"s\"") { strings[value.parse::<usize>().unwrap()].clone() } else { value.to_owned() };
                            Some((column.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned(), value))
                        })
                        .collect()
                })
                .collect()
        }
    }

    fn between<'a>(text: &'a str, from: &str, to: &str) -> Vec<&'a str> {
        text.split(from).skip(1).filter_map(|rest| rest.split_once(to)).map(|(inside, _)| inside).collect()
    }

    fn cells(row: &BTreeMap<String, String>, columns: &str) -> String {
        columns.chars().map(|c| row.get(&c.to_string()).cloned().unwrap_or_else(|| "-".to_owned())).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_layout_is_theirs() {
        let mut all = settled(mixed());
        let emergency = |n, outcome| Tally { matter: Matter::Emergency, identifiers: 3, ..super::super::samples::closed(n, outcome) };
        all.extend([
            emergency(400, Outcome::DisclosedNoncontent),
            emergency(401, Outcome::NoDataFound),
            emergency(402, Outcome::RejectedInvalid),
        ]);
        let book = Book::of(&run(&all).unwrap());
        let names: Vec<&str> = between(&book.parts["xl/workbook.xml"], "<sheet name=\"", "\"");
        assert_eq!(names, ["Criminal", "Emergencies", "Civil"]);

        let criminal = book.sheet(1);
        assert_eq!(cells(&criminal[2], "CFK"), "Total Requests Some Customer Data Disclosed No Customer Data Disclosed");
        assert_eq!(criminal[3]["C"], "Total Number of Law Enforcement Requests");
        assert_eq!(
            criminal[3]["M"],
            "Law Enforcement Requests Resulting in Disclosure of No Customer Data (Request Rejected for Not Meeting Legal Requirements)"
        );
        assert_eq!(cells(&criminal[4], "CDFGHIKLMN"), "# # % # % # % # % #");
        let labels: Vec<&str> = criminal[5..].iter().map(|r| r["A"].as_str()).collect();
        assert_eq!(labels, ["TOTAL", "Åland Islands", "Sweden", "United States"]);
        // Eight each: content, non-content, no data; the other five (two refused, forged, withdrawn, redirected) stand as rejected.
        assert_eq!(cells(&criminal[6], "CDFGHIKLMN"), "8 8 0.125 1 0.125 1 0.125 1 0.625 5");
        assert_eq!(cells(&criminal[5], "CDGILN"), "24 24 3 3 3 15");

        let emergencies = book.sheet(2);
        assert_eq!(emergencies.len(), 7);
        assert_eq!(cells(&emergencies[5], "ACDFGHIKLMN"), "TOTAL 3 9 0 0 0.3333 1 0.3333 1 0.3333 1");
        let civil = book.sheet(3);
        assert_eq!(civil.len(), 6, "totals only");
        assert_eq!(
            cells(&civil[3], "FHKM"),
            "Disclosure of Content Only Subscriber/ Transactional (Non-Content) Data No Data Found Rejected"
        );
        assert_eq!(cells(&civil[5], "ACDFGHIKLMN"), "TOTAL 0 0 - 0 - 0 - 0 - 0", "blank, not 0 %");
    }

    #[test]
    fn the_workbook_holds_no_formula_no_author_and_no_clock() {
        let book = Book::of(&run(&settled(mixed())).unwrap());
        assert!(book.parts.iter().filter(|(name, _)| name.contains("sheet")).all(|(_, xml)| !xml.contains("<f>") && !xml.contains("<f ")));
        let core = &book.parts["docProps/core.xml"];
        assert!(core.contains("<dc:creator></dc:creator>") || core.contains("<dc:creator/>"), "{core}");
        let stamp = cut_off().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let stamps: BTreeSet<&str> = between(core, "W3CDTF\">", "<").into_iter().collect();
        assert_eq!(stamps, BTreeSet::from([stamp.as_str()]));
        assert!(book.parts.keys().all(|name| !name.contains("custom") && !name.contains("comments")));
    }

    #[test]
    fn what_it_loses_is_said_and_numbered() {
        let mut all = settled(mixed());
        all.push(Tally { matter: Matter::Administrative, ..open(500) });
        all.push(preservation(501));
        let facts = run(&all).unwrap();
        let found: BTreeMap<&str, Option<u64>> = loss(Style::Microsoft, &facts).items.iter().map(|i| (i.code, i.demands)).collect();
        assert_eq!(found["matter-not-shown"], Some(1), "it is in process, but on no sheet, so it does not block");
        assert_eq!((found["withdrawn-as-rejected"], found["redirected-as-rejected"], found["fraudulent"]), (Some(3), Some(3), Some(3)));
        assert_eq!(found["preservation"], Some(1));
        assert!(!found.contains_key("in-process"));
        let (english, swedish) = (text(Style::Microsoft, &facts, "loss.md"), text(Style::Microsoft, &facts, "loss.sv.md"));
        assert!(english.contains("stand in the column of rejected ones (3)") && swedish.contains("ingår i kolumnen för avslagna (3)"));
        assert!(loss(Style::Tidy, &facts).items.is_empty());
    }

    #[test]
    fn civil_pending_demands_block_it_too() {
        for matter in [Matter::Criminal, Matter::Civil, Matter::Emergency] {
            assert!(loss(Style::Microsoft, &run(&[Tally { matter, ..open(1) }]).unwrap()).blocks());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_same_demands_give_the_same_bytes(tallies in many()) {
            let mut all = settled(tallies);
            let one = files(Style::Microsoft, &run(&all).unwrap()).unwrap();
            all.reverse();
            prop_assert!(one == files(Style::Microsoft, &run(&all).unwrap()).unwrap());
        }

        #[test]
        fn every_row_adds_up(tallies in many()) {
            let book = Book::of(&run(&settled(tallies)).unwrap());
            for n in 1..=3 {
                let sheet = book.sheet(n);
                let get = |row: &BTreeMap<String, String>, c: &str| row[c].parse::<u64>().unwrap();
                for row in &sheet[5..] {
                    prop_assert_eq!(get(row, "C"), ["G", "I", "L", "N"].map(|c| get(row, c)).iter().sum::<u64>());
                }
                for c in ["C", "D", "G", "I", "L", "N"] {
                    prop_assert_eq!(get(&sheet[5], c), sheet[6..].iter().map(|r| get(r, c)).sum::<u64>());
                }
            }
        }
    }
}
