//! Files to try the demonstration with: two demands as mails and one as a form that nobody has taken in yet, and what a custodian would have
//! gathered for them. Made anew at each start, so that their dates are never stale.

use super::DemoError;
use crate::eevidence::form::{
    AddressedAs, Addressee, Authorities, AuthorityKind, Conditions, DataCategory, Day, Deadlines, EvidenceKind, Recipient, Signatory,
    Transfer,
};
use crate::eevidence::{Evidence, Form, xml};
use crate::intake::sample::{self, SamplePaper, SampleSpec};
use chrono::{Days, Duration};
use domain::Instant;
use domain::category::Category;
use std::fmt::Write as _;
use std::path::Path;

/// The folder inside the data folder.
pub const FOLDER: &str = "samples";
/// A European Production Order for subscriber data; its notice goes out with the production, so that nothing has to be waited for.
pub const EPOC: &str = "epoc-subscriber.eml";
/// An order under 18 USC 2703(d); the customer is told first and may object.
pub const ORDER: &str = "court-order-2703d.eml";
/// A European Production Order Certificate as data, which says two things that can't be at once and lacks a third.
pub const FORM: &str = "epoc-form-1.xml";
/// What was gathered for both, and more than was asked for.
pub const GATHERED: &str = "gathered.csv";
/// Its columns: account, time (RFC 3339), category by its code, and anything else.
pub const COLUMNS: &str = "account,at,category,detail";

const EPOC_ACCOUNT: &str = "inkop@industries.example.com";
const ORDER_ACCOUNT: &str = "warehouse@logistics.example.com";

/// Write the samples into a folder, which is made if need be. Files of that name are replaced.
///
/// # Errors
/// [`DemoError::File`], [`DemoError::Sample`].
pub fn write(folder: &Path, now: Instant) -> Result<(), DemoError> {
    let file = |path: &Path, source| DemoError::File { path: path.display().to_string(), source };
    std::fs::create_dir_all(folder).map_err(|e| file(folder, e))?;
    let gathered = gathered(now).into_bytes();
    for (name, bytes) in
        [(EPOC, sample::mail(&epoc(now))?), (ORDER, sample::mail(&order(now))?), (FORM, xml(&form(now))), (GATHERED, gathered)]
    {
        let path = folder.join(name);
        std::fs::write(&path, bytes).map_err(|e| file(&path, e))?;
    }
    Ok(())
}

fn epoc(now: Instant) -> SampleSpec {
    SampleSpec {
        paper: SamplePaper::Epoc,
        authority: "Tribunal judiciaire d'Exempleville".to_owned(),
        authority_mail: "registry@tribunal.example.org".to_owned(),
        officer_role: "Investigating judge".to_owned(),
        reference: format!("EX-{}", now.format("%Y-%m%d-%H%M")),
        accounts: vec![EPOC_ACCOUNT.to_owned()],
        categories: vec![Category::SubId, Category::SubPay],
        ..order(now)
    }
}

fn form(now: Instant) -> Form {
    let said = |text: &str| Some(text.to_owned());
    let evidence = Evidence {
        kind: Some(EvidenceKind::Mail),
        value: said(EPOC_ACCOUNT),
        from: Some(now - Duration::days(40)),
        to: Some(now - Duration::days(10)),
        categories: vec![DataCategory::Subscriber, DataCategory::Identify],
        ..Evidence::default()
    };
    Form {
        number: 1,
        a: Some(Authorities {
            state: said("FR"),
            issuing: said("Tribunal judiciaire d'Exempleville"),
            issuing_file: Some(format!("EX-{}", now.format("%m%d-%H%M"))),
            ..Authorities::default()
        }),
        b: Some(Addressee { name: said("Example Provider"), ..Addressee::default() }),
        c: Some(Deadlines { soon: Some(true), at_end: Some(true), ..Deadlines::default() }),
        e: vec![evidence],
        g: Some(Conditions { offence: said("Fraud"), addressed: Some(AddressedAs::Controller), ..Conditions::default() }),
        i: Some(Signatory {
            kind: Some(AuthorityKind::Judge),
            date: Some(Day(now.date_naive())),
            signature: said("qualified electronic seal"),
            ..Signatory::default()
        }),
        l: Some(Transfer { to: vec![Recipient::Issuing], ..Transfer::default() }),
        ..Form::default()
    }
}

fn order(now: Instant) -> SampleSpec {
    let today = now.date_naive();
    SampleSpec {
        paper: SamplePaper::Order2703d,
        authority: "Example County Court".to_owned(),
        authority_mail: "registry@court.county.example.org".to_owned(),
        officer_role: "Clerk of court".to_owned(),
        to: "legal-desk@provider.example.org".to_owned(),
        reference: format!("{}-{}", now.format("%y-CV"), now.format("%m%d%H%M")),
        sent_at: now - Duration::minutes(5),
        issued_on: today - Days::new(1),
        due_on: None,
        accounts: vec![ORDER_ACCOUNT.to_owned()],
        categories: vec![Category::SubId, Category::AccessIp, Category::Traffic],
        period: Some((today - Days::new(40), today - Days::new(10))),
        secrecy_until: None,
    }
}

/// Rows of both accounts in the papers' period and outside it, of all kinds, and of somebody who was not asked about.
fn gathered(now: Instant) -> String {
    let kinds = [Category::SubId, Category::SubPay, Category::AccessIp, Category::Traffic, Category::Usage];
    let mut csv = format!("{COLUMNS}\n");
    for account in [EPOC_ACCOUNT, ORDER_ACCOUNT, "somebody.else@industries.example.com"] {
        for kind in kinds {
            for (n, days) in [60, 30, 20, 2].into_iter().enumerate() {
                let at = (now - Duration::days(days)).format("%Y-%m-%dT%H:%M:%SZ");
                // Writing into a text does not fail.
                let _ = writeln!(csv, "{account},{at},{},{} record {}", kind.code(), kind.code(), n + 1);
            }
        }
    }
    csv
}
