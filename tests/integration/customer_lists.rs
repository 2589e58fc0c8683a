//! An uploaded list of customers is kept as long as the policy says; then its bytes are gone and the record says which it was.

use crate::both_databases;
use crate::support::site::Site;
use bytes::Bytes;
use chrono::TimeDelta;
use domain::actor::Actor;
use ombud::jobs::Jobs;
use ombud::notify::transport::{Folder, Transport};
use ombud::store::{documents, events};
use ombud::workflow::Error;
use std::sync::Arc;

both_databases! {
    async fn a_list_is_deleted_when_its_time_is_over(url: String) {
        let site = Site::open(&url, false).await;
        let workflow = &site.app.workflow;
        let kept_for = workflow.policy().customer_lists_kept;
        assert_eq!(kept_for, TimeDelta::days(90));
        let keep = async |name: &str, text: &'static [u8]| {
            workflow.keep_customer_list(Actor::Operator, name.to_owned(), Bytes::from_static(text)).await.unwrap()
        };
        let old = keep("spring.csv", b"name,country\nSpring AB,SE\n").await;
        // A paper that waits to be taken in is as old, and no list.
        let paper = workflow.keep_incoming(Actor::Operator, "paper.eml".to_owned(), Bytes::from_static(b"Subject: x\n\nx\n")).await.unwrap();
        site.wait(TimeDelta::days(1));
        let young = keep("summer.csv", b"name,country\nSummer AB,SE\n").await;
        let mails = tempfile::tempdir().unwrap();
        let jobs = Jobs::new(workflow.clone(), Arc::new(Transport::Folder(Folder::new(mails.path()))));

        site.wait(kept_for - TimeDelta::days(1));
        assert_eq!(jobs.sweep().await.unwrap().lists, 0, "on the last day it is still there");
        site.wait(TimeDelta::minutes(1));
        let row = documents::find(site.app.store.read(), old).await.unwrap().unwrap();
        assert_eq!(jobs.sweep().await.unwrap().lists, 1);
        assert!(matches!(workflow.customer_list(Actor::Operator, old).await, Err(Error::NotFound)));
        assert!(!workflow.blobs().exists(old).await.unwrap(), "its bytes are gone as well");
        assert!(workflow.customer_list(Actor::Operator, young).await.is_ok());
        assert!(workflow.read_incoming(Actor::Operator, paper).await.is_ok());
        assert_eq!(jobs.sweep().await.unwrap().lists, 0, "once");

        let record = events::page(site.app.store.read(), 0, 1_000).await.unwrap();
        let purges: Vec<_> = record.iter().filter(|e| e.kind == "customer_list_purged").collect();
        assert_eq!(purges.len(), 1);
        let payload = purges[0].payload.as_ref().unwrap();
        assert_eq!((payload["document"].as_str(), payload["sha256"].as_str()), (Some(old.to_string().as_str()), Some(row.sha256.as_str())));
        assert!(!payload.to_string().contains("spring") && !payload.to_string().contains("Spring"), "{payload}");
    }
}
