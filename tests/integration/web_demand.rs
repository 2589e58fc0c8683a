//! The demand page: who sees what of it, a page for each verb, and a demand from received to released by pressing its buttons.

mod browser;
mod documents;
mod forms;
mod journey;
mod letter;
mod sight;

use crate::support::TestDatabase;
use crate::support::actors::Desk;
use crate::support::site::{Answer, Site, Visitor};
use axum::http::StatusCode;
use domain::actor::Role;
use domain::category::Category;
use domain::ids::DemandId;

/// An installation with people at it.
pub struct Office {
    pub desk: Desk,
    pub site: Site,
    _database: TestDatabase,
}

impl Office {
    pub async fn open() -> Self {
        let database = TestDatabase::sqlite();
        let desk = Desk::open(&database.url).await;
        let site = Site::over(desk.workflow.clone());
        Self { desk, site, _database: database }
    }

    pub async fn receive(&self, reference: &str, categories: &[Category]) -> DemandId {
        self.desk.receive(self.desk.demand("us.sca.warrant", reference, categories)).await.id
    }

    pub async fn person(&self, role: Role) -> Visitor {
        self.site.member(&[role]).await
    }
}

/// The hidden fields of the (first) form that is sent to `action`.
pub fn hidden(page: &str, action: &str) -> Vec<(String, String)> {
    let at = page.find(&format!("action=\"{action}\"")).unwrap_or_else(|| panic!("no form for {action} in {page}"));
    let form = &page[at..at + page[at..].find("</form>").unwrap()];
    form.split("<input type=\"hidden\" name=\"")
        .skip(1)
        .map(|rest| {
            let (name, rest) = rest.split_once("\" value=\"").unwrap();
            (name.to_owned(), rest.split_once('"').unwrap().0.to_owned())
        })
        .collect()
}

/// Open a page and send its form with these fields.
pub async fn press(who: &mut Visitor, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = who.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
    let action = path.split('?').next().unwrap();
    let hidden = hidden(&page.body, action);
    let mut all: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    all.extend(fields);
    who.post(action, &all).await
}

/// The same, and it must be done.
pub async fn does(who: &mut Visitor, path: &str, fields: &[(&str, &str)]) {
    let answer = press(who, path, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.body);
}

/// Send a form with a file, which comes last.
pub async fn upload(who: &mut Visitor, path: &str, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Answer {
    let page = who.get(path).await;
    let action = path.split('?').next().unwrap();
    let mut body = Vec::new();
    let hidden = hidden(&page.body, action);
    let all = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).chain(fields.iter().copied());
    for (field, value) in all {
        body.extend(format!("--frontier\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes());
    }
    body.extend(format!("--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").bytes());
    body.extend(bytes);
    body.extend(b"\r\n--frontier--\r\n");
    let request = who.request("POST", action).header("sec-fetch-site", "same-origin");
    let request = request.header("content-type", "multipart/form-data; boundary=frontier").body(axum::body::Body::from(body)).unwrap();
    who.send(request).await
}
