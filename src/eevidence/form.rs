//! The forms that come: sections A to L of Annex I, the same parts of Annex II, and Annexes V and VI.

use super::EPOC;
use crate::wire::object::{object, one};
use crate::wire::{At, Body, Node, Space, Wire, WireError};
use chrono::NaiveDate;
use domain::Instant;

macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $value:ident = $code:literal),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum $name {$($(#[$doc])* $value),+}

        impl $name {
            /// All values.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// As it is written.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {$(Self::$value => $code),+}
            }

            /// The codes of all values.
            #[must_use]
            pub fn codes() -> Vec<&'static str> {
                Self::ALL.iter().map(|value| value.code()).collect()
            }

            /// The value of a code.
            #[must_use]
            pub fn of(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.code() == code)
            }
        }

        impl Wire for $name {
            fn body(&self, _: Space) -> Body {
                Body::Text(self.code().to_owned())
            }

            fn read(node: Node, at: &At<'_>) -> Result<Self, WireError> {
                let text = String::read(node, at)?;
                Self::of(text.trim()).ok_or_else(|| at.wrong(format!("write one of {}", Self::ALL.iter().map(|v| v.code()).collect::<Vec<_>>().join(", "))))
            }
        }

        one!($name);
    )+};
}

codes! {
    /// As what the addressee is addressed (section B).
    AddresseeRole {
        /// Designated establishment.
        Establishment = "DESIGNATED_ESTABLISHMENT",
        /// Legal representative.
        Representative = "LEGAL_REPRESENTATIVE",
        /// Another establishment, because the first did not react or was not designated.
        Other = "OTHER_ESTABLISHMENT_IN_EMERGENCY",
    }

    /// What an emergency threatens (section C).
    Threat {
        /// Life, physical integrity or safety of a person.
        Life = "IMMINENT_THREAT_TO_LIFE",
        /// Critical infrastructure.
        Infrastructure = "IMMINENT_THREAT_TO_CRITICAL_INFRASTRUCTURE",
    }

    /// Kinds of identifier (section E).
    EvidenceKind {
        /// IPv4 address.
        Ipv4 = "IPV_4",
        /// IPv6 address.
        Ipv6 = "IPV_6",
        /// A range of addresses.
        IpRange = "IP_ADDRESS_RANGE",
        /// Mail address.
        Mail = "EMAIL",
        /// Telephone number.
        Phone = "PHONE_NUMBER",
        /// Number of a device.
        Imei = "IMEI_NUMBER",
        /// Address of a network card.
        Mac = "MAC_ADDRESS",
        /// User name, login, account.
        User = "USER_ID",
        /// Something else.
        Other = "OTHER",
    }

    /// Categories of data (section F; Art 3(9) to (12)).
    DataCategory {
        /// Subscriber data.
        Subscriber = "SUBSCRIBER",
        /// Data requested for the sole purpose of identifying the user.
        Identify = "USER_IDENTIFICATION",
        /// Traffic data.
        Traffic = "TRAFFIC",
        /// Content data.
        Content = "CONTENT",
    }

    /// What the proceedings are (section G).
    Proceedings {
        /// Criminal proceedings.
        Criminal = "CRIMINAL_PROCEEDINGS",
        /// Execution of a custodial sentence or detention order of at least four months.
        Sentence = "EXECUTION_OF_SENTENCE",
    }

    /// As what the provider is addressed (section G; Art 5(6)).
    AddressedAs {
        /// Controller.
        Controller = "CONTROLLER",
        /// Processor.
        Processor = "PROCESSOR",
        /// Possibly processor.
        PossiblyProcessor = "POSSIBLY_PROCESSOR",
    }

    /// Why a processor is addressed (Art 5(6)).
    ProcessorGround {
        /// The controller can't be identified despite reasonable efforts.
        NotIdentified = "CONTROLLER_NOT_IDENTIFIED",
        /// Addressing the controller might be detrimental to the investigation.
        Detrimental = "DETRIMENTAL_TO_INVESTIGATION",
    }

    /// Why the person is informed later or not at all (section H; Dir. (EU) 2016/680 Art 13(3)).
    DelayReason {
        /// Obstruction of inquiries.
        Obstruct = "OBSTRUCT_INQUIRY",
        /// Prejudice to the investigation.
        Prejudice = "PREJUDICE_INVESTIGATION",
        /// Public security.
        PublicSecurity = "PUBLIC_SECURITY",
        /// National security.
        NationalSecurity = "NATIONAL_SECURITY",
        /// Rights and freedoms of others.
        Others = "RIGHTS_OF_OTHERS",
    }

    /// What an authority is (sections I and J).
    AuthorityKind {
        /// Judge, court or investigating judge.
        Judge = "JUDGE_COURT_OR_INVESTIGATING_JUDGE",
        /// Public prosecutor.
        Prosecutor = "PUBLIC_PROSECUTOR",
        /// Another competent authority.
        Other = "OTHER_COMPETENT_AUTHORITY",
    }

    /// To whom the data go (section L).
    Recipient {
        /// The issuing authority.
        Issuing = "ISSUING_AUTHORITY",
        /// The validating authority.
        Validating = "VALIDATING_AUTHORITY",
        /// Another one.
        Other = "OTHER_COMPETENT_AUTHORITY",
    }
}

/// A civil day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Day(pub NaiveDate);

impl Wire for Day {
    fn body(&self, _: Space) -> Body {
        Body::Text(self.0.format("%Y-%m-%d").to_string())
    }

    /// An offset after the day, as schemas allow it, moves nothing: the day is that of the place where it was written.
    fn read(node: Node, at: &At<'_>) -> Result<Self, WireError> {
        let text = String::read(node, at)?;
        let day = text.trim().get(..10).and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
        match day.filter(|day| (1970..=2199).contains(&chrono::Datelike::year(day))) {
            Some(day) => Ok(Self(day)),
            None => Err(at.wrong("must be a day, such as 2026-11-02")),
        }
    }
}

one!(Day);

object! {
    /// Section A: who issues.
    EPOC => Authorities {
        /// Issuing State, ISO 3166-1 alpha-2.
        state: Option<String> = "IssuingState",
        /// Issuing authority.
        issuing: Option<String> = "IssuingAuthority",
        /// Its file number.
        issuing_file: Option<String> = "IssuingFileReference",
        /// Validating authority.
        validating: Option<String> = "ValidatingAuthority",
        /// Its file number.
        validating_file: Option<String> = "ValidatingFileReference",
        /// Language in which the form is drawn up, as a code such as `sv` (Art 27).
        language: Option<String> = "FormLanguage",
    }
}

object! {
    /// Section B: who is addressed.
    EPOC => Addressee {
        /// Name.
        name: Option<String> = "Name",
        /// As what.
        role: Option<AddresseeRole> = "Role",
        /// Address.
        address: Option<String> = "Address",
        /// Telephone.
        phone: Option<String> = "TelNo",
        /// Fax.
        fax: Option<String> = "FaxNo",
        /// Mail address.
        mail: Option<String> = "Email",
        /// Contact.
        contact: Option<String> = "ContactPerson",
        /// The addressee's file number.
        file: Option<String> = "FileReference",
        /// The provider concerned, if it is another.
        provider: Option<String> = "ServiceProviderConcerned",
    }
}

object! {
    /// Section C: by when.
    EPOC => Deadlines {
        /// Box: within ten days, no authority is notified.
        soon: Option<bool> = "AsSoonAsPossible",
        /// Box: at the end of ten days, an enforcing authority is notified.
        at_end: Option<bool> = "AtTheEndOfTenDays",
        /// Box: within eight hours, and why.
        emergency: Option<Threat> = "Emergency",
        /// The emergency in words.
        reasons: Option<String> = "EmergencyReasons",
        /// Other procedural deadlines.
        other: Option<String> = "OtherDeadlines",
    }
}

object! {
    /// Section D: an earlier request.
    EPOC => Earlier {
        /// Authority.
        authority: Option<String> = "Authority",
        /// Its file number.
        file: Option<String> = "FileReference",
        /// Of when.
        date: Option<Day> = "Date",
        /// The addressee's file number.
        addressee_file: Option<String> = "AddresseeFileReference",
    }
}

object! {
    /// Sections E and F for one identifier: which data of what.
    EPOC => Evidence {
        /// The form's own number of it.
        id: Option<String> = "Id",
        /// Kind.
        kind: Option<EvidenceKind> = "Type",
        /// As printed.
        value: Option<String> = "Value",
        /// When it was seen, for what changes hands.
        observed: Option<Instant> = "ObservedAt",
        /// Name of the service.
        service: Option<String> = "ServiceName",
        /// Data from then on.
        from: Option<Instant> = "Start",
        /// Data until then.
        to: Option<Instant> = "End",
        /// Categories.
        categories: Vec<DataCategory> = "DataCategory",
        /// Items that are ticked, by their codes.
        items: Vec<String> = "Option",
        /// More in words.
        other: Option<String> = "OtherInformation",
    }
}

object! {
    /// Section G: conditions.
    EPOC => Conditions {
        /// Proceedings.
        proceedings: Option<Proceedings> = "Proceedings",
        /// The offence.
        offence: Option<String> = "Offence",
        /// The provision of criminal law.
        provision: Option<String> = "Provision",
        /// Which threshold is met, for traffic and content (Art 5(4)).
        threshold: Option<String> = "Threshold",
        /// As what the provider is addressed.
        addressed: Option<AddressedAs> = "AddressedAs",
        /// Why as processor.
        ground: Option<ProcessorGround> = "ProcessorGround",
        /// The processor shall refrain from informing the controller.
        refrain: Option<bool> = "RefrainFromInforming",
        /// Why.
        justification: Option<String> = "Justification",
        /// Other conditions, such as a public authority or a privileged professional.
        other: Option<String> = "OtherConditions",
    }
}

object! {
    /// Section H: information to the person.
    EPOC => Information {
        /// The issuing authority delays, restricts or omits it.
        delayed: Option<bool> = "Delayed",
        /// Why.
        reasons: Vec<DelayReason> = "DelayReason",
    }
}

object! {
    /// Sections I and J: who signs.
    EPOC => Signatory {
        /// What it is.
        kind: Option<AuthorityKind> = "Type",
        /// Box: issued without validation, in an emergency (Art 4(5)).
        without_validation: Option<bool> = "CaseWithoutValidation",
        /// Name of the authority.
        name: Option<String> = "NameOfAuthority",
        /// Who stands for it.
        representative: Option<String> = "NameOfRepresentative",
        /// Post.
        post: Option<String> = "PostHeld",
        /// File number.
        file: Option<String> = "FileReference",
        /// Address.
        address: Option<String> = "Address",
        /// Telephone; never the number that is called back.
        phone: Option<String> = "TelNo",
        /// Fax.
        fax: Option<String> = "FaxNo",
        /// Mail address.
        mail: Option<String> = "Email",
        /// Languages to answer in.
        languages: Vec<String> = "Language",
        /// Another contact.
        contact: Option<String> = "ContactAuthority",
        /// Date.
        date: Option<Day> = "Date",
        /// Signature or seal, as the form says it.
        signature: Option<String> = "Signature",
    }
}

object! {
    /// Section K: the enforcing authority that is notified.
    EPOC => Notified {
        /// Name.
        authority: Option<String> = "EnforcingAuthority",
        /// Contact.
        contact: Option<String> = "Contact",
    }
}

object! {
    /// Section L: where the data go.
    EPOC => Transfer {
        /// To whom.
        to: Vec<Recipient> = "AuthorityCompetences",
        /// In which format and by which means.
        means: Option<String> = "PreferredMeans",
    }
}

/// Which certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Annex I.
    Epoc,
    /// Annex II.
    EpocPr,
}

impl Kind {
    /// The number of the form.
    #[must_use]
    pub const fn number(self) -> u64 {
        match self {
            Self::Epoc => 1,
            Self::EpocPr => 2,
        }
    }
}

object! {
    /// Form 1 (Annex I) or 2 (Annex II). Annex II has its own letters for the same parts: they are read into those of Annex I.
    EPOC => Form {
        /// 1 or 2.
        number: u64 = "Form",
        /// A.
        a: Option<Authorities> = "SectionA",
        /// B.
        b: Option<Addressee> = "SectionB",
        /// C; only in Annex I.
        c: Option<Deadlines> = "SectionC",
        /// D; only in Annex I.
        d: Option<Earlier> = "SectionD",
        /// E and F.
        e: Vec<Evidence> = "SectionE/Evidence",
        /// What section F says of the limits of the scope.
        f: Option<String> = "SectionF",
        /// G.
        g: Option<Conditions> = "SectionG",
        /// H; only in Annex I.
        h: Option<Information> = "SectionH",
        /// I.
        i: Option<Signatory> = "SectionI",
        /// J.
        j: Option<Signatory> = "SectionJ",
        /// K; only in Annex I.
        k: Option<Notified> = "SectionK",
        /// L; only in Annex I.
        l: Option<Transfer> = "SectionL",
    }
}

impl Form {
    /// Which certificate.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        if self.number == 2 { Kind::EpocPr } else { Kind::Epoc }
    }

    /// The file number that the authority is answered under: that of the issuing authority.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        let a = self.a.as_ref().and_then(|a| a.issuing_file.as_deref());
        said(a).or_else(|| said(self.i.as_ref().and_then(|i| i.file.as_deref())))
    }

    /// The issuing authority.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        let a = self.a.as_ref().and_then(|a| a.issuing.as_deref());
        said(a).or_else(|| said(self.i.as_ref().and_then(|i| i.name.as_deref())))
    }

    /// Whether something is asked for in one of these categories.
    #[must_use]
    pub fn asks(&self, categories: &[DataCategory]) -> bool {
        self.e.iter().flat_map(|e| &e.categories).any(|c| categories.contains(c))
    }

    /// Whether traffic or content is asked for: then a judge must stand behind it, and an enforcing authority is notified.
    #[must_use]
    pub fn is_grave(&self) -> bool {
        self.asks(&[DataCategory::Traffic, DataCategory::Content])
    }

    /// Whether the eight hours are asked for.
    #[must_use]
    pub fn is_emergency(&self) -> bool {
        self.c.as_ref().is_some_and(|c| c.emergency.is_some())
    }

    /// The name of the notified enforcing authority.
    #[must_use]
    pub fn notified(&self) -> Option<&str> {
        said(self.k.as_ref().and_then(|k| k.authority.as_deref()))
    }
}

/// A text that says something.
pub fn said(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

object! {
    /// Form 5 (Annex V: a production request follows) or 6 (Annex VI: thirty days more).
    EPOC => Follow {
        /// 5 or 6.
        number: u64 = "Form",
        /// The authority that writes.
        authority: Option<String> = "IssuingAuthority",
        /// Its file number of the preservation.
        file: Option<String> = "FileReference",
        /// The addressee's file number of it.
        addressee_file: Option<String> = "AddresseeFileReference",
        /// Date of the preservation order.
        ordered: Option<Day> = "OrderDate",
        /// Date of this form.
        date: Option<Day> = "Date",
    }
}
