//! The whole book on one page, with its contents in front, to be printed or read through.

use super::filters::{Search, Wanted};
use super::row::RowView;
use super::{force, review, territory};
use crate::app::App;
use crate::web::directory::in_language;
use crate::web::extract::Query;
use crate::web::page::{Page, Section};
use crate::web::parts::Badge;
use crate::web::paths;
use crate::web::session::Session;
use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::IntoResponse;
use std::collections::BTreeMap;

struct Article {
    anchor: String,
    id: String,
    title: String,
    statute: String,
    force: Badge,
    review: Option<Badge>,
    row: RowView,
}

#[derive(Template, WebTemplate)]
#[template(path = "rulebook/whole.html")]
struct WholePage {
    p: Page,
    version: String,
    back: String,
    today: String,
    /// By territory, in the order of their names.
    groups: Vec<(String, Vec<Article>)>,
}

/// `GET /rulebook/whole`
pub async fn whole(State(app): State<App>, session: Session, Query(search): Query<Search>) -> impl IntoResponse {
    let w = session.words;
    let rulebook = app.workflow.rulebook();
    let wanted = Wanted::read(&search.q);
    // What is the law of no country stands last.
    let mut groups: BTreeMap<(bool, String), Vec<Article>> = BTreeMap::new();
    for instrument in rulebook.instruments.values().filter(|i| wanted.holds(w, i)) {
        let article = Article {
            anchor: format!("row-{}", instrument.id.as_str().replace('.', "-")),
            id: instrument.id.to_string(),
            title: in_language(w, &instrument.title),
            statute: instrument.statute.clone(),
            force: force(w, instrument.force),
            review: review(w, instrument),
            row: RowView::new(w, rulebook, instrument, 4),
        };
        let place = (instrument.territory == "ZZ", territory(w, &instrument.territory));
        groups.entry(place).or_default().push(article);
    }
    WholePage {
        p: session.page("rulebook-whole", Section::Rulebook),
        version: rulebook.version.clone(),
        back: paths::rulebook(&wanted.query()),
        today: w.day(&session.now.with_timezone(&session.zone).date_naive()),
        groups: groups.into_iter().map(|((_, name), articles)| (name, articles)).collect(),
    }
}
