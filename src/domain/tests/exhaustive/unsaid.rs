//! Planted faults of words: something is recorded without its paper, its ground or its reason.

use super::explore::Fault;
use super::faults::{Planted, planted, two};
use super::scenarios as s;
use domain::command::Verb;
use domain::refusal::{Field, Reason};

pub fn forgotten_words() -> Vec<Planted> {
    use Fault::Forget;
    fn lacks(reason: &Reason, what: Field) -> bool {
        matches!(reason, Reason::Missing { field } if *field == what)
    }
    vec![
        planted(
            "INV-06",
            "an order needs no paper",
            s::secrecy_comes,
            Forget(|v, r| *v == Verb::PlaceSecrecy && lacks(r, Field::Document)),
        ),
        planted("INV-06", "an order needs no law", s::secrecy_comes, Forget(|_, r| lacks(r, Field::Law))),
        planted("INV-06", "an order may cover nobody", s::secrecy_comes, Forget(|_, r| lacks(r, Field::Covers))),
        planted(
            "INV-06",
            "an order may end before it starts",
            s::secrecy_comes,
            Forget(|v, r| *v == Verb::PlaceSecrecy && *r == Reason::DatesReversed),
        ),
        planted("INV-18", "Article 48 needs no basis", s::repeated, Forget(|_, r| *r == Reason::Art48Missing)),
        planted("INV-21", "a refusal needs no ground", two, Forget(|_, r| *r == Reason::GroundNeeded)),
        planted("INV-21", "any ground will do", two, Forget(|v, r| *v == Verb::Refuse && matches!(r, Reason::GroundUnknown { .. }))),
        planted(
            "INV-21",
            "a line is refused on any ground",
            two,
            Forget(|v, r| *v == Verb::DecideLine && matches!(r, Reason::GroundUnknown { .. })),
        ),
        planted("INV-21", "a refusal needs no words", two, Forget(|v, r| *v == Verb::Refuse && lacks(r, Field::Text))),
        planted(
            "INV-24",
            "a date moves without a paper",
            s::redirecting,
            Forget(|v, r| *v == Verb::ExtendDue && (lacks(r, Field::Document) || lacks(r, Field::Reason))),
        ),
        planted("INV-27", "a repeated demand needs no reason", s::repeated, Forget(|_, r| *r == Reason::RepeatNotExplained)),
        planted("INV-28", "a challenge need not be considered", s::repeated, Forget(|_, r| *r == Reason::ChallengeNotConsidered)),
    ]
}
