//! Steps that several scenarios begin with.

use super::menu;
use super::world::{anyone, custodian};
use domain::actor::Actor;
use domain::command::Command;
use domain::stage::SkipGround;

pub fn crew(n: u128) -> Vec<Actor> {
    (1..=n).map(anyone).chain([custodian(), Actor::System]).collect()
}

pub fn menu<const N: usize>(parts: [Vec<Command>; N]) -> Vec<Command> {
    parts.into_iter().flatten().collect()
}

/// The steps to the review, by the first person.
pub fn to_review(skip: SkipGround) -> Vec<(Actor, Command)> {
    let mut steps: Vec<Command> = menu::verification().into_iter().filter(right_check).collect();
    steps.push(Command::SkipRedirect { ground: skip });
    steps.into_iter().map(by_two).collect()
}

/// The second person begins, so that the first may call back.
pub fn by_two(command: Command) -> (Actor, Command) {
    (anyone(if command == Command::BeginVerification { 2 } else { 1 }), command)
}

pub fn right_check(command: &Command) -> bool {
    !matches!(command, Command::CheckRequester { method, .. } if *method != domain::stage::CheckMethod::CallBack)
}

/// The steps to the offer to redirect being declined, by the first person.
pub fn declined() -> Vec<(Actor, Command)> {
    let mut steps: Vec<Command> = menu::verification().into_iter().filter(right_check).collect();
    steps.extend([menu::redirect()[0].clone(), menu::redirect()[3].clone()]);
    steps.into_iter().map(by_two).collect()
}

/// From the review to the package: one person reviews, another approves.
pub fn to_package(mut before: Vec<(Actor, Command)>, line: u128, reviewer: u128, approver: u128) -> Vec<(Actor, Command)> {
    let lines = &[line];
    let production = menu::production(lines);
    before.push((anyone(reviewer), menu::decisions(lines)[1].clone()));
    before.push((anyone(reviewer), menu::review()[0].clone()));
    before.push((anyone(approver), menu::review()[6].clone()));
    before.push((custodian(), production[3].clone()));
    before.push((anyone(1), production[5].clone()));
    before
}
