on-call-title = On call
on-call-lead = Whoever is on call is mailed at once when an emergency is claimed. If nobody answers in time, the next person is called, and after the last of them everybody whose role it is.
on-call-rota = Rota
on-call-now = On call now: { $names }.
on-call-nobody = Nobody is on call now. An emergency calls everybody whose role it is.
on-call-is-now = now
on-call-person = Person
on-call-place = Order
on-call-place-n = { $n }.
on-call-place-hint = Who is called first, who second, and so on.
on-call-from = From
on-call-until = Until
on-call-zone = Civil time in { $zone }.
on-call-new = Put somebody on call
on-call-new-go = Put on call
on-call-end-go = Take off
on-call-gaps = Next 14 days: gaps
on-call-gaps-lead = Nobody is on call then:
on-call-no-gaps = Somebody is on call at all times.
on-call-clashes = Next 14 days: two in the same place
on-call-span = { $from } to { $until }
on-call-both = { $one } and { $other }
on-call-why-unknown = Choose somebody who can sign in.
on-call-why-sees-nothing = This person sees no demands and could not answer. Choose somebody who handles cases.
on-call-why-place = Choose a place from the list.
on-call-why-backwards = Give a beginning and a later end, both with day and time.
on-call-why-past = This time has passed. Give an end that lies ahead.
on-call-why-long = This is longer than 31 days. Enter it in parts.
on-call-why-twice = This person is on call then already. Choose another time or another person.
said-on-call-put = On the rota.
said-on-call-ended = Taken off the rota.
said-on-call-answered = It is yours now. Nobody else is called.
said-on-call-late = Somebody else took it before you.
on-call-heading = Calls to this emergency
on-call-called = Called
on-call-answered = Answered by
on-call-not-answered = Nobody yet
on-call-take = I take it
event-on-call-called = { $who } was called to this emergency.
event-on-call-answered = Took this emergency on.
event-escalated = { $duty }: { $mark }. Escalated to { $people }.
event-escalated-nobody = { $duty }: { $mark }. There was nobody to remind.
mark-left = { $share } % of the time left
mark-hours = { $n ->
    [one] one hour left
   *[other] { $n } hours left
}
mark-minutes = { $n ->
    [one] one minute left
   *[other] { $n } minutes left
}
mark-overdue = overdue
desk-calls = Emergencies you were called to
desk-calls-what = Nobody has taken it on
desk-escalated = Escalated
