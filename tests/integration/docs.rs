//! The pages for readers: what they point to is there.

use crate::support::source::files;
use std::path::Path;

/// The targets of the links and pictures in a Markdown text that are files of the project.
fn targets(text: &str) -> Vec<&str> {
    let after = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let files = after.filter(|target| !target.starts_with("http") && !target.starts_with('#'));
    files.filter_map(|target| target.split('#').next()).collect()
}

/// Links of one page that lead nowhere.
fn broken(page: &str, text: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let folder = folder.parent().unwrap();
    let gone = targets(text).into_iter().filter(|target| !folder.join(target).exists());
    gone.map(|target| format!("{page} points to {target}, which is not there")).collect()
}

#[test]
fn no_link_leads_nowhere() {
    assert_eq!(broken("docs/x.md", "[a](threats.md) [b](../README.md#top) [c](https://example.org/x) ![d](#e)"), Vec::<String>::new());
    assert_eq!(broken("docs/x.md", "[a](README.md)").len(), 1, "a planted broken link is not seen");

    let top = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"].map(|page| {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
        (page.to_owned(), text)
    });
    let pages: Vec<(String, String)> = files("docs", &["md"]).into_iter().chain(top).collect();
    assert!(pages.len() >= 8, "the pages were not found");
    let broken: Vec<String> = pages.iter().flat_map(|(page, text)| broken(page, text)).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_floors_in_the_docs_are_the_floors_of_the_test() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md")).unwrap();
    for (floor, rooms) in crate::floors::FLOORS {
        let line = page.lines().find(|line| line.starts_with(&format!(" {floor}  ")));
        let words: Vec<&str> = line.unwrap_or_else(|| panic!("docs/architecture.md has no floor {floor}")).split_whitespace().collect();
        for room in rooms {
            assert!(words.contains(room), "docs/architecture.md does not show '{room}' on floor {floor}");
        }
    }
}
