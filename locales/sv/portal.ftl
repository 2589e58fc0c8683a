# Kundernas egen dörr.
portal-title = Kundportal
portal-foot = Här står det vi får berätta, från den stund då vi får det.
portal-home = Till underrättelserna
portal-notices = Underrättelser
portal-contacts = Kontakter

portal-sign-in = Logga in
portal-sign-in-lead = För dem som en kund har angett som kontakter. Vi mejlar en kod; något lösenord finns inte.
portal-sign-in-go = Skicka en kod
portal-mail = E-postadress
portal-mail-hint = Den adress som finns i vår kontaktlista.
portal-wait = För många koder har begärts. Försök igen om { $span }.
portal-code-title = Skriv in koden
portal-code-lead = Om adressen tillhör en kontakt är en kod på väg dit. Den gäller i 10 minuter och bara i den här webbläsaren.
portal-code = Kod
portal-code-hint = Åtta siffror. Det kan dröja någon minut innan den kommer.
portal-code-go = Logga in
portal-code-wrong = Koden stämmer inte, har gått ut eller är använd. Efter fem försök behövs en ny.
portal-code-again = Begär en ny kod
portal-choose = Välj kund
portal-choose-lead = Adressen är kontakt för flera kunder. Välj vem det gäller nu.
portal-demo = Det här är demonstrationen. Välj vems kontakt du vill vara.

portal-mail-subject = Din inloggningskod
portal-mail-text = Din kod är { $code }

    Den gäller en gång, i { $minutes } minuter, i den webbläsare där den begärdes.
    Har du inte begärt den behöver du inte göra något: utan den webbläsaren öppnar den ingenting.

    { $provider }
letter-portal-code = Inloggningskod
outbox-secret-text = Texten innehåller en kod som bara är till för mottagaren och visas inte.

portal-none = Inga underrättelser
portal-none-text = När en myndighet begär era uppgifter och vi får berätta det, står det här.
portal-notices-lead = Begäranden om era uppgifter som vi har underrättat er om.
portal-export = Spara allt (ZIP)
portal-export-json = Spara allt (JSON)
portal-shown = { $n } av { $all } visas
portal-reference = Vår referens
portal-told = Senast underrättad
portal-state = Läge
portal-state-open = Ni kan invända
portal-state-objected = Ni har invänt
portal-state-considered = Under granskning
portal-state-disclosed = Besvarad, uppgifter utlämnade
portal-state-ended = Avslutad, inget utlämnat

portal-demand = Begäran
portal-facts = Vem som begär, och varför
portal-authority = Myndighet
portal-authority-reference = Myndighetens referens
portal-paper = Handling
portal-issued = Utfärdad
portal-basis = Rättslig grund
portal-received = Inkom till oss
portal-lines = Vad som begärs, och vad som beslutats
portal-line-what = Uppgifter
portal-line-range = Tid
portal-line-fate = Beslut
portal-line-disclosed = Utlämnat
portal-fate-open = Inte beslutat
portal-fate-authorised = Godtas
portal-fate-narrowed = Godtas endast { $range }
portal-fate-refused = Avslås
portal-records = { $n ->
    [0] inget
    [one] 1 post
   *[other] { $n } poster
}
portal-answer = Vårt svar till myndigheten
portal-answer-considering = Inget är beslutat ännu. Inget har lämnats ut.
portal-answer-planned = Besluten ovan är fastställda. Inget har lämnats ut ännu.
portal-answer-disclosed = Uppgifter lämnades ut { $at }, enligt listan ovan.
portal-answer-ended = { $how }, { $at }. Inget lämnades ut.
portal-disclosed-records = Poster om er
portal-disclosed-sha256 = Paketets SHA-256
portal-outcome-DISCLOSED-CONTENT = Utlämnat
portal-outcome-DISCLOSED-NONCONTENT = Utlämnat
portal-outcome-NO-DATA-FOUND = Vi meddelade myndigheten att uppgifterna inte finns hos oss
portal-outcome-REJECTED-INVALID = Vi avslog begäran
portal-outcome-REJECTED-CHALLENGED-WON = Vi överklagade begäran och fick rätt
portal-outcome-WITHDRAWN-BY-AUTHORITY = Myndigheten återkallade begäran
portal-outcome-REDIRECTED-TO-CUSTOMER = Myndigheten godtog att vända sig till er
portal-outcome-SUPERSEDED = En annan begäran trädde i stället för denna
portal-outcome-PRESERVED-ONLY = Vi bevarade uppgifterna oförändrade, som begärt
portal-outcome-ACTED-ON = Vi ingrep mot innehåll enligt en myndighets föreläggande
portal-outcome-FRAUDULENT = Begäran var inte äkta
portal-window-title = Ni kan invända
portal-window = Till { $until } ({ $left }). Dessförinnan lämnas inget ut.
portal-window-short = Till { $until } ({ $left }). Tiden är kort därför att lagen ger oss en bestämd dag. Dessförinnan lämnas inget ut.
portal-window-over-title = Tiden för invändningar har gått ut
portal-window-over = Den gick ut { $until }. Så länge inget har lämnats ut läses en invändning ändå, och den hindrar utlämnandet.
portal-objection = Er invändning
portal-objection-open = Vi prövar den. Inget lämnas ut förrän den är besvarad.
portal-objection-answered = Besvarad { $at }: { $verdict }.
portal-challenge = Så kan ni själva angripa begäran
portal-challenge-text = Ni kan angripa begäran, ett yppandeförbud som följt med den eller användningen av uppgifterna hos den myndighet eller de domstolar som lagen anger. Tidsfrister kan ha börjat löpa när ni underrättades.
portal-challenge-desk = Frågor och handlingar, med vår referens, till
portal-told-title = Vad vi har underrättat om
portal-save = Behåll en kopia
portal-save-pdf = Spara som dokument (PDF)
portal-save-json = Spara som fil (JSON)

portal-contacts-lead = De som vi underrättar, i denna ordning. Håll listan aktuell: en underrättelse går till dessa adresser och ingen annanstans.
portal-contacts-none = Ingen är angiven. Vi skulle inte kunna underrätta er om någon begäran.

portal-problem-not-found = Hittades inte
portal-problem-not-found-text = På den här adressen finns inget som ni kan se. Kontrollera adressen, eller börja vid underrättelserna.
portal-problem-forbidden = Går inte här
portal-problem-forbidden-text = Det går inte att göra med den här inloggningen. Inget ändrades.
portal-problem-signed-out = Du är utloggad
portal-problem-signed-out-text = Inloggningen upphörde efter 30 minuter utan användning eller 12 timmar i allt. Inget i formuläret sparades. Logga in och gå sedan tillbaka i webbläsaren: de flesta har kvar det som skrevs.
portal-problem-stale-sign-in = Logga in igen
portal-problem-stale-sign-in-text = Detta kräver en färsk inloggning. Inget ändrades. Logga ut, logga in igen och gör om det.
portal-problem-conflict = Ändrat under tiden
portal-problem-conflict-text = Det du arbetade med ändrades medan sidan var öppen. Det du skrev sparades inte. Gå tillbaka, kopiera texten och läs in sidan på nytt.
portal-problem-too-large = För stort
portal-problem-too-large-text = Det som skickades är större än vad som tas emot här. Inget av det sparades. Skicka mindre filer, eller skicka dem med e-post.
portal-problem-unreadable = Formuläret gick inte att läsa
portal-problem-unreadable-text = Det som webbläsaren skickade är inte vad sidan väntar sig. Inget ändrades. Läs in sidan på nytt och skicka igen.
portal-problem-cross-site = Skickat från en annan webbplats
portal-problem-cross-site-text = Formuläret kom inte från en sida i portalen och togs därför inte emot. Inget ändrades.
portal-problem-slow = Det tog för lång tid
portal-problem-slow-text = Det hann inte bli klart i tid. En ändring sparas helt eller inte alls: läs in sidan på nytt och se efter.
portal-problem-too-many = För många försök
portal-problem-too-many-text = Vänta en kvart och försök igen. Inget ändrades.
portal-problem-unavailable = Inget kan sparas just nu
portal-problem-unavailable-text = Allt som bekräftats tidigare är säkert; detta sparades inte. Försök igen senare, eller skriv till oss.
portal-problem-broken = Något gick fel hos oss
portal-problem-broken-text = Ett fel hos oss avbröt det hela. En ändring sparas helt eller inte alls: läs in sidan på nytt och se efter.

portal-contacts-nobody = Ingen av adresserna har bekräftat att den når er. Förrän någon har gjort det kan vi inte underrätta er om någon begäran.
portal-contact-new = Lägg till kontakt
portal-contact-change = Ändra kontakt
portal-change = Ändra
portal-contact-lead = De andra på listan får veta ändringen med e-post.
portal-contact-mail-hint = En ny adress får ett mejl med en länk och får inte veta något förrän den har svarat.
portal-contact-taken = Adressen finns redan på listan.
portal-contact-last = Ingen skulle återstå som vi kan nå. Lägg till en annan adress först, låt den svara och ändra sedan denna.
portal-contact-too-many = Listan är full. Ta bort andra, eller skriv till oss.
portal-contact-save = Spara
portal-contact-removal = Ta bort kontakt
portal-contact-removal-lead = { $name }, { $mail }, får inte veta något mer. Vem som underrättats tidigare står kvar.
portal-contact-removal-self = Det här är du: du loggas ut och kan inte komma in igen med den här adressen.
portal-place = Ordning
portal-place-hint = Lägst nummer underrättas först, de med samma nummer samtidigt. Tomt: sist, eller som förut.
portal-place-wrong = Skriv ett heltal från 1 till 999.
portal-purpose = Ändamål
portal-purpose-legal-notices = Rättsliga underrättelser
portal-purpose-security = Säkerhet
portal-purpose-privacy = Dataskydd
portal-purpose-general = Allmänt
portal-reach-verified = Bekräftad
portal-reach-stale = Bekräftad för länge sedan
portal-reach-lapsed = Inte längre bekräftad
portal-reach-unverified = Inte bekräftad
portal-reach-bounced = E-post kom i retur
portal-reach-removed = Borttagen
portal-mail-list-subject = Er kontaktlista har ändrats
portal-mail-list-text = { $what }

    Listan säger vem hos { $customer } vi underrättar. Stämmer det inte, logga in i kundportalen och ändra, eller skriv till oss.

    { $provider }
portal-mail-list-added = { $by } har lagt till { $name }, { $mail }, i kontaktlistan.
portal-mail-list-changed = { $by } har ändrat uppgifterna om { $name }, { $mail }, i kontaktlistan.
portal-mail-list-removed = { $by } har tagit bort { $name }, { $mail }, från kontaktlistan.
letter-portal-contacts = Ändrad kontaktlista
said-portal-contact = Listan sparades. De andra får veta det med e-post.
said-portal-contact-removed = Kontakten togs bort. De andra får veta det med e-post.

portal-do = Vad ni kan göra
portal-object = Invänd
portal-object-lead = Skriv vad invändningen gäller och varför. Den går till våra jurister, som svarar med skäl.
portal-object-text = Er invändning
portal-object-text-hint = Till exempel: tystnadsplikt i ett yrke, ett annat lands lag, ett fel i begäran, eller att för mycket begärs.
portal-object-text-missing = Skriv vad ni invänder mot, och varför.
portal-object-files = Handlingar
portal-object-files-hint = Högst { $most } filer, { $mib } MB sammanlagt.
portal-object-too-many = Fler än { $most } filer valdes. Skicka färre, eller slå ihop dem.
portal-object-in-time = Ni kan invända till { $until }. Inget lämnas ut förrän invändningen är besvarad.
portal-object-late = Tiden för invändningar gick ut { $until }. En invändning läses ändå, och den hindrar utlämnandet så länge inget har lämnats ut.
portal-object-after-the-end = Begäran är avslutad, så en invändning hindrar inget längre. Den läses och besvaras som ett klagomål.
portal-object-go = Skicka invändningen
portal-objection-open-after = Vi prövar den.
portal-acknowledge = Bekräfta att ni har fått del av den
portal-acknowledged = Ni har bekräftat mottagandet.
portal-counsel = Ange ombud
portal-counsel-is = Ert ombud:
portal-counsel-lead = Den som för er talan i saken. Vi vänder oss dit vid sidan av er.
portal-counsel-name = Namn eller byrå
portal-counsel-go = Spara
portal-verdict-upheld = bifallen
portal-verdict-partly-upheld = delvis bifallen
portal-verdict-not-upheld = inte bifallen
said-portal-acknowledged = Er bekräftelse har antecknats.
said-portal-objected = Er invändning har antecknats och går till våra jurister.
said-portal-counsel = Ert ombud har antecknats.
portal-notice-advance = Underrättelse före utlämnande
portal-notice-delayed = Senare underrättelse
portal-notice-with-production = Underrättelse vid utlämnandet
portal-notice-withdrawn = Underrättelse om att begäran återkallats
portal-notice-end-of-matter = Underrättelse om hur det slutade
portal-copies = Kopior av begäran
