//! What a customer may see, to keep: as JSON for programs, as pages, and all of it as one file. Nothing in it speaks of the moment at
//! which it was asked for, so the same facts give the same bytes.

use super::keep;
use super::session::Customer;
use crate::app::App;
use crate::report::{self, File, leaf};
use crate::web::customer_report::{saved, unset};
use crate::web::extract::Id;
use crate::web::problem::Problem;
use crate::workflow::portal::{Copy, ListedContact};
use axum::extract::State;
use axum::response::Response;
use domain::ids::DemandId;
use serde::Serialize;

/// Name of the format, with its version.
pub const FORMAT: &str = "ombud.customer/1";

#[derive(Serialize)]
struct Whole<'a> {
    format: &'static str,
    customer: &'a str,
    demands: &'a [Copy],
    contacts: &'a [ListedContact],
}

/// What is kept, and for whom.
struct Kept {
    demands: Vec<Copy>,
    contacts: Vec<ListedContact>,
}

impl Kept {
    async fn all(app: &App, customer: &Customer) -> Result<Self, Problem> {
        let (id, contact) = (customer.customer()?, customer.represented()?.contact_id());
        let demands = app.workflow.customers_copies(id, contact).await?;
        Ok(Self { demands, contacts: app.workflow.customers_list(id).await? })
    }

    async fn one(app: &App, customer: &Customer, demand: DemandId) -> Result<(Self, Copy), Problem> {
        let (id, contact) = (customer.customer()?, customer.represented()?.contact_id());
        let copy = app.workflow.customers_copy(id, contact, demand).await?;
        let contacts = app.workflow.customers_list(id).await?;
        Ok((Self { demands: vec![copy.clone()], contacts }, copy))
    }

    fn json(&self, customer: &Customer) -> Result<Vec<u8>, Problem> {
        let name = &customer.represented()?.customer.name;
        let whole = Whole { format: FORMAT, customer: name, demands: &self.demands, contacts: &self.contacts };
        let mut bytes = serde_json::to_vec_pretty(&whole).map_err(|_| Problem::Broken)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

const JSON: &str = "application/json";

/// `GET /customer/notices.json`
pub async fn all(State(app): State<App>, customer: Customer) -> Result<Response, Problem> {
    saved(Kept::all(&app, &customer).await?.json(&customer)?, JSON, "notices.json")
}

/// `GET /customer/notices.zip`: all of it as JSON, and a page for each demand.
pub async fn zip(State(app): State<App>, customer: Customer) -> Result<Response, Problem> {
    let kept = Kept::all(&app, &customer).await?;
    let mut files = vec![File { name: "notices.json".to_owned(), bytes: kept.json(&customer)? }];
    if leaf::AVAILABLE {
        for copy in &kept.demands {
            let bytes = keep::demand(&app, &customer, copy)?.set().await.map_err(unset)?;
            files.push(File { name: format!("{}.pdf", copy.view.reference), bytes });
        }
    }
    let bytes = report::archive(&files).map_err(|_| Problem::Broken)?;
    saved(bytes, "application/zip", "notices.zip")
}

/// `GET /customer/demands/{demand}/demand.json`
pub async fn one(State(app): State<App>, customer: Customer, Id(id): Id<DemandId>) -> Result<Response, Problem> {
    let (kept, copy) = Kept::one(&app, &customer, id).await?;
    saved(kept.json(&customer)?, JSON, &format!("{}.json", copy.view.reference))
}

/// `GET /customer/demands/{demand}/demand.pdf`
pub async fn page(State(app): State<App>, customer: Customer, Id(id): Id<DemandId>) -> Result<Response, Problem> {
    if !leaf::AVAILABLE {
        return Err(Problem::NotFound);
    }
    let (kept, copy) = Kept::one(&app, &customer, id).await?;
    let mut leaf = keep::demand(&app, &customer, &copy)?;
    leaf.body.extend(keep::contacts(customer.words, &kept.contacts));
    saved(leaf.set().await.map_err(unset)?, "application/pdf", &format!("{}.pdf", copy.view.reference))
}
