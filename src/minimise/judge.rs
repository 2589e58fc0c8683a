//! The filter's judgement on one row.

use super::mapping::{CategoryField, Compare, RowCategory};
use super::moment::When;
use super::report::{DropReason, WithholdReason};
use super::review::Sample;
use super::{Scope, mapping::Source};
use domain::category::Category;
use std::borrow::Cow;
use std::collections::HashMap;

/// A set of categories, as bits.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Categories(u32);

impl Categories {
    const fn bit(category: Category) -> u32 {
        1 << category as u32
    }

    pub(super) fn insert(&mut self, category: Category) {
        // INV-16: whatever a scope says, no line opens this one.
        if category != Category::Credentials {
            self.0 |= Self::bit(category);
        }
    }

    pub(super) const fn contains(self, category: Category) -> bool {
        self.0 & Self::bit(category) != 0
    }

    const fn is_empty(self) -> bool {
        self.0 == 0
    }

    const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What becomes of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verdict {
    /// It may leave, with the fields of these categories.
    Keep(Categories),
    Drop(DropReason),
    Withhold(WithholdReason),
}

struct Line {
    from: Option<domain::Instant>,
    to: Option<domain::Instant>,
    allowed: Categories,
}

/// The scope, arranged for one source.
pub(super) struct Judge {
    lines: HashMap<String, Vec<Line>>,
    compare: Compare,
    anywhere: Categories,
}

impl Judge {
    pub(super) fn new(scope: &Scope, source: &Source) -> Self {
        let mut judge = Self { lines: HashMap::new(), compare: source.compare, anywhere: Categories::default() };
        for l in scope.lines() {
            let mut allowed = Categories::default();
            l.categories.iter().for_each(|c| allowed.insert(*c));
            judge.anywhere = judge.anywhere.with(allowed);
            let account = normal(&l.account, source.compare).into_owned();
            judge.lines.entry(account).or_default().push(Line { from: l.from, to: l.to, allowed });
        }
        judge
    }

    /// Whether some line, of whatever account and time, authorises the category.
    pub(super) const fn ever(&self, category: Category) -> bool {
        self.anywhere.contains(category)
    }

    /// Whether the account has a line at all.
    pub(super) fn knows(&self, account: &str) -> bool {
        self.lines.contains_key(normal(account, self.compare).as_ref())
    }

    /// What a person is shown of a row to judge it by.
    pub(super) fn sample<'a>(
        &self,
        accounts: impl Iterator<Item = &'a str>,
        time: Option<&str>,
        kind: Option<&str>,
        source: &Source,
    ) -> Sample {
        let of_row = match &source.category {
            RowCategory::Fixed(c) => Some(*c),
            RowCategory::Field(f) => kind.and_then(|kind| category(kind, f)),
        };
        let short = |text: &str| text.chars().take(200).collect::<String>();
        Sample {
            accounts: accounts.take(10).map(|a| if self.knows(a) { short(a) } else { Sample::masked(a) }).collect(),
            time: time.map(short),
            category: of_row.map(|c| c.code().to_owned()),
            ..Sample::default()
        }
    }

    /// Judge a row: first whose it is (each account with whether it stands on the side that counts), then of what kind and when. Time and category are read only for rows that could leave.
    pub(super) fn row<'a>(
        &self,
        accounts: impl Iterator<Item = (&'a str, bool)>,
        category: impl FnOnce() -> Option<Category>,
        when: impl FnOnce() -> When,
    ) -> Verdict {
        let (mut named, mut elsewhere, mut lines) = (false, false, Vec::new());
        for (account, right_side) in accounts.filter(|(a, _)| !a.trim().is_empty()) {
            named = true;
            if let Some(found) = self.lines.get(normal(account, self.compare).as_ref()) {
                if right_side { lines.extend(found) } else { elsewhere = true }
            }
        }
        if !named {
            return Verdict::Withhold(WithholdReason::Unattributed);
        }
        if lines.is_empty() {
            return Verdict::Drop(if elsewhere { DropReason::Direction } else { DropReason::ForeignAccount });
        }
        let category = category();
        if category == Some(Category::Credentials) {
            return Verdict::Drop(DropReason::Credentials);
        }

        // `inside` surely, `perhaps` when the row's time does not say.
        let (mut inside, mut perhaps) = (Categories::default(), Categories::default());
        let doubt = match when() {
            When::Unreadable => return Verdict::Withhold(WithholdReason::TimeUnreadable),
            When::Undated => {
                for l in lines {
                    let bounded = l.from.is_some() || l.to.is_some();
                    let side = if bounded { &mut perhaps } else { &mut inside };
                    *side = side.with(l.allowed);
                }
                WithholdReason::Undated
            }
            When::Between(earliest, latest) => {
                for l in lines {
                    let before = l.from.is_some_and(|from| latest < from);
                    let after = l.to.is_some_and(|to| earliest >= to);
                    if before || after {
                        continue;
                    }
                    let whole = l.from.is_none_or(|from| earliest >= from) && l.to.is_none_or(|to| latest < to);
                    let side = if whole { &mut inside } else { &mut perhaps };
                    *side = side.with(l.allowed);
                }
                WithholdReason::TimeImprecise
            }
        };
        if inside.is_empty() && perhaps.is_empty() {
            return Verdict::Drop(DropReason::OutsideTime);
        }
        match category {
            None => Verdict::Withhold(WithholdReason::Unclassified),
            Some(c) if inside.contains(c) => Verdict::Keep(inside),
            Some(c) if perhaps.contains(c) => Verdict::Withhold(doubt),
            Some(_) => Verdict::Drop(DropReason::Category),
        }
    }
}

/// The category that a category field's value means.
pub(super) fn category(value: &str, field: &CategoryField) -> Option<Category> {
    if field.values.is_empty() { value.parse().ok() } else { field.values.get(value).copied() }
}

/// An account as it is compared. Only A to Z are folded: folding Unicode would let a look-alike (U+212A for k) through.
fn normal(account: &str, compare: Compare) -> Cow<'_, str> {
    if compare == Compare::Exact || !account.contains('@') {
        return Cow::Borrowed(account);
    }
    let trimmed = account.trim_matches(' ');
    if trimmed.bytes().any(|b| b.is_ascii_uppercase()) { Cow::Owned(trimmed.to_ascii_lowercase()) } else { Cow::Borrowed(trimmed) }
}
