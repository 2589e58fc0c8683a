//! Marks on a clock, in words.

use super::Words;
use domain::escalation::Mark;
use std::borrow::Cow;

impl Words {
    /// A mark by its code: "half of the time is left" said as "50 % of the time left", "4 hours left", "overdue".
    #[must_use]
    pub fn mark(&self, code: &str) -> Cow<'static, str> {
        match Mark::read(code) {
            Ok(Mark::Left(share)) => self.say1("mark-left", "share", share),
            Ok(Mark::Before(minutes)) if minutes % 60 == 0 => self.say1("mark-hours", "n", minutes / 60),
            Ok(Mark::Before(minutes)) => self.say1("mark-minutes", "n", minutes),
            Ok(Mark::Overdue) => self.say("mark-overdue"),
            Err(_) => code.to_owned().into(),
        }
    }
}
