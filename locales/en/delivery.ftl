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
kind-mail-bounced = A mail came back
kind-mail-delivered = A mail was delivered
kind-mail-delayed = A mail is delayed
kind-mail-relayed = A mail was passed on
kind-mail-report-doubtful = A doubtful report about a mail came
kind-mail-report-decided = Somebody looked at a report about a mail
kind-mail-stopped = A letter was stopped before it went out
kind-staff-reminded = Staff were reminded
