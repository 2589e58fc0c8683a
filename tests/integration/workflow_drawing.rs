//! The drawing in the documentation is the drawing that the code gives.

use ombud::cli::workflow::{Format, drawing};

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/");

#[test]
fn the_picture_is_current() {
    let held = std::fs::read_to_string(format!("{DOCS}workflow.svg")).unwrap();
    assert!(held == drawing(Format::Svg), "run: cargo run -- workflow --format svg > docs/workflow.svg");
}

#[test]
fn the_page_holds_the_current_diagram() {
    let page = std::fs::read_to_string(format!("{DOCS}workflow.md")).unwrap();
    let (_, rest) = page.split_once("```mermaid\n").unwrap();
    let (held, _) = rest.split_once("```").unwrap();
    assert!(held == drawing(Format::Mermaid), "put what `cargo run -- workflow` prints into docs/workflow.md");
}

#[test]
fn the_picture_names_every_stage_and_every_verb_that_leads_on() {
    let picture = drawing(Format::Svg);
    let text: Vec<&str> = picture.split('>').filter_map(|part| part.split_once("</text").map(|(text, _)| text)).collect();
    let all = text.join(" ");
    for arrow in domain::machine::arrows() {
        assert!(text.contains(&arrow.from.code()) && text.contains(&arrow.to.code()), "{arrow:?}");
        assert!(arrow.verb.code().split('_').all(|word| all.contains(word)), "{arrow:?}");
    }
}
