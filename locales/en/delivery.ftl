# What became of a mail after it was accepted.
fate-accepted = Accepted by the mail server
fate-delayed = Delayed; the other side goes on trying
fate-relayed = Passed on; more will not be known
fate-delivered = Delivered to the mailbox
fate-bounced = Came back
fate-unclear = The report is unclear
tied-token = By the address that only this message has
tied-message-id = By the Message-ID alone, which everybody knows who saw the mail

# For the timeline and the record.
event-mail-bounced = A mail came back: { $text }
event-mail-delivered = A mail was delivered to the recipient’s mailbox.
event-mail-delayed = A mail is delayed; the other side goes on trying: { $text }
event-mail-relayed = A mail was passed on to a server that sends no reports.
event-mail-report-doubtful = A report about a mail came that anybody could have written, or that fits nothing known. It does not count until somebody has looked at it.
event-mail-report-believed = Somebody looked at a report about a mail, and it counts: { $text }
event-mail-report-disbelieved = Somebody looked at a report about a mail, and it does not count: { $text }
event-mail-stopped = A letter to the authority was stopped before it went out: the authority is frozen.
event-mail-contact-withheld = The referral to the customer was held back and written anew without the customer’s contact: the customer may not be told now.
kind-mail-bounced = A mail came back
kind-mail-delivered = A mail was delivered
kind-mail-delayed = A mail is delayed
kind-mail-relayed = A mail was passed on
kind-mail-report-doubtful = A doubtful report about a mail came
kind-mail-report-decided = Somebody looked at a report about a mail
kind-mail-stopped = A letter was stopped before it went out
kind-mail-contact-withheld = A referral was written anew without the customer’s contact
kind-staff-reminded = Staff were reminded

# On the Outbox page.
outbox-tab-returned = Came back
outbox-fates = What became of it
outbox-fate = Report
outbox-report-file = The report
outbox-report-waits = A report needs a look
outbox-report-open = Doubtful; does not count yet
outbox-report-dropped = Does not count
outbox-report = Is this report true?
outbox-report-lead = It did not come back to this message’s own address, or it fits nothing known: anybody who has seen the mail could have written it. Ask the recipient by telephone before you believe it.
outbox-report-counts = The report
outbox-report-choose = Choose whether the report counts.
outbox-report-yes = It is true
outbox-report-yes-hint = What it says counts: a mail that came back marks the contact.
outbox-report-no = It is not true
outbox-report-no-hint = It changes nothing and stays on the record.
outbox-report-reason-hint = Such as: called the contact, the mailbox no longer exists.
outbox-back = It came back
outbox-back-lead = The recipient never got it. Find out the right address, or tell them by other means, and record what you did.
outbox-back-reason-hint = Such as: called the court, sent it by post, asked for the registry entry to be mended.
document-delivery-report = Delivery report

# Why a message was withdrawn.
outbox-why-expired = It was no use any more: its time had passed.
outbox-why-no-demand = The demand is not there any more.
outbox-why-superseded = A later decision took its place.
outbox-why-secrecy = Secrecy forbids it.
outbox-why-frozen = The authority is frozen: nothing goes there.
outbox-why-notice-stopped = The notice was stopped.
outbox-why-secrecy-placed = Secrecy was placed.
outbox-why-notice-waived = The notice was waived.
event-mail-formless = A letter was stopped before it went out: form 3 was not with it. Correct the demand and write it again.
event-mail-form-late = Form 3 left after the time for the production. Say why in the next letter; the record keeps the moment.
kind-mail-formless = A letter was stopped because form 3 was not with it
kind-mail-form-late = Form 3 left after its time
outbox-why-no-form = Form 3 was not with it; a letter like this doesn't leave without it.
outbox-annex = With form 3
