queue-reference = Referens
queue-deadline = Frist
queue-stage = Skede
queue-instrument = Instrument
queue-authority = Myndighet
queue-customer = Kund
queue-secrecy = Yppandeförbud
queue-assignee = Handläggare
queue-age = Ålder
queue-state = Läge
queue-emergency = Nödläge
queue-any = Alla
queue-me = Jag
queue-nobody = ingen
queue-unmatched = ej identifierad
queue-no-deadline = ingen
queue-all = Alla begäranden på sidan
queue-due-overdue = Försenade
queue-due-day = Inom 24 timmar
queue-due-three = Inom tre dygn
queue-due-week = Inom en vecka
queue-is-open = Öppna
queue-is-closed = Avslutade
queue-is-emergency = Nödläge
queue-shown = { $n ->
    [one] En begäran på sidan
   *[other] { $n } begäranden på sidan
}
queue-empty = Ingen begäran passar
queue-empty-text = Inget som du får se passar filtret. Ta bort ett ord ur det eller visa alla öppna begäranden.
queue-clear = Visa alla öppna begäranden
queue-not-understood = Filtret gick inte att förstå
queue-not-understood-text = Inget visas, så att inget förbises. Rätta filtret eller visa alla öppna begäranden.

# Vad som är fel med en fråga.
queue-error-key = ”{ $word }” är inget ord i filtret. Skriv något av: { $choices }. Sökord skrivs utan kolon.
queue-error-twice = ”{ $word }” står bredvid ett annat av samma slag. Behåll ett av dem; flera skeden skrivs med komma.
queue-error-long = Filtret är för långt. Skriv högst { $choices } tecken.
queue-error-role = ”{ $word }” frågar efter mer än din roll ser. Du kan skriva: { $choices } och början av en referens.
queue-error-stage = Skedet ”{ $word }” finns inte. Skriv ett eller flera av: { $choices }.
queue-error-due = ”{ $word }” är ingen frist. Skriv till exempel: { $choices }.
queue-error-instrument = Regelboken har inget instrument ”{ $word }”. Välj ett i menyn.
queue-error-assignee = Ingen har adressen ”{ $word }”. Skriv { $choices } eller en kollegas e-postadress.
queue-error-secrecy = ”{ $word }” är inget läge för yppandeförbud. Skriv något av: { $choices }.
queue-error-is = En begäran kan inte vara ”{ $word }” här. Skriv något av: { $choices }.
queue-error-notice = ”{ $word }” är inget läge för en underrättelse. Skriv något av: { $choices }.
queue-error-customer = ”{ $word }” är inget kundnummer. Öppna kunden och följ länken till dess begäranden.
queue-error-authority = ”{ $word }” är inget myndighetsnummer. Öppna myndigheten och följ länken till dess begäranden.

# Att ge flera till någon.
queue-assign-to = Ge markerade begäranden till
queue-assign-go = Tilldela
queue-assigned = Tilldelning
queue-assigned-lead = { $n ->
    [one] En begäran till { $name }.
   *[other] { $n } begäranden till { $name }.
}
queue-unassigned-lead = { $n ->
    [one] En begäran som ingen ska ha.
   *[other] { $n } begäranden som ingen ska ha.
}
queue-assign-nothing = Ingen begäran var markerad, så inget har ändrats. Gå tillbaka och markera minst en.
queue-result = Resultat
queue-result-done = Tilldelad
queue-result-same = Oförändrad: det var redan så
queue-result-refused = Inte tilldelad
queue-result-not-found = Finns inte, eller inte din att se
queue-unknown = okänd
queue-back = Tillbaka till kön
