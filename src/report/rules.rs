//! What is counted, and how: one table, from which the numbers and the methodology page are both made.

use domain::outcome::Outcome;
use domain::tally::{DemandKind, Disclosed, Notified, RedirectTally, SecrecyTally, Tally};

/// A sentence in the two languages of the methodology.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// Swedish.
    pub sv: &'static str,
}

/// What one unit of a measure is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Unit {
    /// A paper served on the provider.
    Demand,
    /// An identifier named in one.
    Identifier,
    /// An account.
    Account,
    /// A customer (tenant).
    Customer,
}

impl Unit {
    /// The code, as in exports.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Unit::Demand => "demand",
            Unit::Identifier => "identifier",
            Unit::Account => "account",
            Unit::Customer => "customer",
        }
    }
}

macro_rules! measures {
    ($($name:ident, $id:literal, $code:literal, $unit:ident, v $version:literal, $en:literal, $sv:literal, $count:expr;)+) => {
        /// A counted thing.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[allow(missing_docs, reason = "each one is described by its rule, which is published")]
        pub enum Measure {$($name),+}

        impl Measure {
            /// All, in the order of publication.
            pub const ALL: &'static [Measure] = &[$(Measure::$name),+];

            /// Its number in the methodology, such as `M8`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self {$(Measure::$name => $id),+}
            }

            /// Its name in exports, such as `outcome_rejected`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {$(Measure::$name => $code),+}
            }

            /// What it counts.
            #[must_use]
            pub const fn unit(self) -> Unit {
                match self {$(Measure::$name => Unit::$unit),+}
            }
        }

        const RULES: [Rule; Measure::ALL.len()] = [$(Rule {
            measure: Measure::$name,
            version: $version,
            text: Text { en: $en, sv: $sv },
            count: $count,
        }),+];
    };
}

/// How one measure is counted. Rules are written one by one, and not as one choice among seven: that they
/// close is not assumed but checked, demand by demand, before anything is published.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What it counts.
    pub measure: Measure,
    /// Raised whenever the rule changes: the series breaks there.
    pub version: u32,
    /// The rule in words.
    pub text: Text,
    /// What one demand adds.
    pub count: fn(&Tally) -> usize,
}

/// A rule that concerns all measures.
#[derive(Clone, Copy, Debug)]
pub struct General {
    /// Its name in the methodology.
    pub id: &'static str,
    /// Raised whenever it changes.
    pub version: u32,
    /// The rule in words.
    pub text: Text,
}

/// The counting rules of one run.
#[derive(Clone, Debug)]
pub struct Rules {
    list: Vec<Rule>,
}

impl Rules {
    /// The rules in force.
    #[must_use]
    pub fn current() -> Self {
        Self { list: RULES.to_vec() }
    }

    /// The same with one rule replaced: for trying a change, and for proving that the checks catch a wrong one.
    #[must_use]
    pub fn replacing(mut self, measure: Measure, count: fn(&Tally) -> usize) -> Self {
        for rule in self.list.iter_mut().filter(|r| r.measure == measure) {
            rule.count = count;
        }
        self
    }

    /// In the order of publication.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.list.iter()
    }
}

/// A demand for disclosure that counts.
fn demand(t: &Tally) -> bool {
    t.demand_kind == DemandKind::Disclosure && t.counts()
}

/// A new preservation that counts.
fn preservation(t: &Tally) -> bool {
    t.demand_kind == DemandKind::Preservation && t.counts() && !t.extends_preservation
}

/// An order to act that counts.
fn order_to_act(t: &Tally) -> bool {
    t.demand_kind == DemandKind::Action && t.counts()
}

/// A demand under which nothing left, ended by one of `outcomes`.
fn nothing_left(t: &Tally, outcomes: &[Outcome]) -> usize {
    usize::from(demand(t) && t.disclosed == Disclosed::Nothing && t.outcome.is_some_and(|o| outcomes.contains(&o)))
}

fn told(t: &Tally, how: Notified) -> usize {
    usize::from(demand(t) && t.disclosed != Disclosed::Nothing && t.notified == Some(how))
}

fn of_demand(t: &Tally, n: usize) -> usize {
    if demand(t) { n } else { 0 }
}

fn referred(t: &Tally, how: &[RedirectTally]) -> usize {
    usize::from(demand(t) && how.contains(&t.redirect))
}

measures! {
    Received, "M1", "demands_received", Demand, v 1,
        "Papers that demand disclosure and whose first complete delivery falls in the period. A paper that names many accounts is one demand; three papers in one mail are three.",
        "Handlingar som begär utlämnande och som första gången kom in fullständiga under perioden. En handling som nämner många konton är en begäran; tre handlingar i samma meddelande är tre.",
        |t| usize::from(demand(t));
    Identifiers, "M2", "identifiers_specified", Identifier, v 1,
        "Different identifiers within each demand after normalisation, added up. The same identifier in two demands counts twice. A demand refused on receipt adds only what can be read from it, which may be none.",
        "Skilda uppgifter som pekar ut konton inom varje begäran, efter normalisering och sammanlagda. Samma uppgift i två begäranden räknas två gånger. En begäran som avvisas direkt bidrar bara med det som går att läsa, ibland inget.",
        |t| of_demand(t, t.identifiers);
    Accounts, "M3", "accounts_matched", Account, v 1,
        "Different accounts of the provider that the identifiers of each demand matched, added up.",
        "Skilda konton hos leverantören som uppgifterna i varje begäran motsvarade, sammanlagda.",
        |t| of_demand(t, t.accounts_matched);
    Customers, "M4", "customers_concerned", Customer, v 1,
        "Different customers concerned by each demand, added up.",
        "Skilda kunder som varje begäran rör, sammanlagda.",
        |t| of_demand(t, t.customers);
    Content, "M5", "outcome_content", Demand, v 1,
        "Demands under which content had left at the cut-off, alone or with other data, even if the demand was not closed yet or later turned out to be forged.",
        "Begäranden där innehåll hade lämnats ut vid brytdagen, ensamt eller med andra uppgifter, även om begäran inte var avslutad eller senare visade sig vara falsk.",
        |t| usize::from(demand(t) && t.disclosed == Disclosed::Content);
    Noncontent, "M6", "outcome_noncontent_only", Demand, v 1,
        "Demands under which data had left at the cut-off, but no content.",
        "Begäranden där uppgifter hade lämnats ut vid brytdagen, men inget innehåll.",
        |t| usize::from(demand(t) && t.disclosed == Disclosed::Noncontent);
    NoData, "M7", "outcome_no_data", Demand, v 1,
        "Demands closed because the account or the data is not held.",
        "Begäranden som avslutats därför att kontot eller uppgifterna inte finns.",
        |t| nothing_left(t, &[Outcome::NoDataFound]);
    Rejected, "M8", "outcome_rejected", Demand, v 1,
        "Demands refused in full, those refused after a challenge that was won, and forged ones under which nothing left.",
        "Begäranden som avslagits helt, även efter en invändning som fått bifall, och falska begäranden där inget lämnats ut.",
        |t| nothing_left(t, &[Outcome::RejectedInvalid, Outcome::RejectedChallengedWon, Outcome::Fraudulent]);
    Withdrawn, "M9", "outcome_withdrawn", Demand, v 1,
        "Demands that the authority took back before anything left.",
        "Begäranden som myndigheten återkallat innan något lämnats ut.",
        |t| nothing_left(t, &[Outcome::Withdrawn]);
    Redirected, "M10", "outcome_redirected", Demand, v 1,
        "Demands closed without disclosure because the authority agreed to ask the customer.",
        "Begäranden som avslutats utan utlämnande därför att myndigheten godtagit att vända sig till kunden.",
        |t| nothing_left(t, &[Outcome::RedirectedToCustomer]);
    InProcess, "M11", "outcome_in_process", Demand, v 1,
        "Demands not closed at the cut-off and under which nothing had left.",
        "Begäranden som inte var avslutade vid brytdagen och där inget hade lämnats ut.",
        |t| usize::from(demand(t) && t.disclosed == Disclosed::Nothing && t.outcome.is_none());
    AccountsDisclosed, "M12", "accounts_disclosed", Account, v 1,
        "Different accounts of which something left, added up over the demands. Not comparable with M5 to M11, which count demands.",
        "Skilda konton från vilka något lämnats ut, sammanlagda över begärandena. Kan inte jämföras med M5 till M11, som räknar begäranden.",
        |t| of_demand(t, t.accounts_disclosed);
    SomeDisclosed, "M15", "some_data_disclosed", Demand, v 1,
        "Demands under which any data had left: M5 and M6 together.",
        "Begäranden där några uppgifter hade lämnats ut: M5 och M6 tillsammans.",
        |t| usize::from(demand(t) && t.disclosed != Disclosed::Nothing);
    PreservationReceived, "M17", "preservation_received", Demand, v 1,
        "Papers that ask for data to be kept unchanged. Counted apart and in no other measure. Prolonging a preservation that is still live is not a new one.",
        "Handlingar som begär att uppgifter bevaras oförändrade. Räknas för sig och ingår inte i något annat mått. En förlängning av ett pågående bevarande är inget nytt.",
        |t| usize::from(preservation(t));
    PreservationIdentifiers, "M18", "preservation_identifiers", Identifier, v 1,
        "Different identifiers within each paper of M17, added up.",
        "Skilda uppgifter som pekar ut konton i varje handling i M17, sammanlagda.",
        |t| if preservation(t) { t.identifiers } else { 0 };
    AccountsPreserved, "M19", "accounts_preserved", Account, v 1,
        "Different accounts put under preservation by each paper of M17, added up.",
        "Skilda konton som bevarats med stöd av varje handling i M17, sammanlagda.",
        |t| if preservation(t) { t.accounts_preserved } else { 0 };
    WithSecrecyOrder, "M21", "with_nondisclosure_order", Demand, v 1,
        "Demands of M1 to which an enforceable order of secrecy was attached at any time up to the cut-off. Silence commanded by statute alone is not an order and is shown in the table by secrecy.",
        "Begäranden i M1 som vid någon tid fram till brytdagen var förenade med ett gällande yppandeförbud genom beslut. Tystnadsplikt direkt av lag är inget beslut och visas i tabellen över sekretess.",
        |t| usize::from(demand(t) && matches!(t.secrecy, SecrecyTally::Fixed | SecrecyTally::Indefinite));
    WithIndefiniteOrder, "M22", "with_indefinite_nondisclosure_order", Demand, v 1,
        "Those of M21 whose order had no end.",
        "De i M21 vars yppandeförbud saknade slutdag.",
        |t| usize::from(demand(t) && t.secrecy == SecrecyTally::Indefinite);
    NotifiedBefore, "M23", "notified_before", Demand, v 1,
        "Demands of M15 where the customer was told before anything left.",
        "Begäranden i M15 där kunden underrättades innan något lämnades ut.",
        |t| told(t, Notified::Before);
    NotifiedAfter, "M24", "notified_after", Demand, v 1,
        "Demands of M15 where the customer was told with the production or later, up to the cut-off.",
        "Begäranden i M15 där kunden underrättades i samband med utlämnandet eller senare, fram till brytdagen.",
        |t| told(t, Notified::After);
    NotNotifiedProhibited, "M25", "not_notified_prohibited", Demand, v 1,
        "Demands of M15 where the customer had not been told because an order or a statute forbade it.",
        "Begäranden i M15 där kunden inte hade underrättats därför att ett beslut eller en lag förbjöd det.",
        |t| told(t, Notified::Prohibited);
    NotNotifiedExigent, "M26", "not_notified_exigent", Demand, v 1,
        "Demands of M15 where the customer had not been told yet because of an emergency.",
        "Begäranden i M15 där kunden ännu inte hade underrättats på grund av en nödsituation.",
        |t| told(t, Notified::Exigent);
    NotNotifiedOther, "M27", "not_notified_other", Demand, v 1,
        "Demands of M15 where the customer had not been told for another reason.",
        "Begäranden i M15 där kunden inte hade underrättats av annat skäl.",
        |t| told(t, Notified::Other);
    RedirectOffered, "R1", "redirect_offered", Demand, v 1,
        "Demands of M1 in which the authority was referred to the customer, whatever it answered.",
        "Begäranden i M1 där myndigheten hänvisades till kunden, vad den än svarade.",
        |t| referred(t, &[RedirectTally::Offered, RedirectTally::Accepted, RedirectTally::Declined, RedirectTally::Silent]);
    RedirectAccepted, "R2", "redirect_accepted", Demand, v 1,
        "Those of R1 in which the authority agreed to ask the customer, even if the demand was taken up again later.",
        "De i R1 där myndigheten godtog att vända sig till kunden, även om begäran senare togs upp igen.",
        |t| referred(t, &[RedirectTally::Accepted]);
    RedirectDeclined, "R3", "redirect_declined", Demand, v 1,
        "Those of R1 in which the authority declined.",
        "De i R1 där myndigheten avböjde.",
        |t| referred(t, &[RedirectTally::Declined]);
    RedirectSilent, "R4", "redirect_silent", Demand, v 1,
        "Those of R1 in which no answer came by the date that was set.",
        "De i R1 där inget svar kom inom den tid som sattes.",
        |t| referred(t, &[RedirectTally::Silent]);
    SkippedSecrecy, "R5", "redirect_skipped_secrecy", Demand, v 1,
        "Demands of M1 in which the authority was not referred to the customer because secrecy covered the customer.",
        "Begäranden i M1 där myndigheten inte hänvisades till kunden därför att ett yppandeförbud omfattade kunden.",
        |t| referred(t, &[RedirectTally::SkippedSecrecy]);
    SkippedEmergency, "R6", "redirect_skipped_emergency", Demand, v 1,
        "Demands of M1 in which the authority was not referred to the customer because of a confirmed emergency.",
        "Begäranden i M1 där myndigheten inte hänvisades till kunden på grund av en bekräftad nödsituation.",
        |t| referred(t, &[RedirectTally::SkippedEmergency]);
    SkippedLaw, "R7", "redirect_skipped_law", Demand, v 1,
        "Demands of M1 in which the authority was not referred to the customer because the law of the paper addresses the provider.",
        "Begäranden i M1 där myndigheten inte hänvisades till kunden därför att den lag som handlingen vilar på riktar sig till leverantören.",
        |t| referred(t, &[RedirectTally::SkippedLaw]);
    SkippedConsumer, "R8", "redirect_skipped_consumer", Demand, v 1,
        "Demands of M1 in which the authority was not referred to the customer because the customer is one person.",
        "Begäranden i M1 där myndigheten inte hänvisades till kunden därför att kunden är en enskild person.",
        |t| referred(t, &[RedirectTally::SkippedConsumer]);
    SkippedNoCustomer, "R9", "redirect_skipped_no_customer", Demand, v 1,
        "Demands of M1 in which there was no customer to refer the authority to.",
        "Begäranden i M1 där det inte fanns någon kund att hänvisa myndigheten till.",
        |t| referred(t, &[RedirectTally::SkippedNoCustomer]);
    ActReceived, "A1", "orders_to_act_received", Demand, v 1,
        "Orders to remove or block something (Reg. (EU) 2022/2065 Art 9) whose first complete delivery falls in the period. They ask for no data, are counted apart and in no other measure.",
        "Förelägganden att ta bort eller spärra något (förordning (EU) 2022/2065 artikel 9) som första gången kom in fullständiga under perioden. De avser inga uppgifter, räknas för sig och ingår inte i något annat mått.",
        |t| usize::from(order_to_act(t));
    ActFollowed, "A2", "orders_to_act_followed", Demand, v 1,
        "Those of A1 to which effect had been given at the cut-off, as a whole or in part.",
        "De i A1 som hade verkställts vid brytdagen, helt eller delvis.",
        |t| usize::from(order_to_act(t) && t.outcome == Some(Outcome::ActedOn));
    Fraudulent, "F1", "of_which_fraudulent", Demand, v 1,
        "Those of M1 that turned out to be forged: no authority had asked. They stand in M8, or in M5 or M6 if data had left before it was found out.",
        "De i M1 som visade sig vara falska: ingen myndighet hade begärt något. De ingår i M8, eller i M5 eller M6 om uppgifter lämnats ut innan det upptäcktes.",
        |t| usize::from(demand(t) && t.outcome == Some(Outcome::Fraudulent));
}

impl Measure {
    /// Why an authority was not referred to the customer.
    pub const SKIPPED: [Measure; 5] =
        [Measure::SkippedSecrecy, Measure::SkippedEmergency, Measure::SkippedLaw, Measure::SkippedConsumer, Measure::SkippedNoCustomer];

    /// The seven outcomes that divide M1.
    pub const OUTCOMES: [Measure; 7] = [
        Measure::Content,
        Measure::Noncontent,
        Measure::NoData,
        Measure::Rejected,
        Measure::Withdrawn,
        Measure::Redirected,
        Measure::InProcess,
    ];

    /// The five that divide M15.
    pub const NOTICES: [Measure; 5] = [
        Measure::NotifiedBefore,
        Measure::NotifiedAfter,
        Measure::NotNotifiedProhibited,
        Measure::NotNotifiedExigent,
        Measure::NotNotifiedOther,
    ];

    /// Those that count orders to act.
    pub const ACTION: [Measure; 2] = [Measure::ActReceived, Measure::ActFollowed];

    /// Those that count preservations.
    pub const PRESERVATION: [Measure; 3] = [Measure::PreservationReceived, Measure::PreservationIdentifiers, Measure::AccountsPreserved];

    /// What it counts: demands for disclosure, but for those that are listed.
    #[must_use]
    pub fn counts(self) -> DemandKind {
        match () {
            () if Measure::PRESERVATION.contains(&self) => DemandKind::Preservation,
            () if Measure::ACTION.contains(&self) => DemandKind::Action,
            () => DemandKind::Disclosure,
        }
    }
}

/// The rules that concern all measures.
pub const GENERAL: &[General] = &[
    General {
        id: "basis",
        version: 1,
        text: Text {
            en: "A demand belongs to the period in which it was received, by the civil day in the declared time zone, whenever it is answered.",
            sv: "En begäran hör till den period då den kom in, efter kalenderdagen i den angivna tidszonen, oavsett när den besvaras.",
        },
    },
    General {
        id: "cut-off",
        version: 1,
        text: Text {
            en: "Outcomes are those at the cut-off. What happens later changes a published number only through a restatement.",
            sv: "Utfallen är de som gällde vid brytdagen. Det som händer senare ändrar ett publicerat tal bara genom en rättelse.",
        },
    },
    General {
        id: "duplicate",
        version: 1,
        text: Text {
            en: "A duplicate of an existing demand is linked to it and not counted.",
            sv: "En dubblett av en befintlig begäran kopplas till den och räknas inte.",
        },
    },
    General {
        id: "replaced",
        version: 1,
        text: Text {
            en: "A paper that is amended or issued again is the same demand: it counts once, in the period of the first paper, with the latest content.",
            sv: "En handling som ändras eller utfärdas på nytt är samma begäran: den räknas en gång, i den första handlingens period, med det senaste innehållet.",
        },
    },
    General {
        id: "first-match",
        version: 1,
        text: Text {
            en: "Each demand has exactly one outcome: what left decides first, then redirected, withdrawn, no data, rejected, in process.",
            sv: "Varje begäran har exakt ett utfall: först avgör vad som lämnats ut, därefter hänvisad, återkallad, inga uppgifter, avslagen, pågående.",
        },
    },
    General {
        id: "territory",
        version: 1,
        text: Text {
            en: "The territory is that of the requesting authority; under mutual legal assistance, the country of origin. ZZ: unknown after examination.",
            sv: "Landet är den begärande myndighetens; vid internationell rättslig hjälp ursprungslandet. ZZ: okänt efter utredning.",
        },
    },
    General {
        id: "emergency",
        version: 1,
        text: Text {
            en: "Matter emergency means an emergency without legal process. The process that follows is a demand of its own.",
            sv: "Ärendeslaget emergency är en nödsituation utan formellt beslut. Det beslut som följer är en egen begäran.",
        },
    },
    General {
        id: "percentage",
        version: 1,
        text: Text {
            en: "Percentages are whole, rounded half-up from the published counts, and blank when the denominator is 0.",
            sv: "Procenttal är hela, avrundade från de publicerade talen med halvor uppåt, och tomma när nämnaren är 0.",
        },
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_measure_has_one_rule_in_order() {
        let order: Vec<Measure> = Rules::current().iter().map(|r| r.measure).collect();
        assert_eq!(order, Measure::ALL);
        let unique = |of: fn(Measure) -> &'static str| Measure::ALL.iter().map(|m| of(*m)).collect::<BTreeSet<_>>().len();
        assert_eq!((unique(Measure::id), unique(Measure::code)), (Measure::ALL.len(), Measure::ALL.len()));
        for rule in Rules::current().iter() {
            assert!(rule.version >= 1 && rule.text.en.ends_with('.') && rule.text.sv.ends_with('.') && rule.text.en != rule.text.sv);
        }
    }
}
