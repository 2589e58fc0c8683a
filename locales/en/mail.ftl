# Letters.
letter-acknowledgement = Acknowledgement
letter-redirect = Referral to the customer
letter-refusal = Refusal
letter-effect = Effect given
letter-clarification = Request for clarification
letter-paper-owed = Formal process owed after an emergency
letter-not-carried-out = Certificate not carried out (form 3)
letter-order-asked = Request for an order of secrecy
letter-advance-notice = Notice before disclosure
letter-delayed-notice = Delayed notice
letter-notice-with-production = Notice with the production
letter-staff-reminder = Reminder to the staff
letter-withdrawn-notice = Notice that the demand was withdrawn
letter-end-notice = Notice of the end of the matter
letter-objection-answer = Answer to the objection
letter-notice-reminder = Reminder of a notice

# Why a letter was not written.
letter-missing = The letter was not written. It lacks: { $facts }. Add what is missing to the demand.
letter-too-late-for-advance = The notice was not written: the answer has already been given. Write a delayed notice.
letter-not-decided = The notice was not written: it goes with the production, and nothing has been decided yet. Decide first.
letter-template = The letter could not be written. Nothing was sent. Try again, and tell the operator if it happens twice.
letter-fact-desk = the provider’s name and address
letter-fact-our-reference = our reference
letter-fact-authority = the authority
letter-fact-received-at = the time of receipt
letter-fact-legal-basis = the legal basis
letter-fact-data-demanded = the data demanded
letter-fact-response = the response, given or planned
letter-fact-how-to-object = where an objection goes
letter-fact-objection-end = until when one can object
letter-fact-why-late = why the notice comes after the fact
letter-fact-grounds = at least one ground
letter-fact-questions = at least one question
letter-fact-answer-by = by when an answer is asked for
letter-fact-redirect-to = to whom the authority is referred
letter-fact-verdict = what we find of the objection
letter-fact-explanation = our reasons
letter-fact-effect = what was done on the order

# Why a message was not put together.
message-address = The message was not written: an address is not a mail address. Correct it and try again.
message-thread = The message was not written: its thread token is not valid. Tell the operator.
message-id = The message was not written: its Message-ID is not valid. Tell the operator.
message-media-type = The message was not written: an enclosure has no valid media type. Upload it again.
message-line-break = The message was not written: it holds a line break that mail does not know. Tell the operator.
message-build = The message could not be put together. Nothing was sent. Tell the operator.

# What became of an attempt, and where.
mail-outcome-accepted = Taken over by the mail server
mail-outcome-refused = Refused for good; it was not sent
mail-outcome-temporary = Not sent; it will be tried again
mail-outcome-ambiguous = Nobody knows whether it was sent; a person must decide
mail-phase-connect = when connecting
mail-phase-greeting = at the greeting
mail-phase-encryption = when turning on encryption
mail-phase-sign-in = when signing in
mail-phase-sender = at the sender
mail-phase-recipient = at the recipient
mail-phase-data = before the message
mail-phase-content = in the message

# The deadline of an objection. It counts from the sending, which nobody knows when the letter is read by two people.
letter-within = { $span } from when this notice was first sent
letter-within-latest = { $span } from when this notice was first sent, but at the latest until { $latest }

# A line of what is demanded, and what becomes of it.
letter-range-days = { $from } to { $to } inclusive
letter-range-days-in = { $from } to { $to } inclusive ({ $zone })
letter-range-both = from { $from } until { $to }
letter-range-from = from { $from } on
letter-range-to = until { $to }
letter-range-open = without a limit in time
letter-item = { $what }, { $account }
letter-keep = Everything in the account { $account }, to be kept unchanged
letter-line = { $what }, { $account }, { $range }
letter-fate-review = { $line }: under review.
letter-fate-authorise = { $line }: will be disclosed as demanded.
letter-fate-narrow = { $line }: will be disclosed only { $range }. { $ground }
letter-fate-refuse = { $line }: will not be disclosed. { $ground }
letter-fate-disclosed = { $line }: { $count ->
    [one] { $count } record was disclosed.
   *[other] { $count } records were disclosed.
}
letter-fate-disclosed-narrow = { $line }: { $count ->
    [one] { $count } record was disclosed, and only { $range }. { $ground }
   *[other] { $count } records were disclosed, and only { $range }. { $ground }
}
letter-fate-nothing = { $line }: nothing was found, nothing was disclosed.
letter-fate-refused = { $line }: was not disclosed. { $ground }
letter-copy-on-request = ordinary mail is not safe enough for one. Write to us, and we show it to you as far as the law permits.
letter-order-to-act = Action against content: its removal or blocking

# What became of mails about a demand, for the timeline.
event-mail-on-the-wire = { $count ->
    [one] The notice was stopped, but { $count } message was already on its way or uncertain: it may have been read.
   *[other] The notice was stopped, but { $count } messages were already on their way or uncertain: they may have been read.
}
event-mail-sent-after-stop = { $count ->
    [one] { $count } message to the customer was accepted although its notice had been stopped while it was on its way.
   *[other] { $count } messages to the customer were accepted although their notice had been stopped while they were on their way.
}
event-mail-resolved-arrived = An uncertain message was found to have arrived: { $text }
event-mail-resolved-lost = An uncertain message was found not to have arrived: { $text }
event-mail-requeued = A message that had been given up goes out again: { $text }
event-letter-withheld = No letter of refusal was written: no two people stand behind an address of the requester. Tell the requester by other means, if at all.

# Mails that follow from no demand.
letter-contact-verification = Question whether an address is right
letter-contact-reminder = Reminder to keep contacts current
mail-subject-verification = Please confirm this address
mail-subject-reminder = Please check your contacts
mail-subject-on-call = On call: please sign in now

# How a contact stands.
reach-verified = Verified
reach-stale = Has not answered for long
reach-lapsed = Too long without an answer
reach-unverified = Not verified
reach-bounced = Mail comes back
reach-removed = Removed

letter-read = Read the letter first
letter-read-title = { $n ->
    [0] This step writes no letter
    [one] The letter, as it would be written now
   *[other] The letters, as they would be written now
}
letter-read-nobody = Decided, and not sent: two people stand behind no address of this authority. Tell whoever asked by other means.
