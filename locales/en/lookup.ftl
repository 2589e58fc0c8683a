# The provider's own service that is asked whose an account is.
matched-by-said = { $identifier }: said by the account service on { $what }
accounts-asked-at = { $when }: { $sentence }
document-account-answer = Answer of the account service
kind-accounts-asked = The account service was asked
event-accounts-asked-found = The account service said whose accounts these are. Its answer is among the documents.
event-accounts-asked-nothing = The account service was asked and knows none of the accounts.
event-accounts-asked-unknown-customer = The account service named a customer who is not listed here. Its answer is among the documents.
event-accounts-asked-unreachable = The account service could not be reached.
event-accounts-asked-slow = The account service did not answer in time.
event-accounts-asked-status = The account service answered with an error.
event-accounts-asked-redirected = The account service pointed to another address, which was not called.
event-accounts-asked-too-large = The account service’s answer was too large and was not read.
event-accounts-asked-garbage = The account service’s answer could not be read. It is among the documents.
