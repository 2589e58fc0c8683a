//! What must be true before something leaves.

use super::{Broken, Sight, must, recommended, row, said};
use crate::category::Category;
use crate::clocks::{self, ObligationKind};
use crate::demand::{Challenge, Clearance, Demand, Emergency};
use crate::fact::CheckResult;
use crate::instrument::{Force, InstrumentId, Purpose};
use crate::objection::Objection;
use crate::paper::{Collected, CustomerClass, Decision, LinkKind, ScopeLine};
use crate::policy::in_eea;
use crate::stage::{PackedLine, Stage};
use std::collections::BTreeSet;

/// INV-01: nobody lets go alone. Reviewer, approver and releaser are different people, and the releaser has not vouched for the
/// requester; with content or an emergency three people at least have a part. Decision (EU) 2021/914, clause 15.2(b).
///
/// # Errors
/// Who has two parts that exclude each other.
pub fn inv_01(demand: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let grave = demand.emergency != Emergency::No || content_authorised(demand);
    let verifier = demand.stage.verified().map(|v| v.requester.by);
    if let Some(recommended) = recommended(demand) {
        must(!grave || verifier != Some(recommended.by), "INV-01", || "one person vouched for the requester and reviewed".to_owned())?;
    }
    if let Some(approved) = demand.stage.approved() {
        must(approved.by != approved.recommended.by, "INV-01", || "one person reviewed and approved".to_owned())?;
    }
    if let Some(released) = demand.stage.released() {
        let approved = &released.sealed.approved;
        let reviewer = approved.recommended.by;
        must(released.first != released.second, "INV-01", || "one person prepared and confirmed the release".to_owned())?;
        must(released.second != reviewer, "INV-01", || "one person reviewed and released".to_owned())?;
        must(Some(released.second) != verifier, "INV-01", || "one person vouched for the requester and released".to_owned())?;
        if grave {
            let parts: BTreeSet<_> = [verifier, Some(reviewer), Some(approved.by), Some(released.second)].into_iter().flatten().collect();
            must(released.second != approved.by && parts.len() >= 3, "INV-01", || "fewer than three people for content".to_owned())?;
        }
    }
    Ok(())
}

fn content_authorised(demand: &Demand) -> bool {
    let content = [Category::Content, Category::ContentRt, Category::Support];
    demand.lines.iter().any(|l| content.contains(&l.category) && matches!(l.decision, Some(Decision::Authorise | Decision::Narrow { .. })))
}

/// INV-02: who asks was checked over another channel than the demand, and not too long ago when something left.
///
/// # Errors
/// What is wrong with the check.
pub fn inv_02(demand: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    let Some(verified) = demand.stage.verified() else { return Ok(()) };
    must(verified.requester.method.out_of_band(), "INV-02", || "verified without another channel".to_owned())?;
    must(verified.requester.proof.result == CheckResult::Confirmed, "INV-02", || "verified though nobody confirmed it".to_owned())?;
    let said = verified.requester.until;
    let fresh = |at| at < verified.requester.at + sight.policy.verification_valid && said.is_none_or(|until| at < until);
    must(fresh(verified.at), "INV-02", || "verified on a check that was too old".to_owned())?;
    must(demand.stage.released().is_none_or(|r| fresh(r.at)), "INV-02", || "released on a check that was too old".to_owned())?;
    let stale = demand.stage.released().is_some_and(|r| r.at >= r.sealed.approved.at + sight.policy.approval_valid);
    must(!stale, "INV-02", || "released on an approval that was too old".to_owned())
}

/// INV-03: what is packed was demanded, can be compelled, was authorised and is held.
///
/// # Errors
/// The category that lies outside.
pub fn inv_03(demand: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    let Some(sealed) = demand.stage.sealed() else { return Ok(()) };
    for packed in &sealed.package.lines {
        let reach = row(demand, sight).is_some_and(|i| i.reach.contains(&packed.category)) && packed.category != Category::Credentials;
        must(reach, "INV-03", || format!("{} is packed beyond the instrument's reach", packed.category))?;
        let line = demand.lines.iter().find(|l| l.id == packed.line);
        let fits = line.is_some_and(|line| line.account == packed.account && line.category == packed.category && inside(line, packed));
        must(fits, "INV-03", || format!("{} is packed and was not demanded and authorised like that", packed.category))?;
        let held = match line.and_then(|l| l.collected.as_ref()) {
            Some(Collected::Records { kept, .. }) => *kept,
            Some(Collected::NoData { .. }) | None => 0,
        };
        must(packed.records <= held, "INV-03", || format!("more {} is packed than was kept", packed.category))?;
    }
    Ok(())
}

/// Whether the records lie in the range demanded and in the narrower one, if counsel set one.
fn inside(line: &ScopeLine, packed: &PackedLine) -> bool {
    let within = |from: Option<crate::Instant>, to: Option<crate::Instant>| {
        let after = from.is_none_or(|from| packed.first.is_some_and(|t| t >= from));
        let before = to.is_none_or(|to| packed.last.is_some_and(|t| t < to));
        packed.records == 0 || (after && before)
    };
    match &line.decision {
        Some(Decision::Authorise) => within(line.from, line.to),
        Some(Decision::Narrow { from, to, .. }) => within(line.from, line.to) && within(*from, *to),
        Some(Decision::Refuse { .. }) | None => false,
    }
}

/// INV-07: nothing has left while a court, the authority or the customer was still owed an answer.
///
/// # Errors
/// What was open.
pub fn inv_07(demand: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let unheard = demand.objections.iter().any(|o| o.answer.is_none());
    let decided = matches!(demand.stage, Stage::Approving(_) | Stage::Producing(_) | Stage::Releasing(_));
    must(!(unheard && decided), "INV-07", || "the review is closed and an objection is not answered".to_owned())?;
    let Some(released) = demand.stage.released() else { return Ok(()) };
    let challenged = matches!(demand.challenge, Challenge::Filed { .. } | Challenge::Won);
    must(!challenged, "INV-07", || "released under a challenge".to_owned())?;
    // An objection in the same moment as the release is younger than it when it came by the entry after.
    let open = |o: &Objection| o.at < released.at && o.answer.as_ref().is_none_or(|a| a.at > released.at);
    must(!demand.objections.iter().any(open), "INV-07", || "released under an objection".to_owned())
}

/// INV-08: where the enforcing authority was notified, nothing goes before it agrees or the period is over, but in a confirmed
/// emergency. Reg. (EU) 2023/1543 Art 8, 10(2), 10(4).
///
/// # Errors
/// That something went too soon.
pub fn inv_08(demand: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    let (Some(released), Some(row)) = (demand.stage.released(), row(demand, sight)) else { return Ok(()) };
    let Some(rule) = &row.clearance else { return Ok(()) };
    let notified = demand.paper.enforcing_authority_notified && demand.lines.iter().any(|l| rule.categories.contains(&l.category));
    if !notified || matches!(demand.emergency, Emergency::Confirmed { .. }) {
        return Ok(());
    }
    // A refusal is another rule's (INV-09).
    let given =
        matches!(demand.clearance, Clearance::Given { at } if at <= released.at) || matches!(demand.clearance, Clearance::Refused { .. });
    // The period is the routine one, whatever short clock a claim has started.
    let over = demand.clocks.iter().find(|c| c.kind == ObligationKind::Produce).is_some_and(|c| {
        let routine = clocks::start(c.id, c.kind, &row.clock, c.started_at, &c.locus, c.face).due;
        [routine.legal, c.due.legal].into_iter().all(|legal| legal.is_some_and(|legal| released.at >= legal))
    });
    must(given || over, "INV-08", || "released without the clearance".to_owned())
}

/// INV-09: a refusal by the enforcing authority stops the production. Reg. (EU) 2023/1543 Art 12(2).
///
/// # Errors
/// That something was sent all the same.
pub fn inv_09(demand: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let sent = demand.stage.released().is_some() && matches!(demand.clearance, Clearance::Refused { .. });
    must(!sent, "INV-09", || "released against the enforcing authority's refusal".to_owned())
}

/// INV-13: an emergency counts once somebody has confirmed it who did not vouch for the requester.
///
/// # Errors
/// What is missing.
pub fn inv_13(demand: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    if let Emergency::Confirmed { by, .. } = demand.emergency {
        let verifier = match &demand.stage {
            Stage::Verifying(v) => v.requester.as_ref().map(|c| c.by),
            _ => demand.stage.verified().map(|v| v.requester.by),
        };
        must(verifier != Some(by), "INV-13", || "one person vouched for the requester and confirmed the emergency".to_owned())?;
    }
    let voluntary = recommended(demand).is_some() && row(demand, sight).is_some_and(|i| i.force == Force::Voluntary);
    let confirmed = matches!(demand.emergency, Emergency::Confirmed { .. });
    must(!voluntary || confirmed, "INV-13", || "going on voluntarily without a confirmed emergency".to_owned())
}

/// INV-17: what comes from nobody we know is never verified; what nobody has classified, binds nobody or asks for no data is never
/// approved.
///
/// # Errors
/// What is unknown.
pub fn inv_17(demand: &Demand, sight: &Sight<'_>) -> Result<(), Broken> {
    let known = demand.stage.verified().is_none() || demand.authority.is_some();
    must(known, "INV-17", || "verified, and nobody knows whom".to_owned())?;
    if recommended(demand).is_none() {
        return Ok(());
    }
    must(demand.paper.instrument != InstrumentId::unclassified(), "INV-17", || "approved without a classified instrument".to_owned())?;
    let binds = row(demand, sight).is_some_and(|i| i.force != Force::None);
    must(binds, "INV-17", || "approved on a paper that compels nothing".to_owned())?;
    let asks = row(demand, sight).is_some_and(|i| i.purpose == Purpose::Disclose);
    must(asks, "INV-17", || "approved on a paper that asks for no data".to_owned())
}

/// INV-18: a third country's demand for a customer in the EEA names its basis. Reg. (EU) 2016/679 Art 48.
///
/// # Errors
/// That the basis is missing.
pub fn inv_18(demand: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let (Some(recommended), Some(authority), Some(customer)) = (recommended(demand), &demand.authority, &demand.customer) else {
        return Ok(());
    };
    let foreign = !in_eea(&authority.territory) && in_eea(&customer.country);
    must(!foreign || recommended.assessment.art48.is_some(), "INV-18", || "no basis under Article 48".to_owned())
}

/// INV-23: the package is for the authority that was verified.
///
/// # Errors
/// That it is for another.
pub fn inv_23(demand: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let Some(sealed) = demand.stage.sealed() else { return Ok(()) };
    let same = demand.authority.as_ref().is_some_and(|a| a.id == sealed.package.recipient);
    must(same, "INV-23", || "the package is for somebody else".to_owned())
}

/// INV-27: what was asked before is not produced again without a reason of its own.
///
/// # Errors
/// That the reason is missing.
pub fn inv_27(demand: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let Some(recommended) = recommended(demand) else { return Ok(()) };
    let repeated = demand.links.iter().any(|l| l.kind == LinkKind::Duplicate);
    let explained = recommended.assessment.repeat_reason.as_deref().is_some_and(said);
    must(!repeated || explained, "INV-27", || "a repeated demand goes on without saying why".to_owned())
}

/// INV-28: for an organisation, counsel has said whether there is a lawful basis for a challenge, and why.
///
/// # Errors
/// That nobody said.
pub fn inv_28(demand: &Demand, _: &Sight<'_>) -> Result<(), Broken> {
    let (Some(recommended), Some(customer)) = (recommended(demand), &demand.customer) else { return Ok(()) };
    let considered = recommended.assessment.challenge.as_ref().is_some_and(|c| said(&c.reason));
    must(customer.class == CustomerClass::Consumer || considered, "INV-28", || "a challenge was not considered".to_owned())
}
