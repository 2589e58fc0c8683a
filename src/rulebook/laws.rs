//! The law behind each ground: one file for all instruments.

use super::error::{self, Kind, RulebookError};
use super::position::{Positions, line_and_column};
use domain::ground::{Ground, Laws};

/// The embedded file, as its errors name it.
pub(super) const FILE: &str = "laws/grounds.toml";
pub(super) const TEXT: &str = include_str!("laws/grounds.toml");

/// The laws from the text of a file.
///
/// # Errors
/// Where in the file, what is wrong, and what to write instead: what is no TOML, what is no ground, a law that is empty, a
/// territory that is no code, a ground without a law that holds everywhere.
pub fn parse(file: &str, text: &str) -> Result<Laws, RulebookError> {
    let positions = Positions::read(text).map_err(|why| error::syntax(file, text, &why))?;
    let laws = toml::from_str::<Laws>(text).map_err(|why| error::shape(file, text, &positions, &why))?;
    let wrong = |path: &[&str], problem: String, advice: &str| {
        let (line, column) = line_and_column(text, positions.of(path));
        Err(RulebookError { file: file.to_owned(), line, column, kind: Kind::Rule, problem, advice: advice.to_owned() })
    };
    for ground in Ground::ALL {
        let code = ground.code();
        let Some(by_territory) = laws.0.get(ground) else {
            return wrong(&[], format!("{code} has no law"), "a table for each ground, such as [R10]");
        };
        if !by_territory.contains_key(Laws::EVERYWHERE) {
            return wrong(&[code], format!("{code} has no law that holds everywhere"), "ZZ = \"what binds the provider whoever asks\"");
        }
        for (territory, law) in by_territory {
            if territory.len() != 2 || !territory.bytes().all(|b| b.is_ascii_uppercase()) {
                return wrong(
                    &[code, territory],
                    format!("'{territory}' is no country code"),
                    "two capital letters, such as SE, or EU, or ZZ",
                );
            }
            if law.trim().is_empty() {
                return wrong(
                    &[code, territory],
                    format!("the law of {code} in {territory} is empty"),
                    "the provision, or leave the line out",
                );
            }
        }
    }
    Ok(laws)
}
