//! What a customer may see, as files.

use super::session::Customer;
use crate::app::App;
use crate::web::extract::Id;
use crate::web::problem::Problem;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::customer_view::CustomerView;
use domain::ids::DemandId;
use serde::Serialize;

/// Name of the format, with its version.
pub const FORMAT: &str = "ombud.customer/1";

/// The file: which format, for whom, and the demands. It carries no time of its own, so that the same facts give the same bytes.
#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    customer: &'a str,
    demands: Vec<CustomerView>,
}

/// `GET /customer/notices.json`
pub async fn all(State(app): State<App>, customer: Customer) -> Result<Response, Problem> {
    let demands = app.workflow.customers_demands(customer.customer()?).await?;
    file(&customer, demands, "notices.json")
}

/// `GET /customer/demands/{demand}/demand.json`
pub async fn one(State(app): State<App>, customer: Customer, Id(id): Id<DemandId>) -> Result<Response, Problem> {
    let view = app.workflow.customers_demand(customer.customer()?, id).await?;
    let name = format!("{}.json", view.reference);
    file(&customer, vec![view], &name)
}

fn file(customer: &Customer, demands: Vec<CustomerView>, name: &str) -> Result<Response, Problem> {
    let file = File { format: FORMAT, customer: &customer.represented()?.customer.name, demands };
    let mut bytes = serde_json::to_vec_pretty(&file).map_err(|_| Problem::Broken)?;
    bytes.push(b'\n');
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).map_err(|_| Problem::Broken)?;
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}
