# The rulebook as a handbook. The instruments' own texts stand in the rulebook.
rulebook-title = Rulebook
rulebook-lead = What each kind of paper can compel, from whom, by when, and who may be told. Rules for the desk, not legal advice.
rulebook-version = Edition { $version }
rulebook-search = word, statute or code
rulebook-nothing-found = No instrument holds all these words. An unknown paper is handled as “other” until counsel has classified it.
rulebook-all = Show all
rulebook-instrument = Instrument
rulebook-no-territory = No country’s law
rulebook-id = Code
rulebook-territory = Law of
rulebook-statute = Statute
rulebook-force = Force
rulebook-purpose = Asks to
rulebook-review-column = Counsel’s review
rulebook-review = To be confirmed by counsel
rulebook-reviewed = Confirmed
rulebook-open = Counsel must confirm this row before a disclosure relies on it
rulebook-open-text = Open points:
rulebook-from = In force from
rulebook-to = In force until
rulebook-no-end = no end known
rulebook-process = Counted as
rulebook-matter = Matter
rulebook-issuers = Who may issue
rulebook-issuers-none = Nobody with power to compel.
rulebook-sources = Sources
rulebook-reach = Reach
rulebook-reach-content = Content too
rulebook-reach-noncontent = No content
rulebook-reach-none = No category of data. Nothing may be disclosed under it.
rulebook-reach-preserve = Preserves, discloses nothing
rulebook-reach-nothing = Nothing
rulebook-reach-act = Asks for an act, no data
rulebook-category = Category
rulebook-reached = Reached
rulebook-yes = Yes
rulebook-no = –
rulebook-form = What the paper must contain
rulebook-form-none = No form is known.
rulebook-code = Code
rulebook-ground = Ground
rulebook-law = Law
rulebook-grounds = Grounds of refusal and challenge
rulebook-approval-yes = Can be approved for what it reaches, by two persons.
rulebook-approval-emergency = Compels nothing. Can be approved only in a confirmed emergency.
rulebook-approval-preserve = Keeps data unchanged. Nothing is ever disclosed under it.
rulebook-approval-never = Can never be approved: it compels nobody.
rulebook-clocks = By when
rulebook-clock-face = By the day and hour that the paper names. Until that has been entered we work to { $n } { $n ->
    [one] day
   *[other] days
} from receipt. Rule { $rule }.
rulebook-clock-days = Within { $n } { $n ->
    [one] day
   *[other] days
} of receipt, counted by { $source }. Rule { $rule }.
rulebook-clock-hours = Within { $n } { $n ->
    [one] hour
   *[other] hours
} of receipt, counted by { $source }. Rule { $rule }.
rulebook-clock-promptly = Without undue delay; the law names no number. We work to { $n } { $n ->
    [one] hour
   *[other] hours
}. Rule { $rule }.
rulebook-clock-immediate = At once. We work to { $n } { $n ->
    [one] minute
   *[other] minutes
}. Rule { $rule }.
rulebook-clock-voluntary = Nothing is owed. We look at it within { $n } { $n ->
    [one] hour
   *[other] hours
}. Rule { $rule }.
rulebook-clock-emergency = Emergency. { $clock }
rulebook-secrecy = Secrecy
rulebook-secrecy-statutory = Secrecy comes with the paper, by statute.
rulebook-secrecy-court = Secrecy only by a court’s order, which is a paper of its own.
rulebook-secrecy-request = Secrecy by a request of the issuer inside the form, which the law gives effect.
rulebook-secrecy-none = No secrecy comes with this paper.
rulebook-secrecy-covers = May not be told, from receipt: { $who }.
rulebook-secrecy-by-request = May not be told, when the issuer asks for it: { $who }.
rulebook-notice = Notice
rulebook-notice-customer-must = The customer is told by us, unless secrecy stands in the way.
rulebook-notice-customer-no = The customer is not told by us.
rulebook-notice-customer-authority = The authority tells the customer.
rulebook-notice-user-must = The end user is told too.
rulebook-notice-user-no = The end user is not told by us.
rulebook-notice-user-authority = The authority tells the end user.
rulebook-notice-before = Before anything leaves, with { $n } { $n ->
    [one] day
   *[other] days
} to object.
rulebook-notice-with = Together with the production.
rulebook-notice-after = Afterwards.
rulebook-notice-set = The authority may set another time; it is entered with the reading of the paper and moves the date.
rulebook-redirect = First to the customer
rulebook-redirect-expected = The authority is first sent to the customer.
rulebook-redirect-allowed = The authority may be sent to the customer first.
rulebook-redirect-not-foreseen = The law names the provider, or silence forbids it: the authority is not sent on.
rulebook-preservation = Preservation
rulebook-preserve-from-receipt = receipt
rulebook-preserve-from-decision = the day of the decision
rulebook-preserve-open = From { $from } until the data is produced or the paper is withdrawn.
rulebook-preserve-days = { $n } { $n ->
    [one] day
   *[other] days
} from { $from }.
rulebook-preserve-extendable = { $n } { $n ->
    [one] day
   *[other] days
} from { $from }; can be extended by { $more } { $more ->
    [one] day
   *[other] days
}.
rulebook-clearance-title = Clearance
rulebook-clearance = Another authority must let the production go for: { $categories } ({ $law }).
rulebook-due = When would it be due?
rulebook-due-received = Received
rulebook-due-face = Date on the paper
rulebook-due-face-hint = The day and hour that the paper names.
rulebook-due-face-earlier = Only pulls our own target forward, never the law’s date back.
rulebook-due-emergency = Emergency
rulebook-due-zone = Civil time in { $zone }.
rulebook-due-go = Count
rulebook-due-unreadable = Write a day and a time between 1970 and 2099, such as 2026-11-22 14:05. A time that the change to summer time skips does not exist.
rulebook-not-in-effect = On { $day } this row was not in force.
rulebook-transfers = Clauses for transfers
rulebook-transfers-notice = A notice says
rulebook-transfers-efforts = Tries to have a secrecy waived, on record
rulebook-transfers-interval = Report in sum
rulebook-transfers-to = To customers that are
rulebook-transfers-keep = Kept
rulebook-keep-contract-end = as long as the contract lasts
notice-fact-data-demanded = the data demanded
notice-fact-authority = the authority
notice-fact-legal-basis = the legal basis
notice-fact-response = the response, given or planned
rulebook-pending = This is no law yet: the row is shown and applied to nothing.
rulebook-confidence-text = Read against the text of the law.
rulebook-confidence-mixed = Read in part against the text of the law; the rest is general knowledge.
rulebook-confidence-general = General knowledge: nobody has compared it with the text of the law yet.
rulebook-restrictions = Restrictions
rulebook-no-access = It asks for this and never gets it here, no access is provided: { $what }.
rulebook-compartment = National security: it stays out of every count and report.
rulebook-validators = What another authority issues must be validated by one of these: { $who }.
rulebook-good-days = It must reach us within { $n } { $n ->
    [one] day
   *[other] days
} of its date, or it lapses.
rulebook-good-months = It must reach us within { $n } { $n ->
    [one] month
   *[other] months
} of its date, or it lapses.
rulebook-force-days = It obliges us for { $n } { $n ->
    [one] day
   *[other] days
} from its date.
rulebook-force-months = It obliges us for { $n } { $n ->
    [one] month
   *[other] months
} from its date.
rulebook-thresholds = What the offence must be
rulebook-threshold-for = { $categories }: { $text }
rulebook-duties = Further duties
rulebook-duty = { $what }, { $start }. { $clock }
rulebook-duty-acknowledge = Confirm receipt
rulebook-duty-preserve = Keep the data
rulebook-duty-produce = Produce
rulebook-duty-notify = Tell the customer
rulebook-duty-clarify = The authority clarifies
rulebook-duty-object = Object
rulebook-duty-purge = Destroy what was kept
rulebook-starts-receipt = from receipt
rulebook-starts-decision = from the decision
rulebook-starts-clarification = from our question
rulebook-starts-production = from the production
rulebook-starts-secrecy-end = from the end of the secrecy
rulebook-starts-preservation-end = from the end of the preservation
rulebook-suspended = The time to produce stands still: { $during }.
rulebook-during-clarification = while a question to the authority is open
rulebook-during-conflict = while a conflict with another country’s law is being looked at
rulebook-during-court-stay = while a court has stayed it
rulebook-limits = How long the secrecy may last
rulebook-limit-law = { $text }
rulebook-limit-policy = A policy, no right: { $text }
rulebook-limit-pending = A bill, not applied: { $text }
rulebook-cost = Cost
rulebook-cost-authority = May be claimed from the authority.
rulebook-cost-party = The party that asks pays.
rulebook-cost-provider = We bear it ourselves.
rulebook-cost-issuing-state = As the law of the issuing State has it.
rulebook-side-rules = Around it
rules-version = Edition
rules-from-to = { $was } → { $is }
rules-same = No change.
rules-no-duty = not owed
rules-no-order = It brings no order by law.
rules-order = It brings an order by law: { $law }. A notice that waits in the outbox is stopped.
rules-fields = The row, field by field
rulebook-whole = The rulebook, whole
rulebook-whole-open = Whole book, to print
rulebook-contents = Contents
rulebook-older = { $n ->
    [one] One open demand stays on an older edition of this row. Its own page shows what moving it would change.
   *[other] { $n } open demands stay on an older edition of this row. Their own pages show what moving them would change.
}
