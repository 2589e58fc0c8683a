//! The provider's own service that says whose an account is.

use super::Reader;
use std::path::PathBuf;

/// Where it is, and what opens it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountService {
    /// Its address, which is the only one that is called.
    pub url: String,
    /// The file that holds the token.
    pub token_file: PathBuf,
    /// A certificate authority of the house, PEM.
    pub house_ca: Option<PathBuf>,
}

impl Reader {
    pub(super) fn accounts(&mut self) -> Option<AccountService> {
        let advice = "https://HOST/PATH; http:// only to this host itself";
        let url = self
            .parse("accounts.url", "", advice, |t| if t.is_empty() { Some(None) } else { super::safe_uri(t).map(|_| Some(t.to_owned())) });
        let token_file = self.text("accounts.token_file", "").0;
        let house_ca = self.text("accounts.house_ca", "").0;
        let url = url.flatten()?;
        if token_file.is_empty() {
            self.missing("accounts.token_file", "when accounts.url is set", "the file with the token on its first line");
        }
        let house_ca = (!house_ca.is_empty()).then(|| PathBuf::from(house_ca));
        Some(AccountService { url, token_file: PathBuf::from(token_file), house_ca })
    }
}
