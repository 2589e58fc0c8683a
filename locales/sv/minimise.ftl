# Gallring: varför rader inte gick igenom, och vad som stoppade en fil. Den insamlade filen ändras aldrig.
dropped-foreign-account = Kontot ingår inte i den beslutade omfattningen
dropped-outside-time = Utanför den beslutade tiden
dropped-direction = Rör kontot, men det står inte på den sida som mappningen kräver
dropped-category = Kategorin omfattas inte av beslutet
dropped-credentials = Lösenord, åtkomstbevis eller nycklar: lämnas aldrig ut

withheld-unattributed = Raden nämner inget konto
withheld-undated = Mappningen anger ingen tid, men beslutet är begränsat i tiden
withheld-time-unreadable = Tiden saknas eller går inte att läsa
withheld-time-imprecise = Tiden kan avse flera tidpunkter, och alla omfattas inte av beslutet
withheld-unclassified = Det framgår inte vilket slags uppgift det är
withheld-malformed = Raden är felaktigt uppbyggd
withheld-shape = Ett enkelt värde står där mappningen väntar sig delar med egna kategorier
withheld-not-utf8 = Raden är inte text i UTF-8
withheld-too-long = Raden är längre än tillåtet

breach-foreign-account = Kontot ingår inte i den beslutade omfattningen
breach-unattributed = Raden nämner inget konto som går att läsa
breach-direction = Kontot står på den andra sidan
breach-outside-time = Inte säkert inom den beslutade tiden
breach-third-party = Någon annan nämns som skulle ha maskerats
breach-undated = Raden har ingen tid som går att läsa
breach-category = Kategorin omfattas inte av beslutet
breach-unclassified = Kategorin framgår inte
breach-field = Ett fälts kategori omfattas inte av beslutet
breach-unlisted-field = Ett fält finns inte i mappningen
breach-credentials = Lösenord, åtkomstbevis och nycklar lämnas aldrig ut
breach-formula = En cell skulle köras som formel i ett kalkylprogram
breach-malformed = Raden är felaktigt uppbyggd
breach-file = Filen kan inte kontrolleras mot mappningen

minimise-unknown-type = Här läses bara .csv, .tsv, .jsonl, .json (en lista), .mbox, .eml och Maildir, även som .gz eller .zst. Exportera uppgifterna i något av dem.
minimise-archive = Detta är { $kind }, fast namnet säger något annat, så filen öppnades inte. Ge den namn efter vad den är, eller packa upp den där den skapades.
minimise-damaged = Detta går inte att läsa som { $kind }: { $cause }. Hämta eller exportera filen på nytt.
minimise-bomb = Denna { $kind }-fil växer till mer än { $times } gånger sin storlek när den packas upp, vilket ingen ärlig export gör. Fråga var den kommer ifrån.
minimise-no-source = Ingen källa i mappningen passar filnamnet (det finns: { $patterns }). Lägg till en.
minimise-several-sources = Flera källor i mappningen passar filnamnet ({ $patterns }). Ändra mönstren så att de skiljer filerna åt.
minimise-same-name = En annan fil i körningen har samma namn. Byt namn på en av dem.
minimise-exists = { $path } finns redan och skrevs inte över. Välj en annan mapp för resultatet.
minimise-no-header = Filen saknar rubrikrad. Exportera den med kolumnernas namn på första raden.
minimise-missing-column = Rubrikraden saknar kolumnen ”{ $column }”, som enligt mappningen är { $role ->
        [account] kontot
        [time] tiden
        [category] kategorin
        [third-party] ett fält som nämner andra
       *[field] ett fält med egen kategori
    }. Kolumnerna är: { $columns }. Rätta mappningen eller exporten.
minimise-double-column = Kolumnen ”{ $column }” finns två gånger, så det är osäkert vilken som avses. Byt namn på en av dem i exporten.
minimise-header-not-utf8 = Rubrikraden är inte text i UTF-8. Exportera filen i UTF-8.
minimise-unterminated-quote = En cell inom citattecken som börjar på rad { $line } avslutas aldrig, så raderna därefter går inte att skilja åt. Rätta exporten.
minimise-stray-quote = På rad { $line } följer text efter ett avslutande citattecken, så det är osäkert var cellen slutar. Rätta exporten.
minimise-row-too-long = Raden som börjar på rad { $line } är längre än { $limit } byte. Kanske saknas ett citattecken: rätta exporten.
minimise-read = Den insamlade filen gick inte att läsa: { $cause }. Inget av den har gått förlorat; åtgärda felet och kör igen.
minimise-write = Resultatet gick inte att skriva: { $cause }. Det som skrevs är ofullständigt och används inte; skapa utrymme och kör igen.
minimise-cancelled = Stoppad på begäran. Det som skrevs används inte.
minimise-sums = Antalet rader går inte ihop, så resultatet används inte. Anmäl detta till driften.
