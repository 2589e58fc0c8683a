//! Sample demands: real mails with a real PDF, from bodies that do not exist, for the demo, the walk and the tests.
//!
//! The same [`SampleSpec`] gives the same bytes, always.

use super::sample_pdf::{Line, write};
use chrono::NaiveDate;
use domain::Instant;
use domain::category::Category;
use domain::text::one_line;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};

/// Which paper.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SamplePaper {
    /// Grand jury subpoena under 18 USC 2703(c)(2).
    Subpoena,
    /// Court order under 18 USC 2703(d).
    Order2703d,
    /// Search warrant under 18 USC 2703(a).
    Warrant,
    /// European Production Order Certificate, Reg. (EU) 2023/1543.
    Epoc,
    /// Prosecutor's decision on seizure, RB 27 kap. 1 §.
    Beslag,
    /// Subscriber data under § 100j StPO.
    Bestand,
    /// Preservation request under 18 USC 2703(f).
    Preserve,
    /// A plain mail that asks nicely and compels nothing; it has no PDF.
    Informal,
}

/// What a sample demand says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SampleSpec {
    /// Which paper.
    pub paper: SamplePaper,
    /// The body, such as `Example County Prosecutor's Office`.
    pub authority: String,
    /// Its mail address, at a domain reserved for examples.
    pub authority_mail: String,
    /// Role of whoever signs, such as `Assistant prosecutor`; never a person's name.
    pub officer_role: String,
    /// The provider's address for demands.
    pub to: String,
    /// The authority's reference.
    pub reference: String,
    /// When the mail was sent.
    pub sent_at: Instant,
    /// Day of issue.
    pub issued_on: NaiveDate,
    /// Date on the paper for the answer.
    pub due_on: Option<NaiveDate>,
    /// Accounts named.
    pub accounts: Vec<String>,
    /// Categories named.
    pub categories: Vec<Category>,
    /// First and last day of the data.
    pub period: Option<(NaiveDate, NaiveDate)>,
    /// Until when the paper forbids to tell the customer.
    pub secrecy_until: Option<NaiveDate>,
}

/// Why a sample could not be made: a spec with an address that is none.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// One of the addresses cannot be read.
    #[error("the sample's address is not one: {0}")]
    Address(#[from] lettre::address::AddressError),
    /// The mail could not be put together.
    #[error("the sample mail could not be put together: {0}")]
    Mail(#[from] lettre::error::Error),
    /// The PDF could not be written.
    #[error("the sample paper could not be written: {0}")]
    Pdf(#[from] lopdf::Error),
}

/// The paper as a PDF.
///
/// # Errors
/// The PDF writer's.
pub fn paper(spec: &SampleSpec) -> Result<Vec<u8>, SampleError> {
    Ok(write(&lines(spec))?)
}

/// The demand as a mail with its paper attached, ready to be read as an `.eml` file.
///
/// # Errors
/// An address in the spec that is none.
pub fn mail(spec: &SampleSpec) -> Result<Vec<u8>, SampleError> {
    let token = token(&spec.reference);
    let from_domain = spec.authority_mail.rsplit_once('@').map_or("example.org", |(_, domain)| domain);
    let builder = Message::builder()
        .from(Mailbox::new(Some(one_line(&spec.authority, 200)), spec.authority_mail.parse()?))
        .to(Mailbox::new(None, spec.to.parse()?))
        .date(spec.sent_at.into())
        .message_id(Some(format!("<{token}@{from_domain}>")))
        .subject(subject(spec));
    let text = SinglePart::plain(cover(spec));
    let message = if spec.paper == SamplePaper::Informal {
        builder.singlepart(text)?
    } else {
        let pdf = ContentType::parse("application/pdf").unwrap_or(ContentType::TEXT_PLAIN);
        let attached = Attachment::new(file_name(spec.paper).to_owned()).body(paper(spec)?, pdf);
        builder.multipart(MultiPart::mixed().boundary(format!("part-{token}")).singlepart(text).singlepart(attached))?
    };
    Ok(message.formatted())
}

/// The reference as letters, digits and hyphens, for identifiers inside the mail.
fn token(reference: &str) -> String {
    reference.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}

const fn file_name(paper: SamplePaper) -> &'static str {
    match paper {
        SamplePaper::Subpoena => "subpoena.pdf",
        SamplePaper::Order2703d => "court-order.pdf",
        SamplePaper::Warrant => "search-warrant.pdf",
        SamplePaper::Epoc => "epoc.pdf",
        SamplePaper::Beslag => "beslut-om-beslag.pdf",
        SamplePaper::Bestand => "auskunftsersuchen.pdf",
        SamplePaper::Preserve => "preservation-request.pdf",
        SamplePaper::Informal => "letter.pdf",
    }
}

fn subject(spec: &SampleSpec) -> String {
    match spec.paper {
        SamplePaper::Beslag => format!("Begäran om uppgifter, {}", spec.reference),
        SamplePaper::Bestand => format!("Auskunftsersuchen {}", spec.reference),
        SamplePaper::Informal => "Question about one of your users".to_owned(),
        _ => format!("Service of legal process, {}", spec.reference),
    }
}

fn cover(spec: &SampleSpec) -> String {
    let signed = format!("{}\n{}\n", spec.officer_role, spec.authority);
    match spec.paper {
        SamplePaper::Beslag => {
            format!("Hej,\n\nbifogat finns ett beslut. Vår referens: {}\n\nMed vänlig hälsning\n{signed}", spec.reference)
        }
        SamplePaper::Bestand => {
            format!(
                "Guten Tag,\n\nanbei ein Auskunftsersuchen.\n\nGeschäftszeichen: {}\n\nMit freundlichen Grüßen\n{signed}",
                spec.reference
            )
        }
        SamplePaper::Informal => format!(
            "Dear colleagues,\n\nwe are looking into a matter and would be grateful if you could tell us who uses this account:\n\nAccount: {}\n\nA quick answer by mail is fine.\n\nKind regards\n{signed}",
            spec.accounts.join(", ")
        ),
        _ => format!(
            "Dear legal team,\n\nplease find the attached paper, which is served on you.\n\nOur reference: {}\n\nRegards\n{signed}",
            spec.reference
        ),
    }
}

/// Words of a paper in its language.
struct Words {
    title: &'static str,
    law: &'static str,
    text: &'static str,
    reference: &'static str,
    authority: &'static str,
    issued: &'static str,
    due: &'static str,
    accounts: &'static str,
    data: &'static str,
    period: (&'static str, &'static str),
    secrecy: &'static str,
    signed: &'static str,
    phrases: fn(Category) -> &'static str,
}

const fn words(paper: SamplePaper) -> Words {
    let english = Words {
        title: "Request",
        law: "",
        text: "",
        reference: "Our reference",
        authority: "Issuing authority",
        issued: "Date of issue",
        due: "Return date",
        accounts: "Accounts",
        data: "Data demanded",
        period: ("Period", "to"),
        secrecy: "Pursuant to 18 U.S.C. § 2705(b) the provider shall not notify any person of the existence of this paper until",
        signed: "Signed for the issuing authority by its",
        phrases: english_phrase,
    };
    match paper {
        SamplePaper::Subpoena => Words {
            title: "GRAND JURY SUBPOENA",
            law: "18 U.S.C. § 2703(c)(2)",
            text: "YOU ARE COMMANDED to produce the records described below to the issuing authority by the return date.",
            ..english
        },
        SamplePaper::Order2703d => Words {
            title: "COURT ORDER FOR RECORDS",
            law: "18 U.S.C. § 2703(d)",
            text: "The court finds specific and articulable facts showing reasonable grounds to believe that the records described below are relevant and material to an ongoing criminal investigation, and orders the provider to disclose them.",
            ..english
        },
        SamplePaper::Warrant => Words {
            title: "SEARCH WARRANT",
            law: "18 U.S.C. § 2703(a)",
            text: "The court finds probable cause and commands the provider to disclose the following, which is in its possession.",
            ..english
        },
        SamplePaper::Preserve => Words {
            title: "PRESERVATION REQUEST",
            law: "18 U.S.C. § 2703(f)",
            text: "You are requested to preserve, for a period of 90 days, the records described below pending the issuance of a court order or other process.",
            ..english
        },
        SamplePaper::Epoc => Words {
            title: "EUROPEAN PRODUCTION ORDER CERTIFICATE (EPOC)",
            law: "Regulation (EU) 2023/1543",
            text: "The addressee shall produce the electronic evidence described below within the deadline of section C, and shall preserve it at once.",
            secrecy: "Section G: the provider, as processor, shall refrain from informing the controller (Article 5(7)) until",
            ..english
        },
        SamplePaper::Beslag => Words {
            title: "BESLUT OM BESLAG",
            law: "RB 27 kap. 1 §",
            text: "Åklagaren beslutar att nedan angivna uppgifter ska tas i beslag och lämnas ut till den utfärdande myndigheten.",
            reference: "Vår referens",
            authority: "Utfärdande myndighet",
            issued: "Beslutsdatum",
            due: "Svar senast",
            accounts: "Konton",
            data: "Begärda uppgifter",
            period: ("Tidsperiod", "till"),
            secrecy: "Med stöd av rättegångsbalken gäller yppandeförbud till och med",
            signed: "Undertecknat för den utfärdande myndigheten av",
            phrases: swedish_phrase,
        },
        SamplePaper::Bestand => Words {
            title: "AUSKUNFTSERSUCHEN",
            law: "§ 100j StPO",
            text: "Sie werden ersucht, über die nachstehend bezeichneten Daten Auskunft zu erteilen.",
            reference: "Geschäftszeichen",
            authority: "Ausstellende Behörde",
            issued: "Ausgestellt am",
            due: "Antwort bis",
            accounts: "Kennungen",
            data: "Angeforderte Daten",
            period: ("Zeitraum", "bis"),
            secrecy: "Stillschweigen ist zu wahren bis",
            signed: "Für die ausstellende Behörde gezeichnet:",
            phrases: german_phrase,
        },
        SamplePaper::Informal => english,
    }
}

fn lines(spec: &SampleSpec) -> Vec<Line> {
    let w = words(spec.paper);
    let day = |d: NaiveDate| d.format("%Y-%m-%d").to_string();
    let mut out = vec![
        Line::Text(spec.authority.clone()),
        Line::Rule,
        Line::Title(w.title.to_owned()),
        Line::Gap,
        Line::Fact(w.authority, spec.authority.clone()),
        Line::Fact(w.reference, spec.reference.clone()),
        Line::Fact(w.issued, day(spec.issued_on)),
    ];
    out.extend(spec.due_on.map(|due| Line::Fact(w.due, day(due))));
    out.extend([Line::Gap, Line::Text(w.text.to_owned()), Line::Text(w.law.to_owned()), Line::Heading(format!("{}:", w.accounts))]);
    out.extend(spec.accounts.iter().map(|a| Line::Item(a.clone())));
    if !spec.categories.is_empty() {
        out.push(Line::Heading(format!("{}:", w.data)));
        out.extend(spec.categories.iter().map(|c| Line::Item((w.phrases)(*c).to_owned())));
    }
    if let Some((from, to)) = spec.period {
        out.extend([Line::Gap, Line::Fact(w.period.0, format!("{} {} {}", day(from), w.period.1, day(to)))]);
    }
    if let Some(until) = spec.secrecy_until {
        out.extend([Line::Gap, Line::Rule, Line::Text(format!("{} {}.", w.secrecy, day(until)))]);
    }
    out.extend([Line::Gap, Line::Rule, Line::Text(format!("{} {}.", w.signed, spec.officer_role))]);
    out
}

const fn english_phrase(category: Category) -> &'static str {
    match category {
        Category::Exists => "whether the account exists (EXISTS)",
        Category::SubId => "subscriber information: name, address and contact details",
        Category::SubPay => "means of payment and billing records",
        Category::SubSvc => "types of service and length of service",
        Category::AccessIp => "IP addresses with date and time of each sign-in",
        Category::Traffic => "message headers and traffic data",
        Category::Usage => "audit logs of the service (USAGE)",
        Category::CustomerCfg => "settings and administrator roles (CUSTOMER_CFG)",
        Category::Location => "location data",
        Category::Support => "support tickets and chats (SUPPORT)",
        Category::Content => "contents of communications and stored content of the account",
        Category::TrafficRt => "live traffic data (TRAFFIC_RT)",
        Category::ContentRt => "live content (CONTENT_RT)",
        Category::Credentials => "passwords and keys (CREDENTIALS)",
    }
}

const fn swedish_phrase(category: Category) -> &'static str {
    match category {
        Category::SubId => "abonnentuppgifter",
        Category::SubPay => "betalningsuppgifter",
        Category::AccessIp => "ip-adresser med tidpunkt",
        Category::Traffic => "trafikuppgifter",
        Category::Location => "lokaliseringsuppgifter",
        Category::Content => "innehållet i kontots lagrade meddelanden och filer",
        other => other.code(),
    }
}

const fn german_phrase(category: Category) -> &'static str {
    match category {
        Category::SubId => "Bestandsdaten: Name, Anschrift, Kontaktdaten",
        Category::SubPay => "Zahlungsdaten",
        Category::AccessIp => "IP-Adressen mit Zeitpunkt",
        Category::Traffic => "Verkehrsdaten",
        Category::Location => "Standortdaten",
        Category::Content => "Inhaltsdaten",
        other => other.code(),
    }
}
