//! Who writes: the desk, and the addresses that what it writes comes back to.

/// Who writes: the provider's desk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sender {
    /// Name shown.
    pub name: String,
    /// Address; its domain is the Message-ID's.
    pub mail: String,
    /// Postal address, one line each; may be empty.
    pub address: Vec<String>,
    /// Civil time of letters.
    pub zone: chrono_tz::Tz,
    /// Address to which delivery reports come back, each with the message's token in it; without one, to `mail`.
    pub bounces: Option<String>,
    /// Address that letters are answered to, each with the talk's token in it; without one, `mail`.
    pub answers: Option<String>,
}

impl Sender {
    /// The address that a message with this token is sent from on the envelope: `bounces+TOKEN@example.com` (RFC 5233).
    #[must_use]
    pub fn envelope(&self, token: Option<&str>) -> String {
        let address = self.bounces.as_deref().zip(token).and_then(|(address, token)| with_token(address, token));
        address.unwrap_or_else(|| self.mail.clone())
    }

    /// The token in an address that a mail came to, if it is one of ours.
    #[must_use]
    pub fn token<'a>(&self, address: &'a str) -> Option<&'a str> {
        token_in(self.bounces.as_deref()?, address)
    }

    /// The address that a letter of the talk with this token is answered to, if there is one of its own.
    #[must_use]
    pub fn answer_to(&self, talk: &str) -> Option<String> {
        with_token(self.answers.as_deref()?, talk)
    }

    /// The token of the talk in an address that a mail came to, if it is one of ours.
    #[must_use]
    pub fn talk<'a>(&self, address: &'a str) -> Option<&'a str> {
        token_in(self.answers.as_deref()?, address)
    }
}

fn with_token(address: &str, token: &str) -> Option<String> {
    address.rsplit_once('@').map(|(local, domain)| format!("{local}+{token}@{domain}"))
}

fn token_in<'a>(ours: &str, address: &'a str) -> Option<&'a str> {
    let (local, domain) = ours.rsplit_once('@')?;
    let (came, host) = address.trim().rsplit_once('@')?;
    let (box_, token) = came.split_once('+')?;
    let fits = box_.eq_ignore_ascii_case(local) && host.eq_ignore_ascii_case(domain);
    (fits && token.len() == 32 && token.bytes().all(|b| b.is_ascii_hexdigit())).then_some(token)
}
