//! What a form must hold (Reg. (EU) 2023/1543 Art 9(2), 5(5), 6(4)), and what in it can't be at once. Pure: a list of findings, each with its
//! section, its provision, and what to ask. None of them decides: an incomplete form is asked about (Annex III), and duties rest meanwhile.

use super::form::{AddressedAs, AuthorityKind, DataCategory, Form, Kind, said};
use std::collections::BTreeSet;

/// How grave a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Gravity {
    /// Something that must be there is not (Art 10(6), 11(5): incomplete).
    Missing,
    /// Two things that can't be at once, or one that can't be at all (manifest error).
    Contradictory,
    /// To be looked at: it may have its reason.
    Doubtful,
}

macro_rules! findings {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $section:literal, $gravity:ident, $epoc:literal, $pr:literal;)+) => {
        /// What was found in a form.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Point {$($(#[$doc])* $name),+}

        impl Point {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stable code; its sentence stands in the translations under `form-point-<code>`, what to ask under `form-ask-<code>`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {$(Self::$name => $code),+}
            }

            /// The section of Annex I.
            #[must_use]
            pub const fn section(self) -> char {
                match self {$(Self::$name => $section),+}
            }

            /// How grave it is.
            #[must_use]
            pub const fn gravity(self) -> Gravity {
                match self {$(Self::$name => Gravity::$gravity),+}
            }

            /// The provision of the Regulation.
            #[must_use]
            pub const fn provision(self, kind: Kind) -> &'static str {
                match (self, kind) {$((Self::$name, Kind::Epoc) => $epoc, (Self::$name, Kind::EpocPr) => $pr),+}
            }
        }
    };
}

/// The letter under which a section of Annex I stands in the annex of this kind. Annex II has no sections C, D, H, K and L.
#[must_use]
pub const fn letter(section: char, kind: Kind) -> char {
    match (kind, section) {
        (Kind::EpocPr, 'E') => 'C',
        (Kind::EpocPr, 'F') => 'D',
        (Kind::EpocPr, 'G') => 'E',
        (Kind::EpocPr, 'I') => 'F',
        (Kind::EpocPr, 'J') => 'G',
        (_, section) => section,
    }
}

findings! {
    /// No issuing authority.
    NoIssuer = "no-issuer", 'A', Missing, "Art 5(5)(a)", "Art 6(4)(a)";
    /// No file number to answer under.
    NoFile = "no-file", 'A', Missing, "Art 9(2), 5(5)(a)", "Art 9(2), 6(4)(a)";
    /// Drawn up in a language that the addressee does not accept.
    Language = "language", 'A', Missing, "Art 9(4)", "Art 9(4)";
    /// No addressee.
    NoAddressee = "no-addressee", 'B', Missing, "Art 5(5)(b)", "Art 6(4)(b)";
    /// No box of the deadlines.
    NoDeadline = "no-deadline", 'C', Missing, "Art 10(2)–(4)", "Art 10(2)–(4)";
    /// Both boxes of ten days.
    TwoDeadlines = "two-deadlines", 'C', Contradictory, "Art 10(2), 10(3)", "Art 10(2), 10(3)";
    /// A box of ten days beside that of eight hours.
    EmergencyAndDays = "emergency-and-days", 'C', Contradictory, "Art 10(2)–(4)", "Art 10(2)–(4)";
    /// An emergency without reasons.
    NoEmergencyReasons = "no-emergency-reasons", 'C', Missing, "Art 5(5)(g)", "Art 5(5)(g)";
    /// No identifier at all, or one without a value.
    NoIdentifier = "no-identifier", 'E', Missing, "Art 5(5)(c)", "Art 6(4)(c)";
    /// A range that ends before it begins.
    RangeReversed = "range-reversed", 'E', Contradictory, "Art 5(5)(e)", "Art 6(4)(e)";
    /// Traffic or content without a time range.
    NoRange = "no-range", 'E', Doubtful, "Art 5(5)(e)", "Art 6(4)(e)";
    /// An identifier without a category.
    NoCategory = "no-category", 'F', Missing, "Art 5(5)(d)", "Art 6(4)(d)";
    /// No provision of criminal law.
    NoProvision = "no-provision", 'G', Missing, "Art 5(5)(f)", "Art 6(4)(f)";
    /// Traffic or content without a threshold.
    NoThreshold = "no-threshold", 'G', Missing, "Art 5(4), 5(5)(f)", "Art 6(4)(f)";
    /// As what the provider is addressed is not said.
    NotSaidAsWhat = "not-said-as-what", 'G', Missing, "Art 5(5)(h), 5(6)", "Art 5(6)";
    /// Addressed as processor without the confirmation.
    NoProcessorGround = "no-processor-ground", 'G', Missing, "Art 5(5)(h), 5(6)", "Art 5(6)";
    /// Refrain from informing, without a justification.
    RefrainUnjustified = "refrain-unjustified", 'G', Missing, "Art 5(7)", "Art 5(7)";
    /// A controller is asked not to inform itself.
    RefrainToController = "refrain-to-controller", 'G', Contradictory, "Art 5(6), 5(7)", "Art 5(7)";
    /// Delayed information of the person, without a reason.
    DelayUnjustified = "delay-unjustified", 'H', Missing, "Art 13(2)", "Art 13(2)";
    /// What the issuer is, is not said.
    NoIssuerKind = "no-issuer-kind", 'I', Missing, "Art 4, 5(5)(a)", "Art 4(3), 6(4)(a)";
    /// No date.
    NoDate = "no-date", 'I', Missing, "Art 9(1)", "Art 9(1)";
    /// No signature or seal.
    NotSigned = "not-signed", 'I', Missing, "Art 9(1), 21(2)", "Art 9(1), 21(2)";
    /// Another authority's order that nobody has validated, outside an emergency.
    NotValidated = "not-validated", 'J', Missing, "Art 4(1)(b), 4(2)(b)", "Art 4(3)(b)";
    /// Traffic or content on the word of a prosecutor alone.
    NoJudge = "no-judge", 'J', Contradictory, "Art 4(2)", "Art 4(3)";
    /// Issued without validation in an emergency, for data for which that is not allowed.
    NoValidationNotAllowed = "no-validation-not-allowed", 'I', Contradictory, "Art 4(5)", "Art 4(5)";
    /// Issued without validation in an emergency: validation is owed within 48 hours.
    ValidationOwed = "validation-owed", 'I', Doubtful, "Art 4(5)", "Art 4(5)";
    /// Traffic or content, and no enforcing authority is notified.
    NotNotified = "not-notified", 'K', Doubtful, "Art 8(1), 8(2)", "Art 8";
    /// The box of ten days and section K don't fit each other.
    NoticeAndDeadline = "notice-and-deadline", 'K', Contradictory, "Art 8, 10(2), 10(3)", "Art 8";
    /// Nobody to receive the data.
    NoRecipient = "no-recipient", 'L', Missing, "Art 9(2), 10(2)–(4)", "Art 9(2)";
}

/// What is missing or wrong in a form, in the order of the sections.
#[must_use]
pub fn points(form: &Form) -> Vec<Point> {
    let mut found = Vec::new();
    let mut when = |is: bool, point: Point| {
        if is {
            found.push(point);
        }
    };
    when(form.issuer().is_none(), Point::NoIssuer);
    when(form.file().is_none(), Point::NoFile);
    when(form.b.as_ref().and_then(|b| said(b.name.as_deref())).is_none(), Point::NoAddressee);
    evidence(form, &mut when);
    let g = form.g.as_ref();
    when(g.and_then(|g| said(g.provision.as_deref())).is_none(), Point::NoProvision);
    signatures(form, &mut when);
    if form.kind() == Kind::Epoc {
        deadlines(form, &mut when);
        conditions(form, &mut when);
        let h = form.h.as_ref();
        when(h.is_some_and(|h| h.delayed == Some(true) && h.reasons.is_empty()), Point::DelayUnjustified);
        when(form.l.as_ref().is_none_or(|l| l.to.is_empty()), Point::NoRecipient);
    }
    found.sort_by_key(|point| (point.section(), *point));
    found.dedup();
    found
}

/// The same, with whether the form is in a language that is accepted here; none named means that it is not looked at.
#[must_use]
pub fn points_in(form: &Form, accepted: &BTreeSet<String>) -> Vec<Point> {
    let mut found = points(form);
    let said = form.a.as_ref().and_then(|a| said(a.language.as_deref()));
    let primary = |code: &str| code.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    if !accepted.is_empty() && said.is_some_and(|code| !accepted.contains(&primary(code))) {
        found.push(Point::Language);
        found.sort_by_key(|point| (point.section(), *point));
    }
    found
}

/// Whether the authority has to be asked before anything else: the form is incomplete or manifestly wrong.
#[must_use]
pub fn must_ask(points: &[Point]) -> bool {
    points.iter().any(|point| point.gravity() != Gravity::Doubtful)
}

fn evidence(form: &Form, when: &mut impl FnMut(bool, Point)) {
    let identify_only = |e: &super::Evidence| !e.categories.is_empty() && e.categories.iter().all(|c| *c == DataCategory::Identify);
    when(form.e.is_empty(), Point::NoIdentifier);
    for e in &form.e {
        let named =
            said(e.value.as_deref()).is_some() || (identify_only(e) && (e.observed.is_some() || said(e.other.as_deref()).is_some()));
        when(!named, Point::NoIdentifier);
        when(e.categories.is_empty(), Point::NoCategory);
        when(matches!((e.from, e.to), (Some(from), Some(to)) if from > to), Point::RangeReversed);
        let grave = e.categories.iter().any(|c| matches!(c, DataCategory::Traffic | DataCategory::Content));
        when(grave && e.from.is_none() && e.to.is_none(), Point::NoRange);
    }
}

fn deadlines(form: &Form, when: &mut impl FnMut(bool, Point)) {
    let c = form.c.clone().unwrap_or_default();
    let (soon, at_end) = (c.soon == Some(true), c.at_end == Some(true));
    when(!soon && !at_end && c.emergency.is_none(), Point::NoDeadline);
    when(soon && at_end, Point::TwoDeadlines);
    when((soon || at_end) && c.emergency.is_some(), Point::EmergencyAndDays);
    when(c.emergency.is_some() && said(c.reasons.as_deref()).is_none(), Point::NoEmergencyReasons);
    when((at_end && form.notified().is_none()) || (soon && !at_end && form.notified().is_some()), Point::NoticeAndDeadline);
    when(form.is_grave() && form.notified().is_none(), Point::NotNotified);
}

fn conditions(form: &Form, when: &mut impl FnMut(bool, Point)) {
    let g = form.g.clone().unwrap_or_default();
    when(form.is_grave() && said(g.threshold.as_deref()).is_none(), Point::NoThreshold);
    when(g.addressed.is_none(), Point::NotSaidAsWhat);
    let processor = matches!(g.addressed, Some(AddressedAs::Processor | AddressedAs::PossiblyProcessor));
    when(processor && g.ground.is_none(), Point::NoProcessorGround);
    when(g.refrain == Some(true) && said(g.justification.as_deref()).is_none(), Point::RefrainUnjustified);
    when(g.refrain == Some(true) && g.addressed == Some(AddressedAs::Controller), Point::RefrainToController);
}

fn signatures(form: &Form, when: &mut impl FnMut(bool, Point)) {
    let i = form.i.clone().unwrap_or_default();
    let j = form.j.as_ref().filter(|j| j.kind.is_some() || said(j.name.as_deref()).is_some());
    when(i.kind.is_none(), Point::NoIssuerKind);
    when(i.date.is_none() && j.is_none_or(|j| j.date.is_none()), Point::NoDate);
    when(said(i.signature.as_deref()).is_none(), Point::NotSigned);
    when(j.is_some_and(|j| said(j.signature.as_deref()).is_none()), Point::NotSigned);
    let judge = [Some(&i), j].into_iter().flatten().any(|s| s.kind == Some(AuthorityKind::Judge));
    let without = i.without_validation == Some(true) && j.is_none();
    // Only orders for traffic and content need a judge; a preservation does not (Art 4(3)).
    let grave = form.kind() == Kind::Epoc && form.is_grave();
    when(without && grave, Point::NoValidationNotAllowed);
    when(without && !grave, Point::ValidationOwed);
    when(i.kind == Some(AuthorityKind::Other) && j.is_none() && !without, Point::NotValidated);
    when(grave && !judge && !without && (i.kind.is_some() || j.is_some()), Point::NoJudge);
}
