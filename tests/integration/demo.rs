//! The demonstration: what it lays out to be tried can be tried, from the upload to the release.

use crate::support::site::{Site, Visitor};
use crate::web_demand::{does, upload};
use axum::http::StatusCode;
use domain::ids::{AuthorityId, DemandId};
use domain::outcome::Outcome;
use domain::stage::End;
use ombud::app::{App, Settings};
use ombud::clock::Clock;
use ombud::demo::cast::{self, Cast};
use ombud::demo::samples;
use ombud::demo::steps::Scene;
use ombud::intake::receive;
use ombud::workflow::staff::Staff;
use std::sync::Arc;
use tempfile::TempDir;

struct Demo {
    folder: TempDir,
    scene: Scene,
    site: Site,
    french_court: AuthorityId,
}

impl Demo {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::standing("2026-11-18T09:30:00Z".parse().unwrap());
        let installation = ombud::demo::open(folder.path(), None, clock).await.unwrap();
        let staff = Staff::new(installation.store().clone(), installation.clock.clone(), false);
        let cast = Cast::invite(&staff).await.unwrap();
        let authorities = cast::authorities(&installation, &cast).await.unwrap();
        cast::customers(&installation, &cast).await.unwrap();
        samples::write(&folder.path().join(samples::FOLDER), installation.clock.now()).unwrap();
        let settings = Settings { public_url: "http://127.0.0.1:8080".to_owned(), zone: installation.config.zone, demo: true };
        let mut app = App::new(installation.workflow.clone(), settings);
        app.samples = Some(Arc::from(folder.path().join(samples::FOLDER)));
        Self { folder, scene: Scene { installation, cast }, site: Site::of(app), french_court: authorities.french_court }
    }

    fn sample(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.path().join(samples::FOLDER).join(name)).unwrap()
    }

    /// Come in by the button that bears somebody's name.
    async fn be(&self, who: &mut Visitor, name: &str) {
        let page = who.get("/sign-in").await.body;
        let before = page.split(name).next().unwrap();
        let (_, action) = before.rsplit_once("action=\"").unwrap_or_else(|| panic!("no button for {name} in {page}"));
        let came = who.post(action.split('"').next().unwrap(), &[]).await;
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.body);
    }
}

#[tokio::test]
async fn the_samples_can_be_read_and_are_named_on_the_page() {
    let demo = Demo::open().await;
    let mut person = demo.site.visitor();
    demo.be(&mut person, "Intake desk").await;
    let page = person.get("/demands/new").await.body;
    assert!(page.contains(&demo.folder.path().display().to_string()), "{page}");
    let form = ombud::eevidence::read(&demo.sample(samples::FORM));
    assert!(matches!(form, Some(Ok(ombud::eevidence::Paper::Order { .. }))), "the sample form is read");
    for name in [samples::EPOC, samples::ORDER] {
        let kept = person.upload("/demands/new/file", name, &demo.sample(name)).await;
        let form = person.get(kept.leads_to()).await;
        assert_eq!(form.status, StatusCode::OK, "{name}: {}", form.body);
        assert!(form.body.contains("<mark id="), "{name}: something was found");
        let bytes = demo.sample(name).into();
        let draft = receive::read_mail(&demo.scene.installation.workflow, bytes, name, demo.scene.now()).await.unwrap();
        let received = receive::take(&demo.scene.installation.workflow, demo.scene.cast.intake, draft, None).await.unwrap();
        assert!(received.open.is_empty() && received.unread.is_empty(), "{name}: {:?} {:?}", received.open, received.unread);
        assert!(received.demand.customer.is_some(), "{name}: the customer is known");
    }
}

#[tokio::test]
async fn the_production_order_goes_from_its_file_to_its_release_in_one_sitting() {
    let demo = Demo::open().await;
    let scene = &demo.scene;
    let workflow = &scene.installation.workflow;
    let draft = receive::read_mail(workflow, demo.sample(samples::EPOC).into(), samples::EPOC, scene.now()).await.unwrap();
    let id: DemandId = receive::take(workflow, scene.cast.intake, draft, None).await.unwrap().demand.id;
    scene.begin(id, demo.french_court).await.unwrap();
    scene.call_back(id).await.unwrap();
    scene.verify(id).await.unwrap();
    scene.offer_redirect(id).await.unwrap();
    scene.declined(id).await.unwrap();
    scene.decide(id).await.unwrap();
    scene.recommend(id).await.unwrap();
    let mut person = demo.site.visitor();
    let at = |what: &str| format!("/demands/{id}/{what}");
    demo.be(&mut person, "Approving counsel").await;
    does(&mut person, &at("approve"), &[]).await;

    demo.be(&mut person, "Data custodian").await;
    let columns: Vec<&str> = samples::COLUMNS.split(',').collect();
    for line in workflow.find(&scene.cast.custodian, id).await.unwrap().lines {
        let line = line.id.to_string();
        let fields = [
            ("line", line.as_str()),
            ("found", "file"),
            ("account-field", columns[0]),
            ("time-field", columns[1]),
            ("time-format", "rfc3339"),
            ("row-category", "field"),
            ("category-field", columns[2]),
        ];
        let path = format!("{}?line={line}", at("record_collection"));
        let done = upload(&mut person, &path, &fields, samples::GATHERED, &demo.sample(samples::GATHERED)).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }
    let sealed = scene.seal(id).await.unwrap().demand;
    let package = &sealed.stage.sealed().unwrap().package;
    assert!(package.bytes > 0);
    scene.nothing_forbids(id).await.unwrap();
    demo.be(&mut person, "Disclosure officer").await;
    does(&mut person, &at("prepare_release"), &[]).await;
    demo.be(&mut person, "Second disclosure officer").await;
    does(&mut person, &at("confirm_release"), &[]).await;
    let demand = workflow.find(&scene.cast.officer, id).await.unwrap();
    assert_eq!(demand.stage.end().map(End::outcome), Some(Outcome::DisclosedNoncontent));
}
