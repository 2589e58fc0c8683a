//! Single items of section F: what exactly is ticked of a category of data (Reg. (EU) 2023/1543 Art 3(9) to (12)).

use super::form::DataCategory;
use domain::category::Category;

/// One item that can be ticked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Item {
    /// As it is written; its name stands in the translations under `form-code-<code>`.
    pub code: &'static str,
    /// Of which category it is.
    pub of: DataCategory,
    /// The desk's category that it narrows subscriber data to.
    pub narrows_to: Option<Category>,
}

const fn item(code: &'static str, of: DataCategory, narrows_to: Option<Category>) -> Item {
    Item { code, of, narrows_to }
}

/// All items, in the order of the section.
pub const ITEMS: [Item; 20] = [
    item("USER_INFORMATION", DataCategory::Subscriber, Some(Category::SubId)),
    item("REGISTRATION_INFORMATION", DataCategory::Subscriber, Some(Category::SubId)),
    item("TYPE_OF_SERVICE_INFORMATION", DataCategory::Subscriber, Some(Category::SubSvc)),
    item("PROFILE_INFORMATION", DataCategory::Subscriber, Some(Category::SubId)),
    item("VALIDATION_OF_USE_OF_SERVICE_INFORMATION", DataCategory::Subscriber, Some(Category::SubSvc)),
    item("DEBIT_OR_CREDIT_CARD_INFORMATION", DataCategory::Subscriber, Some(Category::SubPay)),
    item("IP_CONNECTION_RECORDS", DataCategory::Identify, None),
    item("PORTS_AND_TIMES", DataCategory::Identify, None),
    item("USER_ID_AND_INTERFACE", DataCategory::Identify, None),
    item("TELEPHONY_RECORDS", DataCategory::Traffic, None),
    item("INTERNET_RECORDS", DataCategory::Traffic, None),
    item("HOSTING_RECORDS", DataCategory::Traffic, None),
    item("PURCHASES_AND_CREDIT", DataCategory::Traffic, None),
    item("MAILBOX", DataCategory::Content, None),
    item("ONLINE_STORAGE", DataCategory::Content, None),
    item("PAGES", DataCategory::Content, None),
    item("MESSAGES", DataCategory::Content, None),
    item("VOICEMAIL", DataCategory::Content, None),
    item("SERVER_CONTENT", DataCategory::Content, None),
    item("DEVICE_BACKUP", DataCategory::Content, None),
];

/// The item of a code; a code that is not known here narrows nothing.
#[must_use]
pub fn of(code: &str) -> Option<&'static Item> {
    ITEMS.iter().find(|item| item.code == code)
}

/// The codes of all items.
#[must_use]
pub fn codes() -> Vec<&'static str> {
    ITEMS.iter().map(|item| item.code).collect()
}
