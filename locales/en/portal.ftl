# The customers' own door.
portal-title = Customer portal
portal-foot = You see what we may tell you, from the moment when we may.
portal-home = To the notices
portal-notices = Notices
portal-contacts = Contacts

portal-sign-in = Sign in
portal-sign-in-lead = For the contacts that a customer has listed. We mail you a code; there is no password.
portal-sign-in-go = Send me a code
portal-mail = Mail address
portal-mail-hint = The address under which you are listed with us.
portal-wait = Too many codes were asked for. Try again in { $span }.
portal-code-title = Enter the code
portal-code-lead = If the address is a contact’s, a code is on its way to it. It works for 10 minutes, in this browser only.
portal-code = Code
portal-code-hint = Eight digits. It can take a minute to arrive.
portal-code-go = Sign in
portal-code-wrong = This code is not right, has expired or was used. After five tries, ask for a new one.
portal-code-again = Ask for a new code
portal-choose = Choose a customer
portal-choose-lead = Your address is listed for more than one. Choose for whom you are here.
portal-demo = This is the demonstration. Choose whose contact to be.

portal-mail-subject = Your sign-in code
portal-mail-text = Your code is { $code }

    It works once, for { $minutes } minutes, in the browser where you asked for it.
    If you did not ask for it, you need do nothing: without that browser it opens nothing.

    { $provider }
letter-portal-code = Sign-in code
outbox-secret-text = The text holds a code for the recipient alone and is not shown.

portal-none = No notices
portal-none-text = When an authority demands your data and we may tell you, you find it here.
portal-notices-lead = Demands for your data that we have told you of.
portal-export = Save all (ZIP)
portal-export-json = Save all (JSON)
portal-shown = { $n } of { $all } shown
portal-reference = Our reference
portal-told = Last told
portal-state = State
portal-state-open = You can object
portal-state-objected = You have objected
portal-state-considered = Under review
portal-state-disclosed = Answered, data disclosed
portal-state-ended = Ended, nothing disclosed

portal-demand = Demand
portal-facts = Who asks, and why
portal-authority = Authority
portal-authority-reference = Its reference
portal-paper = Paper
portal-issued = Issued
portal-basis = Legal basis
portal-received = Received by us
portal-lines = What is demanded, and what was decided
portal-line-what = Data
portal-line-range = Period
portal-line-fate = Decision
portal-line-disclosed = Disclosed
portal-fate-open = Not decided
portal-fate-authorised = Authorised
portal-fate-narrowed = Authorised only { $range }
portal-fate-refused = Refused
portal-records = { $n ->
    [0] nothing
    [one] 1 record
   *[other] { $n } records
}
portal-answer = Our answer to the authority
portal-answer-considering = Nothing is decided yet. Nothing has been disclosed.
portal-answer-planned = The decisions above are approved. Nothing has been disclosed yet.
portal-answer-disclosed = Data was disclosed on { $at }, as listed above.
portal-answer-ended = { $how }, on { $at }. Nothing was disclosed.
portal-disclosed-records = Records about you
portal-disclosed-sha256 = SHA-256 of the package
portal-outcome-DISCLOSED-CONTENT = Disclosed
portal-outcome-DISCLOSED-NONCONTENT = Disclosed
portal-outcome-NO-DATA-FOUND = We told the authority that we hold no such data
portal-outcome-REJECTED-INVALID = We refused the demand
portal-outcome-REJECTED-CHALLENGED-WON = We challenged the demand and won
portal-outcome-WITHDRAWN-BY-AUTHORITY = The authority took the demand back
portal-outcome-REDIRECTED-TO-CUSTOMER = The authority accepted to turn to you
portal-outcome-SUPERSEDED = Another demand took the place of this one
portal-outcome-PRESERVED-ONLY = We kept data unchanged as asked
portal-outcome-ACTED-ON = We acted against content as an authority ordered
portal-outcome-FRAUDULENT = The demand was not genuine
portal-window-title = You can object
portal-window = Until { $until } ({ $left }). Nothing is released before then.
portal-window-short = Until { $until } ({ $left }). The time is short because the law sets us a date. Nothing is released before then.
portal-window-over-title = The time to object is over
portal-window-over = It ended on { $until }. As long as nothing has been disclosed, an objection is still read and holds the release.
portal-objection = Your objection
portal-objection-open = We are reviewing it. Nothing is released until it is answered.
portal-objection-answered = Answered on { $at }: { $verdict }.
portal-challenge = How to challenge it yourselves
portal-challenge-text = You can challenge the demand, any secrecy that went with it or the use of the data before the authority or the courts that the law names. Periods may have begun to run when you were told.
portal-challenge-desk = Questions and papers, quoting our reference, to
portal-told-title = What we told you
portal-save = Keep a copy
portal-save-pdf = Save as a page (PDF)
portal-save-json = Save as a file (JSON)

portal-contacts-lead = Those whom we tell, in this order. Keep the list current: a notice goes to these addresses and nowhere else.
portal-contacts-none = Nobody is listed. We could tell you of no demand.

portal-problem-not-found = Not found
portal-problem-not-found-text = There is nothing at this address that you can see. Check the address, or begin at the notices.
portal-problem-forbidden = Not possible here
portal-problem-forbidden-text = This can’t be done with your sign-in. Nothing was changed.
portal-problem-signed-out = You are signed out
portal-problem-signed-out-text = Your session ended after 30 minutes without use or 12 hours in all. Nothing of this form was saved. Sign in, then go back in your browser: most browsers still hold what you typed.
portal-problem-stale-sign-in = Sign in again
portal-problem-stale-sign-in-text = This needs a recent sign-in. Nothing was changed. Sign out, sign in again and repeat it.
portal-problem-conflict = Changed meanwhile
portal-problem-conflict-text = What you were working on was changed while your page was open. Yours was not saved. Go back, copy what you wrote, and load the page anew.
portal-problem-too-large = Too large
portal-problem-too-large-text = More was sent than is accepted here. Nothing of it was saved. Send smaller files, or send them by mail.
portal-problem-unreadable = The form could not be read
portal-problem-unreadable-text = What the browser sent is not what this page expects. Nothing was changed. Load the page anew and send it again.
portal-problem-cross-site = Sent from another site
portal-problem-cross-site-text = The form did not come from a page of this portal, so it was not accepted. Nothing was changed.
portal-problem-slow = It took too long
portal-problem-slow-text = The request was not finished in time. A change is saved as a whole or not at all: load the page anew and see.
portal-problem-too-many = Too many tries
portal-problem-too-many-text = Wait a quarter of an hour and try again. Nothing was changed.
portal-problem-unavailable = Nothing can be saved at the moment
portal-problem-unavailable-text = All that was confirmed before is safe; this was not saved. Try again later, or write to us.
portal-problem-broken = Something went wrong here
portal-problem-broken-text = A mistake of ours stopped the request. A change is saved as a whole or not at all: load the page anew and see.

portal-contacts-nobody = None of these addresses has confirmed that it reaches you. Until one has, we can tell you of no demand.
portal-contact-new = Add contact
portal-contact-change = Change contact
portal-change = Change
portal-contact-lead = The others on the list are told of the change by mail.
portal-contact-mail-hint = A new address gets a mail with a link and is told nothing before it has answered.
portal-contact-taken = This address is on the list already.
portal-contact-last = Nobody would be left whom we can reach. List another address first, let it answer, and then change this one.
portal-contact-too-many = The list is full. Take others off it, or write to us.
portal-contact-save = Save
portal-contact-removal = Remove contact
portal-contact-removal-lead = { $name }, { $mail }, is told nothing more. Who was told before stays on record.
portal-contact-removal-self = This is you: you will be signed out and can’t come in again with this address.
portal-place = Order
portal-place-hint = The lowest number is told first; those with the same number together. Empty: last, or as before.
portal-place-wrong = Write a whole number from 1 to 999.
portal-purpose = Purpose
portal-purpose-legal-notices = Legal notices
portal-purpose-security = Security
portal-purpose-privacy = Data protection
portal-purpose-general = General
portal-reach-verified = Confirmed
portal-reach-stale = Confirmed long ago
portal-reach-lapsed = No longer confirmed
portal-reach-unverified = Not confirmed
portal-reach-bounced = Mail came back
portal-reach-removed = Removed
portal-mail-list-subject = Your list of contacts has changed
portal-mail-list-text = { $what }

    The list says whom at { $customer } we tell. If this is not right, sign in to the customer portal and change it, or write to us.

    { $provider }
portal-mail-list-added = { $by } has added { $name }, { $mail }, to the list of contacts.
portal-mail-list-changed = { $by } has changed the entry of { $name }, { $mail }, in the list of contacts.
portal-mail-list-removed = { $by } has removed { $name }, { $mail }, from the list of contacts.
letter-portal-contacts = Change of the list of contacts
said-portal-contact = The list was saved. The others are told by mail.
said-portal-contact-removed = The contact was removed. The others are told by mail.

portal-do = What you can do
portal-object = Object
portal-object-lead = Say what your objection concerns and why. It goes to our counsel, who answers with reasons.
portal-object-text = Your objection
portal-object-text-hint = Such as: professional privilege, the law of another country, an error in the demand, or too much demanded.
portal-object-text-missing = Write what you object to, and why.
portal-object-files = Papers
portal-object-files-hint = At most { $most } files, { $mib } MB in all.
portal-object-too-many = More than { $most } files were chosen. Send fewer, or put them into one.
portal-object-in-time = You can object until { $until }. Nothing is released before it is answered.
portal-object-late = The time to object ended on { $until }. An objection is still read, and holds the release as long as nothing has been disclosed.
portal-object-after-the-end = The demand is closed, so an objection stops nothing any more. Counsel reads and answers it as a complaint.
portal-object-go = Send objection
portal-objection-open-after = We are reviewing it.
portal-acknowledge = Confirm that you have received it
portal-acknowledged = You have confirmed receipt.
portal-counsel = Name counsel
portal-counsel-is = Your counsel:
portal-counsel-lead = Who speaks for you in this matter. We turn to them beside you.
portal-counsel-name = Name or firm
portal-counsel-go = Save
portal-verdict-upheld = upheld
portal-verdict-partly-upheld = upheld in part
portal-verdict-not-upheld = not upheld
said-portal-acknowledged = Your confirmation is on record.
said-portal-objected = Your objection is on record and goes to counsel.
said-portal-counsel = Your counsel is on record.
portal-notice-advance = Notice before disclosure
portal-notice-delayed = Delayed notice
portal-notice-with-production = Notice with the production
portal-notice-withdrawn = Notice that the demand was taken back
portal-notice-end-of-matter = Notice of the end
portal-copies = Copies of the demand
