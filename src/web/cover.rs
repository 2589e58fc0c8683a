//! A further demand comes under an order of secrecy that is on record.

use super::confirm::ConfirmPage;
use super::demand::Case;
use super::extract::{Form, Ids};
use super::parts::{Facts, Field, Text};
use super::paths;
use super::problem::Problem;
use crate::words::snake;
use crate::workflow::Error;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::{OrderId, Reference};
use domain::secrecy::SecrecyOrder;
use serde::Deserialize;

/// Which demand.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CoverForm {
    reference: String,
}

/// The order of the address, while it is in force.
fn order(ids: &Ids, case: &Case) -> Result<SecrecyOrder, Problem> {
    let id: OrderId = ids.at(1)?;
    let order = case.demand.secrecy.order(id).filter(|o| o.in_force(case.session.now));
    order.cloned().ok_or(Problem::NotFound)
}

fn form(case: &Case, order: &SecrecyOrder, typed: &CoverForm, wrong: Option<Text>) -> ConfirmPage {
    let (w, id) = (case.words(), case.demand.id);
    let back = format!("{}#secrecy", paths::demand(id));
    let p = case.session.page("cover-title", super::page::Section::Secrecy);
    let field =
        Field::line("text", "reference", w.say("cover-reference")).value(typed.reference.clone()).hint(w.say("cover-reference-hint"));
    let mut page = ConfirmPage::new(p, w.say("cover-lead"), paths::cover(id, order.id), w.say("cover-go"), back.clone())
        .fields(vec![field.error(wrong)]);
    let whom = order.covers.iter().map(|a| w.name("audience", snake(&format!("{a:?}")))).collect::<Vec<_>>().join(", ");
    let end = order.ends_at().map_or_else(|| w.say("order-indefinite"), |at| w.deadline(&at, &case.session.zone).into());
    page.crumbs = vec![(case.demand.reference.to_string().into(), back)];
    page.restated = Facts::default()
        .with(w.say("ask-law"), order.law.clone())
        .with(w.say("ask-document"), order.document.clone())
        .with(w.say("ask-covers"), whom)
        .with(w.say("ask-until"), end);
    page
}

/// `GET /secrecy/{demand}/{order}/cover`
pub async fn page(ids: Ids, case: Case) -> Result<impl IntoResponse, Problem> {
    let case = case.whole()?;
    let order = order(&ids, &case)?;
    Ok(form(&case, &order, &CoverForm::default(), None))
}

/// `POST /secrecy/{demand}/{order}/cover`
pub async fn cover(ids: Ids, case: Case, Form(typed): Form<CoverForm>) -> Result<Response, Problem> {
    let case = case.whole()?;
    let order = order(&ids, &case)?;
    let w = case.words();
    let (workflow, actor) = (&case.app.workflow, case.session.actor);
    let again = |page: ConfirmPage| (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
    let Ok(reference) = typed.reference.trim().parse::<Reference>() else {
        return Ok(again(form(&case, &order, &typed, Some(w.say("form-reference")))));
    };
    let other = match workflow.find_by_reference(&actor, reference).await {
        Ok(other) => other.id,
        Err(Error::NotFound) => return Ok(again(form(&case, &order, &typed, Some(w.say("form-no-such-demand"))))),
        Err(error) => return Err(error.into()),
    };
    match workflow.cover_more(actor, case.demand.id, order.id, other).await {
        Ok(_) => Ok(case.session.done("said-demand-done", format!("{}#secrecy", paths::demand(other)))),
        Err(Error::Refused(refusal)) => {
            let why: Vec<Text> = refusal.reasons.iter().map(|r| w.reason(r, &case.session.zone)).collect();
            Ok(again(form(&case, &order, &typed, None).refused(why)))
        }
        Err(error) => Err(error.into()),
    }
}
