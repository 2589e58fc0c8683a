//! Where the operator's copies of official schemas lie; they are not part of this project.

use super::Reader;
use std::path::PathBuf;

/// Root schemas; the files that they name stand beside them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Schemas {
    /// ETSI TS 103 120, for JSON.
    pub etsi_json: Option<PathBuf>,
    /// ETSI TS 103 120, for XML.
    pub etsi_xml: Option<PathBuf>,
    /// The forms of Reg. (EU) 2023/1543, for XML.
    pub eevidence_xml: Option<PathBuf>,
}

impl Reader {
    pub(super) fn schemas(&mut self) -> Schemas {
        let advice = "the path of a file that is there";
        let mut file = |key| {
            let found = self.parse(key, "", advice, |t| {
                if t.is_empty() { Some(None) } else { Some(PathBuf::from(t)).filter(|path| path.is_file()).map(Some) }
            });
            found.flatten()
        };
        Schemas { etsi_json: file("schemas.etsi_json"), etsi_xml: file("schemas.etsi_xml"), eevidence_xml: file("schemas.eevidence_xml") }
    }
}
