//! The facts as the templates take them, and the templates.

use super::LetterKind;
use super::facts::{DemandCopy, Desk, Ending, LetterFacts, ObjectionEnd, Preserved, RedirectBy, Response, WhyLate};
use crate::notify::markup::clean;
use crate::words::{Language, Words};
use askama::Template;
use domain::Instant;
use domain::objection::Verdict;

/// The facts as the templates take them: cleaned, times in words. An empty text is a fact that this letter does not have.
pub(super) struct View {
    provider: String,
    desk_mail: String,
    our_reference: String,
    authority: String,
    authority_reference: String,
    paper: String,
    issued: String,
    received: String,
    legal_basis: String,
    demanded: Vec<String>,
    response: Option<ResponseView>,
    object_to: String,
    object_until: String,
    late: Option<LateView>,
    consumer: bool,
    portal: String,
    copy: Option<Option<String>>,
    grounds: Vec<(String, String)>,
    explanation: String,
    questions: Vec<String>,
    answer_by: String,
    redirect_organisation: String,
    redirect_contact: String,
    redirect_by: RedirectBy,
    preserved: Option<PreservedView>,
    verdict: Option<Verdict>,
    closed: bool,
    acts: bool,
    effect: Option<EffectView>,
}

struct EffectView {
    at: String,
    what: String,
    territory: String,
    part: String,
}

enum ResponseView {
    Considering,
    Planned(Vec<String>),
    Disclosed(String, Vec<String>),
    Ended(Ending, String),
}

enum LateView {
    Secrecy(String, String),
    Emergency,
    Answered,
    Kept,
    Acted,
}

enum PreservedView {
    Until(String),
    UntilReleased,
    No,
}

impl View {
    pub(super) fn new(facts: &LetterFacts, desk: &Desk, language: Language) -> Self {
        let words = Words::of(language);
        let said = |text: &Option<String>| text.as_deref().map(clean).unwrap_or_default();
        let all = |lines: &[String]| lines.iter().map(|l| clean(l)).collect::<Vec<_>>();
        let moment = |at: Instant| words.moment(&at, &desk.zone);
        let deadline = |at: Instant| words.deadline(&at, &desk.zone);
        let within = |end: ObjectionEnd| {
            let span = words.say1("when-days", "n", end.days);
            match end.latest {
                Some(latest) => words.say2("letter-within-latest", "span", span, "latest", deadline(latest)).into_owned(),
                None => words.say1("letter-within", "span", span).into_owned(),
            }
        };
        let objection = facts.objection.as_ref();
        Self {
            provider: clean(&desk.provider),
            desk_mail: clean(&desk.mail),
            our_reference: said(&facts.our_reference),
            authority: said(&facts.authority),
            authority_reference: said(&facts.authority_reference),
            paper: said(&facts.paper),
            issued: facts.issued_on.map(|d| words.day(&d)).unwrap_or_default(),
            received: facts.received_at.map(moment).unwrap_or_default(),
            legal_basis: said(&facts.legal_basis),
            demanded: all(&facts.demanded),
            response: facts.response.as_ref().map(|response| match response {
                Response::Considering => ResponseView::Considering,
                Response::Planned { lines } => ResponseView::Planned(all(lines)),
                Response::Disclosed { at, lines } => ResponseView::Disclosed(moment(*at), all(lines)),
                Response::Ended { at, how } => ResponseView::Ended(*how, moment(*at)),
            }),
            object_to: objection.map(|o| clean(&o.to)).unwrap_or_default(),
            object_until: objection.and_then(|o| o.end).map(within).unwrap_or_default(),
            late: facts.why_late.as_ref().map(|why| match why {
                WhyLate::Secrecy { at, basis } => LateView::Secrecy(clean(basis), deadline(*at)),
                WhyLate::Emergency => LateView::Emergency,
                WhyLate::Answered => LateView::Answered,
                WhyLate::Kept => LateView::Kept,
                WhyLate::Acted => LateView::Acted,
            }),
            consumer: facts.consumer,
            portal: facts.portal.clone().unwrap_or_default(),
            copy: facts.copy.as_ref().map(|copy| match copy {
                DemandCopy::Attached => None,
                DemandCopy::Withheld { why } => Some(clean(why)),
            }),
            grounds: facts.grounds.iter().map(|g| (clean(&g.sentence), clean(&g.law))).collect(),
            explanation: said(&facts.explanation),
            questions: all(&facts.questions),
            answer_by: facts.answer_by.map(deadline).unwrap_or_default(),
            redirect_organisation: facts.redirect_to.as_ref().map(|r| clean(&r.organisation)).unwrap_or_default(),
            redirect_contact: facts.redirect_to.as_ref().and_then(|r| r.contact.as_deref()).map(clean).unwrap_or_default(),
            redirect_by: facts.redirect_by,
            verdict: facts.verdict,
            closed: facts.closed,
            acts: facts.acts,
            effect: facts.effect.as_ref().map(|e| EffectView {
                at: moment(e.at),
                what: clean(&e.what),
                territory: clean(&e.territory),
                part: clean(&e.short_of),
            }),
            preserved: facts.preserved.map(|preserved| match preserved {
                Preserved::Until(at) => PreservedView::Until(deadline(at)),
                Preserved::UntilReleased => PreservedView::UntilReleased,
                Preserved::No => PreservedView::No,
            }),
        }
    }
}

macro_rules! sources {
    ($($kind:ident $lang:ident $name:ident $path:literal),+ $(,)?) => {
        $(
            #[derive(Template)]
            #[template(path = $path, escape = "none")]
            struct $name<'a> {
                f: &'a View,
            }
        )+

        /// The letter in the shapes of [`markup`].
        pub(super) fn source(kind: LetterKind, language: Language, f: &View) -> askama::Result<String> {
            match (kind, language) {
                $((LetterKind::$kind, Language::$lang) => $name { f }.render(),)+
                // Letters to a customer are written in the languages of the screens.
                (_, Language::De | Language::Fr) => source(kind, Language::En, f),
            }
        }
    };
}

sources! {
    Acknowledgement En AcknowledgementEn "mail/acknowledgement.en.txt",
    Acknowledgement Sv AcknowledgementSv "mail/acknowledgement.sv.txt",
    Redirect En RedirectEn "mail/redirect.en.txt",
    Redirect Sv RedirectSv "mail/redirect.sv.txt",
    Refusal En RefusalEn "mail/refusal.en.txt",
    Refusal Sv RefusalSv "mail/refusal.sv.txt",
    Effect En EffectEn "mail/effect.en.txt",
    Effect Sv EffectSv "mail/effect.sv.txt",
    Effect De EffectDe "mail/effect.de.txt",
    Effect Fr EffectFr "mail/effect.fr.txt",
    Clarification En ClarificationEn "mail/clarification.en.txt",
    Clarification Sv ClarificationSv "mail/clarification.sv.txt",
    Acknowledgement De AcknowledgementDe "mail/acknowledgement.de.txt",
    Acknowledgement Fr AcknowledgementFr "mail/acknowledgement.fr.txt",
    Redirect De RedirectDe "mail/redirect.de.txt",
    Redirect Fr RedirectFr "mail/redirect.fr.txt",
    Refusal De RefusalDe "mail/refusal.de.txt",
    Refusal Fr RefusalFr "mail/refusal.fr.txt",
    Clarification De ClarificationDe "mail/clarification.de.txt",
    Clarification Fr ClarificationFr "mail/clarification.fr.txt",
    NotCarriedOut En NotCarriedOutEn "mail/not_carried_out.en.txt",
    NotCarriedOut Sv NotCarriedOutSv "mail/not_carried_out.sv.txt",
    NotCarriedOut De NotCarriedOutDe "mail/not_carried_out.de.txt",
    NotCarriedOut Fr NotCarriedOutFr "mail/not_carried_out.fr.txt",
    OrderAsked En OrderAskedEn "mail/order_asked.en.txt",
    OrderAsked Sv OrderAskedSv "mail/order_asked.sv.txt",
    OrderAsked De OrderAskedDe "mail/order_asked.de.txt",
    OrderAsked Fr OrderAskedFr "mail/order_asked.fr.txt",
    PaperOwed En PaperOwedEn "mail/paper_owed.en.txt",
    PaperOwed Sv PaperOwedSv "mail/paper_owed.sv.txt",
    PaperOwed De PaperOwedDe "mail/paper_owed.de.txt",
    PaperOwed Fr PaperOwedFr "mail/paper_owed.fr.txt",
    AdvanceNotice En AdvanceNoticeEn "mail/advance_notice.en.txt",
    AdvanceNotice Sv AdvanceNoticeSv "mail/advance_notice.sv.txt",
    DelayedNotice En DelayedNoticeEn "mail/delayed_notice.en.txt",
    DelayedNotice Sv DelayedNoticeSv "mail/delayed_notice.sv.txt",
    NoticeWithProduction En NoticeWithProductionEn "mail/notice_with_production.en.txt",
    NoticeWithProduction Sv NoticeWithProductionSv "mail/notice_with_production.sv.txt",
    WithdrawnNotice En WithdrawnNoticeEn "mail/withdrawn_notice.en.txt",
    WithdrawnNotice Sv WithdrawnNoticeSv "mail/withdrawn_notice.sv.txt",
    EndNotice En EndNoticeEn "mail/end_notice.en.txt",
    EndNotice Sv EndNoticeSv "mail/end_notice.sv.txt",
    ObjectionAnswer En ObjectionAnswerEn "mail/objection_answer.en.txt",
    ObjectionAnswer Sv ObjectionAnswerSv "mail/objection_answer.sv.txt",
}
