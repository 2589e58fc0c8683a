# Myndigheternas egen ingång.
agency-title = Portal för myndigheter
agency-foot = Här syns era egna begäranden och hur långt svaret har kommit. Skäl och beslut går till myndigheten med brev.
agency-home = Till era begäranden
agency-not-found = Här finns ingenting
agency-not-found-text = Adressen leder ingenstans, eller till något som inte är ert. Väntade ni en begäran här, kontrollera referensen.
agency-demo = Detta är demonstrationen. Välj vilken tjänsteman du ska vara.

agency-sign-in = Logga in för myndigheter
agency-sign-in-lead = För tjänstemän som har registrerat sig. Vi skickar en kod med e-post; något lösenord finns inte.
agency-mail = E-postadress i tjänsten
agency-mail-hint = Din egen adress hos myndigheten; ingen gemensam brevlåda.
agency-no-account = Inte registrerad än?
agency-register = Registrera dig
agency-register-lead = Vi skickar en kod till adressen. Sedan kontrollerar två av oss vem du är; en av dem ringer myndigheten på det nummer som står i vår egen förteckning. Till dess kan du lämna in begäranden och behålla kvittot.
agency-register-go = Skicka en kod
agency-code-lead = Om adressen kan användas här är en kod på väg dit. Den gäller i 10 minuter, bara i den här webbläsaren.
agency-code-go = Fortsätt
agency-name = Namn
agency-agency = Myndighet och enhet
agency-agency-hint = Som den heter officiellt.
agency-role = Befattning
agency-role-hint = Grad eller uppgift, till exempel ”kriminalinspektör” eller ”domstolshandläggare”.
agency-badge = Tjänstenummer
agency-phone = Ditt telefonnummer
agency-phone-hint = För att vi ska kunna skilja er åt. Vi använder det aldrig för att kontrollera vem du är.
agency-supervisor = Chef
agency-supervisor-hint = Den vi frågar efter när vi ringer myndigheten.
agency-officer = Inlämnad av
agency-needed = Fyll i detta.
agency-mail-subject = Din kod till portalen för myndigheter
agency-mail-text = Din kod är { $code }

    Den gäller en gång, i { $minutes } minuter, i den webbläsare där du bad om den.
    Om du inte har bett om den behöver du inte göra något: utan den webbläsaren öppnar den ingenting.

    { $provider }

agency-demands = Era begäranden
agency-demands-lead = Det du har lämnat in här, det senaste först.
agency-none = Du har inte lämnat in något här än.
agency-our-reference = Vår referens
agency-reference = Er referens
agency-reference-hint = Mål-, ärende- eller diarienummer, som på handlingen. Brev och samtal nämner det.
agency-paper = Slag av handling
agency-received = Mottagen
agency-standing = Ställning vid inlämnandet
agency-standing-waiting-text = Vi är inte färdiga med att kontrollera vem du är. Du kan lämna in begäranden och behålla kvittot; vad som händer med dem syns här när kontrollen är gjord.
agency-standing-expired-text = Vår kontroll av vem du är är mer än ett år gammal och görs om. Till dess syns bara kvitton.

agency-stage = Läge
agency-stage-received = Mottagen
agency-stage-checking = Mottagen, kontrolleras
agency-stage-checking-text = Vi kontrollerar vem som begär och om handlingen har det som lagen kräver.
agency-stage-considering = Handläggs
agency-stage-considering-text = Vi arbetar med svaret.
agency-stage-asked = Väntar på ert svar
agency-stage-asked-text = Vi kommer inte vidare förrän ni har svarat på vår fråga.
agency-stage-ready = Kan hämtas
agency-stage-ready-text = Utlämnandet är klart. Hämta det här och säg till när det har kommit fram.
agency-stage-withdrawn = Återkallad
agency-stage-withdrawn-text = Ni har återkallat den här begäran.
agency-stage-closed = Avslutad
agency-stage-closed-text = Begäran är avslutad. Det vi har att säga om den går till myndigheten med brev.

agency-new = Lämna in en begäran
agency-new-lead = Välj vad det är för slags handling. Formuläret rättar sig efter den.
agency-emergency = Nödläge
agency-emergency-lead = Bara när liv eller hälsa är i fara och det inte finns tid för den vanliga vägen. Välj den lag som ni stöder er på.
agency-emergency-call-title = Vi ringer först
agency-emergency-call = Inget lämnas ut innan vi har nått myndigheten på det nummer som står i vår egen förteckning. Vi ringer aldrig ett nummer från formuläret. Se till att någon svarar där nu som känner till begäran.
agency-not-vetted-submit = Du är inte kontrollerad än. Begäran tas emot och det framgår av den; vi kontrollerar vem du är före allt annat.
agency-drafts = Inte skickade än
agency-draft-saved = sparad { $at }
agency-form = Begäran
agency-section-emergency = Nödläget
agency-section-paper = Handlingen
agency-section-asks = Vad den begär
agency-section-handling = Hur den ska hanteras
agency-section-files = Handlingar
agency-danger = Faran
agency-danger-hint = För vem, vilken och hur snart. Utelämna det vi inte behöver veta.
agency-why-data = Hur uppgifterna avvärjer den
agency-why-now = Varför den vanliga vägen tar för lång tid
agency-certify = Försäkran
agency-certify-text = Jag försäkrar att det jag har uppgett är sant så vitt jag vet, att jag handlar i en utredning hos min myndighet och att min chef känner till begäran. Jag vet att ett formellt beslut ska följa efteråt där lagen kräver det.
agency-docket = Domstolens målnummer
agency-issuer = Utfärdad av
agency-validated-by = Godkänd av
agency-statute = Bestämmelse
agency-statute-hint = För en sådan handling oftast: { $law }.
agency-issued-on = Utfärdad den
agency-due = Svar önskas senast
agency-signature = Underskrift
agency-signature-wet = För hand
agency-signature-qes = Kvalificerad elektronisk underskrift
agency-signature-seal = Elektronisk stämpel
agency-signature-none = Ingen
agency-shows = Av handlingen framgår
agency-shows-hint = Kryssa för det som finns med. Det som saknas leder till en fråga och kostar tid.
agency-accounts = Konton
agency-accounts-hint = Ett på varje rad: e-postadress, kontonummer, telefonnummer; en IP-adress med tidpunkt och tidszon.
agency-categories = Uppgifter
agency-categories-hint = Bara det som en sådan handling kan begära.
agency-from = Från
agency-to = Till och med
agency-items = Närmare bestämt
agency-offence = Brott eller ändamål
agency-offence-hint = Som handlingen anger det, med bestämmelsen.
agency-threshold = Trösklar som är uppfyllda
agency-addressed = Vi är adressat som
agency-addressed-controller = Personuppgiftsansvarig
agency-addressed-processor = Biträde åt en kund
agency-addressed-why = Om som biträde: varför inte kunden
agency-says = Handlingen säger också
agency-says-refrain = Kunden ska inte underrättas
agency-says-enforcing = Den verkställande myndigheten har underrättats
agency-secrecy = Yppandeförbud
agency-secrecy-hint = Vem som beslutar om det, enligt vilken lag, för vem och hur länge. En önskan utan beslut binder oss inte.
agency-linked = Hör till
agency-linked-hint = Vår referens på ett tidigare bevarande eller en tidigare begäran.
agency-files = Filer
agency-files-hint = Själva handlingen och det som hör till den, helst som PDF. Högst tio filer, 64 MiB sammanlagt.
agency-file-needed = Lägg till själva handlingen.
agency-files-again = Inget har skickats. Det du skrev finns kvar nedan; webbläsaren behåller inte filer, så lägg till dem på nytt.
agency-submit = Lämna in
agency-submit-emergency = Försäkra och lämna in
agency-keep = Spara utan att skicka
agency-too-many = För många begäranden har lämnats in på ett dygn. Inget har tagits emot. Fortsätt efter { $until }, eller skriv till oss.
said-agency-kept = Formuläret är sparat, men inte filerna; lägg till dem innan du skickar det.
said-agency-submitted = Inlämnad. Detta är kvittot.

agency-receipt = Kvitto
agency-receipt-lead = Det vi har tagit emot, med kontrollsumman för varje fil. En kopia har skickats till dig.
agency-receipt-page = Spara som PDF
agency-receipt-foot = Inlämnandet är en text med varje fält som du fyllde i det och kontrollsumman för varje fil. Dess egen kontrollsumma står för alltsammans.
agency-receipt-subject = Kvitto på er begäran
agency-receipt-mail = Vi har tagit emot er begäran { $reference }.

    Mottagen: { $at }
    SHA-256 för inlämnandet: { $hash }

    Hur långt den har kommit syns i portalen för myndigheter.
    Om det inte är du som har lämnat in den, säg till oss genast.

    { $provider }
letter-officer-receipt = Kvitto till en tjänsteman
agency-submission-hash = SHA-256 för inlämnandet
agency-files-received = Mottagna filer
agency-files-sent = Det du har skickat
agency-file = Fil
agency-bytes = Storlek
agency-hash = SHA-256
agency-follow = Följ den här begäran

agency-demand = Begäran
agency-facts = Begäran
agency-do = Det du kan göra
agency-asked = Vi frågade den { $at }
agency-answer = Svara på frågan
agency-answer-lead = Svaret blir en del av begäran.
agency-answer-text = Svar
agency-answer-go = Skicka svaret
agency-withdraw = Återkalla begäran
agency-withdraw-lead = Begäran avslutas genast och kan inte öppnas igen härifrån.
agency-withdraw-text = Varför
agency-withdraw-go = Återkalla
agency-longer = Be om längre bevarande
agency-longer-lead = Er begäran läggs till ärendet. Om det finns något att bevara säger den här sidan inte.
agency-longer-text = Begäran, med grunden för den
agency-longer-go = Skicka
agency-send-papers = Skicka fler handlingar
agency-send-papers-lead = Till exempel det formella beslut som ska följa efter ett nödläge.
agency-send-papers-go = Skicka
agency-not-now = Det går inte just nu. Inget har skickats. Skriv till oss om ni behöver det.
said-agency-sent = Skickat.
said-agency-longer = Er begäran har tagits emot.

agency-production = Hämta utlämnandet
agency-production-lead = En krypterad fil. Varje hämtning antecknas.
agency-package = Paketet
agency-available = Klart sedan
agency-sealed-hash = SHA-256 för den krypterade filen
agency-inner-hash = SHA-256 för arkivet i den
agency-passphrase = Den öppnas med myndighetens nyckel, eller med en lösenfras som vi säger till myndigheten på numret i vår förteckning. Listan över kontrollsummor ligger i arkivet.
agency-proof-lead = För att hämta den, visa än en gång att brevlådan är din. Vi skickar en kod.
agency-proof-go = Skicka en kod
agency-fetch = Hämta filen
agency-acknowledge = Den kom fram och kontrollsumman stämmer
agency-acknowledged = Du sade den { $at } att den kom fram.
said-agency-acknowledged = Tack. Det är antecknat att utlämnandet kom fram.
