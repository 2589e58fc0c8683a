//! Whose data a demand is about: rules in order, and a person where they leave more than one.

use super::plain;
use crate::both_databases;
use crate::support::actors::Desk;
use domain::category::Category;
use domain::paper::{Identifier, IdentifierKind};
use ombud::workflow::MatchedBy;
use ombud::workflow::customers::NewCustomer;

fn mail(value: &str) -> Identifier {
    Identifier { kind: IdentifierKind::Mail, value: value.to_owned() }
}

both_databases! {
    async fn the_strongest_rule_decides_and_the_weaker_ones_are_shown(url: String) {
        let desk = Desk::open(&url).await;
        let who = desk.staff.notice;
        let accounts = Some(vec![("mail".to_owned(), "guest@far.example.net".to_owned(), "acct-9".to_owned())]);
        let listed = desk.workflow.add_customer(who, NewCustomer { accounts, ..plain("Listed AB") }).await.unwrap();
        let far = NewCustomer { domains: vec!["far.example.net".to_owned()], ..plain("Far AB") };
        let far = desk.workflow.add_customer(who, far).await.unwrap();
        let near = NewCustomer { domains: vec!["near.far.example.net".to_owned()], external_id: Some("Tenant-7".to_owned()), ..plain("Near AB") };
        let near = desk.workflow.add_customer(who, near).await.unwrap();
        let tenant = Identifier { kind: IdentifierKind::Account, value: "Tenant-7".to_owned() };
        let read = desk.workflow.store().read();
        let known = async |identifiers: &[Identifier]| desk.workflow.known_customer(read, identifiers, None).await.unwrap().map(|c| c.id);
        assert_eq!(known(&[mail("guest@far.example.net")]).await, Some(listed), "its list goes before another's domain");
        assert_eq!(known(&[mail("a@near.far.example.net")]).await, Some(near), "the nearer domain goes before the one above it");
        assert_eq!(known(&[mail("a@far.example.net")]).await, Some(far));
        assert_eq!(known(std::slice::from_ref(&tenant)).await, Some(near), "the id in the provider's own systems");
        assert_eq!(known(&[mail("a@far.example.net"), tenant.clone()]).await, None, "two customers: a person decides");
        assert_eq!(known(&[mail("a@elsewhere.example.net")]).await, None);

        let shown = desk.workflow.matching_customers(read, &[mail("guest@far.example.net")]).await.unwrap();
        let shown: Vec<_> = shown.iter().map(|c| (c.customer.name.as_str(), c.decisive, c.why[0].1.clone())).collect();
        assert_eq!(shown, [
            ("Listed AB", true, MatchedBy::Account("acct-9".to_owned())),
            ("Far AB", false, MatchedBy::Domain("far.example.net".to_owned())),
        ]);
    }

    async fn an_ambiguous_demand_comes_in_without_a_customer(url: String) {
        let desk = Desk::open(&url).await;
        let who = desk.staff.notice;
        for name in ["One AB", "Two AB"] {
            let new = NewCustomer { domains: vec!["shared.example.net".to_owned()], ..plain(name) };
            desk.workflow.add_customer(who, new).await.unwrap();
        }
        let mut demand = desk.demand("us.sca.subpoena", "AMB-1", &[Category::SubId]);
        demand.paper.identifiers = vec![mail("a@shared.example.net")];
        assert_eq!(desk.receive(demand).await.customer, None);
    }
}
