//! What is said about letters and mails: why one was not written, and what became of one.

use super::{Words, code_key};
use std::borrow::Cow;

impl Words {
    /// Why a letter was not written, by the code of the error and the codes of the facts that are missing.
    #[must_use]
    pub fn unwritten(&self, code: &str, facts: &[&str]) -> Cow<'static, str> {
        if facts.is_empty() {
            return self.say(code);
        }
        let named: Vec<_> = facts.iter().map(|fact| self.name("letter-fact", fact)).collect();
        self.say1(code, "facts", named.join(", "))
    }

    /// One sentence of the timeline for what happened to a demand's mail; `None` for an event that is something else. The
    /// kinds begin with `mail_`, but for `letter_withheld`.
    #[must_use]
    pub fn mail_story(&self, kind: &str, payload: &serde_json::Value) -> Option<Cow<'static, str>> {
        let reason = || payload["reason"].as_str().unwrap_or_default().to_owned();
        match kind {
            "mail_on_the_wire" | "mail_sent_after_stop" => {
                let count = payload["messages"].as_array().map_or(0, Vec::len);
                Some(self.say1(code_key("event", kind), "count", count))
            }
            "mail_resolved" => {
                let arrived = payload["arrived"].as_bool().unwrap_or_default();
                Some(self.say1(if arrived { "event-mail-resolved-arrived" } else { "event-mail-resolved-lost" }, "text", reason()))
            }
            "mail_requeued" => Some(self.say1("event-mail-requeued", "text", reason())),
            "mail_bounced" | "mail_delayed" => {
                let said = |part: &str| payload[part].as_str().unwrap_or_default().to_owned();
                let text = [said("status"), said("said")].join(" ");
                Some(self.say1(code_key("event", kind), "text", text.trim()))
            }
            "mail_delivered"
            | "mail_relayed"
            | "mail_report_doubtful"
            | "mail_stopped"
            | "mail_contact_withheld"
            | "mail_formless"
            | "mail_form_late" => Some(self.say(code_key("event", kind))),
            "mail_report_decided" => {
                let counts = payload["counts"].as_bool().unwrap_or_default();
                Some(self.say1(if counts { "event-mail-report-believed" } else { "event-mail-report-disbelieved" }, "text", reason()))
            }
            "mail_filed" => Some(match payload["tie"].as_str() {
                Some("person") => self.say("event-mail-filed-person"),
                _ => self.say("event-mail-filed"),
            }),
            "mail_seen" => Some(self.say("event-mail-seen")),
            "letter_withheld" => Some(self.say("event-letter-withheld")),
            _ => None,
        }
    }

    /// What came of asking the account service, by its code.
    #[must_use]
    pub fn asked(&self, outcome: &str) -> Cow<'static, str> {
        self.say(code_key("event-accounts-asked", outcome))
    }
}
