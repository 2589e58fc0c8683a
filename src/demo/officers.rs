//! Officers at the authorities' door: one whom two people have vouched for and who has submitted a demand, and one who waits.

use super::DemoError;
use super::cast::Authorities;
use super::steps::Scene;
use crate::store::authorities::numbers;
use crate::store::outbox::{self, MessageFilter};
use crate::words::Language;
use crate::workflow::agency::{Called, Claims, SUBMISSION};
use crate::workflow::staff::Origin;
use crate::workflow::staff::secrets::Token;
use crate::workflow::{NewDemand, NewDocument};
use domain::category::Category;
use domain::instrument::InstrumentId;
use domain::paper::{Channel, Identifier, IdentifierKind, Paper, Receipt};
use std::collections::BTreeSet;

impl Scene {
    /// Somebody registers and types the code that was mailed; returns the session's secret.
    async fn registers(&self, mail: &str, claims: &Claims) -> Result<Token, DemoError> {
        let (workflow, from) = (&self.installation.workflow, Origin { ip: String::new(), agent: String::new() });
        let asked = workflow.register_officer(mail, claims, Language::En, &from).await.map_err(gate)?;
        workflow.mail_codes(10).await?;
        let mails = outbox::list(self.installation.store().read(), crate::store::Sight::Whole, &MessageFilter::default(), None, 20).await?;
        let mailed = mails.into_iter().find(|row| row.recipient == mail).map(|row| row.body_text).unwrap_or_default();
        let code: String = mailed.lines().next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
        workflow.use_officers_code(&asked, &code, &from).await.map_err(gate)
    }

    /// Both officers, and the demand of the one.
    pub(super) async fn officers(&self, authorities: &Authorities) -> Result<(), DemoError> {
        let workflow = &self.installation.workflow;
        let claims = |name: &str, agency: &str, role: &str, badge: &str, phone: &str| Claims {
            name: name.to_owned(),
            agency: agency.to_owned(),
            role: role.to_owned(),
            badge: badge.to_owned(),
            phone: phone.to_owned(),
            supervisor: "Head of unit".to_owned(),
        };
        let prosecutor = claims("Assistant prosecutor", "Example County Prosecutor's Office", "Prosecutor", "P-014", "+1 555 0119");
        let session = self.registers("assistant@prosecutor.county.example.org", &prosecutor).await?;
        let who = workflow.officers_session(&session).await?.ok_or_else(|| DemoError::Gate("an officer could not come in".to_owned()))?;
        let numbers = numbers::of(self.installation.store().read(), authorities.county_prosecutor).await?;
        let call = numbers.first().map(|row| Called {
            number: row.id.to(),
            said: "The switchboard put through to the head of unit, who confirmed the officer and the access.".to_owned(),
        });
        workflow.vouch_for_officer(self.cast.approver, who.id(), call).await.map_err(gate)?;
        workflow.vouch_for_officer(self.cast.reviewer, who.id(), None).await.map_err(gate)?;
        let who = workflow.officers_session(&session).await?.ok_or_else(|| DemoError::Gate("an officer could not come in".to_owned()))?;
        workflow.submit_demand(&who, self.submission(&who.account.mail), "demo-submission").await.map_err(gate)?;

        let detective = claims("Detective", "Polizeipräsidium Beispielstadt", "Kriminalhauptkommissar", "B-207", "+49 30 5550199");
        self.registers("kommissar@polizei.example.org", &detective).await?;
        Ok(())
    }

    pub(super) fn submission(&self, sender: &str) -> NewDemand {
        let text = "A grand jury subpoena, submitted at the authorities' door.\n";
        let document = |name: &str, kind: &str| NewDocument {
            name: name.to_owned(),
            media_type: "text/plain".to_owned(),
            kind: kind.to_owned(),
            bytes: text.into(),
        };
        NewDemand {
            receipt: Receipt { at: self.now(), channel: Channel::Portal, sender: sender.to_owned() },
            paper: Paper {
                instrument: InstrumentId("us.sca.subpoena".to_owned()),
                rulebook: self.installation.workflow.rulebook().version.clone(),
                authority_name: "Example County Prosecutor's Office".to_owned(),
                authority_reference: "GJ-2026-118".to_owned(),
                issuer: None,
                statute: "18 USC 2703(c)(2)".to_owned(),
                issued_on: Some(self.now().date_naive()),
                face_due: None,
                notice_at: None,
                emergency_claimed: false,
                refrain_requested: false,
                enforcing_authority_notified: false,
                identifiers: vec![Identifier { kind: IdentifierKind::Mail, value: "claims@logistics.example.com".to_owned() }],
                stated: domain::stated::Stated::default(),
            },
            categories: BTreeSet::from([Category::SubId, Category::AccessIp]),
            from: None,
            to: None,
            authority: None,
            customer: None,
            documents: vec![document("submission.txt", SUBMISSION)],
            secrecy_asked: None,
        }
    }
}

fn gate(error: impl std::fmt::Display) -> DemoError {
    DemoError::Gate(error.to_string())
}
