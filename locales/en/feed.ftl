# A person's due dates as a calendar for other programs.

feed-title = Your due dates as a calendar
feed-name = Ombud: due dates
feed-due = Due: { $duty }
feed-account = Your due dates in another calendar
feed-account-lead = Other programs can fetch when something of yours is due and what kind of duty it is, and nothing of any case. Whoever has the address can read that.
feed-since = The address has been good since { $at }.
feed-none = There is no address.
feed-make = Make an address
feed-renew = Make another address; the present one ends
feed-end = End the address
feed-lead = Give this address to the program that keeps your calendar. It shows kinds of duties and times, and leads to the desk.
feed-once = It is shown this once. If somebody else may have seen it, make another one on your account's page.
said-feed-ended = The address was ended. It opens nothing any more.
