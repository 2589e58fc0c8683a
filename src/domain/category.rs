//! Kinds of data, fine enough for every regime that the rulebook knows.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

macro_rules! categories {
    ($($(#[$doc:meta])* $name:ident = $code:literal),+ $(,)?) => {
        /// A kind of data. The code (`SUB_ID`) is what stands in the record, in mappings and in exports.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum Category {$(
            $(#[$doc])*
            #[serde(rename = $code)]
            $name,
        )+}

        impl Category {
            /// All categories, from the least to the most intrusive order of this list.
            pub const ALL: &'static [Category] = &[$(Category::$name),+];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {$(Category::$name => $code),+}
            }
        }
    };
}

categories! {
    /// Whether an account exists.
    Exists = "EXISTS",
    /// Name, address, contact, identity (18 USC 2703(c)(2)(A),(B); Reg. (EU) 2023/1543 Art 3(9)).
    SubId = "SUB_ID",
    /// Means and source of payment (18 USC 2703(c)(2)(F)).
    SubPay = "SUB_PAY",
    /// Plan, term and types of service (18 USC 2703(c)(2)(D),(E)).
    SubSvc = "SUB_SVC",
    /// Addresses with time, asked solely to identify (18 USC 2703(c)(2)(C); Reg. (EU) 2023/1543 Art 3(10)).
    AccessIp = "ACCESS_IP",
    /// Who with whom and when: headers, sizes, session logs.
    Traffic = "TRAFFIC",
    /// Feature use, audit logs, telemetry.
    Usage = "USAGE",
    /// Tenant settings and admin roles.
    CustomerCfg = "CUSTOMER_CFG",
    /// Cell, satellite or coarse position.
    Location = "LOCATION",
    /// Tickets, chats and diagnostics given to support.
    Support = "SUPPORT",
    /// Stored content: mail, files, chats, recordings.
    Content = "CONTENT",
    /// Live traffic data.
    TrafficRt = "TRAFFIC_RT",
    /// Live content.
    ContentRt = "CONTENT_RT",
    /// Passwords, tokens, keys.
    Credentials = "CREDENTIALS",
}

/// A text that is no category.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "'{0}' is not a category; write one of EXISTS, SUB_ID, SUB_PAY, SUB_SVC, ACCESS_IP, TRAFFIC, USAGE, CUSTOMER_CFG, LOCATION, SUPPORT, CONTENT, TRAFFIC_RT, CONTENT_RT, CREDENTIALS"
)]
pub struct NotACategory(pub String);

impl Category {
    /// Content in the sense of the published statistics; support communications count as content.
    #[must_use]
    pub const fn is_content(self) -> bool {
        matches!(self, Category::Content | Category::ContentRt | Category::Support)
    }
}

impl std::fmt::Display for Category {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::str::FromStr for Category {
    type Err = NotACategory;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Category::ALL.iter().copied().find(|c| c.code() == s).ok_or_else(|| NotACategory(s.to_owned()))
    }
}

/// The categories an instrument can compel: a set, not a level.
pub type Reach = BTreeSet<Category>;
