# Brev.
letter-acknowledgement = Mottagningsbevis
letter-redirect = Hänvisning till kunden
letter-refusal = Avslag
letter-effect = Verkställighet
letter-clarification = Begäran om förtydligande
letter-paper-owed = Formellt beslut återstår efter ett nödläge
letter-not-carried-out = Intyg som inte verkställs (formulär 3)
letter-order-asked = Begäran om yppandeförbud
letter-advance-notice = Underrättelse före utlämnande
letter-delayed-notice = Fördröjd underrättelse
letter-notice-with-production = Underrättelse vid utlämnande
letter-staff-reminder = Påminnelse till personalen
letter-withdrawn-notice = Underrättelse om att begäran återkallats
letter-end-notice = Underrättelse om hur ärendet slutade
letter-objection-answer = Svar på invändningen
letter-notice-reminder = Påminnelse om en underrättelse

# Varför ett brev inte skrevs.
letter-missing = Brevet skrevs inte. Det saknar: { $facts }. Komplettera begäran.
letter-too-late-for-advance = Underrättelsen skrevs inte: svaret är redan lämnat. Skriv en fördröjd underrättelse.
letter-not-decided = Underrättelsen skrevs inte: den går ut vid utlämnandet, och inget är ännu beslutat. Besluta först.
letter-template = Brevet kunde inte skrivas. Inget har skickats. Försök igen och meddela driften om det händer två gånger.
letter-fact-desk = leverantörens namn och adress
letter-fact-our-reference = vår referens
letter-fact-authority = myndigheten
letter-fact-received-at = tidpunkten då begäran kom in
letter-fact-legal-basis = lagrummet
letter-fact-data-demanded = de begärda uppgifterna
letter-fact-response = svaret, lämnat eller planerat
letter-fact-how-to-object = vart en invändning ska sändas
letter-fact-objection-end = till när man kan invända
letter-fact-why-late = varför underrättelsen kommer i efterhand
letter-fact-grounds = minst en grund
letter-fact-questions = minst en fråga
letter-fact-answer-by = till när svar önskas
letter-fact-redirect-to = till vem myndigheten hänvisas
letter-fact-verdict = vad vi finner om invändningen
letter-fact-explanation = våra skäl
letter-fact-effect = vad som gjorts med anledning av föreläggandet

# Varför ett meddelande inte sattes samman.
message-address = Meddelandet skrevs inte: en adress är ingen e-postadress. Rätta den och försök igen.
message-thread = Meddelandet skrevs inte: dess trådmärke är ogiltigt. Meddela driften.
message-id = Meddelandet skrevs inte: dess Message-ID är ogiltigt. Meddela driften.
message-media-type = Meddelandet skrevs inte: en bilaga saknar giltig medietyp. Ladda upp den igen.
message-line-break = Meddelandet skrevs inte: det innehåller en radbrytning som e-post inte känner. Meddela driften.
message-build = Meddelandet kunde inte sättas samman. Inget har skickats. Meddela driften.

# Vad som blev av ett försök, och var.
mail-outcome-accepted = Övertaget av e-postservern
mail-outcome-refused = Slutligt avvisat; det har inte skickats
mail-outcome-temporary = Inte skickat; nytt försök görs
mail-outcome-ambiguous = Ingen vet om det har skickats; en person måste avgöra
mail-phase-connect = vid anslutningen
mail-phase-greeting = vid hälsningen
mail-phase-encryption = när krypteringen skulle slås på
mail-phase-sign-in = vid inloggningen
mail-phase-sender = vid avsändaren
mail-phase-recipient = vid mottagaren
mail-phase-data = före meddelandet
mail-phase-content = i meddelandet

# Till när man kan invända. Tiden räknas från avsändandet, som ingen känner när två personer läser brevet.
letter-within = { $span } från det att denna underrättelse först sändes
letter-within-latest = { $span } från det att denna underrättelse först sändes, dock längst till { $latest }

# En rad av det begärda, och vad som blir av den.
letter-range-days = { $from } till och med { $to }
letter-range-days-in = { $from } till och med { $to } ({ $zone })
letter-range-both = från { $from } till { $to }
letter-range-from = från och med { $from }
letter-range-to = till { $to }
letter-range-open = utan tidsgräns
letter-item = { $what }, { $account }
letter-keep = Allt i kontot { $account }, att bevara oförändrat
letter-line = { $what }, { $account }, { $range }
letter-fate-review = { $line }: prövas ännu.
letter-fate-authorise = { $line }: kommer att lämnas ut som begärt.
letter-fate-narrow = { $line }: kommer att lämnas ut endast { $range }. { $ground }
letter-fate-refuse = { $line }: kommer inte att lämnas ut. { $ground }
letter-fate-disclosed = { $line }: { $count ->
    [one] { $count } uppgiftspost lämnades ut.
   *[other] { $count } uppgiftsposter lämnades ut.
}
letter-fate-disclosed-narrow = { $line }: { $count ->
    [one] { $count } uppgiftspost lämnades ut, och endast { $range }. { $ground }
   *[other] { $count } uppgiftsposter lämnades ut, och endast { $range }. { $ground }
}
letter-fate-nothing = { $line }: inget fanns, inget lämnades ut.
letter-fate-refused = { $line }: lämnades inte ut. { $ground }
letter-copy-on-request = vanlig e-post är inte säker nog för en sådan. Skriv till oss, så visar vi den så långt lagen tillåter.
letter-order-to-act = Ingripande mot innehåll: att det tas bort eller spärras

# Vad som blev av meddelanden om en begäran, för tidslinjen.
event-mail-on-the-wire = { $count ->
    [one] Underrättelsen stoppades, men { $count } meddelande var redan på väg eller ovisst: det kan ha blivit läst.
   *[other] Underrättelsen stoppades, men { $count } meddelanden var redan på väg eller ovissa: de kan ha blivit lästa.
}
event-mail-sent-after-stop = { $count ->
    [one] { $count } meddelande till kunden togs emot trots att underrättelsen stoppades medan det var på väg.
   *[other] { $count } meddelanden till kunden togs emot trots att underrättelsen stoppades medan de var på väg.
}
event-mail-resolved-arrived = Ett ovisst meddelande befanns ha kommit fram: { $text }
event-mail-resolved-lost = Ett ovisst meddelande befanns inte ha kommit fram: { $text }
event-mail-requeued = Ett meddelande som hade getts upp sänds igen: { $text }
event-letter-withheld = Inget brev om avslaget skrevs: två personer står inte bakom någon adress till den som begärde. Lämna besked på annat sätt, om alls.

# Meddelanden som inte beror på någon begäran.
letter-contact-verification = Fråga om en adress är rätt
letter-contact-reminder = Påminnelse om att hålla kontakter aktuella
mail-subject-verification = Bekräfta adressen
mail-subject-reminder = Gå igenom era kontakter
mail-subject-on-call = Jour: logga in nu

# Hur det står till med en kontakt.
reach-verified = Bekräftad
reach-stale = Har inte svarat på länge
reach-lapsed = För länge utan svar
reach-unverified = Inte bekräftad
reach-bounced = Post kommer i retur
reach-removed = Borttagen

letter-read = Läs brevet först
letter-read-title = { $n ->
    [0] Det här steget skriver inget brev
    [one] Brevet, så som det skulle skrivas nu
   *[other] Breven, så som de skulle skrivas nu
}
letter-read-nobody = Beslutas men skickas inte: ingen av myndighetens adresser har bekräftats av två personer. Meddela den som frågade på annat sätt.
