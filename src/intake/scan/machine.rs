//! Drawing pages with pdftoppm and reading them with Tesseract.

use super::reading::{self, Reading, ScanPage};
use crate::intake::Sniffed;
use crate::outside::{Folder, Limits, Outside, OutsideError, Ran};
use std::time::Duration;

/// Pages that are read of one paper.
pub const MOST_PAGES: u32 = 30;
/// The longer side of a page in dots: for a machine to read (200 per inch of A4), and for a person to look at.
const TO_READ: &str = "2340";
const TO_LOOK: &str = "1240";
/// Languages that papers come in, as Tesseract names them.
const LANGUAGES: [&str; 3] = ["eng", "swe", "deu"];
/// Most bytes of a page's table of words, and of its picture.
const MOST_TABLE: u64 = 8 << 20;
const MOST_PICTURE: u64 = 32 << 20;

/// What reading a picture gave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Seen {
    /// A program or its languages are not installed.
    Absent,
    /// The programs can't make anything of it.
    Unreadable,
    /// Read.
    Read(Reading),
}

/// For one page.
fn limits() -> Limits {
    Limits { wall: Duration::from_secs(60), processor: Duration::from_secs(90), ..Limits::default() }
}

/// The languages that are installed of those that papers come in; `None` when Tesseract is not.
///
/// # Errors
/// [`OutsideError`].
pub async fn languages(outside: &Outside) -> Result<Option<Vec<String>>, OutsideError> {
    let folder = Folder::new()?;
    let Ran::Done(reply) = outside.run("tesseract", &[&"--list-langs"], &folder, limits()).await? else { return Ok(None) };
    // Older versions write the list to the other output.
    let said = format!("{}\n{}", String::from_utf8_lossy(&reply.out), reply.err);
    Ok(Some(LANGUAGES.iter().filter(|l| said.lines().any(|line| line.trim() == **l)).map(|l| (*l).to_owned()).collect()))
}

/// Read a picture or a PDF whose pages are pictures.
///
/// # Errors
/// [`OutsideError`]: a program that is there gave no answer.
pub async fn read(outside: &Outside, bytes: &[u8]) -> Result<Seen, OutsideError> {
    let languages = match languages(outside).await? {
        Some(languages) if !languages.is_empty() => languages,
        _ => return Ok(Seen::Absent),
    };
    let folder = Folder::new()?;
    let mut whole = true;
    let pictures = if Sniffed::of(bytes) == Sniffed::Pdf {
        folder.put("paper.pdf", bytes)?;
        // One page more than is read says whether there are more.
        let last = (MOST_PAGES + 1).to_string();
        let args: [&(dyn AsRef<std::ffi::OsStr> + Sync); 8] =
            [&"-scale-to", &TO_READ, &"-gray", &"-png", &"-l", &last, &"paper.pdf", &"page"];
        let ten_minutes = Limits { wall: Duration::from_secs(600), processor: Duration::from_secs(600), ..Limits::default() };
        match outside.run("pdftoppm", &args, &folder, ten_minutes).await? {
            Ran::Absent(_) => return Ok(Seen::Absent),
            Ran::Done(reply) if reply.code != 0 => return Ok(Seen::Unreadable),
            Ran::Done(_) => {}
        }
        // Sorted by name, which is by page: pdftoppm writes all numbers with the same number of digits.
        let mut names: Vec<String> = folder.names()?.into_iter().filter(|n| n.starts_with("page-")).collect();
        whole = names.len() <= MOST_PAGES as usize;
        names.truncate(MOST_PAGES as usize);
        names
    } else {
        folder.put("picture", bytes)?;
        vec!["picture".to_owned()]
    };
    let mut pages = Vec::new();
    for (page, name) in (1u32..).zip(&pictures) {
        let args: [&(dyn AsRef<std::ffi::OsStr> + Sync); 5] = [name, &"words", &"-l", &languages.join("+"), &"tsv"];
        match outside.run("tesseract", &args, &folder, limits()).await? {
            Ran::Absent(_) => return Ok(Seen::Absent),
            Ran::Done(reply) if reply.code != 0 => return Ok(Seen::Unreadable),
            Ran::Done(_) => {}
        }
        let table = folder.get("words.tsv", MOST_TABLE)?.unwrap_or_default();
        pages.push(ScanPage { page, lines: reading::lines(&String::from_utf8_lossy(&table)) });
    }
    Ok(if pages.is_empty() { Seen::Unreadable } else { Seen::Read(Reading { pages, languages, whole }) })
}

/// One page of a PDF, counted from 1, as a picture (PNG) to look at; `None` when it can't be drawn or pdftoppm is not installed.
///
/// # Errors
/// [`OutsideError`]: pdftoppm is there and gave no answer.
pub async fn picture(outside: &Outside, bytes: &[u8], page: u32) -> Result<Option<Vec<u8>>, OutsideError> {
    let folder = Folder::new()?;
    folder.put("paper.pdf", bytes)?;
    let number = page.to_string();
    let args: [&(dyn AsRef<std::ffi::OsStr> + Sync); 10] =
        [&"-scale-to", &TO_LOOK, &"-png", &"-singlefile", &"-f", &number, &"-l", &number, &"paper.pdf", &"page"];
    match outside.run("pdftoppm", &args, &folder, Limits::default()).await? {
        Ran::Done(reply) if reply.code == 0 => folder.get("page.png", MOST_PICTURE),
        Ran::Done(_) | Ran::Absent(_) => Ok(None),
    }
}
