# Brev.
letter-acknowledgement = Mottagningsbevis
letter-redirect = Hänvisning till kunden
letter-refusal = Avslag
letter-clarification = Begäran om förtydligande
letter-advance-notice = Underrättelse före utlämnande
letter-delayed-notice = Fördröjd underrättelse
letter-notice-with-production = Underrättelse vid utlämnande

# Varför ett brev inte skrevs.
letter-missing = Brevet skrevs inte. Det saknar: { $facts }. Komplettera begäran.
letter-too-late-for-advance = Underrättelsen skrevs inte: svaret är redan lämnat. Skriv en fördröjd underrättelse.
letter-not-decided = Underrättelsen skrevs inte: den går ut vid utlämnandet, och inget är ännu beslutat. Besluta först.
letter-window-cut = Underrättelsen skrevs inte: utlämnandet skulle ske innan tiden för invändningar är slut. Flytta utlämnandet.
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
letter-fact-secrecy-end = när yppandeförbudet upphörde och vad det vilade på
letter-fact-grounds = minst en grund
letter-fact-questions = minst en fråga
letter-fact-answer-by = till när svar önskas
letter-fact-redirect-to = till vem myndigheten hänvisas

# Varför ett meddelande inte sattes samman.
message-address = Meddelandet skrevs inte: en adress är ingen e-postadress. Rätta den och försök igen.
message-thread = Meddelandet skrevs inte: dess trådmärke är ogiltigt. Meddela driften.
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
