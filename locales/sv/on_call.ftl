on-call-title = Jour
on-call-lead = Den som har jour får e-post genast när nödläge åberopas. Svarar ingen i tid larmas nästa person, och efter den sista alla som har behörighet.
on-call-rota = Schema
on-call-now = Jour nu: { $names }.
on-call-nobody = Ingen har jour nu. Ett nödläge larmar alla som har behörighet.
on-call-is-now = nu
on-call-person = Person
on-call-place = Ordning
on-call-place-n = { $n }.
on-call-place-hint = Vem som larmas först, vem som larmas därefter och så vidare.
on-call-from = Från
on-call-until = Till
on-call-zone = Lokal tid i { $zone }.
on-call-new = Lägg in jour
on-call-new-go = Lägg in
on-call-end-go = Ta bort
on-call-gaps = Närmaste 14 dagarna: luckor
on-call-gaps-lead = Då har ingen jour:
on-call-no-gaps = Någon har jour hela tiden.
on-call-clashes = Närmaste 14 dagarna: två på samma plats
on-call-span = { $from } till { $until }
on-call-both = { $one } och { $other }
on-call-why-unknown = Välj någon som kan logga in.
on-call-why-sees-nothing = Personen ser inga ärenden och kan inte svara. Välj någon som handlägger ärenden.
on-call-why-place = Välj en plats i listan.
on-call-why-backwards = Ange en början och ett senare slut, båda med dag och klockslag.
on-call-why-past = Tiden har redan gått. Ange ett slut som ligger framåt i tiden.
on-call-why-long = Tiden är längre än 31 dagar. Lägg in den i delar.
on-call-why-twice = Personen har redan jour då. Välj en annan tid eller en annan person.
said-on-call-put = Inlagd i schemat.
said-on-call-ended = Borttagen ur schemat.
said-on-call-answered = Ärendet är ditt. Ingen annan larmas.
said-on-call-late = Någon annan hann före.
on-call-heading = Larm om nödläget
on-call-called = Larmad
on-call-answered = Besvarat av
on-call-not-answered = Ingen ännu
on-call-take = Jag tar den
event-on-call-called = { $who } larmades om nödläget.
event-on-call-answered = Tog sig an nödläget.
event-escalated = { $duty }: { $mark }. Påminnelse till { $people }.
event-escalated-nobody = { $duty }: { $mark }. Det fanns ingen att påminna.
mark-left = { $share } % av tiden återstår
mark-hours = { $n ->
    [one] en timme återstår
   *[other] { $n } timmar återstår
}
mark-minutes = { $n ->
    [one] en minut återstår
   *[other] { $n } minuter återstår
}
mark-overdue = försenat
desk-calls = Nödlägen som du har larmats om
desk-calls-what = Ingen har tagit sig an det
desk-escalated = Eskalerat
