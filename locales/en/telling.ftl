# What the customer was told, and what became of it.
telling-heading = Notices and objections
telling-queued = Confirmed, in the outbox since { $at }.
telling-given = The customer was told { $at }.
telling-given-window = The customer was told { $at } and may object until { $until }.
telling-given-shortened = The customer was told { $at } and may object until { $until }; the legal deadline leaves no more time.
telling-followed = How the matter ended is told in a notice of its own.
telling-superseded = It no longer counts: the customer, the paper or the case is another one since.
telling-failed = It reached nobody.
telling-stopped = It was stopped before it reached anybody.
telling-reminded = { $n ->
    [one] Reminded once, { $at }.
   *[other] Reminded { $n } times, last { $at }.
}
telling-fate-waiting = waits, others are told first
telling-fate-queued = in the outbox
telling-fate-accepted = accepted by the mail server { $at }
telling-fate-delivered = delivered { $at }
telling-fate-failed = came back { $at }
telling-fate-stopped = not sent
telling-fate-opened = opened { $at }
telling-fate-acknowledged = acknowledged { $at }
telling-objection = Objection
telling-objection-in-time = In time, { $at }, by { $by }.
telling-objection-late = After the time to object, { $at }, by { $by }. It holds the release all the same.
telling-objection-after = After the end of the matter, { $at }, by { $by }. It is answered as a complaint.
telling-by-staff = other means, recorded by staff
telling-paper = Came with it
telling-unanswered = Not answered yet.
telling-answered = Answered { $at }: { $verdict }.
telling-counsel = Counsel for the customer
telling-timing = When this customer is told
telling-timing-here = This demand goes by
